//! A tour through everything the window can show: steps, tools, inspectors, tables, questions, menus, in a language.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::fs;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::exchange::tables::TableKind;
use muster::plan::ObjectId;
use muster::ui::{Dialog, Language, Texts, UiCommand};

use crate::support::{Driver, Machine, at, demonstration_file};

/// One of each kind that the demonstration has none of, with the long names real plans have.
const MORE: &str = r#",
{"type":"Feature","properties":{"muster:kind":"evacuation_area","muster:id":901,"name":"Neighbourhood of the upper village between church and castle","organization":"Voluntary fire brigade of Balzers","contact":"+423 000 00 00"},"geometry":{"type":"Polygon","coordinates":[[[9.499,47.0655],[9.503,47.0655],[9.503,47.068],[9.499,47.068],[9.499,47.0655]]]}},
{"type":"Feature","properties":{"muster:kind":"evacuation_area","muster:id":902,"name":"罗斯村北侧居民区"},"geometry":{"type":"Polygon","coordinates":[[[9.503,47.0655],[9.506,47.0655],[9.506,47.068],[9.503,47.068],[9.503,47.0655]]]}},
{"type":"Feature","properties":{"muster:kind":"hazard_area","muster:id":903,"name":"Rhine flood, one in a hundred years","hazard":"flood","effect":"passable","speed_factor":0.4},"geometry":{"type":"Polygon","coordinates":[[[9.490,47.0655],[9.4925,47.0655],[9.4925,47.069],[9.490,47.069],[9.490,47.0655]]]}},
{"type":"Feature","properties":{"muster:kind":"closure","muster:id":904,"reason":"Rockfall below the castle"},"geometry":{"type":"Point","coordinates":[9.5012,47.0675]}},
{"type":"Feature","properties":{"muster:kind":"road_change","muster:id":905,"name":"Footbridge over the Rhine channel","change":"new_link","width_m":3.5},"geometry":{"type":"LineString","coordinates":[[9.493,47.066],[9.494,47.067]]}},
{"type":"Feature","properties":{"muster:kind":"route","muster:id":906,"name":"Way from the upper village to the sports ground","has_signs":true},"geometry":{"type":"LineString","coordinates":[[9.501,47.0665],[9.497,47.069],[9.4945,47.072]]}},
{"type":"Feature","properties":{"muster:kind":"site","muster:id":911,"site_kind":"service_point","name":"Registration at the station"},"geometry":{"type":"Point","coordinates":[9.5001,47.0691]}},
{"type":"Feature","properties":{"muster:kind":"site","muster:id":912,"site_kind":"warning_device","name":"Siren on the fire station","level_db":115},"geometry":{"type":"Point","coordinates":[9.5021,47.0691]}},
{"type":"Feature","properties":{"muster:kind":"site","muster:id":913,"site_kind":"exit","name":"Bridge to Switzerland"},"geometry":{"type":"Point","coordinates":[9.4931,47.0691]}},
{"type":"Feature","properties":{"muster:kind":"note","muster:id":907,"author":"Li Wei","text":"Is the lower gate open at night?"},"geometry":{"type":"Point","coordinates":[9.5005,47.0645]}}
]"#;

/// Does this to the window in every scene.
pub(crate) type Look<'a> = &'a mut dyn FnMut(&mut Driver, &str);

/// The way through the window.
pub(crate) struct Tour<'a> {
    pub driver: Driver,
    texts: Texts,
    look: Look<'a>,
    folder: tempfile::TempDir,
}

/// Goes through all scenes.
pub(crate) fn tour(language: Language, size: [f32; 2], look: Look<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = Driver::new(language.tag(), size, Vec::new());
    let mut tour = Tour { driver: empty, texts: Texts::new(language), look, folder };
    tour.look("nothing open");
    tour.menus("nothing open");
    tour.open(language, size);
    // Hundreds of steps: what is not there after two frames comes with the next step.
    tour.driver.patience = 1;
    tour.steps();
    tour.inspectors();
    tour.tools();
    tour.tables();
    tour.finding();
    tour.questions();
    tour.menus("plan");
    tour.switched_on();
}

