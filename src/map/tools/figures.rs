//! Outlines from a few movements: rectangle, circle, a smoothed trail.

use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, Polygon};

/// Corners of a circle: 96 make an area 0.07 % smaller than the true one.
const CIRCLE_CORNERS: u32 = 96;

/// The rectangle between two opposite corners, along the meridians. `None` where it would have no area.
pub(super) fn rectangle(first: LonLat, second: LonLat) -> Option<Polygon> {
    let corner = |lon: LonLat, lat: LonLat| LonLat::new_clamped(lon.lon(), lat.lat());
    let is_flat = first.lon() == second.lon() || first.lat() == second.lat();
    (!is_flat).then(|| Polygon::from_ring(vec![first, corner(second, first), second, corner(first, second), first]))
}

/// A circle as an outline. `None` for a radius below 1 cm or above 200 km.
pub(super) fn circle(middle: LonLat, radius_m: f64) -> Option<Polygon> {
    if !(0.01..=200_000.0).contains(&radius_m) {
        return None;
    }
    let plane = LocalProjection::new(middle);
    let corner = |n: u32| {
        let (sin, cos) = (f64::from(n) / f64::from(CIRCLE_CORNERS) * std::f64::consts::TAU).sin_cos();
        plane.lon_lat_from_local(LocalPoint::new(cos * radius_m, sin * radius_m)).rounded()
    };
    let ring: Line = (0..CIRCLE_CORNERS).chain([0]).map(corner).collect();
    Some(Polygon::from_ring(ring))
}

/// The trail without corners that lie nearer than the tolerance to the line without them (Douglas and Peucker 1973).
pub(super) fn simplified(trail: &[LonLat], tolerance_m: f64) -> Line {
    let Some(&first) = trail.first() else { return Vec::new() };
    let plane = LocalProjection::new(first);
    let points: Vec<LocalPoint> = trail.iter().map(|&place| plane.local_from_lon_lat(place)).collect();
    let mut keep = vec![false; points.len()];
    let mut open = vec![(0, points.len() - 1)];
    keep[0] = true;
    keep[points.len() - 1] = true;
    while let Some((from, to)) = open.pop() {
        let farthest = (from + 1..to)
            .map(|place| (points[place].nearest_on(points[from], points[to]).0.distance(points[place]), place))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((distance, place)) = farthest
            && distance > tolerance_m
        {
            keep[place] = true;
            open.extend([(from, place), (place, to)]);
        }
    }
    trail.iter().zip(keep).filter(|(_, keep)| *keep).map(|(&place, _)| place.rounded()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_circle_has_its_area_within_a_tenth_of_a_percent(lon in -170.0f64..170.0, lat in -75.0f64..75.0, radius in 1.0f64..20_000.0) {
            let middle = LonLat::new_clamped(lon, lat);
            let ring = circle(middle, radius).expect("a usable radius");
            let area = ring.area(&LocalProjection::new(middle)).value();
            let exact = std::f64::consts::PI * radius * radius;
            // The rounding of corners to 1 cm counts for small circles.
            prop_assert!((area / exact - 1.0).abs() < 0.001 + 0.05 / radius, "{} against {}", area, exact);
        }

        #[test]
        fn a_smoothed_trail_stays_within_its_tolerance(
            steps in prop::collection::vec((-30.0f64..30.0, -30.0f64..30.0), 2..60), tolerance in 0.5f64..20.0,
        ) {
            let plane = LocalProjection::new(LonLat::new_clamped(9.5, 47.0));
            let mut at = LocalPoint::default();
            let trail: Line = steps.iter().map(|(x, y)| {
                at = LocalPoint::new(at.x + x, at.y + y);
                plane.lon_lat_from_local(at)
            }).collect();
            let smooth = simplified(&trail, tolerance);
            let local: Vec<LocalPoint> = smooth.iter().map(|&place| plane.local_from_lon_lat(place)).collect();
            for &place in &trail {
                let point = plane.local_from_lon_lat(place);
                let nearest = local.windows(2).map(|pair| point.nearest_on(pair[0], pair[1]).0.distance(point));
                prop_assert!(nearest.fold(f64::INFINITY, f64::min) <= tolerance + 0.05);
            }
        }
    }
}
