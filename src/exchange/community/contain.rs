//! Keeps a fault of a format's package inside the file that caused it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{BinaryFormat, DamageReason, ImportError};

/// Runs the reading of a binary file; a panic inside becomes an error about that file.
///
/// The packages refuse what they know to be wrong; this is the belt for what they do not (sums that run over in a file
/// with flipped bits). What was half read is dropped with the error.
///
/// # Errors
/// What `work` returns, or [`ImportError::Damaged`].
pub(super) fn contained<T>(
    file: &str,
    format: BinaryFormat,
    work: impl FnOnce() -> Result<T, ImportError>,
) -> Result<T, ImportError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_payload| {
        Err(ImportError::Damaged { file: file.to_owned(), format, reason: DamageReason::NoSense })
    })
}
