//! Choosing what to work on: by rectangle and lasso, again for what lies below, by filter, hidden and locked; and the
//! language changed in mid-work.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::geometry::LonLat;
use muster::plan::{ObjectId, SiteKind};

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 800.0];

fn demonstration() -> Driver {
    Driver::with_demonstration("en", SIZE, "Open the demonstration")
}

fn says(driver: &Driver, words: &str) -> bool {
    driver.harness.query_by_label_contains(words).is_some()
}

/// Sites by whether a test holds for their place; those out of view are left.
fn sites(driver: &Driver, holds: impl Fn(LonLat) -> bool) -> BTreeSet<ObjectId> {
    let all = driver.app().plan().sites().values();
    all.filter(|site| site.geometry.place().is_some_and(&holds)).map(|site| ObjectId::Site(site.id)).collect()
}

fn draw_area(driver: &mut Driver, corners: [LonLat; 4]) -> ObjectId {
    driver.press("Draw evacuation area");
    for corner in corners {
        driver.click_map(corner);
    }
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.keys(Modifiers::NONE, Key::Escape);
    let newest = *driver.app().plan().evacuation_areas().keys().next_back().expect("drawn");
    ObjectId::EvacuationArea(newest)
}

#[test]
fn a_rectangle_and_a_lasso_select_what_lies_inside_and_ctrl_adds() {
    let mut driver = demonstration();
    let (west, east, south, north) = (9.4960, 9.5060, 47.0620, 47.0700);
    let inside = |place: LonLat| (west..east).contains(&place.lon()) && (south..north).contains(&place.lat());
    let expected = sites(&driver, inside);
    assert!(expected.len() >= 2, "there is something to select");
    driver.press("Rectangle");
    driver.drag_map(at(west, south), at(east, north), |driver| {
        assert!(driver.app().session().pick.is_some(), "the rectangle is drawn, the map stays");
    });
    assert_eq!(driver.app().session().selection, expected);
    driver.press("Lasso");
    // A loop is as wide as the hand goes: a drag to and fro encloses nothing.
    driver.drag_map(at(9.4962, 47.0622), at(9.4964, 47.0624), |_| {});
    assert!(driver.app().session().selection.is_empty());
    let corners = [at(west, south), at(east, south), at(east, north), at(west, north)];
    let positions = corners.map(|corner| driver.screen_at(corner));
    driver.harness.hover_at(positions[0]);
    driver.harness.step();
    driver.harness.drag_at(positions[0]);
    driver.harness.step();
    for position in &positions[1..] {
        driver.harness.hover_at(*position);
        driver.settle();
    }
    driver.harness.drop_at(positions[3]);
    driver.settle();
    assert_eq!(driver.app().session().selection, expected);
    driver.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(driver.app().session().selection, expected, "Escape first puts the lasso away");
}

#[test]
fn a_second_click_takes_what_lies_below_and_goes_round() {
    let mut driver = demonstration();
    let corners = [at(9.4990, 47.0650), at(9.5030, 47.0650), at(9.5030, 47.0680), at(9.4990, 47.0680)];
    let below = draw_area(&mut driver, corners);
    let above = draw_area(&mut driver, corners.map(|c| at(c.lon() + 0.0002, c.lat() + 0.0002)));
    driver.select_in_list(below, false);
    driver.keys(Modifiers::NONE, Key::Escape);
    driver.select_in_list(above, false);
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        driver.click_map(at(9.5010, 47.0666));
        let selection = &driver.app().session().selection;
        assert_eq!(selection.len(), 1, "one at a time");
        seen.extend(selection.iter().copied());
    }
    assert!(seen.contains(&above) && seen.contains(&below), "both had their turn: {seen:?}");
}

#[test]
fn a_filtered_table_selects_its_rows() {
    let mut driver = demonstration();
    driver.keys(Modifiers::COMMAND, Key::T);
    driver.press("Table of Safe harbors");
    let filter = driver.harness.get_by_role_and_label(Role::SearchInput, "Filter rows");
    filter.focus();
    driver.harness.get_by_role_and_label(Role::SearchInput, "Filter rows").type_text("parking");
    driver.settle();
    let expected: BTreeSet<ObjectId> = driver
        .app()
        .plan()
        .sites()
        .values()
        .filter(|site| site.kind == SiteKind::SafeHarbor && site.name.contains("parking"))
        .map(|site| ObjectId::Site(site.id))
        .collect();
    assert!(expected.len() >= 2);
    driver.harness.get_by_role(Role::Grid).focus();
    driver.settle();
    driver.keys(Modifiers::COMMAND, Key::A);
    assert_eq!(driver.app().session().selection, expected);
}

#[test]
fn what_is_hidden_still_acts_says_so_and_comes_back() {
    let mut driver = demonstration();
    let before = driver.reached(SiteKind::SafeHarbor);
    let harbors: Vec<ObjectId> = driver
        .app()
        .plan()
        .sites()
        .values()
        .filter(|site| site.kind == SiteKind::SafeHarbor)
        .map(|site| ObjectId::Site(site.id))
        .collect();
    for &id in &harbors {
        driver.select_in_list(id, true);
    }
    driver.keys(Modifiers::COMMAND, Key::H);
    assert_eq!(driver.app().session().hidden.len(), harbors.len());
    assert!(driver.app().session().selection.is_empty());
    assert_eq!(driver.reached(SiteKind::SafeHarbor), before, "hidden sites still act");
    driver.keys(Modifiers::COMMAND, Key::A);
    assert!(harbors.iter().all(|id| !driver.app().session().selection.contains(id)), "what is hidden is not selected");
    let words = format!("{} hidden, still acting: show", harbors.len());
    assert!(says(&driver, &words), "the status bar says so");
    driver.press(&words);
    assert!(driver.app().session().hidden.is_empty());
    assert!(!says(&driver, "still acting"));
}

