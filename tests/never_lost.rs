//! Never lose a plan: killed at random moments, on full disks and in read-only folders, over long sessions.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use muster::document::Document;
use muster::exchange::atomic::{FileStamp, SaveError};
use muster::exchange::plan::{Originals, ReadPlan, plan_from_text, plan_to_text, read_plan, save_plan};
use muster::exchange::plan_lock::{Holder, LockOutcome, lock_plan};
use muster::exchange::recovery::{
    BaseRequest, CrashNotes, CrashedSession, Journal, LiveWork, Origin, RecoveryError, RecoveryFolder, Session,
    install_crash_hook, read_session,
};
use muster::plan::Plan;

#[path = "support/scripted.rs"]
mod scripted;

use scripted::{DEEDS, Random, next_step};

/// Where the child of the kill test works; only set for it.
const CHILD: &str = "MUSTER_TEST_KILLED_CHILD";
/// The child saves after so many steps.
const SAVE_EVERY: u64 = 7;
/// The child begins a new journal after so many steps, and takes it over two steps later.
const NEW_JOURNAL_EVERY: u64 = 23;
/// How often the child is killed.
const N_KILLS: u64 = 200;

/// An open plan with its journal, as the application holds them.
struct Desk {
    document: Document,
    originals: Originals,
    origin: Origin,
    session: Session,
    journal: Journal,
    generation: u32,
    seq: u64,
    /// How long each step took to be kept.
    waits: Vec<Duration>,
}

impl Desk {
    fn begin(folder: &RecoveryFolder, document: Document, originals: Originals, origin: Origin) -> Self {
        let session = folder.begin_session(SystemTime::now()).expect("a session");
        let work = live(&document, &originals, &origin);
        let journal = Journal::begin(request(&session, 1, 0, work)).expect("a journal");
        Self { document, originals, origin, session, journal, generation: 1, seq: 0, waits: Vec::new() }
    }

    fn live(&self) -> LiveWork {
        live(&self.document, &self.originals, &self.origin)
    }

    fn text(&self) -> String {
        plan_to_text(self.document.plan(), &self.originals)
    }

    /// The step is in the journal when this returns.
    fn keep(&mut self) {
        self.seq += 1;
        let work = self.live();
        let start = Instant::now();
        self.journal.follow(&work, self.seq, SystemTime::now()).expect("kept");
        self.waits.push(start.elapsed());
    }

    fn new_journal(&mut self) -> Journal {
        self.generation += 1;
        Journal::begin(request(&self.session, self.generation, self.seq, self.live())).expect("a journal")
    }

    /// The old journal goes when the new one has everything.
    fn take_over(&mut self, journal: Journal) {
        let old = std::mem::replace(&mut self.journal, journal);
        self.keep();
        old.remove();
    }

    fn save(&mut self, path: &Path) {
        let expected = self.origin.stamp.take();
        let saved = save_plan(path, self.document.plan(), &self.originals, expected.as_ref()).expect("saved");
        self.document.mark_saved();
        self.origin = Origin { path: Some(path.to_owned()), stamp: Some(saved.stamp), is_demonstration: false };
        self.keep();
    }
}

fn live(document: &Document, originals: &Originals, origin: &Origin) -> LiveWork {
    LiveWork {
        plan: document.snapshot().plan,
        originals: originals.clone(),
        next_number: document.next_number(),
        origin: origin.clone(),
        is_saved: !document.is_dirty(),
    }
}

fn request(session: &Session, generation: u32, seq: u64, work: LiveWork) -> BaseRequest {
    BaseRequest { folder: session.path().to_owned(), generation, seq, work, at: SystemTime::now() }
}

fn origin_of(path: &Path, stamp: Option<FileStamp>) -> Origin {
    Origin { path: Some(path.to_owned()), stamp, is_demonstration: false }
}

/// A plan with features, members and digits of other programs in it.
const FIRST: &str = r##"{"type":"FeatureCollection","x:tool":{"v":[1.50,2e3]},"muster":{"format_version":1,"name":"北 \"town\"","x:kept":[ 1 ]},
"features":[
{"type":"Feature","x:a":1,"id":9007199254740993,"properties":{"muster:kind":"site","muster:id":7,"site_kind":"shelter","name":"School","x:color":"#f00"},"geometry":{"type":"Point","coordinates":[9.50000,47.0600,455.20]}},
{"type":"Feature","properties":{"other":"program"},"geometry":null}
]}"##;

// ---------------------------------------------------------------------------------------------- killed in mid-work

