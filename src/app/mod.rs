//! The application: owns all state, drains the commands of the screen, starts and polls background work.

mod allocation;
#[expect(clippy::module_inception, reason = "the type of the folder, in a file of its own")]
mod app;
mod areas;
mod basemap;
mod basemap_error_text;
mod clock;
mod coordinates;
mod dependencies;
mod dispatch;
mod error_text;
mod evacuation;
mod files;
mod finding;
mod import_error_text;
mod keeper;
mod live;
mod live_analysis;
mod loading;
mod looks;
mod plan_warning_text;
mod recovery;
mod recovery_error_text;
mod road_trials;
mod roads;
mod shape_error_text;
mod tables;
mod taking;
mod watch;

pub use app::App;
pub use clock::{Clock, ManualClock, SystemClock};
pub use dependencies::{Dependencies, FilePicker, NoPicker, SystemPicker};
