//! The gate every geometry from outside passes: finite, in range, closed, without repeats, with length or area.
//!
//! What passes may be used by every algorithm. What does not is set aside with a reason; what was mended says so.

use super::crossing::self_crossing;
use super::feature_text::{GeometryText, geometry_from};
use super::geometry_text::{Coordinates, GeometryName, coordinates_from};
use crate::community::{FeatureProblem, Oddity, RingRole, Shape};
use crate::geometry::{Converter, Line, LocalProjection, LonLat, MultiPolygon, Polygon, Ring};

/// A ring must enclose more than this, in m².
const MIN_RING_AREA_M2: f64 = 1e-6;
/// A ring must be wider than this on average (2 × area ÷ perimeter), in metres.
const MIN_RING_WIDTH_M: f64 = 0.001;
/// Collections of geometries may be nested this deep.
const MAX_COLLECTION_DEPTH: usize = 16;
/// Beyond this a number cannot be a degree that was mistyped: it is a length.
const DEGREES_AT_MOST: f64 = 400.0;

/// Something odd about a geometry, and where.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Odd {
    pub(super) oddity: Oddity,
    pub(super) place: Option<LonLat>,
}

/// How the first position that is not on the earth looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OffEarth {
    /// Latitude and longitude exchanged would be on the earth.
    Swapped([f64; 2]),
    /// Metres of a projected system.
    Projected([f64; 2]),
    /// Neither.
    Other([f64; 2]),
}

/// A geometry after the gate.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Gated {
    /// What may be used; `None` where nothing may.
    pub(super) shape: Option<Shape>,
    /// What was odd.
    pub(super) oddities: Vec<Odd>,
    /// The first position that is not on the earth.
    pub(super) off_earth: Option<OffEarth>,
    /// Has a position more than three numbers?
    pub(super) has_extra_numbers: bool,
}

impl Gated {
    fn odd(&mut self, oddity: Oddity, place: Option<LonLat>) {
        self.oddities.push(Odd { oddity, place });
    }
}

#[derive(Default)]
struct Pieces {
    points: Vec<LonLat>,
    lines: Vec<Line>,
    polygons: Vec<Polygon>,
    n_ring_or_line: usize,
}

/// Passes a geometry through the gate. O(n log n) in its places.
///
/// # Errors
/// Words for the planner where it is no geometry at all.
pub(super) fn gated(geometry: &GeometryText<'_>, converter: Option<&Converter>) -> Result<Gated, FeatureProblem> {
    let mut gated = Gated::default();
    let mut pieces = Pieces::default();
    collect(geometry, 0, converter, &mut pieces, &mut gated)?;
    Ok(finished(pieces, gated))
}

/// Passes coordinates that are numbers already through the gate: the parts of one feature. O(n log n) in its places.
pub(super) fn gated_parts(parts: &[(GeometryName, Coordinates)], converter: Option<&Converter>) -> Gated {
    let mut gated = Gated::default();
    let mut pieces = Pieces::default();
    for (name, found) in parts {
        take(*name, found, converter, &mut pieces, &mut gated);
    }
    finished(pieces, gated)
}

/// What the pieces are together.
fn finished(pieces: Pieces, mut gated: Gated) -> Gated {
    if let Some(off) = gated.off_earth {
        let (OffEarth::Swapped([x, y]) | OffEarth::Projected([x, y]) | OffEarth::Other([x, y])) = off;
        gated.oddities.clear();
        gated.odd(Oddity::OffEarth(x, y), None);
        return gated;
    }
    let Pieces { points, lines, polygons, n_ring_or_line } = pieces;
    let n_kinds = usize::from(!points.is_empty()) + usize::from(!lines.is_empty()) + usize::from(!polygons.is_empty());
    let shape = if !polygons.is_empty() {
        Some(Shape::Area(MultiPolygon(polygons)))
    } else if !lines.is_empty() {
        Some(Shape::Lines(lines))
    } else {
        points.first().copied().map(Shape::Point)
    };
    if n_kinds > 1 {
        gated.odd(Oddity::MixedCollection, None);
    } else if points.len() > 1 && n_kinds == 1 {
        gated.odd(Oddity::SeveralPoints(points.len()), points.first().copied());
    }
    if shape.is_none() && n_ring_or_line == 0 {
        gated.odd(Oddity::EmptyGeometry, None);
    }
    gated.shape = shape;
    gated
}

fn collect(
    geometry: &GeometryText<'_>,
    depth: usize,
    converter: Option<&Converter>,
    pieces: &mut Pieces,
    gated: &mut Gated,
) -> Result<(), FeatureProblem> {
    if geometry.name == GeometryName::GeometryCollection {
        if depth >= MAX_COLLECTION_DEPTH {
            return Err(FeatureProblem::NestedTooDeep(MAX_COLLECTION_DEPTH));
        }
        for part in &geometry.parts {
            collect(&geometry_from(part)?, depth + 1, converter, pieces, gated)?;
        }
        return Ok(());
    }
    let text = geometry.coordinates.unwrap_or("[]");
    let found = coordinates_from(geometry.name, text)?;
    take(geometry.name, &found, converter, pieces, gated);
    Ok(())
}

