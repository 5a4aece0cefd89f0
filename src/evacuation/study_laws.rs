//! Evacuations of whole plans: small towns whose answer can be redone on paper, and laws on random plans.

use std::sync::Arc;

use proptest::prelude::*;

use super::simulation::{Goal, Outcome, StrandedReason};
use super::streets::StreetUse;
use super::{EvacuationFinding, EvacuationReport, EvacuationStudy, Moment, StudyInput};
use crate::analysis::tests::random_town::{steps, town};
use crate::analysis::tests::town::{Town, at, house, rectangle, road};
use crate::analysis::{AllocationEngine, AllocationOptions};
use crate::community::{Building, OneWay, Road, RoadClass};
use crate::document::Command;
use crate::ids::{EvacuationAreaId, HazardAreaId, RoadChangeId};
use crate::jobs::JobContext;
use crate::plan::{
    BASE_SCENARIO, Capacity, CrowdingModel, DepartureCurve, DestinationRule, EvacuationArea, EvacuationSettings,
    Extras, Hazard, HazardArea, HazardEffect, PlanObject, RoadChange, RoadChangeKind, Scenario, Settings, Site,
    SiteKind, TravelMode,
};
use crate::standards::ValueKey;
use crate::units::Persons;

/// Everybody walks 1 m/s, leaves at once, and nothing crowds.
fn plain(town: &mut Town, change: impl FnOnce(&mut Settings)) {
    let mut settings = Settings {
        evacuation: EvacuationSettings {
            departure: DepartureCurve::Immediate,
            crowding: CrowdingModel::FreeSpeed,
            ..EvacuationSettings::default()
        },
        ..Settings::default()
    };
    let speeds = [
        ValueKey::WalkingSpeedAdult,
        ValueKey::WalkingSpeedOlder,
        ValueKey::WalkingSpeedChildGroup,
        ValueKey::WalkingSpeedSlow,
        ValueKey::NightSpeedFactor,
    ];
    settings.overrides.extend(speeds.map(|key| (key, 1.0)));
    change(&mut settings);
    town.execute(Command::SetSettings(settings));
}

fn travel(town: &mut Town, mode: TravelMode) {
    town.execute(Command::SetScenario(Scenario { mode, ..Scenario::base() }));
}

fn evacuate(town: &Town) -> EvacuationReport {
    let (context, snapshot) = (JobContext::new(), town.document.snapshot());
    let mut coverage = town.engine();
    let report = coverage.update(&snapshot, BASE_SCENARIO, &context).expect("coverage");
    let input =
        StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario: BASE_SCENARIO, kind: None };
    let study = Arc::new(EvacuationStudy::new(&input, &context).expect("a study"));
    EvacuationReport::run(study, &context).expect("a report")
}

/// A street 5 m wide from west to east with three houses of ten persons, 5 m beside it.
fn street() -> Town {
    let houses = [0.0, 200.0, 400.0].map(|x| house((x, 5.0), 10, 10, 0));
    Town::new(vec![road(&[(-50.0, 0.0), (450.0, 0.0)])], houses.to_vec(), Vec::new())
}

fn harbor(town: &mut Town, x: f64, change: impl FnOnce(&mut Site)) {
    town.site(SiteKind::SafeHarbor, (x, 0.0), change);
}

fn seconds(report: &EvacuationReport) -> Vec<f64> {
    report.clear.map(|clear| clear.map_or(f64::NAN, |at| at.seconds().value())).to_vec()
}

#[test]
fn three_houses_on_one_street_are_safe_when_paper_says_so() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    let report = evacuate(&town);
    // 5 m to the road, then 450, 250 and 50 m. Six persons a second pass the end: the ninth of a house waits
    // nine sixths of a second.
    let clear = seconds(&report);
    assert_eq!(report.persons.safe, 30);
    assert!((clear[3] - (455.0 + 9.0 / 6.0)).abs() < 0.2, "{clear:?}");
    assert!((clear[0] - (255.0 + 4.0 / 6.0)).abs() < 0.2, "{clear:?}");
    let bound = report.bound.time.unwrap().seconds().value();
    assert!(bound <= clear[3] && bound > 445.0, "{bound}");
}

