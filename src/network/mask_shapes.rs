//! Closures and slow areas as they are drawn: points, lines and areas, turned into parts of roads.

use std::collections::BTreeSet;

use rstar::RTree;

use super::access::AccessPoint;
use super::edge_tree::{Edge, EdgeTree, window};
use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use super::road_snap::RoadsFor;
use crate::geometry::{Line, LocalPoint, LonLat, MultiPolygon};
use crate::ids::{JunctionId, SegmentId};
use crate::units::Millimetres;

/// A road this near to a drawn closure line, in metres, and going its way is closed along it (project choice).
const BESIDE_M: f64 = 10.0;
/// Going the line's way: within 20° of it (sine; project choice).
const PARALLEL_SINE: f64 = 0.342;
/// Gaps left between closed parts of one road by bends of a line are closed too, up to this (mm; project choice).
const BEND_GAP_MM: u32 = 10_000;
/// A line that goes less than this across or along a road, in metres, ends there (what files round).
const END_M: f64 = 0.05;
/// A point closure this near to a junction bars the junction (mm; project choice: nearer than a barrier is wide).
const AT_JUNCTION_MM: u32 = 500;

impl NetworkMask {
    /// Closes the walkable road nearest to a place at that point: nobody passes it, either side stays in use. Within
    /// half a metre of a junction the junction itself is barred, that is the end of every road that meets there: which
    /// of them is meant could not be told.
    ///
    /// Gives the segment; `None` where no walkable road lies within the access limit. About O(log n).
    pub fn close_at(&mut self, network: &RoadNetwork, place: LonLat) -> Option<SegmentId> {
        let AccessPoint { segment, along, .. } = network.access(place, &Self::open(network))?;
        self.close_point(network, segment, along)
    }

    /// The same for the nearest road of any kind, motorways too: what cars and walkers both mind.
    pub fn close_any_at(&mut self, network: &RoadNetwork, place: LonLat) -> Option<SegmentId> {
        let snap = network.nearest_road(place, network.settings().max_access, RoadsFor::Everyone)?;
        self.close_point(network, snap.segment, snap.along)
    }

    fn close_point(&mut self, network: &RoadNetwork, id: SegmentId, along: Millimetres) -> Option<SegmentId> {
        let segment = network.segment(id)?;
        if along.0 <= AT_JUNCTION_MM {
            self.bar_junction(network, segment.from);
        } else if segment.length.0.saturating_sub(along.0) <= AT_JUNCTION_MM {
            self.bar_junction(network, segment.to);
        } else {
            self.close(network, id, along.0, along.0, 0);
        }
        Some(id)
    }

    /// Closes the ends of all roads at a junction.
    fn bar_junction(&mut self, network: &RoadNetwork, junction: JunctionId) {
        let point = network.plane().local_from_lon_lat(network.junction_place(junction));
        let near = network.edges().locate_in_envelope_intersecting(&window(point, point, END_M));
        let owners: BTreeSet<u32> = near.map(|edge| edge.owner).collect();
        for id in owners.into_iter().map(SegmentId) {
            let Some(segment) = network.segment(id) else { continue };
            if segment.from == junction {
                self.close(network, id, 0, 0, 0);
            }
            if segment.to == junction {
                self.close(network, id, segment.length.0, segment.length.0, 0);
            }
        }
    }

    /// Closes roads along drawn lines: roads within 10 m that go the line's way are closed as far as the line goes
    /// beside them. Of the roads the line crosses those that meet a road closed along it are closed at the crossing,
    /// not what passes over or under; a line that goes along no road closes every road it crosses. Roads at which the
    /// line merely begins or ends stay open: at either end of a closed bridge traffic across it goes on.
    /// O(k log n) for k edges near the lines.
    pub fn close_lines(&mut self, network: &RoadNetwork, lines: &[Line]) {
        for line in lines {
            let points: Vec<LocalPoint> = line.iter().map(|&place| network.plane().local_from_lon_lat(place)).collect();
            let mut along: Vec<(u32, u32, u32)> = Vec::new();
            let mut across: Vec<(u32, u32, u32)> = Vec::new();
            for pair in points.windows(2) {
                for edge in network.edges().locate_in_envelope_intersecting(&window(pair[0], pair[1], BESIDE_M)) {
                    if let Some(share) = beside(edge, pair[0], pair[1], BESIDE_M) {
                        along.push(part_of(network, edge, share));
                    } else if let Some(share) = crossing(edge, pair[0], pair[1], &points) {
                        across.push(part_of(network, edge, (share, share)));
                    }
                }
            }
            let met: BTreeSet<JunctionId> = along.iter().flat_map(|part| ends_of(network, part.0)).collect();
            across.retain(|part| along.is_empty() || ends_of(network, part.0).any(|end| met.contains(&end)));
            let mut parts = [along, across].concat();
            parts.sort_unstable();
            for (owner, from, to) in parts {
                self.close(network, SegmentId(owner), from, to, if from < to { BEND_GAP_MM } else { 0 });
            }
        }
    }

