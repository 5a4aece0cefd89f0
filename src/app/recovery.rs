//! Work that a crash left behind: found at start, asked about, restored, discarded or left for later.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::app::{App, OpenPlan, waker};
use super::clock::has_passed;
use super::error_text::say;
use super::keeper::Keeper;
use super::loading::{Opening, Request};
use super::recovery_error_text::{damage_words, recovery_error};
use super::watch::Watch;
use crate::document::Document;
use crate::exchange::atomic::FileStamp;
use crate::exchange::open::DEMONSTRATION_SCHEME;
use crate::exchange::paths::resolve_community_path;
use crate::exchange::plan::read_plan;
use crate::exchange::recovery::{
    BIN_AGE, CrashedSession, LARGEST_TOTAL_BYTES, LiveWork, Origin, RecoveredWork, RecoveryFolder, WorkChanges,
    changes_between,
};
use crate::ids::Revision;
use crate::jobs::{Cancelled, JobSlot};
use crate::plan::{CommunityFile, Plan};
use crate::ui::{Continuation, Notice, RecoveryOffer, SafetyCommand, SafetyView, Wording};

/// A start that lives so long was a good one.
const GOOD_START: Duration = Duration::from_secs(30);
/// So many bad starts in a row make the next one a careful one.
const BAD_STARTS: usize = 2;

/// What the search for crashed sessions brings: sessions with something to ask about.
type Found = Vec<(CrashedSession, RecoveryOffer)>;

/// Crashed sessions and what is asked about them.
pub(super) struct Recovery {
    folder: Option<RecoveryFolder>,
    search: JobSlot<Found>,
    chores: JobSlot<()>,
    sessions: Vec<CrashedSession>,
    offers: Vec<RecoveryOffer>,
    started_at: SystemTime,
    is_alive: bool,
    has_searched: bool,
    /// The last starts ended early: nothing is opened unasked.
    pub(super) is_careful: bool,
}

impl Recovery {
    /// Over the folder for unsaved work; before this window's own session is begun.
    pub(super) fn new(folder: Option<RecoveryFolder>, now: SystemTime) -> Self {
        let is_careful = folder.as_ref().is_some_and(|folder| folder.n_died_young() >= BAD_STARTS);
        Self {
            folder,
            search: JobSlot::new("search unsaved work"),
            chores: JobSlot::new("tidy unsaved work"),
            sessions: Vec::new(),
            offers: Vec::new(),
            started_at: now,
            is_alive: false,
            has_searched: false,
            is_careful,
        }
    }

    /// Is there a question on the screen (or about to be)?
    pub(super) const fn is_asking(&self) -> bool {
        !self.offers.is_empty()
    }

    /// Takes a session out of the list.
    fn take(&mut self, place: usize) -> Option<CrashedSession> {
        if place >= self.sessions.len() {
            return None;
        }
        self.offers.remove(place);
        Some(self.sessions.remove(place))
    }
}

impl App {
    /// Everything that keeps work from being lost, once a frame.
    pub(super) fn keep_safe(&mut self, ctx: &egui::Context) {
        let now = self.dependencies.clock.now();
        self.search_once(ctx, now);
        self.end_careful_time(ctx, now);
        let is_focused = ctx.input(|input| input.focused);
        let (has_lost_focus, has_gained_focus) =
            (self.watch.had_focus && !is_focused, !self.watch.had_focus && is_focused);
        self.watch.had_focus = is_focused;
        let work = self.live_work();
        self.keeper.follow(&work, now, has_lost_focus, self.dependencies.spawner.as_mut(), ctx);
        self.watch_files(ctx, now, has_gained_focus);
    }

    /// The open plan, as the journal follows it.
    fn live_work(&self) -> LiveWork {
        let open = &self.open;
        LiveWork {
            plan: open.document.snapshot().plan,
            originals: open.originals.clone(),
            next_number: open.document.next_number(),
            origin: Origin {
                path: open.path.clone(),
                stamp: open.stamp.clone(),
                is_demonstration: open.is_demonstration,
            },
            is_saved: !open.document.is_dirty(),
        }
    }

    fn search_once(&mut self, ctx: &egui::Context, now: SystemTime) {
        let recovery = &mut self.recovery;
        let Some(folder) = &recovery.folder else { return };
        if !recovery.has_searched {
            recovery.has_searched = true;
            let folder = folder.clone();
            recovery.search.start(self.dependencies.spawner.as_mut(), Revision(1), waker(ctx), move |_| {
                drop(folder.tidy(now, LARGEST_TOTAL_BYTES));
                Ok::<_, Cancelled>(found_in(&folder, now))
            });
        }
        if recovery.search.poll()
            && let Some(found) = recovery.search.take()
        {
            (recovery.sessions, recovery.offers) = found.value.into_iter().unzip();
        }
    }