#[test]
fn a_narrow_street_makes_a_queue_and_is_named() {
    let mut town = street();
    plain(&mut town, |settings| {
        settings.overrides.insert(ValueKey::LinkFlow, 0.05);
    });
    harbor(&mut town, 450.0, |_| {});
    let report = evacuate(&town);
    // A quarter of a person a second: the last house is ahead of the others by more than its forty seconds.
    let clear = seconds(&report);
    assert!((clear[3] - (455.0 + 9.0 * 4.0)).abs() < 0.5, "{clear:?}");
    let worst = &report.roads[0];
    assert!(worst.waiting_person_min > 0.0 && (worst.capacity_per_min - 15.0).abs() < 0.1, "{worst:?}");
    assert_eq!(worst.persons, 30);
}

#[test]
fn places_are_those_of_the_allocation_and_nobody_goes_beyond_them() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, -20.0, |site| site.capacity = Capacity::Persons(Persons(12)));
    harbor(&mut town, 420.0, |site| site.capacity = Capacity::Persons(Persons(13)));
    let report = evacuate(&town);
    let arrived: Vec<u64> = report.sites.iter().map(|site| site.arrived).collect();
    assert_eq!(arrived, [12, 13]);
    assert_eq!(report.persons.stranded.get(&StrandedReason::NoPlace), Some(&5));
    assert!(report.findings.contains(&EvacuationFinding::TooFewPlaces { persons: 5 }));
    assert_eq!(report.clear[3], None);

    let (context, mut coverage) = (JobContext::new(), town.engine());
    let covered = coverage.update(&town.document.snapshot(), BASE_SCENARIO, &context).unwrap();
    let mut engine = AllocationEngine::new();
    let options = AllocationOptions::default();
    let allocated = engine.allocate(&coverage, &covered, SiteKind::SafeHarbor, options, &context).unwrap().unwrap();
    let assigned: Vec<u64> = allocated.sites.iter().map(|site| site.assigned).collect();
    assert_eq!(arrived, assigned);
}

#[test]
fn beyond_the_walking_limit_people_still_take_the_places_left() {
    let mut town = street();
    plain(&mut town, |settings| {
        settings.overrides.insert(ValueKey::SafeHarborWalkLimit, 100.0);
    });
    harbor(&mut town, 450.0, |_| {});
    let report = evacuate(&town);
    assert_eq!(report.persons.safe, 30);
}

fn flood(from_min: f64, until_min: Option<f64>, from: (f64, f64), to: (f64, f64)) -> PlanObject {
    let area = HazardArea {
        id: HazardAreaId(0),
        source_id: None,
        outline: rectangle(from, to),
        name: String::new(),
        hazard: Hazard::Flood,
        from_min,
        until_min,
        effect: HazardEffect::ClosedToWalkers,
        depth_m: None,
        is_locked: false,
        extras: Extras::default(),
    };
    PlanObject::HazardArea(area.into())
}

#[test]
fn a_flood_catches_who_is_home_and_who_is_on_the_way_and_cuts_off_those_behind() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    // From two minutes on the street between 150 and 250 m is under water.
    town.import(flood(2.0, None, (150.0, -50.0), (250.0, 50.0)));
    let report = evacuate(&town);
    // The eastern house is through; the middle one has left the water after 50 m; the western one reaches it after
    // 155 s, too late, and stays before it.
    assert_eq!(report.persons.safe, 20, "{:?}", report.persons);
    assert_eq!(report.persons.stranded.get(&StrandedReason::CutOff), Some(&10));
    assert_eq!(report.latest.cut_off_persons, 10);

    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    town.import(flood(0.0, None, (-100.0, -50.0), (500.0, 50.0)));
    let report = evacuate(&town);
    assert_eq!((report.persons.exposed_at_home, report.persons.safe), (30, 0));
    assert!(report.findings.contains(&EvacuationFinding::NoSites));
}

