//! Reads a folder of sample files into a community, as simply as can be: for the map's benchmark only.

#![expect(clippy::cast_precision_loss, reason = "a few copies")]

use std::path::Path;
use std::sync::Arc;

use muster::community::{
    Boundary, Building, Community, CommunityParts, Facility, FeatureSource, OpenSpace, PopulationRules, Road,
    RoadClass, Shape, Water,
};
use muster::geometry::{LonLat, MultiPolygon, Polygon};
use serde_json::Value;

/// Reads the files of a folder and repeats them `copies` times side by side; `None` where there is no such folder.
pub(crate) fn community_from_folder(folder: &Path, copies: usize) -> Option<Community> {
    let read = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        value["features"].as_array().cloned().unwrap_or_default()
    };
    let (roads, buildings) = (read("roads.geojson"), read("buildings.geojson"));
    if roads.is_empty() {
        return None;
    }
    let mut open_spaces = read("open_spaces.geojson");
    open_spaces.extend(read("landuse.geojson"));
    let (water, admin, facilities) = (read("water.geojson"), read("admin.geojson"), read("facilities.geojson"));
    let mut parts = CommunityParts::default();
    let columns = (1..=copies).find(|side| side * side >= copies).unwrap_or(1);
    for copy in 0..copies {
        let place = Placer::new((copy % columns) as f64 * 0.19, (copy / columns) as f64 * 0.24);
        parts.roads.extend(roads.iter().filter_map(|f| place.road(f)));
        parts.buildings.extend(buildings.iter().filter_map(|f| place.building(f)));
        parts.open_spaces.extend(open_spaces.iter().filter_map(|f| place.open_space(f)));
        parts.water.extend(
            water
                .iter()
                .filter_map(|f| Some(Water { source: FeatureSource::default(), shape: place.shape(f)?, name: None })),
        );
        parts.boundaries.extend(
            admin.iter().filter_map(|f| {
                Some(Boundary { source: FeatureSource::default(), shape: place.shape(f)?, name: None })
            }),
        );
        parts.facilities.extend(facilities.iter().filter_map(|f| {
            let at = place.shape(f)?.center()?;
            Some(Facility { source: FeatureSource::default(), source_id: None, place: at, name: None, usage: None })
        }));
    }
    Community::assemble(parts, &PopulationRules::default()).ok()
}

struct Placer {
    east: f64,
    north: f64,
}

impl Placer {
    fn new(east: f64, north: f64) -> Self {
        Self { east, north }
    }

    fn place(&self, value: &Value) -> Option<LonLat> {
        LonLat::try_new(value.get(0)?.as_f64()? + self.east, value.get(1)?.as_f64()? + self.north).ok()
    }

    fn line(&self, value: &Value) -> Vec<LonLat> {
        value.as_array().into_iter().flatten().filter_map(|v| self.place(v)).collect()
    }

    fn polygon(&self, value: &Value) -> Option<Polygon> {
        let mut rings = value.as_array()?.iter().map(|ring| self.line(ring));
        Some(Polygon { outer: rings.next()?, holes: rings.collect() })
    }

    fn shape(&self, feature: &Value) -> Option<Shape> {
        let geometry = &feature["geometry"];
        let coordinates = &geometry["coordinates"];
        let each = coordinates.as_array().into_iter().flatten();
        Some(match geometry["type"].as_str()? {
            "Point" => Shape::Point(self.place(coordinates)?),
            "LineString" => Shape::Lines(vec![self.line(coordinates)]),
            "MultiLineString" => Shape::Lines(each.map(|line| self.line(line)).collect()),
            "Polygon" => Shape::Area(MultiPolygon(vec![self.polygon(coordinates)?])),
            "MultiPolygon" => Shape::Area(MultiPolygon(each.filter_map(|p| self.polygon(p)).collect())),
            _ => return None,
        })
    }

    fn area(&self, feature: &Value) -> Option<MultiPolygon> {
        match self.shape(feature)? {
            Shape::Area(area) => Some(area),
            Shape::Point(_) | Shape::Lines(_) => None,
        }
    }

    fn building(&self, feature: &Value) -> Option<Building> {
        let outline = self.area(feature)?;
        let door = outline.center()?;
        Some(Building::plain(outline, door))
    }

    fn open_space(&self, feature: &Value) -> Option<OpenSpace> {
        let tags = &feature["properties"];
        let usage = ["leisure", "landuse", "natural", "kind"].iter().find_map(|key| tags[key].as_str());
        Some(OpenSpace {
            source: FeatureSource::default(),
            source_id: None,
            outline: self.area(feature)?,
            name: None,
            usage: usage.map(Arc::from),
        })
    }

    fn road(&self, feature: &Value) -> Option<Road> {
        let tags = &feature["properties"];
        let line = match self.shape(feature)? {
            Shape::Lines(mut lines) => lines.pop()?,
            Shape::Area(area) => area.0.into_iter().next()?.outer,
            Shape::Point(_) => return None,
        };
        let class = road_class(tags["highway"].as_str().or(tags["kind"].as_str()).unwrap_or(""));
        Some(Road::plain(line, class))
    }
}

fn road_class(tag: &str) -> RoadClass {
    match tag.trim_end_matches("_link") {
        "motorway" => RoadClass::Motorway,
        "trunk" => RoadClass::Trunk,
        "primary" => RoadClass::Primary,
        "secondary" => RoadClass::Secondary,
        "tertiary" => RoadClass::Tertiary,
        "residential" | "unclassified" => RoadClass::Residential,
        "living_street" | "pedestrian" => RoadClass::LivingStreet,
        "service" => RoadClass::Service,
        "track" => RoadClass::Track,
        "footway" | "path" | "cycleway" | "bridleway" => RoadClass::Footway,
        "steps" => RoadClass::Steps,
        _ => RoadClass::Unknown,
    }
}
