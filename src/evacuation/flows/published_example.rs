//! The published example of capacity-constrained routing: fourteen places, thirty people, two ways out.

use super::check::check_schedule;
use super::network::{FlowArc, FlowNetwork, FlowNode, FlowSink, FlowSource};
use super::schedule::schedule;
use super::time_expanded::{most_arrivals, quickest};
use crate::jobs::JobContext;
use crate::units::Persons;

/// Places are numbered from 1 as printed; place 0 is not connected. Source: the worked example that goes back to Lu,
/// George and Shekhar (2005): fifteen people at 8, ten at 1, five at 2; 13 and 14 are safe.
pub(super) fn network() -> FlowNetwork {
    let arcs = [
        (1, 3, 7, 1),
        (2, 3, 7, 1),
        (3, 4, 3, 3),
        (3, 5, 3, 3),
        (4, 6, 5, 4),
        (5, 7, 3, 4),
        (6, 10, 5, 5),
        (7, 11, 3, 5),
        (8, 9, 6, 4),
        (8, 10, 6, 3),
        (8, 11, 3, 3),
        (9, 10, 14, 4),
        (9, 11, 6, 4),
        (10, 12, 6, 4),
        (10, 13, 8, 1),
        (11, 14, 3, 2),
        (12, 14, 3, 3),
    ];
    let arcs =
        arcs.map(|(from, to, capacity, transit)| FlowArc { from: FlowNode(from), to: FlowNode(to), capacity, transit });
    let mut rooms = vec![super::UNLIMITED; 15];
    rooms[1..=12].copy_from_slice(&[50, 50, 30, 8, 6, 10, 8, 65, 25, 30, 8, 18]);
    let people = [(8, 15), (1, 10), (2, 5)];
    let sources = people.map(|(node, persons)| FlowSource { node: FlowNode(node), persons: Persons(persons) });
    let sinks = [13, 14].map(|node| FlowSink { node: FlowNode(node), places: None });
    FlowNetwork::try_new(15, arcs.to_vec(), Some(rooms), &sources, &sinks).unwrap()
}

#[test]
fn the_published_example_has_its_nine_groups_and_ends_at_step_sixteen() {
    let network = network();
    let plan = schedule(&network, &JobContext::new()).unwrap();
    check_schedule(&network, &plan).unwrap();
    let rows: Vec<(Vec<u32>, u32, u32)> = plan
        .groups
        .iter()
        .map(|group| (group.route(&network).iter().map(|node| node.0).collect(), group.persons.0, group.arrival))
        .collect();
    let north = |home: u32| vec![home, 3, 4, 6, 10, 13];
    let south = |home: u32| vec![home, 3, 5, 7, 11, 14];
    let expected = vec![
        (vec![8, 10, 13], 6, 4),
        (vec![8, 10, 13], 6, 5),
        (vec![8, 11, 14], 3, 5),
        (north(1), 3, 14),
        (north(1), 3, 15),
        (south(1), 1, 15),
        (south(2), 2, 15),
        (north(2), 3, 16),
        (south(1), 3, 16),
    ];
    assert_eq!(rows, expected);
    assert_eq!(plan.groups[0].departure, 0);
    assert_eq!(plan.groups[1].departure, 1);
    assert_eq!(plan.egress, 16);
    assert!(plan.left_behind.is_empty());
}

#[test]
fn arrivals_of_the_published_example_equal_the_exact_flow_at_every_step() {
    let network = network();
    let plan = schedule(&network, &JobContext::new()).unwrap();
    for step in 0..=20 {
        let exact = most_arrivals(&network, step);
        assert_eq!(plan.arrived_by(step), exact, "at step {step}");
        let known = match step {
            0..=3 => 0,
            4 => 6,
            5..=13 => 15,
            14 => 18,
            15 => 24,
            _ => 30,
        };
        assert_eq!(exact, known, "at step {step}");
    }
    assert_eq!(quickest(&network, 30, 40), Some(16));
}
