//! Roads by what went along them in an evacuation, as a scene.

use super::{LoadLook, OverlayStyle, Scene, SceneBuilder};
use crate::geometry::LocalPoint;

/// Draws pieces of road, each with its look. O(n log n).
#[must_use]
pub fn load_scene<'a>(roads: impl IntoIterator<Item = (LoadLook, &'a [LocalPoint])>) -> Scene {
    let mut builder = SceneBuilder::new();
    for (look, line) in roads {
        builder.lines(OverlayStyle::Load(look).id(), [line.iter().copied()]);
    }
    builder.finish()
}
