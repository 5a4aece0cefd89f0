//! `FlatGeobuf` files: a header with columns and coordinate system, an index that is skipped, then the features.

use std::borrow::Cow;

use flatgeobuf::{
    ColumnType, Feature, Geometry, GeometryType, Header, size_prefixed_root_as_feature, size_prefixed_root_as_header,
};

use super::contain::contained;
use super::feature_text::Value;
use super::geometry_text::{Coordinates, GeometryName};
use super::intake::{Intake, Values};
use super::layer::{CHECK_EVERY, Target};
use super::reference::{system_of_code, system_of_text};
use super::{BinaryFormat, DamageReason, ImportError};
use crate::community::{FeatureProblem, FormatOddity};
use crate::geometry::CoordinateSystem;

/// The format.
const WHAT: BinaryFormat = BinaryFormat::FlatGeobuf;
/// Bytes before the header's size.
const N_MAGIC: usize = 8;
/// Bytes of one node of the index.
const NODE_BYTES: u64 = 40;
/// Collections may be nested this deep.
const MAX_DEPTH: usize = 16;

type Parts = Vec<(GeometryName, Coordinates)>;

/// Reads a `FlatGeobuf` file as one layer.
///
/// # Errors
/// [`ImportError::Damaged`] where the header cannot be read, [`ImportError::UnsupportedSystem`], cancelled.
pub(super) fn read_flatgeobuf(bytes: &[u8], target: &mut Target<'_, '_, '_>) -> Result<(), ImportError> {
    let name = target.file.clone();
    let damaged = |reason| ImportError::Damaged { file: name.clone(), format: WHAT, reason };
    let (head, rest) =
        sized(bytes.get(N_MAGIC..).unwrap_or_default()).ok_or_else(|| damaged(DamageReason::HeaderEndsEarly))?;
    let header = size_prefixed_root_as_header(head).map_err(|_broken| damaged(DamageReason::HeaderWithoutSense))?;
    let is_chosen = target.mapping_of(&name).is_some_and(|mapping| mapping.coordinates.is_some());
    let declared = if is_chosen { None } else { system_of(&name, &header)? };
    let mut intake = target.begin(&name, declared)?;
    let index = index_bytes(header.features_count(), header.index_node_size()).and_then(|n| usize::try_from(n).ok());
    let features = index.and_then(|n| rest.get(n..)).ok_or_else(|| damaged(DamageReason::IndexEndsEarly))?;
    contained(&name, WHAT, || read_features(features, &header, target, &mut intake))?;
    target.add(intake, false, Vec::new())
}

/// A buffer with its size in front, and what comes after; `None` where it ends early.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let size = u32::from_le_bytes(*bytes.first_chunk::<4>()?);
    // Eight bytes at least: less is no root of a table.
    let end = 4_usize.checked_add(usize::try_from(size).ok().filter(|&size| size >= 8)?)?;
    bytes.split_at_checked(end)
}

/// The size of the packed index, in bytes; `None` where the numbers run over.
fn index_bytes(n_features: u64, node_size: u16) -> Option<u64> {
    if n_features == 0 || node_size == 0 {
        return Some(0);
    }
    let node_size = u64::from(node_size.max(2));
    let (mut n, mut n_nodes) = (n_features, n_features);
    while n > 1 {
        n = n.div_ceil(node_size);
        n_nodes = n_nodes.checked_add(n)?;
    }
    // A single feature has a root above it.
    if n_features == 1 {
        n_nodes += 1;
    }
    n_nodes.checked_mul(NODE_BYTES)
}

fn system_of(file: &str, header: &Header<'_>) -> Result<Option<CoordinateSystem>, ImportError> {
    let Some(crs) = header.crs() else { return Ok(None) };
    let is_epsg = crs.org().is_none_or(|organization| organization.eq_ignore_ascii_case("epsg"));
    match (u32::try_from(crs.code()), crs.wkt()) {
        (Ok(code), _) if code > 0 && is_epsg => system_of_code(file, code),
        (_, Some(text)) => system_of_text(file, text),
        (_, None) => Ok(None),
    }
}

fn read_features(
    mut rest: &[u8],
    header: &Header<'_>,
    target: &Target<'_, '_, '_>,
    intake: &mut Intake<'_, '_>,
) -> Result<(), ImportError> {
    let total = rest.len().max(1) as u64;
    let mut n = 0_usize;
    while !rest.is_empty() {
        if n.is_multiple_of(CHECK_EVERY) {
            let done = total - rest.len() as u64;
            target.pace.at(target.n_bytes * 3 / 4 * done / total)?;
        }
        let Some((feature, after)) = sized(rest) else {
            intake.notices.add_format(FormatOddity::FeaturesEndEarly(n), None, None);
            return Ok(());
        };
        rest = after;
        n += 1;
        match size_prefixed_root_as_feature(feature) {
            Ok(feature) => add(&feature, header, intake),
            Err(_) => intake.add_unreadable(None, FeatureProblem::NoSense, &mut Vec::new()),
        }
    }
    Ok(())
}

