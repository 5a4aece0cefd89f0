//! Commands that join, lock and delete objects, and see to what refers to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::CommandError;
use super::kinds::{batch, put, unlocked};
use super::reshape::checked;
use super::scenarios;
use crate::document::edit::Edit;
use crate::geometry::editing::{Apart, EditFault, Joints, merged_areas, merged_lines};
use crate::geometry::{Line, MultiPolygon, Shape};
use crate::ids::SiteId;
use crate::plan::{ObjectId, Plan, PlanObject, RoadChangeKind};

/// Joins objects of one kind; the first keeps its number and facts.
pub(super) fn merge(plan: &Plan, ids: &[ObjectId], apart: Apart) -> Result<Edit, CommandError> {
    let mut kept = ids.to_vec();
    let mut seen = BTreeSet::new();
    kept.retain(|&id| seen.insert(id));
    let (Some(&first), true) = (kept.first(), kept.len() > 1) else { return Err(CommandError::NothingToDo) };
    let objects = kept.iter().map(|&id| unlocked(plan, id)).collect::<Result<Vec<_>, _>>()?;
    for object in &objects {
        if !is_same_kind(&objects[0], object) {
            return Err(CommandError::DifferentKinds(first, object.id()));
        }
    }
    let shape = merged_shape(&objects, apart).map_err(|fault| CommandError::CannotReshape { id: first, fault })?;
    let mut edits = vec![put(checked(&objects[0], &shape)?)];
    let gone: BTreeSet<ObjectId> = kept.iter().copied().skip(1).collect();
    edits.extend(gone.iter().map(|&id| Edit::SetObject { id, value: None }));
    edits.extend(redirected(plan, &gone, Some(first)));
    edits.extend(scenarios::replaced_in(plan, &gone, Some(first)));
    batch(edits)
}

/// Do two objects say the same of their place? Name and notes may differ, and what is counted may be added up; but
/// a flood and a gas cloud, or a closed and a passable area, are not made one.
fn is_same_kind(one: &PlanObject, other: &PlanObject) -> bool {
    match (one, other) {
        (PlanObject::Site(a), PlanObject::Site(b)) => a.kind == b.kind,
        (PlanObject::HazardArea(a), PlanObject::HazardArea(b)) => {
            (a.hazard, a.effect, a.from_min, a.until_min) == (b.hazard, b.effect, b.from_min, b.until_min)
        }
        (PlanObject::Closure(a), PlanObject::Closure(b)) => (a.from_min, a.until_min) == (b.from_min, b.until_min),
        (PlanObject::RoadChange(a), PlanObject::RoadChange(b)) => a.kind == b.kind,
        (
            PlanObject::EvacuationArea(_)
            | PlanObject::HazardArea(_)
            | PlanObject::Site(_)
            | PlanObject::Closure(_)
            | PlanObject::RoadChange(_)
            | PlanObject::Route(_)
            | PlanObject::Note(_),
            _,
        ) => one.id().kind() == other.id().kind(),
    }
}

/// How lines of an object may be put together: what holds in the direction of the line keeps it.
fn joints_of(object: &PlanObject) -> Joints {
    match object {
        PlanObject::RoadChange(change) => match change.kind {
            RoadChangeKind::OneWay | RoadChangeKind::Contraflow => Joints::HeadToTail,
            RoadChangeKind::Width(_) | RoadChangeKind::NewLink(_) | RoadChangeKind::Speed(_) => Joints::AnyEnds,
        },
        PlanObject::EvacuationArea(_)
        | PlanObject::HazardArea(_)
        | PlanObject::Site(_)
        | PlanObject::Closure(_)
        | PlanObject::Route(_)
        | PlanObject::Note(_) => Joints::AnyEnds,
    }
}

fn merged_shape(objects: &[PlanObject], apart: Apart) -> Result<Shape, EditFault> {
    let mut areas: Vec<MultiPolygon> = Vec::new();
    let mut lines: Vec<Vec<Line>> = Vec::new();
    for object in objects {
        match object.shape() {
            Shape::Point(_) => return Err(EditFault::WrongShape("a point")),
            Shape::Lines(line) => lines.push(line),
            Shape::Area(area) => areas.push(area),
        }
    }
    match (areas.is_empty(), lines.is_empty()) {
        (false, true) => merged_areas(&areas.iter().collect::<Vec<_>>(), apart).map(Shape::Area),
        (true, false) => {
            let joints = objects.first().map(joints_of).unwrap_or_default();
            let lines: Vec<&[Line]> = lines.iter().map(Vec::as_slice).collect();
            merged_lines(&lines, apart, joints).map(Shape::Lines)
        }
        (true, true) | (false, false) => Err(EditFault::WrongShape("lines and areas together")),
    }
}

/// Evacuation areas that were sent to a site that goes: to another one, or to none.
fn redirected(plan: &Plan, gone: &BTreeSet<ObjectId>, to: Option<ObjectId>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let site: Option<SiteId> = to.and_then(|id| if let ObjectId::Site(site) = id { Some(site) } else { None });
    for area in plan.evacuation_areas().values().filter(|area| !gone.contains(&ObjectId::EvacuationArea(area.id))) {
        if area.destination.is_some_and(|site| gone.contains(&ObjectId::Site(site))) {
            let mut area = (**area).clone();
            area.destination = site;
            edits.push(put(PlanObject::EvacuationArea(Arc::new(area))));
        }
    }
    edits
}

/// Removes objects; whoever refers to one lets go of it in the same step.
pub(super) fn delete(plan: &Plan, ids: &BTreeSet<ObjectId>) -> Result<Edit, CommandError> {
    let mut edits = Vec::new();
    for &id in ids {
        unlocked(plan, id)?;
        edits.push(Edit::SetObject { id, value: None });
    }
    if edits.is_empty() {
        return Err(CommandError::NothingToDo);
    }
    edits.extend(redirected(plan, ids, None));
    edits.extend(scenarios::replaced_in(plan, ids, None));
    batch(edits)
}

/// Locks or unlocks objects; those that are so already stay as they are.
pub(super) fn set_locked(plan: &Plan, ids: &BTreeSet<ObjectId>, locked: bool) -> Result<Edit, CommandError> {
    let mut edits = Vec::new();
    for &id in ids {
        let object = plan.object(id).ok_or(CommandError::NoSuchObject(id))?;
        if object.is_locked() != locked {
            edits.push(put(object.with_lock(locked)));
        }
    }
    batch(edits)
}
