//! The Review step: what the figures rest on, so that an official can judge them.

use egui::Ui;

use super::text::{Language, Value};
use super::view::View;
use super::widgets::{faint_ui, heading_ui};
use super::{format, names};

/// The step.
pub(super) fn review_ui(ui: &mut Ui, view: &View<'_>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("review-assumptions"));
    if let Some(profile) = view.values.profile() {
        let name = match texts.language() {
            Language::English => profile.name_en(),
            Language::Chinese => profile.name_zh(),
        };
        let edition = names::edition(texts, profile);
        let values = [("name", Value::Text(name)), ("edition", Value::Text(&edition))];
        ui.add(egui::Label::new(texts.with("review-profile", &values)).wrap());
        let (checked, total) = profile
            .values()
            .fold((0_u64, 0_u64), |(n, total), value| (n + u64::from(value.status().needs_check()), total + 1));
        let (n, total) = (format::count(checked), format::count(total));
        faint_ui(ui, texts.with("review-values", &[("n", Value::Text(&n)), ("total", Value::Text(&total))]));
    }
    if let Some(community) = view.community {
        let people = community.population();
        let [given, spread, estimated] = [people.given, people.spread, people.estimated].map(format::count);
        let values =
            [("given", Value::Text(&given)), ("spread", Value::Text(&spread)), ("estimated", Value::Text(&estimated))];
        faint_ui(ui, texts.with("review-people", &values));
        let n = format::count(community.warnings().len() as u64);
        faint_ui(ui, texts.with("review-warnings", &[("n", Value::Text(&n))]));
    }
    if let Some(network) = view.network {
        let health = network.health();
        let n = format::count(health.n_roads_without_width as u64);
        let total = format::count(health.n_segments as u64);
        faint_ui(ui, texts.with("review-widths", &[("n", Value::Text(&n)), ("total", Value::Text(&total))]));
    }
    heading_ui(ui, texts.get("review-overrides"));
    if view.values.overrides().is_empty() {
        faint_ui(ui, texts.get("review-no-overrides"));
    }
    for (key, value) in view.values.overrides() {
        faint_ui(ui, names::value_with_number(texts, *key, *value));
    }
    if let Some(community) = view.community {
        heading_ui(ui, texts.get("review-files"));
        for layer in community.layers() {
            let short: String = layer.sha256.chars().take(16).collect();
            faint_ui(ui, format!("{}  {short}…", layer.name)).on_hover_text(&layer.sha256);
        }
    }
    ui.add_space(8.0);
    faint_ui(ui, texts.get("review-later"));
}
