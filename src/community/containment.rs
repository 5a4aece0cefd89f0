//! Which doors lie in a zone, asked many times: the zone's edges sorted into bands of latitude.

use crate::geometry::{LonLat, MultiPolygon, Ring};

/// So many edges stand in one band on average.
const EDGES_PER_BAND: usize = 4;
/// An edge stands in so many bands on average, at most (and in the bands at its ends).
const MAX_COPIES: f64 = 8.0;
/// At most so many bands per ring.
const MAX_BANDS: usize = 8_192;

/// An area made ready for many questions; answers as [`MultiPolygon::contains`] does.
pub(super) struct PreparedArea {
    /// Per polygon: its outer ring and its holes.
    polygons: Vec<(Bands, Vec<Bands>)>,
}

impl PreparedArea {
    /// Sorts the edges. O(n) in the places, unless edges span many bands.
    pub(super) fn new(area: &MultiPolygon) -> Self {
        let polygons = area.0.iter().map(|p| (Bands::new(&p.outer), p.holes.iter().map(Bands::new).collect()));
        Self { polygons: polygons.collect() }
    }

    /// Is the place inside? A place on a border between areas that share its vertices is in exactly one of them.
    /// About √n at worst for ordinary rings, a few edges usually.
    pub(super) fn contains(&self, place: LonLat) -> bool {
        self.polygons.iter().any(|(outer, holes)| outer.contains(place) && !holes.iter().any(|h| h.contains(place)))
    }
}

/// An edge, its southern end first, so that both areas beside it reckon alike.
#[derive(Clone, Copy)]
struct Edge {
    a: LonLat,
    b: LonLat,
}

/// How many bands serve some edges: few edges in each, and no edge list more than [`MAX_COPIES`] times as long
/// as the ring, however often the ring runs from south to north.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn n_bands(edges: &[Edge], height: f64) -> usize {
    let climbed: f64 = edges.iter().map(|edge| edge.b.lat() - edge.a.lat()).sum();
    let most = if climbed > 0.0 { edges.len() as f64 * MAX_COPIES * height / climbed } else { 1.0 };
    (edges.len() / EDGES_PER_BAND).min(most as usize).clamp(1, MAX_BANDS)
}

/// The edges of one ring by bands of latitude.
struct Bands {
    south: f64,
    north: f64,
    per_degree: f64,
    /// Where each band's edges begin in `edges`; one more than bands.
    starts: Vec<usize>,
    edges: Vec<Edge>,
}

