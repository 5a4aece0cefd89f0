//! An evacuation that has run, made ready to be shown: its figures, who passed which road, who started where, and who
//! was on which street at any moment.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::analysis::PlannedRoads;
use crate::community::Community;
use crate::evacuation::simulation::{Outcome, StrandedReason, TimeSlice, TrailStep};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{DirectionPlaces, EvacuationReport, MinimumCut, Moment, RoadLoad};
use crate::geometry::{LocalBounds, LonLat};
use crate::ids::{DemandId, Revision, ScenarioId, SegmentId, SiteId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::RoadNetwork;
use crate::units::Millimetres;

/// A road somebody used: its directions on the streets, and what it went through.
#[derive(Clone, Debug)]
pub struct UsedRoad {
    /// Which piece of road.
    pub segment: SegmentId,
    /// Positions of its loads in the report, the one with most waiting first.
    pub loads: Vec<u32>,
    /// Positions of its directions.
    pub directions: Vec<u32>,
    /// Where it lies.
    pub bounds: LocalBounds,
    /// Doors whose first household went along it.
    pub n_doors: u32,
}

/// A run of the evacuation of a scenario, and the state of the plan it belongs to.
#[derive(Clone, Debug)]
pub struct EvacuationRun {
    /// The state of the plan.
    pub revision: Revision,
    /// The scenario.
    pub scenario: ScenarioId,
    /// The figures.
    pub report: EvacuationReport,
    /// The roads the streets are pieces of, with the plan's new links.
    pub network: Arc<RoadNetwork>,
    /// Those roads as the scenario changes them.
    pub planned: PlannedRoads,
    /// For each use of the streets somebody makes: the least that separates the people from the sites.
    pub cuts: Vec<(StreetUse, MinimumCut)>,
    /// Roads somebody used, by segment.
    pub roads: Vec<UsedRoad>,
    /// Where the directions of the streets lie.
    places: DirectionPlaces,
    /// Position of the origin of a door.
    origins: BTreeMap<DemandId, u32>,
    /// Positions of the steps of followed parties, by party and time.
    trails: Vec<u32>,
    /// Where the steps of each followed party stand in that list.
    followed: Vec<Range<u32>>,
}

/// How the people of a door fare, all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoorFate {
    /// Nobody is there.
    Nobody,
    /// All are safe.
    Safe,
    /// Some are not safe: no place, no way, or never leaving.
    Stranded,
    /// No road is near.
    NoRoad,
    /// Some leave after the latest moment at which they could still get through.
    CutOff,
    /// Some are caught by a hazard.
    Caught,
}

impl EvacuationRun {
    /// Adds to the figures what the screen wants. A largest flow for each use, and O(n log n).
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn of(
        (revision, scenario): (Revision, ScenarioId),
        report: EvacuationReport,
        (network, planned): (Arc<RoadNetwork>, PlannedRoads),
        context: &JobContext,
    ) -> Result<Self, Cancelled> {
        let mut cuts = Vec::new();
        for usage in StreetUse::ALL {
            if report.study.parties.iter().any(|party| party.usage == usage) {
                cuts.push((usage, MinimumCut::of(&report.study, usage, context)?));
            }
        }
        let roads = used_roads(&report, &network);
        let places = DirectionPlaces::of(&report.study.streets, &network);
        let origins = (0_u32..).zip(report.study.origins.iter()).map(|(number, origin)| (origin.demand, number));
        let origins = origins.collect();
        let steps = &report.simulation.trails;
        let mut trails: Vec<u32> = (0_u32..).take(steps.len()).collect();
        trails.sort_unstable_by_key(|&n| steps.get(n as usize).map(|step| (step.party, step.entered)));
        let followed = ranges(trails.iter().map(|&n| steps.get(n as usize).map(|step| step.party)));
        Ok(Self { revision, scenario, report, network, planned, cuts, roads, places, origins, trails, followed })
    }

    /// When the last thing happened: the end of the time line.
    #[must_use]
    pub fn end(&self) -> Moment {
        self.report.curve.last().map_or(self.report.simulation.ended, |&(at, _)| at.max(self.report.simulation.ended))
    }

    /// When a share of 50, 90, 95 or 100 % (by its place in [`crate::evacuation::MARKS_PERCENT`]) was safe.
    #[must_use]
    pub fn clear(&self, mark: usize) -> Option<Moment> {
        self.report.clear.get(mark).copied().flatten()
    }

    /// The road of a segment, where somebody used it.
    #[must_use]
    pub fn road(&self, segment: SegmentId) -> Option<&UsedRoad> {
        let place = self.roads.binary_search_by_key(&segment, |road| road.segment).ok()?;
        self.roads.get(place)
    }

