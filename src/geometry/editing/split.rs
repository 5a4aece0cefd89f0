//! Cutting an area or lines in two or more by a drawn line; nothing is gained or lost by it.

use geo::{Area as _, Contains as _, InteriorPoint as _};

use super::crossings::{Piece, meeting};
use super::fault::EditFault;
use super::planar::faces;
use super::tidy::{plane_around, tidied_area};
use super::validity::area_faults;
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon};

/// A cutting line is taken this much longer at both ends, in metres, so that an end put on the border of a shape
/// (places in files are rounded to a centimetre) reaches it.
const OVERSHOOT_M: f64 = 0.1;
/// Parts that make up a whole may differ from it by this share of the area (rounding).
const AREA_SLACK: f64 = 1e-6;

/// The parts of an area cut by a line, the largest first; polygons the line misses stay with the first part.
///
/// Several cuts at once give several parts. The sum of the areas is that of the whole within 10⁻⁶, and every part
/// is sound. O(n log n) in the corners of both.
///
/// # Errors
/// [`EditFault::Shape`] for an area that is not sound, [`EditFault::NotCut`] where the line does not go right
/// through, [`EditFault::Unsound`] where a part fails its check.
pub fn split_area(area: &MultiPolygon, by: &[LonLat]) -> Result<Vec<MultiPolygon>, EditFault> {
    let faults = area_faults(area);
    if !faults.is_empty() {
        return Err(EditFault::Shape(faults));
    }
    let plane = plane_around(area.places()).ok_or(EditFault::NotCut)?;
    let knife = lengthened(by, &plane).ok_or(EditFault::NotCut)?;
    let mut cut: Vec<(f64, Polygon)> = Vec::new();
    let mut uncut: Vec<Polygon> = Vec::new();
    for polygon in &tidied_area(area).0 {
        let pieces = pieces_of(polygon, &knife, &plane)?;
        if pieces.len() > 1 {
            cut.extend(pieces);
        } else {
            uncut.push(polygon.clone());
        }
    }
    if cut.is_empty() {
        return Err(EditFault::NotCut);
    }
    let key = |polygon: &Polygon| polygon.places().map(LonLat::quantised).min();
    cut.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| key(&a.1).cmp(&key(&b.1))));
    let mut parts: Vec<MultiPolygon> = cut.into_iter().map(|(_, piece)| MultiPolygon(vec![piece])).collect();
    if let Some(first) = parts.first_mut() {
        first.0.extend(uncut);
    }
    if parts.iter().any(|part| !area_faults(part).is_empty()) {
        return Err(EditFault::Unsound("a part is not sound"));
    }
    Ok(parts)
}

/// The pieces of one polygon with their areas.
fn pieces_of(
    polygon: &Polygon,
    knife: &[LocalPoint],
    plane: &LocalProjection,
) -> Result<Vec<(f64, Polygon)>, EditFault> {
    let local = polygon.to_local(plane);
    let points = |ring: &[LonLat]| ring.iter().map(|&place| plane.local_from_lon_lat(place)).collect::<Vec<_>>();
    let mut lines: Vec<Vec<LocalPoint>> = vec![points(&polygon.outer), knife.to_vec()];
    lines.extend(polygon.holes.iter().map(|hole| points(hole)));
    let mut pieces = Vec::new();
    for face in faces(&lines) {
        let Some(inner) = face.interior_point() else { continue };
        if local.contains(&inner) {
            pieces.push((face.unsigned_area(), Polygon::from_local(&face, plane)));
        }
    }
    let whole = local.unsigned_area();
    let sum: f64 = pieces.iter().map(|piece| piece.0).sum();
    if (sum - whole).abs() > AREA_SLACK * whole {
        return Err(EditFault::Unsound("the parts do not make up the whole"));
    }
    Ok(pieces)
}

/// A line on the plane, a little longer at both ends; `None` for fewer than two different points.
fn lengthened(by: &[LonLat], plane: &LocalProjection) -> Option<Vec<LocalPoint>> {
    let mut points: Vec<LocalPoint> = by.iter().map(|&place| plane.local_from_lon_lat(place)).collect();
    points.dedup();
    let beyond = |end: LocalPoint, before: LocalPoint| {
        let length = end.distance(before);
        let share = OVERSHOOT_M / length;
        LocalPoint::new(end.x + (end.x - before.x) * share, end.y + (end.y - before.y) * share)
    };
    let (&[first, second, ..], &[.., last_but_one, last]) = (points.as_slice(), points.as_slice()) else {
        return None;
    };
    points.insert(0, beyond(first, second));
    points.push(beyond(last, last_but_one));
    Some(points)
}

