//! What the hand waits for while it drags: a hazard area of 400 corners over Liechtenstein, corner by corner, with
//! its check for crossings, the people inside and the coverage figures reckoned anew at every movement.
//! Printed, not asserted.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::sync::Arc;
use std::time::Instant;

use muster::analysis::{CoverageEngine, PeopleIndex};
use muster::document::{Command, Document, PlanSnapshot};
use muster::exchange::open::open_files;
use muster::geometry::editing::shape_faults;
use muster::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon, Shape};
use muster::ids::Revision;
use muster::jobs::JobContext;
use muster::network::{NetworkSettings, RoadNetwork};
use muster::plan::{BASE_SCENARIO, ObjectKind, Plan, PlanHeader, PlanObject, Settings, SiteKind, TimeOfDay};

#[path = "support/country.rs"]
mod country;

const N_CORNERS: u32 = 400;
const N_MOVES: u32 = 200;
const N_SITES: usize = 50;

/// A star-like outline around the capital, 1.2 km wide; one corner pulled out by some metres.
fn outline(pulled_m: f64) -> MultiPolygon {
    let plane = LocalProjection::new(LonLat::new_clamped(9.5215, 47.140));
    let corner = |n: u32| {
        let (sin, cos) = (f64::from(n) / f64::from(N_CORNERS) * std::f64::consts::TAU).sin_cos();
        let wave = 25.0 * (f64::from(n) * 0.35).sin();
        let radius = 600.0 + wave + if n == 7 { pulled_m } else { 0.0 };
        plane.lon_lat_from_local(LocalPoint::new(cos * radius, sin * radius)).rounded()
    };
    MultiPolygon(vec![Polygon::from_ring((0..N_CORNERS).chain([0]).map(corner).collect())])
}

fn main() {
    let Some(files) = country::liechtenstein() else { return };
    let context = JobContext::new();
    let Ok(opened) = open_files(&files, &context) else { return };
    let Some(community) = opened.community.map(Arc::new) else { return };
    let Ok(network) = RoadNetwork::build(&community, &NetworkSettings::default(), &context) else { return };
    let network = Arc::new(network);
    let mut document = Document::new(Plan::from_parts(PlanHeader::default(), Settings::default(), [], []));
    let step = (community.demand().len() / N_SITES).max(1);
    for demand in community.demand().iter().step_by(step).take(N_SITES) {
        let place = Command::PlaceSite { kind: SiteKind::SafeHarbor, place: demand.place, name: String::new() };
        drop(document.execute(place));
    }
    let Some(drawn) = PlanObject::drawn(ObjectKind::HazardArea, Shape::Area(outline(0.0))) else { return };
    drop(document.execute(Command::AddObject(Box::new(drawn))));
    let Some(id) = document.plan().objects().map(|object| object.id()).find(|id| id.kind() == ObjectKind::HazardArea)
    else {
        return;
    };
    let people = PeopleIndex::new(Arc::clone(&community));
    let mut engine = CoverageEngine::new(Arc::clone(&community), Arc::clone(&network));
    drop(engine.update(&document.snapshot(), BASE_SCENARIO, &context));
    let (mut checks, mut insides, mut figures) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..N_MOVES {
        let area = outline(f64::from(n) * 0.5);
        let shape = Shape::Area(area.clone());
        let start = Instant::now();
        let n_faults = shape_faults(&shape).len();
        checks.push(start.elapsed());
        let start = Instant::now();
        let inside = people.inside(&area, TimeOfDay::Night);
        insides.push(start.elapsed());
        let start = Instant::now();
        let Ok(plan) = document.preview(Command::Reshape(vec![(id, shape)])) else { continue };
        let snapshot = PlanSnapshot { plan, revision: Revision(u64::MAX - u64::from(n)) };
        drop(engine.update(&snapshot, BASE_SCENARIO, &context));
        figures.push(start.elapsed());
        std::hint::black_box((n_faults, inside));
    }
    println!(
        "dragging one of {N_CORNERS} corners over {} doors and {} junctions, {N_SITES} sites, ms",
        community.demand().len(),
        network.n_junctions()
    );
    country::head();
    country::row("outline checked", checks);
    country::row("people inside", insides);
    country::row("figures (background)", figures);
}
