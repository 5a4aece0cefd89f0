//! What a feature is: by the planner's word, by its tags, by its columns, or by the file's name and its geometry.

use super::column_names::Tag;
use super::row::Row;
use crate::community::{Fact, FeatureKind};

/// Geometry of a feature, as far as recognition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Geometry {
    /// A point.
    Point,
    /// Lines.
    Lines,
    /// Polygons.
    Area,
}

/// Why a feature was taken for what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grounds {
    /// The planner said so.
    Mapped,
    /// A tag says so.
    Tag,
    /// The columns are those of the kind.
    Columns,
    /// The file's name says so.
    FileName,
    /// The layer holds lines only.
    OnlyLines,
    /// Nothing says anything.
    Nothing,
    /// It looks like a hazard area, which belongs into the plan.
    LooksLikeHazard,
    /// It looks like a destination, which belongs into the plan.
    LooksLikeDestination,
}

/// What the whole layer says.
#[derive(Clone, Copy, Debug)]
pub(super) struct LayerSigns {
    /// The planner's word for the layer.
    pub(super) mapped: Option<FeatureKind>,
    /// What the file's name suggests.
    pub(super) by_name: Option<FeatureKind>,
    /// Does the layer hold lines and nothing else?
    pub(super) has_only_lines: bool,
    /// Does its name speak of other lines: railways, power lines, contours?
    pub(super) has_other_lines: bool,
    /// Do tags say it all, so that nothing is guessed from columns and names?
    pub(super) has_tags_only: bool,
}

impl LayerSigns {
    /// Signs from the file's name and the planner's word.
    pub(super) fn new(file: &str, mapped: Option<FeatureKind>, has_only_lines: bool) -> Self {
        let name = file.to_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| name.contains(word));
        let by_name = NAMES.iter().find(|(_, words)| holds(words)).map(|&(kind, _)| kind);
        Self { mapped, by_name, has_only_lines, has_other_lines: holds(OTHER_LINES), has_tags_only: false }
    }

    /// Signs of a layer whose features carry OpenStreetMap's own tags: what these do not say is not guessed.
    pub(super) const fn tagged(mapped: Option<FeatureKind>) -> Self {
        Self { mapped, by_name: None, has_only_lines: false, has_other_lines: true, has_tags_only: true }
    }
}

/// Words in file names; the first row that fits counts.
const NAMES: &[(FeatureKind, &[&str])] = &[
    (FeatureKind::PopulationZone, &["population", "census", "residents", "人口"]),
    (FeatureKind::Building, &["building", "bldg", "footprint", "建筑", "房屋", "楼栋"]),
    (FeatureKind::Water, &["water", "river", "lake", "hydro", "水系", "河流", "水体", "湖"]),
    (FeatureKind::Road, &["road", "street", "highway", "footpath", "道路", "路网", "街道", "公路"]),
    (FeatureKind::Boundary, &["boundar", "admin", "border", "边界", "行政", "境界"]),
    (
        FeatureKind::Facility,
        &[
            "facilit",
            "poi",
            "amenit",
            "school",
            "hospital",
            "shelter",
            "设施",
            "兴趣点",
            "学校",
            "医院",
            "避难",
            "避難",
        ],
    ),
    (
        FeatureKind::OpenSpace,
        &[
            "landuse",
            "land_use",
            "open_space",
            "openspace",
            "open-space",
            "parks",
            "green",
            "绿地",
            "公园",
            "用地",
            "广场",
        ],
    ),
];

/// Words in file names that say that lines are no roads.
const OTHER_LINES: &[&str] = &["rail", "power", "pipe", "contour", "fault", "铁路", "电力", "管线", "等高线", "断层"];

/// Land that is built upon; no place to gather.
pub(super) const BUILT_UP: &[&str] = &[
    "residential",
    "commercial",
    "retail",
    "industrial",
    "construction",
    "railway",
    "garages",
    "quarry",
    "landfill",
    "port",
    "military",
    "depot",
    "harbour",
    "brownfield",
    "farmyard",
    "pier",
    "parking",
    "pedestrian",
    "hotel",
    "hospital",
    "university",
    "college",
    "school",
    "office",
];

/// Values of `highway` on points that are places of use; the other ones are street furniture.
const HIGHWAY_PLACES: &[&str] = &["bus_stop", "services", "rest_area", "emergency_bay", "emergency_access_point"];

/// Values of `highway` on areas where people can stand.
const HIGHWAY_SQUARES: &[&str] = &["pedestrian", "footway", "living_street", "path", "square"];

