//! Cases whose answer is known to the microsecond.

use super::sketch::{Sketch, every, plain};
use crate::evacuation::simulation::{Goal, Outcome, SimulationOptions};
use crate::evacuation::{Blame, Moment};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-3
}

#[test]
fn a_hundred_people_on_one_street_are_through_after_the_walk_and_99_intervals() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 30, 1.3, 1_000);
    sketch.gate(1, None, None);
    let door = sketch.door(street, 30);
    sketch.walkers(door, 100, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    // ALGORITHMS 5.4: 106 s; a queue that throws the remainder of each second away takes 129 s.
    assert!(close(ran.last(), 30.0 + 99.0 / 1.3), "{}", ran.last());
    let arrivals = ran.arrivals();
    assert!(arrivals.windows(2).all(|pair| close(pair[1] - pair[0], 1.0 / 1.3)));
    let waited: u64 = ran.simulation.parties.iter().map(|party| party.waited.0).sum();
    let interval = every(1.3).0;
    assert_eq!(waited, (0..100).sum::<u64>() * interval, "the n-th waits n intervals");
}

#[test]
fn of_two_streets_in_series_the_narrower_rules() {
    for (first, second) in [(2.0, 0.5), (0.5, 2.0), (1.0, 1.0)] {
        let mut sketch = Sketch::default();
        let one = sketch.walkway(0, 1, 20, first, 1_000);
        sketch.walkway(1, 2, 10, second, 1_000);
        sketch.gate(2, None, None);
        let door = sketch.door(one, 20);
        sketch.walkers(door, 50, Goal::Kept(0), 0.0);
        let ran = sketch.run(&plain());
        let slower = f64::min(first, second);
        assert!(close(ran.last(), 30.0 + 49.0 / slower), "{first} then {second}: {}", ran.last());
    }
}

#[test]
fn two_streets_that_meet_share_the_third_evenly() {
    let mut sketch = Sketch::default();
    let left = sketch.walkway(0, 2, 10, 5.0, 1_000);
    let right = sketch.walkway(1, 2, 10, 5.0, 1_000);
    sketch.walkway(2, 3, 10, 1.0, 12);
    sketch.gate(3, None, None);
    let (a, b) = (sketch.door(left, 10), sketch.door(right, 10));
    sketch.walkers(a, 40, Goal::Kept(0), 0.0);
    sketch.walkers(b, 40, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert!(close(ran.last(), 20.0 + 79.0), "{}", ran.last());
    let by_half = |from: usize| {
        let of = ran.simulation.parties[from..from + 40].iter();
        of.filter(|p| matches!(p.outcome, Outcome::Safe { at, .. } if at.seconds().value() <= 60.0)).count()
    };
    let (left, right) = (by_half(0), by_half(40));
    assert!(left.abs_diff(right) <= 2, "{left} and {right} of the first 41 came from either side");
}

#[test]
fn a_full_street_grows_back_over_the_junction() {
    let mut sketch = Sketch::default();
    let first = sketch.walkway(0, 1, 10, 10.0, 1_000);
    sketch.walkway(1, 2, 10, 1.0, 20);
    sketch.gate(2, None, None);
    let door = sketch.door(first, 10);
    sketch.walkers(door, 60, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert!(close(ran.last(), 20.0 + 59.0), "{}", ran.last());
    assert_eq!(ran.simulation.directions[2].most, 20, "the narrow street is full");
    let record = &ran.simulation.directions;
    assert!(record[0].waited > 0, "and people wait before it");
    assert!(record[2].held_up > 0 && record[2].held_up == record[0].waited_for_next, "on its account");
}

#[test]
fn a_gate_lets_so_many_through_a_second() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 10.0, 1_000);
    sketch.gate(1, None, Some(0.25));
    let door = sketch.door(street, 10);
    sketch.walkers(door, 20, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert!(close(ran.last(), 10.0 + 19.0 * 4.0), "{}", ran.last());
    // 4 s × (0 + … + 19), of which a tenth of a second each time is the street's own.
    let seconds = |micros: u128| f64::from(u32::try_from(micros / 1000).unwrap()) / 1000.0;
    let (gate, street) = (seconds(ran.simulation.gate_waits[0]), seconds(ran.simulation.directions[0].waited));
    assert!((street - 760.0).abs() < 0.1, "{street}");
    assert!(gate > 0.97 * 760.0 && gate < 760.0, "{gate}");
    assert_eq!(ran.simulation.directions[0].most_ready, 20);
}

#[test]
fn opposite_crowds_share_one_width() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 20, 1.0, 1_000);
    sketch.gate(0, None, None);
    sketch.gate(1, None, None);
    let (east, west) = (sketch.door(street, 20), sketch.door(street + 1, 20));
    sketch.walkers(east, 30, Goal::Kept(1), 0.0);
    sketch.walkers(west, 30, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert!(close(ran.last(), 20.0 + 59.0), "{}", ran.last());
    let last_east = ran.simulation.parties[..30].iter().map(|p| match p.outcome {
        Outcome::Safe { at, .. } => at.seconds().value(),
        Outcome::Exposed { .. } | Outcome::Stranded(_) => f64::NAN,
    });
    assert!(last_east.fold(0.0, f64::max) > 70.0, "neither side goes first as a whole");
}

