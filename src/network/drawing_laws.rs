//! Laws of drawing on roads: ways against petgraph, snaps against looking at every road, blocks against cells.

#![expect(clippy::cast_precision_loss, reason = "small whole numbers")]

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::dijkstra;
use petgraph::graph::NodeIndex;
use proptest::prelude::*;

use super::fixtures::{at, network, road, towns};
use super::{BlockBorders, NetworkMask, NetworkSettings, RoadNetwork, RoadSnap, RoadsFor};
use crate::community::{Road, RoadClass};
use crate::geometry::{LonLat, MultiPolygon, Polygon, geodesic_length, line_length};
use crate::jobs::JobContext;
use crate::units::Metres;

/// A grid of n × n cells of 50 m; the streets around each cell may be missing.
#[derive(Clone, Debug)]
struct Grid {
    n: usize,
    /// By column, row and direction: `true` for the street to the east, `false` for the one to the north.
    missing: BTreeSet<(usize, usize, bool)>,
    stubs: Vec<(usize, usize)>,
}

const CELL_M: f64 = 50.0;

fn corner(x: usize, y: usize) -> (f64, f64) {
    (x as f64 * CELL_M, y as f64 * CELL_M)
}

impl Grid {
    fn roads(&self) -> Vec<Road> {
        let mut roads = Vec::new();
        for x in 0..=self.n {
            for y in 0..=self.n {
                if x < self.n && !self.missing.contains(&(x, y, true)) {
                    roads.push(road(&[corner(x, y), corner(x + 1, y)]));
                }
                if y < self.n && !self.missing.contains(&(x, y, false)) {
                    roads.push(road(&[corner(x, y), corner(x, y + 1)]));
                }
            }
        }
        for &(x, y) in &self.stubs {
            let (x, y) = corner(x, y);
            roads.push(road(&[(x, y), (x + 20.0, y + 15.0), (x + 30.0, y + 10.0)]));
        }
        roads
    }

    /// Cells that are one block, by the number of their first cell; 0 is the open country.
    fn blocks(&self) -> BTreeMap<(usize, usize), usize> {
        let n = self.n + 2;
        let mut parent: Vec<usize> = (0..n * n).collect();
        let cell = |x: usize, y: usize| x * n + y;
        let mut join = |a: usize, b: usize| {
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            parent[a.max(b)] = a.min(b);
        };
        for x in 0..n {
            for y in 0..n {
                // The street between a cell and its neighbor to the east runs north from the cell's south-east corner.
                let inner = |v: usize| (1..=self.n).contains(&v);
                if x + 1 < n && (!inner(y) || self.missing.contains(&(x, y.wrapping_sub(1), false))) {
                    join(cell(x, y), cell(x + 1, y));
                }
                if y + 1 < n && (!inner(x) || self.missing.contains(&(x.wrapping_sub(1), y, true))) {
                    join(cell(x, y), cell(x, y + 1));
                }
            }
        }
        let mut blocks = BTreeMap::new();
        for x in 0..self.n {
            for y in 0..self.n {
                blocks.insert((x, y), root(&mut parent, cell(x + 1, y + 1)));
            }
        }
        blocks
    }
}

fn root(parent: &mut [usize], mut of: usize) -> usize {
    while parent[of] != of {
        parent[of] = parent[parent[of]];
        of = parent[of];
    }
    of
}

fn grid() -> impl Strategy<Value = Grid> {
    (2usize..7).prop_flat_map(|n| {
        let street = (0..=n, 0..=n, any::<bool>());
        let stub = (0..n, 0..n);
        (prop::collection::btree_set(street, 0..n * n), prop::collection::vec(stub, 0..4))
            .prop_map(move |(missing, stubs)| Grid { n, missing, stubs })
    })
}

fn built(roads: Vec<Road>) -> (std::sync::Arc<crate::community::Community>, RoadNetwork) {
    let community = towns::community(roads, &[]).expect("a town");
    let network = RoadNetwork::build(&community, &NetworkSettings::default(), &JobContext::new()).expect("built");
    (community, network)
}

