//! Never lost: the window goes away in mid-work, and the next one offers the work back.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::exchange::plan_lock::Holder;
use muster::ui::Dialog;

use crate::support::{Driver, Machine, at, demonstration_file};

const SIZE: [f32; 2] = [1280.0, 720.0];

/// A machine with a folder for unsaved work, and a copy of the demonstration's files.
struct Desk {
    machine: Machine,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for entry in fs::read_dir(demonstration_file().parent().expect("a folder")).expect("readable") {
            let path = entry.expect("readable").path();
            fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("copied");
        }
        let machine = Machine { recovery_folder: Some(folder.path().join("unsaved")), ..Machine::default() };
        Self { machine, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn plan(&self) -> PathBuf {
        self.path("plan.geojson")
    }

    fn window(&self, paths: Vec<PathBuf>) -> Driver {
        Driver::on(&self.machine, "en", SIZE, paths)
    }

    fn sessions(&self) -> usize {
        let sessions = fs::read_dir(self.path("unsaved/sessions"));
        sessions.map_or(0, Iterator::count)
    }

    /// Everything in the folder for unsaved work: names, sizes and times.
    fn trace(&self) -> Vec<(PathBuf, u64, std::time::SystemTime)> {
        let mut found = Vec::new();
        let mut open = vec![self.path("unsaved")];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("readable") {
                let entry = entry.expect("readable");
                let facts = entry.metadata().expect("there");
                if facts.is_dir() {
                    open.push(entry.path());
                } else {
                    found.push((entry.path(), facts.len(), facts.modified().expect("a time")));
                }
            }
        }
        found.sort();
        found
    }
}

fn place(driver: &mut Driver, lon: f64) {
    driver.press("Place Safe harbor");
    driver.click_map(at(lon, 47.068));
    driver.keys(Modifiers::NONE, Key::Escape);
}

fn says(driver: &Driver, words: &str) -> bool {
    driver.harness.query_by_label_contains(words).is_some()
}

#[test]
fn work_that_was_never_saved_comes_back_after_a_crash() {
    let desk = Desk::new();
    let before = fs::read(desk.plan()).expect("readable");
    let mut driver = desk.window(vec![desk.plan()]);
    place(&mut driver, 9.505);
    place(&mut driver, 9.506);
    driver.keys(Modifiers::COMMAND, Key::Z);
    driver.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    let (plan, next) = (driver.app().plan().clone(), driver.app().document().next_number());
    drop(driver);
    desk.machine.clock.advance(Duration::from_mins(7));

    let mut driver = desk.window(Vec::new());
    assert!(says(&driver, "Last step 7 minutes ago") && says(&driver, "2 objects added"));
    assert!(says(&driver, &desk.plan().display().to_string()));
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().plan(), &plan, "Enter restores");
    assert_eq!(driver.app().document().next_number(), next);
    assert!(driver.app().document().is_dirty() && driver.app().coverage().is_some());
    assert!(says(&driver, "(recovered)"));
    assert!(fs::read(desk.plan()).expect("readable") == before, "the file was not touched");
    assert_eq!(desk.sessions(), 1, "the crashed session went when its work was safe in this one");
    driver.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(driver.app().session().dialog, None, "saved over its own file without a question");
    assert!(!driver.app().document().is_dirty() && !says(&driver, "(recovered)"));
    driver.close();
    assert_eq!(desk.sessions(), 0, "a clean end leaves nothing");
    assert!(!says(&desk.window(Vec::new()), "Restore"));
}

#[test]
fn a_plan_without_a_file_and_the_demonstration_come_back_with_their_community() {
    let desk = Desk::new();
    let files = ["roads.geojson", "buildings.geojson"].map(|name| desk.path(name)).to_vec();
    for paths in [files, Vec::new()] {
        let mut driver = desk.window(paths.clone());
        if paths.is_empty() {
            driver.press("Open the demonstration");
        }
        driver.press("Plan");
        place(&mut driver, 9.505);
        let (plan, community) = (driver.app().plan().clone(), driver.app().community().expect("open").counts().total());
        drop(driver);
        let mut driver = desk.window(Vec::new());
        assert!(says(&driver, "Never saved") && says(&driver, "1 object added"));
        driver.keys(Modifiers::NONE, Key::Enter);
        assert_eq!(driver.app().plan(), &plan);
        assert_eq!(driver.app().community().expect("open").counts().total(), community);
        drop(driver);
        let mut driver = desk.window(Vec::new());
        driver.press("Later");
        assert!(!says(&driver, "Restore"));
        drop(driver);
        let mut driver = desk.window(Vec::new());
        driver.harness.get_by_label_contains("Discard").click();
        driver.settle();
        assert!(!says(&driver, "Restore"));
        assert_eq!(fs::read_dir(desk.path("unsaved/bin")).expect("a bin").count(), 1, "kept for 30 days");
        driver.close();
        fs::remove_dir_all(desk.path("unsaved")).expect("removed");
    }
}

