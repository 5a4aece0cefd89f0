//! Nearest-site labels of junctions: distance first, then the site's rank, in one number.
//!
//! Every arc is at least 1 mm long, so all labels of a distance are final before the first junction at that
//! distance is settled; the queue therefore orders by distance alone.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{CLOSED, WalkArc, WalkGraph};
use super::mask::NetworkMask;
use crate::jobs::{Cancelled, JobContext};

/// Distance in the upper half, rank of the site in the lower.
pub(super) type Label = u64;

/// Reached by nobody.
pub(super) const UNREACHED: Label = u64::MAX;

pub(super) const fn label(distance: u32, source: u32) -> Label {
    (distance as u64) << 32 | source as u64
}

pub(super) const fn distance_of(label: Label) -> u32 {
    (label >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
pub(super) const fn source_of(label: Label) -> u32 {
    label as u32
}

/// The label one arc further; unreached where the arc is closed or the distance too long to count.
pub(super) fn extended(from: Label, length: u32) -> Label {
    if length == CLOSED {
        return UNREACHED;
    }
    match distance_of(from).checked_add(length) {
        Some(distance) if distance < u32::MAX => label(distance, source_of(from)),
        _ => UNREACHED,
    }
}

/// Junctions to settle, nearest first: distance in the upper half, junction in the lower.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue(BinaryHeap<Reverse<u64>>);

impl Queue {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn push(&mut self, distance: u32, junction: u32) {
        self.0.push(Reverse(label(distance, junction)));
    }

    pub(super) fn pop(&mut self) -> Option<(u32, u32)> {
        self.0.pop().map(|Reverse(entry)| (distance_of(entry), source_of(entry)))
    }
}

/// Neighbors of a junction with the arcs to them.
pub(super) fn arcs(graph: &WalkGraph, junction: u32) -> impl Iterator<Item = (u32, WalkArc)> + '_ {
    graph.neighbors_slice(junction).iter().copied().zip(graph.edges_slice(junction).iter().copied())
}

/// How long arcs are in a search: as in the graph, or as in a mask.
pub(super) trait ArcLengths {
    fn of(&self, arc: WalkArc) -> u32;
}

/// All walkable roads open.
pub(super) struct Inline;

impl ArcLengths for Inline {
    fn of(&self, arc: WalkArc) -> u32 {
        arc.length
    }
}

/// Some links closed or longer.
pub(super) struct ByLink<'a>(pub(super) &'a [u32]);

impl ArcLengths for ByLink<'_> {
    fn of(&self, arc: WalkArc) -> u32 {
        self.0.get(arc.link as usize).copied().unwrap_or(CLOSED)
    }
}

/// How many junctions are settled between two looks at the cancel token.
pub(super) const CHECK_EVERY: u32 = 4096;

/// Spreads labels from the queued junctions. `on_change` sees each junction and its label before each change.
pub(super) fn spread(
    graph: &WalkGraph,
    mask: &NetworkMask,
    labels: &mut [Label],
    queue: &mut Queue,
    context: &JobContext,
    on_change: impl FnMut(u32, Label),
) -> Result<(), Cancelled> {
    match mask.lengths() {
        None => spread_by(graph, &Inline, labels, queue, context, on_change),
        Some(lengths) => spread_by(graph, &ByLink(lengths), labels, queue, context, on_change),
    }
}

fn spread_by(
    graph: &WalkGraph,
    lengths: &impl ArcLengths,
    labels: &mut [Label],
    queue: &mut Queue,
    context: &JobContext,
    mut on_change: impl FnMut(u32, Label),
) -> Result<(), Cancelled> {
    let mut n_settled = 0_u32;
    while let Some((distance, junction)) = queue.pop() {
        let here = labels[junction as usize];
        if distance_of(here) != distance {
            continue;
        }
        n_settled = n_settled.wrapping_add(1);
        if n_settled.is_multiple_of(CHECK_EVERY) {
            context.check()?;
        }
        for (next, arc) in arcs(graph, junction) {
            let offered = extended(here, lengths.of(arc));
            let known = labels[next as usize];
            if offered < known {
                on_change(next, known);
                labels[next as usize] = offered;
                queue.push(distance_of(offered), next);
            }
        }
    }
    Ok(())
}