/// What the child of the kill test does; returns at once in an ordinary run of the tests.
#[test]
fn the_child_that_is_killed() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let (folder, seed) = folder.split_once('|').expect("folder and seed");
    let (folder, mut random) = (PathBuf::from(folder), Random(seed.parse().expect("a number")));
    let plan_path = folder.join("plan.geojson");
    let recovery = RecoveryFolder::new(folder.join("unsaved"));
    let crashed = recovery.crashed().pop();
    let mut desk = if let Some(work) = crashed.as_ref().and_then(|session| session.read().expect("readable")) {
        let text = plan_to_text(&work.read.plan, &work.read.originals);
        let document = Document::recovered(work.read.plan, work.next_number);
        let mut origin = work.origin;
        // Killed after a save and before the journal knew of it: the file holds this very plan.
        let on_disk = FileStamp::of_file(&plan_path).expect("readable").expect("there");
        if on_disk.has_same_content(&FileStamp::of(text.as_bytes(), None)) {
            origin.stamp = Some(on_disk);
        }
        Desk::begin(&recovery, document, work.read.originals, origin)
    } else {
        let read = read_plan(&plan_path).expect("a plan");
        Desk::begin(&recovery, Document::new(read.plan), read.originals, origin_of(&plan_path, read.stamp))
    };
    let mut out = std::io::stdout();
    let mut say = |line: String| writeln!(out, "{line}").expect("heard");
    say(format!("\nbegun {}", desk.session.path().display()));
    if let Some(crashed) = crashed {
        crashed.remove().expect("removed");
    }
    let mut next_journal = None;
    for n in 1.. {
        _ = next_step(desk.document.plan(), &mut random).carry_out(&mut desk.document);
        desk.keep();
        say(format!("step {n}"));
        if n % SAVE_EVERY == 0 {
            desk.save(&plan_path);
            say(format!("saved {n}"));
        }
        if n % 5 == 0 {
            desk.journal.sync_handle().expect("a handle").sync().expect("synced");
        }
        if n % NEW_JOURNAL_EVERY == 0 {
            next_journal = Some(desk.new_journal());
        } else if n % NEW_JOURNAL_EVERY == 2
            && let Some(journal) = next_journal.take()
        {
            desk.take_over(journal);
        }
    }
}

/// What a child said before it was killed.
#[derive(Default)]
struct Said {
    session: Option<PathBuf>,
    step: u64,
    saved: u64,
}

impl Said {
    fn hear(&mut self, line: &str) {
        let number = |text: &str| text.parse().expect("a number");
        match line.trim_end_matches('\n').split_once(' ') {
            Some(("begun", path)) => self.session = Some(PathBuf::from(path)),
            // A line cut off by the kill has no end; its number may be too short.
            Some(("step", n)) if line.ends_with('\n') => self.step = number(n),
            Some(("saved", n)) if line.ends_with('\n') => self.saved = number(n),
            Some(_) | None => {}
        }
    }
}

