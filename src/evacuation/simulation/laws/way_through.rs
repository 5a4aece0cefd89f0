//! Nobody stands still where somebody who tries every way would get through.

use proptest::prelude::*;

use super::random_town::town;
use super::sketch::{Sketch, plain};
use crate::evacuation::Moment;
use crate::evacuation::simulation::way_through::LastChances;
use crate::evacuation::simulation::{Event, Goal, Outcome, Party, SimulationOptions};
use crate::evacuation::streets::{StreetUse, Window, WindowEffect};
use crate::ids::HazardAreaId;
use crate::plan::ObjectId;

/// Can a party that stands at a node at a moment get to a site with room, whatever way it tries among those open `now`?
fn gets_through(sketch: &Sketch, party: &Party, node: u32, (at, now): (Moment, Moment), been: &mut Vec<u32>) -> bool {
    let has_room = |gate: &crate::evacuation::streets::Gate| gate.capacity.is_none_or(|room| room.0 >= party.persons);
    if sketch.gates.iter().any(|gate| gate.node(party.usage) == Some(node) && has_room(gate)) {
        return true;
    }
    been.push(node);
    let steps = sketch.directions.iter().filter(|direction| direction.from == node);
    let found = steps.filter(|direction| !been.contains(&direction.to)).collect::<Vec<_>>();
    let gets = found.into_iter().any(|direction| {
        let street = &sketch.streets[direction.street as usize];
        let left = leaves(sketch, party, direction.street, street.length, (at, now));
        left.is_some_and(|left| gets_through(sketch, party, direction.to, (left, now), been))
    });
    been.pop();
    gets
}

/// When a party that gets on a street at a moment has left it, if the street is open now and neither closed by then nor
/// overrun before they are through.
fn leaves(
    sketch: &Sketch,
    party: &Party,
    street: u32,
    millimetres: u32,
    (at, now): (Moment, Moment),
) -> Option<Moment> {
    let street = &sketch.streets[street as usize];
    let speed = match street.usage {
        StreetUse::Walking => u64::from(party.speed),
        StreetUse::Driving => u64::from(street.car_speed),
    };
    let left = Moment(at.0 + (u64::from(millimetres) * 1_000_000).div_ceil(speed).max(1));
    let is_barred = |window: &Window| match window.effect {
        WindowEffect::Closed => now < window.until && window.from <= at,
        WindowEffect::Overrun => now < window.until && window.from <= left,
        WindowEffect::Slowed(_) => false,
    };
    (street.usage == party.usage && !street.windows.iter().any(is_barred)).then_some(left)
}

