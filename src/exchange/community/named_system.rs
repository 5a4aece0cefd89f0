//! The coordinate system a file names, with what planners know it by.

use std::fmt;

/// A family of coordinate systems planners know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownSystem {
    /// Metres of web maps.
    WebMercator,
    /// Metres of Chinese surveys.
    GaussKruger,
    /// Degrees of an old datum.
    Beijing1954,
    /// Degrees of an old datum.
    Xian1980,
    /// Metres of a UTM zone.
    Utm,
    /// Shifted degrees of Chinese web maps.
    Gcj02,
    /// Shifted degrees of Baidu's maps.
    Bd09,
}

impl KnownSystem {
    /// Every family.
    pub const ALL: [Self; 7] =
        [Self::WebMercator, Self::GaussKruger, Self::Beijing1954, Self::Xian1980, Self::Utm, Self::Gcj02, Self::Bd09];

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebMercator => "web_mercator",
            Self::GaussKruger => "gauss_kruger",
            Self::Beijing1954 => "beijing_1954",
            Self::Xian1980 => "xian_1980",
            Self::Utm => "utm",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::WebMercator => "Web Mercator metres",
            Self::GaussKruger => "CGCS2000 Gauss-Krüger metres",
            Self::Beijing1954 => "Beijing 1954, tens of metres off",
            Self::Xian1980 => "Xian 1980, tens of metres off",
            Self::Utm => "UTM metres",
            Self::Gcj02 => "GCJ-02, shifted by hundreds of metres",
            Self::Bd09 => "BD-09, shifted by hundreds of metres",
        }
    }
}

/// What a file says of its coordinates. `Display` says it in English, after "the file's coordinates are in".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedSystem {
    /// The `crs` member is no JSON.
    Unreadable,
    /// The `crs` member gives no name.
    Unnamed,
    /// A name, as written, with the family where it is known.
    Named(String, Option<KnownSystem>),
}

impl fmt::Display for NamedSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => f.write_str("a coordinate system whose `crs` member cannot be read"),
            Self::Unnamed => f.write_str("a coordinate system the `crs` member does not name"),
            Self::Named(name, None) => write!(f, "“{name}”"),
            Self::Named(name, Some(known)) => write!(f, "“{name}” ({})", known.words()),
        }
    }
}
