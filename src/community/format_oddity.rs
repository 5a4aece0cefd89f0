//! Oddities of formats beside `GeoJSON`, as facts: extracts, tables, shapefiles, databases, coordinate systems.

use std::fmt;

use super::{RowProblem, WarningCode};
use crate::geometry::CoordinateSystem;

/// What became of a thing that lacks parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartsUse {
    /// Nothing of it is used; it is counted.
    Nothing,
    /// The rings of an area that close.
    ClosedRings,
    /// The pieces of a line between the gaps.
    Pieces,
}

impl PartsUse {
    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::ClosedRings => "closed_rings",
            Self::Pieces => "pieces",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "it is counted and not used",
            Self::ClosedRings => "the rings that close are used",
            Self::Pieces => "the pieces between them are used",
        }
    }
}

/// What stands between the fields of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSeparator {
    /// `,`.
    Commas,
    /// `;`.
    Semicolons,
    /// The tab.
    Tabs,
    /// `|`.
    Bars,
}

impl FieldSeparator {
    /// Every separator, in the order they are tried; of two that fit alike the first counts.
    pub const ALL: [Self; 4] = [Self::Commas, Self::Semicolons, Self::Tabs, Self::Bars];

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Commas => "commas",
            Self::Semicolons => "semicolons",
            Self::Tabs => "tabs",
            Self::Bars => "bars",
        }
    }

    /// The sign itself.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Commas => b',',
            Self::Semicolons => b';',
            Self::Tabs => b'\t',
            Self::Bars => b'|',
        }
    }
}

/// Where the coordinates of a table stand, by the names of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceColumns {
    /// Longitude and latitude in a column each.
    Two(String, String),
    /// A geometry in well-known text.
    WellKnown(String),
    /// Both numbers in one column.
    Pair(String),
}

