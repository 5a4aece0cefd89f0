//! The laws of reshaping on random shapes: nothing is gained, nothing is lost, nothing becomes unsound.

#![expect(clippy::cast_precision_loss, reason = "small whole numbers")]

use geo::Area as _;
use proptest::prelude::*;

use super::weld::WELD_M;
use super::{
    Apart, EditFault, Joints, ShapeFault, area_faults, buffered, merged_areas, merged_lines, moved, outline_faults,
    split_area, split_lines, tidied, turned, with_hole,
};
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Ring, Shape, line_length};

fn plane() -> LocalProjection {
    LocalProjection::new(LonLat::new_clamped(9.5, 47.1))
}

fn at(x: f64, y: f64) -> LonLat {
    plane().lon_lat_from_local(LocalPoint::new(x, y))
}

fn ring(points: &[(f64, f64)]) -> Ring {
    points.iter().chain(points.first()).map(|&(x, y)| at(x, y)).collect()
}

fn area(points: &[(f64, f64)]) -> MultiPolygon {
    MultiPolygon(vec![Polygon::from_ring(ring(points))])
}

fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
    area(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
}

fn size(area: &MultiPolygon) -> f64 {
    area.area(&plane()).value()
}

/// A star-shaped outline: a corner at each angle, at a random distance.
fn star() -> impl Strategy<Value = MultiPolygon> {
    (prop::collection::vec(20.0f64..200.0, 3..30), -300.0f64..300.0, -300.0f64..300.0).prop_map(|(radii, x, y)| {
        let n = radii.len() as f64;
        let corner = |(k, r): (usize, &f64)| {
            let (sin, cos) = (std::f64::consts::TAU * k as f64 / n).sin_cos();
            (x + r * cos, y + r * sin)
        };
        area(&radii.iter().enumerate().map(corner).collect::<Vec<_>>())
    })
}

