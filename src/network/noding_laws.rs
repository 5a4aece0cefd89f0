//! Laws of joining roads: what the network is must not depend on how the roads were drawn.

use proptest::prelude::*;

use super::fixtures::{at, network_of, road, settings};
use super::{NetworkMask, RoadNetwork};
use crate::community::{CrossingRule, Road};
use crate::geometry::line_length;
use crate::ids::{JunctionId, SegmentId};

fn streets() -> impl Strategy<Value = Vec<Road>> {
    let point = (0_i16..400, 0_i16..300).prop_map(|(x, y)| (f64::from(x) * 0.5, f64::from(y) * 0.5));
    let line = (prop::collection::vec(point, 2..5), 0_u8..8);
    prop::collection::vec(line, 1..14).prop_map(|lines| {
        lines
            .into_iter()
            .map(|(points, kind)| {
                let is_bridge = kind == 0;
                Road { is_bridge, layer: i8::from(is_bridge), is_walkable: kind != 1, ..road(&points) }
            })
            .collect()
    })
}

/// All that does not name a road: segments with their lines and lengths.
fn shape(network: &RoadNetwork) -> Vec<(u32, u32, u32, bool, String)> {
    network
        .segments()
        .map(|(id, s)| (s.from.0, s.to.0, s.length.0, s.is_walkable, format!("{:?}", network.segment_line(id))))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn the_order_and_direction_of_roads_changes_nothing(roads in streets(), order in any::<u64>(), join in any::<bool>()) {
        let rule = if join { CrossingRule::Join } else { CrossingRule::Leave };
        let one = network_of(roads.clone(), &settings(rule, 0.5));
        let mut other = roads;
        let n = other.len();
        for (i, bit) in (0..n).rev().zip(0_u32..) {
            other.swap(i, usize::try_from(order >> bit).unwrap_or(0) % (i + 1));
            if order >> (bit + 20) & 1 == 1 {
                other[i].line.reverse();
            }
        }
        let other = network_of(other, &settings(rule, 0.5));
        prop_assert_eq!(shape(&one), shape(&other));
        for junction in (0..one.n_junctions()).map(JunctionId::from_index) {
            prop_assert_eq!(one.junction_place(junction), other.junction_place(junction));
            prop_assert_eq!(one.component_of(junction), other.component_of(junction));
        }
    }

    #[test]
    fn cutting_roads_loses_no_length(roads in streets(), join in any::<bool>()) {
        let rule = if join { CrossingRule::Join } else { CrossingRule::Leave };
        let loaded: f64 = roads.iter().map(|road| line_length(&road.line).value()).sum();
        let network = network_of(roads, &settings(rule, 0.5));
        let health = network.health();
        let lost = loaded - health.length.value();
        let slack = 0.05 * f64::from(u32::try_from(network.n_segments() + health.crossings.len()).unwrap_or(0));
        let ties = 0.52 * f64::from(u32::try_from(health.snapped_ends.len()).unwrap_or(0));
        prop_assert!(lost > -slack - ties);
        prop_assert!(health.n_merged_copies > 0 || lost < slack, "{} m lost", lost);
    }

    #[test]
    fn joining_again_changes_nothing(roads in streets()) {
        let once = network_of(roads, &settings(CrossingRule::Join, 0.0));
        let again: Vec<Road> = once.segments().map(|(id, segment)| {
            let line = once.segment_line(id).to_vec();
            Road { is_walkable: segment.is_walkable, ..super::fixtures::towns::plain_road(line) }
        }).collect();
        if once.health().crossings.len() + again.len() < 60 {
            let twice = network_of(again, &settings(CrossingRule::Leave, 0.0));
            prop_assert_eq!(once.n_segments(), twice.n_segments());
            prop_assert_eq!(once.n_junctions() >= twice.n_junctions(), true);
        }
    }

    #[test]
    fn more_tolerance_never_parts_and_joining_crossings_never_parts(roads in streets()) {
        let parts = |rule, tolerance| network_of(roads.clone(), &settings(rule, tolerance)).health().components.len();
        let strict = parts(CrossingRule::Leave, 0.0);
        prop_assert!(parts(CrossingRule::Leave, 0.5) <= strict);
        prop_assert!(parts(CrossingRule::Leave, 2.0) <= parts(CrossingRule::Leave, 0.5));
        prop_assert!(parts(CrossingRule::Join, 0.0) <= strict);
    }

    #[test]
    fn crossings_are_found_as_by_comparing_every_pair(roads in streets()) {
        let network = network_of(roads.clone(), &settings(CrossingRule::Leave, 0.0));
        let mut pairs = 0;
        for (n, one) in roads.iter().enumerate() {
            for other in &roads[n + 1..] {
                let skip = one.is_bridge || other.is_bridge;
                if !skip && crosses(one, other) {
                    pairs += 1;
                }
            }
        }
        let mut found: Vec<_> = network.health().crossings.iter().map(|c| c.roads).filter(|(a, b)| a != b).collect();
        found.sort_unstable();
        found.dedup();
        prop_assert_eq!(found.len(), pairs);
    }
}

/// Do two roads cross properly, in whole numbers, on an edge pair without a common vertex?
fn crosses(one: &Road, other: &Road) -> bool {
    let grid = |road: &Road| -> Vec<(i128, i128)> {
        road.line.iter().map(|p| p.quantised()).map(|(x, y)| (i128::from(x), i128::from(y))).collect()
    };
    let (a, b) = (grid(one), grid(other));
    a.windows(2).any(|p| {
        b.windows(2).any(|q| {
            let area = |a: (i128, i128), b: (i128, i128), c: (i128, i128)| {
                ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).signum()
            };
            let shared = p.iter().any(|v| q.contains(v));
            let (s, t) = (area(p[0], p[1], q[0]), area(p[0], p[1], q[1]));
            let (u, v) = (area(q[0], q[1], p[0]), area(q[0], q[1], p[1]));
            !shared && p[0] != p[1] && q[0] != q[1] && s * t <= 0 && u * v <= 0 && !(s == 0 && t == 0)
        })
    })
}

#[test]
fn a_network_of_no_roads_is_empty_and_answers_nothing() {
    let community = super::fixtures::towns::community(Vec::new(), &[at(0.0, 0.0)]).expect("a town");
    let network =
        RoadNetwork::build(&community, &settings(CrossingRule::Automatic, 0.5), &crate::jobs::JobContext::new())
            .expect("built");
    assert_eq!((network.n_junctions(), network.n_segments()), (0, 0));
    assert_eq!(network.demand_access(), &[None]);
    assert_eq!(network.health().persons_without_access, 1);
    let mut mask = NetworkMask::open(&network);
    assert_eq!(mask.close_at(&network, at(0.0, 0.0)), None);
    assert!(!mask.is_open(SegmentId(0)));
    assert!(network.segment(SegmentId(7)).is_none() && network.segment_line(SegmentId(7)).is_empty());
}
