//! How many people per time get through at most, and which roads hold them back.
//!
//! Dinic's method on compressed arrays: blocking flows on levels, without recursion.

use super::network::{FlowArcId, FlowNode, Incidence};
use crate::jobs::{Cancelled, JobContext};

/// One direction of a road in a flow that does not change with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateArc {
    /// Where people enter.
    pub from: FlowNode,
    /// Where people leave.
    pub to: FlowNode,
    /// How many get through in one unit of time, in whatever the caller counts; [`NO_LIMIT`]: any number.
    pub capacity: u64,
}

/// A place where flow begins or ends, and how much at most per unit of time; [`NO_LIMIT`]: any amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// The place.
    pub node: FlowNode,
    /// The most that begins or ends there.
    pub limit: u64,
}

/// No limit on a rate; also the value of a flow that nothing holds back.
pub const NO_LIMIT: u64 = u64::MAX;

/// Which of the equally small cuts is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutSide {
    /// The one nearest to where people start.
    NearSources,
    /// The one nearest to the safe places.
    NearSinks,
}

/// The roads that hold everyone back together: closing them all cuts off all flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MinCut {
    /// The arcs of the cut, by position.
    pub arcs: Vec<FlowArcId>,
    /// Places whose own limit to send belongs to the cut.
    pub sources: Vec<FlowNode>,
    /// Places whose own limit to take in belongs to the cut.
    pub sinks: Vec<FlowNode>,
    /// What all of these let through: equals the value of the flow.
    pub capacity: u64,
}

/// A largest flow.
#[derive(Clone, Debug)]
pub struct MaxFlow {
    value: u64,
    residual: Residual,
}

/// Finds a largest flow from all sources to all sinks.
///
/// Sums of capacities beyond 2^62 are held there. Arcs and terminals that name places from `n_nodes` on are left out.
/// O(n² m) at worst, close to linear on streets.
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn max_flow(
    n_nodes: u32,
    arcs: &[RateArc],
    sources: &[Terminal],
    sinks: &[Terminal],
    context: &JobContext,
) -> Result<MaxFlow, Cancelled> {
    let mut residual = Residual::new(n_nodes, arcs, sources, sinks);
    for source in 0..sources.len() {
        residual.open_source(source);
    }
    let value = residual.augment(context)?;
    Ok(MaxFlow { value: residual.reported(value), residual })
}

impl MaxFlow {
    /// How much flows; [`NO_LIMIT`] when some way has no limit at all.
    #[must_use]
    pub const fn value(&self) -> u64 {
        self.value
    }

    /// What flows over an arc, by its position; 0 for arcs that do not exist. Meaningless when the flow is unlimited.
    #[must_use]
    pub fn on_arc(&self, arc: FlowArcId) -> u64 {
        if arc.index() < self.residual.n_arcs { self.residual.flow(arc.index()) } else { 0 }
    }

    /// The smallest cut on the wished side; empty when the flow is unlimited. O(n + m).
    #[must_use]
    pub fn min_cut(&self, side: CutSide) -> MinCut {
        if self.value == NO_LIMIT { MinCut::default() } else { self.residual.min_cut(side) }
    }
}

/// Twice the edges: edge 2i is arc i, 2i + 1 its way back; arcs first, then sources, then sinks.
#[derive(Clone, Debug)]
pub(super) struct Residual {
    n_arcs: usize,
    /// What each source may send once it is opened.
    limits: Vec<u64>,
    heads: Vec<u32>,
    room: Vec<u64>,
    /// What each forward edge could carry.
    full: Vec<u64>,
    around: Incidence,
    start: u32,
    end: u32,
    /// More than everything limited together: stands for no limit.
    endless: u64,
    sent: u64,
    level: Vec<u32>,
    next: Vec<u32>,
}

const NO_LEVEL: u32 = u32::MAX;
const LARGEST: u64 = 1 << 62;

