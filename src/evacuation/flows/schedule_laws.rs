//! What holds for every schedule: nobody is lost, nothing is overfull, and no plan beats the exact optimum.

use proptest::prelude::*;

use super::check::{ScheduleFault, check_schedule};
use super::error::FlowError;
use super::network::{FlowArc, FlowArcId, FlowNetwork, FlowNode, FlowSink, FlowSource, UNLIMITED};
use super::random_networks::{any_network, clearable_network};
use super::schedule::{Schedule, schedule};
use super::time_expanded::{most_arrivals, quickest, soonest_arrival};
use crate::jobs::{Cancelled, JobContext};
use crate::units::Persons;

fn plan(network: &FlowNetwork) -> Schedule {
    schedule(network, &JobContext::new()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_schedule_passes_the_checker_and_never_beats_the_exact_flow(network in any_network()) {
        let plan = plan(&network);
        check_schedule(&network, &plan).unwrap();
        prop_assert!(plan.groups.is_sorted_by_key(|group| group.arrival));
        for step in 0..=plan.egress.min(40) {
            prop_assert!(plan.arrived_by(step) <= most_arrivals(&network, step), "at step {}", step);
        }
        prop_assert_eq!(plan, self::plan(&network));
    }

    #[test]
    fn where_everyone_has_a_way_out_nobody_is_left_and_the_optimum_is_not_beaten(network in clearable_network(false)) {
        let plan = plan(&network);
        check_schedule(&network, &plan).unwrap();
        prop_assert!(plan.left_behind.is_empty());
        let best = quickest(&network, network.people(), plan.egress);
        prop_assert!(best.is_some_and(|best| best <= plan.egress), "best {:?}, plan {}", best, plan.egress);
        // Nobody can be earlier than the very first group.
        if let Some(first) = plan.groups.first().filter(|group| group.arrival > 0) {
            prop_assert_eq!(most_arrivals(&network, first.arrival - 1), 0);
        }
    }

    /// Repairing labels after each group finds what looking at every place and step anew finds.
    #[test]
    fn every_group_takes_the_soonest_way_there_is(network in any_network()) {
        let plan = plan(&network);
        for (position, group) in plan.groups.iter().enumerate() {
            let soonest = soonest_arrival(&network, &plan.groups[..position], plan.egress);
            prop_assert_eq!(soonest, Some(group.arrival), "group {}", position);
        }
        prop_assert_eq!(soonest_arrival(&network, &plan.groups, plan.egress + 20), None);
    }

    #[test]
    fn a_tampered_schedule_is_refused(network in clearable_network(false), pick in any::<prop::sample::Index>(), how in 0..7) {
        let mut plan = plan(&network);
        let index = pick.index(plan.groups.len());
        let group = &mut plan.groups[index];
        // A group that lives at a safe place has no leg to take away.
        prop_assume!(how != 3 || !group.legs.is_empty());
        match how {
            0 => group.persons.0 += 1,
            1 => group.arrival += 1,
            2 => group.departure += 1,
            3 => {
                group.legs.pop();
            }
            4 => plan.egress += 1,
            5 => {
                plan.groups.remove(index);
            }
            _ => group.persons.0 = 0,
        }
        prop_assert!(check_schedule(&network, &plan).is_err());
    }
}

#[test]
fn the_schedule_is_optimal_in_most_random_networks() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = clearable_network(false);
    let (mut n_optimal, mut excess, mut worst) = (0, 0.0, 0.0_f64);
    for _ in 0..150 {
        let network = strategy.new_tree(&mut runner).unwrap().current();
        let plan = plan(&network);
        let best = quickest(&network, network.people(), plan.egress).unwrap();
        let over = if best == 0 { 0.0 } else { f64::from(plan.egress) / f64::from(best) - 1.0 };
        n_optimal += usize::from(best == plan.egress);
        excess += over;
        worst = worst.max(over);
    }
    assert!(n_optimal >= 120 && excess < 150.0 * 0.03, "optimal in {n_optimal} of 150, {excess} in all, worst {worst}");
}

fn road(from: u32, to: u32, capacity: u32, transit: u32) -> FlowArc {
    FlowArc { from: FlowNode(from), to: FlowNode(to), capacity, transit }
}

fn people(node: u32, persons: u32) -> FlowSource {
    FlowSource { node: FlowNode(node), persons: Persons(persons) }
}

fn safe(node: u32, places: Option<u32>) -> FlowSink {
    FlowSink { node: FlowNode(node), places: places.map(Persons) }
}

#[test]
fn nobody_takes_no_time() {
    let network = FlowNetwork::try_new(2, vec![road(0, 1, 1, 9)], None, &[people(0, 0)], &[safe(1, None)]).unwrap();
    assert_eq!(plan(&network), Schedule::default());
    let empty = FlowNetwork::try_new(0, Vec::new(), None, &[], &[]).unwrap();
    assert_eq!(plan(&empty), Schedule::default());
}

