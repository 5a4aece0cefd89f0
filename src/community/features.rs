//! The features a community is made of: roads, buildings, open spaces, facilities, water, boundaries, zones.

use std::sync::Arc;

pub use crate::geometry::Shape;
use crate::geometry::{Line, LonLat, MultiPolygon};
use crate::units::{Metres, Persons};

/// What a feature of a file is to Muster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeatureKind {
    /// A road, street, path or footway.
    Road,
    /// A building.
    Building,
    /// Open land: park, sports ground, square, meadow.
    OpenSpace,
    /// A school, hospital, fire station and other points of use: candidates for sites.
    Facility,
    /// River, lake, canal.
    Water,
    /// An administrative boundary.
    Boundary,
    /// A zone, grid cell or address with a number of people.
    PopulationZone,
    /// Read and counted, not used.
    Other,
}

impl FeatureKind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Road,
        Self::Building,
        Self::OpenSpace,
        Self::Facility,
        Self::Water,
        Self::Boundary,
        Self::PopulationZone,
        Self::Other,
    ];

    /// The word in files, options and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Building => "building",
            Self::OpenSpace => "open_space",
            Self::Facility => "facility",
            Self::Water => "water",
            Self::Boundary => "boundary",
            Self::PopulationZone => "population_zone",
            Self::Other => "other",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a feature came from: which layer (file) and its place in it, both counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeatureSource {
    /// Position of the layer in [`Community::layers`](super::Community).
    pub layer: u32,
    /// Position of the feature in its file.
    pub feature: u32,
}

/// The class of a road, from OpenStreetMap's `highway` or what comes closest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoadClass {
    /// Motorway and its ramps.
    Motorway,
    /// Trunk road and its ramps.
    Trunk,
    /// Primary road.
    Primary,
    /// Secondary road.
    Secondary,
    /// Tertiary road.
    Tertiary,
    /// Residential street, unclassified road.
    Residential,
    /// Living street, pedestrian zone.
    LivingStreet,
    /// Service road, driveway.
    Service,
    /// Track through fields and woods.
    Track,
    /// Footway, path, cycleway, bridleway.
    Footway,
    /// Stairs.
    Steps,
    /// Being built or only proposed: not usable.
    NotBuilt,
    /// No class is known.
    #[default]
    Unknown,
}

impl RoadClass {
    /// Every class, widest first.
    pub const ALL: [Self; 13] = [
        Self::Motorway,
        Self::Trunk,
        Self::Primary,
        Self::Secondary,
        Self::Tertiary,
        Self::Residential,
        Self::LivingStreet,
        Self::Service,
        Self::Track,
        Self::Footway,
        Self::Steps,
        Self::NotBuilt,
        Self::Unknown,
    ];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Motorway => "motorway",
            Self::Trunk => "trunk",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
            Self::Residential => "residential",
            Self::LivingStreet => "living_street",
            Self::Service => "service",
            Self::Track => "track",
            Self::Footway => "footway",
            Self::Steps => "steps",
            Self::NotBuilt => "not_built",
            Self::Unknown => "unknown",
        }
    }

    /// The width taken where the data gives none: a guess by class (project choice), marked as one.
    #[must_use]
    pub fn usual_width(self) -> Metres {
        Metres::new_clamped(match self {
            Self::Motorway => 12.0,
            Self::Trunk => 10.0,
            Self::Primary => 8.0,
            Self::Secondary => 7.0,
            Self::Tertiary => 6.5,
            Self::Residential | Self::Unknown => 5.0,
            Self::LivingStreet => 4.5,
            Self::Service => 3.5,
            Self::Track => 3.0,
            Self::Footway | Self::Steps => 2.0,
            Self::NotBuilt => 0.0,
        })
    }

    /// May people walk here where nothing else is said? Not on motorways, not where nothing is built yet.
    #[must_use]
    pub const fn is_walkable(self) -> bool {
        !matches!(self, Self::Motorway | Self::NotBuilt)
    }
}

/// In which direction vehicles may use a road. Walkers ignore it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OneWay {
    /// Both directions.
    #[default]
    No,
    /// Only as the line is drawn.
    Forward,
    /// Only against the line.
    Backward,
}

/// A road as loaded: one line, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Road {
    /// File and feature.
    pub source: FeatureSource,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// At least two different places.
    pub line: Line,
    /// Class.
    pub class: RoadClass,
    /// Name on signs.
    pub name: Option<Arc<str>>,
    /// Width as given; `None` where the data gives none.
    pub width: Option<Metres>,
    /// Lanes as given.
    pub lanes: Option<u8>,
    /// Speed limit in kilometres per hour, as given.
    pub max_speed_km_h: Option<u16>,
    /// Cars an hour that can pass, of the whole road in one direction, as given; above zero.
    pub capacity_cars_per_h: Option<f64>,
    /// Direction for vehicles.
    pub one_way: OneWay,
    /// Surface as given.
    pub surface: Option<Arc<str>>,
    /// On a bridge.
    pub is_bridge: bool,
    /// In a tunnel.
    pub is_tunnel: bool,
    /// Level above or below ground, 0 on the ground.
    pub layer: i8,
    /// May people walk here?
    pub is_walkable: bool,
}

