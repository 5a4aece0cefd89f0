//! What a whole frame of the map costs in a real window, against the same window with an empty canvas.
//!
//! Needs a display; on a machine without one: `xvfb-run -s "-screen 0 1280x800x24" cargo bench --bench frame`.
//! Counted is the processor time of the whole process (all threads, software rendering included) per frame while
//! the map is panned; OpenGL, so that no graphics card is needed. Printed, not asserted.
//! The last scale of each community is none of the tiles' own: the window leaves it when the wheel stands still.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use egui::{Color32, Rect, Vec2};
use muster::geometry::LonLat;
use muster::jobs::{JobContext, ThreadSpawner};
use muster::map::{Camera, LayerVisibility, MapTheme, Scene, StyleSheet, TileCache, ZoomStep, base_scene};

#[path = "map_reader.rs"]
mod map_reader;

/// Frames measured for each row, after the tiles of the first view are there.
const FRAMES: u32 = 120;

/// One window run after another: an empty canvas, then a scene.
struct Bench {
    canvas: Option<(Arc<Scene>, Arc<StyleSheet>)>,
    tiles: TileCache,
    camera: Camera,
    /// Frames left to warm up (empty canvas) or the clock after the first complete view.
    warm_up: u32,
    frames: u32,
    started: f64,
    result: Arc<Mutex<f64>>,
}

impl eframe::App for Bench {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let rect: Rect = ui.max_rect();
        let painter = ui.painter_at(rect);
        let is_ready = match &self.canvas {
            None => {
                painter.rect_filled(rect, 0, Color32::from_gray(240));
                true
            }
            Some((scene, sheet)) => {
                let ctx = ui.ctx().clone();
                let wake = move || ctx.request_repaint();
                let scenes = [Arc::clone(scene)];
                self.tiles.paint(&painter, rect, &self.camera, &scenes, sheet, &mut ThreadSpawner, wake);
                self.tiles.is_complete() || self.frames > 0
            }
        };
        ui.ctx().request_repaint();
        if !is_ready {
            return;
        }
        if self.warm_up > 0 {
            self.warm_up -= 1;
            self.started = cpu_seconds();
            return;
        }
        self.frames += 1;
        // Back and forth, so that the view stays over the town.
        let step = if (self.frames / 30).is_multiple_of(2) { 6.0 } else { -6.0 };
        self.camera.pan(Vec2::new(step, step * 0.5));
        if self.frames == FRAMES {
            if let Ok(mut result) = self.result.lock() {
                *result = (cpu_seconds() - self.started) / f64::from(FRAMES) * 1e3;
            }
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

/// Processor time of this process so far, user and system.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |place: usize| {
        after_name.split_whitespace().nth(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

/// Milliseconds of processor time per frame of one run.
fn run(canvas: Option<(Arc<Scene>, Arc<StyleSheet>)>, camera: Camera) -> Option<f64> {
    let result = Arc::new(Mutex::new(0.0));
    let for_app = Arc::clone(&result);
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]),
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    let run = eframe::run_native(
        "Muster frame cost",
        options,
        Box::new(move |_| {
            Ok(Box::new(Bench {
                canvas,
                tiles: TileCache::new("bench"),
                camera,
                warm_up: 20,
                frames: 0,
                started: 0.0,
                result: for_app,
            }))
        }),
    );
    if let Err(error) = run {
        println!("no window: {error}");
        return None;
    }
    let milliseconds = *result.lock().ok()?;
    Some(milliseconds)
}

fn main() {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        println!("skipped: no display; run `xvfb-run -s \"-screen 0 1280x800x24\" cargo bench --bench frame`");
        return;
    }
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("data/town-liechtenstein");
    println!("processor time per frame while panning, 1280 × 800, OpenGL, all threads");
    println!("{:>9} {:>8} {:>10} {:>10} {:>7}", "features", "m/pt", "empty ms", "map ms", "ratio");
    for copies in [1, 7, 34] {
        let Some(community) = map_reader::community_from_folder(&folder, copies) else {
            println!("skipped: {} is not there", folder.display());
            return;
        };
        let Ok(scene) = base_scene(&community, &LayerVisibility::default(), &JobContext::new()) else { return };
        let (scene, sheet) = (Arc::new(scene), Arc::new(StyleSheet::base(MapTheme::Light)));
        let town = community.plane().local_from_lon_lat(LonLat::new_clamped(9.5215, 47.140));
        // Two scales at which the window rests, and one it only passes through while the wheel turns.
        for metres_per_point in [ZoomStep::nearest(2.5).metres_per_px(), 16.0, 2.5] {
            let camera = Camera::new(town, metres_per_point);
            let Some(empty) = run(None, camera) else { return };
            let Some(map) = run(Some((Arc::clone(&scene), Arc::clone(&sheet))), camera) else { return };
            println!(
                "{:>9} {metres_per_point:>8.2} {empty:>10.1} {map:>10.1} {:>7.2}",
                scene.n_items(),
                map / empty.max(1e-9)
            );
        }
    }
}
