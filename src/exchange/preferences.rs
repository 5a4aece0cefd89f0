//! What the program remembers of its user between two starts: small, and never in the way of a start.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::atomic::{SaveError, write_atomically};
use crate::community::{Fact, FeatureKind, KnownMapping, LayerMapping};

/// How many recent files are remembered.
pub const MAX_RECENT: usize = 10;
/// How many mappings of columns are remembered.
pub const MAX_MAPPINGS: usize = 20;
/// How many looks of communities are remembered.
pub const MAX_LOOKS: usize = 30;
/// A file with more columns is not remembered: its mapping stays in the plan.
const MAX_COLUMNS: usize = 200;
/// Name of the file in the preferences folder.
const FILE_NAME: &str = "preferences.toml";

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThemePreference {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl ThemePreference {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// What draws the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RendererPreference {
    /// The first that works.
    #[default]
    Automatic,
    /// OpenGL.
    OpenGl,
    /// DirectX, Metal or Vulkan.
    Wgpu,
}

impl RendererPreference {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::OpenGl, Self::Wgpu];

    /// The word in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::OpenGl => "opengl",
            Self::Wgpu => "wgpu",
        }
    }

    /// The choice a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|renderer| renderer.name() == name)
    }
}

/// A view of the map kept under a name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// Longitude of the place in the middle, degrees.
    pub lon: f64,
    /// Latitude of the place in the middle, degrees.
    pub lat: f64,
    /// Metres on the ground per point of the screen.
    pub metres_per_point: f64,
}

/// How the layers of a community look, in words; what is usual is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedLook {
    /// Layers from the top down; empty for the usual order.
    pub order: Vec<String>,
    /// Strength in percent by layer.
    pub strength: BTreeMap<String, u8>,
    /// Coloring by layer: fact, method and number of classes.
    pub colorings: BTreeMap<String, String>,
    /// Whose names stand on the map.
    pub names: Vec<String>,
    /// Layers that are hidden.
    pub hidden: Vec<String>,
}

/// The basemap as the planner chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasemapPreference {
    /// The tile archive.
    pub path: PathBuf,
    /// How strong it is drawn, 10..=100 percent.
    pub opacity: u8,
    /// Is it shown?
    pub is_visible: bool,
}

impl BasemapPreference {
    /// The weakest and the strongest opacity in percent.
    pub const OPACITY_RANGE: (u8, u8) = (10, 100);

    /// An archive as it is shown at first: visible, at full strength.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path, opacity: 100, is_visible: true }
    }

    fn from_table(table: &toml::Table) -> Option<Self> {
        let entry = table.get("basemap")?;
        let path = entry.get("path").and_then(toml::Value::as_str).filter(|path| !path.is_empty())?;
        let (least, most) = Self::OPACITY_RANGE;
        let opacity = entry.get("opacity").and_then(toml::Value::as_integer).and_then(|n| u8::try_from(n).ok());
        let is_visible = entry.get("visible").and_then(toml::Value::as_bool).unwrap_or(true);
        Some(Self { path: path.into(), opacity: opacity.unwrap_or(most).clamp(least, most), is_visible })
    }

    /// The entry of the file; `None` where the path is no Unicode text.
    fn to_value(&self) -> Option<toml::Value> {
        let mut entry = toml::Table::new();
        entry.insert("path".to_owned(), self.path.to_str()?.into());
        entry.insert("opacity".to_owned(), i64::from(self.opacity).into());
        entry.insert("visible".to_owned(), self.is_visible.into());
        Some(entry.into())
    }
}

/// The preferences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preferences {
    /// Language tag (`en`, `zh-CN`); `None` as the system speaks.
    pub language: Option<String>,
    /// Light or dark.
    pub theme: ThemePreference,
    /// What draws the window.
    pub renderer: RendererPreference,
    /// Files opened last, newest first, each once, at most [`MAX_RECENT`].
    pub recent: Vec<PathBuf>,
    /// Kept views by the path of their plan, in the order they were kept; views without a path are not saved.
    pub views: BTreeMap<String, Vec<SavedView>>,
    /// Mappings of columns made last, newest first, each set of columns once, at most [`MAX_MAPPINGS`].
    pub mappings: Vec<KnownMapping>,
    /// Looks by what their communities are remembered by, newest first, each once, at most [`MAX_LOOKS`].
    pub looks: Vec<(String, SavedLook)>,
    /// What lies below the map.
    pub basemap: Option<BasemapPreference>,
}

