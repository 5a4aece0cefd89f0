//! A look at a file of the community before it is read another way.

use std::path::Path;

use super::opened::OpenError;
use super::sources::{SourceBytes, name_of, source_of};
use crate::exchange::community::{CoordinatePreview, PreviewWish, coordinate_preview};
use crate::jobs::JobContext;

/// Some features of a community file as they lie now and as they would lie in another coordinate system.
/// Only that layer of the file is looked at which the wish names. `path` and `base` are as in a plan's list of files.
///
/// # Errors
/// [`OpenError`] where the file is not there or cannot be read, or the system is not known.
pub fn coordinate_preview_of(
    path: &str,
    base: Option<&Path>,
    wish: &PreviewWish<'_>,
    context: &JobContext,
) -> Result<CoordinatePreview, OpenError> {
    let not_there = |path| OpenError::Unreadable(path, std::io::Error::from(std::io::ErrorKind::NotFound));
    let source = source_of(path, base).map_err(not_there)?;
    let name = name_of(&source);
    let mut bytes = SourceBytes::default();
    let mut files = vec![(name.clone(), bytes.of(&source)?)];
    for (ending, companion) in bytes.companions(&source)? {
        files.push((Path::new(&name).with_extension(ending).to_string_lossy().into_owned(), companion));
    }
    Ok(coordinate_preview(&files, wish, context)?)
}
