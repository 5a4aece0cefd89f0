//! Coverage and allocation as a scene: every place with people in the color and pattern of how it fares.

use std::sync::Arc;

use super::{CoverageClass, OverlayStyle, Scene, SceneBuilder, SceneGeometry, StyleId};
use crate::community::{Community, DemandOrigin};
use crate::jobs::{Cancelled, JobContext};

/// The places of a community's people, drawn once; only their looks change while a site is dragged.
#[derive(Clone, Debug)]
pub struct CoverageCanvas {
    geometry: Arc<SceneGeometry>,
}

impl CoverageCanvas {
    /// Takes the outlines of buildings, and points for the other places. O(n log n), once per community.
    ///
    /// # Errors
    /// [`Cancelled`] when the work is no longer wanted.
    pub fn new(community: &Community, context: &JobContext) -> Result<Self, Cancelled> {
        let style = OverlayStyle::Coverage(CoverageClass::Empty).id();
        let plane = community.plane();
        let mut builder = SceneBuilder::new();
        for (n, demand) in community.demand().iter().enumerate() {
            if n % 8192 == 0 {
                context.check()?;
            }
            let outline = match demand.origin {
                DemandOrigin::Building(id) => community.buildings().get(id.index()).map(|building| &building.outline),
                DemandOrigin::Zone(_) => None,
            };
            match outline.filter(|outline| !outline.0.is_empty()) {
                Some(outline) => builder.area(style, outline, plane),
                None => builder.point(style, plane.local_from_lon_lat(demand.place)),
            }
        }
        Ok(Self { geometry: Arc::clone(builder.finish().geometry()) })
    }

    /// The picture for one outcome per demand point, in their order; missing ones count as empty. O(n), no sorting.
    #[must_use]
    pub fn scene(&self, classes: &[CoverageClass]) -> Scene {
        self.styled(classes.iter().map(|&class| OverlayStyle::Coverage(class)))
    }

    /// The same for any look of a place with people: coverage, or the site its people are sent to.
    #[must_use]
    pub fn styled(&self, looks: impl IntoIterator<Item = OverlayStyle>) -> Scene {
        let empty = OverlayStyle::Coverage(CoverageClass::Empty).id();
        let mut styles: Vec<StyleId> = vec![empty; self.geometry.n_items()];
        for (&item, look) in self.geometry.item_of_added.iter().zip(looks) {
            if let Some(style) = styles.get_mut(item as usize) {
                *style = look.id();
            }
        }
        Scene::with_item_styles(Arc::clone(&self.geometry), styles.into())
    }
}

/// The same in one go, for reports.
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn coverage_scene(
    community: &Community,
    classes: &[CoverageClass],
    context: &JobContext,
) -> Result<Scene, Cancelled> {
    Ok(CoverageCanvas::new(community, context)?.scene(classes))
}
