//! Which format a file is in: by its first bytes, then by its name.

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `GeoJSON`, and whatever is refused as something else.
    GeoJson,
}

impl Format {
    /// The format of a file by content and name.
    pub(super) fn of(_name: &str, _bytes: &[u8]) -> Self {
        Self::GeoJson
    }
}
