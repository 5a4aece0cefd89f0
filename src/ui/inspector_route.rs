//! The inspector of an evacuation route: its facts, and whether it can be walked from end to end, as last checked.

use egui::{RichText, Ui};

use super::command::AppCommand;
use super::format;
use super::inspector::name_row_ui;
use super::inspector_road::{attention_ui, metres, road_name, width_text};
use super::names;
use super::route_list::{state_text, verdict};
use super::text::Value;
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, fact_ui, faint_ui, heading_ui};
use crate::analysis::{RouteCheck, RouteFinding};
use crate::plan::{ObjectId, Route};
use crate::standards::ValueKey;

/// So many findings are listed.
const MOST_FINDINGS: usize = 30;

/// The facts of one route and its check; the route where something was edited.
pub(super) fn route_ui(ui: &mut Ui, view: &View<'_>, route: &Route, out: &mut Vec<AppCommand>) -> Option<Route> {
    let texts = view.texts;
    let id = ObjectId::Route(route.id);
    let mut new = route.clone();
    if let Some(name) = name_row_ui(ui, texts, id, &route.name) {
        new.name = name;
    }
    ui.checkbox(&mut new.has_signs, texts.get("inspector-signs"));
    heading_ui(ui, texts.get("route-check"));
    faint_ui(ui, state_text(view));
    if let Some(check) = view.roads.and_then(|roads| roads.route(route.id)) {
        check_ui(ui, view, check, out);
    } else if !view.takes_part(id) {
        faint_ui(ui, texts.get("route-no-part"));
    }
    (new != *route).then_some(new)
}

fn check_ui(ui: &mut Ui, view: &View<'_>, check: &RouteCheck, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("route-length"), format::distance(texts, check.length));
        let walking = texts.get(&format!("walking-{}", view.values.walking().name()));
        let minutes = format::duration(texts, check.walk);
        fact_ui(ui, texts.with("route-walk", &[("who", Value::Text(&walking))]), minutes);
        let connected = if check.is_connected() { "table-yes" } else { "table-no" };
        fact_ui(ui, texts.get("route-connected"), texts.get(connected));
    });
    ui.label(RichText::new(verdict(texts, check)).strong());
    for finding in check.findings.iter().filter(|finding| finding.is_fault()).take(MOST_FINDINGS) {
        finding_ui(ui, view, finding, out);
    }
    let more = check.n_faults().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        faint_ui(ui, texts.with("road-more", &[("n", Value::Text(&more.to_string()))]));
    }
    width_ui(ui, view, check, out);
}

/// One finding in words, with a button that shows its place.
fn finding_ui(ui: &mut Ui, view: &View<'_>, finding: &RouteFinding, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let text = finding_text(view, finding);
    ui.horizontal_top(|ui| {
        if let Some(place) = finding.place() {
            let word = texts.get("route-show");
            let response = ui.small_button(&word);
            let name = format!("{word}: {text}");
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                out.push(AppCommand::LookAt(place));
            }
        }
        attention_ui(ui, &text);
    });
}

/// What a finding says.
pub(super) fn finding_text(view: &View<'_>, finding: &RouteFinding) -> String {
    let texts = view.texts;
    let distance = |length| format::distance(texts, length);
    match finding {
        RouteFinding::Gap { length, .. } => texts.with("route-gap", &[("length", Value::Text(&distance(*length)))]),
        RouteFinding::OffRoad { length, .. } => {
            texts.with("route-off-road", &[("length", Value::Text(&distance(*length)))])
        }
        RouteFinding::NotConnected { .. } => texts.get("route-island"),
        RouteFinding::Closed { road, by, .. } => {
            let plan = view.document.plan();
            let objects = by.iter().filter_map(|&id| plan.object(id));
            let by: Vec<String> = objects.map(|object| names::object(texts, &object)).collect();
            let (road, by) = (road_name(view, *road), by.join(", "));
            let key = if by.is_empty() { "route-closed" } else { "route-closed-by" };
            texts.with(key, &[("road", Value::Text(&road)), ("by", Value::Text(&by))])
        }
        RouteFinding::InHazard { area, length, .. } => {
            let object = view.document.plan().object(ObjectId::HazardArea(*area));
            let name = object.map(|object| names::object(texts, &object)).unwrap_or_default();
            let length = distance(*length);
            texts.with("route-hazard", &[("area", Value::Text(&name)), ("length", Value::Text(&length))])
        }
        RouteFinding::Narrow { road, width, .. } => {
            let (road, width) = (road_name(view, *road), metres(*width));
            texts.with("route-narrow", &[("road", Value::Text(&road)), ("n", Value::Text(&width))])
        }
        RouteFinding::WidthUnknown { length } => {
            texts.with("route-width-unknown", &[("length", Value::Text(&distance(*length)))])
        }
    }
}

/// The narrowest place against the profile's value, with its clause and how well that is known.
fn width_ui(ui: &mut Ui, view: &View<'_>, check: &RouteCheck, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    heading_ui(ui, texts.get("route-narrowest"));
    let Some(narrowest) = check.narrowest else {
        faint_ui(ui, texts.get("route-narrowest-none"));
        return;
    };
    let (road, width) =
        (road_name(view, narrowest.road), width_text(texts, narrowest.width, narrowest.is_guess, narrowest.is_planned));
    ui.horizontal_wrapped(|ui| {
        let text = texts.with("route-narrowest-at", &[("road", Value::Text(&road)), ("width", Value::Text(&width))]);
        ui.label(text.replace('\u{202f}', "\u{a0}"));
        let word = texts.get("route-show");
        let response = ui.small_button(&word);
        let name = format!("{word}: {}", texts.get("route-narrowest"));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if response.clicked() {
            out.push(AppCommand::LookAt(narrowest.place));
        }
    });
    let unknown = check.width_unknown();
    if unknown.value() > 0.0 {
        faint_ui(ui, finding_text(view, &RouteFinding::WidthUnknown { length: unknown }));
    }
    let (Some(required), Some(profile)) = (check.required_width, view.values.profile()) else {
        faint_ui(ui, texts.get("route-no-value"));
        return;
    };
    let value = profile.get(ValueKey::EvacuationRoadMinWidth);
    let is_set = view.values.overrides().iter().any(|(key, _)| *key == ValueKey::EvacuationRoadMinWidth);
    let status = if is_set {
        texts.get("evidence-override")
    } else {
        texts.get(&format!("evidence-{}", value.status().name().replace(", ", "-").replace(' ', "-")))
    };
    let clause = if value.clause().is_empty() { String::new() } else { format!(", {}", value.clause()) };
    let source = format!("{}{clause} · {status}", value.source());
    let values = [("n", Value::Text(&metres(required))), ("source", Value::Text(&source))];
    let text = texts.with("route-required", &values);
    let palette = palette(ui.ctx());
    let color = if value.status().needs_check() || is_set { palette.attention } else { palette.faint_text };
    ui.add(egui::Label::new(RichText::new(text).small().color(color)).wrap());
}
