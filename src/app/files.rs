//! Files of the application: taking in what was opened, saving, exporting, recent files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::app::{App, OpenPlan};
use super::loading::{Opening, Request};
use crate::document::{Command, Document};
use crate::exchange::atomic::{SaveError, write_atomically};
use crate::exchange::open::DEMONSTRATION_SCHEME;
use crate::exchange::paths::relative_community_path;
use crate::exchange::plan::{Originals, save_plan};
use crate::exchange::preferences::save_preferences;
use crate::exchange::results::{coverage_layer, result_layer_to_text};
use crate::plan::{CommunityFile, Plan, PlanHeader};
use crate::ui::{Dialog, Notice, PathPurpose, Session, Value};

impl App {
    /// Puts what was opened in place of what was there; or says why not, and everything stays.
    pub(super) fn take_opening(&mut self, result: Result<Opening, (Request, String)>) {
        let opening = match result {
            Ok(opening) => opening,
            Err((request, message)) => {
                let title = "dialog-failure-open";
                if matches!(request, Request::Community { .. }) {
                    self.session.notices.push(Notice { text: message, is_problem: true });
                } else {
                    self.fail(title, message);
                }
                return;
            }
        };
        let missing: Vec<String> = opening.missing.iter().map(|path| path.display().to_string()).collect();
        match opening.request.clone() {
            Request::Community { .. } => self.replace_community(opening),
            Request::Demonstration => self.replace_all(opening, &[], true),
            Request::Files(paths) => self.replace_all(opening, &paths, false),
        }
        for path in missing {
            let text = self.texts().with("notice-missing", &[("path", Value::Text(&path))]);
            self.session.notices.push(Notice { text, is_problem: true });
        }
    }

    /// The same plan over its community, read again.
    fn replace_community(&mut self, opening: Opening) {
        self.loaded = opening.loaded;
        self.live.reset();
        self.areas.clear();
        self.map.reset();
        self.session.explained = None;
    }

    /// Another plan, or a new one over the opened files.
    fn replace_all(&mut self, opening: Opening, paths: &[PathBuf], is_demonstration: bool) {
        let Opening { plan, loaded, files, .. } = opening;
        let mut notices = Vec::new();
        self.open = if let Some((read, path)) = plan {
            for warning in &read.warnings {
                let text = self.texts().with("notice-plan-warning", &[("what", Value::Text(&warning.to_string()))]);
                notices.push(Notice { text, is_problem: true });
            }
            OpenPlan {
                document: Document::new(read.plan),
                stamp: path.as_ref().and(read.stamp),
                path,
                originals: read.originals,
                is_demonstration,
            }
        } else {
            let header = PlanHeader { community: files, ..PlanHeader::default() };
            let plan = Plan::from_parts(header, crate::plan::Settings::default(), [], []);
            OpenPlan { document: Document::new(plan), ..OpenPlan::empty() }
        };
        if let Some(loaded) = &loaded {
            let community = &loaded.community;
            let features = crate::ui::format::count(community.counts().total() as u64);
            let warnings = crate::ui::format::count(community.warnings().len() as u64);
            let values = [("features", Value::Text(&features)), ("warnings", Value::Text(&warnings))];
            notices.push(Notice { text: self.texts().with("notice-opened", &values), is_problem: false });
        }
        if is_demonstration {
            notices.push(Notice { text: self.texts().get("notice-demonstration"), is_problem: false });
        }
        self.loaded = loaded;
        self.live.reset();
        self.areas.clear();
        self.map.reset();
        self.baseline = None;
        self.wants_baseline = true;
        self.session = Session { notices, ..Session::default() };
        self.show_first_step();
        for path in paths.iter().take(1) {
            self.remember(path);
        }
    }

    /// An empty plan without a community.
    pub(super) fn start_anew(&mut self) {
        self.open = OpenPlan::empty();
        self.loaded = None;
        self.live.reset();
        self.areas.clear();
        self.map.reset();
        self.baseline = None;
        self.session = Session::default();
    }

