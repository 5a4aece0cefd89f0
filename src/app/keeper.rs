//! Keeps the journal of the open plan: every step at once, the disk waited for in the background.
//!
//! The step itself is handed to the system when it is done, so that a crash of the program cannot lose it; that takes
//! microseconds. What takes longer (beginning a journal with the whole plan, waiting for the disk) is background work.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::app::waker;
use super::clock::has_passed;
use crate::exchange::recovery::{BaseRequest, CrashNotes, CrashedSession, Journal, LiveWork, RecoveryFolder, Session};
use crate::ids::Revision;
use crate::jobs::{Cancelled, JobSlot, JobState, Spawner};

/// The disk is waited for this often while there are new steps.
const SYNC_EVERY: Duration = Duration::from_secs(2);
/// After a failure the next attempt comes this much later.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// What beginning a journal brings: the journal, and a session where there was none yet.
type Begun = Result<(Journal, Option<Session>), String>;

/// The journal of this window.
pub(super) struct Keeper {
    folder: Option<RecoveryFolder>,
    session: Option<Session>,
    journal: Option<Journal>,
    base: JobSlot<Begun>,
    sync: JobSlot<Result<(), String>>,
    generation: u32,
    seq: u64,
    problem: Option<String>,
    failed_at: Option<SystemTime>,
    synced_at: Option<SystemTime>,
    is_unsynced: bool,
    /// The session that was restored, kept until its work is in the journal of this one.
    restored: Option<CrashedSession>,
    /// The open plan was restored and not saved since.
    pub(super) is_recovered: bool,
    /// Told which journal to bring to the disk if the program fails.
    crash_notes: Arc<CrashNotes>,
}

impl Keeper {
    /// A keeper over a folder; `None` keeps nothing.
    pub(super) fn new(folder: Option<RecoveryFolder>, crash_notes: Arc<CrashNotes>, now: SystemTime) -> Self {
        let begun = folder.as_ref().map(|folder| folder.begin_session(now));
        let (session, problem) = match begun {
            Some(Ok(session)) => (Some(session), None),
            Some(Err(error)) => (None, Some(error.to_string())),
            None => (None, None),
        };
        if let Some(session) = &session {
            crash_notes.follow(session.path(), None);
        }
        Self {
            folder,
            session,
            journal: None,
            base: JobSlot::new("begin journal"),
            sync: JobSlot::new("sync journal"),
            generation: 0,
            seq: 0,
            problem,
            failed_at: None,
            synced_at: None,
            is_unsynced: false,
            restored: None,
            is_recovered: false,
            crash_notes,
        }
    }

    /// Why the work is not being backed up; `None` while it is.
    pub(super) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The start was a good one.
    pub(super) fn mark_alive(&self) {
        if let Some(session) = &self.session {
            session.mark_alive();
        }
    }

    /// The work of this session is open now; its folder goes once it is in the journal of this window.
    pub(super) fn take_over(&mut self, session: Option<CrashedSession>) {
        self.restored = session;
        self.is_recovered = true;
    }

    /// Brings the journal up to the work as it stands. Called every frame; does nothing where nothing is new.
    pub(super) fn follow(
        &mut self,
        work: &LiveWork,
        now: SystemTime,
        has_lost_focus: bool,
        spawner: &mut dyn Spawner,
        ctx: &egui::Context,
    ) {
        if self.folder.is_none() {
            return;
        }
        self.is_recovered &= !work.is_saved;
        self.take_begun(work, now);
        self.take_synced(now);
        let is_worth_keeping = !work.is_saved || work.plan.objects().next().is_some();
        if !is_worth_keeping && work.plan.header().community.is_empty() {
            // An empty plan: what there was before was saved or let go.
            if let Some(journal) = self.journal.take() {
                self.tell_notes();
                journal.remove();
            }
            return;
        }
        self.add_step(work, now);
        let needs_base = self.journal.as_ref().is_none_or(|journal| journal.needs_new_base(&work.originals));
        if needs_base && !self.base.is_running() {
            if has_passed(self.failed_at, RETRY_AFTER, now) {
                self.start_base(work, now, spawner, ctx);
            } else {
                ctx.request_repaint_after(RETRY_AFTER);
            }
        }
        if self.is_unsynced && !self.sync.is_running() {
            if has_lost_focus || has_passed(self.synced_at, SYNC_EVERY, now) {
                self.start_sync(now, spawner, ctx);
            } else {
                ctx.request_repaint_after(SYNC_EVERY);
            }
        }
    }

    fn add_step(&mut self, work: &LiveWork, now: SystemTime) {
        let Some(journal) = &mut self.journal else { return };
        if journal.is_broken() || !journal.is_of(&work.originals) || journal.is_up_to_date(work) {
            return;
        }
        self.seq += 1;
        match journal.follow(work, self.seq, now) {
            Ok(is_new) => self.is_unsynced |= is_new,
            // A new journal is begun at once: where that works, nothing was lost.
            Err(error) => self.fail(error.to_string(), None),
        }
    }

    /// The journal to bring to the disk if the program fails; without a second handle there is still the report.
    fn tell_notes(&self) {
        if let Some(session) = &self.session {
            let journal = self.journal.as_ref().and_then(|journal| journal.sync_handle().ok());
            self.crash_notes.follow(session.path(), journal);
        }
    }

    fn fail(&mut self, problem: String, at: Option<SystemTime>) {
        log::warn!("unsaved work is not backed up: {problem}");
        self.problem = Some(problem);
        self.failed_at = at;
    }

