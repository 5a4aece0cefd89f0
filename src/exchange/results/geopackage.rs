//! The plan's objects as a `GeoPackage`: one table for each kind of object, for programs that want a database.
//!
//! It is a copy to hand out: the plan itself stays `GeoJSON`.

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, MAIN_DB, params_from_iter};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::exchange::plan::{Originals, plan_feature_texts};
use crate::plan::Plan;

/// WGS 84, as the format's list of systems has it.
const WGS84: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],\
                     PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]";
/// The same bytes for the same plan: the format wants a time of change, the plan has none.
const NO_TIME: &str = "1970-01-01T00:00:00.000Z";
/// The required tables, by OGC 12-128r18 (`GeoPackage` 1.3), annex C.
const TABLES: &str = "
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);
";

/// Why no database was made.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum GeoPackageError {
    /// The database refused; its own words.
    #[error("the GeoPackage could not be made: {0}; export GeoJSON instead")]
    Database(String),
}

impl From<rusqlite::Error> for GeoPackageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// The objects of a plan as the bytes of a `GeoPackage`, one table by kind (`site`, `closure` …); features of other
/// programs stand in a table `other`. The same plan gives the same bytes. O(size of the plan).
///
/// # Errors
/// [`GeoPackageError`] where the database cannot be made in memory.
pub fn plan_to_geopackage(plan: &Plan, originals: &Originals) -> Result<Vec<u8>, GeoPackageError> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch(TABLES)?;
    database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, ?1, NULL)", [WGS84])?;
    for (name, features) in by_kind(plan, originals) {
        add_table(&database, &name, &features)?;
    }
    Ok(database.serialize(MAIN_DB)?.to_vec())
}

/// The features in the order of the plan, by kind.
fn by_kind(plan: &Plan, originals: &Originals) -> Vec<(String, Vec<Map<String, Value>>)> {
    let mut tables: Vec<(String, Vec<Map<String, Value>>)> = Vec::new();
    for text in plan_feature_texts(plan, originals) {
        let Ok(Value::Object(feature)) = serde_json::from_str::<Value>(&text) else { continue };
        let kind =
            feature.get("properties").and_then(|properties| properties.get("muster:kind")).and_then(Value::as_str);
        let is_word = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !word.is_empty();
        let name = kind.filter(is_word).filter(|word| !word.starts_with("gpkg_")).unwrap_or("other");
        match tables.iter_mut().find(|(known, _)| known == name) {
            Some((_, features)) => features.push(feature),
            None => tables.push((name.to_owned(), vec![feature])),
        }
    }
    tables
}

/// A column of a table: the property it holds, its name and type in the database.
struct Column {
    property: String,
    name: String,
    kind: &'static str,
}

fn add_table(database: &Connection, name: &str, features: &[Map<String, Value>]) -> Result<(), GeoPackageError> {
    let columns = columns_of(features);
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let definitions: String =
        columns.iter().map(|column| format!(", {} {}", quoted(&column.name), column.kind)).collect();
    let table = quoted(name);
    database.execute_batch(&format!("CREATE TABLE {table} (fid INTEGER PRIMARY KEY, geom GEOMETRY{definitions})"))?;
    let mut bounds = Bounds::default();
    let marks: String = columns.iter().enumerate().map(|(place, _)| format!(", ?{}", place + 2)).collect();
    let mut insert = database.prepare(&format!("INSERT INTO {table} VALUES (NULL, ?1{marks})"))?;
    for feature in features {
        let properties = feature.get("properties").and_then(Value::as_object);
        let geometry = feature.get("geometry").and_then(|geometry| blob_of(geometry, &mut bounds));
        let mut row = vec![geometry.map_or(Cell::Null, Cell::Blob)];
        row.extend(
            columns.iter().map(|column| cell_of(properties.and_then(|own| own.get(&column.property)), column.kind)),
        );
        insert.execute(params_from_iter(row))?;
    }
    let [min_x, min_y, max_x, max_y] =
        bounds.0.map_or([Cell::Null, Cell::Null, Cell::Null, Cell::Null], |box_| box_.map(Cell::Real));
    let text = |words: &str| Cell::Text(words.to_owned());
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, '', ?2, ?3, ?4, ?5, ?6, 4326)",
        params_from_iter([text(name), text(NO_TIME), min_x, min_y, max_x, max_y]),
    )?;
    database.execute("INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'GEOMETRY', 4326, 2, 0)", [name])?;
    Ok(())
}

/// All properties of the features in order of first appearance. Names differ by more than case, as databases want.
fn columns_of(features: &[Map<String, Value>]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let all = features.iter().filter_map(|feature| feature.get("properties")?.as_object());
    for (property, value) in all.flatten() {
        let kind = kind_of(value);
        if let Some(column) = columns.iter_mut().find(|column| column.property == *property) {
            column.kind = merged(column.kind, kind);
            continue;
        }
        let is_taken = |name: &str| {
            ["fid", "geom"].contains(&name.to_lowercase().as_str())
                || columns.iter().any(|column| column.name.to_lowercase() == name.to_lowercase())
        };
        let mut name = property.replace('\0', "");
        let mut n = 2;
        while is_taken(&name) || name.is_empty() {
            name = format!("{property}_{n}");
            n += 1;
        }
        columns.push(Column { property: property.clone(), name, kind });
    }
    for column in columns.iter_mut().filter(|column| column.kind.is_empty()) {
        column.kind = "TEXT";
    }
    columns
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "",
        Value::Bool(_) => "BOOLEAN",
        Value::Number(number) if number.is_i64() => "INTEGER",
        Value::Number(_) => "REAL",
        Value::String(_) | Value::Array(_) | Value::Object(_) => "TEXT",
    }
}

