//! What tables say in the language of the window: headings, cells, and why something was not taken.

use std::collections::BTreeMap;

use super::format;
use super::names;
use super::text::{Texts, Value};
use crate::exchange::tables::{Cell, CellFault, Column, RowOddity, TableKind, TableTextError, WktFault, words};
use crate::ids::SiteId;
use crate::plan::Plan;

/// The heading of a column, with its unit.
#[must_use]
pub fn heading(texts: Texts, column: Column) -> String {
    texts.get(&format!("column-{}", column.name()))
}

/// The name of a table.
#[must_use]
pub(super) fn table_name(texts: Texts, kind: TableKind) -> String {
    texts.get(&format!("objects-{}", kind.name()))
}

/// What a word of a column is called.
#[must_use]
pub(super) fn word(texts: Texts, column: Column, word: &str) -> String {
    let list = match column {
        Column::SiteKind => "kind",
        Column::State => "state",
        Column::Class => "class",
        Column::Space => "space",
        Column::Hazard | Column::UnfitFor => "hazard",
        Column::Effect => "effect",
        Column::Change => "change",
        _ => "note-status",
    };
    texts.get(&format!("{list}-{word}"))
}

/// Yes or no.
#[must_use]
pub(super) fn yes_or_no(texts: Texts, flag: bool) -> String {
    texts.get(if flag { "table-yes" } else { "table-no" })
}

/// The words of all columns in one language: looked up once for thousands of cells.
pub(super) struct Labels {
    texts: Texts,
    words: BTreeMap<(Column, &'static str), String>,
    flags: [String; 2],
}

impl Labels {
    pub(super) fn new(texts: Texts) -> Self {
        let all = Column::ALL.into_iter().flat_map(|column| words(column).into_iter().map(move |w| (column, w)));
        let words = all.map(|(column, w)| ((column, w), word(texts, column, w))).collect();
        Self { texts, words, flags: [false, true].map(|flag| yes_or_no(texts, flag)) }
    }

    /// A cell as it is shown.
    pub(super) fn shown(&self, plan: &Plan, column: Column, cell: &Cell) -> String {
        let label = |word: &'static str| self.words.get(&(column, word)).cloned().unwrap_or_default();
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.replace(['\n', '\r', '\t'], " "),
            Cell::Number(number) => number_shown(column, *number),
            Cell::Count(number) if column == Column::Id => number.to_string(),
            Cell::Count(number) if column == Column::Destination => {
                let site = u32::try_from(*number).ok().and_then(|number| plan.sites().get(&SiteId(number)));
                site.map_or_else(|| number.to_string(), |site| names::site(self.texts, site))
            }
            Cell::Count(number) => format::count(*number),
            Cell::Flag(flag) => self.flags.get(usize::from(*flag)).cloned().unwrap_or_default(),
            Cell::Word(word) => label(word),
            Cell::Words(words) => words.iter().map(|word| label(word)).collect::<Vec<_>>().join(", "),
        }
    }
}

/// At most three decimals, seven for degrees; whole numbers beyond a thousand with thin spaces.
fn number_shown(column: Column, number: f64) -> String {
    let decimals = if matches!(column, Column::Longitude | Column::Latitude) { 7 } else { 3 };
    if number.abs() >= 1e12 || number.is_nan() {
        return format!("{number:e}");
    }
    if number.fract() == 0.0 && number >= 0.0 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and below 10^12")]
        let whole = number as u64;
        return format::count(whole);
    }
    let text = format!("{number:.decimals$}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    // Something so small that it would look like nothing is shown in full.
    if matches!(short, "0" | "-0") && number != 0.0 { format!("{number:e}") } else { short.to_owned() }
}

