//! What a frame of the whole window costs the thread that draws it: resting, panning and dragging over Liechtenstein
//! with more and more objects in the plan, and one of 400 corners of a hazard area pulled by the hand while people
//! inside and figures follow in the background. Without a graphics card: reckoning and tessellation, not the filling
//! of pixels (`frame` measures that). Printed, not asserted.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Pos2, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use muster::app::{App, Dependencies};
use muster::document::{Command, Document};
use muster::exchange::open::open_files;
use muster::exchange::paths::relative_community_path;
use muster::exchange::plan::{Originals, save_plan};
use muster::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Shape};
use muster::jobs::{JobContext, ThreadSpawner};
use muster::plan::{CommunityFile, ObjectKind, Plan, PlanHeader, PlanObject, Settings, SiteKind};

#[path = "support/country.rs"]
mod country;

const N_FRAMES: u16 = 120;
const N_CORNERS: u32 = 400;

fn capital() -> LonLat {
    LonLat::new_clamped(9.5215, 47.140)
}

/// A place some metres east and north of the capital's middle.
fn beside(x: f64, y: f64) -> LonLat {
    LocalProjection::new(capital()).lon_lat_from_local(LocalPoint::new(x, y)).rounded()
}

/// Corner `n` of a wavy outline around the middle of the capital, 400 m wide.
fn corner(n: u32) -> LonLat {
    let (sin, cos) = (f64::from(n % N_CORNERS) / f64::from(N_CORNERS) * std::f64::consts::TAU).sin_cos();
    let radius = 200.0 + 6.0 * (f64::from(n % N_CORNERS) * 0.35).sin();
    beside(cos * radius, sin * radius)
}

/// The files of the country, with a plan of so many objects beside them in `folder`.
fn plan_file(folder: &Path, files: &[PathBuf], n_sites: u32, n_notes: u32) -> Option<PathBuf> {
    let target = folder.join("plan.geojson");
    let opened = open_files(files, &JobContext::new()).ok()?;
    let named = |file: &CommunityFile| CommunityFile {
        path: relative_community_path(&target, Path::new(&file.path)),
        sha256: file.sha256.clone(),
    };
    let community = opened.files.iter().map(named).collect();
    let header = PlanHeader { community, ..PlanHeader::default() };
    let mut document = Document::new(Plan::from_parts(header, Settings::default(), [], []));
    let spread = |n: u32| {
        let (angle, radius) = (f64::from(n) * 2.4, 18.0 * f64::from(n).sqrt());
        beside(radius * angle.cos(), radius * angle.sin())
    };
    let mut objects = Vec::new();
    for n in 0..n_notes {
        objects.extend(PlanObject::drawn(ObjectKind::Note, Shape::Point(spread(n))));
    }
    let ring = (0..=N_CORNERS).map(corner).collect();
    let area = MultiPolygon(vec![Polygon::from_ring(ring)]);
    objects.extend(PlanObject::drawn(ObjectKind::HazardArea, Shape::Area(area)));
    document.execute(Command::ImportObjects(objects)).ok()?;
    for n in 0..n_sites {
        let place = spread(n * 7);
        let site = Command::PlaceSite { kind: SiteKind::SafeHarbor, place, name: format!("Harbor {n}") };
        document.execute(site).ok()?;
    }
    save_plan(&target, document.plan(), &Originals::none(), None).ok()?;
    Some(target)
}

/// Wall time of each frame while `before` moves the hand.
fn frames(harness: &mut Harness<'_, App>, mut before: impl FnMut(&mut Harness<'_, App>, u16)) -> Vec<Duration> {
    let mut times = Vec::new();
    for n in 0..N_FRAMES {
        before(harness, n);
        let start = Instant::now();
        harness.step();
        times.push(start.elapsed());
    }
    times
}

fn screen_at(harness: &Harness<'_, App>, place: LonLat) -> Pos2 {
    let rect = harness.get_by_role_and_label(Role::Canvas, "Map").rect();
    let app = harness.state();
    let local = app.community().map(|community| community.plane().local_from_lon_lat(place));
    match (app.session().camera, local) {
        (Some(camera), Some(local)) => camera.screen_from_local(rect, local),
        _ => rect.center(),
    }
}

fn wait(harness: &mut Harness<'_, App>) {
    let start = Instant::now();
    let mut n_quiet = 0;
    while n_quiet < 30 && start.elapsed().as_secs() < 60 {
        harness.step();
        n_quiet =
            if harness.state().is_map_complete() && harness.state().coverage().is_some() { n_quiet + 1 } else { 0 };
    }
}

fn measure(files: &[PathBuf], n_sites: u32, n_notes: u32) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let Some(plan) = plan_file(folder.path(), files, n_sites, n_notes) else {
        println!("the plan cannot be made");
        return;
    };
    let mut harness: Harness<'_, App> =
        Harness::builder().with_size([1280.0, 800.0]).allow_missing_glyphs().build_eframe(move |creation| {
            let dependencies = Dependencies::isolated(Box::new(ThreadSpawner));
            App::new(&creation.egui_ctx, dependencies, vec![plan])
        });
    wait(&mut harness);
    harness.state_mut().look_at(capital());
    wait(&mut harness);
    println!("{n_sites} sites, {n_notes} notes, one area of {N_CORNERS} corners:");
    country::row("at rest", frames(&mut harness, |_, _| {}));
    let middle = harness.get_by_role_and_label(Role::Canvas, "Map").rect().center();
    country::row(
        "the pointer moves",
        frames(&mut harness, |harness, n| {
            harness.hover_at(middle + Vec2::new(f32::from(n % 40) * 3.0, f32::from(n % 17) * 5.0));
        }),
    );
    let area =
        harness.state().plan().objects().map(|object| object.id()).find(|id| id.kind() == ObjectKind::HazardArea);
    harness.state_mut().select(area.into_iter().collect());
    wait(&mut harness);
    let from = screen_at(&harness, corner(300));
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    let outline = harness.state().plan().hazard_areas().values().next().map(|area| area.outline.clone());
    country::row(
        "one of 400 corners pulled",
        frames(&mut harness, |harness, n| {
            // Outward, so that the outline stays one that can be kept.
            harness.hover_at(from + Vec2::new(0.0, f32::from(n % 50)));
        }),
    );
    harness.drop_at(from + Vec2::new(0.0, 19.0));
    wait(&mut harness);
    if outline == harness.state().plan().hazard_areas().values().next().map(|area| area.outline.clone()) {
        println!("  (the corner was not taken: the row above says nothing)");
    }
}

fn main() {
    let Some(files) = country::liechtenstein() else { return };
    println!("one frame of the window, 1280 × 800, the drawing thread, ms");
    country::head();
    for (n_sites, n_notes) in [(50, 0), (50, 1_000), (50, 10_000)] {
        measure(&files, n_sites, n_notes);
    }
}