/// Takes coordinates to places by the system they are in; the first that is none sets the feature aside.
fn take(
    name: GeometryName,
    found: &Coordinates,
    converter: Option<&Converter>,
    pieces: &mut Pieces,
    gated: &mut Gated,
) {
    gated.has_extra_numbers |= found.has_extra_numbers;
    let mut places = Vec::with_capacity(found.positions.len());
    for &[x, y] in &found.positions {
        let (lon, lat) = converter.map_or((x, y), |converter| converter.lon_lat_from(x, y));
        let Ok(place) = LonLat::try_new(lon, lat) else {
            // The numbers as the file has them; a system that was named does not make them look like another.
            gated.off_earth.get_or_insert_with(|| match converter {
                Some(_) => OffEarth::Other([x, y]),
                None => off_earth(x, y),
            });
            return;
        };
        places.push(place);
    }
    take_parts(name, found, &places, pieces, gated);
}

fn off_earth(x: f64, y: f64) -> OffEarth {
    if x.abs() <= 90.0 && y.abs() <= 180.0 {
        OffEarth::Swapped([x, y])
    } else if x.is_finite() && y.is_finite() && x.abs().max(y.abs()) > DEGREES_AT_MOST && x.abs().max(y.abs()) < 1e8 {
        OffEarth::Projected([x, y])
    } else {
        OffEarth::Other([x, y])
    }
}

fn take_parts(name: GeometryName, found: &Coordinates, places: &[LonLat], pieces: &mut Pieces, gated: &mut Gated) {
    let parts = spans(&found.part_ends).map(|span| places.get(span).unwrap_or_default());
    match name {
        GeometryName::Point | GeometryName::MultiPoint => pieces.points.extend_from_slice(places),
        GeometryName::LineString | GeometryName::MultiLineString => {
            for part in parts.filter(|part| !part.is_empty()) {
                pieces.n_ring_or_line += 1;
                pieces.lines.extend(clean_line(part, gated));
            }
        }
        GeometryName::Polygon => {
            let rings: Vec<&[LonLat]> = parts.collect();
            take_polygon(&rings, pieces, gated);
        }
        GeometryName::MultiPolygon => {
            let rings: Vec<&[LonLat]> = parts.collect();
            for group in spans(&found.group_ends) {
                take_polygon(rings.get(group).unwrap_or_default(), pieces, gated);
            }
        }
        GeometryName::GeometryCollection => {}
    }
}

/// Ranges between ends that only grow.
fn spans(ends: &[usize]) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    std::iter::once(0).chain(ends.iter().copied()).zip(ends.iter().copied()).map(|(start, end)| start..end)
}

fn without_repeats(places: &[LonLat]) -> Vec<LonLat> {
    let mut clean = places.to_vec();
    clean.dedup();
    clean
}

fn clean_line(places: &[LonLat], gated: &mut Gated) -> Option<Line> {
    let line = without_repeats(places);
    if line.len() < 2 {
        gated.odd(Oddity::ShortLine, places.first().copied());
        return None;
    }
    Some(line)
}

fn take_polygon(rings: &[&[LonLat]], pieces: &mut Pieces, gated: &mut Gated) {
    let Some((outer, holes)) = rings.split_first() else { return };
    if outer.is_empty() {
        return;
    }
    pieces.n_ring_or_line += 1;
    let Some(outer) = clean_ring(outer, RingRole::Outer, gated) else { return };
    let holes = holes
        .iter()
        .filter(|hole| !hole.is_empty())
        .filter_map(|hole| clean_ring(hole, RingRole::Hole, gated))
        .collect();
    pieces.polygons.push(Polygon { outer, holes });
}

fn clean_ring(places: &[LonLat], ring_role: RingRole, gated: &mut Gated) -> Option<Ring> {
    let at = places.first().copied();
    let mut ring = without_repeats(places);
    let is_closed = places.len() > 1 && places.first() == places.last();
    if !is_closed && ring.len() >= 3 {
        ring.extend(at);
        gated.odd(Oddity::UnclosedRing(ring_role), at);
    }
    if ring.len() < 4 {
        gated.odd(Oddity::ShortRing(ring_role), at);
        return None;
    }
    let (area, perimeter) = area_and_perimeter(&ring);
    if let Some(place) = self_crossing(&ring) {
        // A figure of eight may have no area in sum: it is kept, as it is drawn.
        gated.odd(Oddity::SelfCrossingRing(ring_role), Some(place));
        return Some(ring);
    }
    if area <= MIN_RING_AREA_M2 || 2.0 * area < MIN_RING_WIDTH_M * perimeter {
        gated.odd(Oddity::FlatRing(ring_role), at);
        return None;
    }
    Some(ring)
}