#[test]
fn cars_keep_their_order_and_walkers_pass_each_other() {
    let mut sketch = Sketch::default();
    let lane = sketch.lane(0, 1, 1_000, 0.8, 130);
    sketch.gate(1, None, None);
    let door = sketch.door(lane, 1_000);
    sketch.cars(door, 10, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    assert!(close(ran.last(), 100.0 + 9.0 / 0.8), "{}", ran.last());

    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 100, 10.0, 1_000);
    sketch.gate(1, None, None);
    let door = sketch.door(street, 100);
    sketch.walkers(door, 2, Goal::Kept(0), 0.0);
    sketch.parties[0].speed = 500;
    let ran = sketch.run(&plain());
    assert_eq!(ran.arrivals(), [100.0, 200.0]);
}

#[test]
fn a_car_carries_its_people() {
    let mut sketch = Sketch::default();
    let lane = sketch.lane(0, 1, 1_000, 0.5, 130);
    sketch.gate(1, Some(12), None);
    let door = sketch.door(lane, 1_000);
    sketch.cars(door, 4, Goal::Kept(0), 0.0);
    for car in &mut sketch.parties {
        car.persons = 3;
    }
    let ran = sketch.run(&plain());
    assert!(close(ran.last(), 100.0 + 3.0 / 0.5), "four cars, not twelve walkers: {}", ran.last());
    assert_eq!(ran.simulation.directions[0].persons, 12);
}

#[test]
fn nobody_leaves_no_time_passes() {
    let mut sketch = Sketch::default();
    let street = sketch.walkway(0, 1, 10, 1.0, 10);
    sketch.gate(1, None, None);
    sketch.door(street, 10);
    let ran = sketch.run(&plain());
    assert_eq!(ran.simulation.ended, Moment::START);
    assert!(ran.log.is_empty());
}

#[test]
fn a_queue_over_five_streets_is_charged_to_the_narrow_one_at_its_head() {
    let mut sketch = Sketch::default();
    let first = sketch.walkway(0, 1, 10, 10.0, 20);
    for node in 1..5 {
        sketch.walkway(node, node + 1, 10, 10.0, 20);
    }
    sketch.walkway(5, 6, 10, 0.5, 20);
    sketch.gate(6, None, None);
    let door = sketch.door(first, 10);
    sketch.walkers(door, 200, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    let blame = Blame::of(&ran.simulation, |_| None);
    let head = blame.directions[10] + blame.directions[11];
    let all: f64 = blame.directions.iter().sum();
    // Two hundred at once wait for the width of the wide streets too, a tenth of a second each, until the queue stands.
    assert!(head > 0.8 * all, "{head} of {all}: {:?}", blame.directions);
    assert!(blame.directions[..10].iter().all(|&other| other < head / 20.0), "{:?}", blame.directions);
}

#[test]
fn people_who_hear_of_the_queue_share_a_narrow_short_way_and_a_wide_long_one() {
    // 600 people, one a second; the short way passes one in four seconds, the long one all.
    let mut sketch = Sketch::default();
    let to_fork = sketch.walkway(0, 1, 10, 10.0, 1000);
    let short = sketch.walkway(1, 2, 100, 0.25, 1000);
    let long = sketch.walkway(1, 3, 200, 10.0, 1000);
    sketch.walkway(3, 2, 200, 10.0, 1000);
    sketch.gate(2, None, None);
    let door = sketch.door(to_fork, 10);
    sketch.walkers(door, 600, Goal::Kept(0), 1.0);
    let keeps = sketch.run(&plain());
    assert_eq!(keeps.simulation.directions[long as usize].passed, 0);
    // The last leaves the door after 599 s and is at the queue's end 110 s later; the queue is out every four seconds.
    assert!((keeps.last() - (110.0 + 599.0 * 4.0)).abs() < 1.0, "{}", keeps.last());
    let hears = SimulationOptions { news: Some(Moment::from_seconds(10.0)), ..plain() };
    let hears = sketch.run(&hears);
    let on = |direction: u32| hears.simulation.directions[direction as usize].passed;
    assert_eq!(on(short) + on(long), 600);
    assert!(on(short) > 100 && on(long) > 300, "{} {}", on(short), on(long));
    // Nobody can be through before 599 + 110 s; who hears of the queue is at most its length of 300 s, and news that is
    // 10 s and a walk old, behind.
    assert!(hears.last() < 1200.0, "{}", hears.last());
}
