//! Coordinate systems files may be in, and the way from each to WGS 84 longitude and latitude.
//!
//! Nothing is guessed here: the planner (or the file itself) names the system, and [`Converter`] follows it.

use std::fmt;

use proj4rs::Proj;
use proj4rs::adaptors::transform_xy;
use thiserror::Error;

/// The number of a coordinate system in the EPSG register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpsgCode(pub u32);

impl EpsgCode {
    /// The name the register gives the system, such as `CH1903+ / LV95`; `None` where it is not known here.
    #[must_use]
    pub fn title(self) -> Option<&'static str> {
        // A well-known text begins with its kind and its name in quotes.
        u16::try_from(self.0).ok().and_then(crs_definitions::from_code)?.wkt.split('"').nth(1)
    }
}

impl fmt::Display for EpsgCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.0)
    }
}

/// What the numbers of a file mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoordinateSystem {
    /// WGS 84 degrees, longitude first.
    Wgs84,
    /// CGCS2000 degrees, longitude first: centimetres from WGS 84, read as it stands.
    Cgcs2000,
    /// GCJ-02, the shifted degrees of Chinese web maps; hundreds of metres from WGS 84.
    Gcj02,
    /// BD-09, the degrees of Baidu's maps; GCJ-02 shifted once more.
    Bd09,
    /// WGS 84 degrees, latitude first.
    Swapped,
    /// A system of the EPSG register, east before north.
    Epsg(EpsgCode),
    /// A system of the EPSG register, north before east, as Chinese surveys write it.
    EpsgSwapped(EpsgCode),
}

impl CoordinateSystem {
    /// The word in plan files and options.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Wgs84 => "wgs84".to_owned(),
            Self::Cgcs2000 => "cgcs2000".to_owned(),
            Self::Gcj02 => "gcj02".to_owned(),
            Self::Bd09 => "bd09".to_owned(),
            Self::Swapped => "swapped".to_owned(),
            Self::Epsg(EpsgCode(code)) => format!("epsg:{code}"),
            Self::EpsgSwapped(EpsgCode(code)) => format!("epsg:{code}-swapped"),
        }
    }

    /// The system a word names; case does not matter. Whether the register has a code, [`Converter::new`] says.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        Some(match name.as_str() {
            "wgs84" => Self::Wgs84,
            "cgcs2000" => Self::Cgcs2000,
            "gcj02" => Self::Gcj02,
            "bd09" => Self::Bd09,
            "swapped" => Self::Swapped,
            _ => {
                let digits = name.strip_prefix("epsg:")?;
                let (digits, is_swapped) = match digits.strip_suffix("-swapped") {
                    Some(digits) => (digits, true),
                    None => (digits, false),
                };
                // Neither signs nor leading zeros: one word, one system.
                if digits.starts_with(['0', '+']) {
                    return None;
                }
                let code = EpsgCode(digits.parse().ok()?);
                if is_swapped { Self::EpsgSwapped(code) } else { Self::Epsg(code) }
            }
        })
    }

    /// The words an option may hold, for messages.
    pub const WORDS: &'static str = "wgs84, cgcs2000, gcj02, bd09, swapped, epsg:CODE, epsg:CODE-swapped";
}

/// Why a system cannot be followed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CoordinateSystemError {
    /// The register does not have the code, or the definition is of a kind that cannot be followed.
    #[error("{0} is not known here: export the layer as WGS 84 (EPSG:4326)")]
    Unknown(EpsgCode),
    /// The way from its datum to WGS 84 is not known; places would be tens of metres off.
    #[error(
        "the datum of {0} is known only to some hundred metres without the grid of its country: \
         export the layer as WGS 84 (EPSG:4326) in a GIS"
    )]
    NoDatum(EpsgCode),
}

/// Takes the two numbers of a position to WGS 84 longitude and latitude.
pub struct Converter {
    system: CoordinateSystem,
    projected: Option<Projected>,
}

struct Projected {
    from: Proj,
    to: Proj,
}

impl fmt::Debug for Converter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Converter({})", self.system.name())
    }
}

impl Converter {
    /// A converter from a system.
    ///
    /// # Errors
    /// [`CoordinateSystemError`] for EPSG codes that are not known or whose datum cannot be brought to WGS 84.
    pub fn new(system: CoordinateSystem) -> Result<Self, CoordinateSystemError> {
        let projected = match system {
            CoordinateSystem::Epsg(code) | CoordinateSystem::EpsgSwapped(code) => Some(Projected::new(code)?),
            CoordinateSystem::Wgs84
            | CoordinateSystem::Cgcs2000
            | CoordinateSystem::Gcj02
            | CoordinateSystem::Bd09
            | CoordinateSystem::Swapped => None,
        };
        Ok(Self { system, projected })
    }

    /// The system it takes positions from.
    #[must_use]
    pub const fn system(&self) -> CoordinateSystem {
        self.system
    }

