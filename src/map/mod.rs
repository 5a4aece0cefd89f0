//! The map canvas: camera, cached base map, symbols, hit-testing.
//!
//! The loaded community becomes a [`Scene`] (flat arrays and a search tree), a [`Rasterizer`] turns pieces of it into
//! tiles in the background, and a [`TileCache`] paints those under a [`Camera`]: a frame costs a few textured squares,
//! however much is loaded. Coverage is a second, transparent layer whose looks change without its places being
//! touched ([`CoverageCanvas`]). Symbols of the plan are painted on top, one by one. The same rasteriser makes the
//! pictures of reports ([`render_image`]).
//!
//! Covered areas are computed by our own mask instead of `tiny-skia`, which is the oracle in tests: all shapes of
//! one color share one pass, several times faster for thousands of small buildings (see `benches/map.rs`).

mod base_style;
mod basemap;
#[cfg(test)]
mod basemap_laws;
mod basemap_tiles;
mod camera;
mod classes;
mod community_scene;
mod coverage_scene;
mod fingerprint;
mod furniture;
mod hit;
#[cfg(test)]
mod hit_laws;
mod load_scene;
mod name_index;
mod names;
mod overlay_style;
mod plan_scene;
mod raster;
mod resample;
mod scene;
mod scene_builder;
mod streets;
mod style;
mod symbol_icons;
mod symbols;
mod theme;
#[cfg(test)]
mod tile_laws;
mod tile_work;
mod tiles;
pub mod tools;
mod zoom_step;

pub use base_style::BaseStyle;
pub use basemap::{BasemapLayer, BasemapReach};
pub use basemap_tiles::{BasemapPixels, BasemapSource, BasemapTiles};
pub use camera::{Camera, MAX_METRES_PER_POINT, MIN_METRES_PER_POINT};
pub use classes::{
    BaseDress, CLASS_RANGE, ClassEntry, ClassLabel, ClassMethod, Classed, Classing, Coloring, USUAL_ORDER, classed,
};
pub use community_scene::{BaseLayer, LayerVisibility, base_scene, dressed_scene, focus_bounds};
pub use coverage_scene::{CoverageCanvas, coverage_scene};
pub use furniture::{ScaleBar, paint_attribution, paint_halo_text, paint_north_arrow, paint_scale_bar};
pub use hit::{CommunityHit, CommunityIndex, pick_objects};
pub use load_scene::load_scene;
pub use name_index::{FoundFeature, FoundKind, NameIndex, NameSource, SEARCHED_KINDS, folded};
pub use names::{LabelIndex, LabelKind};
pub use overlay_style::{CoverageClass, LoadLook, OverlayStyle, SiteLook};
pub use plan_scene::{plan_scene, service_area_scene};
pub use raster::{ImageError, ImageView, RasterView, Rasterizer, TILE_PX, render_image};
pub use scene::{ItemKind, Scene, SceneGeometry};
pub use scene_builder::SceneBuilder;
pub use style::{Paint, Pass, Pattern, Ramp, StyleId, StyleSheet};
pub use symbols::{SymbolKind, SymbolState, paint_symbol, symbol_shapes, symbol_size};
pub use theme::{MapPalette, MapTheme, RoadColors, class_color};
pub use tiles::TileCache;
pub use zoom_step::ZoomStep;
