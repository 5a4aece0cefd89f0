//! What the plan builds and regulates: new links in coverage, widths and directions in the check of routes.

use proptest::prelude::*;

use super::random_town::town;
use super::town::{Town, at, metres_of, road};
use crate::analysis::{Circumstances, PlannedRoads, RouteCheck, RouteFinding};
use crate::community::{CrossingRule, OneWay};
use crate::document::Command;
use crate::geometry::Line;
use crate::ids::{DemandId, RoadChangeId, RouteId};
use crate::jobs::JobContext;
use crate::network::{NetworkSettings, RoadNetwork, RoadsFor};
use crate::plan::{
    BASE_SCENARIO, Capacity, Extras, PlanObject, RoadChange, RoadChangeKind, Route, Scenario, ScenarioSelection,
    SiteKind,
};
use crate::units::{Metres, Millimetres, Persons, SquareMetres};

pub(super) fn line(points: &[(f64, f64)]) -> Line {
    points.iter().map(|&(x, y)| at(x, y)).collect()
}

pub(super) fn change(kind: RoadChangeKind, points: &[(f64, f64)]) -> PlanObject {
    let change = RoadChange {
        id: RoadChangeId(0),
        source_id: None,
        lines: vec![line(points)],
        name: String::new(),
        kind,
        is_locked: false,
        extras: Extras::default(),
    };
    PlanObject::RoadChange(change.into())
}

pub(super) fn route(lines: &[&[(f64, f64)]]) -> PlanObject {
    let route = Route {
        id: RouteId(0),
        source_id: None,
        lines: lines.iter().map(|points| line(points)).collect(),
        name: String::new(),
        has_signs: false,
        is_locked: false,
        extras: Extras::default(),
    };
    PlanObject::Route(route.into())
}

pub(super) fn harbor_town() -> Town {
    let mut town = Town::six_roads(Vec::new());
    town.site(SiteKind::SafeHarbor, (600.0, -20.0), |_| {});
    town
}

fn way(town: &Town, door: u32) -> Option<u32> {
    let report = town.report();
    let kind = report.kind(SiteKind::SafeHarbor).expect("harbors");
    kind.outcome(DemandId(door)).and_then(|outcome| outcome.way()).map(|way| way.distance.0)
}

#[test]
fn a_new_link_shortens_the_way_the_moment_it_is_drawn_and_undo_takes_it_back() {
    let mut town = harbor_town();
    let before = way(&town, 3).expect("a way");
    // From the middle of the northern road straight down to the southern one.
    town.execute(Command::AddObject(Box::new(change(RoadChangeKind::NewLink(4.0), &[(900.0, 398.0), (900.0, 2.0)]))));
    let linked = way(&town, 3).expect("a way");
    // Door at (900, 410): 10 to the road, 300 west, 400 down, 20 to the harbor either way; over the link 10 + 400 + 300 + 20.
    assert!(i64::from(before) - i64::from(linked) < 2_000, "both ways are about as long: {before} and {linked}");
    town.execute(Command::PlaceClosure { place: at(600.0, 200.0) });
    let over = way(&town, 3).expect("a way");
    assert!((i64::from(over) - 730_000).abs() < 1_000, "{over}");
    let report = town.report();
    assert!(report.header.notes.is_empty(), "a new link acts: {:?}", report.header.notes);
    town.document.undo();
    town.document.undo();
    assert_eq!(way(&town, 3), Some(before));
}

#[test]
fn a_link_that_takes_no_part_in_a_scenario_is_not_there() {
    let mut town = harbor_town();
    town.execute(Command::PlaceClosure { place: at(600.0, 200.0) });
    let without = way(&town, 3);
    town.execute(Command::AddObject(Box::new(change(RoadChangeKind::NewLink(4.0), &[(900.0, 398.0), (900.0, 2.0)]))));
    assert!(way(&town, 3) < without);
    let stay = town.document.plan().objects().map(|object| object.id());
    let stay = stay.filter(|id| !matches!(id, crate::plan::ObjectId::RoadChange(_))).collect();
    let base = Scenario { selection: ScenarioSelection::Only(stay), ..Scenario::base() };
    town.execute(Command::SetScenario(base));
    assert_eq!(way(&town, 3), without);
}

