//! The Community step: roads are mended, columns mapped, people counted, layers dressed.

#![expect(clippy::expect_used, reason = "what is missing fails the test")]

use std::fs;
use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::app::App;
use muster::plan::SiteKind;

use crate::support::{Driver, Machine, at};

const SIZE: [f32; 2] = [1280.0, 720.0];

/// Two roads that cross without a vertex, a street that ends two metres short, two houses.
const TOWN: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"highway":"residential","name":"Long Road"},"geometry":{"type":"LineString","coordinates":[[9.500,47.1],[9.506,47.1]]}},
{"type":"Feature","properties":{"highway":"residential","name":"Cross Road"},"geometry":{"type":"LineString","coordinates":[[9.501,47.099],[9.501,47.101]]}},
{"type":"Feature","properties":{"highway":"residential","name":"Short Street"},"geometry":{"type":"LineString","coordinates":[[9.505,47.10002],[9.505,47.102]]}},
{"type":"Feature","properties":{"building":"yes","population":12},"geometry":{"type":"Polygon","coordinates":[[[9.5051,47.1015],[9.5052,47.1015],[9.5052,47.1016],[9.5051,47.1016],[9.5051,47.1015]]]}},
{"type":"Feature","properties":{"building":"yes","population":30},"geometry":{"type":"Polygon","coordinates":[[[9.5031,47.1001],[9.5032,47.1001],[9.5032,47.1002],[9.5031,47.1002],[9.5031,47.1001]]]}}
]}"#;

fn town_file(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("town.geojson");
    fs::write(&path, TOWN).expect("written");
    path
}

/// Presses a control of the panel, scrolled to where it can be seen.
fn press(driver: &mut Driver, name: &str) {
    driver.harness.get_by_label(name).scroll_to_me();
    driver.settle();
    driver.press(name);
}

fn parts(app: &App) -> usize {
    app.network().expect("roads").health().components.len()
}

#[test]
fn a_gap_and_a_crossing_are_looked_at_mended_undone_and_saved_without_touching_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = town_file(&folder);
    let mut driver = Driver::new("en", SIZE, vec![file.clone()]);
    assert_eq!(parts(driver.app()), 3);

    press(&mut driver, "Ends that nearly touch a road · 1");
    let row = "2.2\u{202f}m · Short Street – Long Road · connects 12 people";
    press(&mut driver, row);
    let finding = driver.app().session().finding.expect("marked on the map");
    assert!((finding.place.lat() - 47.100_02).abs() < 1e-9);
    let camera = driver.app().session().camera.expect("looked at");
    assert!(camera.metres_per_point() < 0.2, "near enough to see a gap of two metres");
    press(&mut driver, &format!("Mend: {row}"));
    assert_eq!(parts(driver.app()), 2);
    assert!(driver.app().session().camera.expect("stays").metres_per_point() < 0.2, "the map stays where it is");

    press(&mut driver, "Crossings without a junction · 1");
    press(&mut driver, "Mend all 1 crossings");
    assert_eq!(parts(driver.app()), 1);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(parts(driver.app()), 2, "undo joins the roads as before");
    driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert_eq!(parts(driver.app()), 1);

    driver.keys(Modifiers::COMMAND, Key::S);
    let path = driver.path("plan.geojson");
    driver.fill("Path", &path.display().to_string());
    driver.press("Save");
    assert!(fs::read_to_string(&path).expect("saved").contains("\"mends\": [{\"join\": \"crossing\""));
    assert_eq!(fs::read_to_string(&file).expect("there"), TOWN, "input files are never touched");
    let mut again = Driver::new("en", SIZE, vec![path]);
    assert_eq!(parts(again.app()), 1, "mends come back with the plan");

    if again.harness.query_by_label("Remove all 2 mends").is_none() {
        again.press("Community");
    }
    press(&mut again, "Remove all 2 mends");
    assert_eq!(parts(again.app()), 3);
}

