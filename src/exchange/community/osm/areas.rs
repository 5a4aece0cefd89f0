//! Areas from ways: ways joined to rings, rings nested into polygons with holes.

use std::collections::{HashMap, HashSet};

/// What a member is to its area, as tagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Part of an outer ring.
    Outer,
    /// Part of a hole.
    Inner,
    /// Nothing is said.
    Unsaid,
}

/// A way of an area: node ids in order, and its role.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'a> {
    pub(super) refs: &'a [i64],
    pub(super) role: Role,
}

/// An area put together.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Area {
    /// Polygons: outer ring first, then holes; closed rings of longitude and latitude.
    pub(super) polygons: Vec<Vec<Vec<[f64; 2]>>>,
    /// Ways that belong to no closed ring.
    pub(super) n_open: usize,
}

/// A relation may ask so many times whether a piece of a ring lies beside a point: a bound for hostile input.
const MAX_TESTS: usize = 100_000_000;

/// Puts an area together. Roles help to join; which ring is a hole, their places decide.
///
/// Joining is linear in the ways, nesting quadratic in the rings that overlap, within [`MAX_TESTS`]; `None` beyond.
pub(super) fn assembled(members: &[Member<'_>], place_of: impl Fn(i64) -> Option<[f64; 2]>) -> Option<Area> {
    let group = |is_hole: bool| -> Vec<&[i64]> {
        members.iter().filter(|member| (member.role == Role::Inner) == is_hole).map(|member| member.refs).collect()
    };
    let (mut rings, mut n_open) = joined(&group(false));
    let (holes, n_open_holes) = joined(&group(true));
    rings.extend(holes);
    n_open += n_open_holes;
    if n_open > 0 {
        // Roles may be wrong: try once more without them.
        let (all, n_open_all) = joined(&members.iter().map(|member| member.refs).collect::<Vec<_>>());
        if n_open_all < n_open {
            (rings, n_open) = (all, n_open_all);
        }
    }
    let placed = rings.into_iter().filter_map(|ids| Ring::new(ids, &place_of)).collect();
    Some(Area { polygons: nested(placed)?, n_open })
}

/// Nests closed rings of places into polygons: outer ring first, then holes. As [`assembled`]; `None` beyond its bound.
pub(in crate::exchange::community) fn nested_rings(rings: Vec<Vec<[f64; 2]>>) -> Option<Vec<Vec<Vec<[f64; 2]>>>> {
    let mut numbers: HashMap<[u64; 2], i64> = HashMap::new();
    let mut places: Vec<[f64; 2]> = Vec::new();
    let mut number = |place: [f64; 2]| {
        let next = i64::try_from(places.len()).unwrap_or(i64::MAX);
        *numbers.entry(place.map(f64::to_bits)).or_insert_with(|| {
            places.push(place);
            next
        })
    };
    let rings: Vec<Vec<i64>> = rings.into_iter().map(|ring| ring.into_iter().map(&mut number).collect()).collect();
    let place_of = |id: i64| usize::try_from(id).ok().and_then(|id| places.get(id)).copied();
    nested(rings.into_iter().filter_map(|ring| Ring::new(ring, place_of)).collect())
}

/// Joins ways at their ends to closed rings; returns them and how many ways were left over. O(n) in all nodes.
fn joined(ways: &[&[i64]]) -> (Vec<Vec<i64>>, usize) {
    let mut rings = Vec::new();
    let mut is_used = vec![false; ways.len()];
    let mut at_end: HashMap<i64, Vec<usize>> = HashMap::new();
    for (index, way) in ways.iter().enumerate().rev() {
        let (Some(&first), Some(&last)) = (way.first(), way.last()) else { continue };
        if first == last {
            is_used[index] = true;
            if way.len() >= 4 {
                rings.push(way.to_vec());
            }
        } else {
            // Last in, first out: ways of low number are taken first.
            at_end.entry(first).or_default().push(index);
            at_end.entry(last).or_default().push(index);
        }
    }
    rings.reverse();
    let mut n_open = 0;
    for start in 0..ways.len() {
        let way = ways[start];
        if is_used[start] || way.len() < 2 {
            continue;
        }
        is_used[start] = true;
        n_open += walk(way, ways, &mut is_used, &mut at_end, &mut rings);
    }
    (rings, n_open)
}

/// Walks on from a way, closing a ring whenever the walk meets itself; returns the number of ways that led nowhere.
fn walk(
    first: &[i64],
    ways: &[&[i64]],
    is_used: &mut [bool],
    at_end: &mut HashMap<i64, Vec<usize>>,
    rings: &mut Vec<Vec<i64>>,
) -> usize {
    let mut n_open = 0;
    let mut chain = first.to_vec();
    // Where ways meet along the chain, behind its end: node and position.
    let mut stops: Vec<(i64, usize)> = chain.first().map(|&node| (node, 0)).into_iter().collect();
    let mut stop_of: HashMap<i64, usize> = stops.iter().copied().collect();
    loop {
        let Some(&end) = chain.last() else { return n_open };
        if let Some(&from) = stop_of.get(&end) {
            // The walk meets itself: what lies between is a ring.
            rings.push(chain.get(from..).unwrap_or_default().to_vec());
            chain.truncate(from + 1);
            while let Some((node, _)) = stops.pop_if(|(_, stop)| *stop >= from) {
                stop_of.remove(&node);
            }
            if from == 0 {
                return n_open;
            }
        }
        let list = at_end.entry(end).or_default();
        while list.pop_if(|way| is_used[*way]).is_some() {}
        if let Some(next) = list.pop() {
            is_used[next] = true;
            stops.push((end, chain.len() - 1));
            stop_of.insert(end, chain.len() - 1);
            let way = ways[next];
            if way.first() == Some(&end) {
                chain.extend_from_slice(&way[1..]);
            } else {
                chain.extend(way.iter().rev().skip(1));
            }
        } else {
            // A dead end: the last way belongs to no ring; go on from where it began.
            n_open += 1;
            let Some((node, stop)) = stops.pop() else { return n_open };
            stop_of.remove(&node);
            chain.truncate(stop + 1);
            if stop == 0 {
                return n_open;
            }
        }
    }
}

/// A closed ring with its places.
struct Ring {
    ids: HashSet<i64>,
    order: Vec<i64>,
    places: Vec<[f64; 2]>,
    min: [f64; 2],
    max: [f64; 2],
    area: f64,
}

impl Ring {
    /// `None` where a node has no place.
    fn new(order: Vec<i64>, place_of: impl Fn(i64) -> Option<[f64; 2]>) -> Option<Self> {
        let places: Vec<[f64; 2]> = order.iter().map(|&id| place_of(id)).collect::<Option<_>>()?;
        let (mut min, mut max) = ([f64::MAX; 2], [f64::MIN; 2]);
        let mut twice = 0.0;
        let mut last = *places.first()?;
        for &[x, y] in &places {
            min = [min[0].min(x), min[1].min(y)];
            max = [max[0].max(x), max[1].max(y)];
            twice += last[0] * y - x * last[1];
            last = [x, y];
        }
        Some(Self { ids: order.iter().copied().collect(), order, places, min, max, area: (twice / 2.0).abs() })
    }

    /// Does a larger ring hold this one? Decided by a place of this ring that is not on the other's border.
    fn is_inside(&self, other: &Self) -> bool {
        let is_within_box = (0..2).all(|axis| self.min[axis] >= other.min[axis] && self.max[axis] <= other.max[axis]);
        if !is_within_box {
            return false;
        }
        let own = self.order.iter().zip(&self.places).find(|(id, _)| !other.ids.contains(id)).map(|(_, place)| *place);
        let middle = || {
            let pair = self.places.get(..2)?;
            Some([f64::midpoint(pair[0][0], pair[1][0]), f64::midpoint(pair[0][1], pair[1][1])])
        };
        own.or_else(middle).is_some_and(|place| other.holds(place))
    }

    /// Does the ring go around a place? Counts the pieces east of it.
    fn holds(&self, [x, y]: [f64; 2]) -> bool {
        let mut is_inside = false;
        for pair in self.places.windows(2) {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
                is_inside = !is_inside;
            }
        }
        is_inside
    }
}

