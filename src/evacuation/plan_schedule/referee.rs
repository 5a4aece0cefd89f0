//! Goes through a timetable with the streets in hand: the rules of the simulation, nothing of how it was made.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{PlannedGroup, PlannedLeg, PlannedSchedule};
use crate::evacuation::simulation::{Goal, Party};
use crate::evacuation::streets::{Street, StreetUse};
use crate::evacuation::{EvacuationStudy, Moment};

/// What is wrong with a timetable.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TimetableFault {
    /// The ways of a group do not hang together, or do not begin at its doors or end at its site.
    #[error("group {group} cannot go its way: it is broken at leg {leg}")]
    BrokenWay {
        /// Position of the group.
        group: usize,
        /// Position of the leg.
        leg: usize,
    },
    /// Somebody would have to be faster than they are.
    #[error("party {party} of group {group} cannot be so fast at leg {leg}")]
    TooFast {
        /// Position of the group.
        group: usize,
        /// Position of the party.
        party: u32,
        /// Position of the leg; the number of legs for the gate.
        leg: usize,
    },
    /// A street is closed when they get on it, or a hazard comes before they are through, or has come to their door.
    #[error("group {group} is on ground that is closed or overrun at leg {leg}")]
    Closed {
        /// Position of the group.
        group: usize,
        /// Position of the leg.
        leg: usize,
    },
    /// More leave a street in a step than it lets through, both directions together.
    #[error("{units} leave street {street} in the step from {at}, more than it lets through")]
    StreetOverfull {
        /// Position of the street.
        street: u32,
        /// The beginning of the step.
        at: Moment,
        /// Persons or cars.
        units: u64,
    },
    /// More are on a street than fit there, both directions together.
    #[error("{units} fill street {street} in the step from {at}, more than fit there")]
    GroundOverfull {
        /// Position of the street.
        street: u32,
        /// The beginning of the step.
        at: Moment,
        /// Persons or cars, those who are there for a part of the step in part.
        units: u64,
    },
    /// More pass a gate in a step than it lets through.
    #[error("{persons} persons pass gate {gate} in the step from {at}, more than it lets through")]
    GateOverfull {
        /// Position of the gate.
        gate: u32,
        /// The beginning of the step.
        at: Moment,
        /// How many.
        persons: u64,
    },
    /// More are sent to a site than it has places.
    #[error("{persons} persons are sent to gate {gate}, more than it has places")]
    SiteOverfull {
        /// Position of the gate.
        gate: u32,
        /// How many.
        persons: u64,
    },
    /// A party is sent twice, or neither sent nor left, or not as the groups say.
    #[error("party {0} is not sent once, or not as its group")]
    NotOnce(u32),
}

/// What the groups take of the streets and gates, step by step.
#[derive(Default)]
struct Taken {
    /// Units that leave a street.
    through: BTreeMap<(u32, Moment), u64>,
    /// Unit-microseconds on a street.
    inside: BTreeMap<(u32, Moment), u128>,
    /// Persons through a gate.
    gates: BTreeMap<(u32, Moment), u64>,
    /// Persons by gate.
    sent: BTreeMap<u32, u64>,
}

/// Checks a timetable against the streets, doors and gates of its study: ways, speeds, closures and hazards, what streets
/// and gates let through in each step and hold, places, and everybody sent once. Standing on the way is not looked at;
/// [`PlannedGroup::stands`] tells of it. O(legs · parties of their group · steps on a street).
///
/// # Errors
/// The first [`TimetableFault`] found.
pub fn check_timetable(study: &EvacuationStudy, planned: &PlannedSchedule) -> Result<(), TimetableFault> {
    let mut taken = Taken::default();
    for (number, group) in planned.groups.iter().enumerate() {
        check_way(study, number, group)?;
        let mut parties = 0_u64;
        for &party in &group.parties {
            let Some(who) = study.parties.get(party as usize) else { return Err(TimetableFault::NotOnce(party)) };
            check_pace(study, number, group, (party, who), planned.step)?;
            take(study, planned.step, group, who, &mut taken);
            parties += u64::from(who.persons);
        }
        *taken.sent.entry(group.gate).or_default() += parties;
        *taken.gates.entry((group.gate, group.passes)).or_default() += parties;
    }
    check_taken(study, planned.step, &taken)?;
    check_everybody(study, planned)
}

