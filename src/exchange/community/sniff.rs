//! What a file is when it is not `GeoJSON`: named, with what to do instead.

use super::ImportError;

/// First bytes, what they mean, what to do.
const BINARY: [(&[u8], &str, &str); 7] = [
    (b"PK\x03\x04", "a zip archive", "unpack it and open the files inside"),
    (b"PAR1", "a Parquet file", "export the layer as GeoJSON"),
    (b"%PDF", "a PDF document", "ask for the data behind it as GeoJSON"),
    (b"\x89PNG", "a picture", "ask for the data behind it as GeoJSON"),
    (b"\xff\xd8\xff", "a picture", "ask for the data behind it as GeoJSON"),
    (b"II*\x00", "a TIFF picture", "ask for the data behind it as GeoJSON"),
    (b"BZh", "a bzip2 archive", "unpack it first; gzip is read as it is"),
];

/// Refuses known binary formats and empty files.
///
/// # Errors
/// [`ImportError::Empty`], [`ImportError::LooksLike`].
pub(super) fn refuse_binary(file: &str, bytes: &[u8]) -> Result<(), ImportError> {
    let looks_like = |what, remedy| Err(ImportError::LooksLike { file: file.to_owned(), what, remedy });
    for (magic, what, remedy) in BINARY {
        if bytes.starts_with(magic) {
            return looks_like(what, remedy);
        }
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty { file: file.to_owned() });
    }
    if bytes.iter().all(|&byte| byte == 0) {
        return looks_like("a file of zero bytes, as a broken copy leaves it", "copy or export it again");
    }
    Ok(())
}

/// Refuses text that is something else than JSON objects.
///
/// # Errors
/// [`ImportError::LooksLike`].
pub(super) fn refuse_other_text(file: &str, text: &str) -> Result<(), ImportError> {
    let looks_like = |what, remedy| Err(ImportError::LooksLike { file: file.to_owned(), what, remedy });
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{1e}');
    match text.as_bytes().first() {
        Some(b'{') => Ok(()),
        Some(b'<') => {
            let head: String = text.chars().take(2_000).collect::<String>().to_ascii_lowercase();
            if head.contains("<kml") {
                looks_like("a KML file", "export the layer as GeoJSON")
            } else if head.contains("<gml") || head.contains("opengis.net") {
                looks_like("a GML file", "export the layer as GeoJSON")
            } else if head.contains("<osm") {
                looks_like("an OpenStreetMap XML file", "convert it to GeoJSON first, for instance with osmium")
            } else if head.contains("<!doctype html") || head.contains("<html") {
                looks_like(
                    "a web page (HTML)",
                    "the download gave a page instead of the data: log in or use the download link itself",
                )
            } else {
                looks_like("an XML file", "export the layer as GeoJSON")
            }
        }
        Some(b'[') => {
            let is_empty = text.get(1..).is_some_and(|rest| rest.trim_start().starts_with(']'));
            if is_empty {
                looks_like("an empty JSON list ([])", "there is nothing in it: export the layer again")
            } else {
                looks_like("a bare JSON list", "a FeatureCollection is needed: export the layer as GeoJSON")
            }
        }
        Some(_) if text.trim_end() == "null" => {
            looks_like("an empty JSON value (null)", "there is nothing in it: export the layer again")
        }
        Some(_) => looks_like("plain text", "export the layer as GeoJSON"),
        None => Err(ImportError::Empty { file: file.to_owned() }),
    }
}
