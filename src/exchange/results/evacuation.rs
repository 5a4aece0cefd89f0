//! The evacuation as layers: what became of the people of every door, and what went on on every road.

use std::collections::BTreeMap;

use super::coverage::{door_facts, optional_text, origin};
use super::{ResultFeature, ResultLayer, ResultOrigin, ResultValue};
use crate::analysis::CoverageHeader;
use crate::community::{Community, Shape};
use crate::evacuation::simulation::{Outcome, StrandedReason};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{EvacuationLedger, EvacuationReport, MARKS_PERCENT, Moment, RoadBook, RoadLoad};
use crate::ids::SegmentId;
use crate::plan::Plan;

type Properties = Vec<(String, ResultValue)>;

/// What layers of an evacuation name beside its figures.
#[derive(Clone, Copy, Debug)]
pub struct EvacuationSource<'a> {
    /// The community.
    pub community: &'a Community,
    /// The plan.
    pub plan: &'a Plan,
    /// Profile and scenario.
    pub header: &'a CoverageHeader,
    /// The roads by name.
    pub book: &'a RoadBook,
}

impl EvacuationSource<'_> {
    fn origin(&self, analysis: &str) -> ResultOrigin {
        origin(analysis, self.community, Some(self.plan), Some(self.header))
    }
}

/// Seconds after the order, to a thousandth.
fn seconds(at: Moment) -> ResultValue {
    ResultValue::rounded(at.seconds().value(), 3)
}

fn named(name: &str, value: ResultValue) -> (String, ResultValue) {
    (name.to_owned(), value)
}

/// Every road somebody used, on foot and by car apart: load, capacity, ratio, waiting, queue, and when it was busy.
/// O(roads and directions).
#[must_use]
pub fn evacuation_road_layer(source: &EvacuationSource<'_>, report: &EvacuationReport) -> ResultLayer {
    let busy = busy_times(report);
    let mut roads: Vec<&RoadLoad> = report.roads.iter().collect();
    roads.sort_by_key(|road| (road.segment, road.usage));
    let feature = |road: &RoadLoad| {
        let entry = source.book.entry(road.segment)?;
        let (from, until) = busy.get(&(road.segment, road.usage)).copied().unzip();
        let properties = vec![
            named("segment_id", ResultValue::Count(u64::from(road.segment.0))),
            named("id", ResultValue::Text(entry.id())),
            named("name", optional_text(entry.name.as_deref())),
            named("usage", ResultValue::text(usage_name(road.usage))),
            named("load_persons", ResultValue::Count(road.persons)),
            named(capacity_key(road.usage), ResultValue::rounded(road.capacity_per_min, 3)),
            named("load_ratio", ResultValue::rounded(road.load_ratio, 4)),
            named("waiting_person_min", ResultValue::rounded(road.waiting_person_min, 3)),
            named("queue_m", ResultValue::rounded(road.queue_m, 1)),
            named("spills_back", ResultValue::Flag(road.spills_back)),
            named("peak_s", seconds(road.peak)),
            named("busy_from_s", from.map(seconds).into()),
            named("busy_until_s", until.map(seconds).into()),
            named("length_m", ResultValue::rounded(entry.length.value(), 3)),
            named("width_m", ResultValue::rounded(entry.width.value(), 2)),
            named("width_is_guess", ResultValue::Flag(entry.is_width_guess)),
        ];
        let line = source.book.network().segment_line(road.segment).to_vec();
        Some(ResultFeature { geometry: Some(Shape::Lines(vec![line])), properties })
    };
    ResultLayer {
        name: "evacuation_roads".to_owned(),
        origin: source.origin("evacuation_roads"),
        members: members(report),
        features: roads.into_iter().filter_map(feature).collect(),
    }
}

/// The word for how people move, in files and JSON.
#[must_use]
pub const fn usage_name(usage: StreetUse) -> &'static str {
    match usage {
        StreetUse::Walking => "walking",
        StreetUse::Driving => "driving",
    }
}

/// Roads on foot pass people, roads for cars pass cars: the key says which.
const fn capacity_key(usage: StreetUse) -> &'static str {
    match usage {
        StreetUse::Walking => "capacity_persons_per_min",
        StreetUse::Driving => "capacity_cars_per_min",
    }
}

/// First entry and last leaving of every road somebody used.
fn busy_times(report: &EvacuationReport) -> BTreeMap<(SegmentId, StreetUse), (Moment, Moment)> {
    let mut busy: BTreeMap<(SegmentId, StreetUse), (Moment, Moment)> = BTreeMap::new();
    let streets = &report.study.streets;
    for (number, record) in (0_u32..).zip(&report.simulation.directions) {
        if let (Some(street), Some((from, until))) = (streets.street_of(number), record.busy) {
            let entry = busy.entry((street.segment, street.usage)).or_insert((from, until));
            *entry = (entry.0.min(from), entry.1.max(until));
        }
    }
    busy
}

