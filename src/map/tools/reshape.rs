//! Reshaping: the corners of a shape as handles, moved, inserted and removed one at a time.

use crate::geometry::{Line, LonLat, MultiPolygon, Shape, geodesic_length};
use crate::plan::{ObjectId, Plan};

/// What a handle stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandleKind {
    /// A corner.
    Corner,
    /// The middle between two corners: dragging it inserts a corner there.
    Middle,
}

/// A point of a shape that can be dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Handle {
    /// Where it is.
    pub place: LonLat,
    /// Corner or middle.
    pub kind: HandleKind,
    /// Which line or ring, counted over all parts: outer ring, then holes, part after part.
    pub line: usize,
    /// Which corner of it; of a middle, the corner before.
    pub corner: usize,
}

/// The handles of a shape: corners in order, each followed by the middle to the next. None for points.
#[must_use]
pub fn handles(shape: &Shape) -> Vec<Handle> {
    let mut found = Vec::new();
    for (line, course) in courses(shape).into_iter().enumerate() {
        let is_ring = matches!(shape, Shape::Area(_));
        let n_corners = if is_ring { course.len().saturating_sub(1) } else { course.len() };
        for (corner, &place) in course.iter().enumerate().take(n_corners) {
            found.push(Handle { place, kind: HandleKind::Corner, line, corner });
            if let Some(next) = course.get(corner + 1) {
                let place =
                    LonLat::new_clamped(f64::midpoint(place.lon(), next.lon()), f64::midpoint(place.lat(), next.lat()));
                found.push(Handle { place, kind: HandleKind::Middle, line, corner });
            }
        }
    }
    found
}

fn courses(shape: &Shape) -> Vec<&Line> {
    match shape {
        Shape::Point(_) => Vec::new(),
        Shape::Lines(lines) => lines.iter().collect(),
        Shape::Area(area) => {
            area.0.iter().flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes)).collect()
        }
    }
}

fn courses_mut(shape: &mut Shape) -> Vec<&mut Line> {
    match shape {
        Shape::Point(_) => Vec::new(),
        Shape::Lines(lines) => lines.iter_mut().collect(),
        Shape::Area(area) => area
            .0
            .iter_mut()
            .flat_map(|polygon| std::iter::once(&mut polygon.outer).chain(&mut polygon.holes))
            .collect(),
    }
}

/// The shape with a handle at another place; a middle becomes a corner. A handle that is not there changes nothing.
#[must_use]
pub fn reshaped(shape: &Shape, handle: &Handle, to: LonLat) -> Shape {
    let mut new = shape.clone();
    let is_ring = matches!(shape, Shape::Area(_));
    if let Some(course) = courses_mut(&mut new).into_iter().nth(handle.line) {
        match handle.kind {
            HandleKind::Corner => {
                if let Some(corner) = course.get_mut(handle.corner) {
                    *corner = to;
                }
                // A ring ends where it begins.
                if is_ring
                    && handle.corner == 0
                    && let Some(last) = course.last_mut()
                {
                    *last = to;
                }
            }
            HandleKind::Middle => {
                if handle.corner + 1 < course.len() {
                    course.insert(handle.corner + 1, to);
                }
            }
        }
    }
    new
}

/// The shape without a corner. `None` where too few would be left: a ring keeps three, a line two.
/// A hole that loses its last corners goes as a whole, and so does a part of an area that has others.
#[must_use]
pub fn without_corner(shape: &Shape, handle: &Handle) -> Option<Shape> {
    if handle.kind == HandleKind::Middle {
        return None;
    }
    let mut new = shape.clone();
    let is_ring = matches!(shape, Shape::Area(_));
    let least = if is_ring { 4 } else { 2 };
    let course = courses_mut(&mut new).into_iter().nth(handle.line)?;
    if handle.corner >= course.len() {
        return None;
    }
    if course.len() <= least {
        return without_course(shape, handle.line);
    }
    course.remove(handle.corner);
    if is_ring && handle.corner == 0 {
        let first = *course.first()?;
        *course.last_mut()? = first;
    }
    Some(new)
}

/// The shape without a hole, a line or a part; `None` where it is the last.
fn without_course(shape: &Shape, line: usize) -> Option<Shape> {
    match shape {
        Shape::Point(_) => None,
        Shape::Lines(lines) => {
            let mut lines = lines.clone();
            lines.remove(line);
            (!lines.is_empty()).then_some(Shape::Lines(lines))
        }
        Shape::Area(area) => {
            let mut count = 0;
            let mut parts = Vec::new();
            for polygon in &area.0 {
                let mut part = polygon.clone();
                let is_outer = count == line;
                let hole = line.checked_sub(count + 1).filter(|hole| *hole < polygon.holes.len());
                count += 1 + polygon.holes.len();
                if let Some(hole) = hole {
                    part.holes.remove(hole);
                }
                if !is_outer {
                    parts.push(part);
                }
            }
            (!parts.is_empty()).then_some(Shape::Area(MultiPolygon(parts)))
        }
    }
}

