//! Does a ring cross itself? A sweep along the longer side with exact signs.

use geo::{Coord, CoordNum, GeoNum, Kernel as _, Orientation};

use crate::geometry::LonLat;

/// After this many pairs of pieces the search gives up and the ring counts as simple: a bound for hostile input.
/// Rings of 2,000 places stay below it whatever their shape; ordinary rings of 100,000 places too.
const MAX_PAIRS: usize = 2_000_000;

/// The first place, in sweep order, where two pieces of a closed ring cross properly; touching is not crossing.
///
/// Sorted by the west end (or the south end of tall rings), each piece meets only those whose spans overlap:
/// O(n log n) for ordinary rings, at most [`MAX_PAIRS`] pairs in all.
pub(super) fn self_crossing(ring: &[LonLat]) -> Option<LonLat> {
    let pieces: Vec<(Coord, Coord)> = ring.windows(2).map(|pair| (coord(pair[0]), coord(pair[1]))).collect();
    if pieces.len() < 4 {
        return None;
    }
    let (mut min, mut max) = (coord(ring[0]), coord(ring[0]));
    for &(a, _) in &pieces {
        min = Coord { x: min.x.min(a.x), y: min.y.min(a.y) };
        max = Coord { x: max.x.max(a.x), y: max.y.max(a.y) };
    }
    let is_wide = max.x - min.x >= max.y - min.y;
    let span = |&(a, b): &(Coord, Coord)| {
        if is_wide { (a.x.min(b.x), a.x.max(b.x)) } else { (a.y.min(b.y), a.y.max(b.y)) }
    };
    let mut order: Vec<(f64, f64, usize)> =
        pieces.iter().enumerate().map(|(index, piece)| (span(piece).0, span(piece).1, index)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    let mut left = MAX_PAIRS;
    for (rank, &(_, end, one)) in order.iter().enumerate() {
        for &(start, _, other) in &order[rank + 1..] {
            if start > end {
                break;
            }
            if left == 0 {
                return None;
            }
            left -= 1;
            if do_cross(pieces[one], pieces[other]) {
                return Some(LonLat::new_clamped(pieces[one].0.x, pieces[one].0.y));
            }
        }
    }
    None
}

const fn coord(place: LonLat) -> Coord {
    Coord { x: place.lon(), y: place.lat() }
}

fn side<T: GeoNum + CoordNum>(a: Coord<T>, b: Coord<T>, c: Coord<T>) -> Orientation {
    T::Ker::orient2d(a, b, c)
}

/// Do two pieces cross in a place inside both? Exact.
fn do_cross((a, b): (Coord, Coord), (c, d): (Coord, Coord)) -> bool {
    if a.y.max(b.y) < c.y.min(d.y)
        || c.y.max(d.y) < a.y.min(b.y)
        || a.x.max(b.x) < c.x.min(d.x)
        || c.x.max(d.x) < a.x.min(b.x)
    {
        return false;
    }
    let opposite = |one: Orientation, other: Orientation| {
        matches!(
            (one, other),
            (Orientation::Clockwise, Orientation::CounterClockwise)
                | (Orientation::CounterClockwise, Orientation::Clockwise)
        )
    };
    opposite(side(a, b, c), side(a, b, d)) && opposite(side(c, d, a), side(c, d, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(places: &[(f64, f64)]) -> Vec<LonLat> {
        let mut ring: Vec<LonLat> = places.iter().map(|&(x, y)| LonLat::new_clamped(x, y)).collect();
        ring.push(ring[0]);
        ring
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_a_square_does_not() {
        assert!(self_crossing(&ring(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)])).is_some());
        assert!(self_crossing(&ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])).is_none());
    }

    #[test]
    fn a_ring_that_only_touches_itself_does_not_cross() {
        let touching = ring(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 0.0), (0.0, 2.0)]);
        assert!(self_crossing(&touching).is_none());
    }

    proptest! {
        #[test]
        fn the_sweep_finds_what_trying_all_pairs_finds(places in prop::collection::vec((-20i32..20, -20i32..20), 4..14)) {
            let places: Vec<(f64, f64)> = places.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect();
            let ring = ring(&places);
            let pieces: Vec<_> = ring.windows(2).map(|pair| (coord(pair[0]), coord(pair[1]))).collect();
            // Independent of the sign test: solve the two lines for the meeting place.
            let meets = |(a, b): (Coord, Coord), (c, d): (Coord, Coord)| {
                let det = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
                if det == 0.0 { return false; }
                let t = (c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x);
                let u = (c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x);
                let inside = |v: f64| if det > 0.0 { 0.0 < v && v < det } else { det < v && v < 0.0 };
                inside(t) && inside(u)
            };
            let any = pieces.iter().enumerate().any(|(i, &p)| pieces[..i].iter().any(|&q| meets(p, q)));
            prop_assert_eq!(self_crossing(&ring).is_some(), any);
        }
    }
}
