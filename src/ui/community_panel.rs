//! The Community step: files, people, columns, the health of the road network, and everything odd.

use egui::{RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::community_health::health_ui;
use super::format;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::warning_text::warning_line;
use super::widgets::{Typed, card_ui, choice_ui, fact_ui, faint_ui, heading_ui, number_row_ui, pages_ui, row_ui};
use crate::community::{Community, Fact, FeatureKind, ImportWarning, Layer};
use crate::document::Command;
use crate::plan::{PopulationSettings, Settings};
use crate::units::Persons;

/// Warnings shown at once.
const PAGE: usize = 20;

/// The step; `out` collects what was asked for.
pub(super) fn community_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let Some(community) = view.community else {
        faint_ui(ui, texts.get("community-none"));
        return;
    };
    files_ui(ui, view, community, session, out);
    people_ui(ui, view, community, out);
    columns_ui(ui, view, community, session, out);
    if let Some(network) = view.network {
        health_ui(ui, view, community, network, session, out);
    }
    warnings_ui(ui, texts, community, session, out);
}

fn files_ui(ui: &mut Ui, view: &View<'_>, community: &Community, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("community-files"));
    for layer in community.layers() {
        let parts: Vec<String> = layer
            .kinds
            .iter()
            .map(|(kind, n)| format!("{} {}", format::count(*n as u64), texts.get(&format!("layer-{}", kind.name()))))
            .collect();
        ui.add(egui::Label::new(&layer.name).truncate()).on_hover_text(&layer.path);
        faint_ui(ui, parts.join(", "));
    }
    if ui.button(texts.get(UiCommand::AddData.text_key())).clicked() {
        out.push(AppCommand::Ui(UiCommand::AddData));
    }
    ui.horizontal_wrapped(|ui| {
        for kind in FeatureKind::ALL {
            if community.counts().of(kind) == 0 || kind == FeatureKind::PopulationZone {
                continue;
            }
            let mut is_shown = !session.hidden_layers.contains(&kind);
            if ui.checkbox(&mut is_shown, texts.get(&format!("layer-{}", kind.name()))).changed() {
                if is_shown {
                    session.hidden_layers.remove(&kind);
                } else {
                    session.hidden_layers.insert(kind);
                }
            }
        }
    });
}

fn people_ui(ui: &mut Ui, view: &View<'_>, community: &Community, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let people = community.population();
    heading_ui(ui, texts.get("community-people"));
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("community-people-total"), format::count(people.total));
        fact_ui(ui, texts.get("community-people-given"), format::count(people.given));
        fact_ui(ui, texts.get("community-people-spread"), format::count(people.spread));
        fact_ui(ui, texts.get("community-people-estimated"), format::count(people.estimated));
    });
    let settings = view.document.plan().settings();
    let total = settings.population.total.map(|total| f64::from(total.0));
    let label = texts.get("community-total");
    let taken = number_row_ui(ui, ui.scope_id().with("total"), &label, total, (0.0, 4e9));
    if let Some(total) = taken.map(Typed::number) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the field's range")]
        let total = total.map(|total| Persons(total as u32));
        let settings = Settings { population: PopulationSettings { total }, ..(**settings).clone() };
        out.push(AppCommand::Edit(Command::SetSettings(settings)));
    }
    faint_ui(ui, texts.get("community-total-tip"));
}

/// Which column gives which fact, layer by layer.
fn columns_ui(ui: &mut Ui, view: &View<'_>, community: &Community, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    egui::CollapsingHeader::new(texts.get("community-columns")).id_salt("columns").show(ui, |ui| {
        let layers = community.layers();
        session.mapped_layer = session.mapped_layer.min(layers.len().saturating_sub(1));
        row_ui(ui, &texts.get("community-layer"), |ui| {
            let options = layers.iter().enumerate().map(|(place, layer)| (place, layer.name.clone()));
            let id = ui.scope_id().with("layer");
            if let Some(place) = choice_ui(ui, id, &texts.get("community-layer"), session.mapped_layer, options) {
                session.mapped_layer = place;
            }
        });
        if let Some(layer) = layers.get(session.mapped_layer) {
            mapping_ui(ui, view, layer, out);
        }
    });
}

fn mapping_ui(ui: &mut Ui, view: &View<'_>, layer: &Layer, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let settings = view.document.plan().settings();
    let mapping = settings.mapping.layers.get(&layer.name).cloned().unwrap_or_default();
    let mut new = mapping.clone();
    row_ui(ui, &texts.get("community-features"), |ui| {
        let recognized = std::iter::once((None, texts.get("community-as-recognized")));
        let kinds = FeatureKind::ALL.into_iter().map(|k| (Some(k), texts.get(&format!("layer-{}", k.name()))));
        let label = texts.get("community-layer-kind");
        if let Some(kind) = choice_ui(ui, ui.scope_id().with("kind"), &label, mapping.kind, recognized.chain(kinds)) {
            new.kind = kind;
        }
    });
    for column in &layer.columns {
        let set = mapping.columns.iter().find(|(_, name)| ***name == *column.name).map(|(fact, _)| *fact);
        let current = set.or(column.used_for);
        row_ui(ui, &column.name, |ui| {
            let none = std::iter::once((None, texts.get("community-column-none")));
            let facts = Fact::ALL.into_iter().map(|f| (Some(f), texts.get(&format!("fact-{}", f.name()))));
            let label = format!("{} {}", column.name, texts.get("community-column-fact"));
            if let Some(fact) = choice_ui(ui, ui.scope_id().with(&*column.name), &label, current, none.chain(facts)) {
                new.columns.retain(|_, name| **name != *column.name);
                if let Some(fact) = fact {
                    new.columns.insert(fact, column.name.to_string());
                }
            }
        });
        let samples = column.samples.join(" · ");
        if !samples.is_empty() {
            faint_ui(ui, texts.with("community-samples", &[("samples", Value::Text(&samples))]));
        }
    }
    if new != mapping {
        let mut settings = (**settings).clone();
        settings.mapping.layers.insert(layer.name.clone(), new);
        out.push(AppCommand::Edit(Command::SetSettings(settings)));
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
