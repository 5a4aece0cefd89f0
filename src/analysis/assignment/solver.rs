//! Sends people to sites by least total walking: exact, whole persons, ready for the next edit.
//!
//! Successive shortest paths on the small graph of sites: a person enters the site that costs least when the moves it
//! sets off are counted in (somebody there moves on to the next best site, and so on until a place is free). Prices of
//! sites are the potentials of that graph. A freed place pulls people in along the chain that saves most.

use super::cost::Cost;
use super::exchange::{Exchange, Part};
use super::problem::{AssignmentProblem, Places, Unit, UnitWay};
use crate::jobs::{Cancelled, JobContext};

/// Units between two looks at the cancel button.
const CHECK_EVERY: usize = 256;

/// An allocation that is the best for its problem, and stays so through edits.
#[derive(Clone, Debug)]
pub struct Assignment {
    problem: AssignmentProblem,
    exchange: Exchange,
    /// Cost of one more person from here on: feasible potentials, zero at sites with room.
    prices: Vec<Cost>,
    /// Where the cheapest chain from a full site goes next, as of the last exact prices.
    next: Vec<usize>,
    is_exact: bool,
}

impl Assignment {
    /// The best allocation. O(units · sites + moves · sites²).
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn solve(problem: AssignmentProblem, context: &JobContext) -> Result<Self, Cancelled> {
        let (n_units, n_sites) = (problem.units.len(), problem.sites.len());
        let mut solved = Self {
            exchange: Exchange::new(n_units, n_sites),
            prices: vec![Cost::ZERO; n_sites + 1],
            next: vec![usize::MAX; n_sites + 1],
            is_exact: false,
            problem,
        };
        for unit in 0..n_units {
            if unit.is_multiple_of(CHECK_EVERY) {
                context.check()?;
            }
            solved.insert(unit, solved.problem.units.get(unit).map_or(0, |unit| unit.persons));
        }
        Ok(solved)
    }

    /// The problem as it is now.
    #[must_use]
    pub const fn problem(&self) -> &AssignmentProblem {
        &self.problem
    }

    /// Where the people of a unit go; the site after the last stands for no place. In no particular order.
    #[must_use]
    pub fn parts(&self, unit: usize) -> &[Part] {
        self.exchange.parts(unit)
    }

    /// People in a site; for the position after the last, people without a place.
    #[must_use]
    pub fn load(&self, site: usize) -> u64 {
        self.exchange.load(site)
    }

    /// Total walking in person-millimetres.
    #[must_use]
    pub fn person_millimetres(&self) -> u128 {
        let of_unit = |(n, unit): (usize, &Unit)| {
            let of_part = |part: &Part| {
                let way = unit.ways.iter().find(|way| way.site == part.site)?;
                Some(u128::from(way.millimetres) * u128::from(part.persons))
            };
            self.parts(n).iter().filter_map(of_part).sum::<u128>()
        };
        self.problem.units.iter().enumerate().map(of_unit).sum()
    }

    /// Changes a site: its places and all ways to it (unit and millimetres). What nobody's ways name stays empty.
    ///
    /// # Errors
    /// [`Cancelled`]; the allocation is then of no use.
    pub fn set_site(
        &mut self,
        site: usize,
        places: Places,
        ways: &[(u32, u32)],
        context: &JobContext,
    ) -> Result<(), Cancelled> {
        let homeless = self.exchange.clear_site(site);
        self.exchange.forget_moves(site);
        if let Some(known) = self.problem.sites.get_mut(site) {
            *known = places;
        }
        let changed = self.set_ways(site, ways);
        for unit in changed {
            self.exchange.offer_anew(&self.problem, unit);
        }
        self.is_exact = false;
        let price = self.price_of_moves_into(site);
        self.set_price(site, price);
        self.pull(site, context)?;
        for (n, (unit, persons)) in homeless.into_iter().enumerate() {
            if n.is_multiple_of(CHECK_EVERY) {
                context.check()?;
            }
            self.insert(unit, persons);
        }
        Ok(())
    }

    /// Changes a unit: its people and ways.
    ///
    /// # Errors
    /// [`Cancelled`]; the allocation is then of no use.
    pub fn set_unit(&mut self, unit: usize, value: Unit, context: &JobContext) -> Result<(), Cancelled> {
        let left = self.exchange.clear_unit(unit);
        let persons = value.persons;
        if let Some(known) = self.problem.units.get_mut(unit) {
            *known = value;
        }
        self.is_exact = false;
        for part in left {
            self.pull(part.site as usize, context)?;
        }
        self.insert(unit, persons);
        Ok(())
    }