fn middle(of: &MultiPolygon) -> (f64, f64) {
    let points: Vec<LocalPoint> = of.0[0].outer[1..].iter().map(|&p| plane().local_from_lon_lat(p)).collect();
    let n = points.len() as f64;
    (points.iter().map(|p| p.x).sum::<f64>() / n, points.iter().map(|p| p.y).sum::<f64>() / n)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_of_a_split_make_up_the_whole_and_merge_back(
        whole in star(), bearing in 0.0f64..3.2, off in -60.0f64..60.0, bend in -30.0f64..30.0,
    ) {
        let (x, y) = middle(&whole);
        let (sin, cos) = bearing.sin_cos();
        let way = |along: f64, across: f64| at(x + cos * along - sin * across, y + sin * along + cos * across);
        let by = vec![way(-900.0, off), way(0.0, off + bend), way(900.0, off)];
        match split_area(&whole, &by) {
            Ok(parts) => {
                prop_assert!(parts.len() > 1);
                let sum: f64 = parts.iter().map(size).sum();
                prop_assert!((sum - size(&whole)).abs() <= 1e-6 * size(&whole), "{} against {}", sum, size(&whole));
                for part in &parts {
                    prop_assert_eq!(area_faults(part), vec![]);
                    prop_assert!(size(part) <= size(&parts[0]) * (1.0 + 1e-9), "the first part is the largest");
                }
                let merged = merged_areas(&parts.iter().collect::<Vec<_>>(), Apart::Refuse);
                let merged = merged.expect("parts of a whole hang together");
                let common = intersection(&merged, &whole);
                // Where the cut passes a corner within the 5 cm that count as one border, that corner may move by as
                // much; everywhere else the whole comes back.
                let local = |place: &LonLat| plane().local_from_lon_lat(*place);
                let cut: Vec<LocalPoint> = by.iter().map(local).collect();
                let corners: Vec<LocalPoint> = whole.0[0].outer.iter().map(local).collect();
                let is_near = |corner: &LocalPoint| {
                    cut.windows(2).any(|leg| corner.nearest_on(leg[0], leg[1]).0.distance(*corner) <= 2.0 * WELD_M)
                };
                let rim: f64 = corners.windows(2).map(|side| side[0].distance(side[1])).sum();
                let welded = if corners.iter().any(is_near) { WELD_M * rim } else { 0.0 };
                let slack = 1e-6 * size(&whole) + welded;
                prop_assert!((size(&merged) - size(&whole)).abs() <= slack, "{} of {}", size(&merged), size(&whole));
                prop_assert!((common - size(&whole)).abs() <= slack, "merging gives the whole back");
            }
            Err(fault) => prop_assert_eq!(fault, EditFault::NotCut),
        }
    }

    #[test]
    fn turning_and_moving_keep_size_and_soundness(whole in star(), degrees in -720.0f64..720.0, x in -2e3f64..2e3, y in -2e3f64..2e3) {
        let (mx, my) = middle(&whole);
        let about = at(mx, my);
        let own = LocalProjection::new(about);
        let (Shape::Area(result), before) = (turned(&[Shape::Area(whole.clone())], degrees, about).remove(0), whole.area(&own).value()) else {
            return Err(TestCaseError::fail("an area stays an area"));
        };
        prop_assert!((result.area(&own).value() - before).abs() <= 1e-6 * before);
        prop_assert_eq!(area_faults(&result), vec![]);
        let Shape::Area(shifted) = moved(&[Shape::Area(whole.clone())], x, y).remove(0) else {
            return Err(TestCaseError::fail("an area stays an area"));
        };
        let there = LocalProjection::new(shifted.center().expect("a middle"));
        prop_assert!((shifted.area(&there).value() - before).abs() <= 1e-4 * before);
        prop_assert_eq!(area_faults(&shifted), vec![]);
    }

    #[test]
    fn a_buffer_holds_its_shape_and_narrowing_it_leaves_no_more_than_was_there(whole in star(), r in 1.0f64..80.0) {
        let shape = Shape::Area(whole.clone());
        let grown = buffered(&shape, r).expect("a buffer");
        let least = (size(&whole).sqrt() + r * std::f64::consts::PI.sqrt()).powi(2);
        prop_assert!(size(&grown) >= 0.98 * least);
        prop_assert!((intersection(&grown, &whole) - size(&whole)).abs() <= 1e-6 * size(&whole));
        match buffered(&shape, -r) {
            Ok(narrow) => {
                prop_assert!((intersection(&narrow, &whole) - size(&narrow)).abs() <= 1e-6 * size(&whole));
                // Growing it again stays within the original, but for the corners of the arcs.
                let back = buffered(&Shape::Area(narrow), r).expect("a buffer");
                prop_assert!(intersection(&back, &whole) >= (1.0 - 1e-3) * size(&back));
            }
            Err(fault) => prop_assert_eq!(fault, EditFault::Vanishes),
        }
    }

    #[test]
    fn crossings_are_found_where_comparing_every_piece_with_every_other_finds_them(
        points in prop::collection::vec((-100.0f64..100.0, -100.0f64..100.0), 3..25),
    ) {
        let ring = ring(&points);
        let has_crossing = crosses_itself(&points);
        let faults = outline_faults(&ring);
        let found = faults.iter().any(|fault| matches!(fault, ShapeFault::SelfCrossing(_)));
        prop_assert_eq!(found, has_crossing, "{:?}", faults);
    }

    #[test]
    fn merging_two_squares_adds_up_or_says_they_lie_apart(x in -250.0f64..250.0, y in -250.0f64..250.0, side in 50.0f64..200.0) {
        let (one, other) = (square(0.0, 0.0, 100.0), square(x, y, side));
        let common = intersection(&one, &other);
        match merged_areas(&[&one, &other], Apart::Refuse) {
            Ok(merged) => {
                prop_assert_eq!(merged.0.len(), 1);
                // Borders within 5 cm are put together, so the sum may be off by that much along them.
                let slack = 0.05 * 4.0 * (100.0 + side);
                prop_assert!((size(&merged) + common - size(&one) - size(&other)).abs() <= slack);
            }
            Err(fault) => {
                prop_assert_eq!(fault, EditFault::Apart);
                prop_assert!(common <= 1e-6);
                prop_assert_eq!(merged_areas(&[&one, &other], Apart::KeepAsParts).expect("parts").0.len(), 2);
            }
        }
    }
}

fn intersection(one: &MultiPolygon, other: &MultiPolygon) -> f64 {
    use geo::BooleanOps as _;
    let local = |area: &MultiPolygon| geo::MultiPolygon::new(area.0.iter().map(|p| p.to_local(&plane())).collect());
    local(one).intersection(&local(other)).unsigned_area()
}

/// The slow way: every piece with every other, by signs of areas.
fn crosses_itself(points: &[(f64, f64)]) -> bool {
    let n = points.len();
    let turn = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let crosses = |i: usize, j: usize| {
        let (a, b, c, d) = (points[i], points[(i + 1) % n], points[j], points[(j + 1) % n]);
        turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
    };
    (0..n).any(|i| (i + 1..n).any(|j| crosses(i, j)))
}

#[test]
fn a_bow_tie_names_its_crossing() {
    let faults = outline_faults(&ring(&[(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)]));
    let [ShapeFault::SelfCrossing(place)] = faults.as_slice() else { panic!("one crossing, not {faults:?}") };
    let place = plane().local_from_lon_lat(*place);
    assert!(place.distance(LocalPoint::new(50.0, 50.0)) < 1e-3, "{place:?}");
}

