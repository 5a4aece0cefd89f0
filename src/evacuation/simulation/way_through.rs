//! Looking for a way through before streets close: the last thing people try before they stand still.
//!
//! The tables of [`super::routes`] know how streets are at one moment. Before a hazard that moment is either too early
//! (a way is open now but will not be when they come by) or too late (a way is given up that could be passed in time).
//! Here the streets that are open now are asked at the moment somebody comes to them. What is closed now does not
//! count: for that people wait until it opens.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::Start;
use super::choices::Spot;
use super::events::EventSink;
use super::routes::NO_WAY;
use super::run::{Run, walking_time};
use crate::evacuation::Moment;
use crate::evacuation::streets::{Street, StreetUse, Streets, Window, WindowEffect};

/// A way through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Through {
    /// Where it leads.
    pub(super) gate: u32,
    /// Millimetres of its first direction.
    pub(super) rest: u32,
    /// Its directions, the next one last.
    pub(super) ahead: Vec<u32>,
    /// Was it given from the beginning, not found?
    pub(super) is_given: bool,
}

/// For every node the last moment at which somebody there may still get through to some site, at free speed and where
/// nothing is slow, along streets that are open now; `None` where they cannot.
#[derive(Debug)]
pub(super) struct LastChances(Vec<Option<Moment>>);

impl LastChances {
    /// Searches backward from all sites for those of one speed (of no account for cars), the latest first.
    /// O((n + m) log n).
    pub(super) fn search(streets: &Streets, usage: StreetUse, speed: u32, now: Moment) -> Self {
        let mut last: Vec<Option<Moment>> = vec![None; streets.n_nodes()];
        let mut heap = BinaryHeap::new();
        for node in streets.gates().iter().filter_map(|gate| gate.node(usage)) {
            last[node as usize] = Some(Moment::NEVER);
            heap.push((Moment::NEVER, node));
        }
        while let Some((by, node)) = heap.pop() {
            if last[node as usize] != Some(by) {
                continue;
            }
            for direction in streets.into_node(node) {
                let (Some(street), Some(from)) =
                    (streets.street_of(direction), streets.directions().get(direction as usize).map(|d| d.from))
                else {
                    continue;
                };
                let Some(leave) = last_entry(street, speed, by, now).filter(|_| street.usage == usage) else {
                    continue;
                };
                let known = &mut last[from as usize];
                if known.is_none_or(|known| leave > known) {
                    *known = Some(leave);
                    heap.push((leave, from));
                }
            }
        }
        Self(last)
    }

    /// Is there a chance left at a node at a moment?
    pub(super) fn is_left(&self, node: u32, at: Moment) -> bool {
        self.0.get(node as usize).copied().flatten().is_some_and(|last| at <= last)
    }
}

