//! Everyone on the way that is shortest right now: the corner towards which each round of the equilibrium moves.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::network::{TrafficError, TrafficNetwork, Trip};
use crate::jobs::{Cancelled, JobContext};

/// Trips by start, checked against a network.
#[derive(Clone, Debug)]
pub struct TripTable {
    trips: Vec<Trip>,
}

impl TripTable {
    /// Checks and sorts trips; those that end where they start use no road and are left out. O(n log n).
    ///
    /// # Errors
    /// [`TrafficError`] for places that do not exist and numbers of vehicles that are none.
    pub fn try_new(network: &TrafficNetwork, trips: &[Trip]) -> Result<Self, TrafficError> {
        let count = network.n_nodes();
        for (trip, way) in trips.iter().enumerate() {
            if let Some(node) = [way.from.0, way.to.0].into_iter().find(|&node| node >= count) {
                return Err(TrafficError::TripOutside { trip, node, count });
            }
            if !(way.vehicles.is_finite() && way.vehicles >= 0.0) {
                return Err(TrafficError::BadTrip { trip, vehicles: way.vehicles });
            }
        }
        let moving = trips.iter().copied().filter(|trip| trip.from != trip.to && trip.vehicles > 0.0);
        let mut trips: Vec<Trip> = moving.collect();
        trips.sort_by_key(|trip| (trip.from, trip.to));
        Ok(Self { trips })
    }

    /// Trips that use roads, by start and end.
    #[must_use]
    pub fn trips(&self) -> &[Trip] {
        &self.trips
    }
}

/// Everyone on a shortest way.
#[derive(Clone, Debug)]
pub(super) struct Loading {
    /// Vehicles on each road.
    pub(super) volumes: Vec<f64>,
    /// What all trips cost together.
    pub(super) cost: f64,
    /// Vehicles without a way.
    pub(super) unserved: f64,
}

/// Cost, then place: the order in which places are settled.
#[derive(Clone, Copy, PartialEq)]
struct Key(f64, u32);

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

const NO_LINK: u32 = u32::MAX;

/// Loads all trips on shortest ways at given costs: one Dijkstra per place where trips start. Of equally short ways the one
/// over the place settled first is taken.
pub(super) fn load(
    network: &TrafficNetwork,
    demand: &TripTable,
    costs: &[f64],
    context: &JobContext,
) -> Result<Loading, Cancelled> {
    let n = network.n_nodes() as usize;
    let mut result = Loading { volumes: vec![0.0; costs.len()], cost: 0.0, unserved: 0.0 };
    let mut tree = Tree { cost: vec![f64::INFINITY; n], by: vec![NO_LINK; n], settled: Vec::with_capacity(n) };
    let mut ending = vec![0.0; n];
    for group in demand.trips.chunk_by(|a, b| a.from == b.from) {
        context.check()?;
        let Some(first) = group.first() else {
            continue;
        };
        tree.grow(network, costs, first.from.0);
        for trip in group {
            let cost = tree.cost[trip.to.index()];
            if cost.is_finite() {
                ending[trip.to.index()] += trip.vehicles;
                result.cost += trip.vehicles * cost;
            } else {
                result.unserved += trip.vehicles;
            }
        }
        for &node in tree.settled.iter().rev() {
            let vehicles = std::mem::replace(&mut ending[node as usize], 0.0);
            let by = tree.by[node as usize];
            if vehicles > 0.0 && by != NO_LINK {
                result.volumes[by as usize] += vehicles;
                ending[network.links()[by as usize].from.index()] += vehicles;
            }
        }
    }
    Ok(result)
}

/// Shortest ways from one place.
struct Tree {
    cost: Vec<f64>,
    /// The road by which each place is reached.
    by: Vec<u32>,
    settled: Vec<u32>,
}

impl Tree {
    fn grow(&mut self, network: &TrafficNetwork, costs: &[f64], start: u32) {
        self.cost.fill(f64::INFINITY);
        self.by.fill(NO_LINK);
        self.settled.clear();
        let mut is_settled = vec![false; self.cost.len()];
        self.cost[start as usize] = 0.0;
        let mut queue = BinaryHeap::from([Reverse(Key(0.0, start))]);
        while let Some(Reverse(Key(cost, node))) = queue.pop() {
            if std::mem::replace(&mut is_settled[node as usize], true) {
                continue;
            }
            self.settled.push(node);
            if node != start && !network.is_through(node) {
                continue;
            }
            for &link in network.leaving(node) {
                let to = network.links()[link as usize].to.0;
                let reached = cost + costs[link as usize];
                if reached < self.cost[to as usize] {
                    self.cost[to as usize] = reached;
                    self.by[to as usize] = link;
                    queue.push(Reverse(Key(reached, to)));
                }
            }
        }
    }
}
