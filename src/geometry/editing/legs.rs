//! Drawing by numbers and by right angles: the next corner at a length and bearing, or snapped to an angle.

use crate::geometry::{LocalPoint, LocalProjection, LonLat, geodesic_length};
use crate::units::Metres;

/// Length and bearing from one place to another: metres, and degrees clockwise from north in 0..360.
#[must_use]
pub fn leg(from: LonLat, to: LonLat) -> (Metres, f64) {
    (geodesic_length(from, to), bearing(from, to))
}

/// Degrees clockwise from north, 0..360; 0 between equal places.
#[must_use]
pub fn bearing(from: LonLat, to: LonLat) -> f64 {
    let p = LocalProjection::new(from).local_from_lon_lat(to);
    p.x.atan2(p.y).to_degrees().rem_euclid(360.0)
}

/// The place a length away at a bearing (degrees clockwise from north). For drawing: exact to 10⁻⁴ within 10 km.
#[must_use]
pub fn place_at(from: LonLat, length: Metres, bearing_degrees: f64) -> LonLat {
    let (sin, cos) = bearing_degrees.rem_euclid(360.0).to_radians().sin_cos();
    let plane = LocalProjection::new(from);
    plane.lon_lat_from_local(LocalPoint::new(length.value() * sin, length.value() * cos))
}

/// The pointer's place snapped so that the leg from `last` makes a multiple of `step_degrees` with the leg before
/// it (with north where there is none). The leg keeps the part of the pointer's distance that runs its way.
///
/// A step that is not above 0 changes nothing; 90 draws right angles, 15 and 45 are usual too.
#[must_use]
pub fn snapped_to_angle(before: Option<LonLat>, last: LonLat, pointer: LonLat, step_degrees: f64) -> LonLat {
    if step_degrees.is_nan() || step_degrees <= 0.0 || pointer == last {
        return pointer;
    }
    let base = before.filter(|before| *before != last).map_or(0.0, |before| bearing(before, last));
    let plane = LocalProjection::new(last);
    let p = plane.local_from_lon_lat(pointer);
    let asked = p.x.atan2(p.y).to_degrees() - base;
    let turned = base + (asked / step_degrees).round() * step_degrees;
    let (sin, cos) = turned.to_radians().sin_cos();
    let along = (p.x * sin + p.y * cos).max(0.0);
    plane.lon_lat_from_local(LocalPoint::new(along * sin, along * cos))
}

/// The corner nearest to the pointer at which an outline closes with right angles to its first leg and to the leg
/// that ends in `last`; `None` where both run the same way.
///
/// It lies where the line through `first`, square to the first leg, meets the line through `last`, square to the
/// last leg.
#[must_use]
pub fn closing_right_angle(first: LonLat, second: LonLat, before: LonLat, last: LonLat) -> Option<LonLat> {
    let plane = LocalProjection::new(first);
    let local = |place: LonLat| plane.local_from_lon_lat(place);
    let (a, b, c, d) = (local(first), local(second), local(before), local(last));
    let (ux, uy) = (-(b.y - a.y), b.x - a.x);
    let (vx, vy) = (-(d.y - c.y), d.x - c.x);
    let cross = ux * vy - uy * vx;
    if cross.abs() <= 1e-9 * ux.hypot(uy) * vx.hypot(vy) || cross == 0.0 {
        return None;
    }
    let t = ((d.x - a.x) * vy - (d.y - a.y) * vx) / cross;
    Some(plane.lon_lat_from_local(LocalPoint::new(a.x + t * ux, a.y + t * uy)))
}
