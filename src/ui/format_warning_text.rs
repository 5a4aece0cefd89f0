//! Oddities of formats beside `GeoJSON` in the language of the window.

use super::format;
use super::text::Texts;
use super::warning_text::say;
use crate::community::{FormatOddity, PlaceColumns, RowProblem};

/// What was found, without file and feature.
pub(super) fn format_oddity(texts: Texts, oddity: &FormatOddity) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match oddity {
        FormatOddity::SystemChosen(system) => say("warning-system_chosen", &[("system", &system.name())]),
        FormatOddity::SystemDeclared(system) => say("warning-system_declared", &[("system", &system.name())]),
        FormatOddity::NoSystemFile => texts.get("warning-no_system_file"),
        FormatOddity::NoTable => texts.get("warning-no_table"),
        FormatOddity::BrokenTable => texts.get("warning-broken_table"),
        FormatOddity::RowsDoNotFit { rows, shapes } => {
            say("warning-rows_do_not_fit", &[("rows", &count(*rows)), ("shapes", &count(*shapes))])
        }
        FormatOddity::TableEncodingGuessed => texts.get("warning-table_encoding_guessed"),
        FormatOddity::EncodingMarked(name) => say("warning-encoding_marked", &[("name", name)]),
        FormatOddity::ReadAsGbk { is_whole: true } => texts.get("warning-read_as_gbk"),
        FormatOddity::ReadAsGbk { is_whole: false } => texts.get("warning-read_as_gbk-partly"),
        FormatOddity::TableLayout { separator, columns } => {
            let separator = texts.get(&format!("warning-separator-{}", separator.name()));
            let (key, lon, lat) = match columns {
                PlaceColumns::Two(lon, lat) => ("warning-table_layout", lon.as_str(), lat.as_str()),
                PlaceColumns::WellKnown(column) => ("warning-table_layout-well_known", column.as_str(), ""),
                PlaceColumns::Pair(column) => ("warning-table_layout-pair", column.as_str(), ""),
            };
            say(key, &[("separator", &separator), ("lon", lon), ("lat", lat)])
        }
        FormatOddity::RowWithoutPlace { line, problem } => {
            say("warning-row_without_place", &[("n", &format::count(*line)), ("why", &row_problem(texts, problem))])
        }
        FormatOddity::ShapesEndEarly { shapes, reason } => {
            say("warning-shapes_end_early", &[("n", &count(*shapes)), ("why", reason)])
        }
        FormatOddity::RowsEndEarly { rows, reason } => {
            say("warning-rows_end_early", &[("n", &format::count(*rows)), ("why", reason)])
        }
        FormatOddity::FeaturesEndEarly(n) => say("warning-features_end_early", &[("n", &count(*n))]),
        FormatOddity::BlocksEndEarly { byte, reason, blocks } => {
            say("warning-blocks_end_early", &[("byte", &format::count(*byte)), ("why", reason), ("n", &count(*blocks))])
        }
        FormatOddity::DamagedBlock { byte, reason } => {
            say("warning-damaged_part", &[("byte", &format::count(*byte)), ("why", reason)])
        }
        FormatOddity::RelationsNotRead(n) => say("warning-not_read", &[("n", &count(*n))]),
        FormatOddity::ViewNotRead(name) => say("warning-view_not_read", &[("name", name)]),
        FormatOddity::LogNotRead => say("warning-log_not_read", &[]),
        FormatOddity::WayLacksNodes { way, missing, nodes, used } => {
            let (used, missing, all) = (used_words(texts, used.name()), count(*missing), count(*nodes));
            let values = [("id", way.to_string()), ("n", missing), ("all", all), ("used", used)];
            say("warning-way_lacks_nodes", &values.each_ref().map(|(name, word)| (*name, word.as_str())))
        }
        FormatOddity::RelationLacksWays { relation, missing, ways, used } => {
            let (used, missing, all) = (used_words(texts, used.name()), count(*missing), count(*ways));
            let values = [("id", relation.to_string()), ("n", missing), ("all", all), ("used", used)];
            say("warning-missing_parts", &values.each_ref().map(|(name, word)| (*name, word.as_str())))
        }
        FormatOddity::OpenWays { relation, ways, used } => {
            let used = used_words(texts, used.name());
            say("warning-broken_area", &[("id", &relation.to_string()), ("n", &count(*ways)), ("used", &used)])
        }
        FormatOddity::NoRing(relation) => say("warning-no_ring", &[("id", &relation.to_string())]),
        FormatOddity::TooManyRings(relation) => say("warning-too_many_rings", &[("id", &relation.to_string())]),
    }
}

fn used_words(texts: Texts, used: &str) -> String {
    texts.get(&format!("warning-used-{used}"))
}

fn row_problem(texts: Texts, problem: &RowProblem) -> String {
    match problem {
        RowProblem::NoCoordinates => texts.get("problem-row_without_coordinates"),
        RowProblem::NotACoordinate(text) => say(texts, "problem-not_a_coordinate", &[("text", text)]),
        RowProblem::NotWellKnown(text) => say(texts, "problem-not_well_known", &[("text", text)]),
    }
}

fn count(n: usize) -> String {
    format::count(n as u64)
}
