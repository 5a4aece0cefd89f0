//! Road changes and evacuation routes: drawn, set, turned round, checked.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::analysis::{Outcome, RouteCheck, RouteFinding};
use muster::geometry::{LonLat, geodesic_length};
use muster::map::tools::{DrawMethod, Drawn};
use muster::plan::{ObjectId, RoadChange, RoadChangeKind, RoadMeasure, SiteKind};
use muster::ui::Tool;

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 800.0];

fn metres(a: LonLat, b: LonLat) -> f64 {
    geodesic_length(a, b).value()
}

fn between(a: LonLat, b: LonLat, share: f64) -> LonLat {
    at(a.lon() + (b.lon() - a.lon()) * share, a.lat() + (b.lat() - a.lat()) * share)
}

/// The first two vertices of streets in town whose first stretch is long enough to be clicked.
fn stretches(driver: &Driver) -> Vec<(LonLat, LonLat)> {
    let community = driver.app().community().expect("open").clone();
    let center = at(9.5012, 47.0675);
    let roads = community.roads().iter().filter(|road| road.is_walkable && road.name.is_some());
    let firsts = roads.map(|road| (road.line[0], road.line[1]));
    firsts.filter(|&(a, b)| (60.0..300.0).contains(&metres(a, b)) && metres(a, center) < 900.0).collect()
}

/// Draws along a stretch of road with two clicks and Enter.
fn draw_along(driver: &mut Driver, (from, to): (LonLat, LonLat)) {
    driver.look_at(from);
    driver.click_map(between(from, to, 0.1));
    driver.click_map(between(from, to, 0.9));
    driver.keys(Modifiers::NONE, Key::Enter);
}

fn choose_measure(driver: &mut Driver, measure: RoadMeasure, name: &str) {
    driver.press("Change road");
    driver.press_role(Role::ComboBox, "Kind of change");
    // With the pointer, which closes the list.
    driver.harness.get_by_role_and_label(Role::Button, name).click();
    driver.settle();
    let Tool::Draw(what, _) = driver.app().session().tool else { panic!("a tool that draws") };
    assert_eq!(what, Drawn::RoadChange(measure));
}

fn last_change(driver: &Driver) -> RoadChange {
    let changes = driver.app().plan().road_changes();
    (**changes.values().next_back().expect("drawn")).clone()
}

fn has_text(driver: &Driver, text: &str) -> bool {
    driver.harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn a_street_is_widened_with_two_clicks_and_its_width_set_and_taken_back() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Change road");
    assert_eq!(
        driver.app().session().tool,
        Tool::Draw(Drawn::RoadChange(RoadMeasure::Width), DrawMethod::AlongRoads),
        "along the roads, unless said otherwise"
    );
    assert!(has_text(&driver, "a start value and no measurement"));
    let stretch = stretches(&driver)[0];
    draw_along(&mut driver, stretch);
    let drawn = last_change(&driver);
    assert_eq!((drawn.kind, drawn.name.as_str()), (RoadChangeKind::Width(3.0), "Road width 1"));
    assert!(metres(drawn.lines[0][0], between(stretch.0, stretch.1, 0.1)) < 3.0, "it lies on the street");
    driver.keys(Modifiers::NONE, Key::Escape);
    // The inspector knows the street, what it is today, and which figures feel the change.
    assert!(has_text(&driver, "On the ground today") && has_text(&driver, "m wide, guessed"));
    assert!(has_text(&driver, "how far people walk does not hang on the width"));
    driver.fill("Width (m)", "5,5");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(last_change(&driver).kind, RoadChangeKind::Width(5.5));
    driver.fill("Width (m)", "3");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(last_change(&driver).kind, RoadChangeKind::Width(3.0));
    // What cannot be is said, and changes nothing.
    driver.fill("Width (m)", "-2");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(last_change(&driver).kind, RoadChangeKind::Width(3.0));
    let said = driver.app().session().notices.last().expect("the planner is told").text.say(driver.app().texts());
    assert!(said.contains("-2 is not between 0.1 and 100"), "{said}");
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(last_change(&driver).kind, RoadChangeKind::Width(5.5));
    driver.keys(Modifiers::COMMAND, Key::Z);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert!(driver.app().plan().road_changes().is_empty(), "three steps: drawn, 5.5 m, 3 m");
    for _ in 0..3 {
        driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    }
    assert_eq!(last_change(&driver).kind, RoadChangeKind::Width(3.0));
    // Another kind of change keeps what both have and gets what it lacks.
    let id = ObjectId::RoadChange(drawn.id);
    driver.select_in_list(id, false);
    driver.press_role(Role::ComboBox, "Kind of change");
    driver.press_role(Role::Button, "Other speed limit");
    assert_eq!(last_change(&driver).kind, RoadChangeKind::Speed(30.0));
    assert!(has_text(&driver, "it holds for vehicles"));
}

