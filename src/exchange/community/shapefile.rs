//! ESRI shapefiles: shapes from the `.shp`, values from the `.dbf`, coordinate system from the `.prj`.

use std::borrow::Cow;
use std::io::Cursor;

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1251, WINDOWS_1252};
use shapefile::{Shape, ShapeReader};

use super::contain::contained;
use super::feature_text::Value;
use super::geometry_text::{Coordinates, GeometryName};
use super::intake::{Intake, Values};
use super::layer::{CHECK_EVERY, Source, Target};
use super::osm::nested_rings;
use super::reference::system_of_text;
use super::{BinaryFormat, DamageReason, ImportError};
use crate::community::{FeatureProblem, FormatOddity};

/// So many fields a table may have: <https://en.wikipedia.org/wiki/.dbf> and every program that writes shapefiles.
const MAX_FIELDS: usize = 255;
/// The format.
const WHAT: BinaryFormat = BinaryFormat::Shapefile;

/// Reads a shapefile as one layer.
///
/// # Errors
/// [`ImportError::Damaged`] where no shape can be read, [`ImportError::UnsupportedSystem`], cancelled.
pub(super) fn read_shapefile(source: &Source, target: &mut Target<'_, '_, '_>) -> Result<(), ImportError> {
    let name = target.file.clone();
    let is_chosen = target.mapping_of(&name).is_some_and(|mapping| mapping.coordinates.is_some());
    let declared = match source.companion("prj") {
        Some(text) if !is_chosen => system_of_text(&name, &String::from_utf8_lossy(text))?,
        Some(_) | None => None,
    };
    let mut intake = target.begin(&name, declared)?;
    if source.companion("prj").is_none() && !is_chosen {
        intake.notices.add_format(FormatOddity::NoSystemFile, None, None);
    }
    let table = if let Some(bytes) = source.companion("dbf") {
        Table::read(bytes, source.companion("cpg"), &mut intake)
    } else {
        intake.notices.add_format(FormatOddity::NoTable, None, None);
        Table::default()
    };
    contained(&name, WHAT, || read_shapes(source, &table, target, &mut intake))?;
    target.add(intake, false, Vec::new())
}

fn read_shapes(
    source: &Source,
    table: &Table<'_>,
    target: &Target<'_, '_, '_>,
    intake: &mut Intake<'_, '_>,
) -> Result<(), ImportError> {
    let damaged = |error: &shapefile::Error| {
        let reason = DamageReason::Reader(error.to_string());
        ImportError::Damaged { file: target.file.clone(), format: WHAT, reason }
    };
    let mut reader = ShapeReader::new(Cursor::new(&source.bytes)).map_err(|error| damaged(&error))?;
    let total = table.rows.len().max(1) as u64;
    for (index, shape) in reader.iter_shapes_as::<Shape>().enumerate() {
        if index % CHECK_EVERY == 0 {
            target.pace.at(target.n_bytes * 3 / 4 * (index as u64).min(total) / total)?;
        }
        let mut values = table.values(index);
        match shape {
            Ok(shape) => match parts_of(&shape) {
                Ok(parts) => intake.add(None, &parts, &mut values),
                Err(why) => intake.add_unreadable(None, why, &mut values),
            },
            Err(error) if index > 0 => {
                let oddity = FormatOddity::ShapesEndEarly { shapes: index, reason: error.to_string() };
                intake.notices.add_format(oddity, None, None);
                return Ok(());
            }
            Err(error) => return Err(damaged(&error)),
        }
    }
    let n = intake.next() as usize;
    if n != table.rows.len() && !table.fields.is_empty() {
        let oddity = FormatOddity::RowsDoNotFit { rows: table.rows.len(), shapes: n };
        intake.notices.add_format(oddity, None, None);
    }
    Ok(())
}

