//! The Plan step: tools, objects, name and standards of the plan.

use egui::Ui;

use super::command::AppCommand;
use super::names;
use super::objects::objects_ui;
use super::session::{Session, Tool};
use super::standards_panel::standards_ui;
use super::theme::map_theme;
use super::view::View;
use super::widgets::{heading_ui, text_row_ui};
use crate::document::Command;
use crate::map::{SymbolKind, SymbolState, paint_symbol};
use crate::plan::{PlanHeader, SiteKind};

/// The step; `out` collects what was asked for.
pub(super) fn plan_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    heading_ui(ui, view.texts.get("plan-tools"));
    tools_ui(ui, view, session, out);
    objects_ui(ui, view, session, out);
    ui.add_space(8.0);
    let header = view.document.plan().header();
    if let Some(name) = text_row_ui(ui, ui.scope_id().with("plan-name"), &view.texts.get("plan-name"), &header.name) {
        out.push(AppCommand::Edit(Command::SetHeader(PlanHeader { name, ..(**header).clone() })));
    }
    standards_ui(ui, view, out);
}

fn tools_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let mut tool_ui = |ui: &mut Ui, tool: Tool, label: &str, tip: &str, kind: Option<SymbolKind>| {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::empty());
            if let Some(kind) = kind {
                let theme = map_theme(ui.ctx());
                paint_symbol(ui.painter(), rect.center(), 16.0, kind, &SymbolState::default(), theme);
            }
            let width = ui.available_width();
            let button = egui::Button::selectable(session.tool == tool, (label, egui::Atom::grow()));
            let response = ui.add(button.min_size(egui::vec2(width, 22.0))).on_hover_text(tip);
            if response.clicked() {
                out.push(AppCommand::UseTool(tool));
            }
        });
    };
    ui.spacing_mut().item_spacing.y = 2.0;
    tool_ui(ui, Tool::Select, &texts.get("tool-select"), &texts.get("tool-select-tip"), None);
    for kind in SiteKind::ALL {
        let name = texts.with("edit-place", &[("kind", super::text::Value::Text(&names::site_kind(texts, kind)))]);
        tool_ui(ui, Tool::Place(kind), &name, &texts.get("tool-place-tip"), Some(SymbolKind::Site(kind)));
    }
    tool_ui(ui, Tool::Close, &texts.get("tool-close"), &texts.get("tool-close-tip"), Some(SymbolKind::Closure));
}