/// A harbor and a door beyond its limit that lies near it as the crow flies, each taken to its street.
fn detour(driver: &Driver) -> (LonLat, LonLat) {
    let report = driver.app().coverage().expect("figures");
    let kind = report.kind(SiteKind::SafeHarbor).expect("harbors");
    let community = driver.app().community().expect("open");
    let network = driver.app().network().expect("roads");
    let reach = muster::units::Metres::new_clamped(60.0);
    let street = |place| network.nearest_road(place, reach, muster::network::RoadsFor::Walkers).map(|snap| snap.place);
    let mut best: Option<(f64, LonLat, LonLat)> = None;
    for (demand, outcome) in community.demand().iter().zip(kind.outcomes.iter()) {
        let (Outcome::BeyondLimit(way), true) = (outcome, demand.persons.0 > 0) else { continue };
        let site = driver.app().plan().sites()[&way.site].geometry.place().expect("a place");
        let (Some(from), Some(to)) = (street(site), street(demand.place)) else { continue };
        let (straight, saved) = (metres(from, to), way.length().value() - metres(from, to));
        if (30.0..400.0).contains(&straight) && best.is_none_or(|(most, _, _)| saved > most) {
            best = Some((saved, from, to));
        }
    }
    let (saved, from, to) = best.expect("somebody beyond the limit");
    assert!(saved > 100.0, "a link would save {saved} m");
    (from, to)
}

#[test]
fn a_new_link_across_a_gap_covers_more_people_at_once_and_undo_takes_it_back() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let before = driver.reached(SiteKind::SafeHarbor);
    let (from, to) = detour(&driver);
    choose_measure(&mut driver, RoadMeasure::NewLink, "New link");
    assert_eq!(
        driver.app().session().tool,
        Tool::Draw(Drawn::RoadChange(RoadMeasure::NewLink), DrawMethod::Line),
        "a new link is drawn freely"
    );
    for place in [from, to] {
        driver.fill("Point by numbers", &format!("{:.7}, {:.7}", place.lon(), place.lat()));
        driver.press("Add");
    }
    driver.press("Finish");
    assert_eq!(driver.app().session().dialog, None, "from {from:?} to {to:?}");
    let notices: Vec<String> =
        driver.app().session().notices.iter().map(|notice| notice.text.say(driver.app().texts())).collect();
    assert_eq!(driver.app().plan().road_changes().len(), 1, "{notices:?} {:?}", driver.app().session().sketch);
    assert_eq!(last_change(&driver).kind, RoadChangeKind::NewLink(3.0));
    let after = driver.reached(SiteKind::SafeHarbor);
    assert!(after > before, "{after} instead of {before}");
    let study = driver.app().road_study().expect("looked up").clone();
    let ground = study.change(last_change(&driver).id).expect("its ends");
    assert!(ground.ends.len() == 2 && ground.ends.iter().all(muster::analysis::LinkEnd::is_joined), "{ground:?}");
    assert!(has_text(&driver, "One end joins"));
    driver.keys(Modifiers::NONE, Key::Escape);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(driver.reached(SiteKind::SafeHarbor), before);
}