/// Starts the child and kills it after so many lines and a moment more.
fn kill_after(folder: &Path, seed: u64, n_lines: u64, moment: u64) -> Said {
    let mut child: Child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "the_child_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{}|{seed}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let (mut said, mut line) = (Said::default(), String::new());
    for _ in 0..n_lines {
        line.clear();
        if lines.read_line(&mut line).expect("readable") == 0 {
            let mut why = String::new();
            child.stderr.take().expect("a pipe").read_to_string(&mut why).expect("readable");
            panic!("the child ended by itself (seed {seed}): {why}");
        }
        said.hear(&line);
    }
    for _ in 0..moment {
        std::hint::spin_loop();
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    let mut rest = String::new();
    lines.read_to_string(&mut rest).expect("readable");
    rest.split_inclusive('\n').for_each(|line| said.hear(line));
    said
}

/// The plan as text and its counter.
type State = (String, u64);

/// The states a child goes through from a start, without disk and journal; place 0 is the start itself.
fn states_from(start: &State, is_recovered: bool, seed: u64, n: u64) -> Vec<State> {
    let read = plan_from_text(&start.0, "start").expect("a plan");
    let counter = u32::try_from(start.1).expect("small");
    let mut document = if is_recovered { Document::recovered(read.plan, counter) } else { Document::new(read.plan) };
    let mut random = Random(seed);
    let state =
        |document: &Document| (plan_to_text(document.plan(), &read.originals), u64::from(document.next_number()));
    let mut states = vec![state(&document)];
    for _ in 0..n {
        _ = next_step(document.plan(), &mut random).carry_out(&mut document);
        states.push(state(&document));
    }
    states
}

#[test]
fn killed_at_200_moments_never_more_than_the_gesture_under_way_is_lost() {
    // A killed program loses nothing the system has: where there is a disk in memory, waiting for it costs nothing.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a folder");
    let plan_path = folder.path().join("plan.geojson");
    fs::write(&plan_path, FIRST).expect("written");
    let recovery = RecoveryFolder::new(folder.path().join("unsaved"));
    let mut random = Random(20_260_724);
    let first = read_plan(&plan_path).expect("a plan");
    let mut start: State = (plan_to_text(&first.plan, &first.originals), 0);
    let (mut is_recovered, mut n_steps, mut n_ahead, mut n_saved) = (false, 0, 0, 0);
    for round in 0..N_KILLS {
        let seed = random.next();
        let file_before = fs::read_to_string(&plan_path).expect("readable");
        // Some children die at once, the others after up to 70 lines; then up to some milliseconds more.
        let n_lines = if round % 8 == 0 { 0 } else { 3 + random.below(70) };
        let longest = if n_lines == 0 { 20_000_000 } else { 1 << random.below(21) };
        let moment = random.below(longest);
        let said = kill_after(folder.path(), seed, n_lines, moment);
        let context = format!("round {round}, seed {seed}, step {}", said.step);
        let states = states_from(&start, is_recovered, seed, said.step + 1);

        // The file is whole: as it was, or as it was saved in this round, and never older than the last save said.
        let file = fs::read_to_string(&plan_path).expect("readable");
        read_plan(&plan_path).unwrap_or_else(|error| panic!("{context}: {error}"));
        let may_be = |n: u64| n.is_multiple_of(SAVE_EVERY) && n >= said.saved && n > 0;
        let is_saved = (0..).zip(&states).any(|(n, state)| may_be(n) && state.0 == file);
        assert!(is_saved || (said.saved == 0 && file == file_before), "{context}: the file is no state that was saved");

        // The work is there: the last step that was said, or the one under way.
        let crashed = recovery.crashed();
        let is_of_child = |session: &&CrashedSession| Some(session.path()) == said.session.as_deref();
        let mine = crashed.iter().find(is_of_child).and_then(|session| session.read().expect("readable"));
        let work = match (mine, &said.session) {
            (Some(work), _) => Some(work),
            (None, Some(_)) => panic!("{context}: the session is gone"),
            (None, None) => crashed.iter().rev().find_map(|session| session.read().expect("readable")),
        };
        let Some(work) = work else {
            assert!(round == 0 || !is_recovered, "{context}: the work is gone");
            continue;
        };
        let found = (plan_to_text(&work.read.plan, &work.read.originals), u64::from(work.next_number));
        let place = usize::try_from(said.step).expect("small");
        let is_ahead = found != states[place];
        assert!(!is_ahead || found == states[place + 1], "{context}: neither the last step nor the one under way");
        assert_eq!(work.read.plan.validate_invariants(work.next_number), vec![], "{context}");
        (n_steps, n_ahead, n_saved) =
            (n_steps + said.step, n_ahead + u64::from(is_ahead), n_saved + said.saved / SAVE_EVERY);
        (start, is_recovered) = (found, true);
        keep_only(crashed, &start.0);
    }
    let mut out = std::io::stdout();
    writeln!(out, "{N_KILLS} kills, {n_steps} steps, {n_saved} saves, {n_ahead} times the step under way was kept too")
        .expect("heard");
    assert!(n_steps > 1000, "the children worked");
}

/// Removes every session but one that leads to this text.
fn keep_only(crashed: Vec<CrashedSession>, text: &str) {
    let mut is_kept = false;
    for session in crashed.into_iter().rev() {
        let work = session.read().expect("readable");
        let is_it = work.is_some_and(|work| plan_to_text(&work.read.plan, &work.read.originals) == text);
        if is_kept || !is_it {
            session.remove().expect("removed");
        } else {
            is_kept = true;
        }
    }
    assert!(is_kept);
}

// ------------------------------------------------------------------------------------------------- a long session

#[test]
fn two_thousand_steps_with_saving_loading_and_recovery_end_where_their_replay_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan_path = folder.path().join("plan.geojson");
    fs::write(&plan_path, FIRST).expect("written");
    let recovery = RecoveryFolder::new(folder.path().join("unsaved"));
    let ReadPlan { plan, originals, stamp, .. } = read_plan(&plan_path).expect("a plan");
    // The replay knows no disk and no journal: where the other loads or recovers, it passes through plain text.
    let mut replay = (Document::new(plan.clone()), originals.clone());
    let mut desk = Desk::begin(&recovery, Document::new(plan), originals, origin_of(&plan_path, stamp));
    let mut random = Random(2026);
    let (mut n_loaded, mut n_recovered, mut done) = (0, 0, BTreeMap::new());
    for step in 0..2000 {
        match random.below(50) {
            0 => {
                desk.save(&plan_path);
                let read = read_plan(&plan_path).expect("what was saved");
                assert_eq!(read.warnings, vec![]);
                desk.session.remove().expect("a clean end");
                let origin = origin_of(&plan_path, read.stamp);
                let waits = desk.waits;
                desk = Desk::begin(&recovery, Document::new(read.plan), read.originals, origin);
                desk.waits = waits;
                let text = plan_to_text(replay.0.plan(), &replay.1);
                let read = plan_from_text(&text, "replay").expect("a plan");
                replay = (Document::new(read.plan), read.originals);
                n_loaded += 1;
            }
            1 => {
                let waits = std::mem::take(&mut desk.waits);
                drop(desk);
                let crashed = recovery.crashed().pop().expect("a crash");
                let work = crashed.read().expect("readable").expect("a journal");
                let document = Document::recovered(work.read.plan, work.next_number);
                desk = Desk::begin(&recovery, document, work.read.originals, work.origin);
                desk.waits = waits;
                crashed.remove().expect("removed");
                let text = plan_to_text(replay.0.plan(), &replay.1);
                let read = plan_from_text(&text, "replay").expect("a plan");
                replay = (Document::recovered(read.plan, replay.0.next_number()), read.originals);
                n_recovered += 1;
            }
            2 => desk.save(&plan_path),
            _ => {
                let next = next_step(desk.document.plan(), &mut random);
                let deed = next.clone().carry_out(&mut desk.document);
                assert_eq!(next.carry_out(&mut replay.0), deed, "step {step}");
                if let Some(deed) = deed {
                    *done.entry(deed).or_insert(0_u32) += 1;
                }
                desk.keep();
                if desk.journal.needs_new_base(&desk.originals) {
                    let journal = desk.new_journal();
                    desk.take_over(journal);
                }
            }
        }
        assert_eq!(desk.document.plan().validate_invariants(desk.document.next_number()), vec![], "step {step}");
        assert_eq!(desk.document.next_number(), replay.0.next_number(), "step {step}");
    }
    assert!(n_loaded > 20 && n_recovered > 20);
    let missing: Vec<&&str> = DEEDS.iter().filter(|deed| !done.contains_key(**deed)).collect();
    assert!(missing.is_empty(), "never done in the whole session: {missing:?}; done: {done:?}");
    assert_eq!(done.len(), DEEDS.len(), "a deed that is not in the list: {done:?}");
    assert_eq!(desk.text(), plan_to_text(replay.0.plan(), &replay.1));
    let work = read_session(desk.session.path()).expect("readable").expect("a journal");
    assert_eq!(plan_to_text(&work.read.plan, &work.read.originals), desk.text());
    assert!(desk.document.plan() != &Plan::default());
    desk.waits.sort_unstable();
    let (n, longest) = (desk.waits.len(), desk.waits.last().copied().unwrap_or_default());
    let middle = desk.waits.get(n / 2).copied().unwrap_or_default();
    writeln!(std::io::stdout(), "a step is in the journal after {middle:?} (median of {n}), {longest:?} at most")
        .expect("heard");
}

