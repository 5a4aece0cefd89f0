//! The allocation that follows the plan: after a moved or changed site only that site's ways and people are redone.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::Columns;
use super::origins::{Starters, onward};
use super::shares::Shares;
use super::whole::allocate_whole;
use super::{AllocationReport, Origin, OriginPlace, SentByHand, Wholeness, summary};
use crate::analysis::assignment::{Assignment, AssignmentProblem, Places, Priority, Unit, UnitWay};
use crate::analysis::{CoverageEngine, CoverageReport, SiteCoverage};
use crate::ids::{DemandId, SiteId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::AccessPoint;
use crate::plan::SiteKind;
use crate::units::Millimetres;

/// Places kept free for sites that are still to be drawn, so that a new one does not start everything anew.
const SPARE_SITES: usize = 4;
/// Part problems looked at to keep buildings or areas whole before the gap is reported instead.
const DEFAULT_MAX_NODES: usize = 400;

/// What to allocate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocationOptions {
    /// What is kept together.
    pub wholeness: Wholeness,
    /// How many part problems to look at for that.
    pub max_nodes: usize,
}

impl Default for AllocationOptions {
    fn default() -> Self {
        Self { wholeness: Wholeness::default(), max_nodes: DEFAULT_MAX_NODES }
    }
}

/// Allocations of the kinds of sites, kept up to date over a [`CoverageEngine`].
#[derive(Debug, Default)]
pub struct AllocationEngine {
    stages: BTreeMap<(SiteKind, bool), Stage>,
}

/// A site as the allocation takes it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TakingPart {
    pub(super) facts: SiteCoverage,
    pub(super) access: AccessPoint,
    pub(super) limit: Millimetres,
}

impl TakingPart {
    fn places(&self) -> Places {
        let capacity = self.facts.capacity.map_or(u64::MAX, |persons| u64::from(persons.0));
        Places { key: u64::from(self.facts.site.0), capacity }
    }
}

/// One kind of site, in one stage, as it was last.
#[derive(Debug)]
pub(super) struct Stage {
    generation: u64,
    pub(super) origins: Arc<[Origin]>,
    /// Their people by the site they must go to.
    pub(super) shares: Shares,
    pub(super) columns: Columns,
    /// Units of each share: those who are not vulnerable, and those who are.
    pub(super) units: Vec<[Option<u32>; 2]>,
    slots: BTreeMap<SiteId, usize>,
    places: BTreeMap<SiteId, Places>,
    solved: Option<Assignment>,
}

impl AllocationEngine {
    /// An engine that has allocated nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends the people of all doors to the sites of a kind; `coverage` as of its last update, which gave `report`.
    /// `None` where the plan has no such site, or the last update was cancelled.
    ///
    /// Cold O(sites · (junctions within the limit + doors)) and the moves of the solver; after an edit of few sites
    /// what those sites concern.
    ///
    /// # Errors
    /// [`Cancelled`]; the next call starts anew.
    pub fn allocate(
        &mut self,
        coverage: &CoverageEngine,
        report: &CoverageReport,
        kind: SiteKind,
        options: AllocationOptions,
        context: &JobContext,
    ) -> Result<Option<Arc<AllocationReport>>, Cancelled> {
        let Some(last) = coverage.last() else { return Ok(None) };
        let accesses = last.ground.doors.accesses();
        let origin = |(door, access): (usize, &Option<AccessPoint>)| {
            let (persons, vulnerable) = last.people.at(door);
            Origin {
                place: OriginPlace::Door(DemandId::from_index(door)),
                access: *access,
                persons: persons.0,
                vulnerable: vulnerable.0,
            }
        };
        let origins: Vec<Origin> = accesses.iter().enumerate().map(origin).collect();
        let starters = Starters { origins, ..Starters::default() };
        self.run(coverage, report, (kind, false), starters, options, context)
    }

    /// Sends on who gathered at the sites of the first stage, and whom it could not place, to sites of another kind.
    ///
    /// # Errors
    /// [`Cancelled`]; the next call starts anew.
    pub fn allocate_onward(
        &mut self,
        coverage: &CoverageEngine,
        report: &CoverageReport,
        first: &AllocationReport,
        kind: SiteKind,
        options: AllocationOptions,
        context: &JobContext,
    ) -> Result<Option<Arc<AllocationReport>>, Cancelled> {
        let served = coverage.served_sites(first.kind);
        let access = |id| served.iter().find(|site| site.site == id).map(|site| site.access);
        self.run(coverage, report, (kind, true), onward(first, access), options, context)
    }

