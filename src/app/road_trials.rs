//! What wider roads would save, tried in the background when it is asked for: the evacuation again with the change in a
//! copy of the plan. Roads that are asked for wait for their turn; all of them can be stopped.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::app::{App, waker};
use super::live_analysis::LiveAnalysis;
use crate::analysis::CoverageEngine;
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::evacuation::{RoadBook, StudyInput, Trial, suggest_trials, try_changes};
use crate::ids::{ScenarioId, SegmentId};
use crate::jobs::{Cancelled, JobContext, JobState, Progress};
use crate::network::RoadNetwork;
use crate::ui::{EvacuationRun, RoadTrials, TriedChanges, listed_roads};

/// Steps the progress of one road is told in.
const STEPS: u16 = 1000;

/// A road to be tried in a run.
#[derive(Clone, Debug)]
struct TrialWish {
    run: Arc<EvacuationRun>,
    segment: SegmentId,
    /// Roads that wait: where the same changes are meant for one of them, it has its answer as well.
    waiting: Vec<SegmentId>,
}

impl PartialEq for TrialWish {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.run, &other.run) && self.segment == other.segment
    }
}

/// What came out for a road, and for those the same changes are meant for.
struct Tried {
    segments: Vec<SegmentId>,
    changes: TriedChanges,
}

/// What was tried in a scenario.
struct Kept {
    /// The run the answers belong to.
    of: Arc<EvacuationRun>,
    answers: BTreeMap<SegmentId, Arc<TriedChanges>>,
}

/// What was tried in the latest runs, and what is asked for.
pub(super) struct Trials {
    live: LiveAnalysis<TrialWish, CoverageEngine, Tried>,
    /// The run whose roads are asked for.
    asked_of: Option<Arc<EvacuationRun>>,
    /// Roads that are asked for, the one being tried first.
    queue: Vec<SegmentId>,
    /// How many were asked for since there was nothing to do.
    n_asked: usize,
    failed: Option<String>,
    kept: BTreeMap<ScenarioId, Kept>,
}

impl Trials {
    pub(super) const fn new() -> Self {
        Self {
            live: LiveAnalysis::new("road trial"),
            asked_of: None,
            queue: Vec::new(),
            n_asked: 0,
            failed: None,
            kept: BTreeMap::new(),
        }
    }

    /// What the panels may read of a scenario.
    pub(super) fn view(
        &self,
        scenario: ScenarioId,
        run: Option<&Arc<EvacuationRun>>,
        is_current: bool,
    ) -> RoadTrials<'_> {
        let kept = self.kept.get(&scenario);
        let is_of_run = kept.zip(run).is_some_and(|(kept, run)| Arc::ptr_eq(&kept.of, run));
        let is_asked = self.asked_of.as_ref().is_some_and(|of| of.scenario == scenario);
        let state = match (&self.failed, kept) {
            _ if is_asked && !self.queue.is_empty() => JobState::Running(self.progress()),
            (Some(why), _) if is_asked => JobState::Failed(why.clone()),
            (_, Some(_)) if is_of_run && is_current => JobState::UpToDate,
            (_, Some(_)) => JobState::OutOfDate,
            (_, None) => JobState::NotRun,
        };
        let queue = if is_asked { self.queue.as_slice() } else { &[] };
        RoadTrials {
            answers: kept.map(|kept| &kept.answers),
            queue,
            state,
            front: self.front_progress(),
            is_current: is_of_run && is_current,
        }
    }

    fn front(&self) -> Option<TrialWish> {
        let (run, (&segment, waiting)) = (self.asked_of.as_ref()?, self.queue.split_first()?);
        Some(TrialWish { run: Arc::clone(run), segment, waiting: waiting.to_vec() })
    }

    /// The road that is being tried.
    fn front_progress(&self) -> Progress {
        self.front().and_then(|wish| self.live.state(&wish).progress()).unwrap_or_default()
    }

    /// All roads that are asked for, together.
    fn progress(&self) -> Progress {
        let share = self.front_progress().share();
        let whole = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_mul(u32::from(STEPS));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand steps")]
        let part = (share * f32::from(STEPS)) as u32;
        Progress { done: whole(self.n_asked.saturating_sub(self.queue.len())) + part, total: whole(self.n_asked) }
    }

    fn ask(&mut self, run: Arc<EvacuationRun>, segments: impl IntoIterator<Item = SegmentId>) {
        if !self.asked_of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &run)) {
            self.stop();
        }
        if self.queue.is_empty() {
            self.n_asked = 0;
        }
        self.live.allow();
        self.failed = None;
        let known = self.kept.get(&run.scenario).filter(|kept| Arc::ptr_eq(&kept.of, &run));
        for segment in segments {
            let is_known = known.is_some_and(|kept| kept.answers.contains_key(&segment));
            if !is_known && !self.queue.contains(&segment) {
                self.queue.push(segment);
                self.n_asked += 1;
            }
        }
        self.asked_of = Some(run);
    }

    fn stop(&mut self) {
        if let Some(wish) = self.front() {
            self.live.stop(wish);
        }
        self.queue.clear();
        self.asked_of = None;
        self.failed = None;
    }

    fn take(&mut self, run: &Arc<EvacuationRun>, tried: &Tried) {
        let new = || Kept { of: Arc::clone(run), answers: BTreeMap::new() };
        let kept = self.kept.entry(run.scenario).or_insert_with(new);
        if !Arc::ptr_eq(&kept.of, run) {
            *kept = new();
        }
        let changes = Arc::new(tried.changes.clone());
        kept.answers.extend(tried.segments.iter().map(|&segment| (segment, Arc::clone(&changes))));
        self.queue.retain(|segment| !tried.segments.contains(segment));
    }
}

