//! The laws of undo, redo and revisions, on random sessions.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Command, CommandError, Document};
use crate::geometry::LonLat;
use crate::ids::{Revision, SiteId};
use crate::plan::{
    Capacity, EvacuationArea, HazardEffect, ObjectId, Plan, PlanHeader, PlanObject, Scenario, ScenarioSelection,
    Settings, Site, SiteKind,
};
use crate::units::Persons;

/// A step of a random session; object choices are positions in the list of objects, wrapped around.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Place(usize, f64, f64),
    Close(f64, f64),
    Move(usize, f64, f64),
    Rename(usize, u8),
    Lock(usize),
    Delete(Vec<usize>),
    Duplicate(Vec<usize>),
    ImportArea(usize),
    Seed(u64),
    Title(u8),
    Scenario(Vec<usize>),
    Break(usize),
    Undo,
    Redo,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let at = || (-0.01f64..0.01, -0.01f64..0.01);
    prop_oneof![
        4 => (0usize..7, at()).prop_map(|(k, (x, y))| Step::Place(k, x, y)),
        1 => at().prop_map(|(x, y)| Step::Close(x, y)),
        3 => (any::<usize>(), at()).prop_map(|(i, (x, y))| Step::Move(i, x, y)),
        2 => (any::<usize>(), any::<u8>()).prop_map(|(i, n)| Step::Rename(i, n)),
        1 => any::<usize>().prop_map(Step::Lock),
        1 => prop::collection::vec(any::<usize>(), 0..3).prop_map(Step::Delete),
        1 => prop::collection::vec(any::<usize>(), 0..3).prop_map(Step::Duplicate),
        1 => any::<usize>().prop_map(Step::ImportArea),
        1 => any::<u64>().prop_map(Step::Seed),
        1 => any::<u8>().prop_map(Step::Title),
        1 => prop::collection::vec(any::<usize>(), 0..3).prop_map(Step::Scenario),
        1 => any::<usize>().prop_map(Step::Break),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
    ]
}

fn at(x: f64, y: f64) -> LonLat {
    LonLat::new_clamped(9.5 + x, 47.0 + y)
}

fn pick(plan: &Plan, choice: usize) -> Option<ObjectId> {
    let n = plan.objects().count();
    if n == 0 { None } else { plan.objects().nth(choice % n).map(|object| object.id()) }
}

fn pick_all(plan: &Plan, choices: &[usize]) -> BTreeSet<ObjectId> {
    choices.iter().filter_map(|&choice| pick(plan, choice)).collect()
}

fn site_of(plan: &Plan, choice: usize) -> Option<Site> {
    let n = plan.sites().len();
    if n == 0 { None } else { plan.sites().values().nth(choice % n).map(|site| (**site).clone()) }
}

fn square() -> crate::geometry::MultiPolygon {
    let corner = |x: f64, y: f64| at(x * 1e-3, y * 1e-3);
    let outer = vec![corner(0.0, 0.0), corner(1.0, 0.0), corner(1.0, 1.0), corner(0.0, 1.0), corner(0.0, 0.0)];
    crate::geometry::MultiPolygon(vec![crate::geometry::Polygon::from_ring(outer)])
}

