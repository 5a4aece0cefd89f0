//! Commands that bring something new: placed, drawn, cut off, or around something.

use std::sync::Arc;

use super::error::CommandError;
use super::kinds::{BufferInto, Prepared, batch, put, unlocked};
use super::reshape::checked;
use super::scenarios;
use crate::geometry::editing::{EditFault, buffered, shape_faults, split_area, split_lines, tidied};
use crate::geometry::{LonLat, Shape};
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, ScenarioId, SiteId};
use crate::plan::{
    Closure, ClosureShape, EvacuationArea, HazardArea, ObjectId, ObjectKind, Plan, PlanObject, Site, SiteKind,
};

pub(super) fn place_site(
    kind: SiteKind,
    place: LonLat,
    name: String,
    next_number: u32,
) -> Result<Prepared, CommandError> {
    let site = Site { name, ..Site::new(SiteId(next_number), kind, place) };
    one_new(PlanObject::Site(Arc::new(site)), next_number)
}

pub(super) fn place_closure(place: LonLat, next_number: u32) -> Result<Prepared, CommandError> {
    let closure = Closure::new(ClosureId(next_number), ClosureShape::Point(place));
    one_new(PlanObject::Closure(Arc::new(closure)), next_number)
}

fn one_new(object: PlanObject, next_number: u32) -> Result<Prepared, CommandError> {
    let next_number = next_number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    Ok(Prepared { edit: put(object), next_number })
}

/// A drawn object: its shape put in order and checked, its number new.
pub(super) fn add(object: &PlanObject, next_number: u32) -> Result<Prepared, CommandError> {
    one_new(sound(object)?.renumbered(next_number), next_number)
}

/// A drawn object that takes part in a scenario.
pub(super) fn add_to(
    plan: &Plan,
    object: &PlanObject,
    scenario: ScenarioId,
    next_number: u32,
) -> Result<Prepared, CommandError> {
    let new = sound(object)?.renumbered(next_number);
    let joined = scenarios::with_new(plan, scenario, new.id())?;
    let next_number = next_number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    Ok(Prepared { edit: batch(std::iter::once(put(new)).chain(joined).collect())?, next_number })
}

/// The object with its shape in order; refused where the shape is not sound.
pub(super) fn sound(object: &PlanObject) -> Result<PlanObject, CommandError> {
    let shape = tidied(&object.shape());
    let faults = shape_faults(&shape);
    if !faults.is_empty() {
        let kind = object.id().kind();
        return Err(CommandError::CannotDraw { kind, fault: EditFault::Shape(faults) });
    }
    object.with_shape(shape).ok_or(CommandError::WrongShape(object.id()))
}

/// Cuts an object in parts: the first keeps its number, the others are copies and join the scenarios it is in.
pub(super) fn split(plan: &Plan, id: ObjectId, by: &[LonLat], next_number: u32) -> Result<Prepared, CommandError> {
    let object = unlocked(plan, id)?;
    let parts: Result<Vec<Shape>, EditFault> = match object.shape() {
        Shape::Point(_) => Err(EditFault::WrongShape("a point")),
        Shape::Lines(lines) => split_lines(&lines, by).map(|parts| parts.into_iter().map(Shape::Lines).collect()),
        Shape::Area(area) => split_area(&area, by).map(|parts| parts.into_iter().map(Shape::Area).collect()),
    };
    let parts = parts.map_err(|fault| CommandError::CannotReshape { id, fault })?;
    let mut number = next_number;
    let mut edits = Vec::with_capacity(parts.len());
    let mut new_ids = Vec::new();
    for (n, shape) in parts.into_iter().enumerate() {
        if n == 0 {
            edits.push(put(checked(&object, &shape)?));
            continue;
        }
        let part = checked(&object.as_copy().renumbered(number), &shape)?;
        new_ids.push(part.id());
        edits.push(put(part));
        number = number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    }
    edits.extend(scenarios::joined_by(plan, id, &new_ids));
    Ok(Prepared { edit: batch(edits)?, next_number: number })
}

/// The land within a distance of an object, as its own outline or as a new area.
///
/// A new area is the right answer around a plant or along a river, where the object itself must stay; an area that
/// is to grow by 50 m is itself changed. Which is meant only the planner knows, so the command says it.
pub(super) fn buffer(
    plan: &Plan,
    id: ObjectId,
    distance_m: f64,
    into: BufferInto,
    next_number: u32,
) -> Result<Prepared, CommandError> {
    let object = plan.object(id).ok_or(CommandError::NoSuchObject(id))?;
    let outline = buffered(&object.shape(), distance_m).map_err(|fault| CommandError::CannotReshape { id, fault })?;
    match into {
        BufferInto::Outline => {
            let object = unlocked(plan, id)?;
            match id.kind() {
                ObjectKind::EvacuationArea | ObjectKind::HazardArea | ObjectKind::Site | ObjectKind::Closure => {}
                ObjectKind::RoadChange | ObjectKind::Route | ObjectKind::Note => {
                    return Err(CommandError::WrongShape(id));
                }
            }
            Ok(Prepared { edit: put(checked(&object, &Shape::Area(outline))?), next_number })
        }
        BufferInto::EvacuationArea => {
            let area = EvacuationArea::new(EvacuationAreaId(next_number), outline);
            one_new(PlanObject::EvacuationArea(Arc::new(area)), next_number)
        }
        BufferInto::HazardArea(hazard) => {
            let area = HazardArea::new(HazardAreaId(next_number), hazard, outline);
            one_new(PlanObject::HazardArea(Arc::new(area)), next_number)
        }
    }
}
