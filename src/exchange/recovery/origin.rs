//! Where the open plan comes from, and everything of it a journal keeps.

use std::path::PathBuf;
use std::sync::Arc;

use crate::exchange::atomic::FileStamp;
use crate::exchange::plan::Originals;
use crate::plan::Plan;

/// How the open plan stands to its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its file; `None` for a plan that was never saved.
    pub path: Option<PathBuf>,
    /// The file as it was last read or written here.
    pub stamp: Option<FileStamp>,
    /// It is the demonstration.
    pub is_demonstration: bool,
}

/// The open plan as it stands now: what a journal is brought up to.
#[derive(Clone, Debug)]
pub struct LiveWork {
    /// The plan.
    pub plan: Arc<Plan>,
    /// What its features looked like in the file.
    pub originals: Originals,
    /// The number the next new object gets.
    pub next_number: u32,
    /// How it stands to its file.
    pub origin: Origin,
    /// Is everything of it on disk, or never worth saving (a new plan)?
    pub is_saved: bool,
}
