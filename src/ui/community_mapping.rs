//! Which column gives which fact, layer by layer: with the first rows to look at, and mappings remembered.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::coordinates::{CoordinateCommand, system_words};
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, choice_ui, faint_ui, row_ui};
use crate::community::{ColumnSummary, Community, Fact, FeatureKind, KnownMapping, Layer, LayerMapping};
use crate::document::Command;
use crate::geometry::CoordinateSystem;

/// Columns without a meaning beyond this number stand behind a headline of their own.
const MAX_OPEN: usize = 6;
/// Columns shown in the look at the first rows.
const MAX_SHOWN: usize = 8;

/// The section; `out` collects what was asked for.
pub(super) fn columns_ui(
    ui: &mut Ui,
    view: &View<'_>,
    community: &Community,
    session: &mut Session,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    let layers = community.layers();
    let said = |layer: &&Layer| view.document.plan().settings().mapping.layers.get(&layer.name);
    let is_offered =
        layers.iter().any(|layer| said(&layer).is_none_or(LayerMapping::is_empty) && known(view, layer).is_some());
    let header = egui::CollapsingHeader::new(texts.get("community-columns")).id_salt("columns");
    header.default_open(is_offered).show(ui, |ui| {
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

/// The remembered mapping for a layer's columns.
fn known<'a>(view: &View<'a>, layer: &Layer) -> Option<&'a KnownMapping> {
    view.known_mappings.iter().find(|known| known.fits(layer))
}

fn mapping_ui(ui: &mut Ui, view: &View<'_>, layer: &Layer, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let mapping = view.document.plan().settings().mapping.of(&layer.name).cloned().unwrap_or_default();
    let mut new = mapping.clone();
    if let Some(known) = known(view, layer) {
        known_ui(ui, texts, known, &mapping, &mut new);
    }
    row_ui(ui, &texts.get("community-features"), |ui| {
        let recognized = std::iter::once((None, texts.get("community-as-recognized")));
        let kinds = FeatureKind::ALL.into_iter().map(|k| (Some(k), texts.get(&format!("layer-{}", k.name()))));
        let label = texts.get("community-layer-kind");
        if let Some(kind) = choice_ui(ui, ui.scope_id().with("kind"), &label, mapping.kind, recognized.chain(kinds)) {
            new.kind = kind;
        }
    });
    coordinates_ui(ui, texts, layer, mapping.coordinates, out);
    let meaning = |column: &ColumnSummary| {
        let set = mapping.columns.iter().find(|(_, name)| ***name == *column.name).map(|(fact, _)| *fact);
        set.or(column.used_for)
    };
    preview_ui(ui, texts, layer, meaning);
    let (meant, others): (Vec<&ColumnSummary>, Vec<&ColumnSummary>) =
        layer.columns.iter().partition(|column| meaning(column).is_some());
    let (open, folded) = others.split_at(others.len().min(MAX_OPEN));
    for column in meant.into_iter().chain(open.iter().copied()) {
        column_ui(ui, texts, column, meaning(column), &mut new);
    }
    if !folded.is_empty() {
        let n = folded.len().to_string();
        let title = texts.with("community-more-columns", &[("n", Value::Text(&n))]);
        egui::CollapsingHeader::new(title).id_salt("more").show(ui, |ui| {
            for column in folded {
                column_ui(ui, texts, column, meaning(column), &mut new);
            }
        });
    }
    if new != mapping {
        let mut settings = (**view.document.plan().settings()).clone();
        settings.mapping.layers.insert(layer.name.clone(), new.clone());
        new.coordinates = None;
        out.push(AppCommand::Edit(Command::SetSettings(settings)));
        out.push(AppCommand::RememberMapping(KnownMapping { columns: layer.column_names(), mapping: new }));
    }
}

/// What the numbers of the file are read as, and the way to another answer.
fn coordinates_ui(ui: &mut Ui, texts: Texts, layer: &Layer, said: Option<CoordinateSystem>, out: &mut Vec<AppCommand>) {
    row_ui(ui, &texts.get("coordinates-row"), |ui| {
        let button = egui::Button::new(format!("{} …", system_words(texts, said))).truncate();
        let name = texts.with("coordinates-change-of", &[("file", Value::Text(&layer.name))]);
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if response.clicked() {
            out.push(AppCommand::Coordinates(CoordinateCommand::Ask(layer.name.clone())));
        }
    });
}

fn column_ui(ui: &mut Ui, texts: Texts, column: &ColumnSummary, current: Option<Fact>, new: &mut LayerMapping) {
    row_ui(ui, &column.name, |ui| {
        let none = std::iter::once((None, texts.get("community-column-none")));
        let facts = Fact::ALL.into_iter().map(|f| (Some(f), texts.get(&format!("fact-{}", f.name()))));
        let label = format!("{} {}", column.name, texts.get("community-column-fact"));
        if let Some(fact) =
            choice_ui(ui, ui.scope_id().with(("column", &*column.name)), &label, current, none.chain(facts))
        {
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

/// What is remembered for these columns: offered while nothing is said, marked once it is in use.
fn known_ui(ui: &mut Ui, texts: Texts, known: &KnownMapping, mapping: &LayerMapping, new: &mut LayerMapping) {
    // What the numbers of a file mean is a fact of the file, not of its columns.
    let said = LayerMapping { coordinates: None, ..mapping.clone() };
    if said == known.mapping {
        faint_ui(ui, texts.get("community-remembered"));
        return;
    }
    if !said.is_empty() {
        return;
    }
    card_ui(ui, |ui| {
        ui.add(egui::Label::new(texts.get("community-known")).wrap());
        for (fact, column) in &known.mapping.columns {
            faint_ui(ui, format!("{column} → {}", texts.get(&format!("fact-{}", fact.name()))));
        }
        if let Some(kind) = known.mapping.kind {
            let kind = texts.get(&format!("layer-{}", kind.name()));
            faint_ui(ui, format!("{}: {kind}", texts.get("community-features")));
        }
        if ui.button(texts.get("community-use-known")).clicked() {
            *new = LayerMapping { coordinates: mapping.coordinates, ..known.mapping.clone() };
        }
    });
}

/// The first rows of the file: what means something first.
fn preview_ui(ui: &mut Ui, texts: Texts, layer: &Layer, meaning: impl Fn(&ColumnSummary) -> Option<Fact>) {
    let mut shown: Vec<&ColumnSummary> = layer.columns.iter().filter(|column| meaning(column).is_some()).collect();
    if shown.is_empty() {
        shown = layer.columns.iter().collect();
    }
    shown.truncate(MAX_SHOWN);
    let n_rows = shown.iter().map(|column| column.first_rows.len()).max().unwrap_or(0);
    if n_rows == 0 {
        return;
    }
    let color = palette(ui.ctx()).faint_text;
    faint_ui(ui, texts.get("community-first-rows"));
    card_ui(ui, |ui| {
        egui::ScrollArea::horizontal().id_salt("first-rows").show(ui, |ui| {
            egui::Grid::new("first-rows").num_columns(shown.len()).spacing([10.0, 3.0]).show(ui, |ui| {
                for column in &shown {
                    ui.vertical(|ui| {
                        ui.label(RichText::new(column.name.as_ref()).small().strong());
                        let fact = meaning(column).map(|fact| texts.get(&format!("fact-{}", fact.name())));
                        let fact = fact.map_or_else(String::new, |fact| format!("→ {fact}"));
                        ui.label(RichText::new(fact).small().color(color));
                    });
                }
                ui.end_row();
                for row in 0..n_rows {
                    for column in &shown {
                        let cell = column.first_rows.get(row).and_then(Option::as_deref).unwrap_or("–");
                        ui.label(RichText::new(cell).small());
                    }
                    ui.end_row();
                }
            });
        });
    });
}
