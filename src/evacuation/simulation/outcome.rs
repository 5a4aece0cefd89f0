//! What became of everybody.

use super::record::{DirectionRecord, TrailStep};
use crate::evacuation::Moment;

/// Why somebody is neither safe nor caught.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StrandedReason {
    /// No road near the door.
    NoRoadAccess,
    /// No way leads from the door to any site, even with every road open.
    Unreachable,
    /// Every site that could take them is full.
    NoPlace,
    /// They never leave: the departure curve ends below everybody.
    NeverLeaves,
    /// Every way was closed when they got there.
    CutOff,
    /// Still on the way when the simulation ended.
    OnTheWay,
}

impl StrandedReason {
    /// All, in the order of reports.
    pub const ALL: [Self; 6] =
        [Self::NoRoadAccess, Self::Unreachable, Self::NoPlace, Self::NeverLeaves, Self::CutOff, Self::OnTheWay];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoRoadAccess => "no_road_access",
            Self::Unreachable => "unreachable",
            Self::NoPlace => "no_place",
            Self::NeverLeaves => "never_leaves",
            Self::CutOff => "cut_off",
            Self::OnTheWay => "on_the_way",
        }
    }
}

/// How it ended for a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// In a site.
    Safe {
        /// Position of the gate.
        gate: u32,
        /// When it was inside.
        at: Moment,
    },
    /// Caught by a hazard.
    Exposed {
        /// When.
        at: Moment,
        /// On this direction or, having got off it, at its end; `None` at home, before ever getting on a street.
        direction: Option<u32>,
    },
    /// Neither.
    Stranded(StrandedReason),
}

/// What became of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyOutcome {
    /// How it ended.
    pub outcome: Outcome,
    /// Time spent waiting: before full streets, at narrow places, at gates.
    pub waited: Moment,
    /// Millimetres moved along streets.
    pub moved: u64,
    /// How often it had to choose another site.
    pub redirected: u32,
}

/// What happened.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// By party.
    pub parties: Vec<PartyOutcome>,
    /// By direction.
    pub directions: Vec<DirectionRecord>,
    /// Waiting before each gate, in person-microseconds.
    pub gate_waits: Vec<u128>,
    /// Steps of the followed parties, in the order they ended.
    pub trails: Vec<TrailStep>,
    /// How many squeezed into a full street.
    pub squeezed: u32,
    /// How many found their site full.
    pub turned_away: u32,
    /// The last moment anything happened.
    pub ended: Moment,
    /// How many steps were taken.
    pub n_steps: u64,
}
