//! A plan of who leaves when by which streets: group after group takes the soonest way that still has room.
//!
//! Capacity-constrained routing after Lu, George and Shekhar (SSTD 2005): a heuristic whose clearance time is never below
//! the best possible one and in practice close to it; show a lower bound beside it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::earliest::Earliest;
use super::network::{FlowArcId, FlowNetwork, FlowNode};
use crate::jobs::{Cancelled, JobContext};
use crate::units::Persons;

/// An arc of a group's way, and when it is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The arc.
    pub arc: FlowArcId,
    /// The step at which the group enters it.
    pub departs: u32,
}

/// People who leave one place together and stay together to a safe place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvacueeGroup {
    /// Where they live.
    pub source: FlowNode,
    /// Where they are safe.
    pub sink: FlowNode,
    /// Their way; empty when they live at a safe place.
    pub legs: Vec<Leg>,
    /// The step at which they leave home.
    pub departure: u32,
    /// The step at which they are safe.
    pub arrival: u32,
    /// How many they are.
    pub persons: Persons,
}

impl EvacueeGroup {
    /// The places they pass, home first; O(legs).
    #[must_use]
    pub fn route(&self, network: &FlowNetwork) -> Vec<FlowNode> {
        let ends = self.legs.iter().filter_map(|leg| network.arc(leg.arc)).map(|arc| arc.to);
        std::iter::once(self.source).chain(ends).collect()
    }
}

/// The whole plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// The groups in the order they were found: by arrival, earliest first.
    pub groups: Vec<EvacueeGroup>,
    /// The step at which the last person is safe; 0 when nobody has to leave.
    pub egress: u32,
    /// People without any way to a safe place with room left, by place.
    pub left_behind: Vec<(FlowNode, Persons)>,
}

impl Schedule {
    /// Everyone who is safe at a step or before.
    #[must_use]
    pub fn arrived_by(&self, step: u32) -> u64 {
        self.groups.iter().filter(|group| group.arrival <= step).map(|group| group.persons.count()).sum()
    }
}

/// Makes the plan.
///
/// Again and again the soonest way to a safe place with places left is taken from among all people still at home, by as
/// many as fit. People leave as soon as the first street lets them in and wait on the way where it does not. Of equally
/// early ways the safe place with the lower number wins, then at each place the way from where one is earliest, then the
/// arc with the lower number, so that the same problem always has the same plan.
///
/// Time: one repair of the tree of soonest ways per group, that is O(n log n) per group at worst and usually far less.
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn schedule(network: &FlowNetwork, context: &JobContext) -> Result<Schedule, Cancelled> {
    let people = network.people();
    let mut search = Earliest::new(network);
    let mut sinks = Sinks::new(network, &search);
    let mut result = Schedule::default();
    let mut left: Vec<u32> = network.sources().iter().map(|source| source.persons.0).collect();
    let mut placed = 0;
    while placed < people {
        context.progress(whole(placed), whole(people))?;
        let Some((position, arrival, stay)) = sinks.soonest(&search) else {
            break;
        };
        let found = search.trace(stay);
        let persons = sinks.places[position].map_or(found.persons, |places| found.persons.min(places));
        search.take(&found, persons);
        sinks.take(position, persons);
        placed += u64::from(persons);
        if let Ok(i) = network.sources().binary_search_by_key(&found.home, |source| source.node) {
            left[i] -= persons;
        }
        result.egress = result.egress.max(arrival);
        result.groups.push(EvacueeGroup {
            source: found.home,
            sink: sinks.nodes[position],
            departure: found.legs.first().map_or(0, |leg| leg.departs),
            arrival,
            persons: Persons(persons),
            legs: found.legs,
        });
    }
    let remaining = network.sources().iter().zip(left).filter(|&(_, persons)| persons > 0);
    result.left_behind = remaining.map(|(source, persons)| (source.node, Persons(persons))).collect();
    Ok(result)
}

/// The safe places and how many they still take; a queue of the times at which they can be reached.
///
/// Arrivals only move later, so the top of the queue is checked and put back when it is outdated.
struct Sinks {
    nodes: Vec<FlowNode>,
    places: Vec<Option<u32>>,
    queue: BinaryHeap<Reverse<(u32, usize)>>,
}

impl Sinks {
    fn new(network: &FlowNetwork, search: &Earliest<'_>) -> Self {
        let nodes: Vec<FlowNode> = network.sinks().iter().map(|sink| sink.node).collect();
        let places = network.sinks().iter().map(|sink| sink.places.map(|places| places.0)).collect();
        let mut sinks = Self { nodes, places, queue: BinaryHeap::new() };
        for position in 0..sinks.nodes.len() {
            sinks.enqueue(position, search);
        }
        sinks
    }

    fn enqueue(&mut self, position: usize, search: &Earliest<'_>) {
        if self.places[position] != Some(0)
            && let Some((arrival, _)) = search.arrival(self.nodes[position])
        {
            self.queue.push(Reverse((arrival, position)));
        }
    }

    /// The safe place with places left that is reached soonest, when, and by which stay.
    fn soonest(&mut self, search: &Earliest<'_>) -> Option<(usize, u32, u32)> {
        while let Some(&Reverse((noted, position))) = self.queue.peek() {
            match search.arrival(self.nodes[position]) {
                Some((arrival, stay)) if arrival == noted && self.places[position] != Some(0) => {
                    return Some((position, arrival, stay));
                }
                Some(_) | None => {
                    self.queue.pop();
                    self.enqueue(position, search);
                }
            }
        }
        None
    }

    fn take(&mut self, position: usize, persons: u32) {
        if let Some(places) = &mut self.places[position] {
            *places = places.saturating_sub(persons);
        }
    }
}

fn whole(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
