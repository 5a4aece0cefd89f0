//! Evacuation from the command line: the promised keys, the log, the layers, and answers where nothing can be done.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use muster::exchange::plan::{Originals, save_plan};
use muster::geometry::{LonLat, MultiPolygon, Polygon};
use muster::headless::Failure;
use muster::ids::{HazardAreaId, SiteId};
use muster::plan::{
    Capacity, CommunityFile, DepartureCurve, Hazard, HazardArea, Plan, PlanHeader, PlanObject, Settings, Site, SiteKind,
};
use muster::units::Persons;
use serde_json::Value;

#[path = "support/asked.rs"]
mod asked;

use asked::{ask, balzers, json};

fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or_else(|| panic!("{key} is no number: {}", value[key]))
}

fn seconds(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} is no number: {}", value[key]))
}

/// The place some metres east and north of the middle of the hand-made town.
fn at(east: f64, north: f64) -> LonLat {
    LonLat::new_clamped(9.5 + east / 75_900.0, 47.0 + north / 111_180.0)
}

fn pair(place: LonLat) -> String {
    format!("[{:.7},{:.7}]", place.lon(), place.lat())
}

/// 40 people in a house beside a street of 600 m, if the street is there.
fn town(folder: &Path, has_streets: bool, change: impl FnOnce(&mut Settings, &mut Vec<PlanObject>)) -> String {
    let house = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"building":"yes","persons":40}},
"geometry":{{"type":"Polygon","coordinates":[[{},{},{},{},{}]]}}}}]}}"#,
        pair(at(95.0, 5.0)),
        pair(at(105.0, 5.0)),
        pair(at(105.0, 15.0)),
        pair(at(95.0, 15.0)),
        pair(at(95.0, 5.0)),
    );
    fs::write(folder.join("houses.geojson"), house).unwrap();
    let mut names = vec!["houses.geojson"];
    if has_streets {
        let road = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"highway":"residential","name":"Long Street","width":6}},
"geometry":{{"type":"LineString","coordinates":[{},{}]}}}}]}}"#,
            pair(at(0.0, 0.0)),
            pair(at(600.0, 0.0)),
        );
        fs::write(folder.join("roads.geojson"), road).unwrap();
        names.push("roads.geojson");
    }
    let community = names.iter().map(|name| CommunityFile { path: (*name).to_owned(), sha256: String::new() });
    let header = PlanHeader { community: community.collect(), ..PlanHeader::default() };
    let mut settings = Settings::default();
    let mut objects = Vec::new();
    change(&mut settings, &mut objects);
    let plan = folder.join("plan.geojson");
    save_plan(&plan, &Plan::from_parts(header, settings, [], objects), &Originals::none(), None).unwrap();
    plan.display().to_string()
}

fn harbor(places: u32) -> PlanObject {
    let mut site = Site::new(SiteId(1), SiteKind::SafeHarbor, at(600.0, 5.0));
    site.capacity = Capacity::Persons(Persons(places));
    PlanObject::Site(site.into())
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// Everybody once, and no clearance by text or JSON; asked whether 90 % are safe in time the answer is no.
fn check_trouble(plan: &str, finding: &str) -> Value {
    let answer = json(&["evacuate", plan]);
    assert!(codes(&answer).contains(&finding), "{finding} is not in {:?}", codes(&answer));
    let parts = ["persons_safe", "persons_exposed", "persons_stranded"].map(|key| number(&answer, key));
    assert_eq!(parts.iter().sum::<u64>(), number(&answer, "persons_total"));
    assert!(answer["clear_100_s"].is_null());
    let text = ask(&["evacuate", plan, "--clear-90-within", "60"]).unwrap();
    assert!(text.is_no && text.text.contains("never") && text.text.contains("Note: "), "{}", text.text);
    let ranked = json(&["bottlenecks", plan]);
    assert!(codes(&ranked).contains(&finding));
    for layer in ["evacuation", "evacuation-roads"] {
        let text = ask(&["export", layer, plan]).unwrap().text;
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{layer}");
    }
    answer
}

#[test]
fn without_a_site_nobody_is_safe_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let plan = town(folder.path(), true, |_, _| {});
    let answer = check_trouble(&plan, "no_sites");
    assert_eq!((number(&answer, "persons_stranded"), number(&answer, "persons_safe")), (40, 0));
    assert_eq!(answer["curve"], Value::Array(Vec::new()));
}

