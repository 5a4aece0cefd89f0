//! Warnings of one file while it is read.

use crate::community::{FormatOddity, ImportWarning, Oddity, WarningList};
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
    pub(super) fn add(&mut self, oddity: Oddity, feature: Option<u32>, place: Option<LonLat>) {
        self.list.push(ImportWarning { file: self.file.clone(), feature, oddity, place });
    }

    /// Adds a warning about a format beside `GeoJSON`.
    pub(super) fn add_format(&mut self, oddity: FormatOddity, feature: Option<u32>, place: Option<LonLat>) {
        self.add(Oddity::Format(oddity), feature, place);
    }

    /// All of them, folded.
    pub(super) fn into_warnings(self) -> Vec<ImportWarning> {
        self.list.into_warnings()
    }
}
