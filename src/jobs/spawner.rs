//! Where work runs: on named threads in the app, by hand in tests.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

/// A piece of work without a result of its own.
pub(super) type Work = Box<dyn FnOnce() + Send>;

/// Runs work somewhere else.
pub trait Spawner {
    /// Starts the work under a name that shows in debuggers.
    fn spawn(&mut self, name: &str, work: Work);
}

/// One named thread per piece of work, with room for deep geometry.
#[derive(Clone, Copy, Debug, Default)]
pub struct ThreadSpawner;

impl Spawner for ThreadSpawner {
    fn spawn(&mut self, name: &str, work: Work) {
        const STACK_BYTES: usize = 16 << 20;
        let thread = std::thread::Builder::new().name(name.to_owned()).stack_size(STACK_BYTES);
        if let Err(error) = thread.spawn(work) {
            // The work is dropped; its slot then reports a failed job to the planner.
            log::warn!("could not start a thread for {name}: {error}");
        }
    }
}

/// Keeps work until a test runs it, in the order the test wants.
#[derive(Clone, Default)]
pub struct ManualSpawner {
    waiting: Rc<RefCell<VecDeque<(String, Work)>>>,
}

impl ManualSpawner {
    /// Names of the waiting work, oldest first.
    #[must_use]
    pub fn waiting(&self) -> Vec<String> {
        self.waiting.borrow().iter().map(|(name, _)| name.clone()).collect()
    }

    /// Runs the oldest waiting work; false when there is none.
    #[must_use]
    pub fn run_next(&self) -> bool {
        let next = self.waiting.borrow_mut().pop_front();
        next.map(|(_, work)| work()).is_some()
    }

    /// Runs the newest waiting work; false when there is none.
    #[must_use]
    pub fn run_last(&self) -> bool {
        let next = self.waiting.borrow_mut().pop_back();
        next.map(|(_, work)| work()).is_some()
    }
}

impl fmt::Debug for ManualSpawner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.waiting()).finish()
    }
}

impl Spawner for ManualSpawner {
    fn spawn(&mut self, name: &str, work: Work) {
        self.waiting.borrow_mut().push_back((name.to_owned(), work));
    }
}
