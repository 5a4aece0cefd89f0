//! The list of commands, their names in menus, and where each is prepared.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::CommandError;
use super::{change, draw, lists, reshape, scenarios};
use crate::document::edit::Edit;
use crate::geometry::editing::Apart;
use crate::geometry::{Line, LonLat, Ring, Shape};
use crate::ids::ScenarioId;
use crate::plan::{
    Hazard, ObjectId, ObjectKind, Plan, PlanHeader, PlanObject, Scenario, Settings, SiteKind, settings_faults,
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
    /// A drawn object of any kind, under a new number.
    AddObject(Box<PlanObject>),
    /// The same, to take part in a scenario also where that has a list of the objects it takes.
    AddObjectTo {
        /// What.
        object: Box<PlanObject>,
        /// Where it takes part.
        scenario: ScenarioId,
    },
    /// Moves an object so that its place becomes this one; areas and lines move as a whole.
    MoveObject {
        /// Which.
        id: ObjectId,
        /// Where to.
        to: LonLat,
    },
    /// Moves objects together.
    MoveObjects {
        /// Which.
        ids: BTreeSet<ObjectId>,
        /// Metres to the east; negative to the west.
        east_m: f64,
        /// Metres to the north; negative to the south.
        north_m: f64,
    },
    /// Turns objects together.
    RotateObjects {
        /// Which.
        ids: BTreeSet<ObjectId>,
        /// Degrees clockwise, as on a compass.
        degrees: f64,
        /// The place that stays.
        about: LonLat,
    },
    /// Puts objects into other shapes; several at once where they share a border.
    Reshape(Vec<(ObjectId, Shape)>),
    /// Cuts an area by a line, or lines by a line or at one place. The first part keeps the number and is the
    /// largest (of lines: the beginning); the others are copies with the same facts.
    SplitObject {
        /// Which.
        id: ObjectId,
        /// The cutting line; one place cuts a line there.
        by: Line,
    },
    /// Joins objects of one kind. The first keeps its number and facts; what referred to the others refers to it.
    MergeObjects {
        /// Which, the one that stays first.
        ids: Vec<ObjectId>,
        /// What happens where they lie apart.
        apart: Apart,
    },
    /// Cuts a hole into an area.
    CutHole {
        /// Which.
        id: ObjectId,
        /// The border of the hole.
        ring: Ring,
    },
    /// Everything within a distance of an object.
    BufferObject {
        /// Which.
        id: ObjectId,
        /// Metres outwards; negative makes an area narrower.
        distance_m: f64,
        /// What the outcome becomes.
        into: BufferInto,
    },
    /// Replaces an object by an edited copy with the same id.
    UpdateObject(PlanObject),
    /// Replaces several objects by edited copies with the same ids.
    UpdateObjects(Vec<PlanObject>),
    /// Replaces the objects whose ids are in the plan, adds the others under new numbers: rows of a table.
    UpsertObjects(Vec<PlanObject>),
    /// Locks or unlocks objects.
    SetLocked {
        /// Which.
        ids: BTreeSet<ObjectId>,
        /// To which state.
        locked: bool,
    },
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
    /// Replaces header and settings in one step: files and how they are to be read.
    SetFilesAndSettings {
        /// The header, with the community's files.
        header: Box<PlanHeader>,
        /// The settings, with the mapping of the files.
        settings: Box<Settings>,
    },
    /// Puts or replaces a scenario: time of day, travel mode, name and selection at once.
    SetScenario(Scenario),
    /// A new scenario, like another one or like the base scenario.
    AddScenario {
        /// Its name.
        name: String,
        /// The one it starts as a copy of; `None` takes the base scenario.
        from: Option<ScenarioId>,
    },
    /// Another name for a scenario.
    RenameScenario {
        /// Which.
        id: ScenarioId,
        /// The new name.
        name: String,
    },
    /// Removes a scenario; never the base scenario.
    DeleteScenario(ScenarioId),
    /// Objects take part in a scenario.
    IncludeInScenario {
        /// Which scenario.
        scenario: ScenarioId,
        /// Which objects.
        ids: BTreeSet<ObjectId>,
    },
    /// Objects take no part in a scenario; whatever else took part still does.
    ExcludeFromScenario {
        /// Which scenario.
        scenario: ScenarioId,
        /// Which objects.
        ids: BTreeSet<ObjectId>,
    },
}

