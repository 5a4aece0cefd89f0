//! Ends that come near another road and are not joined to it: gaps for the planner to look at.

use std::collections::BTreeSet;

use super::courses::Courses;
use super::edge_tree::EdgeTree;
use super::health::NearMiss;
use super::junctions::Occurrences;
use super::snapping::{LooseEnd, Tie, loose_ends};
use super::vertex::VertexKey;
use crate::geometry::LocalProjection;
use crate::ids::RoadId;
use crate::jobs::{Cancelled, JobContext};
use crate::units::Metres;

/// How near an end must come to be worth a look, in metres (project choice).
const NEAR_M: f64 = 5.0;

/// The ends within 5 m of a road of the same level that they are neither tied to nor already meet elsewhere.
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub(super) fn find(
    courses: &Courses,
    occurrences: &Occurrences,
    ties: &[Tie],
    tree: &EdgeTree,
    plane: &LocalProjection,
    context: &JobContext,
) -> Result<Vec<NearMiss>, Cancelled> {
    let tied: BTreeSet<_> = ties.iter().flat_map(|tie| [tie.end, tie.target]).collect();
    let mut misses = Vec::new();
    for (n, end) in loose_ends(courses, occurrences).into_iter().enumerate() {
        if n % 4096 == 0 {
            context.check()?;
        }
        if !tied.contains(&end.key) {
            misses.extend(near_miss(courses, occurrences, tree, plane, end));
        }
    }
    Ok(misses)
}

fn near_miss(
    courses: &Courses,
    occurrences: &Occurrences,
    tree: &EdgeTree,
    plane: &LocalProjection,
    end: LooseEnd,
) -> Option<NearMiss> {
    let place = plane.local_from_lon_lat(end.key.place());
    let level = courses.levels.get(end.road as usize)?;
    let mut near: Vec<(f64, u32, VertexKey)> = tree
        .locate_within_distance([place.x, place.y], NEAR_M * NEAR_M)
        .filter(|edge| edge.owner != end.road && courses.levels.get(edge.owner as usize) == Some(level))
        .map(|edge| {
            let near = place.nearest_on(edge.a, edge.b).0;
            (place.distance(near), edge.owner, VertexKey::of(plane.lon_lat_from_local(near)))
        })
        .collect();
    if near.is_empty() {
        return None;
    }
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let met = roads_met(courses, occurrences, end.road);
    let (gap, target, join_at) = near.into_iter().find(|(_, road, _)| !met.contains(road))?;
    Some(NearMiss {
        road: RoadId(end.road),
        target: RoadId(target),
        place: end.key.place(),
        join_at: join_at.place(),
        gap: Metres::new_clamped(gap),
        persons_apart: 0,
    })
}

/// The roads that share a vertex with a road.
pub(super) fn roads_met(courses: &Courses, occurrences: &Occurrences, road: u32) -> BTreeSet<u32> {
    let keys = courses.road(road as usize).iter();
    let uses = keys.flat_map(|&key| occurrences.at(key)).map(|&(_, vertex)| vertex as usize);
    let road_of = |vertex: usize| courses.starts.partition_point(|&start| start <= vertex).saturating_sub(1);
    uses.map(|vertex| u32::try_from(road_of(vertex)).unwrap_or(u32::MAX)).collect()
}
