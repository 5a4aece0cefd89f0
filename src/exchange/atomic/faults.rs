//! A disk that fails at a chosen call, and what must hold then.

use std::cell::Cell;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::file_system::{Disk, FileSystem, Target};
use super::write::write_with;
use super::{SaveError, write_atomically};

/// Fails at one call; a write fails in the middle.
struct FailingDisk {
    fails_at: usize,
    kind: io::ErrorKind,
    n_calls: Cell<usize>,
}

impl FailingDisk {
    fn call(&self) -> io::Result<()> {
        let call = self.n_calls.get();
        self.n_calls.set(call + 1);
        if call == self.fails_at { Err(io::Error::from(self.kind)) } else { Ok(()) }
    }
}

impl FileSystem for FailingDisk {
    fn look(&self, path: &Path) -> io::Result<Target> {
        self.call()?;
        Disk.look(path)
    }
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.call()?;
        Disk.resolve(path)
    }
    fn create_temp(&self, folder: &Path, target_name: &OsStr) -> io::Result<NamedTempFile> {
        self.call()?;
        Disk.create_temp(folder, target_name)
    }
    fn write(&self, temp: &mut NamedTempFile, bytes: &[u8]) -> io::Result<()> {
        let result = self.call();
        Disk.write(temp, if result.is_err() { &bytes[..bytes.len() / 2] } else { bytes })?;
        result
    }
    fn read_back(&self, temp: &mut NamedTempFile) -> io::Result<Vec<u8>> {
        self.call()?;
        Disk.read_back(temp)
    }
    fn copy_permissions(&self, from: &Path, temp: &NamedTempFile) -> io::Result<()> {
        self.call()?;
        Disk.copy_permissions(from, temp)
    }
    fn sync_file(&self, temp: &NamedTempFile) -> io::Result<()> {
        self.call()?;
        Disk.sync_file(temp)
    }
    fn keep_previous(&self, path: &Path, backup: &Path) -> io::Result<()> {
        self.call()?;
        Disk.keep_previous(path, backup)
    }
    fn rename(&self, temp: NamedTempFile, path: &Path) -> io::Result<()> {
        self.call()?;
        Disk.rename(temp, path)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.call()?;
        Disk.sync_folder(folder)
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_failure_at_any_call_leaves_the_old_file() {
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied, io::ErrorKind::Other] {
        let mut n_failures = 0;
        for fails_at in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("plan.geojson");
            fs::write(&path, "old").unwrap();
            let disk = FailingDisk { fails_at, kind, n_calls: Cell::new(0) };
            let result = write_with(&disk, &path, b"new content");
            let found = fs::read_to_string(&path).unwrap();
            match result {
                Ok(_) => {
                    assert_eq!(found, "new content");
                    break;
                }
                Err(SaveError::NotConfirmed { .. }) => assert_eq!(found, "new content"),
                Err(error) => {
                    assert_eq!(found, "old", "call {fails_at}");
                    assert!(error.to_string().starts_with("not saved: "), "{error}");
                }
            }
            n_failures += 1;
            let stray = names(folder.path()).into_iter().filter(|name| name.starts_with('.')).count();
            assert_eq!(stray, 0, "no temporary file stays behind after call {fails_at}");
        }
        assert_eq!(n_failures, 10, "every call of a save was made to fail once");
    }
}

#[test]
fn a_new_file_that_fails_is_not_there_at_all() {
    for fails_at in 0..6 {
        let folder = tempfile::tempdir().unwrap();
        let disk = FailingDisk { fails_at, kind: io::ErrorKind::StorageFull, n_calls: Cell::new(0) };
        let error = write_with(&disk, &folder.path().join("plan.geojson"), b"new").unwrap_err();
        if !matches!(error, SaveError::NotConfirmed { .. }) {
            assert_eq!(names(folder.path()), Vec::<String>::new(), "call {fails_at}");
        }
    }
}

/// A disk that gives back other bytes than were written.
struct LyingDisk;

impl FileSystem for LyingDisk {
    fn look(&self, path: &Path) -> io::Result<Target> {
        Disk.look(path)
    }
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.resolve(path)
    }
    fn create_temp(&self, folder: &Path, target_name: &OsStr) -> io::Result<NamedTempFile> {
        Disk.create_temp(folder, target_name)
    }
    fn write(&self, temp: &mut NamedTempFile, bytes: &[u8]) -> io::Result<()> {
        Disk.write(temp, &bytes[1..])
    }
    fn read_back(&self, temp: &mut NamedTempFile) -> io::Result<Vec<u8>> {
        Disk.read_back(temp)
    }
    fn copy_permissions(&self, _: &Path, _: &NamedTempFile) -> io::Result<()> {
        Ok(())
    }
    fn sync_file(&self, _: &NamedTempFile) -> io::Result<()> {
        Ok(())
    }
    fn keep_previous(&self, _: &Path, _: &Path) -> io::Result<()> {
        Ok(())
    }
    fn rename(&self, temp: NamedTempFile, path: &Path) -> io::Result<()> {
        Disk.rename(temp, path)
    }
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_reads_back_differently_is_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.geojson");
    fs::write(&path, "old").unwrap();
    assert!(matches!(write_with(&LyingDisk, &path, b"new"), Err(SaveError::ReadBackDiffers { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn the_previous_version_stays_beside_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.geojson");
    for text in ["one", "two", "three", "three"] {
        let stamp = write_atomically(&path, text.as_bytes()).unwrap();
        assert_eq!(super::FileStamp::of_file(&path).unwrap(), Some(stamp));
    }
    assert_eq!(names(folder.path()), ["plan.geojson", "plan.geojson.bak"]);
    assert_eq!(fs::read_to_string(folder.path().join("plan.geojson.bak")).unwrap(), "three");
    write_atomically(&path, b"four").unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("plan.geojson.bak")).unwrap(), "three");
}

#[test]
fn a_name_as_long_as_the_disk_allows_is_saved_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    for n_letters in [190, 247, 251, 255] {
        let path = folder.path().join("é".repeat(n_letters / 2));
        write_atomically(&path, b"one").unwrap();
        let again = write_atomically(&path, b"two");
        let found = fs::read_to_string(&path).unwrap();
        assert_eq!(found, if again.is_ok() { "two" } else { "one" }, "{again:?}");
    }
    assert_eq!(names(folder.path()).iter().filter(|name| name.starts_with('.')).count(), 0);
}
