//! Shapes as well-known text (OGC Simple Features 06-103r4, section 7): points, lines, polygons, one or several.

use std::fmt::Write as _;

use thiserror::Error;

use crate::geometry::{Line, LonLat, MultiPolygon, Polygon, Shape};

/// Why a text is no shape.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum WktFault {
    /// It does not begin with a shape Muster takes.
    #[error("{0} is no point, line or polygon")]
    UnknownShape(String),
    /// Brackets or numbers are not as they should be.
    #[error("the text breaks off or has a bracket too many near {0}")]
    Broken(String),
    /// A place is not on the earth.
    #[error("{0} is no place: longitude −180 to 180, then latitude −90 to 90")]
    NotAPlace(String),
}

/// The shape as text, longitude first, rounded to 7 decimals as in the plan file; empty where nothing is drawn.
#[must_use]
pub fn wkt_text(shape: &Shape) -> String {
    let lines_text = |lines: &[Line]| list(lines, positions);
    let rings = |polygon: &Polygon| {
        let all: Vec<&Line> = std::iter::once(&polygon.outer).chain(&polygon.holes).collect();
        list(&all, |ring| positions(ring))
    };
    match shape {
        Shape::Point(place) => format!("POINT ({})", position(*place)),
        Shape::Lines(lines) => match lines.as_slice() {
            [] => String::new(),
            [line] => format!("LINESTRING {}", positions(line)),
            lines => format!("MULTILINESTRING {}", lines_text(lines)),
        },
        Shape::Area(area) => match area.0.as_slice() {
            [] => String::new(),
            [polygon] => format!("POLYGON {}", rings(polygon)),
            polygons => format!("MULTIPOLYGON {}", list(polygons, rings)),
        },
    }
}

fn list<T>(parts: &[T], text: impl Fn(&T) -> String) -> String {
    let parts: Vec<String> = parts.iter().map(text).collect();
    format!("({})", parts.join(", "))
}

fn positions(line: &Line) -> String {
    list(line, |place| position(*place))
}

fn position(place: LonLat) -> String {
    let place = place.rounded();
    let mut text = crate::exchange::json::number_text(place.lon());
    let _ = write!(text, " {}", crate::exchange::json::number_text(place.lat()));
    text
}

/// A node of the text: a position, or a list in brackets.
enum Node {
    Place(LonLat),
    List(Vec<Self>),
}

