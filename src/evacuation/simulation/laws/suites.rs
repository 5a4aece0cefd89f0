//! Published verification cases as far as streets can express them: IMO MSC.1/Circ.1533, `RiMEA`, NIST TN 1822.
//!
//! The page `data/verification.md` lists every case of the three suites with the test here that stands for it, or why
//! there is none; the last test holds the page and this file together.

use super::sketch::{Ran, Sketch, plain};
use crate::analysis::StudyValues;
use crate::evacuation::Moment;
use crate::evacuation::crowding::{flow, relative_speed};
use crate::evacuation::departure::{DepartureValues, departure_ms, household_draw};
use crate::evacuation::people::{DoorPeople, PeopleRules};
use crate::evacuation::simulation::{Event, Goal, Outcome, Party, SimulationOptions};
use crate::evacuation::streets::{Window, WindowEffect};
use crate::ids::{ClosureId, DemandId, HazardAreaId};
use crate::plan::{
    CrowdingModel, DepartureCurve, EvacuationSettings, ObjectId, Settings, TimeOfDay, TravelMode, WalkingProfile,
};
use crate::standards::ValueKey;

/// Persons that pass a metre of corridor or door in a second (IMO, table of maximum specific flows).
const FLOW: f64 = 1.3;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-3
}

/// A corridor, or a room that people cross: so many metres long and wide.
fn corridor(sketch: &mut Sketch, from: u32, to: u32, metres: u32, width: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a drawing of a few hundred metres")]
    let storage = (f64::from(metres) * width * 5.4) as u32;
    sketch.walkway(from, to, metres, FLOW * width, storage)
}

/// Free speeds from 0.97 to 1.62 m/s, evenly: men of 30 to 50 years (IMO).
fn spread_speeds(parties: &mut [Party]) {
    let last = u32::try_from(parties.len().max(2) - 1).unwrap();
    for (n, party) in (0_u32..).zip(parties) {
        party.speed = 970 + 650 * n / last;
    }
}

fn window(from: f64, effect: WindowEffect, cause: ObjectId) -> Window {
    Window { from: Moment::from_seconds(from), until: Moment::NEVER, effect, cause }
}

/// When the last of some parties was safe, in seconds.
fn last_of(ran: &Ran, parties: std::ops::Range<usize>) -> f64 {
    let times = ran.simulation.parties[parties].iter().map(|party| match party.outcome {
        Outcome::Safe { at, .. } => at.seconds().value(),
        other => panic!("not safe: {other:?}"),
    });
    times.fold(0.0, f64::max)
}

fn gates_of(ran: &Ran) -> Vec<Option<u32>> {
    let gate = |outcome| if let Outcome::Safe { gate, .. } = outcome { Some(gate) } else { None };
    ran.simulation.parties.iter().map(|party| gate(party.outcome)).collect()
}

fn people(household: f64) -> PeopleRules {
    let values = StudyValues::from_settings(&Settings::default());
    let settings = EvacuationSettings {
        household_persons: household,
        departure: DepartureCurve::Rayleigh,
        ..EvacuationSettings::default()
    };
    PeopleRules::of(&values, &settings, 1, TravelMode::Walking, TimeOfDay::Day)
}

fn at_door(rules: &PeopleRules, door: u32, persons: u32) -> Vec<Party> {
    let mut parties = Vec::new();
    let door = DoorPeople {
        origin: 0,
        demand: DemandId(door),
        persons,
        phase: Moment::START,
        kept: &[],
        kept_by_car: &[],
        otherwise: Goal::Nearest,
        has_car_road: false,
        has_walkway: true,
    };
    rules.parties(&door, &mut parties);
    parties
}

#[test]
fn one_person_keeps_the_set_speed_along_forty_metres_of_corridor() {
    // IMO 1 m/s: 40 s. RiMEA 1.33 m/s: 26 to 34 s.
    for (speed, expected, range) in [(1000, 40.0, 39.9..=40.1), (1330, 40.0 / 1.33, 26.0..=34.0)] {
        let mut sketch = Sketch::default();
        let street = corridor(&mut sketch, 0, 1, 40, 2.0);
        sketch.gate(1, None, None);
        let door = sketch.door(street, 40);
        sketch.walkers(door, 1, Goal::Kept(0), 0.0);
        sketch.parties[0].speed = speed;
        let last = sketch.run(&SimulationOptions::default()).last();
        assert!(close(last, expected) && range.contains(&last), "{last}");
    }
}

