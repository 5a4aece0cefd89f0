//! The fastest free way from everywhere to one site, as the streets are open at a moment.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use super::party::Party;
use super::run::walking_time;
use crate::evacuation::Moment;
use crate::evacuation::streets::{Gate, Street, StreetUse, Streets};

/// No way.
pub(super) const NO_WAY: u32 = u32::MAX;

/// How it goes on from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The time left: milliseconds by car; on foot those of somebody who walks a metre in a second. [`NO_WAY`] where no
    /// way leads on.
    pub(super) time: u32,
    /// The direction to take, or the gate it ends at, as was asked; [`NO_WAY`] at the end and where no way leads on.
    pub(super) by: u32,
}

/// For every node the direction to take and the time left.
#[derive(Clone, Debug)]
pub(super) struct RouteTable(Vec<Way>);

/// For every node the nearest gate and the time to it.
#[derive(Clone, Debug)]
pub(super) struct NearestTable(Vec<Way>);

/// The state of the streets ways are looked for in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    /// The windows of this moment act; `None` takes every street as open and free.
    pub(super) at: Option<Moment>,
    /// The wait at the end of each direction; none beyond the end of the list.
    pub(super) waits: &'a [u32],
}

/// A node ways end at.
#[derive(Clone, Copy, Debug)]
struct End {
    node: u32,
    /// Time still to go there.
    rest: u32,
    by: u32,
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
    /// Searches backward from a node. Ties go to the lower direction. O((n + m) log n).
    pub(super) fn search(streets: &Streets, target: u32, usage: StreetUse, asked: Asked<'_>) -> Self {
        let ends = [End { node: target, rest: 0, by: NO_WAY }];
        Self(search(streets, &ends, usage, asked, |direction, _| direction))
    }

    /// How it goes on from a node; `None` where no way does.
    pub(super) fn from(&self, node: u32) -> Option<Way> {
        self.0.get(node as usize).copied().filter(|way| way.time != NO_WAY)
    }
}

impl NearestTable {
    /// Searches backward from all gates that have a walk behind; among equal ones the lower gate is the nearest.
    /// O((n + m) log n).
    pub(super) fn search(
        streets: &Streets,
        walk: impl Fn(u32, &Gate) -> Option<u32>,
        usage: StreetUse,
        asked: Asked<'_>,
    ) -> Self {
        Self(search(streets, &ends_of(streets, walk, usage), usage, asked, |_, gate| gate))
    }

    /// The nearest gate of a node; `None` where no way leads to any.
    pub(super) fn from(&self, node: u32) -> Option<Way> {
        self.0.get(node as usize).copied().filter(|way| way.time != NO_WAY)
    }
}

fn ends_of(streets: &Streets, walk: impl Fn(u32, &Gate) -> Option<u32>, usage: StreetUse) -> Vec<End> {
    let gates = (0_u32..).zip(streets.gates());
    gates.filter_map(|(by, gate)| Some(End { node: gate.node(usage)?, rest: walk(by, gate)?, by })).collect()
}

/// Searches backward from some nodes. What a way goes on by is made from the direction and from what it goes on by
/// behind it; among equal times the lower one is taken, which is settled before a node is, as no street takes no time.
fn search(
    streets: &Streets,
    ends: &[End],
    usage: StreetUse,
    asked: Asked<'_>,
    by: impl Fn(u32, u32) -> u32,
) -> Vec<Way> {
    let mut ways = vec![Way { time: NO_WAY, by: NO_WAY }; streets.n_nodes()];
    let mut heap = BinaryHeap::new();
    for end in ends {
        let way = Way { time: end.rest, by: end.by };
        if let Some(known) = ways.get_mut(end.node as usize).filter(|known| (way.time, way.by) < (known.time, known.by))
        {
            *known = way;
            heap.push(Reverse((way.time, end.node)));
        }
    }
    while let Some(Reverse((time, node))) = heap.pop() {
        let reached = ways[node as usize];
        if reached.time != time {
            continue;
        }
        for direction in streets.into_node(node) {
            let (Some(from), Some(street)) =
                (streets.directions().get(direction as usize).map(|d| d.from), streets.street_of(direction))
            else {
                continue;
            };
            if street.usage != usage || asked.at.is_some_and(|at| street.is_closed_at(at)) {
                continue;
            }
            let wait = asked.waits.get(direction as usize).copied().unwrap_or(0);
            let on_street = free_time(street, street.length, asked.at).saturating_add(wait);
            let offered = Way { time: time.saturating_add(on_street), by: by(direction, reached.by) };
            let known = &mut ways[from as usize];
            if offered.time < NO_WAY && (offered.time, offered.by) < (known.time, known.by) {
                if offered.time < known.time {
                    heap.push(Reverse((offered.time, from)));
                }
                *known = offered;
            }
        }
    }
    ways
}