/// Area in m² and length in metres of a ring, on the plane at its first place.
fn area_and_perimeter(ring: &[LonLat]) -> (f64, f64) {
    let Some(&first) = ring.first() else { return (0.0, 0.0) };
    let plane = LocalProjection::new(first);
    let (mut twice, mut length) = (0.0, 0.0);
    let mut a = plane.local_from_lon_lat(first);
    for &place in ring.get(1..).unwrap_or_default() {
        let b = plane.local_from_lon_lat(place);
        twice += a.x * b.y - b.x * a.y;
        length += a.distance(b);
        a = b;
    }
    (twice.abs() / 2.0, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::WarningCode;
    use proptest::prelude::*;

    fn through(text: &str) -> Gated {
        gated(&geometry_from(text).unwrap(), None).unwrap()
    }

    fn codes(gated: &Gated) -> Vec<WarningCode> {
        gated.oddities.iter().map(|odd| odd.oddity.code()).collect()
    }

    #[test]
    fn each_fault_of_a_ring_is_named() {
        use crate::community::WarningCode::{EmptyGeometry, FlatRing, SelfCrossingRing, TooShortRing, UnclosedRing};
        for (rings, expected, is_kept) in [
            ("[[[0,0],[1,0],[1,1],[0,0]]]", vec![], true),
            ("[[[0,0],[1,1],[1,0],[0,0]]]", vec![], true),
            ("[[[0,0],[1,0],[1,1]]]", vec![UnclosedRing], true),
            ("[[[0,0],[0,0],[1,0],[1,0],[1,1],[0,0]]]", vec![], true),
            ("[[[0,0],[1,0],[0,0]]]", vec![TooShortRing], false),
            ("[[[0,0]]]", vec![TooShortRing], false),
            ("[[[0,0],[1,0],[2,0],[0,0]]]", vec![FlatRing], false),
            ("[[[0,0],[1e-9,0],[1e-9,1e-9],[0,0]]]", vec![FlatRing], false),
            ("[[[0,0],[1,1],[1,0],[0,1],[0,0]]]", vec![SelfCrossingRing], true),
            ("[[[0,0],[4,0],[4,4],[0,0]],[[1,0.5],[2,0.5]]]", vec![TooShortRing], true),
            ("[]", vec![EmptyGeometry], false),
            ("[[]]", vec![EmptyGeometry], false),
        ] {
            let found = through(&format!(r#"{{"type":"Polygon","coordinates":{rings}}}"#));
            assert_eq!(codes(&found), expected, "{rings}");
            assert_eq!(found.shape.is_some(), is_kept, "{rings}");
        }
    }

    #[test]
    fn a_line_that_stays_in_one_place_is_set_aside_and_the_others_kept() {
        let found = through(r#"{"type":"MultiLineString","coordinates":[[[1,1],[1,1]],[[1,1],[1,1],[2,2]]]}"#);
        assert_eq!(codes(&found), [WarningCode::TooShortLine]);
        let Some(Shape::Lines(lines)) = found.shape else { panic!("lines") };
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].len(), 2);
    }

    #[test]
    fn a_place_off_the_earth_sets_the_feature_aside() {
        for (point, kind) in [
            ("[47.1,120.5]", OffEarth::Swapped([47.1, 120.5])),
            ("[1060000.0,5960000.0]", OffEarth::Projected([1_060_000.0, 5_960_000.0])),
            ("[200,10]", OffEarth::Other([200.0, 10.0])),
            ("[1e308,10]", OffEarth::Other([1e308, 10.0])),
        ] {
            let found = through(&format!(r#"{{"type":"Point","coordinates":{point}}}"#));
            assert_eq!(found.off_earth, Some(kind), "{point}");
            assert_eq!(codes(&found), [WarningCode::BadCoordinates]);
            assert_eq!(found.shape, None);
        }
        assert_eq!(through(r#"{"type":"Point","coordinates":[1e400,0]}"#).shape, None);
    }

    #[test]
    fn collections_nested_too_deep_are_refused() {
        let nested = |n: usize| {
            format!(
                r#"{}{{"type":"Point","coordinates":[1,2]}}{}"#,
                r#"{"type":"GeometryCollection","geometries":["#.repeat(n),
                "]}".repeat(n)
            )
        };
        assert!(gated(&geometry_from(&nested(16)).unwrap(), None).is_ok());
        assert!(gated(&geometry_from(&nested(17)).unwrap(), None).is_err());
        assert!(gated(&geometry_from(&nested(40_000)).unwrap(), None).is_err());
    }

    proptest! {
        #[test]
        fn whatever_passes_keeps_the_promises(
            rings in prop::collection::vec(prop::collection::vec((-3i32..3, -3i32..3), 0..8), 0..4)
        ) {
            let text = serde_json::to_string(&rings).unwrap();
            let found = through(&format!(r#"{{"type":"Polygon","coordinates":{text}}}"#));
            if let Some(Shape::Area(area)) = found.shape {
                for ring in area.0.iter().flat_map(|p| std::iter::once(&p.outer).chain(&p.holes)) {
                    prop_assert!(ring.len() >= 4);
                    prop_assert_eq!(ring.first(), ring.last());
                    prop_assert!(ring.windows(2).all(|pair| pair[0] != pair[1]));
                }
            } else {
                prop_assert!(!found.oddities.is_empty());
            }
        }
    }
}
