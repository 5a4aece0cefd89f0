//! A file cut into the text of its features, and what stands beside them.
//!
//! A sound file is walked once by the JSON reader, which borrows each feature as it stands. Sequences (one feature a
//! line, or RFC 8142 records) and damaged files are cut by the scanner of `super::scan`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::geometry_text::GeometryName;
use super::scan::{line_of, skip_blanks, value_end};
use super::{ForeignFormat, ImportError, InvalidReason, StructureProblem};
use crate::community::Oddity;
pub(super) use crate::community::shortened;

/// The end of a broken feature is searched this far, in bytes, before the search counts as a long one.
const LONG_SEARCH: usize = 64 << 10;
/// After so many long searches the rest of a file is given up: each may run through all of it.
const MAX_LONG_SEARCHES: usize = 1000;

/// May the work go on?
pub(super) type Check<'c> = &'c dyn Fn() -> Result<(), ImportError>;

/// The texts of the features and the members beside them.
#[derive(Debug, Default)]
pub(super) struct Split<'t> {
    /// Each feature (or bare geometry) as it stands in the file.
    pub(super) features: Vec<&'t str>,
    /// Members beside `type` and `features`: name and JSON text.
    pub(super) members: Vec<(Cow<'t, str>, &'t str)>,
    /// What was odd.
    pub(super) notes: Vec<Oddity>,
}

/// The top level of one JSON object.
#[derive(Default)]
struct Top<'t> {
    kind: Option<Cow<'t, str>>,
    features: Option<Vec<&'t str>>,
    members: Vec<(Cow<'t, str>, &'t str)>,
}

/// Cuts a text into its features.
///
/// `check` is asked again and again while a damaged text is searched: may the work go on?
///
/// # Errors
/// [`ImportError`] where the text is no `GeoJSON` or no feature can be saved from it, or what `check` says.
pub(super) fn split<'t>(file: &str, text: &'t str, check: Check<'_>) -> Result<Split<'t>, ImportError> {
    if text.contains('\u{1e}') {
        return records(file, text);
    }
    let start = skip_blanks(text.as_bytes(), 0);
    let error = match top_from(text) {
        Ok(top) => return split_from_top(file, text, top),
        Err(error) => error,
    };
    if error.is_data() {
        return Err(bad_structure(file, &error));
    }
    if let Ok(end) = value_end(text.as_bytes(), start) {
        let next = skip_blanks(text.as_bytes(), end);
        let rest = text.get(next..).unwrap_or_default();
        if rest.starts_with('{') {
            return sequence(file, text);
        }
        if !rest.is_empty()
            && let Ok(top) = top_from(text.get(..end).unwrap_or_default())
        {
            let mut split = split_from_top(file, text.get(..end).unwrap_or_default(), top)?;
            split.notes.push(Oddity::BytesAfterEnd { bytes: rest.len(), from: next });
            return Ok(split);
        }
    }
    salvage(file, text, &error, check)
}

fn bad_structure(file: &str, error: &serde_json::Error) -> ImportError {
    ImportError::BadStructure { file: file.to_owned(), problem: StructureProblem::NotBuilt(error.to_string()) }
}

fn split_from_top<'t>(file: &str, text: &'t str, top: Top<'t>) -> Result<Split<'t>, ImportError> {
    let Top { kind, features, members } = top;
    let bad = |problem| Err(ImportError::BadStructure { file: file.to_owned(), problem });
    match kind.as_deref() {
        Some("FeatureCollection") => match features {
            Some(features) => Ok(Split { features, members, notes: Vec::new() }),
            None => bad(StructureProblem::NoFeatures),
        },
        Some(name) if name == "Feature" || GeometryName::from_name(name).is_some() => {
            Ok(Split { features: vec![text.trim()], members, notes: Vec::new() })
        }
        Some("Topology") => Err(ImportError::LooksLike { file: file.to_owned(), format: ForeignFormat::TopoJson }),
        Some(name) => bad(StructureProblem::UnknownType(shortened(name))),
        None => {
            let has = |name: &str| members.iter().any(|(member, _)| member == name);
            let looks_like = |format| Err(ImportError::LooksLike { file: file.to_owned(), format });
            if has("spatialReference") || has("geometryType") {
                looks_like(ForeignFormat::EsriJson)
            } else if has("elements") {
                looks_like(ForeignFormat::Overpass)
            } else {
                bad(StructureProblem::NoType)
            }
        }
    }
}

