//! Files of the application: taking in what was opened, saving, exporting, recent files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::allocation::Allocations;
use super::app::{App, OpenPlan};
use super::coordinates::question_about;
use super::error_text::{geopackage_error, package_error, save_error};
use super::evacuation::Evacuations;
use super::loading::{LoadKey, Loaded, Opening, OpeningError, Request, Systems, settings_saying};
use super::plan_warning_text::plan_warning;
use super::road_trials::Trials;
use crate::document::{Command, CommandLabel, Document};
use crate::exchange::atomic::{FileStamp, SaveError, write_atomically};
use crate::exchange::open::DEMONSTRATION_SCHEME;
use crate::exchange::paths::relative_community_path;
use crate::exchange::plan::{Originals, PlanWarning, save_plan};
use crate::exchange::preferences::save_preferences;
use crate::exchange::results::{coverage_layer, plan_to_geopackage, result_layer_to_text};
use crate::jobs::JobState;
use crate::plan::{CommunityFile, Plan, PlanHeader, Settings};
use crate::ui::{Continuation, Dialog, Notice, PathPurpose, Session, Value, Wording};

impl App {
    /// Puts what was opened in place of what was there; or says why not, and everything stays.
    pub(super) fn take_opening(&mut self, result: Result<Opening, (Request, OpeningError)>) {
        let opening = match result {
            Ok(opening) => opening,
            Err((request, error)) => {
                let question = question_about(&request, &error);
                let message = Wording::new(move |texts| error.words(texts));
                let title =
                    if matches!(request, Request::Restore(_)) { "recovery-failed" } else { "dialog-failure-open" };
                if let Request::Community { files, settings, .. } = &request {
                    self.take_back_unreadable(files, settings);
                }
                if let Some(question) = question {
                    self.ask_coordinates(question);
                } else if matches!(request, Request::Community { .. }) {
                    self.session.notices.push(Notice { text: message, is_problem: true });
                } else {
                    self.fail(title, message);
                }
                return;
            }
        };
        // Work done while the files were read is not thrown away unasked.
        let asked = match &opening.request {
            Request::Community { .. } => None,
            Request::Restore(folder) => Some(Continuation::Restore(folder.clone())),
            Request::Demonstration => Some(Continuation::Demonstration),
            Request::Files { paths, .. } => Some(Continuation::Open(paths.clone())),
        };
        if let Some(asked) = asked
            && self.open.document.is_dirty()
            && self.open.document.revision() != self.asked_at
        {
            self.session.dialog = Some(Dialog::Unsaved(asked));
            return;
        }
        let changed: Vec<String> = opening.changed.iter().map(|path| path.display().to_string()).collect();
        let missing: Vec<String> = opening.missing.iter().map(|path| path.display().to_string()).collect();
        match opening.request.clone() {
            Request::Community { .. } => self.replace_community(opening),
            Request::Restore(folder) => self.replace_by_recovered(opening, &folder),
            Request::Demonstration => self.replace_all(opening, &[], &Systems::new(), true),
            Request::Files { paths, systems } => self.replace_all(opening, &paths, &systems, false),
        }
        for path in changed {
            let text = Wording::with("notice-changed-file", [("path", path)]);
            self.session.notices.push(Notice { text, is_problem: true });
        }
        for path in missing {
            let text = Wording::with("notice-missing", [("path", path)]);
            self.session.notices.push(Notice { text, is_problem: true });
        }
    }

    /// A step that names a file or a mapping that cannot be read is taken back: the plan stays as it was.
    fn take_back_unreadable(&mut self, files: &[CommunityFile], settings: &Settings) {
        let plan = self.plan();
        let label = self.open.document.next_undo();
        let is_last_step = matches!(label, Some(CommandLabel::Header | CommandLabel::Settings));
        // What was only to be read again is no step: the last one was about something else.
        let key = LoadKey::new(files, settings);
        let is_in_force = self.loaded.as_ref().is_none_or(|loaded| loaded.key == key);
        if is_last_step && !is_in_force && plan.header().community == files && **plan.settings() == *settings {
            self.open.document.undo();
            self.loader.forget_asked();
        }
    }

    /// Stops what runs in the background. What was being added is not added; a drawing that was cut short is not shown.
    pub(super) fn cancel_work(&mut self) {
        let asked = self.loader.is_running().then(|| self.loader.asked().cloned()).flatten();
        self.loader.cancel();
        if let Some(Request::Community { files, settings, .. }) = &asked {
            self.take_back_unreadable(files, settings);
        }
        self.reader.cancel();
        self.areas.cancel();
    }

