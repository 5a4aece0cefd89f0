//! Layers against each other: which one lies elsewhere, which has its axes exchanged, which features went astray.

use super::ImportError;
use crate::community::{
    CommunityParts, CoordinateDoubt, FeatureKind, FeatureSource, ImportWarning, Oddity, OtherFeature, Shape, Suspected,
};
use crate::geometry::{BoundingBox, LonLat, geodesic_length};

/// A feature farther than this from the middle of all is astray, in degrees of latitude (about 280 km).
const ASTRAY_DEGREES: f64 = 2.5;
/// At most this share of the features may be set aside as astray; more is another community.
const ASTRAY_SHARE: usize = 20;

/// A layer that lies apart from the others.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Apart {
    layer: usize,
    distance_km: f64,
    fits_exchanged: bool,
}

/// Finds the layers whose box touches no box of the others. The layer with the most features stands where it is.
pub(super) fn layers_apart(parts: &CommunityParts) -> Vec<Apart> {
    let mut boxes: Vec<Option<BoundingBox>> = vec![None; parts.layers.len()];
    for_each_feature(parts, |source, place| {
        if let Some(slot) = boxes.get_mut(source.layer as usize) {
            match slot {
                Some(bounds) => bounds.include(place),
                None => *slot = Some(BoundingBox { min: place, max: place }),
            }
        }
    });
    let anchor = (0..boxes.len())
        .filter(|&layer| boxes[layer].is_some())
        .max_by_key(|&layer| (parts.layers[layer].n_features, std::cmp::Reverse(layer)));
    let mut apart = Vec::new();
    for (layer, bounds) in boxes.iter().enumerate() {
        let Some(bounds) = bounds.filter(|_| Some(layer) != anchor) else { continue };
        let others = boxes.iter().enumerate().filter(|&(other, _)| other != layer).filter_map(|(_, bounds)| *bounds);
        let nearest = others.map(|other| (gap_km(bounds, other), other)).min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((distance_km, _)) = nearest.filter(|(distance, _)| *distance > 0.0) else { continue };
        let all = boxes.iter().enumerate().filter(|&(other, _)| other != layer).filter_map(|(_, bounds)| *bounds);
        let fits_exchanged =
            exchanged(bounds).is_some_and(|bounds| all.into_iter().any(|other| gap_km(bounds, other) <= 0.0));
        apart.push(Apart { layer, distance_km, fits_exchanged });
    }
    apart
}

/// Says which layers lie apart.
pub(super) fn warn_apart(parts: &mut CommunityParts, apart: &[Apart]) {
    for one in apart {
        let Some(layer) = parts.layers.get(one.layer) else { continue };
        let oddity =
            if one.fits_exchanged { Oddity::SwappedLayer(one.distance_km) } else { Oddity::FarLayer(one.distance_km) };
        let file = layer.name.clone();
        let suspected = if one.fits_exchanged { Suspected::SwappedAxes } else { Suspected::ElsewhereThanOthers };
        parts.doubts.push(CoordinateDoubt { file: file.clone(), suspected });
        parts.warnings.push(ImportWarning { file, feature: None, oddity, place: None });
    }
}

/// The middle of everything that was read; `None` where nothing was.
pub(super) fn middle_of(parts: &CommunityParts) -> Option<LonLat> {
    let mut bounds: Option<BoundingBox> = None;
    for_each_feature(parts, |_, place| match &mut bounds {
        Some(bounds) => bounds.include(place),
        None => bounds = Some(BoundingBox { min: place, max: place }),
    });
    bounds.map(BoundingBox::center)
}

/// The error that names the layer which makes an area too large, where one does.
pub(super) fn error_for(parts: &CommunityParts, apart: &[Apart]) -> Option<ImportError> {
    let worst = apart.iter().max_by(|a, b| a.distance_km.total_cmp(&b.distance_km))?;
    let file = parts.layers.get(worst.layer)?.name.clone();
    let distance_km = worst.distance_km;
    Some(if worst.fits_exchanged {
        ImportError::SwappedAgainstOthers { file, distance_km }
    } else {
        ImportError::FarFromOthers { file, distance_km }
    })
}

