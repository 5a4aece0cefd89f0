//! What joins: lists of scenarios follow what is cut, copied and joined, and joining does not change what is said.

use std::collections::BTreeSet;

use super::random_session::drawn;
use super::{Command, CommandError, Document};
use crate::geometry::editing::{Apart, EditFault};
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, Shape, geodesic_length};
use crate::ids::{ClosureId, HazardAreaId, RoadChangeId, ScenarioId};
use crate::plan::{
    BASE_SCENARIO, Closure, ClosureShape, Extras, Hazard, HazardArea, HazardEffect, ObjectId, ObjectKind, PlanObject,
    RoadChange, RoadChangeKind, Scenario, ScenarioSelection,
};

fn at(x: f64, y: f64) -> LonLat {
    LocalProjection::new(LonLat::new_clamped(9.5, 47.0)).lon_lat_from_local(LocalPoint::new(x, y))
}

fn added(document: &mut Document, object: PlanObject) -> ObjectId {
    document.execute(Command::AddObject(Box::new(object))).expect("drawn").touched[0]
}

fn scenario(document: &mut Document, selection: ScenarioSelection) -> ScenarioId {
    document.execute(Command::AddScenario { name: "Flood".to_owned(), from: None }).expect("added");
    let id = *document.plan().scenarios().keys().next_back().expect("a scenario");
    document.execute(Command::SetScenario(Scenario { id, selection, ..Scenario::base() })).expect("chosen");
    id
}

/// An area and a note; a scenario without both, one with the area alone, one without the note.
fn listed() -> (Document, ObjectId, ObjectId, [ScenarioId; 3]) {
    let mut document = Document::default();
    let area = added(&mut document, drawn(0, (0.0, 0.0), 100.0));
    let note = added(&mut document, drawn(6, (300.0, 0.0), 1.0));
    let without = scenario(&mut document, ScenarioSelection::Except(BTreeSet::from([area, note])));
    let only = scenario(&mut document, ScenarioSelection::Only(BTreeSet::from([area])));
    let other = scenario(&mut document, ScenarioSelection::Except(BTreeSet::from([note])));
    (document, area, note, [without, only, other])
}

fn check_lists(document: &Document, lists: [ScenarioId; 3], areas: &BTreeSet<ObjectId>, note: ObjectId) {
    let selection = |id: ScenarioId| document.plan().scenarios()[&id].selection.clone();
    let with_note = areas.iter().copied().chain([note]).collect();
    assert_eq!(selection(lists[0]), ScenarioSelection::Except(with_note));
    assert_eq!(selection(lists[1]), ScenarioSelection::Only(areas.clone()));
    assert_eq!(selection(lists[2]), ScenarioSelection::Except(BTreeSet::from([note])));
    assert_eq!(document.plan().scenarios()[&BASE_SCENARIO].selection, ScenarioSelection::All);
}

fn areas_of(document: &Document) -> BTreeSet<ObjectId> {
    document.plan().objects().map(|object| object.id()).filter(|id| id.kind() == ObjectKind::EvacuationArea).collect()
}

#[test]
fn every_list_that_names_an_area_names_its_parts_and_after_joining_them_the_one_that_stays() {
    let (mut document, area, note, lists) = listed();
    let by = [drawn(6, (-200.0, 20.0), 1.0), drawn(6, (200.0, 20.0), 1.0)];
    let by: Line = by.iter().filter_map(PlanObject::place).collect();
    document.execute(Command::SplitObject { id: area, by }).expect("split");
    let parts = areas_of(&document);
    assert_eq!(parts.len(), 2);
    check_lists(&document, lists, &parts, note);
    // One part takes part after all: the joined area does where either did.
    let gone = BTreeSet::from([*parts.iter().next_back().expect("a part")]);
    document.execute(Command::IncludeInScenario { scenario: lists[0], ids: gone.clone() }).expect("included");
    document.execute(Command::ExcludeFromScenario { scenario: lists[1], ids: gone }).expect("excluded");
    document.execute(Command::MergeObjects { ids: parts.into_iter().collect(), apart: Apart::Refuse }).expect("merged");
    assert_eq!(areas_of(&document), BTreeSet::from([area]));
    let selection = |id: ScenarioId| document.plan().scenarios()[&id].selection.clone();
    assert_eq!(selection(lists[0]), ScenarioSelection::Except(BTreeSet::from([note])));
    assert_eq!(selection(lists[1]), ScenarioSelection::Only(BTreeSet::from([area])));
}

