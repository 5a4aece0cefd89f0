//! The command line as a terminal uses it: answers, exit codes, packages that travel, and the keys of the JSON.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use muster::exchange::open::{open_files, package_of};
use muster::exchange::package::read_package;
use muster::exchange::paths::relative_community_path;
use muster::exchange::plan::{Originals, plan_to_text, save_plan};
use muster::headless::{Failure, Study};
use muster::jobs::JobContext;
use muster::plan::PlanHeader;
use serde_json::Value;

#[path = "support/asked.rs"]
mod asked;

use asked::{ask, balzers, json};

/// The program itself, without a display.
fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    command.args(arguments).output().unwrap()
}

fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or_else(|| panic!("{key} is no number: {}", value[key]))
}

fn copied(from: &str, to: &Path) -> String {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(balzers(from), to).unwrap();
    to.display().to_string()
}

fn edited_copy(folder: &Path, edit: impl Fn(&str) -> String) -> String {
    for entry in fs::read_dir(Path::new(&balzers("plan.geojson")).parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    let plan = folder.join("plan.geojson");
    let text = fs::read_to_string(&plan).unwrap();
    let edited = edit(&text);
    assert_ne!(edited, text, "the edit changes the plan");
    fs::write(&plan, edited).unwrap();
    plan.display().to_string()
}

fn check_common_keys(answer: &Value, analysis: &str) {
    assert_eq!(answer["muster"], env!("CARGO_PKG_VERSION"));
    assert_eq!(answer["analysis"], analysis);
    assert!(answer["scenario"].is_string() && answer["profile"].is_string());
    let inputs = answer["inputs"].as_array().unwrap();
    let paths: Vec<&str> = inputs.iter().map(|input| input["path"].as_str().unwrap()).collect();
    assert!(!paths.is_empty() && paths.is_sorted(), "{paths:?}");
    assert!(inputs.iter().all(|input| input["sha256"].as_str().unwrap().len() == 64));
}

#[test]
fn inspect_has_the_promised_keys_and_says_where_the_people_come_from() {
    let plan = balzers("plan.geojson");
    let answer = json(&["inspect", &plan]);
    check_common_keys(&answer, "inspect");
    let kinds = ["road", "building", "open_space", "facility", "water", "boundary", "population_zone", "other"];
    assert!(kinds.iter().all(|kind| answer["features"][kind].is_u64()));
    let [total, estimated, given, spread, by_floor_area] = [
        "persons_total",
        "persons_estimated",
        "persons_given",
        "persons_spread_from_totals",
        "persons_estimated_from_floor_area",
    ]
    .map(|key| number(&answer, key));
    assert!(total > 0 && total == given + estimated && estimated == spread + by_floor_area);
    let network = &answer["network"];
    for key in ["junctions", "roads", "components", "largest_component_junctions"] {
        assert!(number(network, key) > 0, "{key}");
    }
    assert!(network["length_m"].as_f64().unwrap() > 1000.0);
    for warning in answer["warnings"].as_array().unwrap() {
        assert!(["code", "file", "message"].iter().all(|key| warning[key].is_string()), "{warning}");
        assert!(warning["feature"].is_u64() || warning["feature"].is_null(), "{warning}");
        assert!(["lon", "lat"].iter().all(|key| warning[key].is_f64() || warning[key].is_null()), "{warning}");
    }
    assert!(answer["attribution"][0].as_str().unwrap().contains("OpenStreetMap"));
    let text = ask(&["inspect", &plan]).unwrap().text;
    let of_which = format!("of which {} estimated: {} spread", spaced(estimated), spaced(spread));
    assert!(text.contains(&of_which) && text.contains("OpenStreetMap"), "{of_which} is not in\n{text}");
}

/// Thousands apart, as tables have them; below a million.
fn spaced(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{} {:03}", number / 1000, number % 1000) }
}

#[test]
fn coverage_has_the_promised_keys_and_everybody_is_counted_once() {
    let plan = balzers("plan.geojson");
    let answer = json(&["coverage", &plan]);
    check_common_keys(&answer, "coverage");
    let kinds = answer["kinds"].as_array().unwrap();
    assert!(!kinds.is_empty());
    for kind in kinds {
        let parts = ["persons_reached", "persons_beyond_limit", "persons_unreachable", "persons_no_road_access"];
        let sum: u64 = parts.iter().map(|key| number(kind, key)).sum();
        assert_eq!(sum, number(kind, "persons_total"));
        assert!(kind["kind"].is_string() && kind["limit_m"].is_f64());
        for key in ["walk_median_m", "walk_p95_m", "walk_max_m"] {
            assert!(kind[key].is_f64() || kind[key].is_null(), "{key}");
        }
    }
    assert!(answer["attribution"][0].as_str().unwrap().contains("OpenStreetMap"));
}

#[test]
fn allocate_counts_everybody_once_in_every_stage_and_sends_nobody_to_a_full_site() {
    let plan = balzers("plan.geojson");
    for whole in ["people", "buildings", "areas"] {
        let answer = json(&["allocate", &plan, "--whole", whole]);
        check_common_keys(&answer, "allocate");
        let stages = answer["stages"].as_array().unwrap();
        assert_eq!(stages.iter().map(|stage| &stage["kind"]).collect::<Vec<_>>(), ["safe_harbor", "shelter"]);
        assert_eq!(number(&answer, "persons_served"), number(&stages[0], "persons_served"));
        for stage in stages {
            let parts = ["served", "over_capacity", "beyond_limit", "unreachable", "no_road_access"];
            let sum: u64 = parts.iter().map(|part| number(stage, &format!("persons_{part}"))).sum();
            assert_eq!(sum, number(stage, "persons_total"));
            let sites = stage["sites"].as_array().unwrap();
            let assigned: u64 = sites.iter().map(|site| number(site, "assigned_persons")).sum();
            assert_eq!(assigned, number(stage, "persons_served"));
            assert!(sites.iter().all(|s| number(s, "assigned_persons") <= number(s, "capacity_persons")));
            assert!(number_f(stage, "person_metres") + 1.0 >= number_f(stage, "bound_person_metres"));
            assert_eq!(stage["whole"], whole);
        }
        assert_eq!(number(&stages[0], "persons_total"), number(&stages[1], "persons_total"));
    }
    let only = json(&["allocate", &plan, "--kind", "medical_point"]);
    assert_eq!(only["stages"].as_array().unwrap().len(), 1);
    for wrong in [["--kind", "exit_door"], ["--whole", "families"]] {
        let refused = ask(&[&["allocate", plan.as_str()][..], &wrong].concat());
        assert!(matches!(refused, Err(Failure::BadOption { .. })), "{wrong:?}");
    }
}

fn number_f(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} is no number: {}", value[key]))
}

