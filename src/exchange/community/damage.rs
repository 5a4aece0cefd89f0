//! What can be wrong with a binary file as a whole, as facts.

use std::fmt;

use thiserror::Error;

/// A binary format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryFormat {
    /// An `OpenStreetMap` extract (.osm.pbf).
    OsmPbf,
    /// A shapefile.
    Shapefile,
    /// A `GeoPackage`.
    GeoPackage,
    /// A `FlatGeobuf` file.
    FlatGeobuf,
}

impl BinaryFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::OsmPbf, Self::Shapefile, Self::GeoPackage, Self::FlatGeobuf];

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OsmPbf => "osm_pbf",
            Self::Shapefile => "shapefile",
            Self::GeoPackage => "geopackage",
            Self::FlatGeobuf => "flatgeobuf",
        }
    }
}

impl fmt::Display for BinaryFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OsmPbf => "OpenStreetMap extract",
            Self::Shapefile => "shapefile",
            Self::GeoPackage => "GeoPackage",
            Self::FlatGeobuf => "FlatGeobuf file",
        })
    }
}

/// How a binary file breaks its own format.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DamageReason {
    /// The reader's own words.
    #[error("{0}")]
    Reader(String),
    /// Sums run over, counts lead nowhere.
    #[error("its numbers make no sense")]
    NoSense,
    /// The header is not whole.
    #[error("its header ends early")]
    HeaderEndsEarly,
    /// The header is no header.
    #[error("its header makes no sense")]
    HeaderWithoutSense,
    /// The index is not whole.
    #[error("its index ends early")]
    IndexEndsEarly,
    /// There is no block of data.
    #[error("it holds no block of data")]
    NoBlock,
    /// It needs something of this name that is not known.
    #[error("it needs “{0}”, which is not known here: export a plain extract")]
    UnknownNeed(String),
}

/// What a file can hold too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedThing {
    /// Layers.
    Layers,
    /// Nodes.
    Nodes,
    /// Nodes in ways and ways in relations.
    NodesInWays,
}

impl CountedThing {
    /// Every thing.
    pub const ALL: [Self; 3] = [Self::Layers, Self::Nodes, Self::NodesInWays];

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Layers => "layers",
            Self::Nodes => "nodes",
            Self::NodesInWays => "nodes_in_ways",
        }
    }
}

impl fmt::Display for CountedThing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layers => "layers",
            Self::Nodes => "nodes",
            Self::NodesInWays => "nodes in ways",
        })
    }
}
