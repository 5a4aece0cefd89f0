//! The routable roads: where roads really meet, how doors reach them, what is closed, and who is nearest.
//!
//! [`RoadNetwork::build`] turns the loaded roads into junctions and segments once per community and reports
//! what was odd in a [`NetworkHealth`]. A [`NetworkMask`] says what is closed or slowed in one scenario. A
//! [`Forest`] knows for every junction the nearest of some sites and how far it is, and follows edits of the
//! sites at a cost that goes with what changes. Distances are whole millimetres; walkers ignore one-way signs.

mod access;
mod blocks;
mod build;
mod components;
mod courses;
mod crossings;
mod door_distances;
mod edge_tree;
mod envelope;
mod forest;
mod forest_update;
mod geometry;
mod graph;
mod health;
mod junctions;
mod labels;
mod links;
mod mask;
mod mask_shapes;
mod mending;
mod near_misses;
mod path;
mod pieces;
mod reached;
mod road_network;
mod road_snap;
mod route_along;
mod segment;
mod settings;
mod snapping;
mod vertex;

#[cfg(test)]
mod closure_laws;
#[cfg(test)]
mod drawing_laws;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod link_laws;
#[cfg(test)]
mod mending_laws;
#[cfg(test)]
mod noding_laws;
#[cfg(test)]
mod real_towns;

pub use access::AccessPoint;
pub use blocks::BlockBorders;
pub use door_distances::DoorDistances;
pub use forest::{Forest, Reach, Seed};
pub use forest_update::ForestChange;
pub use graph::{WalkArc, WalkGraph};
pub use health::{ComponentHealth, Crossing, MendOutcome, NearMiss, NetworkHealth, SnappedEnd};
pub use links::{LINK_REACH_M, NewLink};
pub use mask::NetworkMask;
pub use mask_shapes::RoadPart;
pub use path::{NetworkPath, PathPiece};
pub use reached::ReachedPiece;
pub use road_network::RoadNetwork;
pub use road_snap::{JunctionSnap, RoadSnap, RoadsFor};
pub use route_along::RouteAlong;
pub use segment::Segment;
pub use settings::NetworkSettings;
