//! A drawn shape put in order: no corner twice in a row, rings closed and wound as files want them.

use crate::geometry::{Line, LocalProjection, LonLat, MultiPolygon, Polygon, Ring, Shape};

/// The plane for places: around the middle of their box. `None` where there is no place.
pub(super) fn plane_around(places: impl IntoIterator<Item = LonLat>) -> Option<LocalProjection> {
    let bounds = crate::geometry::BoundingBox::around(places)?;
    Some(LocalProjection::new(bounds.center()))
}

/// The same shape without repeated corners, rings closed, outer rings counter-clockwise and holes clockwise
/// (RFC 7946, 3.1.6). Empty parts stay, for [`super::shape_faults`] to find.
#[must_use]
pub fn tidied(shape: &Shape) -> Shape {
    match shape {
        Shape::Point(place) => Shape::Point(*place),
        Shape::Lines(lines) => Shape::Lines(lines.iter().map(|line| without_repeats(line)).collect()),
        Shape::Area(area) => Shape::Area(tidied_area(area)),
    }
}

pub(super) fn tidied_area(area: &MultiPolygon) -> MultiPolygon {
    let polygon = |p: &Polygon| Polygon {
        outer: tidied_ring(&p.outer, true),
        holes: p.holes.iter().map(|hole| tidied_ring(hole, false)).collect(),
    };
    MultiPolygon(area.0.iter().map(polygon).collect())
}

/// A ring closed, without repeats, counter-clockwise or clockwise.
pub(super) fn tidied_ring(ring: &[LonLat], is_outer: bool) -> Ring {
    let mut open = open_ring(ring);
    if (twice_area(&open) > 0.0) != is_outer {
        open.reverse();
        // The first corner stays the first.
        if !open.is_empty() {
            open.rotate_right(1);
        }
    }
    open.extend(open.first().copied());
    open
}

/// The corners of a ring, each once, whether it was closed or not.
pub(super) fn open_ring(ring: &[LonLat]) -> Vec<LonLat> {
    let mut open = without_repeats(ring);
    while open.len() > 1 && open.first() == open.last() {
        open.pop();
    }
    open
}

pub(super) fn without_repeats(line: &[LonLat]) -> Line {
    let mut kept = line.to_vec();
    kept.dedup();
    kept
}

/// Twice the signed area of an open ring in square degrees; the sign says which way it runs.
fn twice_area(open: &[LonLat]) -> f64 {
    let Some(&first) = open.first() else { return 0.0 };
    let from = |place: LonLat| (place.lon() - first.lon(), place.lat() - first.lat());
    let after = open.iter().skip(1).chain(open.first());
    open.iter()
        .zip(after)
        .map(|(&a, &b)| {
            let ((ax, ay), (bx, by)) = (from(a), from(b));
            ax * by - bx * ay
        })
        .sum()
}
