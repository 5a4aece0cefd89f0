//! The features of a file as they stand, shapes and values, for what is taken from them into the plan.
//!
//! They have passed the same gate as those of a community; nothing is recognised and nobody is counted.

use std::sync::Arc;

use super::{ImportWarning, Measure, NumberProblem, Shape, sensible_number, written_number};

/// A value of a feature; blanks are left out.
#[derive(Clone, Debug, PartialEq)]
pub enum FileValue {
    /// A number.
    Number(f64),
    /// A text, `true` or `false`.
    Text(String),
}

impl FileValue {
    /// The value as a planner would write it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// The value as a finite number, also where it is written as text.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        };
        number.filter(|number| number.is_finite())
    }

    /// The value as people write such a measure ("1,200", "300 persons"); `Ok(None)` where it says nothing.
    ///
    /// # Errors
    /// [`NumberProblem`]: why it cannot be taken.
    pub fn measured(&self, measure: Measure) -> Result<Option<f64>, NumberProblem> {
        match self {
            Self::Number(number) => sensible_number(*number, measure).map(Some),
            Self::Text(text) => written_number(text, measure),
        }
    }
}

/// One feature of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileFeature {
    /// Its number in the file, from 0.
    pub number: u32,
    /// The id it has there, as JSON text: a plan keeps it so.
    pub source_id: Option<Arc<str>>,
    /// Its shape; `None` where it has none that can be used, which a warning says.
    pub shape: Option<Shape>,
    /// Position of the column among those of the layer, and the value.
    pub values: Vec<(usize, FileValue)>,
}

impl FileFeature {
    /// The value in a column.
    #[must_use]
    pub fn value(&self, column: usize) -> Option<&FileValue> {
        self.values.iter().rev().find(|(position, _)| *position == column).map(|(_, value)| value)
    }
}

/// One layer of a file: most files have one.
#[derive(Clone, Debug, PartialEq)]
pub struct FileLayer {
    /// The file's name, or `file#layer` for one of several.
    pub name: String,
    /// Names of its columns, in order of first appearance.
    pub columns: Vec<Arc<str>>,
    /// Its features, in file order.
    pub features: Vec<FileFeature>,
    /// What was odd about it.
    pub warnings: Vec<ImportWarning>,
}

impl FileLayer {
    /// The position of a column: of that name, else of that name whatever its capitals.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| **column == *name);
        exact.or_else(|| self.columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
    }
}
