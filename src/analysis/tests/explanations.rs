//! Explanations in the town of six roads, and against the report on random towns.

use proptest::prelude::*;

use super::random_town::{steps, town};
use super::town::{Town, at};
use crate::analysis::{CoverageEngine, ExclusionReason, Explanation, NoWay, Outcome, WhyNot};
use crate::community::PersonsSource;
use crate::document::Command;
use crate::geometry::line_length;
use crate::ids::DemandId;
use crate::jobs::JobContext;
use crate::plan::{BASE_SCENARIO, ShelterClass, SiteKind, SiteState};
use crate::units::{Metres, Persons, Seconds};

fn updated(town: &Town) -> CoverageEngine {
    let mut engine = town.engine();
    engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    engine
}

fn explained(town: &Town, door: u32, kind: SiteKind) -> Explanation {
    updated(town).explain(DemandId(door), kind, &JobContext::new()).expect("not cancelled").expect("an explanation")
}

fn is_near(found: Metres, expected: f64) -> bool {
    (found.value() - expected).abs() < 0.2
}

#[test]
fn the_way_is_told_part_by_part_and_why_not_elsewhere() {
    let mut town = Town::six_roads(Vec::new());
    let emergency = town.site(SiteKind::Shelter, (600.0, -20.0), |site| site.class = ShelterClass::Emergency);
    let long = town.site(SiteKind::Shelter, (1100.0, -20.0), |site| site.class = ShelterClass::Long);
    let candidate = town.site(SiteKind::Shelter, (900.0, 420.0), |site| site.state = SiteState::Candidate);
    let west = town.site(SiteKind::Shelter, (0.0, -20.0), |site| site.class = ShelterClass::Long);
    let explanation = explained(&town, 3, SiteKind::Shelter);
    assert_eq!((explanation.persons, explanation.vulnerable), (Persons(40), Persons(4)));
    assert_eq!(explanation.source, PersonsSource::Given);
    let way = explanation.way.expect("a way");
    assert_eq!(way.site, long);
    assert!(is_near(way.door_to_road, 10.0) && is_near(way.along_roads, 800.0) && is_near(way.road_to_site, 20.0));
    assert!(is_near(way.total, 830.0));
    assert_eq!(way.added_by_slowed, Metres::ZERO);
    assert_eq!(way.time_average.map(Seconds::value), Some(way.total.value()));
    assert_eq!(way.time_slow.map(Seconds::value), Some(way.total.value() * 2.0));
    assert_eq!((way.line[0], way.line[way.line.len() - 1]), (at(900.0, 410.0), at(1100.0, -20.0)));
    assert!((line_length(&way.line).value() - way.total.value()).abs() < 0.05);
    let others: Vec<_> = explanation.others.iter().map(|other| other.site).collect();
    assert_eq!(others, [candidate, emergency, west]);
    assert_eq!(explanation.others[0].why_not, WhyNot::Excluded(vec![ExclusionReason::Candidate]));
    assert!(matches!(explanation.others[1].why_not, WhyNot::BeyondLimit { limit, over }
        if is_near(limit, 500.0) && is_near(over, 230.0)));
    // Door 3 to the west: 10 + 300 + 400 + 600 + 20 = 1,330 m, 500 m more than chosen.
    assert!(matches!(explanation.others[2].why_not, WhyNot::Farther { by } if is_near(by, 500.0)));
}

#[test]
fn cut_off_and_never_connected_are_told_apart() {
    let mut town = Town::six_roads(Vec::new());
    let harbor = town.site(SiteKind::SafeHarbor, (0.0, -20.0), |_| ());
    town.execute(Command::PlaceClosure { place: at(750.0, 0.0) });
    town.execute(Command::PlaceClosure { place: at(1200.0, 200.0) });
    let closures: Vec<_> = town.document.plan().closures().keys().copied().collect();
    let explanation = explained(&town, 2, SiteKind::SafeHarbor);
    assert_eq!((explanation.outcome, &explanation.way), (Outcome::Unreachable, &None));
    let other = &explanation.others[0];
    assert_eq!((other.site, other.distance), (harbor, None));
    assert_eq!(other.why_not, WhyNot::NoWay(NoWay::CutOff { closures, hazard_areas: vec![] }));
    assert!(is_near(other.straight, 900.5));
    let island = explained(&town, 4, SiteKind::SafeHarbor);
    assert_eq!(island.others[0].why_not, WhyNot::NoWay(NoWay::OtherComponent));
    let remote = explained(&town, 5, SiteKind::SafeHarbor);
    assert_eq!((remote.outcome, remote.access), (Outcome::NoRoadAccess, None));
    assert_eq!(remote.others[0].why_not, WhyNot::DoorWithoutRoad);
}

#[test]
fn there_is_nothing_to_explain_before_the_first_update_or_without_sites() {
    let town = Town::six_roads(Vec::new());
    assert_eq!(town.engine().explain(DemandId(0), SiteKind::Exit, &JobContext::new()), Ok(None));
    assert_eq!(updated(&town).explain(DemandId(0), SiteKind::Exit, &JobContext::new()), Ok(None));
    assert_eq!(updated(&town).explain(DemandId(99), SiteKind::Exit, &JobContext::new()), Ok(None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn explanations_say_what_the_report_says(mut town in town(), steps in steps(16)) {
        for step in &steps {
            town.take(step);
        }
        let mut engine = town.engine();
        let report = engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
        for coverage in &report.kinds {
            for (door, outcome) in (0u32..).zip(coverage.outcomes.iter()) {
                let found = engine.explain(DemandId(door), coverage.kind, &JobContext::new()).expect("not cancelled");
                let found = found.expect("an explanation");
                prop_assert_eq!(&found.outcome, outcome);
                prop_assert!(found.others.len() <= 5);
                if let Some(way) = found.way {
                    let sum = way.door_to_road.value() + way.along_roads.value() + way.road_to_site.value();
                    prop_assert!((sum - way.total.value()).abs() < 1e-6);
                    prop_assert!((line_length(&way.line).value() - way.total.value()).abs() < 0.1);
                }
            }
        }
    }
}
