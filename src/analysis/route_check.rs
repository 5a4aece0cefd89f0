//! Are the designated evacuation routes fit to be walked: on roads, in one piece, open, and wide enough?

use super::route_legs::{Leg, Stop, legs, stops, walked};
use super::{Circumstances, CoverageEngine, NarrowestPlace, PlannedRoads, RouteCheck, RouteFinding, StudyValues};
use crate::community::Community;
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, geodesic_length, line_length};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{NetworkMask, RoadNetwork};
use crate::plan::{HazardEffect, ObjectId, Plan, Route};
use crate::standards::ValueKey;
use crate::units::{Metres, MetresPerSecond, Seconds};

/// What a route is checked against.
#[derive(Clone, Copy, Debug)]
pub struct RouteGround<'a> {
    /// The community.
    pub community: &'a Community,
    /// The roads, with the plan's new links.
    pub network: &'a RoadNetwork,
    /// What is closed.
    pub mask: &'a NetworkMask,
    /// What closes and slows.
    pub circumstances: &'a Circumstances,
    /// Widths after the plan's changes.
    pub roads: &'a PlannedRoads,
    /// Planning speed on foot.
    pub speed: MetresPerSecond,
    /// The width the standard asks for; `None` where it asks for none.
    pub required_width: Option<Metres>,
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
        let town = Town { community: self.community(), network: self.network(), mask: &last.ground.mask };
        check_routes(last.plan, last.circumstances, last.values, town, context)
    }
}

/// The loaded town with the plan's new links and closures: what routes are checked against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Town<'a> {
    pub(super) community: &'a Community,
    pub(super) network: &'a RoadNetwork,
    pub(super) mask: &'a NetworkMask,
}

/// All routes of a plan that take part in a scenario. O(length / 5 m × log n) for each.
pub(super) fn check_routes(
    plan: &Plan,
    circumstances: &Circumstances,
    values: &StudyValues,
    town: Town<'_>,
    context: &JobContext,
) -> Result<Vec<RouteCheck>, Cancelled> {
    let roads = PlannedRoads::new(town.network, circumstances);
    let key = ValueKey::EvacuationRoadMinWidth;
    let is_asked = values.profile().is_some_and(|profile| profile.is_own(key));
    let ground = RouteGround {
        community: town.community,
        network: town.network,
        mask: town.mask,
        circumstances,
        roads: &roads,
        speed: values.walking_speed(values.walking()),
        required_width: is_asked.then(|| Metres::new_clamped(values.number(key))),
    };
    let selection = &circumstances.scenario().selection;
    let taking_part = plan.routes().values().filter(|route| selection.includes(ObjectId::Route(route.id)));
    let mut checks = Vec::new();
    for route in taking_part {
        context.check()?;
        checks.push(check_route(&ground, route));
    }
    Ok(checks)
}

/// Checks one route. O(length / 5 m × log n), and the roads near each closure where it is closed.
#[must_use]
pub fn check_route(ground: &RouteGround<'_>, route: &Route) -> RouteCheck {
    let mut findings = gaps(&route.lines);
    let mut unknown = 0.0;
    let (mut walk, mut narrowest) = (0.0, None);
    for line in &route.lines {
        let stops = stops(ground, line);
        let legs = legs(ground, &stops);
        findings.extend(not_connected(ground, &legs));
        findings.extend(stretches(&stops, |stop| stop.near.is_empty()).into_iter().filter_map(off_road));
        findings.extend(closed(ground, &legs));
        findings.extend(hazards(ground, &stops));
        if let Some(required) = ground.required_width {
            let is_narrow = |leg: &Leg| leg.facts.as_ref().is_some_and(|f| !f.is_width_guess && f.width < required);
            findings.extend(stretches(&legs, is_narrow).into_iter().flat_map(by_road));
        }
        let is_unknown = |leg: &&Leg| leg.facts.as_ref().is_some_and(|facts| facts.is_width_guess);
        unknown += legs.iter().filter(is_unknown).map(|leg| leg.length).sum::<f64>();
        walk += walk_seconds(ground, &stops);
        narrowest = narrower(narrowest, &legs);
    }
    if unknown > 0.0 {
        findings.push(RouteFinding::WidthUnknown { length: Metres::new_clamped(unknown) });
    }
    let length = route.lines.iter().map(|line| line_length(line)).fold(Metres::ZERO, |sum, length| sum + length);
    RouteCheck {
        route: route.id,
        length,
        walk: Seconds::new_clamped(walk),
        narrowest,
        required_width: ground.required_width,
        findings,
    }
}

