//! Lines and polygons made of places, and their twins on the local plane.

use geo::{Area as _, Contains as _, Coord, LineString};

use super::{BoundingBox, LocalPoint, LocalProjection, LonLat};
use crate::units::SquareMetres;

/// A line of at least two places.
pub type Line = Vec<LonLat>;

/// A closed ring: at least four places, the last equal to the first.
pub type Ring = Vec<LonLat>;

/// A polygon: one outer ring, any number of holes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygon {
    /// The outer ring.
    pub outer: Ring,
    /// Rings cut out of it.
    pub holes: Vec<Ring>,
}

impl Polygon {
    /// A polygon without holes.
    #[must_use]
    pub const fn from_ring(outer: Ring) -> Self {
        Self { outer, holes: Vec::new() }
    }

    /// The same polygon on the local plane, in metres.
    #[must_use]
    pub fn to_local(&self, plane: &LocalProjection) -> geo::Polygon<f64> {
        let ring = |ring: &Ring| {
            LineString::new(
                ring.iter()
                    .map(|&place| {
                        let point = plane.local_from_lon_lat(place);
                        // Adding zero turns −0 into 0, which some interior-point searches refuse.
                        Coord { x: point.x + 0.0, y: point.y + 0.0 }
                    })
                    .collect(),
            )
        };
        geo::Polygon::new(ring(&self.outer), self.holes.iter().map(ring).collect())
    }

    /// A polygon from the local plane.
    #[must_use]
    pub fn from_local(polygon: &geo::Polygon<f64>, plane: &LocalProjection) -> Self {
        let ring = |ring: &LineString<f64>| -> Ring {
            ring.0.iter().map(|c| plane.lon_lat_from_local(LocalPoint::new(c.x, c.y))).collect()
        };
        Self { outer: ring(polygon.exterior()), holes: polygon.interiors().iter().map(ring).collect() }
    }

    /// Area without the holes.
    #[must_use]
    pub fn area(&self, plane: &LocalProjection) -> SquareMetres {
        SquareMetres::new_clamped(self.to_local(plane).unsigned_area())
    }

    /// The middle of the outer ring: its centre of mass, or the mean of its places where it has no area.
    #[must_use]
    pub fn center(&self) -> Option<LonLat> {
        let first = *self.outer.first()?;
        let (mut twice, mut x, mut y) = (0.0, 0.0, 0.0);
        for pair in self.outer.windows(2) {
            let (ax, ay) = (pair[0].lon() - first.lon(), pair[0].lat() - first.lat());
            let (bx, by) = (pair[1].lon() - first.lon(), pair[1].lat() - first.lat());
            let cross = ax * by - bx * ay;
            twice += cross;
            x += (ax + bx) * cross;
            y += (ay + by) * cross;
        }
        if twice.abs() > 1e-16 {
            return Some(LonLat::new_clamped(first.lon() + x / (3.0 * twice), first.lat() + y / (3.0 * twice)));
        }
        let bounds = BoundingBox::around(self.outer.iter().copied())?;
        Some(bounds.center())
    }

    /// All places of all rings.
    pub fn places(&self) -> impl Iterator<Item = LonLat> + '_ {
        self.outer.iter().chain(self.holes.iter().flatten()).copied()
    }

    /// Is the place inside? Ray casting on degrees; places exactly on the border may fall on either side.
    #[must_use]
    pub fn contains(&self, place: LonLat) -> bool {
        ring_contains(&self.outer, place) && !self.holes.iter().any(|hole| ring_contains(hole, place))
    }
}

fn ring_contains(ring: &[LonLat], place: LonLat) -> bool {
    let mut inside = false;
    for pair in ring.windows(2) {
        // The southern end first, so that two rings which share an edge reckon alike.
        let (a, b) = if pair[0].lat() <= pair[1].lat() { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
        if (a.lat() > place.lat()) != (b.lat() > place.lat()) {
            let lon = a.lon() + (place.lat() - a.lat()) / (b.lat() - a.lat()) * (b.lon() - a.lon());
            if place.lon() < lon {
                inside = !inside;
            }
        }
    }
    inside
}

/// Several polygons that are one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MultiPolygon(pub Vec<Polygon>);

impl MultiPolygon {
    /// Area of all parts.
    #[must_use]
    pub fn area(&self, plane: &LocalProjection) -> SquareMetres {
        self.0.iter().map(|polygon| polygon.area(plane)).fold(SquareMetres::ZERO, |sum, part| sum + part)
    }

    /// Is the place inside any part?
    #[must_use]
    pub fn contains(&self, place: LonLat) -> bool {
        self.0.iter().any(|polygon| polygon.contains(place))
    }

    /// The middle of the part with the longest outer ring box.
    #[must_use]
    pub fn center(&self) -> Option<LonLat> {
        let size = |p: &&Polygon| {
            BoundingBox::around(p.outer.iter().copied())
                .map_or(0.0, |b| (b.max.lon() - b.min.lon()) * (b.max.lat() - b.min.lat()))
        };
        self.0.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?.center()
    }

    /// All places of all parts.
    pub fn places(&self) -> impl Iterator<Item = LonLat> + '_ {
        self.0.iter().flat_map(Polygon::places)
    }

    /// A place that is surely inside: the centre where it is inside, else a point of the local interior.
    #[must_use]
    pub fn inner_place(&self, plane: &LocalProjection) -> Option<LonLat> {
        use geo::InteriorPoint as _;
        let center = self.center()?;
        if self.contains(center) {
            return Some(center);
        }
        let largest = self.0.iter().max_by(|a, b| a.area(plane).cmp(&b.area(plane)))?;
        let local = largest.to_local(plane);
        let point = local.interior_point()?;
        local.contains(&point).then(|| plane.lon_lat_from_local(LocalPoint::new(point.x(), point.y()))).or(Some(center))
    }
}

/// A box on the local plane, in metres; empty until something is included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalBounds {
    /// South-west corner.
    pub min: LocalPoint,
    /// North-east corner.
    pub max: LocalPoint,
}

impl LocalBounds {
    /// A box that holds nothing.
    pub const EMPTY: Self = Self {
        min: LocalPoint { x: f64::INFINITY, y: f64::INFINITY },
        max: LocalPoint { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
    };

    /// The box around some points.
    #[must_use]
    pub fn around(points: impl IntoIterator<Item = LocalPoint>) -> Self {
        let mut bounds = Self::EMPTY;
        for point in points {
            bounds.include(point);
        }
        bounds
    }

    /// Grows the box to hold a point.
    pub const fn include(&mut self, point: LocalPoint) {
        self.min = LocalPoint::new(self.min.x.min(point.x), self.min.y.min(point.y));
        self.max = LocalPoint::new(self.max.x.max(point.x), self.max.y.max(point.y));
    }

    /// Grown by a margin in metres on every side.
    #[must_use]
    pub const fn grown(self, margin: f64) -> Self {
        Self {
            min: LocalPoint::new(self.min.x - margin, self.min.y - margin),
            max: LocalPoint::new(self.max.x + margin, self.max.y + margin),
        }
    }

    /// Does it hold anything?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.min.x > self.max.x || self.min.y > self.max.y
    }

    /// Do the boxes touch?
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }

    /// Width east–west in metres.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.max.x - self.min.x
    }

    /// Height south–north in metres.
    #[must_use]
    pub const fn height(&self) -> f64 {
        self.max.y - self.min.y
    }

    /// The middle of the box.
    #[must_use]
    pub const fn center(&self) -> LocalPoint {
        LocalPoint::new(f64::midpoint(self.min.x, self.max.x), f64::midpoint(self.min.y, self.max.y))
    }
}
