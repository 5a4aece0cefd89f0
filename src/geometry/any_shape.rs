//! The geometry of anything on the map: a point, lines or an area.

use super::{BoundingBox, Line, LonLat, MultiPolygon, Polygon};

/// The geometry of a feature that may be a point, a line or an area.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One place.
    Point(LonLat),
    /// One or more lines.
    Lines(Vec<Line>),
    /// One or more polygons.
    Area(MultiPolygon),
}

impl Shape {
    /// All places of the shape.
    #[must_use]
    pub fn places(&self) -> Box<dyn Iterator<Item = LonLat> + '_> {
        match self {
            Self::Point(place) => Box::new(std::iter::once(*place)),
            Self::Lines(lines) => Box::new(lines.iter().flatten().copied()),
            Self::Area(area) => Box::new(area.places()),
        }
    }

    /// A place that stands for the whole: the point itself, a line's middle vertex, an area's middle.
    #[must_use]
    pub fn center(&self) -> Option<LonLat> {
        match self {
            Self::Point(place) => Some(*place),
            Self::Lines(lines) => lines.first().and_then(|line| line.get(line.len() / 2)).copied(),
            Self::Area(area) => area.center(),
        }
    }

    /// The box around the shape.
    #[must_use]
    pub fn bounds(&self) -> Option<BoundingBox> {
        BoundingBox::around(self.places())
    }

    /// The same shape with every place put elsewhere.
    #[must_use]
    pub fn mapped(&self, to: impl Fn(LonLat) -> LonLat) -> Self {
        let line = |line: &Line| line.iter().copied().map(&to).collect();
        match self {
            Self::Point(place) => Self::Point(to(*place)),
            Self::Lines(lines) => Self::Lines(lines.iter().map(line).collect()),
            Self::Area(area) => {
                let polygon =
                    |p: &Polygon| Polygon { outer: line(&p.outer), holes: p.holes.iter().map(line).collect() };
                Self::Area(MultiPolygon(area.0.iter().map(polygon).collect()))
            }
        }
    }
}
