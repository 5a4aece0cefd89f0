//! Analyses: pure functions from snapshots to reports.
