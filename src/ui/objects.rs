//! The list of the plan's objects: the way to everything on the map by keyboard and screen reader.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::names;
use super::session::Session;
use super::theme::{map_theme, palette};
use super::view::View;
use super::widgets::{faint_ui, heading_ui};
use crate::map::{SymbolKind, SymbolState, paint_symbol};
use crate::plan::PlanObject;

/// A list longer than this draws only what is in view.
const LONG_LIST: usize = 300;

/// The list; `out` collects what was asked for.
pub(super) fn objects_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("plan-objects"));
    let mut objects: Vec<PlanObject> = view.document.plan().objects().collect();
    if objects.is_empty() {
        faint_ui(ui, texts.get("plan-no-objects"));
        return;
    }
    let label = texts.get("plan-filter");
    let field = egui::TextEdit::singleline(&mut session.filter).hint_text(&label).desired_width(ui.available_width());
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, &label));
    let wanted = session.filter.to_lowercase();
    objects.retain(|object| wanted.is_empty() || names::object(texts, object).to_lowercase().contains(&wanted));
    objects.sort_by_key(|object| (names::list_rank(object), object.id()));
    if objects.is_empty() {
        faint_ui(ui, texts.get("plan-none-found"));
    } else if ui
        .small_button(texts.get("plan-select-shown"))
        .on_hover_text(texts.get("plan-select-shown-tip"))
        .clicked()
    {
        let shown = objects.iter().map(PlanObject::id).filter(|id| !session.hidden.contains(id));
        out.push(AppCommand::Select(shown.collect()));
    }
    let mut last_rank = None;
    for object in &objects {
        let rank = names::list_rank(object);
        if last_rank != Some(rank) {
            last_rank = Some(rank);
            ui.label(RichText::new(names::group(texts, object)).small().color(palette(ui.ctx()).faint_text));
        }
        // Of a very long list only what is in view is drawn; the table and the filter reach the rest.
        let row = egui::vec2(1.0, ui.spacing().interact_size.y);
        let place = egui::Rect::from_min_size(ui.cursor().min, row);
        if objects.len() > LONG_LIST && !ui.is_rect_visible(place) {
            ui.allocate_exact_size(row, egui::Sense::empty());
            continue;
        }
        object_ui(ui, view, session, object, out);
    }
}

fn object_ui(ui: &mut Ui, view: &View<'_>, session: &Session, object: &PlanObject, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let id = object.id();
    ui.horizontal(|ui| {
        if let PlanObject::Site(site) = object {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::empty());
            let state = SymbolState { state: site.state, is_open: site.is_open, ..SymbolState::default() };
            paint_symbol(ui.painter(), rect.center(), 16.0, SymbolKind::Site(site.kind), &state, map_theme(ui.ctx()));
        }
        let name = names::in_group(texts, object);
        let is_selected = session.selection.contains(&id);
        let response = ui.add(egui::Button::selectable(is_selected, &name).truncate());
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_selected, &name));
        if response.clicked() {
            let adds = ui.input(|input| input.modifiers.command);
            let mut selection: Vec<_> = if adds { session.selection.iter().copied().collect() } else { Vec::new() };
            match selection.iter().position(|&other| other == id) {
                Some(place) => drop(selection.remove(place)),
                None => selection.push(id),
            }
            out.push(AppCommand::Select(selection));
        }
        if response.double_clicked()
            && let Some(place) = object.place()
        {
            out.push(AppCommand::LookAt(place));
        }
    });
}
