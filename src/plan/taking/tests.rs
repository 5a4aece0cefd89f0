//! Files of hazards, areas and sites, and what the plan takes of them.

use std::sync::Arc;

use super::*;
use crate::community::FileLayer;
use crate::exchange::community::{ImportOptions, file_layers_of_bytes};
use crate::jobs::JobContext;
use crate::plan::{Capacity, Hazard, HazardArea, HazardEffect, PlanObject, SiteGeometry, SiteKind};
use crate::units::Persons;

fn square(west: f64) -> String {
    let east = west + 0.01;
    format!("[[[{west},47.1],[{east},47.1],[{east},47.11],[{west},47.11],[{west},47.1]]]")
}

fn area(west: f64, properties: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":{}}}}}"#,
        square(west)
    )
}

fn layer(features: &[String]) -> FileLayer {
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
    let files = [("fire.geojson".to_owned(), text.into_bytes())];
    let layers = file_layers_of_bytes(&files, &ImportOptions::default(), &JobContext::new()).unwrap();
    layers.into_iter().next().unwrap()
}

fn hazards(taken: &Taken) -> Vec<Arc<HazardArea>> {
    let hazard = |object: &PlanObject| match object {
        PlanObject::HazardArea(area) => Some(Arc::clone(area)),
        PlanObject::EvacuationArea(_)
        | PlanObject::Site(_)
        | PlanObject::Closure(_)
        | PlanObject::RoadChange(_)
        | PlanObject::Route(_)
        | PlanObject::Note(_) => None,
    };
    taken.objects.iter().filter_map(hazard).collect()
}

