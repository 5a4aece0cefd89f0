//! A line drawn by a moving hand, with fewer corners: none farther from the drawn line than a tolerance.

use super::tidy::{plane_around, without_repeats};
use crate::geometry::{Line, LocalPoint, LonLat};
use crate::units::Metres;

/// The line with only the corners it needs to stay within `tolerance` of what was drawn (Douglas and Peucker 1973).
/// First and last stay. O(n log n) for usual lines, O(n²) at worst; no recursion.
#[must_use]
pub fn simplified(line: &[LonLat], tolerance: Metres) -> Line {
    let line = without_repeats(line);
    let Some(plane) = plane_around(line.iter().copied()) else { return line };
    let points: Vec<LocalPoint> = line.iter().map(|&place| plane.local_from_lon_lat(place)).collect();
    let mut is_kept = vec![false; line.len()];
    if let Some(first) = is_kept.first_mut() {
        *first = true;
    }
    if let Some(last) = is_kept.last_mut() {
        *last = true;
    }
    let mut open = vec![(0, line.len().saturating_sub(1))];
    while let Some((from, to)) = open.pop() {
        let off = |n: usize| points[n].nearest_on(points[from], points[to]).0.distance(points[n]);
        let farthest = (from + 1..to).map(|n| (off(n), n)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((distance, n)) = farthest.filter(|far| far.0 > tolerance.value()) {
            debug_assert!(distance.is_finite(), "places are finite");
            is_kept[n] = true;
            open.push((from, n));
            open.push((n, to));
        }
    }
    line.into_iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(place, _)| place).collect()
}

/// A closed outline drawn by hand, simplified; the corner farthest from its beginning is kept as a second fixed point,
/// so that a ring never shrinks to a line by chance. Closed; may still cross itself.
#[must_use]
pub fn simplified_ring(ring: &[LonLat], tolerance: Metres) -> Line {
    let mut open = super::tidy::open_ring(ring);
    let (Some(&first), Some(plane)) = (open.first(), plane_around(open.iter().copied())) else { return open };
    let start = plane.local_from_lon_lat(first);
    let away = |place: &LonLat| plane.local_from_lon_lat(*place).distance(start);
    let far = open.iter().enumerate().max_by(|a, b| away(a.1).total_cmp(&away(b.1))).map_or(0, |(n, _)| n);
    open.push(first);
    let mut out = simplified(&open[..=far], tolerance);
    out.extend(simplified(&open[far..], tolerance).into_iter().skip(1));
    out
}
