//! Settings of a plan: standards profile and overrides, walking, population, evacuation, mapping; and its scenarios.

use std::collections::{BTreeMap, BTreeSet};

use super::{EvacuationSettings, ObjectId};
use crate::community::{CrossingRule, Mapping, Mend};
use crate::ids::ScenarioId;
use crate::standards::ValueKey;
use crate::units::Persons;

/// Whose walking speed is reckoned with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WalkingProfile {
    /// The profile's planning speed.
    #[default]
    Average,
    /// The profile's slow speed: older and frail people, wheelchairs.
    Slow,
}

impl WalkingProfile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Average, Self::Slow];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Average => "average",
            Self::Slow => "slow",
        }
    }

    /// The profile a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// When the event strikes: which count of people is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeOfDay {
    /// Residents at home.
    #[default]
    Night,
    /// People by day.
    Day,
}

impl TimeOfDay {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Night, Self::Day];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Day => "day",
        }
    }

    /// The time a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|time| time.name() == name)
    }
}

/// How people travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TravelMode {
    /// On foot.
    #[default]
    Walking,
    /// By vehicle.
    Driving,
    /// Households with a car drive, the others walk.
    Mixed,
}

impl TravelMode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Walking, Self::Driving, Self::Mixed];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Walking => "walking",
            Self::Driving => "driving",
            Self::Mixed => "mixed",
        }
    }

    /// The mode a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// What the planner says of the people of the community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PopulationSettings {
    /// Total to scale estimates to; `None` leaves the estimate.
    pub total: Option<Persons>,
}

/// All inputs of the analyses that are neither drawn nor loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Id of the standards profile.
    pub profile: String,
    /// Values the planner set against the profile.
    pub overrides: BTreeMap<ValueKey, f64>,
    /// Walking profile of the shown figures.
    pub walking: WalkingProfile,
    /// Rule for crossings without a common vertex.
    pub crossings: CrossingRule,
    /// Joints of roads the planner accepted; the files stay as they are.
    pub mends: BTreeSet<Mend>,
    /// People.
    pub population: PopulationSettings,
    /// Evacuation over time.
    pub evacuation: EvacuationSettings,
    /// Layers and columns.
    pub mapping: Mapping,
    /// Seed of everything random.
    pub seed: u64,
    /// Unknown members, name and JSON text.
    pub extras: Vec<(std::sync::Arc<str>, std::sync::Arc<str>)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: "gb51143".to_owned(),
            overrides: BTreeMap::new(),
            walking: WalkingProfile::default(),
            crossings: CrossingRule::default(),
            mends: BTreeSet::new(),
            population: PopulationSettings::default(),
            evacuation: EvacuationSettings::default(),
            mapping: Mapping::default(),
            seed: 1,
            extras: Vec::new(),
        }
    }
}

/// Which of the plan's objects take part in a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ScenarioSelection {
    /// All of them.
    #[default]
    All,
    /// Only these.
    Only(BTreeSet<ObjectId>),
    /// All but these: what is drawn later takes part.
    Except(BTreeSet<ObjectId>),
}

impl ScenarioSelection {
    /// Does the object take part?
    #[must_use]
    pub fn includes(&self, id: ObjectId) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(&id),
            Self::Except(ids) => !ids.contains(&id),
        }
    }

    /// The objects it names, whichever way.
    #[must_use]
    pub const fn named(&self) -> Option<&BTreeSet<ObjectId>> {
        match self {
            Self::All => None,
            Self::Only(ids) | Self::Except(ids) => Some(ids),
        }
    }
}

/// A named set of circumstances the plan is tested under.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Identity; 0 is the base scenario.
    pub id: ScenarioId,
    /// Name; empty for the base scenario.
    pub name: String,
    /// Hazard areas, closures and sites that take part.
    pub selection: ScenarioSelection,
    /// Which count of people.
    pub time_of_day: TimeOfDay,
    /// How people travel.
    pub mode: TravelMode,
    /// Unknown members, name and JSON text.
    pub extras: Vec<(std::sync::Arc<str>, std::sync::Arc<str>)>,
}

impl Scenario {
    /// The base scenario: everything takes part, at night, on foot.
    #[must_use]
    pub fn base() -> Self {
        Self {
            id: super::BASE_SCENARIO,
            name: String::new(),
            selection: ScenarioSelection::All,
            time_of_day: TimeOfDay::default(),
            mode: TravelMode::default(),
            extras: Vec::new(),
        }
    }
}
