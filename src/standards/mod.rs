//! Planning values with their origin: how far people may walk, how much room a person
//! needs, how wide a road must be, and which document says so.
//!
//! A [`Profile`] is a named set of [`PlanningValue`]s in the manner of one family of
//! standards. What its documents leave open comes from Muster's own set (`base.toml`,
//! every value a project choice), so [`Profile::get`] always has an answer. Each value
//! carries its source, clause and an [`EvidenceStatus`] for the planner to see: Muster
//! says "meets value X of profile Y", never that a plan complies with the law.
//!
//! The files are `assets/standards/*.toml`, built into the program. A planner who needs
//! other figures sets them in the plan ([`Profile::with_override`]).

mod builtin;
mod capacity;
mod error;
mod key;
mod profile;
mod read;
mod value;

pub use builtin::{builtin_profile, builtin_profiles};
pub use capacity::capacity_persons;
pub use error::ProfileError;
pub use key::ValueKey;
pub use profile::Profile;
pub use value::{EvidenceStatus, PlanningValue};
