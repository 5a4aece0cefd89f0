//! A result layer as `GeoJSON`.

use super::ResultValue;
use crate::community::Shape;
use crate::exchange::atomic::sha256_hex;
use crate::exchange::json::{object_text, string_text};
use crate::exchange::plan::Originals;
use crate::exchange::plan::{area_text, collection_text, lines_text, plan_to_text, point_text};
use crate::plan::Plan;

/// What a layer was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultOrigin {
    /// Name of the analysis: `coverage`, `service_areas`, `network` …
    pub analysis: String,
    /// Fingerprint of the plan, from [`plan_fingerprint`].
    pub plan_sha256: String,
    /// Id of the standards profile.
    pub profile: String,
    /// Name of the scenario; empty for the base scenario.
    pub scenario: String,
    /// Credits of the community's files, each once.
    pub attribution: Vec<String>,
}

/// One thing on the map with its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultFeature {
    /// Where it is; `None` for figures without a place.
    pub geometry: Option<Shape>,
    /// Name and value of each figure, in the order of the file; names carry their unit (`walk_m`).
    pub properties: Vec<(String, ResultValue)>,
}

/// Results of one analysis, ready to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultLayer {
    /// Name of the layer, as a GIS shows it.
    pub name: String,
    /// What it was made of.
    pub origin: ResultOrigin,
    /// More facts on the layer as a whole, joined to `muster_result`: totals, limits.
    pub members: Vec<(String, ResultValue)>,
    /// The features, in the order of the file.
    pub features: Vec<ResultFeature>,
}

/// The fingerprint of a plan: SHA-256 of the text it would be written as, were it new. Equal plans have equal
/// fingerprints, however their files were laid out. O(size of the plan).
#[must_use]
pub fn plan_fingerprint(plan: &Plan) -> String {
    sha256_hex(plan_to_text(plan, &Originals::none()).as_bytes())
}

/// The layer as an RFC 7946 `FeatureCollection`: one feature a line, 7 decimals, right-hand rings.
///
/// The top-level member `muster_result` says what the layer was made of; `attribution` repeats the credits where
/// other programs look for them. The same layer always gives the same bytes. O(size of the layer).
#[must_use]
pub fn result_layer_to_text(layer: &ResultLayer) -> String {
    let origin = &layer.origin;
    let mut facts = vec![
        ("analysis".to_owned(), string_text(&origin.analysis)),
        ("plan_sha256".to_owned(), string_text(&origin.plan_sha256)),
        ("profile".to_owned(), string_text(&origin.profile)),
        ("scenario".to_owned(), string_text(&origin.scenario)),
    ];
    facts.extend(layer.members.iter().map(|(name, value)| (name.clone(), value.to_json())));
    let mut top = vec![
        ("type".to_owned(), string_text("FeatureCollection")),
        ("name".to_owned(), string_text(&layer.name)),
        ("muster_result".to_owned(), object_text(&facts)),
    ];
    if !origin.attribution.is_empty() {
        top.push(("attribution".to_owned(), string_text(&origin.attribution.join("; "))));
    }
    let features: Vec<String> = layer.features.iter().map(feature_text).collect();
    collection_text(&top, &features)
}

fn feature_text(feature: &ResultFeature) -> String {
    let geometry = match &feature.geometry {
        None => "null".to_owned(),
        Some(Shape::Point(place)) => point_text(*place),
        Some(Shape::Lines(lines)) => lines_text(lines),
        Some(Shape::Area(area)) => area_text(area),
    };
    let properties: Vec<(&str, String)> =
        feature.properties.iter().map(|(name, value)| (name.as_str(), value.to_json())).collect();
    object_text(&[("type", string_text("Feature")), ("properties", object_text(&properties)), ("geometry", geometry)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;

    #[test]
    fn a_layer_is_one_feature_a_line_with_its_origin() {
        let layer = ResultLayer {
            name: "coverage".to_owned(),
            origin: ResultOrigin {
                analysis: "coverage".to_owned(),
                profile: "sphere".to_owned(),
                attribution: vec!["© OpenStreetMap".to_owned()],
                ..ResultOrigin::default()
            },
            members: vec![("persons_total".to_owned(), 7_u32.into())],
            features: vec![
                ResultFeature {
                    geometry: Some(Shape::Point(LonLat::new_clamped(9.5, 47.123_456_78))),
                    properties: vec![
                        ("outcome".to_owned(), "reached".into()),
                        ("walk_m".to_owned(), ResultValue::rounded(12.345, 1)),
                    ],
                },
                ResultFeature { geometry: None, properties: vec![("walk_m".to_owned(), ResultValue::Null)] },
            ],
        };
        let expected = r#"{
"type": "FeatureCollection",
"name": "coverage",
"muster_result": {"analysis": "coverage", "plan_sha256": "", "profile": "sphere", "scenario": "", "persons_total": 7},
"attribution": "© OpenStreetMap",
"features": [
{"type": "Feature", "properties": {"outcome": "reached", "walk_m": 12.3}, "geometry": {"type": "Point", "coordinates": [9.5,47.1234568]}},
{"type": "Feature", "properties": {"walk_m": null}, "geometry": null}
]
}
"#;
        assert_eq!(result_layer_to_text(&layer), expected);
    }
}
