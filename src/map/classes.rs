//! Features sorted into classes by a fact: residents, storeys, use, width, density.

use std::collections::{BTreeMap, BTreeSet};

use super::BaseLayer;
use crate::community::{Community, RoadClass, Shape, ZoneCount};

/// Fewest and most classes.
pub const CLASS_RANGE: (u8, u8) = (3, 7);
/// The class of everything that has no class of its own: unknown values, rare uses.
const REST: u8 = CLASS_RANGE.1;
/// Square metres of a hectare.
const M2_PER_HA: f64 = 10_000.0;

/// What a layer is colored by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coloring {
    /// Buildings by residents.
    Persons,
    /// Buildings by storeys.
    Levels,
    /// Buildings by use.
    Usage,
    /// Roads by class.
    RoadClass,
    /// Roads by width in metres, guessed ones too.
    Width,
    /// Population zones by persons per hectare.
    Density,
}

impl Coloring {
    /// Every coloring.
    pub const ALL: [Self; 6] = [Self::Persons, Self::Levels, Self::Usage, Self::RoadClass, Self::Width, Self::Density];

    /// The word in text keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Levels => "levels",
            Self::Usage => "usage",
            Self::RoadClass => "road-class",
            Self::Width => "width",
            Self::Density => "density",
        }
    }

    /// The layer it colors.
    #[must_use]
    pub const fn layer(self) -> BaseLayer {
        match self {
            Self::Persons | Self::Levels | Self::Usage => BaseLayer::Buildings,
            Self::RoadClass | Self::Width => BaseLayer::Roads,
            Self::Density => BaseLayer::Zones,
        }
    }

    /// Are its classes kinds, and not steps of a number?
    #[must_use]
    pub const fn has_categories(self) -> bool {
        matches!(self, Self::Usage | Self::RoadClass)
    }
}

/// How numbers become classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClassMethod {
    /// As many features in each class, as far as equal values allow.
    #[default]
    Quantiles,
    /// Steps of equal width from the least to the most.
    EqualSteps,
}

impl ClassMethod {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Quantiles, Self::EqualSteps];

    /// The word in text keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quantiles => "quantiles",
            Self::EqualSteps => "equal-steps",
        }
    }
}

/// How a layer is classed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Classing {
    /// By what.
    pub coloring: Coloring,
    /// How numbers become classes.
    pub method: ClassMethod,
    /// So many classes at most, within [`CLASS_RANGE`].
    pub n_classes: u8,
}

impl Classing {
    /// Five quantiles.
    #[must_use]
    pub const fn by(coloring: Coloring) -> Self {
        Self { coloring, method: ClassMethod::Quantiles, n_classes: 5 }
    }
}

/// What a class holds.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassLabel {
    /// Numbers from the first to the second, both inclusive.
    Range(f64, f64),
    /// This use.
    Usage(String),
    /// This class of road.
    Road(RoadClass),
    /// All others, and what is not known.
    Rest,
}

/// One class: its place among the colors, what it holds, how many features are in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassEntry {
    /// Place among the colors.
    pub class: u8,
    /// What it holds.
    pub label: ClassLabel,
    /// So many features.
    pub n_features: usize,
}

/// A layer in classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Classed {
    /// How it was classed.
    pub classing: Classing,
    /// The classes that hold something, in the order of the legend.
    pub entries: Vec<ClassEntry>,
    /// The class of each feature of the layer, in the community's order.
    pub classes: Vec<u8>,
}

/// Sorts a layer's features into classes. O(n log n).
#[must_use]
pub fn classed(community: &Community, classing: Classing) -> Classed {
    let numbers = |values: Vec<Option<f64>>| by_number(classing, &values);
    match classing.coloring {
        Coloring::Persons => {
            let demand = community.demand().iter().take(community.buildings().len());
            numbers(demand.map(|point| Some(f64::from(point.persons.0))).collect())
        }
        Coloring::Levels => numbers(community.buildings().iter().map(|b| b.levels.map(f64::from)).collect()),
        Coloring::Width => {
            numbers(community.roads().iter().map(|road| Some(road.width_or_guess().0.value())).collect())
        }
        Coloring::Density => numbers(community.zones().iter().map(|zone| density(community, zone)).collect()),
        Coloring::Usage => {
            let usages = community.buildings().iter().map(|b| b.usage.as_deref().filter(|usage| *usage != "yes"));
            by_kind(classing, &usages.collect::<Vec<_>>(), |usage| ClassLabel::Usage((*usage).to_owned()))
        }
        Coloring::RoadClass => {
            let classes = community.roads().iter().map(|road| Some(road.class));
            by_kind(classing, &classes.collect::<Vec<_>>(), |class| ClassLabel::Road(*class))
        }
    }
}