#[test]
fn one_person_keeps_the_set_speed_on_ten_metres_of_stairs_either_way() {
    for downward in [false, true] {
        let mut sketch = Sketch::default();
        let stairs = corridor(&mut sketch, 0, 1, 10, 2.0);
        sketch.streets[0].ease = 0.5;
        sketch.gate(0, None, None);
        sketch.gate(1, None, None);
        let door = sketch.door(stairs + u32::from(downward), 10);
        sketch.walkers(door, 1, Goal::Kept(u32::from(!downward)), 0.0);
        // Half of 2 m/s is the suites' 1 m/s on the stairs themselves.
        sketch.parties[0].speed = 2000;
        let last = sketch.run(&SimulationOptions::default()).last();
        assert!(close(last, 10.0), "{last}");
    }
}

#[test]
fn a_hundred_people_leave_a_room_through_a_metre_of_door_at_no_more_than_1_33_a_second() {
    let mut sketch = Sketch::default();
    let room = corridor(&mut sketch, 0, 1, 8, 5.0);
    sketch.gate(1, None, Some(FLOW));
    for metres in [1, 2, 4, 6, 8] {
        let door = sketch.door(room, metres);
        sketch.walkers(door, 20, Goal::Kept(0), 0.0);
    }
    let ran = sketch.run(&SimulationOptions::default());
    let arrivals = ran.arrivals();
    let rate = 99.0 / (arrivals[99] - arrivals[0]);
    assert!(rate <= 1.33 && 100.0 / ran.last() <= 1.33, "{rate}");
    assert!(rate > 1.29, "and not much slower than the width lets: {rate}");
}

#[test]
fn each_of_ten_people_starts_at_the_moment_set_between_ten_and_a_hundred_seconds() {
    let mut sketch = Sketch::default();
    let room = corridor(&mut sketch, 0, 1, 8, 5.0);
    sketch.gate(1, None, None);
    let door = sketch.door(room, 8);
    sketch.walkers(door, 10, Goal::Kept(0), 10.0);
    for party in &mut sketch.parties {
        party.leaves = party.leaves + Moment::from_seconds(10.0);
    }
    let ran = sketch.run(&SimulationOptions::default());
    let left: Vec<f64> = ran
        .log
        .iter()
        .filter(|(_, event)| matches!(event, Event::Left { .. }))
        .map(|(at, _)| at.seconds().value())
        .collect();
    assert_eq!(left, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]);
}

#[test]
fn departures_drawn_between_ten_and_a_hundred_seconds_are_spread_evenly() {
    let curve = DepartureCurve::Table(vec![(10.0 / 60.0, 0.0), (100.0 / 60.0, 1.0)]);
    let values = DepartureValues { delay_min: 0.0, mean_min: 0.0 };
    let drawn = (0..10_000).map(|door| departure_ms(&curve, values, household_draw(1, DemandId(door), 0)).unwrap());
    let mut drawn: Vec<u32> = drawn.collect();
    drawn.sort_unstable();
    assert!(drawn[0] >= 10_000 && drawn[9_999] <= 100_000);
    for (n, &ms) in (0_u32..).zip(&drawn) {
        // The largest gap to the even spread of 10,000 draws is below 2 % (Kolmogorov: 1.63 % in 99 of 100 cases).
        let even = 10_000.0 + 9.0 * f64::from(n);
        assert!((f64::from(ms) - even).abs() < 0.02 * 90_000.0, "{n}: {ms}");
    }
}

#[test]
fn a_corner_takes_twenty_people_no_longer_than_a_straight_street() {
    let through = |pieces: &[u32]| {
        let mut sketch = Sketch::default();
        for (n, &metres) in (0_u32..).zip(pieces) {
            corridor(&mut sketch, n, n + 1, metres, 2.0);
        }
        sketch.gate(u32::try_from(pieces.len()).unwrap(), None, None);
        let door = sketch.door(0, pieces[0]);
        sketch.walkers(door, 20, Goal::Kept(0), 0.0);
        sketch.run(&plain()).last()
    };
    assert!(close(through(&[12, 12]), through(&[24])));
}

