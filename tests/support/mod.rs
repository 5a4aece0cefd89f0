//! The test driver: the whole application without a display, its background work run by hand.

#![expect(clippy::expect_used, reason = "a test driver: what is missing fails the test")]

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use muster::app::{App, Dependencies, ManualClock};
use muster::geometry::LonLat;
use muster::jobs::ManualSpawner;
use muster::plan::{ObjectId, SiteKind};

/// Frames after which the window must have come to rest.
const MAX_FRAMES: usize = 400;

/// The machine the application runs on: what outlives a window.
#[derive(Clone, Default)]
pub(crate) struct Machine {
    /// Its time.
    pub clock: ManualClock,
    /// Where unsaved work is kept.
    pub recovery_folder: Option<PathBuf>,
    /// Where preferences are kept.
    pub preferences_folder: Option<PathBuf>,
    /// Who sits at it.
    pub holder: Option<muster::exchange::plan_lock::Holder>,
    /// What its program would report if it failed.
    pub crash_notes: std::sync::Arc<muster::exchange::recovery::CrashNotes>,
}

/// The application under test.
pub(crate) struct Driver {
    /// The window.
    pub harness: Harness<'static, App>,
    spawner: ManualSpawner,
    /// Frames in which nothing may happen any more before the window counts as come to rest.
    pub patience: usize,
    /// A folder of the test's own.
    pub folder: tempfile::TempDir,
}

impl Driver {
    /// The window in a language, with files to open at once.
    pub(crate) fn new(language: &str, size: [f32; 2], paths: Vec<PathBuf>) -> Self {
        Self::on(&Machine::default(), language, size, paths)
    }

    /// The window on a machine.
    pub(crate) fn on(machine: &Machine, language: &str, size: [f32; 2], paths: Vec<PathBuf>) -> Self {
        let machine = machine.clone();
        let spawner = ManualSpawner::default();
        let for_app = spawner.clone();
        let language = language.to_owned();
        let harness = Harness::builder().with_size(size).with_max_steps(64).build_eframe(move |creation| {
            let dependencies = Dependencies {
                preferences_folder: machine.preferences_folder,
                system_language: Some(language),
                clock: Box::new(machine.clock),
                recovery_folder: machine.recovery_folder,
                holder: machine.holder,
                crash_notes: machine.crash_notes,
                ..Dependencies::isolated(Box::new(for_app))
            };
            App::new(&creation.egui_ctx, dependencies, paths)
        });
        let folder = tempfile::tempdir().expect("a folder for the test");
        let mut driver = Self { harness, spawner, patience: 4, folder };
        driver.settle();
        driver
    }

    /// The demonstration, opened by the button a new user sees.
    pub(crate) fn with_demonstration(language: &str, size: [f32; 2], button: &str) -> Self {
        let mut driver = Self::new(language, size, Vec::new());
        driver.press(button);
        assert_eq!(driver.app().session().dialog, None, "the demonstration opens without a question");
        driver
    }

    /// Closes the window without a question, as the system does once everything is answered.
    pub(crate) fn close(mut self) {
        eframe::App::on_exit(self.harness.state_mut(), None);
    }

    /// The application.
    pub(crate) fn app(&self) -> &App {
        self.harness.state()
    }

    /// Runs frames and background work until both rest, then checks what must hold after every step.
    pub(crate) fn settle(&mut self) {
        let mut n_quiet = 0;
        for _ in 0..MAX_FRAMES {
            self.harness.step();
            if self.spawner.waiting().is_empty() {
                n_quiet += 1;
            } else {
                n_quiet = 0;
                while self.spawner.run_next() {}
            }
            if n_quiet > self.patience {
                let document = self.app().document();
                assert_eq!(document.plan().validate_invariants(document.next_number()), vec![]);
                return;
            }
        }
        panic!("the window does not come to rest; waiting: {:?}", self.spawner.waiting());
    }

    /// Presses the control of a name.
    pub(crate) fn press(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.settle();
    }

    /// Presses the control of a role and a name as a screen reader does: also where it is scrolled out of view.
    pub(crate) fn press_role(&mut self, role: Role, name: &str) {
        self.harness.get_by_role_and_label(role, name).click_accesskit();
        self.settle();
    }

