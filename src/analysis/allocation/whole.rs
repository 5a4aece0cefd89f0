//! Buildings or evacuation areas kept whole: each goes to one site, or has no place as a whole.
//!
//! Who gathered at a site of the stage before is no such whole: there the people of each building, or of each area, go on
//! together.

use std::collections::BTreeMap;

use super::engine::{AllocationOptions, Stage, TakingPart};
use super::origins::Household;
use super::{KeptArea, OriginPlace, Wholeness};
use crate::analysis::CoverageEngine;
use crate::analysis::assignment::{AssignmentProblem, Places, Unit, UnitWay, WholeSearch};
use crate::ids::{DemandId, EvacuationAreaId, SiteId};
use crate::jobs::{Cancelled, JobContext};

/// Where each origin goes: as a whole, or household by household.
#[derive(Clone, Debug, Default)]
pub(super) struct WholeAnswer {
    /// By origin: people with a common destination, in no order.
    pub(super) parts: Vec<Vec<WholePart>>,
    pub(super) is_proven: bool,
    /// Areas kept together, and the doors of each that are.
    pub(super) areas: Vec<(KeptArea, Vec<DemandId>)>,
}

/// People of one origin who go together.
#[derive(Clone, Copy, Debug)]
pub(super) struct WholePart {
    /// Where; `None` has no place.
    pub(super) site: Option<SiteId>,
    pub(super) persons: u32,
    pub(super) vulnerable: u32,
    /// The site set by hand they must go to.
    pub(super) fixed: Option<SiteId>,
    /// Whose people they are, at a place where many gathered.
    pub(super) household: Option<Household>,
}

/// All people of an origin; or, where many gathered, those of one building.
#[derive(Clone, Copy, Debug)]
struct Member {
    origin: usize,
    household: Option<Household>,
    door: Option<DemandId>,
    persons: u32,
    vulnerable: u32,
    /// The site set by hand they must go to.
    fixed: Option<SiteId>,
    key: u64,
}

/// Searches for the best answer that keeps things together; `None` where nothing is to be kept.
pub(super) fn allocate_whole(
    stage: &Stage,
    coverage: &CoverageEngine,
    sites: &[TakingPart],
    households: &BTreeMap<SiteId, Vec<Household>>,
    options: AllocationOptions,
    context: &JobContext,
) -> Result<Option<WholeAnswer>, Cancelled> {
    let members = members(stage, households);
    let groups: Vec<(Option<EvacuationAreaId>, Vec<Member>)> = match options.wholeness {
        Wholeness::People => return Ok(None),
        Wholeness::Buildings => members.into_iter().map(|member| (None, vec![member])).collect(),
        Wholeness::Areas => by_area(stage, coverage, sites, members),
    };
    let (units, vulnerable): (Vec<Unit>, Vec<u32>) =
        groups.iter().map(|(_, group)| unit_of(stage, sites, group)).unzip();
    let kept = |((area, group), unit): (&(Option<EvacuationAreaId>, Vec<Member>), &Unit)| {
        let sites = unit.ways.iter().filter_map(|way| sites.get(way.site as usize)).map(|site| site.facts.site);
        let kept = KeptArea { area: (*area)?, persons: u64::from(unit.persons), sites: sites.collect() };
        Some((kept, group.iter().filter_map(|member| member.door).collect()))
    };
    let areas = groups.iter().zip(&units).filter_map(kept).collect();
    let capacity = |site: &TakingPart| site.facts.capacity.map_or(u64::MAX, |persons| u64::from(persons.0));
    let places = sites.iter().map(|site| Places { key: u64::from(site.facts.site.0), capacity: capacity(site) });
    let problem = AssignmentProblem { units, sites: places.collect() };
    let found = WholeSearch::new(options.max_nodes).run(&problem, &vulnerable, context)?;
    let mut answer = WholeAnswer { parts: vec![Vec::new(); stage.origins.len()], is_proven: found.is_proven, areas };
    for ((_, group), site) in groups.iter().zip(&found.sites) {
        let site = site.and_then(|site| sites.get(site as usize)).map(|site| site.facts.site);
        for member in group {
            let Member { persons, vulnerable, fixed, household, .. } = *member;
            if let Some(slot) = answer.parts.get_mut(member.origin) {
                slot.push(WholePart { site, persons, vulnerable, fixed, household });
            }
        }
    }
    Ok(Some(answer))
}

