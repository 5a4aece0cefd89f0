//! Old `crs` members: which systems are WGS 84 for a community's purposes, and what the others are.

use serde_json::Value;

use super::LikelySystem;

/// What a `crs` member says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum System {
    /// WGS 84 or CGCS2000 (centimetres apart): accepted under this name.
    Accepted(String),
    /// Anything else, described.
    Refused(String),
    /// `null`: nothing is said.
    Unsaid,
}

/// Reads the text of a `crs` member.
pub(super) fn system_from(text: &str) -> System {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return System::Refused("a coordinate system whose `crs` member cannot be read".to_owned());
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
        return System::Refused("a coordinate system the `crs` member does not name".to_owned());
    };
    let name = super::split::shortened(&name);
    if is_accepted(&name) { System::Accepted(name) } else { System::Refused(described(&name)) }
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
        return matches!(code_of(name), Some(4326 | 4490 | 4979 | 4480));
    }
    matches!(
        plain.as_str(),
        "WGS84" | "WGS1984" | "GCSWGS1984" | "CGCS2000" | "GCSCHINAGEODETICCOORDINATESYSTEM2000" | "4326" | "4490"
    )
}

/// A code with the name planners know it by.
fn described(name: &str) -> String {
    let plain: String = name.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let known = match code_of(name) {
        Some(3857 | 900_913 | 3785 | 102_100 | 102_113) => "Web Mercator metres",
        Some(4491..=4554) => "CGCS2000 Gauss-Krüger metres",
        Some(4214) => "Beijing 1954, tens of metres off",
        Some(4610) => "Xian 1980, tens of metres off",
        Some(32_601..=32_660 | 32_701..=32_760 | 25_828..=25_838) => "UTM metres",
        Some(_) | None if plain.contains("GCJ") => "GCJ-02, shifted by hundreds of metres",
        Some(_) | None if plain.contains("BD09") => "BD-09, shifted by hundreds of metres",
        Some(_) | None => return format!("“{name}”"),
    };
    format!("“{name}” ({known})")
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
            let System::Refused(words) = system_from(&text) else { panic!("{name} was accepted") };
            assert!(words.contains(word), "{words}");
        }
        for text in ["{}", "[]", "5", r#"{"type":"link","properties":{"href":"x"}}"#, r#"{"a":"#] {
            assert!(matches!(system_from(text), System::Refused(_)), "{text}");
        }
    }

    #[test]
    fn sizes_tell_projected_systems_apart() {
        assert_eq!(likely_system(13_523_000.0, 3_662_000.0), LikelySystem::WebMercator);
        assert_eq!(likely_system(39_500_000.0, 3_450_000.0), LikelySystem::GaussKrugerWithZone);
        assert_eq!(likely_system(538_000.0, 5_220_000.0), LikelySystem::GaussKrugerOrUtm);
    }
}