fn density(community: &Community, zone: &crate::community::PopulationZone) -> Option<f64> {
    let (Shape::Area(area), ZoneCount::Persons(persons)) = (&zone.shape, zone.count) else { return None };
    let hectares = area.area(community.plane()).value() / M2_PER_HA;
    (hectares > 0.0).then(|| f64::from(persons.0) / hectares)
}

/// The upper ends of the classes, rising; the last is the largest value.
fn upper_ends(classing: Classing, sorted: &[f64]) -> Vec<f64> {
    let n = usize::from(classing.n_classes.clamp(CLASS_RANGE.0, CLASS_RANGE.1));
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let end = |step: usize| match classing.method {
        ClassMethod::Quantiles => {
            let place = (sorted.len() * step).div_ceil(n).saturating_sub(1);
            sorted.get(place).copied().unwrap_or(most)
        }
        #[expect(clippy::cast_precision_loss, reason = "at most seven steps")]
        ClassMethod::EqualSteps => {
            if step == n {
                most
            } else {
                least + (most - least) * step as f64 / n as f64
            }
        }
    };
    let mut ends: Vec<f64> = (1..=n).map(end).collect();
    ends.dedup();
    ends
}

fn by_number(classing: Classing, values: &[Option<f64>]) -> Classed {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let ends = upper_ends(classing, &sorted);
    let n_colors = u8::try_from(ends.len()).unwrap_or(REST).max(1);
    // Few classes still use the whole range of colors, from the palest to the strongest.
    let spread = |class: usize| {
        let class = u8::try_from(class).unwrap_or(REST);
        if n_colors > 1 { class * (REST - 1) / (n_colors - 1) } else { REST / 2 }
    };
    let class_of = |value: f64| ends.partition_point(|&end| end < value).min(ends.len().saturating_sub(1));
    let classes: Vec<u8> = values.iter().map(|value| value.map_or(REST, |value| spread(class_of(value)))).collect();
    let mut ranges: BTreeMap<usize, (f64, f64, usize)> = BTreeMap::new();
    for &value in &sorted {
        let range = ranges.entry(class_of(value)).or_insert((value, value, 0));
        range.1 = value;
        range.2 += 1;
    }
    let range = |(class, (from, to, n_features))| ClassEntry {
        class: spread(class),
        label: ClassLabel::Range(from, to),
        n_features,
    };
    let mut entries: Vec<ClassEntry> = ranges.into_iter().map(range).collect();
    push_rest(&mut entries, values.len() - sorted.len());
    Classed { classing, entries, classes }
}

/// The most frequent kinds get a class each; ties go to the lower name.
fn by_kind<K: Ord>(classing: Classing, kinds: &[Option<K>], label: impl Fn(&K) -> ClassLabel) -> Classed {
    let mut counts: BTreeMap<&K, usize> = BTreeMap::new();
    for kind in kinds.iter().flatten() {
        *counts.entry(kind).or_default() += 1;
    }
    let mut order: Vec<(&K, usize)> = counts.into_iter().collect();
    order.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    order.truncate(usize::from(classing.n_classes.clamp(CLASS_RANGE.0, CLASS_RANGE.1)));
    let by_kind: BTreeMap<&K, u8> = order.iter().zip(0..).map(|((kind, _), class)| (*kind, class)).collect();
    let class = |kind: &Option<K>| kind.as_ref().and_then(|kind| by_kind.get(kind)).copied().unwrap_or(REST);
    let classes: Vec<u8> = kinds.iter().map(class).collect();
    let mut entries: Vec<ClassEntry> = order
        .iter()
        .zip(0..)
        .map(|((kind, n), class)| ClassEntry { class, label: label(kind), n_features: *n })
        .collect();
    let n_classed: usize = order.iter().map(|(_, n)| n).sum();
    push_rest(&mut entries, kinds.len() - n_classed);
    Classed { classing, entries, classes }
}

fn push_rest(entries: &mut Vec<ClassEntry>, n_features: usize) {
    if n_features > 0 {
        entries.push(ClassEntry { class: REST, label: ClassLabel::Rest, n_features });
    }
}

/// How the base map is dressed: order, strength and colorings of its layers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BaseDress {
    /// Layers from the top down; `None` for the usual order.
    pub order: Option<[BaseLayer; 8]>,
    /// Strength in percent, where it is not 100.
    pub opacity: BTreeMap<BaseLayer, u8>,
    /// Colorings by layer.
    pub colorings: BTreeMap<BaseLayer, Classing>,
}

