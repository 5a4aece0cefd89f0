//! Reads the features of a file as they stand, shapes and values, for what is taken from them into the plan.
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
use crate::community::{FileFeature, FileLayer, FileValue};
use crate::exchange::json::string_text;
use crate::jobs::JobContext;

/// What came in as it stands, before anything is recognised.
pub(super) fn layer_as_it_stands(
    name: String,
    drafts: Drafts<'_>,
    columns: &Columns<'_>,
    notices: Notices,
) -> FileLayer {
    let values = |own: &[(usize, Value<'_>)]| -> Vec<(usize, FileValue)> {
        own.iter().filter_map(|(column, value)| Some((*column, file_value(value)?))).collect()
    };
    let features = drafts.list.into_iter().map(|draft| FileFeature {
        number: draft.feature,
        source_id: draft.source_id.map(|id| Arc::from(string_text(&id))),
        shape: draft.shape,
        values: values(drafts.properties.get(draft.properties).unwrap_or_default()),
    });
    let features = features.collect();
    FileLayer { name, columns: columns.all_names(), features, warnings: notices.into_warnings() }
}

fn file_value(value: &Value<'_>) -> Option<FileValue> {
    match value {
        Value::Number(number) => Some(FileValue::Number(*number)),
        Value::Null | Value::Nested => None,
        Value::Bool(_) | Value::Text(_) => value.words().map(|words| FileValue::Text(words.into_owned())),
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
