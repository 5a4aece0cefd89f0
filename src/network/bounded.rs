//! How far every junction within a limit is from one place.

use std::collections::HashMap;

use super::access::AccessPoint;
use super::labels::{self, Queue};
use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use crate::ids::JunctionId;
use crate::units::Millimetres;

/// The junctions within a limit of a place, the walk from the place to the road included, nearest first (ties by
/// id). Nothing where the place's own road is closed. Cost goes with the number of junctions found.
#[must_use]
pub fn bounded_distances(
    network: &RoadNetwork,
    mask: &NetworkMask,
    from: &AccessPoint,
    limit: Millimetres,
) -> Vec<(JunctionId, Millimetres)> {
    let Some(segment) = network.segment(from.segment) else { return Vec::new() };
    let Some(span) = mask.open_span(from.segment, segment.length, from.along) else { return Vec::new() };
    let mut known: HashMap<u32, u32> = HashMap::new();
    let mut queue = Queue::default();
    let offer = |known: &mut HashMap<u32, u32>, queue: &mut Queue, junction: u32, distance: Option<u32>| {
        let Some(distance) = distance.filter(|&distance| distance <= limit.0 && distance < u32::MAX) else { return };
        let entry = known.entry(junction).or_insert(u32::MAX);
        if distance < *entry {
            *entry = distance;
            queue.push(distance, junction);
        }
    };
    let along = from.along.min(segment.length).0;
    let ends = [(span.reaches_from, segment.from, along), (span.reaches_to, segment.to, segment.length.0 - along)];
    for (_, junction, way) in ends.into_iter().filter(|end| end.0) {
        offer(&mut known, &mut queue, junction.0, from.walk.0.checked_add(way));
    }
    let mut found = Vec::new();
    while let Some((distance, junction)) = queue.pop() {
        if known.get(&junction) != Some(&distance) {
            continue;
        }
        found.push((JunctionId(junction), Millimetres(distance)));
        for (next, arc) in labels::arcs(network.graph(), junction) {
            offer(&mut known, &mut queue, next, distance.checked_add(mask.arc_length(arc)));
        }
    }
    found
}
