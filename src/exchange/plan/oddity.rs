//! Everything that can be odd in a plan file, as facts: the window and the command line put it into words.

use std::fmt;

use crate::geometry::PlaceError;
use crate::plan::{DepartureTableFault, NumberFact, ObjectId};
use crate::standards::ValueKey;

/// Why a geometry cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub enum GeometryProblem {
    /// No JSON object; the reader's own words.
    NotAnObject(String),
    /// No type: there is no geometry.
    Missing,
    /// A type no object of a plan has.
    UnknownType(String),
    /// The coordinates are nested or written otherwise; the reader's own words.
    CoordinatesDoNotFit(String),
    /// So many points where one is needed.
    SeveralPoints(usize),
    /// A position of fewer than two numbers.
    ShortPosition,
    /// Numbers that are no place.
    NoPlace(PlaceError),
    /// Numbers that would be a place with longitude and latitude exchanged.
    Swapped(PlaceError),
    /// A line of fewer than two places.
    ShortLine,
    /// A polygon without a ring.
    NoRing,
    /// A ring of fewer than three different places.
    ShortRing,
    /// Nothing in it.
    Empty,
}

impl fmt::Display for GeometryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject(why) => write!(f, "the geometry is no object ({why})"),
            Self::Missing => f.write_str("there is no geometry"),
            Self::UnknownType(name) => write!(f, "a geometry of type {name} cannot be used"),
            Self::CoordinatesDoNotFit(why) => write!(f, "the coordinates do not fit the geometry ({why})"),
            Self::SeveralPoints(n) => write!(f, "the geometry has {n} points where one is needed"),
            Self::ShortPosition => f.write_str("a position needs longitude and latitude"),
            Self::NoPlace(error) => error.fmt(f),
            Self::Swapped(error) => write!(f, "{error}; longitude and latitude look swapped"),
            Self::ShortLine => f.write_str("a line needs two places at least"),
            Self::NoRing => f.write_str("a polygon has no ring"),
            Self::ShortRing => f.write_str("a ring needs three different places at least"),
            Self::Empty => f.write_str("the geometry is empty"),
        }
    }
}

/// The shape an object of a plan must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeededShape {
    /// A point.
    Point,
    /// A line.
    Line,
    /// A polygon.
    Polygon,
    /// A point or a polygon.
    PointOrPolygon,
}

impl NeededShape {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Point, Self::Line, Self::Polygon, Self::PointOrPolygon];

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Line => "line",
            Self::Polygon => "polygon",
            Self::PointOrPolygon => "point or a polygon",
        }
    }
}

/// Why a feature that says `muster:kind` cannot be an object of the plan. Properties are named as in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum FeatureFault {
    /// No JSON object; the reader's own words.
    NotAnObject(String),
    /// Its properties are none; the reader's own words.
    PropertiesNotAnObject(String),
    /// A kind this program does not know, as written.
    UnknownKind(String),
    /// No geometry.
    NoGeometry,
    /// A geometry that cannot be used.
    Geometry(GeometryProblem),
    /// Another shape than the kind needs.
    NeedsShape(NeededShape),
    /// A word is missing or unknown.
    MissingOrUnknown(&'static str),
    /// A word is missing.
    Missing(&'static str),
    /// A word is unknown.
    Unknown(&'static str),
    /// A number is missing or none.
    NoNumber(&'static str),
    /// A number is missing or not above zero.
    NotAboveZero(&'static str),
    /// A ring is too short or not closed.
    BadRing,
    /// A number out of its range.
    BadNumber(NumberFact),
    /// It names an object that is not there.
    MissingReference(ObjectId),
    /// It stands under another number than its own.
    WrongNumber,
}

impl fmt::Display for FeatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject(why) => write!(f, "it is no object ({why})"),
            Self::PropertiesNotAnObject(why) => write!(f, "its properties are no object ({why})"),
            Self::UnknownKind(word) => write!(f, "{word} is no kind this program knows"),
            Self::NoGeometry => f.write_str("it has no geometry"),
            Self::Geometry(problem) => problem.fmt(f),
            Self::NeedsShape(shape) => write!(f, "it needs a {}", shape.name()),
            Self::MissingOrUnknown(name) => write!(f, "its `{name}` is missing or unknown"),
            Self::Missing(name) => write!(f, "its `{name}` is missing"),
            Self::Unknown(name) => write!(f, "its `{name}` is unknown"),
            Self::NoNumber(name) => write!(f, "its `{name}` is missing or no number"),
            Self::NotAboveZero(name) => write!(f, "its `{name}` is missing or not above zero"),
            Self::BadRing => f.write_str("a ring is too short or not closed"),
            Self::BadNumber(fact) => write!(f, "its {fact} is out of range"),
            Self::MissingReference(target) => write!(f, "it names {target}, which is not there"),
            Self::WrongNumber => f.write_str("it stands under another number"),
        }
    }
}

/// What a value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A whole number of things.
    Count,
    /// Yes or no.
    Flag,
    /// One of the words of a list.
    Word,
    /// A list of hazards.
    Hazards,
    /// A list of stock lines.
    Stock,
    /// An area.
    Area,
    /// The name of a column.
    Column,
    /// A list of objects.
    Objects,
    /// The path of a file.
    Path,
}

