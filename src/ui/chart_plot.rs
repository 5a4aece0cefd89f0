//! The curves of the chart: how many are safe by when, scenario against scenario. The wheel zooms the time about the
//! pointer, dragging moves it, a double click shows everything again; arrow keys, + and − do the same by hand.

use std::sync::Arc;

use egui::{Align2, Color32, Key, Painter, Pos2, Rect, Response, Sense, Stroke, Ui};

use super::chart::{Frame, amount_at, dashed, small_text};
use super::chart_panel::{STEP_S, look, name_of};
use super::evacuation_run::EvacuationRun;
use super::evacuation_words::{clock, time};
use super::format;
use super::session::Session;
use super::text::Value;
use super::theme::{Palette, palette};
use super::view::View;
use crate::evacuation::{MARKS_PERCENT, Moment};
use crate::ids::ScenarioId;

/// Room for the shares on the left.
const SHARES_WIDTH: f32 = 44.0;
/// Room above the curves.
const TOP: f32 = 16.0;
/// Length of the sample of a curve before its name.
const SWATCH: f32 = 20.0;
/// A lower chart than this shows nothing.
const LEAST_HEIGHT: f32 = 50.0;
/// A key zooms by so much.
const KEY_ZOOM: f64 = std::f64::consts::SQRT_2;

/// A run that is drawn, and how.
struct Curve<'a> {
    scenario: ScenarioId,
    run: &'a Arc<EvacuationRun>,
    stroke: Stroke,
    dash: Option<[f32; 2]>,
}

/// The curves; the pointer reads them, a click sets the moment in view. `last` is when the run in view ends, where
/// there is one.
pub(super) fn plot_ui(ui: &mut Ui, view: &View<'_>, session: &mut Session, last: Option<Moment>) {
    let colors = palette(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    let curves = curves(ui, view, session);
    let ends = curves.iter().map(|curve| curve.run.end().max(curve.run.report.bound.time.unwrap_or_default()));
    let end = ends.max().or(last).unwrap_or_default().max(Moment::from_seconds(60.0));
    let last = last.unwrap_or(end);
    let inner = Rect::from_min_max(rect.min + egui::vec2(SHARES_WIDTH, TOP), rect.max - egui::vec2(16.0, TOP));
    if session.playback.is_playing {
        session.playback.window.follow(session.playback.at, end);
    }
    let frame = move_ui(ui, session, &response, (inner, end), last);
    keys_ui(ui, session, &response, last, end);
    let read = response.hover_pos().map_or(session.playback.at, |pos| frame.at(pos.x));
    let said = readings(view, &curves, read);
    let (label, reading) = (view.texts.get("chart-name"), format!("{} · {}", clock(read), said.join(" · ")));
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::Image, true, &label);
        info.current_text_value = Some(reading.clone());
        info
    });
    if rect.height() < LEAST_HEIGHT {
        return;
    }
    let painter = ui.painter_at(rect);
    frame.minutes_ui(&painter, view.texts);
    shares(&painter, &frame, rect, colors);
    let within = ui.painter_at(inner.expand2(egui::vec2(4.0, 5.0)));
    for curve in &curves {
        dashed(&within, &frame.stairs(&curve.run.report.curve, total(curve.run)), curve.stroke, curve.dash);
        marks(&within, &frame, curve.run, curve.stroke.color, colors.card);
        if curve.scenario == view.scenario {
            bound_ui(&within, view, &frame, curve.run, colors.text);
        }
    }
    if let Some(x) = frame.x_inside(session.playback.at) {
        painter.vline(x, inner.y_range(), Stroke::new(1.4, colors.accent));
    }
    if response.hovered() {
        painter.vline(frame.x(read), inner.y_range(), Stroke::new(1.0, colors.faint_text));
    }
    dots(&within, &frame, &curves, read, colors);
    reading_ui(&painter, &frame, read, &curves, &said, colors);
    if response.has_focus() {
        painter.rect_stroke(rect, 3, Stroke::new(1.5, colors.accent), egui::StrokeKind::Inside);
    }
}

