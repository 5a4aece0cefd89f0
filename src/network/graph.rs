//! The road graph in petgraph's compressed form: one arc per pair of junctions and direction.
//!
//! That form holds no parallel arcs, so segments between the same two junctions share a link; the arc carries
//! the shortest open one. Loops have no arc (nobody gets anywhere along them) but stay segments.

use petgraph::Directed;
use petgraph::csr::Csr;
use petgraph::graph::{NodeIndex, UnGraph};

use super::mask::NetworkMask;
use super::segment::Segment;
use crate::ids::{JunctionId, SegmentId};
use crate::units::Millimetres;

/// Length of an arc that cannot be walked.
pub(super) const CLOSED: u32 = u32::MAX;

/// One direction of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkArc {
    /// Millimetres of the shortest walkable segment; `u32::MAX` where none is walkable.
    pub(super) length: u32,
    /// Number of the link.
    pub(super) link: u32,
}

impl WalkArc {
    /// Length of the shortest walkable segment; `None` where people may not walk.
    #[must_use]
    pub fn length(self) -> Option<Millimetres> {
        (self.length != CLOSED).then_some(Millimetres(self.length))
    }
}

/// The graph: junctions are its nodes, in the order of their ids.
pub type WalkGraph = Csr<(), WalkArc, Directed, u32>;

/// Segments by link: those between the same two different junctions, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// First segment and the one after the last.
    ranges: Vec<(u32, u32)>,
    /// Link of every segment; none for loops.
    of_segment: Vec<Option<u32>>,
}

impl Links {
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    pub(super) fn of_segment(&self, id: SegmentId) -> Option<u32> {
        self.of_segment.get(id.index()).copied().flatten()
    }

    pub(super) fn segments(&self, link: u32) -> impl Iterator<Item = SegmentId> + use<> {
        let (from, to) = self.ranges.get(link as usize).copied().unwrap_or_default();
        (from..to).map(SegmentId)
    }
}

/// Links and graph of segments sorted by their ends. O(n log n).
pub(super) fn graph_of(segments: &[Segment], n_junctions: usize) -> (WalkGraph, Links) {
    let mut links = Links { ranges: Vec::new(), of_segment: Vec::with_capacity(segments.len()) };
    let mut arcs: Vec<(u32, u32, WalkArc)> = Vec::with_capacity(segments.len() * 2);
    let mut first = 0_u32;
    for same in segments.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)) {
        let after = first.saturating_add(SegmentId::from_index(same.len()).0);
        let ends = same.first().map(|segment| (segment.from.0, segment.to.0)).filter(|(from, to)| from != to);
        let link = ends.map(|(from, to)| {
            let link = SegmentId::from_index(links.ranges.len()).0;
            let walkable = same.iter().filter(|segment| segment.is_walkable);
            let arc = WalkArc { length: walkable.map(|s| s.length.0).min().unwrap_or(CLOSED), link };
            arcs.push((from, to, arc));
            arcs.push((to, from, arc));
            links.ranges.push((first, after));
            link
        });
        links.of_segment.extend(same.iter().map(|_| link));
        first = after;
    }
    arcs.sort_unstable_by_key(|arc| (arc.0, arc.1));
    // Sorted and unique by construction; were they not, the graph would be empty and nothing reachable.
    let mut graph = WalkGraph::from_sorted_edges(&arcs).unwrap_or_else(|_| WalkGraph::new());
    while graph.node_count() < n_junctions {
        graph.add_node(());
    }
    (graph, links)
}

/// One edge per segment that can be walked from end to end, loops and parallel ones included.
pub(super) fn oracle_graph(
    segments: &[Segment],
    n_junctions: usize,
    mask: &NetworkMask,
) -> UnGraph<JunctionId, Millimetres> {
    let mut graph = UnGraph::with_capacity(n_junctions, segments.len());
    for junction in 0..n_junctions {
        graph.add_node(JunctionId::from_index(junction));
    }
    for (n, segment) in segments.iter().enumerate() {
        if mask.is_open(SegmentId::from_index(n)) {
            graph.add_edge(NodeIndex::new(segment.from.index()), NodeIndex::new(segment.to.index()), segment.length);
        }
    }
    graph
}
