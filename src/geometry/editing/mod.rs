//! What the drawing and reshaping tools reckon with: is an outline sound, and what comes of cutting, joining,
//! turning and widening it.
//!
//! Every function takes and gives places; in between it works in metres on a plane around the shape at hand, so
//! that no far-away coordinate spoils a short distance. Whatever an overlay answers is checked against what must
//! hold (areas add up, nothing vanishes) before it is handed on: a shape is never lost silently.

mod buffer;
mod crossings;
mod fault;
mod freehand;
mod hole;
mod legs;
mod measure;
mod merge;
mod outlines;
mod planar;
mod shared_borders;
mod split;
mod tidy;
mod turn;
mod validity;
mod vertices;
mod weld;

#[cfg(test)]
mod drawing_laws;
#[cfg(test)]
mod laws;

pub use buffer::buffered;
pub use fault::{EditFault, ShapeFault};
pub use freehand::{simplified, simplified_ring};
pub use hole::with_hole;
pub use legs::{bearing, closing_right_angle, leg, place_at, snapped_to_angle};
pub use measure::{Measured, geodesic_area, measured};
pub use merge::{Apart, Joints, merged_areas, merged_lines};
pub use outlines::{CIRCLE_CORNERS, circle, circle_through, rectangle};
pub use planar::{face_around, faces};
pub use shared_borders::SharedBorders;
pub use split::{split_area, split_lines};
pub use tidy::tidied;
pub use turn::{moved, turned};
pub use validity::{area_faults, line_faults, outline_faults, shape_faults};
pub use vertices::{Corner, corners, with_corner_at, with_corners_at, with_new_corner, without_corners};
