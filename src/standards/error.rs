//! What can be wrong with a standards profile, named by file and key.

use thiserror::Error;

/// Why a standards profile could not be used.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ProfileError {
    /// The file as a whole is not a profile: broken TOML, or a member is missing.
    #[error("standards profile cannot be read: {reason} (file {file})")]
    Unreadable {
        /// File name.
        file: String,
        /// What the reader found, with line and column where it knows them.
        reason: String,
    },
    /// One value lacks a member, or a member has the wrong form.
    #[error("planning value \"{key}\" cannot be read: {reason} (file {file})")]
    UnreadableValue {
        /// File name.
        file: String,
        /// Name of the value, or its position if it has no name.
        key: String,
        /// What the reader found.
        reason: String,
    },
    /// The name belongs to no planning value.
    #[error("planning value \"{key}\" is not known (file {file})")]
    UnknownKey {
        /// File name.
        file: String,
        /// Name as written.
        key: String,
    },
    /// The unit is not the one of this value.
    #[error("planning value \"{key}\" must be in {expected}, not {found} (file {file})")]
    WrongUnit {
        /// File name.
        file: String,
        /// Name of the value.
        key: &'static str,
        /// Unit as written.
        found: String,
        /// Unit of the value in every profile.
        expected: &'static str,
    },
    /// The number is outside what can make sense.
    #[error("planning value \"{key}\" must be from {low} to {high}, not {value} (file {file})")]
    OutOfRange {
        /// File name.
        file: String,
        /// Name of the value.
        key: &'static str,
        /// Number as written.
        value: f64,
        /// Smallest number allowed, in the unit of the value.
        low: f64,
        /// Largest number allowed, in the unit of the value.
        high: f64,
    },
    /// The status is none of the five words.
    #[error("planning value \"{key}\" has the unknown status \"{status}\" (file {file})")]
    UnknownStatus {
        /// File name.
        file: String,
        /// Name of the value.
        key: &'static str,
        /// Status as written.
        status: String,
    },
    /// A number without a source cannot be shown to anyone.
    #[error("planning value \"{key}\" names no source (file {file})")]
    NoSource {
        /// File name.
        file: String,
        /// Name of the value.
        key: &'static str,
    },
    /// The same value stands twice in one file.
    #[error("planning value \"{key}\" is given twice (file {file})")]
    GivenTwice {
        /// File name.
        file: String,
        /// Name of the value.
        key: &'static str,
    },
    /// Neither the profile nor the base set has the value.
    #[error("planning value \"{key}\" is missing (file {file})")]
    Missing {
        /// File name.
        file: String,
        /// Name of the value.
        key: &'static str,
    },
}