#[test]
fn joining_parts_that_take_no_part_leaves_the_whole_without() {
    let (mut document, area, note, lists) = listed();
    let by: Line = [(-200.0, 20.0), (200.0, 20.0)].iter().filter_map(|&spot| drawn(6, spot, 1.0).place()).collect();
    document.execute(Command::SplitObject { id: area, by }).expect("split");
    let parts = areas_of(&document).into_iter().collect();
    document.execute(Command::MergeObjects { ids: parts, apart: Apart::Refuse }).expect("merged");
    check_lists(&document, lists, &BTreeSet::from([area]), note);
}

#[test]
fn a_copy_takes_part_where_its_original_does() {
    let (mut document, area, note, lists) = listed();
    document.execute(Command::DuplicateObjects(BTreeSet::from([area]))).expect("copied");
    let areas = areas_of(&document);
    assert_eq!(areas.len(), 2);
    check_lists(&document, lists, &areas, note);
    document.undo();
    check_lists(&document, lists, &BTreeSet::from([area]), note);
}

/// What joining the two does, the first a little to the west of the second.
fn joined(one: PlanObject, other: PlanObject) -> (Document, Result<(), CommandError>) {
    let mut document = Document::default();
    let ids = vec![added(&mut document, one), added(&mut document, other)];
    let done = document.execute(Command::MergeObjects { ids, apart: Apart::Refuse });
    (document, done.map(|_| ()))
}

#[test]
fn hazards_and_closures_that_say_different_things_are_not_made_one() {
    let outline = |x: f64| {
        let PlanObject::HazardArea(area) = drawn(1, (x, 0.0), 100.0) else { panic!("a hazard area") };
        area.outline.clone()
    };
    let flood = |x: f64| HazardArea::new(HazardAreaId(0), Hazard::Flood, outline(x));
    let hazard = |area: HazardArea| PlanObject::HazardArea(area.into());
    let others = [
        HazardArea { hazard: Hazard::Chemical, ..flood(50.0) },
        HazardArea { effect: HazardEffect::Passable { speed_factor: 0.5 }, ..flood(50.0) },
        HazardArea { from_min: 30.0, ..flood(50.0) },
        HazardArea { until_min: Some(60.0), ..flood(50.0) },
    ];
    for other in others {
        let (document, done) = joined(hazard(flood(0.0)), hazard(other.clone()));
        assert!(matches!(done, Err(CommandError::DifferentKinds(..))), "{other:?}: {done:?}");
        assert_eq!(document.plan().hazard_areas().len(), 2);
    }
    assert_eq!(joined(hazard(flood(0.0)), hazard(flood(50.0))).1, Ok(()));
    let lines = |x: f64| ClosureShape::Lines(vec![vec![at(x, 0.0), at(x + 100.0, 0.0)]]);
    let closure = |closure: Closure| PlanObject::Closure(closure.into());
    let from_start = closure(Closure::new(ClosureId(0), lines(0.0)));
    let later = closure(Closure { from_min: 45.0, ..Closure::new(ClosureId(0), lines(100.0)) });
    assert!(matches!(joined(from_start, later).1, Err(CommandError::DifferentKinds(..))));
}

fn change(kind: RoadChangeKind, from: (f64, f64), to: (f64, f64)) -> PlanObject {
    let change = RoadChange {
        id: RoadChangeId(0),
        source_id: None,
        lines: vec![vec![at(from.0, from.1), at(to.0, to.1)]],
        name: String::new(),
        kind,
        is_locked: false,
        extras: Extras::default(),
    };
    PlanObject::RoadChange(change.into())
}

