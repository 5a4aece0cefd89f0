//! Packages: a plan and its community in one file, for sending.

use std::path::Path;

use super::opened::OpenError;
use super::sources::{PACKED, bytes_of, source_of};
use crate::exchange::atomic::{SaveError, write_atomically};
use crate::exchange::package::{PackageFile, package_to_text};
use crate::exchange::plan::Originals;
use crate::plan::Plan;

/// The text of a package: the plan, and the files of its community as they are on disk.
///
/// # Errors
/// [`OpenError`] where a file of the community is not there or cannot be read.
pub fn package_of(plan: &Plan, originals: &Originals, base: Option<&Path>) -> Result<String, OpenError> {
    let mut files = Vec::new();
    for file in &plan.header().community {
        let source = source_of(&file.path, base).map_err(|path| OpenError::AllMissing(vec![path]))?;
        let name = Path::new(&file.path).file_name();
        // Inside the package the files lie beside the plan, whatever folder they came from.
        let path = name.map_or_else(|| file.path.clone(), |name| name.to_string_lossy().into_owned());
        let path = path.rsplit(PACKED).next().unwrap_or(&path).to_owned();
        files.push(PackageFile { path, bytes: bytes_of(&source)? });
    }
    Ok(package_to_text(plan, originals, &files))
}

/// Writes a package.
///
/// # Errors
/// The message says which file could not be read, or why nothing was written.
pub fn write_package(path: &Path, plan: &Plan, originals: &Originals, base: Option<&Path>) -> Result<(), String> {
    let text = package_of(plan, originals, base).map_err(|error| error.to_string())?;
    write_atomically(path, text.as_bytes()).map(drop).map_err(|error: SaveError| error.to_string())
}
