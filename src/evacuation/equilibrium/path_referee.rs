//! The referee of little equilibria: all ways written out, vehicles moved from dear ways to cheap ones, pair by pair.

use super::network::{TrafficNetwork, Trip};
use crate::evacuation::flows::FlowNode;

/// All ways without a place twice.
pub(super) fn all_ways(network: &TrafficNetwork, from: FlowNode, to: FlowNode) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut stack = vec![(from, vec![from], Vec::new())];
    while let Some((at, places, way)) = stack.pop() {
        if at == to {
            found.push(way);
            continue;
        }
        for (position, link) in network.links().iter().enumerate() {
            if link.from == at && !places.contains(&link.to) && (at == from || network.is_through(at.0)) {
                let mut places = places.clone();
                places.push(link.to);
                let mut way: Vec<usize> = way.clone();
                way.push(position);
                stack.push((link.to, places, way));
            }
        }
    }
    found
}

/// What a way costs at given volumes.
pub(super) fn cost_of(network: &TrafficNetwork, way: &[usize], volumes: &[f64]) -> f64 {
    way.iter().map(|&link| network.links()[link].cost(volumes[link])).sum()
}

/// The equilibrium, close to exact: for every trip, every pair of ways is evened out by bisection, again and again.
pub(super) fn referee(network: &TrafficNetwork, trips: &[Trip]) -> Vec<f64> {
    let mut volumes = vec![0.0; network.links().len()];
    let mut loads: Vec<(Vec<Vec<usize>>, Vec<f64>)> = Vec::new();
    for trip in trips {
        let ways = all_ways(network, trip.from, trip.to);
        let mut load = vec![0.0; ways.len()];
        if let (Some(first), Some(way)) = (load.first_mut(), ways.first()) {
            *first = trip.vehicles;
            for &link in way {
                volumes[link] += trip.vehicles;
            }
        }
        loads.push((ways, load));
    }
    for _ in 0..400 {
        for (ways, load) in &mut loads {
            for dear in 0..ways.len() {
                for cheap in 0..ways.len() {
                    let moved = evened(network, &ways[dear], &ways[cheap], &volumes, load[dear]);
                    load[dear] -= moved;
                    load[cheap] += moved;
                    ways[dear].iter().for_each(|&link| volumes[link] -= moved);
                    ways[cheap].iter().for_each(|&link| volumes[link] += moved);
                }
            }
        }
    }
    volumes
}

/// How many of `most` should change from one way to another for both to cost the same.
fn evened(network: &TrafficNetwork, dear: &[usize], cheap: &[usize], volumes: &[f64], most: f64) -> f64 {
    let gains = |moved: f64| {
        let mut volumes = volumes.to_vec();
        for &link in dear {
            volumes[link] = (volumes[link] - moved).max(0.0);
        }
        for &link in cheap {
            volumes[link] += moved;
        }
        cost_of(network, dear, &volumes) > cost_of(network, cheap, &volumes)
    };
    if dear == cheap || most <= 0.0 || !gains(0.0) {
        return 0.0;
    }
    if gains(most) {
        return most;
    }
    let (mut low, mut high) = (0.0, most);
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if gains(middle) { low = middle } else { high = middle }
    }
    low
}
