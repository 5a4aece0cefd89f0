//! Files of other formats, as GDAL writes and reads them: the same town in every format, and the plan handed back.
//!
//! Where GDAL is not installed (Debian's gdal-bin), the tests that ask it say so.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser as _;
use muster::community::{Community, FeatureKind, Suspected};
use muster::exchange::community::{ImportOptions, read_community};
use muster::exchange::open::{OpenError, open_files, open_files_as};
use muster::exchange::plan::read_plan;
use muster::geometry::{CoordinateSystem, EpsgCode};
use muster::headless::{Answer, Arguments, Failure, run};
use muster::jobs::JobContext;

fn balzers(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/balzers").join(name)
}

fn open(files: &[PathBuf]) -> Community {
    read_community(files, &ImportOptions::default(), &JobContext::new()).unwrap()
}

fn ask(arguments: &[&str]) -> Result<Answer, Failure> {
    run(Arguments::try_parse_from([&["muster"], arguments].concat()).unwrap().command.unwrap())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Runs `ogr2ogr`; `false`, said aloud, where it is not installed.
fn ogr2ogr(arguments: &[&str], target: &Path, source: &Path) -> bool {
    let mut command = Command::new("ogr2ogr");
    let Ok(output) = command.args(arguments).arg(target).arg(source).output() else {
        eprintln!("skipped: ogr2ogr (Debian's gdal-bin) is not installed");
        return false;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    true
}

/// Road lines on the grid of files, in a fixed order.
fn lines(community: &Community) -> Vec<Vec<(i64, i64)>> {
    let mut lines: Vec<Vec<(i64, i64)>> =
        community.roads().iter().map(|road| road.line.iter().map(|place| place.quantised()).collect()).collect();
    lines.sort();
    lines
}

#[test]
fn a_town_is_the_same_in_every_format_gdal_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (roads, buildings) = (open(&[balzers("roads.geojson")]), open(&[balzers("buildings.geojson")]));
    for (format, ending) in [("ESRI Shapefile", "shp"), ("GPKG", "gpkg"), ("FlatGeobuf", "fgb")] {
        for (name, source) in [("roads", &roads), ("buildings", &buildings)] {
            let target = folder.path().join(format!("{name}.{ending}"));
            if !ogr2ogr(&["-f", format], &target, &balzers(&format!("{name}.geojson"))) {
                return;
            }
            let read = open(&[target]);
            let counts = |community: &Community| FeatureKind::ALL.map(|kind| community.counts().of(kind));
            assert_eq!(counts(&read), counts(source), "{name}.{ending}: {:?}", read.warnings());
            assert_eq!(lines(&read), lines(source), "{name}.{ending}");
            // FlatGeobuf files are sorted for their index: another order, the same people.
            assert_eq!(read.population().total, source.population().total, "{name}.{ending}");
        }
    }
}

#[test]
fn projected_files_come_back_to_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let source = open(&[balzers("roads.geojson")]);
    for (format, ending) in [("ESRI Shapefile", "shp"), ("GPKG", "gpkg"), ("FlatGeobuf", "fgb")] {
        for code in ["EPSG:32632", "EPSG:2056", "EPSG:3857"] {
            let target = folder.path().join(format!("roads-{}.{ending}", &code[5..]));
            if !ogr2ogr(&["-f", format, "-t_srs", code], &target, &balzers("roads.geojson")) {
                return;
            }
            let read = open(&[target]);
            assert_eq!(read.roads().len(), source.roads().len());
            // Within a centimetre (two units of the grid), vertex by vertex where the order is kept.
            if ending != "fgb" {
                let (a, b) = (&read.roads()[5].line, &source.roads()[5].line);
                for (a, b) in a.iter().zip(b) {
                    let away = muster::geometry::geodesic_length(*a, *b).value();
                    assert!(away < 0.02, "{code} {ending}: {away} m");
                }
            }
        }
    }
}

#[test]
fn metres_without_a_name_are_offered_and_read_by_the_planners_word() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sites.csv");
    // The church of Balzers in EPSG:32632, by GDAL 3.6.2.
    std::fs::write(&path, "name,x,y\nA,537941.77,5216398.12\nB,538693.36,5217514.30\n").unwrap();
    let files = [balzers("roads.geojson"), path.clone()];
    let error = open_files(&files, &JobContext::new()).unwrap_err();
    assert!(matches!(error, OpenError::Community(_)), "{error}");
    let doubt = error.coordinate_doubt().unwrap();
    assert_eq!(doubt.file, "sites.csv");
    assert_eq!(doubt.suspected, Suspected::Projected { likely: vec![EpsgCode(32_632)] });
    let offer = doubt.offers()[0];
    let opened = open_files_as(
        &files,
        &|settings| {
            let mut settings = settings.clone();
            settings.mapping.layers.entry(doubt.file.clone()).or_default().coordinates = Some(offer);
            settings
        },
        &JobContext::new(),
    );
    assert_eq!(opened.unwrap().community.unwrap().layers().len(), 2);
    let (file, option) = (text(&path), "sites.csv=epsg:32632");
    let answer = ask(&["inspect", &file, "--coordinates", option, "--layer", "sites.csv=facility", "--json"]).unwrap();
    assert!(
        answer.text.contains("\"facility\": 2") && answer.text.contains("coordinates_converted"),
        "{}",
        answer.text
    );
    for wrong in ["sites.csv", "sites.csv=utm", "sites.csv=epsg:1"] {
        let failure = ask(&["inspect", &file, "--coordinates", wrong]).unwrap_err();
        assert!(matches!(failure, Failure::BadOption { option: "--coordinates", .. }), "{failure}");
    }
}

