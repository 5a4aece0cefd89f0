//! The Test step: which analysis colors the map, and a section for each; here the coverage of every kind and the
//! ledger behind it.

use egui::{Align, Layout, RichText, Ui};

use super::allocation_panel::allocation_ui;
use super::analysis_section::{Analysis, map_choice_ui, section_ui};
use super::bottlenecks_panel::bottlenecks_ui;
use super::command::{AppCommand, UiCommand};
use super::evacuation_panel::evacuation_ui;
use super::format;
use super::names;
use super::route_list::routes_ui;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, fact_colored_ui, fact_ui, faint_ui, heading_ui};
use crate::analysis::{CoverageReport, KindCoverage};
use crate::units::Metres;

/// The step; `out` collects what was asked for.
pub(super) fn test_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    map_choice_ui(ui, view.texts, session, out);
    section_ui(ui, view, session, (Analysis::Coverage, view.coverage_state), out, |ui, out| {
        coverage_ui(ui, view, session, out);
    });
    section_ui(ui, view, session, (Analysis::Allocation, view.allocation_state), out, |ui, out| {
        allocation_ui(ui, view, session, out);
    });
    section_ui(ui, view, session, (Analysis::Evacuation, view.evacuation_state), out, |ui, out| {
        evacuation_ui(ui, view, session, out);
    });
    section_ui(ui, view, session, (Analysis::Bottlenecks, view.evacuation_state), out, |ui, out| {
        bottlenecks_ui(ui, view, session, out);
    });
    routes_ui(ui, view, out);
}

fn coverage_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let Some(report) = view.coverage.filter(|report| !report.kinds.is_empty()) else {
        faint_ui(ui, texts.get("test-no-sites"));
        return;
    };
    for kind in &report.kinds {
        let name = names::site_kind(texts, kind.kind);
        let share = format::percent(kind.persons.reached, kind.persons.total);
        ui.horizontal(|ui| {
            let is_shown = session.shown_kind == kind.kind;
            if ui.add(egui::Button::selectable(is_shown, name).truncate()).clicked() {
                out.push(AppCommand::ShowKind(kind.kind));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(RichText::new(share).color(palette(ui.ctx()).reached));
            });
        });
    }
    if let Some(kind) = view.kind_coverage(session.shown_kind) {
        ui.add_space(6.0);
        ledger_ui(ui, texts, kind);
        sites_ui(ui, view, report, kind, out);
        areas_ui(ui, texts, kind, out);
    }
    ui.add_space(6.0);
    if ui.button(texts.get("test-export")).clicked() {
        out.push(AppCommand::Ui(UiCommand::ExportCoverage));
    }
}

fn ledger_ui(ui: &mut Ui, texts: Texts, kind: &KindCoverage) {
    let palette = palette(ui.ctx());
    let metres = |length: Option<Metres>| {
        length.map_or_else(|| texts.get("figure-none"), |length| format::distance(texts, length))
    };
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("test-limit"), format::distance(texts, kind.limit));
        fact_colored_ui(ui, texts.get("test-reached"), format::count(kind.persons.reached), Some(palette.reached));
        fact_colored_ui(ui, texts.get("test-beyond"), format::count(kind.persons.beyond_limit), Some(palette.beyond));
        let cut_off = kind.persons.unreachable + kind.persons.no_road_access;
        fact_colored_ui(ui, texts.get("test-cut-off"), format::count(cut_off), Some(palette.unreachable));
        fact_ui(ui, texts.get("test-median"), metres(kind.walk.median));
        fact_ui(ui, texts.get("test-p95"), metres(kind.walk.p95));
        fact_ui(ui, texts.get("test-worst"), metres(kind.walk.max));
        if kind.vulnerable.total > 0 {
            let share = format::percent(kind.vulnerable.reached, kind.vulnerable.total);
            fact_ui(ui, texts.get("building-vulnerable"), share);
        }
    });
    let numbers = [
        kind.persons.reached,
        kind.persons.beyond_limit,
        kind.persons.unreachable,
        kind.persons.no_road_access,
        kind.persons.total,
    ]
    .map(format::count);
    let [reached, beyond, unreachable, no_road, total] = &numbers;
    let values = [
        ("reached", Value::Text(reached)),
        ("beyond", Value::Text(beyond)),
        ("unreachable", Value::Text(unreachable)),
        ("no_road", Value::Text(no_road)),
        ("total", Value::Text(total)),
    ];
    faint_ui(ui, texts.with("test-ledger", &values));
    let guessed = format::count(kind.sources.guessed());
    faint_ui(ui, texts.with("test-guessed", &[("n", Value::Text(&guessed)), ("total", Value::Text(total))]));
}

fn sites_ui(ui: &mut Ui, view: &View<'_>, report: &CoverageReport, kind: &KindCoverage, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("test-sites"));
    for coverage in &kind.sites {
        let Some(site) = view.document.plan().sites().get(&coverage.site) else { continue };
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let places = coverage.capacity.map_or_else(|| "–".to_owned(), |c| format::count(c.count()));
                let is_over = coverage.over_capacity.is_some_and(|over| over > 0);
                let color = if is_over { palette(ui.ctx()).beyond } else { palette(ui.ctx()).text };
                let text = format!("{} / {places}", format::count(coverage.persons_reached));
                ui.label(RichText::new(text).color(color)).on_hover_text(format!(
                    "{} / {}",
                    texts.get("test-site-people"),
                    texts.get("test-site-places")
                ));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if ui.add(egui::Button::selectable(false, names::site(texts, site)).truncate()).clicked() {
                        out.push(AppCommand::Select(vec![crate::plan::ObjectId::Site(site.id)]));
                    }
                });
            });
        });
    }
    for excluded in report.excluded_sites.iter().filter(|excluded| excluded.kind == kind.kind) {
        let Some(site) = view.document.plan().sites().get(&excluded.site) else { continue };
        faint_ui(ui, format!("– {}", names::site(texts, site)));
    }
}

fn areas_ui(ui: &mut Ui, texts: Texts, kind: &KindCoverage, out: &mut Vec<AppCommand>) {
    if kind.areas.is_empty() {
        return;
    }
    heading_ui(ui, texts.get("test-areas"));
    for area in &kind.areas {
        ui.horizontal(|ui| {
            let name = if area.name.is_empty() { area.area.0.to_string() } else { area.name.clone() };
            if ui.add(egui::Button::selectable(false, name).truncate()).clicked() {
                out.push(AppCommand::Select(vec![crate::plan::ObjectId::EvacuationArea(area.area)]));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let share = format::percent(area.persons.reached, area.persons.total);
                ui.label(format!("{share}  ({})", format::count(area.persons.total)));
            });
        });
    }
}
