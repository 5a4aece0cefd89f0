//! The latest safe departure: when somebody must have left a door to get through before hazards and closures.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::simulation::{Goal, Origin};
use super::streets::{StreetUse, Streets};
use super::{EvacuationStudy, Moment};

/// For every node the latest moment to leave it and be safe; `None` where it is too late from the start, or no way is.
///
/// L(site) = ∞ and L(v) = max over streets v → w of min(first closing of the street, L(w)) − its free time, found by a
/// search that settles the latest first (ALGORITHMS 5.4). `speed` is in millimetres per second on foot. A street that
/// opens again is not waited for. O((n + m) log n).
#[must_use]
pub fn latest_departures(streets: &Streets, usage: StreetUse, speed: u32) -> Vec<Option<Moment>> {
    let mut latest: Vec<Option<Moment>> = vec![None; streets.n_nodes()];
    let mut heap = BinaryHeap::new();
    for node in streets.gates().iter().filter_map(|gate| gate.node(usage)) {
        if let Some(entry) = latest.get_mut(node as usize) {
            *entry = Some(Moment::NEVER);
            heap.push((Moment::NEVER, Reverse(node)));
        }
    }
    while let Some((at, Reverse(node))) = heap.pop() {
        if latest.get(node as usize).copied().flatten() != Some(at) {
            continue;
        }
        for direction in streets.into_node(node) {
            let Some(from) = streets.directions().get(direction as usize).map(|d| d.from) else { continue };
            let Some(street) = streets.street_of(direction).filter(|street| street.usage == usage) else { continue };
            let Some(leave) = leave_by(streets, direction, street.length, speed, at) else { continue };
            let entry = &mut latest[from as usize];
            if entry.is_none_or(|known| leave > known) {
                *entry = Some(leave);
                heap.push((leave, Reverse(from)));
            }
        }
    }
    latest
}

/// When to get on a direction, so many millimetres before its end, to be at its end by `by` and before it closes.
fn leave_by(streets: &Streets, direction: u32, millimetres: u32, speed: u32, by: Moment) -> Option<Moment> {
    let street = streets.street_of(direction)?;
    let closes = street.windows.iter().filter(|window| window.closes()).map(|window| window.from).min();
    let by = closes.map_or(by, |closes| closes.min(by));
    if by == Moment::NEVER {
        return Some(by);
    }
    let speed = match street.usage {
        StreetUse::Walking => f64::from(speed.max(1)) * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    let takes = Moment::from_seconds(f64::from(millimetres) / speed);
    (by >= takes).then(|| by - takes)
}

/// The latest moment to leave a door: [`Moment::NEVER`] where nothing presses, `None` where it is too late from the
/// start or no way leads to a site. The hazard at the door itself counts.
#[must_use]
pub fn latest_from_door(
    streets: &Streets,
    latest: &[Option<Moment>],
    origin: &Origin,
    usage: StreetUse,
    speed: u32,
) -> Option<Moment> {
    let from = |start: &super::simulation::Start| {
        let node = streets.directions().get(start.direction as usize)?.to;
        leave_by(streets, start.direction, start.rest, speed, latest.get(node as usize).copied().flatten()?)
    };
    let by = origin.starts(usage).iter().filter_map(from).max()?;
    let walk = Moment(u64::from(origin.walk(usage)) * 1_000_000 / u64::from(speed.max(1)));
    let by = if by == Moment::NEVER { by } else { (by >= walk).then(|| by - walk)? };
    Some(by.min(origin.overrun))
}

/// The latest departures of a study's doors, and who leaves after that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LatestDepartures {
    /// By origin; `None` where it is too late from the start or no way is.
    pub by_origin: Vec<Option<Moment>>,
    /// Persons who leave a door after its latest moment, or never: cut off before they move.
    pub cut_off_persons: u64,
}

