//! The streets as people move on them over time: how many fit, how many pass, when they are closed or slow.

mod build;
mod rules;
mod street;
mod windows;

pub use build::{GatePlace, StreetGround, StreetMap};
pub use rules::{StreetRules, cars_per_lane_hour, is_for_cars, usual_speed_km_h};
pub use street::{Direction, Gate, STANDING_CAR_M, Street, StreetUse, Streets};
pub use windows::{Window, WindowEffect};
