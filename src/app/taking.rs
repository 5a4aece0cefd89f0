//! Features of a file on their way into the plan: read, asked about, taken in one step of undo.

use std::path::{Path, PathBuf};

use super::app::App;
use super::import_error_text::import_error;
use crate::community::FeatureKind;
use crate::document::Command;
use crate::exchange::community::{ImportOptions, file_layers};
use crate::jobs::JobContext;
use crate::ui::{Dialog, Step, TakingQuestion, Wording};

/// Files beyond this many bytes are refused here: a map of hazards or sites is small, and it is read at once.
const MOST_BYTES: u64 = 64 << 20;

impl App {
    /// Reads a file and asks what its features become; nothing is changed yet.
    pub(super) fn read_features(&mut self, path: &Path) {
        let mapping = self.plan().settings().mapping.clone();
        let options = ImportOptions { mapping, max_file_bytes: MOST_BYTES, ..ImportOptions::default() };
        match file_layers(path, &options, &JobContext::new()) {
            Ok(layers) => {
                self.session.taking = TakingQuestion::new(layers);
                self.session.dialog = self.session.taking.is_some().then_some(Dialog::Taking);
            }
            Err(error) => self.fail("dialog-failure-open", Wording::new(move |texts| import_error(texts, &error))),
        }
    }

    /// Puts the features that were asked about into the plan: one step of undo.
    pub(super) fn take_features(&mut self) {
        self.session.dialog = None;
        if let Some(question) = self.session.taking.take() {
            let before = self.open.document.revision();
            self.edit(Command::ImportObjects(question.objects().to_vec()));
            if self.open.document.revision() != before {
                self.session.step = Step::Plan;
            }
        }
    }

    /// A file of the community that was read and is used for nothing: what it holds may belong into the plan.
    pub(super) fn unused_file(&self) -> Option<PathBuf> {
        let community = &self.loaded.as_ref()?.community;
        let is_unused = |kinds: &std::collections::BTreeMap<FeatureKind, usize>| {
            !kinds.is_empty() && kinds.keys().all(|kind| *kind == FeatureKind::Other)
        };
        let layer = community.layers().iter().find(|layer| is_unused(&layer.kinds))?;
        Some(PathBuf::from(&layer.path))
    }
}
