//! Where a door or a site meets the network: the nearest usable place along a road, not only its ends.

use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use crate::geometry::{LonLat, geodesic_length};
use crate::ids::SegmentId;
use crate::units::{Metres, Millimetres};

/// Where a place meets the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccessPoint {
    /// The segment it meets.
    pub segment: SegmentId,
    /// How far along the segment, from its `from`.
    pub along: Millimetres,
    /// Straight from the door to the road, on the ellipsoid.
    pub walk: Millimetres,
    /// The place on the road.
    pub place: LonLat,
}

/// The plane is this much off at most within a study area; candidates beyond are not looked at.
const PLANE_SLACK: f64 = 1.05;

impl RoadNetwork {
    /// The nearest place on a usable walkable road within [`NetworkSettings::max_access`], parts closed by the
    /// mask left out; `None` where there is none. Ties (to the millimetre) go to the lower segment, then the
    /// lower position. About O(log n).
    ///
    /// [`NetworkSettings::max_access`]: super::NetworkSettings
    #[must_use]
    pub fn access(&self, place: LonLat, mask: &NetworkMask) -> Option<AccessPoint> {
        self.access_within(place, mask, self.settings().max_access)
    }

    /// The same within a limit of one's own.
    #[must_use]
    pub fn access_within(&self, place: LonLat, mask: &NetworkMask, limit: Metres) -> Option<AccessPoint> {
        let point = self.plane().local_from_lon_lat(place);
        let mut best: Option<AccessPoint> = None;
        let mut reach = limit.value() * PLANE_SLACK;
        for (edge, square) in self.edges().nearest_neighbor_iter_with_distance_2(&[point.x, point.y]) {
            if square > reach * reach {
                break;
            }
            let (_, share) = point.nearest_on(edge.a, edge.b);
            let id = SegmentId(edge.owner);
            let along = self.lines().position(id.index(), edge.number as usize, share);
            for along in self.open_positions(mask, id, along).into_iter().flatten() {
                let Some(on_road) = self.lines().place_at(id.index(), along) else { continue };
                let metres = geodesic_length(place, on_road);
                let found = AccessPoint { segment: id, along, walk: Millimetres::from_metres(metres), place: on_road };
                let rank = |access: &AccessPoint| (access.walk, access.segment, access.along);
                if metres <= limit && best.as_ref().is_none_or(|best| rank(&found) < rank(best)) {
                    reach = reach.min(found.walk.metres().value() * PLANE_SLACK + 0.002);
                    best = Some(found);
                }
            }
        }
        best
    }

    /// The open position nearest along the segment: itself, or just outside the closed interval on either side.
    fn open_positions(&self, mask: &NetworkMask, id: SegmentId, along: Millimetres) -> [Option<Millimetres>; 2] {
        let Some(segment) = self.segment(id).filter(|_| mask.is_walkable(id)) else { return [None, None] };
        let Some((from, to)) = mask.closed_interval(id, along) else { return [Some(along), None] };
        let is_open = |at: &Millimetres| mask.open_span(id, segment.length, *at).is_some();
        let before = from.checked_sub(1).map(Millimetres).filter(is_open);
        let after = Some(Millimetres(to.saturating_add(1))).filter(|at| at.0 <= segment.length.0).filter(is_open);
        [before, after]
    }

    /// Where each door meets the network under a mask: as in [`RoadNetwork::demand_access`], and anew for doors
    /// whose place on the road is closed. O(doors), plus O(log n) for each that moves.
    #[must_use]
    pub fn demand_access_under(&self, mask: &NetworkMask) -> Vec<Option<AccessPoint>> {
        let doors = self.demand_access().iter().zip(self.doors());
        doors
            .map(|(access, &door)| {
                let access = (*access)?;
                let length = self.segment(access.segment)?.length;
                let is_open = mask.open_span(access.segment, length, access.along).is_some();
                if is_open { Some(access) } else { self.access(door, mask) }
            })
            .collect()
    }
}
