//! Little networks for the laws: a few places, more arcs than needed, people and safe places anywhere.

use proptest::prelude::*;

use super::network::{FlowArc, FlowNetwork, FlowNode, FlowSink, FlowSource, UNLIMITED};
use super::pipes::{Counted, FlowPipe, PipedArc};
use crate::units::Persons;

fn arc(n: u32) -> impl Strategy<Value = FlowArc> {
    let capacity = prop_oneof![1 => Just(0), 8 => 1_u32..5, 1 => Just(UNLIMITED)];
    (0..n, 0..n, capacity, 0_u32..4).prop_map(|(from, to, capacity, transit)| FlowArc {
        from: FlowNode(from),
        to: FlowNode(to),
        capacity,
        transit,
    })
}

/// Any network whatever: arcs of no time, loops, closed and unlimited arcs, tight rooms, full sites, cut-off homes.
pub(super) fn any_network() -> impl Strategy<Value = FlowNetwork> {
    (3_u32..8).prop_flat_map(|n| {
        let rooms = prop_oneof![
            Just(None),
            proptest::collection::vec(prop_oneof![3 => 1_u32..4, 1 => Just(UNLIMITED)], n as usize).prop_map(Some),
        ];
        let sources = proptest::collection::vec((0..n, 0_u32..7), 0..4);
        let places = prop_oneof![2 => Just(None), 1 => (0_u32..9).prop_map(|p| Some(Persons(p)))];
        let sinks = proptest::collection::vec((0..n, places), 0..4);
        (proptest::collection::vec(arc(n), 1..18), rooms, sources, sinks).prop_map(
            move |(arcs, rooms, sources, sinks)| {
                let source = |(node, persons)| FlowSource { node: FlowNode(node), persons: Persons(persons) };
                let sink = |(node, places)| FlowSink { node: FlowNode(node), places };
                let sources: Vec<_> = sources.into_iter().map(source).collect();
                let sinks: Vec<_> = sinks.into_iter().map(sink).collect();
                FlowNetwork::try_new(n, arcs, rooms, &sources, &sinks).unwrap()
            },
        )
    })
}

/// A network in which everyone has a way out: a path through all places to the last one, which takes everyone, and any
/// arcs besides; with `unit`, every arc takes one person a step and takes time.
pub(super) fn clearable_network(unit: bool) -> impl Strategy<Value = FlowNetwork> {
    (3_u32..8).prop_flat_map(move |n| {
        let most = if unit { 2_u32 } else { 4 };
        let spine = proptest::collection::vec((1..most, 1_u32..4), n as usize - 1);
        let extra = proptest::collection::vec((0..n, 0..n, 1..most, 1_u32..4), 0..10);
        let sources = proptest::collection::vec((0..n, 1_u32..9), 1..5);
        let sink = proptest::option::of((0..n, 1_u32..9));
        (spine, extra, sources, sink).prop_map(move |(spine, extra, sources, sink)| {
            let spine = (0..).zip(spine).map(|(from, (capacity, transit))| (from, from + 1, capacity, transit));
            let arcs: Vec<FlowArc> = spine
                .chain(extra)
                .map(|(from, to, capacity, transit)| FlowArc {
                    from: FlowNode(from),
                    to: FlowNode(to),
                    capacity,
                    transit,
                })
                .collect();
            let source = |(node, persons)| FlowSource { node: FlowNode(node), persons: Persons(persons) };
            let sources: Vec<_> = sources.into_iter().map(source).collect();
            let mut sinks = vec![FlowSink { node: FlowNode(n - 1), places: None }];
            sinks.extend(sink.map(|(node, places)| FlowSink { node: FlowNode(node), places: Some(Persons(places)) }));
            FlowNetwork::try_new(n, arcs, None, &sources, &sinks).unwrap()
        })
    })
}

/// A network whose arcs share few pipes, of those who enter or of those who leave, with ground for few and open for a
/// while only.
pub(super) fn piped_network() -> impl Strategy<Value = FlowNetwork> {
    let limit = |low: u32| prop_oneof![6 => low..5, 1 => Just(UNLIMITED)];
    let counted = prop_oneof![Just(Counted::Entering), Just(Counted::Leaving)];
    let pipe =
        (limit(0), limit(1), counted).prop_map(|(capacity, storage, counted)| FlowPipe { capacity, storage, counted });
    let open = prop_oneof![3 => Just((0, u32::MAX)), 1 => (0_u32..6, 0_u32..15), 1 => (0_u32..9, Just(u32::MAX))];
    (3_u32..7, proptest::collection::vec(pipe, 1..5)).prop_flat_map(move |(n, pipes)| {
        let arc = (0..n, 0..n, 1_u32..4, any::<prop::sample::Index>(), open.clone());
        let sources = proptest::collection::vec((0..n, 0_u32..7), 1..4);
        let sinks = proptest::collection::vec((0..n, proptest::option::of(0_u32..9)), 1..3);
        (proptest::collection::vec(arc, 1..14), sources, sinks).prop_map(move |(arcs, sources, sinks)| {
            let arc = |(from, to, transit, pipe, (opens, closes)): (u32, u32, u32, prop::sample::Index, (u32, u32))| {
                let pipe = u32::try_from(pipe.index(pipes.len())).unwrap();
                PipedArc { from: FlowNode(from), to: FlowNode(to), transit, pipe, opens, closes }
            };
            let arcs: Vec<PipedArc> = arcs.into_iter().map(arc).collect();
            let source = |(node, persons)| FlowSource { node: FlowNode(node), persons: Persons(persons) };
            let sink =
                |(node, places): (u32, Option<u32>)| FlowSink { node: FlowNode(node), places: places.map(Persons) };
            let sources: Vec<_> = sources.into_iter().map(source).collect();
            let sinks: Vec<_> = sinks.into_iter().map(sink).collect();
            FlowNetwork::try_piped(n, &arcs, pipes.clone(), &sources, &sinks).unwrap()
        })
    })
}