/// File and feature of the place farthest from the middle of everything, for messages. `None` where all is close
/// together (less than a degree).
pub(super) fn farthest_feature(parts: &CommunityParts) -> Option<String> {
    let mut bounds: Option<BoundingBox> = None;
    for_each_feature(parts, |_, place| match &mut bounds {
        Some(bounds) => bounds.include(place),
        None => bounds = Some(BoundingBox { min: place, max: place }),
    });
    let bounds = bounds.filter(|b| b.max.lon() - b.min.lon() > 1.0 || b.max.lat() - b.min.lat() > 1.0)?;
    let middle = bounds.center();
    let mut farthest: Option<(f64, FeatureSource)> = None;
    for_each_feature(parts, |source, place| {
        let away = (place.lon() - middle.lon()).abs().max((place.lat() - middle.lat()).abs());
        if farthest.is_none_or(|(most, _)| away > most) {
            farthest = Some((away, source));
        }
    });
    let (_, source) = farthest?;
    let layer = parts.layers.get(source.layer as usize)?;
    Some(format!("{}, feature {}", layer.name, source.feature))
}

/// The box with longitude and latitude exchanged, where that is on the earth.
fn exchanged(bounds: BoundingBox) -> Option<BoundingBox> {
    let turn = |place: LonLat| LonLat::try_new(place.lat(), place.lon()).ok();
    Some(BoundingBox { min: turn(bounds.min)?, max: turn(bounds.max)? })
}

/// Kilometres between two boxes; 0 where they touch.
fn gap_km(a: BoundingBox, b: BoundingBox) -> f64 {
    let nearest = |low: f64, high: f64, other_low: f64, other_high: f64| {
        if other_low > high {
            (high, other_low)
        } else if low > other_high {
            (low, other_high)
        } else {
            let both = f64::midpoint(low.max(other_low), high.min(other_high));
            (both, both)
        }
    };
    let (lon_a, lon_b) = nearest(a.min.lon(), a.max.lon(), b.min.lon(), b.max.lon());
    let (lat_a, lat_b) = nearest(a.min.lat(), a.max.lat(), b.min.lat(), b.max.lat());
    geodesic_length(LonLat::new_clamped(lon_a, lat_a), LonLat::new_clamped(lon_b, lat_b)).value() / 1000.0
}

