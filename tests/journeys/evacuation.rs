//! A planner runs the evacuation over time: figures, curve, time line, stories, bottlenecks, and what is said where
//! nothing can be run.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
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

/// What the chart says of the moment that is read.
fn reading(driver: &Driver) -> String {
    let chart = driver.harness.get_by_role_and_label(Role::Image, "Safe people by time");
    chart.accesskit_node().value().expect("it says what it shows")
}

/// The part of the time that is in view, in seconds.
fn in_view(driver: &Driver, end: Moment) -> (f64, f64) {
    let (from, to) = driver.app().session().playback.window.span(end);
    (from.seconds().value(), to.seconds().value())
}

/// The chart of an evacuation, its part of the screen, and when what it draws ends.
fn chart() -> (Driver, Rect, Moment) {
    let mut driver = evacuation();
    command(&mut driver, UiCommand::ToggleChart);
    let rect = driver.harness.get_by_role_and_label(Role::Image, "Safe people by time").rect();
    let end = run(&driver).end().max(run(&driver).report.bound.time.expect("a bound"));
    (driver, rect, end)
}

#[test]
fn the_chart_is_zoomed_moved_and_read_by_the_pointer() {
    let (mut driver, rect, end) = chart();
    let all = in_view(&driver, end);
    assert_eq!(all, (0.0, end.seconds().value()));
    // A third of the way along the axis.
    let (left, right) = (rect.left() + 44.0, rect.right() - 16.0);
    let pos = Pos2::new(left + (right - left) / 3.0, rect.center().y);
    driver.harness.hover_at(pos);
    driver.settle();
    let third = Moment::from_seconds(end.seconds().value() / 3.0);
    let people = muster::ui::format::persons(driver.app().texts(), run(&driver).report.safe_at(third));
    let read = reading(&driver);
    assert!(read.starts_with(&third.to_string()) && read.contains(&format!("{people} safe")), "{read} {third}");
    let wheel = |driver: &mut Driver, delta: f32| {
        let (unit, modifiers) = (egui::MouseWheelUnit::Point, Modifiers::NONE);
        let (phase, source) = (egui::TouchPhase::Move, egui::MouseWheelSource::Unknown);
        driver.harness.event(egui::Event::MouseWheel { unit, delta: egui::vec2(0.0, delta), phase, source, modifiers });
        driver.settle();
    };
    wheel(&mut driver, 200.0);
    let zoomed = in_view(&driver, end);
    assert!(zoomed.1 - zoomed.0 < all.1 * 0.7, "{zoomed:?}");
    let share = (all.1 / 3.0 - zoomed.0) / (zoomed.1 - zoomed.0);
    assert!((share - 1.0 / 3.0).abs() < 0.01, "the moment under the pointer stays there: {share}");
    assert_eq!(reading(&driver), read);
    let before = driver.app().session().playback.at;
    driver.harness.drag_at(pos);
    driver.harness.step();
    driver.harness.hover_at(pos - egui::vec2(100.0, 0.0));
    driver.harness.step();
    driver.harness.drop_at(pos - egui::vec2(100.0, 0.0));
    driver.settle();
    let moved = in_view(&driver, end);
    assert!(moved.0 > zoomed.0 && ((moved.1 - moved.0) - (zoomed.1 - zoomed.0)).abs() < 1e-3, "{moved:?}");
    assert_eq!(driver.app().session().playback.at, before, "moving the chart is no click");
    // Pressed and released in a frame: two of them are quick enough for a double click.
    let click = |driver: &mut Driver, pos: Pos2| {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        let event = |pressed| egui::Event::PointerButton { pos, button, pressed, modifiers };
        driver.harness.input_mut().events.extend([event(true), event(false)]);
        driver.harness.step();
    };
    driver.harness.hover_at(pos);
    driver.settle();
    click(&mut driver, pos);
    driver.settle();
    let clicked = driver.app().session().playback.at;
    assert!(clicked.seconds().value() > moved.0 && clicked != before, "a click sets the moment in view");
    let elsewhere = pos + egui::vec2(200.0, 0.0);
    driver.harness.hover_at(elsewhere);
    driver.settle();
    click(&mut driver, elsewhere);
    assert_ne!(driver.app().session().playback.at, clicked, "the first of two is a click");
    click(&mut driver, elsewhere);
    driver.settle();
    assert_eq!(in_view(&driver, end), all, "a double click shows everything");
    assert_eq!(driver.app().session().playback.at, clicked, "and sets no moment");
}

#[test]
fn the_chart_is_a_stop_of_the_keyboard_and_zoomed_by_keys() {
    let (mut driver, _, end) = chart();
    let has_keyboard = |driver: &Driver| {
        let stop = driver.harness.query_by_role_and_label(Role::Region, "Chart");
        stop.is_some_and(|node| node.is_focused())
    };
    let n = (0..7).find(|_| {
        driver.keys(Modifiers::NONE, Key::F6);
        has_keyboard(&driver)
    });
    assert!(n.is_some(), "F6 comes to the chart");
    let name = "Safe people by time";
    let n = (0..40).find(|_| {
        driver.tap(Modifiers::NONE, Key::Tab);
        driver.harness.get_by_role_and_label(Role::Image, name).is_focused()
    });
    assert!(n.is_some(), "Tab goes on to the curves");
    for _ in 0..20 {
        driver.keys(Modifiers::NONE, Key::ArrowRight);
    }
    driver.keys(Modifiers::NONE, Key::Plus);
    driver.keys(Modifiers::NONE, Key::Plus);
    let (from, to) = in_view(&driver, end);
    assert!(((to - from) * 2.0 - end.seconds().value()).abs() < 1e-3, "{from} to {to}");
    assert!((from..=to).contains(&1200.0), "the moment in view stays in view");
    for _ in 0..20 {
        driver.keys(Modifiers::NONE, Key::ArrowLeft);
    }
    assert_eq!(in_view(&driver, end).0, 0.0, "the view follows the moment");
    assert!(reading(&driver).starts_with("0:00:00 · "), "{}", reading(&driver));
    driver.keys(Modifiers::NONE, Key::Num0);
    assert_eq!(in_view(&driver, end), (0.0, end.seconds().value()));
    assert!(driver.harness.get_by_role_and_label(Role::Image, name).is_focused());
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
fn the_legend_is_put_away_where_it_hides_the_map_and_comes_back_by_a_button() {
    let mut driver = evacuation();
    assert!(is_shown(&driver, "Load in the fullest 5 minutes"), "there is room for it");
    driver.press("Put the legend away");
    assert!(!is_shown(&driver, "Load in the fullest 5 minutes"));
    driver.press("Legend");
    assert!(is_shown(&driver, "Load in the fullest 5 minutes"));
    // In a low window with the chart it would hide the map: it is put away by itself, and can be asked for.
    let mut driver = Driver::with_demonstration("en", [1280.0, 620.0], "Open the demonstration");
    driver.press("Test");
    driver.press_role(Role::RadioButton, "Color the map by Evacuation over time");
    driver.press_role(Role::Button, "Run: Evacuation over time");
    command(&mut driver, UiCommand::ToggleChart);
    assert!(!is_shown(&driver, "Load in the fullest 5 minutes"));
    driver.press("Legend");
    assert!(is_shown(&driver, "Load in the fullest 5 minutes"));
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
