//! The allocation in the inspector: where the people of a building go and why, who comes to a site, and what an
//! evacuation area lacks.

use std::collections::BTreeSet;

use egui::{RichText, Ui};

use super::analysis_section::stale_text;
use super::command::AppCommand;
use super::format;
use super::names;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, ends_ui, fact_colored_ui, fact_ui, faint_ui, heading_ui};
use crate::analysis::{
    AllocationReport, AllocationStudy, AreaAllocation, Explanation, LeftOver, NoPlace, NotThere, OriginPart,
    OriginPlace, PlaceSaving, SiteAllocation, Wholeness, WhyNot,
};
use crate::ids::{DemandId, EvacuationAreaId, SiteId};
use crate::jobs::JobState;
use crate::plan::{ObjectId, Site};
use crate::units::Metres;

/// The name of a site, as the plan has it now.
pub(super) fn site_name(view: &View<'_>, id: SiteId, otherwise: &str) -> String {
    let site = view.document.plan().sites().get(&id);
    site.map_or_else(|| otherwise.to_owned(), |site| names::site(view.texts, site))
}

/// The kind and name of an evacuation area, as the plan has it now.
fn area_name(view: &View<'_>, id: EvacuationAreaId) -> String {
    let object = view.document.plan().object(ObjectId::EvacuationArea(id));
    object.map(|object| names::object(view.texts, &object)).unwrap_or_default()
}

/// What one more place at a site would do, in words; `None` where it would do nothing.
pub(super) fn saving_text(texts: Texts, saving: PlaceSaving) -> Option<String> {
    match saving {
        PlaceSaving::Nothing | PlaceSaving::NotTold => None,
        PlaceSaving::Walk(walk) => {
            let walk = format::distance(texts, walk);
            Some(texts.with("allocation-saves-walk", &[("walk", Value::Text(&walk))]))
        }
        PlaceSaving::Place => Some(texts.get("allocation-saves-place")),
    }
}

/// A headline, and a word where what follows belongs to an earlier state of the plan.
fn title_ui(ui: &mut Ui, view: &View<'_>, key: &str) {
    heading_ui(ui, view.texts.get(key));
    if *view.allocation_state != JobState::UpToDate {
        let color = palette(ui.ctx()).attention;
        ui.add(egui::Label::new(RichText::new(stale_text(view)).small().color(color)).wrap());
    }
}

/// A row with a site that can be pressed, and a fact at its end.
fn site_row_ui(ui: &mut Ui, name: &str, fact: String, id: SiteId, out: &mut Vec<AppCommand>) {
    ends_ui(ui, |ui| {
        ui.label(fact);
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            if ui.add(egui::Button::selectable(false, name).truncate()).clicked() {
                out.push(AppCommand::Select(vec![ObjectId::Site(id)]));
            }
        });
    });
}

/// Where the people of a building go, stage by stage, and why not to a nearer site.
pub(super) fn building_story_ui(ui: &mut Ui, view: &View<'_>, explanation: &Explanation, out: &mut Vec<AppCommand>) {
    let Some(study) = view.allocation.filter(|study| !study.stages.is_empty()) else { return };
    title_ui(ui, view, "story-building");
    for (n, stage) in study.stages.iter().enumerate() {
        let kind = names::site_kind(view.texts, stage.kind);
        if study.stages.len() > 1 {
            let key = if n == 0 { "story-first" } else { "story-then" };
            faint_ui(ui, view.texts.with(key, &[("kind", Value::Text(&kind))]));
        }
        onward_ui(ui, view, study, stage, explanation.demand, out);
        parts_ui(ui, view, stage, explanation.demand, out);
        if stage.kind == explanation.kind {
            nearer_ui(ui, view, stage, explanation);
        }
    }
}

/// The people who start at the door itself.
fn parts_ui(ui: &mut Ui, view: &View<'_>, stage: &AllocationReport, door: DemandId, out: &mut Vec<AppCommand>) {
    let Some(number) = stage.origin_at(OriginPlace::Door(door)) else { return };
    let parts = stage.parts.get(number).map_or(&[][..], Vec::as_slice);
    for part in parts {
        part_ui(ui, view, stage, part, out);
    }
}

