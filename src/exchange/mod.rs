//! Files in and out: communities and plans are read here, plans and results are written here, and nothing else
//! in the program touches the disk.

pub mod atomic;
pub mod basemap;
pub mod community;
mod held_file;
mod json;
pub mod open;
pub mod package;
pub mod paths;
pub mod plan;
pub mod plan_lock;
pub mod preferences;
pub mod recovery;
pub mod results;
pub mod tables;
pub mod watch;
