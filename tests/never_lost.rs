//! Never lose a plan: killed at random moments, and journals of the first version are still read.
//!
//! Only the kill test starts programs here, one after the other. One that is being started holds, for a moment, every
//! file of the one that starts it: beside other tests a session that was let go would still count as held.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use muster::document::Document;
use muster::exchange::atomic::FileStamp;
use muster::exchange::plan::{plan_from_text, plan_to_text, read_plan};
use muster::exchange::recovery::{CrashedSession, RecoveryFolder, read_session};

#[path = "support/desk.rs"]
mod desk;
#[path = "support/scripted.rs"]
mod scripted;

use desk::{Desk, FIRST, origin_of};
use scripted::{Random, next_step};

/// Where the child of the kill test works; only set for it.
const CHILD: &str = "MUSTER_TEST_KILLED_CHILD";
/// The child saves after so many steps.
const SAVE_EVERY: u64 = 7;
/// The child begins a new journal after so many steps, and takes it over two steps later.
const NEW_JOURNAL_EVERY: u64 = 23;
/// How often the child is killed.
const N_KILLS: u64 = 200;

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
        next_step(desk.document.plan(), &mut random).carry_out(&mut desk.document);
        desk.keep();
        say(format!("step {n}"));
        if n % SAVE_EVERY == 0 {
            desk.save(&plan_path);
            assert!(fs::read_to_string(&plan_path).expect("readable") == desk.text(), "what was saved is in the file");
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
        next_step(document.plan(), &mut random).carry_out(&mut document);
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
