//! Straight edges of lines in a search tree: what lies near a place, what overlaps what.

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::courses::Courses;
use crate::geometry::{LocalPoint, LocalProjection};

/// One straight edge on the local plane, with the line and the place in it that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) a: LocalPoint,
    pub(super) b: LocalPoint,
    /// Road or segment.
    pub(super) owner: u32,
    /// Number of the edge's first vertex in the line.
    pub(super) number: u32,
}

/// Edges in a search tree.
pub(super) type EdgeTree = RTree<Edge>;

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.a.x, self.a.y], [self.b.x, self.b.y])
    }
}

impl PointDistance for Edge {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let place = LocalPoint::new(point[0], point[1]);
        let (near, _) = place.nearest_on(self.a, self.b);
        (near.x - place.x) * (near.x - place.x) + (near.y - place.y) * (near.y - place.y)
    }
}

/// The box around a point, grown by a margin in metres.
pub(super) fn window(a: LocalPoint, b: LocalPoint, margin: f64) -> AABB<[f64; 2]> {
    AABB::from_corners([a.x.min(b.x) - margin, a.y.min(b.y) - margin], [a.x.max(b.x) + margin, a.y.max(b.y) + margin])
}

/// All edges of all roads. O(n log n).
pub(super) fn edges_of_roads(courses: &Courses, plane: &LocalProjection) -> EdgeTree {
    let points: Vec<LocalPoint> = courses.keys.iter().map(|key| plane.local_from_lon_lat(key.place())).collect();
    let mut edges = Vec::with_capacity(points.len());
    for (owner, range) in courses.starts.windows(2).enumerate() {
        let owner = u32::try_from(owner).unwrap_or(u32::MAX);
        for (number, pair) in (0_u32..).zip(points[range[0]..range[1]].windows(2)) {
            edges.push(Edge { a: pair[0], b: pair[1], owner, number });
        }
    }
    RTree::bulk_load(edges)
}
