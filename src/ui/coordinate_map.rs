//! The small map of the question about coordinates: the other layers, the file before and after.

use egui::{Pos2, Rect, Sense, Stroke, Ui, pos2};

use super::coordinates::CoordinatePicture;
use super::theme::{Palette, palette};
use crate::community::ReadPlaces;
use crate::geometry::{BoundingBox, Line, LonLat};

/// Height of the picture in points; it is as wide as there is room.
const HEIGHT: f32 = 286.0;
/// Places so many times the size of the picture away are not brought into it.
const REACH: f64 = 4.0;
/// The narrowest picture, in degrees (about 200 m).
const NARROWEST: f64 = 0.002;
/// Room left around the content, as a share of it.
const MARGIN: f64 = 0.08;
/// Lines of the grid across the picture.
const GRID_LINES: f64 = 4.0;

/// What the picture shows, in degrees, and where it lies on the screen.
struct Frame {
    west: f64,
    north: f64,
    points_per_lon: f64,
    points_per_lat: f64,
    rect: Rect,
}

impl Frame {
    fn new(picture: &CoordinatePicture, closeness: u8, rect: Rect) -> Option<Self> {
        let shown = shown_box(picture)?;
        let focus = picture.after.middle.filter(|_| closeness > 0).unwrap_or_else(|| shown.center());
        let scale = 0.5_f64.powi(i32::from(closeness));
        // Near the poles degrees of longitude are short; below a tenth the picture would only be stretched.
        let narrowing = shown.center().lat().to_radians().cos().max(0.1);
        let width = ((shown.max.lon() - shown.min.lon()) * scale).max(NARROWEST / narrowing) * (1.0 + 2.0 * MARGIN);
        let height = ((shown.max.lat() - shown.min.lat()) * scale).max(NARROWEST) * (1.0 + 2.0 * MARGIN);
        let per_lat = (f64::from(rect.width()) / (width * narrowing)).min(f64::from(rect.height()) / height);
        let per_lon = per_lat * narrowing;
        Some(Self {
            west: focus.lon() - f64::from(rect.width()) / per_lon / 2.0,
            north: focus.lat() + f64::from(rect.height()) / per_lat / 2.0,
            points_per_lon: per_lon,
            points_per_lat: per_lat,
            rect,
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "screen points")]
    fn at(&self, lon: f64, lat: f64) -> Pos2 {
        let x = (lon - self.west) * self.points_per_lon;
        let y = (self.north - lat) * self.points_per_lat;
        // Far outside is far enough: the painter cuts it off.
        let near = |v: f64| v.clamp(-20_000.0, 20_000.0) as f32;
        pos2(self.rect.left() + near(x), self.rect.top() + near(y))
    }

    fn place(&self, place: LonLat) -> Pos2 {
        self.at(place.lon(), place.lat())
    }

    /// Lines with anything to see in the picture, on the screen.
    fn visible<'a>(&'a self, lines: &'a [Line]) -> impl Iterator<Item = Vec<Pos2>> + 'a {
        lines.iter().filter_map(|line| {
            let points: Vec<Pos2> = line.iter().map(|&place| self.place(place)).collect();
            Rect::from_points(&points).expand(3.0).intersects(self.rect).then_some(points)
        })
    }
}

/// The box to show: the other layers, with the file before and after where they are not far off.
fn shown_box(picture: &CoordinatePicture) -> Option<BoundingBox> {
    let mut shown = picture.extent.or(picture.after.bounds).or(picture.before.bounds)?;
    let size = (shown.max.lon() - shown.min.lon()).max(shown.max.lat() - shown.min.lat()).max(NARROWEST);
    let center = shown.center();
    for bounds in [picture.after.bounds, picture.before.bounds].into_iter().flatten() {
        let away = [bounds.min, bounds.max]
            .into_iter()
            .map(|corner| (corner.lon() - center.lon()).abs().max((corner.lat() - center.lat()).abs()));
        if away.fold(0.0, f64::max) <= REACH * size {
            shown = shown.union(bounds);
        }
    }
    Some(shown)
}

/// Is any of the places within the picture as it is framed?
pub(super) fn is_in_picture(picture: &CoordinatePicture, places: &ReadPlaces) -> bool {
    let shown = shown_box(picture);
    places.bounds.zip(shown).is_some_and(|(bounds, shown)| {
        bounds.min.lon() <= shown.max.lon()
            && bounds.max.lon() >= shown.min.lon()
            && bounds.min.lat() <= shown.max.lat()
            && bounds.max.lat() >= shown.min.lat()
    })
}

/// Stroke of the file as it is read now.
pub(super) fn before_stroke(palette: &Palette) -> Stroke {
    Stroke::new(1.2, palette.beyond)
}

/// Stroke of the file as it would be read.
pub(super) fn after_stroke(palette: &Palette) -> Stroke {
    Stroke::new(1.4, palette.reached)
}

/// Stroke of the other layers.
pub(super) fn others_stroke(palette: &Palette) -> Stroke {
    Stroke::new(0.7, palette.faint_text.gamma_multiply(0.75))
}

/// Draws the picture; `words` say the same to a screen reader.
pub(super) fn picture_ui(ui: &mut Ui, picture: Option<&CoordinatePicture>, closeness: u8, words: &str) {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), HEIGHT), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words));
    let palette = palette(ui.ctx());
    let painter = ui.painter_at(rect);
    let corners = egui::StrokeKind::Inside;
    painter.rect(rect, 4, palette.card, Stroke::new(1.0, palette.line), corners);
    let Some(picture) = picture else { return };
    let Some(frame) = Frame::new(picture, closeness, rect) else { return };
    if picture.others.is_empty() {
        grid(&painter, &frame, palette);
    }
    for points in frame.visible(&picture.others) {
        painter.line(points, others_stroke(palette));
    }
    for points in frame.visible(&picture.before.lines) {
        if let [point] = points.as_slice() {
            painter.circle_stroke(*point, 3.5, before_stroke(palette));
        } else {
            painter.extend(egui::Shape::dashed_line(&points, before_stroke(palette), 4.0, 3.0));
        }
    }
    for points in frame.visible(&picture.after.lines) {
        if let [point] = points.as_slice() {
            painter.circle_filled(*point, 3.0, after_stroke(palette).color);
        } else {
            painter.line(points, after_stroke(palette));
        }
    }
}

