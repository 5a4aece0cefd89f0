//! What an allocation says: every person's site or the reason for having none, and what a place more would be worth.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{DoorRule, KeptArea, OnwardPart, Origin};
use crate::analysis::CoverageHeader;
use crate::ids::{DemandId, EvacuationAreaId, SiteId};
use crate::plan::{ShelterClass, SiteKind};
use crate::units::{Metres, Millimetres, Persons};

/// People by what became of them. The five parts make the total, always (`not_together` is within `over_capacity`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllocationLedger {
    /// Everybody.
    pub total: u64,
    /// Have a place within the limit.
    pub served: u64,
    /// A site lies within the limit, but every such site is full; with things kept together also where none of them
    /// has places for all who go together.
    pub over_capacity: u64,
    /// Of these, people in reach of a site that still has places, but not for all who are kept together.
    pub not_together: u64,
    /// Every fit site (or the one fixed by hand) is too far.
    pub beyond_limit: u64,
    /// No way leads to a fit site.
    pub unreachable: u64,
    /// The door has no road access.
    pub no_road_access: u64,
}

impl AllocationLedger {
    /// Do the parts make the whole?
    #[must_use]
    pub const fn adds_up(&self) -> bool {
        self.served + self.over_capacity + self.beyond_limit + self.unreachable + self.no_road_access == self.total
    }
}

/// Why somebody has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoPlace {
    /// A site lies within the limit, but every such site is full.
    OverCapacity,
    /// A site within the limit still has places, but no single one takes all who are kept together.
    NotTogether,
    /// Every fit site (or the one fixed by hand) is too far.
    BeyondLimit,
    /// No way leads to a fit site.
    Unreachable,
    /// The door has no road access.
    NoRoadAccess,
}

impl NoPlace {
    /// The word in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OverCapacity => "over_capacity",
            Self::NotTogether => "not_together",
            Self::BeyondLimit => "beyond_limit",
            Self::Unreachable => "unreachable",
            Self::NoRoadAccess => "no_road_access",
        }
    }
}

/// What keeps people from a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOver {
    /// Why.
    pub reason: NoPlace,
    /// The site their evacuation area sends them to by hand: the reason is about this one, and no other is open to them.
    pub sent_to: Option<SiteId>,
}

/// What is kept together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wholeness {
    /// Nothing: the people of a building may go to different sites. The least walking there is.
    #[default]
    People,
    /// Buildings.
    Buildings,
    /// Evacuation areas; outside of them buildings.
    Areas,
}

impl Wholeness {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::People, Self::Buildings, Self::Areas];

    /// The word in files, JSON and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Buildings => "buildings",
            Self::Areas => "areas",
        }
    }

    /// The choice a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// What one more place at a site would do, the chain of moves it sets off included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum PlaceSaving {
    /// Nobody would come.
    #[default]
    Nothing,
    /// Everybody together would walk so much less.
    Walk(Metres),
    /// One more person would find a place.
    Place,
    /// Not told: buildings or areas are kept together, and what holds for people one by one does not hold for them.
    NotTold,
}

/// People of one origin who go to the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OriginPart {
    /// Where; `None` has no place.
    pub site: Option<SiteId>,
    /// How many.
    pub persons: u32,
    /// Of these, vulnerable people.
    pub vulnerable: u32,
    /// The whole way; zero without a place.
    pub distance: Millimetres,
    /// Why they have no place; `None` where they have one.
    pub left: Option<LeftOver>,
}

/// What is said of one site that takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteAllocation {
    /// Which.
    pub site: SiteId,
    /// Its name; may be empty.
    pub name: String,
    /// Class (counts for shelters).
    pub class: ShelterClass,
    /// The walk limit it is held to.
    pub limit: Metres,
    /// Places; `None` where nobody has said: then it never fills up.
    pub capacity: Option<Persons>,
    /// The places were reckoned from an area, not given.
    pub is_capacity_derived: bool,
    /// People sent there.
    pub assigned: u64,
    /// Of these, vulnerable people.
    pub assigned_vulnerable: u64,
    /// People for whom it is the nearest fit site within its limit, full or not.
    pub nearest: u64,
    /// Of these, people who are sent elsewhere or have no place.
    pub nearest_elsewhere: u64,
    /// What one more place would do.
    pub saving: PlaceSaving,
}

