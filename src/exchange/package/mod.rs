//! The package: a plan and its community in one `GeoJSON` file, for sending.
//!
//! Any GIS opens it and sees the plan's features followed by those of the community, each of the latter with
//! `"muster:layer"`, the path of its file, as first property (or first member, where it has no properties).
//! Muster takes the package apart again into the very bytes of every file:
//!
//! - Features are copied as text, mark put in, and nothing else changed.
//! - `muster.package.files` lists for each file its `path`, its `sha256`, and the text around the features: `head`,
//!   `between` (one text where all gaps are alike, else a list) and `tail`.
//! - What is no `FeatureCollection` (one feature a line, compressed, a table) is carried whole, as `text` or
//!   `base64`; other programs do not see it.
//!
//! The writer takes every file apart *and puts it together again* before it chooses the first way, so a package is
//! lossless by check, not by trust. Where a GIS has changed the package, the changed features are what is read, and
//! a warning says that the file is no longer the one that was packed.

mod base64;
mod layout;
mod read;
mod write;

pub use read::{ReadPackage, is_package_text, read_package};
pub use write::package_to_text;

/// A community file: its path as the plan names it, and its bytes as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageFile {
    /// Path relative to the plan file, with forward slashes.
    pub path: String,
    /// Content, byte for byte.
    pub bytes: Vec<u8>,
}

/// The member of `muster` that makes a plan a package.
const PACKAGE: &str = "package";
/// The property that says which file a feature belongs to.
const LAYER: &str = "muster:layer";
