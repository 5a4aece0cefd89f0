//! What a wider road, or one turned into one direction, would save: asked for road by road or for all that are listed,
//! told in a sentence, put into the plan by a button.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{RichText, Ui};

use super::analysis_section::{AnalysisCommand, Job, job_state_ui};
use super::bottlenecks_panel::{listed_roads, waiting};
use super::command::AppCommand;
use super::evacuation_words::time;
use super::inspector_road::metres;
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::{ends_ui, faint_ui, heading_ui};
use crate::document::Command;
use crate::evacuation::{Moment, Trial, TrialResult};
use crate::ids::SegmentId;
use crate::jobs::{JobState, Progress};
use crate::plan::RoadChangeKind;
use crate::units::Metres;

/// Changes of one road that were tried, each with what came out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriedChanges(pub Vec<(Trial, TrialResult)>);

/// What was tried in the scenario in view, and what is being tried.
#[derive(Clone, Debug)]
pub struct RoadTrials<'a> {
    /// By road; `None` before the first.
    pub answers: Option<&'a BTreeMap<SegmentId, Arc<TriedChanges>>>,
    /// Roads that are asked for, the one being tried first.
    pub queue: &'a [SegmentId],
    /// How all that stands.
    pub state: JobState,
    /// How far the road that is being tried has come.
    pub front: Progress,
    /// The answers are those of the plan as it is.
    pub is_current: bool,
}

impl<'a> RoadTrials<'a> {
    /// What was tried of a road, whatever state of the plan it belongs to.
    #[must_use]
    pub fn answer(&self, segment: SegmentId) -> Option<&'a Arc<TriedChanges>> {
        self.answers.and_then(|answers| answers.get(&segment))
    }
}

/// Above the list of roads: how the trials of all of them stand, with a button to start and to stop them.
pub(super) fn trials_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let title = view.texts.get("trial-title");
    heading_ui(ui, &title);
    let is_running = matches!(view.trials.state, JobState::Running(_));
    let commands = [AnalysisCommand::TryListedRoads, AnalysisCommand::StopTrials];
    // They are tried in an evacuation that is up to date.
    let can_run = is_running || *view.evacuation_state == JobState::UpToDate;
    let listed = view.evacuation.into_iter().flat_map(|run| listed_roads(run));
    let tried: Vec<bool> = listed.map(|load| view.trials.answer(load.segment).is_some()).collect();
    let n_tried = tried.iter().filter(|is_tried| **is_tried).count();
    if view.trials.state == JobState::UpToDate && n_tried < tried.len() {
        some_tried_ui(ui, view, &title, (n_tried, tried.len()), can_run, out);
        return;
    }
    let job = Job { title: &title, state: &view.trials.state, stale: None };
    job_state_ui(ui, view.texts, &job, can_run.then_some(commands), out);
    let n = view.trials.queue.len();
    if n > 1 {
        faint_ui(ui, view.texts.with("trial-left", &[("n", Value::Count(n as u64))]));
    }
}

/// Some of the listed roads were tried, one by one: how many, and a button for the others.
fn some_tried_ui(
    ui: &mut Ui,
    view: &View<'_>,
    title: &str,
    (n, of): (usize, usize),
    can_run: bool,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    ends_ui(ui, |ui| {
        let said = texts.with("analysis-run-named", &[("name", Value::Text(title))]);
        let response = ui.add_enabled(can_run, egui::Button::new(texts.get("analysis-run")).small());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, can_run, &said));
        if response.clicked() {
            out.push(AppCommand::Analysis(AnalysisCommand::TryListedRoads));
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let (n, of) = (n.to_string(), of.to_string());
            faint_ui(ui, texts.with("trial-some", &[("n", Value::Text(&n)), ("of", Value::Text(&of))]));
        });
    });
}

/// Below a road: a button to try it, that it is being tried, or what came out. `name` tells it from its neighbors.
pub(super) fn trial_ui(ui: &mut Ui, view: &View<'_>, segment: SegmentId, name: &str, out: &mut Vec<AppCommand>) {
    let (texts, trials) = (view.texts, &view.trials);
    let answer = trials.answer(segment);
    if let Some(tried) = answer {
        if tried.0.is_empty() {
            faint_ui(ui, texts.get("trial-none"));
        }
        for (trial, result) in &tried.0 {
            tried_ui(ui, view, name, trial, result, out);
        }
    }
    if trials.queue.first() == Some(&segment) {
        let title = texts.with("trial-ask-named", &[("road", Value::Text(name))]);
        let commands = [AnalysisCommand::TryRoad(segment), AnalysisCommand::StopTrials];
        let job = Job { title: &title, state: &JobState::Running(trials.front), stale: None };
        job_state_ui(ui, texts, &job, Some(commands), out);
    } else if trials.queue.contains(&segment) {
        faint_ui(ui, texts.get("trial-waits"));
    } else if answer.is_none() || !trials.is_current {
        ask_ui(ui, view, segment, name, out);
    }
}

