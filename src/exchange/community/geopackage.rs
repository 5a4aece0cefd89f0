//! `GeoPackage` files: every table of features is a layer.
//!
//! The database is opened from memory, read-only: nothing is written beside the file, and what it holds runs nothing
//! (tables only; no views, no virtual tables, no functions of its own).

use std::borrow::Cow;
use std::io::Cursor;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB};

use super::contain::contained;
use super::feature_text::Value;
use super::intake::{Intake, Values};
use super::layer::{CHECK_EVERY, LAYER_MARK, Target};
use super::notices::Notices;
use super::reference::{system_of_code, system_of_text};
use super::well_known::geometry_from_wkb;
use super::{BinaryFormat, CountedThing, DamageReason, ImportError, StructureProblem};
use crate::community::{FeatureProblem, FormatOddity};
use crate::geometry::CoordinateSystem;

/// The format.
const WHAT: BinaryFormat = BinaryFormat::GeoPackage;
/// So many layers are read of one file.
const MAX_LAYERS: usize = 200;

/// A table of features.
#[derive(Debug)]
struct FeatureTable {
    name: String,
    geometry: String,
    srs: i64,
}

/// Reads every feature table of a `GeoPackage` as a layer; `has_log` says that changes lie in a log beside it.
///
/// # Errors
/// [`ImportError::Damaged`] where the database cannot be read, [`ImportError::UnsupportedSystem`], cancelled.
pub(super) fn read_geopackage(
    mut bytes: Vec<u8>,
    has_log: bool,
    target: &mut Target<'_, '_, '_>,
) -> Result<(), ImportError> {
    let file = target.file.clone();
    let damaged = |error: rusqlite::Error| damaged(&file, &error);
    // A database written through a log of changes says so in its header; in memory there is no log.
    for place in [18, 19] {
        if let Some(version) = bytes.get_mut(place).filter(|version| **version == 2) {
            *version = 1;
        }
    }
    let mut database = Connection::open_in_memory().map_err(damaged)?;
    let n = bytes.len();
    database.deserialize_read_exact(MAIN_DB, Cursor::new(bytes), n, true).map_err(damaged)?;
    database
        .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;")
        .map_err(damaged)?;
    let (tables, views) = contained(&file, WHAT, || feature_tables(&database).map_err(damaged))?;
    if tables.len() > MAX_LAYERS {
        return Err(ImportError::TooMany { file: file.clone(), what: CountedThing::Layers, limit: MAX_LAYERS });
    }
    if tables.is_empty() {
        return Err(ImportError::BadStructure { file: file.clone(), problem: StructureProblem::NoFeatureTable });
    }
    let is_one = tables.len() == 1;
    let mut notices = Notices::new(&file);
    if has_log {
        notices.add_format(FormatOddity::LogNotRead, None, None);
    }
    for name in views {
        notices.add_format(FormatOddity::ViewNotRead(name), None, None);
    }
    target.parts.warnings.extend(notices.into_warnings());
    for table in tables {
        let layer = if is_one { file.clone() } else { format!("{file}{LAYER_MARK}{}", table.name) };
        let is_chosen = target.mapping_of(&layer).is_some_and(|mapping| mapping.coordinates.is_some());
        let declared = if is_chosen { None } else { system_of(&database, &layer, table.srs)? };
        let mut intake = target.begin(&layer, declared)?;
        contained(&layer, WHAT, || read_table(&database, &table, target, &mut intake))?;
        target.add(intake, false, Vec::new())?;
    }
    Ok(())
}

/// Is there a real table of this name (no view, no virtual table)?
fn is_table(database: &Connection, name: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?1)";
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([name])?;
    let Some(row) = rows.next()? else { return Ok(false) };
    let sql: Option<String> = row.get(0)?;
    Ok(sql
        .is_some_and(|sql| !sql.trim_start().get(..14).is_some_and(|head| head.eq_ignore_ascii_case("create virtual"))))
}

/// The tables of features, and the names of feature layers that are views or computed.
fn feature_tables(database: &Connection) -> rusqlite::Result<(Vec<FeatureTable>, Vec<String>)> {
    if !is_table(database, "gpkg_geometry_columns")? {
        return Ok((Vec::new(), Vec::new()));
    }
    let sql = "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name LIMIT 1000";
    let mut statement = database.prepare(sql)?;
    let found = statement
        .query_map([], |row| Ok(FeatureTable { name: row.get(0)?, geometry: row.get(1)?, srs: row.get(2)? }))?;
    let (mut tables, mut views) = (Vec::new(), Vec::new());
    for table in found {
        let table = table?;
        if is_table(database, &table.name)? {
            tables.push(table);
        } else {
            views.push(table.name);
        }
    }
    Ok((tables, views))
}

