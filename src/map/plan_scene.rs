//! The areas and lines of a plan as a scene; its symbols are painted on top, one by one.

use super::{OverlayStyle, Scene, SceneBuilder};
use crate::geometry::{Line, LocalProjection, MultiPolygon};
use crate::plan::{ClosureShape, Hazard, Plan, PlanObject, SiteGeometry};

/// Draws evacuation areas, hazard areas, closures, grounds of sites, routes and road changes. O(objects).
///
/// `is_shown` says which objects take part, for example those of the active scenario.
#[must_use]
pub fn plan_scene(plan: &Plan, plane: &LocalProjection, is_shown: impl Fn(&PlanObject) -> bool) -> Scene {
    let mut builder = SceneBuilder::new();
    for object in plan.objects().filter(is_shown) {
        match &object {
            PlanObject::EvacuationArea(area) => builder.area(OverlayStyle::EvacuationArea.id(), &area.outline, plane),
            PlanObject::HazardArea(area) => builder.area(hazard_style(area.hazard).id(), &area.outline, plane),
            PlanObject::Site(site) => {
                if let SiteGeometry::Area(outline) = &site.geometry {
                    builder.area(OverlayStyle::SiteGround.id(), outline, plane);
                }
            }
            PlanObject::Closure(closure) => match &closure.shape {
                ClosureShape::Point(_) => {}
                ClosureShape::Lines(lines) => add_lines(&mut builder, OverlayStyle::ClosedLine, lines, plane),
                ClosureShape::Area(outline) => builder.area(OverlayStyle::ClosedArea.id(), outline, plane),
            },
            PlanObject::RoadChange(change) => {
                let style = OverlayStyle::RoadChange(change.kind.measure());
                add_lines(&mut builder, style, &change.lines, plane);
            }
            PlanObject::Route(route) => add_lines(&mut builder, OverlayStyle::Route, &route.lines, plane),
            PlanObject::Note(_) => {}
        }
    }
    builder.finish()
}

/// Draws service areas, each one area.
#[must_use]
pub fn service_area_scene<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon>, plane: &LocalProjection) -> Scene {
    let mut builder = SceneBuilder::new();
    for area in areas {
        builder.area(OverlayStyle::ServiceArea.id(), area, plane);
    }
    builder.finish()
}

const fn hazard_style(hazard: Hazard) -> OverlayStyle {
    match hazard {
        Hazard::Flood | Hazard::Tsunami => OverlayStyle::FloodArea,
        Hazard::Earthquake | Hazard::Fire | Hazard::Chemical | Hazard::Landslide | Hazard::Epidemic | Hazard::Other => {
            OverlayStyle::HazardArea
        }
    }
}

fn add_lines(builder: &mut SceneBuilder, style: OverlayStyle, lines: &[Line], plane: &LocalProjection) {
    builder.lines(style.id(), lines.iter().map(|line| line.iter().map(|&place| plane.local_from_lon_lat(place))));
}
