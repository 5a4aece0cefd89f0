//! The community as a whole: features, layers, people, the local plane and what was odd.

use std::sync::Arc;

use thiserror::Error;

use super::population::{PlacedPeople, place_people};
use super::{
    Boundary, Building, CoordinateDoubt, DemandPoint, Facility, FeatureKind, ImportWarning, Layer, Oddity, OpenSpace,
    OtherFeature, PopulationRules, PopulationSummary, PopulationZone, Road, Water,
};
use crate::geometry::{BoundingBox, LocalProjection, LonLat};

/// Beyond this distance from the centre the plane is less exact; the planner is told.
const WARN_EXTENT_M: f64 = 20_000.0;
/// Beyond this distance from the centre a study area is refused: one flat plane cannot serve it.
const MAX_EXTENT_M: f64 = 250_000.0;
/// Above this latitude a flat plane with north up is no longer usable.
pub(crate) const MAX_LATITUDE: f64 = 80.0;

/// Why loaded features cannot be one community.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CommunityError {
    /// Too wide for one local plane.
    #[error(
        "the study area reaches {extent_km:.0} km from its centre; at most 250 km is possible: \
         open one region at a time, or look for a stray coordinate near {farthest}"
    )]
    TooLarge {
        /// Distance of the farthest place from the centre.
        extent_km: f64,
        /// The farthest place.
        farthest: LonLat,
    },
    /// Too near a pole.
    #[error("the study area lies above {MAX_LATITUDE}° latitude, where the map plane cannot be used")]
    TooFarNorthOrSouth,
    /// Nothing with a place in it.
    #[error("the files hold no feature with a usable place: {}", hint(*.n_features, .first.as_deref()))]
    Empty {
        /// Features that could not be used.
        n_features: usize,
        /// What was odd about the first of them, where a reader knows it.
        first: Option<Box<ImportWarning>>,
    },
}

fn hint(n_features: usize, first: Option<&ImportWarning>) -> String {
    let hint = if n_features == 0 {
        "there is no feature at all".to_owned()
    } else {
        format!("none of the {n_features} features could be used; see the warnings")
    };
    first.map_or(hint.clone(), |first| format!("{hint} (first: {first})"))
}

/// Everything that was read, before people are placed.
#[derive(Clone, Debug, Default)]
pub struct CommunityParts {
    /// One per file.
    pub layers: Vec<Layer>,
    /// Roads in file order.
    pub roads: Vec<Road>,
    /// Buildings in file order.
    pub buildings: Vec<Building>,
    /// Open land.
    pub open_spaces: Vec<OpenSpace>,
    /// Facilities.
    pub facilities: Vec<Facility>,
    /// Water.
    pub water: Vec<Water>,
    /// Boundaries.
    pub boundaries: Vec<Boundary>,
    /// Population zones, cells and addresses.
    pub zones: Vec<PopulationZone>,
    /// Counted, not used.
    pub others: Vec<OtherFeature>,
    /// Oddities so far.
    pub warnings: Vec<ImportWarning>,
    /// Doubts about the coordinates of files.
    pub doubts: Vec<CoordinateDoubt>,
}

/// Features by kind, as files had them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeatureCounts([usize; FeatureKind::ALL.len()]);

impl FeatureCounts {
    /// How many of a kind.
    #[must_use]
    pub const fn of(&self, kind: FeatureKind) -> usize {
        self.0[kind as usize]
    }

    /// All kinds together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.iter().sum()
    }
}

/// What was loaded: never edited, shared by reference.
#[derive(Clone, Debug)]
pub struct Community {
    parts: CommunityParts,
    bounds: BoundingBox,
    plane: LocalProjection,
    demand: Vec<DemandPoint>,
    population: PopulationSummary,
}

impl Community {
    /// Puts the parts together: fixes the plane, places the people, adds their warnings.
    ///
    /// # Errors
    /// [`CommunityError`] where there is nothing with a place, or the area is too large or too near a pole.
    pub fn assemble(mut parts: CommunityParts, rules: &PopulationRules) -> Result<Self, CommunityError> {
        let Some(bounds) = BoundingBox::around(all_places(&parts)) else {
            let n: usize = parts.layers.iter().map(|layer| layer.n_features).sum();
            return Err(CommunityError::Empty { n_features: n, first: None });
        };
        let plane = LocalProjection::for_bounds(Some(bounds));
        if bounds.min.lat() < -MAX_LATITUDE || bounds.max.lat() > MAX_LATITUDE {
            return Err(CommunityError::TooFarNorthOrSouth);
        }
        let corner = plane.local_from_lon_lat(bounds.max);
        let reach = corner.x.max(corner.y);
        if reach > MAX_EXTENT_M {
            let away = |place: LonLat| {
                let point = plane.local_from_lon_lat(place);
                point.x.abs().max(point.y.abs())
            };
            let farthest = all_places(&parts).max_by(|&a, &b| away(a).total_cmp(&away(b))).unwrap_or(bounds.max);
            return Err(CommunityError::TooLarge { extent_km: reach / 1000.0, farthest });
        }
        if reach > WARN_EXTENT_M {
            parts.warnings.push(ImportWarning {
                file: parts.layers.first().map_or_else(String::new, |layer| layer.name.clone()),
                feature: None,
                oddity: Oddity::LargeStudyArea(reach / 1000.0, reach / WARN_EXTENT_M * 0.3),
                place: None,
            });
        }
        let PlacedPeople { demand, summary, warnings } = place_people(&parts, &plane, rules);
        parts.warnings.extend(warnings);
        parts.warnings.sort_by(|a, b| (&a.file, a.code(), a.feature).cmp(&(&b.file, b.code(), b.feature)));
        Ok(Self { parts, bounds, plane, demand, population: summary })
    }