#[test]
fn walking_speeds_come_in_the_shares_and_ranges_of_their_groups() {
    let rules = people(1.0);
    let values = StudyValues::from_settings(&Settings::default());
    assert_eq!(values.walking(), WalkingProfile::Average);
    let speeds: Vec<u32> = (0..20_000).flat_map(|door| at_door(&rules, door, 1)).map(|party| party.speed).collect();
    // The ranges of RiMEA (after Weidmann): limited mobility, over 50, under 30 and 30 to 50 together.
    let groups = [
        (ValueKey::WalkingSpeedSlow, Some(ValueKey::DisabledPersonsShare), 460..=760),
        (ValueKey::WalkingSpeedOlder, Some(ValueKey::OlderPersonsShare), 680..=1410),
        (ValueKey::WalkingSpeedChildGroup, Some(ValueKey::YoungChildrenShare), 580..=1610),
        (ValueKey::WalkingSpeedAdult, None, 580..=1610),
    ];
    let given: f64 = groups.iter().filter_map(|group| group.1).map(|key| values.number(key)).sum();
    let mut seen = 0;
    for (speed, share, range) in groups {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a walking speed")]
        let speed = (values.number(speed) * 1000.0).round() as u32;
        let share = share.map_or(1.0 - given, |key| values.number(key));
        let count = speeds.iter().filter(|&&one| one == speed).count();
        seen += count;
        let drawn = f64::from(u32::try_from(count).unwrap()) / 20_000.0;
        assert!((drawn - share).abs() < 0.015, "{speed}: {drawn} for {share}");
        assert!(range.contains(&speed), "{speed} in {range:?}");
    }
    assert_eq!(seen, 20_000, "nobody walks otherwise");
}

#[test]
fn the_last_of_a_hundred_comes_later_the_more_walk_against_them() {
    let with = |against: u32| {
        let mut sketch = Sketch::default();
        let room = corridor(&mut sketch, 0, 1, 10, 10.0);
        corridor(&mut sketch, 1, 2, 10, 2.0);
        let other_room = corridor(&mut sketch, 2, 3, 10, 10.0);
        sketch.gate(0, None, None);
        sketch.gate(3, None, None);
        let (one, other) = (sketch.door(room, 10), sketch.door(other_room + 1, 10));
        sketch.walkers(one, 100, Goal::Kept(1), 0.0);
        sketch.walkers(other, against, Goal::Kept(0), 0.0);
        spread_speeds(&mut sketch.parties[..100]);
        spread_speeds(&mut sketch.parties[100..]);
        last_of(&sketch.run(&SimulationOptions::default()), 0..100)
    };
    let times = [0, 10, 50, 100].map(with);
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
}

#[test]
fn closing_two_of_four_exits_about_doubles_the_time() {
    let with = |exits: &[u32]| {
        // A hall of 30 by 20 m as the streets along its walls, a door of 1 m in each of the four.
        let mut sketch = Sketch::default();
        let walls: Vec<u32> =
            (0..4).map(|n| corridor(&mut sketch, n, (n + 1) % 4, if n % 2 == 0 { 30 } else { 20 }, 10.0)).collect();
        for &exit in exits {
            sketch.gate(exit, None, Some(FLOW));
        }
        for wall in walls {
            for direction in [wall, wall + 1] {
                let door = sketch.door(direction, 5);
                sketch.walkers(door, 125, Goal::Nearest, 0.0);
            }
        }
        spread_speeds(&mut sketch.parties);
        sketch.run(&SimulationOptions::default()).last()
    };
    let (four, two) = (with(&[0, 1, 2, 3]), with(&[0, 2]));
    assert!((1.8..=2.2).contains(&(two / four)), "{four} s through four, {two} s through two");
}

