//! One slot per kind of work: at most one running, the newest request wins, late results are dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::Duration;

use super::{CancelToken, Cancelled, JobContext, Progress, Spawner};
use crate::ids::Revision;

/// A value and the state of the plan it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamped<T> {
    /// State of the inputs.
    pub revision: Revision,
    /// The value.
    pub value: T,
}

/// How a slot stands against the current state of the plan.
#[derive(Clone, Debug, PartialEq)]
pub enum JobState {
    /// Nothing was asked for yet.
    NotRun,
    /// The kept result fits the current state.
    UpToDate,
    /// The kept result belongs to another state.
    OutOfDate,
    /// Working; the last result stays visible meanwhile.
    Running(Progress),
    /// The work failed; the message says why.
    Failed(String),
}

impl JobState {
    /// How far the work is, while it runs.
    #[must_use]
    pub const fn progress(&self) -> Option<Progress> {
        match self {
            Self::Running(progress) => Some(*progress),
            Self::NotRun | Self::UpToDate | Self::OutOfDate | Self::Failed(_) => None,
        }
    }
}

struct Running<T> {
    generation: u64,
    revision: Revision,
    token: CancelToken,
    context: JobContext,
    receiver: Receiver<Outcome<T>>,
}

enum Outcome<T> {
    Done(T),
    Cancelled,
    Panicked(String),
}

impl<T> Outcome<T> {
    fn not_started() -> Self {
        Self::Panicked("the work could not be started".to_owned())
    }
}

/// One kind of background work and its last result.
pub struct JobSlot<T> {
    name: &'static str,
    generation: u64,
    running: Option<Running<T>>,
    result: Option<Stamped<T>>,
    failure: Option<(Revision, String)>,
    n_dropped: u64,
}

impl<T: Send + 'static> JobSlot<T> {
    /// An empty slot; the name shows in thread lists.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, generation: 0, running: None, result: None, failure: None, n_dropped: 0 }
    }

    /// Cancels what runs and starts new work for a state of the plan; `wake` is called when it has ended.
    pub fn start(
        &mut self,
        spawner: &mut dyn Spawner,
        revision: Revision,
        wake: impl FnOnce() + Send + 'static,
        work: impl FnOnce(&JobContext) -> Result<T, Cancelled> + Send + 'static,
    ) {
        self.cancel();
        self.generation += 1;
        let context = JobContext::new();
        let (sender, receiver) = sync_channel(1);
        let for_work = context.clone();
        spawner.spawn(
            self.name,
            Box::new(move || {
                let outcome = match catch_unwind(AssertUnwindSafe(|| work(&for_work))) {
                    Ok(Ok(value)) => Outcome::Done(value),
                    Ok(Err(Cancelled)) => Outcome::Cancelled,
                    Err(panic) => Outcome::Panicked(panic_message(panic.as_ref())),
                };
                // Nobody listens any more when the slot was dropped or restarted; that is fine.
                drop(sender.send(outcome));
                wake();
            }),
        );
        let token = context.token().clone();
        self.running = Some(Running { generation: self.generation, revision, token, context, receiver });
    }

    /// Cancels what runs; the last result stays.
    pub fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            running.token.cancel();
            self.n_dropped += 1;
        }
    }

    /// Forgets everything: another community was opened.
    pub fn reset(&mut self) {
        self.cancel();
        self.result = None;
        self.failure = None;
    }

    /// Takes in what has ended; true when there is a new result or failure to show.
    pub fn poll(&mut self) -> bool {
        let Some(running) = &self.running else { return false };
        let outcome = match running.receiver.try_recv() {
            Ok(outcome) => outcome,
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => Outcome::not_started(),
        };
        self.take_in(outcome)
    }

    fn take_in(&mut self, outcome: Outcome<T>) -> bool {
        let Some(running) = &self.running else { return false };
        let (generation, revision) = (running.generation, running.revision);
        self.running = None;
        if generation != self.generation {
            self.n_dropped += 1;
            return false;
        }
        match outcome {
            Outcome::Done(value) => {
                self.result = Some(Stamped { revision, value });
                self.failure = None;
                true
            }
            Outcome::Cancelled => false,
            Outcome::Panicked(message) => {
                self.failure = Some((revision, message));
                true
            }
        }
    }

    /// Waits until the work has ended, reporting progress meanwhile; for programs without a window.
    /// True when there is a new result or failure.
    pub fn wait(&mut self, every: Duration, mut on_progress: impl FnMut(Progress)) -> bool {
        while let Some(running) = &self.running {
            on_progress(running.context.current());
            match running.receiver.recv_timeout(every) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(outcome) => return self.take_in(outcome),
                Err(RecvTimeoutError::Disconnected) => return self.take_in(Outcome::not_started()),
            }
        }
        false
    }

    /// The last result, whatever state it belongs to.
    #[must_use]
    pub const fn result(&self) -> Option<&Stamped<T>> {
        self.result.as_ref()
    }

    /// Takes the result out of the slot.
    pub fn take(&mut self) -> Option<Stamped<T>> {
        self.result.take()
    }

    /// Is work under way?
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Results that came too late or were cancelled, counted.
    #[must_use]
    pub const fn n_dropped(&self) -> u64 {
        self.n_dropped
    }

    /// How the slot stands against the current state of the plan.
    #[must_use]
    pub fn state(&self, current: Revision) -> JobState {
        if let Some(running) = &self.running {
            return JobState::Running(running.context.current());
        }
        if let Some((revision, message)) = &self.failure
            && *revision == current
        {
            return JobState::Failed(message.clone());
        }
        match &self.result {
            None => JobState::NotRun,
            Some(result) if result.revision == current => JobState::UpToDate,
            Some(_) => JobState::OutOfDate,
        }
    }
}

