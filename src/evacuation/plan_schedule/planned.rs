//! The timetable, and how it is made.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bound::best_steps;
use super::classes::{Classes, goes};
use super::clusters::lead_of;
use super::error::PlanScheduleError;
use super::stepped::{GateShare, SteppedStreets};
use crate::evacuation::flows::{EvacueeGroup, FlowNode, Schedule, leave_late, schedule};
use crate::evacuation::simulation::{Goal, Party, StrandedReason, nearest_free_times};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{EvacuationStudy, Moment};
use crate::jobs::JobContext;
use crate::units::Persons;

/// A usual step: ten seconds.
pub const SCHEDULE_STEP: Moment = Moment(10_000_000);
/// Longest step a slow gate or street can ask for: with fewer people in ten minutes than one, it counts as closed.
const LONGEST_STEP: Moment = Moment(600_000_000);
/// More people than these are not scheduled: on the roads of a small country so many take some forty seconds, and a
/// million more than a minute and a half.
pub const MAX_SCHEDULED_PERSONS: u64 = 300_000;
/// The least part of a gate kept for one use where both come to it.
const LEAST_PART: f64 = 0.2;

/// A direction a group takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedLeg {
    /// Position of the direction.
    pub direction: u32,
    /// The beginning of the step in which they get on it.
    pub enters: Moment,
    /// The beginning of the step in which they leave it at its end.
    pub leaves: Moment,
}

/// People who leave together, by one way, to one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedGroup {
    /// On foot or by car.
    pub usage: StreetUse,
    /// Positions of the parties, ascending.
    pub parties: Vec<u32>,
    /// Positions of the origins they leave, ascending.
    pub origins: Vec<u32>,
    /// How many persons.
    pub persons: u64,
    /// Position of the gate they go to.
    pub gate: u32,
    /// When they leave their doors: the beginning of a step.
    pub leaves: Moment,
    /// When they pass the gate: the beginning of a step.
    pub passes: Moment,
    /// When they are safe, by the plan: all of them by the end of the step.
    pub arrives: Moment,
    /// The directions they take, the one they get on first.
    pub legs: Vec<PlannedLeg>,
}

impl PlannedGroup {
    /// The positions of the directions they take.
    pub fn directions(&self) -> impl Iterator<Item = u32> + '_ {
        self.legs.iter().map(|leg| leg.direction)
    }

    /// The longest they would stand on the way, by the plan.
    #[must_use]
    pub fn stands(&self) -> Moment {
        let after = self.legs.iter().skip(1).map(|leg| leg.enters).chain([self.passes]);
        self.legs.iter().zip(after).map(|(leg, next)| next - leg.leaves).max().unwrap_or(Moment::START)
    }
}

/// A timetable for leaving.
#[derive(Clone, Debug)]
pub struct PlannedSchedule {
    /// The step of time it is made in.
    pub step: Moment,
    /// The groups, the first to leave first.
    pub groups: Vec<PlannedGroup>,
    /// When the last are safe, by the plan.
    pub egress: Moment,
    /// A time no timetable in these steps can beat; `None`: not everybody finds a place, whatever the timetable.
    pub bound: Option<Moment>,
    /// Persons with somewhere to go for whom no way or place was left.
    pub left_behind: u64,
    /// Everybody as they follow it, in the order of the study.
    pub parties: Arc<[Party]>,
}

impl PlannedSchedule {
    /// Makes the timetable of a study. `step` is a wish: a gate or street that passes fewer than one in a step makes it
    /// longer.
    ///
    /// # Errors
    /// [`PlanScheduleError`] where it is too large or no longer wanted.
    pub fn of(study: &EvacuationStudy, step: Moment, context: &JobContext) -> Result<Self, PlanScheduleError> {
        let persons = study.parties.iter().filter(|party| goes(party)).map(|party| u64::from(party.persons)).sum();
        if persons > MAX_SCHEDULED_PERSONS {
            return Err(PlanScheduleError::TooLarge { persons });
        }
        let uses = StreetUse::ALL.map(|usage| Classes::of(study, usage));
        let step = step_for(study, &uses, step);
        let mut planned = Self {
            step,
            groups: Vec::new(),
            egress: Moment::START,
            bound: Some(Moment::START),
            left_behind: 0,
            parties: Arc::from([]),
        };
        let mut parties: Vec<Party> = study.parties.to_vec();
        let mut left: Vec<Option<u64>> =
            study.streets.gates().iter().map(|gate| gate.capacity.map(Persons::count)).collect();
        for classes in uses.iter().filter(|classes| classes.persons > 0) {
            let share = GateShare { part: part_of(classes, &uses), step };
            let bound = best_steps(study, classes, step, &left, context)?;
            let steps = SteppedStreets::of(study, classes.clone(), share, &left);
            let network = steps.network()?;
            let mut found = schedule(&network, context)?;
            leave_late(&network, &mut found);
            let bound = bound.map(|steps| end_of(step, steps));
            planned.bound = planned.bound.zip(bound).map(|(before, bound)| before.max(bound));
            planned.take(&steps, &found, study, &mut parties, &mut left);
        }
        planned.groups.sort_by(|a, b| (a.leaves, &a.origins, a.arrives).cmp(&(b.leaves, &b.origins, b.arrives)));
        planned.egress = planned.groups.iter().map(|group| group.arrives).max().unwrap_or(Moment::START);
        planned.parties = parties.into();
        Ok(planned)
    }

    /// The study with everybody following the timetable.
    #[must_use]
    pub fn followed(&self, study: &EvacuationStudy) -> EvacuationStudy {
        EvacuationStudy { parties: Arc::clone(&self.parties), ..study.clone() }
    }

