//! The streets as flows see them: free times and rates, people at their doors, places behind gates.

use std::collections::{BTreeMap, BTreeSet};

use super::flows::{FlowArcId, FlowNode, FlowSink, FlowSource, NO_LIMIT, RatedArc};
use super::simulation::{Goal, Party};
use super::streets::{Street, StreetUse};
use super::{EvacuationStudy, Moment};
use crate::units::Persons;

/// One use of the streets as a network of rates.
#[derive(Clone, Debug, Default)]
pub(super) struct RatedStreets {
    pub(super) n_nodes: u32,
    pub(super) arcs: Vec<RatedArc>,
    pub(super) sources: Vec<FlowSource>,
    pub(super) sinks: Vec<FlowSink>,
    /// What each arc is.
    pub(super) is: Vec<ArcIs>,
    /// Origin of each source's node.
    pub(super) origins: BTreeMap<FlowNode, u32>,
}

/// What an arc stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArcIs {
    /// A direction of a street, or its end.
    Direction(u32),
    /// The gate of a site.
    Gate(u32),
    /// From a door, or along a street, to a street's end: it holds nobody up.
    Door,
}

impl RatedStreets {
    /// Streets for one use, with everybody of that use who has somewhere to go. Times are those of the fastest, on free
    /// and open streets, so that what follows from them holds for everybody. O(n).
    pub(super) fn of(study: &EvacuationStudy, usage: StreetUse) -> Self {
        let streets = &*study.streets;
        let mut rated = Self { n_nodes: u32::try_from(streets.n_nodes()).unwrap_or(u32::MAX), ..Self::default() };
        let goes = |party: &&Party| party.usage == usage && !matches!(party.goal, Goal::Nowhere(_));
        let fastest = study.parties.iter().filter(goes).map(|party| party.speed).max().unwrap_or(1);
        // Gates count persons: at best every car is as empty as the emptiest.
        let fewest = study.parties.iter().filter(goes).map(|party| party.persons / party.units().max(1)).min();
        let fewest = u64::from(fewest.unwrap_or(1).max(1));
        let mut people: BTreeMap<u32, u32> = BTreeMap::new();
        for party in study.parties.iter().filter(goes) {
            *people.entry(party.origin).or_default() += party.units();
        }
        let starts = people.keys().filter_map(|&origin| study.origins.get(origin as usize));
        let with_doors: BTreeSet<u32> =
            starts.flat_map(|origin| origin.starts(usage)).map(|start| start.direction).collect();
        // Who starts on a street leaves it at its end with those who came along it.
        let mut ends: BTreeMap<u32, u32> = BTreeMap::new();
        for (number, direction) in (0_u32..).zip(streets.directions()) {
            let Some(street) = streets.street_of(number).filter(|street| street.usage == usage) else { continue };
            let (free_ms, rate) = (free_ms(street, street.length, fastest), rate(street.interval));
            if with_doors.contains(&number) {
                let end = rated.node();
                ends.insert(number, end);
                rated.push(direction.from, end, free_ms, NO_LIMIT, ArcIs::Door);
                rated.push(end, direction.to, 0, rate, ArcIs::Direction(number));
            } else {
                rated.push(direction.from, direction.to, free_ms, rate, ArcIs::Direction(number));
            }
        }
        for (origin, units) in people {
            let Some(found) = study.origins.get(origin as usize) else { continue };
            let door = rated.node();
            rated.origins.insert(FlowNode(door), origin);
            rated.sources.push(FlowSource { node: FlowNode(door), persons: Persons(units) });
            for start in found.starts(usage) {
                if let (Some(&end), Some(street)) = (ends.get(&start.direction), streets.street_of(start.direction)) {
                    rated.push(door, end, self::free_ms(street, start.rest, fastest), NO_LIMIT, ArcIs::Door);
                }
            }
        }
        for (number, gate) in (0_u32..).zip(streets.gates()) {
            let Some(node) = gate.node(usage) else { continue };
            let inside = rated.node();
            let free_ms = u32::try_from(u64::from(gate.walk(usage)) * 1000 / u64::from(fastest)).unwrap_or(u32::MAX);
            rated.push(
                node,
                inside,
                free_ms,
                rate(Moment(gate.interval.0.saturating_mul(fewest))),
                ArcIs::Gate(number),
            );
            // Cars bring more than one person: their places are not counted in cars.
            let places = if usage == StreetUse::Walking { gate.capacity } else { None };
            rated.sinks.push(FlowSink { node: FlowNode(inside), places });
        }
        rated
    }

    const fn node(&mut self) -> u32 {
        let node = self.n_nodes;
        self.n_nodes += 1;
        node
    }

    fn push(&mut self, from: u32, to: u32, free_ms: u32, milli_per_second: u64, is: ArcIs) {
        self.arcs.push(RatedArc { from: FlowNode(from), to: FlowNode(to), free_ms, milli_per_second });
        self.is.push(is);
    }

    pub(super) fn what(&self, arc: FlowArcId) -> ArcIs {
        self.is.get(arc.index()).copied().unwrap_or(ArcIs::Door)
    }
}

/// Milliseconds at the fastest, rounded down.
fn free_ms(street: &Street, millimetres: u32, fastest: u32) -> u32 {
    let speed = match street.usage {
        StreetUse::Walking => f64::from(fastest) * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let milliseconds = (f64::from(millimetres) * 1000.0 / speed).floor().clamp(0.0, f64::from(u32::MAX - 1)) as u32;
    milliseconds
}

/// Thousandths a second, rounded up.
fn rate(interval: Moment) -> u64 {
    if interval.0 == 0 { NO_LIMIT } else { 1_000_000_000_u64.div_ceil(interval.0) }
}
