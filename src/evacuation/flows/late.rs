//! Who would wait on the way waits at home: groups of a schedule leave as late as they can and are safe all the same.

use std::collections::BTreeMap;

use super::network::{FlowNetwork, UNLIMITED};
use super::pipes::{ArcRule, Counted, FlowPipe};
use super::schedule::{EvacueeGroup, Leg, Schedule};

/// Moves every leg of every group as late as its street has room, from the last leg to the first, the groups that are
/// safe last before the others. Nobody arrives at another time, and no street is given more than it takes.
/// O(legs · (steps waited + steps on the street) · log legs).
pub fn leave_late(network: &FlowNetwork, plan: &mut Schedule) {
    let mut book = Book::new(network, plan);
    for group in &plan.groups {
        for leg in &group.legs {
            book.note(*leg, group.persons.0, true);
        }
    }
    for group in plan.groups.iter_mut().rev() {
        move_late(network, group, &mut book);
    }
}

fn move_late(network: &FlowNetwork, group: &mut EvacueeGroup, book: &mut Book<'_>) {
    let persons = group.persons.0;
    let mut by = group.arrival;
    for leg in group.legs.iter_mut().rev() {
        let Some(arc) = network.arc(leg.arc) else { return };
        let latest = by.saturating_sub(arc.transit).min(network.rule(leg.arc.0).closes);
        if leg.departs < latest {
            book.note(*leg, persons, false);
            let at = |departs| Leg { arc: leg.arc, departs };
            let later = (leg.departs.saturating_add(1)..=latest).rev().find(|&step| book.has_room(at(step), persons));
            leg.departs = later.unwrap_or(leg.departs);
            book.note(*leg, persons, true);
        }
        by = leg.departs;
    }
    group.departure = group.legs.first().map_or(group.departure, |leg| leg.departs);
}

/// Who passes and who is inside the pipes that more people take than fit at once; the others always have room.
struct Book<'a> {
    network: &'a FlowNetwork,
    is_tight: Vec<(bool, bool)>,
    through: BTreeMap<(u32, u32), u32>,
    inside: BTreeMap<(u32, u32), u32>,
}

impl<'a> Book<'a> {
    fn new(network: &'a FlowNetwork, plan: &Schedule) -> Self {
        let mut totals = vec![0_u64; network.pipes().list.len()];
        for group in &plan.groups {
            for leg in &group.legs {
                if let Some(total) = totals.get_mut(network.rule(leg.arc.0).pipe as usize) {
                    *total += group.persons.count();
                }
            }
        }
        let is_over = |limit: u32, total: u64| limit != UNLIMITED && total > u64::from(limit);
        let pipes = network.pipes().list.iter().zip(totals);
        let is_tight = pipes.map(|(pipe, total)| (is_over(pipe.capacity, total), is_over(pipe.storage, total)));
        Self { network, is_tight: is_tight.collect(), through: BTreeMap::new(), inside: BTreeMap::new() }
    }

    /// A leg's pipe, the step it counts at and the steps it is inside; what is not tight is left out.
    fn uses(&self, leg: Leg) -> Option<(ArcRule, FlowPipe, Option<u32>, std::ops::Range<u32>)> {
        let rule = self.network.rule(leg.arc.0);
        let (pipe, transit) = (self.network.pipe(leg.arc)?, self.network.arc(leg.arc)?.transit);
        let (through, inside) = self.is_tight.get(rule.pipe as usize).copied()?;
        let leaves = leg.departs.saturating_add(transit);
        let counted = match pipe.counted {
            Counted::Entering => leg.departs,
            Counted::Leaving => leaves,
        };
        Some((rule, pipe, through.then_some(counted), if inside { leg.departs..leaves } else { 0..0 }))
    }

    /// Writes people down, or strikes them out.
    fn note(&mut self, leg: Leg, persons: u32, is_there: bool) {
        let Some((rule, _, through, inside)) = self.uses(leg) else { return };
        let change = |count: &mut u32| {
            *count = if is_there { count.saturating_add(persons) } else { count.saturating_sub(persons) };
        };
        if let Some(step) = through {
            change(self.through.entry((rule.pipe, step)).or_default());
        }
        for step in inside {
            change(self.inside.entry((rule.pipe, step)).or_default());
        }
    }

    fn has_room(&self, leg: Leg, persons: u32) -> bool {
        let Some((rule, pipe, through, mut inside)) = self.uses(leg) else { return false };
        let fits = |book: &BTreeMap<(u32, u32), u32>, step: u32, limit: u32| {
            book.get(&(rule.pipe, step)).copied().unwrap_or(0).saturating_add(persons) <= limit
        };
        through.is_none_or(|step| fits(&self.through, step, pipe.capacity))
            && inside.all(|step| fits(&self.inside, step, pipe.storage))
    }
}
