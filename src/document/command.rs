//! Commands: what the planner means, in words that stand in the Edit menu.

use std::collections::BTreeSet;
use std::sync::Arc;

use thiserror::Error;

use super::edit::Edit;
use crate::geometry::{LocalProjection, LonLat, MultiPolygon, Polygon};
use crate::ids::{ClosureId, SiteId};
use crate::plan::{
    Closure, ClosureShape, ObjectId, Plan, PlanHeader, PlanObject, Scenario, ScenarioSelection, Settings, Site,
    SiteGeometry, SiteKind, Violation,
};

/// What the planner wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A new site.
    PlaceSite {
        /// What it is for.
        kind: SiteKind,
        /// Where.
        place: LonLat,
        /// Its name; may be empty.
        name: String,
    },
    /// A new closure of the nearest road.
    PlaceClosure {
        /// Where.
        place: LonLat,
    },
    /// Moves an object so that its place becomes this one; areas and lines move as a whole.
    MoveObject {
        /// Which.
        id: ObjectId,
        /// Where to.
        to: LonLat,
    },
    /// Replaces an object by an edited copy with the same id.
    UpdateObject(PlanObject),
    /// Removes objects.
    DeleteObjects(BTreeSet<ObjectId>),
    /// Copies objects, a little to the south-east.
    DuplicateObjects(BTreeSet<ObjectId>),
    /// Puts objects from a file into the plan, under new numbers.
    ImportObjects(Vec<PlanObject>),
    /// Replaces the settings.
    SetSettings(Settings),
    /// Replaces the header: name, community files, review.
    SetHeader(PlanHeader),
    /// Puts or replaces a scenario.
    SetScenario(Scenario),
}

/// The name of a step in menus; the window puts it into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommandLabel {
    /// Place a site.
    PlaceSite(SiteKind),
    /// Close a road.
    PlaceClosure,
    /// Move.
    Move,
    /// Change facts.
    Change,
    /// Delete.
    Delete,
    /// Duplicate.
    Duplicate,
    /// Import.
    Import,
    /// Change settings.
    Settings,
    /// Change name, files or review state.
    Header,
    /// Change a scenario.
    Scenario,
}

/// Why a command was refused; the plan is as it was.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CommandError {
    /// The object is not there (any more).
    #[error("cannot change {0}: it is not in the plan")]
    NoSuchObject(ObjectId),
    /// The object is locked.
    #[error("cannot change {0}: it is locked; unlock it in the inspector first")]
    Locked(ObjectId),
    /// Nothing would change.
    #[error("nothing to change")]
    NothingToDo,
    /// The object would break a rule of plans.
    #[error("cannot change the plan: {}", describe(.0))]
    Invalid(Vec<Violation>),
    /// The plan has used up its numbers.
    #[error("cannot add an object: the plan has no free number left")]
    NoNumberLeft,
}

