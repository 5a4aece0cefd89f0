//! Opening the shared data: the counts equal those its README states, and people add up.
//!
//! The data lie beside the checkout; where they are absent, each test says that it was skipped.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use muster::community::{Community, FeatureKind, Shape, WarningCode};
use muster::exchange::community::{ImportOptions, read_community};
use muster::jobs::JobContext;

/// The folder of shared data: beside the checkout, or where `MUSTER_SHARED` says.
fn shared() -> PathBuf {
    std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
        .join("data")
}

/// All layers of a folder, in order of their names; `None`, said aloud, where the folder is absent.
fn files_of(folder: &str) -> Option<Vec<PathBuf>> {
    let folder = shared().join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    };
    let is_layer = |path: &PathBuf| path.to_string_lossy().contains(".geojson");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(is_layer).collect();
    files.sort();
    Some(files)
}

fn open(files: &[PathBuf]) -> Community {
    let community = read_community(files, &ImportOptions::default(), &JobContext::new()).unwrap();
    if std::env::var_os("MUSTER_PRINT").is_some() {
        print(&community);
    }
    community
}

fn print(community: &Community) {
    for layer in community.layers() {
        eprintln!("{} {:?} {:?}", layer.name, layer.kinds, layer.attribution);
    }
    eprintln!("{:?}", community.population());
    for warning in community.warnings() {
        eprintln!("  [{}] {warning}", warning.code().name());
    }
}

/// Checks counts by kind, in the order of [`FeatureKind::ALL`], and the total of the people.
fn check(folder: &str, counts: [usize; 8], persons: Option<u64>) -> Option<Community> {
    let community = open(&files_of(folder)?);
    let found = FeatureKind::ALL.map(|kind| community.counts().of(kind));
    assert_eq!(found, counts, "{folder}: {:?}", FeatureKind::ALL.map(FeatureKind::name));
    for layer in community.layers() {
        assert_eq!(layer.kinds.values().sum::<usize>(), layer.n_features, "{}", layer.name);
    }
    let summary = community.population();
    assert_eq!(summary.given + summary.spread + summary.estimated, summary.total);
    assert_eq!(community.demand().iter().map(|door| door.persons.count()).sum::<u64>(), summary.total);
    if let Some(persons) = persons {
        assert_eq!(summary.total, persons, "{folder}");
    }
    Some(community)
}

#[test]
fn vaduz_has_the_features_its_readme_states() {
    check("community-vaduz", [1_134, 1_884, 214, 175, 90, 0, 1, 0], Some(5_229));
}

#[test]
fn shanghai_has_the_features_its_readme_states_and_estimated_people() {
    let Some(community) = check("community-shanghai", [1_090, 1_450, 175, 493, 8, 0, 0, 0], None) else { return };
    let people = community.population();
    assert!(people.estimated > 10_000 && people.estimated == people.total, "{people:?}");
    assert!(community.roads().iter().any(|road| road.is_tunnel && road.name.as_deref() == Some("外滩隧道")));
    // 696 buildings carry a height; four of them say 0, which is said and not taken.
    assert_eq!(community.buildings().iter().filter(|building| building.height.is_some()).count(), 692);
    assert_eq!(community.warnings().iter().filter(|warning| warning.code() == WarningCode::BadNumber).count(), 4);
}

#[test]
fn helsinki_has_the_features_its_readme_states_and_all_people_of_its_grid() {
    check("community-helsinki", [2_461, 446, 109, 140, 20, 0, 92, 0], Some(71_724));
}

#[test]
fn the_old_liechtenstein_has_the_features_its_readme_states() {
    check("committable-liechtenstein-2013", [2_749, 3_723, 81, 259, 102, 18, 0, 0], None);
}

#[test]
fn liechtenstein_has_the_features_its_readme_states() {
    let Some(community) = check("town-liechtenstein", [8_233, 17_717, 1_805, 808, 803, 18, 11, 0], Some(37_269)) else {
        return;
    };
    assert_eq!(community.attributions(), ["© OpenStreetMap contributors"]);
}

