//! Why a plan file could not be read, and what was odd in one that could.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::oddity::PlanOddity;
use crate::geometry::LonLat;

/// Why JSON, or what is none, is no plan.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotAPlanReason {
    /// Features, but none of Muster's.
    #[error("it has no member `muster` and no feature with `muster:kind`")]
    NoPlanMember,
    /// A web page or other XML.
    #[error("it looks like a web page or XML")]
    WebPage,
    /// JSON, but no object.
    #[error("it is JSON, but no object")]
    NotAnObject,
    /// `TopoJSON`.
    #[error("it is TopoJSON")]
    TopoJson,
    /// Another `type`.
    #[error("its `type` is not FeatureCollection")]
    OtherType,
    /// No member `features`.
    #[error("it has no `features`")]
    NoFeatures,
    /// `features` is something else; the reader's own words.
    #[error("its `features` are no list: {0}")]
    FeaturesNotAList(String),
}

/// Why a plan was not opened. Nothing that was open has changed.
#[derive(Debug, Error)]
pub enum PlanReadError {
    /// The system does not hand the file out.
    #[error("the file could not be read ({source}); check that it exists and that you may read it: {path}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A folder was chosen.
    #[error("this is a folder; choose the plan file inside it: {path}")]
    IsDirectory {
        /// The folder.
        path: PathBuf,
    },
    /// A device, pipe or the like.
    #[error("this is no ordinary file; copy its content to a file and open that: {path}")]
    NotAFile {
        /// What was chosen.
        path: PathBuf,
    },
    /// Larger than any plan.
    #[error(
        "the file has {size} bytes, more than the {limit} a plan may have; if it is a community file, open it as such: {path}"
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// The largest size in bytes.
        limit: u64,
    },
    /// Nothing in it.
    #[error("the file is empty; take the copy beside it that ends in .bak, or start a new plan: {name}")]
    Empty {
        /// The file's name.
        name: String,
    },
    /// UTF-16, as some editors save it.
    #[error("the file is UTF-16 text; save it as UTF-8 in the editor it comes from: {name}")]
    Utf16 {
        /// The file's name.
        name: String,
    },
    /// Bytes that are no text.
    #[error(
        "the file is no UTF-8 text (byte {position}); if it is compressed, unpack it, else save it as UTF-8: {name}"
    )]
    NotUtf8 {
        /// The file's name.
        name: String,
        /// The first byte that fits no character, from 0.
        position: usize,
    },
    /// The text ends in the middle.
    #[error("the file ends in the middle (line {line}); take the copy beside it that ends in .bak: {name}")]
    Truncated {
        /// The file's name.
        name: String,
        /// Last line, from 1.
        line: usize,
    },
    /// Not JSON.
    #[error("the file is not valid JSON at line {line}, column {column} ({reason}); mend it there: {name}")]
    Syntax {
        /// The file's name.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the reader found.
        reason: String,
    },
    /// JSON, but no plan.
    #[error(
        "this is not a Muster plan ({reason}); if it holds roads or buildings, open it as a community file: {name}"
    )]
    NotAPlan {
        /// The file's name.
        name: String,
        /// What it looks like.
        reason: NotAPlanReason,
    },
    /// A coordinate system plans do not use.
    #[error("the coordinates are in {crs}; convert the file to WGS 84 longitude and latitude: {name}")]
    OtherCoordinateSystem {
        /// The file's name.
        name: String,
        /// The system as the file names it.
        crs: String,
    },
}

/// Something odd in a plan file. What it concerns was kept, never dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanWarning {
    /// Position of the feature in the file, from 0; `None` where it concerns the file as a whole.
    pub feature: Option<usize>,
    /// The feature's id as in the file, where it has one.
    pub id: Option<String>,
    /// The property or member it concerns.
    pub property: Option<String>,
    /// What was found and what was done.
    pub oddity: PlanOddity,
    /// Where to look.
    pub place: Option<LonLat>,
}

impl PlanWarning {
    /// About the file as a whole, or a member of its `muster` member.
    pub(in crate::exchange) fn of_file(property: Option<&str>, oddity: PlanOddity) -> Self {
        Self { feature: None, id: None, property: property.map(str::to_owned), oddity, place: None }
    }
}

impl std::fmt::Display for PlanWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(feature) = self.feature {
            write!(f, "feature {feature}")?;
            if let Some(id) = &self.id {
                write!(f, " ({id})")?;
            }
            write!(f, ": ")?;
        }
        if let Some(property) = &self.property {
            write!(f, "`{property}`: ")?;
        }
        self.oddity.fmt(f)
    }
}
