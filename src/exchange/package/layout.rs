//! A `FeatureCollection` as the text around its features, and its features with the mark of their file.

use super::LAYER;
use crate::exchange::json::{array_text, elements, last, members, string_text};

/// The text of a collection without its features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Everything before the first feature.
    pub(super) head: String,
    /// What stands between two features.
    pub(super) between: Between,
    /// Everything after the last feature.
    pub(super) tail: String,
}

/// The gaps between features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Between {
    /// All alike.
    Same(String),
    /// Each its own.
    Each(Vec<String>),
}

impl Default for Between {
    fn default() -> Self {
        Self::Same(",\n".to_owned())
    }
}

impl Between {
    /// The gap after the feature at a position.
    fn after(&self, position: usize) -> &str {
        match self {
            Self::Same(gap) => gap,
            Self::Each(gaps) => gaps.get(position).map_or(",\n", String::as_str),
        }
    }

    /// As JSON.
    pub(super) fn to_json(&self) -> String {
        match self {
            Self::Same(gap) => string_text(gap),
            Self::Each(gaps) => array_text(&gaps.iter().map(|gap| string_text(gap)).collect::<Vec<_>>()),
        }
    }

    /// From JSON; line breaks where it cannot be read.
    pub(super) fn from_json(text: &str) -> Self {
        serde_json::from_str(text)
            .map(Self::Same)
            .or_else(|_| serde_json::from_str(text).map(Self::Each))
            .unwrap_or_default()
    }
}

/// Takes a collection apart: layout and features; `None` where it is no collection with features.
pub(super) fn taken_apart(text: &str) -> Option<(Layout, Vec<&str>)> {
    let features = elements(last(&members(text).ok()?, "features")?).ok()?;
    let (first, last) = (*features.first()?, *features.last()?);
    let head = text.get(..offset(text, first)?)?.to_owned();
    let tail = text.get(offset(text, last)? + last.len()..)?.to_owned();
    let mut gaps = Vec::new();
    for pair in features.windows(2) {
        let &[a, b] = pair else { continue };
        gaps.push(text.get(offset(text, a)? + a.len()..offset(text, b)?)?.to_owned());
    }
    let is_same = gaps.windows(2).all(|pair| pair.first() == pair.last());
    let between = match gaps.first() {
        Some(gap) if is_same => Between::Same(gap.clone()),
        Some(_) => Between::Each(gaps),
        None => Between::default(),
    };
    Some((Layout { head, between, tail }, features))
}

/// Puts a collection together again.
pub(super) fn put_together<T: AsRef<str>>(layout: &Layout, features: &[T]) -> String {
    let mut text = layout.head.clone();
    for (position, feature) in features.iter().enumerate() {
        text.push_str(feature.as_ref());
        if position + 1 < features.len() {
            text.push_str(layout.between.after(position));
        }
    }
    text.push_str(&layout.tail);
    text
}

/// Where a part of a text begins in it.
fn offset(text: &str, part: &str) -> Option<usize> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (start + part.len() <= text.len()).then_some(start)
}

/// The feature with the mark of its file; `None` where it is no object.
pub(super) fn marked(feature: &str, path: &str) -> Option<String> {
    let parts = members(feature).ok()?;
    let mark = mark(path);
    let object = last(&parts, "properties").filter(|text| text.starts_with('{'));
    let start = match object {
        Some(properties) => offset(feature, properties)?,
        None => 0,
    };
    let is_empty = members(object.unwrap_or(feature)).ok()?.is_empty();
    let (before, after) = feature.split_at_checked(start + 1)?;
    let comma = if is_empty { "" } else { ", " };
    Some(format!("{before}{mark}{comma}{after}"))
}

/// The path of the file a feature is marked with.
pub(super) fn path_of(feature: &str) -> Option<String> {
    let parts = members(feature).ok()?;
    let inner: Vec<_> = last(&parts, "properties").and_then(|text| members(text).ok()).unwrap_or_default();
    let text = last(&inner, LAYER).or_else(|| last(&parts, LAYER))?;
    serde_json::from_str(text).ok()
}

/// The feature without its mark. Where another program has moved the mark, it stays.
pub(super) fn unmarked(feature: &str, path: &str) -> String {
    let mark = mark(path);
    let parts = members(feature).unwrap_or_default();
    let properties = last(&parts, "properties").filter(|text| text.starts_with('{'));
    let starts = [properties.and_then(|text| offset(feature, text)), Some(0)];
    for start in starts.into_iter().flatten() {
        let Some((before, after)) = feature.split_at_checked(start + 1) else { continue };
        if let Some(rest) = after.strip_prefix(&mark) {
            let rest = rest.strip_prefix(", ").unwrap_or(rest);
            return format!("{before}{rest}");
        }
    }
    feature.to_owned()
}

fn mark(path: &str) -> String {
    format!("{}: {}", string_text(LAYER), string_text(path))
}