/// Layers from the top down, as the base map is usually painted.
pub const USUAL_ORDER: [BaseLayer; 8] = [
    BaseLayer::Facilities,
    BaseLayer::Zones,
    BaseLayer::Boundaries,
    BaseLayer::Roads,
    BaseLayer::Buildings,
    BaseLayer::Others,
    BaseLayer::Water,
    BaseLayer::OpenSpaces,
];

impl BaseDress {
    /// Layers from the top down.
    #[must_use]
    pub fn order(&self) -> [BaseLayer; 8] {
        self.order.unwrap_or(USUAL_ORDER)
    }

    /// Strength of a layer in percent.
    #[must_use]
    pub fn opacity_of(&self, layer: BaseLayer) -> u8 {
        self.opacity.get(&layer).copied().unwrap_or(100).min(100)
    }

    /// Sets the strength of a layer in percent.
    pub fn set_opacity(&mut self, layer: BaseLayer, percent: u8) {
        if percent >= 100 {
            self.opacity.remove(&layer);
        } else {
            self.opacity.insert(layer, percent);
        }
    }

    /// Moves a layer one place up.
    pub fn lift(&mut self, layer: BaseLayer) {
        let mut order = self.order();
        if let Some(place) = order.iter().position(|&other| other == layer).filter(|&place| place > 0) {
            order.swap(place, place - 1);
        }
        self.order = (order != USUAL_ORDER).then_some(order);
    }

    /// The layers that are colored by a fact.
    #[must_use]
    pub fn colored(&self) -> BTreeSet<BaseLayer> {
        self.colorings.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_value_lies_in_the_range_of_its_class_and_classes_rise(
            values in prop::collection::vec(prop::option::weighted(0.9, 0_u32..500), 0..200),
            n_classes in 1_u8..9,
            is_equal in any::<bool>(),
        ) {
            let method = if is_equal { ClassMethod::EqualSteps } else { ClassMethod::Quantiles };
            let classing = Classing { coloring: Coloring::Persons, method, n_classes };
            let values: Vec<Option<f64>> = values.into_iter().map(|value| value.map(f64::from)).collect();
            let classed = by_number(classing, &values);
            prop_assert!(classed.entries.len() <= usize::from(n_classes.clamp(3, 7)) + 1);
            prop_assert_eq!(classed.entries.iter().map(|entry| entry.n_features).sum::<usize>(), values.len());
            for (value, class) in values.iter().zip(&classed.classes) {
                let entry = classed.entries.iter().find(|entry| entry.class == *class).unwrap();
                match (value, &entry.label) {
                    (Some(value), ClassLabel::Range(from, to)) => prop_assert!(from <= value && value <= to),
                    (None, ClassLabel::Rest) => {}
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            for pair in classed.entries.windows(2) {
                prop_assert!(pair[0].class < pair[1].class, "classes have colors of their own");
                if let (ClassLabel::Range(_, to), ClassLabel::Range(from, _)) = (&pair[0].label, &pair[1].label) {
                    prop_assert!(to < from);
                }
            }
        }
    }

    #[test]
    fn quantiles_of_different_values_are_equally_full() {
        let values: Vec<Option<f64>> = (0..100).map(|n| Some(f64::from(n))).collect();
        let classed = by_number(Classing::by(Coloring::Persons), &values);
        assert!(classed.entries.iter().all(|entry| entry.n_features == 20), "{:?}", classed.entries);
    }

    #[test]
    fn the_most_frequent_kinds_have_colors_and_the_others_one_together() {
        let kinds: Vec<Option<u32>> =
            [3, 3, 3, 1, 1, 2, 4, 5, 6, 7, 8, 9].map(Some).into_iter().chain([None]).collect();
        let classing = Classing { n_classes: 3, ..Classing::by(Coloring::Usage) };
        let classed = by_kind(classing, &kinds, |kind| ClassLabel::Usage(kind.to_string()));
        let labels: Vec<_> = classed.entries.iter().map(|entry| (entry.label.clone(), entry.n_features)).collect();
        let usage = |word: &str| ClassLabel::Usage(word.to_owned());
        assert_eq!(labels, [(usage("3"), 3), (usage("1"), 2), (usage("2"), 1), (ClassLabel::Rest, 7)]);
    }

    #[test]
    fn a_lifted_layer_goes_up_and_back_to_the_usual_order() {
        let mut dress = BaseDress::default();
        dress.lift(BaseLayer::Buildings);
        assert_eq!(dress.order()[3..5], [BaseLayer::Buildings, BaseLayer::Roads]);
        dress.lift(BaseLayer::Roads);
        assert_eq!(dress, BaseDress::default());
    }
}
