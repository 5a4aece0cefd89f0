//! The allocation in the Test step: to which sites, what is kept together, and what comes out.

use egui::Ui;

use super::analysis_section::AnalysisCommand;
use super::command::AppCommand;
use super::names;
use super::session::Session;
use super::view::View;
use super::widgets::{choice_ui, row_ui};
use crate::analysis::{AllocationChoice, Wholeness};
use crate::plan::SiteKind;

/// The body of the section; `out` collects what was asked for.
pub(super) fn allocation_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    choices_ui(ui, view, session, out);
}

fn choices_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let (texts, choice) = (view.texts, session.allocation);
    let mut asked = None;
    let label = texts.get("allocation-to");
    row_ui(ui, &label, |ui| {
        let kinds = SiteKind::REACHED.map(|kind| (Some(kind), names::site_kind(texts, kind)));
        let options = std::iter::once((None, texts.get("allocation-to-stages"))).chain(kinds);
        let id = ui.scope_id().with("allocation-to");
        asked = choice_ui(ui, id, &label, choice.kind, options).map(|kind| AllocationChoice { kind, ..choice });
    });
    let label = texts.get("allocation-whole");
    row_ui(ui, &label, |ui| {
        let options = Wholeness::ALL.map(|whole| (whole, texts.get(&format!("allocation-whole-{}", whole.name()))));
        let id = ui.scope_id().with("allocation-whole");
        let chosen = choice_ui(ui, id, &label, choice.wholeness, options);
        asked = asked.or_else(|| chosen.map(|wholeness| AllocationChoice { wholeness, ..choice }));
    });
    if let Some(choice) = asked {
        out.push(AppCommand::Analysis(AnalysisCommand::Allocate(choice)));
    }
}
