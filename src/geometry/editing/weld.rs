//! Borders that were meant to be one: corners within a few centimetres of another outline are put onto it.

use geo::{LineString, Polygon};

use super::crossings::{coord, point};
use crate::geometry::LocalPoint;

/// Corners this near to another outline, in metres, belong to it. Files round places to about 1 cm, so borders
/// drawn as one drift apart by that much; nobody draws neighbors 5 cm apart on purpose (project choice).
pub(super) const WELD_M: f64 = 0.05;

/// Both areas with their corners put together: corners of `other` near a corner of `one` move onto it, and each
/// area gets the corners of the other that lie on its border. O(n·m).
pub(super) fn welded(one: &[Polygon<f64>], other: &[Polygon<f64>]) -> (Vec<Polygon<f64>>, Vec<Polygon<f64>>) {
    let corners = corners_of(one);
    let moved: Vec<Polygon<f64>> =
        other.iter().map(|polygon| mapped(polygon, |ring| snapped(ring, &corners))).collect();
    let of_other = corners_of(&moved);
    let one: Vec<Polygon<f64>> =
        one.iter().map(|polygon| mapped(polygon, |ring| with_corners(ring, &of_other))).collect();
    let of_one = corners_of(&one);
    let other = moved.iter().map(|polygon| mapped(polygon, |ring| with_corners(ring, &of_one))).collect();
    (one, other)
}

fn corners_of(polygons: &[Polygon<f64>]) -> Vec<LocalPoint> {
    let rings = polygons.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.flat_map(|ring| ring.0.iter().map(|&c| point(c))).collect()
}

fn mapped(polygon: &Polygon<f64>, change: impl Fn(&LineString<f64>) -> LineString<f64>) -> Polygon<f64> {
    Polygon::new(change(polygon.exterior()), polygon.interiors().iter().map(change).collect())
}

fn snapped(ring: &LineString<f64>, corners: &[LocalPoint]) -> LineString<f64> {
    let onto = |at: LocalPoint| {
        let near = corners.iter().copied().filter(|corner| corner.distance(at) <= WELD_M);
        near.min_by(|a, b| a.distance(at).total_cmp(&b.distance(at))).unwrap_or(at)
    };
    let mut moved: Vec<_> = ring.0.iter().map(|&c| coord(onto(point(c)))).collect();
    moved.dedup();
    LineString::new(moved)
}

fn with_corners(ring: &LineString<f64>, corners: &[LocalPoint]) -> LineString<f64> {
    let mut out = Vec::with_capacity(ring.0.len());
    for pair in ring.0.windows(2) {
        let (a, b) = (point(pair[0]), point(pair[1]));
        out.push(pair[0]);
        let mut on: Vec<(f64, LocalPoint)> = Vec::new();
        for &corner in corners {
            let (near, share) = corner.nearest_on(a, b);
            let is_inside = corner.distance(a) > WELD_M && corner.distance(b) > WELD_M;
            if is_inside && near.distance(corner) <= WELD_M {
                on.push((share, corner));
            }
        }
        on.sort_by(|a, b| a.0.total_cmp(&b.0));
        on.dedup_by(|a, b| a.1 == b.1);
        out.extend(on.into_iter().map(|(_, corner)| coord(corner)));
    }
    out.extend(ring.0.last().copied());
    LineString::new(out)
}
