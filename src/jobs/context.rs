//! What a piece of work is handed: a way to report progress and to learn that it is no longer wanted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use thiserror::Error;

/// The work was cancelled; the only error a cancelled analysis returns.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("cancelled")]
pub struct Cancelled;

/// Tells work to stop; shared between who asked and who works.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// Asks the work to stop at its next check.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Was it asked to stop?
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far work has come: done of total, in whatever the work counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub done: u32,
    /// Steps in all; 0 when unknown.
    pub total: u32,
}

impl Progress {
    /// Share done, 0..=1; 0 when the total is unknown.
    #[must_use]
    pub fn share(self) -> f32 {
        if self.total == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
        let share = self.done as f32 / self.total as f32;
        share.clamp(0.0, 1.0)
    }
}

/// Handed to the work.
#[derive(Clone, Debug, Default)]
pub struct JobContext {
    token: CancelToken,
    progress: Arc<AtomicU64>,
}

impl JobContext {
    /// A context with its own token: for work that is called directly, in tests and without a window.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The token that stops this work.
    #[must_use]
    pub const fn token(&self) -> &CancelToken {
        &self.token
    }

    /// Stops the work here when it is no longer wanted. Cheap: one relaxed load.
    ///
    /// # Errors
    /// [`Cancelled`] after the token was used.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.token.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Reports progress and checks.
    ///
    /// # Errors
    /// [`Cancelled`] after the token was used.
    pub fn progress(&self, done: usize, total: usize) -> Result<(), Cancelled> {
        let clamp = |n: usize| u64::from(u32::try_from(n).unwrap_or(u32::MAX));
        self.progress.store(clamp(done) << 32 | clamp(total), Ordering::Relaxed);
        self.check()
    }

    /// The last reported progress.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "two halves of one number")]
    pub fn current(&self) -> Progress {
        let both = self.progress.load(Ordering::Relaxed);
        Progress { done: (both >> 32) as u32, total: both as u32 }
    }
}
