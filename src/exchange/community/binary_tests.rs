//! Binary formats as other programs write them: read in full, cut short, and with flipped bits.

use std::io::Cursor;

use proptest::prelude::*;
use rusqlite::{Connection, MAIN_DB, params};

use super::{ImportError, ImportOptions, read_community, read_community_bytes};
use crate::community::{Community, FeatureKind, LayerMapping, WarningCode};
use crate::geometry::CoordinateSystem;
use crate::jobs::JobContext;

fn open(files: &[(&str, Vec<u8>)]) -> Result<Community, ImportError> {
    open_as(files, None)
}

fn open_as(files: &[(&str, Vec<u8>)], system: Option<&str>) -> Result<Community, ImportError> {
    let mut options = ImportOptions::default();
    if let Some(system) = system {
        let said = LayerMapping { coordinates: CoordinateSystem::from_name(system), ..LayerMapping::default() };
        options.mapping.layers.insert(files[0].0.to_owned(), said);
    }
    let files: Vec<(String, Vec<u8>)> = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect();
    read_community_bytes(&files, &options, &JobContext::new())
}

/// Well-known bytes of a line.
fn wkb_line(positions: &[[f64; 2]]) -> Vec<u8> {
    let mut out = vec![1, 2, 0, 0, 0];
    out.extend(u32::try_from(positions.len()).unwrap().to_le_bytes());
    out.extend(positions.iter().flatten().flat_map(|number| number.to_le_bytes()));
    out
}

/// A `GeoPackage` with a table of roads and, with `has_more`, one of schools and a view that must not be read.
fn geopackage(srs: i64, line: &[[f64; 2]], has_more: bool) -> Vec<u8> {
    let mut database = Connection::open_in_memory().unwrap();
    database
        .execute_batch(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
                organization_coordsys_id INTEGER, definition TEXT);
             CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
                srs_id INTEGER, z INTEGER, m INTEGER);
             CREATE TABLE roads (fid INTEGER PRIMARY KEY, geom BLOB, highway TEXT, width REAL);",
        )
        .unwrap();
    database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', ?1, 'EPSG', ?1, 'undefined')", [srs]).unwrap();
    let add = |table: &str| {
        database
            .execute("INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'GEOMETRY', ?2, 0, 0)", params![table, srs])
    };
    add("roads").unwrap();
    let blob = |wkb: Vec<u8>| [&b"GP\x00\x01"[..], &i32::try_from(srs).unwrap().to_le_bytes(), &wkb].concat();
    database.execute("INSERT INTO roads VALUES (7, ?1, 'residential', 5.5)", [blob(wkb_line(line))]).unwrap();
    database.execute("INSERT INTO roads VALUES (8, x'4750', 'path', NULL)", []).unwrap();
    if has_more {
        database
            .execute_batch(
                "CREATE TABLE schools (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT); CREATE VIEW endless AS
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n;",
            )
            .unwrap();
        add("schools").unwrap();
        add("endless").unwrap();
        let point = [&[1_u8, 1, 0, 0, 0][..], &line[0][0].to_le_bytes(), &line[0][1].to_le_bytes()].concat();
        database.execute("INSERT INTO schools VALUES (1, ?1, '小学')", [blob(point)]).unwrap();
    }
    database.serialize(MAIN_DB).unwrap().to_vec()
}

/// A `FlatGeobuf` file of one road.
fn flatgeobuf(code: i32, line: &[[f64; 2]]) -> Vec<u8> {
    use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
    use geozero::{ColumnValue, PropertyProcessor};
    let options = FgbWriterOptions { crs: FgbCrs { code, ..FgbCrs::default() }, ..FgbWriterOptions::default() };
    let mut writer = FgbWriter::create_with_options("roads", GeometryType::LineString, options).unwrap();
    writer.add_column("highway", ColumnType::String, |_, _| {});
    writer.add_column("lanes", ColumnType::Int, |_, _| {});
    let shape = geo::Geometry::LineString(line.iter().map(|&[x, y]| (x, y)).collect());
    writer
        .add_feature_geom(shape, |feature| {
            feature.property(0, "highway", &ColumnValue::String("residential")).unwrap();
            feature.property(1, "lanes", &ColumnValue::Int(2)).unwrap();
        })
        .unwrap();
    let mut out = Vec::new();
    writer.write(&mut out).unwrap();
    out
}

