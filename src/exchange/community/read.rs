//! Opening several files as one community, all or nothing.

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::ImportError;
use crate::community::{Community, Mapping, PopulationRules};
use crate::jobs::JobContext;

/// What the planner said about reading.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportOptions {
    /// Layers and columns that are not to be guessed.
    pub mapping: Mapping,
    /// How people are spread and estimated.
    pub rules: PopulationRules,
    /// Files above this size, in bytes, are refused before they are read.
    pub max_file_bytes: u64,
}

impl Default for ImportOptions {
    /// Everything recognised, usual rules, files up to 1 GiB.
    fn default() -> Self {
        Self { mapping: Mapping::default(), rules: PopulationRules::default(), max_file_bytes: 1 << 30 }
    }
}

/// SHA-256 of bytes as they are stored, lower-case hex.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Opens files as one community.
///
/// # Errors
/// [`ImportError`] for the first file that cannot be opened.
pub fn read_community(
    _paths: &[PathBuf],
    _options: &ImportOptions,
    _context: &JobContext,
) -> Result<Community, ImportError> {
    Err(ImportError::NoFiles)
}

/// The same from bytes.
///
/// # Errors
/// [`ImportError`] for the first file that cannot be opened.
pub fn read_community_bytes(
    _files: &[(String, Vec<u8>)],
    _options: &ImportOptions,
    _context: &JobContext,
) -> Result<Community, ImportError> {
    Err(ImportError::NoFiles)
}
