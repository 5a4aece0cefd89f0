//! Buildings or evacuation areas kept whole: each goes to one site, or has no place as a whole.
//!
//! Who gathered at a site of the stage before is no such whole: there the people of each building go on together.

use std::collections::BTreeMap;

use super::engine::{AllocationOptions, Stage, TakingPart};
use super::origins::Household;
use super::{OriginPlace, Wholeness};
use crate::analysis::CoverageEngine;
use crate::analysis::assignment::{AssignmentProblem, Places, Unit, UnitWay, WholeSearch};
use crate::ids::SiteId;
use crate::jobs::{Cancelled, JobContext};

/// Where each origin goes: as a whole, or household by household.
#[derive(Clone, Debug, Default)]
pub(super) struct WholeAnswer {
    /// By origin: people with a common destination, in no order.
    pub(super) parts: Vec<Vec<WholePart>>,
    pub(super) is_proven: bool,
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
}

/// What is kept together: origins, or one household of an origin where many gathered.
#[derive(Debug)]
struct Group {
    origins: Vec<usize>,
    household: Option<Household>,
}

impl Group {
    const fn of(origins: Vec<usize>) -> Self {
        Self { origins, household: None }
    }

    /// The site set by hand its people at an origin must go to.
    fn fixed(&self, stage: &Stage, origin: usize) -> Option<SiteId> {
        self.household.map_or_else(|| stage.shares.fixed(origin), |household| household.fixed)
    }
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
    let groups = match options.wholeness {
        Wholeness::People => return Ok(None),
        Wholeness::Buildings => (0..stage.origins.len()).map(|origin| vec![origin]).collect(),
        Wholeness::Areas => by_area(stage, coverage),
    };
    let groups: Vec<Group> = groups.into_iter().flat_map(|origins| by_household(stage, households, origins)).collect();
    let (units, vulnerable): (Vec<Unit>, Vec<u32>) = groups.iter().map(|group| unit_of(stage, sites, group)).unzip();
    let capacity = |site: &TakingPart| site.facts.capacity.map_or(u64::MAX, |persons| u64::from(persons.0));
    let places = sites.iter().map(|site| Places { key: u64::from(site.facts.site.0), capacity: capacity(site) });
    let problem = AssignmentProblem { units, sites: places.collect() };
    let found = WholeSearch::new(options.max_nodes).run(&problem, &vulnerable, context)?;
    let mut answer = WholeAnswer { parts: vec![Vec::new(); stage.origins.len()], is_proven: found.is_proven };
    for (group, site) in groups.iter().zip(&found.sites) {
        let site = site.and_then(|site| sites.get(site as usize)).map(|site| site.facts.site);
        for &number in &group.origins {
            let (Some(slot), Some(origin)) = (answer.parts.get_mut(number), stage.origins.get(number)) else {
                continue;
            };
            let whole = (origin.persons, origin.vulnerable);
            let (persons, vulnerable) = group.household.map_or(whole, |people| (people.persons, people.vulnerable));
            slot.push(WholePart { site, persons, vulnerable, fixed: group.fixed(stage, number) });
        }
    }
    Ok(Some(answer))
}

/// A site where many gathered is taken apart into the households that did; anything else stays as it is.
fn by_household(stage: &Stage, households: &BTreeMap<SiteId, Vec<Household>>, origins: Vec<usize>) -> Vec<Group> {
    let gathered = match origins.as_slice() {
        &[only] => match stage.origins.get(only).map(|origin| origin.place) {
            Some(OriginPlace::Site(site)) => households.get(&site).map(|households| (only, households)),
            Some(OriginPlace::Door(_)) | None => None,
        },
        _ => None,
    };
    match gathered {
        Some((only, households)) => {
            let group = |household: &Household| Group { origins: vec![only], household: Some(*household) };
            households.iter().map(group).collect()
        }
        None => vec![Group::of(origins)],
    }
}

/// Doors by the evacuation area with the lowest number that holds them; everybody else alone. Doors that cannot be
/// sent anywhere do not hold back their area.
fn by_area(stage: &Stage, coverage: &CoverageEngine) -> Vec<Vec<usize>> {
    let mut area_of = BTreeMap::new();
    for area in coverage.areas() {
        for &door in area.doors.iter() {
            area_of.entry(door).or_insert(area.area);
        }
    }
    let mut has_way = vec![false; stage.origins.len()];
    if let Some(solved) = stage.solved() {
        for (share, units) in stage.shares.all().iter().zip(&stage.units) {
            let mut units = units.iter().flatten().filter_map(|&unit| solved.problem().units.get(unit as usize));
            if let Some(has_way) = has_way.get_mut(share.origin) {
                *has_way |= units.any(|unit| !unit.ways.is_empty());
            }
        }
    }
    let mut areas: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut groups = Vec::new();
    for (n, origin) in stage.origins.iter().enumerate() {
        let area = match origin.place {
            OriginPlace::Door(door) if has_way.get(n) == Some(&true) => area_of.get(&door.0),
            OriginPlace::Door(_) | OriginPlace::Site(_) => None,
        };
        match area {
            Some(area) => areas.entry(*area).or_default().push(n),
            None => groups.push(vec![n]),
        }
    }
    groups.extend(areas.into_values());
    groups
}

/// A group as one unit, and its vulnerable people: it may go where all of its origins may, at the average of their
/// ways, rounded up.
fn unit_of(stage: &Stage, sites: &[TakingPart], group: &Group) -> (Unit, u32) {
    let mut unit = Unit { key: u64::MAX, ..Unit::default() };
    let mut sums: BTreeMap<SiteId, (usize, u64)> = BTreeMap::new();
    let (mut n_members, mut vulnerable) = (0, 0_u32);
    for &number in &group.origins {
        let Some(origin) = stage.origins.get(number).filter(|origin| origin.persons > 0 && origin.access.is_some())
        else {
            continue;
        };
        n_members += 1;
        unit.key = unit.key.min(origin.place.key());
        unit.persons += origin.persons;
        vulnerable += origin.vulnerable;
        let fixed = group.fixed(stage, number);
        for site in sites.iter().filter(|site| fixed.is_none_or(|fixed| fixed == site.facts.site)) {
            let column = stage.columns.get(site.facts.site);
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            if let Ok(place) = column.binary_search_by_key(&number, |way| way.0) {
                let way = column.get(place).map_or(0, |way| u64::from(way.1));
                let sum = sums.entry(site.facts.site).or_default();
                *sum = (sum.0 + 1, sum.1 + way * u64::from(origin.persons));
            }
        }
    }
    for (number, site) in (0_u32..).zip(sites) {
        if let Some(&(n, sum)) = sums.get(&site.facts.site)
            && n == n_members
            && unit.persons > 0
        {
            let millimetres = u32::try_from(sum.div_ceil(u64::from(unit.persons))).unwrap_or(u32::MAX);
            unit.ways.push(UnitWay { site: number, millimetres });
        }
    }
    if let Some(household) = group.household {
        unit.key = OriginPlace::Door(household.door).key() + 3;
        unit.persons = household.persons;
        vulnerable = household.vulnerable;
    }
    (unit, vulnerable)
}