    /// Longitude and latitude in degrees. The same numbers always give the same place, so shared vertices stay
    /// shared. Numbers that are no position of the system come back as they are, or as NaN; the caller's gate
    /// refuses them.
    #[must_use]
    pub fn lon_lat_from(&self, x: f64, y: f64) -> (f64, f64) {
        let is_degrees = |x: f64, y: f64| x.abs() <= 180.0 && y.abs() <= 90.0;
        match self.system {
            CoordinateSystem::Swapped => (y, x),
            CoordinateSystem::Gcj02 if is_degrees(x, y) => coordtransform::gcj02_to_wgs84(x, y),
            CoordinateSystem::Bd09 if is_degrees(x, y) => coordtransform::bd09_to_wgs84(x, y),
            // CGCS2000 is WGS 84 within centimetres; what is no degree stays for the gate to refuse.
            CoordinateSystem::Wgs84 | CoordinateSystem::Cgcs2000 | CoordinateSystem::Gcj02 | CoordinateSystem::Bd09 => {
                (x, y)
            }
            CoordinateSystem::Epsg(_) => self.unprojected(x, y),
            CoordinateSystem::EpsgSwapped(_) => self.unprojected(y, x),
        }
    }

    fn unprojected(&self, x: f64, y: f64) -> (f64, f64) {
        let nowhere = (f64::NAN, f64::NAN);
        let Some(Projected { from, to }) = &self.projected else { return nowhere };
        if !(x.is_finite() && y.is_finite()) {
            return nowhere;
        }
        let (x, y) = if from.is_latlong() { (x.to_radians(), y.to_radians()) } else { (x, y) };
        transform_xy(from, to, x, y).map_or(nowhere, |(lon, lat)| (lon.to_degrees(), lat.to_degrees()))
    }
}

impl Projected {
    fn new(code: EpsgCode) -> Result<Self, CoordinateSystemError> {
        let unknown = || CoordinateSystemError::Unknown(code);
        let definition = u16::try_from(code.0).ok().and_then(crs_definitions::from_code).ok_or_else(unknown)?;
        if !is_near_wgs84(definition.proj4) {
            return Err(CoordinateSystemError::NoDatum(code));
        }
        let from = Proj::from_proj_string(definition.proj4).ok().filter(Proj::has_inverse).ok_or_else(unknown)?;
        let to = Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").map_err(|_unreachable| unknown())?;
        if from.is_geocent() {
            return Err(unknown());
        }
        Ok(Self { from, to })
    }
}

