//! What is odd in a plan file, in the language of the window.

use super::error_text::{number_fact, object_words, say};
use crate::exchange::plan::{FeatureFault, GeometryProblem, PlanOddity, PlanWarning, number_list};
use crate::geometry::PlaceError;
use crate::standards::ValueKey;
use crate::ui::{Language, Texts, departure_table_fault};

/// The whole line: feature, property, what was found.
pub(super) fn plan_warning(texts: Texts, warning: &PlanWarning) -> String {
    let what = plan_oddity(texts, &warning.oddity);
    let what = match &warning.property {
        Some(property) => say(texts, "plan-warning-property", &[("property", property), ("what", &what)]),
        None => what,
    };
    let Some(feature) = warning.feature.map(|n| n.to_string()) else { return what };
    match &warning.id {
        Some(id) => say(texts, "plan-warning-feature-id", &[("n", &feature), ("id", id), ("what", &what)]),
        None => say(texts, "plan-warning-feature", &[("n", &feature), ("what", &what)]),
    }
}

/// What was found, without feature and property.
pub(super) fn plan_oddity(texts: Texts, oddity: &PlanOddity) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    let number = |n: &u32| n.to_string();
    match oddity {
        PlanOddity::ByteOrderMark => texts.get("plan-oddity-byte_order_mark"),
        PlanOddity::FeatureNotUsed(fault) => {
            say("plan-oddity-feature_not_used", &[("why", &feature_fault(texts, fault))])
        }
        PlanOddity::NotExpected(text, expected) => {
            let expected = texts.get(&format!("plan-expected-{}", expected.name()));
            say("plan-oddity-not_expected", &[("text", text), ("expected", &expected)])
        }
        PlanOddity::CapacityInPersons => texts.get("plan-oddity-capacity_in_persons"),
        PlanOddity::NoAreaToDivide => texts.get("plan-oddity-no_area_to_divide"),
        PlanOddity::UnclosedRing => texts.get("plan-oddity-unclosed_ring"),
        PlanOddity::NumberTaken(n, fresh) => {
            say("plan-oddity-number_taken", &[("n", &number(n)), ("fresh", &number(fresh))])
        }
        PlanOddity::NoNumber(fresh) => say("plan-oddity-no_number", &[("fresh", &number(fresh))]),
        PlanOddity::NoSuchSite(n) => say("plan-oddity-no_such_site", &[("n", &number(n))]),
        PlanOddity::HeaderNotAnObject(why) => say("plan-oddity-header_not_an_object", &[("why", why)]),
        PlanOddity::NewerFormat(version, known) => {
            say("plan-oddity-newer_format", &[("n", &number(version)), ("known", &number(known))])
        }
        PlanOddity::NotAVersion => texts.get("plan-oddity-not_a_version"),
        PlanOddity::NotUnderstood(text) => say("plan-oddity-not_understood", &[("text", text)]),
        PlanOddity::SettingsNotAnObject => texts.get("plan-oddity-settings_not_an_object"),
        PlanOddity::OutsideRange(key, value) => outside_range(texts, *key, *value),
        PlanOddity::OutsideBounds(value, low, high) => {
            let (value, low, high) = (value.to_string(), low.to_string(), high.to_string());
            say("plan-oddity-outside_bounds", &[("n", &value), ("low", &low), ("high", &high)])
        }
        PlanOddity::NoDepartureTable(fault) => {
            say("plan-oddity-no_departure_table", &[("why", &departure_table_fault(texts, *fault))])
        }
        PlanOddity::DepartureTableNotUsed => texts.get("plan-oddity-departure_table_not_used"),
        PlanOddity::NoSuchValue => texts.get("plan-oddity-no_such_value"),
        PlanOddity::NotAList => texts.get("plan-oddity-not_a_list"),
        PlanOddity::ScenarioNotUnderstood(text) => say("plan-oddity-scenario_not_understood", &[("text", text)]),
        PlanOddity::MissingObjects(scenario, numbers) => {
            let which = scenario.clone().unwrap_or_else(|| texts.get("plan-oddity-base_scenario"));
            let numbers = match texts.language() {
                Language::English => number_list(numbers),
                Language::Chinese => number_list(numbers).replace(", ", "、"),
            };
            say("plan-oddity-missing_objects", &[("scenario", &which), ("numbers", &numbers)])
        }
        PlanOddity::NoFileNamed(text) => say("plan-oddity-no_file_named", &[("text", text)]),
        PlanOddity::PackedFileChanged => texts.get("plan-oddity-packed_file_changed"),
        PlanOddity::PackedFileDamaged => texts.get("plan-oddity-packed_file_damaged"),
    }
}

