//! The lines of all segments in one store: places, plane points, and how far along each vertex lies.

use super::courses::Courses;
use super::pieces::Piece;
use crate::geometry::{LocalPoint, LocalProjection, LonLat, geodesic_length};
use crate::units::Millimetres;

/// Lines of segments, one after another.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    starts: Vec<usize>,
    places: Vec<LonLat>,
    points: Vec<LocalPoint>,
    /// Millimetres from the segment's start to each vertex.
    along: Vec<u32>,
}

impl Lines {
    /// Stores the lines of the pieces, in their order. O(n).
    pub(super) fn of(pieces: &[Piece], courses: &Courses, plane: &LocalProjection) -> Self {
        let mut lines = Self { starts: vec![0], ..Self::default() };
        let total = courses.keys.len() + pieces.len();
        lines.places.reserve(total);
        lines.points.reserve(total);
        lines.along.reserve(total);
        for piece in pieces {
            let mut metres = 0.0;
            let mut before: Option<LonLat> = None;
            for key in piece.keys(courses) {
                let place = key.place();
                metres += before.map_or(0.0, |before| geodesic_length(before, place).value());
                before = Some(place);
                lines.places.push(place);
                lines.points.push(plane.local_from_lon_lat(place));
                lines.along.push(millimetres(metres));
            }
            if let Some(length) = lines.along.last_mut() {
                *length = (*length).max(1);
            }
            lines.starts.push(lines.places.len());
        }
        lines
    }

    pub(super) fn n_lines(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn places(&self, line: usize) -> &[LonLat] {
        self.range(line).and_then(|range| self.places.get(range)).unwrap_or_default()
    }

    pub(super) fn points(&self, line: usize) -> &[LocalPoint] {
        self.range(line).and_then(|range| self.points.get(range)).unwrap_or_default()
    }

    /// Millimetres from the start to each vertex.
    pub(super) fn along(&self, line: usize) -> &[u32] {
        self.range(line).and_then(|range| self.along.get(range)).unwrap_or_default()
    }

    fn range(&self, line: usize) -> Option<std::ops::Range<usize>> {
        Some(*self.starts.get(line)?..*self.starts.get(line + 1)?)
    }

    /// The position of a share 0..=1 of an edge.
    pub(super) fn position(&self, line: usize, edge: usize, share: f64) -> Millimetres {
        let along = self.along(line);
        let (Some(&from), Some(&to)) = (along.get(edge), along.get(edge + 1)) else { return Millimetres(0) };
        Millimetres(from.saturating_add(millimetres(share.clamp(0.0, 1.0) * f64::from(to - from) / 1000.0)).min(to))
    }

    /// The place at a position; positions beyond the end are the end.
    pub(super) fn place_at(&self, line: usize, position: Millimetres) -> Option<LonLat> {
        let (along, places) = (self.along(line), self.places(line));
        let after = along.partition_point(|&at| at <= position.0);
        let Some(&next) = places.get(after) else { return places.last().copied() };
        let Some(before) = after.checked_sub(1) else { return places.first().copied() };
        let share = f64::from(position.0 - along[before]) / f64::from(along[after] - along[before]);
        let from = places[before];
        if share <= 0.0 {
            return Some(from);
        }
        let between = |a: f64, b: f64| a + (b - a) * share;
        Some(LonLat::new_clamped(between(from.lon(), next.lon()), between(from.lat(), next.lat())))
    }

    /// The part between two positions, from `from` to `to` whichever way that is; one place where they are equal.
    pub(super) fn part(&self, line: usize, from: Millimetres, to: Millimetres) -> Vec<LonLat> {
        let (low, high) = (from.min(to), from.max(to));
        let (along, places) = (self.along(line), self.places(line));
        let mut part: Vec<LonLat> = self.place_at(line, low).into_iter().collect();
        let inner = along.iter().zip(places).filter(|&(&at, _)| at > low.0 && at < high.0).map(|(_, &place)| place);
        part.extend(inner);
        if low < high {
            part.extend(self.place_at(line, high));
        }
        if from > to {
            part.reverse();
        }
        part
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range just before")]
fn millimetres(metres: f64) -> u32 {
    (metres * 1000.0).round().clamp(0.0, f64::from(u32::MAX - 1)) as u32
}
