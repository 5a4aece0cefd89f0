//! Roads that cross without a common vertex: found always, joined by rule.
//!
//! The test is exact, in whole numbers on the grid of 10⁻⁷ degrees. Roads on different levels, bridges and
//! tunnels are left alone.

use super::courses::{Courses, Insertion};
use super::edge_tree::{Edge, EdgeTree};
use super::links::Roads;
use super::vertex::VertexKey;
use crate::community::{CrossingRule, Road, RoadClass};
use crate::jobs::{Cancelled, JobContext};

/// A place where two roads cross without a common vertex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BareCrossing {
    pub(super) key: VertexKey,
    /// The roads, lower number first.
    pub(super) roads: (u32, u32),
    /// Edge and share along it, for each of the roads; `None` where the road already has a vertex there.
    pub(super) inside: [Option<(u32, f64)>; 2],
}

impl BareCrossing {
    /// The vertices both roads need to meet here.
    pub(super) fn insertions(&self) -> impl Iterator<Item = Insertion> {
        let key = self.key;
        [(self.roads.0, self.inside[0]), (self.roads.1, self.inside[1])]
            .into_iter()
            .filter_map(move |(road, inside)| inside.map(|(edge, share)| Insertion { road, edge, share, key }))
    }
}

/// Finds the crossings, sorted by place. O((n + k) log n) for k overlapping boxes.
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub(super) fn find_crossings(
    roads: Roads<'_>,
    courses: &Courses,
    tree: &EdgeTree,
    context: &JobContext,
) -> Result<Vec<BareCrossing>, Cancelled> {
    let is_separate: Vec<bool> = roads.iter().map(|road| road.is_bridge || road.is_tunnel).collect();
    let separate = |road: u32| is_separate.get(road as usize).copied().unwrap_or(false);
    let level = |road: u32| courses.levels.get(road as usize);
    let mut found = Vec::new();
    for (n, (one, other)) in tree.intersection_candidates_with_other_tree(tree).enumerate() {
        if n % 65_536 == 0 {
            context.check()?;
        }
        if (one.owner, one.number) >= (other.owner, other.number) {
            continue;
        }
        if separate(one.owner) || separate(other.owner) || level(one.owner) != level(other.owner) {
            continue;
        }
        found.extend(crossing_of(courses, one, other));
    }
    found.sort_by_key(|crossing| (crossing.key, crossing.roads, crossing.inside.map(|i| i.map(|i| i.0))));
    // The same two edges once. A road that turns back sharply may cross with two edges in one place: each gets the
    // vertex, whichever way the road is drawn.
    found.dedup_by_key(|crossing| (crossing.key, crossing.roads, crossing.inside.map(|i| i.map(|i| i.0))));
    Ok(found)
}

fn crossing_of(courses: &Courses, one: &Edge, other: &Edge) -> Option<BareCrossing> {
    let ends = |edge: &Edge| {
        let keys = courses.road(edge.owner as usize);
        (keys[edge.number as usize], keys[edge.number as usize + 1])
    };
    let ((a, b), (c, d)) = (ends(one), ends(other));
    if a == c || a == d || b == c || b == d {
        return None;
    }
    let key = meeting_place(a, b, c, d)?;
    let share = |from: VertexKey, to: VertexKey| {
        let ((fx, fy), (tx, ty), (x, y)) = (from.grid(), to.grid(), key.grid());
        let (dx, dy) = (tx - fx, ty - fy);
        let share = |fx: i64, fy: i64| {
            let (along, across) = if dx.abs() > dy.abs() { (x - fx, dx) } else { (y - fy, dy) };
            ratio(along, across).abs().clamp(0.0, 1.0)
        };
        // Reckoned from the lower end, so that a road drawn the other way has the same shares from its other end.
        if from <= to { share(fx, fy) } else { 1.0 - share(tx, ty) }
    };
    let inside = |edge: &Edge, from, to| (key != from && key != to).then(|| (edge.number, share(from, to)));
    Some(BareCrossing { key, roads: (one.owner, other.owner), inside: [inside(one, a, b), inside(other, c, d)] })
}

#[expect(clippy::cast_precision_loss, reason = "grid distances are far below 2^52")]
fn ratio(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The vertex where a–b and c–d cross or touch; `None` where they do not, or only run along each other.
fn meeting_place(a: VertexKey, b: VertexKey, c: VertexKey, d: VertexKey) -> Option<VertexKey> {
    // In one order whatever the drawing direction and the order of roads: rounding then gives one answer.
    let (a, b, c, d) = (a.min(b), a.max(b), c.min(d), c.max(d));
    let (a, b, c, d) = if (a, b) <= (c, d) { (a, b, c, d) } else { (c, d, a, b) };
    let (pa, pb, pc, pd) = (a.grid(), b.grid(), c.grid(), d.grid());
    let (c_side, d_side) = (side(pa, pb, pc), side(pa, pb, pd));
    let (a_side, b_side) = (side(pc, pd, pa), side(pc, pd, pb));
    if c_side.signum() * d_side.signum() > 0 || a_side.signum() * b_side.signum() > 0 {
        return None;
    }
    if c_side == d_side {
        return None;
    }
    for (zero, key) in [(a_side, a), (b_side, b), (c_side, c), (d_side, d)] {
        if zero == 0 {
            return Some(key);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "the answer is rounded to the grid")]
    let share = a_side as f64 / (a_side - b_side) as f64;
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "between two grid positions")]
    let between = |from: i64, to: i64| from + ((to - from) as f64 * share).round() as i64;
    Some(VertexKey::from_grid(between(pa.0, pb.0), between(pa.1, pb.1)))
}

/// Twice the signed area of the triangle: positive where `p` lies left of a–b.
fn side(a: (i64, i64), b: (i64, i64), p: (i64, i64)) -> i128 {
    i128::from(b.0 - a.0) * i128::from(p.1 - a.1) - i128::from(b.1 - a.1) * i128::from(p.0 - a.0)
}

/// Share of crossings above which data without classes or levels count as drawn without vertices at crossings.
const BARE_SHARE: f64 = 0.05;

/// Are the crossings joined? By the rule, or by the look of the data: roads that carry no class, bridge, tunnel
/// or layer at all, and more than one in twenty meetings without a vertex.
pub(super) fn are_joined(rule: CrossingRule, roads: Roads<'_>, n_crossings: usize, n_shared: usize) -> bool {
    let says_nothing =
        |road: &Road| road.class == RoadClass::Unknown && !road.is_bridge && !road.is_tunnel && road.layer == 0;
    match rule {
        CrossingRule::Leave => false,
        CrossingRule::Join => true,
        CrossingRule::Automatic => {
            let all = n_crossings + n_shared;
            #[expect(clippy::cast_precision_loss, reason = "counts of vertices")]
            let is_many = n_crossings as f64 > BARE_SHARE * all as f64;
            is_many && roads.iter().all(says_nothing)
        }
    }
}
