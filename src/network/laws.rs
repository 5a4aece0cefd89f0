//! Laws of the search, on random small towns, against an independent computation.
//!
//! The oracle cuts every road physically at every door, site and closure and solves all pairs by Floyd and
//! Warshall; it shares no code with the search.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixtures::{at, network, road};
use super::{AccessPoint, DoorDistances, Forest, NetworkMask, ReachedPiece, RoadNetwork, Seed};
use crate::community::Road;
use crate::geometry::LonLat;
use crate::ids::{JunctionId, SegmentId};
use crate::jobs::JobContext;
use crate::units::Millimetres;

/// A town on a grid of 5 × 5 crossings with missing, doubled, bent and looping streets.
fn roads() -> impl Strategy<Value = Vec<Road>> {
    let street = (0_u8..5, 0_u8..5, 0_u8..5, 0_u8..3, -1_i8..=1).prop_map(|(x, y, kind, length, bend)| {
        let corner = |x: u8, y: u8| (f64::from(x) * 40.0, f64::from(y) * 37.0);
        let (a, bend) = (corner(x, y), f64::from(bend) * 9.0);
        let b = match kind {
            0 | 1 => corner(x + 1 + length, y),
            2 | 3 => corner(x, y + 1),
            _ => corner(x + 1, y + 1),
        };
        let middle = (f64::midpoint(a.0, b.0) + bend, f64::midpoint(a.1, b.1) - bend);
        if kind == 4 && length == 0 {
            road(&[a, (a.0 + 9.0, a.1 + 3.0), (a.0 + 5.0, a.1 + 12.0), a])
        } else {
            road(&[a, middle, b])
        }
    });
    prop::collection::vec(street, 3..28)
}

