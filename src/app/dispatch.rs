//! Carries out what the screen asked for: one match that only delegates.

use super::app::App;
use super::basemap::archives_apart;
use super::error_text::command_error;
use super::loading::Request;
use crate::document::{Applied, Command};
use crate::exchange::preferences::ThemePreference;
use crate::exchange::tables::TableStyle;
use crate::geometry::LonLat;
use crate::geometry::editing::Apart;
use crate::ids::{ScenarioId, SegmentId};
use crate::map::Camera;
use crate::map::tools::{Drawn, Sketch};
use crate::plan::{BASE_SCENARIO, ObjectId, PlanObject};
use crate::ui::{
    AppCommand, Continuation, Dialog, Finding, Language, Notice, PathPurpose, Region, Search, Step, ThemeChoice, Tool,
    UiCommand, Wording, merge_notice,
};

/// A place is looked at this close: 1 point is so many metres.
const CLOSE_UP: f64 = 0.8;
/// One step of zooming by key or menu: half a doubling, so that the map rests at a scale of tiles.
const ZOOM_STEP: f64 = std::f64::consts::SQRT_2;

impl App {
    /// Carries out one command.
    pub(super) fn dispatch(&mut self, ctx: &egui::Context, command: AppCommand) {
        self.dependencies.crash_notes.note(&command);
        match command {
            AppCommand::Ui(command) => self.dispatch_ui(ctx, command),
            AppCommand::Edit(command) => self.edit(command),
            AppCommand::Select(objects) => self.select(objects),
            AppCommand::Explain(demand) => {
                self.session.selection.clear();
                self.session.road = None;
                self.session.explained = Some(demand);
            }
            AppCommand::UseTool(tool) => self.use_tool(tool),
            AppCommand::GoTo(step) => self.session.step = step,
            AppCommand::ShowKind(kind) => self.session.shown_kind = kind,
            AppCommand::UseScenario(scenario) => self.use_scenario(scenario),
            AppCommand::LookAt(place) => self.look_at(place),
            AppCommand::OpenFiles(paths) => {
                let (archives, paths) = archives_apart(paths);
                self.use_archives(ctx, archives);
                if !paths.is_empty() {
                    self.ask_or(ctx, Continuation::Open(paths));
                }
            }
            AppCommand::AddFiles(paths) => {
                let (archives, paths) = archives_apart(paths);
                self.use_archives(ctx, archives);
                if !paths.is_empty() {
                    self.add_files(ctx, &paths);
                }
            }
            AppCommand::SaveTo(path) => self.save_to(ctx, &path, false),
            AppCommand::ExportCoverageTo(path) => self.export_coverage(&path, false),
            AppCommand::ExportAllocationTo(path) => self.export_allocation(&path, PathPurpose::ExportAllocation, false),
            AppCommand::ExportAllocationSitesTo(path) => {
                self.export_allocation(&path, PathPurpose::ExportAllocationSites, false);
            }
            AppCommand::ExportPackageTo(path) => self.export_package(&path, false),
            AppCommand::ExportGeoPackageTo(path) => self.export_geopackage(&path, false),
            AppCommand::Browse => self.browse(),
            AppCommand::SetDialog(dialog) => self.session.dialog = dialog,
            AppCommand::CancelDialog => {
                self.session.dialog = None;
                self.session.taking = None;
                self.waiting = None;
            }
            AppCommand::ReadRows(text) => self.read_rows(Ok(text)),
            AppCommand::TakeRows => self.take_rows(),
            AppCommand::ReadFeatures(path) => self.read_features(ctx, &path),
            AppCommand::TakeFeatures => self.take_features(),
            AppCommand::ImportTableFrom(path) => self.import_table(&path),
            AppCommand::ExportTableTo(path, style) => self.export_table(&path, style, false),
            AppCommand::SetLanguage(language) => self.set_language(language),
            AppCommand::SetTheme(theme) => self.set_theme(ctx, theme),
            AppCommand::SaveAndContinue => self.save_and_continue(ctx),
            AppCommand::Overwrite => self.overwrite(ctx),
            AppCommand::DiscardAndContinue => self.discard_and_continue(ctx),
            AppCommand::Safety(command) => self.answer_safety(ctx, command),
            AppCommand::ShowFinding(finding) => self.show_finding(finding),
            AppCommand::RememberMapping(known) => {
                self.preferences.remember_mapping(known);
                self.keep_preferences();
            }
            AppCommand::Say(text) => self.session.notices.push(Notice { text: text.into(), is_problem: true }),
            AppCommand::DismissNotice(place) => {
                if place < self.session.notices.len() {
                    self.session.notices.remove(place);
                }
            }
            AppCommand::Finding(command) => self.dispatch_finding(command),
            AppCommand::Coordinates(command) => self.dispatch_coordinates(ctx, command),
            AppCommand::Basemap(command) => self.dispatch_basemap(ctx, command),
            AppCommand::Analysis(command) => self.dispatch_analysis(command),
        }
    }

