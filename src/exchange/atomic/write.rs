//! The save itself: every step in its order, each with its own way of failing.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::NamedTempFile;

use super::error::{SaveError, SaveStep};
use super::file_system::{Disk, FileSystem, Target};
use super::stamp::FileStamp;

/// Puts `bytes` into a file, whole or not at all, and keeps the previous version beside it as `NAME.bak`.
///
/// A link is followed to the file it names. The new file has the permissions of the old one.
///
/// # Errors
/// [`SaveError`]; the old file is then as it was (see there for the one exception).
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<FileStamp, SaveError> {
    write_with(&Disk, path, bytes)
}

/// [`write_atomically`] on any file system.
pub(super) fn write_with(disk: &dyn FileSystem, path: &Path, bytes: &[u8]) -> Result<FileStamp, SaveError> {
    let destination = Destination::of(disk, path)?;
    let (shown, folder) = (destination.path.as_path(), destination.folder.as_path());
    let failed = |step: SaveStep| move |source: io::Error| failure(step, shown, folder, source);
    let mut temp = disk.create_temp(folder, &destination.name).map_err(failed(SaveStep::CreateTemp))?;
    disk.write(&mut temp, bytes).map_err(failed(SaveStep::Write))?;
    if disk.read_back(&mut temp).map_err(failed(SaveStep::ReadBack))? != bytes {
        return Err(SaveError::ReadBackDiffers { path: shown.to_owned() });
    }
    let mtime = finish(disk, &destination, temp)?;
    Ok(FileStamp::of(bytes, mtime))
}

/// Where a file is going to stand, and what stands there.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    pub(super) path: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) name: OsString,
    old: Old,
}

impl Destination {
    /// Looks at a path; links are followed.
    pub(super) fn of(disk: &dyn FileSystem, path: &Path) -> Result<Self, SaveError> {
        let (path, old) = target_of(disk, path)?;
        let name = path.file_name().ok_or_else(|| SaveError::NoName { path: path.clone() })?.to_owned();
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            Some(_) | None => PathBuf::from("."),
        };
        Ok(Self { path, folder, name, old })
    }
}

/// The last steps of a save, once the new content stands in the temporary file: permissions, disk, backup, name.
pub(super) fn finish(
    disk: &dyn FileSystem,
    destination: &Destination,
    temp: NamedTempFile,
) -> Result<Option<SystemTime>, SaveError> {
    let (path, folder) = (destination.path.as_path(), destination.folder.as_path());
    let failed = |step: SaveStep| move |source: io::Error| failure(step, path, folder, source);
    if destination.old == Old::File {
        disk.copy_permissions(path, &temp).map_err(failed(SaveStep::CopyPermissions))?;
    }
    disk.sync_file(&temp).map_err(failed(SaveStep::SyncFile))?;
    if destination.old == Old::File {
        let mut backup = path.to_owned().into_os_string();
        backup.push(".bak");
        disk.keep_previous(path, &PathBuf::from(backup)).map_err(failed(SaveStep::KeepPrevious))?;
    }
    let mtime = temp.as_file().metadata().and_then(|facts| facts.modified()).ok();
    disk.rename(temp, path).map_err(failed(SaveStep::Rename))?;
    disk.sync_folder(folder).map_err(failed(SaveStep::SyncFolder))?;
    Ok(mtime)
}

/// Is there a file to replace?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Old {
    Nothing,
    File,
}

/// The file that is to be written, links resolved, and whether it is there.
fn target_of(disk: &dyn FileSystem, path: &Path) -> Result<(PathBuf, Old), SaveError> {
    let look = |source| SaveError::Look { path: path.to_owned(), source };
    if path.file_name().is_none() {
        return Err(SaveError::NoName { path: path.to_owned() });
    }
    match disk.look(path).map_err(look)? {
        Target::Nothing => Ok((path.to_owned(), Old::Nothing)),
        Target::File { is_read_only: false } => Ok((disk.resolve(path).map_err(look)?, Old::File)),
        Target::File { is_read_only: true } => Err(SaveError::ReadOnly { path: path.to_owned() }),
        Target::Directory => Err(SaveError::IsDirectory { path: path.to_owned() }),
        Target::BrokenLink => Err(SaveError::BrokenLink { path: path.to_owned() }),
        Target::Other => Err(SaveError::NotAFile { path: path.to_owned() }),
    }
}

/// The error of a failed step; the causes a planner can do something about have their own words.
pub(super) fn failure(step: SaveStep, path: &Path, folder: &Path, source: io::Error) -> SaveError {
    let (path, folder) = (path.to_owned(), folder.to_owned());
    match (step, source.kind()) {
        (SaveStep::SyncFolder, _) => SaveError::NotConfirmed { path, source },
        (SaveStep::CreateTemp, io::ErrorKind::NotFound) => SaveError::NoFolder { folder },
        (SaveStep::CreateTemp, io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            SaveError::FolderNotWritable { folder }
        }
        (_, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => SaveError::DiskFull { path },
        (step, _) => SaveError::Failed { step, path, source },
    }
}