#[test]
fn a_site_that_takes_nobody_leaves_everybody_without_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let plan = town(folder.path(), true, |_, objects| objects.push(harbor(0)));
    let answer = check_trouble(&plan, "too_few_places");
    assert_eq!(number(&answer["persons_stranded_by_reason"], "no_place"), 40);
}

#[test]
fn everybody_inside_a_hazard_from_the_start_is_exposed() {
    let folder = tempfile::tempdir().unwrap();
    let plan = town(folder.path(), true, |_, objects| {
        objects.push(harbor(100));
        let ring = [at(50.0, -50.0), at(200.0, -50.0), at(200.0, 50.0), at(50.0, 50.0), at(50.0, -50.0)];
        let outline = MultiPolygon(vec![Polygon::from_ring(ring.to_vec())]);
        objects.push(PlanObject::HazardArea(HazardArea::new(HazardAreaId(2), Hazard::Flood, outline).into()));
    });
    let answer = check_trouble(&plan, "all_inside_hazard");
    assert_eq!(number(&answer, "persons_exposed"), 40);
}

#[test]
fn without_a_street_nobody_moves_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let plan = town(folder.path(), false, |_, objects| objects.push(harbor(100)));
    let answer = check_trouble(&plan, "no_streets");
    assert_eq!(number(&answer, "persons_stranded"), 40);
}

#[test]
fn a_departure_curve_that_never_ends_keeps_some_at_home() {
    let folder = tempfile::tempdir().unwrap();
    let plan = town(folder.path(), true, |settings, objects| {
        settings.evacuation.departure = DepartureCurve::Table(vec![(10.0, 0.5)]);
        objects.push(harbor(100));
    });
    let answer = check_trouble(&plan, "some_never_leave");
    let stay = number(&answer["persons_stranded_by_reason"], "never_leaves");
    assert!(stay > 0 && stay < 40, "{stay}");
    assert_eq!(number(&answer, "persons_safe"), 40 - stay);
    assert!(answer["assumptions"]["share_that_leaves"].as_f64().unwrap() < 0.51);
}

#[test]
fn evacuate_has_the_promised_keys_and_everybody_is_counted_once() {
    let plan = balzers("plan.geojson");
    let answer = json(&["evacuate", &plan]);
    assert_eq!((&answer["analysis"], &answer["scenario"]), (&"evacuate".into(), &"base".into()));
    assert!(answer["muster"].is_string() && answer["profile"].is_string() && answer["seed"].is_u64());
    let total = number(&answer, "persons_total");
    assert_eq!(total, number(&json(&["inspect", &plan]), "persons_total"));
    let parts = ["persons_safe", "persons_exposed", "persons_stranded"].map(|key| number(&answer, key));
    assert_eq!(parts.iter().sum::<u64>(), total);
    let reasons = answer["persons_stranded_by_reason"].as_object().unwrap();
    assert_eq!(reasons.values().map(|n| n.as_u64().unwrap()).sum::<u64>(), parts[2]);
    let [clear_50, clear_90, clear_95] = ["clear_50_s", "clear_90_s", "clear_95_s"].map(|key| seconds(&answer, key));
    assert!(0.0 < clear_50 && clear_50 < clear_90 && clear_90 <= clear_95);
    assert!(seconds(&answer, "bound_s") > 0.0 && !answer["bound_reason"].as_str().unwrap().is_empty());
    let curve: Vec<(f64, u64)> = answer["curve"].as_array().unwrap().iter().map(point).collect();
    assert!(curve.len() > 100 && curve.len() <= 1000, "{}", curve.len());
    assert!(curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));
    let last = curve.last().unwrap();
    assert_eq!(last.1, parts[0], "the last point is exact");
    let sites = answer["sites"].as_array().unwrap();
    assert_eq!(sites.iter().map(|site| number(site, "arrived_persons")).sum::<u64>(), parts[0]);
    let ends: Vec<f64> = sites.iter().filter_map(|site| site["last_arrival_s"].as_f64()).collect();
    assert!(ends.contains(&last.0), "the curve ends with the last arrival");
    for area in answer["areas"].as_array().unwrap() {
        let parts = ["persons_safe", "persons_exposed", "persons_stranded"].map(|key| number(area, key));
        assert_eq!(parts.iter().sum::<u64>(), number(area, "persons_total"));
    }
    for key in ["departure", "crowding", "mode", "destinations", "ways"] {
        assert!(answer["assumptions"][key].is_string(), "{key}");
    }
    for key in ["walking_speed_median_m_per_s", "guessed_width_share", "persons_per_metre_second"] {
        assert!(answer["assumptions"][key].as_f64().unwrap() > 0.0, "{key}");
    }
}

