//! What several arcs have in common: the ends of a street, which both directions and all who walk there pass, and the
//! ground between them.

use super::error::FlowError;
use super::network::{FlowArc, FlowNode, Incidence};

/// When somebody on an arc takes of what its pipe lets through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// At the step of entering the arc.
    #[default]
    Entering,
    /// At the step of leaving it.
    Leaving,
}

/// What arcs share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowPipe {
    /// How many persons it lets through in one step, on all its arcs together; 0: closed; [`UNLIMITED`]: no limit.
    ///
    /// [`UNLIMITED`]: super::UNLIMITED
    pub capacity: u32,
    /// How many persons may be on all its arcs at once, from the step of entering until before that of leaving; at least
    /// 1, or nobody could pass.
    pub storage: u32,
    /// When they count.
    pub counted: Counted,
}

/// An arc that shares a pipe and can be entered for a while only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PipedArc {
    /// Where people enter.
    pub from: FlowNode,
    /// Where people leave.
    pub to: FlowNode,
    /// Steps from entering to leaving; 0 is allowed.
    pub transit: u32,
    /// Position of its pipe.
    pub pipe: u32,
    /// The first step at which it can be entered.
    pub opens: u32,
    /// The last step at which it can be entered; `u32::MAX` where it stays open.
    pub closes: u32,
}

/// What holds of an arc beside its ends and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ArcRule {
    pub(super) pipe: u32,
    pub(super) opens: u32,
    pub(super) closes: u32,
}

/// The pipes of a network, and what holds of its arcs.
#[derive(Clone, Debug)]
pub(super) struct Pipes {
    pub(super) list: Vec<FlowPipe>,
    pub(super) rules: Vec<ArcRule>,
    /// Positions of the arcs of each pipe.
    arcs: Incidence,
}

impl Pipes {
    /// One for each arc, counted as people enter, always open.
    pub(super) fn single(arcs: &[FlowArc]) -> Self {
        let pipe =
            |arc: &FlowArc| FlowPipe { capacity: arc.capacity, storage: super::UNLIMITED, counted: Counted::Entering };
        let list: Vec<FlowPipe> = arcs.iter().map(pipe).collect();
        let numbers = (0_u32..).take(arcs.len());
        let rules = numbers.clone().map(|pipe| ArcRule { pipe, opens: 0, closes: u32::MAX }).collect();
        Self { arcs: Incidence::new(list.len(), numbers), list, rules }
    }

    /// Those the arcs name.
    pub(super) fn shared(list: Vec<FlowPipe>, arcs: &[PipedArc]) -> Result<Self, FlowError> {
        let outside = arcs.iter().position(|arc| arc.pipe as usize >= list.len());
        if let Some(arc) = outside {
            return Err(FlowError::PipeOutside { arc, pipe: arcs[arc].pipe, count: list.len() });
        }
        if let Some(pipe) = list.iter().position(|pipe| pipe.storage == 0) {
            return Err(FlowError::NoStorage { pipe });
        }
        let rule = |arc: &PipedArc| ArcRule { pipe: arc.pipe, opens: arc.opens, closes: arc.closes };
        let rules = arcs.iter().map(rule).collect();
        let pipes = Self { arcs: Incidence::new(list.len(), arcs.iter().map(|arc| arc.pipe)), list, rules };
        match arcs.iter().position(|arc| arc.transit == 0 && pipes.arcs_of(arc.pipe).len() > 1) {
            Some(arc) => Err(FlowError::Instant { arc, pipe: arcs[arc].pipe }),
            None => Ok(pipes),
        }
    }

    /// The positions of the arcs of a pipe.
    pub(super) fn arcs_of(&self, pipe: u32) -> &[u32] {
        self.arcs.of(pipe)
    }
}
