//! The basemap in the Community step: which archive lies below the map, how strong, and how it serves the view.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::session::Session;
use super::teach::teach;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{faint_ui, heading_ui, row_ui};
use super::wording::Wording;
use crate::community::Community;
use crate::geometry::BoundingBox;
use crate::map::{BasemapLayer, BasemapReach};

/// What is asked of the basemap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BasemapCommand {
    /// Show this archive.
    Use(PathBuf),
    /// Draw it so strong, in percent.
    SetOpacity(u8),
    /// Show or hide it.
    SetVisible(bool),
    /// Without a basemap from now on; the file stays.
    Remove,
}

/// What is known of an open archive.
#[derive(Clone, Debug, PartialEq)]
pub struct BasemapFacts {
    /// Its name.
    pub name: String,
    /// Whom to credit; empty where it names nobody.
    pub attribution: String,
    /// The coarsest and the finest level.
    pub zooms: (u8, u8),
    /// Where it has tiles, as far as it says so.
    pub bounds: Option<BoundingBox>,
    /// What it is: format of the archive, of its tiles, and their size. Names, the same in every language.
    pub kind: String,
}

/// How the chosen archive stands.
#[derive(Clone, Copy, Debug)]
pub enum BasemapState<'a> {
    /// It is being opened.
    Opening,
    /// It is open.
    Open(&'a BasemapFacts, &'a BasemapLayer),
    /// It cannot be shown; why.
    Failed(&'a Wording),
}

/// The chosen archive.
#[derive(Clone, Copy, Debug)]
pub struct BasemapView<'a> {
    /// The file.
    pub path: &'a Path,
    /// How strong it is drawn, in percent.
    pub opacity: u8,
    /// Is it shown?
    pub is_visible: bool,
    /// How it stands.
    pub state: BasemapState<'a>,
}

impl BasemapView<'_> {
    /// The layer to draw below the map, where there is one to be seen.
    #[must_use]
    pub fn shown(&self) -> Option<(&BasemapFacts, &BasemapLayer)> {
        match self.state {
            BasemapState::Open(facts, layer) if self.is_visible => Some((facts, layer)),
            BasemapState::Open(..) | BasemapState::Opening | BasemapState::Failed(_) => None,
        }
    }
}

/// The section; `out` collects what was asked for.
pub(super) fn basemap_ui(
    ui: &mut Ui,
    view: &View<'_>,
    community: &Community,
    session: &Session,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    heading_ui(ui, texts.get("basemap-title"));
    let Some(basemap) = view.basemap else {
        faint_ui(ui, texts.get("basemap-none"));
        choose_ui(ui, texts, out);
        return;
    };
    match basemap.state {
        BasemapState::Opening => _ = faint_ui(ui, texts.get("basemap-opening")),
        BasemapState::Failed(why) => {
            let color = palette(ui.ctx()).attention;
            ui.add(egui::Label::new(RichText::new(why.say(texts)).small().color(color)).wrap());
        }
        BasemapState::Open(facts, layer) => {
            facts_ui(ui, texts, &basemap, facts, out);
            if let Some(key) = reach_key(ui, community, session, facts, layer).filter(|_| basemap.is_visible) {
                let color = palette(ui.ctx()).attention;
                ui.add(egui::Label::new(RichText::new(texts.get(key)).small().color(color)).wrap());
            }
        }
    }
    ui.horizontal_wrapped(|ui| {
        choose_ui(ui, texts, out);
        if ui.button(texts.get("basemap-remove")).on_hover_text(texts.get("basemap-remove-tip")).clicked() {
            out.push(AppCommand::Basemap(BasemapCommand::Remove));
        }
    });
}

fn choose_ui(ui: &mut Ui, texts: Texts, out: &mut Vec<AppCommand>) {
    let command = UiCommand::ChooseBasemap;
    if teach(ui.button(texts.get(command.text_key())), texts, command).clicked() {
        out.push(AppCommand::Ui(command));
    }
}

fn facts_ui(ui: &mut Ui, texts: Texts, basemap: &BasemapView<'_>, facts: &BasemapFacts, out: &mut Vec<AppCommand>) {
    let mut is_visible = basemap.is_visible;
    let name = texts.with("basemap-show", &[("name", Value::Text(&facts.name))]);
    ui.horizontal_wrapped(|ui| {
        if ui.checkbox(&mut is_visible, name).on_hover_text(basemap.path.display().to_string()).changed() {
            out.push(AppCommand::Basemap(BasemapCommand::SetVisible(is_visible)));
        }
    });
    let label = texts.get("basemap-opacity");
    row_ui(ui, &label, |ui| {
        let mut percent = basemap.opacity;
        let width = ui.available_width();
        ui.spacing_mut().slider_width = (width - 62.0).max(60.0);
        let response = ui.add(egui::Slider::new(&mut percent, 10..=100).suffix("\u{202f}%"));
        response.widget_info(|| egui::WidgetInfo::slider(true, f64::from(percent), &label));
        if response.changed() {
            out.push(AppCommand::Basemap(BasemapCommand::SetOpacity(percent)));
        }
    });
    let (from, to) = (facts.zooms.0.to_string(), facts.zooms.1.to_string());
    let values = [("kind", Value::Text(&facts.kind)), ("from", Value::Text(&from)), ("to", Value::Text(&to))];
    faint_ui(ui, texts.with("basemap-facts", &values));
    if facts.attribution.is_empty() {
        faint_ui(ui, texts.get("basemap-no-credit"));
    } else {
        faint_ui(ui, texts.with("basemap-credit", &[("credit", Value::Text(&facts.attribution))]));
    }
}

/// Why nothing of the archive is seen in the view, as the key of a sentence; `None` where something should be.
fn reach_key(
    ui: &Ui,
    community: &Community,
    session: &Session,
    facts: &BasemapFacts,
    layer: &BasemapLayer,
) -> Option<&'static str> {
    let camera = session.camera?;
    let plane = community.plane();
    if let Some(bounds) = facts.bounds {
        let study = community.bounds();
        let is_apart = bounds.max.lon() < study.min.lon()
            || bounds.min.lon() > study.max.lon()
            || bounds.max.lat() < study.min.lat()
            || bounds.min.lat() > study.max.lat();
        if is_apart {
            return Some("basemap-elsewhere");
        }
    }
    let metres_per_px = camera.metres_per_point() / f64::from(ui.ctx().pixels_per_point().max(0.1));
    match layer.reach(metres_per_px, plane.center().lat()) {
        BasemapReach::Level(_) => None,
        BasemapReach::TooFar => Some("basemap-too-far"),
        BasemapReach::TooClose => Some("basemap-too-close"),
    }
}
