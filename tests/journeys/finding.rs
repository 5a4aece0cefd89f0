//! A planner finds the way by keyboard: find, palette, coordinates, kept views, the parts of the window.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::geometry::LonLat;
use muster::ids::SiteId;
use muster::plan::ObjectId;
use muster::ui::{Dialog, Step};

use crate::support::{Driver, Machine, at};

const SIZE: [f32; 2] = [1280.0, 720.0];

fn demonstration() -> Driver {
    Driver::with_demonstration("en", SIZE, "Open the demonstration")
}

/// The place in the middle of the map.
fn looked_at(driver: &Driver) -> LonLat {
    let camera = driver.app().session().camera.expect("the map was shown");
    let community = driver.app().community().expect("a community is open");
    community.plane().lon_lat_from_local(camera.center())
}

fn is_near(a: LonLat, b: LonLat) -> bool {
    (a.lon() - b.lon()).abs() < 2e-5 && (a.lat() - b.lat()).abs() < 2e-5
}

fn says(driver: &Driver, words: &str) -> bool {
    driver.harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn a_site_is_found_by_part_of_its_name_and_flown_to_by_keyboard_alone() {
    let mut driver = demonstration();
    driver.keys(Modifiers::COMMAND, Key::F);
    driver.type_text("iRAma");
    driver.keys(Modifiers::NONE, Key::Enter);
    let id = ObjectId::Site(SiteId(7));
    let place = driver.app().plan().object(id).and_then(|object| object.place()).expect("School, Iramali");
    assert_eq!(driver.app().session().selection.iter().copied().collect::<Vec<_>>(), [id]);
    assert!(is_near(looked_at(&driver), place));
    assert_eq!(driver.app().session().dialog, None);

    // By its number, and nothing is found by letters that are nowhere.
    driver.keys(Modifiers::COMMAND, Key::F);
    driver.type_text("shelter 6");
    driver.keys(Modifiers::NONE, Key::Enter);
    let chosen: Vec<ObjectId> = driver.app().session().selection.iter().copied().collect();
    assert_eq!(chosen, [ObjectId::Site(SiteId(6))]);
    driver.keys(Modifiers::COMMAND, Key::F);
    driver.type_text("qqqq");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert!(matches!(driver.app().session().dialog, Some(Dialog::Find(_))), "there is nothing to go to");
    driver.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(driver.app().session().dialog, None);
}

#[test]
fn a_street_of_the_community_is_found_without_its_umlaut_and_marked_until_escape() {
    let mut driver = demonstration();
    driver.keys(Modifiers::COMMAND, Key::F);
    driver.type_text("furstenstr");
    let street = driver.harness.query_all_by_label_contains("Fürstenstrasse");
    assert!(street.count() >= 1, "the list shows it");
    // Past the objects of the plan to the streets, with the arrow keys.
    let rows: Vec<String> = driver
        .harness
        .query_all_by_role(Role::ListBoxOption)
        .map(|row| row.accesskit_node().label().unwrap_or_default())
        .collect();
    let wanted = rows.iter().position(|row| row.starts_with("Fürstenstrasse")).expect("a street");
    for _ in 0..wanted {
        driver.keys(Modifiers::NONE, Key::ArrowDown);
    }
    driver.keys(Modifiers::NONE, Key::Enter);
    let mark = driver.app().session().mark.clone().expect("the street is marked");
    assert_eq!(mark.name, "Fürstenstrasse");
    assert!(is_near(looked_at(&driver), mark.bounds.center()));
    driver.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(driver.app().session().mark, None);
}

#[test]
fn the_palette_runs_undo_and_greys_what_cannot_be_done() {
    let mut driver = demonstration();
    driver.keys(Modifiers::COMMAND, Key::K);
    driver.type_text("undo");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert!(matches!(driver.app().session().dialog, Some(Dialog::Palette(_))), "there is nothing to undo yet");
    driver.keys(Modifiers::NONE, Key::Escape);

    let before = driver.app().plan().clone();
    driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P);
    driver.type_text("place shelter");
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.click_map(at(9.511_36, 47.070_38));
    assert_ne!(*driver.app().plan(), before);
    driver.keys(Modifiers::COMMAND, Key::K);
    driver.type_text("undo");
    assert!(says(&driver, "Undo: Place Shelter"), "the palette says which step");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(*driver.app().plan(), before);
    assert_eq!(driver.app().session().dialog, None);

    for (typed, step) in [("review", Step::Review), ("community", Step::Community)] {
        driver.keys(Modifiers::COMMAND, Key::K);
        driver.type_text(typed);
        driver.keys(Modifiers::NONE, Key::Enter);
        assert_eq!(driver.app().session().step, step);
    }
}