/// RFC 8142: records, each begun by a record separator.
fn records<'t>(file: &str, text: &'t str) -> Result<Split<'t>, ImportError> {
    let mut split = Split::default();
    let records: Vec<&str> = text.split('\u{1e}').map(str::trim).filter(|record| !record.is_empty()).collect();
    for (index, record) in records.iter().enumerate() {
        let is_whole = value_end(record.as_bytes(), 0) == Ok(record.len());
        if !is_whole && index + 1 == records.len() {
            split.notes.push(truncated(text.len(), split.features.len()));
        } else {
            add_record(file, record, &mut split)?;
        }
    }
    split.notes.push(Oddity::RecordSeparators);
    not_empty(file, text, split)
}

/// Features one after the other, usually one a line.
fn sequence<'t>(file: &str, text: &'t str) -> Result<Split<'t>, ImportError> {
    let mut split = Split::default();
    let is_whole = |part: &str| value_end(part.as_bytes(), 0) == Ok(part.len());
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.first().is_some_and(|line| is_whole(line)) {
        for (index, line) in lines.iter().enumerate() {
            if index + 1 == lines.len() && !is_whole(line) {
                split.notes.push(truncated(text.len(), split.features.len()));
            } else {
                add_record(file, line, &mut split)?;
            }
        }
        return not_empty(file, text, split);
    }
    let mut at = skip_blanks(text.as_bytes(), 0);
    while at < text.len() {
        match value_end(text.as_bytes(), at) {
            Ok(end) if end > at => {
                add_record(file, text.get(at..end).unwrap_or_default(), &mut split)?;
                at = skip_blanks(text.as_bytes(), end);
            }
            Ok(_) => at += 1,
            Err(byte) => {
                split.notes.push(truncated(byte, split.features.len()));
                break;
            }
        }
    }
    not_empty(file, text, split)
}

fn add_record<'t>(file: &str, record: &'t str, split: &mut Split<'t>) -> Result<(), ImportError> {
    if record.contains("\"FeatureCollection\"")
        && let Ok(top) = top_from(record)
        && top.kind.as_deref() == Some("FeatureCollection")
    {
        let inner = split_from_top(file, record, top)?;
        split.features.extend(inner.features);
        split.members.extend(inner.members);
    } else {
        split.features.push(record);
    }
    Ok(())
}

fn not_empty<'t>(file: &str, text: &str, split: Split<'t>) -> Result<Split<'t>, ImportError> {
    if split.features.is_empty() {
        return Err(ImportError::InvalidJson {
            file: file.to_owned(),
            byte: text.len(),
            line: line_of(text, text.len()),
            reason: InvalidReason::RecordEndsEarly,
        });
    }
    Ok(split)
}

const fn truncated(byte: usize, features: usize) -> Oddity {
    Oddity::Truncated { byte, features }
}

/// Saves whole features from a file that is no valid JSON.
fn salvage<'t>(
    file: &str,
    text: &'t str,
    error: &serde_json::Error,
    check: Check<'_>,
) -> Result<Split<'t>, ImportError> {
    let bytes = text.as_bytes();
    let mut split = Split::default();
    let mut at = skip_blanks(bytes, 0) + 1;
    loop {
        at = skip_blanks(bytes, at);
        let Some(key_end) = key_end(bytes, at) else { break };
        let key = text.get(at + 1..key_end - 1).unwrap_or_default();
        let value = skip_blanks(bytes, skip_blanks(bytes, key_end) + 1);
        if key == "features" && bytes.get(value) == Some(&b'[') {
            at = salvage_features(text, value + 1, &mut split, check)?;
        } else {
            let Ok(end) = value_end(bytes, value) else { break };
            split.members.push((Cow::Borrowed(key), text.get(value..end).unwrap_or_default()));
            at = end;
        }
        at = skip_blanks(bytes, at);
        if bytes.get(at) == Some(&b',') {
            at += 1;
        }
    }
    let kind = split.members.iter().position(|(name, _)| name == "type");
    let is_collection = kind.is_none_or(|at| split.members.remove(at).1 == "\"FeatureCollection\"");
    if split.features.is_empty() || !is_collection {
        let byte = byte_of(text, error.line(), error.column());
        let reason = InvalidReason::Reader(without_position(error));
        return Err(ImportError::InvalidJson { file: file.to_owned(), byte, line: error.line(), reason });
    }
    Ok(split)
}

