//! The latest safe departure: when somebody must have left a door to get through before hazards and closures.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::simulation::{Goal, Origin, Party};
use super::streets::{StreetUse, Streets, Window, WindowEffect};
use super::{EvacuationStudy, Moment};

/// For every node the latest moment to leave it and be safe; `None` where it is too late from the start, or no way is.
///
/// L(site) = ∞ and L(v) = max over streets v → w of min(first closing of the street, L(w)) − its free time, found by a
/// search that settles the latest first (ALGORITHMS 5.4). What is over by `since` is forgotten; a street that is slow at
/// some time after counts as slow throughout, which is the safe side. `speed` is in millimetres per second on foot. A
/// street that opens again later is not waited for. O((n + m) log n).
#[must_use]
pub fn latest_departures(streets: &Streets, usage: StreetUse, speed: u32, since: Moment) -> Vec<Option<Moment>> {
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
            let Some(leave) = leave_by(streets, direction, street.length, (speed, since), at) else { continue };
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
fn leave_by(
    streets: &Streets,
    direction: u32,
    millimetres: u32,
    (speed, since): (u32, Moment),
    by: Moment,
) -> Option<Moment> {
    let street = streets.street_of(direction)?;
    let windows = || street.windows.iter().filter(|window| window.until > since);
    let closes = windows().filter(|window| window.closes()).map(|window| window.from).min();
    let by = closes.map_or(by, |closes| closes.min(by));
    if by == Moment::NEVER {
        return Some(by);
    }
    let speed = match street.usage {
        StreetUse::Walking => f64::from(speed.max(1)) * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    let share = |window: &Window| match window.effect {
        WindowEffect::Slowed(share) => share,
        WindowEffect::Closed | WindowEffect::Overrun => 1.0,
    };
    let slowest = windows().map(share).fold(1.0, f64::min);
    let takes = Moment::from_seconds(f64::from(millimetres) / (speed * slowest));
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
    since: Moment,
) -> Option<Moment> {
    let from = |start: &super::simulation::Start| {
        let node = streets.directions().get(start.direction as usize)?.to;
        leave_by(streets, start.direction, start.rest, (speed, since), latest.get(node as usize).copied().flatten()?)
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
    /// On foot at everybody's own speed for the count, and from when everybody leaves: a closing over by then holds up
    /// nobody. For each door the median speed of each way of travel, the later of both. A search for each speed between
    /// two ends of closings.
    #[must_use]
    pub fn of(study: &EvacuationStudy) -> Self {
        let streets = &*study.streets;
        let mut ends: Vec<Moment> = streets.streets().iter().flat_map(|s| &s.windows).map(|w| w.until).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut found = Self { by_origin: Self::by_origin(study), cut_off_persons: 0 };
        let mut groups: BTreeMap<(StreetUse, u32, Moment), Vec<&Party>> = BTreeMap::new();
        for party in study.parties.iter().filter(|party| !matches!(party.goal, Goal::Nowhere(_))) {
            let over = ends.partition_point(|&end| end <= party.leaves);
            // Who never leaves has missed whatever there is.
            let since = if party.leaves == Moment::NEVER { None } else { over.checked_sub(1) };
            let since = since.and_then(|last| ends.get(last)).copied().unwrap_or(Moment::START);
            groups.entry((party.usage, party.speed, since)).or_default().push(party);
        }
        for ((usage, speed, since), parties) in groups {
            let nodes = latest_departures(streets, usage, speed, since);
            for party in parties {
                let Some(origin) = study.origins.get(party.origin as usize) else { continue };
                let latest = latest_from_door(streets, &nodes, origin, usage, speed, since);
                if latest.is_none_or(|latest| party.leaves > latest) {
                    found.cut_off_persons += u64::from(party.persons);
                }
            }
        }
        found
    }

    /// For each door the later of both ways of travel, at the median speed of those who travel so.
    fn by_origin(study: &EvacuationStudy) -> Vec<Option<Moment>> {
        let mut by_origin = vec![None; study.origins.len()];
        for usage in StreetUse::ALL {
            let of_use = study.parties.iter().filter(|party| party.usage == usage);
            let mut speeds: Vec<u32> = of_use.map(|party| party.speed).collect();
            speeds.sort_unstable();
            let Some(&middle) = speeds.get(speeds.len() / 2) else { continue };
            let nodes = latest_departures(&study.streets, usage, middle, Moment::START);
            for (entry, origin) in by_origin.iter_mut().zip(study.origins.iter()) {
                let latest = latest_from_door(&study.streets, &nodes, origin, usage, middle, Moment::START);
                *entry = latest.max(*entry);
            }
        }
        by_origin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evacuation::streets::{Direction, Gate, Street};
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
                best = best.max(rest.and_then(|by| leave_by(streets, number, length, (1000, Moment::START), by)));
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
            let latest = latest_departures(&streets, StreetUse::Walking, 1000, Moment::START);
            for node in 0..7 {
                prop_assert_eq!(latest[node as usize], by_trying(&streets, node, &mut Vec::new()), "node {}", node);
            }
        }
    }
}
