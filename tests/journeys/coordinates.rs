//! Files whose coordinates are not what they seem: asked about with a picture, read as chosen, left as they are.

#![expect(clippy::expect_used, reason = "what is missing fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::geometry::{CoordinateSystem, EpsgCode, geodesic_length};
use muster::ui::Dialog;

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 720.0];

/// A road and two houses at a place, every corner put through `written`.
fn town(lon: f64, lat: f64, written: impl Fn(f64, f64) -> (f64, f64)) -> String {
    let at = |east: f64, north: f64| {
        let (x, y) = written(lon + east, lat + north);
        format!("[{x},{y}]")
    };
    let house = |east: f64, north: f64| {
        let corners = [(0.0, 0.0), (2e-4, 0.0), (2e-4, 2e-4), (0.0, 2e-4), (0.0, 0.0)];
        let ring: Vec<String> = corners.iter().map(|(x, y)| at(east + x, north + y)).collect();
        format!(
            r#"{{"type":"Feature","properties":{{"building":"yes","population":10}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    };
    let road = format!(
        r#"{{"type":"Feature","properties":{{"highway":"residential","name":"Long Road"}},"geometry":{{"type":"LineString","coordinates":[{},{},{}]}}}}"#,
        at(0.0, 0.0),
        at(0.003, 0.0),
        at(0.006, 0.001)
    );
    format!(r#"{{"type":"FeatureCollection","features":[{road},{},{}]}}"#, house(0.001, 1e-4), house(0.004, 5e-4))
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("written");
    path
}

/// Swiss metres (EPSG:2056) of a place by the approximation swisstopo publishes, good to a metre.
fn swiss(lon: f64, lat: f64) -> (f64, f64) {
    let (p, l) = ((lat * 3600.0 - 169_028.66) / 10_000.0, (lon * 3600.0 - 26_782.5) / 10_000.0);
    let east = 2_600_072.37 + 211_455.93 * l - 10_938.51 * l * p - 0.36 * l * p * p - 44.54 * l.powi(3);
    let north =
        1_200_147.07 + 308_807.95 * p + 3_745.25 * l * l + 76.63 * p * p - 194.56 * l * l * p + 119.79 * p.powi(3);
    (east, north)
}

/// How far the beginning of the first road lies from a place, in metres.
fn off(driver: &Driver, lon: f64, lat: f64) -> f64 {
    let community = driver.app().community().expect("a community is open");
    let road = community.roads().last().expect("a road");
    geodesic_length(road.line[0], at(lon, lat)).value()
}

fn said(driver: &Driver, layer: &str) -> Option<CoordinateSystem> {
    driver.app().plan().settings().mapping.of(layer)?.coordinates
}

fn is_asked(driver: &Driver) -> bool {
    matches!(driver.app().session().dialog, Some(Dialog::Coordinates(_)))
}

fn shows(driver: &Driver, part: &str) -> bool {
    driver.harness.query_all_by_label_contains(part).next().is_some()
}

#[test]
fn a_swapped_file_is_asked_about_and_opened_swapped() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = town(114.3, 30.6, |lon, lat| (lat, lon));
    let path = file(folder.path(), "swapped.geojson", &text);
    let mut driver = Driver::new("en", SIZE, vec![path.clone()]);
    assert!(is_asked(&driver) && driver.app().community().is_none(), "nothing is opened before the answer");
    assert!(shows(&driver, "latitude before longitude"));
    let likely = driver.harness.get_by_role_and_label(Role::RadioButton, "Degrees, latitude first – likely");
    assert!(likely.accesskit_node().toggled().is_some_and(|is_on| is_on == egui::accesskit::Toggled::True));
    assert!(shows(&driver, "114.30") && shows(&driver, "30.60"), "the middle after is said in figures");
    assert!(!shows(&driver, "command line"));

    driver.press("Open");
    assert!(!is_asked(&driver) && off(&driver, 114.3, 30.6) < 0.01);
    assert_eq!(said(&driver, "swapped.geojson"), Some(CoordinateSystem::Swapped), "remembered in the plan");
    assert!(driver.app().document().is_dirty(), "the choice is work to keep");
    driver.keys(Modifiers::COMMAND, Key::S);
    let plan = driver.path("plan.geojson");
    driver.fill("Path", &plan.display().to_string());
    driver.press("Save");
    assert_eq!(fs::read_to_string(&path).expect("there"), text, "the file stays as it is");
    let again = Driver::new("en", SIZE, vec![plan]);
    assert!(!is_asked(&again) && off(&again, 114.3, 30.6) < 0.01, "the plan knows how the file is read");
}

#[test]
fn metres_are_opened_with_the_typed_code_and_a_wrong_code_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    // So far from the system's own country that size alone does not tell which it is.
    let path = file(folder.path(), "metres.geojson", &town(9.5, 47.07, swiss));
    let mut driver = Driver::new("en", SIZE, vec![path]);
    assert!(is_asked(&driver));
    assert!(shows(&driver, "EPSG:2056 · CH1903+ / LV95"), "recognized, offered");
    assert!(shows(&driver, "no degrees"), "there is no before");

    driver.fill("EPSG code", "1");
    assert!(shows(&driver, "EPSG:1 is not known here"));
    assert!(driver.harness.get_by_label("Open").accesskit_node().is_disabled());
    driver.fill("EPSG code", "2343");
    assert!(shows(&driver, "without the grid of its country"));
    driver.fill("EPSG code", "metres");
    assert!(shows(&driver, "A code is a number"));
    assert!(driver.app().community().is_none());

    driver.fill("EPSG code", "2056");
    assert!(shows(&driver, "CH1903+ / LV95"));
    driver.press("Open");
    assert!(off(&driver, 9.5, 47.07) < 3.0, "{} m", off(&driver, 9.5, 47.07));
    assert_eq!(said(&driver, "metres.geojson"), Some(CoordinateSystem::Epsg(EpsgCode(2056))));
}

/// A town as it is and a second file of it, shifted as Chinese web maps shift.
fn shifted(folder: &Path) -> (PathBuf, PathBuf) {
    let straight = file(folder, "straight.geojson", &town(114.3, 30.6, |lon, lat| (lon, lat)));
    let shifted = file(folder, "shifted.geojson", &town(114.3, 30.602, coordtransform::wgs84_to_gcj02));
    (straight, shifted)
}

#[test]
fn a_shifted_layer_is_set_right_from_the_community_step_undone_and_redone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (straight, shifted) = shifted(folder.path());
    let text = fs::read_to_string(&shifted).expect("there");
    let mut driver = Driver::new("en", SIZE, vec![straight, shifted.clone()]);
    assert!(!is_asked(&driver), "some hundred metres raise no doubt");
    assert!(off(&driver, 114.3, 30.602) > 300.0);

    driver.harness.get_by_label("Columns").scroll_to_me();
    driver.settle();
    driver.press("Columns");
    driver.harness.get_by_role_and_label(Role::ComboBox, "File").scroll_to_me();
    driver.settle();
    driver.harness.get_by_role_and_label(Role::ComboBox, "File").click();
    driver.settle();
    driver.harness.get_by_role_and_label(Role::Button, "shifted.geojson").click();
    driver.settle();
    driver.press_role(Role::Button, "Coordinates… of shifted.geojson");
    assert!(is_asked(&driver));
    assert!(driver.harness.get_by_label("Use").accesskit_node().is_disabled(), "there is nothing to change yet");
    driver.press_role(Role::RadioButton, "GCJ-02 (Chinese web maps)");
    assert!(shows(&driver, "3 of 3 (before: 0)") || shows(&driver, "of 3 (before:"));
    driver.press_role(Role::Button, "Look closer");
    driver.press("Use");
    assert!(off(&driver, 114.3, 30.602) < 1.0, "{} m", off(&driver, 114.3, 30.602));
    assert_eq!(said(&driver, "shifted.geojson"), Some(CoordinateSystem::Gcj02));

    driver.keys(Modifiers::COMMAND, Key::Z);
    assert!(off(&driver, 114.3, 30.602) > 300.0 && said(&driver, "shifted.geojson").is_none());
    driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(off(&driver, 114.3, 30.602) < 1.0);
    assert_eq!(fs::read_to_string(&shifted).expect("there"), text, "the file stays as it is");
}

