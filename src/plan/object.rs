//! Any object of a plan, by one name: what lists, selections and edits speak of.

use std::fmt;
use std::sync::Arc;

use super::{Closure, EvacuationArea, HazardArea, Note, RoadChange, Route, Site};
use crate::geometry::LonLat;
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, NoteId, RoadChangeId, RouteId, SiteId};

/// The kinds of plan objects, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// Evacuation area.
    EvacuationArea,
    /// Hazard area.
    HazardArea,
    /// Site.
    Site,
    /// Closure.
    Closure,
    /// Road change.
    RoadChange,
    /// Designated route.
    Route,
    /// Note.
    Note,
}

impl ObjectKind {
    /// Every kind, in the order of the file.
    pub const ALL: [Self; 7] =
        [Self::EvacuationArea, Self::HazardArea, Self::Site, Self::Closure, Self::RoadChange, Self::Route, Self::Note];

    /// The word in `muster:kind`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EvacuationArea => "evacuation_area",
            Self::HazardArea => "hazard_area",
            Self::Site => "site",
            Self::Closure => "closure",
            Self::RoadChange => "road_change",
            Self::Route => "route",
            Self::Note => "note",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The identity of any object of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectId {
    /// Evacuation area.
    EvacuationArea(EvacuationAreaId),
    /// Hazard area.
    HazardArea(HazardAreaId),
    /// Site.
    Site(SiteId),
    /// Closure.
    Closure(ClosureId),
    /// Road change.
    RoadChange(RoadChangeId),
    /// Designated route.
    Route(RouteId),
    /// Note.
    Note(NoteId),
}

impl ObjectId {
    /// The id of a kind with a number.
    #[must_use]
    pub const fn new(kind: ObjectKind, number: u32) -> Self {
        match kind {
            ObjectKind::EvacuationArea => Self::EvacuationArea(EvacuationAreaId(number)),
            ObjectKind::HazardArea => Self::HazardArea(HazardAreaId(number)),
            ObjectKind::Site => Self::Site(SiteId(number)),
            ObjectKind::Closure => Self::Closure(ClosureId(number)),
            ObjectKind::RoadChange => Self::RoadChange(RoadChangeId(number)),
            ObjectKind::Route => Self::Route(RouteId(number)),
            ObjectKind::Note => Self::Note(NoteId(number)),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> ObjectKind {
        match self {
            Self::EvacuationArea(_) => ObjectKind::EvacuationArea,
            Self::HazardArea(_) => ObjectKind::HazardArea,
            Self::Site(_) => ObjectKind::Site,
            Self::Closure(_) => ObjectKind::Closure,
            Self::RoadChange(_) => ObjectKind::RoadChange,
            Self::Route(_) => ObjectKind::Route,
            Self::Note(_) => ObjectKind::Note,
        }
    }

    /// Its number, unique over all kinds of the plan.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::EvacuationArea(EvacuationAreaId(n))
            | Self::HazardArea(HazardAreaId(n))
            | Self::Site(SiteId(n))
            | Self::Closure(ClosureId(n))
            | Self::RoadChange(RoadChangeId(n))
            | Self::Route(RouteId(n))
            | Self::Note(NoteId(n)) => n,
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EvacuationArea(id) => id.fmt(f),
            Self::HazardArea(id) => id.fmt(f),
            Self::Site(id) => id.fmt(f),
            Self::Closure(id) => id.fmt(f),
            Self::RoadChange(id) => id.fmt(f),
            Self::Route(id) => id.fmt(f),
            Self::Note(id) => id.fmt(f),
        }
    }
}

/// Any object of a plan; cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanObject {
    /// Evacuation area.
    EvacuationArea(Arc<EvacuationArea>),
    /// Hazard area.
    HazardArea(Arc<HazardArea>),
    /// Site.
    Site(Arc<Site>),
    /// Closure.
    Closure(Arc<Closure>),
    /// Road change.
    RoadChange(Arc<RoadChange>),
    /// Designated route.
    Route(Arc<Route>),
    /// Note.
    Note(Arc<Note>),
}

