//! From the bytes of a file to its text: unpacking, byte-order marks, other encodings.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use super::ImportError;
use crate::community::Oddity;
use crate::jobs::JobContext;

/// Unpacking looks whether it is still wanted after this many bytes.
const CHUNK_BYTES: u64 = 1 << 20;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const BOM_UTF8: [u8; 3] = [0xef, 0xbb, 0xbf];

/// The text of a file and what was odd about its bytes.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) notes: Vec<Oddity>,
}

/// Unpacks where needed.
///
/// # Errors
/// Damaged compression, more than `limit` bytes, cancelled.
pub(super) fn unpacked(
    file: &str,
    bytes: Vec<u8>,
    limit: u64,
    notes: &mut Vec<Oddity>,
    context: &JobContext,
) -> Result<Vec<u8>, ImportError> {
    if !bytes.starts_with(&GZIP_MAGIC) {
        return Ok(bytes);
    }
    let mut decoder = MultiGzDecoder::new(bytes.as_slice());
    let mut unpacked = Vec::new();
    loop {
        context.check()?;
        match decoder.by_ref().take(CHUNK_BYTES).read_to_end(&mut unpacked) {
            Ok(0) => return Ok(unpacked),
            Ok(_) if unpacked.len() as u64 > limit => {
                return Err(ImportError::UnpacksTooLarge { file: file.to_owned(), limit });
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof && !unpacked.is_empty() => {
                notes.push(Oddity::TruncatedGzip(unpacked.len()));
                return Ok(unpacked);
            }
            Err(error) => {
                return Err(ImportError::BadGzip { file: file.to_owned(), reason: error.to_string() });
            }
        }
    }
}

/// Reads bytes as UTF-8; a byte-order mark is cut off, bytes that are none are replaced, both said.
///
/// # Errors
/// UTF-16 and UTF-32 are refused.
pub(super) fn text_from_bytes(file: &str, mut bytes: Vec<u8>, mut notes: Vec<Oddity>) -> Result<Text, ImportError> {
    let encoding = match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..]
        | [0xfe, 0xff, ..]
        | [b'{' | b'[' | b' ' | b'\n' | b'\r', 0, ..]
        | [0, b'{' | b'[' | b' ' | b'\n' | b'\r', ..] => Some("UTF-16"),
        _ => None,
    };
    if let Some(encoding) = encoding {
        return Err(ImportError::WrongEncoding { file: file.to_owned(), encoding });
    }
    if bytes.starts_with(&BOM_UTF8) {
        bytes.drain(..BOM_UTF8.len());
        notes.push(Oddity::ByteOrderMark);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            notes.push(Oddity::NotUtf8(at));
            text
        }
    };
    Ok(Text { text, notes })
}
