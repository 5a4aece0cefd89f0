//! Keeping the folder for unsaved work small: the bin is emptied by age, everything else by size, oldest first.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::folder::{RecoveryFolder, folders_in};
use super::payload::seconds;
use super::session::CrashedSession;

/// How long discarded work is kept.
pub const BIN_AGE: Duration = Duration::from_hours(30 * 24);
/// How much unsaved work is kept in all, in bytes.
pub const LARGEST_TOTAL_BYTES: u64 = 500 << 20;

/// The name of a discarded session in the bin: when it was discarded, then its own name.
pub(super) fn bin_name(now: SystemTime, name: &str) -> String {
    format!("{:012}-{name}", seconds(now))
}

impl RecoveryFolder {
    /// Removes what is too old or, where everything together is larger than `limit` bytes, the oldest; names what
    /// went. Sessions of running windows and the newest crashed one always stay. Files are removed, so not on the
    /// screen's thread.
    #[must_use]
    pub fn tidy(&self, now: SystemTime, limit: u64) -> Vec<PathBuf> {
        let mut removed = Vec::new();
        let mut binned = folders_in(&self.bin());
        binned.retain(|path| {
            let is_old = binned_at(path).is_some_and(|then| seconds(now).saturating_sub(then) > BIN_AGE.as_secs());
            let goes = is_old && fs::remove_dir_all(path).is_ok();
            if goes {
                removed.push(path.clone());
            }
            !goes
        });
        let mut crashed = self.crashed();
        drop(crashed.pop());
        let sizes = |paths: &[PathBuf]| paths.iter().map(|path| size_of(path)).sum::<u64>();
        let mut total = sizes(&binned) + sizes(&folders_in(&self.sessions()));
        for path in binned {
            if total > limit {
                let size = size_of(&path);
                if fs::remove_dir_all(&path).is_ok() {
                    total -= size;
                    removed.push(path);
                }
            }
        }
        for session in crashed {
            if total > limit {
                let (path, size) = (session.path().to_owned(), size_of(session.path()));
                if CrashedSession::remove(session).is_ok() {
                    total -= size;
                    removed.push(path);
                }
            }
        }
        removed
    }
}

fn binned_at(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.split('-').next()?.parse().ok()
}

/// The bytes of the files in a folder.
fn size_of(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    entries.filter_map(|entry| entry.ok()?.metadata().ok()).map(|facts| facts.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    fn day(n: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_hours(24 * n)
    }

    /// A crashed session of so many bytes.
    fn crash(folder: &RecoveryFolder, at: SystemTime, size: usize) -> PathBuf {
        let session = folder.begin_session(at).unwrap();
        fs::write(session.path().join("journal-000001"), vec![b'x'; size]).unwrap();
        session.path().to_owned()
    }

    #[test]
    fn the_bin_keeps_work_for_thirty_days() {
        let root = tempfile::tempdir().unwrap();
        let folder = RecoveryFolder::new(root.path().join("made/when needed"));
        assert!(folder.crashed().is_empty());
        crash(&folder, day(100), 10);
        let session = folder.crashed().pop().unwrap();
        session.discard(&folder.bin(), day(101)).unwrap();
        assert!(folder.crashed().is_empty());
        assert_eq!(folder.tidy(day(131), u64::MAX), Vec::<PathBuf>::new());
        assert_eq!(folder.tidy(day(50), u64::MAX), Vec::<PathBuf>::new(), "a clock that was set back");
        assert_eq!(folder.tidy(day(132), u64::MAX).len(), 1);
    }

    #[test]
    fn the_oldest_goes_first_and_running_windows_and_the_last_crash_stay() {
        let root = tempfile::tempdir().unwrap();
        let folder = RecoveryFolder::new(root.path().to_owned());
        let old = crash(&folder, day(1), 1000);
        let middle = crash(&folder, day(2), 1000);
        let running = folder.begin_session(day(3)).unwrap();
        fs::write(running.path().join("journal-000001"), vec![b'x'; 1000]).unwrap();
        let last = crash(&folder, day(4), 1000);
        assert_eq!(folder.tidy(day(5), 3000), [old]);
        assert_eq!(folder.tidy(day(5), 0), [middle]);
        assert!(running.path().exists() && last.exists());
        running.remove().unwrap();
        assert_eq!(folder.crashed().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_unsaved_work() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let session = RecoveryFolder::new(root.path().join("a/b")).begin_session(day(1)).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(session.path()), 0o700);
        assert_eq!(mode(&root.path().join("a/b")), 0o700);
        assert_eq!(mode(&session.path().join("lock")), 0o600);
    }

    #[test]
    fn a_start_that_did_not_live_is_counted_until_one_does() {
        let root = tempfile::tempdir().unwrap();
        let folder = RecoveryFolder::new(root.path().to_owned());
        drop(folder.begin_session(day(1)).unwrap());
        let running = folder.begin_session(day(1)).unwrap();
        assert_eq!(folder.n_died_young(), 1, "the running window does not count");
        drop(running);
        assert_eq!(folder.n_died_young(), 2);
        let lived = folder.begin_session(day(1)).unwrap();
        lived.mark_alive();
        folder.crashed().iter().for_each(CrashedSession::forget_youth);
        drop(lived);
        assert_eq!(folder.n_died_young(), 0);
    }
}