/// The parts of a shape; none for an empty one.
fn parts_of(shape: &Shape) -> Result<Vec<(GeometryName, Coordinates)>, FeatureProblem> {
    macro_rules! places {
        ($points:expr) => {
            $points.iter().map(|point| [point.x, point.y]).collect::<Vec<[f64; 2]>>()
        };
    }
    macro_rules! lines {
        ($line:expr) => {
            lines($line.parts().iter().map(|part| places!(part)))
        };
    }
    macro_rules! rings {
        ($polygon:expr) => {
            areas($polygon.rings().iter().map(|ring| places!(ring.points())).collect())?
        };
    }
    let point = |x: f64, y: f64| points(vec![[x, y]]);
    Ok(match shape {
        Shape::NullShape => Vec::new(),
        Shape::Point(p) => point(p.x, p.y),
        Shape::PointM(p) => point(p.x, p.y),
        Shape::PointZ(p) => point(p.x, p.y),
        Shape::Polyline(line) => lines!(line),
        Shape::PolylineM(line) => lines!(line),
        Shape::PolylineZ(line) => lines!(line),
        Shape::Polygon(polygon) => rings!(polygon),
        Shape::PolygonM(polygon) => rings!(polygon),
        Shape::PolygonZ(polygon) => rings!(polygon),
        Shape::Multipoint(many) => points(places!(many.points())),
        Shape::MultipointM(many) => points(places!(many.points())),
        Shape::MultipointZ(many) => points(places!(many.points())),
        Shape::Multipatch(_) => return Err(FeatureProblem::Multipatch),
    })
}

fn points(positions: Vec<[f64; 2]>) -> Vec<(GeometryName, Coordinates)> {
    vec![(GeometryName::MultiPoint, Coordinates { positions, ..Coordinates::default() })]
}

fn lines(parts: impl Iterator<Item = Vec<[f64; 2]>>) -> Vec<(GeometryName, Coordinates)> {
    let mut found = Coordinates::default();
    for part in parts {
        found.positions.extend(part);
        found.part_ends.push(found.positions.len());
    }
    vec![(GeometryName::MultiLineString, found)]
}

/// Rings become polygons by where they lie: programs disagree on the direction of holes.
fn areas(rings: Vec<Vec<[f64; 2]>>) -> Result<Vec<(GeometryName, Coordinates)>, FeatureProblem> {
    let polygons = nested_rings(rings).ok_or(FeatureProblem::TooManyRings)?;
    Ok(vec![(GeometryName::MultiPolygon, Coordinates::of_polygons(&polygons))])
}

/// A field of the table.
#[derive(Debug)]
struct Field {
    name: String,
    kind: u8,
    start: usize,
    end: usize,
}

/// The table of a shapefile: dBASE, text in some encoding.
#[derive(Debug)]
struct Table<'b> {
    fields: Vec<Field>,
    rows: Vec<&'b [u8]>,
    encoding: &'static Encoding,
}

impl Default for Table<'_> {
    fn default() -> Self {
        Self { fields: Vec::new(), rows: Vec::new(), encoding: UTF_8 }
    }
}