impl App {
    /// The planner wants to know what a wider road would save.
    pub(super) fn try_road(&mut self, segment: SegmentId) {
        let Some(run) = self.evacuations.of(self.session.scenario).map(Arc::clone) else { return };
        self.trials.ask(run, [segment]);
    }

    /// The same of every road that is listed as a bottleneck.
    pub(super) fn try_listed_roads(&mut self) {
        let Some(run) = self.evacuations.of(self.session.scenario).map(Arc::clone) else { return };
        let listed: Vec<SegmentId> = listed_roads(&run).map(|load| load.segment).collect();
        self.trials.ask(run, listed);
    }

    /// The planner wants it no longer; what was found stays.
    pub(super) fn stop_trials(&mut self) {
        self.trials.stop();
    }

    /// How the road trials of the scenario in view stand, and what they found.
    #[must_use]
    pub fn road_trials(&self) -> RoadTrials<'_> {
        let scenario = self.session.scenario;
        let is_current = self.evacuation_state() == JobState::UpToDate;
        self.trials.view(scenario, self.evacuations.of(scenario), is_current)
    }

    /// Takes in what was tried and starts what is asked for; trials of an earlier state of the plan are stopped.
    pub(super) fn follow_trials(
        &mut self,
        ctx: &egui::Context,
        community: &Arc<Community>,
        network: &Arc<RoadNetwork>,
    ) {
        let Self { trials, evacuations, open, dependencies, .. } = self;
        let scenarios = open.document.plan().scenarios();
        // Roads are known by their numbers: answers by other numbers say nothing any more.
        trials.kept.retain(|scenario, kept| {
            let run = evacuations.of(*scenario);
            scenarios.contains_key(scenario) && run.is_some_and(|run| Arc::ptr_eq(&run.network, &kept.of.network))
        });
        trials.live.poll();
        let Some(run) = trials.asked_of.as_ref().map(Arc::clone) else { return };
        let is_latest = evacuations.of(run.scenario).is_some_and(|latest| Arc::ptr_eq(latest, &run));
        if !is_latest || run.revision != open.document.revision() {
            trials.stop();
        }
        while let Some(wish) = trials.front() {
            if let Some(tried) = trials.live.result_of(&wish).map(Arc::clone) {
                trials.take(&run, &tried);
            } else if let JobState::Failed(why) = trials.live.state(&wish) {
                trials.failed = Some(why);
                trials.queue.remove(0);
            } else {
                let work =
                    work_for(open.document.snapshot(), wish.clone(), (Arc::clone(community), Arc::clone(network)));
                trials.live.follow(&wish, dependencies.spawner.as_mut(), waker(ctx), work);
                return;
            }
        }
    }
}

fn work_for(
    snapshot: PlanSnapshot,
    wish: TrialWish,
    (community, network): (Arc<Community>, Arc<RoadNetwork>),
) -> impl FnOnce(Option<CoverageEngine>, &JobContext) -> Result<(CoverageEngine, Tried), Cancelled> + Send + 'static {
    move |engine, context| {
        let mut coverage = engine.unwrap_or_else(|| CoverageEngine::new(community, network));
        let (scenario, kind) = (wish.run.scenario, None);
        let report = coverage.update(&snapshot, scenario, context)?;
        let input = StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario, kind };
        let book = RoadBook::new(&coverage, &snapshot.plan, scenario);
        let all = suggest_trials(&wish.run.report, &book, usize::MAX);
        let meant_for = |segment: SegmentId| -> Vec<usize> {
            let is_meant = |trial: &Trial| trial.segments.contains(&segment);
            all.iter().enumerate().filter(|(_, trial)| is_meant(trial)).map(|(place, _)| place).collect()
        };
        let chosen = meant_for(wish.segment);
        let trials: Vec<Trial> = chosen.iter().filter_map(|&place| all.get(place).cloned()).collect();
        let results = try_changes(&input, &wish.run.report, &trials, context)?;
        let same = wish.waiting.iter().copied().filter(|&other| !chosen.is_empty() && meant_for(other) == chosen);
        let segments = std::iter::once(wish.segment).chain(same).collect();
        Ok((coverage, Tried { segments, changes: TriedChanges(trials.into_iter().zip(results).collect()) }))
    }
}
