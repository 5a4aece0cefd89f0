//! Units kept whole: nobody of a building (or an area) is sent somewhere else than the rest.
//!
//! As few vulnerable people as possible stay without a place, then as few people, then the walking is least; a unit
//! counts with as many vulnerable people as it has, not as a whole.
//!
//! Branch and bound over the units that the best split allocation splits; that allocation is the bound. There a part of
//! a unit has its share of the unit's vulnerable people, and places go by that share. Ways that no better answer can
//! use, by the prices of the split allocation, are left out, which brings the bound nearer. With few units the answer is
//! proven the best; where the search ends first, the gap to the bound is known.

use std::ops::{Add, Sub};

use super::problem::{AssignmentProblem, Priority, Unit, UnitWay};
use super::solver::Assignment;
use crate::jobs::{Cancelled, JobContext};

/// How far to search.
#[derive(Clone, Copy, Debug)]
pub struct WholeSearch {
    max_nodes: usize,
}

/// Units kept whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeAssignment {
    /// The site of each unit; `None` has no place.
    pub sites: Vec<Option<u32>>,
    /// Vulnerable people without a place.
    pub vulnerable_without_place: u64,
    /// People without a place.
    pub persons_without_place: u64,
    /// Total walking.
    pub person_millimetres: u128,
    /// Nothing whole leaves fewer vulnerable people without a place: those of the best split allocation, rounded up.
    pub bound_vulnerable_without_place: u64,
    /// And nothing whole leaves fewer people.
    pub bound_without_place: u64,
    /// What leaves just so many of both without a place walks at least so far; `None` where the best split allocation
    /// leaves no whole number of vulnerable people.
    pub bound_person_millimetres: Option<u128>,
    /// Was everything better ruled out?
    pub is_proven: bool,
}

/// Part problems looked at before the first answer is used to leave ways out.
const FIRST_LOOK: usize = 200;

/// What an allocation costs, compared in this order; sums of whole countries stay far below the limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Value {
    /// Vulnerable people without a place, in 2⁻⁶⁴; of split units by share and rounded down, of whole ones exactly.
    vulnerable: u128,
    /// People without a place.
    persons: u128,
    /// Person-millimetres.
    walk: u128,
}

/// Bits of the parts of a vulnerable person.
const PART_BITS: u32 = 64;

impl Value {
    /// People of a unit without a place.
    fn of_left(left: u32, unit: &Unit, vulnerable: u32) -> Self {
        let (left, persons) = (u128::from(left), u128::from(unit.persons.max(1)));
        let share = left * u128::from(vulnerable);
        let vulnerable = ((share / persons) << PART_BITS) + ((share % persons) << PART_BITS) / persons;
        Self { vulnerable, persons: left, walk: 0 }
    }

    const fn of_walk(walk: u128) -> Self {
        Self { vulnerable: 0, persons: 0, walk }
    }

    /// Does just the same number of people, and vulnerable people, have places?
    const fn places_alike(self, other: Self) -> bool {
        self.vulnerable == other.vulnerable && self.persons == other.persons
    }

    /// Vulnerable people, rounded up.
    fn whole_vulnerable(self) -> u64 {
        u64::try_from(self.vulnerable.div_ceil(1 << PART_BITS)).unwrap_or(u64::MAX)
    }

    fn has_whole_vulnerable(self) -> bool {
        self.vulnerable.is_multiple_of(1 << PART_BITS)
    }
}

impl Add for Value {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            vulnerable: self.vulnerable + other.vulnerable,
            persons: self.persons + other.persons,
            walk: self.walk + other.walk,
        }
    }
}

impl Sub for Value {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            vulnerable: self.vulnerable.saturating_sub(other.vulnerable),
            persons: self.persons.saturating_sub(other.persons),
            walk: self.walk.saturating_sub(other.walk),
        }
    }
}

/// The site of a whole unit; `None` has no place.
type Choice = Option<u32>;

struct Search<'a> {
    solved: Assignment,
    /// Where units were fixed.
    fixed: Vec<Option<Choice>>,
    /// The units with the ways that still matter.
    units: Vec<Unit>,
    /// Vulnerable people by unit.
    vulnerable: &'a [u32],
    fixed_value: Value,
    best: Option<(Value, Vec<Choice>)>,
    nodes_left: usize,
    context: &'a JobContext,
}

impl WholeSearch {
    /// A search that looks at no more than so many part problems.
    #[must_use]
    pub const fn new(max_nodes: usize) -> Self {
        Self { max_nodes }
    }

