//! The explanation of one place: its people, its way to the site part by part, and why not another site.

use egui::{RichText, Ui};

use super::allocation_story::building_story_ui;
use super::command::AppCommand;
use super::evacuation_story::door_story_ui;
use super::format;
use super::names;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, fact_ui, faint_ui, heading_ui};
use crate::analysis::{ExclusionReason, Explanation, NoWay, OtherSite, Outcome, WayParts, WhyNot};
use crate::community::{Community, DemandOrigin, DemandPoint};
use crate::plan::{ObjectId, SiteKind};
use crate::units::{Metres, Seconds};

/// The page; `out` collects what was asked for.
pub(super) fn explanation_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &Session,
    explanation: &Explanation,
    out: &mut Vec<AppCommand>,
) {
    let Some(community) = view.community else { return };
    let Some(demand) = community.demand().get(explanation.demand.index()) else { return };
    people_ui(ui, view.texts, community, demand, explanation);
    kinds_ui(ui, view, session, out);
    outcome_ui(ui, view, explanation, out);
    door_story_ui(ui, view, explanation.demand);
    building_story_ui(ui, view, explanation, out);
    if !explanation.others.is_empty() {
        heading_ui(ui, view.texts.get("explain-others"));
        for other in &explanation.others {
            other_ui(ui, view, other, out);
        }
    }
}

fn people_ui(ui: &mut Ui, texts: Texts, community: &Community, demand: &DemandPoint, explanation: &Explanation) {
    let (title, address) = match demand.origin {
        DemandOrigin::Building(id) => {
            let building = community.buildings().get(id.index());
            let name = building.and_then(|building| building.name.clone());
            let title = name.map_or_else(
                || texts.get("building"),
                |name| texts.with("building-named", &[("name", Value::Text(&name))]),
            );
            (title, building.and_then(|building| building.address.clone()))
        }
        DemandOrigin::Zone(zone) => {
            let name = community.zones().get(zone as usize).and_then(|zone| zone.name.clone());
            (name.map_or_else(|| texts.get("address-zone"), |name| name.to_string()), None)
        }
    };
    ui.add(egui::Label::new(RichText::new(title).heading()).wrap());
    if let Some(address) = address {
        faint_ui(ui, address.to_string());
    }
    let text = format::count(explanation.persons.count());
    let n = explanation.persons.count();
    let people = texts.with("building-people", &[("n", Value::Count(n)), ("text", Value::Text(&text))]);
    let source = texts.get(&format!("building-source-{}", explanation.source.name()));
    ui.add(egui::Label::new(format!("{people} ({source})")).wrap());
    if explanation.vulnerable.0 > 0 {
        fact_ui(ui, texts.get("building-vulnerable"), format::count(explanation.vulnerable.count()));
    }
}

/// The kinds the same place can be explained for.
fn kinds_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let Some(report) = view.coverage else { return };
    if report.kinds.len() < 2 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for kind in &report.kinds {
            let name = names::site_kind(view.texts, kind.kind);
            if ui.add(egui::Button::selectable(session.shown_kind == kind.kind, name)).clicked() {
                out.push(AppCommand::ShowKind(kind.kind));
            }
        }
    });
}

fn outcome_ui(ui: &mut Ui, view: &View<'_>, explanation: &Explanation, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let palette = palette(ui.ctx());
    let kind = names::site_kind(texts, explanation.kind);
    heading_ui(ui, texts.with("explain-title", &[("kind", Value::Text(&kind))]));
    let limit = format::distance(texts, explanation.limit);
    let name = explanation.way.as_ref().map(|way| way_name(view, way, explanation.kind)).unwrap_or_default();
    let site = [("site", Value::Text(&name)), ("limit", Value::Text(&limit))];
    let (text, color) = match explanation.outcome {
        Outcome::Reached(_) => (texts.with("explain-reached", &site), palette.reached),
        Outcome::BeyondLimit(_) => (texts.with("explain-beyond", &site), palette.beyond),
        Outcome::Unreachable => {
            (texts.with("explain-unreachable", &[("kind", Value::Text(&kind))]), palette.unreachable)
        }
        Outcome::NoRoadAccess => {
            let values = view.values.max_access().metres();
            let limit = format::distance(texts, values);
            (texts.with("explain-no-road", &[("limit", Value::Text(&limit))]), palette.no_road)
        }
    };
    ui.add(egui::Label::new(RichText::new(text).strong().color(color)).wrap());
    if let Some(way) = &explanation.way {
        card_ui(ui, |ui| way_ui(ui, texts, way));
        if ui.button(texts.get("community-show")).clicked() {
            out.push(AppCommand::LookAt(explanation.place));
        }
    }
}

