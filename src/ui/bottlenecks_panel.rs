//! Bottlenecks in the Test step: the roads that cost most waiting, and the least that lies between the people and the
//! sites.

use egui::{RichText, Ui};

use super::analysis_section::AnalysisCommand;
use super::command::AppCommand;
use super::evacuation_panel::indented_ui;
use super::evacuation_run::EvacuationRun;
use super::evacuation_words::{links_ui, per_minute, segment_name, whole};
use super::format;
use super::road_trials::{trial_ui, trials_ui};
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::palette;
use super::view::View;
use super::widgets::{ends_ui, faint_ui, heading_ui};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{MinimumCut, RoadLoad};
use crate::jobs::JobState;
use crate::units::Metres;

/// Roads that are listed.
const N_LISTED: usize = 10;
/// Less waiting than this jams nobody, in person-minutes.
const LEAST_WAITING: f64 = 0.5;

/// The body of the section; `out` collects what was asked for.
pub(super) fn bottlenecks_ui(ui: &mut Ui, view: &View<'_>, session: &Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let Some(run) = view.evacuation else {
        if !matches!(view.evacuation_state, JobState::Running(_)) {
            faint_ui(ui, texts.get("bottlenecks-empty"));
        }
        return;
    };
    let listed: Vec<&RoadLoad> = listed_roads(run).collect();
    if listed.is_empty() {
        faint_ui(ui, texts.get(if run.report.roads.is_empty() { "bottlenecks-nobody" } else { "bottlenecks-none" }));
    } else {
        trials_ui(ui, view, out);
        heading_ui(ui, texts.get("bottlenecks-ranked"));
    }
    for (place, load) in listed.into_iter().enumerate() {
        road_ui(ui, view, session, run, (place + 1, load), out);
    }
    for (usage, cut) in &run.cuts {
        cut_ui(ui, view, run, *usage, cut, out);
    }
}

/// The roads that cost most waiting, the worst first: those that are listed and numbered on the map.
pub fn listed_roads(run: &EvacuationRun) -> impl Iterator<Item = &RoadLoad> {
    run.report.roads.iter().filter(|road| road.waiting_person_min >= LEAST_WAITING).take(N_LISTED)
}

/// Waiting of many people together: in minutes of one person, in hours where they are many.
pub(super) fn waiting(texts: Texts, person_min: f64) -> String {
    if person_min < 600.0 {
        return texts.with("evacuation-person-min", &[("n", Value::Text(&format::count(whole(person_min))))]);
    }
    texts.with("evacuation-person-h", &[("n", Value::Text(&format::count(whole(person_min / 60.0))))])
}

/// How many want through for each that fits, in percent.
pub(super) fn load_text(ratio: f64) -> String {
    format!("{}\u{202f}%", format::count(whole(ratio * 100.0)))
}

fn road_ui(
    ui: &mut Ui,
    view: &View<'_>,
    session: &Session,
    run: &EvacuationRun,
    (rank, load): (usize, &RoadLoad),
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    let name = segment_name(view, run, load.segment);
    let waited = waiting(texts, load.waiting_person_min);
    let number = rank.to_string();
    let values = [("n", Value::Text(&number)), ("road", Value::Text(&name)), ("waiting", Value::Text(&waited))];
    let said = texts.with("bottlenecks-road", &values);
    ends_ui(ui, |ui| {
        ui.label(RichText::new(&waited).color(palette(ui.ctx()).beyond));
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let is_shown = session.road == Some(load.segment);
            let response = ui.add(egui::Button::selectable(is_shown, format!("{rank}  {name}")).truncate());
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_shown, &said));
            if response.on_hover_text(&said).clicked() {
                out.push(AppCommand::Analysis(AnalysisCommand::Road(load.segment)));
            }
        });
    });
    let (through, ratio) = (per_minute(texts, load.usage, load.capacity_per_min), load_text(load.load_ratio));
    let values = [("ratio", Value::Text(&ratio)), ("through", Value::Text(&through))];
    let mut facts = vec![texts.with("bottlenecks-load", &values)];
    if load.queue_m >= 1.0 {
        let length = format::distance(texts, Metres::new_clamped(load.queue_m));
        let key = if load.spills_back { "bottlenecks-queue-back" } else { "bottlenecks-queue" };
        facts.push(texts.with(key, &[("length", Value::Text(&length))]));
    }
    indented_ui(ui, facts.join(" · "));
    ui.horizontal(|ui| {
        ui.add_space(10.0);
        ui.vertical(|ui| trial_ui(ui, view, load.segment, &format!("{rank} {name}"), out));
    });
}

fn cut_ui(
    ui: &mut Ui,
    view: &View<'_>,
    run: &EvacuationRun,
    usage: StreetUse,
    cut: &MinimumCut,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    let Some(per_min) = cut.per_min else { return };
    heading_ui(ui, texts.get("bottlenecks-cut"));
    let through = per_minute(texts, usage, per_min);
    let n = cut.segments.len() + cut.sites.len();
    let values = [("n", Value::Count(n as u64)), ("through", Value::Text(&through))];
    faint_ui(ui, texts.with("bottlenecks-cut-text", &values));
    links_ui(ui, view, run, (&cut.segments, &cut.sites), out);
}
