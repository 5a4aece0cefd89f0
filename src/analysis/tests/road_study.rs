//! What closes a route, how long it is walked, where it is narrowest, and what road changes lie on.

use std::sync::Arc;

use proptest::prelude::*;

use super::planned_roads::{change, harbor_town, line, route};
use super::random_town::town;
use super::town::{Town, at, metres_of};
use crate::analysis::{Circumstances, PlannedRoads, RoadStudy, RouteFinding};
use crate::community::OneWay;
use crate::document::Command;
use crate::geometry::{MultiPolygon, Polygon};
use crate::ids::{HazardAreaId, RoadChangeId, RouteId, SegmentId};
use crate::jobs::JobContext;
use crate::plan::{
    BASE_SCENARIO, Hazard, HazardArea, HazardEffect, ObjectId, PlanObject, RoadChange, RoadChangeKind, RoadMeasure,
    Settings,
};
use crate::units::Millimetres;

fn study(town: &Town) -> RoadStudy {
    let plan = town.document.plan();
    let network = town.planned_network();
    let mask = Circumstances::new(plan, BASE_SCENARIO).mask(&network);
    let made =
        RoadStudy::new(plan, BASE_SCENARIO, &town.community, &town.network, (&network, &mask), &JobContext::new());
    made.expect("not cancelled")
}

fn hazard(effect: HazardEffect, (west, south, east, north): (f64, f64, f64, f64)) -> PlanObject {
    let ring = vec![at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)];
    let outline = MultiPolygon(vec![Polygon { outer: ring, holes: Vec::new() }]);
    let area = HazardArea { effect, ..HazardArea::new(HazardAreaId(0), Hazard::Flood, outline) };
    PlanObject::HazardArea(Arc::new(area))
}

