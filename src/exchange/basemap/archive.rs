//! A tile archive on the disk: opened once, read a tile at a time, by several workers at once.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::mbtiles::MbTiles;
use super::picture::{self, Picture, PictureFormat};
use super::plain_text::plain_text;
use super::pmtiles::{HEADER_BYTES, MAGIC, PmTiles};
use super::{ArchivePart, BasemapError};
use crate::geometry::{BoundingBox, TileAddress};

/// The largest tile in the file or unpacked, in bytes; honest ones are some hundred thousand at most.
pub(super) const MAX_TILE_BYTES: u64 = 8 << 20;
/// The first bytes of every `SQLite` database.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// The format of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveKind {
    /// `MBTiles`: a database.
    MbTiles,
    /// `PMTiles` version 3.
    PmTiles,
}

impl ArchiveKind {
    /// The name as people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MbTiles => "MBTiles",
            Self::PmTiles => "PMTiles",
        }
    }
}

/// What an archive says of itself, as it was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Description {
    pub(super) name: Option<String>,
    pub(super) attribution: Option<String>,
    pub(super) zooms: (u8, u8),
    pub(super) bounds: Option<BoundingBox>,
}

/// What is known of an open archive.
#[derive(Clone, Debug, PartialEq)]
pub struct ArchiveFacts {
    /// Its name, in plain text; that of the file where it has none.
    pub name: String,
    /// Whom to credit, in plain text; empty where it names nobody.
    pub attribution: String,
    /// The coarsest and the finest level with tiles.
    pub zooms: (u8, u8),
    /// Where it has tiles, as far as it says so.
    pub bounds: Option<BoundingBox>,
    /// How its tiles are written; seen on one of them.
    pub format: PictureFormat,
    /// Pixels a side of its tiles; seen on one of them, others are brought to it.
    pub tile_px: u32,
    /// The format of the archive.
    pub kind: ArchiveKind,
}

enum Store {
    MbTiles(MbTiles),
    PmTiles(PmTiles),
}

/// An open archive of picture tiles. Only read from; several threads may read at once.
pub struct TileArchive {
    path: PathBuf,
    facts: ArchiveFacts,
    store: Store,
}

impl std::fmt::Debug for TileArchive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TileArchive").field("path", &self.path).field("facts", &self.facts).finish_non_exhaustive()
    }
}

