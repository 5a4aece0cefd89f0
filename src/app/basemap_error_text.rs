//! Why a tile archive is not shown, in the language of the window.

use std::path::Path;

use super::error_text::{say, system_error};
use crate::exchange::basemap::BasemapError;
use crate::ui::Texts;

/// Why an archive, or a tile of it, is not shown.
pub(super) fn basemap_error(texts: Texts, error: &BasemapError) -> String {
    let at = |key: &str, path: &Path| say(texts, key, &[("path", &path.display().to_string())]);
    let because =
        |key: &str, path: &Path, why: &str| say(texts, key, &[("path", &path.display().to_string()), ("why", why)]);
    match error {
        BasemapError::Unreadable { path, kind, reason } => {
            because("error-basemap-unreadable", path, &system_error(texts, *kind, reason))
        }
        BasemapError::NotAFile { path } => at("error-basemap-not_a_file", path),
        BasemapError::Empty { path } => at("error-basemap-empty", path),
        BasemapError::NotAnArchive { path } => at("error-basemap-not_an_archive", path),
        BasemapError::OtherVersion { path, version } => {
            because("error-basemap-other_version", path, &version.to_string())
        }
        BasemapError::Vector { path } => at("error-basemap-vector", path),
        BasemapError::OtherProjection { path, system } => because("error-basemap-other_projection", path, system),
        BasemapError::OtherPictures { path, what } => because("error-basemap-other_pictures", path, what),
        BasemapError::OtherCompression { path, method } => because("error-basemap-other_compression", path, method),
        BasemapError::NoTiles { path } => at("error-basemap-no_tiles", path),
        BasemapError::Truncated { path } => at("error-basemap-truncated", path),
        BasemapError::Damaged { path, part, reason } => {
            let part = texts.get(&format!("error-basemap-part-{}", part.name()));
            let path = path.display().to_string();
            say(texts, "error-basemap-damaged", &[("path", &path), ("part", &part), ("why", reason)])
        }
        BasemapError::TooSlow { path } => at("error-basemap-too_slow", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::basemap::ArchivePart;
    use crate::ui::Language;

    fn all() -> Vec<BasemapError> {
        let path = || std::path::PathBuf::from("folder/base.mbtiles");
        let (system, what, method) = ("EPSG:2056".to_owned(), "AVIF".to_owned(), "Brotli".to_owned());
        let mut all = vec![
            BasemapError::Unreadable { path: path(), kind: std::io::ErrorKind::NotFound, reason: String::new() },
            BasemapError::NotAFile { path: path() },
            BasemapError::Empty { path: path() },
            BasemapError::NotAnArchive { path: path() },
            BasemapError::OtherVersion { path: path(), version: 2 },
            BasemapError::Vector { path: path() },
            BasemapError::OtherProjection { path: path(), system },
            BasemapError::OtherPictures { path: path(), what },
            BasemapError::OtherCompression { path: path(), method },
            BasemapError::NoTiles { path: path() },
            BasemapError::Truncated { path: path() },
            BasemapError::TooSlow { path: path() },
        ];
        let damaged = |part| BasemapError::Damaged { path: path(), part, reason: "why".to_owned() };
        all.extend(ArchivePart::ALL.map(damaged));
        all
    }

    #[test]
    fn every_fault_of_an_archive_names_file_and_remedy_in_both_languages() {
        for error in all() {
            let [english, chinese] = Language::ALL.map(|language| basemap_error(Texts::new(language), &error));
            for said in [&english, &chinese, &error.to_string()] {
                assert!(said.contains("folder/base.mbtiles") && !said.contains("error-"), "{said}");
            }
            assert!(chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) && chinese != english, "{chinese}");
        }
    }
}
