//! Web Mercator, the square world of tile archives: which tile a place lies on, and where on it.

use super::{BoundingBox, LonLat};

/// The deepest level tiles are numbered at; one tile is then about two metres wide.
pub const MAX_TILE_ZOOM: u8 = 24;
/// Latitude where the square world ends, in degrees: atan(sinh π).
const MAX_MERCATOR_LAT: f64 = 85.051_128_779_806_6;
/// Metres around the equator of the sphere of Web Mercator (EPSG:3857): 2π · 6,378,137.
const WORLD_M: f64 = 40_075_016.685_578_49;

/// The number of a tile: level, column from the west, row from the **north** (as web maps count).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileAddress {
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileAddress {
    /// The tile at a level, column and row; `None` where the level has no such tile or is beyond
    /// [`MAX_TILE_ZOOM`].
    #[must_use]
    pub const fn try_new(zoom: u8, column: u32, row: u32) -> Option<Self> {
        if zoom > MAX_TILE_ZOOM || column >> zoom != 0 || row >> zoom != 0 {
            return None;
        }
        Some(Self { zoom, column, row })
    }

    /// The level: 0 is the world on one tile.
    #[must_use]
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// Columns from the west.
    #[must_use]
    pub const fn column(self) -> u32 {
        self.column
    }

    /// Rows from the north.
    #[must_use]
    pub const fn row(self) -> u32 {
        self.row
    }

    /// Rows from the south, as the Tile Map Service and `MBTiles` count.
    #[must_use]
    pub const fn row_from_south(self) -> u32 {
        n_tiles(self.zoom) - 1 - self.row
    }

    /// The tile one level up that holds this one; `None` for the world.
    #[must_use]
    pub const fn parent(self) -> Option<Self> {
        match self.zoom.checked_sub(1) {
            Some(zoom) => Some(Self { zoom, column: self.column / 2, row: self.row / 2 }),
            None => None,
        }
    }

    /// The box of the tile.
    #[must_use]
    pub fn bounds(self) -> BoundingBox {
        let n = f64::from(n_tiles(self.zoom));
        let at = |column: u32, row: u32| lon_lat_from_mercator([f64::from(column) / n, f64::from(row) / n]);
        let (north_west, south_east) = (at(self.column, self.row), at(self.column + 1, self.row + 1));
        BoundingBox {
            min: LonLat::new_clamped(north_west.lon(), south_east.lat()),
            max: LonLat::new_clamped(south_east.lon(), north_west.lat()),
        }
    }
}

/// Tiles along one side of the world at a level, at most 2²⁴.
#[must_use]
pub const fn n_tiles(zoom: u8) -> u32 {
    1 << if zoom > MAX_TILE_ZOOM { MAX_TILE_ZOOM } else { zoom }
}

/// Where a place lies on the square world: 0..1 from the west and 0..1 from the **north**.
///
/// Source: EPSG:3857, "Popular Visualisation Pseudo Mercator": x = λ, y = ln tan(π/4 + φ/2) = asinh tan φ.
/// Latitudes beyond ±85.05° are taken at the edge of the world.
#[must_use]
pub fn mercator_from_lon_lat(place: LonLat) -> [f64; 2] {
    let lat = place.lat().clamp(-MAX_MERCATOR_LAT, MAX_MERCATOR_LAT).to_radians();
    [0.5 + place.lon() / 360.0, 0.5 - lat.tan().asinh() / std::f64::consts::TAU]
}

/// The place at a share of the square world from the west and from the north; clamped to the earth.
#[must_use]
pub fn lon_lat_from_mercator([x, y]: [f64; 2]) -> LonLat {
    let lat = ((0.5 - y) * std::f64::consts::TAU).sinh().atan();
    LonLat::new_clamped((x - 0.5) * 360.0, lat.to_degrees())
}

/// Metres on the ground per pixel of a tile of so many pixels a side, at a level and a latitude in degrees.
#[must_use]
pub fn tile_metres_per_px(zoom: u8, tile_px: u32, lat: f64) -> f64 {
    let lat = lat.clamp(-MAX_MERCATOR_LAT, MAX_MERCATOR_LAT).to_radians();
    WORLD_M * lat.cos() / (f64::from(n_tiles(zoom)) * f64::from(tile_px.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Converter, CoordinateSystem};
    use proptest::prelude::*;

    #[test]
    fn well_known_tiles_hold_well_known_places() {
        // Balzers at level 14, as every slippy map numbers it; the closed formula of its wiki page by hand.
        let [x, y] = mercator_from_lon_lat(LonLat::new_clamped(9.5, 47.07)).map(|share| share * 16384.0);
        assert_eq!([x.floor(), y.floor()], [8624.0, 5758.0]);
        let tile = TileAddress::try_new(14, 8624, 5758).unwrap();
        assert_eq!((tile.row_from_south(), tile.parent()), (10_625, TileAddress::try_new(13, 4312, 2879)));
        let bounds = tile.bounds();
        assert!(bounds.min.lon() <= 9.5 && bounds.max.lon() > 9.5 && bounds.min.lat() < 47.07);
        assert!(bounds.max.lat() >= 47.07);
        for (zoom, column, row) in [(0, 1, 0), (1, 0, 2), (25, 0, 0), (24, 1 << 24, 0)] {
            assert_eq!(TileAddress::try_new(zoom, column, row), None);
        }
        assert_eq!(TileAddress::try_new(0, 0, 0).unwrap().parent(), None);
    }

    proptest! {
        #[test]
        fn the_square_world_is_that_of_the_epsg_register(lon in -180.0f64..180.0, lat in -85.0f64..85.0) {
            // The other way round through the package that knows EPSG:3857.
            let converter = Converter::new(CoordinateSystem::from_name("epsg:3857").unwrap()).unwrap();
            let [x, y] = mercator_from_lon_lat(LonLat::new_clamped(lon, lat));
            let (east, north) = ((x - 0.5) * WORLD_M, (0.5 - y) * WORLD_M);
            let (lon_back, lat_back) = converter.lon_lat_from(east, north);
            prop_assert!((lon_back - lon).abs() < 1e-9 && (lat_back - lat).abs() < 1e-9, "{lon_back} {lat_back}");
            let back = lon_lat_from_mercator([x, y]);
            prop_assert!((back.lon() - lon).abs() < 1e-9 && (back.lat() - lat).abs() < 1e-9);
        }
    }
}
