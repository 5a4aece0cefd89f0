//! From the solver's answer to the report: every person counted once, under the reason that holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::Columns;
use super::engine::TakingPart;
use super::whole::WholeAnswer;
use super::{
    AllocationLedger, AllocationReport, AreaAllocation, NoPlace, Origin, OriginPart, OriginPlace, PlaceSaving,
    SiteAllocation, Wholeness,
};
use crate::analysis::assignment::{Assignment, SitePrice};
use crate::analysis::{CoverageEngine, CoverageReport};
use crate::ids::SiteId;
use crate::plan::SiteKind;
use crate::units::{Metres, Millimetres};

/// What was found.
pub(super) struct Found<'a> {
    pub(super) solved: &'a mut Assignment,
    pub(super) slots: &'a BTreeMap<SiteId, usize>,
    pub(super) units: &'a [[Option<u32>; 2]],
    pub(super) whole: Option<WholeAnswer>,
}

/// Makes the report. O(origins · sites).
#[expect(clippy::too_many_arguments, reason = "a report names everything it is made from")]
pub(super) fn report(
    coverage: &CoverageReport,
    kind: SiteKind,
    wholeness: Wholeness,
    engine: &CoverageEngine,
    sites: &[TakingPart],
    origins: &Arc<[Origin]>,
    columns: &Columns,
    found: &mut Found<'_>,
) -> AllocationReport {
    let savings = found.solved.savings();
    let n_nodes = found.solved.problem().sites.len();
    let parts: Vec<Vec<OriginPart>> = (0..origins.len()).map(|n| parts_of(n, origins, columns, found)).collect();
    let (mut persons, mut vulnerable) = (AllocationLedger::default(), AllocationLedger::default());
    let mut of_site: BTreeMap<SiteId, (u64, u64)> = BTreeMap::new();
    let mut walk = 0_u128;
    let mut n_split = 0;
    let mut left_of = Vec::with_capacity(origins.len());
    for (n, (origin, parts)) in origins.iter().zip(&parts).enumerate() {
        let left = why_left(engine, kind, origin, n, found);
        left_of.push(left);
        n_split += usize::from(parts.len() > 1);
        for part in parts {
            add(&mut persons, part.site, left, part.persons);
            add(&mut vulnerable, part.site, left, part.vulnerable);
            walk += u128::from(part.distance.0) * u128::from(part.persons);
            if let Some(site) = part.site {
                let sum = of_site.entry(site).or_default();
                *sum = (sum.0 + u64::from(part.persons), sum.1 + u64::from(part.vulnerable));
            }
        }
    }
    let nearest = nearest(origins, sites, columns);
    let site = |site: &TakingPart| {
        let facts = &site.facts;
        let (assigned, assigned_vulnerable) = of_site.get(&facts.site).copied().unwrap_or_default();
        let saving =
            found.slots.get(&facts.site).and_then(|&slot| savings.get(slot)).map_or(PlaceSaving::Nothing, saving);
        SiteAllocation {
            site: facts.site,
            name: facts.name.clone(),
            class: facts.class,
            limit: facts.limit,
            capacity: facts.capacity,
            is_capacity_derived: facts.is_capacity_derived,
            assigned,
            assigned_vulnerable,
            nearest: nearest.get(&facts.site).copied().unwrap_or_default(),
            saving,
        }
    };
    let bound_left = left_with_ways(found.solved, n_nodes);
    AllocationReport {
        header: coverage.header.clone(),
        kind,
        wholeness,
        persons,
        vulnerable,
        person_millimetres: walk,
        bound_person_millimetres: found.solved.person_millimetres(),
        bound_over_capacity: bound_left,
        is_proven: found.whole.as_ref().is_none_or(|whole| whole.is_proven),
        n_split,
        sites: sites.iter().map(site).collect(),
        areas: areas(engine, origins, &parts, &left_of),
        origins: Arc::clone(origins),
        parts: parts.into(),
        reasons: left_of.into(),
    }
}

fn saving(price: &SitePrice) -> PlaceSaving {
    #[expect(clippy::cast_precision_loss, reason = "metres of a walk")]
    let metres = price.millimetres as f64 / 1e3;
    match (price.places, price.millimetres) {
        (1.., _) => PlaceSaving::Place,
        (_, 1..) => PlaceSaving::Walk(Metres::new_clamped(metres)),
        _ => PlaceSaving::Nothing,
    }
}

