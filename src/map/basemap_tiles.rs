//! The archive's tiles as the map keeps them: decoded once, the last used ones, within a budget of memory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use egui::Color32;

use crate::geometry::TileAddress;

/// Memory for decoded tiles, in bytes: some 250 tiles of the usual size.
const KEPT_BYTES: usize = 64 << 20;
/// What remembering a tile takes besides its pixels, about; also that there is none.
const ENTRY_BYTES: usize = 96;
/// Where a tile is missing, one of these many levels above is enlarged in its place.
const MAX_LEVELS_UP: u8 = 6;

/// Decoded pixels of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasemapPixels {
    /// Pixels a side.
    pub side: u32,
    /// Rows from the north, 4 bytes a pixel: red, green, blue, opacity, not premultiplied.
    pub rgba: Vec<u8>,
}

/// Where tiles come from; asked from several background jobs at once.
pub trait BasemapSource: Send + Sync {
    /// The pixels of a tile; `None` where there is none or it cannot be read.
    fn pixels(&self, address: TileAddress) -> Option<BasemapPixels>;
}

/// A decoded tile, premultiplied.
#[derive(Debug, PartialEq)]
pub(super) struct BasemapTile {
    side: usize,
    pixels: Vec<Color32>,
}

impl BasemapTile {
    fn new(pixels: &BasemapPixels, side: u32) -> Option<Self> {
        let side = usize::try_from(side).ok().filter(|_| pixels.side == side)?;
        let colors = pixels.rgba.as_chunks::<4>().0;
        let pixels = colors.iter().map(|&[r, g, b, a]| Color32::from_rgba_unmultiplied(r, g, b, a)).collect::<Vec<_>>();
        (pixels.len() == side * side).then_some(Self { side, pixels })
    }

    /// A row from the north; empty beyond the tile.
    pub(super) fn row(&self, row: i64) -> &[Color32] {
        let start = usize::try_from(row).ok().map(|row| row * self.side);
        start.and_then(|start| self.pixels.get(start..start + self.side)).unwrap_or_default()
    }

    /// The quarter of this tile at a column and row (0 or 1), enlarged to a tile.
    fn quarter(&self, column: u32, row: u32) -> Self {
        let side = i64::try_from(self.side).unwrap_or(0);
        let (left, top) = (i64::from(column) * (side / 2), i64::from(row) * (side / 2));
        // Linear in between; the rim of the whole tile has nothing beyond it and is repeated.
        let at = |x: i64, y: i64| {
            let index = usize::try_from(y.clamp(0, side - 1) * side + x.clamp(0, side - 1)).unwrap_or(0);
            self.pixels.get(index).copied().unwrap_or(Color32::TRANSPARENT).to_array()
        };
        let beside = |n: i64| if n % 2 == 0 { n / 2 - 1 } else { n / 2 + 1 };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..side {
            let (near_y, far_y) = (top + y / 2, top + beside(y));
            for x in 0..side {
                let (near_x, far_x) = (left + x / 2, left + beside(x));
                pixels.push(mixed(&[at(near_x, near_y), at(far_x, near_y), at(near_x, far_y), at(far_x, far_y)]));
            }
        }
        Self { side: self.side, pixels }
    }
}

/// Nine parts of the nearest pixel, three of each beside it, one of the one across.
fn mixed(corners: &[[u8; 4]; 4]) -> Color32 {
    let [near, beside, below, across] = corners;
    let channel = |n: usize| {
        let part = |of: &[u8; 4]| u32::from(of.get(n).copied().unwrap_or(0));
        let sum = 9 * part(near) + 3 * part(beside) + 3 * part(below) + part(across);
        u8::try_from((sum + 8) / 16).unwrap_or(u8::MAX)
    };
    Color32::from_rgba_premultiplied(channel(0), channel(1), channel(2), channel(3))
}

/// What is remembered of a tile: when it was last used, and what it is.
type Remembered = (u64, Option<Arc<BasemapTile>>);

/// What the memory says about a tile.
enum Known {
    /// Nothing yet.
    NotAsked,
    /// The archive has none.
    Missing,
    /// Here it is.
    Tile(Arc<BasemapTile>),
}

