//! Why the people behind one door go where they go: the arithmetic of one way, and why not elsewhere.

use std::sync::Arc;

use super::engine::Last;
use super::participants::reasons_against;
use super::{CoverageEngine, ExclusionReason, Outcome, Way};
use crate::community::PersonsSource;
use crate::geometry::{LonLat, geodesic_length};
use crate::ids::{ClosureId, DemandId, HazardAreaId, SiteId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{AccessPoint, Forest, NetworkMask, Seed};
use crate::plan::{HazardArea, HazardEffect, Site, SiteKind, WalkingProfile};
use crate::units::{Metres, Millimetres, Persons, Seconds};

/// How many other sites an explanation names.
const OTHER_SITES: usize = 5;

/// The way from a door to a site, part by part. `door_to_road + along_roads + road_to_site = total`.
#[derive(Clone, Debug, PartialEq)]
pub struct WayParts {
    /// The site.
    pub site: SiteId,
    /// Its name; may be empty.
    pub name: String,
    /// From the door straight to the road.
    pub door_to_road: Metres,
    /// Along roads.
    pub along_roads: Metres,
    /// From the road straight to the site.
    pub road_to_site: Metres,
    /// The whole way.
    pub total: Metres,
    /// What slowed roads add, as metres walked at the usual speed: total time × speed − total length.
    pub added_by_slowed: Metres,
    /// Time at the average walking speed, slowed roads included; `None` at speed zero.
    pub time_average: Option<Seconds>,
    /// Time at the slow walking speed.
    pub time_slow: Option<Seconds>,
    /// The way as a line, from the door over the road to the site.
    pub line: Vec<LonLat>,
}

/// Why there is no way to a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWay {
    /// The roads are not connected, whatever is open.
    OtherComponent,
    /// With all roads open there would be a way: these closures and hazard areas of the scenario cut it, together
    /// or one of them alone.
    CutOff {
        /// Closures that take part.
        closures: Vec<ClosureId>,
        /// Hazard areas closed to walkers that take part.
        hazard_areas: Vec<HazardAreaId>,
    },
}

/// Why the people of a door do not go to a site.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyNot {
    /// The site takes nobody; all reasons.
    Excluded(Vec<ExclusionReason>),
    /// The door itself has no road access.
    DoorWithoutRoad,
    /// No way leads there.
    NoWay(NoWay),
    /// It is beyond its limit.
    BeyondLimit {
        /// Its limit.
        limit: Metres,
        /// How much farther than the limit.
        over: Metres,
    },
    /// It would do, but the chosen site is nearer; by nothing where both are equally far (the lower id is taken).
    Farther {
        /// How much farther than the chosen site.
        by: Metres,
    },
}

/// A site the people do not go to.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherSite {
    /// Which.
    pub site: SiteId,
    /// Its name; may be empty.
    pub name: String,
    /// Walking distance, where there is a way.
    pub distance: Option<Metres>,
    /// Straight distance from the door.
    pub straight: Metres,
    /// Why not.
    pub why_not: WhyNot,
}

/// The explanation of one door and one kind of site.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The door.
    pub demand: DemandId,
    /// The kind of site.
    pub kind: SiteKind,
    /// Where the door is.
    pub place: LonLat,
    /// People behind it at the scenario's time of day.
    pub persons: Persons,
    /// Vulnerable people among them.
    pub vulnerable: Persons,
    /// Where the number came from.
    pub source: PersonsSource,
    /// Where the door meets the open roads.
    pub access: Option<AccessPoint>,
    /// What becomes of the people.
    pub outcome: Outcome,
    /// The limit the chosen site is held to; where there is none, the largest limit of the kind.
    pub limit: Metres,
    /// The chosen way, where there is one.
    pub way: Option<WayParts>,
    /// Up to five other sites: by walking distance, then (without a way) by straight distance.
    pub others: Vec<OtherSite>,
}

/// A site of the kind, as seen from the door.
struct Seen<'a> {
    site: &'a Site,
    limit: Millimetres,
    reasons: Vec<ExclusionReason>,
    access: Option<AccessPoint>,
    distance: Option<Millimetres>,
    straight: Metres,
}

