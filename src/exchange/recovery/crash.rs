//! What is left behind when the program itself fails: the journal on disk first, then a short report for its makers.
//!
//! The report says what kind of things were done, never with which objects, names or places.

use std::backtrace::Backtrace;
use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use super::disk::{create_private, create_private_folder};
use super::journal::SyncHandle;

/// So many of the latest commands are kept.
const MOST_COMMANDS: usize = 50;
/// So many reports are kept.
const MOST_REPORTS: usize = 20;
/// Letters of a message that go into the report.
const MOST_LETTERS: usize = 300;

/// What a report would say, kept up to date while all is well. Shared between the window and the hook.
#[derive(Debug, Default)]
pub struct CrashNotes {
    inner: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    commands: VecDeque<String>,
    report: Option<PathBuf>,
    journal: Option<SyncHandle>,
}

impl CrashNotes {
    /// Notes the kind of a command, from its `Debug` text: names of variants only, never what they hold. O(1).
    pub fn note(&self, command: &dyn fmt::Debug) {
        let kind = kind_of(command);
        let mut notes = self.lock();
        if notes.commands.len() >= MOST_COMMANDS {
            notes.commands.pop_front();
        }
        notes.commands.push_back(kind);
    }

    /// The journal to bring to the disk first, and the session folder it stands in, which names the report.
    pub fn follow(&self, session: &Path, journal: Option<SyncHandle>) {
        let mut notes = self.lock();
        notes.report = report_path(session);
        notes.journal = journal;
    }

    /// Where the report of this session would be; `None` before there is a session.
    #[must_use]
    pub fn report_path(&self) -> Option<PathBuf> {
        self.lock().report.clone()
    }

