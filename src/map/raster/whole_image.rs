//! Whole pictures for reports and exports: the same painting as on screen, without a window.

use thiserror::Error;

use super::rasterizer::{RasterView, Rasterizer, TILE_PX};
use crate::geometry::LocalPoint;
use crate::jobs::{Cancelled, JobContext};
use crate::map::{Scene, StyleSheet};

/// The largest side of a picture in pixels.
const MAX_SIDE_PX: usize = 16_384;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImageView {
    /// The place in the middle.
    pub center: LocalPoint,
    /// Metres per pixel.
    pub metres_per_px: f64,
    /// Pixels per point: 1 for the look of a plain screen, 2 for print.
    pub px_per_point: f32,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ImageError {
    /// Too large, or without size.
    #[error("a picture of {width} × {height} pixels cannot be made; each side must be within 1 and {MAX_SIDE_PX}")]
    Size {
        /// Width asked for.
        width: usize,
        /// Height asked for.
        height: usize,
    },
    /// No longer wanted.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A picture as rows of RGBA bytes from the top, 4 bytes a pixel, not premultiplied (as PNG wants it).
///
/// # Errors
/// [`ImageError`] for a picture without size or of more than 16,384 pixels a side, and when cancelled.
pub fn render_image<S: AsRef<Scene>>(
    scenes: &[S],
    sheet: &StyleSheet,
    view: &ImageView,
    context: &JobContext,
) -> Result<Vec<u8>, ImageError> {
    let (width, height) = (view.width, view.height);
    if width == 0 || height == 0 || width > MAX_SIDE_PX || height > MAX_SIDE_PX {
        return Err(ImageError::Size { width, height });
    }
    let mut rgba = vec![0_u8; width * height * 4];
    let mut rasterizer = Rasterizer::new();
    #[expect(clippy::cast_precision_loss, reason = "at most 16,384 pixels")]
    let half = [width as f64 / 2.0, height as f64 / 2.0];
    #[expect(clippy::cast_possible_truncation, reason = "pixel numbers within a study area")]
    let (left_px, top_px) = (
        (view.center.x / view.metres_per_px - half[0]).round() as i64,
        (-view.center.y / view.metres_per_px - half[1]).round() as i64,
    );
    for top in (0..height).step_by(TILE_PX) {
        for left in (0..width).step_by(TILE_PX) {
            let offset = |px: usize| i64::try_from(px).unwrap_or(0);
            let part = RasterView {
                metres_per_px: view.metres_per_px,
                px_per_point: view.px_per_point,
                left_px: left_px.saturating_add(offset(left)),
                top_px: top_px.saturating_add(offset(top)),
                width: TILE_PX.min(width - left),
                height: TILE_PX.min(height - top),
            };
            let pixels = rasterizer.render(scenes, sheet, &part, context)?;
            for (row, line) in pixels.chunks_exact(part.width).enumerate() {
                let start = ((top + row) * width + left) * 4;
                for (bytes, pixel) in rgba[start..].chunks_exact_mut(4).zip(line) {
                    bytes.copy_from_slice(&pixel.to_srgba_unmultiplied());
                }
            }
        }
    }
    Ok(rgba)
}
