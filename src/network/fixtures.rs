//! Small towns drawn by hand, and what is known about them.

use std::sync::Arc;

use super::{NetworkMask, NetworkSettings, RoadNetwork};
use crate::community::{Community, CrossingRule, OneWay, Road};
use crate::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon};
use crate::jobs::JobContext;
use crate::units::{Metres, Millimetres};
use crate::{community, geometry, units};

#[path = "../../benches/support/towns.rs"]
pub(super) mod towns;

/// A place so many metres east and north of a fixed one.
pub(super) fn at(x: f64, y: f64) -> LonLat {
    LocalProjection::new(LonLat::new_clamped(9.5, 47.1)).lon_lat_from_local(LocalPoint::new(x, y)).rounded()
}

/// A road through places in metres.
pub(super) fn road(points: &[(f64, f64)]) -> Road {
    towns::plain_road(points.iter().map(|&(x, y)| at(x, y)).collect())
}

pub(super) fn bridge(points: &[(f64, f64)]) -> Road {
    Road { is_bridge: true, layer: 1, ..road(points) }
}

pub(super) fn town(roads: Vec<Road>) -> Arc<Community> {
    towns::community(roads, &[]).expect("a town")
}

pub(super) fn network_of(roads: Vec<Road>, settings: &NetworkSettings) -> RoadNetwork {
    RoadNetwork::build(&town(roads), settings, &JobContext::new()).expect("not cancelled")
}

pub(super) fn network(roads: Vec<Road>) -> RoadNetwork {
    network_of(roads, &NetworkSettings::default())
}

pub(super) fn settings(crossings: CrossingRule, tolerance: f64) -> NetworkSettings {
    NetworkSettings { crossings, snap_tolerance: Metres::new_clamped(tolerance), ..NetworkSettings::default() }
}

/// Junctions, segments, components.
fn counts(network: &RoadNetwork) -> (usize, usize, usize) {
    (network.n_junctions(), network.n_segments(), network.health().components.len())
}

const CROSS_WITH_VERTEX: [&[(f64, f64)]; 2] =
    [&[(-50.0, 0.0), (0.0, 0.0), (50.0, 0.0)], &[(0.0, -50.0), (0.0, 0.0), (0.0, 50.0)]];
const CROSS_WITHOUT: [&[(f64, f64)]; 2] = [&[(-50.0, 0.0), (50.0, 0.0)], &[(0.0, -50.0), (0.0, 50.0)]];

#[test]
fn roads_with_a_common_interior_vertex_meet() {
    assert_eq!(counts(&network(CROSS_WITH_VERTEX.map(road).to_vec())), (5, 4, 1));
}

#[test]
fn crossing_roads_without_a_vertex_are_reported_and_joined_by_rule() {
    let [a, b] = CROSS_WITHOUT.map(road);
    let left = network_of(vec![a.clone(), b.clone()], &settings(CrossingRule::Leave, 0.5));
    assert_eq!(counts(&left), (4, 2, 2));
    assert_eq!(left.health().crossings.len(), 1);
    assert!(!left.health().are_crossings_joined);
    for rule in [CrossingRule::Join, CrossingRule::Automatic] {
        let joined = network_of(vec![a.clone(), b.clone()], &settings(rule, 0.5));
        assert_eq!(counts(&joined), (5, 4, 1), "{rule:?}");
        assert_eq!(joined.health().crossings[0].place, at(0.0, 0.0));
    }
    let tagged = Road { class: community::RoadClass::Residential, ..a };
    let kept = network_of(vec![tagged, b], &settings(CrossingRule::Automatic, 0.5));
    assert_eq!(counts(&kept), (4, 2, 2));
}

#[test]
fn the_crossing_example_of_pgrouting_gives_four_pieces() {
    // pgRouting manual, pgr_separateCrossing: (3,3)-(4,3) and (3.5,2.3)-(3.5,4) meet at (3.5,3).
    let degrees = |points: [(f64, f64); 2]| towns::plain_road(points.map(|(x, y)| LonLat::new_clamped(x, y)).to_vec());
    let roads = vec![degrees([(3.0, 3.0), (4.0, 3.0)]), degrees([(3.5, 2.3), (3.5, 4.0)])];
    let network = network_of(roads, &settings(CrossingRule::Join, 0.5));
    assert_eq!(counts(&network), (5, 4, 1));
    assert_eq!(network.health().crossings[0].place, LonLat::new_clamped(3.5, 3.0));
}

