//! The folder for unsaved work of one user: sessions, and a bin for what was discarded.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk::create_private_folder;
use super::error::RecoveryError;
use super::payload::seconds;
use super::session::{CrashedSession, Session};

/// Names that are tried for a new session before giving up.
const MOST_NAMES: u32 = 1000;

/// The per-user folder for unsaved work. Nothing is made before a session begins.
#[derive(Clone, Debug)]
pub struct RecoveryFolder {
    root: PathBuf,
}

impl RecoveryFolder {
    /// The folder at a place.
    #[must_use]
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Where sessions stand.
    pub(super) fn sessions(&self) -> PathBuf {
        self.root.join("sessions")
    }

    /// Where discarded work is kept for a while.
    #[must_use]
    pub fn bin(&self) -> PathBuf {
        self.root.join("bin")
    }

    /// Begins the session of a window.
    ///
    /// # Errors
    /// [`RecoveryError`] where no folder can be made or locked.
    pub fn begin_session(&self, now: SystemTime) -> Result<Session, RecoveryError> {
        let sessions = self.sessions();
        create_private_folder(&sessions).map_err(|error| RecoveryError::write(&sessions, error))?;
        let id = format!("{:012}-{}", seconds(now), std::process::id());
        for n in 0..MOST_NAMES {
            let path = sessions.join(if n == 0 { id.clone() } else { format!("{id}-{n}") });
            if path.exists() {
                continue;
            }
            create_private_folder(&path).map_err(|error| RecoveryError::write(&path, error))?;
            if let Some(session) = Session::claim(path)? {
                return Ok(session);
            }
        }
        Err(RecoveryError::write(&sessions, std::io::ErrorKind::AlreadyExists.into()))
    }

    /// Sessions whose window did not end well, oldest first. Each is held until it is dropped.
    #[must_use]
    pub fn crashed(&self) -> Vec<CrashedSession> {
        folders_in(&self.sessions()).into_iter().filter_map(CrashedSession::take).collect()
    }

    /// How many windows ended shortly after they were opened, since the last one that lived.
    #[must_use]
    pub fn n_died_young(&self) -> usize {
        self.crashed().iter().filter(|session| session.died_young()).count()
    }
}

/// The folders in a folder, by name; none where it cannot be read.
pub(super) fn folders_in(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}