fn point(value: &Value) -> (f64, u64) {
    (value[0].as_f64().unwrap(), value[1].as_u64().unwrap())
}

#[test]
fn the_share_safe_in_time_decides_the_exit_code() {
    let plan = balzers("plan.geojson");
    let clear_90 = seconds(&json(&["evacuate", &plan]), "clear_90_s");
    for (minutes, is_no) in [(clear_90 / 60.0 + 0.01, false), (clear_90 / 60.0 - 0.01, true)] {
        let answer = ask(&["evacuate", &plan, "--clear-90-within", &minutes.to_string()]).unwrap();
        assert_eq!(answer.is_no, is_no, "{minutes}");
    }
    for wrong in [["--clear-90-within", "NaN"], ["--mode", "flying"], ["--kind", "bench"]] {
        assert!(
            matches!(ask(&[&["evacuate", &plan], &wrong[..]].concat()), Err(Failure::BadOption { .. })),
            "{wrong:?}"
        );
    }
}

#[test]
fn by_car_and_mixed_the_same_people_move_by_other_means() {
    let plan = balzers("plan.geojson");
    let total = number(&json(&["evacuate", &plan]), "persons_total");
    for mode in ["driving", "mixed"] {
        let answer = json(&["evacuate", &plan, "--mode", mode]);
        assert_eq!((number(&answer, "persons_total"), &answer["assumptions"]["mode"]), (total, &mode.into()));
        let ranked = json(&["bottlenecks", &plan, "--mode", mode]);
        assert!(ranked["roads"].as_array().unwrap().iter().any(|road| road["usage"] == "driving"), "{mode}");
    }
    let shelters = json(&["evacuate", &plan, "--kind", "shelter"]);
    assert_eq!(shelters["assumptions"]["site_kinds"], serde_json::json!(["shelter"]));
}

#[test]
fn the_log_of_a_run_is_the_same_each_time_and_adds_up_to_the_answer() {
    let (folder, plan) = (tempfile::tempdir().unwrap(), balzers("plan.geojson"));
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (first, second, table) = (path("a.ndjson"), path("b.ndjson"), path("c.CSV"));
    let answers = [&first, &second, &table].map(|file| ask(&["evacuate", &plan, "--json", "--events", file]).unwrap());
    assert!(answers.iter().all(|answer| answer.text == answers[0].text && answer.remarks.contains("events written")));
    let answer: Value = serde_json::from_str(&answers[0].text).unwrap();
    let log = fs::read_to_string(&first).unwrap();
    assert_eq!(log, fs::read_to_string(&second).unwrap());
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let (mut safe, mut last, mut inside) = (0, 0.0, BTreeMap::new());
    for line in log.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let (at, what) = (seconds(&event, "t_s"), event["event"].as_str().unwrap());
        assert!(at >= last, "in the order of time");
        last = at;
        *counts.entry(what.to_owned()).or_default() += 1;
        let party = number(&event, "party");
        match what {
            "entered" => assert_eq!(inside.insert(party, event["segment_id"].clone()), None, "on one street at a time"),
            "passed" => assert_eq!(inside.remove(&party), Some(event["segment_id"].clone())),
            "arrived" => {
                safe += number(&event, "persons");
                assert!(event["site_id"].is_u64());
            }
            _ => {}
        }
        let (lon, lat) = (seconds(&event, "lon"), seconds(&event, "lat"));
        assert!((9.4..9.6).contains(&lon) && (47.0..47.2).contains(&lat), "{line}");
    }
    assert_eq!(safe, number(&answer, "persons_safe"));
    let rows = fs::read_to_string(&table).unwrap();
    assert_eq!(rows.lines().count() as u64, counts.values().sum::<u64>() + 1);
    let columns = rows.lines().next().unwrap().split(',').count();
    assert!(rows.starts_with("t_s,event,party,") && rows.lines().all(|row| row.split(',').count() == columns));
}

