//! Where it jams: load against capacity, waiting, and how far queues reach, road by road.

use std::collections::BTreeMap;

use super::blame::Blame;
use super::simulation::{DirectionRecord, Simulation};
use super::streets::{Street, StreetUse};
use super::{EvacuationStudy, Moment};
use crate::ids::SegmentId;

/// Length of the interval in which the load is the largest: five minutes.
pub const PEAK_INTERVAL: Moment = Moment(300_000_000);

/// What a road went through, one use of it, its fuller direction.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadLoad {
    /// Which piece of road.
    pub segment: SegmentId,
    /// On foot or by car.
    pub usage: StreetUse,
    /// Persons who went along it, both directions; of its pieces the one with most.
    pub persons: u64,
    /// What it lets pass, people (or cars) a minute; of its pieces the least.
    pub capacity_per_min: f64,
    /// Those ready to leave it in its fullest five minutes, over what it lets pass in them: above 1 a queue grows.
    pub load_ratio: f64,
    /// When those five minutes begin.
    pub peak: Moment,
    /// Waiting it causes: on it for its own width, and along the queue that reaches back from it over other roads;
    /// person-minutes.
    pub waiting_person_min: f64,
    /// Longest queue at an end of it, in metres of road full of those who stood there; 0 where nobody waited.
    pub queue_m: f64,
    /// It was full, and people had to wait on the streets before it.
    pub spills_back: bool,
}

/// All roads somebody used, those that cost most waiting first, then by load. O(directions + slices).
#[must_use]
pub fn road_loads(study: &EvacuationStudy, simulation: &Simulation) -> Vec<RoadLoad> {
    let mut roads: BTreeMap<(SegmentId, StreetUse), RoadLoad> = BTreeMap::new();
    let blame = blame_of(study, simulation);
    let mut by_street: BTreeMap<u32, Vec<(&DirectionRecord, f64)>> = BTreeMap::new();
    let records = simulation.directions.iter().zip(blame.directions);
    for ((record, blamed), direction) in records.zip(study.streets.directions()) {
        if record.passed > 0 || record.most > 0 || record.held_up > 0 {
            by_street.entry(direction.street).or_default().push((record, blamed));
        }
    }
    for (street, records) in by_street {
        let Some(street) = study.streets.streets().get(street as usize) else { continue };
        let capacity_per_min = 6e7 / micros(street.interval);
        // Both directions of a walkway share its width.
        let mut came: BTreeMap<u32, u32> = BTreeMap::new();
        for &(number, n) in records.iter().flat_map(|record| &record.0.came) {
            *came.entry(number).or_default() += n;
        }
        let came: Vec<(u32, u32)> = came.into_iter().collect();
        let (peak, ratio) = peak_of(&came, street, study.options.slice);
        let blamed: f64 = records.iter().map(|record| record.1).sum();
        let persons: u64 = records.iter().map(|record| record.0.persons).sum();
        let has_waited = records.iter().any(|record| record.0.waited > 0);
        let most_ready = records.iter().map(|record| record.0.most_ready).max().unwrap_or(0);
        let queue_m = if has_waited { queue_metres(street, most_ready) } else { 0.0 };
        let spills_back = records.iter().any(|record| record.0.held_up > 0);
        let road = roads.entry((street.segment, street.usage)).or_insert_with(|| RoadLoad {
            segment: street.segment,
            usage: street.usage,
            persons: 0,
            capacity_per_min,
            load_ratio: 0.0,
            peak,
            waiting_person_min: 0.0,
            queue_m: 0.0,
            spills_back: false,
        });
        road.persons = road.persons.max(persons);
        road.capacity_per_min = road.capacity_per_min.min(capacity_per_min);
        if ratio > road.load_ratio {
            (road.load_ratio, road.peak) = (ratio, peak);
        }
        road.waiting_person_min += blamed;
        road.queue_m = road.queue_m.max(queue_m);
        road.spills_back |= spills_back;
    }
    let mut roads: Vec<RoadLoad> = roads.into_values().collect();
    roads.sort_by(|a, b| {
        let by_waiting = b.waiting_person_min.total_cmp(&a.waiting_person_min);
        let by_load = b.load_ratio.total_cmp(&a.load_ratio);
        by_waiting.then(by_load).then((a.segment, a.usage).cmp(&(b.segment, b.usage)))
    });
    roads
}

/// Waiting by the road or gate that causes it.
pub(super) fn blame_of(study: &EvacuationStudy, simulation: &Simulation) -> Blame {
    let mut gates: BTreeMap<(u32, StreetUse), usize> = BTreeMap::new();
    for (number, gate) in study.streets.gates().iter().enumerate() {
        for usage in StreetUse::ALL {
            if let Some(node) = gate.node(usage) {
                gates.entry((node, usage)).or_insert(number);
            }
        }
    }
    Blame::of(simulation, |direction| {
        let to = study.streets.directions().get(direction)?.to;
        let usage = study.streets.street_of(u32::try_from(direction).ok()?)?.usage;
        gates.get(&(to, usage)).copied()
    })
}

#[expect(clippy::cast_precision_loss, reason = "a span of time, far below 2^52 microseconds")]
fn micros(span: Moment) -> f64 {
    span.0.max(1) as f64
}

fn queue_metres(street: &Street, most: u32) -> f64 {
    f64::from(street.length) / 1000.0 * (f64::from(most) / f64::from(street.storage.max(1))).min(1.0)
}

/// The fullest interval and its load over capacity.
fn peak_of(came: &[(u32, u32)], street: &Street, slice: Moment) -> (Moment, f64) {
    let width = u32::try_from((PEAK_INTERVAL.0 / slice.0.max(1)).max(1)).unwrap_or(1);
    let (mut best, mut sum, mut first) = ((0, 0_u64), 0_u64, 0);
    for &(number, n) in came {
        sum += u64::from(n);
        while came[first].0 + width <= number {
            sum -= u64::from(came[first].1);
            first += 1;
        }
        if sum > best.1 {
            best = (number.saturating_sub(width - 1), sum);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "people on a street, far below 2^52")]
    let load = best.1 as f64 * micros(street.interval) / (micros(slice) * f64::from(width));
    (Moment(u64::from(best.0) * slice.0), load)
}
