//! The equilibrium of Wardrop: no vehicle can gain by taking another way.
//!
//! Frank and Wolfe's method with an exact line search, moving towards points conjugate to the last two (Mitradjieva and
//! Lindberg, "The stiff is moving", Transportation Science 47, 2013), which needs far fewer rounds than the plain method.

use super::all_or_nothing::{Loading, TripTable, load};
use super::network::TrafficNetwork;
use crate::jobs::{Cancelled, JobContext};

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EquilibriumSettings {
    /// Stop when so small a share of all travel cost could be saved by everyone taking the way that is shortest now.
    pub relative_gap: f64,
    /// Stop after so many rounds in any case.
    pub most_iterations: u32,
}

impl Default for EquilibriumSettings {
    /// A gap of 1e-4, in use as good enough for volumes of links, and a thousand rounds.
    fn default() -> Self {
        Self { relative_gap: 1e-4, most_iterations: 1000 }
    }
}

/// Volumes in equilibrium.
#[derive(Clone, Debug, PartialEq)]
pub struct Equilibrium {
    /// Vehicles on each road, by position.
    pub volumes: Vec<f64>,
    /// What each road costs at its volume.
    pub costs: Vec<f64>,
    /// The sum of the areas under all cost curves, which the equilibrium makes smallest (Beckmann).
    pub objective: f64,
    /// The objective at the start and after every round: never grows.
    pub objectives: Vec<f64>,
    /// What all vehicles spend together.
    pub total_cost: f64,
    /// The share of it they could save at most by taking the ways that are shortest now; 0 without trips.
    pub relative_gap: f64,
    /// Rounds made.
    pub iterations: u32,
    /// Vehicles without a way; they are in no volume.
    pub unserved: f64,
}

/// Finds the equilibrium of all trips on a network, which must be the one the trips were checked against. Each round costs
/// one Dijkstra per place where trips start.
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn equilibrium(
    network: &TrafficNetwork,
    trips: &TripTable,
    settings: EquilibriumSettings,
    context: &JobContext,
) -> Result<Equilibrium, Cancelled> {
    let free = costs_at(network, &vec![0.0; network.links().len()]);
    let mut volumes = load(network, trips, &free, context)?.volumes;
    let mut memory = Memory::default();
    let mut objectives = vec![objective_at(network, &volumes)];
    let mut iterations = 0;
    loop {
        context.progress(iterations as usize, settings.most_iterations as usize)?;
        let costs = costs_at(network, &volumes);
        let corner = load(network, trips, &costs, context)?;
        let total_cost = dot(&costs, &volumes);
        let relative_gap = if total_cost > 0.0 { (1.0 - corner.cost / total_cost).max(0.0) } else { 0.0 };
        let is_over = relative_gap <= settings.relative_gap || iterations >= settings.most_iterations;
        let moved = if is_over { None } else { memory.step(network, &volumes, &costs, &corner) };
        let Some(moved) = moved else {
            let objective = objective_at(network, &volumes);
            let unserved = corner.unserved;
            return Ok(Equilibrium {
                volumes,
                costs,
                objective,
                objectives,
                total_cost,
                relative_gap,
                iterations,
                unserved,
            });
        };
        volumes = moved;
        objectives.push(objective_at(network, &volumes));
        iterations += 1;
    }
}

/// The points moved towards before, newest first, and how far the last move went.
#[derive(Debug, Default)]
struct Memory {
    targets: Vec<Vec<f64>>,
    share: f64,
}

/// So near to the target a move has used it up: the method starts afresh.
const USED_UP: f64 = 0.999;

