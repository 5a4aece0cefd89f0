//! Routes and road changes of a plan against the roads they lie on: what the window and the command line tell.

use std::collections::BTreeMap;

use super::route_check::{Town, check_routes};
use super::{Circumstances, RouteCheck, StudyValues};
use crate::community::{Community, OneWay};
use crate::geometry::{Line, LocalPoint, LocalProjection, LonLat, line_length};
use crate::ids::{RoadChangeId, RoadId, RouteId, ScenarioId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{LINK_REACH_M, NetworkMask, RoadNetwork, RoadsFor};
use crate::plan::{Plan, RoadChange, RoadMeasure};
use crate::units::Metres;

/// Roads that a change touches for less than this, in metres, are crossed or met at its ends, not changed (project
/// choice).
const MIN_UNDER_M: f64 = 2.0;

/// A road that a change lies on, as it is today.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadUnder {
    /// The road; ids beyond the community's are new links of the plan.
    pub road: RoadId,
    /// Length of the change on it.
    pub length: Metres,
    /// Its width today, and whether that is a guess; `None` for a new link of the plan.
    pub width: Option<(Metres, bool)>,
    /// Direction for cars today, seen along the change; `None` where parts of the change run both ways on it.
    pub one_way: Option<OneWay>,
    /// Speed limit today in km/h, where it is known.
    pub max_speed_km_h: Option<f64>,
}

/// An end of a new link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkEnd {
    /// Where it was drawn.
    pub place: LonLat,
    /// The loaded road it meets; `None` where none is near enough.
    pub meets: Option<RoadId>,
    /// It meets another new link of the plan.
    pub meets_link: bool,
}

impl LinkEnd {
    /// Does it lead anywhere?
    #[must_use]
    pub const fn is_joined(&self) -> bool {
        self.meets.is_some() || self.meets_link
    }
}

/// What a road change lies on.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeGround {
    /// The change.
    pub change: RoadChangeId,
    /// Its length.
    pub length: Metres,
    /// The roads it lies on, the longest part first; empty for new links.
    pub roads: Vec<RoadUnder>,
    /// The ends of each line of a new link; empty for other changes.
    pub ends: Vec<LinkEnd>,
}

impl ChangeGround {
    /// Length of the change that lies on no road and so changes nothing there; all of it for a drawing beside the roads.
    #[must_use]
    pub fn off_road(&self) -> Metres {
        let on: f64 = self.roads.iter().map(|under| under.length.value()).sum();
        Metres::new_clamped((self.length.value() - on).max(0.0))
    }
}

/// Routes and road changes of one plan in one scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadStudy {
    /// The routes that take part, by id.
    pub routes: Vec<RouteCheck>,
    /// All road changes, by id.
    pub changes: Vec<ChangeGround>,
}

impl RoadStudy {
    /// The check of a route; `None` for one that takes no part.
    #[must_use]
    pub fn route(&self, id: RouteId) -> Option<&RouteCheck> {
        self.routes.iter().find(|check| check.route == id)
    }

    /// What a road change lies on.
    #[must_use]
    pub fn change(&self, id: RoadChangeId) -> Option<&ChangeGround> {
        self.changes.iter().find(|ground| ground.change == id)
    }

    /// Checks all routes and looks up all road changes. `roads` are the loaded ones; `network` has the plan's new links
    /// joined, and `mask` belongs to it: both are those of the coverage of the same plan and scenario.
    /// O(length of the lines / 5 m × log n).
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn new(
        plan: &Plan,
        scenario: ScenarioId,
        community: &Community,
        roads: &RoadNetwork,
        (network, mask): (&RoadNetwork, &NetworkMask),
        context: &JobContext,
    ) -> Result<Self, Cancelled> {
        let (circumstances, values) = (Circumstances::new(plan, scenario), StudyValues::from_settings(plan.settings()));
        let town = Town { community, network, mask };
        let routes = check_routes(plan, &circumstances, &values, town, context)?;
        let mut changes = Vec::new();
        for change in plan.road_changes().values() {
            context.check()?;
            changes.push(change_ground(plan, community, (roads, network), change));
        }
        Ok(Self { routes, changes })
    }
}