#[test]
fn everybody_inside_the_hazard_is_said() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    town.import(flood(0.0, None, (-100.0, -50.0), (410.0, 50.0)));
    let report = evacuate(&town);
    assert_eq!(report.persons.exposed_at_home, 30);
    assert!(report.findings.contains(&EvacuationFinding::AllInsideHazard));
    assert!(report.persons.adds_up());
}

#[test]
fn an_area_leaves_when_it_is_called() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    let mut area = EvacuationArea::new(EvacuationAreaId(0), rectangle((350.0, -20.0), (430.0, 20.0)));
    area.phase_min = 30.0;
    town.import(PlanObject::EvacuationArea(area.into()));
    let report = evacuate(&town);
    let clear = seconds(&report);
    assert!((clear[3] - (1800.0 + 55.0 + 1.5)).abs() < 0.3, "{clear:?}");
    assert_eq!(report.areas[0].persons.safe, 10);
}

#[test]
fn a_curve_that_never_ends_leaves_people_at_home_and_says_so() {
    let mut town = street();
    plain(&mut town, |settings| settings.evacuation.departure = DepartureCurve::Table(vec![(10.0, 0.5)]));
    harbor(&mut town, 450.0, |_| {});
    let report = evacuate(&town);
    let stay = report.persons.stranded.get(&StrandedReason::NeverLeaves).copied().unwrap_or(0);
    assert!(stay > 0 && stay < 30, "{stay}");
    assert!(report.findings.contains(&EvacuationFinding::SomeNeverLeave { persons: stay }));
    assert_eq!(report.clear[3], None);
    assert!(report.bound.time.is_some());
}

#[test]
fn nobody_nothing_and_nowhere_are_findings() {
    let mut town = street();
    plain(&mut town, |_| {});
    assert!(evacuate(&town).findings.contains(&EvacuationFinding::NoSites));
    let empty = Town::new(Vec::new(), vec![house((0.0, 0.0), 0, 0, 0)], Vec::new());
    let report = evacuate(&empty);
    assert!(report.findings.contains(&EvacuationFinding::NoPeople));
    assert!(report.findings.contains(&EvacuationFinding::NoStreets));
    let mut houses = Town::new(Vec::new(), vec![house((0.0, 0.0), 5, 5, 0)], Vec::new());
    harbor(&mut houses, 10.0, |_| {});
    let report = evacuate(&houses);
    assert_eq!(report.persons.stranded.get(&StrandedReason::NoRoadAccess), Some(&5));
    let mut full = street();
    plain(&mut full, |_| {});
    harbor(&mut full, 450.0, |site| site.capacity = Capacity::Persons(Persons(0)));
    assert_eq!(evacuate(&full).persons.stranded.get(&StrandedReason::NoPlace), Some(&30));
}

#[test]
fn cars_take_their_households_to_an_exit_by_the_road() {
    let mut town = street();
    plain(&mut town, |_| {});
    travel(&mut town, TravelMode::Driving);
    town.site(SiteKind::Exit, (450.0, 0.0), |_| {});
    let report = evacuate(&town);
    assert_eq!(report.persons.safe, 30);
    assert!(report.study.parties.iter().all(|party| party.usage == StreetUse::Driving));
    // 450 m at 30 km/h (a residential street), and the walk of 5 m to the car.
    let clear = seconds(&report);
    assert!(clear[3] > 54.0 + 5.0 && clear[3] < 90.0, "{clear:?}");
}

#[test]
fn in_mixed_mode_some_drive_and_some_walk_and_all_arrive() {
    let mut town = street();
    plain(&mut town, |_| {});
    travel(&mut town, TravelMode::Mixed);
    town.site(SiteKind::Exit, (450.0, 0.0), |_| {});
    let report = evacuate(&town);
    let drive = report.study.parties.iter().filter(|party| party.usage == StreetUse::Driving).count();
    assert!(drive > 0 && drive < report.study.parties.len());
    assert_eq!(report.persons.safe, 30);
}

