//! Finds features of the community by name, address or id, while the planner types.
//!
//! All names stand in one text, folded (small letters, without accents), one line each; a search looks through that
//! text once. Pieces of road with one name that lie together are one street.

use std::sync::Arc;

use super::streets::streets;
use crate::community::{Community, FeatureKind};
use crate::geometry::{BoundingBox, LonLat};
use crate::jobs::{Cancelled, JobContext};

/// The kinds that are searched, in the order results are shown.
pub const SEARCHED_KINDS: [FeatureKind; 7] = [
    FeatureKind::Road,
    FeatureKind::Building,
    FeatureKind::Facility,
    FeatureKind::OpenSpace,
    FeatureKind::PopulationZone,
    FeatureKind::Water,
    FeatureKind::Boundary,
];

/// Which fact of a feature a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSource {
    /// Its name.
    Name,
    /// Street and number.
    Address,
    /// The id it had in its file.
    Id,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundFeature {
    /// Kind of feature.
    pub kind: FeatureKind,
    /// Its position among its kind in the community; for a street the first piece's.
    pub number: u32,
    /// Pieces of the street; 1 for everything else.
    pub n_pieces: u32,
    /// The box around it.
    pub bounds: BoundingBox,
    /// The text that was found, as the file has it.
    pub text: Arc<str>,
    /// What that text is.
    pub source: NameSource,
}

/// The best of one kind, and how many there are.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundKind {
    /// Kind of feature.
    pub kind: FeatureKind,
    /// How many were found.
    pub n_found: usize,
    /// The best of them: whole matches first, then beginnings, then beginnings of words, shorter names first.
    pub best: Vec<FoundFeature>,
}

struct Entry {
    kind: FeatureKind,
    number: u32,
    n_pieces: u32,
    bounds: BoundingBox,
}

struct Line {
    entry: u32,
    source: NameSource,
    text: Arc<str>,
}

/// The names of one community.
#[derive(Default)]
pub struct NameIndex {
    folded: String,
    /// Where each line begins in the folded text; it ends with a line break.
    starts: Vec<u32>,
    /// The place of each line's kind in [`SEARCHED_KINDS`].
    kinds: Vec<u8>,
    lines: Vec<Line>,
    entries: Vec<Entry>,
}

impl NameIndex {
    /// Gathers all names. O(characters + pieces of named roads).
    ///
    /// # Errors
    /// [`Cancelled`] when the work is no longer wanted.
    pub fn new(community: &Community, context: &JobContext) -> Result<Self, Cancelled> {
        let mut index = Self::default();
        index.add_roads(community, context)?;
        let kind = FeatureKind::Building;
        for (number, building) in (0..).zip(community.buildings()) {
            let around = || building.outline.places().chain(std::iter::once(building.door));
            let texts = [(NameSource::Name, &building.name), (NameSource::Address, &building.address)];
            index.add(kind, number, || BoundingBox::around(around()), texts, building.source_id.as_ref());
            if number % 8192 == 0 {
                context.check()?;
            }
        }
        for (number, facility) in (0..).zip(community.facilities()) {
            let texts = [(NameSource::Name, &facility.name)];
            let bounds = || BoundingBox::around([facility.place]);
            index.add(FeatureKind::Facility, number, bounds, texts, facility.source_id.as_ref());
        }
        for (number, space) in (0..).zip(community.open_spaces()) {
            let texts = [(NameSource::Name, &space.name)];
            let bounds = || BoundingBox::around(space.outline.places());
            index.add(FeatureKind::OpenSpace, number, bounds, texts, space.source_id.as_ref());
        }
        context.check()?;
        for (number, zone) in (0..).zip(community.zones()) {
            let texts = [(NameSource::Name, &zone.name)];
            index.add(FeatureKind::PopulationZone, number, || zone.shape.bounds(), texts, zone.source_id.as_ref());
        }
        for (number, water) in (0..).zip(community.water()) {
            index.add(FeatureKind::Water, number, || water.shape.bounds(), [(NameSource::Name, &water.name)], None);
        }
        for (number, boundary) in (0..).zip(community.boundaries()) {
            let texts = [(NameSource::Name, &boundary.name)];
            index.add(FeatureKind::Boundary, number, || boundary.shape.bounds(), texts, None);
        }
        Ok(index)
    }