impl PlanObject {
    /// Its identity.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::EvacuationArea(area) => ObjectId::EvacuationArea(area.id),
            Self::HazardArea(area) => ObjectId::HazardArea(area.id),
            Self::Site(site) => ObjectId::Site(site.id),
            Self::Closure(closure) => ObjectId::Closure(closure.id),
            Self::RoadChange(change) => ObjectId::RoadChange(change.id),
            Self::Route(route) => ObjectId::Route(route.id),
            Self::Note(note) => ObjectId::Note(note.id),
        }
    }

    /// The same object under another number of its kind.
    #[must_use]
    pub fn renumbered(&self, number: u32) -> Self {
        match self {
            Self::EvacuationArea(o) => {
                Self::EvacuationArea(Arc::new(EvacuationArea { id: EvacuationAreaId(number), ..(**o).clone() }))
            }
            Self::HazardArea(o) => Self::HazardArea(Arc::new(HazardArea { id: HazardAreaId(number), ..(**o).clone() })),
            Self::Site(o) => Self::Site(Arc::new(Site { id: SiteId(number), ..(**o).clone() })),
            Self::Closure(o) => Self::Closure(Arc::new(Closure { id: ClosureId(number), ..(**o).clone() })),
            Self::RoadChange(o) => Self::RoadChange(Arc::new(RoadChange { id: RoadChangeId(number), ..(**o).clone() })),
            Self::Route(o) => Self::Route(Arc::new(Route { id: RouteId(number), ..(**o).clone() })),
            Self::Note(o) => Self::Note(Arc::new(Note { id: NoteId(number), ..(**o).clone() })),
        }
    }

    /// Are both the very same value in memory? Cheaper than comparing them, and true only where nothing was changed.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::EvacuationArea(a), Self::EvacuationArea(b)) => Arc::ptr_eq(a, b),
            (Self::HazardArea(a), Self::HazardArea(b)) => Arc::ptr_eq(a, b),
            (Self::Site(a), Self::Site(b)) => Arc::ptr_eq(a, b),
            (Self::Closure(a), Self::Closure(b)) => Arc::ptr_eq(a, b),
            (Self::RoadChange(a), Self::RoadChange(b)) => Arc::ptr_eq(a, b),
            (Self::Route(a), Self::Route(b)) => Arc::ptr_eq(a, b),
            (Self::Note(a), Self::Note(b)) => Arc::ptr_eq(a, b),
            (
                Self::EvacuationArea(_)
                | Self::HazardArea(_)
                | Self::Site(_)
                | Self::Closure(_)
                | Self::RoadChange(_)
                | Self::Route(_)
                | Self::Note(_),
                _,
            ) => false,
        }
    }

    /// Its name, or the text of a note; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::EvacuationArea(area) => &area.name,
            Self::HazardArea(area) => &area.name,
            Self::Site(site) => &site.name,
            Self::Closure(closure) => &closure.name,
            Self::RoadChange(change) => &change.name,
            Self::Route(route) => &route.name,
            Self::Note(note) => &note.text,
        }
    }

    /// A place that stands for the whole.
    #[must_use]
    pub fn place(&self) -> Option<LonLat> {
        let of_lines = |lines: &[Vec<LonLat>]| lines.first().and_then(|line| line.get(line.len() / 2)).copied();
        match self {
            Self::EvacuationArea(area) => area.outline.center(),
            Self::HazardArea(area) => area.outline.center(),
            Self::Site(site) => site.geometry.place(),
            Self::Closure(closure) => closure.shape.place(),
            Self::RoadChange(change) => of_lines(&change.lines),
            Self::Route(route) => of_lines(&route.lines),
            Self::Note(note) => Some(note.place),
        }
    }
}
