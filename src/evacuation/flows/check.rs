//! Goes through a finished schedule with a pencil: does everyone leave, does every step hold what it may?
//!
//! Shares nothing with the scheduler but the problem and the plan on paper.

use std::collections::BTreeMap;

use thiserror::Error;

use super::network::{FlowArc, FlowNetwork, FlowNode, UNLIMITED};
use super::pipes::Counted;
use super::schedule::{EvacueeGroup, Schedule};

/// What is wrong with a schedule.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ScheduleFault {
    /// A group of nobody.
    #[error("group {group} is empty")]
    EmptyGroup {
        /// Position of the group.
        group: usize,
    },
    /// A leg names an arc that does not exist or does not start where the group is.
    #[error("group {group} cannot take leg {leg}: its arc does not start where the group stands")]
    BrokenRoute {
        /// Position of the group.
        group: usize,
        /// Position of the leg.
        leg: usize,
    },
    /// A group's times do not add up.
    #[error("group {group} enters or arrives at another time than its legs add up to")]
    WrongTime {
        /// Position of the group.
        group: usize,
    },
    /// A group ends where nobody is safe, or not at the safe place it names.
    #[error("group {group} does not end at the safe place it names")]
    NotSafe {
        /// Position of the group.
        group: usize,
    },
    /// A group enters an arc before it opens or after it has closed.
    #[error("group {group} enters arc {arc} at step {step}, when it is closed")]
    Closed {
        /// Position of the group.
        group: usize,
        /// Position of the arc.
        arc: u32,
        /// The step.
        step: u32,
    },
    /// More people pass an arc and those that share its pipe at one step than it takes.
    #[error("{persons} persons pass arc {arc} and those that share with it at step {step}, but they take {capacity}")]
    ArcOverfull {
        /// Position of the arc, of several that share the first one.
        arc: u32,
        /// The step.
        step: u32,
        /// How many enter.
        persons: u64,
        /// How many may.
        capacity: u32,
    },
    /// More people are on an arc and those that share its ground than fit there.
    #[error("{persons} persons are on arc {arc} and those that share with it at step {step}, but {storage} fit there")]
    GroundOverfull {
        /// Position of the arc, of several that share the first one.
        arc: u32,
        /// The step.
        step: u32,
        /// How many are there.
        persons: u64,
        /// How many may.
        storage: u32,
    },
    /// More people wait at a place than it has room for.
    #[error("{persons} persons wait at place {node} after step {step}, but it has room for {room}")]
    RoomOverfull {
        /// The place.
        node: u32,
        /// The step after which they wait.
        step: u32,
        /// How many wait.
        persons: u64,
        /// How many may.
        room: u32,
    },
    /// More people come to a safe place than it takes.
    #[error("{persons} persons come to place {node}, which takes {places}")]
    SinkOverfull {
        /// The safe place.
        node: u32,
        /// How many come.
        persons: u64,
        /// How many may.
        places: u32,
    },
    /// People of a place are lost or invented.
    #[error("{found} persons of place {node} are in the plan, but {expected} live there")]
    WrongCount {
        /// The place.
        node: u32,
        /// People in the plan.
        found: u64,
        /// People there.
        expected: u64,
    },
    /// People are left behind though there is a way to a safe place with places left.
    #[error("people of place {node} are left behind, but a safe place with places left can be reached")]
    NeedlesslyLeft {
        /// The place.
        node: u32,
    },
    /// The clearance time is not the last arrival.
    #[error("the plan says it is over at step {said}, but the last arrival is at {last}")]
    WrongEgress {
        /// What the plan says.
        said: u32,
        /// The last arrival.
        last: u32,
    },
}

/// Who enters which arc when, and how many; who waits where, coming and going.
#[derive(Default)]
struct Paper {
    entering: BTreeMap<(u32, u32), u64>,
    waiting: BTreeMap<(u32, u32), i64>,
}

