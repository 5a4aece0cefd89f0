//! Scripted editing: an endless, repeatable sequence of what a planner might do.

#![allow(dead_code, reason = "each program of tests uses its part")]

use std::collections::BTreeSet;

use muster::document::{BufferInto, Command, Document};
use muster::geometry::editing::Apart;
use muster::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Shape};
use muster::ids::{EvacuationAreaId, HazardAreaId, ScenarioId};
use muster::plan::{
    EvacuationArea, Hazard, HazardArea, ObjectId, ObjectKind, Plan, PlanHeader, PlanObject, Scenario,
    ScenarioSelection, Settings, SiteKind, TimeOfDay,
};

/// A small generator of random numbers (`SplitMix64`): the same seed gives the same numbers everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub u64);

impl Random {
    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
}

/// One thing a planner does.
#[derive(Clone, Debug)]
pub(crate) enum Scripted {
    Do(Command),
    Undo,
    Redo,
}

impl Scripted {
    /// Does it; what is refused or not there is left. Says what was done, if anything was.
    pub(crate) fn carry_out(self, document: &mut Document) -> Option<&'static str> {
        let (deed, is_done) = match self {
            Self::Do(command) => (deed(&command), document.execute(command).is_ok()),
            Self::Undo => ("undo", document.undo().is_some()),
            Self::Redo => ("redo", document.redo().is_some()),
        };
        is_done.then_some(deed)
    }
}

/// Everything a planner can do to a plan; a session of some length does all of it.
pub(crate) const DEEDS: [&str; 41] = [
    "undo",
    "redo",
    "place site",
    "place closure",
    "draw evacuation area",
    "draw hazard area",
    "draw site",
    "draw closure",
    "draw road change",
    "draw route",
    "draw note",
    "draw in scenario",
    "move one",
    "move several",
    "turn",
    "reshape",
    "split",
    "merge what touches",
    "merge what lies apart",
    "cut hole",
    "widen",
    "surroundings as evacuation area",
    "surroundings as hazard area",
    "change one",
    "change several",
    "rows of a table",
    "lock",
    "unlock",
    "delete",
    "duplicate",
    "import",
    "settings",
    "header",
    "files and settings",
    "scenario",
    "new scenario",
    "copied scenario",
    "rename scenario",
    "delete scenario",
    "include",
    "exclude",
];

/// The name of what a command does. A new command needs one here, a place in [`DEEDS`], and a step that does it.
fn deed(command: &Command) -> &'static str {
    match command {
        Command::PlaceSite { .. } => "place site",
        Command::PlaceClosure { .. } => "place closure",
        Command::AddObject(object) => match object.id().kind() {
            ObjectKind::EvacuationArea => "draw evacuation area",
            ObjectKind::HazardArea => "draw hazard area",
            ObjectKind::Site => "draw site",
            ObjectKind::Closure => "draw closure",
            ObjectKind::RoadChange => "draw road change",
            ObjectKind::Route => "draw route",
            ObjectKind::Note => "draw note",
        },
        Command::AddObjectTo { .. } => "draw in scenario",
        Command::MoveObject { .. } => "move one",
        Command::MoveObjects { .. } => "move several",
        Command::RotateObjects { .. } => "turn",
        Command::Reshape(_) => "reshape",
        Command::SplitObject { .. } => "split",
        Command::MergeObjects { apart: Apart::Refuse, .. } => "merge what touches",
        Command::MergeObjects { apart: Apart::KeepAsParts, .. } => "merge what lies apart",
        Command::CutHole { .. } => "cut hole",
        Command::BufferObject { into: BufferInto::Outline, .. } => "widen",
        Command::BufferObject { into: BufferInto::EvacuationArea, .. } => "surroundings as evacuation area",
        Command::BufferObject { into: BufferInto::HazardArea(_), .. } => "surroundings as hazard area",
        Command::UpdateObject(_) => "change one",
        Command::UpdateObjects(_) => "change several",
        Command::UpsertObjects(_) => "rows of a table",
        Command::SetLocked { locked: true, .. } => "lock",
        Command::SetLocked { locked: false, .. } => "unlock",
        Command::DeleteObjects(_) => "delete",
        Command::DuplicateObjects(_) => "duplicate",
        Command::ImportObjects(_) => "import",
        Command::SetSettings(_) => "settings",
        Command::SetHeader(_) => "header",
        Command::SetFilesAndSettings { .. } => "files and settings",
        Command::SetScenario(_) => "scenario",
        Command::AddScenario { from: None, .. } => "new scenario",
        Command::AddScenario { from: Some(_), .. } => "copied scenario",
        Command::RenameScenario { .. } => "rename scenario",
        Command::DeleteScenario(_) => "delete scenario",
        Command::IncludeInScenario { .. } => "include",
        Command::ExcludeFromScenario { .. } => "exclude",
    }
}

