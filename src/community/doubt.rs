//! Doubts about the coordinates of a file: recognised and offered to the planner, never acted upon unasked.

use crate::geometry::{CoordinateSystem, EpsgCode};

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
