//! Tables of points (CSV and its relatives): encoding, separator and the columns with the coordinates are found out,
//! and said.

use std::borrow::Cow;

use encoding_rs::{Encoding, GBK, UTF_8};

use super::columns::compact;
use super::feature_text::Value;
use super::geometry_text::{Coordinates, GeometryName};
use super::intake::{Intake, Values};
use super::layer::{CHECK_EVERY, Target};
use super::well_known::geometry_from_wkt;
use super::{ImportError, StructureProblem};
use crate::community::{FeatureProblem, FieldSeparator, FormatOddity, PlaceColumns, RowProblem};

/// So many rows are looked at to find the separator.
const LOOK_AT: usize = 20;

/// Usual names of columns, compact, best first.
const LON: [&str; 19] = [
    "lon",
    "lng",
    "long",
    "longitude",
    "经度",
    "東経",
    "东经",
    "lonwgs84",
    "lngwgs84",
    "wgs84lon",
    "wgs84lng",
    "wgslon",
    "wgslng",
    "coordx",
    "xcoord",
    "xcoordinate",
    "pointx",
    "x",
    "easting",
];
const LAT: [&str; 18] = [
    "lat",
    "latitude",
    "纬度",
    "緯度",
    "北緯",
    "北纬",
    "latwgs84",
    "wgs84lat",
    "wgslat",
    "coordy",
    "ycoord",
    "ycoordinate",
    "pointy",
    "y",
    "northing",
    "latd",
    "wd",
    "weidu",
];
const WKT: [&str; 8] = ["wkt", "wktgeom", "geomwkt", "geometry", "geom", "thegeom", "shape", "几何"];
const PAIR: [&str; 5] = ["location", "lnglat", "lonlat", "坐标", "经纬度"];

/// Where a row's coordinates stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Longitude and latitude in two columns.
    Columns(usize, usize),
    /// A text such as `POINT (9.5 47.1)`.
    WellKnown(usize),
    /// Both numbers in one column, longitude first.
    Pair(usize),
}

/// Reads a table as one layer.
///
/// # Errors
/// [`ImportError::BadStructure`] where no column holds coordinates, cancelled.
pub(super) fn read_table(bytes: &[u8], target: &mut Target<'_, '_, '_>) -> Result<(), ImportError> {
    let name = target.file.clone();
    let mut intake = target.begin(&name, None)?;
    let text = decoded(bytes, &mut intake);
    let text = text.trim_start_matches('\u{feff}');
    // Spreadsheets may name the separator in a first line of its own.
    let (text, n_before) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((_, rest)) => (rest, 1),
        None => (text, 0),
    };
    let separator = separator_of(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator.byte()).flexible(true).from_reader(text.as_bytes());
    let bad = |problem| ImportError::BadStructure { file: name.clone(), problem };
    let headings = reader.headers().map_err(|error| bad(StructureProblem::UnreadableTable(error.to_string())))?;
    let headings: Vec<String> = headings.iter().map(|heading| heading.trim().to_owned()).collect();
    let place = place_of(&headings).ok_or_else(|| {
        let shown: Vec<String> = headings.iter().take(8).map(|heading| super::split::shortened(heading)).collect();
        bad(StructureProblem::NoCoordinateColumns(shown.join(", ")))
    })?;
    say_layout(separator, place, &headings, &mut intake);
    let has_decimal_comma = separator != FieldSeparator::Commas;
    let n_bytes = target.n_bytes;
    let mut values: Values<'_> = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 + n_before };
    for (index, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                intake.add_unreadable(None, FeatureProblem::UnreadableRow(error.to_string()), &mut Vec::new());
                continue;
            }
        };
        let at = record.position().map_or(0, csv::Position::byte);
        lines.go_to(at);
        if index % CHECK_EVERY == 0 {
            target.pace.at(n_bytes / 4 + at.min(n_bytes) / 2)?;
        }
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let fields = headings.iter().zip(record.iter());
        values.extend(fields.map(|(heading, field)| {
            let value = if field.trim().is_empty() { Value::Null } else { Value::Text(Cow::Owned(field.to_owned())) };
            (Cow::Owned(heading.clone()), value)
        }));
        match geometry_of(&record, place, has_decimal_comma) {
            Ok((name, found)) => intake.add(None, &[(name, found)], &mut values),
            Err(problem) => {
                let feature = intake.next();
                let oddity = FormatOddity::RowWithoutPlace { line: lines.line, problem };
                intake.notices.add_format(oddity, Some(feature), None);
                intake.add_placeless(None, &mut values);
            }
        }
    }
    target.add(intake, false, Vec::new())
}

