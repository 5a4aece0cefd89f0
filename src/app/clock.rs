//! The time, handed in: so that tests decide when two seconds have passed.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Says what time it is. The time may jump, also back.
pub trait Clock {
    /// Now.
    fn now(&self) -> SystemTime;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock that stands still until it is moved: for tests.
#[derive(Clone, Debug)]
pub struct ManualClock(Rc<Cell<SystemTime>>);

impl Default for ManualClock {
    fn default() -> Self {
        // Some day in 2026; no test depends on which.
        Self(Rc::new(Cell::new(UNIX_EPOCH + Duration::from_secs(1_780_000_000))))
    }
}

impl ManualClock {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.0.set(self.0.get() + by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.0.get()
    }
}

/// Has so much time passed since then? Also after the clock was set back: better too early than never.
pub(super) fn has_passed(since: Option<SystemTime>, wait: Duration, now: SystemTime) -> bool {
    since.is_none_or(|since| now.duration_since(since).is_ok_and(|passed| passed >= wait) || now < since)
}