#[test]
fn the_plan_is_among_the_inputs_with_the_fingerprint_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let plan = edited_copy(folder.path(), |text| text.replace("Balzers (demonstration)", "Another"));
    let package = folder.path().join("package.geojson").display().to_string();
    ask(&["export", "package", &plan, "-o", &package]).unwrap();
    for file in [&plan, &package] {
        let answer = json(&["coverage", file]);
        let inputs = answer["inputs"].as_array().unwrap();
        let input = inputs.iter().find(|input| input["path"] == file.as_str()).unwrap();
        let expected = muster::exchange::community::fingerprint(&fs::read(file).unwrap());
        assert_eq!(input["sha256"], expected.as_str());
        assert_eq!(inputs.len(), 8, "the plan and its seven files");
    }
}

#[test]
fn the_same_question_has_the_same_answer_byte_for_byte() {
    let plan = balzers("plan.geojson");
    for question in [
        vec!["inspect", &plan, "--json"],
        vec!["coverage", &plan],
        vec!["export", "coverage", &plan],
        vec!["export", "service-areas", &plan],
        vec!["export", "network", &plan],
        vec!["export", "routes", &plan],
        vec!["export", "package", &plan],
    ] {
        assert_eq!(ask(&question).unwrap(), ask(&question).unwrap(), "{question:?}");
    }
}

