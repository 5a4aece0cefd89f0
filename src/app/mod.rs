//! The application: owns all state, drains the commands of the screen, starts and polls background work.

#[expect(clippy::module_inception, reason = "the type of the folder, in a file of its own")]
mod app;
mod areas;
mod clock;
mod dependencies;
mod dispatch;
mod files;
mod keeper;
mod live;
mod loading;
mod recovery;
mod watch;

pub use app::App;
pub use clock::{Clock, ManualClock, SystemClock};
pub use dependencies::{Dependencies, FilePicker, NoPicker, SystemPicker};
