//! A town of six roads whose numbers can be redone on paper, and the builder for it and others.
//!
//! ```text
//! metres          (600,400)────Ring──────(1200,400)
//!                     │North Lane             │
//! (0,0)──West──(300,0)──(600,0)──East────(1200,0)        Island (3000,0)──(3300,0)
//!                │South Lane
//!            (300,−500)
//! ```
//! Doors: 10 m from the road, with persons. Door 4 is on the island, door 5 has no road within 200 m.

use std::fmt;
use std::sync::Arc;

use crate::analysis::{Circumstances, CoverageEngine, CoverageReport};
use crate::community::{
    Building, Community, CommunityParts, FeatureSource, PopulationRules, Road, RoadClass, Shape, Water,
};
use crate::document::{Command, Document};
use crate::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon};
use crate::ids::SiteId;
use crate::jobs::JobContext;
use crate::network::{NetworkSettings, RoadNetwork};
use crate::plan::{BASE_SCENARIO, ObjectId, PlanObject, Site, SiteKind};
use crate::units::Persons;

/// The place some metres east and north of the middle of all test towns.
pub(crate) fn at(x: f64, y: f64) -> LonLat {
    LocalProjection::new(LonLat::new_clamped(9.5, 47.0)).lon_lat_from_local(LocalPoint::new(x, y))
}

/// The metres of a place, as [`at`] counts them.
pub(crate) fn metres_of(place: LonLat) -> (f64, f64) {
    let point = LocalProjection::new(LonLat::new_clamped(9.5, 47.0)).local_from_lon_lat(place);
    (point.x, point.y)
}

pub(crate) fn road(points: &[(f64, f64)]) -> Road {
    Road::plain(points.iter().map(|&(x, y)| at(x, y)).collect(), RoadClass::Residential)
}

pub(crate) fn house((x, y): (f64, f64), night: u32, day: u32, vulnerable: u32) -> Building {
    Building {
        persons: Some(Persons(night)),
        persons_by_day: Some(Persons(day)),
        vulnerable_persons: Some(Persons(vulnerable)),
        ..Building::plain(MultiPolygon::default(), at(x, y))
    }
}

/// A rectangle from its south-west and north-east corner.
pub(crate) fn rectangle((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> MultiPolygon {
    let ring = vec![at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)];
    MultiPolygon(vec![Polygon::from_ring(ring)])
}

pub(crate) fn water(area: MultiPolygon) -> Water {
    Water { source: FeatureSource::default(), shape: Shape::Area(area), name: None }
}

/// A community with its network, and a plan to edit.
pub(crate) struct Town {
    pub(crate) community: Arc<Community>,
    pub(crate) network: Arc<RoadNetwork>,
    pub(crate) document: Document,
}

impl fmt::Debug for Town {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for road in self.community.roads() {
            writeln!(f, "road {:?}", road.line.iter().map(|&place| metres_of(place)).collect::<Vec<_>>())?;
        }
        for demand in self.community.demand() {
            writeln!(f, "door {:?} {:?}", metres_of(demand.place), demand.persons)?;
        }
        Ok(())
    }
}

impl Town {
    pub(crate) fn new(roads: Vec<Road>, buildings: Vec<Building>, water: Vec<Water>) -> Self {
        let parts = CommunityParts { roads, buildings, water, ..CommunityParts::default() };
        let community = Community::assemble(parts, &PopulationRules::default()).expect("a town");
        let network = RoadNetwork::build(&community, &NetworkSettings::default(), &JobContext::new()).expect("roads");
        Self { community: Arc::new(community), network: Arc::new(network), document: Document::default() }
    }

    /// The town of the module's picture.
    pub(crate) fn six_roads(water: Vec<Water>) -> Self {
        let roads = vec![
            road(&[(0.0, 0.0), (300.0, 0.0), (600.0, 0.0)]),
            road(&[(600.0, 0.0), (1200.0, 0.0)]),
            road(&[(600.0, 0.0), (600.0, 400.0)]),
            road(&[(300.0, 0.0), (300.0, -500.0)]),
            road(&[(600.0, 400.0), (1200.0, 400.0), (1200.0, 0.0)]),
            road(&[(3000.0, 0.0), (3300.0, 0.0)]),
        ];
        let houses = vec![
            house((100.0, 10.0), 10, 1, 1),
            house((310.0, -450.0), 20, 2, 2),
            house((900.0, 10.0), 30, 3, 3),
            house((900.0, 410.0), 40, 4, 4),
            house((3100.0, 10.0), 50, 5, 5),
            house((600.0, 2000.0), 60, 6, 6),
        ];
        Self::new(roads, houses, water)
    }

    pub(crate) fn execute(&mut self, command: Command) {
        self.document.execute(command).expect("the command fits");
    }

    /// Places a site and changes it before anybody sees it.
    pub(crate) fn site(&mut self, kind: SiteKind, (x, y): (f64, f64), change: impl FnOnce(&mut Site)) -> SiteId {
        let id = SiteId(self.document.next_number());
        self.execute(Command::PlaceSite { kind, place: at(x, y), name: format!("{} {}", kind.name(), id.0) });
        self.change(id, change);
        id
    }

    pub(crate) fn change(&mut self, id: SiteId, change: impl FnOnce(&mut Site)) {
        let old = &self.document.plan().sites()[&id];
        let mut site = (**old).clone();
        change(&mut site);
        if site != **old {
            self.execute(Command::UpdateObject(PlanObject::Site(site.into())));
        }
    }

    /// Puts an object into the plan; returns its id.
    pub(crate) fn import(&mut self, object: PlanObject) -> ObjectId {
        let id = ObjectId::new(object.id().kind(), self.document.next_number());
        self.execute(Command::ImportObjects(vec![object]));
        id
    }

    /// The roads with the plan's new links.
    pub(crate) fn planned_network(&self) -> RoadNetwork {
        let links = Circumstances::new(self.document.plan(), BASE_SCENARIO).new_links();
        self.network.with_links(&self.community, &links, &JobContext::new()).expect("not cancelled")
    }

    pub(crate) fn engine(&self) -> CoverageEngine {
        CoverageEngine::new(Arc::clone(&self.community), Arc::clone(&self.network))
    }

    /// Coverage of the base scenario by a fresh engine.
    pub(crate) fn report(&self) -> Arc<CoverageReport> {
        self.engine().update(&self.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("not cancelled")
    }
}
