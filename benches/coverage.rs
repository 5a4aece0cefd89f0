//! How long coverage takes: from scratch, after one moved site, and its service areas, on real road networks.
//!
//! Data are looked for in the folder `MUSTER_SHARED` names, else in `../shared` beside the package; a town that is
//! not there is skipped and said to be.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark stops at bad data, and prints")]

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;

use muster::analysis::{CoverageEngine, DEFAULT_OFFSET_M};
use muster::community::{
    Building, Community, CommunityParts, FeatureSource, PopulationRules, PopulationZone, Road, RoadClass, Shape, Water,
    ZoneCount,
};
use muster::document::{Command, Document};
use muster::geometry::{LonLat, MultiPolygon, Polygon};
use muster::ids::SiteId;
use muster::jobs::JobContext;
use muster::network::{NetworkSettings, RoadNetwork};
use muster::plan::{BASE_SCENARIO, ObjectId, Plan, PlanHeader, PlanObject, Settings, Site, SiteKind};
use muster::units::{Metres, Persons};

const N_SITES: usize = 50;
const N_DOORS_WITHOUT_BUILDINGS: usize = 5_000;

/// A small generator of its own, so that every run places the same sites (Vigna's `SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap()
    }
}

fn features(path: &str) -> Option<Vec<Value>> {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let bytes = std::fs::read(shared.join("data").join(path)).ok()?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    Some(whole["features"].as_array_mut().map(std::mem::take).unwrap())
}

fn line(coordinates: &Value) -> Vec<LonLat> {
    let places = coordinates.as_array().into_iter().flatten();
    places.filter_map(|c| Some(LonLat::new_clamped(c[0].as_f64()?, c[1].as_f64()?))).collect()
}

fn polygons(geometry: &Value) -> MultiPolygon {
    let polygon = |rings: &Value| Polygon {
        outer: line(&rings[0]),
        holes: rings.as_array().into_iter().flatten().skip(1).map(line).collect(),
    };
    MultiPolygon(match geometry["type"].as_str() {
        Some("Polygon") => vec![polygon(&geometry["coordinates"])],
        Some("MultiPolygon") => geometry["coordinates"].as_array().into_iter().flatten().map(polygon).collect(),
        _ => Vec::new(),
    })
}

fn road(feature: &Value) -> Vec<Road> {
    let class = feature["properties"]["highway"].as_str().unwrap_or("unknown");
    let lines = match feature["geometry"]["type"].as_str() {
        Some("LineString") => vec![line(&feature["geometry"]["coordinates"])],
        Some("MultiLineString") => {
            feature["geometry"]["coordinates"].as_array().into_iter().flatten().map(line).collect()
        }
        _ => Vec::new(),
    };
    let of = |line: Vec<LonLat>| Road {
        is_bridge: feature["properties"]["bridge"].is_string(),
        is_tunnel: feature["properties"]["tunnel"].is_string(),
        layer: feature["properties"]["layer"].as_str().and_then(|l| l.parse().ok()).unwrap_or(0),
        is_walkable: class != "motorway" && class != "motorway_link",
        ..Road::plain(line, RoadClass::ALL.into_iter().find(|c| c.name() == class).unwrap_or_default())
    };
    lines.into_iter().filter(|line| line.len() > 1).map(of).collect()
}

fn building(feature: &Value) -> Option<Building> {
    let outline = polygons(&feature["geometry"]);
    let door = outline.center()?;
    let levels = feature["properties"]["building:levels"].as_str().and_then(|l| l.parse().ok());
    Some(Building { levels, ..Building::plain(outline, door) })
}

fn zone(shape: Shape, persons: u32) -> PopulationZone {
    PopulationZone {
        source: FeatureSource::default(),
        source_id: None,
        shape,
        name: None,
        count: ZoneCount::Persons(Persons(persons)),
        persons_by_day: None,
        vulnerable_persons: None,
    }
}

struct Town {
    name: &'static str,
    community: Arc<Community>,
    network: Arc<RoadNetwork>,
}

