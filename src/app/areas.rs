//! Service areas of the shown kind, drawn in the background when they are wanted and the hand rests.

use std::sync::Arc;

use crate::analysis::{
    CoverageEngine, DEFAULT_OFFSET_M, ServiceArea, ServiceAreaError, ServiceAreas as ServiceAreasOfKind,
};
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::ids::{Revision, ScenarioId};
use crate::jobs::{Cancelled, JobContext, JobSlot, Progress, Spawner};
use crate::network::RoadNetwork;
use crate::plan::SiteKind;
use crate::units::Metres;

/// Service areas and what they were made for.
pub(super) struct ServiceAreas {
    slot: JobSlot<Result<ServiceAreasOfKind, ServiceAreaError>>,
    asked: Option<(Revision, ScenarioId, SiteKind)>,
    shown: Vec<ServiceArea>,
    version: u64,
    failure: Option<ServiceAreaError>,
}

impl ServiceAreas {
    pub(super) const fn new() -> Self {
        Self { slot: JobSlot::new("service areas"), asked: None, shown: Vec::new(), version: 0, failure: None }
    }

    /// Forgets everything: they are hidden, or another community was opened.
    pub(super) fn clear(&mut self) {
        self.slot.reset();
        self.asked = None;
        if !self.shown.is_empty() {
            self.shown.clear();
            self.version += 1;
        }
    }

    pub(super) fn shown(&self) -> &[ServiceArea] {
        &self.shown
    }

    /// Changes with what is shown.
    pub(super) const fn version(&self) -> u64 {
        self.version
    }

    pub(super) fn progress(&self) -> Option<Progress> {
        match self.slot.state(Revision(0)) {
            crate::jobs::JobState::Running(progress) => Some(progress),
            _ => None,
        }
    }

    /// Why the last drawing failed, once.
    pub(super) const fn take_failure(&mut self) -> Option<ServiceAreaError> {
        self.failure.take()
    }

    pub(super) fn cancel(&mut self) {
        self.slot.cancel();
    }

    /// Takes in a result; true when there is something new to show.
    pub(super) fn poll(&mut self) -> bool {
        if !self.slot.poll() {
            return false;
        }
        match self.slot.take().map(|areas| areas.value) {
            Some(Ok(areas)) => {
                self.shown = areas.merged.into_iter().collect();
                self.version += 1;
            }
            Some(Err(error)) => {
                self.shown.clear();
                self.version += 1;
                self.failure = Some(error);
            }
            None => {}
        }
        true
    }

    /// Starts work where what is shown was made for something else.
    pub(super) fn follow(
        &mut self,
        snapshot: PlanSnapshot,
        scenario: ScenarioId,
        kind: SiteKind,
        (community, network): (&Arc<Community>, &Arc<RoadNetwork>),
        spawner: &mut dyn Spawner,
        wake: impl FnOnce() + Send + 'static,
    ) {
        let wanted = (snapshot.revision, scenario, kind);
        if self.asked == Some(wanted) {
            return;
        }
        // Another kind's land under this kind's legend would mislead; a moved site's is shown until the new is there.
        if self.asked.is_some_and(|(_, _, before)| before != kind) && !self.shown.is_empty() {
            self.shown.clear();
            self.version += 1;
        }
        self.asked = Some(wanted);
        let (community, network) = (Arc::clone(community), Arc::clone(network));
        self.slot.start(spawner, snapshot.revision, wake, move |context: &JobContext| {
            let mut engine = CoverageEngine::new(community, network);
            engine.update(&snapshot, scenario, context)?;
            match engine.service_areas(kind, None, Metres::new_clamped(DEFAULT_OFFSET_M), context) {
                Err(ServiceAreaError::Cancelled) => Err(Cancelled),
                areas => Ok(areas),
            }
        });
    }
}