impl Road {
    /// A road on the ground of which only line and class are known; open to walkers and both ways.
    #[must_use]
    pub fn plain(line: Line, class: RoadClass) -> Self {
        Self {
            source: FeatureSource::default(),
            source_id: None,
            line,
            class,
            name: None,
            width: None,
            lanes: None,
            max_speed_km_h: None,
            capacity_cars_per_h: None,
            one_way: OneWay::No,
            surface: None,
            is_bridge: false,
            is_tunnel: false,
            layer: 0,
            is_walkable: true,
        }
    }

    /// The width to reckon with, and whether it is a guess (from lanes at 3.25 m each, or from the class).
    #[must_use]
    pub fn width_or_guess(&self) -> (Metres, bool) {
        match (self.width, self.lanes) {
            (Some(width), _) => (width, false),
            (None, Some(lanes)) if lanes > 0 => (Metres::new_clamped(3.25 * f64::from(lanes)), true),
            _ => (self.class.usual_width(), true),
        }
    }
}

/// A building as loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Building {
    /// File and feature.
    pub source: FeatureSource,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Outline; a building given as a point has none.
    pub outline: MultiPolygon,
    /// Its door: the middle of the outline, or the given point.
    pub door: LonLat,
    /// Name.
    pub name: Option<Arc<str>>,
    /// Street and number.
    pub address: Option<Arc<str>>,
    /// Use as tagged (`residential`, `school` …).
    pub usage: Option<Arc<str>>,
    /// Storeys as given.
    pub levels: Option<f32>,
    /// Height as given.
    pub height: Option<Metres>,
    /// Residents (by night) as given.
    pub persons: Option<Persons>,
    /// People by day as given.
    pub persons_by_day: Option<Persons>,
    /// Vulnerable people as given.
    pub vulnerable_persons: Option<Persons>,
}

impl Building {
    /// A building of which only the outline (empty where it is given as a point) and the door are known.
    #[must_use]
    pub fn plain(outline: MultiPolygon, door: LonLat) -> Self {
        Self {
            source: FeatureSource::default(),
            source_id: None,
            outline,
            door,
            name: None,
            address: None,
            usage: None,
            levels: None,
            height: None,
            persons: None,
            persons_by_day: None,
            vulnerable_persons: None,
        }
    }
}

/// Open land.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenSpace {
    /// File and feature.
    pub source: FeatureSource,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Outline.
    pub outline: MultiPolygon,
    /// Name.
    pub name: Option<Arc<str>>,
    /// Use as tagged (`park`, `pitch`, `meadow` …).
    pub usage: Option<Arc<str>>,
}

/// A point (or small area) of use.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// File and feature.
    pub source: FeatureSource,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Where it is drawn and reached.
    pub place: LonLat,
    /// Name.
    pub name: Option<Arc<str>>,
    /// Use as tagged (`school`, `fire_station` …).
    pub usage: Option<Arc<str>>,
}

/// Water: a line or an area.
#[derive(Clone, Debug, PartialEq)]
pub struct Water {
    /// File and feature.
    pub source: FeatureSource,
    /// Line or area.
    pub shape: Shape,
    /// Name.
    pub name: Option<Arc<str>>,
}

/// An administrative boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// File and feature.
    pub source: FeatureSource,
    /// Line or area.
    pub shape: Shape,
    /// Name.
    pub name: Option<Arc<str>>,
}

/// What a population zone counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneCount {
    /// People.
    Persons(Persons),
    /// Dwellings or households; people are estimated from them.
    Dwellings(u32),
}

/// A zone, grid cell or address with people.
#[derive(Clone, Debug, PartialEq)]
pub struct PopulationZone {
    /// File and feature.
    pub source: FeatureSource,
    /// The id the feature had in its file.
    pub source_id: Option<Arc<str>>,
    /// Area, or the point of an address.
    pub shape: Shape,
    /// Name or address.
    pub name: Option<Arc<str>>,
    /// How many live here.
    pub count: ZoneCount,
    /// People by day, where given.
    pub persons_by_day: Option<Persons>,
    /// Vulnerable people, where given.
    pub vulnerable_persons: Option<Persons>,
}

/// A feature that was read, is counted, and is not used.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherFeature {
    /// File and feature.
    pub source: FeatureSource,
    /// Its geometry where it has a usable one.
    pub shape: Option<Shape>,
    /// Name.
    pub name: Option<Arc<str>>,
}
