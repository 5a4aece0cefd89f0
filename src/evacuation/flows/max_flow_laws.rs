//! The largest flow against a referee, and cuts that cut.

use petgraph::algo::dinics;
use petgraph::graph::DiGraph;
use proptest::prelude::*;

use super::max_flow::{CutSide, MaxFlow, MinCut, NO_LIMIT, RateArc, Terminal, max_flow};
use super::network::{FlowArcId, FlowNode};
use crate::jobs::{Cancelled, JobContext};

type Ends = Vec<(u32, u64)>;
type Arcs = Vec<(u32, u32, u64)>;

fn arc((from, to, capacity): (u32, u32, u64)) -> RateArc {
    RateArc { from: FlowNode(from), to: FlowNode(to), capacity }
}

fn terminals(ends: &[(u32, u64)]) -> Vec<Terminal> {
    ends.iter().map(|&(node, limit)| Terminal { node: FlowNode(node), limit }).collect()
}

fn solved(n: u32, arcs: &[(u32, u32, u64)], sources: &[(u32, u64)], sinks: &[(u32, u64)]) -> MaxFlow {
    let arcs: Vec<RateArc> = arcs.iter().copied().map(arc).collect();
    max_flow(n, &arcs, &terminals(sources), &terminals(sinks), &JobContext::new()).unwrap()
}

fn problem() -> impl Strategy<Value = (u32, Arcs, Ends, Ends)> {
    (2_u32..12).prop_flat_map(|n| {
        let limit = prop_oneof![4 => 0_u64..20, 1 => Just(1_u64 << 30)];
        let ends = || proptest::collection::vec((0..n, limit.clone()), 0..4);
        (Just(n), proptest::collection::vec((0..n, 0..n, 0_u64..12), 0..40), ends(), ends())
    })
}

/// What still gets through when the cut's arcs, sources and sinks are shut.
fn is_cut_off(n: u32, arcs: &Arcs, sources: &Ends, sinks: &Ends, cut: &MinCut) -> bool {
    let mut reached = vec![false; n as usize];
    let open = |ends: &Ends, shut: &[FlowNode]| -> Vec<u32> {
        ends.iter().filter(|(node, limit)| *limit > 0 && !shut.contains(&FlowNode(*node))).map(|e| e.0).collect()
    };
    let mut stack = open(sources, &cut.sources);
    let ends = open(sinks, &cut.sinks);
    while let Some(node) = stack.pop() {
        if !std::mem::replace(&mut reached[node as usize], true) {
            let leaving = (0..).zip(arcs).filter(|&(i, a)| a.0 == node && a.2 > 0 && !cut.arcs.contains(&FlowArcId(i)));
            stack.extend(leaving.map(|(_, a)| a.1));
        }
    }
    !ends.iter().any(|&node| reached[node as usize])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_flow_is_as_large_as_the_referees_and_as_its_cuts((n, arcs, sources, sinks) in problem()) {
        let flow = solved(n, &arcs, &sources, &sinks);
        let mut graph: DiGraph<(), u64> = DiGraph::new();
        let nodes: Vec<_> = (0..n + 2).map(|_| graph.add_node(())).collect();
        let (start, end) = (nodes[n as usize], nodes[n as usize + 1]);
        for &(a, b, c) in &arcs {
            graph.add_edge(nodes[a as usize], nodes[b as usize], c);
        }
        for &(node, limit) in &sources {
            graph.add_edge(start, nodes[node as usize], limit);
        }
        for &(node, limit) in &sinks {
            graph.add_edge(nodes[node as usize], end, limit);
        }
        prop_assert_eq!(flow.value(), dinics(&graph, start, end).0);
        for side in [CutSide::NearSources, CutSide::NearSinks] {
            let cut = flow.min_cut(side);
            prop_assert_eq!(cut.capacity, flow.value());
            prop_assert!(is_cut_off(n, &arcs, &sources, &sinks, &cut), "{:?}", cut);
        }
    }

    #[test]
    fn what_enters_a_place_leaves_it_or_ends_there((n, arcs, sources, sinks) in problem()) {
        let flow = solved(n, &arcs, &sources, &sinks);
        let mut surplus = vec![0_i128; n as usize];
        for (i, &(from, to, capacity)) in (0..).zip(&arcs) {
            let amount = flow.on_arc(FlowArcId(i));
            prop_assert!(amount <= capacity);
            surplus[from as usize] -= i128::from(amount);
            surplus[to as usize] += i128::from(amount);
        }
        let total = |ends: &Ends, node: u32| ends.iter().filter(|e| e.0 == node).map(|e| i128::from(e.1)).sum::<i128>();
        for (node, surplus) in (0..n).zip(surplus) {
            prop_assert!(surplus <= total(&sinks, node) && -surplus <= total(&sources, node));
        }
    }
}

#[test]
fn the_two_sides_of_equally_small_cuts_are_told_apart() {
    let flow = solved(4, &[(0, 1, 3), (1, 2, 5), (2, 3, 3)], &[(0, NO_LIMIT)], &[(3, NO_LIMIT)]);
    assert_eq!(flow.value(), 3);
    assert_eq!(flow.min_cut(CutSide::NearSources).arcs, [FlowArcId(0)]);
    assert_eq!(flow.min_cut(CutSide::NearSinks).arcs, [FlowArcId(2)]);
    assert_eq!(flow.on_arc(FlowArcId(1)), 3);
    assert_eq!(flow.on_arc(FlowArcId(9)), 0);
}

#[test]
fn a_way_without_limit_has_no_cut() {
    let flow = solved(3, &[(0, 1, NO_LIMIT), (1, 2, NO_LIMIT), (0, 2, 7)], &[(0, NO_LIMIT)], &[(2, NO_LIMIT)]);
    assert_eq!(flow.value(), NO_LIMIT);
    assert_eq!(flow.min_cut(CutSide::NearSinks), MinCut::default());
    assert_eq!(solved(2, &[(0, 1, NO_LIMIT)], &[(0, 5)], &[(1, NO_LIMIT)]).value(), 5);
    assert_eq!(solved(1, &[], &[(0, NO_LIMIT)], &[(0, NO_LIMIT)]).value(), NO_LIMIT);
}

#[test]
fn places_outside_are_left_out_and_nothing_flows_through_nothing() {
    assert_eq!(solved(2, &[(0, 7, 3), (0, 1, 2)], &[(0, 9), (8, 4)], &[(1, 9), (9, 1)]).value(), 2);
    assert_eq!(solved(0, &[], &[], &[]).value(), 0);
}

#[test]
fn a_cancelled_flow_says_so() {
    let context = JobContext::new();
    context.token().cancel();
    let ends = |node| [Terminal { node: FlowNode(node), limit: 1 }];
    let result = max_flow(2, &[arc((0, 1, 1))], &ends(0), &ends(1), &context);
    assert_eq!(result.map(|flow| flow.value()), Err(Cancelled));
}
