//! Lengths on the ellipsoid: what people really walk.

use geo::{Distance as _, Geodesic, Point};

use super::LonLat;
use super::projection::metres_per_degree;
use crate::units::Metres;

/// Up to this many degrees apart, the closed formula below is exact to better than 1 µm per 100 m.
const SHORT_DEGREES: f64 = 0.004;

/// Length of the straight way between two places on the WGS 84 ellipsoid.
///
/// Pieces of road are short: below about 300 m the radii of curvature at the middle latitude give the
/// length to 10⁻⁸; longer pieces use Karney's geodesic (J. Geodesy 87, 2013) through `geo`.
#[must_use]
pub fn geodesic_length(a: LonLat, b: LonLat) -> Metres {
    let (dx, dy) = (b.lon() - a.lon(), b.lat() - a.lat());
    if dx.abs() < SHORT_DEGREES && dy.abs() < SHORT_DEGREES && a.lat().abs() < 80.0 {
        let (per_lon, per_lat) = metres_per_degree(f64::midpoint(a.lat(), b.lat()));
        return Metres::new_clamped((dx * per_lon).hypot(dy * per_lat));
    }
    Metres::new_clamped(Geodesic.distance(Point::new(a.lon(), a.lat()), Point::new(b.lon(), b.lat())))
}

/// Length of a line through places, on the ellipsoid.
#[must_use]
pub fn line_length(places: &[LonLat]) -> Metres {
    let sum = places.windows(2).map(|pair| geodesic_length(pair[0], pair[1]).value()).sum();
    Metres::new_clamped(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_formula_equals_the_geodesic(lat in -79.0f64..79.0, dx in -0.004f64..0.004, dy in -0.004f64..0.004) {
            let (a, b) = (LonLat::new_clamped(9.5, lat), LonLat::new_clamped(9.5 + dx, lat + dy));
            let exact = Geodesic.distance(Point::new(a.lon(), a.lat()), Point::new(b.lon(), b.lat()));
            let ours = geodesic_length(a, b).value();
            prop_assert!((ours - exact).abs() <= 5e-8 * exact + 1e-6, "{} against {}", ours, exact);
        }
    }
}
