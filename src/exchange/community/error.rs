//! Why files cannot be opened as a community: what happened, in which file, and what the planner can do.

use thiserror::Error;

use super::{BinaryFormat, CountedThing, DamageReason, ForeignFormat, LikelySystem, NamedSystem};
use crate::community::{CommunityError, CoordinateDoubt, Suspected};
use crate::geometry::{CoordinateSystemError, EpsgCode};
use crate::jobs::Cancelled;

/// Why a text is no JSON.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidReason {
    /// The reader's own words.
    #[error("{0}")]
    Reader(String),
    /// A sequence of one record that ends early.
    #[error("the only record ends early")]
    RecordEndsEarly,
}

/// Why JSON is no `GeoJSON`, with what to do.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StructureProblem {
    /// A member is not what it must be; the reader's own words.
    #[error("the collection is not built as GeoJSON asks: {0}; export it again from its source")]
    NotBuilt(String),
    /// A collection without `features`.
    #[error("the FeatureCollection has no member `features`; export the layer again")]
    NoFeatures,
    /// A `type` that is none.
    #[error("the member `type` is “{0}”, which is no GeoJSON type; export the layer as a FeatureCollection")]
    UnknownType(String),
    /// No `type`.
    #[error("the JSON object has no member `type`; export the layer as a FeatureCollection")]
    NoType,
    /// A database without a table of features.
    #[error("the database has no table of features; export the layers as GeoPackage, not as pictures or plain tables")]
    NoFeatureTable,
    /// A table whose first line cannot be read; the reader's own words.
    #[error("the table cannot be read: {0}; save it again")]
    UnreadableTable(String),
    /// A table without coordinates, with its first columns.
    #[error(
        "the table has no columns with coordinates (columns: {0}); name them longitude and latitude (or 经度 and \
         纬度), or add a column WKT"
    )]
    NoCoordinateColumns(String),
}

fn folder_advice(names: &[String], n_more: usize) -> String {
    if names.is_empty() {
        return "no file that can be opened lies in it; choose another folder's files".to_owned();
    }
    let more = if n_more > 0 { format!(" and {n_more} more") } else { String::new() };
    format!("open the files inside instead ({}{more})", names.join(", "))
}