#[test]
fn what_is_locked_stays_until_it_is_unlocked() {
    let mut driver = demonstration();
    let site = driver.app().plan().sites().values().next().expect("a site").clone();
    let (id, place) = (ObjectId::Site(site.id), site.geometry.place().expect("a place"));
    driver.select_in_list(id, false);
    driver.keys(Modifiers::COMMAND, Key::L);
    driver.look_at(place);
    driver.drag_map(place, at(place.lon() + 0.0005, place.lat()), |_| {});
    assert_eq!(driver.app().plan().object(id).expect("there").place(), Some(place));
    driver.select_in_list(id, false);
    driver.keys(Modifiers::NONE, Key::Delete);
    assert!(driver.app().plan().object(id).is_some());
    driver.keys(Modifiers::NONE, Key::Escape);
    driver.select_in_list(id, false);
    driver.press_role(Role::Button, "Unlock");
    assert!(!driver.app().plan().object(id).expect("there").is_locked());
    driver.look_at(place);
    driver.drag_map(place, at(place.lon() + 0.0005, place.lat()), |_| {});
    assert_ne!(driver.app().plan().object(id).expect("there").place(), Some(place));
}

#[test]
fn the_language_is_switched_and_back_while_a_polygon_is_drawn() {
    let mut driver = demonstration();
    driver.press("Draw evacuation area");
    for corner in [at(9.4990, 47.0650), at(9.5020, 47.0650)] {
        driver.click_map(corner);
    }
    let sketch = |driver: &Driver| driver.app().session().sketch.as_ref().expect("drawing").points().to_vec();
    let before = sketch(&driver);
    assert!(says(&driver, "Esc") || says(&driver, "corner"));
    driver.press("中文");
    assert_eq!(sketch(&driver), before, "the corners stay");
    let hint = driver.app().session().sketch.as_ref().expect("drawing").hint_key();
    assert!(says(&driver, &driver.app().texts().get(hint)), "the hint is Chinese");
    driver.click_map(at(9.5020, 47.0680));
    driver.press("English");
    assert_eq!(sketch(&driver).len(), 3);
    let hint = driver.app().session().sketch.as_ref().expect("drawing").hint_key();
    assert!(says(&driver, &driver.app().texts().get(hint)));
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().plan().evacuation_areas().len(), 1);
}

#[test]
fn the_language_is_switched_while_a_name_is_typed_and_what_was_typed_counts() {
    let mut driver = demonstration();
    let id = driver.app().plan().objects().next().expect("objects").id();
    driver.select_in_list(id, false);
    driver.fill("Name", "Half a na");
    driver.press("中文");
    assert_eq!(driver.app().plan().object(id).expect("there").name(), "Half a na", "leaving the field takes it over");
    assert_eq!(driver.app().session().selection, BTreeSet::from([id]));
    driver.fill("名称", "Half a name");
    driver.press("English");
    assert_eq!(driver.app().plan().object(id).expect("there").name(), "Half a name");
}

#[test]
fn buildings_are_colored_by_storeys_and_streets_carry_their_names() {
    let mut driver = demonstration();
    driver.press("Community");
    let list = "Color of Buildings";
    driver.harness.get_by_role_and_label(Role::ComboBox, list).click_accesskit();
    driver.settle();
    driver.harness.get_by_role_and_label(Role::Button, "by residents").click_accesskit();
    driver.settle();
    assert_eq!(driver.app().session().dress.colorings.len(), 1);
    assert!(driver.app().is_map_complete());
    let before = driver.harness.output().shapes.len();
    driver.harness.get_by_role_and_label(Role::CheckBox, "Road names").click_accesskit();
    driver.settle();
    assert!(!driver.app().session().labels.is_empty());
    assert!(driver.harness.output().shapes.len() > before, "names are painted");
}

#[test]
fn a_file_that_changed_while_the_community_step_is_open_is_read_again_and_the_figures_follow() {
    let folder = tempfile::tempdir().expect("a folder");
    let demonstration = crate::support::demonstration_file();
    for entry in std::fs::read_dir(demonstration.with_file_name("")).expect("its folder") {
        let file = entry.expect("a file").path();
        std::fs::copy(&file, folder.path().join(file.file_name().expect("a name"))).expect("copied");
    }
    let mut driver = Driver::new("en", SIZE, vec![folder.path().join("plan.geojson")]);
    driver.press("Community");
    let before = driver.reached(SiteKind::SafeHarbor);
    assert!(before > 0);
    let roads = folder.path().join("roads.geojson");
    let text = std::fs::read_to_string(&roads).expect("readable");
    // Every road but the first is gone.
    let n = text.lines().filter(|line| line.contains("\"Feature\"")).count();
    let mut left = 0;
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| {
            let is_feature = line.contains("\"Feature\"");
            left += usize::from(is_feature);
            !is_feature || left > n - 1
        })
        .collect();
    std::fs::write(&roads, kept.join("\n")).expect("written");
    driver.press("Read again: roads.geojson");
    assert_eq!(driver.app().session().dialog, None);
    assert!(driver.reached(SiteKind::SafeHarbor) < before, "the figures follow the file");
}
