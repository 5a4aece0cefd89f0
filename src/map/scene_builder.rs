//! Collects polygons, lines and points into a scene: neighbours side by side, in whole millimetres.

use std::sync::Arc;

use super::StyleId;
use super::fingerprint::Fingerprint;
use super::scene::{Item, ItemKind, Scene, SceneGeometry, tree_over};
use crate::geometry::{LocalBounds, LocalPoint, LocalProjection, LonLat, MultiPolygon};

/// Collects items for a [`Scene`]. Not-finite points are left out; items without a usable place are kept as
/// empty ones, so that the order of adding stays known.
#[derive(Debug, Default)]
pub struct SceneBuilder {
    coords: Vec<[i32; 2]>,
    part_ends: Vec<u32>,
    items: Vec<Item>,
    styles: Vec<StyleId>,
}

impl SceneBuilder {
    /// A builder without items.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many items were added.
    #[must_use]
    pub const fn n_items(&self) -> usize {
        self.items.len()
    }

    /// Adds polygons that are one thing: rings with `true` for outer ones and `false` for holes.
    /// Rings may run either way and need not be closed.
    pub fn polygon<R: IntoIterator<Item = LocalPoint>>(
        &mut self,
        style: StyleId,
        rings: impl IntoIterator<Item = (R, bool)>,
    ) {
        self.begin(style, ItemKind::Polygon);
        for (ring, is_outer) in rings {
            let start = self.coords.len();
            self.push_points(ring);
            if self.coords.len() > start + 1 && self.coords.first_at(start) == self.coords.last() {
                self.coords.pop();
            }
            if (twice_area(&self.coords[start..]) > 0) != is_outer {
                self.coords[start..].reverse();
            }
            self.end_part();
        }
        self.end();
    }

    /// Adds an area given in degrees.
    pub fn area(&mut self, style: StyleId, area: &MultiPolygon, plane: &LocalProjection) {
        let local = |ring: &'_ [LonLat]| -> Vec<LocalPoint> {
            ring.iter().map(|&place| plane.local_from_lon_lat(place)).collect()
        };
        self.polygon(
            style,
            area.0.iter().flat_map(|polygon| {
                std::iter::once((local(&polygon.outer), true))
                    .chain(polygon.holes.iter().map(move |hole| (local(hole), false)))
            }),
        );
    }

    /// Adds lines that are one thing.
    pub fn lines<L: IntoIterator<Item = LocalPoint>>(&mut self, style: StyleId, lines: impl IntoIterator<Item = L>) {
        self.begin(style, ItemKind::Lines);
        for line in lines {
            self.push_points(line);
            self.end_part();
        }
        self.end();
    }

    /// Adds a point.
    pub fn point(&mut self, style: StyleId, point: LocalPoint) {
        self.begin(style, ItemKind::Point);
        self.push_points([point]);
        self.end_part();
        self.end();
    }

    /// Sorts neighbours together, builds the search tree and the fingerprint. O(n log n).
    #[must_use]
    pub fn finish(self) -> Scene {
        let order = self.sorted_order();
        let mut coords = Vec::with_capacity(self.coords.len());
        let mut part_ends = Vec::with_capacity(self.part_ends.len());
        let mut items = Vec::with_capacity(self.items.len() + 1);
        let mut styles = Vec::with_capacity(self.items.len());
        let mut item_of_added = vec![0_u32; self.items.len()];
        let mut print = Fingerprint::new();
        let part_start = |part: usize| part.checked_sub(1).map_or(0, |p| self.part_ends[p] as usize);
        for &added in &order {
            let item = self.items[added as usize];
            let parts_end =
                self.items.get(added as usize + 1).map_or(self.part_ends.len(), |next| next.first_part as usize);
            item_of_added[added as usize] = index_u32(items.len());
            items.push(Item { first_part: index_u32(part_ends.len()), ..item });
            styles.push(self.styles[added as usize]);
            for part in item.first_part as usize..parts_end {
                coords.extend_from_slice(&self.coords[part_start(part)..self.part_ends[part] as usize]);
                part_ends.push(index_u32(coords.len()));
            }
            print.write(u64::from(index_u32(coords.len())) << 8 | u64::from(item.kind as u8));
        }
        let tree = tree_over(&items, &styles);
        let mut bounds = LocalBounds::EMPTY;
        for &[x, y] in &coords {
            bounds.include(LocalPoint::new(f64::from(x) / 1000.0, f64::from(y) / 1000.0));
            print.write(u64::from(x.cast_unsigned()) << 32 | u64::from(y.cast_unsigned()));
        }
        items.push(Item { first_part: index_u32(part_ends.len()), kind: ItemKind::Point, bounds: [0.0; 4] });
        let fingerprint = print.finish();
        let geometry = SceneGeometry { coords, part_ends, items, tree, bounds, fingerprint, item_of_added };
        Scene::with_item_styles(Arc::new(geometry), styles.into())
    }

    /// Items by style, then along a curve that keeps neighbours together.
    fn sorted_order(&self) -> Vec<u32> {
        let mut keys: Vec<(u64, u32)> = self
            .items
            .iter()
            .zip(&self.styles)
            .enumerate()
            .map(|(i, (item, style))| (u64::from(style.0) << 32 | u64::from(curve_position(item.bounds)), index_u32(i)))
            .collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, i)| i).collect()
    }

    fn begin(&mut self, style: StyleId, kind: ItemKind) {
        self.items.push(Item { first_part: index_u32(self.part_ends.len()), kind, bounds: [0.0; 4] });
        self.styles.push(style);
    }

    fn push_points(&mut self, points: impl IntoIterator<Item = LocalPoint>) {
        let start = self.coords.len();
        for point in points {
            if !(point.x.is_finite() && point.y.is_finite()) {
                continue;
            }
            let coord = [millimetres(point.x), millimetres(point.y)];
            if self.coords.len() == start || self.coords.last() != Some(&coord) {
                self.coords.push(coord);
            }
        }
    }

    fn end_part(&mut self) {
        let end = index_u32(self.coords.len());
        let last = self.part_ends.last().copied().unwrap_or(0);
        if end > last {
            self.part_ends.push(end);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "boxes are coarse by design")]
    fn end(&mut self) {
        let Some(item) = self.items.last_mut() else { return };
        let first = item.first_part as usize;
        let start = first.checked_sub(1).and_then(|p| self.part_ends.get(p)).map_or(0, |&end| end as usize);
        let Some(&[x, y]) = self.coords.get(start) else { return };
        let (mut west, mut south, mut east, mut north) = (x, y, x, y);
        for &[x, y] in &self.coords[start..] {
            (west, south, east, north) = (west.min(x), south.min(y), east.max(x), north.max(y));
        }
        item.bounds = [west, south, east, north].map(|mm| (f64::from(mm) / 1000.0) as f32);
    }
}

