//! One file from its bytes to the features it adds to the community.

use std::collections::BTreeMap;

use super::column_names::Tag;
use super::columns::Columns;
use super::file_layer::layer_as_it_stands;
use super::flatgeobuf::read_flatgeobuf;
use super::format::Format;
use super::geopackage::read_geopackage;
use super::guesses::{Guess, note_columns, note_guess};
use super::intake::{Drafts, Intake};
use super::notices::Notices;
use super::osm::read_osm;
use super::recognize::{BUILT_UP, Geometry, Grounds, LayerSigns, recognized};
use super::record::{Builder, Record};
use super::row::Row;
use super::shapefile::read_shapefile;
use super::sniff::{refuse_binary, refuse_other_text};
use super::split::{Split, split};
use super::system::{System, system_from};
use super::table::read_table;
use super::text::{Text, text_from_bytes, unpacked};
use super::{ImportError, ImportOptions};
use crate::community::{
    CommunityParts, FeatureKind, FeatureSource, FileLayer, FormatOddity, Layer, LayerMapping, Mapping, Oddity, Shape,
};
use crate::geometry::CoordinateSystem;
use crate::jobs::JobContext;

/// Cancellation is asked for every so many features.
pub(super) const CHECK_EVERY: usize = 256;

/// Stands between a file and one of its layers, in layer names.
pub(super) const LAYER_MARK: char = '#';

/// A file to be read.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Name without folder, as shown.
    pub(super) name: String,
    /// Path as it was opened.
    pub(super) path: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// The files that belong to it (the table of a shapefile …), by ending in lower case.
    pub(super) companions: Vec<(&'static str, Vec<u8>)>,
    /// Beside it lies a log with changes that are not in its bytes yet.
    pub(super) has_log: bool,
}

impl Source {
    /// All its bytes, companions too.
    pub(super) fn n_bytes(&self) -> u64 {
        let companions: usize = self.companions.iter().map(|(_, bytes)| bytes.len()).sum();
        (self.bytes.len() + companions) as u64
    }

    /// The companion with an ending.
    pub(super) fn companion(&self, ending: &str) -> Option<&[u8]> {
        self.companions.iter().find(|(known, _)| *known == ending).map(|(_, bytes)| bytes.as_slice())
    }
}

/// How far all files together are.
pub(super) struct Pace<'c> {
    pub(super) context: &'c JobContext,
    pub(super) done_bytes: u64,
    pub(super) total_bytes: u64,
}

impl Pace<'_> {
    /// Reports progress by kibibytes and asks whether to go on.
    pub(super) fn at(&self, bytes_in_file: u64) -> Result<(), ImportError> {
        let kib = |bytes: u64| usize::try_from(bytes >> 10).unwrap_or(usize::MAX);
        Ok(self.context.progress(kib(self.done_bytes + bytes_in_file), kib(self.total_bytes))?)
    }
}

/// What all layers of one file have in common, and where they go.
pub(super) struct Target<'p, 'm, 'c> {
    /// Name of the file, as shown.
    pub(super) file: String,
    /// Path as it was opened.
    pub(super) path: String,
    /// Fingerprint of the file.
    pub(super) sha256: String,
    /// Size of the file in bytes, for progress.
    pub(super) n_bytes: u64,
    pub(super) mapping: &'m Mapping,
    pub(super) pace: &'p Pace<'c>,
    pub(super) parts: &'p mut CommunityParts,
    /// Where layers go as they stand; then nothing is recognised.
    as_they_stand: Option<&'p mut Vec<FileLayer>>,
}

impl<'m> Target<'_, 'm, '_> {
    /// What the planner said of a layer: by the layer's own name, else by the file's.
    pub(super) fn mapping_of(&self, layer: &str) -> Option<&'m LayerMapping> {
        self.mapping.layers.get(layer).or_else(|| self.mapping.layers.get(&self.file))
    }

    /// Starts a layer. The planner's coordinates count before those the file declares.
    ///
    /// # Errors
    /// [`ImportError::BadSystem`].
    pub(super) fn begin<'t>(
        &self,
        layer: &str,
        declared: Option<CoordinateSystem>,
    ) -> Result<Intake<'t, 'm>, ImportError> {
        let mapping = self.mapping_of(layer);
        let chosen = mapping.and_then(|mapping| mapping.coordinates);
        let mut intake = Intake::new(layer, mapping, chosen.or(declared))?;
        if let Some(system) = chosen {
            intake.notices.add_format(FormatOddity::SystemChosen(system), None, None);
        } else if let Some(system @ (CoordinateSystem::Epsg(_) | CoordinateSystem::EpsgSwapped(_))) = declared {
            intake.notices.add_format(FormatOddity::SystemDeclared(system), None, None);
        }
        Ok(intake)
    }

    /// Recognises what came in and adds it to the community as a layer.
    ///
    /// # Errors
    /// [`ImportError`] where most features lie off the earth.
    pub(super) fn add(
        &mut self,
        intake: Intake<'_, 'm>,
        is_tagged: bool,
        credits: Vec<String>,
    ) -> Result<(), ImportError> {
        let name = intake.name.clone();
        let mapped = intake.mapping().and_then(|mapping| mapping.kind);
        let (drafts, mut columns, mut notices) = intake.finish()?;
        if let Some(layers) = self.as_they_stand.as_deref_mut() {
            layers.push(layer_as_it_stands(name, drafts, &columns, notices));
            return Ok(());
        }
        let signs = if is_tagged {
            LayerSigns::tagged(mapped)
        } else {
            let has_only_lines =
                drafts.list.iter().filter_map(|draft| draft.shape.as_ref()).all(|s| matches!(s, Shape::Lines(_)));
            LayerSigns::new(&name, mapped, has_only_lines)
        };
        let layer_index = u32::try_from(self.parts.layers.len()).unwrap_or(u32::MAX);
        let attribution = attribution(credits, &columns, drafts.has_osm_ids);
        let n_features = drafts.list.len();
        let kinds = recognize_all(drafts, signs, layer_index, &mut columns, &mut notices, self.parts);
        note_columns(&columns, &mut notices);
        self.parts.warnings.extend(notices.into_warnings());
        let (path, sha256) = (self.path.clone(), self.sha256.clone());
        let columns = columns.into_summaries();
        self.parts.layers.push(Layer { name, path, sha256, n_features, kinds, columns, attribution });
        Ok(())
    }
}

