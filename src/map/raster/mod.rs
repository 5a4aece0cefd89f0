//! Pictures of scenes, painted on the processor: tiles of the map on screen, and whole pictures for reports.
//!
//! Pure functions: the same scenes, styles and view give the same pixels on any thread.

mod compose;
mod draw;
#[cfg(test)]
mod laws;
mod mask;
mod rasterizer;
mod stroke;
mod whole_image;

pub use rasterizer::{RasterView, Rasterizer, TILE_PX};
pub use whole_image::{ImageError, ImageView, render_image};
