//! Result layers of the analyses: coverage by building, service areas, the road network.

use std::sync::Arc;

use super::{ResultFeature, ResultLayer, ResultOrigin, ResultValue, plan_fingerprint};
use crate::analysis::{CoverageHeader, CoverageReport, Outcome, ServiceArea};
use crate::community::{Community, DemandOrigin, DemandPoint, Shape};
use crate::ids::{DemandId, SegmentId};
use crate::network::RoadNetwork;
use crate::plan::{Plan, SiteKind};

pub(super) fn origin(
    analysis: &str,
    community: &Community,
    plan: Option<&Plan>,
    header: Option<&CoverageHeader>,
) -> ResultOrigin {
    ResultOrigin {
        analysis: analysis.to_owned(),
        plan_sha256: plan.map(plan_fingerprint).unwrap_or_default(),
        profile: header.map(|header| header.profile.clone()).unwrap_or_default(),
        scenario: header.map(|header| header.scenario_name.clone()).unwrap_or_default(),
        attribution: community.attributions().into_iter().map(str::to_owned).collect(),
    }
}

pub(super) fn optional_text(text: Option<&str>) -> ResultValue {
    text.map_or(ResultValue::Null, ResultValue::text)
}

/// Where a door is, as large as it is known; the id it had in its file, and its name.
pub(super) fn door_facts(community: &Community, demand: &DemandPoint) -> (Shape, Option<Arc<str>>, Option<Arc<str>>) {
    let shape = match demand.origin {
        DemandOrigin::Building(id) => {
            let building = community.buildings().get(id.index());
            let outline = building.filter(|building| !building.outline.0.is_empty());
            outline.map_or(Shape::Point(demand.place), |b| Shape::Area(b.outline.clone()))
        }
        DemandOrigin::Zone(_) => Shape::Point(demand.place),
    };
    let (id, name) = names_of(community, demand);
    (shape, id, name)
}

fn names_of(community: &Community, demand: &DemandPoint) -> (Option<Arc<str>>, Option<Arc<str>>) {
    match demand.origin {
        DemandOrigin::Building(id) => {
            let building = community.buildings().get(id.index());
            (building.and_then(|b| b.source_id.clone()), building.and_then(|b| b.name.clone()))
        }
        DemandOrigin::Zone(zone) => {
            let zone = community.zones().get(zone as usize);
            (zone.and_then(|zone| zone.source_id.clone()), zone.and_then(|zone| zone.name.clone()))
        }
    }
}

/// The identifier of a door's building or population zone in its file, and its name.
#[must_use]
pub fn door_names(community: &Community, door: DemandId) -> (Option<Arc<str>>, Option<Arc<str>>) {
    community.demand().get(door.index()).map_or((None, None), |demand| names_of(community, demand))
}

/// Coverage of every demand point: one feature each, with the outcome for every kind of site in the plan.
#[must_use]
pub fn coverage_layer(community: &Community, plan: &Plan, report: &CoverageReport) -> ResultLayer {
    let mut features = Vec::with_capacity(community.demand().len());
    for (index, demand) in community.demand().iter().enumerate() {
        let (geometry, id, name) = door_facts(community, demand);
        let mut properties = vec![
            ("source_id".to_owned(), optional_text(id.as_deref())),
            ("name".to_owned(), optional_text(name.as_deref())),
            ("persons".to_owned(), ResultValue::Count(demand.persons.count())),
            ("persons_source".to_owned(), ResultValue::text(demand.source.name())),
        ];
        for kind in &report.kinds {
            if let Some(outcome) = kind.outcomes.get(index) {
                outcome_properties(&mut properties, report, kind.kind, outcome);
            }
        }
        features.push(ResultFeature { geometry: Some(geometry), properties });
    }
    let origin = origin("coverage", community, Some(plan), Some(&report.header));
    ResultLayer { name: "coverage".to_owned(), origin, members: Vec::new(), features }
}

