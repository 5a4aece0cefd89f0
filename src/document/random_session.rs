//! Random sessions of planning: every command there is, sensible and senseless, for the laws.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::{BufferInto, Command};
use crate::geometry::editing::Apart;
use crate::geometry::{CoordinateSystem, LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Shape};
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, NoteId, RoadChangeId, RouteId, ScenarioId, SiteId};
use crate::plan::{
    Capacity, Closure, ClosureShape, CommunityFile, EvacuationArea, Extras, Hazard, HazardArea, Note, NoteStatus,
    ObjectId, Plan, PlanHeader, PlanObject, RoadChange, RoadChangeKind, Route, Scenario, ScenarioSelection, Settings,
    Site, SiteKind, TimeOfDay,
};
use crate::units::Persons;

/// A place in metres around a fixed one.
pub(crate) type Spot = (f64, f64);

/// A step of a random session; objects are chosen by position among those there are.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Takes the last step back.
    Undo,
    /// Brings it again.
    Redo,
    /// Does something: which of the commands, with what to do it.
    Do(Verb, Material),
}

/// Which command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Place,
    Close,
    Draw,
    Move,
    MoveTogether,
    Rotate,
    Reshape,
    Split,
    Merge,
    CutHole,
    Buffer,
    Rename,
    Edit,
    Upsert,
    Lock,
    Delete,
    Duplicate,
    Import,
    Seed,
    Title,
    Files,
    SetScenario,
    AddScenario,
    RenameScenario,
    DeleteScenario,
    Include,
    Exclude,
    Break,
}

const VERBS: [Verb; 28] = [
    Verb::Place,
    Verb::Close,
    Verb::Draw,
    Verb::Move,
    Verb::MoveTogether,
    Verb::Rotate,
    Verb::Reshape,
    Verb::Split,
    Verb::Merge,
    Verb::CutHole,
    Verb::Buffer,
    Verb::Rename,
    Verb::Edit,
    Verb::Upsert,
    Verb::Lock,
    Verb::Delete,
    Verb::Duplicate,
    Verb::Import,
    Verb::Seed,
    Verb::Title,
    Verb::Files,
    Verb::SetScenario,
    Verb::AddScenario,
    Verb::RenameScenario,
    Verb::DeleteScenario,
    Verb::Include,
    Verb::Exclude,
    Verb::Break,
];

/// What a command is made of.
#[derive(Clone, Debug)]
pub(crate) struct Material {
    pub(crate) which: Index,
    pub(crate) others: Vec<Index>,
    pub(crate) kind: usize,
    pub(crate) spot: Spot,
    pub(crate) size: f64,
    pub(crate) n: u8,
}

