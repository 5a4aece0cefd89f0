//! Random small towns and random scripts of edits.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::town::{Town, at, house, rectangle, road};
use crate::community::Building;
use crate::document::Command;
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, RoadChangeId};
use crate::plan::{
    Capacity, Closure, ClosureShape, EvacuationArea, Extras, Hazard, HazardArea, HazardEffect, ObjectId, Plan,
    PlanObject, RoadChange, RoadChangeKind, Scenario, ScenarioSelection, Settings, ShelterClass, Site, SiteKind,
    SiteState, TimeOfDay,
};
use crate::standards::ValueKey;
use crate::units::Persons;

/// Streets of a 4 × 4 grid, 150 m apart, some missing, some doors; a district on its own in the far east.
pub(crate) fn town() -> impl Strategy<Value = Town> {
    let corners = prop::collection::vec((-40.0f64..40.0, -40.0f64..40.0), 16);
    let streets = prop::collection::vec(prop::bool::weighted(0.75), 24);
    let doors = prop::collection::vec((-60.0f64..520.0, -60.0f64..520.0, 0u32..9, 0u32..9, 0u32..4), 1..14);
    (corners, streets, doors).prop_map(|(corners, streets, doors)| {
        let corner = |column: usize, row: usize| {
            let (dx, dy) = corners[row * 4 + column];
            #[expect(clippy::cast_precision_loss, reason = "a number below 4")]
            let place = (column as f64 * 150.0 + dx, row as f64 * 150.0 + dy);
            place
        };
        let mut ends = Vec::new();
        for a in 0..4 {
            for b in 0..3 {
                ends.push((corner(b, a), corner(b + 1, a)));
                ends.push((corner(a, b), corner(a, b + 1)));
            }
        }
        let mut roads: Vec<_> =
            ends.iter().zip(&streets).filter(|street| *street.1).map(|(&(a, b), _)| road(&[a, b])).collect();
        roads.push(road(&[(1500.0, 0.0), (1700.0, 30.0)]));
        let mut houses: Vec<Building> =
            doors.iter().map(|&(x, y, night, day, frail)| house((x, y), night, day, frail)).collect();
        houses.push(house((1600.0, 5.0), 7, 2, 1));
        houses.push(house((900.0, 900.0), 3, 3, 3));
        Town::new(roads, houses, Vec::new())
    })
}

/// One edit; choices of objects are positions in the list of objects, wrapped around.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Place(usize, f64, f64),
    Move(usize, f64, f64),
    Delete(usize),
    Duplicate(usize),
    Switch(usize),
    Class(usize, usize),
    Close(f64, f64),
    CloseLine(f64, f64, f64, f64),
    Hazard(usize, f64, f64, f64),
    Area(f64, f64, f64),
    Limit(f64),
    Access(f64),
    Day(bool),
    Leave(usize),
    Link(f64, f64, f64, f64),
    Undo,
}

pub(crate) fn steps(n: usize) -> impl Strategy<Value = Vec<Step>> {
    let x = || -60.0f64..560.0;
    let step = prop_oneof![
        4 => (0usize..7, x(), x()).prop_map(|(kind, x, y)| Step::Place(kind, x, y)),
        4 => (0usize..2, x(), x()).prop_map(|(kind, x, y)| Step::Place(kind, x, y)),
        6 => (any::<usize>(), x(), x()).prop_map(|(i, x, y)| Step::Move(i, x, y)),
        1 => any::<usize>().prop_map(Step::Delete),
        1 => any::<usize>().prop_map(Step::Duplicate),
        2 => any::<usize>().prop_map(Step::Switch),
        4 => (any::<usize>(), 0usize..5).prop_map(|(i, class)| Step::Class(i, class)),
        2 => (x(), x()).prop_map(|(x, y)| Step::Close(x, y)),
        1 => (x(), x(), x(), x()).prop_map(|(a, b, c, d)| Step::CloseLine(a, b, c, d)),
        2 => (0usize..3, x(), x(), 20.0f64..200.0).prop_map(|(kind, x, y, size)| Step::Hazard(kind, x, y, size)),
        1 => (x(), x(), 50.0f64..400.0).prop_map(|(x, y, size)| Step::Area(x, y, size)),
        2 => (100.0f64..600.0).prop_map(Step::Limit),
        1 => (5.0f64..200.0).prop_map(Step::Access),
        1 => any::<bool>().prop_map(Step::Day),
        1 => any::<usize>().prop_map(Step::Leave),
        2 => (x(), x(), x(), x()).prop_map(|(a, b, c, d)| Step::Link(a, b, c, d)),
        2 => Just(Step::Undo),
    ];
    prop::collection::vec(step, 1..n)
}

fn pick(plan: &Plan, choice: usize) -> Option<ObjectId> {
    let n = plan.objects().count();
    if n == 0 { None } else { plan.objects().nth(choice % n).map(|object| object.id()) }
}

