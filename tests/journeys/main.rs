//! User stories, told through the window: controls are found by their names, as a person finds them.

#[path = "../support/mod.rs"]
mod support;

mod community;
mod drawing;
mod files;
mod finding;
mod first_plan;
mod focus;
mod keyboard;
mod languages;
mod layout;
mod map;
mod recovery;
mod scenarios;
mod scenes;
mod selecting;
mod tables;
