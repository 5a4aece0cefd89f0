//! The allocation in the Test step: to which sites, what is kept together, and what comes out.

use egui::{RichText, Ui};

use super::allocation_story::{saving_text, site_name};
use super::analysis_section::AnalysisCommand;
use super::command::{AppCommand, UiCommand};
use super::format;
use super::names;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, choice_ui, ends_ui, fact_ui, faint_ui, heading_ui, row_ui};
use crate::analysis::{
    AllocationChoice, AllocationLedger, AllocationReport, AllocationStudy, AreaAllocation, SiteAllocation, Wholeness,
};
use crate::jobs::JobState;
use crate::plan::{ObjectId, SiteKind};

/// Width of a column of numbers, in points.
const NUMBER_WIDTH: f32 = 62.0;

/// The body of the section; `out` collects what was asked for.
pub(super) fn allocation_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    choices_ui(ui, view, session, out);
    if view.community.is_some_and(|community| community.population().total == 0) {
        faint_ui(ui, texts.get("allocation-no-people"));
        return;
    }
    let Some(study) = view.allocation else { return };
    let Some(stage) = study.stage_or_first(session.shown_kind) else {
        if *view.allocation_state == JobState::UpToDate {
            faint_ui(ui, no_sites_text(texts, study));
        }
        return;
    };
    stages_ui(ui, texts, study, stage.kind, out);
    ledger_ui(ui, texts, stage);
    walking_ui(ui, texts, stage);
    unlimited_ui(ui, texts, stage);
    sites_ui(ui, view, session, stage, out);
    areas_ui(ui, view, session, stage, out);
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        for command in [UiCommand::ExportAllocation, UiCommand::ExportAllocationSites] {
            let button = egui::Button::new(texts.get(command.text_key()));
            let response = ui.add_enabled(command.is_enabled(&view.environment), button);
            if response.on_hover_text(texts.get(&format!("{}-tip", command.text_key()))).clicked() {
                out.push(AppCommand::Ui(command));
            }
        }
    });
}

/// What to do where nobody can be sent anywhere.
fn no_sites_text(texts: Texts, study: &AllocationStudy) -> String {
    match study.choice.kind {
        None => texts.get("allocation-no-sites"),
        Some(kind) => texts.with("allocation-no-sites-of", &[("kind", Value::Text(&names::site_kind(texts, kind)))]),
    }
}

/// A button for each stage with the share that has a place; the one in view is the one on the map.
fn stages_ui(ui: &mut Ui, texts: Texts, study: &AllocationStudy, shown: SiteKind, out: &mut Vec<AppCommand>) {
    ui.add_space(4.0);
    for stage in &study.stages {
        let kind = names::site_kind(texts, stage.kind);
        ends_ui(ui, |ui| {
            let share = format::percent(stage.persons.served, stage.persons.total);
            ui.label(RichText::new(share).color(palette(ui.ctx()).reached));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let is_shown = stage.kind == shown;
                let response = ui.add(egui::Button::selectable(is_shown, &kind).truncate());
                let said = texts.with("allocation-stage", &[("kind", Value::Text(&kind))]);
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_shown, &said));
                if response.clicked() {
                    out.push(AppCommand::ShowKind(stage.kind));
                }
            });
        });
    }
}

/// A name, and numbers in columns of their own.
fn numbers_ui(ui: &mut Ui, name: &str, numbers: &[(String, Option<egui::Color32>)]) {
    ends_ui(ui, |ui| {
        for (number, color) in numbers.iter().rev() {
            let size = egui::vec2(NUMBER_WIDTH, ui.spacing().interact_size.y);
            ui.allocate_ui_with_layout(size, egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.set_min_width(NUMBER_WIDTH);
                let text = RichText::new(number).color(color.unwrap_or(palette(ui.ctx()).text));
                ui.add(egui::Label::new(text).extend());
            });
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add(egui::Label::new(name).truncate());
        });
    });
}

/// One part of a ledger.
type Part = fn(&AllocationLedger) -> u64;

