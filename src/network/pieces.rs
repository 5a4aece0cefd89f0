//! Roads cut at their junctions; copies of the same piece become one.

use std::cmp::Ordering;

use super::courses::Courses;
use super::junctions::Junctions;
use super::links::Roads;
use super::vertex::VertexKey;
use crate::community::OneWay;
use crate::ids::{JunctionId, RoadId};
use crate::jobs::{Cancelled, JobContext};

/// A piece of one road between two junctions, in its own direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: JunctionId,
    pub(super) to: JunctionId,
    /// Vertices in `Courses::keys`, both ends included.
    first: usize,
    last: usize,
    /// Does the piece run against the road?
    is_reversed: bool,
    pub(super) road: RoadId,
    pub(super) is_walkable: bool,
    pub(super) one_way: OneWay,
}

impl Piece {
    /// The vertices in the piece's direction.
    pub(super) fn keys<'a>(&self, courses: &'a Courses) -> impl Iterator<Item = VertexKey> + use<'a> {
        let run = &courses.keys[self.first..=self.last];
        let (is_reversed, last) = (self.is_reversed, run.len() - 1);
        (0..run.len()).map(move |n| run[if is_reversed { last - n } else { n }])
    }

    fn compare(&self, other: &Self, courses: &Courses) -> Ordering {
        (self.from, self.to)
            .cmp(&(other.from, other.to))
            .then_with(|| self.keys(courses).cmp(other.keys(courses)))
            .then(self.road.cmp(&other.road))
            .then(self.first.cmp(&other.first))
    }

    fn is_copy(&self, other: &Self, courses: &Courses) -> bool {
        (self.from, self.to, self.last - self.first) == (other.from, other.to, other.last - other.first)
            && self.keys(courses).eq(other.keys(courses))
    }
}

/// All pieces once, sorted by their ends and then by their vertices, and how many copies were merged.
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub(super) fn cut(
    roads: Roads<'_>,
    courses: &Courses,
    junctions: &Junctions,
    context: &JobContext,
) -> Result<(Vec<Piece>, usize), Cancelled> {
    let mut pieces = Vec::with_capacity(courses.n_roads());
    for (road, range) in courses.starts.windows(2).enumerate() {
        if road % 4096 == 0 {
            context.check()?;
        }
        let mut last: Option<(usize, JunctionId)> = None;
        for vertex in range[0]..range[1] {
            let Some(junction) = junctions.at(vertex) else { continue };
            if let Some((first, from)) = last {
                pieces.push(piece(roads, courses, road, (first, from), (vertex, junction)));
            }
            last = Some((vertex, junction));
        }
    }
    pieces.sort_unstable_by(|a, b| a.compare(b, courses));
    let n_before = pieces.len();
    pieces.dedup_by(|copy, kept| {
        let is_copy = copy.is_copy(kept, courses);
        if is_copy {
            merge(kept, copy);
        }
        is_copy
    });
    Ok((pieces.clone(), n_before - pieces.len()))
}

fn piece(
    roads: Roads<'_>,
    courses: &Courses,
    road: usize,
    (first, from): (usize, JunctionId),
    (last, to): (usize, JunctionId),
) -> Piece {
    let run = &courses.keys[first..=last];
    let is_reversed = match from.cmp(&to) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => run.iter().rev().lt(run.iter()),
    };
    let (from, to) = if is_reversed { (to, from) } else { (from, to) };
    let (is_walkable, one_way) = roads.get(road).map_or((false, OneWay::No), |road| (road.is_walkable, road.one_way));
    let one_way = match (one_way, is_reversed) {
        (OneWay::No, _) => OneWay::No,
        (OneWay::Forward, false) | (OneWay::Backward, true) => OneWay::Forward,
        (OneWay::Forward, true) | (OneWay::Backward, false) => OneWay::Backward,
    };
    Piece { from, to, first, last, is_reversed, road: RoadId::from_index(road), is_walkable, one_way }
}

/// The kept piece takes what its copy allows: walking, and the other direction.
fn merge(kept: &mut Piece, copy: &Piece) {
    if !kept.is_walkable && copy.is_walkable {
        (kept.road, kept.is_walkable) = (copy.road, true);
    }
    if kept.one_way != copy.one_way {
        kept.one_way = OneWay::No;
    }
}