impl Memory {
    /// The volumes after one round; `None` when no direction is left in which the objective falls.
    fn step(&mut self, network: &TrafficNetwork, volumes: &[f64], costs: &[f64], corner: &Loading) -> Option<Vec<f64>> {
        let conjugate = self.target(network, volumes, &corner.volumes);
        let falls = |target: &[f64]| slope_along(costs, volumes, target) < 0.0;
        let target = if falls(&conjugate) {
            conjugate
        } else if falls(&corner.volumes) {
            self.targets.clear();
            corner.volumes.clone()
        } else {
            return None;
        };
        let share = best_share(network, volumes, &target);
        if share <= 0.0 && self.targets.is_empty() {
            return None;
        }
        let moved = between(volumes, &target, share);
        self.share = share;
        if share <= 0.0 || share >= USED_UP {
            self.targets.clear();
        } else {
            self.targets.insert(0, target);
            self.targets.truncate(2);
        }
        Some(moved)
    }

    /// The point to move towards: the corner mixed with the last targets so that the new direction is conjugate to the
    /// last two under the curvature here. All weights are shares, so the point is itself a loading of all trips.
    fn target(&self, network: &TrafficNetwork, volumes: &[f64], corner: &[f64]) -> Vec<f64> {
        let slopes: Vec<f64> = network.links().iter().zip(volumes).map(|(link, &v)| link.slope(v)).collect();
        let (last, before) = match &self.targets[..] {
            [] => return corner.to_vec(),
            [last, rest @ ..] => (last, rest.first()),
        };
        let along_last = curved(&slopes, &minus(last, volumes), &minus(corner, volumes));
        let last_itself = curved(&slopes, &minus(last, volumes), &minus(last, volumes));
        let mut of_before = 0.0;
        if let Some(before) = before {
            let back = minus(&between(before, last, self.share), volumes);
            let turn = curved(&slopes, &back, &minus(before, last));
            of_before = share_or_none(-curved(&slopes, &back, &minus(corner, volumes)) / turn);
        }
        let mut of_last = -along_last / last_itself;
        if before.is_some() {
            of_last += of_before * self.share / (1.0 - self.share);
        }
        let of_last = share_or_none(of_last);
        let whole = 1.0 + of_last + of_before;
        let mut target: Vec<f64> = corner.iter().zip(last).map(|(c, l)| (c + of_last * l) / whole).collect();
        if let Some(before) = before {
            for (value, b) in target.iter_mut().zip(before) {
                *value += of_before / whole * b;
            }
        }
        target
    }
}

/// Weights above this leave nothing of the corner.
const HEAVIEST: f64 = 1e3;

fn share_or_none(weight: f64) -> f64 {
    if weight.is_finite() { weight.clamp(0.0, HEAVIEST) } else { 0.0 }
}

/// The share of the way to the target at which the objective is smallest: bisection on its slope. Kept on the side where
/// the objective still falls, so that it never grows.
fn best_share(network: &TrafficNetwork, volumes: &[f64], target: &[f64]) -> f64 {
    let slope_at = |share: f64| -> f64 {
        let ends = volumes.iter().zip(target);
        network.links().iter().zip(ends).map(|(link, (v, t))| link.cost((v + share * (t - v)).max(0.0)) * (t - v)).sum()
    };
    if slope_at(1.0) <= 0.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if slope_at(middle) <= 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn costs_at(network: &TrafficNetwork, volumes: &[f64]) -> Vec<f64> {
    network.links().iter().zip(volumes).map(|(link, &volume)| link.cost(volume)).collect()
}

fn objective_at(network: &TrafficNetwork, volumes: &[f64]) -> f64 {
    network.links().iter().zip(volumes).map(|(link, &volume)| link.cost_to(volume)).sum()
}

fn slope_along(costs: &[f64], volumes: &[f64], target: &[f64]) -> f64 {
    costs.iter().zip(volumes.iter().zip(target)).map(|(cost, (v, t))| cost * (t - v)).sum()
}

fn between(from: &[f64], to: &[f64], share: f64) -> Vec<f64> {
    from.iter().zip(to).map(|(f, t)| (f + share * (t - f)).max(0.0)).collect()
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The product of two directions under the curvature of the objective.
fn curved(slopes: &[f64], a: &[f64], b: &[f64]) -> f64 {
    slopes.iter().zip(a.iter().zip(b)).map(|(slope, (a, b))| slope * a * b).sum()
}