#[test]
fn an_option_that_an_export_does_not_depend_on_is_refused() {
    let plan = balzers("plan.geojson");
    for (what, option, value) in [
        ("coverage", "--whole", "areas"),
        ("coverage", "--kind", "xyz"),
        ("network", "--mode", "driving"),
        ("evacuation", "--whole", "areas"),
        ("allocation", "--mode", "driving"),
    ] {
        let failure = ask(&["export", what, &plan, option, value]).unwrap_err().to_string();
        assert!(failure.starts_with(&format!("cannot use {option} {value}: only ")), "{what}: {failure}");
    }
}

#[test]
fn a_result_names_the_same_plan_wherever_its_folder_lies() {
    let [a, b] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let origin = |folder: &Path| {
        let plan = edited_copy(folder, |text| text.replace("Balzers (demonstration)", "Another"));
        let text = ask(&["export", "coverage", &plan]).unwrap().text;
        serde_json::from_str::<Value>(&text).unwrap()["muster_result"].clone()
    };
    assert_eq!(origin(a.path()), origin(b.path()));
}

#[test]
fn a_new_plan_is_covered_and_its_answer_is_one_object() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plans/new.geojson");
    fs::create_dir(folder.path().join("plans")).unwrap();
    let plan = plan.display().to_string();
    let (roads, buildings) = (balzers("roads.geojson"), balzers("buildings.geojson"));
    let answer = json(&["new", &plan, &roads, &buildings, "--profile", "sphere", "--name", "North"]);
    check_common_keys(&answer, "new");
    assert_eq!((&answer["plan"], &answer["profile"]), (&plan.as_str().into(), &"sphere".into()));
    let inspected = json(&["inspect", &plan]);
    assert_eq!(number(&answer, "persons_total"), number(&inspected, "persons_total"));
    assert_eq!(inspected["profile"], "sphere");
    let text = ask(&["coverage", &plan]).unwrap().text;
    assert!(text.contains("no site that people walk to"), "{text}");
    assert!(matches!(ask(&["new", &plan, &roads]), Err(Failure::Exists(_))));
    let other = folder.path().join("other.geojson").display().to_string();
    assert!(matches!(ask(&["new", &other, &plan]), Err(Failure::IsPlan(_))));
}

/// Two areas by the hour and one point.
const FRONT: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"hazard":"bushfire","by":0},"geometry":{"type":"Polygon","coordinates":[[[9.5,47.06],[9.51,47.06],[9.51,47.07],[9.5,47.06]]]}},
{"type":"Feature","properties":{"hazard":"bushfire","by":2},"geometry":{"type":"Polygon","coordinates":[[[9.51,47.06],[9.52,47.06],[9.52,47.07],[9.51,47.06]]]}},
{"type":"Feature","properties":{"name":"North gate","by":1},"geometry":{"type":"Point","coordinates":[9.5,47.07]}}]}"#;

