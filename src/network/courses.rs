//! All roads as runs of vertices in one list, before and after they are joined.

use super::links::Roads;
use super::vertex::VertexKey;
use crate::community::Road;

/// How a road lies above or below others: its layer, or +1 on a bridge and −1 in a tunnel without one.
pub(super) type Level = i16;

fn level_of(road: &Road) -> Level {
    match (road.layer, road.is_bridge, road.is_tunnel) {
        (0, true, false) => 1,
        (0, false, true) => -1,
        (layer, _, _) => Level::from(layer),
    }
}

/// The vertices of all roads, road after road, without immediate repetitions.
#[derive(Clone, Debug, Default)]
pub(super) struct Courses {
    /// Vertices of all roads.
    pub(super) keys: Vec<VertexKey>,
    /// First vertex of each road, and the total.
    pub(super) starts: Vec<usize>,
    /// Level of each road.
    pub(super) levels: Vec<Level>,
}

/// Vertices to put into a road: in which of its edges, how far along it (0..=1), which vertex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Insertion {
    pub(super) road: u32,
    pub(super) edge: u32,
    pub(super) share: f64,
    pub(super) key: VertexKey,
}

/// A short connector from a road's end to the vertex it was joined to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extension {
    pub(super) road: u32,
    pub(super) is_start: bool,
    pub(super) key: VertexKey,
}

impl Courses {
    /// The roads as loaded; a road that shrinks to one vertex keeps an empty run.
    pub(super) fn of(roads: Roads<'_>) -> Self {
        let total = roads.iter().map(|road| road.line.len()).sum();
        let mut courses = Self { keys: Vec::with_capacity(total), ..Self::default() };
        for road in roads.iter() {
            let start = courses.begin(level_of(road));
            for &place in &road.line {
                courses.push(start, VertexKey::of(place));
            }
            courses.finish(start);
        }
        courses.starts.push(courses.keys.len());
        courses
    }

    fn begin(&mut self, level: Level) -> usize {
        self.starts.push(self.keys.len());
        self.levels.push(level);
        self.keys.len()
    }

    fn push(&mut self, start: usize, key: VertexKey) {
        if self.keys.len() == start || self.keys.last() != Some(&key) {
            self.keys.push(key);
        }
    }

    fn finish(&mut self, start: usize) {
        if self.keys.len() == start + 1 {
            self.keys.truncate(start);
        }
    }

    pub(super) fn n_roads(&self) -> usize {
        self.levels.len()
    }

    /// The vertices of one road.
    pub(super) fn road(&self, road: usize) -> &[VertexKey] {
        &self.keys[self.starts[road]..self.starts[road + 1]]
    }

    /// The same roads with vertices put in and ends lengthened. The lists are sorted here.
    pub(super) fn with(&self, insertions: &mut [Insertion], extensions: &mut [Extension]) -> Self {
        // Equal shares are told apart by their keys in the direction of the edge, so that a road drawn the other
        // way gets the same vertices in the opposite order.
        let runs_upward = |i: &Insertion| {
            let keys = self.road(i.road as usize);
            keys.get(i.edge as usize) < keys.get(i.edge as usize + 1)
        };
        insertions.sort_by(|a, b| {
            let by_key = if runs_upward(a) { a.key.cmp(&b.key) } else { b.key.cmp(&a.key) };
            (a.road, a.edge).cmp(&(b.road, b.edge)).then(a.share.total_cmp(&b.share)).then(by_key)
        });
        extensions.sort_by_key(|e| (e.road, !e.is_start));
        let mut insertions = insertions.iter().peekable();
        let mut extensions = extensions.iter().peekable();
        let mut courses = Self { keys: Vec::with_capacity(self.keys.len()), ..Self::default() };
        for road in 0..self.n_roads() {
            let start = courses.begin(self.levels[road]);
            if let Some(extension) = extensions.next_if(|e| e.road as usize == road && e.is_start) {
                courses.push(start, extension.key);
            }
            for (edge, &key) in self.road(road).iter().enumerate() {
                courses.push(start, key);
                while let Some(i) = insertions.next_if(|i| i.road as usize == road && i.edge as usize == edge) {
                    courses.push(start, i.key);
                }
            }
            if let Some(extension) = extensions.next_if(|e| e.road as usize == road) {
                courses.push(start, extension.key);
            }
            courses.finish(start);
        }
        courses.starts.push(courses.keys.len());
        courses
    }
}
