//! Has somebody else changed a file? Asked again and again, so a look costs no more than asking for size and time.
//!
//! Polling works on network drives and in containers too, where the system announces nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::atomic::FileStamp;
use super::community::{companion_paths, fingerprint_with};

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
    /// Its facts at the last look, then those of the files that belong to it; `None` before the first.
    pub known: Option<Vec<FileFacts>>,
    /// Fingerprint of the content in use (of a shapefile with the files that belong to it), SHA-256 in lower-case hex.
    pub sha256: String,
}

/// What a look at a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which file.
    pub path: PathBuf,
    /// The fingerprint it was compared with.
    pub sha256: String,
    /// Its facts now, then those of the files that belong to it; `None` where it is not there, which is no change: it
    /// may be under way from another program.
    pub facts: Option<Vec<FileFacts>>,
    /// Its content, where that is no longer the one in use.
    pub changed: Option<FileStamp>,
}

/// Looks at a file and those that belong to it (the table of a shapefile …). Their content is read only where size or
/// time are not those of the last look: then it is told apart whether a file was changed or only touched.
#[must_use]
pub fn look_at(file: &WatchedFile) -> Look {
    let companions: Vec<PathBuf> = companion_paths(&file.path).into_iter().map(|(_, path)| path).collect();
    let facts = facts_of(&file.path, &companions);
    let is_to_be_read = facts.is_some() && facts != file.known;
    let stamp = if is_to_be_read { stamp_of(&file.path, &companions).ok() } else { None };
    let changed = stamp.filter(|stamp| !stamp.sha256.eq_ignore_ascii_case(&file.sha256));
    Look { path: file.path.clone(), sha256: file.sha256.clone(), facts, changed }
}

/// Facts of a file, then of those that belong to it; `None` where one of them has gone meanwhile.
fn facts_of(path: &Path, companions: &[PathBuf]) -> Option<Vec<FileFacts>> {
    let companions = companions.iter().map(PathBuf::as_path);
    std::iter::once(path).chain(companions).map(FileFacts::of_file).collect()
}

/// The stamp of a file, its fingerprint taken with the files that belong to it, as when it was opened.
fn stamp_of(path: &Path, companions: &[PathBuf]) -> io::Result<FileStamp> {
    let bytes = fs::read(path)?;
    let mtime = fs::metadata(path).and_then(|facts| facts.modified()).ok();
    let companions: Vec<Vec<u8>> = companions.iter().map(fs::read).collect::<io::Result<_>>()?;
    let sha256 = fingerprint_with(&bytes, companions.iter().map(Vec::as_slice));
    Ok(FileStamp { size: bytes.len() as u64, mtime, sha256 })
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

    #[test]
    fn a_shapefile_has_changed_when_its_table_has_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roads.shp");
        let write = |ending: &str, bytes: &[u8]| drop(write_atomically(&path.with_extension(ending), bytes).unwrap());
        for (ending, bytes) in [("shp", b"shapes"), ("dbf", b"tables"), ("prj", b"system")] {
            write(ending, bytes);
        }
        // As it is fingerprinted when it is opened.
        let sha256 = fingerprint_with(b"shapes", [b"tables".as_slice(), b"system".as_slice()]);
        let mut file = WatchedFile { path: path.clone(), known: None, sha256 };
        let look = look_at(&file);
        assert!(look.facts.is_some() && look.changed.is_none(), "just opened");
        file.known = look.facts;
        write("dbf", b"another table");
        let look = look_at(&file);
        assert!(look.changed.is_some(), "the table was edited");
        file.known = look.facts;
        file.sha256 = look.changed.unwrap().sha256;
        fs::remove_file(path.with_extension("prj")).unwrap();
        assert!(look_at(&file).changed.is_some(), "a file that belongs to it has gone");
    }
}
