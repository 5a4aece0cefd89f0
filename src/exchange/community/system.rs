//! Coordinate systems as files name them: which are WGS 84 for a community's purposes, and what the others are.

use serde_json::Value;

use super::{KnownSystem, LikelySystem, NamedSystem};
use crate::geometry::{Converter, CoordinateSystem, EpsgCode, LonLat};

/// What a `crs` member says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum System {
    /// WGS 84 or CGCS2000 (centimetres apart): accepted under this name.
    Accepted(String),
    /// Anything else, described, with its EPSG code where it has one that can be converted.
    Refused(NamedSystem, Option<EpsgCode>),
    /// `null`: nothing is said.
    Unsaid,
}

/// Reads the text of a `crs` member.
pub(super) fn system_from(text: &str) -> System {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return System::Refused(NamedSystem::Unreadable, None);
    };
    if value.is_null() {
        return System::Unsaid;
    }
    let properties = value.get("properties");
    let given = value.as_str().or_else(|| properties?.get("name")?.as_str()).map(ToOwned::to_owned);
    let code = || match properties?.get("code")? {
        Value::Number(code) => Some(format!("EPSG:{code}")),
        Value::String(code) => Some(format!("EPSG:{code}")),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let Some(name) = given.or_else(code) else {
        return System::Refused(NamedSystem::Unnamed, None);
    };
    let name = super::split::shortened(&name);
    if is_accepted(&name) {
        return System::Accepted(name);
    }
    let code = if name.to_uppercase().contains("EPSG") { code_of(&name).map(EpsgCode) } else { None };
    System::Refused(described(&name), code.filter(|&code| is_convertible(code)))
}

/// Can positions in the system be brought to WGS 84?
pub(super) fn is_convertible(code: EpsgCode) -> bool {
    Converter::new(CoordinateSystem::Epsg(code)).is_ok()
}

/// Is the code one whose numbers are longitude and latitude in WGS 84, centimetres aside?
pub(super) const fn is_wgs84_code(code: u32) -> bool {
    matches!(code, 4326 | 4490 | 4979 | 4480)
}

/// The EPSG code a name ends with.
fn code_of(name: &str) -> Option<u32> {
    let tail = name.rsplit([':', '/', '#']).next()?;
    tail.trim().parse().ok()
}

fn is_accepted(name: &str) -> bool {
    let plain: String = name.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.contains("CRS84") {
        return true;
    }
    if name.to_uppercase().contains("EPSG") {
        return code_of(name).is_some_and(is_wgs84_code);
    }
    matches!(
        plain.as_str(),
        "WGS84" | "WGS1984" | "GCSWGS1984" | "CGCS2000" | "GCSCHINAGEODETICCOORDINATESYSTEM2000" | "4326" | "4490"
    )
}

/// A name or code with the family planners know it by.
pub(super) fn described(name: &str) -> NamedSystem {
    let plain: String = name.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let known = match code_of(name) {
        Some(3857 | 900_913 | 3785 | 102_100 | 102_113) => Some(KnownSystem::WebMercator),
        Some(4491..=4554) => Some(KnownSystem::GaussKruger),
        Some(4214) => Some(KnownSystem::Beijing1954),
        Some(4610) => Some(KnownSystem::Xian1980),
        Some(32_601..=32_660 | 32_701..=32_760 | 25_828..=25_838) => Some(KnownSystem::Utm),
        Some(_) | None if plain.contains("GCJ") => Some(KnownSystem::Gcj02),
        Some(_) | None if plain.contains("BD09") => Some(KnownSystem::Bd09),
        Some(_) | None => None,
    };
    NamedSystem::Named(name.to_owned(), known)
}

/// What coordinates that are no degrees probably are, by size.
pub(super) fn likely_system(x: f64, y: f64) -> LikelySystem {
    let (x, y) = (x.abs(), y.abs());
    if (20_037_509.0..=46_000_000.0).contains(&x.max(y)) {
        LikelySystem::GaussKrugerWithZone
    } else if x.max(y) > 46_000_000.0 {
        LikelySystem::Projected
    } else if (100_000.0..=900_000.0).contains(&x.min(y)) && x.max(y) <= 10_000_000.0 {
        LikelySystem::GaussKrugerOrUtm
    } else {
        LikelySystem::WebMercator
    }
}

