//! How far an evacuation has come, in parties that have come to their end.

use super::Moment;
use super::simulation::{Event, EventSink};
use crate::jobs::JobContext;

/// Tells the work's watcher how many parties are safe or caught by now.
#[derive(Debug)]
pub struct PartyProgress<'a> {
    context: &'a JobContext,
    n_done: usize,
    n_all: usize,
}

impl<'a> PartyProgress<'a> {
    /// Counts on from `n_done`; `n_all` parties come to their end in the whole work.
    #[must_use]
    pub const fn new(context: &'a JobContext, n_done: usize, n_all: usize) -> Self {
        Self { context, n_done, n_all }
    }
}

impl EventSink for PartyProgress<'_> {
    fn take(&mut self, _: Moment, event: Event) {
        match event {
            Event::Arrived { .. } | Event::Caught { .. } => {
                self.n_done += 1;
                // Whether it is still wanted, the simulation asks for itself.
                _ = self.context.progress(self.n_done, self.n_all);
            }
            Event::Left { .. }
            | Event::Entered { .. }
            | Event::Passed { .. }
            | Event::Redirected { .. }
            | Event::Held { .. } => {}
        }
    }
}
