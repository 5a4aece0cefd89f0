//! The planning values a study reckons with: the plan's standards profile, with what the planner set against it.

use std::fmt;

use crate::plan::{Capacity, Settings, ShelterClass, Site, SiteKind, SiteSpace, WalkingProfile};
use crate::standards::{Profile, ValueKey, builtin_profile, capacity_persons};
use crate::units::{Metres, MetresPerSecond, Millimetres, Persons, SquareMetres};

/// The profile taken where the plan names one that Muster does not have.
pub const FALLBACK_PROFILE: &str = "gb51143";

/// Something the reader of a result must know about the values behind it.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyNote {
    /// The plan names a profile that is not there; the fallback was taken.
    UnknownProfile {
        /// The id in the plan.
        asked: String,
        /// The id that was taken.
        taken: &'static str,
    },
    /// A value set in the plan is outside its range; the profile's own was taken.
    OverrideRefused {
        /// Which value.
        key: ValueKey,
        /// The refused number, in the key's unit.
        value: f64,
    },
    /// The plan lets doors lie farther from a road than the road network was built for; the network's limit was taken.
    MaxAccessHeldBack {
        /// What the plan asks for.
        asked: Metres,
        /// What was taken.
        taken: Metres,
    },
    /// The scenario is not in the plan (any more); the base scenario was taken.
    UnknownScenario(crate::ids::ScenarioId),
    /// The scenario asks for vehicles; coverage is reckoned on foot.
    DrivingReckonedOnFoot,
    /// The plan holds road changes; they do not act on coverage yet.
    RoadChangesDoNotAct {
        /// How many.
        count: usize,
    },
}

impl fmt::Display for StudyNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProfile { asked, taken } => {
                write!(
                    f,
                    "the standards profile \"{asked}\" is not known; \"{taken}\" was taken: choose one in the settings"
                )
            }
            Self::OverrideRefused { key, value } => {
                let (low, high) = key.range();
                write!(
                    f,
                    "the value {value} set for {} is outside {low} to {high}; the profile's own was taken",
                    key.name()
                )
            }
            Self::MaxAccessHeldBack { asked, taken } => write!(
                f,
                "doors may lie {asked} from a road by the plan, but the road network was built for {taken}; open the \
                 community again to use the plan's value"
            ),
            Self::UnknownScenario(id) => write!(f, "{id} is not in the plan; the base scenario was taken"),
            Self::DrivingReckonedOnFoot => write!(f, "the scenario asks for vehicles; walking was reckoned"),
            Self::RoadChangesDoNotAct { count } => {
                write!(
                    f,
                    "{count} road changes of the plan (width, speed, direction) do not change how far people walk"
                )
            }
        }
    }
}

/// The effective planning values of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyValues {
    profile: Option<Profile>,
    notes: Vec<StudyNote>,
    overrides: Vec<(ValueKey, f64)>,
    walking: WalkingProfile,
}

/// How many people a site holds, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CapacityFigure {
    /// Persons.
    pub persons: Persons,
    /// Area per person the effective area was divided by; `None` where the number was given.
    pub derived_with: Option<SquareMetres>,
}

impl CapacityFigure {
    /// Was it reckoned from an area?
    #[must_use]
    pub const fn is_derived(&self) -> bool {
        self.derived_with.is_some()
    }
}

impl StudyValues {
    /// The plan's profile with the plan's overrides. An unknown profile becomes [`FALLBACK_PROFILE`], an override
    /// out of its range is left out; both leave a note.
    #[must_use]
    pub fn from_settings(settings: &Settings) -> Self {
        let mut notes = Vec::new();
        let mut profile = builtin_profile(&settings.profile);
        if profile.is_none() {
            notes.push(StudyNote::UnknownProfile { asked: settings.profile.clone(), taken: FALLBACK_PROFILE });
            profile = builtin_profile(FALLBACK_PROFILE);
        }
        let mut overrides = Vec::new();
        for (&key, &value) in &settings.overrides {
            match profile.clone().map(|profile| profile.with_override(key, value)) {
                Some(Ok(changed)) => {
                    profile = Some(changed);
                    overrides.push((key, value));
                }
                Some(Err(_)) | None => notes.push(StudyNote::OverrideRefused { key, value }),
            }
        }
        Self { profile, notes, overrides, walking: settings.walking }
    }

    /// Would these settings give the same values? Cheaper than making them again.
    #[must_use]
    pub fn fits(&self, before: &Settings, now: &Settings) -> bool {
        before.profile == now.profile && before.overrides == now.overrides && self.walking == now.walking
    }

