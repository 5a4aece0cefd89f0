//! The faces that lines close in: street blocks between roads, parts of an area between cuts.
//!
//! Lines are cut wherever they meet, and walked from corner to corner, always turning as far left as it goes. Dead
//! ends, and lines with the same face on both sides, are walked in and out again: they close nothing in and drop out
//! where a walk is taken apart into rings that pass no corner twice.

use std::collections::{BTreeSet, HashMap};

use geo::{LineString, Polygon};

use super::crossings::{Meeting, Piece, coord, each_near_pair, meeting};
use crate::geometry::LocalPoint;

/// Corners nearer to each other than this, in metres, are one.
const SAME_M: f64 = 1e-6;
/// Faces smaller than this, in square metres, come of rounding.
const MIN_FACE_M2: f64 = 1e-9;

/// All faces closed in by lines, on a plane in metres, without the one outside. What lies unconnected inside a face
/// is cut out of it as a hole (and has faces of its own).
///
/// O(n log n) for n pieces that meet few others, plus faces × unconnected groups.
#[must_use]
pub fn faces(lines: &[Vec<LocalPoint>]) -> Vec<Polygon<f64>> {
    let faces = Faces::of(lines);
    (0..faces.shells.len()).map(|shell| faces.polygon(shell)).collect()
}

/// The face around a point; `None` where the point lies outside all of them.
#[must_use]
pub fn face_around(lines: &[Vec<LocalPoint>], point: LocalPoint) -> Option<Polygon<f64>> {
    let faces = Faces::of(lines);
    let shell = faces.smallest_around(point, None)?;
    // Inside a hole of its shell a point has no face: whatever lies there is open.
    let is_in_hole = faces.holes_of(shell).iter().any(|hole| is_inside(hole, point));
    (!is_in_hole).then(|| faces.polygon(shell))
}

/// Where lines were cut: corners, and the pieces between them, each once.
struct Arrangement {
    corners: Vec<LocalPoint>,
    pieces: Vec<(u32, u32)>,
}

/// Corners by place.
#[derive(Default)]
struct Corners {
    places: Vec<LocalPoint>,
    by_cell: HashMap<(i64, i64), Vec<u32>>,
}

impl Corners {
    fn cell(point: LocalPoint) -> (i64, i64) {
        #[expect(clippy::cast_possible_truncation, reason = "a plane of metres is far smaller")]
        let of = |v: f64| (v / (4.0 * SAME_M)).floor() as i64;
        (of(point.x), of(point.y))
    }

    /// The corner at a place, a new one where there is none yet.
    fn at(&mut self, point: LocalPoint) -> u32 {
        let (x, y) = Self::cell(point);
        for (dx, dy) in [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)] {
            let Some(near) = self.by_cell.get(&(x + dx, y + dy)) else { continue };
            if let Some(&known) = near.iter().find(|&&n| self.places[n as usize].distance(point) <= SAME_M) {
                return known;
            }
        }
        let new = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(point);
        self.by_cell.entry((x, y)).or_default().push(new);
        new
    }
}

impl Arrangement {
    fn of(lines: &[Vec<LocalPoint>]) -> Self {
        let pieces: Vec<Piece> = lines
            .iter()
            .flat_map(|line| line.windows(2))
            .map(|pair| (pair[0], pair[1]))
            .filter(|p| p.0 != p.1)
            .collect();
        let mut corners = Corners::default();
        let mut cuts: Vec<Vec<u32>> = pieces.iter().map(|p| vec![corners.at(p.0), corners.at(p.1)]).collect();
        each_near_pair(&pieces, |one, other| {
            match meeting(pieces[one], pieces[other]) {
                Some(Meeting::Crossing(at) | Meeting::Touch(at)) => {
                    let corner = corners.at(at);
                    cuts[one].push(corner);
                    cuts[other].push(corner);
                }
                Some(Meeting::Along(from, to)) => {
                    let ends = [corners.at(from), corners.at(to)];
                    cuts[one].extend(ends);
                    cuts[other].extend(ends);
                }
                None => {}
            }
            true
        });
        let mut cut: BTreeSet<(u32, u32)> = BTreeSet::new();
        for (piece, mut at) in pieces.iter().zip(cuts) {
            let along = |n: &u32| corners.places[*n as usize].distance(piece.0);
            at.sort_by(|a, b| along(a).total_cmp(&along(b)).then(a.cmp(b)));
            at.dedup();
            cut.extend(at.windows(2).filter(|p| p[0] != p[1]).map(|p| (p[0].min(p[1]), p[0].max(p[1]))));
        }
        Self { corners: corners.places, pieces: cut.into_iter().collect() }
    }
}