impl Bands {
    fn new(ring: &Ring) -> Self {
        let mut all = Vec::with_capacity(ring.len());
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        for (&a, &b) in ring.iter().zip(ring.iter().skip(1)) {
            let (a, b) = if a.lat() <= b.lat() { (a, b) } else { (b, a) };
            (south, north) = (south.min(a.lat()), north.max(b.lat()));
            if a.lat() < b.lat() {
                all.push(Edge { a, b });
            }
        }
        let n = n_bands(&all, north - south);
        #[expect(clippy::cast_precision_loss, reason = "at most 8,192 bands")]
        let per_degree = if north > south { n as f64 / (north - south) } else { 0.0 };
        let mut bands = Self { south, north, per_degree, starts: vec![0; n + 1], edges: Vec::new() };
        let spans: Vec<(usize, usize)> =
            all.iter().map(|edge| (bands.band(edge.a.lat(), n), bands.band(edge.b.lat(), n))).collect();
        for &(first, last) in &spans {
            for count in bands.starts.iter_mut().skip(first + 1).take(last - first + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut bands.starts {
            sum += *start;
            *start = sum;
        }
        let Some(&first) = all.first() else { return bands };
        bands.edges = vec![first; sum];
        let mut next = bands.starts.clone();
        for (edge, &(first, last)) in all.iter().zip(&spans) {
            for slot in next.iter_mut().skip(first).take(last - first + 1) {
                if let Some(place) = bands.edges.get_mut(*slot) {
                    *place = *edge;
                }
                *slot += 1;
            }
        }
        bands
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the bands")]
    fn band(&self, lat: f64, n: usize) -> usize {
        (((lat - self.south) * self.per_degree).max(0.0) as usize).min(n - 1)
    }

    fn contains(&self, place: LonLat) -> bool {
        if !(self.south..=self.north).contains(&place.lat()) || self.edges.is_empty() {
            return false;
        }
        let band = self.band(place.lat(), self.starts.len() - 1);
        let edges = self.starts.get(band).zip(self.starts.get(band + 1));
        let edges = edges.and_then(|(&start, &end)| self.edges.get(start..end)).unwrap_or_default();
        let is_east_of = |edge: &&Edge| {
            let Edge { a, b } = **edge;
            (a.lat() > place.lat()) != (b.lat() > place.lat())
                && place.lon() < a.lon() + (place.lat() - a.lat()) / (b.lat() - a.lat()) * (b.lon() - a.lon())
        };
        edges.iter().filter(is_east_of).count() % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Polygon;
    use proptest::prelude::*;

    fn ring(places: &[(f64, f64)]) -> Ring {
        places.iter().chain(places.first()).map(|&(x, y)| LonLat::new_clamped(x, y)).collect()
    }

    #[test]
    fn a_ring_that_runs_to_and_fro_stays_small() {
        let zigzag: Vec<(f64, f64)> = (0..20_000).map(|i| (f64::from(i) * 1e-4, f64::from(i % 2))).collect();
        let area = MultiPolygon(vec![Polygon::from_ring(ring(&zigzag))]);
        let prepared = PreparedArea::new(&area);
        assert!(prepared.polygons[0].0.edges.len() < 20_000 * 12);
        for place in [(0.500_03, 0.2), (0.500_03, 0.9), (1.9, 0.000_1)] {
            let place = LonLat::new_clamped(place.0, place.1);
            assert_eq!(prepared.contains(place), area.contains(place));
        }
    }

    proptest! {
        #[test]
        fn it_answers_as_the_plain_question_does(
            outer in prop::collection::vec((-5.0f64..5.0, -5.0f64..5.0), 3..60),
            hole in prop::collection::vec((-2.0f64..2.0, -2.0f64..2.0), 3..9),
            places in prop::collection::vec((-6.0f64..6.0, -6.0f64..6.0), 40),
        ) {
            let area = MultiPolygon(vec![Polygon { outer: ring(&outer), holes: vec![ring(&hole)] }]);
            let prepared = PreparedArea::new(&area);
            let corners = outer.iter().chain(&hole).copied();
            for (x, y) in places.into_iter().chain(corners) {
                let place = LonLat::new_clamped(x, y);
                prop_assert_eq!(prepared.contains(place), area.contains(place));
            }
        }

        #[test]
        fn a_door_on_the_border_lies_in_exactly_one_zone(
            border in prop::collection::vec(-0.4f64..0.4, 2..20),
            piece in 0usize..18,
            along in 0.0f64..1.0,
        ) {
            // A square cut in two by a line from south to north; both halves carry the line's vertices.
            #[expect(clippy::cast_precision_loss, reason = "a few pieces")]
            let line: Vec<(f64, f64)> =
                border.iter().enumerate().map(|(i, &x)| (x, i as f64 / (border.len() - 1) as f64)).collect();
            let west: Vec<_> = line.iter().copied().chain([(-1.0, 1.0), (-1.0, 0.0)]).collect();
            let east: Vec<_> = line.iter().rev().copied().chain([(1.0, 0.0), (1.0, 1.0)]).collect();
            let halves = [west, east].map(|half| PreparedArea::new(&MultiPolygon(vec![Polygon::from_ring(ring(&half))])));
            let (a, b) = (line[piece % (line.len() - 1)], line[piece % (line.len() - 1) + 1]);
            let door = LonLat::new_clamped(a.0 + along * (b.0 - a.0), a.1 + along * (b.1 - a.1));
            prop_assume!(door.lat() < 1.0);
            prop_assert_eq!(halves.iter().filter(|half| half.contains(door)).count(), 1);
        }
    }
}
