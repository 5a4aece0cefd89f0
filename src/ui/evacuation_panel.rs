//! The evacuation over time in the Test step: when how many are safe, who is not, what holds everybody up, and how
//! each site and area fares.

use egui::{Color32, RichText, Ui};

use super::allocation_story::site_name;
use super::bottlenecks_panel::waiting;
use super::command::{AppCommand, UiCommand};
use super::evacuation_run::EvacuationRun;
use super::evacuation_settings_panel::evacuation_settings_fold_ui;
use super::evacuation_words::{culprit, culprit_links_ui, finding, is_grave, stranded, time, time_or_never};
use super::format;
use super::inspector_road::attention_ui;
use super::names;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, ends_ui, fact_colored_ui, fact_ui, faint_ui, heading_ui};
use crate::evacuation::simulation::StrandedReason;
use crate::evacuation::{AreaClearance, EvacuationFinding, MARKS_PERCENT, SiteArrivals};
use crate::jobs::JobState;
use crate::plan::ObjectId;

/// The body of the section; `out` collects what was asked for.
pub(super) fn evacuation_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    evacuation_settings_fold_ui(ui, view, out);
    let Some(run) = view.evacuation else {
        if !matches!(view.evacuation_state, JobState::Running(_)) {
            faint_ui(ui, view.texts.get("evacuation-empty"));
        }
        return;
    };
    findings_ui(ui, view.texts, run);
    if run.report.persons.total == 0 || run.report.findings.contains(&EvacuationFinding::NoSites) {
        return;
    }
    clear_ui(ui, view, run, out);
    ledger_ui(ui, view.texts, run);
    if ui.button(view.texts.get("evacuation-chart-open")).clicked() && !session.playback.is_open {
        out.push(AppCommand::Ui(UiCommand::ToggleChart));
    }
    sites_ui(ui, view, session, run, out);
    areas_ui(ui, view, session, run, out);
}

/// What to know before believing it, what is grave first.
pub(super) fn findings_ui(ui: &mut Ui, texts: Texts, run: &EvacuationRun) {
    for &found in &run.report.findings {
        if is_grave(found) {
            attention_ui(ui, &finding(texts, found));
        } else {
            faint_ui(ui, finding(texts, found));
        }
    }
}

/// When 50, 90, 95 and 100 % are safe, and at best.
fn clear_ui(ui: &mut Ui, view: &View<'_>, run: &EvacuationRun, out: &mut Vec<AppCommand>) {
    let (texts, palette) = (view.texts, palette(ui.ctx()));
    let bound = &run.report.bound;
    card_ui(ui, |ui| {
        for (mark, percent) in MARKS_PERCENT.iter().enumerate() {
            let name = texts.with("evacuation-clear", &[("percent", Value::Text(&percent.to_string()))]);
            let clear = run.clear(mark);
            let color = clear.is_none().then_some(palette.beyond);
            fact_colored_ui(ui, name, time_or_never(texts, clear), color);
        }
        let best = time_or_never(texts, bound.time);
        fact_ui(ui, texts.get("evacuation-at-best"), best);
        faint_ui(ui, culprit(view, run, &bound.culprit));
        culprit_links_ui(ui, view, run, &bound.culprit, out);
    });
}

/// What became of everybody; the rows add up to the last one.
fn ledger_ui(ui: &mut Ui, texts: Texts, run: &EvacuationRun) {
    let (palette, persons) = (palette(ui.ctx()), &run.report.persons);
    let row = |ui: &mut Ui, name: String, n: u64, color: Color32| {
        fact_colored_ui(ui, name, format::count(n), Some(color).filter(|_| n > 0));
    };
    card_ui(ui, |ui| {
        row(ui, texts.get("evacuation-safe"), persons.safe, palette.reached);
        row(ui, texts.get("evacuation-exposed-way"), persons.exposed_on_the_way, palette.unreachable);
        row(ui, texts.get("evacuation-exposed-home"), persons.exposed_at_home, palette.unreachable);
        for reason in StrandedReason::ALL {
            let n = persons.stranded.get(&reason).copied().unwrap_or(0);
            if n > 0 {
                row(ui, stranded(texts, reason), n, palette.beyond);
            }
        }
        fact_ui(ui, texts.get("allocation-total"), format::count(persons.total));
    });
    let late = run.report.latest.cut_off_persons;
    if late > 0 {
        let people = format::persons(texts, late);
        attention_ui(ui, &texts.with("evacuation-cut-off-before", &[("people", Value::Text(&people))]));
    }
}

