//! The allocation in the window: worked out in the background once the coverage of the same state is there, for the
//! plan as it is and for what its figures are compared with.

use std::path::Path;
use std::sync::Arc;

use super::app::{App, waker};
use super::error_text::save_error;
use super::live_analysis::LiveAnalysis;
use crate::analysis::{AllocationChoice, AllocationEngine, AllocationStudy, CoverageEngine};
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::exchange::atomic::write_atomically;
use crate::exchange::results::{CsvMark, allocation_layer, allocation_table, result_layer_to_text, table_to_csv};
use crate::ids::{Revision, ScenarioId};
use crate::jobs::{Cancelled, JobContext, JobState};
use crate::network::RoadNetwork;
use crate::plan::BASE_SCENARIO;
use crate::ui::{Analysis, AnalysisCommand, PathPurpose, Stale, Wording};

/// Everything an allocation depends on, while the community stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AllocationWish {
    revision: Revision,
    scenario: ScenarioId,
    choice: AllocationChoice,
}

/// The engines of an allocation: its own coverage, so that the live one is never kept waiting.
pub(super) struct Engines {
    coverage: CoverageEngine,
    allocation: AllocationEngine,
}

/// The allocation of the plan as it is, and of what it is compared with.
pub(super) struct Allocations {
    live: LiveAnalysis<AllocationWish, Engines, AllocationStudy>,
    base: LiveAnalysis<AllocationWish, Engines, AllocationStudy>,
    /// The plan whose figures the shown ones are compared with in the base scenario.
    compared: Option<PlanSnapshot>,
}

impl Allocations {
    pub(super) const fn new() -> Self {
        Self {
            live: LiveAnalysis::new("allocation"),
            base: LiveAnalysis::new("allocation to compare with"),
            compared: None,
        }
    }

    /// Another community: everything starts anew.
    pub(super) fn reset(&mut self) {
        self.live.reset();
        self.base.reset();
    }

    /// What the figures are compared with from now on.
    pub(super) fn compare_with(&mut self, snapshot: PlanSnapshot) {
        self.compared = Some(snapshot);
    }

    /// The plan the figures of the base scenario are compared with.
    pub(super) const fn compared_with(&self) -> Option<&PlanSnapshot> {
        self.compared.as_ref()
    }

    pub(super) fn shown(&self) -> Option<&Arc<AllocationStudy>> {
        self.live.shown()
    }

    /// Stops what runs for this wish, and what it would be compared with.
    fn stop(&mut self, wish: AllocationWish, compared: Option<AllocationWish>) {
        self.live.stop(wish);
        if let Some(compared) = compared {
            self.base.stop(compared);
        }
    }

    /// The comparison stays stopped only as long as the allocation itself.
    fn resume_comparison(&mut self) {
        if !self.live.is_stopped() {
            self.base.resume();
        }
    }

    /// What was stopped or has failed may start again.
    fn allow(&mut self) {
        self.live.allow();
        self.base.allow();
    }
}

impl App {
    fn allocation_wish(&self) -> AllocationWish {
        let (scenario, choice) = (self.session.scenario, self.session.allocation);
        AllocationWish { revision: self.open.document.revision(), scenario, choice }
    }

    /// The allocation of this very state of the plan; `None` where it is not there.
    pub(super) fn allocation_now(&self) -> Option<&Arc<AllocationStudy>> {
        self.allocations.live.result_of(&self.allocation_wish())
    }

    /// What the allocation is compared with, and its plan: an earlier state, or another scenario's base.
    fn compared_wish(&self) -> Option<(AllocationWish, PlanSnapshot)> {
        let snapshot = if self.session.scenario == BASE_SCENARIO {
            self.allocations.compared.clone()?
        } else {
            self.open.document.snapshot()
        };
        let wish =
            AllocationWish { revision: snapshot.revision, scenario: BASE_SCENARIO, choice: self.session.allocation };
        Some((wish, snapshot))
    }

