//! Records of a journal: a line with number, length and checksum, then what the record says.
//!
//! The checksum of a record is taken over the checksum before it, the number and the content. A record in the wrong
//! place, from another journal, cut or changed in any byte therefore does not pass, nor does anything after it.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::error::Damage;

/// The first line without its version.
const MAGIC: &str = "muster-journal ";
/// The version this program writes and reads.
const VERSION: &str = "1";
/// Longest line before a record: two numbers of 20 digits, 64 signs of checksum, two spaces.
const LONGEST_HEAD: usize = 110;

/// The checksum over everything so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chain([u8; 32]);

impl Chain {
    /// The start of every chain.
    pub(super) fn start() -> Self {
        Self(Sha256::digest(first_line()).into())
    }

    /// The chain with one more record.
    fn next(self, seq: u64, content: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(self.0);
        digest.update(seq.to_le_bytes());
        digest.update(content.as_bytes());
        Self(digest.finalize().into())
    }

    fn text(self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

/// The line every journal begins with.
pub(super) fn first_line() -> String {
    format!("{MAGIC}{VERSION}\n")
}

/// A record as it is written, and the chain after it.
pub(super) fn record_text(chain: Chain, seq: u64, content: &str) -> (String, Chain) {
    let chain = chain.next(seq, content);
    (format!("{seq} {} {}\n{content}\n", content.len(), chain.text()), chain)
}

/// The good part of a journal.
#[derive(Debug)]
pub(super) struct Records<'a> {
    /// Number and content of every good record, in order; numbers only grow.
    pub(super) records: Vec<(u64, &'a str)>,
    /// What ended the reading, where it was not the end of the file.
    pub(super) damage: Option<Damage>,
}

/// Reads records up to the first bad one. Never fails and never panics, whatever the bytes. O(length).
pub(super) fn records_of(bytes: &[u8]) -> Records<'_> {
    let mut rest = match after_first_line(bytes) {
        Ok(rest) => rest,
        Err(damage) => return Records { records: Vec::new(), damage: Some(damage) },
    };
    let mut records: Vec<(u64, &str)> = Vec::new();
    let mut chain = Chain::start();
    while !rest.is_empty() {
        let before = records.last().map(|(seq, _)| *seq);
        match next_record(rest, chain, before) {
            Ok(next) => {
                records.push((next.seq, next.content));
                (rest, chain) = (next.rest, next.chain);
            }
            Err(Fault::Cut) => return Records { records, damage: Some(Damage::CutOff) },
            Err(Fault::Changed) => {
                let damage = Some(Damage::Changed(records.len()));
                return Records { records, damage };
            }
        }
    }
    Records { records, damage: None }
}

fn after_first_line(bytes: &[u8]) -> Result<&[u8], Damage> {
    let rest = bytes.strip_prefix(MAGIC.as_bytes()).ok_or(Damage::NotAJournal)?;
    let end = rest.iter().take(40).position(|byte| *byte == b'\n').ok_or(Damage::NotAJournal)?;
    let (version, rest) = rest.split_at(end);
    let version = String::from_utf8_lossy(version);
    if version != VERSION {
        return Err(Damage::OtherVersion(version.into_owned()));
    }
    Ok(rest.get(1..).unwrap_or_default())
}

enum Fault {
    Cut,
    Changed,
}

struct Next<'a> {
    seq: u64,
    content: &'a str,
    chain: Chain,
    rest: &'a [u8],
}

fn next_record(bytes: &[u8], chain: Chain, before: Option<u64>) -> Result<Next<'_>, Fault> {
    let Some(end) = bytes.iter().take(LONGEST_HEAD).position(|byte| *byte == b'\n') else {
        return Err(if bytes.len() < LONGEST_HEAD { Fault::Cut } else { Fault::Changed });
    };
    let (head, rest) = bytes.split_at(end);
    let head = std::str::from_utf8(head).ok().ok_or(Fault::Changed)?;
    let mut words = head.split(' ');
    let mut word = || words.next().ok_or(Fault::Changed);
    let seq: u64 = word()?.parse().ok().ok_or(Fault::Changed)?;
    let length: usize = word()?.parse().ok().ok_or(Fault::Changed)?;
    let checksum = word()?;
    if before.is_some_and(|before| seq <= before) {
        return Err(Fault::Changed);
    }
    let rest = rest.get(1..).unwrap_or_default();
    let content = rest.get(..length).ok_or(Fault::Cut)?;
    match rest.get(length) {
        None => return Err(Fault::Cut),
        Some(b'\n') => {}
        Some(_) => return Err(Fault::Changed),
    }
    let content = std::str::from_utf8(content).ok().ok_or(Fault::Changed)?;
    let chain = chain.next(seq, content);
    if chain.text() != checksum {
        return Err(Fault::Changed);
    }
    Ok(Next { seq, content, chain, rest: rest.get(length + 1..).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn journal(contents: &[String]) -> String {
        let mut text = first_line();
        let mut chain = Chain::start();
        for (seq, content) in (3..).zip(contents) {
            let (record, next) = record_text(chain, seq, content);
            text.push_str(&record);
            chain = next;
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn any_flip_or_cut_gives_a_prefix(
            contents in prop::collection::vec("\\PC{0,20}|[\n0-9 a-f]{0,90}", 1..6),
            place in any::<prop::sample::Index>(), bit in 0u8..8, is_cut in any::<bool>(),
        ) {
            let text = journal(&contents);
            let whole = records_of(text.as_bytes());
            prop_assert_eq!(whole.damage, None);
            let found: Vec<&str> = whole.records.iter().map(|(_, content)| *content).collect();
            prop_assert_eq!(&found, &contents);
            let mut bytes = text.clone().into_bytes();
            let place = place.index(bytes.len());
            if is_cut { bytes.truncate(place); } else { bytes[place] ^= 1 << bit; }
            let read = records_of(&bytes);
            prop_assert!(read.records.len() <= contents.len());
            for ((_, content), expected) in read.records.iter().zip(&contents) {
                prop_assert_eq!(*content, expected);
            }
            if !is_cut {
                prop_assert!(read.damage.is_some() && read.records.len() < contents.len(), "a flip is always seen");
            }
        }

        #[test]
        fn any_bytes_at_all_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(records_of(&bytes).records.is_empty());
            let mut after = first_line().into_bytes();
            after.extend(bytes);
            prop_assert!(records_of(&after).records.is_empty());
        }
    }

    #[test]
    fn records_neither_change_places_nor_come_twice() {
        let text = journal(&["one".to_owned(), "two".to_owned(), "six".to_owned()]);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(3, 5);
        lines.swap(4, 6);
        let swapped = lines.join("\n") + "\n";
        assert_eq!(records_of(swapped.as_bytes()).records, [(3, "one")]);
        let newer = text.replacen("journal 1", "journal 2", 1);
        assert_eq!(records_of(newer.as_bytes()).damage, Some(Damage::OtherVersion("2".to_owned())));
    }
}
