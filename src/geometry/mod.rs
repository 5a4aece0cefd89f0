//! Places, lines and polygons on the earth, and the flat plane in metres that searches and drawing use.
//!
//! Two spaces, never mixed: [`LonLat`] (degrees, WGS 84, longitude first) is what files and the plan hold;
//! [`LocalPoint`] (metres east and north of the study area's centre) is what is measured, searched and painted.

mod any_shape;
mod coordinates;
pub mod editing;
mod geodesic;
mod place;
mod prepared;
mod projection;
mod shape;
mod web_mercator;
mod written;

pub use any_shape::Shape;
pub use coordinates::{Converter, CoordinateSystem, CoordinateSystemError, EpsgCode};
pub use geodesic::{geodesic_length, line_length};
pub use place::{BoundingBox, LocalPoint, LonLat, PlaceError};
pub use prepared::PreparedArea;
pub use projection::LocalProjection;
pub use shape::{Line, LocalBounds, MultiPolygon, Polygon, Ring};
pub use web_mercator::{
    MAX_TILE_ZOOM, TileAddress, lon_lat_from_mercator, mercator_from_lon_lat, n_tiles, tile_metres_per_px,
};
pub use written::{WrittenPlaceError, places_from_text};