    /// Changes how many people a site takes.
    ///
    /// # Errors
    /// [`Cancelled`]; the allocation is then of no use.
    pub fn set_capacity(&mut self, site: usize, capacity: u64, context: &JobContext) -> Result<(), Cancelled> {
        let had_no_price = self.price(site).is_none();
        let Some(places) = self.problem.sites.get_mut(site) else { return Ok(()) };
        places.capacity = capacity;
        self.is_exact = false;
        if had_no_price {
            let price = self.price_of_moves_into(site);
            self.set_price(site, price);
        }
        while self.exchange.load(site) > capacity {
            context.check()?;
            let too_many = u32::try_from(self.exchange.load(site) - capacity).unwrap_or(u32::MAX);
            self.make_exact();
            let Some(&to) = self.next.get(site) else { break };
            let Some((_, mover)) = self.exchange.cheapest(&self.problem, site, to) else { break };
            let persons = too_many.min(self.exchange.persons_at(mover, site));
            self.exchange.leave(mover, site, persons);
            // Until everybody fits the site stays full, and who leaves is not sent back.
            let moved = self.send(mover, to, persons);
            if moved < persons {
                self.exchange.enter(&self.problem, mover, site, persons - moved);
            }
            self.is_exact = false;
            if moved == 0 {
                break;
            }
        }
        self.pull(site, context)
    }

    /// The cost of one more person at each site, chain of moves included: the prices of the certificate. `None` for
    /// a site that takes nobody.
    #[must_use]
    pub fn prices(&mut self) -> Vec<Option<SitePrice>> {
        self.make_exact();
        let n_sites = self.problem.sites.len();
        self.prices.iter().take(n_sites).map(|&price| (!price.is_none()).then(|| SitePrice::of(price))).collect()
    }

    /// What one more place at each site would save everybody, chain of moves included; zero where nobody would come.
    #[must_use]
    pub fn savings(&mut self) -> Vec<SitePrice> {
        self.make_exact();
        let n_sites = self.problem.sites.len();
        let distances = self.distances_from_leavers(None);
        // What is saved by leaving each site for good, chain included.
        let left: Vec<Option<Cost>> = (0..=n_sites)
            .map(|node| {
                let reach = distances.get(node)?.distance;
                (!reach.is_none()).then(|| self.price(node) - reach)
            })
            .collect();
        let mut savings = Vec::with_capacity(n_sites);
        for to in 0..n_sites {
            let mut best = left.get(to).copied().flatten().unwrap_or(Cost::ZERO);
            // A site without any place has no price; its chains end with a move into it.
            let has_no_price = self.price(to).is_none();
            for from in (0..=n_sites).filter(|&from| from != to && has_no_price) {
                if let (Some(saved), Some((cost, _))) =
                    (left.get(from).copied().flatten(), self.exchange.cheapest(&self.problem, from, to))
                {
                    best = best.max(saved - cost);
                }
            }
            savings.push(SitePrice::of(best.max(Cost::ZERO)));
        }
        savings
    }

    /// The lowest price of an empty site that no move into it undercuts.
    fn price_of_moves_into(&mut self, site: usize) -> Cost {
        let mut price = Cost::ZERO;
        for from in (0..self.prices.len()).filter(|&from| from != site) {
            if let Some((cost, _)) = self.exchange.cheapest(&self.problem, from, site)
                && !self.price(from).is_none()
            {
                price = price.max(self.price(from) - cost);
            }
        }
        price
    }

    fn set_ways(&mut self, site: usize, ways: &[(u32, u32)]) -> Vec<usize> {
        let Ok(number) = u32::try_from(site) else { return Vec::new() };
        for unit in &mut self.problem.units {
            if let Ok(place) = unit.ways.binary_search_by_key(&number, |way| way.site) {
                unit.ways.remove(place);
            }
        }
        let mut changed = Vec::with_capacity(ways.len());
        for &(unit, millimetres) in ways {
            let unit = unit as usize;
            if let Some(known) = self.problem.units.get_mut(unit)
                && let Err(place) = known.ways.binary_search_by_key(&number, |way| way.site)
            {
                known.ways.insert(place, UnitWay { site: number, millimetres });
                changed.push(unit);
            }
        }
        changed
    }

