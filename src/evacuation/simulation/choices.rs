//! Where people turn: the way on at a junction, another site where theirs is full or cut off, and standing still.

use std::collections::BTreeMap;

use super::Start;
use super::events::{Event, EventSink};
use super::outcome::StrandedReason;
use super::routes::{Asked, NO_WAY, NearestTable, RouteTable, Way, free_time, walk_behind};
use super::run::{Moving, Place, Run};
use crate::evacuation::Moment;
use crate::evacuation::streets::{Gate, StreetUse};

/// How it goes on from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayOn {
    /// Through the gate of its site.
    Gate(u32),
    /// Along a direction.
    Direction(u32),
    /// Not at all for now.
    Nothing,
}

/// Where somebody stands who chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// Before the door.
    Door,
    /// At a node.
    Node(u32),
}

/// Another site is chosen because of queues where it takes less than this share of the time: four fifths (project choice,
/// so that people do not run to and fro between sites that are much the same).
const MUCH_SOONER: (u64, u64) = (4, 5);

/// How often somebody thinks again at one junction before standing still.
const MOST_THOUGHTS: usize = 4;

/// Where ways lead with every street open, found when first asked for.
#[derive(Debug, Default)]
pub(super) struct EveryStreetOpen {
    anywhere: BTreeMap<StreetUse, NearestTable>,
    /// To gates with room for so many persons in the end.
    with_room: BTreeMap<(StreetUse, u32), NearestTable>,
    to_own: BTreeMap<(StreetUse, u32), RouteTable>,
}

