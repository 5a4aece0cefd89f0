//! The table at the bottom of the window: tabs, filter, what can be done with rows.

use egui::{Frame, Margin, RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::format;
use super::map_memory::MapMemory;
use super::session::Session;
use super::table_grid::grid_ui;
use super::table_state::shown_rows;
use super::table_words::table_name;
use super::text::Value;
use super::theme::palette;
use super::view::View;
use super::widgets::faint_ui;
use crate::exchange::tables::TableKind;
use crate::plan::Plan;

/// Height of the table in points, until the planner drags its edge.
const HEIGHT: f32 = 236.0;

/// The panel, where it is open; `out` collects what was asked for.
pub(super) fn table_panel_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    map: &MapMemory,
    out: &mut Vec<AppCommand>,
) {
    if !session.table.is_open || view.community.is_none() {
        return;
    }
    follow_selection(view, session);
    let palette = palette(ui.ctx());
    let frame = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 6));
    let most = (ui.available_height() - 200.0).max(180.0);
    let panel = egui::Panel::bottom("table").frame(frame).resizable(true).default_size(HEIGHT);
    panel.size_range(150.0..=most).show(ui, |ui| {
        tabs_ui(ui, view, session, out);
        let rows = shown_rows(view, &mut session.table, map.people());
        tools_ui(ui, view, session, &rows, out);
        if let Some(fault) = &session.table.fault {
            let text = RichText::new(fault.say(view.texts)).small().color(palette.attention);
            ui.add(egui::Label::new(text).wrap());
        }
        if rows.n_all == 0 {
            faint_ui(ui, view.texts.get("table-none"));
        } else if rows.rows.is_empty() {
            faint_ui(ui, view.texts.get("table-none-found"));
        }
        // An empty table can be pasted into as well.
        grid_ui(ui, view, session, &rows, out);
    });
}

/// What was selected elsewhere is brought into view, in the table of its kind.
fn follow_selection(view: &View<'_>, session: &mut Session) {
    if session.table.seen == session.selection {
        return;
    }
    session.table.seen.clone_from(&session.selection);
    let plan = view.document.plan();
    let kinds: Vec<_> =
        session.selection.iter().filter_map(|&id| Some((id, TableKind::of(&plan.object(id)?)))).collect();
    let Some(&(first, kind)) = kinds.first() else { return };
    let table = &mut session.table;
    if kinds.iter().all(|(_, kind)| *kind != table.kind) {
        table.turn_to(kind);
    }
    let id = kinds.iter().find(|(_, kind)| *kind == table.kind).map_or(first, |(id, _)| *id);
    let column = table.cursor.map_or(crate::exchange::tables::Column::Id, |(_, column)| column);
    table.cursor = Some((id, column));
    table.anchor = Some(id);
    table.reveals = true;
}

/// How many objects a table has.
fn count_of(plan: &Plan, kind: TableKind) -> usize {
    match kind {
        TableKind::Site(kind) => plan.sites().values().filter(|site| site.kind == kind).count(),
        TableKind::EvacuationArea => plan.evacuation_areas().len(),
        TableKind::HazardArea => plan.hazard_areas().len(),
        TableKind::Closure => plan.closures().len(),
        TableKind::RoadChange => plan.road_changes().len(),
        TableKind::Route => plan.routes().len(),
        TableKind::Note => plan.notes().len(),
    }
}

fn tabs_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(2.0, 2.0);
        ui.spacing_mut().button_padding = egui::vec2(6.0, 3.0);
        let plan = view.document.plan();
        for kind in TableKind::ALL {
            let name = table_name(view.texts, kind);
            let n = count_of(plan, kind);
            let text = if n == 0 { name.clone() } else { format!("{name} {}", format::count(n as u64)) };
            let is_shown = session.table.kind == kind;
            let response = ui.add(egui::Button::selectable(is_shown, RichText::new(text).small()));
            let label = view.texts.with("table-tab", &[("table", Value::Text(&name))]);
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, is_shown, &label));
            if response.clicked() {
                session.table.turn_to(kind);
            }
        }
        let name = view.texts.get("chart-title");
        if ui.add(egui::Button::selectable(false, RichText::new(name).small())).clicked() {
            out.push(AppCommand::Ui(UiCommand::ToggleChart));
        }
    });
}

fn tools_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &mut Session,
    rows: &super::table_state::ShownRows,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(7.0, 3.0);
        let label = texts.get("table-filter");
        let field = egui::TextEdit::singleline(&mut session.table.filter).hint_text(&label).desired_width(170.0);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, &label));
        for command in [
            UiCommand::PasteRows,
            UiCommand::ImportTable,
            UiCommand::ExportTable,
            UiCommand::ExportTableForSpreadsheet,
            UiCommand::Delete,
        ] {
            let name = texts.get(command.text_key());
            let tip = texts.get(&format!("{}-tip", command.text_key()));
            let is_enabled = match command {
                UiCommand::ExportTable | UiCommand::ExportTableForSpreadsheet => !rows.rows.is_empty(),
                UiCommand::Delete => !session.selection.is_empty(),
                _ => true,
            };
            if ui.add_enabled(is_enabled, egui::Button::new(RichText::new(name).small())).on_hover_text(tip).clicked() {
                out.push(AppCommand::Ui(command));
            }
        }
        let n = format::count(rows.rows.len() as u64);
        let all = format::count(rows.n_all as u64);
        let selected = session.selection.iter().filter(|&&id| rows.place(id).is_some()).count();
        let selected = format::count(selected as u64);
        let values = [("n", Value::Text(&n)), ("all", Value::Text(&all)), ("selected", Value::Text(&selected))];
        faint_ui(ui, texts.with("table-count", &values));
        faint_ui(ui, texts.get("table-hint"));
        let close = ui.small_button("×").on_hover_text(texts.get("table-close"));
        close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, texts.get("table-close")));
        if close.clicked() {
            out.push(AppCommand::Ui(UiCommand::ToggleTable));
        }
    });
}
