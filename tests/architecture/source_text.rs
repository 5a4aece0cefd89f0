//! Source texts as words and paths, for the test of the architecture: enough of the language to see who names whom.

use std::path::Path;

/// A word, or one sign, of a source text without comments and literals.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
    /// Does it stand in code that only tests compile?
    pub(crate) is_test: bool,
}

/// A path such as `crate::plan::Site`, groups unfolded.
pub(crate) struct Named {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
}

/// The words and signs of a text; comments, strings, characters and lifetimes left out.
pub(crate) fn tokens_of(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let at = |place: usize| chars.get(place).copied().unwrap_or('\0');
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    let (mut tokens, mut place, mut line) = (Vec::new(), 0, 1);
    while place < chars.len() {
        let start = place;
        let end = match (at(place), at(place + 1)) {
            ('/', '/') => (place..chars.len()).find(|p| at(*p) == '\n').unwrap_or(chars.len()),
            ('/', '*') => {
                (place + 3..=chars.len()).find(|p| at(*p - 1) == '*' && at(*p) == '/').map_or(chars.len(), |p| p + 1)
            }
            ('r', '"' | '#') if raw_string_end(&chars, place).is_some() => {
                raw_string_end(&chars, place).unwrap_or(place)
            }
            ('"', _) => {
                let mut end = place + 1;
                while end < chars.len() && at(end) != '"' {
                    end += if at(end) == '\\' { 2 } else { 1 };
                }
                end + 1
            }
            ('\'', '\\') => (place + 3..chars.len()).find(|p| at(*p) == '\'').map_or(chars.len(), |p| p + 1),
            ('\'', _) if at(place + 2) == '\'' => place + 3,
            ('\'', _) => (place + 1..chars.len()).find(|p| !is_word(at(*p))).unwrap_or(chars.len()),
            (sign, _) if is_word(sign) => (place..chars.len()).find(|p| !is_word(at(*p))).unwrap_or(chars.len()),
            (':', ':') => place + 2,
            _ => place + 1,
        };
        let end = end.min(chars.len());
        let word: String = chars.get(start..end).unwrap_or_default().iter().collect();
        let is_code = word == "::" || word.chars().all(is_word) || (end == start + 1 && !word.trim().is_empty());
        if is_code {
            tokens.push(Token { text: word.clone(), line, is_test: false });
        }
        line += word.matches('\n').count();
        place = end;
    }
    tokens
}

/// Where the raw string that starts here ends, if one does.
fn raw_string_end(chars: &[char], place: usize) -> Option<usize> {
    let hashes = chars.get(place + 1..)?.iter().take_while(|sign| **sign == '#').count();
    let body = place + 2 + hashes;
    if chars.get(body - 1) != Some(&'"') {
        return None;
    }
    let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let length = chars.get(body..)?.windows(closing.len()).position(|window| window == closing)?;
    Some(body + length + closing.len())
}

/// Does the text at this place read so?
pub(crate) fn reads(tokens: &[Token], place: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(step, word)| tokens.get(place + step).is_some_and(|token| token.text == *word))
}

/// The place behind the item that starts here: its `;` or its closing brace.
pub(crate) fn item_end(tokens: &[Token], start: usize) -> usize {
    let (mut depth, mut braces) = (0_i32, 0_i32);
    for (place, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "{" => braces += 1,
            "}" => braces -= 1,
            _ => {}
        }
        if depth == 0 && braces == 0 && matches!(token.text.as_str(), ";" | "}") {
            return place + 1;
        }
    }
    tokens.len()
}

/// Marks what only tests compile; returns the names of modules in files of their own that only tests compile.
pub(crate) fn mark_tests(tokens: &mut [Token]) -> Vec<String> {
    let mut test_files = Vec::new();
    for place in 0..tokens.len() {
        if reads(tokens, place, &["#", "[", "cfg", "(", "test", ")", "]"]) {
            let end = item_end(tokens, place);
            if let Some([.., keyword, name, semicolon]) = tokens.get(place..end)
                && keyword.text == "mod"
                && semicolon.text == ";"
            {
                test_files.push(name.text.clone());
            }
            tokens.iter_mut().take(end).skip(place).for_each(|token| token.is_test = true);
        }
    }
    test_files
}

/// Every path that stands in code outside tests.
pub(crate) fn paths_in(tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let is_word = token.text.starts_with(|sign: char| sign.is_alphabetic() || sign == '_');
        let follows_path =
            place > 0 && tokens.get(place - 1).is_some_and(|before| matches!(before.text.as_str(), "::" | "."));
        let is_start = reads(tokens, place + 1, &["::"]) || (place > 0 && reads(tokens, place - 1, &["use"]));
        if is_word && !token.is_test && !follows_path && is_start {
            unfold(tokens, place, &[], &mut found);
        }
    }
    found
}

/// Follows a path from here, into each branch of a group; returns the place behind it.
fn unfold(tokens: &[Token], mut place: usize, before: &[String], found: &mut Vec<Named>) -> usize {
    let (mut segments, mut line) = (before.to_vec(), 0);
    while let Some(token) = tokens.get(place) {
        if token.text == "{" {
            place += 1;
            while place < tokens.len() && !reads(tokens, place, &["}"]) {
                place = if reads(tokens, place, &[","]) { place + 1 } else { unfold(tokens, place, &segments, found) };
            }
            return place + 1;
        }
        segments.push(token.text.clone());
        line = token.line;
        place += 1;
        if reads(tokens, place, &["as"]) {
            place += 2;
        }
        if !reads(tokens, place, &["::"]) {
            break;
        }
        place += 1;
    }
    found.push(Named { segments, line });
    place
}

/// The part a file belongs to: its folder, or its own name; and how deep its module lies.
pub(crate) fn part_of(path: &Path) -> (String, usize) {
    let parts: Vec<String> = path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let depth = parts.len() - usize::from(parts.last().is_some_and(|name| name == "mod"));
    (parts.first().cloned().unwrap_or_default(), depth)
}

/// What a path names from the root of the library on, by `crate::` or by enough `super::`: a part, and what of it.
pub(crate) fn from_root(path: &Named, depth: usize) -> Option<(&str, &str)> {
    let n_super = path.segments.iter().take_while(|segment| *segment == "super").count();
    let is_crate = path.segments.first().is_some_and(|first| first == "crate");
    let start = if is_crate { 1 } else { n_super };
    let at = |place: usize| path.segments.get(place).map_or("", String::as_str);
    (is_crate || (n_super > 0 && n_super == depth)).then(|| (at(start), at(start + 1)))
}
