//! What the streets saw: who passed, who waited, how full they were, minute by minute.

use crate::evacuation::Moment;

/// What a direction saw in one slice of time. Slices in which nothing happened are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSlice {
    /// Number of the slice, from the order.
    pub number: u32,
    /// How many (people or cars) left it at its end.
    pub passed: u32,
    /// How many persons those were.
    pub persons: u32,
    /// Most on it at once.
    pub most: u32,
    /// How many were on it when the slice's last event was over.
    pub last: u32,
    /// Waiting of those who left, in person-milliseconds.
    pub waited_ms: u64,
}

/// What a direction saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectionRecord {
    /// How many (people or cars) left it at its end.
    pub passed: u32,
    /// How many persons those were.
    pub persons: u64,
    /// Their waiting, in person-microseconds.
    pub waited: u128,
    /// Of this, waiting because the street or gate ahead let nobody in.
    pub waited_for_next: u128,
    /// The same by what was ahead: the next direction, and how much.
    pub waited_for: Vec<(u32, u128)>,
    /// Waiting on the streets and at the doors before, because this one was full, in person-microseconds.
    pub held_up: u128,
    /// How many were ready to leave it, by slice; slices with none are left out.
    pub came: Vec<(u32, u32)>,
    /// Most on it at once.
    pub most: u32,
    /// Most who stood at its end at once, ready to leave it.
    pub most_ready: u32,
    /// First entry and last leaving.
    pub busy: Option<(Moment, Moment)>,
    /// Slice by slice.
    pub slices: Vec<TimeSlice>,
}

/// A followed party on one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailStep {
    /// The party.
    pub party: u32,
    /// The direction.
    pub direction: u32,
    /// Millimetres from the direction's end where it got on.
    pub rest: u32,
    /// When it got on.
    pub entered: Moment,
    /// When it was ready to get off.
    pub ready: Moment,
    /// When it got off.
    pub left: Moment,
}

/// Somebody who gets off a direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaving {
    pub(super) persons: u32,
    pub(super) ready: Moment,
    /// How much of the waiting was for what is ahead.
    pub(super) barred: Moment,
    /// How many were ready with them, themselves among them.
    pub(super) n_ready: u32,
}

impl Leaving {
    /// So long, for each person.
    pub(super) fn person_micros(&self, span: Moment) -> u128 {
        u128::from(span.0) * u128::from(self.persons)
    }
}

impl DirectionRecord {
    fn slice(&mut self, at: Moment, width: Moment, on_it: u32) -> &mut TimeSlice {
        let number = u32::try_from(at.0 / width.0.max(1)).unwrap_or(u32::MAX);
        if self.slices.last().is_none_or(|last| last.number < number) {
            let most = self.slices.last().map_or(0, |last| last.last);
            self.slices.push(TimeSlice { number, passed: 0, persons: 0, most, last: on_it, waited_ms: 0 });
        }
        let end = self.slices.len() - 1;
        &mut self.slices[end]
    }

    /// Somebody got on; `on_it` counts them.
    pub(super) fn enter(&mut self, at: Moment, width: Moment, on_it: u32) {
        self.most = self.most.max(on_it);
        self.busy = Some(self.busy.map_or((at, at), |(from, to)| (from, to.max(at))));
        let slice = self.slice(at, width, on_it);
        slice.most = slice.most.max(on_it);
        slice.last = on_it;
    }

    /// Somebody got off; `on_it` counts those left.
    pub(super) fn leave(&mut self, at: Moment, width: Moment, on_it: u32, leaving: &Leaving) {
        let Leaving { persons, ready, barred, n_ready } = *leaving;
        let person_waiting = leaving.person_micros(at - ready);
        self.waited_for_next += leaving.person_micros(barred);
        self.most_ready = self.most_ready.max(n_ready);
        let came_in = u32::try_from(ready.0 / width.0.max(1)).unwrap_or(u32::MAX);
        match self.came.last_mut().filter(|last| last.0 >= came_in) {
            Some(last) => last.1 += 1,
            None => self.came.push((came_in, 1)),
        }
        self.passed += 1;
        self.persons += u64::from(persons);
        self.waited += person_waiting;
        self.busy = Some(self.busy.map_or((at, at), |(from, to)| (from, to.max(at))));
        let slice = self.slice(at, width, on_it);
        slice.passed += 1;
        slice.persons += persons;
        slice.last = on_it;
        slice.waited_ms += u64::try_from(person_waiting / 1000).unwrap_or(u64::MAX);
    }

    /// Somebody who got off has waited so long for the next direction.
    pub(super) fn waits_for(&mut self, next: u32, person_micros: u128) {
        match self.waited_for.iter_mut().find(|known| known.0 == next) {
            Some(known) => known.1 += person_micros,
            None if person_micros > 0 => self.waited_for.push((next, person_micros)),
            None => {}
        }
    }

    /// Somebody was caught here; `on_it` counts those left.
    pub(super) fn lose(&mut self, at: Moment, width: Moment, on_it: u32) {
        self.slice(at, width, on_it).last = on_it;
    }
}
