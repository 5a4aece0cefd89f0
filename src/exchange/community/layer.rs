//! One file from its bytes to the features it adds to the community.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::column_names::Tag;
use super::columns::Columns;
use super::feature_text::{Value, feature_from};
use super::gate::{Gated, OffEarth, gated};
use super::guesses::{Guess, note_columns, note_guess};
use super::notices::Notices;
use super::recognize::{BUILT_UP, Geometry, Grounds, LayerSigns, recognized};
use super::record::{Builder, Record};
use super::row::Row;
use super::sniff::{refuse_binary, refuse_other_text};
use super::split::{Split, split};
use super::system::{System, likely_system, system_from};
use super::text::{MAX_UNPACKED_BYTES, Text, text_from_bytes, unpacked};
use super::{ImportError, ImportOptions, fingerprint};
use crate::community::{CommunityParts, FeatureKind, FeatureSource, Layer, Oddity, Shape};
use crate::jobs::JobContext;

/// Cancellation is asked for every so many features.
const CHECK_EVERY: usize = 256;

/// A file to be read.
pub(super) struct Source {
    /// Name without folder, as shown.
    pub(super) name: String,
    /// Path as it was opened.
    pub(super) path: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// How far all files together are.
pub(super) struct Pace<'c> {
    pub(super) context: &'c JobContext,
    pub(super) done_bytes: u64,
    pub(super) total_bytes: u64,
}

impl Pace<'_> {
    /// Reports progress by kibibytes and asks whether to go on.
    fn at(&self, bytes_in_file: u64) -> Result<(), ImportError> {
        let kib = |bytes: u64| usize::try_from(bytes >> 10).unwrap_or(usize::MAX);
        Ok(self.context.progress(kib(self.done_bytes + bytes_in_file), kib(self.total_bytes))?)
    }
}

/// A feature read but not yet recognised.
struct Draft {
    feature: u32,
    source_id: Option<Arc<str>>,
    shape: Option<Shape>,
    properties: Range<usize>,
}

/// A file read but not yet recognised.
struct Drafts<'t> {
    list: Vec<Draft>,
    properties: Vec<(usize, Value<'t>)>,
    has_osm_ids: bool,
}

/// Reads one file into the community's parts.
///
/// # Errors
/// [`ImportError`] where the file as a whole cannot be used; single bad features are warnings.
pub(super) fn read_layer(
    source: Source,
    options: &ImportOptions,
    pace: &Pace<'_>,
    parts: &mut CommunityParts,
) -> Result<(), ImportError> {
    let Source { name, path, bytes } = source;
    let n_bytes = bytes.len() as u64;
    let sha256 = fingerprint(&bytes);
    pace.at(0)?;
    let mut notes = Vec::new();
    if bytes.is_empty() {
        return Err(ImportError::Empty { file: name });
    }
    let bytes = unpacked(&name, bytes, MAX_UNPACKED_BYTES, &mut notes, pace.context)?;
    refuse_binary(&name, &bytes)?;
    let Text { text, notes } = text_from_bytes(&name, bytes, notes)?;
    refuse_other_text(&name, &text)?;
    pace.at(n_bytes / 4)?;
    let mut notices = Notices::new(&name);
    let split = split(&name, &text)?;
    for oddity in notes.iter().chain(&split.notes) {
        notices.add(oddity.clone(), None, None);
    }
    check_system(&name, &split, &mut notices)?;
    let mapping = options.mapping.layers.get(&name);
    let mut columns = Columns::new(mapping);
    let drafts = read_features(&name, &split, &mut columns, &mut notices, pace, n_bytes)?;
    let has_only_lines =
        drafts.list.iter().filter_map(|draft| draft.shape.as_ref()).all(|s| matches!(s, Shape::Lines(_)));
    let signs = LayerSigns::new(&name, mapping.and_then(|mapping| mapping.kind), has_only_lines);
    let layer_index = u32::try_from(parts.layers.len()).unwrap_or(u32::MAX);
    let attribution = attribution(&split, &columns, drafts.has_osm_ids);
    let n_features = drafts.list.len();
    let kinds = recognize_all(drafts, signs, layer_index, &mut columns, &mut notices, parts);
    note_columns(&columns, &mut notices);
    parts.warnings.extend(notices.into_warnings());
    parts.layers.push(Layer { name, path, sha256, n_features, kinds, columns: columns.into_summaries(), attribution });
    Ok(())
}