    /// What the allocation's figures are compared with, where it is there.
    pub(super) fn compared_allocation(&self) -> Option<&Arc<AllocationStudy>> {
        let (wish, _) = self.compared_wish()?;
        self.allocations.base.result_of(&wish)
    }

    /// How the shown allocation stands: behind a drag, too, for it waits until the hand rests.
    #[must_use]
    pub fn allocation_state(&self) -> JobState {
        match self.allocations.live.state(&self.allocation_wish()) {
            JobState::UpToDate if self.session.gesture.is_some() || self.figures_state() == JobState::OutOfDate => {
                JobState::OutOfDate
            }
            state => state,
        }
    }

    /// What the shown allocation belongs to, where it was not made for what is in view: the scenario is said first, as
    /// other figures are then the least surprise.
    pub(super) fn allocation_stale(&self) -> Option<Stale> {
        let (shown, wish) = (self.allocations.live.shown_wish()?, self.allocation_wish());
        if shown.scenario != wish.scenario {
            Some(Stale::Scenario(shown.scenario))
        } else if shown.choice != wish.choice {
            Some(Stale::Choice(shown.choice))
        } else {
            (shown.revision != wish.revision).then_some(Stale::Plan)
        }
    }

    /// Allocates once the coverage of the same state is there and the hand rests.
    pub(super) fn follow_allocation(
        &mut self,
        ctx: &egui::Context,
        community: &Arc<Community>,
        network: &Arc<RoadNetwork>,
    ) {
        self.allocations.live.poll();
        self.allocations.base.poll();
        let wish = self.allocation_wish();
        let is_resting = self.session.gesture.is_none();
        if !is_resting || self.live.answered_for() != Some((wish.revision, wish.scenario)) {
            return;
        }
        let ground = (Arc::clone(community), Arc::clone(network));
        let work = work_for(self.open.document.snapshot(), wish, ground.clone());
        let spawner = self.dependencies.spawner.as_mut();
        self.allocations.live.follow(&wish, spawner, waker(ctx), work);
        let Some((compared, snapshot)) = self.compared_wish() else { return };
        if let Some(result) = self.allocations.live.result_of(&compared).map(Arc::clone) {
            self.allocations.base.put(compared, result);
        } else if self.allocations.live.result_of(&wish).is_some() {
            self.allocations.resume_comparison();
            let work = work_for(snapshot, compared, ground);
            let spawner = self.dependencies.spawner.as_mut();
            self.allocations.base.follow(&compared, spawner, waker(ctx), work);
        }
    }

    /// Writes the allocation: where the people of every door go, or a table of sites.
    pub(super) fn export_allocation(&mut self, path: &Path, purpose: PathPurpose, is_forced: bool) {
        let is_current = self.allocation_state() == JobState::UpToDate;
        let Some(study) = self.allocation_now().filter(|_| is_current).map(Arc::clone) else {
            self.fail("dialog-failure-export", Wording::key("notice-not-up-to-date"));
            return;
        };
        if !self.may_export(path, purpose, is_forced) {
            return;
        }
        let Some(loaded) = &self.loaded else { return };
        let text = if purpose == PathPurpose::ExportAllocationSites {
            table_to_csv(&allocation_table(&study), CsvMark::ByteOrderMark)
        } else {
            // The fingerprint in the result is that of the plan as it is written, whatever folder it lies in.
            let written = self.plan_to_save(self.open.path.as_deref().unwrap_or(path));
            result_layer_to_text(&allocation_layer(&loaded.community, &written, &study))
        };
        let said = |error| Wording::new(move |texts| save_error(texts, &error));
        self.after_export(path, write_atomically(path, text.as_bytes()).map(drop).map_err(said));
    }

