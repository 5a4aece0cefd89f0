//! Features of a file on their way into the plan: read in the background, asked about, taken in one step of undo.

use std::path::{Path, PathBuf};

use super::app::{App, waker};
use super::error_text::say;
use super::import_error_text::import_error;
use crate::community::{FeatureKind, FileLayer};
use crate::document::Command;
use crate::exchange::community::{ImportError, ImportOptions, file_layers};
use crate::ids::Revision;
use crate::jobs::{Cancelled, JobSlot, JobState, Progress, Spawner};
use crate::ui::{Dialog, Step, TakingQuestion, Wording};

/// Files beyond this many bytes are refused here: a map of hazards or sites is small, and it is kept until the
/// question about it is answered.
const MOST_BYTES: u64 = 64 << 20;
/// The same of a compressed file, unpacked.
const MOST_UNPACKED_BYTES: u64 = 256 << 20;

/// The reading of a file whose features are to be asked about; the newest wish wins.
pub(super) struct FeatureReader {
    slot: JobSlot<Result<Vec<FileLayer>, ImportError>>,
    generation: u64,
    path: PathBuf,
}

impl FeatureReader {
    pub(super) const fn new() -> Self {
        Self { slot: JobSlot::new("features of a file"), generation: 0, path: PathBuf::new() }
    }

    pub(super) const fn is_running(&self) -> bool {
        self.slot.is_running()
    }

    pub(super) fn progress(&self) -> Option<Progress> {
        self.slot.state(Revision(self.generation)).progress()
    }

    pub(super) fn cancel(&mut self) {
        self.slot.cancel();
    }

    fn start(
        &mut self,
        path: &Path,
        options: ImportOptions,
        spawner: &mut dyn Spawner,
        wake: impl FnOnce() + Send + 'static,
    ) {
        path.clone_into(&mut self.path);
        self.generation += 1;
        let path = path.to_owned();
        self.slot.start(spawner, Revision(self.generation), wake, move |context| {
            match file_layers(&path, &options, context) {
                Err(_) if context.check().is_err() => Err(Cancelled),
                done => Ok(done),
            }
        });
    }

    /// What has arrived, once: the layers, or why there are none.
    fn poll(&mut self) -> Option<Result<Vec<FileLayer>, Wording>> {
        if !self.slot.poll() {
            return None;
        }
        match self.slot.take() {
            Some(done) => Some(done.value.map_err(|error| Wording::new(move |texts| import_error(texts, &error)))),
            None => match self.slot.state(Revision(self.generation)) {
                JobState::Failed(why) => {
                    Some(Err(Wording::new(move |texts| say(texts, "error-open-crashed", &[("why", &why)]))))
                }
                JobState::NotRun | JobState::UpToDate | JobState::OutOfDate | JobState::Running(_) => None,
            },
        }
    }
}

impl App {
    /// Reads a file in the background, to ask what its features become; nothing is changed yet.
    pub(super) fn read_features(&mut self, ctx: &egui::Context, path: &Path) {
        let mapping = self.plan().settings().mapping.clone();
        let options = ImportOptions {
            mapping,
            max_file_bytes: MOST_BYTES,
            max_unpacked_bytes: MOST_UNPACKED_BYTES,
            ..ImportOptions::default()
        };
        self.reader.start(path, options, self.dependencies.spawner.as_mut(), waker(ctx));
    }

    /// Asks about what was read, as soon as no other question is open.
    pub(super) fn follow_features(&mut self) {
        if self.session.dialog.is_some() {
            return;
        }
        match self.reader.poll() {
            None => {}
            Some(Ok(layers)) => {
                self.session.taking = TakingQuestion::new(layers);
                if self.session.taking.is_some() {
                    self.session.dialog = Some(Dialog::Taking);
                } else {
                    let path = self.reader.path.display().to_string();
                    let text = Wording::new(move |texts| say(texts, "taking-no-layer", &[("path", &path)]));
                    self.fail("dialog-failure-open", text);
                }
            }
            Some(Err(why)) => self.fail("dialog-failure-open", why),
        }
    }

    /// Puts the features that were asked about into the plan: one step of undo.
    pub(super) fn take_features(&mut self) {
        self.session.dialog = None;
        if let Some(question) = self.session.taking.take() {
            let before = self.open.document.revision();
            self.edit(Command::ImportObjects(question.objects()));
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
