//! From a door to its nearest site: how far, and along which roads.
//!
//! The search keeps no parents. The next piece of a way is the one whose length explains the difference of two
//! labels; of several the one to the lowest junction, on the lowest segment. So a way depends on nothing but
//! the network and the sites.

use super::access::AccessPoint;
use super::forest::{Forest, Reach, SeedLabel};
use super::labels::{self, Label, UNREACHED, distance_of, extended, label, source_of};
use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use super::segment::Segment;
use crate::geometry::LonLat;
use crate::ids::{JunctionId, SegmentId};
use crate::units::Millimetres;

/// A part of a segment as it is walked; against the segment where `from` is larger than `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathPiece {
    /// The segment.
    pub segment: SegmentId,
    /// Where the walk on it begins.
    pub from: Millimetres,
    /// Where it ends.
    pub to: Millimetres,
}

/// The way from a door to its nearest site.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPath {
    /// Rank of the site.
    pub source: u32,
    /// As in [`Reach::distance`].
    pub distance: Millimetres,
    /// The way along roads, piece by piece, pieces without length left out.
    pub pieces: Vec<PathPiece>,
    /// The way along roads as a line, from the door's place on the road to the site's; a single place where
    /// both are the same.
    pub line: Vec<LonLat>,
}

/// How a way begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    /// Straight to a site on the same segment: its position in the seeds of that segment.
    SameSegment(usize),
    /// Over the segment's `from`.
    From,
    /// Over the segment's `to`.
    To,
}

/// How a way goes on at a junction.
enum Hop {
    /// Onto the segment of a site that lies there.
    Site(SeedLabel),
    /// Along a whole segment to the next junction.
    Along(SegmentId, JunctionId),
}

impl Forest {
    /// How a place reaches its nearest site; `None` where it reaches none (also where its own place on the road
    /// is closed, see [`RoadNetwork::demand_access_under`]). O(1) and a look at the sites of its segment.
    #[must_use]
    pub fn reach(&self, network: &RoadNetwork, mask: &NetworkMask, from: &AccessPoint) -> Option<Reach> {
        let segment = network.segment(from.segment)?;
        let (best, start) = self.best_start(segment, mask, from)?;
        let distance = Millimetres(distance_of(best));
        let slowed = if mask.has_slowed() { self.slowed_from(segment, mask, from, start)? } else { distance };
        Some(Reach { source: source_of(best), distance, slowed })
    }

    /// The way of a place to its nearest site; `None` as in [`Forest::reach`]. O(pieces of the way).
    #[must_use]
    pub fn path(&self, network: &RoadNetwork, mask: &NetworkMask, from: &AccessPoint) -> Option<NetworkPath> {
        let segment = network.segment(from.segment)?;
        let (best, start) = self.best_start(segment, mask, from)?;
        let mut way = Way::new(network, from);
        match start {
            Start::SameSegment(seed) => {
                let seed = self.seeds_on(from.segment).get(seed)?;
                way.add(from.segment, from.along, seed.access.along);
            }
            Start::From => {
                way.add(from.segment, from.along, Millimetres(0));
                self.follow(network, mask, segment.from, &mut way)?;
            }
            Start::To => {
                way.add(from.segment, from.along, segment.length);
                self.follow(network, mask, segment.to, &mut way)?;
            }
        }
        let distance = Millimetres(distance_of(best));
        Some(NetworkPath { source: source_of(best), distance, pieces: way.pieces, line: way.line })
    }

    fn best_start(&self, segment: &Segment, mask: &NetworkMask, from: &AccessPoint) -> Option<(Label, Start)> {
        let span = mask.open_span(from.segment, segment.length, from.along)?;
        let along = from.along.min(segment.length).0;
        let mut best = (UNREACHED, Start::To);
        for (n, seed) in self.seeds_on(from.segment).iter().enumerate() {
            let Some(of_seed) = mask.open_span(from.segment, segment.length, seed.access.along) else { continue };
            if of_seed == span {
                let way = seed.access.along.0.abs_diff(along);
                let offered = extended(extended(label(seed.access.walk.0, seed.source), way), from.walk.0);
                best = best.min((offered, Start::SameSegment(n)));
            }
        }
        let ends = [
            (span.reaches_from, segment.from, along, Start::From),
            (span.reaches_to, segment.to, segment.length.0 - along, Start::To),
        ];
        for (is_open, junction, way, start) in ends {
            let here = self.label_at(junction);
            if is_open && here != UNREACHED {
                best = best.min((extended(extended(here, way), from.walk.0), start));
            }
        }
        (best.0 != UNREACHED).then_some(best)
    }

