//! Without a pointer: drawing, moving, reshaping, cutting and choosing by keys and numbers alone.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::geometry::{LonLat, Shape, geodesic_length};
use muster::plan::{ObjectId, PlanObject, SiteKind};
use muster::ui::{Language, Texts, Tool, UiCommand};

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 800.0];

fn demonstration() -> Driver {
    Driver::with_demonstration("en", SIZE, "Open the demonstration")
}

/// Gives the map the keyboard, as F6 does.
fn to_the_map(driver: &mut Driver) {
    driver.keys(Modifiers::NONE, Key::F6);
    for _ in 0..8 {
        let map = driver.harness.get_by_role(Role::Canvas);
        if map.is_focused() {
            return;
        }
        driver.keys(Modifiers::NONE, Key::F6);
    }
    panic!("F6 never came to the map");
}

/// Takes a tool by a few letters of its name.
fn take(driver: &mut Driver, name: &str) {
    driver.keys(Modifiers::COMMAND, Key::K);
    driver.type_text(name);
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().session().dialog, None, "{name}");
}

fn newest(driver: &Driver) -> ObjectId {
    let ids = driver.app().plan().objects().map(|object| object.id());
    ids.max_by_key(|id| id.number()).expect("there are objects")
}

fn shape(driver: &Driver, id: ObjectId) -> Shape {
    driver.app().plan().object(id).expect("there").shape()
}

fn place(driver: &Driver, id: ObjectId) -> LonLat {
    driver.app().plan().object(id).expect("there").place().expect("somewhere")
}

#[test]
fn a_polygon_a_line_and_a_point_are_drawn_with_the_cross_in_the_middle_of_the_map() {
    let mut driver = demonstration();
    take(&mut driver, "Draw evacuation area");
    to_the_map(&mut driver);
    assert_eq!(driver.app().plan().evacuation_areas().len(), 0);
    for key in [Key::ArrowRight, Key::ArrowDown, Key::ArrowLeft] {
        driver.keys(Modifiers::NONE, Key::Space);
        driver.keys(Modifiers::NONE, key);
        driver.keys(Modifiers::NONE, key);
    }
    assert!(driver.app().session().crosshair, "the cross stands for the pointer");
    driver.keys(Modifiers::NONE, Key::Space);
    // Backspace takes the last corner back, Enter ends: and Enter sets no corner of its own.
    driver.keys(Modifiers::NONE, Key::ArrowUp);
    driver.keys(Modifiers::NONE, Key::Space);
    driver.keys(Modifiers::NONE, Key::Backspace);
    driver.keys(Modifiers::NONE, Key::Enter);
    let area = newest(&driver);
    let Shape::Area(outline) = shape(&driver, area) else { panic!("an area") };
    assert_eq!(outline.0[0].outer.len(), 5, "four corners and the first again");

    take(&mut driver, "Draw evacuation route · Straight line");
    to_the_map(&mut driver);
    driver.keys(Modifiers::NONE, Key::Space);
    driver.keys(Modifiers::NONE, Key::ArrowRight);
    driver.keys(Modifiers::NONE, Key::Space);
    driver.keys(Modifiers::NONE, Key::Enter);
    let route = newest(&driver);
    assert!(matches!(shape(&driver, route), Shape::Lines(lines) if lines[0].len() == 2), "a line of two points");

    take(&mut driver, "Place Medical point");
    to_the_map(&mut driver);
    let before = driver.app().plan().sites().len();
    driver.keys(Modifiers::NONE, Key::Space);
    assert_eq!(driver.app().plan().sites().len(), before + 1);
    let ObjectId::Site(site) = newest(&driver) else { panic!("a site") };
    assert_eq!(driver.app().plan().sites()[&site].kind, SiteKind::MedicalPoint);
}

#[test]
fn enter_ends_a_drawing_and_sets_no_corner_under_the_pointer() {
    let mut driver = demonstration();
    driver.press("Draw evacuation area");
    for corner in [at(9.4990, 47.0650), at(9.5020, 47.0650), at(9.5020, 47.0680)] {
        driver.click_map(corner);
    }
    driver.hover_map(at(9.4990, 47.0690));
    driver.keys(Modifiers::NONE, Key::Enter);
    let Shape::Area(outline) = shape(&driver, newest(&driver)) else { panic!("an area") };
    assert_eq!(outline.0[0].outer.len(), 4, "three corners and the first again");
}

