//! Plan files as planners meet them: written by others, edited, broken, protected, and opened in another program.

#![expect(clippy::unwrap_used, reason = "helpers of tests may stop the test")]

use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;

use muster::community::Shape;
use muster::document::{Command, Document};
use muster::exchange::atomic::SaveError;
use muster::exchange::plan::{
    Originals, PlanReadError, ReadPlan, is_plan_text, plan_from_text, plan_to_text, read_plan, save_plan,
};
use muster::exchange::results::{ResultFeature, ResultLayer, ResultOrigin, plan_fingerprint, result_layer_to_text};
use muster::geometry::LonLat;
use muster::ids::{RoadChangeId, RouteId, SiteId};
use muster::plan::{
    Capacity, ObjectId, ObjectKind, Plan, PlanHeader, PlanObject, RoadChange, RoadChangeKind, Route, ScenarioSelection,
    Settings, Site, SiteKind, SiteState,
};
use muster::standards::ValueKey;
use muster::units::{Persons, SquareMetres};

/// A plan another program, and a newer Muster, have written in: odd order, odd numbers, unknown things everywhere.
const FROM_OTHERS: &str = r#"{ "type":"FeatureCollection", "name": "shelters", "x": {"deep": [1e2, 0.10]},
"features":[
{"type":"Feature","properties":{"fid":12345678901234567890123,"note":"not ours \u00e9"},"geometry":{"type":"Point","coordinates":[9.50000000000001,47.1]}},
{"type":"Feature","id":9007199254740993,"drawn_by":{"name":"A"},"properties":{"muster:kind":"site","muster:id":7,"site_kind":"shelter",
   "capacity_persons":3e2,"RS":"0123","name":"School\/Gym","beds":"many"},"geometry":{"type":"Point","coordinates":[9.512345678901234,47.1,431.5],"survey":"gps"}},
{"type":"Feature","properties":{"muster:kind":"site","site_kind":"safe_harbor","muster:id":null},"geometry":{"type":"MultiPoint","coordinates":[[9.51,47.11]]}},
{"type":"Feature","properties":{"muster:kind":"drone_port","muster:id":3,"range_km":2},"geometry":{"type":"Point","coordinates":[9.5,47.1]}},
{"type":"Feature","properties":{"muster:kind":"evacuation_area","muster:id":2,"phase_min":15,"destination":7},"geometry":{"type":"Polygon","coordinates":[[[9.5,47.1],[9.5,47.2],[9.6,47.2],[9.5,47.1]]]}}
],
"muster":{"format_version":2,"name":"Vaduz","settings":{"profile":"of_tomorrow","seed":5,"overrides":{"gate_flow_persons_per_m_s":0.5,"luck":7},
"mapping":{"roads.geojson":{"kind":"road","columns":{"width_m":"B","smell":"C"},"pen":1}},"weather":"fair"},
"scenarios":[{"id":0,"name":"","mood":1},{"id":1,"name":"Flood","only":[7,3],"time_of_day":"dusk"}],
"review":"draft","community":[{"path":"roads.geojson","sha256":"ab","owner":"town"}],"signed":{"by":"B"}}}"#;

fn read(text: &str) -> ReadPlan {
    plan_from_text(text, "plan.geojson").unwrap()
}

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::try_new(lon, lat).unwrap()
}

/// A plan with one site of each kind.
fn small_plan() -> Plan {
    let sites = (1..).zip(SiteKind::ALL).map(|(number, kind)| {
        let site = Site::new(SiteId(number), kind, at(9.5 + f64::from(number) * 0.01, 47.1));
        PlanObject::Site(Arc::new(Site { name: format!("Site {number}"), ..site }))
    });
    Plan::from_parts(PlanHeader::default(), Settings::default(), [], sites)
}

