//! Laws of new links: ways over them against petgraph on a graph noded by hand.

#![expect(clippy::cast_precision_loss, reason = "small whole numbers")]

use petgraph::algo::dijkstra;
use petgraph::graph::{NodeIndex, UnGraph};
use proptest::prelude::*;

use super::fixtures::{at, bridge, network, road, town};
use super::{LINK_REACH_M, NetworkSettings, NewLink, RoadNetwork, RoadsFor};
use crate::community::{Community, CrossingRule, Road};
use crate::geometry::{LocalPoint, LonLat};
use crate::jobs::JobContext;
use crate::units::Metres;

fn link(points: &[(f64, f64)]) -> NewLink {
    NewLink { line: points.iter().map(|&(x, y)| at(x, y)).collect(), width: Metres::new_clamped(4.0) }
}

fn with(community: &Community, network: &RoadNetwork, links: &[NewLink]) -> RoadNetwork {
    network.with_links(community, links, &JobContext::new()).expect("not cancelled")
}

fn reach() -> Metres {
    Metres::new_clamped(LINK_REACH_M)
}

/// All roads and the link as straight pieces, cut wherever the link meets one; every end a node.
struct ByHand {
    nodes: Vec<LocalPoint>,
    graph: UnGraph<(), f64>,
}

/// Nodes nearer than this, in metres, are one.
const NODE_M: f64 = 0.05;

impl ByHand {
    fn new(network: &RoadNetwork, link: &[LocalPoint], extra: &[LocalPoint]) -> Self {
        let roads = network.segments().flat_map(|(id, _)| pairs(network.segment_local(id)));
        let roads: Vec<(LocalPoint, LocalPoint)> = roads.collect();
        let mut by_hand = Self { nodes: Vec::new(), graph: UnGraph::new_undirected() };
        let link = pairs(link);
        for (n, &piece) in roads.iter().chain(&link).enumerate() {
            let others = if n < roads.len() { &link } else { &roads };
            let mut stops = vec![piece.0, piece.1];
            stops.extend(others.iter().filter_map(|&other| crossing(piece, other)));
            let ends = others.iter().flat_map(|other| [other.0, other.1]).chain(extra.iter().copied());
            stops.extend(ends.filter(|end| end.nearest_on(piece.0, piece.1).0.distance(*end) < NODE_M));
            stops.sort_by(|a, b| a.distance(piece.0).total_cmp(&b.distance(piece.0)));
            for pair in stops.windows(2) {
                let (a, b) = (by_hand.node(pair[0]), by_hand.node(pair[1]));
                by_hand.graph.add_edge(a, b, pair[0].distance(pair[1]));
            }
        }
        by_hand
    }

    fn node(&mut self, point: LocalPoint) -> NodeIndex {
        if let Some(known) = self.nodes.iter().position(|node| node.distance(point) < NODE_M) {
            return NodeIndex::new(known);
        }
        self.nodes.push(point);
        self.graph.add_node(())
    }

    fn distance(&mut self, from: LocalPoint, to: LocalPoint) -> Option<f64> {
        let (from, to) = (self.node(from), self.node(to));
        dijkstra(&self.graph, from, Some(to), |edge| *edge.weight()).get(&to).copied()
    }
}

fn pairs(points: &[LocalPoint]) -> Vec<(LocalPoint, LocalPoint)> {
    points.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

fn crossing((a, b): (LocalPoint, LocalPoint), (c, d): (LocalPoint, LocalPoint)) -> Option<LocalPoint> {
    let cross = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
    let t = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / cross;
    let u = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / cross;
    let is_inside = |share: f64| (0.0..=1.0).contains(&share);
    (is_inside(t) && is_inside(u)).then(|| LocalPoint::new(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)))
}