impl Residual {
    /// All sources still closed.
    pub(super) fn new(n_nodes: u32, arcs: &[RateArc], sources: &[Terminal], sinks: &[Terminal]) -> Self {
        let n_nodes = n_nodes.min(u32::MAX - 2);
        let (start, end) = (n_nodes, n_nodes + 1);
        let limited = arcs.iter().map(|arc| arc.capacity).chain(sinks.iter().map(|sink| sink.limit));
        let limited = limited.chain(sources.iter().map(|source| source.limit)).filter(|&limit| limit != NO_LIMIT);
        let endless = limited.fold(1_u64, |sum, limit| sum.saturating_add(limit).min(LARGEST));
        let held = |limit: u64| limit.min(endless);
        let inside = |a: FlowNode, b: FlowNode, limit: u64| if a.0.max(b.0) < n_nodes { held(limit) } else { 0 };
        let mut edges: Vec<(u32, u32, u64)> = Vec::with_capacity(arcs.len() + sources.len() + sinks.len());
        let place = |node: FlowNode| if node.0 < n_nodes { node.0 } else { start };
        edges.extend(arcs.iter().map(|arc| (place(arc.from), place(arc.to), inside(arc.from, arc.to, arc.capacity))));
        edges.extend(sources.iter().map(|source| (start, place(source.node), 0)));
        edges.extend(sinks.iter().map(|sink| (place(sink.node), end, inside(sink.node, sink.node, sink.limit))));
        let heads: Vec<u32> = edges.iter().flat_map(|&(from, to, _)| [to, from]).collect();
        let around = Incidence::new(n_nodes as usize + 2, edges.iter().flat_map(|&(from, to, _)| [from, to]));
        Self {
            n_arcs: arcs.len(),
            limits: sources.iter().map(|source| inside(source.node, source.node, source.limit)).collect(),
            heads,
            room: edges.iter().flat_map(|&(_, _, capacity)| [capacity, 0]).collect(),
            full: edges.iter().map(|&(_, _, capacity)| capacity).collect(),
            around,
            start,
            end,
            endless,
            sent: 0,
            level: vec![NO_LEVEL; n_nodes as usize + 2],
            next: vec![0; n_nodes as usize + 2],
        }
    }

    /// Lets a source send, by its position.
    pub(super) fn open_source(&mut self, source: usize) {
        let edge = self.n_arcs + source;
        if self.full[edge] == 0 {
            self.full[edge] = self.limits[source];
            self.room[2 * edge] = self.limits[source];
        }
    }

    /// Sends as much more as gets through; the whole value so far. May be called again after sources were opened.
    pub(super) fn augment(&mut self, context: &JobContext) -> Result<u64, Cancelled> {
        while self.sent < self.endless && self.find_levels() {
            context.check()?;
            self.sent = self.sent.saturating_add(self.block());
        }
        Ok(self.sent)
    }

    /// The value as a caller sees it.
    pub(super) const fn reported(&self, value: u64) -> u64 {
        if value >= self.endless { NO_LIMIT } else { value }
    }

    fn flow(&self, arc: usize) -> u64 {
        self.full[arc].saturating_sub(self.room[2 * arc])
    }

    /// Numbers places by how many arcs with room they are from the end, as far as the start.
    fn find_levels(&mut self) -> bool {
        self.level.fill(NO_LEVEL);
        self.level[self.end as usize] = 0;
        let mut reached = vec![self.end];
        let mut next = 0;
        while let Some(&node) = reached.get(next) {
            next += 1;
            for &edge in self.around.of(node) {
                let tail = self.heads[edge as usize];
                if self.room[edge as usize ^ 1] > 0 && self.level[tail as usize] == NO_LEVEL {
                    self.level[tail as usize] = self.level[node as usize] + 1;
                    if tail == self.start {
                        return true;
                    }
                    reached.push(tail);
                }
            }
        }
        false
    }

