//! The roads that hold back everyone who lives far away: smallest cuts between growing sets of homes and safety.

use super::bounds::{Bare, BoundReason, ClearanceBound};
use super::free_times::FreeTime;
use super::max_flow::{CutSide, MinCut, NO_LIMIT, RateArc, Residual, Terminal};
use crate::jobs::{Cancelled, JobContext};
use crate::units::Persons;

/// How many distances are tried where homes have more.
const MOST_THRESHOLDS: usize = 30;

/// The largest of r + drain(people at r or farther, their smallest cut) over distances r from safety.
///
/// Valid because whoever passes an arc of the cut needed some time to come to it and needs some to safety from it, at least
/// r together: the arc can be of use in a window of clearance time − r only. Homes are `free` (nearest first); they are let
/// in from the farthest on, so that each flow builds on the one before.
pub(super) fn cut_bound(
    problem: &Bare<'_>,
    free: &[FreeTime],
    context: &JobContext,
) -> Result<Option<ClearanceBound>, Cancelled> {
    let arcs: Vec<RateArc> =
        problem.arcs.iter().map(|arc| RateArc { from: arc.from, to: arc.to, capacity: arc.capacity }).collect();
    let sources: Vec<Terminal> = free.iter().map(|home| Terminal { node: home.node, limit: NO_LIMIT }).collect();
    let sinks = problem.sinks.iter().filter(|sink| sink.places != Some(Persons::NONE));
    let sinks: Vec<Terminal> = sinks.map(|sink| Terminal { node: sink.node, limit: NO_LIMIT }).collect();
    let mut residual = Residual::new(problem.n_nodes, &arcs, &sources, &sinks);
    let mut best: Option<ClearanceBound> = None;
    let mut n_closed = free.len();
    let mut people = 0;
    for first in thresholds(free).into_iter().rev() {
        for (home, opened) in free[first..n_closed].iter().zip(first..) {
            people += home.persons;
            residual.open_source(opened);
        }
        n_closed = first;
        let sent = residual.augment(context)?;
        let capacity = residual.reported(sent);
        if capacity == NO_LIMIT {
            break;
        }
        let best_time = best.as_ref().and_then(|bound| bound.time).unwrap_or(0);
        let from = free[first].time;
        if from.saturating_add(problem.pace.drain(people, 1, capacity)) > best_time {
            let cut = smaller_cut(&residual);
            let time = from.saturating_add(problem.pace.drain(people, cut.arcs.len(), capacity));
            if time > best_time {
                best = Some(ClearanceBound { time: Some(time), reason: reason(cut, people) });
            }
        }
    }
    Ok(best)
}

/// Positions in `free` at which a distance to try begins, nearest first: all distances, or thirty that split the people
/// into about equal parts.
fn thresholds(free: &[FreeTime]) -> Vec<usize> {
    let begins = |&i: &usize| i == 0 || free[i].time != free[i - 1].time;
    let all: Vec<usize> = (0..free.len()).filter(begins).collect();
    if all.len() <= MOST_THRESHOLDS {
        return all;
    }
    let people: u64 = free.iter().map(|home| home.persons).sum();
    let mut chosen = Vec::with_capacity(MOST_THRESHOLDS);
    let mut before = 0_u64;
    let mut next = all.iter().copied().peekable();
    for (i, home) in free.iter().enumerate() {
        let part = chosen.len() as u64;
        if next.next_if_eq(&i).is_some() && before * MOST_THRESHOLDS as u64 >= part * people {
            chosen.push(i);
        }
        before += home.persons;
    }
    chosen
}

/// Of the cuts nearest to homes and nearest to safety the one with fewer arcs, the former when equal.
fn smaller_cut(residual: &Residual) -> MinCut {
    let near_sources = residual.min_cut(CutSide::NearSources);
    let near_sinks = residual.min_cut(CutSide::NearSinks);
    if near_sinks.arcs.len() < near_sources.arcs.len() { near_sinks } else { near_sources }
}

fn reason(cut: MinCut, people: u64) -> BoundReason {
    match cut.arcs[..] {
        [arc] => BoundReason::Road { arc, people, capacity: cut.capacity },
        _ => BoundReason::Cut { arcs: cut.arcs, people, capacity: cut.capacity },
    }
}
