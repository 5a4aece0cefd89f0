//! Reads tiles of a `PMTiles` file: a few bounded reads each, directories read once are kept.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::directory::{Directory, Found};
use super::header::{HEADER_BYTES, Header, HeaderFault, Packing, Section, TileKind};
use super::tile_id::tile_id;
use crate::exchange::basemap::archive::{Description, MAX_TILE_BYTES};
use crate::exchange::basemap::gunzip::gunzip;
use crate::exchange::basemap::{ArchivePart, BasemapError};
use crate::geometry::TileAddress;

/// A directory in the file, packed; honest ones are some ten thousand bytes.
const MAX_DIRECTORY_BYTES: u64 = 8 << 20;
/// A directory or the metadata, unpacked.
const MAX_UNPACKED_BYTES: u64 = 48 << 20;
/// The metadata in the file, packed.
const MAX_METADATA_BYTES: u64 = 4 << 20;
/// Directories below directories; the specification knows two.
const MAX_DEPTH: usize = 4;
/// Memory for directories that were read, in bytes.
const KEPT_BYTES: usize = 32 << 20;

/// An open `PMTiles` file.
pub(in super::super) struct PmTiles {
    path: PathBuf,
    header: Header,
    root: Directory,
    file: Mutex<File>,
    kept: Mutex<Kept>,
}

/// Directories below the root that were read, the last used ones.
#[derive(Default)]
struct Kept {
    /// By offset, the last used last.
    leaves: Vec<(u64, Arc<Directory>)>,
    bytes: usize,
}

impl Kept {
    fn get(&mut self, offset: u64) -> Option<Arc<Directory>> {
        let place = self.leaves.iter().position(|(kept, _)| *kept == offset)?;
        let leaf = self.leaves.remove(place);
        let found = Arc::clone(&leaf.1);
        self.leaves.push(leaf);
        Some(found)
    }

    fn put(&mut self, offset: u64, leaf: &Arc<Directory>) {
        if self.leaves.iter().any(|(kept, _)| *kept == offset) {
            return;
        }
        self.bytes += leaf.memory();
        self.leaves.push((offset, Arc::clone(leaf)));
        while self.bytes > KEPT_BYTES && self.leaves.len() > 1 {
            let (_, oldest) = self.leaves.remove(0);
            self.bytes -= oldest.memory();
        }
    }
}

impl PmTiles {
    /// Reads header, root directory and metadata.
    ///
    /// # Errors
    /// [`BasemapError`] for everything that is not an intact archive of picture tiles.
    pub(in super::super) fn open(
        path: &Path,
        mut file: File,
        file_bytes: u64,
    ) -> Result<(Self, Description), BasemapError> {
        let damaged = |part, reason: String| BasemapError::Damaged { path: path.to_owned(), part, reason };
        let first = read(path, &mut file, Section { offset: 0, length: file_bytes.min(HEADER_BYTES as u64) })?;
        let header = Header::from_bytes(&first).map_err(|fault| header_error(path, &fault))?;
        check_kind(path, &header)?;
        for section in [header.root, header.metadata, header.leaves, header.tiles] {
            match section.end() {
                None => return Err(damaged(ArchivePart::Header, "its parts lie beyond every file".to_owned())),
                Some(end) if section.length > 0 && end > file_bytes => {
                    return Err(BasemapError::Truncated { path: path.to_owned() });
                }
                Some(_) => {}
            }
        }
        let inside = packing(path, &header.inside)?;
        packing(path, &header.outside)?;
        let root = directory(path, &mut file, header.root, inside)?;
        if header.metadata.length > MAX_METADATA_BYTES {
            return Err(damaged(ArchivePart::Metadata, format!("{} bytes", header.metadata.length)));
        }
        let metadata = read(path, &mut file, header.metadata)?;
        let metadata =
            unpacked(metadata, inside, MAX_UNPACKED_BYTES).map_err(|reason| damaged(ArchivePart::Metadata, reason))?;
        let description = Description {
            zooms: header.zooms,
            bounds: header.bounds,
            ..description(&metadata).map_err(|reason| damaged(ArchivePart::Metadata, reason))?
        };
        let kept = Mutex::default();
        Ok((Self { path: path.to_owned(), header, root, file: Mutex::new(file), kept }, description))
    }

    /// The bytes of a tile as they are in a picture file; `None` where the archive has none.
    ///
    /// # Errors
    /// [`BasemapError`] where the directories or the tile cannot be read.
    pub(in super::super) fn tile(&self, address: TileAddress) -> Result<Option<Vec<u8>>, BasemapError> {
        let id = tile_id(address);
        self.tile_by(|directory| directory.find(id))
    }

    /// The first tile of the archive, whichever it is.
    ///
    /// # Errors
    /// [`BasemapError`] where it cannot be read.
    pub(in super::super) fn any_tile(&self) -> Result<Option<Vec<u8>>, BasemapError> {
        self.tile_by(Directory::first)
    }

