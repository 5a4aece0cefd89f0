//! What lies on the lines of road changes and routes: arrows for the direction, numbers for width and speed, and the
//! gaps of a chosen route.

use egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use super::inspector_road::metres;
use super::map_view::screen_at;
use super::session::Session;
use super::text::{Texts, Value};
use super::theme::{map_theme, palette};
use super::view::View;
use crate::analysis::{RouteCheck, RouteFinding};
use crate::community::Community;
use crate::geometry::{Line, LonLat};
use crate::map::{Camera, MapTheme, paint_halo_text};
use crate::plan::{ObjectId, RoadChange, RoadMeasure};
use crate::units::Metres;

/// Points between arrows on a line.
const ARROW_EVERY: f32 = 46.0;
/// Numbers and arrows are left out beyond this scale, in metres per point.
const MARKS_UNTIL: f64 = 4.0;
/// Shorter lines on the screen, in points, bear no number.
const LABEL_FROM: f32 = 48.0;

/// Arrows and numbers of every road change in view, and the marks of a chosen route.
pub(super) fn map_roads_ui(painter: &Painter, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let Some(community) = view.community else { return };
    if camera.metres_per_point() <= MARKS_UNTIL {
        for change in view.document.plan().road_changes().values() {
            let id = ObjectId::RoadChange(change.id);
            if view.takes_part(id) && !session.hidden.contains(&id) {
                change_marks(painter, view.texts, change, community, rect, camera);
            }
        }
    }
    for &id in &session.selection {
        if let ObjectId::Route(route) = id
            && let Some(check) = view.roads.and_then(|roads| roads.route(route))
        {
            route_marks(painter, check, |place| screen_at(community, camera, rect, place));
        }
    }
}

fn change_marks(
    painter: &Painter,
    texts: Texts,
    change: &RoadChange,
    community: &Community,
    rect: Rect,
    camera: &Camera,
) {
    let theme = map_theme(painter.ctx());
    let on_screen =
        |line: &Line| -> Vec<Pos2> { line.iter().map(|&place| screen_at(community, camera, rect, place)).collect() };
    let lines: Vec<Vec<Pos2>> = change.lines.iter().map(on_screen).collect();
    let measure = change.kind.measure();
    if measure.has_direction() {
        for line in &lines {
            arrows(painter, line, rect, measure, theme);
        }
    }
    let text = match (change.kind.width_m(), change.kind.speed_km_h()) {
        (Some(width), _) => texts.with("unit-m", &[("n", Value::Text(&metres(Metres::new_clamped(width))))]),
        (None, Some(speed)) => texts.with("unit-km-h", &[("n", Value::Text(&speed.to_string()))]),
        (None, None) => return,
    };
    let longest = lines.iter().max_by(|a, b| length(a).total_cmp(&length(b)));
    if let Some(line) = longest.filter(|line| length(line) >= LABEL_FROM)
        && let Some((pos, _)) = along(line, length(line) / 2.0)
        && rect.contains(pos)
    {
        _ = paint_halo_text(painter, pos + Vec2::new(0.0, -7.0), Align2::CENTER_BOTTOM, &text, 12.0, theme);
    }
}

/// Arrows along a line, every so often: one head for one-way, two for contraflow.
fn arrows(painter: &Painter, line: &[Pos2], rect: Rect, measure: RoadMeasure, theme: MapTheme) {
    let all = length(line);
    let (color, halo) = (theme.palette().area, theme.palette().halo);
    let is_contraflow = measure == RoadMeasure::Contraflow;
    let mut at = (all / 2.0).rem_euclid(ARROW_EVERY).max(6.0);
    while at < all {
        if let Some((pos, toward)) = along(line, at).filter(|(pos, _)| rect.contains(*pos)) {
            let heads: &[f32] = if is_contraflow { &[-4.5, 4.5] } else { &[0.0] };
            for &shift in heads {
                // White heads on the thick line of contraflow, filled ones on the thin line of one-way.
                let (rim, fill) = if is_contraflow { (color, halo) } else { (halo, color) };
                head(painter, pos + toward * shift, toward, 6.5, rim, fill);
            }
        }
        at += ARROW_EVERY;
    }
}

fn length(line: &[Pos2]) -> f32 {
    line.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
}

/// The place so many points along a line, and the direction there.
fn along(line: &[Pos2], mut points: f32) -> Option<(Pos2, Vec2)> {
    for pair in line.windows(2) {
        let step = pair[1] - pair[0];
        let size = step.length();
        if points <= size && size > 0.0 {
            return Some((pair[0] + step * (points / size), step / size));
        }
        points -= size;
    }
    None
}