fn members(report: &EvacuationReport) -> Properties {
    let mut members = ledger_members(&report.persons);
    for (percent, at) in MARKS_PERCENT.iter().zip(report.clear) {
        members.push((format!("clear_{percent}_s"), at.map(seconds).into()));
    }
    members.push(named("bound_s", report.bound.time.map(seconds).into()));
    members
}

fn ledger_members(persons: &EvacuationLedger) -> Properties {
    let stranded = StrandedReason::ALL.map(|reason| {
        let n = persons.stranded.get(&reason).copied().unwrap_or(0);
        (format!("persons_stranded_{}", reason.name()), ResultValue::Count(n))
    });
    let mut members = vec![
        named("persons_total", ResultValue::Count(persons.total)),
        named("persons_safe", ResultValue::Count(persons.safe)),
        named("persons_exposed", ResultValue::Count(persons.exposed())),
        named("persons_stranded", ResultValue::Count(persons.n_stranded())),
    ];
    members.extend(stranded);
    members
}

/// What became of the people of a door.
#[derive(Clone, Debug, Default)]
struct DoorTally {
    persons: EvacuationLedger,
    /// When they left, persons each; and when they were safe.
    leaves: Vec<(Moment, u32)>,
    arrives: Vec<(Moment, u32)>,
    waited_micros: u128,
    sites: BTreeMap<u32, u64>,
}

/// Every door with people: safe, exposed and stranded persons, when they leave and arrive, how long they wait, where
/// they end up, and the latest safe departure. O(parties log parties).
#[must_use]
pub fn evacuation_layer(source: &EvacuationSource<'_>, report: &EvacuationReport) -> ResultLayer {
    let study = &report.study;
    let mut tallies = vec![DoorTally::default(); study.origins.len()];
    for (party, result) in study.parties.iter().zip(&report.simulation.parties) {
        let Some(tally) = tallies.get_mut(party.origin as usize) else { continue };
        tally.persons.count(result.outcome, u64::from(party.persons));
        tally.waited_micros += u128::from(result.waited.0) * u128::from(party.persons);
        if party.leaves != Moment::NEVER {
            tally.leaves.push((party.leaves, party.persons));
        }
        if let Outcome::Safe { gate, at } = result.outcome {
            tally.arrives.push((at, party.persons));
            *tally.sites.entry(gate).or_default() += u64::from(party.persons);
        }
    }
    let mut features = Vec::with_capacity(tallies.len());
    for ((origin, tally), latest) in study.origins.iter().zip(tallies).zip(&report.latest.by_origin) {
        let Some(demand) = source.community.demand().get(origin.demand.index()) else { continue };
        let (geometry, id, name) = door_facts(source.community, demand);
        let mut properties = vec![named("source_id", optional_text(id.as_deref()))];
        properties.push(named("name", optional_text(name.as_deref())));
        properties.extend(ledger_members(&tally.persons));
        door_times(&mut properties, tally, report, *latest);
        features.push(ResultFeature { geometry: Some(geometry), properties });
    }
    ResultLayer {
        name: "evacuation".to_owned(),
        origin: source.origin("evacuation"),
        members: members(report),
        features,
    }
}

fn door_times(properties: &mut Properties, tally: DoorTally, report: &EvacuationReport, latest: Option<Moment>) {
    let DoorTally { leaves, arrives, waited_micros, sites, .. } = tally;
    let most = sites.iter().max_by_key(|(gate, persons)| (**persons, std::cmp::Reverse(**gate)));
    let site_of = |gate: u32| report.study.streets.gates().get(gate as usize).map(|gate| gate.site);
    let site = most.and_then(|(&gate, _)| site_of(gate)).map(|site| ResultValue::Count(u64::from(site.0)));
    let (word, at) = match latest {
        Some(Moment::NEVER) => ("any_time", None),
        Some(at) => ("by", Some(at)),
        None => ("no_safe_way", None),
    };
    for (name, times) in [("leave", leaves), ("arrive", arrives)] {
        let (middle, last) = middle_and_last(times);
        properties.push((format!("{name}_median_s"), middle.map(seconds).into()));
        properties.push((format!("{name}_last_s"), last.map(seconds).into()));
    }
    #[expect(clippy::cast_precision_loss, reason = "person-minutes, far below 2^52")]
    let waited = ResultValue::rounded(waited_micros as f64 / 6e7, 3);
    properties.extend([
        named("waited_person_min", waited),
        named("site_id", site.into()),
        named("sites", ResultValue::Count(sites.len() as u64)),
        named("latest_departure", ResultValue::text(word)),
        named("latest_departure_s", at.map(seconds).into()),
    ]);
}

/// The moment by which half of the persons did it, and the last.
fn middle_and_last(mut times: Vec<(Moment, u32)>) -> (Option<Moment>, Option<Moment>) {
    times.sort_unstable();
    let all: u64 = times.iter().map(|(_, persons)| u64::from(*persons)).sum();
    let mut sum = 0;
    let middle = times.iter().find(|(_, persons)| {
        sum += u64::from(*persons);
        sum * 2 >= all
    });
    (middle.map(|(at, _)| *at), times.last().map(|(at, _)| *at))
}
