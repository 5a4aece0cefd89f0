//! Stories of the evacuation in the inspector: when the people of a building leave and arrive, who passed a road, how
//! a site filled and an area emptied.

use std::collections::BTreeMap;

use egui::{RichText, Ui};

use super::allocation_story::site_name;
use super::bottlenecks_panel::{load_text, waiting};
use super::chart::small_chart_ui;
use super::command::AppCommand;
use super::evacuation_run::EvacuationRun;
use super::evacuation_words::{per_minute, segment_name, stranded, time, time_or_never};
use super::format;
use super::inspector_road::{attention_ui, width_text};
use super::road_trials::trial_ui;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{card_ui, fact_colored_ui, fact_ui, faint_ui, heading_ui};
use crate::evacuation::simulation::{Outcome, StrandedReason};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{MARKS_PERCENT, Moment, RoadLoad};
use crate::ids::{DemandId, EvacuationAreaId, SegmentId, SiteId};
use crate::jobs::JobState;
use crate::units::{Metres, Millimetres};

/// Groups of a building that are told one by one.
const MOST_GROUPS: usize = 6;

/// A headline, and a word where what follows belongs to an earlier state of the plan.
fn title_ui(ui: &mut Ui, view: &View<'_>, key: &str) {
    heading_ui(ui, view.texts.get(key));
    if *view.evacuation_state != JobState::UpToDate {
        let color = palette(ui.ctx()).attention;
        ui.label(RichText::new(view.texts.get("analysis-out-of-date")).small().color(color));
    }
}

/// Those of a building who leave together and fare alike.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    persons: u64,
    waited: Moment,
    moved: u64,
}

/// How a group ended: in the order they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// When, and at which site.
    Safe(Moment, Option<SiteId>),
    Caught(Moment),
    Stranded(StrandedReason),
}

/// When the people of a building leave, walk, wait and arrive.
pub(super) fn door_story_ui(ui: &mut Ui, view: &View<'_>, door: DemandId) {
    let Some(run) = view.evacuation else { return };
    let Some(origin) = run.origin(door) else { return };
    let texts = view.texts;
    title_ui(ui, view, "evstory-building");
    let groups = groups_of(run, origin);
    let latest = run.report.latest.by_origin.get(origin as usize).copied().flatten();
    let latest = match latest {
        Some(Moment::NEVER) => texts.get("evstory-latest-any"),
        Some(at) => time(texts, at),
        None => texts.get("evstory-latest-none"),
    };
    let has_way = groups.keys().any(|(_, end)| !matches!(end, End::Stranded(_)));
    card_ui(ui, |ui| {
        if let Some((first, _)) = groups.keys().find(|(leaves, _)| *leaves != Moment::NEVER) {
            fact_ui(ui, texts.get("evstory-first"), time_or_at_once(texts, *first));
        }
        let last = groups.keys().filter_map(|(_, end)| if let End::Safe(at, _) = end { Some(*at) } else { None }).max();
        if let Some(last) = last {
            fact_ui(ui, texts.get("evstory-last"), time(texts, last));
        }
        if has_way {
            fact_ui(ui, texts.get("evstory-latest"), latest);
        }
    });
    let n_all = groups.len();
    for ((leaves, end), group) in groups.into_iter().take(MOST_GROUPS) {
        group_ui(ui, view, leaves, end, &group);
    }
    if n_all > MOST_GROUPS {
        let n = (n_all - MOST_GROUPS).to_string();
        faint_ui(ui, texts.with("evstory-more", &[("n", Value::Text(&n))]));
    }
}

/// A moment to leave; the order itself is at once.
fn time_or_at_once(texts: Texts, at: Moment) -> String {
    if at == Moment::START {
        texts.get("evstory-at-once")
    } else {
        texts.with("evstory-after", &[("time", Value::Text(&time(texts, at)))])
    }
}

/// A moment in which something begins.
fn time_or_start(texts: Texts, at: Moment) -> String {
    if at == Moment::START { texts.get("evstory-start") } else { time(texts, at) }
}

