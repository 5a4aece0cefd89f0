//! What wider roads would save: tried in the background, stopped, told, put into the plan, and true afterwards.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::analysis::CoverageEngine;
use muster::evacuation::{
    EvacuationReport, EvacuationStudy, RoadBook, StudyInput, Trial, TrialFigures, TrialResult, suggest_trials,
    try_changes,
};
use muster::ids::SegmentId;
use muster::jobs::{JobContext, JobState};
use muster::plan::ObjectId;
use muster::ui::{EvacuationRun, listed_roads};

use crate::evacuation::{evacuation, is_shown, run};
use crate::support::Driver;

const TRY_ALL: &str = "Run: What would wider roads save?";
const STOP: &str = "Stop: What would wider roads save?";

/// The bottlenecks of the demonstration.
fn bottlenecks() -> Driver {
    let mut driver = evacuation();
    driver.press_role(Role::RadioButton, "Color the map by Bottlenecks");
    driver
}

/// The changes of a road that are worth trying in the plan as it is, worked out without a window, with what comes out.
fn headless(driver: &Driver, segment: SegmentId) -> Vec<(Trial, TrialResult)> {
    let (community, network) = (driver.app().community().expect("open"), driver.app().network().expect("built"));
    let context = JobContext::new();
    let mut coverage = CoverageEngine::new(Arc::clone(community), Arc::clone(network));
    let (snapshot, scenario) = (driver.app().document().snapshot(), driver.app().session().scenario);
    let report = coverage.update(&snapshot, scenario, &context).expect("not cancelled");
    let input = StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario, kind: None };
    let study = Arc::new(EvacuationStudy::new(&input, &context).expect("not cancelled"));
    let base = EvacuationReport::run(study, &context).expect("not cancelled");
    let mut trials = suggest_trials(&base, &RoadBook::new(&coverage, &snapshot.plan, scenario), usize::MAX);
    trials.retain(|trial| trial.segments.contains(&segment));
    let results = try_changes(&input, &base, &trials, &context).expect("not cancelled");
    trials.into_iter().zip(results).collect()
}

fn figures(run: &EvacuationRun) -> TrialFigures {
    TrialFigures::of(&run.report.study, &run.report.simulation)
}

/// Does what a press does for two frames, without letting background work run.
fn press_only(driver: &mut Driver, name: &str) {
    driver.harness.get_by_role_and_label(Role::Button, name).click_accesskit();
    driver.harness.step();
    driver.harness.step();
}

fn is_enabled(driver: &Driver, start: &str) -> Vec<bool> {
    let buttons = driver.harness.query_all_by_label_contains(start);
    buttons.map(|node| !node.accesskit_node().data().is_disabled()).collect()
}

#[test]
fn the_trials_of_all_listed_roads_show_how_they_stand_and_can_be_stopped() {
    let mut driver = bottlenecks();
    assert_eq!(driver.app().road_trials().state, JobState::NotRun);
    press_only(&mut driver, TRY_ALL);
    assert!(matches!(driver.app().road_trials().state, JobState::Running(_)));
    assert!(driver.harness.query_all_by_role(Role::ProgressIndicator).next().is_some(), "a bar shows how far it is");
    press_only(&mut driver, STOP);
    driver.settle();
    assert_eq!(driver.app().road_trials().state, JobState::NotRun, "stopped is stopped");
    assert!(driver.app().road_trials().answers.is_none());
    driver.press_role(Role::Button, TRY_ALL);
    let trials = driver.app().road_trials();
    assert_eq!(trials.state, JobState::UpToDate);
    let listed: Vec<SegmentId> = listed_roads(run(&driver)).map(|load| load.segment).collect();
    assert!(listed.len() > 1 && listed.iter().all(|&road| trials.answer(road).is_some()), "every one was tried");
    let last = *listed.last().expect("several");
    assert_eq!(trials.answer(last).expect("tried").0, headless(&driver, last), "what comes out without a window");
    assert!(is_enabled(&driver, "Put into the plan: ").contains(&true));
    // Another plan: what was found stays in view, and says that it is old.
    let site = *driver.app().plan().sites().keys().next().expect("a site");
    driver.select_in_list(ObjectId::Site(site), false);
    driver.keys(Modifiers::NONE, Key::Delete);
    assert_eq!(driver.app().road_trials().state, JobState::OutOfDate);
    assert!(is_shown(&driver, "(Of an earlier state of the plan.)"));
    assert!(!is_enabled(&driver, "Put into the plan: ").contains(&true), "an old promise is not kept");
    driver.press_first_named("What would widening do? 1 ");
    assert_eq!(driver.app().road_trials().state, JobState::UpToDate);
    let n = listed_roads(run(&driver)).count();
    assert!(n < 2 || is_shown(&driver, &format!(" of {n} listed roads are tried.")), "the others can be tried");
    assert!(!is_shown(&driver, "(Of an earlier state of the plan.)"));
}

