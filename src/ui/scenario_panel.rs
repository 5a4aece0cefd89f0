//! Scenarios: named circumstances the plan is tested under; switched with one click, compared with the base.

use std::collections::BTreeSet;

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::names;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{choice_ui, faint_ui, heading_ui, row_ui, short_choice_ui, text_row_ui};
use crate::document::Command;
use crate::ids::ScenarioId;
use crate::plan::{BASE_SCENARIO, ObjectKind, PlanObject, Scenario, TimeOfDay, TravelMode};

/// The name of a scenario; the base scenario has its own word, an unnamed one its number.
pub(super) fn scenario_name(texts: Texts, scenario: &Scenario) -> String {
    if scenario.id == BASE_SCENARIO && scenario.name.is_empty() {
        return texts.get("scenario-base");
    }
    if scenario.name.is_empty() {
        return texts.with("scenario-unnamed", &[("n", Value::Text(&scenario.id.0.to_string()))]);
    }
    scenario.name.clone()
}

/// The scenarios of the plan; `out` collects what was asked for.
pub(super) fn scenarios_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("plan-scenarios"));
    let plan = view.document.plan();
    for scenario in plan.scenarios().values() {
        let is_shown = scenario.id == session.scenario;
        let name = scenario_name(texts, scenario);
        let width = ui.available_width();
        let button = egui::Button::selectable(is_shown, (&*name, egui::Atom::grow())).truncate();
        let response = ui.add(button.min_size(egui::vec2(width, 22.0))).on_hover_text(texts.get("scenario-use-tip"));
        if response.clicked() {
            out.push(AppCommand::UseScenario(scenario.id));
        }
    }
    let current = plan.scenarios().get(&session.scenario);
    ui.horizontal(|ui| {
        let n = plan.scenarios().len().to_string();
        if ui.button(texts.get("scenario-add")).on_hover_text(texts.get("scenario-add-tip")).clicked() {
            let name = texts.with("scenario-unnamed", &[("n", Value::Text(&n))]);
            out.push(AppCommand::Edit(Command::AddScenario { name, from: None }));
        }
        if let Some(scenario) = current {
            if ui.button(texts.get("command-duplicate")).on_hover_text(texts.get("scenario-duplicate-tip")).clicked() {
                let of = scenario_name(texts, scenario);
                let name = texts.with("scenario-copy", &[("name", Value::Text(&of))]);
                out.push(AppCommand::Edit(Command::AddScenario { name, from: Some(scenario.id) }));
            }
            let delete = egui::Button::new(texts.get("command-delete"));
            let can_go = scenario.id != BASE_SCENARIO;
            if ui.add_enabled(can_go, delete).on_hover_text(texts.get("scenario-delete-tip")).clicked() {
                out.push(AppCommand::Edit(Command::DeleteScenario(scenario.id)));
            }
        }
    });
    if let Some(scenario) = current {
        circumstances_ui(ui, view, scenario, out);
    }
}

/// Name, time of day, mode, and who takes part.
fn circumstances_ui(ui: &mut Ui, view: &View<'_>, scenario: &Scenario, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let id = ui.scope_id().with(("scenario", scenario.id));
    if scenario.id != BASE_SCENARIO
        && let Some(name) = text_row_ui(ui, id.with("name"), &texts.get("scenario-name"), &scenario.name)
    {
        out.push(AppCommand::Edit(Command::RenameScenario { id: scenario.id, name }));
    }
    row_ui(ui, &texts.get("scenario-time"), |ui| {
        let options = TimeOfDay::ALL.map(|time| (time, texts.get(&format!("time-{}", time.name()))));
        let label = texts.get("scenario-time");
        if let Some(time_of_day) = choice_ui(ui, id.with("time"), &label, scenario.time_of_day, options) {
            out.push(AppCommand::Edit(Command::SetScenario(Scenario { time_of_day, ..scenario.clone() })));
        }
    });
    row_ui(ui, &texts.get("scenario-mode"), |ui| {
        let options = TravelMode::ALL.map(|mode| (mode, texts.get(&format!("mode-{}", mode.name()))));
        let label = texts.get("scenario-mode");
        if let Some(mode) = choice_ui(ui, id.with("mode"), &label, scenario.mode, options) {
            out.push(AppCommand::Edit(Command::SetScenario(Scenario { mode, ..scenario.clone() })));
        }
    });
    match scenario.mode {
        TravelMode::Walking => {}
        TravelMode::Driving | TravelMode::Mixed => {
            faint_ui(ui, texts.get("scenario-driving-note"));
        }
    }
    taking_part_ui(ui, view, scenario, out);
}

/// A check box for everything that may take part or not: hazards, closures, sites, road changes.
fn taking_part_ui(ui: &mut Ui, view: &View<'_>, scenario: &Scenario, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let acts = |object: &PlanObject| match object.id().kind() {
        ObjectKind::HazardArea | ObjectKind::Closure | ObjectKind::Site | ObjectKind::RoadChange => true,
        ObjectKind::EvacuationArea | ObjectKind::Route | ObjectKind::Note => false,
    };
    let mut objects: Vec<PlanObject> = view.document.plan().objects().filter(acts).collect();
    if objects.is_empty() {
        return;
    }
    // What distinguishes scenarios comes first: hazards and closures, then road changes, then the sites.
    let rank = |object: &PlanObject| match object.id().kind() {
        ObjectKind::HazardArea => 0,
        ObjectKind::Closure => 1,
        ObjectKind::RoadChange => 2,
        ObjectKind::Site | ObjectKind::EvacuationArea | ObjectKind::Route | ObjectKind::Note => 3,
    };
    objects.sort_by_key(|object| (rank(object), names::list_rank(object), object.id()));
    let n_in = objects.iter().filter(|object| scenario.selection.includes(object.id())).count();
    let (n, of) = (n_in.to_string(), objects.len().to_string());
    let title = texts.with("scenario-takes-part", &[("n", Value::Text(&n)), ("of", Value::Text(&of))]);
    let id = ui.scope_id().with("taking-part");
    egui::CollapsingHeader::new(title).id_salt(id).show(ui, |ui| {
        for object in &objects {
            let ids = BTreeSet::from([object.id()]);
            let mut is_in = scenario.selection.includes(object.id());
            let name = names::object(texts, object);
            let color = if is_in { palette(ui.ctx()).text } else { palette(ui.ctx()).faint_text };
            if ui.checkbox(&mut is_in, RichText::new(name).color(color)).changed() {
                let scenario = scenario.id;
                out.push(AppCommand::Edit(if is_in {
                    Command::IncludeInScenario { scenario, ids }
                } else {
                    Command::ExcludeFromScenario { scenario, ids }
                }));
            }
        }
    });
}

/// The switch in the title bar: the scenario in view, one click away from every other.
pub(super) fn scenario_switch_ui(ui: &mut Ui, view: &View<'_>, current: ScenarioId, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let options = view.document.plan().scenarios().values().map(|s| (s.id, scenario_name(texts, s)));
    let id = ui.scope_id().with("scenario-switch");
    if let Some(chosen) = short_choice_ui(ui, id, &texts.get("scenario-switch"), current, options) {
        out.push(AppCommand::UseScenario(chosen));
    }
}
