//! A file written bit by bit, whole or not at all: for logs too long to be put together first.

use std::io::{self, BufWriter, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::error::{SaveError, SaveStep};
use super::file_system::{Disk, FileSystem as _};
use super::write::{Destination, failure, finish};

/// A file that stands under its name only once [`StreamedFile::finish`] has been reached; dropped before, it leaves
/// nothing behind.
#[derive(Debug)]
pub struct StreamedFile {
    destination: Destination,
    out: BufWriter<NamedTempFile>,
    hash: Sha256,
    size: u64,
}

impl StreamedFile {
    /// Begins a file beside the place it will stand at. A link is followed to the file it names.
    ///
    /// # Errors
    /// [`SaveError`] where no file can stand there.
    pub fn create(path: &Path) -> Result<Self, SaveError> {
        let destination = Destination::of(&Disk, path)?;
        let temp = Disk
            .create_temp(&destination.folder, &destination.name)
            .map_err(|source| failure(SaveStep::CreateTemp, &destination.path, &destination.folder, source))?;
        Ok(Self { destination, out: BufWriter::with_capacity(1 << 16, temp), hash: Sha256::new(), size: 0 })
    }

    /// Where it will stand.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.destination.path
    }

    /// Puts a failed [`Write`] into words.
    #[must_use]
    pub fn write_failure(path: &Path, source: io::Error) -> SaveError {
        failure(SaveStep::Write, path, path.parent().unwrap_or(Path::new(".")), source)
    }

    /// Reads back what was written and gives the file its name; the previous version stays beside it as `NAME.bak`.
    ///
    /// # Errors
    /// [`SaveError`]; the old file is then as it was (see there for the one exception).
    pub fn finish(self) -> Result<(), SaveError> {
        let Self { destination, out, hash, size } = self;
        let (path, folder): (PathBuf, PathBuf) = (destination.path.clone(), destination.folder.clone());
        let failed = |step: SaveStep| move |source: io::Error| (step, source);
        let named = |(step, source)| failure(step, &path, &folder, source);
        let mut temp =
            out.into_inner().map_err(io::IntoInnerError::into_error).map_err(failed(SaveStep::Write)).map_err(named)?;
        let (read_size, read_hash) = read_again(&mut temp).map_err(failed(SaveStep::ReadBack)).map_err(named)?;
        if (read_size, read_hash) != (size, <[u8; 32]>::from(hash.finalize())) {
            return Err(SaveError::ReadBackDiffers { path });
        }
        finish(&Disk, &destination, temp).map(|_| ())
    }
}

fn read_again(temp: &mut NamedTempFile) -> io::Result<(u64, [u8; 32])> {
    temp.rewind()?;
    let (mut hash, mut size, mut part) = (Sha256::new(), 0_u64, vec![0_u8; 1 << 16]);
    loop {
        let n = temp.read(&mut part)?;
        if n == 0 {
            return Ok((size, hash.finalize().into()));
        }
        hash.update(part.get(..n).unwrap_or_default());
        size += n as u64;
    }
}

impl Write for StreamedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(bytes.get(..n).unwrap_or_default());
        self.size += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streamed_file_stands_only_when_it_is_finished_and_keeps_the_old_one_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let mut file = StreamedFile::create(&path).unwrap();
        file.write_all(b"first").unwrap();
        assert!(!path.exists(), "not before it is finished");
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        let mut next = StreamedFile::create(&path).unwrap();
        next.write_all(b"second").unwrap();
        drop(next);
        assert_eq!(std::fs::read(&path).unwrap(), b"first", "an unfinished one changes nothing");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "and leaves nothing behind");
        let mut next = StreamedFile::create(&path).unwrap();
        for part in std::iter::repeat_n(b"0123456789", 20_000) {
            next.write_all(part).unwrap();
        }
        next.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap().len(), 200_000);
        assert_eq!(std::fs::read(folder.path().join("log.csv.bak")).unwrap(), b"first");
        assert!(matches!(StreamedFile::create(folder.path()), Err(SaveError::IsDirectory { .. })));
    }
}
