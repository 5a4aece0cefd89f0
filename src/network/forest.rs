//! The nearest site of every junction: how far, and which.

use super::access::AccessPoint;
use super::labels::{self, Label, Queue, UNREACHED, distance_of, label, source_of};
use super::mask::NetworkMask;
use super::road_network::RoadNetwork;
use crate::ids::JunctionId;
use crate::jobs::{Cancelled, JobContext};
use crate::units::Millimetres;

/// A site to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seed {
    /// Rank given by the caller; equal distances go to the lower.
    pub source: u32,
    /// Where the site meets the network; its walk counts.
    pub access: AccessPoint,
}

/// How a place reaches its nearest site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Rank of the site.
    pub source: u32,
    /// Walk from the door to the road, along roads, and from the road to the site.
    pub distance: Millimetres,
    /// The same way with every slowed piece divided by its factor: time is this over the usual speed.
    pub slowed: Millimetres,
}

/// A label that a site gives directly to the junction at an end of its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeedLabel {
    pub(super) junction: u32,
    pub(super) label: Label,
    /// Position in the forest's seeds.
    pub(super) seed: u32,
    /// Is it the segment's `from`?
    pub(super) at_from: bool,
}

/// The nearest site of every junction. Ties go to the lower source; nothing depends on the order of the seeds.
#[derive(Clone, Debug)]
pub struct Forest {
    pub(super) labels: Vec<Label>,
    /// Sites sorted by segment, position, walk and source.
    pub(super) seeds: Vec<Seed>,
    /// Sorted.
    pub(super) seed_labels: Vec<SeedLabel>,
    /// Slowed way of every junction to its site; empty where no road is slowed.
    pub(super) slowed: Vec<u32>,
    pub(super) queue: Queue,
    /// Round in which a junction was last touched, for updates.
    pub(super) touched_in: Vec<u32>,
    pub(super) round: u32,
}

impl PartialEq for Forest {
    fn eq(&self, other: &Self) -> bool {
        self.labels == other.labels && self.seeds == other.seeds && self.slowed == other.slowed
    }
}

impl Forest {
    /// Searches from all sites at once. O((m + n) log n); no site, no reach.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn compute(
        network: &RoadNetwork,
        mask: &NetworkMask,
        seeds: &[Seed],
        context: &JobContext,
    ) -> Result<Self, Cancelled> {
        let n = network.n_junctions();
        let mut forest = Self {
            labels: vec![UNREACHED; n],
            seeds: sorted(seeds),
            seed_labels: Vec::new(),
            slowed: Vec::new(),
            queue: Queue::default(),
            touched_in: vec![0; n],
            round: 0,
        };
        forest.seed_labels = seed_labels(network, mask, &forest.seeds);
        for seed in &forest.seed_labels {
            let entry = &mut forest.labels[seed.junction as usize];
            if seed.label < *entry {
                *entry = seed.label;
                forest.queue.push(distance_of(seed.label), seed.junction);
            }
        }
        labels::spread(network.graph(), mask, &mut forest.labels, &mut forest.queue, context, |_, _| ())?;
        forest.slowed = forest.slowed_ways(network, mask);
        Ok(forest)
    }

    /// The nearest site of a junction and how far it is, the walk from the road to the site included; `None`
    /// where no site is reached.
    #[must_use]
    pub fn at_junction(&self, id: JunctionId) -> Option<(u32, Millimetres)> {
        let label = *self.labels.get(id.index())?;
        (label != UNREACHED).then(|| (source_of(label), Millimetres(distance_of(label))))
    }

    /// The sites searched from, sorted by where they meet the network.
    #[must_use]
    pub fn seeds(&self) -> &[Seed] {
        &self.seeds
    }

    /// The seeds on one segment.
    pub(super) fn seeds_on(&self, segment: crate::ids::SegmentId) -> &[Seed] {
        let from = self.seeds.partition_point(|seed| seed.access.segment < segment);
        let n = self.seeds[from..].partition_point(|seed| seed.access.segment == segment);
        &self.seeds[from..from + n]
    }

    pub(super) fn label_at(&self, id: JunctionId) -> Label {
        self.labels.get(id.index()).copied().unwrap_or(UNREACHED)
    }
}

/// The seeds in their fixed order.
pub(super) fn sorted(seeds: &[Seed]) -> Vec<Seed> {
    let mut seeds = seeds.to_vec();
    seeds.sort_by_key(|seed| (seed.access.segment, seed.access.along, seed.access.walk, seed.source));
    seeds
}

/// What the sites give to the ends of their segments, sorted.
pub(super) fn seed_labels(network: &RoadNetwork, mask: &NetworkMask, seeds: &[Seed]) -> Vec<SeedLabel> {
    let mut found = Vec::with_capacity(seeds.len() * 2);
    for (number, seed) in (0_u32..).zip(seeds) {
        let access = &seed.access;
        let Some(segment) = network.segment(access.segment) else { continue };
        let Some(span) = mask.open_span(access.segment, segment.length, access.along) else { continue };
        let along = access.along.min(segment.length).0;
        let ends = [
            (span.reaches_from, segment.from, along, true),
            (span.reaches_to, segment.to, segment.length.0 - along, false),
        ];
        for (is_open, junction, way, at_from) in ends {
            let label = labels::extended(label(access.walk.0, seed.source), way);
            if is_open && label != UNREACHED {
                found.push(SeedLabel { junction: junction.0, label, seed: number, at_from });
            }
        }
    }
    found.sort_unstable();
    found
}