/// What becomes of the land within a distance of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BufferInto {
    /// The object's own outline: areas grow or shrink, a closure at a point or along a line becomes one of an area.
    Outline,
    /// A new evacuation area.
    EvacuationArea,
    /// A new hazard area.
    HazardArea(Hazard),
}

/// The name of a step in menus; the window puts it into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommandLabel {
    /// Place a site.
    PlaceSite(SiteKind),
    /// Close a road.
    PlaceClosure,
    /// Draw an object of a kind.
    Draw(ObjectKind),
    /// Move.
    Move,
    /// Turn.
    Rotate,
    /// Change the shape.
    Reshape,
    /// Cut in parts.
    Split,
    /// Join.
    Merge,
    /// Cut a hole.
    CutHole,
    /// Widen or narrow, or draw the surroundings.
    Buffer,
    /// Change facts.
    Change,
    /// Lock.
    Lock,
    /// Unlock.
    Unlock,
    /// Take rows of a table.
    Rows,
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
    /// Add a scenario.
    AddScenario,
    /// Rename a scenario.
    RenameScenario,
    /// Delete a scenario.
    DeleteScenario,
}

/// An edit ready to be applied, and what it uses up.
pub(in crate::document) struct Prepared {
    pub(in crate::document) edit: Edit,
    pub(in crate::document) next_number: u32,
}

impl Command {
    /// Its name in menus.
    #[must_use]
    pub fn label(&self) -> CommandLabel {
        match self {
            Self::PlaceSite { kind, .. } => CommandLabel::PlaceSite(*kind),
            Self::PlaceClosure { .. } => CommandLabel::PlaceClosure,
            Self::AddObject(object) | Self::AddObjectTo { object, .. } => match &**object {
                PlanObject::Site(site) => CommandLabel::PlaceSite(site.kind),
                other => CommandLabel::Draw(other.id().kind()),
            },
            Self::MoveObject { .. } | Self::MoveObjects { .. } => CommandLabel::Move,
            Self::RotateObjects { .. } => CommandLabel::Rotate,
            Self::Reshape(_) => CommandLabel::Reshape,
            Self::SplitObject { .. } => CommandLabel::Split,
            Self::MergeObjects { .. } => CommandLabel::Merge,
            Self::CutHole { .. } => CommandLabel::CutHole,
            Self::BufferObject { .. } => CommandLabel::Buffer,
            Self::UpdateObject(_) | Self::UpdateObjects(_) => CommandLabel::Change,
            Self::UpsertObjects(_) => CommandLabel::Rows,
            Self::SetLocked { locked: true, .. } => CommandLabel::Lock,
            Self::SetLocked { locked: false, .. } => CommandLabel::Unlock,
            Self::DeleteObjects(_) => CommandLabel::Delete,
            Self::DuplicateObjects(_) => CommandLabel::Duplicate,
            Self::ImportObjects(_) => CommandLabel::Import,
            Self::SetSettings(_) => CommandLabel::Settings,
            Self::SetHeader(_) | Self::SetFilesAndSettings { .. } => CommandLabel::Header,
            Self::SetScenario(_) | Self::IncludeInScenario { .. } | Self::ExcludeFromScenario { .. } => {
                CommandLabel::Scenario
            }
            Self::AddScenario { .. } => CommandLabel::AddScenario,
            Self::RenameScenario { .. } => CommandLabel::RenameScenario,
            Self::DeleteScenario(_) => CommandLabel::DeleteScenario,
        }
    }

