//! Points given by numbers: coordinates, or a length, with or without a bearing.

use crate::geometry::editing::{bearing, place_at};
use crate::geometry::{LonLat, geodesic_length};
use crate::units::Metres;

/// A point as it was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TypedPoint {
    /// Longitude and latitude in degrees.
    Place(LonLat),
    /// So many metres from the last point, in the direction of the pointer; or a radius.
    Length(f64),
    /// So many metres from the last point at a bearing, in degrees clockwise from north.
    Leg {
        /// Metres.
        length_m: f64,
        /// Degrees clockwise from north.
        bearing_degrees: f64,
    },
}

impl TypedPoint {
    /// The place meant, seen from the last point and with the pointer giving the direction where none was typed.
    #[must_use]
    pub fn place(self, last: Option<LonLat>, pointer: Option<LonLat>) -> Option<LonLat> {
        if let Self::Place(place) = self {
            return Some(place);
        }
        let last = last?;
        let (length_m, bearing_degrees) = match self {
            Self::Place(place) => return Some(place),
            Self::Length(length_m) => {
                let toward = pointer.filter(|&pointer| geodesic_length(last, pointer).value() > 0.0)?;
                (length_m, bearing(last, toward))
            }
            Self::Leg { length_m, bearing_degrees } => (length_m, bearing_degrees),
        };
        Some(place_at(last, Metres::new_clamped(length_m), bearing_degrees).rounded())
    }
}

/// Reads `9.5012, 47.0679` (longitude, latitude), `120` or `120 m` (a length) and `120 @ 45` (a length at a bearing).
///
/// A number with a decimal comma is understood where it cannot be mistaken: `9,5012 47,0679`, `12,5 m`.
#[must_use]
pub fn typed_point(text: &str) -> Option<TypedPoint> {
    let text = text.replace('，', ",").replace('；', ";").replace(['\u{202f}', '\u{a0}', '°', '度'], " ");
    let text = text.trim();
    if let Some((length, bearing)) = text.split_once(['@', '<']) {
        let bearing_degrees = number(bearing)?;
        return Some(TypedPoint::Leg { length_m: metres(length)?, bearing_degrees });
    }
    if let Some(length_m) = metres(text) {
        return Some(TypedPoint::Length(length_m));
    }
    let (lon, lat) = split_pair(text)?;
    let (lon, lat) = (number(lon)?, number(lat)?);
    LonLat::try_new(lon, lat).ok().map(TypedPoint::Place)
}

/// Two numbers parted by a comma, a semicolon or a space.
fn split_pair(text: &str) -> Option<(&str, &str)> {
    if let Some(pair) = text.split_once(';') {
        return Some(pair);
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    match parts.as_slice() {
        [one] => one.split_once(','),
        [lon, lat] => Some((lon.trim_end_matches(','), lat)),
        _ => None,
    }
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches(['E', 'N', 'e', 'n']).trim();
    let number: f64 = text.replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

/// A positive length in metres or kilometres.
fn metres(text: &str) -> Option<f64> {
    let text = text.trim();
    let (text, factor) = [("km", 1000.0), ("千米", 1000.0), ("公里", 1000.0), ("m", 1.0), ("米", 1.0)]
        .into_iter()
        .find_map(|(unit, factor)| text.strip_suffix(unit).map(|rest| (rest, factor)))
        .unwrap_or((text, 1.0));
    let is_pair_of_degrees = factor == 1.0 && text.matches(',').count() == 1 && text.contains('.');
    if is_pair_of_degrees {
        return None;
    }
    let length = number(text)? * factor;
    (length > 0.0 && length <= 1e6).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let place = |lon, lat| Some(TypedPoint::Place(LonLat::new_clamped(lon, lat)));
        assert_eq!(typed_point("9.5012, 47.0679"), place(9.5012, 47.0679));
        assert_eq!(typed_point("9.5012,47.0679"), place(9.5012, 47.0679));
        assert_eq!(typed_point("9.5012 47.0679"), place(9.5012, 47.0679));
        assert_eq!(typed_point("9,5012 47,0679"), place(9.5012, 47.0679));
        assert_eq!(typed_point("9,5012; 47,0679"), place(9.5012, 47.0679));
        assert_eq!(typed_point("116.39，39.9"), place(116.39, 39.9));
        assert_eq!(typed_point("120"), Some(TypedPoint::Length(120.0)));
        assert_eq!(typed_point("12,5 m"), Some(TypedPoint::Length(12.5)));
        assert_eq!(typed_point("1.2 km"), Some(TypedPoint::Length(1200.0)));
        assert_eq!(typed_point("80米"), Some(TypedPoint::Length(80.0)));
        assert_eq!(typed_point("120 @ 45"), Some(TypedPoint::Leg { length_m: 120.0, bearing_degrees: 45.0 }));
        for nothing in ["", "north", "-5", "0", "200 100", "9.5 47.0 3.0", "1e999", "NaN, 1"] {
            assert_eq!(typed_point(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_leg_by_numbers_has_that_length_and_bearing() {
        let from = LonLat::new_clamped(9.5, 47.0);
        let east = TypedPoint::Leg { length_m: 500.0, bearing_degrees: 90.0 }.place(Some(from), None).unwrap();
        assert!(east.lon() > from.lon() && (east.lat() - from.lat()).abs() < 1e-6);
        let toward = LonLat::new_clamped(9.5, 47.1);
        let north = TypedPoint::Length(300.0).place(Some(from), Some(toward)).unwrap();
        let length = crate::geometry::geodesic_length(from, north).value();
        assert!((length - 300.0).abs() < 0.1, "{length}");
        assert_eq!(TypedPoint::Length(300.0).place(None, Some(toward)), None);
        assert_eq!(TypedPoint::Length(300.0).place(Some(from), Some(from)), None);
    }
}
