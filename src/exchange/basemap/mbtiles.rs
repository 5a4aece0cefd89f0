//! Reads tiles of an `MBTiles` file: a database with a table of tiles, its rows counted from the south.
//!
//! The database is opened for reading only, and what it holds runs nothing (no functions of its own, no triggers).
//! Source: the `MBTiles` specification 1.3, sections "Metadata" and "Tiles".

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _};

use super::archive::{Description, MAX_TILE_BYTES};
use super::{ArchivePart, BasemapError};
use crate::geometry::{BoundingBox, LonLat, MAX_TILE_ZOOM, TileAddress};

/// The longest value of the metadata that is read, in characters.
const MAX_VALUE_CHARS: u32 = 16_384;
/// After so many steps of the database's machine somebody asks whether it is still worth it.
const STEPS_PER_LOOK: i32 = 10_000;
/// So many times it is: a tile in an indexed list is found in some hundred steps, this is about a second.
const MAX_LOOKS: u32 = 2_000;

/// An open `MBTiles` file.
pub(super) struct MbTiles {
    path: PathBuf,
    database: Mutex<Connection>,
    /// Looks left for the question being answered.
    looks: Arc<AtomicU32>,
}

impl MbTiles {
    /// Opens the database and reads its metadata.
    ///
    /// # Errors
    /// [`BasemapError`] for everything that is not an intact archive of picture tiles.
    pub(super) fn open(path: &Path, first: &[u8], file_bytes: u64) -> Result<(Self, Description), BasemapError> {
        if declared_bytes(first).is_some_and(|declared| declared > file_bytes) {
            return Err(BasemapError::Truncated { path: path.to_owned() });
        }
        let damaged = |error: rusqlite::Error| damaged(path, ArchivePart::Header, &error);
        let mut database = connect(path, first).map_err(damaged)?;
        let looks = Arc::new(AtomicU32::new(MAX_LOOKS));
        let left = Arc::clone(&looks);
        let is_enough = move || left.fetch_sub(1, Ordering::Relaxed) <= 1;
        database.progress_handler(STEPS_PER_LOOK, Some(is_enough)).map_err(damaged)?;
        database
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;")
            .map_err(damaged)?;
        let archive = Self { path: path.to_owned(), database: Mutex::new(database), looks };
        let description = archive.describe()?;
        Ok((archive, description))
    }

    /// The bytes of a tile; `None` where the archive has none.
    ///
    /// # Errors
    /// [`BasemapError`] where the database cannot be read, or the tile is larger than any honest one.
    pub(super) fn tile(&self, address: TileAddress) -> Result<Option<Vec<u8>>, BasemapError> {
        let key = [u32::from(address.zoom()), address.column(), address.row_from_south()];
        let sql = "SELECT length(tile_data), CASE WHEN length(tile_data) <= ?4 THEN CAST(tile_data AS BLOB) END \
                   FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 LIMIT 1";
        let database = self.ask();
        let found = database.prepare_cached(sql).and_then(|mut statement| {
            statement.query_row((key[0], key[1], key[2], max_bytes()), length_and_bytes).optional()
        });
        drop(database);
        self.taken(found)
    }

    /// Any tile, one of the given level where there is one; `None` for an archive without tiles.
    ///
    /// # Errors
    /// As for [`MbTiles::tile`].
    pub(super) fn any_tile(&self, zoom: u8) -> Result<Option<Vec<u8>>, BasemapError> {
        let sql = "SELECT length(tile_data), CASE WHEN length(tile_data) <= ?2 THEN CAST(tile_data AS BLOB) END \
                   FROM tiles WHERE zoom_level = ?1 LIMIT 1";
        let found = self.ask().query_row(sql, (zoom, max_bytes()), length_and_bytes).optional();
        self.taken(found)
    }

    fn taken(&self, found: rusqlite::Result<Option<Held>>) -> Result<Option<Vec<u8>>, BasemapError> {
        match found.map_err(|error| damaged(&self.path, ArchivePart::Tile, &error))? {
            None | Some((None | Some(0), _)) => Ok(None),
            Some((_, Some(bytes))) => Ok(Some(bytes)),
            Some((Some(length), None)) => Err(BasemapError::Damaged {
                path: self.path.clone(),
                part: ArchivePart::Tile,
                reason: format!("{length} bytes"),
            }),
        }
    }

