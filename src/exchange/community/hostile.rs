//! Bad input: no bytes may make reading fail in any other way than by a message that names file and remedy.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{ImportError, ImportOptions, read_community, read_community_bytes};
use crate::community::{Community, CommunityError, FeatureKind, LayerMapping, WarningCode};
use crate::jobs::JobContext;

const ROAD: &str = r#"{"type":"Feature","properties":{"highway":"residential"},"geometry":{"type":"LineString","coordinates":[[9.5,47.1],[9.51,47.11]]}}"#;

fn read_named(name: &str, bytes: &[u8]) -> Result<Community, ImportError> {
    read_community_bytes(&[(name.to_owned(), bytes.to_vec())], &ImportOptions::default(), &JobContext::new())
}

fn read(text: &str) -> Result<Community, ImportError> {
    read_named("town.geojson", text.as_bytes())
}

fn collection(features: &[&str]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}

fn codes(community: &Community) -> Vec<WarningCode> {
    community.warnings().iter().map(crate::community::ImportWarning::code).collect()
}

fn count(community: &Community, kind: FeatureKind) -> usize {
    community.counts().of(kind)
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn other_files_are_refused_by_name_with_the_remedy() {
    let utf16: Vec<u8> = ROAD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = format!("{{\"type\":\"FeatureCollection\",\"features\":{}", "[".repeat(1_000_000));
    for (bytes, words) in [
        (b"".as_slice(), "empty"),
        (b"  \n ", "empty"),
        (b"[]", "empty JSON list"),
        (b"[1,2]", "bare JSON list"),
        (b"null", "(null)"),
        (b"\0\0\0\0\0\0\0\0\0\0", "zero bytes"),
        (br#"{"type":"Topology","objects":{},"arcs":[]}"#, "TopoJSON"),
        (br#"{"geometryType":"esriGeometryPoint","features":[]}"#, "Esri JSON"),
        (br#"{"version":0.6,"elements":[]}"#, "Overpass"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"<?xml version=\"1.0\"?><kml></kml>", "KML"),
        (b"name;street\nA;Main\n", "no columns with coordinates"),
        (b"hello there", "plain text"),
        (b"PK\x03\x04zip", "zip archive"),
        (b"SQLite format 3\0", "GeoPackage is damaged"),
        (b"fgb\x03fgb\x00\xff\xff\xff\xff", "FlatGeobuf file is damaged"),
        (b"\x00\x00\x27\x0a\x00", "shapefile is damaged"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18", "OpenStreetMap extract is damaged"),
        (b"\x1f\x8b\x08\x00broken gzip", "damaged"),
        (utf16.as_slice(), "UTF-16"),
        (br#"{"type":"FeatureCollection"}"#, "no member `features`"),
        (br#"{"type":"FeatureCollection","features":null}"#, "a list"),
        (br#"{"type":"FeatureCollection","features":{}}"#, "a list"),
        (br#"{"type":"Nonsense"}"#, "Nonsense"),
        (br#"{"a":1}"#, "no member `type`"),
        (br#"{"type":"FeatureCollection","features":["#, "no whole feature"),
        (br#"{"type":"FeatureCollection","features":[]}"#, "no feature"),
        (br#"{"type":"FeatureCollection","features":[{"type":"Feature","#, "no whole feature"),
        (br#"{"type":"#, "valid JSON"),
        (deep.as_bytes(), "valid JSON"),
        (br#"{"type":"Feature","properties":null,"geometry":null}"#, "null_geometry"),
        (br#"{"type":"Point","coordinates":[NaN,1]}"#, "valid JSON"),
    ] {
        let message = match read_named("town.geojson", bytes) {
            Ok(_) => panic!("{} was opened", String::from_utf8_lossy(bytes)),
            Err(ImportError::NotACommunity { reason: reason @ CommunityError::Empty { .. }, files }) => {
                format!("{files} {reason} null_geometry")
            }
            Err(error) => error.to_string(),
        };
        assert!(message.contains(words), "{message} should say {words}");
        assert!(message.contains("town.geojson"), "{message}");
    }
}

#[test]
fn coordinates_that_are_no_degrees_are_refused_with_what_they_look_like() {
    let point = |x: &str, y: &str| {
        let feature = format!(
            r#"{{"type":"Feature","properties":{{"amenity":"school"}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}"#
        );
        read(&collection(&[&feature, &feature])).unwrap_err().to_string()
    };
    for (x, y, words) in [
        ("31.2", "121.5", "latitude before longitude"),
        ("13523000.5", "3662000.25", "Web Mercator"),
        ("39500000", "3450000", "Gauss-Krüger"),
        ("538000", "5220000", "UTM"),
        ("1e308", "1e308", "none of the 2 features"),
        ("1e400", "0", "none of the 2 features"),
    ] {
        let message = point(x, y);
        assert!(message.contains(words), "{message}");
        assert!(message.contains("town.geojson"), "{message}");
    }
}

#[test]
fn one_bad_feature_never_loses_the_others() {
    for (bad, code) in [
        ("null", WarningCode::UnreadableFeature),
        ("5", WarningCode::UnreadableFeature),
        ("{}", WarningCode::UnreadableFeature),
        (r#"{"type":"Feature","properties":[],"geometry":null}"#, WarningCode::UnreadableFeature),
        (r#"{"type":"Feature","type":"Feature"}"#, WarningCode::UnreadableFeature),
        (r#"{"type":"Feature","properties":{"a":1e999},"geometry":null}"#, WarningCode::UnreadableFeature),
        (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point"}}"#, WarningCode::UnreadableFeature),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Cube","coordinates":[1,2]}}"#,
            WarningCode::UnreadableFeature,
        ),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1]}}"#,
            WarningCode::UnreadableFeature,
        ),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["1","2"]}}"#,
            WarningCode::UnreadableFeature,
        ),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,2]}}"#,
            WarningCode::UnreadableFeature,
        ),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2}}"#,
            WarningCode::UnreadableFeature,
        ),
        (r#"{"type":"Feature","properties":{},"geometry":null}"#, WarningCode::NullGeometry),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[]}}"#,
            WarningCode::EmptyGeometry,
        ),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[9.5,1e308]}}"#,
            WarningCode::BadCoordinates,
        ),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[9.5,47.1]]}}"#,
            WarningCode::TooShortLine,
        ),
        (
            r#"{"type":"Feature","properties":{"highway":"primary"},"geometry":{"type":"Polygon","coordinates":[[[9.5,47],[9.6,47],[9.5,47]]]}}"#,
            WarningCode::TooShortRing,
        ),
        (
            r#"{"type":"Feature","properties":{"population":"-5"},"geometry":{"type":"Point","coordinates":[9.5,47.1]}}"#,
            WarningCode::BadNumber,
        ),
        (
            r#"{"type":"Feature","properties":{"population":1e12},"geometry":{"type":"Point","coordinates":[9.5,47.1]}}"#,
            WarningCode::BadNumber,
        ),
    ] {
        let community = read(&collection(&[ROAD, bad, ROAD])).unwrap_or_else(|error| panic!("{bad}: {error}"));
        assert_eq!(count(&community, FeatureKind::Road), 2, "{bad}");
        assert_eq!(community.counts().total(), 3, "{bad}");
        assert!(codes(&community).contains(&code), "{bad}: {:?}", community.warnings());
        let warning = community.warnings().iter().find(|warning| warning.code() == code).unwrap();
        assert_eq!(warning.feature, Some(1), "{bad}");
        assert_eq!(warning.file, "town.geojson");
    }
}