fn part_ui(ui: &mut Ui, view: &View<'_>, stage: &AllocationReport, part: &OriginPart, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let people = format::persons(texts, u64::from(part.persons));
    let Some(id) = part.site else {
        let Some(left) = part.left else { return };
        let kind = names::site_kind(texts, stage.kind);
        let sent_to = left.sent_to.map(|id| site_name(view, id, stage.site(id).map_or("", |site| &site.name)));
        let site = sent_to.unwrap_or_default();
        let values = [("people", Value::Text(&people)), ("kind", Value::Text(&kind)), ("site", Value::Text(&site))];
        let text = texts.with(reason_key(left), &values);
        let color = palette(ui.ctx()).beyond;
        ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
        return;
    };
    let name = site_name(view, id, stage.site(id).map_or("", |site| &site.name));
    let distance = format::distance(texts, part.distance.metres());
    site_row_ui(ui, &name, format!("{people} · {distance}"), id, out);
}

/// Why people have no place, as a sentence about them, and about the site set by hand for them.
const fn reason_key(left: LeftOver) -> &'static str {
    match (left.reason, left.sent_to) {
        (NoPlace::OverCapacity, None) => "story-full",
        (NoPlace::OverCapacity, Some(_)) => "story-sent-full",
        (NoPlace::NotTogether, None) => "story-not-together",
        (NoPlace::NotTogether, Some(_)) => "story-sent-not-together",
        (NoPlace::BeyondLimit, None) => "story-beyond",
        (NoPlace::BeyondLimit, Some(_)) => "story-sent-beyond",
        (NoPlace::Unreachable, None) => "story-unreachable",
        (NoPlace::Unreachable, Some(_)) => "story-sent-unreachable",
        (NoPlace::NoRoadAccess, _) => "story-no-road",
    }
}

/// Where those of the building go on to who gathered at a site of the stage before.
fn onward_ui(
    ui: &mut Ui,
    view: &View<'_>,
    study: &AllocationStudy,
    stage: &AllocationReport,
    door: DemandId,
    out: &mut Vec<AppCommand>,
) {
    let mut last = None;
    for onward in stage.onward_of(door) {
        if last.replace(onward.from) != Some(onward.from) {
            let name = site_name(view, onward.from, study.site(onward.from).map_or("", |(_, site)| &site.name));
            faint_ui(ui, view.texts.with("story-onward", &[("site", Value::Text(&name))]));
        }
        part_ui(ui, view, stage, &onward.part, out);
    }
    let rule = stage.rules.get(&door).and_then(|rule| rule.by_hand).filter(|_| last.is_some());
    if let Some(by_hand) = rule {
        let (area, site) = (area_name(view, by_hand.area), site_name(view, by_hand.site, ""));
        let values = [("area", Value::Text(&area)), ("site", Value::Text(&site))];
        faint_ui(ui, view.texts.with("story-by-hand", &values));
        return;
    }
    // One by one it is open who of those gathered goes where: the building has been given its part.
    let parts = last.and_then(|from| stage.origin_at(OriginPlace::Site(from))).and_then(|n| stage.parts.get(n));
    if stage.wholeness == Wholeness::People && parts.is_some_and(|parts| parts.len() > 1) {
        faint_ui(ui, view.texts.get("story-onward-open"));
    }
}

/// Sites that are nearer than where the people go, and why they do not go there.
fn nearer_ui(ui: &mut Ui, view: &View<'_>, stage: &AllocationReport, explanation: &Explanation) {
    let parts = stage.door_parts(explanation.demand);
    let has_left = parts.iter().any(|part| part.site.is_none());
    let farthest = parts.iter().filter(|part| part.site.is_some()).map(|part| part.distance).max();
    let nearest = explanation.way.iter().map(|way| (way.site, way.total));
    let fit = explanation.others.iter().filter(|other| matches!(other.why_not, WhyNot::Farther { .. }));
    let others = fit.filter_map(|other| Some((other.site, other.distance?)));
    for (id, distance) in nearest.chain(others) {
        let is_nearer = farthest.is_some_and(|farthest| distance.value() < farthest.metres().value());
        if let Some(why) = stage.why_not(explanation.demand, id, distance).filter(|_| is_nearer || has_left)
            && let Some(facts) = stage.site(id)
            // Where everybody is beyond a limit, that has been said.
            && (is_nearer || !matches!(why, NotThere::BeyondLimit(_)))
        {
            faint_ui(ui, nearer_text(view, stage.wholeness, facts, distance, why));
        }
    }
}

