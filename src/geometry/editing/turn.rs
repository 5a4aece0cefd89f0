//! Moving and turning whole shapes; sizes in metres stay.

use crate::geometry::{LocalPoint, LocalProjection, LonLat, Shape};

/// Shapes moved together by metres east and north (negative: west and south). One plane serves them all, so what
/// they share they share afterwards. Sizes stay to the share that a degree of longitude changes by on the way.
#[must_use]
pub fn moved(shapes: &[Shape], east_m: f64, north_m: f64) -> Vec<Shape> {
    let Some(source) = super::tidy::plane_around(shapes.iter().flat_map(Shape::places)) else {
        return shapes.to_vec();
    };
    let center = source.lon_lat_from_local(LocalPoint::new(east_m, north_m));
    let target = LocalProjection::new(center);
    let shift = |place: LonLat| target.lon_lat_from_local(source.local_from_lon_lat(place));
    shapes.iter().map(|shape| shape.mapped(shift)).collect()
}

/// Shapes turned about a place by degrees clockwise, as on a compass.
#[must_use]
pub fn turned(shapes: &[Shape], degrees: f64, about: LonLat) -> Vec<Shape> {
    let plane = LocalProjection::new(about);
    let (sin, cos) = degrees.rem_euclid(360.0).to_radians().sin_cos();
    let turn = |place: LonLat| {
        let p = plane.local_from_lon_lat(place);
        plane.lon_lat_from_local(LocalPoint::new(p.x * cos + p.y * sin, p.y * cos - p.x * sin))
    };
    shapes.iter().map(|shape| shape.mapped(turn)).collect()
}
