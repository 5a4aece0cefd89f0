//! What is closed or slowed for walkers in one scenario.
//!
//! Closures are kept as intervals along segments: nobody passes a closed interval, yet people on either side
//! still reach the end on their side.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::graph::{CLOSED, WalkArc};
use super::road_network::RoadNetwork;
use crate::ids::SegmentId;
use crate::units::Millimetres;

/// A part of a segment where walking is slower.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SlowedPart {
    pub(super) from: u32,
    pub(super) to: u32,
    /// Share of the usual speed, above 0 and below 1.
    pub(super) factor: f64,
}

/// A stretch of a segment without closure. Its borders are closed unless they are the segment's ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenSpan {
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) reaches_from: bool,
    pub(super) reaches_to: bool,
}

/// Which segments are closed (wholly, or from..to along them) or slowed, for walkers, in one scenario.
///
/// Roads where people may never walk are closed in every mask. Two masks of one network are equal when they
/// close and slow the same.
#[derive(Clone, Debug)]
pub struct NetworkMask {
    is_walkable: Arc<[bool]>,
    /// Closed intervals by segment, sorted, apart from each other.
    closed: BTreeMap<u32, Vec<(u32, u32)>>,
    /// Slowed parts by segment, sorted, apart from each other.
    slowed: BTreeMap<u32, Vec<SlowedPart>>,
    /// Length by link where something is closed; else the lengths in the graph hold.
    lengths: Option<Vec<u32>>,
}

impl PartialEq for NetworkMask {
    fn eq(&self, other: &Self) -> bool {
        self.is_walkable == other.is_walkable && self.closed == other.closed && self.slowed == other.slowed
    }
}

impl NetworkMask {
    /// Everything open where people may walk at all.
    #[must_use]
    pub fn open(network: &RoadNetwork) -> Self {
        let is_walkable = Arc::clone(network.walkable());
        Self { is_walkable, closed: BTreeMap::new(), slowed: BTreeMap::new(), lengths: None }
    }

    /// Can the segment be walked from end to end?
    #[must_use]
    pub fn is_open(&self, id: SegmentId) -> bool {
        self.is_walkable(id) && !self.closed.contains_key(&id.0)
    }

    /// Can people walk at a position of the segment? The ends of a closed part are closed.
    #[must_use]
    pub fn is_open_at(&self, id: SegmentId, at: Millimetres) -> bool {
        self.is_walkable(id) && self.closed_interval(id, at).is_none()
    }

    /// The first closed position met on the way from one of a segment to another, both included; `None` where the way
    /// between is open.
    #[must_use]
    pub fn closed_between(&self, id: SegmentId, from: Millimetres, to: Millimetres) -> Option<Millimetres> {
        let (low, high) = (from.min(to).0, from.max(to).0);
        let closed = self.closed.get(&id.0).into_iter().flatten();
        let mut met = closed.map(|&(a, b)| (a.max(low), b.min(high))).filter(|(a, b)| a <= b);
        let first = if from <= to { met.next().map(|part| part.0) } else { met.next_back().map(|part| part.1) };
        first.map(Millimetres)
    }

    /// May people walk on the segment where nothing is closed?
    pub(super) fn is_walkable(&self, id: SegmentId) -> bool {
        self.is_walkable.get(id.index()).copied().unwrap_or(false)
    }

