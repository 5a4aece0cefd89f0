//! Roads by the words people know them by, and where on the map a direction begins and ends.

use std::sync::Arc;

use super::streets::Streets;
use crate::analysis::{Circumstances, CoverageEngine, PlannedRoads, RoadFacts};
use crate::community::{Community, Road, RoadClass};
use crate::geometry::LonLat;
use crate::ids::{ScenarioId, SegmentId};
use crate::network::RoadNetwork;
use crate::plan::Plan;
use crate::units::{Metres, Millimetres};

/// A piece of road as files and tables name it.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadEntry {
    /// The segment, as the network's layer numbers it (with the plan's new links joined).
    pub segment: SegmentId,
    /// The id the road had in its file.
    pub source_id: Option<Arc<str>>,
    /// Name of the road; of a new link the name of its road change.
    pub name: Option<Arc<str>>,
    /// Width at its middle, as the plan has it.
    pub width: Metres,
    /// The width is a guess from lanes or class.
    pub is_width_guess: bool,
    /// Length of the segment.
    pub length: Metres,
}

impl RoadEntry {
    /// The id in tables: that of the road's file, else the number of the segment, as `segment 12`.
    #[must_use]
    pub fn id(&self) -> String {
        self.source_id.as_deref().map_or_else(|| format!("segment {}", self.segment.0), str::to_owned)
    }

    /// The name for people, the id where there is none.
    #[must_use]
    pub fn shown(&self) -> String {
        self.name.as_deref().filter(|name| !name.is_empty()).map_or_else(|| self.id(), str::to_owned)
    }
}

/// Looks up what roads are called, as of a plan and a scenario.
#[derive(Debug)]
pub struct RoadBook {
    community: Arc<Community>,
    network: Arc<RoadNetwork>,
    planned: PlannedRoads,
    /// Names of new links by the position of their road after the community's.
    links: Vec<Arc<str>>,
}

impl RoadBook {
    /// The roads of the last update of a coverage. O(road changes).
    #[must_use]
    pub fn new(coverage: &CoverageEngine, plan: &Plan, scenario: ScenarioId) -> Self {
        let circumstances = Circumstances::new(plan, scenario);
        let network = Arc::clone(coverage.network());
        let planned = PlannedRoads::new(&network, &circumstances);
        let changes = circumstances.road_changes().iter();
        let links = changes.filter(|change| matches!(change.kind, crate::plan::RoadChangeKind::NewLink(_)));
        let links = links.flat_map(|change| change.lines.iter().map(|_| Arc::from(change.name.as_str()))).collect();
        Self { community: Arc::clone(coverage.community()), network, planned, links }
    }

    /// The roads, new links joined.
    #[must_use]
    pub const fn network(&self) -> &Arc<RoadNetwork> {
        &self.network
    }

    /// What is known of the middle of a segment; `None` for one of another network.
    #[must_use]
    pub fn facts(&self, segment: SegmentId) -> Option<RoadFacts> {
        let middle = Millimetres(self.network.segment(segment)?.length.0 / 2);
        self.planned.facts(&self.community, &self.network, segment, middle)
    }

    /// The class of a segment's road; that of a new link is residential.
    #[must_use]
    pub fn class(&self, segment: SegmentId) -> RoadClass {
        self.road(segment).map_or(RoadClass::Residential, |road| road.class)
    }

    /// Lanes of a segment's road, both directions together, where its file gives them.
    #[must_use]
    pub fn lanes(&self, segment: SegmentId) -> Option<f64> {
        self.road(segment).and_then(|road| road.lanes).map(f64::from).filter(|&lanes| lanes > 0.0)
    }

    fn road(&self, segment: SegmentId) -> Option<&Road> {
        self.community.roads().get(self.network.segment(segment)?.road.index())
    }

    /// The entry of a segment; `None` for one of another network.
    #[must_use]
    pub fn entry(&self, segment: SegmentId) -> Option<RoadEntry> {
        let found = self.network.segment(segment)?;
        let road = self.community.roads().get(found.road.index());
        let link = found.road.index().checked_sub(self.community.roads().len());
        let link_name = link.and_then(|link| self.links.get(link)).filter(|name| !name.is_empty());
        let facts = self.facts(segment);
        Some(RoadEntry {
            segment,
            source_id: road.and_then(|road| road.source_id.clone()),
            name: road.map_or_else(|| link_name.cloned(), |road| road.name.clone()),
            width: facts.as_ref().map_or(Metres::ZERO, |facts| facts.width),
            is_width_guess: facts.is_some_and(|facts| facts.is_width_guess),
            length: found.length.metres(),
        })
    }
}

/// Where the directions of an evacuation's streets begin and end.
#[derive(Clone, Debug, Default)]
pub struct DirectionPlaces {
    ends: Vec<DirectionPlace>,
}

