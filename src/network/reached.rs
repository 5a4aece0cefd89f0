//! Which parts of which roads lie within a distance of a site.

use super::envelope::{Arrival, Cell, cells_within};
use super::forest::Forest;
use super::labels::{UNREACHED, label};
use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use crate::ids::SegmentId;
use crate::units::Millimetres;

/// A part of a road from which a site is reached within the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachedPiece {
    /// The segment.
    pub segment: SegmentId,
    /// Where the part begins; less than `to`.
    pub from: Millimetres,
    /// Where it ends.
    pub to: Millimetres,
    /// Rank of the nearest site all along the part.
    pub source: u32,
}

impl Forest {
    /// The exact parts of roads within a limit of their nearest site (of one site only, where `source` is
    /// given), the site's own walk included, to the millimetre; sorted by segment and position. Two sites share
    /// a road at the point equally far from both. O(segments).
    #[must_use]
    pub fn reached_pieces(
        &self,
        network: &RoadNetwork,
        mask: &NetworkMask,
        limit: Millimetres,
        source: Option<u32>,
    ) -> Vec<ReachedPiece> {
        let mut pieces = Vec::new();
        for (id, _) in network.segments() {
            for cell in self.cells(network, mask, id, limit) {
                if source.is_none_or(|source| source == cell.source) {
                    let (from, to) = (Millimetres(cell.from), Millimetres(cell.to));
                    pieces.push(ReachedPiece { segment: id, from, to, source: cell.source });
                }
            }
        }
        pieces
    }

    fn cells(&self, network: &RoadNetwork, mask: &NetworkMask, id: SegmentId, limit: Millimetres) -> Vec<Cell> {
        let Some(segment) = network.segment(id) else { return Vec::new() };
        let (from, to) = (self.label_at(segment.from), self.label_at(segment.to));
        let seeds = self.seeds_on(id);
        if from == UNREACHED && to == UNREACHED && seeds.is_empty() {
            return Vec::new();
        }
        let mut cells = Vec::new();
        for span in mask.open_spans(id, segment.length) {
            let ends = [(span.reaches_from, 0, from), (span.reaches_to, segment.length.0, to)];
            let over_ends = ends.into_iter().filter(|&(is_open, _, label)| is_open && label != UNREACHED);
            let on_it = seeds
                .iter()
                .filter(|seed| mask.open_span(id, segment.length, seed.access.along) == Some(span))
                .map(|seed| Arrival { position: seed.access.along.0, label: label(seed.access.walk.0, seed.source) });
            let mut arrivals: Vec<Arrival> =
                over_ends.map(|(_, position, label)| Arrival { position, label }).chain(on_it).collect();
            cells.extend(cells_within(&mut arrivals, span.low, span.high, limit.0));
        }
        cells
    }
}
