//! Features of a file taken into the plan: hazard areas with their times, evacuation areas with theirs, sites.
//!
//! A map of a fire by the hour, of a flood by its depth, or of the neighborhoods of a town comes as polygons with
//! columns. What a planner says of the columns makes them objects of the plan; the file stays as it is. Nothing is
//! left out unsaid.

mod columns;
mod facts;
mod fit;
mod notes;
mod rule;

#[cfg(test)]
mod tests;

pub use columns::hazard_from_words;
pub use fit::{outlook, taken};
pub use notes::{Outlook, Taken, TakingError, TakingNote};
pub use rule::{Becomes, Taking, TimeColumn, TimeUnit};
