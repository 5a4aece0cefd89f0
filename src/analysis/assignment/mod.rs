//! Who goes where when places are limited: the exact solver behind the allocation, and the proof of its answers.

mod certificate;
mod cost;
mod exchange;
mod problem;
mod solver;
mod whole;

#[cfg(test)]
mod laws;

pub use certificate::{CertificateFault, certify};
pub use exchange::Part;
pub use problem::{AssignmentProblem, Places, Priority, Unit, UnitWay};
pub use solver::{Assignment, SitePrice};
pub use whole::{WholeAssignment, WholeSearch};
