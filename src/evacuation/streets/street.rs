//! Streets, their directions, and the sites they lead to.

use super::Window;
use crate::evacuation::Moment;
use crate::ids::{SegmentId, SiteId};
use crate::units::Persons;

/// Road taken up by a standing car with its gap, in metres (7.5 m, the common value of queue models).
pub const STANDING_CAR_M: f64 = 7.5;

/// Who moves on a street.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreetUse {
    /// People on foot, both directions sharing the width.
    Walking,
    /// Cars, in one direction.
    Driving,
}

impl StreetUse {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Walking, Self::Driving];
}

/// A piece of road as one kind of traffic uses it: everything that shares its width.
#[derive(Clone, Debug, PartialEq)]
pub struct Street {
    /// Who moves here.
    pub usage: StreetUse,
    /// Length in millimetres, at least 1.
    pub length: u32,
    /// Time between two who leave it one after another, at the least: one over the capacity.
    pub interval: Moment,
    /// How many fit on it (people, or cars), at least 1.
    pub storage: u32,
    /// Ground people share, in square metres; for cars of no account.
    pub area: f64,
    /// Share of one's own speed on foot (stairs); 1 on the level.
    pub ease: f64,
    /// Free speed of cars, in millimetres per second; of no account on foot.
    pub car_speed: u32,
    /// When it is closed or slow, by time.
    pub windows: Vec<Window>,
    /// The road it is a piece of.
    pub segment: SegmentId,
    /// Where on the segment it lies, in millimetres from the segment's `from`.
    pub span: (u32, u32),
}

impl Street {
    /// Is entering forbidden at a moment?
    #[must_use]
    pub fn is_closed_at(&self, at: Moment) -> bool {
        self.windows.iter().any(|window| window.closes() && window.acts_at(at))
    }

    /// Is it under a hazard at a moment?
    #[must_use]
    pub fn is_overrun_at(&self, at: Moment) -> bool {
        self.windows.iter().any(|window| window.effect == super::WindowEffect::Overrun && window.acts_at(at))
    }

    /// The next moment after `at` at which a hazard catches who is on it.
    #[must_use]
    pub fn overrun_after(&self, at: Moment) -> Moment {
        let overruns = self.windows.iter().filter(|window| matches!(window.effect, super::WindowEffect::Overrun));
        overruns.map(|window| window.from).filter(|&from| from > at).min().unwrap_or(Moment::NEVER)
    }

    /// Share of the free speed left at a moment, the slowest window holding.
    #[must_use]
    pub fn slowing_at(&self, at: Moment) -> f64 {
        let share = |window: &Window| match window.effect {
            super::WindowEffect::Slowed(share) if window.acts_at(at) => share,
            super::WindowEffect::Slowed(_) | super::WindowEffect::Closed | super::WindowEffect::Overrun => 1.0,
        };
        self.windows.iter().map(share).fold(1.0, f64::min)
    }
}

/// A street in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction {
    /// Place it starts at.
    pub from: u32,
    /// Place it leads to.
    pub to: u32,
    /// Position of the street.
    pub street: u32,
}

/// Where people are safe, and how they get in.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// The site.
    pub site: SiteId,
    /// Where people on foot come to it; `None` where no walkway does.
    pub on_foot: Option<u32>,
    /// Where cars come to it; `None` where no car road does.
    pub by_car: Option<u32>,
    /// From where people on foot come to the site itself, in millimetres.
    pub walk: u32,
    /// From where cars come, in millimetres, on foot.
    pub walk_by_car: u32,
    /// How many it takes; `None` where nobody has said.
    pub capacity: Option<Persons>,
    /// Time between two persons who pass its gate, at the least; zero where the gate holds up nobody.
    pub interval: Moment,
}

impl Gate {
    /// The walk from its node for one use to the site, in millimetres.
    #[must_use]
    pub const fn walk(&self, usage: StreetUse) -> u32 {
        match usage {
            StreetUse::Walking => self.walk,
            StreetUse::Driving => self.walk_by_car,
        }
    }