fn add(feature: &Feature<'_>, header: &Header<'_>, intake: &mut Intake<'_, '_>) {
    let mut values = values_of(feature, header).unwrap_or_default();
    let mut parts = Parts::new();
    let read = feature.geometry().map_or(Ok(()), |geometry| {
        let kind = match header.geometry_type() {
            GeometryType::Unknown => geometry.type_(),
            kind => kind,
        };
        parts_of(&geometry, kind, 0, &mut parts)
    });
    match read {
        Ok(()) => intake.add(None, &parts, &mut values),
        Err(why) => intake.add_unreadable(None, why, &mut values),
    }
}

fn parts_of(
    geometry: &Geometry<'_>,
    kind: GeometryType,
    depth: usize,
    parts: &mut Parts,
) -> Result<(), FeatureProblem> {
    if depth > MAX_DEPTH {
        return Err(FeatureProblem::NestedTooDeep(MAX_DEPTH));
    }
    let name = match kind {
        GeometryType::Point => GeometryName::Point,
        GeometryType::MultiPoint => GeometryName::MultiPoint,
        GeometryType::LineString => GeometryName::LineString,
        GeometryType::MultiLineString => GeometryName::MultiLineString,
        GeometryType::Polygon => GeometryName::Polygon,
        GeometryType::MultiPolygon | GeometryType::GeometryCollection => {
            for part in geometry.parts().into_iter().flatten() {
                let own = if kind == GeometryType::MultiPolygon { GeometryType::Polygon } else { part.type_() };
                parts_of(&part, own, depth + 1, parts)?;
            }
            return Ok(());
        }
        other => return Err(FeatureProblem::KindNotRead(format!("{other:?}"))),
    };
    let numbers: Vec<f64> = geometry.xy().into_iter().flatten().collect();
    let positions: Vec<[f64; 2]> = numbers.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    let mut part_ends: Vec<usize> = geometry.ends().into_iter().flatten().map(|end| end as usize).collect();
    if part_ends.is_empty() {
        part_ends.push(positions.len());
    }
    if !part_ends.is_sorted() || part_ends.last() != Some(&positions.len()) {
        return Err(FeatureProblem::PartsDoNotFit);
    }
    parts.push((name, Coordinates { positions, part_ends, ..Coordinates::default() }));
    Ok(())
}

/// The values of a feature; `None` where they do not fit the columns.
fn values_of(feature: &Feature<'_>, header: &Header<'_>) -> Option<Values<'static>> {
    let columns = feature.columns().or_else(|| header.columns())?;
    let bytes = feature.properties()?.bytes();
    let mut rest = bytes;
    let mut values = Values::new();
    while let Some((number, after)) = rest.split_first_chunk::<2>() {
        let index = usize::from(u16::from_le_bytes(*number));
        if index >= columns.len() {
            return Some(values);
        }
        let column = columns.get(index);
        let (value, after) = value_from(column.type_(), after)?;
        values.push((Cow::Owned(column.name().to_owned()), value));
        rest = after;
    }
    Some(values)
}

#[expect(clippy::cast_precision_loss, reason = "counts and measures; ids are shown, not reckoned with")]
fn value_from(kind: ColumnType, bytes: &[u8]) -> Option<(Value<'static>, &[u8])> {
    macro_rules! number {
        ($kind:ty, $n:literal) => {{
            let (head, rest) = bytes.split_first_chunk::<$n>()?;
            (Value::Number(f64::from(<$kind>::from_le_bytes(*head))), rest)
        }};
    }
    Some(match kind {
        ColumnType::Byte => number!(i8, 1),
        ColumnType::UByte => number!(u8, 1),
        ColumnType::Bool => {
            let (&byte, rest) = bytes.split_first()?;
            (Value::Bool(byte != 0), rest)
        }
        ColumnType::Short => number!(i16, 2),
        ColumnType::UShort => number!(u16, 2),
        ColumnType::Int => number!(i32, 4),
        ColumnType::UInt => number!(u32, 4),
        ColumnType::Long => {
            let (head, rest) = bytes.split_first_chunk::<8>()?;
            (Value::Number(i64::from_le_bytes(*head) as f64), rest)
        }
        ColumnType::ULong => {
            let (head, rest) = bytes.split_first_chunk::<8>()?;
            (Value::Number(u64::from_le_bytes(*head) as f64), rest)
        }
        ColumnType::Float => number!(f32, 4),
        ColumnType::Double => number!(f64, 8),
        ColumnType::String | ColumnType::Json | ColumnType::DateTime | ColumnType::Binary => {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let (text, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
            let value = match (kind, std::str::from_utf8(text)) {
                (ColumnType::String | ColumnType::DateTime, Ok(text)) => Value::Text(Cow::Owned(text.to_owned())),
                _ => Value::Nested,
            };
            (value, rest)
        }
        _ => return None,
    })
}
