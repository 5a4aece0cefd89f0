//! A scanner that finds where JSON values end without reading them; for damaged files and for sequences.
//!
//! It matches brackets and knows strings. It never recurses, so deep nesting costs nothing.

/// The end of the value that begins at `start` (no blank before it).
///
/// # Errors
/// The byte where the text stops making sense: its end, a line break inside a string, a bracket that closes another.
pub(super) fn value_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at)?;
                if open.is_empty() {
                    return Ok(at);
                }
                continue;
            }
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => match open.pop() {
                None => return Ok(at),
                Some(expected) if expected != byte => return Err(at),
                Some(_) if open.is_empty() => return Ok(at + 1),
                Some(_) => {}
            },
            b',' | b' ' | b'\n' | b'\r' | b'\t' if open.is_empty() => return Ok(at),
            _ => {}
        }
        at += 1;
    }
    if open.is_empty() && at > start { Ok(at) } else { Err(at) }
}

/// The place after the closing quote of the string that begins at `start`.
///
/// # Errors
/// The byte where the string breaks off.
pub(super) fn string_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return Ok(at + 1),
            b'\\' => at += 2,
            b'\n' => return Err(at),
            _ => at += 1,
        }
    }
    Err(bytes.len())
}

/// The next byte that is no blank.
pub(super) fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Line, from 1, of a byte.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|&&b| b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    #[test]
    fn a_value_ends_where_its_brackets_close() {
        for (text, end) in
            [(r#"{"a":"}\"]"} x"#, 12), ("[1,[2]] ", 7), ("12, ", 2), ("true]", 4), (r#""x\\" "#, 5), ("12", 2)]
        {
            assert_eq!(value_end(text.as_bytes(), 0), Ok(end), "{text}");
        }
    }

    #[test]
    fn an_open_end_is_an_error_at_its_place() {
        assert_eq!(value_end(b"{\"a\":[1", 0), Err(7));
        assert_eq!(value_end(b"{\"a\":\"x\ny\"}", 0), Err(7));
        assert_eq!(value_end(b"[1,2}]", 0), Err(4));
    }

    proptest! {
        #[test]
        fn the_scanner_agrees_with_the_json_reader(words in prop::collection::vec("[a-z\\[\\]{}\"\\\\,: é]{0,8}", 0..6)) {
            let text = serde_json::to_string(&serde_json::json!({ "k": words, "n": [1, {"x": words.clone()}] })).unwrap();
            let long = format!("{text} tail");
            let raw: &RawValue = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(value_end(long.as_bytes(), 0), Ok(raw.get().len()));
        }

        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..60), start in 0usize..70) {
            let end = match value_end(&bytes, start) { Ok(end) | Err(end) => end };
            prop_assert!(end <= bytes.len().max(start));
        }
    }
}
