//! Flows through roads with limited capacity: schedules, lower bounds and minimum cuts.
