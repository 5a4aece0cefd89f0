//! What the application takes from outside: threads, file dialogs, the time, the folders of its user.
//!
//! Tests hand in their own, so that no native dialog can hang them and nothing outside the test is touched.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clock::{Clock, SystemClock};
use crate::exchange::plan_lock::Holder;
use crate::exchange::recovery::CrashNotes;
use crate::jobs::{Spawner, ThreadSpawner};

/// Lets the planner pick files.
pub trait FilePicker {
    /// Files to open; empty when nothing was picked.
    fn open_files(&mut self, title: &str) -> Vec<PathBuf>;
    /// A tile archive for the basemap; `None` when nothing was picked.
    fn open_basemap(&mut self, title: &str) -> Option<PathBuf>;
    /// Where to write; `None` when nothing was picked.
    fn save_file(&mut self, title: &str, suggested: &Path) -> Option<PathBuf>;
}

/// Endings of all files that can be opened.
const OPENED: [&str; 13] =
    ["geojson", "json", "geojsonl", "ndjson", "gz", "pbf", "shp", "gpkg", "fgb", "csv", "tsv", "tab", "txt"];

/// The dialogs of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemPicker;

impl FilePicker for SystemPicker {
    fn open_files(&mut self, title: &str) -> Vec<PathBuf> {
        rfd::FileDialog::new()
            .set_title(title)
            .add_filter("*.geojson, *.osm.pbf, *.shp, *.gpkg, *.fgb, *.csv …", &OPENED)
            .add_filter("GeoJSON", &["geojson", "json", "geojsonl", "ndjson", "gz"])
            .add_filter("OpenStreetMap", &["pbf"])
            .add_filter("Shapefile", &["shp"])
            .add_filter("GeoPackage", &["gpkg"])
            .add_filter("FlatGeobuf", &["fgb"])
            .add_filter("CSV", &["csv", "tsv", "tab", "txt"])
            .add_filter("*", &["*"])
            .pick_files()
            .unwrap_or_default()
    }

    fn open_basemap(&mut self, title: &str) -> Option<PathBuf> {
        let dialog = rfd::FileDialog::new().set_title(title);
        dialog.add_filter("MBTiles, PMTiles", &["mbtiles", "pmtiles"]).add_filter("*", &["*"]).pick_file()
    }

    fn save_file(&mut self, title: &str, suggested: &Path) -> Option<PathBuf> {
        let name = suggested.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut dialog = rfd::FileDialog::new().set_title(title).set_file_name(name);
        if let Some(folder) = suggested.parent().filter(|folder| folder.is_absolute()) {
            dialog = dialog.set_directory(folder);
        }
        dialog.save_file()
    }
}

/// Never picks anything: for tests and for systems without dialogs.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPicker;

impl FilePicker for NoPicker {
    fn open_files(&mut self, _title: &str) -> Vec<PathBuf> {
        Vec::new()
    }

    fn open_basemap(&mut self, _title: &str) -> Option<PathBuf> {
        None
    }

    fn save_file(&mut self, _title: &str, _suggested: &Path) -> Option<PathBuf> {
        None
    }
}

/// Everything from outside.
pub struct Dependencies {
    /// Where background work runs.
    pub spawner: Box<dyn Spawner>,
    /// File dialogs.
    pub picker: Box<dyn FilePicker>,
    /// The folder of the preferences; `None` keeps nothing.
    pub preferences_folder: Option<PathBuf>,
    /// The language the system speaks, as a tag such as `zh-CN`.
    pub system_language: Option<String>,
    /// What time it is.
    pub clock: Box<dyn Clock>,
    /// The folder for unsaved work; `None` backs nothing up.
    pub recovery_folder: Option<PathBuf>,
    /// Who sits here, for the note beside an open plan; `None` leaves none.
    pub holder: Option<Holder>,
    /// What a report would say if the program failed now; the hook of the program holds it too.
    pub crash_notes: Arc<CrashNotes>,
}

impl Dependencies {
    /// Nothing from outside but the work's place: no dialogs, no folders, a clock that stands still. For tests.
    #[must_use]
    pub fn isolated(spawner: Box<dyn Spawner>) -> Self {
        Self {
            spawner,
            picker: Box::new(NoPicker),
            preferences_folder: None,
            system_language: None,
            clock: Box::new(super::clock::ManualClock::default()),
            recovery_folder: None,
            holder: None,
            crash_notes: Arc::default(),
        }
    }

    /// Threads, the system's dialogs and the user's preferences.
    #[must_use]
    pub fn of_system() -> Self {
        let dirs = directories::ProjectDirs::from("", "", "muster");
        let folder = dirs.as_ref().map(|dirs| dirs.config_dir().to_owned());
        Self {
            spawner: Box::new(ThreadSpawner),
            picker: Box::new(SystemPicker),
            preferences_folder: folder,
            system_language: sys_locale::get_locale(),
            clock: Box::new(SystemClock),
            recovery_folder: dirs.map(|dirs| dirs.data_local_dir().join("recovery")),
            holder: Some(Holder::of_system()),
            crash_notes: Arc::default(),
        }
    }
}
