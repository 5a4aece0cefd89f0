//! Session folders: one for each running window, told from crashed ones by a lock the system lets go at its end.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::crash::report_path;
use super::disk::create_private;
use super::error::RecoveryError;
use super::read::{RecoveredWork, read_session};
use super::tidy::bin_name;
use crate::exchange::held_file::HeldFile;

/// The file whose lock says that the window is still there.
const LOCK: &str = "lock";
/// The file that stands until the window has lived long enough.
const YOUNG: &str = "young";

/// The session of this window. Dropped without [`Session::remove`] it counts as crashed.
#[derive(Debug)]
pub struct Session {
    path: PathBuf,
    lock: HeldFile,
}

impl Session {
    /// Locks a fresh folder; `None` where someone was faster.
    pub(super) fn claim(path: PathBuf) -> Result<Option<Self>, RecoveryError> {
        let not_writable = |error| RecoveryError::write(&path, error);
        let lock = create_private(&path.join(LOCK)).map_err(not_writable)?;
        let lock = match HeldFile::try_hold(lock) {
            Ok(lock) => lock,
            Err((_, fs::TryLockError::WouldBlock)) => return Ok(None),
            Err((_, fs::TryLockError::Error(error))) => return Err(not_writable(error)),
        };
        create_private(&path.join(YOUNG)).map_err(not_writable)?;
        Ok(Some(Self { path, lock }))
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The window has lived long enough: its start was a good one.
    pub fn mark_alive(&self) {
        // What stays behind only makes a later start a careful one.
        drop(fs::remove_file(self.path.join(YOUNG)));
    }

    /// Removes the folder: a clean end.
    ///
    /// # Errors
    /// [`RecoveryError`]; what is left is then offered at the next start.
    pub fn remove(self) -> Result<(), RecoveryError> {
        remove_locked(&self.path, self.lock)
    }
}

/// A session whose window did not end well. Held by its lock, so that no other window offers it too.
#[derive(Debug)]
pub struct CrashedSession {
    path: PathBuf,
    lock: HeldFile,
}

impl CrashedSession {
    /// Takes the lock of a folder; `None` where its window still runs or another window has taken it.
    pub(super) fn take(path: PathBuf) -> Option<Self> {
        let lock = OpenOptions::new().read(true).append(true).open(path.join(LOCK)).ok()?;
        Some(Self { path, lock: HeldFile::try_hold(lock).ok()? })
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The report the program left when it failed; `None` where there is none.
    #[must_use]
    pub fn report(&self) -> Option<PathBuf> {
        report_path(&self.path).filter(|path| path.is_file())
    }

    /// Did its window end before it had lived long enough?
    #[must_use]
    pub fn died_young(&self) -> bool {
        self.path.join(YOUNG).exists()
    }

    /// A later start was a good one: how this session ended no longer matters for starting.
    pub fn forget_youth(&self) {
        drop(fs::remove_file(self.path.join(YOUNG)));
    }

    /// What it left behind.
    ///
    /// # Errors
    /// As [`read_session`].
    pub fn read(&self) -> Result<Option<RecoveredWork>, RecoveryError> {
        read_session(&self.path)
    }

    /// Removes it for good: its work is safe elsewhere.
    ///
    /// # Errors
    /// [`RecoveryError`] with the system's reason.
    pub fn remove(self) -> Result<(), RecoveryError> {
        remove_locked(&self.path, self.lock)
    }

    /// Moves it to the bin, where it is kept for [`super::BIN_AGE`].
    ///
    /// # Errors
    /// [`RecoveryError`]; it is then offered again.
    pub fn discard(self, bin: &Path, now: SystemTime) -> Result<(), RecoveryError> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let target = bin.join(bin_name(now, &name));
        super::disk::create_private_folder(bin).map_err(|error| RecoveryError::write(bin, error))?;
        drop(self.lock);
        fs::rename(&self.path, &target).map_err(|error| RecoveryError::write(&self.path, error))
    }
}

/// The lock goes last, so that nobody takes a half-removed folder for a crash; some systems want it free before.
fn remove_locked(path: &Path, lock: HeldFile) -> Result<(), RecoveryError> {
    let failed = |error| RecoveryError::write(path, error);
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name() != LOCK {
            fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    drop(lock);
    fs::remove_dir_all(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::super::RecoveryFolder;
    use std::time::UNIX_EPOCH;

    #[test]
    fn a_crash_is_seen_also_while_another_program_is_being_started() {
        let root = tempfile::tempdir().unwrap();
        let folder = RecoveryFolder::new(root.path().to_owned());
        let session = folder.begin_session(UNIX_EPOCH).unwrap();
        let elsewhere = session.lock.as_a_started_program_has_it();
        assert!(folder.crashed().is_empty(), "the window runs");
        drop(session);
        let crashed = folder.crashed();
        assert_eq!(crashed.len(), 1);
        let still_open = crashed[0].lock.as_a_started_program_has_it();
        drop(crashed);
        assert_eq!(folder.crashed().len(), 1, "what one window only looked at, the next can take");
        drop((elsewhere, still_open));
    }
}
