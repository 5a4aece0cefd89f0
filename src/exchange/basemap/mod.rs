//! Offline basemaps: archives of picture tiles (`MBTiles`, `PMTiles` version 3) that lie on the planner's disk.
//!
//! Nothing here knows a network. An archive is read a tile at a time and never written to; whatever its bytes say, a
//! read is bounded: sizes of tiles, pictures, directories and what they unpack to all have a limit.
//!
//! The reader of `PMTiles` is ours: the package of that name reads only through an asynchronous runtime (a dozen
//! packages), while its format is a header, a list of numbers and a curve.

mod archive;
mod error;
mod gunzip;
#[cfg(test)]
mod laws;
mod mbtiles;
mod picture;
mod plain_text;
mod pmtiles;
#[cfg(test)]
mod pmtiles_writer;

pub use archive::{ArchiveFacts, ArchiveKind, TileArchive, is_tile_archive_name};
pub use error::{ArchivePart, BasemapError};
pub use picture::{MAX_TILE_PX, Picture, PictureFormat};
