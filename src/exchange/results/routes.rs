//! The check of evacuation routes as a layer: each route with its figures, then each thing found on it at its place.

use super::coverage::origin;
use super::{ResultFeature, ResultLayer, ResultValue};
use crate::analysis::{CoverageReport, RouteCheck, RouteFinding};
use crate::community::{Community, Shape};
use crate::plan::{ObjectId, Plan};
use crate::units::Metres;

/// Every checked route as a line with its figures, and after it what was found on it: gaps as lines, the rest as points.
#[must_use]
pub fn route_layer(community: &Community, plan: &Plan, report: &CoverageReport, checks: &[RouteCheck]) -> ResultLayer {
    let mut features = Vec::new();
    for check in checks {
        let Some(route) = plan.routes().get(&check.route) else { continue };
        let mut properties = vec![
            ("feature".to_owned(), ResultValue::text("route")),
            ("route_id".to_owned(), ResultValue::Count(u64::from(route.id.0))),
            ("name".to_owned(), ResultValue::text(route.name.as_str())),
            ("has_signs".to_owned(), ResultValue::Flag(route.has_signs)),
        ];
        properties.extend(figures(check));
        features.push(ResultFeature { geometry: Some(Shape::Lines(route.lines.clone())), properties });
        features.extend(check.findings.iter().map(|finding| finding_feature(community, check, finding)));
    }
    let origin = origin("routes", community, Some(plan), Some(&report.header));
    ResultLayer { name: "routes".to_owned(), origin, members: Vec::new(), features }
}

fn width(width: Option<Metres>) -> ResultValue {
    width.map_or(ResultValue::Null, |width| ResultValue::rounded(width.value(), 2))
}

fn figures(check: &RouteCheck) -> Vec<(String, ResultValue)> {
    let narrowest = check.narrowest;
    let flag = |flag: Option<bool>| flag.map_or(ResultValue::Null, ResultValue::Flag);
    vec![
        ("length_m".to_owned(), ResultValue::rounded(check.length.value(), 1)),
        ("walk_min".to_owned(), ResultValue::rounded(check.walk.value() / 60.0, 2)),
        ("is_connected".to_owned(), ResultValue::Flag(check.is_connected())),
        ("gaps".to_owned(), ResultValue::Count(check.n_gaps() as u64)),
        ("faults".to_owned(), ResultValue::Count(check.n_faults() as u64)),
        ("narrowest_width_m".to_owned(), width(narrowest.map(|place| place.width))),
        ("narrowest_is_guess".to_owned(), flag(narrowest.map(|place| place.is_guess))),
        ("narrowest_is_planned".to_owned(), flag(narrowest.map(|place| place.is_planned))),
        ("required_width_m".to_owned(), width(check.required_width)),
        ("width_unknown_m".to_owned(), ResultValue::rounded(check.width_unknown().value(), 1)),
    ]
}

/// What is found, under its word; with the road, the objects that close it, and its length or width.
fn finding_feature(community: &Community, check: &RouteCheck, finding: &RouteFinding) -> ResultFeature {
    let mut properties = vec![
        ("feature".to_owned(), ResultValue::text("finding")),
        ("route_id".to_owned(), ResultValue::Count(u64::from(check.route.0))),
        ("finding".to_owned(), ResultValue::text(finding.name())),
        ("is_fault".to_owned(), ResultValue::Flag(finding.is_fault())),
    ];
    let mut put = |name: &str, value: ResultValue| properties.push((name.to_owned(), value));
    let length_m = |length: &Metres| ResultValue::rounded(length.value(), 1);
    let road_name = |road: &crate::ids::RoadId| {
        let name = community.roads().get(road.index()).and_then(|road| road.name.as_deref());
        name.map_or(ResultValue::Null, ResultValue::text)
    };
    let object = |id: &ObjectId| format!("{}/{}", id.kind().name(), id.number());
    match finding {
        RouteFinding::Gap { length, .. }
        | RouteFinding::OffRoad { length, .. }
        | RouteFinding::WidthUnknown { length } => put("length_m", length_m(length)),
        RouteFinding::NotConnected { .. } => {}
        RouteFinding::Closed { road, by, .. } => {
            put("road", road_name(road));
            put("by", ResultValue::text(by.iter().map(object).collect::<Vec<_>>().join("; ")));
        }
        RouteFinding::InHazard { area, length, .. } => {
            put("by", ResultValue::text(object(&ObjectId::HazardArea(*area))));
            put("length_m", length_m(length));
        }
        RouteFinding::Narrow { road, width, .. } => {
            put("road", road_name(road));
            put("width_m", ResultValue::rounded(width.value(), 2));
        }
    }
    let geometry = match finding.gap() {
        Some((from, to, _)) if from != to => Some(Shape::Lines(vec![vec![from, to]])),
        _ => finding.place().map(Shape::Point),
    };
    ResultFeature { geometry, properties }
}