fn check_system(file: &str, split: &Split<'_>, notices: &mut Notices) -> Result<(), ImportError> {
    for (_, text) in split.members.iter().filter(|(name, _)| name == "crs") {
        match system_from(text) {
            System::Accepted(system) => notices.add(Oddity::OldSystem(system), None, None),
            System::Unsaid => notices.add(Oddity::NullSystem, None, None),
            System::Refused(system) => return Err(ImportError::UnsupportedSystem { file: file.to_owned(), system }),
        }
    }
    Ok(())
}

/// Counts of positions that cannot be degrees, to tell a bad feature from a bad file.
#[derive(Default)]
struct OffEarthCounts {
    n_placed: usize,
    swapped: Option<(u32, [f64; 2])>,
    n_swapped: usize,
    projected: Option<(u32, [f64; 2])>,
    n_projected: usize,
}

impl OffEarthCounts {
    fn add(&mut self, feature: u32, gated: &Gated) {
        match gated.off_earth {
            None => self.n_placed += usize::from(gated.shape.is_some()),
            Some(OffEarth::Swapped(position)) => {
                self.n_swapped += 1;
                self.swapped.get_or_insert((feature, position));
            }
            Some(OffEarth::Projected(position)) => {
                self.n_projected += 1;
                self.projected.get_or_insert((feature, position));
            }
            Some(OffEarth::Other(_)) => {}
        }
    }

    /// Refuses the file where most features lie off the earth in one way.
    fn check(&self, file: &str) -> Result<(), ImportError> {
        if let Some((feature, [x, y])) = self.projected.filter(|_| self.n_projected > self.n_placed) {
            let likely = likely_system(x, y);
            return Err(ImportError::ProjectedCoordinates { file: file.to_owned(), feature, x, y, likely });
        }
        if let Some((feature, [x, y])) = self.swapped.filter(|_| self.n_swapped > self.n_placed) {
            return Err(ImportError::SwappedAxes { file: file.to_owned(), feature, x, y });
        }
        Ok(())
    }
}

fn read_features<'t>(
    file: &str,
    split: &Split<'t>,
    columns: &mut Columns<'_>,
    notices: &mut Notices,
    pace: &Pace<'_>,
    n_bytes: u64,
) -> Result<Drafts<'t>, ImportError> {
    let n = split.features.len();
    let mut drafts = Drafts { list: Vec::with_capacity(n), properties: Vec::new(), has_osm_ids: false };
    let mut counts = OffEarthCounts::default();
    let mut is_extra_said = false;
    let mut found = Vec::new();
    for (index, text) in split.features.iter().enumerate() {
        if index % CHECK_EVERY == 0 {
            pace.at(n_bytes / 4 + n_bytes / 2 * index as u64 / n as u64)?;
        }
        let feature = u32::try_from(index).unwrap_or(u32::MAX);
        found.clear();
        let read = feature_from(text, &mut found).and_then(|read| match &read.geometry {
            Some(geometry) => gated(geometry).map(|gated| (read.id, Some(gated))),
            None => Ok((read.id, None)),
        });
        let (id, geometry) = match read {
            Ok(read) => read,
            Err(why) => {
                notices.add(Oddity::UnreadableFeature(why), Some(feature), None);
                found.clear();
                (None, Some(Gated::default()))
            }
        };
        let geometry = geometry.unwrap_or_else(|| {
            notices.add(Oddity::NullGeometry, Some(feature), None);
            Gated::default()
        });
        counts.add(feature, &geometry);
        if geometry.has_extra_numbers && !is_extra_said {
            is_extra_said = true;
            notices.add(Oddity::ExtraCoordinates, Some(feature), None);
        }
        for odd in geometry.oddities {
            notices.add(odd.oddity, Some(feature), odd.place);
        }
        let start = drafts.properties.len();
        columns.begin_row();
        drafts.properties.extend(found.drain(..).map(|(name, value)| (columns.note(&name, &value), value)));
        let properties = start..drafts.properties.len();
        let source_id = id.map(id_from).or_else(|| {
            let own = drafts.properties.get(properties.clone()).unwrap_or_default();
            own.iter().find_map(|(column, value)| {
                let column = columns.get(*column)?;
                matches!(column.name.as_ref(), "id" | "@id" | "osm_id" | "osmid" | "fid" | "OBJECTID")
                    .then(|| value.words().map(|words| Arc::from(words.as_ref())))
                    .flatten()
            })
        });
        drafts.has_osm_ids |= source_id.as_deref().is_some_and(is_osm_id);
        drafts.list.push(Draft { feature, source_id, shape: geometry.shape, properties });
    }
    counts.check(file)?;
    Ok(drafts)
}