impl LatestDepartures {
    /// On foot at everybody's own speed for the count; the map shows the median speed. One search for each speed.
    #[must_use]
    pub fn of(study: &EvacuationStudy) -> Self {
        let usage = |party: &super::simulation::Party| party.usage;
        let mut speeds: Vec<(StreetUse, u32)> = study.parties.iter().map(|party| (usage(party), party.speed)).collect();
        speeds.sort_unstable();
        let middle = speeds.get(speeds.len() / 2).copied();
        speeds.dedup();
        let mut found = Self { by_origin: vec![None; study.origins.len()], cut_off_persons: 0 };
        for (usage, speed) in speeds {
            let nodes = latest_departures(&study.streets, usage, speed);
            let of = |origin: &Origin| latest_from_door(&study.streets, &nodes, origin, usage, speed);
            if Some((usage, speed)) == middle {
                found.by_origin = study.origins.iter().map(of).collect();
            }
            for party in study.parties.iter().filter(|party| (party.usage, party.speed) == (usage, speed)) {
                let Some(origin) = study.origins.get(party.origin as usize) else { continue };
                let has_way = !matches!(party.goal, Goal::Nowhere(_));
                if has_way && of(origin).is_none_or(|latest| party.leaves > latest) {
                    found.cut_off_persons += u64::from(party.persons);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evacuation::streets::{Direction, Gate, Street, Window, WindowEffect};
    use crate::ids::{ClosureId, SegmentId, SiteId};
    use crate::plan::ObjectId;
    use proptest::prelude::*;

    fn street(metres: u32, closes_s: Option<u32>) -> Street {
        let window = closes_s.map(|seconds| Window {
            from: Moment::from_seconds(f64::from(seconds)),
            until: Moment::NEVER,
            effect: WindowEffect::Closed,
            cause: ObjectId::Closure(ClosureId(1)),
        });
        Street {
            usage: StreetUse::Walking,
            length: metres * 1000,
            interval: Moment(1),
            storage: 10,
            area: 10.0,
            ease: 1.0,
            car_speed: 0,
            windows: window.into_iter().collect(),
            segment: SegmentId(0),
            span: (0, metres * 1000),
        }
    }

    /// The best over all ways without a node twice, tried one by one.
    fn by_trying(streets: &Streets, node: u32, seen: &mut Vec<u32>) -> Option<Moment> {
        if streets.gates().iter().any(|gate| gate.on_foot == Some(node)) {
            return Some(Moment::NEVER);
        }
        seen.push(node);
        let mut best = None;
        for (number, direction) in (0_u32..).zip(streets.directions()) {
            if direction.from == node && !seen.contains(&direction.to) {
                let rest = by_trying(streets, direction.to, seen);
                let length = streets.street_of(number).unwrap().length;
                best = best.max(rest.and_then(|by| leave_by(streets, number, length, 1000, by)));
            }
        }
        seen.pop();
        best
    }

    proptest! {
        #[test]
        fn the_search_finds_what_trying_all_ways_finds(
            drawn in prop::collection::vec((0_u32..7, 0_u32..7, 1_u32..60, prop::option::of(0_u32..200)), 1..14),
            gate in 0_u32..7,
        ) {
            let streets: Vec<Street> = drawn.iter().map(|&(_, _, metres, closes)| street(metres, closes)).collect();
            let directions = (0_u32..).zip(&drawn).flat_map(|(n, &(from, to, _, _))| {
                [Direction { from, to, street: n }, Direction { from: to, to: from, street: n }]
            });
            let gates = vec![Gate {
                site: SiteId(0), on_foot: Some(gate), by_car: None, walk: 0, walk_by_car: 0, capacity: None, interval: Moment::START,
            }];
            let streets = Streets::new(7, streets, directions.collect(), gates);
            let latest = latest_departures(&streets, StreetUse::Walking, 1000);
            for node in 0..7 {
                prop_assert_eq!(latest[node as usize], by_trying(&streets, node, &mut Vec::new()), "node {}", node);
            }
        }
    }
}
