//! Ready-made outlines: rectangles and circles, in true metres.

use crate::geometry::{LocalPoint, LocalProjection, LonLat, Polygon, geodesic_length};
use crate::units::Metres;

/// A rectangle from two opposite corners, one side at a bearing (degrees clockwise from north; 0 for one that
/// looks north). `None` where it would have no area.
#[must_use]
pub fn rectangle(corner: LonLat, opposite: LonLat, bearing_degrees: f64) -> Option<Polygon> {
    let plane = LocalProjection::new(corner);
    let p = plane.local_from_lon_lat(opposite);
    let (sin, cos) = bearing_degrees.rem_euclid(360.0).to_radians().sin_cos();
    // Along the bearing, and to its right.
    let (up, right) = (p.x * sin + p.y * cos, p.x * cos - p.y * sin);
    if up == 0.0 || right == 0.0 {
        return None;
    }
    let at =
        |up: f64, right: f64| plane.lon_lat_from_local(LocalPoint::new(up * sin + right * cos, up * cos - right * sin));
    let (one, other) = (at(0.0, right), at(up, 0.0));
    let ring = if (up > 0.0) == (right > 0.0) {
        vec![corner, one, opposite, other, corner]
    } else {
        vec![corner, other, opposite, one, corner]
    };
    Some(Polygon::from_ring(ring))
}

/// Corners of a drawn circle. A regular polygon of n corners whose area is the circle's has corners a little outside
/// it: r·√(2π/(n·sin(2π/n))). With 96 the corners stand 0.04 % out, the sides 0.02 % in.
pub const CIRCLE_CORNERS: u32 = 96;

/// A circle as a polygon of [`CIRCLE_CORNERS`] corners with exactly the circle's area on the plane (the error against
/// the ellipsoid is below 0.1 % up to 20 km). `None` for a radius of 0.
#[must_use]
pub fn circle(center: LonLat, radius: Metres) -> Option<Polygon> {
    if radius <= Metres::ZERO {
        return None;
    }
    let step = std::f64::consts::TAU / f64::from(CIRCLE_CORNERS);
    let out = radius.value() * (step / step.sin()).sqrt();
    let plane = LocalProjection::new(center);
    let corner = |n: u32| {
        let (sin, cos) = (step * f64::from(n % CIRCLE_CORNERS)).sin_cos();
        plane.lon_lat_from_local(LocalPoint::new(out * cos, out * sin))
    };
    Some(Polygon::from_ring((0..=CIRCLE_CORNERS).map(corner).collect()))
}

/// A circle through a place around a center.
#[must_use]
pub fn circle_through(center: LonLat, through: LonLat) -> Option<Polygon> {
    circle(center, geodesic_length(center, through))
}
