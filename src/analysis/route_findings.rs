//! What is found on a designated evacuation route.

use crate::geometry::LonLat;
use crate::ids::{HazardAreaId, RoadId, RouteId};
use crate::plan::ObjectId;
use crate::units::{Metres, Seconds};

/// Something about a route the planner should look at.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteFinding {
    /// Two parts of the route do not meet.
    Gap {
        /// The end of one part.
        from: LonLat,
        /// The nearest place of another part.
        to: LonLat,
        /// Straight between them.
        length: Metres,
    },
    /// A stretch runs where no walkable road is.
    OffRoad {
        /// Where it leaves the road.
        from: LonLat,
        /// Where it comes back.
        to: LonLat,
        /// Length of the stretch.
        length: Metres,
    },
    /// It lies on roads that hang together with the others of the town nowhere.
    NotConnected {
        /// A place on it.
        place: LonLat,
    },
    /// A closure or hazard of the scenario closes it.
    Closed {
        /// Where the closed stretch begins.
        place: LonLat,
        /// The road.
        road: RoadId,
        /// The closures and hazard areas that close it there, by id.
        by: Vec<ObjectId>,
    },
    /// It runs through a hazard area that does not close it to walkers: they are slowed, or cars are kept out.
    InHazard {
        /// Where it enters the area.
        place: LonLat,
        /// The area.
        area: HazardAreaId,
        /// Length inside.
        length: Metres,
    },
    /// A road is narrower than the standard asks, as measured or planned.
    Narrow {
        /// Where the narrow stretch begins.
        from: LonLat,
        /// Where it ends.
        to: LonLat,
        /// The road.
        road: RoadId,
        /// Its width there.
        width: Metres,
    },
    /// Nobody has measured the width along so much of the route: its width is not judged there.
    WidthUnknown {
        /// Length along which no width is known.
        length: Metres,
    },
}

/// What was found on one route.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteCheck {
    /// The route.
    pub route: RouteId,
    /// Its length.
    pub length: Metres,
    /// Walking from its one end to the other at the planning speed of the plan's walking profile, slower in hazard
    /// areas that slow walkers; gaps are not walked.
    pub walk: Seconds,
    /// Its narrowest place on roads; `None` where no part of it lies on a road.
    pub narrowest: Option<NarrowestPlace>,
    /// The width the profile in force asks for ([`ValueKey::EvacuationRoadMinWidth`]); `None` where neither the profile
    /// nor the plan has such a value, and widths are told, not judged.
    ///
    /// [`ValueKey::EvacuationRoadMinWidth`]: crate::standards::ValueKey::EvacuationRoadMinWidth
    pub required_width: Option<Metres>,
    /// What was found, gaps first, then in the order of the route.
    pub findings: Vec<RouteFinding>,
}

/// Where a route is narrowest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NarrowestPlace {
    /// Where.
    pub place: LonLat,
    /// The road; ids beyond the community's are new links of the plan.
    pub road: RoadId,
    /// Its width there.
    pub width: Metres,
    /// Nobody measured it: from lanes or class.
    pub is_guess: bool,
    /// The plan would make it so.
    pub is_planned: bool,
}

impl RouteFinding {
    /// The word in files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "gap",
            Self::OffRoad { .. } => "off_road",
            Self::NotConnected { .. } => "not_connected",
            Self::Closed { .. } => "closed",
            Self::InHazard { .. } => "in_hazard",
            Self::Narrow { .. } => "narrow",
            Self::WidthUnknown { .. } => "width_unknown",
        }
    }

    /// A place to look at it.
    #[must_use]
    pub const fn place(&self) -> Option<LonLat> {
        match self {
            Self::Gap { from, .. } | Self::OffRoad { from, .. } | Self::Narrow { from, .. } => Some(*from),
            Self::NotConnected { place } | Self::Closed { place, .. } | Self::InHazard { place, .. } => Some(*place),
            Self::WidthUnknown { .. } => None,
        }
    }

    /// The two ends of a place where the route is not connected.
    #[must_use]
    pub const fn gap(&self) -> Option<(LonLat, LonLat, Metres)> {
        match self {
            Self::Gap { from, to, length } | Self::OffRoad { from, to, length } => Some((*from, *to, *length)),
            Self::NotConnected { .. }
            | Self::Closed { .. }
            | Self::InHazard { .. }
            | Self::Narrow { .. }
            | Self::WidthUnknown { .. } => None,
        }
    }

    /// Is it something to be mended, not a mere gap in what is known?
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        match self {
            Self::Gap { .. }
            | Self::OffRoad { .. }
            | Self::NotConnected { .. }
            | Self::Closed { .. }
            | Self::InHazard { .. }
            | Self::Narrow { .. } => true,
            Self::WidthUnknown { .. } => false,
        }
    }
}

impl RouteCheck {
    /// Can it be walked on roads from end to end, were nothing closed?
    #[must_use]
    pub fn is_connected(&self) -> bool {
        !self.findings.iter().any(|f| f.gap().is_some() || matches!(f, RouteFinding::NotConnected { .. }))
    }

    /// How many gaps it has.
    #[must_use]
    pub fn n_gaps(&self) -> usize {
        self.findings.iter().filter(|finding| finding.gap().is_some()).count()
    }

    /// How many things are to be mended.
    #[must_use]
    pub fn n_faults(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_fault()).count()
    }

    /// Length along which nobody has measured the width.
    #[must_use]
    pub fn width_unknown(&self) -> Metres {
        let lengths = self.findings.iter().filter_map(|finding| match finding {
            RouteFinding::WidthUnknown { length } => Some(*length),
            RouteFinding::Gap { .. }
            | RouteFinding::OffRoad { .. }
            | RouteFinding::NotConnected { .. }
            | RouteFinding::Closed { .. }
            | RouteFinding::InHazard { .. }
            | RouteFinding::Narrow { .. } => None,
        });
        lengths.fold(Metres::ZERO, |sum, length| sum + length)
    }
}