fn ask_ui(ui: &mut Ui, view: &View<'_>, segment: SegmentId, name: &str, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let is_current = *view.evacuation_state == JobState::UpToDate;
    let button = egui::Button::new(RichText::new(texts.get("trial-ask")).small()).small();
    let response = ui.add_enabled(is_current, button);
    let said = texts.with("trial-ask-named", &[("road", Value::Text(name))]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_current, &said));
    if response.on_hover_text(texts.get("trial-ask-tip")).clicked() {
        out.push(AppCommand::Analysis(AnalysisCommand::TryRoad(segment)));
    }
}

/// What came out of one change, and a button that makes it part of the plan.
fn tried_ui(ui: &mut Ui, view: &View<'_>, name: &str, trial: &Trial, result: &TrialResult, out: &mut Vec<AppCommand>) {
    let (texts, is_current) = (view.texts, view.trials.is_current);
    let text = result_text(texts, trial.kind, result);
    if is_current {
        ui.add(egui::Label::new(RichText::new(&text).small()).wrap());
    } else {
        faint_ui(ui, texts.with("trial-old", &[("text", Value::Text(&text))]));
    }
    let button = egui::Button::new(RichText::new(texts.get("trial-put")).small()).small();
    let response = ui.add_enabled(is_current, button);
    let what = what_text(texts, trial.kind);
    let values = [("what", Value::Text(&what)), ("road", Value::Text(name))];
    let said = texts.with("trial-put-named", &values);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_current, &said));
    let tip = texts.get(if is_current { "trial-put-tip" } else { "trial-put-old" });
    if response.on_hover_text(&tip).on_disabled_hover_text(&tip).clicked() {
        let object = Box::new(trial.object(object_name(view, trial, &what)));
        out.push(AppCommand::Edit(Command::AddObjectTo { object, scenario: view.scenario }));
    }
}

/// The name of a tried change in the plan: what it does to which road.
fn object_name(view: &View<'_>, trial: &Trial, what: &str) -> String {
    let segment = trial.segments.first().zip(view.evacuation).map(|(&segment, run)| (run, segment));
    let Some((run, segment)) = segment else { return what.to_owned() };
    let road = super::evacuation_words::segment_name(view, run, segment);
    view.texts.with("trial-name", &[("what", Value::Text(what)), ("road", Value::Text(&road))])
}

/// `Widened to 3 m`.
fn what_text(texts: Texts, kind: RoadChangeKind) -> String {
    match kind {
        RoadChangeKind::Width(width) => {
            let width = metres(Metres::new_clamped(width));
            texts.with("trial-width", &[("width", Value::Text(&width))])
        }
        RoadChangeKind::Contraflow => texts.get("trial-contraflow"),
        RoadChangeKind::NewLink(_) | RoadChangeKind::OneWay | RoadChangeKind::Speed(_) => {
            texts.get(&format!("change-{}", kind.measure().name()))
        }
    }
}

/// `Widened to 3 m: 90 % safe 6 min sooner, all 4 min sooner; 320 person-min less waiting`.
fn result_text(texts: Texts, kind: RoadChangeKind, result: &TrialResult) -> String {
    let what = what_text(texts, kind);
    let saved = |mark: usize, key: &str| {
        let seconds = result.saved_s(mark)?;
        let span = time(texts, Moment::from_seconds(seconds.abs()));
        let key = match seconds {
            s if s >= 0.5 => format!("{key}-sooner"),
            s if s <= -0.5 => format!("{key}-later"),
            _ => return None,
        };
        Some(texts.with(&key, &[("time", Value::Text(&span))]))
    };
    let mut parts: Vec<String> = [saved(1, "trial-most"), saved(3, "trial-all")].into_iter().flatten().collect();
    let less = result.saved_waiting_person_min();
    if less.abs() >= 0.5 {
        let key = if less > 0.0 { "trial-less-waiting" } else { "trial-more-waiting" };
        parts.push(texts.with(key, &[("waiting", Value::Text(&waiting(texts, less.abs())))]));
    }
    if parts.is_empty() {
        parts.push(texts.get("trial-nothing"));
    }
    texts.with("trial-result", &[("what", Value::Text(&what)), ("saved", Value::Text(&parts.join(", ")))])
}