#[test]
fn everybody_takes_the_exit_allotted_to_their_cabin() {
    let mut sketch = Sketch::default();
    // A corridor with six cabins on either side; main exit at its start, secondary exit at its end.
    for n in 0..7 {
        corridor(&mut sketch, n, n + 1, 3, 0.9);
    }
    let (main, secondary) = (sketch.gate(0, None, None), sketch.gate(7, None, None));
    let mut expected = Vec::new();
    for cabin in 1..=12_u32 {
        let gate = if matches!(cabin, 5 | 6 | 11 | 12) { secondary } else { main };
        let cabin_node = 7 + cabin;
        let street = corridor(&mut sketch, cabin_node, 1 + (cabin - 1) % 6, 2, 0.8);
        let door = sketch.door(street, 2);
        let persons = if cabin == 12 { 1 } else { 2 };
        sketch.walkers(door, persons, Goal::Kept(gate), 0.0);
        expected.extend((0..persons).map(|_| Some(gate)));
    }
    assert_eq!(expected.len(), 23);
    assert_eq!(gates_of(&sketch.run(&SimulationOptions::default())), expected);
}

/// A hall with an exit at either end, a thousand people entering it a quarter of its length from one of them.
fn hall_with_two_exits() -> Sketch {
    let mut sketch = Sketch::default();
    let hall = corridor(&mut sketch, 0, 1, 20, 20.0);
    sketch.gate(0, None, Some(FLOW));
    sketch.gate(1, None, Some(FLOW));
    let near = sketch.door(hall, 5);
    sketch.origins[near as usize]
        .on_foot
        .push(crate::evacuation::simulation::Start { direction: hall + 1, rest: 15_000 });
    sketch.walkers(near, 1000, Goal::Nearest, 0.5);
    sketch
}

#[test]
fn with_two_exits_most_take_the_nearer_one_and_some_the_other_because_of_the_queue() {
    let sketch = hall_with_two_exits();
    let sees_queues = SimulationOptions { news: Some(Moment::from_minutes(2.0)), ..SimulationOptions::default() };
    let ran = sketch.run(&sees_queues);
    let gates = gates_of(&ran);
    let near = gates.iter().filter(|&&gate| gate == Some(1)).count();
    let far = gates.iter().filter(|&&gate| gate == Some(0)).count();
    assert_eq!(near + far, 1000);
    assert!(far > 100 && near > far, "{near} near, {far} far");
    // A thousand through one exit take 769 s; the last comes after 500 s.
    let alone = sketch.run(&SimulationOptions::default());
    assert!(alone.last() > 768.0 && ran.last() < 0.85 * alone.last(), "{} and {}", alone.last(), ran.last());
}

#[test]
fn with_two_exits_everybody_takes_the_nearer_one_where_nobody_takes_account_of_queues() {
    let ran = hall_with_two_exits().run(&SimulationOptions::default());
    assert!(gates_of(&ran).iter().all(|&gate| gate == Some(1)));
}

#[test]
fn people_jam_at_the_door_of_the_room_and_at_the_stairs_which_pass_a_steady_stream() {
    let mut sketch = Sketch::default();
    let room = sketch.walkway(0, 1, 8, FLOW * 2.0, 216);
    corridor(&mut sketch, 1, 2, 12, 2.0);
    let stairs = sketch.walkway(2, 3, 10, 0.88 * 2.0, 108);
    sketch.streets[2].ease = 0.5;
    sketch.gate(3, None, None);
    let door = sketch.door(room, 8);
    sketch.walkers(door, 150, Goal::Kept(0), 0.0);
    let ran = sketch.run(&SimulationOptions::default());
    let records = &ran.simulation.directions;
    assert!(records[room as usize].waited > 0, "at the door of the room");
    assert!(records[stairs as usize].waited > 0, "for the stairs");
    let arrivals = ran.arrivals();
    let rate = 99.0 / (arrivals[140] - arrivals[41]);
    assert!((rate - 1.76).abs() < 0.01, "{rate}");
}

