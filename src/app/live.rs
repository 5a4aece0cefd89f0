//! Live coverage: one engine that follows the plan, a step at a time, off the screen's thread.
//!
//! An update takes milliseconds, so it is never cancelled for a newer one: the newest wish waits for the running
//! one to end and then starts. The engine travels into the work and comes back with the report.

use std::sync::Arc;

use crate::analysis::{CoverageEngine, CoverageReport, Explanation};
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::ids::{DemandId, Revision, ScenarioId};
use crate::jobs::{Cancelled, JobSlot, JobState, Spawner};
use crate::network::{NetworkMask, RoadNetwork};
use crate::plan::SiteKind;

/// What the screen wants to know.
#[derive(Clone)]
pub(super) struct Wish {
    pub(super) snapshot: PlanSnapshot,
    pub(super) scenario: ScenarioId,
    pub(super) explained: Option<(DemandId, SiteKind)>,
    /// A drag under way: the snapshot is no state of the document.
    pub(super) is_preview: bool,
}

impl Wish {
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.snapshot.plan, &other.snapshot.plan)
            && self.scenario == other.scenario
            && self.explained == other.explained
    }
}

/// What one piece of work brings back.
struct Answer {
    engine: CoverageEngine,
    report: Arc<CoverageReport>,
    explanation: Option<Explanation>,
    mask: Option<Arc<NetworkMask>>,
    network: Arc<RoadNetwork>,
    wish: Wish,
}

/// Coverage that follows the plan.
pub(super) struct LiveCoverage {
    slot: JobSlot<Answer>,
    engine: Option<CoverageEngine>,
    report: Option<Arc<CoverageReport>>,
    explanation: Option<Explanation>,
    mask: Option<Arc<NetworkMask>>,
    network: Option<Arc<RoadNetwork>>,
    answered: Option<Wish>,
    /// The latest figures of a state of the document, which those of a drag do not replace.
    settled: Option<(Revision, ScenarioId, Arc<CoverageReport>)>,
    failed: Option<(Wish, String)>,
}

impl LiveCoverage {
    pub(super) const fn new() -> Self {
        Self {
            slot: JobSlot::new("coverage"),
            engine: None,
            report: None,
            explanation: None,
            mask: None,
            network: None,
            answered: None,
            settled: None,
            failed: None,
        }
    }

    /// Another community: everything starts anew.
    pub(super) fn reset(&mut self) {
        *self = Self::new();
    }

    pub(super) const fn report(&self) -> Option<&Arc<CoverageReport>> {
        self.report.as_ref()
    }

    /// The figures of this very state of the document in this scenario; `None` where they are not there.
    pub(super) fn report_of(&self, revision: Revision, scenario: ScenarioId) -> Option<&Arc<CoverageReport>> {
        let (of, within, report) = self.settled.as_ref()?;
        (*of == revision && *within == scenario).then_some(report)
    }

    pub(super) const fn mask(&self) -> Option<&Arc<NetworkMask>> {
        self.mask.as_ref()
    }

    /// The roads with the plan's new links, as the latest coverage had them: the mask belongs to these.
    pub(super) const fn network(&self) -> Option<&Arc<RoadNetwork>> {
        self.network.as_ref()
    }

    pub(super) const fn explanation(&self) -> Option<&Explanation> {
        self.explanation.as_ref()
    }

    /// Takes in an answer; true when there is something new to show.
    pub(super) fn poll(&mut self, wish: &Wish) -> bool {
        if !self.slot.poll() {
            return false;
        }
        let Some(answer) = self.slot.take() else {
            if let JobState::Failed(message) = self.slot.state(wish.snapshot.revision) {
                self.failed = Some((wish.clone(), message));
            }
            return true;
        };
        let Answer { engine, report, explanation, mask, network, wish } = answer.value;
        self.engine = Some(engine);
        if !wish.is_preview {
            self.settled = Some((wish.snapshot.revision, wish.scenario, Arc::clone(&report)));
        }
        self.report = Some(report);
        self.explanation = explanation;
        self.mask = mask;
        self.network = Some(network);
        self.answered = Some(wish);
        self.failed = None;
        true
    }

