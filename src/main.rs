//! The program `muster`: arguments, logger, window or subcommand; no logic.

fn main() {}