    /// How many names, addresses and ids there are.
    #[must_use]
    pub const fn n_names(&self) -> usize {
        self.lines.len()
    }

    fn add_roads(&mut self, community: &Community, context: &JobContext) -> Result<(), Cancelled> {
        let roads = community.roads();
        for street in streets(community, context)? {
            let entry = Entry {
                kind: FeatureKind::Road,
                number: street.first,
                n_pieces: street.n_pieces,
                bounds: street.bounds,
            };
            self.push(entry, [(NameSource::Name, street.name)]);
        }
        // An id means one piece, not the street.
        for (number, road) in (0..).zip(roads) {
            if let (Some(id), Some(bounds)) = (&road.source_id, bounds_of(&road.line)) {
                let entry = Entry { kind: FeatureKind::Road, number, n_pieces: 1, bounds };
                self.push(entry, [(NameSource::Id, Arc::clone(id))]);
            }
        }
        context.check()
    }

    fn add<const N: usize>(
        &mut self,
        kind: FeatureKind,
        number: u32,
        bounds: impl FnOnce() -> Option<BoundingBox>,
        texts: [(NameSource, &Option<Arc<str>>); N],
        id: Option<&Arc<str>>,
    ) {
        let named = texts.into_iter().filter_map(|(source, text)| Some((source, Arc::clone(text.as_ref()?))));
        let texts: Vec<(NameSource, Arc<str>)> =
            named.chain(id.map(|id| (NameSource::Id, Arc::clone(id)))).filter(|(_, text)| !text.is_empty()).collect();
        if let (false, Some(bounds)) = (texts.is_empty(), bounds()) {
            self.push(Entry { kind, number, n_pieces: 1, bounds }, texts);
        }
    }

    fn push(&mut self, entry: Entry, texts: impl IntoIterator<Item = (NameSource, Arc<str>)>) {
        // Beyond four thousand million letters nothing more is taken in.
        let Ok(number) = u32::try_from(self.entries.len()) else { return };
        let place = SEARCHED_KINDS.iter().position(|searched| *searched == entry.kind);
        let Some(kind) = place.and_then(|place| u8::try_from(place).ok()) else { return };
        for (source, text) in texts {
            let Ok(start) = u32::try_from(self.folded.len()) else { return };
            fold_into(&mut self.folded, &text);
            self.folded.push('\n');
            self.starts.push(start);
            self.kinds.push(kind);
            self.lines.push(Line { entry: number, source, text });
        }
        self.entries.push(entry);
    }

    /// What has every word of `query` in its name, address or id, by kind; at most `limit` of each kind.
    /// O(letters of all names).
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<FoundKind> {
        let folded = folded(query);
        let mut words: Vec<&str> = folded.split_whitespace().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let Some((longest, others)) = words.split_first() else { return Vec::new() };
        let whole = folded.trim();
        let mut found: [Vec<(Rank, usize)>; SEARCHED_KINDS.len()] = Default::default();
        for (line, at) in self.lines_with(longest) {
            let Some(text) = self.folded_line(line) else { continue };
            if !others.iter().all(|word| text.contains(word)) {
                continue;
            }
            let kind = self.kinds.get(line).map(|kind| usize::from(*kind));
            if let Some(list) = kind.and_then(|kind| found.get_mut(kind)) {
                list.push((Rank::of(text, whole, longest, at), line));
            }
        }
        let kinds = SEARCHED_KINDS.into_iter().zip(found);
        kinds.filter_map(|(kind, list)| self.best_of(kind, list, limit)).collect()
    }

