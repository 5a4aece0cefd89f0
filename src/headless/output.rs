//! How answers are printed: tables for people, one JSON object for programs.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::Study;
use crate::community::PopulationSummary;
use crate::units::{Metres, Persons};

/// The keys every JSON answer begins with.
pub(super) fn header(study: &Study, analysis: &str, scenario: &str) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("muster".to_owned(), json!(env!("CARGO_PKG_VERSION")));
    map.insert("analysis".to_owned(), json!(analysis));
    map.insert("scenario".to_owned(), json!(if scenario.is_empty() { "base" } else { scenario }));
    map.insert("profile".to_owned(), json!(study.plan.settings().profile));
    let mut inputs: Vec<(String, &str)> =
        study.community.layers().iter().map(|layer| (shown(Path::new(&layer.path)), layer.sha256.as_str())).collect();
    if let Some(path) = &study.plan_path {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        inputs.push((shown(&path), &study.plan_sha256));
    }
    inputs.sort_unstable();
    let inputs: Vec<Value> = inputs.into_iter().map(|(path, sha256)| json!({"path": path, "sha256": sha256})).collect();
    map.insert("inputs".to_owned(), Value::Array(inputs));
    map
}

/// The path from the folder the program was started in, where it lies below; else the whole path.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

/// The credits of the map data, sorted.
pub(super) fn attribution(study: &Study) -> Value {
    let mut credits = study.community.attributions();
    credits.sort_unstable();
    json!(credits)
}

/// The credits of the map data, a line each.
pub(super) fn attribution_text(study: &Study) -> String {
    study.community.attributions().iter().map(|credit| format!("Map data {credit}\n")).collect()
}

/// How many people there are and where their number comes from.
pub(super) fn people_text(people: &PopulationSummary) -> String {
    format!(
        "{} people, of which {} estimated: {} spread from totals, {} from floor area",
        count(people.total),
        count(people.guessed()),
        count(people.spread),
        count(people.estimated)
    )
}

/// A JSON object as text, with a newline at the end.
pub(super) fn json_text(map: Map<String, Value>) -> String {
    format!("{:#}\n", Value::Object(map))
}

/// Metres in JSON: three decimals, or null.
pub(super) fn json_metres(metres: Option<Metres>) -> Value {
    metres.map_or(Value::Null, |metres| json!((metres.value() * 1000.0).round() / 1000.0))
}

/// Whole numbers with spaces between thousands.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// People, or a dash where nobody has said.
pub(super) fn places(persons: Option<Persons>) -> String {
    persons.map_or_else(|| "–".to_owned(), |persons| count(persons.count()))
}

/// Whole metres, or a dash.
pub(super) fn metres(length: Option<Metres>) -> String {
    length.map_or_else(|| "–".to_owned(), |length| format!("{:.0} m", length.value()))
}

/// A table: the first column to the left, the others to the right, two spaces between.
pub(super) fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(headings.get(column).map(|heading| heading.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (column, cell) in cells.enumerate() {
            let pad = widths.get(column).map_or(0, |width| width.saturating_sub(cell.chars().count()));
            if column == 0 {
                text.push_str(cell);
                text.extend(std::iter::repeat_n(' ', pad));
            } else {
                text.extend(std::iter::repeat_n(' ', pad + 2));
                text.push_str(cell);
            }
        }
        text.trim_end().to_owned() + "\n"
    };
    let mut text = line(&mut headings.iter().copied());
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

/// The file name of a path, for messages.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
