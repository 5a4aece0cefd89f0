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

/// Who gets a place before whom when places run out: people of a higher one first.
///
/// Only the order counts, never how far two of them are apart (see the costs).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priority(u32);

impl Priority {
    /// No priority.
    pub const ORDINARY: Self = Self(0);
    /// Before everybody ordinary.
    pub const VULNERABLE: Self = Self(1);
    /// More would not fit the costs.
    const MAX: u32 = (1 << 22) - 1;

    /// Priorities of units that go as a whole, given their people and the vulnerable among them: by the share of the
    /// vulnerable, so that the places a unit takes serve as many of them as they can; none where there are none.
    /// Exact; from the four-millionth different share on they would count as equal. O(units · log units).
    pub(super) fn by_share(units: impl IntoIterator<Item = (u32, u32)>) -> Vec<Self> {
        let units: Vec<(u64, u64)> = units
            .into_iter()
            .map(|(persons, vulnerable)| (u64::from(persons.max(1)), u64::from(vulnerable.min(persons))))
            .collect();
        let mut order: Vec<(usize, u64, u64)> =
            units.iter().enumerate().map(|(unit, &(persons, vulnerable))| (unit, persons, vulnerable)).collect();
        let by_share = |one: &(usize, u64, u64), other: &(usize, u64, u64)| (one.2 * other.1).cmp(&(other.2 * one.1));
        order.sort_by(by_share);
        let mut priorities = vec![Self::ORDINARY; units.len()];
        let (mut steps, mut before) = (0_u32, (0, 1, 0));
        for unit in order {
            if by_share(&before, &unit).is_lt() {
                steps = (steps + 1).min(Self::MAX);
            }
            before = unit;
            if let Some(priority) = priorities.get_mut(unit.0) {
                *priority = Self(steps);
            }
        }
        priorities
    }

    /// The steps a place is worth to such a person: at least one.
    pub(super) const fn steps(self) -> u32 {
        self.0 + 1
    }
}

/// People who start at the same place and count alike; they may be split between sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// What it is, for ever: the answer does not depend on the order of units.
    pub key: u64,
    /// How many.
    pub persons: u32,
    /// Whom they are placed before when places run out.
    pub priority: Priority,
    /// Where it may go, by site, each site once.
    pub ways: Vec<UnitWay>,
}

impl Unit {
    /// The cost of a site; `None` where the unit may not go there.
    pub(super) fn cost(&self, site: usize, sites: &[Places]) -> Option<Cost> {
        if site == sites.len() {
            return Some(Cost::of_no_place(self.priority, self.key));
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
        ways.chain([(sites.len(), Cost::of_no_place(self.priority, self.key))])
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
