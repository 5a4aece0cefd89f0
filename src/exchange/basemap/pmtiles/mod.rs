//! `PMTiles` version 3: one file with a header, directories of tiles along a curve, and the tiles.
//!
//! Source: the specification of `PMTiles` version 3 by Protomaps, sections "Header", "Directories", "Tile ID".

mod directory;
mod header;
mod reader;
mod tile_id;

#[cfg(test)]
pub(super) use directory::Entry;
pub(super) use header::{HEADER_BYTES, MAGIC};
pub(super) use reader::PmTiles;
#[cfg(test)]
pub(super) use tile_id::tile_id;