impl<'b> Table<'b> {
    /// Reads the header and cuts the rows; a broken table has none, and says so.
    fn read(bytes: &'b [u8], cpg: Option<&[u8]>, intake: &mut Intake<'_, '_>) -> Self {
        let short = |at: usize| Some(usize::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
        let (Some(header), Some(length)) = (short(8), short(10)) else { return Self::broken(intake) };
        let mut fields = Vec::new();
        let mut start = 1;
        for descriptor in bytes.get(32..header).unwrap_or_default().chunks_exact(32) {
            let name = descriptor.get(..11).unwrap_or_default();
            if name.first() == Some(&0x0d) {
                break;
            }
            let (kind, width) = (descriptor.get(11).copied().unwrap_or(b'C'), descriptor.get(16).copied().unwrap_or(0));
            // Long texts use the next byte too.
            let decimals = if kind == b'C' { descriptor.get(17).copied().unwrap_or(0) } else { 0 };
            let end = start + usize::from(width) + 256 * usize::from(decimals);
            let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
            fields.push((name.to_vec(), kind, start, end));
            start = end;
        }
        if fields.is_empty() || fields.len() > MAX_FIELDS || length < 2 {
            return Self::broken(intake);
        }
        let rows: Vec<&[u8]> = bytes.get(header..).unwrap_or_default().chunks_exact(length).collect();
        let encoding = encoding_of(cpg, bytes.get(29).copied().unwrap_or(0), &rows, &fields, intake);
        let fields = fields
            .into_iter()
            .map(|(name, kind, start, end)| Field {
                name: encoding.decode_without_bom_handling(&name).0.trim().to_owned(),
                kind,
                start,
                end,
            })
            .collect();
        Self { fields, rows, encoding }
    }

    fn broken(intake: &mut Intake<'_, '_>) -> Self {
        intake.notices.add_format(FormatOddity::BrokenTable, None, None);
        Self::default()
    }

    /// The values of a row; none where there is no such row.
    fn values(&self, row: usize) -> Values<'static> {
        let Some(row) = self.rows.get(row) else { return Vec::new() };
        let value = |field: &Field| {
            let bytes = row.get(field.start..field.end.min(row.len())).unwrap_or_default();
            let text = self.encoding.decode_without_bom_handling(bytes).0;
            let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
            match field.kind {
                _ if text.is_empty() || text.bytes().all(|byte| byte == b'*') => Value::Null,
                b'N' | b'F' => text.parse().map_or_else(|_| Value::Text(Cow::Owned(text.to_owned())), Value::Number),
                b'L' => match text {
                    "T" | "t" | "Y" | "y" => Value::Bool(true),
                    "F" | "f" | "N" | "n" => Value::Bool(false),
                    _ => Value::Null,
                },
                _ => Value::Text(Cow::Owned(text.to_owned())),
            }
        };
        self.fields.iter().map(|field| (Cow::Owned(field.name.clone()), value(field))).collect()
    }
}

/// The encoding of a table: as its `.cpg` or its header says, else UTF-8 where it is that, else GBK.
fn encoding_of(
    cpg: Option<&[u8]>,
    mark: u8,
    rows: &[&[u8]],
    fields: &[(Vec<u8>, u8, usize, usize)],
    intake: &mut Intake<'_, '_>,
) -> &'static Encoding {
    let named = cpg.and_then(|bytes| encoding_named(&String::from_utf8_lossy(bytes)));
    let marked = match mark {
        0x03 | 0x57 | 0x58 | 0x59 => Some(WINDOWS_1252),
        0x13 | 0x7b => Some(SHIFT_JIS),
        0x4d | 0x7a => Some(GBK),
        0x4e | 0x79 => Some(EUC_KR),
        0x4f | 0x78 => Some(BIG5),
        0xc9 => Some(WINDOWS_1251),
        _ => None,
    };
    // Many programs write a mark of their own computer over UTF-8 text: text that is UTF-8 throughout is UTF-8.
    let is_utf8 = rows.iter().all(|row| std::str::from_utf8(row).is_ok())
        && fields.iter().all(|(name, ..)| std::str::from_utf8(name).is_ok());
    if let Some(encoding) = named.or(if is_utf8 { Some(UTF_8) } else { marked }) {
        return encoding;
    }
    intake.notices.add_format(FormatOddity::TableEncodingGuessed, None, None);
    GBK
}

fn encoding_named(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().trim_start_matches('\u{feff}').to_ascii_lowercase();
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    match digits.as_str() {
        "65001" => Some(UTF_8),
        "936" | "54936" => Some(GBK),
        "950" => Some(BIG5),
        "932" => Some(SHIFT_JIS),
        "949" => Some(EUC_KR),
        "1251" => Some(WINDOWS_1251),
        "1252" | "88591" => Some(WINDOWS_1252),
        _ => Encoding::for_label(label.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_more_fields_than_any_program_writes_is_no_table() {
        for (n, expected) in [(255_u16, 255), (256, 0), (2046, 0)] {
            let mut bytes = vec![3; 8];
            bytes.extend((33 + 32 * n).to_le_bytes());
            bytes.extend((1 + n).to_le_bytes());
            bytes.resize(32, 0);
            for _ in 0..n {
                let mut field = [0; 32];
                (field[0], field[11], field[16]) = (b'A', b'C', 1);
                bytes.extend(field);
            }
            bytes.push(0x0d);
            let mut intake = Intake::new("roads.shp", None, None).unwrap();
            assert_eq!(Table::read(&bytes, None, &mut intake).fields.len(), expected);
        }
    }
}
