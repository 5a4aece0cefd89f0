//! Why a flow network cannot be used.

use thiserror::Error;

/// A flow network that cannot be used, and why.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum FlowError {
    /// An arc names a place that does not exist.
    #[error(
        "arc {arc} names place {node}, but the network has only {count} places; give every place a number below that"
    )]
    ArcOutside {
        /// Position of the arc.
        arc: usize,
        /// The place it names.
        node: u32,
        /// How many places there are.
        count: u32,
    },
    /// A source or a sink names a place that does not exist.
    #[error("people or places stand at place {node}, but the network has only {count} places")]
    NodeOutside {
        /// The place named.
        node: u32,
        /// How many places there are.
        count: u32,
    },
    /// The list of waiting rooms has another length than the network.
    #[error("{rooms} waiting rooms are given for {count} places; give one for each place, or none at all")]
    RoomsMismatch {
        /// How many rooms were given.
        rooms: usize,
        /// How many places there are.
        count: u32,
    },
    /// A waiting room takes nobody.
    #[error("place {node} has no room to wait at all; give it room for at least one person, or leave it without limit")]
    NoRoom {
        /// The place.
        node: u32,
    },
    /// An arc names a pipe that does not exist.
    #[error("arc {arc} shares pipe {pipe}, but there are only {count} pipes; give every pipe a number below that")]
    PipeOutside {
        /// Position of the arc.
        arc: usize,
        /// The pipe it names.
        pipe: u32,
        /// How many pipes there are.
        count: usize,
    },
    /// A pipe holds nobody.
    #[error("pipe {pipe} has no room for anybody; give it room for at least one person, or leave it without limit")]
    NoStorage {
        /// Position of the pipe.
        pipe: usize,
    },
    /// An arc of no time shares a pipe with others: one way could take of it twice at one step.
    #[error(
        "arc {arc} takes no time but shares pipe {pipe} with others; give it at least one step, or a pipe of its own"
    )]
    Instant {
        /// Position of the arc.
        arc: usize,
        /// The pipe it shares.
        pipe: u32,
    },
    /// More arcs or people than the counters hold.
    #[error("the network is too large: arcs and people are counted up to 4 billion")]
    TooLarge,
}
