//! x
mod land;
mod quantile;
mod outcome;
mod values;
pub use outcome::{Outcome, Way};
pub use values::{FALLBACK_PROFILE, StudyNote, StudyValues};
pub use land::SIMPLIFY_TOLERANCE_M;
