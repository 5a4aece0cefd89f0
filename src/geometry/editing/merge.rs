//! Joining areas to one, and lines to one.

use geo::{Area as _, BooleanOps as _, Contains as _, InteriorPoint as _};

use super::fault::EditFault;
use super::tidy::{plane_around, tidied_area};
use super::validity::area_faults;
use super::weld::{WELD_M, welded};
use crate::geometry::{Line, LocalProjection, MultiPolygon, Polygon, geodesic_length};

/// What happens to shapes that lie apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Apart {
    /// They are not joined.
    #[default]
    Refuse,
    /// They become parts of one thing.
    KeepAsParts,
}

/// Which ends of lines may be put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joints {
    /// Any two; a line may be turned round for it.
    #[default]
    AnyEnds,
    /// The end of one and the beginning of another: the direction of a line means something.
    HeadToTail,
}

/// Areas may differ from what their sum says by this share (rounding of the overlay).
const AREA_SLACK: f64 = 1e-6;
/// Gaps left between joined outlines that are narrower than this on average, in metres, are closed.
const GAP_M: f64 = WELD_M;

/// The areas as one. Borders within 5 cm of each other count as common; gaps narrower than that are closed.
///
/// Checked: the area of the union and of what they have in common add up to the areas joined. O(k·n log n) for k
/// areas of n corners in all, and n² for putting the borders together.
///
/// # Errors
/// [`EditFault::Shape`] for an area that is not sound, [`EditFault::Apart`] where they do not hang together (a
/// common corner is not enough) and may not be parts, [`EditFault::Unsound`] where the result fails its check.
pub fn merged_areas(areas: &[&MultiPolygon], apart: Apart) -> Result<MultiPolygon, EditFault> {
    let faults: Vec<_> = areas.iter().flat_map(|area| area_faults(area)).collect();
    if !faults.is_empty() {
        return Err(EditFault::Shape(faults));
    }
    let plane = plane_around(areas.iter().flat_map(|area| area.places())).ok_or(EditFault::NotCut)?;
    let inner: Vec<Vec<geo::Point<f64>>> = areas
        .iter()
        .map(|area| area.0.iter().filter_map(|polygon| polygon.to_local(&plane).interior_point()).collect())
        .collect();
    let mut joined = joined_by(areas, &plane, union)?;
    if apart == Apart::Refuse && !hang_together(&joined, &inner) {
        // Putting borders together may close a neck no wider than their tolerance.
        joined = joined_by(areas, &plane, |one, other| {
            checked_union(one, other).ok_or(EditFault::Unsound("the areas do not add up"))
        })?;
        if !hang_together(&joined, &inner) {
            return Err(EditFault::Apart);
        }
    }
    let merged = MultiPolygon(joined.iter().map(|polygon| Polygon::from_local(polygon, &plane)).collect());
    let merged = tidied_area(&merged);
    if area_faults(&merged).is_empty() {
        Ok(merged)
    } else {
        Err(EditFault::Unsound("the joined outline is not sound"))
    }
}

/// One area after the other.
fn joined_by(
    areas: &[&MultiPolygon],
    plane: &LocalProjection,
    union: impl Fn(&[geo::Polygon<f64>], &[geo::Polygon<f64>]) -> Result<Vec<geo::Polygon<f64>>, EditFault>,
) -> Result<Vec<geo::Polygon<f64>>, EditFault> {
    let mut joined = local(areas.first().ok_or(EditFault::NotCut)?, plane);
    for area in areas.iter().skip(1) {
        joined = union(&joined, &local(area, plane))?;
    }
    Ok(joined)
}

fn local(area: &MultiPolygon, plane: &LocalProjection) -> Vec<geo::Polygon<f64>> {
    tidied_area(area).0.iter().map(|polygon| polygon.to_local(plane)).collect()
}

/// The union, checked; borders are put together first where that keeps both sound.
fn union(one: &[geo::Polygon<f64>], other: &[geo::Polygon<f64>]) -> Result<Vec<geo::Polygon<f64>>, EditFault> {
    let (near_one, near_other) = welded(one, other);
    checked_union(&near_one, &near_other)
        .or_else(|| checked_union(one, other))
        .ok_or(EditFault::Unsound("the areas do not add up"))
}

fn checked_union(one: &[geo::Polygon<f64>], other: &[geo::Polygon<f64>]) -> Option<Vec<geo::Polygon<f64>>> {
    let (one, other) = (geo::MultiPolygon::new(one.to_vec()), geo::MultiPolygon::new(other.to_vec()));
    let (union, common) = (one.union(&other), one.intersection(&other));
    let sum = one.unsigned_area() + other.unsigned_area();
    let is_sound = (union.unsigned_area() + common.unsigned_area() - sum).abs() <= AREA_SLACK * sum;
    (is_sound && !union.0.is_empty()).then(|| union.0.into_iter().map(without_gaps).collect())
}

