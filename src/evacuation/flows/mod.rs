//! Flows through roads with limited capacity: schedules, lower bounds and minimum cuts.

mod bound_cut;
mod bound_road;
mod bounds;
mod check;
mod earliest;
mod error;
mod free_times;
mod late;
mod loads;
mod max_flow;
mod network;
mod pipes;
mod reservations;
mod schedule;

#[cfg(test)]
mod bound_laws;
#[cfg(test)]
mod max_flow_laws;
#[cfg(test)]
mod pipe_laws;
#[cfg(test)]
mod published_example;
#[cfg(test)]
mod random_networks;
#[cfg(test)]
mod schedule_laws;
#[cfg(test)]
mod time_expanded;

pub use bounds::{
    BoundReason, ClearanceBound, ClearanceBounds, RatedArc, RatedNetwork, bounds_in_milliseconds, bounds_in_steps,
};
pub use check::{ScheduleFault, check_schedule};
pub use error::FlowError;
pub use late::leave_late;
pub use max_flow::{CutSide, MaxFlow, MinCut, NO_LIMIT, RateArc, Terminal, max_flow};
pub use network::{FlowArc, FlowArcId, FlowNetwork, FlowNode, FlowSink, FlowSource, UNLIMITED};
pub use pipes::{Counted, FlowPipe, PipedArc};
pub use schedule::{EvacueeGroup, Leg, Schedule, schedule};
