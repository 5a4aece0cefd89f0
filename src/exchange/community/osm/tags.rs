//! What tags say about a way: is it a feature at all, a line, or an area?

use crate::exchange::community::feature_text::Value;
use crate::exchange::community::intake::Values;

/// Keys that say something about the mapping, not about the thing.
const ABOUT_MAPPING: [&str; 11] = [
    "source",
    "created_by",
    "note",
    "fixme",
    "FIXME",
    "attribution",
    "converted_by",
    "import",
    "odbl",
    "todo",
    "comment",
];

/// Keys whose closed ways are areas whatever the value.
const AREA_KEYS: [&str; 19] = [
    "building",
    "building:part",
    "landuse",
    "leisure",
    "amenity",
    "shop",
    "tourism",
    "office",
    "healthcare",
    "historic",
    "craft",
    "place",
    "area:highway",
    "water",
    "military",
    "ruins",
    "public_transport",
    "boundary",
    "admin_level",
];

/// Keys whose closed ways are areas but for some values (lines that happen to close).
const AREAS_BUT: [(&str, &[&str]); 5] = [
    ("natural", &["coastline", "cliff", "ridge", "arete", "tree_row", "valley", "earth_bank", "gully"]),
    ("man_made", &["cutline", "embankment", "pipeline", "dyke", "breakwater", "groyne"]),
    ("aeroway", &["taxiway", "runway", "jet_bridge"]),
    ("emergency", &["designated", "destination", "no", "official", "private", "yes"]),
    ("power", &["line", "minor_line", "cable", "portal"]),
];

/// Keys whose closed ways are areas for some values only.
const AREAS_ONLY: [(&str, &[&str]); 4] = [
    ("waterway", &["riverbank", "dock", "boatyard", "dam", "fuel"]),
    ("railway", &["station", "platform", "turntable", "roundhouse", "traverser"]),
    ("barrier", &["hedge_area", "city_wall_area"]),
    ("golf", &["green", "tee", "fairway", "bunker", "rough"]),
];

/// The value of a key.
pub(super) fn value_of<'a>(tags: &'a Values<'_>, key: &str) -> Option<&'a str> {
    tags.iter().find(|(name, _)| name == key).and_then(|(_, value)| match value {
        Value::Text(text) => Some(text.as_ref()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Nested => None,
    })
}

/// Do the tags make the element a thing, beyond notes about the mapping? `besides` names one more key that does not.
pub(super) fn make_a_thing(tags: &Values<'_>, besides: Option<&str>) -> bool {
    tags.iter().any(|(name, _)| {
        !ABOUT_MAPPING.contains(&name.as_ref()) && !name.starts_with("source:") && Some(name.as_ref()) != besides
    })
}

/// Is a closed way with these tags an area? What `area` says counts first, then that roads, walls and tracks are lines.
pub(super) fn make_an_area(tags: &Values<'_>) -> bool {
    match value_of(tags, "area") {
        Some("yes") => return true,
        Some("no") => return false,
        Some(_) | None => {}
    }
    let has = |key: &str| value_of(tags, key).is_some_and(|value| value != "no");
    if has("building") {
        return true;
    }
    if has("highway") {
        return false;
    }
    AREA_KEYS.iter().any(|key| has(key))
        || AREAS_BUT
            .iter()
            .any(|(key, but)| value_of(tags, key).is_some_and(|value| value != "no" && !but.contains(&value)))
        || AREAS_ONLY.iter().any(|(key, only)| value_of(tags, key).is_some_and(|value| only.contains(&value)))
}

/// Is the way nothing but a piece of a border? Such pieces are read with the area they bound.
pub(super) fn make_a_border_only(tags: &Values<'_>) -> bool {
    let is_of_border = |name: &str| {
        matches!(name, "boundary" | "admin_level" | "name" | "border_type" | "left" | "right" | "protect_class")
            || name.contains(":left")
            || name.contains(":right")
            || name.starts_with("name:")
            || name.starts_with("source")
            || ABOUT_MAPPING.contains(&name)
    };
    value_of(tags, "boundary").is_some() && tags.iter().all(|(name, _)| is_of_border(name))
}