#[test]
fn mends_that_do_not_fit_a_changed_file_are_said_and_can_be_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = town_file(&folder);
    let mut driver = Driver::new("zh-CN", SIZE, vec![file.clone()]);
    press(&mut driver, "与道路仅差少许的端点 · 1");
    press(&mut driver, "修补全部 1 个端点");
    assert_eq!(parts(driver.app()), 2);
    driver.keys(Modifiers::COMMAND, Key::S);
    let path = driver.path("规划.geojson");
    driver.fill("路径", &path.display().to_string());
    driver.press("保存");
    fs::write(&file, TOWN.replace("47.10002]", "47.10009]")).expect("written");
    let mut driver = Driver::new("zh-CN", SIZE, vec![path]);
    assert_eq!(parts(driver.app()), 3);
    if driver.harness.query_by_label("撤去不适用的修补").is_none() {
        driver.press("社区");
    }
    press(&mut driver, "撤去不适用的修补");
    assert!(driver.app().plan().settings().mends.is_empty());
}

/// Houses of an office that names its columns in its own way.
fn foreign_file(folder: &tempfile::TempDir, name: &str, grown: u32) -> PathBuf {
    let house = |n: u32| {
        let (west, east) = (9.5 + f64::from(n) * 1e-3, 9.5001 + f64::from(n) * 1e-3);
        format!(
            r#"{{"type":"Feature","properties":{{"building":"yes","人口":{},"实有":{},"层数":{}}},"geometry":{{"type":"Polygon","coordinates":[[[{west},47.1],[{east},47.1],[{east},47.1001],[{west},47.1001],[{west},47.1]]]}}}}"#,
            10 + n,
            20 + n + grown,
            1 + n
        )
    };
    let features: Vec<String> = (0..7).map(house).collect();
    let path = folder.path().join(name);
    fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",\n")))
        .expect("written");
    path
}

fn residents(driver: &Driver) -> u64 {
    driver.app().community().expect("open").population().total
}

/// Chooses from a list in the panel.
fn choose(driver: &mut Driver, list: &str, option: &str) {
    driver.harness.get_by_role_and_label(Role::ComboBox, list).scroll_to_me();
    driver.settle();
    driver.harness.get_by_role_and_label(Role::ComboBox, list).click();
    driver.settle();
    driver.harness.get_by_role_and_label(Role::Button, option).click();
    driver.settle();
}

#[test]
fn columns_of_a_foreign_file_are_looked_at_mapped_and_remembered() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = foreign_file(&folder, "人口普查.geojson", 0);
    let mut driver = Driver::new("en", SIZE, vec![file]);
    assert_eq!(residents(&driver), 91, "the usual name is taken as a guess");
    press(&mut driver, "Columns");
    assert!(driver.harness.query_by_label("→ Storeys").is_some(), "the first rows stand under what they mean");
    for n in 0..5 {
        assert!(driver.harness.query_all_by_label(&format!("{}", 10 + n)).next().is_some());
    }
    assert!(driver.harness.query_all_by_label("15").next().is_none(), "five rows, not six");

    choose(&mut driver, "实有 gives", "Residents");
    assert_eq!(residents(&driver), 161, "the column of the planner counts");
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(residents(&driver), 91);
    driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert_eq!(residents(&driver), 161);

    // Next year's file has the same columns: the mapping is offered.
    let next = foreign_file(&folder, "next.geojson", 1);
    driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
    driver.fill("Path", &next.display().to_string());
    driver.press("Add");
    choose(&mut driver, "File", "next.geojson");
    press(&mut driver, "Use it here");
    let mapping = &driver.app().plan().settings().mapping.layers;
    assert_eq!(mapping["next.geojson"], mapping["人口普查.geojson"]);
    assert!(driver.harness.query_by_label("Remembered for files with the same columns").is_some());
}

#[test]
fn a_plan_is_compared_with_itself_as_saved_over_the_same_people_once_they_are_read_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut driver = Driver::new("en", SIZE, vec![foreign_file(&folder, "houses.geojson", 0)]);
    let place_harbor = |driver: &mut Driver, east: f64| {
        driver.press("Place Safe harbor");
        driver.click_map(at(9.502 + east, 47.1));
    };
    press(&mut driver, "Plan");
    place_harbor(&mut driver, 0.0);
    driver.keys(Modifiers::COMMAND, Key::S);
    driver.fill("Path", &driver.path("plan.geojson").display().to_string());
    driver.press("Save");
    place_harbor(&mut driver, 0.001);
    let compared = |driver: &Driver| {
        // No road leads to the harbors: they are told among the excluded ones.
        let report = driver.app().baseline()?;
        Some((report.excluded_sites.len(), report.kind(SiteKind::SafeHarbor)?.persons.total))
    };
    assert_eq!(compared(&driver), Some((1, 91)), "the plan as it was saved");
    press(&mut driver, "Community");
    press(&mut driver, "Columns");
    choose(&mut driver, "实有 gives", "Residents");
    assert_eq!(residents(&driver), 161);
    assert_eq!(compared(&driver), Some((1, 161)), "still as saved, over the people that count now");
}