/// Tags of points of use, in order of what names the use best.
pub(super) const USES: &[Tag] = &[
    Tag::Amenity,
    Tag::Healthcare,
    Tag::Emergency,
    Tag::Shop,
    Tag::Office,
    Tag::Tourism,
    Tag::Place,
    Tag::PublicTransport,
    Tag::ManMade,
    Tag::Historic,
    Tag::Craft,
];

/// Says what a feature is and why.
pub(super) fn recognized(row: &Row<'_>, geometry: Geometry, layer: LayerSigns) -> (FeatureKind, Grounds) {
    if let Some(kind) = layer.mapped {
        return (kind, Grounds::Mapped);
    }
    if let Some(kind) = by_tags(row, geometry) {
        return (kind, Grounds::Tag);
    }
    if layer.has_tags_only {
        return (FeatureKind::Other, Grounds::Tag);
    }
    let guess = match geometry {
        Geometry::Area => area_by_columns(row, layer),
        Geometry::Point => point_by_columns(row, layer),
        Geometry::Lines => line_by_columns(row, layer),
    };
    guess.unwrap_or_else(|| match geometry {
        Geometry::Area if row.has(Tag::Hazard) => (FeatureKind::Other, Grounds::LooksLikeHazard),
        Geometry::Point if row.has(Tag::Destination) => (FeatureKind::Other, Grounds::LooksLikeDestination),
        Geometry::Area | Geometry::Point | Geometry::Lines => (FeatureKind::Other, Grounds::Nothing),
    })
}

fn by_tags(row: &Row<'_>, geometry: Geometry) -> Option<FeatureKind> {
    if let Some(highway) = row.tag(Tag::Highway) {
        return Some(match geometry {
            Geometry::Lines => FeatureKind::Road,
            Geometry::Point if HIGHWAY_PLACES.contains(&highway.as_ref()) => FeatureKind::Facility,
            Geometry::Area if HIGHWAY_SQUARES.contains(&highway.as_ref()) => FeatureKind::OpenSpace,
            Geometry::Point if has_use(row) => FeatureKind::Facility,
            Geometry::Point | Geometry::Area => FeatureKind::Other,
        });
    }
    match geometry {
        Geometry::Point => point_by_tags(row),
        Geometry::Lines => line_by_tags(row),
        Geometry::Area => area_by_tags(row),
    }
}

fn has_use(row: &Row<'_>) -> bool {
    USES.iter().any(|&tag| row.has(tag))
}

fn has_people(row: &Row<'_>) -> bool {
    row.has_fact(Fact::Persons) || row.has_fact(Fact::Dwellings)
}

fn point_by_tags(row: &Row<'_>) -> Option<FeatureKind> {
    if has_use(row) {
        return Some(FeatureKind::Facility);
    }
    if row.has(Tag::Building) {
        return Some(FeatureKind::Building);
    }
    if row.has(Tag::Leisure) {
        return Some(FeatureKind::Facility);
    }
    let is_known = [Tag::Natural, Tag::Waterway, Tag::Railway, Tag::Power, Tag::Barrier, Tag::Aeroway];
    is_known.iter().any(|&tag| row.has(tag)).then_some(FeatureKind::Other)
}

fn line_by_tags(row: &Row<'_>) -> Option<FeatureKind> {
    let is_water =
        row.has(Tag::Waterway) || row.has(Tag::Water) || is_one_of(row, Tag::Natural, &["water", "coastline"]);
    if is_water {
        return Some(FeatureKind::Water);
    }
    if row.has(Tag::Boundary) || row.has(Tag::AdminLevel) {
        return Some(FeatureKind::Boundary);
    }
    let is_other = [Tag::Railway, Tag::Power, Tag::Barrier, Tag::Aeroway, Tag::ManMade, Tag::Natural, Tag::Leisure];
    is_other.iter().any(|&tag| row.has(tag)).then_some(FeatureKind::Other)
}