/// The id as text: digits stay as they stand.
fn id_from(text: &str) -> Arc<str> {
    match serde_json::from_str::<Cow<'_, str>>(text) {
        Ok(words) => Arc::from(words.as_ref()),
        Err(_) => Arc::from(super::split::shortened(text)),
    }
}

fn is_osm_id(id: &str) -> bool {
    ["way/", "node/", "relation/"].iter().any(|kind| id.starts_with(kind))
}

fn recognize_all(
    drafts: Drafts<'_>,
    signs: LayerSigns,
    layer: u32,
    columns: &mut Columns<'_>,
    notices: &mut Notices,
    parts: &mut CommunityParts,
) -> BTreeMap<FeatureKind, usize> {
    let mut kinds = BTreeMap::new();
    let mut guesses: BTreeMap<(FeatureKind, Grounds), Guess> = BTreeMap::new();
    let mut n_built_up = 0;
    for draft in drafts.list {
        let own = drafts.properties.get(draft.properties).unwrap_or_default();
        let row = Row::new(own, columns);
        let place = draft.shape.as_ref().and_then(Shape::center);
        let source = FeatureSource { layer, feature: draft.feature };
        let record = Record { source, source_id: draft.source_id, row, place };
        let mut builder = Builder { parts, columns, notices };
        let kind = match draft.shape {
            None => builder.add_other(&record, None),
            Some(shape) => {
                let geometry = match shape {
                    Shape::Point(_) => Geometry::Point,
                    Shape::Lines(_) => Geometry::Lines,
                    Shape::Area(_) => Geometry::Area,
                };
                let (kind, grounds) = recognized(&record.row, geometry, signs);
                let guess = guesses.entry((kind, grounds)).or_insert(Guess { n: 0, feature: draft.feature, place });
                guess.n += 1;
                let counted = builder.add(&record, kind, shape);
                let is_guessed_land = kind == FeatureKind::OpenSpace && grounds == Grounds::FileName;
                let usage = parts.open_spaces.last().and_then(|space| space.usage.as_deref());
                n_built_up += usize::from(is_guessed_land && usage.is_some_and(|usage| BUILT_UP.contains(&usage)));
                counted
            }
        };
        *kinds.entry(kind).or_insert(0) += 1;
    }
    for ((kind, grounds), guess) in guesses {
        note_guess(kind, grounds, &guess, columns, notices);
    }
    if n_built_up > 0 {
        notices.add(Oddity::BuiltUpOpenSpaces(n_built_up), None, None);
    }
    kinds
}

/// The credit a file asks for, and the one OpenStreetMap's tags and ids ask for.
fn attribution(split: &Split<'_>, columns: &Columns<'_>, has_osm_ids: bool) -> Option<String> {
    const OSM: &str = "© OpenStreetMap contributors";
    let mut credits: Vec<String> = Vec::new();
    for name in ["attribution", "copyright", "source", "license", "licence"] {
        for (_, text) in split.members.iter().filter(|(member, _)| member.eq_ignore_ascii_case(name)) {
            if let Ok(words) = serde_json::from_str::<String>(text)
                && !words.trim().is_empty()
                && !credits.contains(&words)
            {
                credits.push(words);
            }
        }
    }
    let is_osm = has_osm_ids
        || columns.has_tag(Tag::OsmId)
        || columns.has_any(&[
            "highway",
            "building",
            "waterway",
            "amenity",
            "building:levels",
            "addr:housenumber",
            "osm_type",
        ]);
    if is_osm && !credits.iter().any(|credit| credit.contains("OpenStreetMap")) {
        credits.push(OSM.to_owned());
    }
    (!credits.is_empty()).then(|| credits.join("; "))
}