    /// The same plan over its community, read again. What its figures are compared with is worked out again, too, over
    /// the same people.
    fn replace_community(&mut self, opening: Opening) {
        let old = self.loaded.take().map(|loaded| loaded.community);
        self.loaded = opening.loaded;
        self.checked = None;
        self.live.reset();
        self.base_live.reset();
        self.allocations.reset();
        self.evacuations.reset();
        self.baseline = None;
        self.wants_baseline = self.allocations.compared_with().map(|snapshot| snapshot.revision);
        self.trials = Trials::new();
        self.areas.clear();
        self.roads.reset();
        let new = self.loaded.as_ref().map(|loaded| &loaded.community);
        if !old.as_ref().zip(new).is_some_and(|(old, new)| Arc::ptr_eq(old, new)) {
            self.map.reset();
            self.session.explained = None;
        }
    }

    /// Another plan, or a new one over the opened files.
    fn replace_all(&mut self, opening: Opening, paths: &[PathBuf], systems: &Systems, is_demonstration: bool) {
        let Opening { plan, loaded, files, .. } = opening;
        self.keep_look();
        let mut notices = Vec::new();
        self.forget_loose_bookmarks();
        self.open = if let Some((read, path)) = plan {
            notices.extend(read.warnings.into_iter().map(plan_notice));
            // Files opened beside the plan join its community: there is something to save.
            let document = if files.len() > read.plan.header().community.len() || !systems.is_empty() {
                let header = PlanHeader { community: files, ..(**read.plan.header()).clone() };
                let settings = settings_saying(read.plan.settings(), systems);
                Document::new_unsaved(read.plan.with_header(header).with_settings(settings))
            } else {
                Document::new(read.plan)
            };
            OpenPlan {
                document,
                stamp: path.as_ref().and(read.stamp),
                path,
                originals: read.originals,
                is_demonstration,
                is_from_the_future: read.is_from_the_future,
            }
        } else {
            let header = PlanHeader { community: files, ..PlanHeader::default() };
            let plan = Plan::from_parts(header, settings_saying(&Settings::default(), systems), [], []);
            // What the planner said of a file's coordinates is work to keep.
            let document = if systems.is_empty() { Document::new(plan) } else { Document::new_unsaved(plan) };
            OpenPlan { document, ..OpenPlan::empty() }
        };
        if let Some(loaded) = &loaded {
            let community = &loaded.community;
            let features = crate::ui::format::count(community.counts().total() as u64);
            let warnings = crate::ui::format::count(community.warnings().len() as u64);
            let text = Wording::with("notice-opened", [("features", features), ("warnings", warnings)]);
            notices.push(Notice { text, is_problem: false });
        }
        if is_demonstration {
            notices.push(Notice { text: Wording::key("notice-demonstration"), is_problem: false });
        }
        self.show_opened(loaded, notices);
        for path in paths.iter().take(1) {
            self.remember(path);
        }
    }

    /// The screen begins anew over the plan that is open now and its community.
    pub(super) fn show_opened(&mut self, loaded: Option<Loaded>, notices: Vec<Notice>) {
        self.loaded = loaded;
        self.checked = None;
        self.waiting = None;
        self.live.reset();
        self.base_live.reset();
        self.allocations.reset();
        self.evacuations.reset();
        self.trials = Trials::new();
        self.areas.clear();
        self.roads.reset();
        self.map.reset();
        self.compare_with_now();
        self.session = Session { notices, ..Session::default() };
        self.bring_look();
        self.show_first_step();
    }

    /// An empty plan without a community.
    pub(super) fn start_anew(&mut self) {
        self.keep_look();
        self.loader.cancel();
        self.forget_loose_bookmarks();
        self.open = OpenPlan::empty();
        self.loaded = None;
        self.checked = None;
        self.waiting = None;
        self.live.reset();
        self.base_live.reset();
        self.allocations = Allocations::new();
        self.evacuations = Evacuations::new();
        self.trials = Trials::new();
        self.areas.clear();
        self.roads.reset();
        self.map.reset();
        self.baseline = None;
        self.wants_baseline = None;
        self.session = Session::default();
    }

    /// Shows a failure; nothing else changes.
    pub(super) fn fail(&mut self, title: &'static str, message: Wording) {
        self.session.dialog = Some(Dialog::Failure { title, message });
    }

