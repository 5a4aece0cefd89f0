//! Figures and polygons made from snapshots: coverage, service areas and explanations.

mod allocation;
mod area_doors;
pub mod assignment;
mod circumstances;
mod doors;
mod engine;
mod explanation;
mod kind_state;
mod land;
mod outcome;
mod participants;
mod people_inside;
mod planned_roads;
mod quantile;
mod report;
mod road_study;
mod route_check;
mod route_findings;
mod route_legs;
mod service_area;
mod tally;
mod values;

#[cfg(test)]
pub(crate) mod tests;

pub use allocation::{
    AllocationChoice, AllocationEngine, AllocationLedger, AllocationOptions, AllocationReport, AllocationStudy,
    AreaAllocation, DoorRule, Fate, KeptArea, LeftOver, NoPlace, NotThere, OnwardPart, Origin, OriginPart, OriginPlace,
    PlaceSaving, SentByHand, SiteAllocation, Wholeness,
};
pub use circumstances::Circumstances;
pub use engine::CoverageEngine;
pub use explanation::{Explanation, NoWay, OtherSite, WayParts, WhyNot};
pub use land::SIMPLIFY_TOLERANCE_M;
pub use outcome::{Outcome, Way};
pub use people_inside::{PeopleIndex, PeopleInside};
pub use planned_roads::{PlannedRoads, RoadFacts};
pub use report::{
    AreaCoverage, CoverageHeader, CoverageReport, ExcludedSite, ExclusionReason, KindCoverage, PersonLedger,
    SiteCoverage, SourceLedger, Spread,
};
pub use road_study::{ChangeGround, LinkEnd, RoadStudy, RoadUnder};
pub use route_check::{RouteGround, check_route};
pub use route_findings::{NarrowestPlace, RouteCheck, RouteFinding};
pub use service_area::{DEFAULT_OFFSET_M, ServedSite, ServiceArea, ServiceAreaError, ServiceAreas, service_areas};
pub use values::{CapacityFigure, FALLBACK_PROFILE, StudyNote, StudyValues};
