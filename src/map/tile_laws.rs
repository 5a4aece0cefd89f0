//! Laws of the tile cache, with workers run by hand.

use std::sync::Arc;

use egui::epaint::Primitive;
use egui::{Pos2, RawInput, Rect, TextureId, Vec2};

use super::{
    BaseStyle, Camera, CoverageClass, MapTheme, OverlayStyle, Scene, SceneBuilder, StyleId, StyleSheet, TileCache,
};
use crate::geometry::LocalPoint;
use crate::jobs::ManualSpawner;

const WINDOW: Rect = Rect { min: Pos2::ZERO, max: Pos2::new(900.0, 700.0) };

/// Houses on a grid, so that no tile is plain.
fn town(style: StyleId, n: i32) -> Scene {
    let mut builder = SceneBuilder::new();
    for x in -n..n {
        for y in -n..n {
            let (x, y) = (f64::from(x) * 90.0, f64::from(y) * 90.0);
            let ring = [(0.0, 0.0), (40.0, 0.0), (40.0, 30.0), (0.0, 30.0)].map(|(a, b)| LocalPoint::new(x + a, y + b));
            builder.polygon(style, [(ring, true)]);
        }
    }
    builder.finish()
}

struct Window {
    ctx: egui::Context,
    cache: TileCache,
    spawner: ManualSpawner,
    camera: Camera,
    sheet: Arc<StyleSheet>,
}

impl Window {
    fn new(capacity: usize) -> Self {
        Self {
            ctx: egui::Context::default(),
            cache: TileCache::with_capacity("test", capacity),
            spawner: ManualSpawner::default(),
            camera: Camera::new(LocalPoint::default(), 2.0),
            sheet: Arc::new(StyleSheet::base(MapTheme::Light)),
        }
    }

    /// One frame; returns the screen area painted with tiles.
    fn frame(&mut self, scene: &Arc<Scene>) -> f32 {
        let input = RawInput { screen_rect: Some(WINDOW), ..RawInput::default() };
        let mut output = self.ctx.run_ui(input, |ui| {
            let painter = ui.painter().clone();
            let scenes = [Arc::clone(scene)];
            self.cache.paint(&painter, WINDOW, &self.camera, &scenes, &self.sheet, &mut self.spawner, || {});
        });
        output.textures_delta.clear();
        let mut area = 0.0;
        for primitive in self.ctx.tessellate(output.shapes, 1.0) {
            if let Primitive::Mesh(mesh) = primitive.primitive
                && mesh.texture_id != TextureId::default()
            {
                for quad in mesh.vertices.chunks(4) {
                    let rect = Rect::from_points(&quad.iter().map(|v| v.pos).collect::<Vec<_>>());
                    area += rect.intersect(WINDOW).area();
                }
            }
        }
        area
    }

    fn settle(&mut self, scene: &Arc<Scene>) {
        for _ in 0..60 {
            while self.spawner.run_next() {}
            self.frame(scene);
            if self.cache.is_complete() {
                return;
            }
        }
        panic!("the map is not complete after 60 frames: {:?}", self.cache);
    }
}

#[test]
fn a_fresh_view_becomes_complete_and_covers_the_window_once() {
    let mut window = Window::new(100);
    let scene = Arc::new(town(BaseStyle::Building.id(), 30));
    assert_eq!(window.frame(&scene), 0.0);
    assert!(!window.cache.is_complete());
    assert_eq!(window.spawner.waiting().len(), 2, "two workers at most");
    window.settle(&scene);
    let area = window.frame(&scene);
    assert!((area - WINDOW.area()).abs() < 1.0, "{area}");
}

#[test]
fn a_still_map_asks_for_nothing() {
    let mut window = Window::new(100);
    let scene = Arc::new(town(BaseStyle::Building.id(), 30));
    window.settle(&scene);
    window.frame(&scene);
    for _ in 0..5 {
        window.frame(&scene);
        assert!(window.spawner.waiting().is_empty());
        assert!(!window.ctx.has_requested_repaint(), "a still map must not ask for frames");
    }
}

#[test]
fn a_new_drawing_and_a_new_scale_show_old_tiles_until_theirs_come() {
    let mut window = Window::new(100);
    let scene = Arc::new(town(BaseStyle::Building.id(), 30));
    window.settle(&scene);
    let changed = Arc::new(town(BaseStyle::Park.id(), 30));
    let area = window.frame(&changed);
    assert!(!window.cache.is_complete());
    assert!((area - WINDOW.area()).abs() < 1.0, "old tiles stay: {area}");
    window.settle(&changed);
    window.camera.zoom_at(WINDOW, Pos2::new(450.0, 350.0), 3.0);
    let area = window.frame(&changed);
    assert!(!window.cache.is_complete());
    assert!((area - WINDOW.area()).abs() < 200.0, "tiles of the other scale stand in, without overlap: {area}");
}

#[test]
fn the_cache_never_holds_more_than_its_share() {
    let mut window = Window::new(12);
    let scene = Arc::new(town(BaseStyle::Building.id(), 60));
    for _ in 0..12 {
        window.settle(&scene);
        assert!(window.cache.n_tiles() <= 12, "{}", window.cache.n_tiles());
        window.camera.pan(Vec2::new(-600.0, 200.0));
    }
}

#[test]
fn a_changed_class_draws_only_the_tiles_it_touches_again() {
    let mut window = Window::new(100);
    window.sheet = Arc::new(StyleSheet::overlay(MapTheme::Light));
    let reached = OverlayStyle::Coverage(CoverageClass::Reached).id();
    let first = town(reached, 40);
    window.settle(&Arc::new(first.clone()));
    // The one whose middle is nearest to, or farthest from, the middle of the window changes.
    let with_change = |item: usize| {
        let mut styles = vec![reached; first.n_items()];
        styles[item] = OverlayStyle::Coverage(CoverageClass::BeyondLimit).id();
        Arc::new(Scene::with_item_styles(Arc::clone(first.geometry()), styles.into()))
    };
    let away = |item: usize| with_change(item).changes_since(&first).expect("the same places")[0].center();
    let distance = |&item: &usize| (away(item).distance(LocalPoint::default()) * 1000.0).round();
    let nearest = (0..first.n_items()).min_by(|a, b| distance(a).total_cmp(&distance(b))).expect("has houses");
    let farthest = (0..first.n_items()).max_by(|a, b| distance(a).total_cmp(&distance(b))).expect("has houses");
    window.frame(&with_change(farthest));
    assert!(window.cache.is_complete(), "nothing in view has changed");
    window.frame(&Arc::new(first.clone()));
    assert!(window.cache.is_complete());
    window.frame(&with_change(nearest));
    assert!(!window.cache.is_complete(), "a tile in view has changed");
    assert_eq!(with_change(nearest).version(), with_change(nearest).version());
    window.settle(&with_change(nearest));
}

#[test]
fn a_window_without_size_paints_nothing() {
    let mut window = Window::new(4);
    let scene = Arc::new(town(BaseStyle::Building.id(), 3));
    let input = RawInput { screen_rect: Some(WINDOW), ..RawInput::default() };
    for rect in [Rect::NOTHING, Rect::NAN, Rect::ZERO] {
        let mut output = window.ctx.run_ui(input.clone(), |ui| {
            let painter = ui.painter().clone();
            let scenes = [Arc::clone(&scene)];
            window.cache.paint(&painter, rect, &window.camera, &scenes, &window.sheet, &mut window.spawner, || {});
        });
        output.textures_delta.clear();
        assert!(window.spawner.waiting().is_empty());
    }
}