#[test]
fn a_new_plan_takes_hazard_areas_with_their_hours_and_sites_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (plan, front, roads, buildings) =
        (path("plan.geojson"), path("front.geojson"), balzers("roads.geojson"), balzers("buildings.geojson"));
    fs::write(&front, FRONT).unwrap();
    let hours = format!("{front}:by=hours");
    let exits = format!("{front}=exit");
    let answer = ask(&["new", &plan, &roads, &buildings, "--hazard-areas", &hours, "--sites", &exits]).unwrap();
    assert!(answer.text.contains("5 objects taken"), "{}", answer.text);
    assert!(answer.remarks.contains("front.geojson, feature 2: left out: it is no area"), "{}", answer.remarks);
    let read = muster::exchange::plan::read_plan(Path::new(&plan)).unwrap();
    assert_eq!(read.warnings, []);
    let areas: Vec<_> = read.plan.hazard_areas().values().map(|a| (a.hazard.name(), a.from_min)).collect();
    assert_eq!(areas, [("fire", 0.0), ("fire", 120.0)]);
    assert_eq!(read.plan.sites().values().filter(|site| site.name == "North gate").count(), 1);
    let flood = ["new", &plan, &roads, &buildings, "--overwrite", "--hazard-areas", &front, "--hazard", "flood"];
    ask(&flood).unwrap();
    let read = muster::exchange::plan::read_plan(Path::new(&plan)).unwrap();
    let areas: Vec<_> = read.plan.hazard_areas().values().map(|a| (a.hazard.name(), a.from_min)).collect();
    assert_eq!(areas, [("flood", 0.0), ("flood", 0.0)]);
}

#[test]
fn an_option_for_objects_of_files_that_cannot_be_followed_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (plan, front, roads) = (path("plan.geojson"), path("front.geojson"), balzers("roads.geojson"));
    fs::write(&front, FRONT).unwrap();
    for (option, value, remedy) in [
        ("--hazard-areas", format!("{front}:by=days"), "units are seconds, minutes, hours"),
        ("--hazard-areas", format!("{front}:hour=hours"), "it has: hazard, by, name"),
        ("--hazard-areas", roads.clone(), "no area"),
        ("--hazard-areas", path("gone.geojson"), "gone.geojson"),
        ("--evacuation-areas", format!("{front}=minutes"), "FILE:COLUMN=UNIT"),
        ("--sites", front.clone(), "FILE=KIND"),
        ("--sites", format!("{front}=door"), "kinds are"),
    ] {
        let message = ask(&["new", &plan, &roads, option, &value]).unwrap_err().to_string();
        assert!(message.contains(remedy), "{message}");
    }
    let over = ask(&["new", &front, &roads, "--hazard-areas", &front, "--overwrite"]);
    assert!(matches!(over, Err(Failure::OverInput(_))));
    assert!(!Path::new(&plan).exists());
}

#[test]
fn the_hourly_fire_of_castlemaine_becomes_nine_hazard_areas() {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let town = shared.join("data/town-castlemaine");
    if !town.is_dir() {
        eprintln!("skipped: {} is not there", town.display());
        return;
    }
    let file = |name: &str| town.join(name).display().to_string();
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.geojson").display().to_string();
    let fire = format!("{}:burnt_by_hour=hours", file("fire_hourly.geojson"));
    let exits = format!("{}=exit", file("destinations.geojson"));
    let files = [file("roads.geojson"), file("population.geojson")];
    let question = ["new", &plan, &files[0], &files[1], "--hazard-areas", &fire, "--sites", &exits];
    let answer = json(&question);
    assert_eq!((number(&answer, "objects"), number(&answer, "persons_total")), (11, 10_867));
    let read = muster::exchange::plan::read_plan(Path::new(&plan)).unwrap();
    let areas: Vec<_> = read.plan.hazard_areas().values().collect();
    let from: Vec<f64> = areas.iter().map(|area| area.from_min).collect();
    assert_eq!(from, [0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0, 420.0, 480.0]);
    assert!(areas.iter().all(|area| area.hazard.name() == "fire" && area.effect.name() == "closed_to_walkers"));
    let names: Vec<&str> = read.plan.sites().values().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["Elphinstone", "Castlemaine"]);
}

#[test]
fn a_file_that_is_not_there_is_named_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.geojson");
    let (roads, gone) = (balzers("roads.geojson"), folder.path().join("gone.geojson").display().to_string());
    for question in [
        vec!["new", plan.to_str().unwrap(), &gone, &roads],
        vec!["inspect", &roads, &gone],
        vec!["coverage", &gone],
        vec!["export", "network", &roads, &gone],
    ] {
        let message = ask(&question).unwrap_err().to_string();
        assert!(message.contains("gone.geojson"), "{message}");
    }
    assert!(!plan.exists());
}

