//! Corners that neighboring areas share: moving one moves all, so that borders stay common.

use std::collections::BTreeMap;

use super::tidy::plane_around;
use super::validity::shape_faults;
use super::vertices::{Corner, corners, with_corners_at};
use super::weld::WELD_M;
use super::{EditFault, ShapeFault};
use crate::geometry::{LocalProjection, LonLat, Shape};

/// Whose corner, which, and where.
type OwnCorner<K> = (K, Corner, LonLat);

/// The corners of many shapes by place. `K` says whose a shape is.
///
/// Two corners are one where they lie within 5 cm of each other (rounding of files), directly: not over a chain of
/// corners in between.
#[derive(Clone, Debug)]
pub struct SharedBorders<K> {
    plane: Option<LocalProjection>,
    shapes: BTreeMap<K, Shape>,
    by_cell: BTreeMap<(i64, i64), Vec<OwnCorner<K>>>,
}

impl<K: Copy + Ord> SharedBorders<K> {
    /// All corners of the shapes. O(n log n).
    #[must_use]
    pub fn new(shapes: impl IntoIterator<Item = (K, Shape)>) -> Self {
        let shapes: BTreeMap<K, Shape> = shapes.into_iter().collect();
        let plane = plane_around(shapes.values().flat_map(Shape::places));
        let mut borders = Self { plane, shapes, by_cell: BTreeMap::new() };
        for (&key, shape) in &borders.shapes {
            for (corner, place) in corners(shape) {
                let cell = borders.cell(place);
                borders.by_cell.entry(cell).or_default().push((key, corner, place));
            }
        }
        borders
    }

    fn cell(&self, place: LonLat) -> (i64, i64) {
        let point = self.plane.map_or_else(Default::default, |plane| plane.local_from_lon_lat(place));
        #[expect(clippy::cast_possible_truncation, reason = "the earth has far fewer cells")]
        let of = |v: f64| (v / WELD_M).floor() as i64;
        (of(point.x), of(point.y))
    }

    /// The corners at a place, of all shapes, by key and corner. O(log n).
    #[must_use]
    pub fn at(&self, place: LonLat) -> Vec<(K, Corner)> {
        let Some(plane) = self.plane else { return Vec::new() };
        let point = plane.local_from_lon_lat(place);
        let (x, y) = self.cell(place);
        let mut found = Vec::new();
        for near in x - 1..=x + 1 {
            for (_, corners) in self.by_cell.range((near, y - 1)..=(near, y + 1)) {
                let is_here = |at: LonLat| plane.local_from_lon_lat(at).distance(point) <= WELD_M;
                found.extend(corners.iter().filter(|c| is_here(c.2)).map(|&(key, corner, _)| (key, corner)));
            }
        }
        found.sort_unstable();
        found
    }

    /// Do two shapes share a corner there?
    #[must_use]
    pub fn is_shared(&self, place: LonLat) -> bool {
        let found = self.at(place);
        found.first().zip(found.last()).is_some_and(|(first, last)| first.0 != last.0)
    }

    /// The shapes that change when all corners at a place go elsewhere, ready to be put in as one step.
    ///
    /// # Errors
    /// [`EditFault::Shape`] with the places where one of them would no longer be sound; then none may change.
    pub fn moved(&self, from: LonLat, to: LonLat) -> Result<Vec<(K, Shape)>, EditFault> {
        let mut by_key: BTreeMap<K, Vec<Corner>> = BTreeMap::new();
        for (key, corner) in self.at(from) {
            by_key.entry(key).or_default().push(corner);
        }
        let mut changed = Vec::new();
        let mut faults: Vec<ShapeFault> = Vec::new();
        for (key, corners) in by_key {
            let Some(shape) = self.shapes.get(&key) else { continue };
            let shape = with_corners_at(shape, &corners, to);
            faults.extend(shape_faults(&shape));
            changed.push((key, shape));
        }
        if faults.is_empty() { Ok(changed) } else { Err(EditFault::Shape(faults)) }
    }
}