/// The system of a table's coordinates, by its entry in the file's own list.
fn system_of(database: &Connection, layer: &str, srs: i64) -> Result<Option<CoordinateSystem>, ImportError> {
    // 0 and −1 stand for systems that are not defined: degrees and metres.
    if srs == 0 {
        return Ok(None);
    }
    let sql = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1";
    let found = database
        .query_row(sql, [srs], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)));
    match found {
        Ok((organization, code, _)) if organization.eq_ignore_ascii_case("epsg") => {
            system_of_code(layer, u32::try_from(code).unwrap_or(0))
        }
        Ok((_, _, definition)) => system_of_text(layer, &definition),
        Err(_) => system_of_code(layer, u32::try_from(srs).unwrap_or(0)),
    }
}

fn read_table(
    database: &Connection,
    table: &FeatureTable,
    target: &Target<'_, '_, '_>,
    intake: &mut Intake<'_, '_>,
) -> Result<(), ImportError> {
    let damaged = |error: &rusqlite::Error| damaged(&intake_name(table, &target.file), error);
    let quoted = table.name.replace('"', "\"\"");
    let total: i64 = database
        .query_row(&format!("SELECT count(*) FROM \"{quoted}\""), [], |row| row.get(0))
        .map_err(|error| damaged(&error))?;
    let total = u64::try_from(total).unwrap_or(0).max(1);
    let mut statement = database.prepare(&format!("SELECT * FROM \"{quoted}\"")).map_err(|error| damaged(&error))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).map_err(|error| damaged(&error))?;
    let mut n = 0_u64;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(()),
            Err(error) if n > 0 => {
                let oddity = FormatOddity::RowsEndEarly { rows: n, reason: error.to_string() };
                intake.notices.add_format(oddity, None, None);
                return Ok(());
            }
            Err(error) => return Err(damaged(&error)),
        };
        if n.is_multiple_of(CHECK_EVERY as u64) {
            target.pace.at(target.n_bytes * 3 / 4 * n.min(total) / total)?;
        }
        n += 1;
        let mut values: Values<'_> = Vec::with_capacity(columns.len());
        let mut geometry = None;
        for (index, column) in columns.iter().enumerate() {
            let Ok(value) = row.get_ref(index) else { continue };
            if column.eq_ignore_ascii_case(&table.geometry) {
                geometry = Some(match value {
                    ValueRef::Blob(blob) => wkb_of(blob).and_then(geometry_from_wkb),
                    ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) => Ok(Vec::new()),
                });
            } else {
                values.push((Cow::Owned(column.clone()), value_from(value)));
            }
        }
        match geometry.unwrap_or_else(|| Ok(Vec::new())) {
            Ok(parts) => intake.add(None, &parts, &mut values),
            Err(why) => intake.add_unreadable(None, why, &mut values),
        }
    }
}

fn damaged(file: &str, error: &rusqlite::Error) -> ImportError {
    ImportError::Damaged { file: file.to_owned(), format: WHAT, reason: DamageReason::Reader(error.to_string()) }
}

fn intake_name(table: &FeatureTable, file: &str) -> String {
    format!("{file}{LAYER_MARK}{}", table.name)
}

#[expect(clippy::cast_precision_loss, reason = "counts and measures; ids are shown, not reckoned with")]
fn value_from(value: ValueRef<'_>) -> Value<'static> {
    match value {
        ValueRef::Integer(number) => Value::Number(number as f64),
        ValueRef::Real(number) if number.is_finite() => Value::Number(number),
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
        ValueRef::Text(text) => Value::Text(Cow::Owned(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(_) => Value::Nested,
    }
}

/// The well-known bytes inside a geometry of the format: after its header and its envelope.
fn wkb_of(blob: &[u8]) -> Result<&[u8], FeatureProblem> {
    let [b'G', b'P', _, flags, ..] = blob else { return Err(FeatureProblem::NoHeader) };
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(FeatureProblem::UnknownEnvelope),
    };
    if flags & 0x20 != 0 {
        return Err(FeatureProblem::Extension);
    }
    // An empty geometry is a header and an empty shape.
    blob.get(8 + envelope..).ok_or(FeatureProblem::EndsEarly)
}