/// A closed walk around a face.
struct Walk {
    /// Half pieces in order.
    halves: Vec<usize>,
}

/// Both directions of every piece, sorted around their corners.
struct Halves {
    /// From, to.
    ends: Vec<(u32, u32)>,
    /// First half of each corner, and the total.
    starts: Vec<usize>,
    /// The other direction.
    twin: Vec<usize>,
}

impl Halves {
    fn of(corners: &[LocalPoint], pieces: &[(u32, u32)]) -> Self {
        let angle = |(from, to): (u32, u32)| {
            let (a, b) = (corners[from as usize], corners[to as usize]);
            (b.y - a.y).atan2(b.x - a.x)
        };
        let mut ends: Vec<(u32, u32)> = pieces.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        ends.sort_by(|&a, &b| a.0.cmp(&b.0).then(angle(a).total_cmp(&angle(b))).then(a.1.cmp(&b.1)));
        let position: HashMap<(u32, u32), usize> = ends.iter().copied().zip(0..).collect();
        let twin = ends.iter().map(|&(a, b)| position.get(&(b, a)).copied().unwrap_or(0)).collect();
        let mut starts = vec![0; corners.len() + 1];
        for &(from, _) in &ends {
            starts[from as usize + 1] += 1;
        }
        for n in 1..starts.len() {
            starts[n] += starts[n - 1];
        }
        Self { ends, starts, twin }
    }

    /// The half that follows with the same face on its left: the next one clockwise from the way back.
    fn next(&self, half: usize) -> usize {
        let back = self.twin[half];
        let corner = self.ends[half].1 as usize;
        let (first, after) = (self.starts[corner], self.starts[corner + 1]);
        if back == first { after - 1 } else { back - 1 }
    }

    fn walks(&self) -> Vec<Walk> {
        let mut is_seen = vec![false; self.ends.len()];
        let mut walks = Vec::new();
        for start in 0..self.ends.len() {
            let mut halves = Vec::new();
            let mut half = start;
            while !is_seen[half] {
                is_seen[half] = true;
                halves.push(half);
                half = self.next(half);
            }
            if !halves.is_empty() {
                walks.push(Walk { halves });
            }
        }
        walks
    }
}

/// A face's outer ring, and the holes its own walk makes.
struct Shell {
    ring: Vec<LocalPoint>,
    area: f64,
    own_holes: Vec<Vec<LocalPoint>>,
    group: u32,
}

/// The outside of a connected group of lines, as holes for the face it lies in.
struct Outside {
    rings: Vec<Vec<LocalPoint>>,
    group: u32,
}

struct Faces {
    shells: Vec<Shell>,
    outsides: Vec<Outside>,
    /// The shell each outside lies in.
    around: Vec<Option<usize>>,
}

impl Faces {
    fn of(lines: &[Vec<LocalPoint>]) -> Self {
        let arrangement = Arrangement::of(lines);
        let halves = Halves::of(&arrangement.corners, &arrangement.pieces);
        let groups = groups(&arrangement);
        let mut faces = Self { shells: Vec::new(), outsides: Vec::new(), around: Vec::new() };
        for walk in halves.walks() {
            let corners: Vec<u32> = walk.halves.iter().map(|&half| halves.ends[half].0).collect();
            let group = corners.first().map_or(0, |&corner| groups[corner as usize]);
            faces.add(simple_rings(&corners, &arrangement.corners), group);
        }
        faces.around = faces
            .outsides
            .iter()
            .map(|outside| {
                let point = outside.rings.first().and_then(|ring| ring.first())?;
                faces.smallest_around(*point, Some(outside.group))
            })
            .collect();
        faces
    }