fn area_by_tags(row: &Row<'_>) -> Option<FeatureKind> {
    if row.has(Tag::Building) {
        return Some(FeatureKind::Building);
    }
    let is_water = row.has(Tag::Waterway)
        || row.has(Tag::Water)
        || is_one_of(row, Tag::Natural, &["water", "wetland", "bay", "strait", "coastline", "glacier"])
        || is_one_of(row, Tag::Landuse, &["reservoir", "basin", "salt_pond"])
        || is_one_of(row, Tag::Leisure, &["swimming_pool", "swimming_area"]);
    if is_water {
        return Some(FeatureKind::Water);
    }
    if row.has(Tag::Boundary) || row.has(Tag::AdminLevel) {
        return Some(if has_people(row) { FeatureKind::PopulationZone } else { FeatureKind::Boundary });
    }
    if row.has(Tag::Leisure) || is_one_of(row, Tag::Place, &["square"]) {
        return Some(FeatureKind::OpenSpace);
    }
    if let Some(landuse) = row.tag(Tag::Landuse) {
        let is_built = BUILT_UP.contains(&landuse.as_ref());
        return match (is_built, has_use(row), has_people(row)) {
            (false, _, _) => Some(FeatureKind::OpenSpace),
            (true, true, _) => Some(FeatureKind::Facility),
            (true, false, true) => Some(FeatureKind::PopulationZone),
            (true, false, false) => Some(FeatureKind::Other),
        };
    }
    if row.has(Tag::Place) && !row.has(Tag::Amenity) {
        return Some(if has_people(row) { FeatureKind::PopulationZone } else { FeatureKind::Boundary });
    }
    if has_use(row) {
        return Some(FeatureKind::Facility);
    }
    if row.has(Tag::Natural) {
        return Some(FeatureKind::OpenSpace);
    }
    let is_other = [Tag::Railway, Tag::Power, Tag::Barrier, Tag::Aeroway];
    is_other.iter().any(|&tag| row.has(tag)).then_some(FeatureKind::Other)
}

fn is_one_of(row: &Row<'_>, tag: Tag, values: &[&str]) -> bool {
    row.tag(tag).is_some_and(|value| values.contains(&value.as_ref()))
}

fn area_by_columns(row: &Row<'_>, layer: LayerSigns) -> Option<(FeatureKind, Grounds)> {
    if layer.by_name == Some(FeatureKind::Building) {
        return Some((FeatureKind::Building, Grounds::FileName));
    }
    if layer.by_name != Some(FeatureKind::PopulationZone) && (row.has_fact(Fact::Levels) || row.has_fact(Fact::HeightM))
    {
        return Some((FeatureKind::Building, Grounds::Columns));
    }
    if has_people(row) {
        return Some((FeatureKind::PopulationZone, Grounds::Columns));
    }
    if row.has(Tag::Hazard) {
        return None;
    }
    match layer.by_name? {
        kind @ (FeatureKind::Water
        | FeatureKind::Boundary
        | FeatureKind::OpenSpace
        | FeatureKind::Facility
        | FeatureKind::PopulationZone) => Some((kind, Grounds::FileName)),
        FeatureKind::Road | FeatureKind::Building | FeatureKind::Other => None,
    }
}

fn point_by_columns(row: &Row<'_>, layer: LayerSigns) -> Option<(FeatureKind, Grounds)> {
    match layer.by_name {
        Some(kind @ (FeatureKind::Building | FeatureKind::Facility)) => return Some((kind, Grounds::FileName)),
        Some(
            FeatureKind::Road
            | FeatureKind::OpenSpace
            | FeatureKind::Water
            | FeatureKind::Boundary
            | FeatureKind::PopulationZone
            | FeatureKind::Other,
        )
        | None => {}
    }
    if row.has(Tag::FacilityName) {
        return Some((FeatureKind::Facility, Grounds::Columns));
    }
    if has_people(row) {
        return Some((FeatureKind::PopulationZone, Grounds::Columns));
    }
    (layer.by_name == Some(FeatureKind::PopulationZone)).then_some((FeatureKind::PopulationZone, Grounds::FileName))
}

fn line_by_columns(row: &Row<'_>, layer: LayerSigns) -> Option<(FeatureKind, Grounds)> {
    if let Some(kind @ (FeatureKind::Water | FeatureKind::Boundary)) = layer.by_name {
        return Some((kind, Grounds::FileName));
    }
    if layer.has_other_lines {
        return None;
    }
    let is_road = [Fact::RoadClass, Fact::WidthM, Fact::Lanes, Fact::MaxSpeedKmH, Fact::OneWay];
    if row.has(Tag::RoadName) || is_road.iter().any(|&fact| row.has_fact(fact)) {
        return Some((FeatureKind::Road, Grounds::Columns));
    }
    if layer.by_name == Some(FeatureKind::Road) {
        return Some((FeatureKind::Road, Grounds::FileName));
    }
    layer.has_only_lines.then_some((FeatureKind::Road, Grounds::OnlyLines))
}