fn facts_at(town: &Town, place: (f64, f64)) -> crate::analysis::RoadFacts {
    let circumstances = Circumstances::new(town.document.plan(), BASE_SCENARIO);
    let network = town.planned_network();
    let roads = PlannedRoads::new(&network, &circumstances);
    let snap =
        network.nearest_road(at(place.0, place.1), Metres::new_clamped(5.0), RoadsFor::Everyone).expect("a road");
    roads.facts(&town.community, &network, snap.segment, snap.along).expect("facts")
}

#[test]
fn road_changes_act_along_their_line_and_in_its_direction() {
    let mut town = harbor_town();
    let plain = facts_at(&town, (900.0, 0.0));
    assert!(plain.is_width_guess && plain.one_way == OneWay::No);
    let mut add = |kind, points: &[(f64, f64)]| {
        town.execute(Command::AddObject(Box::new(change(kind, points))));
    };
    add(RoadChangeKind::Width(9.0), &[(700.0, 0.0), (1_000.0, 0.0)]);
    add(RoadChangeKind::Speed(30.0), &[(700.0, 0.0), (1_000.0, 0.0)]);
    add(RoadChangeKind::OneWay, &[(1_000.0, 0.0), (800.0, 0.0)]);
    add(RoadChangeKind::Contraflow, &[(600.0, 100.0), (600.0, 300.0)]);
    add(RoadChangeKind::NewLink(4.0), &[(900.0, 398.0), (900.0, 2.0)]);
    let changed = facts_at(&town, (900.0, 0.0));
    assert_eq!((changed.width.value(), changed.is_width_guess, changed.max_speed_km_h), (9.0, false, Some(30.0)));
    assert_eq!(changed.changed_by.len(), 3);
    let beyond = facts_at(&town, (1_100.0, 0.0));
    assert_eq!((beyond.one_way, beyond.changed_by.len()), (OneWay::No, 0));
    let contraflow = facts_at(&town, (600.0, 200.0));
    assert!(contraflow.is_contraflow && contraflow.one_way != OneWay::No);
    let link = facts_at(&town, (900.0, 200.0));
    assert_eq!((link.width.value(), link.is_width_guess), (4.0, false));
    // The direction is that of the line: seen along the segment, the other way round for the line reversed.
    let one = changed.one_way;
    town.document.undo();
    town.document.undo();
    town.document.undo();
    town.execute(Command::AddObject(Box::new(change(RoadChangeKind::OneWay, &[(800.0, 0.0), (1_000.0, 0.0)]))));
    let other = facts_at(&town, (900.0, 0.0)).one_way;
    assert!(one != other && one != OneWay::No && other != OneWay::No);
    let report = town.report();
    assert_eq!(report.header.notes.len(), 1, "walkers do not feel widths and directions, and the report says so");
}

pub(super) fn checks(town: &Town) -> Vec<RouteCheck> {
    let mut engine = town.engine();
    engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
    engine.check_routes(&JobContext::new()).expect("checked")
}

#[test]
fn a_good_route_has_no_finding_but_unknown_widths() {
    let mut town = harbor_town();
    town.import(route(&[&[(100.0, 0.0), (600.0, 0.0), (600.0, 400.0)]]));
    let found = checks(&town).remove(0);
    assert!(
        matches!(found.findings.as_slice(), [RouteFinding::WidthUnknown { length }] if (length.value() - 900.0).abs() < 5.0),
        "{found:?}"
    );
    town.import(change(RoadChangeKind::Width(9.0), &[(0.0, 0.0), (600.0, 0.0), (600.0, 400.0)]));
    assert_eq!(checks(&town).remove(0).findings, vec![], "wide enough as planned");
}