#[test]
fn a_crs_member_is_offered_and_never_followed_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roads.geojson");
    let geojson = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32632"}},
        "features":[{"type":"Feature","properties":{"highway":"path"},
        "geometry":{"type":"LineString","coordinates":[[537941.77,5216398.12],[538693.36,5217514.30]]}}]}"#;
    std::fs::write(&path, geojson).unwrap();
    let error = open_files(std::slice::from_ref(&path), &JobContext::new()).unwrap_err();
    assert_eq!(error.coordinate_doubt().unwrap().suspected, Suspected::Projected { likely: vec![EpsgCode(32_632)] });
    let plan = folder.path().join("plan.geojson");
    ask(&["new", &text(&plan), &text(&path), "--coordinates", "roads.geojson=epsg:32632"]).unwrap();
    // The choice is in the plan, and the plan opens by itself.
    let kept = read_plan(&plan).unwrap().plan;
    let said = &kept.settings().mapping.layers["roads.geojson"];
    assert_eq!(said.coordinates, Some(CoordinateSystem::Epsg(EpsgCode(32_632))));
    assert!(std::fs::read_to_string(&plan).unwrap().contains(r#""coordinates": "epsg:32632""#));
    let opened = open_files(&[plan], &JobContext::new()).unwrap();
    assert_eq!(opened.community.unwrap().roads().len(), 1);
}

#[test]
fn binary_files_travel_in_a_package_with_what_belongs_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let shapes = folder.path().join("buildings.shp");
    if !ogr2ogr(&["-f", "ESRI Shapefile"], &shapes, &balzers("buildings.geojson")) {
        return;
    }
    let roads = folder.path().join("roads.gpkg");
    ogr2ogr(&["-f", "GPKG"], &roads, &balzers("roads.geojson"));
    let (plan, package) = (folder.path().join("plan.geojson"), folder.path().join("package.geojson"));
    // A table that belongs to a shapefile may be named beside it.
    ask(&["new", &text(&plan), &text(&roads), &text(&shapes), &text(&shapes.with_extension("dbf"))]).unwrap();
    ask(&["export", "package", &text(&plan), "-o", &text(&package)]).unwrap();
    let whole = open_files(std::slice::from_ref(&plan), &JobContext::new()).unwrap();
    assert!(whole.changed.is_empty());
    std::fs::remove_file(&shapes).unwrap();
    std::fs::remove_file(&roads).unwrap();
    let packed = open_files(&[package], &JobContext::new()).unwrap();
    let (whole, packed) = (whole.community.unwrap(), packed.community.unwrap());
    assert_eq!(packed.buildings(), whole.buildings());
    assert_eq!(packed.roads(), whole.roads());
    assert_eq!(packed.layers()[1].sha256, whole.layers()[1].sha256);
}

#[test]
fn gdal_reads_the_plan_from_a_geopackage_table_by_table() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, target) = (balzers("plan.geojson"), folder.path().join("plan.gpkg"));
    assert!(ask(&["export", "geopackage", &text(&plan)]).is_err(), "a database is no text for the terminal");
    ask(&["export", "geopackage", &text(&plan), "-o", &text(&target)]).unwrap();
    let again = folder.path().join("again.gpkg");
    ask(&["export", "geopackage", &text(&plan), "-o", &text(&again)]).unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), std::fs::read(&again).unwrap(), "the same plan, the same bytes");
    let Ok(output) = Command::new("ogrinfo").args(["-ro", "-al", "-so"]).arg(&target).output() else {
        eprintln!("skipped: ogrinfo (Debian's gdal-bin) is not installed");
        return;
    };
    let (told, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && errors.trim().is_empty(), "{errors}");
    let objects = read_plan(&plan).unwrap().plan.objects().count();
    let counts = told.lines().filter_map(|line| line.strip_prefix("Feature Count: "));
    assert_eq!(counts.map(|n| n.trim().parse::<usize>().unwrap()).sum::<usize>(), objects, "{told}");
    for word in ["Layer name: site", "site_kind: String", "capacity_persons: Integer64", "WGS 84"] {
        assert!(told.contains(word), "{word} is missing in {told}");
    }
    let all = Command::new("ogrinfo").args(["-ro", "-al"]).arg(&target).output().unwrap();
    assert!(String::from_utf8_lossy(&all.stdout).contains("POINT ("));
}
