//! Are the designated evacuation routes fit to be walked: on roads, in one piece, open, and wide enough?

use super::route_legs::{Leg, Stop, legs, stops, walked};
use super::{CoverageEngine, PlannedRoads};
use crate::community::Community;
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, geodesic_length, line_length};
use crate::ids::{RoadId, RouteId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{NetworkMask, RoadNetwork};
use crate::plan::{ObjectId, Route};
use crate::standards::ValueKey;
use crate::units::Metres;

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
    /// The width the standard asks for ([`ValueKey::EvacuationRoadMinWidth`]).
    pub required_width: Metres,
    /// What was found, gaps first, then in the order of the route.
    pub findings: Vec<RouteFinding>,
}

/// What a route is checked against.
#[derive(Clone, Copy, Debug)]
pub struct RouteGround<'a> {
    /// The community.
    pub community: &'a Community,
    /// The roads, with the plan's new links.
    pub network: &'a RoadNetwork,
    /// What is closed.
    pub mask: &'a NetworkMask,
    /// Widths after the plan's changes.
    pub roads: &'a PlannedRoads,
    /// The width the standard asks for.
    pub required_width: Metres,
}

/// Stretches off the road up to this length, in metres, are drawn corners.
const MIN_OFF_ROAD_M: f64 = 15.0;
/// Parts of a route that come this near to each other, in metres, meet (crossing a street).
const MEET_M: f64 = 5.0;

impl CoverageEngine {
    /// All routes that take part, checked against the last update; nothing before the first.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn check_routes(&self, context: &JobContext) -> Result<Vec<RouteCheck>, Cancelled> {
        let Some(last) = self.last() else { return Ok(Vec::new()) };
        let roads = PlannedRoads::new(self.network(), last.circumstances);
        let ground = RouteGround {
            community: self.community(),
            network: self.network(),
            mask: &last.ground.mask,
            roads: &roads,
            required_width: Metres::new_clamped(last.values.number(ValueKey::EvacuationRoadMinWidth)),
        };
        let selection = &last.circumstances.scenario().selection;
        let taking_part = last.plan.routes().values().filter(|route| selection.includes(ObjectId::Route(route.id)));
        let mut checks = Vec::new();
        for route in taking_part {
            context.check()?;
            checks.push(check_route(&ground, route));
        }
        Ok(checks)
    }
}

/// Checks one route. O(length / 5 m × log n).
#[must_use]
pub fn check_route(ground: &RouteGround<'_>, route: &Route) -> RouteCheck {
    let mut findings = gaps(&route.lines);
    let mut unknown = 0.0;
    for line in &route.lines {
        let stops = stops(ground, line);
        let legs = legs(ground, &stops);
        findings.extend(not_connected(ground, &legs));
        findings.extend(stretches(&stops, |stop| stop.near.is_empty()).into_iter().filter_map(off_road));
        findings.extend(closed(ground, &legs));
        let is_narrow =
            |leg: &Leg| leg.width.is_some_and(|(width, is_guess)| !is_guess && width < ground.required_width);
        findings.extend(stretches(&legs, is_narrow).into_iter().flat_map(by_road));
        unknown += legs.iter().filter(|leg| leg.width.is_some_and(|width| width.1)).map(|leg| leg.length).sum::<f64>();
    }
    if unknown > 0.0 {
        findings.push(RouteFinding::WidthUnknown { length: Metres::new_clamped(unknown) });
    }
    let length = route.lines.iter().map(|line| line_length(line)).fold(Metres::ZERO, |sum, length| sum + length);
    RouteCheck { route: route.id, length, required_width: ground.required_width, findings }
}

/// Runs of things that share something.
fn stretches<T>(all: &[T], holds: impl Fn(&T) -> bool) -> Vec<&[T]> {
    all.chunk_by(|a, b| holds(a) == holds(b)).filter(|run| run.first().is_some_and(&holds)).collect()
}