    /// Fills the levels until nothing more gets through them; how much was sent.
    fn block(&mut self) -> u64 {
        self.next.fill(0);
        let mut path: Vec<u32> = Vec::new();
        let mut node = self.start;
        let mut sent = 0_u64;
        loop {
            if node == self.end {
                let amount = path.iter().map(|&edge| self.room[edge as usize]).min().unwrap_or(0);
                sent = sent.saturating_add(amount);
                if sent >= self.endless {
                    return sent;
                }
                node = self.send(&mut path, amount);
            } else if let Some(edge) = self.step_on(node) {
                path.push(edge);
                node = self.heads[edge as usize];
            } else if let Some(edge) = path.pop() {
                // A dead end: never looked at again on these levels.
                self.level[node as usize] = NO_LEVEL;
                node = self.heads[edge as usize ^ 1];
            } else {
                return sent;
            }
        }
    }

    /// The next edge that leads one level nearer to the end.
    fn step_on(&mut self, node: u32) -> Option<u32> {
        let edges = self.around.of(node);
        let level = self.level[node as usize].checked_sub(1)?;
        let next = &mut self.next[node as usize];
        while let Some(&edge) = edges.get(*next as usize) {
            if self.room[edge as usize] > 0 && self.level[self.heads[edge as usize] as usize] == level {
                return Some(edge);
            }
            *next += 1;
        }
        None
    }

    /// Sends along a path, cuts it back to before its first full edge, and says where that starts.
    fn send(&mut self, path: &mut Vec<u32>, amount: u64) -> u32 {
        let mut first_full = None;
        for (i, &edge) in path.iter().enumerate() {
            self.room[edge as usize] -= amount;
            self.room[edge as usize ^ 1] = self.room[edge as usize ^ 1].saturating_add(amount);
            if self.room[edge as usize] == 0 && first_full.is_none() {
                first_full = Some((i, self.heads[edge as usize ^ 1]));
            }
        }
        let (keep, node) = first_full.unwrap_or((0, self.start));
        path.truncate(keep);
        node
    }

    /// The cut of the flow so far, which must be a largest one.
    pub(super) fn min_cut(&self, side: CutSide) -> MinCut {
        let is_behind = match side {
            CutSide::NearSources => self.side_of_start(),
            CutSide::NearSinks => self.side_of_end().into_iter().map(|is_reached| !is_reached).collect(),
        };
        let mut cut = MinCut::default();
        let n_sources = self.limits.len();
        for (edge, &capacity) in self.full.iter().enumerate() {
            let (to, from) = (self.heads[2 * edge], self.heads[2 * edge + 1]);
            if !is_behind[from as usize] || is_behind[to as usize] || capacity == 0 {
                continue;
            }
            cut.capacity = cut.capacity.saturating_add(capacity);
            if edge < self.n_arcs {
                cut.arcs.push(FlowArcId::from_index(edge));
            } else if edge < self.n_arcs + n_sources {
                cut.sources.push(FlowNode(to));
            } else {
                cut.sinks.push(FlowNode(from));
            }
        }
        cut
    }

    /// Where more could still be sent to.
    fn side_of_start(&self) -> Vec<bool> {
        self.reached(self.start, |edge| edge)
    }

    /// From where more could still be sent to the end.
    fn side_of_end(&self) -> Vec<bool> {
        self.reached(self.end, |edge| edge ^ 1)
    }

    fn reached(&self, from: u32, needed: impl Fn(usize) -> usize) -> Vec<bool> {
        let mut is_reached = vec![false; self.level.len()];
        is_reached[from as usize] = true;
        let mut stack = vec![from];
        while let Some(node) = stack.pop() {
            for &edge in self.around.of(node) {
                let head = self.heads[edge as usize] as usize;
                if self.room[needed(edge as usize)] > 0 && !is_reached[head] {
                    is_reached[head] = true;
                    stack.push(self.heads[edge as usize]);
                }
            }
        }
        is_reached
    }
}
