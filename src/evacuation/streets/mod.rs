//! The streets as people move on them over time: how many fit, how many pass, when they are closed or slow.

mod street;
mod windows;

pub use street::{Direction, Gate, STANDING_CAR_M, Street, StreetUse, Streets};
pub use windows::{Window, WindowEffect};
