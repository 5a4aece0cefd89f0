//! Who could move where: for every two sites, the person whose move costs least.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::cost::Cost;
use super::problem::AssignmentProblem;

/// The persons of one unit at one site (or at no site).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The site's position; the number of sites stands for no place.
    pub site: u32,
    /// How many.
    pub persons: u32,
}

type Moves = BinaryHeap<Reverse<(Cost, u32)>>;

/// What is known of the cheapest move from a site to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Known {
    /// It is to be looked up.
    #[default]
    Unknown,
    /// Nobody can move.
    Nobody,
    /// This unit's people, at this cost.
    Mover(Cost, u32),
}

/// Where everybody is, and the cheapest moves between sites.
///
/// Moves are kept in heaps that may hold moves of people who have left; those are dropped when they come up. The
/// heaps of a site are built when somebody first asks for them: most sites never fill up.
#[derive(Clone, Debug, Default)]
pub(super) struct Exchange {
    parts: Vec<Vec<Part>>,
    load: Vec<u64>,
    /// Units that entered a site, some of which may have left again.
    entered: Vec<Vec<u32>>,
    /// By site and target.
    moves: Vec<Vec<Moves>>,
    is_built: Vec<bool>,
    /// By target and site: asked far more often than it changes.
    known: Vec<Known>,
}

impl Exchange {
    /// Nobody is anywhere.
    pub(super) fn new(n_units: usize, n_sites: usize) -> Self {
        let n_nodes = n_sites + 1;
        Self {
            parts: vec![Vec::new(); n_units],
            load: vec![0; n_nodes],
            entered: vec![Vec::new(); n_nodes],
            moves: vec![Vec::new(); n_nodes],
            is_built: vec![false; n_nodes],
            known: vec![Known::Unknown; n_nodes * n_nodes],
        }
    }

    pub(super) fn parts(&self, unit: usize) -> &[Part] {
        self.parts.get(unit).map_or(&[], Vec::as_slice)
    }

    pub(super) fn load(&self, node: usize) -> u64 {
        self.load.get(node).copied().unwrap_or_default()
    }

    pub(super) fn persons_at(&self, unit: usize, node: usize) -> u32 {
        self.parts(unit).iter().find(|part| part.site as usize == node).map_or(0, |part| part.persons)
    }

    /// Puts people of a unit into a site.
    pub(super) fn enter(&mut self, problem: &AssignmentProblem, unit: usize, node: usize, persons: u32) {
        let (Some(parts), Ok(site)) = (self.parts.get_mut(unit), u32::try_from(node)) else { return };
        if let Some(load) = self.load.get_mut(node) {
            *load += u64::from(persons);
        }
        if let Some(part) = parts.iter_mut().find(|part| part.site == site) {
            part.persons += persons;
            return;
        }
        parts.push(Part { site, persons });
        let number = u32::try_from(unit).unwrap_or(u32::MAX);
        if let Some(entered) = self.entered.get_mut(node) {
            entered.push(number);
        }
        if self.is_built.get(node) == Some(&true) {
            self.offer(problem, unit, node);
        }
    }

    /// Takes people of a unit out of a site.
    pub(super) fn leave(&mut self, unit: usize, node: usize, persons: u32) {
        let Some(parts) = self.parts.get_mut(unit) else { return };
        if let Some(part) = parts.iter_mut().find(|part| part.site as usize == node) {
            part.persons = part.persons.saturating_sub(persons);
        }
        let n_before = parts.len();
        parts.retain(|part| part.persons > 0);
        let is_gone = parts.len() < n_before;
        if let Some(load) = self.load.get_mut(node) {
            *load = load.saturating_sub(u64::from(persons));
        }
        if is_gone {
            self.forget_mover(unit, node);
        }
    }

    /// Everybody of a unit leaves; returns where they were.
    pub(super) fn clear_unit(&mut self, unit: usize) -> Vec<Part> {
        let parts = self.parts.get_mut(unit).map(std::mem::take).unwrap_or_default();
        for part in &parts {
            if let Some(load) = self.load.get_mut(part.site as usize) {
                *load = load.saturating_sub(u64::from(part.persons));
            }
            self.forget_mover(unit, part.site as usize);
        }
        parts
    }

    /// Everybody leaves a site; returns units and numbers, each unit once, by unit.
    pub(super) fn clear_site(&mut self, node: usize) -> Vec<(usize, u32)> {
        let mut units = self.entered.get_mut(node).map(std::mem::take).unwrap_or_default();
        units.sort_unstable();
        units.dedup();
        let mut left = Vec::new();
        for unit in units.into_iter().map(|unit| unit as usize) {
            let persons = self.persons_at(unit, node);
            if persons > 0 {
                self.leave(unit, node, persons);
                left.push((unit, persons));
            }
        }
        left
    }

