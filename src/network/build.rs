//! From loaded roads to a network: join, cut, number, connect doors, report.

use std::collections::BTreeSet;
use std::sync::Arc;

use rstar::RTree;

use super::components;
use super::courses::{Courses, Insertion};
use super::crossings::{self, BareCrossing};
use super::edge_tree::{Edge, EdgeTree, edges_of_roads};
use super::geometry::Lines;
use super::graph::graph_of;
use super::health::{ComponentHealth, Crossing, MendOutcome, NearMiss, NetworkHealth, SnappedEnd};
use super::junctions::{Junctions, Occurrences};
use super::links::Roads;
use super::mask::NetworkMask;
use super::mending;
use super::near_misses;
use super::pieces;
use super::road_network::RoadNetwork;
use super::segment::Segment;
use super::settings::NetworkSettings;
use super::snapping::{self, Tie};
use super::vertex::VertexKey;
use crate::community::Community;
use crate::geometry::{LocalProjection, LonLat};
use crate::ids::{DemandId, JunctionId, RoadId, SegmentId};
use crate::jobs::{Cancelled, JobContext};
use crate::units::{Metres, Millimetres};

/// Stages reported as progress.
const STAGES: usize = 6;

/// The roads after joining, and what was joined.
struct Joined {
    courses: Courses,
    occurrences: Occurrences,
    ties: Vec<Tie>,
    near_misses: Vec<NearMiss>,
    crossings: Vec<BareCrossing>,
    is_joining: bool,
    n_shared_vertices: usize,
    mends: Vec<MendOutcome>,
    mended_crossings: BTreeSet<VertexKey>,
}

impl RoadNetwork {
    /// Joins the roads, cuts them at their junctions and finds where each door meets them. O(n log n).
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn build(community: &Community, settings: &NetworkSettings, context: &JobContext) -> Result<Self, Cancelled> {
        Self::build_from(community, Roads::of(community), settings, context)
    }

    /// The same from the community's roads and those of a plan.
    pub(super) fn build_from(
        community: &Community,
        roads: Roads<'_>,
        settings: &NetworkSettings,
        context: &JobContext,
    ) -> Result<Self, Cancelled> {
        context.progress(0, STAGES)?;
        let joined = join(community, roads, settings, context)?;
        context.progress(2, STAGES)?;
        let junctions = Junctions::find(&joined.courses, &joined.occurrences);
        let (pieces, n_merged_copies) = pieces::cut(roads, &joined.courses, &junctions, context)?;
        context.progress(3, STAGES)?;
        let lines = Lines::of(&pieces, &joined.courses, community.plane());
        let segments = segments_of(&pieces, &lines);
        let (graph, links) = graph_of(&segments, junctions.keys.len());
        context.progress(4, STAGES)?;
        let mut network = Self {
            settings: settings.clone(),
            plane: *community.plane(),
            junctions: junctions.keys.iter().map(|key| key.place()).collect(),
            is_walkable: segments.iter().map(|segment| segment.is_walkable).collect::<Arc<[bool]>>(),
            components: components::label(&segments, junctions.keys.len()),
            edges: edges_of_segments(&lines),
            doors: community.demand().iter().map(|door| door.place).collect(),
            demand_access: Vec::new(),
            health: NetworkHealth { n_merged_copies, ..NetworkHealth::default() },
            segments,
            lines,
            graph,
            links,
        };
        context.progress(5, STAGES)?;
        network.connect_doors(context)?;
        network.report(community, &joined);
        context.progress(STAGES, STAGES)?;
        Ok(network)
    }

    fn connect_doors(&mut self, context: &JobContext) -> Result<(), Cancelled> {
        let mask = NetworkMask::open(self);
        let mut access = Vec::with_capacity(self.doors.len());
        for (n, &door) in self.doors.iter().enumerate() {
            if n % 1024 == 0 {
                context.check()?;
            }
            access.push(self.access(door, &mask));
        }
        self.demand_access = access;
        Ok(())
    }

    fn report(&mut self, community: &Community, joined: &Joined) {
        let roads = community.roads();
        let without: Vec<DemandId> = (self.demand_access.iter().enumerate())
            .filter(|(_, access)| access.is_none())
            .map(|(n, _)| DemandId::from_index(n))
            .collect();
        let persons = |id: &DemandId| community.demand().get(id.index()).map_or(0, |door| door.persons.count());
        self.sort_components(community);
        let parts = self.parts_of_roads(community);
        let health = NetworkHealth {
            n_vertices: joined.occurrences.count_places().0,
            n_shared_vertices: joined.n_shared_vertices,
            n_junctions: self.n_junctions(),
            n_segments: self.n_segments(),
            length: NetworkHealth::sum_of(self.segments.iter().map(|segment| segment.length)),
            dead_ends: self.dead_ends(),
            snapped_ends: joined.ties.iter().map(snapped_end).collect(),
            near_misses: joined.near_misses.iter().map(|miss| parts.of_miss(miss, &self.health)).collect(),
            crossings: joined.crossings.iter().map(|c| parts.of_crossing(c, joined, &self.health)).collect(),
            mends: joined.mends.clone(),
            are_crossings_joined: joined.is_joining,
            n_roads_without_width: roads.iter().filter(|road| road.width.is_none()).count(),
            n_unwalkable_roads: roads.iter().filter(|road| !road.is_walkable).count(),
            n_pointlike_roads: joined.courses.starts.windows(2).filter(|range| range[0] == range[1]).count(),
            persons_without_access: without.iter().map(persons).sum(),
            doors_without_access: without,
            n_merged_copies: self.health.n_merged_copies,
            components: std::mem::take(&mut self.health.components),
        };
        self.health = health;
    }

