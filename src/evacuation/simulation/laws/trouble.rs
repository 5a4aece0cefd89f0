//! Hazards, closures, full sites and rings of full streets.

use super::sketch::{Sketch, plain};
use crate::evacuation::Moment;
use crate::evacuation::simulation::{Goal, Outcome, StrandedReason};
use crate::evacuation::streets::{Window, WindowEffect};
use crate::ids::{ClosureId, HazardAreaId};
use crate::plan::ObjectId;

fn seconds(value: f64) -> Moment {
    Moment::from_seconds(value)
}

fn closed(from: f64, until: f64) -> Window {
    let until = if until.is_finite() { seconds(until) } else { Moment::NEVER };
    Window { from: seconds(from), until, effect: WindowEffect::Closed, cause: ObjectId::Closure(ClosureId(1)) }
}

fn overrun(from: f64) -> Window {
    let cause = ObjectId::HazardArea(HazardAreaId(1));
    Window { from: seconds(from), until: Moment::NEVER, effect: WindowEffect::Overrun, cause }
}

/// A short way 0–1–3 and a long one 0–2–3; a door before 0.
fn two_ways() -> (Sketch, u32, u32) {
    let mut sketch = Sketch::default();
    let first = sketch.walkway(4, 0, 10, 10.0, 1_000);
    let short = sketch.walkway(0, 1, 50, 10.0, 1_000);
    sketch.walkway(1, 3, 50, 10.0, 1_000);
    sketch.walkway(0, 2, 100, 10.0, 1_000);
    sketch.walkway(2, 3, 100, 10.0, 1_000);
    sketch.gate(3, None, None);
    let door = sketch.door(first, 10);
    (sketch, short, door)
}

#[test]
fn a_closed_street_sends_people_the_long_way() {
    let (mut sketch, short, door) = two_ways();
    sketch.window(short, closed(30.0, f64::INFINITY));
    sketch.walkers(door, 2, Goal::Kept(0), 40.0);
    let ran = sketch.run(&plain());
    assert_eq!(ran.arrivals(), [110.0, 250.0]);
}

#[test]
fn who_meets_a_closure_on_the_way_turns_back() {
    let (mut sketch, _, door) = two_ways();
    sketch.window(3, closed(0.0, 1.0));
    let second_half = 4;
    sketch.window(second_half, closed(20.0, f64::INFINITY));
    sketch.walkers(door, 1, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    // 10 to the fork, 50 to node 1, back 50, then 200.
    assert_eq!(ran.arrivals(), [310.0]);
}

#[test]
fn who_is_shut_in_waits_until_it_opens() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 100);
    sketch.walkway(1, 2, 10, 10.0, 100);
    sketch.window(2, closed(0.0, 600.0));
    sketch.gate(2, None, None);
    let door = sketch.door(street, 10);
    sketch.walkers(door, 3, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert!((ran.arrivals()[0] - 620.0).abs() < 0.5, "{:?}", ran.arrivals());
    assert_eq!(ran.arrivals().len(), 3);
}

#[test]
fn nobody_enters_what_the_hazard_takes_before_they_are_through() {
    let (mut sketch, short, door) = two_ways();
    // At 10 s they stand at the fork; the short street takes until 60 s, the hazard comes at 59 s.
    sketch.window(short, overrun(59.0));
    sketch.walkers(door, 1, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert_eq!(ran.arrivals(), [210.0]);
}

#[test]
fn who_waits_in_a_queue_when_the_hazard_comes_is_caught() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 0.5, 100);
    sketch.window(street, overrun(25.0));
    sketch.gate(1, None, None);
    let door = sketch.door(street, 10);
    sketch.walkers(door, 20, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    // Ready at 10 s, one each 2 s: at 10, 12, … 24 eight are out, twelve are caught.
    assert_eq!(ran.arrivals().len(), 8);
    let caught = ran.simulation.parties.iter().filter(|p| matches!(p.outcome, Outcome::Exposed { .. })).count();
    assert_eq!(caught, 12);
    assert_eq!(ran.simulation.ended, seconds(25.0));
}

#[test]
fn who_is_still_at_home_when_the_hazard_comes_is_caught_there() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 100);
    sketch.gate(1, None, None);
    let door = sketch.door(street, 10);
    sketch.origins[0].overrun = seconds(100.0);
    sketch.walkers(door, 3, Goal::Kept(0), 99.0);
    let stays = sketch.parties[0].clone();
    sketch.parties.push(crate::evacuation::simulation::Party { goal: Goal::Nowhere(StrandedReason::NoPlace), ..stays });
    let ran = sketch.run(&plain());
    assert_eq!(ran.arrivals(), [10.0, 109.0]);
    let caught = Outcome::Exposed { at: seconds(100.0), direction: None };
    assert_eq!((ran.outcome(2), ran.outcome(3)), (caught, caught));
}