#[test]
fn what_is_too_small_or_touches_itself_is_no_outline() {
    let first = at(0.0, 0.0);
    assert_eq!(outline_faults(&[]), [ShapeFault::Empty]);
    assert_eq!(outline_faults(&[first, at(5.0, 0.0), first]), [ShapeFault::TooFewCorners(first)]);
    assert!(matches!(
        outline_faults(&ring(&[(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)])).as_slice(),
        [ShapeFault::SelfCrossing(_) | ShapeFault::NoArea(_), ..]
    ));
    // A corner put onto another side, and a spike.
    let touching = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (50.0, 0.0), (0.0, 100.0)];
    assert!(matches!(outline_faults(&ring(&touching)).as_slice(), [ShapeFault::SelfCrossing(_), ..]));
    let spike = [(0.0, 0.0), (100.0, 0.0), (150.0, 0.0), (100.0, 0.0), (100.0, 100.0)];
    assert!(matches!(outline_faults(&ring(&spike)).as_slice(), [ShapeFault::SelfCrossing(_), ..]));
    assert!(matches!(area_faults(&square(0.0, 0.0, 600_000.0)).as_slice(), [ShapeFault::TooWide(_)]));
}

#[test]
fn a_hole_stays_inside_and_joins_holes_it_meets() {
    let yard = square(0.0, 0.0, 100.0);
    let hole = |x: f64, y: f64| ring(&[(x, y), (x + 20.0, y), (x + 20.0, y + 20.0), (x, y + 20.0)]);
    let one = with_hole(&yard, &hole(10.0, 10.0)).expect("a hole");
    assert!((size(&one) - 9_600.0).abs() < 0.1);
    let two = with_hole(&one, &hole(20.0, 20.0)).expect("a larger hole");
    assert_eq!((two.0.len(), two.0[0].holes.len()), (1, 1));
    assert!((size(&two) - 9_300.0).abs() < 0.1);
    for outside in [hole(90.0, 50.0), hole(200.0, 0.0)] {
        let fault = with_hole(&yard, &outside).expect_err("it leaves the yard");
        assert!(
            matches!(&fault, EditFault::Shape(faults) if matches!(faults[0], ShapeFault::HoleOutside(_))),
            "{fault}"
        );
    }
    // A cut through area and hole makes two parts without one.
    let parts = split_area(&one, &[at(20.0, -10.0), at(20.0, 110.0)]).expect("two parts");
    assert_eq!(parts.iter().map(|part| part.0[0].holes.len()).sum::<usize>(), 0);
    assert!((parts.iter().map(size).sum::<f64>() - size(&one)).abs() < 0.01);
}

#[test]
fn an_island_in_a_lake_can_have_a_hole_and_the_lake_can_not() {
    let at_once = |x: f64, y: f64, side: f64| square(x, y, side).0.remove(0).outer;
    let shore = Polygon { outer: at_once(0.0, 0.0, 100.0), holes: vec![at_once(20.0, 20.0, 60.0)] };
    let island = MultiPolygon(vec![shore, Polygon::from_ring(at_once(40.0, 40.0, 20.0))]);
    let pond = with_hole(&island, &at_once(45.0, 45.0, 10.0)).expect("a pond on the island");
    assert_eq!(pond.0.iter().map(|polygon| polygon.holes.len()).collect::<Vec<_>>(), [1, 1]);
    assert!((size(&island) - size(&pond) - 100.0).abs() < 0.1);
    let in_the_lake = at_once(25.0, 25.0, 10.0);
    let fault = with_hole(&island, &in_the_lake).expect_err("nothing is there to be cut");
    assert!(matches!(&fault, EditFault::Shape(faults) if matches!(faults[0], ShapeFault::HoleOutside(_))), "{fault}");
}

proptest! {
    #[test]
    fn parts_are_sound_together_where_no_two_squares_meet(
        squares in prop::collection::vec((0.0f64..300.0, 0.0f64..300.0, 5.0f64..120.0), 2..7),
    ) {
        let parts = MultiPolygon(squares.iter().map(|&(x, y, side)| square(x, y, side).0.remove(0)).collect());
        let apart = |a: (f64, f64, f64), b: (f64, f64, f64)| {
            a.0 + a.2 < b.0 || b.0 + b.2 < a.0 || a.1 + a.2 < b.1 || b.1 + b.2 < a.1
        };
        let are_apart = (0..squares.len()).all(|n| (0..n).all(|m| apart(squares[n], squares[m])));
        prop_assert_eq!(area_faults(&parts).is_empty(), are_apart);
    }
}

