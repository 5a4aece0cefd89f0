//! Those who go alike: people of one speed on foot, and all cars.

use crate::evacuation::simulation::{Goal, Party};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{EvacuationStudy, Moment};

/// Most speeds told apart; more are taken together, at the slowest of each lot.
const MOST_CLASSES: usize = 8;

/// The speeds of those of one use who go.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    pub(super) usage: StreetUse,
    /// Millimetres per second, slowest first, each once.
    pub(super) speeds: Vec<u32>,
    /// Persons in all.
    pub(super) persons: u64,
    /// Persons in the largest party.
    pub(super) most: u64,
}

impl Classes {
    /// Those of a use. O(n log n).
    pub(super) fn of(study: &EvacuationStudy, usage: StreetUse) -> Self {
        let who = || study.parties.iter().filter(|party| party.usage == usage && goes(party));
        let mut all: Vec<u32> = who().map(|party| party.speed.max(1)).collect();
        all.sort_unstable();
        let mut speeds = all.clone();
        speeds.dedup();
        if usage == StreetUse::Driving {
            // On the road a car's speed is the road's; its own is that of the walk to and from it.
            speeds.truncate(1);
        } else if speeds.len() > MOST_CLASSES {
            speeds = (0..MOST_CLASSES).filter_map(|lot| all.get(lot * all.len() / MOST_CLASSES).copied()).collect();
            speeds.dedup();
        }
        let most = who().map(|party| u64::from(party.persons)).max().unwrap_or(1).max(1);
        Self { usage, speeds, persons: who().map(|party| u64::from(party.persons)).sum(), most }
    }

    /// The class of a party: the fastest that is no faster than it.
    pub(super) fn of_party(&self, party: &Party) -> usize {
        self.speeds.partition_point(|&speed| speed <= party.speed.max(1)).saturating_sub(1)
    }

    /// Its parties with their numbers and classes.
    pub(super) fn parties<'s>(
        &self,
        study: &'s EvacuationStudy,
    ) -> impl Iterator<Item = (u32, &'s Party, usize)> + use<'s, '_> {
        let who = |(_, party): &(u32, &Party)| party.usage == self.usage && goes(party);
        (0_u32..).zip(study.parties.iter()).filter(who).map(|(number, party)| (number, party, self.of_party(party)))
    }
}

/// Does somebody leave at all?
pub(super) fn goes(party: &Party) -> bool {
    party.leaves != Moment::NEVER && !matches!(party.goal, Goal::Nowhere(_))
}