/// Everybody: a site where many gathered is taken apart into the buildings they are from, anything else stays as it is.
fn members(stage: &Stage, households: &BTreeMap<SiteId, Vec<Household>>) -> Vec<Member> {
    let mut members = Vec::with_capacity(stage.origins.len());
    for (number, origin) in stage.origins.iter().enumerate() {
        match origin.place {
            OriginPlace::Door(door) => members.push(Member {
                origin: number,
                household: None,
                door: Some(door),
                persons: origin.persons,
                vulnerable: origin.vulnerable,
                fixed: stage.shares.fixed(number),
                key: origin.place.key(),
            }),
            OriginPlace::Site(site) => members.extend(households.get(&site).into_iter().flatten().map(|household| {
                let Household { door, fixed, persons, vulnerable } = *household;
                let key = OriginPlace::Door(door).key() + 3;
                let household = Some(*household);
                Member { origin: number, household, door: Some(door), persons, vulnerable, fixed, key }
            })),
        }
    }
    members
}

/// Members by the evacuation area with the lowest number that holds their door; everybody else alone. Who cannot be
/// sent anywhere does not hold back their area.
fn by_area(
    stage: &Stage,
    coverage: &CoverageEngine,
    sites: &[TakingPart],
    members: Vec<Member>,
) -> Vec<(Option<EvacuationAreaId>, Vec<Member>)> {
    let mut area_of = BTreeMap::new();
    for area in coverage.areas() {
        for &door in area.doors.iter() {
            area_of.entry(DemandId(door)).or_insert(area.area);
        }
    }
    let mut areas: BTreeMap<_, Vec<Member>> = BTreeMap::new();
    let mut groups = Vec::new();
    for member in members {
        let area = member.door.and_then(|door| area_of.get(&door));
        match area.filter(|_| member.ways(stage, sites).next().is_some()) {
            Some(area) => areas.entry(*area).or_default().push(member),
            None => groups.push((None, vec![member])),
        }
    }
    groups.extend(areas.into_iter().map(|(area, members)| (Some(area), members)));
    groups
}

impl Member {
    /// Where they may go, as positions in the list of sites, and how far that is in millimetres.
    fn ways<'a>(&self, stage: &'a Stage, sites: &'a [TakingPart]) -> impl Iterator<Item = (usize, u32)> + 'a {
        let Self { origin, fixed, .. } = *self;
        let open = sites.iter().enumerate().filter(move |(_, site)| fixed.is_none_or(|id| id == site.facts.site));
        open.filter_map(move |(number, site)| Some((number, stage.columns.way(site.facts.site, origin)?.0)))
    }
}

/// A group as one unit, and its vulnerable people: it may go where all of its members may, at the average of their ways,
/// rounded up.
fn unit_of(stage: &Stage, sites: &[TakingPart], group: &[Member]) -> (Unit, u32) {
    let mut unit = Unit { key: u64::MAX, ..Unit::default() };
    let mut sums: Vec<(usize, u64)> = vec![(0, 0); sites.len()];
    let (mut n_members, mut vulnerable) = (0, 0_u32);
    let has_access = |member: &&Member| stage.origins.get(member.origin).is_some_and(|origin| origin.access.is_some());
    for member in group.iter().filter(|member| member.persons > 0).filter(has_access) {
        n_members += 1;
        unit.key = unit.key.min(member.key);
        unit.persons = unit.persons.saturating_add(member.persons);
        vulnerable = vulnerable.saturating_add(member.vulnerable);
        for (site, millimetres) in member.ways(stage, sites) {
            if let Some(sum) = sums.get_mut(site) {
                *sum = (sum.0 + 1, sum.1 + u64::from(millimetres) * u64::from(member.persons));
            }
        }
    }
    for (site, (n, sum)) in (0_u32..).zip(sums) {
        if n == n_members && unit.persons > 0 {
            let millimetres = u32::try_from(sum.div_ceil(u64::from(unit.persons))).unwrap_or(u32::MAX);
            unit.ways.push(UnitWay { site, millimetres });
        }
    }
    (unit, vulnerable)
}
