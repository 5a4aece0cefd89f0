//! The application's state and its frame: take in results, draw, carry out what was asked.

use std::path::PathBuf;
use std::sync::Arc;

use super::allocation::Allocations;
use super::areas::ServiceAreas;
use super::basemap::{Basemap, archives_apart};
use super::coordinates::CoordinateLooker;
use super::dependencies::Dependencies;
use super::error_text::{area_error, preference_note};
use super::evacuation::Evacuations;
use super::finding::Finder;
use super::keeper::Keeper;
use super::live::{LiveCoverage, Wish};
use super::loading::{LoadKey, Loaded, Loader, Request};
use super::recovery::{Recovery, safety_view};
use super::road_trials::Trials;
use super::roads::{LiveRoads, RoadWish};
use super::taking::FeatureReader;
use super::watch::Watch;
use crate::analysis::{AllocationStudy, CoverageReport, Explanation, RoadStudy, StudyValues};
use crate::community::Community;
use crate::document::{Command, Document, PlanSnapshot};
use crate::exchange::atomic::FileStamp;
use crate::exchange::plan::Originals;
use crate::exchange::preferences::{Preferences, ReadPreferences, read_preferences};
use crate::exchange::recovery::RecoveryFolder;
use crate::ids::Revision;
use crate::jobs::JobState;
use crate::network::RoadNetwork;
use crate::plan::{BASE_SCENARIO, Plan, PlanHeader, Settings};
use crate::ui::{
    AppCommand, BasemapCommand, Continuation, Dialog, Environment, EvacuationRun, Language, MapMemory, Notice,
    PathPurpose, Session, Texts, ThemeChoice, UiCommand, View, Wording, Work, bookmark_pressed, pressed, window_ui,
};

/// The plan that is open, and how it stands to its file.
pub(super) struct OpenPlan {
    pub(super) document: Document,
    pub(super) path: Option<PathBuf>,
    pub(super) stamp: Option<FileStamp>,
    pub(super) originals: Originals,
    pub(super) is_demonstration: bool,
    /// Written by a newer Muster: saving over the file asks first, for this one may not understand all of it.
    pub(super) is_from_the_future: bool,
}

impl OpenPlan {
    pub(super) fn empty() -> Self {
        Self {
            document: Document::default(),
            path: None,
            stamp: None,
            originals: Originals::none(),
            is_demonstration: false,
            is_from_the_future: false,
        }
    }
}

/// The whole application.
pub struct App {
    pub(super) open: OpenPlan,
    pub(super) loaded: Option<Loaded>,
    pub(super) loader: Loader,
    pub(super) live: LiveCoverage,
    /// The base scenario of the same plan, while another one is in view: what its figures are compared with.
    pub(super) base_live: LiveCoverage,
    pub(super) areas: ServiceAreas,
    pub(super) roads: LiveRoads,
    pub(super) allocations: Allocations,
    pub(super) evacuations: Evacuations,
    pub(super) trials: Trials,
    pub(super) baseline: Option<Arc<CoverageReport>>,
    /// The state of the plan whose figures the shown ones are to be compared with, until they are there.
    pub(super) wants_baseline: Option<Revision>,
    pub(super) session: Session,
    pub(super) map: MapMemory,
    pub(super) language: Language,
    pub(super) theme: ThemeChoice,
    pub(super) preferences: Preferences,
    pub(super) dependencies: Dependencies,
    pub(super) keeper: Keeper,
    pub(super) recovery: Recovery,
    pub(super) watch: Watch,
    pub(super) may_close: bool,
    /// What waits until the plan is saved.
    pub(super) waiting: Option<Continuation>,
    /// The state of the plan when an opening was asked for.
    pub(super) asked_at: Revision,
    /// Commands that wait until the field being typed in has been taken over.
    deferred: Vec<AppCommand>,
    was_typing: bool,
    /// What had the keyboard in the frame before.
    last_focus: Option<egui::Id>,
    values: (Arc<Settings>, StudyValues),
    pub(super) checked: Option<(Arc<Settings>, Arc<PlanHeader>)>,
    preview: Option<Preview>,
    pub(super) finder: Finder,
    pub(super) looker: CoordinateLooker,
    pub(super) reader: FeatureReader,
    pub(super) basemap: Basemap,
}

/// The plan as it would be if the hand let go now.
struct Preview {
    of: Revision,
    gesture: Command,
    snapshot: PlanSnapshot,
}

