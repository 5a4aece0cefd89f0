//! Opening: a plan with its community, the files of a community, a package, or the demonstration.
//!
//! The window and the command line open through the same door, so they see the same community.

mod demonstration;
mod opened;
mod package;
mod preview;
mod sources;

pub use demonstration::{DEMONSTRATION_SCHEME, demonstration};
pub use opened::{
    OpenError, Opened, OpenedPlan, Reloaded, community_files_of, is_plan_file, open_files, open_files_as,
    reload_community, rules_from,
};
pub use package::{PackageError, package_of, write_package};
pub use preview::coordinate_preview_of;