/// Streets of a grid, some missing.
fn streets() -> impl Strategy<Value = Vec<Road>> {
    prop::collection::vec(prop::bool::weighted(0.6), 24).prop_map(|kept| {
        let mut roads = Vec::new();
        for (n, _) in kept.iter().enumerate().filter(|(_, kept)| **kept) {
            let (a, b) = ((n / 6) as f64 * 100.0, (n % 6 / 2) as f64 * 100.0);
            roads.push(if n % 2 == 0 { road(&[(a, b), (a, b + 100.0)]) } else { road(&[(b, a), (b + 100.0, a)]) });
        }
        roads.push(road(&[(500.0, 0.0), (500.0, 300.0)]));
        roads
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn ways_over_a_new_link_are_as_long_as_petgraph_says(
        roads in streets(), ends in prop::array::uniform6(-20.0f64..520.0), ask in prop::array::uniform4(-20.0f64..520.0),
    ) {
        let community = town(roads);
        let base = RoadNetwork::build(&community, &NetworkSettings::default(), &JobContext::new()).expect("built");
        let drawn = [(ends[0], ends[1] * 0.6), (ends[2], ends[3] * 0.6), (ends[4], ends[5] * 0.6)];
        let linked = with(&community, &base, &[link(&drawn)]);
        // By hand: ends within reach are taken to the road.
        let mut line: Vec<LonLat> = drawn.iter().map(|&(x, y)| at(x, y)).collect();
        let snap = |place| base.nearest_road(place, reach(), RoadsFor::Walkers).map(|snap| snap.place);
        let near = |place| base.nearest_road(place, Metres::new_clamped(8.0), RoadsFor::Walkers).map(|snap| snap.distance.value());
        for end in [line[0], line[2]] {
            prop_assume!(near(end).is_none_or(|d| (d - LINK_REACH_M).abs() > 0.1));
        }
        if let Some(place) = snap(line[2]) {
            line[2] = place;
        }
        if let Some(place) = snap(line[0]) {
            line[0] = place;
        }
        let local: Vec<LocalPoint> = line.iter().map(|&place| base.plane().local_from_lon_lat(place)).collect();
        // Where a road ends beside the link, the tolerance for loose ends decides: not asked here.
        let beside = |p: LocalPoint| pairs(&local).iter().any(|&(a, b)| p.nearest_on(a, b).0.distance(p) < 0.7);
        for (id, _) in base.segments() {
            prop_assume!(!base.segment_local(id).iter().any(|&p| beside(p)));
        }
        // The same for an end of the link beside its own other part.
        for (end, other) in [(local[0], [local[1], local[2]]), (local[2], [local[0], local[1]])] {
            prop_assume!(end.nearest_on(other[0], other[1]).0.distance(end) > 0.7);
        }
        // Near the tip of a sharp turn the oracle takes both arms for one, within its 5 cm.
        let arm = |end: LocalPoint| (end.x - local[1].x, end.y - local[1].y);
        let (one, other) = (arm(local[0]), arm(local[2]));
        let lengths = one.0.hypot(one.1) * other.0.hypot(other.1);
        prop_assume!(one.0 * other.0 + one.1 * other.1 < 0.97 * lengths);
        prop_assume!(crossings_of(&local) == 0);
        let (from, to) = (at(ask[0], ask[1] * 0.6), at(ask[2], ask[3] * 0.6));
        let found = linked.route_along(from, to, RoadsFor::Walkers);
        let max = linked.settings().max_access;
        let places = [from, to].map(|place| linked.nearest_road(place, max, RoadsFor::Walkers));
        let [Some(a), Some(b)] = places else { return Ok(()) };
        let points = [a, b].map(|snap| base.plane().local_from_lon_lat(snap.place));
        let expected = ByHand::new(&base, &local, &points).distance(points[0], points[1]);
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some(expected)) = (found, expected) {
            let off = (found.length.metres().value() - expected).abs();
            prop_assert!(off < 0.3 + 1e-3 * expected, "{} against {}", found.length.metres(), expected);
        }
    }
}

fn crossings_of(line: &[LocalPoint]) -> usize {
    let pieces = pairs(line);
    let apart = |n: usize, m: usize| m > n + 1;
    let all = (0..pieces.len()).flat_map(|n| (0..pieces.len()).map(move |m| (n, m)));
    all.filter(|&(n, m)| apart(n, m) && crossing(pieces[n], pieces[m]).is_some()).count()
}

#[test]
fn a_link_joins_two_parts_of_a_town_and_meets_what_it_crosses_on_the_ground() {
    let roads = vec![
        road(&[(0.0, 0.0), (300.0, 0.0)]),
        road(&[(0.0, 200.0), (300.0, 200.0)]),
        road(&[(0.0, 100.0), (300.0, 100.0)]),
        bridge(&[(0.0, 150.0), (300.0, 150.0)]),
    ];
    let community = town(roads.clone());
    let settings = NetworkSettings { crossings: CrossingRule::Leave, ..NetworkSettings::default() };
    let base = RoadNetwork::build(&community, &settings, &JobContext::new()).expect("built");
    assert_eq!(base.health().components.len(), 4);
    // Drawn 3 m short of the roads at both ends.
    let linked = with(&community, &base, &[link(&[(150.0, 3.0), (150.0, 197.0)])]);
    assert_eq!(linked.health().components.len(), 2, "the bridge stays on its own");
    let way = linked.route_along(at(10.0, 0.0), at(290.0, 200.0), RoadsFor::Walkers).expect("a way");
    assert!((way.length.metres().value() - 480.0).abs() < 0.5, "{}", way.length);
    let added: Vec<_> = linked.segments().filter(|(_, s)| s.road.index() >= roads.len()).collect();
    assert_eq!(added.len(), 2, "cut where it meets the road in the middle");
    // Without links the network is the same as before.
    let same = with(&community, &base, &[]);
    assert!(same.segments().eq(base.segments()));
    // Too far from any road it stays an island.
    let island = with(&community, &base, &[link(&[(150.0, 20.0), (150.0, 80.0)])]);
    assert_eq!(island.health().components.len(), 5);
}

#[test]
fn a_link_does_not_change_how_loaded_roads_meet() {
    // Enough bare crossings with the link to tip the look of the data, were they counted.
    let mut roads: Vec<Road> =
        (0..30).map(|n| road(&[(0.0, f64::from(n) * 10.0), (200.0, f64::from(n) * 10.0)])).collect();
    roads.push(road(&[(0.0, 0.0), (0.0, 290.0)]));
    let base = network(roads.clone());
    let community = town(roads);
    let linked = with(&community, &base, &[link(&[(100.0, 0.0), (100.0, 290.0)])]);
    assert_eq!(base.health().are_crossings_joined, linked.health().are_crossings_joined);
}