fn changed(plan: &Plan, choice: usize, change: impl FnOnce(&mut Site)) -> Option<Command> {
    let n = plan.sites().len();
    let mut site = if n == 0 { None } else { plan.sites().values().nth(choice % n).map(|site| (**site).clone()) }?;
    change(&mut site);
    Some(Command::UpdateObject(PlanObject::Site(site.into())))
}

fn hazard(kind: usize, area: crate::geometry::MultiPolygon) -> PlanObject {
    let mut hazard = HazardArea::new(HazardAreaId(0), Hazard::ALL[kind], area);
    hazard.effect = match kind {
        0 => HazardEffect::Passable { speed_factor: 0.4 },
        1 => HazardEffect::ClosedToCars,
        _ => HazardEffect::ClosedToWalkers,
    };
    PlanObject::HazardArea(hazard.into())
}

fn command(plan: &Plan, step: &Step) -> Option<Command> {
    match *step {
        Step::Place(kind, x, y) => {
            Some(Command::PlaceSite { kind: SiteKind::ALL[kind], place: at(x, y), name: String::new() })
        }
        Step::Move(i, x, y) => pick(plan, i).map(|id| Command::MoveObject { id, to: at(x, y) }),
        Step::Delete(i) => pick(plan, i).map(|id| Command::DeleteObjects(BTreeSet::from([id]))),
        Step::Duplicate(i) => pick(plan, i).map(|id| Command::DuplicateObjects(BTreeSet::from([id]))),
        Step::Switch(i) => changed(plan, i, |site| {
            if i % 3 == 0 {
                site.state = SiteState::Candidate;
            } else {
                site.is_open = !site.is_open;
            }
            site.unfit_for.insert(Hazard::ALL[i % 8]);
        }),
        Step::Class(i, class) => changed(plan, i, |site| {
            site.class = ShelterClass::ALL[class];
            site.capacity = Capacity::Persons(Persons(5));
        }),
        Step::Close(x, y) => Some(Command::PlaceClosure { place: at(x, y) }),
        Step::CloseLine(a, b, c, d) => {
            let closure = Closure::new(ClosureId(0), ClosureShape::Lines(vec![vec![at(a, b), at(c, d)]]));
            Some(Command::ImportObjects(vec![PlanObject::Closure(closure.into())]))
        }
        Step::Hazard(kind, x, y, size) => {
            Some(Command::ImportObjects(vec![hazard(kind, rectangle((x, y), (x + size, y + size)))]))
        }
        Step::Area(x, y, size) => {
            let mut area = EvacuationArea::new(EvacuationAreaId(0), rectangle((x, y), (x + size, y + size)));
            // Some areas are sent to a site by hand.
            area.destination = plan.sites().keys().next().copied().filter(|_| size > 200.0);
            Some(Command::ImportObjects(vec![PlanObject::EvacuationArea(area.into())]))
        }
        Step::Limit(limit) => {
            // Shelter classes get limits far enough apart to matter within a small town.
            let emergency = (ValueKey::ShelterEmergencyWalkLimit, limit / 2.0);
            let short = (ValueKey::ShelterShortWalkLimit, limit);
            Some(with_overrides(plan, &[emergency, short, (ValueKey::SafeHarborWalkLimit, limit)]))
        }
        Step::Access(limit) => Some(with_overrides(plan, &[(ValueKey::MaxAccessDistance, limit)])),
        Step::Day(is_day) => {
            let base = plan.scenarios().values().next()?;
            let time_of_day = if is_day { TimeOfDay::Day } else { TimeOfDay::Night };
            Some(Command::SetScenario(Scenario { time_of_day, ..(**base).clone() }))
        }
        Step::Leave(i) => {
            let base = plan.scenarios().values().next()?;
            let left = pick(plan, i);
            let stay = plan.objects().map(|object| object.id()).filter(|id| Some(*id) != left).collect();
            let selection = if i % 2 == 0 { ScenarioSelection::Only(stay) } else { ScenarioSelection::All };
            Some(Command::SetScenario(Scenario { selection, ..(**base).clone() }))
        }
        Step::Link(a, b, c, d) => {
            let change = RoadChange {
                id: RoadChangeId(0),
                source_id: None,
                lines: vec![vec![at(a, b), at(c, d)]],
                name: String::new(),
                kind: RoadChangeKind::NewLink(4.0),
                is_locked: false,
                extras: Extras::default(),
            };
            Some(Command::AddObject(Box::new(PlanObject::RoadChange(change.into()))))
        }
        Step::Undo => None,
    }
}

fn with_overrides(plan: &Plan, values: &[(ValueKey, f64)]) -> Command {
    let mut settings: Settings = (**plan.settings()).clone();
    settings.overrides.extend(values.iter().copied());
    Command::SetSettings(settings)
}

impl Town {
    /// Does one edit; one that is refused changes nothing.
    pub(crate) fn take(&mut self, step: &Step) {
        match command(self.document.plan(), step) {
            Some(command) => drop(self.document.execute(command)),
            None => drop(self.document.undo()),
        }
    }
}