    fn dispatch_ui(&mut self, ctx: &egui::Context, command: UiCommand) {
        if !command.is_enabled(&self.environment()) {
            return;
        }
        match command {
            UiCommand::New => self.ask_or(ctx, Continuation::New),
            UiCommand::Open => self.ask_path(PathPurpose::Open),
            UiCommand::OpenDemonstration => self.ask_or(ctx, Continuation::Demonstration),
            UiCommand::AddData => self.ask_path(PathPurpose::Add),
            UiCommand::Save => self.save(ctx),
            UiCommand::SaveAs => self.ask_path(PathPurpose::Save),
            UiCommand::ExportCoverage => self.ask_path(PathPurpose::ExportCoverage),
            UiCommand::ExportAllocation => self.ask_path(PathPurpose::ExportAllocation),
            UiCommand::ExportAllocationSites => self.ask_path(PathPurpose::ExportAllocationSites),
            UiCommand::ExportPackage => self.ask_path(PathPurpose::ExportPackage),
            UiCommand::Quit => self.ask_or(ctx, Continuation::Quit),
            UiCommand::ToggleTable => {
                self.session.table.is_open = !self.session.table.is_open;
                self.session.playback.is_open &= !self.session.table.is_open;
            }
            UiCommand::ToggleChart => {
                self.session.playback.is_open = !self.session.playback.is_open;
                self.session.playback.is_playing &= self.session.playback.is_open;
                self.session.table.is_open &= !self.session.playback.is_open;
            }
            UiCommand::RunEvacuation => self.run_evacuation(),
            UiCommand::PasteRows => self.ask_rows(ctx),
            UiCommand::TakeFeatures => self.ask_path(PathPurpose::TakeFeatures),
            UiCommand::ImportTable => self.ask_path(PathPurpose::ImportTable),
            UiCommand::ExportTable => self.ask_path(PathPurpose::ExportTable(TableStyle::Plain)),
            UiCommand::ExportTableForSpreadsheet => self.ask_path(PathPurpose::ExportTable(TableStyle::Spreadsheet)),
            UiCommand::Undo => {
                let applied = self.open.document.undo();
                self.after_change(applied.as_ref());
            }
            UiCommand::Redo => {
                let applied = self.open.document.redo();
                self.after_change(applied.as_ref());
            }
            UiCommand::Duplicate => self.edit(Command::DuplicateObjects(self.session.selection.clone())),
            UiCommand::Delete => self.edit(Command::DeleteObjects(self.session.selection.clone())),
            UiCommand::Escape => self.escape(),
            UiCommand::ZoomAll => self.session.camera = None,
            UiCommand::ZoomSelection => {
                let first = self.session.selection.iter().next().and_then(|&id| self.plan().object(id));
                if let Some(place) = first.and_then(|object| object.place()) {
                    self.look_at(place);
                }
            }
            UiCommand::ZoomIn => self.zoom(1.0 / ZOOM_STEP),
            UiCommand::ZoomOut => self.zoom(ZOOM_STEP),
            UiCommand::ToggleServiceAreas => self.session.shows_service_areas = !self.session.shows_service_areas,
            UiCommand::NextTheme => self.set_theme(ctx, self.theme.next()),
            UiCommand::OtherLanguage => self.set_language(self.language.other()),
            UiCommand::ShowShortcuts => self.session.dialog = Some(Dialog::Shortcuts),
            UiCommand::ShowAbout => self.session.dialog = Some(Dialog::About),
            UiCommand::CancelWork => self.cancel_work(),
            UiCommand::SplitSelection => self.use_tool(Tool::Split),
            UiCommand::CutHole => self.use_tool(Tool::CutHole),
            UiCommand::MergeSelection => {
                let ids = self.session.selection.iter().copied().collect();
                self.merge(ids);
            }
            UiCommand::LockSelection | UiCommand::UnlockSelection => {
                let ids = self.session.selection.clone();
                self.edit(Command::SetLocked { ids, locked: command == UiCommand::LockSelection });
            }
            UiCommand::HideSelection => {
                let ids = std::mem::take(&mut self.session.selection);
                self.session.hidden.extend(ids);
            }
            UiCommand::ShowHidden => self.session.hidden.clear(),
            UiCommand::SelectAll => {
                let ids = self.plan().objects().map(|object| object.id());
                let ids = ids.filter(|id| !self.session.hidden.contains(id)).collect();
                self.select(ids);
            }
            UiCommand::SelectNext => self.select_beside(true),
            UiCommand::SelectPrevious => self.select_beside(false),
            UiCommand::CommandPalette => self.session.dialog = Some(Dialog::Palette(Search::default())),
            UiCommand::Find => self.session.dialog = Some(Dialog::Find(Search::default())),
            UiCommand::GoToPlace => self.session.dialog = Some(Dialog::GoTo(Search::default())),
            UiCommand::AddBookmark => self.ask_bookmark(),
            UiCommand::NextPanel => Region::go_round(ctx, 1),
            UiCommand::PreviousPanel => Region::go_round(ctx, -1),
            UiCommand::ExportGeoPackage => self.ask_path(PathPurpose::ExportGeoPackage),
            UiCommand::ReverseDirection => self.reverse_selection(),
            UiCommand::ChooseBasemap => self.ask_basemap(),
        }
    }