/// One oddity of a file that is no `GeoJSON`, or of its coordinate system.
///
/// `Display` says it in English, without file and feature.
#[derive(Clone, Debug, PartialEq)]
pub enum FormatOddity {
    /// The coordinates were read by the planner's word.
    SystemChosen(CoordinateSystem),
    /// The coordinates were converted by the file's own word.
    SystemDeclared(CoordinateSystem),
    /// A shapefile without a `.prj`.
    NoSystemFile,
    /// A shapefile without a `.dbf`.
    NoTable,
    /// A shapefile whose `.dbf` is damaged.
    BrokenTable,
    /// So many rows in the `.dbf` for so many shapes.
    RowsDoNotFit {
        /// Rows.
        rows: usize,
        /// Shapes.
        shapes: usize,
    },
    /// A `.dbf` of unsaid encoding, read as GBK.
    TableEncodingGuessed,
    /// A table in this encoding, by its byte-order mark.
    EncodingMarked(&'static str),
    /// A table that is not UTF-8, read as GBK; is it that throughout?
    ReadAsGbk {
        /// True where everything could be read.
        is_whole: bool,
    },
    /// What was found out about a table.
    TableLayout {
        /// What stands between fields.
        separator: FieldSeparator,
        /// Where the coordinates stand.
        columns: PlaceColumns,
    },
    /// A row of a table without a usable place.
    RowWithoutPlace {
        /// Its line in the file, from 1.
        line: u64,
        /// Why.
        problem: RowProblem,
    },
    /// The shapes end after this one; the reader's own words.
    ShapesEndEarly {
        /// How many were read.
        shapes: usize,
        /// What the reader said.
        reason: String,
    },
    /// A table of a database is damaged after so many rows.
    RowsEndEarly {
        /// How many were read.
        rows: u64,
        /// What the database said.
        reason: String,
    },
    /// The file ends after so many whole features.
    FeaturesEndEarly(usize),
    /// An extract ends or is damaged after this byte.
    BlocksEndEarly {
        /// Where the last good block begins, in bytes.
        byte: u64,
        /// What the reader said.
        reason: String,
        /// Blocks of data before.
        blocks: usize,
    },
    /// One block of an extract was left out.
    DamagedBlock {
        /// Where it begins, in bytes.
        byte: u64,
        /// What the reader said.
        reason: String,
    },
    /// So many relations are no areas.
    RelationsNotRead(usize),
    /// A layer of a database is a view or a table that is computed.
    ViewNotRead(String),
    /// The latest changes to a database stand in a log beside it, which another program still keeps.
    LogNotRead,
    /// A way lacks nodes.
    WayLacksNodes {
        /// Its number.
        way: i64,
        /// Nodes that are not in the file.
        missing: usize,
        /// Nodes it has in all.
        nodes: usize,
        /// What is used of it.
        used: PartsUse,
    },
    /// A relation lacks ways.
    RelationLacksWays {
        /// Its number.
        relation: i64,
        /// Ways that are not in the file.
        missing: usize,
        /// Ways it has in all.
        ways: usize,
        /// What is used of it.
        used: PartsUse,
    },
    /// A relation has ways that close to no ring.
    OpenWays {
        /// Its number.
        relation: i64,
        /// So many.
        ways: usize,
        /// What is used of it.
        used: PartsUse,
    },
    /// A relation has no closed ring.
    NoRing(i64),
    /// A relation has too many rings within each other.
    TooManyRings(i64),
}

impl FormatOddity {
    /// The kind of oddity.
    #[must_use]
    pub const fn code(&self) -> WarningCode {
        match self {
            Self::SystemChosen(_) | Self::SystemDeclared(_) => WarningCode::CoordinatesConverted,
            Self::NoSystemFile | Self::NoTable | Self::BrokenTable | Self::RowsDoNotFit { .. } => {
                WarningCode::CompanionFile
            }
            Self::TableEncodingGuessed | Self::EncodingMarked(_) | Self::ReadAsGbk { .. } => WarningCode::TextEncoding,
            Self::TableLayout { .. } => WarningCode::TableLayout,
            Self::RowWithoutPlace { .. } => WarningCode::RowWithoutPlace,
            Self::ShapesEndEarly { .. }
            | Self::RowsEndEarly { .. }
            | Self::FeaturesEndEarly(_)
            | Self::BlocksEndEarly { .. } => WarningCode::TruncatedFile,
            Self::DamagedBlock { .. } => WarningCode::DamagedPart,
            Self::RelationsNotRead(_) | Self::ViewNotRead(_) | Self::LogNotRead => WarningCode::NotRead,
            Self::WayLacksNodes { .. } | Self::RelationLacksWays { .. } => WarningCode::MissingParts,
            Self::OpenWays { .. } | Self::NoRing(_) | Self::TooManyRings(_) => WarningCode::BrokenArea,
        }
    }
}

impl fmt::Display for FormatOddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SystemChosen(system) => {
                write!(f, "the coordinates were read as {}, as the mapping says", system.name())
            }
            Self::SystemDeclared(system) => {
                write!(f, "the file says that its coordinates are {}; they were brought to WGS 84", system.name())
            }
            Self::NoSystemFile => f.write_str(
                "no .prj lies beside it: the coordinates were read as WGS 84 longitude and latitude; say the system in \
                 the mapping where that is wrong",
            ),
            Self::NoTable => f.write_str("no .dbf lies beside it: the shapes have no names and values"),
            Self::BrokenTable => f.write_str("the .dbf is damaged; the shapes have no names and values: copy it again"),
            Self::RowsDoNotFit { rows, shapes } => {
                write!(f, "the .dbf has {rows} rows for {shapes} shapes; they were put together in order")
            }
            Self::TableEncodingGuessed => f.write_str(
                "the .dbf names no encoding and is not UTF-8; it was read as GBK: put a .cpg beside it where names \
                 look wrong",
            ),
            Self::EncodingMarked(name) => write!(f, "the table is {name}, as its byte-order mark says"),
            Self::ReadAsGbk { is_whole: true } => f.write_str("the table is not UTF-8; it was read as GBK"),
            Self::ReadAsGbk { is_whole: false } => {
                f.write_str("the table is not UTF-8; it was read as GBK; what is neither shows as �: save it as UTF-8")
            }
            Self::TableLayout { separator, columns } => {
                write!(f, "a table with {}; ", separator.name())?;
                match columns {
                    PlaceColumns::Two(lon, lat) => write!(f, "longitude from “{lon}” and latitude from “{lat}”"),
                    PlaceColumns::WellKnown(column) => write!(f, "places from the geometry in “{column}”"),
                    PlaceColumns::Pair(column) => write!(f, "longitude and latitude from “{column}”"),
                }
            }
            Self::RowWithoutPlace { line, problem } => {
                write!(f, "line {line}: {problem}; the row is counted and not used")
            }
            Self::ShapesEndEarly { shapes, reason } => write!(
                f,
                "the shapes end early or are damaged after number {shapes} ({reason}); those before were read: copy \
                 the file again"
            ),
            Self::RowsEndEarly { rows, reason } => write!(
                f,
                "the table is damaged after row {rows} ({reason}); the rows before were read: copy the file again"
            ),
            Self::FeaturesEndEarly(n) => {
                write!(f, "the file ends early; the {n} whole features before were read: copy it again")
            }
            Self::BlocksEndEarly { byte, reason, blocks } => write!(
                f,
                "the file ends early or is damaged after byte {byte} ({reason}); the {blocks} blocks before were \
                 read: copy it again"
            ),
            Self::DamagedBlock { byte, reason } => {
                write!(f, "the block at byte {byte} is damaged and was left out: {reason}: copy the file again")
            }
            Self::RelationsNotRead(n) => {
                write!(f, "{n} relations that are no areas (routes, turn restrictions, sites …) were not read")
            }
            Self::ViewNotRead(name) => write!(
                f,
                "the layer “{name}” is a view or a computed table and was not read: export it as a table of its own"
            ),
            Self::LogNotRead => f.write_str(
                "the latest changes may still be in the file “-wal” beside it and were not read: close it in the other \
                 program, then open it again",
            ),
            Self::WayLacksNodes { way, missing, nodes, used } => {
                write!(f, "way/{way} lacks {missing} of its {nodes} nodes in this file; {}", used.words())
            }
            Self::RelationLacksWays { relation, missing, ways, used } => {
                write!(f, "relation/{relation} lacks {missing} of its {ways} ways in this file; {}", used.words())
            }
            Self::OpenWays { relation, ways, used } => {
                write!(f, "relation/{relation} has {ways} ways that close to no ring; {}", used.words())
            }
            Self::NoRing(relation) => {
                write!(f, "relation/{relation} has no closed ring; it is counted and not used")
            }
            Self::TooManyRings(relation) => {
                write!(f, "relation/{relation} has too many rings within each other; it is counted and not used")
            }
        }
    }
}