fn size(polygon: &Polygon, network: &RoadNetwork) -> f64 {
    polygon.area(network.plane()).value()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn blocks_are_the_cells_between_streets(grid in grid()) {
        let (community, network) = built(grid.roads());
        prop_assume!(network.n_segments() > 0);
        let expected = grid.blocks();
        let mut sizes: BTreeMap<usize, f64> = BTreeMap::new();
        for &block in expected.values().filter(|block| **block != 0) {
            *sizes.entry(block).or_default() += CELL_M * CELL_M;
        }
        let all = network.blocks(&community, BlockBorders::Streets);
        prop_assert_eq!(all.len(), sizes.len());
        let sum: f64 = all.iter().map(|block| size(block, &network)).sum();
        prop_assert!((sum - sizes.values().sum::<f64>()).abs() < 0.002 * sum + 1e-6, "the blocks make up what is enclosed");
        for (&(x, y), &block) in &expected {
            // Off the middle, where no stub runs.
            let place = at(corner(x, y).0 + 10.0, corner(x, y).1 + 40.0);
            let found = network.block_around(&community, place, BlockBorders::Streets);
            if block == 0 {
                prop_assert_eq!(found, None, "cell {},{} lies open", x, y);
                continue;
            }
            let found = found.expect("a block");
            prop_assert!(found.contains(place));
            prop_assert!((size(&found, &network) / sizes[&block] - 1.0).abs() < 0.002, "cell {},{}", x, y);
            prop_assert!(all.iter().any(|one| one.contains(place) && (size(one, &network) - size(&found, &network)).abs() < 0.01));
            prop_assert_eq!(crate::geometry::editing::area_faults(&MultiPolygon(vec![found])), vec![]);
        }
    }

    #[test]
    fn a_way_along_roads_is_as_short_as_petgraph_says(grid in grid(), ends in prop::array::uniform4(-20.0f64..320.0)) {
        let (_, network) = built(grid.roads());
        let (from, to) = (at(ends[0], ends[1]), at(ends[2], ends[3]));
        let found = network.route_along(from, to, RoadsFor::Walkers);
        let snap = |place| network.nearest_road(place, network.settings().max_access, RoadsFor::Walkers);
        let (Some(a), Some(b)) = (snap(from), snap(to)) else {
            prop_assert_eq!(found, None);
            return Ok(());
        };
        let expected = by_petgraph(&network, &a, &b);
        prop_assert_eq!(found.as_ref().map(|route| u64::from(route.length.0)), expected);
        let Some(route) = found else { return Ok(()) };
        prop_assert_eq!((route.line.first(), route.line.last()), (Some(&a.place), Some(&b.place)));
        prop_assert!((line_length(&route.line).value() - route.length.metres().value()).abs() < 0.02 + 0.001 * route.pieces.len() as f64);
        let pieces: u32 = route.pieces.iter().map(|piece| piece.from.0.abs_diff(piece.to.0)).sum();
        prop_assert_eq!(pieces, route.length.0);
        for pair in route.line.windows(2) {
            let middle = LonLat::new_clamped(f64::midpoint(pair[0].lon(), pair[1].lon()), f64::midpoint(pair[0].lat(), pair[1].lat()));
            prop_assert!(snap(middle).expect("a road").distance.value() < 0.02, "the line stays on roads");
        }
    }

    #[test]
    fn snaps_are_the_nearest_of_all(grid in grid(), place in (-60.0f64..360.0, -60.0f64..360.0), within in 1.0f64..80.0) {
        let (_, network) = built(grid.roads());
        let place = at(place.0, place.1);
        let within = Metres::new_clamped(within);
        let on_all = network.segments().flat_map(|(id, _)| network.segment_local(id).windows(2).map(|p| (p[0], p[1])).collect::<Vec<_>>());
        let point = network.plane().local_from_lon_lat(place);
        let nearest = on_all.map(|(a, b)| point.nearest_on(a, b).0.distance(point)).fold(f64::INFINITY, f64::min);
        let found = network.nearest_road(place, within, RoadsFor::Everyone);
        if (nearest - within.value()).abs() > 0.05 {
            prop_assert_eq!(found.is_some(), nearest < within.value());
        }
        if let Some(found) = found {
            prop_assert!((found.distance.value() - nearest).abs() < 0.02);
            prop_assert_eq!(network.segment(found.segment).map(|s| s.road), Some(found.road));
        }
        let junctions = (0..network.n_junctions()).map(|n| network.junction_place(crate::ids::JunctionId::from_index(n)));
        let nearest = junctions.map(|at| geodesic_length(place, at)).filter(|d| *d <= within).min();
        let found = network.nearest_junction(place, within, RoadsFor::Everyone);
        prop_assert_eq!(found.map(|found| found.distance), nearest);
    }
}

