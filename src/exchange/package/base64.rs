//! Bytes as text (RFC 4648, section 4), for files that are no text.

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes as base64, padded, without line breaks.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let [a, b, c] = [group.first(), group.get(1), group.get(2)].map(|byte| u32::from(byte.copied().unwrap_or(0)));
        let bits = (a << 16) | (b << 8) | c;
        for place in 0..4_usize {
            let sign = SIGNS.get((bits >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'=');
            text.push(if place <= group.len() { char::from(sign) } else { '=' });
        }
    }
    text
}

/// The bytes of a base64 text; `None` where it is none.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let signs = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(signs.len() / 4 * 3);
    for group in signs.chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            let value = match group.get(place) {
                Some(sign) => u32::try_from(SIGNS.iter().position(|known| known == sign)?).ok()?,
                None => 0,
            };
            bits = (bits << 6) | value;
        }
        let n_bytes = group.len().checked_sub(1).filter(|n| *n > 0)?;
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(n_bytes));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_vectors_of_the_standard_hold() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(to_base64(bytes.as_bytes()), text);
        }
        assert_eq!(from_base64("Zm9v*"), None);
        assert_eq!(from_base64("Zm9vY"), None);
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(from_base64(&to_base64(&bytes)), Some(bytes));
        }
    }
}