impl App {
    /// The application over its dependencies, opening `paths` at once where there are any.
    #[must_use]
    pub fn new(ctx: &egui::Context, dependencies: Dependencies, paths: Vec<PathBuf>) -> Self {
        crate::ui::theme::install(ctx);
        let ReadPreferences { preferences, notes } =
            dependencies.preferences_folder.as_deref().map_or_else(ReadPreferences::default, read_preferences);
        let tag = preferences.language.clone().or_else(|| dependencies.system_language.clone());
        let open = OpenPlan::empty();
        let settings = Arc::clone(open.document.plan().settings());
        let values = StudyValues::from_settings(&settings);
        let (folder, now) = (dependencies.recovery_folder.clone().map(RecoveryFolder::new), dependencies.clock.now());
        // Earlier sessions are looked at before this one is among them.
        let recovery = Recovery::new(folder.clone(), now);
        let mut app = Self {
            keeper: Keeper::new(folder, Arc::clone(&dependencies.crash_notes), now),
            recovery,
            watch: Watch::new(),

            open,
            loaded: None,
            loader: Loader::new(),
            live: LiveCoverage::new(),
            base_live: LiveCoverage::new(),
            areas: ServiceAreas::new(),
            roads: LiveRoads::new(),
            allocations: Allocations::new(),
            evacuations: Evacuations::new(),
            trials: Trials::new(),
            baseline: None,
            wants_baseline: None,
            session: Session::default(),
            map: MapMemory::new(),
            language: Language::from_tag(tag.as_deref().unwrap_or("en")),
            theme: ThemeChoice::from_name(preferences.theme.name()),
            preferences,
            dependencies,
            may_close: false,
            waiting: None,
            asked_at: Revision(1),
            deferred: Vec::new(),
            was_typing: false,
            last_focus: None,
            values: (settings, values),
            checked: None,
            preview: None,
            finder: Finder::new(),
            looker: CoordinateLooker::new(),
            reader: FeatureReader::new(),
            basemap: Basemap::new(),
        };
        app.apply_theme(ctx);
        app.reopen_basemap(ctx);
        let (archives, paths) = archives_apart(paths);
        app.use_archives(ctx, archives);
        for note in notes {
            let text = Wording::new(move |texts| preference_note(texts, &note));
            app.session.notices.push(Notice { text, is_problem: true });
        }
        if app.recovery.is_careful && !paths.is_empty() {
            let text = Wording::key("safety-careful-start");
            app.session.notices.push(Notice { text, is_problem: true });
        } else if !paths.is_empty() {
            app.start_opening(ctx, Request::files(paths));
        }
        app
    }

