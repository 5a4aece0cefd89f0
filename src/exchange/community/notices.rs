//! Warnings of one file while it is read.

use crate::community::{ImportWarning, WarningCode, WarningList};
use crate::geometry::LonLat;

/// Collects the warnings of one file; many of one kind are folded.
pub(super) struct Notices {
    file: String,
    list: WarningList,
}

impl Notices {
    /// Nothing odd yet.
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), list: WarningList::default() }
    }

    /// Adds a warning.
    pub(super) fn add(
        &mut self,
        code: WarningCode,
        feature: Option<u32>,
        message: impl Into<String>,
        place: Option<LonLat>,
    ) {
        self.list.push(ImportWarning { code, file: self.file.clone(), feature, message: message.into(), place });
    }

    /// All of them, folded.
    pub(super) fn into_warnings(self) -> Vec<ImportWarning> {
        self.list.into_warnings()
    }
}