#[test]
fn people_at_a_safe_place_are_safe_at_once_and_the_rest_go_on() {
    let network =
        FlowNetwork::try_new(2, vec![road(0, 1, 2, 3)], None, &[people(0, 9)], &[safe(0, Some(4)), safe(1, Some(3))])
            .unwrap();
    let plan = plan(&network);
    check_schedule(&network, &plan).unwrap();
    assert_eq!(plan.arrived_by(0), 4);
    assert_eq!(plan.egress, 4);
    assert_eq!(plan.left_behind, [(FlowNode(0), Persons(2))]);
}

#[test]
fn one_road_lets_its_capacity_through_at_every_step() {
    let network = FlowNetwork::try_new(2, vec![road(0, 1, 3, 5)], None, &[people(0, 100)], &[safe(1, None)]).unwrap();
    let plan = plan(&network);
    assert_eq!(plan.egress, 5 + 33);
    assert_eq!(plan.groups.len(), 34);
}

#[test]
fn people_who_cannot_leave_are_named() {
    let network = FlowNetwork::try_new(
        3,
        vec![road(0, 1, 0, 1), road(1, 2, 1, 1)],
        None,
        &[people(0, 2), people(1, 1)],
        &[safe(2, None)],
    )
    .unwrap();
    let plan = plan(&network);
    check_schedule(&network, &plan).unwrap();
    assert_eq!(plan.left_behind, [(FlowNode(0), Persons(2))]);
    assert_eq!(plan.egress, 1);
    let mut careless = plan;
    careless.left_behind = vec![(FlowNode(0), Persons(2)), (FlowNode(1), Persons(1))];
    careless.groups.clear();
    assert_eq!(check_schedule(&network, &careless), Err(ScheduleFault::NeedlesslyLeft { node: 1 }));
}

#[test]
fn an_overfull_step_and_an_overfull_room_are_found() {
    let arcs = vec![road(0, 1, 5, 1), road(1, 2, 1, 1)];
    let network = FlowNetwork::try_new(3, arcs, Some(vec![9, 2, 9]), &[people(0, 4)], &[safe(2, None)]).unwrap();
    let plan = plan(&network);
    check_schedule(&network, &plan).unwrap();
    assert_eq!(plan.egress, 5);
    let mut pushed = plan.clone();
    for group in &mut pushed.groups {
        group.departure = 0;
        group.legs[0].departs = 0;
    }
    assert_eq!(
        check_schedule(&network, &pushed),
        Err(ScheduleFault::RoomOverfull { node: 1, step: 1, persons: 3, room: 2 })
    );
    let mut pressed = plan;
    for group in &mut pressed.groups {
        group.legs[1].departs = 4;
        group.arrival = 5;
    }
    assert_eq!(
        check_schedule(&network, &pressed),
        Err(ScheduleFault::ArcOverfull { arc: 1, step: 4, persons: 4, capacity: 1 })
    );
    assert_eq!(network.arc(FlowArcId(7)), None);
}

#[test]
fn unusable_networks_are_refused_by_name() {
    let sinks = [safe(1, None)];
    let refused = |arcs, rooms, sources: &[FlowSource]| FlowNetwork::try_new(2, arcs, rooms, sources, &sinks).err();
    assert_eq!(refused(vec![road(0, 2, 1, 1)], None, &[]), Some(FlowError::ArcOutside { arc: 0, node: 2, count: 2 }));
    assert_eq!(refused(Vec::new(), None, &[people(3, 1)]), Some(FlowError::NodeOutside { node: 3, count: 2 }));
    assert_eq!(refused(Vec::new(), Some(vec![1]), &[]), Some(FlowError::RoomsMismatch { rooms: 1, count: 2 }));
    assert_eq!(refused(Vec::new(), Some(vec![1, 0]), &[]), Some(FlowError::NoRoom { node: 1 }));
    assert_eq!(refused(Vec::new(), None, &[people(0, UNLIMITED), people(0, 1)]), Some(FlowError::TooLarge));
}

#[test]
fn a_cancelled_schedule_says_so() {
    let network = FlowNetwork::try_new(2, vec![road(0, 1, 1, 1)], None, &[people(0, 2)], &[safe(1, None)]).unwrap();
    let context = JobContext::new();
    context.token().cancel();
    assert_eq!(schedule(&network, &context), Err(Cancelled));
}

#[test]
fn those_who_wait_take_room_also_behind_a_street_they_fill() {
    let arcs = vec![road(0, 1, 3, 0), road(1, 2, 1, 1)];
    let network = FlowNetwork::try_new(3, arcs, Some(vec![9, 2, 9]), &[people(0, 6)], &[safe(2, None)]).unwrap();
    let plan = plan(&network);
    check_schedule(&network, &plan).unwrap();
    assert_eq!(plan.egress, 6);
}