/// Corners nearer than this are one corner of two neighbors, in metres.
const SHARED_M: f64 = 0.05;

/// The shapes of other objects that move along when a handle moves, because they share that corner, or the stretch of
/// border a new corner is put into. Locked objects stay. O(corners of the plan).
#[must_use]
pub fn shared_reshape(
    plan: &Plan,
    own: ObjectId,
    shape: &Shape,
    handle: &Handle,
    to: LonLat,
) -> Vec<(ObjectId, Shape)> {
    let next = courses(shape).get(handle.line).and_then(|course| course.get(handle.corner + 1)).copied();
    let first = courses(shape).get(handle.line).and_then(|course| course.get(handle.corner)).copied();
    let is_same = |a: LonLat, b: LonLat| geodesic_length(a, b).value() <= SHARED_M;
    let mut along = Vec::new();
    for object in plan.objects().filter(|object| object.id() != own && !object.is_locked()) {
        let mut other = object.shape();
        let mut has_moved = false;
        // One handle after the other: a corner may be in several rings of one object.
        while let Some(twin) = handles(&other).into_iter().find(|twin| match (handle.kind, twin.kind) {
            (HandleKind::Corner, HandleKind::Corner) => is_same(twin.place, handle.place) && twin.place != to,
            (HandleKind::Middle, HandleKind::Middle) => {
                let course = courses(&other).get(twin.line).map(|course| course.as_slice()).unwrap_or_default();
                match (course.get(twin.corner), course.get(twin.corner + 1), first, next) {
                    (Some(&a), Some(&b), Some(c), Some(d)) => {
                        (is_same(a, c) && is_same(b, d)) || (is_same(a, d) && is_same(b, c))
                    }
                    _ => false,
                }
            }
            (HandleKind::Corner, HandleKind::Middle) | (HandleKind::Middle, HandleKind::Corner) => false,
        }) {
            other = reshaped(&other, &twin, to);
            has_moved = true;
        }
        if has_moved {
            along.push((object.id(), other));
        }
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Polygon;
    use proptest::prelude::*;

    fn square(west: f64) -> Vec<LonLat> {
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
            .map(|(x, y)| LonLat::new_clamped(west + x, y))
            .to_vec()
    }

    fn area() -> Shape {
        let with_hole = Polygon { outer: square(0.0), holes: vec![square(0.3)] };
        Shape::Area(MultiPolygon(vec![with_hole, Polygon::from_ring(square(5.0))]))
    }

    fn is_sound(shape: &Shape) -> bool {
        courses(shape).iter().all(|course| match shape {
            Shape::Area(_) => course.len() >= 4 && course.first() == course.last(),
            Shape::Point(_) | Shape::Lines(_) => course.len() >= 2,
        })
    }

    #[test]
    fn a_hole_that_loses_its_corners_goes_as_a_whole() {
        let mut shape = area();
        for _ in 0..2 {
            let corner = handles(&shape).into_iter().find(|handle| handle.line == 1).expect("the hole is there");
            shape = without_corner(&shape, &corner).expect("it can go");
        }
        let Shape::Area(area) = &shape else { panic!("an area stays one") };
        assert_eq!((area.0.len(), area.0[0].holes.len()), (2, 0));
    }

    proptest! {
        #[test]
        fn every_handle_moves_and_goes_and_the_shape_stays_sound(pick in 0usize..200, x in -2.0f64..7.0, y in -2.0f64..2.0) {
            for shape in [area(), Shape::Lines(vec![square(0.0), square(2.0)[..2].to_vec()])] {
                let all = handles(&shape);
                let handle = all[pick % all.len()];
                let to = LonLat::new_clamped(x, y);
                let moved = reshaped(&shape, &handle, to);
                prop_assert!(is_sound(&moved));
                let found = handles(&moved).iter().any(|other| other.kind == HandleKind::Corner && other.place == to);
                prop_assert!(found);
                if handle.kind == HandleKind::Middle {
                    // An inserted corner, taken away again, leaves the shape as it was.
                    let inserted = Handle { kind: HandleKind::Corner, corner: handle.corner + 1, ..handle };
                    prop_assert_eq!(without_corner(&moved, &inserted), Some(shape.clone()));
                } else {
                    let back = reshaped(&moved, &handle, handle.place);
                    prop_assert_eq!(&back, &shape);
                }
                if let Some(less) = without_corner(&shape, &handle) {
                    prop_assert!(is_sound(&less));
                }
            }
        }
    }
}
