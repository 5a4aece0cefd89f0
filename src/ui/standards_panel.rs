//! The standards profile of the plan: which one, and every value with unit, source and evidence, editable.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::names;
use super::text::{Language, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{Typed, choice_ui, faint_ui, heading_ui, number_row_ui, row_ui};
use crate::document::Command;
use crate::plan::{Settings, WalkingProfile};
use crate::standards::{PlanningValue, Profile, builtin_profiles};

/// The section; `out` collects what was asked for.
pub(super) fn standards_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let settings = view.document.plan().settings();
    heading_ui(ui, texts.get("plan-standards"));
    let profiles = builtin_profiles().unwrap_or_default();
    let name = |profile: &Profile| match texts.language() {
        Language::English => profile.name_en().to_owned(),
        Language::Chinese => profile.name_zh().to_owned(),
    };
    let current = profiles.iter().position(|profile| profile.id() == settings.profile).unwrap_or(usize::MAX);
    row_ui(ui, &texts.get("plan-profile"), |ui| {
        let options = profiles.iter().enumerate().map(|(place, profile)| (place, name(profile)));
        let chosen = choice_ui(ui, ui.scope_id().with("profile"), &texts.get("plan-profile"), current, options);
        if let Some(profile) = chosen.and_then(|place| profiles.get(place)) {
            let settings = Settings { profile: profile.id().to_owned(), ..(**settings).clone() };
            out.push(AppCommand::Edit(Command::SetSettings(settings)));
        }
    });
    row_ui(ui, &texts.get("plan-walking"), |ui| {
        let options = WalkingProfile::ALL.map(|walking| (walking, texts.get(&format!("walking-{}", walking.name()))));
        let chosen =
            choice_ui(ui, ui.scope_id().with("walking"), &texts.get("plan-walking"), settings.walking, options);
        if let Some(walking) = chosen {
            out.push(AppCommand::Edit(Command::SetSettings(Settings { walking, ..(**settings).clone() })));
        }
    });
    let Some(profile) = view.values.profile() else { return };
    let edition = names::edition(texts, profile);
    faint_ui(ui, texts.with("plan-profile-edition", &[("edition", Value::Text(&edition))]));
    let header = egui::CollapsingHeader::new(texts.get("plan-values")).id_salt("standard-values");
    header.show(ui, |ui| {
        for value in profile.values() {
            value_ui(ui, view, value, out);
        }
    });
}

fn value_ui(ui: &mut Ui, view: &View<'_>, value: &PlanningValue, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let settings = view.document.plan().settings();
    let key = value.key();
    let is_set = settings.overrides.contains_key(&key);
    let label = names::value(texts, key);
    let taken = number_row_ui(ui, ui.scope_id().with(key.name()), &label, Some(value.value()), key.range());
    if let Some(Typed::Number(number)) = taken {
        let mut settings = (**settings).clone();
        settings.overrides.insert(key, number);
        out.push(AppCommand::Edit(Command::SetSettings(settings)));
    }
    ui.horizontal_wrapped(|ui| {
        let palette = palette(ui.ctx());
        let status = if is_set {
            texts.get("evidence-override")
        } else {
            texts.get(&format!("evidence-{}", value.status().name().replace(", ", "-").replace(' ', "-")))
        };
        let clause = if value.clause().is_empty() { String::new() } else { format!(", {}", value.clause()) };
        let text = format!("{} · {}{clause} · {status}", names::unit(texts, key), value.source());
        let color = if value.status().needs_check() || is_set { palette.attention } else { palette.faint_text };
        ui.label(RichText::new(text).small().color(color));
        if is_set && ui.small_button(texts.get("plan-value-reset")).clicked() {
            let mut settings = (**settings).clone();
            settings.overrides.remove(&key);
            out.push(AppCommand::Edit(Command::SetSettings(settings)));
        }
    });
    ui.add_space(4.0);
}
