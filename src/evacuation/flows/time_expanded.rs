//! The referee of schedules and bounds: every place once for each step, and an exact maximum flow through all of it.

use petgraph::algo::dinics;
use petgraph::graph::{DiGraph, NodeIndex};

use super::network::{FlowNetwork, FlowNode, UNLIMITED};
use super::pipes::Counted;
use super::schedule::EvacueeGroup;
use crate::units::Persons;

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
        graph.add_edge(gate, end, sink.places.map_or(everyone, Persons::count));
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

/// The soonest step at which anyone still at home can be at a safe place with places left, when `done` groups have
/// taken their room: every place and step looked at, one by one.
pub(super) fn soonest_arrival(network: &FlowNetwork, done: &[EvacueeGroup], horizon: u32) -> Option<u32> {
    let n = network.n_nodes() as usize;
    let steps = horizon as usize + 1;
    let pipes = &network.pipes().list;
    // Those far behind the horizon hinder nobody before it.
    let longest = network.arcs().iter().map(|arc| arc.transit as usize).max().unwrap_or(0);
    let mut passed = vec![vec![0_u32; steps + longest + 1]; pipes.len()];
    let mut inside = passed.clone();
    let rule_of = |arc: usize| network.rule(u32::try_from(arc).unwrap());
    let step_counted = |arc: usize, step: usize| match pipes[rule_of(arc).pipe as usize].counted {
        Counted::Entering => step,
        Counted::Leaving => step + network.arcs()[arc].transit as usize,
    };
    let mut waiting = vec![vec![0_u32; steps]; n];
    let mut at_home = vec![0_u32; n];
    let mut places: Vec<Option<u32>> = network.sinks().iter().map(|sink| sink.places.map(|p| p.0)).collect();
    for source in network.sources() {
        at_home[source.node.index()] = source.persons.0;
    }
    for group in done {
        at_home[group.source.index()] -= group.persons.0;
        let mut arrived = group.departure;
        for leg in &group.legs {
            let arc = network.arcs()[leg.arc.index()];
            for step in arrived..leg.departs {
                waiting[arc.from.index()][step as usize] += group.persons.0;
            }
            let pipe = network.rule(leg.arc.0).pipe as usize;
            passed[pipe][step_counted(leg.arc.index(), leg.departs as usize)] += group.persons.0;
            for step in leg.departs..leg.departs + arc.transit {
                inside[pipe][step as usize] += group.persons.0;
            }
            arrived = leg.departs + arc.transit;
        }
        let sink = network.sinks().iter().position(|sink| sink.node == group.sink).unwrap();
        places[sink] = places[sink].map(|p| p - group.persons.0);
    }
    let is_sink =
        |node: usize| network.sinks().iter().zip(&places).any(|(s, p)| s.node.index() == node && *p != Some(0));
    let mut can_be = vec![vec![false; n]; steps];
    for step in 0..steps {
        for node in 0..n {
            can_be[step][node] |= at_home[node] > 0;
        }
        // Arcs of no time may chain at one step, so they are taken until nothing changes.
        let mut is_changed = true;
        while std::mem::take(&mut is_changed) {
            for (number, arc) in network.arcs().iter().enumerate() {
                let later = step + arc.transit as usize;
                let (rule, now) = (rule_of(number), u32::try_from(step).unwrap());
                let pipe = pipes[rule.pipe as usize];
                let passed = passed[rule.pipe as usize][step_counted(number, step)];
                let most_inside = inside[rule.pipe as usize][step..later].iter().max().copied().unwrap_or(0);
                let is_free = (rule.opens..=rule.closes).contains(&now)
                    && (pipe.capacity == UNLIMITED || passed < pipe.capacity)
                    && (pipe.storage == UNLIMITED || most_inside < pipe.storage);
                if is_free && later < steps && can_be[step][arc.from.index()] && !can_be[later][arc.to.index()] {
                    can_be[later][arc.to.index()] = true;
                    is_changed = true;
                }
            }
        }
        if (0..n).any(|node| can_be[step][node] && is_sink(node)) {
            return u32::try_from(step).ok();
        }
        for node in 0..n {
            let room = network.room(FlowNode(u32::try_from(node).unwrap()));
            if step + 1 < steps && can_be[step][node] && (room == UNLIMITED || waiting[node][step] < room) {
                can_be[step + 1][node] = true;
            }
        }
    }
    None
}
