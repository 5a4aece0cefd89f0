//! The basemap of the application: opened in the background, kept in the preferences, handed to the map.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::app::{App, waker};
use super::basemap_error_text::basemap_error;
use super::files::absolute;
use crate::exchange::basemap::{BasemapError, TileArchive, is_tile_archive_name};
use crate::exchange::preferences::BasemapPreference;
use crate::geometry::TileAddress;
use crate::ids::Revision;
use crate::jobs::JobSlot;
use crate::map::{BasemapLayer, BasemapPixels, BasemapSource, BasemapTiles};
use crate::ui::{BasemapCommand, BasemapFacts, BasemapState, BasemapView, Notice, PathPurpose, Wording};

/// What opening an archive came to.
type Opened = Result<Arc<TileArchive>, BasemapError>;

/// Reads tiles for the map; the first one that cannot be read is reported, the others are only left out.
struct ArchiveSource {
    archive: Arc<TileArchive>,
    trouble: Arc<Trouble>,
}

/// The first tile that could not be read.
#[derive(Default)]
struct Trouble {
    first: Mutex<Option<BasemapError>>,
    was_noted: AtomicBool,
}

impl Trouble {
    fn note(&self, error: BasemapError) {
        if !self.was_noted.swap(true, Ordering::Relaxed) {
            log::warn!("{error}");
            *self.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    }

    fn take(&self) -> Option<BasemapError> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl BasemapSource for ArchiveSource {
    fn pixels(&self, address: TileAddress) -> Option<BasemapPixels> {
        match self.archive.picture(address) {
            Ok(picture) => picture.map(|picture| BasemapPixels { side: picture.side, rgba: picture.rgba }),
            Err(error) => {
                self.trouble.note(error);
                None
            }
        }
    }
}

/// An open archive.
struct Shown {
    facts: BasemapFacts,
    tiles: Arc<BasemapTiles>,
    layer: BasemapLayer,
    trouble: Arc<Trouble>,
}

/// The basemap as it stands; which one it is, the preferences say.
pub(super) struct Basemap {
    job: JobSlot<Opened>,
    generation: u64,
    /// What is being opened, and whether the planner has just chosen it.
    opening: Option<(PathBuf, bool)>,
    shown: Option<Shown>,
    failure: Option<Wording>,
    /// The failure is yet to be said where the planner works.
    is_failure_news: bool,
}

impl Basemap {
    pub(super) const fn new() -> Self {
        let job = JobSlot::new("basemap");
        Self { job, generation: 0, opening: None, shown: None, failure: None, is_failure_news: false }
    }

    /// The basemap for the panels and the map; which one it is, the preferences say.
    pub(super) fn view<'a>(&'a self, chosen: Option<&'a BasemapPreference>) -> Option<BasemapView<'a>> {
        let path = chosen.map(|chosen| &chosen.path).or(self.opening.as_ref().map(|(path, _)| path))?;
        let state = match (&self.shown, &self.failure) {
            (Some(shown), _) => BasemapState::Open(&shown.facts, &shown.layer),
            (None, Some(why)) => BasemapState::Failed(why),
            (None, None) => BasemapState::Opening,
        };
        let (opacity, is_visible) = chosen.map_or((100, true), |chosen| (chosen.opacity, chosen.is_visible));
        Some(BasemapView { path, opacity, is_visible, state })
    }
}

fn facts_of(archive: &TileArchive) -> BasemapFacts {
    let facts = archive.facts();
    BasemapFacts {
        name: facts.name.clone(),
        attribution: facts.attribution.clone(),
        zooms: facts.zooms,
        bounds: facts.bounds,
        kind: format!("{} · {} · {} px", facts.kind.name(), facts.format.name(), facts.tile_px),
    }
}

/// The archives among files that were dropped or opened, and the others.
pub(super) fn archives_apart(paths: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<PathBuf>) {
    paths.into_iter().partition(|path| is_tile_archive_name(path))
}

impl App {
    /// Is a basemap chosen, open and shown? For tests.
    #[must_use]
    pub fn is_basemap_shown(&self) -> bool {
        self.basemap.view(self.preferences.basemap.as_ref()).is_some_and(|basemap| basemap.shown().is_some())
    }

    /// Opens the archive of the preferences: at the start.
    pub(super) fn reopen_basemap(&mut self, ctx: &egui::Context) {
        if let Some(chosen) = &self.preferences.basemap {
            let path = chosen.path.clone();
            self.open_basemap(ctx, path, false);
        }
    }

    fn open_basemap(&mut self, ctx: &egui::Context, path: PathBuf, is_new: bool) {
        self.basemap.generation += 1;
        self.basemap.opening = Some((path.clone(), is_new));
        let (revision, spawner) = (Revision(self.basemap.generation), self.dependencies.spawner.as_mut());
        self.basemap.job.start(spawner, revision, waker(ctx), move |_| Ok(TileArchive::open(&path).map(Arc::new)));
    }

    /// Takes in an opened archive, and what was found unreadable since.
    pub(super) fn follow_basemap(&mut self) {
        if self.basemap.job.poll() {
            let opening = self.basemap.opening.take();
            match (opening, self.basemap.job.take()) {
                (Some((path, is_new)), Some(opened)) => self.take_basemap(&path, is_new, opened.value),
                (Some((path, is_new)), None) => {
                    let reason = "it could not be read".to_owned();
                    let kind = std::io::ErrorKind::Other;
                    self.take_basemap(
                        &path,
                        is_new,
                        Err(BasemapError::Unreadable { path: path.clone(), kind, reason }),
                    );
                }
                (None, _) => {}
            }
        }
        if let Some(error) = self.basemap.shown.as_ref().and_then(|shown| shown.trouble.take()) {
            let text = Wording::new(move |texts| basemap_error(texts, &error));
            self.session.notices.push(Notice { text, is_problem: true });
        }
        // At the start the notices begin anew when a plan opens: said then, it stays.
        if self.basemap.is_failure_news
            && self.loaded.is_some()
            && let Some(text) = self.basemap.failure.clone()
        {
            self.basemap.is_failure_news = false;
            self.session.notices.push(Notice { text, is_problem: true });
        }
    }

    fn take_basemap(&mut self, path: &Path, is_new: bool, opened: Opened) {
        match opened {
            Ok(archive) => {
                let before = self.preferences.basemap.take();
                let fresh = || BasemapPreference::new(path.to_owned());
                // The strength stays when another archive is chosen; a chosen one is always shown.
                let kept = before.map_or_else(fresh, |before| BasemapPreference {
                    path: path.to_owned(),
                    is_visible: before.is_visible || is_new,
                    ..before
                });
                let trouble = Arc::new(Trouble::default());
                let facts = facts_of(&archive);
                let (zooms, tile_px) = (facts.zooms, archive.facts().tile_px);
                let source = Box::new(ArchiveSource { archive, trouble: Arc::clone(&trouble) });
                let tiles = Arc::new(BasemapTiles::new(source, zooms, tile_px, self.basemap.generation));
                let layer = BasemapLayer::new(Arc::clone(&tiles), kept.opacity, 1.0);
                self.basemap.shown = Some(Shown { facts, tiles, layer, trouble });
                self.basemap.failure = None;
                self.preferences.basemap = Some(kept);
                if is_new {
                    self.keep_preferences();
                }
            }
            // The one before stays when a newly chosen one cannot be opened.
            Err(error) if is_new => {
                self.fail("basemap-failure", Wording::new(move |texts| basemap_error(texts, &error)));
            }
            Err(error) => {
                self.basemap.failure = Some(Wording::new(move |texts| basemap_error(texts, &error)));
                self.basemap.is_failure_news = true;
            }
        }
    }

    /// Carries out what was asked of the basemap.
    pub(super) fn dispatch_basemap(&mut self, ctx: &egui::Context, command: BasemapCommand) {
        match command {
            BasemapCommand::Use(path) => self.open_basemap(ctx, absolute(&path), true),
            BasemapCommand::SetOpacity(percent) => {
                let (least, most) = BasemapPreference::OPACITY_RANGE;
                let percent = percent.clamp(least, most);
                if let Some(chosen) = &mut self.preferences.basemap {
                    chosen.opacity = percent;
                }
                if let Some(shown) = &mut self.basemap.shown {
                    shown.layer = BasemapLayer::new(Arc::clone(&shown.tiles), percent, 1.0);
                }
                self.keep_preferences();
            }
            BasemapCommand::SetVisible(is_visible) => {
                if let Some(chosen) = &mut self.preferences.basemap {
                    chosen.is_visible = is_visible;
                }
                self.keep_preferences();
            }
            BasemapCommand::Remove => {
                self.preferences.basemap = None;
                self.basemap = Basemap { generation: self.basemap.generation, ..Basemap::new() };
                self.keep_preferences();
            }
        }
    }

    /// Asks which archive to show.
    pub(super) fn ask_basemap(&mut self) {
        self.ask_path(PathPurpose::Basemap);
    }

    /// Shows the last of some archives.
    pub(super) fn use_archives(&mut self, ctx: &egui::Context, archives: Vec<PathBuf>) {
        if let Some(path) = archives.into_iter().next_back() {
            self.dispatch_basemap(ctx, BasemapCommand::Use(path));
        }
    }
}
