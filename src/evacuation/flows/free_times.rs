//! How far every home is from safety when all streets are empty.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bounds::Bare;
use super::network::{FlowNode, Incidence};
use crate::units::Persons;

/// A home that has a way to safety.
#[derive(Clone, Copy, Debug)]
pub(super) struct FreeTime {
    /// Free time to the nearest safe place.
    pub(super) time: u64,
    /// Where the home is.
    pub(super) node: FlowNode,
    /// Who lives there.
    pub(super) persons: u64,
}

/// All homes that have a way over open arcs to a safe place that takes anybody, nearest first. One Dijkstra.
pub(super) fn free_times(problem: &Bare<'_>) -> Vec<FreeTime> {
    let n = problem.n_nodes as usize;
    let into = Incidence::new(n, problem.arcs.iter().map(|arc| arc.to.0));
    let mut time = vec![u64::MAX; n];
    let mut queue = BinaryHeap::new();
    for sink in problem.sinks.iter().filter(|sink| sink.places != Some(Persons::NONE)) {
        time[sink.node.index()] = 0;
        queue.push(Reverse((0_u64, sink.node.0)));
    }
    while let Some(Reverse((at, node))) = queue.pop() {
        if at > time[node as usize] {
            continue;
        }
        for &arc in into.of(node) {
            let arc = problem.arcs[arc as usize];
            let before = at + u64::from(arc.free);
            if arc.capacity > 0 && before < time[arc.from.index()] {
                time[arc.from.index()] = before;
                queue.push(Reverse((before, arc.from.0)));
            }
        }
    }
    let homes = problem.sources.iter().map(|source| FreeTime {
        time: time[source.node.index()],
        node: source.node,
        persons: source.persons.count(),
    });
    let mut homes: Vec<FreeTime> = homes.filter(|home| home.time != u64::MAX).collect();
    homes.sort_by_key(|home| (home.time, home.node));
    homes
}
