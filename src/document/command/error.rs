//! Why a command was refused: what happened, which object, what to do.

use thiserror::Error;

use crate::geometry::LonLat;
use crate::geometry::editing::EditFault;
use crate::ids::ScenarioId;
use crate::plan::{ObjectId, ObjectKind, SettingsFault, Violation};

/// Why a command was refused; the plan is as it was.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CommandError {
    /// The object is not there (any more).
    #[error("cannot change {0}: it is not in the plan")]
    NoSuchObject(ObjectId),
    /// The object is locked.
    #[error("cannot change {0}: it is locked; unlock it first")]
    Locked(ObjectId),
    /// Nothing would change.
    #[error("nothing to change")]
    NothingToDo,
    /// The object would break a rule of plans.
    #[error("cannot change the plan: {}", describe(.0))]
    Invalid(Vec<Violation>),
    /// Numbers of the settings are outside their ranges.
    #[error("cannot change the settings: {}", listed(.0))]
    BadSettings(Vec<SettingsFault>),
    /// The plan has used up its numbers.
    #[error("cannot add an object: the plan has no free number left")]
    NoNumberLeft,
    /// A drawn object is not sound.
    #[error("cannot draw the {}: {fault}", kind_words(*.kind))]
    CannotDraw {
        /// What was drawn.
        kind: ObjectKind,
        /// Why not, with the place.
        fault: EditFault,
    },
    /// An object cannot be put into another shape.
    #[error("cannot change the shape of {id}: {fault}")]
    CannotReshape {
        /// Which object.
        id: ObjectId,
        /// Why not, with the place.
        fault: EditFault,
    },
    /// The kind of object cannot have such a shape.
    #[error("{0} cannot have such a shape: areas need a polygon, routes and road changes a line, notes a point")]
    WrongShape(ObjectId),
    /// Objects that are of different kinds, or say different things of their place, cannot become one.
    #[error(
        "cannot join {0} and {1}: they are of different kinds, or differ in hazard, effect, times or what changes on the road; make them alike first"
    )]
    DifferentKinds(ObjectId, ObjectId),
    /// The scenario is not there (any more).
    #[error("cannot change {0}: it is not in the plan")]
    NoSuchScenario(ScenarioId),
    /// The base scenario stays.
    #[error("the base scenario cannot be deleted or renamed: it is what the others are compared with")]
    BaseScenarioStays,
}

impl CommandError {
    /// The places where something is wrong, to be shown on the map.
    #[must_use]
    pub fn places(&self) -> Vec<LonLat> {
        match self {
            Self::CannotDraw { fault: EditFault::Shape(faults), .. }
            | Self::CannotReshape { fault: EditFault::Shape(faults), .. } => {
                faults.iter().filter_map(crate::geometry::editing::ShapeFault::place).collect()
            }
            Self::CannotDraw { .. }
            | Self::CannotReshape { .. }
            | Self::NoSuchObject(_)
            | Self::Locked(_)
            | Self::NothingToDo
            | Self::Invalid(_)
            | Self::BadSettings(_)
            | Self::NoNumberLeft
            | Self::WrongShape(_)
            | Self::DifferentKinds(..)
            | Self::NoSuchScenario(_)
            | Self::BaseScenarioStays => Vec::new(),
        }
    }
}

const fn kind_words(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::EvacuationArea => "evacuation area",
        ObjectKind::HazardArea => "hazard area",
        ObjectKind::Site => "site",
        ObjectKind::Closure => "closure",
        ObjectKind::RoadChange => "road change",
        ObjectKind::Route => "route",
        ObjectKind::Note => "note",
    }
}

fn listed(faults: &[SettingsFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
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