#[test]
fn a_log_is_not_written_over_the_plan_nor_over_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let plan = town(folder.path(), true, |_, objects| objects.push(harbor(100)));
    let before = fs::read(&plan).unwrap();
    assert!(matches!(ask(&["evacuate", &plan, "--events", &plan]), Err(Failure::OverInput(_))));
    let out = folder.path().join("out.csv").display().to_string();
    assert!(matches!(ask(&["evacuate", &plan, "--events", &out, "-o", &out]), Err(Failure::OverInput(_))));
    let nowhere = folder.path().join("no/folder.csv").display().to_string();
    assert!(matches!(ask(&["evacuate", &plan, "--events", &nowhere]), Err(Failure::Save(_))));
    assert_eq!(fs::read(&plan).unwrap(), before);
}

#[test]
fn bottlenecks_are_ranked_by_waiting_and_the_cut_is_named() {
    let plan = balzers("plan.geojson");
    let answer = json(&["bottlenecks", &plan]);
    let roads = answer["roads"].as_array().unwrap();
    let waiting: Vec<f64> = roads.iter().map(|road| seconds(road, "waiting_person_min")).collect();
    assert!(roads.len() > 10 && waiting.is_sorted_by(|a, b| a >= b), "{waiting:?}");
    for road in roads {
        assert!(road["id"].is_string() && road["segment_id"].is_u64() && road["width_is_guess"].is_boolean());
        assert!(number(road, "load_persons") > 0 && seconds(road, "capacity_persons_per_min") > 0.0);
        for key in ["load_ratio", "queue_m", "peak_s", "width_m"] {
            assert!(seconds(road, key) >= 0.0, "{key}");
        }
    }
    assert!(seconds(&answer["min_cut"], "persons_per_min") > 0.0);
    assert!(!answer["min_cut"]["roads"].as_array().unwrap().is_empty());
    let segments: Vec<Value> =
        features(&plan, "network").iter().map(|f| f["properties"]["segment_id"].clone()).collect();
    assert!(roads.iter().all(|road| segments.contains(&road["segment_id"])), "as the network's layer names them");
}

fn features(plan: &str, layer: &str) -> Vec<Value> {
    let text = ask(&["export", layer, plan]).unwrap().text;
    serde_json::from_str::<Value>(&text).unwrap()["features"].as_array().unwrap().clone()
}

#[test]
fn the_layers_of_an_evacuation_add_up_to_its_answer_byte_for_byte_twice() {
    let plan = balzers("plan.geojson");
    let answer = json(&["evacuate", &plan]);
    let doors = features(&plan, "evacuation");
    for key in ["persons_total", "persons_safe", "persons_exposed", "persons_stranded"] {
        assert_eq!(
            doors.iter().map(|door| number(&door["properties"], key)).sum::<u64>(),
            number(&answer, key),
            "{key}"
        );
    }
    for door in doors.iter().map(|door| &door["properties"]).filter(|door| number(door, "persons_safe") > 0) {
        assert!(seconds(door, "leave_median_s") <= seconds(door, "leave_last_s"));
        assert!(seconds(door, "leave_median_s") < seconds(door, "arrive_median_s"));
        assert!(seconds(door, "arrive_median_s") <= seconds(door, "arrive_last_s"));
        assert!(door["site_id"].is_u64() && seconds(door, "waited_person_min") >= 0.0);
        assert_eq!(door["latest_departure"], "any_time");
    }
    let roads = features(&plan, "evacuation-roads");
    let ranked = json(&["bottlenecks", &plan]);
    assert_eq!(roads.len(), ranked["roads"].as_array().unwrap().len());
    for road in roads.iter().map(|road| &road["properties"]) {
        assert!(seconds(road, "busy_from_s") <= seconds(road, "busy_until_s"));
    }
    for layer in ["evacuation", "evacuation-roads"] {
        let [first, second] = [0, 1].map(|_| ask(&["export", layer, &plan]).unwrap().text);
        assert!(first == second && first.contains("clear_90_s"), "{layer}");
    }
}

