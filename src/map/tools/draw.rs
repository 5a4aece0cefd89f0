//! What can be drawn, and by which movements of the hand.

use crate::plan::{Hazard, ObjectKind, RoadMeasure, SiteKind};

/// How a shape is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DrawMethod {
    /// One click.
    Point,
    /// Click by click; between the clicks the line follows the roads.
    AlongRoads,
    /// Click by click, straight between the clicks.
    Line,
    /// The corners of an area, click by click.
    Polygon,
    /// Two opposite corners.
    Rectangle,
    /// Middle and rim.
    Circle,
    /// The outline follows the pressed pointer.
    Freehand,
    /// A click inside a street block takes the whole block.
    BlockFill,
}

impl DrawMethod {
    /// Every method.
    pub const ALL: [Self; 8] = [
        Self::Point,
        Self::AlongRoads,
        Self::Line,
        Self::Polygon,
        Self::Rectangle,
        Self::Circle,
        Self::Freehand,
        Self::BlockFill,
    ];

    /// The word in text keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::AlongRoads => "along-roads",
            Self::Line => "line",
            Self::Polygon => "polygon",
            Self::Rectangle => "rectangle",
            Self::Circle => "circle",
            Self::Freehand => "freehand",
            Self::BlockFill => "block",
        }
    }

    /// Does it end in an area?
    #[must_use]
    pub const fn is_area(self) -> bool {
        match self {
            Self::Polygon | Self::Rectangle | Self::Circle | Self::Freehand | Self::BlockFill => true,
            Self::Point | Self::AlongRoads | Self::Line => false,
        }
    }
}

/// What a drawn shape becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Drawn {
    /// An evacuation area.
    EvacuationArea,
    /// A hazard area.
    HazardArea(Hazard),
    /// A site with its ground.
    Site(SiteKind),
    /// Closed roads.
    Closure,
    /// A change of roads.
    RoadChange(RoadMeasure),
    /// A designated evacuation route.
    Route,
    /// A review note.
    Note,
}

const AREAS: [DrawMethod; 5] =
    [DrawMethod::Polygon, DrawMethod::BlockFill, DrawMethod::Rectangle, DrawMethod::Circle, DrawMethod::Freehand];
const POINT_OR_AREA: [DrawMethod; 5] =
    [DrawMethod::Point, DrawMethod::Polygon, DrawMethod::Rectangle, DrawMethod::Circle, DrawMethod::Freehand];
const CLOSURES: [DrawMethod; 6] = [
    DrawMethod::Point,
    DrawMethod::AlongRoads,
    DrawMethod::Polygon,
    DrawMethod::Rectangle,
    DrawMethod::Circle,
    DrawMethod::Freehand,
];
const LINES: [DrawMethod; 2] = [DrawMethod::AlongRoads, DrawMethod::Line];

impl Drawn {
    /// The ways it can be drawn, the usual one first.
    #[must_use]
    pub const fn methods(self) -> &'static [DrawMethod] {
        match self {
            Self::EvacuationArea | Self::HazardArea(_) => &AREAS,
            Self::Site(_) => &POINT_OR_AREA,
            Self::Closure => &CLOSURES,
            // A new link lies where no road is yet; its corners snap to roads all the same.
            Self::RoadChange(RoadMeasure::NewLink) => &[DrawMethod::Line],
            Self::RoadChange(
                RoadMeasure::Width | RoadMeasure::Contraflow | RoadMeasure::OneWay | RoadMeasure::Speed,
            )
            | Self::Route => &LINES,
            Self::Note => &[DrawMethod::Point],
        }
    }

    /// The kind of object it becomes.
    #[must_use]
    pub const fn kind(self) -> ObjectKind {
        match self {
            Self::EvacuationArea => ObjectKind::EvacuationArea,
            Self::HazardArea(_) => ObjectKind::HazardArea,
            Self::Site(_) => ObjectKind::Site,
            Self::Closure => ObjectKind::Closure,
            Self::RoadChange(_) => ObjectKind::RoadChange,
            Self::Route => ObjectKind::Route,
            Self::Note => ObjectKind::Note,
        }
    }
}
