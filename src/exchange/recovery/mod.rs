//! Never lose a plan: a journal of the work under way, and what a crash left behind.
//!
//! Every running window has one session folder with a lock and a journal. The journal begins with the whole plan as
//! text and then takes one record per step: what changed, in the words of the plan file. Each record carries a
//! checksum over itself and everything before it, so that what is read back is a state the plan really had, up to
//! the last whole record. A session folder whose lock is free belongs to a window that did not end well.

mod changes;
mod crash;
mod disk;
mod error;
#[cfg(test)]
mod faults;
mod folder;
mod journal;
#[cfg(test)]
mod laws;
mod origin;
mod payload;
mod read;
mod record;
mod session;
mod state;
mod tidy;

pub use changes::{WorkChanges, changes_between};
pub use crash::{CrashNotes, install_crash_hook};
pub use error::{Damage, RecoveryError};
pub use folder::RecoveryFolder;
pub use journal::{BaseRequest, Journal, SyncHandle};
pub use origin::{LiveWork, Origin};
pub use read::{RecoveredWork, read_session};
pub use session::{CrashedSession, Session};
pub use tidy::{BIN_AGE, LARGEST_TOTAL_BYTES};
