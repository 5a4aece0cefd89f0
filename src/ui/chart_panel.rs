//! The chart at the bottom of the window: the safe by time, scenario against scenario, with the best possible time; and
//! the time line that plays an evacuation back.

use std::sync::Arc;

use egui::{Align2, Color32, Frame as Surround, Key, Margin, Pos2, Rect, RichText, Sense, Stroke, Ui};

use super::analysis_section::{Analysis, AnalysisCommand};
use super::chart::{Frame, dashed, small_text};
use super::command::{AppCommand, UiCommand};
use super::evacuation_run::EvacuationRun;
use super::evacuation_words::{clock, time};
use super::format;
use super::playback::PlaySpeed;
use super::scenario_panel::scenario_name;
use super::session::Session;
use super::text::Value;
use super::theme::{map_theme, palette};
use super::view::View;
use super::widgets::{faint_ui, short_choice_ui};
use crate::evacuation::{MARKS_PERCENT, Moment};
use crate::ids::ScenarioId;
use crate::jobs::JobState;
use crate::map::class_color;

/// Height of the panel in points, until the planner drags its edge.
const HEIGHT: f32 = 250.0;
/// One step on the time line, in seconds.
const STEP_S: f64 = 60.0;
/// Room for the shares on the left.
const SHARES_WIDTH: f32 = 44.0;
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
        title_ui(ui, view, session, out);
        let Some(run) = view.evacuation else {
            empty_ui(ui, view, out);
            return;
        };
        play_on(ui, session, run);
        time_line_ui(ui, view, session, run, out);
        plot_ui(ui, view, session, run);
    });
}