#[test]
fn a_bridge_over_a_road_does_not_meet_it() {
    let all = settings(CrossingRule::Join, 0.5);
    let [a, b] = CROSS_WITHOUT;
    let over = network_of(vec![road(a), bridge(b)], &all);
    assert_eq!((counts(&over), over.health().crossings.len()), ((4, 2, 2), 0));
    let [a, b] = CROSS_WITH_VERTEX;
    assert_eq!(counts(&network_of(vec![road(a), bridge(b)], &all)), (4, 2, 2), "not even with a vertex in both");
}

#[test]
fn the_end_of_a_bridge_meets_the_road() {
    let network = network(vec![road(CROSS_WITH_VERTEX[0]), bridge(&[(0.0, 0.0), (0.0, 40.0)])]);
    assert_eq!(counts(&network), (4, 3, 1));
}

#[test]
fn an_end_is_joined_within_the_tolerance_and_reported_beyond() {
    let main = || road(&[(-50.0, 0.0), (50.0, 0.0)]);
    let near = network(vec![main(), road(&[(0.0, 0.3), (0.0, 40.0)])]);
    assert_eq!(counts(&near), (4, 3, 1));
    assert_eq!(near.health().snapped_ends.len(), 1);
    assert!((near.health().snapped_ends[0].gap.value() - 0.3).abs() < 0.02);
    let far = network(vec![main(), road(&[(0.0, 2.0), (0.0, 40.0)])]);
    assert_eq!(counts(&far), (4, 2, 2));
    assert_eq!(far.health().near_misses.len(), 1);
    assert!((far.health().near_misses[0].gap.value() - 2.0).abs() < 0.02);
    let over = Road { layer: 1, ..road(&[(0.0, 0.3), (0.0, 40.0)]) };
    assert_eq!(counts(&network_of(vec![main(), over], &NetworkSettings::default())).2, 2, "another level");
}

#[test]
fn two_ends_within_the_tolerance_get_one_connector() {
    let network = network(vec![road(&[(-50.0, 0.0), (0.0, 0.0)]), road(&[(0.3, 0.0), (50.0, 0.0)])]);
    assert_eq!(counts(&network).2, 1);
    assert_eq!(network.health().snapped_ends.len(), 1);
}

#[test]
fn an_end_that_overshoots_is_joined_and_is_no_crossing() {
    let network = network_of(
        vec![road(&[(-50.0, 0.0), (50.0, 0.0)]), road(&[(0.0, -0.3), (0.0, 40.0)])],
        &settings(CrossingRule::Leave, 0.5),
    );
    assert_eq!((counts(&network).2, network.health().crossings.len()), (1, 0));
}

#[test]
fn a_roundabout_and_a_ring_alone_have_junctions() {
    let ring: &[(f64, f64)] = &[(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0), (0.0, 0.0)];
    assert_eq!(counts(&network(vec![road(ring)])), (1, 1, 1));
    let with_arms = vec![road(ring), road(&[(20.0, 0.0), (60.0, 0.0)]), road(&[(20.0, 20.0), (60.0, 20.0)])];
    assert_eq!(counts(&network(with_arms)), (5, 5, 1));
}

#[test]
fn copies_are_merged_in_either_direction() {
    let line: &[(f64, f64)] = &[(0.0, 0.0), (20.0, 5.0), (40.0, 0.0)];
    let back: Vec<(f64, f64)> = line.iter().rev().copied().collect();
    let one_way = |points| Road { one_way: OneWay::Forward, ..road(points) };
    // Copies share their bend too, so they are cut there: two pieces, each there three times.
    let bent = network(vec![one_way(line), one_way(&back), one_way(line)]);
    assert_eq!(counts(&bent), (3, 2, 1));
    assert_eq!(bent.health().n_merged_copies, 4);
    assert!(bent.segments().all(|(_, segment)| segment.one_way == OneWay::No));
    let straight = network(vec![one_way(&line[..2]), one_way(&line[..2])]);
    assert_eq!((counts(&straight), straight.health().n_merged_copies), ((2, 1, 1), 1));
    assert!(straight.segments().all(|(_, segment)| segment.one_way != OneWay::No));
}

#[test]
fn parallel_roads_and_loops_stay() {
    let network = network(vec![
        road(&[(0.0, 0.0), (40.0, 0.0)]),
        road(&[(0.0, 0.0), (20.0, 20.0), (40.0, 0.0)]),
        road(&[(0.0, 0.0), (-10.0, 10.0), (-20.0, 0.0), (0.0, 0.0)]),
    ]);
    assert_eq!(counts(&network), (2, 3, 1));
    let arc = network.graph().edges_slice(0)[0];
    assert_eq!(network.graph().edge_count(), 2);
    assert!((arc.length().expect("open").metres().value() - 40.0).abs() < 0.05);
}

