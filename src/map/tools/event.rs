//! What reaches a tool from hand and keyboard, and what it may ask about its surroundings.

use super::TypedPoint;
use crate::geometry::{Line, LonLat, MultiPolygon};

/// What a place was snapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SnapKind {
    /// A corner of the shape being drawn.
    OwnCorner,
    /// A junction of roads.
    Junction,
    /// A corner of another shape of the plan.
    Corner,
    /// A corner of a building.
    Building,
    /// The course of a road.
    Road,
    /// The border of another shape of the plan.
    Border,
}

impl SnapKind {
    /// The word in text keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnCorner => "own-corner",
            Self::Junction => "junction",
            Self::Corner => "corner",
            Self::Building => "building",
            Self::Road => "road",
            Self::Border => "border",
        }
    }
}

/// A place that drew the pointer to itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// Where.
    pub place: LonLat,
    /// To what.
    pub kind: SnapKind,
}

/// Where the pointer is, and how it is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    /// The place under it.
    pub place: LonLat,
    /// Snapping reaches so far, in metres.
    pub reach_m: f64,
    /// Shift is down: right angles only.
    pub is_square: bool,
    /// Alt is down: no snapping.
    pub is_free: bool,
}

/// What happens to a tool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SketchEvent {
    /// The pointer is here.
    Hover(Pointer),
    /// It was pressed and let go without moving.
    Click(Pointer),
    /// It was pressed and begins to move.
    Press(Pointer),
    /// It moves while pressed.
    Drag(Pointer),
    /// It was let go after moving.
    Release(Pointer),
    /// A point given by numbers.
    Typed(TypedPoint),
    /// Enter or a double click: that is all.
    Finish,
    /// Backspace: the last point was wrong.
    RemoveLast,
}

/// The surroundings a tool may ask about.
pub trait SketchWorld {
    /// The nearest thing to snap to within reach.
    fn snap(&self, place: LonLat, reach_m: f64) -> Option<Snap>;
    /// The way along roads between two places near roads, from the one to the other.
    fn along_roads(&self, from: LonLat, to: LonLat) -> Option<Line>;
    /// The street block around a place.
    fn block(&self, place: LonLat) -> Option<MultiPolygon>;
}
