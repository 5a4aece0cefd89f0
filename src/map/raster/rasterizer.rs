//! Renders a rectangle of one or several scenes.

use egui::Color32;

use super::compose::compose;
use super::draw::Pencil;
use super::mask::Mask;
use crate::geometry::{LocalBounds, LocalPoint};
use crate::jobs::{Cancelled, JobContext};
use crate::map::{Paint, Pass, Pattern, Scene, StyleSheet};

/// Side of a tile in physical pixels.
pub const TILE_PX: usize = 512;
/// The same as a pixel number.
const TILE_SIDE: i64 = 512;
/// Lines, rims and symbols may reach this many points beyond the box of their item.
const REACH_POINTS: f64 = 16.0;
/// Items smaller than this many pixels are painted as specks: their covered area on one pixel.
const SPECK_PX: f64 = 1.5;
/// Items smaller than this many pixels add nothing that can be seen, unless a speck is asked for.
const INVISIBLE_PX: f64 = 0.5;

/// What to render: the grid of pixels is fixed to the plane by whole pixel numbers, so tiles fit together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RasterView {
    /// Metres per physical pixel.
    pub metres_per_px: f64,
    /// Physical pixels per screen point: lines keep their width on fine screens.
    pub px_per_point: f32,
    /// Number of the leftmost pixel column, east of the plane's centre.
    pub left_px: i64,
    /// Number of the topmost pixel row, counted **down** from the plane's centre.
    pub top_px: i64,
    /// Width in pixels, up to 1,008.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
}

impl RasterView {
    /// The tile at a column and a row (counted down) of the grid of tiles.
    #[must_use]
    pub const fn tile(metres_per_px: f64, px_per_point: f32, column: i64, row: i64) -> Self {
        Self {
            metres_per_px,
            px_per_point,
            left_px: column.saturating_mul(TILE_SIDE),
            top_px: row.saturating_mul(TILE_SIDE),
            width: TILE_PX,
            height: TILE_PX,
        }
    }

    /// The box of the plane that is rendered.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "pixel numbers within a study area are far below 2^52")]
    pub fn bounds(&self) -> LocalBounds {
        let (left, top) = (self.left_px as f64, self.top_px as f64);
        let (right, bottom) = (left + self.width as f64, top + self.height as f64);
        LocalBounds {
            min: LocalPoint::new(left * self.metres_per_px, -bottom * self.metres_per_px),
            max: LocalPoint::new(right * self.metres_per_px, -top * self.metres_per_px),
        }
    }

    /// Metres per screen point.
    #[must_use]
    pub fn metres_per_point(&self) -> f64 {
        self.metres_per_px * f64::from(self.px_per_point)
    }
}

/// Renders views one after the other and keeps its working memory between them.
#[derive(Debug, Default)]
pub struct Rasterizer {
    mask: Mask,
    pencil: Pencil,
    /// Visible items by scene and style.
    buckets: Vec<Vec<Vec<u32>>>,
}

impl Rasterizer {
    /// A rasteriser without memory yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Renders scenes, painted together in the order of the sheet's passes (within a pass in order of the list).
    ///
    /// Pixels are premultiplied RGBA in rows from the top. O(items in view).
    ///
    /// # Errors
    /// [`Cancelled`] when the work is no longer wanted; checked every pass and every few thousand items.
    pub fn render<S: AsRef<Scene>>(
        &mut self,
        scenes: &[S],
        sheet: &StyleSheet,
        view: &RasterView,
        context: &JobContext,
    ) -> Result<Vec<Color32>, Cancelled> {
        let background = sheet.background().unwrap_or(Color32::TRANSPARENT);
        let width = view.width.min(super::mask::MAX_WIDTH);
        self.render_onto(vec![background; width * view.height], scenes, sheet, view, context)
    }

