//! Reading a community: the planner's `GeoJSON` files become roads, buildings, people and warnings.
//!
//! A file is split into the text of its features first and each feature is read by itself after, so that one bad
//! feature never loses a file. Everything odd becomes a warning with file, feature, reason and place; what cannot be
//! opened at all is refused with the remedy. Several files are read all or nothing.
//!
//! The way of a file: bytes → text (`text`, `sniff`) → features as text (`split`, `scan`) → values and
//! geometry through the gate (`feature_text`, `gate`) → kind (`recognize`) → record (`record`) → layers
//! against each other (`placement`).

mod column_names;
mod columns;
mod contain;
mod crossing;
mod damage;
mod error;
mod feature_text;
mod file;
mod file_layer;
mod flatgeobuf;
mod foreign;
mod format;
mod gate;
mod geometry_text;
mod geopackage;
mod guesses;
mod intake;
mod layer;
mod named_system;
mod notices;
mod number;
mod osm;
mod placement;
mod preview;
mod read;
mod recognize;
mod record;
mod reference;
mod road_facts;
mod row;
mod scan;
mod shapefile;
mod sniff;
mod split;
mod system;
mod table;
mod text;
mod well_known;

#[cfg(test)]
mod binary_tests;
#[cfg(test)]
mod hostile;

pub use damage::{BinaryFormat, CountedThing, DamageReason};
pub use error::{ImportError, InvalidReason, StructureProblem};
pub(in crate::exchange) use file::{companion_paths, is_companion};
pub use file_layer::{file_layers, file_layers_of_bytes};
pub use foreign::{ForeignFormat, LikelySystem};
pub(in crate::exchange) use format::COMPANIONS;
pub use named_system::{KnownSystem, NamedSystem};
pub use preview::{CoordinatePreview, PreviewWish, coordinate_preview};
pub(in crate::exchange) use read::fingerprint_with;
pub use read::{ImportOptions, fingerprint, read_community, read_community_bytes};
