//! The evacuation in the window: run when it is asked for, and again by itself where that takes no time; the last run
//! of every scenario is kept to be compared.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::app::{App, waker};
use super::live_analysis::LiveAnalysis;
use crate::analysis::{Circumstances, CoverageEngine, PlannedRoads};
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::evacuation::simulation::simulate_with;
use crate::evacuation::{EvacuationReport, EvacuationStudy, PartyProgress, StudyInput};
use crate::ids::{Revision, ScenarioId};
use crate::jobs::{Cancelled, JobContext, JobState};
use crate::network::RoadNetwork;
use crate::plan::BASE_SCENARIO;
use crate::ui::EvacuationRun;

/// An evacuation that took no longer runs again by itself when the plan has changed.
const RUNS_BY_ITSELF: Duration = Duration::from_secs(1);

/// Everything an evacuation depends on, while the community stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EvacuationWish {
    revision: Revision,
    scenario: ScenarioId,
}

/// The last run of every scenario, and the one under way.
pub(super) struct Evacuations {
    live: LiveAnalysis<EvacuationWish, CoverageEngine, EvacuationRun>,
    kept: BTreeMap<ScenarioId, Arc<EvacuationRun>>,
    /// The scenario a run is asked for.
    asked: Option<ScenarioId>,
    started: Option<SystemTime>,
    took: Duration,
    /// The state of the plan whose run the base scenario is compared with, and that run.
    compared: Option<Revision>,
    baseline: Option<Arc<EvacuationRun>>,
}

impl Evacuations {
    pub(super) const fn new() -> Self {
        Self {
            live: LiveAnalysis::new("evacuation"),
            kept: BTreeMap::new(),
            asked: None,
            started: None,
            took: Duration::ZERO,
            compared: None,
            baseline: None,
        }
    }

    /// Another community: nothing has run.
    pub(super) fn reset(&mut self) {
        *self = Self { compared: self.compared, ..Self::new() };
    }

    /// The state of the plan the base scenario is compared with from now on.
    pub(super) fn compare_with(&mut self, revision: Revision) {
        self.compared = Some(revision);
        self.baseline = self.kept.get(&BASE_SCENARIO).filter(|run| run.revision == revision).map(Arc::clone);
    }

    /// The last run of a scenario, whatever state of the plan it belongs to.
    pub(super) fn of(&self, scenario: ScenarioId) -> Option<&Arc<EvacuationRun>> {
        self.kept.get(&scenario)
    }

    /// The last runs of all scenarios.
    pub(super) const fn kept(&self) -> &BTreeMap<ScenarioId, Arc<EvacuationRun>> {
        &self.kept
    }

    /// What a scenario is compared with: the base scenario, or the plan as it was opened or saved.
    pub(super) fn compared(&self, scenario: ScenarioId) -> Option<&Arc<EvacuationRun>> {
        if scenario == BASE_SCENARIO { self.baseline.as_ref() } else { self.kept.get(&BASE_SCENARIO) }
    }

    /// Takes in a run; true when its roads are not numbered as those of the one before.
    fn poll(&mut self, now: SystemTime) -> bool {
        if !self.live.poll() {
            return false;
        }
        self.took = self.started.take().and_then(|started| now.duration_since(started).ok()).unwrap_or_default();
        let Some(run) = self.live.shown().map(Arc::clone) else { return false };
        if run.scenario == BASE_SCENARIO && self.compared == Some(run.revision) {
            self.baseline = Some(Arc::clone(&run));
        }
        let network = Arc::clone(&run.network);
        let before = self.kept.insert(run.scenario, run);
        before.is_some_and(|before| !Arc::ptr_eq(&before.network, &network))
    }

    fn state(&self, wish: &EvacuationWish) -> JobState {
        match self.live.state(wish) {
            state @ (JobState::Running(_) | JobState::Failed(_)) => state,
            JobState::NotRun | JobState::UpToDate | JobState::OutOfDate => match self.kept.get(&wish.scenario) {
                None => JobState::NotRun,
                Some(run) if run.revision == wish.revision => JobState::UpToDate,
                Some(_) => JobState::OutOfDate,
            },
        }
    }
}