/// A journal of the first version must be read for ever: this one was written when that version was made.
#[test]
fn a_journal_of_version_1_is_still_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journals/version-1.journal");
    fs::copy(&kept, folder.path().join("journal-000001")).expect("copied");
    let work = read_session(folder.path()).expect("readable").expect("a journal");
    let expected = fs::read_to_string(kept.with_extension("geojson")).expect("readable");
    assert_eq!(plan_to_text(&work.read.plan, &work.read.originals), expected);
    assert_eq!((work.seq, work.damage, work.is_changed), (8, None, true));
    assert_eq!(work.next_number, 12);
}

// ---------------------------------------------------------------------------------- full disks, read-only folders

/// A mounted folder that goes away with this.
struct Mounted(PathBuf);

impl Mounted {
    /// Mounts; `None` (said aloud) where that is not allowed here.
    fn new(folder: &Path, arguments: &[&str]) -> Option<Self> {
        fs::create_dir_all(folder).expect("a folder");
        let done = Command::new("mount").args(arguments).arg(folder).stderr(Stdio::null()).status();
        if done.is_ok_and(|status| status.success()) {
            return Some(Self(folder.to_owned()));
        }
        drop(writeln!(std::io::stderr(), "SKIPPED: mounting {arguments:?} is not allowed here"));
        None
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

/// A plan file with a desk over it.
fn desk_over(plan_path: &Path, recovery: &RecoveryFolder) -> Desk {
    fs::write(plan_path, FIRST).expect("written");
    let read = read_plan(plan_path).expect("a plan");
    Desk::begin(recovery, Document::new(read.plan), read.originals, origin_of(plan_path, read.stamp))
}

fn edit(desk: &mut Desk, n: u64) {
    let mut random = Random(n);
    for _ in 0..n {
        _ = next_step(desk.document.plan(), &mut random).carry_out(&mut desk.document);
    }
}

/// Saving fails, the old file is whole, the work is in the journal and still unsaved.
fn refused(desk: &mut Desk, path: &Path) -> SaveError {
    edit(desk, 40);
    desk.keep();
    let error =
        save_plan(path, desk.document.plan(), &desk.originals, desk.origin.stamp.as_ref()).expect_err("no room");
    assert_eq!(fs::read_to_string(path).expect("readable"), FIRST, "the old file is whole");
    assert!(desk.document.is_dirty());
    let work = read_session(desk.session.path()).expect("readable").expect("a journal");
    assert!(work.is_changed);
    assert_eq!(plan_to_text(&work.read.plan, &work.read.originals), desk.text());
    let names: Vec<String> = fs::read_dir(path.parent().expect("a folder"))
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|name| name.contains(".tmp")), "nothing stays behind: {names:?}");
    error
}

