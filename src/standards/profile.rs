//! A standards profile: every planning value a plan is tested against, under one name.

use super::read::ProfileFile;
use super::{EvidenceStatus, PlanningValue, ProfileError, ValueKey};

/// Source shown for a value the planner has set in the plan.
const SET_IN_PLAN: &str = "set in this plan";

/// A named, complete set of planning values.
///
/// Complete by construction: there is exactly one value for each [`ValueKey`], its own or
/// the one of the base set.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    id: String,
    name_en: String,
    name_zh: String,
    edition: String,
    /// One slot for each key, in the order of `ValueKey::ALL`.
    slots: Vec<Slot>,
}

/// A value and whose it is.
#[derive(Debug, Clone, PartialEq)]
struct Slot {
    value: PlanningValue,
    is_own: bool,
}

impl Profile {
    /// The profile of `own`, filled up from `base`; `file` is the name for messages.
    pub(super) fn from_files(file: &str, own: ProfileFile, base: &ProfileFile) -> Result<Self, ProfileError> {
        let mut slots = Vec::with_capacity(ValueKey::ALL.len());
        for key in ValueKey::ALL {
            let slot = match (own.values.get(&key), base.values.get(&key)) {
                (Some(value), _) => Slot { value: value.clone(), is_own: true },
                (None, Some(value)) => Slot { value: value.clone(), is_own: false },
                (None, None) => {
                    return Err(ProfileError::Missing { file: file.to_owned(), key: key.name() });
                }
            };
            slots.push(slot);
        }
        Ok(Self { id: own.id, name_en: own.name_en, name_zh: own.name_zh, edition: own.edition, slots })
    }

    /// Short name for plan files and the command line: lower-case letters and digits.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Name in English.
    #[must_use]
    pub fn name_en(&self) -> &str {
        &self.name_en
    }

    /// Name in Simplified Chinese.
    #[must_use]
    pub fn name_zh(&self) -> &str {
        &self.name_zh
    }

    /// The documents it follows, with their years.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// The planning value of a key; there always is one.
    #[must_use]
    pub fn get(&self, key: ValueKey) -> &PlanningValue {
        &self.slots[key.index()].value
    }

    /// The number of a key, in [`ValueKey::unit`] and within [`ValueKey::range`].
    #[must_use]
    pub fn number(&self, key: ValueKey) -> f64 {
        self.get(key).value()
    }

    /// Whether the value is the profile's own (or set in the plan), not of the base set.
    #[must_use]
    pub fn is_own(&self, key: ValueKey) -> bool {
        self.slots[key.index()].is_own
    }

    /// Every value, own and base, in the order of [`ValueKey::ALL`].
    pub fn values(&self) -> impl Iterator<Item = &PlanningValue> {
        self.slots.iter().map(|slot| &slot.value)
    }

    /// The profile's own values, in the order of [`ValueKey::ALL`].
    pub fn own_values(&self) -> impl Iterator<Item = &PlanningValue> {
        self.slots.iter().filter(|slot| slot.is_own).map(|slot| &slot.value)
    }

    /// The same profile with one number set by the planner, as a project choice.
    ///
    /// # Errors
    ///
    /// [`ProfileError::OutOfRange`] if the number, in [`ValueKey::unit`], is outside
    /// [`ValueKey::range`]; the message names the profile in place of a file.
    pub fn with_override(mut self, key: ValueKey, value: f64) -> Result<Self, ProfileError> {
        let status = EvidenceStatus::ProjectChoice;
        let Some(value) = PlanningValue::try_new(key, value, SET_IN_PLAN, "", status) else {
            let (low, high) = key.range();
            let file = self.id;
            return Err(ProfileError::OutOfRange { file, key: key.name(), value, low, high });
        };
        self.slots[key.index()] = Slot { value, is_own: true };
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::profile_file_from_toml;
    use super::*;

    const EMPTY: &str = "id = \"x\"\nname = { en = \"X\", zh = \"X\" }\nedition = \"\"\nvalues = []";

    #[test]
    fn a_value_neither_file_has_is_named() -> Result<(), ProfileError> {
        let empty = profile_file_from_toml("x.toml", EMPTY)?;
        let error = Profile::from_files("x.toml", empty.clone(), &empty);
        assert_eq!(error, Err(ProfileError::Missing { file: "x.toml".to_owned(), key: ValueKey::ALL[0].name() }));
        Ok(())
    }

    #[test]
    fn a_number_set_in_the_plan_wins_and_says_so() -> Result<(), ProfileError> {
        let key = ValueKey::StockDays;
        let profiles = super::super::builtin_profiles()?;
        for profile in profiles {
            let id = profile.id().to_owned();
            let changed = profile.clone().with_override(key, 7.5)?;
            assert!((changed.number(key) - 7.5).abs() < 1e-12);
            assert!(changed.is_own(key));
            assert_eq!(changed.get(key).source(), SET_IN_PLAN);
            let others = |key: &ValueKey| *key != ValueKey::StockDays;
            for key in ValueKey::ALL.into_iter().filter(others) {
                assert_eq!(changed.get(key), profile.get(key));
            }
            let refused = profile.with_override(key, -1.0).map_err(|error| error.to_string());
            assert_eq!(
                refused,
                Err(format!("planning value \"stock_days\" must be from 0 to 365, not -1 (file {id})"))
            );
        }
        Ok(())
    }
}