#[test]
fn a_pasted_coordinate_is_gone_to_whichever_way_it_is_written() {
    let mut driver = demonstration();
    let place = at(9.5012, 47.0676);
    for text in [
        "47°04'03.36\"N 9°30'04.32\"E",
        "47.0676, 9.5012",
        "9.5012, 47.0676",
        "https://www.openstreetmap.org/#map=17/47.0676/9.5012",
    ] {
        driver.keys(Modifiers::NONE, Key::Home);
        driver.keys(Modifiers::COMMAND, Key::G);
        driver.harness.event(egui::Event::Paste(text.to_owned()));
        driver.settle();
        driver.keys(Modifiers::NONE, Key::Enter);
        assert!(is_near(looked_at(&driver), place), "{text}: {}", looked_at(&driver));
        assert!(driver.app().session().mark.is_some());
    }
    driver.keys(Modifiers::COMMAND, Key::G);
    driver.type_text("120.15, 30.28");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert!(says(&driver, "too far to show"), "China cannot be shown on the map of Balzers");
    assert!(is_near(looked_at(&driver), place));
}

#[test]
fn a_kept_view_is_there_after_a_restart_and_follows_the_plan_to_its_file() {
    let folder = tempfile::tempdir().expect("a folder for preferences");
    let machine = || Machine { preferences_folder: Some(folder.path().to_owned()), ..Machine::default() };
    let mut driver = Driver::on(&machine(), "en", SIZE, Vec::new());
    driver.press("Open the demonstration");
    driver.keys(Modifiers::COMMAND, Key::G);
    driver.type_text("9.5012E 47.0676N");
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.keys(Modifiers::COMMAND, Key::B);
    driver.type_text("Town hall");
    driver.keys(Modifiers::NONE, Key::Enter);
    let kept = driver.app().session().camera;
    driver.keys(Modifiers::COMMAND, Key::S);
    let path = driver.path("plan.geojson");
    driver.fill("Path", &path.display().to_string());
    driver.press("Save");
    driver.keys(Modifiers::NONE, Key::Home);
    assert_ne!(driver.app().session().camera, kept);

    for open in [Vec::new(), vec![path]] {
        let is_demonstration = open.is_empty();
        let mut again = Driver::on(&machine(), "en", SIZE, open);
        if is_demonstration {
            again.press("Open the demonstration");
        }
        again.keys(Modifiers::ALT, Key::Num1);
        let (now, then) = (again.app().session().camera.expect("a map"), kept.expect("a map"));
        assert!(now.center().distance(then.center()) < 0.01);
        assert_eq!(now.metres_per_point(), then.metres_per_point());
        again.keys(Modifiers::ALT, Key::Num2);
        assert!(says(&again, "No view is kept under Alt+2"));
        again.keys(Modifiers::COMMAND, Key::K);
        again.type_text("town hall");
        assert!(says(&again, "Town hall, Kept view, Alt+1"));
        again.keys(Modifiers::NONE, Key::Escape);
        again.keys(Modifiers::COMMAND, Key::B);
        again.press("Forget Town hall");
        again.press("Cancel");
        again.keys(Modifiers::COMMAND, Key::K);
        again.type_text("town hall");
        assert!(!says(&again, "Kept view"));
    }
}

