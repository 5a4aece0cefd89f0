//! The chart at the bottom of the window: the safe by time, scenario against scenario, with the best possible time; and
//! the time line that plays an evacuation back.

use egui::{Frame as Surround, Key, Margin, RichText, Sense, Stroke, Ui};

use super::analysis_section::{Analysis, AnalysisCommand};
use super::chart::dashed;
use super::chart_plot::plot_ui;
use super::command::{AppCommand, UiCommand};
use super::evacuation_run::EvacuationRun;
use super::evacuation_words::clock;
use super::format;
use super::playback::PlaySpeed;
use super::regions::{Region, region_ui};
use super::scenario_panel::scenario_name;
use super::session::Session;
use super::text::Value;
use super::theme::{map_theme, palette};
use super::view::View;
use super::widgets::{faint_ui, short_choice_ui};
use crate::evacuation::Moment;
use crate::ids::ScenarioId;
use crate::jobs::JobState;
use crate::map::class_color;

/// Height of the panel in points, until the planner drags its edge.
const HEIGHT: f32 = 250.0;
/// One step on the time line, in seconds.
pub(super) const STEP_S: f64 = 60.0;
/// Dashes and gaps of the curves of scenarios that are not in view.
const DASHES: [[f32; 2]; 3] = [[7.0, 3.0], [2.5, 2.5], [11.0, 3.0]];

/// The panel, where it is open; `out` collects what was asked for.
pub(super) fn chart_panel_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    if !session.playback.is_open || view.community.is_none() {
        return;
    }
    let frame = Surround::new().fill(palette(ui.ctx()).panel).inner_margin(Margin::symmetric(10, 6));
    let most = (ui.available_height() - 200.0).max(190.0);
    let panel = egui::Panel::bottom("chart").frame(frame).resizable(true).default_size(HEIGHT);
    panel.size_range(170.0..=most).show(ui, |ui| {
        region_ui(ui, view.texts, Region::Chart);
        title_ui(ui, view, session, out);
        let Some(run) = view.evacuation else {
            empty_ui(ui, view, out);
            others_ui(ui, view, session);
            return;
        };
        play_on(ui, session, run);
        time_line_ui(ui, view, session, run, out);
        plot_ui(ui, view, session, Some(run.end()));
    });
}

/// Nothing has run: what to do.
fn empty_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let key = if view.evacuations.is_empty() { "chart-empty" } else { "chart-empty-here" };
    faint_ui(ui, texts.get(key));
    if matches!(view.evacuation_state, JobState::Running(_)) {
        faint_ui(ui, texts.get("analysis-running"));
    } else if ui.button(texts.get(UiCommand::RunEvacuation.text_key())).clicked() {
        out.push(AppCommand::Ui(UiCommand::RunEvacuation));
    }
}

/// Other scenarios may have run: their curves; the panel keeps its height in any case.
fn others_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session) {
    if view.evacuations.keys().all(|scenario| session.playback.hidden.contains(scenario)) {
        ui.allocate_space(ui.available_size());
    } else {
        plot_ui(ui, view, session, None);
    }
}

/// What is drawn: a box for every scenario that has run.
fn title_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(texts.get("chart-title")).strong());
        for (place, (&scenario, run)) in view.evacuations.iter().enumerate() {
            let name = name_of(view, scenario);
            let mut is_drawn = !session.playback.hidden.contains(&scenario);
            let (swatch, _) = ui.allocate_exact_size(egui::vec2(20.0, 14.0), Sense::empty());
            let (stroke, dash) = look(ui, view, scenario, place);
            dashed(&ui.painter_at(swatch), &[swatch.left_center(), swatch.right_center()], stroke, dash);
            let is_old = scenario != view.scenario && run.revision != view.document.revision()
                || scenario == view.scenario && *view.evacuation_state != JobState::UpToDate;
            let text = if is_old { format!("{name} ({})", texts.get("chart-old")) } else { name.clone() };
            let response = ui.checkbox(&mut is_drawn, RichText::new(text).small());
            let said = texts.with("chart-draw", &[("scenario", Value::Text(&name))]);
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_drawn, &said));
            if response.changed() {
                if is_drawn {
                    session.playback.hidden.remove(&scenario);
                } else {
                    session.playback.hidden.insert(scenario);
                }
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let close = ui.small_button("×").on_hover_text(texts.get("chart-close"));
            close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, texts.get("chart-close")));
            if close.clicked() {
                out.push(AppCommand::Ui(UiCommand::ToggleChart));
            }
            if ui.small_button(texts.get("chart-table")).clicked() {
                out.push(AppCommand::Ui(UiCommand::ToggleTable));
            }
        });
    });
}

