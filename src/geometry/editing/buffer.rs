//! Everything within a distance of a shape, or an area made narrower by one.

use geo::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{Area as _, Buffer as _, Contains as _, LineString, MultiLineString};

use super::crossings::coord;
use super::fault::EditFault;
use super::tidy::{plane_around, tidied, tidied_area};
use super::validity::{area_faults, shape_faults};
use crate::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Shape};

/// Farther than this, in metres, is no buffer of a community any more.
const MAX_DISTANCE_M: f64 = 100_000.0;
/// Nearer than this, in metres, nothing would be seen.
const MIN_DISTANCE_M: f64 = 0.01;
/// Corners of a full circle; 0.04 % less area than the circle.
const CIRCLE_CORNERS: u32 = 128;
/// Rounded corners stand for arcs: so much less area is allowed.
const ARC_SLACK: f64 = 0.02;

/// Everything within `distance_m` metres of a shape; a negative distance makes an area narrower.
///
/// Checked against the least area a buffer can have (Brunn and Minkowski: at least that of a disk of the same area
/// grown by the distance), against points of the shape, and against vanishing.
///
/// # Errors
/// [`EditFault::BadNumber`] for a distance that is 0, not finite or above 100 km, or negative for points and lines;
/// [`EditFault::Vanishes`] where nothing would be left; [`EditFault::Shape`] for a shape that is not sound;
/// [`EditFault::Unsound`] where the result fails its check.
pub fn buffered(shape: &Shape, distance_m: f64) -> Result<MultiPolygon, EditFault> {
    if !distance_m.is_finite() || distance_m.abs() < MIN_DISTANCE_M || distance_m.abs() > MAX_DISTANCE_M {
        return Err(EditFault::BadNumber(distance_m));
    }
    let faults = shape_faults(shape);
    if !faults.is_empty() {
        return Err(EditFault::Shape(faults));
    }
    let shape = tidied(shape);
    let plane = plane_around(shape.places()).ok_or(EditFault::Unsound("no place"))?;
    let grown = match &shape {
        Shape::Point(_) | Shape::Lines(_) if distance_m < 0.0 => return Err(EditFault::BadNumber(distance_m)),
        Shape::Point(place) => vec![disk(plane.local_from_lon_lat(*place), distance_m)],
        Shape::Lines(lines) => {
            let local = |line: &Vec<LonLat>| LineString::new(line.iter().map(|&p| local_coord(p, &plane)).collect());
            let lines = MultiLineString::new(lines.iter().map(local).collect());
            let grown = lines.buffer_with_style(style(distance_m)).0;
            check_lines(&lines, &grown, distance_m)?;
            grown
        }
        Shape::Area(area) => {
            let local = geo::MultiPolygon::new(area.0.iter().map(|p| p.to_local(&plane)).collect());
            let grown = local.buffer_with_style(style(distance_m)).0;
            if distance_m > 0.0 {
                check_grown(&local, &grown, distance_m)?;
            } else {
                check_shrunk(&local, &grown, distance_m)?;
            }
            grown
        }
    };
    let grown = MultiPolygon(grown.iter().map(|polygon| Polygon::from_local(polygon, &plane)).collect());
    let grown = tidied_area(&grown);
    if area_faults(&grown).is_empty() { Ok(grown) } else { Err(EditFault::Unsound("the buffer is not sound")) }
}

fn local_coord(place: LonLat, plane: &LocalProjection) -> geo::Coord<f64> {
    coord(plane.local_from_lon_lat(place))
}

fn style(distance_m: f64) -> BufferStyle<f64> {
    let angle = std::f64::consts::TAU / f64::from(CIRCLE_CORNERS);
    BufferStyle::new(distance_m).line_cap(LineCap::Round(angle)).line_join(LineJoin::Round(angle))
}

fn disk(center: LocalPoint, radius: f64) -> geo::Polygon<f64> {
    let corner = |n: u32| {
        let (sin, cos) = (std::f64::consts::TAU * f64::from(n % CIRCLE_CORNERS) / f64::from(CIRCLE_CORNERS)).sin_cos();
        geo::Coord { x: center.x + radius * cos, y: center.y + radius * sin }
    };
    geo::Polygon::new(LineString::new((0..=CIRCLE_CORNERS).map(corner).collect()), Vec::new())
}

fn area_of(polygons: &[geo::Polygon<f64>]) -> f64 {
    polygons.iter().map(geo::Area::unsigned_area).sum()
}

fn holds(polygons: &[geo::Polygon<f64>], at: geo::Coord<f64>) -> bool {
    polygons.iter().any(|polygon| polygon.contains(&geo::Point::from(at)))
}

fn check_lines(lines: &MultiLineString<f64>, grown: &[geo::Polygon<f64>], r: f64) -> Result<(), EditFault> {
    let longest = lines.iter().map(|line| {
        let (Some(first), Some(last)) = (line.0.first(), line.0.last()) else { return 0.0 };
        (last.x - first.x).hypot(last.y - first.y)
    });
    let least = std::f64::consts::PI * r * r + 2.0 * r * longest.fold(0.0, f64::max);
    let is_whole = lines.iter().flat_map(|line| &line.0).all(|&at| holds(grown, at));
    // A line that comes back to its beginning is longer than the way straight: the bound only grows.
    if is_whole && area_of(grown) >= (1.0 - ARC_SLACK) * least {
        Ok(())
    } else {
        Err(EditFault::Unsound("the buffer is smaller than it must be"))
    }
}

fn check_grown(area: &geo::MultiPolygon<f64>, grown: &[geo::Polygon<f64>], r: f64) -> Result<(), EditFault> {
    let least =
        |polygon: &geo::Polygon<f64>| (polygon.unsigned_area().sqrt() + r * std::f64::consts::PI.sqrt()).powi(2);
    let bound = area.iter().map(least).fold(area.unsigned_area(), f64::max);
    let is_whole = area.iter().flat_map(|polygon| &polygon.exterior().0).all(|&at| holds(grown, at));
    if is_whole && area_of(grown) >= (1.0 - ARC_SLACK) * bound {
        Ok(())
    } else {
        Err(EditFault::Unsound("the buffer is smaller than it must be"))
    }
}

fn check_shrunk(area: &geo::MultiPolygon<f64>, left: &[geo::Polygon<f64>], r: f64) -> Result<(), EditFault> {
    let clearance = |at: geo::Coord<f64>| {
        let rings = area.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let point = LocalPoint::new(at.x, at.y);
        let pieces = rings.flat_map(LineString::lines);
        let near = pieces.map(|line| {
            let (a, b) = (LocalPoint::new(line.start.x, line.start.y), LocalPoint::new(line.end.x, line.end.y));
            point.nearest_on(a, b).0.distance(point)
        });
        near.fold(f64::INFINITY, f64::min)
    };
    let keeps_away = left
        .iter()
        .flat_map(|polygon| &polygon.exterior().0)
        .all(|&at| clearance(at) >= r.abs() * (1.0 - ARC_SLACK) - 1e-3 && holds(&area.0, at));
    // Where a middle point keeps its distance, something must be left.
    let middles = area.iter().filter_map(geo::InteriorPoint::interior_point);
    let is_lost = middles
        .into_iter()
        .any(|middle| clearance(middle.into()) > r.abs() * (1.0 + ARC_SLACK) + 1e-3 && !holds(left, middle.into()));
    if left.is_empty() && !is_lost {
        return Err(EditFault::Vanishes);
    }
    if keeps_away && !is_lost && area_of(left) < area.unsigned_area() {
        Ok(())
    } else {
        Err(EditFault::Unsound("the narrower area does not keep its distance"))
    }
}
