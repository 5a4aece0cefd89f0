//! Land around roads: everything within an offset of some lines, less the water.
//!
//! Made by one stroke over all lines; every overlay is checked afterwards, because overlay engines can lose area in
//! silence. Where a check fails the land is made again from one rounded rectangle per straight piece.

use geo::algorithm::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{
    Area as _, BooleanOps as _, BoundingRect as _, Buffer as _, Contains as _, Coord, Intersects as _, LineString,
    MultiLineString, MultiPolygon, Point, Polygon, Simplify as _, unary_union,
};
use thiserror::Error;

use crate::geometry::LocalPoint;
use crate::jobs::{Cancelled, JobContext};

/// Lines are simplified by at most this many metres before land is put around them.
pub const SIMPLIFY_TOLERANCE_M: f64 = 0.5;

/// Round ends and bends are drawn with chords at most this many metres inside the arc.
const ARC_TOLERANCE_M: f64 = 0.25;
/// Corners of a half circle of a rounded rectangle: chords lie at most 0.6 % of the offset inside the arc.
const HALF_CIRCLE_STEPS: usize = 14;
/// How many places on the lines are looked up in the land.
const SAMPLES: usize = 64;

/// Why no land could be made.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(super) enum LandError {
    /// The work is no longer wanted.
    #[error("cancelled")]
    Cancelled,
    /// The overlay lost area, twice.
    #[error("the overlay of the land failed its checks")]
    Overlay,
}

impl From<Cancelled> for LandError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Land less water, and how many pieces of water could not be cut out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClippedLand {
    pub(super) land: MultiPolygon<f64>,
    pub(super) uncut_water: usize,
}

/// All land within `offset_m` (above 0) of the lines. Empty lines give no land; one-point lines give a disc.
pub(super) fn land_around(
    lines: &[Vec<LocalPoint>],
    offset_m: f64,
    context: &JobContext,
) -> Result<MultiPolygon<f64>, LandError> {
    let strings: Vec<LineString<f64>> = lines.iter().filter_map(|line| simplified(line)).collect();
    if strings.is_empty() {
        return Ok(MultiPolygon(Vec::new()));
    }
    context.check()?;
    let strings = MultiLineString(strings);
    let land = strings.buffer_with_style(style(offset_m));
    if is_land_of(&land, &strings, offset_m) {
        return Ok(land);
    }
    context.check()?;
    log::warn!("the stroke around {} road pieces failed its checks; rounded rectangles are used", strings.0.len());
    let capsules: Vec<Polygon<f64>> = strings.0.iter().flat_map(|line| capsules(line, offset_m)).collect();
    let land = unary_union(&capsules);
    if is_land_of(&land, &strings, offset_m) { Ok(land) } else { Err(LandError::Overlay) }
}

/// Round joins and ends, no finer than the tolerance asks for: corners are what an overlay costs.
/// A chord over the angle α lies r (1 − cos α/2) inside its arc.
fn style(offset_m: f64) -> BufferStyle<f64> {
    let angle = (2.0 * (1.0 - ARC_TOLERANCE_M / offset_m).clamp(-1.0, 1.0).acos()).clamp(0.05, 0.25);
    BufferStyle::new(offset_m).line_cap(LineCap::Round(angle)).line_join(LineJoin::Round(angle))
}

/// The union of several lands; checked to hold at least the largest and at most their sum.
pub(super) fn united(lands: &[&MultiPolygon<f64>]) -> Result<MultiPolygon<f64>, LandError> {
    let parts = lands.iter().flat_map(|land| land.0.iter());
    let land = unary_union(parts);
    let (mut largest, mut sum) = (0.0f64, 0.0);
    for land in lands {
        let area = land.unsigned_area();
        largest = largest.max(area);
        sum += area;
    }
    let area = land.unsigned_area();
    let slack = 1e-6 * sum + 1e-3;
    if area.is_finite() && area >= largest - slack && area <= sum + slack { Ok(land) } else { Err(LandError::Overlay) }
}

/// Takes the water out of the land. Water that the overlay cannot cut out cleanly stays in and is counted.
pub(super) fn without_water(
    land: MultiPolygon<f64>,
    water: &[Polygon<f64>],
    context: &JobContext,
) -> Result<ClippedLand, LandError> {
    let Some(bounds) = land.bounding_rect() else { return Ok(ClippedLand { land, uncut_water: 0 }) };
    let near: Vec<&Polygon<f64>> = water.iter().filter(|water| is_near(water, &bounds)).collect();
    if near.is_empty() {
        return Ok(ClippedLand { land, uncut_water: 0 });
    }
    context.check()?;
    if let Some(dry) = cut_out(&land, &unary_union(near.iter().copied())) {
        return Ok(ClippedLand { land: dry, uncut_water: 0 });
    }
    let (mut dry, mut uncut_water) = (land, 0);
    for water in near {
        context.check()?;
        match cut_out(&dry, &MultiPolygon(vec![water.clone()])) {
            Some(less) => dry = less,
            None => uncut_water += 1,
        }
    }
    Ok(ClippedLand { land: dry, uncut_water })
}

