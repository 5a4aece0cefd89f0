//! Files: what cannot be opened leaves everything as it was; unsaved work is asked about.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::fs;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::ui::Dialog;

use crate::support::{Driver, at, demonstration_file};

const SIZE: [f32; 2] = [1280.0, 800.0];

#[test]
fn a_broken_file_is_refused_and_the_open_plan_stays() {
    let mut driver = Driver::new("en", SIZE, vec![demonstration_file()]);
    let before = (driver.app().plan().clone(), driver.app().document().revision());
    let broken = [
        ("empty.geojson", ""),
        ("half.geojson", r#"{"type":"FeatureCollection","features":[{"type":"Fea"#),
        ("page.geojson", "<!DOCTYPE html><html></html>"),
        ("null.geojson", "null"),
        ("metres.geojson", r#"{"type":"Point","coordinates":[540000.5,5212000.25]}"#),
    ];
    for (name, text) in broken {
        let path = driver.path(name);
        fs::write(&path, text).expect("written");
        driver.keys(Modifiers::COMMAND, Key::O);
        driver.fill("Path", &path.display().to_string());
        driver.press("Open");
        // Metres are asked about, in the same words; whoever does not answer has what was open.
        let (message, answer) = match &driver.app().session().dialog {
            Some(Dialog::Failure { message, .. }) if name != "metres.geojson" => (message, "Close"),
            Some(Dialog::Coordinates(question)) if name == "metres.geojson" => (&question.why, "Cancel"),
            other => panic!("{name} was not refused: {other:?}"),
        };
        let message = message.say(driver.app().texts());
        assert!(message.contains(name), "the message names the file: {message}");
        assert!(message.len() > name.len() + 20, "and says what to do: {message}");
        driver.press(answer);
        assert_eq!(driver.app().plan(), &before.0);
        assert_eq!(driver.app().document().revision(), before.1);
        assert!(driver.app().coverage().is_some());
    }
}

#[test]
fn unsaved_work_is_asked_about_before_another_plan_opens() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Place Safe harbor");
    driver.click_map(at(9.505, 47.068));
    let n = driver.app().plan().sites().len();
    driver.keys(Modifiers::COMMAND, Key::N);
    assert!(matches!(driver.app().session().dialog, Some(Dialog::Unsaved(_))));
    driver.press("Cancel");
    assert_eq!(driver.app().plan().sites().len(), n, "nothing was lost");
    driver.keys(Modifiers::COMMAND, Key::N);
    driver.press("Do not save");
    assert_eq!(driver.app().plan().sites().len(), 0);
    assert!(driver.harness.query_by_label("Open the demonstration").is_some());
}

#[test]
fn the_coverage_is_exported_with_one_feature_for_every_door() {
    let mut driver = Driver::new("en", SIZE, vec![demonstration_file()]);
    driver.keys(Modifiers::COMMAND, Key::E);
    let path = driver.path("coverage.geojson");
    driver.fill("Path", &path.display().to_string());
    driver.press("Save");
    let text = fs::read_to_string(&path).expect("written");
    let json: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
    let features = json["features"].as_array().expect("features");
    assert_eq!(features.len(), driver.app().community().expect("open").demand().len());
    assert!(text.contains("OpenStreetMap"), "the credit goes with the data");
}

#[test]
fn the_plan_is_exported_as_a_database_with_every_site_in_it() {
    let mut driver = Driver::new("en", SIZE, vec![demonstration_file()]);
    let before = driver.app().document().revision();
    let path = driver.path("plan.gpkg");
    for round in ["first", "again"] {
        driver.press("File");
        driver.press("Export plan as GeoPackage…");
        driver.fill("Path", &path.display().to_string());
        driver.press("Save");
        if round == "again" {
            assert!(matches!(driver.app().session().dialog, Some(Dialog::Exists { .. })), "a file is there: asked");
            driver.press("Overwrite");
        }
        assert!(driver.app().session().dialog.is_none(), "{:?}", driver.app().session().dialog);
    }
    let database = rusqlite::Connection::open(&path).expect("a database");
    let n: i64 = database.query_row("SELECT count(*) FROM site", [], |row| row.get(0)).expect("a table of sites");
    assert_eq!(usize::try_from(n), Ok(driver.app().plan().sites().len()));
    assert_eq!(driver.app().document().revision(), before, "the plan is as it was");
}

#[test]
fn saving_an_opened_plan_without_a_change_keeps_its_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(demonstration_file().parent().expect("a folder")).expect("readable") {
        let path = entry.expect("readable").path();
        fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    let path = folder.path().join("plan.geojson");
    let before = fs::read(&path).expect("readable");
    let mut driver = Driver::new("en", SIZE, vec![path.clone()]);
    driver.press("Place Safe harbor");
    driver.click_map(at(9.505, 47.068));
    driver.keys(Modifiers::COMMAND, Key::S);
    let changed = fs::read(&path).expect("readable");
    assert_ne!(changed, before);
    driver.keys(Modifiers::COMMAND, Key::Z);
    driver.keys(Modifiers::COMMAND, Key::S);
    let after = fs::read(&path).expect("readable");
    assert!(after == before, "undone and saved: the same bytes");
    assert!(folder.path().join("plan.geojson.bak").is_file(), "the previous version is kept");
}

#[test]
fn a_plan_of_a_newer_muster_is_not_overwritten_unasked() {
    let mut driver = Driver::new("en", SIZE, vec![]);
    let path = driver.path("newer.geojson");
    let text = fs::read_to_string(demonstration_file()).expect("readable");
    let newer = text.replacen("\"format_version\": 1", "\"format_version\": 9", 1);
    assert!(newer != text);
    for entry in fs::read_dir(demonstration_file().parent().expect("a folder")).expect("readable") {
        let from = entry.expect("readable").path();
        fs::copy(&from, driver.path(&from.file_name().expect("a name").to_string_lossy())).expect("copied");
    }
    fs::write(&path, &newer).expect("written");
    driver.keys(Modifiers::COMMAND, Key::O);
    driver.fill("Path", &path.display().to_string());
    driver.press("Open");
    driver.press("Place Safe harbor");
    let somewhere = driver.app().plan().sites().values().next().expect("a site").geometry.place().expect("a place");
    driver.click_map(at(somewhere.lon() + 0.001, somewhere.lat()));
    driver.keys(Modifiers::COMMAND, Key::S);
    assert!(matches!(driver.app().session().dialog, Some(Dialog::Newer(_))));
    assert!(fs::read_to_string(&path).expect("readable") == newer, "nothing was written");
    driver.press("Cancel");
    assert!(driver.app().document().is_dirty());
    driver.keys(Modifiers::COMMAND, Key::S);
    driver.press("Overwrite");
    assert_eq!(driver.app().session().dialog, None);
    assert!(!driver.app().document().is_dirty());
    let saved = fs::read_to_string(&path).expect("readable");
    assert!(saved != newer && saved.contains("\"format_version\": 9"), "what the newer program added is still inside");
    assert!(fs::read_to_string(driver.path("newer.geojson.bak")).expect("kept") == newer);
}

/// A copy of the demonstration's files, with its plan.
fn own_copy(folder: &std::path::Path) -> std::path::PathBuf {
    for entry in fs::read_dir(demonstration_file().parent().expect("a folder")).expect("readable") {
        let from = entry.expect("readable").path();
        fs::copy(&from, folder.join(from.file_name().expect("a name"))).expect("copied");
    }
    folder.join("plan.geojson")
}

#[test]
fn a_plan_is_never_saved_over_the_data_it_stands_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = own_copy(folder.path());
    let roads = folder.path().join("roads.geojson");
    let before = fs::read(&roads).expect("readable");
    let mut driver = Driver::new("en", SIZE, vec![plan]);
    fs::create_dir(folder.path().join("sub")).expect("made");
    for path in [roads.clone(), folder.path().join("sub/../roads.geojson")] {
        driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
        driver.fill("Path", &path.display().to_string());
        driver.press("Save");
        assert!(matches!(driver.app().session().dialog, Some(Dialog::Failure { .. })), "no question: refused");
        driver.press("Close");
        assert!(fs::read(&roads).expect("readable") == before);
    }
}

#[test]
fn what_waited_for_a_save_that_failed_does_not_happen_after_a_later_one() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Place Safe harbor");
    driver.click_map(at(9.505, 47.068));
    let n = driver.app().plan().sites().len();
    driver.keys(Modifiers::COMMAND, Key::N);
    driver.press("Save");
    driver.fill("Path", &driver.path("no such folder/plan.geojson").display().to_string());
    driver.press("Save");
    assert!(matches!(driver.app().session().dialog, Some(Dialog::Failure { .. })));
    driver.press("Close");
    driver.keys(Modifiers::COMMAND, Key::S);
    driver.fill("Path", &driver.path("plan.geojson").display().to_string());
    driver.press("Save");
    assert_eq!(driver.app().session().dialog, None);
    assert!(!driver.app().document().is_dirty());
    assert_eq!(driver.app().plan().sites().len(), n, "the plan is still open");
}
