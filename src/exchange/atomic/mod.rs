//! Whole files or none: the only place of Muster that creates files.
//!
//! A save writes a temporary file beside the target, checks it, keeps the previous version as `.bak` and then
//! renames. Whatever fails on the way, the old file stays as it was.

mod error;
#[cfg(test)]
mod faults;
mod file_system;
mod stamp;
mod stream;
mod sweep;
mod write;

pub use error::{SaveError, SaveStep};
pub use stamp::FileStamp;
pub(in crate::exchange) use stamp::sha256_hex;
pub use stream::StreamedFile;
pub use sweep::sweep_stale_temps;
pub use write::write_atomically;
