//! Which roads a designated route goes along, leg by leg.
//!
//! A route is a drawn line: where it passes a junction or goes under a bridge the nearest road may be one it merely
//! crosses. So not its places are asked for their road but its legs, the few metres between two places.

use super::RoadFacts;
use super::route_check::RouteGround;
use crate::geometry::{Line, LonLat, geodesic_length};
use crate::ids::{RoadId, SegmentId};
use crate::network::{RoadNetwork, RoadSnap, RoadsFor};
use crate::units::{Metres, Millimetres};

/// Looked at every so many metres (project choice: shorter than any stretch worth a finding).
const STEP_M: f64 = 5.0;
/// A route this near to a road, in metres, runs on it (project choice: half the width of a wide street).
const ON_ROAD_M: f64 = 10.0;
/// A leg goes along a road where the way along the road is at least this share of the leg, and at most its inverse
/// (project choice: up to 60° off the road's direction).
const ALONG_SHARE: f64 = 0.5;
/// From the road before to the road after round their junction, in metres at most.
const AROUND_M: f64 = 2.0 * (STEP_M + ON_ROAD_M);

/// A place on the route, and the roads within 10 m of it.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) place: LonLat,
    pub(super) near: Vec<RoadSnap>,
}

/// A part of a segment in the direction of the route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walked {
    pub(super) segment: SegmentId,
    pub(super) road: RoadId,
    pub(super) from: Millimetres,
    pub(super) to: Millimetres,
}

/// The route between two stops.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) from: LonLat,
    pub(super) to: LonLat,
    /// Metres.
    pub(super) length: f64,
    /// The road it goes along, where there is one.
    pub(super) on: Option<Walked>,
    /// Facts of that road in the middle of the leg.
    pub(super) facts: Option<RoadFacts>,
}

/// The corners of a line and places between them, no more than 5 m apart.
pub(super) fn stops(ground: &RouteGround<'_>, line: &Line) -> Vec<Stop> {
    let mut places: Vec<LonLat> = Vec::new();
    for pair in line.windows(2) {
        let steps = (geodesic_length(pair[0], pair[1]).value() / STEP_M).ceil().max(1.0);
        let mut step = 0.0;
        while step < steps {
            let between = |a: f64, b: f64| a + (b - a) * step / steps;
            places.push(LonLat::new_clamped(
                between(pair[0].lon(), pair[1].lon()),
                between(pair[0].lat(), pair[1].lat()),
            ));
            step += 1.0;
        }
    }
    places.extend(line.last().copied());
    let within = Metres::new_clamped(ON_ROAD_M);
    let stop = |place| Stop { place, near: ground.network.roads_within(place, within, RoadsFor::Walkers) };
    places.into_iter().map(stop).collect()
}

/// The legs between the stops. O(k²) for k roads within 10 m of a stop.
pub(super) fn legs(ground: &RouteGround<'_>, stops: &[Stop]) -> Vec<Leg> {
    let leg = |pair: &[Stop]| {
        let length = geodesic_length(pair[0].place, pair[1].place).value();
        let on = road_of(&pair[0], &pair[1], length);
        let facts = on.and_then(|on| {
            let middle = Millimetres(on.from.0.midpoint(on.to.0));
            ground.roads.facts(ground.community, ground.network, on.segment, middle)
        });
        Leg { from: pair[0].place, to: pair[1].place, length, on, facts }
    };
    stops.windows(2).map(leg).filter(|leg| leg.length > 0.0).collect()
}

/// The road both stops lie on and the leg goes along: the nearest to both with the way most alike, then the lowest.
fn road_of(one: &Stop, other: &Stop, length: f64) -> Option<Walked> {
    let mut best: Option<(f64, Walked)> = None;
    for a in &one.near {
        let Some(b) = other.near.iter().find(|b| b.segment == a.segment) else { continue };
        let gone = Millimetres(a.along.0.abs_diff(b.along.0)).metres().value();
        if gone < ALONG_SHARE * length || ALONG_SHARE * gone > length {
            continue;
        }
        let off = a.distance.value() + b.distance.value() + (length - gone).abs();
        if best.is_none_or(|(least, _)| off < least) {
            best = Some((off, Walked { segment: a.segment, road: a.road, from: a.along, to: b.along }));
        }
    }
    best.map(|(_, on)| on)
}

/// The parts of roads the legs go along, in order, and between two of different roads what leads round their
/// junction: a leg across it lies on one of them only.
pub(super) fn walked(network: &RoadNetwork, legs: &[Leg]) -> Vec<Walked> {
    let mut parts: Vec<Walked> = Vec::with_capacity(legs.len());
    for on in legs.iter().filter_map(|leg| leg.on) {
        if let Some(before) = parts.last().copied().filter(|before| before.segment != on.segment) {
            let round = around(network, &before, &on).into_iter().flatten();
            parts.extend(round.filter(|part| part.from != part.to));
        }
        parts.push(on);
    }
    parts
}

/// From the end of one part to a common junction, and from there to the beginning of the other.
fn around(network: &RoadNetwork, before: &Walked, after: &Walked) -> Option<[Walked; 2]> {
    let (one, other) = (network.segment(before.segment)?, network.segment(after.segment)?);
    let ends = [(one.from, Millimetres(0)), (one.to, one.length)];
    let starts = [(other.from, Millimetres(0)), (other.to, other.length)];
    let pairs =
        ends.iter().flat_map(|end| starts.iter().filter(|start| start.0 == end.0).map(|start| (end.1, start.1)));
    let way = |&(end, start): &(Millimetres, Millimetres)| {
        u64::from(before.to.0.abs_diff(end.0)) + u64::from(start.0.abs_diff(after.from.0))
    };
    let (end, start) = pairs.min_by_key(way)?;
    let length = Millimetres(u32::try_from(way(&(end, start))).ok()?);
    let round = [Walked { from: before.to, to: end, ..*before }, Walked { from: start, to: after.from, ..*after }];
    (length.metres().value() <= AROUND_M).then_some(round)
}
