//! The program asked in words, as on the command line, within the test.

use std::path::Path;

use clap::Parser as _;
use muster::headless::{Answer, Arguments, Failure, run};
use serde_json::Value;

/// A file of the demonstration.
pub(crate) fn balzers(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/balzers").join(name).display().to_string()
}

/// What the program answers to these arguments.
pub(crate) fn ask(arguments: &[&str]) -> Result<Answer, Failure> {
    let arguments = Arguments::parse_from(["muster"].iter().chain(arguments));
    run(arguments.command.unwrap())
}

/// Its answer as JSON.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let answer = ask(&[arguments, &["--json"]].concat()).unwrap();
    serde_json::from_str(&answer.text).unwrap()
}
