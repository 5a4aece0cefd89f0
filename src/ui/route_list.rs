//! The evacuation routes of the plan with the state of each, as last checked.

use egui::{Align, Layout, RichText, Ui};

use super::command::AppCommand;
use super::names;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{faint_ui, heading_ui};
use crate::analysis::RouteCheck;
use crate::jobs::JobState;
use crate::plan::{ObjectId, PlanObject};

/// How the check stands against the plan, in words.
pub(super) fn state_text(view: &View<'_>) -> String {
    let texts = view.texts;
    match view.roads_state {
        JobState::NotRun => texts.get("routes-not-run"),
        JobState::UpToDate => texts.get("routes-up-to-date"),
        JobState::OutOfDate => texts.get("routes-out-of-date"),
        JobState::Running(_) => texts.get("routes-running"),
        JobState::Failed(why) => texts.with("routes-failed", &[("why", Value::Text(why))]),
    }
}

/// What a check comes to, in a word or two.
pub(super) fn verdict(texts: Texts, check: &RouteCheck) -> String {
    let n = check.n_faults();
    if n > 0 {
        let text = n.to_string();
        return texts.with("route-faults", &[("n", Value::Count(n as u64)), ("text", Value::Text(&text))]);
    }
    texts.get(if check.width_unknown().value() > 0.0 { "route-sound-unknown" } else { "route-sound" })
}

/// The list; `out` collects what was asked for.
pub(super) fn routes_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("test-routes"));
    let routes = view.document.plan().routes();
    if routes.is_empty() {
        faint_ui(ui, texts.get("test-no-routes"));
        return;
    }
    faint_ui(ui, state_text(view));
    for route in routes.values() {
        let id = ObjectId::Route(route.id);
        let name = names::in_group(texts, &PlanObject::Route(route.clone()));
        let check = view.roads.and_then(|roads| roads.route(route.id));
        let palette = palette(ui.ctx());
        let (state, color) = match check {
            Some(check) if check.n_faults() > 0 => (verdict(texts, check), palette.attention),
            Some(_) => (texts.get("route-list-sound"), palette.text),
            None if !view.takes_part(id) => (texts.get("route-list-no-part"), palette.faint_text),
            None => ("–".to_owned(), palette.faint_text),
        };
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let label = ui.label(RichText::new(&state).small().color(color));
                if let Some(check) = check {
                    label.on_hover_text(verdict(texts, check));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let response = ui.add(egui::Button::selectable(false, &name).truncate());
                    let said = format!("{name}: {state}");
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
                    if response.clicked() {
                        out.push(AppCommand::Select(vec![id]));
                    }
                    if response.double_clicked()
                        && let Some(&place) = route.lines.first().and_then(|line| line.first())
                    {
                        out.push(AppCommand::LookAt(place));
                    }
                });
            });
        });
    }
}