fn off_road(stretch: &[Stop]) -> Option<RouteFinding> {
    let length: f64 = stretch.windows(2).map(|pair| geodesic_length(pair[0].place, pair[1].place).value()).sum();
    let (from, to) = (stretch.first()?.place, stretch.last()?.place);
    (length >= MIN_OFF_ROAD_M).then(|| RouteFinding::OffRoad { from, to, length: Metres::new_clamped(length) })
}

/// Narrow stretches, one for each road and width.
fn by_road(stretch: &[Leg]) -> Vec<RouteFinding> {
    let key = |leg: &Leg| (leg.on.map(|on| on.road), leg.width.map(|width| width.0));
    let runs = stretch.chunk_by(|a, b| key(a) == key(b));
    runs.filter_map(|run| {
        let (first, last) = (run.first()?, run.last()?);
        Some(RouteFinding::Narrow { from: first.from, to: last.to, road: first.on?.road, width: first.width?.0 })
    })
    .collect()
}

/// Where closed stretches begin, and closures at points. A closed stretch over several legs is one finding.
fn closed(ground: &RouteGround<'_>, legs: &[Leg]) -> Vec<RouteFinding> {
    let mut found = Vec::new();
    let mut was_closed = false;
    for on in walked(ground.network, legs) {
        let is_closed_at = |at| !ground.mask.is_open_at(on.segment, at);
        let goes_on = was_closed && is_closed_at(on.from);
        was_closed = is_closed_at(on.to);
        if !goes_on
            && let Some(at) = ground.mask.closed_between(on.segment, on.from, on.to)
            && let Some(place) = ground.network.place_on(on.segment, at)
        {
            found.push(RouteFinding::Closed { place, road: on.road });
        }
    }
    found
}

fn not_connected(ground: &RouteGround<'_>, legs: &[Leg]) -> Option<RouteFinding> {
    let is_apart = |leg: &&Leg| {
        let segment = leg.on.and_then(|on| ground.network.segment(on.segment));
        segment.is_some_and(|segment| ground.network.component_of(segment.from) != 0)
    };
    legs.iter().find(is_apart).map(|leg| RouteFinding::NotConnected { place: leg.from })
}

/// Parts of a route that meet no other part: each with the nearest place of another.
fn gaps(lines: &[Line]) -> Vec<RouteFinding> {
    let Some(&first) = lines.iter().flatten().next() else { return Vec::new() };
    let plane = LocalProjection::new(first);
    let local: Vec<Vec<LocalPoint>> =
        lines.iter().map(|line| line.iter().map(|&place| plane.local_from_lon_lat(place)).collect()).collect();
    let mut group: Vec<usize> = (0..lines.len()).collect();
    let mut bridges: Vec<(f64, usize, usize, LocalPoint, LocalPoint)> = Vec::new();
    for one in 0..lines.len() {
        for other in 0..lines.len() {
            if let Some((distance, from, to)) = nearest(&local[one], &local[other]).filter(|_| one != other) {
                bridges.push((distance, one, other, from, to));
            }
        }
    }
    bridges.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found = Vec::new();
    for (distance, one, other, from, to) in bridges {
        let (a, b) = (group[one], group[other]);
        if a == b {
            continue;
        }
        group.iter_mut().filter(|group| **group == b).for_each(|group| *group = a);
        if distance > MEET_M {
            let (from, to) = (plane.lon_lat_from_local(from), plane.lon_lat_from_local(to));
            found.push(RouteFinding::Gap { from, to, length: geodesic_length(from, to) });
        }
    }
    found
}

/// From an end of one line to the nearest place of another.
fn nearest(one: &[LocalPoint], other: &[LocalPoint]) -> Option<(f64, LocalPoint, LocalPoint)> {
    let ends = one.first().into_iter().chain(one.last());
    let ways = ends.flat_map(|&end| {
        other.windows(2).map(move |pair| {
            let near = end.nearest_on(pair[0], pair[1]).0;
            (near.distance(end), end, near)
        })
    });
    ways.min_by(|a, b| a.0.total_cmp(&b.0))
}