/// Counts the lines of a text on the way through it; blank lines before a row are not the row's.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// Goes on to the row that begins at a byte or after the line breaks there.
    fn go_to(&mut self, byte: u64) {
        let end = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(&sign) = self.text.get(self.at).filter(|&&sign| self.at < end || matches!(sign, b'\r' | b'\n')) {
            self.line += u64::from(sign == b'\n');
            self.at += 1;
        }
    }
}

/// The text of a table: by its byte-order mark, else UTF-8 where it is that, else GBK.
fn decoded<'b>(bytes: &'b [u8], intake: &mut Intake<'_, '_>) -> Cow<'b, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        if encoding != UTF_8 {
            intake.notices.add_format(FormatOddity::EncodingMarked(encoding.name()), None, None);
        }
        return text;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let (text, has_errors) = GBK.decode_without_bom_handling(bytes);
    intake.notices.add_format(FormatOddity::ReadAsGbk { is_whole: !has_errors }, None, None);
    text
}

/// The separator that cuts the first rows into most fields of equal number.
fn separator_of(text: &str) -> FieldSeparator {
    let head: String = text.split_inclusive('\n').take(LOOK_AT).collect();
    let fields = |separator: FieldSeparator| -> usize {
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator.byte())
            .flexible(true)
            .has_headers(false)
            .from_reader(head.as_bytes());
        let counts: Vec<usize> = reader.into_records().flatten().map(|record| record.len()).collect();
        let Some(&first) = counts.first() else { return 0 };
        let n_alike = counts.iter().filter(|&&count| count == first).count();
        if n_alike * 2 > counts.len() { first } else { 1 }
    };
    let mut best = (FieldSeparator::Commas, 1);
    for separator in FieldSeparator::ALL {
        let n = fields(separator);
        if n > best.1 {
            best = (separator, n);
        }
    }
    best.0
}

fn place_of(headings: &[String]) -> Option<Place> {
    let plain: Vec<String> = headings.iter().map(|heading| compact(heading)).collect();
    let find = |names: &[&str]| names.iter().find_map(|name| plain.iter().position(|heading| heading == name));
    if let (Some(lon), Some(lat)) = (find(&LON), find(&LAT)) {
        return Some(Place::Columns(lon, lat));
    }
    find(&WKT).map(Place::WellKnown).or_else(|| find(&PAIR).map(Place::Pair))
}

fn say_layout(separator: FieldSeparator, place: Place, headings: &[String], intake: &mut Intake<'_, '_>) {
    let heading = |at: usize| headings.get(at).cloned().unwrap_or_default();
    let columns = match place {
        Place::Columns(lon, lat) => PlaceColumns::Two(heading(lon), heading(lat)),
        Place::WellKnown(at) => PlaceColumns::WellKnown(heading(at)),
        Place::Pair(at) => PlaceColumns::Pair(heading(at)),
    };
    intake.notices.add_format(FormatOddity::TableLayout { separator, columns }, None, None);
}

fn geometry_of(
    record: &csv::StringRecord,
    place: Place,
    has_decimal_comma: bool,
) -> Result<(GeometryName, Coordinates), RowProblem> {
    let field = |at: usize| record.get(at).unwrap_or_default().trim();
    let (x, y) = match place {
        Place::WellKnown(at) => return geometry_from_wkt(field(at)),
        Place::Columns(lon, lat) => (field(lon), field(lat)),
        Place::Pair(at) => {
            let both = field(at).trim_matches(['[', ']', '(', ')', '"']);
            both.split_once([',', ' ', ';', '，']).ok_or_else(|| said(both))?
        }
    };
    if x.is_empty() || y.is_empty() {
        return Err(RowProblem::NoCoordinates);
    }
    let number = |text: &str| number_from(text, has_decimal_comma).ok_or_else(|| said(text));
    let positions = vec![[number(x)?, number(y)?]];
    Ok((GeometryName::Point, Coordinates { positions, ..Coordinates::default() }))
}

fn said(text: &str) -> RowProblem {
    RowProblem::NotACoordinate(super::split::shortened(text))
}

