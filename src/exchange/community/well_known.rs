//! Geometries in the well-known forms of other programs: text (WKT) and bytes (WKB), both bounded and without trust.

use super::geometry_text::{Coordinates, GeometryName};
use crate::community::{FeatureProblem, RowProblem};

/// Collections may be nested this deep.
const MAX_DEPTH: usize = 16;

/// Reads well-known text: a point, lines or polygons, with or without `SRID=…;`, Z and M.
///
/// # Errors
/// Words for the planner. O(length), no recursion.
pub(super) fn geometry_from_wkt(text: &str) -> Result<(GeometryName, Coordinates), RowProblem> {
    let bad = || RowProblem::NotWellKnown(super::split::shortened(text));
    let body = match text.split_once(';') {
        Some((srid, rest)) if srid.trim_start().to_ascii_uppercase().starts_with("SRID") => rest,
        Some(_) | None => text,
    };
    let open = body.find('(').ok_or_else(bad)?;
    let (word, list) = body.split_at(open);
    let word = word.trim().to_ascii_uppercase();
    let (name, ring_depth) = match word.split_whitespace().next().unwrap_or_default() {
        "POINT" => (GeometryName::Point, 1),
        "LINESTRING" => (GeometryName::LineString, 1),
        "MULTIPOINT" => (GeometryName::MultiPoint, 1),
        "MULTILINESTRING" => (GeometryName::MultiLineString, 2),
        "POLYGON" => (GeometryName::Polygon, 2),
        "MULTIPOLYGON" => (GeometryName::MultiPolygon, 3),
        _ => return Err(bad()),
    };
    let mut found = Coordinates::default();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, sign) in list.char_indices() {
        if !matches!(sign, '(' | ')' | ',') {
            continue;
        }
        let numbers = list.get(start..at).unwrap_or_default().trim();
        start = at + 1;
        if !numbers.is_empty() {
            let mut numbers = numbers.split_whitespace().map(str::parse::<f64>);
            let (Some(Ok(x)), Some(Ok(y))) = (numbers.next(), numbers.next()) else { return Err(bad()) };
            if !(x.is_finite() && y.is_finite()) || depth < ring_depth {
                return Err(bad());
            }
            found.positions.push([x, y]);
        }
        match sign {
            '(' => depth += 1,
            ')' => {
                if depth == ring_depth {
                    found.part_ends.push(found.positions.len());
                } else if depth + 1 == ring_depth && ring_depth == 3 {
                    found.group_ends.push(found.part_ends.len());
                }
                depth = depth.checked_sub(1).ok_or_else(bad)?;
            }
            _ => {}
        }
        // A point of several points may stand in brackets of its own.
        if depth > ring_depth + usize::from(name == GeometryName::MultiPoint) {
            return Err(bad());
        }
    }
    if depth != 0 || found.positions.is_empty() {
        return Err(bad());
    }
    Ok((name, found))
}

/// Reads well-known bytes (ISO and the extended form with Z, M and SRID) into parts.
///
/// # Errors
/// Words for the planner. O(length); counts are never trusted.
pub(super) fn geometry_from_wkb(bytes: &[u8]) -> Result<Vec<(GeometryName, Coordinates)>, FeatureProblem> {
    let mut reader = Bytes { rest: bytes };
    let mut parts = Vec::new();
    read_wkb(&mut reader, 0, &mut parts)?;
    Ok(parts)
}

