//! An area made ready to be asked about thousands of places: who is inside, while it is still being drawn.

use super::{BoundingBox, LonLat, MultiPolygon};

/// Edges of one ring, sorted into bands of latitude.
#[derive(Clone, Debug)]
struct PreparedRing {
    south: f64,
    band_height: f64,
    bands: Vec<Vec<[LonLat; 2]>>,
}

/// Bands at most: more would hold the same edges again and again.
const MAX_BANDS: usize = 512;

impl PreparedRing {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of bands, clamped to a few hundred"
    )]
    fn new(ring: &[LonLat]) -> Self {
        let Some(bounds) = BoundingBox::around(ring.iter().copied()) else {
            return Self { south: 0.0, band_height: 1.0, bands: Vec::new() };
        };
        let n_bands = ring.len().clamp(1, MAX_BANDS);
        let south = bounds.min.lat();
        let height = (bounds.max.lat() - south).max(f64::MIN_POSITIVE);
        let band_height = height / n_bands as f64;
        let mut bands = vec![Vec::new(); n_bands];
        let band_of = |lat: f64| (((lat - south) / band_height) as usize).min(n_bands - 1);
        for pair in ring.windows(2) {
            // The southern end first, so that two rings which share an edge reckon alike.
            let (a, b) = if pair[0].lat() <= pair[1].lat() { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            for band in bands.iter_mut().take(band_of(b.lat()) + 1).skip(band_of(a.lat())) {
                band.push([a, b]);
            }
        }
        Self { south, band_height, bands }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    fn contains(&self, place: LonLat) -> bool {
        let above = (place.lat() - self.south) / self.band_height;
        if above.is_nan() || above < 0.0 || self.bands.is_empty() {
            return false;
        }
        let band = (above as usize).min(self.bands.len() - 1);
        let mut inside = false;
        for [a, b] in self.bands.get(band).into_iter().flatten() {
            if (a.lat() > place.lat()) != (b.lat() > place.lat()) {
                let lon = a.lon() + (place.lat() - a.lat()) / (b.lat() - a.lat()) * (b.lon() - a.lon());
                if place.lon() < lon {
                    inside = !inside;
                }
            }
        }
        inside
    }
}

/// An area that answers for a place in O(edges near its latitude) instead of O(edges).
///
/// The answers are those of [`MultiPolygon::contains`], to the last bit.
#[derive(Clone, Debug)]
pub struct PreparedArea {
    bounds: Option<BoundingBox>,
    polygons: Vec<(PreparedRing, Vec<PreparedRing>)>,
}

impl PreparedArea {
    /// Sorts the edges. O(edges × bands they cross), a few hundred at most each.
    #[must_use]
    pub fn new(area: &MultiPolygon) -> Self {
        let prepared = |ring: &Vec<LonLat>| PreparedRing::new(ring);
        Self {
            bounds: BoundingBox::around(area.places()),
            polygons: area.0.iter().map(|p| (prepared(&p.outer), p.holes.iter().map(prepared).collect())).collect(),
        }
    }

    /// The box around the area; `None` for an empty one.
    #[must_use]
    pub const fn bounds(&self) -> Option<BoundingBox> {
        self.bounds
    }

    /// Is the place inside any part, and in none of its holes?
    #[must_use]
    pub fn contains(&self, place: LonLat) -> bool {
        self.polygons
            .iter()
            .any(|(outer, holes)| outer.contains(place) && !holes.iter().any(|hole| hole.contains(place)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Polygon;
    use proptest::prelude::*;

    fn ring() -> impl Strategy<Value = Vec<LonLat>> {
        // A coarse grid makes level edges and repeated latitudes common.
        prop::collection::vec((0u8..12, 0u8..12), 3..40).prop_map(|corners| {
            let mut ring: Vec<LonLat> =
                corners.iter().map(|&(x, y)| LonLat::new_clamped(f64::from(x) / 7.0, f64::from(y) / 9.0)).collect();
            ring.push(ring[0]);
            ring
        })
    }

    proptest! {
        #[test]
        fn a_prepared_area_answers_as_the_area_itself(
            outers in prop::collection::vec(ring(), 1..3), hole in ring(),
            places in prop::collection::vec((-0.1f64..2.0, -0.1f64..1.5), 1..40), lattice in prop::collection::vec((0u8..14, 0u8..14), 1..20),
        ) {
            let mut polygons: Vec<Polygon> = outers.into_iter().map(Polygon::from_ring).collect();
            polygons[0].holes.push(hole);
            let area = MultiPolygon(polygons);
            let prepared = PreparedArea::new(&area);
            let lattice = lattice.into_iter().map(|(x, y)| (f64::from(x) / 7.0, f64::from(y) / 9.0));
            for (lon, lat) in places.into_iter().chain(lattice) {
                let place = LonLat::new_clamped(lon, lat);
                prop_assert_eq!(prepared.contains(place), area.contains(place));
            }
        }
    }

    #[test]
    fn an_area_without_rings_contains_nothing() {
        let prepared = PreparedArea::new(&MultiPolygon::default());
        assert!(!prepared.contains(LonLat::new_clamped(0.0, 0.0)));
        assert!(prepared.bounds().is_none());
    }
}
