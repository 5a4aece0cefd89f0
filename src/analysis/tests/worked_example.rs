//! The town of six roads, reckoned on paper.

use std::collections::BTreeSet;

use super::town::{Town, at, rectangle};
use crate::analysis::{ExclusionReason, KindCoverage, Outcome, PersonLedger, StudyNote};
use crate::document::Command;
use crate::ids::{ClosureId, DemandId, EvacuationAreaId, HazardAreaId, ScenarioId};
use crate::jobs::{Cancelled, JobContext};
use crate::plan::{
    BASE_SCENARIO, Capacity, Closure, ClosureShape, EvacuationArea, Hazard, HazardArea, HazardEffect, ObjectId,
    PlanObject, Scenario, ScenarioSelection, Settings, ShelterClass, SiteKind, SiteState, TimeOfDay, TravelMode,
};
use crate::standards::ValueKey;
use crate::units::{Metres, Persons, Seconds};

fn metres(coverage: &KindCoverage, door: u32) -> Option<f64> {
    coverage.outcome(DemandId(door))?.way().map(|way| way.length().value())
}

fn is_near(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found - expected).abs() < 0.2)
}

fn harbor_town() -> Town {
    let mut town = Town::six_roads(Vec::new());
    town.site(SiteKind::SafeHarbor, (600.0, -20.0), |site| site.capacity = Capacity::Persons(Persons(25)));
    town
}

#[test]
fn every_door_walks_what_the_paper_says() {
    let report = harbor_town().report();
    let harbor = report.kind(SiteKind::SafeHarbor).expect("harbors");
    // Door to road 10 m, along roads, road to site 20 m.
    for (door, expected) in [(0, 530.0), (1, 780.0), (2, 330.0), (3, 730.0)] {
        assert!(is_near(metres(harbor, door), expected), "door {door}: {:?}", metres(harbor, door));
    }
    assert!(harbor.outcome(DemandId(2)).is_some_and(Outcome::is_reached));
    assert!(matches!(harbor.outcome(DemandId(0)), Some(Outcome::BeyondLimit(_))));
    assert_eq!(harbor.outcome(DemandId(4)), Some(&Outcome::Unreachable));
    assert_eq!(harbor.outcome(DemandId(5)), Some(&Outcome::NoRoadAccess));
    let ledger = PersonLedger { total: 210, reached: 30, beyond_limit: 70, unreachable: 50, no_road_access: 60 };
    assert_eq!(harbor.persons, ledger);
    assert_eq!(harbor.vulnerable.reached, 3);
    assert_eq!((harbor.sources.given, harbor.sources.guessed()), (210, 0));
    assert_eq!(harbor.limit.value(), 500.0);
}

#[test]
fn quantiles_count_people_and_times_follow_both_speeds() {
    let report = harbor_town().report();
    let harbor = report.kind(SiteKind::SafeHarbor).expect("harbors");
    // In line: 30 persons at 330 m, 10 at 530, 40 at 730, 20 at 780. Person 50 walks 730 m, person 95 walks 780 m.
    assert!(is_near(harbor.walk.median.map(Metres::value), 730.0));
    assert!(is_near(harbor.walk.p95.map(Metres::value), 780.0));
    assert!(is_near(harbor.walk.max.map(Metres::value), 780.0));
    // 1.0 m/s and 0.5 m/s by the profile.
    assert!(is_near(harbor.time_average.median.map(Seconds::value), 730.0));
    assert!(is_near(harbor.time_slow.median.map(|time| time.value() / 2.0), 730.0));
    let way = harbor.outcome(DemandId(2)).and_then(Outcome::way).expect("a way");
    assert!(is_near(report.walking_time(way).map(Seconds::value), 330.0));
}

#[test]
fn a_site_shows_who_comes_and_how_many_too_many() {
    let report = harbor_town().report();
    let site = &report.kind(SiteKind::SafeHarbor).expect("harbors").sites[0];
    assert_eq!((site.persons_reached, site.persons_beyond_limit), (30, 70));
    assert_eq!((site.capacity, site.over_capacity), (Some(Persons(25)), Some(5)));
}

#[test]
fn a_closed_road_sends_people_the_long_way() {
    let mut town = harbor_town();
    town.execute(Command::PlaceClosure { place: at(750.0, 0.0) });
    let report = town.report();
    let harbor = report.kind(SiteKind::SafeHarbor).expect("harbors");
    // 10 + 300 to the east end, 400 up, 600 back, 400 down, 20.
    assert!(is_near(metres(harbor, 2), 1730.0));
    assert_eq!(harbor.persons.reached, 0);
    assert_eq!(harbor.persons.beyond_limit, 100);
    assert_eq!(report.header.closures.len(), 1);
}

#[test]
fn a_larger_limit_in_the_plan_acts_and_stands_in_the_header() {
    let mut town = harbor_town();
    let overrides = [(ValueKey::SafeHarborWalkLimit, 750.0)].into_iter().collect();
    town.execute(Command::SetSettings(Settings { overrides, ..Settings::default() }));
    let report = town.report();
    assert_eq!(report.kind(SiteKind::SafeHarbor).expect("harbors").persons.reached, 80);
    assert_eq!(report.header.overrides, [(ValueKey::SafeHarborWalkLimit, 750.0)]);
    assert_eq!(report.header.profile, "gb51143");
}