/// A number from −1 to 1.
fn share(random: &mut Random) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "below a hundred thousand")]
    let fraction = random.below(200_001) as f64;
    fraction / 100_000.0 - 1.0
}

fn place(random: &mut Random) -> LonLat {
    LonLat::new_clamped(9.505 + share(random) * 0.005, 47.065 + share(random) * 0.005)
}

/// So many metres east and north of a place.
fn off(place: LonLat, east_m: f64, north_m: f64) -> LonLat {
    LocalProjection::new(place).lon_lat_from_local(LocalPoint::new(east_m, north_m)).rounded()
}

fn ring(corner: LonLat, side_m: f64) -> Vec<LonLat> {
    [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
        .map(|(x, y)| off(corner, x * side_m, y * side_m))
        .to_vec()
}

fn square(random: &mut Random) -> MultiPolygon {
    MultiPolygon(vec![Polygon::from_ring(ring(place(random), 100.0 + share(random) * 60.0))])
}

/// One of several; nothing of none.
fn one_of<T: Copy>(of: &[T], random: &mut Random) -> Option<T> {
    let place = usize::try_from(random.below(of.len() as u64)).unwrap_or(0);
    of.get(place).copied()
}

fn ids(plan: &Plan) -> Vec<ObjectId> {
    plan.objects().map(|object| object.id()).collect()
}

fn some_of(plan: &Plan, random: &mut Random) -> BTreeSet<ObjectId> {
    let all = ids(plan);
    (0..=random.below(3)).filter_map(|_| one_of(&all, random)).collect()
}

/// What comes next. New commands join here, and every test of losses has them.
pub(crate) fn next_step(plan: &Plan, random: &mut Random) -> Scripted {
    // A plan of some forty objects is enough: beyond that, every second step removes some.
    if ids(plan).len() > 40 && random.below(2) == 0 {
        return Scripted::Do(Command::DeleteObjects(some_of(plan, random)));
    }
    match random.below(12) {
        0 => Scripted::Undo,
        1 => Scripted::Redo,
        2 | 3 => Scripted::Do(placed(random)),
        4 => Scripted::Do(drawn(random)),
        5 => Scripted::Do(drawn_for(plan, random)),
        6 | 7 => Scripted::Do(reshaped(plan, random).unwrap_or_else(|| placed(random))),
        8 => Scripted::Do(made_of_others(plan, random).unwrap_or_else(|| drawn(random))),
        9 => Scripted::Do(changed(plan, random).unwrap_or_else(|| placed(random))),
        10 => Scripted::Do(around(plan, random)),
        _ => Scripted::Do(scenario(plan, random)),
    }
}

/// One click.
fn placed(random: &mut Random) -> Command {
    let n = random.below(99);
    match (random.below(4), one_of(&SiteKind::ALL, random)) {
        (0, _) | (_, None) => Command::PlaceClosure { place: place(random) },
        (_, Some(kind)) => Command::PlaceSite { kind, place: place(random), name: format!("Site \"{n}\" 北 {n}") },
    }
}

/// A drawn object of any kind; now and then a bow tie, which must be refused.
fn drawn(random: &mut Random) -> Command {
    let from = place(random);
    let mut outline = ring(from, 120.0 + share(random) * 60.0);
    if random.below(20) == 0 {
        outline.swap(1, 2);
    }
    let area = Shape::Area(MultiPolygon(vec![Polygon::from_ring(outline)]));
    let line = Shape::Lines(vec![vec![from, off(from, 90.0, 40.0), off(from, 160.0, -20.0)]]);
    let (kind, shape) = match random.below(9) {
        0 => (ObjectKind::EvacuationArea, area),
        1 => (ObjectKind::HazardArea, area),
        2 => (ObjectKind::Site, area),
        3 => (ObjectKind::Closure, area),
        4 => (ObjectKind::Closure, line),
        5 => (ObjectKind::RoadChange, line),
        6 => (ObjectKind::Route, line),
        7 => (ObjectKind::Site, Shape::Point(from)),
        _ => (ObjectKind::Note, Shape::Point(from)),
    };
    PlanObject::drawn(kind, shape)
        .map_or_else(|| Command::PlaceClosure { place: from }, |object| Command::AddObject(Box::new(object)))
}

/// The same, for the newest scenario.
fn drawn_for(plan: &Plan, random: &mut Random) -> Command {
    match (drawn(random), plan.scenarios().keys().next_back()) {
        (Command::AddObject(object), Some(&scenario)) => Command::AddObjectTo { object, scenario },
        (other, _) => other,
    }
}

/// Another place or shape for what is there.
fn reshaped(plan: &Plan, random: &mut Random) -> Option<Command> {
    let id = one_of(&ids(plan), random)?;
    let object = plan.object(id)?;
    let (x, y) = (share(random) * 60.0, share(random) * 60.0);
    Some(match random.below(6) {
        0 => Command::MoveObject { id, to: place(random) },
        1 => Command::MoveObjects { ids: some_of(plan, random), east_m: x, north_m: y },
        2 => Command::RotateObjects { ids: some_of(plan, random), degrees: x * 3.0, about: place(random) },
        3 => Command::BufferObject { id, distance_m: x / 2.0, into: BufferInto::Outline },
        4 => Command::CutHole { id, ring: ring(off(object.place()?, x / 4.0, y / 4.0), 10.0) },
        _ => {
            let shape = match object.shape() {
                Shape::Point(place) => Shape::Point(off(place, x, y)),
                Shape::Lines(mut lines) => {
                    let corner = lines.first_mut()?.last_mut()?;
                    *corner = off(*corner, x, y);
                    Shape::Lines(lines)
                }
                Shape::Area(mut area) => {
                    let corner = area.0.first_mut()?.outer.get_mut(1)?;
                    *corner = off(*corner, x, y);
                    Shape::Area(area)
                }
            };
            Command::Reshape(vec![(id, shape)])
        }
    })
}

/// Parts, wholes, copies and surroundings.
fn made_of_others(plan: &Plan, random: &mut Random) -> Option<Command> {
    let all = ids(plan);
    let id = one_of(&all, random)?;
    let middle = plan.object(id)?.place()?;
    let is_partner = |other: &&ObjectId| other.kind() == id.kind() && **other != id;
    let partners: Vec<ObjectId> = all.iter().filter(is_partner).copied().collect();
    let (x, y) = (share(random) * 400.0, 400.0);
    Some(match random.below(9) {
        0 | 1 => Command::SplitObject { id, by: vec![off(middle, -x, -y), off(middle, x, y)] },
        2 => Command::MergeObjects {
            ids: [Some(id), one_of(&partners, random)].into_iter().flatten().collect(),
            apart: Apart::KeepAsParts,
        },
        // What lies nearest, the other part of something split say, often touches and is alike.
        3..=6 => {
            let distance = |other: &ObjectId| {
                let place = plan.object(*other).and_then(|object| object.place());
                place.map_or(f64::INFINITY, |place| muster::geometry::geodesic_length(middle, place).value())
            };
            let nearest = partners.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)));
            Command::MergeObjects { ids: [Some(id), nearest].into_iter().flatten().collect(), apart: Apart::Refuse }
        }
        7 => Command::DuplicateObjects(BTreeSet::from([id])),
        _ => {
            let into =
                if random.below(2) == 0 { BufferInto::EvacuationArea } else { BufferInto::HazardArea(Hazard::Flood) };
            Command::BufferObject { id, distance_m: 30.0 + share(random) * 20.0, into }
        }
    })
}