/// What one road change lies on, by the loaded roads and those with the plan's links. O(k log n) for k edges near it.
fn change_ground(
    plan: &Plan,
    community: &Community,
    (loaded, network): (&RoadNetwork, &RoadNetwork),
    change: &RoadChange,
) -> ChangeGround {
    let length = change.lines.iter().map(|line| line_length(line)).fold(Metres::ZERO, |sum, length| sum + length);
    let is_link = change.kind.measure() == RoadMeasure::NewLink;
    let roads = if is_link { Vec::new() } else { roads_under(community, network, change) };
    let ends = if is_link { link_ends(plan, loaded, change) } else { Vec::new() };
    ChangeGround { change: change.id, length, roads, ends }
}

fn roads_under(community: &Community, network: &RoadNetwork, change: &RoadChange) -> Vec<RoadUnder> {
    let mut found: BTreeMap<RoadId, RoadUnder> = BTreeMap::new();
    for part in network.parts_along(&change.lines) {
        let Some(segment) = network.segment(part.segment) else { continue };
        let loaded = community.roads().get(segment.road.index());
        let one_way = if part.runs_forward { segment.one_way } else { turned(segment.one_way) };
        let length = Metres::new_clamped(part.to.metres().value() - part.from.metres().value());
        let under = found.entry(segment.road).or_insert_with(|| RoadUnder {
            road: segment.road,
            length: Metres::ZERO,
            width: loaded.map(crate::community::Road::width_or_guess),
            one_way: Some(one_way),
            max_speed_km_h: loaded.and_then(|road| road.max_speed_km_h).map(f64::from),
        });
        under.length = under.length + length;
        if under.one_way != Some(one_way) {
            under.one_way = None;
        }
    }
    let mut roads: Vec<RoadUnder> = found.into_values().collect();
    let is_long = |under: &RoadUnder| under.length.value() >= MIN_UNDER_M;
    if roads.iter().any(is_long) {
        roads.retain(is_long);
    }
    roads.sort_by(|a, b| b.length.value().total_cmp(&a.length.value()).then(a.road.cmp(&b.road)));
    roads
}

const fn turned(one_way: OneWay) -> OneWay {
    match one_way {
        OneWay::No => OneWay::No,
        OneWay::Forward => OneWay::Backward,
        OneWay::Backward => OneWay::Forward,
    }
}

fn link_ends(plan: &Plan, roads: &RoadNetwork, change: &RoadChange) -> Vec<LinkEnd> {
    let reach = Metres::new_clamped(LINK_REACH_M);
    let others = plan.road_changes().values().filter(|other| other.id != change.id);
    let others: Vec<&Line> =
        others.filter(|o| o.kind.measure() == RoadMeasure::NewLink).flat_map(|other| &other.lines).collect();
    let tolerance = roads.settings().snap_tolerance;
    let end = |&place: &LonLat| LinkEnd {
        place,
        meets: roads.nearest_road(place, reach, RoadsFor::Walkers).map(|snap| snap.road),
        meets_link: others.iter().any(|line| is_near(line, place, tolerance)),
    };
    let lines = change.lines.iter();
    lines.flat_map(|line| line.first().into_iter().chain(line.last())).map(end).collect()
}

/// Does a line pass a place within a distance?
fn is_near(line: &Line, place: LonLat, within: Metres) -> bool {
    let plane = LocalProjection::new(place);
    let here = plane.local_from_lon_lat(place);
    let points: Vec<LocalPoint> = line.iter().map(|&place| plane.local_from_lon_lat(place)).collect();
    points.windows(2).any(|pair| here.nearest_on(pair[0], pair[1]).0.distance(here) <= within.value())
}
