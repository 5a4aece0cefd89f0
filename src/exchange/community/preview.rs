//! Features of a file before and after a change of its coordinate system, for the planner to compare on the map.

use super::layer::{Pace, read_file};
use super::read::sources_among;
use super::{ImportError, ImportOptions};
use crate::community::{CommunityParts, LayerMapping, Mapping, ReadPlaces, Shape};
use crate::geometry::{BoundingBox, CoordinateSystem, Line, LonLat, MultiPolygon};
use crate::jobs::JobContext;

/// The same features twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoordinatePreview {
    /// As they are read now; empty where they are no degrees.
    pub before: ReadPlaces,
    /// As the chosen system says.
    pub after: ReadPlaces,
}

/// What a preview is of.
#[derive(Clone, Copy, Debug)]
pub struct PreviewWish<'a> {
    /// The layer; of a file of several layers, only this one counts. Empty for all of them.
    pub layer: &'a str,
    /// How the numbers are read now; `None` as the file says.
    pub before: Option<CoordinateSystem>,
    /// How they would be read; `None` as the file says.
    pub after: Option<CoordinateSystem>,
    /// The extent of the other layers.
    pub extent: Option<BoundingBox>,
    /// At most so many lines of each.
    pub at_most: usize,
}

/// Reads a file (the first of the list, with the files that belong to it) in both ways. Nothing is kept.
/// O(size of the file).
///
/// # Errors
/// [`ImportError`] where the file cannot be read by the chosen system at all.
pub fn coordinate_preview(
    files: &[(String, Vec<u8>)],
    wish: &PreviewWish<'_>,
    context: &JobContext,
) -> Result<CoordinatePreview, ImportError> {
    let before = match places_by(files, wish.before, wish, context) {
        Ok(places) => places,
        Err(ImportError::Cancelled) => return Err(ImportError::Cancelled),
        // Not readable as it stands: there is no picture of before.
        Err(_) => ReadPlaces::default(),
    };
    Ok(CoordinatePreview { before, after: places_by(files, wish.after, wish, context)? })
}

fn places_by(
    files: &[(String, Vec<u8>)],
    system: Option<CoordinateSystem>,
    wish: &PreviewWish<'_>,
    context: &JobContext,
) -> Result<ReadPlaces, ImportError> {
    let mut parts = CommunityParts::default();
    let options = ImportOptions::default();
    for source in sources_among(files, options.max_file_bytes) {
        let source = source?;
        let said = LayerMapping { coordinates: system, ..LayerMapping::default() };
        // A layer that is not asked about is not converted: its numbers may be of another kind.
        let name = if wish.layer.is_empty() { source.name.clone() } else { wish.layer.to_owned() };
        let mapping = Mapping { layers: [(name, said)].into() };
        let pace = Pace { context, done_bytes: 0, total_bytes: source.n_bytes() };
        read_file(source, &ImportOptions { mapping, ..options.clone() }, &pace, &mut parts)?;
    }
    let layer = parts.layers.iter().position(|layer| layer.name == wish.layer);
    let layer = layer.and_then(|layer| u32::try_from(layer).ok());
    Ok(summed_up(features_of(parts, layer), wish))
}