#[test]
fn a_road_without_extent_is_left_out() {
    let point = at(5.0, 5.0);
    let mut roads = vec![road(&[(0.0, 0.0), (40.0, 0.0)])];
    roads.push(towns::plain_road(vec![point, point]));
    let network = network(roads);
    assert_eq!((counts(&network), network.health().n_pointlike_roads), ((2, 1, 1), 1));
}

#[test]
fn a_point_closure_parts_a_road_and_leaves_both_sides_in_use() {
    let network = network(vec![road(&[(0.0, 0.0), (100.0, 0.0)])]);
    let mut mask = NetworkMask::open(&network);
    assert!(mask.close_at(&network, at(40.0, 3.0)).is_some());
    let closed: Vec<_> = mask.closed_segments().collect();
    assert_eq!(closed.len(), 1);
    let (from, to) = closed[0].1[0];
    assert!(from == to && (from.metres().value() - 40.0).abs() < 0.1 || (from.metres().value() - 60.0).abs() < 0.1);
    assert!(!mask.is_open(closed[0].0));
    let exactly = network.access(at(40.0, 3.0), &mask).expect("beside the closure");
    assert_eq!(exactly.along.0.abs_diff(from.0), 1);
    assert_eq!(mask.close_at(&network, at(40.0, 500.0)), None);
}

#[test]
fn a_closure_line_along_a_road_closes_it_and_side_roads_only_at_the_crossing() {
    let network = network(vec![
        road(&[(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)]),
        road(&[(50.0, 0.0), (50.0, 80.0)]),
        road(&[(0.0, 30.0), (100.0, 30.0)]),
    ]);
    let mut mask = NetworkMask::open(&network);
    mask.close_lines(&network, &[vec![at(-5.0, 3.0), at(105.0, 3.0)]]);
    let closed: Vec<_> = mask.closed_segments().collect();
    assert_eq!(closed.len(), 3);
    for (id, intervals) in closed {
        let segment = network.segment(id).expect("known");
        let whole = intervals == [(Millimetres(0), segment.length)];
        let point = intervals.len() == 1 && intervals[0].0 == intervals[0].1;
        assert!(whole || point, "{intervals:?}");
    }
    let mut across = NetworkMask::open(&network);
    across.close_lines(&network, &[vec![at(20.0, 20.0), at(20.0, 40.0)]]);
    assert_eq!(across.closed_segments().count(), 1);
}

#[test]
fn an_area_closes_or_slows_what_lies_inside() {
    let network = network(vec![road(&[(0.0, 0.0), (100.0, 0.0)])]);
    let square = |a: f64, b: f64| {
        let ring = vec![at(a, -10.0), at(b, -10.0), at(b, 10.0), at(a, 10.0), at(a, -10.0)];
        MultiPolygon(vec![Polygon::from_ring(ring)])
    };
    let mut mask = NetworkMask::open(&network);
    mask.close_area(&network, &square(30.0, 60.0));
    let (id, intervals) = mask.closed_segments().next().expect("one");
    assert_eq!(intervals.len(), 1);
    let (from, to) = (intervals[0].0, intervals[0].1);
    assert!((f64::from(to.0 - from.0) / 1000.0 - 30.0).abs() < 0.05);
    let mut slow = NetworkMask::open(&network);
    slow.slow_area(&network, &square(30.0, 60.0), 0.5);
    slow.slow_area(&network, &square(50.0, 70.0), 0.25);
    assert!(slow.is_open(id) && slow.has_slowed() && slow != NetworkMask::open(&network));
    let length = network.segment(id).expect("known").length.0;
    // 20 m at a half and 20 m at a quarter of the speed count as 20 and 60 m more.
    let extra = slow.slowed_length(id, 0, length).0 - length;
    assert!(extra.abs_diff(80_000) < 60, "{extra}");
    let mut none = NetworkMask::open(&network);
    none.slow_area(&network, &square(30.0, 60.0), 1.0);
    assert_eq!(none, NetworkMask::open(&network));
    none.slow_area(&network, &square(30.0, 60.0), 0.0);
    assert_eq!(none, mask);
}

#[test]
fn the_piece_of_a_road_follows_its_bends_both_ways() {
    let network = network(vec![road(&[(0.0, 0.0), (50.0, 0.0), (50.0, 50.0)])]);
    let (id, segment) = network.segments().next().expect("one");
    let half = Millimetres(segment.length.0 / 4);
    let piece = network.segment_piece(id, half, segment.length);
    assert_eq!(piece.len(), 3);
    let mut back = network.segment_piece(id, segment.length, half);
    back.reverse();
    assert_eq!(back, piece);
    assert_eq!(network.segment_piece(id, half, half).len(), 1);
}
