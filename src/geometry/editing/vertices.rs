//! The corners of a shape one by one: naming, moving, adding and taking them away; rings stay closed.

use super::fault::EditFault;
use super::tidy::{open_ring, plane_around};
use crate::geometry::{Line, LonLat, Shape};

/// One corner of a shape. A ring's last corner is its first, and has no name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Corner {
    /// Which line or polygon; 0 for a point.
    pub part: usize,
    /// Which ring of the polygon: 0 the outer one, then the holes; 0 for points and lines.
    pub ring: usize,
    /// Which corner, from 0.
    pub corner: usize,
}

/// The corners along one line or ring, without a ring's repeated last one.
fn corners_of(line: &[LonLat], is_ring: bool) -> &[LonLat] {
    match line {
        [first, .., last] if is_ring && first == last => &line[..line.len() - 1],
        other => other,
    }
}

fn line_mut(shape: &mut Shape, part: usize, ring: usize) -> Option<(&mut Line, bool)> {
    match shape {
        Shape::Point(_) => None,
        Shape::Lines(lines) => lines.get_mut(part).filter(|_| ring == 0).map(|line| (line, false)),
        Shape::Area(area) => {
            let polygon = area.0.get_mut(part)?;
            let ring = if ring == 0 { Some(&mut polygon.outer) } else { polygon.holes.get_mut(ring - 1) };
            ring.map(|ring| (ring, true))
        }
    }
}

/// All corners of a shape with their places, part by part, ring by ring.
#[must_use]
pub fn corners(shape: &Shape) -> Vec<(Corner, LonLat)> {
    let mut found = Vec::new();
    let mut add = |part: usize, ring: usize, line: &[LonLat], is_ring: bool| {
        let corners = corners_of(line, is_ring).iter().enumerate();
        found.extend(corners.map(|(corner, &place)| (Corner { part, ring, corner }, place)));
    };
    match shape {
        Shape::Point(place) => add(0, 0, &[*place], false),
        Shape::Lines(lines) => lines.iter().enumerate().for_each(|(part, line)| add(part, 0, line, false)),
        Shape::Area(area) => {
            for (part, polygon) in area.0.iter().enumerate() {
                add(part, 0, &polygon.outer, true);
                polygon.holes.iter().zip(1..).for_each(|(hole, ring)| add(part, ring, hole, true));
            }
        }
    }
    found
}

/// The shape with one corner elsewhere; as it was for a corner it does not have.
#[must_use]
pub fn with_corner_at(shape: &Shape, corner: Corner, to: LonLat) -> Shape {
    with_corners_at(shape, &[corner], to)
}

/// The shape with several corners at one place (a corner that parts of it share).
#[must_use]
pub fn with_corners_at(shape: &Shape, which: &[Corner], to: LonLat) -> Shape {
    if let Shape::Point(_) = shape {
        return if which.is_empty() { shape.clone() } else { Shape::Point(to) };
    }
    let mut changed = shape.clone();
    for corner in which {
        let Some((line, is_ring)) = line_mut(&mut changed, corner.part, corner.ring) else { continue };
        let n = corners_of(line, is_ring).len();
        let is_closed = n < line.len();
        if let Some(place) = line.get_mut(corner.corner).filter(|_| corner.corner < n) {
            *place = to;
        }
        if is_closed
            && corner.corner == 0
            && let Some(last) = line.last_mut()
        {
            *last = to;
        }
    }
    changed
}

/// The shape with a new corner on its border or line, at the place nearest to `near`, and which corner it is.
/// `None` for points.
#[must_use]
pub fn with_new_corner(shape: &Shape, near: LonLat) -> Option<(Shape, Corner)> {
    let plane = plane_around(shape.places())?;
    let point = plane.local_from_lon_lat(near);
    let mut best: Option<(f64, Corner, LonLat)> = None;
    let mut look = |part: usize, ring: usize, line: &[LonLat]| {
        for (n, pair) in line.windows(2).enumerate() {
            let (a, b) = (plane.local_from_lon_lat(pair[0]), plane.local_from_lon_lat(pair[1]));
            let on = point.nearest_on(a, b).0;
            let distance = on.distance(point);
            if best.as_ref().is_none_or(|best| distance < best.0) {
                best = Some((distance, Corner { part, ring, corner: n + 1 }, plane.lon_lat_from_local(on)));
            }
        }
    };
    match shape {
        Shape::Point(_) => return None,
        Shape::Lines(lines) => lines.iter().enumerate().for_each(|(part, line)| look(part, 0, line)),
        Shape::Area(area) => {
            for (part, polygon) in area.0.iter().enumerate() {
                look(part, 0, &polygon.outer);
                polygon.holes.iter().zip(1..).for_each(|(hole, ring)| look(part, ring, hole));
            }
        }
    }
    let (_, corner, place) = best?;
    let mut changed = shape.clone();
    let (line, _) = line_mut(&mut changed, corner.part, corner.ring)?;
    line.insert(corner.corner.min(line.len()), place);
    Some((changed, corner))
}

/// The shape without some corners. A hole left with fewer than three goes as a whole, as does a part of several.
///
/// # Errors
/// [`EditFault::Vanishes`] where nothing would be left: delete the object instead.
pub fn without_corners(shape: &Shape, which: &[Corner]) -> Result<Shape, EditFault> {
    let kept = |part: usize, ring: usize, line: &[LonLat], is_ring: bool| -> Line {
        let corners = corners_of(line, is_ring).iter().enumerate();
        let stays = |corner: usize| !which.contains(&Corner { part, ring, corner });
        let mut left: Line = corners.filter(|(corner, _)| stays(*corner)).map(|(_, &place)| place).collect();
        if is_ring {
            left = open_ring(&left);
            left.extend(left.first().copied());
        }
        left
    };
    match shape {
        Shape::Point(_) if which.is_empty() => Ok(shape.clone()),
        Shape::Point(_) => Err(EditFault::Vanishes),
        Shape::Lines(lines) => {
            let left = lines.iter().enumerate().map(|(part, line)| kept(part, 0, line, false));
            let left: Vec<Line> = left.filter(|line| line.len() > 1).collect();
            if left.is_empty() { Err(EditFault::Vanishes) } else { Ok(Shape::Lines(left)) }
        }
        Shape::Area(area) => {
            let mut left = area.clone();
            for (part, polygon) in left.0.iter_mut().enumerate() {
                polygon.outer = kept(part, 0, &polygon.outer, true);
                let holes = polygon.holes.iter().zip(1..).map(|(hole, ring)| kept(part, ring, hole, true));
                polygon.holes = holes.filter(|hole| hole.len() > 3).collect();
            }
            left.0.retain(|polygon| polygon.outer.len() > 3);
            if left.0.is_empty() { Err(EditFault::Vanishes) } else { Ok(Shape::Area(left)) }
        }
    }
}