/// The same object under another name.
fn renamed(object: &PlanObject, n: u64) -> PlanObject {
    let mut object = object.clone();
    let name = format!("renamed {n}");
    match &mut object {
        PlanObject::EvacuationArea(area) => std::sync::Arc::make_mut(area).name = name,
        PlanObject::HazardArea(area) => std::sync::Arc::make_mut(area).name = name,
        PlanObject::Site(site) => std::sync::Arc::make_mut(site).name = name,
        PlanObject::Closure(closure) => std::sync::Arc::make_mut(closure).reason = name,
        PlanObject::RoadChange(change) => std::sync::Arc::make_mut(change).name = name,
        PlanObject::Route(route) => std::sync::Arc::make_mut(route).name = name,
        PlanObject::Note(note) => std::sync::Arc::make_mut(note).text = name,
    }
    object
}

/// Other facts for what is there.
fn changed(plan: &Plan, random: &mut Random) -> Option<Command> {
    let chosen = some_of(plan, random);
    let n = random.below(1000);
    let others: Vec<PlanObject> =
        chosen.iter().filter_map(|&id| plan.object(id)).map(|object| renamed(&object, n)).collect();
    Some(match random.below(6) {
        0 => Command::UpdateObject(others.into_iter().next()?),
        1 => Command::UpdateObjects(others),
        2 => {
            let new = PlanObject::drawn(ObjectKind::Note, Shape::Point(place(random)))?.renumbered(1_000_000);
            Command::UpsertObjects(others.into_iter().chain([new]).collect())
        }
        3 => Command::SetLocked { ids: chosen, locked: true },
        4 => Command::SetLocked { ids: ids(plan).into_iter().collect(), locked: false },
        _ => Command::DeleteObjects(chosen),
    })
}