/// Does a path end as tile archives do (`.mbtiles`, `.pmtiles`)? The file itself is not looked at.
#[must_use]
pub fn is_tile_archive_name(path: &Path) -> bool {
    let is_one = |ending: &str| ["mbtiles", "pmtiles"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    path.extension().and_then(|ending| ending.to_str()).is_some_and(is_one)
}

impl TileArchive {
    /// Opens an archive: what it is, its bytes say. Reads a few kilobytes, and one tile to see what tiles are like.
    ///
    /// # Errors
    /// [`BasemapError`] says what the file is instead and what to do.
    pub fn open(path: &Path) -> Result<Self, BasemapError> {
        let (mut file, n_bytes) = open_file(path)?;
        let mut first = Vec::new();
        let read = file.by_ref().take(HEADER_BYTES as u64).read_to_end(&mut first);
        read.map_err(|error| unreadable(path, &error))?;
        let (store, description, kind) = if first.starts_with(MAGIC) || MAGIC.starts_with(&first) {
            let (store, description) = PmTiles::open(path, file, n_bytes)?;
            (Store::PmTiles(store), description, ArchiveKind::PmTiles)
        } else if first.starts_with(SQLITE_MAGIC) {
            drop(file);
            let (store, description) = MbTiles::open(path, &first, n_bytes)?;
            (Store::MbTiles(store), description, ArchiveKind::MbTiles)
        } else if first.len() < SQLITE_MAGIC.len() && SQLITE_MAGIC.starts_with(&first) {
            return Err(BasemapError::Truncated { path: path.to_owned() });
        } else if first.starts_with(b"PM") && first.get(2).is_some_and(|version| (1..=2).contains(version)) {
            return Err(BasemapError::OtherVersion {
                path: path.to_owned(),
                version: first.get(2).copied().unwrap_or(0),
            });
        } else {
            return Err(BasemapError::NotAnArchive { path: path.to_owned() });
        };
        let any = match &store {
            Store::MbTiles(store) => store.any_tile(description.zooms.1)?,
            Store::PmTiles(store) => store.any_tile()?,
        };
        let any = any.ok_or_else(|| BasemapError::NoTiles { path: path.to_owned() })?;
        let (format, tile_px) = looks(path, &any)?;
        let own_name = description.name.as_deref().map(plain_text).filter(|name| !name.is_empty());
        let file_name = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let facts = ArchiveFacts {
            name: own_name.unwrap_or_else(file_name),
            attribution: description.attribution.as_deref().map(plain_text).unwrap_or_default(),
            zooms: description.zooms,
            bounds: description.bounds,
            format,
            tile_px,
            kind,
        };
        Ok(Self { path: path.to_owned(), facts, store })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is known of it.
    #[must_use]
    pub const fn facts(&self) -> &ArchiveFacts {
        &self.facts
    }

    /// The bytes of a tile as they would stand in a picture file; `None` where the archive has none. At most 8 MB.
    ///
    /// # Errors
    /// [`BasemapError`] where this tile cannot be read; others may.
    pub fn tile(&self, address: TileAddress) -> Result<Option<Vec<u8>>, BasemapError> {
        match &self.store {
            Store::MbTiles(store) => store.tile(address),
            Store::PmTiles(store) => store.tile(address),
        }
    }

    /// The pixels of a tile, [`ArchiveFacts::tile_px`] a side; `None` where the archive has none.
    ///
    /// # Errors
    /// [`BasemapError`] where this tile cannot be read or decoded; others may.
    pub fn picture(&self, address: TileAddress) -> Result<Option<Picture>, BasemapError> {
        let Some(bytes) = self.tile(address)? else { return Ok(None) };
        picture::decode(&bytes, Some(self.facts.tile_px)).map(Some).map_err(|fault| {
            let at = format!("{}/{}/{}", address.zoom(), address.column(), address.row());
            damaged_tile(&self.path, format!("{at}: {fault}"))
        })
    }
}

fn damaged_tile(path: &Path, reason: String) -> BasemapError {
    BasemapError::Damaged { path: path.to_owned(), part: ArchivePart::Tile, reason }
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> BasemapError {
    BasemapError::Unreadable { path: path.to_owned(), kind: error.kind(), reason: error.to_string() }
}

/// The file and its length; a folder, a device or an empty file is refused.
fn open_file(path: &Path) -> Result<(File, u64), BasemapError> {
    let facts = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !facts.is_file() {
        return Err(BasemapError::NotAFile { path: path.to_owned() });
    }
    if facts.len() == 0 {
        return Err(BasemapError::Empty { path: path.to_owned() });
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok((file, facts.len()))
}

/// What the first tile is: its format and size, or what it is instead.
fn looks(path: &Path, bytes: &[u8]) -> Result<(PictureFormat, u32), BasemapError> {
    let Some(format) = PictureFormat::of_bytes(bytes) else {
        let path = path.to_owned();
        // Vector tiles are packed by gzip, or begin with the field of a layer (field 3 of Protocol Buffers).
        if bytes.starts_with(&[0x1F, 0x8B]) || bytes.first() == Some(&0x1A) {
            return Err(BasemapError::Vector { path });
        }
        let what = match bytes {
            [b'G', b'I', b'F', ..] => "GIF pictures",
            [b'B', b'M', ..] => "BMP pictures",
            [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "TIFF pictures",
            _ if bytes.get(4..8) == Some(b"ftyp") => "AVIF pictures",
            _ => "no pictures",
        };
        return Err(BasemapError::OtherPictures { path, what: what.to_owned() });
    };
    let picture = picture::decode(bytes, None).map_err(|fault| damaged_tile(path, fault))?;
    Ok((format, picture.side))
}