#[test]
fn an_answer_is_not_written_over_the_files_it_is_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let plan = edited_copy(folder.path(), |text| text.replace("Balzers (demonstration)", "Another"));
    let roads = folder.path().join("roads.geojson").display().to_string();
    for question in [
        vec!["export", "coverage", &plan, "-o", &plan],
        vec!["new", &roads, &roads, "--overwrite"],
        vec!["new", "there.geojson", &roads, "-o", "there.geojson"],
    ] {
        let before = (fs::read(&plan).unwrap(), fs::read(&roads).unwrap());
        assert!(matches!(ask(&question), Err(Failure::OverInput(_))), "{question:?}");
        assert_eq!((fs::read(&plan).unwrap(), fs::read(&roads).unwrap()), before);
    }
}

#[test]
fn files_a_plan_names_may_be_missing_or_changed_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let plan = edited_copy(folder.path(), |text| text.replace("Balzers (demonstration)", "Another"));
    assert_eq!(ask(&["coverage", &plan]).unwrap().remarks, "");
    fs::remove_file(folder.path().join("water.geojson")).unwrap();
    let roads = folder.path().join("roads.geojson");
    let text = fs::read_to_string(&roads).unwrap();
    fs::write(&roads, format!("{text}\n")).unwrap();
    let remarks = ask(&["coverage", &plan]).unwrap().remarks;
    let expected = format!(
        "community file not found: {}\n{} has changed since the plan was saved\n",
        folder.path().join("water.geojson").display(),
        roads.display()
    );
    assert_eq!(remarks, expected);
    assert_eq!(ask(&["coverage", &plan, "--quiet"]).unwrap().remarks, "");
}

#[test]
fn data_beside_a_plan_is_found_in_any_folder() {
    let [folder, elsewhere] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let plan =
        edited_copy(folder.path(), |text| text.replace("{\"path\": \"roads.geojson\"", "{\"path\": \"no.geojson\""));
    let roads = copied("roads.geojson", &elsewhere.path().join("further/roads.geojson"));
    let opened = open_files(&[PathBuf::from(&plan), PathBuf::from(&roads)], &JobContext::new()).unwrap();
    assert_eq!(opened.missing, [folder.path().join("no.geojson")]);
    assert_eq!(opened.files.last().unwrap().path, roads);
    assert!(opened.files.iter().all(|file| Path::new(&file.path).is_absolute()));
    let read = opened.plan.unwrap().read;
    assert_eq!(read.plan.header().community.len(), 7);
    assert!(number(&json(&["inspect", &plan, &roads])["features"], "road") > 0);
}

#[test]
fn an_opened_plan_saved_in_place_keeps_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let plan = edited_copy(folder.path(), |text| text.replace("Balzers (demonstration)", "Another"));
    let before = fs::read_to_string(&plan).unwrap();
    let opened = open_files(&[PathBuf::from(&plan)], &JobContext::new()).unwrap();
    let read = opened.plan.unwrap().read;
    let mut header = (**read.plan.header()).clone();
    for file in &mut header.community {
        file.path = relative_community_path(Path::new(&plan), Path::new(&file.path));
    }
    assert_eq!(plan_to_text(&read.plan.with_header(header), &read.originals), before);
}

