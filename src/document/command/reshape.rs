//! Commands that move, turn and reshape what is there. Locked objects refuse, unsound shapes are refused.

use std::collections::BTreeSet;

use super::error::CommandError;
use super::kinds::{batch, put, unlocked};
use crate::document::edit::Edit;
use crate::geometry::editing::{EditFault, moved, shape_faults, tidied, turned, with_hole};
use crate::geometry::{LocalProjection, LonLat, Shape};
use crate::plan::{ObjectId, Plan, PlanObject};

/// The object in another shape, put in order; refused where the shape is not sound or not for its kind.
pub(super) fn checked(object: &PlanObject, shape: &Shape) -> Result<PlanObject, CommandError> {
    let id = object.id();
    let shape = tidied(shape);
    let faults = shape_faults(&shape);
    if !faults.is_empty() {
        return Err(CommandError::CannotReshape { id, fault: EditFault::Shape(faults) });
    }
    object.with_shape(shape).ok_or(CommandError::WrongShape(id))
}

/// Puts objects into new shapes; one object twice is taken as its last shape.
pub(super) fn reshape(plan: &Plan, shapes: Vec<(ObjectId, Shape)>) -> Result<Edit, CommandError> {
    let mut edits = Vec::new();
    for (id, shape) in shapes {
        let object = unlocked(plan, id)?;
        let changed = checked(&object, &shape)?;
        if changed != object {
            edits.push(put(changed));
        }
    }
    batch(edits)
}

/// Cuts a hole into an area.
pub(super) fn cut_hole(plan: &Plan, id: ObjectId, ring: &[LonLat]) -> Result<Edit, CommandError> {
    let object = unlocked(plan, id)?;
    let outline = match object.shape() {
        Shape::Area(area) => with_hole(&area, ring),
        Shape::Point(_) => Err(EditFault::WrongShape("a point")),
        Shape::Lines(_) => Err(EditFault::WrongShape("a line")),
    };
    let outline = outline.map_err(|fault| CommandError::CannotReshape { id, fault })?;
    Ok(put(checked(&object, &Shape::Area(outline))?))
}

/// Objects moved together by metres.
pub(super) fn move_by(plan: &Plan, ids: &BTreeSet<ObjectId>, east_m: f64, north_m: f64) -> Result<Edit, CommandError> {
    if east_m == 0.0 && north_m == 0.0 {
        return Err(CommandError::NothingToDo);
    }
    let bad = [east_m, north_m].into_iter().find(|m| !m.is_finite() || m.abs() > FAR_M);
    each(plan, ids, bad, |shapes| moved(shapes, east_m, north_m))
}

/// Objects turned together about a place.
pub(super) fn rotate(plan: &Plan, ids: &BTreeSet<ObjectId>, degrees: f64, about: LonLat) -> Result<Edit, CommandError> {
    if degrees % 360.0 == 0.0 {
        return Err(CommandError::NothingToDo);
    }
    each(plan, ids, Some(degrees).filter(|degrees| !degrees.is_finite()), |shapes| turned(shapes, degrees, about))
}

/// Farther than this, in metres, nothing is moved by hand.
const FAR_M: f64 = 1_000_000.0;

/// Puts all objects into the shapes a movement gives them; movements do not make sound shapes unsound, and shapes
/// from files that never were sound may be moved all the same.
fn each(
    plan: &Plan,
    ids: &BTreeSet<ObjectId>,
    bad_number: Option<f64>,
    movement: impl Fn(&[Shape]) -> Vec<Shape>,
) -> Result<Edit, CommandError> {
    let objects = ids.iter().map(|&id| unlocked(plan, id)).collect::<Result<Vec<_>, _>>()?;
    if let (Some(number), Some(object)) = (bad_number, objects.first()) {
        return Err(CommandError::CannotReshape { id: object.id(), fault: EditFault::BadNumber(number) });
    }
    let shapes: Vec<Shape> = objects.iter().map(PlanObject::shape).collect();
    let mut edits = Vec::new();
    for (object, shape) in objects.iter().zip(movement(&shapes)) {
        let changed = object.with_shape(shape).ok_or(CommandError::WrongShape(object.id()))?;
        if changed != *object {
            edits.push(put(changed));
        }
    }
    batch(edits)
}

/// Moves one object so that its place becomes another.
pub(super) fn move_to(plan: &Plan, id: ObjectId, to: LonLat) -> Result<Edit, CommandError> {
    let object = unlocked(plan, id)?;
    let moved = moved_to(&object, to);
    if moved == object { Err(CommandError::NothingToDo) } else { Ok(put(moved)) }
}

/// The object with its place at `to`; shapes keep their size in metres.
pub(super) fn moved_to(object: &PlanObject, to: LonLat) -> PlanObject {
    let Some(from) = object.place() else { return object.clone() };
    let (source, target) = (LocalProjection::new(from), LocalProjection::new(to));
    let shape = match object.shape() {
        Shape::Point(_) => Shape::Point(to),
        other @ (Shape::Lines(_) | Shape::Area(_)) => {
            other.mapped(|place| target.lon_lat_from_local(source.local_from_lon_lat(place)))
        }
    };
    object.with_shape(shape).unwrap_or_else(|| object.clone())
}
