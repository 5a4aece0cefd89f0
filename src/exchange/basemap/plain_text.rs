//! Names and credits of archives as plain text: they are often written for web pages, with links and entities.

/// The longest text kept, in characters.
const MAX_CHARS: usize = 300;
/// So much of a text is looked at, in bytes.
const MAX_BYTES: usize = 16_384;

/// The text without tags, entities, line breaks and marks that turn the reading direction; cut after 300 characters.
pub(super) fn plain_text(written: &str) -> String {
    let end = (0..=MAX_BYTES.min(written.len())).rev().find(|&end| written.is_char_boundary(end)).unwrap_or(0);
    let written = written.get(..end).unwrap_or_default();
    let (mut plain, mut rest) = (String::new(), written);
    while let Some(place) = rest.find(['<', '&']) {
        plain.push_str(&rest[..place]);
        rest = &rest[place..];
        let taken = if rest.starts_with('<') { tag(rest) } else { entity(rest) };
        let (n_bytes, means) = taken.unwrap_or((1, rest.chars().next()));
        plain.extend(means);
        rest = rest.get(n_bytes..).unwrap_or_default();
    }
    plain.push_str(rest);
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    let plain: String = plain.chars().filter(|c| !is_direction_mark(*c)).map(shown).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words = words.join(" ");
    match words.char_indices().nth(MAX_CHARS) {
        Some((cut, _)) => format!("{}…", words.get(..cut).unwrap_or_default()),
        None => words,
    }
}

/// A tag at the start: its length, and the space it leaves.
fn tag(rest: &str) -> Option<(usize, Option<char>)> {
    let opens = rest.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let end = rest.find('>')?;
    let is_break = rest.get(1..3).is_some_and(|name| name.eq_ignore_ascii_case("br"));
    opens.then_some((end + 1, is_break.then_some(' ')))
}

/// An entity at the start: its length, and what it stands for.
fn entity(rest: &str) -> Option<(usize, Option<char>)> {
    let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end)?;
    let name = rest.get(1..end)?;
    let means = match name {
        "copy" => '©',
        "reg" => '®',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "middot" => '·',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((end + 1, Some(means)))
}

/// Marks that reverse or hide text (Unicode Technical Report 36).
const fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn credits_for_web_pages_read_as_text() {
        for (written, plain) in [
            (
                r#"<a href="https://example.org/copyright" target="_blank">&copy; OpenStreetMap contributors</a>"#,
                "© OpenStreetMap contributors",
            ),
            ("© swisstopo<br/>2024 &amp; others", "© swisstopo 2024 & others"),
            ("a < b & c", "a < b & c"),
            ("&#169; &#xA9; &nothing; &", "© © &nothing; &"),
            (" 天地图\n\t审图号 ", "天地图 审图号"),
            ("a\u{202e}b", "ab"),
            ("<open", "<open"),
            ("", ""),
        ] {
            assert_eq!(plain_text(written), plain);
        }
        assert_eq!(plain_text(&"图".repeat(400)).chars().count(), MAX_CHARS + 1);
    }

    proptest! {
        #[test]
        fn any_text_becomes_one_short_line(written in "(<|>|&|;|#x1|copy|br|\\PC|\n){0,60}") {
            let plain = plain_text(&written);
            prop_assert!(!plain.chars().any(char::is_control) && plain.chars().count() <= MAX_CHARS + 1);
        }
    }
}
