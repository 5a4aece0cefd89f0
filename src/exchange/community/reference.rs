//! Coordinate systems as binary formats declare them: EPSG codes, and the names in well-known text (`.prj`).

use super::system::{described, is_convertible, is_wgs84_code};
use super::{ImportError, NamedSystem};
use crate::geometry::{CoordinateSystem, EpsgCode};

/// The system of a code as it is to be read; `None` reads as WGS 84.
///
/// # Errors
/// [`ImportError::UnsupportedSystem`] where the code cannot be brought to WGS 84.
pub(super) fn system_of_code(file: &str, code: u32) -> Result<Option<CoordinateSystem>, ImportError> {
    if is_wgs84_code(code) {
        return Ok(None);
    }
    let system = EpsgCode(code);
    if is_convertible(system) {
        return Ok(Some(CoordinateSystem::Epsg(system)));
    }
    Err(ImportError::UnsupportedSystem { file: file.to_owned(), system: described(&system.to_string()), code: None })
}

/// The system well-known text describes; `None` reads as WGS 84.
///
/// # Errors
/// [`ImportError::UnsupportedSystem`] where neither code nor name is known, or it cannot be brought to WGS 84.
pub(super) fn system_of_text(file: &str, text: &str) -> Result<Option<CoordinateSystem>, ImportError> {
    let name = text.split('"').nth(1).unwrap_or_default();
    let plain: String = name.to_uppercase().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '+').collect();
    if matches!(
        plain.as_str(),
        "GCSWGS1984"
            | "WGS84"
            | "WGS1984"
            | "GCSCHINAGEODETICCOORDINATESYSTEM2000"
            | "CHINAGEODETICCOORDINATESYSTEM2000"
            | "CGCS2000"
    ) {
        return Ok(None);
    }
    let code = code_in(text).or_else(|| code_of_name(&plain));
    match code {
        Some(code) => system_of_code(file, code),
        None => Err(ImportError::UnsupportedSystem {
            file: file.to_owned(),
            system: NamedSystem::Named(super::split::shortened(name), None),
            code: None,
        }),
    }
}

/// The code the text gives for the whole system: the last one, at the outermost level.
fn code_in(text: &str) -> Option<u32> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let find = |mark: &str| compact.rfind(mark).map(|at| (at, at + mark.len()));
    let (start, end) = find("AUTHORITY[\"EPSG\",").or_else(|| find("ID[\"EPSG\","))?;
    // Inside one bracket only: deeper it is the code of a part.
    let before = compact.get(..start)?;
    let depth = before.matches('[').count().checked_sub(before.matches(']').count())?;
    let digits = compact.get(end..)?.split(']').next()?;
    (depth == 1).then(|| digits.trim_matches('"').parse().ok()).flatten()
}

/// Codes by the usual names, upper case without marks, as GIS programs write them.
fn code_of_name(plain: &str) -> Option<u32> {
    let number =
        |prefix: &str, suffix: &str| -> Option<u32> { plain.strip_prefix(prefix)?.strip_suffix(suffix)?.parse().ok() };
    let within = |value: u32, low: u32, high: u32, step: u32| {
        (low..=high)
            .contains(&value)
            .then_some(())
            .filter(|()| (value - low).is_multiple_of(step))
            .map(|()| (value - low) / step)
    };
    if let Some(zone) = number("WGS1984UTMZONE", "N").or_else(|| number("WGS84UTMZONE", "N")) {
        return within(zone, 1, 60, 1).map(|n| 32_601 + n);
    }
    if let Some(zone) = number("WGS1984UTMZONE", "S").or_else(|| number("WGS84UTMZONE", "S")) {
        return within(zone, 1, 60, 1).map(|n| 32_701 + n);
    }
    if let Some(zone) = number("ETRS1989UTMZONE", "N").or_else(|| number("ETRS89UTMZONE", "N")) {
        return within(zone, 28, 38, 1).map(|n| 25_828 + n);
    }
    for third in ["CGCS20003DEGREEGK", "CGCS20003DEGREEGAUSSKRUGER"] {
        if let Some(zone) = number(&format!("{third}ZONE"), "") {
            return within(zone, 25, 45, 1).map(|n| 4_513 + n);
        }
        if let Some(meridian) = number(&format!("{third}CM"), "E") {
            return within(meridian, 75, 135, 3).map(|n| 4_534 + n);
        }
    }
    for sixth in ["CGCS2000GK", "CGCS2000GAUSSKRUGER"] {
        if let Some(zone) = number(&format!("{sixth}ZONE"), "") {
            return within(zone, 13, 23, 1).map(|n| 4_491 + n);
        }
        if let Some(meridian) = number(&format!("{sixth}CM"), "E") {
            return within(meridian, 75, 135, 6).map(|n| 4_502 + n);
        }
    }
    match plain {
        "WGS1984WEBMERCATORAUXILIARYSPHERE" | "WGS84PSEUDOMERCATOR" => Some(3857),
        "CH1903+LV95" | "CH1903PLUSLV95" => Some(2056),
        "CH1903LV03" => Some(21_781),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<u32> {
        match system_of_text("roads.shp", text) {
            Ok(Some(CoordinateSystem::Epsg(EpsgCode(code)))) => Some(code),
            Ok(_) => Some(4326),
            Err(_) => None,
        }
    }

    #[test]
    fn systems_are_known_by_the_names_gis_programs_write() {
        // Names as `gdalsrsinfo -o wkt_esri EPSG:…` of GDAL 3.6.2 prints them.
        for (name, expected) in [
            ("WGS_1984_UTM_Zone_32N", 32_632),
            ("WGS_1984_UTM_Zone_50N", 32_650),
            ("ETRS_1989_UTM_Zone_32N", 25_832),
            ("CGCS2000_3_Degree_GK_Zone_39", 4_527),
            ("CGCS2000_3_Degree_GK_CM_114E", 4_547),
            ("CGCS2000_GK_Zone_20", 4_498),
            ("CGCS2000_GK_CM_111E", 4_508),
            ("WGS_1984_Web_Mercator_Auxiliary_Sphere", 3_857),
            ("CH1903+_LV95", 2_056),
            ("CGCS2000 / 3-degree Gauss-Kruger CM 114E", 4_547),
        ] {
            assert_eq!(code(&format!(r#"PROJCS["{name}",GEOGCS["x"]]"#)), Some(expected), "{name}");
        }
        assert_eq!(code(r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]"#), Some(4326));
        assert_eq!(code(r#"GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]"#), Some(4326));
        assert_eq!(
            code(r#"PROJCS["My own",GEOGCS["x",AUTHORITY["EPSG","4326"]],AUTHORITY["EPSG", "4547"]]"#),
            Some(4547)
        );
        assert_eq!(code(r#"PROJCRS["My own",BASEGEOGCRS["x"],ID["EPSG",2056]]"#), Some(2056));
        assert_eq!(
            code(r#"PROJCS["My own",GEOGCS["x",AUTHORITY["EPSG","4326"]]]"#),
            None,
            "a code of a part is none of the whole"
        );
        assert_eq!(code("PROJCS[\"CGCS2000_3_Degree_GK_CM_115E\"]"), None, "no such zone");
        assert_eq!(code(""), None);
    }
}
