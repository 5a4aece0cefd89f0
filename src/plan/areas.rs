//! Emergency areas: evacuation areas people leave, and hazard areas that close or slow roads and sites.

use std::sync::Arc;

use super::Extras;
use crate::geometry::MultiPolygon;
use crate::ids::{EvacuationAreaId, HazardAreaId, SiteId};

/// What threatens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hazard {
    /// Earthquake.
    Earthquake,
    /// Flood.
    #[default]
    Flood,
    /// Fire.
    Fire,
    /// Chemical release.
    Chemical,
    /// Landslide.
    Landslide,
    /// Tsunami.
    Tsunami,
    /// Epidemic.
    Epidemic,
    /// Anything else.
    Other,
}

impl Hazard {
    /// Every hazard.
    pub const ALL: [Self; 8] = [
        Self::Earthquake,
        Self::Flood,
        Self::Fire,
        Self::Chemical,
        Self::Landslide,
        Self::Tsunami,
        Self::Epidemic,
        Self::Other,
    ];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Earthquake => "earthquake",
            Self::Flood => "flood",
            Self::Fire => "fire",
            Self::Chemical => "chemical",
            Self::Landslide => "landslide",
            Self::Tsunami => "tsunami",
            Self::Epidemic => "epidemic",
            Self::Other => "other",
        }
    }

    /// The hazard a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hazard| hazard.name() == name)
    }
}

/// What a hazard does to roads and sites inside its area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HazardEffect {
    /// People walk on, at this share of their speed: above 0, at most 1.
    Passable {
        /// Share of the walking speed.
        speed_factor: f64,
    },
    /// Nobody walks through; sites inside take nobody.
    ClosedToWalkers,
    /// Cars do not pass; walkers do. Sites inside stay usable.
    ClosedToCars,
}

impl HazardEffect {
    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passable { .. } => "passable",
            Self::ClosedToWalkers => "closed_to_walkers",
            Self::ClosedToCars => "closed_to_cars",
        }
    }
}

/// An area whose people are evacuated together.
#[derive(Clone, Debug, PartialEq)]
pub struct EvacuationArea {
    /// Identity within the plan.
    pub id: EvacuationAreaId,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Outline.
    pub outline: MultiPolygon,
    /// Name.
    pub name: String,
    /// Code on maps.
    pub code: String,
    /// Minutes after the order when this area leaves.
    pub phase_min: f64,
    /// Responsible organization.
    pub organization: String,
    /// Contact.
    pub contact: String,
    /// Number of wardens.
    pub wardens: Option<u32>,
    /// Destination fixed by hand.
    pub destination: Option<SiteId>,
    /// Date of the last drill as written.
    pub last_drill: String,
    /// Locked against edits on the map.
    pub is_locked: bool,
    /// What Muster does not understand.
    pub extras: Extras,
}

impl EvacuationArea {
    /// A new area with nothing but its outline.
    #[must_use]
    pub const fn new(id: EvacuationAreaId, outline: MultiPolygon) -> Self {
        Self {
            id,
            source_id: None,
            outline,
            name: String::new(),
            code: String::new(),
            phase_min: 0.0,
            organization: String::new(),
            contact: String::new(),
            wardens: None,
            destination: None,
            last_drill: String::new(),
            is_locked: false,
            extras: Extras { properties: Vec::new(), members: Vec::new() },
        }
    }
}

/// An area where a hazard acts.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardArea {
    /// Identity within the plan.
    pub id: HazardAreaId,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Outline.
    pub outline: MultiPolygon,
    /// Name.
    pub name: String,
    /// What threatens.
    pub hazard: Hazard,
    /// Minutes after the order when it begins to act; 0 from the start.
    pub from_min: f64,
    /// Minutes when it ends; `None` never.
    pub until_min: Option<f64>,
    /// What it does.
    pub effect: HazardEffect,
    /// Water depth in metres (floods).
    pub depth_m: Option<f64>,
    /// Locked against edits on the map.
    pub is_locked: bool,
    /// What Muster does not understand.
    pub extras: Extras,
}

impl HazardArea {
    /// A new hazard area that closes roads to walkers.
    #[must_use]
    pub const fn new(id: HazardAreaId, hazard: Hazard, outline: MultiPolygon) -> Self {
        Self {
            id,
            source_id: None,
            outline,
            name: String::new(),
            hazard,
            from_min: 0.0,
            until_min: None,
            effect: HazardEffect::ClosedToWalkers,
            depth_m: None,
            is_locked: false,
            extras: Extras { properties: Vec::new(), members: Vec::new() },
        }
    }
}
