//! Muster: a desktop GIS planner for emergency areas and evacuation layout.
//!
//! The modules in reading order, each naming only those above it:
//! quantities and identities ([`units`], [`ids`]); places and planes ([`geometry`]); what was loaded
//! ([`community`]); planning values ([`standards`]); what is planned ([`plan`]) and the only place that changes it
//! ([`document`]); background work ([`jobs`]); the routable roads ([`network`]); figures and polygons made from
//! snapshots ([`analysis`]); people over time ([`evacuation`]); files in and out ([`exchange`]); the command line
//! ([`headless`]); the map canvas ([`map`]), the panels around it ([`ui`]) and the application that owns all state
//! ([`app`]).
//!
//! Four kinds of state are never mixed: the community (loaded, never edited), the plan (the document, undoable),
//! derived results (rebuilt when their inputs change), and the session (camera, selection, open panels).

pub mod units;

pub mod ids;

pub mod geometry;

pub mod community;

pub mod standards;

pub mod plan;

pub mod document;

pub mod jobs;

pub mod network;

pub mod analysis;

pub mod evacuation;

pub mod exchange;

pub mod headless;

pub mod map;

pub mod ui;

pub mod app;
