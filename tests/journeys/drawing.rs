//! Drawing: hazards, evacuation areas, closures and routes by hand, by road and by numbers.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::geometry::{LocalProjection, LonLat};
use muster::map::tools::{DrawMethod, Drawn};
use muster::plan::{ClosureShape, ObjectId, SiteKind};
use muster::ui::Tool;

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 800.0];

fn hectares(driver: &Driver, id: ObjectId) -> f64 {
    let object = driver.app().plan().object(id).expect("the object is there");
    let muster::geometry::Shape::Area(area) = object.shape() else { panic!("an area") };
    area.area(&LocalProjection::new(area.center().expect("a middle"))).value() / 1e4
}

#[test]
fn a_hazard_drawn_over_the_town_takes_cover_away_at_once_and_undo_gives_it_back() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let before = driver.reached(SiteKind::SafeHarbor);
    driver.press("Draw hazard area");
    for corner in [at(9.4985, 47.0640), at(9.5040, 47.0640), at(9.5040, 47.0685), at(9.4985, 47.0685)] {
        driver.click_map(corner);
    }
    assert!(driver.app().plan().hazard_areas().is_empty(), "nothing is in the plan before it is closed");
    assert!(driver.app().session().sketch.as_ref().is_some_and(muster::map::tools::Sketch::is_begun));
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().plan().hazard_areas().len(), 1);
    assert!(driver.reached(SiteKind::SafeHarbor) < before, "people inside have no open way");
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(driver.reached(SiteKind::SafeHarbor), before);
}

#[test]
fn a_self_crossing_outline_is_shown_and_never_gets_into_the_plan() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Draw evacuation area");
    for corner in [at(9.4990, 47.0650), at(9.5030, 47.0680), at(9.5030, 47.0650), at(9.4990, 47.0680)] {
        driver.click_map(corner);
    }
    driver.keys(Modifiers::NONE, Key::Enter);
    assert!(driver.app().plan().evacuation_areas().is_empty());
    let Some(muster::ui::Dialog::Failure { message, .. }) = &driver.app().session().dialog else {
        panic!("the planner is told");
    };
    let message = message.say(driver.app().texts());
    assert!(message.contains("crosses itself at 9.50"), "{message}");
    let corners = driver.app().session().sketch.as_ref().map(|sketch| sketch.points().len());
    assert_eq!(corners, Some(4), "the corners are still there to be mended");
}

#[test]
fn right_angles_double_clicks_and_backspace_do_what_hands_expect() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Draw evacuation area");
    driver.click_map(at(9.4990, 47.0650));
    driver.click_map(at(9.5020, 47.0650));
    driver.click_map(at(9.5060, 47.0690));
    driver.keys(Modifiers::NONE, Key::Backspace);
    driver.click_map(at(9.5020, 47.0680));
    // A click on the first corner closes.
    driver.click_map(at(9.4990, 47.0650));
    let areas = driver.app().plan().evacuation_areas();
    let area = areas.values().next().expect("drawn");
    assert_eq!(area.outline.0[0].outer.len(), 4, "three corners and the first again");
}

#[test]
fn a_bridge_is_closed_with_two_clicks_along_the_road() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Close road");
    driver.press("Along roads");
    assert_eq!(driver.app().session().tool, Tool::Draw(Drawn::Closure, DrawMethod::AlongRoads));
    let community = driver.app().community().expect("open").clone();
    let road = community.roads().iter().find(|road| road.is_bridge).or_else(|| community.roads().first());
    let line = road.expect("there are roads").line.clone();
    let (first, last) = (line[0], *line.last().expect("a line has ends"));
    driver.look_at(first);
    driver.click_map(first);
    driver.click_map(last);
    driver.keys(Modifiers::NONE, Key::Enter);
    let closure = driver.app().plan().closures().values().next().expect("closed").clone();
    let ClosureShape::Lines(lines) = &closure.shape else { panic!("closed along a line") };
    assert!(lines[0].len() >= 2);
    let near = |a: LonLat, b: LonLat| muster::geometry::geodesic_length(a, b).value() < 5.0;
    assert!(near(lines[0][0], first) && near(*lines[0].last().expect("an end"), last), "from click to click");
}

#[test]
fn a_circle_by_numbers_has_the_radius_that_was_typed() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Draw hazard area");
    driver.press("Circle");
    driver.fill("Point by numbers", "9.5012, 47.0679");
    driver.press("Add");
    driver.hover_map(at(9.5030, 47.0679));
    driver.fill("Point by numbers", "150 m");
    driver.press("Add");
    let id = *driver.app().plan().hazard_areas().keys().next().expect("drawn");
    let area = hectares(&driver, ObjectId::HazardArea(id));
    let exact = std::f64::consts::PI * 150.0 * 150.0 / 1e4;
    assert!((area / exact - 1.0).abs() < 0.002, "{area} ha instead of {exact}");
}

