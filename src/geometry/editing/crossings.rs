//! Which straight pieces meet: a sweep along the longer side of the drawing, so that far pieces are never compared.

use geo::{Coord, Line, LineIntersection, line_intersection::line_intersection};

use crate::geometry::LocalPoint;

/// A straight piece in metres.
pub(super) type Piece = (LocalPoint, LocalPoint);

/// How two pieces meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meeting {
    /// They cross, inside both.
    Crossing(LocalPoint),
    /// They have one point in common, an end of one of them.
    Touch(LocalPoint),
    /// They run along each other between two points.
    Along(LocalPoint, LocalPoint),
}

impl Meeting {
    /// A point where they meet.
    pub(super) const fn point(self) -> LocalPoint {
        match self {
            Self::Crossing(point) | Self::Touch(point) | Self::Along(point, _) => point,
        }
    }
}

/// How two pieces meet; `None` where they do not. Decided with exact signs.
pub(super) fn meeting(one: Piece, other: Piece) -> Option<Meeting> {
    let line = |piece: Piece| Line::new(coord(piece.0), coord(piece.1));
    Some(match line_intersection(line(one), line(other))? {
        LineIntersection::SinglePoint { intersection, is_proper: true } => Meeting::Crossing(point(intersection)),
        LineIntersection::SinglePoint { intersection, is_proper: false } => Meeting::Touch(point(intersection)),
        LineIntersection::Collinear { intersection } if intersection.start == intersection.end => {
            Meeting::Touch(point(intersection.start))
        }
        LineIntersection::Collinear { intersection } => {
            Meeting::Along(point(intersection.start), point(intersection.end))
        }
    })
}

pub(super) const fn coord(point: LocalPoint) -> Coord<f64> {
    Coord { x: point.x, y: point.y }
}

pub(super) const fn point(coord: Coord<f64>) -> LocalPoint {
    LocalPoint::new(coord.x, coord.y)
}

/// Calls `on_pair` for every two pieces whose boxes touch, each pair once, the lower position first.
///
/// O(n log n + n·k) for k pieces abreast of each other across the sweep; answering `false` ends it.
pub(super) fn each_near_pair(pieces: &[Piece], mut on_pair: impl FnMut(usize, usize) -> bool) {
    let (width, height) = extent(pieces);
    let along = |p: LocalPoint| if width >= height { p.x } else { p.y };
    let across = |p: LocalPoint| if width >= height { p.y } else { p.x };
    let range = |of: &dyn Fn(LocalPoint) -> f64, (a, b): Piece| (of(a).min(of(b)), of(a).max(of(b)));
    let mut order: Vec<(f64, f64, usize)> = Vec::with_capacity(pieces.len());
    for (n, &piece) in pieces.iter().enumerate() {
        let (low, high) = range(&along, piece);
        order.push((low, high, n));
    }
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    let mut active: Vec<(f64, f64, f64, usize)> = Vec::new();
    for (low, high, n) in order {
        active.retain(|other| other.0 >= low);
        let (bottom, top) = range(&across, pieces[n]);
        for &(_, other_bottom, other_top, other) in &active {
            if other_bottom <= top && bottom <= other_top && !on_pair(n.min(other), n.max(other)) {
                return;
            }
        }
        active.push((high, bottom, top, n));
    }
}

fn extent(pieces: &[Piece]) -> (f64, f64) {
    let bounds = crate::geometry::LocalBounds::around(pieces.iter().flat_map(|piece| [piece.0, piece.1]));
    if bounds.is_empty() { (0.0, 0.0) } else { (bounds.width(), bounds.height()) }
}
