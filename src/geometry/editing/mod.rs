//! What the drawing and reshaping tools reckon with: is an outline sound, and what comes of cutting, joining,
//! turning and widening it.
//!
//! Every function takes and gives places; in between it works in metres on a plane around the shape at hand, so
//! that no far-away coordinate spoils a short distance. Whatever an overlay answers is checked against what must
//! hold (areas add up, nothing vanishes) before it is handed on: a shape is never lost silently.

mod buffer;
mod crossings;
mod fault;
mod hole;
mod merge;
mod planar;
mod split;
mod tidy;
mod turn;
mod validity;
mod weld;

#[cfg(test)]
mod laws;

pub use buffer::buffered;
pub use fault::{EditFault, ShapeFault};
pub use hole::with_hole;
pub use merge::{Apart, merged_areas, merged_lines};
pub use planar::{face_around, faces};
pub use split::{split_area, split_lines};
pub use tidy::tidied;
pub use turn::{moved, turned};
pub use validity::{area_faults, line_faults, outline_faults, shape_faults};
