//! Other writers: the plan's file and the community's are looked at every few seconds, in the background.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::app::{App, waker};
use super::clock::has_passed;
use crate::exchange::atomic::{FileStamp, sweep_stale_temps};
use crate::exchange::plan_lock::{Holder, LockOutcome, PlanLock, lock_plan};
use crate::exchange::watch::{FileFacts, Look, WatchedFile, look_at};
use crate::ids::Revision;
use crate::jobs::{Cancelled, JobSlot};

/// Files are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(4);

/// A temporary file of a save that is older than this was left behind by a power cut or a kill.
const LEFT_BEHIND_AFTER: Duration = Duration::from_hours(1);

/// What a round of looking brings.
struct Round {
    looks: Vec<Look>,
    /// What came of asking for the plan's file, where it was asked for.
    lock: Option<(PathBuf, LockOutcome)>,
}

/// A file that is no longer what it was. It says something only as long as the content in use is the one that was
/// compared with: not after the file was saved over, read again, or let go.
struct Changed<T> {
    path: PathBuf,
    against: String,
    theirs: T,
}

/// What others did to the files of the plan.
pub(super) struct Watch {
    slot: JobSlot<Round>,
    looked_at: Option<SystemTime>,
    known: BTreeMap<PathBuf, (Vec<FileFacts>, String)>,
    /// The plan's file as another program left it, and the fingerprint that was compared with.
    plan: Option<Changed<FileStamp>>,
    /// Files of the community that were changed.
    files: Vec<Changed<()>>,
    lock: Option<PlanLock>,
    locked: Option<PathBuf>,
    elsewhere: Option<String>,
    /// Did the window have the focus in the last frame?
    pub(super) had_focus: bool,
}

impl Watch {
    pub(super) const fn new() -> Self {
        Self {
            slot: JobSlot::new("look at files"),
            looked_at: None,
            known: BTreeMap::new(),
            plan: None,
            files: Vec::new(),
            lock: None,
            locked: None,
            elsewhere: None,
            had_focus: true,
        }
    }

    /// Is the file of the open plan, read or written with this stamp, another one now?
    pub(super) fn is_plan_changed(&self, path: Option<&Path>, stamp: Option<&FileStamp>) -> bool {
        self.plan.as_ref().is_some_and(|changed| {
            Some(changed.path.as_path()) == path
                && stamp.is_some_and(|ours| ours.sha256 == changed.against && !ours.has_same_content(&changed.theirs))
        })
    }

    /// The files that are no longer what is in use, by the fingerprints of the content in use.
    pub(super) fn changed_files<'f>(&self, in_use: impl Fn(&Path) -> Option<&'f str>) -> Vec<PathBuf> {
        let is_of_now = |changed: &&Changed<()>| in_use(&changed.path) == Some(changed.against.as_str());
        self.files.iter().filter(is_of_now).map(|changed| changed.path.clone()).collect()
    }

    pub(super) fn elsewhere(&self) -> Option<&str> {
        self.elsewhere.as_deref()
    }

    /// The planner has answered; the answer is what stands in the file.
    pub(super) fn forget_plan(&mut self) -> Option<FileStamp> {
        self.plan.take().map(|changed| changed.theirs)
    }

    pub(super) fn forget_community(&mut self) {
        self.files.clear();
    }

    pub(super) fn dismiss_elsewhere(&mut self) {
        self.elsewhere = None;
    }

    fn take_in(&mut self, round: Round, plan: Option<&Path>) {
        for look in round.looks {
            let Some(facts) = look.facts else { continue };
            self.known.insert(look.path.clone(), (facts, look.sha256.clone()));
            let Some(theirs) = look.changed else { continue };
            let (path, against) = (look.path, look.sha256);
            if plan == Some(path.as_path()) {
                self.plan = Some(Changed { path, against, theirs });
            } else {
                self.files.retain(|changed| changed.path != path);
                self.files.push(Changed { path, against, theirs: () });
            }
        }
        if let Some((path, outcome)) = round.lock {
            self.locked = Some(path);
            (self.lock, self.elsewhere) = match outcome {
                LockOutcome::Mine(lock) => (Some(lock), None),
                LockOutcome::Elsewhere(who) => (None, Some(shown(&who))),
                LockOutcome::NotPossible => (None, None),
            };
        }
    }
}

