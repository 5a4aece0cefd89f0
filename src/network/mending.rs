//! Mends the planner accepted, put onto the roads as they are now.
//!
//! A mend that no longer fits (the road does not end there any more, no road passes the other place) joins nothing
//! and is reported.

use std::collections::BTreeSet;

use super::courses::Courses;
use super::crossings::BareCrossing;
use super::edge_tree::{Edge, EdgeTree};
use super::health::{MendOutcome, NearMiss};
use super::junctions::Occurrences;
use super::near_misses::roads_met;
use super::snapping::{LooseEnd, Tie, loose_ends};
use super::vertex::VertexKey;
use crate::community::{GridPlace, Mend};
use crate::geometry::{LocalProjection, geodesic_length};
use crate::units::Metres;

/// A road passes a mend's place this near, in metres: twice the rounding of places.
const ON_ROAD_M: f64 = 0.03;
/// Two ends that lie so near each other are one gap: closing it from one side closes it for both.
const SAME_GAP_M: f64 = 10.0;

fn key_of(place: GridPlace) -> VertexKey {
    VertexKey::of(place.place())
}

/// The ties the mends of road ends ask for, in the order of the mends; none where a mend does not fit.
pub(super) fn ties_of_mends(
    mends: &BTreeSet<Mend>,
    courses: &Courses,
    occurrences: &Occurrences,
    tree: &EdgeTree,
    plane: &LocalProjection,
) -> Vec<Tie> {
    let has_ends = mends.iter().any(|mend| matches!(mend, Mend::JoinEnd { .. }));
    let ends = if has_ends { loose_ends(courses, occurrences) } else { Vec::new() };
    let tie = |mend: &Mend| match mend {
        Mend::JoinCrossing { .. } => None,
        Mend::JoinEnd { end, to } => {
            let key = key_of(*end);
            let first = ends.partition_point(|loose| loose.key < key);
            let loose = ends.get(first).copied().filter(|loose| loose.key == key)?;
            tie_to(loose, key_of(*to), courses, occurrences, tree, plane)
        }
    };
    let mut ties: Vec<Tie> = mends.iter().filter_map(tie).collect();
    // One end is lengthened once: by its first mend.
    let mut seen = BTreeSet::new();
    ties.retain(|tie| seen.insert((tie.road, tie.is_start)));
    ties
}

/// The tie of an end to the road of its level that passes a place. Where several do, it is the one the gap was found
/// at: of the roads not met yet the nearest to the end, then the lowest.
fn tie_to(
    end: LooseEnd,
    target: VertexKey,
    courses: &Courses,
    occurrences: &Occurrences,
    tree: &EdgeTree,
    plane: &LocalProjection,
) -> Option<Tie> {
    let [from, place] = [end.key, target].map(|key| plane.local_from_lon_lat(key.place()));
    let level = courses.levels.get(end.road as usize)?;
    let found: Vec<&Edge> = tree
        .locate_within_distance([place.x, place.y], ON_ROAD_M * ON_ROAD_M)
        .filter(|edge| edge.owner != end.road && courses.levels.get(edge.owner as usize) == Some(level))
        .collect();
    let met = roads_met(courses, occurrences, end.road);
    let rank = |edge: &Edge| (met.contains(&edge.owner), from.distance(from.nearest_on(edge.a, edge.b).0), edge.owner);
    let ranks = found.iter().map(|edge| rank(edge));
    let (_, _, road) = ranks.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)))?;
    let on_road = found.into_iter().filter(|edge| edge.owner == road).map(|edge| {
        let (near, share) = place.nearest_on(edge.a, edge.b);
        (place.distance(near), edge.number, share)
    });
    let (_, edge, share) = on_road.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
    let inside = (!courses.road(road as usize).contains(&target)).then_some((edge, share));
    let gap = geodesic_length(end.key.place(), target.place());
    Some(Tie { road: end.road, is_start: end.is_start, end: end.key, target_road: road, target, inside, gap })
}

/// Leaves out gaps that a mend closes from the other side.
pub(super) fn drop_mended(misses: &mut Vec<NearMiss>, mended: &[Tie]) {
    let is_closed = |miss: &NearMiss, tie: &Tie| {
        let is_same = (tie.target_road, tie.road) == (miss.road.0, miss.target.0);
        is_same && geodesic_length(miss.place, tie.end.place()) <= Metres::new_clamped(SAME_GAP_M)
    };
    misses.retain(|miss| !mended.iter().any(|tie| is_closed(miss, tie)));
}

/// Is this crossing joined by a mend?
pub(super) fn is_mended(mends: &BTreeSet<Mend>, crossing: &BareCrossing) -> bool {
    !mends.is_empty() && mends.contains(&Mend::JoinCrossing { at: GridPlace::of(crossing.key.place()) })
}

/// What came of each mend.
pub(super) fn outcomes(mends: &BTreeSet<Mend>, ties: &[Tie], crossings: &[BareCrossing]) -> Vec<MendOutcome> {
    let outcome = |&mend: &Mend| {
        let is_applied = match mend {
            Mend::JoinCrossing { at } => {
                let key = key_of(at);
                crossings.binary_search_by_key(&key, |crossing| crossing.key).is_ok()
            }
            Mend::JoinEnd { end, to } => ties.iter().any(|tie| tie.end == key_of(end) && tie.target == key_of(to)),
        };
        MendOutcome { mend, is_applied }
    };
    mends.iter().map(outcome).collect()
}
