//! Reads roads and buildings of the shared towns, just enough for tests and benchmarks of the network.
//!
//! The file names no crate: whoever includes it brings `community` and `geometry` into scope.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::community::{Building, Community, CommunityParts, PopulationRules, Road, RoadClass};
use super::geometry::{LonLat, MultiPolygon};

/// A file of the shared data; `None`, with a line that says so, where it is not there.
pub(crate) fn shared_file(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let file = root.join("data").join(path);
    if file.exists() {
        return Some(file);
    }
    #[expect(clippy::print_stderr, reason = "tells why a test looks at nothing")]
    {
        eprintln!("skipped: {path} is not in the shared data");
    }
    None
}

/// Features of a file: geometry and properties.
fn features(path: &str) -> Option<Vec<(Value, Value)>> {
    let bytes = std::fs::read(shared_file(path)?).ok()?;
    let text = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = String::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).ok()?;
        text
    } else {
        String::from_utf8(bytes).ok()?
    };
    let mut whole: Value = serde_json::from_str(&text).ok()?;
    let features = whole.get_mut("features")?.as_array_mut()?;
    Some(features.iter_mut().map(|f| (f["geometry"].take(), f["properties"].take())).collect())
}

fn place(value: &Value) -> Option<LonLat> {
    LonLat::try_new(value.get(0)?.as_f64()?, value.get(1)?.as_f64()?).ok()
}

fn line(value: &Value) -> Vec<LonLat> {
    value.as_array().into_iter().flatten().filter_map(place).collect()
}

fn class_of(word: &str) -> RoadClass {
    match word.trim_end_matches("_link") {
        "motorway" => RoadClass::Motorway,
        "construction" | "proposed" => RoadClass::NotBuilt,
        "footway" | "path" | "cycleway" => RoadClass::Footway,
        "" => RoadClass::Unknown,
        _ => RoadClass::Residential,
    }
}

/// A road with nothing known but its line.
pub(crate) fn plain_road(line: Vec<LonLat>) -> Road {
    Road::plain(line, RoadClass::Unknown)
}

/// The roads of a file.
pub(crate) fn roads(path: &str) -> Option<Vec<Road>> {
    let mut roads = Vec::new();
    for (geometry, properties) in features(path)? {
        let text = |key: &str| properties.get(key).and_then(Value::as_str).unwrap_or_default();
        let lines = match geometry["type"].as_str() {
            Some("LineString") => vec![line(&geometry["coordinates"])],
            Some("MultiLineString") => geometry["coordinates"].as_array()?.iter().map(line).collect(),
            _ => Vec::new(),
        };
        let class = class_of(text("highway"));
        let is_set = |key: &str| !matches!(text(key), "" | "no");
        for line in lines {
            roads.push(Road {
                class,
                is_bridge: is_set("bridge"),
                is_tunnel: is_set("tunnel"),
                layer: text("layer").parse().unwrap_or(0),
                is_walkable: class.is_walkable(),
                ..plain_road(line)
            });
        }
    }
    Some(roads)
}

/// A building that is only a door, with one person.
pub(crate) fn door(place: LonLat) -> Building {
    Building { persons: Some(super::units::Persons(1)), ..Building::plain(MultiPolygon::default(), place) }
}

/// The doors of the buildings of a file: the middle of the first ring.
pub(crate) fn doors(path: &str) -> Option<Vec<LonLat>> {
    let middle = |ring: &[LonLat]| {
        let n = f64::from(u32::try_from(ring.len()).ok().filter(|n| *n > 0)?);
        let (lon, lat) = ring.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.lon(), sum.1 + p.lat()));
        Some(LonLat::new_clamped(lon / n, lat / n))
    };
    let mut doors = Vec::new();
    for (geometry, _) in features(path)? {
        let ring = match geometry["type"].as_str() {
            Some("Polygon") => line(&geometry["coordinates"][0]),
            Some("MultiPolygon") => line(&geometry["coordinates"][0][0]),
            Some("Point") => place(&geometry["coordinates"]).into_iter().collect(),
            _ => Vec::new(),
        };
        doors.extend(middle(&ring));
    }
    Some(doors)
}

/// A community of roads and doors.
pub(crate) fn community(roads: Vec<Road>, doors: &[LonLat]) -> Option<Arc<Community>> {
    let buildings = doors.iter().map(|&place| door(place)).collect();
    let parts = CommunityParts { roads, buildings, ..CommunityParts::default() };
    Community::assemble(parts, &PopulationRules::default()).ok().map(Arc::new)
}

/// The same roads, every two neighboring vertices a road of their own.
#[allow(dead_code, reason = "used by the benchmarks")]
pub(crate) fn cut_at_every_vertex(roads: &[Road]) -> Vec<Road> {
    let pieces = roads
        .iter()
        .flat_map(|road| road.line.windows(2).map(|pair| Road { line: pair.to_vec(), ..plain_road(Vec::new()) }));
    pieces.collect()
}

/// Numbers that look random and are the same every time (Knuth's MMIX generator, TAOCP 2, 3.3.4).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw(pub u64);

impl Draw {
    /// The next number below `n`; `n` above 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }
}
