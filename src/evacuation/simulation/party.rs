//! Those who move: walkers and cars, where they start and where they want to go.

use crate::evacuation::Moment;
use crate::evacuation::streets::StreetUse;
use crate::ids::DemandId;

use super::StrandedReason;

/// A way onto the streets: part of a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Position of the direction.
    pub direction: u32,
    /// Millimetres left to its end.
    pub rest: u32,
}

/// Where parties start: a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The demand point.
    pub demand: DemandId,
    /// From the door to the road people on foot take, in millimetres.
    pub walk: u32,
    /// From the door to the road with the car, in millimetres.
    pub walk_to_car: u32,
    /// Ways onto the streets on foot, at most two, or four where the road is cut at the door.
    pub on_foot: Vec<Start>,
    /// Ways onto the streets by car, as many.
    pub by_car: Vec<Start>,
    /// When a hazard catches who is still at the door; [`Moment::NEVER`] for safe ground.
    pub overrun: Moment,
}

impl Origin {
    /// The walk from the door to the road of one use, in millimetres.
    #[must_use]
    pub const fn walk(&self, usage: StreetUse) -> u32 {
        match usage {
            StreetUse::Walking => self.walk,
            StreetUse::Driving => self.walk_to_car,
        }
    }

    /// The ways onto the streets of one use.
    #[must_use]
    pub fn starts(&self, usage: StreetUse) -> &[Start] {
        match usage {
            StreetUse::Walking => &self.on_foot,
            StreetUse::Driving => &self.by_car,
        }
    }
}

/// Where a party wants to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A site that keeps places for it: a position among the gates.
    Kept(u32),
    /// The nearest site, whatever its places; who finds it full goes on to the nearest with room.
    Nearest,
    /// Nowhere: it stays.
    Nowhere(StrandedReason),
}

/// A walker, or a car with those in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Position of its origin.
    pub origin: u32,
    /// On foot or by car.
    pub usage: StreetUse,
    /// How many persons it is.
    pub persons: u32,
    /// Free walking speed in millimetres per second, at least 1; of a car that between a door and the road.
    pub speed: u32,
    /// When it leaves the door; [`Moment::NEVER`] stays.
    pub leaves: Moment,
    /// Where to.
    pub goal: Goal,
}
