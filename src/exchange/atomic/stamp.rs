//! What a file was like when it was last read or written, to notice other writers.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

/// Size, time and content of a file at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStamp {
    /// Size in bytes.
    pub size: u64,
    /// When it was last written, as far as the system says.
    pub mtime: Option<SystemTime>,
    /// SHA-256 of the content, lower-case hex.
    pub sha256: String,
}

impl FileStamp {
    /// The stamp of content with a time.
    #[must_use]
    pub fn of(bytes: &[u8], mtime: Option<SystemTime>) -> Self {
        Self { size: bytes.len() as u64, mtime, sha256: sha256_hex(bytes) }
    }

    /// The stamp of a file as it is now; `None` where there is none.
    ///
    /// # Errors
    /// The system's reason where the file is there and cannot be read.
    pub fn of_file(path: &Path) -> io::Result<Option<Self>> {
        match fs::read(path) {
            Ok(bytes) => {
                let mtime = fs::metadata(path).and_then(|facts| facts.modified()).ok();
                Ok(Some(Self::of(&bytes, mtime)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Same content? A file that was only touched has not changed.
    #[must_use]
    pub fn has_same_content(&self, other: &Self) -> bool {
        self.size == other.size && self.sha256 == other.sha256
    }
}

/// SHA-256 as lower-case hex.
pub(in crate::exchange) fn sha256_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_of_nothing_is_the_published_one() {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(FileStamp::of(b"", None).sha256, expected);
    }
}
