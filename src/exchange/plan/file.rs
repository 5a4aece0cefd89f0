//! Plan files on disk: opened with a stamp, saved only over the file that was opened.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::error::{PlanReadError, PlanWarning};
use super::originals::Originals;
use super::read::{ReadPlan, plan_from_text};
use super::write::plan_to_text;
use crate::exchange::atomic::{FileStamp, SaveError, write_atomically};
use crate::plan::{Extras, Plan, PlanObject};

/// The largest plan file that is read, in bytes.
const LARGEST_PLAN_BYTES: u64 = 512 << 20;

/// A plan that is on disk now.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The file as it was written; what the next save expects to find.
    pub stamp: FileStamp,
    /// What the features look like, to go on with.
    pub originals: Originals,
    /// What will be said when the file is opened again, where its objects will then not be what they are now; empty
    /// for valid plans.
    pub doubts: Vec<PlanWarning>,
}

/// Reads a plan file.
///
/// # Errors
/// [`PlanReadError`] where there is no file, or it holds no plan.
pub fn read_plan(path: &Path) -> Result<ReadPlan, PlanReadError> {
    let io = |source| PlanReadError::Io { path: path.to_owned(), source };
    let facts = fs::metadata(path).map_err(io)?;
    if facts.is_dir() {
        return Err(PlanReadError::IsDirectory { path: path.to_owned() });
    }
    if !facts.is_file() {
        return Err(PlanReadError::NotAFile { path: path.to_owned() });
    }
    if facts.len() > LARGEST_PLAN_BYTES {
        return Err(PlanReadError::TooLarge { path: path.to_owned(), size: facts.len(), limit: LARGEST_PLAN_BYTES });
    }
    let bytes = fs::read(path).map_err(io)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut read = plan_from_text(text_of(&bytes, &name)?, &name)?;
    read.stamp = Some(FileStamp::of(&bytes, facts.modified().ok()));
    Ok(read)
}

/// The bytes as text; UTF-16 is told apart, because editors write it without saying.
fn text_of<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, PlanReadError> {
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || matches!(bytes, [0, b'{', ..] | [b'{', 0, ..]);
    if is_utf16 {
        return Err(PlanReadError::Utf16 { name: name.to_owned() });
    }
    std::str::from_utf8(bytes)
        .map_err(|error| PlanReadError::NotUtf8 { name: name.to_owned(), position: error.valid_up_to() })
}

/// Saves a plan, whole or not at all.
///
/// `expected` is the stamp of the last read or save; `None` for a new file or one the planner chose to replace.
/// Before the file is touched, the text is read back once.
///
/// # Errors
/// [`SaveError::ChangedOnDisk`] where another program has changed the file since; else why it was not saved.
/// The file on disk and the plan in memory are then as before.
pub fn save_plan(
    path: &Path,
    plan: &Plan,
    originals: &Originals,
    expected: Option<&FileStamp>,
) -> Result<Saved, SaveError> {
    if let Some(expected) = expected {
        let on_disk = FileStamp::of_file(path).map_err(|source| SaveError::Look { path: path.to_owned(), source })?;
        if on_disk.is_some_and(|found| !found.has_same_content(expected)) {
            return Err(SaveError::ChangedOnDisk { path: path.to_owned() });
        }
    }
    let text = plan_to_text(plan, originals);
    let doubts = doubts_about(&text, plan, path)?;
    let stamp = write_atomically(path, text.as_bytes())?;
    Ok(Saved { stamp, originals: originals.clone(), doubts })
}

/// Reads the text back before it replaces anything: text that is no plan is refused; what is saved whole but will
/// not be understood when it is opened again is said.
fn doubts_about(text: &str, plan: &Plan, path: &Path) -> Result<Vec<PlanWarning>, SaveError> {
    let read = plan_from_text(text, "the text to save")
        .map_err(|error| SaveError::NotReadableBack { path: path.to_owned(), reason: error.to_string() })?;
    let is_same =
        read.plan.objects().map(|object| facts_of(&object)).eq(plan.objects().map(|object| facts_of(&object)));
    Ok(if is_same { Vec::new() } else { read.warnings })
}

/// An object without what is kept of others: a value that was not understood gives way when Muster has one of its own.
fn facts_of(object: &PlanObject) -> PlanObject {
    macro_rules! facts {
        ( $( $variant:ident ),* ) => {
            match object {
                $( PlanObject::$variant(object) => {
                    let mut facts = (**object).clone();
                    (facts.source_id, facts.extras) = (None, Extras::default());
                    PlanObject::$variant(Arc::new(facts))
                } )*
            }
        };
    }
    facts!(EvacuationArea, HazardArea, Site, Closure, RoadChange, Route, Note)
}
