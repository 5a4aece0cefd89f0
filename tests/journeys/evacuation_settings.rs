//! Settings of an evacuation over time: set in the Plan step, undone, and kept by the file.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::plan::{CrowdingModel, DepartureCurve, DestinationRule, EvacuationSettings};
use muster::standards::ValueKey;

use crate::support::Driver;

const SIZE: [f32; 2] = [1280.0, 1000.0];

fn settings(driver: &Driver) -> EvacuationSettings {
    driver.app().plan().settings().evacuation.clone()
}

/// Opens a list of choices by its name and takes one.
fn choose(driver: &mut Driver, list: &str, choice: &str) {
    driver.press_role(Role::ComboBox, list);
    driver.press_first_named(choice);
}

#[test]
fn a_planner_says_when_people_leave_and_takes_it_back() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press_first_named("Departure, crowding, cars, destinations");
    assert_eq!(settings(&driver), EvacuationSettings::default());
    choose(&mut driver, "People leave", "spread around a mean");
    assert_eq!(settings(&driver).departure, DepartureCurve::Rayleigh);
    driver.fill("Mean time to departure (min)", "20");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().plan().settings().overrides.get(&ValueKey::DepartureMean), Some(&20.0));
    assert!(driver.harness.query_by_label_contains("Half have left after 19").is_some());
    choose(&mut driver, "Where it is crowded", "nobody slows down");
    choose(&mut driver, "People go to", "the nearest site");
    let set = settings(&driver);
    assert_eq!((set.crowding, set.destinations), (CrowdingModel::FreeSpeed, DestinationRule::Nearest));
    for (name, text) in
        [("Persons per household (they leave together)", "3.2"), ("Households that drive, in percent", "80")]
    {
        driver.fill(name, text);
        driver.keys(Modifiers::NONE, Key::Enter);
    }
    // Out of range: refused, as every number field does.
    driver.fill("Stop reckoning after (min)", "0");
    driver.keys(Modifiers::NONE, Key::Enter);
    let set = settings(&driver);
    assert_eq!((set.household_persons, set.car_share, set.horizon_min), (3.2, 0.8, 1440.0));
    for _ in 0..6 {
        driver.keys(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(settings(&driver), EvacuationSettings::default());
}

#[test]
fn what_was_typed_into_a_departure_table_is_let_go_when_the_table_is_another_one() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press_first_named("Departure, crowding, cars, destinations");
    choose(&mut driver, "People leave", "by a table");
    let first = settings(&driver).departure.clone();
    driver.fill("Departure table", "5\t30\n15\t80");
    driver.harness.get_by_role_and_label(Role::TextInput, "Stop reckoning after (min)").focus();
    driver.settle();
    assert_ne!(settings(&driver).departure, first);
    driver.fill("Departure table", "5\t30\n5\t80");
    let fault = "row 2 of the departure table are not after";
    assert!(driver.harness.query_by_label_contains(fault).is_some());
    driver.press("Edit");
    driver.press_first_named("Undo");
    assert_eq!(settings(&driver).departure, first);
    assert!(driver.harness.query_by_label_contains(fault).is_none(), "the text was of a table that is no more");
}

#[test]
fn a_departure_table_is_pasted_mended_and_kept_by_the_file() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press_first_named("Departure, crowding, cars, destinations");
    choose(&mut driver, "People leave", "by a table");
    assert_eq!(settings(&driver).departure.share_that_leaves(), 1.0, "a table to start from");
    driver.fill("Departure table", "5\t30\n5\t80");
    assert!(driver.harness.query_by_label_contains("row 2 of the departure table are not after").is_some());
    driver.harness.get_by_role_and_label(Role::TextInput, "Stop reckoning after (min)").focus();
    driver.settle();
    assert_eq!(settings(&driver).departure.share_that_leaves(), 1.0, "what makes no curve is not taken");
    driver.fill("Departure table", "5\t30\n15\t80");
    driver.harness.get_by_role_and_label(Role::TextInput, "Stop reckoning after (min)").focus();
    driver.settle();
    assert_eq!(settings(&driver).departure, DepartureCurve::Table(vec![(5.0, 0.3), (15.0, 0.8)]));
    assert!(driver.harness.query_by_label_contains("20 % never leave").is_some());
    driver.keys(Modifiers::COMMAND, Key::S);
    driver.fill("Path", &driver.path("plan.geojson").display().to_string());
    driver.press("Save");
    let text = std::fs::read_to_string(driver.path("plan.geojson")).expect("saved");
    let written = r#""evacuation": {"departure": "table", "departure_table_min_share": [[5, 0.3], [15, 0.8]]}"#;
    assert!(text.contains(written));
}
