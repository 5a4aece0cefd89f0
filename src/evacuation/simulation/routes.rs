//! The fastest free way from everywhere to one site, as the streets are open at a moment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::evacuation::Moment;
use crate::evacuation::streets::{Street, StreetUse, Streets};

/// No way.
pub(super) const NO_WAY: u32 = u32::MAX;

/// For every node the direction to take and the time left: milliseconds by car; on foot those of somebody who walks a
/// metre in a second.
#[derive(Clone, Debug)]
pub(super) struct RouteTable {
    pub(super) next: Vec<u32>,
    pub(super) time: Vec<u32>,
}

/// Time a piece of a street takes without others, in the unit of [`RouteTable`], rounded down but at least 1, so that no
/// ring of streets costs nothing; the windows of a moment acting.
pub(super) fn free_time(street: &Street, millimetres: u32, at: Option<Moment>) -> u32 {
    let slowing = at.map_or(1.0, |at| street.slowing_at(at));
    let speed = match street.usage {
        StreetUse::Walking => 1000.0 * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let milliseconds =
        (f64::from(millimetres) * 1000.0 / (speed * slowing)).floor().clamp(1.0, f64::from(NO_WAY - 1)) as u32;
    milliseconds
}

impl RouteTable {
    /// Searches backward from a node. See [`Self::search_all`].
    pub(super) fn search(streets: &Streets, target: u32, usage: StreetUse, at: Option<Moment>) -> Self {
        let mut table = Self::search_all(streets, &[(target, 0)], usage, at);
        if let Some(next) = table.next.get_mut(target as usize) {
            *next = NO_WAY;
        }
        table
    }

    /// Searches backward from some nodes with the time still to go there; `at` of `None` takes every street as open and
    /// free. Ties go to the lower direction. O((n + m) log n).
    fn search_all(streets: &Streets, targets: &[(u32, u32)], usage: StreetUse, at: Option<Moment>) -> Self {
        let n = streets.n_nodes();
        let mut table = Self { next: vec![NO_WAY; n], time: vec![NO_WAY; n] };
        let mut heap = BinaryHeap::new();
        for &(target, rest) in targets {
            if let Some(start) = table.time.get_mut(target as usize).filter(|start| **start > rest) {
                *start = rest;
                heap.push(Reverse((rest, target)));
            }
        }
        while let Some(Reverse((time, node))) = heap.pop() {
            if table.time[node as usize] != time {
                continue;
            }
            for direction in streets.into_node(node) {
                let (Some(from), Some(street)) =
                    (streets.directions().get(direction as usize).map(|d| d.from), streets.street_of(direction))
                else {
                    continue;
                };
                if street.usage != usage || at.is_some_and(|at| street.is_closed_at(at)) {
                    continue;
                }
                let offered = time.saturating_add(free_time(street, street.length, at));
                let known = table.time[from as usize];
                let is_better = offered < known || (offered == known && direction < table.next[from as usize]);
                if offered < NO_WAY && is_better {
                    table.next[from as usize] = direction;
                    if offered < known {
                        table.time[from as usize] = offered;
                        heap.push(Reverse((offered, from)));
                    }
                }
            }
        }
        table
    }
}

/// Tables by epoch (time between two changes of the streets), use and gate, made when first asked for.
#[derive(Debug)]
pub(super) struct Tables {
    /// From the present epoch on.
    epochs: std::collections::VecDeque<Vec<Option<RouteTable>>>,
    present: usize,
    /// With every street open.
    open: Vec<Option<RouteTable>>,
    width: usize,
}

impl Tables {
    pub(super) fn new(n_gates: usize) -> Self {
        let width = n_gates * StreetUse::ALL.len();
        Self { epochs: std::collections::VecDeque::new(), present: 0, open: vec![None; width], width }
    }

    fn slot(gate: u32, usage: StreetUse, width: usize) -> usize {
        let half = width / StreetUse::ALL.len();
        gate as usize
            + match usage {
                StreetUse::Walking => 0,
                StreetUse::Driving => half,
            }
    }

    /// Forgets what was before an epoch.
    pub(super) fn enter(&mut self, epoch: usize) {
        while self.present < epoch {
            self.epochs.pop_front();
            self.present += 1;
        }
    }

    /// The table of an epoch not past, which began at `at`.
    pub(super) fn get(
        &mut self,
        streets: &Streets,
        gate: u32,
        usage: StreetUse,
        epoch: usize,
        at: Moment,
    ) -> Option<&RouteTable> {
        let ahead = epoch.saturating_sub(self.present);
        while self.epochs.len() <= ahead {
            self.epochs.push_back(vec![None; self.width]);
        }
        let entry = self.epochs.get_mut(ahead)?.get_mut(Self::slot(gate, usage, self.width))?;
        let node = streets.gates().get(gate as usize)?.node(usage)?;
        Some(entry.get_or_insert_with(|| RouteTable::search(streets, node, usage, Some(at))))
    }

    /// The table with every street open.
    pub(super) fn open(&mut self, streets: &Streets, gate: u32, usage: StreetUse) -> Option<&RouteTable> {
        let entry = self.open.get_mut(Self::slot(gate, usage, self.width))?;
        let node = streets.gates().get(gate as usize)?.node(usage)?;
        Some(entry.get_or_insert_with(|| RouteTable::search(streets, node, usage, None)))
    }
}

/// Free times from everywhere to one gate, every street open.
#[derive(Clone, Debug)]
pub struct FreeTimes {
    table: RouteTable,
}

/// Searches from a gate; `None` where it has no node for this use. O((n + m) log n).
#[must_use]
pub fn free_times(streets: &Streets, gate: u32, usage: StreetUse) -> Option<FreeTimes> {
    let node = streets.gates().get(gate as usize)?.node(usage)?;
    Some(FreeTimes { table: RouteTable::search(streets, node, usage, None) })
}

/// Free times from everywhere to the nearest gate; on foot with the walk behind it, by car to the gate alone.
/// O((n + m) log n).
#[must_use]
pub fn nearest_free_times(streets: &Streets, usage: StreetUse) -> FreeTimes {
    let walk = |gate: &crate::evacuation::streets::Gate| match usage {
        StreetUse::Walking => gate.walk,
        StreetUse::Driving => 0,
    };
    let gates = streets.gates().iter();
    let targets: Vec<(u32, u32)> = gates.filter_map(|gate| Some((gate.node(usage)?, walk(gate)))).collect();
    FreeTimes { table: RouteTable::search_all(streets, &targets, usage, None) }
}

impl FreeTimes {
    /// The least time from any of some starts: milliseconds by car, on foot those of somebody who walks a metre in a
    /// second; `None` where no way leads there.
    #[must_use]
    pub fn from(&self, streets: &Streets, starts: &[super::Start]) -> Option<u32> {
        let time = |start: &super::Start| {
            let direction = streets.directions().get(start.direction as usize)?;
            let street = streets.street_of(start.direction)?;
            let rest = *self.table.time.get(direction.to as usize)?;
            (rest != NO_WAY).then(|| rest.saturating_add(free_time(street, start.rest, None)))
        };
        starts.iter().filter_map(time).min()
    }

    /// The directions from a start to the gate, the start's own first; empty where no way leads there.
    #[must_use]
    pub fn way(&self, streets: &Streets, start: &super::Start) -> Vec<u32> {
        let mut way = vec![start.direction];
        let Some(mut node) = streets.directions().get(start.direction as usize).map(|d| d.to) else {
            return Vec::new();
        };
        while let Some(&next) = self.table.next.get(node as usize).filter(|&&next| next != NO_WAY) {
            way.push(next);
            let Some(direction) = streets.directions().get(next as usize) else { return Vec::new() };
            node = direction.to;
        }
        if self.table.time.get(node as usize) == Some(&0) { way } else { Vec::new() }
    }
}
