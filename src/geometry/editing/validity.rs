//! Is a drawn shape sound, and if not, where: quick enough to ask at every movement of the hand.

use super::crossings::{Meeting, Piece, each_near_pair, meeting};
use super::fault::ShapeFault;
use super::tidy::{open_ring, plane_around, without_repeats};
use crate::geometry::{
    BoundingBox, Line, LocalBounds, LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Shape,
};

/// Rings with less area than this, in square metres, have none.
const MIN_AREA_M2: f64 = 1e-6;
/// Rings narrower than this on average (twice the area over the length of the border), in metres, have no area.
const MIN_WIDTH_M: f64 = 1e-3;
/// Shapes wider than this, in metres, hold a stray coordinate.
const MAX_EXTENT_M: f64 = 500_000.0;
/// So many crossings are named, not more.
const MAX_CROSSINGS: usize = 50;

/// Everything that is wrong with a shape; empty for a sound one. Lines may cross themselves, outlines may not.
///
/// O(n log n) for usual drawings of n corners. Rings whose boxes lie apart are not compared further (k² boxes for k
/// rings); holes cost their corners times those of their outline.
#[must_use]
pub fn shape_faults(shape: &Shape) -> Vec<ShapeFault> {
    match shape {
        Shape::Point(_) => Vec::new(),
        Shape::Lines(lines) => line_faults(lines),
        Shape::Area(area) => area_faults(area),
    }
}

/// Everything that is wrong with lines: each needs two different places.
#[must_use]
pub fn line_faults(lines: &[Line]) -> Vec<ShapeFault> {
    if lines.is_empty() || lines.iter().any(Vec::is_empty) {
        return vec![ShapeFault::Empty];
    }
    let mut faults: Vec<ShapeFault> = Vec::new();
    for line in lines {
        let kept = without_repeats(line);
        if let [only] = kept.as_slice() {
            faults.push(ShapeFault::LineOfOnePoint(*only));
        }
    }
    faults.extend(too_wide(&lines.concat()));
    faults
}

/// Everything that is wrong with one ring while it is drawn; it need not be closed yet.
#[must_use]
pub fn outline_faults(ring: &[LonLat]) -> Vec<ShapeFault> {
    area_faults(&MultiPolygon(vec![Polygon::from_ring(ring.to_vec())]))
}

/// Everything that is wrong with an area: corners, area, crossings with their places, holes, overlapping parts.
#[must_use]
pub fn area_faults(area: &MultiPolygon) -> Vec<ShapeFault> {
    let Some(plane) = plane_around(area.places()) else { return vec![ShapeFault::Empty] };
    let places: Vec<LonLat> = area.places().collect();
    if let Some(fault) = too_wide(&places) {
        return vec![fault];
    }
    let mut rings: Vec<CheckedRing> = Vec::new();
    let mut faults = Vec::new();
    for (part, polygon) in area.0.iter().enumerate() {
        let all = std::iter::once((&polygon.outer, false)).chain(polygon.holes.iter().map(|hole| (hole, true)));
        for (ring, is_hole) in all {
            match CheckedRing::new(part, is_hole, ring, &plane) {
                Ok(ring) => rings.push(ring),
                Err(fault) => faults.push(fault),
            }
        }
    }
    if faults.is_empty() {
        faults = crossings_of(&rings, &plane);
    }
    if faults.is_empty() {
        faults = misplaced(&rings, &plane);
    }
    faults
}

fn too_wide(places: &[LonLat]) -> Option<ShapeFault> {
    let bounds = BoundingBox::around(places.iter().copied())?;
    let plane = LocalProjection::new(bounds.center());
    let corner = plane.local_from_lon_lat(bounds.max);
    if 2.0 * corner.x.max(corner.y) <= MAX_EXTENT_M {
        return None;
    }
    let off = |p: &LonLat| plane.local_from_lon_lat(*p).distance(LocalPoint::default());
    places.iter().copied().max_by(|a, b| off(a).total_cmp(&off(b))).map(ShapeFault::TooWide)
}

/// A ring on the plane, open, with the part it belongs to.
struct CheckedRing {
    part: usize,
    is_hole: bool,
    points: Vec<LocalPoint>,
    bounds: LocalBounds,
}

impl CheckedRing {
    fn new(part: usize, is_hole: bool, ring: &[LonLat], plane: &LocalProjection) -> Result<Self, ShapeFault> {
        let open = open_ring(ring);
        let Some(&first) = open.first() else { return Err(ShapeFault::Empty) };
        if open.len() < 3 {
            return Err(ShapeFault::TooFewCorners(first));
        }
        let points: Vec<LocalPoint> = open.iter().map(|&p| plane.local_from_lon_lat(p)).collect();
        let bounds = LocalBounds::around(points.iter().copied()).grown(ON_BORDER_M);
        let ring = Self { part, is_hole, points, bounds };
        let length: f64 = ring.pieces().map(|(a, b)| a.distance(b)).sum();
        let area = ring.pieces().map(|(a, b)| (a.x * b.y - b.x * a.y) / 2.0).sum::<f64>().abs();
        // A figure of eight may have no area on the whole: its crossing is the better news.
        if area < MIN_AREA_M2 || 2.0 * area < MIN_WIDTH_M * length {
            let crossing = crossings_of(std::slice::from_ref(&ring), plane).first().copied();
            return Err(crossing.unwrap_or(ShapeFault::NoArea(first)));
        }
        Ok(ring)
    }

