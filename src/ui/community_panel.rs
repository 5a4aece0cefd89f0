//! The Community step: files, people, columns, the health of the road network, and everything odd.

use egui::{RichText, Ui};

use super::command::{AppCommand, UiCommand};
use super::format;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::warning_text::warning_line;
use super::widgets::{Typed, card_ui, choice_ui, fact_ui, faint_ui, heading_ui, number_row_ui, row_ui};
use crate::community::{Community, CrossingRule, Fact, FeatureKind, ImportWarning, Layer};
use crate::document::Command;
use crate::geometry::LonLat;
use crate::network::{NetworkHealth, RoadNetwork};
use crate::plan::{PopulationSettings, Settings};
use crate::units::Persons;

/// Warnings shown at once.
const PAGE: usize = 20;
/// Places listed under one finding of the network.
const MAX_PLACES: usize = 12;

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
        network_ui(ui, view, network, out);
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

/// Findings of the network that deserve a look, counted for the strip.
pub(super) fn n_network_findings(network: &RoadNetwork) -> usize {
    let health = network.health();
    let parts = health.components.len().saturating_sub(1);
    let crossings = if health.are_crossings_joined { 0 } else { health.crossings.len() };
    parts + health.near_misses.len() + crossings + health.doors_without_access.len()
}

fn network_ui(ui: &mut Ui, view: &View<'_>, network: &RoadNetwork, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let health = network.health();
    heading_ui(ui, texts.get("health-title"));
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("health-junctions"), format::count(health.n_junctions as u64));
        fact_ui(ui, texts.get("health-roads"), format::count(health.n_segments as u64));
        fact_ui(ui, texts.get("health-length"), format::distance(texts, health.length));
        fact_ui(ui, texts.get("health-dangles"), format::count(health.dead_ends.len() as u64));
        fact_ui(ui, texts.get("health-duplicates"), format::count(health.n_merged_copies as u64));
        fact_ui(ui, texts.get("health-no-width"), format::count(health.n_roads_without_width as u64));
        fact_ui(ui, texts.get("health-not-walkable"), format::count(health.n_unwalkable_roads as u64));
    });
    parts_ui(ui, texts, health, out);
    let tolerance = format!("{}\u{202f}m", network.settings().snap_tolerance.value());
    let snapped = texts.with("health-snapped", &[("tolerance", Value::Text(&tolerance))]);
    places_ui(ui, texts, &snapped, health.snapped_ends.iter().map(|end| end.place), out);
    places_ui(ui, texts, &texts.get("health-near-misses"), health.near_misses.iter().map(|miss| miss.place), out);
    let state =
        texts.get(if health.are_crossings_joined { "health-crossings-joined" } else { "health-crossings-left" });
    let crossings = format!("{} ({state})", texts.get("health-crossings"));
    places_ui(ui, texts, &crossings, health.crossings.iter().map(|crossing| crossing.place), out);
    let settings = view.document.plan().settings();
    let label = texts.get("health-crossing-rule");
    row_ui(ui, &label, |ui| {
        let options = CrossingRule::ALL.map(|rule| (rule, texts.get(&format!("crossing-{}", rule.name()))));
        if let Some(crossings) = choice_ui(ui, ui.scope_id().with("crossings"), &label, settings.crossings, options) {
            out.push(AppCommand::Edit(Command::SetSettings(Settings { crossings, ..(**settings).clone() })));
        }
    });
    if let Some(community) = view.community {
        let doors = health.doors_without_access.iter();
        let places = doors.filter_map(|door| community.demand().get(door.index())).map(|door| door.place);
        places_ui(ui, texts, &texts.get("health-no-access"), places, out);
    }
}

fn parts_ui(ui: &mut Ui, texts: Texts, health: &NetworkHealth, out: &mut Vec<AppCommand>) {
    let title = format!("{} · {}", texts.get("health-components"), format::count(health.components.len() as u64));
    egui::CollapsingHeader::new(title).id_salt("parts").show(ui, |ui| {
        for (place, part) in health.components.iter().enumerate().take(MAX_PLACES * 4) {
            let (n, junctions) = ((place + 1).to_string(), format::count(part.n_junctions as u64));
            let persons = format::count(part.persons);
            let values =
                [("n", Value::Text(&n)), ("junctions", Value::Text(&junctions)), ("persons", Value::Text(&persons))];
            let text = texts.with("health-part", &values);
            if ui.add(egui::Button::selectable(false, text).truncate()).clicked() {
                out.push(AppCommand::LookAt(part.place));
            }
        }
    });
}

/// A finding with its number and its first places to look at.
fn places_ui(ui: &mut Ui, texts: Texts, title: &str, places: impl Iterator<Item = LonLat>, out: &mut Vec<AppCommand>) {
    let places: Vec<LonLat> = places.collect();
    if places.is_empty() {
        fact_ui(ui, title, "0");
        return;
    }
    let headline = format!("{title} · {}", format::count(places.len() as u64));
    egui::CollapsingHeader::new(headline).id_salt(title).show(ui, |ui| {
        for (number, place) in places.iter().enumerate().take(MAX_PLACES) {
            let text = format!("{}  {place}", number + 1);
            let response = ui.add(egui::Button::selectable(false, text).truncate());
            if response.on_hover_text(texts.get("community-show")).clicked() {
                out.push(AppCommand::LookAt(*place));
            }
        }
        if places.len() > MAX_PLACES {
            faint_ui(ui, format!("+ {}", format::count((places.len() - MAX_PLACES) as u64)));
        }
    });
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
        ui.horizontal(|ui| {
            let is_first = session.warning_page == 0;
            if ui.add_enabled(!is_first, egui::Button::new(texts.get("community-previous"))).clicked() {
                session.warning_page -= 1;
            }
            let is_last = session.warning_page == last_page;
            if ui.add_enabled(!is_last, egui::Button::new(texts.get("community-next"))).clicked() {
                session.warning_page += 1;
            }
            let (first, last) = ((from + 1).to_string(), warnings.len().min(from + PAGE).to_string());
            let values = [("from", Value::Text(&first)), ("to", Value::Text(&last)), ("n", Value::Text(&n))];
            faint_ui(ui, texts.with("community-warnings-page", &values));
        });
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