/// Selects an object and looks at it.
fn show(id: ObjectId, out: &mut Vec<AppCommand>) {
    out.push(AppCommand::Select(vec![id]));
    out.push(AppCommand::Ui(UiCommand::ZoomSelection));
}

/// A row that can be pressed: a name, a figure at its end, and what is read aloud.
fn row_ui(ui: &mut Ui, (name, figure): (&str, String), is_selected: bool, color: Color32, said: &str) -> bool {
    let mut is_pressed = false;
    ends_ui(ui, |ui| {
        ui.label(RichText::new(figure).color(color));
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let response = ui.add(egui::Button::selectable(is_selected, name).truncate());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
            is_pressed = response.on_hover_text(said).clicked();
        });
    });
    is_pressed
}

fn sites_ui(ui: &mut Ui, view: &View<'_>, session: &Session, run: &EvacuationRun, out: &mut Vec<AppCommand>) {
    heading_ui(ui, view.texts.get("test-sites"));
    for site in &run.report.sites {
        site_ui(ui, view, session, site, out);
    }
}

fn site_ui(ui: &mut Ui, view: &View<'_>, session: &Session, site: &SiteArrivals, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let name = site_name(view, site.site, "");
    let arrived = format::count(site.arrived);
    let places = site.capacity.map_or_else(|| "–".to_owned(), format::count);
    let last = site.between.map_or_else(|| texts.get("figure-none"), |(_, last)| time(texts, last));
    let values = [
        ("site", Value::Text(&name)),
        ("arrived", Value::Text(&arrived)),
        ("places", Value::Text(&places)),
        ("last", Value::Text(&last)),
    ];
    let said = texts.with("evacuation-site", &values);
    let id = ObjectId::Site(site.site);
    let color = palette(ui.ctx()).text;
    if row_ui(ui, (&name, format!("{arrived} / {places}")), session.selection.contains(&id), color, &said) {
        show(id, out);
    }
    let mut facts = vec![texts.with("evacuation-site-last", &[("time", Value::Text(&last))])];
    if site.gate_waiting_person_min >= 0.5 {
        let waited = waiting(texts, site.gate_waiting_person_min);
        facts.push(texts.with("evacuation-site-waiting", &[("waiting", Value::Text(&waited))]));
    }
    if site.arrived > 0 {
        indented_ui(ui, facts.join(" · "));
    }
}

fn areas_ui(ui: &mut Ui, view: &View<'_>, session: &Session, run: &EvacuationRun, out: &mut Vec<AppCommand>) {
    if run.report.areas.is_empty() {
        return;
    }
    heading_ui(ui, view.texts.get("test-areas"));
    for area in &run.report.areas {
        area_ui(ui, view, session, area, out);
    }
}

fn area_ui(ui: &mut Ui, view: &View<'_>, session: &Session, area: &AreaClearance, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let id = ObjectId::EvacuationArea(area.area);
    let object = view.document.plan().object(id);
    let name = object.map_or_else(|| area.name.clone(), |object| names::in_group(texts, &object));
    let (safe, total) = (format::count(area.persons.safe), format::count(area.persons.total));
    let all = time_or_never(texts, area.clear[3]);
    let values = [
        ("area", Value::Text(&name)),
        ("safe", Value::Text(&safe)),
        ("total", Value::Text(&total)),
        ("time", Value::Text(&all)),
    ];
    let said = texts.with("evacuation-area", &values);
    let palette = palette(ui.ctx());
    let color = if area.clear[3].is_none() { palette.beyond } else { palette.text };
    if row_ui(ui, (&name, all), session.selection.contains(&id), color, &said) {
        show(id, out);
    }
    let values = [("safe", Value::Text(&safe)), ("total", Value::Text(&total))];
    indented_ui(ui, texts.with("evacuation-area-safe", &values));
}

/// A line below a row that belongs to it.
pub(super) fn indented_ui(ui: &mut Ui, text: String) {
    ui.horizontal(|ui| {
        ui.add_space(10.0);
        ui.vertical(|ui| faint_ui(ui, text));
    });
}
