//! Why something was not saved, with what to do about it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// The steps of a save, in order; the old file is in place until the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SaveStep {
    /// A temporary file is made beside the target.
    CreateTemp,
    /// The new content is written to it.
    Write,
    /// It is read back and compared.
    ReadBack,
    /// It gets the permissions of the old file.
    CopyPermissions,
    /// The system confirms that it is on the disk.
    SyncFile,
    /// The old file is kept as `.bak`.
    KeepPrevious,
    /// It takes the name of the old file.
    Rename,
    /// The system confirms the new name.
    SyncFolder,
}

impl SaveStep {
    /// What the step does, in words that follow "while".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CreateTemp => "making a temporary file beside it",
            Self::Write => "writing the new content",
            Self::ReadBack => "reading the new content back",
            Self::CopyPermissions => "copying the permissions",
            Self::SyncFile => "waiting for the disk",
            Self::KeepPrevious => "keeping the previous version as .bak",
            Self::Rename => "giving the new file its name",
            Self::SyncFolder => "waiting for the disk to confirm the name",
        }
    }
}

/// Why a file was not saved. Except for [`SaveError::NotConfirmed`] the old file is as it was.
#[derive(Debug, Error)]
pub enum SaveError {
    /// The target has no file name.
    #[error("not saved: the path names no file; give it a name: {path}")]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// The target is a folder.
    #[error("not saved: this is a folder; choose a file name inside it: {path}")]
    IsDirectory {
        /// The folder.
        path: PathBuf,
    },
    /// The target is a device, pipe or the like.
    #[error("not saved: this is no ordinary file; choose another name: {path}")]
    NotAFile {
        /// The target.
        path: PathBuf,
    },
    /// The target is write-protected.
    #[error("not saved: the file is read-only; remove the protection or save under another name: {path}")]
    ReadOnly {
        /// The target.
        path: PathBuf,
    },
    /// The target is a link to nowhere.
    #[error("not saved: this is a link whose target is missing; remove the link or save under another name: {path}")]
    BrokenLink {
        /// The link.
        path: PathBuf,
    },
    /// There is no such folder.
    #[error("not saved: the folder does not exist; choose another one: {folder}")]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder takes no new files.
    #[error("not saved: you may not write in this folder; choose another one: {folder}")]
    FolderNotWritable {
        /// The folder.
        folder: PathBuf,
    },
    /// No space left.
    #[error("not saved: the disk is full; free some space or save elsewhere: {path}")]
    DiskFull {
        /// The target.
        path: PathBuf,
    },
    /// The target could not be looked at.
    #[error("not saved: the system does not say what is there ({source}); save under another name: {path}")]
    Look {
        /// The target.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A step failed.
    #[error("not saved: failed while {} ({source}); try again or save elsewhere: {path}", step.words())]
    Failed {
        /// The step.
        step: SaveStep,
        /// The target.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The disk gave back something else than was written.
    #[error("not saved: the disk gave back other content than was written; save on another disk: {path}")]
    ReadBackDiffers {
        /// The target.
        path: PathBuf,
    },
    /// The plan's text could not be read again.
    #[error("not saved: the plan's text could not be read back ({reason}); undo the last step and report this: {path}")]
    NotReadableBack {
        /// The target.
        path: PathBuf,
        /// What the reader says.
        reason: String,
    },
    /// Another program has changed the file.
    #[error(
        "not saved: the file was changed by another program since it was opened; \
         open it again, or save under another name: {path}"
    )]
    ChangedOnDisk {
        /// The target.
        path: PathBuf,
    },
    /// The new file is in place; whether it outlives a power cut is not known.
    #[error(
        "the file was written, but the system does not confirm it ({source}); \
         save again before you switch off: {path}"
    )]
    NotConfirmed {
        /// The target.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}
