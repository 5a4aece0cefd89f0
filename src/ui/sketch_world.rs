//! What the drawing tools may ask: corners and roads to snap to, ways along roads, street blocks.

use crate::community::Community;
use crate::geometry::{Line, LocalPoint, LonLat, MultiPolygon, Shape};
use crate::map::CommunityIndex;
use crate::map::tools::{SketchWorld, Snap, SnapKind};
use crate::network::{BlockBorders, RoadNetwork, RoadsFor};
use crate::plan::{ObjectId, Plan, PlanObject};
use crate::units::Metres;

/// The surroundings of the map: community, roads and plan.
pub(super) struct MapWorld<'a> {
    pub(super) community: &'a Community,
    pub(super) network: Option<&'a RoadNetwork>,
    pub(super) plan: &'a Plan,
    /// There once the picture of the community is.
    pub(super) index: Option<&'a CommunityIndex>,
    /// An object that draws nothing to itself: the one being reshaped.
    pub(super) without: Option<ObjectId>,
    /// Which roads are drawn on.
    pub(super) roads: RoadsFor,
    /// Only roads draw the pointer to them, not junctions or corners: what is set stands on one road.
    pub(super) is_on_road: bool,
}

/// The plane is this much off at most within a study area.
const PLANE_SLACK: f64 = 1.05;

/// The nearer of two candidates; the first kind wins between equals.
struct Nearest {
    place: LocalPoint,
    best: Option<(f64, Snap)>,
    reach_m: f64,
}

impl Nearest {
    fn offer(&mut self, community: &Community, place: LonLat, kind: SnapKind) {
        let distance = community.plane().local_from_lon_lat(place).distance(self.place);
        if distance <= self.reach_m && self.best.is_none_or(|(best, _)| distance < best) {
            self.best = Some((distance, Snap { place, kind }));
        }
    }
}

impl MapWorld<'_> {
    /// The shapes whose box reaches the place; the others are not even copied.
    fn others(&self, near: LocalPoint, reach_m: f64) -> impl Iterator<Item = Shape> {
        let place = self.community.plane().lon_lat_from_local(near);
        let reach_m = reach_m * PLANE_SLACK;
        let is_near = move |object: &PlanObject| object.bounds().is_some_and(|bounds| bounds.is_near(place, reach_m));
        let others = self.plan.objects().filter(|object| Some(object.id()) != self.without);
        others.filter(is_near).map(|object| object.shape())
    }

    fn offer_corners(&self, nearest: &mut Nearest) {
        let place = self.community.plane().lon_lat_from_local(nearest.place);
        let within = Metres::new_clamped(nearest.reach_m);
        if let Some(snap) = self.network.and_then(|network| network.nearest_junction(place, within, self.roads)) {
            nearest.offer(self.community, snap.place, SnapKind::Junction);
        }
        for shape in self.others(nearest.place, nearest.reach_m) {
            for place in shape.places() {
                nearest.offer(self.community, place, SnapKind::Corner);
            }
        }
        if nearest.best.is_none()
            && let Some(building) =
                self.index.and_then(|index| index.pick_building(self.community, nearest.place, nearest.reach_m))
            && let Some(building) = self.community.buildings().get(building.index())
        {
            for place in building.outline.places() {
                nearest.offer(self.community, place, SnapKind::Building);
            }
        }
    }

    fn offer_lines(&self, nearest: &mut Nearest) {
        let plane = self.community.plane();
        for shape in self.others(nearest.place, nearest.reach_m) {
            let lines: Vec<&Line> = match &shape {
                Shape::Point(_) => Vec::new(),
                Shape::Lines(lines) => lines.iter().collect(),
                Shape::Area(area) => area.0.iter().flat_map(|p| std::iter::once(&p.outer).chain(&p.holes)).collect(),
            };
            for pair in lines.into_iter().flat_map(|line| line.windows(2)) {
                let (a, b) = (plane.local_from_lon_lat(pair[0]), plane.local_from_lon_lat(pair[1]));
                let (point, _) = nearest.place.nearest_on(a, b);
                nearest.offer(self.community, plane.lon_lat_from_local(point), SnapKind::Border);
            }
        }
        self.offer_roads(nearest);
    }

    fn offer_roads(&self, nearest: &mut Nearest) {
        let place = self.community.plane().lon_lat_from_local(nearest.place);
        let within = Metres::new_clamped(nearest.reach_m);
        if let Some(snap) = self.network.and_then(|network| network.nearest_road(place, within, self.roads)) {
            nearest.offer(self.community, snap.place, SnapKind::Road);
        }
    }
}

impl SketchWorld for MapWorld<'_> {
    /// Corners come before lines, whichever is nearer: a corner is what is usually meant.
    fn snap(&self, place: LonLat, reach_m: f64) -> Option<Snap> {
        let place = self.community.plane().local_from_lon_lat(place);
        let mut nearest = Nearest { place, best: None, reach_m };
        if self.is_on_road {
            self.offer_roads(&mut nearest);
            return nearest.best.map(|(_, snap)| snap);
        }
        self.offer_corners(&mut nearest);
        if nearest.best.is_none() {
            self.offer_lines(&mut nearest);
        }
        nearest.best.map(|(_, snap)| snap)
    }

    fn along_roads(&self, from: LonLat, to: LonLat) -> Option<Line> {
        self.network?.route_along(from, to, self.roads).map(|route| route.line)
    }

    fn block(&self, place: LonLat) -> Option<MultiPolygon> {
        let block = self.network?.block_around(self.community, place, BlockBorders::Streets)?;
        Some(MultiPolygon(vec![block]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::{CommunityParts, PopulationRules, Road, RoadClass};
    use crate::geometry::{LocalProjection, geodesic_length};
    use crate::jobs::JobContext;
    use crate::network::NetworkSettings;

    fn at(x: f64, y: f64) -> LonLat {
        LocalProjection::new(LonLat::new_clamped(9.5, 47.1)).lon_lat_from_local(LocalPoint::new(x, y)).rounded()
    }

    #[test]
    fn a_barrier_stands_on_the_road_pointed_at_and_not_on_the_junction_beside_it() {
        let road = |points: &[(f64, f64)]| {
            Road::plain(points.iter().map(|&(x, y)| at(x, y)).collect(), RoadClass::Residential)
        };
        let roads =
            vec![road(&[(-90.0, 0.0), (0.0, 0.0), (90.0, 0.0)]), road(&[(0.0, -90.0), (0.0, 0.0), (0.0, 90.0)])];
        let parts = CommunityParts { roads, ..CommunityParts::default() };
        let community = Community::assemble(parts, &PopulationRules::default()).expect("a town");
        let network = RoadNetwork::build(&community, &NetworkSettings::default(), &JobContext::new()).expect("roads");
        let plan = Plan::default();
        let mut world = MapWorld {
            community: &community,
            network: Some(&network),
            plan: &plan,
            index: None,
            without: None,
            roads: RoadsFor::Everyone,
            is_on_road: false,
        };
        let pointer = at(4.0, 1.0);
        assert_eq!(world.snap(pointer, 9.0).map(|snap| snap.kind), Some(SnapKind::Junction));
        world.is_on_road = true;
        let snap = world.snap(pointer, 9.0).expect("a road");
        assert_eq!(snap.kind, SnapKind::Road);
        assert!(geodesic_length(snap.place, at(4.0, 0.0)).value() < 0.1);
    }
}