/// The command of a step, where it has one.
pub(crate) fn command(plan: &Plan, step: &Step) -> Option<Command> {
    match step {
        Step::Place(kind, x, y) => {
            Some(Command::PlaceSite { kind: SiteKind::ALL[*kind], place: at(*x, *y), name: "new".to_owned() })
        }
        Step::Close(x, y) => Some(Command::PlaceClosure { place: at(*x, *y) }),
        Step::Move(i, x, y) => pick(plan, *i).map(|id| Command::MoveObject { id, to: at(*x, *y) }),
        Step::Rename(i, n) => site_of(plan, *i).map(|site| {
            let site = Site { name: format!("site {n}"), capacity: Capacity::Persons(Persons(u32::from(*n))), ..site };
            Command::UpdateObject(PlanObject::Site(site.into()))
        }),
        Step::Lock(i) => site_of(plan, *i)
            .map(|site| Command::UpdateObject(PlanObject::Site(Site { is_locked: !site.is_locked, ..site }.into()))),
        Step::Delete(choices) => Some(Command::DeleteObjects(pick_all(plan, choices))),
        Step::Duplicate(choices) => Some(Command::DuplicateObjects(pick_all(plan, choices))),
        Step::ImportArea(i) => {
            let mut area = EvacuationArea::new(crate::ids::EvacuationAreaId(0), square());
            area.destination = site_of(plan, *i).map(|site| site.id);
            Some(Command::ImportObjects(vec![PlanObject::EvacuationArea(area.into())]))
        }
        Step::Seed(seed) => Some(Command::SetSettings(Settings { seed: *seed, ..(**plan.settings()).clone() })),
        Step::Title(n) => {
            Some(Command::SetHeader(PlanHeader { name: format!("plan {n}"), ..(**plan.header()).clone() }))
        }
        Step::Scenario(choices) => {
            let selection = ScenarioSelection::Only(pick_all(plan, choices));
            Some(Command::SetScenario(Scenario { id: crate::ids::ScenarioId(1), selection, ..Scenario::base() }))
        }
        // An object that breaks a rule of plans: it must be refused.
        Step::Break(i) => site_of(plan, *i).map(|site| {
            Command::UpdateObject(PlanObject::Site(Site { exit_persons_per_min: Some(f64::NAN), ..site }.into()))
        }),
        Step::Undo | Step::Redo => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn undo_redo_and_revisions_keep_their_laws(steps in prop::collection::vec(step(), 1..40)) {
        let mut document = Document::default();
        let mut seen: BTreeMap<Revision, Plan> = BTreeMap::from([(document.revision(), document.plan().clone())]);
        let mut numbers_given = BTreeSet::new();
        for step in &steps {
            let before = (document.plan().clone(), document.revision(), document.next_number());
            let undo_before = document.next_undo();
            let done = match step {
                Step::Undo => document.undo().is_some(),
                Step::Redo => document.redo().is_some(),
                other => match command(document.plan(), other) {
                    None => false,
                    Some(command) => if let Ok(applied) = document.execute(command) {
                        prop_assert!(!seen.contains_key(&applied.revision), "a new step takes a fresh revision");
                        for object in document.plan().objects() {
                            if before.0.object(object.id()).is_none() {
                                prop_assert!(numbers_given.insert(object.id().number()), "a number was given twice");
                            }
                        }
                        true
                    } else {
                        prop_assert_eq!(document.next_undo(), undo_before);
                        false
                    },
                },
            };
            if !done {
                prop_assert_eq!(document.plan(), &before.0);
                prop_assert_eq!(document.revision(), before.1);
                prop_assert_eq!(document.next_number(), before.2);
            }
            prop_assert_eq!(document.plan().validate_invariants(document.next_number()), vec![]);
            let known = seen.entry(document.revision()).or_insert_with(|| document.plan().clone());
            prop_assert_eq!(&*known, document.plan(), "a revision names one state for ever");
        }
        let end = (document.plan().clone(), document.revision());
        let mut n_undone = 0;
        while document.undo().is_some() {
            n_undone += 1;
        }
        prop_assert_eq!(document.plan(), &Plan::default());
        prop_assert_eq!(document.revision(), Revision(1));
        for _ in 0..n_undone {
            prop_assert!(document.redo().is_some());
        }
        prop_assert_eq!(document.plan(), &end.0);
        prop_assert_eq!(document.revision(), end.1);
    }
}

#[test]
fn a_locked_site_is_neither_moved_nor_deleted() {
    let mut document = Document::default();
    let place = at(0.0, 0.0);
    document.execute(Command::PlaceSite { kind: SiteKind::Shelter, place, name: String::new() }).expect("placed");
    let id = ObjectId::Site(SiteId(1));
    let site = Site { is_locked: true, ..Site::new(SiteId(1), SiteKind::Shelter, place) };
    document.execute(Command::UpdateObject(PlanObject::Site(site.into()))).expect("locked");
    assert_eq!(document.execute(Command::MoveObject { id, to: at(0.001, 0.0) }), Err(CommandError::Locked(id)));
    assert_eq!(document.execute(Command::DeleteObjects(BTreeSet::from([id]))), Err(CommandError::Locked(id)));
}

#[test]
fn saving_marks_a_state_and_undo_comes_back_to_it() {
    let mut document = Document::default();
    assert!(!document.is_dirty());
    document.execute(Command::PlaceClosure { place: at(0.0, 0.0) }).expect("placed");
    assert!(document.is_dirty());
    document.mark_saved();
    document.execute(Command::PlaceClosure { place: at(0.001, 0.0) }).expect("placed");
    assert!(document.is_dirty());
    document.undo();
    assert!(!document.is_dirty());
    document.undo();
    assert!(document.is_dirty());
}

#[test]
fn a_passable_hazard_needs_a_speed_above_zero() {
    let mut document = Document::default();
    let mut area = crate::plan::HazardArea::new(crate::ids::HazardAreaId(0), crate::plan::Hazard::Fire, square());
    area.effect = HazardEffect::Passable { speed_factor: 0.0 };
    let command = Command::ImportObjects(vec![PlanObject::HazardArea(area.into())]);
    assert!(matches!(document.execute(command), Err(CommandError::Invalid(_))));
}
