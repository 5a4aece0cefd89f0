//! Laws of mends: a mended network is the one of files whose lines were mended by hand.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::fixtures::{at, bridge, network_of, road, settings};
use super::{NetworkSettings, RoadNetwork};
use crate::community::{CrossingRule, GridPlace, Mend, Road};
use crate::geometry::{LocalProjection, LonLat};
use crate::ids::RoadId;

fn mended(roads: Vec<Road>, mends: &[Mend], tolerance: f64) -> RoadNetwork {
    let mends: BTreeSet<Mend> = mends.iter().copied().collect();
    network_of(roads, &NetworkSettings { mends, ..settings(CrossingRule::Leave, tolerance) })
}

/// Everything but the numbers of the roads.
fn shape(network: &RoadNetwork) -> Vec<(u32, u32, u32, bool, String)> {
    let line = |id| format!("{:?}", network.segment_line(id));
    network.segments().map(|(id, s)| (s.from.0, s.to.0, s.length.0, s.is_walkable, line(id))).collect()
}

/// By hand: the line through one more place, put into the nearest piece.
fn with_vertex(road: &Road, place: LonLat) -> Road {
    let plane = LocalProjection::new(LonLat::new_clamped(9.5, 47.1));
    let local = |place| plane.local_from_lon_lat(place);
    let off = |pair: &[LonLat]| local(place).distance(local(place).nearest_on(local(pair[0]), local(pair[1])).0);
    let nearest = road.line.windows(2).map(off).fold(f64::INFINITY, f64::min);
    let first = road.line.windows(2).position(|pair| off(pair) <= nearest);
    let pieces = first.filter(|_| !road.line.contains(&place)).into_iter().collect();
    with_vertex_in(road, place, &pieces)
}

/// By hand: the line through one more place in each of some pieces, but for those that have it as an end.
fn with_vertex_in(road: &Road, place: LonLat, pieces: &BTreeSet<usize>) -> Road {
    let mut line: Vec<LonLat> = road.line.iter().take(1).copied().collect();
    for (piece, pair) in road.line.windows(2).enumerate() {
        if pieces.contains(&piece) && !pair.contains(&place) {
            line.push(place);
        }
        line.push(pair[1]);
    }
    Road { line, ..road.clone() }
}

/// Do two pieces without a common end meet at a place of the grid? In whole numbers, by Cramer's rule.
fn meet_at(one: &[LonLat], other: &[LonLat], place: LonLat) -> bool {
    let grid = |place: LonLat| {
        let (x, y) = place.quantised();
        (i128::from(x), i128::from(y))
    };
    let (a, b, c, d, p) = (grid(one[0]), grid(one[1]), grid(other[0]), grid(other[1]), grid(place));
    let (r, s, between) = ((b.0 - a.0, b.1 - a.1), (d.0 - c.0, d.1 - c.1), (c.0 - a.0, c.1 - a.1));
    let cross = |v: (i128, i128), w: (i128, i128)| v.0 * w.1 - v.1 * w.0;
    let whole = cross(r, s);
    if whole == 0 || one.iter().any(|end| other.contains(end)) {
        return false;
    }
    let (along_one, along_other) = (cross(between, s) * whole.signum(), cross(between, r) * whole.signum());
    let whole = whole.abs();
    let rounds_to = |from: i128, step: i128, to: i128| 2 * ((from - to) * whole + step * along_one).abs() <= whole;
    let is_within = |along: i128| (0..=whole).contains(&along);
    is_within(along_one) && is_within(along_other) && rounds_to(a.0, r.0, p.0) && rounds_to(a.1, r.1, p.1)
}

/// The pieces a hand puts a junction into, by road: those that really cross there. A piece that only passes close by,
/// as the other side of a corner a grid step away does, is left alone: with the junction in both sides of the corner
/// the road would run out to it and back.
fn pieces_to_cut(roads: &[Road], pairs: &[(RoadId, RoadId)], place: LonLat) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut cut: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (one, other) in pairs.iter().map(|pair| (pair.0.index(), pair.1.index())) {
        for (n, piece) in roads[one].line.windows(2).enumerate() {
            for (m, crossed) in roads[other].line.windows(2).enumerate() {
                if meet_at(piece, crossed, place) {
                    cut.entry(one).or_default().insert(n);
                    cut.entry(other).or_default().insert(m);
                }
            }
        }
    }
    cut
}

