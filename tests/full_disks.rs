//! Never lose a plan: full disks, read-only folders and read-only files leave the old file and the work.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use muster::document::Document;
use muster::exchange::atomic::SaveError;
use muster::exchange::plan::{plan_from_text, plan_to_text, read_plan, save_plan};
use muster::exchange::plan_lock::{Holder, LockOutcome, lock_plan};
use muster::exchange::recovery::{Journal, Origin, RecoveryError, RecoveryFolder, read_session};

#[path = "support/desk.rs"]
mod desk;
#[path = "support/scripted.rs"]
mod scripted;

use desk::{Desk, FIRST, origin_of, request};
use scripted::{Random, next_step};

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
        next_step(desk.document.plan(), &mut random).carry_out(&mut desk.document);
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
    let journal = other.new_journal();
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
