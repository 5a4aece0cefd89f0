//! Looking for a way through while streets are about to close: the last thing people try before they stand still.
//!
//! The tables of [`super::routes`] know how streets are at one moment. Before a hazard that moment is either too early
//! (the way is still open but will not be when they come by) or too late (a way is given up that could be passed in
//! time). Here every street is asked at the moment somebody comes to it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::choices::Spot;
use super::events::EventSink;
use super::run::{Run, walking_time};
use crate::evacuation::Moment;

/// A way through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Through {
    /// Where it leads.
    pub(super) gate: u32,
    /// The direction to take first.
    pub(super) direction: u32,
    /// Millimetres of it.
    pub(super) rest: u32,
}

impl<S: EventSink> Run<'_, S> {
    /// The soonest way to a site that takes the party, on which at free speed and without a stop every street is open
    /// when they come to it and left before a hazard does. `None` where there is none, or where nothing will change any
    /// more, so that the tables say all. O((n + m) log n).
    pub(super) fn way_through(&self, party: u32, spot: Spot) -> Option<Through> {
        if self.epoch + 1 >= self.epochs.len() {
            return None;
        }
        let ends = self.ends_for(party)?;
        // When each node is reached, and by which of the first steps.
        let mut reached: BTreeMap<u32, (Moment, u32)> = BTreeMap::new();
        let mut heap = BinaryHeap::new();
        let steps = self.first_steps(party, spot);
        for (number, &(direction, rest)) in (0_u32..).zip(&steps) {
            if let Some((node, at)) = self.passed(party, direction, rest, self.now) {
                heap.push(Reverse((at, number, node)));
            }
        }
        let mut best: Option<(Moment, u32, u32)> = None;
        while let Some(Reverse((at, step, node))) = heap.pop() {
            if best.is_some_and(|best| best.0 <= at) {
                break;
            }
            if reached.contains_key(&node) {
                continue;
            }
            reached.insert(node, (at, step));
            if let Some(&(walk, gate)) = ends.get(&node) {
                let arrival = (at + walk, gate, step);
                best = Some(best.map_or(arrival, |best| best.min(arrival)));
            }
            for direction in self.streets.out_of_node(node) {
                let rest = self.streets.street_of(direction).map_or(0, |street| street.length);
                if let Some((next, then)) = self.passed(party, direction, rest, at) {
                    heap.push(Reverse((then, step, next)));
                }
            }
        }
        let (_, gate, step) = best?;
        let &(direction, rest) = steps.get(step as usize)?;
        Some(Through { gate, direction, rest })
    }

    /// The walks behind the sites that take a party, by their nodes, the shortest of each.
    fn ends_for(&self, party: u32) -> Option<BTreeMap<u32, (Moment, u32)>> {
        let who = self.parties.get(party as usize)?;
        let moving = self.moving.get(party as usize)?;
        let mut ends: BTreeMap<u32, (Moment, u32)> = BTreeMap::new();
        for (number, gate) in (0_u32..).zip(self.streets.gates()) {
            let is_own = moving.is_kept && moving.gate == Some(number);
            if let Some(node) = gate.node(who.usage).filter(|_| is_own || self.has_room_inside(party, number)) {
                let end = (walking_time(gate.walk(who.usage), who.speed), number);
                let known = ends.entry(node).or_insert(end);
                *known = end.min(*known);
            }
        }
        Some(ends)
    }

    /// The directions a party can take where it stands, and how much of them.
    fn first_steps(&self, party: u32, spot: Spot) -> Vec<(u32, u32)> {
        match spot {
            Spot::Door => self.starts_of(party).iter().map(|start| (start.direction, start.rest)).collect(),
            Spot::Node(node) => {
                let length = |direction| self.streets.street_of(direction).map_or(0, |street| street.length);
                self.streets.out_of_node(node).map(|direction| (direction, length(direction))).collect()
            }
        }
    }

    /// Where and when a direction is left that is entered at a moment, if it may be.
    fn passed(&self, party: u32, direction: u32, rest: u32, at: Moment) -> Option<(u32, Moment)> {
        let found = self.streets.directions().get(direction as usize)?;
        let street = self.streets.streets().get(found.street as usize)?;
        if street.usage != self.parties.get(party as usize)?.usage || street.is_closed_at(at) {
            return None;
        }
        let left = at + self.time_on(found.street as usize, party, rest, self.units(party), at);
        (left < street.overrun_after(at)).then_some((found.to, left))
    }
}
