//! Street blocks: the land between streets, found by a click inside.
//!
//! Blocks are bounded by streets as they are seen from above: a bridge over a street bounds them too, a tunnel does
//! not. Dead ends inside a block are left out; streets inside that form a ring of their own are cut out as a hole.
//! Water and the border of the study area do not close a block.

use super::edge_tree::window;
use super::road_network::RoadNetwork;
use crate::community::{Community, Road, RoadClass};
use crate::geometry::editing::{face_around, faces};
use crate::geometry::{LocalBounds, LocalPoint, LonLat, Polygon};
use crate::ids::SegmentId;

/// Which roads bound a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockBorders {
    /// Streets cars use; not service roads, tracks, footways and stairs.
    #[default]
    Streets,
    /// Every road and path there is.
    AllRoads,
}

/// Half the side of the first window looked at, in metres.
const FIRST_WINDOW_M: f64 = 200.0;
/// Half the side of the last one: what is not closed within it is open country.
const LAST_WINDOW_M: f64 = 6_400.0;

impl RoadNetwork {
    /// The block around a place; `None` outside all blocks, or where the block is wider than about 6 km.
    ///
    /// Only streets around the place are looked at: a window that grows until the block lies well inside it.
    /// O(k log k) for k pieces of street in the window.
    #[must_use]
    pub fn block_around(&self, community: &Community, place: LonLat, borders: BlockBorders) -> Option<Polygon> {
        let at = self.plane().local_from_lon_lat(place);
        let mut half = FIRST_WINDOW_M;
        while half <= LAST_WINDOW_M {
            let lines = self.lines_within(community, at, half, borders);
            if let Some(face) = face_around(&lines, at) {
                let bounds = LocalBounds::around(face.exterior().0.iter().map(|c| LocalPoint::new(c.x, c.y)));
                let inside = |low: f64, high: f64, center: f64| low > center - half && high < center + half;
                if inside(bounds.min.x, bounds.max.x, at.x) && inside(bounds.min.y, bounds.max.y, at.y) {
                    return Some(self.block_of(&face));
                }
            }
            half *= 2.0;
        }
        None
    }

    /// All blocks, in no order that means anything but always the same. O(n log n), plus blocks × unconnected groups
    /// of streets.
    #[must_use]
    pub fn blocks(&self, community: &Community, borders: BlockBorders) -> Vec<Polygon> {
        let ids = (0..self.n_segments()).map(SegmentId::from_index);
        let bounding = ids.filter(|&id| self.bounds_blocks(community, id, borders));
        let lines: Vec<Vec<LocalPoint>> = bounding.map(|id| self.segment_local(id).to_vec()).collect();
        faces(&lines).iter().map(|face| self.block_of(face)).collect()
    }

    fn bounds_blocks(&self, community: &Community, id: SegmentId, borders: BlockBorders) -> bool {
        let Some(segment) = self.segment(id) else { return false };
        // Roads the plan adds are not the community's: they are new streets.
        community.roads().get(segment.road.index()).is_none_or(|road| borders.include(road))
    }

    fn lines_within(
        &self,
        community: &Community,
        at: LocalPoint,
        half: f64,
        borders: BlockBorders,
    ) -> Vec<Vec<LocalPoint>> {
        let mut edges: Vec<(u32, u32, Vec<LocalPoint>)> = Vec::new();
        for edge in self.edges().locate_in_envelope_intersecting(&window(at, at, half)) {
            if self.bounds_blocks(community, SegmentId(edge.owner), borders) {
                edges.push((edge.owner, edge.number, vec![edge.a, edge.b]));
            }
        }
        edges.sort_by_key(|edge| (edge.0, edge.1));
        edges.into_iter().map(|edge| edge.2).collect()
    }

    /// The block on the grid of the file, so that neighbors share their corners to the last digit.
    fn block_of(&self, face: &geo::Polygon<f64>) -> Polygon {
        let on_grid = |ring: &Vec<LonLat>| ring.iter().map(|place| place.rounded()).collect();
        let block = Polygon::from_local(face, self.plane());
        Polygon { outer: on_grid(&block.outer), holes: block.holes.iter().map(on_grid).collect() }
    }
}

impl BlockBorders {
    fn include(self, road: &Road) -> bool {
        let is_street = match road.class {
            RoadClass::Motorway
            | RoadClass::Trunk
            | RoadClass::Primary
            | RoadClass::Secondary
            | RoadClass::Tertiary
            | RoadClass::Residential
            | RoadClass::LivingStreet
            | RoadClass::Unknown => true,
            RoadClass::Service | RoadClass::Track | RoadClass::Footway | RoadClass::Steps => self == Self::AllRoads,
            RoadClass::NotBuilt => false,
        };
        is_street && !road.is_tunnel
    }
}
