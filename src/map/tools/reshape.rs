//! Reshaping: the corners of a shape as handles, moved, inserted and removed one at a time, with the neighbors that
//! share them.

use std::collections::BTreeMap;

use crate::geometry::editing::{
    Corner, SharedBorders, corners, with_corner_at, with_corners_at, with_new_corner, without_corners,
};
use crate::geometry::{LonLat, Shape};
use crate::plan::{ObjectId, Plan, PlanObject};

/// Shapes share a corner within 5 cm; boxes are asked a little wider, in metres.
const NEAR_M: f64 = 0.1;

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
    /// Which corner; of a middle, the corner before.
    pub corner: Corner,
    /// Of a middle, where the corner after is.
    pub next: Option<LonLat>,
}

/// The handles of a shape: corners in order, each followed by the middle to the next. None for points.
#[must_use]
pub fn handles(shape: &Shape) -> Vec<Handle> {
    if matches!(shape, Shape::Point(_)) {
        return Vec::new();
    }
    let is_ring = matches!(shape, Shape::Area(_));
    let all = corners(shape);
    let mut found = Vec::with_capacity(all.len() * 2);
    for (position, &(corner, place)) in all.iter().enumerate() {
        found.push(Handle { place, kind: HandleKind::Corner, corner, next: None });
        let is_mate = |other: &&(Corner, LonLat)| (other.0.part, other.0.ring) == (corner.part, corner.ring);
        let first = position.checked_sub(corner.corner).and_then(|first| all.get(first)).filter(|_| is_ring);
        if let Some(&(_, next)) = all.get(position + 1).filter(is_mate).or(first) {
            let middle =
                LonLat::new_clamped(f64::midpoint(place.lon(), next.lon()), f64::midpoint(place.lat(), next.lat()));
            found.push(Handle { place: middle, kind: HandleKind::Middle, corner, next: Some(next) });
        }
    }
    found
}

/// The shape with a handle at another place; a middle becomes a corner.
#[must_use]
pub fn reshaped(shape: &Shape, handle: &Handle, to: LonLat) -> Shape {
    match handle.kind {
        HandleKind::Corner => with_corner_at(shape, handle.corner, to),
        HandleKind::Middle => with_new_corner(shape, handle.place)
            .map_or_else(|| shape.clone(), |(shape, corner)| with_corner_at(&shape, corner, to)),
    }
}

/// The shape without a corner; `None` where nothing would be left. A hole that loses its last corners goes as a whole.
#[must_use]
pub fn without_corner(shape: &Shape, handle: &Handle) -> Option<Shape> {
    if handle.kind == HandleKind::Middle {
        return None;
    }
    without_corners(shape, &[handle.corner]).ok()
}