#[test]
fn what_others_wrote_survives_and_the_second_save_is_the_first() {
    let first = read(FROM_OTHERS);
    let saved = plan_to_text(&first.plan, &first.originals);
    let second = read(&saved);
    assert_eq!(plan_to_text(&second.plan, &second.originals), saved);
    for kept in [
        r#""x": {"deep": [1e2, 0.10]}"#,
        r#"{"fid":12345678901234567890123,"note":"not ours \u00e9"}"#,
        r#""id":9007199254740993,"drawn_by":{"name":"A"}"#,
        r#""capacity_persons":3e2,"RS":"0123","name":"School\/Gym","beds":"many""#,
        "[9.512345678901234,47.1,431.5]",
        r#"{"muster:kind":"drone_port","muster:id":3,"range_km":2}"#,
        r#""format_version": 2"#,
        r#""profile": "of_tomorrow""#,
        r#""luck": 7"#,
        r#""smell": "C""#,
        r#""pen": 1"#,
        r#""weather": "fair""#,
        r#""mood": 1"#,
        r#""time_of_day": "dusk""#,
        r#""only_missing": [3]"#,
        r#""owner": "town""#,
        r#""signed": {"by":"B"}"#,
        r#""name": "shelters""#,
    ] {
        assert!(saved.contains(kept), "{kept} is lost in\n{saved}");
    }
}

#[test]
fn what_is_understood_of_a_file_from_the_future_is_used_and_the_rest_is_said() {
    let read = read(FROM_OTHERS);
    assert!(read.is_from_the_future);
    let site = &read.plan.sites()[&SiteId(7)];
    assert_eq!((site.name.as_str(), site.capacity, site.beds), ("School/Gym", Capacity::Persons(Persons(300)), None));
    assert_eq!(site.source_id.as_deref(), Some("9007199254740993"));
    let kinds: Vec<(ObjectKind, u32)> = read.plan.objects().map(|o| (o.id().kind(), o.id().number())).collect();
    assert_eq!(kinds, [(ObjectKind::EvacuationArea, 2), (ObjectKind::Site, 7), (ObjectKind::Site, 8)]);
    assert_eq!(read.plan.header().foreign_features.len(), 2);
    assert_eq!(read.plan.settings().overrides[&ValueKey::GateFlow], 0.5);
    let flood = read.plan.scenarios().values().next_back().unwrap();
    assert!(matches!(&flood.selection, ScenarioSelection::Only(ids) if ids.len() == 1));
    let said: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
    for expected in [
        "newer Muster",
        "`luck`",
        "`beds`",
        "\"drone_port\" is no kind",
        "no usable number; it is now number 8",
        "dusk",
        "3; kept apart",
    ] {
        assert!(said.iter().any(|warning| warning.contains(expected)), "{expected} is not said in {said:#?}");
    }
    let beds = read.warnings.iter().find(|w| w.property.as_deref() == Some("beds")).unwrap();
    assert_eq!(
        (beds.feature, beds.id.as_deref(), beds.place),
        (Some(1), Some("9007199254740993"), Some(at(9.512_345_678_901_234, 47.1)))
    );
}

