//! Pieces of road with one name that lie together are one street; two villages may each have a Main Street.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::community::Community;
use crate::geometry::BoundingBox;
use crate::jobs::{Cancelled, JobContext};

/// Pieces with a vertex in the same or a neighboring square of this size belong together, in metres.
const SQUARE_M: f64 = 500.0;

/// A street.
pub(super) struct Street {
    pub(super) name: Arc<str>,
    /// Its first piece's position among the roads.
    pub(super) first: u32,
    pub(super) n_pieces: u32,
    pub(super) bounds: BoundingBox,
}

/// All streets with a name, in the order of their first pieces. O(vertices of named roads · log).
pub(super) fn streets(community: &Community, context: &JobContext) -> Result<Vec<Street>, Cancelled> {
    let mut by_name: BTreeMap<&Arc<str>, Vec<u32>> = BTreeMap::new();
    for (number, road) in (0..).zip(community.roads()) {
        if let Some(name) = road.name.as_ref().filter(|name| !name.is_empty()) {
            by_name.entry(name).or_default().push(number);
        }
    }
    let mut all = Vec::new();
    for (n, (name, pieces)) in by_name.into_iter().enumerate() {
        all.extend(of_one_name(community, name, &pieces));
        if n % 1024 == 0 {
            context.check()?;
        }
    }
    all.sort_by_key(|street| street.first);
    Ok(all)
}

fn of_one_name(community: &Community, name: &Arc<str>, pieces: &[u32]) -> Vec<Street> {
    let mut groups = Groups((0..pieces.len()).collect());
    let mut squares: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for (place, number) in pieces.iter().enumerate() {
        let Some(road) = community.roads().get(*number as usize) else { continue };
        for vertex in &road.line {
            let point = community.plane().local_from_lon_lat(*vertex);
            #[expect(clippy::cast_possible_truncation, reason = "a study area ends at 250 km")]
            let square = ((point.x / SQUARE_M).floor() as i64, (point.y / SQUARE_M).floor() as i64);
            for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
                if let Some(&other) = squares.get(&(square.0 + dx, square.1 + dy)) {
                    groups.join(place, other);
                }
            }
            squares.entry(square).or_insert(place);
        }
    }
    let mut found: BTreeMap<usize, Street> = BTreeMap::new();
    for (place, &number) in pieces.iter().enumerate() {
        let line = community.roads().get(number as usize).map(|road| road.line.iter().copied());
        let Some(bounds) = line.and_then(BoundingBox::around) else { continue };
        let street = found.entry(groups.root(place)).or_insert_with(|| Street {
            name: Arc::clone(name),
            first: number,
            n_pieces: 0,
            bounds,
        });
        street.n_pieces += 1;
        street.bounds = street.bounds.union(bounds);
    }
    found.into_values().collect()
}

/// Which pieces belong together: every piece points to an earlier one of its group, or to itself.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, mut place: usize) -> usize {
        while let Some(&parent) = self.0.get(place).filter(|parent| **parent != place) {
            let above = self.0.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.0.get_mut(place) {
                *slot = above;
            }
            place = parent;
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}
