//! The plan file: one `GeoJSON` `FeatureCollection` that any GIS opens and Muster opens again without loss.
//!
//! Every object is a feature with `muster:kind` and `muster:id` first among its properties; all other properties
//! carry their unit in the name. The top-level member `muster` holds the format version, the name, settings,
//! scenarios, review state and community files. Nothing a file holds is dropped: unknown properties and members
//! are kept as text, features that were not touched keep their bytes, and features that cannot be understood are
//! set aside whole.

mod error;
mod evacuation;
mod file;
mod geometry_text;
#[cfg(test)]
mod laws;
mod mends;
mod oddity;
mod originals;
mod properties;
mod read;
mod read_geometry;
mod read_header;
mod read_object;
mod words;
mod write;
mod write_object;

pub use error::{NotAPlanReason, PlanReadError, PlanWarning};
pub use file::{Saved, read_plan, save_plan};
pub use oddity::{Expected, FeatureFault, GeometryProblem, NeededShape, PlanOddity, number_list};
pub use originals::Originals;
pub use read::{ReadPlan, is_plan_text, plan_from_text};
pub use write::plan_to_text;

pub(in crate::exchange) use geometry_text::{area_text, lines_text, point_text};
pub(in crate::exchange) use read::{features_of, top_of};
pub(in crate::exchange) use words::MUSTER;
pub(in crate::exchange) use write::{collection_text, plan_feature_texts, top_members};
pub(in crate::exchange) use write_object::feature_text;
