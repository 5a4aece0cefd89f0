//! What part of the community the window shows, and how screen points and metres on the plane belong together.

use egui::{Pos2, Rect, Vec2};

use crate::geometry::{LocalBounds, LocalPoint};

/// The nearest view: one screen point is 2 cm.
pub const MIN_METRES_PER_POINT: f64 = 0.02;
/// The farthest view: one screen point is 2 km.
pub const MAX_METRES_PER_POINT: f64 = 2000.0;
/// Places farther than this from the middle of the plane cannot be looked at; study areas end at 250 km.
const MAX_CENTER_M: f64 = 2_000_000.0;
/// A zoom comes to rest at a scale of tiles: in this time two thirds of what is left are gone, in seconds.
const REST_SECONDS: f64 = 0.04;
/// Share of the window left free around what is fitted.
const FIT_MARGIN: f64 = 0.06;

/// The view: the place in the middle of the map and the scale. Everything is `f64`; only screen points are `f32`.
///
/// Fields are private to keep both finite and in range: the map never hands a bad position to the painter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    center: LocalPoint,
    metres_per_point: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { center: LocalPoint::default(), metres_per_point: 10.0 }
    }
}

impl Camera {
    /// A view; values out of range are clamped, not-finite ones replaced by the default's.
    #[must_use]
    pub fn new(center: LocalPoint, metres_per_point: f64) -> Self {
        let mut camera = Self::default();
        camera.set_center(center);
        camera.set_metres_per_point(metres_per_point);
        camera
    }

    /// The place in the middle of the map.
    #[must_use]
    pub const fn center(&self) -> LocalPoint {
        self.center
    }

    /// Scale: metres on the ground per screen point, within 0.02..=2000.
    #[must_use]
    pub const fn metres_per_point(&self) -> f64 {
        self.metres_per_point
    }

    /// Looks at another place; a place that is not finite changes nothing.
    pub fn set_center(&mut self, center: LocalPoint) {
        if center.x.is_finite() && center.y.is_finite() {
            self.center = LocalPoint::new(
                center.x.clamp(-MAX_CENTER_M, MAX_CENTER_M),
                center.y.clamp(-MAX_CENTER_M, MAX_CENTER_M),
            );
        }
    }

    /// Changes the scale about the middle of the map; clamped, NaN changes nothing.
    pub fn set_metres_per_point(&mut self, metres_per_point: f64) {
        if !metres_per_point.is_nan() {
            self.metres_per_point = metres_per_point.clamp(MIN_METRES_PER_POINT, MAX_METRES_PER_POINT);
        }
    }

    /// Where a place lies relative to the middle of the map, in screen points, before rounding to `f32`.
    #[must_use]
    pub fn offset_from_local(&self, point: LocalPoint) -> [f64; 2] {
        [(point.x - self.center.x) / self.metres_per_point, (self.center.y - point.y) / self.metres_per_point]
    }

    /// The place at an offset from the middle of the map, given in screen points right and down.
    #[must_use]
    pub fn local_from_offset(&self, offset: [f64; 2]) -> LocalPoint {
        LocalPoint::new(
            self.center.x + offset[0] * self.metres_per_point,
            self.center.y - offset[1] * self.metres_per_point,
        )
    }

    /// The screen point of a place. Finite for every finite place.
    #[must_use]
    pub fn screen_from_local(&self, rect: Rect, point: LocalPoint) -> Pos2 {
        /// Beyond this many points from the middle nothing is seen; `f32` would lose its fraction.
        const LIMIT: f64 = 1.0e6;
        let [x, y] = self.offset_from_local(point);
        let middle = finite_center(rect);
        let clean = |v: f64| if v.is_nan() { LIMIT } else { v.clamp(-LIMIT, LIMIT) };
        #[expect(clippy::cast_possible_truncation, reason = "clamped to a range f32 holds")]
        let offset = Vec2::new(clean(x) as f32, clean(y) as f32);
        middle + offset
    }

    /// The place under a screen point.
    #[must_use]
    pub fn local_from_screen(&self, rect: Rect, pos: Pos2) -> LocalPoint {
        let offset = pos - finite_center(rect);
        let clean = |v: f32| if v.is_finite() { f64::from(v) } else { 0.0 };
        self.local_from_offset([clean(offset.x), clean(offset.y)])
    }

