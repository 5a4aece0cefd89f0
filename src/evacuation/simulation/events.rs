//! The log of a simulation: every step of every party, for whoever wants to see it.

use crate::evacuation::Moment;

/// One step of one party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It has left the door and stands at the road.
    Left {
        /// Position of the party.
        party: u32,
    },
    /// It has entered a direction.
    Entered {
        /// Position of the party.
        party: u32,
        /// Position of the direction.
        direction: u32,
        /// When it will be ready to leave it.
        ready: Moment,
        /// It squeezed into a full street after long waiting.
        squeezed: bool,
    },
    /// It has come to the end of a direction and left it.
    Passed {
        /// Position of the party.
        party: u32,
        /// Position of the direction.
        direction: u32,
    },
    /// It has passed the gate of its site.
    Arrived {
        /// Position of the party.
        party: u32,
        /// Position of the gate.
        gate: u32,
    },
    /// It found its site full or its way closed and goes to another.
    Redirected {
        /// Position of the party.
        party: u32,
        /// Position of the new gate.
        gate: u32,
    },
    /// No way leads on from where it stands; it waits there.
    Held {
        /// Position of the party.
        party: u32,
        /// The node it stands at.
        node: u32,
    },
    /// A hazard has caught it.
    Caught {
        /// Position of the party.
        party: u32,
    },
}

/// Who wants to see the events, in the order of time.
pub trait EventSink {
    /// Takes one.
    fn take(&mut self, at: Moment, event: Event);
}

/// Nobody wants to see them.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEvents;

impl EventSink for NoEvents {
    fn take(&mut self, _: Moment, _: Event) {}
}

impl EventSink for Vec<(Moment, Event)> {
    fn take(&mut self, at: Moment, event: Event) {
        self.push((at, event));
    }
}