    fn pieces(&self) -> impl Iterator<Item = Piece> + '_ {
        let after = self.points.iter().skip(1).chain(self.points.first());
        self.points.iter().copied().zip(after.copied())
    }
}

/// Where rings cross themselves or each other.
fn crossings_of(rings: &[CheckedRing], plane: &LocalProjection) -> Vec<ShapeFault> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut owners: Vec<(usize, usize)> = Vec::new();
    for (ring, checked) in rings.iter().enumerate() {
        for (n, piece) in checked.pieces().enumerate() {
            pieces.push(piece);
            owners.push((ring, n));
        }
    }
    let mut faults: Vec<ShapeFault> = Vec::new();
    each_near_pair(&pieces, |one, other| {
        let ((ring, n), (other_ring, m)) = (owners[one], owners[other]);
        let Some(meeting) = meeting(pieces[one], pieces[other]) else { return true };
        let place = plane.lon_lat_from_local(meeting.point());
        if ring == other_ring {
            let count = rings[ring].points.len();
            let are_neighbors = n + 1 == m || (n == 0 && m + 1 == count);
            let is_fault = match meeting {
                Meeting::Crossing(_) | Meeting::Along(..) => true,
                Meeting::Touch(_) => !are_neighbors,
            };
            if is_fault {
                faults.push(ShapeFault::SelfCrossing(place));
            }
        } else {
            match meeting {
                Meeting::Crossing(_) => faults.push(ShapeFault::RingsOverlap(place)),
                // Two parts or a hole and its outline may touch in a point; along a line they are one.
                Meeting::Along(..) if rings[ring].part == rings[other_ring].part => {
                    faults.push(ShapeFault::RingsOverlap(place));
                }
                Meeting::Along(..) | Meeting::Touch(_) => {}
            }
        }
        faults.len() < MAX_CROSSINGS
    });
    faults
}

/// Holes outside their outline, holes in holes, parts in parts; rings are known not to cross.
fn misplaced(rings: &[CheckedRing], plane: &LocalProjection) -> Vec<ShapeFault> {
    let mut faults = Vec::new();
    if rings.len() < 2 {
        return faults;
    }
    let outlines: Vec<&CheckedRing> = rings.iter().filter(|ring| !ring.is_hole).collect();
    for hole in rings.iter().filter(|ring| ring.is_hole) {
        let outline = outlines.iter().find(|outline| outline.part == hole.part);
        let outside = |p: LocalPoint| outline.is_some_and(|outline| side(outline, p) == Side::Outside);
        let probes = hole.pieces().flat_map(|(a, b)| [a, middle(a, b)]);
        if let Some(point) = probes.into_iter().find(|&p| outside(p)) {
            faults.push(ShapeFault::HoleOutside(plane.lon_lat_from_local(point)));
        }
    }
    for (n, one) in rings.iter().enumerate() {
        for other in &rings[n + 1..] {
            let both_holes = one.is_hole && other.is_hole && one.part == other.part;
            let both_parts = !one.is_hole && !other.is_hole;
            if !(both_holes || both_parts) || !one.bounds.intersects(&other.bounds) {
                continue;
            }
            let inner = is_within(one, other).or_else(|| is_within(other, one));
            let Some(point) = inner else { continue };
            let in_hole = both_parts
                && rings.iter().any(|ring| {
                    ring.is_hole && [one.part, other.part].contains(&ring.part) && side(ring, point) != Side::Outside
                });
            if !in_hole {
                faults.push(ShapeFault::RingsOverlap(plane.lon_lat_from_local(point)));
            }
        }
    }
    faults
}

/// A point of `inner` that lies strictly inside `outer`, where there is one.
fn is_within(inner: &CheckedRing, outer: &CheckedRing) -> Option<LocalPoint> {
    inner.pieces().flat_map(|(a, b)| [a, middle(a, b)]).find(|&p| side(outer, p) == Side::Inside)
}

fn middle(a: LocalPoint, b: LocalPoint) -> LocalPoint {
    LocalPoint::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Inside,
    Border,
    Outside,
}

/// A point this near to a ring, in metres, is on it.
const ON_BORDER_M: f64 = 1e-6;

fn side(ring: &CheckedRing, point: LocalPoint) -> Side {
    let mut is_inside = false;
    if !ring.bounds.intersects(&LocalBounds { min: point, max: point }) {
        return Side::Outside;
    }
    for (a, b) in ring.pieces() {
        if point.nearest_on(a, b).0.distance(point) <= ON_BORDER_M {
            return Side::Border;
        }
        if (a.y > point.y) != (b.y > point.y) && a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) > point.x {
            is_inside = !is_inside;
        }
    }
    if is_inside { Side::Inside } else { Side::Outside }
}
