//! Where the files of a community come from: from disk, or from inside the program.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

use super::demonstration::embedded;
use super::opened::OpenError;
use crate::community::Community;
use crate::exchange::community::{COMPANIONS, ImportOptions, companion_paths, read_community, read_community_bytes};
use crate::exchange::package::{PackageFile, read_package};
use crate::jobs::JobContext;

/// One file of a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// On disk.
    File(PathBuf),
    /// Inside the program: name and text.
    Embedded(&'static str, &'static str),
    /// Inside a package: the package, and the file's path within it.
    Packed(PathBuf, String),
}

/// Stands between a package and a file inside it, in community paths.
pub(super) const PACKED: char = '#';

/// A community path of a plan as a source; `None` where the file is not there, with the path tried.
pub(super) fn source_of(path: &str, base: Option<&Path>) -> Result<Source, PathBuf> {
    if let Some((name, text)) = embedded(path) {
        return Ok(Source::Embedded(name, text));
    }
    let resolve = |path: &str| match base {
        Some(base) if Path::new(path).is_relative() => base.join(path),
        _ => PathBuf::from(path),
    };
    let resolved = resolve(path);
    if resolved.exists() {
        return Ok(Source::File(resolved));
    }
    // Folders and files may have the mark in their names: the longest path that is a file is the package.
    let packed = path.rmatch_indices(PACKED).find_map(|(place, mark)| {
        let (package, inner) = (path.get(..place)?, path.get(place + mark.len()..)?);
        let package = resolve(package);
        package.is_file().then(|| Source::Packed(package, inner.to_owned()))
    });
    packed.ok_or(resolved)
}

/// The bytes of sources. A package is read and taken apart once, however many of its files are wanted.
#[derive(Debug, Default)]
pub(super) struct SourceBytes {
    packages: BTreeMap<PathBuf, Vec<PackageFile>>,
}

impl SourceBytes {
    /// The bytes of a source.
    pub(super) fn of(&mut self, source: &Source) -> Result<Vec<u8>, OpenError> {
        match source {
            Source::Embedded(_, text) => Ok(text.as_bytes().to_vec()),
            Source::File(path) => fs::read(path).map_err(|error| OpenError::Unreadable(path.clone(), error)),
            Source::Packed(package, inner) => {
                let file = self.files_of(package)?.iter().find(|file| file.path == *inner);
                let bytes = file.map(|file| file.bytes.clone());
                bytes.ok_or_else(|| OpenError::NotInPackage(package.clone(), inner.clone()))
            }
        }
    }

    /// The files that belong to a source (the table of a shapefile …), by ending, in the order of its fingerprint.
    pub(super) fn companions(&mut self, source: &Source) -> Result<Vec<(&'static str, Vec<u8>)>, OpenError> {
        match source {
            Source::Embedded(..) => Ok(Vec::new()),
            Source::File(path) => {
                let read = |(ending, path): (&'static str, PathBuf)| match fs::read(&path) {
                    Ok(bytes) => Ok((ending, bytes)),
                    Err(error) => Err(OpenError::Unreadable(path, error)),
                };
                companion_paths(path).into_iter().map(read).collect()
            }
            Source::Packed(package, inner) => {
                if !Path::new(inner).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp")) {
                    return Ok(Vec::new());
                }
                let files = self.files_of(package)?;
                let find = |ending: &'static str| {
                    let path = Path::new(inner).with_extension(ending);
                    files.iter().find(|file| Path::new(&file.path) == path).map(|file| (ending, file.bytes.clone()))
                };
                Ok(COMPANIONS.into_iter().filter_map(find).collect())
            }
        }
    }

    fn files_of(&mut self, package: &Path) -> Result<&[PackageFile], OpenError> {
        match self.packages.entry(package.to_owned()) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let text =
                    fs::read_to_string(package).map_err(|error| OpenError::Unreadable(package.to_owned(), error))?;
                Ok(place.insert(read_package(&text, &package.to_string_lossy())?.files))
            }
        }
    }
}

/// The name a source is shown by.
pub(super) fn name_of(source: &Source) -> String {
    let last = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    match source {
        Source::Embedded(name, _) => (*name).to_owned(),
        Source::File(path) => last(path),
        Source::Packed(_, inner) => last(Path::new(inner)),
    }
}

/// Reads sources as one community.
pub(super) fn read(sources: &[Source], options: &ImportOptions, context: &JobContext) -> Result<Community, OpenError> {
    let on_disk = |source: &Source| match source {
        Source::File(path) => Some(path.clone()),
        Source::Embedded(..) | Source::Packed(..) => None,
    };
    if let Some(paths) = sources.iter().map(on_disk).collect::<Option<Vec<PathBuf>>>() {
        return Ok(read_community(&paths, options, context)?);
    }
    let mut files = Vec::with_capacity(sources.len());
    let mut bytes = SourceBytes::default();
    for source in sources {
        let name = name_of(source);
        for (ending, companion) in bytes.companions(source)? {
            files.push((Path::new(&name).with_extension(ending).to_string_lossy().into_owned(), companion));
        }
        files.push((name, bytes.of(source)?));
    }
    Ok(read_community_bytes(&files, options, context)?)
}