/// Checks a schedule against its problem: all people leave, routes are connected, times add up, arcs are entered only
/// while they are open, and no arc, pipe, waiting room or safe place ever holds more than it may. O(legs log legs).
///
/// # Errors
/// The first [`ScheduleFault`] found.
pub fn check_schedule(network: &FlowNetwork, schedule: &Schedule) -> Result<(), ScheduleFault> {
    let mut paper = Paper::default();
    let mut by_source: BTreeMap<FlowNode, u64> = BTreeMap::new();
    let mut by_sink: BTreeMap<FlowNode, u64> = BTreeMap::new();
    for (position, group) in schedule.groups.iter().enumerate() {
        let persons = group.persons.count();
        if persons == 0 {
            return Err(ScheduleFault::EmptyGroup { group: position });
        }
        walk(network, position, group, &mut paper)?;
        *by_source.entry(group.source).or_default() += persons;
        *by_sink.entry(group.sink).or_default() += persons;
    }
    for &(node, persons) in &schedule.left_behind {
        *by_source.entry(node).or_default() += persons.count();
    }
    check_pipes(network, &paper.entering)?;
    check_ground(network, &paper.entering)?;
    check_rooms(network, &paper.waiting)?;
    check_counts(network, &by_source, &by_sink)?;
    check_left_behind(network, schedule, &by_sink)?;
    let last = schedule.groups.iter().map(|group| group.arrival).max().unwrap_or(0);
    if schedule.egress == last { Ok(()) } else { Err(ScheduleFault::WrongEgress { said: schedule.egress, last }) }
}

/// Follows one group and notes whom it meets.
fn walk(network: &FlowNetwork, position: usize, group: &EvacueeGroup, paper: &mut Paper) -> Result<(), ScheduleFault> {
    let persons = group.persons.count();
    let signed = i64::from(group.persons.0);
    let wrong_time = ScheduleFault::WrongTime { group: position };
    let mut node = group.source;
    let mut now = group.departure;
    for (leg, step) in group.legs.iter().enumerate() {
        let arc = network.arc(step.arc).filter(|arc| arc.from == node);
        let arc = arc.ok_or(ScheduleFault::BrokenRoute { group: position, leg })?;
        if step.departs < now || (leg == 0 && step.departs != now) {
            return Err(wrong_time);
        }
        if leg > 0 {
            *paper.waiting.entry((node.0, now)).or_default() += signed;
            *paper.waiting.entry((node.0, step.departs)).or_default() -= signed;
        }
        let open = network.rule(step.arc.0);
        if step.departs < open.opens || step.departs > open.closes {
            return Err(ScheduleFault::Closed { group: position, arc: step.arc.0, step: step.departs });
        }
        *paper.entering.entry((step.arc.0, step.departs)).or_default() += persons;
        node = arc.to;
        now = step.departs.checked_add(arc.transit).ok_or(wrong_time)?;
    }
    if now != group.arrival {
        return Err(wrong_time);
    }
    let is_safe = network.sinks().iter().any(|sink| sink.node == node) && node == group.sink;
    if is_safe { Ok(()) } else { Err(ScheduleFault::NotSafe { group: position }) }
}

/// At each step no more than the pipe takes, on all arcs that share it.
fn check_pipes(network: &FlowNetwork, entering: &BTreeMap<(u32, u32), u64>) -> Result<(), ScheduleFault> {
    let mut passing: BTreeMap<(u32, u32), (u64, u32)> = BTreeMap::new();
    for (&(arc, step), &persons) in entering {
        let pipe = network.pipes().list[network.rule(arc).pipe as usize];
        let counted = match pipe.counted {
            Counted::Entering => step,
            Counted::Leaving => step + network.arcs()[arc as usize].transit,
        };
        passing.entry((network.rule(arc).pipe, counted)).or_insert((0, arc)).0 += persons;
    }
    for (&(pipe, step), &(persons, arc)) in &passing {
        let capacity = network.pipes().list[pipe as usize].capacity;
        if capacity != UNLIMITED && persons > u64::from(capacity) {
            return Err(ScheduleFault::ArcOverfull { arc, step, persons, capacity });
        }
    }
    Ok(())
}

