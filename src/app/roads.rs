//! Live check of routes and road changes: made in the background from the roads of the latest coverage.

use std::sync::Arc;

use crate::analysis::RoadStudy;
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::ids::{Revision, ScenarioId};
use crate::jobs::{JobSlot, JobState, Spawner};
use crate::network::{NetworkMask, RoadNetwork};

/// What is to be checked, and on which roads.
pub(super) struct RoadWish {
    pub(super) snapshot: PlanSnapshot,
    pub(super) scenario: ScenarioId,
    pub(super) community: Arc<Community>,
    /// The loaded roads.
    pub(super) loaded: Arc<RoadNetwork>,
    /// With the plan's new links.
    pub(super) planned: Arc<RoadNetwork>,
    /// What is closed on these.
    pub(super) mask: Arc<NetworkMask>,
}

/// The last check and what it belongs to.
pub(super) struct LiveRoads {
    slot: JobSlot<RoadStudy>,
    asked: Option<(Revision, ScenarioId)>,
    /// The check shown, and the scenario it was made for.
    shown: Option<(Arc<RoadStudy>, Revision, ScenarioId)>,
}

impl LiveRoads {
    pub(super) const fn new() -> Self {
        Self { slot: JobSlot::new("routes"), asked: None, shown: None }
    }

    /// Another community: everything starts anew.
    pub(super) fn reset(&mut self) {
        *self = Self::new();
    }

    pub(super) fn study(&self) -> Option<&Arc<RoadStudy>> {
        self.shown.as_ref().map(|(study, _, _)| study)
    }

    /// Takes in a result; true when there is something new to show.
    pub(super) fn poll(&mut self) -> bool {
        if !self.slot.poll() {
            return false;
        }
        if let (Some(study), Some((_, scenario))) = (self.slot.take(), self.asked) {
            self.shown = Some((Arc::new(study.value), study.revision, scenario));
        }
        true
    }

    /// Starts work where what is shown was made for something else.
    pub(super) fn follow(&mut self, wish: RoadWish, spawner: &mut dyn Spawner, wake: impl FnOnce() + Send + 'static) {
        let wanted = (wish.snapshot.revision, wish.scenario);
        if self.asked == Some(wanted) {
            return;
        }
        self.asked = Some(wanted);
        self.slot.start(spawner, wish.snapshot.revision, wake, move |context| {
            let roads = (wish.planned.as_ref(), wish.mask.as_ref());
            RoadStudy::new(&wish.snapshot.plan, wish.scenario, &wish.community, &wish.loaded, roads, context)
        });
    }

    /// How the shown check stands against the document.
    pub(super) fn state(&self, revision: Revision, scenario: ScenarioId) -> JobState {
        match (&self.shown, self.slot.state(revision)) {
            (_, JobState::Running(progress)) => JobState::Running(progress),
            (_, JobState::Failed(why)) if self.asked == Some((revision, scenario)) => JobState::Failed(why),
            (Some((_, of, for_scenario)), _) if (*of, *for_scenario) == (revision, scenario) => JobState::UpToDate,
            (Some(_), _) => JobState::OutOfDate,
            (None, _) => JobState::NotRun,
        }
    }
}