    /// Shows a failure; nothing else changes.
    pub(super) fn fail(&mut self, title: &'static str, message: String) {
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
            PathPurpose::Open | PathPurpose::Add => String::new(),
            PathPurpose::Save => base.display().to_string(),
            PathPurpose::ExportCoverage => beside(format!("{stem}-coverage.geojson")),
            PathPurpose::ExportPackage => beside(format!("{stem}-package.geojson")),
        }
    }

    /// The system's dialog in place of the typed path.
    pub(super) fn browse(&mut self) {
        let Some(Dialog::Path { purpose, typed }) = &mut self.session.dialog else { return };
        match purpose {
            PathPurpose::Open | PathPurpose::Add => {
                let paths = self.dependencies.picker.open_files("Muster");
                if !paths.is_empty() {
                    *typed = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join("; ");
                }
            }
            PathPurpose::Save | PathPurpose::ExportCoverage | PathPurpose::ExportPackage => {
                if let Some(path) = self.dependencies.picker.save_file("Muster", Path::new(typed.as_str())) {
                    *typed = path.display().to_string();
                }
            }
        }
    }

    /// Adds files to the community of the open plan; an undoable step.
    pub(super) fn add_files(&mut self, ctx: &egui::Context, paths: &[PathBuf]) {
        if self.plan().header().community.is_empty() && self.plan().objects().next().is_none() {
            self.start_opening(ctx, Request::Files(paths.to_vec()));
            return;
        }
        let mut header = (**self.plan().header()).clone();
        for path in paths {
            let path = absolute(path);
            let shown = match &self.open.path {
                Some(plan) => relative_community_path(plan, &path),
                None => path.to_string_lossy().into_owned(),
            };
            if header.community.iter().all(|file| file.path != shown) {
                header.community.push(CommunityFile { path: shown, sha256: String::new() });
            }
        }
        self.dispatch(ctx, crate::ui::AppCommand::Edit(Command::SetHeader(header)));
    }

    /// Saves where the plan is; asks where it is nowhere yet.
    pub(super) fn save(&mut self, ctx: &egui::Context) {
        match self.open.path.clone() {
            Some(path) => self.save_to(ctx, path, false),
            None => self.ask_path(PathPurpose::Save),
        }
    }

    /// Saves here; `is_forced` overwrites a file that was changed by someone else.
    pub(super) fn save_to(&mut self, ctx: &egui::Context, path: PathBuf, is_forced: bool) {
        let is_same_file = self.open.path.as_deref() == Some(path.as_path());
        let plan = self.plan_to_save(&path, is_same_file);
        let expected = if is_same_file && !is_forced { self.open.stamp.as_ref() } else { None };
        match save_plan(&path, &plan, &self.open.originals, expected) {
            Ok(saved) => {
                self.after_save(path, &plan, saved.stamp, saved.originals);
                if let Some(Dialog::Unsaved(continuation)) = self.session.dialog.take() {
                    self.go_on(ctx, continuation);
                }
            }
            Err(SaveError::ChangedOnDisk { .. }) => self.session.dialog = Some(Dialog::ChangedOnDisk(path)),
            Err(error) => self.fail("dialog-failure-save", error.to_string()),
        }
    }

    fn after_save(
        &mut self,
        path: PathBuf,
        plan: &Plan,
        stamp: crate::exchange::atomic::FileStamp,
        originals: Originals,
    ) {
        // Paths of the community are written relative to the plan; the open plan takes them over.
        if plan.header() != self.plan().header() {
            let header = (**plan.header()).clone();
            // A refusal would only mean that nothing changed.
            drop(self.open.document.execute(Command::SetHeader(header)));
        }
        self.open.document.mark_saved();
        self.open.stamp = Some(stamp);
        self.open.originals = originals;
        self.remember(&path);
        let shown = path.display().to_string();
        let text = self.texts().with("notice-saved", &[("path", Value::Text(&shown))]);
        self.open.path = Some(path);
        self.session.notices = vec![Notice { text, is_problem: false }];
        self.baseline = self.live.report().map(Arc::clone);
    }

    /// The plan with its community's paths relative to where it is saved.
    fn plan_to_save(&self, path: &Path, is_same_file: bool) -> Plan {
        let plan = self.plan().clone();
        let mut header = (**plan.header()).clone();
        let old_base = self.open.path.as_deref().and_then(Path::parent);
        let target = absolute(path);
        for (place, file) in header.community.iter_mut().enumerate() {
            if file.path.starts_with(DEMONSTRATION_SCHEME) {
                continue;
            }
            if !is_same_file || Path::new(&file.path).is_absolute() {
                let resolved =
                    old_base.map_or_else(|| absolute(Path::new(&file.path)), |base| absolute(&base.join(&file.path)));
                file.path = relative_community_path(&target, &resolved);
            }
            if let Some(layer) = self.loaded.as_ref().and_then(|loaded| loaded.community.layers().get(place)) {
                file.sha256.clone_from(&layer.sha256);
            }
        }
        if header == **plan.header() { plan } else { plan.with_header(header) }
    }

    /// Writes over the other's change.
    pub(super) fn overwrite(&mut self, ctx: &egui::Context) {
        if let Some(Dialog::ChangedOnDisk(path)) = self.session.dialog.take() {
            self.save_to(ctx, path, true);
        }
    }

    /// Saves, then does what waited.
    pub(super) fn save_and_continue(&mut self, ctx: &egui::Context) {
        let Some(Dialog::Unsaved(continuation)) = self.session.dialog.take() else { return };
        let Some(path) = self.open.path.clone() else {
            self.ask_path(PathPurpose::Save);
            return;
        };
        self.save_to(ctx, path, false);
        if self.session.dialog.is_none() {
            self.go_on(ctx, continuation);
        }
    }

    /// Does what waited; the unsaved work is let go, as the planner said.
    pub(super) fn discard_and_continue(&mut self, ctx: &egui::Context) {
        if let Some(Dialog::Unsaved(continuation)) = self.session.dialog.take() {
            self.go_on(ctx, continuation);
        }
    }

    /// Writes the coverage of the shown kind.
    pub(super) fn export_coverage(&mut self, path: &Path) {
        let (Some(loaded), Some(report)) = (&self.loaded, self.live.report()) else { return };
        let layer = coverage_layer(&loaded.community, self.plan(), report);
        let text = result_layer_to_text(&layer);
        let result = write_atomically(path, text.as_bytes());
        self.after_export(path, result.map(drop).map_err(|error| error.to_string()));
    }

    /// Writes plan and community into one file.
    pub(super) fn export_package(&mut self, path: &Path) {
        let base = self.open.path.as_deref().and_then(Path::parent);
        let result = crate::exchange::open::write_package(path, self.plan(), &self.open.originals, base);
        self.after_export(path, result);
    }

    fn after_export(&mut self, path: &Path, result: Result<(), String>) {
        match result {
            Ok(()) => {
                let shown = path.display().to_string();
                let text = self.texts().with("notice-exported", &[("path", Value::Text(&shown))]);
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

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