    /// Brings the journal to the disk, then writes the report; what cannot be done is left, in this order.
    pub fn write(&self, message: &str, place: &str, backtrace: &str) {
        // The hook may run while somebody on this very thread holds the notes: then there is no waiting.
        let notes = match self.inner.try_lock() {
            Ok(notes) => notes,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        if let Some(journal) = &notes.journal {
            drop(journal.sync());
        }
        if let Some(path) = &notes.report {
            drop(write_report(path, &text_of(&notes.commands, message, place, backtrace)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// From now on a failure of the program first brings the journal to the disk and writes a report; then the usual
/// words go to the terminal.
pub fn install_crash_hook(notes: Arc<CrashNotes>) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        let message = info.payload_as_str().unwrap_or("without words");
        let place = info.location().map_or_else(String::new, ToString::to_string);
        notes.write(message, &place, &Backtrace::force_capture().to_string());
        usual(info);
    }));
}

/// The report of a session, by its folder: beside the sessions, so that it outlives the folder.
pub(super) fn report_path(session: &Path) -> Option<PathBuf> {
    let name = session.file_name()?.to_string_lossy().into_owned();
    Some(session.parent()?.parent()?.join("reports").join(format!("{name}.txt")))
}

fn write_report(path: &Path, text: &str) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    create_private_folder(folder)?;
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).filter(|other| other != path).collect();
    found.sort();
    // Their names begin with the time: the oldest go first.
    for old in found.iter().rev().skip(MOST_REPORTS - 1) {
        drop(std::fs::remove_file(old));
    }
    let mut file = create_private(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

fn text_of(commands: &VecDeque<String>, message: &str, place: &str, backtrace: &str) -> String {
    let mut text = format!(
        "Muster {} stopped unexpectedly\nsystem: {} {}\nplace in the program: {place}\nmessage: {}\n\nlast commands:\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        without_facts(message),
    );
    for command in commands {
        text.push_str("  ");
        text.push_str(command);
        text.push('\n');
    }
    text + "\nbacktrace:\n" + backtrace + "\n"
}

/// A message without what it may hold of a plan: what is quoted, what has no Latin letters, and numbers with a decimal
/// part are left out.
fn without_facts(message: &str) -> String {
    let mut kept = String::new();
    let mut is_quoted = false;
    for word in message.lines().next().unwrap_or_default().chars().take(MOST_LETTERS).collect::<String>().split(' ') {
        let n_quotes = word.matches('"').count();
        let has_other_letters = !word.is_ascii();
        let is_decimal = word.contains('.') && word.chars().any(|c| c.is_ascii_digit());
        let is_left_out = is_quoted || n_quotes > 0 || has_other_letters || is_decimal;
        is_quoted ^= n_quotes % 2 == 1;
        if is_left_out && kept.ends_with('…') {
            continue;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(if is_left_out { "…" } else { word });
    }
    kept
}

/// The names of variants at the beginning of a `Debug` text, such as `Edit MoveObject`; reading stops at the first fact.
fn kind_of(command: &dyn fmt::Debug) -> String {
    let mut names = Names::default();
    // Writing ends with an error on purpose, once the names are there: what follows is never put into words.
    let _ended = write!(names, "{command:?}");
    names.text
}

#[derive(Default)]
struct Names {
    text: String,
    depth: usize,
    is_done: bool,
}

impl fmt::Write for Names {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if self.is_done {
            return Err(fmt::Error);
        }
        let is_name = piece.starts_with(|c: char| c.is_ascii_uppercase())
            && piece.chars().all(|c| c.is_ascii_alphanumeric())
            && self.depth < 2;
        match piece {
            // A variant that holds another one in parentheses: its name comes next.
            "(" if self.depth > 0 => return Ok(()),
            _ if is_name => {}
            _ => {
                self.is_done = true;
                return Err(fmt::Error);
            }
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(piece);
        self.depth += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    #[expect(dead_code, reason = "only their Debug text is looked at")]
    enum Outer {
        Plain,
        Edit(Inner),
        Go(String),
        At { lon: f64 },
        Say(Option<String>),
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "only their Debug text is looked at")]
    enum Inner {
        Move { id: u32, name: String },
        Name(String),
    }

    #[test]
    fn only_the_kinds_of_commands_are_noted() {
        for (command, kind) in [
            (Outer::Plain, "Plain"),
            (Outer::Edit(Inner::Move { id: 7, name: "School".to_owned() }), "Edit Move"),
            (Outer::Edit(Inner::Name("School".to_owned())), "Edit Name"),
            (Outer::Go("School".to_owned()), "Go"),
            (Outer::At { lon: 9.5 }, "At"),
            (Outer::Say(Some("School".to_owned())), "Say Some"),
        ] {
            assert_eq!(kind_of(&command), kind);
        }
    }

    #[test]
    fn messages_lose_names_and_coordinates_and_keep_their_sense() {
        assert_eq!(
            without_facts("index out of bounds: the len is 3 but the index is 7"),
            "index out of bounds: the len is 3 but the index is 7"
        );
        assert_eq!(without_facts("no site \"Old Town Hall\" at 9.51234, 47.1 here"), "no site … at … here");
        assert_eq!(
            without_facts("called `Option::unwrap()` on a `None` value\nat 9.5"),
            "called `Option::unwrap()` on a `None` value"
        );
        assert_eq!(without_facts("读取 file"), "… file");
    }

    #[test]
    fn the_latest_fifty_commands_and_twenty_reports_are_kept() {
        let root = tempfile::tempdir().unwrap();
        for n in 0..30 {
            let notes = CrashNotes::default();
            notes.follow(&root.path().join(format!("sessions/{n:03}-1")), None);
            for _ in 0..70 {
                notes.note(&Outer::Plain);
            }
            notes.note(&Outer::Go("School".to_owned()));
            notes.write("broken", "src/a.rs:1", "frames");
            let text = std::fs::read_to_string(notes.report_path().unwrap()).unwrap();
            assert_eq!(text.lines().filter(|line| line.starts_with("  ")).count(), MOST_COMMANDS);
            assert!(text.contains("  Go\n") && !text.contains("School"), "{text}");
        }
        let mut names: Vec<_> =
            std::fs::read_dir(root.path().join("reports")).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names.len(), MOST_REPORTS);
        assert_eq!(names.last().unwrap(), "029-1.txt");
    }
}