fn way_name(view: &View<'_>, way: &WayParts, kind: SiteKind) -> String {
    match view.document.plan().sites().get(&way.site) {
        Some(site) => names::site(view.texts, site),
        None => names::site_kind(view.texts, kind),
    }
}

/// The arithmetic of the way: each part, the sum, and the time of an average and a slow walker.
fn way_ui(ui: &mut Ui, texts: Texts, way: &WayParts) {
    fact_ui(ui, texts.get("explain-part-door"), format::distance(texts, way.door_to_road));
    fact_ui(ui, texts.get("explain-part-road"), format::distance(texts, way.along_roads));
    fact_ui(ui, texts.get("explain-part-site"), format::distance(texts, way.road_to_site));
    ui.separator();
    fact_ui(ui, texts.get("explain-sum"), format::distance(texts, way.total));
    let time = |time: Option<Seconds>| time.map_or_else(|| "–".to_owned(), |time| format::duration(texts, time));
    fact_ui(ui, texts.get("explain-column-average"), time(way.time_average));
    fact_ui(ui, texts.get("explain-column-slow"), time(way.time_slow));
    if way.added_by_slowed > Metres::ZERO {
        fact_ui(ui, texts.get("explain-part-slowed"), format::distance(texts, way.added_by_slowed));
    }
}

fn other_ui(ui: &mut Ui, view: &View<'_>, other: &OtherSite, out: &mut Vec<AppCommand>) {
    let site = view.document.plan().sites().get(&other.site);
    let name = site.map_or_else(|| other.name.clone(), |site| names::site(view.texts, site));
    if ui.add(egui::Button::selectable(false, name).truncate()).clicked() {
        out.push(AppCommand::Select(vec![ObjectId::Site(other.site)]));
    }
    faint_ui(ui, why_not(view.texts, other));
}

/// Why the people do not go there, in words.
fn why_not(texts: Texts, other: &OtherSite) -> String {
    let distance = |metres: Metres| format::distance(texts, metres);
    match &other.why_not {
        WhyNot::Excluded(reasons) => {
            let words: Vec<String> = reasons.iter().map(|reason| texts.get(reason_key(*reason))).collect();
            words.join("; ")
        }
        WhyNot::DoorWithoutRoad => texts.get("reason-no-road-access"),
        WhyNot::NoWay(NoWay::OtherComponent) => texts.get("reason-no-connection"),
        WhyNot::NoWay(NoWay::CutOff { .. }) => texts.get("reason-cut-off"),
        WhyNot::BeyondLimit { limit, .. } => {
            let way = other.distance.map_or_else(|| "–".to_owned(), distance);
            let limit = distance(*limit);
            texts.with("reason-beyond-limit", &[("distance", Value::Text(&way)), ("limit", Value::Text(&limit))])
        }
        WhyNot::Farther { by } => texts.with("reason-farther", &[("distance", Value::Text(&distance(*by)))]),
    }
}

/// The key of the words for a reason.
const fn reason_key(reason: ExclusionReason) -> &'static str {
    match reason {
        ExclusionReason::NotInScenario => "reason-not-in-scenario",
        ExclusionReason::Candidate => "reason-candidate",
        ExclusionReason::Closed => "reason-closed",
        ExclusionReason::UnfitFor(_) => "reason-unfit",
        ExclusionReason::InsideHazard(_) => "reason-inside-hazard",
        ExclusionReason::NoRoadAccess => "reason-no-road-access",
    }
}