#[test]
fn changing_a_fact_keeps_the_digits_of_the_place_and_moving_keeps_the_members_of_others() {
    let read = read(FROM_OTHERS);
    let mut document = Document::new(read.plan);
    let mut site = (*document.plan().sites()[&SiteId(7)]).clone();
    site.beds = Some(12);
    document.execute(Command::UpdateObject(PlanObject::Site(Arc::new(site)))).unwrap();
    let text = plan_to_text(document.plan(), &read.originals);
    let line = text.lines().find(|line| line.contains("School")).unwrap();
    assert_eq!(
        line,
        r#"{"type": "Feature", "id": 9007199254740993, "properties": {"muster:kind": "site", "muster:id": 7, "site_kind": "shelter", "name": "School/Gym", "state": "planned", "capacity_persons": 300, "class": "short", "space": "indoor", "beds": 12, "RS": "0123"}, "geometry": {"type":"Point","coordinates":[9.512345678901234,47.1,431.5],"survey":"gps"}, "drawn_by": {"name":"A"}},"#
    );
    let id = ObjectId::Site(SiteId(7));
    document.execute(Command::MoveObject { id, to: at(9.6, 47.3) }).unwrap();
    let text = plan_to_text(document.plan(), &read.originals);
    assert!(
        text.contains(r#""geometry": {"type": "Point", "coordinates": [9.6,47.3], "survey": "gps"}, "drawn_by""#),
        "{text}"
    );
}

#[test]
fn a_second_object_with_a_number_gets_its_own() {
    let feature = |name: &str| {
        format!(
            r#"{{"type":"Feature","id":"site/4","properties":{{"muster:kind":"site","muster:id":4,"site_kind":"exit","name":"{name}"}},"geometry":{{"type":"Point","coordinates":[9,47]}}}}"#
        )
    };
    let text = format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#, feature("a"), feature("b"));
    assert!(is_plan_text(text.as_bytes()));
    let read = read(&text);
    let names: Vec<(u32, &str)> = read.plan.sites().values().map(|site| (site.id.0, site.name.as_str())).collect();
    assert_eq!(names, [(4, "a"), (5, "b")]);
    assert_eq!(read.warnings.len(), 1);
    let saved = plan_to_text(&read.plan, &read.originals);
    assert!(saved.contains(&feature("a")) && saved.contains(r#""id": "site/5""#), "{saved}");
}

#[test]
fn a_value_no_plan_may_hold_sets_its_feature_aside() {
    let feature = |properties: &str, geometry: &str| {
        format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
    };
    let ring = r#"{"type":"Polygon","coordinates":[[[9,47],[9.1,47],[9.1,47.1],[9,47]]]}"#;
    let point = r#"{"type":"Point","coordinates":[9,47]}"#;
    let hazard = r#""muster:kind":"hazard_area","muster:id":1,"hazard":"flood","effect":"passable""#;
    let site = r#""muster:kind":"site","muster:id":1,"site_kind":"supply_point""#;
    for (feature, reason) in [
        (feature(&format!("{hazard},\"speed_factor\":1.5"), ring), "speed_factor"),
        (feature(hazard, ring), "speed_factor"),
        (feature(hazard, point), "needs a polygon"),
        (feature(&format!("{site},\"stock\":[{{\"item\":\"goggles\",\"quantity\":-1}}]"), point), "quantity"),
        (feature(&format!("{site},\"effective_area_m2\":9,\"area_per_person_m2\":0"), point), "area_per_person_m2"),
        (feature(site, r#"{"type":"Point","coordinates":[47.1,109.5]}"#), "swapped"),
        (feature(site, "null"), "no geometry"),
        (feature(r#""muster:kind":"road_change","muster:id":1,"change":"width""#, ring), "needs a line"),
    ] {
        let text = format!(r#"{{"type":"FeatureCollection","muster":{{}},"features":[{feature}]}}"#);
        let read = read(&text);
        assert_eq!(read.plan.objects().count(), 0, "{feature}");
        assert_eq!(&*read.plan.header().foreign_features[0].text, feature);
        assert!(read.warnings[0].oddity.to_string().contains(reason), "{reason} is not in {:?}", read.warnings);
        assert!(plan_to_text(&read.plan, &read.originals).contains(&feature));
    }
}

#[test]
fn files_that_are_no_plans_are_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.geojson");
    let text = plan_to_text(&small_plan(), &Originals::none());
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cut = text.as_bytes()[..text.len() / 2].to_vec();
    let far = text.replacen(
        "\"type\"",
        "\"crs\": {\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::3857\"}},\n\"type\"",
        1,
    );
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "is empty"),
        (b" \n".to_vec(), "is empty"),
        (utf16, "UTF-16"),
        (vec![b'{', 0xFF], "no UTF-8 text (byte 1)"),
        (cut, "ends in the middle"),
        (b"{\"type\": }".to_vec(), "line 1, column 10"),
        (b"<html></html>".to_vec(), "web page"),
        (b"[1, 2]".to_vec(), "no object"),
        (b"{\"type\":\"Topology\"}".to_vec(), "TopoJSON"),
        (b"{\"type\":\"FeatureCollection\",\"features\":[]}".to_vec(), "no member `muster`"),
        (b"{\"type\":\"FeatureCollection\",\"muster\":{}}".to_vec(), "no `features`"),
        (far.into_bytes(), "EPSG::3857"),
        ([vec![b'['; 200_000]].concat(), "not valid JSON"),
        (b"{\"a\":".repeat(100_000), "ends in the middle"),
    ];
    for (bytes, expected) in cases {
        fs::write(&path, &bytes).unwrap();
        let error = read_plan(&path).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("plan.geojson"), "{expected} is not in: {error}");
    }
    assert!(matches!(read_plan(folder.path()), Err(PlanReadError::IsDirectory { .. })));
    assert!(matches!(read_plan(&folder.path().join("none")), Err(PlanReadError::Io { .. })));
    fs::write(&path, format!("\u{feff}{text}")).unwrap();
    assert_eq!(read_plan(&path).unwrap().warnings.len(), 1);
}

#[test]
fn plans_and_communities_are_told_apart() {
    let plan = plan_to_text(&small_plan(), &Originals::none());
    assert!(is_plan_text(plan.as_bytes()) && is_plan_text(format!("\u{feff}{plan}").as_bytes()));
    for other in [
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"muster":1},"geometry":null}]}"#,
        r#"{"type":"FeatureCollection","muster_result":{},"features":[]}"#,
        "\"muster\"",
        "",
    ] {
        assert!(!is_plan_text(other.as_bytes()), "{other}");
    }
}