impl Preferences {
    /// Puts a file first among the recent ones.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MAX_RECENT);
    }

    /// The remembered look of a community.
    #[must_use]
    pub fn look(&self, community: &str) -> Option<&SavedLook> {
        self.looks.iter().find(|(known, _)| known == community).map(|(_, look)| look)
    }

    /// Remembers the look of a community, or (`None`) that it is the usual one; false where that is known.
    pub fn remember_look(&mut self, community: &str, look: Option<SavedLook>) -> bool {
        if self.look(community) == look.as_ref() {
            return false;
        }
        self.looks.retain(|(known, _)| known != community);
        if let Some(look) = look {
            self.looks.insert(0, (community.to_owned(), look));
            self.looks.truncate(MAX_LOOKS);
        }
        true
    }

    /// Remembers how a file with these columns is mapped; an empty mapping is forgotten.
    pub fn remember_mapping(&mut self, known: KnownMapping) {
        self.mappings.retain(|old| old.columns != known.columns);
        if !known.mapping.is_empty() && known.columns.len() <= MAX_COLUMNS {
            self.mappings.insert(0, known);
            self.mappings.truncate(MAX_MAPPINGS);
        }
    }
}

/// What was wrong with the preferences. `Display` says it in English.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PreferenceNote {
    /// The file could not be read.
    #[error("the preferences could not be read ({reason}); defaults are used: {path}")]
    Unreadable {
        /// The kind of failure.
        kind: io::ErrorKind,
        /// The system's own words.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// The file is no TOML.
    #[error("the preferences are damaged ({reason}); defaults are used: {path}")]
    Damaged {
        /// The reader's own words.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// A preference is no text.
    #[error("the preference `{0}` is no text; its default is used")]
    NotAText(&'static str),
    /// A preference has no such choice.
    #[error("the preference `{0}` has no choice {1}")]
    UnknownChoice(&'static str, String),
}

/// Preferences as they were found, and what was wrong with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadPreferences {
    /// The preferences; defaults for what could not be read.
    pub preferences: Preferences,
    /// Each thing that was wrong, for the log and a quiet notice.
    pub notes: Vec<PreferenceNote>,
}

/// The preferences in a folder. Never fails: what cannot be read has its default, and a note says so.
#[must_use]
pub fn read_preferences(folder: &Path) -> ReadPreferences {
    let path = folder.join(FILE_NAME);
    let defaults = |note| ReadPreferences { notes: vec![note], ..ReadPreferences::default() };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return ReadPreferences::default(),
        Err(error) => {
            return defaults(PreferenceNote::Unreadable { kind: error.kind(), reason: error.to_string(), path });
        }
    };
    match text.parse::<toml::Table>() {
        Ok(table) => from_table(&table),
        Err(error) => defaults(PreferenceNote::Damaged { reason: error.message().to_owned(), path }),
    }
}

fn from_table(table: &toml::Table) -> ReadPreferences {
    let mut notes = Vec::new();
    let mut string = |name: &'static str| match table.get(name) {
        None => None,
        Some(toml::Value::String(text)) => Some(text.clone()),
        Some(_) => {
            notes.push(PreferenceNote::NotAText(name));
            None
        }
    };
    let language = string("language");
    let theme = string("theme");
    let renderer = string("renderer");
    let mut unknown = |name: &'static str, word: &str| notes.push(PreferenceNote::UnknownChoice(name, word.to_owned()));
    let theme = theme.map_or_else(ThemePreference::default, |word| {
        ThemePreference::from_name(&word).unwrap_or_else(|| {
            unknown("theme", &word);
            ThemePreference::default()
        })
    });
    let renderer = renderer.map_or_else(RendererPreference::default, |word| {
        RendererPreference::from_name(&word).unwrap_or_else(|| {
            unknown("renderer", &word);
            RendererPreference::default()
        })
    });
    let paths = table.get("recent").and_then(toml::Value::as_array).into_iter().flatten();
    let mut recent: Vec<PathBuf> = Vec::new();
    for path in paths.filter_map(toml::Value::as_str).map(PathBuf::from) {
        if recent.len() < MAX_RECENT && !recent.contains(&path) {
            recent.push(path);
        }
    }
    let (views, mappings, looks) = (views_of(table), mappings_from(table), looks_from(table));
    let basemap = BasemapPreference::from_table(table);
    let preferences = Preferences { language, theme, renderer, recent, views, mappings, looks, basemap };
    ReadPreferences { preferences, notes }
}