#[test]
fn a_file_added_to_an_open_plan_is_one_step_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let metres = file(folder.path(), "metres.geojson", &town(9.5, 47.07, swiss));
    let first = file(folder.path(), "first.geojson", &town(9.5, 47.0705, |lon, lat| (lon, lat)));
    let mut driver = Driver::new("en", SIZE, vec![first]);
    let plan = driver.app().plan().clone();
    let add = |driver: &mut Driver, path: &Path| {
        driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
        driver.fill("Path", &path.display().to_string());
        driver.press("Add");
    };
    let community = std::sync::Arc::clone(driver.app().community().expect("open"));
    for answer in ["Cancel", "Escape"] {
        add(&mut driver, &metres);
        assert!(is_asked(&driver), "asked again each time it is tried");
        if answer == "Cancel" {
            driver.press("Cancel");
        } else {
            driver.keys(Modifiers::NONE, Key::Escape);
        }
        assert!(!is_asked(&driver) && *driver.app().plan() == plan, "nothing is half done");
        assert_eq!(driver.app().community().expect("open").layers().len(), community.layers().len());
        assert!(!driver.app().document().is_dirty());
    }
    add(&mut driver, &metres);
    driver.press("Add");
    assert_eq!(driver.app().community().expect("open").layers().len(), 2);
    assert!(off(&driver, 9.5, 47.07) < 3.0);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert!(*driver.app().plan() == plan, "file and choice are one step");
    assert_eq!(driver.app().community().expect("open").layers().len(), 1);
}

