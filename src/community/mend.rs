//! Mends of the roads: joints the planner accepted where the files leave a gap or a crossing without a junction.
//!
//! A mend names places, not positions in a file: it holds as long as the roads run there, whatever else changes.
//! The files themselves are never touched.

use crate::geometry::LonLat;

/// A place on the grid of 10⁻⁷ degrees (about 1 cm), as it stands in files: equal places are the same vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridPlace {
    lon: i64,
    lat: i64,
}

impl GridPlace {
    /// The place of the grid nearest to a place.
    #[must_use]
    pub fn of(place: LonLat) -> Self {
        let (lon, lat) = place.quantised();
        Self { lon, lat }
    }

    /// The place, with 7 decimals.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "±1.8e9 is exact in f64")]
    pub fn place(self) -> LonLat {
        LonLat::new_clamped(self.lon as f64 / 1e7, self.lat as f64 / 1e7)
    }
}

/// One joint the planner accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mend {
    /// Roads that cross on one level without a common vertex get a junction there.
    JoinCrossing {
        /// Where they cross.
        at: GridPlace,
    },
    /// A road that ends short of another is lengthened in a straight line until it meets it.
    JoinEnd {
        /// Where the road ends.
        end: GridPlace,
        /// The place on the other road.
        to: GridPlace,
    },
}

impl Mend {
    /// Where to look.
    #[must_use]
    pub fn place(self) -> LonLat {
        match self {
            Self::JoinCrossing { at } => at.place(),
            Self::JoinEnd { end, .. } => end.place(),
        }
    }

    /// Where a lengthened road meets the other; `None` for crossings.
    #[must_use]
    pub fn joined_at(self) -> Option<LonLat> {
        match self {
            Self::JoinCrossing { .. } => None,
            Self::JoinEnd { to, .. } => Some(to.place()),
        }
    }
}
