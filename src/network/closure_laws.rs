//! What a drawn closure closes, and what it must leave open.

use proptest::prelude::*;

use super::fixtures::{at, bridge, network, road};
use super::{NetworkMask, RoadNetwork, RoadsFor};
use crate::geometry::Line;
use crate::ids::SegmentId;
use crate::units::{Metres, Millimetres};

fn closed_along(network: &RoadNetwork, line: Line) -> NetworkMask {
    let mut mask = NetworkMask::open(network);
    mask.close_lines(network, &[line]);
    mask
}

/// The closed parts, by segment.
fn closed(mask: &NetworkMask) -> Vec<(SegmentId, Vec<(Millimetres, Millimetres)>)> {
    mask.closed_segments().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_bridge_closed_from_head_to_head_leaves_the_traffic_across_its_heads_alone(
        length in 15.0f64..300.0, turns in prop::array::uniform2(40.0f64..140.0), bend in -0.1f64..0.1,
    ) {
        let across = |x: f64, degrees: f64| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            road(&[(x - 9.0 * cos, -9.0 * sin), (x, 0.0), (x + 9.0 * cos, 9.0 * sin)])
        };
        let network = network(vec![
            road(&[(-90.0, 0.0), (0.0, 0.0)]),
            road(&[(0.0, 0.0), (length / 2.0, length * bend), (length, 0.0)]),
            road(&[(length, 0.0), (length + 90.0, 0.0)]),
            across(0.0, turns[0]),
            across(length, turns[1]),
        ]);
        prop_assert_eq!((network.n_junctions(), network.n_segments()), (8, 7));
        let way = network.route_along(at(0.0, 0.0), at(length, 0.0), RoadsFor::Everyone).expect("a way");
        let mask = closed_along(&network, way.line);
        let closed = closed(&mask);
        prop_assert_eq!(closed.len(), 1, "the bridge and nothing else: {:?}", closed);
        let segment = network.segment(closed[0].0).expect("known");
        prop_assert_eq!(&closed[0].1, &vec![(Millimetres(0), segment.length)]);
    }
}

#[test]
fn streets_that_cross_a_closed_road_between_its_ends_are_closed_at_the_crossing() {
    let network =
        network(vec![road(&[(-100.0, 0.0), (0.0, 0.0), (100.0, 0.0)]), road(&[(0.0, -80.0), (0.0, 0.0), (0.0, 80.0)])]);
    let mask = closed_along(&network, vec![at(-100.0, 0.0), at(0.0, 0.0), at(100.0, 0.0)]);
    assert_eq!(closed(&mask).len(), 4);
}

#[test]
fn a_closed_street_leaves_the_bridge_above_open_and_a_closed_bridge_the_street_below() {
    let network = network(vec![
        road(&[(-50.0, 0.0), (50.0, 0.0)]),
        bridge(&[(0.0, -60.0), (0.0, 60.0)]),
        road(&[(60.0, 0.0), (90.0, 0.0)]),
    ]);
    for (line, length) in [(vec![at(-50.0, 0.0), at(50.0, 0.0)], 100.0), (vec![at(0.0, -60.0), at(0.0, 60.0)], 120.0)] {
        let mask = closed_along(&network, line);
        let closed = closed(&mask);
        assert_eq!(closed.len(), 1, "{closed:?}");
        assert!((closed[0].1[0].1.metres().value() - length).abs() < 0.5, "{closed:?}");
    }
    let barrier = closed_along(&network, vec![at(-20.0, 15.0), at(20.0, -18.0)]);
    assert_eq!(closed(&barrier).len(), 2, "a barrier along no road closes whatever it crosses");
}

#[test]
fn a_barrier_on_a_junction_bars_every_road_that_meets_there() {
    let network = network(vec![
        road(&[(-100.0, 0.0), (0.0, 0.0), (100.0, 0.0)]),
        road(&[(0.0, -80.0), (0.0, 0.0)]),
        road(&[(0.0, 0.0), (20.0, 40.0), (-20.0, 40.0), (0.0, 0.0)]),
    ]);
    let mut mask = NetworkMask::open(&network);
    mask.close_at(&network, at(0.1, 0.2)).expect("a road");
    let found = closed(&mask);
    assert_eq!(found.len(), 4, "{found:?}");
    let middle = network.nearest_junction(at(0.0, 0.0), Metres::new_clamped(1.0), RoadsFor::Everyone);
    let middle = middle.expect("a junction").junction;
    for (id, parts) in &found {
        let segment = network.segment(*id).expect("known");
        let ends = [(segment.from, Millimetres(0)), (segment.to, segment.length)];
        let barred: Vec<_> = ends.iter().filter(|end| end.0 == middle).map(|end| (end.1, end.1)).collect();
        assert_eq!(parts, &barred);
    }
    let mut beside = NetworkMask::open(&network);
    beside.close_at(&network, at(-3.0, 0.0)).expect("a road");
    assert_eq!(closed(&beside).len(), 1, "three metres off it is that road which is meant");
}