#[test]
fn brackets_nested_ten_million_deep_cost_no_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        for bad in [
            format!(r#"{{"type":"Feature","properties":{{"a":{deep}}},"geometry":null}}"#),
            format!(r#"{{"type":"Feature","properties":null,"geometry":{{"type":"Polygon","coordinates":{deep}}}}}"#),
            format!(r#"{{"type":"Feature","x":{deep},"properties":null,"geometry":null}}"#),
        ] {
            let community = read(&collection(&[ROAD, &bad])).unwrap();
            assert_eq!(community.counts().total(), 2);
        }
    }
    let open = "[".repeat(10_000_000);
    assert!(read(&format!("{{\"type\":{open}")).is_err());
    assert!(read(&open).is_err());
}

#[test]
fn every_form_of_input_gives_the_same_road() {
    let one = ROAD.replace('\n', "");
    let line = r#"{"type":"LineString","coordinates":[[9.5,47.1],[9.51,47.11]]}"#;
    let many = collection(&[&one, &one]);
    let forms: Vec<(Vec<u8>, usize)> = vec![
        (one.clone().into_bytes(), 1),
        (line.as_bytes().to_vec(), 1),
        (format!(r#"{{"type":"GeometryCollection","geometries":[{line}]}}"#).into_bytes(), 1),
        (many.clone().into_bytes(), 2),
        (format!("{one}\n{one}\n").into_bytes(), 2),
        (format!("{one}\r\n\r\n{one}").into_bytes(), 2),
        (format!("\u{1e}{one}\n\u{1e}{one}\n").into_bytes(), 2),
        (format!("{one}{one}").into_bytes(), 2),
        (format!("\u{feff}{many}").into_bytes(), 2),
        (gzipped(many.as_bytes()), 2),
        (many.replace(",\"", " ,\n\"").into_bytes(), 2),
        (format!("{many}trailing words").into_bytes(), 2),
    ];
    for (bytes, n) in forms {
        let community = read_named("roads.geojson", &bytes).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(count(&community, FeatureKind::Road), n, "{}", String::from_utf8_lossy(&bytes));
        assert_eq!(community.layers()[0].n_features, n);
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_replaced_and_said() {
    let mut bytes = ROAD.as_bytes().to_vec();
    let at = ROAD.find("residential").unwrap();
    bytes[at] = 0xd5;
    let community = read_named("roads.geojson", &bytes).unwrap();
    assert!(codes(&community).contains(&WarningCode::TextEncoding));
}

#[test]
fn a_file_cut_at_any_byte_gives_whole_features_or_a_message() {
    let three = collection(&[ROAD, ROAD, ROAD]);
    let ends: Vec<usize> = three.match_indices(ROAD).map(|(at, _)| at + ROAD.len()).collect();
    for cut in 0..three.trim_end().len() {
        let whole = ends.iter().filter(|&&end| end <= cut).count();
        match read(&three[..cut]) {
            Ok(community) => {
                assert_eq!(count(&community, FeatureKind::Road), whole, "cut at {cut}");
                assert_eq!(community.counts().total(), whole);
                if cut <= ends[2] {
                    assert!(codes(&community).contains(&WarningCode::TruncatedFile), "cut at {cut}");
                }
            }
            Err(error) => {
                assert_eq!(whole, 0, "cut at {cut}: {error}");
                assert!(error.to_string().contains("town.geojson"));
            }
        }
    }
}

#[test]
fn a_broken_quote_costs_one_feature_where_each_has_its_line() {
    let broken = ROAD.replace("residential\"", "residential");
    let community = read(&collection(&[ROAD, &broken, ROAD])).unwrap();
    assert_eq!(count(&community, FeatureKind::Road), 2);
    assert_eq!(count(&community, FeatureKind::Other), 1);
}

#[test]
fn old_crs_members_are_accepted_or_refused_by_name() {
    let with = |crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"features":[{ROAD}]}}"#
        )
    };
    let community = read(&with("urn:ogc:def:crs:EPSG::4490")).unwrap();
    assert!(codes(&community).contains(&WarningCode::OldCrsMember));
    let message = read(&with("EPSG:3857")).unwrap_err().to_string();
    assert!(message.contains("Web Mercator") && message.contains("EPSG:4326") && message.contains("town.geojson"));
}

fn pair(first: &str, second: &str) -> Result<Community, ImportError> {
    let files =
        [("a.geojson".to_owned(), first.as_bytes().to_vec()), ("b.geojson".to_owned(), second.as_bytes().to_vec())];
    read_community_bytes(&files, &ImportOptions::default(), &JobContext::new())
}

#[test]
fn a_layer_with_exchanged_axes_is_found_by_the_others() {
    let base = collection(&[ROAD, ROAD]);
    let swapped = r#"{"type":"Feature","properties":{"amenity":"school"},"geometry":{"type":"Point","coordinates":[47.105,9.505]}}"#;
    let message = pair(&base, swapped).unwrap_err().to_string();
    assert!(message.contains("exchange") && message.contains("b.geojson"), "{message}");
}

#[test]
fn a_layer_next_door_is_warned_of_with_its_distance() {
    let base = collection(&[ROAD, ROAD]);
    let next =
        r#"{"type":"Feature","properties":{"amenity":"school"},"geometry":{"type":"Point","coordinates":[9.6,47.2]}}"#;
    let community = pair(&base, next).unwrap();
    let warning = community.warnings().iter().find(|warning| warning.code() == WarningCode::FarFromOthers).unwrap();
    assert!(warning.file == "b.geojson" && warning.message().contains("km"), "{warning}");
    let far = next.replace("9.6,47.2", "19.6,47.2");
    let message = pair(&base, &far).unwrap_err().to_string();
    assert!(message.contains("b.geojson") && message.contains("km from the others"), "{message}");
}

#[test]
fn a_single_place_at_zero_zero_is_set_aside() {
    let stray = ROAD.replace("[9.5,47.1],", "[0,0],");
    let mut features = vec![ROAD; 30];
    features.insert(7, &stray);
    let community = read(&collection(&features)).unwrap();
    assert_eq!(count(&community, FeatureKind::Road), 30);
    assert_eq!(count(&community, FeatureKind::Other), 1);
    let warning = community.warnings().iter().find(|warning| warning.code() == WarningCode::BadCoordinates).unwrap();
    assert_eq!(warning.feature, Some(7));
    let error = read(&collection(&[ROAD, &stray])).unwrap_err();
    assert!(error.to_string().contains("stray coordinate"), "{error}");
    assert!(error.to_string().contains("town.geojson, feature"), "{error}");
}

#[test]
fn the_planners_mapping_counts_before_everything() {
    let point = r#"{"type":"Feature","properties":{"x9":"1,200 人","population":7},"geometry":{"type":"Point","coordinates":[9.5,47.1]}}"#;
    let mut options = ImportOptions::default();
    let mut layer = LayerMapping { kind: Some(FeatureKind::Building), ..LayerMapping::default() };
    layer.columns.insert(crate::community::Fact::Persons, "x9".to_owned());
    layer.columns.insert(crate::community::Fact::Levels, "absent".to_owned());
    options.mapping.layers.insert("town.geojson".to_owned(), layer);
    let files = [("town.geojson".to_owned(), point.as_bytes().to_vec())];
    let community = read_community_bytes(&files, &options, &JobContext::new()).unwrap();
    assert_eq!(community.buildings()[0].persons, Some(crate::units::Persons(1_200)));
    assert_eq!(codes(&community), [WarningCode::FactGuessed]);
    assert!(community.warnings()[0].message().contains("absent"));
}

#[test]
fn lines_of_one_feature_are_one_feature_and_several_roads() {
    let multi = r#"{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[9.5,47.1],[9.51,47.1]],[[9.5,47.2],[9.51,47.2]]]}}"#;
    let community = read(multi).unwrap();
    assert_eq!((count(&community, FeatureKind::Road), community.roads().len()), (1, 2));
    assert_eq!(codes(&community), [WarningCode::KindGuessed]);
}

#[test]
fn progress_reaches_its_end() {
    let context = JobContext::new();
    let bytes = collection(&[ROAD; 60]).into_bytes();
    read_community_bytes(&[("town.geojson".to_owned(), bytes)], &ImportOptions::default(), &context).unwrap();
    assert!(context.current().total > 0);
    assert_eq!(context.current().done, context.current().total);
}

#[test]
fn cancelling_and_limits_stop_the_reading() {
    let context = JobContext::new();
    context.token().cancel();
    let files = [("town.geojson".to_owned(), ROAD.as_bytes().to_vec())];
    let read =
        |options: &ImportOptions, context: &JobContext| read_community_bytes(&files, options, context).unwrap_err();
    assert_eq!(read(&ImportOptions::default(), &context), ImportError::Cancelled);
    let small = ImportOptions { max_file_bytes: 10, ..ImportOptions::default() };
    assert!(matches!(read(&small, &JobContext::new()), ImportError::TooLarge { limit: 10, .. }));
    let none = read_community_bytes(&[], &ImportOptions::default(), &JobContext::new()).unwrap_err();
    assert_eq!(none, ImportError::NoFiles);
    assert!(matches!(pair(ROAD, ROAD).unwrap_err(), ImportError::SameFileTwice { .. }));
    let packed = gzipped(&vec![b' '; 5_000_000]);
    let unpacked = super::text::unpacked("a.gz", packed, 1_000_000, &mut Vec::new(), &JobContext::new());
    assert!(matches!(unpacked, Err(ImportError::UnpacksTooLarge { .. })));
    let options = ImportOptions { max_unpacked_bytes: 1_000_000, ..ImportOptions::default() };
    let files = [("a.geojson.gz".to_owned(), gzipped(&vec![b' '; 5_000_000]))];
    let refused = ImportError::UnpacksTooLarge { file: "a.geojson.gz".to_owned(), limit: 1_000_000 };
    assert_eq!(read_community_bytes(&files, &options, &JobContext::new()).unwrap_err(), refused);
    let layers = crate::exchange::community::file_layers_of_bytes(&files, &options, &JobContext::new());
    assert_eq!(layers.unwrap_err(), refused);
}

#[test]
fn folders_missing_files_and_large_files_are_refused_before_reading() {
    let folder = tempfile::tempdir().unwrap();
    let road = folder.path().join("roads.geojson");
    std::fs::write(&road, ROAD).unwrap();
    let open = |path: &Path, limit: u64| {
        let options = ImportOptions { max_file_bytes: limit, ..ImportOptions::default() };
        read_community(&[path.to_path_buf()], &options, &JobContext::new())
    };
    assert!(open(&road, 1 << 20).is_ok());
    let message = open(folder.path(), 1 << 20).unwrap_err().to_string();
    assert!(message.contains("folder") && message.contains("roads.geojson"), "{message}");
    assert!(matches!(open(&folder.path().join("absent"), 1), Err(ImportError::Unreadable { .. })));
    // A file of 2 GiB without content: refused by its size, never read.
    let large = folder.path().join("large.geojson");
    std::fs::File::create(&large).unwrap().set_len(2 << 30).unwrap();
    let message = open(&large, 1 << 30).unwrap_err().to_string();
    assert!(message.contains("2147483648") && message.contains("large.geojson"), "{message}");
}

#[expect(clippy::print_stderr, reason = "a test that skips says so")]
/// The frozen corpus of well- and ill-formed files; `None`, said aloud, where it is absent.
fn corpus(part: &str) -> Option<Vec<PathBuf>> {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("data/geojson-conformance").join(part);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    Some(files)
}

#[test]
fn the_well_formed_corpus_is_read_and_counted() {
    for file in corpus("valid").into_iter().flatten() {
        match read_community(std::slice::from_ref(&file), &ImportOptions::default(), &JobContext::new()) {
            Ok(community) => assert!(community.counts().total() > 0, "{}", file.display()),
            // Some shapes of the corpus stand alone without a place, or span the world: no community, but well read.
            Err(ImportError::NotACommunity { .. }) => {}
            Err(error) => panic!("{}: {error}", file.display()),
        }
    }
}

#[test]
fn the_ill_formed_corpus_is_refused_or_warned_of() {
    for file in corpus("invalid").into_iter().flatten() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        match read_community(std::slice::from_ref(&file), &ImportOptions::default(), &JobContext::new()) {
            Ok(community) => assert!(!community.warnings().is_empty(), "{name}"),
            Err(error) => assert!(error.to_string().contains(&name), "{error}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_named("x", &bytes);
    }

    #[test]
    fn no_json_like_text_makes_it_panic(text in "(\\{|\\[|\"type\":|\"Feature\"|\"FeatureCollection\"|\"features\":|\"geometry\":|\"Point\"|\"coordinates\":|1|,|\\]|\\}|null){0,40}") {
        let _ = read(&text);
    }

    #[test]
    fn no_change_of_a_sound_file_makes_it_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let polygon = r#"{"type":"Feature","id":"way/1","properties":{"population":"12 persons","building:levels":"3;4"},"geometry":{"type":"Polygon","coordinates":[[[9.5,47.1],[9.51,47.1],[9.51,47.11],[9.5,47.1]]]}}"#;
        let mut bytes = collection(&[ROAD, polygon, ROAD]).into_bytes();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read_named("x", &bytes);
        bytes.truncate(cut.index(bytes.len()));
        if let Ok(community) = read_named("x", &bytes) {
            for layer in community.layers() {
                prop_assert_eq!(layer.kinds.values().sum::<usize>(), layer.n_features);
            }
        }
    }
}

#[test]
fn the_cars_an_hour_of_a_road_are_taken_from_usual_and_from_named_columns() {
    let road = |column: &str, value: &str| {
        let columns = format!("\"highway\":\"residential\",\"{column}\":{value}");
        collection(&[&ROAD.replace("\"highway\":\"residential\"", &columns)])
    };
    for (column, value, expected) in [
        ("capacity_veh_h", "1000.0", Some(1_000.0)),
        ("capacity", "\"600\"", Some(600.0)),
        ("capacity", "0", None),
        ("capacity", "-5", None),
        ("capacity", "\"plenty\"", None),
        ("seats", "4", None),
    ] {
        let community = read(&road(column, value)).unwrap();
        let found: Vec<Option<f64>> = community.roads().iter().map(|road| road.capacity_cars_per_h).collect();
        assert_eq!(found, [expected], "{column} {value}");
        let is_said = codes(&community).contains(&WarningCode::BadNumber);
        assert_eq!(is_said, expected.is_none() && column == "capacity", "{column} {value}");
    }
    let mut mapping = LayerMapping::default();
    mapping.columns.insert(crate::community::Fact::CapacityCarsPerH, "flow".to_owned());
    let mut options = ImportOptions::default();
    options.mapping.layers.insert("town.geojson".to_owned(), mapping);
    let files = [("town.geojson".to_owned(), road("flow", "750").into_bytes())];
    let community = read_community_bytes(&files, &options, &JobContext::new()).unwrap();
    assert_eq!(community.roads()[0].capacity_cars_per_h, Some(750.0));
}