    /// Presses the first control whose name holds this, as a screen reader does.
    pub(crate) fn press_first_named(&mut self, start: &str) {
        let node = self.harness.query_all_by_label_contains(start).next();
        node.expect("a control of that name").click_accesskit();
        self.settle();
    }

    /// Presses keys.
    pub(crate) fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Types letters where the keyboard is.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Puts text into the field of a name and leaves it.
    pub(crate) fn fill(&mut self, name: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, name).focus();
        self.settle();
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.step();
        self.harness.get_by_role_and_label(Role::TextInput, name).type_text(text);
        self.settle();
    }

    fn canvas(&self, name: &str) -> Rect {
        self.harness.get_by_role_and_label(Role::Canvas, name).rect()
    }

    /// Where a place is on the screen.
    pub(crate) fn screen_at(&self, place: LonLat) -> Pos2 {
        let canvas = self.canvas(if self.app().texts().language().tag() == "en" { "Map" } else { "地图" });
        let camera = self.app().session().camera.expect("the map was shown");
        let community = self.app().community().expect("a community is open");
        camera.screen_from_local(canvas, community.plane().local_from_lon_lat(place))
    }

    /// Clicks the map at a place.
    pub(crate) fn click_map(&mut self, place: LonLat) {
        let pos = self.screen_at(place);
        self.harness.hover_at(pos);
        self.harness.step();
        self.harness.drag_at(pos);
        self.harness.step();
        self.harness.drop_at(pos);
        self.settle();
    }

    /// Drags from one place of the map to another, in a few steps; `during` looks on before the release.
    pub(crate) fn drag_map(&mut self, from: LonLat, to: LonLat, during: impl FnOnce(&Self)) {
        let (start, end) = (self.screen_at(from), self.screen_at(to));
        self.harness.hover_at(start);
        self.harness.step();
        self.harness.drag_at(start);
        self.harness.step();
        for step in 1..=5_u8 {
            self.harness.hover_at(start + (end - start) * (f32::from(step) / 5.0));
            self.settle();
        }
        during(self);
        self.harness.drop_at(end);
        self.settle();
    }

    /// Opens the menu at a point of the screen.
    pub(crate) fn secondary_click(&mut self, pos: Pos2) {
        self.harness.hover_at(pos);
        for pressed in [true, false] {
            let (button, modifiers) = (egui::PointerButton::Secondary, Modifiers::NONE);
            self.harness.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
        }
        self.settle();
    }

    /// Presses one key for one frame: quicker than [`Self::keys`] where hundreds are pressed.
    pub(crate) fn tap(&mut self, modifiers: Modifiers, key: Key) {
        let pressed = |pressed| egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        let changed = egui::Event::ModifiersChanged;
        self.harness.input_mut().events.extend([
            changed(modifiers),
            pressed(true),
            pressed(false),
            changed(Modifiers::NONE),
        ]);
        self.harness.step();
    }

    /// Moves the pointer over a place of the map.
    pub(crate) fn hover_map(&mut self, place: LonLat) {
        let pos = self.screen_at(place);
        self.harness.hover_at(pos);
        self.settle();
    }

    /// Is a place in view?
    pub(crate) fn is_on_map(&self, place: LonLat) -> bool {
        let canvas = self.canvas(if self.app().texts().language().tag() == "en" { "Map" } else { "地图" });
        canvas.shrink(8.0).contains(self.screen_at(place))
    }

    /// Centers the map on a place, close up.
    pub(crate) fn look_at(&mut self, place: LonLat) {
        self.harness.state_mut().look_at(place);
        self.settle();
    }

    /// Chooses an object in the list of objects; `adds` keeps what was chosen before.
    pub(crate) fn select_in_list(&mut self, id: ObjectId, adds: bool) {
        let mut ids: Vec<ObjectId> = Vec::new();
        if adds {
            ids.extend(self.app().session().selection.iter().copied());
        }
        ids.push(id);
        self.harness.state_mut().select(ids);
        self.settle();
    }

    /// People reached by a kind of site in the latest figures.
    pub(crate) fn reached(&self, kind: SiteKind) -> u64 {
        let report = self.app().coverage().expect("figures are there");
        report.kind(kind).map_or(0, |kind| kind.persons.reached)
    }

    /// A path in the test's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A place from degrees.
pub(crate) fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::try_new(lon, lat).expect("a place on the earth")
}

/// The file of the demonstration in the repository.
pub(crate) fn demonstration_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/balzers/plan.geojson")
}
