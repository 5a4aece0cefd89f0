//! User stories, told through the window: controls are found by their names, as a person finds them.

#[path = "../support/mod.rs"]
mod support;

mod allocation;
mod basemap;
mod community;
mod coordinates;
mod drawing;
mod evacuation;
mod evacuation_settings;
mod files;
mod finding;
mod first_plan;
mod focus;
mod keyboard;
mod languages;
mod layout;
mod map;
mod recovery;
mod road_changes;
mod road_trials;
mod scenarios;
mod scenes;
mod selecting;
mod tables;
mod taking;