impl Tour<'_> {
    fn look(&mut self, name: &str) {
        (self.look)(&mut self.driver, name);
    }

    fn t(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// A plan with an object of every kind and three scenarios, over a copy of the demonstration's files.
    fn open(&mut self, language: Language, size: [f32; 2]) {
        for entry in fs::read_dir(demonstration_file().with_file_name("")).expect("its folder") {
            let file = entry.expect("a file of the demonstration").path();
            fs::copy(&file, self.folder.path().join(file.file_name().expect("a name"))).expect("copied");
        }
        let text = fs::read_to_string(demonstration_file()).expect("the demonstration");
        let end = text.rfind(']').expect("a list of features");
        let text = format!("{}{MORE}{}", &text[..end], &text[end + 1..]);
        let base = r#"{"id": 0, "name": "", "time_of_day": "night", "mode": "walking"}"#;
        let more = r#", {"id": 1, "name": "Flood by day, school in session", "time_of_day": "day", "mode": "driving"}"#;
        assert!(text.contains(base), "the base scenario stands in the file");
        let text = text.replace(base, &format!("{base}{more}"));
        let plan = self.folder.path().join("plan.geojson");
        fs::write(&plan, text).expect("written");
        let machine = Machine { preferences_folder: Some(self.folder.path().join("kept")), ..Machine::default() };
        self.driver = Driver::on(&machine, language.tag(), size, vec![plan]);
        assert_eq!(self.driver.app().session().dialog, None, "the plan opens without a question");
        assert_eq!(self.driver.app().plan().scenarios().len(), 2);
    }

    /// Runs a command by its name, as everybody can.
    pub(crate) fn run(&mut self, command: UiCommand) {
        self.driver.keys(Modifiers::COMMAND, Key::K);
        let name = self.t(command.text_key());
        self.driver.type_text(&name);
        self.driver.keys(Modifiers::NONE, Key::Enter);
    }

    fn escape(&mut self) {
        for _ in 0..4 {
            self.driver.keys(Modifiers::NONE, Key::Escape);
        }
        assert_eq!(self.driver.app().session().dialog, None);
    }

    fn press(&mut self, role: Role, key: &str) {
        let name = self.t(key);
        self.driver.press_role(role, &name);
    }

    /// Opens every folded part of the step and what is folded inside, or folds all again.
    fn fold(&mut self, is_open: bool) {
        for _ in 0..3 {
            let folded: Vec<String> = self
                .driver
                .harness
                .root()
                .children_recursive()
                .filter(|node| node.accesskit_node().data().is_expanded() == Some(!is_open))
                .filter(|node| node.accesskit_node().role() != Role::ComboBox)
                .filter_map(|node| node.accesskit_node().label())
                .collect();
            for name in folded {
                let node = self.driver.harness.query_all_by_label(&name).next();
                if let Some(node) = node {
                    node.click_accesskit();
                    self.driver.settle();
                }
            }
        }
    }

    fn steps(&mut self) {
        for key in ["step-community", "step-plan", "step-test", "step-review"] {
            self.press(Role::Button, key);
            self.look(key);
            self.fold(true);
            self.look(&format!("{key} unfolded"));
            self.fold(false);
        }
        self.press(Role::Button, "step-test");
        self.allocation();
        self.evacuation();
        self.press(Role::Button, "step-plan");
    }

    /// The allocation on the map: its section, its legend, and what the inspector says of a building and a site.
    fn allocation(&mut self) {
        let color = |tour: &Self, key: &str| {
            let name = tour.t(key);
            tour.texts.with("analysis-color", &[("name", muster::ui::Value::Text(&name))])
        };
        let name = color(self, "test-allocation");
        self.driver.press_role(Role::RadioButton, &name);
        self.look("allocation");
        let study = self.driver.app().allocation().expect("allocated").clone();
        for stage in &study.stages {
            let kind = self.t(&format!("kind-{}", stage.kind.name()));
            let name = self.texts.with("allocation-stage", &[("kind", muster::ui::Value::Text(&kind))]);
            self.driver.press_role(Role::Button, &name);
            self.look(&format!("allocation to {:?}", stage.kind));
            let fullest = stage.sites.iter().max_by_key(|site| site.assigned).expect("sites").site;
            self.driver.select_in_list(ObjectId::Site(fullest), false);
            self.look(&format!("who comes to {:?}", stage.kind));
            self.escape();
        }
        let place = self.driver.app().community().expect("open").demand()[40].place;
        self.driver.look_at(place);
        self.driver.click_map(place);
        self.look("where the people of a building are sent");
        self.escape();
        let whole = self.t("allocation-whole");
        self.driver.press_role(Role::ComboBox, &whole);
        self.look("what is kept together");
        let buildings = self.t("allocation-whole-buildings");
        self.driver.press(&buildings);
        self.look("allocation of whole buildings");
        let name = color(self, "test-coverage");
        self.driver.press_role(Role::RadioButton, &name);
    }

    /// The evacuation: before it ran, its figures, bottlenecks, chart and time line, and the stories of the inspector.
    fn evacuation(&mut self) {
        let named = |tour: &Self, key: &str, of: &str| {
            let name = tour.t(of);
            tour.texts.with(key, &[("name", muster::ui::Value::Text(&name))])
        };
        let name = named(self, "analysis-color", "test-evacuation");
        self.driver.press_role(Role::RadioButton, &name);
        self.look("evacuation not run");
        self.run(UiCommand::ToggleChart);
        self.look("chart of nothing");
        let name = named(self, "analysis-run-named", "test-evacuation");
        self.driver.press_role(Role::Button, &name);
        self.look("chart");
        self.press(Role::Button, "time-play");
        self.look("playing");
        self.press(Role::Button, "time-stop");
        self.run(UiCommand::ToggleChart);
        self.look("evacuation");
        let run = self.driver.app().evacuation().expect("it has run").clone();
        let site = run.report.sites.iter().max_by_key(|site| site.arrived).expect("sites").site;
        let area = *self.driver.app().plan().evacuation_areas().keys().next().expect("an area");
        for id in [ObjectId::Site(site), ObjectId::EvacuationArea(area)] {
            self.driver.select_in_list(id, false);
            self.look(&format!("how {id} fared"));
            self.escape();
        }
        let place = self.driver.app().community().expect("open").demand()[40].place;
        self.driver.look_at(place);
        self.driver.click_map(place);
        self.look("when the people of a building leave");
        self.escape();
        let name = named(self, "analysis-color", "test-bottlenecks");
        self.driver.press_role(Role::RadioButton, &name);
        self.look("bottlenecks");
        if let Some(worst) = run.report.roads.first() {
            let place = run.middle(worst.segment).expect("a place");
            self.driver.look_at(place);
            self.driver.click_map(place);
            self.look("a road");
        }
        self.escape();
        let name = named(self, "analysis-color", "test-coverage");
        self.driver.press_role(Role::RadioButton, &name);
    }

    fn inspectors(&mut self) {
        let ids: Vec<ObjectId> = self.driver.app().plan().objects().map(|object| object.id()).collect();
        let mut seen = Vec::new();
        let mut firsts = Vec::new();
        for id in ids {
            let table = TableKind::of(&self.driver.app().plan().object(id).expect("there"));
            if seen.contains(&table) {
                continue;
            }
            seen.push(table);
            firsts.push(id);
            self.driver.select_in_list(id, false);
            self.look(&format!("inspector of {id}"));
        }
        assert!(seen.len() >= 12, "of nearly every kind there is one: {seen:?}");
        let sites: Vec<ObjectId> = self.driver.app().plan().sites().keys().map(|&id| ObjectId::Site(id)).collect();
        for (name, ids) in [("sites", sites), ("one of each", firsts)] {
            self.driver.select_in_list(ids[0], false);
            for &id in &ids[1..] {
                self.driver.select_in_list(id, true);
            }
            self.look(&format!("inspector of {name}"));
        }
        self.escape();
        // A building with people, explained.
        let place = self.driver.app().community().expect("open").demand()[40].place;
        self.driver.look_at(place);
        self.driver.click_map(place);
        assert!(self.driver.app().explanation().is_some(), "a building is explained");
        self.look("explanation");
        self.escape();
    }

    fn tools(&mut self) {
        for key in ["tool-draw-evacuation-area", "tool-draw-hazard-area", "tool-close", "tool-draw-route"] {
            self.press(Role::Button, key);
            self.look(key);
            let field = self.t("sketch-numbers");
            self.driver.fill(&field, "9.5012, 47.0679");
            self.driver.keys(Modifiers::NONE, Key::Enter);
            self.look(&format!("{key} begun"));
            self.escape();
        }
        self.press(Role::Button, "tool-measure-area");
        self.look("measuring");
        self.escape();
    }

    fn tables(&mut self) {
        self.driver.keys(Modifiers::COMMAND, Key::T);
        for kind in TableKind::ALL {
            let name = self.texts.with("table-tab", &[("table", muster::ui::Value::Text(&self.table_name(kind)))]);
            self.driver.press_role(Role::Tab, &name);
            self.look(&format!("table {kind:?}"));
        }
        self.press(Role::Button, "command-paste-rows");
        self.look("rows awaited");
        self.driver
            .harness
            .event(Event::Paste("名称\t经度\tlatitude\ncolour\nDepot\t9.5\t47.067\nNowhere\t\t\n".to_owned()));
        self.driver.settle();
        self.look("rows asked about");
        self.escape();
        self.driver.keys(Modifiers::COMMAND, Key::T);
    }

    fn table_name(&self, kind: TableKind) -> String {
        self.t(&format!("objects-{}", kind.name()))
    }

    fn finding(&mut self) {
        self.driver.keys(Modifiers::COMMAND, Key::B);
        self.look("keep view");
        self.driver.keys(Modifiers::NONE, Key::Enter);
        for (name, modifiers, key, typed) in [
            ("palette", Modifiers::COMMAND, Key::K, ["", "e", "qqq"]),
            ("find", Modifiers::COMMAND, Key::F, ["", "a", "qqq"]),
            ("go to", Modifiers::COMMAND, Key::G, ["9.5 47.07", " 8", "q"]),
            ("help", Modifiers::NONE, Key::F1, ["", "e", "qqq"]),
        ] {
            self.driver.keys(modifiers, key);
            for text in typed {
                self.driver.type_text(text);
                self.look(&format!("{name} {text}"));
            }
            self.escape();
        }
    }

    fn questions(&mut self) {
        for command in [
            UiCommand::Open,
            UiCommand::AddData,
            UiCommand::SaveAs,
            UiCommand::ExportCoverage,
            UiCommand::ExportAllocation,
            UiCommand::ExportAllocationSites,
            UiCommand::ExportPackage,
            UiCommand::ExportGeoPackage,
            UiCommand::ExportTable,
            UiCommand::ExportTableForSpreadsheet,
            UiCommand::ImportTable,
            UiCommand::ShowAbout,
        ] {
            self.run(command);
            assert!(self.driver.app().session().dialog.is_some(), "{command:?} asks");
            self.look(&format!("{command:?}"));
            self.escape();
        }
        self.failure();
        self.unsaved_and_changed();
    }

    /// A file that cannot be opened.
    fn failure(&mut self) {
        let page = self.folder.path().join("a rather long name of a file that is a page of the web.geojson");
        fs::write(&page, "<!DOCTYPE html><html></html>").expect("written");
        self.run(UiCommand::Open);
        let field = self.t("dialog-path-field");
        self.driver.fill(&field, &page.display().to_string());
        self.driver.keys(Modifiers::NONE, Key::Enter);
        assert!(self.driver.app().session().dialog.is_some(), "it is said that it cannot be opened");
        self.look("failure");
        self.escape();
    }

    fn unsaved_and_changed(&mut self) {
        let first = self.driver.app().plan().objects().next().expect("objects").id();
        self.driver.select_in_list(first, false);
        self.driver.keys(Modifiers::COMMAND, Key::D);
        self.run(UiCommand::New);
        self.look("unsaved");
        self.escape();
        let plan = self.folder.path().join("plan.geojson");
        self.run(UiCommand::SaveAs);
        let field = self.t("dialog-path-field");
        fs::write(self.folder.path().join("there.geojson"), "{}").expect("written");
        self.driver.fill(&field, &self.folder.path().join("there.geojson").display().to_string());
        self.driver.keys(Modifiers::NONE, Key::Enter);
        let is_asked = matches!(self.driver.app().session().dialog, Some(Dialog::Exists { .. }));
        assert!(is_asked, "replacing a file is asked about");
        self.look("exists");
        self.escape();
        let text = fs::read_to_string(&plan).expect("readable").replace("Rockfall", "Landslide");
        fs::write(&plan, text).expect("written");
        self.driver.keys(Modifiers::COMMAND, Key::S);
        assert!(self.driver.app().session().dialog.is_some(), "another's change is asked about");
        self.look("changed on disk");
        self.escape();
    }

    fn menus(&mut self, of: &str) {
        for key in ["menu-file", "menu-edit", "menu-view", "menu-help"] {
            let name = self.t(key);
            self.driver.press(&name);
            self.look(&format!("{of}: {key}"));
            self.driver.keys(Modifiers::NONE, Key::Escape);
        }
    }

    /// What is not there at the start: service areas, another scenario, a menu at the pointer, messages.
    fn switched_on(&mut self) {
        self.run(UiCommand::ToggleServiceAreas);
        self.look("service areas");
        let place =
            self.driver.app().plan().sites().values().next().expect("a site").geometry.place().expect("a place");
        self.driver.look_at(place);
        let pos = self.driver.screen_at(place);
        for (name, offset) in [("menu of an object", 0.0), ("menu of the map", 90.0)] {
            self.escape();
            self.driver.secondary_click(pos + egui::vec2(offset, offset));
            self.look(name);
        }
        self.escape();
        self.driver.look_at(at(9.0, 47.0));
        self.press(Role::Button, "tool-close");
        self.driver.click_map(at(9.0, 47.0));
        self.look("a message on the map");
        self.escape();
    }
}
