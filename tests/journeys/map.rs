//! On the map: asking a building, closing a road.

use muster::analysis::Outcome;
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
