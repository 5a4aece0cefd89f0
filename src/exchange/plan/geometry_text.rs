//! Shapes as RFC 7946 geometry: places rounded to 7 decimals, outer rings counter-clockwise, holes clockwise.

use crate::exchange::json::{members, number_text, string_text};
use crate::geometry::{LonLat, MultiPolygon, Polygon};

/// A point.
pub(in crate::exchange) fn point_text(place: LonLat) -> String {
    geometry("Point", &position(place))
}

/// One line, or several; `null` where there is none.
pub(in crate::exchange) fn lines_text(lines: &[Vec<LonLat>]) -> String {
    match lines {
        [] => "null".to_owned(),
        [line] => geometry("LineString", &positions(line)),
        _ => geometry("MultiLineString", &list(lines.iter().map(|line| positions(line)))),
    }
}

/// One polygon, or several; `null` where there is none.
pub(in crate::exchange) fn area_text(area: &MultiPolygon) -> String {
    match area.0.as_slice() {
        [] => "null".to_owned(),
        [polygon] => geometry("Polygon", &rings(polygon)),
        polygons => geometry("MultiPolygon", &list(polygons.iter().map(rings))),
    }
}

/// `fresh` with the members other programs had put into the geometry it replaces.
///
/// The old bounding box is left behind: it belongs to the old coordinates.
pub(super) fn with_members_of(fresh: &str, old: &str) -> String {
    let Ok(old) = members(old) else { return fresh.to_owned() };
    let Some(open) = fresh.strip_suffix('}') else { return fresh.to_owned() };
    let mut text = open.to_owned();
    for member in old {
        if !matches!(member.name.as_str(), "type" | "coordinates" | "bbox" | "geometries") {
            text.push_str(", ");
            text.push_str(&string_text(&member.name));
            text.push_str(": ");
            text.push_str(member.text);
        }
    }
    text.push('}');
    text
}

fn geometry(kind: &str, coordinates: &str) -> String {
    format!("{{\"type\": \"{kind}\", \"coordinates\": {coordinates}}}")
}

fn list(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    format!("[{}]", parts.join(","))
}

fn position(place: LonLat) -> String {
    let place = place.rounded();
    format!("[{},{}]", number_text(place.lon()), number_text(place.lat()))
}

fn positions(line: &[LonLat]) -> String {
    list(line.iter().map(|&place| position(place)))
}

fn rings(polygon: &Polygon) -> String {
    let outer = std::iter::once(ring(&polygon.outer, Turn::CounterClockwise));
    list(outer.chain(polygon.holes.iter().map(|hole| ring(hole, Turn::Clockwise))))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    CounterClockwise,
    Clockwise,
}

/// The ring, turned the right way. The turn is taken after rounding, so that reading and writing again agree.
fn ring(places: &[LonLat], turn: Turn) -> String {
    let twice_area: i128 = places
        .windows(2)
        .map(|pair| {
            let [(ax, ay), (bx, by)] = [pair[0].quantised(), pair[1].quantised()];
            i128::from(ax) * i128::from(by) - i128::from(bx) * i128::from(ay)
        })
        .sum();
    let is_turned = match turn {
        Turn::CounterClockwise => twice_area < 0,
        Turn::Clockwise => twice_area > 0,
    };
    if is_turned { list(places.iter().rev().map(|&place| position(place))) } else { positions(places) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> LonLat {
        LonLat::new_clamped(x, y)
    }

    #[test]
    fn rings_turn_to_the_right_hand_and_round_to_seven_decimals() {
        let outer = vec![at(0.0, 0.0), at(0.0, 4.0), at(4.0, 4.0), at(4.0, 0.0), at(0.0, 0.0)];
        let hole = vec![at(1.0, 1.0), at(2.0, 1.0), at(2.0, 2.123_456_789), at(1.0, 1.0)];
        let area = MultiPolygon(vec![Polygon { outer, holes: vec![hole] }]);
        assert_eq!(
            area_text(&area),
            r#"{"type": "Polygon", "coordinates": [[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,2.1234568],[2,1],[1,1]]]}"#
        );
    }

    #[test]
    fn a_moved_geometry_keeps_the_members_of_others() {
        let old = r#"{"type":"Point","bbox":[1,2,1,2],"coordinates":[1,2,430.5],"survey":{"gps":1e2}}"#;
        assert_eq!(
            with_members_of(&point_text(at(3.0, 4.0)), old),
            r#"{"type": "Point", "coordinates": [3,4], "survey": {"gps":1e2}}"#
        );
    }
}