fn groups_of(run: &EvacuationRun, origin: u32) -> BTreeMap<(Moment, End), Group> {
    let mut groups: BTreeMap<(Moment, End), Group> = BTreeMap::new();
    let study = &run.report.study;
    for place in run.parties(origin) {
        let (Some(party), Some(result)) = (study.parties.get(place), run.report.simulation.parties.get(place)) else {
            continue;
        };
        // To the second: what differs by less is told together.
        let to_second = |at: Moment| if at == Moment::NEVER { at } else { Moment(at.0 / 1_000_000 * 1_000_000) };
        let end = match result.outcome {
            Outcome::Safe { at, gate } => {
                let gate = study.streets.gates().get(gate as usize);
                End::Safe(to_second(at), gate.map(|gate| gate.site))
            }
            Outcome::Exposed { at, .. } => End::Caught(to_second(at)),
            Outcome::Stranded(reason) => End::Stranded(reason),
        };
        let group = groups.entry((to_second(party.leaves), end)).or_default();
        group.persons += u64::from(party.persons);
        group.waited = group.waited.max(result.waited);
        group.moved = group.moved.max(result.moved);
    }
    groups
}

fn group_ui(ui: &mut Ui, view: &View<'_>, leaves: Moment, end: End, group: &Group) {
    let texts = view.texts;
    let people = format::persons(texts, group.persons);
    match end {
        End::Safe(at, site) => {
            let site = site.map_or_else(|| texts.get("figure-none"), |site| site_name(view, site, ""));
            let (leaves, at) = (time_or_at_once(texts, leaves), time(texts, at));
            let values = [
                ("people", Value::Text(&people)),
                ("leaves", Value::Text(&leaves)),
                ("site", Value::Text(&site)),
                ("arrives", Value::Text(&at)),
            ];
            ui.add(egui::Label::new(texts.with("evstory-groups", &values)).wrap());
            let way = format::distance(texts, Metres::new_clamped(millimetres(group.moved)));
            let mut facts = vec![texts.with("evstory-walk", &[("distance", Value::Text(&way))])];
            if group.waited.whole_seconds() > 0 {
                let waited = time(texts, group.waited);
                facts.push(texts.with("evstory-wait", &[("time", Value::Text(&waited))]));
            }
            faint_ui(ui, facts.join(" · "));
        }
        End::Caught(at) => {
            let at = time(texts, at);
            let values = [("people", Value::Text(&people)), ("time", Value::Text(&at))];
            attention_ui(ui, &texts.with("evstory-caught", &values));
        }
        End::Stranded(reason) => {
            let reason = stranded(texts, reason);
            let values = [("people", Value::Text(&people)), ("reason", Value::Text(&reason))];
            attention_ui(ui, &texts.with("evstory-stranded", &values));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "metres for people to read")]
fn millimetres(length: u64) -> f64 {
    length as f64 / 1000.0
}

/// The moment the small charts mark: only while the time line is open.
fn now(session: &super::session::Session) -> Option<Moment> {
    session.playback.is_open.then_some(session.playback.at)
}

/// Who passed a road, how that compares with what it lets through, who waited, and how many were on it over time.
pub(super) fn road_story_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &super::session::Session,
    segment: SegmentId,
    out: &mut Vec<AppCommand>,
) {
    let Some(run) = view.evacuation else { return };
    let texts = view.texts;
    ui.add(egui::Label::new(RichText::new(segment_name(view, run, segment)).heading()).wrap());
    title_ui(ui, view, "evstory-road");
    width_ui(ui, view, run, segment);
    let Some(road) = run.road(segment) else {
        faint_ui(ui, texts.get("evstory-none"));
        return;
    };
    for load in run.loads(road) {
        load_ui(ui, texts, load);
    }
    fact_ui(ui, texts.get("evstory-doors"), format::count(u64::from(road.n_doors)));
    if run.loads(road).any(|load| load.waiting_person_min > 0.0) {
        trial_ui(ui, view, segment, &segment_name(view, run, segment), out);
    }
    let label = texts.get("evstory-on-it");
    heading_ui(ui, label.clone());
    small_chart_ui(ui, texts, &label, &run.on_road(road), (run.end(), now(session)));
}