#[test]
fn cancelling_an_opening_leaves_what_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = file(folder.path(), "first.geojson", &town(9.5, 47.07, |lon, lat| (lon, lat)));
    let metres = file(folder.path(), "metres.geojson", &town(9.5, 47.07, swiss));
    let mut driver = Driver::new("zh-CN", SIZE, vec![first]);
    let plan = driver.app().plan().clone();
    driver.keys(Modifiers::COMMAND, Key::O);
    driver.fill("路径", &metres.display().to_string());
    driver.press("打开");
    assert!(is_asked(&driver) && shows(&driver, "metres.geojson 的坐标"));
    assert!(!shows(&driver, "命令行"));
    driver.press("取消");
    assert!(!is_asked(&driver) && *driver.app().plan() == plan && off(&driver, 9.5, 47.07) < 0.01);
}

#[test]
fn the_question_is_answered_by_keyboard_alone_and_fits_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "metres.geojson", &town(9.5, 47.07, swiss));
    for language in ["en", "zh-CN"] {
        let mut driver = Driver::new(language, SIZE, vec![path.clone()]);
        let (open, cancel) = if language == "en" { ("Open", "Cancel") } else { ("打开", "取消") };
        for name in [open, cancel] {
            let rect = driver.harness.get_by_label(name).rect();
            assert!(rect.bottom() < SIZE[1] && rect.right() < SIZE[0], "{name} lies at {rect:?}");
        }
        for _ in 0..30 {
            if driver.harness.get_by_label(open).accesskit_node().is_focused() {
                break;
            }
            driver.keys(Modifiers::NONE, Key::Tab);
        }
        assert!(driver.harness.get_by_label(open).accesskit_node().is_focused(), "Tab leads to the answer");
        driver.keys(Modifiers::NONE, Key::Enter);
        assert!(off(&driver, 9.5, 47.07) < 3.0);
    }
}