fn outcome_properties(
    properties: &mut Vec<(String, ResultValue)>,
    report: &CoverageReport,
    kind: SiteKind,
    outcome: &Outcome,
) {
    let name = kind.name();
    properties.push((format!("{name}_outcome"), ResultValue::text(outcome.name())));
    let (site, metres, minutes) = match outcome.way() {
        Some(way) => {
            let time = report.walking_time(way);
            let minutes = time.map_or(ResultValue::Null, |time| ResultValue::rounded(time.value() / 60.0, 2));
            (ResultValue::Count(u64::from(way.site.0)), ResultValue::rounded(way.length().value(), 3), minutes)
        }
        None => (ResultValue::Null, ResultValue::Null, ResultValue::Null),
    };
    properties.push((format!("{name}_site_id"), site));
    properties.push((format!("{name}_walk_m"), metres));
    properties.push((format!("{name}_walk_min"), minutes));
}

/// Land that is reached, one feature per service area.
#[must_use]
pub fn service_area_layer(
    community: &Community,
    plan: &Plan,
    report: &CoverageReport,
    areas: &[ServiceArea],
) -> ResultLayer {
    let feature = |area: &ServiceArea| {
        let sites: Vec<_> = area.sites.iter().filter_map(|id| plan.sites().get(id)).collect();
        let kind = sites.first().map(|site| site.kind.name());
        let names: Vec<String> = sites
            .iter()
            .map(|site| if site.name.is_empty() { site.id.to_string() } else { site.name.clone() })
            .collect();
        ResultFeature {
            geometry: Some(Shape::Area(area.land.clone())),
            properties: vec![
                ("site_kind".to_owned(), optional_text(kind)),
                ("sites".to_owned(), ResultValue::text(names.join("; "))),
                ("limit_m".to_owned(), ResultValue::rounded(area.limit.value(), 3)),
                ("offset_m".to_owned(), ResultValue::rounded(area.offset.value(), 3)),
                ("area_m2".to_owned(), ResultValue::rounded(area.area.value(), 1)),
                ("reached_road_m".to_owned(), ResultValue::rounded(area.reached_road.value(), 1)),
            ],
        }
    };
    ResultLayer {
        name: "service_areas".to_owned(),
        origin: origin("service_areas", community, Some(plan), Some(&report.header)),
        members: Vec::new(),
        features: areas.iter().map(feature).collect(),
    }
}

/// The road network: one feature per road segment, from junction to junction.
#[must_use]
pub fn network_layer(community: &Community, network: &RoadNetwork) -> ResultLayer {
    let mut features = Vec::with_capacity(network.n_segments());
    for index in 0..network.n_segments() {
        let id = SegmentId::from_index(index);
        let Some(segment) = network.segment(id) else { continue };
        let Some(road) = community.roads().get(segment.road.index()) else { continue };
        let (width, is_guess) = road.width_or_guess();
        let properties = vec![
            ("segment_id".to_owned(), ResultValue::Count(u64::from(id.0))),
            ("source_id".to_owned(), optional_text(road.source_id.as_deref())),
            ("name".to_owned(), optional_text(road.name.as_deref())),
            ("road_class".to_owned(), ResultValue::text(road.class.name())),
            ("from_junction".to_owned(), ResultValue::Count(u64::from(segment.from.0))),
            ("to_junction".to_owned(), ResultValue::Count(u64::from(segment.to.0))),
            ("length_m".to_owned(), ResultValue::rounded(segment.length.metres().value(), 3)),
            ("width_m".to_owned(), ResultValue::rounded(width.value(), 2)),
            ("width_is_guess".to_owned(), ResultValue::Flag(is_guess)),
            ("is_walkable".to_owned(), ResultValue::Flag(segment.is_walkable)),
            ("component".to_owned(), ResultValue::Count(u64::from(network.component_of(segment.from)))),
        ];
        let line = network.segment_line(id).to_vec();
        features.push(ResultFeature { geometry: Some(Shape::Lines(vec![line])), properties });
    }
    let origin = origin("network", community, None, None);
    ResultLayer { name: "network".to_owned(), origin, members: Vec::new(), features }
}
