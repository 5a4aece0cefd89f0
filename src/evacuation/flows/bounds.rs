//! What no plan can beat: at best so long until everyone is safe, and what makes it so.
//!
//! Four reasons, after the largest of which the bound is named: the way from the farthest home, a single road all people
//! behind it must pass, the roads that hold back everyone who lives so far away, and too few places.

use super::bound_cut::cut_bound;
use super::bound_road::road_bounds;
use super::error::FlowError;
use super::free_times::{FreeTime, free_times};
use super::max_flow::{NO_LIMIT, RateArc, Terminal, max_flow};
use super::network::{FlowArcId, FlowNetwork, FlowNode, FlowSink, FlowSource, UNLIMITED, merged_sinks, merged_sources};
use crate::jobs::{Cancelled, JobContext};
use crate::units::Persons;

/// One direction of a road with the rate it lets people through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatedArc {
    /// Where people enter.
    pub from: FlowNode,
    /// Where people leave.
    pub to: FlowNode,
    /// Time from end to end when nobody is in the way, in milliseconds, rounded down.
    pub free_ms: u32,
    /// Thousandths of a person per second, rounded up; 0: closed; [`NO_LIMIT`]: any number.
    pub milli_per_second: u64,
}

/// Real streets: free times in milliseconds, rates, people and safe places.
#[derive(Clone, Debug)]
pub struct RatedNetwork {
    n_nodes: u32,
    arcs: Vec<RatedArc>,
    sources: Vec<FlowSource>,
    sinks: Vec<FlowSink>,
}

impl RatedNetwork {
    /// Checks a network. Several entries of people or of places at one node count together. O(n log n).
    ///
    /// # Errors
    /// [`FlowError`] for places that do not exist and counts beyond 4 billion.
    pub fn try_new(
        n_nodes: u32,
        arcs: Vec<RatedArc>,
        sources: &[FlowSource],
        sinks: &[FlowSink],
    ) -> Result<Self, FlowError> {
        if u32::try_from(arcs.len()).is_err() {
            return Err(FlowError::TooLarge);
        }
        for (arc, ends) in arcs.iter().enumerate() {
            if let Some(node) = [ends.from.0, ends.to.0].into_iter().find(|&node| node >= n_nodes) {
                return Err(FlowError::ArcOutside { arc, node, count: n_nodes });
            }
        }
        let (sources, sinks) = (merged_sources(sources, n_nodes)?, merged_sinks(sinks, n_nodes)?);
        Ok(Self { n_nodes, arcs, sources, sinks })
    }

    /// All arcs, by position.
    #[must_use]
    pub fn arcs(&self) -> &[RatedArc] {
        &self.arcs
    }
}

/// Why it cannot go faster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundReason {
    /// Nobody has to leave, or nobody who has to can.
    Nobody,
    /// The farthest home is so far from the nearest safe place, even with every street empty.
    FarthestHome {
        /// Where it is.
        source: FlowNode,
    },
    /// People beyond a distance can only come through these roads together.
    Cut {
        /// The roads, by position.
        arcs: Vec<FlowArcId>,
        /// The people held back.
        people: u64,
        /// What all of the roads let through, per step or in thousandths of a person per second.
        capacity: u64,
    },
    /// People can only come through this one road.
    Road {
        /// The road, by position.
        arc: FlowArcId,
        /// The people behind it.
        people: u64,
        /// What it lets through, per step or in thousandths of a person per second.
        capacity: u64,
    },
    /// More people can reach a safe place than all safe places they can reach will take.
    NotClearable {
        /// People who have a way to a safe place.
        people: u64,
        /// How many of them find a place at best.
        places: u64,
    },
}

/// A time no plan and no simulation can beat, and its culprit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClearanceBound {
    /// Steps, or milliseconds rounded down; `None`: never, whatever the plan.
    pub time: Option<u64>,
    /// What makes it so.
    pub reason: BoundReason,
}

/// All bounds of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClearanceBounds {
    /// The largest of those below; of equal ones the first. It is the one to show beside a clearance time.
    pub strongest: ClearanceBound,
    /// From the farthest home.
    pub distance: Option<ClearanceBound>,
    /// From the worst single road everyone behind must pass; `None` where no road is alone or none is limited.
    pub road: Option<ClearanceBound>,
    /// Of the roads everyone behind must pass the one whose people take longest to come through, wherever it lies; `None`
    /// where all come through at once.
    pub busiest_road: Option<ClearanceBound>,
    /// From the worst group of roads; its reason is [`BoundReason::Road`] where the group is a single one.
    pub cut: Option<ClearanceBound>,
    /// From too few places.
    pub places: Option<ClearanceBound>,
    /// People without any way to a safe place; no bound counts them.
    pub cut_off: u64,
}

impl ClearanceBounds {
    /// The bound whose reason tells a planner most: the strongest, but the farthest home where roads add less than a
    /// twentieth to its way. (A lonely house's own lane is then not named for the seconds its people need on it.)
    #[must_use]
    pub fn telling(&self) -> &ClearanceBound {
        let is_near = |far: &&ClearanceBound| match (far.time, self.strongest.time) {
            (Some(far), Some(strongest)) => strongest - far.min(strongest) < strongest.div_ceil(20),
            (_, None) | (None, _) => false,
        };
        self.distance.as_ref().filter(is_near).unwrap_or(&self.strongest)
    }
}

/// How time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// Whole steps; an arc takes its capacity at every one of them, the first included.
    Steps,
    /// Milliseconds and rates; one person may stand on the threshold of every arc when the window opens.
    Flowing,
}