    /// One per file.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.parts.layers
    }

    /// Roads; a `RoadId` is a position here.
    #[must_use]
    pub fn roads(&self) -> &[Road] {
        &self.parts.roads
    }

    /// Buildings; a `BuildingId` is a position here.
    #[must_use]
    pub fn buildings(&self) -> &[Building] {
        &self.parts.buildings
    }

    /// Open land.
    #[must_use]
    pub fn open_spaces(&self) -> &[OpenSpace] {
        &self.parts.open_spaces
    }

    /// Facilities.
    #[must_use]
    pub fn facilities(&self) -> &[Facility] {
        &self.parts.facilities
    }

    /// Water.
    #[must_use]
    pub fn water(&self) -> &[Water] {
        &self.parts.water
    }

    /// Boundaries.
    #[must_use]
    pub fn boundaries(&self) -> &[Boundary] {
        &self.parts.boundaries
    }

    /// Population zones, cells and addresses.
    #[must_use]
    pub fn zones(&self) -> &[PopulationZone] {
        &self.parts.zones
    }

    /// Features that are counted and not used.
    #[must_use]
    pub fn others(&self) -> &[OtherFeature] {
        &self.parts.others
    }

    /// Everything odd, sorted by file, kind of oddity and feature.
    #[must_use]
    pub fn warnings(&self) -> &[ImportWarning] {
        &self.parts.warnings
    }

    /// Doubts about the coordinates of files that were opened all the same, in the order of the layers.
    #[must_use]
    pub fn coordinate_doubts(&self) -> &[CoordinateDoubt] {
        &self.parts.doubts
    }

    /// The box around everything.
    #[must_use]
    pub const fn bounds(&self) -> BoundingBox {
        self.bounds
    }

    /// The local plane.
    #[must_use]
    pub const fn plane(&self) -> &LocalProjection {
        &self.plane
    }

    /// The places people leave from; a `DemandId` is a position here. The first ones are the buildings, in order.
    #[must_use]
    pub fn demand(&self) -> &[DemandPoint] {
        &self.demand
    }

    /// Where the people came from, in numbers.
    #[must_use]
    pub const fn population(&self) -> &PopulationSummary {
        &self.population
    }

    /// Features by kind, as the files had them.
    #[must_use]
    pub fn counts(&self) -> FeatureCounts {
        let mut counts = FeatureCounts::default();
        for layer in &self.parts.layers {
            for (&kind, &n) in &layer.kinds {
                counts.0[kind as usize] += n;
            }
        }
        counts
    }

    /// The credits that must be shown with the map, each once, in file order.
    #[must_use]
    pub fn attributions(&self) -> Vec<&str> {
        let mut credits: Vec<&str> = Vec::new();
        for credit in self.parts.layers.iter().filter_map(|layer| layer.attribution.as_deref()) {
            if !credits.contains(&credit) {
                credits.push(credit);
            }
        }
        credits
    }

    /// A name for the whole: the first boundary's name, else the first layer's.
    #[must_use]
    pub fn title(&self) -> Arc<str> {
        let zone = self.parts.zones.iter().find_map(|zone| zone.name.clone());
        zone.or_else(|| self.parts.layers.first().map(|layer| Arc::from(layer.name.as_str())))
            .unwrap_or_else(|| Arc::from(""))
    }
}

fn all_places(parts: &CommunityParts) -> impl Iterator<Item = LonLat> + '_ {
    let roads = parts.roads.iter().flat_map(|road| road.line.iter().copied());
    let buildings = parts.buildings.iter().flat_map(|b| b.outline.places().chain(std::iter::once(b.door)));
    let open = parts.open_spaces.iter().flat_map(|space| space.outline.places());
    let facilities = parts.facilities.iter().map(|facility| facility.place);
    let water = parts.water.iter().flat_map(|water| water.shape.places());
    let boundaries = parts.boundaries.iter().flat_map(|boundary| boundary.shape.places());
    let zones = parts.zones.iter().flat_map(|zone| zone.shape.places());
    let others = parts.others.iter().filter_map(|other| other.shape.as_ref()).flat_map(super::Shape::places);
    roads.chain(buildings).chain(open).chain(facilities).chain(water).chain(boundaries).chain(zones).chain(others)
}