    /// Checks the command against the plan and turns it into an edit.
    pub(in crate::document) fn prepare(self, plan: &Plan, next_number: u32) -> Result<Prepared, CommandError> {
        let edits = |edit: Edit| Prepared { edit, next_number };
        match self {
            Self::PlaceSite { kind, place, name } => draw::place_site(kind, place, name, next_number),
            Self::PlaceClosure { place } => draw::place_closure(place, next_number),
            Self::AddObject(object) => draw::add(&object, next_number),
            Self::AddObjectTo { object, scenario } => draw::add_to(plan, &object, scenario, next_number),
            Self::MoveObject { id, to } => reshape::move_to(plan, id, to).map(edits),
            Self::MoveObjects { ids, east_m, north_m } => reshape::move_by(plan, &ids, east_m, north_m).map(edits),
            Self::RotateObjects { ids, degrees, about } => reshape::rotate(plan, &ids, degrees, about).map(edits),
            Self::Reshape(shapes) => reshape::reshape(plan, shapes).map(edits),
            Self::SplitObject { id, by } => draw::split(plan, id, &by, next_number),
            Self::MergeObjects { ids, apart } => change::merge(plan, &ids, apart).map(edits),
            Self::CutHole { id, ring } => reshape::cut_hole(plan, id, &ring).map(edits),
            Self::BufferObject { id, distance_m, into } => draw::buffer(plan, id, distance_m, into, next_number),
            Self::UpdateObject(object) => lists::update(plan, vec![object]).map(edits),
            Self::UpdateObjects(objects) => lists::update(plan, objects).map(edits),
            Self::UpsertObjects(objects) => lists::upsert(plan, &objects, next_number),
            Self::SetLocked { ids, locked } => change::set_locked(plan, &ids, locked).map(edits),
            Self::DeleteObjects(ids) => change::delete(plan, &ids).map(edits),
            Self::DuplicateObjects(ids) => lists::duplicate(plan, &ids, next_number),
            Self::ImportObjects(objects) => lists::import(&objects, next_number),
            Self::SetSettings(settings) if settings == **plan.settings() => Err(CommandError::NothingToDo),
            Self::SetSettings(settings) => {
                check_settings(plan, &settings)?;
                Ok(edits(Edit::SetSettings(Arc::new(settings))))
            }
            Self::SetHeader(header) if header == **plan.header() => Err(CommandError::NothingToDo),
            Self::SetHeader(header) => Ok(edits(Edit::SetHeader(Arc::new(header)))),
            Self::SetFilesAndSettings { header, settings } => {
                check_settings(plan, &settings)?;
                let header = (*header != **plan.header()).then(|| Edit::SetHeader(Arc::from(header)));
                let settings = (*settings != **plan.settings()).then(|| Edit::SetSettings(Arc::from(settings)));
                batch(header.into_iter().chain(settings).collect()).map(edits)
            }
            Self::SetScenario(scenario) => scenarios::set(plan, scenario, next_number),
            Self::AddScenario { name, from } => scenarios::add(plan, name, from, next_number),
            Self::RenameScenario { id, name } => scenarios::rename(plan, id, name).map(edits),
            Self::DeleteScenario(id) => scenarios::delete(plan, id).map(edits),
            Self::IncludeInScenario { scenario, ids } => scenarios::include(plan, scenario, &ids).map(edits),
            Self::ExcludeFromScenario { scenario, ids } => scenarios::exclude(plan, scenario, &ids).map(edits),
        }
    }
}

/// Can everything be reckoned with these settings?
fn check_settings(plan: &Plan, settings: &Settings) -> Result<(), CommandError> {
    let faults = settings_faults(plan.settings(), settings);
    if faults.is_empty() { Ok(()) } else { Err(CommandError::BadSettings(faults)) }
}

/// Puts an object where its id says.
pub(super) fn put(object: PlanObject) -> Edit {
    Edit::SetObject { id: object.id(), value: Some(object) }
}

/// One step of several edits; nothing to do where there is none.
pub(super) fn batch(edits: Vec<Edit>) -> Result<Edit, CommandError> {
    if edits.is_empty() { Err(CommandError::NothingToDo) } else { Ok(Edit::Batch(edits)) }
}

/// The object, where it is there and not locked.
pub(super) fn unlocked(plan: &Plan, id: ObjectId) -> Result<PlanObject, CommandError> {
    let object = plan.object(id).ok_or(CommandError::NoSuchObject(id))?;
    if object.is_locked() { Err(CommandError::Locked(id)) } else { Ok(object) }
}