/// Land less water, where area(land ∖ water) + area(land ∩ water) = area(land) holds.
fn cut_out(land: &MultiPolygon<f64>, water: &MultiPolygon<f64>) -> Option<MultiPolygon<f64>> {
    let (dry, wet) = (land.difference(water), land.intersection(water));
    let (whole, parts) = (land.unsigned_area(), dry.unsigned_area() + wet.unsigned_area());
    // Invalid water can be read by different fill rules; then the two halves do not fit together.
    (parts.is_finite() && (whole - parts).abs() <= 1e-6 * whole + 1e-3).then_some(dry)
}

fn is_near(water: &Polygon<f64>, bounds: &geo::Rect<f64>) -> bool {
    let is_finite = water.exterior().coords().all(|c| c.x.is_finite() && c.y.is_finite());
    is_finite && water.bounding_rect().is_some_and(|own| own.intersects(bounds)) && water.unsigned_area() > 1e-6
}

/// A line without what the tolerance allows to leave out; `None` where it has no finite point.
fn simplified(line: &[LocalPoint]) -> Option<LineString<f64>> {
    let mut coords: Vec<Coord<f64>> = line
        .iter()
        .filter(|point| point.x.is_finite() && point.y.is_finite())
        .map(|point| Coord { x: point.x + 0.0, y: point.y + 0.0 })
        .collect();
    coords.dedup();
    let first = *coords.first()?;
    if coords.len() == 1 {
        coords.push(first);
    }
    let line = LineString::new(coords);
    Some(if line.0.len() > 2 { line.simplify(SIMPLIFY_TOLERANCE_M) } else { line })
}

/// One rounded rectangle around every straight piece of a line, counter-clockwise.
fn capsules(line: &LineString<f64>, offset_m: f64) -> Vec<Polygon<f64>> {
    line.lines().map(|piece| capsule(piece.start, piece.end, offset_m)).collect()
}

fn capsule(a: Coord<f64>, b: Coord<f64>, offset_m: f64) -> Polygon<f64> {
    let heading = (b.y - a.y).atan2(b.x - a.x);
    #[expect(clippy::cast_precision_loss, reason = "a handful of steps")]
    let turn = |step: usize| std::f64::consts::PI * step as f64 / HALF_CIRCLE_STEPS as f64;
    let quarter = std::f64::consts::FRAC_PI_2;
    let around = |center: Coord<f64>, from: f64| {
        (0..=HALF_CIRCLE_STEPS).map(move |step| {
            let (sin, cos) = (from + turn(step)).sin_cos();
            Coord { x: center.x + offset_m * cos, y: center.y + offset_m * sin }
        })
    };
    let ring: Vec<Coord<f64>> = around(b, heading - quarter).chain(around(a, heading + quarter)).collect();
    Polygon::new(LineString::new(ring), Vec::new())
}

