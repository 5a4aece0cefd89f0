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
        self.hide();
    }

    pub(super) fn shown(&self) -> &[ServiceArea] {
        &self.shown
    }

    /// Changes with what is shown.
    pub(super) const fn version(&self) -> u64 {
        self.version
    }

    pub(super) fn progress(&self) -> Option<Progress> {
        self.slot.state(Revision(0)).progress()
    }

    /// Why the last drawing failed, once.
    pub(super) const fn take_failure(&mut self) -> Option<ServiceAreaError> {
        self.failure.take()
    }

    /// Stops a drawing under way. What is shown was made for something else, so it goes too.
    pub(super) fn cancel(&mut self) {
        if self.slot.is_running() {
            self.slot.cancel();
            self.hide();
        }
    }

    fn hide(&mut self) {
        if !self.shown.is_empty() {
            self.shown.clear();
            self.version += 1;
        }
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
                self.hide();
                self.failure = Some(error);
            }
            None => self.hide(),
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
        if self.asked.is_some_and(|(_, _, before)| before != kind) {
            self.hide();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Command, Document};
    use crate::exchange::community::{ImportOptions, read_community_bytes};
    use crate::geometry::LonLat;
    use crate::jobs::ManualSpawner;
    use crate::network::NetworkSettings;
    use crate::plan::BASE_SCENARIO;

    const TOWN: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"highway":"residential"},"geometry":{"type":"LineString","coordinates":[[9.500,47.1],[9.506,47.1]]}},
{"type":"Feature","properties":{"building":"yes","population":12},"geometry":{"type":"Polygon","coordinates":[[[9.5031,47.1001],[9.5032,47.1001],[9.5032,47.1002],[9.5031,47.1002],[9.5031,47.1001]]]}}
]}"#;

    #[test]
    fn a_drawing_that_is_cancelled_leaves_no_land_of_an_older_plan_in_view() {
        let context = JobContext::new();
        let files = [("town.geojson".to_owned(), TOWN.as_bytes().to_vec())];
        let community = Arc::new(read_community_bytes(&files, &ImportOptions::default(), &context).unwrap());
        let network = Arc::new(RoadNetwork::build(&community, &NetworkSettings::default(), &context).unwrap());
        let (mut areas, mut spawner, mut document) =
            (ServiceAreas::new(), ManualSpawner::default(), Document::default());
        let kind = SiteKind::SafeHarbor;
        let mut draw = |areas: &mut ServiceAreas, spawner: &mut ManualSpawner| {
            let place = LonLat::try_new(9.503, 47.1).unwrap();
            document.execute(Command::PlaceSite { kind, place, name: String::new() }).unwrap();
            areas.follow(document.snapshot(), BASE_SCENARIO, kind, (&community, &network), spawner, || {});
        };
        draw(&mut areas, &mut spawner);
        areas.cancel();
        assert!(spawner.run_next() && !areas.poll());
        draw(&mut areas, &mut spawner);
        assert!(spawner.run_next() && areas.poll());
        assert!(!areas.shown().is_empty());
        areas.cancel();
        assert!(!areas.shown().is_empty(), "nothing was under way: what is shown is right");
        draw(&mut areas, &mut spawner);
        assert!(!areas.shown().is_empty(), "the land of before stays until the new is there");
        let version = areas.version();
        areas.cancel();
        assert!(areas.shown().is_empty() && areas.version() != version);
    }
}
