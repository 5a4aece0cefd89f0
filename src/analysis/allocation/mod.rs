//! Who goes where when places are limited: people to sites by least total walking, in two stages.
//!
//! First from the doors to the nearest kind of safety (safe harbors), then from there, and from the doors nobody could
//! place, to shelters. Sites are held to their walk limits and capacities; whoever finds no place is counted and named.

mod columns;
mod engine;
mod nearer;
mod onward;
mod origins;
mod reasons;
mod report;
mod shares;
mod study;
mod summary;
mod whole;

pub use engine::{AllocationEngine, AllocationOptions};
pub use nearer::{DoorRule, KeptArea, NotThere, SentByHand};
pub use onward::OnwardPart;
pub use origins::{Origin, OriginPlace};
pub use report::{
    AllocationLedger, AllocationReport, AreaAllocation, LeftOver, NoPlace, OriginPart, PlaceSaving, SiteAllocation,
    Wholeness,
};
pub use study::{AllocationChoice, AllocationStudy, Fate};