#[test]
fn what_is_selected_is_moved_by_arrow_keys_and_by_numbers() {
    let mut driver = demonstration();
    driver.keys(Modifiers::NONE, Key::F3);
    let id = *driver.app().session().selection.first().expect("the first object");
    driver.keys(Modifiers::NONE, Key::F3);
    let next = *driver.app().session().selection.first().expect("the next object");
    assert_ne!(id, next);
    driver.keys(Modifiers::SHIFT, Key::F3);
    assert_eq!(driver.app().session().selection.first(), Some(&id));
    let camera = driver.app().session().camera.expect("shown");
    let plane = *driver.app().community().expect("open").plane();
    assert!(
        geodesic_length(plane.lon_lat_from_local(camera.center()), place(&driver, id)).value() < 1.0,
        "in the middle"
    );

    let before = place(&driver, id);
    to_the_map(&mut driver);
    driver.keys(Modifiers::ALT, Key::ArrowRight);
    driver.keys(Modifiers::ALT.plus(Modifiers::SHIFT), Key::ArrowUp);
    let after = place(&driver, id);
    assert!(after.lon() > before.lon() && after.lat() > before.lat());
    let moved = geodesic_length(before, after).value();
    assert!((moved - 101.0_f64.sqrt()).abs() < 0.1, "1 m east and 10 m north, not {moved} m");
    assert_eq!(driver.app().session().camera.expect("shown").center(), camera.center(), "the map stays");
    driver.keys(Modifiers::COMMAND, Key::Z);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(place(&driver, id), before);

    driver.fill("Move by m (east, north)", "-30, 40");
    driver.keys(Modifiers::NONE, Key::Enter);
    let moved = geodesic_length(before, place(&driver, id)).value();
    assert!((moved - 50.0).abs() < 0.2, "{moved} m");
    assert!(place(&driver, id).lon() < before.lon());
}

#[test]
fn corners_are_chosen_moved_inserted_and_removed_by_keys_and_numbers() {
    let mut driver = demonstration();
    take(&mut driver, "Draw evacuation area");
    for corner in ["9.4990, 47.0650", "9.5030, 47.0650", "9.5030, 47.0680", "9.4990, 47.0680"] {
        driver.fill("Point by numbers", corner);
        driver.keys(Modifiers::NONE, Key::Enter);
    }
    driver.fill("Point by numbers", "");
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.keys(Modifiers::NONE, Key::Escape);
    driver.keys(Modifiers::NONE, Key::Escape);
    let id = newest(&driver);
    driver.select_in_list(id, false);
    let outer = |driver: &Driver| match shape(driver, id) {
        Shape::Area(area) => area.0[0].outer.clone(),
        _ => panic!("an area"),
    };
    assert_eq!(outer(&driver).len(), 5);
    let by_key = |driver: &mut Driver, name: &str| {
        driver.harness.get_by_role_and_label(Role::Button, name).focus();
        driver.harness.step();
        driver.keys(Modifiers::NONE, Key::Enter);
    };
    by_key(&mut driver, "Next corner");
    by_key(&mut driver, "Next corner");
    assert!(driver.harness.query_by_label("Corner 3 of 4").is_some());
    let chosen = driver.app().session().corner;
    assert_eq!(chosen, Some((id, 2)));
    driver.fill("Longitude of corner", "9.5041");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert!(outer(&driver).iter().any(|corner| (corner.lon() - 9.5041).abs() < 1e-9));
    by_key(&mut driver, "Insert corner");
    assert_eq!(outer(&driver).len(), 6);
    assert!(driver.harness.query_by_label("Corner 4 of 5").is_some(), "the new one is chosen");
    by_key(&mut driver, "Remove corner");
    assert_eq!(outer(&driver).len(), 5);
    // The handles on the map are stops of the keyboard as well: Enter chooses.
    driver.look_at(at(9.501, 47.0665));
    driver.keys(Modifiers::COMMAND, Key::Minus);
    driver.keys(Modifiers::COMMAND, Key::Minus);
    by_key(&mut driver, "Corner 1 of line 1");
    assert_eq!(driver.app().session().corner, Some((id, 0)));
}

#[test]
fn an_area_is_split_and_gets_a_hole_by_typed_points() {
    let mut driver = demonstration();
    take(&mut driver, "Draw evacuation area");
    let enter = |driver: &mut Driver, points: &[&str]| {
        for point in points.iter().chain(&[""]) {
            driver.fill("Point by numbers", point);
            driver.keys(Modifiers::NONE, Key::Enter);
        }
    };
    enter(&mut driver, &["9.4990, 47.0650", "9.5030, 47.0650", "9.5030, 47.0680", "9.4990, 47.0680"]);
    driver.keys(Modifiers::NONE, Key::Escape);
    driver.keys(Modifiers::NONE, Key::Escape);
    let id = newest(&driver);
    driver.select_in_list(id, false);
    take(&mut driver, "Cut hole…");
    assert_eq!(driver.app().session().tool, Tool::CutHole);
    enter(&mut driver, &["9.5000, 47.0660", "9.5005, 47.0660", "9.5005, 47.0664"]);
    assert!(matches!(shape(&driver, id), Shape::Area(area) if area.0[0].holes.len() == 1));
    driver.select_in_list(id, false);
    take(&mut driver, "Split…");
    enter(&mut driver, &["9.5015, 47.0640", "9.5015, 47.0690"]);
    assert_eq!(driver.app().plan().evacuation_areas().len(), 2);
}

