//! People over time: when they leave, how they crowd, where they queue, and how fast it could be at best.

pub mod crowding;
pub mod departure;
pub mod equilibrium;
pub mod flows;
mod moment;
pub mod simulation;
pub mod streets;

pub use moment::Moment;
