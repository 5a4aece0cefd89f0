//! Identities: of what was loaded, of what was planned, and of the states of a plan.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $word:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The number as a position in an array built together with these ids.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id at a position; positions beyond 4 billion do not occur.
            #[must_use]
            #[expect(clippy::cast_possible_truncation, reason = "input sizes are limited far below 2^32")]
            pub const fn from_index(index: usize) -> Self {
                Self(index as u32)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($word, " {}"), self.0)
            }
        }
    };
}

id!(
    /// A road feature of the community.
    RoadId, "road"
);
id!(
    /// A building of the community.
    BuildingId, "building"
);
id!(
    /// A place with people who must leave: a building's door, an address, or the middle of a zone.
    DemandId, "demand point"
);
id!(
    /// A place where roads meet or end.
    JunctionId, "junction"
);
id!(
    /// A piece of road from junction to junction.
    SegmentId, "road segment"
);
id!(
    /// A site of the plan: shelter, safe harbor, supply point and so on.
    SiteId, "site"
);
id!(
    /// An evacuation area of the plan.
    EvacuationAreaId, "evacuation area"
);
id!(
    /// A hazard area of the plan.
    HazardAreaId, "hazard area"
);
id!(
    /// A closure of the plan.
    ClosureId, "closure"
);
id!(
    /// A road change of the plan.
    RoadChangeId, "road change"
);
id!(
    /// A designated evacuation route of the plan.
    RouteId, "route"
);
id!(
    /// A review note of the plan.
    NoteId, "note"
);
id!(
    /// A scenario of the plan; 0 is always the base scenario.
    ScenarioId, "scenario"
);

/// One state of a plan, for ever: undo and redo restore old numbers, new work takes fresh ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revision {}", self.0)
    }
}