    fn tile_by(&self, find: impl Fn(&Directory) -> Option<Found>) -> Result<Option<Vec<u8>>, BasemapError> {
        let mut found = find(&self.root);
        for _ in 0..MAX_DEPTH {
            match found {
                None => return Ok(None),
                Some(Found::Tile(offset, length)) => return self.tile_at(offset, length).map(Some),
                Some(Found::Directory(offset, length)) => found = find(&*self.leaf(offset, length)?),
            }
        }
        Err(self.damaged(ArchivePart::Directory, format!("more than {MAX_DEPTH} directories below each other")))
    }

    fn leaf(&self, offset: u64, length: u64) -> Result<Arc<Directory>, BasemapError> {
        if let Some(leaf) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(offset) {
            return Ok(leaf);
        }
        let section = self.within(self.header.leaves, offset, length, ArchivePart::Directory)?;
        let inside = packing(&self.path, &self.header.inside)?;
        let leaf = {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::new(directory(&self.path, &mut file, section, inside)?)
        };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(offset, &leaf);
        Ok(leaf)
    }

    fn tile_at(&self, offset: u64, length: u64) -> Result<Vec<u8>, BasemapError> {
        if length > MAX_TILE_BYTES {
            return Err(self.damaged(ArchivePart::Tile, format!("{length} bytes")));
        }
        let section = self.within(self.header.tiles, offset, length, ArchivePart::Tile)?;
        let packed = {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            read(&self.path, &mut file, section)?
        };
        let outside = packing(&self.path, &self.header.outside)?;
        unpacked(packed, outside, MAX_TILE_BYTES).map_err(|reason| self.damaged(ArchivePart::Tile, reason))
    }

    /// A stretch of a section, which must hold it.
    fn within(&self, whole: Section, offset: u64, length: u64, part: ArchivePart) -> Result<Section, BasemapError> {
        let is_inside = offset.checked_add(length).is_some_and(|end| end <= whole.length);
        if !is_inside {
            return Err(self.damaged(part, "it lies outside the file".to_owned()));
        }
        Ok(Section { offset: whole.offset.saturating_add(offset), length })
    }

    fn damaged(&self, part: ArchivePart, reason: String) -> BasemapError {
        BasemapError::Damaged { path: self.path.clone(), part, reason }
    }
}

fn header_error(path: &Path, fault: &HeaderFault) -> BasemapError {
    let path = path.to_owned();
    match *fault {
        HeaderFault::Short => BasemapError::Truncated { path },
        HeaderFault::NoMagic => BasemapError::NotAnArchive { path },
        HeaderFault::Version(version) => BasemapError::OtherVersion { path, version },
        HeaderFault::Zooms(from, to) => BasemapError::Damaged {
            path,
            part: ArchivePart::Header,
            reason: format!("it has no levels {from} to {to}"),
        },
    }
}

fn check_kind(path: &Path, header: &Header) -> Result<(), BasemapError> {
    match header.kind {
        TileKind::Pictures => Ok(()),
        TileKind::Vector => Err(BasemapError::Vector { path: path.to_owned() }),
        TileKind::Other(what) => Err(BasemapError::OtherPictures { path: path.to_owned(), what: what.to_owned() }),
    }
}

fn packing(path: &Path, packing: &Result<Packing, String>) -> Result<Packing, BasemapError> {
    packing.clone().map_err(|method| BasemapError::OtherCompression { path: path.to_owned(), method })
}

/// Exactly these bytes of the file; the caller has bounded their number.
fn read(path: &Path, file: &mut File, section: Section) -> Result<Vec<u8>, BasemapError> {
    let failed = |error: &std::io::Error| BasemapError::Unreadable {
        path: path.to_owned(),
        kind: error.kind(),
        reason: error.to_string(),
    };
    file.seek(SeekFrom::Start(section.offset)).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    let n = file.by_ref().take(section.length).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if n as u64 == section.length { Ok(bytes) } else { Err(BasemapError::Truncated { path: path.to_owned() }) }
}

fn unpacked(bytes: Vec<u8>, packing: Packing, limit: u64) -> Result<Vec<u8>, String> {
    match packing {
        Packing::None => Ok(bytes),
        Packing::Gzip if bytes.is_empty() => Ok(bytes),
        Packing::Gzip => gunzip(&bytes, limit).map_err(|error| error.words()),
    }
}

fn directory(path: &Path, file: &mut File, section: Section, inside: Packing) -> Result<Directory, BasemapError> {
    let part = ArchivePart::Directory;
    let damaged = |reason: String| BasemapError::Damaged { path: path.to_owned(), part, reason };
    if section.length > MAX_DIRECTORY_BYTES {
        return Err(damaged(format!("{} bytes", section.length)));
    }
    let bytes = read(path, file, section)?;
    let bytes = unpacked(bytes, inside, MAX_UNPACKED_BYTES).map_err(damaged)?;
    Directory::from_bytes(&bytes).map_err(|reason| damaged(reason.to_owned()))
}

/// Name and credits; an archive may have none.
fn description(bytes: &[u8]) -> Result<Description, String> {
    if bytes.is_empty() {
        return Ok(Description::default());
    }
    let metadata: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let text = |name: &str| metadata.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    Ok(Description { name: text("name"), attribution: text("attribution"), ..Description::default() })
}
