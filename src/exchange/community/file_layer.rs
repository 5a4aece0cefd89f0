//! The features of a file as they stand, shapes and values, for what is taken from them into the plan.
//!
//! They pass the same gate as those of a community; nothing is recognised and nobody is counted.

use std::path::Path;
use std::sync::Arc;

use super::columns::Columns;
use super::feature_text::Value;
use super::file::source_from;
use super::intake::Drafts;
use super::layer::{Pace, Source, read_layers};
use super::notices::Notices;
use super::read::sources_among;
use super::{ImportError, ImportOptions};
use crate::community::{ImportWarning, Shape};
use crate::jobs::JobContext;

/// A value of a feature; blanks are left out.
#[derive(Clone, Debug, PartialEq)]
pub enum FileValue {
    /// A number.
    Number(f64),
    /// A text, `true` or `false`.
    Text(String),
}

impl FileValue {
    fn from(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Number(number) => Some(Self::Number(*number)),
            Value::Null | Value::Nested => None,
            Value::Bool(_) | Value::Text(_) => value.words().map(|words| Self::Text(words.into_owned())),
        }
    }

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
}

/// One feature of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileFeature {
    /// Its number in the file, from 0.
    pub number: u32,
    /// The id it has there.
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

    /// What came in, before anything is recognised.
    pub(super) fn new(name: String, drafts: Drafts<'_>, columns: &Columns<'_>, notices: Notices) -> Self {
        let values = |own: &[(usize, Value<'_>)]| -> Vec<(usize, FileValue)> {
            own.iter().filter_map(|(column, value)| Some((*column, FileValue::from(value)?))).collect()
        };
        let features = drafts.list.into_iter().map(|draft| FileFeature {
            number: draft.feature,
            source_id: draft.source_id,
            shape: draft.shape,
            values: values(drafts.properties.get(draft.properties).unwrap_or_default()),
        });
        let features = features.collect();
        Self { name, columns: columns.all_names(), features, warnings: notices.into_warnings() }
    }
}

/// Reads the layers of a file. O(size of the file).
///
/// # Errors
/// [`ImportError`] where the file cannot be used; single bad features are warnings of their layer.
pub fn file_layers(path: &Path, options: &ImportOptions, context: &JobContext) -> Result<Vec<FileLayer>, ImportError> {
    layers_of(source_from(path, options.max_file_bytes)?, options, context)
}

/// The same from bytes in memory: the first of the files, with those that belong to it.
///
/// # Errors
/// As [`file_layers`]; [`ImportError::NoFiles`] for an empty list.
pub fn file_layers_of_bytes(
    files: &[(String, Vec<u8>)],
    options: &ImportOptions,
    context: &JobContext,
) -> Result<Vec<FileLayer>, ImportError> {
    let source = sources_among(files, options.max_file_bytes).into_iter().next().ok_or(ImportError::NoFiles)??;
    layers_of(source, options, context)
}

fn layers_of(source: Source, options: &ImportOptions, context: &JobContext) -> Result<Vec<FileLayer>, ImportError> {
    let pace = Pace { context, done_bytes: 0, total_bytes: source.n_bytes() };
    read_layers(source, options, &pace)
}
