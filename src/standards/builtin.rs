//! The profiles that come with Muster.

use super::read::{ProfileFile, profile_file_from_toml};
use super::{Profile, ProfileError};

/// Muster's own choices, behind every profile: file name and text.
const BASE: (&str, &str) = ("base.toml", include_str!("../../assets/standards/base.toml"));

/// The profile files by id, in the order of the ids.
const FILES: [(&str, &str, &str); 4] = [
    ("gb51143", "gb51143.toml", include_str!("../../assets/standards/gb51143.toml")),
    ("japan", "japan.toml", include_str!("../../assets/standards/japan.toml")),
    ("sphere", "sphere.toml", include_str!("../../assets/standards/sphere.toml")),
    ("us", "us.toml", include_str!("../../assets/standards/us.toml")),
];

/// Every built-in profile, sorted by id: China, Japan, Sphere, United States.
///
/// # Errors
///
/// The first thing wrong with a file, naming file and key. The files are part of the
/// program, so a test keeps this from happening.
pub fn builtin_profiles() -> Result<Vec<Profile>, ProfileError> {
    let base = base_file()?;
    FILES.iter().map(|(_, file, text)| profile_from_text(file, text, &base)).collect()
}

/// The built-in profile with this id (`gb51143`, `japan`, `sphere`, `us`), if there is one.
#[must_use]
pub fn builtin_profile(id: &str) -> Option<Profile> {
    let (_, file, text) = FILES.iter().find(|(file_id, _, _)| *file_id == id)?;
    let base = base_file().ok()?;
    profile_from_text(file, text, &base).ok()
}

fn base_file() -> Result<ProfileFile, ProfileError> {
    let (file, text) = BASE;
    profile_file_from_toml(file, text)
}

fn profile_from_text(file: &str, text: &str, base: &ProfileFile) -> Result<Profile, ProfileError> {
    Profile::from_files(file, profile_file_from_toml(file, text)?, base)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{EvidenceStatus, PlanningValue, ValueKey, capacity_persons};
    use super::*;

    fn number(id: &str, key: ValueKey) -> Option<f64> {
        builtin_profile(id).map(|profile| profile.number(key))
    }

    #[test]
    fn every_profile_is_read_and_complete() -> Result<(), ProfileError> {
        let profiles = builtin_profiles()?;
        let ids: Vec<&str> = profiles.iter().map(Profile::id).collect();
        assert_eq!(ids, ["gb51143", "japan", "sphere", "us"]);
        for profile in &profiles {
            assert!(!profile.name_en().is_empty() && !profile.name_zh().is_empty());
            assert!(!profile.edition().is_empty());
            let keys: Vec<ValueKey> = profile.values().map(PlanningValue::key).collect();
            assert_eq!(keys, ValueKey::ALL);
            for key in ValueKey::ALL {
                let value = profile.get(key);
                let (low, high) = key.range();
                assert_eq!(value.key(), key);
                assert!((low..=high).contains(&value.value()), "{}", key.name());
                assert!(!value.source().is_empty(), "{}", key.name());
            }
            let n_own = profile.own_values().count();
            let flags = ValueKey::ALL.into_iter().filter(|key| profile.is_own(*key)).count();
            assert_eq!(n_own, flags);
            assert!(n_own > 0, "{}", profile.id());
            assert_eq!(builtin_profile(profile.id()).as_ref(), Some(profile));
        }
        assert_eq!(builtin_profile("base"), None);
        assert_eq!(builtin_profile("nowhere"), None);
        Ok(())
    }

    #[test]
    fn the_base_set_alone_is_complete_and_all_choices() -> Result<(), ProfileError> {
        let base = base_file()?;
        let keys: BTreeSet<ValueKey> = base.values.keys().copied().collect();
        assert_eq!(keys, ValueKey::ALL.into_iter().collect());
        for value in base.values.values() {
            assert_eq!(value.status(), EvidenceStatus::ProjectChoice, "{}", value.key().name());
        }
        Ok(())
    }

    #[test]
    fn ids_in_files_are_the_ids_asked_for() -> Result<(), ProfileError> {
        for (id, file, text) in FILES {
            assert_eq!(profile_file_from_toml(file, text)?.id, id);
        }
        Ok(())
    }

    #[test]
    fn larger_shelter_classes_never_ask_for_less() -> Result<(), ProfileError> {
        let ladders = [
            [
                ValueKey::ShelterEmergencyWalkLimit,
                ValueKey::ShelterShortWalkLimit,
                ValueKey::ShelterMediumWalkLimit,
                ValueKey::ShelterLongWalkLimit,
                ValueKey::ShelterCentralWalkLimit,
            ],
            [
                ValueKey::AreaPerPersonEmergency,
                ValueKey::AreaPerPersonTemporary,
                ValueKey::AreaPerPersonShort,
                ValueKey::AreaPerPersonMedium,
                ValueKey::AreaPerPersonLong,
            ],
        ];
        for profile in builtin_profiles()? {
            for ladder in ladders {
                let steps = ladder.map(|key| profile.number(key));
                assert!(steps.is_sorted(), "{}: {steps:?}", profile.id());
            }
        }
        Ok(())
    }

    #[test]
    fn a_hectare_of_short_term_shelter_holds_5000_by_the_chinese_profile() {
        let area = number("gb51143", ValueKey::AreaPerPersonShort);
        assert_eq!(area.map(|area| capacity_persons(10_000.0, area)), Some(5_000));
    }

    #[test]
    fn profiles_differ_where_their_documents_do() {
        let per_person = |id| number(id, ValueKey::AreaPerPersonShort);
        assert_eq!(per_person("gb51143"), Some(2.0));
        assert_eq!(per_person("sphere"), Some(3.5));
        assert_eq!(per_person("japan"), Some(3.5));
        assert_eq!(per_person("us"), Some(3.72));
        assert_eq!(number("us", ValueKey::WaterLitresPerPersonDay), Some(3.8));
        assert_eq!(number("sphere", ValueKey::WaterLitresPerPersonDay), Some(15.0));
    }

    #[test]
    fn a_siren_of_100_db_is_heard_to_244_metres() {
        let found = builtin_profile("us").map(|profile| {
            let edge = profile.number(ValueKey::SirenEdge);
            let loss = profile.number(ValueKey::SirenLossPerDoubling);
            let reference = profile.number(ValueKey::SirenReferenceDistance);
            reference * ((100.0 - edge) / loss).exp2()
        });
        assert!(found.is_some_and(|range| (range - 243.84).abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn a_shelter_of_23000_persons_needs_23_metres_of_gates() {
        let found = number("gb51143", ValueKey::GateWidthPer10000Persons).map(|width| width * 2.3);
        assert!(found.is_some_and(|width| (width - 23.0).abs() < 1e-9), "{found:?}");
    }
}