/// The people of an origin by place: the nearest first, no place last.
fn parts_of(number: usize, origins: &[Origin], columns: &Columns, found: &Found<'_>) -> Vec<OriginPart> {
    let Some(origin) = origins.get(number).filter(|origin| origin.persons > 0) else { return Vec::new() };
    let mut by_site: BTreeMap<Option<SiteId>, (u32, u32)> = BTreeMap::new();
    if let Some(whole) = &found.whole {
        for part in whole.parts.get(number).into_iter().flatten() {
            let sum = by_site.entry(part.site).or_default();
            *sum = (sum.0 + part.persons, sum.1 + part.vulnerable);
        }
    } else {
        let units = found.units.get(number).copied().unwrap_or_default();
        for (unit, is_vulnerable) in units.into_iter().zip([false, true]) {
            for part in unit.into_iter().flat_map(|unit| found.solved.parts(unit as usize)) {
                let site = found.slots.iter().find(|(_, slot)| **slot == part.site as usize).map(|(id, _)| *id);
                let sum = by_site.entry(site).or_default();
                *sum = (sum.0 + part.persons, sum.1 + if is_vulnerable { part.persons } else { 0 });
            }
        }
    }
    if by_site.is_empty() {
        by_site.insert(None, (origin.persons, origin.vulnerable));
    }
    let distance = |site: Option<SiteId>| {
        let column = columns.get(site?);
        let way = column.binary_search_by_key(&u32::try_from(number).ok()?, |way| way.0).ok()?;
        column.get(way).map(|way| Millimetres(way.1))
    };
    let part = |(site, (persons, vulnerable)): (Option<SiteId>, (u32, u32))| OriginPart {
        site,
        persons,
        vulnerable,
        distance: distance(site).unwrap_or(Millimetres(0)),
    };
    let mut parts: Vec<OriginPart> = by_site.into_iter().map(part).collect();
    parts.sort_by_key(|part| (part.site.is_none(), part.distance, part.site));
    parts
}

fn why_left(engine: &CoverageEngine, kind: SiteKind, origin: &Origin, number: usize, found: &Found<'_>) -> NoPlace {
    let Some(access) = &origin.access else { return NoPlace::NoRoadAccess };
    let units = found.units.get(number).copied().unwrap_or_default();
    let mut units = units.into_iter().flatten().filter_map(|unit| found.solved.problem().units.get(unit as usize));
    if units.any(|unit| !unit.ways.is_empty()) {
        NoPlace::OverCapacity
    } else if engine.has_way(kind, access) {
        NoPlace::BeyondLimit
    } else {
        NoPlace::Unreachable
    }
}

fn add(ledger: &mut AllocationLedger, site: Option<SiteId>, left: NoPlace, persons: u32) {
    let persons = u64::from(persons);
    ledger.total += persons;
    match (site, left) {
        (Some(_), _) => ledger.served += persons,
        (None, NoPlace::OverCapacity) => ledger.over_capacity += persons,
        (None, NoPlace::BeyondLimit) => ledger.beyond_limit += persons,
        (None, NoPlace::Unreachable) => ledger.unreachable += persons,
        (None, NoPlace::NoRoadAccess) => ledger.no_road_access += persons,
    }
}

/// People without a place though a way leads to one.
fn left_with_ways(solved: &Assignment, n_sites: usize) -> u64 {
    let units = solved.problem().units.iter().enumerate().filter(|(_, unit)| !unit.ways.is_empty());
    let left = |(n, _)| {
        let parts = solved.parts(n).iter().filter(|part| part.site as usize == n_sites);
        parts.map(|part| u64::from(part.persons)).sum::<u64>()
    };
    units.map(left).sum()
}

/// People for whom each site is the nearest within its limit.
fn nearest(origins: &[Origin], sites: &[TakingPart], columns: &Columns) -> BTreeMap<SiteId, u64> {
    let mut best: Vec<Option<(u32, SiteId)>> = vec![None; origins.len()];
    for site in sites {
        for &(origin, way) in columns.get(site.facts.site) {
            if let Some(slot) = best.get_mut(origin as usize)
                && slot.is_none_or(|best| (way, site.facts.site) < best)
            {
                *slot = Some((way, site.facts.site));
            }
        }
    }
    let mut sums = BTreeMap::new();
    for (origin, best) in origins.iter().zip(best) {
        if let Some((_, site)) = best {
            *sums.entry(site).or_default() += u64::from(origin.persons);
        }
    }
    sums
}

fn areas(
    engine: &CoverageEngine,
    origins: &[Origin],
    parts: &[Vec<OriginPart>],
    left: &[NoPlace],
) -> Vec<AreaAllocation> {
    let mut number_of = BTreeMap::new();
    for (n, origin) in origins.iter().enumerate() {
        if let OriginPlace::Door(door) = origin.place {
            number_of.insert(door.0, n);
        }
    }
    let area = |area: crate::analysis::tally::AreaDoors| {
        let mut persons = AllocationLedger::default();
        let mut sites: BTreeMap<SiteId, u64> = BTreeMap::new();
        for n in area.doors.iter().filter_map(|door| number_of.get(door).copied()) {
            let (Some(parts), Some(&left)) = (parts.get(n), left.get(n)) else { continue };
            for part in parts {
                add(&mut persons, part.site, left, part.persons);
                if let Some(site) = part.site {
                    *sites.entry(site).or_default() += u64::from(part.persons);
                }
            }
        }
        AreaAllocation { area: area.area, name: area.name, persons, sites: sites.into_iter().collect() }
    };
    engine.areas().into_iter().map(area).collect()
}
