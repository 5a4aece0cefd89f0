//! What lies under the pointer: buildings, roads and facilities of the community, and objects of the plan.

use egui::{Pos2, Rect};
use rstar::{AABB, RTree, RTreeObject};

use super::Camera;
use crate::community::{Community, Shape};
use crate::geometry::{Line, LocalBounds, LocalPoint, LocalProjection, LonLat, MultiPolygon};
use crate::ids::{BuildingId, RoadId};
use crate::jobs::{Cancelled, JobContext};
use crate::plan::{ClosureShape, ObjectId, Plan, PlanObject, SiteGeometry};

/// A feature of the community under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommunityHit {
    /// A facility: its position in [`Community::facilities`].
    Facility(u32),
    /// A building.
    Building(BuildingId),
    /// A road.
    Road(RoadId),
    /// An address with people: its position in [`Community::zones`].
    Zone(u32),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    bounds: [f32; 4],
    target: CommunityHit,
}

impl RTreeObject for Entry {
    type Envelope = AABB<[f32; 2]>;
    fn envelope(&self) -> Self::Envelope {
        let [west, south, east, north] = self.bounds;
        AABB::from_corners([west, south], [east, north])
    }
}

/// Finds features of one community by place.
#[derive(Debug)]
pub struct CommunityIndex {
    tree: RTree<Entry>,
}

/// Boxes are `f32` metres; grown by more than `f32` rounds off within 250 km.
const BOX_MARGIN_M: f32 = 0.05;

impl CommunityIndex {
    /// Indexes buildings, roads, facilities and addresses. O(n log n).
    ///
    /// # Errors
    /// [`Cancelled`] when the work is no longer wanted.
    pub fn new(community: &Community, context: &JobContext) -> Result<Self, Cancelled> {
        let plane = community.plane();
        let mut entries = Vec::with_capacity(community.buildings().len() + community.roads().len());
        let mut add = |target, places: &mut dyn Iterator<Item = LonLat>| -> Result<(), Cancelled> {
            let bounds = LocalBounds::around(places.map(|place| plane.local_from_lon_lat(place)));
            if !bounds.is_empty() {
                #[expect(clippy::cast_possible_truncation, reason = "the margin covers the rounding")]
                let [w, s, e, n] = [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y].map(|v| v as f32);
                let bounds = [w - BOX_MARGIN_M, s - BOX_MARGIN_M, e + BOX_MARGIN_M, n + BOX_MARGIN_M];
                entries.push(Entry { bounds, target });
            }
            if entries.len() % 8192 == 0 { context.check() } else { Ok(()) }
        };
        for (i, building) in community.buildings().iter().enumerate() {
            let mut places = building.outline.places().chain(std::iter::once(building.door));
            add(CommunityHit::Building(BuildingId::from_index(i)), &mut places)?;
        }
        for (i, road) in community.roads().iter().enumerate() {
            add(CommunityHit::Road(RoadId::from_index(i)), &mut road.line.iter().copied())?;
        }
        for (i, facility) in (0..).zip(community.facilities()) {
            add(CommunityHit::Facility(i), &mut std::iter::once(facility.place))?;
        }
        for (i, zone) in (0..).zip(community.zones()) {
            if let Shape::Point(place) = &zone.shape {
                add(CommunityHit::Zone(i), &mut std::iter::once(*place))?;
            }
        }
        Ok(Self { tree: RTree::bulk_load(entries) })
    }

    /// What a click means: a facility or address within reach, else the building around the place, else the nearest
    /// road within reach, else the nearest building within reach. O(log n + features within reach).
    #[must_use]
    pub fn pick(&self, community: &Community, place: LocalPoint, reach_m: f64) -> Option<CommunityHit> {
        let rank = |hit: CommunityHit, distance: f64| match hit {
            CommunityHit::Facility(_) => 0,
            CommunityHit::Zone(_) => 1,
            CommunityHit::Building(_) if distance == 0.0 => 2,
            CommunityHit::Road(_) => 3,
            CommunityHit::Building(_) => 4,
        };
        let hits = self.within(community, place, reach_m);
        hits.into_iter()
            .min_by(|a, b| rank(a.0, a.1).cmp(&rank(b.0, b.1)).then(a.1.total_cmp(&b.1)).then(a.0.cmp(&b.0)))
            .map(|hit| hit.0)
    }

    /// The building around a place, or else the nearest within reach.
    #[must_use]
    pub fn pick_building(&self, community: &Community, place: LocalPoint, reach_m: f64) -> Option<BuildingId> {
        self.nearest(community, place, reach_m, |hit| match hit {
            CommunityHit::Building(id) => Some(id),
            CommunityHit::Facility(_) | CommunityHit::Road(_) | CommunityHit::Zone(_) => None,
        })
    }

    /// The nearest road within reach.
    #[must_use]
    pub fn pick_road(&self, community: &Community, place: LocalPoint, reach_m: f64) -> Option<RoadId> {
        self.nearest(community, place, reach_m, |hit| match hit {
            CommunityHit::Road(id) => Some(id),
            CommunityHit::Facility(_) | CommunityHit::Building(_) | CommunityHit::Zone(_) => None,
        })
    }

