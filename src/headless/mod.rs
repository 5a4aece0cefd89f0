//! The command line: the same analyses without a window, for terminals, scripts and forty communities at once.
//!
//! Every subcommand opens through the same door as the window and gives the same figures. Exit status: 0 fine,
//! 1 the answer is no, 2 could not run.

mod allocate;
mod arguments;
mod bottlenecks;
mod coverage;
mod evacuate;
mod evacuation_run;
mod evacuation_words;
mod export;
mod failure;
mod inspect;
mod new;
mod output;
mod run;
mod study;
mod take;

pub use arguments::{Arguments, Common, Renderer, Subcommands};
pub use coverage::coverage_text;
pub use failure::Failure;
pub use run::{Answer, run};
pub use study::Study;
