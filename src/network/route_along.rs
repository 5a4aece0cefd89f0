//! A line drawn along the roads: the shortest way from one place on a road to another.

use super::labels::{Queue, arcs};
use super::path::PathPiece;
use super::road_network::RoadNetwork;
use super::road_snap::{RoadSnap, RoadsFor};
use crate::geometry::{Line, LonLat};
use crate::ids::{JunctionId, SegmentId};
use crate::units::Millimetres;

/// A way along the roads.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteAlong {
    /// The line, from the place on the first road to that on the last; one place where both are the same.
    pub line: Line,
    /// Its length along the roads.
    pub length: Millimetres,
    /// The parts of segments it is made of, those without length left out.
    pub pieces: Vec<PathPiece>,
    /// Where it begins.
    pub from: RoadSnap,
    /// Where it ends.
    pub to: RoadSnap,
}

/// Not reached yet.
const UNKNOWN: u32 = u32::MAX;

impl RoadNetwork {
    /// The shortest way along roads between the places on roads nearest to two places; `None` where one of them is
    /// farther than [`NetworkSettings::max_access`] from a road, or no road connects them. Closures and one-way signs
    /// do not count: it is drawn, not travelled.
    ///
    /// O((m + n) log n) for the part of the network nearer than the goal. Of ways of one length the one over lower
    /// junctions and segments.
    ///
    /// [`NetworkSettings::max_access`]: super::NetworkSettings
    #[must_use]
    pub fn route_along(&self, from: LonLat, to: LonLat, roads: RoadsFor) -> Option<RouteAlong> {
        let within = self.settings().max_access;
        let from = self.nearest_road(from, within, roads)?;
        let to = self.nearest_road(to, within, roads)?;
        self.route_between(&from, &to, roads)
    }

    /// The same between places that are on roads already.
    #[must_use]
    pub fn route_between(&self, from: &RoadSnap, to: &RoadSnap, roads: RoadsFor) -> Option<RouteAlong> {
        let (first, last) = (self.segment(from.segment)?, self.segment(to.segment)?);
        let direct = (from.segment == to.segment).then(|| from.along.0.abs_diff(to.along.0));
        let mut search = Search::new(self, roads);
        search.offer(first.from.0, from.along.min(first.length).0, UNKNOWN);
        search.offer(first.to.0, first.length.0 - from.along.min(first.length).0, UNKNOWN);
        let along = to.along.min(last.length).0;
        let goals = [(last.from, along, false), (last.to, last.length.0 - along, true)];
        let best = search.run(goals.map(|goal| (goal.0.0, goal.1)), direct.unwrap_or(UNKNOWN));
        let over = best.and_then(|(length, goal)| {
            let goal = goals.get(goal)?;
            Some((length, search.way_to(goal.0.0), goal.2))
        });
        let (length, pieces) = match (direct, over) {
            (Some(direct), Some((length, ..))) if direct <= length => {
                (direct, vec![(from.segment, from.along, to.along)])
            }
            (Some(direct), None) => (direct, vec![(from.segment, from.along, to.along)]),
            (None, None) => return None,
            (_, Some((length, way, over_to))) => (length, self.pieces_of(from, to, &way, over_to, roads)?),
        };
        Some(self.route_of(pieces, Millimetres(length), from, to))
    }

    /// The pieces of a way over junctions.
    fn pieces_of(
        &self,
        from: &RoadSnap,
        to: &RoadSnap,
        way: &[u32],
        over_to: bool,
        roads: RoadsFor,
    ) -> Option<Vec<(SegmentId, Millimetres, Millimetres)>> {
        let (first, last) = (self.segment(from.segment)?, self.segment(to.segment)?);
        let along = from.along.min(first.length).0;
        // Both ends may be the start: the nearer one where the segment is a loop or both lie on one way.
        let start = *way.first()?;
        let by_from = (first.from.0 == start).then_some((along, Millimetres(0)));
        let by_to = (first.to.0 == start).then_some((first.length.0 - along, first.length));
        let leave = by_from.into_iter().chain(by_to).min()?.1;
        let mut pieces = vec![(from.segment, from.along, leave)];
        for pair in way.windows(2) {
            let id = self.shortest_between(pair[0], pair[1], roads)?;
            let segment = self.segment(id)?;
            let ends = (Millimetres(0), segment.length);
            pieces.push(if segment.from.0 == pair[0] { (id, ends.0, ends.1) } else { (id, ends.1, ends.0) });
        }
        pieces.push((to.segment, if over_to { last.length } else { Millimetres(0) }, to.along));
        Some(pieces)
    }

