//! Cutting a hole into an area.

use geo::{Area as _, BooleanOps as _};

use super::fault::{EditFault, ShapeFault};
use super::tidy::{plane_around, tidied_area, tidied_ring};
use super::validity::{area_faults, outline_faults};
use crate::geometry::{LonLat, MultiPolygon, Polygon};

/// Areas may differ from what their difference says by this share (rounding of the overlay).
const AREA_SLACK: f64 = 1e-6;

/// The area without what lies inside a ring. The ring must lie inside one polygon (an island in a hole is one of its
/// own); where it meets holes that are there already, they become one.
///
/// # Errors
/// [`EditFault::Shape`] with the place where the ring is not sound, leaves the area or has nothing in common with
/// it; [`EditFault::Unsound`]
/// where the result fails its check.
pub fn with_hole(area: &MultiPolygon, ring: &[LonLat]) -> Result<MultiPolygon, EditFault> {
    let faults: Vec<ShapeFault> = outline_faults(ring).into_iter().chain(area_faults(area)).collect();
    if !faults.is_empty() {
        return Err(EditFault::Shape(faults));
    }
    let mut changed = tidied_area(area);
    let hole = tidied_ring(ring, false);
    let Some(&first) = hole.first() else { return Err(EditFault::Shape(vec![ShapeFault::Empty])) };
    // An island inside a hole comes before the polygon around the hole.
    let around = changed.0.iter().position(|p| p.contains(first));
    let around = around.or_else(|| changed.0.iter().position(|p| Polygon::from_ring(p.outer.clone()).contains(first)));
    let part =
        around.and_then(|n| changed.0.get_mut(n)).ok_or(EditFault::Shape(vec![ShapeFault::HoleOutside(first)]))?;
    let alone = Polygon { outer: part.outer.clone(), holes: vec![hole.clone()] };
    let faults: Vec<ShapeFault> = area_faults(&MultiPolygon(vec![alone])).into_iter().map(as_outside).collect();
    if !faults.is_empty() {
        return Err(EditFault::Shape(faults));
    }
    let simple = Polygon { outer: part.outer.clone(), holes: [part.holes.clone(), vec![hole.clone()]].concat() };
    let pieces = if area_faults(&MultiPolygon(vec![simple.clone()])).is_empty() {
        vec![simple]
    } else {
        difference(part, &hole)?
    };
    if let Some(n) = around {
        changed.0.splice(n..=n, pieces);
    }
    let changed = tidied_area(&changed);
    if area_faults(&changed).is_empty() { Ok(changed) } else { Err(EditFault::Unsound("the outline with its hole")) }
}

/// A ring that crosses the outline leaves it.
const fn as_outside(fault: ShapeFault) -> ShapeFault {
    match fault {
        ShapeFault::RingsOverlap(place) => ShapeFault::HoleOutside(place),
        other => other,
    }
}

fn difference(part: &Polygon, hole: &[LonLat]) -> Result<Vec<Polygon>, EditFault> {
    let plane = plane_around(part.places()).ok_or(EditFault::Unsound("no outline"))?;
    let whole = part.to_local(&plane);
    let ring = Polygon::from_ring(tidied_ring(hole, true)).to_local(&plane);
    let (left, common) = (whole.difference(&ring), whole.intersection(&ring));
    let area = whole.unsigned_area();
    if (left.unsigned_area() + common.unsigned_area() - area).abs() > AREA_SLACK * area {
        return Err(EditFault::Unsound("the areas do not add up"));
    }
    if common.unsigned_area() <= AREA_SLACK * ring.unsigned_area()
        && let Some(&first) = hole.first()
    {
        return Err(EditFault::Shape(vec![ShapeFault::HoleOutside(first)]));
    }
    if left.0.is_empty() {
        return Err(EditFault::NotCut);
    }
    Ok(left.iter().map(|polygon| Polygon::from_local(polygon, &plane)).collect())
}