    /// Asks for a path; the plan's own name is suggested.
    pub(super) fn ask_path(&mut self, purpose: PathPurpose) {
        let typed = self.suggested(purpose);
        self.session.dialog = Some(Dialog::Path { purpose, typed });
    }

    fn suggested(&self, purpose: PathPurpose) -> String {
        let base = self.open.path.clone().unwrap_or_else(|| PathBuf::from("plan.geojson"));
        let stem = base.file_stem().map_or_else(|| "plan".to_owned(), |stem| stem.to_string_lossy().into_owned());
        let beside = |name: String| base.with_file_name(name).display().to_string();
        match purpose {
            PathPurpose::Open | PathPurpose::Add | PathPurpose::ImportTable | PathPurpose::Basemap => String::new(),
            PathPurpose::TakeFeatures => self.unused_file().map(|path| path.display().to_string()).unwrap_or_default(),
            PathPurpose::Save => base.display().to_string(),
            PathPurpose::ExportCoverage => beside(format!("{stem}-coverage.geojson")),
            PathPurpose::ExportAllocation => beside(format!("{stem}-allocation.geojson")),
            PathPurpose::ExportAllocationSites => beside(format!("{stem}-allocation-sites.csv")),
            PathPurpose::ExportPackage => beside(format!("{stem}-package.geojson")),
            PathPurpose::ExportGeoPackage => beside(format!("{stem}.gpkg")),
            PathPurpose::ExportTable(_) => beside(format!("{stem}-{}.csv", self.session.table.kind.name())),
        }
    }

    /// The system's dialog in place of the typed path.
    pub(super) fn browse(&mut self) {
        let Some(Dialog::Path { purpose, typed }) = &mut self.session.dialog else { return };
        match purpose {
            PathPurpose::Basemap => {
                if let Some(path) = self.dependencies.picker.open_basemap("Muster") {
                    *typed = path.display().to_string();
                }
            }
            PathPurpose::Open | PathPurpose::Add | PathPurpose::ImportTable | PathPurpose::TakeFeatures => {
                let paths = self.dependencies.picker.open_files("Muster");
                if !paths.is_empty() {
                    *typed = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join("; ");
                }
            }
            PathPurpose::Save
            | PathPurpose::ExportCoverage
            | PathPurpose::ExportAllocation
            | PathPurpose::ExportAllocationSites
            | PathPurpose::ExportPackage
            | PathPurpose::ExportGeoPackage
            | PathPurpose::ExportTable(_) => {
                if let Some(path) = self.dependencies.picker.save_file("Muster", Path::new(typed.as_str())) {
                    *typed = path.display().to_string();
                }
            }
        }
    }

    /// Adds files to the community of the open plan; an undoable step.
    pub(super) fn add_files(&mut self, ctx: &egui::Context, paths: &[PathBuf]) {
        let is_new = !self.open.document.is_dirty() && self.plan().objects().next().is_none();
        if is_new && self.plan().header().community.is_empty() {
            self.start_opening(ctx, Request::files(paths.to_vec()));
            return;
        }
        let mut header = (**self.plan().header()).clone();
        for path in paths {
            let shown = absolute(path).to_string_lossy().into_owned();
            if header.community.iter().all(|file| file.path != shown) {
                header.community.push(CommunityFile { path: shown, sha256: String::new() });
            }
        }
        self.dispatch(ctx, crate::ui::AppCommand::Edit(Command::SetHeader(header)));
    }

    /// Saves where the plan is; asks where it is nowhere yet.
    pub(super) fn save(&mut self, ctx: &egui::Context) {
        match self.open.path.clone() {
            Some(path) => self.save_to(ctx, &path, false),
            None => self.ask_path(PathPurpose::Save),
        }
    }

