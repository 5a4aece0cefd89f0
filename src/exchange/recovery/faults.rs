//! A disk that fails at a chosen call: the journal says so and still ends with a step the plan really had.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::UNIX_EPOCH;

use super::disk::{JournalDisk, RealDisk};
use super::journal::{BaseRequest, Journal};
use super::{LiveWork, Origin, RecoveryError, read_session};
use crate::document::{Command, Document};
use crate::exchange::plan::{Originals, plan_to_text};
use crate::geometry::LonLat;

/// Fails from one call on, until it is mended; a write fails in the middle.
#[derive(Debug)]
struct FailingDisk {
    fails_at: usize,
    n_failing: usize,
    kind: io::ErrorKind,
    n_calls: AtomicUsize,
}

impl FailingDisk {
    fn call(&self) -> io::Result<()> {
        let call = self.n_calls.fetch_add(1, Ordering::Relaxed);
        let is_bad = (self.fails_at..self.fails_at + self.n_failing).contains(&call);
        if is_bad { Err(io::Error::from(self.kind)) } else { Ok(()) }
    }
}

impl JournalDisk for FailingDisk {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.call()?;
        RealDisk.create(path)
    }
    fn append(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let result = self.call();
        RealDisk.append(file, if result.is_err() { &bytes[..bytes.len() / 2] } else { bytes })?;
        result
    }
    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        self.call()?;
        RealDisk.truncate(file, length)
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        self.call()?;
        RealDisk.sync(file)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call()?;
        RealDisk.rename(from, to)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.call()?;
        RealDisk.sync_folder(folder)
    }
}

/// A document with its journal on a disk, as the application keeps them: a journal that failed is begun anew.
struct Kept {
    disk: Arc<FailingDisk>,
    folder: tempfile::TempDir,
    document: Document,
    originals: Originals,
    journal: Option<Journal>,
    generation: u32,
    failures: Vec<RecoveryError>,
}

impl Kept {
    fn new(fails_at: usize, n_failing: usize, kind: io::ErrorKind) -> Self {
        Self {
            disk: Arc::new(FailingDisk { fails_at, n_failing, kind, n_calls: AtomicUsize::new(0) }),
            folder: tempfile::tempdir().unwrap(),
            document: Document::default(),
            originals: Originals::none(),
            journal: None,
            generation: 0,
            failures: Vec::new(),
        }
    }

    /// True where the journal has the work.
    fn keep(&mut self, seq: u64) -> bool {
        let work = LiveWork {
            plan: self.document.snapshot().plan,
            originals: self.originals.clone(),
            next_number: self.document.next_number(),
            origin: Origin::default(),
            is_saved: false,
        };
        if let Some(journal) = &mut self.journal
            && !journal.is_broken()
        {
            match journal.follow(&work, seq, UNIX_EPOCH) {
                Ok(_) => return true,
                Err(error) => self.failures.push(error),
            }
        }
        self.generation += 1;
        let folder = self.folder.path().to_owned();
        let request = BaseRequest { folder, generation: self.generation, seq, work, at: UNIX_EPOCH };
        match Journal::begin_on(self.disk.clone(), request) {
            Ok(journal) => {
                if let Some(old) = self.journal.replace(journal) {
                    old.remove();
                }
                true
            }
            Err(error) => {
                self.failures.push(error);
                false
            }
        }
    }
}

#[test]
fn whichever_call_fails_the_last_accepted_step_is_read_back() {
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied, io::ErrorKind::Other] {
        for n_failing in [1, 2, 7, usize::MAX / 2] {
            for fails_at in 0..24 {
                let mut kept = Kept::new(fails_at, n_failing, kind);
                let (mut accepted, mut states) = (None, Vec::new());
                for seq in 0..20_u32 {
                    let place = LonLat::new_clamped(9.5 + f64::from(seq) * 1e-3, 47.0);
                    kept.document.execute(Command::PlaceClosure { place }).unwrap();
                    states.push(plan_to_text(kept.document.plan(), &kept.originals));
                    if kept.keep(u64::from(seq)) {
                        accepted = Some(u64::from(seq));
                    }
                    match (accepted, read_session(kept.folder.path())) {
                        (None, Ok(None)) => {}
                        // A journal may have its name although its last call failed: then it has a newer step still.
                        (accepted, Ok(Some(work))) => {
                            assert!(
                                accepted.is_none_or(|accepted| work.seq >= accepted),
                                "call {fails_at}, step {seq}"
                            );
                            let text = plan_to_text(&work.read.plan, &work.read.originals);
                            let step = usize::try_from(work.seq).unwrap();
                            assert!(text == states[step], "call {fails_at}, step {seq}: a state the plan had");
                        }
                        (_, found) => panic!("call {fails_at}, step {seq}: {found:?}"),
                    }
                }
                assert_eq!(kept.failures.is_empty(), kept.disk.n_calls.load(Ordering::Relaxed) <= fails_at);
                for failure in &kept.failures {
                    let is_full = matches!(failure, RecoveryError::DiskFull { .. });
                    assert_eq!(is_full, kind == io::ErrorKind::StorageFull, "{failure}");
                }
            }
        }
    }
}
