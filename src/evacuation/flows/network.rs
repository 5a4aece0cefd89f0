//! The streets as pipes: how many people an arc takes in at each step and how long they are inside it.

use super::error::FlowError;
use super::pipes::{ArcRule, FlowPipe, PipedArc, Pipes};

use crate::units::Persons;

/// No limit on an arc, a waiting place or a rate.
pub const UNLIMITED: u32 = u32::MAX;

/// A place of a flow network: a position from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowNode(pub u32);

/// One direction of a road in a flow network: a position in its list of arcs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowArcId(pub u32);

impl FlowNode {
    /// The position as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl FlowArcId {
    /// The position as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    #[expect(clippy::cast_possible_truncation, reason = "a network is refused beyond 2^32 arcs")]
    pub(super) const fn from_index(index: usize) -> Self {
        Self(index as u32)
    }
}

/// One direction of a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowArc {
    /// Where people enter.
    pub from: FlowNode,
    /// Where people leave.
    pub to: FlowNode,
    /// How many persons may enter at one step; 0: closed; [`UNLIMITED`]: no limit.
    pub capacity: u32,
    /// Steps from entering to leaving; 0 is allowed.
    pub transit: u32,
}

/// People who must leave a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowSource {
    /// Where they are when the order comes.
    pub node: FlowNode,
    /// How many.
    pub persons: Persons,
}

/// A safe place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowSink {
    /// Where it is reached.
    pub node: FlowNode,
    /// How many it takes in all; `None`: everyone.
    pub places: Option<Persons>,
}

/// For each place the positions of its arcs, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Incidence {
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl Incidence {
    /// Groups the positions 0.. of `places` by place, keeping their order. O(n + m).
    pub(super) fn new(n_places: usize, places: impl Iterator<Item = u32> + Clone) -> Self {
        let mut offsets = vec![0_u32; n_places + 1];
        for place in places.clone() {
            offsets[place as usize + 1] += 1;
        }
        for i in 0..n_places {
            offsets[i + 1] += offsets[i];
        }
        let mut next = offsets.clone();
        let mut items = vec![0; offsets[n_places] as usize];
        for (item, place) in (0_u32..).zip(places) {
            let slot = &mut next[place as usize];
            items[*slot as usize] = item;
            *slot += 1;
        }
        Self { offsets, items }
    }

    /// The positions that belong to a place.
    pub(super) fn of(&self, place: u32) -> &[u32] {
        let place = place as usize;
        &self.items[self.offsets[place] as usize..self.offsets[place + 1] as usize]
    }
}

/// Places, arcs with capacity and transit time in whole steps, people and safe places.
///
/// Several entries of people or of places at one node count together.
#[derive(Clone, Debug)]
pub struct FlowNetwork {
    n_nodes: u32,
    arcs: Vec<FlowArc>,
    pipes: Pipes,
    rooms: Option<Vec<u32>>,
    sources: Vec<FlowSource>,
    sinks: Vec<FlowSink>,
    out: Incidence,
    into: Incidence,
}

impl FlowNetwork {
    /// A network whose arcs share what they let through and hold, and are open for a while; waiting is without limits.
    /// O(n + m), sources and sinks sorted.
    ///
    /// # Errors
    /// [`FlowError`] for places and pipes that do not exist, pipes without room, arcs of no time that share a pipe, and
    /// counts beyond 4 billion.
    pub fn try_piped(
        n_nodes: u32,
        arcs: &[PipedArc],
        pipes: Vec<FlowPipe>,
        sources: &[FlowSource],
        sinks: &[FlowSink],
    ) -> Result<Self, FlowError> {
        let pipes = Pipes::shared(pipes, arcs)?;
        let capacity = |arc: &PipedArc| pipes.list.get(arc.pipe as usize).map_or(0, |pipe| pipe.capacity);
        let plain = |arc: &PipedArc| FlowArc {
            from: arc.from,
            to: arc.to,
            capacity: if arc.opens > arc.closes { 0 } else { capacity(arc) },
            transit: arc.transit,
        };
        let plain: Vec<FlowArc> = arcs.iter().map(plain).collect();
        Self::with_pipes(n_nodes, plain, pipes, None, sources, sinks)
    }

    /// Checks and compresses a network. `rooms`: how many persons may wait at each node between two steps (people who
    /// have not left home yet are not counted, passing through without a stop needs no room); `None`: no limits.
    /// O(n + m), sources and sinks sorted.
    ///
    /// # Errors
    /// [`FlowError`] for places that do not exist, rooms that do not fit the places, and counts beyond 4 billion.
    pub fn try_new(
        n_nodes: u32,
        arcs: Vec<FlowArc>,
        rooms: Option<Vec<u32>>,
        sources: &[FlowSource],
        sinks: &[FlowSink],
    ) -> Result<Self, FlowError> {
        let pipes = Pipes::single(&arcs);
        Self::with_pipes(n_nodes, arcs, pipes, rooms, sources, sinks)
    }