fn town(name: &'static str, folder: &str, roads: &str) -> Option<Town> {
    let path = |file: &str| format!("{folder}/{file}");
    let Some(found) = features(&path(roads)) else {
        println!("{name}: skipped, its files are not there");
        return None;
    };
    let mut parts = CommunityParts { roads: found.iter().flat_map(road).collect(), ..CommunityParts::default() };
    parts.buildings = features(&path("buildings.geojson")).iter().flatten().filter_map(building).collect();
    for feature in features(&path("population.geojson")).iter().flatten() {
        let persons = feature["properties"]["population"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        parts.zones.push(zone(Shape::Area(polygons(&feature["geometry"])), persons));
    }
    for feature in features(&path("water.geojson")).iter().flatten() {
        let shape = Shape::Area(polygons(&feature["geometry"]));
        parts.water.push(Water { source: FeatureSource::default(), shape, name: None });
    }
    if parts.buildings.is_empty() {
        let mut numbers = Numbers(7);
        for _ in 0..N_DOORS_WITHOUT_BUILDINGS {
            let road = &parts.roads[numbers.below(parts.roads.len())];
            let place = road.line[numbers.below(road.line.len())];
            let persons = u32::try_from(1 + numbers.below(9)).unwrap();
            parts.zones.push(zone(Shape::Point(place), persons));
        }
    }
    let community = Community::assemble(parts, &PopulationRules::default()).unwrap();
    let begun = Instant::now();
    let network = RoadNetwork::build(&community, &NetworkSettings::default(), &JobContext::new()).unwrap();
    println!(
        "{name}: {} junctions, {} segments, {} doors, {} persons; network built in {:?}",
        network.n_junctions(),
        network.n_segments(),
        community.demand().len(),
        community.population().total,
        begun.elapsed()
    );
    Some(Town { name, community: Arc::new(community), network: Arc::new(network) })
}

/// Sites at pseudo-random places of the largest connected part, cycling through the kinds.
fn document(town: &Town, n_sites: usize, kinds: &[SiteKind]) -> (Document, Vec<LonLat>) {
    let mut numbers = Numbers(1);
    let part = town.network.health().components.first().map(|part| part.id).unwrap();
    let mut places = Vec::new();
    while places.len() < 4 * n_sites {
        let id = muster::ids::JunctionId::from_index(numbers.below(town.network.n_junctions()));
        if town.network.component_of(id) == part {
            places.push(town.network.junction_place(id));
        }
    }
    let sites = (0..n_sites).map(|n| {
        let id = SiteId(u32::try_from(n).unwrap() + 1);
        PlanObject::Site(Site::new(id, kinds[n % kinds.len()], places[n]).into())
    });
    let plan = Plan::from_parts(PlanHeader::default(), Settings::default(), [], sites);
    (Document::new(plan), places)
}

fn engine(town: &Town) -> CoverageEngine {
    CoverageEngine::new(Arc::clone(&town.community), Arc::clone(&town.network))
}

fn coverage_of(town: &Town, label: &str, kinds: &[SiteKind], c: &mut Criterion) {
    let context = JobContext::new();
    let (mut document, places) = document(town, N_SITES, kinds);
    let snapshot = document.snapshot();
    c.bench_function(&format!("{} scratch, {N_SITES} sites, {label}", town.name), |b| {
        b.iter(|| engine(town).update(&snapshot, BASE_SCENARIO, &context).unwrap());
    });
    let mut engine = engine(town);
    let report = engine.update(&document.snapshot(), BASE_SCENARIO, &context).unwrap();
    for kind in &report.kinds {
        let share = kind.persons.share_reached().unwrap_or(0.0) * 100.0;
        println!("{}: {} reaches {share:.1} % of {}", town.name, kind.kind.name(), kind.persons.total);
    }
    let mut step = 0;
    c.bench_function(&format!("{} after one move, {N_SITES} sites, {label}", town.name), |b| {
        b.iter_custom(|n| {
            let mut spent = Duration::ZERO;
            for _ in 0..n {
                step += 1;
                let id = ObjectId::Site(SiteId(u32::try_from(step % N_SITES).unwrap() + 1));
                document.execute(Command::MoveObject { id, to: places[(7 * step + 3) % places.len()] }).ok();
                let snapshot = document.snapshot();
                let begun = Instant::now();
                engine.update(&snapshot, BASE_SCENARIO, &context).unwrap();
                spent += begun.elapsed();
            }
            spent
        });
    });
}

fn service_areas_of(town: &Town, c: &mut Criterion) {
    let context = JobContext::new();
    let (document, _) = document(town, 4, &[SiteKind::Shelter]);
    let mut engine = engine(town);
    engine.update(&document.snapshot(), BASE_SCENARIO, &context).unwrap();
    for limit in [500.0, 1000.0, 2500.0] {
        let limit = Some(Metres::new_clamped(limit));
        let offset = Metres::new_clamped(DEFAULT_OFFSET_M);
        let areas = engine.service_areas(SiteKind::Shelter, limit, offset, &context).unwrap();
        println!("{}: 4 service areas, {:?}", town.name, areas.merged.map(|m| (m.limit, m.reached_road, m.area)));
        c.bench_function(&format!("{} service areas of 4 sites within {limit:?}", town.name), |b| {
            b.iter(|| engine.service_areas(SiteKind::Shelter, limit, offset, &context).unwrap());
        });
    }
}

fn all(c: &mut Criterion) {
    let one = [SiteKind::SafeHarbor];
    if let Some(town) = town("Liechtenstein", "town-liechtenstein", "roads.geojson") {
        coverage_of(&town, "one kind", &one, c);
        coverage_of(&town, "six kinds", &SiteKind::REACHED, c);
    }
    if let Some(town) = town("Vaduz", "community-vaduz", "roads.geojson") {
        service_areas_of(&town, c);
    }
    if let Some(town) = town("Wuhan", "city-wuhan", "roads.geojson") {
        coverage_of(&town, "one kind", &one, c);
    }
    if let Some(town) = town("Hangzhou", "region-hangzhou", "roads.geojson.gz") {
        coverage_of(&town, "one kind", &one, c);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3)).without_plots();
    targets = all
}
criterion_main!(benches);
