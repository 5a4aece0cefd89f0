//! Lines of people: on each direction those on it, before it those who want to get on.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::evacuation::Moment;

/// Somebody in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InLine {
    /// When they would go on if nothing held them up.
    pub(super) ready: Moment,
    pub(super) party: u32,
}

/// A time the way ahead was barred, as long as somebody in line was there to feel it.
#[derive(Clone, Copy, Debug)]
struct Barred {
    from: Moment,
    until: Moment,
    /// All such time up to `until`.
    in_all: Moment,
}

/// The times somebody in line has felt.
#[derive(Clone, Debug, Default)]
struct BarredTimes(VecDeque<Barred>);

impl BarredTimes {
    fn add(&mut self, from: Moment, until: Moment) {
        let before = self.0.back().map_or(Moment::START, |last| last.in_all);
        self.0.push_back(Barred { from, until, in_all: before + (until - from) });
    }

    /// Forgets what was over before anybody in line could feel it.
    fn forget_before(&mut self, felt_from: Moment) {
        while self.0.front().is_some_and(|time| time.until <= felt_from) {
            self.0.pop_front();
        }
    }

    fn since(&self, since: Moment) -> Moment {
        let first = self.0.partition_point(|time| time.until <= since);
        let (Some(first), Some(last)) = (self.0.get(first), self.0.back()) else { return Moment::START };
        (first.until - first.from.max(since)) + (last.in_all - first.in_all)
    }
}

/// One line, those ready first in front. In one line of the processor's memory, as every step looks at some other line.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Line {
    queue: VecDeque<InLine>,
    /// When it is looked at next.
    pending: Moment,
    /// When the last one went: since then the next has stood in front.
    last_gone: Moment,
    /// Since when the first has stood before a full street or a busy gate; [`Moment::NEVER`] where they do not.
    blocked_since: Moment,
    barred: Option<Box<BarredTimes>>,
}

/// All lines, and when to look at which: where moments are equal, first the line whose first has stood in front longest.
#[derive(Debug)]
pub(super) struct Lines {
    lines: Vec<Line>,
    heap: BinaryHeap<Reverse<(Moment, Moment, u32)>>,
}

/// Who joins a line is looked up from its end over so many before its middle is tried: there those still walk who may be
/// overtaken, before them those stand who are ready.
const LOOKS_FROM_END: usize = 16;

impl Line {
    /// Behind all who are ready no later.
    fn place_of(&self, ready: Moment) -> usize {
        let n = self.queue.len();
        let overtaken = self.queue.iter().rev().take(LOOKS_FROM_END).take_while(|other| other.ready > ready).count();
        if overtaken < LOOKS_FROM_END {
            n - overtaken
        } else {
            self.queue.partition_point(|other| other.ready <= ready)
        }
    }
}

impl Lines {
    pub(super) fn new(n: usize) -> Self {
        let line = Line {
            queue: VecDeque::new(),
            pending: Moment::NEVER,
            last_gone: Moment::START,
            blocked_since: Moment::NEVER,
            barred: None,
        };
        Self { lines: vec![line; n], heap: BinaryHeap::new() }
    }

    pub(super) fn first(&self, line: u32) -> Option<InLine> {
        self.lines.get(line as usize)?.queue.front().copied()
    }

    /// When the last of a line will be ready.
    pub(super) fn last_ready(&self, line: u32) -> Moment {
        self.lines.get(line as usize).and_then(|line| line.queue.back()).map_or(Moment::START, |last| last.ready)
    }

    /// The first of a line stands before a full street or a busy gate. Gives since when.
    pub(super) fn block(&mut self, line: u32, now: Moment) -> Moment {
        let Some(found) = self.lines.get_mut(line as usize) else { return now };
        found.blocked_since = found.blocked_since.min(now);
        found.blocked_since
    }

    /// Puts somebody behind all who are ready no later.
    pub(super) fn join(&mut self, line: u32, who: InLine) {
        let Some(found) = self.lines.get_mut(line as usize) else { return };
        let at = if found.queue.back().is_none_or(|last| last.ready <= who.ready) {
            found.queue.push_back(who);
            found.queue.len() - 1
        } else {
            let at = found.place_of(who.ready);
            found.queue.insert(at, who);
            at
        };
        if at == 0 {
            self.wake(line, who.ready);
        }
    }

    /// Takes the first out of a line at a moment.
    pub(super) fn pop(&mut self, line: u32, now: Moment) -> Option<InLine> {
        let found = self.lines.get_mut(line as usize)?;
        found.last_gone = now;
        if found.blocked_since != Moment::NEVER {
            found.barred.get_or_insert_default().add(found.blocked_since, now);
            found.blocked_since = Moment::NEVER;
        }
        let gone = found.queue.pop_front();
        if let Some(barred) = &mut found.barred {
            barred.forget_before(found.queue.front().map_or(Moment::NEVER, |next| next.ready));
        }
        gone
    }

    /// How long the way ahead has been barred since a moment, until now.
    pub(super) fn barred_since(&self, line: u32, since: Moment, now: Moment) -> Moment {
        let Some(found) = self.lines.get(line as usize) else { return Moment::START };
        let open = match found.blocked_since {
            Moment::NEVER => Moment::START,
            start => now - start.max(since),
        };
        open + found.barred.as_ref().map_or(Moment::START, |barred| barred.since(since))
    }

    /// How many of a line are ready, if they are more than `most`. O(1) where they are not.
    pub(super) fn more_ready_than(&self, line: u32, most: u32, now: Moment) -> Option<u32> {
        let queue = &self.lines.get(line as usize)?.queue;
        queue.get(most as usize).filter(|who| who.ready <= now)?;
        u32::try_from(queue.partition_point(|who| who.ready <= now)).ok()
    }

    /// Empties a line.
    pub(super) fn drain(&mut self, line: u32) -> Vec<InLine> {
        let Some(found) = self.lines.get_mut(line as usize) else { return Vec::new() };
        found.blocked_since = Moment::NEVER;
        found.queue.drain(..).collect()
    }

    /// Keeps those of a line for whom `stays` holds; gives the others.
    pub(super) fn part(&mut self, line: u32, mut stays: impl FnMut(u32) -> bool) -> Vec<u32> {
        let Some(found) = self.lines.get_mut(line as usize) else { return Vec::new() };
        let mut gone = Vec::new();
        found.queue.retain(|who| {
            let keeps = stays(who.party);
            if !keeps {
                gone.push(who.party);
            }
            keeps
        });
        gone
    }

    /// Looks at a line at a moment, if nothing looks at it earlier and somebody stands in it.
    pub(super) fn wake(&mut self, line: u32, at: Moment) {
        let Some(found) = self.lines.get_mut(line as usize) else { return };
        if let Some(first) = found.queue.front().filter(|_| at < found.pending) {
            let in_front_since = first.ready.max(found.last_gone);
            found.pending = at;
            self.heap.push(Reverse((at, in_front_since, line)));
        }
    }

    /// The moment of the next look.
    pub(super) fn next_look(&mut self) -> Option<Moment> {
        while let Some(&Reverse((at, _, line))) = self.heap.peek() {
            if self.lines.get(line as usize).is_some_and(|line| line.pending == at) {
                return Some(at);
            }
            self.heap.pop();
        }
        None
    }

    /// The line of the next look.
    pub(super) fn pop_look(&mut self) -> Option<u32> {
        self.next_look()?;
        let Reverse((_, _, line)) = self.heap.pop()?;
        if let Some(found) = self.lines.get_mut(line as usize) {
            found.pending = Moment::NEVER;
        }
        Some(line)
    }
}