    fn price(&self, node: usize) -> Cost {
        self.prices.get(node).copied().unwrap_or(Cost::NONE)
    }

    fn set_price(&mut self, node: usize, price: Cost) {
        if let Some(slot) = self.prices.get_mut(node) {
            *slot = price;
        }
    }

    fn room(&self, node: usize) -> u64 {
        let capacity = self.problem.sites.get(node).map_or(u64::MAX, |site| site.capacity);
        capacity.saturating_sub(self.exchange.load(node))
    }

    /// Sends people of a unit on their way, along the cheapest chains.
    fn insert(&mut self, unit: usize, mut persons: u32) {
        while persons > 0 {
            self.make_exact();
            let Some(known) = self.problem.units.get(unit) else { return };
            let priced = known.costs(&self.problem.sites).map(|(site, cost)| (cost + self.price(site), site));
            let Some((_, entry)) = priced.min() else { return };
            let moved = self.send(unit, entry, persons);
            if moved == 0 {
                return;
            }
            persons -= moved;
        }
    }

    /// Sends at most so many people of a unit into a site and along its chain; returns how many went.
    fn send(&mut self, unit: usize, mut entry: usize, persons: u32) -> u32 {
        let mut chain: Vec<(usize, usize, usize)> = Vec::new();
        let (mut node, mut most, mut n_hops) = (entry, persons, 0);
        while self.room(node) == 0 {
            let Some(&to) = self.next.get(node) else { return 0 };
            let Some((_, mover)) = self.exchange.cheapest(&self.problem, node, to) else { return 0 };
            if mover == unit {
                // Who makes room for their own like may as well go there at once: that costs the same, and as many
                // can go as there is room, not only as many as are here now.
                chain.clear();
                (entry, most) = (to, persons);
            } else {
                most = most.min(self.exchange.persons_at(mover, node));
                chain.push((mover, node, to));
            }
            node = to;
            n_hops += 1;
            if n_hops > self.next.len() {
                return 0;
            }
        }
        most = most.min(u32::try_from(self.room(node)).unwrap_or(u32::MAX));
        for &(mover, from, to) in &chain {
            self.exchange.leave(mover, from, most);
            self.exchange.enter(&self.problem, mover, to, most);
            if self.exchange.persons_at(mover, from) == 0 {
                self.is_exact = false;
            }
        }
        self.exchange.enter(&self.problem, unit, entry, most);
        if self.room(node) == 0 {
            self.is_exact = false;
        }
        most
    }

    /// Makes prices exact: for each site the cost of the cheapest chain to a free place. O(sites²).
    fn make_exact(&mut self) {
        if self.is_exact {
            return;
        }
        let n_nodes = self.prices.len();
        let mut rest: Vec<Cost> =
            (0..n_nodes).map(|node| if self.room(node) > 0 { -self.price(node) } else { Cost::NONE }).collect();
        let mut is_settled = vec![false; n_nodes];
        // Sites with room end their chains themselves; once the others are settled, nothing changes any more.
        let mut open: Vec<usize> =
            (0..n_nodes).filter(|&node| self.room(node) == 0 && self.exchange.load(node) > 0).collect();
        while !open.is_empty() {
            let Some((to, reach)) = nearest(&rest, &is_settled) else { break };
            if let Some(settled) = is_settled.get_mut(to) {
                *settled = true;
            }
            open.retain(|&node| node != to);
            for &from in &open {
                let Some((cost, _)) = self.exchange.cheapest(&self.problem, from, to) else { continue };
                let reduced = cost + self.price(to) - self.price(from) + reach;
                if let (Some(known), Some(next)) = (rest.get_mut(from), self.next.get_mut(from))
                    && reduced < *known
                {
                    *known = reduced;
                    *next = to;
                }
            }
        }
        for (node, rest) in rest.into_iter().enumerate() {
            // A site without places and people has no chain: nobody can be sent there.
            let price = if rest.is_none() { Cost::NONE } else { self.price(node) + rest };
            self.set_price(node, price);
        }
        self.is_exact = true;
    }

