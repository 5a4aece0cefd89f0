//! Tables as CSV (RFC 4180), safe to open in a spreadsheet.

use super::ResultValue;
use crate::exchange::json::number_text;

/// A table: column names and rows of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns, with their unit.
    pub columns: Vec<String>,
    /// Rows; a short row is filled up with empty cells.
    pub rows: Vec<Vec<ResultValue>>,
}

/// Does the text start with a byte-order mark?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvMark {
    /// No: what other programs expect.
    #[default]
    None,
    /// Yes: some spreadsheets need it to see that the text is UTF-8.
    ByteOrderMark,
}

/// The table as CSV: commas, quotes where needed, lines ended by CR LF, header first.
///
/// A *text* that a spreadsheet would take for a formula gets a leading apostrophe (OWASP, CWE-1236). Numbers are
/// told by their type and stay as they are, minus sign included. O(size of the table).
#[must_use]
pub fn table_to_csv(table: &Table, mark: CsvMark) -> String {
    let mut text = match mark {
        CsvMark::None => String::new(),
        CsvMark::ByteOrderMark => String::from('\u{feff}'),
    };
    let header = table.columns.iter().map(|name| quoted(&guarded(name)));
    text.push_str(&header.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
    for row in &table.rows {
        let missing = table.columns.len().saturating_sub(row.len());
        let cells = row.iter().map(cell).chain(std::iter::repeat_n(String::new(), missing));
        text.push_str(&cells.collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text
}

fn cell(value: &ResultValue) -> String {
    match value {
        ResultValue::Flag(flag) => flag.to_string(),
        ResultValue::Count(count) => count.to_string(),
        ResultValue::Integer(number) => number.to_string(),
        ResultValue::Number(number) if number.is_finite() => number_text(*number),
        ResultValue::Null | ResultValue::Number(_) => String::new(),
        ResultValue::Text(text) => quoted(&guarded(text)),
        ResultValue::List(_) | ResultValue::Record(_) => quoted(&value.to_json()),
    }
}

/// The text with an apostrophe before what starts a formula; leading space does not hide it.
pub(in crate::exchange) fn guarded(text: &str) -> String {
    let is_control = |c: char| matches!(c, '\t' | '\r' | '\0');
    let first = text.trim_start().trim_start_matches('\0').chars().next();
    let is_formula =
        matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')) || text.starts_with(is_control);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

pub(super) fn quoted(text: &str) -> String {
    let is_plain = !text.contains([',', '"', '\n', '\r']) && text.trim() == text;
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads CSV by its own rules, apart from the writer.
    fn parsed(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut field, mut in_quotes) = (Vec::new(), Vec::new(), String::new(), false);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, in_quotes) {
                ('"', true) if chars.peek() == Some(&'"') => {
                    chars.next();
                    field.push('"');
                }
                ('"', _) => in_quotes = !in_quotes,
                (',', false) => row.push(std::mem::take(&mut field)),
                ('\r', false) if chars.peek() == Some(&'\n') => {
                    chars.next();
                    row.push(std::mem::take(&mut field));
                    rows.push(std::mem::take(&mut row));
                }
                (c, _) => field.push(c),
            }
        }
        rows
    }

    fn one_cell(value: ResultValue) -> String {
        let table = Table { columns: vec!["a".to_owned()], rows: vec![vec![value]] };
        parsed(&table_to_csv(&table, CsvMark::None))[1][0].clone()
    }

    #[test]
    fn a_negative_number_is_no_formula_and_a_text_may_be_one() {
        assert_eq!(one_cell(ResultValue::Number(-12.5)), "-12.5");
        assert_eq!(one_cell(ResultValue::Integer(-3)), "-3");
        for text in ["-12.5", "=1+1", "  @SUM(A1)", "\t=1", "＝1", "\u{0}=1", "\n=1", "+49 30"] {
            assert_eq!(one_cell(text.into()), format!("'{text}"));
        }
        assert_eq!(one_cell("Town hall".into()), "Town hall");
    }

    #[test]
    fn lines_end_as_the_standard_says_and_short_rows_are_filled() {
        let table = Table {
            columns: vec!["name".to_owned(), "walk_m".to_owned()],
            rows: vec![vec!["a, \"b\"".into()], vec![ResultValue::Null, ResultValue::Number(f64::NAN)]],
        };
        assert_eq!(table_to_csv(&table, CsvMark::ByteOrderMark), "\u{feff}name,walk_m\r\n\"a, \"\"b\"\"\",\r\n,\r\n");
    }

    proptest! {
        #[test]
        fn no_text_is_lost_and_none_starts_a_formula(text in "[\\PC\t\r\n\u{0}=+@,\"-]{0,12}") {
            let read = one_cell(text.as_str().into());
            let with_guard = format!("'{text}");
            prop_assert!(read == text || read == with_guard);
            let first = read.trim_start_matches(|c: char| c.is_whitespace() || c == '\0').chars().next();
            prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@')));
        }
    }
}
