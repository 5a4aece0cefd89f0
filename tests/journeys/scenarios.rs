//! Scenarios: added, switched in one click, compared with the base scenario.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::plan::{BASE_SCENARIO, SiteKind};

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 800.0];

/// The demonstration with a flood drawn over the bank of the Rhine, and how many reached a safe harbor before.
fn flooded() -> (Driver, u64) {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let dry = driver.reached(SiteKind::SafeHarbor);
    driver.press("Draw hazard area");
    for corner in [at(9.4985, 47.0640), at(9.5040, 47.0640), at(9.5040, 47.0685), at(9.4985, 47.0685)] {
        driver.click_map(corner);
    }
    driver.keys(Modifiers::NONE, Key::Enter);
    (driver, dry)
}

#[test]
fn a_flood_acts_in_its_scenario_only_and_the_strip_tells_the_difference() {
    let (mut driver, dry) = flooded();
    let wet = driver.reached(SiteKind::SafeHarbor);
    assert!(wet < dry);
    // The base scenario without the flood, another one with it.
    driver.press_role(Role::Button, "Add scenario");
    let flood = driver.app().session().scenario;
    assert_ne!(flood, BASE_SCENARIO, "the new scenario is in view");
    assert_eq!(driver.reached(SiteKind::SafeHarbor), wet, "everything takes part in it");
    driver.press_role(Role::Button, "Base scenario");
    driver.press_first_named("Takes part:");
    driver.press_role(Role::CheckBox, "Hazard area 1");
    assert_eq!(driver.reached(SiteKind::SafeHarbor), dry, "the flood takes no part in the base scenario");
    driver.press_first_named("Scenario 1");
    assert_eq!(driver.app().session().scenario, flood);
    assert_eq!(driver.reached(SiteKind::SafeHarbor), wet);
    // The strip compares with the base scenario.
    let fewer = muster::ui::format::count(dry - wet);
    let change = format!("\u{25bc} {fewer}");
    assert!(
        driver.harness.query_all_by_label_contains(&change).count() > 0,
        "fewer by {fewer} than in the base scenario"
    );
    // What is drawn while a scenario is in view acts in it at once.
    driver.press("Close road");
    let n = driver.app().plan().closures().len();
    driver.click_map(at(9.502_5, 47.069_0));
    assert_eq!(driver.app().plan().closures().len(), n + 1);
    let closure = *driver.app().plan().closures().keys().next_back().expect("closed");
    let scenario = &driver.app().plan().scenarios()[&flood];
    assert!(scenario.selection.includes(muster::plan::ObjectId::Closure(closure)));
    // Undo takes the scenario away again, and the base scenario is in view.
    for _ in 0..3 {
        driver.keys(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(driver.app().plan().scenarios().len(), 1);
    assert_eq!(driver.app().session().scenario, BASE_SCENARIO);
    assert_eq!(driver.reached(SiteKind::SafeHarbor), wet);
}

#[test]
fn a_plan_saved_while_another_scenario_is_in_view_is_compared_with_its_own_base_scenario() {
    let (mut driver, dry) = flooded();
    driver.press_role(Role::Button, "Add scenario");
    driver.press_role(Role::Button, "Base scenario");
    driver.press_first_named("Takes part:");
    driver.press_role(Role::CheckBox, "Hazard area 1");
    driver.press_first_named("Scenario 1");
    let wet = driver.reached(SiteKind::SafeHarbor);
    assert!(wet < dry);
    driver.keys(Modifiers::COMMAND, Key::S);
    driver.fill("Path", &driver.path("plan.geojson").display().to_string());
    driver.press("Save");
    assert!(!driver.app().document().is_dirty());
    let baseline = driver.app().baseline().expect("figures to compare with");
    assert_eq!(baseline.kind(SiteKind::SafeHarbor).map(|kind| kind.persons.reached), Some(dry));
}