impl Expected {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Text,
        Self::Number,
        Self::Whole,
        Self::Count,
        Self::Flag,
        Self::Word,
        Self::Hazards,
        Self::Stock,
        Self::Area,
        Self::Column,
        Self::Objects,
        Self::Path,
    ];

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Whole => "whole",
            Self::Count => "count",
            Self::Flag => "flag",
            Self::Word => "word",
            Self::Hazards => "hazards",
            Self::Stock => "stock",
            Self::Area => "area",
            Self::Column => "column",
            Self::Objects => "objects",
            Self::Path => "path",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Whole => "a whole number",
            Self::Count => "a whole number from 0 to 4294967295",
            Self::Flag => "true or false",
            Self::Word => "a word Muster knows",
            Self::Hazards => "a list of hazards",
            Self::Stock => "a list of stock lines",
            Self::Area => "an area",
            Self::Column => "a column's name",
            Self::Objects => "a list of object numbers",
            Self::Path => "a path",
        }
    }
}

/// One oddity of a plan file: what was found, and with it what was done. What it concerns was kept, never dropped.
///
/// `Display` says it in English, without feature and property.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanOddity {
    /// A byte-order mark, left out when the plan is saved.
    ByteOrderMark,
    /// The feature is kept as it is and not used.
    FeatureNotUsed(FeatureFault),
    /// A value, as written, is not what belongs there.
    NotExpected(String, Expected),
    /// An area stands beside a capacity in persons, which counts.
    CapacityInPersons,
    /// An area per person without an area to divide by it.
    NoAreaToDivide,
    /// A ring was closed for use.
    UnclosedRing,
    /// Another object has this number; the fresh one given.
    NumberTaken(u32, u32),
    /// No usable number; the fresh one given.
    NoNumber(u32),
    /// No site has this number.
    NoSuchSite(u32),
    /// The `muster` member is no object; the reader's own words.
    HeaderNotAnObject(String),
    /// Written by a newer Muster: the format it names, and the newest this program knows.
    NewerFormat(u32, u32),
    /// No version of the plan file.
    NotAVersion,
    /// A member, as written, is not understood and not used.
    NotUnderstood(String),
    /// The settings are no object.
    SettingsNotAnObject,
    /// A planning value outside its range.
    OutsideRange(ValueKey, f64),
    /// A number outside the two bounds, the value first.
    OutsideBounds(f64, f64, f64),
    /// People leave by a table, but its rows make no curve.
    NoDepartureTable(DepartureTableFault),
    /// A departure table where people do not leave by a table.
    DepartureTableNotUsed,
    /// No planning value has this name.
    NoSuchValue,
    /// Something that should be a list is none.
    NotAList,
    /// A scenario, as written, is not understood.
    ScenarioNotUnderstood(String),
    /// A scenario (`None`: the base scenario) names objects of these numbers, which are not in the plan.
    MissingObjects(Option<String>, Vec<u32>),
    /// An entry, as written, names no file.
    NoFileNamed(String),
    /// A file of the package was changed since it was packed.
    PackedFileChanged,
    /// A file of the package is damaged.
    PackedFileDamaged,
}

/// Numbers with commas between them.
#[must_use]
pub fn number_list(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for PlanOddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByteOrderMark => {
                f.write_str("the text starts with a byte-order mark; it is left out when the plan is saved")
            }
            Self::FeatureNotUsed(fault) => write!(f, "{fault}; the feature is kept as it is and not used"),
            Self::NotExpected(text, expected) => {
                write!(f, "{text} is not {}; it is kept and not used", expected.words())
            }
            Self::CapacityInPersons => f.write_str("the capacity is given in persons, which counts; this is kept"),
            Self::NoAreaToDivide => f.write_str("there is no area to divide by it; this is kept"),
            Self::UnclosedRing => {
                f.write_str("a ring was not closed; it is closed for use and kept as it was in the file")
            }
            Self::NumberTaken(n, fresh) => {
                write!(f, "another object has the number {n}; this one is now number {fresh}")
            }
            Self::NoNumber(fresh) => write!(f, "it had no usable number; it is now number {fresh}"),
            Self::NoSuchSite(n) => write!(f, "no site has the number {n}; it is kept and not used"),
            Self::HeaderNotAnObject(why) => {
                write!(f, "it is no object ({why}); it is kept, and the plan has default settings")
            }
            Self::NewerFormat(version, known) => write!(
                f,
                "the file was written by a newer Muster (format {version}, this program knows {known}); what is not \
                 understood is kept as it is"
            ),
            Self::NotAVersion => f.write_str("this is no version of the plan file; it is read as version 1"),
            Self::NotUnderstood(text) => write!(f, "{text} is not understood; it is kept and not used"),
            Self::SettingsNotAnObject => {
                f.write_str("they are no object; they are kept, and the plan has default settings")
            }
            Self::OutsideRange(key, value) => {
                let (low, high) = key.range();
                write!(f, "{value} {} is outside {low} to {high}; check it", key.unit())
            }
            Self::OutsideBounds(value, low, high) => {
                write!(f, "{value} is outside {low} to {high}; it is kept and not used")
            }
            Self::NoDepartureTable(fault) => write!(f, "{fault}; it is kept and not used"),
            Self::DepartureTableNotUsed => {
                f.write_str("`departure` is not \"table\", so that the table is kept and not used")
            }
            Self::NoSuchValue => f.write_str("no planning value has this name; it is kept and not used"),
            Self::NotAList => f.write_str("it is no list; it is kept and not used"),
            Self::ScenarioNotUnderstood(text) => write!(f, "{text} is not understood; it is kept"),
            Self::MissingObjects(scenario, numbers) => write!(
                f,
                "{} names objects that are not in the plan: {}; kept apart",
                scenario.as_deref().unwrap_or("the base scenario"),
                number_list(numbers)
            ),
            Self::NoFileNamed(text) => write!(f, "{text} names no file; it is kept"),
            Self::PackedFileChanged => {
                f.write_str("this file of the package was changed since it was packed; it is read as it is now")
            }
            Self::PackedFileDamaged => {
                f.write_str("this file of the package is damaged and left out; add the community file by hand")
            }
        }
    }
}
