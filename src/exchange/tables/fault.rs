//! Why something typed, pasted or read was not taken.

use thiserror::Error;

use super::{Column, WktFault};
use crate::plan::ObjectKind;

/// Why a cell did not take a text.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CellFault {
    /// The object is locked.
    #[error("the object is locked; unlock it first")]
    Locked,
    /// The column is worked out, or is no fact of this object.
    #[error("this column cannot be filled in")]
    ReadOnly,
    /// It is no number.
    #[error("{0} is no number")]
    NotANumber(String),
    /// It is no whole number.
    #[error("{0} is no whole number from 0 to 4294967295")]
    NotACount(String),
    /// A number out of its range.
    #[error("{number} is not between {low} and {high}")]
    OutOfRange {
        /// The number.
        number: f64,
        /// The least.
        low: f64,
        /// The most.
        high: f64,
    },
    /// It is neither yes nor no.
    #[error("{0} is neither yes nor no")]
    NotAFlag(String),
    /// It is none of the column's words.
    #[error("{text} is none of the words of this column")]
    UnknownWord {
        /// What was written.
        text: String,
        /// The column whose words are meant.
        column: Column,
    },
    /// No site has this number or name, or several have this name.
    #[error("{0} is the number or name of no single site")]
    NoSuchSite(String),
    /// A stock line without a quantity.
    #[error("{0} is no stock line: write item | quantity | unit")]
    StockLine(String),
    /// The stock there has signs a cell cannot hold.
    #[error("this stock has lines with a bar or semicolon; change it in the inspector")]
    StockOnlyInInspector,
    /// An area per person without an area.
    #[error("give the effective area first")]
    NeedsArea,
    /// A share of walking speed where nobody walks.
    #[error("only where people pass, slower")]
    NotPassable,
    /// A width of something that has none.
    #[error("only a new width or a new link has a width")]
    HasNoWidth,
    /// A speed of something that has none.
    #[error("only another speed limit has a speed")]
    HasNoSpeed,
    /// The number cannot be left out.
    #[error("a number is needed here")]
    NumberNeeded,
    /// A place of something that is no point.
    #[error("it is no point; move it on the map")]
    NotAPoint,
}

/// What is odd about a row.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum RowOddity {
    /// A cell was not taken; the fact stays as it is.
    #[error("{}: {fault}", .column.name())]
    Cell {
        /// Which column.
        column: Column,
        /// Why not.
        fault: CellFault,
    },
    /// Nothing says where it is.
    #[error("no longitude and latitude and no WKT say where it is")]
    NoPlace,
    /// Longitude and latitude are no place.
    #[error("{0} is no place: longitude −180 to 180, latitude −90 to 90")]
    BadPlace(String),
    /// The WKT is not understood.
    #[error("the WKT is not understood: {0}")]
    Wkt(WktFault),
    /// The kind of object cannot have such a shape.
    #[error("a {} cannot have this shape", .0.name())]
    WrongShape(ObjectKind),
    /// The id is no number.
    #[error("{0} is no id: a whole number is needed, or nothing for a new row")]
    NotAnId(String),
    /// No object has the id.
    #[error("no object has the id {0}; the row is added as a new one")]
    UnknownId(u32),
    /// The id is another kind's.
    #[error("the id {number} belongs to a {}", .kind.name())]
    OtherKind {
        /// The id.
        number: u32,
        /// Whose it is.
        kind: ObjectKind,
    },
    /// The id stands in two rows.
    #[error("the id {0} stands in a row above already")]
    Twice(u32),
    /// The object is locked.
    #[error("the object is locked; unlock it first")]
    Locked,
    /// The place is far from the community.
    #[error("the place lies far from the community; are longitude and latitude swapped?")]
    FarAway,
    /// Capacity in persons and by area.
    #[error("the capacity is given in persons, which counts; the area is not used")]
    CapacityInPersons,
    /// More cells than headings.
    #[error("the row has more cells than there are headings")]
    TooManyCells,
}

impl RowOddity {
    /// Is the whole row left out because of it?
    #[must_use]
    pub const fn refuses_row(&self) -> bool {
        match self {
            Self::NoPlace
            | Self::BadPlace(_)
            | Self::Wkt(_)
            | Self::WrongShape(_)
            | Self::NotAnId(_)
            | Self::OtherKind { .. }
            | Self::Twice(_)
            | Self::Locked => true,
            Self::Cell { .. } | Self::UnknownId(_) | Self::FarAway | Self::CapacityInPersons | Self::TooManyCells => {
                false
            }
        }
    }
}

/// Why a text is no table at all.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TableTextError {
    /// There is nothing in it.
    #[error("there are no rows; copy a heading row and the rows below it")]
    Empty,
    /// No heading is known.
    #[error("no heading is known in the first row: {0}")]
    NoKnownHeading(String),
    /// More rows than a plan takes.
    #[error("there are {0} rows; at most {1} are taken at once")]
    TooManyRows(usize, usize),
    /// The text cannot be parted into cells.
    #[error("the text cannot be parted into rows and cells: {0}")]
    Broken(String),
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The file is too large.
    #[error("the file is larger than {0} MB")]
    TooLarge(u64),
}