/// First element of a part under construction.
trait FirstAt {
    fn first_at(&self, start: usize) -> Option<&[i32; 2]>;
}

impl FirstAt for Vec<[i32; 2]> {
    fn first_at(&self, start: usize) -> Option<&[i32; 2]> {
        self.get(start)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i32: 2,147 km")]
fn millimetres(metres: f64) -> i32 {
    (metres * 1000.0).round().clamp(-2.0e9, 2.0e9) as i32
}

fn index_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Twice the signed area, positive against the clock (north up).
fn twice_area(ring: &[[i32; 2]]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| i128::from(a[0]) * i128::from(b[1]) - i128::from(b[0]) * i128::from(a[1])).sum()
}

/// Position of a box's middle along a Hilbert curve over ±262 km in cells of 8 m (Wikipedia, "Hilbert curve": `xy2d`).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 16 bits")]
fn curve_position(bounds: [f32; 4]) -> u32 {
    let cell = |low: f32, high: f32| ((f32::midpoint(low, high) / 8.0) + 32_768.0).clamp(0.0, 65_535.0) as u32;
    let (mut x, mut y) = (cell(bounds[0], bounds[2]), cell(bounds[1], bounds[3]));
    let mut position = 0_u32;
    let mut side = 1_u32 << 15;
    while side > 0 {
        let (right, up) = (u32::from(x & side > 0), u32::from(y & side > 0));
        position = position.wrapping_add(side.wrapping_mul(side).wrapping_mul((3 * right) ^ up));
        if up == 0 {
            if right == 1 {
                x = 65_535 - (x & 65_535);
                y = 65_535 - (y & 65_535);
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbours_on_the_curve_are_neighbours_on_the_map() {
        let mut cells: Vec<(u32, i16, i16)> = Vec::new();
        for x in -16_i16..16 {
            for y in -16_i16..16 {
                let [west, south] = [x, y].map(|v| f32::from(v) * 8.0);
                cells.push((curve_position([west, south, west + 8.0, south + 8.0]), x, y));
            }
        }
        cells.sort_unstable();
        for quarter in cells.chunks(256) {
            for pair in quarter.windows(2) {
                let steps = (pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs();
                assert_eq!(steps, 1, "{pair:?}");
            }
        }
    }

    #[test]
    fn a_drawing_has_the_same_version_in_every_run_and_another_after_any_change() {
        let make = |shift: f64| {
            let mut builder = SceneBuilder::new();
            builder.point(StyleId(1), LocalPoint::new(shift, 2.0));
            builder.lines(StyleId(2), [[LocalPoint::new(0.0, 0.0), LocalPoint::new(5.0, 5.0)]]);
            builder.finish()
        };
        assert_eq!(make(1.0).version(), make(1.0).version());
        assert_ne!(make(1.0).version(), make(1.001).version());
    }

    proptest! {
        #[test]
        fn a_window_query_finds_exactly_what_touches_it(
            points in prop::collection::vec((-900.0f64..900.0, -900.0f64..900.0, 0u16..5), 1..300),
            corner in (-900.0f64..900.0, -900.0f64..900.0), size in (1.0f64..700.0, 1.0f64..700.0),
        ) {
            let mut builder = SceneBuilder::new();
            for &(x, y, style) in &points {
                builder.point(StyleId(style), LocalPoint::new(x, y));
            }
            let scene = builder.finish();
            let window = LocalBounds::around([
                LocalPoint::new(corner.0, corner.1),
                LocalPoint::new(corner.0 + size.0, corner.1 + size.1),
            ]);
            let found: Vec<usize> = scene.geometry().chunks_in(&window).into_iter().flatten().collect();
            for (added, &(x, y, style)) in points.iter().enumerate() {
                let item = scene.geometry().item_of_added[added] as usize;
                prop_assert_eq!(scene.style(item), StyleId(style));
                let point = LocalPoint::new(x, y);
                if window.intersects(&LocalBounds::around([point])) {
                    prop_assert!(found.contains(&item));
                }
                let part = scene.geometry().parts(item).next().expect("a point has a part");
                prop_assert!((f64::from(part[0][0]) / 1000.0 - x).abs() <= 0.0005 + 1e-9);
            }
        }
    }
}
