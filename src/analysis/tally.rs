//! From outcomes to figures: one linear pass over the doors of a kind.

use std::sync::Arc;

use super::quantile::{Quantiles, Walk, quantiles};
use super::{AreaCoverage, CapacityFigure, KindCoverage, Outcome, PersonLedger, SiteCoverage, SourceLedger, Spread};
use crate::community::{Community, PersonsSource};
use crate::ids::{EvacuationAreaId, SiteId};
use crate::plan::{ShelterClass, SiteKind, TimeOfDay};
use crate::units::{Metres, MetresPerSecond, Millimetres, Persons, Seconds};

/// The people of the doors at one time of day, side by side with the demand points.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) time_of_day: TimeOfDay,
    doors: Vec<Door>,
}

#[derive(Clone, Copy, Debug)]
struct Door {
    persons: u32,
    vulnerable: u32,
    source: PersonsSource,
}

impl People {
    /// Residents by night, the people of the day by day. Vulnerable people are known among the residents; by day
    /// they are taken to be as many, but no more than everybody there.
    pub(super) fn new(community: &Community, time_of_day: TimeOfDay) -> Self {
        let door = |demand: &crate::community::DemandPoint| {
            let persons = match time_of_day {
                TimeOfDay::Night => demand.persons.0,
                TimeOfDay::Day => demand.persons_by_day.0,
            };
            Door { persons, vulnerable: demand.vulnerable.0.min(persons), source: demand.source }
        };
        Self { time_of_day, doors: community.demand().iter().map(door).collect() }
    }

    /// Persons and vulnerable persons of a door.
    pub(super) fn at(&self, door: usize) -> (Persons, Persons) {
        self.doors
            .get(door)
            .map_or((Persons::NONE, Persons::NONE), |door| (Persons(door.persons), Persons(door.vulnerable)))
    }
}

/// What a site brings into the tally.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SiteFacts {
    pub(super) site: SiteId,
    pub(super) name: String,
    pub(super) class: ShelterClass,
    pub(super) limit: Millimetres,
    pub(super) capacity: Option<CapacityFigure>,
}

/// An evacuation area and the demand points inside it, ascending.
#[derive(Clone, Debug)]
pub(super) struct AreaDoors {
    pub(super) area: EvacuationAreaId,
    pub(super) name: String,
    pub(super) doors: Arc<[u32]>,
}

/// Everything the figures of one kind are made from, besides the outcomes.
#[derive(Clone, Debug)]
pub(super) struct TallyInput<'a> {
    pub(super) kind: SiteKind,
    pub(super) limits_by_class: &'a [(ShelterClass, Millimetres)],
    pub(super) limit: Millimetres,
    pub(super) sites: &'a [SiteFacts],
    pub(super) areas: &'a [AreaDoors],
    pub(super) people: &'a People,
    pub(super) speeds: (MetresPerSecond, MetresPerSecond),
    pub(super) has_slowed: bool,
}

/// Makes the figures. O(doors + doors in areas).
pub(super) fn tally(input: &TallyInput<'_>, outcomes: Arc<[Outcome]>) -> KindCoverage {
    let (mut persons, mut vulnerable) = (PersonLedger::default(), PersonLedger::default());
    let mut sources = SourceLedger::default();
    let mut walks: Vec<Walk> = Vec::with_capacity(outcomes.len());
    let mut slow_walks: Vec<Walk> = Vec::with_capacity(if input.has_slowed { outcomes.len() } else { 0 });
    let mut of_sites = vec![(0u64, 0u64); input.sites.len()];
    let mut last_site = None;
    for (outcome, door) in outcomes.iter().zip(&input.people.doors) {
        persons.add(outcome, door.persons);
        vulnerable.add(outcome, door.vulnerable);
        sources.add(door.source, door.persons);
        let Some(way) = outcome.way() else { continue };
        walks.push((way.distance.0, door.persons));
        if input.has_slowed {
            slow_walks.push((way.slowed.0, door.persons));
        }
        // Neighbors mostly go to the same site: the search is only made when it changes.
        let place = match last_site {
            Some((site, place)) if site == way.site => Some(place),
            _ => input.sites.binary_search_by_key(&way.site, |facts| facts.site).ok(),
        };
        last_site = place.map(|place| (way.site, place));
        if let Some(counts) = place.and_then(|place| of_sites.get_mut(place)) {
            if outcome.is_reached() {
                counts.0 += u64::from(door.persons);
            } else {
                counts.1 += u64::from(door.persons);
            }
        }
    }
    debug_assert!(persons.adds_up() && vulnerable.adds_up(), "the people ledger of {:?} must add up", input.kind);
    let walked = quantiles(&walks);
    let slowed = if input.has_slowed { quantiles(&slow_walks) } else { walked };
    let area = |area: &AreaDoors| area_coverage(area, &outcomes, input.people);
    KindCoverage {
        kind: input.kind,
        limit: input.limit.metres(),
        limits_by_class: input.limits_by_class.iter().map(|&(class, limit)| (class, limit.metres())).collect(),
        persons,
        vulnerable,
        sources,
        walk: spread_metres(walked),
        time_average: spread_seconds(slowed, input.speeds.0),
        time_slow: spread_seconds(slowed, input.speeds.1),
        sites: input.sites.iter().zip(of_sites).map(|(facts, counts)| site_coverage(facts, counts)).collect(),
        areas: input.areas.iter().map(area).collect(),
        outcomes,
    }
}

fn site_coverage(facts: &SiteFacts, (reached, beyond): (u64, u64)) -> SiteCoverage {
    let capacity = facts.capacity.map(|figure| figure.persons);
    SiteCoverage {
        site: facts.site,
        name: facts.name.clone(),
        class: facts.class,
        limit: facts.limit.metres(),
        capacity,
        is_capacity_derived: facts.capacity.is_some_and(|figure| figure.is_derived()),
        persons_reached: reached,
        persons_beyond_limit: beyond,
        over_capacity: capacity.map(|capacity| reached.saturating_sub(capacity.count())),
    }
}

fn area_coverage(area: &AreaDoors, outcomes: &[Outcome], people: &People) -> AreaCoverage {
    let (mut persons, mut vulnerable) = (PersonLedger::default(), PersonLedger::default());
    for &door in &*area.doors {
        let (Some(outcome), Some(door)) = (outcomes.get(door as usize), people.doors.get(door as usize)) else {
            continue;
        };
        persons.add(outcome, door.persons);
        vulnerable.add(outcome, door.vulnerable);
    }
    AreaCoverage { area: area.area, name: area.name.clone(), persons, vulnerable }
}

fn spread_metres(found: Option<Quantiles>) -> Spread<Metres> {
    let metres = |length: u32| Millimetres(length).metres();
    Spread {
        median: found.map(|q| metres(q.median)),
        p95: found.map(|q| metres(q.p95)),
        max: found.map(|q| metres(q.max)),
    }
}

fn spread_seconds(found: Option<Quantiles>, speed: MetresPerSecond) -> Spread<Seconds> {
    let metres = spread_metres(found);
    let seconds = |length: Option<Metres>| length.and_then(|length| length / speed);
    Spread { median: seconds(metres.median), p95: seconds(metres.p95), max: seconds(metres.max) }
}