fn change_of(town: &mut Town, from: f64, to: f64, kind: RoadChangeKind) {
    let line = vec![at(from, 0.0), at(to, 0.0)];
    town.import(PlanObject::RoadChange(RoadChange::new(RoadChangeId(0), vec![line], kind).into()));
}

#[test]
fn a_road_change_on_part_of_a_road_is_one_on_a_road_of_that_length() {
    let houses = || [0.0, 200.0, 400.0].map(|x| house((x, 5.0), 10, 10, 0)).to_vec();
    let whole = Town::new(vec![road(&[(-50.0, 0.0), (450.0, 0.0)])], houses(), Vec::new());
    let parted =
        Town::new(vec![road(&[(-50.0, 0.0), (300.0, 0.0)]), road(&[(300.0, 0.0), (450.0, 0.0)])], houses(), Vec::new());
    for mode in [TravelMode::Walking, TravelMode::Driving] {
        let [whole, parted] = [&whole, &parted].map(|town| {
            let mut town = Town {
                community: Arc::clone(&town.community),
                network: Arc::clone(&town.network),
                document: crate::document::Document::default(),
            };
            plain(&mut town, |settings| {
                settings.overrides.insert(ValueKey::LinkFlow, 0.05);
            });
            if mode == TravelMode::Driving {
                travel(&mut town, mode);
            }
            town.site(SiteKind::Exit, (450.0, 0.0), |_| {});
            change_of(&mut town, 300.0, 450.0, RoadChangeKind::Width(1.0));
            change_of(&mut town, 300.0, 450.0, RoadChangeKind::Speed(5.0));
            seconds(&evacuate(&town))
        });
        assert!(whole.iter().zip(&parted).all(|(a, b)| (a - b).abs() < 0.1), "{mode:?} {whole:?} {parted:?}");
    }
}

#[test]
fn in_mixed_mode_walkers_take_the_place_at_the_end_of_their_path_and_cars_the_one_by_the_road() {
    let path = Road::plain(vec![at(0.0, 0.0), at(0.0, -200.0)], RoadClass::Footway);
    let roads = vec![
        road(&[(-2000.0, 0.0), (0.0, 0.0)]),
        road(&[(0.0, 0.0), (1500.0, 0.0), (1500.0, -210.0), (0.0, -210.0)]),
        path,
    ];
    let mut town = Town::new(roads, vec![house((-1.0, 5.0), 60, 60, 0)], Vec::new());
    plain(&mut town, |settings| settings.evacuation.car_share = 0.5);
    travel(&mut town, TravelMode::Mixed);
    let shelter = town.site(SiteKind::Shelter, (0.0, -200.0), |site| site.capacity = Capacity::Persons(Persons(60)));
    let exit = town.site(SiteKind::Exit, (-2000.0, 0.0), |_| {});
    let report = evacuate(&town);
    let site_of = |goal| match goal {
        Goal::Kept(gate) => {
            report.study.streets.gates().get(gate as usize).map(|gate: &super::streets::Gate| gate.site)
        }
        Goal::Nearest | Goal::Nowhere(_) => None,
    };
    let goes = |usage| report.study.parties.iter().filter(move |party| party.usage == usage);
    assert!(goes(StreetUse::Walking).count() > 0 && goes(StreetUse::Driving).count() > 0);
    assert!(goes(StreetUse::Walking).all(|party| site_of(party.goal) == Some(shelter)));
    // A carload larger than the rest of its places looks for itself.
    assert!(goes(StreetUse::Driving).all(|party| site_of(party.goal) != Some(shelter)));
    assert!(goes(StreetUse::Driving).any(|party| site_of(party.goal) == Some(exit)));
}