/// The name of a scenario that has run.
pub(super) fn name_of(view: &View<'_>, scenario: ScenarioId) -> String {
    let found = view.document.plan().scenarios().get(&scenario);
    found.map_or_else(|| view.texts.get("scenario-base"), |scenario| scenario_name(view.texts, scenario))
}

/// The scenario in view is a full line; the others have a color and a dash of their own.
pub(super) fn look(ui: &Ui, view: &View<'_>, scenario: ScenarioId, place: usize) -> (Stroke, Option<[f32; 2]>) {
    if scenario == view.scenario {
        return (Stroke::new(2.4, palette(ui.ctx()).accent), None);
    }
    let class = u8::try_from(place % 6).unwrap_or_default();
    let color = class_color(map_theme(ui.ctx()), true, class + 1);
    (Stroke::new(1.8, color), DASHES.get(place % 3).copied())
}

/// Time goes on while it is played back; the map is asked to show it.
fn play_on(ui: &Ui, session: &mut Session, run: &EvacuationRun) {
    if session.playback.is_playing {
        let seconds = f64::from(ui.input(|input| input.stable_dt).min(0.1));
        session.playback.go_on(seconds, run.end());
        ui.ctx().request_repaint();
    }
    session.playback.at = session.playback.at.min(run.end());
}

fn time_line_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, run: &EvacuationRun, out: &mut Vec<AppCommand>) {
    let (texts, end) = (view.texts, run.end());
    let shows_before = session.playback.shows_people;
    ui.horizontal(|ui| {
        let playback = &mut session.playback;
        let play = texts.get(if playback.is_playing { "time-stop" } else { "time-play" });
        if ui.button(play).clicked() {
            playback.toggle(end);
        }
        for (sign, key, seconds) in [("−", "time-back", -STEP_S), ("+", "time-on", STEP_S)] {
            let name = texts.get(key);
            let response = ui.button(sign).on_hover_text(&name);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                playback.step(seconds, end);
            }
        }
        ui.scope(|ui| {
            ui.set_max_width(86.0);
            let options = PlaySpeed::ALL.map(|speed| {
                let times = speed.times().to_string();
                (speed, texts.with("time-times", &[("n", Value::Text(&times))]))
            });
            let id = ui.scope_id().with("time-speed");
            if let Some(speed) = short_choice_ui(ui, id, &texts.get("time-speed"), playback.speed, options) {
                playback.speed = speed;
            }
        });
        let people = ui.checkbox(&mut playback.shows_people, texts.get("time-people"));
        people.on_hover_text(texts.get("time-people-tip"));
        let safe = format::persons(texts, run.report.safe_at(playback.at));
        let now = texts.with("time-now", &[("time", Value::Text(&clock(playback.at))), ("people", Value::Text(&safe))]);
        ui.label(RichText::new(&now).strong());
        slider_ui(ui, view, session, end, &now);
    });
    // What is switched on is to be seen: the map shows the evacuation.
    let is_seen = matches!(session.shown_analysis, Analysis::Evacuation | Analysis::Bottlenecks);
    if session.playback.shows_people && !shows_before && !is_seen {
        out.push(AppCommand::Analysis(AnalysisCommand::Color(Analysis::Evacuation)));
    }
}

/// The time line: dragged, or moved by arrow keys; the space bar plays and stops.
fn slider_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, end: Moment, now: &str) {
    let playback = &mut session.playback;
    let mut seconds = playback.at.seconds().value();
    ui.spacing_mut().slider_width = (ui.available_width() - 8.0).max(60.0);
    let last = end.seconds().value().max(1.0);
    let slider = egui::Slider::new(&mut seconds, 0.0..=last).show_value(false);
    let response = ui.add(slider);
    let label = view.texts.get("time-line");
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::slider(true, playback.at.seconds().value(), &label);
        info.current_text_value = Some(now.to_owned());
        info
    });
    if response.has_focus() {
        let (back, on, space) = ui.input(|input| {
            let pressed = |key| input.key_pressed(key);
            (pressed(Key::ArrowLeft), pressed(Key::ArrowRight), pressed(Key::Space))
        });
        if back != on {
            playback.step(if back { -STEP_S } else { STEP_S }, end);
            return;
        }
        if space {
            playback.toggle(end);
            return;
        }
    }
    if response.changed() {
        playback.at = Moment::from_seconds(seconds);
    }
}
