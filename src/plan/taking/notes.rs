//! What came, or would come, of a file's features, and what is to be said of each.

use std::fmt;

use thiserror::Error;

use crate::plan::PlanObject;

/// Why a planner's word about the columns cannot be followed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TakingError {
    /// There is no such column.
    #[error("{file} has no column {column}; it has: {columns}")]
    NoColumn {
        /// The file.
        file: String,
        /// What was named.
        column: String,
        /// What there is.
        columns: String,
    },
}

/// What is to be said of one feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakingNote {
    /// Left out: it has no shape that can be used.
    NoShape,
    /// Left out: an area is needed.
    NotAnArea,
    /// Left out: a point or an area is needed.
    NotAPlace,
    /// Taken from the start on: its time, as written, is none (empty where there is nothing).
    NoStart(String),
    /// Taken without an end: its time, as written, is none (empty where there is nothing).
    NoEnd(String),
    /// Taken, but it ends no later than it begins.
    NeverActs,
    /// Taken as another hazard: the words of the file name none.
    UnknownHazard(String),
    /// Taken without a number of places: what is written is none.
    NoCapacity(String),
    /// An exit, taken without a flow: what is written is none.
    NoExitFlow(String),
    /// An exit, taken without what its column `capacity` says: places, or people a minute?
    DoubtfulCapacity(String),
}

impl TakingNote {
    /// Is the feature left out?
    #[must_use]
    pub const fn is_left_out(&self) -> bool {
        match self {
            Self::NoShape | Self::NotAnArea | Self::NotAPlace => true,
            Self::NoStart(_)
            | Self::NoEnd(_)
            | Self::NeverActs
            | Self::UnknownHazard(_)
            | Self::NoCapacity(_)
            | Self::NoExitFlow(_)
            | Self::DoubtfulCapacity(_) => false,
        }
    }
}

impl fmt::Display for TakingNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
        match self {
            Self::NoShape => f.write_str("left out: it has no shape that can be used"),
            Self::NotAnArea => f.write_str("left out: it is no area"),
            Self::NotAPlace => f.write_str("left out: it is neither a point nor an area"),
            Self::NoStart(text) => write!(f, "acts from the start: {} is no time", quoted(text)),
            Self::NoEnd(text) => write!(f, "never ends: {} is no time", quoted(text)),
            Self::NeverActs => f.write_str("never acts: it ends no later than it begins"),
            Self::UnknownHazard(text) => write!(f, "taken as hazard other: {text} names no hazard"),
            Self::NoCapacity(text) => write!(f, "no number of places: {text} is none"),
            Self::NoExitFlow(text) => write!(f, "no flow: {text} is no number of persons per minute"),
            Self::DoubtfulCapacity(text) => {
                write!(f, "the capacity {text} is not taken: name the column exit_persons_per_min or capacity_persons")
            }
        }
    }
}

/// What came of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// The objects, in the order of the file; their numbers are given when they come into the plan.
    pub objects: Vec<PlanObject>,
    /// What is to be said: number of the feature from 0, and what.
    pub notes: Vec<(u32, TakingNote)>,
}

/// What would come of a layer, told without making it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// So many objects.
    pub n_objects: usize,
    /// Minutes from the order to the first and the last beginning; `None` where nothing has a time.
    pub starts_min: Option<(f64, f64)>,
    /// What is to be said: number of the feature from 0, and what.
    pub notes: Vec<(u32, TakingNote)>,
}
