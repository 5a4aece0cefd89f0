//! Reading a community: the planner's `GeoJSON` files become roads, buildings, people and warnings.
//!
//! A file is split into the text of its features first and each feature is read by itself after, so that one bad
//! feature never loses a file. Everything odd becomes a warning with file, feature, reason and place; what cannot be
//! opened at all is refused with the remedy. Several files are read all or nothing.

mod error;
mod read;

pub use error::ImportError;
pub use read::{ImportOptions, fingerprint, read_community, read_community_bytes};
