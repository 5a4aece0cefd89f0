//! A picture map below the community: tiles of an archive on the planner's disk, drawn as the ground of our tiles.
//!
//! Painting another layer under the map would cost every frame; drawn into the tiles of the base map it costs nothing
//! once they are made. Both worlds have their axes east and north, so each pixel column has one place in the archive
//! and each row has one: no triangles, no error of approximation.

use std::fmt;
use std::sync::Arc;

use egui::Color32;

use super::RasterView;
use super::basemap_tiles::BasemapTiles;
use super::fingerprint::Fingerprint;
use super::resample::{Taps, blend_row, gather_row};
use crate::geometry::{LocalPoint, LocalProjection, mercator_from_lon_lat, n_tiles, tile_metres_per_px};
use crate::jobs::{Cancelled, JobContext};

/// Levels closer than the finest one of the archive: a pixel of it is then 64 pixels wide.
const MAX_LEVELS_CLOSER: i32 = 6;
/// Levels farther than the coarsest one: 16 tiles of it are then as large as one should be.
const MAX_LEVELS_FARTHER: i32 = 2;

/// How the archive serves a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasemapReach {
    /// Tiles of this level.
    Level(u8),
    /// Its coarsest level is far too fine: nothing is shown.
    TooFar,
    /// Its finest level is far too coarse: nothing is shown.
    TooClose,
}

/// The basemap as it is drawn: the archive's tiles, how strong and how bright.
#[derive(Clone)]
pub struct BasemapLayer {
    tiles: Arc<BasemapTiles>,
    /// 0..=1.
    opacity: f32,
    /// 0..=1.
    brightness: f32,
}

impl fmt::Debug for BasemapLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasemapLayer")
            .field("version", &self.tiles.version())
            .field("opacity", &self.opacity)
            .field("brightness", &self.brightness)
            .finish()
    }
}

impl BasemapLayer {
    /// The layer; opacity in percent, brightness as a share of the archive's own (below 1 in dark rooms).
    #[must_use]
    pub fn new(tiles: Arc<BasemapTiles>, opacity_percent: u8, brightness: f32) -> Self {
        let opacity = f32::from(opacity_percent.min(100)) / 100.0;
        let brightness = if brightness.is_finite() { brightness.clamp(0.0, 1.0) } else { 1.0 };
        Self { tiles, opacity, brightness }
    }

    /// The same layer at another brightness.
    #[must_use]
    pub fn with_brightness(&self, brightness: f32) -> Self {
        Self { tiles: Arc::clone(&self.tiles), brightness: brightness.clamp(0.0, 1.0), ..*self }
    }

    /// Fingerprint: layers with equal ones look the same.
    #[must_use]
    pub fn version(&self) -> u64 {
        let mut print = Fingerprint::new();
        print.write(self.tiles.version());
        print.write(u64::from(self.opacity.to_bits()));
        print.write(u64::from(self.brightness.to_bits()));
        print.finish()
    }

    /// How the archive serves a scale in metres per physical pixel, at a latitude in degrees.
    #[must_use]
    pub fn reach(&self, metres_per_px: f64, lat: f64) -> BasemapReach {
        let finest = tile_metres_per_px(0, self.tiles.tile_px(), lat);
        #[expect(clippy::cast_possible_truncation, reason = "a level, far within the range of i32 or clamped to it")]
        let wanted = (finest / metres_per_px).log2().round() as i32;
        let (from, to) = self.tiles.zooms();
        if wanted < i32::from(from) - MAX_LEVELS_FARTHER {
            BasemapReach::TooFar
        } else if wanted > i32::from(to) + MAX_LEVELS_CLOSER {
            BasemapReach::TooClose
        } else {
            BasemapReach::Level(u8::try_from(wanted.max(0)).unwrap_or(to).clamp(from, to))
        }
    }