    /// Saves here; `is_forced` overwrites a file that is there or was changed by someone else.
    pub(super) fn save_to(&mut self, ctx: &egui::Context, path: &Path, is_forced: bool) {
        let path = absolute(path);
        let is_same_file = self.open.path.as_deref().map(absolute).as_deref() == Some(path.as_path());
        if !is_same_file && self.is_community_file(&path) {
            // Not even where the planner says to overwrite: the data the plan stands on would be gone.
            self.waiting = None;
            let shown = path.display().to_string();
            self.fail("dialog-failure-save", Wording::with("notice-own-file", [("path", shown)]));
            return;
        }
        if !is_same_file && !is_forced && path.exists() {
            self.session.dialog = Some(Dialog::Exists { path, purpose: PathPurpose::Save });
            return;
        }
        if is_same_file && self.open.is_from_the_future && !is_forced {
            self.session.dialog = Some(Dialog::Newer(path));
            return;
        }
        let plan = self.plan_to_save(&path);
        let expected = if is_same_file && !is_forced { self.open.stamp.as_ref() } else { None };
        match save_plan(&path, &plan, &self.open.originals, expected) {
            Ok(saved) => {
                self.after_save(path, saved.stamp, saved.originals);
                self.session.notices.extend(saved.doubts.into_iter().map(plan_notice));
                if let Some(continuation) = self.waiting.take() {
                    self.go_on(ctx, continuation);
                }
            }
            Err(SaveError::ChangedOnDisk { .. }) => self.session.dialog = Some(Dialog::ChangedOnDisk(path)),
            Err(error @ SaveError::NotConfirmed { .. }) => {
                // The new file is in place; only its safety against a power cut is not confirmed.
                self.open.stamp = FileStamp::of_file(&path).ok().flatten();
                self.open.path = Some(path);
                self.fail_to_save(error);
            }
            Err(error) => self.fail_to_save(error),
        }
    }

    /// Says why it was not saved. What waited for it waits no longer: a later save is another decision.
    fn fail_to_save(&mut self, error: SaveError) {
        self.waiting = None;
        self.fail("dialog-failure-save", Wording::new(move |texts| save_error(texts, &error)));
    }

    fn after_save(&mut self, path: PathBuf, stamp: FileStamp, originals: Originals) {
        self.take_bookmarks_along(&path);
        self.open.document.mark_saved();
        self.open.stamp = Some(stamp);
        self.open.originals = originals;
        self.open.is_demonstration = false;
        self.open.is_from_the_future = false;
        self.remember(&path);
        let shown = path.display().to_string();
        let text = Wording::with("notice-saved", [("path", shown)]);
        self.open.path = Some(path);
        self.session.notices = vec![Notice { text, is_problem: false }];
        self.compare_with_now();
    }

    /// The plan as it is written: the paths of its community relative to its file, with the fingerprints read.
    pub(super) fn plan_to_save(&self, path: &Path) -> Plan {
        let plan = self.plan();
        let mut header = (**plan.header()).clone();
        for file in &mut header.community {
            let read = self.loaded.as_ref().and_then(|loaded| loaded.fingerprint(&file.path));
            if let Some(sha256) = read {
                sha256.clone_into(&mut file.sha256);
            }
            if !file.path.starts_with(DEMONSTRATION_SCHEME) {
                file.path = relative_community_path(path, Path::new(&file.path));
            }
        }
        plan.with_header(header)
    }

    /// Writes over what is there, as the planner said.
    pub(super) fn overwrite(&mut self, ctx: &egui::Context) {
        match self.session.dialog.take() {
            Some(Dialog::ChangedOnDisk(path) | Dialog::Exists { path, purpose: PathPurpose::Save }) => {
                self.save_to(ctx, &path, true);
            }
            Some(Dialog::Newer(path)) => {
                // Only the question of the version is answered: a file changed on disk is still asked about.
                self.open.is_from_the_future = false;
                self.save_to(ctx, &path, false);
            }
            Some(Dialog::Exists { path, purpose: PathPurpose::ExportCoverage }) => self.export_coverage(&path, true),
            Some(Dialog::Exists {
                path,
                purpose: purpose @ (PathPurpose::ExportAllocation | PathPurpose::ExportAllocationSites),
            }) => self.export_allocation(&path, purpose, true),
            Some(Dialog::Exists { path, purpose: PathPurpose::ExportPackage }) => self.export_package(&path, true),
            Some(Dialog::Exists { path, purpose: PathPurpose::ExportGeoPackage }) => {
                self.export_geopackage(&path, true);
            }
            Some(Dialog::Exists { path, purpose: PathPurpose::ExportTable(style) }) => {
                self.export_table(&path, style, true);
            }
            other => self.session.dialog = other,
        }
    }

    /// Saves, then does what waited.
    pub(super) fn save_and_continue(&mut self, ctx: &egui::Context) {
        if let Some(Dialog::Unsaved(continuation)) = self.session.dialog.take() {
            self.waiting = Some(continuation);
            self.save(ctx);
        }
    }

    /// Does what waited; the unsaved work is let go, as the planner said.
    pub(super) fn discard_and_continue(&mut self, ctx: &egui::Context) {
        if let Some(Dialog::Unsaved(continuation)) = self.session.dialog.take() {
            self.go_on(ctx, continuation);
        }
    }

