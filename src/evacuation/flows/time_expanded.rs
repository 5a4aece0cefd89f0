//! The referee of schedules and bounds: every place once for each step, and an exact maximum flow through all of it.

use petgraph::algo::dinics;
use petgraph::graph::{DiGraph, NodeIndex};

use super::network::{FlowNetwork, FlowNode, UNLIMITED};

/// The most people who can be safe at step `by` or before, under any plan whatever.
pub(super) fn most_arrivals(network: &FlowNetwork, by: u32) -> u64 {
    let everyone = network.people();
    let mut graph: DiGraph<(), u64> = DiGraph::new();
    let start = graph.add_node(());
    let end = graph.add_node(());
    let n = network.n_nodes() as usize;
    let layers: Vec<Vec<NodeIndex>> = (0..=by).map(|_| (0..n).map(|_| graph.add_node(())).collect()).collect();
    let limited = |limit: u32| if limit == UNLIMITED { everyone } else { u64::from(limit) };
    for source in network.sources() {
        // People at home wait without taking room, so a home of its own reaches every layer.
        let home = graph.add_node(());
        graph.add_edge(start, home, source.persons.count());
        for layer in &layers {
            graph.add_edge(home, layer[source.node.index()], everyone);
        }
    }
    for sink in network.sinks() {
        let gate = graph.add_node(());
        graph.add_edge(gate, end, sink.places.map_or(everyone, |places| places.count()));
        for layer in &layers {
            graph.add_edge(layer[sink.node.index()], gate, everyone);
        }
    }
    for (step, layer) in layers.iter().enumerate() {
        for (node, &here) in (0..).zip(layer) {
            if let Some(later) = layers.get(step + 1) {
                graph.add_edge(here, later[node as usize], limited(network.room(FlowNode(node))));
            }
        }
        for arc in network.arcs() {
            if let Some(later) = layers.get(step + arc.transit as usize) {
                graph.add_edge(layer[arc.from.index()], later[arc.to.index()], limited(arc.capacity));
            }
        }
    }
    dinics(&graph, start, end).0
}

/// The first step by which as many as can ever be saved within `horizon` are safe; `None` if fewer than `people` can.
pub(super) fn quickest(network: &FlowNetwork, people: u64, horizon: u32) -> Option<u32> {
    (0..=horizon).find(|&by| most_arrivals(network, by) >= people)
}