/// Do the legs hang together, and are they open?
fn check_way(study: &EvacuationStudy, number: usize, group: &PlannedGroup) -> Result<(), TimetableFault> {
    let broken = |leg| TimetableFault::BrokenWay { group: number, leg };
    let directions = study.streets.directions();
    let mut at = None;
    let mut now = group.leaves;
    for (leg, step) in group.legs.iter().enumerate() {
        let direction = directions.get(step.direction as usize).ok_or(broken(leg))?;
        let street = study.streets.street_of(step.direction).ok_or(broken(leg))?;
        if at.is_some_and(|at| at != direction.from) || street.usage != group.usage || step.enters < now {
            return Err(broken(leg));
        }
        let comes = street.overrun_after(step.enters);
        if street.is_closed_at(step.enters) || step.leaves >= comes {
            return Err(TimetableFault::Closed { group: number, leg });
        }
        (at, now) = (Some(direction.to), step.leaves);
    }
    let gate = study.streets.gates().get(group.gate as usize).and_then(|gate| gate.node(group.usage));
    let is_there = at.is_some() && at == gate && group.passes >= now && group.arrives >= group.passes;
    if is_there { Ok(()) } else { Err(broken(group.legs.len())) }
}

/// Seconds a piece of a street takes somebody who gets on it at a moment.
fn seconds_on(street: &Street, millimetres: u32, who: &Party, at: Moment) -> f64 {
    let speed = match street.usage {
        StreetUse::Walking => f64::from(who.speed.max(1)) * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    f64::from(millimetres) / (speed * street.slowing_at(at))
}

/// Can this party be as fast as its group? Does it leave its door in time?
fn check_pace(
    study: &EvacuationStudy,
    number: usize,
    group: &PlannedGroup,
    (party, who): (u32, &Party),
    step: Moment,
) -> Result<(), TimetableFault> {
    let origin = study.origins.get(who.origin as usize).ok_or(TimetableFault::NotOnce(party))?;
    let too_fast = |leg| TimetableFault::TooFast { group: number, party, leg };
    // A microsecond for rounding.
    let is_within = |span: Moment, seconds: f64| span.seconds().value() + 1e-6 >= seconds;
    let walk = |millimetres: u32| f64::from(millimetres) / f64::from(who.speed.max(1));
    for (n, leg) in group.legs.iter().enumerate() {
        let Some(street) = study.streets.street_of(leg.direction) else { return Err(too_fast(n)) };
        let mut millimetres = street.length;
        if n == 0 {
            let start = origin.starts(group.usage).iter().filter(|start| start.direction == leg.direction);
            millimetres =
                start.map(|start| start.rest).min().ok_or(TimetableFault::BrokenWay { group: number, leg: 0 })?;
            if !is_within(leg.enters - group.leaves, walk(origin.walk(group.usage))) {
                return Err(too_fast(0));
            }
            if leg.enters >= origin.overrun {
                return Err(TimetableFault::Closed { group: number, leg: 0 });
            }
        }
        // Who is a step later is as slow as the street is then.
        let later = leg.enters + step - Moment(1);
        let seconds = seconds_on(street, millimetres, who, leg.enters).max(seconds_on(street, millimetres, who, later));
        if !is_within(leg.leaves - leg.enters, seconds) {
            return Err(too_fast(n));
        }
        if street.is_closed_at(later) || leg.leaves + step > street.overrun_after(leg.enters) {
            return Err(TimetableFault::Closed { group: number, leg: n });
        }
    }
    let inside = study.streets.gates().get(group.gate as usize).map_or(0, |gate| gate.walk(group.usage));
    if is_within(group.arrives - group.passes, walk(inside)) { Ok(()) } else { Err(too_fast(group.legs.len())) }
}

/// Notes what a party takes of streets.
fn take(study: &EvacuationStudy, step: Moment, group: &PlannedGroup, who: &Party, taken: &mut Taken) {
    let units = u64::from(who.units());
    for (n, leg) in group.legs.iter().enumerate() {
        let Some(street) = study.streets.street_of(leg.direction) else { continue };
        let Some(number) = study.streets.directions().get(leg.direction as usize).map(|found| found.street) else {
            continue;
        };
        *taken.through.entry((number, leg.leaves)).or_default() += units;
        let starts = study.origins.get(who.origin as usize).map_or(&[][..], |origin| origin.starts(group.usage));
        let start =
            starts.iter().filter(|start| n == 0 && start.direction == leg.direction).map(|start| start.rest).min();
        let on_it = Moment::from_seconds(seconds_on(street, start.unwrap_or(street.length), who, leg.enters));
        presence(leg, on_it, step, |at, part| {
            *taken.inside.entry((number, at)).or_default() += u128::from(part.0 * units);
        });
    }
}

/// How long of each step somebody is on a street who gets on it and is there so long.
fn presence(leg: &PlannedLeg, on_it: Moment, step: Moment, mut each: impl FnMut(Moment, Moment)) {
    let until = (leg.enters + on_it).min(leg.leaves);
    let mut at = Moment(leg.enters.0 / step.0 * step.0);
    while at < until {
        each(at, (at + step).min(until) - at.max(leg.enters));
        at = at + step;
    }
}

fn check_taken(study: &EvacuationStudy, step: Moment, taken: &Taken) -> Result<(), TimetableFault> {
    let street_of = |number: u32| study.streets.streets().get(number as usize);
    let fits = |interval: Moment, units: u64| u128::from(interval.0) * u128::from(units) <= u128::from(step.0);
    for (&(street, at), &units) in &taken.through {
        if street_of(street).is_none_or(|found| !fits(found.interval, units)) {
            return Err(TimetableFault::StreetOverfull { street, at, units });
        }
    }
    for (&(street, at), &inside) in &taken.inside {
        let most = street_of(street).map_or(0, |found| u128::from(found.storage.max(1)) * u128::from(step.0));
        if inside > most {
            let units = u64::try_from(inside.div_ceil(u128::from(step.0))).unwrap_or(u64::MAX);
            return Err(TimetableFault::GroundOverfull { street, at, units });
        }
    }
    for (&(gate, at), &persons) in &taken.gates {
        if study.streets.gates().get(gate as usize).is_none_or(|found| !fits(found.interval, persons)) {
            return Err(TimetableFault::GateOverfull { gate, at, persons });
        }
    }
    for (&gate, &persons) in &taken.sent {
        let places = study.streets.gates().get(gate as usize).and_then(|gate| gate.capacity);
        if places.is_some_and(|places| persons > places.count()) {
            return Err(TimetableFault::SiteOverfull { gate, persons });
        }
    }
    Ok(())
}

/// Is everybody who has somewhere to go in one group or left, and told so?
fn check_everybody(study: &EvacuationStudy, planned: &PlannedSchedule) -> Result<(), TimetableFault> {
    let mut told: BTreeMap<u32, (Moment, u32)> = BTreeMap::new();
    for group in &planned.groups {
        for &party in &group.parties {
            if told.insert(party, (group.leaves, group.gate)).is_some() {
                return Err(TimetableFault::NotOnce(party));
            }
        }
    }
    let mut left = 0;
    for ((number, before), after) in (0_u32..).zip(study.parties.iter()).zip(planned.parties.iter()) {
        let has_goal = before.leaves != Moment::NEVER && !matches!(before.goal, Goal::Nowhere(_));
        let is_told = match told.get(&number) {
            Some(&(leaves, gate)) => has_goal && after.leaves == leaves && after.goal == Goal::Kept(gate),
            None if has_goal => matches!(after.goal, Goal::Nowhere(_)),
            None => after == before,
        };
        if !is_told {
            return Err(TimetableFault::NotOnce(number));
        }
        left += if has_goal && !told.contains_key(&number) { u64::from(before.persons) } else { 0 };
    }
    if left == planned.left_behind && study.parties.len() == planned.parties.len() {
        Ok(())
    } else {
        Err(TimetableFault::NotOnce(u32::MAX))
    }
}