    /// Forgets all moves from and to a site: its distances change.
    pub(super) fn forget_moves(&mut self, node: usize) {
        for targets in &mut self.moves {
            if let Some(moves) = targets.get_mut(node) {
                moves.clear();
            }
        }
        if let (Some(moves), Some(is_built)) = (self.moves.get_mut(node), self.is_built.get_mut(node)) {
            moves.clear();
            *is_built = false;
        }
        let n_nodes = self.load.len();
        for (place, known) in self.known.iter_mut().enumerate() {
            if place / n_nodes == node || place % n_nodes == node {
                *known = Known::Unknown;
            }
        }
    }

    /// A unit has nobody at a site any more.
    fn forget_mover(&mut self, unit: usize, node: usize) {
        let n_nodes = self.load.len();
        for known in self.known.iter_mut().skip(node).step_by(n_nodes.max(1)) {
            if matches!(known, Known::Mover(_, mover) if *mover as usize == unit) {
                *known = Known::Unknown;
            }
        }
    }

    /// Offers the moves of a unit's people anew where it is: its ways have changed.
    pub(super) fn offer_anew(&mut self, problem: &AssignmentProblem, unit: usize) {
        let nodes: Vec<usize> = self.parts(unit).iter().map(|part| part.site as usize).collect();
        for node in nodes {
            if self.is_built.get(node) == Some(&true) {
                self.offer(problem, unit, node);
            }
        }
    }

    /// The cheapest move from a site to another: its cost and the unit. O(1) where it is known, amortized log of the
    /// moves dropped where not.
    pub(super) fn cheapest(&mut self, problem: &AssignmentProblem, from: usize, to: usize) -> Option<(Cost, usize)> {
        let place = to * self.load.len() + from;
        match self.known.get(place)? {
            Known::Nobody => return None,
            Known::Mover(cost, unit) => return Some((*cost, *unit as usize)),
            Known::Unknown => {}
        }
        let found = self.look_up(problem, from, to);
        if let Some(known) = self.known.get_mut(place) {
            let mover = |(cost, unit)| Some(Known::Mover(cost, u32::try_from(unit).ok()?));
            *known = found.map_or(Some(Known::Nobody), mover).unwrap_or_default();
        }
        found
    }

    fn look_up(&mut self, problem: &AssignmentProblem, from: usize, to: usize) -> Option<(Cost, usize)> {
        self.build(problem, from);
        loop {
            let moves = self.moves.get(from)?.get(to)?;
            let &Reverse((cost, unit)) = moves.peek()?;
            let unit = unit as usize;
            let is_true = self.persons_at(unit, from) > 0
                && problem
                    .units
                    .get(unit)
                    .and_then(|unit| Some(unit.cost(to, &problem.sites)? - unit.cost(from, &problem.sites)?))
                    == Some(cost);
            if is_true {
                return Some((cost, unit));
            }
            self.moves.get_mut(from)?.get_mut(to)?.pop();
        }
    }

    fn build(&mut self, problem: &AssignmentProblem, node: usize) {
        if self.is_built.get(node) != Some(&false) {
            return;
        }
        let n_nodes = self.load.len();
        if let (Some(moves), Some(is_built)) = (self.moves.get_mut(node), self.is_built.get_mut(node)) {
            *moves = vec![Moves::new(); n_nodes];
            *is_built = true;
        }
        let mut units = self.entered.get_mut(node).map(std::mem::take).unwrap_or_default();
        units.sort_unstable();
        units.dedup();
        units.retain(|&unit| self.persons_at(unit as usize, node) > 0);
        for &unit in &units {
            self.offer(problem, unit as usize, node);
        }
        if let Some(entered) = self.entered.get_mut(node) {
            *entered = units;
        }
    }

    fn offer(&mut self, problem: &AssignmentProblem, unit: usize, from: usize) {
        let (Some(moves), Some(known)) = (self.moves.get_mut(from), problem.units.get(unit)) else { return };
        let Some(here) = known.cost(from, &problem.sites) else { return };
        let number = u32::try_from(unit).unwrap_or(u32::MAX);
        let n_nodes = self.load.len();
        for (to, there) in known.costs(&problem.sites) {
            if to != from
                && let Some(moves) = moves.get_mut(to)
            {
                let cost = there - here;
                moves.push(Reverse((cost, number)));
                if let Some(known) = self.known.get_mut(to * n_nodes + from) {
                    match *known {
                        Known::Mover(best, unit) if (best, unit) <= (cost, number) => {}
                        Known::Nobody | Known::Mover(..) => *known = Known::Mover(cost, number),
                        Known::Unknown => {}
                    }
                }
            }
        }
    }
}