    fn start_base(&mut self, work: &LiveWork, now: SystemTime, spawner: &mut dyn Spawner, ctx: &egui::Context) {
        let Some(folder) = self.folder.clone() else { return };
        self.generation += 1;
        let (generation, seq, work) = (self.generation, self.seq, work.clone());
        let path = self.session.as_ref().map(|session| session.path().to_owned());
        self.base.start(spawner, Revision(seq), waker(ctx), move |_| {
            let begin = || {
                let (path, session) = if let Some(path) = path {
                    (path, None)
                } else {
                    let session = folder.begin_session(now)?;
                    (session.path().to_owned(), Some(session))
                };
                let request = BaseRequest { folder: path, generation, seq, work, at: now };
                Ok((Journal::begin(request)?, session))
            };
            let begun: Result<_, crate::exchange::recovery::RecoveryError> = begin();
            Ok::<Begun, Cancelled>(begun.map_err(|error| error.to_string()))
        });
    }

    /// A new journal takes over once it has everything; only then the old one goes.
    fn take_begun(&mut self, work: &LiveWork, now: SystemTime) {
        if !self.base.poll() {
            return;
        }
        match self.base.take().map(|begun| begun.value) {
            Some(Ok((mut journal, session))) => {
                if let Some(session) = session {
                    self.session = Some(session);
                }
                let is_of_open_plan = journal.is_of(&work.originals);
                // What was done while it was written is in it now, and not yet on the disk.
                let mut is_new = false;
                if is_of_open_plan {
                    self.seq += 1;
                    is_new = match journal.follow(work, self.seq, now) {
                        Ok(is_new) => is_new,
                        Err(error) => {
                            journal.remove();
                            self.fail(error.to_string(), Some(now));
                            return;
                        }
                    };
                }
                let old = self.journal.replace(journal);
                self.tell_notes();
                if let Some(old) = old {
                    old.remove();
                }
                self.problem = None;
                self.failed_at = None;
                self.is_unsynced = is_new;
                if is_of_open_plan
                    && let Some(restored) = self.restored.take()
                    && let Err(error) = restored.remove()
                {
                    log::warn!("a restored session stays behind: {error}");
                }
            }
            Some(Err(problem)) => self.fail(problem, Some(now)),
            None => {
                if let JobState::Failed(problem) = self.base.state(Revision(self.seq)) {
                    self.fail(problem, Some(now));
                }
            }
        }
    }

    fn start_sync(&mut self, now: SystemTime, spawner: &mut dyn Spawner, ctx: &egui::Context) {
        let Some(journal) = &self.journal else { return };
        self.is_unsynced = false;
        self.synced_at = Some(now);
        match journal.sync_handle() {
            Ok(handle) => self.sync.start(spawner, Revision(self.seq), waker(ctx), move |_| {
                Ok::<_, Cancelled>(handle.sync().map_err(|error| error.to_string()))
            }),
            Err(error) => log::warn!("the journal is not waited for: {error}"),
        }
    }

    /// What the disk did not take is written anew, into another file.
    fn take_synced(&mut self, now: SystemTime) {
        if self.sync.poll()
            && let Some(Err(problem)) = self.sync.take().map(|synced| synced.value)
        {
            if let Some(journal) = &mut self.journal {
                journal.give_up();
            }
            self.fail(problem, Some(now));
        }
    }

    /// The window closes and nothing is unsaved (or it was let go): nothing stays behind.
    pub(super) fn end(&mut self) {
        self.base.cancel();
        if let Some(journal) = self.journal.take() {
            self.tell_notes();
            journal.remove();
        }
        if let Some(session) = self.session.take()
            && let Err(error) = session.remove()
        {
            log::warn!("the folder for unsaved work stays behind: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Command, Document};
    use crate::exchange::plan::Originals;
    use crate::exchange::recovery::Origin;
    use crate::geometry::LonLat;
    use crate::jobs::ManualSpawner;
    use crate::plan::SiteKind;

    #[test]
    fn a_step_made_while_a_journal_is_begun_is_waited_for_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let (ctx, now) = (egui::Context::default(), SystemTime::UNIX_EPOCH);
        let (mut spawner, originals) = (ManualSpawner::default(), Originals::none());
        let mut keeper = Keeper::new(Some(RecoveryFolder::new(folder.path().to_owned())), Arc::default(), now);
        let mut document = Document::default();
        let mut work_after_a_step = || {
            let place = LonLat::try_new(9.5, 47.1).unwrap();
            document.execute(Command::PlaceSite { kind: SiteKind::Shelter, place, name: String::new() }).unwrap();
            LiveWork {
                plan: document.snapshot().plan,
                originals: originals.clone(),
                next_number: document.next_number(),
                origin: Origin::default(),
                is_saved: false,
            }
        };
        let first = work_after_a_step();
        keeper.follow(&first, now, false, &mut spawner, &ctx);
        assert_eq!(spawner.waiting(), ["begin journal"]);
        let second = work_after_a_step();
        assert!(spawner.run_next());
        keeper.follow(&second, now, false, &mut spawner, &ctx);
        assert_eq!(spawner.waiting(), ["sync journal"], "the second step is in no file the disk was asked about");
        assert!(spawner.run_next());
        keeper.follow(&second, now, false, &mut spawner, &ctx);
        assert!(spawner.waiting().is_empty(), "and nothing more is waited for");
    }
}