    /// Adds the pieces from a junction to its site.
    fn follow(&self, network: &RoadNetwork, mask: &NetworkMask, from: JunctionId, way: &mut Way) -> Option<()> {
        let mut junction = from;
        for _ in 0..=network.n_junctions() {
            match self.next_hop(network, mask, junction)? {
                Hop::Site(seed_label) => {
                    let access = &self.seeds.get(seed_label.seed as usize)?.access;
                    let length = network.segment(access.segment)?.length;
                    let end = if seed_label.at_from { Millimetres(0) } else { length };
                    way.add(access.segment, end, access.along);
                    return Some(());
                }
                Hop::Along(id, next) => {
                    let segment = network.segment(id)?;
                    let ends = (Millimetres(0), segment.length);
                    let (low, high) = if segment.from == junction { ends } else { (ends.1, ends.0) };
                    way.add(id, low, high);
                    junction = next;
                }
            }
        }
        None
    }

    fn next_hop(&self, network: &RoadNetwork, mask: &NetworkMask, at: JunctionId) -> Option<Hop> {
        let here = self.label_at(at);
        if here == UNREACHED {
            return None;
        }
        let first = self.seed_labels.partition_point(|seed| (seed.junction, seed.label) < (at.0, here));
        if let Some(seed) = self.seed_labels.get(first).filter(|s| (s.junction, s.label) == (at.0, here)) {
            return Some(Hop::Site(*seed));
        }
        let (next, arc) = labels::arcs(network.graph(), at.0).find(|&(next, arc)| {
            let there = self.label_at(JunctionId(next));
            there != UNREACHED && extended(there, mask.arc_length(arc)) == here
        })?;
        let length = Millimetres(mask.arc_length(arc));
        let mut open = network.links().segments(arc.link).filter(|&id| mask.is_open(id));
        let id = open.find(|&id| network.segment(id).is_some_and(|segment| segment.length == length))?;
        Some(Hop::Along(id, JunctionId(next)))
    }

    fn slowed_from(
        &self,
        segment: &Segment,
        mask: &NetworkMask,
        from: &AccessPoint,
        start: Start,
    ) -> Option<Millimetres> {
        let along = from.along.min(segment.length).0;
        let over = |junction: JunctionId, end: u32| {
            let rest = Millimetres(*self.slowed.get(junction.index())?);
            Some(mask.slowed_length(from.segment, along, end).saturating_add(rest))
        };
        let on_roads = match start {
            Start::SameSegment(seed) => {
                let access = &self.seeds_on(from.segment).get(seed)?.access;
                mask.slowed_length(from.segment, along, access.along.0).saturating_add(access.walk)
            }
            Start::From => over(segment.from, 0)?,
            Start::To => over(segment.to, segment.length.0)?,
        };
        Some(on_roads.saturating_add(from.walk))
    }

    /// The slowed way of every junction, nearest junctions first; nothing where no road is slowed. O(m + n log n).
    pub(super) fn slowed_ways(&self, network: &RoadNetwork, mask: &NetworkMask) -> Vec<u32> {
        if !mask.has_slowed() {
            return Vec::new();
        }
        let mut order: Vec<(Label, JunctionId)> =
            self.labels.iter().enumerate().map(|(n, &label)| (label, JunctionId::from_index(n))).collect();
        order.sort_unstable();
        let mut slowed = vec![u32::MAX; self.labels.len()];
        for (_, junction) in order.into_iter().take_while(|(label, _)| *label != UNREACHED) {
            let way = match self.next_hop(network, mask, junction) {
                Some(Hop::Site(seed)) => self.slowed_to_site(network, mask, seed),
                Some(Hop::Along(id, next)) => network.segment(id).map(|segment| {
                    let rest = Millimetres(slowed[next.index()]);
                    mask.slowed_length(id, 0, segment.length.0).saturating_add(rest)
                }),
                None => None,
            };
            slowed[junction.index()] = way.map_or(u32::MAX, |way| way.0);
        }
        slowed
    }

    fn slowed_to_site(&self, network: &RoadNetwork, mask: &NetworkMask, seed: SeedLabel) -> Option<Millimetres> {
        let access = &self.seeds.get(seed.seed as usize)?.access;
        let length = network.segment(access.segment)?.length.0;
        let end = if seed.at_from { 0 } else { length };
        Some(mask.slowed_length(access.segment, end, access.along.0).saturating_add(access.walk))
    }
}

/// A way as it grows.
struct Way<'a> {
    network: &'a RoadNetwork,
    pieces: Vec<PathPiece>,
    line: Vec<LonLat>,
}

impl<'a> Way<'a> {
    fn new(network: &'a RoadNetwork, from: &AccessPoint) -> Self {
        let start = network.place_on(from.segment, from.along).unwrap_or(from.place);
        Self { network, pieces: Vec::new(), line: vec![start] }
    }

    fn add(&mut self, segment: SegmentId, from: Millimetres, to: Millimetres) {
        if from == to {
            return;
        }
        self.pieces.push(PathPiece { segment, from, to });
        for place in self.network.segment_piece(segment, from, to) {
            if self.line.last() != Some(&place) {
                self.line.push(place);
            }
        }
    }
}
