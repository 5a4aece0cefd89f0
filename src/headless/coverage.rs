//! `muster coverage`: who reaches a site of each kind within its limit, walking along open roads.

use serde_json::{Value, json};

use super::Study;
use super::output::{count, header, json_metres, json_text, metres, places, table};
use crate::analysis::{CoverageReport, KindCoverage};
use crate::units::Seconds;

/// The answer as JSON.
pub(super) fn coverage_json(study: &Study, report: &CoverageReport) -> String {
    let mut map = header(study, "coverage", &report.header.scenario_name);
    map.insert("walking_speed_average_m_per_s".to_owned(), json!(report.header.speed_average.value()));
    map.insert("walking_speed_slow_m_per_s".to_owned(), json!(report.header.speed_slow.value()));
    map.insert("max_access_m".to_owned(), json_metres(Some(report.header.max_access)));
    let overrides: serde_json::Map<String, Value> =
        report.header.overrides.iter().map(|(key, value)| (key.name().to_owned(), json!(value))).collect();
    map.insert("overrides".to_owned(), Value::Object(overrides));
    map.insert("kinds".to_owned(), Value::Array(report.kinds.iter().map(|kind| kind_json(kind)).collect()));
    let excluded: Vec<Value> =
        report.excluded_sites.iter().map(|site| json!({"id": site.site.0, "kind": site.kind.name()})).collect();
    map.insert("excluded_sites".to_owned(), Value::Array(excluded));
    json_text(map)
}

fn kind_json(kind: &KindCoverage) -> Value {
    let seconds = |time: Option<Seconds>| time.map_or(Value::Null, |time| json!(time.value().round()));
    let sites: Vec<Value> = kind
        .sites
        .iter()
        .map(|site| {
            json!({
                "id": site.site.0,
                "name": site.name,
                "limit_m": json_metres(Some(site.limit)),
                "capacity_persons": site.capacity.map(|capacity| capacity.0),
                "persons_reached": site.persons_reached,
                "persons_beyond_limit": site.persons_beyond_limit,
                "persons_over_capacity": site.over_capacity,
            })
        })
        .collect();
    let areas: Vec<Value> = kind
        .areas
        .iter()
        .map(|area| {
            json!({
                "id": area.area.0,
                "name": area.name,
                "persons_total": area.persons.total,
                "persons_reached": area.persons.reached,
            })
        })
        .collect();
    json!({
        "kind": kind.kind.name(),
        "limit_m": json_metres(Some(kind.limit)),
        "persons_total": kind.persons.total,
        "persons_reached": kind.persons.reached,
        "persons_beyond_limit": kind.persons.beyond_limit,
        "persons_unreachable": kind.persons.unreachable,
        "persons_no_road_access": kind.persons.no_road_access,
        "persons_estimated": kind.sources.guessed(),
        "vulnerable_total": kind.vulnerable.total,
        "vulnerable_reached": kind.vulnerable.reached,
        "walk_median_m": json_metres(kind.walk.median),
        "walk_p95_m": json_metres(kind.walk.p95),
        "walk_max_m": json_metres(kind.walk.max),
        "time_median_average_s": seconds(kind.time_average.median),
        "time_median_slow_s": seconds(kind.time_slow.median),
        "sites": sites,
        "areas": areas,
    })
}

/// The answer for people: a table by kind, then by site.
#[must_use]
pub fn coverage_text(study: &Study, report: &CoverageReport) -> String {
    let mut text = String::new();
    let people = study.community.population();
    text.push_str(&format!(
        "{}: {} people, of which {} guessed (spread from totals or estimated)\n\n",
        title(study),
        count(people.total),
        count(people.guessed())
    ));
    if report.kinds.is_empty() {
        text.push_str("The plan has no site that people walk to: nothing to cover.\n");
        return text;
    }
    let rows: Vec<Vec<String>> = report
        .kinds
        .iter()
        .map(|kind| {
            vec![
                kind.kind.name().replace('_', " "),
                metres(Some(kind.limit)),
                count(kind.persons.reached),
                share(kind),
                count(kind.persons.beyond_limit),
                count(kind.persons.unreachable),
                count(kind.persons.no_road_access),
                metres(kind.walk.median),
                metres(kind.walk.p95),
            ]
        })
        .collect();
    let headings = ["Kind", "Limit", "Reached", "Share", "Beyond", "No way", "No road", "Median walk", "95 %"];
    text.push_str(&table(&headings, &rows));
    let rows: Vec<Vec<String>> = report
        .kinds
        .iter()
        .flat_map(|kind| kind.sites.iter().map(move |site| (kind, site)))
        .map(|(kind, site)| {
            let name = if site.name.is_empty() { site.site.to_string() } else { site.name.clone() };
            vec![
                format!("{} ({})", name, kind.kind.name().replace('_', " ")),
                count(site.persons_reached),
                places(site.capacity),
                site.over_capacity.map_or_else(|| "–".to_owned(), count),
            ]
        })
        .collect();
    text.push('\n');
    text.push_str(&table(&["Site", "Nearest to, within limit", "Places", "Over"], &rows));
    for site in &report.excluded_sites {
        text.push_str(&format!("{} takes part in no figure: {:?}\n", site.site, site.reasons));
    }
    text.push_str(&format!(
        "\nBy profile {}, walking {} m/s (slow {} m/s).\n",
        report.header.profile,
        report.header.speed_average.value(),
        report.header.speed_slow.value()
    ));
    for credit in study.community.attributions() {
        text.push_str(&format!("Map data {credit}\n"));
    }
    text
}

fn title(study: &Study) -> String {
    let name = &study.plan.header().name;
    if name.is_empty() { study.community.title().to_string() } else { name.clone() }
}

fn share(kind: &KindCoverage) -> String {
    kind.persons.share_reached().map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0))
}
