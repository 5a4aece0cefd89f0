//! A writer of small archives for tests: `PMTiles` by hand from the specification, `MBTiles` by its tables.

use std::io::{Cursor, Write as _};
use std::path::Path;

use rusqlite::Connection;

use super::pmtiles::Entry;
use crate::geometry::TileAddress;

/// A square PNG of one color.
pub(super) fn png(side: u32, color: [u8; 4]) -> Vec<u8> {
    let picture = image::RgbaImage::from_pixel(side, side, image::Rgba(color));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The color of a tile in these tests: another one for each of a level.
pub(super) fn color_of(address: TileAddress) -> [u8; 4] {
    let part = |n: u32| u8::try_from(n % 16 * 16).unwrap();
    [part(u32::from(address.zoom())), part(address.column()), part(address.row()), 255]
}

pub(super) fn tile(zoom: u8, column: u32, row: u32) -> TileAddress {
    TileAddress::try_new(zoom, column, row).unwrap()
}

/// Every tile of the levels up to one.
pub(super) fn all_tiles(zoom: u8) -> Vec<TileAddress> {
    let level = |z: u8| (0..1 << z).flat_map(move |column| (0..1 << z).map(move |row| tile(z, column, row)));
    (0..=zoom).flat_map(level).collect()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7F).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
}

/// A directory as the specification writes it.
pub(super) fn directory(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_number(&mut bytes, entries.len() as u64);
    let mut last = 0;
    for entry in entries {
        put_number(&mut bytes, entry.tile_id - last);
        last = entry.tile_id;
    }
    for entry in entries {
        put_number(&mut bytes, entry.run_length);
    }
    for entry in entries {
        put_number(&mut bytes, entry.length);
    }
    let mut behind = None;
    for entry in entries {
        put_number(&mut bytes, if behind == Some(entry.offset) { 0 } else { entry.offset + 1 });
        behind = Some(entry.offset + entry.length);
    }
    bytes
}

/// How an archive of these tests is written.
pub(super) struct Recipe {
    /// 1 none, 2 gzip, others are refused.
    pub(super) inside: u8,
    pub(super) outside: u8,
    /// 2 PNG.
    pub(super) kind: u8,
    /// Entries of a leaf directory; `None` for all in the root.
    pub(super) per_leaf: Option<usize>,
    pub(super) metadata: &'static str,
    pub(super) zooms: (u8, u8),
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            inside: 2,
            outside: 1,
            kind: 2,
            per_leaf: None,
            metadata: r#"{"name":"Test","attribution":"<b>&copy; Nobody</b>"}"#,
            zooms: (0, 3),
        }
    }
}

impl Recipe {
    /// The archive as bytes. `tiles` are (number, bytes) in any order; equal neighbors share an entry.
    pub(super) fn write(&self, mut tiles: Vec<(u64, Vec<u8>)>) -> Vec<u8> {
        tiles.sort_by_key(|(id, _)| *id);
        let (mut data, mut entries): (Vec<u8>, Vec<Entry>) = (Vec::new(), Vec::new());
        let mut last: Option<Vec<u8>> = None;
        for (tile_id, bytes) in tiles {
            let is_run = last.as_ref() == Some(&bytes)
                && entries.last().is_some_and(|entry| entry.tile_id + entry.run_length == tile_id);
            if is_run {
                entries.last_mut().unwrap().run_length += 1;
                continue;
            }
            last = Some(bytes.clone());
            let packed = if self.outside == 2 { gzip(&bytes) } else { bytes };
            entries.push(Entry { tile_id, run_length: 1, offset: data.len() as u64, length: packed.len() as u64 });
            data.extend(packed);
        }
        let pack = |bytes: Vec<u8>| if self.inside == 2 { gzip(&bytes) } else { bytes };
        let (root, leaves) = match self.per_leaf {
            None => (pack(directory(&entries)), Vec::new()),
            Some(n) => {
                let (mut leaves, mut upper) = (Vec::new(), Vec::new());
                for part in entries.chunks(n) {
                    let leaf = pack(directory(part));
                    let (offset, length) = (leaves.len() as u64, leaf.len() as u64);
                    upper.push(Entry { tile_id: part[0].tile_id, run_length: 0, offset, length });
                    leaves.extend(leaf);
                }
                (pack(directory(&upper)), leaves)
            }
        };
        let metadata = pack(self.metadata.as_bytes().to_vec());
        self.assemble(&root, &metadata, &leaves, &data)
    }

    /// Header and parts one after the other.
    pub(super) fn assemble(&self, root: &[u8], metadata: &[u8], leaves: &[u8], data: &[u8]) -> Vec<u8> {
        let mut bytes = b"PMTiles\x03".to_vec();
        let mut offset = 127_u64;
        for part in [root, metadata, leaves, data] {
            bytes.extend(offset.to_le_bytes());
            bytes.extend((part.len() as u64).to_le_bytes());
            offset += part.len() as u64;
        }
        bytes.extend([0; 24]);
        bytes.extend([1, self.inside, self.outside, self.kind, self.zooms.0, self.zooms.1]);
        for ten_millionths in [94_000_000_i32, 470_000_000, 96_000_000, 471_000_000] {
            bytes.extend(ten_millionths.to_le_bytes());
        }
        bytes.extend([0; 9]);
        assert_eq!(bytes.len(), 127);
        [bytes.as_slice(), root, metadata, leaves, data].concat()
    }
}

/// An `MBTiles` file with tiles under web map numbers (rows from the north), turned here by hand.
pub(super) fn write_mbtiles(path: &Path, metadata: &[(&str, &str)], tiles: &[(TileAddress, Vec<u8>)]) {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "CREATE TABLE metadata (name TEXT, value TEXT);
             CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
             CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);",
        )
        .unwrap();
    for (name, value) in metadata {
        database.execute("INSERT INTO metadata VALUES (?1, ?2)", [name, value]).unwrap();
    }
    for (at, bytes) in tiles {
        let row = 2_i64.pow(u32::from(at.zoom())) - 1 - i64::from(at.row());
        database.execute("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)", (at.zoom(), at.column(), row, bytes)).unwrap();
    }
}
