//! The sections of the Test step: the title of an analysis, how it stands against the plan, its choices, its figures.
//!
//! Every analysis stands in a section of the same make, and one of them colors the map.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::names;
use super::scenario_panel::scenario_name;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{ends_ui, faint_ui};
use crate::analysis::AllocationChoice;
use crate::ids::{ScenarioId, SegmentId};
use crate::jobs::JobState;

/// An analysis of the Test step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Analysis {
    /// Who reaches a site of each kind within its limit.
    #[default]
    Coverage,
    /// Who goes where when places are limited.
    Allocation,
    /// When everyone is safe, and who is not.
    Evacuation,
    /// Where it jams on the way.
    Bottlenecks,
}

impl Analysis {
    /// Every analysis, in the order of the step.
    pub const ALL: [Self; 4] = [Self::Coverage, Self::Allocation, Self::Evacuation, Self::Bottlenecks];

    /// The word in text keys and ids.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Allocation => "allocation",
            Self::Evacuation => "evacuation",
            Self::Bottlenecks => "bottlenecks",
        }
    }

    /// The key of its title.
    const fn text_key(self) -> &'static str {
        match self {
            Self::Coverage => "test-coverage",
            Self::Allocation => "test-allocation",
            Self::Evacuation => "test-evacuation",
            Self::Bottlenecks => "test-bottlenecks",
        }
    }

    /// The title in a language.
    #[must_use]
    pub fn title(self, texts: Texts) -> String {
        texts.get(self.text_key())
    }
}

/// What the figures on screen belong to, where it is not what is in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// An earlier state of the plan.
    Plan,
    /// Another scenario.
    Scenario(ScenarioId),
    /// Other choices.
    Choice(AllocationChoice),
}

/// Whose figures of an allocation are on screen, as a sentence.
pub(super) fn stale_text(view: &View<'_>) -> String {
    let texts = view.texts;
    match view.allocation_stale.unwrap_or(Stale::Plan) {
        Stale::Plan => texts.get("analysis-out-of-date"),
        Stale::Scenario(id) => match view.document.plan().scenarios().get(&id) {
            Some(scenario) => {
                let name = scenario_name(texts, scenario);
                texts.with("analysis-other-scenario", &[("scenario", Value::Text(&name))])
            }
            None => texts.get("analysis-gone-scenario"),
        },
        Stale::Choice(choice) => {
            let to =
                choice.kind.map_or_else(|| texts.get("allocation-to-stages"), |kind| names::site_kind(texts, kind));
            let whole = texts.get(&format!("allocation-whole-{}", choice.wholeness.name()));
            let values = [("to", Value::Text(&to)), ("whole", Value::Text(&whole))];
            texts.with("analysis-other-choice", &values)
        }
    }
}

/// What is asked of the analyses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalysisCommand {
    /// Work out this one now, though it was stopped before.
    Run(Analysis),
    /// Stop working it out; what was found before stays in view.
    Cancel(Analysis),
    /// Color the map by this one.
    Color(Analysis),
    /// Allocate like this from now on.
    Allocate(AllocationChoice),
    /// Tell of this piece of road in the latest evacuation, and look at it.
    Road(SegmentId),
    /// Tell of this piece of road, which is in view.
    TellRoad(SegmentId),
    /// Try what a wider road would save.
    TryRoad(SegmentId),
    /// Try it for every road that is listed as a bottleneck.
    TryListedRoads,
    /// Stop trying.
    StopTrials,
}

/// Which analysis colors the map: one button each.
pub(super) fn map_choice_ui(ui: &mut Ui, texts: Texts, session: &Session, out: &mut Vec<AppCommand>) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(texts.get("analysis-on-map")).small().color(palette(ui.ctx()).faint_text));
        for analysis in Analysis::ALL {
            let (title, is_shown) = (analysis.title(texts), session.shown_analysis == analysis);
            let response = ui.add(egui::Button::selectable(is_shown, &title));
            let said = texts.with("analysis-color", &[("name", Value::Text(&title))]);
            let response = response.on_hover_text(&said);
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_shown, &said));
            if response.clicked() {
                out.push(AppCommand::Analysis(AnalysisCommand::Color(analysis)));
            }
        }
    });
}

