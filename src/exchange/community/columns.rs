//! The columns of a layer: what they hold, which fact each gives, which tag each is.
//!
//! A column gives a fact because the planner said so, because it is an OpenStreetMap tag, or because its name is a
//! usual one in English or Chinese. The last is a guess and is reported as one.

use std::collections::HashMap;
use std::sync::Arc;

use super::column_names::{FACTS, OSM, TAGS, Tag};
use super::feature_text::Value;
use crate::community::{ColumnSummary, Fact, LayerMapping};

/// So many features are kept for a look at the layer.
const PREVIEW_ROWS: usize = 5;

/// Which fact a column may give.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint {
    pub(super) fact: Fact,
    /// Lower counts more.
    pub(super) rank: usize,
    /// Is it only the name that says so?
    pub(super) is_guess: bool,
}

/// One column while a layer is read.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: Arc<str>,
    pub(super) tag: Option<Tag>,
    pub(super) hints: Vec<Hint>,
    n_present: usize,
    samples: Vec<String>,
    first_rows: Vec<Option<String>>,
    used_for: Vec<Fact>,
}

/// All columns of a layer, in order of first appearance.
#[derive(Debug)]
pub(super) struct Columns<'m> {
    list: Vec<Column>,
    by_name: HashMap<Arc<str>, usize>,
    n_rows: usize,
    mapping: Option<&'m LayerMapping>,
}

impl<'m> Columns<'m> {
    /// No columns yet; what the planner mapped counts before any name.
    pub(super) fn new(mapping: Option<&'m LayerMapping>) -> Self {
        Self { list: Vec::new(), by_name: HashMap::new(), n_rows: 0, mapping }
    }

    /// The columns noted from now on belong to the next feature.
    pub(super) const fn begin_row(&mut self) {
        self.n_rows += 1;
    }

    /// Notes that a feature has a value in a column; returns the column's position.
    pub(super) fn note(&mut self, name: &str, value: &Value<'_>) -> usize {
        let position = match self.by_name.get(name) {
            Some(&position) => position,
            None => self.add(name),
        };
        if let Some(column) = self.list.get_mut(position) {
            column.note(value, self.n_rows);
        }
        position
    }

    fn add(&mut self, name: &str) -> usize {
        let position = self.list.len();
        let shared: Arc<str> = Arc::from(name);
        let plain = compact(name);
        let tag = TAGS.iter().find(|(word, _)| *word == plain).map(|&(_, tag)| tag);
        let mapped = |fact: Fact| self.mapping.and_then(|mapping| mapping.columns.get(&fact));
        let hints = FACTS.iter().filter_map(|&(fact, names)| match mapped(fact) {
            Some(column) => (column == name).then_some(Hint { fact, rank: 0, is_guess: false }),
            None => names.iter().position(|word| *word == plain).map(|rank| Hint {
                fact,
                rank: rank + 1,
                is_guess: !OSM.contains(&name),
            }),
        });
        let hints = hints.collect();
        self.list.push(Column {
            name: shared.clone(),
            tag,
            hints,
            n_present: 0,
            samples: Vec::new(),
            first_rows: Vec::new(),
            used_for: Vec::new(),
        });
        self.by_name.insert(shared, position);
        position
    }

    /// The column at a position.
    pub(super) fn get(&self, position: usize) -> Option<&Column> {
        self.list.get(position)
    }

    /// Says that a column's value was taken for a fact.
    pub(super) fn mark_used(&mut self, position: usize, fact: Fact) {
        if let Some(column) = self.list.get_mut(position)
            && !column.used_for.contains(&fact)
        {
            column.used_for.push(fact);
        }
    }

    /// The name of the first column that stands for a tag.
    pub(super) fn has_tag(&self, tag: Tag) -> bool {
        self.list.iter().any(|column| column.tag == Some(tag))
    }

