//! What happens when people leave: each walker and each car on the streets, event by event.
//!
//! Streets are queues. Who enters a street is ready to leave it after the time its length takes at the speed its
//! density allows; who is ready leaves when the street's capacity and the room ahead allow, the longest waiting first
//! where ways meet. A full street lets nobody in, so that queues grow back over junctions. Hazards and closures switch
//! at their moments; people look for another way from where they are. Time is whole microseconds and nothing is drawn
//! at random while people move: the same input gives the same events, whatever the machine is doing.

mod choices;
mod events;
mod lines;
mod news;
mod options;
mod outcome;
mod party;
mod record;
mod recorder;
mod routes;
mod run;
mod steps;
mod way_through;

#[cfg(test)]
mod laws;

pub use events::{Event, EventSink, NoEvents};
pub use options::SimulationOptions;
pub use outcome::{Outcome, PartyOutcome, Simulation, StrandedReason};
pub use party::{Goal, Origin, Party, Start};
pub use record::{DirectionRecord, TimeSlice, TrailStep};
pub use routes::{FreeTimes, free_times, nearest_free_times};
pub use run::{simulate, simulate_on_ways, simulate_with};