/// Everybody and the vulnerable among them, by what becomes of them; the rows add up to the last one.
fn ledger_ui(ui: &mut Ui, texts: Texts, stage: &AllocationReport) {
    let palette = palette(ui.ctx());
    let (all, weak) = (&stage.persons, &stage.vulnerable);
    let full = if stage.wholeness == Wholeness::People { "allocation-full" } else { "allocation-full-kept" };
    let rows: [(&str, Part, Option<egui::Color32>); 6] = [
        ("allocation-served", |ledger| ledger.served, Some(palette.reached)),
        (full, |ledger| ledger.over_capacity, Some(palette.beyond)),
        ("allocation-beyond", |ledger| ledger.beyond_limit, Some(palette.beyond)),
        ("allocation-no-way", |ledger| ledger.unreachable, Some(palette.unreachable)),
        ("allocation-no-road", |ledger| ledger.no_road_access, Some(palette.no_road)),
        ("allocation-total", |ledger| ledger.total, None),
    ];
    card_ui(ui, |ui| {
        let has_weak = weak.total > 0;
        let heads =
            ["allocation-everybody", "allocation-vulnerable"].map(|key| (texts.get(key), Some(palette.faint_text)));
        if has_weak {
            numbers_ui(ui, "", &heads);
        }
        for (key, part, color) in rows {
            let cell = |ledger| (format::count(part(ledger)), color.filter(|_| part(ledger) > 0));
            let cells = [cell(all), cell(weak)];
            let shown = if has_weak { &cells[..] } else { &cells[..1] };
            numbers_ui(ui, &texts.get(key), shown);
        }
    });
}

/// Total walking, against the least possible.
fn walking_ui(ui: &mut Ui, texts: Texts, stage: &AllocationReport) {
    if stage.persons.served == 0 {
        return;
    }
    let mean = stage.person_millimetres / u128::from(stage.persons.served);
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("allocation-walk"), format::walking(texts, stage.person_millimetres));
        fact_ui(ui, texts.get("allocation-walk-mean"), format::walking(texts, mean));
        if stage.wholeness != Wholeness::People {
            fact_ui(ui, texts.get("allocation-bound"), format::walking(texts, stage.bound_person_millimetres));
        }
    });
    let fewer = stage.persons.over_capacity.saturating_sub(stage.bound_over_capacity);
    let text = match (stage.wholeness, stage.gap()) {
        (Wholeness::People, _) => texts.get("allocation-best"),
        (Wholeness::Buildings | Wholeness::Areas, Some(gap)) => {
            let key = if stage.is_proven { "allocation-kept-proven" } else { "allocation-kept-open" };
            texts.with(key, &[("gap", Value::Text(&format::gap(gap)))])
        }
        (Wholeness::Buildings | Wholeness::Areas, None) if fewer > 0 => {
            texts.with("allocation-kept-fewer", &[("people", Value::Text(&format::persons(texts, fewer)))])
        }
        (Wholeness::Buildings | Wholeness::Areas, None) => texts.get("allocation-kept-others"),
    };
    faint_ui(ui, text);
    if stage.n_split > 0 {
        let (n, text) = (stage.n_split as u64, format::count(stage.n_split as u64));
        faint_ui(ui, texts.with("allocation-split", &[("n", Value::Count(n)), ("text", Value::Text(&text))]));
    }
}

/// Sites nobody has given a number of places.
fn unlimited_ui(ui: &mut Ui, texts: Texts, stage: &AllocationReport) {
    let n = stage.sites.iter().filter(|site| site.capacity.is_none()).count();
    if n > 0 && n == stage.sites.len() {
        let color = palette(ui.ctx()).attention;
        let text = RichText::new(texts.get("allocation-no-capacity")).small().color(color);
        ui.add(egui::Label::new(text).wrap());
    } else if n > 0 {
        let total = stage.sites.len().to_string();
        let values = [("n", Value::Count(n as u64)), ("total", Value::Text(&total))];
        faint_ui(ui, texts.with("allocation-some-no-capacity", &values));
    }
}

/// Selects an object and looks at it.
fn show(id: ObjectId, out: &mut Vec<AppCommand>) {
    out.push(AppCommand::Select(vec![id]));
    out.push(AppCommand::Ui(UiCommand::ZoomSelection));
}

fn sites_ui(ui: &mut Ui, view: &View<'_>, session: &Session, stage: &AllocationReport, out: &mut Vec<AppCommand>) {
    heading_ui(ui, view.texts.get("test-sites"));
    for facts in &stage.sites {
        site_ui(ui, view, session, facts, out);
    }
}

