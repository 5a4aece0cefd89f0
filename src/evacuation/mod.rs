//! People over time: when they leave, how they crowd, where they queue, and how fast it could be at best.

pub mod crowding;
pub mod departure;
mod destinations;
pub mod equilibrium;
pub mod flows;
mod moment;
pub mod people;
pub mod simulation;
pub mod streets;
mod study;

pub use moment::Moment;
pub use study::{EvacuationStudy, StudyInput};