struct Bytes<'b> {
    rest: &'b [u8],
}

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], FeatureProblem> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(FeatureProblem::EndsEarly)?;
        self.rest = rest;
        Ok(*head)
    }

    fn number(&mut self, is_little: bool) -> Result<u32, FeatureProblem> {
        let bytes = self.take()?;
        Ok(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn position(&mut self, is_little: bool, n_numbers: usize) -> Result<[f64; 2], FeatureProblem> {
        let mut position = [0.0; 2];
        for place in 0..n_numbers {
            let bytes = self.take()?;
            let value = if is_little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
            if let Some(slot) = position.get_mut(place) {
                *slot = value;
            }
        }
        Ok(position)
    }
}

fn read_wkb(
    reader: &mut Bytes<'_>,
    depth: usize,
    parts: &mut Vec<(GeometryName, Coordinates)>,
) -> Result<(), FeatureProblem> {
    if depth > MAX_DEPTH {
        return Err(FeatureProblem::NestedTooDeep(MAX_DEPTH));
    }
    let is_little = match reader.take::<1>()? {
        [0] => false,
        [1] => true,
        [_] => return Err(FeatureProblem::NoByteOrder),
    };
    let word = reader.number(is_little)?;
    if word & 0x2000_0000 != 0 {
        reader.number(is_little)?;
    }
    let plain = word & 0x1fff_ffff;
    let iso = plain / 1000;
    let extra = usize::from(word & 0x8000_0000 != 0 || iso == 1 || iso == 3)
        + usize::from(word & 0x4000_0000 != 0 || iso == 2 || iso == 3);
    let n_numbers = 2 + extra;
    let mut found = Coordinates::default();
    let line = |reader: &mut Bytes<'_>, found: &mut Coordinates| -> Result<(), FeatureProblem> {
        for _ in 0..reader.number(is_little)? {
            found.positions.push(reader.position(is_little, n_numbers)?);
        }
        found.part_ends.push(found.positions.len());
        Ok(())
    };
    let name = match plain % 1000 {
        1 => {
            let position = reader.position(is_little, n_numbers)?;
            // An empty point is a point of NaN.
            if !position[0].is_nan() {
                found.positions.push(position);
            }
            GeometryName::Point
        }
        2 => {
            line(reader, &mut found)?;
            GeometryName::LineString
        }
        3 => {
            for _ in 0..reader.number(is_little)? {
                line(reader, &mut found)?;
            }
            GeometryName::Polygon
        }
        4..=7 => {
            for _ in 0..reader.number(is_little)? {
                read_wkb(reader, depth + 1, parts)?;
            }
            return Ok(());
        }
        other => return Err(FeatureProblem::KindNotRead(other.to_string())),
    };
    parts.push((name, found));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn well_known_text_has_the_shape_of_its_brackets() {
        let (name, found) =
            geometry_from_wkt("SRID=4326;MultiPolygon(((1 2,3 4 5,6 7,1 2),(0 0,1 1,2 2,0 0)),((8 9,8 8,9 9,8 9)))")
                .unwrap();
        assert_eq!(name, GeometryName::MultiPolygon);
        assert_eq!((found.positions.len(), found.part_ends, found.group_ends), (12, vec![4, 8, 12], vec![2, 3]));
        for (text, name) in [
            ("POINT(1 2)", GeometryName::Point),
            ("LINESTRING ZM (1 2 3 4, 5 6 7 8)", GeometryName::LineString),
            ("MULTIPOINT ((1 2), (3 4))", GeometryName::MultiPoint),
            ("MULTIPOINT (1 2, 3 4)", GeometryName::MultiPoint),
            ("POLYGON ((0 0, 1 0, 1 1, 0 0))", GeometryName::Polygon),
        ] {
            assert_eq!(geometry_from_wkt(text).unwrap().0, name, "{text}");
        }
        for text in [
            "",
            "POINT",
            "POINT EMPTY",
            "POINT (1)",
            "POINT (a b)",
            "POINT (1 2",
            "POINT (1 2))",
            "CIRCLE (1 2)",
            "POINT ((((1 2))))",
            "POLYGON (1 2, 3 4)",
            "POINT (nan 2)",
        ] {
            assert!(geometry_from_wkt(text).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_that_are_not_there_are_an_error_and_no_memory() {
        let line = [&[1_u8, 2, 0, 0, 0][..], &u32::MAX.to_le_bytes()].concat();
        assert!(geometry_from_wkb(&line).is_err());
        let nested: Vec<u8> = [1_u8, 7, 0, 0, 0, 1, 0, 0, 0].repeat(100_000);
        assert!(matches!(geometry_from_wkb(&nested), Err(FeatureProblem::NestedTooDeep(_))));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..100), text in "[A-Z(), 0-9.;]{0,40}") {
            let _ = geometry_from_wkb(&bytes);
            let _ = geometry_from_wkt(&text);
            let _ = geometry_from_wkt(&format!("MULTIPOLYGON({text})"));
        }
    }
}
