//! `muster inspect`: what was read, guessed and found odd, and how the road network hangs together.

use serde_json::{Map, Value, json};

use super::Study;
use super::output::{attribution, attribution_text, count, header, json_metres, json_text, metres, people_text, table};
use crate::community::FeatureKind;

/// The answer as JSON.
pub(super) fn inspect_json(study: &Study) -> String {
    let community = &study.community;
    let health = study.network.health();
    let mut map = header(study, "inspect", "");
    let counts = community.counts();
    let features: Map<String, Value> =
        FeatureKind::ALL.into_iter().map(|kind| (kind.name().to_owned(), json!(counts.of(kind)))).collect();
    map.insert("features".to_owned(), Value::Object(features));
    let people = community.population();
    map.insert("persons_total".to_owned(), json!(people.total));
    map.insert("persons_estimated".to_owned(), json!(people.guessed()));
    map.insert("persons_given".to_owned(), json!(people.given));
    map.insert("persons_spread_from_totals".to_owned(), json!(people.spread));
    map.insert("persons_estimated_from_floor_area".to_owned(), json!(people.estimated));
    let parts: Vec<Value> = health
        .components
        .iter()
        .map(|part| {
            json!({
                "junctions": part.n_junctions,
                "roads": part.n_segments,
                "length_m": json_metres(Some(part.length)),
                "persons": part.persons,
                "lon": part.place.lon(),
                "lat": part.place.lat(),
            })
        })
        .collect();
    map.insert(
        "network".to_owned(),
        json!({
            "junctions": health.n_junctions,
            "roads": health.n_segments,
            "components": health.components.len(),
            "largest_component_junctions": health.components.first().map_or(0, |part| part.n_junctions),
            "length_m": json_metres(Some(health.length)),
            "vertices": health.n_vertices,
            "dead_ends": health.dead_ends.len(),
            "snapped_ends": health.snapped_ends.len(),
            "near_misses": health.near_misses.len(),
            "crossings_without_junction": health.crossings.len(),
            "crossings_joined": health.are_crossings_joined,
            "merged_duplicates": health.n_merged_copies,
            "roads_without_width": health.n_roads_without_width,
            "roads_not_for_walkers": health.n_unwalkable_roads,
            "doors_without_access": health.doors_without_access.len(),
            "persons_without_access": health.persons_without_access,
            "parts": parts,
        }),
    );
    let warnings: Vec<Value> = community
        .warnings()
        .iter()
        .map(|warning| {
            json!({
                "code": warning.code().name(),
                "file": warning.file,
                "feature": warning.feature,
                "message": warning.message(),
                "lon": warning.place.map(crate::geometry::LonLat::lon),
                "lat": warning.place.map(crate::geometry::LonLat::lat),
            })
        })
        .collect();
    map.insert("warnings".to_owned(), Value::Array(warnings));
    map.insert("attribution".to_owned(), attribution(study));
    json_text(map)
}

/// The answer for people.
pub(super) fn inspect_text(study: &Study) -> String {
    let community = &study.community;
    let mut text = String::new();
    let rows: Vec<Vec<String>> = community
        .layers()
        .iter()
        .map(|layer| {
            let kinds: Vec<String> =
                layer.kinds.iter().map(|(kind, n)| format!("{} {}", kind.name(), count(*n as u64))).collect();
            vec![layer.name.clone(), count(layer.n_features as u64), kinds.join(", ")]
        })
        .collect();
    text.push_str(&table(&["File", "Features", "Read as"], &rows));
    text.push_str(&format!("\n{}\n\n", people_text(community.population())));
    network_text(study, &mut text);
    let warnings = community.warnings();
    text.push_str(&format!("\nWhat is odd: {}\n", count(warnings.len() as u64)));
    for warning in warnings {
        text.push_str(&format!("  [{}] {warning}", warning.code().name()));
        if let Some(place) = warning.place {
            text.push_str(&format!(" (at {place})"));
        }
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&attribution_text(study));
    text
}

fn network_text(study: &Study, text: &mut String) {
    let health = study.network.health();
    let largest = health.components.first().map_or(0, |part| part.n_junctions);
    text.push_str(&format!(
        "Road network: {} junctions, {} road segments, {:.1} km, {} separate parts, the largest with {} junctions\n",
        count(health.n_junctions as u64),
        count(health.n_segments as u64),
        health.length.value() / 1000.0,
        count(health.components.len() as u64),
        count(largest as u64)
    ));
    let tolerance = metres_exact(study.network.settings().snap_tolerance.value());
    let joined = if health.are_crossings_joined { "joined" } else { "left apart" };
    let facts = [
        ("dead ends".to_owned(), health.dead_ends.len()),
        (format!("ends joined within {tolerance}"), health.snapped_ends.len()),
        ("ends that nearly touch a road".to_owned(), health.near_misses.len()),
        (format!("crossings without a junction, {joined}"), health.crossings.len()),
        ("duplicates merged".to_owned(), health.n_merged_copies),
        ("roads without width".to_owned(), health.n_roads_without_width),
        ("roads not for walkers".to_owned(), health.n_unwalkable_roads),
        ("doors without road access".to_owned(), health.doors_without_access.len()),
    ];
    for (name, n) in facts {
        text.push_str(&format!("  {name}: {}\n", count(n as u64)));
    }
    let rows: Vec<Vec<String>> = health
        .components
        .iter()
        .enumerate()
        .take(12)
        .map(|(place, part)| {
            vec![
                (place + 1).to_string(),
                count(part.n_junctions as u64),
                metres(Some(part.length)),
                count(part.persons),
                part.place.to_string(),
            ]
        })
        .collect();
    text.push('\n');
    text.push_str(&table(&["Part", "Junctions", "Length", "People", "At"], &rows));
    if health.components.len() > rows.len() {
        text.push_str(&format!("… and {} smaller parts\n", health.components.len() - rows.len()));
    }
}

fn metres_exact(metres: f64) -> String {
    format!("{metres} m")
}
