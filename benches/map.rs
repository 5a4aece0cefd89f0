//! What a frame of the map costs, and how long tiles take: printed, not asserted.
//!
//! The painting code of the window runs as it is (camera, tile cache, background workers, egui's tessellation);
//! only the graphics card is missing. The benchmark `frame` measures whole frames in a real window.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "milliseconds and pixel numbers for people to read"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Pos2, RawInput, Rect, Vec2};
use muster::community::Community;
use muster::geometry::{LocalPoint, LonLat};
use muster::jobs::{JobContext, ThreadSpawner};
use muster::map::{
    BaseStyle, Camera, CoverageCanvas, CoverageClass, LayerVisibility, MapTheme, RasterView, Rasterizer, Scene,
    StyleSheet, TILE_PX, TileCache, base_scene,
};

#[path = "map_reader.rs"]
mod map_reader;

const WINDOW: Rect = Rect { min: Pos2::ZERO, max: Pos2::new(1280.0, 800.0) };

fn main() {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("data/town-liechtenstein");
    println!("map at 1280 × 800, 1 pixel per point, tiles of {TILE_PX} px, two workers");
    println!(
        "{:>9} {:>9} {:>8} {:>7} | {:>9} {:>9} {:>9} | {:>10} {:>10} {:>7} | {:>8}",
        "features",
        "scene ms",
        "scene MB",
        "B/feat",
        "town ms",
        "8 m/pt ms",
        "full ms",
        "pan µs",
        "empty µs",
        "vertices",
        "RSS MB"
    );
    for copies in [1, 7, 34] {
        let Some(community) = map_reader::community_from_folder(&folder, copies) else {
            println!("skipped: {} is not there", folder.display());
            return;
        };
        measure(&community);
        if copies == 1 {
            coverage(&community);
            against_tiny_skia(&community);
        }
    }
}

fn measure(community: &Community) {
    let start = Instant::now();
    let Ok(scene) = base_scene(community, &LayerVisibility::default(), &JobContext::new()) else { return };
    let scene = Arc::new(scene);
    let built = start.elapsed();
    let sheet = Arc::new(StyleSheet::base(MapTheme::Light));
    let town = town_camera(community);
    let mut eight = town;
    eight.set_metres_per_point(8.0);
    let mut full = Camera::default();
    full.fit(WINDOW, scene.bounds());
    let views = [town, eight, full].map(|camera| {
        let mut window = Window::new(vec![Arc::clone(&scene)], Arc::clone(&sheet), camera);
        window.until_complete()
    });
    let mut window = Window::new(vec![Arc::clone(&scene)], sheet, town);
    window.until_complete();
    let (pan, vertices) = window.pan(300, false);
    let (empty, _) = window.pan(300, true);
    println!(
        "{:>9} {:>9.0} {:>8.1} {:>7.0} | {:>9.1} {:>9.1} {:>9.1} | {:>10.1} {:>10.1} {:>7} | {:>8.0}",
        scene.n_items(),
        built.as_secs_f64() * 1e3,
        scene.n_bytes() as f64 / 1e6,
        scene.n_bytes() as f64 / scene.n_items() as f64,
        views[0].as_secs_f64() * 1e3,
        views[1].as_secs_f64() * 1e3,
        views[2].as_secs_f64() * 1e3,
        pan.as_secs_f64() * 1e6,
        empty.as_secs_f64() * 1e6,
        vertices,
        rss_mb(),
    );
}

/// The middle of Vaduz at 2.5 m a point.
fn town_camera(community: &Community) -> Camera {
    Camera::new(community.plane().local_from_lon_lat(LonLat::new_clamped(9.5215, 47.140)), 2.5)
}

