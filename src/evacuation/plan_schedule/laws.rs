//! Laws of timetables on towns drawn at random.

use proptest::prelude::*;

use super::classes::Classes;
use super::sketch::{Sketch, calm_sketches, sketches, study};
use super::stepped::{GateShare, SteppedStreets};
use super::{PlannedSchedule, SCHEDULE_STEP, check_timetable};
use crate::evacuation::flows::{check_schedule, leave_late, schedule};
use crate::evacuation::simulation::{NoEvents, Outcome};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{EvacuationStudy, Moment};
use crate::jobs::JobContext;
use crate::units::Persons;

fn left(study: &EvacuationStudy) -> Vec<Option<u64>> {
    study.streets.gates().iter().map(|gate| gate.capacity.map(Persons::count)).collect()
}

fn has_two_at_one_place(sketch: &Sketch) -> bool {
    let places: std::collections::BTreeSet<u32> = sketch.gates.iter().map(|gate| gate.0).collect();
    places.len() < sketch.gates.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The checker knows the streets and the rules of the simulation, not how the timetable is made.
    #[test]
    fn the_timetable_keeps_every_rule_of_the_streets(sketch in sketches()) {
        let (study, context) = (study(&sketch), JobContext::new());
        let planned = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
        prop_assert_eq!(check_timetable(&study, &planned), Ok(()));
        let sent: u64 = planned.groups.iter().map(|group| group.persons).sum();
        prop_assert_eq!(sent + planned.left_behind, study.persons);
        let again = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
        prop_assert_eq!((&planned.groups, planned.egress), (&again.groups, again.egress));
        if planned.left_behind == 0 {
            prop_assert!(planned.bound.is_some_and(|bound| bound <= planned.egress), "{:?}", planned.bound);
        }
    }

    #[test]
    fn the_flow_behind_it_passes_its_checker_early_and_late(sketch in sketches()) {
        let (study, context) = (study(&sketch), JobContext::new());
        for usage in StreetUse::ALL {
            let classes = Classes::of(&study, usage);
            let share = GateShare { part: 1.0, step: SCHEDULE_STEP };
            let network = SteppedStreets::of(&study, classes, share, &left(&study)).network().unwrap();
            let mut found = schedule(&network, &context).unwrap();
            prop_assert_eq!(check_schedule(&network, &found), Ok(()));
            leave_late(&network, &mut found);
            prop_assert_eq!(check_schedule(&network, &found), Ok(()));
        }
    }

    #[test]
    fn everybody_who_follows_is_told_of_once(sketch in sketches()) {
        let (study, context) = (study(&sketch), JobContext::new());
        let planned = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
        let (_, kept) = planned.follow(&study, &mut NoEvents, &context).unwrap();
        prop_assert_eq!(kept.in_time + kept.late + kept.not_safe + planned.left_behind, study.persons);
        prop_assert!((kept.late == 0) == (kept.latest == Moment::START));
    }
}

/// What keeps people from being safe when the timetable says so is counted: who takes another way, who would have to
/// stand on the way, and queues before two sites at one place, where one bars the other. Without these the last are safe
/// no later than it says, and next to nobody is late at all.
///
/// In 4 of 140,867 towns drawn at random the last were up to 18 s later all the same: the simulation lets the longest
/// waiting go first, and those who came early stood before them. So the towns here are always the same.
#[test]
fn those_who_follow_end_when_it_says_so_but_for_what_is_counted() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let (mut runner, strategy, context) = (TestRunner::deterministic(), calm_sketches(), JobContext::new());
    let (mut n_plain, mut n_late) = (0, 0);
    for _ in 0..400 {
        let sketch = strategy.new_tree(&mut runner).unwrap().current();
        let study = study(&sketch);
        let planned = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
        let (ran, kept) = planned.follow(&study, &mut NoEvents, &context).unwrap();
        assert_eq!(kept.not_safe, 0, "whoever is sent arrives");
        assert_eq!(kept.other_way, 0, "where nothing closes everybody keeps to the way");
        let is_plain = kept.standing == 0 && !has_two_at_one_place(&sketch);
        n_plain += usize::from(is_plain);
        n_late += usize::from(is_plain && kept.late > 0);
        let safe = |outcome| if let Outcome::Safe { at, .. } = outcome { at } else { Moment::START };
        let end = ran.parties.iter().map(|party| safe(party.outcome)).max().unwrap_or_default();
        assert!(!is_plain || end <= planned.egress, "{end} {} {sketch:?}", planned.egress);
    }
    assert!(n_plain >= 280 && n_late <= 2, "{n_late} of {n_plain}");
}
