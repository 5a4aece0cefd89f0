//! An analysis that follows the plan in the background when the hand rests, and can be stopped.
//!
//! Its engine travels into the work and comes back with the answer, so that the next one is quick. Work that has
//! begun is not thrown away for a newer wish: the newest wish waits until it has ended, and then starts.

use std::sync::Arc;

use crate::ids::Revision;
use crate::jobs::{Cancelled, JobContext, JobSlot, JobState, Spawner};

/// What one piece of work brings back.
struct Answer<W, E, R> {
    wish: W,
    engine: E,
    result: Arc<R>,
}

/// An analysis of results `R` made by an engine `E`, for wishes `W`: everything its answer depends on.
pub(super) struct LiveAnalysis<W, E, R> {
    slot: JobSlot<Answer<W, E, R>>,
    name: &'static str,
    engine: Option<E>,
    running: Option<W>,
    shown: Option<(W, Arc<R>)>,
    /// The planner has stopped this one: it starts again when asked to, or when something changes.
    stopped: Option<W>,
    failed: Option<(W, String)>,
}

impl<W, E, R> LiveAnalysis<W, E, R>
where
    W: Clone + PartialEq + Send + 'static,
    E: Send + 'static,
    R: Send + Sync + 'static,
{
    /// Nothing asked yet; the name shows in thread lists.
    pub(super) const fn new(name: &'static str) -> Self {
        Self { slot: JobSlot::new(name), name, engine: None, running: None, shown: None, stopped: None, failed: None }
    }

    /// Another community: everything starts anew.
    pub(super) fn reset(&mut self) {
        *self = Self::new(self.name);
    }

    /// Is something being worked out?
    pub(super) fn is_running(&self) -> bool {
        self.slot.is_running()
    }

    /// The latest result, whatever it was made for.
    pub(super) fn shown(&self) -> Option<&Arc<R>> {
        self.shown.as_ref().map(|(_, result)| result)
    }

    /// The result of this very wish; `None` where it is not there.
    pub(super) fn result_of(&self, wish: &W) -> Option<&Arc<R>> {
        self.shown.as_ref().filter(|(shown, _)| shown == wish).map(|(_, result)| result)
    }

    /// Takes over a result that was found elsewhere.
    pub(super) fn put(&mut self, wish: W, result: Arc<R>) {
        self.shown = Some((wish, result));
    }

    /// Takes in a result; true when there is something new to show.
    pub(super) fn poll(&mut self) -> bool {
        if !self.slot.poll() {
            return false;
        }
        if let Some(answer) = self.slot.take() {
            self.engine = Some(answer.value.engine);
            self.shown = Some((answer.value.wish, answer.value.result));
            self.failed = None;
        } else if let (JobState::Failed(why), Some(wish)) = (self.slot.state(Revision(0)), self.running.take()) {
            self.failed = Some((wish, why));
        }
        self.running = None;
        true
    }

    /// Starts work where the wish is not yet answered, nothing runs and nobody has stopped it.
    pub(super) fn follow(
        &mut self,
        wish: &W,
        spawner: &mut dyn Spawner,
        wake: impl FnOnce() + Send + 'static,
        work: impl FnOnce(Option<E>, &JobContext) -> Result<(E, R), Cancelled> + Send + 'static,
    ) {
        if self.stopped.as_ref().is_some_and(|stopped| stopped != wish) {
            self.stopped = None;
        }
        let has_failed = self.failed.as_ref().is_some_and(|(failed, _)| failed == wish);
        if self.result_of(wish).is_some() || has_failed || self.stopped.is_some() || self.slot.is_running() {
            return;
        }
        let (engine, for_work) = (self.engine.take(), wish.clone());
        self.running = Some(wish.clone());
        self.slot.start(spawner, Revision(0), wake, move |context| {
            let (engine, result) = work(engine, context)?;
            Ok(Answer { wish: for_work, engine, result: Arc::new(result) })
        });
    }

    /// Stops what runs, and does not start it again for this wish unasked.
    pub(super) fn stop(&mut self, wish: W) {
        self.slot.cancel();
        self.running = None;
        self.stopped = Some(wish);
    }

    /// Has the planner stopped it, and nothing changed since?
    pub(super) const fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// What was stopped may start again.
    pub(super) fn resume(&mut self) {
        self.stopped = None;
    }

    /// What the latest result was made for.
    pub(super) fn shown_wish(&self) -> Option<&W> {
        self.shown.as_ref().map(|(wish, _)| wish)
    }

    /// What was stopped or has failed may start again.
    pub(super) fn allow(&mut self) {
        self.stopped = None;
        self.failed = None;
    }

    /// How the latest result stands against what is wanted now.
    pub(super) fn state(&self, wish: &W) -> JobState {
        if let JobState::Running(progress) = self.slot.state(Revision(0)) {
            return JobState::Running(progress);
        }
        match (&self.failed, &self.shown) {
            (Some((failed, why)), _) if failed == wish => JobState::Failed(why.clone()),
            (_, Some((shown, _))) if shown == wish => JobState::UpToDate,
            (_, Some(_)) => JobState::OutOfDate,
            (_, None) => JobState::NotRun,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::ManualSpawner;

    /// Counts how often the same engine was used.
    fn ask(live: &mut LiveAnalysis<u32, u32, u32>, wish: u32, spawner: &mut ManualSpawner) {
        live.follow(
            &wish,
            spawner,
            || {},
            move |engine, context| {
                context.check()?;
                let engine = engine.unwrap_or(0) + 1;
                Ok((engine, wish * 10 + engine))
            },
        );
    }

    #[test]
    fn an_engine_comes_back_with_its_answer_and_a_newer_wish_waits_for_it() {
        let (mut live, mut spawner) = (LiveAnalysis::new("test"), ManualSpawner::default());
        assert_eq!(live.state(&1), JobState::NotRun);
        ask(&mut live, 1, &mut spawner);
        ask(&mut live, 2, &mut spawner);
        assert_eq!(spawner.waiting().len(), 1, "the newer wish waits");
        assert!(matches!(live.state(&2), JobState::Running(_)));
        assert!(spawner.run_next() && live.poll());
        assert_eq!(live.result_of(&1).map(|answer| **answer), Some(11));
        assert_eq!(live.state(&2), JobState::OutOfDate);
        ask(&mut live, 2, &mut spawner);
        assert!(spawner.run_next() && live.poll());
        assert_eq!(live.shown().map(|answer| **answer), Some(22), "the engine is the same one");
        assert_eq!(live.state(&2), JobState::UpToDate);
        ask(&mut live, 2, &mut spawner);
        assert!(spawner.waiting().is_empty(), "what is answered is not asked again");
    }

    #[test]
    fn what_was_stopped_starts_again_when_asked_to_or_for_another_wish() {
        let (mut live, mut spawner) = (LiveAnalysis::new("test"), ManualSpawner::default());
        ask(&mut live, 1, &mut spawner);
        live.stop(1);
        assert!(spawner.run_next() && !live.poll());
        ask(&mut live, 1, &mut spawner);
        assert!(spawner.waiting().is_empty(), "stopped is stopped");
        assert_eq!(live.state(&1), JobState::NotRun);
        live.allow();
        ask(&mut live, 1, &mut spawner);
        assert!(spawner.run_next() && live.poll());
        ask(&mut live, 2, &mut spawner);
        live.stop(2);
        assert_eq!(live.state(&2), JobState::OutOfDate, "what was found before stays");
        assert!(spawner.run_next());
        ask(&mut live, 3, &mut spawner);
        assert!(spawner.run_next() && live.poll());
        assert_eq!(live.state(&3), JobState::UpToDate);
    }

    #[test]
    fn a_fault_is_said_and_not_tried_again_unasked() {
        let (mut live, mut spawner) = (LiveAnalysis::<u32, u32, u32>::new("test"), ManualSpawner::default());
        let fail = |live: &mut LiveAnalysis<u32, u32, u32>, spawner: &mut ManualSpawner| {
            live.follow(&1, spawner, || {}, |_, _| std::panic::panic_any("ring without area"));
        };
        fail(&mut live, &mut spawner);
        assert!(spawner.run_next() && live.poll());
        assert_eq!(live.state(&1), JobState::Failed("ring without area".to_owned()));
        fail(&mut live, &mut spawner);
        assert!(spawner.waiting().is_empty());
        assert_eq!(live.state(&2), JobState::NotRun);
    }
}
