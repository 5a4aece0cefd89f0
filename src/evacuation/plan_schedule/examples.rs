//! Timetables that can be redone on paper.

use super::sketch::{Sketch, SketchedDoor, SketchedStreet, study};
use super::{PlanScheduleError, PlannedGroup, PlannedSchedule, SCHEDULE_STEP, check_timetable};
use crate::evacuation::Moment;
use crate::evacuation::simulation::{Goal, StrandedReason};
use crate::evacuation::streets::WindowEffect;
use crate::jobs::JobContext;

fn street(ends: (u32, u32), metres: u32, tenths: u32) -> SketchedStreet {
    SketchedStreet { ends, metres, tenths, storage: 100_000, is_for_cars: false, windows: Vec::new() }
}

fn door(street: usize, percent: u32, parties: u32, speed: u32) -> SketchedDoor {
    SketchedDoor { street, percent, parties, persons: 1, speed, overrun_s: None }
}

fn planned(sketch: &Sketch) -> PlannedSchedule {
    let study = study(sketch);
    let planned = PlannedSchedule::of(&study, SCHEDULE_STEP, &JobContext::new()).unwrap();
    assert_eq!(check_timetable(&study, &planned), Ok(()));
    planned
}

fn rows(planned: &PlannedSchedule) -> Vec<(u64, u64, u64)> {
    let row = |group: &PlannedGroup| (group.leaves.whole_seconds(), group.arrives.whole_seconds(), group.persons);
    planned.groups.iter().map(row).collect()
}

#[test]
fn groups_on_one_street_leave_as_it_lets_them_through() {
    // 60 people at the beginning of a street of 100 m that passes 2 a second: 20 in each step of ten seconds.
    let sketch = Sketch {
        streets: vec![street((0, 1), 100, 20)],
        doors: vec![door(0, 0, 60, 1000)],
        gates: vec![(1, None, None)],
    };
    let planned = planned(&sketch);
    // 2 m to the road and 100 m along it are eleven steps, 3 m into the site another one, and ten seconds until the last
    // of a step is through.
    assert_eq!(rows(&planned), [(0, 130, 20), (10, 140, 20), (20, 150, 20)]);
    assert_eq!(planned.groups[0].directions().collect::<Vec<_>>(), [0]);
    assert_eq!((planned.egress, planned.bound), (Moment(150_000_000), Some(planned.egress)));
}

#[test]
fn both_directions_share_a_street_and_everybody_goes_at_their_own_pace() {
    // Twenty from each end of a street that passes two a second, to a site at the other end: twenty a step, not forty.
    let mut sketch = Sketch {
        streets: vec![street((0, 1), 100, 20)],
        doors: vec![door(0, 50, 40, 1000)],
        gates: vec![(1, Some(20), None), (0, Some(20), None)],
    };
    assert_eq!(rows(&planned(&sketch)), [(0, 80, 20), (10, 90, 20)]);
    // Somebody half as fast takes 4 and 100 seconds, eleven steps, and six to get in.
    sketch = Sketch { doors: vec![door(0, 50, 1, 500), door(0, 50, 1, 1000)], gates: vec![(1, None, None)], ..sketch };
    assert_eq!(rows(&planned(&sketch)), [(0, 130, 1), (0, 80, 1)]);
}

#[test]
fn nobody_enters_what_is_closed_or_what_a_hazard_takes_before_they_are_through() {
    let mut sketch = Sketch {
        streets: vec![street((0, 1), 100, 20)],
        doors: vec![door(0, 0, 60, 1000)],
        gates: vec![(1, None, None)],
    };
    // Closed from 15 to 42 s. They are at the road two seconds after leaving: nobody leaves in the second and third step.
    sketch.streets[0].windows = vec![(15, 27, WindowEffect::Closed)];
    assert_eq!(rows(&planned(&sketch)), [(0, 130, 20), (40, 170, 20), (50, 180, 20)]);
    // A hazard comes at 130 s: who leaves in the first step is off the street by 120 s, in the second by 130 s.
    sketch.streets[0].windows = vec![(130, 1 << 40, WindowEffect::Overrun)];
    let planned = planned(&sketch);
    assert_eq!((rows(&planned), planned.left_behind), (vec![(0, 130, 20), (10, 140, 20)], 20));
}

#[test]
fn who_has_no_way_to_any_site_is_unreachable_and_not_cut_off() {
    let sketch = Sketch {
        streets: vec![street((0, 1), 100, 20), street((2, 3), 100, 20)],
        doors: vec![door(0, 0, 20, 1000), door(1, 0, 30, 1000)],
        gates: vec![(1, None, None)],
    };
    let planned = planned(&sketch);
    let lost = Goal::Nowhere(StrandedReason::Unreachable);
    assert_eq!(planned.left_behind, 30);
    assert!(planned.parties.iter().all(|party| (party.origin == 1) == (party.goal == lost)));
}

#[test]
fn too_many_people_are_refused_and_nobody_is_no_fault() {
    let mut sketch =
        Sketch { streets: vec![street((0, 1), 9, 20)], doors: vec![door(0, 0, 0, 1000)], gates: vec![(1, None, None)] };
    let planned = planned(&sketch);
    assert_eq!((planned.groups.len(), planned.egress, planned.left_behind), (0, Moment::START, 0));
    sketch.doors = vec![door(0, 0, 300_001, 1000)];
    let refused = PlannedSchedule::of(&study(&sketch), SCHEDULE_STEP, &JobContext::new());
    assert!(matches!(refused, Err(PlanScheduleError::TooLarge { persons: 300_001 })));
}