    /// Free places of a site pull people in, as long as a chain of moves saves walking.
    fn pull(&mut self, site: usize, context: &JobContext) -> Result<(), Cancelled> {
        if site >= self.problem.sites.len() {
            return Ok(());
        }
        let mut n_moves = 0_usize;
        while self.room(site) > 0 && self.price(site) > Cost::ZERO {
            n_moves += 1;
            if n_moves.is_multiple_of(CHECK_EVERY) {
                context.check()?;
            }
            let distances = self.distances_from_leavers(Some(site));
            let Some(last) = distances.get(site) else { return Ok(()) };
            let most = last.distance.min(self.price(site));
            let is_worth_it = last.distance < self.price(site);
            for (node, reach) in distances.iter().enumerate() {
                let price = self.price(node);
                if !price.is_none() {
                    self.set_price(node, price - reach.distance.min(most));
                }
            }
            if !is_worth_it {
                break;
            }
            let mut chain: Vec<(usize, usize, usize)> = Vec::new();
            let mut node = site;
            while let Some(Reached { from: Some((from, mover)), .. }) = distances.get(node).copied() {
                match chain.last_mut() {
                    // Two hops of the same people are one.
                    Some(last) if last.0 == mover => last.1 = from,
                    Some(_) | None => chain.push((mover, from, node)),
                }
                node = from;
            }
            let room = u32::try_from(self.room(site)).unwrap_or(u32::MAX);
            let movers = chain.iter().map(|&(mover, from, _)| self.exchange.persons_at(mover, from));
            let persons = movers.fold(room, u32::min);
            for &(mover, from, to) in &chain {
                self.exchange.leave(mover, from, persons);
                self.exchange.enter(&self.problem, mover, to, persons);
            }
            if chain.is_empty() || persons == 0 {
                break;
            }
        }
        self.is_exact = false;
        Ok(())
    }

    /// Cheapest chains from any site somebody can leave, in reduced costs; with a target, no farther than needed.
    fn distances_from_leavers(&mut self, target: Option<usize>) -> Vec<Reached> {
        let n_nodes = self.prices.len();
        let start = |node: usize| {
            let can_leave = self.exchange.load(node) > 0 && Some(node) != target && !self.price(node).is_none();
            Reached { distance: if can_leave { self.price(node) } else { Cost::NONE }, from: None }
        };
        let mut reached: Vec<Reached> = (0..n_nodes).map(start).collect();
        let mut is_settled = vec![false; n_nodes];
        loop {
            let rest: Vec<Cost> = reached.iter().map(|reach| reach.distance).collect();
            let Some((from, distance)) = nearest(&rest, &is_settled) else { return reached };
            if Some(from) == target {
                return reached;
            }
            if let Some(settled) = is_settled.get_mut(from) {
                *settled = true;
            }
            for to in 0..n_nodes {
                if is_settled.get(to) != Some(&false) || self.price(to).is_none() {
                    continue;
                }
                let Some((cost, mover)) = self.exchange.cheapest(&self.problem, from, to) else { continue };
                let reduced = distance + cost + self.price(to) - self.price(from);
                if let Some(known) = reached.get_mut(to)
                    && reduced < known.distance
                {
                    *known = Reached { distance: reduced, from: Some((from, mover)) };
                }
            }
        }
    }
}

/// How a site is reached by a chain of moves.
#[derive(Clone, Copy, Debug)]
struct Reached {
    distance: Cost,
    /// The site before, and the unit that moves from there.
    from: Option<(usize, usize)>,
}

/// The unsettled node with the least distance, lowest number first.
fn nearest(distances: &[Cost], is_settled: &[bool]) -> Option<(usize, Cost)> {
    let open = distances
        .iter()
        .zip(is_settled)
        .enumerate()
        .filter(|(_, (distance, settled))| !**settled && !distance.is_none());
    open.map(|(node, (&distance, _))| (node, distance)).min_by_key(|&(node, distance)| (distance, node))
}

/// What a place at a site is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SitePrice {
    /// More than zero where one more person gets a place (or the place goes to somebody with more priority): the steps
    /// of their [`Priority`](super::Priority).
    pub places: i64,
    /// Walk saved or caused, in millimetres.
    pub millimetres: i64,
}

impl SitePrice {
    fn of(cost: Cost) -> Self {
        if cost.is_none() {
            return Self::default();
        }
        let parts = cost.parts();
        Self { places: parts.places, millimetres: parts.millimetres }
    }
}