    fn nearest<T: Ord + Copy>(
        &self,
        community: &Community,
        place: LocalPoint,
        reach_m: f64,
        wanted: impl Fn(CommunityHit) -> Option<T>,
    ) -> Option<T> {
        let hits = self.within(community, place, reach_m).into_iter();
        let wanted = hits.filter_map(|(hit, distance)| wanted(hit).map(|id| (id, distance)));
        wanted.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).map(|(id, _)| id)
    }

    /// Everything within reach with its distance in metres, 0 inside buildings; unsorted.
    fn within(&self, community: &Community, place: LocalPoint, reach_m: f64) -> Vec<(CommunityHit, f64)> {
        if !(place.x.is_finite() && place.y.is_finite() && reach_m >= 0.0) {
            return Vec::new();
        }
        #[expect(clippy::cast_possible_truncation, reason = "the margin of the boxes covers the rounding")]
        let window = AABB::from_corners(
            [(place.x - reach_m) as f32, (place.y - reach_m) as f32],
            [(place.x + reach_m) as f32, (place.y + reach_m) as f32],
        );
        self.tree
            .locate_in_envelope_intersecting(&window)
            .filter_map(|entry| Some((entry.target, distance_to(community, entry.target, place)?)))
            .filter(|&(_, distance)| distance <= reach_m)
            .collect()
    }
}

fn distance_to(community: &Community, hit: CommunityHit, place: LocalPoint) -> Option<f64> {
    let plane = community.plane();
    let to_point = |other: LonLat| plane.local_from_lon_lat(other).distance(place);
    match hit {
        CommunityHit::Facility(i) => Some(to_point(community.facilities().get(i as usize)?.place)),
        CommunityHit::Zone(i) => match &community.zones().get(i as usize)?.shape {
            Shape::Point(point) => Some(to_point(*point)),
            Shape::Lines(_) | Shape::Area(_) => None,
        },
        CommunityHit::Building(id) => {
            let building = community.buildings().get(id.index())?;
            if building.outline.0.is_empty() {
                return Some(to_point(building.door));
            }
            Some(distance_to_area(&building.outline, plane, place))
        }
        CommunityHit::Road(id) => Some(distance_to_line(&community.roads().get(id.index())?.line, plane, place)),
    }
}

/// Metres from a place to the nearest point of a line; infinite for a line without pieces.
fn distance_to_line(line: &[LonLat], plane: &LocalProjection, place: LocalPoint) -> f64 {
    line.windows(2).fold(f64::INFINITY, |nearest, pair| {
        let (a, b) = (plane.local_from_lon_lat(pair[0]), plane.local_from_lon_lat(pair[1]));
        nearest.min(place.nearest_on(a, b).0.distance(place))
    })
}

fn distance_to_lines(lines: &[Line], plane: &LocalProjection, place: LocalPoint) -> f64 {
    lines.iter().map(|line| distance_to_line(line, plane, place)).fold(f64::INFINITY, f64::min)
}

/// 0 inside, else metres to the outline.
fn distance_to_area(area: &MultiPolygon, plane: &LocalProjection, place: LocalPoint) -> f64 {
    if area.contains(plane.lon_lat_from_local(place)) {
        return 0.0;
    }
    let rings = area.0.iter().flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes));
    rings.map(|ring| distance_to_line(ring, plane, place)).fold(f64::INFINITY, f64::min)
}

/// Lines are hit within this many points.
const LINE_REACH_POINTS: f32 = 6.0;

/// Objects of the plan under the pointer, the topmost first: symbols (nearest first), then lines, then areas,
/// small before large. `symbol_radius` in points. O(objects).
#[must_use]
pub fn pick_objects(
    plan: &Plan,
    plane: &LocalProjection,
    camera: &Camera,
    rect: Rect,
    pos: Pos2,
    symbol_radius: f32,
) -> Vec<ObjectId> {
    let place = camera.local_from_screen(rect, pos);
    let symbol_reach = camera.metres_from_points(symbol_radius);
    let line_reach = camera.metres_from_points(LINE_REACH_POINTS);
    let symbol = |at: LonLat| {
        let distance = plane.local_from_lon_lat(at).distance(place);
        (distance <= symbol_reach).then_some((0_u8, distance))
    };
    let line = |lines: &[Line]| {
        let distance = distance_to_lines(lines, plane, place);
        (distance <= line_reach).then_some((1_u8, distance))
    };
    let area = |outline: &MultiPolygon| {
        let is_hit = distance_to_area(outline, plane, place) <= line_reach / 2.0;
        is_hit.then(|| (2_u8, outline.area(plane).value()))
    };
    let mut hits: Vec<(u8, f64, ObjectId)> = plan
        .objects()
        .filter_map(|object| {
            let (rank, distance) = match &object {
                PlanObject::Site(site) => match &site.geometry {
                    SiteGeometry::Point(at) => symbol(*at),
                    SiteGeometry::Area(outline) => site.geometry.place().and_then(symbol).or_else(|| area(outline)),
                },
                PlanObject::Note(note) => symbol(note.place),
                PlanObject::Closure(closure) => match &closure.shape {
                    ClosureShape::Point(at) => symbol(*at),
                    ClosureShape::Lines(lines) => closure.shape.place().and_then(symbol).or_else(|| line(lines)),
                    ClosureShape::Area(outline) => closure.shape.place().and_then(symbol).or_else(|| area(outline)),
                },
                PlanObject::RoadChange(change) => line(&change.lines),
                PlanObject::Route(route) => line(&route.lines),
                PlanObject::EvacuationArea(evacuation) => area(&evacuation.outline),
                PlanObject::HazardArea(hazard) => area(&hazard.outline),
            }?;
            Some((rank, distance, object.id()))
        })
        .collect();
    hits.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.cmp(&a.2)));
    hits.into_iter().map(|(_, _, id)| id).collect()
}
