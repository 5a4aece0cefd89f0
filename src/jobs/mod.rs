//! Background work: run, report progress, cancel, collect. Knows threads and nothing else.

mod context;
mod slot;
mod spawner;

pub use context::{CancelToken, Cancelled, JobContext, Progress};
pub use slot::{JobSlot, JobState, Stamped};
pub use spawner::{ManualSpawner, Spawner, ThreadSpawner};