    fn run(
        &mut self,
        coverage: &CoverageEngine,
        report: &CoverageReport,
        key: (SiteKind, bool),
        starters: Starters,
        options: AllocationOptions,
        context: &JobContext,
    ) -> Result<Option<Arc<AllocationReport>>, Cancelled> {
        context.check()?;
        let (Some(last), Some(figures)) = (coverage.last(), report.kind(key.0)) else { return Ok(None) };
        let served = coverage.served_sites(key.0);
        let taking_part = |facts: &SiteCoverage| {
            let site = served.iter().find(|site| site.site == facts.site)?;
            Some(TakingPart { facts: facts.clone(), access: site.access, limit: site.limit })
        };
        let sites: Vec<TakingPart> = figures.sites.iter().filter_map(taking_part).collect();
        let fixed = fixed_destinations(coverage, &sites);
        let mut starters = starters;
        for household in starters.households.values_mut().flatten() {
            household.fixed = fixed.get(&household.door).map(|by_hand| by_hand.site);
        }
        let of_door = fixed.iter().map(|(&door, by_hand)| (door, by_hand.site)).collect();
        let shares = Shares::new(&starters, &of_door);
        let Starters { origins, households } = starters;
        let generation = last.ground.generation;
        let mut stage = match self.stages.remove(&key) {
            Some(stage) if stage.is_of(generation, &origins, &shares) => stage,
            Some(_) | None => Stage::new(generation, origins, shares),
        };
        // Taken out while it changes: cancelled work leaves nothing half done.
        stage.follow(coverage, last.ground, &sites, context)?;
        let whole = allocate_whole(&stage, coverage, &sites, &households, options, context)?;
        let of_slot = stage.sites_by_slot();
        let Some(solved) = &mut stage.solved else { return Ok(None) };
        let (slots, shares, units) = (&stage.slots, &stage.shares, &stage.units);
        let mut found = summary::Found { solved, slots, of_slot, shares, units, whole };
        let answer = summary::report(
            report,
            key.0,
            options.wholeness,
            coverage,
            &sites,
            &stage.origins,
            &stage.columns,
            &households,
            &fixed,
            &mut found,
        );
        self.stages.insert(key, stage);
        Ok(Some(Arc::new(answer)))
    }
}

/// The site of this kind the evacuation area of a door fixes; of areas that overlap the one with the lowest number.
fn fixed_destinations(coverage: &CoverageEngine, sites: &[TakingPart]) -> BTreeMap<DemandId, SentByHand> {
    let mut of_door: BTreeMap<DemandId, SentByHand> = BTreeMap::new();
    let Some(last) = coverage.last() else { return of_door };
    for area in coverage.areas() {
        let destination = last.plan.evacuation_areas().get(&area.area).and_then(|area| area.destination);
        let Some(site) = destination.filter(|id| sites.iter().any(|site| site.facts.site == *id)) else { continue };
        for &door in area.doors.iter() {
            of_door.entry(DemandId(door)).or_insert(SentByHand { area: area.area, site });
        }
    }
    of_door
}

impl Stage {
    fn new(generation: u64, origins: Vec<Origin>, shares: Shares) -> Self {
        Self {
            generation,
            origins: origins.into(),
            shares,
            columns: Columns::default(),
            units: Vec::new(),
            slots: BTreeMap::new(),
            places: BTreeMap::new(),
            solved: None,
        }
    }

    fn is_of(&self, generation: u64, origins: &[Origin], shares: &Shares) -> bool {
        self.generation == generation && *self.origins == *origins && self.shares == *shares && self.solved.is_some()
    }

    fn sites_by_slot(&self) -> Vec<Option<SiteId>> {
        let n_slots = self.slots.values().max().map_or(0, |last| last + 1);
        let mut sites = vec![None; n_slots];
        for (&id, &slot) in &self.slots {
            if let Some(site) = sites.get_mut(slot) {
                *site = Some(id);
            }
        }
        sites
    }