/// How long a changed coverage takes until all tiles in view show it.
fn coverage(community: &Community) {
    let start = Instant::now();
    let Ok(canvas) = CoverageCanvas::new(community, &JobContext::new()) else { return };
    println!("  coverage canvas of {} places: {:.1} ms", community.demand().len(), start.elapsed().as_secs_f64() * 1e3);
    let places: Vec<LocalPoint> =
        community.demand().iter().map(|demand| community.plane().local_from_lon_lat(demand.place)).collect();
    let town = town_camera(community);
    let classes = |site: LocalPoint| -> Vec<CoverageClass> {
        places
            .iter()
            .map(|place| match place.distance(site) {
                d if d < 700.0 => CoverageClass::Reached,
                d if d < 2500.0 => CoverageClass::BeyondLimit,
                _ => CoverageClass::Unreachable,
            })
            .collect()
    };
    let mut full = Camera::default();
    let sheet = Arc::new(StyleSheet::overlay(MapTheme::Light));
    full.fit(WINDOW, canvas.scene(&[]).bounds());
    for (name, camera) in [("town 2.5 m/pt", town), ("full extent", full)] {
        let scene = Arc::new(canvas.scene(&classes(town.center())));
        let mut window = Window::new(vec![scene], Arc::clone(&sheet), camera);
        let first = window.until_complete();
        let mut times: Vec<Duration> = (1..=20)
            .map(|i| {
                let site = LocalPoint::new(town.center().x + f64::from(i) * 12.0, town.center().y);
                let classes = classes(site);
                let start = Instant::now();
                window.scenes = vec![Arc::new(canvas.scene(&classes))];
                window.until_complete();
                start.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "  coverage, {name}: first view {:.1} ms; after moving a site median {:.1} ms, worst {:.1} ms",
            first.as_secs_f64() * 1e3,
            times[10].as_secs_f64() * 1e3,
            times[19].as_secs_f64() * 1e3
        );
    }
}

/// The same buildings through tiny-skia, one path each, to know what our own mask gains.
fn against_tiny_skia(community: &Community) {
    let Ok(scene) = base_scene(community, &LayerVisibility::default(), &JobContext::new()) else { return };
    let camera = town_camera(community);
    let palette = MapTheme::Light.palette();
    let view = RasterView {
        metres_per_px: 2.5,
        px_per_point: 1.0,
        left_px: (camera.center().x / 2.5) as i64 - 256,
        top_px: (-camera.center().y / 2.5) as i64 - 256,
        width: TILE_PX,
        height: TILE_PX,
    };
    let only_buildings: Vec<_> = StyleSheet::base(MapTheme::Light)
        .passes()
        .iter()
        .filter(|p| p.style == BaseStyle::Building.id())
        .copied()
        .collect();
    let fill_only = StyleSheet::new(Some(palette.land), only_buildings.into_iter().take(1).collect());
    let ours = best_of(20, || {
        let mut rasterizer = Rasterizer::new();
        drop(rasterizer.render(&[&scene], &fill_only, &view, &JobContext::new()));
    });
    let mut n = 0;
    let theirs = best_of(20, || {
        n = 0;
        let Some(mut pixmap) = tiny_skia::Pixmap::new(512, 512) else { return };
        pixmap.fill(tiny_skia::Color::WHITE);
        let mut paint = tiny_skia::Paint::default();
        paint.set_color_rgba8(0xDA, 0xD3, 0xCA, 255);
        let window = view.bounds();
        for building in community.buildings() {
            let center = community.plane().local_from_lon_lat(building.door);
            if !window.intersects(&muster::geometry::LocalBounds::around([center])) {
                continue;
            }
            n += 1;
            let mut path = tiny_skia::PathBuilder::new();
            for polygon in &building.outline.0 {
                for (i, &place) in polygon.outer.iter().enumerate() {
                    let p = community.plane().local_from_lon_lat(place);
                    let x = (p.x / 2.5 - view.left_px as f64) as f32;
                    let y = (-p.y / 2.5 - view.top_px as f64) as f32;
                    if i == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
                }
                path.close();
            }
            if let Some(path) = path.finish() {
                pixmap.fill_path(&path, &paint, tiny_skia::FillRule::Winding, tiny_skia::Transform::identity(), None);
            }
        }
    });
    println!(
        "  {n} buildings on one tile: {:.2} ms, with tiny-skia {:.2} ms",
        ours.as_secs_f64() * 1e3,
        theirs.as_secs_f64() * 1e3
    );
}

fn best_of(n: usize, mut run: impl FnMut()) -> Duration {
    (0..n)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// The map in a window without a screen.
struct Window {
    ctx: egui::Context,
    cache: TileCache,
    scenes: Vec<Arc<Scene>>,
    sheet: Arc<StyleSheet>,
    camera: Camera,
}

impl Window {
    fn new(scenes: Vec<Arc<Scene>>, sheet: Arc<StyleSheet>, camera: Camera) -> Self {
        let window = Self { ctx: egui::Context::default(), cache: TileCache::new("base"), scenes, sheet, camera };
        // Fonts and the like are set up in the first frame.
        window.ctx.run_ui(input(), |_| {}).textures_delta.clear();
        window
    }

    /// One frame, tessellated; returns the number of vertices.
    fn frame(&mut self, is_empty: bool) -> usize {
        let Self { ctx, cache, scenes, sheet, camera } = self;
        let mut output = ctx.run_ui(input(), |ui| {
            let painter = ui.painter().clone();
            if is_empty {
                painter.rect_filled(WINDOW, 0.0, MapTheme::Light.palette().land);
            } else {
                cache.paint(&painter, WINDOW, camera, scenes, sheet, &mut ThreadSpawner, || {});
            }
        });
        output.textures_delta.clear();
        let primitives = ctx.tessellate(output.shapes, 1.0);
        primitives
            .iter()
            .map(|primitive| match &primitive.primitive {
                egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
                egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum()
    }

    /// Frames at 500 a second until every tile in view is there.
    fn until_complete(&mut self) -> Duration {
        let start = Instant::now();
        loop {
            self.frame(false);
            if self.cache.is_complete() || start.elapsed() > Duration::from_mins(1) {
                return start.elapsed();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Mean time of a frame of this thread while the map is moved back and forth.
    fn pan(&mut self, n: u16, is_empty: bool) -> (Duration, usize) {
        let mut vertices = 0;
        let start = Instant::now();
        for i in 0..n {
            self.camera.pan(Vec2::new(if i % 40 < 20 { 7.0 } else { -7.0 }, 3.0 - f32::from(i % 7)));
            vertices = self.frame(is_empty);
        }
        (start.elapsed() / u32::from(n), vertices)
    }
}

fn input() -> RawInput {
    RawInput { screen_rect: Some(WINDOW), ..RawInput::default() }
}

/// Memory of the process in MB, where the system tells.
fn rss_mb() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok()).unwrap_or(0.0) * 4096.0 / 1e6
}
