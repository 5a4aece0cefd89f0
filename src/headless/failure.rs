//! Why a subcommand could not run; exit status 2.

use thiserror::Error;

use crate::exchange::atomic::SaveError;
use crate::exchange::open::OpenError;
use crate::jobs::Cancelled;

/// Why a subcommand could not run.
#[derive(Debug, Error)]
pub enum Failure {
    /// Nothing was opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Nothing was written.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// The files hold no community.
    #[error("no community: the plan names no files; add them with `muster new` or in the window")]
    NoCommunity,
    /// The file is no plan.
    #[error("{0} is not a plan: make one with `muster new PLAN.geojson FILES…`, or open the files in the window")]
    NoPlan(String),
    /// No such scenario.
    #[error("there is no scenario named {name}; the plan has: {known}")]
    NoScenario {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// An option that cannot be understood.
    #[error("cannot use {option} {value}: {remedy}")]
    BadOption {
        /// The option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What would do.
        remedy: String,
    },
    /// The file for a new plan's community is a plan.
    #[error("{0} is a plan already: name the files of the community instead, or open it in the window")]
    IsPlan(String),
    /// The answer would replace what it is made from.
    #[error("{0} is one of the files to work on: choose another file to write to")]
    OverInput(String),
    /// Objects of a file could not be put into the plan.
    #[error("nothing was taken: {0}")]
    NotTaken(String),
    /// The plan file exists.
    #[error("{0} exists already; add --overwrite to replace it")]
    Exists(String),
    /// A service area could not be drawn.
    #[error(transparent)]
    ServiceArea(#[from] crate::analysis::ServiceAreaError),
    /// A database could not be made.
    #[error(transparent)]
    GeoPackage(#[from] crate::exchange::results::GeoPackageError),
    /// No timetable for leaving could be made.
    #[error(transparent)]
    Schedule(#[from] crate::evacuation::PlanScheduleError),
    /// The work was stopped.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// A fault of the program, caught.
    #[error("a fault in the program: {0}; nothing was changed, please report it with the files")]
    Fault(String),
    /// The terminal or pipe was closed.
    #[error("could not write the answer: {0}")]
    Output(std::io::Error),
}
