//! Opening several files as one community, all or nothing.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::ImportError;
use super::file::{checked_size, is_companion, name_of, source_from};
use super::format::COMPANIONS;
use super::layer::{LAYER_MARK, Pace, Source, read_file};
use super::placement::{error_for, farthest_feature, layers_apart, middle_of, set_aside_strays, warn_apart};
use super::system::likely_codes_near;
use crate::community::{
    Community, CommunityError, CommunityParts, ImportWarning, Layer, Mapping, Oddity, PopulationRules,
};
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
    /// Compressed files that unpack to more bytes than this are refused while they are unpacked.
    pub max_unpacked_bytes: u64,
}

impl Default for ImportOptions {
    /// Everything recognised, usual rules, files up to 1 GiB, unpacked up to 2 GiB.
    fn default() -> Self {
        Self {
            mapping: Mapping::default(),
            rules: PopulationRules::default(),
            max_file_bytes: 1 << 30,
            max_unpacked_bytes: 2 << 30,
        }
    }
}

/// SHA-256 of bytes as they are stored, lower-case hex. O(n).
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    fingerprint_with(bytes, [])
}

/// The same over a file and, one after the other, the files that belong to it.
pub(in crate::exchange) fn fingerprint_with<'b>(
    bytes: &[u8],
    companions: impl IntoIterator<Item = &'b [u8]>,
) -> String {
    use std::fmt::Write as _;
    let mut digest = Sha256::new();
    digest.update(bytes);
    for companion in companions {
        digest.update(companion);
    }
    let mut text = String::with_capacity(64);
    for byte in digest.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Opens files as one community. Each file is a layer; the order of the paths is the order of the layers.
///
/// `GeoJSON` as a collection, a feature, a bare geometry, one feature a line, or RFC 8142 records; plain or gzip.
/// Progress is reported by bytes over all files. O(n log n) in the bytes.
///
/// # Errors
/// [`ImportError`] for the first file that cannot be opened, or where what was read is no community. All or nothing.
pub fn read_community(
    paths: &[PathBuf],
    options: &ImportOptions,
    context: &JobContext,
) -> Result<Community, ImportError> {
    let mut total = 0;
    for path in paths {
        total += checked_size(path, options.max_file_bytes)?;
    }
    let sources = paths.iter().map(|path| source_from(path, options.max_file_bytes));
    read_sources(sources, total, options, context)
}

/// The same from bytes that are in memory already (packages, drag and drop, tests); each with the name it is shown by.
///
/// # Errors
/// As [`read_community`].
pub fn read_community_bytes(
    files: &[(String, Vec<u8>)],
    options: &ImportOptions,
    context: &JobContext,
) -> Result<Community, ImportError> {
    let sources = sources_among(files, options.max_file_bytes);
    let total = files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    read_sources(sources.into_iter(), total, options, context)
}

/// The files of a list, each with the files that belong to it.
pub(super) fn sources_among(files: &[(String, Vec<u8>)], limit: u64) -> Vec<Result<Source, ImportError>> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| PathBuf::from(name)).collect();
    let own = files.iter().filter(|(name, _)| !is_companion(Path::new(name), &paths));
    let sources = own.map(|(name, bytes)| {
        let n = bytes.len() as u64;
        if n > limit {
            return Err(ImportError::TooLarge { file: name.clone(), bytes: n, limit });
        }
        let companions = companions_among(name, files);
        Ok(Source {
            name: name_of(Path::new(name)),
            path: name.clone(),
            bytes: bytes.clone(),
            companions,
            ..Source::default()
        })
    });
    sources.collect()
}

/// The files of a list that belong to a shapefile of it, in the order of its fingerprint.
fn companions_among(name: &str, files: &[(String, Vec<u8>)]) -> Vec<(&'static str, Vec<u8>)> {
    let path = Path::new(name);
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp")) {
        return Vec::new();
    }
    let find = |ending: &'static str| {
        let is_it = |other: &Path| {
            other.with_extension("") == path.with_extension("")
                && other.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
        };
        files.iter().find(|(other, _)| is_it(Path::new(other))).map(|(_, bytes)| (ending, bytes.clone()))
    };
    COMPANIONS.into_iter().filter_map(find).collect()
}

fn read_sources(
    sources: impl Iterator<Item = Result<Source, ImportError>>,
    total_bytes: u64,
    options: &ImportOptions,
    context: &JobContext,
) -> Result<Community, ImportError> {
    let mut parts = CommunityParts::default();
    let mut done_bytes = 0;
    let mut doubtful = None;
    for source in sources {
        let source = source?;
        let n = source.n_bytes();
        let pace = Pace { context, done_bytes, total_bytes };
        let n_layers = parts.layers.len();
        match read_file(source, options, &pace, &mut parts) {
            Ok(()) => refuse_twice(&parts, n_layers)?,
            // The other files say where the community is, and so which systems come into question.
            Err(error @ ImportError::ProjectedCoordinates { .. }) => doubtful = doubtful.or(Some(error)),
            Err(error) => return Err(doubtful.unwrap_or(error)),
        }
        done_bytes += n;
    }
    if let Some(error) = doubtful {
        return Err(with_likely_codes(error, &parts));
    }
    if parts.layers.is_empty() {
        return Err(ImportError::NoFiles);
    }
    warn_of_unused_mapping(&mut parts, &options.mapping);
    set_aside_strays(&mut parts);
    let apart = layers_apart(&parts);
    warn_apart(&mut parts, &apart);
    let kib = usize::try_from(total_bytes >> 10).unwrap_or(usize::MAX);
    context.progress(kib, kib)?;
    let files = parts.layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>().join(", ");
    let suspect = error_for(&parts, &apart);
    let farthest = farthest_feature(&parts);
    let first = parts.warnings.first().cloned().map(Box::new);
    Community::assemble(parts, &options.rules).map_err(|reason| match (reason, suspect) {
        (CommunityError::TooLarge { .. } | CommunityError::TooFarNorthOrSouth, Some(error)) => error,
        (CommunityError::Empty { n_features, .. }, _) => {
            ImportError::NotACommunity { files, reason: CommunityError::Empty { n_features, first } }
        }
        (reason, _) => ImportError::NotACommunity { files: farthest.unwrap_or(files), reason },
    })
}

/// Refuses the layers of the last file where its content was opened before.
fn refuse_twice(parts: &CommunityParts, n_before: usize) -> Result<(), ImportError> {
    let Some((before, added)) = parts.layers.split_at_checked(n_before) else { return Ok(()) };
    let Some(last) = added.first() else { return Ok(()) };
    match before.iter().find(|layer| layer.sha256 == last.sha256) {
        Some(other) => Err(ImportError::SameFileTwice { file: last.path.clone(), other: other.path.clone() }),
        None => Ok(()),
    }
}

/// The error with the systems that would bring its example near the layers that were read.
fn with_likely_codes(mut error: ImportError, parts: &CommunityParts) -> ImportError {
    if let ImportError::ProjectedCoordinates { x, y, codes, .. } = &mut error
        && let Some(near) = middle_of(parts)
    {
        *codes = likely_codes_near(*x, *y, near);
    }
    error
}

fn warn_of_unused_mapping(parts: &mut CommunityParts, mapping: &Mapping) {
    for name in mapping.layers.keys() {
        let is_of = |layer: &Layer| {
            layer.name == *name
                || layer.name.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(LAYER_MARK))
        };
        if !parts.layers.iter().any(is_of) {
            let (file, oddity) = (name.clone(), Oddity::MappedLayerMissing);
            parts.warnings.push(ImportWarning { file, feature: None, oddity, place: None });
        }
    }
}
