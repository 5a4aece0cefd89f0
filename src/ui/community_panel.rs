//! The Community step: files, people, columns, the health of the road network, and everything odd.

use egui::{Align, Layout, RichText, Ui};

use super::basemap_panel::basemap_ui;
use super::command::{AppCommand, UiCommand};
use super::community_health::health_ui;
use super::community_layers::layers_ui;
use super::community_mapping::columns_ui;
use super::community_people::people_ui;
use super::coordinates::CoordinateCommand;
use super::format;
use super::safety::SafetyCommand;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::warning_text::warning_line;
use super::widgets::{ends_ui, faint_ui, heading_ui, pages_ui};
use crate::community::{Community, ImportWarning, Layer, Suspected};

/// Warnings shown at once.
const PAGE: usize = 20;

/// The step; `out` collects what was asked for.
pub(super) fn community_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let Some(community) = view.community else {
        faint_ui(ui, texts.get("community-none"));
        return;
    };
    files_ui(ui, view, community, out);
    layers_ui(ui, view, community, session);
    basemap_ui(ui, view, community, session, out);
    people_ui(ui, view, community, out);
    columns_ui(ui, view, community, session, out);
    if let Some(network) = view.network {
        health_ui(ui, view, community, network, session, out);
    }
    warnings_ui(ui, texts, community, session, out);
}

fn files_ui(ui: &mut Ui, view: &View<'_>, community: &Community, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("community-files"));
    for layer in community.layers() {
        file_ui(ui, view, layer, out);
        doubt_ui(ui, texts, community, layer, out);
    }
    if ui.button(texts.get(UiCommand::AddData.text_key())).clicked() {
        out.push(AppCommand::Ui(UiCommand::AddData));
    }
}

/// One file: what was read from it, and how it stands on disk.
fn file_ui(ui: &mut Ui, view: &View<'_>, layer: &Layer, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let parts: Vec<String> = layer
        .kinds
        .iter()
        .map(|(kind, n)| format!("{} {}", format::count(*n as u64), texts.get(&format!("layer-{}", kind.name()))))
        .collect();
    let is_changed = view.safety.changed_files.iter().any(|path| path.as_os_str() == layer.path.as_str());
    ends_ui(ui, |ui| {
        let word = texts.get("community-read-again");
        let response = ui.small_button(&word);
        let name = format!("{word}: {}", layer.name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if response.on_hover_text(texts.get("community-read-again-tip")).clicked() {
            out.push(AppCommand::Safety(SafetyCommand::ReloadCommunity));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(egui::Label::new(&layer.name).truncate()).on_hover_text(&layer.path);
        });
    });
    if is_changed {
        let color = palette(ui.ctx()).attention;
        ui.label(RichText::new(texts.get("community-changed-on-disk")).small().color(color));
    }
    faint_ui(ui, parts.join(", "));
}

/// A doubt about the coordinates of a file that was opened all the same, with the way to an answer.
fn doubt_ui(ui: &mut Ui, texts: Texts, community: &Community, layer: &Layer, out: &mut Vec<AppCommand>) {
    let Some(doubt) = community.coordinate_doubts().iter().find(|doubt| doubt.file == layer.name) else { return };
    let key = match doubt.suspected {
        Suspected::SwappedAxes => "coordinates-why-swapped",
        Suspected::Projected { .. } => "coordinates-why-projected",
        Suspected::ElsewhereThanOthers => "coordinates-why-elsewhere",
    };
    let color = palette(ui.ctx()).attention;
    ui.add(egui::Label::new(RichText::new(texts.get(key)).small().color(color)).wrap());
    let name = texts.with("coordinates-look-at", &[("file", Value::Text(&layer.name))]);
    let response = ui.button(texts.get("coordinates-change"));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.clicked() {
        out.push(AppCommand::Coordinates(CoordinateCommand::Ask(layer.name.clone())));
    }
}

fn warnings_ui(ui: &mut Ui, texts: Texts, community: &Community, session: &mut Session, out: &mut Vec<AppCommand>) {
    let warnings = community.warnings();
    let n = format::count(warnings.len() as u64);
    heading_ui(ui, texts.with("community-warnings", &[("n", Value::Text(&n))]));
    if warnings.is_empty() {
        faint_ui(ui, texts.get("community-warnings-none"));
        return;
    }
    let last_page = (warnings.len() - 1) / PAGE;
    session.warning_page = session.warning_page.min(last_page);
    let from = session.warning_page * PAGE;
    for warning in &warnings[from..warnings.len().min(from + PAGE)] {
        warning_ui(ui, texts, warning, out);
    }
    if last_page > 0 {
        session.warning_page = pages_ui(ui, texts, session.warning_page, PAGE, warnings.len());
    }
}

fn warning_ui(ui: &mut Ui, texts: Texts, warning: &ImportWarning, out: &mut Vec<AppCommand>) {
    let color = palette(ui.ctx()).faint_text;
    let text = RichText::new(warning_line(texts, warning)).small().color(color);
    match warning.place {
        Some(place) => {
            let response = ui.add(egui::Button::selectable(false, text).wrap());
            if response.on_hover_text(texts.get("community-show")).clicked() {
                out.push(AppCommand::LookAt(place));
            }
        }
        None => {
            ui.add(egui::Label::new(text).wrap());
        }
    }
}
