//! From files to the first full frame: reading, road network, base map and every tile in view, with real threads.
//! Printed, not asserted.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use egui_kittest::Harness;
use muster::app::{App, Dependencies};
use muster::jobs::ThreadSpawner;

fn main() {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    println!("from files to the first full frame, 1280 × 800, wall time");
    for place in ["community-vaduz", "town-liechtenstein"] {
        let folder = shared.join("data").join(place);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: {} is not there", folder.display());
            continue;
        };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|ending| ending == "geojson"));
        files.sort();
        for _ in 0..3 {
            measure(place, &files);
        }
    }
}

fn measure(place: &str, files: &[PathBuf]) {
    let files = files.to_vec();
    let start = Instant::now();
    let mut harness: Harness<'_, App> =
        Harness::builder().with_size([1280.0, 800.0]).allow_missing_glyphs().build_eframe(move |creation| {
            let dependencies = Dependencies::isolated(Box::new(ThreadSpawner));
            App::new(&creation.egui_ctx, dependencies, files)
        });
    let mut n_frames = 0_u32;
    while !harness.state().is_map_complete() && start.elapsed().as_secs() < 60 {
        harness.step();
        n_frames += 1;
    }
    let features = harness.state().community().map_or(0, |community| community.counts().total());
    println!("{place}: {features} features, {:.0} ms, {n_frames} frames", start.elapsed().as_secs_f64() * 1e3);
}
