//! Has somebody else changed a file? Asked again and again, so a look costs no more than asking for size and time.
//!
//! Polling works on network drives and in containers too, where the system announces nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::atomic::FileStamp;

/// Size and time of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Size in bytes.
    pub size: u64,
    /// When it was last written, as far as the system says.
    pub mtime: Option<SystemTime>,
}

impl FileFacts {
    /// The facts of a file as it is now; `None` where there is none, or nothing is said of it.
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        let facts = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self { size: facts.len(), mtime: facts.modified().ok() })
    }
}

/// A file that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its facts at the last look; `None` before the first.
    pub known: Option<FileFacts>,
    /// Fingerprint of the content in use, SHA-256 in lower-case hex.
    pub sha256: String,
}

/// What a look at a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which file.
    pub path: PathBuf,
    /// The fingerprint it was compared with.
    pub sha256: String,
    /// Its facts now; `None` where it is not there, which is no change: it may be under way from another program.
    pub facts: Option<FileFacts>,
    /// Its content, where that is no longer the one in use.
    pub changed: Option<FileStamp>,
}

/// Looks at a file. Its content is read only where size or time are not those of the last look: then it is told apart
/// whether the file was changed or only touched.
#[must_use]
pub fn look_at(file: &WatchedFile) -> Look {
    let facts = FileFacts::of_file(&file.path);
    let is_to_be_read = facts.is_some() && facts != file.known;
    let stamp = if is_to_be_read { FileStamp::of_file(&file.path).ok().flatten() } else { None };
    let changed = stamp.filter(|stamp| !stamp.sha256.eq_ignore_ascii_case(&file.sha256));
    Look { path: file.path.clone(), sha256: file.sha256.clone(), facts, changed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::atomic::write_atomically;

    #[test]
    fn a_changed_file_is_told_from_a_touched_one_and_from_a_missing_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roads.geojson");
        let stamp = write_atomically(&path, b"one").unwrap();
        let mut file = WatchedFile { path: path.clone(), known: None, sha256: stamp.sha256 };
        let look = look_at(&file);
        assert!(look.facts.is_some() && look.changed.is_none());
        file.known = look.facts;
        let touched = fs::File::options().append(true).open(&path).unwrap();
        touched.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let look = look_at(&file);
        assert!(look.facts != file.known && look.changed.is_none(), "touched, not changed");
        file.known = look.facts;
        let theirs = write_atomically(&path, b"two").unwrap();
        assert_eq!(look_at(&file).changed, Some(theirs));
        fs::remove_file(&path).unwrap();
        let look = look_at(&file);
        assert!(look.facts.is_none() && look.changed.is_none());
    }
}