    /// Its node for one use.
    #[must_use]
    pub const fn node(&self, usage: StreetUse) -> Option<u32> {
        match usage {
            StreetUse::Walking => self.on_foot,
            StreetUse::Driving => self.by_car,
        }
    }
}

/// All streets of an evacuation.
#[derive(Clone, Debug, Default)]
pub struct Streets {
    n_nodes: u32,
    list: Vec<Street>,
    directions: Vec<Direction>,
    gates: Vec<Gate>,
    into: AtNodes,
    out_of: AtNodes,
}

/// Directions by one of their ends: where each node's begin, and the list.
#[derive(Clone, Debug, Default)]
struct AtNodes {
    begins: Vec<u32>,
    list: Vec<u32>,
}

impl AtNodes {
    /// From the end of each direction, all below `n_nodes`. O(n).
    fn new(n_nodes: u32, ends: impl Iterator<Item = u32> + Clone) -> Self {
        let mut begins = vec![0_u32; n_nodes as usize + 1];
        for end in ends.clone() {
            begins[end as usize + 1] += 1;
        }
        for n in 1..begins.len() {
            begins[n] += begins[n - 1];
        }
        let mut next = begins.clone();
        let mut list = vec![0_u32; begins.last().copied().unwrap_or(0) as usize];
        for (number, end) in (0_u32..).zip(ends) {
            let slot = &mut next[end as usize];
            list[*slot as usize] = number;
            *slot += 1;
        }
        Self { begins, list }
    }

    fn of(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let range = match (self.begins.get(node as usize), self.begins.get(node as usize + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        self.list.get(range).unwrap_or_default().iter().copied()
    }
}

impl Streets {
    /// Streets from their parts. Directions and gates must name nodes below `n_nodes` and streets that exist; those
    /// that do not are left out. O(n).
    #[must_use]
    pub fn new(n_nodes: u32, streets: Vec<Street>, directions: Vec<Direction>, gates: Vec<Gate>) -> Self {
        let is_node = |node: &u32| *node < n_nodes;
        let is_known = |d: &Direction| d.from < n_nodes && d.to < n_nodes && (d.street as usize) < streets.len();
        let directions: Vec<Direction> = directions.into_iter().filter(is_known).collect();
        let gates = gates
            .into_iter()
            .map(|gate| Gate { on_foot: gate.on_foot.filter(is_node), by_car: gate.by_car.filter(is_node), ..gate })
            .collect();
        let into = AtNodes::new(n_nodes, directions.iter().map(|direction| direction.to));
        let out_of = AtNodes::new(n_nodes, directions.iter().map(|direction| direction.from));
        Self { n_nodes, list: streets, directions, gates, into, out_of }
    }

    /// How many nodes.
    #[must_use]
    pub const fn n_nodes(&self) -> usize {
        self.n_nodes as usize
    }

    /// The streets.
    #[must_use]
    pub fn streets(&self) -> &[Street] {
        &self.list
    }

    /// Their directions.
    #[must_use]
    pub fn directions(&self) -> &[Direction] {
        &self.directions
    }

    /// The sites.
    #[must_use]
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// The street of a direction.
    #[must_use]
    pub fn street_of(&self, direction: u32) -> Option<&Street> {
        self.list.get(self.directions.get(direction as usize)?.street as usize)
    }

    /// The directions that lead to a node.
    pub fn into_node(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        self.into.of(node)
    }

    /// The directions that begin at a node.
    pub fn out_of_node(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        self.out_of.of(node)
    }

    /// All moments at which some street closes, opens, slows or is overrun, in order, each once.
    #[must_use]
    pub fn changes(&self) -> Vec<Moment> {
        let windows = self.list.iter().flat_map(|street| &street.windows);
        let mut moments: Vec<Moment> = windows.flat_map(|window| [window.from, window.until]).collect();
        moments.retain(|&moment| moment != Moment::NEVER && moment > Moment::START);
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}
