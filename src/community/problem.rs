//! What keeps a feature or a value of the planner's files from being used, as facts; English where they are shown so.

use std::fmt;

/// Why the text of a feature is no feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeatureProblem {
    /// Not valid JSON; the reader's own words.
    NotJson(String),
    /// Its geometry is not valid JSON; the reader's own words.
    GeometryNotJson(String),
    /// No member `type`.
    NoType,
    /// The geometry has no member `type`.
    GeometryWithoutType,
    /// A `type` that `GeoJSON` does not know, as written.
    UnknownType(String),
    /// A geometry of this `GeoJSON` type has no coordinates.
    NoCoordinates(&'static str),
    /// Collections in collections, more than so many.
    NestedTooDeep(usize),
    /// A coordinate is no number.
    NotANumber,
    /// A position has so many numbers.
    ShortPosition(usize),
    /// The coordinates of this `GeoJSON` type must be lists so many deep.
    WrongDepth(&'static str, usize),
    /// The coordinates are no list.
    NotAList,
    /// Bytes of a geometry are missing.
    EndsEarly,
    /// A geometry in well-known bytes names no byte order.
    NoByteOrder,
    /// A kind of geometry that is not read, by its name or number.
    KindNotRead(String),
    /// The ends of the parts lie beyond the coordinates.
    PartsDoNotFit,
    /// The bytes are no feature.
    NoSense,
    /// A geometry of a `GeoPackage` without its header.
    NoHeader,
    /// A geometry of a `GeoPackage` with an envelope that is not known.
    UnknownEnvelope,
    /// A geometry of an extension of the `GeoPackage` format.
    Extension,
    /// A body in space.
    Multipatch,
    /// Rings in rings in rings, too many.
    TooManyRings,
    /// A row of a table that cannot be read; the reader's own words.
    UnreadableRow(String),
}

impl fmt::Display for FeatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(words) => f.write_str(words),
            Self::GeometryNotJson(words) => write!(f, "its geometry cannot be read: {words}"),
            Self::NoType => f.write_str("it has no member `type`"),
            Self::GeometryWithoutType => f.write_str("its geometry has no member `type`"),
            Self::UnknownType(name) => write!(f, "its type “{name}” is no GeoJSON type"),
            Self::NoCoordinates(name) => write!(f, "its {name} has no coordinates"),
            Self::NestedTooDeep(limit) => write!(f, "its collections are nested more than {limit} deep"),
            Self::NotANumber => f.write_str("a coordinate is no number"),
            Self::ShortPosition(n) => write!(f, "a position has {n} numbers, two are needed"),
            Self::WrongDepth(name, depth) => write!(f, "the coordinates of a {name} must be nested {depth} deep"),
            Self::NotAList => f.write_str("the coordinates are no list"),
            Self::EndsEarly => f.write_str("its geometry ends early"),
            Self::NoByteOrder => f.write_str("its geometry names no byte order"),
            Self::KindNotRead(kind) => {
                write!(f, "its geometry is of type {kind} (curves and surfaces are not read)")
            }
            Self::PartsDoNotFit => f.write_str("the parts of its geometry do not fit its coordinates"),
            Self::NoSense => f.write_str("its bytes make no sense"),
            Self::NoHeader => f.write_str("its geometry has no GeoPackage header"),
            Self::UnknownEnvelope => f.write_str("its geometry has an envelope that is not known"),
            Self::Extension => f.write_str("its geometry is of an extension that is not read"),
            Self::Multipatch => f.write_str("it is a multipatch (a body in space)"),
            Self::TooManyRings => f.write_str("it has too many rings within each other"),
            Self::UnreadableRow(words) => write!(f, "its row cannot be read ({words})"),
        }
    }
}

/// Why a row of a table has no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowProblem {
    /// The columns are blank or absent.
    NoCoordinates,
    /// Not a coordinate, as written.
    NotACoordinate(String),
    /// Not a geometry in well-known text, as written.
    NotWellKnown(String),
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCoordinates => f.write_str("it has no coordinates"),
            Self::NotACoordinate(text) => write!(f, "“{text}” is no coordinate"),
            Self::NotWellKnown(text) => write!(f, "“{text}” is no geometry in well-known text"),
        }
    }
}

/// Why a value is not taken as a number.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberProblem {
    /// Words, or true and false, as written.
    NotANumber(String),
    /// A list or an object.
    Nested,
    /// Below zero.
    Negative(f64),
    /// More than makes sense: the number and the most that does.
    TooLarge(f64, f64),
    /// Several numbers, as written.
    Range(String),
    /// A unit that is not known, with its number as written.
    UnknownUnit(String),
    /// Zero, where there must be something.
    Zero,
}

impl fmt::Display for NumberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber(text) => write!(f, "“{text}” is no number"),
            Self::Nested => f.write_str("a list or object is no number"),
            Self::Negative(number) => write!(f, "{number} is negative"),
            Self::TooLarge(number, limit) => write!(f, "{number} is more than makes sense ({limit})"),
            Self::Range(text) => write!(f, "“{text}” is a range, not one number"),
            Self::UnknownUnit(text) => write!(f, "“{text}” has a unit that is not known"),
            Self::Zero => f.write_str("it is 0"),
        }
    }
}