fn site_ui(ui: &mut Ui, view: &View<'_>, session: &Session, facts: &SiteAllocation, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let name = site_name(view, facts.site, &facts.name);
    let sent = format::count(facts.assigned);
    let places = facts.capacity.map_or_else(|| "–".to_owned(), |capacity| format::count(capacity.count()));
    ends_ui(ui, |ui| {
        let is_full = facts.capacity.is_some_and(|capacity| facts.assigned >= capacity.count());
        let color = if is_full { palette(ui.ctx()).beyond } else { palette(ui.ctx()).text };
        ui.label(RichText::new(format!("{sent} / {places}")).color(color));
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let is_selected = session.selection.contains(&ObjectId::Site(facts.site));
            let response = ui.add(egui::Button::selectable(is_selected, &name).truncate());
            let values = [("site", Value::Text(&name)), ("sent", Value::Text(&sent)), ("places", Value::Text(&places))];
            let said = texts.with("allocation-site", &values);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
            if response.on_hover_text(&said).clicked() {
                show(ObjectId::Site(facts.site), out);
            }
        });
    });
    let nearest = format::count(facts.nearest);
    let saving = saving_text(texts, facts.saving);
    let key = if saving.is_some() { "allocation-nearest-saving" } else { "allocation-nearest" };
    let saving = saving.unwrap_or_default();
    indented_ui(ui, texts.with(key, &[("n", Value::Text(&nearest)), ("saving", Value::Text(&saving))]));
}

fn areas_ui(ui: &mut Ui, view: &View<'_>, session: &Session, stage: &AllocationReport, out: &mut Vec<AppCommand>) {
    if stage.areas.is_empty() {
        return;
    }
    heading_ui(ui, view.texts.get("test-areas"));
    for area in &stage.areas {
        area_ui(ui, view, session, stage, area, out);
    }
}

fn area_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &Session,
    stage: &AllocationReport,
    area: &AreaAllocation,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    let object = view.document.plan().object(ObjectId::EvacuationArea(area.area));
    let name = object.map_or_else(|| area.name.clone(), |object| names::in_group(texts, &object));
    let (served, total) = (format::count(area.persons.served), format::count(area.persons.total));
    let gap = area.persons.total - area.persons.served;
    ends_ui(ui, |ui| {
        let color = if gap > 0 { palette(ui.ctx()).beyond } else { palette(ui.ctx()).text };
        ui.label(RichText::new(format!("{served} / {total}")).color(color));
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let is_selected = session.selection.contains(&ObjectId::EvacuationArea(area.area));
            let response = ui.add(egui::Button::selectable(is_selected, &name).truncate());
            let values =
                [("area", Value::Text(&name)), ("served", Value::Text(&served)), ("total", Value::Text(&total))];
            let said = texts.with("allocation-area", &values);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
            if response.on_hover_text(&said).clicked() {
                show(ObjectId::EvacuationArea(area.area), out);
            }
        });
    });
    let site = |(id, persons): &(crate::ids::SiteId, u64)| {
        let name = site_name(view, *id, stage.site(*id).map_or("", |site| &site.name));
        format!("{name} {}", format::count(*persons))
    };
    let mut parts: Vec<String> = area.sites.iter().map(site).collect();
    if gap > 0 {
        parts.insert(0, texts.with("allocation-area-gap", &[("n", Value::Text(&format::count(gap)))]));
    }
    if !parts.is_empty() {
        indented_ui(ui, parts.join(" · "));
    }
}

/// A line below a row that belongs to it.
fn indented_ui(ui: &mut Ui, text: String) {
    ui.horizontal(|ui| {
        ui.add_space(10.0);
        ui.vertical(|ui| faint_ui(ui, text));
    });
}

fn choices_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let (texts, choice) = (view.texts, session.allocation);
    let mut asked = None;
    let label = texts.get("allocation-to");
    row_ui(ui, &label, |ui| {
        let kinds = SiteKind::REACHED.map(|kind| (Some(kind), names::site_kind(texts, kind)));
        let options = std::iter::once((None, texts.get("allocation-to-stages"))).chain(kinds);
        let id = ui.scope_id().with("allocation-to");
        asked = choice_ui(ui, id, &label, choice.kind, options).map(|kind| AllocationChoice { kind, ..choice });
    });
    let label = texts.get("allocation-whole");
    row_ui(ui, &label, |ui| {
        let options = Wholeness::ALL.map(|whole| (whole, texts.get(&format!("allocation-whole-{}", whole.name()))));
        let id = ui.scope_id().with("allocation-whole");
        let chosen = choice_ui(ui, id, &label, choice.wholeness, options);
        asked = asked.or_else(|| chosen.map(|wholeness| AllocationChoice { wholeness, ..choice }));
    });
    if let Some(choice) = asked {
        out.push(AppCommand::Analysis(AnalysisCommand::Allocate(choice)));
    }
}
