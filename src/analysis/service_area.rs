//! Service areas: the land from which a site is reached within its walk limit.
//!
//! The exact parts of roads within the limit come from the network, to the millimetre. The polygon is everything
//! within the stated offset of such a part, less the water: it says "within so many metres of a road point that
//! reaches the site in time", and nothing about land farther off.

use std::collections::BTreeMap;

use thiserror::Error;

use super::land::{LandError, land_around, united, without_water};
use crate::community::{Community, Shape};
use crate::geometry::{LocalPoint, LocalProjection, MultiPolygon, Polygon};
use crate::ids::{SegmentId, SiteId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{AccessPoint, Forest, NetworkMask, RoadNetwork, Seed};
use crate::units::{Metres, Millimetres, SquareMetres};

/// How far from a reached road the land reaches, where nothing else is said (project choice; ALGORITHMS 2: 25–50 m).
pub const DEFAULT_OFFSET_M: f64 = 30.0;
/// The offset is held to this range in metres: below, overlays lose precision; above, it says nothing about roads.
const OFFSET_RANGE_M: (f64, f64) = (1.0, 500.0);

/// Why there are no service areas.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ServiceAreaError {
    /// The work was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The overlay of one site's land failed its checks, twice.
    #[error("could not draw the service area of {site}: its land failed the checks; try another offset")]
    Site {
        /// Whose.
        site: SiteId,
    },
    /// The union of all sites' land failed its checks.
    #[error("could not draw the merged service area: the union failed the checks; try another offset")]
    Merged,
}

impl From<Cancelled> for ServiceAreaError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// A site to draw a service area for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServedSite {
    /// Which.
    pub site: SiteId,
    /// Where it meets the network; its walk counts.
    pub access: AccessPoint,
    /// The walk limit, from road point to site.
    pub limit: Millimetres,
}

/// The land from which a site, or any of several, is reached in time.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceArea {
    /// Whose, by id.
    pub sites: Vec<SiteId>,
    /// The walk limit; of several sites the largest.
    pub limit: Metres,
    /// How far from a reached road point the land reaches.
    pub offset: Metres,
    /// The land, water left out. Points of it lie within `offset` (and half a metre) of a reached road point.
    pub land: MultiPolygon,
    /// Area of the land.
    pub area: SquareMetres,
    /// Length of all roads within the limit, on the ellipsoid, each counted once.
    pub reached_road: Metres,
    /// Water polygons that could not be cut out cleanly and are still in the land.
    pub uncut_water: usize,
}

/// Service areas of some sites, each and merged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceAreas {
    /// One per site, in the order asked for.
    pub sites: Vec<ServiceArea>,
    /// The union; `None` where there is no site.
    pub merged: Option<ServiceArea>,
}

/// A reached part of a segment: segment, from, to.
type Part = (SegmentId, Millimetres, Millimetres);

/// The service areas of some sites, each at its own limit. The offset is held within 1 to 500 m.
///
/// One search and one overlay per site, O((m + n) log n) each, and one union.
///
/// # Errors
/// [`ServiceAreaError`] when cancelled, or when an overlay fails its checks even piece by piece.
pub fn service_areas(
    community: &Community,
    network: &RoadNetwork,
    mask: &NetworkMask,
    sites: &[ServedSite],
    offset: Metres,
    context: &JobContext,
) -> Result<ServiceAreas, ServiceAreaError> {
    let offset = Metres::new_clamped(offset.value().clamp(OFFSET_RANGE_M.0, OFFSET_RANGE_M.1));
    let plane = community.plane();
    let water = water_polygons(community);
    let mut areas: Vec<ServiceArea> = Vec::with_capacity(sites.len());
    let mut lands: Vec<geo::MultiPolygon<f64>> = Vec::with_capacity(sites.len());
    let mut all_parts: Vec<Part> = Vec::new();
    for (done, site) in sites.iter().enumerate() {
        context.progress(done, sites.len() + 1)?;
        let parts = reached_parts(network, mask, site, context)?;
        let lines = trails(parts.iter().map(|part| local_line(network, plane, part)).collect());
        let told = |error| match error {
            LandError::Cancelled => ServiceAreaError::Cancelled,
            LandError::Overlay => ServiceAreaError::Site { site: site.site },
        };
        let land = land_around(&lines, offset.value(), context).map_err(told)?;
        let clipped = without_water(land, &water, context).map_err(told)?;
        areas.push(ServiceArea {
            sites: vec![site.site],
            limit: site.limit.metres(),
            offset,
            land: from_local(&clipped.land, plane),
            area: area_of(&clipped.land),
            reached_road: length_of(&parts),
            uncut_water: clipped.uncut_water,
        });
        lands.push(clipped.land);
        all_parts.extend(parts);
    }
    context.progress(sites.len(), sites.len() + 1)?;
    let merged = merged(&areas, &lands, all_parts, plane)?;
    Ok(ServiceAreas { sites: areas, merged })
}