/// Does a definition say how its datum lies to WGS 84 (within about a metre or by seven parameters)?
fn is_near_wgs84(definition: &str) -> bool {
    let has = |word: &str| definition.split_whitespace().any(|part| part.starts_with(word));
    if definition.split_whitespace().any(|part| part.starts_with("+nadgrids=") && part != "+nadgrids=@null") {
        return false;
    }
    has("+towgs84=")
        || has("+datum=WGS84")
        || has("+datum=NAD83")
        || has("+ellps=GRS80")
        || has("+ellps=WGS84")
        || has("+nadgrids=@null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn converter(word: &str) -> Converter {
        Converter::new(CoordinateSystem::from_name(word).unwrap()).unwrap()
    }

    fn metres_between(a: (f64, f64), b: (f64, f64)) -> f64 {
        let place = |(lon, lat)| super::super::LonLat::try_new(lon, lat).unwrap();
        super::super::geodesic_length(place(a), place(b)).value()
    }

    #[test]
    fn projected_positions_become_the_places_gdal_gives() {
        // `gdaltransform -s_srs EPSG:… -t_srs EPSG:4326` of GDAL 3.6.2 with PROJ 9, computed once.
        for (word, x, y, lon, lat) in [
            ("epsg:32632", 538_000.0, 5_220_000.0, 9.501_071_471_672_46, 47.132_407_209_675_5),
            ("epsg:32650", 447_854.53, 4_416_836.35, 116.389_999_991_045, 39.899_999_977_668_9),
            ("epsg:4547", 538_000.0, 3_380_000.0, 114.395_996_782_8, 30.539_612_936_351),
            ("epsg:2056", 2_759_000.0, 1_222_000.0, 9.534_500_202_358_88, 47.129_874_140_289_5),
            ("epsg:3857", 1_060_000.0, 5_960_000.0, 9.522_142_011_666_93, 47.109_710_254_779_9),
            // The other way round, `ogr2ogr -t_srs EPSG:…` of the place: UTM, Gauss-Krüger, Mercator.
            ("epsg:32632", 539_429.875_981_94, 5_220_853.151_978_62, 9.52, 47.14),
            ("epsg:2056", 2_757_870.358_715_25, 1_223_096.058_978_38, 9.52, 47.14),
            ("epsg:32650", 241_125.514_825_284, 3_388_379.641_893_25, 114.3, 30.6),
            ("epsg:4547", 528_770.237_255_68, 3_386_666.250_562_36, 114.3, 30.6),
            ("epsg:3857", 12_723_817.797_671_2, 3_580_909.760_461_88, 114.3, 30.6),
        ] {
            let found = converter(word).lon_lat_from(x, y);
            let off = metres_between(found, (lon, lat));
            assert!(off < 0.01, "{word} {x} {y}: {found:?} is {off} m from {lon} {lat}");
            let swapped = converter(&format!("{word}-swapped")).lon_lat_from(y, x);
            assert_eq!(swapped, found);
        }
    }

    #[test]
    fn published_pairs_of_shifted_coordinates_are_met() {
        // Tian'anmen as printed by several independent converters (the JavaScript `coordtransform` among them):
        // 116.404, 39.915 in WGS 84 is 116.41024449916938, 39.91640428150164 in GCJ-02, and taken as GCJ-02 it is
        // 116.41036949371029, 39.92133699351021 in BD-09.
        let gcj = converter("gcj02").lon_lat_from(116.410_244_499_169_38, 39.916_404_281_501_64);
        assert!(metres_between(gcj, (116.404, 39.915)) < 0.01, "{gcj:?}");
        let tiananmen = converter("gcj02").lon_lat_from(116.404, 39.915);
        let bd = converter("bd09").lon_lat_from(116.410_369_493_710_29, 39.921_336_993_510_21);
        assert!(metres_between(bd, tiananmen) < 0.01, "{bd:?}");
    }

    #[test]
    fn nothing_is_shifted_outside_china_and_systems_that_need_a_grid_are_refused() {
        assert_eq!(converter("gcj02").lon_lat_from(9.52, 47.14), (9.52, 47.14));
        assert_eq!(converter("bd09").lon_lat_from(9.52, 47.14), (9.52, 47.14));
        assert_eq!(converter("cgcs2000").lon_lat_from(120.0, 30.0), (120.0, 30.0));
        assert_eq!(converter("swapped").lon_lat_from(47.14, 9.52), (9.52, 47.14));
        let made = |code| Converter::new(CoordinateSystem::Epsg(EpsgCode(code))).map(drop);
        assert_eq!(made(1), Err(CoordinateSystemError::Unknown(EpsgCode(1))));
        assert_eq!(made(999_999), Err(CoordinateSystemError::Unknown(EpsgCode(999_999))));
        // Xian 1980: the register names no way to WGS 84.
        assert_eq!(made(2343), Err(CoordinateSystemError::NoDatum(EpsgCode(2343))));
    }

    #[test]
    fn codes_have_the_names_of_the_register() {
        assert_eq!(EpsgCode(2056).title(), Some("CH1903+ / LV95"));
        assert_eq!(EpsgCode(4547).title(), Some("CGCS2000 / 3-degree Gauss-Kruger CM 114E"));
        assert_eq!(EpsgCode(32_632).title(), Some("WGS 84 / UTM zone 32N"));
        assert_eq!(EpsgCode(1).title(), None);
        assert_eq!(EpsgCode(999_999).title(), None);
    }

    #[test]
    fn every_word_comes_back() {
        for word in ["wgs84", "cgcs2000", "gcj02", "bd09", "swapped", "epsg:4547", "epsg:4547-swapped"] {
            assert_eq!(CoordinateSystem::from_name(word).unwrap().name(), word);
        }
        for word in ["", "utm", "epsg:", "epsg:x", "epsg:-1", "epsg:01", "epsg:+5", "epsg:5-", "gcj-02"] {
            assert_eq!(CoordinateSystem::from_name(word), None, "{word}");
        }
    }

    proptest! {
        // Well inside the mainland: at its border and on the sea nobody says which side is shifted.
        #[test]
        fn a_place_shifted_and_shifted_back_is_the_same_place(lon in 104.0f64..116.0, lat in 26.0f64..38.0) {
            let (x, y) = coordtransform::wgs84_to_gcj02(lon, lat);
            let shift = metres_between((x, y), (lon, lat));
            prop_assert!((50.0..1_500.0).contains(&shift), "{shift}");
            prop_assert!(metres_between(converter("gcj02").lon_lat_from(x, y), (lon, lat)) < 0.01);
            let (x, y) = coordtransform::wgs84_to_bd09(lon, lat);
            prop_assert!(metres_between(converter("bd09").lon_lat_from(x, y), (lon, lat)) < 0.01);
        }

        #[test]
        fn no_numbers_make_a_conversion_fail(x in any::<f64>(), y in any::<f64>()) {
            for word in ["gcj02", "bd09", "swapped", "epsg:4547", "epsg:3857", "epsg:2056", "epsg:4326"] {
                let _ = converter(word).lon_lat_from(x, y);
            }
        }

        #[test]
        fn geographic_codes_are_degrees_with_longitude_first(lon in -179.0f64..179.0, lat in -80.0f64..80.0) {
            let (x, y) = converter("epsg:4490").lon_lat_from(lon, lat);
            prop_assert!((x - lon).abs() < 1e-9 && (y - lat).abs() < 1e-7);
        }
    }
}
