//! Why there is no timetable.

use thiserror::Error;

use super::MAX_SCHEDULED_PERSONS;
use crate::evacuation::flows::FlowError;
use crate::jobs::Cancelled;

/// Why there is no schedule.
#[derive(Debug, Error)]
pub enum PlanScheduleError {
    /// Too many people for an answer in good time.
    #[error(
        "no schedule: {persons} people are more than the {MAX_SCHEDULED_PERSONS} one is made for; make one for a scenario \
         or a part of the community with fewer"
    )]
    TooLarge {
        /// Who has to leave.
        persons: u64,
    },
    /// The streets make no network.
    #[error("no schedule: {0}")]
    Network(#[from] FlowError),
    /// No longer wanted.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}