#[test]
fn in_chinese_a_street_and_a_command_are_found_by_their_chinese_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let roads = folder.path().join("道路.geojson");
    let road = |name: &str, y: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"highway":"residential","name":"{name}"}},"geometry":
            {{"type":"LineString","coordinates":[[120.15,{y}],[120.16,{y}]]}}}}"#
        )
    };
    let features = [road("人民路", 30.28), road("解放大道", 30.29), road("人民广场东街", 30.30)].join(",");
    std::fs::write(&roads, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).expect("written");
    let mut driver = Driver::new("zh-CN", SIZE, vec![roads]);
    driver.keys(Modifiers::COMMAND, Key::F);
    driver.type_text("人民");
    assert!(says(&driver, "道路（2）") && says(&driver, "人民广场东街"));
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().session().mark.as_ref().map(|mark| mark.name.as_str()), Some("人民路"));
    assert!(is_near(looked_at(&driver), at(120.155, 30.28)));
    // The Chinese name and the English one lead to the same command.
    for typed in ["服务范围", "service areas"] {
        let before = driver.app().session().shows_service_areas;
        driver.keys(Modifiers::COMMAND, Key::K);
        driver.type_text(typed);
        driver.keys(Modifiers::NONE, Key::Enter);
        assert_ne!(driver.app().session().shows_service_areas, before, "{typed}");
    }
}

#[test]
fn f6_goes_round_the_window_and_the_map_takes_the_arrow_keys() {
    let mut driver = demonstration();
    let focused = |driver: &Driver| {
        let node = driver.harness.query_all(egui_kittest::kittest::By::new()).find(egui_kittest::Node::is_focused);
        node.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    };
    let stops = ["Figures", "Steps", "Map", "Inspector", "Status bar", "Menu bar", "Figures"];
    for stop in stops {
        driver.keys(Modifiers::NONE, Key::F6);
        assert_eq!(focused(&driver), stop);
        if stop == "Map" {
            let before = looked_at(&driver);
            driver.keys(Modifiers::NONE, Key::ArrowRight);
            assert!(looked_at(&driver).lon() > before.lon(), "the arrow keys move the map");
        }
    }
    driver.keys(Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&driver), "Menu bar");
    driver.keys(Modifiers::NONE, Key::Tab);
    assert_eq!(focused(&driver), "File", "Tab goes on inside the part");
    // From within a part F6 leads to the next one.
    driver.keys(Modifiers::NONE, Key::F6);
    assert_eq!(focused(&driver), "Figures");
}

#[test]
fn the_help_sheet_is_narrowed_by_letters_in_both_languages() {
    for (language, open, typed, there, gone) in [
        ("en", "Open the demonstration", "undo", "Take the last step back", "Save the plan as GeoJSON"),
        ("zh-CN", "打开演示", "撤销", "撤销", "将方案保存为 GeoJSON"),
    ] {
        let mut driver = Driver::with_demonstration(language, SIZE, open);
        driver.keys(Modifiers::NONE, Key::F1);
        assert!(says(&driver, there) && says(&driver, gone), "{language}");
        driver.type_text(typed);
        assert!(says(&driver, there) && !says(&driver, gone), "{language}");
        driver.keys(Modifiers::NONE, Key::Escape);
        assert_eq!(driver.app().session().dialog, None);
    }
}

#[test]
fn every_question_of_finding_is_drawn_in_both_languages_at_the_smallest_size() {
    for (language, open) in [("en", "Open the demonstration"), ("zh-CN", "打开演示")] {
        let mut driver = Driver::with_demonstration(language, SIZE, open);
        driver.keys(Modifiers::COMMAND, Key::B);
        driver.keys(Modifiers::NONE, Key::Enter);
        assert!(driver.app().session().dialog.is_none(), "the usual name is taken");
        for (modifiers, key, typed) in [
            (Modifiers::COMMAND, Key::K, ["", "x q z"]),
            (Modifiers::COMMAND, Key::F, ["", "a"]),
            (Modifiers::COMMAND, Key::G, ["9.5 47.07", " 8"]),
            (Modifiers::COMMAND, Key::B, ["", "Rhein 莱茵"]),
            (Modifiers::NONE, Key::F1, ["", "qqq"]),
        ] {
            driver.keys(modifiers, key);
            for text in typed {
                driver.type_text(text);
                let window = driver.harness.ctx.content_rect();
                for node in driver.harness.query_all_by_role(Role::ListBoxOption) {
                    assert!(node.rect().right() <= window.right() && node.rect().left() >= window.left());
                }
            }
            driver.keys(Modifiers::NONE, Key::Escape);
            assert_eq!(driver.app().session().dialog, None, "{key:?}");
        }
    }
}
