//! Results as files: layers any GIS opens, and tables any spreadsheet opens.
//!
//! What a layer says is put together by the analyses; here it only becomes text. A layer names the plan it was made
//! from by a fingerprint, so that a figure can be traced to its inputs.

mod allocation;
mod coverage;
mod evacuation;
mod events;
mod geopackage;
mod layer;
mod routes;
mod schedule;
mod table;
mod value;

pub use allocation::{allocation_layer, allocation_table};
pub use coverage::{coverage_layer, door_names, network_layer, service_area_layer};
pub use evacuation::{EvacuationSource, evacuation_layer, evacuation_road_layer, usage_name};
pub use events::{EVENT_COLUMNS, EventFormat, EventLog};
pub use geopackage::{GeoPackageError, plan_to_geopackage};
pub use layer::{ResultFeature, ResultLayer, ResultOrigin, plan_fingerprint, result_layer_to_text};
pub use routes::route_layer;
pub use schedule::{schedule_table, schedule_to_text};
pub use table::{CsvMark, Table, table_to_csv};
pub use value::ResultValue;

pub(in crate::exchange) use table::guarded;