/// Lines cut at the place nearest to a point (`by` has one place), or wherever a drawn line crosses them.
///
/// Each answer is one thing: the first holds the beginning of the first line that was cut and all lines that were
/// not, each further piece stands alone, in the order of the lines.
///
/// # Errors
/// [`EditFault::NotCut`] where nothing is cut off, also for a cut at the very end of a line.
pub fn split_lines(lines: &[Line], by: &[LonLat]) -> Result<Vec<Vec<Line>>, EditFault> {
    let plane = plane_around(lines.iter().flatten().copied()).ok_or(EditFault::NotCut)?;
    let cuts = match by {
        [] => return Err(EditFault::NotCut),
        [place] => nearest_cut(lines, plane.local_from_lon_lat(*place), &plane).into_iter().collect(),
        [_, _, ..] => crossing_cuts(lines, &lengthened(by, &plane).ok_or(EditFault::NotCut)?, &plane),
    };
    let mut first: Vec<Line> = Vec::new();
    let mut others: Vec<Vec<Line>> = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let here: Vec<&Cut> = cuts.iter().filter(|cut| cut.line == n).collect();
        let mut pieces = cut_line(line, &here, &plane).into_iter();
        first.extend(pieces.next());
        others.extend(pieces.map(|piece| vec![piece]));
    }
    if others.is_empty() {
        return Err(EditFault::NotCut);
    }
    others.insert(0, first);
    Ok(others)
}

/// Where a line is cut: which line, in which of its pieces, how far along it (0..=1), and the point.
struct Cut {
    line: usize,
    piece: usize,
    share: f64,
    at: LocalPoint,
}

fn pieces_on<'a>(line: &'a [LonLat], plane: &'a LocalProjection) -> impl Iterator<Item = Piece> + 'a {
    line.windows(2).map(|pair| (plane.local_from_lon_lat(pair[0]), plane.local_from_lon_lat(pair[1])))
}

fn nearest_cut(lines: &[Line], to: LocalPoint, plane: &LocalProjection) -> Option<Cut> {
    let mut best: Option<(f64, Cut)> = None;
    for (line, places) in lines.iter().enumerate() {
        for (piece, (a, b)) in pieces_on(places, plane).enumerate() {
            let (at, share) = to.nearest_on(a, b);
            let distance = at.distance(to);
            if best.as_ref().is_none_or(|best| distance < best.0) {
                best = Some((distance, Cut { line, piece, share, at }));
            }
        }
    }
    best.map(|best| best.1)
}

fn crossing_cuts(lines: &[Line], knife: &[LocalPoint], plane: &LocalProjection) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for (line, places) in lines.iter().enumerate() {
        for (piece, (a, b)) in pieces_on(places, plane).enumerate() {
            for pair in knife.windows(2) {
                let Some(meeting) = meeting((a, b), (pair[0], pair[1])) else { continue };
                let (at, share) = meeting.point().nearest_on(a, b);
                cuts.push(Cut { line, piece, share, at });
            }
        }
    }
    cuts.sort_by(|a, b| (a.line, a.piece).cmp(&(b.line, b.piece)).then(a.share.total_cmp(&b.share)));
    cuts
}

/// Pieces shorter than this, in metres, are not cut off.
const MIN_PIECE_M: f64 = 0.01;

/// A line cut at places in order along it.
fn cut_line(line: &[LonLat], cuts: &[&Cut], plane: &LocalProjection) -> Vec<Line> {
    let local = |place: &LonLat| plane.local_from_lon_lat(*place);
    let length = |line: &[LonLat]| line.windows(2).map(|p| local(&p[0]).distance(local(&p[1]))).sum::<f64>();
    let mut pieces: Vec<Line> = Vec::new();
    let mut open: Line = Vec::new();
    for (n, &place) in line.iter().enumerate() {
        open.push(place);
        for cut in cuts.iter().filter(|cut| cut.piece == n) {
            let at = plane.lon_lat_from_local(cut.at);
            let mut piece = open.clone();
            if piece.last() != Some(&at) {
                piece.push(at);
            }
            if length(&piece) >= MIN_PIECE_M {
                pieces.push(piece);
                open = vec![at];
            }
        }
    }
    open.dedup();
    if open.len() > 1 && length(&open) >= MIN_PIECE_M {
        pieces.push(open);
    } else if let (Some(last), Some(&end)) = (pieces.last_mut(), line.last()) {
        // A snippet at the end stays with the piece before it.
        if let Some(at) = last.last_mut() {
            *at = end;
        }
    }
    pieces
}
