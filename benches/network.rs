//! How long building the network, searching from all sites and following a moved site take, on real towns.
//!
//! Prints, never asserts. The sizes are in the names.

#[path = "support/towns.rs"]
mod towns;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use muster::community::{self, Community};
use muster::geometry::{self, LonLat};
use muster::jobs::JobContext;
use muster::network::{Forest, NetworkMask, NetworkSettings, RoadNetwork, Seed};
use muster::units;

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

criterion_group!(benches, towns_of_all_sizes);
criterion_main!(benches);
