//! Why files cannot be opened as a community, in the language of the window.

use super::error_text::{count, say, system_error};
use crate::community::{CommunityError, MAX_LATITUDE};
use crate::exchange::community::{ImportError, InvalidReason, LikelySystem, StructureProblem};
use crate::ui::{Texts, warning_line};

/// Why files were not opened as a community.
pub(super) fn import_error(texts: Texts, error: &ImportError) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match error {
        ImportError::Cancelled => texts.get("error-open-cancelled"),
        ImportError::NoFiles => texts.get("error-import-no_files"),
        ImportError::Unreadable { file, kind, reason } => {
            say("error-import-unreadable", &[("path", file), ("why", &system_error(texts, *kind, reason))])
        }
        ImportError::Folder { file, names, n_more } => {
            let key = match (names.is_empty(), *n_more) {
                (true, _) => "error-import-folder_empty",
                (false, 0) => "error-import-folder",
                (false, _) => "error-import-folder_more",
            };
            say(key, &[("path", file), ("names", &names.join(", ")), ("n", &n_more.to_string())])
        }
        ImportError::NotAFile { file } => say("error-import-not_a_file", &[("path", file)]),
        ImportError::SameFileTwice { file, other } => {
            say("error-import-same_file_twice", &[("path", file), ("other", other)])
        }
        ImportError::TooLarge { file, bytes, limit } => {
            say("error-import-too_large", &[("path", file), ("n", &count(*bytes)), ("limit", &count(*limit))])
        }
        ImportError::UnpacksTooLarge { file, limit } => {
            say("error-import-unpacks_too_large", &[("path", file), ("limit", &count(*limit))])
        }
        ImportError::BadGzip { file, reason } => say("error-import-bad_gzip", &[("path", file), ("why", reason)]),
        ImportError::Empty { file } => say("error-import-empty", &[("path", file)]),
        ImportError::WrongEncoding { file, encoding } => {
            say("error-import-wrong_encoding", &[("path", file), ("name", encoding)])
        }
        ImportError::LooksLike { file, format } => {
            let name = texts.get(&format!("error-foreign-{}", format.name()));
            let remedy = texts.get(&format!("error-foreign-{}-remedy", format.name()));
            say("error-import-looks_like", &[("path", file), ("name", &name), ("remedy", &remedy)])
        }
        ImportError::InvalidJson { file, byte, line, reason } => {
            let (key, why) = match reason {
                InvalidReason::Reader(why) => ("error-import-invalid_json", why.as_str()),
                InvalidReason::RecordEndsEarly => ("error-import-record_ends_early", ""),
            };
            let (byte, line) = (byte.to_string(), line.to_string());
            say(key, &[("path", file), ("byte", &byte), ("n", &line), ("why", why)])
        }
        ImportError::BadStructure { file, problem } => match problem {
            StructureProblem::NotBuilt(why) => say("error-import-not_built", &[("path", file), ("why", why)]),
            StructureProblem::NoFeatures => say("error-import-no_features", &[("path", file)]),
            StructureProblem::UnknownType(name) => say("error-import-unknown_type", &[("path", file), ("name", name)]),
            StructureProblem::NoType => say("error-import-no_type", &[("path", file)]),
        },
        ImportError::UnsupportedSystem { file, system } => {
            say("error-import-unsupported_system", &[("path", file), ("name", system)])
        }
        ImportError::ProjectedCoordinates { file, feature, x, y, likely } => {
            let (n, x, y) = (feature.to_string(), x.to_string(), y.to_string());
            let name = texts.get(likely_key(*likely));
            let values = [("path", file.as_str()), ("name", &name), ("n", &n), ("x", &x), ("y", &y)];
            say("error-import-projected_coordinates", &values)
        }
        ImportError::SwappedAxes { file, feature, x, y } => {
            let (n, x, y) = (feature.to_string(), x.to_string(), y.to_string());
            say("error-import-swapped_axes", &[("path", file), ("n", &n), ("x", &x), ("y", &y)])
        }
        ImportError::SwappedAgainstOthers { file, distance_km } => {
            say("error-import-swapped_against_others", &[("path", file), ("km", &format!("{distance_km:.0}"))])
        }
        ImportError::FarFromOthers { file, distance_km } => {
            say("error-import-far_from_others", &[("path", file), ("km", &format!("{distance_km:.0}"))])
        }
        ImportError::NotACommunity { files, reason } => community_error(texts, files, reason),
    }
}

fn community_error(texts: Texts, files: &str, error: &CommunityError) -> String {
    match error {
        CommunityError::TooLarge { extent_km, farthest } => {
            let (km, place) = (format!("{extent_km:.0}"), farthest.to_string());
            say(texts, "error-community-too_large", &[("path", files), ("km", &km), ("place", &place)])
        }
        CommunityError::TooFarNorthOrSouth => {
            say(texts, "error-community-too_far_north", &[("path", files), ("n", &MAX_LATITUDE.to_string())])
        }
        CommunityError::Empty { n_features: 0, .. } => say(texts, "error-community-empty", &[("path", files)]),
        CommunityError::Empty { n_features, first } => {
            let n = count(*n_features as u64);
            match first {
                None => say(texts, "error-community-unusable", &[("path", files), ("n", &n)]),
                Some(first) => {
                    let first = warning_line(texts, first);
                    say(texts, "error-community-unusable_first", &[("path", files), ("n", &n), ("first", &first)])
                }
            }
        }
    }
}

const fn likely_key(likely: LikelySystem) -> &'static str {
    match likely {
        LikelySystem::GaussKrugerWithZone => "error-likely-gauss_kruger_zoned",
        LikelySystem::GaussKrugerOrUtm => "error-likely-gauss_kruger_or_utm",
        LikelySystem::Projected => "error-likely-projected",
        LikelySystem::WebMercator => "error-likely-web_mercator",
    }
}
