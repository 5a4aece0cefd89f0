//! The geometry of a plan's feature, checked place by place.

use super::oddity::GeometryProblem;
use super::properties::shortened;
use crate::community::Shape;
use crate::exchange::json::{last, members};
use crate::geometry::{LonLat, MultiPolygon, Polygon, Ring};

/// A shape, and whether a ring had to be closed for use.
#[derive(Debug)]
pub(super) struct ReadShape {
    pub(super) shape: Shape,
    pub(super) is_mended: bool,
}

/// The shape of a geometry; the reason where it cannot be used.
pub(super) fn read_shape(text: &str) -> Result<ReadShape, GeometryProblem> {
    let parts = members(text).map_err(|error| GeometryProblem::NotAnObject(error.to_string()))?;
    let kind: String = last(&parts, "type").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let coordinates = last(&parts, "coordinates").unwrap_or("null");
    let mut is_mended = false;
    let shape = match kind.as_str() {
        "Point" => Shape::Point(place(&parsed::<Vec<f64>>(coordinates)?)?),
        "MultiPoint" => match parsed::<Vec<Vec<f64>>>(coordinates)?.as_slice() {
            [only] => Shape::Point(place(only)?),
            points => return Err(GeometryProblem::SeveralPoints(points.len())),
        },
        "LineString" => Shape::Lines(vec![line(&parsed::<Vec<Vec<f64>>>(coordinates)?)?]),
        "MultiLineString" => {
            let lines = parsed::<Vec<Vec<Vec<f64>>>>(coordinates)?;
            Shape::Lines(lines.iter().map(|positions| line(positions)).collect::<Result<_, _>>()?)
        }
        "Polygon" => {
            Shape::Area(MultiPolygon(vec![polygon(&parsed::<Vec<Vec<Vec<f64>>>>(coordinates)?, &mut is_mended)?]))
        }
        "MultiPolygon" => {
            let polygons = parsed::<Vec<Vec<Vec<Vec<f64>>>>>(coordinates)?;
            let polygons = polygons.iter().map(|rings| polygon(rings, &mut is_mended)).collect::<Result<_, _>>()?;
            Shape::Area(MultiPolygon(polygons))
        }
        "" => return Err(GeometryProblem::Missing),
        other => return Err(GeometryProblem::UnknownType(shortened(other))),
    };
    let is_empty = match &shape {
        Shape::Point(_) => false,
        Shape::Lines(lines) => lines.is_empty(),
        Shape::Area(area) => area.0.is_empty(),
    };
    if is_empty { Err(GeometryProblem::Empty) } else { Ok(ReadShape { shape, is_mended }) }
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, GeometryProblem> {
    serde_json::from_str(text).map_err(|error| GeometryProblem::CoordinatesDoNotFit(error.to_string()))
}

fn place(position: &[f64]) -> Result<LonLat, GeometryProblem> {
    let [lon, lat, ..] = *position else {
        return Err(GeometryProblem::ShortPosition);
    };
    LonLat::try_new(lon, lat).map_err(|error| {
        let is_swapped = lat.abs() > 90.0 && lat.abs() <= 180.0 && lon.abs() <= 90.0;
        if is_swapped { GeometryProblem::Swapped(error) } else { GeometryProblem::NoPlace(error) }
    })
}

fn places(positions: &[Vec<f64>]) -> Result<Vec<LonLat>, GeometryProblem> {
    positions.iter().map(|position| place(position)).collect()
}

fn line(positions: &[Vec<f64>]) -> Result<Vec<LonLat>, GeometryProblem> {
    if positions.len() < 2 {
        return Err(GeometryProblem::ShortLine);
    }
    places(positions)
}

fn polygon(rings: &[Vec<Vec<f64>>], is_mended: &mut bool) -> Result<Polygon, GeometryProblem> {
    let mut rings = rings.iter().map(|positions| ring(positions, is_mended));
    let outer = rings.next().ok_or(GeometryProblem::NoRing)??;
    Ok(Polygon { outer, holes: rings.collect::<Result<_, _>>()? })
}

fn ring(positions: &[Vec<f64>], is_mended: &mut bool) -> Result<Ring, GeometryProblem> {
    let mut ring = places(positions)?;
    if let (Some(&first), Some(&last)) = (ring.first(), ring.last())
        && first != last
    {
        ring.push(first);
        *is_mended = true;
    }
    if ring.len() < 4 {
        return Err(GeometryProblem::ShortRing);
    }
    Ok(ring)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        for (text, reason) in [
            (r#"{"type":"Point","coordinates":[1]}"#, "longitude and latitude"),
            (r#"{"type":"Point","coordinates":[]}"#, "longitude and latitude"),
            (r#"{"type":"Point","coordinates":["9","47"]}"#, "do not fit"),
            (r#"{"type":"Point","coordinates":[1e400,47]}"#, "do not fit"),
            (r#"{"type":"Point","coordinates":[47,120]}"#, "swapped"),
            (r#"{"type":"Point","coordinates":[2600000,1200000]}"#, "outside longitude"),
            (r#"{"type":"LineString","coordinates":[[1,2]]}"#, "two places"),
            (r#"{"type":"LineString","coordinates":[[1,2],[3]]}"#, "longitude and latitude"),
            (r#"{"type":"Polygon","coordinates":[]}"#, "no ring"),
            (r#"{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}"#, "three different"),
            (r#"{"type":"MultiPolygon","coordinates":[]}"#, "empty"),
            (r#"{"type":"GeometryCollection","geometries":[]}"#, "GeometryCollection"),
            ("null", "no object"),
            ("{}", "no geometry"),
        ] {
            let error = read_shape(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text} said: {error}");
        }
    }

    #[test]
    fn an_open_ring_is_closed_for_use() {
        let read = read_shape(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#).unwrap();
        assert!(read.is_mended);
        assert!(matches!(read.shape, Shape::Area(area) if area.0[0].outer.len() == 4));
    }
}