/// What is drawn; the scenario in view comes last and so lies on top.
fn curves<'a>(ui: &Ui, view: &View<'a>, session: &Session) -> Vec<Curve<'a>> {
    let all = view.evacuations.iter().enumerate();
    let shown = all.filter(|(_, (scenario, _))| !session.playback.hidden.contains(scenario));
    let mut curves: Vec<Curve<'a>> = shown
        .map(|(place, (&scenario, run))| {
            let (stroke, dash) = look(ui, view, scenario, place);
            Curve { scenario, run, stroke, dash }
        })
        .collect();
    curves.sort_by_key(|curve| curve.scenario == view.scenario);
    curves
}

/// Zooms, moves and shows everything as the pointer asks; a click sets the moment in view. What is in view then.
fn move_ui(ui: &Ui, session: &mut Session, response: &Response, (inner, end): (Rect, Moment), last: Moment) -> Frame {
    let frame = |session: &Session| {
        let (start, end) = session.playback.window.span(end);
        Frame { rect: inner, start, end, most: 1.0 }
    };
    let before = frame(session);
    let playback = &mut session.playback;
    let seconds_per_point = before.length_s() / f64::from(inner.width().max(1.0));
    if let Some(pos) = response.hover_pos() {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        let factor = f64::from((scroll.y * 0.005).exp()) * f64::from(pinch.max(0.01));
        if (factor - 1.0).abs() > 1e-6 {
            playback.window.zoom(factor, before.at(pos.x), end);
        }
        if scroll.x != 0.0 {
            playback.window.pan(-f64::from(scroll.x) * seconds_per_point, end);
        }
        if playback.window.is_part(end) {
            ui.set_cursor_icon(if response.dragged() { egui::CursorIcon::Grabbing } else { egui::CursorIcon::Grab });
        }
    }
    if response.dragged() {
        playback.window.pan(-f64::from(response.drag_delta().x) * seconds_per_point, end);
    }
    // A double click begins as a click: the moment that one set is taken back.
    let key = response.id.with("before the click");
    if response.double_clicked() {
        playback.window.reset();
        playback.at = ui.data_mut(|data| data.remove_temp(key)).unwrap_or(playback.at);
    } else if let Some(pos) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        ui.data_mut(|data| data.insert_temp(key, playback.at));
        playback.at = before.at(pos.x).min(last);
    }
    frame(session)
}

/// Whoever comes to the curves by keyboard moves the moment in view by arrow keys, zooms about it by + and −, and sees
/// everything again by 0.
fn keys_ui(ui: &Ui, session: &mut Session, response: &Response, last: Moment, end: Moment) {
    if !response.has_focus() {
        return;
    }
    let filter = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |keys: &[Key]| {
        ui.input(|input| {
            (input.modifiers.is_none() || input.modifiers.shift_only())
                && keys.iter().any(|&key| input.key_pressed(key))
        })
    };
    let playback = &mut session.playback;
    let (back, on) = (pressed(&[Key::ArrowLeft]), pressed(&[Key::ArrowRight]));
    if back != on {
        playback.step(if back { -STEP_S } else { STEP_S }, last);
        playback.window.follow(playback.at, end);
    }
    let (closer, farther) = (pressed(&[Key::Plus, Key::Equals]), pressed(&[Key::Minus]));
    if closer != farther {
        playback.window.zoom(if closer { KEY_ZOOM } else { 1.0 / KEY_ZOOM }, playback.at, end);
        playback.window.follow(playback.at, end);
    }
    if pressed(&[Key::Num0]) {
        playback.window.reset();
    }
    if pressed(&[Key::Space]) {
        playback.toggle(last);
    }
}

#[expect(clippy::cast_precision_loss, reason = "people, far below 2^52")]
fn total(run: &EvacuationRun) -> f64 {
    run.report.persons.total.max(1) as f64
}

/// How many are safe at a moment in each run, in words.
fn readings(view: &View<'_>, curves: &[Curve<'_>], at: Moment) -> Vec<String> {
    let texts = view.texts;
    let reading = |curve: &Curve<'_>| {
        let safe = curve.run.report.safe_at(at);
        let (people, share) = (format::persons(texts, safe), format::percent(safe, curve.run.report.persons.total));
        let said = texts.with("chart-at", &[("people", Value::Text(&people)), ("share", Value::Text(&share))]);
        if curves.len() < 2 {
            return said;
        }
        let name = name_of(view, curve.scenario);
        texts.with("chart-at-scenario", &[("scenario", Value::Text(&name)), ("said", Value::Text(&said))])
    };
    curves.iter().map(reading).collect()
}