    /// After half a minute the start was a good one, and those before no longer matter.
    fn end_careful_time(&mut self, ctx: &egui::Context, now: SystemTime) {
        let recovery = &mut self.recovery;
        let Some(folder) = &recovery.folder else { return };
        if recovery.is_alive {
            return;
        }
        if !has_passed(Some(recovery.started_at), GOOD_START, now) {
            ctx.request_repaint_after(GOOD_START);
            return;
        }
        recovery.is_alive = true;
        self.keeper.mark_alive();
        recovery.sessions.iter().for_each(CrashedSession::forget_youth);
        let folder = folder.clone();
        recovery.chores.start(self.dependencies.spawner.as_mut(), Revision(1), waker(ctx), move |_| {
            for session in folder.crashed() {
                session.forget_youth();
            }
            Ok::<_, Cancelled>(())
        });
    }

    /// Carries out an answer of the planner.
    pub(super) fn answer_safety(&mut self, ctx: &egui::Context, command: SafetyCommand) {
        match command {
            SafetyCommand::Restore(place) => {
                if let Some(session) = self.recovery.sessions.get(place) {
                    self.ask_or(ctx, Continuation::Restore(session.path().to_owned()));
                }
            }
            SafetyCommand::Discard(place) => self.discard_session(place),
            SafetyCommand::Later => {
                // Letting go of the locks lets another window, or the next start, ask again.
                self.recovery.sessions.clear();
                self.recovery.offers.clear();
            }
            SafetyCommand::ReloadPlan => {
                if let Some(path) = self.open.path.clone() {
                    self.watch.forget_plan();
                    self.start_opening(ctx, Request::files(vec![path]));
                }
            }
            SafetyCommand::KeepMine => {
                // The next save replaces what was seen there; a later change is noticed again.
                if let Some(stamp) = self.watch.forget_plan() {
                    self.open.stamp = Some(stamp);
                }
            }
            SafetyCommand::NotNow => drop(self.watch.forget_plan()),
            SafetyCommand::ReloadCommunity => {
                self.watch.forget_community();
                self.reload_community(ctx);
            }
            SafetyCommand::KeepCommunity => self.watch.forget_community(),
            SafetyCommand::DismissElsewhere => self.watch.dismiss_elsewhere(),
        }
    }

    fn discard_session(&mut self, place: usize) {
        let now = self.dependencies.clock.now();
        let bin = self.recovery.folder.as_ref().map(RecoveryFolder::bin);
        let (Some(session), Some(bin)) = (self.recovery.take(place), bin) else { return };
        if let Err(error) = session.discard(&bin, now) {
            self.session
                .notices
                .push(Notice { text: Wording::new(move |texts| recovery_error(texts, &error)), is_problem: true });
        }
    }

    /// Opens what a session left behind.
    pub(super) fn restore(&mut self, ctx: &egui::Context, folder: PathBuf) {
        self.start_opening(ctx, Request::Restore(folder));
    }

    /// Puts restored work in place of what was there: unsaved, under its old name, its file untouched.
    pub(super) fn replace_by_recovered(&mut self, opening: Opening, folder: &Path) {
        let Some(work) = opening.recovered else { return };
        self.keep_look();
        let RecoveredWork { read, next_number, origin, damage, .. } = work;
        self.open = OpenPlan {
            document: Document::recovered(read.plan, next_number),
            path: origin.path,
            stamp: origin.stamp,
            originals: read.originals,
            is_demonstration: origin.is_demonstration,
            is_from_the_future: read.is_from_the_future,
        };
        let mut notices = vec![Notice { text: Wording::key("recovery-restored"), is_problem: false }];
        if let Some(damage) = damage {
            let text =
                Wording::new(move |texts| say(texts, "recovery-damaged", &[("why", &damage_words(texts, &damage))]));
            notices.push(Notice { text, is_problem: true });
        }
        self.show_opened(opening.loaded, notices);
        let place = self.recovery.sessions.iter().position(|session| session.path() == folder);
        let session = place.and_then(|place| self.recovery.take(place));
        self.keeper.take_over(session);
        // The other crashed sessions are asked about at the next start, or by the next window.
        self.recovery.sessions.clear();
        self.recovery.offers.clear();
    }

