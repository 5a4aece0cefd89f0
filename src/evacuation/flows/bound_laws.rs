//! No bound is ever above the exact optimum, and each is as strong as its formula, found another way.

use petgraph::algo::dinics;
use petgraph::graph::DiGraph;
use proptest::prelude::*;

use super::bounds::{
    BoundReason, ClearanceBound, ClearanceBounds, RatedArc, RatedNetwork, bounds_in_milliseconds, bounds_in_steps,
};
use super::max_flow::NO_LIMIT;
use super::network::{FlowArc, FlowArcId, FlowNetwork, FlowNode, FlowSink, FlowSource, UNLIMITED};
use super::published_example;
use super::random_networks::{any_network, clearable_network};
use super::schedule::schedule;
use super::time_expanded::{most_arrivals, quickest};
use crate::jobs::{Cancelled, JobContext};
use crate::units::Persons;

fn in_steps(network: &FlowNetwork) -> ClearanceBounds {
    bounds_in_steps(network, &JobContext::new()).unwrap()
}

fn time(bound: Option<&ClearanceBound>) -> u64 {
    bound.and_then(|bound| bound.time).unwrap_or(0)
}

/// Free time from every place to safety, by relaxing until nothing changes.
fn plain_times(network: &FlowNetwork) -> Vec<Option<u64>> {
    let mut times = vec![None; network.n_nodes() as usize];
    for sink in network.sinks().iter().filter(|sink| sink.places != Some(Persons(0))) {
        times[sink.node.index()] = Some(0_u64);
    }
    for _ in 0..network.n_nodes() {
        for arc in network.arcs().iter().filter(|arc| arc.capacity > 0) {
            if let Some(after) = times[arc.to.index()] {
                let before = after + u64::from(arc.transit);
                let held = &mut times[arc.from.index()];
                *held = Some(held.map_or(before, |held: u64| held.min(before)));
            }
        }
    }
    times
}

/// What gets through per step from some homes to safety; the referee's flow.
fn through(network: &FlowNetwork, homes: &[FlowNode], is_open: impl Fn(usize) -> bool) -> u64 {
    const MUCH: u64 = 1 << 40;
    let mut graph: DiGraph<(), u64> = DiGraph::new();
    let nodes: Vec<_> = (0..network.n_nodes() + 2).map(|_| graph.add_node(())).collect();
    let (start, end) = (nodes[nodes.len() - 2], nodes[nodes.len() - 1]);
    for (_, arc) in network.arcs().iter().enumerate().filter(|&(i, _)| is_open(i)) {
        let capacity = if arc.capacity == UNLIMITED { MUCH } else { u64::from(arc.capacity) };
        graph.add_edge(nodes[arc.from.index()], nodes[arc.to.index()], capacity);
    }
    for home in homes {
        graph.add_edge(start, nodes[home.index()], MUCH);
    }
    for sink in network.sinks().iter().filter(|sink| sink.places != Some(Persons(0))) {
        graph.add_edge(nodes[sink.node.index()], end, MUCH);
    }
    dinics(&graph, start, end).0
}

/// The cut bound by its formula, one flow from scratch for every distance.
fn plain_cut(network: &FlowNetwork) -> u64 {
    let times = plain_times(network);
    let mut best = 0;
    for &from in times.iter().flatten() {
        let far: Vec<&FlowSource> =
            network.sources().iter().filter(|s| times[s.node.index()].is_some_and(|t| t >= from)).collect();
        let people: u64 = far.iter().map(|source| source.persons.count()).sum();
        let homes: Vec<FlowNode> = far.iter().map(|source| source.node).collect();
        let capacity = through(network, &homes, |_| true);
        if people > 0 && capacity < 1 << 30 {
            best = best.max(from + people.div_ceil(capacity) - 1);
        }
    }
    best
}

