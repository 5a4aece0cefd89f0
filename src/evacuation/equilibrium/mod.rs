//! Background traffic of vehicles: the equilibrium in which nobody gains by another route.
//!
//! Evacuations are not in equilibrium; this is the load of an ordinary day on which an evacuation starts.

mod all_or_nothing;
mod network;
mod solve;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod path_referee;
#[cfg(test)]
mod published;

pub use all_or_nothing::TripTable;
pub use network::{TrafficError, TrafficLink, TrafficNetwork, Trip};
pub use solve::{Equilibrium, EquilibriumSettings, equilibrium};