    /// Numbers the components largest first and counts what is in them.
    fn sort_components(&mut self, community: &Community) {
        let n = self.components.iter().max().map_or(0, |&last| last as usize + 1);
        let mut parts: Vec<(ComponentHealth, u64)> = vec![(nothing_yet(), 0); n];
        for (junction, &part) in self.components.iter().enumerate() {
            let (part, _) = &mut parts[part as usize];
            if part.n_junctions == 0 {
                part.place = self.junctions[junction];
            }
            part.n_junctions += 1;
        }
        for segment in &self.segments {
            let (part, length) = &mut parts[self.components[segment.from.index()] as usize];
            part.n_segments += 1;
            *length += u64::from(segment.length.0);
        }
        for (access, door) in self.demand_access.iter().zip(community.demand()) {
            let Some(segment) = access.and_then(|access| self.segments.get(access.segment.index())) else { continue };
            parts[self.components[segment.from.index()] as usize].0.persons += door.persons.count();
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&part| std::cmp::Reverse((parts[part].0.n_junctions, parts[part].1)));
        let mut rank = vec![0_u32; n];
        for (place, &part) in (0_u32..).zip(&order) {
            rank[part] = place;
        }
        for part in &mut self.components {
            *part = rank[*part as usize];
        }
        let numbered = (0_u32..).zip(order).map(|(id, part)| {
            let (part, length) = &parts[part];
            let metres = NetworkHealth::metres(*length);
            ComponentHealth { id, length: metres, ..*part }
        });
        self.health.components = numbered.collect();
    }

    /// The part each road lies in, or begins in.
    fn parts_of_roads(&self, community: &Community) -> RoadParts {
        let n_roads = self.segments.iter().map(|segment| segment.road.index() + 1).max().unwrap_or(0);
        let mut parts = vec![None; n_roads.max(community.roads().len())];
        for segment in self.segments.iter().rev() {
            parts[segment.road.index()] = self.components.get(segment.from.index()).copied();
        }
        RoadParts(parts)
    }

    fn dead_ends(&self) -> Vec<JunctionId> {
        let mut degree = vec![0_u32; self.n_junctions()];
        for segment in &self.segments {
            degree[segment.from.index()] += 1;
            degree[segment.to.index()] += 1;
        }
        let ends = degree.iter().enumerate().filter(|(_, degree)| **degree == 1);
        ends.map(|(junction, _)| JunctionId::from_index(junction)).collect()
    }
}

/// Which connected part each road lies in.
struct RoadParts(Vec<Option<u32>>);

impl RoadParts {
    /// People of the smaller part where two roads lie in separate parts.
    fn persons_apart(&self, roads: (RoadId, RoadId), health: &NetworkHealth) -> u64 {
        let part = |road: RoadId| self.0.get(road.index()).copied().flatten();
        match (part(roads.0), part(roads.1)) {
            (Some(one), Some(other)) if one != other => {
                let persons = |part: u32| health.components.get(part as usize).map_or(0, |part| part.persons);
                persons(one).min(persons(other))
            }
            _ => 0,
        }
    }

    fn of_miss(&self, miss: &NearMiss, health: &NetworkHealth) -> NearMiss {
        NearMiss { persons_apart: self.persons_apart((miss.road, miss.target), health), ..*miss }
    }

    fn of_crossing(&self, crossing: &BareCrossing, joined: &Joined, health: &NetworkHealth) -> Crossing {
        let roads = (RoadId(crossing.roads.0), RoadId(crossing.roads.1));
        let is_mended = || joined.mended_crossings.contains(&crossing.key);
        let is_joined = joined.is_joining || is_mended();
        let persons_apart = if is_joined { 0 } else { self.persons_apart(roads, health) };
        Crossing { roads, place: crossing.key.place(), is_joined, persons_apart }
    }
}

fn nothing_yet() -> ComponentHealth {
    let place = LonLat::new_clamped(0.0, 0.0);
    ComponentHealth { id: 0, n_junctions: 0, n_segments: 0, length: Metres::ZERO, persons: 0, place }
}

