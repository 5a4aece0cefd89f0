//! Following edits of the sites: only junctions whose nearest site changes are searched again.
//!
//! In the manner of Ramalingam and Reps (J. Algorithms 21, 1996): first, by growing distance, every junction
//! whose label has lost its support is cleared; then these are labelled from around them, and new sites spread
//! as far as they are nearer. The result is the one a search from scratch gives, number for number.

use super::access::AccessPoint;
use super::forest::{Forest, Seed, SeedLabel, seed_labels, sorted};
use super::labels::{self, Label, UNREACHED, distance_of, extended};
use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use crate::ids::{JunctionId, SegmentId};
use crate::jobs::{Cancelled, JobContext};

/// What an update changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForestChange {
    /// Junctions that were looked at again; what the update cost.
    pub n_touched: usize,
    /// Junctions with another site or distance, by id.
    changed: Vec<JunctionId>,
    /// The same as a set of bits.
    bits: Vec<u64>,
    /// Segments whose own sites changed, by id.
    segments: Vec<SegmentId>,
}

impl ForestChange {
    /// Has the junction another site, distance or slowed way than before?
    #[must_use]
    pub fn is_changed(&self, id: JunctionId) -> bool {
        self.bits.get(id.index() / 64).is_some_and(|word| word >> (id.index() % 64) & 1 == 1)
    }

    /// The junctions that changed, by id.
    #[must_use]
    pub fn changed(&self) -> &[JunctionId] {
        &self.changed
    }

    /// The segments on which a site came, went or moved, by id.
    #[must_use]
    pub fn changed_segments(&self) -> &[SegmentId] {
        &self.segments
    }

    /// May a door's reach have changed? Never false where it has.
    #[must_use]
    pub fn concerns(&self, network: &RoadNetwork, door: &AccessPoint) -> bool {
        let ends = network.segment(door.segment).is_some_and(|s| self.is_changed(s.from) || self.is_changed(s.to));
        ends || self.segments.binary_search(&door.segment).is_ok()
    }
}