#[test]
fn six_areas_by_block_fill_then_two_merged_one_split_and_a_shared_border_moved() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Draw evacuation area");
    driver.press("Street block");
    // Try places until six different blocks are filled.
    for row in 0..9_u8 {
        for column in 0..9_u8 {
            let n = driver.app().plan().evacuation_areas().len();
            if n == 6 {
                break;
            }
            let place = at(9.4975 + f64::from(column) * 0.0012, 47.0640 + f64::from(row) * 0.0008);
            let is_taken = driver.app().plan().evacuation_areas().values().any(|area| area.outline.contains(place));
            if !is_taken && driver.is_on_map(place) {
                driver.click_map(place);
            }
        }
    }
    let ids: Vec<ObjectId> =
        driver.app().plan().evacuation_areas().keys().map(|&id| ObjectId::EvacuationArea(id)).collect();
    assert_eq!(ids.len(), 6, "six street blocks");
    driver.keys(Modifiers::NONE, Key::Escape);
    // Two neighbors become one: their areas add up.
    let (one, other) = neighbors(&driver, &ids);
    let sum = hectares(&driver, one) + hectares(&driver, other);
    for (id, name) in [(one, "North end"), (other, "South end")] {
        driver.select_in_list(id, false);
        driver.fill("Name", name);
        driver.keys(Modifiers::NONE, Key::Enter);
    }
    driver.select_in_list(one, false);
    driver.select_in_list(other, true);
    driver.keys(Modifiers::COMMAND, Key::J);
    assert_eq!(driver.app().plan().evacuation_areas().len(), 5);
    assert!((hectares(&driver, one) - sum).abs() < sum * 1e-4, "merged: {} of {sum}", hectares(&driver, one));
    let is_said = driver.harness.query_by_label_contains("Name South end").is_some();
    assert!(is_said, "the facts that were not carried over are said");
    // The larger one is split from west to east.
    driver.select_in_list(one, false);
    let object = driver.app().plan().object(one).expect("there");
    let bounds = object.shape().bounds().expect("somewhere");
    let middle = f64::midpoint(bounds.min.lat(), bounds.max.lat());
    // What the area gets stands above its tools.
    driver.harness.get_by_label("Split…").scroll_to_me();
    driver.settle();
    driver.press("Split…");
    driver.look_at(bounds.center());
    driver.fill("Point by numbers", &format!("{:.7}, {middle:.7}", bounds.min.lon() - 0.0005));
    driver.press("Add");
    driver.fill("Point by numbers", &format!("{:.7}, {middle:.7}", bounds.max.lon() + 0.0005));
    driver.press("Add");
    driver.press("Finish");
    assert!(driver.app().plan().evacuation_areas().len() >= 6, "split in two or more");
    let parts: f64 =
        driver.app().plan().evacuation_areas().keys().map(|&id| hectares(&driver, ObjectId::EvacuationArea(id))).sum();
    // A shared corner moves in both.
    let corner = shared_corner(&driver).expect("the parts share the cut");
    let owners = owners_of(&driver, corner);
    assert!(owners.len() >= 2);
    driver.select_in_list(owners[0], false);
    driver.look_at(corner);
    let to = at(corner.lon() + 0.000_25, corner.lat());
    driver.drag_map(corner, to, |_| {});
    assert_eq!(driver.app().session().dialog, None);
    let moved: Vec<ObjectId> = owners.iter().copied().filter(|&id| has_corner_near(&driver, id, to)).collect();
    assert_eq!(moved, owners, "all owners moved");
    let after: f64 =
        driver.app().plan().evacuation_areas().keys().map(|&id| hectares(&driver, ObjectId::EvacuationArea(id))).sum();
    assert!((after - parts).abs() < parts * 0.2);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert!(owners.iter().all(|&id| has_corner_near(&driver, id, corner)), "one undo takes all of them back");
}

fn places(driver: &Driver, id: ObjectId) -> Vec<LonLat> {
    driver.app().plan().object(id).map(|object| object.shape().places().collect()).unwrap_or_default()
}

fn is_near(a: LonLat, b: LonLat, metres: f64) -> bool {
    muster::geometry::geodesic_length(a, b).value() < metres
}

fn has_corner_near(driver: &Driver, id: ObjectId, place: LonLat) -> bool {
    places(driver, id).iter().any(|&corner| is_near(corner, place, 8.0))
}

/// Two areas with at least two corners in common.
fn neighbors(driver: &Driver, ids: &[ObjectId]) -> (ObjectId, ObjectId) {
    for (n, &one) in ids.iter().enumerate() {
        for &other in &ids[n + 1..] {
            let theirs = places(driver, other);
            let n_common = places(driver, one).iter().filter(|&&a| theirs.iter().any(|&b| is_near(a, b, 0.05))).count();
            if n_common >= 3 {
                return (one, other);
            }
        }
    }
    panic!("no two of the blocks are neighbors");
}

fn owners_of(driver: &Driver, place: LonLat) -> Vec<ObjectId> {
    let areas = driver.app().plan().evacuation_areas().keys().map(|&id| ObjectId::EvacuationArea(id));
    areas.filter(|&id| places(driver, id).iter().any(|&corner| is_near(corner, place, 0.05))).collect()
}

fn shared_corner(driver: &Driver) -> Option<LonLat> {
    let areas: Vec<ObjectId> =
        driver.app().plan().evacuation_areas().keys().map(|&id| ObjectId::EvacuationArea(id)).collect();
    areas.iter().flat_map(|&id| places(driver, id)).find(|&place| owners_of(driver, place).len() >= 2)
}