#[test]
fn a_fire_by_the_hour_becomes_hazard_areas_that_begin_one_after_the_other() {
    let layer = layer(&[
        area(9.50, r#"{"hazard":"bushfire","burnt_by_hour":0}"#),
        area(9.51, r#"{"hazard":"Bushfire","burnt_by_hour":"2"}"#),
        area(9.52, r#"{"hazard":"洪水","burnt_by_hour":1.5}"#),
    ]);
    let taking = Taking::suggested(&layer, Becomes::HazardArea);
    assert_eq!(taking.from, Some(TimeColumn { column: "burnt_by_hour".to_owned(), unit: TimeUnit::Hours }));
    let taken = taken(&layer, &taking).unwrap();
    assert_eq!(taken.notes, []);
    let found: Vec<_> = hazards(&taken).iter().map(|a| (a.hazard, a.from_min, a.until_min, a.effect)).collect();
    let closed = HazardEffect::ClosedToWalkers;
    assert_eq!(
        found,
        [(Hazard::Fire, 0.0, None, closed), (Hazard::Fire, 120.0, None, closed), (Hazard::Flood, 90.0, None, closed)]
    );
    assert_eq!(hazards(&taken)[1].name, "burnt_by_hour 2");
}

#[test]
fn what_cannot_be_taken_is_left_out_with_its_reason_and_what_is_not_said_is_noted() {
    let point = r#"{"type":"Feature","properties":{"h":1},"geometry":{"type":"Point","coordinates":[9.5,47.1]}}"#;
    let nowhere = r#"{"type":"Feature","properties":{"h":1},"geometry":null}"#;
    let layer = layer(&[
        point.to_owned(),
        nowhere.to_owned(),
        area(9.5, r#"{"h":"soon"}"#),
        area(9.51, r#"{"h":-1}"#),
        area(9.52, r#"{"x":"only"}"#),
        area(9.53, r#"{"h":3}"#),
    ]);
    let time = |column: &str| Some(TimeColumn { column: column.to_owned(), unit: TimeUnit::Seconds });
    let plain = Taking::suggested(&layer, Becomes::HazardArea);
    let taken = super::taken(&layer, &Taking { from: time("H"), until: time("h"), ..plain.clone() }).unwrap();
    assert_eq!(taken.objects.len(), 4);
    let left: Vec<_> = taken.notes.iter().filter(|(_, note)| note.is_left_out()).cloned().collect();
    assert_eq!(left, [(0, TakingNote::NotAnArea), (1, TakingNote::NoShape)]);
    let said: Vec<_> = taken.notes.iter().filter(|(_, note)| !note.is_left_out()).cloned().collect();
    let expected = [(2, "soon"), (3, "-1"), (4, "")]
        .map(|(n, text)| [(n, TakingNote::NoStart(text.to_owned())), (n, TakingNote::NoEnd(text.to_owned()))]);
    assert_eq!(said, [expected.concat(), vec![(5, TakingNote::NeverActs)]].concat());
    let missing = super::taken(&layer, &Taking { from: time("hour"), ..plain }).unwrap_err();
    assert_eq!(missing.to_string(), "fire.geojson has no column hour; it has: h, x");
}

#[test]
fn points_and_areas_become_sites_with_names_and_places() {
    let point = r#"{"type":"Feature","id":7,"properties":{"name":"Hall","capacity":120},"geometry":{"type":"Point","coordinates":[9.5,47.1]}}"#;
    let line =
        r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[9.5,47.1],[9.6,47.1]]}}"#;
    let layer = layer(&[point.to_owned(), area(9.5, r#"{"name":"Park"}"#), line.to_owned()]);
    let taken = super::taken(&layer, &Taking::suggested(&layer, Becomes::Site(SiteKind::Shelter))).unwrap();
    assert_eq!(taken.notes, [(2, TakingNote::NotAPlace)]);
    let [PlanObject::Site(hall), PlanObject::Site(park)] = taken.objects.as_slice() else {
        panic!("two sites: {:?}", taken.objects)
    };
    assert_eq!((hall.name.as_str(), hall.capacity), ("Hall", Capacity::Persons(Persons(120))));
    assert_eq!((park.name.as_str(), park.capacity), ("Park", Capacity::Unknown));
    assert!(matches!(park.geometry, SiteGeometry::Area(_)));
}

#[test]
fn the_outlook_says_what_taking_brings_without_making_it() {
    let line =
        r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[9.5,47.1],[9.6,47.1]]}}"#;
    let layer = layer(&[area(9.5, r#"{"start_h":2}"#), line.to_owned(), area(9.51, r#"{"start_h":0.5}"#)]);
    let from = Some(TimeColumn { column: "start_h".to_owned(), unit: TimeUnit::Hours });
    for becomes in [Becomes::HazardArea, Becomes::EvacuationArea, Becomes::Site(SiteKind::Shelter)] {
        let taking = Taking { from: from.clone(), ..Taking::suggested(&layer, becomes) };
        let (outlook, taken) = (outlook(&layer, &taking).unwrap(), super::taken(&layer, &taking).unwrap());
        assert_eq!((outlook.n_objects, &outlook.notes), (taken.objects.len(), &taken.notes));
        let has_times = !matches!(becomes, Becomes::Site(_));
        assert_eq!(outlook.starts_min, has_times.then_some((30.0, 120.0)), "{becomes:?}");
    }
}

fn sites(kind: SiteKind, properties: &[&str]) -> (Vec<(Capacity, Option<f64>)>, Vec<TakingNote>) {
    let point = |properties: &&str| {
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Point","coordinates":[9.5,47.1]}}}}"#
        )
    };
    let layer = layer(&properties.iter().map(point).collect::<Vec<_>>());
    let taken = super::taken(&layer, &Taking::suggested(&layer, Becomes::Site(kind))).unwrap();
    let facts = |object: &PlanObject| match object {
        PlanObject::Site(site) => (site.capacity, site.exit_persons_per_min),
        other => panic!("{other:?}"),
    };
    (taken.objects.iter().map(facts).collect(), taken.notes.into_iter().map(|(_, note)| note).collect())
}

#[test]
fn numbers_of_places_are_read_as_people_write_them_and_none_is_lost_unsaid() {
    let texts = ["1,200", "300 persons", "120人", "１２０", "-5", "300 m²", "100-200", "unknown"];
    let properties = texts.map(|text| format!(r#""capacity":"{text}""#));
    let (found, notes) = sites(SiteKind::Shelter, &properties.each_ref().map(String::as_str));
    let numbers: Vec<_> = found
        .iter()
        .map(|(capacity, _)| match capacity {
            Capacity::Persons(persons) => Some(persons.0),
            Capacity::Unknown | Capacity::Area { .. } => None,
        })
        .collect();
    assert_eq!(numbers, [Some(1_200), Some(300), Some(120), Some(120), None, None, None, None]);
    assert_eq!(notes, ["-5", "300 m²", "100-200"].map(|text| TakingNote::NoCapacity(text.to_owned())));
    let (found, notes) = sites(SiteKind::Shelter, &[r#""capacity":-5"#]);
    assert_eq!((found[0].0, notes), (Capacity::Unknown, vec![TakingNote::NoCapacity("-5".to_owned())]));
}

#[test]
fn an_exit_takes_its_flow_and_no_capacity_that_may_be_one() {
    let (found, notes) = sites(
        SiteKind::Exit,
        &[r#""exit_persons_per_min":"90 persons/min","capacity":90"#, r#""exit_persons_per_min":"fast""#],
    );
    assert_eq!(found, [(Capacity::Unknown, Some(90.0)), (Capacity::Unknown, None)]);
    assert_eq!(notes, [TakingNote::DoubtfulCapacity("90".to_owned()), TakingNote::NoExitFlow("fast".to_owned())]);
    let (found, notes) = sites(SiteKind::Exit, &[r#""capacity_persons":40,"capacity":90"#]);
    assert_eq!((found, notes), (vec![(Capacity::Persons(Persons(40)), None)], vec![]));
    let (found, notes) = sites(SiteKind::Shelter, &[r#""exit_persons_per_min":90"#]);
    assert_eq!((found, notes), (vec![(Capacity::Unknown, None)], vec![]), "only exits have a flow");
}

#[test]
fn words_that_name_no_hazard_are_said() {
    let layer = layer(&[area(9.5, r#"{"hazard":"volcano"}"#), area(9.51, r#"{"hazard":"其他"}"#)]);
    let plain = Taking::suggested(&layer, Becomes::HazardArea);
    let unsaid = super::taken(&layer, &plain).unwrap();
    assert_eq!(unsaid.notes, [(0, TakingNote::UnknownHazard("volcano".to_owned()))]);
    let said = Taking { hazard: Some(Hazard::Fire), ..plain };
    assert_eq!(super::taken(&layer, &said).unwrap().notes, []);
}

#[test]
fn a_number_that_only_ends_like_a_time_is_not_taken_for_one() {
    let layer = layer(&[area(9.5, r#"{"depth_min":0.5,"cars_per_hour":300,"临时容量":80,"burntByHour":2}"#)]);
    let from = Taking::suggested(&layer, Becomes::HazardArea).from;
    assert_eq!(from, Some(TimeColumn { column: "burntByHour".to_owned(), unit: TimeUnit::Hours }));
}

#[test]
fn evacuation_areas_take_their_phase() {
    let layer = layer(&[area(9.5, r#"{"名称":"北片","phase_min":15}"#)]);
    let taken = super::taken(&layer, &Taking::suggested(&layer, Becomes::EvacuationArea)).unwrap();
    let [PlanObject::EvacuationArea(area)] = taken.objects.as_slice() else { panic!("{:?}", taken.objects) };
    assert_eq!((area.name.as_str(), area.phase_min), ("北片", 15.0));
}