/// Nests rings: those inside an even number of others are outer rings, the others holes of the smallest around them.
fn nested(mut rings: Vec<Ring>) -> Option<Vec<Vec<Vec<[f64; 2]>>>> {
    rings.sort_by(|a, b| b.area.total_cmp(&a.area));
    let mut polygons: Vec<Vec<Vec<[f64; 2]>>> = Vec::new();
    // For each ring: the polygon it is the outer ring or a hole of.
    let mut homes: Vec<usize> = Vec::with_capacity(rings.len());
    let mut n_tests = 0;
    for (index, ring) in rings.iter().enumerate() {
        let mut depth = 0;
        let mut home = None;
        for (other, &polygon) in rings.iter().zip(&homes).take(index) {
            n_tests += 1;
            if (0..2).all(|axis| ring.min[axis] >= other.min[axis] && ring.max[axis] <= other.max[axis]) {
                n_tests += other.places.len();
            }
            if n_tests > MAX_TESTS {
                return None;
            }
            if ring.is_inside(other) {
                depth += 1;
                home = Some(polygon);
            }
        }
        if let Some(polygon) = home.filter(|_| depth % 2 == 1) {
            polygons[polygon].push(ring.places.clone());
            homes.push(polygon);
        } else {
            homes.push(polygons.len());
            polygons.push(vec![ring.places.clone()]);
        }
    }
    Some(polygons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Places on a grid: node 100 × x + y.
    #[expect(clippy::unnecessary_wraps, reason = "as the table of nodes answers")]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn grid(id: i64) -> Option<[f64; 2]> {
        Some([(id / 100) as f64, (id % 100) as f64])
    }

    fn area(ways: &[(&[i64], Role)]) -> Area {
        let members: Vec<Member<'_>> = ways.iter().map(|&(refs, role)| Member { refs, role }).collect();
        assembled(&members, grid).unwrap()
    }

    /// The corners of a square as a closed ring of ids.
    fn square(x: i64, y: i64, size: i64) -> Vec<i64> {
        [(0, 0), (size, 0), (size, size), (0, size), (0, 0)].map(|(dx, dy)| (x + dx) * 100 + y + dy).to_vec()
    }

    fn shape(area: &Area) -> Vec<usize> {
        area.polygons.iter().map(Vec::len).collect()
    }

    #[test]
    fn ways_in_any_order_and_direction_join_to_a_ring() {
        let ring = square(0, 0, 10);
        let reversed: Vec<i64> = ring[2..4].iter().rev().copied().collect();
        let found = area(&[(&ring[3..5], Role::Outer), (&ring[0..3], Role::Unsaid), (&reversed, Role::Outer)]);
        assert_eq!((shape(&found), found.n_open), (vec![1], 0));
        assert_eq!(found.polygons[0][0].len(), 5);
    }

    #[test]
    fn holes_and_islands_are_found_by_place_whatever_the_roles_say() {
        let (outer, hole, island, other) = (square(0, 0, 50), square(5, 5, 20), square(10, 10, 5), square(60, 0, 5));
        for role in [Role::Outer, Role::Inner, Role::Unsaid] {
            let found = area(&[(&island, role), (&hole, role), (&outer, Role::Outer), (&other, Role::Outer)]);
            assert_eq!((shape(&found), found.n_open), (vec![2, 1, 1], 0), "{role:?}");
        }
    }

    #[test]
    fn a_hole_that_shares_corners_with_its_ring_is_a_hole() {
        let (outer, hole) = (square(0, 0, 50), [50, 1_030, 1_040, 50]);
        assert_eq!(shape(&area(&[(&outer, Role::Outer), (&hole, Role::Inner)])), [2]);
    }

    #[test]
    fn a_gap_leaves_its_ways_open_and_keeps_the_other_rings() {
        let (whole, torn) = (square(0, 0, 10), square(20, 0, 10));
        let found = area(&[(&whole, Role::Outer), (&torn[0..2], Role::Outer), (&torn[1..4], Role::Outer)]);
        assert_eq!((shape(&found), found.n_open), (vec![1], 2));
    }

    #[test]
    fn a_stray_way_at_a_ring_does_not_tear_it() {
        let ring = square(0, 0, 10);
        let stray = [ring[2], 9_999];
        for order in 0..3 {
            let mut ways = vec![(&ring[0..3], Role::Outer), (&ring[2..5], Role::Outer)];
            ways.insert(order, (&stray, Role::Outer));
            let found = area(&ways);
            assert_eq!((shape(&found), found.n_open), (vec![1], 1), "{order}");
        }
    }

    #[test]
    fn two_rings_that_touch_in_a_node_come_apart() {
        let (a, b) = (square(0, 0, 10), square(10, 10, 10));
        // Both as two open ways that meet in the shared corner 1010.
        let (a1, a2) = (vec![a[0], a[1], a[2]], vec![a[2], a[3], a[0]]);
        let (b1, b2) = (vec![b[0], b[1], b[2]], vec![b[2], b[3], b[0]]);
        let found = area(&[(&a1, Role::Outer), (&b1, Role::Outer), (&a2, Role::Outer), (&b2, Role::Outer)]);
        assert_eq!((shape(&found), found.n_open), (vec![1, 1], 0));
    }

    proptest! {
        #[test]
        fn a_ring_cut_anywhere_and_shuffled_is_the_same_ring(
            n in 4i64..30, cuts in prop::collection::btree_set(1usize..29, 0..8), seed in any::<u64>()
        ) {
            // A convex ring: nodes on a parabola and back along its chord.
            let ring: Vec<i64> = (0..n).map(|i| i * 100 + i * i % 97).chain([0]).collect();
            let mut ends: Vec<usize> = cuts.into_iter().filter(|&cut| cut < ring.len() - 1).collect();
            ends.push(ring.len() - 1);
            let mut start = 0;
            let mut ways: Vec<Vec<i64>> = Vec::new();
            for end in ends {
                let mut way = ring[start..=end].to_vec();
                if (seed >> (ways.len() % 60)) & 1 == 1 { way.reverse(); }
                ways.push(way);
                start = end;
            }
            let turn = usize::try_from(seed % 1_000).unwrap() % ways.len();
            ways.rotate_left(turn);
            let members: Vec<Member<'_>> = ways.iter().map(|refs| Member { refs, role: Role::Outer }).collect();
            let found = assembled(&members, grid).unwrap();
            prop_assert_eq!(found.n_open, 0);
            prop_assert_eq!(shape(&found), vec![1]);
            prop_assert_eq!(found.polygons[0][0].len(), ring.len());
        }

        #[test]
        fn no_ways_make_it_fail(ways in prop::collection::vec(prop::collection::vec(0i64..8, 0..6), 0..10)) {
            let members: Vec<Member<'_>> = ways.iter().map(|refs| Member { refs, role: Role::Outer }).collect();
            let found = assembled(&members, grid).unwrap();
            for ring in found.polygons.iter().flatten() {
                prop_assert!(ring.first() == ring.last());
            }
        }
    }
}