    /// Searches; `vulnerable` people are in each unit (of units beyond its end none), the priorities of the problem do
    /// not count. The first answer comes after about as many part problems as there are sites.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn run(
        self,
        problem: &AssignmentProblem,
        vulnerable: &[u32],
        context: &JobContext,
    ) -> Result<WholeAssignment, Cancelled> {
        let people = |(unit, known): (usize, &Unit)| (known.persons, of_unit(vulnerable, unit));
        let mut ranked = problem.clone();
        let priorities = Priority::by_share(problem.units.iter().enumerate().map(people));
        for (unit, priority) in ranked.units.iter_mut().zip(priorities) {
            unit.priority = priority;
        }
        let mut search = Search {
            units: ranked.units.clone(),
            solved: Assignment::solve(ranked, context)?,
            vulnerable,
            fixed: vec![None; problem.units.len()],
            fixed_value: Value::default(),
            best: None,
            nodes_left: self.max_nodes.min(FIRST_LOOK),
            context,
        };
        let bound = search.value();
        let mut is_proven = search.branch()?;
        if !is_proven {
            search.nodes_left = self.max_nodes;
            is_proven = search.branch()?;
        }
        let sites = search.best.map_or_else(|| vec![None; problem.units.len()], |(_, sites)| sites);
        let left = || problem.units.iter().enumerate().zip(&sites).filter(|(_, site)| site.is_none());
        let persons_without_place = left().map(|((_, unit), _)| u64::from(unit.persons)).sum();
        let weak = |(n, unit): (usize, &Unit)| u64::from(of_unit(vulnerable, n).min(unit.persons));
        let vulnerable_without_place = left().map(|(unit, _)| weak(unit)).sum();
        let walk = |(unit, site): (&Unit, &Option<u32>)| {
            let way = unit.ways.iter().find(|way| Some(way.site) == *site);
            way.map_or(0, |way| u128::from(way.millimetres) * u128::from(unit.persons))
        };
        let person_millimetres = problem.units.iter().zip(&sites).map(walk).sum();
        Ok(WholeAssignment {
            sites,
            vulnerable_without_place,
            persons_without_place,
            person_millimetres,
            bound_vulnerable_without_place: bound.whole_vulnerable(),
            bound_without_place: u64::try_from(bound.persons).unwrap_or(u64::MAX),
            bound_person_millimetres: bound.has_whole_vulnerable().then_some(bound.walk),
            is_proven,
        })
    }
}

