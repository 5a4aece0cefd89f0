//! The tables there are: one for each kind of site, one for each other kind of object.

use crate::plan::{ObjectKind, PlanObject, SiteKind};

/// Which objects a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    /// Sites of one kind.
    Site(SiteKind),
    /// Evacuation areas.
    EvacuationArea,
    /// Hazard areas.
    HazardArea,
    /// Closures.
    Closure,
    /// Road changes.
    RoadChange,
    /// Designated routes.
    Route,
    /// Notes.
    Note,
}

impl TableKind {
    /// Every table, in the order of tabs.
    pub const ALL: [Self; 13] = [
        Self::Site(SiteKind::SafeHarbor),
        Self::Site(SiteKind::Shelter),
        Self::Site(SiteKind::SupplyPoint),
        Self::Site(SiteKind::MedicalPoint),
        Self::Site(SiteKind::ServicePoint),
        Self::Site(SiteKind::WarningDevice),
        Self::Site(SiteKind::Exit),
        Self::EvacuationArea,
        Self::HazardArea,
        Self::Closure,
        Self::RoadChange,
        Self::Route,
        Self::Note,
    ];

    /// The table an object stands in.
    #[must_use]
    pub fn of(object: &PlanObject) -> Self {
        match object {
            PlanObject::Site(site) => Self::Site(site.kind),
            PlanObject::EvacuationArea(_) => Self::EvacuationArea,
            PlanObject::HazardArea(_) => Self::HazardArea,
            PlanObject::Closure(_) => Self::Closure,
            PlanObject::RoadChange(_) => Self::RoadChange,
            PlanObject::Route(_) => Self::Route,
            PlanObject::Note(_) => Self::Note,
        }
    }

    /// The kind of its objects.
    #[must_use]
    pub const fn object_kind(self) -> ObjectKind {
        match self {
            Self::Site(_) => ObjectKind::Site,
            Self::EvacuationArea => ObjectKind::EvacuationArea,
            Self::HazardArea => ObjectKind::HazardArea,
            Self::Closure => ObjectKind::Closure,
            Self::RoadChange => ObjectKind::RoadChange,
            Self::Route => ObjectKind::Route,
            Self::Note => ObjectKind::Note,
        }
    }

    /// The word for it in file names and keys: the kind of site, or of object.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site(kind) => kind.name(),
            Self::EvacuationArea | Self::HazardArea | Self::Closure | Self::RoadChange | Self::Route | Self::Note => {
                self.object_kind().name()
            }
        }
    }
}