#[test]
fn the_same_in_chinese_with_day_and_night() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = foreign_file(&folder, "房屋.geojson", 0);
    let mut driver = Driver::new("zh-CN", SIZE, vec![file]);
    press(&mut driver, "字段");
    choose(&mut driver, "实有 表示", "日间人数");
    let people = *driver.app().community().expect("open").population();
    assert_eq!((people.total, people.total_by_day), (91, 161));
    press(&mut driver, "日间");
    assert_eq!(driver.app().plan().scenarios()[&muster::plan::BASE_SCENARIO].time_of_day, muster::plan::TimeOfDay::Day);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(
        driver.app().plan().scenarios()[&muster::plan::BASE_SCENARIO].time_of_day,
        muster::plan::TimeOfDay::Night
    );
}

#[test]
fn the_look_of_the_layers_comes_back_with_their_community_and_only_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = town_file(&folder);
    let other = foreign_file(&folder, "other.geojson", 0);
    let machine = Machine { preferences_folder: Some(folder.path().join("preferences")), ..Machine::default() };
    let mut driver = Driver::on(&machine, "en", SIZE, vec![file.clone()]);
    choose(&mut driver, "Color of Buildings", "by residents");
    press(&mut driver, "Move Buildings up");
    press(&mut driver, "Road names");
    let (dress, labels) = (driver.app().session().dress.clone(), driver.app().session().labels.clone());
    let hidden = driver.app().session().hidden_layers.clone();
    assert!(dress != muster::map::BaseDress::default());

    driver.keys(Modifiers::COMMAND, Key::O);
    driver.fill("Path", &other.display().to_string());
    driver.press("Open");
    assert_eq!(driver.app().session().dress, muster::map::BaseDress::default(), "another community has its own look");
    driver.close();
    let driver = Driver::on(&machine, "en", SIZE, vec![file]);
    let session = driver.app().session();
    assert_eq!((&session.dress, &session.labels, &session.hidden_layers), (&dress, &labels, &hidden));
}

#[test]
fn a_file_that_was_refused_and_mended_is_added_when_it_is_asked_for_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut driver = Driver::new("en", SIZE, vec![town_file(&folder)]);
    let more = folder.path().join("more.geojson");
    let add = |driver: &mut Driver| {
        driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
        driver.fill("Path", &more.display().to_string());
        driver.press("Add");
    };
    fs::write(&more, "{").expect("written");
    add(&mut driver);
    assert_eq!(driver.app().plan().header().community.len(), 1, "taken back");
    let road = TOWN.replace("Long Road", "Far Road").replace("47.1", "47.2");
    fs::write(&more, road).expect("written");
    add(&mut driver);
    assert_eq!(driver.app().plan().header().community.len(), 2);
    assert_eq!(driver.app().community().expect("open").layers().len(), 2);
}

#[test]
fn a_file_whose_reading_was_cancelled_is_not_added_and_can_be_added_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut driver = Driver::new("en", SIZE, vec![town_file(&folder)]);
    let more = folder.path().join("more.geojson");
    fs::write(&more, TOWN.replace("Long Road", "Far Road").replace("47.1", "47.2")).expect("written");
    for is_cancelled in [true, false] {
        driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
        driver.fill("Path", &more.display().to_string());
        driver.harness.get_by_label("Add").click();
        for _ in 0..4 {
            // Frames only: the work in the background has not begun.
            driver.harness.step();
        }
        assert_eq!(driver.app().plan().header().community.len(), 2, "asked for");
        if is_cancelled {
            driver.press_first_named("Cancel");
        }
        driver.settle();
        let n = if is_cancelled { 1 } else { 2 };
        assert_eq!(driver.app().plan().header().community.len(), n);
        assert_eq!(driver.app().community().expect("open").layers().len(), n);
    }
}
