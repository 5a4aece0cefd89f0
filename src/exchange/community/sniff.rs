//! What a file is when it is not `GeoJSON`: named, with what to do instead.

use super::{ForeignFormat, ImportError};

/// First bytes and what they mean.
const BINARY: [(&[u8], ForeignFormat); 7] = [
    (b"PK\x03\x04", ForeignFormat::Zip),
    (b"PAR1", ForeignFormat::Parquet),
    (b"%PDF", ForeignFormat::Pdf),
    (b"\x89PNG", ForeignFormat::Picture),
    (b"\xff\xd8\xff", ForeignFormat::Picture),
    (b"II*\x00", ForeignFormat::Tiff),
    (b"BZh", ForeignFormat::Bzip2),
];

/// Refuses known binary formats and empty files.
///
/// # Errors
/// [`ImportError::Empty`], [`ImportError::LooksLike`].
pub(super) fn refuse_binary(file: &str, bytes: &[u8]) -> Result<(), ImportError> {
    let looks_like = |format| Err(ImportError::LooksLike { file: file.to_owned(), format });
    for (magic, format) in BINARY {
        if bytes.starts_with(magic) {
            return looks_like(format);
        }
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty { file: file.to_owned() });
    }
    if bytes.iter().all(|&byte| byte == 0) {
        return looks_like(ForeignFormat::ZeroBytes);
    }
    Ok(())
}

/// Refuses text that is something else than JSON objects.
///
/// # Errors
/// [`ImportError::LooksLike`].
pub(super) fn refuse_other_text(file: &str, text: &str) -> Result<(), ImportError> {
    let looks_like = |format| Err(ImportError::LooksLike { file: file.to_owned(), format });
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{1e}');
    match text.as_bytes().first() {
        Some(b'{') => Ok(()),
        Some(b'<') => {
            let head: String = text.chars().take(2_000).collect::<String>().to_ascii_lowercase();
            if head.contains("<kml") {
                looks_like(ForeignFormat::Kml)
            } else if head.contains("<gml") || head.contains("opengis.net") {
                looks_like(ForeignFormat::Gml)
            } else if head.contains("<osm") {
                looks_like(ForeignFormat::OsmXml)
            } else if head.contains("<!doctype html") || head.contains("<html") {
                looks_like(ForeignFormat::Html)
            } else {
                looks_like(ForeignFormat::Xml)
            }
        }
        Some(b'[') => {
            let is_empty = text.get(1..).is_some_and(|rest| rest.trim_start().starts_with(']'));
            if is_empty { looks_like(ForeignFormat::EmptyList) } else { looks_like(ForeignFormat::BareList) }
        }
        Some(_) if text.trim_end() == "null" => looks_like(ForeignFormat::JsonNull),
        Some(_) => looks_like(ForeignFormat::PlainText),
        None => Err(ImportError::Empty { file: file.to_owned() }),
    }
}
