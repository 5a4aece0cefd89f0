//! Ends of roads that all but touch another road are joined to it.
//!
//! An end that meets nothing within its own vertex is tied by a short connector to the nearest vertex of another
//! road of the same level within the tolerance, else to the nearest point of such a road, which gets a vertex
//! there. Lines stay where they were drawn: every end is tied to what was loaded, never to what another tie
//! made, so ties do not add up to a drift.

use super::courses::{Courses, Extension, Insertion};
use super::edge_tree::EdgeTree;
use super::junctions::Occurrences;
use super::vertex::VertexKey;
use crate::geometry::{LocalPoint, LocalProjection};
use crate::jobs::{Cancelled, JobContext};
use crate::units::Metres;

/// One end tied to another road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tie {
    pub(super) road: u32,
    pub(super) is_start: bool,
    pub(super) end: VertexKey,
    pub(super) target_road: u32,
    /// Where the other road is met.
    pub(super) target: VertexKey,
    /// Edge and share on the other road; `None` where it has a vertex there.
    pub(super) inside: Option<(u32, f64)>,
    pub(super) gap: Metres,
}

/// An end of a road that shares its vertex with no other piece of road.
#[derive(Clone, Copy, Debug)]
pub(super) struct LooseEnd {
    pub(super) road: u32,
    pub(super) is_start: bool,
    pub(super) key: VertexKey,
}

/// The ends that meet nothing, in the order of their places.
pub(super) fn loose_ends(courses: &Courses, occurrences: &Occurrences) -> Vec<LooseEnd> {
    let mut ends = Vec::new();
    for road in 0..courses.n_roads() {
        let keys = courses.road(road);
        let (Some(&first), Some(&last)) = (keys.first(), keys.last()) else { continue };
        let road = u32::try_from(road).unwrap_or(u32::MAX);
        for (key, is_start) in [(first, true), (last, false)] {
            if occurrences.count(key) == 1 {
                ends.push(LooseEnd { road, is_start, key });
            }
        }
    }
    ends.sort_by_key(|end| (end.key, end.road, end.is_start));
    ends
}

/// Finds the ties. O(loose ends × log n).
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub(super) fn find_ties(
    courses: &Courses,
    occurrences: &Occurrences,
    tree: &EdgeTree,
    plane: &LocalProjection,
    tolerance: Metres,
    context: &JobContext,
) -> Result<Vec<Tie>, Cancelled> {
    let mut ties: Vec<Tie> = Vec::new();
    if tolerance <= Metres::ZERO {
        return Ok(ties);
    }
    for (n, end) in loose_ends(courses, occurrences).into_iter().enumerate() {
        if n % 4096 == 0 {
            context.check()?;
        }
        ties.extend(nearest_tie(courses, tree, plane, tolerance, end));
    }
    // Two loose ends that would be tied to each other need one connector: from the higher vertex to the lower.
    let pairs: Vec<(VertexKey, VertexKey)> = ties.iter().map(|tie| (tie.end, tie.target)).collect();
    ties.retain(|tie| tie.end >= tie.target || pairs.binary_search(&(tie.target, tie.end)).is_err());
    Ok(ties)
}

fn nearest_tie(
    courses: &Courses,
    tree: &EdgeTree,
    plane: &LocalProjection,
    tolerance: Metres,
    end: LooseEnd,
) -> Option<Tie> {
    let place = plane.local_from_lon_lat(end.key.place());
    let limit = tolerance.value();
    let level = courses.levels.get(end.road as usize)?;
    let mut vertices: Vec<(f64, VertexKey, u32)> = Vec::new();
    let mut best_inside: Option<(f64, VertexKey, u32, u32, f64)> = None;
    for edge in tree.locate_within_distance([place.x, place.y], limit * limit) {
        if edge.owner == end.road || courses.levels.get(edge.owner as usize) != Some(level) {
            continue;
        }
        let keys = courses.road(edge.owner as usize);
        let first = edge.number as usize;
        for (key, point) in [(keys[first], edge.a), (keys[first + 1], edge.b)] {
            let found = (place.distance(point), key, edge.owner);
            if found.0 <= limit {
                vertices.push(found);
            }
        }
        let (near, share) = place.nearest_on(edge.a, edge.b);
        let target = VertexKey::of(plane.lon_lat_from_local(near));
        let found = (place.distance(near), target, edge.owner, edge.number, share);
        if best_inside.is_none_or(|best| is_before(&(found.0, found.1, found.2), &(best.0, best.1, best.2))) {
            best_inside = Some(found);
        }
    }
    let tie = |distance: f64, target, target_road, inside| Tie {
        road: end.road,
        is_start: end.is_start,
        end: end.key,
        target_road,
        target,
        inside,
        gap: Metres::new_clamped(distance),
    };
    // The nearest road is met, whatever the tolerance: so a wider one never takes a tie away. On that road a vertex
    // within the tolerance is taken before a new one is made.
    let (distance, key, road, edge, share) = best_inside?;
    let mut best_vertex: Option<(f64, VertexKey, u32)> = None;
    for found in vertices.into_iter().filter(|vertex| vertex.2 == road) {
        if best_vertex.is_none_or(|best| is_before(&found, &best)) {
            best_vertex = Some(found);
        }
    }
    match best_vertex {
        Some((distance, key, road)) => Some(tie(distance, key, road, None)),
        None => Some(tie(distance, key, road, Some((edge, share)))),
    }
}

/// Nearer, or as near and lower on the curve of places. The roads' numbers only decide between copies.
fn is_before(a: &(f64, VertexKey, u32), b: &(f64, VertexKey, u32)) -> bool {
    a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))).is_lt()
}

/// The vertices and connectors the ties need.
pub(super) fn changes_of(ties: &[Tie]) -> (Vec<Insertion>, Vec<Extension>) {
    let insertions = ties
        .iter()
        .filter_map(|tie| {
            let (edge, share) = tie.inside?;
            Some(Insertion { road: tie.target_road, edge, share, key: tie.target })
        })
        .collect();
    let extensions = ties
        .iter()
        .filter(|tie| tie.end != tie.target)
        .map(|tie| Extension { road: tie.road, is_start: tie.is_start, key: tie.target })
        .collect();
    (insertions, extensions)
}

/// Is a crossing of two roads already made by a tie between them close by?
pub(super) fn is_tied(ties: &[Tie], roads: (u32, u32), place: LocalPoint, plane: &LocalProjection, reach: f64) -> bool {
    let from = ties.partition_point(|tie| tie.road < roads.0.min(roads.1));
    ties[from..].iter().take_while(|tie| tie.road <= roads.0.max(roads.1)).any(|tie| {
        let same = (tie.road, tie.target_road) == roads || (tie.target_road, tie.road) == roads;
        same && plane.local_from_lon_lat(tie.target.place()).distance(place) <= reach
    })
}
