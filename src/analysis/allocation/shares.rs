//! The people of an origin by the site they must go to: those of areas with a destination set by hand, and the others.
//!
//! A door has one share. Who gathered at a site of the stage before came from many doors, and some of them have a
//! destination of their own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::origins::{Household, Starters};
use super::{Origin, OriginPlace};
use crate::ids::{DemandId, SiteId};

/// People of one origin who may go to the same sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// Position of the origin.
    pub(super) origin: usize,
    /// The site they must go to; `None` is free.
    pub(super) fixed: Option<SiteId>,
    pub(super) persons: u32,
    pub(super) vulnerable: u32,
}

/// The shares of all origins, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shares {
    list: Vec<Share>,
    /// Where the shares of each origin begin.
    starts: Vec<usize>,
}

impl Shares {
    /// Divides the people of every origin by the site set by hand for their doors. O(origins + households).
    pub(super) fn new(starters: &Starters, of_door: &BTreeMap<DemandId, SiteId>) -> Self {
        let mut shares = Self::default();
        for (number, origin) in starters.origins.iter().enumerate() {
            shares.starts.push(shares.list.len());
            match origin.place {
                OriginPlace::Door(door) => {
                    let fixed = of_door.get(&door).copied();
                    let Origin { persons, vulnerable, .. } = *origin;
                    shares.list.push(Share { origin: number, fixed, persons, vulnerable });
                }
                OriginPlace::Site(site) => {
                    let households = starters.households.get(&site).map_or(&[][..], Vec::as_slice);
                    shares.list.extend(gathered(number, households));
                }
            }
        }
        shares
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Share] {
        &self.list
    }

    /// Where in [`Self::all`] those of an origin are.
    pub(super) fn range(&self, origin: usize) -> Range<usize> {
        let at = |origin: usize| self.starts.get(origin).copied().unwrap_or(self.list.len());
        at(origin)..at(origin + 1)
    }

    /// The site the first people of an origin must go to: of a door all of them.
    pub(super) fn fixed(&self, origin: usize) -> Option<SiteId> {
        self.list.get(self.range(origin)).and_then(<[Share]>::first).and_then(|share| share.fixed)
    }
}

fn gathered(origin: usize, households: &[Household]) -> Vec<Share> {
    let mut sums: BTreeMap<Option<SiteId>, (u32, u32)> = BTreeMap::new();
    for household in households {
        let sum = sums.entry(household.fixed).or_default();
        *sum = (sum.0 + household.persons, sum.1 + household.vulnerable);
    }
    let share = |(fixed, (persons, vulnerable))| Share { origin, fixed, persons, vulnerable };
    sums.into_iter().map(share).collect()
}