#[test]
fn a_file_another_program_changed_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.geojson");
    let plan = small_plan();
    let saved = save_plan(&path, &plan, &Originals::none(), None).unwrap();
    let read = read_plan(&path).unwrap();
    assert_eq!(read.stamp.as_ref(), Some(&saved.stamp));
    let saved = save_plan(&path, &read.plan, &read.originals, Some(&saved.stamp)).unwrap();
    let theirs = fs::read_to_string(&path).unwrap().replace("Site 1", "Site 9");
    fs::write(&path, &theirs).unwrap();
    let error = save_plan(&path, &plan, &Originals::none(), Some(&saved.stamp)).unwrap_err();
    assert!(matches!(error, SaveError::ChangedOnDisk { .. }), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
    fs::remove_file(&path).unwrap();
    save_plan(&path, &plan, &Originals::none(), Some(&saved.stamp)).unwrap();
}

#[test]
fn targets_that_are_no_files_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let save = |path: &Path| save_plan(path, &small_plan(), &Originals::none(), None).unwrap_err();
    assert!(matches!(save(folder.path()), SaveError::IsDirectory { .. }));
    assert!(matches!(save(&folder.path().join("no/folder.geojson")), SaveError::NoFolder { .. }));
    assert!(matches!(save(Path::new("/")), SaveError::NoName { .. }));
    let path = folder.path().join("plan.geojson");
    fs::write(&path, "old").unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(matches!(save(&path), SaveError::ReadOnly { .. }));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real/plan.geojson"), folder.path().join("link.geojson"));
        fs::create_dir(folder.path().join("real")).unwrap();
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        save_plan(&link, &small_plan(), &Originals::none(), None).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_to_string(folder.path().join("real/plan.geojson.bak")).unwrap(), "old");
        assert_eq!(read_plan(&link).unwrap().plan.sites().len(), 7);
        let broken = folder.path().join("broken.geojson");
        symlink(folder.path().join("nowhere"), &broken).unwrap();
        let error = save_plan(&broken, &small_plan(), &Originals::none(), None).unwrap_err();
        assert!(matches!(error, SaveError::BrokenLink { .. }), "{error}");
        let error = save_plan(Path::new("/dev/null"), &small_plan(), &Originals::none(), None).unwrap_err();
        assert!(matches!(error, SaveError::NotAFile { .. }), "{error}");
        assert!(matches!(read_plan(Path::new("/dev/zero")), Err(PlanReadError::NotAFile { .. })));
    }

    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, other) = (folder.path().join("plan.geojson"), folder.path().join("other"));
        save_plan(&ours, &small_plan(), &Originals::none(), None).unwrap();
        fs::write(&other, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&other));
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    fn a_folder_without_write_permission_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.geojson");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        if fs::write(folder.path().join("probe"), "").is_ok() {
            eprintln!("skipped: this user may write into read-only folders");
            return;
        }
        let error = save_plan(&path, &small_plan(), &Originals::none(), None).unwrap_err();
        assert!(matches!(error, SaveError::FolderNotWritable { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn gdal_opens_the_plan_and_a_result_layer_with_the_same_counts() {
    if Process::new("ogrinfo").arg("--version").output().is_err() {
        eprintln!("skipped: ogrinfo (Debian's gdal-bin) is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let plan = small_plan();
    let path = folder.path().join("plan.geojson");
    save_plan(&path, &plan, &Originals::none(), None).unwrap();
    check_ogrinfo(&path, 7, "muster:kind");
    let others = read(FROM_OTHERS);
    let path = folder.path().join("others.geojson");
    save_plan(&path, &others.plan, &others.originals, None).unwrap();
    check_ogrinfo(&path, 5, "capacity_persons");
    let features = plan.sites().values().map(|site| ResultFeature {
        geometry: site.geometry.place().map(Shape::Point),
        properties: vec![("site_kind".to_owned(), site.kind.name().into()), ("persons".to_owned(), 3_u32.into())],
    });
    let layer = ResultLayer {
        name: "coverage".to_owned(),
        origin: ResultOrigin {
            analysis: "coverage".to_owned(),
            plan_sha256: plan_fingerprint(&plan),
            ..ResultOrigin::default()
        },
        members: Vec::new(),
        features: features.collect(),
    };
    let path = folder.path().join("coverage.geojson");
    fs::write(&path, result_layer_to_text(&layer)).unwrap();
    check_ogrinfo(&path, 7, "persons");
}

fn check_ogrinfo(path: &Path, n_features: usize, field: &str) {
    let output = Process::new("ogrinfo").args(["-ro", "-al", "-so"]).arg(path).output().unwrap();
    let (told, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // The features of others hold a number beyond 64 bits on purpose, which GDAL mentions.
    let is_fine = errors.lines().all(|line| line.is_empty() || line.contains("out of 64bit integer range"));
    assert!(output.status.success() && is_fine, "{errors}");
    assert!(told.contains(&format!("Feature Count: {n_features}")), "{told}");
    assert!(told.contains(&format!("{field}: ")) && told.contains("WGS 84"), "{told}");
}

#[test]
fn equal_plans_have_equal_fingerprints_however_their_files_look() {
    let read = read(FROM_OTHERS);
    let again = plan_from_text(&plan_to_text(&read.plan, &Originals::none()), "plan.geojson").unwrap();
    assert_eq!(plan_fingerprint(&read.plan), plan_fingerprint(&again.plan));
    let mut document = Document::new(read.plan.clone());
    let site = Site { state: SiteState::Existing, ..(*read.plan.sites()[&SiteId(7)]).clone() };
    document.execute(Command::UpdateObject(PlanObject::Site(Arc::new(site)))).unwrap();
    assert_ne!(plan_fingerprint(&read.plan), plan_fingerprint(document.plan()));
}

/// A plan with a road change of every kind and a route.
fn plan_with_roads() -> Plan {
    let lines = vec![vec![at(9.5, 47.1), at(9.501, 47.1005)], vec![at(9.502, 47.101), at(9.503, 47.101)]];
    let kinds = [
        RoadChangeKind::Width(3.25),
        RoadChangeKind::NewLink(2.5),
        RoadChangeKind::Contraflow,
        RoadChangeKind::OneWay,
        RoadChangeKind::Speed(30.0),
    ];
    let changes = (1..).zip(kinds).map(|(number, kind)| {
        let change = RoadChange::new(RoadChangeId(number), lines.clone(), kind);
        PlanObject::RoadChange(Arc::new(RoadChange { name: kind.name().to_owned(), ..change }))
    });
    let route = Route { name: "To the hall".to_owned(), has_signs: true, ..Route::new(RouteId(9), lines.clone()) };
    let objects = changes.chain([PlanObject::Route(Arc::new(route))]);
    Plan::from_parts(PlanHeader::default(), Settings::default(), [], objects)
}

#[test]
fn road_changes_and_routes_keep_every_value_under_a_name_with_its_unit() {
    let plan = plan_with_roads();
    let text = plan_to_text(&plan, &Originals::none());
    for written in [
        r#""change": "width", "width_m": 3.25"#,
        r#""change": "new_link", "width_m": 2.5"#,
        r#""change": "contraflow""#,
        r#""change": "one_way""#,
        r#""change": "speed", "speed_km_h": 30"#,
        r#""has_signs": true"#,
    ] {
        assert_eq!(text.matches(written).count(), 1, "{written} in {text}");
    }
    let again = read(&text);
    assert_eq!(again.plan.road_changes(), plan.road_changes());
    assert_eq!(again.plan.routes(), plan.routes());
    // A direction is that of the line, and comes back the way it was turned.
    let turned: Vec<PlanObject> =
        plan.road_changes().values().map(|change| PlanObject::RoadChange(change.reversed().into())).collect();
    let turned = Plan::from_parts(PlanHeader::default(), Settings::default(), [], turned);
    let again = read(&plan_to_text(&turned, &Originals::none()));
    assert_eq!(again.plan.road_changes(), turned.road_changes());
    assert_ne!(again.plan.road_changes(), plan.road_changes());
}

#[test]
fn road_changes_pass_through_a_spreadsheet_with_all_their_values() {
    use muster::exchange::tables::{Derived, TableKind, TableStyle, read_rows, table_text};
    let plan = plan_with_roads();
    for kind in [TableKind::RoadChange, TableKind::Route] {
        let rows: Vec<_> = plan
            .objects()
            .filter(|object| TableKind::of(object) == kind)
            .map(|object| (object, Derived::default()))
            .collect();
        let text = table_text(kind, &rows, TableStyle::Plain, |column| column.name().to_owned());
        let incoming = read_rows(&text, kind, &Plan::default(), None).unwrap();
        let taken = incoming.objects();
        assert_eq!(taken.len(), rows.len(), "{text}");
        for ((before, _), after) in rows.iter().zip(&taken) {
            assert_eq!(before.shape(), after.shape());
            match (before, after) {
                (PlanObject::RoadChange(a), PlanObject::RoadChange(b)) => {
                    assert_eq!((a.kind, &a.name), (b.kind, &b.name));
                }
                (PlanObject::Route(a), PlanObject::Route(b)) => {
                    assert_eq!((a.has_signs, &a.name), (b.has_signs, &b.name));
                }
                (a, b) => panic!("{a:?} became {b:?}"),
            }
        }
    }
}

/// A destination, a scenario and a feature that was set aside name numbers nothing has.
const WITH_GAPS: &str = r#"{"type":"FeatureCollection","muster":{"format_version":1,
"scenarios":[{"id":1,"name":"Flood","only":[2,11],"except_missing":[13]}]},
"features":[
{"type":"Feature","properties":{"muster:kind":"evacuation_area","muster:id":2,"destination":7},"geometry":{"type":"Polygon","coordinates":[[[9.5,47.1],[9.5,47.2],[9.6,47.2],[9.5,47.1]]]}},
{"type":"Feature","properties":{"muster:kind":"drone_port","muster:id":9},"geometry":{"type":"Point","coordinates":[9.5,47.1]}},
{"type":"Feature","properties":{"muster:kind":"site","site_kind":"shelter","name":"without a number"},"geometry":{"type":"Point","coordinates":[9.5,47.15]}}
]}"#;

#[test]
fn a_number_that_is_named_and_missing_is_given_to_nothing_new() {
    let first = read(WITH_GAPS);
    let mut document = Document::new(first.plan);
    for _ in 0..12 {
        let (kind, place) = (SiteKind::Shelter, LonLat::try_new(9.51, 47.11).unwrap());
        document.execute(Command::PlaceSite { kind, place, name: "new".to_owned() }).unwrap();
    }
    let again = read(&plan_to_text(document.plan(), &first.originals));
    let area = again.plan.evacuation_areas().values().next().unwrap();
    assert_eq!(area.destination, None, "site 7 is still missing");
    let flood = again.plan.scenarios().values().next_back().unwrap();
    let named: Vec<u32> = flood.selection.named().into_iter().flatten().map(|id| id.number()).collect();
    assert_eq!(named, [2], "what was drawn since has not joined the scenario");
    assert!(again.plan.objects().all(|object| ![7, 9, 11, 13].contains(&object.id().number())));
    assert_eq!(again.plan.objects().count(), 14);
}

#[test]
fn a_capacity_that_was_cleared_stays_cleared() {
    for (kept, given) in [
        (r#""capacity_persons":100,"effective_area_m2":500"#, Capacity::Unknown),
        (r#""capacity_persons":100,"effective_area_m2":500,"area_per_person_m2":2"#, Capacity::Unknown),
        (r#""area_per_person_m2":2"#, area(300.0)),
        (r#""capacity_persons":100,"area_per_person_m2":2"#, area(300.0)),
        (r#""capacity_persons":100,"effective_area_m2":500"#, Capacity::Persons(Persons(7))),
        (r#""effective_area_m2":"large""#, Capacity::Unknown),
    ] {
        let text = format!(
            r#"{{"type":"FeatureCollection","muster":{{}},"features":[{{"type":"Feature","properties":{{"muster:kind":"site","muster:id":1,"site_kind":"shelter",{kept}}},"geometry":{{"type":"Point","coordinates":[9.5,47.1]}}}}]}}"#
        );
        let first = read(&text);
        let mut document = Document::new(first.plan);
        let site = Site { capacity: given, beds: Some(3), ..(*document.plan().sites()[&SiteId(1)]).clone() };
        document.execute(Command::UpdateObject(PlanObject::Site(Arc::new(site)))).unwrap();
        let written = plan_to_text(document.plan(), &first.originals);
        assert_eq!(read(&written).plan.sites()[&SiteId(1)].capacity, given, "{kept}");
        assert_eq!(written.contains("large"), kept.contains("large"), "what says nothing else stays");
    }
}

#[test]
fn what_will_be_read_otherwise_than_it_is_now_is_said_when_it_is_saved() {
    let first = read(WITH_GAPS);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.geojson");
    let saved = save_plan(&path, &first.plan, &first.originals, None).unwrap();
    assert_eq!(saved.doubts, []);
    let objects = first.plan.objects().map(|object| match object {
        PlanObject::EvacuationArea(area) => {
            let destination = Some(SiteId(99));
            PlanObject::EvacuationArea(Arc::new(muster::plan::EvacuationArea { destination, ..(*area).clone() }))
        }
        other => other,
    });
    let torn = Plan::from_parts(PlanHeader::default(), Settings::default(), [], objects);
    let saved = save_plan(&path, &torn, &Originals::none(), None).unwrap();
    let said: Vec<String> = saved.doubts.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|said| said.contains("99")), "{said:?}");
}

fn area(square_metres: f64) -> Capacity {
    let effective_area = SquareMetres::try_new(square_metres).unwrap();
    Capacity::Area { effective_area, area_per_person: None }
}
