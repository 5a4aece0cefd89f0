//! Laws of placing people: nobody is lost, nobody counted twice, every number keeps its mark.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::community::{Building, FeatureKind, FeatureSource, Layer, PopulationZone};
use crate::community::{ImportWarning, WarningCode};
use crate::geometry::Polygon;

const STEP: f64 = 0.000_1;

fn square(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon {
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    MultiPolygon(vec![Polygon::from_ring(corners.iter().map(|&(x, y)| LonLat::new_clamped(x, y)).collect())])
}

fn building(x: f64, y: f64, size: f64) -> Building {
    let outline = square(x, y, x + size, y + size);
    let door = outline.center().unwrap();
    Building::plain(outline, door)
}

fn zone(shape: Shape, count: ZoneCount) -> PopulationZone {
    PopulationZone {
        source: FeatureSource::default(),
        source_id: None,
        shape,
        name: None,
        count,
        persons_by_day: None,
        vulnerable_persons: None,
    }
}

fn persons_in(west: f64, south: f64, east: f64, north: f64, n: u32) -> PopulationZone {
    zone(Shape::Area(square(west, south, east, north)), ZoneCount::Persons(Persons(n)))
}

fn parts(buildings: Vec<Building>, zones: Vec<PopulationZone>) -> CommunityParts {
    let layer = Layer {
        name: "town".to_owned(),
        path: String::new(),
        sha256: String::new(),
        n_features: buildings.len() + zones.len(),
        kinds: BTreeMap::from([(FeatureKind::Other, buildings.len() + zones.len())]),
        columns: Vec::new(),
        attribution: None,
    };
    CommunityParts { layers: vec![layer], buildings, zones, ..CommunityParts::default() }
}

fn place(parts: &CommunityParts, rules: &PopulationRules) -> PlacedPeople {
    place_people(parts, &LocalProjection::new(LonLat::new_clamped(0.0, 0.0)), rules)
}

fn codes(placed: &PlacedPeople) -> Vec<WarningCode> {
    placed.warnings.iter().map(ImportWarning::code).collect()
}

#[test]
fn nested_zones_count_everybody_once_at_any_depth() {
    // Country ⊃ district ⊃ two municipalities; one building in each ring of the nest.
    let buildings = vec![
        building(0.01, 0.01, STEP),
        building(0.03, 0.01, STEP),
        building(0.06, 0.06, STEP),
        building(0.2, 0.2, STEP),
    ];
    let zones = vec![
        persons_in(0.0, 0.0, 1.0, 1.0, 1_000),
        persons_in(0.0, 0.0, 0.1, 0.1, 300),
        persons_in(0.0, 0.0, 0.02, 0.02, 50),
        persons_in(0.02, 0.0, 0.04, 0.02, 70),
    ];
    let placed = place(&parts(buildings, zones), &PopulationRules::default());
    let each: Vec<u32> = placed.demand.iter().map(|point| point.persons.0).collect();
    assert_eq!(each, [50, 70, 180, 700]);
    assert_eq!(placed.summary.total, 1_000);
}

#[test]
fn addresses_inside_a_zone_are_not_counted_again() {
    let address = zone(Shape::Point(LonLat::new_clamped(0.01, 0.01)), ZoneCount::Persons(Persons(3)));
    let placed = place(&parts(vec![], vec![address, persons_in(0.0, 0.0, 0.1, 0.1, 5)]), &PopulationRules::default());
    assert_eq!(placed.summary.total, 3);
    assert_eq!(codes(&placed), [WarningCode::PersonsCountedTwice]);
    assert!(placed.warnings[0].message().contains("2 persons of the zone"), "{}", placed.warnings[0].message());
}

#[test]
fn a_zone_without_buildings_keeps_its_people_at_a_place_inside() {
    let placed = place(&parts(vec![], vec![persons_in(0.0, 0.0, 0.1, 0.1, 80)]), &PopulationRules::default());
    assert_eq!(placed.summary.total, 80);
    assert_eq!(placed.demand.len(), 1);
    assert!(square(0.0, 0.0, 0.1, 0.1).contains(placed.demand[0].place));
    assert_eq!(codes(&placed), [WarningCode::ZoneWithoutBuildings, WarningCode::PersonsSpread]);
}

#[test]
fn people_at_the_middle_of_a_small_zone_are_not_counted_again_by_a_large_one() {
    let zones = vec![persons_in(0.0, 0.0, 0.1, 0.1, 100), persons_in(0.0, 0.0, 0.02, 0.02, 30)];
    let placed = place(&parts(vec![building(0.05, 0.05, STEP)], zones), &PopulationRules::default());
    assert_eq!(placed.summary.total, 100);
    assert_eq!(placed.demand[0].persons, Persons(70));
}

#[test]
fn given_numbers_come_first_and_the_zone_spreads_the_rest() {
    let mut known = building(0.01, 0.01, STEP);
    known.persons = Some(Persons(30));
    known.persons_by_day = Some(Persons(90));
    let mut whole = persons_in(0.0, 0.0, 0.1, 0.1, 100);
    whole.persons_by_day = Some(Persons(100));
    whole.vulnerable_persons = Some(Persons(20));
    let placed = place(&parts(vec![known, building(0.02, 0.02, STEP)], vec![whole]), &PopulationRules::default());
    assert_eq!((placed.demand[0].persons.0, placed.demand[0].persons_by_day.0), (30, 90));
    assert_eq!((placed.demand[1].persons.0, placed.demand[1].persons_by_day.0), (70, 10));
    assert_eq!(placed.demand[1].vulnerable.0, 20);
    assert_eq!((placed.summary.given, placed.summary.spread), (30, 70));
}

#[test]
fn dwellings_are_estimates_and_floor_area_fills_the_planners_total() {
    let homes = zone(Shape::Area(square(0.0, 0.0, 0.1, 0.1)), ZoneCount::Dwellings(10));
    let placed = place(&parts(vec![building(0.01, 0.01, STEP)], vec![homes]), &PopulationRules::default());
    assert_eq!((placed.summary.total, placed.summary.estimated), (25, 25));
    let mut tall = building(0.02, 0.02, STEP);
    tall.levels = Some(3.0);
    let rules = PopulationRules { total: Some(Persons(400)), ..PopulationRules::default() };
    let placed = place(&parts(vec![building(0.01, 0.01, STEP), tall], vec![]), &rules);
    assert_eq!(placed.demand.iter().map(|point| point.persons.0).collect::<Vec<_>>(), [100, 300]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_are_exact_and_marks_complete(
        doors in prop::collection::vec((0.0f64..0.1, 0.0f64..0.1, 1u32..9, prop::option::weighted(0.2, 0u32..40)), 0..40),
        cells in prop::collection::vec((0u32..5_000, 0u32..400), 4),
    ) {
        // Four cells side by side cover the town; no building is given more than its cell holds.
        let buildings: Vec<Building> = doors
            .iter()
            .map(|&(x, y, size, _)| building(x, y, STEP * f64::from(size)))
            .collect();
        let zones: Vec<PopulationZone> = (0..4u32)
            .map(|i| {
                let west = f64::from(i) * 0.03 - 0.01;
                let mut cell = persons_in(west, -0.01, west + 0.03, 0.12, cells[i as usize].0);
                cell.vulnerable_persons = Some(Persons(cells[i as usize].1));
                cell
            })
            .collect();
        let total: u64 = cells.iter().map(|&(n, _)| u64::from(n)).sum();
        let frail: u64 = cells.iter().map(|&(n, frail)| u64::from(frail.min(n))).sum();
        let town = parts(buildings, zones);
        let placed = place(&town, &PopulationRules::default());
        prop_assert_eq!(placed.summary.total, total);
        prop_assert_eq!(placed.summary.vulnerable, frail);
        prop_assert_eq!(placed.summary.given + placed.summary.spread + placed.summary.estimated, total);
        prop_assert!(placed.demand.iter().all(|point| point.vulnerable <= point.persons));
        let again = place(&town, &PopulationRules::default());
        prop_assert_eq!(placed.demand, again.demand);
    }

    #[test]
    fn nested_zones_never_place_more_than_the_largest_source_asks(
        doors in prop::collection::vec((0.0f64..0.1, 0.0f64..0.1, prop::option::weighted(0.3, 0u32..40)), 1..30),
        outer in 0u32..4_000,
        inner in 0u32..4_000,
    ) {
        let buildings: Vec<Building> = doors
            .iter()
            .map(|&(x, y, persons)| Building { persons: persons.map(Persons), ..building(x, y, STEP) })
            .collect();
        let given: u64 = doors.iter().filter_map(|&(_, _, persons)| persons).map(u64::from).sum();
        let zones = vec![persons_in(-0.01, -0.01, 0.12, 0.12, outer), persons_in(-0.01, -0.01, 0.05, 0.12, inner)];
        let placed = place(&parts(buildings, zones), &PopulationRules::default());
        let most = u64::from(outer).max(u64::from(inner).max(given) + given);
        prop_assert!(placed.summary.total <= most, "{:?} against {}", placed.summary, most);
        if doors.iter().any(|(_, _, persons)| persons.is_none()) {
            prop_assert!(placed.summary.total >= u64::from(inner).min(u64::from(outer)));
        }
        prop_assert_eq!(placed.summary.given, given);
    }
}