/// The kept views; what is no view of a place on the earth is left out.
fn views_of(table: &toml::Table) -> BTreeMap<String, Vec<SavedView>> {
    let mut views: BTreeMap<String, Vec<SavedView>> = BTreeMap::new();
    for entry in table.get("views").and_then(toml::Value::as_array).into_iter().flatten() {
        let text = |name: &str| entry.get(name).and_then(toml::Value::as_str).filter(|text| !text.is_empty());
        let number = |name: &str| {
            let value = entry.get(name)?;
            #[expect(clippy::cast_precision_loss, reason = "degrees and metres per point are small")]
            let whole = value.as_integer().map(|n| n as f64);
            value.as_float().or(whole).filter(|n| n.is_finite())
        };
        let view = || {
            let (lon, lat, metres_per_point) = (number("lon")?, number("lat")?, number("metres_per_point")?);
            let is_usable = lon.abs() <= 180.0 && lat.abs() <= 90.0 && metres_per_point > 0.0;
            is_usable.then_some(SavedView { name: text("name")?.to_owned(), lon, lat, metres_per_point })
        };
        if let (Some(plan), Some(view)) = (text("plan"), view()) {
            views.entry(plan.to_owned()).or_default().push(view);
        }
    }
    views
}

fn views_to(views: &BTreeMap<String, Vec<SavedView>>) -> Vec<toml::Value> {
    let entry = |plan: &str, view: &SavedView| {
        let mut table = toml::Table::new();
        table.insert("plan".to_owned(), plan.into());
        table.insert("name".to_owned(), view.name.as_str().into());
        table.insert("lon".to_owned(), view.lon.into());
        table.insert("lat".to_owned(), view.lat.into());
        table.insert("metres_per_point".to_owned(), view.metres_per_point.into());
        toml::Value::Table(table)
    };
    let named = views.iter().filter(|(plan, _)| !plan.is_empty());
    named.flat_map(|(plan, views)| views.iter().map(|view| entry(plan, view))).collect()
}

/// The remembered looks; what is not understood is left out.
fn looks_from(table: &toml::Table) -> Vec<(String, SavedLook)> {
    let entries = table.get("look").and_then(toml::Value::as_array).into_iter().flatten();
    let look = |entry: &toml::Value| {
        let list = |name: &str| -> Vec<String> {
            let words = entry.get(name).and_then(toml::Value::as_array).into_iter().flatten();
            words.filter_map(toml::Value::as_str).map(str::to_owned).collect()
        };
        let members = |name: &str| entry.get(name).and_then(toml::Value::as_table).into_iter().flatten();
        let percent = |value: &toml::Value| u8::try_from(value.as_integer()?).ok().filter(|&percent| percent <= 100);
        let look = SavedLook {
            order: list("order"),
            strength: members("strength").filter_map(|(layer, n)| Some((layer.clone(), percent(n)?))).collect(),
            colorings: members("coloring")
                .filter_map(|(layer, by)| Some((layer.clone(), by.as_str()?.to_owned())))
                .collect(),
            names: list("names"),
            hidden: list("hidden"),
        };
        Some((entry.get("community")?.as_str()?.to_owned(), look))
    };
    let mut preferences = Preferences::default();
    let looks: Vec<(String, SavedLook)> = entries.filter_map(look).collect();
    for (community, look) in looks.into_iter().rev() {
        preferences.remember_look(&community, Some(look));
    }
    preferences.looks
}

fn look_value(community: &str, look: &SavedLook) -> toml::Value {
    let mut entry = toml::Table::new();
    entry.insert("community".to_owned(), community.into());
    entry.insert("order".to_owned(), look.order.clone().into());
    let strength: toml::Table = look.strength.iter().map(|(layer, &n)| (layer.clone(), i64::from(n).into())).collect();
    entry.insert("strength".to_owned(), strength.into());
    let colorings: toml::Table = look.colorings.iter().map(|(layer, by)| (layer.clone(), by.as_str().into())).collect();
    entry.insert("coloring".to_owned(), colorings.into());
    entry.insert("names".to_owned(), look.names.clone().into());
    entry.insert("hidden".to_owned(), look.hidden.clone().into());
    entry.into()
}