    /// Closes the parts of roads inside an area. O(k log a) for k edges in its box and a vertices of the area.
    pub fn close_area(&mut self, network: &RoadNetwork, area: &MultiPolygon) {
        for (owner, from, to) in parts_inside(network, area) {
            self.close(network, SegmentId(owner), from, to, 0);
        }
    }

    /// Slows walking inside an area to a share of the usual speed: 1 and more changes nothing, 0 and less (or
    /// no number) closes. Where areas overlap the slowest holds. O(k log a), as for closing.
    pub fn slow_area(&mut self, network: &RoadNetwork, area: &MultiPolygon, speed_factor: f64) {
        if speed_factor >= 1.0 {
            return;
        }
        if speed_factor.is_nan() || speed_factor < MIN_FACTOR {
            self.close_area(network, area);
            return;
        }
        for (owner, from, to) in parts_inside(network, area) {
            self.slow(SegmentId(owner), from, to, speed_factor);
        }
    }
}

/// A part of a segment that a drawn line runs along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoadPart {
    /// The segment.
    pub segment: SegmentId,
    /// Does the line run from the segment's `from` to its `to`?
    pub runs_forward: bool,
    /// Where the part begins.
    pub from: Millimetres,
    /// Where it ends, never before `from`.
    pub to: Millimetres,
}

/// A road this near to a line drawn on it, in metres, is the road that is meant (project choice; closures reach
/// farther, to both carriageways).
const ON_ROAD_M: f64 = 3.0;

impl RoadNetwork {
    /// The parts of roads that lines are drawn on: within 3 m and going their way, by segment and direction. Gaps at
    /// bends are closed. O(k log n) for k edges near the lines.
    #[must_use]
    pub fn parts_along(&self, lines: &[Line]) -> Vec<RoadPart> {
        let mut parts: Vec<RoadPart> = Vec::new();
        for line in lines {
            let points: Vec<LocalPoint> = line.iter().map(|&place| self.plane().local_from_lon_lat(place)).collect();
            for pair in points.windows(2) {
                let (p, q) = (pair[0], pair[1]);
                for edge in self.edges().locate_in_envelope_intersecting(&window(p, q, ON_ROAD_M)) {
                    let Some(share) = beside(edge, p, q, ON_ROAD_M) else { continue };
                    let (owner, from, to) = part_of(self, edge, share);
                    let along = (edge.b.x - edge.a.x) * (q.x - p.x) + (edge.b.y - edge.a.y) * (q.y - p.y);
                    let (from, to) = (Millimetres(from), Millimetres(to));
                    parts.push(RoadPart { segment: SegmentId(owner), runs_forward: along > 0.0, from, to });
                }
            }
        }
        parts.sort_unstable();
        parts.dedup_by(|next, kept| {
            let is_same = (next.segment, next.runs_forward) == (kept.segment, kept.runs_forward);
            let is_joined = is_same && next.from.0 <= kept.to.0.saturating_add(BEND_GAP_MM);
            if is_joined {
                kept.to = kept.to.max(next.to);
            }
            is_joined
        });
        parts.retain(|part| part.from < part.to);
        parts
    }
}

/// Slower than a thousandth of the usual speed is closed.
const MIN_FACTOR: f64 = 0.001;

/// The positions of a share of an edge.
fn part_of(network: &RoadNetwork, edge: &Edge, (from, to): (f64, f64)) -> (u32, u32, u32) {
    let at = |share| network.lines().position(edge.owner as usize, edge.number as usize, share).0;
    (edge.owner, at(from), at(to))
}

/// The share of an edge that runs beside p–q, within a margin in metres.
fn beside(edge: &Edge, p: LocalPoint, q: LocalPoint, margin: f64) -> Option<(f64, f64)> {
    let (ex, ey) = (edge.b.x - edge.a.x, edge.b.y - edge.a.y);
    let (lx, ly) = (q.x - p.x, q.y - p.y);
    let (edge_length, line_length) = (ex.hypot(ey), lx.hypot(ly));
    if edge_length <= 0.0 || line_length <= 0.0 {
        return None;
    }
    let sine = (ex * ly - ey * lx) / (edge_length * line_length);
    if sine.abs() > PARALLEL_SINE {
        return None;
    }
    // Along the edge (0..=1) both the position along the line and the distance from it change evenly.
    let along = |c: LocalPoint| ((c.x - p.x) * lx + (c.y - p.y) * ly) / line_length;
    let across = |c: LocalPoint| ((c.x - p.x) * ly - (c.y - p.y) * lx) / line_length;
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    clip(along(edge.a), along(edge.b), 0.0, line_length, &mut low, &mut high);
    clip(across(edge.a), across(edge.b), -margin, margin, &mut low, &mut high);
    // Where the line ends at a junction, rounding would let it run on along the next road for a hair's breadth.
    let is_hair = (high - low) * edge_length < END_M && (low > 0.0 || high < 1.0);
    (low < high && !is_hair).then_some((low, high))
}

