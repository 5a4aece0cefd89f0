//! Unpacks gzip up to a limit: a few bytes that claim to be gigabytes are refused when the limit is reached.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

/// Why bytes were not unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GunzipError {
    /// More than so many bytes come out.
    TooLarge(u64),
    /// Not gzip, or damaged; the reader's words.
    Bad(String),
}

impl GunzipError {
    /// What is wrong, in a few words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::TooLarge(limit) => format!("unpacks to more than {limit} bytes"),
            Self::Bad(reason) => reason.clone(),
        }
    }
}

/// The unpacked bytes; at most `limit` of them are ever held.
pub(super) fn gunzip(packed: &[u8], limit: u64) -> Result<Vec<u8>, GunzipError> {
    let mut bytes = Vec::new();
    let n = MultiGzDecoder::new(packed)
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| GunzipError::Bad(error.to_string()))?;
    if n as u64 > limit { Err(GunzipError::TooLarge(limit)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_bomb_is_refused_at_the_limit_and_rubbish_at_once() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..64 {
            packer.write_all(&vec![0; 1 << 16]).unwrap();
        }
        let packed = packer.finish().unwrap();
        assert!(packed.len() < 8192);
        assert_eq!(gunzip(&packed, 1 << 20), Err(GunzipError::TooLarge(1 << 20)));
        assert_eq!(gunzip(&packed, 1 << 22).map(|bytes| bytes.len()), Ok(1 << 22));
        assert!(matches!(gunzip(b"rubbish", 100), Err(GunzipError::Bad(_))));
    }
}