/// One step.
pub(crate) fn step() -> impl Strategy<Value = Step> {
    let spot = (-500.0f64..500.0, -500.0f64..500.0);
    let others = prop::collection::vec(any::<Index>(), 0..4);
    let material = (any::<Index>(), others, 0usize..7, spot, -150.0f64..150.0, any::<u8>())
        .prop_map(|(which, others, kind, spot, size, n)| Material { which, others, kind, spot, size, n });
    let verb = prop_oneof![3 => prop::sample::select(VERBS.to_vec()), 2 => Just(Verb::Draw), 1 => Just(Verb::Split)];
    prop_oneof![
        12 => (verb, material).prop_map(|(verb, material)| Step::Do(verb, material)),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

/// A place so many metres east and north of a fixed one.
pub(crate) fn at(spot: Spot) -> LonLat {
    LocalProjection::new(LonLat::new_clamped(9.5, 47.0)).lon_lat_from_local(LocalPoint::new(spot.0, spot.1))
}

/// A ring around a middle; a negative size makes a bow tie, which no command may let through.
fn ring((x, y): Spot, size: f64) -> Vec<LonLat> {
    let s = size.abs();
    let mut corners = [(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)];
    if size < -140.0 {
        corners.swap(1, 2);
    }
    corners.iter().chain(corners.first()).map(|&spot| at(spot)).collect()
}

pub(crate) fn square(spot: Spot, size: f64) -> MultiPolygon {
    MultiPolygon(vec![Polygon::from_ring(ring(spot, size))])
}

/// An object of a kind at a spot.
pub(crate) fn drawn(kind: usize, (x, y): Spot, size: f64) -> PlanObject {
    let line = vec![vec![at((x - size, y)), at((x, y + size / 2.0)), at((x + size, y))]];
    match kind {
        0 => PlanObject::EvacuationArea(EvacuationArea::new(EvacuationAreaId(0), square((x, y), size)).into()),
        1 => PlanObject::HazardArea(HazardArea::new(HazardAreaId(0), Hazard::Fire, square((x, y), size)).into()),
        2 => {
            let mut site = Site::new(SiteId(0), SiteKind::Shelter, at((x, y)));
            site.geometry = crate::plan::SiteGeometry::Area(square((x, y), size));
            PlanObject::Site(site.into())
        }
        3 => PlanObject::Closure(Closure::new(ClosureId(0), ClosureShape::Lines(line)).into()),
        4 => PlanObject::RoadChange(
            RoadChange {
                id: RoadChangeId(0),
                source_id: None,
                lines: line,
                name: String::new(),
                kind: RoadChangeKind::NewLink(6.0),
                is_locked: false,
                extras: Extras::default(),
            }
            .into(),
        ),
        5 => PlanObject::Route(
            Route {
                id: RouteId(0),
                source_id: None,
                lines: line,
                name: String::new(),
                has_signs: false,
                is_locked: false,
                extras: Extras::default(),
            }
            .into(),
        ),
        _ => PlanObject::Note(
            Note {
                id: NoteId(0),
                source_id: None,
                place: at((x, y)),
                author: String::new(),
                text: "check".to_owned(),
                status: NoteStatus::Open,
                is_locked: false,
                extras: Extras::default(),
            }
            .into(),
        ),
    }
}

fn pick(plan: &Plan, choice: Index) -> Option<ObjectId> {
    let ids: Vec<ObjectId> = plan.objects().map(|object| object.id()).collect();
    if ids.is_empty() { None } else { Some(*choice.get(&ids)) }
}

fn pick_all(plan: &Plan, choices: &[Index]) -> BTreeSet<ObjectId> {
    choices.iter().filter_map(|&choice| pick(plan, choice)).collect()
}

fn scenario_of(plan: &Plan, choice: Index) -> ScenarioId {
    let ids: Vec<ScenarioId> = plan.scenarios().keys().copied().collect();
    *choice.get(&ids)
}

/// Another object that could be joined with one: of its kind, the nearest number.
fn partners(plan: &Plan, id: ObjectId) -> Vec<ObjectId> {
    let same = plan.objects().map(|object| object.id()).filter(|other| other.kind() == id.kind() && *other != id);
    std::iter::once(id).chain(same.take(1)).collect()
}

/// The same object under another name.
fn renamed(object: &PlanObject, n: u8) -> PlanObject {
    let name = format!("name {n}");
    match object.clone() {
        PlanObject::EvacuationArea(o) => PlanObject::EvacuationArea(EvacuationArea { name, ..(*o).clone() }.into()),
        PlanObject::HazardArea(o) => PlanObject::HazardArea(HazardArea { name, ..(*o).clone() }.into()),
        PlanObject::Site(o) => {
            let capacity = Capacity::Persons(Persons(u32::from(n)));
            PlanObject::Site(Site { name, capacity, ..(*o).clone() }.into())
        }
        PlanObject::Closure(o) => PlanObject::Closure(Closure { name, ..(*o).clone() }.into()),
        PlanObject::RoadChange(o) => PlanObject::RoadChange(RoadChange { name, ..(*o).clone() }.into()),
        PlanObject::Route(o) => PlanObject::Route(Route { name, ..(*o).clone() }.into()),
        PlanObject::Note(o) => PlanObject::Note(Note { text: name, ..(*o).clone() }.into()),
    }
}

/// The command of a step, where there is something to do it with.
pub(crate) fn command(plan: &Plan, verb: Verb, with: &Material) -> Option<Command> {
    let id = pick(plan, with.which);
    let ids = pick_all(plan, &with.others);
    let (x, y) = with.spot;
    Some(match verb {
        Verb::Place => {
            let kind = SiteKind::ALL[with.kind % SiteKind::ALL.len()];
            Command::PlaceSite { kind, place: at(with.spot), name: "new".to_owned() }
        }
        Verb::Close => Command::PlaceClosure { place: at(with.spot) },
        Verb::Draw => {
            let object = Box::new(drawn(with.kind, with.spot, with.size));
            if with.n.is_multiple_of(4) {
                Command::AddObjectTo { object, scenario: scenario_of(plan, with.which) }
            } else {
                Command::AddObject(object)
            }
        }
        Verb::Move => Command::MoveObject { id: id?, to: at(with.spot) },
        Verb::MoveTogether => Command::MoveObjects { ids, east_m: x, north_m: y },
        Verb::Rotate => Command::RotateObjects { ids, degrees: x, about: at(with.spot) },
        Verb::Reshape => reshape(plan, &with.others, with.spot),
        Verb::Split => {
            let middle = plan.object(id?)?.place()?;
            let plane = LocalProjection::new(middle);
            let side = |f: f64| plane.lon_lat_from_local(LocalPoint::new(f * x + 1.0, f * y + 1.0));
            Command::SplitObject { id: id?, by: vec![side(-3.0), side(3.0)] }
        }
        Verb::Merge => {
            let apart = if with.n.is_multiple_of(2) { Apart::Refuse } else { Apart::KeepAsParts };
            Command::MergeObjects { ids: partners(plan, id?), apart }
        }
        Verb::CutHole => Command::CutHole { id: id?, ring: ring_at(plan.object(id?)?.place()?, with.size / 4.0) },
        Verb::Buffer => {
            let into = [BufferInto::Outline, BufferInto::EvacuationArea, BufferInto::HazardArea(Hazard::Flood)];
            Command::BufferObject { id: id?, distance_m: with.size / 3.0, into: into[with.kind % 3] }
        }
        Verb::Rename => Command::UpdateObject(renamed(&plan.object(id?)?, with.n)),
        Verb::Edit => {
            let objects = ids.iter().filter_map(|&id| plan.object(id)).map(|object| renamed(&object, with.n));
            Command::UpdateObjects(objects.collect())
        }
        Verb::Upsert => {
            let known = ids.iter().filter_map(|&id| plan.object(id)).map(|object| renamed(&object, with.n));
            let new = drawn(with.kind, with.spot, with.size).renumbered(1_000_000);
            Command::UpsertObjects(known.chain([new]).collect())
        }
        Verb::Lock if with.n.is_multiple_of(3) => Command::SetLocked { ids, locked: true },
        Verb::Lock => {
            let locked = plan.objects().filter(PlanObject::is_locked).map(|object| object.id());
            Command::SetLocked { ids: locked.collect(), locked: false }
        }
        Verb::Delete => Command::DeleteObjects(ids),
        Verb::Duplicate => Command::DuplicateObjects(ids),
        Verb::Import => {
            let mut area = EvacuationArea::new(EvacuationAreaId(0), square(with.spot, 50.0));
            area.destination = plan.sites().keys().next().copied();
            Command::ImportObjects(vec![PlanObject::EvacuationArea(area.into())])
        }
        Verb::Seed => Command::SetSettings(Settings { seed: u64::from(with.n), ..(**plan.settings()).clone() }),
        Verb::Title => Command::SetHeader(PlanHeader { name: format!("plan {}", with.n), ..(**plan.header()).clone() }),
        Verb::Files => {
            let file = CommunityFile { path: format!("/town/{}.csv", with.n % 3), sha256: String::new() };
            let mut settings = (**plan.settings()).clone();
            let system = CoordinateSystem::from_name(["gcj02", "swapped", "epsg:2056"][with.n as usize % 3]);
            settings.mapping.set_coordinates("0.csv", system);
            let header = PlanHeader { community: vec![file], ..(**plan.header()).clone() };
            Command::SetFilesAndSettings { header: Box::new(header), settings: Box::new(settings) }
        }
        Verb::SetScenario
        | Verb::AddScenario
        | Verb::RenameScenario
        | Verb::DeleteScenario
        | Verb::Include
        | Verb::Exclude => scenario_command(plan, verb, with, ids),
        // An object that breaks a rule of plans: it must be refused.
        Verb::Break => {
            let site = plan.sites().values().next()?;
            Command::UpdateObject(PlanObject::Site(
                Site { exit_persons_per_min: Some(f64::NAN), ..(**site).clone() }.into(),
            ))
        }
    })
}

fn scenario_command(plan: &Plan, verb: Verb, with: &Material, ids: BTreeSet<ObjectId>) -> Command {
    let scenario = scenario_of(plan, with.which);
    let name = format!("case {}", with.n);
    match verb {
        Verb::AddScenario => Command::AddScenario { name, from: with.n.is_multiple_of(2).then_some(scenario) },
        Verb::RenameScenario => Command::RenameScenario { id: scenario, name },
        Verb::DeleteScenario => Command::DeleteScenario(scenario),
        Verb::Include => Command::IncludeInScenario { scenario, ids },
        Verb::Exclude => Command::ExcludeFromScenario { scenario, ids },
        _ => {
            let selection = ScenarioSelection::Only(ids);
            Command::SetScenario(Scenario { id: scenario, selection, time_of_day: TimeOfDay::Day, ..Scenario::base() })
        }
    }
}

fn ring_at(middle: LonLat, size: f64) -> Vec<LonLat> {
    let plane = LocalProjection::new(middle);
    let corner = |x: f64, y: f64| plane.lon_lat_from_local(LocalPoint::new(x * size, y * size));
    vec![corner(0.1, 0.1), corner(0.5, 0.1), corner(0.4, 0.6)]
}

/// One corner of each chosen object goes elsewhere.
fn reshape(plan: &Plan, choices: &[Index], spot: Spot) -> Command {
    let to = at(spot);
    let ids = pick_all(plan, choices);
    let shapes = ids.into_iter().filter_map(|id| {
        let shape = match plan.object(id)?.shape() {
            Shape::Point(_) => Shape::Point(to),
            Shape::Lines(mut lines) => {
                *lines.first_mut()?.last_mut()? = to;
                Shape::Lines(lines)
            }
            Shape::Area(mut area) => {
                let outer = &mut area.0.first_mut()?.outer;
                *outer.get_mut(1)? = to;
                Shape::Area(area)
            }
        };
        Some((id, shape))
    });
    Command::Reshape(shapes.collect())
}