/// Both places become nodes of the graph; petgraph does the rest.
fn by_petgraph(network: &RoadNetwork, from: &RoadSnap, to: &RoadSnap) -> Option<u64> {
    let mut graph = network.oracle_graph(&NetworkMask::open(network)).map(|_, _| (), |_, l| u64::from(l.0));
    let (start, goal) = (graph.add_node(()), graph.add_node(()));
    for (node, snap) in [(start, from), (goal, to)] {
        let segment = network.segment(snap.segment)?;
        graph.add_edge(node, NodeIndex::new(segment.from.index()), u64::from(snap.along.0));
        graph.add_edge(node, NodeIndex::new(segment.to.index()), u64::from(segment.length.0 - snap.along.0));
    }
    if from.segment == to.segment {
        graph.add_edge(start, goal, u64::from(from.along.0.abs_diff(to.along.0)));
    }
    dijkstra(&graph, start, Some(goal), |edge| *edge.weight()).get(&goal).copied()
}

#[test]
fn a_ring_of_streets_inside_a_block_is_cut_out() {
    let ring = |x: f64, s: f64| road(&[(x - s, -s), (x + s, -s), (x + s, s), (x - s, s), (x - s, -s)]);
    let (community, network) = built(vec![ring(0.0, 100.0), ring(0.0, 20.0)]);
    let outer = network.block_around(&community, at(60.0, 0.0), BlockBorders::Streets).expect("a block");
    assert_eq!(outer.holes.len(), 1);
    assert!((size(&outer, &network) - 38_400.0).abs() < 40.0);
    let inner = network.block_around(&community, at(0.0, 0.0), BlockBorders::Streets).expect("a block");
    assert!((size(&inner, &network) - 1_600.0).abs() < 4.0);
    // The same with a street that leads to the ring: it bounds nothing.
    let (community, network) = built(vec![ring(0.0, 100.0), ring(0.0, 20.0), road(&[(20.0, 20.0), (100.0, 100.0)])]);
    let outer = network.block_around(&community, at(60.0, 0.0), BlockBorders::Streets).expect("a block");
    assert_eq!(outer.holes.len(), 1);
}

#[test]
fn footpaths_divide_a_block_only_when_asked() {
    let streets = road(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)]);
    let path = Road { class: RoadClass::Footway, ..road(&[(0.0, 0.0), (100.0, 100.0)]) };
    let (community, network) = built(vec![streets, path]);
    let sizes = [BlockBorders::Streets, BlockBorders::AllRoads].map(|borders| {
        size(&network.block_around(&community, at(80.0, 20.0), borders).expect("a block"), &network).round()
    });
    assert!((sizes[0] - 10_000.0).abs() < 10.0 && (sizes[1] - 5_000.0).abs() < 5.0, "{sizes:?}");
}

#[test]
fn a_motorway_is_drawn_on_only_when_asked() {
    let motorway = Road { is_walkable: false, ..road(&[(0.0, 0.0), (500.0, 0.0)]) };
    let network = network(vec![motorway, road(&[(0.0, 100.0), (500.0, 100.0)])]);
    let (from, to) = (at(50.0, 10.0), at(450.0, 10.0));
    let by_car = network.route_along(from, to, RoadsFor::Everyone).expect("a way");
    let on_foot = network.route_along(from, to, RoadsFor::Walkers).expect("a way");
    assert!(geodesic_length(by_car.from.place, at(50.0, 0.0)).value() < 0.1);
    assert!(geodesic_length(on_foot.from.place, at(50.0, 100.0)).value() < 0.1);
    assert!((by_car.length.metres().value() - 400.0).abs() < 0.5);
    assert_eq!(by_car.pieces.iter().map(|piece| piece.segment).collect::<Vec<_>>(), [by_car.from.segment; 1]);
}
