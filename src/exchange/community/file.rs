//! Files from the disk: regular ones only, of a size that was checked before.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::ImportError;
use super::format::COMPANIONS;
use super::layer::Source;

/// So many names are listed where a folder was named.
const LIST_AT_MOST: usize = 8;
const ENDINGS: [&str; 14] = [
    ".geojson",
    ".geojson.gz",
    ".json",
    ".json.gz",
    ".geojsonl",
    ".geojsons",
    ".ndjson",
    ".geojsonl.gz",
    ".pbf",
    ".csv",
    ".tsv",
    ".shp",
    ".gpkg",
    ".fgb",
];

/// The size of a file that may be read.
///
/// # Errors
/// [`ImportError`] for folders (naming what could be opened inside), devices, missing and too large files.
pub(super) fn checked_size(path: &Path, max_file_bytes: u64) -> Result<u64, ImportError> {
    let file = path.display().to_string();
    let about = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if about.is_dir() {
        let (names, n_more) = files_in(path);
        return Err(ImportError::Folder { file, names, n_more });
    }
    if !about.is_file() {
        return Err(ImportError::NotAFile { file });
    }
    if about.len() > max_file_bytes {
        return Err(ImportError::TooLarge { file, bytes: about.len(), limit: max_file_bytes });
    }
    Ok(about.len())
}

/// Reads a file whose size was checked; what is appended meanwhile is not read beyond the limit.
///
/// # Errors
/// [`ImportError`] where the system refuses or the file grew beyond the limit.
pub(super) fn source_from(path: &Path, max_file_bytes: u64) -> Result<Source, ImportError> {
    let size = checked_size(path, max_file_bytes)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(max_file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    let companions = companions_of(path, max_file_bytes)?;
    let shown = path.display().to_string();
    if bytes.len() as u64 > max_file_bytes {
        return Err(ImportError::TooLarge { file: shown, bytes: bytes.len() as u64, limit: max_file_bytes });
    }
    Ok(Source { name: name_of(path), path: shown, bytes, companions, has_log: has_log(path) })
}

/// Does another program keep changes to this database in a log beside it (`SQLite`'s write-ahead log)?
/// Source: <https://www.sqlite.org/wal.html>, 2.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|facts| facts.len() > 0)
}

/// The files beside a shapefile that belong to it, in the order of its fingerprint.
fn companions_of(path: &Path, max_file_bytes: u64) -> Result<Vec<(&'static str, Vec<u8>)>, ImportError> {
    let mut found = Vec::new();
    for (ending, companion) in companion_paths(path) {
        checked_size(&companion, max_file_bytes)?;
        found.push((ending, fs::read(&companion).map_err(|error| unreadable(&companion, &error))?));
    }
    Ok(found)
}

/// The paths of the files that belong to a shapefile and are there, with their endings; none for other files.
pub(in crate::exchange) fn companion_paths(path: &Path) -> Vec<(&'static str, PathBuf)> {
    let is_shapes = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
    let beside = |ending: &'static str| {
        let candidates = [ending.to_owned(), ending.to_uppercase()];
        let there = candidates.iter().map(|ending| path.with_extension(ending)).find(|path| path.is_file());
        there.map(|path| (ending, path))
    };
    if is_shapes { COMPANIONS.into_iter().filter_map(beside).collect() } else { Vec::new() }
}

/// Does the file belong to a shapefile of the same name in the list?
pub(in crate::exchange) fn is_companion(path: &Path, others: &[PathBuf]) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let belongs =
        COMPANIONS.contains(&ending.as_str()) || matches!(ending.as_str(), "shx" | "sbn" | "sbx" | "qix" | "qmd");
    belongs
        && others.iter().any(|other| {
            other.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp"))
                && other.with_extension("") == path.with_extension("")
        })
}

/// The name of a file without its folder.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn unreadable(path: &Path, error: &std::io::Error) -> ImportError {
    ImportError::Unreadable { file: path.display().to_string(), kind: error.kind(), reason: error.to_string() }
}

/// Names of the files in a folder that could be opened, and how many more there are.
fn files_in(folder: &Path) -> (Vec<String>, usize) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| ENDINGS.iter().any(|ending| name.to_lowercase().ends_with(ending)))
        .collect();
    names.sort();
    let n_more = names.len().saturating_sub(LIST_AT_MOST);
    names.truncate(LIST_AT_MOST);
    (names, n_more)
}
