//! How far doors are from one site: a search that stops at a limit and costs what it finds.

use super::access::AccessPoint;
use super::labels::{self, Queue};
use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use crate::units::Millimetres;

/// No way known.
const FAR: u32 = u32::MAX;

/// Distances from one site after the other; what one search touched is cleared before the next.
#[derive(Clone, Debug)]
pub struct DoorDistances {
    distances: Vec<u32>,
    touched: Vec<u32>,
    queue: Queue,
    site: Vec<AccessPoint>,
}

impl DoorDistances {
    /// Room for a network. O(junctions).
    #[must_use]
    pub fn new(network: &RoadNetwork) -> Self {
        let distances = vec![FAR; network.n_junctions()];
        Self { distances, touched: Vec::new(), queue: Queue::default(), site: Vec::new() }
    }

    /// Searches from a site, given by the places where it meets the roads, as far as a limit. Cost goes with the
    /// junctions within the limit.
    pub fn search(&mut self, network: &RoadNetwork, mask: &NetworkMask, site: &[AccessPoint], limit: Millimetres) {
        for junction in self.touched.drain(..) {
            if let Some(distance) = self.distances.get_mut(junction as usize) {
                *distance = FAR;
            }
        }
        self.queue.clear();
        self.site = site.to_vec();
        for access in site {
            let Some(segment) = network.segment(access.segment) else { continue };
            let Some(span) = mask.open_span(access.segment, segment.length, access.along) else { continue };
            let along = access.along.min(segment.length).0;
            if span.reaches_from {
                self.offer(segment.from.0, access.walk.0.saturating_add(along), limit);
            }
            if span.reaches_to {
                self.offer(segment.to.0, access.walk.0.saturating_add(segment.length.0 - along), limit);
            }
        }
        while let Some((distance, junction)) = self.queue.pop() {
            if self.distances.get(junction as usize) != Some(&distance) {
                continue;
            }
            for (next, arc) in labels::arcs(network.graph(), junction) {
                self.offer(next, distance.saturating_add(mask.arc_length(arc)), limit);
            }
        }
    }

    fn offer(&mut self, junction: u32, distance: u32, limit: Millimetres) {
        let Some(known) = self.distances.get_mut(junction as usize) else { return };
        if distance < *known && distance <= limit.0 {
            if *known == FAR {
                self.touched.push(junction);
            }
            *known = distance;
            self.queue.push(distance, junction);
        }
    }

    /// How far a door is from the site of the last search, both walks to the road included; `None` beyond its
    /// limit's reach. A door may be a little farther than the limit: its own walk comes on top. O(1).
    #[must_use]
    pub fn to(&self, network: &RoadNetwork, mask: &NetworkMask, door: &AccessPoint) -> Option<Millimetres> {
        let segment = network.segment(door.segment)?;
        let along = door.along.min(segment.length).0;
        let at = |junction: u32| self.distances.get(junction as usize).copied().unwrap_or(FAR);
        let on_it = self.site.iter().any(|site| site.segment == door.segment);
        if at(segment.from.0) == FAR && at(segment.to.0) == FAR && !on_it {
            return None;
        }
        let span = mask.open_span(door.segment, segment.length, door.along)?;
        let same_road = self.site.iter().filter(|site| {
            site.segment == door.segment && mask.open_span(site.segment, segment.length, site.along) == Some(span)
        });
        let along_road = same_road.map(|site| site.walk.0.saturating_add(site.along.0.abs_diff(along)));
        let ends = [
            (span.reaches_from, at(segment.from.0), along),
            (span.reaches_to, at(segment.to.0), segment.length.0 - along),
        ];
        let over_ends = ends.into_iter().filter(|end| end.0 && end.1 != FAR).map(|end| end.1.saturating_add(end.2));
        let distance = along_road.chain(over_ends).min()?.checked_add(door.walk.0)?;
        (distance < FAR).then_some(Millimetres(distance))
    }
}
