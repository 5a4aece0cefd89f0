//! Lines and areas drawn corner by corner, straight or along roads.

use super::{Pointer, SketchWorld, Snap, SnapKind};
use crate::geometry::editing::snapped_to_angle;
use crate::geometry::{Line, LonLat, geodesic_length};

/// Two clicks nearer than this are one click, in metres: a double click adds no second corner.
const SAME_PLACE_M: f64 = 0.02;

/// The corners clicked so far, and the course of the line between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Corners {
    points: Vec<LonLat>,
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
        &self.points
    }

    /// The course drawn so far: of all corners, without the pointer.
    #[must_use]
    pub(super) fn course(&self) -> Line {
        let mut course: Line = self.points.first().copied().into_iter().collect();
        for leg in &self.legs {
            course.extend(leg.iter().skip(1));
        }
        course
    }

    /// The course from the last corner to a place; `None` where no road leads there.
    #[must_use]
    pub(super) fn leg_to(&self, place: LonLat, world: &dyn SketchWorld) -> Option<Line> {
        let last = *self.points.last()?;
        if self.follows_roads { world.along_roads(last, place) } else { Some(vec![last, place]) }
    }

    /// Adds a corner. False where no road leads there, or it is the last corner again.
    pub(super) fn add(&mut self, place: LonLat, world: &dyn SketchWorld) -> bool {
        if self.points.is_empty() {
            // Along roads the line begins on the road, not beside it.
            let on_road = if self.follows_roads { world.along_roads(place, place) } else { None };
            let start = on_road.and_then(|line| line.first().copied()).unwrap_or(place);
            self.points.push(start);
            return true;
        }
        let Some(leg) = self.leg_to(place, world) else { return false };
        let Some(end) = leg.last().copied() else { return false };
        if self.points.last().is_some_and(|last| is_same(*last, end)) {
            return false;
        }
        self.points.push(end);
        self.legs.push(leg);
        true
    }

    /// Takes the last corner back. False where there is none.
    pub(super) fn remove_last(&mut self) -> bool {
        self.legs.pop();
        self.points.pop().is_some()
    }

    /// Where a click would set a corner: snapped, at a right angle, or right under the pointer.
    #[must_use]
    pub(super) fn aim(&self, pointer: Pointer, world: &dyn SketchWorld) -> (LonLat, Option<Snap>) {
        aim(&self.points, pointer, world)
    }
}

/// Are two places the same to the hand?
pub(super) fn is_same(a: LonLat, b: LonLat) -> bool {
    geodesic_length(a, b).value() < SAME_PLACE_M
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
        return (snapped_to_angle(before.copied(), *last, pointer.place, 90.0), None);
    }
    if pointer.is_free {
        return (pointer.place, None);
    }
    let own = corners
        .iter()
        .map(|&corner| (geodesic_length(corner, pointer.place).value(), corner))
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
