//! Laws of schedules over streets that share what they let through and hold, and that close.

use proptest::prelude::*;

use super::check::{ScheduleFault, check_schedule};
use super::error::FlowError;
use super::late::leave_late;
use super::network::{FlowNetwork, FlowNode, FlowSink, FlowSource, UNLIMITED};
use super::pipes::{Counted, FlowPipe, PipedArc};
use super::random_networks::piped_network;
use super::schedule::{Schedule, schedule};
use super::time_expanded::soonest_arrival;
use crate::jobs::JobContext;
use crate::units::Persons;

fn plan(network: &FlowNetwork) -> Schedule {
    schedule(network, &JobContext::new()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_schedule_over_shared_streets_passes_the_checker_early_and_late(network in piped_network()) {
        let found = plan(&network);
        check_schedule(&network, &found).unwrap();
        prop_assert_eq!(&found, &plan(&network));
        let mut late = found.clone();
        leave_late(&network, &mut late);
        check_schedule(&network, &late).unwrap();
        for (late, group) in late.groups.iter().zip(&found.groups) {
            prop_assert!(late.departure >= group.departure && late.arrival == group.arrival);
        }
    }

    /// Looking at every place and step anew finds nothing sooner.
    #[test]
    fn every_group_takes_the_soonest_way_over_shared_streets(network in piped_network()) {
        let found = plan(&network);
        let horizon = found.egress + 20;
        for (position, group) in found.groups.iter().enumerate() {
            let soonest = soonest_arrival(&network, &found.groups[..position], horizon);
            prop_assert_eq!(soonest, Some(group.arrival), "group {}", position);
        }
        prop_assert_eq!(soonest_arrival(&network, &found.groups, horizon), None);
    }

    /// A schedule made as if streets shared nothing, held everybody and never closed passes only where that is no matter.
    #[test]
    fn a_schedule_blind_to_what_is_shared_is_refused_or_within_the_limits(network in piped_network()) {
        let pipes = network.pipes();
        let open = FlowPipe { capacity: UNLIMITED, storage: UNLIMITED, counted: Counted::Entering };
        let arcs: Vec<PipedArc> = (0_u32..).zip(network.arcs()).map(|(number, arc)| PipedArc {
            from: arc.from, to: arc.to, transit: arc.transit, pipe: network.rule(number).pipe, opens: 0, closes: u32::MAX,
        }).collect();
        let blind = vec![open; pipes.list.len()];
        let blind =
            FlowNetwork::try_piped(network.n_nodes(), &arcs, blind, network.sources(), network.sinks()).unwrap();
        let found = plan(&blind);
        let is_fine = check_schedule(&network, &found).is_ok();
        // By hand, step for step.
        let mut is_within = found.left_behind.is_empty() || plan(&network).left_behind == found.left_behind;
        for (number, pipe) in (0_u32..).zip(&pipes.list) {
            for step in 0..=found.egress {
                let (mut through, mut inside) = (0, 0);
                for group in &found.groups {
                    for leg in group.legs.iter().filter(|leg| network.rule(leg.arc.0).pipe == number) {
                        let leaves = leg.departs + network.arcs()[leg.arc.index()].transit;
                        let counted = if pipe.counted == Counted::Leaving { leaves } else { leg.departs };
                        let rule = network.rule(leg.arc.0);
                        is_within &= rule.opens <= leg.departs && leg.departs <= rule.closes;
                        through += if counted == step { group.persons.0 } else { 0 };
                        inside += if leg.departs <= step && step < leaves { group.persons.0 } else { 0 };
                    }
                }
                is_within &= through <= pipe.capacity && inside <= pipe.storage;
            }
        }
        prop_assert_eq!(is_fine, is_within);
    }
}

fn arc(from: u32, to: u32, transit: u32, pipe: u32) -> PipedArc {
    PipedArc { from: FlowNode(from), to: FlowNode(to), transit, pipe, opens: 0, closes: u32::MAX }
}

fn piped(arcs: &[PipedArc], pipes: &[FlowPipe], people: &[(u32, u32)], safe: &[u32]) -> Result<FlowNetwork, FlowError> {
    let source = |&(node, persons): &(u32, u32)| FlowSource { node: FlowNode(node), persons: Persons(persons) };
    let sink = |&node: &u32| FlowSink { node: FlowNode(node), places: None };
    let (sources, sinks): (Vec<_>, Vec<_>) = (people.iter().map(source).collect(), safe.iter().map(sink).collect());
    FlowNetwork::try_piped(4, arcs, pipes.to_vec(), &sources, &sinks)
}

const STREET: FlowPipe = FlowPipe { capacity: 2, storage: UNLIMITED, counted: Counted::Leaving };

#[test]
fn both_directions_of_a_street_share_its_capacity() {
    // Ten go east and ten go west on one street: twenty at two a step, not ten.
    let arcs = [arc(0, 1, 3, 0), arc(1, 0, 3, 0), arc(1, 2, 1, 1), arc(0, 3, 1, 2)];
    let free = FlowPipe { capacity: UNLIMITED, ..STREET };
    let network = piped(&arcs, &[STREET, free, free], &[(0, 10)], &[2]).unwrap();
    assert_eq!(plan(&network).egress, 3 + 4 + 1);
    // The east gate is the only way for those in the west and the other way round.
    let arcs = [arc(0, 1, 3, 0), arc(1, 0, 3, 0), PipedArc { closes: 0, ..arc(1, 2, 1, 1) }, arc(0, 3, 1, 2)];
    let network = piped(&arcs, &[STREET, free, free], &[(0, 10), (1, 10)], &[2, 3]).unwrap();
    let found = plan(&network);
    check_schedule(&network, &found).unwrap();
    assert_eq!(found.arrived_by(1), 20, "each side by its own gate at once");
    let both = [(0, 10), (1, 10)];
    let arcs = [arc(0, 1, 3, 0), arc(1, 0, 3, 0), arc(1, 2, 1, 1), arc(0, 3, 1, 2)];
    let shared = piped(&arcs[..2], &[STREET], &both, &[]).unwrap();
    assert_eq!(plan(&shared).left_behind.len(), 2);
}

#[test]
fn ground_for_few_lets_few_on_at_once() {
    // Three fit on a street that takes four steps: three arrive every four steps, though two could leave at each.
    let ground = FlowPipe { storage: 3, ..STREET };
    let network = piped(&[arc(0, 1, 4, 0)], &[ground], &[(0, 9)], &[1]).unwrap();
    let found = plan(&network);
    check_schedule(&network, &found).unwrap();
    assert_eq!(
        found.groups.iter().map(|g| (g.departure, g.persons.0)).collect::<Vec<_>>(),
        [(0, 2), (1, 1), (4, 2), (5, 1), (8, 2), (9, 1)]
    );
}

#[test]
fn nobody_enters_a_street_before_it_opens_or_after_it_has_closed() {
    let first = PipedArc { closes: 1, ..arc(0, 1, 2, 0) };
    let again = PipedArc { opens: 7, ..arc(0, 1, 2, 0) };
    let network = piped(&[first, again], &[STREET], &[(0, 6)], &[1]).unwrap();
    let found = plan(&network);
    check_schedule(&network, &found).unwrap();
    assert_eq!(found.groups.iter().map(|g| (g.departure, g.persons.0)).collect::<Vec<_>>(), [(0, 2), (1, 2), (7, 2)]);
    let mut careless = found;
    careless.groups[1].legs[0].departs = 2;
    (careless.groups[1].departure, careless.groups[1].arrival) = (2, 4);
    assert_eq!(check_schedule(&network, &careless), Err(ScheduleFault::Closed { group: 1, arc: 0, step: 2 }));
}

#[test]
fn who_leaves_late_still_passes_before_the_street_closes() {
    let wide = FlowPipe { capacity: 9, ..STREET };
    let narrow = FlowPipe { capacity: 1, ..STREET };
    let arcs = [PipedArc { closes: 1, ..arc(0, 1, 1, 0) }, arc(1, 2, 1, 1)];
    let network = piped(&arcs, &[wide, narrow], &[(0, 3)], &[2]).unwrap();
    let mut found = plan(&network);
    leave_late(&network, &mut found);
    check_schedule(&network, &found).unwrap();
    assert_eq!(found.groups.iter().map(|g| (g.departure, g.arrival)).collect::<Vec<_>>(), [(0, 2), (1, 3), (1, 4)]);
}

#[test]
fn pipes_that_cannot_be_are_refused_by_name() {
    let refused = |arcs: &[PipedArc], pipe: FlowPipe| piped(arcs, &[pipe], &[], &[]).err();
    assert_eq!(refused(&[arc(0, 1, 1, 1)], STREET), Some(FlowError::PipeOutside { arc: 0, pipe: 1, count: 1 }));
    let none = FlowPipe { storage: 0, ..STREET };
    assert_eq!(refused(&[arc(0, 1, 1, 0)], none), Some(FlowError::NoStorage { pipe: 0 }));
    let instant = [arc(0, 1, 1, 0), arc(1, 2, 0, 0)];
    assert_eq!(refused(&instant, STREET), Some(FlowError::Instant { arc: 1, pipe: 0 }));
    assert_eq!(refused(&instant[1..], STREET), None);
}