/// Why people do not go to a nearer site, as a sentence.
fn nearer_text(
    view: &View<'_>,
    wholeness: Wholeness,
    facts: &SiteAllocation,
    distance: Metres,
    why: NotThere,
) -> String {
    let texts = view.texts;
    let (name, distance) = (site_name(view, facts.site, &facts.name), format::distance(texts, distance));
    let area_name = |id| area_name(view, id);
    let (key, more): (&str, Vec<(&str, String)>) = match why {
        NotThere::SentByHand(by_hand) => {
            let other = site_name(view, by_hand.site, "");
            ("story-nearer-area", vec![("area", area_name(by_hand.area)), ("other", other)])
        }
        NotThere::BeyondLimit(limit) => ("story-nearer-beyond", vec![("limit", format::distance(texts, limit))]),
        NotThere::NoPlaces => ("story-nearer-none", Vec::new()),
        NotThere::Full { places, own } => {
            let key = match (own, wholeness) {
                (1.., _) => "story-nearer-full-partly",
                (0, Wholeness::People) => "story-nearer-full",
                (0, Wholeness::Buildings | Wholeness::Areas) => "story-nearer-full-kept",
            };
            (key, vec![("places", format::count(places)), ("own", format::persons(texts, own))])
        }
        NotThere::NotForAll(area) => ("story-nearer-not-all", vec![("area", area_name(area))]),
        NotThere::TooFewLeft { left, persons, area } => {
            let key = if area.is_some() { "story-nearer-few-area" } else { "story-nearer-few" };
            let area = area.map(area_name).unwrap_or_default();
            (key, vec![("left", format::count(left)), ("people", format::persons(texts, persons)), ("area", area)])
        }
        NotThere::Together(None) => ("story-nearer-building", Vec::new()),
        NotThere::Together(Some(area)) => ("story-nearer-whole-area", vec![("area", area_name(area))]),
    };
    let mut values = vec![("site", Value::Text(&name)), ("distance", Value::Text(&distance))];
    values.extend(more.iter().map(|(key, text)| (*key, Value::Text(text))));
    texts.with(key, &values)
}

/// Who comes to a site: how many, from how many places, how far; what is left, and what one more place would do.
pub(super) fn site_story_ui(ui: &mut Ui, view: &View<'_>, site: &Site, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let Some((stage, facts)) = view.allocation.and_then(|study| study.site(site.id)) else { return };
    title_ui(ui, view, "story-site");
    let palette = palette(ui.ctx());
    let comers = Comers::of(stage, site.id);
    card_ui(ui, |ui| {
        fact_colored_ui(ui, texts.get("story-sent"), format::count(facts.assigned), Some(palette.reached));
        if comers.from_sites > 0 {
            fact_ui(ui, texts.get("story-from-sites"), format::count(comers.from_sites));
        }
        fact_ui(ui, texts.get("story-buildings"), format::count(comers.n_doors));
        if facts.assigned_vulnerable > 0 {
            fact_ui(ui, texts.get("building-vulnerable"), format::count(facts.assigned_vulnerable));
        }
        if facts.assigned > 0 {
            fact_ui(ui, texts.get("story-farthest"), format::distance(texts, comers.farthest));
        }
        match facts.capacity {
            Some(capacity) => {
                let left = u64::from(capacity.0).saturating_sub(facts.assigned);
                let color = (left == 0).then_some(palette.beyond);
                fact_colored_ui(ui, texts.get("story-left"), format::count(left), color);
            }
            None => _ = faint_ui(ui, texts.get("allocation-unlimited")),
        }
    });
    if let Some(saving) = saving_text(texts, facts.saving) {
        ui.add(egui::Label::new(saving).wrap());
    }
    if facts.nearest_elsewhere > 0 {
        let more = format::persons(texts, facts.nearest_elsewhere);
        faint_ui(ui, texts.with("story-would-come", &[("people", Value::Text(&more))]));
    }
    sources_ui(ui, view, stage, site.id, out);
}

