//! The plan: what the planner draws and decides. It holds no results and no screen state.
//!
//! Fields are private to this folder; only `document` changes a plan, through `Plan::apply_object` and its
//! sisters, so that every change is undoable.

#[cfg(test)]
pub(crate) mod arbitrary;
mod areas;
mod closure;
mod evacuation_settings;
mod extras;
mod notes;
mod object;
mod object_shape;
mod plan;
mod road_measure;
mod settings;
mod settings_fault;
mod site;
pub mod taking;
mod time_columns;
mod validation;

pub use areas::{EvacuationArea, Hazard, HazardArea, HazardEffect};
pub use closure::{Closure, ClosureShape, RoadChange, RoadChangeKind, Route};
pub use evacuation_settings::{
    CrowdingModel, DepartureCurve, DepartureTableFault, DestinationRule, EvacuationSettings, WayChoice,
    departure_table_fault,
};
pub use extras::{Extras, ForeignFeature};
pub use notes::{Note, NoteStatus};
pub use object::{ObjectId, ObjectKind, PlanObject};
pub use plan::{BASE_SCENARIO, CommunityFile, Plan, PlanHeader, ReviewState};
pub use road_measure::RoadMeasure;
pub use settings::{PopulationSettings, Scenario, ScenarioSelection, Settings, TimeOfDay, TravelMode, WalkingProfile};
pub use settings_fault::{SettingsFault, SettingsNumber, settings_faults};
pub use site::{Capacity, Device, ShelterClass, Site, SiteGeometry, SiteKind, SiteSpace, SiteState, StockLine};
pub use validation::{NumberFact, Violation};