/// By hand: the line goes on from one of its ends.
fn lengthened(road: &Road, end: LonLat, to: LonLat) -> Road {
    let mut line = road.line.clone();
    if line.first() == Some(&end) {
        line.insert(0, to);
    } else {
        line.push(to);
    }
    Road { line, ..road.clone() }
}

fn streets(with_hairpins: bool) -> impl Strategy<Value = Vec<Road>> {
    let point = (0_i16..120, 0_i16..90).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
    // Two pieces of one road a centimetre apart leave a hand that lengthens another road more than one way to meet it.
    let is_plain = move |line: &Vec<(f64, f64)>| {
        with_hairpins
            || line.windows(3).all(|p| {
                let (a, b) = ((p[1].0 - p[0].0, p[1].1 - p[0].1), (p[2].0 - p[1].0, p[2].1 - p[1].1));
                a.0 * b.0 + a.1 * b.1 > -0.8 * a.0.hypot(a.1) * b.0.hypot(b.1)
            })
    };
    let line = (prop::collection::vec(point, 2..4).prop_filter("a hairpin", is_plain), 0_u8..8);
    prop::collection::vec(line, 2..9).prop_map(|lines| {
        let road = |(points, kind): (Vec<(f64, f64)>, u8)| if kind == 0 { bridge(&points) } else { road(&points) };
        lines.into_iter().map(road).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_mended_crossing_is_the_vertex_a_hand_would_draw(
        roads in streets(true),
        choice in any::<prop::sample::Index>(),
    ) {
        let found = mended(roads.clone(), &[], 0.0);
        let crossings = &found.health().crossings;
        prop_assume!(!crossings.is_empty());
        let crossing = choice.get(crossings);
        // Where more than two roads meet in one place, or one meets itself there too, one mend joins them all.
        let pairs: Vec<_> = crossings.iter().filter(|c| c.place == crossing.place).map(|c| c.roads).collect();
        let mut by_hand = roads.clone();
        for (road, pieces) in pieces_to_cut(&roads, &pairs, crossing.place) {
            by_hand[road] = with_vertex_in(&roads[road], crossing.place, &pieces);
        }
        let network = mended(roads, &[crossing.mend()], 0.0);
        prop_assert_eq!(shape(&network), shape(&mended(by_hand, &[], 0.0)));
        prop_assert!(network.health().mends.iter().all(|outcome| outcome.is_applied));
        prop_assert!(network.health().crossings.iter().any(|c| c.place == crossing.place && c.is_joined));
    }

    #[test]
    fn a_mended_end_is_the_line_a_hand_would_draw(roads in streets(false), choice in any::<prop::sample::Index>()) {
        let found = mended(roads.clone(), &[], 0.0);
        let misses = &found.health().near_misses;
        prop_assume!(!misses.is_empty());
        let miss = *choice.get(misses);
        let mut by_hand = roads.clone();
        by_hand[miss.target.index()] = with_vertex(&by_hand[miss.target.index()], miss.join_at);
        by_hand[miss.road.index()] = lengthened(&by_hand[miss.road.index()], miss.place, miss.join_at);
        let network = mended(roads, &[miss.mend()], 0.0);
        prop_assert_eq!(shape(&network), shape(&mended(by_hand, &[], 0.0)));
        prop_assert!(network.health().mends.iter().all(|outcome| outcome.is_applied));
        prop_assert!(!network.health().near_misses.iter().any(|m| m.place == miss.place));
    }

    #[test]
    fn mending_everything_never_parts_and_is_reported_whole(roads in streets(true)) {
        let found = mended(roads.clone(), &[], 0.5);
        let health = found.health();
        let all: Vec<Mend> = health.near_misses.iter().map(super::NearMiss::mend)
            .chain(health.crossings.iter().map(super::Crossing::mend)).collect();
        let network = mended(roads, &all, 0.5);
        prop_assert!(network.health().components.len() <= health.components.len());
        let all: BTreeSet<Mend> = all.into_iter().collect();
        prop_assert_eq!(network.health().mends.len(), all.len());
    }
}

#[test]
fn a_mend_that_no_longer_fits_is_reported_and_joins_nothing() {
    let roads = vec![road(&[(-50.0, 0.0), (50.0, 0.0)]), road(&[(0.0, 2.0), (0.0, 40.0)])];
    let found = mended(roads.clone(), &[], 0.5);
    let mend = found.health().near_misses[0].mend();
    let joined = mended(roads.clone(), &[mend], 0.5);
    assert_eq!((found.health().components.len(), joined.health().components.len()), (2, 1));
    assert!(joined.health().near_misses.is_empty() && joined.health().mends[0].is_applied);
    // The street was drawn anew, half a metre to the side: nothing is joined, and it is said.
    let moved = vec![roads[0].clone(), road(&[(0.5, 2.0), (0.0, 40.0)])];
    let network = mended(moved, &[mend], 0.5);
    assert_eq!(network.health().components.len(), 2);
    assert!(!network.health().mends[0].is_applied);
    assert_eq!(network.health().near_misses.len(), 1, "the new gap is still shown");
    let gone = Mend::JoinCrossing { at: GridPlace::of(at(3.0, 3.0)) };
    assert!(!mended(roads, &[gone], 0.5).health().mends[0].is_applied);
}

#[test]
fn a_gap_between_two_ends_is_one_mend_and_people_apart_are_counted() {
    let roads = vec![road(&[(-50.0, 0.0), (0.0, 0.0)]), road(&[(3.0, 0.0), (50.0, 0.0)])];
    let town =
        super::fixtures::towns::community(roads, &[at(-40.0, 5.0), at(20.0, 5.0), at(30.0, 5.0)]).expect("a town");
    let build = |mends: BTreeSet<Mend>| {
        let settings = NetworkSettings { mends, ..NetworkSettings::default() };
        RoadNetwork::build(&town, &settings, &crate::jobs::JobContext::new()).expect("built")
    };
    let found = build(BTreeSet::new());
    let misses = &found.health().near_misses;
    assert_eq!(misses.len(), 2, "each end misses the other");
    let smaller = found.health().components.iter().map(|part| part.persons).min();
    assert!(misses.iter().all(|miss| Some(miss.persons_apart) == smaller));
    let joined = build([misses[0].mend()].into());
    assert_eq!((joined.health().components.len(), joined.health().near_misses.len()), (1, 0));
}

#[test]
fn a_crossing_beside_a_corner_joins_the_side_that_is_crossed() {
    // One road turns sharply; another crosses its first piece one step of the grid before the corner.
    let place = LonLat::new_clamped;
    let corner = [place(9.5, 47.100_683_6), place(9.500_922_1, 47.100_728_6), place(9.500_513_7, 47.1)];
    let through = [place(9.501_198_7, 47.100_800_6), place(9.500_092_2, 47.100_512_7)];
    let roads: Vec<Road> = [&corner[..], &through].map(|line| Road { line: line.to_vec(), ..road(&[]) }).to_vec();
    let found = mended(roads.clone(), &[], 0.0);
    let crossing = found.health().crossings.iter().find(|c| c.place == place(9.500_922, 47.100_728_6)).unwrap();
    assert_eq!(pieces_to_cut(&roads, &[crossing.roads], crossing.place).get(&0), Some(&BTreeSet::from([0])));
    let network = mended(roads, &[crossing.mend()], 0.0);
    assert_eq!((network.n_junctions(), network.n_segments()), (5, 4), "four arms, no ring at the corner");
}

#[test]
fn where_two_roads_pass_a_place_the_one_the_gap_was_found_at_is_joined() {
    // A road ends on another without a vertex in common, and a third ends a metre north of that very place.
    let lines: [&[(f64, f64)]; 3] =
        [&[(0.0, 16.0), (53.0, 77.0)], &[(53.0, 78.0), (0.0, 6.0)], &[(2.0, 77.0), (54.0, 77.0)]];
    let roads = lines.map(road).to_vec();
    let found = mended(roads.clone(), &[], 0.0);
    let miss = found.health().near_misses.iter().find(|miss| miss.road == RoadId(1)).unwrap();
    let network = mended(roads, &[miss.mend()], 0.0);
    let cut = network.segments().filter(|(_, segment)| segment.road == miss.target).count();
    let other = if miss.target == RoadId(0) { RoadId(2) } else { RoadId(0) };
    let uncut = network.segments().filter(|(_, segment)| segment.road == other).count();
    assert_eq!((cut, uncut), (if miss.target == RoadId(0) { 1 } else { 2 }, 1));
}