/// Runs of things that share something.
fn stretches<T>(all: &[T], holds: impl Fn(&T) -> bool) -> Vec<&[T]> {
    all.chunk_by(|a, b| holds(a) == holds(b)).filter(|run| run.first().is_some_and(&holds)).collect()
}

fn length_of(stretch: &[Stop]) -> f64 {
    stretch.windows(2).map(|pair| geodesic_length(pair[0].place, pair[1].place).value()).sum()
}

fn off_road(stretch: &[Stop]) -> Option<RouteFinding> {
    let length = length_of(stretch);
    let (from, to) = (stretch.first()?.place, stretch.last()?.place);
    (length >= MIN_OFF_ROAD_M).then(|| RouteFinding::OffRoad { from, to, length: Metres::new_clamped(length) })
}

/// Narrow stretches, one for each road and width.
fn by_road(stretch: &[Leg]) -> Vec<RouteFinding> {
    let key = |leg: &Leg| (leg.on.map(|on| on.road), leg.facts.as_ref().map(|facts| facts.width));
    let runs = stretch.chunk_by(|a, b| key(a) == key(b));
    runs.filter_map(|run| {
        let (first, last) = (run.first()?, run.last()?);
        let width = first.facts.as_ref()?.width;
        Some(RouteFinding::Narrow { from: first.from, to: last.to, road: first.on?.road, width })
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
            let closes = |mask: &NetworkMask| mask.closed_between(on.segment, on.from, on.to).is_some();
            found.push(RouteFinding::Closed { place, road: on.road, by: closed_by(ground, closes) });
        }
    }
    found
}

/// The closures and hazard areas that close something on their own.
fn closed_by(ground: &RouteGround<'_>, closes: impl Fn(&NetworkMask) -> bool) -> Vec<ObjectId> {
    let mut closers = ground.circumstances.closers();
    closers.retain(|&id| closes(&ground.circumstances.mask_of(ground.network, id)));
    closers
}

/// Where the line runs through hazard areas that do not close it, each entry by itself.
fn hazards(ground: &RouteGround<'_>, stops: &[Stop]) -> Vec<RouteFinding> {
    let mut found = Vec::new();
    for area in ground.circumstances.hazard_areas() {
        match area.effect {
            HazardEffect::ClosedToWalkers => continue,
            HazardEffect::Passable { .. } | HazardEffect::ClosedToCars => {}
        }
        for stretch in stretches(stops, |stop| area.outline.contains(stop.place)) {
            if let Some(first) = stretch.first() {
                let length = Metres::new_clamped(length_of(stretch));
                found.push(RouteFinding::InHazard { place: first.place, area: area.id, length });
            }
        }
    }
    found
}

/// Seconds to walk the line, slower inside hazard areas that slow; the slowest holds.
fn walk_seconds(ground: &RouteGround<'_>, stops: &[Stop]) -> f64 {
    let speed = ground.speed.value();
    if speed <= 0.0 {
        return 0.0;
    }
    let factor_at = |place: LonLat| {
        let factors = ground.circumstances.hazard_areas().iter().filter_map(|area| match area.effect {
            HazardEffect::Passable { speed_factor } if speed_factor > 0.0 => {
                area.outline.contains(place).then_some(speed_factor)
            }
            HazardEffect::Passable { .. } | HazardEffect::ClosedToWalkers | HazardEffect::ClosedToCars => None,
        });
        factors.fold(1.0, f64::min)
    };
    let seconds =
        |pair: &[Stop]| geodesic_length(pair[0].place, pair[1].place).value() / (speed * factor_at(pair[0].place));
    stops.windows(2).map(seconds).sum()
}

/// The narrowest place so far; the first one where several are as narrow.
fn narrower(so_far: Option<NarrowestPlace>, legs: &[Leg]) -> Option<NarrowestPlace> {
    let places = legs.iter().filter_map(|leg| {
        let facts = leg.facts.as_ref()?;
        Some(NarrowestPlace {
            place: leg.from,
            road: leg.on?.road,
            width: facts.width,
            is_guess: facts.is_width_guess,
            is_planned: facts.is_width_planned,
        })
    });
    so_far.into_iter().chain(places).min_by(|a, b| a.width.value().total_cmp(&b.width.value()))
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