#[test]
fn walkers_slow_down_as_the_corridor_fills_as_weidmann_says() {
    let mut sketch = Sketch::default();
    let street = corridor(&mut sketch, 0, 1, 100, 2.0);
    sketch.gate(1, None, None);
    let door = sketch.door(street, 100);
    sketch.walkers(door, 801, Goal::Kept(0), 0.0);
    let ran = sketch.run(&SimulationOptions::default());
    let entered: Vec<f64> =
        ran.log
            .iter()
            .filter_map(|&(at, event)| {
                if let Event::Entered { ready, .. } = event { Some((ready - at).seconds().value()) } else { None }
            })
            .collect();
    // Published speeds over the free 1.34 m/s, for those who come as number 100, 200, 350 upon 200 m².
    for (others, published) in [(100, 1.2984), (200, 1.0581)] {
        let walked = 100.0 / entered[others] * 1.34;
        assert!((walked - published).abs() < 1e-3, "{others} others: {walked} m/s");
    }
    assert!(entered.windows(2).all(|pair| pair[0] <= pair[1]), "never faster among more");
    // From the density of the largest flow on, the crowd walks on; the queue ahead holds it up.
    assert!(close(entered[800], 100.0 / relative_speed(CrowdingModel::Weidmann, 1.751)));
}

#[test]
fn a_very_dense_crowd_passes_less_than_a_moderately_dense_one() {
    for model in [CrowdingModel::Weidmann, CrowdingModel::Sfpe] {
        let (thin, moderate, dense) = (flow(model, 0.5), flow(model, 1.8), flow(model, 3.5));
        assert!(moderate > thin && moderate > dense, "{model:?}: {thin} {moderate} {dense}");
    }
}

#[test]
fn clearance_falls_with_walking_speed_until_the_door_of_the_house_rules() {
    let with = |speed: u32| {
        let mut sketch = Sketch::default();
        // Three floors of 30 m on one staircase.
        for floor in 0..3 {
            corridor(&mut sketch, 10 + floor, floor, 30, 2.0);
        }
        for floor in 0..2 {
            corridor(&mut sketch, floor + 1, floor, 8, 2.0);
        }
        sketch.gate(0, None, Some(FLOW));
        for floor in 0..3 {
            let door = sketch.door(2 * floor, 30);
            sketch.walkers(door, 40, Goal::Kept(0), 0.0);
        }
        for party in &mut sketch.parties {
            party.speed = speed;
        }
        sketch.run(&plain()).last()
    };
    let times = [400, 800, 1200, 1600].map(with);
    assert!(times.windows(2).all(|pair| pair[1] < pair[0]), "{times:?}");
    let door = 119.0 / FLOW;
    assert!(times.iter().all(|time| *time > door) && times[3] < door + 30.0, "{times:?} against {door}");
}

