//! Keeps what the streets see while a simulation runs: what every step touches lies close together, what is finished
//! is put away.

use super::record::{DirectionRecord, TimeSlice};
use crate::evacuation::Moment;

/// Somebody who gets off a direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaving {
    pub(super) persons: u32,
    pub(super) ready: Moment,
    /// How much of the waiting was for what is ahead.
    pub(super) barred: Moment,
}

impl Leaving {
    /// So long, for each person.
    pub(super) fn person_micros(&self, span: Moment) -> u128 {
        u128::from(span.0) * u128::from(self.persons)
    }
}

/// What every step at a direction touches.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct AtWork {
    /// The slice of time at work; none before anything has happened.
    slice: Option<TimeSlice>,
    /// The slice in which somebody was ready last, and how many in it.
    came: (u32, u32),
    first: Moment,
    most_ready: u32,
    /// Most on it at once when somebody got on.
    most: u32,
    last: Moment,
    waited: u128,
    waited_for_next: u128,
    held_up: u128,
}

impl AtWork {
    const NEW: Self = Self {
        slice: None,
        came: (0, 0),
        first: Moment::NEVER,
        most_ready: 0,
        most: 0,
        last: Moment::START,
        waited: 0,
        waited_for_next: 0,
        held_up: 0,
    };
}

/// What is finished.
#[derive(Clone, Debug, Default)]
struct Finished {
    slices: Vec<TimeSlice>,
    came: Vec<(u32, u32)>,
    waited_for: Vec<(u32, u128)>,
}

/// The records of all directions while they are written.
#[derive(Debug)]
pub(super) struct Recorder {
    width: u64,
    at_work: Vec<AtWork>,
    finished: Vec<Finished>,
}

impl Recorder {
    /// Nothing has happened yet on so many directions; slices of time are so wide.
    pub(super) fn new(n_directions: usize, width: Moment) -> Self {
        let finished = vec![Finished::default(); n_directions];
        Self { width: width.0.max(1), at_work: vec![AtWork::NEW; n_directions], finished }
    }

    fn number(&self, at: Moment) -> u32 {
        u32::try_from(at.0 / self.width).unwrap_or(u32::MAX)
    }

    fn slice(&mut self, direction: usize, at: Moment, on_it: u32) -> &mut TimeSlice {
        let number = self.number(at);
        let slice = &mut self.at_work[direction].slice;
        if let Some(done) = slice.take_if(|slice| slice.number < number) {
            let new = TimeSlice { number, passed: 0, persons: 0, most: done.last, last: on_it, waited_ms: 0 };
            self.finished[direction].slices.push(done);
            return slice.insert(new);
        }
        let first = TimeSlice { number, passed: 0, persons: 0, most: 0, last: on_it, waited_ms: 0 };
        slice.get_or_insert(first)
    }

    fn is_busy(&mut self, direction: usize, at: Moment) {
        let work = &mut self.at_work[direction];
        work.first = work.first.min(at);
        work.last = work.last.max(at);
    }

    /// Somebody got on; `on_it` counts them.
    pub(super) fn enter(&mut self, direction: u32, at: Moment, on_it: u32) {
        let direction = direction as usize;
        let slice = self.slice(direction, at, on_it);
        slice.most = slice.most.max(on_it);
        slice.last = on_it;
        self.at_work[direction].most = self.at_work[direction].most.max(on_it);
        self.is_busy(direction, at);
    }

    /// Somebody got off; `on_it` counts those left.
    pub(super) fn leave(&mut self, direction: u32, at: Moment, on_it: u32, leaving: &Leaving) {
        let direction = direction as usize;
        let person_waiting = leaving.person_micros(at - leaving.ready);
        let came_in = self.number(leaving.ready);
        let slice = self.slice(direction, at, on_it);
        slice.passed += 1;
        slice.persons += leaving.persons;
        slice.last = on_it;
        slice.waited_ms += u64::try_from(person_waiting / 1000).unwrap_or(u64::MAX);
        self.is_busy(direction, at);
        let work = &mut self.at_work[direction];
        work.waited += person_waiting;
        work.waited_for_next += leaving.person_micros(leaving.barred);
        if work.came.1 > 0 && work.came.0 < came_in {
            self.finished[direction].came.push(work.came);
            work.came = (came_in, 0);
        }
        if work.came.1 == 0 {
            work.came.0 = came_in;
        }
        work.came.1 += 1;
    }

    /// Somebody who got off has waited so long for the next direction.
    pub(super) fn waits_for(&mut self, direction: u32, next: u32, person_micros: u128) {
        if person_micros == 0 {
            return;
        }
        self.held_up(next, person_micros);
        let known = &mut self.finished[direction as usize].waited_for;
        match known.iter_mut().find(|known| known.0 == next) {
            Some(known) => known.1 += person_micros,
            None => known.push((next, person_micros)),
        }
    }

    /// Others have waited so long because a direction was full.
    pub(super) fn held_up(&mut self, direction: u32, person_micros: u128) {
        self.at_work[direction as usize].held_up += person_micros;
    }

    /// Most who stood at a direction's end at once so far.
    pub(super) fn most_ready(&self, direction: u32) -> u32 {
        self.at_work[direction as usize].most_ready
    }

    /// More stand at its end than ever before.
    pub(super) fn more_are_ready(&mut self, direction: u32, n: u32) {
        self.at_work[direction as usize].most_ready = n;
    }

    /// Somebody was caught on a direction; `on_it` counts those left.
    pub(super) fn lose(&mut self, direction: u32, at: Moment, on_it: u32) {
        self.slice(direction as usize, at, on_it).last = on_it;
    }

    /// The records.
    pub(super) fn finish(self) -> Vec<DirectionRecord> {
        let record = |(work, mut done): (AtWork, Finished)| {
            done.slices.extend(work.slice);
            done.came.extend(Some(work.came).filter(|came| came.1 > 0));
            DirectionRecord {
                passed: done.slices.iter().map(|slice| slice.passed).sum(),
                persons: done.slices.iter().map(|slice| u64::from(slice.persons)).sum(),
                waited: work.waited,
                waited_for_next: work.waited_for_next,
                waited_for: done.waited_for,
                held_up: work.held_up,
                came: done.came,
                most: work.most,
                most_ready: work.most_ready,
                busy: (work.first != Moment::NEVER).then_some((work.first, work.last)),
                slices: done.slices,
            }
        };
        self.at_work.into_iter().zip(self.finished).map(record).collect()
    }
}
