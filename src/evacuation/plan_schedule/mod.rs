//! A timetable for leaving: which doors go when, by which streets, to which site, so that no street is asked to pass
//! more than it can; and the same people following it.
//!
//! Whoever would have to wait on the way waits at home instead. Capacity-constrained routing ([`super::flows::schedule`])
//! over the streets in whole steps of time: transit times are rounded up, capacities down, so that what fits in steps
//! fits on the street. The rules are those of the simulation: both directions of a walkway share what it lets through and
//! holds, nobody enters what is closed or what a hazard takes before they are through, and everybody goes at their own
//! speed.

mod bound;
mod classes;
mod clusters;
mod error;
mod follow;
mod periods;
mod planned;
mod referee;
mod stepped;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod report_laws;
#[cfg(test)]
mod sketch;

pub use error::PlanScheduleError;
pub use follow::Following;
pub use planned::{MAX_SCHEDULED_PERSONS, PlannedGroup, PlannedLeg, PlannedSchedule, SCHEDULE_STEP};
pub use referee::{TimetableFault, check_timetable};