#[test]
fn a_line_that_ends_inside_does_not_cut() {
    let yard = square(0.0, 0.0, 100.0);
    assert_eq!(split_area(&yard, &[at(-10.0, 50.0), at(50.0, 50.0)]), Err(EditFault::NotCut));
    assert_eq!(split_area(&yard, &[at(-10.0, 50.0)]), Err(EditFault::NotCut));
    // Put on the border to the centimetre, it does.
    let parts = split_area(&yard, &[at(0.008, 50.0), at(99.992, 50.0)]).expect("two parts");
    assert_eq!(parts.len(), 2);
}

#[test]
fn lines_are_cut_at_a_place_or_by_a_line_and_joined_again() {
    let line: Line = vec![at(0.0, 0.0), at(100.0, 0.0), at(100.0, 100.0)];
    let other: Line = vec![at(500.0, 0.0), at(600.0, 0.0)];
    let lines = [line.clone(), other.clone()];
    let parts = split_lines(&lines, &[at(60.0, 7.0)]).expect("two parts");
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0].len(), 2, "the line that was not cut stays with the first part");
    let sum: f64 = parts.iter().flatten().map(|line| line_length(line).value()).sum();
    assert!((sum - 300.0).abs() < 0.05);
    let crossed = split_lines(&lines[..1], &[at(50.0, -10.0), at(50.0, 50.0), at(150.0, 50.0)]).expect("three parts");
    assert_eq!(crossed.len(), 3);
    assert_eq!(split_lines(&lines, &[at(0.0, 0.0)]), Err(EditFault::NotCut), "nothing is cut off at the end");
    let groups: Vec<&[Line]> = crossed.iter().map(Vec::as_slice).collect();
    let joined = merged_lines(&groups, Apart::Refuse, Joints::AnyEnds).expect("one line");
    assert_eq!(joined.len(), 1);
    assert!((line_length(&joined[0]).value() - line_length(&line).value()).abs() < 1e-3);
    assert_eq!(merged_lines(&[&lines[..1], &lines[1..]], Apart::Refuse, Joints::AnyEnds), Err(EditFault::Apart));
    assert_eq!(
        merged_lines(&[&lines[..1], &lines[1..]], Apart::KeepAsParts, Joints::AnyEnds).map(|lines| lines.len()),
        Ok(2)
    );
}

#[test]
fn neighbors_a_centimetre_apart_become_one_without_a_gap() {
    let (left, right) = (square(0.0, 0.0, 100.0), square(100.012, 0.0, 100.0));
    let merged = merged_areas(&[&left, &right], Apart::Refuse).expect("one area");
    assert_eq!((merged.0.len(), merged.0[0].holes.len()), (1, 0));
    assert!((size(&merged) - 20_000.0).abs() < 3.0);
    let corner = square(100.0, 100.0, 100.0);
    assert_eq!(merged_areas(&[&left, &corner], Apart::Refuse), Err(EditFault::Apart), "a corner is not enough");
}

#[test]
fn surroundings_of_points_and_lines_have_the_right_size() {
    let disk = buffered(&Shape::Point(at(0.0, 0.0)), 100.0).expect("a disk");
    assert!((size(&disk) / (std::f64::consts::PI * 1e4) - 1.0).abs() < 1e-3);
    let line = Shape::Lines(vec![vec![at(0.0, 0.0), at(1_000.0, 0.0)]]);
    let strip = buffered(&line, 50.0).expect("a strip");
    let exact = 2.0 * 50.0 * 1_000.0 + std::f64::consts::PI * 2_500.0;
    assert!((size(&strip) / exact - 1.0).abs() < 1e-3, "{}", size(&strip));
    assert_eq!(buffered(&line, -5.0), Err(EditFault::BadNumber(-5.0)));
    assert_eq!(buffered(&Shape::Area(square(0.0, 0.0, 20.0)), -11.0), Err(EditFault::Vanishes));
    let sliver = area(&[(0.0, 0.0), (10_000.0, 0.0), (10_000.0, 0.000_5)]);
    assert!(buffered(&Shape::Area(sliver), 1.0).is_err(), "refused, never silently empty");
}

#[test]
fn a_tidied_ring_is_closed_runs_left_and_keeps_its_first_corner() {
    let clockwise = vec![at(0.0, 0.0), at(0.0, 50.0), at(0.0, 50.0), at(50.0, 50.0), at(50.0, 0.0)];
    let Shape::Area(tidy) = tidied(&Shape::Area(MultiPolygon(vec![Polygon::from_ring(clockwise)]))) else {
        panic!("an area stays an area")
    };
    assert_eq!(tidy.0[0].outer, ring(&[(0.0, 0.0), (50.0, 0.0), (50.0, 50.0), (0.0, 50.0)]));
}