#[test]
fn several_crashes_are_listed_and_running_windows_are_not() {
    let desk = Desk::new();
    let mut running = desk.window(vec![desk.plan()]);
    place(&mut running, 9.503);
    let crashed: Vec<Driver> = (0..2)
        .map(|n| {
            let mut driver = desk.window(vec![desk.plan()]);
            (0..=n).for_each(|n| place(&mut driver, 9.505 + f64::from(n) * 1e-3));
            desk.machine.clock.advance(Duration::from_hours(1));
            driver
        })
        .collect();
    drop(crashed);
    let driver = desk.window(Vec::new());
    assert_eq!(driver.harness.query_all_by_label_contains("Restore ").count(), 2);
    let other = desk.window(Vec::new());
    assert!(!says(&other, "Restore "), "what one window asks about, another does not");
    assert!(running.app().document().is_dirty());
}

#[test]
fn saved_and_undone_work_is_not_offered() {
    let desk = Desk::new();
    for is_undone in [true, false] {
        let mut driver = desk.window(vec![desk.plan()]);
        place(&mut driver, 9.505);
        driver.keys(Modifiers::COMMAND, if is_undone { Key::Z } else { Key::S });
        drop(driver);
        let next = desk.window(Vec::new());
        assert!(!says(&next, "Restore"));
        next.close();
    }
}

#[test]
fn idle_frames_write_nothing() {
    let desk = Desk::new();
    let mut driver = desk.window(vec![desk.plan()]);
    place(&mut driver, 9.505);
    desk.machine.clock.advance(Duration::from_mins(1));
    driver.settle();
    let (trace, revision) = (desk.trace(), driver.app().document().revision());
    assert!(trace.iter().any(|(path, size, _)| path.to_string_lossy().contains("journal-") && *size > 1000));
    for _ in 0..60 {
        desk.machine.clock.advance(Duration::from_millis(500));
        driver.harness.step();
    }
    driver.settle();
    assert_eq!(desk.trace(), trace);
    assert_eq!(driver.app().document().revision(), revision);
}

#[test]
fn work_that_is_not_backed_up_is_said_until_it_is() {
    let desk = Desk::new();
    // Where the folder should be, a file stands.
    fs::write(desk.path("unsaved"), "in the way").expect("written");
    let mut driver = desk.window(vec![desk.plan()]);
    place(&mut driver, 9.505);
    assert!(says(&driver, "Your work is not being backed up"));
    desk.machine.clock.advance(Duration::from_secs(6));
    driver.settle();
    assert!(says(&driver, "Your work is not being backed up"), "it is tried again, and still fails");
    fs::remove_file(desk.path("unsaved")).expect("removed");
    desk.machine.clock.advance(Duration::from_secs(6));
    driver.settle();
    assert!(!says(&driver, "Your work is not being backed up"));
    let plan = driver.app().plan().clone();
    drop(driver);
    let mut driver = desk.window(Vec::new());
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().plan(), &plan, "what was done in the meantime is there too");
}

#[test]
fn a_plan_changed_by_someone_else_is_offered_and_never_forced() {
    let desk = Desk::new();
    let theirs = fs::read_to_string(desk.plan()).expect("readable").replacen("Balzers", "Balzers 2", 1);
    let mut driver = desk.window(vec![desk.plan()]);
    let look = |driver: &mut Driver| {
        desk.machine.clock.advance(Duration::from_secs(5));
        driver.settle();
    };
    look(&mut driver);
    assert!(!says(&driver, "Someone else has changed"));
    let change = |text: &str| {
        fs::write(desk.path("new"), text).expect("written");
        fs::rename(desk.path("new"), desk.plan()).expect("saved as other programs do");
    };
    change(&theirs);
    look(&mut driver);
    assert!(says(&driver, "Someone else has changed"));
    driver.press("Load it again");
    assert!(!says(&driver, "Someone else has changed"));
    let n = driver.app().plan().sites().len();

    place(&mut driver, 9.505);
    change(&theirs.replacen("Balzers 2", "Balzers 3", 1));
    look(&mut driver);
    assert_eq!(driver.app().plan().sites().len(), n + 1, "nothing happens by itself");
    driver.press("Not now");
    driver.keys(Modifiers::COMMAND, Key::S);
    assert!(matches!(driver.app().session().dialog, Some(Dialog::ChangedOnDisk(_))), "asked again when saving");
    driver.press("Cancel");
    change(&theirs.replacen("Balzers 2", "Balzers 4", 1));
    look(&mut driver);
    driver.press("Keep mine");
    driver.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(driver.app().session().dialog, None);
    assert!(fs::read_to_string(desk.path("plan.geojson.bak")).expect("kept").contains("Balzers 4"));
    look(&mut driver);
    assert!(!says(&driver, "Someone else has changed"), "its own saving is no other's change");

    place(&mut driver, 9.506);
    change(&theirs);
    look(&mut driver);
    driver.press("Load theirs");
    assert_eq!(driver.app().plan().sites().len(), n);
    assert!(!driver.app().document().is_dirty());
}