/// Nothing has run: what to do.
fn empty_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    faint_ui(ui, texts.get("chart-empty"));
    if matches!(view.evacuation_state, JobState::Running(_)) {
        faint_ui(ui, texts.get("analysis-running"));
    } else if ui.button(texts.get(UiCommand::RunEvacuation.text_key())).clicked() {
        out.push(AppCommand::Ui(UiCommand::RunEvacuation));
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

fn name_of(view: &View<'_>, scenario: ScenarioId) -> String {
    let found = view.document.plan().scenarios().get(&scenario);
    found.map_or_else(|| view.texts.get("scenario-base"), |scenario| scenario_name(view.texts, scenario))
}

/// The scenario in view is a full line; the others have a color and a dash of their own.
fn look(ui: &Ui, view: &View<'_>, scenario: ScenarioId, place: usize) -> (Stroke, Option<[f32; 2]>) {
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

/// The curves; the pointer reads them, a click sets the moment in view.
fn plot_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, run: &EvacuationRun) {
    let texts = view.texts;
    let colors = palette(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    let label = texts.get("chart-name");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
    if rect.height() < 50.0 {
        return;
    }
    arrows_ui(ui, session, &response, run.end());
    let painter = ui.painter_at(rect);
    let inner = Rect::from_min_max(rect.min + egui::vec2(SHARES_WIDTH, 16.0), rect.max - egui::vec2(16.0, 16.0));
    let drawn: Vec<(usize, ScenarioId, &Arc<EvacuationRun>)> = view
        .evacuations
        .iter()
        .enumerate()
        .map(|(place, (&scenario, run))| (place, scenario, run))
        .filter(|(_, scenario, _)| !session.playback.hidden.contains(scenario))
        .collect();
    let ends = drawn.iter().map(|(_, _, run)| run.end().max(run.report.bound.time.unwrap_or_default()));
    let end = ends.max().unwrap_or_else(|| run.end()).max(Moment::from_seconds(60.0));
    let frame = Frame { rect: inner, end, most: 1.0 };
    frame.minutes_ui(&painter, texts);
    shares_ui(&painter, &frame, rect, colors);
    for &(place, scenario, run) in drawn.iter().filter(|(_, scenario, _)| *scenario != view.scenario).chain(
        // The one in view lies on top.
        drawn.iter().filter(|(_, scenario, _)| *scenario == view.scenario),
    ) {
        let (stroke, dash) = look(ui, view, scenario, place);
        dashed(&painter, &frame.stairs(&run.report.curve, total(run)), stroke, dash);
        marks(&painter, &frame, run, stroke.color, colors.card);
        if scenario == view.scenario {
            bound_ui(&painter, view, &frame, run, colors.text);
        }
    }
    painter.vline(frame.x(session.playback.at), inner.y_range(), Stroke::new(1.4, colors.accent));
    if let Some(pos) = response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on()) {
        session.playback.at = frame.at(pos.x).min(run.end());
    }
    let read = response.hover_pos().map_or(session.playback.at, |pos| frame.at(pos.x));
    if response.hovered() {
        painter.vline(frame.x(read), inner.y_range(), Stroke::new(1.0, colors.faint_text));
    }
    let said = drawn.iter().map(|&(_, scenario, run)| {
        let reading = reading(view, run, read);
        if drawn.len() > 1 { format!("{} {reading}", name_of(view, scenario)) } else { reading }
    });
    let text = said.collect::<Vec<_>>().join("   ");
    small_text(&painter, Pos2::new(inner.left(), rect.top()), Align2::LEFT_TOP, text, colors.text);
}

#[expect(clippy::cast_precision_loss, reason = "people, far below 2^52")]
fn total(run: &EvacuationRun) -> f64 {
    run.report.persons.total.max(1) as f64
}

/// Whoever comes to the curves by keyboard moves the moment in view by arrow keys.
fn arrows_ui(ui: &Ui, session: &mut Session, response: &egui::Response, end: Moment) {
    if !response.has_focus() {
        return;
    }
    let filter = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let (back, on) = ui.input(|input| (input.key_pressed(Key::ArrowLeft), input.key_pressed(Key::ArrowRight)));
    if back != on {
        session.playback.step(if back { -STEP_S } else { STEP_S }, end);
    }
}

/// How many are safe at a moment, in words.
fn reading(view: &View<'_>, run: &EvacuationRun, at: Moment) -> String {
    let texts = view.texts;
    let safe = run.report.safe_at(at);
    let (when, people) = (time(texts, at), format::persons(texts, safe));
    let share = format::percent(safe, run.report.persons.total);
    let values = [("time", Value::Text(&when)), ("people", Value::Text(&people)), ("share", Value::Text(&share))];
    texts.with("chart-at", &values)
}

/// Lines at the marked shares, and what they are.
fn shares_ui(painter: &egui::Painter, frame: &Frame, rect: Rect, colors: &super::theme::Palette) {
    for percent in MARKS_PERCENT {
        #[expect(clippy::cast_precision_loss, reason = "percent")]
        let y = frame.y(percent as f64 / 100.0);
        painter.hline(frame.rect.x_range(), y, Stroke::new(0.7, colors.line));
        // 95 % lies too near to its neighbors for words of its own.
        if percent != 95 {
            let pos = Pos2::new(rect.left() + SHARES_WIDTH - 5.0, y);
            let align = if percent == 90 { Align2::RIGHT_TOP } else { Align2::RIGHT_CENTER };
            small_text(painter, pos, align, format!("{percent}\u{202f}%"), colors.faint_text);
        }
    }
    painter.hline(frame.rect.x_range(), frame.rect.bottom(), Stroke::new(1.0, colors.line));
}

/// A ring where each marked share is safe.
fn marks(painter: &egui::Painter, frame: &Frame, run: &EvacuationRun, color: Color32, inside: Color32) {
    for (mark, percent) in MARKS_PERCENT.iter().enumerate() {
        if let Some(at) = run.clear(mark) {
            #[expect(clippy::cast_precision_loss, reason = "percent")]
            let pos = Pos2::new(frame.x(at), frame.y(*percent as f64 / 100.0));
            painter.circle(pos, 3.4, inside, Stroke::new(1.8, color));
        }
    }
}

/// The time no plan can beat, as a line from top to bottom.
fn bound_ui(painter: &egui::Painter, view: &View<'_>, frame: &Frame, run: &EvacuationRun, color: Color32) {
    let Some(best) = run.report.bound.time else { return };
    let x = frame.x(best);
    let line = [Pos2::new(x, frame.rect.top()), Pos2::new(x, frame.rect.bottom())];
    dashed(painter, &line, Stroke::new(1.3, color), Some([4.0, 3.0]));
    let text = view.texts.with("chart-best", &[("time", Value::Text(&time(view.texts, best)))]);
    let is_right = x > frame.rect.center().x;
    let (align, aside) = if is_right { (Align2::RIGHT_BOTTOM, -5.0) } else { (Align2::LEFT_BOTTOM, 5.0) };
    small_text(painter, Pos2::new(x + aside, frame.rect.bottom() - 3.0), align, text, color);
}