    /// The database, for one more question.
    fn ask(&self) -> MutexGuard<'_, Connection> {
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        self.looks.store(MAX_LOOKS, Ordering::Relaxed);
        database
    }

    fn describe(&self) -> Result<Description, BasemapError> {
        let of_metadata = |error: rusqlite::Error| damaged(&self.path, ArchivePart::Metadata, &error);
        let has = |name: &str| {
            let sql = "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = ?1 LIMIT 1";
            self.ask().query_row(sql, [name], |_| Ok(())).optional().map(|found| found.is_some())
        };
        if !has("tiles").map_err(of_metadata)? {
            return Err(BasemapError::NotAnArchive { path: self.path.clone() });
        }
        let has_metadata = has("metadata").map_err(of_metadata)?;
        let value = |name: &str| {
            if !has_metadata {
                return Ok(None);
            }
            let sql = "SELECT substr(CAST(value AS TEXT), 1, ?2) FROM metadata WHERE lower(name) = ?1 LIMIT 1";
            let found = self.ask().query_row(sql, (name, MAX_VALUE_CHARS), |row| row.get::<_, Option<String>>(0));
            found.optional().map(Option::flatten).map_err(of_metadata)
        };
        if value("format")?.is_some_and(|format| ["pbf", "mvt", "mlt"].contains(&format.to_lowercase().as_str())) {
            return Err(BasemapError::Vector { path: self.path.clone() });
        }
        for name in ["crs", "srs", "profile"] {
            if let Some(system) = value(name)?.filter(|system| !is_web_mercator(system)) {
                let system = super::plain_text::plain_text(&system);
                return Err(BasemapError::OtherProjection { path: self.path.clone(), system });
            }
        }
        let zoom = |name: &str| {
            let written = value(name)?;
            Ok(written.and_then(|written| written.trim().parse().ok()).filter(|zoom| *zoom <= MAX_TILE_ZOOM))
        };
        let zooms = match (zoom("minzoom")?, zoom("maxzoom")?) {
            (Some(from), Some(to)) if from <= to && self.has_level(from)? && self.has_level(to)? => (from, to),
            _ => self.levels()?,
        };
        let bounds = value("bounds")?.and_then(|written| bounds_from(&written));
        Ok(Description { name: value("name")?, attribution: value("attribution")?, zooms, bounds })
    }

    fn has_level(&self, zoom: u8) -> Result<bool, BasemapError> {
        let found = self.ask().query_row("SELECT 1 FROM tiles WHERE zoom_level = ?1 LIMIT 1", [zoom], |_| Ok(()));
        found
            .optional()
            .map(|found| found.is_some())
            .map_err(|error| damaged(&self.path, ArchivePart::Directory, &error))
    }

    /// The levels that have tiles, counted.
    fn levels(&self) -> Result<(u8, u8), BasemapError> {
        let part = ArchivePart::Directory;
        let level = |which: &str| {
            let sql = format!("SELECT {which}(zoom_level) FROM tiles WHERE zoom_level BETWEEN 0 AND ?1");
            let found = self.ask().query_row(&sql, [MAX_TILE_ZOOM], |row| row.get::<_, Option<u8>>(0));
            found.map_err(|error| damaged(&self.path, part, &error))
        };
        level("min")?.zip(level("max")?).ok_or_else(|| BasemapError::NoTiles { path: self.path.clone() })
    }
}

/// Length of a tile, and its bytes where they are not too many.
type Held = (Option<i64>, Option<Vec<u8>>);

fn length_and_bytes(row: &rusqlite::Row<'_>) -> rusqlite::Result<Held> {
    Ok((row.get(0)?, row.get(1)?))
}

fn max_bytes() -> i64 {
    i64::try_from(MAX_TILE_BYTES).unwrap_or(i64::MAX)
}

/// Opens for reading only. A database written through a log of changes wants files beside it even then; it is taken
/// as it lies there instead.
fn connect(path: &Path, first: &[u8]) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_log = [18, 19].into_iter().any(|place| first.get(place) == Some(&2));
    match path.to_str().filter(|_| has_log) {
        Some(text) => Connection::open_with_flags(immutable_uri(text), flags | OpenFlags::SQLITE_OPEN_URI),
        None => Connection::open_with_flags(path, flags),
    }
}

/// The path as an `SQLite` "URI filename", marked as a file nobody changes.
fn immutable_uri(path: &str) -> String {
    let mut uri = "file:".to_owned();
    let path = if cfg!(windows) { format!("///{}", path.replace('\\', "/")) } else { path.to_owned() };
    for c in path.chars() {
        match c {
            '%' | '?' | '#' => uri.push_str(&format!("%{:02X}", u32::from(c))),
            c => uri.push(c),
        }
    }
    uri + "?immutable=1"
}

/// Bytes the database's header says the file has, where it can be relied on.
///
/// Source: the `SQLite` file format, "The Database Header": page size at 16, change counter at 24, pages at 28,
/// the counter for which that number of pages is valid at 92.
fn declared_bytes(first: &[u8]) -> Option<u64> {
    let number = |place: usize| Some(u32::from_be_bytes(first.get(place..place + 4)?.try_into().ok()?));
    let page = u16::from_be_bytes(first.get(16..18)?.try_into().ok()?);
    let page = if page == 1 { 65_536 } else { u64::from(page) };
    let is_valid = number(24)? == number(92)?;
    is_valid.then_some(page * u64::from(number(28)?))
}

/// Is a system named in the metadata that of web maps?
fn is_web_mercator(system: &str) -> bool {
    let system = system.trim().to_lowercase();
    let is_named = ["mercator", "googlemapscompatible", "webmercatorquad"].iter().any(|name| system.contains(name));
    system.is_empty() || is_named || ["3857", "900913", "3785", "102100", "102113"].iter().any(|n| system.ends_with(n))
}

/// "west,south,east,north" in degrees.
fn bounds_from(written: &str) -> Option<BoundingBox> {
    let numbers: Vec<f64> = written.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
    let &[west, south, east, north] = numbers.as_slice() else { return None };
    let (min, max) = (LonLat::try_new(west, south).ok()?, LonLat::try_new(east, north).ok()?);
    (west < east && south < north).then_some(BoundingBox { min, max })
}

fn damaged(path: &Path, part: ArchivePart, error: &rusqlite::Error) -> BasemapError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => BasemapError::TooSlow { path },
        Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            BasemapError::Unreadable { path, kind: std::io::ErrorKind::PermissionDenied, reason: error.to_string() }
        }
        _ => BasemapError::Damaged { path, part, reason: error.to_string() },
    }
}