    /// Is it a file of the plan's community, whichever way its path is written?
    fn is_community_file(&self, path: &Path) -> bool {
        let real = path.canonicalize().ok();
        self.plan().header().community.iter().any(|file| {
            let file = Path::new(&file.path);
            file == path || (real.is_some() && file.canonicalize().ok() == real)
        })
    }

    /// May an export be written here? Not over the plan or its community; over other files only when confirmed.
    pub(super) fn may_export(&mut self, path: &Path, purpose: PathPurpose, is_forced: bool) -> bool {
        let path = absolute(path);
        let is_plan = self.open.path.as_deref().map(absolute).as_deref() == Some(path.as_path());
        if is_plan || self.is_community_file(&path) {
            let shown = path.display().to_string();
            self.fail("dialog-failure-export", Wording::with("notice-own-file", [("path", shown)]));
            return false;
        }
        if path.exists() && !is_forced {
            self.session.dialog = Some(Dialog::Exists { path, purpose });
            return false;
        }
        true
    }

    /// Writes the coverage by every kind of site.
    pub(super) fn export_coverage(&mut self, path: &Path, is_forced: bool) {
        // Not what a drag shows: the file says which plan its figures are of.
        let report = self.live.report_of(self.open.document.revision(), self.session.scenario).map(Arc::clone);
        let Some(report) = report.filter(|_| self.figures_state() == JobState::UpToDate) else {
            self.fail("dialog-failure-export", Wording::key("notice-not-up-to-date"));
            return;
        };
        if !self.may_export(path, PathPurpose::ExportCoverage, is_forced) {
            return;
        }
        let Some(loaded) = &self.loaded else { return };
        // The fingerprint in the result is that of the plan as it is written, whatever folder it lies in.
        let written = self.plan_to_save(self.open.path.as_deref().unwrap_or(path));
        let layer = coverage_layer(&loaded.community, &written, &report);
        let text = result_layer_to_text(&layer);
        let result = write_atomically(path, text.as_bytes());
        let said = |error| Wording::new(move |texts| save_error(texts, &error));
        self.after_export(path, result.map(drop).map_err(said));
    }

    /// Writes plan and community into one file.
    pub(super) fn export_package(&mut self, path: &Path, is_forced: bool) {
        if !self.may_export(path, PathPurpose::ExportPackage, is_forced) {
            return;
        }
        let result = crate::exchange::open::write_package(path, self.plan(), &self.open.originals, None);
        let said = |error| Wording::new(move |texts| package_error(texts, &error));
        self.after_export(path, result.map_err(said));
    }

    /// Writes the plan's objects as a database, one table for each kind; the plan itself stays `GeoJSON`.
    pub(super) fn export_geopackage(&mut self, path: &Path, is_forced: bool) {
        if !self.may_export(path, PathPurpose::ExportGeoPackage, is_forced) {
            return;
        }
        let made = plan_to_geopackage(self.plan(), &self.open.originals)
            .map_err(|error| Wording::new(move |texts| geopackage_error(texts, &error)));
        let result = made.and_then(|bytes| {
            let said = |error| Wording::new(move |texts| save_error(texts, &error));
            write_atomically(path, &bytes).map(drop).map_err(said)
        });
        self.after_export(path, result);
    }

    pub(super) fn after_export(&mut self, path: &Path, result: Result<(), Wording>) {
        match result {
            Ok(()) => {
                let shown = path.display().to_string();
                let text = Wording::with("notice-exported", [("path", shown)]);
                self.session.notices = vec![Notice { text, is_problem: false }];
            }
            Err(message) => self.fail("dialog-failure-export", message),
        }
    }

    fn remember(&mut self, path: &Path) {
        self.preferences.remember(&absolute(path));
        self.keep_preferences();
    }

    /// Preferences are a comfort: when they cannot be kept, the log says so and the work goes on.
    pub(super) fn keep_preferences(&self) {
        if let Some(folder) = &self.dependencies.preferences_folder
            && let Err(error) = save_preferences(folder, &self.preferences)
        {
            log::warn!("preferences not kept: {error}");
        }
    }
}

fn plan_notice(warning: PlanWarning) -> Notice {
    let text = Wording::new(move |texts| {
        texts.with("notice-plan-warning", &[("what", Value::Text(&plan_warning(texts, &warning)))])
    });
    Notice { text, is_problem: true }
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
