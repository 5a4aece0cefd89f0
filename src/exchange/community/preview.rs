//! Features of a file before and after a change of its coordinate system, for the planner to compare on the map.

use super::layer::{Pace, read_file};
use super::read::sources_among;
use super::{ImportError, ImportOptions};
use crate::community::{CommunityParts, LayerMapping, Mapping, Shape};
use crate::geometry::{CoordinateSystem, Line, LonLat, MultiPolygon};
use crate::jobs::JobContext;

/// The same features twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoordinatePreview {
    /// Lines, rings and points (a line of one place) as WGS 84 says they lie; empty where they are no degrees.
    pub before: Vec<Line>,
    /// The same by the chosen system.
    pub after: Vec<Line>,
}

/// Reads a file (the first of the list, with the files that belong to it) as WGS 84 and by `system`, and takes at most
/// `at_most` lines of each, spread evenly over the file. Nothing is kept. O(size of the file).
///
/// # Errors
/// [`ImportError`] where the file cannot be read by the chosen system at all.
pub fn coordinate_preview(
    files: &[(String, Vec<u8>)],
    system: CoordinateSystem,
    at_most: usize,
    context: &JobContext,
) -> Result<CoordinatePreview, ImportError> {
    let before = match lines_by(files, CoordinateSystem::Wgs84, context) {
        Ok(lines) => sample(lines, at_most),
        Err(ImportError::Cancelled) => return Err(ImportError::Cancelled),
        // Not readable as degrees: there is no picture of before.
        Err(_) => Vec::new(),
    };
    let after = sample(lines_by(files, system, context)?, at_most);
    Ok(CoordinatePreview { before, after })
}

fn lines_by(
    files: &[(String, Vec<u8>)],
    system: CoordinateSystem,
    context: &JobContext,
) -> Result<Vec<Line>, ImportError> {
    let mut parts = CommunityParts::default();
    let options = ImportOptions::default();
    for source in sources_among(files, options.max_file_bytes) {
        let source = source?;
        let said = LayerMapping { coordinates: Some(system), ..LayerMapping::default() };
        let mapping = Mapping { layers: [(source.name.clone(), said)].into() };
        let pace = Pace { context, done_bytes: 0, total_bytes: source.n_bytes() };
        read_file(source, &ImportOptions { mapping, ..options.clone() }, &pace, &mut parts)?;
    }
    Ok(lines_of(parts))
}

fn lines_of(parts: CommunityParts) -> Vec<Line> {
    let mut lines: Vec<Line> = parts.roads.into_iter().map(|road| road.line).collect();
    let mut area = |outline: MultiPolygon, door: Option<LonLat>| {
        if outline.0.is_empty() {
            lines.extend(door.map(|door| vec![door]));
        }
        lines.extend(outline.0.into_iter().map(|polygon| polygon.outer));
    };
    for building in parts.buildings {
        area(building.outline, Some(building.door));
    }
    for space in parts.open_spaces {
        area(space.outline, None);
    }
    lines.extend(parts.facilities.into_iter().map(|facility| vec![facility.place]));
    let shapes = parts.water.into_iter().map(|water| water.shape);
    let shapes = shapes.chain(parts.boundaries.into_iter().map(|boundary| boundary.shape));
    let shapes = shapes.chain(parts.zones.into_iter().map(|zone| zone.shape));
    for shape in shapes.chain(parts.others.into_iter().filter_map(|other| other.shape)) {
        match shape {
            Shape::Point(place) => lines.push(vec![place]),
            Shape::Lines(own) => lines.extend(own),
            Shape::Area(own) => lines.extend(own.0.into_iter().map(|polygon| polygon.outer)),
        }
    }
    lines
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
        let system = CoordinateSystem::from_name(system).unwrap();
        coordinate_preview(&files, system, 2, &JobContext::new()).unwrap()
    }

    #[test]
    fn a_preview_shows_some_features_before_and_after() {
        let shifted =
            preview("WKT\n\"LINESTRING (114.3 30.6, 114.4 30.7)\"\nPOINT (114.3 30.6)\nPOINT (114.31 30.6)\n", "gcj02");
        assert_eq!((shifted.before.len(), shifted.after.len()), (2, 2));
        let shift = geodesic_length(shifted.before[0][0], shifted.after[0][0]).value();
        assert!((300.0..700.0).contains(&shift), "{shift} m");
        let metres = preview("name,x,y\nA,528770.237,3386666.250\n", "epsg:4547");
        assert!(metres.before.is_empty());
        assert!((metres.after[0][0].lon() - 114.3).abs() < 1e-6 && (metres.after[0][0].lat() - 30.6).abs() < 1e-6);
        let swapped = preview("name,lon,lat\nA,47.1,9.5\n", "swapped");
        assert_eq!(swapped.after[0][0].lat(), 47.1);
    }
}