/// The end of the member name at `at`, where there is one with a colon after it.
fn key_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let end = super::scan::string_end(bytes, at).ok()?;
    (bytes.get(skip_blanks(bytes, end)) == Some(&b':')).then_some(end)
}

/// Takes the whole features of a list; returns where the list ended.
fn salvage_features<'t>(
    text: &'t str,
    mut at: usize,
    split: &mut Split<'t>,
    check: Check<'_>,
) -> Result<usize, ImportError> {
    let bytes = text.as_bytes();
    let mut n_long = 0;
    loop {
        at = skip_blanks(bytes, at);
        match bytes.get(at) {
            Some(b']') => return Ok(at + 1),
            Some(b',') => at += 1,
            Some(_) => match value_end(bytes, at) {
                Ok(end) if end > at => {
                    split.features.push(text.get(at..end).unwrap_or_default());
                    at = end;
                }
                Ok(stop) | Err(stop) => {
                    // A broken feature: go on at the next line that begins with one.
                    check()?;
                    n_long += usize::from(stop - at > LONG_SEARCH);
                    let rest = text.get(at..).unwrap_or_default();
                    let Some(next) = rest.find("\n{").filter(|&n| n > 0 && n_long <= MAX_LONG_SEARCHES) else {
                        split.notes.push(truncated(text.len(), split.features.len()));
                        return Ok(text.len());
                    };
                    split.features.push(rest.get(..next).unwrap_or_default().trim_end_matches([',', ' ', '\r', '\n']));
                    at += next + 1;
                }
            },
            None => {
                split.notes.push(truncated(text.len(), split.features.len()));
                return Ok(text.len());
            }
        }
    }
}

/// The byte of a line and column, both from 1, as the JSON reader counts them.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column).min(text.len())
}

/// The reader's words without "at line 1 column 2".
pub(super) fn without_position(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.rfind(" at line ").and_then(|at| words.get(..at)).unwrap_or(&words).to_owned()
}

fn top_from(text: &str) -> Result<Top<'_>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let top = reader.deserialize_map(TopVisitor)?;
    reader.end()?;
    Ok(top)
}

struct TopVisitor;

impl<'de> Visitor<'de> for TopVisitor {
    type Value = Top<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Top<'de>, A::Error> {
        let mut top = Top::default();
        while let Some(key) = map.next_key_seed(WordSeed)? {
            match key.as_ref() {
                "type" if top.kind.is_some() => return Err(A::Error::custom("the member `type` occurs twice")),
                "features" if top.features.is_some() => {
                    return Err(A::Error::custom("the member `features` occurs twice"));
                }
                "type" => top.kind = Some(map.next_value_seed(WordSeed)?),
                "features" => top.features = Some(map.next_value_seed(ListSeed)?),
                _ => {
                    let raw: &'de RawValue = map.next_value()?;
                    top.members.push((key, raw.get()));
                }
            }
        }
        Ok(top)
    }
}

/// Reads a string, borrowed where it holds no escapes.
pub(super) struct WordSeed;

impl<'de> DeserializeSeed<'de> for WordSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for WordSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, word: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(word))
    }

    fn visit_str<E>(self, word: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(word.to_owned()))
    }
}

/// Reads a list as the texts of its parts.
pub(super) struct ListSeed;

impl<'de> DeserializeSeed<'de> for ListSeed {
    type Value = Vec<&'de str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ListSeed {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(raw) = list.next_element::<&'de RawValue>()? {
            parts.push(raw.get());
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_broken_features_is_given_up_after_a_thousand_long_searches_and_can_be_cancelled() {
        let broken = "{\"type\":\"Feature\",\"properties\":{\n".repeat(4000);
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{broken}]}}");
        let n_asked = std::cell::Cell::new(0);
        let count = || {
            n_asked.set(n_asked.get() + 1);
            Ok(())
        };
        let found = split("broken.geojson", &text, &count).unwrap();
        assert_eq!(n_asked.get(), MAX_LONG_SEARCHES + 1);
        assert!(matches!(found.notes.last(), Some(Oddity::Truncated { .. })), "it is said that the rest is missing");
        let stopped = split("broken.geojson", &text, &|| Err(ImportError::Cancelled));
        assert!(matches!(stopped, Err(ImportError::Cancelled)));
    }
}
