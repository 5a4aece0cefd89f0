//! The whole plan as the text of its file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::evacuation::{EVACUATION, evacuation_members};
use super::mends::mends_text;
use super::originals::Originals;
use super::words;
use super::write_object::feature_text;
use crate::community::CrossingRule;
use crate::exchange::json::{self, ObjectWriter, array_text, number_text, object_text, string_text};
use crate::plan::{
    Plan, PlanHeader, ReviewState, Scenario, ScenarioSelection, Settings, TimeOfDay, TravelMode, WalkingProfile,
};

/// The plan as an RFC 7946 `FeatureCollection`, one feature a line, with a newline at the end.
///
/// Features come by kind, then by number; features of other programs last, in the order of their file.
/// Untouched features are written as they were read. The same plan and originals always give the same bytes,
/// and what is read from them and written again gives these bytes once more. O(size of the plan).
#[must_use]
pub fn plan_to_text(plan: &Plan, originals: &Originals) -> String {
    collection_text(&top_members(plan, &[]), &plan_feature_texts(plan, originals))
}

/// The features of the plan file, in its order.
pub(in crate::exchange) fn plan_feature_texts(plan: &Plan, originals: &Originals) -> Vec<String> {
    let mut features: Vec<String> = plan.objects().map(|object| feature_text(&object, originals)).collect();
    features.extend(plan.header().foreign_features.iter().map(|feature| feature.text.as_ref().to_owned()));
    features
}

/// The members before `features`: type, the `muster` member (with `more` at its end), and those of other programs.
pub(in crate::exchange) fn top_members(plan: &Plan, more: &[(String, String)]) -> Vec<(String, String)> {
    let header = plan.header();
    let mut muster = muster_members(plan);
    muster.extend(more.iter().cloned());
    let lines: Vec<String> = muster.iter().map(|(name, text)| format!("{}: {text}", string_text(name))).collect();
    let mut top = ObjectWriter::new(&header.foreign_members);
    top.put("type", string_text("FeatureCollection"));
    top.put(words::MUSTER, format!("{{\n{}\n}}", lines.join(",\n")));
    top.finish(words::TOP_MEMBERS)
}

/// A collection of features: one member a line, one feature a line, a newline at the end.
pub(in crate::exchange) fn collection_text(top: &[(String, String)], features: &[String]) -> String {
    let mut text = String::from("{\n");
    for (name, value) in top {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}: {value},", string_text(name));
    }
    text.push_str("\"features\": [");
    if !features.is_empty() {
        text.push('\n');
        text.push_str(&features.join(",\n"));
        text.push('\n');
    }
    text.push_str("]\n}\n");
    text
}

fn muster_members(plan: &Plan) -> Vec<(String, String)> {
    let header = plan.header();
    let mut out = ObjectWriter::new(&header.extras);
    // A file of a newer program keeps its number: what that program added is still inside.
    out.put_default("format_version", words::FORMAT_VERSION.to_string(), true);
    out.put_default("name", string_text(&header.name), header.name.is_empty());
    out.put_object("settings", settings_members(plan.settings()));
    let scenarios: Vec<String> = plan.scenarios().values().map(|scenario| scenario_text(scenario)).collect();
    out.put("scenarios", array_text(&scenarios));
    out.put_default("review", string_text(header.review.name()), header.review == ReviewState::Draft);
    out.put("community", community_text(header));
    out.finish(&["community"])
}

/// The settings: known members first; what was not understood inside an object joins it there.
fn settings_members(settings: &Settings) -> Vec<(String, String)> {
    let mut out = ObjectWriter::new(&settings.extras);
    out.put("profile", string_text(&settings.profile));
    let overrides = settings.overrides.iter().filter(|(_, value)| value.is_finite());
    out.put_object("overrides", overrides.map(|(key, value)| (key.name().to_owned(), number_text(*value))).collect());
    out.put_default("walking", string_text(settings.walking.name()), settings.walking == WalkingProfile::default());
    out.put_default("crossings", string_text(settings.crossings.name()), settings.crossings == CrossingRule::default());
    out.put_some("mends", mends_text(&settings.mends, &settings.extras));
    let total = settings.population.total.map(|total| ("total_persons".to_owned(), total.0.to_string()));
    out.put_object("population", total.into_iter().collect());
    out.put_object(EVACUATION, evacuation_members(&settings.evacuation));
    let layers = settings.mapping.layers.iter().map(|(layer, mapping)| {
        let columns: Vec<(&str, String)> =
            mapping.columns.iter().map(|(fact, column)| (fact.name(), string_text(column))).collect();
        let kind = mapping.kind.map(|kind| ("kind", string_text(kind.name())));
        let coordinates = mapping.coordinates.map(|system| ("coordinates", string_text(&system.name())));
        let columns = (!columns.is_empty()).then(|| ("columns", object_text(&columns)));
        (layer.clone(), object_text(&kind.into_iter().chain(coordinates).chain(columns).collect::<Vec<_>>()))
    });
    out.put_object("mapping", layers.collect());
    out.put_default("seed", settings.seed.to_string(), settings.seed == Settings::default().seed);
    out.finish(&[])
}

fn scenario_text(scenario: &Scenario) -> String {
    let mut out = ObjectWriter::new(&scenario.extras);
    out.put("id", scenario.id.0.to_string());
    out.put_default("name", string_text(&scenario.name), scenario.name.is_empty());
    let named = scenario.selection.named().map(|ids| {
        let numbers: BTreeSet<u32> = ids.iter().map(|id| id.number()).collect();
        array_text(&numbers.iter().map(u32::to_string).collect::<Vec<_>>())
    });
    match &scenario.selection {
        ScenarioSelection::All => {}
        ScenarioSelection::Only(_) => out.put_some("only", named),
        ScenarioSelection::Except(_) => out.put_some("except", named),
    }
    out.put_default(
        "time_of_day",
        string_text(scenario.time_of_day.name()),
        scenario.time_of_day == TimeOfDay::default(),
    );
    out.put_default("mode", string_text(scenario.mode.name()), scenario.mode == TravelMode::default());
    object_text(&out.finish(&[]))
}

/// The community files; members of other programs join the entry of their path.
fn community_text(header: &PlanHeader) -> String {
    let kept = header.extras.iter().find(|(name, _)| &**name == "community").map(|(_, text)| text.as_ref());
    let kept = kept.and_then(|text| json::members(text).ok()).unwrap_or_default();
    let entries: Vec<String> = header
        .community
        .iter()
        .map(|file| {
            let mut own = vec![("path".to_owned(), string_text(&file.path))];
            if !file.sha256.is_empty() {
                own.push(("sha256".to_owned(), string_text(&file.sha256)));
            }
            json::joined(own, json::last(&kept, &file.path))
        })
        .collect();
    array_text(&entries)
}
