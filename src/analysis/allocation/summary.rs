//! From the solver's answer to the report: every person counted once, under the reason that holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::Columns;
use super::engine::TakingPart;
use super::onward::onward_parts;
use super::origins::Household;
use super::reasons::Reasons;
use super::report::of_door;
use super::shares::Shares;
use super::whole::WholeAnswer;
use super::{
    AllocationLedger, AllocationReport, AreaAllocation, DoorRule, KeptArea, LeftOver, NoPlace, OnwardPart, Origin,
    OriginPart, OriginPlace, PlaceSaving, SentByHand, SiteAllocation, Wholeness,
};
use crate::analysis::assignment::{Assignment, Priority, SitePrice};
use crate::analysis::{CoverageEngine, CoverageReport};
use crate::ids::{DemandId, SiteId};
use crate::plan::SiteKind;
use crate::units::{Metres, Millimetres};

/// What was found.
pub(super) struct Found<'a> {
    pub(super) solved: &'a mut Assignment,
    pub(super) slots: &'a BTreeMap<SiteId, usize>,
    /// The same the other way round.
    pub(super) of_slot: Vec<Option<SiteId>>,
    pub(super) shares: &'a Shares,
    pub(super) units: &'a [[Option<u32>; 2]],
    pub(super) whole: Option<WholeAnswer>,
}

impl Found<'_> {
    /// Where the people of a share go, one by one: persons, and the vulnerable among them, in no order; none where
    /// nobody could be sent anywhere.
    pub(super) fn flows(&self, share: usize) -> impl Iterator<Item = (Option<SiteId>, u32, u32)> {
        let units = self.units.get(share).copied().unwrap_or_default();
        units.into_iter().zip([false, true]).flat_map(move |(unit, is_vulnerable)| {
            unit.into_iter().flat_map(|unit| self.solved.parts(unit as usize)).map(move |part| {
                let site = self.of_slot.get(part.site as usize).copied().flatten();
                (site, part.persons, if is_vulnerable { part.persons } else { 0 })
            })
        })
    }
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
    households: &BTreeMap<SiteId, Vec<Household>>,
    by_hand: &BTreeMap<DemandId, SentByHand>,
    found: &mut Found<'_>,
) -> AllocationReport {
    let savings = if wholeness == Wholeness::People { found.solved.savings() } else { Vec::new() };
    let n_nodes = found.solved.problem().sites.len();
    let placed: Vec<Placed> = (0..origins.len()).map(|n| placed(n, origins, found)).collect();
    let mut of_site: BTreeMap<SiteId, (u64, u64)> = BTreeMap::new();
    for ((site, _), (persons, vulnerable)) in placed.iter().flatten() {
        if let Some(site) = site {
            let sum = of_site.entry(*site).or_default();
            *sum = (sum.0 + u64::from(*persons), sum.1 + u64::from(*vulnerable));
        }
    }
    let mut reasons = Reasons::new(engine, kind, sites, columns, &of_site, origins.len());
    let finished = |(n, placed): (usize, &Placed)| parts_of(n, origins, columns, placed, &mut reasons);
    let parts: Vec<Vec<OriginPart>> = placed.iter().enumerate().map(finished).collect();
    let (mut persons, mut vulnerable) = (AllocationLedger::default(), AllocationLedger::default());
    let mut walk = 0_u128;
    for part in parts.iter().flatten() {
        add(&mut persons, part.left, part.persons);
        add(&mut vulnerable, part.left, part.vulnerable);
        walk += u128::from(part.distance.0) * u128::from(part.persons);
    }
    let n_split = parts.iter().filter(|parts| is_split(parts)).count();
    let kept = found.whole.as_ref().map_or(&[][..], |whole| &whole.areas);
    let onward = onward_parts(origins, &parts, columns, households, found);
    let nearest = nearest(origins, sites, columns, &parts);
    let site = |site: &TakingPart| {
        let facts = &site.facts;
        let (assigned, assigned_vulnerable) = of_site.get(&facts.site).copied().unwrap_or_default();
        let saving =
            found.slots.get(&facts.site).and_then(|&slot| savings.get(slot)).map_or(PlaceSaving::Nothing, saving);
        let (nearest, nearest_elsewhere) = nearest.get(&facts.site).copied().unwrap_or_default();
        SiteAllocation {
            site: facts.site,
            name: facts.name.clone(),
            class: facts.class,
            limit: facts.limit,
            capacity: facts.capacity,
            is_capacity_derived: facts.is_capacity_derived,
            assigned,
            assigned_vulnerable,
            nearest,
            nearest_elsewhere,
            saving: if wholeness == Wholeness::People { saving } else { PlaceSaving::NotTold },
        }
    };
    let (bound_left, bound_vulnerable_left) = left_with_ways(found.solved, n_nodes);
    AllocationReport {
        header: coverage.header.clone(),
        kind,
        wholeness,
        persons,
        vulnerable,
        person_millimetres: walk,
        bound_person_millimetres: found.solved.person_millimetres(),
        bound_over_capacity: bound_left,
        bound_vulnerable_over_capacity: bound_vulnerable_left,
        is_proven: found.whole.as_ref().is_none_or(|whole| whole.is_proven),
        n_split,
        sites: sites.iter().map(site).collect(),
        areas: areas(engine, origins, &parts, &onward),
        origins: Arc::clone(origins),
        parts: parts.into(),
        onward: onward.into(),
        rules: Arc::new(rules(by_hand, kept)),
        kept_areas: kept.iter().map(|(area, _)| area.clone()).collect(),
    }
}

