//! Lengths and areas shown while drawing: on the ellipsoid, quick enough for every movement of the hand.

use super::tidy::open_ring;
use crate::geometry::projection::metres_per_degree;
use crate::geometry::{LonLat, MultiPolygon, Shape, geodesic_length, line_length};
use crate::units::{Metres, SquareMetres};

/// What is shown of a shape while it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Length of lines, or of the border of an area (holes included).
    pub length: Metres,
    /// Area without holes; `None` for points and lines.
    pub area: Option<SquareMetres>,
}

/// Length and area of a shape. O(corners).
#[must_use]
pub fn measured(shape: &Shape) -> Measured {
    match shape {
        Shape::Point(_) => Measured::default(),
        Shape::Lines(lines) => {
            let length = lines.iter().map(|line| line_length(line)).fold(Metres::ZERO, |sum, length| sum + length);
            Measured { length, area: None }
        }
        Shape::Area(area) => {
            let rings = area.0.iter().flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes));
            let length = rings.map(|ring| ring_length(ring)).fold(Metres::ZERO, |sum, length| sum + length);
            Measured { length, area: Some(geodesic_area(area)) }
        }
    }
}

fn ring_length(ring: &[LonLat]) -> Metres {
    let open = open_ring(ring);
    let closing = open.last().zip(open.first()).map_or(Metres::ZERO, |(&last, &first)| geodesic_length(last, first));
    line_length(&open) + closing
}

/// Area on the ellipsoid between corners joined straight on the map, to about 10⁻⁶ within 20 km. O(corners).
#[must_use]
pub fn geodesic_area(area: &MultiPolygon) -> SquareMetres {
    let mut sum = 0.0;
    for polygon in &area.0 {
        let outer = ring_area(&polygon.outer);
        let holes: f64 = polygon.holes.iter().map(|hole| ring_area(hole)).sum();
        sum += (outer - holes).max(0.0);
    }
    SquareMetres::new_clamped(sum)
}

/// How far from the middle latitude the change of a square degree's size is taken, in degrees.
const SLOPE_DEGREES: f64 = 0.01;

/// Unsigned area of a ring, closed or not.
///
/// Green's theorem: the sum over the sides of the integral of F dλ, where F is the land per degree of longitude
/// between the middle latitude and the side. The size of a square degree is taken as a straight line around that
/// latitude, so F is a parabola and Simpson's rule is exact on every side.
fn ring_area(ring: &[LonLat]) -> f64 {
    let open = open_ring(ring);
    let Some(bounds) = crate::geometry::BoundingBox::around(open.iter().copied()) else { return 0.0 };
    let middle = bounds.center();
    let square_degree = |lat: f64| {
        let (lon, lat) = metres_per_degree(lat);
        lon * lat
    };
    let size = square_degree(middle.lat());
    let north = square_degree(middle.lat() + SLOPE_DEGREES);
    let south = square_degree(middle.lat() - SLOPE_DEGREES);
    let slope = (north - south) / (2.0 * SLOPE_DEGREES);
    let land = |lat: f64| {
        let d = lat - middle.lat();
        d * (size + slope * d / 2.0)
    };
    let after = open.iter().skip(1).chain(open.first());
    let side = |(a, b): (&LonLat, &LonLat)| {
        let mean = (land(a.lat()) + 4.0 * land(f64::midpoint(a.lat(), b.lat())) + land(b.lat())) / 6.0;
        mean * (b.lon() - a.lon())
    };
    open.iter().zip(after).map(side).sum::<f64>().abs()
}