fn outside_range(texts: Texts, key: ValueKey, value: f64) -> String {
    let (low, high) = key.range();
    let (value, low, high) = (value.to_string(), low.to_string(), high.to_string());
    let unit = crate::ui::value_unit(texts, key);
    say(texts, "plan-oddity-outside_range", &[("n", &value), ("unit", &unit), ("low", &low), ("high", &high)])
}

fn feature_fault(texts: Texts, fault: &FeatureFault) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match fault {
        FeatureFault::NotAnObject(why) => say("plan-fault-not_an_object", &[("why", why)]),
        FeatureFault::PropertiesNotAnObject(why) => say("plan-fault-properties_not_an_object", &[("why", why)]),
        FeatureFault::UnknownKind(word) => say("plan-fault-unknown_kind", &[("text", word)]),
        FeatureFault::NoGeometry => texts.get("plan-fault-no_geometry"),
        FeatureFault::Geometry(problem) => geometry_problem(texts, problem),
        FeatureFault::NeedsShape(shape) => {
            let shape = texts.get(&format!("plan-shape-{}", shape.name().replace(' ', "_")));
            say("plan-fault-needs_shape", &[("shape", &shape)])
        }
        FeatureFault::MissingOrUnknown(name) => say("plan-fault-missing_or_unknown", &[("property", name)]),
        FeatureFault::Missing(name) => say("plan-fault-missing", &[("property", name)]),
        FeatureFault::Unknown(name) => say("plan-fault-unknown", &[("property", name)]),
        FeatureFault::NoNumber(name) => say("plan-fault-no_number", &[("property", name)]),
        FeatureFault::NotAboveZero(name) => say("plan-fault-not_above_zero", &[("property", name)]),
        FeatureFault::BadRing => texts.get("plan-fault-bad_ring"),
        FeatureFault::BadNumber(fact) => say("plan-fault-bad_number", &[("fact", &number_fact(texts, *fact))]),
        FeatureFault::MissingReference(target) => {
            say("plan-fault-missing_reference", &[("object", &object_words(texts, *target))])
        }
        FeatureFault::WrongNumber => texts.get("plan-fault-wrong_number"),
    }
}

fn geometry_problem(texts: Texts, problem: &GeometryProblem) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match problem {
        GeometryProblem::NotAnObject(why) => say("plan-geometry-not_an_object", &[("why", why)]),
        GeometryProblem::Missing => texts.get("plan-geometry-missing"),
        GeometryProblem::UnknownType(name) => say("plan-geometry-unknown_type", &[("name", name)]),
        GeometryProblem::CoordinatesDoNotFit(why) => say("plan-geometry-do_not_fit", &[("why", why)]),
        GeometryProblem::SeveralPoints(n) => say("plan-geometry-several_points", &[("n", &n.to_string())]),
        GeometryProblem::ShortPosition => texts.get("plan-geometry-short_position"),
        GeometryProblem::NoPlace(error) => no_place(texts, *error),
        GeometryProblem::Swapped(error) => say("plan-geometry-swapped", &[("why", &no_place(texts, *error))]),
        GeometryProblem::ShortLine => texts.get("plan-geometry-short_line"),
        GeometryProblem::NoRing => texts.get("plan-geometry-no_ring"),
        GeometryProblem::ShortRing => texts.get("plan-geometry-short_ring"),
        GeometryProblem::Empty => texts.get("plan-geometry-empty"),
    }
}

/// Why two numbers are no place.
pub(super) fn no_place(texts: Texts, error: PlaceError) -> String {
    let (key, lon, lat) = match error {
        PlaceError::NotFinite { lon, lat } => ("plan-place-not_finite", lon, lat),
        PlaceError::OutOfRange { lon, lat } => ("plan-place-out_of_range", lon, lat),
    };
    say(texts, key, &[("lon", &lon.to_string()), ("lat", &lat.to_string())])
}

#[cfg(test)]
#[path = "plan_warning_laws.rs"]
mod laws;
