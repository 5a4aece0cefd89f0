//! One journal file: begun with the whole plan, then brought up to date step by step.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::disk::{JournalDisk, RealDisk};
use super::error::RecoveryError;
use super::origin::LiveWork;
use super::payload::{difference, whole};
use super::record::{Chain, first_line, record_text};
use crate::exchange::plan::Originals;

/// Steps after which a new journal is begun, so that reading back stays short.
const MOST_STEPS: usize = 200;
/// Bytes of steps that never ask for a new journal.
const FREE_BYTES: u64 = 4 << 20;
/// How journals are called in their session folder.
const PREFIX: &str = "journal-";

/// Everything needed to begin a journal, on any thread.
#[derive(Clone, Debug)]
pub struct BaseRequest {
    /// The session folder.
    pub folder: PathBuf,
    /// Number of the journal within the session; each new one has a higher number.
    pub generation: u32,
    /// Number of the step the work stands at.
    pub seq: u64,
    /// The work.
    pub work: LiveWork,
    /// Now.
    pub at: SystemTime,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    disk: Arc<dyn JournalDisk>,
    file: File,
    path: PathBuf,
    chain: Chain,
    length: u64,
    base_length: u64,
    n_steps: usize,
    written: LiveWork,
    is_broken: bool,
}

impl Journal {
    /// Writes a new journal with the whole plan and waits for the disk. O(size of the plan); never on the screen's
    /// thread.
    ///
    /// # Errors
    /// [`RecoveryError`]; older journals of the session are as they were.
    pub fn begin(request: BaseRequest) -> Result<Self, RecoveryError> {
        Self::begin_on(Arc::new(RealDisk), request)
    }

    /// [`Journal::begin`] on any disk.
    pub(super) fn begin_on(disk: Arc<dyn JournalDisk>, request: BaseRequest) -> Result<Self, RecoveryError> {
        let path = request.folder.join(format!("{PREFIX}{:06}", request.generation));
        let temp = path.with_extension("new");
        let (record, chain) = record_text(Chain::start(), request.seq, &whole(&request.work, request.at));
        let text = first_line() + &record;
        let length = text.len() as u64;
        let write = || {
            let mut file = disk.create(&temp)?;
            disk.append(&mut file, text.as_bytes())?;
            disk.sync(&file)?;
            disk.rename(&temp, &path)?;
            disk.sync_folder(&request.folder)?;
            Ok(file)
        };
        let file = write().map_err(|error| {
            // Half a journal is of no use; it would only keep the disk full.
            drop(fs::remove_file(&temp));
            RecoveryError::write(&path, error)
        })?;
        let written = request.work;
        Ok(Self { disk, file, path, chain, length, base_length: length, n_steps: 0, written, is_broken: false })
    }

    /// Brings the journal up to the work as it stands; false when there was nothing new. `seq` grows with each step.
    ///
    /// The record is with the system when this returns, so a crash of the program cannot take it back; against a
    /// power cut see [`Journal::sync_handle`]. O(objects), and O(1) when nothing has changed.
    ///
    /// # Errors
    /// [`RecoveryError`]; the journal then still ends with the last good step, and a new one must be begun.
    pub fn follow(&mut self, work: &LiveWork, seq: u64, at: SystemTime) -> Result<bool, RecoveryError> {
        if self.is_up_to_date(work) {
            return Ok(false);
        }
        let (record, chain) = record_text(self.chain, seq, &difference(&self.written, work, at));
        if let Err(error) = self.disk.append(&mut self.file, record.as_bytes()) {
            self.is_broken = true;
            // Half a record is skipped when the journal is read; taking it back only gives the space free.
            drop(self.disk.truncate(&self.file, self.length));
            return Err(RecoveryError::write(&self.path, error));
        }
        self.chain = chain;
        self.length += record.len() as u64;
        self.n_steps += 1;
        self.written = work.clone();
        Ok(true)
    }

    /// Does the journal lead to this work?
    #[must_use]
    pub fn is_up_to_date(&self, work: &LiveWork) -> bool {
        let written = &self.written;
        Arc::ptr_eq(&written.plan, &work.plan)
            && written.next_number == work.next_number
            && written.is_saved == work.is_saved
            && written.origin == work.origin
    }

    /// Is it time for a new journal: many steps, a failed one, or another plan?
    #[must_use]
    pub fn needs_new_base(&self, originals: &Originals) -> bool {
        let step_bytes = self.length - self.base_length;
        self.is_broken
            || self.n_steps >= MOST_STEPS
            || step_bytes > FREE_BYTES.max(2 * self.base_length)
            || !self.is_of(originals)
    }

    /// Is it the journal of the plan that was read with these originals?
    #[must_use]
    pub fn is_of(&self, originals: &Originals) -> bool {
        self.written.originals.is_same(originals)
    }

    /// Did a step fail, so that nothing can be added any more?
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Nothing is added any more: the disk did not take what was written.
    pub const fn give_up(&mut self) {
        self.is_broken = true;
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What waits for the disk, on any thread.
    ///
    /// # Errors
    /// [`RecoveryError`] where the system has no second handle to give.
    pub fn sync_handle(&self) -> Result<SyncHandle, RecoveryError> {
        let file = self.file.try_clone().map_err(|error| RecoveryError::write(&self.path, error))?;
        Ok(SyncHandle { disk: Arc::clone(&self.disk), file, path: self.path.clone() })
    }

    /// Removes the file: a newer journal has everything (bring it up to date first), or there is nothing to protect.
    pub fn remove(self) {
        drop(self.file);
        // What cannot be removed now is removed with the session folder.
        drop(fs::remove_file(&self.path));
    }
}

/// Waits for the disk to have a journal.
#[derive(Debug)]
pub struct SyncHandle {
    disk: Arc<dyn JournalDisk>,
    file: File,
    path: PathBuf,
}

impl SyncHandle {
    /// Waits until every record written so far would outlive a power cut.
    ///
    /// # Errors
    /// [`RecoveryError`] with the system's reason.
    pub fn sync(&self) -> Result<(), RecoveryError> {
        self.disk.sync(&self.file).map_err(|error| RecoveryError::write(&self.path, error))
    }
}

/// Number of a journal by the name of its file; `None` for other files.
pub(super) fn generation_of(name: &str) -> Option<u32> {
    let digits = name.strip_prefix(PREFIX)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}