/// The shapes of a shapefile: an area with a hole, and its table in GBK.
fn shapefile() -> (Vec<u8>, Vec<u8>) {
    use shapefile::{Point, Polygon, PolygonRing, ShapeWriter};
    let ring = |west: f64, south: f64, size: f64| {
        [(0.0, 0.0), (0.0, size), (size, size), (size, 0.0), (0.0, 0.0)]
            .map(|(x, y)| Point::new(west + x, south + y))
            .to_vec()
    };
    let polygon = Polygon::with_rings(vec![
        PolygonRing::Outer(ring(114.3, 30.6, 0.01)),
        PolygonRing::Inner(ring(114.302, 30.602, 0.002)),
    ]);
    let mut shp = Cursor::new(Vec::new());
    let mut writer = ShapeWriter::new(&mut shp);
    writer.write_shape(&polygon).unwrap();
    writer.finalize().unwrap();
    drop(writer);
    (shp.into_inner(), dbf(&encoding_rs::GBK.encode("人民医院").0))
}

/// A dBASE table with a name and a number of storeys, one row.
fn dbf(name: &[u8]) -> Vec<u8> {
    let field = |name: &[u8], kind: u8, width: u8| {
        let mut out = vec![0_u8; 32];
        out[..name.len()].copy_from_slice(name);
        (out[11], out[16]) = (kind, width);
        out
    };
    let fields =
        [field(&encoding_rs::GBK.encode("名称").0, b'C', 12), field(&encoding_rs::GBK.encode("层数").0, b'N', 4)]
            .concat();
    let header = u16::try_from(32 + fields.len() + 1).unwrap();
    let mut out = vec![3, 126, 1, 1, 1, 0, 0, 0];
    out.extend(header.to_le_bytes());
    out.extend(17_u16.to_le_bytes());
    out.resize(32, 0);
    out.extend(fields);
    out.push(0x0d);
    out.push(b' ');
    let mut text = name.to_vec();
    text.resize(12, b' ');
    out.extend(text);
    out.extend(b"   6\x1a");
    out
}

const LINE: [[f64; 2]; 2] = [[9.5, 47.1], [9.51, 47.11]];
/// The same in EPSG:32632, by `gdaltransform` of GDAL 3.6.2.
const LINE_UTM: [[f64; 2]; 2] = [[537_941.771_272_908, 5_216_398.120_538_05], [538_693.358_390_324, 5_217_514.301_163]];

#[test]
fn every_feature_table_of_a_geopackage_is_a_layer_and_views_are_none() {
    let community = open(&[("town.gpkg", geopackage(4326, &LINE, true))]).unwrap();
    let names: Vec<&str> = community.layers().iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["town.gpkg#roads", "town.gpkg#schools"]);
    let [road] = community.roads() else { panic!("one road") };
    assert_eq!((road.source_id.as_deref(), road.width.map(crate::units::Metres::value)), (Some("7"), Some(5.5)));
    assert_eq!(community.facilities()[0].name.as_deref(), Some("小学"));
    assert!(community.warnings().iter().any(|warning| warning.code() == WarningCode::UnreadableFeature));
    let unread = |community: &Community| -> Vec<String> {
        let all = community.warnings().iter().filter(|warning| warning.code() == WarningCode::NotRead);
        all.map(|warning| format!("{}: {}", warning.file, warning.message())).collect()
    };
    let [said] = &unread(&community)[..] else { panic!("one view is said: {:?}", community.warnings()) };
    assert!(said.starts_with("town.gpkg: the layer “endless” is a view"), "{said}");
    let one = open(&[("town.gpkg", geopackage(4326, &LINE, false))]).unwrap();
    assert!(unread(&one).is_empty());
    assert_eq!(one.layers()[0].name, "town.gpkg");
}

#[test]
fn what_a_binary_file_says_of_its_coordinates_is_followed_and_said() {
    for file in [("a.gpkg", geopackage(32_632, &LINE_UTM, false)), ("a.fgb", flatgeobuf(32_632, &LINE_UTM))] {
        let community = open(std::slice::from_ref(&file)).unwrap();
        let place = community.roads()[0].line[0];
        assert!((place.lon() - 9.5).abs() < 1e-7 && (place.lat() - 47.1).abs() < 1e-7, "{place}");
        let said = |word: &str| {
            community
                .warnings()
                .iter()
                .any(|w| w.code() == WarningCode::CoordinatesConverted && w.message().contains(word))
        };
        assert!(said("epsg:32632"), "{:?}", community.warnings());
        // The planner's word counts before the file's.
        let other = open_as(&[file], Some("epsg:25832")).unwrap();
        assert!((other.roads()[0].line[0].lon() - 9.5).abs() < 1e-5);
    }
    for file in [("a.gpkg", geopackage(2343, &LINE_UTM, false)), ("a.fgb", flatgeobuf(2343, &LINE_UTM))] {
        let error = open(&[file]).unwrap_err();
        assert!(matches!(error, ImportError::UnsupportedSystem { .. }), "{error}");
        assert!(error.coordinate_doubt().is_some());
    }
}

