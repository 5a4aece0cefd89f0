//! Tests of coverage, service areas and explanations on small towns.

mod allocations;
mod explanations;
mod laws;
mod nearer;
mod onward;
mod oracle;
mod people_inside;
mod planned_roads;
pub(crate) mod random_town;
mod road_study;
mod route_checks;
mod served_land;
pub(crate) mod town;
mod worked_example;
