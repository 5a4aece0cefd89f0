//! Drawing on the roads: the nearest road, the nearest junction.

use std::collections::BTreeMap;

use super::road_network::RoadNetwork;
use crate::geometry::{LonLat, geodesic_length};
use crate::ids::{JunctionId, RoadId, SegmentId};
use crate::units::{Metres, Millimetres};

/// Which roads are drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoadsFor {
    /// Roads where people may walk.
    #[default]
    Walkers,
    /// All roads, motorways too: closures and road changes may lie on any.
    Everyone,
}

/// The nearest place on a road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoadSnap {
    /// The place on the road.
    pub place: LonLat,
    /// The road.
    pub road: RoadId,
    /// The segment of it.
    pub segment: SegmentId,
    /// How far along the segment, from its `from`.
    pub along: Millimetres,
    /// Straight from where was asked.
    pub distance: Metres,
}

/// The nearest junction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JunctionSnap {
    /// Where it lies.
    pub place: LonLat,
    /// Which.
    pub junction: JunctionId,
    /// Straight from where was asked.
    pub distance: Metres,
}

/// The plane is this much off at most within a study area; candidates beyond are not looked at.
const PLANE_SLACK: f64 = 1.05;

impl RoadNetwork {
    /// The nearest place on a road within a distance; ties to the millimetre go to the lower segment, then the lower
    /// position. About O(log n).
    #[must_use]
    pub fn nearest_road(&self, place: LonLat, within: Metres, roads: RoadsFor) -> Option<RoadSnap> {
        let point = self.plane().local_from_lon_lat(place);
        let mut best: Option<(Millimetres, RoadSnap)> = None;
        let mut reach = within.value() * PLANE_SLACK;
        for (edge, square) in self.edges().nearest_neighbor_iter_with_distance_2(&[point.x, point.y]) {
            if square > reach * reach {
                break;
            }
            let id = SegmentId(edge.owner);
            let Some(segment) = self.segment(id).filter(|segment| roads.include(segment.is_walkable)) else { continue };
            let (_, share) = point.nearest_on(edge.a, edge.b);
            let along = self.lines().position(id.index(), edge.number as usize, share);
            let Some(on_road) = self.lines().place_at(id.index(), along) else { continue };
            let distance = geodesic_length(place, on_road);
            let found = RoadSnap { place: on_road, road: segment.road, segment: id, along, distance };
            let rank = (Millimetres::from_metres(distance), id, along);
            if distance <= within && best.as_ref().is_none_or(|(mm, best)| rank < (*mm, best.segment, best.along)) {
                reach = reach.min(distance.value() * PLANE_SLACK + 0.002);
                best = Some((rank.0, found));
            }
        }
        best.map(|(_, snap)| snap)
    }

    /// Every segment within a distance, each at its place nearest to the one asked for; by segment. O(log n) and the
    /// edges within the distance.
    #[must_use]
    pub fn roads_within(&self, place: LonLat, within: Metres, roads: RoadsFor) -> Vec<RoadSnap> {
        let point = self.plane().local_from_lon_lat(place);
        let reach = within.value() * PLANE_SLACK;
        let mut found: BTreeMap<SegmentId, RoadSnap> = BTreeMap::new();
        for edge in self.edges().locate_within_distance([point.x, point.y], reach * reach) {
            let id = SegmentId(edge.owner);
            let Some(segment) = self.segment(id).filter(|segment| roads.include(segment.is_walkable)) else { continue };
            let along = self.lines().position(id.index(), edge.number as usize, point.nearest_on(edge.a, edge.b).1);
            let Some(on_road) = self.lines().place_at(id.index(), along) else { continue };
            let distance = geodesic_length(place, on_road);
            let is_better = |best: &RoadSnap| (distance, along) < (best.distance, best.along);
            if distance <= within && found.get(&id).is_none_or(is_better) {
                found.insert(id, RoadSnap { place: on_road, road: segment.road, segment: id, along, distance });
            }
        }
        found.into_values().collect()
    }

    /// The nearest junction (or end of a road) within a distance; ties go to the lower id. O(log n) and the edges
    /// within the distance.
    #[must_use]
    pub fn nearest_junction(&self, place: LonLat, within: Metres, roads: RoadsFor) -> Option<JunctionSnap> {
        let point = self.plane().local_from_lon_lat(place);
        let reach = within.value() * PLANE_SLACK;
        let mut best: Option<JunctionSnap> = None;
        for edge in self.edges().locate_within_distance([point.x, point.y], reach * reach) {
            let Some(segment) = self.segment(SegmentId(edge.owner)) else { continue };
            if !roads.include(segment.is_walkable) {
                continue;
            }
            let n_edges = self.segment_line(SegmentId(edge.owner)).len().saturating_sub(1);
            let ends = [(edge.number == 0, segment.from), (edge.number as usize + 1 == n_edges, segment.to)];
            for (_, junction) in ends.into_iter().filter(|end| end.0) {
                let at = self.junction_place(junction);
                let distance = geodesic_length(place, at);
                let is_better = best.as_ref().is_none_or(|b| (distance, junction) < (b.distance, b.junction));
                if distance <= within && is_better {
                    best = Some(JunctionSnap { place: at, junction, distance });
                }
            }
        }
        best
    }
}

impl RoadsFor {
    pub(super) const fn include(self, is_walkable: bool) -> bool {
        match self {
            Self::Walkers => is_walkable,
            Self::Everyone => true,
        }
    }
}