/// A section that can be folded: title, what the analysis is, how it stands with progress and a way to stop or start
/// it, then `body`: choices and figures.
pub(super) fn section_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &Session,
    (analysis, state): (Analysis, &JobState),
    out: &mut Vec<AppCommand>,
    body: impl FnOnce(&mut Ui, &mut Vec<AppCommand>),
) {
    let texts = view.texts;
    ui.add_space(4.0);
    let title = RichText::new(analysis.title(texts)).strong();
    let is_shown = session.shown_analysis == analysis;
    // Choosing what the map shows opens its section and folds the others; after that each is folded at will.
    let key = ui.scope_id().with(("analysis shown", analysis.name()));
    let has_changed = ui.data(|data| data.get_temp(key)).is_some_and(|before: bool| before != is_shown);
    ui.data_mut(|data| data.insert_temp(key, is_shown));
    let header = egui::CollapsingHeader::new(title).id_salt(("analysis", analysis.name())).default_open(is_shown);
    header.open(has_changed.then_some(is_shown)).show_unindented(ui, |ui| {
        faint_ui(ui, texts.get(&format!("{}-text", analysis.text_key())));
        state_ui(ui, view, analysis, state, out);
        body(ui, out);
    });
}

fn state_ui(ui: &mut Ui, view: &View<'_>, analysis: Analysis, state: &JobState, out: &mut Vec<AppCommand>) {
    // Coverage follows every movement of the hand: there is nothing to start or to stop.
    let is_live = analysis == Analysis::Coverage;
    let commands = (!is_live).then_some([AnalysisCommand::Run(analysis), AnalysisCommand::Cancel(analysis)]);
    let is_other = matches!(state, JobState::OutOfDate) || view.allocation_stale.is_some();
    let stale = (analysis == Analysis::Allocation && is_other).then(|| stale_text(view));
    let job = Job { title: &analysis.title(view.texts), state, stale: stale.as_deref() };
    job_state_ui(ui, view.texts, &job, commands, out);
}

/// Something that is worked out in the background.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job<'a> {
    /// Its name.
    pub(super) title: &'a str,
    /// How it stands.
    pub(super) state: &'a JobState,
    /// Of what other state the figures below are, where that is known more closely than that they are out of date.
    pub(super) stale: Option<&'a str>,
}

/// How something that is worked out in the background stands, with its progress; and, by the commands to start and to
/// stop it, a button for what can be done about it now.
pub(super) fn job_state_ui(
    ui: &mut Ui,
    texts: Texts,
    job: &Job<'_>,
    commands: Option<[AnalysisCommand; 2]>,
    out: &mut Vec<AppCommand>,
) {
    let palette = palette(ui.ctx());
    let Job { title, state, stale } = *job;
    let (text, color) = match state {
        JobState::NotRun => (texts.get("analysis-not-run"), palette.faint_text),
        JobState::UpToDate => (texts.get("analysis-up-to-date"), palette.faint_text),
        JobState::OutOfDate => {
            (stale.map_or_else(|| texts.get("analysis-out-of-date"), str::to_owned), palette.attention)
        }
        JobState::Running(_) => (texts.get("analysis-running"), palette.faint_text),
        JobState::Failed(why) => (texts.with("analysis-failed", &[("why", Value::Text(why))]), palette.attention),
    };
    let button = commands.and_then(|[run, stop]| match state {
        JobState::Running(_) => Some(("analysis-cancel", stop)),
        JobState::NotRun | JobState::OutOfDate | JobState::Failed(_) => Some(("analysis-run", run)),
        JobState::UpToDate => None,
    });
    ends_ui(ui, |ui| {
        if let Some((key, command)) = button {
            let name = texts.with(&format!("{key}-named"), &[("name", Value::Text(title))]);
            let response = ui.small_button(texts.get(key));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                out.push(AppCommand::Analysis(command));
            }
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add(egui::Label::new(RichText::new(&text).small().color(color)).wrap());
        });
    });
    if let (JobState::Running(_) | JobState::Failed(_), Some(stale)) = (state, stale) {
        // The figures below are not those of what is in view.
        ui.add(egui::Label::new(RichText::new(stale).small().color(palette.attention)).wrap());
    }
    if let JobState::Running(progress) = state {
        let bar = egui::ProgressBar::new(progress.share()).desired_height(4.0);
        ui.add(bar).widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &text));
    }
}
