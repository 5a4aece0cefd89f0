//! What a wider road, or one turned into one direction, would save: asked for road by road, told in a sentence.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{RichText, Ui};

use super::analysis_section::AnalysisCommand;
use super::bottlenecks_panel::waiting;
use super::command::AppCommand;
use super::evacuation_words::time;
use super::inspector_road::metres;
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::faint_ui;
use crate::evacuation::{Moment, TrialResult};
use crate::ids::SegmentId;
use crate::jobs::JobState;
use crate::plan::RoadChangeKind;
use crate::units::Metres;

/// Changes of one road that were tried, each with what came out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriedChanges(pub Vec<(RoadChangeKind, TrialResult)>);

/// What was tried in the latest run, and what is being tried.
#[derive(Clone, Debug)]
pub struct RoadTrials<'a> {
    /// By road.
    pub answers: &'a BTreeMap<SegmentId, Arc<TriedChanges>>,
    /// The road that is being tried.
    pub asked: Option<SegmentId>,
    /// How that stands.
    pub state: JobState,
}

/// Below a road: a button to try it, that it is being tried, or what came out. `name` tells it from its neighbors.
pub(super) fn trial_ui(ui: &mut Ui, view: &View<'_>, segment: SegmentId, name: &str, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    if let Some(tried) = view.trials.answers.get(&segment) {
        if tried.0.is_empty() {
            faint_ui(ui, texts.get("trial-none"));
        }
        for (kind, result) in &tried.0 {
            ui.add(egui::Label::new(RichText::new(result_text(texts, *kind, result)).small()).wrap());
        }
        return;
    }
    if view.trials.asked == Some(segment) {
        match &view.trials.state {
            JobState::Failed(why) => _ = faint_ui(ui, texts.with("analysis-failed", &[("why", Value::Text(why))])),
            JobState::NotRun | JobState::UpToDate | JobState::OutOfDate | JobState::Running(_) => {
                faint_ui(ui, texts.get("analysis-running"));
            }
        }
        return;
    }
    let is_current = *view.evacuation_state == JobState::UpToDate;
    let button = egui::Button::new(RichText::new(texts.get("trial-ask")).small()).small();
    let response = ui.add_enabled(is_current, button);
    let said = texts.with("trial-ask-named", &[("road", Value::Text(name))]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_current, &said));
    if response.on_hover_text(texts.get("trial-ask-tip")).clicked() {
        out.push(AppCommand::Analysis(AnalysisCommand::TryRoad(segment)));
    }
}

/// `Widened to 3 m: 90 % safe 6 min sooner, all 4 min sooner; 320 person-min less waiting`.
fn result_text(texts: Texts, kind: RoadChangeKind, result: &TrialResult) -> String {
    let what = match kind {
        RoadChangeKind::Width(width) => {
            let width = metres(Metres::new_clamped(width));
            texts.with("trial-width", &[("width", Value::Text(&width))])
        }
        RoadChangeKind::Contraflow => texts.get("trial-contraflow"),
        RoadChangeKind::NewLink(_) | RoadChangeKind::OneWay | RoadChangeKind::Speed(_) => {
            texts.get(&format!("change-{}", kind.measure().name()))
        }
    };
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
