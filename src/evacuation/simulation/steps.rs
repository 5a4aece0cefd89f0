//! One step: the first of a line goes on, through a gate or onto the next street, if there is room.

use super::events::{Event, EventSink};
use super::lines::InLine;
use super::outcome::Outcome;
use super::party::Party;
use super::recorder::Leaving;
use super::run::{Place, Run, walking_time};
use crate::evacuation::Moment;
use crate::evacuation::crowding::{density_of_largest_flow, relative_speed};
use crate::evacuation::streets::StreetUse;

use super::choices::WayOn;

/// Where the people of a line stand.
#[derive(Clone, Copy, Debug)]
enum LinePlace {
    /// On a direction.
    On(u32),
    /// Before a direction, beside the streets.
    Before(u32),
    /// Before a gate, beside the streets.
    AtGate(u32),
}

/// Whether somebody can get on a street.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// There is room.
    Free,
    /// It is full, and after long waiting somebody gets on all the same.
    Squeezed,
    /// It is full.
    Full,
}

impl Party {
    /// How much of storage and capacity it takes: each walker by himself, a car as one.
    #[must_use]
    pub fn units(&self) -> u32 {
        match self.usage {
            StreetUse::Walking => self.persons.max(1),
            StreetUse::Driving => 1,
        }
    }
}

