//! A planner runs the evacuation over time: figures, curve, time line, stories, bottlenecks, and what is said where
//! nothing can be run.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::analysis::CoverageEngine;
use muster::evacuation::{EvacuationFinding, EvacuationReport, EvacuationStudy, Moment, StudyInput};
use muster::jobs::{JobContext, JobState};
use muster::plan::{BASE_SCENARIO, ObjectId};
use muster::ui::{Analysis, EvacuationRun, UiCommand};

use crate::support::Driver;

const SIZE: [f32; 2] = [1280.0, 1000.0];

/// The Test step with the evacuation on the map, not yet run.
fn waiting() -> Driver {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Test");
    driver.press_role(Role::RadioButton, "Color the map by Evacuation over time");
    assert_eq!(driver.app().session().shown_analysis, Analysis::Evacuation);
    driver
}

/// The same after Run.
pub(crate) fn evacuation() -> Driver {
    let mut driver = waiting();
    driver.press_role(Role::Button, "Run: Evacuation over time");
    assert_eq!(driver.app().evacuation_state(), JobState::UpToDate);
    driver
}

pub(crate) fn run(driver: &Driver) -> &Arc<EvacuationRun> {
    driver.app().evacuation().expect("it has run")
}

pub(crate) fn is_shown(driver: &Driver, text: &str) -> bool {
    driver.harness.query_all_by_label_contains(text).next().is_some()
}

/// The same evacuation, worked out without a window.
fn headless(driver: &Driver) -> EvacuationReport {
    let (community, network) = (driver.app().community().expect("open"), driver.app().network().expect("built"));
    let context = JobContext::new();
    let mut coverage = CoverageEngine::new(Arc::clone(community), Arc::clone(network));
    let snapshot = driver.app().document().snapshot();
    let report = coverage.update(&snapshot, BASE_SCENARIO, &context).expect("not cancelled");
    let input =
        StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario: BASE_SCENARIO, kind: None };
    let study = Arc::new(EvacuationStudy::new(&input, &context).expect("not cancelled"));
    EvacuationReport::run(study, &context).expect("not cancelled")
}

/// Runs a command by its name.
pub(crate) fn command(driver: &mut Driver, command: UiCommand) {
    driver.keys(Modifiers::COMMAND, Key::K);
    let name = driver.app().texts().get(command.text_key());
    driver.type_text(&name);
    driver.keys(Modifiers::NONE, Key::Enter);
}

#[test]
fn nothing_runs_unasked_and_the_panel_says_what_to_do() {
    let driver = waiting();
    assert!(driver.app().evacuation().is_none());
    assert_eq!(driver.app().evacuation_state(), JobState::NotRun);
    assert!(is_shown(&driver, "Press Run to see when everyone is safe."));
    assert!(is_shown(&driver, "Clear 90 % – not worked out yet"));
}

#[test]
fn the_figures_are_those_of_the_report() {
    let driver = evacuation();
    let (ours, theirs) = (&run(&driver).report, headless(&driver));
    assert_eq!(ours.persons, theirs.persons);
    assert!(ours.persons.adds_up() && ours.persons.safe > 0);
    assert_eq!((ours.clear, &ours.curve, &ours.bound), (theirs.clear, &theirs.curve, &theirs.bound));
    assert_eq!((&ours.roads, &ours.findings), (&theirs.roads, &theirs.findings));
    let safe = muster::ui::format::count(ours.persons.safe);
    assert!(driver.harness.query_all_by_label(&safe).next().is_some(), "{safe} stands in the panel");
    let texts = driver.app().texts();
    let ninety = ours.clear[1].map(|at| muster::ui::format::duration(texts, at.seconds()));
    let ninety = ninety.unwrap_or_else(|| "never".to_owned());
    assert!(is_shown(&driver, &format!("Clear 90 % {ninety}")), "the strip says {ninety}");
    assert!(is_shown(&driver, "At best, all who have a way"));
}

#[test]
fn a_quick_run_follows_the_plan_and_a_stopped_one_stays_as_it_is() {
    let mut driver = evacuation();
    let before = Arc::clone(run(&driver));
    let site = *driver.app().plan().sites().keys().next().expect("a site");
    driver.select_in_list(ObjectId::Site(site), false);
    driver.keys(Modifiers::NONE, Key::Delete);
    assert_eq!(driver.app().evacuation_state(), JobState::UpToDate, "it took no time, so it ran again");
    assert!(!Arc::ptr_eq(run(&driver), &before));
    assert_ne!(run(&driver).revision, before.revision);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(run(&driver).report.persons, before.report.persons);
}

