//! The steps of a save as the file system does them; tests put a failing one in its place.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Nothing,
    BrokenLink,
    Directory,
    File { is_read_only: bool },
    Other,
}

/// Every call of a save that touches the disk.
pub(super) trait FileSystem {
    /// What stands there, links followed.
    fn look(&self, path: &Path) -> io::Result<Target>;
    /// The path without links.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;
    /// A fresh file in a folder; it goes away by itself unless it is renamed.
    fn create_temp(&self, folder: &Path, target_name: &OsStr) -> io::Result<NamedTempFile>;
    fn write(&self, temp: &mut NamedTempFile, bytes: &[u8]) -> io::Result<()>;
    fn read_back(&self, temp: &mut NamedTempFile) -> io::Result<Vec<u8>>;
    fn copy_permissions(&self, from: &Path, temp: &NamedTempFile) -> io::Result<()>;
    fn sync_file(&self, temp: &NamedTempFile) -> io::Result<()>;
    /// Keeps the content of a file under a second name, replacing what had that name.
    fn keep_previous(&self, path: &Path, backup: &Path) -> io::Result<()>;
    fn rename(&self, temp: NamedTempFile, path: &Path) -> io::Result<()>;
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// The file system of the machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Disk;

impl FileSystem for Disk {
    fn look(&self, path: &Path) -> io::Result<Target> {
        match fs::metadata(path) {
            Ok(facts) if facts.is_dir() => Ok(Target::Directory),
            Ok(facts) if facts.is_file() => Ok(Target::File { is_read_only: facts.permissions().readonly() }),
            Ok(_) => Ok(Target::Other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let is_link = fs::symlink_metadata(path).is_ok_and(|facts| facts.is_symlink());
                Ok(if is_link { Target::BrokenLink } else { Target::Nothing })
            }
            Err(error) => Err(error),
        }
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn create_temp(&self, folder: &Path, target_name: &OsStr) -> io::Result<NamedTempFile> {
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(cut_name(target_name));
        prefix.push(".");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(super::sweep::TEMP_SUFFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // A new file gets what the user's mask leaves of this; an old one's permissions are copied later.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        builder.tempfile_in(folder)
    }

    fn write(&self, temp: &mut NamedTempFile, bytes: &[u8]) -> io::Result<()> {
        temp.write_all(bytes)?;
        temp.flush()
    }

    fn read_back(&self, temp: &mut NamedTempFile) -> io::Result<Vec<u8>> {
        temp.rewind()?;
        let mut bytes = Vec::new();
        temp.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn copy_permissions(&self, from: &Path, temp: &NamedTempFile) -> io::Result<()> {
        temp.as_file().set_permissions(fs::metadata(from)?.permissions())
    }

    fn sync_file(&self, temp: &NamedTempFile) -> io::Result<()> {
        temp.as_file().sync_all()
    }

    fn keep_previous(&self, path: &Path, backup: &Path) -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        // A second name for the same content costs nothing; where the disk knows no such names it is copied.
        // Either way the old backup is replaced in one step.
        let place = self.create_temp(folder, backup.file_name().unwrap_or(OsStr::new("backup")))?;
        let link = place.into_temp_path();
        fs::remove_file(&link)?;
        if fs::hard_link(path, &link).is_err() {
            fs::copy(path, &link)?;
        }
        // Renaming one name of a file to another name of the same file does nothing and leaves both;
        // the temporary one then goes away when `link` is dropped.
        fs::rename(&link, backup)
    }

    fn rename(&self, temp: NamedTempFile, path: &Path) -> io::Result<()> {
        let mut temp = temp;
        let mut attempts_left = if cfg!(windows) { 5 } else { 0 };
        loop {
            match temp.persist(path) {
                Ok(_) => return Ok(()),
                Err(error) if attempts_left == 0 => return Err(error.error),
                Err(error) => {
                    // Another program may have the file open for a moment (virus scanners do).
                    attempts_left -= 1;
                    temp = error.file;
                    std::thread::sleep(std::time::Duration::from_millis(100));
                }
            }
        }
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
    }
}

/// The start of a long name, so that the temporary name is not too long for the disk (255 bytes in most).
fn cut_name(name: &OsStr) -> std::borrow::Cow<'_, OsStr> {
    const LONGEST_BYTES: usize = 200;
    if name.len() <= LONGEST_BYTES {
        return name.into();
    }
    let text = name.to_string_lossy();
    let end = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= LONGEST_BYTES).last().unwrap_or(0);
    OsStr::new(text.get(..end).unwrap_or_default()).to_owned().into()
}
