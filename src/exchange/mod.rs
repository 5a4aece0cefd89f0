//! Files in and out: plan files, exports of results, packages and preferences.
//!
//! Reading gives a whole new value with a list of warnings, or an error; nothing is half loaded. Writing goes
//! through [`atomic`] alone: whole files or none.

pub mod atomic;
mod json;
pub mod package;
pub mod paths;
pub mod plan;
pub mod preferences;
pub mod results;
