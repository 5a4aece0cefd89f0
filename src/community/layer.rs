//! Layers (one per file) and the mapping of their columns to facts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::FeatureKind;
use crate::geometry::CoordinateSystem;

/// A fact about a feature that a column can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Residents (by night).
    Persons,
    /// People by day.
    PersonsByDay,
    /// Vulnerable people.
    VulnerablePersons,
    /// Dwellings or households.
    Dwellings,
    /// Storeys.
    Levels,
    /// Height in metres.
    HeightM,
    /// Name.
    Name,
    /// Use.
    Usage,
    /// Road class.
    RoadClass,
    /// Road width in metres.
    WidthM,
    /// Lanes.
    Lanes,
    /// Speed limit in km/h.
    MaxSpeedKmH,
    /// Cars an hour, of the whole road in one direction.
    CapacityCarsPerH,
    /// Direction for vehicles.
    OneWay,
}

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 14] = [
        Self::Persons,
        Self::PersonsByDay,
        Self::VulnerablePersons,
        Self::Dwellings,
        Self::Levels,
        Self::HeightM,
        Self::Name,
        Self::Usage,
        Self::RoadClass,
        Self::WidthM,
        Self::Lanes,
        Self::MaxSpeedKmH,
        Self::CapacityCarsPerH,
        Self::OneWay,
    ];

    /// The word in plans, options and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::PersonsByDay => "persons_by_day",
            Self::VulnerablePersons => "vulnerable_persons",
            Self::Dwellings => "dwellings",
            Self::Levels => "levels",
            Self::HeightM => "height_m",
            Self::Name => "name",
            Self::Usage => "usage",
            Self::RoadClass => "road_class",
            Self::WidthM => "width_m",
            Self::Lanes => "lanes",
            Self::MaxSpeedKmH => "max_speed_km_h",
            Self::CapacityCarsPerH => "capacity_cars_per_h",
            Self::OneWay => "one_way",
        }
    }

    /// The fact a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.name() == name)
    }
}

/// What the planner said about one layer; what is not said is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerMapping {
    /// All features of the layer are of this kind.
    pub kind: Option<FeatureKind>,
    /// What the numbers of the file mean; else what the file says, else WGS 84.
    pub coordinates: Option<CoordinateSystem>,
    /// This column gives this fact.
    pub columns: BTreeMap<Fact, String>,
}

impl LayerMapping {
    /// Is nothing said?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kind.is_none() && self.columns.is_empty() && self.coordinates.is_none()
    }
}

/// A mapping the planner made for a file with these columns, remembered for files alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownMapping {
    /// Names of the columns, sorted.
    pub columns: Vec<String>,
    /// What was said.
    pub mapping: LayerMapping,
}

impl KnownMapping {
    /// Has the layer the same columns?
    #[must_use]
    pub fn fits(&self, layer: &Layer) -> bool {
        layer.columns.len() == self.columns.len() && layer.column_names() == self.columns
    }
}

/// The planner's mapping for all layers, by layer name: the file's name without folder; for files of several layers
/// `file#layer`, or the file's name alone for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// By layer name.
    pub layers: BTreeMap<String, LayerMapping>,
}

impl Mapping {
    /// What is said of a layer: under its own name, else under that of its file.
    #[must_use]
    pub fn of(&self, layer: &str) -> Option<&LayerMapping> {
        let file = layer.split_once(LAYER_MARK).map(|(file, _)| file);
        self.layers.get(layer).or_else(|| self.layers.get(file?))
    }

    /// Says what the numbers of a layer mean, or (`None`) leaves it to the file; what else is said of it stays.
    pub fn set_coordinates(&mut self, layer: &str, system: Option<CoordinateSystem>) {
        let said = self.of(layer).cloned().unwrap_or_default();
        let said = LayerMapping { coordinates: system, ..said };
        let has_file_mapping = layer.split_once(LAYER_MARK).is_some_and(|(file, _)| self.layers.contains_key(file));
        if said.is_empty() && !has_file_mapping {
            self.layers.remove(layer);
        } else {
            self.layers.insert(layer.to_owned(), said);
        }
    }
}

/// Stands between the name of a file and that of one of its layers.
const LAYER_MARK: char = '#';

/// A column of a layer, as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSummary {
    /// Name of the property.
    pub name: Arc<str>,
    /// How many features have it, not null.
    pub n_present: usize,
    /// Up to three different values, shortened.
    pub samples: Vec<String>,
    /// What the first features of the file have in it, at most five, shortened; `None` where they have nothing.
    pub first_rows: Vec<Option<String>>,
    /// The fact it was taken for, if any.
    pub used_for: Option<Fact>,
}

/// One file of the community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// File name without folder, as shown.
    pub name: String,
    /// Path as it was opened.
    pub path: String,
    /// SHA-256 of the file as stored, lower-case hex.
    pub sha256: String,
    /// Features in the file, usable or not.
    pub n_features: usize,
    /// How many features became which kind; sums to `n_features`.
    pub kinds: BTreeMap<FeatureKind, usize>,
    /// Columns in order of first appearance.
    pub columns: Vec<ColumnSummary>,
    /// Credit the file names (`attribution`, `license`), or that its content is known to need.
    pub attribution: Option<String>,
}

impl Layer {
    /// Names of the columns, sorted: files from one source have the same.
    #[must_use]
    pub fn column_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.columns.iter().map(|column| column.name.to_string()).collect();
        names.sort();
        names
    }
}

/// What happens where roads cross without a common vertex.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrossingRule {
    /// Joined only where the data's kind says so: no bridge, tunnel or layer tags in use and many such crossings.
    #[default]
    Automatic,
    /// Never joined.
    Leave,
    /// Joined unless bridge, tunnel or layer differ.
    Join,
}

impl CrossingRule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Leave, Self::Join];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Leave => "leave",
            Self::Join => "join",
        }
    }

    /// The rule a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_coordinates_leaves_the_columns_as_they_are() {
        let mut mapping = Mapping::default();
        mapping.set_coordinates("a.csv", Some(CoordinateSystem::Gcj02));
        assert_eq!(mapping.of("a.csv").and_then(|said| said.coordinates), Some(CoordinateSystem::Gcj02));
        mapping.set_coordinates("a.csv", None);
        assert_eq!(mapping, Mapping::default(), "nothing said leaves nothing behind");
        let columns = BTreeMap::from([(Fact::Name, "名称".to_owned())]);
        mapping
            .layers
            .insert("b.gpkg".to_owned(), LayerMapping { columns: columns.clone(), ..LayerMapping::default() });
        mapping.set_coordinates("b.gpkg#houses", Some(CoordinateSystem::Bd09));
        assert_eq!(mapping.layers["b.gpkg#houses"].columns, columns, "the file's columns hold for its layer");
        assert_eq!(mapping.layers["b.gpkg"].coordinates, None, "its other layers stay");
        mapping.set_coordinates("b.gpkg#houses", None);
        assert_eq!(mapping.of("b.gpkg#houses").map(|said| &said.columns), Some(&columns));
    }
}