#[derive(Default)]
struct Kept {
    tiles: BTreeMap<TileAddress, Remembered>,
    bytes: usize,
    tick: u64,
}

fn bytes_of(tile: Option<&Arc<BasemapTile>>) -> usize {
    ENTRY_BYTES + tile.map_or(0, |tile| tile.pixels.len() * size_of::<Color32>())
}

impl Kept {
    fn get(&mut self, address: TileAddress) -> Known {
        self.tick += 1;
        match self.tiles.get_mut(&address) {
            None => Known::NotAsked,
            Some((used, tile)) => {
                *used = self.tick;
                tile.as_ref().map_or(Known::Missing, |tile| Known::Tile(Arc::clone(tile)))
            }
        }
    }

    fn put(&mut self, address: TileAddress, tile: Option<Arc<BasemapTile>>) {
        self.tick += 1;
        self.bytes += bytes_of(tile.as_ref());
        if let Some((_, old)) = self.tiles.insert(address, (self.tick, tile)) {
            self.bytes = self.bytes.saturating_sub(bytes_of(old.as_ref()));
        }
        if self.bytes > KEPT_BYTES {
            // A quarter at once, so that the list is rarely sorted.
            let mut by_age: Vec<(u64, TileAddress)> = self.tiles.iter().map(|(at, (used, _))| (*used, *at)).collect();
            by_age.sort_unstable();
            for (_, address) in by_age {
                if self.bytes <= KEPT_BYTES / 4 * 3 {
                    break;
                }
                if let Some((_, tile)) = self.tiles.remove(&address) {
                    self.bytes = self.bytes.saturating_sub(bytes_of(tile.as_ref()));
                }
            }
        }
    }
}

/// The tiles of one archive, shared by all pictures made of it.
pub struct BasemapTiles {
    source: Box<dyn BasemapSource>,
    zooms: (u8, u8),
    tile_px: u32,
    version: u64,
    kept: Mutex<Kept>,
}

impl fmt::Debug for BasemapTiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasemapTiles")
            .field("zooms", &self.zooms)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl BasemapTiles {
    /// Tiles from a source with these levels (coarsest, finest), each so many pixels a side. `version` is another
    /// number for every archive that was opened.
    #[must_use]
    pub fn new(source: Box<dyn BasemapSource>, zooms: (u8, u8), tile_px: u32, version: u64) -> Self {
        Self { source, zooms, tile_px: tile_px.max(1), version, kept: Mutex::default() }
    }

    /// The coarsest and the finest level.
    #[must_use]
    pub const fn zooms(&self) -> (u8, u8) {
        self.zooms
    }

    /// Pixels a side.
    #[must_use]
    pub const fn tile_px(&self) -> u32 {
        self.tile_px
    }

    /// The number of the opened archive.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Bytes of memory the decoded tiles take now, about.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// The tile at a column and row that may lie beyond the world; where the archive has none, a coarser one
    /// enlarged, up to six levels above.
    pub(super) fn tile_at(&self, zoom: u8, column: i64, row: i64) -> Option<Arc<BasemapTile>> {
        let address = TileAddress::try_new(zoom, u32::try_from(column).ok()?, u32::try_from(row).ok()?)?;
        self.tile(address, MAX_LEVELS_UP)
    }

    fn tile(&self, address: TileAddress, levels_up: u8) -> Option<Arc<BasemapTile>> {
        // The lock is given back before a coarser tile is looked for.
        let known = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(address);
        match known {
            Known::Tile(tile) => return Some(tile),
            Known::Missing => return self.enlarged(address, levels_up),
            Known::NotAsked => {}
        }
        let own = self.source.pixels(address).and_then(|pixels| BasemapTile::new(&pixels, self.tile_px)).map(Arc::new);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(address, own.clone());
        own.or_else(|| self.enlarged(address, levels_up))
    }

    /// A coarser tile in place of a missing one.
    fn enlarged(&self, address: TileAddress, levels_up: u8) -> Option<Arc<BasemapTile>> {
        let parent = address.parent().filter(|parent| parent.zoom() >= self.zooms.0)?;
        let coarse = self.tile(parent, levels_up.checked_sub(1)?)?;
        let quarter = coarse.quarter(address.column() % 2, address.row() % 2);
        Some(Arc::new(quarter))
    }
}
