//! User stories, told through the window: controls are found by their names, as a person finds them.

#[path = "../support/mod.rs"]
mod support;

mod basemap;
mod community;
mod coordinates;
mod drawing;
mod files;
mod finding;
mod first_plan;
mod languages;
mod map;
mod recovery;
mod road_changes;
mod scenarios;
mod tables;