#[test]
fn a_one_way_runs_the_way_it_was_drawn_and_is_turned_round_by_one_button() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    choose_measure(&mut driver, RoadMeasure::OneWay, "One-way");
    let stretch = stretches(&driver)[1];
    draw_along(&mut driver, stretch);
    driver.keys(Modifiers::NONE, Key::Escape);
    let drawn = last_change(&driver);
    assert_eq!(drawn.kind, RoadChangeKind::OneWay);
    let start = |change: &RoadChange| change.lines[0][0];
    assert!(metres(start(&drawn), between(stretch.0, stretch.1, 0.1)) < 3.0);
    driver.press("Reverse direction");
    let turned = last_change(&driver);
    assert!(metres(start(&turned), between(stretch.0, stretch.1, 0.9)) < 3.0, "it begins where it ended");
    assert_eq!(turned, drawn.reversed());
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(last_change(&driver), drawn);
}

fn check(driver: &Driver) -> RouteCheck {
    driver.app().road_study().and_then(|study| study.routes.last().cloned()).expect("checked")
}

#[test]
fn a_route_with_a_gap_shows_it_leads_there_and_tells_of_a_closure_on_it() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let (from, to) = stretches(&driver)[0];
    // Along the street, then straight out of it over land without roads, as far as it takes.
    let out = [(0.004, 0.004), (-0.004, 0.004), (0.004, -0.004), (-0.004, -0.004)];
    for (east, north) in out {
        driver.press("Draw evacuation route");
        driver.press("Straight line");
        for place in [from, to, at(to.lon() + east, to.lat() + north)] {
            driver.fill("Point by numbers", &format!("{:.7}, {:.7}", place.lon(), place.lat()));
            driver.press("Add");
        }
        driver.press("Finish");
        driver.keys(Modifiers::NONE, Key::Escape);
        if !check(&driver).is_connected() {
            break;
        }
        driver.keys(Modifiers::COMMAND, Key::Z);
    }
    let found = check(&driver);
    assert!(!found.is_connected() && found.n_gaps() > 0, "{found:?}");
    let route = ObjectId::Route(found.route);
    driver.select_in_list(route, false);
    assert!(has_text(&driver, "Checked for the plan as it is.") && has_text(&driver, "Narrowest place"));
    let (gap, _, _) = found.findings.iter().find_map(RouteFinding::gap).expect("a gap");
    driver.keys(Modifiers::NONE, Key::Home);
    driver.press_first_named("Show: Gap");
    assert!(driver.is_on_map(gap));
    assert!(driver.app().session().camera.expect("shown").metres_per_point() < 1.0, "close up");
    // A closure on the part that does lie on the street.
    let closed_at = |check: &RouteCheck| {
        check.findings.iter().any(|finding| matches!(finding, RouteFinding::Closed { by, .. } if by.len() == 1))
    };
    assert!(!closed_at(&found));
    driver.press("Close road");
    driver.look_at(from);
    driver.click_map(between(from, to, 0.5));
    driver.keys(Modifiers::NONE, Key::Escape);
    assert!(closed_at(&check(&driver)), "{:?}", check(&driver));
    driver.select_in_list(route, false);
    assert!(has_text(&driver, "is closed by Closure"));
    // The list of routes says so, too.
    driver.press("Test");
    assert!(has_text(&driver, "Route 1: ") && has_text(&driver, "things to mend"));
}

#[test]
fn two_road_changes_with_different_widths_are_set_to_one_in_one_step() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let streets = stretches(&driver);
    let mut ids = Vec::new();
    for (place, width) in [(0, "4"), (2, "6")] {
        driver.press("Change road");
        draw_along(&mut driver, streets[place]);
        driver.keys(Modifiers::NONE, Key::Escape);
        driver.fill("Width (m)", width);
        driver.keys(Modifiers::NONE, Key::Enter);
        ids.push(ObjectId::RoadChange(last_change(&driver).id));
    }
    let widths = |driver: &Driver| -> Vec<Option<f64>> {
        driver.app().plan().road_changes().values().map(|change| change.kind.width_m()).collect()
    };
    assert_eq!(widths(&driver), [Some(4.0), Some(6.0)]);
    driver.select_in_list(ids[0], false);
    driver.select_in_list(ids[1], true);
    let field = driver.harness.get_by_role_and_label(Role::TextInput, "Width (m)");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("(mixed)"));
    driver.fill("Width (m)", "7.5");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(widths(&driver), [Some(7.5), Some(7.5)]);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(widths(&driver), [Some(4.0), Some(6.0)], "one step");
}