/// What is not an object: settings, header, objects of another file.
fn around(plan: &Plan, random: &mut Random) -> Command {
    match random.below(4) {
        0 => Command::SetSettings(Settings { seed: random.below(1000), ..(**plan.settings()).clone() }),
        1 => {
            let name = format!("Plan {}", random.below(100));
            Command::SetHeader(PlanHeader { name, ..(**plan.header()).clone() })
        }
        2 => Command::SetFilesAndSettings {
            header: Box::new((**plan.header()).clone()),
            settings: Box::new(Settings { seed: random.below(1000), ..(**plan.settings()).clone() }),
        },
        _ => {
            let mut area = EvacuationArea::new(EvacuationAreaId(0), square(random));
            area.destination = plan.sites().keys().next().copied();
            let hazard = HazardArea::new(HazardAreaId(0), Hazard::Flood, square(random));
            Command::ImportObjects(vec![PlanObject::EvacuationArea(area.into()), PlanObject::HazardArea(hazard.into())])
        }
    }
}

/// Circumstances the plan is tested under; four sets of them at most.
fn scenario(plan: &Plan, random: &mut Random) -> Command {
    let all: Vec<ScenarioId> = plan.scenarios().keys().copied().collect();
    let id = one_of(&all, random).unwrap_or(muster::plan::BASE_SCENARIO);
    let chosen = some_of(plan, random);
    let name = format!("case {}", random.below(100));
    match random.below(9) {
        0 | 1 if all.len() < 5 => Command::AddScenario { name, from: (random.below(2) == 0).then_some(id) },
        0..=2 => Command::DeleteScenario(id),
        3 => Command::RenameScenario { id, name },
        4 | 5 => Command::ExcludeFromScenario { scenario: id, ids: chosen },
        6 => Command::IncludeInScenario { scenario: id, ids: chosen },
        _ => {
            let time_of_day = if random.below(2) == 0 { TimeOfDay::Day } else { TimeOfDay::Night };
            let old = plan.scenarios().get(&id).map_or_else(Scenario::base, |scenario| (**scenario).clone());
            Command::SetScenario(Scenario { selection: ScenarioSelection::Only(chosen), time_of_day, ..old })
        }
    }
}