/// Packages, opens the package where nothing else lies, and compares every figure.
fn check_travels(plan: &str) -> Value {
    let away = tempfile::tempdir().unwrap();
    // The mark between package and file may be in a folder's name too.
    let package = away.path().join("a #1 folder/package.geojson");
    fs::create_dir(package.parent().unwrap()).unwrap();
    let package = package.display().to_string();
    let answer = ask(&["export", "package", plan, "-o", &package]).unwrap();
    assert_eq!(answer.text, "");
    let [here, there] = [plan, &package].map(|file| {
        let mut answer = json(&["coverage", file]);
        answer.as_object_mut().unwrap().remove("inputs");
        answer
    });
    assert_eq!(here, there);
    assert_eq!(ask(&["coverage", &package]).unwrap().remarks, "");
    let again = ask(&["export", "package", &package]).unwrap().text;
    assert_eq!(again, fs::read_to_string(&package).unwrap(), "a package of a package is the same package");
    json(&["inspect", &package])
}

#[test]
fn a_package_travels_without_its_folders() {
    let folder = tempfile::tempdir().unwrap();
    edited_copy(folder.path(), |text| text.replace("Balzers (demonstration)", "Another"));
    let root = folder.path();
    fs::create_dir_all(root.join("data/#2")).unwrap();
    fs::create_dir(root.join("plans")).unwrap();
    fs::rename(root.join("roads.geojson"), root.join("data/#2/roads.geojson")).unwrap();
    let text = fs::read_to_string(root.join("plan.geojson")).unwrap();
    let text = text.replace("\"path\": \"", "\"path\": \"../").replace("../roads", "../data/#2/roads");
    let plan = root.join("plans/plan.geojson");
    fs::write(&plan, text).unwrap();
    check_travels(plan.to_str().unwrap());
}

#[test]
fn files_of_one_name_are_told_apart_in_a_package_and_keep_what_was_said_about_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // The file called `2-data.geojson` takes the first number that comes to mind.
    let roads = copied("roads.geojson", &root.join("a/data.geojson"));
    let buildings = copied("buildings.geojson", &root.join("b/data.geojson"));
    let zones = copied("population.geojson", &root.join("2-data.geojson"));
    let plan = root.join("plan.geojson").display().to_string();
    let layer = "data.geojson=other";
    ask(&["new", &plan, &roads, &buildings, &zones, "--layer", layer, "--quiet"]).unwrap();
    let inspected = check_travels(&plan);
    assert_eq!(number(&inspected["features"], "road") + number(&inspected["features"], "building"), 0);
    assert!(number(&inspected["features"], "population_zone") > 0);
    let paths: Vec<&str> =
        inspected["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect();
    for name in ["data.geojson", "3-data.geojson", "2-data.geojson"] {
        assert!(paths.contains(&name), "{paths:?}");
    }
}

#[test]
fn a_package_of_the_demonstration_travels() {
    let study = Study::demonstration(&JobContext::new()).unwrap();
    let text = package_of(&study.plan, &study.originals, None).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("package.geojson");
    fs::write(&package, &text).unwrap();
    let read = read_package(&text, "package.geojson").unwrap();
    let named: Vec<(&str, &str)> =
        read.plan.plan.header().community.iter().map(|f| (f.path.as_str(), f.sha256.as_str())).collect();
    let packed: Vec<String> =
        read.files.iter().map(|file| muster::exchange::community::fingerprint(&file.bytes)).collect();
    for (((path, sha256), file), packed) in named.iter().zip(&read.files).zip(&packed) {
        assert_eq!((*path, *sha256), (file.path.as_str(), packed.as_str()));
    }
    assert_eq!(read.files.len(), 7);
    check_travels(package.to_str().unwrap());
    // Saved from the package into another folder, the plan finds its community inside it.
    let opened = open_files(&[package], &JobContext::new()).unwrap().plan.unwrap().read;
    let target = folder.path().join("saved/plan.geojson");
    fs::create_dir(target.parent().unwrap()).unwrap();
    let mut header: PlanHeader = (**opened.plan.header()).clone();
    for file in &mut header.community {
        assert!(Path::new(&file.path).is_absolute());
        file.path = relative_community_path(&target, Path::new(&file.path));
    }
    assert_eq!(header.community[0].path, "../package.geojson#roads.geojson");
    save_plan(&target, &opened.plan.with_header(header), &Originals::none(), None).unwrap();
    let answer = ask(&["coverage", target.to_str().unwrap()]).unwrap();
    assert_eq!(answer.remarks, "");
    assert_eq!(answer.text, ask(&["coverage", &balzers("plan.geojson")]).unwrap().text);
}

