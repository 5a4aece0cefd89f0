//! The soonest anyone still at home can be anywhere, kept up to date while streets fill step by step.
//!
//! A place is split into *stays*: spans of time in which waiting there is possible throughout. A place without limited
//! waiting room has one stay for all time. Being early within a stay is never worse, so one label per stay is enough.
//! Reservations only take room away, so labels only grow: after each group only the stays whose best way was touched,
//! and what hangs on them, are looked at again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::loads::Loads;
use super::network::{FlowArc, FlowArcId, FlowNetwork, FlowNode, UNLIMITED};
use super::reservations::Reservations;
use super::schedule::Leg;

/// Time in the upper half, steps of no time taken at that very moment in the lower: grows along every arc.
type Label = u64;
const UNREACHED: Label = u64::MAX;
const NOWHERE: u32 = u32::MAX;

const fn time_of(label: Label) -> u32 {
    (label >> 32) as u32
}

/// The label after an arc that is left at `arrival`, entered from a stay with `from`.
fn label_after(from: Label, arrival: u32) -> Label {
    if time_of(from) == arrival { from + 1 } else { u64::from(arrival) << 32 }
}

/// A span of time at a place within which one can wait.
#[derive(Clone, Copy, Debug)]
struct Stay {
    node: u32,
    first: u32,
    last: u32,
}

/// How a stay is reached soonest.
#[derive(Clone, Copy, Debug)]
struct Way {
    label: Label,
    /// The stay before; [`NOWHERE`] for people at home and for stays nobody reaches.
    from: u32,
    arc: u32,
    departs: u32,
}

impl Way {
    const NONE: Self = Self { label: UNREACHED, from: NOWHERE, arc: NOWHERE, departs: 0 };
    const HOME: Self = Self { label: 0, from: NOWHERE, arc: NOWHERE, departs: 0 };

    const fn is_home(&self) -> bool {
        self.label == 0 && self.from == NOWHERE
    }
}

/// A group's way that was found: from home to the end, with what fits on it.
pub(super) struct Found {
    /// Where the group lives.
    pub(super) home: FlowNode,
    /// Arcs with the step each is entered.
    pub(super) legs: Vec<Leg>,
    /// Persons who fit on all of it at these steps and are still at home.
    pub(super) persons: u32,
}

/// Labels of all stays under the room that is left.
pub(super) struct Earliest<'a> {
    network: &'a FlowNetwork,
    loads: Loads,
    room_loads: Vec<Reservations>,
    at_home: Vec<u32>,
    stays: Vec<Stay>,
    /// First stay of each place, and the number of stays at the end.
    offsets: Vec<u32>,
    ways: Vec<Way>,
    /// Stays whose label must be found again.
    is_open: Vec<bool>,
    open: Vec<u32>,
    queue: BinaryHeap<Reverse<(Label, u32)>>,
}

impl<'a> Earliest<'a> {
    /// Everyone at home, all streets empty. One Dijkstra.
    pub(super) fn new(network: &'a FlowNetwork) -> Self {
        let n = network.n_nodes() as usize;
        let mut at_home = vec![0; n];
        for source in network.sources() {
            at_home[source.node.index()] = source.persons.0;
        }
        let n_rooms = if network.has_rooms() { n } else { 0 };
        let mut search = Self {
            network,
            loads: Loads::new(network),
            room_loads: vec![Reservations::default(); n_rooms],
            at_home,
            stays: Vec::new(),
            offsets: Vec::new(),
            ways: Vec::new(),
            is_open: Vec::new(),
            open: Vec::new(),
            queue: BinaryHeap::new(),
        };
        search.rebuild();
        search
    }