/// Tables by epoch (time between two changes of the streets), use and gate, made when first asked for.
#[derive(Debug)]
pub(super) struct Tables {
    /// From the present epoch on.
    epochs: VecDeque<Vec<Option<RouteTable>>>,
    /// To the nearest gate in the present epoch, by use and by the speed that walks behind the gates count at.
    nearest: BTreeMap<(StreetUse, u32), NearestTable>,
    /// The waits at the ends of directions that people have heard of, in the unit of [`Way::time`]; empty for none.
    waits: Vec<u32>,
    present: usize,
    width: usize,
}

impl Tables {
    pub(super) fn new(n_gates: usize) -> Self {
        let width = n_gates * StreetUse::ALL.len();
        Self { epochs: VecDeque::new(), nearest: BTreeMap::new(), waits: Vec::new(), present: 0, width }
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
        self.nearest.clear();
        while self.present < epoch {
            self.epochs.pop_front();
            self.present += 1;
        }
        if !self.waits.is_empty() {
            // Tables made ahead do not know the waits.
            self.forget_present();
        }
    }

    /// People hear of waits: the ways of the present epoch are looked for again. Nobody knows those of later ones.
    pub(super) fn hear(&mut self, waits: Vec<u32>) {
        if waits != self.waits {
            self.waits = waits;
            self.nearest.clear();
            self.forget_present();
        }
    }

    fn forget_present(&mut self) {
        if let Some(tables) = self.epochs.front_mut() {
            tables.fill(None);
        }
    }

    /// The wait at the end of a direction that people have heard of.
    pub(super) fn wait(&self, direction: u32) -> u32 {
        self.waits.get(direction as usize).copied().unwrap_or(0)
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
        if entry.is_none() {
            let node = streets.gates().get(gate as usize)?.node(usage)?;
            let waits = if ahead == 0 { &self.waits[..] } else { &[] };
            *entry = Some(RouteTable::search(streets, node, usage, Asked { at: Some(at), waits }));
        }
        entry.as_ref()
    }

    /// The nearest gates in the present epoch, which began at `at`, for a party; and the waits they were found with.
    pub(super) fn nearest(&mut self, streets: &Streets, party: &Party, at: Moment) -> (&NearestTable, &[u32]) {
        let (usage, speed) = (party.usage, party.speed);
        let walks_at = match usage {
            // Everybody's time on foot is counted at one speed.
            StreetUse::Walking => 0,
            StreetUse::Driving => speed,
        };
        let asked = Asked { at: Some(at), waits: &self.waits };
        let entry = self.nearest.entry((usage, walks_at));
        let table = entry.or_insert_with(|| {
            NearestTable::search(streets, |_, gate| Some(walk_behind(gate, usage, speed)), usage, asked)
        });
        (table, &self.waits)
    }
}

