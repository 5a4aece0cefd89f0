//! A piece of road from junction to junction.

use crate::community::OneWay;
use crate::ids::{JunctionId, RoadId};
use crate::units::Millimetres;

/// A piece of road from junction to junction; both may be the same junction (a loop).
///
/// Its direction is fixed by its geometry (from the junction with the lower id to the higher), not by how the
/// road was drawn. Positions along it count from `from`, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where positions are 0.
    pub from: JunctionId,
    /// Where positions are `length`.
    pub to: JunctionId,
    /// Length on the ellipsoid, at least 1 mm.
    pub length: Millimetres,
    /// The road it is a piece of; of merged copies the first walkable one.
    pub road: RoadId,
    /// May people walk here?
    pub is_walkable: bool,
    /// Direction for vehicles, seen along the segment; copies in both directions make it two-way.
    pub one_way: OneWay,
}
