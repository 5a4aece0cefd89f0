//! When a street is closed or slow.

use crate::evacuation::Moment;
use crate::plan::ObjectId;

/// What happens on a street for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WindowEffect {
    /// Nobody may enter; who is on it walks or drives on.
    Closed,
    /// Nobody may enter, and who is still on it is caught: a hazard has come.
    Overrun,
    /// People move at this share of their speed, above 0 and below 1.
    Slowed(f64),
}

/// An effect on a street from one moment until before another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// From then on.
    pub from: Moment,
    /// No longer then; [`Moment::NEVER`] for good.
    pub until: Moment,
    /// What happens.
    pub effect: WindowEffect,
    /// What of the plan makes it so.
    pub cause: ObjectId,
}

impl Window {
    /// Does it act at a moment?
    #[must_use]
    pub fn acts_at(&self, at: Moment) -> bool {
        self.from <= at && at < self.until
    }

    /// Does it keep people from entering?
    #[must_use]
    pub const fn closes(&self) -> bool {
        match self.effect {
            WindowEffect::Closed | WindowEffect::Overrun => true,
            WindowEffect::Slowed(_) => false,
        }
    }
}