/// The shapes of other objects that move along when a handle moves, because they share that corner, or the stretch of
/// border a new corner is put into. Locked objects stay, and those for which `stays` holds (hidden ones: nobody would
/// see them move). O(places of the plan) for their boxes, and O(c log c) for the c corners of objects whose box
/// reaches the handle.
#[must_use]
pub fn shared_reshape(
    plan: &Plan,
    own: ObjectId,
    shape: &Shape,
    handle: &Handle,
    to: LonLat,
    stays: &dyn Fn(ObjectId) -> bool,
) -> Vec<(ObjectId, Shape)> {
    let touches = |object: &PlanObject| object.bounds().is_some_and(|bounds| bounds.is_near(handle.place, NEAR_M));
    let others: BTreeMap<ObjectId, Shape> = plan
        .objects()
        .filter(|object| object.id() != own && !object.is_locked() && !stays(object.id()) && touches(object))
        .map(|object| (object.id(), object.shape()))
        .filter(|(_, shape)| !matches!(shape, Shape::Point(_)))
        .collect();
    let borders = SharedBorders::new(others.iter().map(|(&id, shape)| (id, shape.clone())));
    let at = |place: LonLat| {
        let mut by_object: BTreeMap<ObjectId, Vec<Corner>> = BTreeMap::new();
        for (id, corner) in borders.at(place) {
            by_object.entry(id).or_default().push(corner);
        }
        by_object
    };
    let changed = |id: ObjectId, change: &dyn Fn(&Shape) -> Option<Shape>| {
        others.get(&id).and_then(change).map(|shape| (id, shape))
    };
    match (handle.kind, handle.next) {
        (HandleKind::Corner, _) | (HandleKind::Middle, None) => at(handle.place)
            .into_iter()
            .filter_map(|(id, which)| changed(id, &|shape| Some(with_corners_at(shape, &which, to))))
            .collect(),
        (HandleKind::Middle, Some(next)) => {
            let before = corners(shape).into_iter().find(|(corner, _)| *corner == handle.corner);
            let Some((_, before)) = before else { return Vec::new() };
            let ends = at(next);
            at(before)
                .into_keys()
                .filter(|id| ends.contains_key(id))
                .filter_map(|id| {
                    changed(id, &|shape| {
                        let is_common = handles(shape).iter().any(|twin| {
                            twin.kind == HandleKind::Middle
                                && crate::geometry::geodesic_length(twin.place, handle.place).value() < 0.05
                        });
                        is_common.then(|| reshaped(shape, handle, to))
                    })
                })
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Command, Document};
    use crate::geometry::{MultiPolygon, Polygon};
    use crate::ids::EvacuationAreaId;
    use crate::plan::EvacuationArea;
    use proptest::prelude::*;

    fn square(west: f64) -> Vec<LonLat> {
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
            .map(|(x, y)| LonLat::new_clamped(9.0 + (west + x) * 1e-3, 47.0 + y * 1e-3))
            .to_vec()
    }

    fn area() -> Shape {
        let with_hole = Polygon { outer: square(0.0), holes: vec![square(0.3)] };
        Shape::Area(MultiPolygon(vec![with_hole, Polygon::from_ring(square(5.0))]))
    }

    #[test]
    fn every_corner_and_every_side_has_its_handle() {
        let all = handles(&area());
        let n = |kind| all.iter().filter(|handle| handle.kind == kind).count();
        assert_eq!((n(HandleKind::Corner), n(HandleKind::Middle)), (12, 12));
        let open = handles(&Shape::Lines(vec![square(0.0)[..4].to_vec()]));
        assert_eq!(open.len(), 7, "a line of four points has three sides");
    }

    #[test]
    fn neighbors_that_share_a_corner_move_along_unless_they_are_hidden_or_far() {
        let mut document = Document::default();
        let mut draw = |west: f64| {
            let area = EvacuationArea::new(EvacuationAreaId(0), MultiPolygon(vec![Polygon::from_ring(square(west))]));
            let object = PlanObject::EvacuationArea(area.into());
            document.execute(Command::AddObject(Box::new(object))).expect("drawn").touched[0]
        };
        let (own, beside, _far) = (draw(0.0), draw(1.0), draw(7.0));
        let shape = Shape::Area(MultiPolygon(vec![Polygon::from_ring(square(0.0))]));
        let to = LonLat::new_clamped(9.0012, 47.0012);
        let moved = |handle: &Handle, stays: &dyn Fn(ObjectId) -> bool| {
            let all = shared_reshape(document.plan(), own, &shape, handle, to, stays);
            all.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        };
        let mut n_shared = 0;
        for handle in handles(&shape) {
            let is_common = (handle.place.lon() - 9.001).abs() < 1e-9;
            n_shared += usize::from(is_common);
            assert_eq!(moved(&handle, &|_| false), if is_common { vec![beside] } else { vec![] }, "{handle:?}");
            assert_eq!(moved(&handle, &|id| id == beside), vec![], "hidden");
        }
        assert_eq!(n_shared, 3, "two corners and the middle between them");
    }

    proptest! {
        #[test]
        fn every_handle_can_be_moved_and_put_back(pick in 0usize..200, x in -2.0f64..7.0, y in -2.0f64..2.0) {
            for shape in [area(), Shape::Lines(vec![square(0.0)[..4].to_vec(), square(2.0)[..2].to_vec()])] {
                let all = handles(&shape);
                let handle = all[pick % all.len()];
                let to = LonLat::new_clamped(9.0 + x * 1e-3, 47.0 + y * 1e-3);
                let moved = reshaped(&shape, &handle, to);
                let found = handles(&moved).into_iter().find(|other| other.kind == HandleKind::Corner && other.place == to);
                prop_assert!(found.is_some());
                if handle.kind == HandleKind::Middle {
                    // An inserted corner, taken away again, leaves the shape as it was.
                    prop_assert_eq!(found.and_then(|corner| without_corner(&moved, &corner)), Some(shape.clone()));
                } else {
                    prop_assert_eq!(&reshaped(&moved, &handle, handle.place), &shape);
                }
            }
        }
    }
}
