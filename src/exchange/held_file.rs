//! A file held by a lock of the system: others see at once when it is let go.

use std::fs::{File, TryLockError};

/// A locked file. The lock ends when this is dropped, at that very moment.
///
/// Closing the file would not be enough: a program that is being started at that moment (a file dialog, say) has
/// every open file of this one for an instant, and a lock lives as long as any of them is open. Letting go by name
/// ends it for all.
#[derive(Debug)]
pub(in crate::exchange) struct HeldFile(File);

impl HeldFile {
    /// Takes the lock without waiting.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] where somebody else has it, else the system's error; with the file.
    pub(in crate::exchange) fn try_hold(file: File) -> Result<Self, (File, TryLockError)> {
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(error) => Err((file, error)),
        }
    }

    /// The file.
    pub(in crate::exchange) const fn file(&mut self) -> &mut File {
        &mut self.0
    }

    /// The file under another handle, as a program that is being started has it.
    #[cfg(test)]
    pub(in crate::exchange) fn as_a_started_program_has_it(&self) -> File {
        self.0.try_clone().unwrap()
    }
}

impl Drop for HeldFile {
    fn drop(&mut self) {
        // Where this fails, closing lets go.
        drop(self.0.unlock());
    }
}