    /// Turns the selected one-way and contraflow changes round.
    fn reverse_selection(&mut self) {
        let changes = self.session.selection.iter().filter_map(|&id| match self.plan().object(id) {
            Some(PlanObject::RoadChange(change)) if change.kind.measure().has_direction() => Some(change),
            _ => None,
        });
        let turned: Vec<PlanObject> = changes.map(|c| PlanObject::RoadChange(c.reversed().into())).collect();
        if turned.is_empty() {
            let text = Wording::key("notice-no-direction");
            self.session.notices.push(Notice { text, is_problem: true });
        } else {
            self.edit(Command::UpdateObjects(turned));
        }
    }

    /// Joins objects, and says which of their facts went.
    fn merge(&mut self, ids: Vec<ObjectId>) {
        let before = self.open.document.snapshot();
        let objects: Vec<PlanObject> = ids.iter().filter_map(|&id| before.plan.object(id)).collect();
        self.edit(Command::MergeObjects { ids, apart: Apart::Refuse });
        if self.open.document.revision() != before.revision
            && let Some((kept, dropped)) = objects.split_first()
            && let Some(text) = merge_notice(&before.plan, kept, dropped)
        {
            self.session.notices.push(Notice { text, is_problem: false });
        }
    }

    /// Changes the plan, or says why not.
    pub(super) fn edit(&mut self, command: Command) {
        let is_new = matches!(
            command,
            Command::PlaceSite { .. }
                | Command::PlaceClosure { .. }
                | Command::AddObject(_)
                | Command::AddObjectTo { .. }
        );
        let is_copy = matches!(command, Command::DuplicateObjects(_) | Command::UpsertObjects(_));
        let adds_scenario = matches!(command, Command::AddScenario { .. });
        match self.open.document.execute(command) {
            Ok(applied) => {
                // A new scenario is what the planner wants to look at.
                if adds_scenario && let Some(&newest) = self.plan().scenarios().keys().next_back() {
                    self.session.scenario = newest;
                }
                if (is_new || is_copy) && !applied.touched.is_empty() {
                    self.session.explained = None;
                    self.session.selection = applied.touched.iter().copied().collect();
                    if let Some(PlanObject::Site(site)) = applied.touched.first().and_then(|&id| self.plan().object(id))
                        && is_new
                        && crate::plan::SiteKind::REACHED.contains(&site.kind)
                    {
                        self.session.shown_kind = site.kind;
                    }
                }
                self.after_change(Some(&applied));
            }
            Err(crate::document::CommandError::NothingToDo) => {}
            Err(error) => {
                self.fail("dialog-failure-edit", Wording::new(move |texts| command_error(texts, &error)));
            }
        }
    }

    /// What was selected and is gone is no longer selected.
    fn after_change(&mut self, applied: Option<&Applied>) {
        if applied.is_some() {
            let plan = self.open.document.plan();
            self.session.selection.retain(|&id| plan.object(id).is_some());
            self.session.hidden.retain(|&id| plan.object(id).is_some());
            if !plan.scenarios().contains_key(&self.session.scenario) {
                self.session.scenario = BASE_SCENARIO;
            }
        }
    }

    /// Looks at another scenario; one that is gone leaves the base scenario.
    fn use_scenario(&mut self, scenario: ScenarioId) {
        self.session.scenario = if self.plan().scenarios().contains_key(&scenario) { scenario } else { BASE_SCENARIO };
    }

    /// Selects these objects only.
    pub fn select(&mut self, objects: Vec<ObjectId>) {
        self.session.explained = None;
        self.session.road = None;
        self.session.selection = objects.into_iter().collect();
        if let Some(PlanObject::Site(site)) =
            self.session.selection.iter().next().and_then(|&id| self.plan().object(id))
            && crate::plan::SiteKind::REACHED.contains(&site.kind)
        {
            self.session.shown_kind = site.kind;
        }
    }