/// Codes coordinates may be in, by their size alone: zones of Gauss-Krüger that stand in front, Swiss metres, Mercator.
pub(super) fn likely_codes_by_size(x: f64, y: f64) -> Vec<EpsgCode> {
    let mut codes = Vec::new();
    if (2_400_000.0..2_900_000.0).contains(&x) && (1_000_000.0..1_400_000.0).contains(&y) {
        codes.push(2056);
    }
    if x.abs() <= 20_037_509.0 && y.abs() <= 20_048_967.0 && x.abs().min(y.abs()) > 900_000.0 {
        codes.push(3857);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ zone ≤ 45")]
    let zone = (x / 1e6).clamp(0.0, 99.0).floor() as u32;
    let is_in_zone =
        (100_000.0..900_000.0).contains(&(x - f64::from(zone) * 1e6)) && (1_800_000.0..6_000_000.0).contains(&y);
    match zone {
        // Six-degree zones of China 13 to 23, three-degree zones 25 to 45, with the zone in front.
        13..=23 if is_in_zone => codes.push(4491 + zone - 13),
        25..=45 if is_in_zone => codes.push(4513 + zone - 25),
        _ => {}
    }
    codes.into_iter().map(EpsgCode).collect()
}

/// The codes among the usual ones that bring coordinates within two degrees of a place, nearest first.
pub(super) fn likely_codes_near(x: f64, y: f64, near: LonLat) -> Vec<EpsgCode> {
    const NEAR_DEGREES: f64 = 2.0;
    let mut codes: Vec<u32> = likely_codes_by_size(x, y).into_iter().map(|code| code.0).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 ≤ zone ≤ 60, 75 ≤ meridian ≤ 135")]
    let (utm, third, sixth) = (
        ((near.lon() + 180.0) / 6.0).floor().clamp(0.0, 59.0) as u32 + 1,
        ((near.lon() - 75.0) / 3.0).round().clamp(0.0, 20.0) as u32,
        ((near.lon() - 75.0) / 6.0).round().clamp(0.0, 10.0) as u32,
    );
    codes.extend([4534 + third, 4502 + sixth, if near.lat() < 0.0 { 32_700 } else { 32_600 } + utm, 2056, 3857]);
    let mut found: Vec<(f64, u32)> = Vec::new();
    for code in codes {
        let Ok(converter) = Converter::new(CoordinateSystem::Epsg(EpsgCode(code))) else { continue };
        let (lon, lat) = converter.lon_lat_from(x, y);
        let away = (lon - near.lon()).abs().max((lat - near.lat()).abs());
        if away <= NEAR_DEGREES && found.iter().all(|&(_, other)| other != code) {
            found.push((away, code));
        }
    }
    // Stable: of systems that give one place, the one for the country comes first.
    found.sort_by(|a, b| (a.0 * 1e4).round().total_cmp(&(b.0 * 1e4).round()));
    found.into_iter().map(|(_, code)| EpsgCode(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wgs_84_and_cgcs2000_are_accepted_under_all_their_names() {
        for name in [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "urn:ogc:def:crs:EPSG::4326",
            "EPSG:4326",
            "http://www.opengis.net/def/crs/EPSG/0/4490",
            "EPSG:4490",
            "CGCS2000",
            "WGS 84",
        ] {
            let text = format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#);
            assert_eq!(system_from(&text), System::Accepted(name.to_owned()));
        }
        assert_eq!(
            system_from(r#"{"type":"EPSG","properties":{"code":4326}}"#),
            System::Accepted("EPSG:4326".to_owned())
        );
        assert_eq!(system_from("null"), System::Unsaid);
    }

    #[test]
    fn other_systems_are_refused_by_the_name_planners_know() {
        for (name, word) in [
            ("EPSG:3857", "Web Mercator"),
            ("urn:ogc:def:crs:EPSG::4547", "Gauss-Krüger"),
            ("EPSG:4214", "Beijing 1954"),
            ("EPSG:32632", "UTM"),
            ("GCJ-02", "GCJ-02"),
            ("EPSG:2056", "2056"),
            ("EPSG:43260", "43260"),
        ] {
            let text = format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#);
            let System::Refused(system, _) = system_from(&text) else { panic!("{name} was accepted") };
            let words = system.to_string();
            assert!(words.contains(word), "{words}");
        }
        for text in ["{}", "[]", "5", r#"{"type":"link","properties":{"href":"x"}}"#, r#"{"a":"#] {
            assert!(matches!(system_from(text), System::Refused(..)), "{text}");
        }
    }

    #[test]
    fn sizes_tell_projected_systems_apart() {
        assert_eq!(likely_system(13_523_000.0, 3_662_000.0), LikelySystem::WebMercator);
        assert_eq!(likely_system(39_500_000.0, 3_450_000.0), LikelySystem::GaussKrugerWithZone);
        assert_eq!(likely_system(538_000.0, 5_220_000.0), LikelySystem::GaussKrugerOrUtm);
    }

    #[test]
    fn likely_systems_are_offered_by_size_and_by_the_neighbours() {
        let by_size = |x, y| likely_codes_by_size(x, y).into_iter().map(|code| code.0).collect::<Vec<_>>();
        assert_eq!(by_size(39_500_000.0, 3_450_000.0), [4527]);
        assert_eq!(by_size(20_500_000.0, 3_450_000.0), [4498]);
        assert_eq!(by_size(1_060_000.0, 5_960_000.0), [3857]);
        assert_eq!(by_size(2_759_000.0, 1_222_000.0), [2056, 3857]);
        assert!(by_size(538_000.0, 5_220_000.0).is_empty());
        let near = |x, y, lon, lat| {
            let codes = likely_codes_near(x, y, LonLat::try_new(lon, lat).unwrap());
            codes.into_iter().map(|code| code.0).collect::<Vec<_>>()
        };
        assert_eq!(near(538_000.0, 5_220_000.0, 9.5, 47.1), [32_632]);
        assert_eq!(near(2_759_000.0, 1_222_000.0, 9.5, 47.1), [2056]);
        assert_eq!(near(1_060_000.0, 5_960_000.0, 9.5, 47.1), [3857]);
        assert_eq!(near(538_000.0, 3_380_000.0, 114.4, 30.5).first(), Some(&4547));
        assert!(near(538_000.0, 5_220_000.0, 120.0, 30.0).is_empty());
    }
}
