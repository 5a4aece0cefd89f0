//! What was found while joining the roads: parts without connection, dead ends, gaps, crossings without a vertex.

use crate::community::{GridPlace, Mend};
use crate::geometry::LonLat;
use crate::ids::{DemandId, JunctionId, RoadId};
use crate::units::{Metres, Millimetres};

/// A connected part of all roads, walkable or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComponentHealth {
    /// Its number, as in [`RoadNetwork::component_of`](super::RoadNetwork::component_of).
    pub id: u32,
    /// Junctions in it.
    pub n_junctions: usize,
    /// Segments in it.
    pub n_segments: usize,
    /// Length of its segments.
    pub length: Metres,
    /// People whose door meets a road in it.
    pub persons: u64,
    /// Its junction with the lowest id.
    pub place: LonLat,
}

/// A road's end that was joined to another road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SnappedEnd {
    /// The road that ends.
    pub road: RoadId,
    /// The road it was joined to.
    pub target: RoadId,
    /// Where the road ended.
    pub place: LonLat,
    /// Where it was joined.
    pub joined_at: LonLat,
    /// How far it had been off.
    pub gap: Metres,
}

/// A road's end close to another road, and not joined to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearMiss {
    /// The road that ends.
    pub road: RoadId,
    /// The road it comes near.
    pub target: RoadId,
    /// The end.
    pub place: LonLat,
    /// The nearest place on the other road.
    pub join_at: LonLat,
    /// How far it is off.
    pub gap: Metres,
    /// People of the smaller part where the two roads lie in separate parts: joining would connect them.
    pub persons_apart: u64,
}

impl NearMiss {
    /// The joint that closes the gap.
    #[must_use]
    pub fn mend(&self) -> Mend {
        Mend::JoinEnd { end: GridPlace::of(self.place), to: GridPlace::of(self.join_at) }
    }
}

/// A place where roads cross on one level without a common vertex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The crossing roads, lower id first.
    pub roads: (RoadId, RoadId),
    /// Where.
    pub place: LonLat,
    /// Do the roads meet there in the network: by the rule for all crossings, or by a mend?
    pub is_joined: bool,
    /// People of the smaller part where the two roads lie in separate parts: joining would connect them.
    pub persons_apart: u64,
}

impl Crossing {
    /// The joint that makes a junction here.
    #[must_use]
    pub fn mend(&self) -> Mend {
        Mend::JoinCrossing { at: GridPlace::of(self.place) }
    }
}

/// A mend of the plan, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MendOutcome {
    /// The mend.
    pub mend: Mend,
    /// Do the roads meet there? Else the roads have changed since it was accepted, and nothing was joined.
    pub is_applied: bool,
}

/// The health report of a road network. Every list is in a fixed order: components largest first, places along
/// the curve junctions are numbered by, doors by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkHealth {
    /// Different vertices of all roads, after joining.
    pub n_vertices: usize,
    /// Vertices used more than once, as loaded.
    pub n_shared_vertices: usize,
    /// Junctions.
    pub n_junctions: usize,
    /// Segments.
    pub n_segments: usize,
    /// Length of all segments.
    pub length: Metres,
    /// Connected parts, most junctions first, then longest, then lowest junction.
    pub components: Vec<ComponentHealth>,
    /// Junctions where a single segment ends.
    pub dead_ends: Vec<JunctionId>,
    /// Ends joined to another road within the tolerance.
    pub snapped_ends: Vec<SnappedEnd>,
    /// Ends within 5 m of another road and not joined, mended ones left out.
    pub near_misses: Vec<NearMiss>,
    /// Crossings without a common vertex, bridges, tunnels and other levels left out.
    pub crossings: Vec<Crossing>,
    /// Were these crossings joined by rule?
    pub are_crossings_joined: bool,
    /// Every mend of the plan, in the plan's order.
    pub mends: Vec<MendOutcome>,
    /// Copies of pieces (in either direction) that were merged.
    pub n_merged_copies: usize,
    /// Roads without a width in the data.
    pub n_roads_without_width: usize,
    /// Roads where people may not walk.
    pub n_unwalkable_roads: usize,
    /// Roads that shrink to a single vertex and are left out.
    pub n_pointlike_roads: usize,
    /// Doors without a walkable road within the limit.
    pub doors_without_access: Vec<DemandId>,
    /// People at these doors.
    pub persons_without_access: u64,
}

impl NetworkHealth {
    pub(super) fn sum_of(lengths: impl Iterator<Item = Millimetres>) -> Metres {
        Self::metres(lengths.map(|length| u64::from(length.0)).sum())
    }

    pub(super) fn metres(millimetres: u64) -> Metres {
        #[expect(clippy::cast_precision_loss, reason = "2^52 mm is more road than there is")]
        let metres = millimetres as f64 / 1000.0;
        Metres::new_clamped(metres)
    }
}