/// The sites of the stage before whose people come here.
fn sources_ui(ui: &mut Ui, view: &View<'_>, stage: &AllocationReport, id: SiteId, out: &mut Vec<AppCommand>) {
    for (origin, parts) in stage.origins.iter().zip(stage.parts.iter()) {
        let OriginPlace::Site(from) = origin.place else { continue };
        for part in parts.iter().filter(|part| part.site == Some(id)) {
            let people = format::persons(view.texts, u64::from(part.persons));
            let distance = format::distance(view.texts, part.distance.metres());
            site_row_ui(ui, &site_name(view, from, ""), format!("{people} · {distance}"), from, out);
        }
    }
}

/// Who comes to a site.
#[derive(Default)]
struct Comers {
    n_doors: u64,
    from_sites: u64,
    farthest: Metres,
}

impl Comers {
    fn of(stage: &AllocationReport, id: SiteId) -> Self {
        let mut comers = Self::default();
        let mut doors: BTreeSet<DemandId> = BTreeSet::new();
        for (origin, parts) in stage.origins.iter().zip(stage.parts.iter()) {
            for part in parts.iter().filter(|part| part.site == Some(id)) {
                match origin.place {
                    OriginPlace::Door(door) => _ = doors.insert(door),
                    OriginPlace::Site(_) => comers.from_sites += u64::from(part.persons),
                }
                let way = part.distance.metres();
                if way.value() > comers.farthest.value() {
                    comers.farthest = way;
                }
            }
        }
        doors.extend(stage.onward.iter().filter(|onward| onward.part.site == Some(id)).map(|onward| onward.door));
        comers.n_doors = doors.len() as u64;
        comers
    }
}

/// What the people of an evacuation area get, stage by stage: places, the gap, and where they go.
pub(super) fn area_story_ui(ui: &mut Ui, view: &View<'_>, id: EvacuationAreaId, out: &mut Vec<AppCommand>) {
    let Some(study) = view.allocation else { return };
    let texts = view.texts;
    for (n, stage) in study.stages.iter().enumerate() {
        let Some(area) = stage.areas.iter().find(|area| area.area == id) else { continue };
        if n == 0 {
            title_ui(ui, view, "story-area");
            area_stage_ui(ui, view, stage, area, out);
            continue;
        }
        // The way on in one line: the tools below stay in view.
        let kind = names::site_kind(texts, stage.kind);
        let then = texts.with("story-then", &[("kind", Value::Text(&kind))]);
        let site = |(id, persons): &(SiteId, u64)| {
            let name = site_name(view, *id, stage.site(*id).map_or("", |site| &site.name));
            format!("{name} {}", format::count(*persons))
        };
        let mut parts: Vec<String> = area.sites.iter().map(site).collect();
        let gap = format::count(area.persons.total - area.persons.served);
        parts.push(texts.with("allocation-area-gap", &[("n", Value::Text(&gap))]));
        faint_ui(ui, format!("{then} {}", parts.join(" · ")));
    }
}

fn area_stage_ui(
    ui: &mut Ui,
    view: &View<'_>,
    stage: &AllocationReport,
    area: &AreaAllocation,
    out: &mut Vec<AppCommand>,
) {
    let (texts, palette) = (view.texts, palette(ui.ctx()));
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("test-site-people"), format::count(area.persons.total));
        let served = format::count(area.persons.served);
        fact_colored_ui(ui, texts.get("allocation-served"), served, Some(palette.reached));
        let gap = area.persons.total - area.persons.served;
        let color = (gap > 0).then_some(palette.beyond);
        fact_colored_ui(ui, texts.get("allocation-gap"), format::count(gap), color);
    });
    for (site, persons) in &area.sites {
        let name = site_name(view, *site, stage.site(*site).map_or("", |site| &site.name));
        site_row_ui(ui, &name, format::persons(texts, *persons), *site, out);
    }
}
