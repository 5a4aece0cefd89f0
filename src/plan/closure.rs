//! Closures, road changes and designated routes.

use std::sync::Arc;

use super::Extras;
use crate::geometry::{Line, LonLat, MultiPolygon};
use crate::ids::{ClosureId, RoadChangeId, RouteId};

/// Where a closure acts.
#[derive(Clone, Debug, PartialEq)]
pub enum ClosureShape {
    /// The nearest road is closed at this point.
    Point(LonLat),
    /// Roads along this line are closed.
    Lines(Vec<Line>),
    /// Roads are closed inside.
    Area(MultiPolygon),
}

impl ClosureShape {
    /// A place that stands for the whole.
    #[must_use]
    pub fn place(&self) -> Option<LonLat> {
        match self {
            Self::Point(place) => Some(*place),
            Self::Lines(lines) => lines.first().and_then(|line| line.get(line.len() / 2)).copied(),
            Self::Area(area) => area.center(),
        }
    }
}

/// Roads closed by a decision or an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Closure {
    /// Identity within the plan.
    pub id: ClosureId,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Where it acts.
    pub shape: ClosureShape,
    /// Name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Minutes after the order when it begins; 0 from the start.
    pub from_min: f64,
    /// Minutes when it ends; `None` never.
    pub until_min: Option<f64>,
    /// Locked against edits on the map.
    pub is_locked: bool,
    /// What Muster does not understand.
    pub extras: Extras,
}

impl Closure {
    /// A new closure from the start, without end.
    #[must_use]
    pub const fn new(id: ClosureId, shape: ClosureShape) -> Self {
        Self {
            id,
            source_id: None,
            shape,
            name: String::new(),
            reason: String::new(),
            from_min: 0.0,
            until_min: None,
            is_locked: false,
            extras: Extras { properties: Vec::new(), members: Vec::new() },
        }
    }
}

/// What the plan would build or regulate on a road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RoadChangeKind {
    /// Another width in metres.
    Width(f64),
    /// A new link with a width in metres.
    NewLink(f64),
    /// All lanes in one direction.
    Contraflow,
    /// One-way in the direction of the line.
    OneWay,
    /// Another speed limit in km/h.
    Speed(f64),
}

impl RoadChangeKind {
    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.measure().name()
    }
}

/// A change of a road.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadChange {
    /// Identity within the plan.
    pub id: RoadChangeId,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Along these lines.
    pub lines: Vec<Line>,
    /// Name.
    pub name: String,
    /// What changes.
    pub kind: RoadChangeKind,
    /// Locked against edits on the map.
    pub is_locked: bool,
    /// What Muster does not understand.
    pub extras: Extras,
}

impl RoadChange {
    /// A new change along lines.
    #[must_use]
    pub const fn new(id: RoadChangeId, lines: Vec<Line>, kind: RoadChangeKind) -> Self {
        Self {
            id,
            source_id: None,
            lines,
            name: String::new(),
            kind,
            is_locked: false,
            extras: Extras { properties: Vec::new(), members: Vec::new() },
        }
    }

    /// The same change drawn from its end to its beginning: a one-way or contraflow then runs the other way.
    /// O(places).
    #[must_use]
    pub fn reversed(&self) -> Self {
        let lines = self.lines.iter().rev().map(|line| line.iter().rev().copied().collect()).collect();
        Self { lines, ..self.clone() }
    }
}

/// A designated evacuation route.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Identity within the plan.
    pub id: RouteId,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Along these lines.
    pub lines: Vec<Line>,
    /// Name.
    pub name: String,
    /// Signs are in place.
    pub has_signs: bool,
    /// Locked against edits on the map.
    pub is_locked: bool,
    /// What Muster does not understand.
    pub extras: Extras,
}

impl Route {
    /// A new route along lines, without signs.
    #[must_use]
    pub const fn new(id: RouteId, lines: Vec<Line>) -> Self {
        Self {
            id,
            source_id: None,
            lines,
            name: String::new(),
            has_signs: false,
            is_locked: false,
            extras: Extras { properties: Vec::new(), members: Vec::new() },
        }
    }
}
