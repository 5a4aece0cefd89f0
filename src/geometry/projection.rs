//! The local plane: one per community, tangent at the centre of the study area, north up, in metres.

use super::{BoundingBox, LocalPoint, LonLat};

/// WGS 84 semi-major axis in metres (NIMA TR8350.2).
pub(super) const WGS84_A: f64 = 6_378_137.0;
/// WGS 84 first eccentricity squared (NIMA TR8350.2: f = 1/298.257223563, e² = f(2 − f)).
pub(super) const WGS84_E2: f64 = 0.006_694_379_990_141_316;

/// Metres per degree of longitude and of latitude at a latitude, on the WGS 84 ellipsoid.
///
/// Radii of curvature: N = a/√(1 − e² sin²φ) in the prime vertical, M = a(1 − e²)/(1 − e² sin²φ)^1.5 in the meridian.
pub(super) fn metres_per_degree(lat: f64) -> (f64, f64) {
    let (sin, cos) = lat.to_radians().sin_cos();
    let w2 = 1.0 - WGS84_E2 * sin * sin;
    let w = w2.sqrt();
    let lon = (WGS84_A / w * cos).to_radians();
    let lat = (WGS84_A * (1.0 - WGS84_E2) / (w2 * w)).to_radians();
    (lon, lat)
}

/// Equirectangular plane around a centre; exactly invertible, two multiplications each way.
///
/// Against the geodesic at 45° latitude: 0.03 % off at 10 km from the centre, 0.05 % at 20 km.
/// Good for searching, snapping, areas and drawing; lengths that become walking times are geodesic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalProjection {
    center: LonLat,
    metres_per_degree_lon: f64,
    metres_per_degree_lat: f64,
}

impl LocalProjection {
    /// The plane around `center`. Above 85° latitude the centre's latitude is taken as 85°, where a degree
    /// of longitude still has a usable length.
    #[must_use]
    pub fn new(center: LonLat) -> Self {
        let (lon, lat) = metres_per_degree(center.lat().clamp(-85.0, 85.0));
        Self { center, metres_per_degree_lon: lon, metres_per_degree_lat: lat }
    }

    /// The plane for a study area; around 0, 0 where there is nothing.
    #[must_use]
    pub fn for_bounds(bounds: Option<BoundingBox>) -> Self {
        Self::new(bounds.map_or_else(|| LonLat::new_clamped(0.0, 0.0), BoundingBox::center))
    }

    /// The centre of the plane.
    #[must_use]
    pub const fn center(&self) -> LonLat {
        self.center
    }

    /// Metres on the plane from degrees.
    #[must_use]
    pub fn local_from_lon_lat(&self, place: LonLat) -> LocalPoint {
        LocalPoint::new(
            (place.lon() - self.center.lon()) * self.metres_per_degree_lon,
            (place.lat() - self.center.lat()) * self.metres_per_degree_lat,
        )
    }

    /// Degrees from metres on the plane, clamped to the earth.
    #[must_use]
    pub fn lon_lat_from_local(&self, point: LocalPoint) -> LonLat {
        LonLat::new_clamped(
            self.center.lon() + point.x / self.metres_per_degree_lon,
            self.center.lat() + point.y / self.metres_per_degree_lat,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(lat in -80.0f64..80.0, lon in -170.0f64..170.0, dx in -0.5f64..0.5, dy in -0.5f64..0.5) {
            let plane = LocalProjection::new(LonLat::new_clamped(lon, lat));
            let place = LonLat::new_clamped(lon + dx, lat + dy);
            let back = plane.lon_lat_from_local(plane.local_from_lon_lat(place));
            prop_assert!((back.lon() - place.lon()).abs() < 1e-11);
            prop_assert!((back.lat() - place.lat()).abs() < 1e-11);
        }
    }
}