/// Nothing is slow, so that who comes sooner gets through if anybody does.
fn without_slow_ground(sketch: &mut Sketch) {
    for street in &mut sketch.streets {
        street.windows.retain(|window| !matches!(window.effect, WindowEffect::Slowed(_)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nobody_stands_still_where_a_way_through_is_open(sketch in town(), alone in any::<prop::sample::Index>()) {
        let mut sketch = sketch;
        without_slow_ground(&mut sketch);
        if !sketch.parties.is_empty() {
            sketch.parties = vec![sketch.parties[alone.index(sketch.parties.len())].clone()];
            sketch.parties[0].goal = Goal::Nearest;
        }
        let ran = sketch.run(&plain());
        let mut is_on_the_way = false;
        for (at, event) in &ran.log {
            match *event {
                Event::Entered { .. } => is_on_the_way = true,
                Event::Held { node, .. } => {
                    let party = &sketch.parties[0];
                    let mut starts = sketch.origins[party.origin as usize].starts(party.usage).iter();
                    let gets = if is_on_the_way {
                        gets_through(&sketch, party, node, (*at, *at), &mut Vec::new())
                    } else {
                        starts.any(|start| {
                            let direction = sketch.directions[start.direction as usize];
                            leaves(&sketch, party, direction.street, start.rest, (*at, *at))
                                .is_some_and(|left| gets_through(&sketch, party, direction.to, (left, *at), &mut Vec::new()))
                        })
                    };
                    prop_assert!(!gets, "held at node {} at {:?}, and a way through was open", node, at);
                }
                Event::Left { .. }
                | Event::Passed { .. }
                | Event::Arrived { .. }
                | Event::Redirected { .. }
                | Event::Caught { .. } => {}
            }
        }
    }

    #[test]
    fn a_last_chance_is_what_trying_every_way_finds(sketch in town(), now in 0_u32..300, node in 0_u32..8) {
        let mut sketch = sketch;
        without_slow_ground(&mut sketch);
        for gate in &mut sketch.gates {
            gate.capacity = None;
        }
        let now = Moment::from_seconds(f64::from(now));
        for usage in StreetUse::ALL {
            let Some(party) = sketch.parties.iter().find(|party| party.usage == usage) else { continue };
            let chances = LastChances::search(&sketch.built(), usage, party.speed, now);
            // Times are rounded once a street, by less than a microsecond.
            let soon = Moment(now.0 + 20);
            let gets = gets_through(&sketch, party, node, (now, now), &mut Vec::new());
            prop_assert!(chances.is_left(node, now) || !gets, "too late, but somebody gets through");
            prop_assert!(gets || !chances.is_left(node, soon), "a chance, but nobody gets through");
        }
    }
}

#[test]
fn a_way_that_closes_later_is_still_taken_where_the_better_one_closes_too_soon() {
    // From the door two ways lead to the site: a short one that is overrun before it can be passed, and a longer one
    // that is overrun at the same moment farther on, after it has been passed. Who only knew the streets of that later
    // moment would stand still.
    let mut sketch = Sketch::default();
    let to_fork = sketch.walkway(0, 1, 10, 5.0, 100);
    let short = sketch.walkway(1, 2, 100, 5.0, 100);
    let long = sketch.walkway(1, 3, 60, 5.0, 100);
    sketch.walkway(3, 2, 60, 5.0, 100);
    let overrun = |from: f64| Window {
        from: Moment::from_seconds(from),
        until: Moment::NEVER,
        effect: WindowEffect::Overrun,
        cause: ObjectId::HazardArea(HazardAreaId(1)),
    };
    sketch.window(short, overrun(90.0));
    sketch.window(long, overrun(90.0));
    sketch.gate(2, None, None);
    let door = sketch.door(to_fork, 10);
    sketch.walkers(door, 1, Goal::Nearest, 0.0);
    let ran = sketch.run(&plain());
    assert!(matches!(ran.outcome(0), Outcome::Safe { .. }), "{:?}", ran.outcome(0));
    assert!((ran.last() - 130.0).abs() < 1e-3, "{}", ran.last());
}

#[test]
fn where_the_crowd_is_too_slow_on_the_short_way_the_longer_empty_one_is_taken() {
    let mut sketch = Sketch::default();
    let to_fork = sketch.walkway(0, 1, 10, 5.0, 100);
    let short = sketch.walkway(1, 2, 50, 5.0, 100);
    let long = sketch.walkway(1, 2, 70, 5.0, 1000);
    for street in [short, long] {
        let cause = ObjectId::HazardArea(HazardAreaId(1));
        let (from, until) = (Moment::from_seconds(100.0), Moment::NEVER);
        sketch.window(street, Window { from, until, effect: WindowEffect::Overrun, cause });
    }
    sketch.gate(2, None, None);
    let crowd = sketch.door(short, 50);
    sketch.walkers(crowd, 40, Goal::Nearest, 0.0);
    let alone = sketch.door(to_fork, 10);
    sketch.walkers(alone, 1, Goal::Nearest, 0.0);
    let ran = sketch.run(&SimulationOptions::default());
    assert!(matches!(ran.outcome(40), Outcome::Safe { .. }), "{:?}", ran.outcome(40));
    assert!(
        ran.log
            .iter()
            .any(|(_, event)| matches!(*event, Event::Entered { party: 40, direction, .. } if direction == long))
    );
}

#[test]
fn a_way_through_is_followed_to_its_end_without_turning_back() {
    // Before A the gate road is closed until minute 30; round by B it is a kilometre more; from C the straight way is
    // overrun at minute 40, too soon for a slow walker.
    let mut sketch = Sketch::default();
    let (a, b, c, gate, home) = (0, 1, 2, 3, 4);
    let a_gate = sketch.walkway(a, gate, 10, 5.0, 100);
    sketch.walkway(a, b, 100, 5.0, 1000);
    sketch.walkway(b, gate, 1000, 5.0, 1000);
    sketch.walkway(c, a, 180, 5.0, 1000);
    let straight = sketch.walkway(c, gate, 3000, 5.0, 1000);
    let from_home = sketch.walkway(home, c, 300, 5.0, 1000);
    let cause = ObjectId::HazardArea(HazardAreaId(1));
    let at = Moment::from_minutes;
    sketch.window(a_gate, Window { from: Moment::START, until: at(30.0), effect: WindowEffect::Closed, cause });
    sketch.window(straight, Window { from: at(40.0), until: Moment::NEVER, effect: WindowEffect::Overrun, cause });
    sketch.gate(gate, None, None);
    let door = sketch.door(from_home, 300);
    sketch.walkers(door, 1, Goal::Nearest, 0.0);
    let ran = sketch.run(&plain());
    // 300 to C, 180 to A, 100 to B and 1,000 to the gate at a metre a second.
    assert!((ran.last() - 1580.0).abs() < 1.0, "{} s, {:?}", ran.last(), ran.log);
}