fn number_from(text: &str, has_decimal_comma: bool) -> Option<f64> {
    let text = text.trim().trim_end_matches(['°', 'E', 'N', 'e', 'n', ' ']);
    let number: f64 = match text.parse() {
        Ok(number) => number,
        Err(_) if has_decimal_comma && text.matches(',').count() == 1 && !text.contains('.') => {
            text.replace(',', ".").parse().ok()?
        }
        Err(_) => return None,
    };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::{Community, FeatureKind, ImportWarning, WarningCode};
    use crate::exchange::community::{ImportOptions, read_community_bytes};
    use crate::jobs::JobContext;
    use proptest::prelude::*;

    fn open(name: &str, bytes: &[u8]) -> Result<Community, ImportError> {
        let files = [(name.to_owned(), bytes.to_vec())];
        read_community_bytes(&files, &ImportOptions::default(), &JobContext::new())
    }

    fn names(community: &Community) -> Vec<&str> {
        community.facilities().iter().map(|facility| facility.name.as_deref().unwrap_or("-")).collect()
    }

    #[test]
    fn tables_are_read_as_spreadsheets_write_them() {
        let gbk = GBK.encode("名称,经度,纬度\n第一小学,114.30,30.60\n\"医院,东\",114.31,30.61\n").0.into_owned();
        for (bytes, expected) in [
            (&b"name,lon,lat\nA,9.5,47.1\n\"B, C\",9.6,47.2\n"[..], ["A", "B, C"]),
            (b"\xef\xbb\xbfname;lon;lat\r\nA;9,5;47,1\r\nB;9.6;47.2\r\n", ["A", "B"]),
            (b"sep=;\nname;x;y\nA;9,5;47,1\nB;9,6;47,2\n", ["A", "B"]),
            (b"name\tLatitude\tLongitude\nA\t47.1\t9.5\nB\t47.2\t9.6\n", ["A", "B"]),
            (b"WKT,name\n\"POINT (9.5 47.1)\",A\n\"POINT Z (9.6 47.2 430)\",B\n", ["A", "B"]),
            ("name,坐标\nA,\"9.5,47.1\"\nB,\"9.6,47.2\"\n".as_bytes(), ["A", "B"]),
            (&gbk, ["第一小学", "医院,东"]),
        ] {
            let community = open("schools.csv", bytes).unwrap();
            assert_eq!(names(&community), expected);
            let first = community.facilities()[0].place;
            assert!(first.lat() > 30.0 && (first.lon() == 9.5 || first.lon() == 114.3), "{first}");
            assert!(community.warnings().iter().any(|warning| warning.code() == WarningCode::TableLayout));
        }
    }

    #[test]
    fn utf_16_tables_are_read_by_their_mark() {
        let text = "name\tlon\tlat\nÄ\t9.5\t47.1\n";
        let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(names(&open("schools.txt", &bytes).unwrap()), ["Ä"]);
    }

    #[test]
    fn rows_without_a_place_are_said_with_their_line() {
        let community = open("schools.csv", b"name,lon,lat\nA,9.5,47.1\nB,,\n\nC,east,47.1\nD,9.5\n").unwrap();
        assert_eq!(community.counts().of(FeatureKind::Facility), 1);
        assert_eq!(community.counts().of(FeatureKind::Other), 3);
        let said: Vec<String> = community
            .warnings()
            .iter()
            .filter(|warning| warning.code() == WarningCode::RowWithoutPlace)
            .map(ImportWarning::message)
            .collect();
        assert!(said[0].starts_with("line 3: it has no") && said[1].starts_with("line 5: “east”"), "{said:?}");
    }

    #[test]
    fn a_table_without_coordinates_is_refused_with_its_columns() {
        let error = open("schools.csv", b"name,street\nA,Main\n").unwrap_err().to_string();
        assert!(error.contains("name, street") && error.contains("经度"), "{error}");
    }

    #[test]
    fn populations_of_addresses_are_people() {
        let community =
            open("people.csv", "地址,经度,纬度,人口\nA,114.30,30.60,12\nB,114.31,30.61,30\n".as_bytes()).unwrap();
        assert_eq!(community.population().total, 42);
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_table_fail_without_words(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let with_head = [&b"name,lon,lat\nA,9.5,47.1\n"[..], &bytes].concat();
            let opened = open("schools.csv", &with_head);
            prop_assert!(opened.is_ok() || !opened.unwrap_err().to_string().is_empty());
            if let Err(error) = open("schools.csv", &bytes) {
                prop_assert!(!error.to_string().is_empty());
            }
        }

        #[test]
        fn what_is_written_as_a_table_comes_back(
            rows in prop::collection::vec(("[a-z,;\"ä中 ]{1,8}", 9.0f64..10.0, 47.0f64..48.0), 1..10),
            separator in prop::sample::select(vec![b',', b';', b'\t'])
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
            writer.write_record(["name", "lon", "lat"]).unwrap();
            for (name, lon, lat) in &rows {
                writer.write_record([format!("x{name}"), lon.to_string(), lat.to_string()]).unwrap();
            }
            let community = open("schools.csv", &writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(community.facilities().len(), rows.len());
            for (facility, (name, lon, lat)) in community.facilities().iter().zip(&rows) {
                prop_assert_eq!((facility.place.lon(), facility.place.lat()), (*lon, *lat));
                let whole = format!("x{name}");
                prop_assert_eq!(facility.name.as_deref(), Some(whole.trim()));
            }
        }
    }
}