/// Reads one file into the community's parts.
///
/// # Errors
/// [`ImportError`] where the file as a whole cannot be used; single bad features are warnings.
pub(super) fn read_file(
    source: Source,
    options: &ImportOptions,
    pace: &Pace<'_>,
    parts: &mut CommunityParts,
) -> Result<(), ImportError> {
    read_into(source, options, pace, parts, None)
}

/// Reads the layers of one file as they stand.
///
/// # Errors
/// As [`read_file`].
pub(super) fn read_layers(
    source: Source,
    options: &ImportOptions,
    pace: &Pace<'_>,
) -> Result<Vec<FileLayer>, ImportError> {
    let mut layers = Vec::new();
    let mut parts = CommunityParts::default();
    read_into(source, options, pace, &mut parts, Some(&mut layers))?;
    Ok(layers)
}

fn read_into(
    mut source: Source,
    options: &ImportOptions,
    pace: &Pace<'_>,
    parts: &mut CommunityParts,
    as_they_stand: Option<&mut Vec<FileLayer>>,
) -> Result<(), ImportError> {
    pace.at(0)?;
    if source.bytes.is_empty() {
        return Err(ImportError::Empty { file: source.name });
    }
    let mut target = Target {
        file: source.name.clone(),
        path: source.path.clone(),
        sha256: super::fingerprint_with(&source.bytes, source.companions.iter().map(|(_, bytes)| bytes.as_slice())),
        n_bytes: source.n_bytes(),
        mapping: &options.mapping,
        pace,
        parts,
        as_they_stand,
    };
    let mut notes = Vec::new();
    let bytes = std::mem::take(&mut source.bytes);
    source.bytes = unpacked(&source.name, bytes, options.max_unpacked_bytes, &mut notes, pace.context)?;
    match Format::of(&source.name, &source.bytes) {
        Format::GeoJson => read_geojson(source.bytes, notes, &mut target),
        Format::OsmPbf => read_osm(&source.bytes, &mut target),
        Format::Table => read_table(&source.bytes, &mut target),
        Format::Shapefile => read_shapefile(&source, &mut target),
        Format::GeoPackage => read_geopackage(source.bytes, source.has_log, &mut target),
        Format::FlatGeobuf => read_flatgeobuf(&source.bytes, &mut target),
    }
}

fn read_geojson(bytes: Vec<u8>, notes: Vec<Oddity>, target: &mut Target<'_, '_, '_>) -> Result<(), ImportError> {
    let name = target.file.clone();
    refuse_binary(&name, &bytes)?;
    let Text { text, notes } = text_from_bytes(&name, bytes, notes)?;
    refuse_other_text(&name, &text)?;
    let n_bytes = target.n_bytes;
    target.pace.at(n_bytes / 4)?;
    let split = split(&name, &text, &|| target.pace.at(n_bytes / 4))?;
    let mut intake = target.begin(&name, None)?;
    for oddity in notes.iter().chain(&split.notes) {
        intake.notices.add(oddity.clone(), None, None);
    }
    if intake.mapping().is_none_or(|mapping| mapping.coordinates.is_none()) {
        check_system(&name, &split, &mut intake.notices)?;
    }
    let n = split.features.len();
    for (index, text) in split.features.iter().enumerate() {
        if index % CHECK_EVERY == 0 {
            target.pace.at(n_bytes / 4 + n_bytes / 2 * index as u64 / n as u64)?;
        }
        intake.add_text(text);
    }
    target.add(intake, false, credits_of(&split))
}

fn check_system(file: &str, split: &Split<'_>, notices: &mut Notices) -> Result<(), ImportError> {
    for (_, text) in split.members.iter().filter(|(name, _)| name == "crs") {
        match system_from(text) {
            System::Accepted(system) => notices.add(Oddity::OldSystem(system), None, None),
            System::Unsaid => notices.add(Oddity::NullSystem, None, None),
            System::Refused(system, code) => {
                return Err(ImportError::UnsupportedSystem { file: file.to_owned(), system, code });
            }
        }
    }
    Ok(())
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

/// The credits a `GeoJSON` file asks for.
fn credits_of(split: &Split<'_>) -> Vec<String> {
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
    credits
}

/// The credits a file asks for, and the one OpenStreetMap's tags and ids ask for.
fn attribution(mut credits: Vec<String>, columns: &Columns<'_>, has_osm_ids: bool) -> Option<String> {
    const OSM: &str = "© OpenStreetMap contributors";
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