#[test]
fn changes_of_roads_are_joined_only_where_they_change_the_same() {
    let (west, middle, east) = ((0.0, 0.0), (100.0, 10.0), (200.0, 0.0));
    for (one, other) in [
        (RoadChangeKind::Width(9.0), RoadChangeKind::NewLink(9.0)),
        (RoadChangeKind::Width(9.0), RoadChangeKind::Width(7.0)),
        (RoadChangeKind::Speed(30.0), RoadChangeKind::Speed(50.0)),
        (RoadChangeKind::OneWay, RoadChangeKind::Contraflow),
    ] {
        let done = joined(change(one, west, middle), change(other, middle, east)).1;
        assert!(matches!(done, Err(CommandError::DifferentKinds(..))), "{one:?} and {other:?}: {done:?}");
    }
    let width = RoadChangeKind::Width(9.0);
    assert_eq!(joined(change(width, west, middle), change(width, east, middle)).1, Ok(()), "a width has no direction");
}

#[test]
fn one_way_roads_are_joined_head_to_tail_and_never_turned_round() {
    let (west, middle, east) = ((0.0, 0.0), (100.0, 10.0), (200.0, 0.0));
    for kind in [RoadChangeKind::OneWay, RoadChangeKind::Contraflow] {
        for (document, done) in [
            joined(change(kind, west, middle), change(kind, middle, east)),
            joined(change(kind, middle, east), change(kind, west, middle)),
        ] {
            assert_eq!(done, Ok(()));
            let object = document.plan().objects().next().expect("one is left");
            let Shape::Lines(lines) = object.shape() else { panic!("lines") };
            let is_at = |place: LonLat, (x, y): (f64, f64)| geodesic_length(place, at(x, y)).value() < 0.02;
            assert!(is_at(lines[0][0], west) && is_at(lines[0][2], east), "from west to east");
        }
        for (document, done) in [
            joined(change(kind, west, middle), change(kind, east, middle)),
            joined(change(kind, middle, west), change(kind, middle, east)),
        ] {
            assert!(
                matches!(done, Err(CommandError::CannotReshape { fault: EditFault::AgainstEachOther, .. })),
                "{done:?}"
            );
            assert_eq!(document.plan().road_changes().len(), 2);
        }
    }
}

#[test]
fn what_is_drawn_for_a_scenario_takes_part_there_and_goes_again_in_one_step() {
    let mut document = Document::default();
    let note = added(&mut document, drawn(6, (0.0, 0.0), 1.0));
    let lists = [
        scenario(&mut document, ScenarioSelection::Only(BTreeSet::new())),
        scenario(&mut document, ScenarioSelection::Only(BTreeSet::from([note]))),
        scenario(&mut document, ScenarioSelection::Except(BTreeSet::from([note]))),
    ];
    let before = document.snapshot().plan;
    for (place, &here) in lists.iter().enumerate() {
        let object = Box::new(drawn(6, (50.0, 0.0), 1.0));
        let applied = document.execute(Command::AddObjectTo { object, scenario: here }).expect("drawn");
        let new = applied.touched.iter().copied().find(|id| document.plan().object(*id).is_some()).expect("there");
        let takes_part = |id: ScenarioId| document.plan().scenarios()[&id].selection.includes(new);
        let expected = [place == 0, place == 1, true];
        assert_eq!(lists.map(takes_part), expected);
        document.undo().expect("one step");
        assert_eq!(*document.snapshot().plan, *before);
    }
    let object = Box::new(drawn(6, (50.0, 0.0), 1.0));
    let nowhere = ScenarioId(999);
    document.execute(Command::AddObjectTo { object, scenario: nowhere }).expect_err("no such scenario");
    assert_eq!(*document.snapshot().plan, *before);
}