#[test]
fn a_full_disk_leaves_the_old_file_and_the_work_in_the_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(full) = Mounted::new(&folder.path().join("full"), &["-t", "tmpfs", "-o", "size=256k", "tmpfs"]) else {
        return;
    };
    let plan_path = full.0.join("plan.geojson");
    let mut desk = desk_over(&plan_path, &RecoveryFolder::new(folder.path().join("unsaved")));
    // A second window has its journal on the disk that fills up.
    let cramped = RecoveryFolder::new(full.0.join("unsaved"));
    let read = plan_from_text(FIRST, "plan").expect("a plan");
    let mut other = Desk::begin(&cramped, Document::new(read.plan), read.originals, Origin::default());
    edit(&mut other, 5);
    other.keep();
    let last_kept = other.text();
    fill(&full.0.join("filler"));

    let error = refused(&mut desk, &plan_path);
    assert!(matches!(error, SaveError::DiskFull { .. }), "{error}");
    assert!(error.to_string().contains("free some space or save elsewhere"));

    edit(&mut other, 400);
    let work = other.live();
    let error = other.journal.follow(&work, 99, SystemTime::now()).expect_err("no room");
    assert!(matches!(error, RecoveryError::DiskFull { .. }), "{error}");
    assert!(other.journal.needs_new_base(&other.originals));
    let begun = Journal::begin(request(&other.session, 7, 99, other.live()));
    assert!(matches!(begun, Err(RecoveryError::DiskFull { .. })));
    let kept = read_session(other.session.path()).expect("readable").expect("a journal");
    assert_eq!(plan_to_text(&kept.read.plan, &kept.read.originals), last_kept, "the last step that was accepted");

    fs::remove_file(full.0.join("filler")).expect("removed");
    let journal = Journal::begin(request(&other.session, 8, 100, other.live())).expect("there is room again");
    other.take_over(journal);
    let kept = read_session(other.session.path()).expect("readable").expect("a journal");
    assert_eq!(plan_to_text(&kept.read.plan, &kept.read.originals), other.text());
    desk.save(&plan_path);
    assert_eq!(fs::read_to_string(full.0.join("plan.geojson.bak")).expect("kept"), FIRST);
}

/// Writes until the disk is full.
fn fill(path: &Path) {
    let mut filler = fs::File::create(path).expect("made");
    while filler.write_all(&[b'x'; 512]).is_ok() {}
}