fn summed_up(features: Vec<Vec<Line>>, wish: &PreviewWish<'_>) -> ReadPlaces {
    let places = || features.iter().flatten().flatten().copied();
    let mut lons: Vec<f64> = features.iter().filter_map(|lines| Some(lines.first()?.first()?.lon())).collect();
    let mut lats: Vec<f64> = features.iter().filter_map(|lines| Some(lines.first()?.first()?.lat())).collect();
    let middle = median(&mut lons).zip(median(&mut lats)).map(|(lon, lat)| LonLat::new_clamped(lon, lat));
    let n_within = wish.extent.map_or(0, |extent| {
        let is_within = |feature: &&Vec<Line>| feature.iter().flatten().any(|&place| extent.holds(place));
        features.iter().filter(is_within).count()
    });
    let (n_features, bounds) = (features.len(), BoundingBox::around(places()));
    let lines = sample(features.into_iter().flatten().collect(), wish.at_most);
    ReadPlaces { lines, n_features, n_within, middle, bounds }
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The lines of each feature of a layer, or of all layers.
fn features_of(parts: CommunityParts, layer: Option<u32>) -> Vec<Vec<Line>> {
    let mut features: Vec<Vec<Line>> = Vec::new();
    let is_asked = |of: u32| layer.is_none_or(|layer| layer == of);
    let rings = |outline: MultiPolygon| outline.0.into_iter().map(|polygon| polygon.outer).collect::<Vec<Line>>();
    features.extend(parts.roads.into_iter().filter(|f| is_asked(f.source.layer)).map(|road| vec![road.line]));
    for building in parts.buildings.into_iter().filter(|f| is_asked(f.source.layer)) {
        let lines = rings(building.outline);
        features.push(if lines.is_empty() { vec![vec![building.door]] } else { lines });
    }
    for space in parts.open_spaces.into_iter().filter(|f| is_asked(f.source.layer)) {
        features.push(rings(space.outline));
    }
    let facilities = parts.facilities.into_iter().filter(|f| is_asked(f.source.layer));
    features.extend(facilities.map(|facility| vec![vec![facility.place]]));
    let shapes = parts.water.into_iter().map(|water| (water.source, water.shape));
    let shapes = shapes.chain(parts.boundaries.into_iter().map(|boundary| (boundary.source, boundary.shape)));
    let shapes = shapes.chain(parts.zones.into_iter().map(|zone| (zone.source, zone.shape)));
    let shapes = shapes.chain(parts.others.into_iter().filter_map(|other| Some((other.source, other.shape?))));
    for (_, shape) in shapes.filter(|(source, _)| is_asked(source.layer)) {
        features.push(match shape {
            Shape::Point(place) => vec![vec![place]],
            Shape::Lines(own) => own,
            Shape::Area(own) => rings(own),
        });
    }
    features.retain(|lines| lines.iter().any(|line| !line.is_empty()));
    features
}

fn sample(lines: Vec<Line>, at_most: usize) -> Vec<Line> {
    let step = lines.len().div_ceil(at_most.max(1)).max(1);
    lines.into_iter().step_by(step).take(at_most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::geodesic_length;

    fn preview(text: &str, system: &str) -> CoordinatePreview {
        let files = [("roads.csv".to_owned(), text.as_bytes().to_vec())];
        let around = |west: f64, south: f64, east: f64, north: f64| BoundingBox {
            min: LonLat::new_clamped(west, south),
            max: LonLat::new_clamped(east, north),
        };
        let wish = PreviewWish {
            layer: "roads.csv",
            before: Some(CoordinateSystem::Wgs84),
            after: CoordinateSystem::from_name(system),
            extent: Some(around(114.0, 30.0, 114.305, 31.0)),
            at_most: 2,
        };
        coordinate_preview(&files, &wish, &JobContext::new()).unwrap()
    }

    #[test]
    fn a_preview_shows_some_features_before_and_after() {
        let shifted =
            preview("WKT\n\"LINESTRING (114.3 30.6, 114.4 30.7)\"\nPOINT (114.3 30.6)\nPOINT (114.31 30.6)\n", "gcj02");
        assert_eq!((shifted.before.lines.len(), shifted.after.lines.len()), (2, 2));
        assert_eq!((shifted.before.n_features, shifted.after.n_features), (3, 3), "all features are counted");
        assert_eq!((shifted.before.n_within, shifted.after.n_within), (2, 3), "the point moves into the extent");
        assert_eq!(shifted.before.middle, LonLat::try_new(114.3, 30.6).ok());
        let shift = geodesic_length(shifted.before.lines[0][0], shifted.after.lines[0][0]).value();
        assert!((300.0..700.0).contains(&shift), "{shift} m");
        let metres = preview("name,x,y\nA,528770.237,3386666.250\n", "epsg:4547");
        assert_eq!(metres.before, ReadPlaces::default());
        let place = metres.after.middle.unwrap();
        assert!((place.lon() - 114.3).abs() < 1e-6 && (place.lat() - 30.6).abs() < 1e-6);
        let swapped = preview("name,lon,lat\nA,47.1,9.5\n", "swapped");
        assert_eq!(swapped.after.lines[0][0].lat(), 47.1);
    }
}