/// The shape a text says. `SRID=4326;` in front and a height behind each place are passed over; rings are closed.
///
/// # Errors
/// [`WktFault`] says what is wrong.
pub fn shape_from_wkt(text: &str) -> Result<Shape, WktFault> {
    let text = text.trim();
    let text = text.strip_prefix("SRID=4326;").unwrap_or(text);
    let start = text.find('(').ok_or_else(|| WktFault::UnknownShape(shortened(text)))?;
    let (name, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let name = name.trim().to_uppercase();
    let name = name.trim_end_matches([' ', 'Z', 'M']);
    let mut rest = rest;
    let node = node(&mut rest, 0)?;
    if !rest.trim().is_empty() {
        return Err(WktFault::Broken(shortened(rest)));
    }
    let unknown = || WktFault::UnknownShape(shortened(text));
    let broken = || WktFault::Broken(shortened(text));
    match name {
        "POINT" => match places(&node).ok_or_else(broken)?.as_slice() {
            [place] => Ok(Shape::Point(*place)),
            _ => Err(broken()),
        },
        "LINESTRING" => Ok(Shape::Lines(vec![places(&node).ok_or_else(broken)?])),
        "MULTILINESTRING" => Ok(Shape::Lines(each(&node, places).ok_or_else(broken)?)),
        "POLYGON" => Ok(Shape::Area(MultiPolygon(vec![polygon(&node).ok_or_else(broken)?]))),
        "MULTIPOLYGON" => Ok(Shape::Area(MultiPolygon(each(&node, polygon).ok_or_else(broken)?))),
        _ => Err(unknown()),
    }
}

/// Deepest nesting of brackets: a multipolygon has three.
const MAX_DEPTH: usize = 4;

fn node(rest: &mut &str, depth: usize) -> Result<Node, WktFault> {
    let broken = |rest: &str| WktFault::Broken(shortened(rest));
    *rest = rest.trim_start();
    let Some(inner) = rest.strip_prefix('(') else {
        let end = rest.find([',', ')', '(']).unwrap_or(rest.len());
        let (place, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let node = place_from(place)?;
        *rest = after;
        return Ok(Node::Place(node));
    };
    if depth >= MAX_DEPTH {
        return Err(broken(rest));
    }
    *rest = inner;
    let mut parts = Vec::new();
    loop {
        parts.push(node(rest, depth + 1)?);
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix(',') {
            *rest = after;
        } else if let Some(after) = rest.strip_prefix(')') {
            *rest = after;
            return Ok(Node::List(parts));
        } else {
            return Err(broken(rest));
        }
    }
}

fn place_from(text: &str) -> Result<LonLat, WktFault> {
    let fault = || WktFault::NotAPlace(shortened(text));
    let numbers: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
    match numbers.map_err(|_not_numbers| fault())?.as_slice() {
        [lon, lat] | [lon, lat, _] | [lon, lat, _, _] => LonLat::try_new(*lon, *lat).map_err(|_out_of_range| fault()),
        _ => Err(fault()),
    }
}

fn each<T>(node: &Node, read: impl Fn(&Node) -> Option<T>) -> Option<Vec<T>> {
    match node {
        Node::Place(_) => None,
        Node::List(parts) => parts.iter().map(read).collect(),
    }
}

fn places(node: &Node) -> Option<Line> {
    each(node, |part| match part {
        Node::Place(place) => Some(*place),
        Node::List(_) => None,
    })
}

fn polygon(node: &Node) -> Option<Polygon> {
    let ring = |part: &Node| {
        let mut ring = places(part)?;
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
        }
        Some(ring)
    };
    let mut rings = each(node, ring)?.into_iter();
    Some(Polygon { outer: rings.next()?, holes: rings.collect() })
}

/// A text cut to what fits a message.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 24;
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(LONGEST).collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::arbitrary;

    #[test]
    fn the_examples_of_the_standard_are_read() {
        for (text, again) in [
            ("Point (10 10)", "POINT (10 10)"),
            ("LineString ( 10 10, 20 20, 30 40)", "LINESTRING (10 10, 20 20, 30 40)"),
            ("POLYGON((10 10, 10 20, 20 20, 20 15))", "POLYGON ((10 10, 10 20, 20 20, 20 15, 10 10))"),
            ("POINT Z (1 2 430.5)", "POINT (1 2)"),
            ("SRID=4326;POINT(1 2)", "POINT (1 2)"),
        ] {
            assert_eq!(wkt_text(&shape_from_wkt(text).expect(text)), again);
        }
        assert_eq!(shape_from_wkt("POINT (10 100)"), Err(WktFault::NotAPlace("10 100".to_owned())));
        assert!(matches!(shape_from_wkt("Bern"), Err(WktFault::UnknownShape(_))));
        assert!(matches!(shape_from_wkt("CIRCLE (1 2)"), Err(WktFault::UnknownShape(_))));
        for broken in ["POINT (1 2", "POINT (1 2))", "POINT (1 2, 3 4)", "POLYGON (1 2)", "POINT ((((((1 2))))))"] {
            assert!(matches!(shape_from_wkt(broken), Err(WktFault::Broken(_))), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn every_shape_of_a_plan_is_read_back_as_it_was(plan in arbitrary::plan()) {
            for object in plan.objects() {
                let shape = object.shape().mapped(LonLat::rounded);
                prop_assert_eq!(shape_from_wkt(&wkt_text(&shape)), Ok(shape));
            }
        }

        #[test]
        fn no_text_at_all_stops_the_reader(text in "[A-Z]{0,8}[(), 0-9.\\-e]{0,30}") {
            let _ = shape_from_wkt(&text);
        }
    }
}