    /// The plan, for tests.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.open.document.plan()
    }

    /// The document, for tests.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.open.document
    }

    /// The latest coverage, for tests.
    #[must_use]
    pub fn coverage(&self) -> Option<&CoverageReport> {
        self.live.report().map(Arc::as_ref)
    }

    /// The latest allocation, for tests.
    #[must_use]
    pub fn allocation(&self) -> Option<&Arc<AllocationStudy>> {
        self.allocations.shown()
    }

    /// The latest evacuation of the scenario in view, for tests.
    #[must_use]
    pub fn evacuation(&self) -> Option<&Arc<EvacuationRun>> {
        self.evacuations.of(self.session.scenario)
    }

    /// Routes and road changes as last checked, for tests.
    #[must_use]
    pub fn road_study(&self) -> Option<&Arc<RoadStudy>> {
        self.roads.study()
    }

    /// The figures the shown ones are compared with in the base scenario, for tests.
    #[must_use]
    pub fn baseline(&self) -> Option<&CoverageReport> {
        self.baseline.as_deref()
    }

    /// What was loaded, for tests.
    #[must_use]
    pub fn community(&self) -> Option<&Arc<Community>> {
        self.loaded.as_ref().map(|loaded| &loaded.community)
    }

    /// Its roads, for tests.
    #[must_use]
    pub fn network(&self) -> Option<&Arc<RoadNetwork>> {
        self.loaded.as_ref().map(|loaded| &loaded.network)
    }

    /// The explanation in view, for tests.
    #[must_use]
    pub const fn explanation(&self) -> Option<&Explanation> {
        self.live.explanation()
    }

    /// Does the map show everything in view as sharp as it gets? For tests and benchmarks.
    #[must_use]
    pub fn is_map_complete(&self) -> bool {
        self.loaded.is_some() && self.map.is_complete()
    }

    /// State of the screen, for tests.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Texts in the chosen language.
    #[must_use]
    pub const fn texts(&self) -> Texts {
        Texts::new(self.language)
    }

    pub(super) fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
    }

    pub(super) fn start_opening(&mut self, ctx: &egui::Context, request: Request) {
        if !matches!(request, Request::Community { .. }) {
            self.asked_at = self.open.document.revision();
        }
        self.loader.start(request, self.dependencies.spawner.as_mut(), waker(ctx));
    }

    /// Takes in what has arrived and starts what is missing; no drawing.
    fn advance(&mut self, ctx: &egui::Context) {
        if let Some(result) = self.loader.poll() {
            self.take_opening(result);
        }
        self.follow_basemap();
        self.refresh_values();
        self.follow_community(ctx);
        self.follow_names(ctx);
        self.follow_coordinates(ctx);
        self.follow_features();
        let Some(loaded) = &self.loaded else { return };
        let (community, network) = (Arc::clone(&loaded.community), Arc::clone(&loaded.network));
        let wish = self.wish();
        self.live.poll(&wish);
        self.follow_base(ctx, &community, &network);
        self.take_baseline();
        self.live.follow(&wish, &community, &network, self.dependencies.spawner.as_mut(), waker(ctx));
        self.follow_roads(ctx, &community, &network);
        self.follow_allocation(ctx, &community, &network);
        self.follow_evacuation(ctx, &community, &network);
        self.follow_trials(ctx, &community, &network);
        self.areas.poll();
        if let Some(error) = self.areas.take_failure() {
            let text = Wording::new(move |texts| area_error(texts, &error));
            self.session.notices.push(Notice { text, is_problem: true });
        }
        if !self.session.shows_service_areas {
            self.areas.clear();
        } else if self.session.gesture.is_none() {
            let (kind, scenario) = (self.session.shown_kind, self.session.scenario);
            let snapshot = self.open.document.snapshot();
            let inputs = (&community, &network);
            self.areas.follow(snapshot, scenario, kind, inputs, self.dependencies.spawner.as_mut(), waker(ctx));
        }
    }

    /// The community is read again when the plan names other files or maps them otherwise: also after an undo.
    fn follow_community(&mut self, ctx: &egui::Context) {
        if self.loader.is_running() {
            return;
        }
        let plan = self.open.document.plan();
        let (files, settings) = (&plan.header().community, plan.settings());
        let Some(loaded) = &self.loaded else {
            if files.is_empty() {
                self.loader.forget_asked();
            } else {
                self.request_community(ctx);
            }
            return;
        };
        // Comparing keys costs a little; it is done once per changed header or settings, not every frame.
        let is_checked =
            |(s, h): &(Arc<Settings>, Arc<PlanHeader>)| Arc::ptr_eq(s, settings) && Arc::ptr_eq(h, plan.header());
        if self.checked.as_ref().is_some_and(is_checked) {
            // What could not be read was taken back: whoever asks for it again has mended it.
            self.loader.forget_asked();
            return;
        }
        let key = LoadKey::new(files, settings);
        if key == loaded.key {
            self.loader.forget_asked();
            self.checked = Some((Arc::clone(settings), Arc::clone(plan.header())));
        } else {
            self.request_community(ctx);
        }
    }

    fn community_request(&self, may_keep: bool) -> Request {
        let plan = self.open.document.plan();
        let files = plan.header().community.clone();
        let key = LoadKey::new(&files, plan.settings());
        let kept = self.loaded.as_ref().filter(|_| may_keep).and_then(|loaded| loaded.kept_for(&key));
        let (kept, files) = kept.map_or((None, files), |(kept, files)| (Some(kept), files));
        Request::Community {
            kept,
            files,
            base: self.open.path.as_deref().and_then(std::path::Path::parent).map(PathBuf::from),
            settings: Box::new((**plan.settings()).clone()),
        }
    }

    /// Reads the community's files again, changed or not.
    pub(super) fn reload_community(&mut self, ctx: &egui::Context) {
        let request = self.community_request(false);
        self.start_opening(ctx, request);
    }

    fn request_community(&mut self, ctx: &egui::Context) {
        let request = self.community_request(true);
        // What failed once is not tried again until something changes.
        if self.loader.asked() != Some(&request) {
            self.start_opening(ctx, request);
        }
    }

    fn refresh_values(&mut self) {
        let settings = self.open.document.plan().settings();
        if !Arc::ptr_eq(&self.values.0, settings) {
            self.values = (Arc::clone(settings), StudyValues::from_settings(settings));
        }
    }

    /// Checks routes and looks up road changes once the coverage of the same state is there, and with its roads.
    fn follow_roads(&mut self, ctx: &egui::Context, community: &Arc<Community>, network: &Arc<RoadNetwork>) {
        self.roads.poll();
        let (snapshot, scenario) = (self.open.document.snapshot(), self.session.scenario);
        if self.session.gesture.is_some() || self.live.answered_for() != Some((snapshot.revision, scenario)) {
            return;
        }
        let (Some(planned), Some(mask)) = (self.live.network(), self.live.mask()) else { return };
        let wish = RoadWish {
            snapshot,
            scenario,
            community: Arc::clone(community),
            loaded: Arc::clone(network),
            planned: Arc::clone(planned),
            mask: Arc::clone(mask),
        };
        self.roads.follow(wish, self.dependencies.spawner.as_mut(), waker(ctx));
    }

    /// Keeps the base scenario's figures at hand while another scenario is in view; in the base scenario, works out those
    /// of the plan it is compared with where they are not there.
    fn follow_base(&mut self, ctx: &egui::Context, community: &Arc<Community>, network: &Arc<RoadNetwork>) {
        let snapshot = if self.session.scenario == BASE_SCENARIO {
            let Some(snapshot) = self.lost_baseline() else { return };
            snapshot
        } else {
            self.open.document.snapshot()
        };
        let wish = Wish { snapshot, scenario: BASE_SCENARIO, explained: None, is_preview: false };
        self.base_live.poll(&wish);
        self.base_live.follow(&wish, community, network, self.dependencies.spawner.as_mut(), waker(ctx));
    }

    /// What the figures are compared with from now on: those of the plan as it stands, in the base scenario.
    pub(super) fn compare_with_now(&mut self) {
        self.baseline = None;
        self.wants_baseline = Some(self.open.document.revision());
        self.allocations.compare_with(self.open.document.snapshot());
        self.evacuations.compare_with(self.open.document.revision());
        self.take_baseline();
    }

    /// The plan whose figures are wanted to compare with, where the plan has moved on since: nothing else works them out.
    fn lost_baseline(&self) -> Option<PlanSnapshot> {
        let wanted = self.wants_baseline.filter(|_| self.has_its_community())?;
        let snapshot = self.allocations.compared_with().filter(|snapshot| snapshot.revision == wanted)?;
        (wanted != self.open.document.revision()).then(|| snapshot.clone())
    }

    /// Takes the wanted figures as soon as they are there: those of that very state, whatever is in view meanwhile.
    fn take_baseline(&mut self) {
        let Some(wanted) = self.wants_baseline.filter(|_| self.has_its_community()) else { return };
        let report = [&self.live, &self.base_live].into_iter().find_map(|live| live.report_of(wanted, BASE_SCENARIO));
        if let Some(report) = report {
            self.baseline = Some(Arc::clone(report));
            self.wants_baseline = None;
            if self.session.scenario == BASE_SCENARIO {
                // They are not those of the plan as it is, which another scenario would be compared with.
                self.base_live.reset();
            }
        }
    }

    /// What the screen wants to know now: the document's state, or the one a drag would lead to.
    fn wish(&mut self) -> Wish {
        let explained = self.session.explained.map(|demand| (demand, self.session.shown_kind));
        let scenario = self.session.scenario;
        let document = self.open.document.snapshot();
        let Some(gesture) = &self.session.gesture else {
            self.preview = None;
            return Wish { snapshot: document, scenario, explained, is_preview: false };
        };
        let is_known = |preview: &Preview| preview.of == document.revision && preview.gesture == *gesture;
        if !self.preview.as_ref().is_some_and(is_known) {
            // A shape that would be refused leaves the figures as they are, until the hand is somewhere better.
            let plan = self.open.document.preview(gesture.clone()).unwrap_or(document.plan);
            let snapshot = PlanSnapshot { plan, revision: Revision(u64::MAX) };
            self.preview = Some(Preview { of: document.revision, gesture: gesture.clone(), snapshot });
        }
        let snapshot =
            self.preview.as_ref().map_or_else(|| self.open.document.snapshot(), |preview| preview.snapshot.clone());
        Wish { snapshot, scenario, explained, is_preview: true }
    }

    /// How the shown figures stand: also out of date while the community of the plan is not the one they are of.
    pub(super) fn figures_state(&self) -> JobState {
        if self.loaded.is_none() {
            return JobState::NotRun;
        }
        let is_dragging = self.session.gesture.is_some();
        match self.live.state(self.open.document.revision(), self.session.scenario, is_dragging) {
            JobState::UpToDate if !self.has_its_community() => JobState::OutOfDate,
            state => state,
        }
    }

    /// Is what is loaded the community the plan names?
    fn has_its_community(&self) -> bool {
        let plan = self.open.document.plan();
        self.checked.as_ref().is_some_and(|(settings, header)| {
            Arc::ptr_eq(settings, plan.settings()) && Arc::ptr_eq(header, plan.header())
        })
    }

    /// What can be used now.
    pub(super) fn environment(&self) -> Environment {
        Environment {
            has_community: self.loaded.is_some(),
            can_undo: self.open.document.next_undo().is_some(),
            can_redo: self.open.document.next_redo().is_some(),
            n_selected: self.session.selection.len(),
            has_hidden: !self.session.hidden.is_empty(),
            has_coverage: self.loaded.is_some() && self.live.report().is_some(),
            has_allocation: self.loaded.is_some()
                && self.allocations.shown().is_some_and(|study| !study.stages.is_empty()),
            is_dirty: self.open.document.is_dirty() || self.open.path.is_none(),
            is_working: self.loader.is_running() || self.reader.is_running() || self.areas.progress().is_some(),
        }
    }

    /// Draws the window; returns what was asked for.
    fn draw(&mut self, ui: &mut egui::Ui) -> Vec<AppCommand> {
        let mut out: Vec<AppCommand> = Vec::new();
        if self.session.dialog.is_none() && !self.recovery.is_asking() {
            out.extend(pressed(ui.ctx(), self.was_typing).into_iter().map(AppCommand::Ui));
            out.extend(bookmark_pressed(ui.ctx()));
        }
        let state = self.figures_state();
        let roads_state = self.roads.state(self.open.document.revision(), self.session.scenario);
        let allocation_state = self.allocation_state();
        let compared = self.compared_allocation().map(Arc::clone);
        let evacuation_state = self.evacuation_state();
        let scenario = self.session.scenario;
        let work = match (self.loader.progress().or_else(|| self.reader.progress()), self.areas.progress()) {
            (Some(progress), _) => Some((Work::Reading, progress)),
            (None, Some(progress)) => Some((Work::ServiceAreas, progress)),
            (None, None) => None,
        };
        let is_running = |state: &JobState| matches!(state, JobState::Running(_));
        let is_trying = is_running(&self.road_trials().state);
        if work.is_some() || is_trying || is_running(&allocation_state) || is_running(&evacuation_state) {
            // The progress bar moves although nobody moves the mouse.
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
        let changed = self.changed_files();
        let is_reading = self.loader.is_running();
        let safety = safety_view(&self.keeper, &self.recovery, &self.watch, &changed, &self.open, is_reading);
        let bookmarks = self.bookmarks();
        let view = View {
            texts: Texts::new(self.language),
            theme: self.theme,
            document: &self.open.document,
            path: self.open.path.as_ref(),
            is_demonstration: self.open.is_demonstration,
            community: self.loaded.as_ref().map(|loaded| &loaded.community),
            network: self.loaded.as_ref().map(|loaded| &loaded.network),
            values: &self.values.1,
            coverage: self.live.report(),
            mask: self.live.mask(),
            preview: self.preview.as_ref().map(|preview| &*preview.snapshot.plan),
            planned_network: self.live.network(),
            coverage_state: &state,
            baseline: if self.session.scenario == BASE_SCENARIO {
                self.baseline.as_deref()
            } else {
                self.base_live.report().map(Arc::as_ref)
            },
            service_areas: self.areas.shown(),
            service_areas_version: self.areas.version(),
            roads: self.roads.study(),
            roads_state: &roads_state,
            allocation: self.allocations.shown(),
            allocation_state: &allocation_state,
            allocation_stale: self.allocation_stale(),
            allocation_baseline: compared.as_deref(),
            evacuation: self.evacuations.of(scenario),
            evacuation_state: &evacuation_state,
            trials: self.trials.view(scenario, self.evacuations.of(scenario), evacuation_state == JobState::UpToDate),
            evacuations: self.evacuations.kept(),
            evacuation_baseline: self.evacuations.compared(scenario).map(Arc::as_ref),
            explanation: self.session.explained.and(self.live.explanation()),
            scenario: self.session.scenario,
            work,
            recent: &self.preferences.recent,
            known_mappings: &self.preferences.mappings,
            environment: self.environment(),
            safety,
            names: self.finder.names(),
            bookmarks: &bookmarks,
            coordinates: self.looker.look(),
            basemap: self.basemap.view(self.preferences.basemap.as_ref()),
        };
        let spawner = self.dependencies.spawner.as_mut();
        window_ui(ui, &view, &mut self.session, &mut self.map, spawner, &mut out);
        out
    }

    /// What the keyboard goes to is scrolled to where it can be seen.
    fn show_focused(&mut self, ctx: &egui::Context) {
        let focused = ctx.memory(egui::Memory::focused);
        if focused == self.last_focus {
            return;
        }
        self.last_focus = focused;
        let Some(response) = focused.and_then(|id| ctx.read_response(id)) else { return };
        let is_seen = response.interact_rect.expand(1.0).contains_rect(response.rect);
        if is_seen || !response.rect.is_positive() || response.rect.height() > ctx.content_rect().height() / 2.0 {
            return;
        }
        let request = egui::accesskit::ActionRequest {
            action: egui::accesskit::Action::ScrollIntoView,
            target_tree: egui::accesskit::TreeId::ROOT,
            target_node: response.id.accesskit_id(),
            data: None,
        };
        ctx.input_mut(|input| input.events.push(egui::Event::AccessKitActionRequest(request)));
        ctx.request_repaint();
    }

    /// Takes the keyboard from the field being typed in, so that its text counts; the command follows after.
    fn defer(&mut self, ctx: &egui::Context, command: AppCommand) {
        ctx.memory_mut(egui::Memory::stop_text_input);
        ctx.request_repaint();
        self.deferred.push(command);
    }

    /// A file dropped while features are asked about is the one meant. Files dropped on the window otherwise open, or are
    /// added where a plan is open; a tile archive becomes the basemap.
    fn take_dropped_files(&self, ctx: &egui::Context) -> Vec<AppCommand> {
        let paths: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if let (Some(Dialog::Taking | Dialog::Path { purpose: PathPurpose::TakeFeatures, .. }), Some(path)) =
            (&self.session.dialog, paths.first())
        {
            return vec![AppCommand::CancelDialog, AppCommand::ReadFeatures(path.clone())];
        }
        let (archives, paths) = archives_apart(paths);
        let mut asked: Vec<AppCommand> =
            archives.into_iter().map(|path| AppCommand::Basemap(BasemapCommand::Use(path))).collect();
        if !paths.is_empty() {
            let has_plan = paths.iter().any(|path| crate::exchange::open::is_plan_file(path));
            let is_open = self.loaded.is_some();
            asked.push(if is_open && !has_plan { AppCommand::AddFiles(paths) } else { AppCommand::OpenFiles(paths) });
        }
        asked
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.advance(ctx);
        self.keep_safe(ctx);
        if ctx.input(|input| input.viewport().close_requested()) {
            if ctx.text_edit_focused() && !self.may_close {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                self.defer(ctx, AppCommand::Ui(UiCommand::Quit));
                return;
            }
            self.on_close_requested(ctx);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.show_focused(ui.ctx());
        let mut commands = self.draw(ui);
        commands.extend(self.take_dropped_files(ui.ctx()));
        commands.append(&mut self.deferred);
        let ctx = ui.ctx().clone();
        for command in commands {
            if needs_finished_fields(&command) && ctx.text_edit_focused() {
                self.defer(&ctx, command);
            } else {
                self.dispatch(&ctx, command);
            }
        }
        self.was_typing = ctx.text_edit_focused();
        // What was asked for now is started now, not at the next movement of the mouse.
        self.advance(&ctx);
        // And what was done is in the journal before the next frame.
        self.keep_safe(&ctx);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end_session();
    }
}

/// Does the command look at the plan as a whole, so that what is still being typed must be in it?
const fn needs_finished_fields(command: &AppCommand) -> bool {
    matches!(
        command,
        AppCommand::TakeFeatures
            | AppCommand::Ui(
                UiCommand::Save
                    | UiCommand::SaveAs
                    | UiCommand::New
                    | UiCommand::Open
                    | UiCommand::OpenDemonstration
                    | UiCommand::ExportCoverage
                    | UiCommand::ExportAllocation
                    | UiCommand::ExportAllocationSites
                    | UiCommand::ExportPackage
                    | UiCommand::ExportGeoPackage
                    | UiCommand::Quit
            )
    )
}

/// Asks for a new frame when background work has ended.
pub(super) fn waker(ctx: &egui::Context) -> impl FnOnce() + Send + 'static {
    let ctx = ctx.clone();
    move || ctx.request_repaint()
}
