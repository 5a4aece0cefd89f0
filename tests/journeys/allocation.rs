//! A planner looks at who goes where when places are limited: figures, prices, stories, files.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::analysis::{AllocationReport, PlaceSaving, Wholeness};
use muster::ids::SiteId;
use muster::jobs::JobState;
use muster::plan::{ObjectId, SiteKind};
use muster::ui::{Analysis, UiCommand};
use serde_json::Value;

use crate::support::{Driver, demonstration_file};

const SIZE: [f32; 2] = [1280.0, 800.0];

/// The Test step with the allocation on the map.
fn allocation() -> Driver {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Test");
    driver.press_role(Role::RadioButton, "Color the map by Allocation");
    assert_eq!(driver.app().session().shown_analysis, Analysis::Allocation);
    driver
}

fn stage(driver: &Driver, kind: SiteKind) -> &AllocationReport {
    driver.app().allocation().expect("allocated").stage(kind).expect("of this kind")
}

/// What `muster` prints, without a window, for the demonstration.
fn printed(arguments: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_muster"));
    let output = command.args(arguments).arg(demonstration_file()).arg("--quiet").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The site of the demonstration with the most people in a kind's stage.
fn fullest(driver: &Driver, kind: SiteKind) -> SiteId {
    stage(driver, kind).sites.iter().max_by_key(|site| site.assigned).expect("sites").site
}

fn is_shown(driver: &Driver, text: &str) -> bool {
    driver.harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn the_window_and_the_command_line_allocate_alike() {
    let driver = allocation();
    let answer: Value = serde_json::from_str(&printed(&["allocate", "--json"])).expect("JSON");
    let stages = answer["stages"].as_array().expect("stages");
    let ours = &driver.app().allocation().expect("allocated").stages;
    assert_eq!((stages.len(), ours.len()), (2, 2), "to safe harbors, and on to shelters");
    for (theirs, ours) in stages.iter().zip(ours) {
        assert_eq!(theirs["kind"], ours.kind.name());
        let ledger = &ours.persons;
        for (key, persons) in [
            ("persons_total", ledger.total),
            ("persons_served", ledger.served),
            ("persons_over_capacity", ledger.over_capacity),
            ("persons_beyond_limit", ledger.beyond_limit),
            ("persons_unreachable", ledger.unreachable),
            ("persons_no_road_access", ledger.no_road_access),
        ] {
            assert_eq!(theirs[key], persons, "{key}");
        }
        let sent: Vec<Option<u64>> =
            theirs["sites"].as_array().expect("sites").iter().map(|site| site["assigned_persons"].as_u64()).collect();
        assert_eq!(sent, ours.sites.iter().map(|site| Some(site.assigned)).collect::<Vec<_>>());
    }
    let onward: Vec<Option<u64>> =
        stages[1]["onward"].as_array().expect("ways on").iter().map(|one| one["persons"].as_u64()).collect();
    assert_eq!(onward, ours[1].onward.iter().map(|one| Some(u64::from(one.part.persons))).collect::<Vec<_>>());
    assert!(stages[0].get("onward").is_none(), "nobody has gathered before the first stage");
    let served = muster::ui::format::count(stage(&driver, SiteKind::SafeHarbor).persons.served);
    assert!(is_shown(&driver, &served), "{served} stands in the panel");
}

#[test]
fn a_site_with_fewer_places_is_full_and_says_what_one_more_is_worth() {
    let mut driver = allocation();
    driver.press_role(Role::Button, "Allocation: Shelter");
    assert_eq!(driver.app().session().shown_kind, SiteKind::Shelter);
    let id = fullest(&driver, SiteKind::Shelter);
    let before = stage(&driver, SiteKind::Shelter).persons.over_capacity;
    driver.select_in_list(ObjectId::Site(id), false);
    driver.fill("Places", "40");
    driver.keys(Modifiers::NONE, Key::Enter);
    let after = stage(&driver, SiteKind::Shelter);
    let facts = after.site(id).expect("it");
    assert_eq!(facts.assigned, 40);
    assert!(after.persons.over_capacity > before, "{before} then {}", after.persons.over_capacity);
    assert_eq!(facts.saving, PlaceSaving::Place);
    assert!(is_shown(&driver, "One more place here gives one more person a place."));
    let over = muster::ui::format::count(after.persons.over_capacity);
    assert!(is_shown(&driver, &format!("Over capacity {over} ▲")), "the strip says {over}, and that it grew");
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(stage(&driver, SiteKind::Shelter).persons.over_capacity, before, "it follows an undo, too");
    assert!(is_shown(&driver, &format!("Over capacity {} =", muster::ui::format::count(before))));
}

#[test]
fn a_site_in_the_table_is_selected_looked_at_and_tells_who_comes() {
    let mut driver = allocation();
    let id = fullest(&driver, SiteKind::SafeHarbor);
    let name = driver.app().plan().sites()[&id].name.clone();
    driver.press_first_named(&format!("{name}: "));
    assert!(driver.app().session().selection.contains(&ObjectId::Site(id)));
    let place = driver.app().plan().sites()[&id].geometry.place().expect("a place");
    assert!(driver.is_on_map(place));
    assert!(is_shown(&driver, "Who is sent here"));
    let sent = muster::ui::format::count(stage(&driver, SiteKind::SafeHarbor).site(id).expect("it").assigned);
    assert!(driver.harness.query_all_by_label(&sent).next().is_some(), "{sent} come");
}

#[test]
fn a_building_tells_where_its_people_go_and_why_not_to_the_nearer_site() {
    let mut driver = allocation();
    driver.press_role(Role::Button, "Allocation: Shelter");
    let report = stage(&driver, SiteKind::SafeHarbor);
    let served = report.parts.iter().position(|parts| parts.iter().any(|part| part.site.is_some())).expect("served");
    let community = driver.app().community().expect("open");
    let (place, site) = (community.demand()[served].place, report.parts[served][0].site.expect("a site"));
    let name = driver.app().plan().sites()[&site].name.clone();
    driver.look_at(place);
    driver.click_map(place);
    assert!(driver.app().explanation().is_some());
    assert!(is_shown(&driver, "Where they are sent"));
    assert!(is_shown(&driver, &name), "{name} is where they go first");
    assert!(is_shown(&driver, &format!("On from {name}:")), "and then on, as the people of this building do");
}

#[test]
fn what_is_kept_together_is_chosen_and_the_gap_is_said() {
    let mut driver = allocation();
    driver.press_role(Role::ComboBox, "Kept together");
    driver.press("Buildings");
    assert_eq!(driver.app().session().allocation.wholeness, Wholeness::Buildings);
    let study = driver.app().allocation().expect("allocated");
    assert_eq!(study.choice.wholeness, Wholeness::Buildings);
    assert!(study.stages.iter().all(|stage| stage.persons.adds_up()));
    assert_eq!(study.stages[0].n_split, 0, "no building is split");
    assert!(is_shown(&driver, "Least possible"));
    driver.press_role(Role::ComboBox, "Sent to");
    driver.press_first_named("Medical point");
    let study = driver.app().allocation().expect("allocated");
    assert_eq!(study.stages.iter().map(|stage| stage.kind).collect::<Vec<_>>(), [SiteKind::MedicalPoint]);
}

#[test]
fn a_plan_without_sites_says_what_to_do_next() {
    let mut driver = allocation();
    let sites: Vec<ObjectId> = driver.app().plan().sites().keys().map(|&id| ObjectId::Site(id)).collect();
    driver.select_in_list(sites[0], false);
    for &id in &sites[1..] {
        driver.select_in_list(id, true);
    }
    driver.keys(Modifiers::NONE, Key::Delete);
    assert!(driver.app().allocation().expect("answered").stages.is_empty());
    assert!(is_shown(&driver, "Place one in the Plan step."));
}

#[test]
fn the_allocation_is_written_as_the_command_line_writes_it() {
    let mut driver = allocation();
    let (layer, table) = (driver.path("allocation.geojson"), driver.path("sites.csv"));
    for (command, path) in [(UiCommand::ExportAllocation, &layer), (UiCommand::ExportAllocationSites, &table)] {
        driver.keys(Modifiers::COMMAND, Key::K);
        let name = driver.app().texts().get(command.text_key());
        driver.type_text(&name);
        driver.keys(Modifiers::NONE, Key::Enter);
        driver.fill("Path", &path.display().to_string());
        driver.press("Save");
        assert!(path.is_file(), "{}", path.display());
    }
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let ours = read(&std::fs::read_to_string(&layer).expect("readable"));
    let theirs = read(&printed(&["export", "allocation"]));
    assert_eq!(ours["features"], theirs["features"]);
    for member in ["analysis", "whole", "safe_harbor_persons_served", "shelter_persons_over_capacity"] {
        assert_eq!(ours["muster_result"][member], theirs["muster_result"][member], "{member}");
    }
    let rows = std::fs::read_to_string(&table).expect("readable");
    assert_eq!(rows.trim_start_matches('\u{feff}'), printed(&["export", "allocation-sites"]));
}

#[test]
fn the_state_is_behind_while_a_site_is_dragged_and_follows_when_the_hand_rests() {
    let mut driver = allocation();
    let id = fullest(&driver, SiteKind::SafeHarbor);
    let from = driver.app().plan().sites()[&id].geometry.place().expect("a place");
    let to = muster::geometry::LonLat::try_new(from.lon() + 0.002, from.lat()).expect("a place");
    let before = driver.app().allocation().expect("allocated").clone();
    driver.drag_map(from, to, |driver| {
        let now = driver.app().allocation().expect("allocated");
        assert!(std::sync::Arc::ptr_eq(now, &before), "it waits until the hand rests");
        assert_eq!(driver.app().allocation_state(), JobState::OutOfDate);
        assert!(is_shown(driver, "Of an earlier state of the plan."));
    });
    assert_eq!(driver.app().allocation_state(), JobState::UpToDate);
    assert!(!std::sync::Arc::ptr_eq(driver.app().allocation().expect("allocated"), &before));
}

/// Presses a control and lets the window draw, while the work in the background has not begun.
fn press_without_work(driver: &mut Driver, role: Role, name: &str) {
    driver.harness.get_by_role_and_label(role, name).click_accesskit();
    for _ in 0..3 {
        driver.harness.step();
    }
}

#[test]
fn figures_of_another_scenario_or_other_choices_say_so() {
    let mut driver = allocation();
    driver.press_role(Role::ComboBox, "Kept together");
    press_without_work(&mut driver, Role::Button, "Buildings");
    let other = "Of other choices: sent to Safe harbor, then on to shelter; kept together: Nothing: people one by one.";
    assert!(matches!(driver.app().allocation_state(), JobState::Running(_)));
    assert!(is_shown(&driver, other), "while the new figures are worked out");
    press_without_work(&mut driver, Role::Button, "Stop: Allocation");
    assert_eq!(driver.app().allocation_state(), JobState::OutOfDate);
    assert!(is_shown(&driver, other), "and after that was stopped");
    assert!(is_shown(&driver, "of other choices"), "in the strip, too");
    assert!(!is_shown(&driver, "Of an earlier state of the plan."));
    driver.press_role(Role::Button, "Run: Allocation");
    assert!(!is_shown(&driver, "Of other choices"));
    driver.press("Plan");
    driver.press_role(Role::Button, "Add scenario");
    driver.press("Test");
    assert_eq!(driver.app().allocation_state(), JobState::UpToDate);
    driver.press("Plan");
    press_without_work(&mut driver, Role::Button, "Base scenario");
    press_without_work(&mut driver, Role::Button, "Test");
    assert!(is_shown(&driver, "Of another scenario: Scenario 1."));
    driver.settle();
    assert!(!is_shown(&driver, "Of another scenario"));
}
