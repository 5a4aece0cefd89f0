//! Units kept whole: nobody of a building (or an area) is sent somewhere else than the rest.
//!
//! Branch and bound over the units that the best split allocation splits; that allocation is the bound. Ways that no
//! better answer can use, by the prices of the split allocation, are left out, which brings the bound nearer. With few
//! units the answer is proven the best; where the search ends first, the gap to the bound is known.

use super::problem::{AssignmentProblem, Unit, UnitWay};
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
    /// People without a place.
    pub persons_without_place: u64,
    /// Total walking.
    pub person_millimetres: u128,
    /// The same of the best split allocation: nothing whole can be better.
    pub bound_without_place: u64,
    /// And its walking.
    pub bound_person_millimetres: u128,
    /// Was everything better ruled out?
    pub is_proven: bool,
}

/// Part problems looked at before the first answer is used to leave ways out.
const FIRST_LOOK: usize = 200;

/// People without a place (4,096-fold for the vulnerable), then walking.
type Value = (u128, u128);

/// The site of a whole unit; `None` has no place.
type Choice = Option<u32>;

struct Search<'a> {
    solved: Assignment,
    /// Where units were fixed.
    fixed: Vec<Option<Choice>>,
    /// The units with the ways that still matter.
    units: Vec<Unit>,
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

    /// Searches. The first answer comes after about as many part problems as there are sites.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn run(self, problem: &AssignmentProblem, context: &JobContext) -> Result<WholeAssignment, Cancelled> {
        let solved = Assignment::solve(problem.clone(), context)?;
        let n_sites = problem.sites.len();
        let (bound_left, bound_walk) = (solved.load(n_sites), solved.person_millimetres());
        let mut search = Search {
            solved,
            fixed: vec![None; problem.units.len()],
            units: problem.units.clone(),
            fixed_value: (0, 0),
            best: None,
            nodes_left: self.max_nodes.min(FIRST_LOOK),
            context,
        };
        let mut is_proven = search.branch()?;
        if !is_proven {
            search.nodes_left = self.max_nodes;
            is_proven = search.branch()?;
        }
        let sites = search.best.map_or_else(|| vec![None; problem.units.len()], |(_, sites)| sites);
        let left = problem.units.iter().zip(&sites).filter(|(_, site)| site.is_none());
        let persons_without_place = left.map(|(unit, _)| u64::from(unit.persons)).sum();
        let walk = |(unit, site): (&Unit, &Option<u32>)| {
            let way = unit.ways.iter().find(|way| Some(way.site) == *site);
            way.map_or(0, |way| u128::from(way.millimetres) * u128::from(unit.persons))
        };
        let person_millimetres = problem.units.iter().zip(&sites).map(walk).sum();
        Ok(WholeAssignment {
            sites,
            persons_without_place,
            person_millimetres,
            bound_without_place: bound_left,
            bound_person_millimetres: bound_walk,
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
        if value >= best || value.0 != best.0 {
            return Ok(false);
        }
        let gap = best.1 - value.1;
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
        self.fixed_value = (self.fixed_value.0 + value.0, self.fixed_value.1 + value.1);
        if let Some(fixed) = self.fixed.get_mut(unit) {
            *fixed = Some(site);
        }
        Ok(true)
    }

    fn release(&mut self, unit: usize, site: Option<u32>) -> Result<(), Cancelled> {
        let Some(known) = self.units.get(unit).cloned() else { return Ok(()) };
        let value = self.fixed_cost(unit, site);
        self.fixed_value = (self.fixed_value.0 - value.0, self.fixed_value.1 - value.1);
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
        let Some(known) = self.units.get(unit) else { return (0, 0) };
        let persons = u128::from(known.persons);
        match site {
            None => (persons * weight(known), 0),
            Some(site) => {
                let way = known.ways.iter().find(|way| way.site == site);
                (0, way.map_or(0, |way| u128::from(way.millimetres) * persons))
            }
        }
    }

    fn value(&self) -> Value {
        let n_sites = self.solved.problem().sites.len();
        let stay = |(n, unit): (usize, &Unit)| -> u128 {
            let parts = self.solved.parts(n).iter().filter(|part| part.site as usize == n_sites);
            parts.map(|part| u128::from(part.persons) * weight(unit)).sum()
        };
        let left: u128 = self.units.iter().enumerate().map(stay).sum();
        (self.fixed_value.0 + left, self.fixed_value.1 + self.solved.person_millimetres())
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

fn weight(unit: &Unit) -> u128 {
    if unit.is_vulnerable { 4096 } else { 1 }
}