fn width_ui(ui: &mut Ui, view: &View<'_>, run: &EvacuationRun, segment: SegmentId) {
    let Some(community) = view.community else { return };
    let Some(length) = run.network.segment(segment).map(|segment| segment.length) else { return };
    if let Some(facts) = run.planned.facts(community, &run.network, segment, Millimetres(length.0 / 2)) {
        let width = width_text(view.texts, facts.width, facts.is_width_guess, facts.is_width_planned);
        fact_ui(ui, view.texts.get("evstory-width"), width);
    }
}

fn load_ui(ui: &mut Ui, texts: Texts, load: &RoadLoad) {
    let beyond = palette(ui.ctx()).beyond;
    let key = match load.usage {
        StreetUse::Walking => "evstory-road-on-foot",
        StreetUse::Driving => "evstory-road-by-car",
    };
    faint_ui(ui, texts.get(key));
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("evstory-passed"), format::count(load.persons));
        fact_ui(ui, texts.get("evstory-capacity"), per_minute(texts, load.usage, load.capacity_per_min));
        let is_over = load.load_ratio > 1.0;
        let color = is_over.then_some(beyond);
        fact_colored_ui(ui, texts.get("evstory-ratio"), load_text(load.load_ratio), color);
        fact_ui(ui, texts.get("evstory-peak"), time_or_start(texts, load.peak));
        fact_ui(ui, texts.get("evstory-waiting"), waiting(texts, load.waiting_person_min));
        if load.queue_m >= 1.0 {
            let length = format::distance(texts, Metres::new_clamped(load.queue_m));
            fact_ui(ui, texts.get("evstory-queue"), length);
        }
        if load.spills_back {
            faint_ui(ui, texts.get("evstory-spills"));
        }
    });
}

/// How a site filled, and who waited at its gate.
pub(super) fn site_arrivals_ui(ui: &mut Ui, view: &View<'_>, session: &super::session::Session, site: SiteId) {
    let Some(run) = view.evacuation else { return };
    let Some(facts) = run.report.sites.iter().find(|facts| facts.site == site) else { return };
    let texts = view.texts;
    let label = texts.get("evstory-site");
    title_ui(ui, view, "evstory-site");
    card_ui(ui, |ui| {
        let places = facts.capacity.map_or_else(|| "–".to_owned(), format::count);
        fact_ui(ui, texts.get("evstory-arrived"), format!("{} / {places}", format::count(facts.arrived)));
        if let Some((_, last)) = facts.between {
            fact_ui(ui, texts.get("evstory-last"), time(texts, last));
        }
        let gate = run.gate(site).and_then(|gate| run.report.study.streets.gates().get(gate as usize));
        if let Some(gate) = gate.filter(|gate| gate.interval > Moment::START) {
            let per_min = 60.0 / gate.interval.seconds().value().max(1e-6);
            fact_ui(ui, texts.get("evstory-gate-per-min"), per_minute(texts, StreetUse::Walking, per_min));
        }
        if facts.gate_waiting_person_min >= 0.5 {
            fact_ui(ui, texts.get("evstory-gate"), waiting(texts, facts.gate_waiting_person_min));
        }
    });
    if let Some(gate) = run.gate(site).filter(|_| facts.arrived > 0) {
        small_chart_ui(ui, texts, &label, &run.arrivals(gate), (run.end(), now(session)));
    }
}

/// When the people of an area are safe.
pub(super) fn area_clearance_ui(ui: &mut Ui, view: &View<'_>, id: EvacuationAreaId) {
    let Some(run) = view.evacuation else { return };
    let Some(area) = run.report.areas.iter().find(|area| area.area == id) else { return };
    let (texts, colors) = (view.texts, palette(ui.ctx()));
    title_ui(ui, view, "evstory-area");
    card_ui(ui, |ui| {
        let safe = format!("{} / {}", format::count(area.persons.safe), format::count(area.persons.total));
        fact_ui(ui, texts.get("evacuation-safe"), safe);
        if area.persons.exposed() > 0 {
            let name = texts.get("legend-caught");
            fact_colored_ui(ui, name, format::count(area.persons.exposed()), Some(colors.unreachable));
        }
        for (percent, clear) in MARKS_PERCENT.iter().zip(area.clear) {
            let name = texts.with("evacuation-clear", &[("percent", Value::Text(&percent.to_string()))]);
            fact_colored_ui(ui, name, time_or_never(texts, clear), clear.is_none().then_some(colors.beyond));
        }
    });
}
