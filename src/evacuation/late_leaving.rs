//! Who would wait on the way waits at home: groups of a schedule leave as late as they can and are safe all the same.

use std::collections::BTreeMap;

use super::flows::{EvacueeGroup, FlowNetwork, Schedule, UNLIMITED};

/// Moves every leg of every group as late as its street has room, from the last leg to the first, the groups that are
/// safe last before the others. Nobody arrives at another time, and no street is given more than it takes.
/// O(legs · steps waited · log legs).
pub(super) fn leave_late(network: &FlowNetwork, plan: &mut Schedule) {
    let mut entering: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for group in &plan.groups {
        for leg in &group.legs {
            *entering.entry((leg.arc.0, leg.departs)).or_default() += group.persons.0;
        }
    }
    for group in plan.groups.iter_mut().rev() {
        move_late(network, group, &mut entering);
    }
}

fn move_late(network: &FlowNetwork, group: &mut EvacueeGroup, entering: &mut BTreeMap<(u32, u32), u32>) {
    let persons = group.persons.0;
    let mut by = group.arrival;
    for leg in group.legs.iter_mut().rev() {
        let Some(arc) = network.arc(leg.arc) else { return };
        let latest = by.saturating_sub(arc.transit);
        let has_room = |step: &u32| {
            let others = entering.get(&(leg.arc.0, *step)).copied().unwrap_or(0);
            arc.capacity == UNLIMITED || others.saturating_add(persons) <= arc.capacity
        };
        let later = (leg.departs.saturating_add(1)..=latest).rev().find(has_room);
        if let Some(step) = later {
            if let Some(others) = entering.get_mut(&(leg.arc.0, leg.departs)) {
                *others = others.saturating_sub(persons);
            }
            *entering.entry((leg.arc.0, step)).or_default() += persons;
            leg.departs = step;
        }
        by = leg.departs;
    }
    group.departure = group.legs.first().map_or(group.departure, |leg| leg.departs);
}