#[test]
fn rectangle_and_lasso_select_and_buildings_are_asked_by_keyboard() {
    let mut driver = demonstration();
    take(&mut driver, "Rectangle");
    assert_eq!(driver.app().session().tool, Tool::PickRectangle);
    let site = driver.app().plan().sites().values().next().expect("a site").clone();
    let middle = site.geometry.place().expect("a place");
    driver.look_at(middle);
    to_the_map(&mut driver);
    let press = |driver: &mut Driver, key: Key, n: usize| (0..n).for_each(|_| driver.keys(Modifiers::NONE, key));
    press(&mut driver, Key::ArrowLeft, 1);
    press(&mut driver, Key::ArrowUp, 1);
    press(&mut driver, Key::Space, 1);
    press(&mut driver, Key::ArrowRight, 2);
    press(&mut driver, Key::ArrowDown, 2);
    press(&mut driver, Key::Space, 1);
    assert!(driver.app().session().selection.contains(&ObjectId::Site(site.id)));
    assert!(driver.app().session().pick.is_none());

    driver.keys(Modifiers::NONE, Key::Escape);
    driver.keys(Modifiers::NONE, Key::Escape);
    let demand = driver.app().community().expect("open").demand()[40].place;
    driver.look_at(demand);
    to_the_map(&mut driver);
    driver.keys(Modifiers::NONE, Key::Space);
    // The first press may only have brought the cross: the second asks.
    driver.keys(Modifiers::NONE, Key::Space);
    assert!(driver.app().explanation().is_some(), "the building below the cross is explained");
}

#[test]
fn every_command_is_reached_by_its_keys_or_by_name_in_both_languages() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut driver = Driver::with_demonstration(language.tag(), SIZE, &texts.get("command-open-demonstration"));
        driver.patience = 0;
        for command in UiCommand::ALL.into_iter().filter(|command| *command != UiCommand::CommandPalette) {
            driver.keys(Modifiers::COMMAND, Key::K);
            assert!(matches!(driver.app().session().dialog, Some(muster::ui::Dialog::Palette(_))), "{command:?}");
            driver.type_text(&texts.get(command.text_key()));
            let first = driver.harness.query_all_by_role(Role::ListBoxOption).next().expect("something is found");
            let name = first.accesskit_node().label().unwrap_or_default();
            assert!(name.starts_with(&texts.get(command.text_key())), "{command:?}: {name}");
            driver.keys(Modifiers::NONE, Key::Escape);
        }
    }
    let keys = UiCommand::ALL.iter().filter(|command| command.shortcut().is_some()).count();
    assert!(keys > 25, "{keys} have keys of their own");
}

#[test]
fn buttons_boxes_choices_and_folds_are_pressed_by_enter_and_space() {
    let mut driver = demonstration();
    let focus = |driver: &mut Driver, role: Role, name: &str| {
        driver.harness.get_by_role_and_label(role, name).focus();
        driver.settle();
    };
    for key in [Key::Enter, Key::Space] {
        focus(&mut driver, Role::Button, "Test");
        driver.keys(Modifiers::NONE, key);
        assert_eq!(driver.app().session().step, muster::ui::Step::Test);
        focus(&mut driver, Role::Button, "Plan");
        driver.keys(Modifiers::NONE, key);
        assert_eq!(driver.app().session().step, muster::ui::Step::Plan);
        focus(&mut driver, Role::Button, "Draw hazard area");
        driver.keys(Modifiers::NONE, key);
        assert!(driver.app().session().tool.method().is_some());
        focus(&mut driver, Role::Button, "Circle");
        driver.keys(Modifiers::NONE, key);
        assert_eq!(driver.app().session().tool.method(), Some(muster::map::tools::DrawMethod::Circle));
        // A choice: opened, gone through by Tab, taken.
        let before = driver.app().session().tool;
        focus(&mut driver, Role::ComboBox, "Hazard");
        driver.keys(Modifiers::NONE, key);
        for _ in 0..3 {
            driver.keys(Modifiers::NONE, Key::Tab);
        }
        driver.keys(Modifiers::NONE, key);
        assert_ne!(driver.app().session().tool, before, "another hazard is chosen");
        driver.keys(Modifiers::NONE, Key::Escape);
        driver.keys(Modifiers::NONE, Key::Escape);
    }
    // An object of the list is chosen, hidden by its keys and shown again by name.
    let object = driver.app().plan().objects().next().expect("objects");
    let PlanObject::Site(site) = object else { panic!("a site") };
    focus(&mut driver, Role::Button, &site.name.clone());
    driver.keys(Modifiers::NONE, Key::Space);
    assert_eq!(driver.app().session().selection.len(), 1);
    driver.keys(Modifiers::COMMAND, Key::H);
    assert_eq!(driver.app().session().hidden.len(), 1);
    take(&mut driver, "Show hidden objects");
    assert!(driver.app().session().hidden.is_empty());
}