#[test]
fn whoever_drives_has_the_way_to_the_car_road_and_not_only_to_the_path_at_the_door() {
    let path = Road::plain(vec![at(0.0, 0.0), at(0.0, -100.0)], RoadClass::Footway);
    let roads = vec![path, road(&[(0.0, -100.0), (450.0, -100.0)])];
    let mut town = Town::new(roads, vec![house((5.0, 0.0), 2, 2, 0)], Vec::new());
    plain(&mut town, |settings| {
        settings.overrides.insert(ValueKey::EvacuatingCarSpeed, 1.0);
    });
    travel(&mut town, TravelMode::Driving);
    town.site(SiteKind::Exit, (450.0, -100.0), |_| {});
    let report = evacuate(&town);
    // 100 m of drive to the road at the planning speed of cars, here 1 m/s, then 445 m at 30 km/h.
    let clear = seconds(&report);
    assert!(clear[3] > 100.0 + 53.0 && clear[3] < 100.0 + 60.0, "{clear:?}");
    let bound = report.bound.time.unwrap().seconds().value();
    assert!(bound > 140.0 && bound <= clear[3], "{bound}");
}

#[test]
fn a_one_way_street_without_a_count_of_lanes_has_one_and_a_short_piece_holds_what_flows_through_it() {
    let one_way = |class, width: Option<f64>| {
        let line = vec![at(-50.0, 0.0), at(450.0, 0.0)];
        let width = width.map(crate::units::Metres::new_clamped);
        let road = Road { one_way: OneWay::Forward, width, ..Road::plain(line, class) };
        let mut town = Town::new(vec![road], vec![house((0.0, 5.0), 10, 10, 0)], Vec::new());
        plain(&mut town, |_| {});
        travel(&mut town, TravelMode::Driving);
        town.site(SiteKind::Exit, (440.0, 0.0), |_| {});
        let report = evacuate(&town);
        let cars = report.study.streets.streets().iter().filter(|street| street.usage == StreetUse::Driving);
        let cars: Vec<_> = cars.cloned().collect();
        for street in &cars {
            let free = f64::from(street.length) / f64::from(street.car_speed);
            let held = f64::from(street.storage - 1) * street.interval.seconds().value();
            assert!(held >= free, "{street:?}");
        }
        3600.0 / cars[0].interval.seconds().value()
    };
    assert!((one_way(RoadClass::Residential, None) - 1300.0).abs() < 1.0);
    assert!((one_way(RoadClass::Primary, None) - 2800.0).abs() < 1.0);
    assert!((one_way(RoadClass::Primary, Some(4.0)) - 1400.0).abs() < 1.0);
}

#[test]
fn a_point_closure_on_a_motorway_stops_the_cars_on_it() {
    let line = |y: f64| vec![at(-50.0, y), at(450.0, y)];
    let motorway = Road { is_walkable: false, ..Road::plain(line(0.0), RoadClass::Motorway) };
    let roads = vec![motorway, Road::plain(line(-30.0), RoadClass::Footway)];
    let houses = [0.0, 200.0, 400.0].map(|x| house((x, 5.0), 10, 10, 0));
    let mut town = Town::new(roads, houses.to_vec(), Vec::new());
    plain(&mut town, |_| {});
    travel(&mut town, TravelMode::Driving);
    town.site(SiteKind::Exit, (450.0, 0.0), |_| {});
    town.execute(Command::PlaceClosure { place: at(300.0, 0.0) });
    let report = evacuate(&town);
    assert_eq!((report.persons.safe, report.study.parties.iter().all(|p| p.usage == StreetUse::Driving)), (10, true));
}

#[test]
fn a_point_closure_stops_walkers_where_coverage_does_and_cars_on_the_road_it_is_drawn_on() {
    // A motorway with a path 30 m beside it; the closure is drawn on the motorway.
    let line = |y: f64| vec![at(-50.0, y), at(450.0, y)];
    let motorway = Road { is_walkable: false, ..Road::plain(line(0.0), RoadClass::Motorway) };
    let roads = vec![motorway, Road::plain(line(-30.0), RoadClass::Footway)];
    let houses = [0.0, 200.0, 400.0].map(|x| house((x, -25.0), 10, 10, 0));
    let mut town = Town::new(roads, houses.to_vec(), Vec::new());
    plain(&mut town, |settings| settings.evacuation.destinations = DestinationRule::Nearest);
    town.site(SiteKind::SafeHarbor, (450.0, -30.0), |_| {});
    town.execute(Command::PlaceClosure { place: at(300.0, 0.0) });
    let reached = town.report().kind(SiteKind::SafeHarbor).map(|kind| kind.persons.reached);
    let report = evacuate(&town);
    assert_eq!((reached, report.persons.safe), (Some(10), 10));
    assert!(report.study.idle_closures.is_empty());
}