    /// Splits places into stays anew and finds every label from scratch.
    pub(super) fn rebuild(&mut self) {
        self.stays.clear();
        self.offsets.clear();
        for node in 0..self.network.n_nodes() {
            self.offsets.push(count(self.stays.len()));
            let mut first = 0;
            let full = self.room_loads.get(node as usize).map_or(&[][..], Reservations::full_runs);
            for &(run_first, run_last) in full {
                // A full slot at step s lets nobody wait from s to s + 1: the span ends at s.
                for last in run_first..=run_last {
                    self.stays.push(Stay { node, first, last });
                    first = last.saturating_add(1);
                }
            }
            self.stays.push(Stay { node, first, last: u32::MAX });
        }
        self.offsets.push(count(self.stays.len()));
        self.ways = vec![Way::NONE; self.stays.len()];
        self.is_open = vec![false; self.stays.len()];
        self.open.clear();
        for stay in 0..count(self.stays.len()) {
            let node = self.stays[stay as usize].node;
            if self.at_home[node as usize] == 0 {
                self.reopen(stay);
            } else if stay == self.offsets[node as usize] {
                self.ways[stay as usize] = Way::HOME;
            }
        }
        self.settle();
    }

    /// When the place is reached soonest, and through which stay; `None` if nobody can come.
    pub(super) fn arrival(&self, node: FlowNode) -> Option<(u32, u32)> {
        let (label, stay) = self.stays_of(node.0).map(|stay| (self.ways[stay as usize].label, stay)).min()?;
        (label != UNREACHED).then(|| (time_of(label), stay))
    }

    /// The way to a reached stay and how many of its people fit on it.
    pub(super) fn trace(&self, end: u32) -> Found {
        let mut legs = Vec::new();
        let mut at = end;
        let mut leaves = None;
        let mut persons = UNLIMITED;
        loop {
            let way = self.ways[at as usize];
            if way.from == NOWHERE {
                break;
            }
            let departs = leaves.unwrap_or(time_of(way.label));
            persons = persons.min(self.room_left(self.stays[at as usize].node, time_of(way.label), departs));
            persons = persons.min(self.loads.left(self.network, way.arc, way.departs));
            legs.push(Leg { arc: FlowArcId(way.arc), departs: way.departs });
            leaves = Some(way.departs);
            at = way.from;
        }
        legs.reverse();
        let home = self.stays[at as usize].node;
        Found { home: FlowNode(home), legs, persons: persons.min(self.at_home[home as usize]) }
    }

    /// Takes the way for `persons` of those who fit and repairs the labels. The cost is in the stays that hang on
    /// steps which became full, not in the size of the network.
    pub(super) fn take(&mut self, found: &Found, persons: u32) {
        let mut is_room_filled = false;
        for (i, leg) in found.legs.iter().enumerate() {
            let arc = self.arc(leg.arc.0);
            if self.loads.take(self.network, leg.arc.0, leg.departs, persons) {
                self.reopen_barred(leg.arc.0);
            }
            if let Some(next) = found.legs.get(i + 1) {
                let arrival = leg.departs.saturating_add(arc.transit);
                is_room_filled |= self.wait(arc.to.0, arrival, next.departs, persons);
            }
        }
        let home = found.home.0;
        self.at_home[home as usize] -= persons;
        if self.at_home[home as usize] == 0 {
            for stay in self.stays_of(home) {
                self.reopen(stay);
            }
        }
        if is_room_filled {
            self.rebuild();
        } else {
            self.reopen_what_hangs_on();
            self.settle();
        }
    }

    fn arc(&self, arc: u32) -> FlowArc {
        self.network.arcs()[arc as usize]
    }

    fn stays_of(&self, node: u32) -> std::ops::Range<u32> {
        self.offsets[node as usize]..self.offsets[node as usize + 1]
    }

    /// The fewest who can still wait at a place from one step to another.
    fn room_left(&self, node: u32, from: u32, until: u32) -> u32 {
        let room = self.network.room(FlowNode(node));
        match self.room_loads.get(node as usize) {
            Some(loads) if room != UNLIMITED => {
                (from..until).map(|step| loads.left(step, room)).min().unwrap_or(UNLIMITED)
            }
            Some(_) | None => UNLIMITED,
        }
    }

    /// Takes waiting room; true when a step became full.
    fn wait(&mut self, node: u32, from: u32, until: u32, persons: u32) -> bool {
        let room = self.network.room(FlowNode(node));
        match self.room_loads.get_mut(node as usize) {
            Some(loads) if room != UNLIMITED => {
                let mut is_filled = false;
                for step in from..until {
                    is_filled |= loads.take(step, persons, room);
                }
                is_filled
            }
            Some(_) | None => false,
        }
    }

