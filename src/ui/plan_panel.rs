//! The Plan step: tools, objects, name, evacuation and standards of the plan.

use egui::Ui;

use super::command::AppCommand;
use super::evacuation_settings_panel::evacuation_settings_ui;
use super::objects::objects_ui;
use super::scenario_panel::scenarios_ui;
use super::session::Session;
use super::standards_panel::standards_ui;
use super::tools_panel::tools_ui;
use super::view::View;
use super::widgets::text_row_ui;
use crate::document::Command;
use crate::plan::PlanHeader;

/// The step; `out` collects what was asked for.
pub(super) fn plan_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    tools_ui(ui, view, session, out);
    objects_ui(ui, view, session, out);
    scenarios_ui(ui, view, session, out);
    ui.add_space(8.0);
    let header = view.document.plan().header();
    if let Some(name) = text_row_ui(ui, ui.scope_id().with("plan-name"), &view.texts.get("plan-name"), &header.name) {
        out.push(AppCommand::Edit(Command::SetHeader(PlanHeader { name, ..(**header).clone() })));
    }
    evacuation_settings_ui(ui, view, out);
    standards_ui(ui, view, out);
}