#[test]
fn a_closed_route_names_all_that_closes_it_and_nothing_else() {
    let mut town = harbor_town();
    town.import(route(&[&[(0.0, 0.0), (1_200.0, 0.0)]]));
    let flood = town.import(hazard(HazardEffect::ClosedToWalkers, (200.0, -50.0, 260.0, 50.0)));
    let point = ObjectId::new(crate::plan::ObjectKind::Closure, town.document.next_number());
    town.execute(Command::PlaceClosure { place: at(902.0, 0.0) });
    // Elsewhere, and so not named.
    town.execute(Command::PlaceClosure { place: at(600.0, 200.0) });
    town.import(hazard(HazardEffect::ClosedToWalkers, (200.0, 300.0, 260.0, 380.0)));
    let found = study(&town).routes.remove(0);
    let closed: Vec<(f64, Vec<ObjectId>)> = found
        .findings
        .iter()
        .filter_map(|finding| match finding {
            RouteFinding::Closed { place, by, .. } => Some((metres_of(*place).0, by.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(closed.len(), 2, "{found:?}");
    assert!((closed[0].0 - 200.0).abs() <= 5.5 && closed[0].1 == [flood], "{closed:?}");
    assert!((closed[1].0 - 902.0).abs() < 0.1 && closed[1].1 == [point], "{closed:?}");
    assert!(found.is_connected() && found.n_faults() == 2, "closed is not the same as not connected");
}

#[test]
fn walking_is_slower_in_an_area_that_slows_and_the_area_is_told() {
    let mut town = harbor_town();
    town.import(route(&[&[(0.0, 0.0), (500.0, 0.0)]]));
    let dry = study(&town).routes.remove(0);
    // 500 m at the average planning speed of GB 51143, 1.0 m/s.
    assert!((dry.walk.value() - 500.0).abs() < 1.0, "{dry:?}");
    let effect = HazardEffect::Passable { speed_factor: 0.5 };
    let flood = town.import(hazard(effect, (100.0, -50.0, 300.0, 50.0)));
    let wet = study(&town).routes.remove(0);
    // 300 m + 200 m at half the speed, give or take one step at each border.
    assert!((wet.walk.value() - 700.0).abs() < 11.0, "{wet:?}");
    let inside: Vec<(ObjectId, f64)> = wet
        .findings
        .iter()
        .filter_map(|finding| match finding {
            RouteFinding::InHazard { area, length, .. } => Some((ObjectId::HazardArea(*area), length.value())),
            _ => None,
        })
        .collect();
    assert_eq!(inside.len(), 1);
    assert!(inside[0].0 == flood && (inside[0].1 - 200.0).abs() < 11.0, "{inside:?}");
}

#[test]
fn the_narrowest_place_says_whether_it_is_guessed_or_planned() {
    let mut town = harbor_town();
    town.import(route(&[&[(100.0, 0.0), (1_100.0, 0.0)]]));
    let guessed = study(&town).routes.remove(0).narrowest.expect("on a road");
    assert!(guessed.is_guess && !guessed.is_planned);
    town.import(change(RoadChangeKind::Width(1.5), &[(700.0, 0.0), (800.0, 0.0)]));
    let planned = study(&town).routes.remove(0).narrowest.expect("on a road");
    assert!(!planned.is_guess && planned.is_planned && (planned.width.value() - 1.5).abs() < 1e-9);
    assert!((metres_of(planned.place).0 - 700.0).abs() <= 5.5, "the first such place: {planned:?}");
}

#[test]
fn widths_are_judged_by_profiles_that_have_a_value_only() {
    let mut town = harbor_town();
    town.import(route(&[&[(100.0, 0.0), (1_100.0, 0.0)]]));
    town.import(change(RoadChangeKind::Width(1.5), &[(700.0, 0.0), (800.0, 0.0)]));
    let is_narrow = |town: &Town| {
        let check = study(town).routes.remove(0);
        let narrow = check.findings.iter().any(|finding| matches!(finding, RouteFinding::Narrow { .. }));
        assert_eq!(check.required_width.is_some(), narrow);
        narrow
    };
    assert!(is_narrow(&town), "GB 51143 has a width");
    let settings = Settings { profile: "us".to_owned(), ..Settings::default() };
    town.execute(Command::SetSettings(settings.clone()));
    assert!(!is_narrow(&town), "the American profile has none");
    let overrides = [(crate::standards::ValueKey::EvacuationRoadMinWidth, 2.0)].into();
    town.execute(Command::SetSettings(Settings { overrides, ..settings }));
    assert!(is_narrow(&town), "set in the plan");
}

#[test]
fn a_road_change_knows_the_roads_under_it_and_what_lies_beside() {
    let mut town = harbor_town();
    // 300 m on the southern road, then 100 m up the road that leaves it at (600, 0), then out of town.
    let id = town.import(change(RoadChangeKind::Width(6.0), &[(300.0, 0.0), (600.0, 0.0), (600.0, 100.0)]));
    let ObjectId::RoadChange(id) = id else { panic!("a road change") };
    let found = study(&town);
    let ground = found.change(id).expect("looked up");
    let lengths: Vec<f64> = ground.roads.iter().map(|under| under.length.value().round()).collect();
    assert_eq!(lengths, [300.0, 100.0], "{ground:?}");
    assert!(ground.roads.iter().all(|under| under.width.is_some_and(|(_, is_guess)| is_guess)));
    assert!(ground.off_road().value() < 1.0 && ground.ends.is_empty());
    let id = town.import(change(RoadChangeKind::Speed(30.0), &[(0.0, 1_500.0), (200.0, 1_500.0)]));
    let ObjectId::RoadChange(id) = id else { panic!("a road change") };
    let found = study(&town);
    let ground = found.change(id).expect("looked up");
    assert!(ground.roads.is_empty() && (ground.off_road().value() - 200.0).abs() < 1.0, "{ground:?}");
}

#[test]
fn the_ends_of_a_new_link_say_what_they_join() {
    let mut town = harbor_town();
    let ObjectId::RoadChange(first) =
        town.import(change(RoadChangeKind::NewLink(3.0), &[(900.0, 397.0), (900.0, 200.0)]))
    else {
        panic!("a road change")
    };
    let joins = |town: &Town, id: RoadChangeId| -> Vec<(bool, bool)> {
        let found = study(town);
        let ground = found.change(id).expect("looked up");
        ground.ends.iter().map(|end| (end.meets.is_some(), end.meets_link)).collect()
    };
    assert_eq!(joins(&town, first), [(true, false), (false, false)], "one end is loose");
    let ObjectId::RoadChange(second) =
        town.import(change(RoadChangeKind::NewLink(3.0), &[(900.0, 200.0), (900.0, 3.0)]))
    else {
        panic!("a road change")
    };
    assert_eq!(joins(&town, first), [(true, false), (false, true)]);
    assert_eq!(joins(&town, second), [(false, true), (true, false)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn turned_round_a_one_way_runs_the_other_way_on_every_road_it_lies_on(
        mut town in town(), which in 0usize..40, contraflow in any::<bool>(),
    ) {
        let roads = town.community.roads();
        prop_assume!(!roads.is_empty());
        let course: Vec<(f64, f64)> = roads[which % roads.len()].line.iter().map(|&place| metres_of(place)).collect();
        let measure = if contraflow { RoadMeasure::Contraflow } else { RoadMeasure::OneWay };
        let ObjectId::RoadChange(id) = town.import(change(measure.first(), &course)) else { panic!("a road change") };
        let facts = |town: &Town| -> Vec<(SegmentId, OneWay)> {
            let network = town.planned_network();
            let roads = PlannedRoads::new(&network, &Circumstances::new(town.document.plan(), BASE_SCENARIO));
            let segments: Vec<SegmentId> = roads.changed_segments().collect();
            let middle = |id: SegmentId| Millimetres(network.segment(id).map_or(0, |s| s.length.0 / 2));
            let facts = segments.into_iter().filter_map(|id| {
                let facts = roads.facts(&town.community, &network, id, middle(id))?;
                (!facts.changed_by.is_empty()).then_some((id, facts.one_way))
            });
            facts.collect()
        };
        let before = facts(&town);
        // A road that doubles back on itself runs both ways along the line: there the last part holds, either way.
        prop_assume!(study(&town).change(id).is_some_and(|g| g.roads.iter().all(|under| under.one_way.is_some())));
        let turned: RoadChange = town.document.plan().road_changes()[&id].reversed();
        town.execute(Command::UpdateObject(PlanObject::RoadChange(turned.into())));
        let after = facts(&town);
        prop_assert_eq!(before.len(), after.len());
        for ((one, a), (other, b)) in before.iter().zip(&after) {
            prop_assert_eq!(one, other);
            prop_assert!(*a != OneWay::No && *b != OneWay::No && a != b, "{:?} and {:?}", a, b);
        }
    }

    #[test]
    fn the_window_and_the_command_line_check_routes_alike(
        mut town in town(), course in prop::collection::vec((-60.0f64..520.0, -60.0f64..520.0), 2..5),
    ) {
        town.import(route(&[&course]));
        let mut engine = town.engine();
        engine.update(&town.document.snapshot(), BASE_SCENARIO, &JobContext::new()).expect("report");
        let checks = engine.check_routes(&JobContext::new()).expect("checked");
        prop_assert_eq!(&study(&town).routes, &checks);
        let check = &checks[0];
        let drawn = crate::geometry::line_length(&line(&course)).value();
        prop_assert!((check.length.value() - drawn).abs() < 1e-6);
        prop_assert!(check.walk.value() >= drawn / 1.0 - 1.0, "nobody walks faster than the planning speed");
        prop_assert_eq!(check.route, RouteId(town.document.plan().routes().keys().next().map_or(0, |id| id.0)));
        prop_assert_eq!(check.is_connected(), check.n_gaps() == 0 && !check.findings.iter().any(|f| matches!(f, RouteFinding::NotConnected { .. })));
    }
}
