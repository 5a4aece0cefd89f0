//! What holds for every equilibrium: nobody is lost on the way, every round helps, and in the end nobody gains by changing.

use proptest::prelude::*;

use super::all_or_nothing::TripTable;
use super::network::{TrafficError, TrafficLink, TrafficNetwork, Trip};
use super::path_referee::{all_ways, cost_of, referee};
use super::solve::{Equilibrium, EquilibriumSettings, equilibrium};
use crate::evacuation::flows::FlowNode;
use crate::jobs::{Cancelled, JobContext};

fn link() -> impl Strategy<Value = (f64, f64, f64, f64, f64)> {
    let beta = prop_oneof![Just(0.0), Just(1.0), Just(2.5), Just(4.0)];
    (0.1..9.0_f64, 1.0..20.0_f64, 0.05..2.0_f64, beta, prop_oneof![3 => Just(0.0), 1 => 0.0..3.0_f64])
}

fn town() -> impl Strategy<Value = (TrafficNetwork, Vec<Trip>)> {
    (3_u32..6).prop_flat_map(|n| {
        let links = proptest::collection::vec((0..n, 0..n, link()), 2..12);
        let trips = proptest::collection::vec((0..n, 0..n, 0.0..30.0_f64), 1..4);
        (links, trips, 0..3_u32).prop_map(move |(links, trips, first_through)| {
            let link = |(from, to, (free_time, capacity, alpha, beta, fixed_cost))| {
                let (from, to) = (FlowNode(from), FlowNode(to));
                TrafficLink { from, to, free_time, capacity, alpha, beta, fixed_cost }
            };
            let links = links.into_iter().map(link).collect();
            let trip = |(from, to, vehicles)| Trip { from: FlowNode(from), to: FlowNode(to), vehicles };
            let network = TrafficNetwork::try_new(n, links, FlowNode(first_through)).unwrap();
            (network, trips.into_iter().map(trip).collect())
        })
    })
}

fn solve(network: &TrafficNetwork, trips: &[Trip], relative_gap: f64) -> Equilibrium {
    let table = TripTable::try_new(network, trips).unwrap();
    let settings = EquilibriumSettings { relative_gap, most_iterations: 3000 };
    equilibrium(network, &table, settings, &JobContext::new()).unwrap()
}