    /// The same on a ground that is there already, as many pixels as the picture has.
    ///
    /// # Errors
    /// As for [`Rasterizer::render`].
    pub fn render_onto<S: AsRef<Scene>>(
        &mut self,
        ground: Vec<Color32>,
        scenes: &[S],
        sheet: &StyleSheet,
        view: &RasterView,
        context: &JobContext,
    ) -> Result<Vec<Color32>, Cancelled> {
        let width = view.width.min(super::mask::MAX_WIDTH);
        let mut pixels = ground;
        pixels.resize(width * view.height, sheet.background().unwrap_or(Color32::TRANSPARENT));
        if !(view.metres_per_px.is_finite() && view.metres_per_px > 0.0 && view.px_per_point > 0.0) {
            return Ok(pixels);
        }
        let scale = view.metres_per_point();
        let active: Vec<&Pass> = sheet.passes().iter().filter(|pass| pass.is_active(scale)).collect();
        self.sort_into_buckets(scenes, &active, view, context)?;
        self.mask.reset(width, view.height);
        for pass in active {
            context.check()?;
            let mut has_any = false;
            for (scene, buckets) in scenes.iter().zip(&self.buckets) {
                let items = buckets.get(usize::from(pass.style.0)).map_or(&[][..], Vec::as_slice);
                has_any |= !items.is_empty();
                self.pencil.draw(&mut self.mask, scene.as_ref(), items, pass, view, context)?;
            }
            if has_any {
                let (color, pattern) = ink(&pass.paint);
                let tone = (pattern, view.px_per_point);
                compose(&mut self.mask, &mut pixels, width, color, tone, [view.left_px, view.top_px]);
            }
        }
        Ok(pixels)
    }

    fn sort_into_buckets<S: AsRef<Scene>>(
        &mut self,
        scenes: &[S],
        active: &[&Pass],
        view: &RasterView,
        context: &JobContext,
    ) -> Result<(), Cancelled> {
        let n_styles = active.iter().map(|pass| usize::from(pass.style.0) + 1).max().unwrap_or(0);
        let mut is_visible = vec![false; n_styles];
        for pass in active {
            is_visible[usize::from(pass.style.0)] = true;
        }
        self.buckets.resize_with(scenes.len(), Vec::new);
        let reach = REACH_POINTS * view.metres_per_point();
        let window = view.bounds().grown(reach);
        #[expect(clippy::cast_possible_truncation, reason = "a coarse box; grown by more than the rounding")]
        let [west, south, east, north] =
            [window.min.x - 0.1, window.min.y - 0.1, window.max.x + 0.1, window.max.y + 0.1].map(|v| v as f32);
        for (scene, buckets) in scenes.iter().zip(&mut self.buckets) {
            let scene = scene.as_ref();
            buckets.resize_with(n_styles.max(buckets.len()), Vec::new);
            buckets.iter_mut().for_each(Vec::clear);
            let geometry = scene.geometry();
            for (n, range) in geometry.chunks_in(&window).into_iter().enumerate() {
                if n % 256 == 0 {
                    context.check()?;
                }
                for index in range {
                    let style = usize::from(scene.style(index).0);
                    let Some(item) = geometry.items.get(index) else { continue };
                    let [w, s, e, n] = item.bounds;
                    if is_visible.get(style) == Some(&true) && w <= east && e >= west && s <= north && n >= south {
                        buckets[style].push(u32::try_from(index).unwrap_or(u32::MAX));
                    }
                }
            }
        }
        Ok(())
    }
}

const fn ink(paint: &Paint) -> (Color32, Pattern) {
    match *paint {
        Paint::Fill { color, pattern } => (color, pattern),
        Paint::Line { color, .. } | Paint::Dot { color, .. } => (color, Pattern::Solid),
    }
}

/// How small an item is on the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Smallness {
    /// Nothing of it can be seen.
    Invisible,
    /// Its area on one pixel.
    Speck,
    /// Drawn in full.
    Full,
}

/// How small a box of the given longer side is, in pixels, and whether it is filled.
pub(super) fn smallness(side_px: f64, is_filled: bool) -> Smallness {
    if side_px >= SPECK_PX || (!is_filled && side_px >= INVISIBLE_PX) {
        Smallness::Full
    } else if is_filled {
        Smallness::Speck
    } else {
        Smallness::Invisible
    }
}