/// Keeps the shares at which a value going from `start` to `end` lies within `min..=max`.
fn clip(start: f64, end: f64, min: f64, max: f64, low: &mut f64, high: &mut f64) {
    let change = end - start;
    if change.abs() < 1e-12 {
        if start < min || start > max {
            *high = -1.0;
        }
        return;
    }
    let (a, b) = ((min - start) / change, (max - start) / change);
    *low = low.max(a.min(b));
    *high = high.min(a.max(b));
}

/// Where a piece p–q of a line crosses an edge, as a share of the edge; not at the ends of the line.
fn crossing(edge: &Edge, p: LocalPoint, q: LocalPoint, line: &[LocalPoint]) -> Option<f64> {
    let (share, other) = shares_of_crossing(edge.a, edge.b, p, q)?;
    let place = LocalPoint::new(p.x + (q.x - p.x) * other, p.y + (q.y - p.y) * other);
    let is_end = [line.first(), line.last()].into_iter().flatten().any(|end| end.distance(place) <= END_M);
    (!is_end).then_some(share)
}

/// The junctions at either end of a segment.
fn ends_of(network: &RoadNetwork, owner: u32) -> impl Iterator<Item = JunctionId> {
    network.segment(SegmentId(owner)).into_iter().flat_map(|segment| [segment.from, segment.to])
}

/// Where a–b and p–q cross, as shares of both.
fn shares_of_crossing(a: LocalPoint, b: LocalPoint, p: LocalPoint, q: LocalPoint) -> Option<(f64, f64)> {
    let (ex, ey, lx, ly) = (b.x - a.x, b.y - a.y, q.x - p.x, q.y - p.y);
    let cross = ex * ly - ey * lx;
    if cross.abs() < 1e-12 {
        return None;
    }
    let share = ((p.x - a.x) * ly - (p.y - a.y) * lx) / cross;
    let other = ((p.x - a.x) * ey - (p.y - a.y) * ex) / cross;
    ((0.0..=1.0).contains(&share) && (0.0..=1.0).contains(&other)).then_some((share, other))
}

/// The border of an area as edges.
fn border_of(network: &RoadNetwork, area: &MultiPolygon) -> EdgeTree {
    let rings = area.0.iter().flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes));
    let mut edges = Vec::new();
    for ring in rings {
        let points: Vec<LocalPoint> = ring.iter().map(|&place| network.plane().local_from_lon_lat(place)).collect();
        edges.extend(points.windows(2).map(|pair| Edge { a: pair[0], b: pair[1], owner: 0, number: 0 }));
    }
    RTree::bulk_load(edges)
}

/// Inside where a ray to the east meets the border an odd number of times.
fn is_inside(border: &EdgeTree, point: LocalPoint) -> bool {
    let ray = window(point, LocalPoint::new(border.root().envelope().upper()[0].max(point.x), point.y), 0.0);
    let meets = |edge: &&Edge| {
        (edge.a.y > point.y) != (edge.b.y > point.y)
            && edge.a.x + (point.y - edge.a.y) / (edge.b.y - edge.a.y) * (edge.b.x - edge.a.x) > point.x
    };
    border.locate_in_envelope_intersecting(&ray).filter(meets).count() % 2 == 1
}

/// The parts of segments inside an area: segment, from, to; by segment.
fn parts_inside(network: &RoadNetwork, area: &MultiPolygon) -> Vec<(u32, u32, u32)> {
    let border = border_of(network, area);
    let mut parts = Vec::new();
    if border.size() == 0 {
        return parts;
    }
    for edge in network.edges().locate_in_envelope_intersecting(&border.root().envelope()) {
        let mut cuts = vec![0.0, 1.0];
        let near = border.locate_in_envelope_intersecting(&window(edge.a, edge.b, 0.0));
        cuts.extend(near.filter_map(|side| shares_of_crossing(edge.a, edge.b, side.a, side.b)).map(|cut| cut.0));
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2).filter(|pair| pair[0] < pair[1]) {
            let middle = f64::midpoint(pair[0], pair[1]);
            let between = |a: f64, b: f64| a + (b - a) * middle;
            if is_inside(&border, LocalPoint::new(between(edge.a.x, edge.b.x), between(edge.a.y, edge.b.y))) {
                parts.push(part_of(network, edge, (pair[0], pair[1])));
            }
        }
    }
    parts.sort_unstable();
    parts
}
