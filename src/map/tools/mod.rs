//! Tools for the hand on the map: each a small state machine that takes what the pointer and the keys do and says
//! what is drawn so far, where it snapped to, and when it is done.
//!
//! A tool changes nothing: it ends in a [`Shape`](crate::geometry::Shape), and the window makes one command of it.

mod corners;
mod draw;
mod event;
#[cfg(test)]
mod laws;
mod pick_area;
mod reshape;
mod sketch;
mod typed;

pub use draw::{DrawMethod, Drawn};
pub use event::{Pointer, SketchEvent, SketchWorld, Snap, SnapKind};
pub use pick_area::{AreaPick, ids_inside};
pub use reshape::{Handle, HandleKind, handles, reshaped, shared_reshape, without_corner};
pub use sketch::{Refusal, Sketch, SketchOutcome};
pub use typed::{TypedPoint, typed_point};