fn join(
    community: &Community,
    roads: Roads<'_>,
    settings: &NetworkSettings,
    context: &JobContext,
) -> Result<Joined, Cancelled> {
    let plane = community.plane();
    let loaded = Courses::of(roads);
    let as_loaded = Occurrences::of(&loaded);
    context.check()?;
    let tree = edges_of_roads(&loaded, plane);
    context.check()?;
    let mut ties = ties_of(roads, &loaded, &as_loaded, &tree, plane, settings, context)?;
    let mut mended = mending::ties_of_mends(&settings.mends, &loaded, &as_loaded, &tree, plane);
    // An end that is tied anyway needs no second connector.
    mended.retain(|mend| !ties.iter().any(|tie| (tie.road, tie.is_start) == (mend.road, mend.is_start)));
    let n_snapped = ties.len();
    ties.extend(mended.iter().copied());
    let mut near_misses = near_misses::find(&loaded, &as_loaded, &ties, &tree, plane, context)?;
    mending::drop_mended(&mut near_misses, &mended);
    context.progress(1, STAGES)?;
    let mut crossings = crossings::find_crossings(roads, &loaded, &tree, context)?;
    let mut by_road = ties.clone();
    by_road.sort_by_key(|tie| (tie.road, tie.target_road, tie.target));
    let reach = settings.snap_tolerance.value() * 2.0;
    crossings.retain(|crossing| {
        let place = plane.local_from_lon_lat(crossing.key.place());
        !snapping::is_tied(&by_road, crossing.roads, place, plane, reach)
    });
    let (_, n_shared_vertices) = as_loaded.count_places();
    let by_look = || crossings::are_joined(settings.crossings, roads, crossings.len(), n_shared_vertices);
    let is_joining = roads.is_joining.unwrap_or_else(by_look);
    let (mut insertions, mut extensions) = snapping::changes_of(&ties);
    // A new link meets what it crosses on the ground, whatever the rule for loaded roads.
    let is_mended = |crossing: &BareCrossing| mending::is_mended(&settings.mends, crossing);
    let meets = |crossing: &&BareCrossing| {
        is_joining || roads.is_link(crossing.roads.0.max(crossing.roads.1)) || is_mended(crossing)
    };
    let mut added: Vec<Insertion> = crossings.iter().filter(meets).flat_map(BareCrossing::insertions).collect();
    added.sort_by_key(|i| (i.road, i.edge, i.key));
    added.dedup_by_key(|i| (i.road, i.edge, i.key));
    insertions.extend(added);
    // One place of two roads is one crossing to the planner.
    crossings.dedup_by_key(|crossing| (crossing.key, crossing.roads));
    let mends = mending::outcomes(&settings.mends, &ties, &crossings);
    let mended_crossings = crossings.iter().filter(|crossing| is_mended(crossing)).map(|c| c.key).collect();
    ties.truncate(n_snapped);
    let is_changed = !(insertions.is_empty() && extensions.is_empty());
    let (courses, occurrences) = if is_changed {
        let courses = loaded.with(&mut insertions, &mut extensions);
        let occurrences = Occurrences::of(&courses);
        (courses, occurrences)
    } else {
        (loaded, as_loaded)
    };
    Ok(Joined {
        courses,
        occurrences,
        ties,
        near_misses,
        crossings,
        is_joining,
        n_shared_vertices,
        mends,
        mended_crossings,
    })
}

/// A new link's ends lie on a road but for the rounding of places, so this much tolerance in metres is enough.
const LINK_TOLERANCE_M: f64 = 0.05;

/// Loose ends and what they are tied to; links are tied even where loaded roads are not.
fn ties_of(
    roads: Roads<'_>,
    courses: &Courses,
    occurrences: &Occurrences,
    tree: &EdgeTree,
    plane: &LocalProjection,
    settings: &NetworkSettings,
    context: &JobContext,
) -> Result<Vec<Tie>, Cancelled> {
    let tolerance = settings.snap_tolerance;
    let least = if roads.links.is_empty() { tolerance } else { tolerance.max(Metres::new_clamped(LINK_TOLERANCE_M)) };
    let mut ties = snapping::find_ties(courses, occurrences, tree, plane, least, context)?;
    ties.retain(|tie| tie.gap <= tolerance || roads.is_link(tie.road.max(tie.target_road)));
    Ok(ties)
}

fn segments_of(pieces: &[pieces::Piece], lines: &Lines) -> Vec<Segment> {
    let segment = |(n, piece): (usize, &pieces::Piece)| Segment {
        from: piece.from,
        to: piece.to,
        length: Millimetres(lines.along(n).last().copied().unwrap_or(1)),
        road: piece.road,
        is_walkable: piece.is_walkable,
        one_way: piece.one_way,
    };
    pieces.iter().enumerate().map(segment).collect()
}

fn edges_of_segments(lines: &Lines) -> EdgeTree {
    let mut edges = Vec::new();
    for segment in 0..lines.n_lines() {
        let owner = SegmentId::from_index(segment).0;
        for (number, pair) in (0_u32..).zip(lines.points(segment).windows(2)) {
            edges.push(Edge { a: pair[0], b: pair[1], owner, number });
        }
    }
    RTree::bulk_load(edges)
}

fn snapped_end(tie: &Tie) -> SnappedEnd {
    SnappedEnd {
        road: RoadId(tie.road),
        target: RoadId(tie.target_road),
        place: tie.end.place(),
        joined_at: tie.target.place(),
        gap: tie.gap,
    }
}
