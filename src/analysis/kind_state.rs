//! One kind of site as the engine keeps it between two states of a plan: searches, ways and outcomes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::doors::Doors;
use super::tally::{AreaDoors, People, SiteFacts, TallyInput, tally};
use super::{KindCoverage, Outcome, Way};
use crate::ids::SiteId;
use crate::jobs::{Cancelled, JobContext};
use crate::network::{AccessPoint, Forest, NetworkMask, RoadNetwork, Seed};
use crate::plan::{ShelterClass, SiteKind};
use crate::units::{MetresPerSecond, Millimetres};

/// The roads and doors of one state, with a number that changes when they do.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) mask: Arc<NetworkMask>,
    pub(super) max_access: Millimetres,
    pub(super) doors: Doors,
    pub(super) generation: u64,
}

/// The sites of one limit: one search serves them all.
#[derive(Debug)]
struct Group {
    seeds: Vec<Seed>,
    forest: Forest,
    /// The nearest site of every door, whatever the limit.
    ways: Vec<Option<Way>>,
}

/// What one kind of site brings to an update.
#[derive(Clone, Debug)]
pub(super) struct KindInput {
    pub(super) kind: SiteKind,
    /// Classes present in the plan with their limits (shelters).
    pub(super) limits_by_class: Vec<(ShelterClass, Millimetres)>,
    /// The largest limit.
    pub(super) limit: Millimetres,
    /// Sites that take part, by id, with their way to the road.
    pub(super) sites: Vec<(SiteFacts, AccessPoint)>,
}

/// What the figures are made from besides kind and doors; a generation changes when the thing does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) network: &'a RoadNetwork,
    pub(super) ground: &'a Ground,
    pub(super) people: &'a People,
    pub(super) people_generation: u64,
    pub(super) areas: &'a [AreaDoors],
    pub(super) areas_generation: u64,
    pub(super) speeds: (MetresPerSecond, MetresPerSecond),
}

/// What the figures in hand were made from.
#[derive(Clone, Debug, PartialEq)]
struct TalliedFrom {
    facts: Vec<SiteFacts>,
    limits_by_class: Vec<(ShelterClass, Millimetres)>,
    limit: Millimetres,
    generations: (u64, u64),
    speeds: (MetresPerSecond, MetresPerSecond),
}

/// One kind of site, computed for one state.
#[derive(Debug)]
pub(super) struct KindState {
    generation: u64,
    groups: BTreeMap<Millimetres, Group>,
    outcomes: Arc<[Outcome]>,
    /// Do the outcomes follow from the groups? Not so after cancelled work.
    is_judged: bool,
    tallied: Option<(TalliedFrom, Arc<KindCoverage>)>,
}

impl Default for KindState {
    fn default() -> Self {
        Self { generation: 0, groups: BTreeMap::new(), outcomes: Arc::from([]), is_judged: false, tallied: None }
    }
}

/// Which doors may have another outcome than before.
enum ChangedDoors {
    All,
    These(Vec<u32>),
}

impl KindState {
    /// Brings the kind to a new state, from the last one where it helps. The result does not depend on the last one.
    ///
    /// From scratch O((m + n) log n + doors) for each limit; after moved sites only what changed is searched and
    /// looked up again, plus one pass over the doors for the figures.
    pub(super) fn update(
        &mut self,
        input: &KindInput,
        setting: &Setting<'_>,
        context: &JobContext,
    ) -> Result<Arc<KindCoverage>, Cancelled> {
        let generation = setting.ground.generation;
        if self.generation != generation {
            *self = Self { generation, ..Self::default() };
        }
        let is_whole = std::mem::replace(&mut self.is_judged, false);
        let changed = match self.follow_sites(input, setting, context)? {
            ChangedDoors::These(doors) if is_whole => ChangedDoors::These(doors),
            ChangedDoors::These(_) | ChangedDoors::All => ChangedDoors::All,
        };
        if self.judge(&changed, setting.ground) {
            self.tallied = None;
        }
        self.is_judged = true;
        let from = TalliedFrom {
            facts: input.sites.iter().map(|site| site.0.clone()).collect(),
            limits_by_class: input.limits_by_class.clone(),
            limit: input.limit,
            generations: (setting.people_generation, setting.areas_generation),
            speeds: setting.speeds,
        };
        if let Some((before, coverage)) = &self.tallied
            && *before == from
        {
            return Ok(Arc::clone(coverage));
        }
        context.check()?;
        let tally_input = TallyInput {
            kind: input.kind,
            limits_by_class: &input.limits_by_class,
            limit: input.limit,
            sites: &from.facts,
            areas: setting.areas,
            people: setting.people,
            speeds: setting.speeds,
            has_slowed: setting.ground.mask.has_slowed(),
        };
        let coverage = Arc::new(tally(&tally_input, Arc::clone(&self.outcomes)));
        self.tallied = Some((from, Arc::clone(&coverage)));
        Ok(coverage)
    }

