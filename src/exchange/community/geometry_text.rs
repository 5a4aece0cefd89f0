//! Coordinates from their JSON text, without recursion and without trusting their shape.

use crate::community::FeatureProblem;

/// The names of geometries in `GeoJSON`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GeometryName {
    Point,
    MultiPoint,
    LineString,
    MultiLineString,
    Polygon,
    MultiPolygon,
    GeometryCollection,
}

impl GeometryName {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Point, "Point"),
        (Self::MultiPoint, "MultiPoint"),
        (Self::LineString, "LineString"),
        (Self::MultiLineString, "MultiLineString"),
        (Self::Polygon, "Polygon"),
        (Self::MultiPolygon, "MultiPolygon"),
        (Self::GeometryCollection, "GeometryCollection"),
    ];

    /// The geometry a word names.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, word)| *word == name).map(|(geometry, _)| geometry)
    }

    /// The word in files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Point => "Point",
            Self::MultiPoint => "MultiPoint",
            Self::LineString => "LineString",
            Self::MultiLineString => "MultiLineString",
            Self::Polygon => "Polygon",
            Self::MultiPolygon => "MultiPolygon",
            Self::GeometryCollection => "GeometryCollection",
        }
    }

    /// How many lists a position's numbers stand in; 0 for a collection.
    pub(super) const fn depth(self) -> usize {
        match self {
            Self::GeometryCollection => 0,
            Self::Point => 1,
            Self::MultiPoint | Self::LineString => 2,
            Self::Polygon | Self::MultiLineString => 3,
            Self::MultiPolygon => 4,
        }
    }
}

/// Coordinates as numbers, flat: positions, where each line or ring ends, where each polygon ends.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Coordinates {
    /// First two numbers of each position; may be out of range, never NaN.
    pub(super) positions: Vec<[f64; 2]>,
    /// Ends of lines and rings in `positions`.
    pub(super) part_ends: Vec<usize>,
    /// Ends of polygons in `part_ends`.
    pub(super) group_ends: Vec<usize>,
    /// Does a position have more than three numbers?
    pub(super) has_extra_numbers: bool,
}

impl Coordinates {
    /// Polygons, each its outer ring first, then its holes.
    pub(super) fn of_polygons(polygons: &[Vec<Vec<[f64; 2]>>]) -> Self {
        let mut found = Self::default();
        for polygon in polygons {
            for ring in polygon {
                found.positions.extend_from_slice(ring);
                found.part_ends.push(found.positions.len());
            }
            found.group_ends.push(found.part_ends.len());
        }
        found
    }
}

/// Why a text is no list of coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CoordinateProblem {
    NotANumber,
    ShortPosition(usize),
    WrongDepth(GeometryName),
    NotAList,
}

impl From<CoordinateProblem> for FeatureProblem {
    fn from(problem: CoordinateProblem) -> Self {
        match problem {
            CoordinateProblem::NotANumber => Self::NotANumber,
            CoordinateProblem::ShortPosition(n) => Self::ShortPosition(n),
            CoordinateProblem::WrongDepth(name) => Self::WrongDepth(name.name(), name.depth()),
            CoordinateProblem::NotAList => Self::NotAList,
        }
    }
}

/// Reads the coordinates of a geometry from JSON text that the JSON reader has found well-formed.
///
/// # Errors
/// [`CoordinateProblem`] where the nesting or a position is not as the geometry asks. O(length), no recursion.
pub(super) fn coordinates_from(name: GeometryName, text: &str) -> Result<Coordinates, CoordinateProblem> {
    let mut reader = Reader { name, found: Coordinates::default(), depth: 0, numbers: [0.0; 2], n_numbers: 0 };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'[' => reader.open()?,
            b']' => reader.close()?,
            b',' | b' ' | b'\n' | b'\r' | b'\t' => {}
            b'-' | b'0'..=b'9' => {
                let digits = bytes.get(at..).unwrap_or_default();
                let n = digits.iter().position(|b| matches!(b, b',' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
                let end = n.map_or(bytes.len(), |n| at + n);
                reader.number(text.get(at..end).unwrap_or_default())?;
                at = end;
                continue;
            }
            _ if reader.depth == 0 => return Err(CoordinateProblem::NotAList),
            _ => return Err(CoordinateProblem::NotANumber),
        }
        at += 1;
    }
    Ok(reader.found)
}