    /// The window closes: where nothing is unsaved, or it was let go, nothing stays behind.
    pub(super) fn end_session(&mut self) {
        self.keep_look();
        if self.may_close || !self.open.document.is_dirty() {
            self.keeper.end();
        }
    }
}

/// What the screen shows of all this; nothing is asked while files are being read.
pub(super) fn safety_view<'a>(
    keeper: &'a Keeper,
    recovery: &'a Recovery,
    watch: &'a Watch,
    changed_files: &'a [PathBuf],
    open: &OpenPlan,
    is_reading: bool,
) -> SafetyView<'a> {
    SafetyView {
        backup_problem: keeper.problem(),
        is_recovered: keeper.is_recovered,
        is_plan_changed: watch.is_plan_changed(open.path.as_deref(), open.stamp.as_ref()),
        changed_files,
        elsewhere: watch.elsewhere(),
        offers: if is_reading { &[] } else { &recovery.offers },
    }
}

/// Crashed sessions with something to ask about, newest first; those with nothing are removed.
fn found_in(folder: &RecoveryFolder, now: SystemTime) -> Found {
    let mut found: Vec<(u64, CrashedSession, RecoveryOffer)> = Vec::new();
    for session in folder.crashed() {
        match session.read() {
            Ok(Some(work)) if work.is_changed && !is_in_its_file(&work) => {
                let offer = RecoveryOffer { report: session.report(), ..offer_of(&work, now) };
                found.push((offer.age_min, session, offer));
            }
            // A session that tells of a bad start stays until a start was good; it is small.
            Ok(_) if session.died_young() => {}
            Ok(_) => {
                if let Err(error) = session.remove() {
                    log::warn!("an empty session stays behind: {error}");
                }
            }
            Err(error) => {
                let offer = RecoveryOffer {
                    name: String::new(),
                    path: None,
                    age_min: 0,
                    added: 0,
                    changed: 0,
                    removed: 0,
                    has_other: false,
                    is_file_changed: false,
                    problem: Some(error.to_string()),
                    is_readable: false,
                    report: session.report(),
                };
                found.push((u64::MAX, session, offer));
            }
        }
    }
    found.sort_by_key(|(age, _, _)| *age);
    found.into_iter().map(|(_, session, offer)| (session, offer)).collect()
}

/// Does the file have all of the work? So it is after a crash between a save and the journal's note of it.
fn is_in_its_file(work: &RecoveredWork) -> bool {
    let Some(path) = work.origin.path.as_deref() else { return false };
    let Ok(read) = read_plan(path) else { return false };
    let (disk, mine) = (&read.plan, &work.read.plan);
    let resolved = |file: &CommunityFile| {
        let is_own = file.path.starts_with(DEMONSTRATION_SCHEME);
        if is_own { PathBuf::from(&file.path) } else { resolve_community_path(path, &file.path) }
    };
    let mut on_disk = disk.header().community.iter().map(resolved);
    let mut in_work = mine.header().community.iter().map(|file| PathBuf::from(&file.path));
    changes_between(disk, mine) == WorkChanges::default()
        && in_work.all(|file| on_disk.next() == Some(file))
        && on_disk.next().is_none()
}

/// The work against its file as it is now; where there is none, against what it began with.
fn offer_of(work: &RecoveredWork, now: SystemTime) -> RecoveryOffer {
    let path = work.origin.path.clone();
    let on_disk = path.as_deref().and_then(|path| read_plan(path).ok());
    let same_content = |a: &FileStamp, b: &FileStamp| a.has_same_content(b);
    let is_file_changed = match (&on_disk, &work.origin.stamp) {
        (Some(read), Some(stamp)) => read.stamp.as_ref().is_some_and(|found| !same_content(found, stamp)),
        (None, Some(_)) => true,
        (Some(_) | None, None) => false,
    };
    let empty = Plan::default();
    let before = on_disk.as_ref().map(|read| &read.plan).or(work.saved.as_ref()).unwrap_or(&empty);
    let changes = changes_between(before, &work.read.plan);
    let age = now.duration_since(work.last_change).unwrap_or(Duration::ZERO).min(100 * BIN_AGE);
    RecoveryOffer {
        name: work.read.plan.header().name.clone(),
        path,
        age_min: age.as_secs() / 60,
        added: changes.added,
        changed: changes.changed,
        removed: changes.removed,
        has_other: changes.has_other,
        is_file_changed,
        problem: work.damage.as_ref().map(ToString::to_string),
        is_readable: true,
        report: None,
    }
}