#[test]
fn people_go_to_the_nearest_shelter_within_its_own_class_limit() {
    let mut town = Town::six_roads(Vec::new());
    let near = town.site(SiteKind::Shelter, (600.0, -20.0), |site| site.class = ShelterClass::Emergency);
    let far = town.site(SiteKind::Shelter, (1100.0, -20.0), |site| site.class = ShelterClass::Long);
    let report = town.report();
    let shelters = report.kind(SiteKind::Shelter).expect("shelters");
    // Door 3: the emergency shelter at 730 m is beyond its 500 m, the long-term one at 830 m within its 2,500 m.
    assert!(is_near(metres(shelters, 3), 830.0));
    assert_eq!(shelters.outcome(DemandId(3)).and_then(Outcome::way).map(|way| way.site), Some(far));
    assert!(shelters.outcome(DemandId(3)).is_some_and(Outcome::is_reached));
    assert_eq!(shelters.persons.reached, 100);
    let limits: Vec<(ShelterClass, f64)> = shelters.limits_by_class.iter().map(|l| (l.0, l.1.value())).collect();
    assert_eq!(limits, [(ShelterClass::Emergency, 500.0), (ShelterClass::Long, 2500.0)]);
    assert_eq!(shelters.limit.value(), 2500.0);
    assert_eq!(shelters.site(near).map(|site| site.persons_reached), Some(0));
    // Without the long-term shelter door 3 is beyond the limit of the other.
    town.change(far, |site| site.is_open = false);
    let report = town.report();
    let shelters = report.kind(SiteKind::Shelter).expect("shelters");
    assert!(matches!(shelters.outcome(DemandId(3)), Some(Outcome::BeyondLimit(way)) if way.site == near));
}

#[test]
fn by_day_other_people_are_counted() {
    let mut town = harbor_town();
    let day =
        Scenario { id: ScenarioId(1), time_of_day: TimeOfDay::Day, mode: TravelMode::Driving, ..Scenario::base() };
    town.execute(Command::SetScenario(day));
    let mut engine = town.engine();
    let report = engine.update(&town.document.snapshot(), ScenarioId(1), &JobContext::new()).expect("report");
    let harbor = report.kind(SiteKind::SafeHarbor).expect("harbors");
    assert_eq!((harbor.persons.total, harbor.persons.reached), (21, 3));
    assert_eq!(harbor.vulnerable.total, 21);
    assert_eq!(report.header.notes, [StudyNote::DrivingReckonedOnFoot]);
    let report = engine.update(&town.document.snapshot(), ScenarioId(99), &JobContext::new()).expect("report");
    assert_eq!(report.kind(SiteKind::SafeHarbor).expect("harbors").persons.total, 210);
    assert_eq!(report.header.notes, [StudyNote::UnknownScenario(ScenarioId(99))]);
}

#[test]
fn every_reason_against_a_site_is_named() {
    let mut town = harbor_town();
    let used = town.document.plan().sites().keys().copied().collect::<Vec<_>>();
    let candidate = town.site(SiteKind::SafeHarbor, (0.0, 5.0), |site| site.state = SiteState::Candidate);
    let closed = town.site(SiteKind::SafeHarbor, (0.0, 6.0), |site| site.is_open = false);
    let unfit = town.site(SiteKind::SafeHarbor, (0.0, 7.0), |site| site.unfit_for = BTreeSet::from([Hazard::Flood]));
    let inside = town.site(SiteKind::SafeHarbor, (1200.0, 450.0), |_| ());
    let remote = town.site(SiteKind::SafeHarbor, (600.0, 2000.0), |_| ());
    let area = HazardArea::new(HazardAreaId(0), Hazard::Flood, rectangle((1190.0, 440.0), (1210.0, 460.0)));
    let hazard = town.import(PlanObject::HazardArea(area.into()));
    let ObjectId::HazardArea(hazard) = hazard else { panic!("a hazard area") };
    let report = town.report();
    let found: Vec<_> = report.excluded_sites.iter().map(|site| (site.site, site.reasons.clone())).collect();
    let expected = vec![
        (candidate, vec![ExclusionReason::Candidate]),
        (closed, vec![ExclusionReason::Closed]),
        (unfit, vec![ExclusionReason::UnfitFor(Hazard::Flood)]),
        (inside, vec![ExclusionReason::InsideHazard(hazard)]),
        (remote, vec![ExclusionReason::NoRoadAccess]),
    ];
    assert_eq!(found, expected);
    assert_eq!(report.header.hazards, [Hazard::Flood]);
    // A scenario that names one site leaves out the others, and the hazard.
    let selection = ScenarioSelection::Only(used.iter().map(|&id| ObjectId::Site(id)).collect());
    town.execute(Command::SetScenario(Scenario { id: ScenarioId(1), selection, ..Scenario::base() }));
    let report = town.engine().update(&town.document.snapshot(), ScenarioId(1), &JobContext::new()).expect("report");
    let reasons = |id| report.excluded_sites.iter().find(|site| site.site == id).map(|site| site.reasons.clone());
    assert_eq!(reasons(inside), Some(vec![ExclusionReason::NotInScenario]));
    assert_eq!(reasons(remote), Some(vec![ExclusionReason::NotInScenario, ExclusionReason::NoRoadAccess]));
    assert!(report.header.hazards.is_empty());
}