impl Search<'_> {
    /// Looks at one part problem and those below it; true when nothing was left out.
    fn branch(&mut self) -> Result<bool, Cancelled> {
        self.context.check()?;
        let value = self.value();
        if self.best.as_ref().is_some_and(|(best, _)| value >= *best) {
            return Ok(true);
        }
        if self.most_split().is_none() {
            self.best = Some((value, self.sites()));
            return Ok(true);
        }
        // The first answer is always looked for, however long that takes.
        if self.nodes_left == 0 && self.best.is_some() {
            return Ok(false);
        }
        self.nodes_left = self.nodes_left.saturating_sub(1);
        let mut left_out = Vec::new();
        while self.reduce(&mut left_out)? {}
        let mut is_proven = true;
        // What was left out may have moved the bound, and with it the unit to decide about.
        let is_open = self.best.as_ref().is_none_or(|(best, _)| self.value() < *best);
        match self.most_split() {
            _ if !is_open => {}
            None => self.best = Some((self.value(), self.sites())),
            Some(unit) => {
                for site in self.choices(unit) {
                    if self.fix(unit, site)? {
                        is_proven &= self.branch()?;
                        self.release(unit, site)?;
                    }
                }
            }
        }
        while let Some((unit, ways)) = left_out.pop() {
            if let Some(known) = self.units.get_mut(unit) {
                known.ways = ways;
                self.solved.set_unit(unit, known.clone(), self.context)?;
            }
        }
        Ok(is_proven)
    }

    /// Leaves out the ways of units that as a whole would cost more than the best answer so far; true when the bound
    /// moved and there may be more. What a unit had before goes to `left_out`.
    fn reduce(&mut self, left_out: &mut Vec<(usize, Vec<UnitWay>)>) -> Result<bool, Cancelled> {
        let Some((best, _)) = self.best.clone() else { return Ok(false) };
        let value = self.value();
        // Where even the number of people with a place is open, lengths say nothing.
        if value >= best || !value.places_alike(best) {
            return Ok(false);
        }
        let gap = best.walk - value.walk;
        let prices = self.solved.prices();
        let mut changed = Vec::new();
        let open = self.units.iter_mut().enumerate().zip(&self.fixed).filter(|(_, fixed)| fixed.is_none());
        for ((n, unit), _) in open {
            let priced = |way: &UnitWay| {
                let price = prices.get(way.site as usize).copied().flatten()?;
                Some((i128::from(price.places), i128::from(price.millimetres) + i128::from(way.millimetres)))
            };
            let Some(least) = unit.ways.iter().filter_map(priced).min() else { continue };
            let persons = unit.persons;
            let before = unit.ways.clone();
            unit.ways.retain(|way| {
                priced(way).is_some_and(|cost| {
                    let more = u128::try_from(cost.1 - least.1).unwrap_or_default();
                    cost.0 == least.0 && more * u128::from(persons) < gap
                })
            });
            if unit.ways.len() < before.len() {
                left_out.push((n, before));
                changed.push((n, unit.clone()));
            }
        }
        for (n, unit) in changed {
            self.context.check()?;
            self.solved.set_unit(n, unit, self.context)?;
        }
        Ok(self.value() > value)
    }

    /// Best first: where most of the unit's people are now, then by distance; no place last.
    fn choices(&self, unit: usize) -> Vec<Option<u32>> {
        let Some(known) = self.units.get(unit) else { return Vec::new() };
        let here = |site: u32| self.solved.parts(unit).iter().find(|part| part.site == site).map_or(0, |p| p.persons);
        let mut ways = known.ways.clone();
        ways.sort_by_key(|way| (std::cmp::Reverse(here(way.site)), way.millimetres, way.site));
        ways.into_iter().map(|way| Some(way.site)).chain([None]).collect()
    }

    fn fix(&mut self, unit: usize, site: Option<u32>) -> Result<bool, Cancelled> {
        let Some(known) = self.units.get(unit) else { return Ok(false) };
        let persons = u64::from(known.persons);
        let mut room = None;
        if let Some(site) = site {
            let capacity = self.capacity(site);
            let Some(rest) = capacity.checked_sub(persons) else { return Ok(false) };
            room = Some((site as usize, rest));
        }
        self.solved.set_unit(unit, Unit { persons: 0, ..known.clone() }, self.context)?;
        if let Some((site, rest)) = room {
            self.solved.set_capacity(site, rest, self.context)?;
        }
        let value = self.fixed_cost(unit, site);
        self.fixed_value = self.fixed_value + value;
        if let Some(fixed) = self.fixed.get_mut(unit) {
            *fixed = Some(site);
        }
        Ok(true)
    }

    fn release(&mut self, unit: usize, site: Option<u32>) -> Result<(), Cancelled> {
        let Some(known) = self.units.get(unit).cloned() else { return Ok(()) };
        let value = self.fixed_cost(unit, site);
        self.fixed_value = self.fixed_value - value;
        if let Some(fixed) = self.fixed.get_mut(unit) {
            *fixed = None;
        }
        if let Some(site) = site {
            let capacity = self.capacity(site) + u64::from(known.persons);
            self.solved.set_capacity(site as usize, capacity, self.context)?;
        }
        self.solved.set_unit(unit, known, self.context)
    }

    fn capacity(&self, site: u32) -> u64 {
        self.solved.problem().sites.get(site as usize).map_or(0, |site| site.capacity)
    }

    fn fixed_cost(&self, unit: usize, site: Option<u32>) -> Value {
        let Some(known) = self.units.get(unit) else { return Value::default() };
        match site {
            None => self.left(unit, known, known.persons),
            Some(site) => {
                let way = known.ways.iter().find(|way| way.site == site);
                Value::of_walk(way.map_or(0, |way| u128::from(way.millimetres) * u128::from(known.persons)))
            }
        }
    }

    fn value(&self) -> Value {
        let n_sites = self.solved.problem().sites.len();
        let mut value = self.fixed_value + Value::of_walk(self.solved.person_millimetres());
        for (n, unit) in self.units.iter().enumerate() {
            if let Some(part) = self.solved.parts(n).iter().find(|part| part.site as usize == n_sites) {
                value = value + self.left(n, unit, part.persons);
            }
        }
        value
    }

    /// People of a unit without a place.
    fn left(&self, n: usize, unit: &Unit, persons: u32) -> Value {
        Value::of_left(persons, unit, of_unit(self.vulnerable, n).min(unit.persons))
    }

    fn most_split(&self) -> Option<usize> {
        let split = (0..self.units.len()).filter(|&unit| self.solved.parts(unit).len() > 1);
        split.max_by_key(|&unit| (self.units.get(unit).map_or(0, |unit| unit.persons), std::cmp::Reverse(unit)))
    }

    fn sites(&self) -> Vec<Option<u32>> {
        let n_sites = self.solved.problem().sites.len();
        let of = |(unit, fixed): (usize, &Option<Choice>)| {
            let here = self.solved.parts(unit).first().map(|part| part.site);
            fixed.unwrap_or_else(|| here.filter(|&site| (site as usize) < n_sites))
        };
        self.fixed.iter().enumerate().map(of).collect()
    }
}

fn of_unit(vulnerable: &[u32], unit: usize) -> u32 {
    vulnerable.get(unit).copied().unwrap_or_default()
}