/// The remembered mappings; entries that are not understood are left out.
fn mappings_from(table: &toml::Table) -> Vec<KnownMapping> {
    let entries = table.get("mapping").and_then(toml::Value::as_array).into_iter().flatten();
    let mut preferences = Preferences::default();
    let known: Vec<KnownMapping> = entries.filter_map(mapping_from).collect();
    // The newest stands first in the file.
    for known in known.into_iter().rev() {
        preferences.remember_mapping(known);
    }
    preferences.mappings
}

fn mapping_from(entry: &toml::Value) -> Option<KnownMapping> {
    let names = entry.get("columns")?.as_array()?;
    let columns: Option<Vec<String>> = names.iter().map(|name| name.as_str().map(str::to_owned)).collect();
    let kind = entry.get("kind").and_then(toml::Value::as_str).and_then(FeatureKind::from_name);
    let gives = entry.get("gives").and_then(toml::Value::as_table).into_iter().flatten();
    let gives = gives.filter_map(|(fact, name)| Some((Fact::from_name(fact)?, name.as_str()?.to_owned())));
    Some(KnownMapping {
        columns: columns?,
        mapping: LayerMapping { kind, columns: gives.collect(), ..LayerMapping::default() },
    })
}

fn mapping_value(known: &KnownMapping) -> toml::Value {
    let mut entry = toml::Table::new();
    entry.insert("columns".to_owned(), known.columns.clone().into());
    if let Some(kind) = known.mapping.kind {
        entry.insert("kind".to_owned(), kind.name().into());
    }
    let gives = known.mapping.columns.iter();
    let gives: toml::Table = gives.map(|(fact, name)| (fact.name().to_owned(), name.as_str().into())).collect();
    entry.insert("gives".to_owned(), gives.into());
    entry.into()
}