#[test]
fn the_exit_code_says_yes_no_or_could_not() {
    let folder = tempfile::tempdir().unwrap();
    let plan = balzers("plan.geojson");
    let empty = folder.path().join("empty.geojson").display().to_string();
    ask(&["new", &empty, &balzers("roads.geojson"), &balzers("buildings.geojson")]).unwrap();
    let gone = folder.path().join("gone.geojson").display().to_string();
    for (code, arguments) in [
        (0, vec!["coverage", &plan, "--at-least", "0"]),
        (1, vec!["coverage", &plan, "--at-least", "100"]),
        (1, vec!["coverage", &empty, "--at-least", "0"]),
        (0, vec!["coverage", &empty]),
        (2, vec!["coverage", &plan, "--at-least", "101"]),
        (2, vec!["coverage", &plan, "--scenario", "Nowhere"]),
        (2, vec!["coverage", &gone]),
        (2, vec!["frobnicate"]),
    ] {
        let output = program(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        assert_eq!(output.stdout.is_empty(), code == 2, "{arguments:?}");
    }
}

#[test]
fn the_share_a_plan_reaches_is_met_and_one_percent_more_is_not() {
    let plan = balzers("plan.geojson");
    let answer = json(&["coverage", &plan]);
    let kinds = answer["kinds"].as_array().unwrap();
    let least =
        kinds.iter().map(|kind| 100 * number(kind, "persons_reached") / number(kind, "persons_total")).min().unwrap();
    for (wanted, is_no) in [(least, false), (least + 1, true)] {
        let answer = ask(&["coverage", &plan, "--at-least", &wanted.to_string()]).unwrap();
        assert_eq!(answer.is_no, is_no, "{wanted}");
    }
}

#[test]
fn a_site_that_takes_nobody_is_named_with_the_reason_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let plan =
        edited_copy(folder.path(), |text| text.replacen("\"state\": \"existing\"", "\"state\": \"candidate\"", 1));
    let text = ask(&["coverage", &plan]).unwrap().text;
    let expected = "Sportanlage Rheinau (safe harbor) takes part in no figure: only a candidate";
    assert!(text.contains(expected), "{text}");
    let excluded = &json(&["coverage", &plan])["excluded_sites"][0];
    assert_eq!(excluded["name"], "Sportanlage Rheinau");
    assert_eq!(excluded["reasons"], serde_json::json!(["candidate"]));
}

#[test]
fn gdal_opens_an_exported_coverage_with_a_feature_for_every_door() {
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        eprintln!("skipped: ogrinfo (Debian's gdal-bin) is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("coverage.geojson").display().to_string();
    let plan = balzers("plan.geojson");
    let answer = ask(&["export", "coverage", &plan, "-o", &path]).unwrap();
    assert_eq!(answer.remarks, format!("written to {path}\n"));
    let study = Study::open(&[PathBuf::from(plan)], &muster::headless::Common::default(), &JobContext::new()).unwrap();
    let output = Command::new("ogrinfo").args(["-ro", "-al", "-so"]).arg(&path).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert!(told.contains(&format!("Feature Count: {}", study.community.demand().len())), "{told}");
    assert!(told.contains("shelter_outcome: String") && told.contains("persons: Integer"), "{told}");
}

#[test]
fn without_a_display_the_program_prints_the_table() {
    let output = program(&[&balzers("plan.geojson")]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("Kind") && table.contains("safe harbor"), "{table}");
    assert_eq!(table, ask(&["coverage", &balzers("plan.geojson")]).unwrap().text);
    assert!(String::from_utf8(output.stderr).unwrap().contains("no display"));
}