/// The walk behind a gate in the unit of [`Way::time`], a walk behind a parked car at one's own speed.
pub(super) fn walk_behind(gate: &Gate, usage: StreetUse, speed: u32) -> u32 {
    match usage {
        StreetUse::Walking => gate.walk,
        StreetUse::Driving => u32::try_from(walking_time(gate.walk_by_car, speed).0 / 1000).unwrap_or(NO_WAY),
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
    Some(FreeTimes { table: RouteTable::search(streets, node, usage, Asked::default()) })
}

/// Free times from everywhere to the nearest gate; on foot with the walk behind it, by car to the gate alone.
/// O((n + m) log n).
#[must_use]
pub fn nearest_free_times(streets: &Streets, usage: StreetUse) -> FreeTimes {
    let walk = |_: u32, gate: &Gate| match usage {
        StreetUse::Walking => Some(gate.walk),
        StreetUse::Driving => Some(0),
    };
    let mut ends = ends_of(streets, walk, usage);
    for end in &mut ends {
        end.by = NO_WAY;
    }
    FreeTimes { table: RouteTable(search(streets, &ends, usage, Asked::default(), |direction, _| direction)) }
}

impl FreeTimes {
    /// The least time from any of some starts: milliseconds by car, on foot those of somebody who walks a metre in a
    /// second; `None` where no way leads there.
    #[must_use]
    pub fn from(&self, streets: &Streets, starts: &[super::Start]) -> Option<u32> {
        let time = |start: &super::Start| {
            let direction = streets.directions().get(start.direction as usize)?;
            let street = streets.street_of(start.direction)?;
            let rest = self.table.from(direction.to)?.time;
            Some(rest.saturating_add(free_time(street, start.rest, None)))
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
        while let Some(on) = self.table.from(node).filter(|on| on.by != NO_WAY) {
            way.push(on.by);
            let Some(direction) = streets.directions().get(on.by as usize) else { return Vec::new() };
            node = direction.to;
        }
        if self.table.from(node).is_some_and(|end| end.time == 0) { way } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Asked, NearestTable, RouteTable};
    use crate::evacuation::Moment;
    use crate::evacuation::streets::{Direction, Gate, Street, StreetUse, Streets};
    use crate::ids::{SegmentId, SiteId};

    fn street(number: usize, metres: u32) -> Street {
        Street {
            usage: StreetUse::Walking,
            length: metres * 1000,
            interval: Moment(1),
            storage: 1,
            area: 1.0,
            ease: 1.0,
            car_speed: 0,
            windows: Vec::new(),
            segment: SegmentId(u32::try_from(number).unwrap()),
            span: (0, metres * 1000),
        }
    }

    proptest! {
        #[test]
        fn the_nearest_gate_is_the_best_of_the_tables_of_all_gates(
            ways in prop::collection::vec((0_u32..12, 0_u32..12, 1_u32..6), 0..40),
            gates in prop::collection::vec((0_u32..12, 0_u32..4), 0..5),
        ) {
            let streets = ways.iter().enumerate().map(|(n, &(_, _, metres))| street(n, metres)).collect();
            let directions = (0..).zip(&ways).map(|(street, &(from, to, _))| Direction { from, to, street }).collect();
            let gates = (0..).zip(&gates).map(|(n, &(node, metres))| Gate {
                site: SiteId(n),
                on_foot: Some(node),
                by_car: None,
                walk: metres * 1000,
                walk_by_car: 0,
                capacity: None,
                interval: Moment::START,
            });
            let streets = Streets::new(12, streets, directions, gates.collect());
            let walk = |_: u32, gate: &Gate| Some(gate.walk);
            let nearest = NearestTable::search(&streets, walk, StreetUse::Walking, Asked::default());
            let tables: Vec<RouteTable> = streets
                .gates()
                .iter()
                .map(|gate| RouteTable::search(&streets, gate.on_foot.unwrap(), StreetUse::Walking, Asked::default()))
                .collect();
            for node in 0..12 {
                let times = (0_u32..).zip(streets.gates()).zip(&tables);
                let best = times.filter_map(|((n, gate), table)| Some((table.from(node)?.time + gate.walk, n))).min();
                prop_assert_eq!(nearest.from(node).map(|way| (way.time, way.by)), best);
            }
        }
    }
}