#[test]
fn castlemaine_counts_its_people_once_and_leaves_fire_and_destinations_to_the_plan() {
    let Some(community) = check("town-castlemaine", [12_232, 0, 0, 0, 0, 0, 6_874, 11], Some(10_867)) else { return };
    // The cars an hour of every road, as its `capacity_veh_h` has them.
    let capacities: Vec<f64> = community.roads().iter().filter_map(|road| road.capacity_cars_per_h).collect();
    assert_eq!(capacities.iter().filter(|capacity| **capacity == 600.0).count(), 10_081);
    assert_eq!(capacities.iter().copied().reduce(f64::max), Some(6_000.0));
    assert_eq!(capacities.len(), 12_232);
    let unknown: Vec<String> = community
        .warnings()
        .iter()
        .filter(|warning| warning.code() == WarningCode::KindUnknown)
        .map(muster::community::ImportWarning::message)
        .collect();
    assert_eq!(unknown.len(), 2, "{unknown:?}");
    assert!(unknown.iter().any(|message| message.contains("hazard areas")));
    assert!(unknown.iter().any(|message| message.contains("destinations")));
}

#[test]
fn berkeley_estimates_people_from_its_housing_units() {
    let Some(community) = check("town-berkeley", [5_823, 0, 0, 0, 0, 0, 123, 3], None) else { return };
    let people = community.population();
    let expected = 64_736.0 * 2.5;
    #[expect(clippy::cast_precision_loss, reason = "a count of people")]
    let total = people.total as f64;
    assert!((total - expected).abs() <= 123.0 * 0.5, "{people:?}");
    assert_eq!(people.estimated, people.total);
}

#[test]
fn wuhan_has_the_roads_its_readme_states() {
    check("city-wuhan", [17_137, 0, 0, 0, 0, 0, 0, 0], Some(0));
}

#[test]
fn hangzhou_is_the_same_compressed_and_unpacked() {
    let Some(packed) = check("region-hangzhou", [95_023, 0, 0, 0, 0, 0, 0, 0], Some(0)) else { return };
    let source = shared().join("region-hangzhou/roads.geojson.gz");
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("roads.geojson");
    let mut reader = flate2::read::GzDecoder::new(std::fs::File::open(source).unwrap());
    let mut writer = std::io::BufWriter::new(std::fs::File::create(&target).unwrap());
    std::io::copy(&mut reader, &mut writer).unwrap();
    writer.flush().unwrap();
    let unpacked = open(&[target]);
    assert_eq!(unpacked.roads(), packed.roads());
}

#[test]
fn the_shelters_of_japan_are_facilities_with_names() {
    let Some(files) = files_of("shelters-japan") else { return };
    for file in files {
        let community = open(std::slice::from_ref(&file));
        let n = community.counts().total();
        assert!(n > 0);
        assert_eq!(community.counts().of(FeatureKind::Facility), n, "{}", file.display());
        assert!(community.facilities().iter().all(|facility| facility.name.is_some()), "{}", file.display());
    }
}

/// Kinds of the features by their id in OpenStreetMap; water and borders carry none.
fn kinds_by_id(community: &Community) -> BTreeMap<String, FeatureKind> {
    let roads = community.roads().iter().map(|road| (&road.source_id, FeatureKind::Road));
    let buildings = community.buildings().iter().map(|building| (&building.source_id, FeatureKind::Building));
    let spaces = community.open_spaces().iter().map(|space| (&space.source_id, FeatureKind::OpenSpace));
    let facilities = community.facilities().iter().map(|facility| (&facility.source_id, FeatureKind::Facility));
    // Where an id occurs twice (a building that is a facility too), the building counts.
    let all = facilities.chain(spaces).chain(roads).chain(buildings);
    all.filter_map(|(id, kind)| Some((id.as_ref()?.to_string(), kind))).collect()
}