#[test]
fn a_read_only_folder_leaves_the_old_file_and_the_work_in_the_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    // Rights do not bind the administrator, a read-only mount does.
    let place = folder.path().join("readonly");
    let Some(_mounted) = Mounted::new(&place, &["-t", "tmpfs", "-o", "size=1m", "tmpfs"]) else { return };
    let plan_path = place.join("plan.geojson");
    let mut desk = desk_over(&plan_path, &RecoveryFolder::new(folder.path().join("unsaved")));
    let status = Command::new("mount").args(["-o", "remount,ro"]).arg(&place).status().expect("mount runs");
    assert!(status.success(), "mounted again, read-only");
    let error = refused(&mut desk, &plan_path);
    assert!(matches!(error, SaveError::FolderNotWritable { .. }), "{error}");
    assert!(error.to_string().contains("choose another one"));
    assert!(matches!(lock_plan(&plan_path, &Holder::default(), SystemTime::now()), LockOutcome::NotPossible));
    let elsewhere = folder.path().join("elsewhere.geojson");
    desk.origin.stamp = None;
    desk.save(&elsewhere);
    assert_eq!(fs::read_to_string(elsewhere).expect("saved"), desk.text());
}

#[test]
fn a_read_only_file_leaves_the_old_file_and_the_work_in_the_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan_path = folder.path().join("plan.geojson");
    let mut desk = desk_over(&plan_path, &RecoveryFolder::new(folder.path().join("unsaved")));
    let mut rights = fs::metadata(&plan_path).expect("there").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&plan_path, rights).expect("set");
    let error = refused(&mut desk, &plan_path);
    assert!(matches!(error, SaveError::ReadOnly { .. }), "{error}");
}

// -------------------------------------------------------------------------------------------- the program itself fails

/// Where the child that fails on purpose works; only set for it.
const FAILING: &str = "MUSTER_TEST_FAILING_CHILD";

/// What the child that fails does; returns at once in an ordinary run of the tests.
#[test]
fn the_child_that_fails() {
    let Ok(folder) = std::env::var(FAILING) else { return };
    let folder = PathBuf::from(folder);
    let notes = Arc::<CrashNotes>::default();
    install_crash_hook(Arc::clone(&notes));
    let recovery = RecoveryFolder::new(folder.join("unsaved"));
    let read = read_plan(&folder.join("plan.geojson")).expect("a plan");
    let origin = origin_of(&folder.join("plan.geojson"), read.stamp);
    let mut desk = Desk::begin(&recovery, Document::new(read.plan), read.originals, origin);
    notes.follow(desk.session.path(), desk.journal.sync_handle().ok());
    let mut random = Random(5);
    for _ in 0..60 {
        let step = next_step(desk.document.plan(), &mut random);
        if let scripted::Scripted::Do(command) = &step {
            notes.note(command);
        }
        step.carry_out(&mut desk.document);
        desk.keep();
    }
    fs::write(folder.join("expected.txt"), desk.text()).expect("written");
    panic!("no way to \"Old Town Hall\" at 9.51234, 47.06789");
}

#[test]
fn a_failing_program_leaves_its_work_and_a_report_without_names_and_places() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.geojson"), FIRST).expect("written");
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "the_child_that_fails", "--nocapture", "--test-threads=1"])
        .env(FAILING, folder.path())
        .output()
        .expect("started");
    let said = String::from_utf8_lossy(&child.stderr);
    assert!(!child.status.success() && said.contains("no way to"), "the usual words still go to the terminal: {said}");
    let crashed = RecoveryFolder::new(folder.path().join("unsaved")).crashed().pop().expect("a session is left");
    let work = crashed.read().expect("readable").expect("work");
    assert!(work.damage.is_none() && work.is_changed);
    let expected = fs::read_to_string(folder.path().join("expected.txt")).expect("written");
    assert_eq!(plan_to_text(&work.read.plan, &work.read.originals), expected, "all of the work is there");
    let path = crashed.report().expect("a report");
    let report = fs::read_to_string(&path).expect("readable");
    for part in
        [env!("CARGO_PKG_VERSION"), std::env::consts::OS, "no way to …", "never_lost.rs:", "PlaceSite", "backtrace:"]
    {
        assert!(report.contains(part), "{part} is not in {report}");
    }
    for fact in ["Old Town", "9.51234", "47.06", "北", "School", "renamed"] {
        assert!(!report.contains(fact), "{fact} is in {report}");
    }
    let commands =
        report.lines().skip_while(|line| *line != "last commands:").skip(1).take_while(|line| !line.is_empty());
    assert!((10..=50).contains(&commands.count()));
    crashed.remove().expect("removed");
    assert!(path.is_file(), "the report outlives the session");
}