    /// Opens every stay whose way leads over an arc of the same pipe at a step that is full now.
    fn reopen_barred(&mut self, arc: u32) {
        let network = self.network;
        for &shared in network.pipes().arcs_of(network.rule(arc).pipe) {
            for stay in self.stays_of(self.arc(shared).to.0) {
                let way = self.ways[stay as usize];
                let is_over = way.arc == shared && !self.is_open[stay as usize];
                if is_over && self.loads.next_entry(network, shared, way.departs) != Some(way.departs) {
                    self.reopen(stay);
                }
            }
        }
    }

    fn reopen(&mut self, stay: u32) {
        self.is_open[stay as usize] = true;
        self.ways[stay as usize] = Way::NONE;
        self.open.push(stay);
    }

    /// Opens every stay whose way leads over an open one.
    fn reopen_what_hangs_on(&mut self) {
        let mut next = 0;
        while let Some(&stay) = self.open.get(next) {
            next += 1;
            for &arc in self.network.out_arcs(self.stays[stay as usize].node) {
                for child in self.stays_of(self.arc(arc).to.0) {
                    let way = self.ways[child as usize];
                    if way.from == stay && way.arc == arc && !self.is_open[child as usize] {
                        self.reopen(child);
                    }
                }
            }
        }
    }

    /// Finds the labels of all open stays: first from the stays that kept theirs, then among themselves.
    fn settle(&mut self) {
        let network = self.network;
        let open = std::mem::take(&mut self.open);
        for &stay in &open {
            for &arc in network.in_arcs(self.stays[stay as usize].node) {
                for from in self.stays_of(self.arc(arc).from.0) {
                    if !self.is_open[from as usize] {
                        self.offer(from, arc, stay);
                    }
                }
            }
            let label = self.ways[stay as usize].label;
            if label != UNREACHED {
                self.queue.push(Reverse((label, stay)));
            }
        }
        while let Some(Reverse((label, stay))) = self.queue.pop() {
            if !self.is_open[stay as usize] || self.ways[stay as usize].label != label {
                continue;
            }
            self.is_open[stay as usize] = false;
            for &arc in network.out_arcs(self.stays[stay as usize].node) {
                for child in self.stays_of(self.arc(arc).to.0) {
                    if self.is_open[child as usize] && self.offer(stay, arc, child) {
                        self.queue.push(Reverse((self.ways[child as usize].label, child)));
                    }
                }
            }
        }
        for &stay in &open {
            self.is_open[stay as usize] = false;
        }
        self.open = open;
        self.open.clear();
    }

    /// Offers the way over an arc to a stay; true when its label fell. Of equally early ways the one from the place
    /// reached first wins, then the arc with the lower position.
    fn offer(&mut self, from: u32, arc: u32, to: u32) -> bool {
        let Some(way) = self.way_over(from, arc, self.stays[to as usize]) else {
            return false;
        };
        let held = self.ways[to as usize];
        let rank = |way: &Way| (way.label, self.ways.get(way.from as usize).map_or(0, |w| w.label), way.arc);
        let is_sooner = way.label < held.label;
        if is_sooner || (way.label == held.label && rank(&way) < rank(&held)) {
            self.ways[to as usize] = way;
        }
        is_sooner
    }

    /// The soonest way from a reached stay over an arc into a given stay.
    fn way_over(&self, from: u32, arc_id: u32, to: Stay) -> Option<Way> {
        let before = self.ways[from as usize];
        let arc = self.arc(arc_id);
        if before.label == UNREACHED || arc.capacity == 0 {
            return None;
        }
        let soonest = time_of(before.label).max(to.first.saturating_sub(arc.transit));
        let departs = self.loads.next_entry(self.network, arc_id, soonest)?;
        let arrival = departs.checked_add(arc.transit)?;
        let leaves_by = if before.is_home() { u32::MAX } else { self.stays[from as usize].last };
        if departs > leaves_by || arrival > to.last || arrival == u32::MAX {
            return None;
        }
        Some(Way { label: label_after(before.label, arrival), from, arc: arc_id, departs })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "stays are places plus full steps, far below 2^32")]
const fn count(n: usize) -> u32 {
    n as u32
}
