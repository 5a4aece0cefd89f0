//! The work a session left behind, from its newest journal that can be read.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::error::{Damage, RecoveryError};
use super::journal::generation_of;
use super::origin::Origin;
use super::record::records_of;
use super::state::Replay;
use crate::exchange::plan::ReadPlan;
use crate::plan::Plan;

/// The largest journal that is read, in bytes.
const LARGEST_JOURNAL_BYTES: u64 = 1 << 30;

/// What a session left behind.
#[derive(Clone, Debug)]
pub struct RecoveredWork {
    /// The plan at the last good step, with what its features look like.
    pub read: ReadPlan,
    /// The number the next new object gets.
    pub next_number: u32,
    /// How it stood to its file.
    pub origin: Origin,
    /// When the last step was written.
    pub last_change: SystemTime,
    /// Number of the last step.
    pub seq: u64,
    /// Is there anything that was not saved?
    pub is_changed: bool,
    /// The plan as it was last saved, or began; `None` where it never was.
    pub saved: Option<Plan>,
    /// What is wrong after the last good step; `None` for a whole journal.
    pub damage: Option<Damage>,
}

/// Reads what a session left behind; `None` where it left no journal. Steps are taken up to the first bad record.
///
/// # Errors
/// [`RecoveryError`] where there are journals and none of them gives a plan.
pub fn read_session(folder: &Path) -> Result<Option<RecoveredWork>, RecoveryError> {
    let unreadable = |source| RecoveryError::Unreadable { path: folder.to_owned(), source };
    let mut journals = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if let Some(generation) = entry.file_name().to_str().and_then(generation_of) {
            journals.push((generation, entry.path()));
        }
    }
    journals.sort();
    let mut best: Option<(u64, Replay, Option<Damage>)> = None;
    let mut failure = None;
    for (_, path) in journals {
        match replay_file(&path) {
            // Of two that stand at the same step the newer one counts.
            Ok(found) if best.as_ref().is_none_or(|best| found.0 >= best.0) => best = Some(found),
            Ok(_) => {}
            Err(error) => failure = Some(error),
        }
    }
    match (best, failure) {
        (Some((seq, replay, damage)), _) => recovered(folder, seq, &replay, damage).map(Some),
        (None, Some(error)) => Err(error),
        (None, None) => Ok(None),
    }
}

fn replay_file(path: &Path) -> Result<(u64, Replay, Option<Damage>), RecoveryError> {
    let unreadable = |source| RecoveryError::Unreadable { path: path.to_owned(), source };
    let facts = fs::metadata(path).map_err(unreadable)?;
    if facts.len() > LARGEST_JOURNAL_BYTES {
        return Err(unreadable(std::io::ErrorKind::FileTooLarge.into()));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    replay_bytes(&bytes).map_err(|damage| RecoveryError::Damaged { path: path.to_owned(), damage })
}

/// The last good step of a journal's bytes: its number, the state, and what comes after it.
pub(super) fn replay_bytes(bytes: &[u8]) -> Result<(u64, Replay, Option<Damage>), Damage> {
    let found = records_of(bytes);
    let mut damage = found.damage;
    let mut records = found.records.into_iter().enumerate();
    let Some((_, (first, content))) = records.next() else { return Err(damage.unwrap_or(Damage::CutOff)) };
    let not_understood = |step: usize, reason: String| Damage::NotUnderstood { step, reason };
    let mut replay = Replay::begin(content).map_err(|reason| not_understood(0, reason))?;
    let mut last = first;
    for (step, (seq, content)) in records {
        if let Err(reason) = replay.apply(content) {
            damage = Some(not_understood(step, reason));
            break;
        }
        last = seq;
    }
    Ok((last, replay, damage))
}

fn recovered(folder: &Path, seq: u64, replay: &Replay, damage: Option<Damage>) -> Result<RecoveredWork, RecoveryError> {
    let read = replay.now.plan().map_err(|error| RecoveryError::Damaged {
        path: folder.to_owned(),
        damage: Damage::NotUnderstood { step: usize::try_from(seq).unwrap_or(0), reason: error.to_string() },
    })?;
    Ok(RecoveredWork {
        next_number: replay.next_number.max(read.plan.first_free_number()),
        read,
        origin: replay.origin.clone(),
        last_change: replay.at,
        seq,
        is_changed: replay.is_changed(),
        saved: replay.saved.as_ref().and_then(|saved| saved.plan().ok()).map(|read| read.plan),
        damage,
    })
}
