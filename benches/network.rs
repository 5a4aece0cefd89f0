//! How long building the network, searching from all sites, following a moved site and drawing on roads take, on
//! real towns.
//!
//! Prints, never asserts. The sizes are in the names.

#[path = "support/towns.rs"]
mod towns;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use muster::community::{self, Community};
use muster::geometry::editing::{outline_faults, split_area};
use muster::geometry::{self, LocalPoint, LocalProjection, LonLat, MultiPolygon, Polygon};
use muster::jobs::JobContext;
use muster::network::{BlockBorders, Forest, NetworkMask, NetworkSettings, NewLink, RoadNetwork, RoadsFor, Seed};
use muster::units::{self, Metres};

fn town(c: &mut Criterion, name: &str, community: &Arc<Community>, places: &[LonLat]) {
    let (settings, context) = (NetworkSettings::default(), JobContext::new());
    let Ok(network) = RoadNetwork::build(community, &settings, &context) else { return };
    let n = network.n_junctions();
    let mask = NetworkMask::open(&network);
    let mut draw = towns::Draw(7);
    let mut seeds: Vec<Seed> = Vec::new();
    while seeds.len() < 50 && !places.is_empty() {
        let access = network.access(places[draw.below(places.len())], &mask);
        let source = u32::try_from(seeds.len()).unwrap_or(0);
        seeds.extend(access.map(|access| Seed { source, access }));
    }
    let targets: Vec<Seed> = (0..40)
        .filter_map(|_| {
            let access = network.access(places[draw.below(places.len())], &mask)?;
            Some(Seed { source: 0, access })
        })
        .collect();
    let mut group = c.benchmark_group(name);
    group.sample_size(10).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
    group.bench_function(format!("build {} roads, {} doors", community.roads().len(), community.demand().len()), |b| {
        b.iter(|| RoadNetwork::build(black_box(community), &settings, &context));
    });
    group.bench_function(format!("50 sites from scratch, {n} junctions"), |b| {
        b.iter(|| Forest::compute(&network, &mask, black_box(&seeds), &context));
    });
    let Ok(mut forest) = Forest::compute(&network, &mask, &seeds, &context) else { return };
    let mut step = 0;
    group.bench_function(format!("one of 50 sites moved anywhere, {n} junctions"), |b| {
        b.iter(|| {
            step += 1;
            seeds[0] = targets[step % targets.len()];
            forest.update(&network, &mask, black_box(&seeds), &context)
        });
    });
    let doors: Vec<_> = network.demand_access().iter().flatten().copied().collect();
    group.bench_function(format!("reach of {} doors", doors.len()), |b| {
        b.iter(|| doors.iter().filter(|door| forest.reach(&network, &mask, black_box(door)).is_some()).count());
    });
    drawing(&mut group, community, &network, places, &mut draw);
    group.finish();
}

/// What the drawing tools ask for at every movement of the hand.
fn drawing(
    group: &mut BenchmarkGroup<'_, WallTime>,
    community: &Arc<Community>,
    network: &RoadNetwork,
    places: &[LonLat],
    draw: &mut towns::Draw,
) {
    if places.is_empty() {
        return;
    }
    let pairs: Vec<(LonLat, LonLat)> =
        (0..200).map(|_| (places[draw.below(places.len())], places[draw.below(places.len())])).collect();
    let mut step = 0;
    let mut next = || {
        step += 1;
        pairs[step % pairs.len()]
    };
    group.bench_function("route along the roads between two places anywhere", |b| {
        b.iter(|| {
            let (from, to) = next();
            network.route_along(black_box(from), to, RoadsFor::Everyone)
        });
    });
    let within = Metres::new_clamped(50.0);
    group.bench_function("nearest road and junction", |b| {
        b.iter(|| {
            let (at, _) = next();
            (
                network.nearest_road(at, within, RoadsFor::Everyone),
                network.nearest_junction(at, within, RoadsFor::Everyone),
            )
        });
    });
    group.bench_function("street block around a place", |b| {
        b.iter(|| {
            let (at, _) = next();
            let beside = LonLat::new_clamped(at.lon() + 0.000_2, at.lat() + 0.000_1);
            network.block_around(community, black_box(beside), BlockBorders::Streets)
        });
    });
    let (from, to) = pairs[0];
    let link = [NewLink { line: vec![from, to], width: Metres::new_clamped(6.0) }];
    let context = JobContext::new();
    group.bench_function("roads with a new link joined", |b| {
        b.iter(|| network.with_links(community, black_box(&link), &context));
    });
}

/// A ring of 400 corners that waves in and out, and the same with two corners exchanged.
fn outlines(c: &mut Criterion) {
    let plane = LocalProjection::new(LonLat::new_clamped(9.5, 47.1));
    let corner = |n: u32| {
        let angle = f64::from(n) / 400.0 * std::f64::consts::TAU;
        let radius = 400.0 + 60.0 * (angle * 25.0).sin();
        plane.lon_lat_from_local(LocalPoint::new(radius * angle.cos(), radius * angle.sin()))
    };
    let sound: Vec<LonLat> = (0..400).map(corner).collect();
    let mut crossing = sound.clone();
    crossing.swap(100, 103);
    let mut group = c.benchmark_group("Outlines");
    group.bench_function("faults of a sound outline of 400 corners", |b| b.iter(|| outline_faults(black_box(&sound))));
    group.bench_function("faults of a crossing outline of 400 corners", |b| {
        b.iter(|| outline_faults(black_box(&crossing)));
    });
    let area = MultiPolygon(vec![Polygon::from_ring(sound)]);
    group.bench_function("split of 400 corners", |b| {
        let by = [corner(0), corner(200)];
        b.iter(|| split_area(black_box(&area), &by));
    });
    group.finish();
}

fn file(c: &mut Criterion, name: &str, roads: &str, buildings: Option<&str>, is_cut: bool) {
    let Some(roads) = towns::roads(roads) else { return };
    let roads = if is_cut { towns::cut_at_every_vertex(&roads) } else { roads };
    let doors = buildings.and_then(towns::doors).unwrap_or_default();
    let places: Vec<LonLat> = roads.iter().filter_map(|road| road.line.get(road.line.len() / 2)).copied().collect();
    let Some(community) = towns::community(roads, &doors) else { return };
    town(c, name, &community, &places);
}

fn towns_of_all_sizes(c: &mut Criterion) {
    let liechtenstein = ("town-liechtenstein/roads.geojson", "town-liechtenstein/buildings.geojson");
    file(c, "Liechtenstein", liechtenstein.0, Some(liechtenstein.1), false);
    file(c, "Wuhan", "city-wuhan/roads.geojson", None, false);
    file(c, "Hangzhou", "region-hangzhou/roads.geojson.gz", None, false);
    file(c, "Hangzhou, every vertex a junction", "region-hangzhou/roads.geojson.gz", None, true);
}

criterion_group!(benches, outlines, towns_of_all_sizes);
criterion_main!(benches);