/// Trips that leave their place and have a way.
fn served(network: &TrafficNetwork, trips: &[Trip]) -> Vec<Trip> {
    let has_way = |trip: &&Trip| trip.from != trip.to && !all_ways(network, trip.from, trip.to).is_empty();
    trips.iter().filter(has_way).copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn vehicles_enter_and_leave_every_place_but_their_ends((network, trips) in town()) {
        let result = solve(&network, &trips, 1e-4);
        let moving = served(&network, &trips);
        let away: f64 = trips.iter().filter(|t| t.from != t.to).map(|t| t.vehicles).sum();
        let found: f64 = moving.iter().map(|t| t.vehicles).sum();
        prop_assert!((result.unserved - (away - found)).abs() < 1e-9);
        for node in (0..network.n_nodes()).map(FlowNode) {
            let mut surplus = 0.0;
            for (link, volume) in network.links().iter().zip(&result.volumes) {
                prop_assert!(*volume >= 0.0);
                surplus += if link.to == node { *volume } else { 0.0 } - if link.from == node { *volume } else { 0.0 };
            }
            for trip in &moving {
                surplus += if trip.from == node { trip.vehicles } else { 0.0 } - if trip.to == node { trip.vehicles } else { 0.0 };
            }
            prop_assert!(surplus.abs() < 1e-6, "place {:?} keeps {}", node, surplus);
        }
    }

    #[test]
    fn no_round_makes_it_worse((network, trips) in town()) {
        let result = solve(&network, &trips, 1e-5);
        for pair in result.objectives.windows(2) {
            prop_assert!(pair[1] <= pair[0] * (1.0 + 1e-12), "{:?}", pair);
        }
        prop_assert_eq!(result.objectives.last(), Some(&result.objective));
        prop_assert_eq!(result.objectives.len(), result.iterations as usize + 1);
    }

    #[test]
    fn what_could_still_be_saved_is_what_all_ways_written_out_say((network, trips) in town()) {
        let result = solve(&network, &trips, 1e-4);
        prop_assert!(result.relative_gap <= 1e-4, "{} after {}", result.relative_gap, result.iterations);
        let cheapest = |trip: &Trip| {
            let ways = all_ways(&network, trip.from, trip.to);
            ways.iter().map(|way| cost_of(&network, way, &result.volumes)).fold(f64::INFINITY, f64::min)
        };
        let least: f64 = served(&network, &trips).iter().map(|trip| trip.vehicles * cheapest(trip)).sum();
        prop_assert!((result.total_cost - least) <= 1.0001e-4 * result.total_cost + 1e-9);
        prop_assert!(least <= result.total_cost * (1.0 + 1e-12) + 1e-9);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_objective_is_that_of_vehicles_moved_pair_by_pair((network, trips) in town()) {
        let result = solve(&network, &trips, 1e-6);
        let volumes = referee(&network, &served(&network, &trips));
        let objective: f64 = network.links().iter().zip(&volumes).map(|(link, &v)| link.cost_to(v)).sum();
        prop_assert!((result.objective - objective).abs() <= 1e-4 * objective + 1e-9, "{} {}", result.objective, objective);
    }
}

fn plain(from: u32, to: u32) -> TrafficLink {
    let (from, to) = (FlowNode(from), FlowNode(to));
    TrafficLink { from, to, free_time: 1.0, capacity: 1.0, alpha: 0.15, beta: 4.0, fixed_cost: 0.0 }
}

#[test]
fn nobody_drives_through_a_place_that_only_ends_trips() {
    let mut detour = plain(1, 2);
    detour.free_time = 100.0;
    let network = TrafficNetwork::try_new(3, vec![plain(1, 0), plain(0, 2), detour], FlowNode(1)).unwrap();
    let trip = |from, to| Trip { from: FlowNode(from), to: FlowNode(to), vehicles: 1.0 };
    let result = solve(&network, &[trip(1, 2), trip(0, 2), trip(1, 0)], 1e-6);
    assert_eq!(result.volumes, [1.0, 1.0, 1.0]);
}

#[test]
fn without_trips_nothing_moves() {
    let network = TrafficNetwork::try_new(2, vec![plain(0, 1)], FlowNode(0)).unwrap();
    let result = solve(&network, &[], 1e-6);
    assert_eq!((result.objective, result.relative_gap, result.iterations, result.unserved), (0.0, 0.0, 0, 0.0));
    let empty = TrafficNetwork::try_new(0, Vec::new(), FlowNode(0)).unwrap();
    assert_eq!(solve(&empty, &[], 1e-6).volumes, Vec::<f64>::new());
}

/// Spoils a road.
type Change = fn(&mut TrafficLink);

#[test]
fn unusable_roads_and_trips_are_refused_by_name() {
    let refused = |change: Change| {
        let mut link = plain(0, 1);
        change(&mut link);
        TrafficNetwork::try_new(2, vec![link], FlowNode(0)).err()
    };
    assert_eq!(refused(|l| l.to = FlowNode(2)), Some(TrafficError::LinkOutside { link: 0, node: 2, count: 2 }));
    let quantities: [(Change, &str); 5] = [
        (|l| l.free_time = f64::NAN, "free time"),
        (|l| l.capacity = 0.0, "capacity"),
        (|l| l.alpha = -1.0, "growth"),
        (|l| l.beta = 0.5, "exponent"),
        (|l| l.fixed_cost = f64::INFINITY, "fixed cost"),
    ];
    for (change, quantity) in quantities {
        assert_eq!(refused(change), Some(TrafficError::BadLink { link: 0, quantity }));
    }
    let network = TrafficNetwork::try_new(2, vec![plain(0, 1)], FlowNode(0)).unwrap();
    let trip = |to, vehicles| [Trip { from: FlowNode(0), to: FlowNode(to), vehicles }];
    let error = |to, vehicles| TripTable::try_new(&network, &trip(to, vehicles)).err();
    assert_eq!(error(5, 1.0), Some(TrafficError::TripOutside { trip: 0, node: 5, count: 2 }));
    assert_eq!(error(1, -1.0), Some(TrafficError::BadTrip { trip: 0, vehicles: -1.0 }));
}

#[test]
fn a_cancelled_equilibrium_says_so() {
    let network = TrafficNetwork::try_new(2, vec![plain(0, 1)], FlowNode(0)).unwrap();
    let trips = TripTable::try_new(&network, &[Trip { from: FlowNode(0), to: FlowNode(1), vehicles: 1.0 }]).unwrap();
    let context = JobContext::new();
    context.token().cancel();
    assert_eq!(equilibrium(&network, &trips, EquilibriumSettings::default(), &context), Err(Cancelled));
}
