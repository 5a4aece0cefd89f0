//! Why unsaved work could not be kept or brought back, in the language of the window.

use super::error_text::{say, system_error};
use crate::exchange::recovery::{Damage, RecoveryError};
use crate::ui::Texts;

/// Why unsaved work could not be kept or brought back.
pub(super) fn recovery_error(texts: Texts, error: &RecoveryError) -> String {
    match error {
        RecoveryError::DiskFull { path } => {
            say(texts, "error-recovery-disk_full", &[("path", &path.display().to_string())])
        }
        RecoveryError::NotWritable { path, source } => {
            let why = system_error(texts, source.kind(), &source.to_string());
            say(texts, "error-recovery-not_writable", &[("path", &path.display().to_string()), ("why", &why)])
        }
        RecoveryError::Unreadable { path, source } => {
            let why = system_error(texts, source.kind(), &source.to_string());
            say(texts, "error-recovery-unreadable", &[("path", &path.display().to_string()), ("why", &why)])
        }
        RecoveryError::Damaged { path, damage } => {
            let why = damage_words(texts, damage);
            say(texts, "error-recovery-damaged", &[("path", &path.display().to_string()), ("why", &why)])
        }
    }
}

/// What is wrong with a journal.
pub(super) fn damage_words(texts: Texts, damage: &Damage) -> String {
    match damage {
        Damage::NotAJournal => texts.get("error-journal-not_a_journal"),
        Damage::OtherVersion(version) => say(texts, "error-journal-other_version", &[("n", version)]),
        Damage::CutOff => texts.get("error-journal-cut_off"),
        Damage::Changed(step) => say(texts, "error-journal-changed", &[("n", &step.to_string())]),
        Damage::NotUnderstood { step, reason } => {
            say(texts, "error-journal-not_understood", &[("n", &step.to_string()), ("why", reason)])
        }
    }
}