/// A type that holds the values of both.
fn merged(a: &'static str, b: &'static str) -> &'static str {
    match (a, b) {
        ("", other) | (other, "") => other,
        (a, b) if a == b => a,
        ("INTEGER", "REAL") | ("REAL", "INTEGER") => "REAL",
        _ => "TEXT",
    }
}

fn cell_of(value: Option<&Value>, kind: &str) -> Cell {
    match value {
        None | Some(Value::Null) => Cell::Null,
        Some(Value::String(text)) => Cell::Text(text.clone()),
        Some(Value::Bool(value)) if kind == "BOOLEAN" => Cell::Integer(i64::from(*value)),
        Some(Value::Number(number)) if kind == "INTEGER" => number.as_i64().map_or(Cell::Null, Cell::Integer),
        Some(Value::Number(number)) if kind == "REAL" => number.as_f64().map_or(Cell::Null, Cell::Real),
        Some(other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_))) => {
            Cell::Text(other.to_string())
        }
    }
}

/// West, south, east, north of what was written.
#[derive(Default)]
struct Bounds(Option<[f64; 4]>);

impl Bounds {
    fn include(&mut self, x: f64, y: f64) {
        let [w, s, e, n] = self.0.unwrap_or([x, y, x, y]);
        self.0 = Some([w.min(x), s.min(y), e.max(x), n.max(y)]);
    }
}

/// The geometry with the format's header; `None` where it is null or no geometry.
fn blob_of(geometry: &Value, bounds: &mut Bounds) -> Option<Vec<u8>> {
    // Little-endian, no envelope, EPSG:4326.
    let mut out = b"GP\x00\x01".to_vec();
    out.extend(4326_i32.to_le_bytes());
    write_geometry(geometry, &mut out, bounds)?;
    Some(out)
}

fn write_geometry(geometry: &Value, out: &mut Vec<u8>, bounds: &mut Bounds) -> Option<()> {
    let (name, parts) = match geometry.get("type")?.as_str()? {
        "GeometryCollection" => ("GeometryCollection", geometry.get("geometries")?.as_array()?),
        name => (name, geometry.get("coordinates")?.as_array()?),
    };
    let has_heights = has_heights(geometry.get("coordinates").unwrap_or(&Value::Null));
    let (code, part) = match name {
        "Point" => (1_u32, None),
        "LineString" => (2, None),
        "Polygon" => (3, None),
        "MultiPoint" => (4, Some("Point")),
        "MultiLineString" => (5, Some("LineString")),
        "MultiPolygon" => (6, Some("Polygon")),
        "GeometryCollection" => (7, None),
        _ => return None,
    };
    out.push(1);
    out.extend((code + if has_heights { 1_000 } else { 0 }).to_le_bytes());
    match (name, part) {
        ("Point", _) => write_position(parts, has_heights, out, bounds)?,
        ("LineString", _) => write_line(parts, has_heights, out, bounds)?,
        ("Polygon", _) => {
            write_count(parts, out)?;
            for ring in parts {
                write_line(ring.as_array()?, has_heights, out, bounds)?;
            }
        }
        (_, Some(part)) => {
            write_count(parts, out)?;
            for coordinates in parts {
                let mut own = serde_json::json!({ "type": part, "coordinates": coordinates });
                raise(&mut own, has_heights);
                write_geometry(&own, out, bounds)?;
            }
        }
        (_, None) => {
            write_count(parts, out)?;
            for geometry in parts {
                write_geometry(geometry, out, bounds)?;
            }
        }
    }
    Some(())
}

/// All parts of a geometry have heights or none has: positions without get 0.
fn raise(value: &mut Value, has_heights: bool) {
    match value {
        Value::Array(list) if list.first().is_some_and(Value::is_number) => {
            if has_heights && list.len() == 2 {
                list.push(Value::from(0.0));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|part| raise(part, has_heights)),
        Value::Object(object) => {
            if let Some(coordinates) = object.get_mut("coordinates") {
                raise(coordinates, has_heights);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn has_heights(coordinates: &Value) -> bool {
    let Some(list) = coordinates.as_array() else { return false };
    if list.first().is_some_and(Value::is_number) { list.len() > 2 } else { list.iter().any(has_heights) }
}

fn write_count(parts: &[Value], out: &mut Vec<u8>) -> Option<()> {
    out.extend(u32::try_from(parts.len()).ok()?.to_le_bytes());
    Some(())
}

fn write_line(positions: &[Value], has_heights: bool, out: &mut Vec<u8>, bounds: &mut Bounds) -> Option<()> {
    write_count(positions, out)?;
    positions.iter().try_for_each(|position| write_position(position.as_array()?, has_heights, out, bounds))
}

fn write_position(numbers: &[Value], has_heights: bool, out: &mut Vec<u8>, bounds: &mut Bounds) -> Option<()> {
    let number = |place: usize| numbers.get(place).and_then(Value::as_f64);
    let (x, y) = (number(0)?, number(1)?);
    bounds.include(x, y);
    out.extend(x.to_le_bytes());
    out.extend(y.to_le_bytes());
    if has_heights {
        out.extend(number(2).unwrap_or(0.0).to_le_bytes());
    }
    Some(())
}