/// Why files could not be opened. Nothing was changed: what was open before stays open.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ImportError {
    /// The planner cancelled.
    #[error("opening was cancelled")]
    Cancelled,
    /// No file was named.
    #[error("no file was named: choose at least one file with data (.geojson, .osm.pbf, .shp, .gpkg, .fgb, .csv)")]
    NoFiles,
    /// The file system said no.
    #[error("could not read the file ({reason}); check that it exists and may be read: {file}")]
    Unreadable {
        /// File as named by the planner.
        file: String,
        /// The kind of failure.
        kind: std::io::ErrorKind,
        /// What the system said.
        reason: String,
    },
    /// A folder was named.
    #[error("this is a folder, not a file; {}: {file}", folder_advice(.names, *.n_more))]
    Folder {
        /// Folder as named by the planner.
        file: String,
        /// Files inside that could be opened, sorted; the first few.
        names: Vec<String>,
        /// How many more there are.
        n_more: usize,
    },
    /// A pipe, device or the like.
    #[error(
        "this is not a regular file (a device, pipe or socket); copy its content into a file and open that: {file}"
    )]
    NotAFile {
        /// Path as named by the planner.
        file: String,
    },
    /// The same file twice.
    #[error(
        "the same content is opened twice, its people and roads would count double; leave one away: {file} and {other}"
    )]
    SameFileTwice {
        /// The later file.
        file: String,
        /// The earlier file.
        other: String,
    },
    /// Larger than allowed.
    #[error(
        "the file has {bytes} bytes, at most {limit} are allowed; cut it to the study area first \
         (for instance ogr2ogr -spat) or raise the limit: {file}"
    )]
    TooLarge {
        /// File name.
        file: String,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// A compressed file that grows beyond the cap.
    #[error("the compressed file unpacks to more than {limit} bytes; cut it to the study area first: {file}")]
    UnpacksTooLarge {
        /// File name.
        file: String,
        /// The cap.
        limit: u64,
    },
    /// Damaged compression.
    #[error("the compressed file is damaged ({reason}); copy or download it again: {file}")]
    BadGzip {
        /// File name.
        file: String,
        /// What the unpacker said.
        reason: String,
    },
    /// Nothing in it.
    #[error("the file is empty; export it again from its source: {file}")]
    Empty {
        /// File name.
        file: String,
    },
    /// Text that is not UTF-8.
    #[error("the text is {encoding}; GeoJSON is UTF-8: save it again as UTF-8 and open that: {file}")]
    WrongEncoding {
        /// File name.
        file: String,
        /// What it is.
        encoding: &'static str,
    },
    /// Some other kind of file.
    #[error("this looks like {}, not GeoJSON; {}: {file}", .format.words(), .format.remedy())]
    LooksLike {
        /// File name.
        file: String,
        /// What it looks like.
        format: ForeignFormat,
    },
    /// Broken from the start.
    #[error(
        "the file is no valid JSON at byte {byte} (line {line}): {reason}; no whole feature could be saved from it: \
         export it again from its source: {file}"
    )]
    InvalidJson {
        /// File name.
        file: String,
        /// Byte where reading stopped, from 0.
        byte: usize,
        /// Line where reading stopped, from 1.
        line: usize,
        /// What is wrong.
        reason: InvalidReason,
    },
    /// A member of the collection is not what it must be.
    #[error("{problem}: {file}")]
    BadStructure {
        /// File name.
        file: String,
        /// What is wrong.
        problem: StructureProblem,
    },
    /// A `crs` member that is not WGS 84.
    #[error(
        "the file's coordinates are in {system}, which is not read without being told; \
         say so for this file (on the command line --coordinates FILE=epsg:CODE), or export the layer as WGS 84 \
         (EPSG:4326) and open that: {file}"
    )]
    UnsupportedSystem {
        /// File name.
        file: String,
        /// What the file names.
        system: NamedSystem,
        /// Its code in the EPSG register, where the file gives one that can be converted.
        code: Option<EpsgCode>,
    },
    /// A coordinate system that cannot be followed.
    #[error("the coordinates cannot be converted: {reason}: {file}")]
    BadSystem {
        /// Layer name.
        file: String,
        /// Why; it names the remedy.
        reason: CoordinateSystemError,
    },
    /// A binary file that breaks its own format.
    #[error("this {format} is damaged ({reason}); copy, download or export it again: {file}")]
    Damaged {
        /// File name.
        file: String,
        /// The format.
        format: BinaryFormat,
        /// What is wrong.
        reason: DamageReason,
    },
    /// More of something than can be held.
    #[error("the file holds more than {limit} {what}; cut it to the study area first: {file}")]
    TooMany {
        /// File name.
        file: String,
        /// What there is too much of.
        what: CountedThing,
        /// The limit.
        limit: usize,
    },
    /// Metres instead of degrees.
    #[error(
        "most coordinates are no degrees but look like {}, first in feature {feature} ({x}, {y}); \
         say which system they are in{} (on the command line --coordinates FILE=epsg:CODE), or export the layer as \
         WGS 84 (EPSG:4326) and open that: {file}",
        .likely.words(), perhaps(.codes)
    )]
    ProjectedCoordinates {
        /// File name.
        file: String,
        /// First feature that has them.
        feature: u32,
        /// First number of the example.
        x: f64,
        /// Second number of the example.
        y: f64,
        /// The system it looks like.
        likely: LikelySystem,
        /// Codes of the EPSG register it may be, likely ones first; empty where sizes alone do not tell.
        codes: Vec<EpsgCode>,
    },
    /// Latitude first, seen from numbers no latitude can be.
    #[error(
        "the coordinates look like latitude before longitude, first in feature {feature} ({x}, {y}); \
         say so (on the command line --coordinates FILE=swapped), or exchange the two numbers in its source: {file}"
    )]
    SwappedAxes {
        /// File name.
        file: String,
        /// First feature that has them.
        feature: u32,
        /// First number of the example.
        x: f64,
        /// Second number of the example.
        y: f64,
    },
    /// Latitude first, seen from the other layers.
    #[error(
        "the layer lies {distance_km:.0} km from the others and would lie on them with latitude and longitude \
         exchanged; say so (on the command line --coordinates FILE=swapped), or exchange the two numbers in its source: {file}"
    )]
    SwappedAgainstOthers {
        /// File name.
        file: String,
        /// How far it lies away.
        distance_km: f64,
    },
    /// A layer of another place.
    #[error(
        "the layer lies {distance_km:.0} km from the others; open it by itself, or check that its coordinates are \
         WGS 84 longitude and latitude: {file}"
    )]
    FarFromOthers {
        /// File name.
        file: String,
        /// How far it lies away.
        distance_km: f64,
    },
    /// What was read is no community.
    #[error("{reason}: {files}")]
    NotACommunity {
        /// File names.
        files: String,
        /// Why; it names the remedy.
        reason: CommunityError,
    },
}

impl From<Cancelled> for ImportError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Likely codes for a message.
fn perhaps(codes: &[EpsgCode]) -> String {
    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
    if codes.is_empty() { String::new() } else { format!(", perhaps {}", codes.join(", ")) }
}

impl ImportError {
    /// What is doubted about the coordinates, where that is why the files were refused: the planner may say how the
    /// file is to be read and open it again.
    #[must_use]
    pub fn coordinate_doubt(&self) -> Option<CoordinateDoubt> {
        let (file, suspected) = match self {
            Self::UnsupportedSystem { file, code, .. } => {
                (file, Suspected::Projected { likely: code.iter().copied().collect() })
            }
            Self::ProjectedCoordinates { file, codes, .. } => (file, Suspected::Projected { likely: codes.clone() }),
            Self::SwappedAxes { file, .. } | Self::SwappedAgainstOthers { file, .. } => (file, Suspected::SwappedAxes),
            Self::FarFromOthers { file, .. } => (file, Suspected::ElsewhereThanOthers),
            Self::Cancelled
            | Self::NoFiles
            | Self::Unreadable { .. }
            | Self::Folder { .. }
            | Self::NotAFile { .. }
            | Self::SameFileTwice { .. }
            | Self::TooLarge { .. }
            | Self::UnpacksTooLarge { .. }
            | Self::BadGzip { .. }
            | Self::Empty { .. }
            | Self::WrongEncoding { .. }
            | Self::LooksLike { .. }
            | Self::InvalidJson { .. }
            | Self::BadStructure { .. }
            | Self::BadSystem { .. }
            | Self::Damaged { .. }
            | Self::TooMany { .. }
            | Self::NotACommunity { .. } => return None,
        };
        Some(CoordinateDoubt { file: file.clone(), suspected })
    }
}
