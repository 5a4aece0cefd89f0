//! The only place that changes a plan: commands in, undoable edits, history, revisions.
//!
//! Two ranks on purpose: a [`Command`] is what the planner means and may be refused; an edit is one
//! reversible primitive and cannot fail. One gesture is one command is one step of undo.

mod command;
mod document;
mod edit;
mod history;

#[cfg(test)]
mod joining_laws;
#[cfg(test)]
mod laws;
#[cfg(test)]
pub(crate) mod random_session;

pub use command::{BufferInto, Command, CommandError, CommandLabel};
pub use document::{Applied, Document, PlanSnapshot};
