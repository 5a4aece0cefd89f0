//! On the map: asking a building, closing a road.

use muster::analysis::Outcome;
use muster::jobs::JobContext;
use muster::network::{NetworkMask, NetworkSettings, RoadNetwork};
use muster::plan::SiteKind;

use crate::support::{Driver, at};

const SIZE: [f32; 2] = [1280.0, 800.0];

#[test]
fn a_clicked_building_explains_its_way() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let community = driver.app().community().expect("open").clone();
    let report = driver.app().coverage().expect("figures");
    let kind = report.kind(SiteKind::SafeHarbor).expect("safe harbors");
    // The largest reached building: its middle surely lies on it.
    let (index, _) = community
        .demand()
        .iter()
        .enumerate()
        .filter(|(index, _)| matches!(kind.outcomes[*index], Outcome::Reached(_)))
        .max_by_key(|(_, demand)| demand.persons.0)
        .expect("somebody is reached");
    let expected = *kind.outcomes[index].way().expect("reached");
    driver.click_map(community.demand()[index].place);
    let explanation = driver.app().explanation().expect("an explanation");
    assert_eq!(explanation.demand.index(), index);
    let way = explanation.way.as_ref().expect("a way");
    assert_eq!(way.site, expected.site);
    let sum = way.door_to_road + way.along_roads + way.road_to_site;
    assert!((sum.value() - way.total.value()).abs() < 0.002);
    assert!((way.total.value() - expected.length().value()).abs() < 0.002);
    assert!(way.line.len() > 1, "the route is on the map");
}

#[test]
fn closing_a_road_never_covers_more_people_and_undo_opens_it() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let before = driver.reached(SiteKind::SafeHarbor);
    driver.press("Close road");
    driver.click_map(at(9.502_5, 47.069_0));
    assert_eq!(driver.app().plan().closures().len(), 1);
    assert!(driver.reached(SiteKind::SafeHarbor) <= before);
    driver.keys(egui::Modifiers::COMMAND, egui::Key::Z);
    assert_eq!(driver.reached(SiteKind::SafeHarbor), before);
}

#[test]
fn a_closure_far_from_every_road_is_refused_with_a_word() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Close road");
    let n_notices = driver.app().session().notices.len();
    let community = driver.app().community().expect("open").clone();
    let network = RoadNetwork::build(&community, &NetworkSettings::default(), &JobContext::new()).expect("built");
    let mask = NetworkMask::open(&network);
    let far = (0..40_u8)
        .flat_map(|row| (0..40_u8).map(move |column| (column, row)))
        .map(|(column, row)| at(9.500 + f64::from(column) * 0.000_5, 47.064 + f64::from(row) * 0.000_3))
        .find(|place| network.access(*place, &mask).is_none())
        .expect("some slope in view has no road within reach");
    driver.click_map(far);
    assert!(driver.app().plan().closures().is_empty());
    assert_eq!(driver.app().session().notices.len(), n_notices + 1);
}

#[test]
fn turning_the_wheel_up_comes_closer_and_rests_at_a_scale_of_tiles() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let scale = |driver: &Driver| driver.app().session().camera.expect("shown").metres_per_point();
    let before = scale(&driver);
    let place = at(9.503, 47.068);
    let pos = driver.screen_at(place);
    driver.harness.hover_at(pos);
    driver.harness.step();
    let turn = |driver: &mut Driver, up: f32| {
        driver.harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, up),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        });
        for _ in 0..40 {
            driver.harness.step();
        }
        driver.settle();
    };
    turn(&mut driver, 100.0);
    let closer = scale(&driver);
    assert!(closer < before, "{closer} m per point is no closer than {before}");
    let steps = closer.log2() * 4.0;
    assert!((steps - steps.round()).abs() < 1e-6, "{closer} m per point is no scale of tiles");
    assert!((driver.screen_at(place) - pos).length() < 1.0, "the place stays under the pointer");
    turn(&mut driver, -300.0);
    assert!(scale(&driver) > closer);
    let before = scale(&driver);
    driver.keys(egui::Modifiers::COMMAND, egui::Key::Plus);
    assert!(scale(&driver) < before);
}
