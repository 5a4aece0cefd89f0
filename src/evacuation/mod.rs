//! People over time: when they leave, how they crowd, where they queue, and how fast it could be at best.

mod blame;
mod bottlenecks;
mod bound;
pub mod crowding;
pub mod departure;
mod destinations;
pub mod equilibrium;
pub mod flows;
mod latest;
mod moment;
pub mod people;
mod plan_schedule;
mod progress;
mod rated;
mod report;
mod road_book;
#[cfg(test)]
mod settings_laws;
pub mod simulation;
pub mod streets;
mod study;
#[cfg(test)]
mod study_laws;
mod what_if;

pub use blame::Blame;
pub use bottlenecks::{PEAK_INTERVAL, RoadLoad, road_loads};
pub use bound::{Culprit, EvacuationBound, MinimumCut};
pub use latest::{LatestDepartures, latest_departures, latest_from_door};
pub use moment::Moment;
pub use plan_schedule::{
    Following, MAX_SCHEDULED_PERSONS, PlanScheduleError, PlannedGroup, PlannedLeg, PlannedSchedule, SCHEDULE_STEP,
    TimetableFault, check_timetable,
};
pub use progress::PartyProgress;
pub use report::{AreaClearance, EvacuationFinding, EvacuationLedger, EvacuationReport, MARKS_PERCENT, SiteArrivals};
pub use road_book::{DirectionPlace, DirectionPlaces, RoadBook, RoadEntry};
pub use study::{EvacuationStudy, StudyInput};
pub use what_if::{Trial, TrialFigures, TrialResult, suggest_trials, try_changes};