/// Longitudes and latitudes as a grid, where there is nothing else to go by.
fn grid(painter: &egui::Painter, frame: &Frame, palette: &Palette) {
    let (width, height) = (f64::from(frame.rect.width()), f64::from(frame.rect.height()));
    let step = round_step(width / frame.points_per_lon / GRID_LINES);
    let decimals = usize::from(step < 1.0) + usize::from(step < 0.1) + usize::from(step < 0.01);
    let font = egui::FontId::proportional(10.0);
    let stroke = Stroke::new(0.7, palette.line);
    for lon in steps(frame.west, width / frame.points_per_lon, step) {
        let x = frame.at(lon, frame.north).x;
        painter.vline(x, frame.rect.y_range(), stroke);
        let place = pos2(x + 2.0, frame.rect.bottom() - 2.0);
        painter.text(place, egui::Align2::LEFT_BOTTOM, format!("{lon:.decimals$}°"), font.clone(), palette.faint_text);
    }
    let south = frame.north - height / frame.points_per_lat;
    for lat in steps(south, height / frame.points_per_lat, step) {
        let y = frame.at(frame.west, lat).y;
        painter.hline(frame.rect.x_range(), y, stroke);
        let place = pos2(frame.rect.left() + 3.0, y - 1.0);
        painter.text(place, egui::Align2::LEFT_BOTTOM, format!("{lat:.decimals$}°"), font.clone(), palette.faint_text);
    }
}

/// The next round number (1, 2 or 5 times a power of ten) at or above.
fn round_step(rough: f64) -> f64 {
    let power = 10.0_f64.powf(rough.max(1e-4).log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
    factor * power
}

/// The multiples of a step within a stretch; at most two dozen.
fn steps(from: f64, length: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step).ceil();
    (0..24_u8).map(move |n| (first + f64::from(n)) * step).take_while(move |&at| at <= from + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn around(lon: f64, lat: f64, size: f64) -> BoundingBox {
        BoundingBox { min: LonLat::new_clamped(lon, lat), max: LonLat::new_clamped(lon + size, lat + size) }
    }

    fn picture(after: BoundingBox, before: BoundingBox) -> CoordinatePicture {
        let places = |bounds: BoundingBox| ReadPlaces {
            lines: vec![vec![bounds.min, bounds.max]],
            n_features: 1,
            n_within: 0,
            middle: Some(bounds.center()),
            bounds: Some(bounds),
        };
        let others = Arc::new(vec![vec![LonLat::new_clamped(9.5, 47.0), LonLat::new_clamped(9.6, 47.1)]]);
        CoordinatePicture { others, extent: Some(around(9.5, 47.0, 0.1)), before: places(before), after: places(after) }
    }

    #[test]
    fn what_is_near_comes_into_the_picture_and_what_is_far_does_not_make_it_small() {
        let near = picture(around(9.61, 47.0, 0.1), around(47.0, 9.5, 0.1));
        assert!(is_in_picture(&near, &near.after) && !is_in_picture(&near, &near.before));
        let rect = Rect::from_min_size(Pos2::ZERO, egui::vec2(480.0, HEIGHT));
        let frame = Frame::new(&near, 0, rect).unwrap();
        for corner in [LonLat::new_clamped(9.5, 47.0), LonLat::new_clamped(9.71, 47.1)] {
            assert!(rect.contains(frame.place(corner)), "{corner:?}");
        }
        assert_eq!(frame.visible(&near.before.lines).count(), 0);
        assert_eq!(frame.visible(&near.after.lines).count(), 1);
    }

    #[test]
    fn closer_looks_at_the_file_after_and_metres_are_as_long_both_ways() {
        let near = picture(around(9.5, 47.0, 0.1), around(9.5, 47.0, 0.1));
        let rect = Rect::from_min_size(Pos2::ZERO, egui::vec2(480.0, HEIGHT));
        let (far, close) = (Frame::new(&near, 0, rect).unwrap(), Frame::new(&near, 2, rect).unwrap());
        assert!((close.points_per_lat / far.points_per_lat - 4.0).abs() < 1e-9);
        assert!((close.place(near.after.middle.unwrap()) - rect.center()).length() < 0.01);
        assert!((far.points_per_lon / far.points_per_lat - 47.05_f64.to_radians().cos()).abs() < 1e-9);
    }

    #[test]
    fn grids_have_round_numbers() {
        for (rough, round) in [(0.9, 1.0), (1.2, 2.0), (0.023, 0.05), (7.0, 10.0), (0.1, 0.1)] {
            assert!((round_step(rough) - round).abs() < 1e-12, "{rough}");
        }
        let lines: Vec<f64> = steps(9.47, 0.1, 0.02).collect();
        assert_eq!(lines.len(), 5);
        assert!((lines[0] - 9.48).abs() < 1e-9);
    }
}