impl App {
    fn evacuation_wish(&self) -> EvacuationWish {
        EvacuationWish { revision: self.open.document.revision(), scenario: self.session.scenario }
    }

    /// How the shown evacuation stands against the plan.
    #[must_use]
    pub fn evacuation_state(&self) -> JobState {
        match self.evacuations.state(&self.evacuation_wish()) {
            JobState::UpToDate if self.session.gesture.is_some() || self.figures_state() == JobState::OutOfDate => {
                JobState::OutOfDate
            }
            state => state,
        }
    }

    /// Runs what was asked for, and what is quick by itself, once the coverage of the same state is there.
    pub(super) fn follow_evacuation(
        &mut self,
        ctx: &egui::Context,
        community: &Arc<Community>,
        network: &Arc<RoadNetwork>,
    ) {
        if self.evacuations.poll(self.dependencies.clock.now()) {
            self.session.road = None;
        }
        let scenarios = self.open.document.plan().scenarios();
        self.evacuations.kept.retain(|scenario, _| scenarios.contains_key(scenario));
        let wish = self.evacuation_wish();
        let is_resting = self.session.gesture.is_none();
        if !is_resting || self.live.answered_for() != Some((wish.revision, wish.scenario)) {
            return;
        }
        let is_asked = self.evacuations.asked == Some(wish.scenario);
        let is_quick = self.evacuations.kept.contains_key(&wish.scenario) && self.evacuations.took <= RUNS_BY_ITSELF;
        let is_there = self.evacuations.state(&wish) == JobState::UpToDate;
        if !(is_asked || is_quick) || is_there || self.evacuations.live.is_running() {
            if is_there {
                self.evacuations.asked = None;
            }
            return;
        }
        let (community, network) = (Arc::clone(community), Arc::clone(network));
        let work = work_for(self.open.document.snapshot(), wish, (community, network));
        let spawner = self.dependencies.spawner.as_mut();
        self.evacuations.live.follow(&wish, spawner, waker(ctx), work);
        if self.evacuations.live.is_running() {
            self.evacuations.asked = None;
            self.evacuations.started = Some(self.dependencies.clock.now());
        }
    }

    /// The planner wants the evacuation of the scenario in view.
    pub(super) fn run_evacuation(&mut self) {
        self.evacuations.live.allow();
        self.evacuations.asked = Some(self.session.scenario);
    }

    /// The planner wants it no longer.
    pub(super) fn stop_evacuation(&mut self) {
        let wish = self.evacuation_wish();
        self.evacuations.asked = None;
        self.evacuations.live.stop(wish);
    }
}

fn work_for(
    snapshot: PlanSnapshot,
    wish: EvacuationWish,
    (community, network): (Arc<Community>, Arc<RoadNetwork>),
) -> impl FnOnce(Option<CoverageEngine>, &JobContext) -> Result<(CoverageEngine, EvacuationRun), Cancelled> + Send + 'static
{
    move |engine, context| {
        let mut coverage = engine.unwrap_or_else(|| CoverageEngine::new(community, network));
        let report = coverage.update(&snapshot, wish.scenario, context)?;
        let (scenario, kind) = (wish.scenario, None);
        let input = StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario, kind };
        let study = Arc::new(EvacuationStudy::new(&input, context)?);
        let mut watched = PartyProgress::new(context, 0, study.parties.len());
        let EvacuationStudy { streets, origins, parties, options, .. } = &*study;
        let simulation = simulate_with(streets, origins, parties, options, context, &mut watched)?;
        let report = EvacuationReport::of(study, Arc::new(simulation), context)?;
        let network = Arc::clone(coverage.network());
        let planned = PlannedRoads::new(&network, &Circumstances::new(&snapshot.plan, scenario));
        let run = EvacuationRun::of((wish.revision, scenario), report, (network, planned), context)?;
        Ok((coverage, run))
    }
}
