//! Why files cannot be opened as a community, in the language of the window.

use super::error_text::{count, say, system_error};
use crate::community::{CommunityError, MAX_LATITUDE};
use crate::exchange::community::{
    DamageReason, ImportError, InvalidReason, LikelySystem, NamedSystem, StructureProblem,
};
use crate::geometry::CoordinateSystemError;
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
        ImportError::BadStructure { file, problem } => structure_problem(texts, file, problem),
        ImportError::UnsupportedSystem { file, system, .. } => {
            say("error-import-unsupported_system", &[("path", file), ("name", &named_system(texts, system))])
        }
        ImportError::BadSystem { file, reason } => match reason {
            CoordinateSystemError::Unknown(code) => {
                say("error-import-unknown_system", &[("path", file), ("name", &code.to_string())])
            }
            CoordinateSystemError::NoDatum(code) => {
                say("error-import-no_datum", &[("path", file), ("name", &code.to_string())])
            }
        },
        ImportError::Damaged { file, format, reason } => {
            let name = texts.get(&format!("error-format-{}", format.name()));
            say("error-import-damaged", &[("path", file), ("name", &name), ("why", &damage_reason(texts, reason))])
        }
        ImportError::TooMany { file, what, limit } => {
            let name = texts.get(&format!("error-too_many-{}", what.name()));
            say("error-import-too_many", &[("path", file), ("limit", &count(*limit as u64)), ("name", &name)])
        }
        ImportError::ProjectedCoordinates { file, feature, x, y, likely, codes } => {
            let (n, x, y) = (feature.to_string(), x.to_string(), y.to_string());
            let name = texts.get(likely_key(*likely));
            let codes = codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let key = if codes.is_empty() {
                "error-import-projected_coordinates"
            } else {
                "error-import-projected_coordinates-perhaps"
            };
            say(key, &[("path", file), ("name", &name), ("n", &n), ("x", &x), ("y", &y), ("codes", &codes)])
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

fn structure_problem(texts: Texts, file: &str, problem: &StructureProblem) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match problem {
        StructureProblem::NotBuilt(why) => say("error-import-not_built", &[("path", file), ("why", why)]),
        StructureProblem::NoFeatures => say("error-import-no_features", &[("path", file)]),
        StructureProblem::UnknownType(name) => say("error-import-unknown_type", &[("path", file), ("name", name)]),
        StructureProblem::NoType => say("error-import-no_type", &[("path", file)]),
        StructureProblem::NoFeatureTable => say("error-import-no_feature_table", &[("path", file)]),
        StructureProblem::UnreadableTable(why) => say("error-import-unreadable_table", &[("path", file), ("why", why)]),
        StructureProblem::NoCoordinateColumns(names) => {
            say("error-import-no_coordinate_columns", &[("path", file), ("names", names)])
        }
    }
}

fn damage_reason(texts: Texts, reason: &DamageReason) -> String {
    match reason {
        DamageReason::Reader(why) => say(texts, "error-damage-reader", &[("why", why)]),
        DamageReason::NoSense => texts.get("error-damage-no_sense"),
        DamageReason::HeaderEndsEarly => texts.get("error-damage-header_ends_early"),
        DamageReason::HeaderWithoutSense => texts.get("error-damage-header_without_sense"),
        DamageReason::IndexEndsEarly => texts.get("error-damage-index_ends_early"),
        DamageReason::NoBlock => texts.get("error-damage-no_block"),
        DamageReason::UnknownNeed(name) => say(texts, "error-damage-unknown_need", &[("name", name)]),
    }
}

fn named_system(texts: Texts, system: &NamedSystem) -> String {
    match system {
        NamedSystem::Unreadable => texts.get("error-system_name-unreadable"),
        NamedSystem::Unnamed => texts.get("error-system_name-unnamed"),
        NamedSystem::Named(name, None) => say(texts, "error-system_name-named", &[("name", name)]),
        NamedSystem::Named(name, Some(known)) => {
            let known = texts.get(&format!("error-known_system-{}", known.name()));
            say(texts, "error-system_name-known", &[("name", name), ("known", &known)])
        }
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