/// Sets single features aside that lie far from all the others (a place at 0, 0; a mistyped degree).
///
/// The middle is the median of the features' first places. Nothing is done where more than one feature in twenty, or a
/// whole layer, lies far off: that is another community, not a slip.
pub(super) fn set_aside_strays(parts: &mut CommunityParts) {
    let mut lons = Vec::new();
    let mut lats = Vec::new();
    let mut last = None;
    for_each_feature(parts, |source, place| {
        if last != Some(source) {
            last = Some(source);
            lons.push(place.lon());
            lats.push(place.lat());
        }
    });
    let (Some(lon), Some(lat)) = (median(&mut lons), median(&mut lats)) else { return };
    let middle = LonLat::new_clamped(lon, lat);
    let lon_limit = ASTRAY_DEGREES / middle.lat().to_radians().cos().max(0.1);
    let is_far = |place: LonLat| (place.lat() - lat).abs() > ASTRAY_DEGREES || (place.lon() - lon).abs() > lon_limit;
    let mut strays: Vec<(FeatureSource, LonLat)> = Vec::new();
    for_each_feature(parts, |source, place| {
        if is_far(place) && strays.last().is_none_or(|(last, _)| *last != source) {
            strays.push((source, place));
        }
    });
    strays.sort_by_key(|(source, _)| *source);
    strays.dedup_by_key(|(source, _)| *source);
    let is_whole_layer = parts.layers.iter().enumerate().any(|(index, layer)| {
        let n = strays.iter().filter(|(source, _)| source.layer as usize == index).count();
        n > 0 && n >= layer.n_features
    });
    if strays.is_empty() || is_whole_layer || strays.len() * ASTRAY_SHARE > lons.len() {
        return;
    }
    for (source, place) in strays {
        let distance = geodesic_length(place, middle).value() / 1000.0;
        remove(parts, source);
        let file = parts.layers.get(source.layer as usize).map_or_else(String::new, |layer| layer.name.clone());
        let (oddity, feature) = (Oddity::Stray(place, distance), Some(source.feature));
        parts.warnings.push(ImportWarning { file, feature, oddity, place: None });
    }
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Takes a feature out of its list and counts it among the others.
fn remove(parts: &mut CommunityParts, source: FeatureSource) {
    let mut was = None;
    let mut take = |kind: FeatureKind, before: usize, after: usize| {
        if after < before {
            was = Some(kind);
        }
    };
    macro_rules! drop_from {
        ($list:ident, $kind:ident) => {
            let before = parts.$list.len();
            parts.$list.retain(|feature| feature.source != source);
            take(FeatureKind::$kind, before, parts.$list.len());
        };
    }
    drop_from!(roads, Road);
    drop_from!(buildings, Building);
    drop_from!(open_spaces, OpenSpace);
    drop_from!(facilities, Facility);
    drop_from!(water, Water);
    drop_from!(boundaries, Boundary);
    drop_from!(zones, PopulationZone);
    drop_from!(others, Other);
    parts.others.push(OtherFeature { source, shape: None, name: None });
    if let (Some(kind), Some(layer)) = (was, parts.layers.get_mut(source.layer as usize)) {
        if let Some(n) = layer.kinds.get_mut(&kind) {
            *n -= 1;
            if *n == 0 {
                layer.kinds.remove(&kind);
            }
        }
        *layer.kinds.entry(FeatureKind::Other).or_insert(0) += 1;
    }
}

/// Calls `look` with every place of every feature.
fn for_each_feature(parts: &CommunityParts, mut look: impl FnMut(FeatureSource, LonLat)) {
    for road in &parts.roads {
        road.line.iter().for_each(|&place| look(road.source, place));
    }
    for building in &parts.buildings {
        look(building.source, building.door);
        building.outline.places().for_each(|place| look(building.source, place));
    }
    for space in &parts.open_spaces {
        space.outline.places().for_each(|place| look(space.source, place));
    }
    for facility in &parts.facilities {
        look(facility.source, facility.place);
    }
    let mut shape = |source: FeatureSource, shape: &Shape| shape.places().for_each(|place| look(source, place));
    parts.water.iter().for_each(|water| shape(water.source, &water.shape));
    parts.boundaries.iter().for_each(|boundary| shape(boundary.source, &boundary.shape));
    parts.zones.iter().for_each(|zone| shape(zone.source, &zone.shape));
    for other in &parts.others {
        if let Some(found) = &other.shape {
            shape(other.source, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bounds(west: f64, south: f64, east: f64, north: f64) -> BoundingBox {
        BoundingBox { min: LonLat::new_clamped(west, south), max: LonLat::new_clamped(east, north) }
    }

    #[test]
    fn boxes_that_touch_have_no_gap() {
        assert_eq!(gap_km(bounds(0.0, 0.0, 1.0, 1.0), bounds(1.0, 0.5, 2.0, 3.0)), 0.0);
        let gap = gap_km(bounds(0.0, 0.0, 1.0, 1.0), bounds(0.5, 2.0, 3.0, 3.0));
        assert!((gap - 110.6).abs() < 0.1, "{gap}");
    }

    proptest! {
        #[test]
        fn the_gap_is_the_same_from_both_sides(a in (-9.0f64..9.0, -9.0f64..9.0), b in (-9.0f64..9.0, -9.0f64..9.0)) {
            let (a, b) = (bounds(a.0, a.1, a.0 + 1.0, a.1 + 1.0), bounds(b.0, b.1, b.0 + 1.0, b.1 + 1.0));
            prop_assert!((gap_km(a, b) - gap_km(b, a)).abs() < 1e-9);
        }
    }
}