struct Reader {
    name: GeometryName,
    found: Coordinates,
    depth: usize,
    numbers: [f64; 2],
    n_numbers: usize,
}

impl Reader {
    const fn open(&mut self) -> Result<(), CoordinateProblem> {
        self.depth += 1;
        self.n_numbers = 0;
        if self.depth > self.name.depth() { Err(CoordinateProblem::WrongDepth(self.name)) } else { Ok(()) }
    }

    fn number(&mut self, digits: &str) -> Result<(), CoordinateProblem> {
        if self.depth != self.name.depth() {
            return Err(if self.depth == 0 {
                CoordinateProblem::NotAList
            } else {
                CoordinateProblem::WrongDepth(self.name)
            });
        }
        let Ok(value) = digits.parse::<f64>() else { return Err(CoordinateProblem::NotANumber) };
        if let Some(place) = self.numbers.get_mut(self.n_numbers) {
            *place = value;
        }
        self.n_numbers += 1;
        Ok(())
    }

    fn close(&mut self) -> Result<(), CoordinateProblem> {
        let height = self.name.depth() - self.depth;
        match height {
            0 => match self.n_numbers {
                0 if self.name == GeometryName::Point => {}
                n @ (0 | 1) => return Err(CoordinateProblem::ShortPosition(n)),
                n => {
                    self.found.positions.push(self.numbers);
                    self.found.has_extra_numbers |= n > 3;
                }
            },
            1 => self.found.part_ends.push(self.found.positions.len()),
            2 => self.found.group_ends.push(self.found.part_ends.len()),
            _ => {}
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_geometry_has_its_nesting() {
        let found = coordinates_from(GeometryName::MultiPolygon, "[[[[1,2],[3,4,5]],[[6,7]]],[[[8,-9e0]]]]").unwrap();
        assert_eq!(found.positions, [[1.0, 2.0], [3.0, 4.0], [6.0, 7.0], [8.0, -9.0]]);
        assert_eq!(found.part_ends, [2, 3, 4]);
        assert_eq!(found.group_ends, [2, 3]);
    }

    #[test]
    fn misshapen_coordinates_are_named() {
        use CoordinateProblem::{NotAList, NotANumber, ShortPosition, WrongDepth};
        for (name, text, problem) in [
            (GeometryName::Point, "[1]", ShortPosition(1)),
            (GeometryName::Point, "1", NotAList),
            (GeometryName::Point, "null", NotAList),
            (GeometryName::Point, r#"["1",2]"#, NotANumber),
            (GeometryName::Point, "[1,null]", NotANumber),
            (GeometryName::Point, "[[1,2]]", WrongDepth(GeometryName::Point)),
            (GeometryName::Polygon, "[5]", WrongDepth(GeometryName::Polygon)),
            (GeometryName::MultiPolygon, "[[[1]]]", WrongDepth(GeometryName::MultiPolygon)),
            (GeometryName::LineString, "[[],[1,2]]", ShortPosition(0)),
            (GeometryName::LineString, r#"[{"x":1}]"#, NotANumber),
        ] {
            assert_eq!(coordinates_from(name, text), Err(problem), "{text}");
        }
        assert_eq!(coordinates_from(GeometryName::Point, "[]"), Ok(Coordinates::default()));
    }

    proptest! {
        #[test]
        fn every_double_comes_back_with_its_last_digit(x in any::<f64>(), y in any::<f64>()) {
            prop_assume!(x.is_finite() && y.is_finite());
            let text = serde_json::to_string(&[x, y]).unwrap();
            let found = coordinates_from(GeometryName::Point, &text).unwrap();
            prop_assert_eq!(found.positions, vec![[x, y]]);
        }
    }
}
