//! What tags and columns say of a road: class, direction, level, who may walk.

use super::column_names::Tag;
use super::row::Row;
use crate::community::{OneWay, RoadClass};

/// The class a value of `highway` (or of a class column, also Chinese) names.
pub(super) fn class_from(word: &str) -> RoadClass {
    let word = word.trim().to_lowercase();
    match word.strip_suffix("_link").unwrap_or(&word) {
        "motorway" | "freeway" | "expressway" | "高速公路" | "高速" => RoadClass::Motorway,
        "trunk" | "快速路" | "国道" | "城市快速路" => RoadClass::Trunk,
        "primary" | "major_road" | "主干路" | "主干道" | "省道" => RoadClass::Primary,
        "secondary" | "次干路" | "次干道" | "县道" => RoadClass::Secondary,
        "tertiary" | "支路" | "乡道" => RoadClass::Tertiary,
        "residential" | "unclassified" | "minor_road" | "minor" | "local" | "居住区道路" | "小区道路" | "村道" => {
            RoadClass::Residential
        }
        "living_street" | "pedestrian" | "步行街" => RoadClass::LivingStreet,
        "service" | "services" | "busway" | "bus_guideway" | "escape" | "raceway" | "rest_area" | "内部路"
        | "小区路" => RoadClass::Service,
        "track" | "机耕路" => RoadClass::Track,
        "footway" | "path" | "cycleway" | "bridleway" | "trail" | "corridor" | "platform" | "elevator" | "crossing"
        | "sidewalk" | "人行道" | "步行道" | "小路" | "巷" => RoadClass::Footway,
        "steps" | "stairs" | "台阶" | "梯道" => RoadClass::Steps,
        "construction" | "proposed" | "planned" | "no" | "razed" | "abandoned" | "disused" | "dismantled" | "在建"
        | "规划" => RoadClass::NotBuilt,
        _ => RoadClass::Unknown,
    }
}

/// The direction for vehicles: as tagged, else one-way on roundabouts and motorways.
pub(super) fn one_way_from(word: Option<&str>, row: &Row<'_>, class: RoadClass, is_link: bool) -> OneWay {
    match word.map(str::to_lowercase).as_deref() {
        Some("yes" | "true" | "1" | "是" | "单行" | "单向" | "ft") => OneWay::Forward,
        Some("-1" | "reverse" | "tf") => OneWay::Backward,
        None if matches!(row.said(Tag::Junction).as_deref(), Some("roundabout" | "circular")) => OneWay::Forward,
        None if class == RoadClass::Motorway && !is_link => OneWay::Forward,
        Some(_) | None => OneWay::No,
    }
}

/// May people walk here in an emergency?
///
/// What `foot` says counts before `access`: `no` forbids, permission allows even on a motorway. `access=no` alone
/// forbids. Private, customers-only and similar roads stay walkable: in an emergency people use them.
pub(super) fn is_walkable(class: RoadClass, row: &Row<'_>) -> bool {
    if class == RoadClass::NotBuilt {
        return false;
    }
    match row.said(Tag::Foot).as_deref() {
        Some("no" | "false") => return false,
        Some("yes" | "true" | "designated" | "permissive" | "official") => return true,
        Some(_) | None => {}
    }
    if matches!(row.said(Tag::Access).as_deref(), Some("no" | "false")) {
        return false;
    }
    class.is_walkable()
}

/// Level above or below ground: the whole number of `layer`, 0 where it says nothing usable.
pub(super) fn layer_from(row: &Row<'_>) -> i8 {
    let Some(words) = row.said(Tag::Layer) else { return 0 };
    words.split(';').next().and_then(|word| word.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::columns::Columns;
    use super::super::feature_text::Value;
    use super::*;
    use std::borrow::Cow;

    fn with_row<T>(tags: &[(&str, &str)], look: impl FnOnce(&Row<'_>) -> T) -> T {
        let mut columns = Columns::new(None);
        let properties: Vec<_> = tags
            .iter()
            .map(|&(name, text)| {
                let value = Value::Text(Cow::Borrowed(text));
                (columns.note(name, &value), value)
            })
            .collect();
        look(&Row::new(&properties, &columns))
    }

    #[test]
    fn every_class_of_openstreetmap_is_known() {
        for word in [
            "motorway",
            "motorway_link",
            "trunk",
            "trunk_link",
            "primary",
            "primary_link",
            "secondary",
            "secondary_link",
            "tertiary",
            "tertiary_link",
            "unclassified",
            "residential",
            "living_street",
            "service",
            "pedestrian",
            "track",
            "bus_guideway",
            "escape",
            "raceway",
            "busway",
            "footway",
            "bridleway",
            "steps",
            "corridor",
            "path",
            "cycleway",
            "proposed",
            "construction",
            "trail",
            "主干路",
        ] {
            assert_ne!(class_from(word), RoadClass::Unknown, "{word}");
        }
        assert_eq!(class_from("road"), RoadClass::Unknown);
        assert_eq!(class_from("Secondary_Link"), RoadClass::Secondary);
    }

    #[test]
    fn walkers_are_kept_off_only_where_it_is_said() {
        for (tags, class, expected) in [
            (vec![], RoadClass::Residential, true),
            (vec![], RoadClass::Motorway, false),
            (vec![("foot", "yes")], RoadClass::Motorway, true),
            (vec![("foot", "no")], RoadClass::Residential, false),
            (vec![("access", "no")], RoadClass::Service, false),
            (vec![("access", "no"), ("foot", "designated")], RoadClass::Service, true),
            (vec![("access", "private")], RoadClass::Service, true),
            (vec![("foot", "private")], RoadClass::Footway, true),
            (vec![("foot", "yes")], RoadClass::NotBuilt, false),
        ] {
            assert_eq!(with_row(&tags, |row| is_walkable(class, row)), expected, "{tags:?}");
        }
    }

    #[test]
    fn directions_are_read_in_all_spellings() {
        let read = |word: Option<&str>, tags: &[(&str, &str)], class| {
            with_row(tags, |row| one_way_from(word, row, class, false))
        };
        assert_eq!(read(Some("yes"), &[], RoadClass::Primary), OneWay::Forward);
        assert_eq!(read(Some("-1"), &[], RoadClass::Primary), OneWay::Backward);
        assert_eq!(read(Some("no"), &[("junction", "roundabout")], RoadClass::Primary), OneWay::No);
        assert_eq!(read(None, &[("junction", "roundabout")], RoadClass::Primary), OneWay::Forward);
        assert_eq!(read(None, &[], RoadClass::Motorway), OneWay::Forward);
        assert_eq!(read(Some("true"), &[], RoadClass::Primary), OneWay::Forward);
        assert_eq!(read(None, &[], RoadClass::Primary), OneWay::No);
    }

    #[test]
    fn levels_are_whole_numbers() {
        assert_eq!(with_row(&[("layer", "-1")], layer_from), -1);
        assert_eq!(with_row(&[("layer", "0;1")], layer_from), 0);
        assert_eq!(with_row(&[("layer", "up")], layer_from), 0);
    }
}