impl<S: EventSink> Run<'_, S> {
    /// The way on of a party at a node. May send it to another site.
    pub(super) fn way_on(&mut self, party: u32, node: u32) -> WayOn {
        if let Some(next) = self.way_followed(party, node) {
            return WayOn::Direction(next);
        }
        match self.way_by_tables(party, node) {
            WayOn::Nothing => {
                self.way_through(party, Spot::Node(node)).map_or(WayOn::Nothing, |(next, _)| WayOn::Direction(next))
            }
            known @ (WayOn::Gate(_) | WayOn::Direction(_)) => known,
        }
    }

    fn way_by_tables(&mut self, party: u32, node: u32) -> WayOn {
        for _ in 0..MOST_THOUGHTS {
            let Some(gate) = self.gate_of(party, Spot::Node(node)) else {
                return WayOn::Nothing;
            };
            if self.is_at(party, gate, node) {
                if self.has_place(party, gate) {
                    return WayOn::Gate(gate);
                }
                self.turned_away += 1;
                self.moving[party as usize].gate = None;
                if !self.redirect(party, Spot::Node(node)) {
                    return WayOn::Nothing;
                }
                continue;
            }
            let next = self.table_entry(party, gate, node).map_or(NO_WAY, |way| way.by);
            if next == NO_WAY {
                if !self.redirect(party, Spot::Node(node)) {
                    return WayOn::Nothing;
                }
                continue;
            }
            let length = self.streets.street_of(next).map_or(0, |street| street.length);
            if self.may_enter(next, party, length) {
                return WayOn::Direction(next);
            }
            if !self.learn_of(next, party) {
                return WayOn::Nothing;
            }
        }
        WayOn::Nothing
    }

    /// A party at its door chooses where to get on, and stands in line there.
    pub(super) fn start_out(&mut self, party: u32) {
        let start = self.start_followed(party).or_else(|| self.start_by_tables(party));
        let start =
            start.or_else(|| self.way_through(party, Spot::Door).map(|(direction, rest)| Start { direction, rest }));
        match start {
            Some(start) => {
                self.moving[party as usize].place = Place::AtDoor;
                self.moving[party as usize].rest = start.rest;
                self.stand_in_line(self.line_before(start.direction), party);
            }
            None => self.hold_at_door(party),
        }
    }

    fn start_by_tables(&mut self, party: u32) -> Option<Start> {
        for _ in 0..MOST_THOUGHTS {
            let gate = self.gate_of(party, Spot::Door)?;
            let Some((start, _)) = self.best_start(party, gate) else {
                if self.redirect(party, Spot::Door) {
                    continue;
                }
                return None;
            };
            let found = self.starts_of(party)[start];
            if self.may_enter(found.direction, party, found.rest) {
                return Some(found);
            }
            if !self.learn_of(found.direction, party) {
                return None;
            }
        }
        None
    }

    /// A party beside the streets at a node goes on, if it can.
    pub(super) fn go_on(&mut self, party: u32, node: u32) {
        match self.way_on(party, node) {
            WayOn::Direction(next) => {
                self.moving[party as usize].place = Place::AtNode(node);
                self.moving[party as usize].rest = self.streets.street_of(next).map_or(0, |street| street.length);
                self.stand_in_line(self.line_before(next), party);
            }
            WayOn::Gate(gate) => {
                self.keep_place(party, gate);
                self.moving[party as usize].place = Place::AtNode(node);
                self.stand_in_line(self.line_at_gate(gate), party);
            }
            WayOn::Nothing => self.hold(party, Place::HeldAt(node), node),
        }
    }

    /// The gate a party goes to; who has none yet takes the nearest, and who takes account of queues may think again.
    fn gate_of(&mut self, party: u32, spot: Spot) -> Option<u32> {
        let Moving { gate, is_kept, knows, .. } = *self.moving.get(party as usize)?;
        let knows_more = knows as usize > self.epoch;
        if let Some(gate) = gate {
            if self.news.is_some() && !is_kept && !knows_more {
                self.think_again(party, gate, spot);
            }
        } else {
            let nearest =
                if knows_more { self.nearest_where(party, spot, |_, _| true)? } else { self.nearest(party, spot)?.by };
            self.moving[party as usize].gate = Some(nearest);
        }
        self.moving[party as usize].gate
    }

    /// Somebody on the way to a site that keeps no place for them turns to another, where that is much sooner with the
    /// waits they have heard of.
    fn think_again(&mut self, party: u32, gate: u32, spot: Spot) {
        let time = match spot {
            Spot::Node(node) => self.table_entry(party, gate, node).map(|way| u64::from(way.time)),
            Spot::Door => self.best_start(party, gate).map(|(_, time)| time),
        };
        let found = self.streets.gates().get(gate as usize).zip(self.parties.get(party as usize));
        let Some((time, (found, who))) = time.zip(found) else { return };
        let time = time + u64::from(walk_behind(found, who.usage, who.speed));
        let Some(nearest) = self.nearest(party, spot).filter(|nearest| nearest.by != gate) else { return };
        if u64::from(nearest.time) * MUCH_SOONER.1 < time * MUCH_SOONER.0 {
            self.moving[party as usize].gate = Some(nearest.by);
            self.moving[party as usize].redirected += 1;
            self.sink.take(self.now, Event::Redirected { party, gate: nearest.by });
        }
    }

    /// The nearest gate as the streets are open now, with the waits people have heard of.
    fn nearest(&mut self, party: u32, spot: Spot) -> Option<Way> {
        let who = self.parties.get(party as usize)?;
        let at = self.epochs.get(self.epoch).copied()?;
        let (streets, starts) = (self.streets, self.starts_of(party));
        let (nearest, waits) = self.tables.nearest(streets, who, at);
        match spot {
            Spot::Node(node) => nearest.from(node),
            Spot::Door => {
                let from_start = |start: &Start| {
                    let street = streets.street_of(start.direction).filter(|street| !street.is_closed_at(at))?;
                    let way = nearest.from(streets.directions().get(start.direction as usize)?.to)?;
                    let wait = waits.get(start.direction as usize).copied().unwrap_or(0);
                    let first = free_time(street, start.rest, Some(at)).saturating_add(wait);
                    Some((way.time.saturating_add(first), way.by))
                };
                starts.iter().filter_map(from_start).min().map(|(time, by)| Way { time, by })
            }
        }
    }

    fn is_at(&self, party: u32, gate: u32, node: u32) -> bool {
        let usage = self.parties.get(party as usize).map(|party| party.usage);
        let gate = self.streets.gates().get(gate as usize);
        gate.zip(usage).is_some_and(|(gate, usage)| gate.node(usage) == Some(node))
    }

    /// May the party go in? Places kept for it are its own.
    fn has_place(&self, party: u32, gate: u32) -> bool {
        self.moving[party as usize].is_kept || self.has_room_inside(party, gate)
    }

    pub(super) fn has_room_inside(&self, party: u32, gate: u32) -> bool {
        let persons = self.parties.get(party as usize).map_or(0, |party| u64::from(party.persons));
        let capacity = self.streets.gates().get(gate as usize).and_then(|gate| gate.capacity);
        let taken = self.gates.get(gate as usize).map_or(0, |gate| gate.taken);
        capacity.is_none_or(|capacity| taken + persons <= capacity.count())
    }

    /// Sends a party to the nearest other site with room, which keeps places for it. `false` where there is none.
    fn redirect(&mut self, party: u32, spot: Spot) -> bool {
        let now_at = self.moving[party as usize].gate;
        let found =
            self.nearest_where(party, spot, |run, gate| Some(gate) != now_at && run.has_room_inside(party, gate));
        let Some(gate) = found else { return false };
        self.turn_to(party, gate);
        true
    }

    /// A party goes to a gate from now on, which keeps places for it.
    pub(super) fn turn_to(&mut self, party: u32, gate: u32) {
        if self.moving[party as usize].gate == Some(gate) {
            return;
        }
        let persons = self.parties.get(party as usize).map_or(0, |party| u64::from(party.persons));
        let moving = &mut self.moving[party as usize];
        if let Some(old) = moving.gate.filter(|_| moving.is_kept)
            && let Some(state) = self.gates.get_mut(old as usize)
        {
            state.taken = state.taken.saturating_sub(persons);
        }
        moving.is_kept = false;
        moving.redirected += 1;
        self.keep_place(party, gate);
        self.sink.take(self.now, Event::Redirected { party, gate });
    }

    /// From now on the gate keeps places for the party.
    fn keep_place(&mut self, party: u32, gate: u32) {
        let persons = self.parties.get(party as usize).map_or(0, |party| u64::from(party.persons));
        let moving = &mut self.moving[party as usize];
        if let Some(state) = self.gates.get_mut(gate as usize).filter(|_| !moving.is_kept) {
            state.taken += persons;
        }
        moving.gate = Some(gate);
        moving.is_kept = true;
    }

    /// The nearest of the gates that take the party, as it knows the streets.
    fn nearest_where(&mut self, party: u32, spot: Spot, takes: impl Fn(&Self, u32) -> bool) -> Option<u32> {
        let who = self.parties.get(party as usize)?;
        let mut best: Option<(u64, u32)> = None;
        for (gate, found) in (0_u32..).zip(self.streets.gates()) {
            if !takes(self, gate) || self.is_stopped() {
                continue;
            }
            let time = match spot {
                Spot::Node(node) => self.table_entry(party, gate, node).map(|way| u64::from(way.time)),
                Spot::Door => self.best_start(party, gate).map(|(_, time)| time),
            };
            if let Some(time) = time {
                let whole = (time + u64::from(walk_behind(found, who.usage, who.speed)), gate);
                best = Some(best.map_or(whole, |best| best.min(whole)));
            }
        }
        best.map(|(_, gate)| gate)
    }

    /// The way on from a node to a gate, as the party knows the streets.
    fn table_entry(&mut self, party: u32, gate: u32, node: u32) -> Option<Way> {
        let usage = self.parties.get(party as usize)?.usage;
        let epoch = (self.moving[party as usize].knows as usize).max(self.epoch);
        let at = self.epochs.get(epoch).copied()?;
        self.tables.get(self.streets, gate, usage, epoch, at)?.from(node)
    }

    /// The better way onto the streets for a gate, and the free time from there.
    fn best_start(&mut self, party: u32, gate: u32) -> Option<(usize, u64)> {
        let mut best: Option<(u64, usize)> = None;
        for (number, start) in self.starts_of(party).iter().enumerate() {
            let Some(direction) = self.streets.directions().get(start.direction as usize).copied() else { continue };
            let Some(street) = self.streets.streets().get(direction.street as usize) else { continue };
            let epoch = (self.moving[party as usize].knows as usize).max(self.epoch);
            let at = self.epochs.get(epoch).copied().unwrap_or(self.now);
            if street.is_closed_at(at) {
                continue;
            }
            if let Some(way) = self.table_entry(party, gate, direction.to) {
                let wait = if epoch == self.epoch { self.tables.wait(start.direction) } else { 0 };
                let whole = u64::from(way.time) + u64::from(free_time(street, start.rest, Some(at))) + u64::from(wait);
                best = Some(best.map_or((whole, number), |best| best.min((whole, number))));
            }
        }
        best.map(|(time, number)| (number, time))
    }

    /// May a party get on a direction: is it open, and can it get off again before a hazard comes?
    pub(super) fn may_enter(&self, direction: u32, party: u32, rest: u32) -> bool {
        let Some(found) = self.streets.directions().get(direction as usize) else { return false };
        let Some(street) = self.streets.streets().get(found.street as usize) else { return false };
        if street.windows.is_empty() {
            return true;
        }
        if street.is_closed_at(self.now) {
            return false;
        }
        let on_it = self.state[found.street as usize].occupancy.saturating_add(self.units(party));
        self.now + self.time_on(found.street as usize, party, rest, on_it, self.now) < street.overrun_after(self.now)
    }

    /// The party hears of what will close a direction. `false` where it knew.
    fn learn_of(&mut self, direction: u32, party: u32) -> bool {
        let Some(street) = self.streets.street_of(direction) else { return false };
        let comes = if street.is_closed_at(self.now) { self.now } else { street.overrun_after(self.now) };
        let epoch = self.epochs.partition_point(|&start| start <= comes).saturating_sub(1);
        let knows = &mut self.moving[party as usize].knows;
        let epoch = u32::try_from(epoch).unwrap_or(u32::MAX);
        if comes == Moment::NEVER || *knows >= epoch.max(1) {
            return false;
        }
        *knows = epoch;
        true
    }

    /// A party stands still beside the streets until something changes.
    pub(super) fn hold(&mut self, party: u32, place: Place, node: u32) {
        self.moving[party as usize].place = place;
        if matches!(place, Place::HeldAt(_)) && self.is_overrun(node) {
            self.sink.take(self.now, Event::Held { party, node });
            self.catch(party as usize);
            return;
        }
        self.held.push(party);
        self.sink.take(self.now, Event::Held { party, node });
    }

    fn hold_at_door(&mut self, party: u32) {
        let start = self.starts_of(party).first();
        let node = start.and_then(|s| self.streets.directions().get(s.direction as usize)).map_or(NO_WAY, |d| d.from);
        self.hold(party, Place::HeldAtDoor, node);
    }

    /// Why somebody still stands where they are.
    pub(super) fn why_held(&self, party: usize, known: &mut EveryStreetOpen) -> StrandedReason {
        let number = u32::try_from(party).unwrap_or(u32::MAX);
        let usage = self.parties[party].usage;
        let nodes: Vec<u32> = match self.moving[party].place {
            Place::AtNode(node) | Place::HeldAt(node) => vec![node],
            Place::Home | Place::AtDoor | Place::HeldAtDoor | Place::On(_) | Place::Done => {
                let starts = self.starts_of(number).iter();
                starts.filter_map(|s| self.streets.directions().get(s.direction as usize)).map(|d| d.to).collect()
            }
        };
        if nodes.is_empty() {
            return StrandedReason::NoRoadAccess;
        }
        let persons = self.parties[party].persons;
        let streets = self.streets;
        let reaches = |table: &NearestTable| nodes.iter().any(|&node| table.from(node).is_some());
        let anywhere = known.anywhere.entry(usage);
        if !reaches(anywhere.or_insert_with(|| NearestTable::search(streets, |_, _| Some(0), usage, Asked::default())))
        {
            return StrandedReason::Unreachable;
        }
        let room = known.with_room.entry((usage, persons));
        let has_room = |gate: u32, _: &Gate| self.has_room_inside(number, gate).then_some(0);
        if reaches(room.or_insert_with(|| NearestTable::search(streets, has_room, usage, Asked::default()))) {
            return StrandedReason::CutOff;
        }
        let own =
            self.moving[party].gate.and_then(|gate| Some((gate, streets.gates().get(gate as usize)?.node(usage)?)));
        let leads_to_own = own.is_some_and(|(gate, node)| {
            let own = known.to_own.entry((usage, gate));
            let table = own.or_insert_with(|| RouteTable::search(streets, node, usage, Asked::default()));
            nodes.iter().any(|&node| table.from(node).is_some())
        });
        if leads_to_own { StrandedReason::CutOff } else { StrandedReason::NoPlace }
    }
}
