//! Which format a file is in: by its first bytes, then by its name.

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `GeoJSON`, and whatever is refused as something else.
    GeoJson,
    /// An OpenStreetMap extract.
    OsmPbf,
}

impl Format {
    /// The format of a file by content and name.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Self {
        let name = name.to_lowercase();
        let head = bytes.get(..64).unwrap_or(bytes);
        let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
        if has(b"OSMHeader") || (name.ends_with(".pbf") && has(b"OSMData")) {
            return Self::OsmPbf;
        }
        Self::GeoJson
    }
}