#[test]
fn a_timetable_sends_everybody_once_and_is_followed() {
    let (folder, plan) = (tempfile::tempdir().unwrap(), balzers("plan.geojson"));
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (table, list) = (path("timetable.csv"), path("timetable.json"));
    let [first, second] = [&table, &list].map(|file| ask(&["evacuate", &plan, "--json", "--schedule", file]).unwrap());
    assert_eq!(first.text, second.text);
    assert!(first.remarks.contains("timetable written"), "{}", first.remarks);
    let answer: Value = serde_json::from_str(&first.text).unwrap();
    let about = &answer["schedule"];
    assert!(seconds(about, "bound_s") <= seconds(about, "egress_s"));
    let timetable: Value = serde_json::from_str(&fs::read_to_string(&list).unwrap()).unwrap();
    let groups = timetable["groups"].as_array().unwrap();
    assert_eq!(groups.len() as u64, number(about, "groups"));
    assert_eq!(fs::read_to_string(&table).unwrap().lines().count(), groups.len() + 1);
    let sent: u64 = groups.iter().map(|group| number(group, "persons")).sum();
    assert_eq!(sent, number(&answer, "persons_safe"), "whoever is sent arrives");
    let told = ["persons_in_time", "persons_late", "persons_not_safe"].map(|name| number(about, name));
    assert_eq!((told.iter().sum::<u64>(), told[2]), (sent, 0), "everybody is told of");
    let last = groups.iter().map(|group| seconds(group, "arrives_s")).fold(0.0, f64::max);
    assert_eq!(last, seconds(about, "egress_s"));
    let by_leaving: Vec<f64> = groups.iter().map(|group| seconds(group, "leaves_s")).collect();
    assert!(by_leaving.is_sorted());
    for group in groups {
        assert!(seconds(group, "leaves_s") < seconds(group, "arrives_s") && number(group, "doors") > 0);
        assert!(group["site_id"].is_u64() && !group["segment_ids"].as_array().unwrap().is_empty());
    }
    // Followed: nobody has left a door before the timetable says so.
    let events = path("events.csv");
    ask(&["evacuate", &plan, "--schedule", &table, "--events", &events]).unwrap();
    let left = fs::read_to_string(&events).unwrap().lines().filter(|row| row.contains(",left,")).count();
    assert_eq!(left as u64, sent);
    assert!(
        fs::read(path("timetable.csv.bak")).is_ok_and(|before| before == fs::read(&table).unwrap()),
        "the same twice"
    );
}

#[test]
fn widening_the_narrow_part_of_the_only_way_is_tried_and_pays() {
    let folder = tempfile::tempdir().unwrap();
    let plan = town(folder.path(), true, |settings, objects| {
        objects.push(harbor(100));
        settings.evacuation.crowding = muster::plan::CrowdingModel::FreeSpeed;
    });
    let roads = folder.path().join("roads.geojson");
    let text = fs::read_to_string(&roads).unwrap().replace("\"width\":6", "\"width\":0.5");
    fs::write(&roads, text).unwrap();
    let answer = json(&["bottlenecks", &plan, "--try", "3"]);
    let tried = answer["tried"].as_array().unwrap();
    assert_eq!(tried.len(), 1, "one road, one trial");
    assert_eq!((&tried[0]["change"], &tried[0]["name"]), (&"width".into(), &"Long Street".into()));
    assert!(seconds(&tried[0], "saves_100_s") > 10.0 && seconds(&tried[0], "saves_waiting_person_min") > 0.0);
    assert!(
        (seconds(&answer, "clear_100_s") - seconds(&tried[0], "saves_100_s") - seconds(&tried[0], "clear_100_s")).abs()
            < 0.01
    );
    let text = ask(&["bottlenecks", &plan, "--try", "3"]).unwrap().text;
    assert!(text.contains("Widening Long Street") && text.contains("min sooner"), "{text}");
    assert!(json(&["bottlenecks", &plan])["tried"].as_array().unwrap().is_empty());
}