    /// The profile in force, overrides included; `None` only if the program's own files were broken.
    #[must_use]
    pub const fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// The id of the profile in force.
    #[must_use]
    pub fn profile_id(&self) -> &str {
        self.profile.as_ref().map_or(FALLBACK_PROFILE, Profile::id)
    }

    /// What the reader must know: fallbacks and refused overrides.
    #[must_use]
    pub fn notes(&self) -> &[StudyNote] {
        &self.notes
    }

    /// The values set in the plan that are in force, in the order of their keys.
    #[must_use]
    pub fn overrides(&self) -> &[(ValueKey, f64)] {
        &self.overrides
    }

    /// Whose walking speed the plan's figures show.
    #[must_use]
    pub const fn walking(&self) -> WalkingProfile {
        self.walking
    }

    /// One number, in [`ValueKey::unit`].
    #[must_use]
    pub fn number(&self, key: ValueKey) -> f64 {
        self.profile.as_ref().map_or(0.0, |profile| profile.number(key))
    }

    /// Planning speed on foot.
    #[must_use]
    pub fn walking_speed(&self, walking: WalkingProfile) -> MetresPerSecond {
        MetresPerSecond::new_clamped(self.number(match walking {
            WalkingProfile::Average => ValueKey::WalkingSpeedAverage,
            WalkingProfile::Slow => ValueKey::WalkingSpeedSlow,
        }))
    }

    /// How far a door or site may lie from the nearest road.
    #[must_use]
    pub fn max_access(&self) -> Millimetres {
        Millimetres::from_metres(Metres::new_clamped(self.number(ValueKey::MaxAccessDistance)))
    }

    /// The longest walk to a site of this kind; `class` counts for shelters alone.
    /// `None` for warning devices: they are heard, not reached.
    #[must_use]
    pub fn walk_limit(&self, kind: SiteKind, class: ShelterClass) -> Option<Millimetres> {
        let key = match kind {
            SiteKind::Shelter => match class {
                ShelterClass::Emergency => ValueKey::ShelterEmergencyWalkLimit,
                ShelterClass::Short => ValueKey::ShelterShortWalkLimit,
                ShelterClass::Medium => ValueKey::ShelterMediumWalkLimit,
                ShelterClass::Long => ValueKey::ShelterLongWalkLimit,
                ShelterClass::Central => ValueKey::ShelterCentralWalkLimit,
            },
            SiteKind::SafeHarbor => ValueKey::SafeHarborWalkLimit,
            SiteKind::SupplyPoint => ValueKey::SupplyPointWalkLimit,
            SiteKind::MedicalPoint => ValueKey::MedicalPointWalkLimit,
            SiteKind::ServicePoint => ValueKey::ServicePointWalkLimit,
            SiteKind::Exit => ValueKey::ExitWalkLimit,
            SiteKind::WarningDevice => return None,
        };
        Some(Millimetres::from_metres(Metres::new_clamped(self.number(key))))
    }

    /// Effective area each person needs; `None` where the profile has no rule (supply points, exits …).
    ///
    /// Shelters by class. People who sleep indoors get no less than the profile's own indoor value, where it has one;
    /// the ground of a camp with all its services is another quantity than effective area and is not taken here.
    #[must_use]
    pub fn area_per_person(&self, kind: SiteKind, class: ShelterClass, space: SiteSpace) -> Option<SquareMetres> {
        let key = match kind {
            SiteKind::Shelter => match class {
                ShelterClass::Emergency => ValueKey::AreaPerPersonEmergency,
                ShelterClass::Short => ValueKey::AreaPerPersonShort,
                ShelterClass::Medium => ValueKey::AreaPerPersonMedium,
                ShelterClass::Long => ValueKey::AreaPerPersonLong,
                ShelterClass::Central => ValueKey::AreaPerPersonCentral,
            },
            SiteKind::SafeHarbor => ValueKey::AreaPerPersonSafeHarbor,
            SiteKind::SupplyPoint
            | SiteKind::MedicalPoint
            | SiteKind::ServicePoint
            | SiteKind::WarningDevice
            | SiteKind::Exit => return None,
        };
        let indoor = ValueKey::IndoorAreaPerPerson;
        let sleeps_indoors =
            kind == SiteKind::Shelter && space == SiteSpace::Indoor && class != ShelterClass::Emergency;
        let has_indoor_rule = self.profile.as_ref().is_some_and(|profile| profile.is_own(indoor));
        let least = if sleeps_indoors && has_indoor_rule { self.number(indoor) } else { 0.0 };
        Some(SquareMetres::new_clamped(self.number(key).max(least)))
    }