#[test]
fn the_curve_and_the_time_line_are_used_without_a_pointer() {
    let mut driver = evacuation();
    command(&mut driver, UiCommand::ToggleChart);
    assert!(driver.app().session().playback.is_open);
    assert!(driver.harness.query_by_role_and_label(Role::Image, "Safe people by time").is_some());
    driver.harness.get_by_role_and_label(Role::Slider, "Time line").focus();
    driver.settle();
    for _ in 0..3 {
        driver.keys(Modifiers::NONE, Key::ArrowRight);
    }
    driver.keys(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(driver.app().session().playback.at, Moment::from_minutes(2.0));
    let safe = run(&driver).report.safe_at(Moment::from_minutes(2.0));
    let people = muster::ui::format::persons(driver.app().texts(), safe);
    assert!(is_shown(&driver, &format!("0:02:00 · {people} safe")));
    assert!(driver.harness.get_by_role_and_label(Role::Slider, "Time line").is_focused(), "the arrows stay there");
    driver.keys(Modifiers::NONE, Key::Space);
    let playback = &driver.app().session().playback;
    assert!(playback.shows_people, "what plays is on the map");
    assert!(playback.at > Moment::from_minutes(2.0), "time goes on");
    driver.keys(Modifiers::NONE, Key::Space);
    assert!(!driver.app().session().playback.is_playing);
    let at = driver.app().session().playback.at;
    driver.settle();
    assert_eq!(driver.app().session().playback.at, at, "stopped is stopped");
    command(&mut driver, UiCommand::ToggleChart);
    assert!(!driver.app().session().playback.is_open);
}

#[test]
fn scenario_stands_against_scenario() {
    let mut driver = evacuation();
    let base = Arc::clone(run(&driver));
    driver.press("Plan");
    driver.press_role(Role::Button, "Add scenario");
    assert_ne!(driver.app().session().scenario, BASE_SCENARIO);
    assert!(driver.app().evacuation().is_none(), "it has not run here");
    command(&mut driver, UiCommand::ToggleChart);
    assert!(is_shown(&driver, "No evacuation has run in this scenario yet."));
    command(&mut driver, UiCommand::RunEvacuation);
    assert_eq!(run(&driver).report.persons, base.report.persons, "the same plan so far");
    let boxes = driver.harness.query_all_by_label_contains("Draw the curve of ").count();
    assert_eq!(boxes, 2, "both can be drawn");
    assert!(is_shown(&driver, " =") || is_shown(&driver, "="), "against the base scenario nothing changed");
}

#[test]
fn a_building_tells_when_its_people_leave_and_arrive() {
    let mut driver = evacuation();
    let door = run(&driver).report.study.origins[0].demand;
    let place = driver.app().community().expect("open").demand()[door.index()].place;
    driver.look_at(place);
    driver.click_map(place);
    assert!(driver.app().explanation().is_some());
    assert!(is_shown(&driver, "When they leave and arrive"));
    assert!(is_shown(&driver, "Latest safe departure"));
}

#[test]
fn a_bottleneck_is_looked_at_and_tells_who_passes() {
    let mut driver = evacuation();
    driver.press_role(Role::RadioButton, "Color the map by Bottlenecks");
    let worst = run(&driver).report.roads.iter().find(|road| road.waiting_person_min >= 0.5).cloned();
    let Some(worst) = worst else { panic!("the demonstration has a bottleneck") };
    driver.press_first_named("Bottleneck 1: ");
    assert_eq!(driver.app().session().road, Some(worst.segment));
    assert!(driver.is_on_map(run(&driver).middle(worst.segment).expect("somewhere")));
    assert!(is_shown(&driver, "Through this road"));
    let passed = muster::ui::format::count(worst.persons);
    assert!(driver.harness.query_all_by_label(&passed).next().is_some(), "{passed} went along it");
    assert!(driver.harness.query_by_role_and_label(Role::Image, "On it over time").is_some());
    driver.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(driver.app().session().road, None);
}

#[test]
fn what_a_wider_road_saves_is_tried_and_said() {
    let mut driver = evacuation();
    driver.press_role(Role::RadioButton, "Color the map by Bottlenecks");
    let before = driver.app().document().revision();
    driver.press_first_named("What would widening do? 1 ");
    let asked = driver.harness.query_all_by_label_contains("What would widening do? 1 ").count();
    assert_eq!(asked, 0, "it is answered");
    assert!(is_shown(&driver, "Widened to "), "in a sentence");
    assert_eq!(driver.app().document().revision(), before, "the plan stays as it is");
}

#[test]
fn the_ways_of_people_hang_together_on_the_map() {
    let driver = evacuation();
    let run = run(&driver);
    let (mut n_steps, near) = (0, 0.01);
    let parties: std::collections::BTreeSet<u32> = run.report.simulation.trails.iter().map(|step| step.party).collect();
    for party in parties {
        let ways = run.trail(party).map(|step| run.piece(step.direction, u32::MAX)).collect::<Vec<_>>();
        for pair in ways.windows(2) {
            let (end, start) = (pair[0].last().expect("a way"), pair[1].first().expect("a way"));
            let gap = muster::geometry::geodesic_length(*end, *start).value();
            assert!(gap < near, "{gap} m between two steps of party {party}");
            n_steps += 1;
        }
    }
    assert!(n_steps > 1000, "{n_steps}");
}

#[test]
fn a_site_of_the_table_tells_how_it_filled() {
    let mut driver = evacuation();
    let fullest = run(&driver).report.sites.iter().max_by_key(|site| site.arrived).expect("sites").clone();
    let name = driver.app().plan().sites()[&fullest.site].name.clone();
    driver.press_first_named(&format!("{name}: {} arrived", muster::ui::format::count(fullest.arrived)));
    assert!(driver.app().session().selection.contains(&ObjectId::Site(fullest.site)));
    assert!(driver.harness.query_by_role_and_label(Role::Image, "Arrivals over time").is_some());
}

#[test]
fn a_plan_without_sites_says_what_to_do_next() {
    let mut driver = waiting();
    let sites: Vec<ObjectId> = driver.app().plan().sites().keys().map(|&id| ObjectId::Site(id)).collect();
    driver.select_in_list(sites[0], false);
    for &id in &sites[1..] {
        driver.select_in_list(id, true);
    }
    driver.keys(Modifiers::NONE, Key::Delete);
    driver.press_role(Role::Button, "Run: Evacuation over time");
    assert!(run(&driver).report.findings.contains(&EvacuationFinding::NoSites));
    assert!(is_shown(&driver, "Place a safe harbor, a shelter or an exit in the Plan step."));
}