#[test]
fn a_passable_hazard_costs_time_and_not_metres_and_cars_do_not_matter() {
    let mut town = harbor_town();
    let outline = rectangle((600.0, -50.0), (900.0, 50.0));
    let mut area = HazardArea::new(HazardAreaId(0), Hazard::Fire, outline.clone());
    area.effect = HazardEffect::Passable { speed_factor: 0.5 };
    town.import(PlanObject::HazardArea(area.into()));
    let mut area = HazardArea::new(HazardAreaId(0), Hazard::Other, outline);
    area.effect = HazardEffect::ClosedToCars;
    town.import(PlanObject::HazardArea(area.into()));
    let report = town.report();
    let harbor = report.kind(SiteKind::SafeHarbor).expect("harbors");
    let way = harbor.outcome(DemandId(2)).and_then(Outcome::way).expect("a way");
    assert!(is_near(Some(way.length().value()), 330.0));
    // 300 m at half the speed take as long as 600 m.
    assert!(is_near(Some(way.slowed.metres().value()), 630.0));
    assert_eq!(harbor.persons.reached, 30);
    assert!(is_near(harbor.time_average.max.map(Seconds::value), 780.0));
}

#[test]
fn a_window_acts_once_it_has_begun_and_one_that_never_begins_does_not() {
    let mut town = harbor_town();
    let mut closure = Closure::new(ClosureId(0), ClosureShape::Point(at(750.0, 0.0)));
    (closure.from_min, closure.until_min) = (30.0, Some(60.0));
    let ObjectId::Closure(id) = town.import(PlanObject::Closure(closure.into())) else { panic!("a closure") };
    assert_eq!(town.report().kind(SiteKind::SafeHarbor).expect("harbors").persons.reached, 0);
    let mut closure = (*town.document.plan().closures()[&id]).clone();
    closure.until_min = Some(30.0);
    town.execute(Command::UpdateObject(PlanObject::Closure(closure.into())));
    assert_eq!(town.report().kind(SiteKind::SafeHarbor).expect("harbors").persons.reached, 30);
}

#[test]
fn evacuation_areas_keep_their_own_ledger() {
    let mut town = harbor_town();
    let east = EvacuationArea::new(EvacuationAreaId(0), rectangle((700.0, -100.0), (3500.0, 500.0)));
    town.import(PlanObject::EvacuationArea(EvacuationArea { name: "East".to_owned(), ..east }.into()));
    let report = town.report();
    let area = &report.kind(SiteKind::SafeHarbor).expect("harbors").areas[0];
    let ledger = PersonLedger { total: 120, reached: 30, beyond_limit: 40, unreachable: 50, no_road_access: 0 };
    assert_eq!((area.name.as_str(), area.persons), ("East", ledger));
    assert_eq!(area.vulnerable.total, 12);
}

#[test]
fn a_kind_without_sites_has_no_coverage_and_one_without_usable_sites_reaches_nobody() {
    let mut town = Town::six_roads(Vec::new());
    assert!(town.report().kinds.is_empty());
    town.site(SiteKind::WarningDevice, (0.0, 0.0), |_| ());
    assert!(town.report().kinds.is_empty());
    town.site(SiteKind::Exit, (0.0, 0.0), |site| site.is_open = false);
    let report = town.report();
    let exits = &report.kinds[0];
    assert_eq!((exits.persons.unreachable, exits.persons.no_road_access), (150, 60));
    assert_eq!(exits.walk.median, None);
    assert!(exits.sites.is_empty());
}

#[test]
fn after_cancelled_work_the_engine_recovers() {
    let mut town = harbor_town();
    let mut engine = town.engine();
    engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    town.site(SiteKind::SafeHarbor, (100.0, -20.0), |_| ());
    let context = JobContext::new();
    context.token().cancel();
    assert_eq!(engine.update(&town.document.snapshot(), BASE_SCENARIO, &context), Err(Cancelled));
    let report = engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new());
    assert_eq!(report, Ok(town.report()));
    assert!(is_near(report.ok().and_then(|report| metres(report.kind(SiteKind::SafeHarbor)?, 0)), 30.0));
}

#[test]
fn what_did_not_change_is_not_made_again() {
    let mut town = harbor_town();
    town.site(SiteKind::Exit, (0.0, 0.0), |_| ());
    let mut engine = town.engine();
    let before = engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    let id = *town.document.plan().sites().keys().next().expect("a site");
    town.execute(Command::MoveObject { id: ObjectId::Site(id), to: at(900.0, -20.0) });
    let after = engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    assert!(!std::sync::Arc::ptr_eq(&before.kinds[0], &after.kinds[0]));
    assert!(std::sync::Arc::ptr_eq(&before.kinds[1], &after.kinds[1]));
}
