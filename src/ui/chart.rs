//! Steps over time as small charts: where things are drawn in a frame, axes that tell minutes, curves of stairs.

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui};

use super::evacuation_words::{clock, time};
use super::format;
use super::text::{Texts, Value};
use super::theme::palette;
use crate::evacuation::Moment;

/// Distances between ticks, in seconds; the first that leaves room for the labels is taken.
const TICKS_S: [u32; 15] = [5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 115_200];
/// Room a label of an axis takes, in points.
const LABEL_ROOM: f32 = 64.0;

/// Where moments and amounts lie in a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// The drawn part.
    pub(super) rect: Rect,
    /// The moment at its left edge.
    pub(super) start: Moment,
    /// The moment at its right edge.
    pub(super) end: Moment,
    /// The amount at its upper edge.
    pub(super) most: f64,
}

impl Frame {
    /// Seconds from edge to edge.
    pub(super) fn length_s(&self) -> f64 {
        (self.end - self.start).seconds().value()
    }

    /// Where a moment is, from left to right; at an edge where it is beyond that.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "points of the screen")]
    pub(super) fn x(&self, at: Moment) -> f32 {
        let share = (at.min(self.end) - self.start).0 as f64 / (self.end - self.start).0.max(1) as f64;
        self.rect.left() + self.rect.width() * share as f32
    }

    /// The same, where the moment is in the frame.
    pub(super) fn x_inside(&self, at: Moment) -> Option<f32> {
        (self.start..=self.end).contains(&at).then(|| self.x(at))
    }

    /// Where an amount is, from below.
    #[expect(clippy::cast_possible_truncation, reason = "points of the screen")]
    pub(super) fn y(&self, amount: f64) -> f32 {
        let share = (amount / self.most.max(1e-9)).clamp(0.0, 1.0) as f32;
        self.rect.bottom() - self.rect.height() * share
    }

    /// The moment at a point.
    pub(super) fn at(&self, x: f32) -> Moment {
        let share = f64::from(((x - self.rect.left()) / self.rect.width().max(1.0)).clamp(0.0, 1.0));
        Moment::from_seconds(self.start.seconds().value() + self.length_s() * share)
    }

    /// Times along the lower edge.
    pub(super) fn minutes_ui(&self, painter: &Painter, texts: Texts) {
        let colors = palette(painter.ctx());
        let room = f64::from((self.rect.width() / LABEL_ROOM).max(1.0));
        let step = TICKS_S.into_iter().find(|&step| self.length_s() / f64::from(step) <= room).unwrap_or(230_400);
        let mut at = self.start.whole_seconds().next_multiple_of(u64::from(step));
        while Moment(at.saturating_mul(1_000_000)) <= self.end {
            let moment = Moment(at.saturating_mul(1_000_000));
            let x = self.x(moment);
            painter.vline(x, self.rect.y_range(), Stroke::new(0.5, colors.line));
            let text = if step < 60 {
                clock(moment)
            } else if at < 7_200 {
                texts.with("unit-min", &[("n", Value::Text(&(at / 60).to_string()))])
            } else {
                time(texts, moment)
            };
            // The first and the last stay inside.
            let is_first = x < self.rect.left() + 1.0;
            let align = if is_first { Align2::LEFT_TOP } else { Align2::CENTER_TOP };
            if x + LABEL_ROOM / 2.0 <= self.rect.right() + 14.0 {
                painter.text(
                    Pos2::new(x, self.rect.bottom() + 2.0),
                    align,
                    text,
                    FontId::proportional(10.5),
                    colors.faint_text,
                );
            }
            at += u64::from(step);
        }
    }

    /// A curve of stairs: at each moment a new amount, which holds until the next. Drawn once per point of the screen.
    pub(super) fn stairs(&self, steps: &[(Moment, u64)], share_of: f64) -> Vec<Pos2> {
        #[expect(clippy::cast_precision_loss, reason = "people, far below 2^52")]
        let before = amount_at(steps, self.start) as f64 / share_of;
        let first = if self.start == Moment::START { 0.0 } else { before };
        let mut points = vec![Pos2::new(self.rect.left(), self.y(first))];
        let mut last_x = f32::NEG_INFINITY;
        let inside = |at: Moment| self.start <= at && at <= self.end;
        let last = steps.iter().rposition(|&(at, _)| inside(at));
        for (place, &(at, amount)) in steps.iter().enumerate().filter(|(_, step)| inside(step.0)) {
            let x = self.x(at);
            let is_last = last == Some(place);
            if x - last_x < 0.5 && !is_last {
                continue;
            }
            last_x = x;
            let before = points.last().map_or(self.rect.bottom(), |point| point.y);
            #[expect(clippy::cast_precision_loss, reason = "people, far below 2^52")]
            let y = self.y(amount as f64 / share_of);
            points.push(Pos2::new(x, before));
            points.push(Pos2::new(x, y));
        }
        let y = points.last().map_or(self.rect.bottom(), |point| point.y);
        points.push(Pos2::new(self.rect.right(), y));
        points
    }
}

