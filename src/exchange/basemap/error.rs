//! Why a tile archive cannot serve as a basemap: what happened, to which file, what to do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// The part of an archive that makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchivePart {
    /// The first bytes of the file.
    Header,
    /// Name, credits and levels.
    Metadata,
    /// The list of tiles.
    Directory,
    /// A tile.
    Tile,
}

impl ArchivePart {
    /// Every part.
    pub const ALL: [Self; 4] = [Self::Header, Self::Metadata, Self::Directory, Self::Tile];

    /// The word in text keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Metadata => "metadata",
            Self::Directory => "directory",
            Self::Tile => "tile",
        }
    }
}

impl std::fmt::Display for ArchivePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Metadata => "description",
            Self::Directory => "list of tiles",
            Self::Tile => "tile",
        })
    }
}

/// Why an archive, or a tile of it, is not shown. `Display` says it in English.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BasemapError {
    /// The system does not give the file.
    #[error("the basemap {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The kind of failure.
        kind: io::ErrorKind,
        /// The system's own words.
        reason: String,
    },
    /// A folder, a device.
    #[error("{} is not a file; choose the tile archive itself (.mbtiles or .pmtiles)", path.display())]
    NotAFile {
        /// What was named.
        path: PathBuf,
    },
    /// No bytes at all.
    #[error("the basemap {} is empty; copy or download it again", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Neither of the two formats.
    #[error("{} is no tile archive; choose an MBTiles or PMTiles file with picture tiles", path.display())]
    NotAnArchive {
        /// The file.
        path: PathBuf,
    },
    /// `PMTiles` of another version.
    #[error(
        "{} is PMTiles version {version}; only version 3 can be read: convert it with `pmtiles convert`", path.display()
    )]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// The version it says.
        version: u8,
    },
    /// Vector tiles.
    #[error(
        "{} holds vector tiles; only picture tiles can be shown: choose an archive of PNG, JPEG or WebP tiles, \
         for instance made with `gdal_translate -of MBTILES`",
        path.display()
    )]
    Vector {
        /// The file.
        path: PathBuf,
    },
    /// Not the square world of web maps.
    #[error(
        "{} is drawn in {system}; only Web Mercator (EPSG:3857) can be shown: make the archive again in that system",
        path.display()
    )]
    OtherProjection {
        /// The file.
        path: PathBuf,
        /// The system it says.
        system: String,
    },
    /// Pictures of a kind that cannot be decoded.
    #[error("the tiles of {} are {what}; only PNG, JPEG and WebP can be shown: make the archive again", path.display())]
    OtherPictures {
        /// The file.
        path: PathBuf,
        /// What they are.
        what: String,
    },
    /// Packed in a way that cannot be unpacked.
    #[error(
        "{} is compressed by {method}; only gzip and none can be read: make the archive again with gzip", path.display()
    )]
    OtherCompression {
        /// The file.
        path: PathBuf,
        /// How it is packed.
        method: String,
    },
    /// An archive without a single tile.
    #[error("the basemap {} holds no tile; choose another archive", path.display())]
    NoTiles {
        /// The file.
        path: PathBuf,
    },
    /// The file ends before what its header promises.
    #[error("the basemap {} ends too early; copy or download it again", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
    },
    /// A part makes no sense, or is larger than any honest archive has it.
    #[error("the basemap {} is damaged (its {part}: {reason}); copy or download it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which part.
        part: ArchivePart,
        /// What is wrong, in the reader's words.
        reason: String,
    },
    /// A list of tiles without an index: one tile takes minutes to find.
    #[error(
        "finding a tile in {} takes too long: its list has no index; make it again, or add one with \
         `CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)`",
        path.display()
    )]
    TooSlow {
        /// The file.
        path: PathBuf,
    },
}