    /// The ground of a picture: the archive's tiles over plain land. Rows from the top.
    ///
    /// The level follows from the scale alone, so that neighboring pictures fit together.
    /// O(pixels + pixels of the archive's tiles in view, at most some sixteen times as many).
    ///
    /// # Errors
    /// [`Cancelled`] when the picture is no longer wanted; checked for every row of the archive's tiles.
    pub fn ground(
        &self,
        plane: &LocalProjection,
        view: &RasterView,
        land: Color32,
        context: &JobContext,
    ) -> Result<Vec<Color32>, Cancelled> {
        let plain = vec![land; view.width * view.height];
        let is_drawable = view.metres_per_px.is_finite() && view.metres_per_px > 0.0 && self.opacity > 0.0;
        let BasemapReach::Level(zoom) = self.reach(view.metres_per_px, plane.center().lat()) else { return Ok(plain) };
        if !is_drawable {
            return Ok(plain);
        }
        let world = f64::from(n_tiles(zoom)) * f64::from(self.tiles.tile_px());
        let edges = |n: usize, at: &dyn Fn(f64) -> f64| {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred pixels")]
            let edges: Vec<f64> = (0..=n).map(|px| at(px as f64) * world).collect();
            edges
        };
        let share = |x: f64, y: f64| {
            let place = LocalPoint::new(x * view.metres_per_px, -y * view.metres_per_px);
            mercator_from_lon_lat(plane.lon_lat_from_local(place))
        };
        #[expect(clippy::cast_precision_loss, reason = "pixel numbers within a study area are far below 2^52")]
        let (left, top) = (view.left_px as f64, view.top_px as f64);
        let columns = Taps::new(&edges(view.width, &|px| share(left + px, top)[0]));
        let rows = Taps::new(&edges(view.height, &|px| share(left, top + px)[1]));
        let Some(mixed) = self.mixed(zoom, &columns, &rows, context)? else { return Ok(plain) };
        Ok(mixed.into_iter().map(|pixel| self.over(land, pixel)).collect())
    }

    /// The archive's pixels brought to the picture's, premultiplied, 0..=255; `None` where it has none there.
    fn mixed(
        &self,
        zoom: u8,
        columns: &Taps,
        rows: &Taps,
        context: &JobContext,
    ) -> Result<Option<Vec<[f32; 4]>>, Cancelled> {
        let side = i64::from(self.tiles.tile_px());
        let (width, height) = (columns.len(), rows.len());
        let tile_columns = columns.span().0.div_euclid(side)..=columns.span().1.div_euclid(side);
        let mut mixed = vec![[0.0_f32; 4]; width * height];
        let mut line = vec![[0.0_f32; 4]; width];
        let (mut has_any, mut first_row) = (false, 0);
        for tile_row in rows.span().0.div_euclid(side)..=rows.span().1.div_euclid(side) {
            let mut pieces = Vec::new();
            for tile_column in tile_columns.clone() {
                context.check()?;
                if let Some(tile) = self.tiles.tile_at(zoom, tile_column, tile_row) {
                    pieces.push((tile_column * side, tile));
                }
            }
            if pieces.is_empty() {
                continue;
            }
            has_any = true;
            let from = (tile_row * side).max(rows.span().0);
            for source_row in from..=(tile_row * side + side - 1).min(rows.span().1) {
                while first_row < height && rows.is_past(first_row, source_row) {
                    first_row += 1;
                }
                line.fill([0.0; 4]);
                for (left, tile) in &pieces {
                    gather_row(&mut line, columns, *left, tile.row(source_row - tile_row * side));
                }
                for row in first_row..height {
                    let Some(weight) = rows.weight(row, source_row) else { break };
                    blend_row(mixed.get_mut(row * width..(row + 1) * width).unwrap_or_default(), &line, weight);
                }
            }
        }
        Ok(has_any.then_some(mixed))
    }

    /// A pixel of the archive over the land.
    fn over(&self, land: Color32, [red, green, blue, alpha]: [f32; 4]) -> Color32 {
        let left = 1.0 - self.opacity * (alpha / 255.0).min(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255")]
        let mix = |land: u8, ours: f32| (f32::from(land) * left + ours * self.opacity).round().clamp(0.0, 255.0) as u8;
        let [red, green, blue] = [red, green, blue].map(|part| part * self.brightness);
        let color = [mix(land.r(), red), mix(land.g(), green), mix(land.b(), blue), mix(land.a(), alpha)];
        let [red, green, blue, alpha] = color;
        Color32::from_rgba_premultiplied(red, green, blue, alpha)
    }
}
