//! The map canvas: camera, cached base map, symbols, hit-testing.

mod base_style;
mod camera;
mod community_scene;
mod coverage_scene;
mod fingerprint;
mod overlay_style;
mod raster;
mod scene;
mod scene_builder;
mod style;
mod theme;
mod tile_work;
mod tiles;
mod zoom_step;

pub use base_style::BaseStyle;
pub use camera::{Camera, MAX_METRES_PER_POINT, MIN_METRES_PER_POINT};
pub use community_scene::{BaseLayer, LayerVisibility, base_scene};
pub use coverage_scene::{CoverageCanvas, coverage_scene};
pub use overlay_style::{CoverageClass, OverlayStyle};
pub use raster::{ImageError, ImageView, RasterView, Rasterizer, TILE_PX, render_image};
pub use scene::{ItemKind, Scene, SceneGeometry};
pub use scene_builder::SceneBuilder;
pub use style::{Paint, Pass, Pattern, Ramp, StyleId, StyleSheet};
pub use theme::{MapPalette, MapTheme, RoadColors};
pub use tiles::TileCache;
pub use zoom_step::ZoomStep;
