//! The values of one feature, found by tag and by fact.

use std::borrow::Cow;

use super::column_names::Tag;
use super::columns::Columns;
use super::feature_text::Value;
use crate::community::Fact;

/// The value a feature gives for a fact.
#[derive(Clone, Copy, Debug)]
pub(super) struct FactValue<'a> {
    /// The value.
    pub(super) value: &'a Value<'a>,
    /// Position of its column.
    pub(super) column: usize,
}

/// One feature's values.
pub(super) struct Row<'a> {
    tags: [Option<&'a Value<'a>>; Tag::COUNT],
    facts: [Option<(usize, FactValue<'a>)>; Fact::ALL.len()],
}

impl<'a> Row<'a> {
    /// Sorts a feature's values by tag and by fact; blank values do not count.
    pub(super) fn new(properties: &'a [(usize, Value<'a>)], columns: &Columns<'_>) -> Self {
        let mut row = Self { tags: [None; Tag::COUNT], facts: [None; Fact::ALL.len()] };
        for (position, value) in properties {
            let Some(column) = columns.get(*position) else { continue };
            if (column.tag.is_none() && column.hints.is_empty()) || value.words().is_none() {
                continue;
            }
            if let Some(slot) = column.tag.and_then(|tag| row.tags.get_mut(tag as usize)) {
                *slot = Some(value);
            }
            for hint in &column.hints {
                let Some(slot) = row.facts.get_mut(hint.fact as usize) else { continue };
                if slot.is_none_or(|(rank, _)| hint.rank < rank) {
                    *slot = Some((hint.rank, FactValue { value, column: *position }));
                }
            }
        }
        row
    }

    /// The words of a tag that is there and not `no`.
    pub(super) fn tag(&self, tag: Tag) -> Option<Cow<'a, str>> {
        let value = self.tags.get(tag as usize).copied().flatten()?;
        value.words().filter(|words| !matches!(words.as_ref(), "no" | "false" | "0"))
    }

    /// The words of a tag, whatever they say.
    pub(super) fn said(&self, tag: Tag) -> Option<Cow<'a, str>> {
        self.tags.get(tag as usize).copied().flatten()?.words()
    }

    /// Is the tag there and not `no`?
    pub(super) fn has(&self, tag: Tag) -> bool {
        self.tag(tag).is_some()
    }

    /// The value for a fact.
    pub(super) fn fact(&self, fact: Fact) -> Option<FactValue<'a>> {
        self.facts.get(fact as usize).copied().flatten().map(|(_, value)| value)
    }

    /// Is there a value for a fact?
    pub(super) fn has_fact(&self, fact: Fact) -> bool {
        self.fact(fact).is_some()
    }
}