impl Pace {
    /// How long after the first of them the last of `people` comes through `n_arcs` arcs of this capacity, rounded down.
    pub(super) fn drain(self, people: u64, n_arcs: usize, capacity: u64) -> u64 {
        let (capacity, people) = (u128::from(capacity.max(1)), u128::from(people));
        let time = match self {
            Self::Steps => people.div_ceil(capacity).saturating_sub(1),
            Self::Flowing => people.saturating_sub(n_arcs as u128) * 1_000_000 / capacity,
        };
        u64::try_from(time).unwrap_or(u64::MAX)
    }
}

/// One direction of a road, however time is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct BareArc {
    pub(super) from: FlowNode,
    pub(super) to: FlowNode,
    pub(super) free: u32,
    pub(super) capacity: u64,
}

/// The problem of either form.
pub(super) struct Bare<'a> {
    pub(super) n_nodes: u32,
    pub(super) arcs: Vec<BareArc>,
    pub(super) sources: &'a [FlowSource],
    pub(super) sinks: &'a [FlowSink],
    pub(super) pace: Pace,
}

/// The bounds in whole steps: no schedule ends before `strongest.time`. People, waiting rooms aside, as in
/// [`schedule`](super::schedule()).
///
/// Up to 30 distances of homes from safety are tried for the cut, all where there are fewer. One Dijkstra, one depth-first
/// search and as many maximum flows that build on each other as distances are tried.
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn bounds_in_steps(network: &FlowNetwork, context: &JobContext) -> Result<ClearanceBounds, Cancelled> {
    let arcs = network.arcs().iter().map(|arc| BareArc {
        from: arc.from,
        to: arc.to,
        free: arc.transit,
        capacity: if arc.capacity == UNLIMITED { NO_LIMIT } else { u64::from(arc.capacity) },
    });
    let (sources, sinks) = (network.sources(), network.sinks());
    bounds(&Bare { n_nodes: network.n_nodes(), arcs: arcs.collect(), sources, sinks, pace: Pace::Steps }, context)
}

/// The bounds of real streets in milliseconds, rounded down so that they stay valid for every movement in which an arc
/// lets at most rate × window + 1 persons through in any window of time. Cost as for [`bounds_in_steps`].
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn bounds_in_milliseconds(network: &RatedNetwork, context: &JobContext) -> Result<ClearanceBounds, Cancelled> {
    let arcs = network.arcs.iter().map(|arc| BareArc {
        from: arc.from,
        to: arc.to,
        free: arc.free_ms,
        capacity: arc.milli_per_second,
    });
    let (sources, sinks) = (&network.sources[..], &network.sinks[..]);
    bounds(&Bare { n_nodes: network.n_nodes, arcs: arcs.collect(), sources, sinks, pace: Pace::Flowing }, context)
}

fn bounds(problem: &Bare<'_>, context: &JobContext) -> Result<ClearanceBounds, Cancelled> {
    context.check()?;
    let free = free_times(problem);
    let distance = free.last().filter(|farthest| farthest.time > 0).map(|farthest| ClearanceBound {
        time: Some(farthest.time),
        reason: BoundReason::FarthestHome { source: farthest.node },
    });
    let roads = road_bounds(problem, &free);
    context.check()?;
    let cut = cut_bound(problem, &free, context)?;
    let places = places_bound(problem, &free, context)?;
    let by_time = |a: &ClearanceBound, b: &ClearanceBound| if b.time > a.time { b.clone() } else { a.clone() };
    let nobody = ClearanceBound { time: Some(0), reason: BoundReason::Nobody };
    let first = free.last().map_or(nobody, |farthest| ClearanceBound {
        time: Some(farthest.time),
        reason: BoundReason::FarthestHome { source: farthest.node },
    });
    let timed = [&roads.latest, &cut].into_iter().flatten().fold(first, |best, bound| by_time(&best, bound));
    let people: u64 = problem.sources.iter().map(|source| source.persons.count()).sum();
    let reached: u64 = free.iter().map(|home| home.persons).sum();
    let strongest = places.clone().unwrap_or(timed);
    let (road, busiest_road) = (roads.latest, roads.busiest);
    Ok(ClearanceBounds { strongest, distance, road, busiest_road, cut, places, cut_off: people - reached })
}

/// Do all who have a way find a place? A flow of persons over open roads without limit.
fn places_bound(
    problem: &Bare<'_>,
    free: &[FreeTime],
    context: &JobContext,
) -> Result<Option<ClearanceBound>, Cancelled> {
    if problem.sinks.iter().all(|sink| sink.places.is_none()) {
        return Ok(None);
    }
    let open = problem.arcs.iter().filter(|arc| arc.capacity > 0);
    let arcs: Vec<RateArc> = open.map(|arc| RateArc { from: arc.from, to: arc.to, capacity: NO_LIMIT }).collect();
    let sources: Vec<Terminal> = free.iter().map(|home| Terminal { node: home.node, limit: home.persons }).collect();
    let limit = |places: Option<Persons>| places.map_or(NO_LIMIT, Persons::count);
    let sinks = problem.sinks.iter().map(|sink| Terminal { node: sink.node, limit: limit(sink.places) });
    let sinks: Vec<Terminal> = sinks.collect();
    let placed = max_flow(problem.n_nodes, &arcs, &sources, &sinks, context)?.value();
    let people: u64 = free.iter().map(|home| home.persons).sum();
    let reason = BoundReason::NotClearable { people, places: placed };
    Ok((placed < people).then_some(ClearanceBound { time: None, reason }))
}
