//! `muster coverage`: who reaches a site of each kind within its limit, walking along open roads.

use serde_json::{Value, json};

use super::Study;
use super::output::{
    attribution, attribution_text, count, header, json_metres, json_text, metres, people_text, places, table,
};
use crate::analysis::{CoverageReport, ExcludedSite, ExclusionReason, KindCoverage, PersonLedger};
use crate::ids::SiteId;
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
    let excluded: Vec<Value> = report.excluded_sites.iter().map(|site| excluded_json(study, site)).collect();
    map.insert("excluded_sites".to_owned(), Value::Array(excluded));
    map.insert("attribution".to_owned(), attribution(study));
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
                "capacity_is_derived": site.is_capacity_derived,
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
    text.push_str(&format!("{}: {}\n\n", title(study), people_text(study.community.population())));
    if report.kinds.is_empty() {
        text.push_str("The plan has no site that people walk to: nothing to cover.\n");
        excluded_text(study, report, &mut text);
        return text + &attribution_text(study);
    }
    let rows: Vec<Vec<String>> = report
        .kinds
        .iter()
        .map(|kind| {
            vec![
                kind.kind.name().replace('_', " "),
                metres(Some(kind.limit)),
                count(kind.persons.reached),
                share(&kind.persons),
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
    excluded_text(study, report, &mut text);
    text.push_str(&format!(
        "\nBy profile {}, walking {} m/s (slow {} m/s).\n",
        report.header.profile,
        report.header.speed_average.value(),
        report.header.speed_slow.value()
    ));
    text + &attribution_text(study)
}

fn excluded_text(study: &Study, report: &CoverageReport, text: &mut String) {
    for excluded in &report.excluded_sites {
        let name = site_name(study, excluded.site);
        let name = if name.is_empty() { excluded.site.to_string() } else { name.to_owned() };
        let reasons: Vec<String> = excluded.reasons.iter().map(|&reason| reason_words(study, reason)).collect();
        let kind = excluded.kind.name().replace('_', " ");
        text.push_str(&format!("{name} ({kind}) takes part in no figure: {}\n", reasons.join(", ")));
    }
}

fn excluded_json(study: &Study, excluded: &ExcludedSite) -> Value {
    let reasons: Vec<&str> = excluded.reasons.iter().map(|&reason| reason_name(reason)).collect();
    json!({
        "id": excluded.site.0,
        "name": site_name(study, excluded.site),
        "kind": excluded.kind.name(),
        "reasons": reasons,
    })
}

fn site_name(study: &Study, site: SiteId) -> &str {
    study.plan.sites().get(&site).map_or("", |site| site.name.as_str())
}

const fn reason_name(reason: ExclusionReason) -> &'static str {
    match reason {
        ExclusionReason::NotInScenario => "not_in_scenario",
        ExclusionReason::Candidate => "candidate",
        ExclusionReason::Closed => "not_open",
        ExclusionReason::UnfitFor(_) => "unfit_for_hazard",
        ExclusionReason::InsideHazard(_) => "inside_hazard_area",
        ExclusionReason::NoRoadAccess => "no_road_access",
    }
}

fn reason_words(study: &Study, reason: ExclusionReason) -> String {
    match reason {
        ExclusionReason::NotInScenario => "the scenario leaves it out".to_owned(),
        ExclusionReason::Candidate => "only a candidate".to_owned(),
        ExclusionReason::Closed => "not open".to_owned(),
        ExclusionReason::UnfitFor(hazard) => format!("unfit for {}", hazard.name()),
        ExclusionReason::InsideHazard(area) => {
            let name = study.plan.hazard_areas().get(&area).map_or("", |area| area.name.as_str());
            if name.is_empty() {
                format!("inside {area}, which is closed to walkers")
            } else {
                format!("inside the hazard area {name}, which is closed to walkers")
            }
        }
        ExclusionReason::NoRoadAccess => "no open road is near enough".to_owned(),
    }
}

fn title(study: &Study) -> String {
    let name = &study.plan.header().name;
    if name.is_empty() { study.community.title().to_string() } else { name.clone() }
}

/// The share reached in whole percent. Only everybody is 100 %, only nobody is 0 %.
fn share(persons: &PersonLedger) -> String {
    let Some(share) = persons.share_reached() else { return "–".to_owned() };
    let percent = (share * 100.0).round();
    let is_part = 0 < persons.reached && persons.reached < persons.total;
    format!("{:.0} %", if is_part { percent.clamp(1.0, 99.0) } else { percent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_everybody_is_100_percent_and_only_nobody_is_none() {
        for (reached, total, expected) in
            [(0, 0, "–"), (0, 9, "0 %"), (1, 1000, "1 %"), (1, 2, "50 %"), (996, 1000, "99 %"), (9, 9, "100 %")]
        {
            assert_eq!(share(&PersonLedger { total, reached, ..PersonLedger::default() }), expected);
        }
    }
}