#[test]
fn a_closure_beside_every_road_and_people_who_are_guesses_are_told() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    town.execute(Command::PlaceClosure { place: at(200.0, 900.0) });
    let report = evacuate(&town);
    assert!(report.findings.contains(&EvacuationFinding::IdleClosures { closures: 1 }), "{:?}", report.findings);
    assert!(!report.findings.iter().any(|finding| matches!(finding, EvacuationFinding::GuessedPersons { .. })));
    let outlined =
        Building { levels: Some(3.0), ..Building::plain(rectangle((200.0, 5.0), (220.0, 25.0)), at(200.0, 5.0)) };
    let guessed = Town::new(vec![road(&[(-50.0, 0.0), (450.0, 0.0)])], vec![outlined], Vec::new());
    let report = evacuate(&guessed);
    let people = report.study.persons;
    assert!(people > 0 && report.findings.contains(&EvacuationFinding::GuessedPersons { persons: people }));
}

#[test]
fn who_leaves_after_a_road_has_opened_again_is_not_cut_off() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    let mut area = EvacuationArea::new(EvacuationAreaId(0), rectangle((-50.0, -20.0), (450.0, 20.0)));
    area.phase_min = 30.0;
    town.import(PlanObject::EvacuationArea(area.into()));
    town.import(flood(0.0, Some(10.0), (420.0, -50.0), (440.0, 50.0)));
    let report = evacuate(&town);
    assert_eq!(report.persons.safe, 30);
    assert_eq!(report.latest.cut_off_persons, 0);
}

#[test]
fn slow_ground_brings_the_latest_departure_forward() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 450.0, |_| {});
    town.import(flood(20.0, None, (300.0, -50.0), (350.0, 50.0)));
    let latest = |town: &Town| evacuate(town).latest.by_origin[0].unwrap().seconds().value();
    assert!((latest(&town) - (1200.0 - 355.0)).abs() < 1.0, "{}", latest(&town));
    let PlanObject::HazardArea(slow) = flood(0.0, None, (-50.0, -50.0), (300.0, 50.0)) else { return };
    let slow = HazardArea { effect: HazardEffect::Passable { speed_factor: 0.5 }, ..(*slow).clone() };
    town.import(PlanObject::HazardArea(slow.into()));
    assert!((latest(&town) - (1200.0 - 655.0)).abs() < 1.0, "{}", latest(&town));
}

#[test]
fn in_mixed_mode_a_door_without_a_car_road_has_its_latest_departure_on_foot() {
    let path = Road::plain(vec![at(-500.0, 0.0), at(-50.0, 0.0)], RoadClass::Footway);
    let mut houses = vec![house((-490.0, 5.0), 2, 2, 0)];
    houses.extend([0.0, 200.0, 400.0].map(|x| house((x, 5.0), 50, 50, 0)));
    let mut town = Town::new(vec![path, road(&[(-50.0, 0.0), (450.0, 0.0)])], houses, Vec::new());
    plain(&mut town, |settings| settings.evacuation.car_share = 0.9);
    travel(&mut town, TravelMode::Mixed);
    town.site(SiteKind::Exit, (450.0, 0.0), |_| {});
    let report = evacuate(&town);
    assert!(report.study.origins[0].by_car.is_empty());
    assert!(report.latest.by_origin.iter().all(|latest| *latest == Some(Moment::NEVER)), "{:?}", report.latest);
}

