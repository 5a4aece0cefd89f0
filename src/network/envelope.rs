//! Who is nearest along one stretch of road: the lower envelope of what reaches it.
//!
//! Whatever reaches an open stretch (over its ends, or from a site on it) does so at a position with a distance,
//! and from there costs 1 mm per millimetre. Between two that count, the border lies at
//! `(p₁ + p₂ + d₂ − d₁) / 2`.

use super::labels::{Label, distance_of, source_of};

/// Something that reaches the stretch at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arrival {
    pub(super) position: u32,
    pub(super) label: Label,
}

/// A part of the stretch with one nearest arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) source: u32,
}

/// The parts of `low..=high` within `limit`, in order, neighbors of one source joined. O(n log n).
pub(super) fn cells_within(arrivals: &mut [Arrival], low: u32, high: u32, limit: u32) -> Vec<Cell> {
    arrivals.sort_unstable_by_key(|arrival| (arrival.position, arrival.label));
    let mut kept: Vec<Arrival> = Vec::with_capacity(arrivals.len());
    for &arrival in arrivals.iter() {
        if kept.iter().any(|other| at(*other, arrival.position) <= order(arrival)) {
            continue;
        }
        kept.retain(|other| at(arrival, other.position) >= order(*other));
        kept.push(arrival);
    }
    let mut cells: Vec<Cell> = Vec::with_capacity(kept.len());
    for (n, arrival) in kept.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| kept.get(n));
        let begins = before.map_or(low, |before| border(*before, *arrival));
        let ends = kept.get(n + 1).map_or(high, |after| border(*arrival, *after));
        let Some(rest) = limit.checked_sub(distance_of(arrival.label)) else { continue };
        let from = begins.max(arrival.position.saturating_sub(rest));
        let to = ends.min(arrival.position.saturating_add(rest));
        if from >= to {
            continue;
        }
        let source = source_of(arrival.label);
        match cells.last_mut().filter(|last| last.to >= from && last.source == source) {
            Some(last) => last.to = to,
            None => cells.push(Cell { from, to, source }),
        }
    }
    cells
}

fn order(arrival: Arrival) -> (u64, u32) {
    (u64::from(distance_of(arrival.label)), source_of(arrival.label))
}

/// Distance and source of an arrival at a position.
fn at(arrival: Arrival, position: u32) -> (u64, u32) {
    let (distance, source) = order(arrival);
    (distance + u64::from(arrival.position.abs_diff(position)), source)
}

/// Where two neighboring arrivals are equally far; half millimetres go to the first.
fn border(first: Arrival, second: Arrival) -> u32 {
    let sum = i64::from(first.position) + i64::from(second.position) + i64::from(distance_of(second.label))
        - i64::from(distance_of(first.label));
    let middle = (sum + 1).div_euclid(2);
    u32::try_from(middle.clamp(i64::from(first.position), i64::from(second.position))).unwrap_or(second.position)
}