    /// Carries out what was asked of the analyses.
    pub(super) fn dispatch_analysis(&mut self, command: AnalysisCommand) {
        match command {
            AnalysisCommand::Run(Analysis::Allocation) => self.allocations.allow(),
            AnalysisCommand::Run(Analysis::Evacuation | Analysis::Bottlenecks) => self.run_evacuation(),
            AnalysisCommand::Cancel(Analysis::Evacuation | Analysis::Bottlenecks) => self.stop_evacuation(),
            AnalysisCommand::Cancel(Analysis::Allocation) => {
                let wish = self.allocation_wish();
                let compared = self.compared_wish().map(|(compared, _)| compared);
                self.allocations.stop(wish, compared);
            }
            // Coverage follows by itself.
            AnalysisCommand::Run(Analysis::Coverage) | AnalysisCommand::Cancel(Analysis::Coverage) => {}
            AnalysisCommand::Color(analysis) => self.session.shown_analysis = analysis,
            AnalysisCommand::Allocate(choice) => self.session.allocation = choice,
            AnalysisCommand::Road(segment) => self.show_road(segment, true),
            AnalysisCommand::TryRoad(segment) => self.try_road(segment),
            AnalysisCommand::TryListedRoads => self.try_listed_roads(),
            AnalysisCommand::StopTrials => self.stop_trials(),
            AnalysisCommand::TellRoad(segment) => self.show_road(segment, false),
        }
    }
}

fn work_for(
    snapshot: PlanSnapshot,
    wish: AllocationWish,
    (community, network): (Arc<Community>, Arc<RoadNetwork>),
) -> impl FnOnce(Option<Engines>, &JobContext) -> Result<(Engines, AllocationStudy), Cancelled> + Send + 'static {
    move |engines, context| {
        let mut engines = engines.unwrap_or_else(|| Engines {
            coverage: CoverageEngine::new(community, network),
            allocation: AllocationEngine::new(),
        });
        let report = engines.coverage.update(&snapshot, wish.scenario, context)?;
        let Engines { coverage, allocation } = &mut engines;
        let study = AllocationStudy::run(allocation, coverage, &report, wish.choice, context)?;
        Ok((engines, study))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::jobs::ManualSpawner;

    fn wish(revision: u64) -> AllocationWish {
        AllocationWish { revision: Revision(revision), scenario: BASE_SCENARIO, choice: AllocationChoice::default() }
    }

    type Runs = LiveAnalysis<AllocationWish, Engines, AllocationStudy>;

    /// Asks for a study; counts when it is worked out in earnest.
    fn ask(runs: &mut Runs, revision: u64, spawner: &mut ManualSpawner, n_worked: &Arc<AtomicUsize>) {
        let n_worked = Arc::clone(n_worked);
        runs.follow(
            &wish(revision),
            spawner,
            || {},
            move |_, context| {
                context.check()?;
                n_worked.fetch_add(1, Ordering::Relaxed);
                Err(Cancelled)
            },
        );
    }

    #[test]
    fn who_stops_an_allocation_stops_the_comparison_with_it() {
        let (mut allocations, mut spawner) = (Allocations::new(), ManualSpawner::default());
        let n_worked = Arc::new(AtomicUsize::new(0));
        let ask_both = |allocations: &mut Allocations, spawner: &mut ManualSpawner| {
            ask(&mut allocations.base, 1, spawner, &n_worked);
            ask(&mut allocations.live, 2, spawner, &n_worked);
        };
        ask_both(&mut allocations, &mut spawner);
        allocations.stop(wish(2), Some(wish(1)));
        while spawner.run_next() {}
        allocations.live.poll();
        allocations.base.poll();
        assert_eq!(n_worked.load(Ordering::Relaxed), 0, "neither is worked out");
        ask_both(&mut allocations, &mut spawner);
        assert!(spawner.waiting().is_empty(), "stopped is stopped");
        ask(&mut allocations.live, 3, &mut spawner, &n_worked);
        allocations.resume_comparison();
        ask(&mut allocations.base, 1, &mut spawner, &n_worked);
        assert_eq!(spawner.waiting().len(), 2, "another state of the plan is allocated, and compared");
        allocations.stop(wish(3), Some(wish(1)));
        while spawner.run_next() {}
        allocations.live.poll();
        allocations.base.poll();
        allocations.allow();
        ask_both(&mut allocations, &mut spawner);
        assert_eq!(spawner.waiting().len(), 2, "asked to, both run again");
    }
}