    /// Selects the object after the selected one, or before it, and brings it into the middle of the map.
    fn select_beside(&mut self, is_forward: bool) {
        let ids: Vec<ObjectId> =
            self.plan().objects().map(|o| o.id()).filter(|id| !self.session.hidden.contains(id)).collect();
        let selected = &self.session.selection;
        let here = ids.iter().position(|id| selected.contains(id));
        let next = match here {
            Some(here) if is_forward => ids.get(here + 1).or_else(|| ids.first()),
            Some(here) => here.checked_sub(1).map_or_else(|| ids.last(), |before| ids.get(before)),
            None if is_forward => ids.first(),
            None => ids.last(),
        };
        let Some(&next) = next else { return };
        self.select(vec![next]);
        let place = self.plan().object(next).and_then(|object| object.place());
        if let (Some(place), Some(loaded), Some(camera)) = (place, &self.loaded, &mut self.session.camera) {
            camera.set_center(loaded.community.plane().local_from_lon_lat(place));
        }
    }

    fn use_tool(&mut self, tool: Tool) {
        self.session.tool = tool;
        self.session.gesture = None;
        self.session.pick = None;
        self.session.sketch = tool.method().map(Sketch::new);
        if let Tool::Draw(Drawn::Site(kind), _) = tool
            && crate::plan::SiteKind::REACHED.contains(&kind)
        {
            self.session.shown_kind = kind;
        }
    }

    /// Escape: first a drag, then the tool, then the selection.
    fn escape(&mut self) {
        if self.session.gesture.take().is_some() || self.session.pick.take().is_some() {
            return;
        }
        if let Some(sketch) = self.session.sketch.as_mut().filter(|sketch| sketch.is_begun()) {
            *sketch = Sketch::new(sketch.method());
            return;
        }
        if self.session.tool != Tool::Select {
            self.use_tool(Tool::Select);
            return;
        }
        if self.session.mark.take().is_some() {
            return;
        }
        self.session.selection.clear();
        self.session.explained = None;
        self.session.road = None;
        self.session.finding = None;
    }

    /// Centers the map on a place, close up.
    pub fn look_at(&mut self, place: LonLat) {
        if let Some(loaded) = &self.loaded {
            let center = loaded.community.plane().local_from_lon_lat(place);
            self.session.camera = Some(Camera::new(center, CLOSE_UP));
        }
    }

    /// Marks a finding and looks at it from near enough to see it.
    fn show_finding(&mut self, finding: Finding) {
        self.look_at(finding.place);
        if let Some(camera) = &mut self.session.camera {
            camera.set_metres_per_point(finding.scale());
        }
        self.session.finding = Some(finding);
    }

    /// Tells of a piece of road in the latest evacuation, and looks at it.
    pub(super) fn show_road(&mut self, segment: SegmentId, looks: bool) {
        let Some(run) = self.evacuations.of(self.session.scenario) else { return };
        let middle = run.middle(segment);
        self.session.selection.clear();
        self.session.explained = None;
        self.session.road = Some(segment);
        if let Some(place) = middle.filter(|_| looks) {
            self.look_at(place);
        }
    }

    fn zoom(&mut self, factor: f64) {
        if let Some(camera) = &mut self.session.camera {
            let metres = camera.metres_per_point() * factor;
            camera.set_metres_per_point(metres);
        }
    }

    fn set_language(&mut self, language: Language) {
        self.language = language;
        self.preferences.language = Some(language.tag().to_owned());
        self.keep_preferences();
    }

    fn set_theme(&mut self, ctx: &egui::Context, theme: ThemeChoice) {
        self.theme = theme;
        self.apply_theme(ctx);
        self.preferences.theme = ThemePreference::from_name(theme.name()).unwrap_or_default();
        self.keep_preferences();
    }

    /// Does it at once, or asks first where there is unsaved work.
    pub(super) fn ask_or(&mut self, ctx: &egui::Context, continuation: Continuation) {
        if self.open.document.is_dirty() {
            self.session.dialog = Some(Dialog::Unsaved(continuation));
        } else {
            self.go_on(ctx, continuation);
        }
    }

    /// Does what waited for unsaved work.
    pub(super) fn go_on(&mut self, ctx: &egui::Context, continuation: Continuation) {
        match continuation {
            Continuation::New => self.start_anew(),
            Continuation::Demonstration => self.start_opening(ctx, Request::Demonstration),
            Continuation::Open(paths) => self.start_opening(ctx, Request::files(paths)),
            Continuation::Restore(folder) => self.restore(ctx, folder),
            Continuation::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    /// The window is asked to close: unsaved work first.
    pub(super) fn on_close_requested(&mut self, ctx: &egui::Context) {
        if self.may_close || !self.open.document.is_dirty() {
            return;
        }
        ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        self.session.dialog = Some(Dialog::Unsaved(Continuation::Quit));
    }

    /// The plan step is where work on an opened plan begins.
    pub(super) fn show_first_step(&mut self) {
        self.session.step = if self.plan().sites().is_empty() { Step::Community } else { Step::Plan };
    }
}