    fn add(&mut self, rings: Vec<Vec<LocalPoint>>, group: u32) {
        let mut shell: Option<(Vec<LocalPoint>, f64)> = None;
        let mut others = Vec::new();
        for ring in rings {
            let area = signed_area(&ring);
            if area > MIN_FACE_M2 && shell.as_ref().is_none_or(|shell| area > shell.1) {
                shell = Some((ring, area));
            } else if area < -MIN_FACE_M2 {
                others.push(ring);
            }
        }
        match shell {
            Some((ring, area)) => self.shells.push(Shell { ring, area, own_holes: others, group }),
            None if others.is_empty() => {}
            None => self.outsides.push(Outside { rings: others, group }),
        }
    }

    /// The smallest shell around a point, those of one group left out.
    fn smallest_around(&self, point: LocalPoint, but: Option<u32>) -> Option<usize> {
        let around = self.shells.iter().enumerate().filter(|(_, s)| Some(s.group) != but && is_inside(&s.ring, point));
        around.min_by(|a, b| a.1.area.total_cmp(&b.1.area)).map(|(n, _)| n)
    }

    fn holes_of(&self, shell: usize) -> Vec<&Vec<LocalPoint>> {
        let inner = self.outsides.iter().zip(&self.around).filter(|(_, around)| **around == Some(shell));
        self.shells[shell].own_holes.iter().chain(inner.flat_map(|(outside, _)| &outside.rings)).collect()
    }

    fn polygon(&self, shell: usize) -> Polygon<f64> {
        let ring = |ring: &Vec<LocalPoint>| {
            let closed = ring.iter().chain(ring.first());
            LineString::new(closed.map(|&point| coord(point)).collect())
        };
        let holes = self.holes_of(shell).into_iter().map(ring).collect();
        Polygon::new(ring(&self.shells[shell].ring), holes)
    }
}

/// Which corners hang together, by a number of their group.
fn groups(arrangement: &Arrangement) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..).take(arrangement.corners.len()).collect();
    for &(a, b) in &arrangement.pieces {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a.max(b) as usize] = a.min(b);
    }
    (0..).take(arrangement.corners.len()).map(|corner| root(&mut parent, corner)).collect()
}

/// A walk that passes a corner twice, as rings that do not.
fn simple_rings(corners: &[u32], places: &[LocalPoint]) -> Vec<Vec<LocalPoint>> {
    let mut rings = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut position: HashMap<u32, usize> = HashMap::new();
    let mut close = |ring: &[u32]| {
        if ring.len() > 2 {
            rings.push(ring.iter().map(|&corner| places[corner as usize]).collect());
        }
    };
    for &corner in corners {
        if let Some(&since) = position.get(&corner) {
            close(&open[since..]);
            for dropped in open.drain(since + 1..) {
                position.remove(&dropped);
            }
        } else {
            position.insert(corner, open.len());
            open.push(corner);
        }
    }
    close(&open);
    rings
}

fn signed_area(ring: &[LocalPoint]) -> f64 {
    let Some(&first) = ring.first() else { return 0.0 };
    let after = ring.iter().skip(1).chain(ring.first());
    let cross =
        |(a, b): (&LocalPoint, &LocalPoint)| (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y);
    ring.iter().zip(after).map(cross).sum::<f64>() / 2.0
}

fn is_inside(ring: &[LocalPoint], point: LocalPoint) -> bool {
    let after = ring.iter().skip(1).chain(ring.first());
    let meets = |(a, b): &(&LocalPoint, &LocalPoint)| {
        (a.y > point.y) != (b.y > point.y) && a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) > point.x
    };
    ring.iter().zip(after).filter(meets).count() % 2 == 1
}

/// The lowest corner a corner is known to hang together with.
fn root(parent: &mut [u32], mut of: u32) -> u32 {
    while parent[of as usize] != of {
        parent[of as usize] = parent[parent[of as usize] as usize];
        of = parent[of as usize];
    }
    of
}