impl CoverageEngine {
    /// Explains one door for one kind of site, as of the last [`update`](Self::update). `None` before the first
    /// update and after a cancelled one, for a door of another community, or where the plan has no site of the kind.
    ///
    /// One search over the network from the door, O((m + n) log n), and a second one where something is cut off.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn explain(
        &self,
        demand: DemandId,
        kind: SiteKind,
        context: &JobContext,
    ) -> Result<Option<Explanation>, Cancelled> {
        let Some(last) = self.last() else { return Ok(None) };
        let Some(point) = self.community().demand().get(demand.index()) else { return Ok(None) };
        let access = last.ground.doors.accesses().get(demand.index()).copied().flatten();
        let from_door = match access {
            Some(access) => Some(self.search_from(&last.ground.mask, access, context)?),
            None => None,
        };
        let mut seen = self.seen(kind, point.place, from_door.as_ref(), &last);
        let Some(largest_limit) = seen.iter().map(|seen| seen.limit).max() else { return Ok(None) };
        let chosen = chosen(&seen);
        let way = match (chosen, access) {
            (Some(chosen), Some(access)) => self.way_parts(&seen[chosen], point.place, access, &last, context)?,
            _ => None,
        };
        let limit = chosen.map_or(largest_limit, |chosen| seen[chosen].limit);
        let outcome = match (chosen.map(|chosen| &seen[chosen]), &way, access) {
            (_, _, None) => Outcome::NoRoadAccess,
            (Some(chosen), Some((_, way)), Some(_)) if way.distance <= chosen.limit => Outcome::Reached(*way),
            (Some(_), Some((_, way)), Some(_)) => Outcome::BeyondLimit(*way),
            _ => Outcome::Unreachable,
        };
        let chosen_site = chosen.map(|chosen| seen[chosen].site.id);
        let chosen_distance = chosen.and_then(|chosen| seen[chosen].distance);
        seen.retain(|seen| Some(seen.site.id) != chosen_site);
        seen.sort_by_key(|seen| (seen.distance.is_none(), seen.distance, seen.straight, seen.site.id));
        seen.truncate(OTHER_SITES);
        let others = self.others(&seen, chosen_distance, access, &last, context)?;
        let (persons, vulnerable) = last.people.at(demand.index());
        Ok(Some(Explanation {
            demand,
            kind,
            place: point.place,
            persons,
            vulnerable,
            source: point.source,
            access,
            outcome,
            limit: limit.metres(),
            way: way.map(|(parts, _)| parts),
            others,
        }))
    }

    /// A search from the door: how far is every place from it? Walkers go both ways, so this is how far it is to go.
    fn search_from(&self, mask: &NetworkMask, access: AccessPoint, context: &JobContext) -> Result<Forest, Cancelled> {
        Forest::compute(self.network(), mask, &[Seed { source: 0, access }], context)
    }

    fn seen<'a>(&self, kind: SiteKind, door: LonLat, from_door: Option<&Forest>, last: &Last<'a>) -> Vec<Seen<'a>> {
        let of_kind = last.plan.sites().values().filter(|site| site.kind == kind);
        let seen = |site: &'a Arc<Site>| {
            let limit = last.values.walk_limit(kind, site.class)?;
            let place = site.geometry.place()?;
            let ground = last.ground;
            let access = self.network().access(place, &ground.mask).filter(|access| access.walk <= ground.max_access);
            let mut reasons = reasons_against(site, last.circumstances);
            if access.is_none() {
                reasons.push(ExclusionReason::NoRoadAccess);
            }
            let reach = access.and_then(|access| from_door?.reach(self.network(), &ground.mask, &access));
            let straight = geodesic_length(door, place);
            Some(Seen { site, limit, reasons, access, distance: reach.map(|reach| reach.distance), straight })
        };
        of_kind.filter_map(seen).collect()
    }

    fn way_parts(
        &self,
        chosen: &Seen<'_>,
        door: LonLat,
        access: AccessPoint,
        last: &Last<'_>,
        context: &JobContext,
    ) -> Result<Option<(WayParts, Way)>, Cancelled> {
        let (Some(site_access), Some(site_place)) = (chosen.access, chosen.site.geometry.place()) else {
            return Ok(None);
        };
        let (network, mask) = (self.network(), &last.ground.mask);
        let seed = Seed { source: chosen.site.id.0, access: site_access };
        let forest = Forest::compute(network, mask, &[seed], context)?;
        let (Some(reach), Some(path)) = (forest.reach(network, mask, &access), forest.path(network, mask, &access))
        else {
            return Ok(None);
        };
        let way = Way { distance: reach.distance, slowed: reach.slowed, site: chosen.site.id };
        let along = reach.distance.0.saturating_sub(access.walk.0).saturating_sub(site_access.walk.0);
        let mut line = vec![door];
        line.extend(path.line);
        line.push(site_place);
        line.dedup();
        let parts = WayParts {
            site: chosen.site.id,
            name: chosen.site.name.clone(),
            door_to_road: access.walk.metres(),
            along_roads: Millimetres(along).metres(),
            road_to_site: site_access.walk.metres(),
            total: reach.distance.metres(),
            added_by_slowed: Millimetres(reach.slowed.0.saturating_sub(reach.distance.0)).metres(),
            time_average: way.time(last.values.walking_speed(WalkingProfile::Average)),
            time_slow: way.time(last.values.walking_speed(WalkingProfile::Slow)),
            line,
        };
        Ok(Some((parts, way)))
    }

    fn others(
        &self,
        seen: &[Seen<'_>],
        chosen: Option<Millimetres>,
        door: Option<AccessPoint>,
        last: &Last<'_>,
        context: &JobContext,
    ) -> Result<Vec<OtherSite>, Cancelled> {
        let mut with_all_open: Option<(NetworkMask, Forest)> = None;
        let mut others = Vec::with_capacity(seen.len());
        for seen in seen {
            let why_not = match (&seen.reasons, door, seen.distance) {
                (reasons, _, _) if !reasons.is_empty() => WhyNot::Excluded(reasons.clone()),
                (_, None, _) => WhyNot::DoorWithoutRoad,
                (_, Some(_), Some(distance)) => farther(distance, seen.limit, chosen),
                (_, Some(access), None) => {
                    if with_all_open.is_none() {
                        let open = NetworkMask::open(self.network());
                        let forest = self.search_from(&open, access, context)?;
                        with_all_open = Some((open, forest));
                    }
                    WhyNot::NoWay(self.no_way(seen, with_all_open.as_ref(), last))
                }
            };
            others.push(OtherSite {
                site: seen.site.id,
                name: seen.site.name.clone(),
                distance: seen.distance.map(Millimetres::metres),
                straight: seen.straight,
                why_not,
            });
        }
        Ok(others)
    }

    fn no_way(&self, seen: &Seen<'_>, with_all_open: Option<&(NetworkMask, Forest)>, last: &Last<'_>) -> NoWay {
        let open_reach = with_all_open.zip(seen.site.geometry.place()).and_then(|((open, forest), place)| {
            forest.reach(self.network(), open, &self.network().access(place, open)?)
        });
        if open_reach.is_none() {
            return NoWay::OtherComponent;
        }
        let closes = |area: &&Arc<HazardArea>| match area.effect {
            HazardEffect::ClosedToWalkers => true,
            HazardEffect::Passable { .. } | HazardEffect::ClosedToCars => false,
        };
        NoWay::CutOff {
            closures: last.circumstances.closures().iter().map(|closure| closure.id).collect(),
            hazard_areas: last.circumstances.hazard_areas().iter().filter(closes).map(|area| area.id).collect(),
        }
    }
}

/// The rule of coverage: the nearest site within its own limit, else the nearest; ties to the lower id.
fn chosen(seen: &[Seen<'_>]) -> Option<usize> {
    let fit = seen.iter().enumerate().filter(|(_, seen)| seen.reasons.is_empty());
    let ranked = fit.filter_map(|(place, seen)| {
        let distance = seen.distance?;
        Some((distance > seen.limit, distance, seen.site.id, place))
    });
    ranked.min().map(|(_, _, _, place)| place)
}

fn farther(distance: Millimetres, limit: Millimetres, chosen: Option<Millimetres>) -> WhyNot {
    if distance > limit {
        return WhyNot::BeyondLimit { limit: limit.metres(), over: Millimetres(distance.0 - limit.0).metres() };
    }
    let by = distance.0.saturating_sub(chosen.map_or(0, |chosen| chosen.0));
    WhyNot::Farther { by: Millimetres(by).metres() }
}