/// The road bound by shutting the streets between any two places, one pair after another.
fn plain_road(network: &FlowNetwork) -> u64 {
    let times = plain_times(network);
    let is_safe = |node: FlowNode| {
        times[node.index()] == Some(0) && network.sinks().iter().any(|s| s.node == node && s.places != Some(Persons(0)))
    };
    let name = |node: FlowNode| if is_safe(node) { u32::MAX } else { node.0 };
    let both_ways = |a: &FlowArc| {
        let (x, y) = (name(a.from), name(a.to));
        (x.min(y), x.max(y))
    };
    let mut best = 0;
    for shut in network.arcs().iter().filter(|arc| arc.capacity > 0).map(both_ways) {
        // Who reaches safety when all other streets are open in both directions?
        let mut reached = vec![false; network.n_nodes() as usize];
        (0..network.n_nodes()).for_each(|n| reached[n as usize] = is_safe(FlowNode(n)));
        for _ in 0..network.n_nodes() {
            for arc in network.arcs().iter().filter(|arc| arc.capacity > 0 && both_ways(arc) != shut) {
                let either = reached[arc.from.index()] || reached[arc.to.index()];
                (reached[arc.from.index()], reached[arc.to.index()]) = (either, either);
            }
        }
        let behind: Vec<_> = network
            .sources()
            .iter()
            .filter_map(|s| times[s.node.index()].filter(|_| !reached[s.node.index()]).map(|t| (s.persons.count(), t)))
            .collect();
        let passing = network.arcs().iter().filter(|arc| both_ways(arc) == shut && arc.capacity > 0);
        let passing = passing.filter(|arc| !reached[arc.from.index()] && reached[arc.to.index()]);
        let capacities: Vec<u32> = passing.map(|arc| arc.capacity).collect();
        if let Some(nearest) = behind.iter().map(|b| b.1).min()
            && !capacities.contains(&UNLIMITED)
        {
            let people: u64 = behind.iter().map(|b| b.0).sum();
            let capacity: u64 = capacities.iter().map(|&c| u64::from(c)).sum();
            best = best.max(nearest + people.div_ceil(capacity) - 1);
        }
    }
    best
}