    /// Does any way lead from a place to a site?
    pub(super) fn has_way(&self, network: &RoadNetwork, mask: &NetworkMask, from: &AccessPoint) -> bool {
        self.groups.values().any(|group| group.forest.reach(network, mask, from).is_some())
    }

    /// Updates the searches; says which doors to judge again.
    fn follow_sites(
        &mut self,
        input: &KindInput,
        setting: &Setting<'_>,
        context: &JobContext,
    ) -> Result<ChangedDoors, Cancelled> {
        let mut seeds_of: BTreeMap<Millimetres, Vec<Seed>> = BTreeMap::new();
        for (facts, access) in &input.sites {
            seeds_of.entry(facts.limit).or_default().push(Seed { source: facts.site.0, access: *access });
        }
        let same_limits = self.groups.keys().eq(seeds_of.keys());
        self.groups.retain(|limit, _| seeds_of.contains_key(limit));
        let mut changed: Vec<u32> = Vec::new();
        for (limit, seeds) in seeds_of {
            if let Some(group) = self.groups.get_mut(&limit) {
                group.follow(seeds, setting, context, &mut changed)?;
            } else {
                self.groups.insert(limit, Group::computed(seeds, setting, context)?);
            }
        }
        if !same_limits {
            return Ok(ChangedDoors::All);
        }
        changed.sort_unstable();
        changed.dedup();
        Ok(ChangedDoors::These(changed))
    }

    /// Judges doors anew; true when any was.
    fn judge(&mut self, changed: &ChangedDoors, ground: &Ground) -> bool {
        let accesses = ground.doors.accesses();
        match changed {
            ChangedDoors::All => {
                let all = accesses.iter().enumerate();
                self.outcomes = all.map(|(door, access)| outcome(&self.groups, door, access.as_ref())).collect();
                true
            }
            ChangedDoors::These(doors) if doors.is_empty() => false,
            ChangedDoors::These(doors) => {
                let outcomes = Arc::make_mut(&mut self.outcomes);
                for door in doors.iter().map(|&door| door as usize) {
                    if let (Some(slot), Some(access)) = (outcomes.get_mut(door), accesses.get(door)) {
                        *slot = outcome(&self.groups, door, access.as_ref());
                    }
                }
                true
            }
        }
    }
}

impl Group {
    fn computed(seeds: Vec<Seed>, setting: &Setting<'_>, context: &JobContext) -> Result<Self, Cancelled> {
        let ground = setting.ground;
        let forest = Forest::compute(setting.network, &ground.mask, &seeds, context)?;
        context.check()?;
        let accesses = ground.doors.accesses().iter();
        let ways = accesses.map(|access| way(&forest, setting, access.as_ref())).collect();
        Ok(Self { seeds, forest, ways })
    }

    /// Follows moved, new and removed sites; adds the doors whose way may have changed to `changed`.
    fn follow(
        &mut self,
        seeds: Vec<Seed>,
        setting: &Setting<'_>,
        context: &JobContext,
        changed: &mut Vec<u32>,
    ) -> Result<(), Cancelled> {
        if self.seeds == seeds {
            return Ok(());
        }
        let ground = setting.ground;
        let change = self.forest.update(setting.network, &ground.mask, &seeds, context)?;
        for ((door, access), slot) in (0u32..).zip(ground.doors.accesses()).zip(&mut self.ways) {
            let Some(access) = access.as_ref().filter(|access| change.concerns(setting.network, access)) else {
                continue;
            };
            let way = way(&self.forest, setting, Some(access));
            if *slot != way {
                *slot = way;
                changed.push(door);
            }
        }
        self.seeds = seeds;
        Ok(())
    }
}

fn way(forest: &Forest, setting: &Setting<'_>, access: Option<&AccessPoint>) -> Option<Way> {
    let reach = forest.reach(setting.network, &setting.ground.mask, access?)?;
    Some(Way { distance: reach.distance, slowed: reach.slowed, site: SiteId(reach.source) })
}

/// The nearest site within its own limit; else the nearest of all. Ties go to the lower site id.
fn outcome(groups: &BTreeMap<Millimetres, Group>, door: usize, access: Option<&AccessPoint>) -> Outcome {
    if access.is_none() {
        return Outcome::NoRoadAccess;
    }
    let (mut reached, mut beyond): (Option<Way>, Option<Way>) = (None, None);
    for (&limit, group) in groups {
        let Some(way) = group.ways.get(door).copied().flatten() else { continue };
        let slot = if way.distance <= limit { &mut reached } else { &mut beyond };
        if slot.is_none_or(|best| (way.distance, way.site) < (best.distance, best.site)) {
            *slot = Some(way);
        }
    }
    match (reached, beyond) {
        (Some(way), _) => Outcome::Reached(way),
        (None, Some(way)) => Outcome::BeyondLimit(way),
        (None, None) => Outcome::Unreachable,
    }
}
