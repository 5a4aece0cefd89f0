//! Never lose a plan: when the program itself fails, the work and a report without names and places are left.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use muster::document::Document;
use muster::exchange::plan::{plan_to_text, read_plan};
use muster::exchange::recovery::{CrashNotes, RecoveryFolder, install_crash_hook};

#[path = "support/desk.rs"]
mod desk;
#[path = "support/scripted.rs"]
mod scripted;

use desk::{Desk, FIRST, origin_of};
use scripted::{Random, next_step};

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
    for part in [
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        "no way to …",
        "failing_program.rs:",
        "PlaceSite",
        "backtrace:",
    ] {
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
