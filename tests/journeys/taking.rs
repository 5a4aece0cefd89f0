//! Areas and sites of a file, taken into the plan: asked about, counted, one step of undo.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::plan::{Hazard, HazardEffect, SiteKind};
use muster::ui::{Dialog, Step};

use crate::support::Driver;

const SIZE: [f32; 2] = [1280.0, 800.0];

/// A fire by the hour on two areas, and the gate of a camp.
const FRONT: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"hazard":"bushfire","burnt_by_hour":1,"t":30},"geometry":{"type":"Polygon","coordinates":[[[9.5,47.06],[9.51,47.06],[9.51,47.07],[9.5,47.06]]]}},
{"type":"Feature","properties":{"hazard":"bushfire","burnt_by_hour":2,"t":45},"geometry":{"type":"Polygon","coordinates":[[[9.51,47.06],[9.52,47.06],[9.52,47.07],[9.51,47.06]]]}},
{"type":"Feature","properties":{"name":"North gate"},"geometry":{"type":"Point","coordinates":[9.5,47.07]}}]}"#;

/// The demonstration with the question about a file.
fn asked() -> Driver {
    asked_about(FRONT)
}

fn asked_about(text: &str) -> Driver {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let path = driver.path("front.geojson");
    std::fs::write(&path, text).expect("written");
    driver.press("File");
    driver.press("Areas and sites from a file…");
    driver.fill("Path", &path.display().to_string());
    driver.press("Open");
    assert_eq!(driver.app().session().dialog, Some(Dialog::Taking));
    driver
}

fn choose(driver: &mut Driver, list: &str, choice: &str) {
    driver.press_role(Role::ComboBox, list);
    driver.press_role(Role::Button, choice);
}

fn says(driver: &Driver, text: &str) -> bool {
    driver.harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn a_fire_by_the_hour_becomes_hazard_areas_in_one_step() {
    let mut driver = asked();
    // The columns of hazard and hours are recognised; the point is no area.
    assert!(says(&driver, "Hazard areas: 2 of 3 features."));
    assert!(says(&driver, "From 60 min to 120 min after the order."));
    assert!(says(&driver, "Feature 2: left out: it is no area"));
    // The times are not for every figure, and that is said where they are chosen.
    assert!(says(&driver, "Coverage and allocation know no clock"));
    choose(&mut driver, "They end", "t");
    assert!(says(&driver, "Feature 0: never acts"));
    choose(&mut driver, "Ends in", "hours after the order");
    assert!(!says(&driver, "never acts"));
    driver.press("Take 2 objects");
    assert_eq!((driver.app().session().dialog.clone(), driver.app().session().step), (None, Step::Plan));
    let areas: Vec<_> =
        driver.app().plan().hazard_areas().values().map(|a| (a.hazard, a.from_min, a.until_min)).collect();
    assert_eq!(areas, [(Hazard::Fire, 60.0, Some(1_800.0)), (Hazard::Fire, 120.0, Some(2_700.0))]);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(driver.app().plan().hazard_areas().len(), 0);
}

#[test]
fn the_points_of_a_file_become_sites_of_the_chosen_kind() {
    let mut driver = asked();
    let n = driver.app().plan().sites().len();
    choose(&mut driver, "They become", "Exits");
    // Areas may be sites, too.
    assert!(says(&driver, "Exits: 3 of 3 features."));
    driver.press("Take 3 objects");
    let sites = driver.app().plan().sites();
    assert_eq!(sites.len(), n + 3);
    assert!(sites.values().any(|site| site.kind == SiteKind::Exit && site.name == "North gate"));
}

#[test]
fn a_file_that_cannot_be_read_and_a_question_that_is_cancelled_change_nothing() {
    let mut driver = asked();
    let before = driver.app().document().revision();
    driver.press("Cancel");
    driver.press("File");
    driver.press("Areas and sites from a file…");
    let gone = driver.path("gone.geojson").display().to_string();
    driver.fill("Path", &gone);
    driver.press("Open");
    assert!(matches!(driver.app().session().dialog, Some(Dialog::Failure { .. })));
    assert_eq!(driver.app().document().revision(), before);
}

#[test]
fn a_file_is_read_in_the_background_and_the_reading_can_be_cancelled() {
    let mut driver = asked();
    driver.press("Cancel");
    assert!(driver.app().session().taking.is_none(), "what was read is let go");
    let path = driver.path("front.geojson").display().to_string();
    for is_cancelled in [false, true] {
        driver.press("File");
        driver.press("Areas and sites from a file…");
        driver.fill("Path", &path);
        driver.harness.get_by_label("Open").click();
        // Two frames without background work: the window goes on and says what it waits for.
        driver.harness.step();
        driver.harness.step();
        assert_eq!(driver.app().session().dialog, None);
        assert!(says(&driver, "Reading the files…"));
        if is_cancelled {
            driver.harness.get_by_label("Cancel").click();
        }
        driver.settle();
        assert_eq!(driver.app().session().dialog.is_none(), is_cancelled);
        assert!(!says(&driver, "Reading the files…"));
        if !is_cancelled {
            driver.press("Cancel");
        }
    }
}

#[test]
fn what_was_odd_about_a_file_is_said_in_the_question() {
    let odd = FRONT.replace(r#"{"type":"Feature","properties":{"name":"North gate"}"#, r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[]}},{"type":"Feature","properties":{"name":"North gate"}"#);
    let driver = asked_about(&odd);
    assert!(says(&driver, "front.geojson, feature 2:"), "the warning of the file");
    assert!(says(&driver, "Feature 2: left out"), "and what it means here");
}

#[test]
fn ground_that_can_still_be_passed_slows_as_much_as_the_planner_says() {
    let mut driver = asked();
    let passable = driver.app().texts().get("effect-passable");
    choose(&mut driver, "What they do", &passable);
    let label = driver.app().texts().get("inspector-speed-factor");
    driver.fill(&label, "0.25");
    driver.press("Take 2 objects");
    let effects: Vec<_> = driver.app().plan().hazard_areas().values().map(|area| area.effect).collect();
    assert_eq!(effects, [HazardEffect::Passable { speed_factor: 0.25 }; 2]);
}

/// A file under the pointer.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_file_dropped_onto_the_question_is_the_one_asked_about() {
    let mut driver = asked();
    let path = driver.path("other.geojson");
    std::fs::write(&path, FRONT.replace("\"bushfire\"", "\"flood\"")).expect("written");
    let drop = |driver: &mut Driver, path: &std::path::Path| {
        driver.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path.to_owned())));
        driver.settle();
    };
    drop(&mut driver, &path);
    assert_eq!(driver.app().session().dialog, Some(Dialog::Taking));
    assert!(says(&driver, "Take into the plan: other.geojson"));
    driver.press("Take 2 objects");
    assert!(driver.app().plan().hazard_areas().values().all(|area| area.hazard == Hazard::Flood));
    // The question for a path takes a dropped file as well.
    driver.press("File");
    driver.press("Areas and sites from a file…");
    let first = driver.path("front.geojson");
    drop(&mut driver, &first);
    assert!(says(&driver, "Take into the plan: front.geojson"));
    let gone = driver.path("gone.geojson");
    drop(&mut driver, &gone);
    assert!(matches!(driver.app().session().dialog, Some(Dialog::Failure { .. })));
}