/// The last moment to get on a street that is open now and to be at its end by a moment, before it closes.
fn last_entry(street: &Street, speed: u32, by: Moment, now: Moment) -> Option<Moment> {
    if street.is_closed_at(now) {
        return None;
    }
    let speed = match street.usage {
        StreetUse::Walking => f64::from(speed.max(1)) * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    // Rounded down, so that nobody is told too early that it is too late.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let takes = (f64::from(street.length) * 1e6 / speed).floor().clamp(0.0, 1e18) as u64;
    let mut last = if by == Moment::NEVER { u64::MAX } else { by.0.checked_sub(takes)? };
    for window in street.windows.iter().filter(|window| window.from > now) {
        let before = match window.effect {
            WindowEffect::Overrun => window.from.0.checked_sub(takes)?,
            WindowEffect::Closed => window.from.0,
            WindowEffect::Slowed(_) => continue,
        };
        last = last.min(before.checked_sub(1)?);
    }
    Some(Moment(last))
}

impl<S: EventSink> Run<'_, S> {
    /// Gives parties that go to one gate their ways.
    pub(super) fn give_ways(&mut self, ways: &[Vec<u32>]) {
        for ((party, way), moving) in (0_u32..).zip(ways).zip(&self.moving) {
            let start =
                way.first().and_then(|first| self.starts_of(party).iter().find(|start| start.direction == *first));
            if let (Some(start), Some(gate)) = (start, moving.gate) {
                let ahead = way.iter().rev().copied().collect();
                self.followed.insert(party, Through { gate, rest: start.rest, ahead, is_given: true });
            }
        }
    }

    /// The way onto the streets that a party follows from its door, if it may take it.
    pub(super) fn start_followed(&self, party: u32) -> Option<Start> {
        let way = self.followed.get(&party)?;
        let start = Start { direction: *way.ahead.last()?, rest: way.rest };
        let is_start = self.starts_of(party).contains(&start);
        (is_start && self.may_enter(start.direction, party, start.rest)).then_some(start)
    }

    /// The way through that a party follows, if its next step begins where it stands and it may take it.
    pub(super) fn way_followed(&mut self, party: u32, node: u32) -> Option<u32> {
        if self.followed.is_empty() {
            return None;
        }
        let (next, gate) = self.followed.get(&party).and_then(|way| Some((*way.ahead.last()?, way.gate)))?;
        let length = self.streets.street_of(next).map_or(0, |street| street.length);
        let begins_here = self.streets.directions().get(next as usize).is_some_and(|found| found.from == node);
        if begins_here && self.moving[party as usize].gate == Some(gate) && self.may_enter(next, party, length) {
            return Some(next);
        }
        self.followed.remove(&party);
        None
    }

    /// A party has got on a direction: what it follows is a step shorter, or given up.
    pub(super) fn follow_way(&mut self, party: u32, direction: u32) {
        if self.followed.is_empty() {
            return;
        }
        if let Some(way) = self.followed.get_mut(&party)
            && way.ahead.pop() != Some(direction)
        {
            self.followed.remove(&party);
        }
    }

    /// The soonest way to a site that takes the party, on which at free speed and without a stop every street open now
    /// is still open when they come to it, and left before a hazard takes it. The party follows it from now on, until
    /// it cannot or the streets change. `None` where there is none, or where nothing will change any more, so that the
    /// tables say all. O((n + m) log n), and O(1) where it is too late for everybody of that speed at that node.
    pub(super) fn way_through(&mut self, party: u32, spot: Spot) -> Option<(u32, u32)> {
        if self.epoch + 1 >= self.epochs.len() || self.is_stopped() {
            return None;
        }
        let who = self.parties.get(party as usize)?;
        let walks_at = if who.usage == StreetUse::Walking { who.speed } else { 0 };
        let (streets, now) = (self.streets, self.now);
        let chances = self.last_chances.entry((who.usage, walks_at));
        chances.or_insert_with(|| LastChances::search(streets, who.usage, walks_at, now));
        let through = self.look_for_way(party, spot, self.last_chances.get(&(who.usage, walks_at))?)?;
        let step = (*through.ahead.last()?, through.rest);
        self.turn_to(party, through.gate);
        self.followed.insert(party, through);
        Some(step)
    }

    fn look_for_way(&self, party: u32, spot: Spot, chances: &LastChances) -> Option<Through> {
        if matches!(spot, Spot::Node(node) if !chances.is_left(node, self.now)) {
            return None;
        }
        let ends = self.ends_for(party)?;
        let steps = self.first_steps(party, spot);
        // By which direction each node is reached, and from which node; from none by the first step.
        let mut reached: BTreeMap<u32, (u32, Option<u32>)> = BTreeMap::new();
        if let Spot::Node(node) = spot {
            // What was refused here is not to be had by coming back.
            reached.insert(node, (NO_WAY, None));
        }
        let mut heap = BinaryHeap::new();
        for &(direction, rest) in &steps {
            if let Some((node, at)) = self.passed(party, direction, rest, self.now) {
                heap.push(Reverse((at, node, direction, None)));
            }
        }
        let mut best: Option<(Moment, u32, u32)> = None;
        while let Some(Reverse((at, node, by, before))) = heap.pop() {
            if ends.is_empty() || best.is_some_and(|best| best.0 <= at) {
                break;
            }
            if reached.contains_key(&node) || !chances.is_left(node, at) {
                continue;
            }
            reached.insert(node, (by, before));
            if let Some(&(walk, gate)) = ends.get(&node) {
                let arrival = (at + walk, gate, node);
                best = Some(best.map_or(arrival, |best| best.min(arrival)));
            }
            for direction in self.streets.out_of_node(node) {
                let rest = self.streets.street_of(direction).map_or(0, |street| street.length);
                if let Some((next, then)) = self.passed(party, direction, rest, at) {
                    heap.push(Reverse((then, next, direction, Some(node))));
                }
            }
        }
        let (_, gate, end) = best?;
        let mut ahead = Vec::new();
        let mut node = Some(end);
        while let Some((by, before)) = node.and_then(|node| reached.get(&node).copied()) {
            ahead.push(by);
            node = before;
        }
        let first = ahead.last()?;
        let &(_, rest) = steps.iter().find(|step| step.0 == *first)?;
        Some(Through { gate, rest, ahead, is_given: false })
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

    /// The directions a party can take where it stands, crowded as they are, and how much of them.
    fn first_steps(&self, party: u32, spot: Spot) -> Vec<(u32, u32)> {
        let steps: Vec<(u32, u32)> = match spot {
            Spot::Door => self.starts_of(party).iter().map(|start| (start.direction, start.rest)).collect(),
            Spot::Node(node) => {
                let length = |direction| self.streets.street_of(direction).map_or(0, |street| street.length);
                self.streets.out_of_node(node).map(|direction| (direction, length(direction))).collect()
            }
        };
        steps.into_iter().filter(|&(direction, rest)| self.may_enter(direction, party, rest)).collect()
    }

    /// Where and when a direction is left that is open now and entered at a moment, if it may be.
    fn passed(&self, party: u32, direction: u32, rest: u32, at: Moment) -> Option<(u32, Moment)> {
        let found = self.streets.directions().get(direction as usize)?;
        let street = self.streets.streets().get(found.street as usize)?;
        let is_closing = |window: &Window| window.closes() && window.from > self.now && window.from <= at;
        if street.usage != self.parties.get(party as usize)?.usage
            || street.is_closed_at(self.now)
            || street.windows.iter().any(is_closing)
        {
            return None;
        }
        let left = at + self.time_on(found.street as usize, party, rest, self.units(party), at);
        (left < street.overrun_after(at)).then_some((found.to, left))
    }
}
