//! The one road everyone behind must pass: bridges between homes and safety, with the people behind each.
//!
//! All safe places count as one, and all arcs between the same two places, in either direction, as one link. A link without
//! which the places behind it hang on nothing is found by one depth-first search. Taking one-way streets as passable both
//! ways can only hide such links, never invent one: whoever is behind a link that is the only one even so must pass it.

use super::bounds::{Bare, BoundReason, ClearanceBound};
use super::free_times::FreeTime;
use super::max_flow::NO_LIMIT;
use super::network::{FlowArcId, Incidence};
use crate::units::Persons;

/// All arcs between two places.
struct Link {
    ends: (u32, u32),
    arcs: std::ops::Range<usize>,
}

/// Who is behind a place, seen from safety.
#[derive(Clone, Copy, Default)]
struct Behind {
    people: u64,
    /// The nearest of them, free time.
    nearest: Option<u64>,
}

impl Behind {
    fn add(&mut self, other: Self) {
        self.people += other.people;
        self.nearest = [self.nearest, other.nearest].into_iter().flatten().min();
    }
}

/// The bounds of all bridges, the two worst of them.
#[derive(Default)]
pub(super) struct RoadBounds {
    /// The largest of free time of the nearest home behind + drain(people behind, arcs of the link).
    pub(super) latest: Option<ClearanceBound>,
    /// The one with the longest drain, wherever it lies.
    pub(super) busiest: Option<ClearanceBound>,
}

/// Looks at every bridge with people behind it. O(n + m log m).
pub(super) fn road_bounds(problem: &Bare<'_>, free: &[FreeTime]) -> RoadBounds {
    let map = Contracted::new(problem);
    let mut behind = vec![Behind::default(); map.n_places];
    for home in free {
        behind[map.place[home.node.index()] as usize].add(Behind { people: home.persons, nearest: Some(home.time) });
    }
    let mut bounds = RoadBounds::default();
    let mut longest = 0;
    for (link, below) in map.bridges(&mut behind) {
        let (Some(nearest), Some((arcs, capacity))) =
            (behind[below as usize].nearest, map.passing(problem, link, below))
        else {
            continue;
        };
        let people = behind[below as usize].people;
        let drain = problem.pace.drain(people, arcs.len(), capacity);
        let time = Some(nearest.saturating_add(drain));
        let reason = match arcs[..] {
            [arc] => BoundReason::Road { arc, people, capacity },
            _ => BoundReason::Cut { arcs, people, capacity },
        };
        let bound = ClearanceBound { time, reason };
        if drain > longest {
            longest = drain;
            bounds.busiest = Some(bound.clone());
        }
        if bounds.latest.as_ref().is_none_or(|held| time > held.time) {
            bounds.latest = Some(bound);
        }
    }
    bounds
}

/// The streets with all safe places as one, without closed arcs and loops.
struct Contracted {
    /// Where each node went; the last place is safety.
    place: Vec<u32>,
    n_places: usize,
    /// Arcs by link, by position.
    arcs: Vec<u32>,
    links: Vec<Link>,
    around: Incidence,
}

impl Contracted {
    fn new(problem: &Bare<'_>) -> Self {
        let safety = problem.n_nodes;
        let mut place: Vec<u32> = (0..safety).collect();
        for sink in problem.sinks.iter().filter(|sink| sink.places != Some(Persons::NONE)) {
            place[sink.node.index()] = safety;
        }
        let ends = |arc: u32| {
            let arc = problem.arcs[arc as usize];
            let (a, b) = (place[arc.from.index()], place[arc.to.index()]);
            (a.min(b), a.max(b))
        };
        let open = (0_u32..).zip(&problem.arcs).filter(|(_, arc)| arc.capacity > 0).map(|(position, _)| position);
        let mut arcs: Vec<u32> = open.filter(|&arc| ends(arc).0 != ends(arc).1).collect();
        arcs.sort_by_key(|&arc| (ends(arc), arc));
        let mut links: Vec<Link> = Vec::new();
        for (i, &arc) in arcs.iter().enumerate() {
            match links.last_mut() {
                Some(link) if link.ends == ends(arc) => link.arcs.end = i + 1,
                _ => links.push(Link { ends: ends(arc), arcs: i..i + 1 }),
            }
        }
        let n_places = safety as usize + 1;
        let around = Incidence::new(n_places, links.iter().flat_map(|link| [link.ends.0, link.ends.1]));
        Self { place, n_places, arcs, links, around }
    }

    /// All bridges with the place behind each, sums behind every place filled in. Iterative depth-first search from
    /// safety; the way back is known by its link, not by its place.
    fn bridges(&self, behind: &mut [Behind]) -> Vec<(u32, u32)> {
        const NEVER: u32 = u32::MAX;
        let root = self.n_places - 1;
        let mut found = Vec::new();
        let mut seen = vec![NEVER; self.n_places];
        let mut low = vec![NEVER; self.n_places];
        let mut next = vec![0_usize; self.n_places];
        let mut clock = 1;
        (seen[root], low[root]) = (0, 0);
        // Each entry: a place and the link by which it was found.
        let mut stack: Vec<(usize, u32)> = vec![(root, NEVER)];
        while let Some(&(at, came_by)) = stack.last() {
            if let Some(&half) = self.around.of(place_number(at)).get(next[at]) {
                next[at] += 1;
                let (link, ends) = (half / 2, self.links[half as usize / 2].ends);
                let other = if half % 2 == 0 { ends.1 } else { ends.0 } as usize;
                if link == came_by {
                    continue;
                }
                if seen[other] == NEVER {
                    (seen[other], low[other]) = (clock, clock);
                    clock += 1;
                    stack.push((other, link));
                } else {
                    low[at] = low[at].min(seen[other]);
                }
                continue;
            }
            stack.pop();
            if let Some(&(before, _)) = stack.last() {
                low[before] = low[before].min(low[at]);
                if low[at] > seen[before] {
                    found.push((came_by, place_number(at)));
                }
                let below = behind[at];
                behind[before].add(below);
            }
        }
        found
    }

    /// The arcs of a link that lead away from the place behind it, and what they let through together; `None` without
    /// limit or without such an arc.
    fn passing(&self, problem: &Bare<'_>, link: u32, below: u32) -> Option<(Vec<FlowArcId>, u64)> {
        let members = &self.arcs[self.links[link as usize].arcs.clone()];
        let leaving = members.iter().filter(|&&arc| self.place[problem.arcs[arc as usize].from.index()] == below);
        let arcs: Vec<FlowArcId> = leaving.map(|&arc| FlowArcId(arc)).collect();
        let mut capacities = arcs.iter().map(|arc| problem.arcs[arc.index()].capacity);
        let total = capacities.try_fold(0_u64, |sum, c| if c == NO_LIMIT { None } else { sum.checked_add(c) })?;
        (total > 0).then_some((arcs, total))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "places are nodes and safety, counted in 32 bits")]
const fn place_number(index: usize) -> u32 {
    index as u32
}
