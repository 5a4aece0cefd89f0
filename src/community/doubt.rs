//! Doubts about the coordinates of a file: recognised and offered to the planner, never acted upon unasked.

use crate::geometry::{BoundingBox, CoordinateSystem, EpsgCode, Line, LonLat};

/// What the coordinates of a file may be instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suspected {
    /// Latitude before longitude.
    SwappedAxes,
    /// Metres of a projected system.
    Projected {
        /// Systems it may be, likely ones first; empty where nothing tells.
        likely: Vec<EpsgCode>,
    },
    /// Another place than the other layers.
    ElsewhereThanOthers,
}

/// A doubt about one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoordinateDoubt {
    /// Layer name, as the mapping names it.
    pub file: String,
    /// What is suspected.
    pub suspected: Suspected,
}

impl CoordinateDoubt {
    /// The systems to offer the planner for this file, likely ones first; the choice is stored in the mapping.
    #[must_use]
    pub fn offers(&self) -> Vec<CoordinateSystem> {
        match &self.suspected {
            Suspected::SwappedAxes => vec![CoordinateSystem::Swapped],
            Suspected::Projected { likely } => likely.iter().map(|&code| CoordinateSystem::Epsg(code)).collect(),
            // What the planner may try: a shift of Chinese web maps is some hundred metres.
            Suspected::ElsewhereThanOthers => {
                vec![CoordinateSystem::Gcj02, CoordinateSystem::Bd09]
            }
        }
    }
}

/// Where the features of a file lie in one reading of its numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadPlaces {
    /// Lines, rings and points (a line of one place) of some features, spread evenly over the file.
    pub lines: Vec<Line>,
    /// Features that have a place.
    pub n_features: usize,
    /// Of these, features with a place within the extent that was asked about; 0 where none was.
    pub n_within: usize,
    /// The middle of all features: the median of their first places, which one stray feature does not move.
    pub middle: Option<LonLat>,
    /// The box around all features.
    pub bounds: Option<BoundingBox>,
}
