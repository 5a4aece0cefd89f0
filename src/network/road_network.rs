//! The road network of a community: built once, never changed, shared by all work.

use std::sync::Arc;

use petgraph::graph::UnGraph;

use super::access::AccessPoint;
use super::edge_tree::EdgeTree;
use super::geometry::Lines;
use super::graph::{self, Links, WalkGraph};
use super::health::NetworkHealth;
use super::mask::NetworkMask;
use super::segment::Segment;
use super::settings::NetworkSettings;
use crate::geometry::{LocalPoint, LocalProjection, LonLat};
use crate::ids::{JunctionId, SegmentId};
use crate::units::Millimetres;

/// The routable roads of one community.
///
/// Ids are positions: junctions are numbered along a curve through their places, segments by their junctions
/// and then their vertices, so neither depends on the order or direction of the roads in the files.
#[derive(Clone, Debug)]
pub struct RoadNetwork {
    pub(super) settings: NetworkSettings,
    pub(super) plane: LocalProjection,
    pub(super) junctions: Vec<LonLat>,
    pub(super) segments: Vec<Segment>,
    pub(super) lines: Lines,
    pub(super) graph: WalkGraph,
    pub(super) links: Links,
    pub(super) edges: EdgeTree,
    pub(super) is_walkable: Arc<[bool]>,
    pub(super) components: Vec<u32>,
    pub(super) doors: Vec<LonLat>,
    pub(super) demand_access: Vec<Option<AccessPoint>>,
    pub(super) health: NetworkHealth,
}

impl RoadNetwork {
    /// What it was built with.
    #[must_use]
    pub const fn settings(&self) -> &NetworkSettings {
        &self.settings
    }

    /// How many junctions; ids run from 0.
    #[must_use]
    pub const fn n_junctions(&self) -> usize {
        self.junctions.len()
    }

    /// How many segments; ids run from 0.
    #[must_use]
    pub const fn n_segments(&self) -> usize {
        self.segments.len()
    }

    /// A segment; `None` for an id of another network.
    #[must_use]
    pub fn segment(&self, id: SegmentId) -> Option<&Segment> {
        self.segments.get(id.index())
    }

    /// All segments with their ids.
    #[must_use]
    pub fn segments(&self) -> impl ExactSizeIterator<Item = (SegmentId, &Segment)> {
        self.segments.iter().enumerate().map(|(n, segment)| (SegmentId::from_index(n), segment))
    }

    /// The vertices of a segment, from its `from`; empty for an id of another network.
    #[must_use]
    pub fn segment_line(&self, id: SegmentId) -> &[LonLat] {
        self.lines.places(id.index())
    }

    /// The same vertices on the local plane of the community.
    #[must_use]
    pub fn segment_local(&self, id: SegmentId) -> &[LocalPoint] {
        self.lines.points(id.index())
    }

    /// The part of a segment between two positions, walked from `from` to `to` (against the segment where
    /// `from` is larger); a single place where they are equal. O(vertices of the segment).
    #[must_use]
    pub fn segment_piece(&self, id: SegmentId, from: Millimetres, to: Millimetres) -> Vec<LonLat> {
        self.lines.part(id.index(), from, to)
    }

    /// The place at a position along a segment; the end for positions beyond it.
    #[must_use]
    pub fn place_on(&self, id: SegmentId, along: Millimetres) -> Option<LonLat> {
        self.lines.place_at(id.index(), along)
    }

    /// Where a junction lies; 0, 0 for an id of another network.
    #[must_use]
    pub fn junction_place(&self, id: JunctionId) -> LonLat {
        self.junctions.get(id.index()).copied().unwrap_or_else(|| LonLat::new_clamped(0.0, 0.0))
    }

    /// The graph that is searched: one arc per pair of junctions and direction.
    #[must_use]
    pub const fn graph(&self) -> &WalkGraph {
        &self.graph
    }

    /// A plain petgraph graph with one edge per segment that can be walked from end to end (parallel edges and
    /// loops kept), for tests and other programs' algorithms. O(n).
    #[must_use]
    pub fn oracle_graph(&self, mask: &NetworkMask) -> UnGraph<JunctionId, Millimetres> {
        graph::oracle_graph(&self.segments, self.junctions.len(), mask)
    }

    /// Where each door meets the network with all walkable roads open, by `DemandId`; `None` where no walkable
    /// road lies within [`NetworkSettings::max_access`].
    #[must_use]
    pub fn demand_access(&self) -> &[Option<AccessPoint>] {
        &self.demand_access
    }

    /// Which connected part of all roads a junction lies in: a position in [`NetworkHealth::components`].
    #[must_use]
    pub fn component_of(&self, id: JunctionId) -> u32 {
        self.components.get(id.index()).copied().unwrap_or(u32::MAX)
    }

    /// What was found while joining the roads.
    #[must_use]
    pub const fn health(&self) -> &NetworkHealth {
        &self.health
    }

    /// The local plane of the community.
    pub(super) const fn plane(&self) -> &LocalProjection {
        &self.plane
    }

    pub(super) const fn lines(&self) -> &Lines {
        &self.lines
    }

    pub(super) const fn links(&self) -> &Links {
        &self.links
    }

    pub(super) const fn edges(&self) -> &EdgeTree {
        &self.edges
    }

    pub(super) const fn walkable(&self) -> &Arc<[bool]> {
        &self.is_walkable
    }

    pub(super) fn doors(&self) -> &[LonLat] {
        &self.doors
    }

    /// Length of every link with all walkable roads open. O(links).
    pub(super) fn link_lengths(&self) -> Vec<u32> {
        let shortest = |link: u32| {
            let open = self.links.segments(link).filter_map(|id| self.segment(id)).filter(|s| s.is_walkable);
            open.map(|segment| segment.length.0).min().unwrap_or(graph::CLOSED)
        };
        (0..).take(self.links.len()).map(shortest).collect()
    }
}