fn describe(violations: &[Violation]) -> String {
    let one = |violation: &Violation| match violation {
        Violation::WrongId(id) => format!("{id} stands under another id"),
        Violation::SharedNumber(number) => format!("the number {number} is used twice"),
        Violation::NumberBeyondCounter(number) => format!("the number {number} was never given out"),
        Violation::BadRing(id) => format!("the outline of {id} is not a closed ring of at least three corners"),
        Violation::BadNumber(id, fact) => format!("{fact} of {id} is out of its range"),
        Violation::MissingReference(id, missing) => format!("{id} refers to {missing}, which is not in the plan"),
        Violation::NoBaseScenario => "the base scenario is missing".to_owned(),
    };
    violations.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// An edit ready to be applied, and what it uses up.
pub(super) struct Prepared {
    pub(super) edit: Edit,
    pub(super) next_number: u32,
}

impl Command {
    /// Its name in menus.
    #[must_use]
    pub const fn label(&self) -> CommandLabel {
        match self {
            Self::PlaceSite { kind, .. } => CommandLabel::PlaceSite(*kind),
            Self::PlaceClosure { .. } => CommandLabel::PlaceClosure,
            Self::MoveObject { .. } => CommandLabel::Move,
            Self::UpdateObject(_) => CommandLabel::Change,
            Self::DeleteObjects(_) => CommandLabel::Delete,
            Self::DuplicateObjects(_) => CommandLabel::Duplicate,
            Self::ImportObjects(_) => CommandLabel::Import,
            Self::SetSettings(_) => CommandLabel::Settings,
            Self::SetHeader(_) => CommandLabel::Header,
            Self::SetScenario(_) => CommandLabel::Scenario,
        }
    }

    /// Checks the command against the plan and turns it into an edit.
    pub(super) fn prepare(self, plan: &Plan, next_number: u32) -> Result<Prepared, CommandError> {
        let after_new = next_number.checked_add(1).ok_or(CommandError::NoNumberLeft);
        match self {
            Self::PlaceSite { kind, place, name } => {
                let site = Site { name, ..Site::new(SiteId(next_number), kind, place) };
                Ok(Prepared { edit: put(PlanObject::Site(Arc::new(site))), next_number: after_new? })
            }
            Self::PlaceClosure { place } => {
                let closure = Closure::new(ClosureId(next_number), ClosureShape::Point(place));
                Ok(Prepared { edit: put(PlanObject::Closure(Arc::new(closure))), next_number: after_new? })
            }
            Self::MoveObject { id, to } => {
                let object = unlocked(plan, id)?;
                let moved = moved_to(&object, to);
                changed(&object, moved, next_number)
            }
            Self::UpdateObject(object) => {
                let old = plan.object(object.id()).ok_or(CommandError::NoSuchObject(object.id()))?;
                changed(&old, object, next_number)
            }
            Self::DeleteObjects(ids) => delete(plan, &ids, next_number),
            Self::DuplicateObjects(ids) => duplicate(plan, &ids, next_number),
            Self::ImportObjects(objects) => import(&objects, next_number),
            Self::SetSettings(settings) if settings == **plan.settings() => Err(CommandError::NothingToDo),
            Self::SetSettings(settings) => Ok(Prepared { edit: Edit::SetSettings(Arc::new(settings)), next_number }),
            Self::SetHeader(header) if header == **plan.header() => Err(CommandError::NothingToDo),
            Self::SetHeader(header) => Ok(Prepared { edit: Edit::SetHeader(Arc::new(header)), next_number }),
            Self::SetScenario(scenario) => {
                let next_number = next_number.max(scenario.id.0.saturating_add(1));
                let edit = Edit::SetScenario { id: scenario.id, value: Some(Arc::new(scenario)) };
                Ok(Prepared { edit, next_number })
            }
        }
    }
}

fn put(object: PlanObject) -> Edit {
    Edit::SetObject { id: object.id(), value: Some(object) }
}

fn unlocked(plan: &Plan, id: ObjectId) -> Result<PlanObject, CommandError> {
    let object = plan.object(id).ok_or(CommandError::NoSuchObject(id))?;
    match &object {
        PlanObject::Site(site) if site.is_locked => Err(CommandError::Locked(id)),
        _ => Ok(object),
    }
}

fn changed(old: &PlanObject, new: PlanObject, next_number: u32) -> Result<Prepared, CommandError> {
    if *old == new {
        return Err(CommandError::NothingToDo);
    }
    Ok(Prepared { edit: put(new), next_number })
}

fn delete(plan: &Plan, ids: &BTreeSet<ObjectId>, next_number: u32) -> Result<Prepared, CommandError> {
    let mut edits = Vec::new();
    for &id in ids {
        unlocked(plan, id)?;
        edits.push(Edit::SetObject { id, value: None });
    }
    if edits.is_empty() {
        return Err(CommandError::NothingToDo);
    }
    // Whoever refers to a deleted object lets go of it in the same step.
    for area in plan.evacuation_areas().values().filter(|area| !ids.contains(&ObjectId::EvacuationArea(area.id))) {
        if area.destination.is_some_and(|site| ids.contains(&ObjectId::Site(site))) {
            let mut area = (**area).clone();
            area.destination = None;
            edits.push(put(PlanObject::EvacuationArea(Arc::new(area))));
        }
    }
    for scenario in plan.scenarios().values() {
        if let ScenarioSelection::Only(selected) = &scenario.selection
            && !selected.is_disjoint(ids)
        {
            let mut scenario = (**scenario).clone();
            scenario.selection = ScenarioSelection::Only(selected.difference(ids).copied().collect());
            edits.push(Edit::SetScenario { id: scenario.id, value: Some(Arc::new(scenario)) });
        }
    }
    Ok(Prepared { edit: Edit::Batch(edits), next_number })
}

/// How far a copy lies from its original: about 30 m to the south-east, so that both can be seen.
const COPY_OFFSET_DEGREES: f64 = 0.000_3;

fn duplicate(plan: &Plan, ids: &BTreeSet<ObjectId>, next_number: u32) -> Result<Prepared, CommandError> {
    let mut copies = Vec::new();
    for &id in ids {
        let object = plan.object(id).ok_or(CommandError::NoSuchObject(id))?;
        let copy = match object.place() {
            Some(place) => {
                let to = LonLat::new_clamped(place.lon() + COPY_OFFSET_DEGREES, place.lat() - COPY_OFFSET_DEGREES);
                moved_to(&object, to)
            }
            None => object,
        };
        copies.push(without_source_id(copy));
    }
    import(&copies, next_number)
}

fn import(objects: &[PlanObject], next_number: u32) -> Result<Prepared, CommandError> {
    if objects.is_empty() {
        return Err(CommandError::NothingToDo);
    }
    let mut number = next_number;
    let mut edits = Vec::with_capacity(objects.len());
    for object in objects {
        edits.push(put(object.renumbered(number)));
        number = number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    }
    Ok(Prepared { edit: Edit::Batch(edits), next_number: number })
}

/// A copy is a new thing: it must not carry the original's id into the file.
fn without_source_id(object: PlanObject) -> PlanObject {
    match object {
        PlanObject::EvacuationArea(mut o) => {
            Arc::make_mut(&mut o).source_id = None;
            PlanObject::EvacuationArea(o)
        }
        PlanObject::HazardArea(mut o) => {
            Arc::make_mut(&mut o).source_id = None;
            PlanObject::HazardArea(o)
        }
        PlanObject::Site(mut o) => {
            Arc::make_mut(&mut o).source_id = None;
            Arc::make_mut(&mut o).is_locked = false;
            PlanObject::Site(o)
        }
        PlanObject::Closure(mut o) => {
            Arc::make_mut(&mut o).source_id = None;
            PlanObject::Closure(o)
        }
        PlanObject::RoadChange(mut o) => {
            Arc::make_mut(&mut o).source_id = None;
            PlanObject::RoadChange(o)
        }
        PlanObject::Route(mut o) => {
            Arc::make_mut(&mut o).source_id = None;
            PlanObject::Route(o)
        }
        PlanObject::Note(mut o) => {
            Arc::make_mut(&mut o).source_id = None;
            PlanObject::Note(o)
        }
    }
}

/// The object with its place at `to`; shapes keep their size in metres.
fn moved_to(object: &PlanObject, to: LonLat) -> PlanObject {
    let Some(from) = object.place() else { return object.clone() };
    let (source, target) = (LocalProjection::new(from), LocalProjection::new(to));
    let shift = |place: LonLat| target.lon_lat_from_local(source.local_from_lon_lat(place));
    let area = |area: &MultiPolygon| {
        let ring = |ring: &Vec<LonLat>| ring.iter().copied().map(shift).collect();
        let polygon = |p: &Polygon| Polygon { outer: ring(&p.outer), holes: p.holes.iter().map(ring).collect() };
        MultiPolygon(area.0.iter().map(polygon).collect())
    };
    let lines = |lines: &[Vec<LonLat>]| -> Vec<Vec<LonLat>> {
        lines.iter().map(|line| line.iter().copied().map(shift).collect()).collect()
    };
    let mut moved = object.clone();
    match &mut moved {
        PlanObject::EvacuationArea(o) => {
            let o = Arc::make_mut(o);
            o.outline = area(&o.outline);
        }
        PlanObject::HazardArea(o) => {
            let o = Arc::make_mut(o);
            o.outline = area(&o.outline);
        }
        PlanObject::Site(o) => {
            let o = Arc::make_mut(o);
            o.geometry = match &o.geometry {
                SiteGeometry::Point(_) => SiteGeometry::Point(to),
                SiteGeometry::Area(outline) => SiteGeometry::Area(area(outline)),
            };
        }
        PlanObject::Closure(o) => {
            let o = Arc::make_mut(o);
            o.shape = match &o.shape {
                ClosureShape::Point(_) => ClosureShape::Point(to),
                ClosureShape::Lines(old) => ClosureShape::Lines(lines(old)),
                ClosureShape::Area(outline) => ClosureShape::Area(area(outline)),
            };
        }
        PlanObject::RoadChange(o) => {
            let o = Arc::make_mut(o);
            o.lines = lines(&o.lines);
        }
        PlanObject::Route(o) => {
            let o = Arc::make_mut(o);
            o.lines = lines(&o.lines);
        }
        PlanObject::Note(o) => Arc::make_mut(o).place = to,
    }
    moved
}
