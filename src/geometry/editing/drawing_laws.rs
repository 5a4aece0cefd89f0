//! The laws of drawing: corners, right angles, ready-made outlines, simplified lines, measures, common borders.

use geo::{Area as _, GeodesicArea as _};
use proptest::prelude::*;

use super::{
    Corner, EditFault, SharedBorders, area_faults, bearing, circle, closing_right_angle, corners, leg, measured,
    place_at, rectangle, shape_faults, simplified, simplified_ring, snapped_to_angle, split_area, with_corner_at,
    with_new_corner, without_corners,
};
use crate::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Shape, geodesic_length};
use crate::units::Metres;

fn plane() -> LocalProjection {
    LocalProjection::new(LonLat::new_clamped(9.5, 47.1))
}

fn at(x: f64, y: f64) -> LonLat {
    plane().lon_lat_from_local(LocalPoint::new(x, y))
}

fn square(side: f64) -> MultiPolygon {
    let ring = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)];
    MultiPolygon(vec![Polygon::from_ring(ring.iter().map(|&(x, y)| at(x, y)).collect())])
}

/// By Karney's geodesics. Sides are straight on the map, not geodesics, so they are cut in short pieces.
fn exact_area(polygon: &Polygon) -> f64 {
    let mut ring = Vec::new();
    for pair in polygon.outer.windows(2) {
        for n in 0..50 {
            let share = f64::from(n) / 50.0;
            let between = |a: f64, b: f64| a + (b - a) * share;
            ring.push(geo::Coord {
                x: between(pair[0].lon(), pair[1].lon()),
                y: between(pair[0].lat(), pair[1].lat()),
            });
        }
    }
    geo::Polygon::new(geo::LineString::new(ring), Vec::new()).geodesic_area_unsigned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_leg_ends_where_it_is_said_to(x in -3e3f64..3e3, y in -3e3f64..3e3, length in 1.0f64..5e3, degrees in 0.0f64..360.0) {
        let from = at(x, y);
        let to = place_at(from, Metres::new_clamped(length), degrees);
        let (back, turn) = leg(from, to);
        prop_assert!((back.value() - length).abs() <= 1e-3 * length, "{} for {}", back, length);
        prop_assert!((turn - degrees).abs().min(360.0 - (turn - degrees).abs()) < 1e-6);
    }

    #[test]
    fn a_snapped_leg_makes_a_multiple_of_the_step(
        before in (-500.0f64..500.0, -500.0f64..500.0), pointer in (-500.0f64..500.0, -500.0f64..500.0),
        step in prop::sample::select(vec![15.0, 30.0, 45.0, 90.0]),
    ) {
        let (before, last, pointer) = (at(before.0, before.1), at(0.0, 0.0), at(pointer.0, pointer.1));
        prop_assume!(geodesic_length(before, last).value() > 1.0 && geodesic_length(pointer, last).value() > 1.0);
        let snapped = snapped_to_angle(Some(before), last, pointer, step);
        prop_assert!(geodesic_length(last, snapped) <= geodesic_length(last, pointer) + Metres::new_clamped(1e-3));
        let turn = (bearing(last, snapped) - bearing(before, last)).rem_euclid(step);
        let is_far = geodesic_length(last, snapped).value() > 0.1;
        prop_assert!(!is_far || turn.min(step - turn) < 1e-2, "{}", turn);
        // No direction of the steps is nearer to the pointer.
        // Measured on the plane the leg is drawn on: on the earth, half a step differs by some millimetres.
        let own = LocalProjection::new(last);
        let [snapped, pointer] = [snapped, pointer].map(|place| own.local_from_lon_lat(place));
        let away = pointer.distance(own.local_from_lon_lat(last));
        prop_assert!(snapped.distance(pointer) <= away * (step / 2.0).to_radians().sin() + 1e-5);
    }

    #[test]
    fn rectangles_and_circles_have_their_true_size(w in 5.0f64..3e3, h in 5.0f64..3e3, degrees in 0.0f64..360.0, lat in -60.0f64..60.0) {
        let corner = LonLat::new_clamped(9.5, lat);
        let own = LocalProjection::new(corner);
        let (sin, cos) = degrees.to_radians().sin_cos();
        let opposite = own.lon_lat_from_local(LocalPoint::new(h * sin + w * cos, h * cos - w * sin));
        let drawn = rectangle(corner, opposite, degrees).expect("a rectangle");
        prop_assert!((exact_area(&drawn) / (w * h) - 1.0).abs() < 2e-3);
        prop_assert_eq!(area_faults(&MultiPolygon(vec![drawn.clone()])), vec![]);
        prop_assert!(drawn.to_local(&own).signed_area() > 0.0, "outer rings run to the left");
        let drawn = circle(corner, Metres::new_clamped(w)).expect("a circle");
        prop_assert!((exact_area(&drawn) / (std::f64::consts::PI * w * w) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_simplified_line_stays_within_its_tolerance(steps in prop::collection::vec((-20.0f64..20.0, -20.0f64..20.0), 1..80), tolerance in 0.5f64..30.0) {
        let mut here = (0.0, 0.0);
        let drawn: Vec<LonLat> = steps.iter().map(|step| {
            here = (here.0 + step.0, here.1 + step.1);
            at(here.0, here.1)
        }).collect();
        let kept = simplified(&drawn, Metres::new_clamped(tolerance));
        prop_assert_eq!((kept.first(), kept.last()), (drawn.first(), drawn.last()));
        let local: Vec<LocalPoint> = kept.iter().map(|&p| plane().local_from_lon_lat(p)).collect();
        for &place in &drawn {
            let point = plane().local_from_lon_lat(place);
            let off = local.windows(2).map(|p| point.nearest_on(p[0], p[1]).0.distance(point)).fold(f64::INFINITY, f64::min);
            prop_assert!(kept.len() < 2 || off <= tolerance * 1.001 + 1e-6, "{} beyond {}", off, tolerance);
        }
        let ring = simplified_ring(&drawn, Metres::new_clamped(tolerance));
        prop_assert!(ring.len() < 2 || ring.first() == ring.last());
    }

    #[test]
    fn measures_are_those_of_the_ellipsoid(w in 5.0f64..8e3, h in 5.0f64..8e3) {
        let ring: Vec<LonLat> = [(0.0, 0.0), (w, 0.0), (w * 0.7, h), (0.0, h * 0.4), (0.0, 0.0)].iter().map(|&(x, y)| at(x, y)).collect();
        let polygon = Polygon::from_ring(ring.clone());
        let shown = measured(&Shape::Area(MultiPolygon(vec![polygon.clone()])));
        let exact = exact_area(&polygon);
        // The pieces of the exact one are geodesics: they bulge by less than 0.5 mm.
        let slack = 1e-6 * exact + 5e-4 * (w + h);
        prop_assert!((shown.area.expect("an area").value() - exact).abs() <= slack, "{:?} for {}", shown.area, exact);
        let length: f64 = ring.windows(2).map(|pair| geodesic_length(pair[0], pair[1]).value()).sum();
        prop_assert!((shown.length.value() - length).abs() < 1e-6);
        // While it is drawn the ring is open.
        let open = measured(&Shape::Area(MultiPolygon(vec![Polygon::from_ring(ring[..4].to_vec())])));
        prop_assert_eq!(open.area, shown.area);
    }

    #[test]
    fn corners_added_and_taken_away_leave_the_shape_as_it_was(x in -10.0f64..110.0, y in -10.0f64..110.0, n in 0usize..4) {
        let shape = Shape::Area(square(100.0));
        let (more, corner) = with_new_corner(&shape, at(x, y)).expect("a corner");
        prop_assert_eq!(corners(&more).len(), 5);
        prop_assert_eq!(without_corners(&more, &[corner]).expect("four corners"), shape.clone());
        let to = at(x * 0.3 + 20.0, y * 0.3 + 20.0);
        let moved = with_corner_at(&shape, Corner { part: 0, ring: 0, corner: n }, to);
        let Shape::Area(area) = &moved else { return Err(TestCaseError::fail("an area stays an area")) };
        prop_assert_eq!(area.0[0].outer.first(), area.0[0].outer.last(), "the ring stays closed");
        prop_assert_eq!(corners(&moved)[n].1, to);
        prop_assert_eq!(corners(&moved).iter().zip(corners(&shape)).filter(|(a, b)| **a != *b).count(), 1);
    }

    #[test]
    fn a_common_corner_moves_all_its_areas_or_none(bearing in 0.0f64..3.1, to in (-150.0f64..250.0, -150.0f64..250.0)) {
        let (sin, cos) = bearing.sin_cos();
        let by = vec![at(50.0 - 300.0 * cos, 50.0 - 300.0 * sin), at(55.0, 48.0), at(50.0 + 300.0 * cos, 50.0 + 300.0 * sin)];
        let parts = split_area(&square(100.0), &by).expect("two parts");
        let borders = SharedBorders::new(parts.iter().cloned().map(Shape::Area).enumerate());
        let knee = at(55.0, 48.0);
        prop_assert!(borders.is_shared(knee));
        let near = LonLat::new_clamped(knee.lon() + 1e-7, knee.lat());
        prop_assert_eq!(borders.at(near).len(), 2, "rounding does not part them");
        prop_assert!(!borders.is_shared(at(300.0, 300.0)));
        let whole: f64 = 100.0 * 100.0;
        match borders.moved(knee, at(to.0, to.1)) {
            Ok(moved) => {
                prop_assert_eq!(moved.len(), 2);
                for (_, shape) in &moved {
                    prop_assert_eq!(shape_faults(shape), vec![]);
                }
                // What one area loses the other gains, as long as the corner stays inside both together.
                let sum: f64 = moved.iter().map(|(_, shape)| measured(shape).area.expect("an area").value()).sum();
                let is_inside = (1.0..99.0).contains(&to.0) && (1.0..99.0).contains(&to.1);
                prop_assert!(!is_inside || (sum - whole).abs() < 1.0, "{}", sum);
            }
            Err(EditFault::Shape(faults)) => prop_assert!(!faults.is_empty()),
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}

#[test]
fn an_outline_closes_with_right_angles() {
    let place = closing_right_angle(at(0.0, 0.0), at(100.0, 0.0), at(100.0, 0.0), at(100.0, 60.0)).expect("a corner");
    let place = plane().local_from_lon_lat(place);
    assert!(place.distance(LocalPoint::new(0.0, 60.0)) < 0.01, "{place:?}");
    assert_eq!(closing_right_angle(at(0.0, 0.0), at(100.0, 0.0), at(0.0, 50.0), at(100.0, 50.0)), None);
}

#[test]
fn a_shape_without_enough_corners_vanishes() {
    let shape = Shape::Area(square(100.0));
    let corner = |corner| Corner { part: 0, ring: 0, corner };
    assert!(without_corners(&shape, &[corner(0)]).is_ok());
    assert_eq!(without_corners(&shape, &[corner(0), corner(2)]), Err(EditFault::Vanishes));
    assert_eq!(rectangle(at(0.0, 0.0), at(0.0, 0.0), 0.0), None);
    assert_eq!(circle(at(0.0, 0.0), Metres::ZERO), None);
}