/// What is said of one evacuation area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaAllocation {
    /// Which.
    pub area: EvacuationAreaId,
    /// Its name; may be empty.
    pub name: String,
    /// Its people.
    pub persons: AllocationLedger,
    /// People by site, by id.
    pub sites: Vec<(SiteId, u64)>,
}

/// Who goes where, for one kind of site.
#[derive(Clone, Debug, PartialEq)]
pub struct AllocationReport {
    /// Values and circumstances.
    pub header: CoverageHeader,
    /// The kind of site.
    pub kind: SiteKind,
    /// What was kept together.
    pub wholeness: Wholeness,
    /// Everybody.
    pub persons: AllocationLedger,
    /// The vulnerable among them.
    pub vulnerable: AllocationLedger,
    /// Total walking of those with a place, in person-millimetres.
    pub person_millimetres: u128,
    /// The same of the best answer that splits buildings freely: no answer is below it.
    pub bound_person_millimetres: u128,
    /// People without a place in that answer.
    pub bound_over_capacity: u64,
    /// Vulnerable people without a place in that answer.
    pub bound_vulnerable_over_capacity: u64,
    /// Was the answer proven the best of its kind?
    pub is_proven: bool,
    /// Origins whose people go to more than one place.
    pub n_split: usize,
    /// Sites that take part, by id.
    pub sites: Vec<SiteAllocation>,
    /// Evacuation areas, by id; people outside every area are in none.
    pub areas: Vec<AreaAllocation>,
    /// Where people start, as the allocation saw it: doors by number, then sites of the stage before.
    pub origins: Arc<[Origin]>,
    /// Their people by place, nearest first; the same length as `origins`.
    pub parts: Arc<[Vec<OriginPart>]>,
    /// In a stage after another one, building by building, where those go on to who gathered at its sites: by door. Those
    /// of a site together are the parts of that site. None in a first stage.
    pub onward: Arc<[OnwardPart]>,
    /// What holds for doors in evacuation areas; a door that is not there is free, and on its own.
    pub rules: Arc<BTreeMap<DemandId, DoorRule>>,
    /// Evacuation areas kept together, by id; none where they are not.
    pub kept_areas: Vec<KeptArea>,
}

/// The onward ways of one door, of all in the order of doors. O(log n).
pub(super) fn of_door(onward: &[OnwardPart], door: DemandId) -> &[OnwardPart] {
    let start = onward.partition_point(|one| one.door < door);
    let rest = onward.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|one| one.door == door)).unwrap_or_default()
}

impl AllocationReport {
    /// What is said of one site.
    #[must_use]
    pub fn site(&self, id: SiteId) -> Option<&SiteAllocation> {
        self.sites.binary_search_by_key(&id, |site| site.site).ok().and_then(|place| self.sites.get(place))
    }

    /// Where those of a door go on to who gathered at a site of the stage before; by that site, nearest first.
    #[must_use]
    pub fn onward_of(&self, door: DemandId) -> &[OnwardPart] {
        of_door(&self.onward, door)
    }

    /// Share by which the walking exceeds the bound, never negative; `None` where the bound is zero, or not as many
    /// people, and vulnerable people, are without a place: then there is nothing to compare.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a share, to a few digits")]
        let gap = self.person_millimetres as f64 / self.bound_person_millimetres as f64 - 1.0;
        (self.bound_person_millimetres > 0 && self.places_as_many()).then_some(gap)
    }

    /// Are as many people, and as many vulnerable people, without a place as in the answer that splits buildings freely?
    #[must_use]
    pub const fn places_as_many(&self) -> bool {
        self.persons.over_capacity == self.bound_over_capacity
            && self.vulnerable.over_capacity == self.bound_vulnerable_over_capacity
    }
}
