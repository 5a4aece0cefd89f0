//! What a wider road would save, tried when it is asked for: the evacuation again with the change in a copy of the plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::app::{App, waker};
use super::live_analysis::LiveAnalysis;
use crate::analysis::CoverageEngine;
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::evacuation::{RoadBook, StudyInput, suggest_trials, try_changes};
use crate::ids::SegmentId;
use crate::jobs::{Cancelled, JobContext, JobState};
use crate::network::RoadNetwork;
use crate::ui::{EvacuationRun, RoadTrials, TriedChanges};

/// A road to be tried in a run.
#[derive(Clone, Debug)]
pub(super) struct TrialWish {
    run: Arc<EvacuationRun>,
    segment: SegmentId,
}

impl PartialEq for TrialWish {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.run, &other.run) && self.segment == other.segment
    }
}

/// What was tried in the latest run, and what is asked for.
pub(super) struct Trials {
    live: LiveAnalysis<TrialWish, CoverageEngine, TriedChanges>,
    asked: Option<TrialWish>,
    /// The run the answers belong to.
    of: Option<Arc<EvacuationRun>>,
    answers: BTreeMap<SegmentId, Arc<TriedChanges>>,
}

impl Trials {
    pub(super) const fn new() -> Self {
        Self { live: LiveAnalysis::new("road trial"), asked: None, of: None, answers: BTreeMap::new() }
    }

    /// What the panels may read.
    pub(super) fn view(&self) -> RoadTrials<'_> {
        let state = self.asked.as_ref().map_or(JobState::NotRun, |wish| self.live.state(wish));
        RoadTrials { answers: &self.answers, asked: self.asked.as_ref().map(|wish| wish.segment), state }
    }
}

impl App {
    /// The planner wants to know what a wider road would save.
    pub(super) fn try_road(&mut self, segment: SegmentId) {
        let Some(run) = self.evacuations.of(self.session.scenario).map(Arc::clone) else { return };
        self.trials.live.allow();
        self.trials.asked = Some(TrialWish { run, segment });
    }

    /// Takes in what was tried and starts what is asked for; a newer run forgets all.
    pub(super) fn follow_trials(
        &mut self,
        ctx: &egui::Context,
        community: &Arc<Community>,
        network: &Arc<RoadNetwork>,
    ) {
        let run = self.evacuations.of(self.session.scenario).map(Arc::clone);
        let is_same = |other: &Arc<EvacuationRun>| run.as_ref().is_some_and(|run| Arc::ptr_eq(run, other));
        if !self.trials.of.as_ref().is_some_and(is_same) {
            self.trials.answers.clear();
            self.trials.of.clone_from(&run);
        }
        self.trials.live.poll();
        let revision = self.open.document.revision();
        let is_wanted = |wish: &TrialWish| is_same(&wish.run) && wish.run.revision == revision;
        let Some(wish) = self.trials.asked.clone() else { return };
        if !is_wanted(&wish) {
            self.trials.asked = None;
        } else if let Some(answer) = self.trials.live.result_of(&wish).map(Arc::clone) {
            self.trials.answers.insert(wish.segment, answer);
            self.trials.asked = None;
        } else {
            let work =
                work_for(self.open.document.snapshot(), wish.clone(), (Arc::clone(community), Arc::clone(network)));
            let spawner = self.dependencies.spawner.as_mut();
            self.trials.live.follow(&wish, spawner, waker(ctx), work);
        }
    }
}

fn work_for(
    snapshot: PlanSnapshot,
    wish: TrialWish,
    (community, network): (Arc<Community>, Arc<RoadNetwork>),
) -> impl FnOnce(Option<CoverageEngine>, &JobContext) -> Result<(CoverageEngine, TriedChanges), Cancelled> + Send + 'static
{
    move |engine, context| {
        let mut coverage = engine.unwrap_or_else(|| CoverageEngine::new(community, network));
        let (scenario, kind) = (wish.run.scenario, None);
        let report = coverage.update(&snapshot, scenario, context)?;
        let input = StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario, kind };
        let book = RoadBook::new(&coverage, &snapshot.plan, scenario);
        let mut trials = suggest_trials(&wish.run.report, &book, usize::MAX);
        trials.retain(|trial| trial.segments.contains(&wish.segment));
        let results = try_changes(&input, &wish.run.report, &trials, context)?;
        let kinds = trials.iter().map(|trial| trial.kind);
        Ok((coverage, TriedChanges(kinds.zip(results).collect())))
    }
}