    /// Does any column carry one of these names?
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.by_name.contains_key(*name))
    }

    /// Names of all columns, in order of first appearance.
    pub(super) fn all_names(&self) -> Vec<Arc<str>> {
        self.list.iter().map(|column| Arc::clone(&column.name)).collect()
    }

    /// Names of all columns, at most `n`.
    pub(super) fn names(&self, n: usize) -> String {
        let mut names: Vec<&str> = self.list.iter().take(n).map(|column| column.name.as_ref()).collect();
        if self.list.len() > n {
            names.push("…");
        }
        names.join(", ")
    }

    /// Columns taken for a fact by their name alone.
    pub(super) fn guesses(&self) -> impl Iterator<Item = (&Column, Fact)> {
        self.list.iter().flat_map(|column| {
            let is_guess = |fact: &Fact| column.hints.iter().any(|hint| hint.fact == *fact && hint.is_guess);
            column.used_for.iter().copied().filter(is_guess).map(move |fact| (column, fact))
        })
    }

    /// Facts the planner mapped to columns that are not there.
    pub(super) fn missing(&self) -> impl Iterator<Item = (Fact, &'m str)> {
        let mapped = self.mapping.map(|mapping| mapping.columns.iter()).into_iter().flatten();
        mapped
            .filter(|(_, column)| !self.by_name.contains_key(column.as_str()))
            .map(|(&fact, name)| (fact, name.as_str()))
    }

    /// What the layer shows of its columns.
    pub(super) fn into_summaries(self) -> Vec<ColumnSummary> {
        let n_shown = self.n_rows.min(PREVIEW_ROWS);
        self.list
            .into_iter()
            .map(|mut column| ColumnSummary {
                first_rows: {
                    column.first_rows.resize(n_shown, None);
                    column.first_rows
                },
                name: column.name,
                n_present: column.n_present,
                samples: column.samples,
                used_for: column.used_for.first().copied(),
            })
            .collect()
    }
}

impl Column {
    fn note(&mut self, value: &Value<'_>, n_rows: usize) {
        if *value == Value::Null {
            return;
        }
        self.n_present += 1;
        if (1..=PREVIEW_ROWS).contains(&n_rows) {
            self.first_rows.resize(n_rows, None);
            if let Some(cell) = self.first_rows.last_mut() {
                *cell = value.words().map(|words| super::split::shortened(&words));
            }
        }
        if self.samples.len() < 3
            && let Some(words) = value.words()
        {
            let words = super::split::shortened(&words);
            if !self.samples.contains(&words) {
                self.samples.push(words);
            }
        }
    }
}

/// A column name without case, separators and a unit in brackets: `Pop_Total (persons)` → `poptotal`.
pub(super) fn compact(name: &str) -> String {
    let end = name.find(['(', '（', '[']).filter(|&at| at > 0).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or(name);
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '.' | '\u{3000}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact_of(name: &str) -> Option<(Fact, bool)> {
        let mut columns = Columns::new(None);
        let position = columns.note(name, &Value::Number(1.0));
        columns.get(position).and_then(|c| c.hints.first()).map(|hint| (hint.fact, hint.is_guess))
    }

    #[test]
    fn usual_names_in_english_and_chinese_give_facts() {
        for (name, fact, is_guess) in [
            ("population", Fact::Persons, true),
            ("POP_TOTAL", Fact::Persons, true),
            ("RS", Fact::Persons, true),
            ("常住人口", Fact::Persons, true),
            ("人口（人）", Fact::Persons, true),
            ("户数", Fact::Dwellings, true),
            ("housing_units", Fact::Dwellings, true),
            ("building:levels", Fact::Levels, false),
            ("层数", Fact::Levels, true),
            ("高度(m)", Fact::HeightM, true),
            ("height", Fact::HeightM, false),
            ("宽度", Fact::WidthM, true),
            ("车道数", Fact::Lanes, true),
            ("capacity_veh_h", Fact::CapacityCarsPerH, true),
            ("capacity (veh/h)", Fact::CapacityCarsPerH, true),
            ("通行能力", Fact::CapacityCarsPerH, true),
            ("名称", Fact::Name, true),
        ] {
            assert_eq!(fact_of(name), Some((fact, is_guess)), "{name}");
        }
        assert_eq!(fact_of("housing_units_in_city"), None);
    }

    #[test]
    fn a_mapped_column_silences_the_usual_names() {
        let mut mapping = LayerMapping::default();
        mapping.columns.insert(Fact::Persons, "x17".to_owned());
        let mut columns = Columns::new(Some(&mapping));
        let usual = columns.note("population", &Value::Number(1.0));
        let mapped = columns.note("x17", &Value::Number(1.0));
        assert!(columns.get(usual).unwrap().hints.is_empty());
        assert!(!columns.get(mapped).unwrap().hints[0].is_guess);
        assert_eq!(columns.missing().count(), 0);
    }

    #[test]
    fn names_in_the_tables_are_compact() {
        for name in TAGS.iter().map(|(name, _)| *name).chain(FACTS.iter().flat_map(|(_, names)| names.iter().copied()))
        {
            assert_eq!(compact(name), name);
        }
    }
}
