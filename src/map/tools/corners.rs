//! Lines and areas drawn corner by corner, straight or along roads.

use super::{Pointer, SketchWorld, Snap, SnapKind};
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat};

/// Two clicks nearer than this are one click, in metres: a double click adds no second corner.
const SAME_PLACE_M: f64 = 0.02;

/// The corners clicked so far, and the course of the line between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Corners {
    corners: Vec<LonLat>,
    /// The course from each corner to the next; straight ones hold their two ends.
    legs: Vec<Line>,
    follows_roads: bool,
}

impl Corners {
    /// Straight lines between the corners.
    #[must_use]
    pub(super) fn straight() -> Self {
        Self::default()
    }

    /// Roads between the corners.
    #[must_use]
    pub(super) fn along_roads() -> Self {
        Self { follows_roads: true, ..Self::default() }
    }

    /// The corners, first to last.
    #[must_use]
    pub(super) fn corners(&self) -> &[LonLat] {
        &self.corners
    }

    /// The course drawn so far: of all corners, without the pointer.
    #[must_use]
    pub(super) fn course(&self) -> Line {
        let mut course: Line = self.corners.first().copied().into_iter().collect();
        for leg in &self.legs {
            course.extend(leg.iter().skip(1));
        }
        course
    }

    /// The course from the last corner to a place; `None` where no road leads there.
    #[must_use]
    pub(super) fn leg_to(&self, place: LonLat, world: &dyn SketchWorld) -> Option<Line> {
        let last = *self.corners.last()?;
        if self.follows_roads { world.along_roads(last, place) } else { Some(vec![last, place]) }
    }

    /// Adds a corner. False where no road leads there, or it is the last corner again.
    pub(super) fn add(&mut self, place: LonLat, world: &dyn SketchWorld) -> bool {
        if self.corners.is_empty() {
            // Along roads the line begins on the road, not beside it.
            let on_road = if self.follows_roads { world.along_roads(place, place) } else { None };
            let start = on_road.and_then(|line| line.first().copied()).unwrap_or(place);
            self.corners.push(start);
            return true;
        }
        let Some(leg) = self.leg_to(place, world) else { return false };
        let Some(end) = leg.last().copied() else { return false };
        if self.corners.last().is_some_and(|last| is_same(*last, end)) {
            return false;
        }
        self.corners.push(end);
        self.legs.push(leg);
        true
    }

    /// Takes the last corner back. False where there is none.
    pub(super) fn remove_last(&mut self) -> bool {
        self.legs.pop();
        self.corners.pop().is_some()
    }

    /// Where a click would set a corner: snapped, at a right angle, or right under the pointer.
    #[must_use]
    pub(super) fn aim(&self, pointer: Pointer, world: &dyn SketchWorld) -> (LonLat, Option<Snap>) {
        aim(&self.corners, pointer, world)
    }
}

/// Are two places the same to the hand?
pub(super) fn is_same(a: LonLat, b: LonLat) -> bool {
    crate::geometry::geodesic_length(a, b).value() < SAME_PLACE_M
}

/// Where a click would set a point, given the corners set before.
///
/// Alt switches snapping off. Shift keeps the leg at a right angle to the one before (or to north); the length is
/// still free, and snapping then acts along that direction only.
pub(super) fn aim(corners: &[LonLat], pointer: Pointer, world: &dyn SketchWorld) -> (LonLat, Option<Snap>) {
    if pointer.is_square
        && let Some(last) = corners.last()
    {
        let before = corners.len().checked_sub(2).and_then(|place| corners.get(place));
        return (squared(before.copied(), *last, pointer.place), None);
    }
    if pointer.is_free {
        return (pointer.place, None);
    }
    let own = corners
        .iter()
        .map(|&corner| (crate::geometry::geodesic_length(corner, pointer.place).value(), corner))
        .filter(|(distance, _)| *distance <= pointer.reach_m)
        .min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, place)) = own {
        return (place, Some(Snap { place, kind: SnapKind::OwnCorner }));
    }
    match world.snap(pointer.place, pointer.reach_m) {
        Some(snap) => (snap.place, Some(snap)),
        None => (pointer.place, None),
    }
}

/// The place nearest to `to` that makes a right or straight angle at `last` with the leg from `before`.
pub(super) fn squared(before: Option<LonLat>, last: LonLat, to: LonLat) -> LonLat {
    let plane = LocalProjection::new(last);
    let target = plane.local_from_lon_lat(to);
    let axis = before.map(|before| plane.local_from_lon_lat(before)).filter(|a| a.x.hypot(a.y) > 1e-9);
    let (x, y) = axis.map_or((0.0, 1.0), |axis| {
        let length = axis.x.hypot(axis.y);
        (axis.x / length, axis.y / length)
    });
    let (along, across) = (target.x * x + target.y * y, target.y * x - target.x * y);
    let point = if along.abs() >= across.abs() {
        LocalPoint::new(x * along, y * along)
    } else {
        LocalPoint::new(-y * across, x * across)
    };
    plane.lon_lat_from_local(point).rounded()
}