/// A holder as the screen names them: empty where nothing is known.
fn shown(who: &Holder) -> String {
    [who.user.as_str(), who.host.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

impl App {
    /// Looks at the files of the plan every few seconds and when the window gets the focus.
    pub(super) fn watch_files(&mut self, ctx: &egui::Context, now: SystemTime, has_gained_focus: bool) {
        let plan_path = self.open.path.clone();
        if self.watch.slot.poll()
            && let Some(round) = self.watch.slot.take()
        {
            self.watch.take_in(round.value, plan_path.as_deref());
        }
        let lock = self.lock_to_ask_for(plan_path.as_deref());
        if self.watch.slot.is_running() || self.loader.is_running() {
            return;
        }
        if self.watch.looked_at.is_none() {
            // What was just opened has just been read.
            self.watch.looked_at = Some(now);
        }
        let is_time = has_gained_focus || has_passed(self.watch.looked_at, LOOK_EVERY, now);
        let files = if is_time { self.watched_files() } else { Vec::new() };
        if plan_path.is_some() || self.loaded.is_some() {
            ctx.request_repaint_after(LOOK_EVERY);
        }
        if is_time {
            self.watch.looked_at = Some(now);
        }
        if files.is_empty() && lock.is_none() {
            return;
        }
        self.watch.slot.start(self.dependencies.spawner.as_mut(), Revision(1), waker(ctx), move |context| {
            let lock = lock.map(|(path, me)| {
                let outcome = lock_plan(&path, &me, now);
                if let Err(error) = sweep_stale_temps(&path, LEFT_BEHIND_AFTER, now) {
                    log::warn!("what earlier saves left behind is not cleared away: {error}");
                }
                (path, outcome)
            });
            let mut looks = Vec::with_capacity(files.len());
            for file in &files {
                context.check()?;
                looks.push(look_at(file));
            }
            Ok::<_, Cancelled>(Round { looks, lock })
        });
    }

    /// The plan's file, where this window has not asked for it yet. A file that is no longer open is let go.
    fn lock_to_ask_for(&mut self, plan: Option<&Path>) -> Option<(PathBuf, Holder)> {
        let me = self.dependencies.holder.clone()?;
        if self.watch.locked.as_deref() == plan {
            return None;
        }
        self.watch.lock = None;
        self.watch.elsewhere = None;
        self.watch.locked = None;
        plan.map(|path| (path.to_owned(), me))
    }

    /// Community files that were changed and are still in use as they were read.
    pub(super) fn changed_files(&self) -> Vec<PathBuf> {
        let files = &self.plan().header().community;
        let in_use = |path: &Path| {
            let file = files.iter().find(|file| Path::new(&file.path) == path)?;
            self.loaded.as_ref()?.fingerprint(&file.path)
        };
        self.watch.changed_files(in_use)
    }

    /// The plan's file and those of its community, with what is known of them.
    fn watched_files(&self) -> Vec<WatchedFile> {
        let plan = self.open.path.clone().zip(self.open.stamp.clone());
        let mut files: Vec<WatchedFile> = Vec::new();
        if let Some((path, stamp)) = plan {
            let facts = FileFacts { size: stamp.size, mtime: stamp.mtime };
            let known = self.known_of(&path, &stamp.sha256).or(stamp.mtime.map(|_| vec![facts]));
            files.push(WatchedFile { path, known, sha256: stamp.sha256 });
        }
        let Some(loaded) = &self.loaded else { return files };
        for file in &self.plan().header().community {
            let path = PathBuf::from(&file.path);
            // Files within the program or a package are not on disk under their name.
            if let Some(sha256) = loaded.fingerprint(&file.path)
                && path.is_absolute()
            {
                files.push(WatchedFile { known: self.known_of(&path, sha256), path, sha256: sha256.to_owned() });
            }
        }
        files
    }

    /// The facts of the last look, where it was made against the same content.
    fn known_of(&self, path: &Path, sha256: &str) -> Option<Vec<FileFacts>> {
        let (facts, against) = self.watch.known.get(path)?;
        (against == sha256).then(|| facts.clone())
    }
}
