//! The first 127 bytes of a `PMTiles` file: where its parts lie, and what its tiles are.

use crate::geometry::{BoundingBox, LonLat, MAX_TILE_ZOOM};

/// Length of the header in bytes.
pub(in super::super) const HEADER_BYTES: usize = 127;
/// The first bytes; the version follows.
pub(in super::super) const MAGIC: &[u8] = b"PMTiles";

/// A stretch of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) offset: u64,
    pub(super) length: u64,
}

impl Section {
    /// The byte behind its last one; `None` where no file is that long.
    pub(super) const fn end(self) -> Option<u64> {
        self.offset.checked_add(self.length)
    }
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    None,
    /// gzip.
    Gzip,
}

/// What an archive says it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TileKind {
    /// Pictures that can be decoded, or an archive that does not say.
    Pictures,
    /// Vector tiles.
    Vector,
    /// Pictures or data of another kind.
    Other(&'static str),
}

/// The header.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    pub(super) root: Section,
    pub(super) metadata: Section,
    pub(super) leaves: Section,
    pub(super) tiles: Section,
    /// Packing of directories and metadata, or what it is instead.
    pub(super) inside: Result<Packing, String>,
    /// Packing of tiles, or what it is instead.
    pub(super) outside: Result<Packing, String>,
    pub(super) kind: TileKind,
    pub(super) zooms: (u8, u8),
    pub(super) bounds: Option<BoundingBox>,
}

/// Why bytes are no header.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum HeaderFault {
    /// Fewer than 127 bytes.
    Short,
    /// Another format.
    NoMagic,
    /// Another version.
    Version(u8),
    /// Levels that cannot be.
    Zooms(u8, u8),
}

/// Reads numbers one after the other.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], HeaderFault> {
        let (first, rest) = self.0.split_first_chunk::<N>().ok_or(HeaderFault::Short)?;
        self.0 = rest;
        Ok(*first)
    }

    fn byte(&mut self) -> Result<u8, HeaderFault> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Result<u64, HeaderFault> {
        self.take().map(u64::from_le_bytes)
    }

    fn section(&mut self) -> Result<Section, HeaderFault> {
        Ok(Section { offset: self.number()?, length: self.number()? })
    }

    /// Ten-millionths of a degree.
    fn degrees(&mut self) -> Result<f64, HeaderFault> {
        self.take().map(|bytes| f64::from(i32::from_le_bytes(bytes)) / 1e7)
    }
}

impl Header {
    /// Reads the header from the first bytes of a file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, HeaderFault> {
        if !bytes.starts_with(MAGIC) {
            return Err(if MAGIC.starts_with(bytes) { HeaderFault::Short } else { HeaderFault::NoMagic });
        }
        let mut numbers = Numbers(bytes.get(MAGIC.len()..).unwrap_or_default());
        let version = numbers.byte()?;
        if version != 3 {
            return Err(HeaderFault::Version(version));
        }
        let (root, metadata) = (numbers.section()?, numbers.section()?);
        let (leaves, tiles) = (numbers.section()?, numbers.section()?);
        let _counts: [u8; 24] = numbers.take()?;
        let _is_clustered = numbers.byte()?;
        let (inside, outside) = (packing(numbers.byte()?, false), packing(numbers.byte()?, true));
        let kind = kind(numbers.byte()?);
        let zooms = (numbers.byte()?, numbers.byte()?);
        if zooms.0 > zooms.1 || zooms.0 > MAX_TILE_ZOOM {
            return Err(HeaderFault::Zooms(zooms.0, zooms.1));
        }
        let [west, south, east, north] =
            [numbers.degrees()?, numbers.degrees()?, numbers.degrees()?, numbers.degrees()?];
        let _first_look: [u8; 9] = numbers.take()?;
        let zooms = (zooms.0, zooms.1.min(MAX_TILE_ZOOM));
        Ok(Self {
            root,
            metadata,
            leaves,
            tiles,
            inside,
            outside,
            kind,
            zooms,
            bounds: bounds(west, south, east, north),
        })
    }
}

/// The box, where it is one on the earth with some land in it.
fn bounds(west: f64, south: f64, east: f64, north: f64) -> Option<BoundingBox> {
    let (min, max) = (LonLat::try_new(west, south).ok()?, LonLat::try_new(east, north).ok()?);
    (west < east && south < north).then_some(BoundingBox { min, max })
}

/// The packing of a number. An archive that does not say how its tiles are packed has them as they are.
fn packing(number: u8, may_be_unsaid: bool) -> Result<Packing, String> {
    match number {
        0 if may_be_unsaid => Ok(Packing::None),
        1 => Ok(Packing::None),
        2 => Ok(Packing::Gzip),
        3 => Err("Brotli".to_owned()),
        4 => Err("Zstandard".to_owned()),
        other => Err(format!("method {other}")),
    }
}

const fn kind(number: u8) -> TileKind {
    match number {
        1 | 6 => TileKind::Vector,
        0 | 2..=4 => TileKind::Pictures,
        5 => TileKind::Other("AVIF"),
        _ => TileKind::Other("of an unknown kind"),
    }
}