/// Do the people of an origin go to more than one place, or some nowhere?
fn is_split(parts: &[OriginPart]) -> bool {
    parts.first().is_some_and(|first| parts.iter().any(|part| part.site != first.site))
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

/// The people of an origin, and the vulnerable among them, by place; without a place by the site set by hand.
type Placed = BTreeMap<(Option<SiteId>, Option<SiteId>), (u32, u32)>;

fn placed(number: usize, origins: &[Origin], found: &Found<'_>) -> Placed {
    let mut placed = Placed::new();
    let Some(origin) = origins.get(number).filter(|origin| origin.persons > 0) else { return placed };
    let mut put = |site: Option<SiteId>, fixed: Option<SiteId>, persons: u32, vulnerable: u32| {
        let sum = placed.entry((site, fixed.filter(|_| site.is_none()))).or_default();
        *sum = (sum.0 + persons, sum.1 + vulnerable);
    };
    if let Some(whole) = &found.whole {
        for part in whole.parts.get(number).into_iter().flatten() {
            put(part.site, part.fixed, part.persons, part.vulnerable);
        }
    } else {
        for share in found.shares.range(number) {
            let fixed = found.shares.all().get(share).and_then(|share| share.fixed);
            for (site, persons, vulnerable) in found.flows(share) {
                put(site, fixed, persons, vulnerable);
            }
        }
    }
    if placed.is_empty() {
        placed.insert((None, found.shares.fixed(number)), (origin.persons, origin.vulnerable));
    }
    placed
}

/// The people of an origin by place: the nearest first, no place last.
fn parts_of(
    number: usize,
    origins: &[Origin],
    columns: &Columns,
    placed: &Placed,
    reasons: &mut Reasons<'_>,
) -> Vec<OriginPart> {
    let Some(origin) = origins.get(number) else { return Vec::new() };
    let mut part = |(site, sent_to): (Option<SiteId>, Option<SiteId>), (persons, vulnerable): (u32, u32)| {
        let left = site.is_none().then(|| LeftOver { reason: reasons.why(number, origin, sent_to), sent_to });
        let distance = site.and_then(|site| columns.way(site, number)).unwrap_or(Millimetres(0));
        OriginPart { site, persons, vulnerable, distance, left }
    };
    let mut parts: Vec<OriginPart> = placed.iter().map(|(&place, &people)| part(place, people)).collect();
    parts.sort_by_key(|part| (part.site.is_none(), part.distance, part.site));
    parts
}

fn add(ledger: &mut AllocationLedger, left: Option<LeftOver>, persons: u32) {
    let persons = u64::from(persons);
    ledger.total += persons;
    match left.map(|left| left.reason) {
        None => ledger.served += persons,
        Some(NoPlace::OverCapacity) => ledger.over_capacity += persons,
        Some(NoPlace::NotTogether) => {
            ledger.over_capacity += persons;
            ledger.not_together += persons;
        }
        Some(NoPlace::BeyondLimit) => ledger.beyond_limit += persons,
        Some(NoPlace::Unreachable) => ledger.unreachable += persons,
        Some(NoPlace::NoRoadAccess) => ledger.no_road_access += persons,
    }
}

/// People, and the vulnerable among them, without a place though a way leads to one.
fn left_with_ways(solved: &Assignment, n_sites: usize) -> (u64, u64) {
    let (mut all, mut vulnerable) = (0, 0);
    for (n, unit) in solved.problem().units.iter().enumerate().filter(|(_, unit)| !unit.ways.is_empty()) {
        let parts = solved.parts(n).iter().filter(|part| part.site as usize == n_sites);
        let persons: u64 = parts.map(|part| u64::from(part.persons)).sum();
        all += persons;
        vulnerable += if unit.priority > Priority::ORDINARY { persons } else { 0 };
    }
    (all, vulnerable)
}

/// People for whom each site is the nearest within its limit, and how many of them are not sent there.
fn nearest(
    origins: &[Origin],
    sites: &[TakingPart],
    columns: &Columns,
    parts: &[Vec<OriginPart>],
) -> BTreeMap<SiteId, (u64, u64)> {
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
    let mut sums: BTreeMap<SiteId, (u64, u64)> = BTreeMap::new();
    for (parts, best) in parts.iter().zip(best) {
        let Some((_, site)) = best else { continue };
        let sum = sums.entry(site).or_default();
        for part in parts {
            let persons = u64::from(part.persons);
            *sum = (sum.0 + persons, sum.1 + if part.site == Some(site) { 0 } else { persons });
        }
    }
    sums
}

/// What holds for doors in evacuation areas.
fn rules(by_hand: &BTreeMap<DemandId, SentByHand>, kept: &[(KeptArea, Vec<DemandId>)]) -> BTreeMap<DemandId, DoorRule> {
    let mut rules: BTreeMap<DemandId, DoorRule> = BTreeMap::new();
    for (&door, &by_hand) in by_hand {
        rules.entry(door).or_default().by_hand = Some(by_hand);
    }
    for (area, doors) in kept {
        for &door in doors {
            rules.entry(door).or_default().kept_with = Some(area.area);
        }
    }
    rules
}

/// Everybody of an area, wherever they start in this stage.
fn areas(
    engine: &CoverageEngine,
    origins: &[Origin],
    parts: &[Vec<OriginPart>],
    onward: &[OnwardPart],
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
        for &door in area.doors.iter() {
            let here = number_of.get(&door).and_then(|&n| parts.get(n)).into_iter().flatten();
            let gathered = of_door(onward, DemandId(door)).iter().map(|onward| &onward.part);
            for part in here.chain(gathered) {
                add(&mut persons, part.left, part.persons);
                if let Some(site) = part.site {
                    *sites.entry(site).or_default() += u64::from(part.persons);
                }
            }
        }
        AreaAllocation { area: area.area, name: area.name, persons, sites: sites.into_iter().collect() }
    };
    engine.areas().into_iter().map(area).collect()
}