    /// What a used road went through.
    pub fn loads<'a>(&'a self, road: &'a UsedRoad) -> impl Iterator<Item = &'a RoadLoad> + 'a {
        road.loads.iter().filter_map(|&load| self.report.roads.get(load as usize))
    }

    /// The middle of a road.
    #[must_use]
    pub fn middle(&self, segment: SegmentId) -> Option<LonLat> {
        let length = self.network.segment(segment)?.length;
        self.network.place_on(segment, Millimetres(length.0 / 2))
    }

    /// The origin of a door, where people start there.
    #[must_use]
    pub fn origin(&self, door: DemandId) -> Option<u32> {
        self.origins.get(&door).copied()
    }

    /// Positions of the parties that start at an origin. O(log n): they stand origin by origin.
    #[must_use]
    pub fn parties(&self, origin: u32) -> Range<usize> {
        let parties = &self.report.study.parties;
        let from = parties.partition_point(|party| party.origin < origin);
        from..parties.partition_point(|party| party.origin <= origin)
    }

    /// The steps of a followed party in the order of time.
    pub fn trail(&self, party: u32) -> impl Iterator<Item = &TrailStep> + '_ {
        let steps = &self.report.simulation.trails;
        let of = |n: &u32| steps.get(*n as usize).map_or(u32::MAX, |step| step.party);
        let from = self.trails.partition_point(|n| of(n) < party);
        let to = self.trails.partition_point(|n| of(n) <= party);
        self.trails.get(from..to).unwrap_or(&[]).iter().filter_map(|&n| steps.get(n as usize))
    }

    /// The followed party of an origin.
    #[must_use]
    pub fn followed(&self, origin: u32) -> Option<u32> {
        let parties = self.parties(origin);
        let parties = parties.filter_map(|party| u32::try_from(party).ok());
        parties.into_iter().find(|&party| self.trail(party).next().is_some())
    }

    /// The steps of followed parties that are on a street at a moment. O(parties · log steps).
    pub fn walking_at(&self, at: Moment) -> impl Iterator<Item = &TrailStep> + '_ {
        let steps = &self.report.simulation.trails;
        self.followed.iter().filter_map(move |range| {
            let own = self.trails.get(range.start as usize..range.end as usize)?;
            let step = |n: &u32| steps.get(*n as usize);
            let after = own.partition_point(|n| step(n).is_some_and(|step| step.entered <= at));
            own.get(after.checked_sub(1)?).and_then(step).filter(|step| at < step.left)
        })
    }

    /// Does a direction lead along its segment, from where positions are 0? Along where there is no such direction.
    #[must_use]
    pub fn is_along(&self, direction: u32) -> bool {
        self.places.get(direction).is_none_or(|place| place.is_forward)
    }

    /// The piece of road from so many millimetres before the end of a direction to its end, in that order.
    #[must_use]
    pub fn piece(&self, direction: u32, rest: u32) -> Vec<LonLat> {
        let Some(street) = self.report.study.streets.street_of(direction) else { return Vec::new() };
        let (from, to) = street.span;
        if self.is_along(direction) {
            let start = to.saturating_sub(rest).max(from);
            return self.network.segment_piece(street.segment, Millimetres(start), Millimetres(to));
        }
        let start = from.saturating_add(rest).min(to);
        let mut piece = self.network.segment_piece(street.segment, Millimetres(from), Millimetres(start));
        piece.reverse();
        piece
    }

    /// Where a followed party is on its step at a moment: on its way until it is ready, then waiting at the end.
    #[must_use]
    pub fn place(&self, step: &TrailStep, at: Moment) -> Option<LonLat> {
        let street = self.report.study.streets.street_of(step.direction)?;
        let (gone, all) = ((at - step.entered).0, (step.ready - step.entered).0.max(1));
        let rest = if gone >= all { 0 } else { u128::from(step.rest) * u128::from(all - gone) / u128::from(all) };
        let rest = u32::try_from(rest).unwrap_or(0);
        let (from, to) = street.span;
        let along =
            if self.is_along(step.direction) { to.saturating_sub(rest).max(from) } else { (from + rest).min(to) };
        self.network.place_on(street.segment, Millimetres(along))
    }

    /// The gate of a site.
    #[must_use]
    pub fn gate(&self, site: SiteId) -> Option<u32> {
        let place = self.report.study.streets.gates().iter().position(|gate| gate.site == site)?;
        u32::try_from(place).ok()
    }

    /// Who was in a site by when: moments and how many persons by then.
    #[must_use]
    pub fn arrivals(&self, gate: u32) -> Vec<(Moment, u64)> {
        let parties = self.report.study.parties.iter().zip(&self.report.simulation.parties);
        let arrived = parties.filter_map(|(party, result)| match result.outcome {
            Outcome::Safe { gate: through, at } if through == gate => Some((at, u64::from(party.persons))),
            Outcome::Safe { .. } | Outcome::Exposed { .. } | Outcome::Stranded(_) => None,
        });
        running_sum(arrived.collect())
    }

    /// How many are on the directions of a road, slice by slice: moments and people (or cars) from then on.
    #[must_use]
    pub fn on_road(&self, road: &UsedRoad) -> Vec<(Moment, u64)> {
        let width = self.report.study.options.slice.0;
        let mut changes: BTreeMap<u64, i64> = BTreeMap::new();
        for &direction in &road.directions {
            let slices = self.slices(direction);
            let mut before = 0_i64;
            for slice in slices {
                let now = i64::from(slice.last);
                *changes.entry(u64::from(slice.number)).or_default() += now - before;
                before = now;
            }
        }
        let mut on_it = 0_i64;
        let step = |(number, change): (u64, i64)| {
            on_it += change;
            (Moment(number.saturating_mul(width)), u64::try_from(on_it).unwrap_or(0))
        };
        changes.into_iter().map(step).collect()
    }

    /// What a direction saw, slice by slice.
    #[must_use]
    pub fn slices(&self, direction: u32) -> &[TimeSlice] {
        self.report.simulation.directions.get(direction as usize).map_or(&[], |record| &record.slices)
    }

    /// How many were on a direction at a moment, as its slices tell.
    #[must_use]
    pub fn on_direction(&self, direction: u32, at: Moment) -> u32 {
        let number = at.0 / self.report.study.options.slice.0.max(1);
        let slices = self.slices(direction);
        let after = slices.partition_point(|slice| u64::from(slice.number) <= number);
        after.checked_sub(1).and_then(|n| slices.get(n)).map_or(0, |slice| slice.last)
    }

    /// How the people of every door fare, in the order of the community's places with people. O(parties).
    #[must_use]
    pub fn fates(&self, community: &Community) -> Vec<DoorFate> {
        let mut fates = vec![DoorFate::Nobody; community.demand().len()];
        let study = &self.report.study;
        for (party, result) in study.parties.iter().zip(&self.report.simulation.parties) {
            let Some(origin) = study.origins.get(party.origin as usize) else { continue };
            let fate = match result.outcome {
                Outcome::Safe { .. } => DoorFate::Safe,
                Outcome::Exposed { .. } => DoorFate::Caught,
                Outcome::Stranded(StrandedReason::NoRoadAccess) => DoorFate::NoRoad,
                Outcome::Stranded(StrandedReason::CutOff) => DoorFate::CutOff,
                Outcome::Stranded(
                    StrandedReason::Unreachable
                    | StrandedReason::NoPlace
                    | StrandedReason::NeverLeaves
                    | StrandedReason::OnTheWay,
                ) => DoorFate::Stranded,
            };
            if let Some(entry) = fates.get_mut(origin.demand.index()) {
                *entry = fate.max(*entry);
            }
        }
        fates
    }
}

