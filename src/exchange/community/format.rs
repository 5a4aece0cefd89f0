//! Which format a file is in: by its first bytes, then by its name.

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `GeoJSON`, and whatever is refused as something else.
    GeoJson,
    /// An OpenStreetMap extract.
    OsmPbf,
    /// A table of points.
    Table,
    /// The shapes of a shapefile.
    Shapefile,
    /// A `GeoPackage`.
    GeoPackage,
    /// A `FlatGeobuf` file.
    FlatGeobuf,
}

/// The endings of files that belong to a shapefile, in the order of its fingerprint.
pub(in crate::exchange) const COMPANIONS: [&str; 3] = ["dbf", "cpg", "prj"];

impl Format {
    /// The format of a file by content and name. O(1): only the first two lines are looked at.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Self {
        let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let head = bytes.get(..64).unwrap_or(bytes);
        let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
        if has(b"OSMHeader") || (ending == "pbf" && has(b"OSMData")) {
            return Self::OsmPbf;
        }
        if bytes.starts_with(b"SQLite format 3\0") {
            return Self::GeoPackage;
        }
        if bytes.starts_with(b"\x00\x00\x27\x0a") {
            return Self::Shapefile;
        }
        if bytes.starts_with(b"fgb\x03fgb") {
            return Self::FlatGeobuf;
        }
        if is_table(&ending, bytes) {
            return Self::Table;
        }
        Self::GeoJson
    }
}

/// Is it a table: named so, or with the same separators in its first two lines? Neither JSON nor markup is one.
fn is_table(ending: &str, bytes: &[u8]) -> bool {
    let is_named = ["csv", "tsv", "tab"].contains(&ending);
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match text.first() {
        None | Some(b'{' | b'[' | b'<' | 0x1e | 0) => return false,
        Some(_) if is_named => return true,
        Some(_) => {}
    }
    let is_wide = bytes.starts_with(b"\xff\xfe") && ending == "txt";
    let mut lines = text.split(|&byte| byte == b'\n');
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let fields = |line: &[u8], mark: u8| line.split(|&byte| byte == mark).count();
    let is_cut = |mark: u8| fields(first, mark) > 1 && fields(first, mark) == fields(second, mark);
    is_wide || (first.len() < 10_000 && !first.contains(&0) && [b',', b';', b'\t'].into_iter().any(is_cut))
}