/// The checks after a buffer: finite, no smaller than one disc, no larger than all rounded rectangles together,
/// and holding a sample of the lines' own places.
fn is_land_of(land: &MultiPolygon<f64>, lines: &MultiLineString<f64>, offset_m: f64) -> bool {
    let disc = std::f64::consts::PI * offset_m * offset_m;
    let mut most = 0.0;
    for line in &lines.0 {
        let length: f64 = line.lines().map(|piece| piece.dx().hypot(piece.dy())).sum();
        most += 2.0 * offset_m * length + disc;
    }
    let area = land.unsigned_area();
    if !(area.is_finite() && area >= 0.98 * disc && area <= 1.02 * most) {
        return false;
    }
    let step = lines.0.len().div_ceil(SAMPLES).max(1);
    lines.0.iter().step_by(step).all(|line| {
        let middle = line.0.get(line.0.len() / 2).or_else(|| line.0.first());
        middle.is_none_or(|&place| land.contains(&Point(place)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance as _, Euclidean};
    use proptest::prelude::*;

    fn lines_of(lines: &[&[(f64, f64)]]) -> Vec<Vec<LocalPoint>> {
        lines.iter().map(|line| line.iter().map(|&(x, y)| LocalPoint::new(x, y)).collect()).collect()
    }

    #[test]
    fn a_straight_road_of_100_metres_has_a_band_with_round_ends() {
        let land = land_around(&lines_of(&[&[(0.0, 0.0), (100.0, 0.0)]]), 30.0, &JobContext::new()).expect("land");
        let exact = 100.0 * 60.0 + std::f64::consts::PI * 900.0;
        assert!((land.unsigned_area() - exact).abs() < 0.01 * exact, "{} against {exact}", land.unsigned_area());
    }

    #[test]
    fn a_reached_point_has_a_disc_and_no_roads_have_no_land() {
        let context = JobContext::new();
        let disc = land_around(&lines_of(&[&[(5.0, 5.0), (5.0, 5.0)]]), 30.0, &context).expect("land");
        assert!((disc.unsigned_area() - std::f64::consts::PI * 900.0).abs() < 30.0);
        assert_eq!(land_around(&[], 30.0, &context), Ok(MultiPolygon(Vec::new())));
        context.token().cancel();
        assert_eq!(land_around(&lines_of(&[&[(0.0, 0.0), (1.0, 0.0)]]), 30.0, &context), Err(LandError::Cancelled));
    }

    #[test]
    fn a_river_across_the_road_cuts_the_land_in_two() {
        let context = JobContext::new();
        let land = land_around(&lines_of(&[&[(0.0, 0.0), (200.0, 0.0)]]), 30.0, &context).expect("land");
        let whole = land.unsigned_area();
        let river = geo::Rect::new((90.0, -100.0), (110.0, 100.0)).to_polygon();
        let far = geo::Rect::new((900.0, -100.0), (910.0, 100.0)).to_polygon();
        let clipped = without_water(land, &[river, far], &context).expect("land");
        assert_eq!((clipped.land.0.len(), clipped.uncut_water), (2, 0));
        assert!((whole - clipped.land.unsigned_area() - 20.0 * 60.0).abs() < 1.0);
    }

    #[test]
    fn rounded_rectangles_and_the_stroke_agree() {
        let context = JobContext::new();
        let lines = lines_of(&[&[(0.0, 0.0), (80.0, 10.0), (90.0, 120.0)], &[(80.0, 10.0), (200.0, -40.0)]]);
        let stroke = land_around(&lines, 25.0, &context).expect("land");
        let strings: Vec<LineString<f64>> = lines.iter().filter_map(|line| simplified(line)).collect();
        let pieces: Vec<Polygon<f64>> = strings.iter().flat_map(|line| capsules(line, 25.0)).collect();
        let union = unary_union(&pieces);
        assert!((stroke.unsigned_area() - union.unsigned_area()).abs() < 0.01 * union.unsigned_area());
        assert!(is_land_of(&union, &MultiLineString(strings), 25.0));
    }

    #[test]
    fn land_that_lost_a_road_is_noticed() {
        let strings = MultiLineString(vec![
            LineString::from(vec![(0.0, 0.0), (100.0, 0.0)]),
            LineString::from(vec![(500.0, 0.0), (600.0, 0.0)]),
        ]);
        let half = MultiLineString(vec![strings.0[0].clone()]).buffer(30.0);
        assert!(!is_land_of(&half, &strings, 30.0));
        assert!(!is_land_of(&MultiPolygon(Vec::new()), &strings, 30.0));
    }

    proptest! {
        #[test]
        fn land_is_what_lies_within_the_offset(
            lines in prop::collection::vec(prop::collection::vec((-400.0f64..400.0, -400.0f64..400.0), 1..6), 1..8),
            samples in prop::collection::vec((-500.0f64..500.0, -500.0f64..500.0), 60),
        ) {
            let offset = 30.0;
            let local: Vec<Vec<LocalPoint>> =
                lines.iter().map(|line| line.iter().map(|&(x, y)| LocalPoint::new(x, y)).collect()).collect();
            let land = land_around(&local, offset, &JobContext::new()).expect("land");
            for (x, y) in samples {
                let point = Point::new(x, y);
                let away = lines
                    .iter()
                    .map(|line| {
                        let mut line = line.clone();
                        line.push(line[line.len() - 1]);
                        Euclidean.distance(&point, &LineString::from(line))
                    })
                    .fold(f64::INFINITY, f64::min);
                if away < offset - 1.0 {
                    prop_assert!(land.contains(&point), "{x}, {y} is {away} m from a road and not in the land");
                }
                if away > offset + 1.0 {
                    prop_assert!(!land.contains(&point), "{x}, {y} is {away} m from every road and in the land");
                }
            }
        }
    }
}
