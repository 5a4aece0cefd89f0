//! Laws of timetables against the report of those who follow them and its bounds.

use std::sync::Arc;

use proptest::prelude::*;

use super::sketch::{calm_sketches, study};
use super::{PlannedSchedule, SCHEDULE_STEP};
use crate::evacuation::EvacuationReport;
use crate::jobs::JobContext;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whoever_is_sent_arrives_and_no_bound_is_beaten(sketch in calm_sketches()) {
        let (study, context) = (study(&sketch), JobContext::new());
        let planned = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
        let sent: u64 = planned.groups.iter().map(|group| group.persons).sum();
        let followed = EvacuationReport::run(Arc::new(planned.followed(&study)), &context).unwrap();
        prop_assert!(followed.persons.adds_up());
        prop_assert_eq!(followed.persons.safe, sent, "whoever is sent arrives");
        if planned.left_behind == 0 {
            // Times rounded up and capacities down: the real bound, too.
            let real = EvacuationReport::run(Arc::new(study.clone()), &context).unwrap().bound;
            prop_assert!(real.time.is_some_and(|real| real <= planned.egress), "{:?} {:?}", real, planned.egress);
            prop_assert!(followed.bound.time <= followed.clear[3]);
            prop_assert!(real.time <= followed.clear[3]);
        }
    }
}