    /// The lines that hold a word, each once, in order, and where in the line it stands first.
    fn lines_with<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let (mut next, mut next_start) = (0, 0);
        self.folded.match_indices(word).filter_map(move |(at, _)| {
            if at < next_start {
                return None;
            }
            next = self.line_after(next, at);
            next_start = self.starts.get(next).map_or(self.folded.len(), |start| *start as usize);
            let line = next.checked_sub(1)?;
            Some((line, at - *self.starts.get(line)? as usize))
        })
    }

    /// The first line from `from` on that begins behind `at`: near in most cases, so the steps grow from one.
    fn line_after(&self, from: usize, at: usize) -> usize {
        let is_before = |line: usize| self.starts.get(line).is_some_and(|start| *start as usize <= at);
        let (mut low, mut step) = (from, 1);
        while is_before(low + step) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.starts.len());
        let rest = self.starts.get(low..high).unwrap_or_default();
        low + rest.partition_point(|start| *start as usize <= at)
    }

    fn folded_line(&self, line: usize) -> Option<&str> {
        let start = *self.starts.get(line)? as usize;
        let end = self.starts.get(line + 1).map_or(self.folded.len(), |next| *next as usize);
        self.folded.get(start..end.saturating_sub(1))
    }

    fn best_of(&self, kind: FeatureKind, mut list: Vec<(Rank, usize)>, limit: usize) -> Option<FoundKind> {
        // A feature found by its name and by its id is found once: by what comes first in its lines.
        let entry_of = |line: usize| self.lines.get(line).map(|line| line.entry);
        list.dedup_by(|later, earlier| {
            let is_same = entry_of(later.1) == entry_of(earlier.1);
            if is_same {
                *earlier = (*earlier).min(*later);
            }
            is_same
        });
        let n_found = list.len();
        if list.len() > limit && limit > 0 {
            list.select_nth_unstable(limit - 1);
            list.truncate(limit);
        }
        list.sort_unstable();
        let best: Vec<FoundFeature> = list.into_iter().take(limit).filter_map(|(_, line)| self.found(line)).collect();
        (n_found > 0).then_some(FoundKind { kind, n_found, best })
    }

    fn found(&self, line: usize) -> Option<FoundFeature> {
        let line = self.lines.get(line)?;
        let entry = self.entries.get(line.entry as usize)?;
        Some(FoundFeature {
            kind: entry.kind,
            number: entry.number,
            n_pieces: entry.n_pieces,
            bounds: entry.bounds,
            text: Arc::clone(&line.text),
            source: line.source,
        })
    }
}

/// How well a name fits: how it fits, then how short it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u8, usize);

impl Rank {
    /// `first` is where in `text` the word stands first.
    fn of(text: &str, whole: &str, word: &str, first: usize) -> Self {
        let begins_word = |at: usize| {
            text.get(..at).and_then(|before| before.chars().next_back()).is_none_or(|c| !c.is_alphanumeric())
        };
        // A single sign is looked for as one: much quicker, and it is what nearly every name holds.
        let mut signs = word.chars();
        let mut is_later_word = || match (signs.next(), signs.next()) {
            (Some(sign), None) => text.char_indices().any(|(at, c)| c == sign && begins_word(at)),
            _ => text.match_indices(word).skip(1).any(|(at, _)| begins_word(at)),
        };
        let fit = if text == whole {
            0
        } else if text.starts_with(whole) {
            1
        } else if begins_word(first) || is_later_word() {
            2
        } else {
            3
        };
        Self(fit, text.len())
    }
}

fn bounds_of(line: &[LonLat]) -> Option<BoundingBox> {
    BoundingBox::around(line.iter().copied())
}

/// A text as it is compared: small letters, accents and umlauts as plain letters, one line.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

fn fold_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            '\n' | '\r' | '\t' | '\u{a0}' | '\u{202f}' | '\u{3000}' => out.push(' '),
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            // Full-width letters and digits, as they are typed in Chinese and Japanese.
            '\u{ff01}'..='\u{ff5e}' => {
                let plain = u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c);
                out.push(plain.to_ascii_lowercase());
            }
            _ => out.extend(c.to_lowercase().map(nucleo_matcher::chars::normalize)),
        }
    }
}

#[cfg(test)]
#[path = "name_index_laws.rs"]
mod laws;
