//! A place as longitude and latitude, and as metres on the local plane.

use std::fmt;

use thiserror::Error;

use super::projection::metres_per_degree;

/// Why two numbers are no place on the earth.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum PlaceError {
    /// NaN or infinity.
    #[error("the coordinates {lon}, {lat} are not finite numbers")]
    NotFinite {
        /// Longitude as given.
        lon: f64,
        /// Latitude as given.
        lat: f64,
    },
    /// Beyond ±180° or ±90°: metres of a projected system, or swapped axes.
    #[error("the coordinates {lon}, {lat} are outside longitude ±180, latitude ±90")]
    OutOfRange {
        /// Longitude as given.
        lon: f64,
        /// Latitude as given.
        lat: f64,
    },
}

/// A place on the earth: WGS 84 degrees, longitude first, always finite and in range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

impl LonLat {
    /// Accepts longitude within ±180 and latitude within ±90 degrees; −0 becomes 0.
    ///
    /// # Errors
    /// [`PlaceError`] says whether the numbers are not finite or out of range.
    pub fn try_new(lon: f64, lat: f64) -> Result<Self, PlaceError> {
        if !(lon.is_finite() && lat.is_finite()) {
            return Err(PlaceError::NotFinite { lon, lat });
        }
        if lon.abs() > 180.0 || lat.abs() > 90.0 {
            return Err(PlaceError::OutOfRange { lon, lat });
        }
        Ok(Self { lon: lon + 0.0, lat: lat + 0.0 })
    }

    /// Clamps into range; NaN becomes 0. For places computed from places that were in range.
    #[must_use]
    pub fn new_clamped(lon: f64, lat: f64) -> Self {
        let clean = |v: f64, limit: f64| if v.is_nan() { 0.0 } else { v.clamp(-limit, limit) + 0.0 };
        Self { lon: clean(lon, 180.0), lat: clean(lat, 90.0) }
    }

    /// Longitude in degrees, east positive.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, north positive.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// The place on a grid of 10⁻⁷ degrees (about 1 cm), the precision of files and of shared vertices.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "±1.8e9 fits")]
    pub fn quantised(self) -> (i64, i64) {
        ((self.lon * 1e7).round() as i64, (self.lat * 1e7).round() as i64)
    }

    /// The place rounded to 7 decimals, as it is written to files.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "±1.8e9 is exact in f64")]
    pub fn rounded(self) -> Self {
        let (x, y) = self.quantised();
        Self { lon: x as f64 / 1e7, lat: y as f64 / 1e7 }
    }
}

impl fmt::Display for LonLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}, {:.6}", self.lon, self.lat)
    }
}

/// A point on the local plane: metres east (`x`) and north (`y`) of the centre of the study area.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LocalPoint {
    /// Metres east of the centre.
    pub x: f64,
    /// Metres north of the centre.
    pub y: f64,
}

impl LocalPoint {
    /// A point from metres east and north.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Straight distance on the plane, in metres.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The nearest point on the straight piece from `a` to `b`, and where it lies as a fraction 0..=1 of it.
    #[must_use]
    pub fn nearest_on(self, a: Self, b: Self) -> (Self, f64) {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let square = dx * dx + dy * dy;
        if square <= 0.0 {
            return (a, 0.0);
        }
        let t = (((self.x - a.x) * dx + (self.y - a.y) * dy) / square).clamp(0.0, 1.0);
        (Self::new(a.x + t * dx, a.y + t * dy), t)
    }
}

/// The smallest west–south–east–north box around some places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// South-west corner.
    pub min: LonLat,
    /// North-east corner.
    pub max: LonLat,
}

impl BoundingBox {
    /// The box around places; `None` where there is none.
    pub fn around(places: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        let mut places = places.into_iter();
        let first = places.next()?;
        let mut bounds = Self { min: first, max: first };
        for place in places {
            bounds.include(place);
        }
        Some(bounds)
    }

    /// Grows the box to hold a place.
    pub fn include(&mut self, place: LonLat) {
        self.min = LonLat { lon: self.min.lon.min(place.lon), lat: self.min.lat.min(place.lat) };
        self.max = LonLat { lon: self.max.lon.max(place.lon), lat: self.max.lat.max(place.lat) };
    }

    /// The box that holds both.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        self.include(other.min);
        self.include(other.max);
        self
    }

    /// Does a place lie in the box or on its border?
    #[must_use]
    pub fn holds(self, place: LonLat) -> bool {
        (self.min.lon..=self.max.lon).contains(&place.lon) && (self.min.lat..=self.max.lat).contains(&place.lat)
    }

    /// Does the box, grown by so many metres on every side, hold a place?
    #[must_use]
    pub fn is_near(self, place: LonLat, reach_m: f64) -> bool {
        let (lon_m, lat_m) = metres_per_degree(place.lat);
        let off = |low: f64, value: f64, high: f64| (low - value).max(value - high).max(0.0);
        off(self.min.lon, place.lon, self.max.lon) * lon_m <= reach_m
            && off(self.min.lat, place.lat, self.max.lat) * lat_m <= reach_m
    }

    /// The middle of the box.
    #[must_use]
    pub fn center(self) -> LonLat {
        LonLat { lon: f64::midpoint(self.min.lon, self.max.lon), lat: f64::midpoint(self.min.lat, self.max.lat) }
    }
}
