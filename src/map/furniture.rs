//! What stands at the edge of every map: scale bar, north arrow, credit line. Texts come from the caller.

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use super::theme::faded;
use super::{Camera, MapTheme};

/// Distance from the corner of the map, in points.
const MARGIN: f32 = 12.0;
/// The longest scale bar, in points.
const MAX_BAR: f64 = 140.0;

/// The length of a scale bar: a round number of metres and its length on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleBar {
    /// Metres on the ground: 1, 2 or 5 times a power of ten.
    pub metres: f64,
    /// Points on the screen.
    pub points: f32,
}

impl ScaleBar {
    /// The longest round bar that is at most 140 points long.
    #[must_use]
    pub fn for_camera(camera: &Camera) -> Self {
        let longest = MAX_BAR * camera.metres_per_point();
        let power = 10.0_f64.powf(longest.log10().floor());
        let factor = [5.0, 2.0].into_iter().find(|factor| factor * power <= longest).unwrap_or(1.0);
        let metres = factor * power;
        #[expect(clippy::cast_possible_truncation, reason = "at most 140")]
        let points = (metres / camera.metres_per_point()) as f32;
        Self { metres, points }
    }
}

/// Paints the scale bar into the lower left corner of `rect`, with the caller's text ("500 m").
/// Returns the place it takes.
#[must_use]
pub fn paint_scale_bar(painter: &Painter, rect: Rect, bar: ScaleBar, text: &str, theme: MapTheme) -> Rect {
    let palette = theme.palette();
    let left = rect.left() + MARGIN;
    let base = rect.bottom() - MARGIN - 4.0;
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(12.0), palette.text);
    let plate = Rect::from_min_max(
        Pos2::new(left - 6.0, base - galley.size().y - 10.0),
        Pos2::new(left + bar.points.max(galley.size().x) + 6.0, base + 6.0),
    );
    painter.rect_filled(plate, 4.0, faded(palette.halo, 0.78));
    painter.galley(Pos2::new(left, base - galley.size().y - 6.0), galley, palette.text);
    let line = |y: f32| [Pos2::new(left, y), Pos2::new(left + bar.points, y)];
    painter.line_segment(line(base), Stroke::new(2.0, palette.text));
    for x in [left, left + bar.points / 2.0, left + bar.points] {
        painter.line_segment([Pos2::new(x, base - 4.0), Pos2::new(x, base + 1.0)], Stroke::new(1.4, palette.text));
    }
    plate
}

/// Paints a north arrow with its middle at `center`; `letter` is the caller's "N". Returns the place it takes.
#[must_use]
pub fn paint_north_arrow(painter: &Painter, center: Pos2, letter: &str, theme: MapTheme) -> Rect {
    let palette = theme.palette();
    painter.circle_filled(center, 17.0, faded(palette.halo, 0.78));
    let at = |x: f32, y: f32| center + Vec2::new(x, y);
    let half = |side: f32, fill: Color32| {
        let points = vec![at(0.0, -13.0), at(side * 6.5, 3.0), at(0.0, -0.5)];
        Shape::convex_polygon(points, fill, Stroke::new(1.0, palette.text))
    };
    painter.add(half(-1.0, palette.text));
    painter.add(half(1.0, palette.halo));
    painter.text(at(0.0, 9.5), Align2::CENTER_CENTER, letter, FontId::proportional(11.0), palette.text);
    Rect::from_center_size(center, Vec2::splat(34.0))
}

/// Paints the credit line into the lower right corner of `rect`. Long credits are broken into lines.
/// Returns the place it takes.
#[must_use]
pub fn paint_attribution(painter: &Painter, rect: Rect, text: &str, theme: MapTheme) -> Rect {
    if text.is_empty() {
        return Rect::NOTHING;
    }
    let palette = theme.palette();
    let width = (rect.width() * 0.6).max(80.0);
    let galley = painter.layout(text.to_owned(), FontId::proportional(10.5), palette.text, width);
    let corner = rect.right_bottom() - Vec2::new(4.0, 3.0);
    let plate = Rect::from_min_max(corner - galley.size() - Vec2::new(8.0, 4.0), corner);
    painter.rect_filled(plate, 3.0, faded(palette.halo, 0.78));
    painter.galley(plate.min + Vec2::new(4.0, 2.0), galley, palette.text);
    plate
}

/// Writes a text on the map with a halo around each letter, its anchor at `pos`. Returns the place it takes.
#[must_use]
pub fn paint_halo_text(painter: &Painter, pos: Pos2, anchor: Align2, text: &str, points: f32, theme: MapTheme) -> Rect {
    let palette = theme.palette();
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(points), palette.text);
    let place = anchor.anchor_size(pos, galley.size());
    for (x, y) in [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8)]
    {
        let at = place.min + Vec2::new(x, y) * 1.3;
        painter.galley_with_override_text_color(at, std::sync::Arc::clone(&galley), palette.halo);
    }
    painter.galley(place.min, galley, palette.text);
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LocalPoint;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_scale_bar_is_round_and_fits(scale in 0.02f64..2000.0) {
            let bar = ScaleBar::for_camera(&Camera::new(LocalPoint::default(), scale));
            prop_assert!(bar.points > 55.0 && bar.points <= 140.01, "{}", bar.points);
            let digit = bar.metres / 10.0_f64.powf(bar.metres.log10().floor());
            prop_assert!([1.0, 2.0, 5.0].iter().any(|d| (digit - d).abs() < 1e-6), "{}", bar.metres);
        }
    }
}
