//! The laws of undo, redo and revisions, on random sessions of all commands; and what each command must do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::random_session::{Step, command, drawn, square, step};
use super::{BufferInto, Command, CommandError, CommandLabel, Document};
use crate::geometry::editing::{Apart, EditFault, ShapeFault, shape_faults};
use crate::geometry::{LonLat, Shape};
use crate::ids::{EvacuationAreaId, HazardAreaId, Revision, ScenarioId, SiteId};
use crate::plan::{
    BASE_SCENARIO, EvacuationArea, EvacuationSettings, Hazard, HazardEffect, ObjectId, ObjectKind, Plan, PlanObject,
    ScenarioSelection, Settings, SettingsFault, SettingsNumber, Site, SiteKind,
};

fn at(x: f64, y: f64) -> LonLat {
    LonLat::new_clamped(9.5 + x, 47.0 + y)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn undo_redo_and_revisions_keep_their_laws(steps in prop::collection::vec(step(), 1..60)) {
        let mut document = Document::default();
        let mut seen: BTreeMap<Revision, Plan> = BTreeMap::from([(document.revision(), document.plan().clone())]);
        let mut numbers_given = BTreeSet::new();
        for step in &steps {
            let before = (document.plan().clone(), document.revision(), document.next_number());
            let undo_before = document.next_undo();
            let done = match step {
                Step::Undo => document.undo().is_some(),
                Step::Redo => document.redo().is_some(),
                Step::Do(verb, material) => match command(document.plan(), *verb, material) {
                    None => false,
                    Some(command) => if let Ok(applied) = document.execute(command) {
                        prop_assert!(!seen.contains_key(&applied.revision), "a new step takes a fresh revision");
                        let objects = document.plan().objects().filter(|o| before.0.object(o.id()).is_none());
                        let scenarios = document.plan().scenarios().keys().filter(|id| !before.0.scenarios().contains_key(id));
                        for number in objects.map(|object| object.id().number()).chain(scenarios.map(|id| id.0)) {
                            prop_assert!(numbers_given.insert(number), "the number {} was given twice", number);
                        }
                        prop_assert!(*document.plan() != before.0, "a step changes something");
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
            for object in document.plan().objects() {
                prop_assert_eq!(shape_faults(&object.shape()), vec![], "{} is sound after {:?}", object.id(), step);
                let was_locked = before.0.object(object.id()).filter(|old| old.is_locked() && object.is_locked());
                if let (Some(old), Step::Do(..)) = (was_locked, step) {
                    prop_assert!(old.has_same_shape(&object), "{} is locked", object.id());
                }
            }
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
fn random_sessions_reach_every_command() {
    let mut runner = TestRunner::deterministic();
    let strategy = prop::collection::vec(step(), 60);
    let mut done: BTreeSet<CommandLabel> = BTreeSet::new();
    for _ in 0..40 {
        let steps = strategy.new_tree(&mut runner).expect("steps").current();
        let mut document = Document::default();
        for step in &steps {
            if let Step::Do(verb, material) = step
                && let Some(command) = command(document.plan(), *verb, material)
                && let Ok(applied) = document.execute(command)
            {
                done.insert(applied.label);
            }
        }
    }
    let sites = SiteKind::ALL.map(CommandLabel::PlaceSite);
    let kinds = ObjectKind::ALL.into_iter().filter(|kind| *kind != ObjectKind::Site).map(CommandLabel::Draw);
    let all = [
        CommandLabel::PlaceClosure,
        CommandLabel::Move,
        CommandLabel::Rotate,
        CommandLabel::Reshape,
        CommandLabel::Split,
        CommandLabel::Merge,
        CommandLabel::CutHole,
        CommandLabel::Buffer,
        CommandLabel::Change,
        CommandLabel::Lock,
        CommandLabel::Unlock,
        CommandLabel::Rows,
        CommandLabel::Delete,
        CommandLabel::Duplicate,
        CommandLabel::Import,
        CommandLabel::Settings,
        CommandLabel::Header,
        CommandLabel::Scenario,
        CommandLabel::AddScenario,
        CommandLabel::RenameScenario,
        CommandLabel::DeleteScenario,
    ];
    let missing: Vec<CommandLabel> =
        sites.into_iter().chain(kinds).chain(all).filter(|label| !done.contains(label)).collect();
    assert_eq!(missing, vec![], "never done");
}

/// A document with one drawn object of each kind of the list, numbered from 1.
fn with_drawn(kinds: &[(usize, (f64, f64), f64)]) -> (Document, Vec<ObjectId>) {
    let mut document = Document::default();
    let ids = kinds.iter().map(|&(kind, spot, size)| {
        let applied = document.execute(Command::AddObject(Box::new(drawn(kind, spot, size)))).expect("drawn");
        applied.touched[0]
    });
    let ids = ids.collect();
    (document, ids)
}

fn ways_to_change(id: ObjectId, shape: &Shape) -> Vec<Command> {
    let ids = BTreeSet::from([id]);
    let place = at(0.001, 0.0);
    let far = shape.mapped(|p| LonLat::new_clamped(p.lon() + 0.01, p.lat()));
    vec![
        Command::MoveObject { id, to: place },
        Command::MoveObjects { ids: ids.clone(), east_m: 5.0, north_m: 0.0 },
        Command::RotateObjects { ids: ids.clone(), degrees: 30.0, about: place },
        Command::Reshape(vec![(id, far)]),
        Command::SplitObject { id, by: vec![at(-0.01, 0.0), at(0.01, 0.0)] },
        Command::CutHole { id, ring: vec![at(0.0, 0.0), at(0.0001, 0.0), at(0.0, 0.0001)] },
        Command::BufferObject { id, distance_m: 5.0, into: BufferInto::Outline },
        Command::DeleteObjects(ids),
    ]
}

#[test]
fn locked_objects_of_every_kind_refuse_what_changes_their_shape() {
    for kind in 0..7 {
        let (mut document, ids) = with_drawn(&[(kind, (0.0, 0.0), 50.0)]);
        let id = ids[0];
        document.execute(Command::SetLocked { ids: BTreeSet::from([id]), locked: true }).expect("locked");
        let object = document.plan().object(id).expect("there");
        for command in ways_to_change(id, &object.shape()) {
            assert_eq!(document.execute(command.clone()), Err(CommandError::Locked(id)), "{command:?}");
        }
        let moved = object.with_shape(object.shape().mapped(|p| LonLat::new_clamped(p.lon() + 0.01, p.lat())));
        assert_eq!(document.execute(Command::UpdateObject(moved.expect("moved"))), Err(CommandError::Locked(id)));
        assert_eq!(document.execute(Command::DuplicateObjects(BTreeSet::from([id]))).map(|_| ()), Ok(()));
        let copy = document.plan().objects().find(|object| object.id() != id).expect("a copy");
        assert!(!copy.is_locked(), "a copy is not locked");
    }
}

#[test]
fn unsound_drawings_are_refused_with_the_place() {
    let mut document = Document::default();
    let mut tie = square((0.0, 0.0), 100.0);
    tie.0[0].outer.swap(1, 2);
    let area = PlanObject::EvacuationArea(EvacuationArea::new(EvacuationAreaId(0), tie.clone()).into());
    let error = document.execute(Command::AddObject(Box::new(area))).expect_err("a bow tie");
    let CommandError::CannotDraw { fault: EditFault::Shape(faults), .. } = &error else { panic!("{error}") };
    assert!(matches!(faults[0], ShapeFault::SelfCrossing(_)));
    assert_eq!(error.places().len(), faults.len());
    let (mut document, ids) = with_drawn(&[(0, (0.0, 0.0), 100.0), (5, (0.0, 0.0), 100.0)]);
    let error = document.execute(Command::Reshape(vec![(ids[0], Shape::Area(tie))])).expect_err("a bow tie");
    assert!(matches!(error, CommandError::CannotReshape { id, .. } if id == ids[0]));
    let point = Shape::Lines(vec![vec![at(0.0, 0.0), at(0.0, 0.0)]]);
    let error = document.execute(Command::Reshape(vec![(ids[1], point)])).expect_err("a line of one point");
    assert!(matches!(error, CommandError::CannotReshape { fault: EditFault::Shape(faults), .. }
        if matches!(faults[0], ShapeFault::LineOfOnePoint(_))));
    let wrong = Command::Reshape(vec![(ids[0], Shape::Point(at(0.0, 0.0)))]);
    assert_eq!(document.execute(wrong), Err(CommandError::WrongShape(ids[0])));
}

#[test]
fn a_split_keeps_number_and_facts_and_its_parts_join_the_scenarios() {
    let (mut document, ids) = with_drawn(&[(0, (0.0, 0.0), 100.0), (6, (300.0, 0.0), 1.0)]);
    let Some(PlanObject::EvacuationArea(area)) = document.plan().object(ids[0]) else { panic!("an area") };
    let named = EvacuationArea {
        name: "North".to_owned(),
        phase_min: 15.0,
        source_id: Some("\"a\"".into()),
        ..(*area).clone()
    };
    document.execute(Command::UpdateObject(PlanObject::EvacuationArea(named.into()))).expect("named");
    document.execute(Command::AddScenario { name: "Flood".to_owned(), from: None }).expect("added");
    let flood = *document.plan().scenarios().keys().last().expect("a scenario");
    let note = BTreeSet::from([ids[1]]);
    document.execute(Command::ExcludeFromScenario { scenario: flood, ids: note.clone() }).expect("excluded");
    let (west, east) = (drawn(6, (-200.0, 20.0), 1.0).place(), drawn(6, (200.0, 20.0), 1.0).place());
    let by = vec![west.expect("a place"), east.expect("a place")];
    document.execute(Command::SplitObject { id: ids[0], by }).expect("split");
    let areas: Vec<_> = document.plan().evacuation_areas().values().collect();
    assert_eq!(areas.len(), 2);
    assert_eq!((areas[0].id, areas[0].source_id.is_some()), (EvacuationAreaId(1), true));
    assert_eq!(areas[1].source_id, None, "a new thing has no id in any file");
    assert!(areas.iter().all(|area| area.name == "North" && area.phase_min == 15.0));
    assert_eq!(document.plan().scenarios()[&flood].selection, ScenarioSelection::Except(note.clone()));
    document.execute(Command::IncludeInScenario { scenario: flood, ids: note }).expect("included");
    assert_eq!(document.plan().scenarios()[&flood].selection, ScenarioSelection::All, "everything is all");
    // Back in one: the list and the references follow.
    let parts: Vec<ObjectId> =
        document.plan().evacuation_areas().keys().map(|&id| ObjectId::EvacuationArea(id)).collect();
    document.execute(Command::MergeObjects { ids: parts, apart: Apart::Refuse }).expect("merged");
    assert_eq!(document.plan().evacuation_areas().len(), 1);
}

#[test]
fn what_referred_to_a_joined_site_refers_to_the_one_that_stays() {
    let (mut document, ids) = with_drawn(&[(2, (0.0, 0.0), 60.0), (2, (100.0, 0.0), 60.0), (0, (500.0, 0.0), 50.0)]);
    let ObjectId::Site(second) = ids[1] else { panic!("a site") };
    let Some(PlanObject::EvacuationArea(area)) = document.plan().object(ids[2]) else { panic!("an area") };
    let sent = EvacuationArea { destination: Some(second), ..(*area).clone() };
    document.execute(Command::UpdateObject(PlanObject::EvacuationArea(sent.into()))).expect("sent");
    document.execute(Command::AddScenario { name: "One".to_owned(), from: None }).expect("added");
    let scenario = *document.plan().scenarios().keys().last().expect("a scenario");
    let gone = BTreeSet::from([ids[0]]);
    document.execute(Command::ExcludeFromScenario { scenario, ids: gone }).expect("excluded");
    let mixed = Command::MergeObjects { ids: vec![ids[0], ids[2]], apart: Apart::Refuse };
    assert_eq!(document.execute(mixed), Err(CommandError::DifferentKinds(ids[0], ids[2])));
    document.execute(Command::MergeObjects { ids: vec![ids[0], ids[1]], apart: Apart::Refuse }).expect("merged");
    assert_eq!(document.plan().sites().len(), 1);
    let area = document.plan().evacuation_areas().values().next().expect("an area");
    assert_eq!(area.destination.map(ObjectId::Site), Some(ids[0]));
    let selection = &document.plan().scenarios()[&scenario].selection;
    assert!(selection.includes(ids[0]), "the one that stays takes part as the other did");
}

#[test]
fn areas_apart_are_joined_only_as_parts() {
    let (mut document, ids) = with_drawn(&[(1, (0.0, 0.0), 50.0), (1, (400.0, 0.0), 50.0)]);
    let error = document.execute(Command::MergeObjects { ids: ids.clone(), apart: Apart::Refuse });
    assert_eq!(error, Err(CommandError::CannotReshape { id: ids[0], fault: EditFault::Apart }));
    document.execute(Command::MergeObjects { ids, apart: Apart::KeepAsParts }).expect("parts");
    assert_eq!(document.plan().hazard_areas().values().map(|area| area.outline.0.len()).collect::<Vec<_>>(), [2]);
}

#[test]
fn surroundings_become_the_outline_or_a_new_area() {
    let (mut document, ids) = with_drawn(&[(3, (0.0, 0.0), 100.0), (5, (0.0, 0.0), 100.0)]);
    let widen = |id, into| Command::BufferObject { id, distance_m: 20.0, into };
    document.execute(widen(ids[0], BufferInto::Outline)).expect("an area closure");
    assert!(matches!(document.plan().object(ids[0]).expect("there").shape(), Shape::Area(_)));
    assert_eq!(document.execute(widen(ids[1], BufferInto::Outline)), Err(CommandError::WrongShape(ids[1])));
    let applied = document.execute(widen(ids[1], BufferInto::HazardArea(Hazard::Chemical))).expect("a hazard area");
    assert_eq!(applied.touched, [ObjectId::HazardArea(HazardAreaId(3))]);
}

#[test]
fn the_base_scenario_stays() {
    let mut document = Document::default();
    assert_eq!(document.execute(Command::DeleteScenario(BASE_SCENARIO)), Err(CommandError::BaseScenarioStays));
    let rename = Command::RenameScenario { id: BASE_SCENARIO, name: "x".to_owned() };
    assert_eq!(document.execute(rename), Err(CommandError::BaseScenarioStays));
    let gone = ScenarioId(9);
    assert_eq!(document.execute(Command::DeleteScenario(gone)), Err(CommandError::NoSuchScenario(gone)));
    let add = Command::AddScenario { name: "x".to_owned(), from: Some(gone) };
    assert_eq!(document.execute(add), Err(CommandError::NoSuchScenario(gone)));
}

#[test]
fn pasted_rows_replace_and_add_in_one_step() {
    let (mut document, ids) = with_drawn(&[(6, (0.0, 0.0), 1.0)]);
    let known = document.plan().object(ids[0]).expect("there");
    let rows =
        vec![known.with_shape(Shape::Point(at(0.002, 0.0))).expect("moved"), drawn(6, (50.0, 0.0), 1.0).renumbered(77)];
    let applied = document.execute(Command::UpsertObjects(rows)).expect("rows");
    assert_eq!(applied.touched.len(), 2);
    assert_eq!(document.plan().notes().keys().map(|id| id.0).collect::<Vec<_>>(), [1, 2]);
    document.undo();
    assert_eq!(document.plan().notes().len(), 1);
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
    let mut area = crate::plan::HazardArea::new(HazardAreaId(0), Hazard::Fire, square((0.0, 0.0), 50.0));
    area.effect = HazardEffect::Passable { speed_factor: 0.0 };
    let command = Command::ImportObjects(vec![PlanObject::HazardArea(area.into())]);
    assert!(matches!(document.execute(command), Err(CommandError::Invalid(_))));
}

#[test]
fn settings_that_cannot_be_reckoned_with_are_refused_and_the_plan_stays_as_it_was() {
    let mut document = Document::default();
    let before = Arc::clone(document.plan().settings());
    let evacuation = EvacuationSettings { horizon_min: 0.0, ..EvacuationSettings::default() };
    let settings = Settings { evacuation, seed: 9, ..(*before).clone() };
    let fault = SettingsFault::Number { number: SettingsNumber::Horizon, value: 0.0 };
    let refused = document.execute(Command::SetSettings(settings.clone()));
    assert_eq!(refused, Err(CommandError::BadSettings(vec![fault])));
    let (header, settings) = (Box::new((**document.plan().header()).clone()), Box::new(settings));
    let refused = document.execute(Command::SetFilesAndSettings { header, settings }).unwrap_err();
    assert_eq!(refused.to_string(), "cannot change the settings: horizon_min is 0, give a number from 1 to 10080");
    assert_eq!((document.plan().settings(), document.is_dirty()), (&before, false));
}