    /// Gives every party of the sources its group's time and site.
    fn take(
        &mut self,
        steps: &SteppedStreets,
        found: &Schedule,
        study: &EvacuationStudy,
        parties: &mut [Party],
        left: &mut [Option<u64>],
    ) {
        let mut by_source: BTreeMap<FlowNode, Vec<&EvacueeGroup>> = BTreeMap::new();
        for group in &found.groups {
            by_source.entry(group.source).or_default().push(group);
        }
        let reason = if steps.is_a_site_full(found) { StrandedReason::NoPlace } else { StrandedReason::CutOff };
        let anywhere = StreetUse::ALL.map(|usage| (usage, nearest_free_times(&study.streets, usage)));
        let has_way = |party: &Party| {
            let starts = study.origins.get(party.origin as usize).map_or(&[][..], |origin| origin.starts(party.usage));
            anywhere.iter().any(|(usage, times)| *usage == party.usage && times.from(&study.streets, starts).is_some())
        };
        for (source, members) in &steps.members {
            let mut waiting = members.iter().copied();
            let mut groups = by_source.remove(source).unwrap_or_default();
            groups.sort_by_key(|group| (group.departure, group.arrival));
            for group in groups {
                let who: Vec<u32> = waiting.by_ref().take(group.persons.0 as usize).collect();
                self.send(steps, group, who, study, parties, left);
            }
            for party in waiting {
                if let Some(party) = parties.get_mut(party as usize) {
                    party.goal = Goal::Nowhere(if has_way(party) { reason } else { StrandedReason::Unreachable });
                    self.left_behind += u64::from(party.persons);
                }
            }
        }
    }

    fn send(
        &mut self,
        steps: &SteppedStreets,
        group: &EvacueeGroup,
        who: Vec<u32>,
        study: &EvacuationStudy,
        parties: &mut [Party],
        left: &mut [Option<u64>],
    ) {
        let Some(&gate) = steps.gates.get(&group.sink) else { return };
        let leaves = times(self.step, group.departure);
        let (mut persons, mut origins, mut lead) = (0, Vec::new(), Moment::START);
        for &number in &who {
            let Some(party) = parties.get_mut(number as usize) else { continue };
            (party.leaves, party.goal) = (leaves, Goal::Kept(gate));
            persons += u64::from(party.persons);
            origins.push(party.origin);
            let speed = steps.classes.speeds.get(steps.classes.of_party(party)).copied().unwrap_or(1);
            let walk = study.origins.get(party.origin as usize).map(|origin| lead_of(origin, &steps.classes, speed));
            lead = lead.max(walk.unwrap_or_default());
        }
        origins.sort_unstable();
        origins.dedup();
        if let Some(Some(places)) = left.get_mut(gate as usize) {
            *places = places.saturating_sub(persons);
        }
        let leg = |(n, leg): (usize, &crate::evacuation::flows::Leg)| {
            let direction = steps.directions.get(leg.arc.index()).copied().flatten()?;
            let enters = times(self.step, leg.departs) + if n == 0 { lead } else { Moment::START };
            Some(PlannedLeg { direction, enters, leaves: times(self.step, steps.arrival(*leg)) })
        };
        self.groups.push(PlannedGroup {
            usage: steps.classes.usage,
            parties: who,
            origins,
            persons,
            gate,
            leaves,
            passes: times(self.step, group.legs.last().map_or(group.arrival, |leg| leg.departs)),
            arrives: end_of(self.step, u64::from(group.arrival)),
            legs: group.legs.iter().enumerate().filter_map(leg).collect(),
        });
    }
}

const fn times(step: Moment, n: u32) -> Moment {
    Moment(step.0.saturating_mul(n as u64))
}

/// Who arrives at a step does so by its end: those of a step pass one after the other.
const fn end_of(step: Moment, n: u64) -> Moment {
    Moment(step.0.saturating_mul(n.saturating_add(1)))
}

/// The part of gates that both uses come to, by how many come.
fn part_of(classes: &Classes, uses: &[Classes]) -> f64 {
    let all: u64 = uses.iter().map(|classes| classes.persons).sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of people")]
    let part = classes.persons as f64 / all.max(1) as f64;
    if part >= 1.0 { 1.0 } else { part.clamp(LEAST_PART, 1.0 - LEAST_PART) }
}

/// The step of time: the wish, or what the slowest street and gate need to let one pass.
fn step_for(study: &EvacuationStudy, uses: &[Classes], wish: Moment) -> Moment {
    let going = |usage: StreetUse| uses.iter().find(|classes| classes.usage == usage && classes.persons > 0);
    let streets = study.streets.streets().iter().filter(|street| going(street.usage).is_some());
    let streets = streets.map(|street| street.interval);
    let gates = study.streets.gates().iter().flat_map(|gate| {
        StreetUse::ALL.into_iter().filter_map(move |usage| {
            let classes = going(usage).filter(|_| gate.node(usage).is_some())?;
            let per_unit = if usage == StreetUse::Driving { classes.most } else { 1 };
            let part = if gate.on_foot.is_some() && gate.by_car.is_some() { part_of(classes, uses) } else { 1.0 };
            Some(Moment::from_seconds(gate.interval.seconds().value() * per_unit_value(per_unit) / part))
        })
    });
    let longest = streets.chain(gates).filter(|&interval| interval <= LONGEST_STEP).max();
    longest.unwrap_or(wish).max(wish).max(Moment(1))
}

#[expect(clippy::cast_precision_loss, reason = "people in a car")]
const fn per_unit_value(per_unit: u64) -> f64 {
    per_unit as f64
}
