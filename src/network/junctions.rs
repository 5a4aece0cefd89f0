//! Where roads meet: vertices used more than once, and the ends of roads.
//!
//! Two interior vertices at one place on different levels (a bridge over a street) do not meet; where a road
//! ends, everything at that place meets. Copies of one road share all their vertices, so they are cut at each.

use super::courses::{Courses, Level};
use super::vertex::VertexKey;
use crate::ids::JunctionId;

/// Marks a vertex that is no junction.
const NONE: u32 = u32::MAX;

/// Every use of a vertex by a road, sorted by place.
#[derive(Clone, Debug, Default)]
pub(super) struct Occurrences(Vec<(VertexKey, u32)>);

impl Occurrences {
    /// All uses; O(n log n).
    pub(super) fn of(courses: &Courses) -> Self {
        let mut all: Vec<(VertexKey, u32)> = courses.keys.iter().copied().zip(0..).collect();
        all.sort_unstable();
        Self(all)
    }

    /// The uses of one vertex; O(log n).
    pub(super) fn at(&self, key: VertexKey) -> &[(VertexKey, u32)] {
        let from = self.0.partition_point(|use_| use_.0 < key);
        let n = self.0[from..].iter().take_while(|use_| use_.0 == key).count();
        &self.0[from..from + n]
    }

    /// How often a vertex is used.
    pub(super) fn count(&self, key: VertexKey) -> usize {
        self.at(key).len()
    }

    /// Vertices, each with all its uses, in the order of places.
    fn groups(&self) -> impl Iterator<Item = &[(VertexKey, u32)]> {
        self.0.chunk_by(|a, b| a.0 == b.0)
    }

    /// How many places there are, and how many are used more than once.
    pub(super) fn count_places(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for group in self.groups() {
            counts.0 += 1;
            counts.1 += usize::from(group.len() > 1);
        }
        counts
    }
}

/// The junctions, and which vertex of which road is one.
#[derive(Clone, Debug, Default)]
pub(super) struct Junctions {
    /// The junction of every vertex in `Courses::keys`, [`NONE`] where it is none.
    at_vertex: Vec<u32>,
    /// Place of every junction.
    pub(super) keys: Vec<VertexKey>,
}

impl Junctions {
    /// Finds the junctions. Ids follow places along the curve of [`VertexKey`], then levels. O(n).
    pub(super) fn find(courses: &Courses, occurrences: &Occurrences) -> Self {
        let (is_end, level) = ends_and_levels(courses);
        let mut junctions = Self { at_vertex: vec![NONE; courses.keys.len()], keys: Vec::new() };
        let mut uses: Vec<(Level, u32)> = Vec::new();
        for group in occurrences.groups() {
            if group.iter().any(|&(_, vertex)| is_end[vertex as usize]) {
                junctions.add(group[0].0, group.iter().map(|use_| use_.1));
                continue;
            }
            if group.len() < 2 {
                continue;
            }
            uses.clear();
            uses.extend(group.iter().map(|&(_, vertex)| (level[vertex as usize], vertex)));
            uses.sort_unstable();
            for same in uses.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
                junctions.add(group[0].0, same.iter().map(|use_| use_.1));
            }
        }
        junctions
    }

    fn add(&mut self, key: VertexKey, vertices: impl Iterator<Item = u32>) {
        let id = JunctionId::from_index(self.keys.len()).0;
        self.keys.push(key);
        for vertex in vertices {
            self.at_vertex[vertex as usize] = id;
        }
    }

    /// The junction at a vertex, by its position in `Courses::keys`.
    pub(super) fn at(&self, vertex: usize) -> Option<JunctionId> {
        self.at_vertex.get(vertex).copied().filter(|&id| id != NONE).map(JunctionId)
    }
}

fn ends_and_levels(courses: &Courses) -> (Vec<bool>, Vec<Level>) {
    let mut is_end = vec![false; courses.keys.len()];
    let mut level = vec![0; courses.keys.len()];
    for (range, &road_level) in courses.starts.windows(2).zip(&courses.levels) {
        if range[0] < range[1] {
            is_end[range[0]] = true;
            is_end[range[1] - 1] = true;
            level[range[0]..range[1]].fill(road_level);
        }
    }
    (is_end, level)
}