#[test]
fn people_queue_before_a_bottleneck_and_not_behind_it() {
    let mut sketch = Sketch::default();
    let room = corridor(&mut sketch, 0, 1, 10, 10.0);
    let bottleneck = corridor(&mut sketch, 1, 2, 5, 1.0);
    let behind = corridor(&mut sketch, 2, 3, 10, 10.0);
    sketch.gate(3, None, Some(FLOW));
    let door = sketch.door(room, 10);
    sketch.walkers(door, 150, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    let records = &ran.simulation.directions;
    assert!(records[room as usize].waited > 0 && records[bottleneck as usize].held_up > 0);
    let behind = records[behind as usize].waited;
    assert!(behind < 150_000, "at most a millisecond each behind it: {behind}");
    assert!(close(ran.last(), 25.0 + 149.0 / FLOW), "{}", ran.last());
}

#[test]
fn of_two_ways_the_one_that_takes_less_time_is_taken_stairs_counted() {
    for (detour, expected) in [(30, 1), (60, 0)] {
        let mut sketch = Sketch::default();
        let start = corridor(&mut sketch, 0, 1, 10, 2.0);
        let stairs = corridor(&mut sketch, 1, 2, 20, 2.0);
        sketch.streets[1].ease = 0.5;
        let level = corridor(&mut sketch, 1, 2, detour, 2.0);
        sketch.gate(2, None, None);
        let door = sketch.door(start, 10);
        sketch.walkers(door, 1, Goal::Kept(0), 0.0);
        let ran = sketch.run(&SimulationOptions::default());
        let taken = [stairs, level].map(|way| ran.simulation.directions[way as usize].passed);
        assert_eq!(taken[expected], 1, "{detour} m on the level against 20 m of stairs: {taken:?}");
    }
}

#[test]
fn poor_sight_slows_walkers_by_the_share_the_hazard_says() {
    for (share, expected) in [(1.0, 80.0), (0.5, 160.0), (0.2, 400.0)] {
        let mut sketch = Sketch::default();
        let street = corridor(&mut sketch, 0, 1, 100, 2.0);
        sketch.window(street, window(0.0, WindowEffect::Slowed(share), ObjectId::HazardArea(HazardAreaId(1))));
        sketch.gate(1, None, None);
        let door = sketch.door(street, 100);
        sketch.walkers(door, 1, Goal::Kept(0), 0.0);
        sketch.parties[0].speed = 1250;
        let last = sketch.run(&SimulationOptions::default()).last();
        assert!(close(last, expected), "{share}: {last}");
    }
}

#[test]
fn who_is_still_in_the_queue_when_the_hazard_comes_goes_no_further() {
    let mut sketch = Sketch::default();
    let street = corridor(&mut sketch, 0, 1, 10, 2.0);
    sketch.window(street, window(60.0, WindowEffect::Overrun, ObjectId::HazardArea(HazardAreaId(1))));
    sketch.gate(1, None, Some(0.5));
    let door = sketch.door(street, 10);
    sketch.walkers(door, 100, Goal::Kept(0), 0.0);
    let ran = sketch.run(&plain());
    let caught = ran.simulation.parties.iter().filter(|party| matches!(party.outcome, Outcome::Exposed { .. })).count();
    // Through the gate at 10, 12, … 60 s.
    assert_eq!((ran.arrivals().len(), caught), (25, 75));
}

#[test]
fn a_household_leaves_together_at_the_pace_of_its_slowest() {
    let (together, alone) = (people(4.0), people(1.0));
    for door in 0..500 {
        let parties = at_door(&together, door, 4);
        assert_eq!(parties.len(), 4);
        assert!(parties.iter().all(|party| (party.leaves, party.speed) == (parties[0].leaves, parties[0].speed)));
        let first = at_door(&alone, door, 1);
        assert!(parties[0].speed <= first[0].speed, "the same first member, never faster with others");
    }
}

#[test]
fn when_the_nearer_exit_closes_people_take_the_other() {
    let mut sketch = Sketch::default();
    let room = corridor(&mut sketch, 0, 1, 5, 5.0);
    let near = corridor(&mut sketch, 1, 2, 10, 2.0);
    corridor(&mut sketch, 1, 3, 20, 2.0);
    sketch.window(near, window(1.0, WindowEffect::Closed, ObjectId::Closure(ClosureId(1))));
    sketch.gate(2, None, None);
    sketch.gate(3, None, None);
    let door = sketch.door(room, 5);
    sketch.walkers(door, 1, Goal::Nearest, 0.0);
    let ran = sketch.run(&SimulationOptions::default());
    assert_eq!(gates_of(&ran), [Some(1)]);
    assert!(close(ran.last(), 25.0), "{}", ran.last());
}

#[test]
fn the_page_of_the_suites_names_every_test_and_every_case() {
    let page = include_str!("../../../../data/verification.md");
    let source = include_str!("suites.rs");
    let mut tests: Vec<&str> = source
        .split("#[test]\nfn ")
        .skip(1)
        .filter_map(|rest| rest.split('(').next())
        .filter(|name| *name != "the_page_of_the_suites_names_every_test_and_every_case")
        .collect();
    tests.sort_unstable();
    let mut named: Vec<&str> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('_') && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, tests, "the page names what is tested, and nothing else");
    let rows = |suite: &str| page.lines().filter(|line| line.starts_with(&format!("| {suite} "))).count();
    assert_eq!([rows("IMO"), rows("RiMEA"), rows("NIST")], [12, 15, 17], "one row a case");
    let status = ["passes", "in part", "not reproduced", "not expressible"];
    let cases =
        page.lines().filter(|line| ["| IMO ", "| RiMEA ", "| NIST "].iter().any(|suite| line.starts_with(suite)));
    for case in cases {
        let said = case.split('|').nth(3).unwrap().trim();
        assert!(status.contains(&said), "{case}");
        let is_tested = case.contains('`');
        assert_eq!(is_tested, said != "not expressible", "{case}");
    }
}
