//! Extracts written by hand: what becomes of roads, areas, torn and hostile files.

use proptest::prelude::*;

use super::fixture::Fixture;
use crate::community::{Community, FeatureKind, ImportWarning, WarningCode};
use crate::exchange::community::{ImportError, ImportOptions, read_community_bytes};
use crate::jobs::JobContext;

fn open(bytes: Vec<u8>) -> Result<Community, ImportError> {
    let files = [("town.osm.pbf".to_owned(), bytes)];
    read_community_bytes(&files, &ImportOptions::default(), &JobContext::new())
}

/// A town: two roads that meet, a house, a lake with an island as a relation, a park, a shop.
fn town() -> Fixture<'static> {
    let square = |first: i64, lon: i64, lat: i64, size: i64| {
        let corner = move |n: i64, dx: i64, dy: i64| (first + n, lon + dx * size, lat + dy * size, &[] as &[_]);
        [corner(0, 0, 0), corner(1, 1, 0), corner(2, 1, 1), corner(3, 0, 1)]
    };
    let (lon, lat) = (95_000_000, 471_000_000);
    let mut nodes = vec![
        (1, lon, lat, &[] as &[_]),
        (2, lon + 10_000, lat, &[]),
        (3, lon + 20_000, lat, &[("highway", "crossing")]),
        (4, lon + 10_000, lat + 10_000, &[]),
        (5, lon + 12_345, lat + 5_000, &[("shop", "bakery"), ("name", "Bäckerei")]),
    ];
    nodes.extend(square(10, lon + 2_000, lat + 1_000, 1_500));
    nodes.extend(square(20, lon + 30_000, lat, 20_000));
    nodes.extend(square(30, lon + 35_000, lat + 5_000, 5_000));
    nodes.extend(square(40, lon, lat + 30_000, 9_000));
    Fixture {
        nodes,
        ways: vec![
            (100, vec![1, 2, 3], &[("highway", "residential"), ("name", "Dorfstrasse")]),
            (101, vec![2, 4], &[("highway", "footway")]),
            (102, vec![10, 11, 12, 13, 10], &[("building", "house"), ("building:levels", "2")]),
            (103, vec![20, 21, 22], &[]),
            (104, vec![20, 23, 22], &[]),
            (105, vec![30, 31, 32, 33, 30], &[]),
            (106, vec![40, 41, 42, 43, 40], &[("leisure", "park")]),
        ],
        relations: vec![
            (7, vec![(103, ""), (104, "outer"), (105, "")], &[("type", "multipolygon"), ("natural", "water")]),
            (8, vec![(100, "")], &[("type", "route"), ("route", "bus")]),
        ],
    }
}

#[test]
fn roads_areas_and_points_come_with_their_tags_and_ids() {
    for is_packed in [false, true] {
        let community = open(town().to_bytes(is_packed)).unwrap();
        let counts = FeatureKind::ALL.map(|kind| community.counts().of(kind));
        assert_eq!(counts, [2, 1, 1, 1, 1, 0, 0, 1], "{:?}", community.layers());
        let [first, second] = community.roads() else { panic!("two roads") };
        assert_eq!((first.source_id.as_deref(), second.source_id.as_deref()), (Some("way/100"), Some("way/101")));
        assert_eq!(first.line[1], second.line[0], "a shared node is a shared vertex");
        assert_eq!(first.line[1].quantised(), (95_010_000, 471_000_000));
        assert_eq!(community.buildings()[0].levels, Some(2.0));
        let crate::community::Shape::Area(lake) = &community.water()[0].shape else { panic!("an area") };
        assert_eq!((lake.0.len(), lake.0[0].holes.len()), (1, 1), "the island is a hole");
        assert_eq!(community.facilities()[0].name.as_deref(), Some("Bäckerei"));
        assert_eq!(community.attributions(), ["© OpenStreetMap contributors"]);
        let codes: Vec<WarningCode> = community.warnings().iter().map(ImportWarning::code).collect();
        assert!(codes.contains(&WarningCode::NotRead), "the route is said: {codes:?}");
    }
}

#[test]
fn what_a_way_or_an_area_lacks_is_said_with_its_id() {
    let mut fixture = town();
    fixture.ways.push((107, vec![1, 2, 900, 3, 4], &[("highway", "path")]));
    fixture.ways.push((108, vec![10, 11, 901, 13, 10], &[("building", "yes")]));
    fixture.relations.push((
        9,
        vec![(106, "outer"), (999, "outer")],
        &[("type", "multipolygon"), ("landuse", "grass")],
    ));
    fixture.relations.push((10, vec![(103, "outer")], &[("type", "multipolygon"), ("landuse", "grass")]));
    let community = open(fixture.to_bytes(false)).unwrap();
    let said = |word: &str| community.warnings().iter().any(|warning| warning.message().contains(word));
    for word in ["way/107 lacks 1 of its 5 nodes", "way/108 lacks 1", "relation/9 lacks 1", "relation/10 has 1 ways"] {
        assert!(said(word), "{word} is not said: {:#?}", community.warnings());
    }
    assert_eq!(community.roads().len(), 4, "the torn path is two pieces");
    assert_eq!(community.buildings().len(), 1, "a torn house is not used");
    assert_eq!(community.open_spaces().len(), 2);
}

#[test]
fn an_old_area_takes_the_tags_of_its_outer_way_once() {
    let mut fixture = town();
    fixture.ways[3].2 = &[("natural", "water")];
    fixture.relations[0].2 = &[("type", "multipolygon")];
    // The outline is two open ways with the same tags: both are taken into the area.
    fixture.ways[4].2 = &[("natural", "water")];
    let community = open(fixture.to_bytes(false)).unwrap();
    assert_eq!(community.water().len(), 1, "{:?}", community.water());
}

#[test]
fn a_file_cut_anywhere_is_read_as_far_as_it_goes_or_refused() {
    let whole = town().to_bytes(true);
    for end in 0..whole.len() {
        match open(whole[..end].to_vec()) {
            Ok(community) => assert!(community.counts().total() <= 8),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn work_that_was_cancelled_stops() {
    let context = JobContext::new();
    context.token().cancel();
    let files = [("town.osm.pbf".to_owned(), town().to_bytes(false))];
    assert_eq!(
        read_community_bytes(&files, &ImportOptions::default(), &context).map(drop),
        Err(ImportError::Cancelled)
    );
}

proptest! {
    #[test]
    fn flipped_bytes_never_make_it_fail_otherwise_than_with_words(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), is_packed in any::<bool>()
    ) {
        let mut bytes = town().to_bytes(is_packed);
        for (place, value) in flips {
            let at = place.index(bytes.len());
            bytes[at] ^= value;
        }
        match open(bytes) {
            Ok(community) => prop_assert!(community.counts().total() < 100),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn any_bytes_are_refused_with_words(tail in prop::collection::vec(any::<u8>(), 0..200)) {
        let bytes = [&[0, 0, 0, 13, 10, 9][..], b"OSMHeader", &[24, 4], &tail].concat();
        if let Err(error) = open(bytes) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