#[test]
fn gaps_fields_closures_islands_and_narrow_roads_are_found() {
    let mut town = harbor_town();
    town.import(route(&[&[(0.0, 0.0), (300.0, 0.0)], &[(600.0, 0.0), (600.0, 300.0)]]));
    let found = checks(&town).remove(0).findings;
    assert!(matches!(&found[0], RouteFinding::Gap { length, .. } if (length.value() - 300.0).abs() < 1.0), "{found:?}");

    town.import(route(&[&[(600.0, 0.0), (600.0, 400.0), (900.0, 200.0), (1_200.0, 400.0)]]));
    let found = checks(&town).remove(1).findings;
    let off: Vec<_> = found.iter().filter(|f| matches!(f, RouteFinding::OffRoad { .. })).collect();
    assert_eq!(off.len(), 1, "{found:?}");

    town.import(route(&[&[(3_000.0, 0.0), (3_300.0, 0.0)]]));
    let found = checks(&town).remove(2).findings;
    assert!(matches!(found[0], RouteFinding::NotConnected { .. }), "{found:?}");

    town.import(route(&[&[(700.0, 0.0), (1_100.0, 0.0)]]));
    town.execute(Command::PlaceClosure { place: at(902.0, 0.0) });
    let found = checks(&town).remove(3).findings;
    assert!(
        matches!(&found[0], RouteFinding::Closed { place, .. } if (metres_of(*place).0 - 902.0).abs() < 0.1),
        "{found:?}"
    );

    town.import(change(RoadChangeKind::Width(2.5), &[(800.0, 0.0), (850.0, 0.0)]));
    let found = checks(&town).remove(3);
    let narrow: Vec<_> = found
        .findings
        .iter()
        .filter_map(|f| match f {
            RouteFinding::Narrow { from, to, width, .. } => Some((metres_of(*from).0, metres_of(*to).0, width.value())),
            _ => None,
        })
        .collect();
    assert_eq!(narrow.len(), 1, "{found:?}");
    assert!(
        (narrow[0].0 - 800.0).abs() <= 5.5 && (narrow[0].1 - 850.0).abs() <= 5.5 && narrow[0].2 == 2.5,
        "{narrow:?}"
    );
    assert!(found.required_width.is_some_and(|width| width.value() > 2.5));
}

#[test]
fn an_effective_area_makes_places_by_the_standard_and_says_so() {
    let mut town = harbor_town();
    let id = town.site(SiteKind::Shelter, (610.0, 20.0), |site| {
        let effective_area = SquareMetres::new_clamped(500.0);
        site.capacity = Capacity::Area { effective_area, area_per_person: None };
    });
    let report = town.report();
    let site = report.kind(SiteKind::Shelter).and_then(|kind| kind.site(id)).expect("a shelter");
    assert!(site.is_capacity_derived && site.capacity.is_some_and(|persons| persons > Persons::NONE));
    town.change(id, |site| site.capacity = Capacity::Persons(Persons(7)));
    let report = town.report();
    let site = report.kind(SiteKind::Shelter).and_then(|kind| kind.site(id)).expect("a shelter");
    assert!(!site.is_capacity_derived && site.capacity == Some(Persons(7)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_new_link_counts_as_if_it_had_been_loaded_with_the_roads(
        mut town in town(), ends in prop::array::uniform4(-60.0f64..520.0), harbor in (-60.0f64..520.0, -60.0f64..520.0),
    ) {
        town.site(SiteKind::SafeHarbor, harbor, |_| {});
        let drawn = line(&[(ends[0], ends[1]), (ends[2], ends[3])]);
        town.execute(Command::AddObject(Box::new(change(RoadChangeKind::NewLink(4.0), &[(ends[0], ends[1]), (ends[2], ends[3])]))));
        // The same town with the road in its files, its ends taken to the roads as the rule says.
        let reach = Metres::new_clamped(crate::network::LINK_REACH_M);
        let meets = |place| town.network.nearest_road(place, reach, RoadsFor::Walkers).map(|snap| metres_of(snap.place));
        let course: Vec<(f64, f64)> =
            drawn.iter().map(|&place| meets(place).unwrap_or_else(|| metres_of(place))).collect();
        let mut roads = town.community.roads().to_vec();
        roads.push(road(&course));
        let houses = town.community.buildings().to_vec();
        let mut other = Town::new(roads, houses, Vec::new());
        // Loaded roads meet at crossings by another rule than links: here they are to meet as links do.
        prop_assume!(town.network.health().crossings.is_empty());
        let settings = NetworkSettings { crossings: CrossingRule::Join, ..NetworkSettings::default() };
        let joined = RoadNetwork::build(&other.community, &settings, &JobContext::new()).expect("not cancelled");
        other.network = std::sync::Arc::new(joined);
        other.site(SiteKind::SafeHarbor, harbor, |_| {});
        let ways = |town: &Town| -> Vec<Option<u32>> {
            let report = town.report();
            let kind = report.kind(SiteKind::SafeHarbor).expect("harbors");
            kind.outcomes.iter().map(|outcome| outcome.way().map(|way| way.distance.0)).collect()
        };
        let (found, expected) = (ways(&town), ways(&other));
        prop_assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(&expected) {
            prop_assert_eq!(a.is_some(), b.is_some());
            let off = a.unwrap_or(0).abs_diff(b.unwrap_or(0));
            prop_assert!(Millimetres(off) <= Millimetres(50), "{:?} against {:?}", a, b);
        }
    }
}