/// The layers of Liechtenstein were cut from the extract beside them by tags. Read directly, the extract holds every
/// feature of theirs as the same kind, and more:
/// - roads: 21 more: 19 platforms of buses and trains, a road under construction, a racetrack for karts;
/// - buildings: 8 more, drawn as points; 101 facilities of the layers are buildings, where they stand a second time;
/// - open spaces: 2,664 more; the layers hold grass, meadows and leisure only, not forest, farmland and orchards;
/// - facilities: 2,610 more; the layers hold few of the benches, shops and hydrants;
/// - water: 222 more: 212 swimming pools, six weirs, two dams, a fish pass, a pond drawn as a line;
/// - borders: 21 more: seven protected areas, the village of Fläsch beyond the border, 13 lines;
/// - population zones: none; those of the layers come from the villages' own numbers, which the extract has as points.
#[test]
fn liechtenstein_read_from_its_extract_holds_every_feature_of_its_layers_as_the_same_kind() {
    let Some(files) = files_of("town-liechtenstein") else { return };
    let layers = open(&files);
    let extract = open(&[shared().join("town-liechtenstein/liechtenstein.osm.pbf")]);
    let counts = |community: &Community| FeatureKind::ALL.map(|kind| community.counts().of(kind));
    assert_eq!(counts(&layers), [8_233, 17_717, 1_805, 808, 803, 18, 11, 0]);
    assert_eq!(counts(&extract), EXTRACT_COUNTS, "{:?}", FeatureKind::ALL.map(FeatureKind::name));
    let (of_layers, of_extract) = (kinds_by_id(&layers), kinds_by_id(&extract));
    let n_both = layers.facilities().iter().filter(|facility| {
        let id = facility.source_id.as_deref().unwrap_or_default();
        of_extract.get(id) == Some(&FeatureKind::Building)
    });
    assert_eq!(n_both.count(), 101, "facilities of the layers that are buildings");
    for (id, kind) in &of_layers {
        assert!(of_extract.get(id) == Some(kind), "{id} is {kind:?} in the layers, {:?} here", of_extract.get(id));
    }
    // Vertex for vertex: a road of the layers is the same line here, so junctions are the same.
    let lines: BTreeMap<&str, _> =
        extract.roads().iter().filter_map(|road| Some((road.source_id.as_deref()?, &road.line))).collect();
    for road in layers.roads() {
        let id = road.source_id.as_deref().unwrap_or_default();
        assert_eq!(lines.get(id), Some(&&road.line), "{id}");
    }
    let rivers = |community: &Community| -> BTreeSet<Vec<(i64, i64)>> {
        let shapes = community.water().iter().map(|water| &water.shape);
        shapes
            .filter_map(|shape| if let Shape::Lines(lines) = shape { Some(lines) } else { None })
            .map(|lines| lines.iter().flatten().map(|place| place.quantised()).collect())
            .collect()
    };
    assert!(rivers(&layers).is_subset(&rivers(&extract)));
    assert_eq!(extract.attributions(), ["© OpenStreetMap contributors"]);
}

/// What the extract holds by kind, in the order of [`FeatureKind::ALL`].
const EXTRACT_COUNTS: [usize; 8] = [8_254, 17_725, 4_469, 3_317, 1_025, 39, 0, 16_325];

#[test]
fn the_old_liechtenstein_is_read_from_its_extract_too() {
    let path = shared().join("committable-liechtenstein-2013/liechtenstein-2013-08-03.osm.pbf");
    let Some(files) = files_of("committable-liechtenstein-2013") else { return };
    let (layers, extract) = (open(&files), open(&[path]));
    let of_extract = kinds_by_id(&extract);
    let missing: Vec<(String, FeatureKind)> =
        kinds_by_id(&layers).into_iter().filter(|(id, kind)| of_extract.get(id) != Some(kind)).collect();
    // Outer ways of areas as they were tagged then: the area carries the tags here, with its hole, and is counted once.
    let expected = [("way/2530".to_owned(), FeatureKind::Building), ("way/3419".to_owned(), FeatureKind::Facility)];
    assert_eq!(missing, expected);
}
