//! Commands on lists of objects: edited together, copied, read from files, pasted from tables.

use std::collections::{BTreeMap, BTreeSet};

use super::draw::sound;
use super::error::CommandError;
use super::kinds::{Prepared, batch, put};
use super::reshape::{checked, moved_to};
use super::scenarios;
use crate::document::edit::Edit;
use crate::geometry::LonLat;
use crate::plan::{ObjectId, Plan, PlanObject};

/// Replaces objects by edited copies. A changed shape is checked as if it had been drawn; the shape of a locked
/// object does not change (its facts may, and so may its lock).
pub(super) fn update(plan: &Plan, objects: Vec<PlanObject>) -> Result<Edit, CommandError> {
    let mut edits = Vec::new();
    for object in objects {
        edits.extend(updated(plan, object)?);
    }
    batch(edits)
}

fn updated(plan: &Plan, object: PlanObject) -> Result<Option<Edit>, CommandError> {
    let id = object.id();
    let old = plan.object(id).ok_or(CommandError::NoSuchObject(id))?;
    if old == object {
        return Ok(None);
    }
    if old.has_same_shape(&object) {
        return Ok(Some(put(object)));
    }
    if old.is_locked() && object.is_locked() {
        return Err(CommandError::Locked(id));
    }
    let shape = object.shape();
    Ok(Some(put(checked(&object, &shape)?)))
}

/// Replaces those whose ids are in the plan, adds the others under new numbers.
pub(super) fn upsert(plan: &Plan, objects: &[PlanObject], next_number: u32) -> Result<Prepared, CommandError> {
    let mut number = next_number;
    let mut edits = Vec::new();
    for object in objects {
        if plan.object(object.id()).is_some() {
            edits.extend(updated(plan, object.clone())?);
        } else {
            edits.push(put(sound(object)?.renumbered(number)));
            number = number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
        }
    }
    Ok(Prepared { edit: batch(edits)?, next_number: number })
}

/// How far a copy lies from its original: about 30 m to the south-east, so that both can be seen.
const COPY_OFFSET_DEGREES: f64 = 0.000_3;

/// Copies of objects under new numbers. A copy takes part in the scenarios its original does.
pub(super) fn duplicate(plan: &Plan, ids: &BTreeSet<ObjectId>, next_number: u32) -> Result<Prepared, CommandError> {
    let mut number = next_number;
    let mut edits = Vec::new();
    let mut copy_of: BTreeMap<ObjectId, ObjectId> = BTreeMap::new();
    for &id in ids {
        let object = plan.object(id).ok_or(CommandError::NoSuchObject(id))?;
        let copy = match object.place() {
            Some(place) => {
                let to = LonLat::new_clamped(place.lon() + COPY_OFFSET_DEGREES, place.lat() - COPY_OFFSET_DEGREES);
                moved_to(&object, to)
            }
            None => object,
        };
        let copy = copy.as_copy().renumbered(number);
        copy_of.insert(id, copy.id());
        edits.push(put(copy));
        number = number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    }
    edits.extend(scenarios::copied_in(plan, &copy_of));
    Ok(Prepared { edit: batch(edits)?, next_number: number })
}

/// Puts objects under new numbers, as they are: what a file holds is kept even where it is not sound.
pub(super) fn import(objects: &[PlanObject], next_number: u32) -> Result<Prepared, CommandError> {
    let mut number = next_number;
    let mut edits = Vec::with_capacity(objects.len());
    for object in objects {
        edits.push(put(object.renumbered(number)));
        number = number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    }
    Ok(Prepared { edit: batch(edits)?, next_number: number })
}
