//! What the streets saw: who passed, who waited, how full they were, minute by minute.

use crate::evacuation::Moment;

/// What a direction saw in one slice of time. Slices in which nothing happened are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSlice {
    /// Number of the slice, from the order.
    pub number: u32,
    /// How many (people or cars) left it at its end.
    pub passed: u32,
    /// How many persons those were.
    pub persons: u32,
    /// Most on it at once.
    pub most: u32,
    /// How many were on it when the slice's last event was over.
    pub last: u32,
    /// Waiting of those who left, in person-milliseconds.
    pub waited_ms: u64,
}

/// What a direction saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectionRecord {
    /// How many (people or cars) left it at its end.
    pub passed: u32,
    /// How many persons those were.
    pub persons: u64,
    /// Their waiting, in person-microseconds.
    pub waited: u128,
    /// Of this, waiting because the street or gate ahead let nobody in.
    pub waited_for_next: u128,
    /// The same by what was ahead: the next direction, and how much.
    pub waited_for: Vec<(u32, u128)>,
    /// Waiting on the streets and at the doors before, because this one was full, in person-microseconds.
    pub held_up: u128,
    /// How many were ready to leave it, by slice; slices with none are left out.
    pub came: Vec<(u32, u32)>,
    /// Most on it at once.
    pub most: u32,
    /// Most who stood at its end at once, ready to leave it.
    pub most_ready: u32,
    /// First entry and last leaving.
    pub busy: Option<(Moment, Moment)>,
    /// Slice by slice.
    pub slices: Vec<TimeSlice>,
}

/// A followed party on one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailStep {
    /// The party.
    pub party: u32,
    /// The direction.
    pub direction: u32,
    /// Millimetres from the direction's end where it got on.
    pub rest: u32,
    /// When it got on.
    pub entered: Moment,
    /// When it was ready to get off.
    pub ready: Moment,
    /// When it got off.
    pub left: Moment,
}