fn places(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<LonLat>> {
    prop::collection::vec((-10.0_f64..230.0, -10.0_f64..180.0).prop_map(|(x, y)| at(x, y)), n)
}

fn mask_of(network: &RoadNetwork, closures: &[LonLat]) -> NetworkMask {
    let mut mask = NetworkMask::open(network);
    for (n, &place) in closures.iter().enumerate() {
        mask.close_at(network, place);
        if let (1, Some(hit)) = (n % 3, network.access(place, &NetworkMask::open(network))) {
            // A longer closed stretch too.
            mask.close(network, hit.segment, hit.along.0, hit.along.0 + 8_000, 0);
        }
    }
    mask
}

fn seeds_of(network: &RoadNetwork, mask: &NetworkMask, places: &[LonLat]) -> Vec<Seed> {
    let all = places.iter().enumerate();
    all.filter_map(|(n, &place)| Some(Seed { source: u32::try_from(n).ok()?, access: network.access(place, mask)? }))
        .collect()
}

fn forest(network: &RoadNetwork, mask: &NetworkMask, seeds: &[Seed]) -> Forest {
    Forest::compute(network, mask, seeds, &JobContext::new()).expect("not cancelled")
}

/// Every segment cut at points of interest; all pairs solved.
struct Oracle {
    nodes: BTreeMap<(SegmentId, u32), usize>,
    distance: Vec<Vec<Option<u64>>>,
}

impl Oracle {
    fn new(network: &RoadNetwork, mask: &NetworkMask, points: &[AccessPoint]) -> Self {
        let mut nodes = BTreeMap::new();
        let mut n = network.n_junctions();
        for point in points {
            nodes.entry((point.segment, point.along.0)).or_insert_with(|| {
                n += 1;
                n - 1
            });
        }
        let closed: BTreeMap<SegmentId, Vec<(Millimetres, Millimetres)>> = mask.closed_segments().collect();
        let mut distance: Vec<Vec<Option<u64>>> = vec![vec![None; n]; n];
        for (id, segment) in network.segments() {
            let on: Vec<(u32, usize)> =
                nodes.range((id, 0)..=(id, u32::MAX)).map(|(&(_, along), &node)| (along, node)).collect();
            let mut stops = vec![(0, segment.from.index())];
            stops.extend(on);
            stops.push((segment.length.0, segment.to.index()));
            for pair in stops.windows(2) {
                let ((a, from), (b, to)) = (pair[0], pair[1]);
                let blocked = closed.get(&id).into_iter().flatten().any(|(x, y)| x.0 <= b && y.0 >= a);
                if !blocked && segment.is_walkable {
                    let length = u64::from(b - a);
                    for (u, v) in [(from, to), (to, from)] {
                        distance[u][v] = Some(distance[u][v].map_or(length, |old| old.min(length)));
                    }
                }
            }
        }
        for (node, row) in distance.iter_mut().enumerate() {
            row[node] = Some(0);
        }
        for k in 0..n {
            for i in 0..n {
                let Some(first) = distance[i][k] else { continue };
                let through = distance[k].clone();
                for (best, second) in distance[i].iter_mut().zip(through) {
                    if let Some(second) = second {
                        let sum = first + second;
                        *best = Some(best.map_or(sum, |old| old.min(sum)));
                    }
                }
            }
        }
        Self { nodes, distance }
    }

    fn node(&self, point: &AccessPoint) -> usize {
        self.nodes[&(point.segment, point.along.0)]
    }

    fn nearest(&self, from: usize, seeds: &[Seed]) -> Option<(u64, u32)> {
        let all = seeds.iter().filter_map(|seed| {
            let way = self.distance[from][self.node(&seed.access)]?;
            Some((way + u64::from(seed.access.walk.0), seed.source))
        });
        all.min()
    }
}

fn length_of(pieces: &[super::PathPiece]) -> u32 {
    pieces.iter().map(|piece| piece.from.0.abs_diff(piece.to.0)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_door_and_junction_is_as_far_as_brute_force_says(
        roads in roads(), sites in places(0..6), doors in places(1..9), closures in places(0..5),
    ) {
        let network = network(roads);
        let mask = mask_of(&network, &closures);
        let seeds = seeds_of(&network, &mask, &sites);
        let doors: Vec<AccessPoint> = doors.iter().filter_map(|&door| network.access(door, &mask)).collect();
        let forest = forest(&network, &mask, &seeds);
        let points: Vec<AccessPoint> = doors.iter().copied().chain(seeds.iter().map(|seed| seed.access)).collect();
        let oracle = Oracle::new(&network, &mask, &points);
        for junction in 0..network.n_junctions() {
            let ours = forest.at_junction(JunctionId::from_index(junction)).map(|(s, d)| (u64::from(d.0), s));
            prop_assert_eq!(ours, oracle.nearest(junction, &seeds));
        }
        for door in &doors {
            let ours = forest.reach(&network, &mask, door);
            let brute = oracle.nearest(oracle.node(door), &seeds).map(|(d, s)| (d + u64::from(door.walk.0), s));
            prop_assert_eq!(ours.map(|r| (u64::from(r.distance.0), r.source)), brute);
            prop_assert_eq!(ours.map(|r| r.slowed), ours.map(|r| r.distance));
            check_path(&network, &mask, &forest, door)?;
        }
        // The same, one site at a time and no farther than a limit.
        let limit = Millimetres(90_000);
        let mut search = DoorDistances::new(&network);
        for seed in &seeds {
            search.search(&network, &mask, &[seed.access], limit);
            for door in &doors {
                let brute = oracle.distance[oracle.node(door)][oracle.node(&seed.access)];
                let brute = brute.map(|way| way + u64::from(door.walk.0) + u64::from(seed.access.walk.0));
                let ours = search.to(&network, &mask, door).map(|way| u64::from(way.0));
                prop_assert_eq!(ours.filter(|way| *way <= 90_000), brute.filter(|way| *way <= 90_000));
                prop_assert!(ours.is_none() || ours == brute || ours > Some(90_000));
            }
        }
    }

    #[test]
    fn reached_pieces_hold_exactly_the_places_within_the_limit(
        roads in roads(), sites in places(1..5), closures in places(0..3), limit in 0_u32..200_000, draws in prop::collection::vec((0_u32..1000, 0_u32..100_000), 12),
    ) {
        let network = network(roads);
        let mask = mask_of(&network, &closures);
        let seeds = seeds_of(&network, &mask, &sites);
        let forest = forest(&network, &mask, &seeds);
        let pieces = forest.reached_pieces(&network, &mask, Millimetres(limit), None);
        prop_assert!(pieces.windows(2).all(|p| (p[0].segment, p[0].to) <= (p[1].segment, p[1].from)));
        for (segment, along) in draws {
            let segment = SegmentId(segment % u32::try_from(network.n_segments()).unwrap_or(1));
            let length = network.segment(segment).expect("known").length;
            let along = Millimetres(along % (length.0 + 1));
            let place = network.place_on(segment, along).expect("on it");
            let here = AccessPoint { segment, along, walk: Millimetres(0), place };
            let reach = forest.reach(&network, &mask, &here);
            let holds = |p: &&ReachedPiece| p.segment == segment && p.from <= along && along <= p.to;
            let held: Vec<u32> = pieces.iter().filter(holds).map(|piece| piece.source).collect();
            match reach {
                Some(reach) if reach.distance.0 < limit => {
                    // On the border of two sites, rounded to whole millimetres, either may hold the place.
                    let owner_near = held.iter().any(|&source| source == reach.source || forest_gap(&forest, &network, &mask, &here, source, reach.distance));
                    prop_assert!(owner_near, "{:?} {:?}", held, reach);
                }
                Some(reach) if reach.distance.0 > limit => prop_assert!(held.is_empty()),
                Some(_) => {}
                None => {
                    let span = mask.open_span(segment, length, along);
                    prop_assert!(held.is_empty() || span.is_none());
                }
            }
        }
        let by_source: usize = seeds.iter().map(|s| forest.reached_pieces(&network, &mask, Millimetres(limit), Some(s.source)).len()).sum();
        prop_assert_eq!(by_source, pieces.len());
    }

    #[test]
    fn a_slowed_way_takes_its_pieces_divided_by_their_factors(
        roads in roads(), sites in places(1..4), doors in places(1..6), west in 0.0_f64..150.0, factor in 0.1_f64..0.9,
    ) {
        use crate::geometry::{MultiPolygon, Polygon};
        let network = network(roads);
        let mut mask = NetworkMask::open(&network);
        let (a, b) = (west, west + 60.0);
        let ring = vec![at(a, -20.0), at(b, -20.0), at(b, 150.0), at(a, 150.0), at(a, -20.0)];
        mask.slow_area(&network, &MultiPolygon(vec![Polygon::from_ring(ring)]), factor);
        let seeds = seeds_of(&network, &mask, &sites);
        let slow = forest(&network, &mask, &seeds);
        for door in doors.iter().filter_map(|&door| network.access(door, &mask)) {
            let (Some(reach), Some(path)) = (slow.reach(&network, &mask, &door), slow.path(&network, &mask, &door)) else { continue };
            let walks = reach.distance.0 - length_of(&path.pieces);
            let pieces: u32 = path.pieces.iter().map(|p| mask.slowed_length(p.segment, p.from.0, p.to.0).0).sum();
            prop_assert_eq!(reach.slowed.0, walks + pieces);
            prop_assert!(f64::from(reach.slowed.0) <= f64::from(reach.distance.0) / factor + 50.0);
        }
    }

    #[test]
    fn closing_never_shortens_and_adding_a_site_never_lengthens(
        roads in roads(), sites in places(2..6), closures in places(1..5),
    ) {
        let network = network(roads);
        let open = NetworkMask::open(&network);
        let seeds = seeds_of(&network, &open, &sites);
        let closed = mask_of(&network, &closures);
        let (all, fewer, shut) = (
            forest(&network, &open, &seeds),
            forest(&network, &open, &seeds[..seeds.len().saturating_sub(1)]),
            forest(&network, &closed, &seeds),
        );
        for junction in (0..network.n_junctions()).map(JunctionId::from_index) {
            let far = |forest: &Forest| forest.at_junction(junction).map_or(u32::MAX, |(_, d)| d.0);
            prop_assert!(far(&shut) >= far(&all) && far(&fewer) >= far(&all));
        }
    }
}

/// Is a site as near as the nearest, give or take the rounding of a border?
fn forest_gap(
    forest: &Forest,
    network: &RoadNetwork,
    mask: &NetworkMask,
    here: &AccessPoint,
    source: u32,
    nearest: Millimetres,
) -> bool {
    let alone: Vec<Seed> = forest.seeds().iter().filter(|seed| seed.source == source).copied().collect();
    let alone = self::forest(network, mask, &alone);
    alone.reach(network, mask, here).is_some_and(|reach| reach.distance.0 <= nearest.0 + 2)
}

/// A path's length is the distance, and its pieces hang together.
fn check_path(
    network: &RoadNetwork,
    mask: &NetworkMask,
    forest: &Forest,
    door: &AccessPoint,
) -> Result<(), TestCaseError> {
    let (reach, path) = (forest.reach(network, mask, door), forest.path(network, mask, door));
    prop_assert_eq!(reach.is_some(), path.is_some());
    let (Some(reach), Some(path)) = (reach, path) else { return Ok(()) };
    prop_assert_eq!((path.source, path.distance), (reach.source, reach.distance));
    let of_source = forest.seeds().iter().filter(|seed| seed.source == path.source);
    let total = length_of(&path.pieces) + door.walk.0;
    let end = path.line.last().copied().expect("a place");
    let fits = |seed: &&Seed| {
        seed.access.walk.0 + total == path.distance.0
            && network.place_on(seed.access.segment, seed.access.along) == Some(end)
    };
    prop_assert!(of_source.clone().any(|seed| fits(&seed)), "{:?}", path);
    prop_assert_eq!(path.line.first().copied(), network.place_on(door.segment, door.along));
    let mut here = network.place_on(door.segment, door.along);
    for piece in &path.pieces {
        prop_assert_eq!(network.place_on(piece.segment, piece.from), here);
        here = network.place_on(piece.segment, piece.to);
    }
    Ok(())
}

#[derive(Clone, Debug)]
enum Step {
    Add(LonLat),
    Remove(usize),
    Move(usize, LonLat),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let place = || (-10.0_f64..230.0, -10.0_f64..180.0).prop_map(|(x, y)| at(x, y));
    let step = prop_oneof![
        2 => place().prop_map(Step::Add),
        1 => (0_usize..20).prop_map(Step::Remove),
        4 => (0_usize..20, place()).prop_map(|(n, place)| Step::Move(n, place)),
    ];
    prop::collection::vec(step, 20..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    // 64 scripts of at least 20 steps: 1,280 steps and more.
    #[test]
    fn updating_equals_searching_from_scratch_after_every_step(roads in roads(), closures in places(0..4), steps in steps(), slow in any::<bool>()) {
        use crate::geometry::{MultiPolygon, Polygon};
        let network = network(roads);
        let mut mask = mask_of(&network, &closures);
        if slow {
            let ring = vec![at(20.0, -20.0), at(90.0, -20.0), at(90.0, 150.0), at(20.0, 150.0), at(20.0, -20.0)];
            mask.slow_area(&network, &MultiPolygon(vec![Polygon::from_ring(ring)]), 0.5);
        }
        let mut seeds: Vec<Seed> = Vec::new();
        let mut kept = forest(&network, &mask, &seeds);
        let mut next = 100_u32;
        for step in steps {
            match step {
                Step::Add(place) => {
                    // Ranks fall, so that newcomers win ties.
                    next -= 1;
                    seeds.extend(network.access(place, &mask).map(|access| Seed { source: next, access }));
                }
                Step::Remove(n) if !seeds.is_empty() => {
                    seeds.remove(n % seeds.len());
                }
                Step::Move(n, place) if !seeds.is_empty() => {
                    let n = n % seeds.len();
                    if let Some(access) = network.access(place, &mask) {
                        seeds[n].access = access;
                    }
                }
                Step::Remove(_) | Step::Move(..) => {}
            }
            let before = kept.clone();
            let change = kept.update(&network, &mask, &seeds, &JobContext::new()).expect("not cancelled");
            let scratch = forest(&network, &mask, &seeds);
            prop_assert!(kept == scratch);
            for (n, junction) in (0..network.n_junctions()).map(|n| (n, JunctionId::from_index(n))) {
                let slowed = before.slowed.get(n) != kept.slowed.get(n);
                prop_assert_eq!(change.is_changed(junction), slowed || before.at_junction(junction) != kept.at_junction(junction));
            }
            for (id, segment) in network.segments() {
                let along = Millimetres(segment.length.0 / 3);
                let door = AccessPoint { segment: id, along, walk: Millimetres(7), place: network.segment_line(id)[0] };
                let changed = before.reach(&network, &mask, &door) != kept.reach(&network, &mask, &door);
                prop_assert!(change.concerns(&network, &door) || !changed);
            }
        }
    }
}

#[test]
fn a_cancelled_update_leaves_the_forest_as_it_was() {
    let streets: Vec<Road> = (0..80)
        .map(|y| {
            let points: Vec<(f64, f64)> = (0..80).map(|x| (f64::from(x) * 10.0, f64::from(y) * 10.0)).collect();
            road(&points)
        })
        .chain((0..80).map(|x| {
            let points: Vec<(f64, f64)> = (0..80).map(|y| (f64::from(x) * 10.0, f64::from(y) * 10.0)).collect();
            road(&points)
        }))
        .collect();
    let network = network(streets);
    assert_eq!(network.n_junctions(), 6400);
    let mask = NetworkMask::open(&network);
    let seeds = |x: f64| seeds_of(&network, &mask, &[at(x, 100.0)]);
    let mut kept = forest(&network, &mask, &seeds(100.0));
    let before = kept.clone();
    let context = JobContext::new();
    context.token().cancel();
    assert!(kept.update(&network, &mask, &seeds(700.0), &context).is_err());
    assert!(kept == before);
    assert!(kept.update(&network, &mask, &seeds(700.0), &JobContext::new()).is_ok());
    assert!(kept == forest(&network, &mask, &seeds(700.0)));
}