#[test]
fn a_changed_community_file_is_read_again_on_request() {
    let desk = Desk::new();
    let mut driver = desk.window(vec![desk.plan()]);
    let total = driver.app().community().expect("open").counts().total();
    let roads = desk.path("roads.geojson");
    let look = |driver: &mut Driver| {
        desk.machine.clock.advance(Duration::from_secs(5));
        driver.settle();
    };
    look(&mut driver);
    assert!(!says(&driver, "Changed on disk"));
    let text = fs::read_to_string(&roads).expect("readable");
    let mut lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.contains("\"Feature\"")).expect("a feature a line");
    lines.remove(first);
    fs::write(&roads, lines.join("\n")).expect("written");
    look(&mut driver);
    assert!(says(&driver, "Changed on disk"));
    driver.press("Read again");
    assert!(!says(&driver, "Changed on disk"));
    assert_eq!(driver.app().community().expect("open").counts().total(), total - 1);
    look(&mut driver);
    assert!(!says(&driver, "Changed on disk"));
}

#[test]
fn two_windows_on_one_plan_know_of_each_other() {
    let desk = Desk::new();
    let holder = |user: &str| Some(Holder { user: user.to_owned(), host: "desk".to_owned() });
    let window = |user: &str| {
        let machine = Machine { holder: holder(user), ..desk.machine.clone() };
        Driver::on(&machine, "en", SIZE, vec![desk.plan()])
    };
    let first = window("Li");
    assert!(!says(&first, "open elsewhere"));
    let mut second = window("Wang");
    assert!(says(&second, "open elsewhere: Li, desk"));
    second.press("Understood");
    assert!(!says(&second, "open elsewhere"));
    drop(first);
    assert!(!says(&window("Wang"), "open elsewhere"));
    assert!(!note(desk.folder.path()).exists());
}

fn note(folder: &Path) -> PathBuf {
    folder.join(".plan.geojson.lock")
}

#[test]
fn after_two_bad_starts_nothing_is_opened_unasked() {
    let desk = Desk::new();
    let start = || desk.window(vec![desk.plan()]);
    drop(start());
    drop(start());
    let mut careful = start();
    assert!(says(&careful, "ended early twice") && careful.app().community().is_none());
    desk.machine.clock.advance(Duration::from_secs(31));
    careful.settle();
    drop(careful);
    assert!(start().app().community().is_some(), "a start that lived sets it right");
}

#[test]
fn the_offer_after_a_failure_says_where_the_report_is_and_the_report_names_nothing() {
    let desk = Desk::new();
    let mut driver = desk.window(vec![desk.plan()]);
    place(&mut driver, 9.505);
    // What the hook of the program does when it fails.
    desk.machine.crash_notes.write("broken", "src/some.rs:7", "frames");
    let report = desk.machine.crash_notes.report_path().expect("a report");
    drop(driver);
    let text = fs::read_to_string(&report).expect("written");
    assert!(text.contains("Edit PlaceSite") || text.contains("Edit AddObject"), "{text}");
    assert!(!text.contains("9.50") && !text.contains("47.06"), "{text}");

    let driver = desk.window(Vec::new());
    assert!(says(&driver, &report.display().to_string()));
}

#[test]
fn a_change_by_someone_else_is_told_only_as_long_as_it_is_one() {
    let desk = Desk::new();
    let mut driver = desk.window(vec![desk.plan()]);
    let look = |driver: &mut Driver| {
        desk.machine.clock.advance(Duration::from_secs(5));
        driver.settle();
    };
    look(&mut driver);
    let change = |name: &str, from: &str, to: &str| {
        let text = fs::read_to_string(desk.path(name)).expect("readable").replacen(from, to, 1);
        fs::write(desk.path("new"), text).expect("written");
        fs::rename(desk.path("new"), desk.path(name)).expect("saved as other programs do");
    };
    change("plan.geojson", "Balzers", "Balzers 2");
    look(&mut driver);
    assert!(says(&driver, "Someone else has changed"));
    place(&mut driver, 9.505);
    driver.keys(Modifiers::COMMAND, Key::S);
    driver.press("Overwrite");
    assert!(!driver.app().document().is_dirty());
    assert!(!says(&driver, "Someone else has changed"), "the planner has answered by overwriting it");

    change("roads.geojson", "\"Feature\"", " \"Feature\"");
    look(&mut driver);
    assert!(says(&driver, "Changed on disk"));
    driver.keys(Modifiers::COMMAND, Key::N);
    assert!(!says(&driver, "Changed on disk"), "the new plan does not stand on it");
}

#[test]
fn what_a_power_cut_left_beside_a_plan_goes_when_the_plan_is_opened() {
    let desk = Desk::new();
    let stale = desk.path(".plan.geojson.x1Y2z3.tmp");
    fs::write(&stale, "half a plan").expect("written");
    let file = fs::File::options().append(true).open(&stale).expect("there");
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("set");
    desk.machine.clock.advance(Duration::from_hours(2));
    let machine = Machine { holder: Some(Holder::default()), ..desk.machine.clone() };
    let driver = Driver::on(&machine, "en", SIZE, vec![desk.plan()]);
    assert!(!stale.exists());
    assert!(driver.app().community().is_some());
}