    fn with_pipes(
        n_nodes: u32,
        arcs: Vec<FlowArc>,
        pipes: Pipes,
        rooms: Option<Vec<u32>>,
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
        if let Some(rooms) = &rooms {
            if rooms.len() != n_nodes as usize {
                return Err(FlowError::RoomsMismatch { rooms: rooms.len(), count: n_nodes });
            }
            if let Some((node, _)) = (0..).zip(rooms).find(|&(_, &room)| room == 0) {
                return Err(FlowError::NoRoom { node });
            }
        }
        let sources = merged_sources(sources, n_nodes)?;
        let sinks = merged_sinks(sinks, n_nodes)?;
        let n = n_nodes as usize;
        let out = Incidence::new(n, arcs.iter().map(|arc| arc.from.0));
        let into = Incidence::new(n, arcs.iter().map(|arc| arc.to.0));
        Ok(Self { n_nodes, arcs, pipes, rooms, sources, sinks, out, into })
    }

    /// How many places there are.
    #[must_use]
    pub const fn n_nodes(&self) -> u32 {
        self.n_nodes
    }

    /// All arcs, by position.
    #[must_use]
    pub fn arcs(&self) -> &[FlowArc] {
        &self.arcs
    }

    /// An arc by its position; `None` where there is none.
    #[must_use]
    pub fn arc(&self, id: FlowArcId) -> Option<FlowArc> {
        self.arcs.get(id.index()).copied()
    }

    /// The pipe an arc shares, by the arc's position; `None` where there is none.
    #[must_use]
    pub fn pipe(&self, id: FlowArcId) -> Option<FlowPipe> {
        self.pipes.list.get(self.pipes.rules.get(id.index())?.pipe as usize).copied()
    }

    /// The pipes and the rules of the arcs.
    pub(super) const fn pipes(&self) -> &Pipes {
        &self.pipes
    }

    /// What holds of an arc; that of a closed one where there is none.
    pub(super) fn rule(&self, arc: u32) -> ArcRule {
        let none = ArcRule { pipe: u32::MAX, opens: 1, closes: 0 };
        self.pipes.rules.get(arc as usize).copied().unwrap_or(none)
    }

    /// People by place, one entry for each place, in the order of places.
    #[must_use]
    pub fn sources(&self) -> &[FlowSource] {
        &self.sources
    }

    /// Safe places, one entry for each place, in the order of places.
    #[must_use]
    pub fn sinks(&self) -> &[FlowSink] {
        &self.sinks
    }

    /// Persons who may wait at a place between two steps; [`UNLIMITED`] where nothing is said.
    #[must_use]
    pub fn room(&self, node: FlowNode) -> u32 {
        self.rooms.as_ref().and_then(|rooms| rooms.get(node.index()).copied()).unwrap_or(UNLIMITED)
    }

    /// Everyone who must leave.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.sources.iter().map(|source| source.persons.count()).sum()
    }

    /// Is any waiting limited?
    pub(super) fn has_rooms(&self) -> bool {
        self.rooms.as_ref().is_some_and(|rooms| rooms.iter().any(|&room| room != UNLIMITED))
    }

    /// Positions of the arcs that leave a place.
    pub(super) fn out_arcs(&self, node: u32) -> &[u32] {
        self.out.of(node)
    }

    /// Positions of the arcs that end at a place.
    pub(super) fn in_arcs(&self, node: u32) -> &[u32] {
        self.into.of(node)
    }
}

/// People by place, once for each place, without places where nobody is.
pub(super) fn merged_sources(sources: &[FlowSource], n_nodes: u32) -> Result<Vec<FlowSource>, FlowError> {
    let mut sorted: Vec<FlowSource> =
        sources.iter().copied().filter(|source| source.persons != Persons::NONE).collect();
    sorted.sort_by_key(|source| source.node);
    let mut merged: Vec<FlowSource> = Vec::with_capacity(sorted.len());
    for source in sorted {
        if source.node.0 >= n_nodes {
            return Err(FlowError::NodeOutside { node: source.node.0, count: n_nodes });
        }
        match merged.last_mut() {
            Some(last) if last.node == source.node => {
                last.persons.0 = last.persons.0.checked_add(source.persons.0).ok_or(FlowError::TooLarge)?;
            }
            _ => merged.push(source),
        }
    }
    Ok(merged)
}

/// Safe places, once for each place; one without limit makes its place unlimited.
pub(super) fn merged_sinks(sinks: &[FlowSink], n_nodes: u32) -> Result<Vec<FlowSink>, FlowError> {
    let mut sorted = sinks.to_vec();
    sorted.sort_by_key(|sink| sink.node);
    let mut merged: Vec<FlowSink> = Vec::with_capacity(sorted.len());
    for sink in sorted {
        if sink.node.0 >= n_nodes {
            return Err(FlowError::NodeOutside { node: sink.node.0, count: n_nodes });
        }
        match merged.last_mut() {
            Some(last) if last.node == sink.node => {
                last.places = match (last.places, sink.places) {
                    (Some(a), Some(b)) => Some(Persons(a.0.checked_add(b.0).ok_or(FlowError::TooLarge)?)),
                    (None, _) | (_, None) => None,
                };
            }
            _ => merged.push(sink),
        }
    }
    Ok(merged)
}
