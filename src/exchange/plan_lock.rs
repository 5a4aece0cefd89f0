//! A courtesy between two windows on one plan file: a note beside the file says who has it open.
//!
//! The note is `.NAME.lock` and is held by a lock of the system, which ends with the program that holds it, however
//! it ends. It protects nothing by itself: what protects the file is the check before every save.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::held_file::HeldFile;

/// Notes from another machine older than this are taken for left behind, in seconds.
const STALE_S: u64 = 24 * 3600;

/// Who has a plan open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// Name of the account.
    pub user: String,
    /// Name of the machine.
    pub host: String,
}

impl Holder {
    /// Who runs this program, as far as the system says.
    #[must_use]
    pub fn of_system() -> Self {
        let variable = |names: &[&str]| names.iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
        let host = fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|name| name.trim().to_owned());
        let host = host.unwrap_or_else(|| variable(&["HOSTNAME", "COMPUTERNAME", "HOST"]));
        Self { user: variable(&["USER", "USERNAME", "LOGNAME"]), host }
    }
}

/// What came of asking for a plan file.
#[derive(Debug)]
pub enum LockOutcome {
    /// Nobody else has it.
    Mine(PlanLock),
    /// Somebody has it, as far as the note can be read.
    Elsewhere(Holder),
    /// No note can be left, as in a read-only folder; that is no hindrance.
    NotPossible,
}

/// The note of this window; it goes when this is dropped.
#[derive(Debug)]
pub struct PlanLock {
    note: PathBuf,
    _file: HeldFile,
}

impl Drop for PlanLock {
    fn drop(&mut self) {
        // A note that stays is taken for left behind, because nothing holds it.
        drop(fs::remove_file(&self.note));
    }
}

/// Leaves a note that this window has the plan open, or says who has.
#[must_use]
pub fn lock_plan(plan: &Path, me: &Holder, now: SystemTime) -> LockOutcome {
    let Some(note) = note_of(plan) else { return LockOutcome::NotPossible };
    let Ok(file) = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&note) else {
        return LockOutcome::NotPossible;
    };
    let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut held = match HeldFile::try_hold(file) {
        Err((mut file, TryLockError::WouldBlock)) => {
            return LockOutcome::Elsewhere(read_note(&mut file).map(|(holder, _)| holder).unwrap_or_default());
        }
        Err((_, TryLockError::Error(_))) => return LockOutcome::NotPossible,
        Ok(held) => held,
    };
    let file = held.file();
    // On a network drive the lock of another machine may not be seen here: its note then counts for a day.
    if let Some((holder, since)) = read_note(file)
        && holder.host != me.host
        && now.saturating_sub(since) < STALE_S
    {
        return LockOutcome::Elsewhere(holder);
    }
    let text = format!("{}\n{}\n{now}\n", one_line(&me.user), one_line(&me.host));
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
    if written.is_err() {
        return LockOutcome::NotPossible;
    }
    LockOutcome::Mine(PlanLock { note, _file: held })
}

fn note_of(plan: &Path) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(plan.file_name()?);
    name.push(".lock");
    Some(plan.with_file_name(name))
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

fn read_note(file: &mut File) -> Option<(Holder, u64)> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(1000).read_to_string(&mut text).ok()?;
    let mut lines = text.lines();
    let (user, host) = (one_line(lines.next()?), one_line(lines.next()?));
    Some((Holder { user, host }, lines.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn holder(user: &str, host: &str) -> Holder {
        Holder { user: user.to_owned(), host: host.to_owned() }
    }

    fn at(hours: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_hours(hours)
    }

    #[test]
    fn the_second_window_learns_who_has_the_plan_until_the_first_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.geojson");
        let (li, wang) = (holder("Li", "one"), holder("Wang", "one"));
        let LockOutcome::Mine(first) = lock_plan(&plan, &li, at(1)) else { panic!("nobody has it") };
        assert!(matches!(lock_plan(&plan, &wang, at(1000)), LockOutcome::Elsewhere(who) if who == li));
        drop(first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no note stays behind");
        assert!(matches!(lock_plan(&plan, &wang, at(2)), LockOutcome::Mine(_)));
    }

    #[test]
    fn notes_left_behind_do_not_stand_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.geojson");
        let note = folder.path().join(".plan.geojson.lock");
        let me = holder("Li", "one");
        for (text, is_mine) in [
            (format!("Wang\none\n{}\n", 3600 * 10), true),
            (format!("Wang\ntwo\n{}\n", 3600 * 10), false),
            (format!("Wang\ntwo\n{}\n", 3600), true),
            ("\u{1}\u{2} rubbish".to_owned(), true),
            (String::new(), true),
        ] {
            fs::write(&note, &text).unwrap();
            let outcome = lock_plan(&plan, &me, at(26));
            assert_eq!(matches!(outcome, LockOutcome::Mine(_)), is_mine, "{text:?}: {outcome:?}");
        }
    }

    #[test]
    fn where_no_note_can_be_left_nobody_is_hindered() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("not there/plan.geojson");
        assert!(matches!(lock_plan(&plan, &holder("Li", "one"), at(1)), LockOutcome::NotPossible));
    }
}
