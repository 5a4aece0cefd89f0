//! Why the journal could not be kept or read, with what it means for the planner.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why the work is not being backed up, or why a crashed session cannot be read.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// No space left for the journal.
    #[error("the disk is full; free some space and save the plan: {path}")]
    DiskFull {
        /// The journal.
        path: PathBuf,
    },
    /// The folder of the journal takes no files.
    #[error("nothing can be written in the folder for unsaved work ({source}); save the plan often: {path}")]
    NotWritable {
        /// The folder or file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A file of the session cannot be read.
    #[error("the unsaved work cannot be read ({source}); nothing was removed: {path}")]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// No journal of the session gives a plan.
    #[error("the unsaved work is damaged ({damage}); nothing was removed: {path}")]
    Damaged {
        /// The session folder.
        path: PathBuf,
        /// What is wrong with its newest journal.
        damage: Damage,
    },
}

impl RecoveryError {
    /// The error of a failed write.
    pub(super) fn write(path: &std::path::Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::NotWritable { path, source },
        }
    }
}

/// What is wrong with a journal; everything before that place is good.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Damage {
    /// The file does not begin as a journal does.
    #[error("it is no journal of Muster")]
    NotAJournal,
    /// Another version of the program wrote it.
    #[error("it is a journal of another Muster, version {0}; open it with that program")]
    OtherVersion(String),
    /// The last record was not written to its end.
    #[error("its last step was cut off")]
    CutOff,
    /// A record is not what was written.
    #[error("step {0} is not what was written")]
    Changed(usize),
    /// A record cannot be understood.
    #[error("step {step} cannot be understood: {reason}")]
    NotUnderstood {
        /// Which record, from 0.
        step: usize,
        /// Why.
        reason: String,
    },
}
