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

/// One line, those ready first in front.
#[derive(Clone, Debug)]
pub(super) struct Line {
    queue: VecDeque<InLine>,
    /// When it is looked at next.
    pending: Moment,
    /// When the last one went: since then the next has stood in front.
    last_gone: Moment,
    /// Since when the first has stood before a full street or a busy gate.
    pub(super) blocked_since: Option<Moment>,
    /// When the way ahead was barred, as long as somebody in line was there to feel it: from, until, and all such time
    /// up to `until`.
    barred: VecDeque<(Moment, Moment, Moment)>,
}

/// All lines, and when to look at which: where moments are equal, first the line whose first has stood in front longest.
#[derive(Debug)]
pub(super) struct Lines {
    lines: Vec<Line>,
    heap: BinaryHeap<Reverse<(Moment, Moment, u32)>>,
}

impl Lines {
    pub(super) fn new(n: usize) -> Self {
        let line = Line {
            queue: VecDeque::new(),
            pending: Moment::NEVER,
            last_gone: Moment::START,
            blocked_since: None,
            barred: VecDeque::new(),
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

    pub(super) fn blocked_since(&mut self, line: u32) -> Option<&mut Option<Moment>> {
        self.lines.get_mut(line as usize).map(|line| &mut line.blocked_since)
    }

    /// Puts somebody behind all who are ready no later.
    pub(super) fn join(&mut self, line: u32, who: InLine) {
        let Some(found) = self.lines.get_mut(line as usize) else { return };
        let at = if found.queue.back().is_none_or(|last| last.ready <= who.ready) {
            found.queue.push_back(who);
            found.queue.len() - 1
        } else {
            let at = found.queue.partition_point(|other| other.ready <= who.ready);
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
        if let Some(since) = found.blocked_since.take() {
            let before = found.barred.back().map_or(Moment::START, |last| last.2);
            found.barred.push_back((since, now, before + (now - since)));
        }
        let gone = found.queue.pop_front();
        let felt_from = found.queue.front().map_or(Moment::NEVER, |next| next.ready);
        while found.barred.front().is_some_and(|&(_, until, _)| until <= felt_from) {
            found.barred.pop_front();
        }
        gone
    }

    /// How long the way ahead has been barred since a moment, until now.
    pub(super) fn barred_since(&self, line: u32, since: Moment, now: Moment) -> Moment {
        let Some(found) = self.lines.get(line as usize) else { return Moment::START };
        let open = found.blocked_since.map_or(Moment::START, |start| now - start.max(since));
        let first = found.barred.partition_point(|&(_, until, _)| until <= since);
        let (Some(&(from, until, by_then)), Some(&(_, _, in_all))) = (found.barred.get(first), found.barred.back())
        else {
            return open;
        };
        open + (until - from.max(since)) + (in_all - by_then)
    }

    /// How many of a line are ready.
    pub(super) fn n_ready(&self, line: u32, now: Moment) -> u32 {
        let count = self.lines.get(line as usize).map_or(0, |line| line.queue.partition_point(|who| who.ready <= now));
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Empties a line.
    pub(super) fn drain(&mut self, line: u32) -> Vec<InLine> {
        let Some(found) = self.lines.get_mut(line as usize) else { return Vec::new() };
        found.blocked_since = None;
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
