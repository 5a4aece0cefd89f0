//! What a plan has taken of the pipes, step by step.

use super::network::{FlowNetwork, UNLIMITED};
use super::pipes::Counted;
use super::reservations::Reservations;

/// Who passes the pipes at each step, and who is inside them.
#[derive(Clone, Debug)]
pub(super) struct Loads {
    through: Vec<Reservations>,
    inside: Vec<Reservations>,
}

/// An arc with all that holds of it.
#[derive(Clone, Copy, Debug)]
struct Passage {
    pipe: usize,
    capacity: u32,
    storage: u32,
    transit: u32,
    /// Steps from entering to being counted.
    lag: u32,
    opens: u32,
    closes: u32,
}

fn passage(network: &FlowNetwork, arc: u32) -> Option<Passage> {
    let transit = network.arcs().get(arc as usize)?.transit;
    let rule = network.rule(arc);
    let pipe = network.pipes().list.get(rule.pipe as usize)?;
    let lag = match pipe.counted {
        Counted::Entering => 0,
        Counted::Leaving => transit,
    };
    let (capacity, storage) = (pipe.capacity, pipe.storage);
    Some(Passage { pipe: rule.pipe as usize, capacity, storage, transit, lag, opens: rule.opens, closes: rule.closes })
}

impl Loads {
    /// All pipes empty.
    pub(super) fn new(network: &FlowNetwork) -> Self {
        let empty = vec![Reservations::default(); network.pipes().list.len()];
        Self { through: empty.clone(), inside: empty }
    }

    /// The first step from `soonest` on at which one more can enter an arc; `None` where it stays closed.
    pub(super) fn next_entry(&self, network: &FlowNetwork, arc: u32, soonest: u32) -> Option<u32> {
        let at = passage(network, arc)?;
        let mut step = soonest.max(at.opens);
        loop {
            let before = step;
            if at.capacity != UNLIMITED {
                step = self.through[at.pipe].next_free(step.checked_add(at.lag)?)? - at.lag;
            }
            if at.storage != UNLIMITED
                && let Some(last) = self.inside[at.pipe].last_full(step, step.checked_add(at.transit)?)
            {
                step = last.checked_add(1)?;
            }
            if step > at.closes {
                return None;
            }
            if step == before {
                return Some(step);
            }
        }
    }

    /// How many more can enter an arc at a step.
    pub(super) fn left(&self, network: &FlowNetwork, arc: u32, step: u32) -> u32 {
        let Some(at) = passage(network, arc) else { return 0 };
        let through = match at.capacity {
            UNLIMITED => UNLIMITED,
            capacity => self.through[at.pipe].left(step.saturating_add(at.lag), capacity),
        };
        let inside = |step| self.inside[at.pipe].left(step, at.storage);
        match at.storage {
            UNLIMITED => through,
            _ => (step..step.saturating_add(at.transit)).map(inside).min().unwrap_or(UNLIMITED).min(through),
        }
    }

    /// Takes of a pipe what people who enter an arc at a step need; true when a step of it became full. The caller
    /// takes no more than is left.
    pub(super) fn take(&mut self, network: &FlowNetwork, arc: u32, step: u32, persons: u32) -> bool {
        let Some(at) = passage(network, arc) else { return false };
        let mut is_filled = false;
        if at.capacity != UNLIMITED {
            is_filled |= self.through[at.pipe].take(step.saturating_add(at.lag), persons, at.capacity);
        }
        if at.storage != UNLIMITED {
            for inside in step..step.saturating_add(at.transit) {
                is_filled |= self.inside[at.pipe].take(inside, persons, at.storage);
            }
        }
        is_filled
    }
}
