//! Commands: what the planner means, in words that stand in the Edit menu; one file per family.

mod change;
mod draw;
mod error;
mod kinds;
mod lists;
mod reshape;
mod scenarios;

pub use error::CommandError;
pub use kinds::{BufferInto, Command, CommandLabel};