#[test]
fn a_plan_that_changes_stops_the_trials_of_the_one_before() {
    let mut driver = bottlenecks();
    press_only(&mut driver, TRY_ALL);
    let site = *driver.app().plan().sites().keys().next().expect("a site");
    driver.harness.state_mut().select(vec![ObjectId::Site(site)]);
    driver.harness.key_press_modifiers(Modifiers::NONE, Key::Delete);
    driver.harness.step();
    driver.harness.step();
    assert!(!matches!(driver.app().road_trials().state, JobState::Running(_)));
    driver.settle();
    assert!(driver.app().road_trials().answers.is_none());
}

/// Puts the first change that was tried into the plan and checks what it promised.
fn is_kept(driver: &mut Driver) {
    driver.press_first_named("What would widening do? 1 ");
    let worst = listed_roads(run(driver)).next().expect("a bottleneck").segment;
    let (trial, promised) = driver.app().road_trials().answer(worst).expect("tried").0[0].clone();
    assert_eq!(headless(driver, worst)[0], (trial.clone(), promised), "as without a window");
    assert_ne!(promised.before, promised.after, "it does something");
    assert_eq!(figures(run(driver)), promised.before);
    let (before, old) = (driver.app().document().snapshot(), Arc::clone(run(driver)));
    let button = driver.harness.query_all_by_label_contains("Put into the plan: ").next();
    button.expect("a button").click_accesskit();
    driver.harness.step();
    driver.harness.step();
    assert!(Arc::ptr_eq(run(driver), &old));
    assert_ne!(driver.app().evacuation_state(), JobState::UpToDate, "the figures are those of another plan");
    driver.settle();
    let scenario = driver.app().session().scenario;
    let change = driver.app().plan().road_changes().values().next_back().expect("it is in the plan").clone();
    assert_eq!((&change.lines, change.kind), (&trial.lines, trial.kind), "exactly what was tried");
    assert!(driver.app().plan().scenarios()[&scenario].selection.includes(ObjectId::RoadChange(change.id)));
    // A quick evacuation runs again by itself: it has the promised figures, in the report and on the screen.
    assert_eq!(driver.app().evacuation_state(), JobState::UpToDate);
    assert_eq!(figures(run(driver)), promised.after);
    driver.press_role(Role::RadioButton, "Color the map by Evacuation over time");
    let texts = driver.app().texts();
    for clear in promised.after.clear {
        let shown = clear.map_or("never".to_owned(), |at| muster::ui::format::duration(texts, at.seconds()));
        assert!(driver.harness.query_all_by_label(&shown).next().is_some(), "{shown} stands in the panel");
    }
    let safe = muster::ui::format::count(promised.after.safe);
    assert!(driver.harness.query_all_by_label(&safe).next().is_some(), "{safe} are safe, says the panel");
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(*driver.app().document().snapshot().plan, *before.plan, "one step of undo");
    assert_eq!(figures(run(driver)), promised.before);
}

#[test]
fn a_tried_change_that_is_put_into_the_plan_keeps_its_promise() {
    is_kept(&mut bottlenecks());
}