    /// Zooms in (`factor` above 1) or out (below 1) so that the place under `pos` stays where it is.
    pub fn zoom_at(&mut self, rect: Rect, pos: Pos2, factor: f64) {
        if !(factor.is_finite() && factor > 0.0 && pos.x.is_finite() && pos.y.is_finite()) {
            return;
        }
        let anchor = self.local_from_screen(rect, pos);
        self.set_metres_per_point(self.metres_per_point / factor);
        let moved = self.local_from_screen(rect, pos);
        self.set_center(LocalPoint::new(self.center.x + anchor.x - moved.x, self.center.y + anchor.y - moved.y));
    }

    /// Lets the scale glide to the nearest one at which tiles are made, for `seconds`, the place under `pos` staying
    /// where it is. True while it is not there yet.
    ///
    /// At such a scale a pixel of a tile is a pixel of the screen: sharp lines, and cheap frames.
    pub fn glide_to_rest(&mut self, rect: Rect, pos: Pos2, px_per_point: f32, seconds: f64) -> bool {
        let px_per_point = f64::from(px_per_point.max(0.1));
        let rest = super::ZoomStep::nearest(self.metres_per_point / px_per_point).metres_per_px() * px_per_point;
        let factor = self.metres_per_point / rest;
        // The ends of the range need not be scales of tiles.
        if (factor - 1.0).abs() < 1e-9 || !(MIN_METRES_PER_POINT..=MAX_METRES_PER_POINT).contains(&rest) {
            return false;
        }
        let left = (-seconds.max(0.0) / REST_SECONDS).exp();
        if (factor - 1.0).abs() * left < 1e-3 {
            self.zoom_at(rect, pos, factor);
            self.metres_per_point = rest;
            return false;
        }
        self.zoom_at(rect, pos, factor.powf(1.0 - left));
        true
    }

    /// Moves the map with the hand: `delta` points right and down.
    pub fn pan(&mut self, delta: Vec2) {
        self.set_center(self.local_from_offset([-f64::from(delta.x), -f64::from(delta.y)]));
    }

    /// Shows the whole box with a small margin. An empty box changes nothing; a box without extent is
    /// shown at about 0.5 m per point; a window without size only moves the middle.
    ///
    /// The scale is taken from the steps at which tiles are made, so that the fitted map is as sharp as can be.
    pub fn fit(&mut self, rect: Rect, bounds: LocalBounds) {
        if bounds.is_empty() {
            return;
        }
        self.set_center(bounds.center());
        let usable = |points: f32| f64::from(points) * (1.0 - 2.0 * FIT_MARGIN);
        let (width, height) = (usable(rect.width()), usable(rect.height()));
        if !(width >= 1.0 && height >= 1.0 && width.is_finite() && height.is_finite()) {
            return;
        }
        let needed = (bounds.width() / width).max(bounds.height() / height).max(0.5);
        self.set_metres_per_point(super::ZoomStep::at_least(needed).metres_per_px());
    }

    /// The box of places that are in view. Empty for a window without size.
    #[must_use]
    pub fn visible(&self, rect: Rect) -> LocalBounds {
        if !(rect.width() > 0.0 && rect.height() > 0.0 && rect.is_finite()) {
            return LocalBounds::EMPTY;
        }
        LocalBounds::around([
            self.local_from_screen(rect, rect.left_top()),
            self.local_from_screen(rect, rect.right_bottom()),
        ])
    }

    /// Metres on the ground for a length on the screen.
    #[must_use]
    pub fn metres_from_points(&self, points: f32) -> f64 {
        f64::from(points) * self.metres_per_point
    }
}

