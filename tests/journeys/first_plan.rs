//! A planner opens the demonstration, places a shelter, moves it, takes it back, saves and comes back.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::plan::{ObjectId, SiteKind};

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 800.0];

#[test]
fn the_first_plan_from_demonstration_to_reload() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let before = driver.reached(SiteKind::Shelter);
    assert!(before > 0, "the demonstration shows strengths");
    let total = driver.app().community().expect("open").population().total;
    assert_eq!(total, 4600);
    assert!(before < total, "and gaps");

    driver.press("Place Shelter");
    let place = at(9.511_36, 47.070_38);
    driver.click_map(place);
    let placed = driver.reached(SiteKind::Shelter);
    assert!(placed > before, "a shelter on the east slope covers more people: {before} then {placed}");
    assert_eq!(driver.app().session().selection.len(), 1);
    let id = *driver.app().session().selection.iter().next().expect("selected");
    driver.keys(Modifiers::NONE, Key::Escape);

    let from = driver.app().plan().object(id).and_then(|object| object.place()).expect("placed");
    let to = at(9.510_5, 47.074_5);
    let revision = driver.app().document().revision();
    driver.drag_map(from, to, |driver| {
        let live = driver.reached(SiteKind::Shelter);
        assert_ne!(live, placed, "the figures follow the hand");
        assert_eq!(driver.app().document().revision(), revision, "the plan waits for the release");
    });
    let moved = driver.reached(SiteKind::Shelter);
    assert_ne!(moved, placed);
    let new_place = driver.app().plan().object(id).and_then(|object| object.place()).expect("there");
    assert!((new_place.lon() - to.lon()).abs() < 1e-4 && (new_place.lat() - to.lat()).abs() < 1e-4);

    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(driver.reached(SiteKind::Shelter), placed, "one undo takes the whole drag back");
    driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert_eq!(driver.reached(SiteKind::Shelter), moved, "and redo brings it back");

    driver.keys(Modifiers::COMMAND, Key::S);
    let path = driver.path("my plan.geojson");
    driver.fill("Path", &path.display().to_string());
    driver.press("Save");
    assert!(path.is_file(), "the plan is on disk");
    assert!(!driver.app().document().is_dirty());

    let reloaded = Driver::new("en", SIZE, vec![path]);
    assert_eq!(reloaded.reached(SiteKind::Shelter), moved, "the same figures after reloading");
    for kind in [SiteKind::SafeHarbor, SiteKind::SupplyPoint, SiteKind::MedicalPoint] {
        assert_eq!(reloaded.reached(kind), driver.reached(kind));
    }
    assert_eq!(reloaded.app().plan().sites(), driver.app().plan().sites());
}

#[test]
fn sixty_idle_frames_change_nothing() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let before = (driver.app().document().revision(), driver.app().plan().clone());
    for _ in 0..60 {
        driver.harness.step();
    }
    assert_eq!(driver.app().document().revision(), before.0);
    assert_eq!(driver.app().plan(), &before.1);
    assert!(!driver.app().document().is_dirty());
}

#[test]
fn everything_placed_can_be_deleted_duplicated_and_brought_back() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let n = driver.app().plan().sites().len();
    let first = *driver.app().plan().sites().keys().next().expect("a site");
    let name = driver.app().plan().sites()[&first].name.clone();
    driver.press(&name);
    assert!(driver.app().session().selection.contains(&ObjectId::Site(first)));
    driver.keys(Modifiers::COMMAND, Key::D);
    assert_eq!(driver.app().plan().sites().len(), n + 1);
    driver.keys(Modifiers::NONE, Key::Delete);
    assert_eq!(driver.app().plan().sites().len(), n);
    driver.keys(Modifiers::COMMAND, Key::Z);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(driver.app().plan().sites().len(), n);
    assert!(!driver.app().document().is_dirty(), "undo comes back to the saved state");
}

#[test]
fn a_renamed_site_keeps_its_name_on_enter_and_not_on_escape() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let first = *driver.app().plan().sites().keys().next().expect("a site");
    let name = driver.app().plan().sites()[&first].name.clone();
    driver.press(&name);
    driver.fill("Name", "Sports ground");
    assert_eq!(driver.app().plan().sites()[&first].name, name, "typing alone changes nothing");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().plan().sites()[&first].name, "Sports ground");
    driver.fill("Name", "Something else");
    driver.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(driver.app().plan().sites()[&first].name, "Sports ground");
    assert!(driver.harness.query_by_label("Sports ground").is_some());
}