/// Where runs of equal things stand.
fn ranges<T: PartialEq>(things: impl Iterator<Item = T>) -> Vec<Range<u32>> {
    let mut found: Vec<Range<u32>> = Vec::new();
    let mut last = None;
    for (n, thing) in (0_u32..).zip(things) {
        match found.last_mut().filter(|_| last.as_ref() == Some(&thing)) {
            Some(range) => range.end = n + 1,
            None => found.push(n..n + 1),
        }
        last = Some(thing);
    }
    found
}

/// Amounts at moments as a running sum, each moment once.
fn running_sum(mut amounts: Vec<(Moment, u64)>) -> Vec<(Moment, u64)> {
    amounts.sort_unstable();
    let mut sums: Vec<(Moment, u64)> = Vec::new();
    let mut sum = 0;
    for (at, amount) in amounts {
        sum += amount;
        match sums.last_mut().filter(|last| last.0 == at) {
            Some(last) => last.1 = sum,
            None => sums.push((at, sum)),
        }
    }
    sums
}

fn used_roads(report: &EvacuationReport, network: &RoadNetwork) -> Vec<UsedRoad> {
    let mut roads: BTreeMap<SegmentId, UsedRoad> = BTreeMap::new();
    for (number, load) in (0_u32..).zip(&report.roads) {
        let road = roads.entry(load.segment).or_insert_with(|| UsedRoad {
            segment: load.segment,
            loads: Vec::new(),
            directions: Vec::new(),
            bounds: LocalBounds::around(network.segment_local(load.segment).iter().copied()),
            n_doors: 0,
        });
        road.loads.push(number);
    }
    for number in (0_u32..).take(report.study.streets.directions().len()) {
        if let Some(street) = report.study.streets.street_of(number)
            && let Some(road) = roads.get_mut(&street.segment)
        {
            road.directions.push(number);
        }
    }
    let mut passed: BTreeSet<(SegmentId, u32)> = BTreeSet::new();
    for step in &report.simulation.trails {
        if let Some(street) = report.study.streets.street_of(step.direction)
            && passed.insert((street.segment, step.party))
            && let Some(road) = roads.get_mut(&street.segment)
        {
            road.n_doors += 1;
        }
    }
    roads.into_values().collect()
}