/// The moment that is read and what the curve says; of several curves in the lower right, which rising curves leave
/// free.
fn reading_ui(painter: &Painter, frame: &Frame, at: Moment, curves: &[Curve<'_>], said: &[String], colors: &Palette) {
    let top = frame.rect.left_top() + egui::vec2(6.0, -TOP);
    if let ([only], [_]) = (said, curves) {
        small_text(painter, top, Align2::LEFT_TOP, format!("{} · {only}", clock(at)), colors.text);
        return;
    }
    small_text(painter, top, Align2::LEFT_TOP, clock(at), colors.text);
    // The scenario in view first.
    let layout = |text: &String| painter.layout_no_wrap(text.clone(), egui::FontId::proportional(11.0), colors.text);
    let lines: Vec<_> = curves.iter().zip(said.iter().map(layout)).rev().collect();
    let width = lines.iter().map(|(_, line)| line.size().x).fold(0.0, f32::max) + SWATCH + 8.0;
    let height = lines.iter().map(|(_, line)| line.size().y + 2.0).sum::<f32>();
    let corner = frame.rect.right_bottom() - egui::vec2(width + 6.0, height + TOP + 6.0);
    let ground = Rect::from_min_size(corner, egui::vec2(width, height)).expand2(egui::vec2(5.0, 3.0));
    painter.rect(ground, 4, colors.card.gamma_multiply(0.9), Stroke::new(1.0, colors.line), egui::StrokeKind::Inside);
    let mut pos = corner;
    for (curve, line) in lines {
        let middle = pos.y + line.size().y / 2.0;
        let swatch = [Pos2::new(pos.x, middle), Pos2::new(pos.x + SWATCH, middle)];
        dashed(painter, &swatch, curve.stroke, curve.dash);
        let next = pos + egui::vec2(0.0, line.size().y + 2.0);
        painter.galley(pos + egui::vec2(SWATCH + 6.0, 0.0), line, colors.text);
        pos = next;
    }
}

/// A dot on each curve at the moment that is read.
fn dots(painter: &Painter, frame: &Frame, curves: &[Curve<'_>], at: Moment, colors: &Palette) {
    let Some(x) = frame.x_inside(at) else { return };
    for curve in curves {
        #[expect(clippy::cast_precision_loss, reason = "people, far below 2^52")]
        let share = amount_at(&curve.run.report.curve, at) as f64 / total(curve.run);
        painter.circle(Pos2::new(x, frame.y(share)), 3.0, curve.stroke.color, Stroke::new(1.0, colors.panel));
    }
}

/// Lines at the marked shares, and what they are.
fn shares(painter: &Painter, frame: &Frame, rect: Rect, colors: &Palette) {
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
fn marks(painter: &Painter, frame: &Frame, run: &EvacuationRun, color: Color32, inside: Color32) {
    for (mark, percent) in MARKS_PERCENT.iter().enumerate() {
        if let Some(x) = run.clear(mark).and_then(|at| frame.x_inside(at)) {
            #[expect(clippy::cast_precision_loss, reason = "percent")]
            let pos = Pos2::new(x, frame.y(*percent as f64 / 100.0));
            painter.circle(pos, 3.4, inside, Stroke::new(1.8, color));
        }
    }
}

/// The time no plan can beat, as a line from top to bottom.
fn bound_ui(painter: &Painter, view: &View<'_>, frame: &Frame, run: &EvacuationRun, color: Color32) {
    let Some((best, x)) = run.report.bound.time.and_then(|best| Some((best, frame.x_inside(best)?))) else { return };
    let line = [Pos2::new(x, frame.rect.top()), Pos2::new(x, frame.rect.bottom())];
    dashed(painter, &line, Stroke::new(1.3, color), Some([4.0, 3.0]));
    let text = view.texts.with("chart-best", &[("time", Value::Text(&time(view.texts, best)))]);
    let is_right = x > frame.rect.center().x;
    let (align, aside) = if is_right { (Align2::RIGHT_BOTTOM, -5.0) } else { (Align2::LEFT_BOTTOM, 5.0) };
    small_text(painter, Pos2::new(x + aside, frame.rect.bottom() - 3.0), align, text, color);
}