fn say(texts: Texts, key: &str, values: &[(&'static str, &str)]) -> String {
    let values: Vec<(&'static str, Value<'_>)> = values.iter().map(|(name, word)| (*name, Value::Text(word))).collect();
    texts.with(key, &values)
}

/// Why a cell did not take a text.
#[must_use]
pub(super) fn cell_fault(texts: Texts, fault: &CellFault) -> String {
    let with = |key: &str, text: &str| say(texts, key, &[("text", text)]);
    match fault {
        CellFault::Locked => texts.get("table-fault-locked"),
        CellFault::ReadOnly => texts.get("table-fault-read_only"),
        CellFault::NotANumber(text) => with("table-fault-number", text),
        CellFault::NotACount(text) => with("table-fault-count", text),
        CellFault::OutOfRange { number, low, high } => {
            let (number, low, high) = (number.to_string(), low.to_string(), high.to_string());
            say(texts, "table-fault-range", &[("n", &number), ("low", &low), ("high", &high)])
        }
        CellFault::NotAFlag(text) => with("table-fault-flag", text),
        CellFault::UnknownWord { text, column } => {
            let list: Vec<String> = words(*column).into_iter().map(|w| word(texts, *column, w)).collect();
            say(texts, "table-fault-word", &[("text", text), ("words", &list.join(" · "))])
        }
        CellFault::NoSuchSite(text) => with("table-fault-site", text),
        CellFault::StockLine(text) => with("table-fault-stock", text),
        CellFault::StockOnlyInInspector => texts.get("table-fault-stock_inspector"),
        CellFault::NeedsArea => texts.get("table-fault-needs_area"),
        CellFault::NotPassable => texts.get("table-fault-not_passable"),
        CellFault::HasNoWidth => texts.get("table-fault-no_width"),
        CellFault::HasNoSpeed => texts.get("table-fault-no_speed"),
        CellFault::NumberNeeded => texts.get("table-fault-number_needed"),
        CellFault::NotAPoint => texts.get("table-fault-not_a_point"),
    }
}

/// What is odd about a row.
#[must_use]
pub(super) fn row_oddity(texts: Texts, oddity: &RowOddity) -> String {
    match oddity {
        RowOddity::Cell { column, fault } => {
            let (column, why) = (heading(texts, *column), cell_fault(texts, fault));
            say(texts, "table-odd-cell", &[("column", &column), ("why", &why)])
        }
        RowOddity::NoPlace => texts.get("table-odd-no_place"),
        RowOddity::BadPlace(text) => say(texts, "table-odd-bad_place", &[("text", text)]),
        RowOddity::Wkt(fault) => say(texts, "table-odd-wkt", &[("why", &wkt_fault(texts, fault))]),
        RowOddity::WrongShape(_) => texts.get("table-odd-wrong_shape"),
        RowOddity::NotAnId(text) => say(texts, "table-odd-not_an_id", &[("text", text)]),
        RowOddity::UnknownId(n) => say(texts, "table-odd-unknown_id", &[("n", &n.to_string())]),
        RowOddity::OtherKind { number, kind } => {
            let key = format!("object-{}", kind.name());
            let kind = if texts.has(&key) { texts.get(&key) } else { texts.get("error-object-site") };
            say(texts, "table-odd-other_kind", &[("n", &number.to_string()), ("kind", &kind)])
        }
        RowOddity::Twice(n) => say(texts, "table-odd-twice", &[("n", &n.to_string())]),
        RowOddity::Locked => texts.get("table-fault-locked"),
        RowOddity::FarAway => texts.get("table-odd-far"),
        RowOddity::CapacityInPersons => texts.get("table-odd-capacity"),
        RowOddity::TooManyCells => texts.get("table-odd-too_many_cells"),
    }
}

fn wkt_fault(texts: Texts, fault: &WktFault) -> String {
    match fault {
        WktFault::UnknownShape(text) => say(texts, "table-wkt-unknown", &[("text", text)]),
        WktFault::Broken(text) => say(texts, "table-wkt-broken", &[("text", text)]),
        WktFault::NotAPlace(text) => say(texts, "table-odd-bad_place", &[("text", text)]),
    }
}

/// Why a text is no table.
#[must_use]
pub(super) fn table_error(texts: Texts, error: &TableTextError) -> String {
    match error {
        TableTextError::Empty => texts.get("table-error-empty"),
        TableTextError::NoKnownHeading(text) => say(texts, "table-error-heading", &[("text", text)]),
        TableTextError::TooManyRows(n, most) => {
            let (n, most) = (format::count(*n as u64), format::count(*most as u64));
            say(texts, "table-error-rows", &[("n", &n), ("most", &most)])
        }
        TableTextError::Broken(why) => say(texts, "table-error-broken", &[("why", why)]),
        TableTextError::Unreadable(why) => say(texts, "table-error-unreadable", &[("why", why)]),
        TableTextError::TooLarge(n) => say(texts, "table-error-large", &[("n", &n.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::{columns, read_rows, word_from_text};
    use crate::ui::text::Language;

    #[test]
    fn what_stands_on_screen_can_be_pasted_back_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            for column in Column::ALL {
                assert!(texts.has(&format!("column-{}", column.name())), "{column:?}");
                for w in words(column) {
                    assert_eq!(word_from_text(column, &word(texts, column, w)), Some(w), "{column:?} {w}");
                }
            }
            for kind in TableKind::ALL {
                let headings: Vec<String> = columns(kind).into_iter().map(|column| heading(texts, column)).collect();
                let text = format!("{}\n1\tx", headings.join("\t"));
                let read = read_rows(&text, kind, &Plan::default(), None).map(|read| read.headings);
                let meant: Vec<Option<Column>> =
                    read.unwrap_or_default().into_iter().map(|(_, column)| column).collect();
                assert_eq!(meant, columns(kind).into_iter().map(Some).collect::<Vec<_>>(), "{kind:?}: {headings:?}");
            }
        }
    }

    #[test]
    fn numbers_are_shown_short_and_never_as_nothing() {
        for (number, shown) in
            [(0.0, "0"), (1200.0, "1\u{202f}200"), (2.5, "2.5"), (0.000_01, "1e-5"), (-3.0, "-3"), (1e300, "1e300")]
        {
            assert_eq!(number_shown(Column::Area, number), shown);
        }
        assert_eq!(number_shown(Column::Longitude, 9.501_234_5), "9.5012345");
    }
}