#[test]
fn an_exit_counts_persons_and_its_bound_does_too() {
    let mut town = street();
    plain(&mut town, |_| {});
    travel(&mut town, TravelMode::Driving);
    town.site(SiteKind::Exit, (450.0, 0.0), |site| site.exit_persons_per_min = Some(2.0));
    let report = evacuate(&town);
    let fewest = report.study.parties.iter().map(|party| party.persons).min().unwrap();
    let cars = u32::try_from(report.study.parties.len()).unwrap();
    let bound = report.bound.time.unwrap().seconds().value();
    // Flows count rates in whole thousandths a second, rounded up: 16.67 become 17.
    let at_best = f64::from((cars - 1) * fewest) * 30.0 * (1000.0 / 60.0) / 17.0;
    assert!(fewest > 1 && bound >= at_best, "{bound} {at_best}");
    assert!(report.clear[3].is_some_and(|clear| bound <= clear.seconds().value()));
}

#[test]
fn a_door_where_a_road_is_cut_has_the_ways_of_both_pieces() {
    let mut town = street();
    plain(&mut town, |_| {});
    harbor(&mut town, 200.0, |_| {});
    let report = evacuate(&town);
    let ways: Vec<usize> = report.study.origins.iter().map(|origin| origin.on_foot.len()).collect();
    assert_eq!(ways, [2, 4, 2]);
    assert_eq!(report.persons.safe, 30);
}

fn settings_of(departure: usize, nearest: bool) -> impl Fn(&mut Settings) {
    move |settings| {
        let table = DepartureCurve::Table(vec![(1.0, 0.3), (20.0, 0.9)]);
        let curves = [DepartureCurve::Immediate, DepartureCurve::Fixed, DepartureCurve::Rayleigh, table];
        settings.evacuation.departure = curves[departure % curves.len()].clone();
        settings.evacuation.crowding = CrowdingModel::Weidmann;
        if nearest {
            settings.evacuation.destinations = DestinationRule::Nearest;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn on_random_plans_everybody_is_accounted_for_and_no_clearance_beats_its_bound(
        town in town(),
        script in steps(12),
        departure in 0_usize..4,
        mode in 0_usize..3,
        nearest in any::<bool>(),
    ) {
        let mut town = town;
        plain(&mut town, settings_of(departure, nearest));
        for step in &script {
            town.take(step);
        }
        let scenario = town.document.plan().scenarios()[&BASE_SCENARIO].clone();
        // Walking is what it was.
        drop(town.document.execute(Command::SetScenario(Scenario { mode: TravelMode::ALL[mode], ..(*scenario).clone() })));
        let report = evacuate(&town);
        let day = scenario.time_of_day == crate::plan::TimeOfDay::Day;
        let persons = town.community.demand().iter().map(|d| if day { d.persons_by_day } else { d.persons });
        prop_assert_eq!(report.persons.total, persons.map(Persons::count).sum::<u64>());
        prop_assert!(report.persons.adds_up());
        let arrived: u64 = report.sites.iter().map(|site| site.arrived).sum();
        prop_assert_eq!(arrived, report.persons.safe);
        for site in &report.sites {
            prop_assert!(site.capacity.is_none_or(|capacity| site.arrived <= capacity));
        }
        let all = report.study.parties.iter().zip(&report.simulation.parties);
        let went = all.filter(|(party, _)| party.leaves != Moment::NEVER && !matches!(party.goal, Goal::Nowhere(_)));
        let last = went.map(|(_, result)| match result.outcome {
            Outcome::Safe { at, .. } => Some(at),
            Outcome::Exposed { .. } | Outcome::Stranded(_) => None,
        });
        if let Some(last) = last.collect::<Option<Vec<Moment>>>().and_then(|times| times.into_iter().max()) {
            prop_assert!(report.bound.time.is_some_and(|bound| bound <= last), "{:?} {:?}", last, report.bound);
        }
        let again = evacuate(&town);
        prop_assert_eq!(&again.simulation.parties, &report.simulation.parties);
        prop_assert_eq!(&again.roads, &report.roads);
    }
}