impl Forest {
    /// Takes a whole new list of sites under the same mask. Equal to [`Forest::compute`] with that list; sites
    /// keep their rank. Cost goes with the junctions that change, and with the number of sites; where the mask
    /// slows roads a pass over all junctions is added. On cancel the forest stays as it was.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn update(
        &mut self,
        network: &RoadNetwork,
        mask: &NetworkMask,
        seeds: &[Seed],
        context: &JobContext,
    ) -> Result<ForestChange, Cancelled> {
        let seeds = sorted(seeds);
        let new_labels = seed_labels(network, mask, &seeds);
        let mut log: Vec<(u32, Label)> = Vec::new();
        self.begin_round();
        if let Err(cancelled) = self.relabel(network, mask, &new_labels, &mut log, context) {
            for &(junction, label) in &log {
                self.labels[junction as usize] = label;
            }
            self.queue.clear();
            return Err(cancelled);
        }
        let segments = changed_segments(&self.seeds, &seeds);
        self.seeds = seeds;
        self.seed_labels = new_labels;
        let mut change = ForestChange { n_touched: log.len(), segments, ..ForestChange::default() };
        let is_changed = |&(junction, old): &(u32, Label)| self.labels[junction as usize] != old;
        change.changed = log.iter().filter(|entry| is_changed(entry)).map(|entry| JunctionId(entry.0)).collect();
        if mask.has_slowed() {
            let slowed = self.slowed_ways(network, mask);
            let pairs = self.slowed.iter().zip(&slowed).enumerate();
            change.changed.extend(pairs.filter(|(_, (a, b))| a != b).map(|(n, _)| JunctionId::from_index(n)));
            self.slowed = slowed;
        }
        change.changed.sort_unstable();
        change.changed.dedup();
        change.bits = vec![0; self.labels.len().div_ceil(64)];
        for junction in &change.changed {
            change.bits[junction.index() / 64] |= 1 << (junction.index() % 64);
        }
        Ok(change)
    }

    fn begin_round(&mut self) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.touched_in.fill(0);
            self.round = 1;
        }
    }

    fn relabel(
        &mut self,
        network: &RoadNetwork,
        mask: &NetworkMask,
        new: &[SeedLabel],
        log: &mut Vec<(u32, Label)>,
        context: &JobContext,
    ) -> Result<(), Cancelled> {
        self.clear_unsupported(network, mask, new, log, context)?;
        self.queue.clear();
        for &(junction, _) in log.iter() {
            let from_sites = labels_at(new, junction).first().map_or(UNREACHED, |seed| seed.label);
            let around = labels::arcs(network.graph(), junction);
            let best = around.fold(from_sites, |best, (next, arc)| {
                let there = self.labels[next as usize];
                if there == UNREACHED { best } else { best.min(extended(there, mask.arc_length(arc))) }
            });
            if best != UNREACHED {
                self.labels[junction as usize] = best;
                self.queue.push(distance_of(best), junction);
            }
        }
        for seed in new {
            let known = self.labels[seed.junction as usize];
            if seed.label < known {
                touch(&mut self.touched_in, self.round, log, seed.junction, known);
                self.labels[seed.junction as usize] = seed.label;
                self.queue.push(distance_of(seed.label), seed.junction);
            }
        }
        let Self { labels, queue, touched_in, round, .. } = self;
        let on_change = |junction, old| touch(touched_in, *round, log, junction, old);
        labels::spread(network.graph(), mask, labels, queue, context, on_change)
    }

    /// Clears every label that no site and no neighbor explains any more.
    fn clear_unsupported(
        &mut self,
        network: &RoadNetwork,
        mask: &NetworkMask,
        new: &[SeedLabel],
        log: &mut Vec<(u32, Label)>,
        context: &JobContext,
    ) -> Result<(), Cancelled> {
        self.queue.clear();
        for seed in &self.seed_labels {
            let is_gone = !labels_at(new, seed.junction).iter().any(|kept| kept.label == seed.label);
            if is_gone && self.labels[seed.junction as usize] == seed.label {
                self.queue.push(distance_of(seed.label), seed.junction);
            }
        }
        let mut n = 0_u32;
        while let Some((_, junction)) = self.queue.pop() {
            n = n.wrapping_add(1);
            if n.is_multiple_of(labels::CHECK_EVERY) {
                context.check()?;
            }
            let here = self.labels[junction as usize];
            if here == UNREACHED || labels_at(new, junction).iter().any(|seed| seed.label == here) {
                continue;
            }
            let graph = network.graph();
            let supports = |(next, arc)| {
                let there: Label = self.labels[next as usize];
                there != UNREACHED && extended(there, mask.arc_length(arc)) == here
            };
            if labels::arcs(graph, junction).any(supports) {
                continue;
            }
            touch(&mut self.touched_in, self.round, log, junction, here);
            self.labels[junction as usize] = UNREACHED;
            for (next, arc) in labels::arcs(graph, junction) {
                let there = self.labels[next as usize];
                if there != UNREACHED && extended(here, mask.arc_length(arc)) == there {
                    self.queue.push(distance_of(there), next);
                }
            }
        }
        Ok(())
    }
}

/// Remembers the label a junction had before this round.
fn touch(touched_in: &mut [u32], round: u32, log: &mut Vec<(u32, Label)>, junction: u32, old: Label) {
    let stamp = &mut touched_in[junction as usize];
    if *stamp != round {
        *stamp = round;
        log.push((junction, old));
    }
}

fn labels_at(seeds: &[SeedLabel], junction: u32) -> &[SeedLabel] {
    let from = seeds.partition_point(|seed| seed.junction < junction);
    let n = seeds[from..].iter().take_while(|seed| seed.junction == junction).count();
    &seeds[from..from + n]
}

/// The segments whose seeds differ, by id.
fn changed_segments(old: &[Seed], new: &[Seed]) -> Vec<SegmentId> {
    let mut segments: Vec<SegmentId> = old.iter().chain(new).map(|seed| seed.access.segment).collect();
    segments.sort_unstable();
    segments.dedup();
    let on = |seeds: &[Seed], id: SegmentId| -> Vec<Seed> {
        let from = seeds.partition_point(|seed| seed.access.segment < id);
        seeds[from..].iter().take_while(|seed| seed.access.segment == id).copied().collect()
    };
    segments.retain(|&id| on(old, id) != on(new, id));
    segments
}
