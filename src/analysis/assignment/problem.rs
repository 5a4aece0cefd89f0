//! The question of the allocation: units of people, sites with places, and how far each unit is from each site.

use super::cost::Cost;

/// A way from a unit to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitWay {
    /// Which site, as a position in the list of sites.
    pub site: u32,
    /// Length in millimetres.
    pub millimetres: u32,
}

/// People who start at the same place and count alike; they may be split between sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// What it is, for ever: the answer does not depend on the order of units.
    pub key: u64,
    /// How many.
    pub persons: u32,
    /// Placed before others when places run out.
    pub is_vulnerable: bool,
    /// Where it may go, by site, each site once.
    pub ways: Vec<UnitWay>,
}

impl Unit {
    /// The cost of a site; `None` where the unit may not go there.
    pub(super) fn cost(&self, site: usize, sites: &[Places]) -> Option<Cost> {
        if site == sites.len() {
            return Some(Cost::of_no_place(self.is_vulnerable, self.key));
        }
        let place = self.ways.binary_search_by_key(&site, |way| way.site as usize).ok()?;
        Some(Cost::of_walk(self.ways.get(place)?.millimetres, self.key, sites.get(site)?.key))
    }

    /// All costs: of its sites, then of having no place.
    pub(super) fn costs<'a>(&'a self, sites: &'a [Places]) -> impl Iterator<Item = (usize, Cost)> + 'a {
        let ways = self.ways.iter().filter_map(|way| {
            let site = sites.get(way.site as usize)?;
            Some((way.site as usize, Cost::of_walk(way.millimetres, self.key, site.key)))
        });
        ways.chain([(sites.len(), Cost::of_no_place(self.is_vulnerable, self.key))])
    }
}

/// A site as the allocation sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// What it is, for ever.
    pub key: u64,
    /// How many people it takes.
    pub capacity: u64,
}

/// Units and sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssignmentProblem {
    /// The units.
    pub units: Vec<Unit>,
    /// The sites.
    pub sites: Vec<Places>,
}