impl<S: EventSink> Run<'_, S> {
    /// Lets as many of a line go on as can now.
    pub(super) fn serve(&mut self, line: u32) {
        while let Some(first) = self.lines.first(line) {
            if first.ready > self.now {
                self.lines.wake(line, first.ready);
                return;
            }
            let goes = match self.place_of(line) {
                LinePlace::On(direction) => self.serve_on_street(line, direction, first),
                LinePlace::Before(direction) => self.serve_before(line, direction, first),
                LinePlace::AtGate(gate) => self.serve_at_gate(line, gate, first),
            };
            if !goes {
                return;
            }
        }
    }

    fn place_of(&self, line: u32) -> LinePlace {
        let n = self.n_directions();
        match line.checked_sub(n) {
            None => LinePlace::On(line),
            Some(direction) if direction < n => LinePlace::Before(direction),
            Some(beyond) => LinePlace::AtGate(beyond - n),
        }
    }

    fn n_directions(&self) -> u32 {
        u32::try_from(self.streets.directions().len()).unwrap_or(u32::MAX)
    }

    /// The line of those who stand right before a gate without having come along a street.
    pub(super) fn line_at_gate(&self, gate: u32) -> u32 {
        self.n_directions().saturating_mul(2).saturating_add(gate)
    }

    fn serve_at_gate(&mut self, line: u32, gate: u32, first: InLine) -> bool {
        let free_at = self.gates.get(gate as usize).map_or(Moment::START, |state| state.free_at);
        if free_at > self.now {
            self.lines.wake(line, free_at);
            return false;
        }
        self.lines.pop(line, self.now);
        self.gates[gate as usize].waited += self.wait_beside(first);
        self.step_inside(first.party, gate);
        true
    }

    /// Somebody has waited beside the streets until now. Gives it in person-microseconds.
    fn wait_beside(&mut self, first: InLine) -> u128 {
        let waited = self.now - first.ready;
        let moving = &mut self.moving[first.party as usize];
        moving.waited = moving.waited + waited;
        let persons = self.parties.get(first.party as usize).map_or(0, |party| party.persons);
        u128::from(waited.0) * u128::from(persons)
    }

    /// The line of those who want onto a direction.
    pub(super) fn line_before(&self, direction: u32) -> u32 {
        self.n_directions().saturating_add(direction)
    }

    fn serve_on_street(&mut self, line: u32, direction: u32, first: InLine) -> bool {
        let Some(found) = self.streets.directions().get(direction as usize).copied() else { return false };
        let free_at = self.state[found.street as usize].free_at;
        if free_at > self.now {
            self.lines.wake(line, free_at);
            return false;
        }
        match self.way_on(first.party, found.to) {
            WayOn::Gate(gate) => self.pass_gate(line, direction, first, gate),
            WayOn::Direction(next) => {
                let is_same = self.streets.directions().get(next as usize).is_some_and(|d| d.street == found.street);
                let room = if is_same { Room::Free } else { self.room_on(line, next, first) };
                if room == Room::Full {
                    return false;
                }
                let held_up = self.get_off(direction, first, true);
                self.record.waits_for(direction, next, held_up);
                let length = self.streets.street_of(next).map_or(0, |street| street.length);
                self.moving[first.party as usize].rest = length;
                self.get_on(next, first.party, room == Room::Squeezed);
                true
            }
            WayOn::Nothing => {
                self.get_off(direction, first, false);
                self.hold(first.party, Place::HeldAt(found.to), found.to);
                true
            }
        }
    }

    /// Serves somebody who stands beside the streets.
    fn serve_before(&mut self, line: u32, direction: u32, first: InLine) -> bool {
        if self.may_enter(direction, first.party, self.moving[first.party as usize].rest) {
            if self.room_on(line, direction, first) == Room::Full {
                return false;
            }
            self.lines.pop(line, self.now);
            let waited = self.wait_beside(first);
            self.record.held_up(direction, waited);
            self.get_on(direction, first.party, false);
        } else {
            // Closed while they stood in line: they look round again.
            self.lines.pop(line, self.now);
            match self.moving[first.party as usize].place {
                Place::AtNode(node) | Place::HeldAt(node) => self.go_on(first.party, node),
                Place::AtDoor | Place::HeldAtDoor | Place::Home | Place::On(_) | Place::Done => {
                    self.start_out(first.party);
                }
            }
        }
        true
    }

    /// Is there room on the next street? If not, the line stands before it; who has stood long enough squeezes in.
    fn room_on(&mut self, line: u32, next: u32, first: InLine) -> Room {
        let Some(street) = self.streets.directions().get(next as usize).map(|d| d.street as usize) else {
            return Room::Full;
        };
        let storage = self.streets.streets().get(street).map_or(0, |street| street.storage);
        let state = &mut self.state[street];
        let units = self.parties.get(first.party as usize).map_or(1, Party::units);
        if state.occupancy == 0 || state.occupancy.saturating_add(units) <= storage {
            return Room::Free;
        }
        let now = self.now;
        let is_beside = line as usize >= self.streets.directions().len();
        let patience = self.options.patience;
        let since = self.lines.block(line, now);
        if !is_beside && now >= since + patience {
            self.squeezed += 1;
            return Room::Squeezed;
        }
        state.waiting.push(line);
        if !is_beside {
            self.lines.wake(line, since + patience);
        }
        Room::Full
    }

    /// The first of a direction's line leaves it. Gives its waiting for what is ahead, in person-microseconds; where
    /// nothing is ahead, all waiting is the direction's own.
    fn get_off(&mut self, direction: u32, first: InLine, goes_on: bool) -> u128 {
        let barred = if goes_on { self.lines.barred_since(direction, first.ready, self.now) } else { Moment::START };
        if let Some(n) = self.lines.more_ready_than(direction, self.record.most_ready(direction), self.now) {
            self.record.more_are_ready(direction, n);
        }
        self.lines.pop(direction, self.now);
        let Some(street) = self.streets.directions().get(direction as usize).map(|d| d.street as usize) else {
            return 0;
        };
        let Some(party) = self.parties.get(first.party as usize) else { return 0 };
        let interval = self.streets.streets().get(street).map_or(Moment::START, |street| street.interval);
        let state = &mut self.state[street];
        state.free_at = self.now + Moment(interval.0.saturating_mul(u64::from(party.units())));
        state.occupancy = state.occupancy.saturating_sub(party.units());
        let (on_it, waited) = (state.occupancy, self.now - first.ready);
        let leaving = Leaving { persons: party.persons, ready: first.ready, barred };
        self.record.leave(direction, self.now, on_it, &leaving);
        if let Some(news) = &mut self.news {
            news.gets_off(direction, self.now, waited);
        }
        self.follow_step(first.party, direction, first.ready);
        let moving = &mut self.moving[first.party as usize];
        moving.waited = moving.waited + waited;
        moving.moved += u64::from(moving.rest);
        self.sink.take(self.now, Event::Passed { party: first.party, direction });
        self.wake_waiting(street);
        leaving.person_micros(barred)
    }

    pub(super) fn wake_waiting(&mut self, street: usize) {
        for line in std::mem::take(&mut self.state[street].waiting) {
            self.lines.wake(line, self.now);
        }
    }

    /// A party gets on a direction, `rest` millimetres before its end.
    fn get_on(&mut self, direction: u32, party: u32, squeezed: bool) {
        let Some(street) = self.streets.directions().get(direction as usize).map(|d| d.street as usize) else { return };
        let units = self.units(party);
        let state = &mut self.state[street];
        state.occupancy = state.occupancy.saturating_add(units);
        let on_it = state.occupancy;
        let rest = self.moving[party as usize].rest;
        let mut ready = self.now + self.time_on(street, party, rest, on_it, self.now);
        if self.streets.streets()[street].usage == StreetUse::Driving {
            // Cars do not pass each other.
            ready = ready.max(self.lines.last_ready(direction));
        }
        let moving = &mut self.moving[party as usize];
        moving.place = Place::On(direction);
        moving.last = Some(direction);
        moving.entered = self.now;
        self.record.enter(direction, self.now, on_it);
        self.follow_way(party, direction);
        self.sink.take(self.now, Event::Entered { party, direction, ready, squeezed });
        self.lines.join(direction, InLine { ready, party });
    }

    /// Time a party takes for a part of a street that it gets on at a moment and that then holds `on_it`, itself among
    /// them.
    pub(super) fn time_on(&self, street: usize, party: u32, rest: u32, on_it: u32, at: Moment) -> Moment {
        let (Some(street), Some(party)) = (self.streets.streets().get(street), self.parties.get(party as usize)) else {
            return Moment::NEVER;
        };
        let speed = match street.usage {
            StreetUse::Walking => {
                // The others slow a walker. Beyond the density of the largest flow the law would let a crowd come to
                // rest on an open street; what holds people up there are the queues ahead, which stand for themselves.
                let others = f64::from(on_it.saturating_sub(party.units())) / street.area.max(f64::MIN_POSITIVE);
                let density = others.min(density_of_largest_flow(self.options.crowding));
                f64::from(party.speed.max(1)) * street.ease * relative_speed(self.options.crowding, density)
            }
            StreetUse::Driving => f64::from(street.car_speed.max(1)),
        };
        let slowed = speed * street.slowing_at(at);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let micros = (f64::from(rest) * 1e6 / slowed).ceil().clamp(1.0, 1e18) as u64;
        Moment(micros)
    }

    fn pass_gate(&mut self, line: u32, direction: u32, first: InLine, gate: u32) -> bool {
        let free_at = self.gates.get(gate as usize).map_or(Moment::START, |state| state.free_at);
        if free_at > self.now {
            self.lines.wake(line, free_at);
            self.lines.block(line, self.now);
            return false;
        }
        let waited = self.get_off(direction, first, true);
        self.gates[gate as usize].waited += waited;
        self.step_inside(first.party, gate);
        true
    }

    /// A party passes a gate that is free.
    fn step_inside(&mut self, party: u32, gate: u32) {
        let (Some(found), Some(who)) = (self.streets.gates().get(gate as usize), self.parties.get(party as usize))
        else {
            return;
        };
        let state = &mut self.gates[gate as usize];
        state.free_at = self.now + Moment(found.interval.0.saturating_mul(u64::from(who.persons)));
        let moving = &mut self.moving[party as usize];
        if !moving.is_kept {
            state.taken += u64::from(who.persons);
        }
        let at = self.now + walking_time(found.walk(who.usage), who.speed);
        moving.place = Place::Done;
        self.outcomes[party as usize] = Outcome::Safe { gate, at };
        self.ended = self.ended.max(at);
        self.sink.take(self.now, Event::Arrived { party, gate });
    }
}