/// The middle of a rect; the origin where a minimised window has none.
fn finite_center(rect: Rect) -> Pos2 {
    let center = rect.center();
    if center.x.is_finite() && center.y.is_finite() { center } else { Pos2::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn window() -> Rect {
        Rect::from_min_size(Pos2::new(212.0, 64.0), Vec2::new(1280.0, 800.0))
    }

    #[test]
    fn a_minimised_window_never_makes_a_bad_number() {
        for rect in [Rect::NOTHING, Rect::ZERO, Rect::NAN, Rect::EVERYTHING] {
            let mut camera = Camera::default();
            camera.fit(rect, LocalBounds::around([LocalPoint::new(0.0, 0.0), LocalPoint::new(100.0, 50.0)]));
            camera.zoom_at(rect, Pos2::new(5.0, 5.0), 1.5);
            camera.zoom_at(rect, Pos2::new(f32::NAN, 5.0), 1.5);
            camera.pan(Vec2::new(f32::NAN, f32::INFINITY));
            let pos = camera.screen_from_local(rect, LocalPoint::new(1e300, f64::NAN));
            assert!(pos.x.is_finite() && pos.y.is_finite());
            assert!(camera.center().x.is_finite() && camera.metres_per_point().is_finite());
        }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let camera = Camera::new(LocalPoint::new(10.0, 20.0), 2.0);
        let middle = window().center();
        let pos = camera.screen_from_local(window(), LocalPoint::new(30.0, 60.0));
        assert_eq!(pos - middle, Vec2::new(10.0, -20.0));
    }

    #[test]
    fn fitting_shows_all_of_the_box_and_little_more() {
        let bounds = LocalBounds::around([LocalPoint::new(-900.0, 100.0), LocalPoint::new(2100.0, 4000.0)]);
        let mut camera = Camera::default();
        camera.fit(window(), bounds);
        let seen = camera.visible(window());
        assert!(seen.min.x <= bounds.min.x && seen.max.x >= bounds.max.x);
        assert!(seen.min.y <= bounds.min.y && seen.max.y >= bounds.max.y);
        assert!(seen.height() < bounds.height() * 1.4, "{}", seen.height());
    }

    proptest! {
        #[test]
        fn zooming_keeps_the_place_under_the_cursor(
            x in -5e5f64..5e5, y in -5e5f64..5e5, scale in 0.02f64..2000.0, factor in 0.01f64..100.0,
            px in 212.0f32..1492.0, py in 64.0f32..864.0,
        ) {
            let mut camera = Camera::new(LocalPoint::new(x, y), scale);
            let pos = Pos2::new(px, py);
            let before = camera.local_from_screen(window(), pos);
            camera.zoom_at(window(), pos, factor);
            let after = camera.local_from_screen(window(), pos);
            prop_assert!(before.distance(after) / camera.metres_per_point() < 1e-6);
            prop_assert!((MIN_METRES_PER_POINT..=MAX_METRES_PER_POINT).contains(&camera.metres_per_point()));
        }

        #[test]
        fn a_zoom_comes_to_rest_at_a_scale_of_tiles(
            scale in 0.03f64..1500.0, px_per_point in 0.8f32..3.0, px in 212.0f32..1492.0, py in 64.0f32..864.0,
        ) {
            let mut camera = Camera::new(LocalPoint::new(7.0, -9.0), scale);
            let pos = Pos2::new(px, py);
            let before = camera.local_from_screen(window(), pos);
            let mut n_frames = 0;
            while camera.glide_to_rest(window(), pos, px_per_point, 0.016) {
                n_frames += 1;
                prop_assert!(n_frames < 40);
            }
            let shown = camera.metres_per_point() / f64::from(px_per_point);
            prop_assert!((crate::map::ZoomStep::nearest(shown).metres_per_px() / shown - 1.0).abs() < 1e-9);
            prop_assert!((shown * f64::from(px_per_point) / scale - 1.0).abs() < 0.1);
            let after = camera.local_from_screen(window(), pos);
            prop_assert!(before.distance(after) / camera.metres_per_point() < 1e-6);
        }

        #[test]
        fn screen_and_plane_are_each_others_inverse(
            x in -5e5f64..5e5, y in -5e5f64..5e5, scale in 0.02f64..2000.0,
            ox in -2000.0f64..2000.0, oy in -2000.0f64..2000.0,
        ) {
            let camera = Camera::new(LocalPoint::new(x, y), scale);
            let there = camera.local_from_offset([ox, oy]);
            let back = camera.offset_from_local(there);
            prop_assert!((back[0] - ox).abs() < 1e-6 && (back[1] - oy).abs() < 1e-6);
        }

        #[test]
        fn panning_moves_the_map_with_the_hand(dx in -900.0f32..900.0, dy in -900.0f32..900.0, scale in 0.02f64..2000.0) {
            let mut camera = Camera::new(LocalPoint::new(3.0, 4.0), scale);
            let place = LocalPoint::new(3.0, 4.0);
            let before = camera.screen_from_local(window(), place);
            camera.pan(Vec2::new(dx, dy));
            let moved = camera.screen_from_local(window(), place) - before;
            prop_assert!((moved - Vec2::new(dx, dy)).length() < 1e-3);
        }
    }
}
