//! Nobody stands still where somebody who tries every way would get through.

use proptest::prelude::*;

use super::random_town::town;
use super::sketch::{Sketch, plain};
use crate::evacuation::Moment;
use crate::evacuation::simulation::{Event, Goal, Outcome, Party};
use crate::evacuation::streets::{StreetUse, Window, WindowEffect};
use crate::ids::HazardAreaId;
use crate::plan::ObjectId;

/// Can a party that stands at a node at a moment get to a site with room, whatever way it tries?
fn gets_through(sketch: &Sketch, party: &Party, node: u32, at: Moment, been: &mut Vec<u32>) -> bool {
    let has_room = |gate: &crate::evacuation::streets::Gate| gate.capacity.is_none_or(|room| room.0 >= party.persons);
    if sketch.gates.iter().any(|gate| gate.node(party.usage) == Some(node) && has_room(gate)) {
        return true;
    }
    been.push(node);
    let steps = sketch.directions.iter().filter(|direction| direction.from == node);
    let found = steps.filter(|direction| !been.contains(&direction.to)).collect::<Vec<_>>();
    let gets = found.into_iter().any(|direction| {
        let street = &sketch.streets[direction.street as usize];
        let left = leaves(sketch, party, direction.street, street.length, at);
        left.is_some_and(|left| gets_through(sketch, party, direction.to, left, been))
    });
    been.pop();
    gets
}

/// When a party that gets on a street at a moment has left it, if that is allowed and no hazard catches it there.
fn leaves(sketch: &Sketch, party: &Party, street: u32, millimetres: u32, at: Moment) -> Option<Moment> {
    let street = &sketch.streets[street as usize];
    let speed = match street.usage {
        StreetUse::Walking => u64::from(party.speed),
        StreetUse::Driving => u64::from(street.car_speed),
    };
    let left = Moment(at.0 + (u64::from(millimetres) * 1_000_000).div_ceil(speed).max(1));
    let is_barred = |window: &Window| match window.effect {
        WindowEffect::Closed => window.from <= at,
        WindowEffect::Overrun => window.from <= left,
        WindowEffect::Slowed(_) => false,
    };
    (street.usage == party.usage && !street.windows.iter().any(is_barred)).then_some(left)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nobody_stands_still_where_a_way_through_is_open(sketch in town(), alone in any::<prop::sample::Index>()) {
        let mut sketch = sketch;
        // What closes stays closed and nothing is slow, so that who comes sooner gets through if anybody does.
        for street in &mut sketch.streets {
            street.windows.retain(|window| !matches!(window.effect, WindowEffect::Slowed(_)));
            for window in &mut street.windows {
                window.until = Moment::NEVER;
            }
        }
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
                        gets_through(&sketch, party, node, *at, &mut Vec::new())
                    } else {
                        starts.any(|start| {
                            let direction = sketch.directions[start.direction as usize];
                            leaves(&sketch, party, direction.street, start.rest, *at)
                                .is_some_and(|left| gets_through(&sketch, party, direction.to, left, &mut Vec::new()))
                        })
                    };
                    prop_assert!(!gets, "held at node {} at {:?}, and a way through was open", node, at);
                }
                Event::Left { .. } | Event::Passed { .. } | Event::Arrived { .. } => {}
                Event::Redirected { .. } | Event::Caught { .. } => {}
            }
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