/// Where one direction begins and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DirectionPlace {
    /// The piece of road.
    pub segment: SegmentId,
    /// It runs as the segment does, from its `from` to its `to`.
    pub is_forward: bool,
    /// Where one gets on.
    pub start: LonLat,
    /// Where one gets off.
    pub end: LonLat,
}

impl DirectionPlaces {
    /// The places of all directions. O(n) and the vertices of the roads that are cut.
    #[must_use]
    pub fn of(streets: &Streets, network: &RoadNetwork) -> Self {
        let n_junctions = u32::try_from(network.n_junctions()).unwrap_or(u32::MAX);
        let place = |(number, direction): (u32, &super::streets::Direction)| {
            let street = streets.street_of(number)?;
            let segment = network.segment(street.segment)?;
            let is_cut = |node: u32| node >= n_junctions;
            // Cuts inside a segment are numbered along it.
            let is_forward = match (is_cut(direction.from), is_cut(direction.to)) {
                (true, true) => direction.from < direction.to,
                (false, true) => street.span.0 == 0,
                (true, false) => street.span.1 >= segment.length.0,
                // Round a loop both directions have one place at both ends: the one against the segment comes second.
                (false, false) if direction.from == direction.to => {
                    let before = number.checked_sub(1).and_then(|before| streets.street_of(before));
                    before.is_none_or(|b| (b.segment, b.span, b.usage) != (street.segment, street.span, street.usage))
                }
                (false, false) => direction.from == segment.from.0,
            };
            let at = |along: u32| network.place_on(street.segment, Millimetres(along));
            let (from, to) = (at(street.span.0)?, at(street.span.1)?);
            let (start, end) = if is_forward { (from, to) } else { (to, from) };
            Some(DirectionPlace { segment: street.segment, is_forward, start, end })
        };
        let nowhere = LonLat::new_clamped(0.0, 0.0);
        let unknown = DirectionPlace { segment: SegmentId(u32::MAX), is_forward: true, start: nowhere, end: nowhere };
        let ends = (0_u32..).zip(streets.directions()).map(|both| place(both).unwrap_or(unknown)).collect();
        Self { ends }
    }

    /// The places of a direction; `None` for one that does not exist.
    #[must_use]
    pub fn get(&self, direction: u32) -> Option<&DirectionPlace> {
        self.ends.get(direction as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::town::{Town, house, road};
    use crate::evacuation::{EvacuationStudy, StudyInput};
    use crate::jobs::JobContext;
    use crate::plan::{BASE_SCENARIO, Scenario, SiteKind, TravelMode};

    /// A street with a loop at its end and a house at both, cut by a site.
    fn places(mode: TravelMode) -> (Vec<(u32, u32)>, Vec<DirectionPlace>, RoadNetwork) {
        let roads = vec![
            road(&[(0.0, 0.0), (300.0, 0.0)]),
            road(&[(300.0, 0.0), (400.0, 100.0), (500.0, 0.0), (400.0, -100.0), (300.0, 0.0)]),
        ];
        let mut town = Town::new(roads, vec![house((400.0, 105.0), 3, 3, 0)], Vec::new());
        town.site(SiteKind::SafeHarbor, (150.0, 0.0), |_| {});
        if mode != TravelMode::Walking {
            town.execute(crate::document::Command::SetScenario(Scenario { mode, ..Scenario::base() }));
        }
        let (context, snapshot) = (JobContext::new(), town.document.snapshot());
        let mut coverage = town.engine();
        let report = coverage.update(&snapshot, BASE_SCENARIO, &context).expect("coverage");
        let (scenario, kind) = (BASE_SCENARIO, None);
        let input = StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario, kind };
        let streets = EvacuationStudy::new(&input, &context).expect("a study").streets;
        let found = DirectionPlaces::of(&streets, coverage.network());
        let ends = streets.directions().iter().map(|direction| (direction.from, direction.to)).collect();
        (ends, found.ends, (**coverage.network()).clone())
    }

    #[test]
    fn a_direction_starts_where_its_first_place_is_and_a_loop_has_one_each_way() {
        for mode in [TravelMode::Walking, TravelMode::Driving] {
            let (ends, places, network) = places(mode);
            for (&(from, to), place) in ends.iter().zip(&places) {
                for (node, place) in [(from, place.start), (to, place.end)] {
                    if (node as usize) < network.n_junctions() {
                        assert_eq!(network.junction_place(crate::ids::JunctionId(node)), place, "{mode:?}");
                    }
                }
            }
            let of_loop: Vec<bool> = ends
                .iter()
                .zip(&places)
                .filter(|((from, to), _)| from == to)
                .map(|(_, place)| place.is_forward)
                .collect();
            assert_eq!(of_loop, [true, false], "{mode:?}");
        }
    }
}