impl<T> Drop for JobSlot<T> {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.token.cancel();
        }
    }
}

impl<T> std::fmt::Debug for JobSlot<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobSlot")
            .field("name", &self.name)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "an unknown fault".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::ManualSpawner;

    fn start(slot: &mut JobSlot<u32>, spawner: &mut ManualSpawner, revision: u64, value: u32) {
        slot.start(
            spawner,
            Revision(revision),
            || {},
            move |context| {
                context.check()?;
                Ok(value)
            },
        );
    }

    #[test]
    fn a_late_result_never_replaces_a_newer_one() {
        let (mut slot, mut spawner) = (JobSlot::new("test"), ManualSpawner::default());
        start(&mut slot, &mut spawner, 1, 10);
        start(&mut slot, &mut spawner, 2, 20);
        assert!(spawner.run_last());
        assert!(slot.poll());
        assert!(spawner.run_next());
        assert!(!slot.poll());
        assert_eq!(slot.result().map(|r| (r.revision, r.value)), Some((Revision(2), 20)));
        assert_eq!(slot.state(Revision(2)), JobState::UpToDate);
        assert_eq!(slot.state(Revision(3)), JobState::OutOfDate);
    }

    #[test]
    fn a_panic_becomes_a_failed_job() {
        let (mut slot, mut spawner) = (JobSlot::<u32>::new("test"), ManualSpawner::default());
        slot.start(&mut spawner, Revision(1), || {}, |_| std::panic::panic_any("ring without area"));
        assert!(spawner.run_next());
        assert!(slot.poll());
        assert_eq!(slot.state(Revision(1)), JobState::Failed("ring without area".to_owned()));
        assert_eq!(slot.state(Revision(2)), JobState::NotRun);
    }

    #[test]
    fn cancelled_work_returns_without_a_result() {
        let (mut slot, mut spawner) = (JobSlot::new("test"), ManualSpawner::default());
        start(&mut slot, &mut spawner, 1, 10);
        slot.cancel();
        assert!(spawner.run_next());
        assert!(!slot.poll());
        assert_eq!(slot.state(Revision(1)), JobState::NotRun);
        assert_eq!(slot.n_dropped(), 1);
    }
}