    /// The segments the scenario closes, with the closed intervals along them, by id. Roads on which people may
    /// never walk are not listed unless the scenario closes them too.
    pub fn closed_segments(&self) -> impl Iterator<Item = (SegmentId, Vec<(Millimetres, Millimetres)>)> + '_ {
        self.closed.iter().map(|(&id, intervals)| {
            let intervals = intervals.iter().map(|&(from, to)| (Millimetres(from), Millimetres(to)));
            (SegmentId(id), intervals.collect())
        })
    }

    /// The slowed parts, by segment: from, to, share of the usual speed.
    pub fn slowed_segments(&self) -> impl Iterator<Item = (SegmentId, Vec<(Millimetres, Millimetres, f64)>)> + '_ {
        self.slowed.iter().map(|(&id, parts)| {
            let parts = parts.iter().map(|part| (Millimetres(part.from), Millimetres(part.to), part.factor));
            (SegmentId(id), parts.collect())
        })
    }

    /// Is any road slowed?
    #[must_use]
    pub fn has_slowed(&self) -> bool {
        !self.slowed.is_empty()
    }

    /// Is nothing closed or slowed beyond what can never be walked?
    #[must_use]
    pub fn is_all_open(&self) -> bool {
        self.closed.is_empty() && self.slowed.is_empty()
    }

    /// Closes an interval of a segment (both ends included), and gaps up to `gap` to what is closed already.
    pub(super) fn close(&mut self, network: &RoadNetwork, id: SegmentId, from: u32, to: u32, gap: u32) {
        let Some(segment) = network.segment(id) else { return };
        let to = to.min(segment.length.0);
        let intervals = self.closed.entry(id.0).or_default();
        let (mut low, mut high) = (from.min(to), to);
        intervals.retain(|&(a, b)| {
            let is_apart = a > high.saturating_add(gap) || b.saturating_add(gap) < low;
            if !is_apart {
                (low, high) = (low.min(a), high.max(b));
            }
            is_apart
        });
        // Growing may have brought intervals already passed within reach.
        let at = intervals.partition_point(|&(a, _)| a < low);
        intervals.insert(at, (low, high));
        intervals.dedup_by(|next, kept| {
            let is_joined = next.0 <= kept.1.saturating_add(gap);
            if is_joined {
                kept.1 = kept.1.max(next.1);
            }
            is_joined
        });
        self.update_length(network, id);
    }

    fn update_length(&mut self, network: &RoadNetwork, id: SegmentId) {
        let Some(link) = network.links().of_segment(id) else { return };
        let open = network.links().segments(link).filter(|&id| self.is_open(id));
        let length = open.filter_map(|id| network.segment(id)).map(|s| s.length.0).min().unwrap_or(CLOSED);
        let lengths = self.lengths.get_or_insert_with(|| network.link_lengths());
        if let Some(entry) = lengths.get_mut(link as usize) {
            *entry = length;
        }
    }

    /// Slows an interval of a segment; where intervals overlap the slowest holds.
    pub(super) fn slow(&mut self, id: SegmentId, from: u32, to: u32, factor: f64) {
        if from >= to {
            return;
        }
        let old = self.slowed.remove(&id.0).unwrap_or_default();
        let mut cuts: Vec<u32> = old.iter().flat_map(|p| [p.from, p.to]).chain([from, to]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let all = old.iter().copied().chain([SlowedPart { from, to, factor }]);
        let mut parts: Vec<SlowedPart> = Vec::new();
        for pair in cuts.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            let over = all.clone().filter(|part| part.from <= low && part.to >= high);
            let Some(factor) = over.map(|part| part.factor).min_by(f64::total_cmp) else { continue };
            match parts.last_mut().filter(|last| last.to == low && last.factor == factor) {
                Some(last) => last.to = high,
                None => parts.push(SlowedPart { from: low, to: high, factor }),
            }
        }
        self.slowed.insert(id.0, parts);
    }

    /// Millimetres between two positions of a segment, slowed parts divided by their factor.
    pub(super) fn slowed_length(&self, id: SegmentId, from: u32, to: u32) -> Millimetres {
        let (low, high) = (from.min(to), from.max(to));
        let mut extra = 0.0;
        for part in self.slowed.get(&id.0).into_iter().flatten() {
            let (a, b) = (part.from.max(low), part.to.min(high));
            if a < b {
                extra += f64::from(b - a) * (1.0 / part.factor - 1.0);
            }
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let extra = extra.round().clamp(0.0, f64::from(u32::MAX)) as u32;
        Millimetres((high - low).saturating_add(extra))
    }

    /// The open stretches of a segment of some length, in order.
    pub(super) fn open_spans(&self, id: SegmentId, length: Millimetres) -> Vec<OpenSpan> {
        if !self.is_walkable(id) {
            return Vec::new();
        }
        let mut spans = Vec::with_capacity(1);
        let (mut low, mut reaches_from) = (0, true);
        for &(from, to) in self.closed.get(&id.0).into_iter().flatten() {
            if from > low || (reaches_from && from > 0) {
                spans.push(OpenSpan { low, high: from, reaches_from, reaches_to: false });
            }
            (low, reaches_from) = (to, false);
        }
        if reaches_from || low < length.0 {
            spans.push(OpenSpan { low, high: length.0, reaches_from, reaches_to: true });
        }
        spans
    }

    /// The open stretch around a position; `None` where it is closed.
    pub(super) fn open_span(&self, id: SegmentId, length: Millimetres, at: Millimetres) -> Option<OpenSpan> {
        if !self.is_walkable(id) {
            return None;
        }
        let mut span = OpenSpan { low: 0, high: length.0, reaches_from: true, reaches_to: true };
        for &(from, to) in self.closed.get(&id.0).into_iter().flatten() {
            if to < at.0 {
                (span.low, span.reaches_from) = (to, false);
            } else if from > at.0 {
                (span.high, span.reaches_to) = (from, false);
                break;
            } else {
                return None;
            }
        }
        Some(span)
    }

    /// The closed interval that holds a position.
    pub(super) fn closed_interval(&self, id: SegmentId, at: Millimetres) -> Option<(u32, u32)> {
        self.closed.get(&id.0)?.iter().copied().find(|&(from, to)| from <= at.0 && at.0 <= to)
    }

    /// Lengths by link, where they differ from the graph's.
    pub(super) fn lengths(&self) -> Option<&[u32]> {
        self.lengths.as_deref()
    }

    /// Length of an arc under this mask; [`CLOSED`] where it cannot be passed.
    pub(super) fn arc_length(&self, arc: WalkArc) -> u32 {
        match &self.lengths {
            Some(lengths) => lengths.get(arc.link as usize).copied().unwrap_or(CLOSED),
            None => arc.length,
        }
    }
}