/// An arrow head with its tip ahead.
fn head(painter: &Painter, pos: Pos2, toward: Vec2, size: f32, rim: Color32, color: Color32) {
    let side = toward.rot90();
    let corners = |size: f32| {
        let back = pos - toward * (size * 0.7);
        vec![pos + toward * size, back + side * (size * 0.75), back - side * (size * 0.75)]
    };
    painter.add(Shape::convex_polygon(corners(size + 2.0), rim, Stroke::NONE));
    painter.add(Shape::convex_polygon(corners(size), color, Stroke::NONE));
}

/// A whole arrow of a length on both sides of its middle.
pub(super) fn paint_arrow(painter: &Painter, middle: Pos2, toward: Vec2, reach: f32, color: Color32) {
    painter.line_segment([middle - toward * reach, middle + toward * (reach - 3.0)], Stroke::new(2.0, color));
    head(painter, middle + toward * (reach - 4.0), toward, 5.0, Color32::TRANSPARENT, color);
}

/// A little of how a measure looks on the map, for tools and legend; the drawing of the map in small.
pub(super) fn paint_measure(painter: &Painter, line: &[Pos2; 2], measure: RoadMeasure, theme: MapTheme) {
    let (color, halo) = (theme.palette().area, theme.palette().halo);
    let full = |width: f32, color| painter.line_segment(*line, Stroke::new(width, color));
    match measure {
        RoadMeasure::Width => {
            full(6.0, color);
            full(3.0, halo);
        }
        RoadMeasure::NewLink => {
            painter.extend(Shape::dashed_line(line, Stroke::new(3.0, color), 6.0, 3.0));
        }
        RoadMeasure::Speed => {
            painter.extend(Shape::dashed_line(line, Stroke::new(3.0, color), 2.0, 2.5));
        }
        RoadMeasure::Contraflow | RoadMeasure::OneWay => {
            let is_contraflow = measure == RoadMeasure::Contraflow;
            full(if is_contraflow { 3.5 } else { 1.5 }, color);
            let toward = (line[1] - line[0]).normalized();
            let middle = line[0] + (line[1] - line[0]) / 2.0;
            let heads: &[f32] = if is_contraflow { &[-2.5, 3.5] } else { &[1.0] };
            for &shift in heads {
                head(painter, middle + toward * shift, toward, 4.0, halo, color);
            }
        }
    }
}

/// Gaps as dashed bridges between two rings, closed places as crosses, narrow stretches as rings.
fn route_marks(painter: &Painter, check: &RouteCheck, at: impl Fn(LonLat) -> Pos2) {
    let palette = palette(painter.ctx());
    let color = palette.attention;
    for finding in &check.findings {
        if let Some((from, to, _)) = finding.gap() {
            let (from, to) = (at(from), at(to));
            painter.line_segment([from, to], Stroke::new(5.0, palette.card));
            painter.extend(Shape::dashed_line(&[from, to], Stroke::new(3.0, color), 5.0, 4.0));
            for end in [from, to] {
                painter.circle(end, 5.0, palette.card, Stroke::new(2.5, color));
            }
            continue;
        }
        let (Some(place), true) = (finding.place(), finding.is_fault()) else { continue };
        let pos = at(place);
        match finding {
            RouteFinding::Closed { .. } => {
                painter.circle(pos, 9.0, palette.card, Stroke::new(2.5, color));
                for (x, y) in [(4.0, 4.0), (4.0, -4.0)] {
                    let arm = Vec2::new(x, y);
                    painter.line_segment([pos - arm, pos + arm], Stroke::new(2.5, color));
                }
            }
            RouteFinding::Narrow { .. }
            | RouteFinding::InHazard { .. }
            | RouteFinding::NotConnected { .. }
            | RouteFinding::Gap { .. }
            | RouteFinding::OffRoad { .. }
            | RouteFinding::WidthUnknown { .. } => {
                painter.circle_stroke(pos, 8.0, Stroke::new(4.5, palette.card));
                painter.circle_stroke(pos, 8.0, Stroke::new(2.0, color));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_along_a_line_lies_on_it_and_looks_ahead() {
        let line = [Pos2::new(0.0, 0.0), Pos2::new(10.0, 0.0), Pos2::new(10.0, 20.0)];
        assert_eq!(length(&line), 30.0);
        assert_eq!(along(&line, 5.0), Some((Pos2::new(5.0, 0.0), Vec2::new(1.0, 0.0))));
        assert_eq!(along(&line, 20.0), Some((Pos2::new(10.0, 10.0), Vec2::new(0.0, 1.0))));
        assert_eq!(along(&line, 31.0), None);
    }
}
