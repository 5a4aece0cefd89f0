//! Sites: shelters, safe harbors, supply points, medical points, service points, warning devices and exits.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Extras, Hazard};
use crate::geometry::{LonLat, MultiPolygon};
use crate::ids::SiteId;
use crate::units::{Persons, SquareMetres};

/// What a site is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteKind {
    /// A place to stay.
    Shelter,
    /// An open-air refuge reached within minutes, where people gather first.
    SafeHarbor,
    /// Materials: stock lines.
    SupplyPoint,
    /// Medical care.
    MedicalPoint,
    /// Who answers for an area: service station, neighborhood office.
    ServicePoint,
    /// Siren, loudspeaker.
    WarningDevice,
    /// Where people leave the study area.
    Exit,
}

impl SiteKind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 7] = [
        Self::SafeHarbor,
        Self::Shelter,
        Self::SupplyPoint,
        Self::MedicalPoint,
        Self::ServicePoint,
        Self::WarningDevice,
        Self::Exit,
    ];

    /// The kinds people walk to; a warning device is heard, not reached.
    pub const REACHED: [Self; 6] =
        [Self::SafeHarbor, Self::Shelter, Self::SupplyPoint, Self::MedicalPoint, Self::ServicePoint, Self::Exit];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shelter => "shelter",
            Self::SafeHarbor => "safe_harbor",
            Self::SupplyPoint => "supply_point",
            Self::MedicalPoint => "medical_point",
            Self::ServicePoint => "service_point",
            Self::WarningDevice => "warning_device",
            Self::Exit => "exit",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Is the site there already?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteState {
    /// It exists.
    Existing,
    /// It is decided.
    #[default]
    Planned,
    /// It is one of several possible places; analyses leave it out until it is planned.
    Candidate,
}

impl SiteState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Existing, Self::Planned, Self::Candidate];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Existing => "existing",
            Self::Planned => "planned",
            Self::Candidate => "candidate",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// How long a shelter serves, and so its limits and space per person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShelterClass {
    /// Up to a day.
    Emergency,
    /// About two weeks.
    #[default]
    Short,
    /// About a month.
    Medium,
    /// Longer.
    Long,
    /// For the whole town, with command and supplies.
    Central,
}

impl ShelterClass {
    /// Every class, shortest stay first.
    pub const ALL: [Self; 5] = [Self::Emergency, Self::Short, Self::Medium, Self::Long, Self::Central];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Short => "short",
            Self::Medium => "medium",
            Self::Long => "long",
            Self::Central => "central",
        }
    }

    /// The class a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// Under a roof or in the open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteSpace {
    /// Under a roof.
    #[default]
    Indoor,
    /// In the open.
    Outdoor,
}

impl SiteSpace {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Indoor, Self::Outdoor];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Indoor => "indoor",
            Self::Outdoor => "outdoor",
        }
    }

    /// The space a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.name() == name)
    }
}

/// Where a site is.
#[derive(Clone, Debug, PartialEq)]
pub enum SiteGeometry {
    /// One place.
    Point(LonLat),
    /// An area; it is reached at its middle.
    Area(MultiPolygon),
}

impl SiteGeometry {
    /// The place where the site is drawn and reached.
    #[must_use]
    pub fn place(&self) -> Option<LonLat> {
        match self {
            Self::Point(place) => Some(*place),
            Self::Area(area) => area.center(),
        }
    }
}

/// How many people a site holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Capacity {
    /// Nobody has said.
    #[default]
    Unknown,
    /// A number of people.
    Persons(Persons),
    /// An effective area, divided by the standard's (or the given) area per person.
    Area {
        /// Effective area.
        effective_area: SquareMetres,
        /// Own area per person; `None` takes the profile's.
        area_per_person: Option<SquareMetres>,
    },
}

/// One line of a supply point's stock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StockLine {
    /// What (`protective clothing`, `goggles`, `water` …).
    pub item: String,
    /// How much. Finite, not negative.
    pub quantity: f64,
    /// Of what (`pieces`, `L`, `kg` …).
    pub unit: String,
    /// Expiry date as written, or empty.
    pub expiry: String,
    /// Who keeps it.
    pub keeper: String,
    /// Unknown members, name and JSON text.
    pub extras: Vec<(Arc<str>, Arc<str>)>,
}

/// Facts of a warning device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Device {
    /// Siren, loudspeaker …
    pub device_type: String,
    /// Sound level at the reference distance in dB; `None` unknown.
    pub level_db: Option<f64>,
    /// Reference distance in metres.
    pub reference_m: Option<f64>,
    /// Works without mains power.
    pub has_backup_power: bool,
    /// Who runs it.
    pub operator: String,
}

/// A site of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Identity within the plan.
    pub id: SiteId,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// What it is for.
    pub kind: SiteKind,
    /// Name; may be empty.
    pub name: String,
    /// Is it there already?
    pub state: SiteState,
    /// Where it is.
    pub geometry: SiteGeometry,
    /// How many people it holds.
    pub capacity: Capacity,
    /// Class (shelters).
    pub class: ShelterClass,
    /// Under a roof or in the open (shelters).
    pub space: SiteSpace,
    /// Hazards the site must not be used in.
    pub unfit_for: BTreeSet<Hazard>,
    /// In use; a site that is not open stays in the plan and takes nobody.
    pub is_open: bool,
    /// Manager.
    pub manager: String,
    /// Phone.
    pub phone: String,
    /// Stock (supply points).
    pub stock: Vec<StockLine>,
    /// Beds (medical points).
    pub beds: Option<u32>,
    /// Staff (medical points).
    pub staff: Option<u32>,
    /// Device facts (warning devices).
    pub device: Device,
    /// People per minute (exits).
    pub exit_persons_per_min: Option<f64>,
    /// Locked against edits on the map.
    pub is_locked: bool,
    /// What Muster does not understand.
    pub extras: Extras,
}

impl Site {
    /// A new site with everything at its default.
    #[must_use]
    pub fn new(id: SiteId, kind: SiteKind, place: LonLat) -> Self {
        Self {
            id,
            source_id: None,
            kind,
            name: String::new(),
            state: SiteState::default(),
            geometry: SiteGeometry::Point(place),
            capacity: Capacity::default(),
            class: ShelterClass::default(),
            space: if kind == SiteKind::SafeHarbor { SiteSpace::Outdoor } else { SiteSpace::Indoor },
            unfit_for: BTreeSet::new(),
            is_open: true,
            manager: String::new(),
            phone: String::new(),
            stock: Vec::new(),
            beds: None,
            staff: None,
            device: Device::default(),
            exit_persons_per_min: None,
            is_locked: false,
            extras: Extras::default(),
        }
    }

    /// Does it take people when these hazards are active? Open, not a mere candidate, fit for each of them.
    #[must_use]
    pub fn is_fit(&self, hazards: &BTreeSet<Hazard>) -> bool {
        self.is_open && self.state != SiteState::Candidate && self.unfit_for.is_disjoint(hazards)
    }
}