    fn follow(
        &mut self,
        coverage: &CoverageEngine,
        ground: &crate::analysis::kind_state::Ground,
        sites: &[TakingPart],
        context: &JobContext,
    ) -> Result<(), Cancelled> {
        let wanted: Vec<_> = sites.iter().map(|site| (site.facts.site, site.access, site.limit)).collect();
        let changed = self.columns.follow(coverage.network(), &ground.mask, &wanted, &self.origins, context)?;
        let places: BTreeMap<SiteId, Places> = sites.iter().map(|site| (site.facts.site, site.places())).collect();
        let n_new = places.keys().filter(|id| !self.slots.contains_key(id)).count();
        let n_slots = self.solved.as_ref().map_or(0, |solved| solved.problem().sites.len());
        self.slots.retain(|id, _| places.contains_key(id) || changed.contains(id));
        let is_warm = self.solved.is_some() && self.slots.len() + n_new <= n_slots;
        if !is_warm {
            return self.solve(&places, context);
        }
        let Some(mut solved) = self.solved.take() else { return Ok(()) };
        for &id in &changed {
            let (slot, new) = match (self.slots.get(&id).copied(), places.get(&id)) {
                (Some(slot), Some(&place)) => (slot, place),
                (Some(slot), None) => {
                    self.slots.remove(&id);
                    (slot, Places::default())
                }
                (None, Some(&place)) => {
                    let is_free = |slot: &usize| !self.slots.values().any(|used| used == slot);
                    let Some(slot) = (0..n_slots).find(is_free) else { return self.solve(&places, context) };
                    self.slots.insert(id, slot);
                    (slot, place)
                }
                (None, None) => continue,
            };
            let ways = self.unit_ways(id);
            solved.set_site(slot, new, &ways, context)?;
        }
        for (&id, &place) in &places {
            if self.places.get(&id).is_some_and(|known| known.capacity != place.capacity)
                && !changed.contains(&id)
                && let Some(&slot) = self.slots.get(&id)
            {
                solved.set_capacity(slot, place.capacity, context)?;
            }
        }
        self.places = places;
        self.solved = Some(solved);
        Ok(())
    }

    fn solve(&mut self, places: &BTreeMap<SiteId, Places>, context: &JobContext) -> Result<(), Cancelled> {
        self.slots = places.keys().copied().zip(0..).collect();
        self.places.clone_from(places);
        let mut units = Vec::new();
        self.units = vec![[None, None]; self.shares.all().len()];
        for (share, slots) in self.shares.all().iter().zip(&mut self.units) {
            let Some(origin) = self.origins.get(share.origin) else { continue };
            let counts = [share.persons.saturating_sub(share.vulnerable), share.vulnerable];
            let priorities = [Priority::ORDINARY, Priority::VULNERABLE];
            for ((persons, slot), priority) in counts.into_iter().zip(slots).zip(priorities) {
                if persons > 0 && origin.access.is_some() {
                    *slot = u32::try_from(units.len()).ok();
                    let key = unit_key(origin.place, share.fixed) + u64::from(priority > Priority::ORDINARY);
                    units.push(Unit { key, persons, priority, ways: Vec::new() });
                }
            }
        }
        for (&id, &slot) in &self.slots {
            let Ok(site) = u32::try_from(slot) else { continue };
            for (unit, millimetres) in self.unit_ways(id) {
                if let Some(unit) = units.get_mut(unit as usize) {
                    unit.ways.push(UnitWay { site, millimetres });
                }
            }
        }
        let mut sites: Vec<Places> = places.values().copied().collect();
        sites.resize(sites.len() + SPARE_SITES, Places::default());
        self.solved = Some(Assignment::solve(AssignmentProblem { units, sites }, context)?);
        Ok(())
    }

    /// The ways of units to a site: those of their origins, unless they are sent somewhere else by hand.
    fn unit_ways(&self, site: SiteId) -> Vec<(u32, u32)> {
        let mut ways = Vec::new();
        for &(origin, millimetres) in self.columns.get(site) {
            for share in self.shares.range(origin as usize) {
                let may_go = self.shares.all().get(share).is_some_and(|share| share.fixed.is_none_or(|id| id == site));
                let units = self.units.get(share).filter(|_| may_go).into_iter().flatten().flatten();
                ways.extend(units.map(|&unit| (unit, millimetres)));
            }
        }
        ways
    }
}

/// A number of its own for the people of a place who must go to the same site; those of a door all do.
fn unit_key(place: OriginPlace, fixed: Option<SiteId>) -> u64 {
    let fixed = match place {
        OriginPlace::Door(_) => None,
        OriginPlace::Site(_) => fixed,
    };
    fixed.map_or(place.key(), |site| place.key() ^ (u64::from(site.0) + 1) << 34)
}