    /// Starts work where the wish is not yet answered and nothing runs.
    pub(super) fn follow(
        &mut self,
        wish: &Wish,
        community: &Arc<Community>,
        network: &Arc<RoadNetwork>,
        spawner: &mut dyn Spawner,
        wake: impl FnOnce() + Send + 'static,
    ) {
        let is_answered = self.answered.as_ref().is_some_and(|answered| answered.is_same(wish));
        let has_failed = self.failed.as_ref().is_some_and(|(failed, _)| failed.is_same(wish));
        if is_answered || has_failed || self.slot.is_running() {
            return;
        }
        let engine = self.engine.take();
        let (community, network, wish) = (Arc::clone(community), Arc::clone(network), wish.clone());
        self.slot.start(spawner, wish.snapshot.revision, wake, move |context| {
            let mut engine = engine.unwrap_or_else(|| CoverageEngine::new(community, network));
            let report = engine.update(&wish.snapshot, wish.scenario, context)?;
            let explanation = match wish.explained {
                Some((demand, kind)) => engine.explain(demand, kind, context)?,
                None => None,
            };
            let (mask, network) = (engine.mask().cloned(), Arc::clone(engine.network()));
            Ok::<_, Cancelled>(Answer { engine, report, explanation, mask, network, wish })
        });
    }

    /// The state and scenario the latest answer belongs to; `None` before the first and for that of a drag.
    pub(super) fn answered_for(&self) -> Option<(Revision, ScenarioId)> {
        let answered = self.answered.as_ref().filter(|wish| !wish.is_preview)?;
        Some((answered.snapshot.revision, answered.scenario))
    }

    /// How the shown report stands against the document, or against a drag under way.
    pub(super) fn state(&self, revision: Revision, scenario: ScenarioId, is_dragging: bool) -> JobState {
        if let Some((wish, message)) = &self.failed
            && wish.snapshot.revision == revision
        {
            return JobState::Failed(message.clone());
        }
        match &self.answered {
            Some(wish)
                if wish.scenario == scenario
                    && (if wish.is_preview { is_dragging } else { wish.snapshot.revision == revision }) =>
            {
                JobState::UpToDate
            }
            _ if self.slot.is_running() => self.slot.state(revision),
            Some(_) => JobState::OutOfDate,
            None => JobState::NotRun,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::open::{demonstration, reload_community};
    use crate::jobs::{JobContext, ManualSpawner};
    use crate::network::NetworkSettings;
    use crate::plan::{BASE_SCENARIO, Plan};

    #[test]
    fn figures_of_a_drag_count_while_it_lasts_and_never_stand_for_the_document() {
        let read = demonstration().unwrap();
        let (files, context) = (&read.plan.header().community, JobContext::new());
        let (community, ..) = reload_community(files, None, read.plan.settings(), &context).unwrap();
        let community = Arc::new(community.unwrap());
        let network = Arc::new(RoadNetwork::build(&community, &NetworkSettings::default(), &context).unwrap());
        let (mut live, mut spawner) = (LiveCoverage::new(), ManualSpawner::default());
        let mut answer = |live: &mut LiveCoverage, plan: Plan, revision, is_preview| {
            let snapshot = PlanSnapshot { plan: Arc::new(plan), revision: Revision(revision) };
            let wish = Wish { snapshot, scenario: BASE_SCENARIO, explained: None, is_preview };
            live.follow(&wish, &community, &network, &mut spawner, || {});
            assert!(spawner.run_next());
            assert!(live.poll(&wish));
        };
        let state = |live: &LiveCoverage, is_dragging| live.state(Revision(1), BASE_SCENARIO, is_dragging);
        answer(&mut live, read.plan.clone(), 1, false);
        assert_eq!(state(&live, false), JobState::UpToDate);
        let settled = Arc::clone(live.report().unwrap());
        answer(&mut live, Plan::default(), u64::MAX, true);
        assert_eq!(state(&live, true), JobState::UpToDate);
        assert_eq!(state(&live, false), JobState::OutOfDate, "the drag was given up");
        assert!(!Arc::ptr_eq(live.report().unwrap(), &settled), "what is shown is the drag's");
        assert!(Arc::ptr_eq(live.report_of(Revision(1), BASE_SCENARIO).unwrap(), &settled));
        assert!(live.report_of(Revision(2), BASE_SCENARIO).is_none(), "another state");
        assert!(live.report_of(Revision(1), ScenarioId(1)).is_none(), "another scenario");
        answer(&mut live, read.plan, 1, false);
        assert_eq!(state(&live, false), JobState::UpToDate);
    }
}
