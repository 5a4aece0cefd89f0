//! Tables as text: CSV files out, and the text of files and of the clipboard parted into cells.

use std::io::Read as _;
use std::path::Path;

use super::{Column, Derived, TableKind, TableTextError, cell, columns};
use crate::exchange::results::{CsvMark, ResultValue, Table, table_to_csv};
use crate::plan::PlanObject;

/// For whom a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableStyle {
    /// For other programs: property names as headings, shapes as WKT, no byte-order mark.
    #[default]
    Plain,
    /// For spreadsheets: headings in the language of the window, a byte-order mark, no shapes (a cell of a spreadsheet
    /// cuts long ones).
    Spreadsheet,
}

/// Largest table file, in MB.
const MAX_FILE_MB: u64 = 64;

/// Objects as CSV, one row each, in the order given. `heading` names the columns for [`TableStyle::Spreadsheet`].
#[must_use]
pub fn table_text(
    kind: TableKind,
    objects: &[(PlanObject, Derived)],
    style: TableStyle,
    heading: impl Fn(Column) -> String,
) -> String {
    let mut list = columns(kind);
    let (names, mark) = match style {
        TableStyle::Plain => {
            list.push(Column::Wkt);
            (list.iter().map(|column| column.name().to_owned()).collect(), CsvMark::None)
        }
        TableStyle::Spreadsheet => (list.iter().map(|&column| heading(column)).collect(), CsvMark::ByteOrderMark),
    };
    let row = |(object, derived): &(PlanObject, Derived)| -> Vec<ResultValue> {
        list.iter().map(|&column| cell(object, column, derived).value()).collect()
    };
    let rows = objects.iter().map(row).collect();
    table_to_csv(&Table { columns: names, rows }, mark)
}

/// The text of a table file: UTF-8 or UTF-16 with a mark, UTF-8 without, else GB 18030 as Chinese spreadsheets write.
///
/// # Errors
/// Where it cannot be read or is too large.
pub fn read_table_file(path: &Path) -> Result<String, TableTextError> {
    let unreadable = |error: std::io::Error| TableTextError::Unreadable(error.to_string());
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let limit = MAX_FILE_MB * 1_000_000;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(TableTextError::TooLarge(MAX_FILE_MB));
    }
    Ok(decoded(&bytes))
}

fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The text as rows of cells. Tabs part cells where the first line has one, else whichever of comma and semicolon it
/// has more of; quotes hold what has line ends inside. Empty rows are left out; each row comes with its line number.
///
/// # Errors
/// Where the text cannot be parted.
pub(super) fn rows_from_text(text: &str) -> Result<Vec<(u64, Vec<String>)>, TableTextError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let n = |mark: char| first.matches(mark).count();
    let delimiter = if n('\t') > 0 {
        b'\t'
    } else if n(';') > n(',') {
        b';'
    } else {
        b','
    };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| TableTextError::Broken(error.to_string()))?;
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, record.iter().map(str::to_owned).collect()));
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipboards_and_files_of_every_habit_are_parted() {
        let expected = vec!["a".to_owned(), "b\nc".to_owned()];
        for text in ["a\t\"b\nc\"", "\u{feff}a,\"b\nc\"\r\n", "a;\"b\nc\"\n\n;\n"] {
            let rows = rows_from_text(text);
            assert_eq!(rows.map(|rows| rows.into_iter().map(|row| row.1).collect()), Ok(vec![expected.clone()]));
        }
    }

    #[test]
    fn chinese_spreadsheets_are_read_in_their_own_encoding() {
        let text = "名称,容量\n市政厅,300\n";
        assert_eq!(decoded(&encoding_rs::GB18030.encode(text).0), text);
        assert_eq!(decoded(text.as_bytes()), text);
        assert_eq!(decoded(format!("\u{feff}{text}").as_bytes()), text);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decoded(&wide), text);
    }
}
