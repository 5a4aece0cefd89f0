//! What becomes of the people behind one door: they reach a site, it is too far, there is no way, or no road.

use crate::ids::SiteId;
use crate::units::{Metres, MetresPerSecond, Millimetres, Seconds};

/// The way from a door to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The whole way in millimetres: door to road, along roads, road to site.
    pub distance: Millimetres,
    /// The same way with slowed roads counted longer: divided by the walking speed it gives the time.
    /// Equals `distance` where no hazard slows anybody.
    pub slowed: Millimetres,
    /// Where it leads.
    pub site: SiteId,
}

impl Way {
    /// Length of the whole way.
    #[must_use]
    pub fn length(&self) -> Metres {
        self.distance.metres()
    }

    /// Walking time at a speed, slowed roads included; `None` at speed zero.
    #[must_use]
    pub fn time(&self, speed: MetresPerSecond) -> Option<Seconds> {
        self.slowed.metres() / speed
    }
}

/// What becomes of the people behind one door, for one kind of site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A fit site lies within its limit; this is the nearest such.
    Reached(Way),
    /// There is a way to a fit site, but every one is beyond its limit; this is the nearest.
    BeyondLimit(Way),
    /// The door is on the road network, and no way leads to a fit site.
    Unreachable,
    /// The door is too far from any open road.
    NoRoadAccess,
}

impl Outcome {
    /// The way, where there is one.
    #[must_use]
    pub const fn way(&self) -> Option<&Way> {
        match self {
            Self::Reached(way) | Self::BeyondLimit(way) => Some(way),
            Self::Unreachable | Self::NoRoadAccess => None,
        }
    }

    /// Is a site within its limit?
    #[must_use]
    pub const fn is_reached(&self) -> bool {
        matches!(self, Self::Reached(_))
    }

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Reached(_) => "reached",
            Self::BeyondLimit(_) => "beyond_limit",
            Self::Unreachable => "unreachable",
            Self::NoRoadAccess => "no_road_access",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_small_enough_for_a_city() {
        assert_eq!(size_of::<Outcome>(), 16);
    }

    #[test]
    fn slowed_roads_cost_time_and_not_metres() {
        let way = Way { distance: Millimetres(100_000), slowed: Millimetres(150_000), site: SiteId(1) };
        assert_eq!(way.length().value(), 100.0);
        assert_eq!(way.time(MetresPerSecond::new_clamped(0.5)).map(Seconds::value), Some(300.0));
        assert_eq!(way.time(MetresPerSecond::ZERO), None);
    }
}