/// Never more on the ground than fit there: entries and exits of each pipe in the order of time.
fn check_ground(network: &FlowNetwork, entering: &BTreeMap<(u32, u32), u64>) -> Result<(), ScheduleFault> {
    let mut changes: BTreeMap<(u32, u32), (i128, u32)> = BTreeMap::new();
    for (&(arc, step), &persons) in entering {
        let (pipe, transit) = (network.rule(arc).pipe, network.arcs()[arc as usize].transit);
        changes.entry((pipe, step)).or_insert((0, arc)).0 += i128::from(persons);
        changes.entry((pipe, step + transit)).or_insert((0, arc)).0 -= i128::from(persons);
    }
    let mut at = None;
    let mut now = 0_i128;
    for (&(pipe, step), &(change, arc)) in &changes {
        if at != Some(pipe) {
            at = Some(pipe);
            now = 0;
        }
        now += change;
        let storage = network.pipes().list[pipe as usize].storage;
        if storage != UNLIMITED && now > i128::from(storage) {
            let persons = u64::try_from(now).unwrap_or(u64::MAX);
            return Err(ScheduleFault::GroundOverfull { arc, step, persons, storage });
        }
    }
    Ok(())
}

/// Comings and goings in the order of time, place after place.
fn check_rooms(network: &FlowNetwork, waiting: &BTreeMap<(u32, u32), i64>) -> Result<(), ScheduleFault> {
    let mut at = None;
    let mut now = 0_i64;
    for (&(node, step), change) in waiting {
        if at != Some(node) {
            at = Some(node);
            now = 0;
        }
        now += change;
        let room = network.room(FlowNode(node));
        if room != UNLIMITED && now > i64::from(room) {
            return Err(ScheduleFault::RoomOverfull { node, step, persons: now.unsigned_abs(), room });
        }
    }
    Ok(())
}

fn check_counts(
    network: &FlowNetwork,
    by_source: &BTreeMap<FlowNode, u64>,
    by_sink: &BTreeMap<FlowNode, u64>,
) -> Result<(), ScheduleFault> {
    let mut expected: BTreeMap<FlowNode, u64> = BTreeMap::new();
    for source in network.sources() {
        expected.insert(source.node, source.persons.count());
    }
    for node in expected.keys().chain(by_source.keys()) {
        let found = by_source.get(node).copied().unwrap_or(0);
        let expected = expected.get(node).copied().unwrap_or(0);
        if found != expected {
            return Err(ScheduleFault::WrongCount { node: node.0, found, expected });
        }
    }
    for sink in network.sinks() {
        let persons = by_sink.get(&sink.node).copied().unwrap_or(0);
        if let Some(places) = sink.places
            && persons > places.count()
        {
            return Err(ScheduleFault::SinkOverfull { node: sink.node.0, persons, places: places.0 });
        }
    }
    Ok(())
}

/// Whoever is left behind must have no way to a safe place with places left over arcs that never close: there is room
/// on them some time.
fn check_left_behind(
    network: &FlowNetwork,
    schedule: &Schedule,
    by_sink: &BTreeMap<FlowNode, u64>,
) -> Result<(), ScheduleFault> {
    let has_room = |node: FlowNode, places: Option<crate::units::Persons>| {
        places.is_none_or(|places| by_sink.get(&node).copied().unwrap_or(0) < places.count())
    };
    let roomy = network.sinks().iter().filter(|sink| has_room(sink.node, sink.places));
    let mut stack: Vec<FlowNode> = roomy.map(|sink| sink.node).collect();
    let mut leads_out = vec![false; network.n_nodes() as usize];
    let mut into: BTreeMap<FlowNode, Vec<FlowNode>> = BTreeMap::new();
    let stays_open = |&(number, arc): &(u32, &FlowArc)| arc.capacity > 0 && network.rule(number).closes == u32::MAX;
    for (_, arc) in (0_u32..).zip(network.arcs()).filter(stays_open) {
        into.entry(arc.to).or_default().push(arc.from);
    }
    while let Some(node) = stack.pop() {
        if !std::mem::replace(&mut leads_out[node.index()], true) {
            stack.extend(into.get(&node).into_iter().flatten().copied());
        }
    }
    let needless = schedule.left_behind.iter().find(|(node, _)| leads_out.get(node.index()) == Some(&true));
    needless.map_or(Ok(()), |(node, _)| Err(ScheduleFault::NeedlesslyLeft { node: node.0 }))
}