fn merged(
    areas: &[ServiceArea],
    lands: &[geo::MultiPolygon<f64>],
    parts: Vec<Part>,
    plane: &LocalProjection,
) -> Result<Option<ServiceArea>, ServiceAreaError> {
    let Some(first) = areas.first() else { return Ok(None) };
    if areas.len() == 1 {
        return Ok(Some(first.clone()));
    }
    let land = united(&lands.iter().collect::<Vec<_>>()).map_err(|error| match error {
        LandError::Cancelled => ServiceAreaError::Cancelled,
        LandError::Overlay => ServiceAreaError::Merged,
    })?;
    let mut sites: Vec<SiteId> = areas.iter().flat_map(|area| area.sites.iter().copied()).collect();
    sites.sort_unstable();
    Ok(Some(ServiceArea {
        sites,
        limit: areas.iter().map(|area| area.limit).max().unwrap_or(first.limit),
        offset: first.offset,
        land: from_local(&land, plane),
        area: area_of(&land),
        reached_road: length_of(&joined(parts)),
        uncut_water: areas.iter().map(|area| area.uncut_water).max().unwrap_or(0),
    }))
}

/// The parts of roads within the limit of one site, by segment and position, touching ones joined.
fn reached_parts(
    network: &RoadNetwork,
    mask: &NetworkMask,
    site: &ServedSite,
    context: &JobContext,
) -> Result<Vec<Part>, Cancelled> {
    let seed = Seed { source: site.site.0, access: site.access };
    let forest = Forest::compute(network, mask, &[seed], context)?;
    let pieces = forest.reached_pieces(network, mask, site.limit, None);
    Ok(joined(pieces.into_iter().map(|piece| (piece.segment, piece.from, piece.to)).collect()))
}

/// Overlapping and touching parts of one segment become one.
fn joined(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_unstable();
    parts.dedup_by(|next, kept| {
        let touches = next.0 == kept.0 && next.1 <= kept.2;
        if touches {
            kept.2 = kept.2.max(next.2);
        }
        touches
    });
    parts
}

fn length_of(parts: &[Part]) -> Metres {
    let sum: u64 = parts.iter().map(|(_, from, to)| u64::from(to.0.saturating_sub(from.0))).sum();
    #[expect(clippy::cast_precision_loss, reason = "road lengths are far below 2^52 mm")]
    let metres = sum as f64 / 1000.0;
    Metres::new_clamped(metres)
}

/// The line of a part on the plane; whole segments as the network keeps them.
fn local_line(network: &RoadNetwork, plane: &LocalProjection, part: &Part) -> Vec<LocalPoint> {
    let &(id, from, to) = part;
    let is_whole = from.0 == 0 && network.segment(id).is_some_and(|segment| segment.length == to);
    if is_whole {
        return network.segment_local(id).to_vec();
    }
    network.segment_piece(id, from, to).into_iter().map(|place| plane.local_from_lon_lat(place)).collect()
}

/// Joins lines that meet at their ends into as long ones as come about: fewer round ends to draw, same land.
/// O(n log n); the order of the lines decides, and nothing else.
fn trails(lines: Vec<Vec<LocalPoint>>) -> Vec<Vec<LocalPoint>> {
    let key = |point: &LocalPoint| (point.x.to_bits(), point.y.to_bits());
    let mut at_place: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        for end in [line.first(), line.last()].into_iter().flatten() {
            at_place.entry(key(end)).or_default().push(number);
        }
    }
    let mut left: Vec<Option<Vec<LocalPoint>>> = lines.into_iter().map(Some).collect();
    let mut trails = Vec::new();
    for number in 0..left.len() {
        let Some(mut trail) = left[number].take() else { continue };
        // Grown at its last end, turned around, grown at the other.
        for _ in 0..2 {
            while let Some(mut line) = trail.last().and_then(|end| {
                let around = at_place.get(&key(end))?;
                around.iter().find_map(|&other| left.get_mut(other)?.take())
            }) {
                if line.first().map(key) != trail.last().map(key) {
                    line.reverse();
                }
                trail.extend(line.into_iter().skip(1));
            }
            trail.reverse();
        }
        trails.push(trail);
    }
    trails
}

/// The water of a community as polygons on the plane; rivers drawn as mere lines take no land.
fn water_polygons(community: &Community) -> Vec<geo::Polygon<f64>> {
    let mut polygons = Vec::new();
    for water in community.water() {
        match &water.shape {
            Shape::Area(area) => {
                polygons.extend(area.0.iter().map(|polygon| polygon.to_local(community.plane())));
            }
            Shape::Point(_) | Shape::Lines(_) => {}
        }
    }
    polygons
}

fn from_local(land: &geo::MultiPolygon<f64>, plane: &LocalProjection) -> MultiPolygon {
    MultiPolygon(land.0.iter().map(|polygon| Polygon::from_local(polygon, plane)).collect())
}

fn area_of(land: &geo::MultiPolygon<f64>) -> SquareMetres {
    use geo::Area as _;
    SquareMetres::new_clamped(land.unsigned_area())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_meet_become_one_and_none_is_lost() {
        let line = |points: &[(f64, f64)]| points.iter().map(|&(x, y)| LocalPoint::new(x, y)).collect::<Vec<_>>();
        let lines = vec![
            line(&[(1.0, 0.0), (2.0, 0.0)]),
            line(&[(9.0, 9.0), (8.0, 9.0)]),
            line(&[(3.0, 0.0), (2.0, 0.0)]),
            line(&[(0.0, 0.0), (1.0, 0.0)]),
        ];
        let expected = [line(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)]), line(&[(9.0, 9.0), (8.0, 9.0)])];
        assert_eq!(trails(lines), expected);
    }
}