/// Saves the preferences in a folder, whole or not at all; makes the folder where it is missing.
///
/// Recent files whose path is no Unicode text are left out.
///
/// # Errors
/// [`SaveError`]; nothing is lost but the preferences.
pub fn save_preferences(folder: &Path, preferences: &Preferences) -> Result<(), SaveError> {
    fs::create_dir_all(folder).map_err(|source| SaveError::Look { path: folder.to_owned(), source })?;
    let mut table = toml::Table::new();
    if let Some(language) = &preferences.language {
        table.insert("language".to_owned(), language.as_str().into());
    }
    table.insert("theme".to_owned(), preferences.theme.name().into());
    table.insert("renderer".to_owned(), preferences.renderer.name().into());
    let recent: Vec<toml::Value> =
        preferences.recent.iter().take(MAX_RECENT).filter_map(|path| path.to_str()).map(toml::Value::from).collect();
    table.insert("recent".to_owned(), recent.into());
    let views = views_to(&preferences.views);
    if !views.is_empty() {
        table.insert("views".to_owned(), views.into());
    }
    let mappings: Vec<toml::Value> = preferences.mappings.iter().map(mapping_value).collect();
    table.insert("mapping".to_owned(), mappings.into());
    let looks: Vec<toml::Value> = preferences.looks.iter().map(|(known, look)| look_value(known, look)).collect();
    table.insert("look".to_owned(), looks.into());
    if let Some(entry) = preferences.basemap.as_ref().and_then(BasemapPreference::to_value) {
        table.insert("basemap".to_owned(), entry);
    }
    let text = format!("# Preferences of Muster. A damaged file is replaced by defaults.\n{table}");
    write_atomically(&folder.join(FILE_NAME), text.as_bytes()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn preferences() -> impl Strategy<Value = Preferences> {
        let recent = prop::collection::btree_set("\\PC{1,12}", 0..=MAX_RECENT);
        let view = ("\\PC{1,8}", -180.0..=180.0_f64, -90.0..=90.0_f64, 0.01..2000.0_f64);
        let view = view.prop_map(|(name, lon, lat, metres_per_point)| SavedView { name, lon, lat, metres_per_point });
        let views = prop::collection::btree_map("\\PC{1,12}", prop::collection::vec(view, 1..4), 0..4);
        let gives = prop::collection::btree_map(prop::sample::select(Fact::ALL.to_vec()), "\\PC{0,6}", 1..4);
        let kind = prop::option::of(prop::sample::select(FeatureKind::ALL.to_vec()));
        let mappings = prop::collection::btree_map(prop::collection::vec("\\PC{0,6}", 0..4), (kind, gives), 0..4);
        let choices = (0usize..3, 0usize..3);
        let words = || prop::collection::vec("[a-z_]{1,8}", 0..4);
        let strength = prop::collection::btree_map("[a-z_]{1,8}", 0_u8..=100, 0..3);
        let colorings = prop::collection::btree_map("[a-z_]{1,8}", "\\PC{0,8}", 0..3);
        let look =
            (words(), strength, colorings, words(), words()).prop_map(|(order, strength, colorings, names, hidden)| {
                SavedLook { order, strength, colorings, names, hidden }
            });
        let looks = prop::collection::btree_map("\\PC{1,12}", look, 0..4);
        let basemap = ("\\PC{1,12}", 10u8..=100, any::<bool>())
            .prop_map(|(path, opacity, is_visible)| BasemapPreference { path: path.into(), opacity, is_visible });
        let basemap = prop::option::of(basemap);
        (prop::option::of("\\PC{0,8}"), choices, recent, views, mappings, looks, basemap).prop_map(
            |(language, (theme, renderer), recent, views, mappings, looks, basemap)| {
                let known = |(columns, (kind, gives))| KnownMapping {
                    columns,
                    mapping: LayerMapping { kind, columns: gives, ..LayerMapping::default() },
                };
                Preferences {
                    language,
                    theme: ThemePreference::ALL[theme],
                    renderer: RendererPreference::ALL[renderer],
                    recent: recent.into_iter().map(PathBuf::from).collect(),
                    views,
                    mappings: mappings.into_iter().map(known).collect(),
                    looks: looks.into_iter().collect(),
                    basemap,
                }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn preferences_come_back(preferences in preferences()) {
            let folder = tempfile::tempdir().unwrap();
            let inside = folder.path().join("not/there/yet");
            save_preferences(&inside, &preferences).unwrap();
            let read = read_preferences(&inside);
            prop_assert_eq!(read.preferences, preferences);
            prop_assert!(read.notes.is_empty());
        }
    }

    #[test]
    fn a_damaged_file_gives_defaults_and_a_note() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_preferences(folder.path()), ReadPreferences::default());
        for (bytes, n_notes) in [
            (&b"theme = "[..], 1),
            (b"\xFF\xFE", 1),
            (b"theme = 7\nrenderer = \"magic\"\nlanguage = \"en\"", 2),
            (b"recent = \"one\"", 0),
        ] {
            fs::write(folder.path().join(FILE_NAME), bytes).unwrap();
            let read = read_preferences(folder.path());
            assert_eq!(read.notes.len(), n_notes, "{:?}", read.notes);
            assert_eq!(read.preferences.theme, ThemePreference::System);
        }
        fs::remove_file(folder.path().join(FILE_NAME)).unwrap();
        fs::create_dir(folder.path().join(FILE_NAME)).unwrap();
        assert_eq!(read_preferences(folder.path()).notes.len(), 1);
    }

    #[test]
    fn a_damaged_view_is_left_out_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[[views]]\nplan = \"a\"\nname = \"Rhine\"\nlon = 9\nlat = 47.5\nmetres_per_point = 2\n\
            [[views]]\nplan = \"a\"\nname = \"\"\nlon = 9\nlat = 47\nmetres_per_point = 2\n\
            [[views]]\nplan = \"a\"\nname = \"x\"\nlon = nan\nlat = 47\nmetres_per_point = 2\n\
            [[views]]\nplan = \"a\"\nname = \"x\"\nlon = 9\nlat = 97\nmetres_per_point = 2\n\
            [[views]]\nname = \"x\"\nlon = 9\nlat = 47\nmetres_per_point = 2\n";
        fs::write(folder.path().join(FILE_NAME), text).unwrap();
        let read = read_preferences(folder.path()).preferences;
        let view = SavedView { name: "Rhine".to_owned(), lon: 9.0, lat: 47.5, metres_per_point: 2.0 };
        assert_eq!(read.views, BTreeMap::from([("a".to_owned(), vec![view.clone()])]));
        let unsaved = BTreeMap::from([(String::new(), vec![view])]);
        save_preferences(folder.path(), &Preferences { views: unsaved, ..Preferences::default() }).unwrap();
        assert!(!fs::read_to_string(folder.path().join(FILE_NAME)).unwrap().contains("views"));
    }

    #[test]
    fn the_newest_file_stands_first_and_the_list_is_short() {
        let mut preferences = Preferences::default();
        for n in (0..14).chain([9]) {
            preferences.remember(Path::new(&format!("plan{n}")));
        }
        assert_eq!(preferences.recent.len(), MAX_RECENT);
        assert_eq!(preferences.recent[..2], [PathBuf::from("plan9"), PathBuf::from("plan13")]);
    }
}
