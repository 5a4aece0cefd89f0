//! What the check of a route finds where it passes junctions, crossing paths and barriers.

use proptest::prelude::*;

use super::planned_roads::{checks, harbor_town, route};
use super::town::{Town, at, metres_of, road};
use crate::analysis::RouteFinding;
use crate::community::Road;
use crate::document::Command;
use crate::units::Metres;

fn wide(width: f64, points: &[(f64, f64)]) -> Road {
    Road { width: Some(Metres::new_clamped(width)), ..road(points) }
}

/// Where the closed places of the only route lie.
fn closed(town: &Town) -> Vec<(f64, f64)> {
    let found = checks(town).remove(0).findings;
    let place = |finding: RouteFinding| match finding {
        RouteFinding::Closed { place, .. } => Some(metres_of(place)),
        RouteFinding::Gap { .. }
        | RouteFinding::OffRoad { .. }
        | RouteFinding::InHazard { .. }
        | RouteFinding::NotConnected { .. }
        | RouteFinding::Narrow { .. }
        | RouteFinding::WidthUnknown { .. } => None,
    };
    found.into_iter().filter_map(place).collect()
}

/// The narrow stretches of the only route: from, to, width.
fn narrow(town: &Town) -> Vec<(f64, f64, f64)> {
    let found = checks(town).remove(0).findings;
    let stretch = |finding: RouteFinding| match finding {
        RouteFinding::Narrow { from, to, width, .. } => Some((metres_of(from).0, metres_of(to).0, width.value())),
        RouteFinding::Closed { .. }
        | RouteFinding::Gap { .. }
        | RouteFinding::OffRoad { .. }
        | RouteFinding::InHazard { .. }
        | RouteFinding::NotConnected { .. }
        | RouteFinding::WidthUnknown { .. } => None,
    };
    found.into_iter().filter_map(stretch).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_barrier_anywhere_on_a_route_is_found_and_one_beside_it_is_not(
        start in 90.0f64..110.0, barrier in prop_oneof![112.0f64..1_100.0, 594.0f64..606.0, 294.0f64..306.0],
        side in 1.0f64..300.0, is_backward in any::<bool>(),
    ) {
        let mut line = vec![(start, 0.0), (1_150.0, 0.0)];
        if is_backward {
            line.reverse();
        }
        let mut town = harbor_town();
        town.import(route(&[&line]));
        town.execute(Command::PlaceClosure { place: at(600.0, side) });
        town.execute(Command::PlaceClosure { place: at(300.0, -side) });
        prop_assert_eq!(closed(&town), vec![], "barriers on side streets");
        town.execute(Command::PlaceClosure { place: at(barrier, 0.0) });
        let found = closed(&town);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert!((found[0].0 - barrier).abs() < 0.6 && found[0].1.abs() < 0.1, "{:?}", found);
    }
}

#[test]
fn a_path_the_route_merely_crosses_is_not_reported_as_narrow() {
    let roads = vec![
        wide(9.0, &[(0.0, 0.0), (450.0, 0.0), (900.0, 0.0)]),
        wide(1.0, &[(450.0, -60.0), (450.0, 0.0), (450.0, 60.0)]),
        Road { is_bridge: true, layer: 1, ..wide(1.0, &[(702.0, -60.0), (702.0, 60.0)]) },
    ];
    let mut town = Town::new(roads, Vec::new(), Vec::new());
    town.import(route(&[&[(0.0, 2.0), (450.0, 0.0), (900.0, 3.0)]]));
    assert_eq!(narrow(&town), vec![]);
}

#[test]
fn a_narrow_bridge_of_six_metres_is_found_whoever_drew_the_route() {
    let roads = vec![
        wide(9.0, &[(0.0, 0.0), (451.0, 0.0)]),
        wide(2.0, &[(451.0, 0.0), (457.0, 0.0)]),
        wide(9.0, &[(457.0, 0.0), (900.0, 0.0)]),
    ];
    for line in [&[(0.0, 0.0), (451.0, 0.0), (457.0, 0.0), (900.0, 0.0)][..], &[(0.0, 0.0), (900.0, 0.0)]] {
        let mut town = Town::new(roads.clone(), Vec::new(), Vec::new());
        town.import(route(&[line]));
        let found = narrow(&town);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!((found[0].0 - 451.0).abs() <= 5.0 && (found[0].1 - 457.0).abs() <= 5.0, "{found:?}");
        assert!(found[0].1 > found[0].0, "a stretch has a length: {found:?}");
    }
}