/// The polygon without holes that are mere gaps between borders.
fn without_gaps(polygon: geo::Polygon<f64>) -> geo::Polygon<f64> {
    let (outer, holes) = polygon.into_inner();
    let is_hole = |hole: &geo::LineString<f64>| {
        let length: f64 = hole.lines().map(|line| (line.dx()).hypot(line.dy())).sum();
        2.0 * geo::Polygon::new(hole.clone(), Vec::new()).unsigned_area() > GAP_M * length
    };
    geo::Polygon::new(outer, holes.into_iter().filter(is_hole).collect())
}

/// Is every area connected to every other over common parts of the union?
fn hang_together(joined: &[geo::Polygon<f64>], inner: &[Vec<geo::Point<f64>>]) -> bool {
    let parts_of = |points: &Vec<geo::Point<f64>>| -> Vec<usize> {
        let holds = |point: &geo::Point<f64>| joined.iter().position(|part| part.contains(point));
        points.iter().filter_map(holds).collect()
    };
    let parts: Vec<Vec<usize>> = inner.iter().map(parts_of).collect();
    let Some(first) = parts.first() else { return true };
    let mut reached: Vec<usize> = first.clone();
    let mut is_in = vec![false; parts.len()];
    loop {
        let next = (0..parts.len()).find(|&n| !is_in[n] && parts[n].iter().any(|part| reached.contains(part)));
        let Some(next) = next else { return is_in.iter().all(|&is_in| is_in) };
        is_in[next] = true;
        reached.extend(&parts[next]);
    }
}

/// Lines as one: where an end lies within 5 cm of an end of another line, both become one line.
///
/// # Errors
/// [`EditFault::Apart`] where more than one line remains and lines may not be parts; lines of one thing that lay
/// apart before are allowed to stay so. [`EditFault::AgainstEachOther`] where they meet, but neither leads on into the
/// other as `joints` asks.
pub fn merged_lines(groups: &[&[Line]], apart: Apart, joints: Joints) -> Result<Vec<Line>, EditFault> {
    let (lines, is_one) = joined(groups, joints);
    if apart == Apart::KeepAsParts || is_one {
        return Ok(lines);
    }
    let would_be_one = joints == Joints::HeadToTail && joined(groups, Joints::AnyEnds).1;
    Err(if would_be_one { EditFault::AgainstEachOther } else { EditFault::Apart })
}

/// The lines put together as far as they meet, and whether all groups hang together.
fn joined(groups: &[&[Line]], joints: Joints) -> (Vec<Line>, bool) {
    let mut open: Vec<(Line, usize)> = Vec::new();
    for (group, lines) in groups.iter().enumerate() {
        open.extend(lines.iter().map(|line| (line.clone(), group)));
    }
    let mut group_of: Vec<usize> = (0..groups.len()).collect();
    while let Some((one, other, line)) = first_joint(&open, joints) {
        let (into, from) = (group_of[open[one].1], group_of[open[other].1]);
        group_of.iter_mut().filter(|group| **group == from).for_each(|group| *group = into);
        open[one].0 = line;
        open.remove(other);
    }
    let is_one = group_of.iter().all(|&group| group == group_of[0]);
    (open.into_iter().map(|(line, _)| line).collect(), is_one)
}

/// Two lines with a common end, and what they make together.
fn first_joint(open: &[(Line, usize)], joints: Joints) -> Option<(usize, usize, Line)> {
    let is_near = |a: &Line, at_start: bool, b: &Line, b_start: bool| {
        let end = |line: &Line, at_start: bool| if at_start { line.first().copied() } else { line.last().copied() };
        end(a, at_start).zip(end(b, b_start)).is_some_and(|(a, b)| geodesic_length(a, b).value() <= WELD_M)
    };
    let may_turn = joints == Joints::AnyEnds;
    let reversed = |line: &Line| -> Line { line.iter().rev().copied().collect() };
    for one in 0..open.len() {
        for other in one + 1..open.len() {
            let (a, b) = (&open[one].0, &open[other].0);
            let (head, tail) = if is_near(a, false, b, true) {
                (a.clone(), b.clone())
            } else if is_near(a, true, b, false) {
                (b.clone(), a.clone())
            } else if may_turn && is_near(a, false, b, false) {
                (a.clone(), reversed(b))
            } else if may_turn && is_near(a, true, b, true) {
                (reversed(a), b.clone())
            } else {
                continue;
            };
            let line = head.into_iter().chain(tail.into_iter().skip(1)).collect();
            return Some((one, other, line));
        }
    }
    None
}