/// The same streets with unit arcs, a step as a second.
fn rated(network: &FlowNetwork) -> RatedNetwork {
    let arcs = network.arcs().iter().map(|arc| RatedArc {
        from: arc.from,
        to: arc.to,
        free_ms: arc.transit * 1000,
        milli_per_second: if arc.capacity == UNLIMITED { NO_LIMIT } else { u64::from(arc.capacity) * 1000 },
    });
    RatedNetwork::try_new(network.n_nodes(), arcs.collect(), network.sources(), network.sinks()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bound_is_above_the_exact_optimum(network in any_network()) {
        let bounds = in_steps(&network);
        let times = plain_times(&network);
        let lost = network.sources().iter().filter(|s| times[s.node.index()].is_none());
        let lost: u64 = lost.map(|s| s.persons.count()).sum();
        prop_assert_eq!(bounds.cut_off, lost);
        let people = network.people() - lost;
        match (bounds.strongest.time, bounds.strongest.reason) {
            (None, BoundReason::NotClearable { people: named, places }) => {
                prop_assert_eq!(named, people);
                prop_assert_eq!(most_arrivals(&network, 60), places);
                prop_assert!(places < people);
            }
            (None, reason) => prop_assert!(false, "no time for {:?}", reason),
            (Some(0), _) => {}
            (Some(time), _) => {
                let before = u32::try_from(time - 1).unwrap();
                prop_assert!(most_arrivals(&network, before) < people, "all are safe before {}", time);
            }
        }
    }

    #[test]
    fn each_bound_is_as_strong_as_its_formula(network in any_network()) {
        let bounds = in_steps(&network);
        let times = plain_times(&network);
        let farthest = network.sources().iter().filter_map(|s| times[s.node.index()]).max();
        prop_assert_eq!(time(bounds.distance.as_ref()), farthest.unwrap_or(0));
        prop_assert_eq!(time(bounds.cut.as_ref()), plain_cut(&network));
        prop_assert_eq!(time(bounds.road.as_ref()), plain_road(&network));
    }

    #[test]
    fn a_named_culprit_holds_its_people_back(network in any_network()) {
        let bounds = in_steps(&network);
        for bound in [bounds.cut, bounds.road].into_iter().flatten() {
            let (arcs, people, capacity) = match bound.reason {
                BoundReason::Cut { arcs, people, capacity } => (arcs, people, capacity),
                BoundReason::Road { arc, people, capacity } => (vec![arc], people, capacity),
                reason @ (BoundReason::Nobody | BoundReason::FarthestHome { .. } | BoundReason::NotClearable { .. }) => {
                    return Err(TestCaseError::fail(format!("{reason:?} names no road")));
                }
            };
            let sum: u64 = arcs.iter().map(|arc| u64::from(network.arcs()[arc.index()].capacity)).sum();
            prop_assert_eq!(sum, capacity);
            // Without the named roads, at least so many of those who had a way have none.
            let times = plain_times(&network);
            let stuck = network.sources().iter().filter(|s| times[s.node.index()].is_some()
                && through(&network, &[s.node], |i| !arcs.contains(&FlowArcId(u32::try_from(i).unwrap()))) == 0);
            prop_assert!(stuck.map(|s| s.persons.count()).sum::<u64>() >= people);
        }
    }

    #[test]
    fn in_milliseconds_no_bound_is_above_the_optimum_either(network in clearable_network(true)) {
        let bounds = bounds_in_milliseconds(&rated(&network), &JobContext::new()).unwrap();
        let steps = in_steps(&network).strongest.time.unwrap();
        let time = bounds.strongest.time.unwrap();
        prop_assert!(time <= steps * 1000);
        prop_assert!(time == 0 || most_arrivals(&network, u32::try_from((time - 1) / 1000).unwrap()) < network.people());
    }
}

#[test]
fn the_bound_is_met_in_many_random_networks() {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = clearable_network(false);
    let mut n_met = 0;
    for _ in 0..150 {
        let network = strategy.new_tree(&mut runner).unwrap().current();
        let plan = schedule(&network, &JobContext::new()).unwrap();
        let best = quickest(&network, network.people(), plan.egress).unwrap();
        let bound = in_steps(&network).strongest.time.unwrap();
        assert!(bound <= u64::from(best));
        n_met += usize::from(bound == u64::from(best));
    }
    assert!(n_met >= 75, "met in {n_met} of 150 only");
}

fn road(from: u32, to: u32, capacity: u32, transit: u32) -> FlowArc {
    FlowArc { from: FlowNode(from), to: FlowNode(to), capacity, transit }
}

fn both(from: u32, to: u32, capacity: u32, transit: u32) -> [FlowArc; 2] {
    [road(from, to, capacity, transit), road(to, from, capacity, transit)]
}

fn town(arcs: Vec<FlowArc>, n: u32, people: &[(u32, u32)], sinks: &[(u32, Option<u32>)]) -> FlowNetwork {
    let source = |&(node, persons)| FlowSource { node: FlowNode(node), persons: Persons(persons) };
    let sink = |&(node, places): &(u32, Option<u32>)| FlowSink { node: FlowNode(node), places: places.map(Persons) };
    let (people, sinks): (Vec<_>, Vec<_>) = (people.iter().map(source).collect(), sinks.iter().map(sink).collect());
    FlowNetwork::try_new(n, arcs, None, &people, &sinks).unwrap()
}

#[test]
fn a_bridge_is_named_with_the_people_behind_it() {
    // A ring 0-1-2 behind the bridge 2-3, then two streets to the safe place 5.
    let arcs =
        [both(0, 1, 9, 1), both(1, 2, 9, 1), both(2, 0, 9, 1), both(2, 3, 2, 4), both(3, 4, 9, 1), both(4, 5, 9, 1)];
    let mut arcs = arcs.concat();
    arcs.extend(both(3, 5, 9, 2));
    let network = town(arcs, 6, &[(0, 60), (1, 40), (4, 500)], &[(5, None)]);
    let bounds = in_steps(&network);
    let reason = BoundReason::Road { arc: FlowArcId(6), people: 100, capacity: 2 };
    assert_eq!(bounds.road, Some(ClearanceBound { time: Some(7 + 50 - 1), reason: reason.clone() }));
    assert_eq!(bounds.strongest.reason, reason);
    assert_eq!(bounds.telling(), &bounds.strongest);
    assert_eq!(bounds.busiest_road, bounds.road);
    assert_eq!(bounds.cut_off, 0);
}

#[test]
fn two_parallel_roads_are_no_single_road() {
    let arcs = vec![road(0, 1, 2, 1), road(0, 1, 3, 1), road(1, 0, 3, 1)];
    let bounds = in_steps(&town(arcs, 2, &[(0, 50)], &[(1, None)]));
    let reason = BoundReason::Cut { arcs: vec![FlowArcId(0), FlowArcId(1)], people: 50, capacity: 5 };
    assert_eq!(bounds.strongest, ClearanceBound { time: Some(10), reason });
}

#[test]
fn on_one_road_the_bound_is_the_analytic_time() {
    // Rate 1.5 persons/s, 12 s of walking: the last of 100 leaves 99 / 1.5 s after the first.
    let arc = RatedArc { from: FlowNode(0), to: FlowNode(1), free_ms: 12_000, milli_per_second: 1500 };
    let sources = [FlowSource { node: FlowNode(0), persons: Persons(100) }];
    let sinks = [FlowSink { node: FlowNode(1), places: None }];
    let network = RatedNetwork::try_new(2, vec![arc], &sources, &sinks).unwrap();
    let bounds = bounds_in_milliseconds(&network, &JobContext::new()).unwrap();
    let reason = BoundReason::Road { arc: FlowArcId(0), people: 100, capacity: 1500 };
    assert_eq!(bounds.strongest, ClearanceBound { time: Some(78_000), reason });
    // Two in series: the slower one rules.
    let slow = RatedArc { from: FlowNode(1), to: FlowNode(2), free_ms: 3000, milli_per_second: 1000 };
    let sinks = [FlowSink { node: FlowNode(2), places: None }];
    let network = RatedNetwork::try_new(3, vec![arc, slow], &sources, &sinks).unwrap();
    let bounds = bounds_in_milliseconds(&network, &JobContext::new()).unwrap();
    let reason = BoundReason::Road { arc: FlowArcId(1), people: 100, capacity: 1000 };
    assert_eq!(bounds.strongest, ClearanceBound { time: Some(15_000 + 99_000), reason });
}

#[test]
fn nobody_the_farthest_home_and_too_few_places_are_told_apart() {
    let nobody = in_steps(&town(both(0, 1, 1, 1).to_vec(), 2, &[], &[(1, None)]));
    assert_eq!(nobody.strongest, ClearanceBound { time: Some(0), reason: BoundReason::Nobody });
    let stranded = in_steps(&town(Vec::new(), 2, &[(0, 5)], &[(1, None)]));
    assert_eq!((stranded.strongest.reason, stranded.cut_off), (BoundReason::Nobody, 5));
    let lonely = in_steps(&town(both(0, 1, 9, 7).to_vec(), 2, &[(0, 5)], &[(1, None)]));
    let reason = BoundReason::FarthestHome { source: FlowNode(0) };
    assert_eq!(lonely.strongest, ClearanceBound { time: Some(7), reason });
    // Two villages; the places of one are of no use to the other.
    let villages = [both(0, 1, 9, 1), both(2, 3, 9, 1)].concat();
    let crowded = in_steps(&town(villages, 4, &[(0, 5), (2, 5)], &[(1, Some(90)), (3, Some(2))]));
    let reason = BoundReason::NotClearable { people: 10, places: 7 };
    assert_eq!(crowded.strongest, ClearanceBound { time: None, reason });
}

#[test]
fn the_published_example_cannot_end_before_its_farthest_home_and_does_not_beat_its_bound() {
    let bounds = in_steps(&published_example::network());
    assert_eq!(time(bounds.distance.as_ref()), 14);
    let strongest = bounds.strongest.time.unwrap();
    assert!((14..=16).contains(&strongest), "{strongest}");
}

#[test]
fn many_distances_are_thinned_out_and_the_bound_stays_valid() {
    // A road of 200 places, one person at each, towards one end.
    let arcs: Vec<FlowArc> = (0..200).flat_map(|i| both(i, i + 1, 1, 1)).collect();
    let people: Vec<(u32, u32)> = (1..=200).map(|i| (i, 1)).collect();
    let bounds = in_steps(&town(arcs, 201, &people, &[(0, None)]));
    // Everyone passes the last arc, one at a step, the first after one step.
    assert_eq!(bounds.strongest.time, Some(200));
    assert_eq!(time(bounds.cut.as_ref()), 200);
}

#[test]
fn cancelled_bounds_say_so() {
    let context = JobContext::new();
    context.token().cancel();
    assert_eq!(bounds_in_steps(&published_example::network(), &context), Err(Cancelled));
}

#[test]
fn a_lonely_house_far_out_is_named_and_not_its_lane_and_the_busy_bridge_is_known_besides() {
    // Three people 500 steps out on their own lane of one person a step; a hundred behind a bridge nearby.
    let arcs = [both(0, 1, 1, 500), both(2, 1, 2, 1)].concat();
    let bounds = in_steps(&town(arcs, 3, &[(0, 3), (2, 100)], &[(1, None)]));
    assert_eq!(bounds.strongest.time, Some(502));
    let far = BoundReason::FarthestHome { source: FlowNode(0) };
    assert_eq!(bounds.telling(), &ClearanceBound { time: Some(500), reason: far });
    let bridge = BoundReason::Road { arc: FlowArcId(2), people: 100, capacity: 2 };
    assert_eq!(bounds.busiest_road, Some(ClearanceBound { time: Some(50), reason: bridge }));
}