/// A small chart in a panel: steps over time with the most of them, and the moment in view.
pub(super) fn small_chart_ui(
    ui: &mut Ui,
    texts: Texts,
    label: &str,
    steps: &[(Moment, u64)],
    marks: (Moment, Option<Moment>),
) {
    let (end, now) = marks;
    let colors = palette(ui.ctx());
    let size = egui::vec2(ui.available_width(), 92.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, label));
    let painter = ui.painter_at(rect);
    painter.rect(rect, 4, colors.card, Stroke::new(1.0, colors.line), egui::StrokeKind::Inside);
    let most = steps.iter().map(|step| step.1).max().unwrap_or(0).max(1);
    let inner = Rect::from_min_max(rect.min + egui::vec2(8.0, 18.0), rect.max - egui::vec2(8.0, 16.0));
    #[expect(clippy::cast_precision_loss, reason = "people, far below 2^52")]
    let frame = Frame { rect: inner, start: Moment::START, end, most: most as f64 };
    frame.minutes_ui(&painter, texts);
    painter.hline(inner.x_range(), inner.bottom(), Stroke::new(1.0, colors.line));
    painter.line(frame.stairs(steps, 1.0), Stroke::new(1.8, colors.reached));
    if let Some(now) = now {
        painter.vline(frame.x(now), inner.y_range(), Stroke::new(1.2, colors.accent));
    }
    let read = response.hover_pos().map(|pos| frame.at(pos.x)).or(now);
    let text = match read {
        Some(at) => {
            let n = format::count(amount_at(steps, at));
            format!("{} · {n}", time(texts, at))
        }
        None => texts.with("evstory-chart-most", &[("n", Value::Text(&format::count(most)))]),
    };
    small_text(&painter, rect.left_top() + egui::vec2(8.0, 3.0), Align2::LEFT_TOP, text, colors.faint_text);
}

/// What holds at a moment.
pub(super) fn amount_at(steps: &[(Moment, u64)], at: Moment) -> u64 {
    let after = steps.partition_point(|step| step.0 <= at);
    after.checked_sub(1).and_then(|n| steps.get(n)).map_or(0, |step| step.1)
}

/// Words in a chart.
pub(super) fn small_text(painter: &Painter, pos: Pos2, align: Align2, text: String, color: Color32) -> Rect {
    painter.text(pos, align, text, FontId::proportional(11.0), color)
}

/// A line of dashes through points.
pub(super) fn dashed(painter: &Painter, points: &[Pos2], stroke: Stroke, dash: Option<[f32; 2]>) {
    match dash {
        None => _ = painter.line(points.to_vec(), stroke),
        Some([dash, gap]) => painter.extend(Shape::dashed_line(points, stroke, dash, gap)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_the_frame_and_its_moment_are_one() {
        let rect = Rect::from_min_max(Pos2::new(10.0, 0.0), Pos2::new(210.0, 100.0));
        let frame = Frame { rect, start: Moment::START, end: Moment::from_minutes(20.0), most: 50.0 };
        assert_eq!(frame.x(Moment::from_minutes(5.0)), 60.0);
        assert_eq!(frame.at(60.0), Moment::from_minutes(5.0));
        assert_eq!((frame.y(0.0), frame.y(25.0), frame.y(80.0)), (100.0, 50.0, 0.0));
        let steps = [(Moment::from_minutes(5.0), 25), (Moment::from_minutes(10.0), 50)];
        let stairs = frame.stairs(&steps, 1.0);
        assert_eq!(stairs.first(), Some(&Pos2::new(10.0, 100.0)));
        assert_eq!(stairs.last(), Some(&Pos2::new(210.0, 0.0)));
        assert!(stairs.contains(&Pos2::new(60.0, 50.0)) && stairs.contains(&Pos2::new(110.0, 50.0)));
        assert_eq!([0.0, 5.0, 9.9, 10.0].map(|min| amount_at(&steps, Moment::from_minutes(min))), [0, 25, 25, 50]);
    }
    #[test]
    fn a_part_of_the_time_begins_with_what_was_before_it() {
        let rect = Rect::from_min_max(Pos2::new(0.0, 0.0), Pos2::new(100.0, 100.0));
        let min = |minutes: f64| Moment::from_minutes(minutes);
        let frame = Frame { rect, start: min(6.0), end: min(8.0), most: 50.0 };
        assert_eq!((frame.x(min(7.0)), frame.at(50.0)), (50.0, min(7.0)));
        assert_eq!((frame.x_inside(min(5.0)), frame.x_inside(min(8.0))), (None, Some(100.0)));
        let stairs = frame.stairs(&[(min(5.0), 25), (min(7.0), 40), (min(10.0), 50)], 1.0);
        let corners = [(0.0, 50.0), (50.0, 50.0), (50.0, 20.0), (100.0, 20.0)];
        assert_eq!(stairs, corners.map(|(x, y)| Pos2::new(x, y)));
    }
}