    /// The shortest usable segment between neighbors, the lowest of several.
    fn shortest_between(&self, from: u32, to: u32, roads: RoadsFor) -> Option<SegmentId> {
        let (_, arc) = arcs(self.graph(), from).find(|arc| arc.0 == to)?;
        let usable = self.links().segments(arc.link).filter_map(|id| Some((self.segment(id)?, id)));
        let usable = usable.filter(|(segment, _)| roads.include(segment.is_walkable));
        usable.min_by_key(|(segment, id)| (segment.length, *id)).map(|(_, id)| id)
    }

    fn route_of(
        &self,
        pieces: Vec<(SegmentId, Millimetres, Millimetres)>,
        length: Millimetres,
        from: &RoadSnap,
        to: &RoadSnap,
    ) -> RouteAlong {
        let mut line: Line = vec![from.place];
        let mut kept = Vec::with_capacity(pieces.len());
        for (segment, from, to) in pieces.into_iter().filter(|piece| piece.1 != piece.2) {
            line.extend(self.segment_piece(segment, from, to));
            kept.push(PathPiece { segment, from, to });
        }
        line.push(to.place);
        line.dedup();
        RouteAlong { line, length, pieces: kept, from: *from, to: *to }
    }
}

/// A search from the start outwards, ended when the goal is settled.
struct Search<'a> {
    network: &'a RoadNetwork,
    roads: RoadsFor,
    distance: Vec<u32>,
    parent: Vec<u32>,
    queue: Queue,
}

impl<'a> Search<'a> {
    fn new(network: &'a RoadNetwork, roads: RoadsFor) -> Self {
        let n = network.n_junctions();
        Self { network, roads, distance: vec![UNKNOWN; n], parent: vec![UNKNOWN; n], queue: Queue::default() }
    }

    fn offer(&mut self, junction: u32, distance: u32, parent: u32) {
        let at = junction as usize;
        let Some(known) = self.distance.get(at).copied() else { return };
        let is_better = distance < known || (distance == known && known != UNKNOWN && parent < self.parent[at]);
        if is_better {
            self.parent[at] = parent;
            if distance < known {
                self.distance[at] = distance;
                self.queue.push(distance, junction);
            }
        }
    }

    /// The least length over one of the goals (junction and the way from it), and which; nothing longer than `limit`.
    fn run(&mut self, goals: [(u32, u32); 2], limit: u32) -> Option<(u32, usize)> {
        let mut best: Option<(u32, usize)> = None;
        while let Some((distance, junction)) = self.queue.pop() {
            if distance > self.distance[junction as usize] {
                continue;
            }
            if distance >= best.map_or(limit, |best| best.0) {
                break;
            }
            for (n, goal) in goals.iter().enumerate().filter(|(_, goal)| goal.0 == junction) {
                let found = distance.checked_add(goal.1).map(|length| (length, n));
                best = [best, found].into_iter().flatten().min();
            }
            let network = self.network;
            for (next, arc) in arcs(network.graph(), junction) {
                let length = match self.roads {
                    RoadsFor::Walkers => arc.length,
                    RoadsFor::Everyone => {
                        let all = network.links().segments(arc.link).filter_map(|id| network.segment(id));
                        all.map(|segment| segment.length.0).min().unwrap_or(UNKNOWN)
                    }
                };
                if length != UNKNOWN
                    && let Some(sum) = distance.checked_add(length)
                {
                    self.offer(next, sum, junction);
                }
            }
        }
        best
    }

    /// The junctions from the start to one that was reached.
    fn way_to(&self, goal: u32) -> Vec<u32> {
        let mut way = vec![goal];
        let mut at = goal;
        while let Some(&before) = self.parent.get(at as usize).filter(|&&before| before != UNKNOWN) {
            if way.len() > self.parent.len() {
                break;
            }
            way.push(before);
            at = before;
        }
        way.reverse();
        way
    }
}

impl RouteAlong {
    /// The junctions it passes, in order.
    #[must_use]
    pub fn junctions(&self, network: &RoadNetwork) -> Vec<JunctionId> {
        let mut passed: Vec<JunctionId> = Vec::new();
        for piece in &self.pieces {
            let Some(segment) = network.segment(piece.segment) else { continue };
            for (position, junction) in [(Millimetres(0), segment.from), (segment.length, segment.to)] {
                if (piece.from == position || piece.to == position) && passed.last() != Some(&junction) {
                    passed.push(junction);
                }
            }
        }
        passed
    }
}