#[test]
fn a_full_site_sends_people_to_the_nearest_with_room_and_then_nobody_anywhere() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 100);
    sketch.walkway(1, 2, 30, 10.0, 100);
    sketch.gate(1, Some(2), None);
    sketch.gate(2, Some(2), None);
    let door = sketch.door(street, 10);
    sketch.walkers(door, 5, Goal::Nearest, 5.0);
    let ran = sketch.run(&plain());
    assert_eq!(ran.arrivals(), [10.0, 15.0, 50.0, 55.0]);
    assert_eq!(ran.outcome(4), Outcome::Stranded(StrandedReason::NoPlace));
    assert_eq!(ran.simulation.turned_away, 3);
}

#[test]
fn no_way_no_road_and_no_end_are_told_apart() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 100);
    sketch.walkway(2, 3, 10, 10.0, 100);
    sketch.gate(3, None, None);
    let door = sketch.door(street, 10);
    sketch.walkers(door, 1, Goal::Kept(0), 0.0);
    sketch.walkers(door, 1, Goal::Nearest, 0.0);
    sketch.walkers(door, 1, Goal::Kept(0), 0.0);
    sketch.parties[2].leaves = Moment::NEVER;
    let ran = sketch.run(&plain());
    assert_eq!(ran.outcome(0), Outcome::Stranded(StrandedReason::Unreachable));
    assert_eq!(ran.outcome(1), Outcome::Stranded(StrandedReason::Unreachable));
    assert_eq!(ran.outcome(2), Outcome::Stranded(StrandedReason::NeverLeaves));
}

#[test]
fn a_ring_of_full_streets_is_broken_and_counted() {
    let mut sketch = Sketch::default();
    // A roundabout of three lanes, each full of cars that must go two lanes on.
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        sketch.lane(from, to, 30, 0.5, 4);
    }
    for (node, site) in [(0, 3), (1, 4), (2, 5)] {
        sketch.lane(node, site, 30, 0.5, 4);
        sketch.gate(site, None, None);
    }
    for lane in 0..3_u32 {
        let door = sketch.door(lane, 30);
        // From lane 0 (0→1) to the gate behind node 0: lanes 0, 1, 2, then out.
        sketch.cars(door, 12, Goal::Kept(lane), 0.0);
    }
    let ran = sketch.run(&plain());
    assert_eq!(ran.arrivals().len(), 36, "everybody gets out");
    assert!(ran.simulation.squeezed > 0, "and the knot is said");
}

#[test]
fn empty_streets_and_no_gates_do_no_harm() {
    let sketch = Sketch::default();
    assert_eq!(sketch.run(&plain()).simulation.n_steps, 1);
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 100);
    let door = sketch.door(street, 10);
    sketch.walkers(door, 2, Goal::Nearest, 0.0);
    let ran = sketch.run(&plain());
    assert_eq!(ran.outcome(0), Outcome::Stranded(StrandedReason::Unreachable));
}

#[test]
fn who_stands_before_a_closed_bridge_when_the_water_comes_is_caught_on_the_way_not_at_home() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 100);
    let bridge = sketch.walkway(1, 2, 10, 10.0, 100);
    sketch.window(bridge, closed(5.0, f64::INFINITY));
    sketch.window(bridge, overrun(100.0));
    sketch.window(street, overrun(100.0));
    sketch.gate(2, None, None);
    let door = sketch.door(street, 10);
    sketch.walkers(door, 3, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert_eq!(ran.outcome(0), Outcome::Exposed { at: seconds(100.0), direction: Some(street) });
}

#[test]
fn places_kept_for_who_is_caught_at_home_are_free_for_others() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 100);
    sketch.gate(1, Some(2), None);
    let (low, high) = (sketch.door(street, 10), sketch.door(street, 10));
    sketch.origins[low as usize].overrun = seconds(30.0);
    sketch.walkers(low, 2, Goal::Kept(0), 0.0);
    for party in &mut sketch.parties {
        party.leaves = seconds(600.0);
    }
    sketch.walkers(high, 2, Goal::Nearest, 0.0);
    for party in &mut sketch.parties[2..] {
        party.leaves = seconds(60.0);
    }
    let ran = sketch.run(&plain());
    assert_eq!(ran.arrivals().len(), 2);
    assert!(matches!(ran.outcome(0), Outcome::Exposed { direction: None, .. }));
}

#[test]
fn a_crowd_at_its_doors_before_a_full_lane_is_the_lanes_waiting() {
    let mut sketch = Sketch::default();
    let lane = sketch.walkway(0, 1, 10, 1.0, 20);
    sketch.gate(1, None, None);
    let door = sketch.door(lane, 10);
    sketch.walkers(door, 60, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert!(ran.simulation.directions[0].held_up > 0);
}