#[test]
fn a_flatgeobuf_file_is_read_with_its_columns() {
    let community = open(&[("town.fgb", flatgeobuf(4326, &LINE))]).unwrap();
    let [road] = community.roads() else { panic!("one road: {:?}", community.warnings()) };
    assert_eq!((road.lanes, road.line.len()), (Some(2), 2));
    assert_eq!(road.class, crate::community::RoadClass::Residential);
}

#[test]
fn a_shapefile_is_read_with_its_table_and_its_system() {
    let (shp, dbf) = shapefile();
    let prj = br#"GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]"#.to_vec();
    let community =
        open(&[("building.shp", shp.clone()), ("building.dbf", dbf.clone()), ("building.prj", prj)]).unwrap();
    let [building] = community.buildings() else { panic!("one building: {:?}", community.warnings()) };
    assert_eq!((building.name.as_deref(), building.levels), (Some("人民医院"), Some(6.0)));
    assert_eq!(building.outline.0[0].holes.len(), 1);
    let coded =
        open(&[("building.shp", shp.clone()), ("building.dbf", dbf), ("building.cpg", b"GBK".to_vec())]).unwrap();
    assert_eq!(coded.buildings()[0].name.as_deref(), Some("人民医院"));
    let bare = open(&[("building.shp", shp.clone())]).unwrap();
    let n = bare.warnings().iter().filter(|warning| warning.code() == WarningCode::CompanionFile).count();
    assert_eq!((n, bare.counts().of(FeatureKind::Building)), (2, 1), "{:?}", bare.warnings());
    let odd = br#"PROJCS["Somewhere_Local"]"#.to_vec();
    let error = open(&[("building.shp", shp), ("building.prj", odd)]).unwrap_err().to_string();
    assert!(error.contains("Somewhere_Local") && error.contains("--coordinates"), "{error}");
}

#[test]
fn files_cut_anywhere_are_read_as_far_as_they_go_or_refused() {
    let (shp, dbf) = shapefile();
    let files = [("a.gpkg", geopackage(4326, &LINE, true)), ("a.fgb", flatgeobuf(4326, &LINE)), ("building.shp", shp)];
    for (name, whole) in files {
        let step = (whole.len() / 100).max(1);
        for end in (1..whole.len()).step_by(step) {
            if let Err(error) = open(&[(name, whole[..end].to_vec())]) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
    for end in 0..dbf.len() {
        let (shp, _) = shapefile();
        assert!(open(&[("building.shp", shp), ("building.dbf", dbf[..end].to_vec())]).is_ok());
    }
}

#[test]
fn changes_of_a_database_that_lie_in_a_log_beside_it_are_missed_aloud() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.gpkg");
    let log = folder.path().join("town.gpkg-wal");
    std::fs::write(&path, geopackage(4326, &LINE, false)).unwrap();
    for (content, expected) in [(None, 0), (Some(""), 0), (Some("changes"), 1)] {
        if let Some(content) = content {
            std::fs::write(&log, content).unwrap();
        }
        let community =
            read_community(std::slice::from_ref(&path), &ImportOptions::default(), &JobContext::new()).unwrap();
        let is_said = |warning: &&crate::community::ImportWarning| warning.to_string().contains("-wal");
        assert_eq!(community.warnings().iter().filter(is_said).count(), expected, "{content:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn flipped_bytes_never_make_a_binary_file_fail_otherwise_than_with_words(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..8), which in 0usize..4
    ) {
        let (shp, dbf) = shapefile();
        let (name, mut bytes) = match which {
            0 => ("a.gpkg", geopackage(4326, &LINE, true)),
            1 => ("a.fgb", flatgeobuf(4326, &LINE)),
            2 => ("building.shp", shp.clone()),
            _ => ("building.dbf", dbf),
        };
        for (place, value) in flips {
            let at = place.index(bytes.len());
            bytes[at] ^= value;
        }
        let files = if which == 3 { vec![("building.shp", shp), (name, bytes)] } else { vec![(name, bytes)] };
        match open(&files) {
            Ok(community) => prop_assert!(community.counts().total() < 1_000),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
