//! What the drawing tools promise: no click is lost, no unsound shape comes out, numbers need no pointer.

use proptest::prelude::*;

use super::{DrawMethod, Pointer, Sketch, SketchEvent, SketchOutcome, SketchWorld, Snap, TypedPoint};
use crate::geometry::editing::{shape_faults, tidied};
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, MultiPolygon, Shape};

/// Open country: nothing to snap to, no roads.
struct Nowhere;

impl SketchWorld for Nowhere {
    fn snap(&self, _: LonLat, _: f64) -> Option<Snap> {
        None
    }
    fn along_roads(&self, _: LonLat, _: LonLat) -> Option<Line> {
        None
    }
    fn block(&self, _: LonLat) -> Option<MultiPolygon> {
        None
    }
}

fn plane() -> LocalProjection {
    LocalProjection::new(LonLat::new_clamped(9.5, 47.1))
}

fn pointer((x, y): (f64, f64)) -> Pointer {
    let place = plane().lon_lat_from_local(LocalPoint::new(x, y));
    Pointer { place, reach_m: 5.0, is_square: false, is_free: true }
}

fn clicked(method: DrawMethod, corners: &[(f64, f64)]) -> Sketch {
    let mut sketch = Sketch::new(method);
    for &corner in corners {
        sketch.on_event(SketchEvent::Click(pointer(corner)), &Nowhere);
    }
    sketch
}

proptest! {
    #[test]
    fn an_end_gives_a_sound_area_or_keeps_every_corner(
        corners in prop::collection::vec((-300.0f64..300.0, -300.0f64..300.0), 0..9),
    ) {
        let mut sketch = clicked(DrawMethod::Polygon, &corners);
        let before = sketch.points().to_vec();
        match sketch.on_event(SketchEvent::Finish, &Nowhere) {
            SketchOutcome::Done(shape) => {
                prop_assert_eq!(shape_faults(&tidied(&shape)), vec![]);
                prop_assert!(!sketch.is_begun(), "ready for the next");
            }
            SketchOutcome::Refused => {
                prop_assert!(corners.len() < 3);
                prop_assert_eq!(sketch.points(), before.as_slice());
            }
            SketchOutcome::Unsound(shape) => {
                prop_assert!(!shape_faults(&tidied(&shape)).is_empty());
                prop_assert_eq!(sketch.points(), before.as_slice());
            }
            SketchOutcome::Going => prop_assert!(false, "an end ends, or says why not"),
        }
    }

    #[test]
    fn a_circle_by_numbers_is_drawn_wherever_the_pointer_is(
        radius in 1.0f64..5_000.0, hover in prop::option::of((-300.0f64..300.0, -300.0f64..300.0)),
    ) {
        let mut sketch = Sketch::new(DrawMethod::Circle);
        let middle = pointer((0.0, 0.0)).place;
        sketch.on_event(SketchEvent::Typed(TypedPoint::Place(middle)), &Nowhere);
        if let Some(hover) = hover {
            sketch.on_event(SketchEvent::Hover(pointer(hover)), &Nowhere);
        }
        let outcome = sketch.on_event(SketchEvent::Typed(TypedPoint::Length(radius)), &Nowhere);
        let SketchOutcome::Done(Shape::Area(area)) = outcome else {
            return Err(TestCaseError::fail(format!("no circle: {outcome:?}")));
        };
        let exact = std::f64::consts::PI * radius * radius;
        prop_assert!((area.area(&plane()).value() / exact - 1.0).abs() < 1e-3);
    }
}

#[test]
fn a_crossed_outline_can_be_mended_where_it_was_left() {
    let mut sketch = clicked(DrawMethod::Polygon, &[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (50.0, -50.0)]);
    assert!(matches!(sketch.on_event(SketchEvent::Finish, &Nowhere), SketchOutcome::Unsound(Shape::Area(_))));
    assert_eq!(sketch.points().len(), 4);
    let refusal = sketch.refusal();
    assert!(refusal.is_some());
    sketch.on_event(SketchEvent::Hover(pointer((7.0, 7.0))), &Nowhere);
    assert_eq!(sketch.refusal(), refusal, "it can still be read when the hand has moved");
    sketch.on_event(SketchEvent::RemoveLast, &Nowhere);
    assert!(matches!(sketch.on_event(SketchEvent::Finish, &Nowhere), SketchOutcome::Done(Shape::Area(_))));
}

#[test]
fn a_crossed_freehand_outline_stays_to_be_seen() {
    let mut sketch = Sketch::new(DrawMethod::Freehand);
    let course = [(0.0, 0.0), (100.0, 100.0), (200.0, 0.0), (200.0, 100.0), (100.0, 0.0), (0.0, 100.0)];
    sketch.on_event(SketchEvent::Press(pointer(course[0])), &Nowhere);
    for &place in &course[1..] {
        sketch.on_event(SketchEvent::Drag(pointer(place)), &Nowhere);
    }
    let drawn = sketch.shape_now(&Nowhere);
    let outcome = sketch.on_event(SketchEvent::Release(pointer(course[5])), &Nowhere);
    assert!(matches!(outcome, SketchOutcome::Unsound(_)), "{outcome:?}");
    assert!(drawn.is_some() && sketch.shape_now(&Nowhere) == drawn);
    sketch.on_event(SketchEvent::RemoveLast, &Nowhere);
    assert!(!sketch.is_begun());
}