    /// How many people a site holds: the number given, or ⌊effective area ÷ area per person⌋ with the site's own area
    /// per person or the profile's (GB 51143, capacity formula in STANDARDS 1.3). `None` where nobody has said.
    #[must_use]
    pub fn capacity(&self, site: &Site) -> Option<Persons> {
        self.capacity_figure(site).map(|figure| figure.persons)
    }

    /// The same, with where it comes from. Every analysis and panel takes the capacity from here.
    #[must_use]
    pub fn capacity_figure(&self, site: &Site) -> Option<CapacityFigure> {
        match site.capacity {
            Capacity::Unknown => None,
            Capacity::Persons(persons) => Some(CapacityFigure { persons, derived_with: None }),
            Capacity::Area { effective_area, area_per_person } => {
                let per_person = area_per_person.or_else(|| self.area_per_person(site.kind, site.class, site.space))?;
                let persons = Persons(capacity_persons(effective_area.value(), per_person.value()));
                Some(CapacityFigure { persons, derived_with: Some(per_person) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::ids::SiteId;

    fn settings(profile: &str, overrides: &[(ValueKey, f64)]) -> Settings {
        Settings { profile: profile.to_owned(), overrides: overrides.iter().copied().collect(), ..Settings::default() }
    }

    #[test]
    fn limits_follow_kind_and_class() {
        let values = StudyValues::from_settings(&Settings::default());
        assert_eq!(values.profile_id(), "gb51143");
        let limit = |kind, class| values.walk_limit(kind, class).map(|limit| limit.0);
        assert_eq!(limit(SiteKind::SafeHarbor, ShelterClass::Long), Some(500_000));
        assert_eq!(limit(SiteKind::Shelter, ShelterClass::Short), Some(1_000_000));
        assert_eq!(limit(SiteKind::Shelter, ShelterClass::Long), Some(2_500_000));
        assert_eq!(limit(SiteKind::WarningDevice, ShelterClass::Short), None);
    }

    #[test]
    fn an_unknown_profile_falls_back_and_says_so() {
        let values = StudyValues::from_settings(&settings("atlantis", &[]));
        assert_eq!(values.profile_id(), FALLBACK_PROFILE);
        let note = StudyNote::UnknownProfile { asked: "atlantis".to_owned(), taken: FALLBACK_PROFILE };
        assert_eq!(values.notes(), [note]);
    }

    #[test]
    fn an_override_in_range_acts_and_one_out_of_range_is_told() {
        let overrides = [(ValueKey::SafeHarborWalkLimit, 400.0), (ValueKey::WalkingSpeedAverage, 99.0)];
        let values = StudyValues::from_settings(&settings("gb51143", &overrides));
        assert_eq!(values.walk_limit(SiteKind::SafeHarbor, ShelterClass::Short), Some(Millimetres(400_000)));
        assert_eq!(values.walking_speed(WalkingProfile::Average).value(), 1.0);
        assert_eq!(values.overrides(), [(ValueKey::SafeHarborWalkLimit, 400.0)]);
        assert_eq!(values.notes(), [StudyNote::OverrideRefused { key: ValueKey::WalkingSpeedAverage, value: 99.0 }]);
    }

    #[test]
    fn a_hectare_of_short_term_shelter_holds_5000_unless_the_site_says_otherwise() {
        let values = StudyValues::from_settings(&Settings::default());
        let mut site = Site::new(SiteId(1), SiteKind::Shelter, LonLat::new_clamped(9.5, 47.0));
        assert_eq!(values.capacity(&site), None);
        let effective_area = SquareMetres::new_clamped(10_000.0);
        site.capacity = Capacity::Area { effective_area, area_per_person: None };
        assert_eq!(values.capacity(&site), Some(Persons(5_000)));
        site.capacity = Capacity::Area { effective_area, area_per_person: Some(SquareMetres::new_clamped(4.0)) };
        assert_eq!(values.capacity(&site), Some(Persons(2_500)));
        site.capacity = Capacity::Persons(Persons(7));
        assert_eq!(values.capacity(&site), Some(Persons(7)));
    }

    #[test]
    fn the_american_profile_gives_sleepers_indoors_their_own_room() {
        let values = StudyValues::from_settings(&settings("us", &[(ValueKey::IndoorAreaPerPerson, 4.0)]));
        let area = |class, space| values.area_per_person(SiteKind::Shelter, class, space).map(SquareMetres::value);
        assert_eq!(area(ShelterClass::Short, SiteSpace::Indoor), Some(4.0));
        assert_eq!(area(ShelterClass::Short, SiteSpace::Outdoor), Some(3.72));
        assert_eq!(area(ShelterClass::Emergency, SiteSpace::Indoor), Some(1.86));
    }
}
