//! A timetable for leaving: which doors go when, by which streets, to which site, so that no street is asked to pass
//! more than it can; and the same people following it.
//!
//! Whoever would have to wait on the way waits at home instead. Capacity-constrained routing ([`super::flows::schedule`]) over the streets in whole steps of time: transit times are
//! rounded up, capacities down, so that what fits in steps fits on the street. Everybody goes at the median speed of
//! those who go alike. Streets closed at the order are left out; what closes later is not foreseen here, only in the
//! simulation of those who follow.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::flows::{
    EvacueeGroup, FlowArc, FlowError, FlowNetwork, FlowNode, FlowSink, FlowSource, Schedule, UNLIMITED,
    bounds_in_steps, schedule,
};
use super::late_leaving::leave_late;
use super::simulation::{Goal, Party, StrandedReason};
use super::streets::{Street, StreetUse};
use super::{EvacuationStudy, Moment};
use crate::jobs::{Cancelled, JobContext};
use crate::units::Persons;

/// A usual step: ten seconds.
pub const SCHEDULE_STEP: Moment = Moment(10_000_000);
/// Longest step a slow gate can ask for: with fewer people in ten minutes than one, it counts as closed.
const LONGEST_STEP: Moment = Moment(600_000_000);
/// More people than these are not scheduled: it would take minutes (some 40,000 take seconds).
pub const MAX_SCHEDULED_PERSONS: u64 = 100_000;

/// Why there is no schedule.
#[derive(Debug, Error)]
pub enum PlanScheduleError {
    /// Too many people for an answer in good time.
    #[error(
        "no schedule: {persons} people are more than the {MAX_SCHEDULED_PERSONS} one is made for; make one for a scenario \
         or a part of the community with fewer"
    )]
    TooLarge {
        /// Who has to leave.
        persons: u64,
    },
    /// The streets make no network.
    #[error("no schedule: {0}")]
    Network(#[from] FlowError),
    /// No longer wanted.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// People who leave together, by one way, to one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedGroup {
    /// On foot or by car.
    pub usage: StreetUse,
    /// Positions of the origins they leave, ascending.
    pub origins: Vec<u32>,
    /// How many persons.
    pub persons: u64,
    /// Position of the gate they go to.
    pub gate: u32,
    /// When they leave their doors.
    pub leaves: Moment,
    /// When they are safe, by the plan.
    pub arrives: Moment,
    /// The directions they take, the one they get on first.
    pub directions: Vec<u32>,
}

/// A timetable for leaving.
#[derive(Clone, Debug)]
pub struct PlannedSchedule {
    /// The step of time it is made in.
    pub step: Moment,
    /// The groups, the first to leave first.
    pub groups: Vec<PlannedGroup>,
    /// When the last are safe, by the plan.
    pub egress: Moment,
    /// A time no timetable in these steps can beat; `None`: not everybody finds a place, whatever the timetable.
    pub bound: Option<Moment>,
    /// Persons with somewhere to go for whom no way or place was left.
    pub left_behind: u64,
    /// Streets that close or slow down after the order, which the timetable does not foresee.
    pub unforeseen_streets: usize,
    /// Everybody as they follow it, in the order of the study.
    pub parties: Arc<[Party]>,
}

impl PlannedSchedule {
    /// Makes the timetable of a study. `step` is a wish: a gate that passes fewer than one in a step makes it longer.
    ///
    /// # Errors
    /// [`PlanScheduleError`] where it is too large or no longer wanted.
    pub fn of(study: &EvacuationStudy, step: Moment, context: &JobContext) -> Result<Self, PlanScheduleError> {
        let persons = study.parties.iter().filter(|party| goes(party)).map(|party| u64::from(party.persons)).sum();
        if persons > MAX_SCHEDULED_PERSONS {
            return Err(PlanScheduleError::TooLarge { persons });
        }
        let gates = study.streets.gates().iter().map(|gate| gate.interval).filter(|&interval| interval <= LONGEST_STEP);
        let step = gates.max().unwrap_or(step).max(step).max(Moment(1));
        let is_unforeseen = |street: &&Street| street.windows.iter().any(|window| window.from > Moment::START);
        let mut planned = Self {
            step,
            groups: Vec::new(),
            egress: Moment::START,
            bound: Some(Moment::START),
            left_behind: 0,
            unforeseen_streets: study.streets.streets().iter().filter(is_unforeseen).count(),
            parties: Arc::from([]),
        };
        let mut parties: Vec<Party> = study.parties.to_vec();
        let mut left: Vec<Option<u64>> =
            study.streets.gates().iter().map(|gate| gate.capacity.map(Persons::count)).collect();
        for usage in StreetUse::ALL {
            let steps = SteppedStreets::of(study, usage, step, &left);
            if steps.sources.is_empty() {
                continue;
            }
            let network = steps.network()?;
            let mut found = schedule(&network, context)?;
            leave_late(&network, &mut found);
            let bound = bounds_in_steps(&network, context)?.strongest.time.map(|steps| times(step, steps));
            planned.bound = planned.bound.zip(bound).map(|(before, bound)| before.max(bound));
            planned.egress = planned.egress.max(times(step, u64::from(found.egress)));
            planned.take(&steps, &found, study, &mut parties, &mut left);
        }
        planned.groups.sort_by(|a, b| (a.leaves, &a.origins, a.arrives).cmp(&(b.leaves, &b.origins, b.arrives)));
        planned.parties = parties.into();
        Ok(planned)
    }

    /// The study with everybody following the timetable.
    #[must_use]
    pub fn followed(&self, study: &EvacuationStudy) -> EvacuationStudy {
        EvacuationStudy { parties: Arc::clone(&self.parties), ..study.clone() }
    }

    /// Gives every party of the sources its group's time and site.
    fn take(
        &mut self,
        steps: &SteppedStreets,
        found: &Schedule,
        study: &EvacuationStudy,
        parties: &mut [Party],
        left: &mut [Option<u64>],
    ) {
        let mut by_source: BTreeMap<FlowNode, Vec<&EvacueeGroup>> = BTreeMap::new();
        for group in &found.groups {
            by_source.entry(group.source).or_default().push(group);
        }
        let reason = if steps.is_a_site_full(found) { StrandedReason::NoPlace } else { StrandedReason::CutOff };
        for (source, members) in &steps.members {
            let mut waiting = members.iter().copied();
            let mut groups = by_source.remove(source).unwrap_or_default();
            groups.sort_by_key(|group| (group.departure, group.arrival));
            for group in groups {
                let who: Vec<u32> = waiting.by_ref().take(group.persons.0 as usize).collect();
                self.send(steps, group, &who, study, parties, left);
            }
            for party in waiting {
                if let Some(party) = parties.get_mut(party as usize) {
                    party.goal = Goal::Nowhere(reason);
                    self.left_behind += u64::from(party.persons);
                }
            }
        }
    }

    fn send(
        &mut self,
        steps: &SteppedStreets,
        group: &EvacueeGroup,
        who: &[u32],
        study: &EvacuationStudy,
        parties: &mut [Party],
        left: &mut [Option<u64>],
    ) {
        let Some(&gate) = steps.gates.get(&group.sink) else { return };
        let leaves = times(self.step, u64::from(group.departure));
        let (mut persons, mut origins) = (0, Vec::new());
        for &number in who {
            let Some(party) = parties.get_mut(number as usize) else { continue };
            (party.leaves, party.goal) = (leaves, Goal::Kept(gate));
            persons += u64::from(party.persons);
            origins.push(party.origin);
        }
        origins.sort_unstable();
        origins.dedup();
        if let Some(Some(places)) = left.get_mut(gate as usize) {
            *places = places.saturating_sub(persons);
        }
        let on_street = |leg: &super::flows::Leg| steps.is.get(leg.arc.index()).copied().flatten();
        let mut directions: Vec<u32> = group.legs.iter().filter_map(on_street).collect();
        directions.dedup();
        directions.retain(|&direction| (direction as usize) < study.streets.directions().len());
        let arrives = times(self.step, u64::from(group.arrival));
        self.groups.push(PlannedGroup { usage: steps.usage, origins, persons, gate, leaves, arrives, directions });
    }
}

fn goes(party: &Party) -> bool {
    party.leaves != Moment::NEVER && !matches!(party.goal, Goal::Nowhere(_))
}

const fn times(step: Moment, n: u64) -> Moment {
    Moment(step.0.saturating_mul(n))
}

/// One use of the streets in whole steps.
#[derive(Debug)]
struct SteppedStreets {
    usage: StreetUse,
    n_nodes: u32,
    arcs: Vec<FlowArc>,
    /// The direction an arc stands for; none for doors and gates.
    is: Vec<Option<u32>>,
    sources: Vec<FlowSource>,
    sinks: Vec<FlowSink>,
    /// Parties of each source.
    members: BTreeMap<FlowNode, Vec<u32>>,
    /// Gate of each sink.
    gates: BTreeMap<FlowNode, u32>,
}

impl SteppedStreets {
    /// Streets with everybody of a use who goes; doors that get on the same streets within the same steps of time are
    /// one source. O(n log n).
    fn of(study: &EvacuationStudy, usage: StreetUse, step: Moment, left: &[Option<u64>]) -> Self {
        let streets = &*study.streets;
        let mut steps = Self {
            usage,
            n_nodes: u32::try_from(streets.n_nodes()).unwrap_or(u32::MAX),
            arcs: Vec::new(),
            is: Vec::new(),
            sources: Vec::new(),
            sinks: Vec::new(),
            members: BTreeMap::new(),
            gates: BTreeMap::new(),
        };
        let who = |party: &&Party| party.usage == usage && goes(party);
        let mut speeds: Vec<u32> = study.parties.iter().filter(who).map(|party| party.speed).collect();
        speeds.sort_unstable();
        let speed = speeds.get(speeds.len() / 2).copied().unwrap_or(1).max(1);
        let clusters = clusters_of(study, usage, step, speed);
        let with_doors: std::collections::BTreeSet<u32> =
            clusters.keys().flatten().map(|&(direction, _)| direction).collect();
        let mut ends: BTreeMap<u32, u32> = BTreeMap::new();
        for (number, direction) in (0_u32..).zip(streets.directions()) {
            let Some(street) = streets.street_of(number).filter(|street| is_open(street, usage)) else { continue };
            let (transit, capacity) = (free_steps(street, street.length, speed, step), fit(step, street.interval));
            if with_doors.contains(&number) {
                // Who starts on a street leaves it at its end with those who came along it.
                let end = steps.node();
                ends.insert(number, end);
                steps.push(direction.from, end, transit, UNLIMITED, Some(number));
                steps.push(end, direction.to, 0, capacity, Some(number));
            } else {
                steps.push(direction.from, direction.to, transit, capacity, Some(number));
            }
        }
        for (starts, members) in clusters {
            let source = FlowNode(steps.node());
            for (direction, transit) in starts {
                if let Some(&end) = ends.get(&direction) {
                    steps.push(source.0, end, transit, UNLIMITED, Some(direction));
                }
            }
            let units = members.iter().filter_map(|&party| study.parties.get(party as usize)).map(Party::units).sum();
            steps.sources.push(FlowSource { node: source, persons: Persons(units) });
            steps.members.insert(source, members);
        }
        let most = study.parties.iter().filter(who).map(|party| u64::from(party.persons)).max().unwrap_or(1).max(1);
        for (number, gate) in (0_u32..).zip(streets.gates()) {
            let Some(node) = gate.node(usage) else { continue };
            let inside = FlowNode(steps.node());
            let transit = whole_steps(f64::from(gate.walk) / f64::from(speed), step);
            steps.push(node, inside.0, transit, fit(step, gate.interval), None);
            // A car needs places for all in it: as many cars as surely find them.
            let places = left.get(number as usize).copied().flatten();
            let per_unit = if usage == StreetUse::Walking { 1 } else { most };
            let places = places.map(|places| Persons(u32::try_from(places / per_unit).unwrap_or(u32::MAX)));
            steps.sinks.push(FlowSink { node: inside, places });
            steps.gates.insert(inside, number);
        }
        steps
    }

    const fn node(&mut self) -> u32 {
        let node = self.n_nodes;
        self.n_nodes = self.n_nodes.saturating_add(1);
        node
    }

    fn push(&mut self, from: u32, to: u32, transit: u32, capacity: u32, is: Option<u32>) {
        self.arcs.push(FlowArc { from: FlowNode(from), to: FlowNode(to), capacity, transit });
        self.is.push(is);
    }

    /// Does a site have no place left for one more?
    fn is_a_site_full(&self, found: &Schedule) -> bool {
        let mut sent: BTreeMap<FlowNode, u64> = BTreeMap::new();
        for group in &found.groups {
            *sent.entry(group.sink).or_default() += group.persons.count();
        }
        let is_full = |sink: &FlowSink| {
            sink.places.is_some_and(|places| sent.get(&sink.node).copied().unwrap_or(0) >= places.count())
        };
        self.sinks.iter().any(is_full)
    }

    fn network(&self) -> Result<FlowNetwork, FlowError> {
        FlowNetwork::try_new(self.n_nodes, self.arcs.clone(), None, &self.sources, &self.sinks)
    }
}

/// Parties by where and after how many steps they stand at the end of the streets they can start on.
fn clusters_of(
    study: &EvacuationStudy,
    usage: StreetUse,
    step: Moment,
    speed: u32,
) -> BTreeMap<Vec<(u32, u32)>, Vec<u32>> {
    let starts_of = |origin: &super::simulation::Origin| -> Vec<(u32, u32)> {
        let walk = f64::from(origin.walk) / f64::from(speed);
        let mut starts: Vec<(u32, u32)> = origin
            .starts(usage)
            .iter()
            .filter_map(|start| {
                let street = study.streets.street_of(start.direction).filter(|street| is_open(street, usage))?;
                Some((start.direction, whole_steps(walk + free_seconds(street, start.rest, speed), step)))
            })
            .collect();
        starts.sort_unstable();
        starts
    };
    let starts: Vec<Vec<(u32, u32)>> = study.origins.iter().map(starts_of).collect();
    let mut clusters: BTreeMap<Vec<(u32, u32)>, Vec<u32>> = BTreeMap::new();
    for (number, party) in (0_u32..).zip(study.parties.iter()) {
        if party.usage == usage
            && goes(party)
            && let Some(starts) = starts.get(party.origin as usize)
        {
            clusters.entry(starts.clone()).or_default().push(number);
        }
    }
    clusters
}

fn is_open(street: &Street, usage: StreetUse) -> bool {
    street.usage == usage && !street.is_closed_at(Moment::START)
}

fn free_seconds(street: &Street, millimetres: u32, speed: u32) -> f64 {
    let speed = match street.usage {
        StreetUse::Walking => f64::from(speed) * street.ease,
        StreetUse::Driving => f64::from(street.car_speed.max(1)),
    };
    f64::from(millimetres) / (speed * street.slowing_at(Moment::START))
}

fn free_steps(street: &Street, millimetres: u32, speed: u32, step: Moment) -> u32 {
    whole_steps(free_seconds(street, millimetres, speed), step)
}

/// Steps that are surely enough.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn whole_steps(seconds: f64, step: Moment) -> u32 {
    (seconds / step.seconds().value()).ceil().clamp(0.0, 1e6) as u32
}

/// How many surely pass in a step.
fn fit(step: Moment, interval: Moment) -> u32 {
    if interval == Moment::START { UNLIMITED } else { u32::try_from(step.0 / interval.0).unwrap_or(UNLIMITED - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evacuation::EvacuationReport;
    use crate::evacuation::flows::check_schedule;
    use crate::evacuation::simulation::{Origin, SimulationOptions, Start};
    use crate::evacuation::streets::{Direction, Gate, Streets};
    use crate::ids::{DemandId, SegmentId, SiteId};
    use crate::plan::{CrowdingModel, TravelMode};
    use proptest::prelude::*;

    /// A town drawn at random: streets between few places, doors on them, sites with some places.
    #[derive(Clone, Debug)]
    struct Draft {
        streets: Vec<(u32, u32, u32, u32)>,
        doors: Vec<(usize, u32, u32)>,
        gates: Vec<(u32, Option<u32>)>,
        speed: u32,
    }

    fn drafts() -> impl Strategy<Value = Draft> {
        let streets = prop::collection::vec((0_u32..6, 0_u32..6, 5_u32..200, 3_u32..40), 1..10);
        let doors = prop::collection::vec((any::<prop::sample::Index>(), 0_u32..100, 1_u32..30), 1..8);
        let gates = prop::collection::vec((0_u32..6, prop::option::of(0_u32..80)), 1..4);
        (streets, doors, gates, 600_u32..1500).prop_map(|(streets, doors, gates, speed)| Draft {
            doors: doors.iter().map(|(at, share, n)| (at.index(streets.len()), *share, *n)).collect(),
            streets,
            gates,
            speed,
        })
    }

    fn study(draft: &Draft) -> EvacuationStudy {
        let (mut streets, mut directions) = (Vec::new(), Vec::new());
        for (number, &(from, to, metres, tenths)) in (0_u32..).zip(&draft.streets) {
            streets.push(Street {
                usage: StreetUse::Walking,
                length: metres * 1000,
                interval: Moment::from_seconds(10.0 / f64::from(tenths)),
                storage: 100_000,
                area: 1e9,
                ease: 1.0,
                car_speed: 0,
                windows: Vec::new(),
                segment: SegmentId(number),
                span: (0, metres * 1000),
            });
            directions.push(Direction { from, to, street: number });
            directions.push(Direction { from: to, to: from, street: number });
        }
        let gates = (0_u32..).zip(&draft.gates).map(|(number, &(node, places))| Gate {
            site: SiteId(number),
            on_foot: Some(node),
            by_car: None,
            walk: 3000,
            walk_by_car: 0,
            capacity: places.map(Persons),
            interval: Moment::START,
        });
        let streets = Streets::new(6, streets, directions, gates.collect());
        let (mut origins, mut parties) = (Vec::new(), Vec::new());
        for (number, &(street, share, persons)) in (0_u32..).zip(&draft.doors) {
            let length = draft.streets[street].2 * 1000;
            let (direction, along) = (u32::try_from(street).unwrap() * 2, length / 100 * share);
            origins.push(Origin {
                demand: DemandId(number),
                walk: 2000,
                walk_to_car: 0,
                on_foot: vec![
                    Start { direction, rest: length - along },
                    Start { direction: direction + 1, rest: along },
                ],
                by_car: Vec::new(),
                overrun: Moment::NEVER,
            });
            let (usage, speed, leaves) = (StreetUse::Walking, draft.speed, Moment::START);
            let party = Party { origin: number, usage, persons: 1, speed, leaves, goal: Goal::Nearest };
            parties.extend(std::iter::repeat_n(party, persons as usize));
        }
        let options = SimulationOptions { crowding: CrowdingModel::FreeSpeed, ..SimulationOptions::default() };
        EvacuationStudy {
            streets: Arc::new(streets),
            origins: origins.into(),
            persons: parties.len() as u64,
            parties: parties.into(),
            options,
            kinds: Vec::new(),
            mode: TravelMode::Walking,
            areas: Vec::new(),
            guessed_width_share: 0.0,
            guessed_persons: 0,
            idle_closures: Vec::new(),
        }
    }

    fn left(study: &EvacuationStudy) -> Vec<Option<u64>> {
        study.streets.gates().iter().map(|gate| gate.capacity.map(Persons::count)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn the_plan_passes_the_checker_and_neither_it_nor_those_who_follow_beat_the_bounds(draft in drafts()) {
            let (study, context) = (study(&draft), JobContext::new());
            let steps = SteppedStreets::of(&study, StreetUse::Walking, SCHEDULE_STEP, &left(&study));
            let network = steps.network().unwrap();
            let found = schedule(&network, &context).unwrap();
            check_schedule(&network, &found).unwrap();
            let mut late = found.clone();
            leave_late(&network, &mut late);
            check_schedule(&network, &late).unwrap();
            for (late, group) in late.groups.iter().zip(&found.groups) {
                prop_assert!(late.departure >= group.departure && late.arrival == group.arrival);
            }
            let planned = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
            let sent: u64 = planned.groups.iter().map(|group| group.persons).sum();
            prop_assert_eq!(sent + planned.left_behind, study.persons);
            let followed = EvacuationReport::run(Arc::new(planned.followed(&study)), &context).unwrap();
            prop_assert!(followed.persons.adds_up());
            prop_assert_eq!(followed.persons.safe, sent, "whoever is sent arrives");
            if planned.left_behind == 0 {
                prop_assert!(planned.bound.is_some_and(|bound| bound <= planned.egress));
                // Times rounded up and capacities down: the real bound, too.
                let real = EvacuationReport::run(Arc::new(study.clone()), &context).unwrap().bound;
                prop_assert!(real.time.is_some_and(|real| real <= planned.egress), "{:?} {:?}", real, planned.egress);
                prop_assert!(followed.bound.time <= followed.clear[3]);
                prop_assert!(real.time <= followed.clear[3]);
            }
            for group in &planned.groups {
                prop_assert!(group.leaves < group.arrives || group.directions.is_empty());
            }
        }

        #[test]
        fn nobody_is_sent_to_more_places_than_there_are_and_the_plan_is_the_same_twice(draft in drafts()) {
            let (study, context) = (study(&draft), JobContext::new());
            let planned = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
            for (number, gate) in (0_u32..).zip(study.streets.gates()) {
                let sent: u64 = planned.groups.iter().filter(|group| group.gate == number).map(|g| g.persons).sum();
                prop_assert!(gate.capacity.is_none_or(|places| sent <= places.count()));
            }
            let again = PlannedSchedule::of(&study, SCHEDULE_STEP, &context).unwrap();
            prop_assert_eq!((planned.groups, planned.egress), (again.groups, again.egress));
        }
    }

    #[test]
    fn groups_on_one_street_leave_as_it_lets_them_through() {
        // 60 people at the beginning of a street of 100 m that passes 2 a second: 20 in each step of ten seconds.
        let draft =
            Draft { streets: vec![(0, 1, 100, 20)], doors: vec![(0, 0, 60)], gates: vec![(1, None)], speed: 1000 };
        let planned = PlannedSchedule::of(&study(&draft), SCHEDULE_STEP, &JobContext::new()).unwrap();
        // 2 m to the road and 100 m along it are eleven steps, 3 m into the site another one.
        let of = |group: &PlannedGroup| (group.leaves.whole_seconds(), group.arrives.whole_seconds(), group.persons);
        assert_eq!(planned.groups.iter().map(of).collect::<Vec<_>>(), [(0, 120, 20), (10, 130, 20), (20, 140, 20)]);
        assert_eq!((planned.egress, planned.groups[0].directions.as_slice()), (Moment(140_000_000), &[0][..]));
        assert_eq!(planned.bound, Some(planned.egress));
    }

    #[test]
    fn too_many_people_are_refused_and_nobody_is_no_fault() {
        let mut draft =
            Draft { streets: vec![(0, 1, 9, 20)], doors: vec![(0, 0, 0)], gates: vec![(1, None)], speed: 1000 };
        let planned = PlannedSchedule::of(&study(&draft), SCHEDULE_STEP, &JobContext::new()).unwrap();
        assert_eq!((planned.groups.len(), planned.egress, planned.left_behind), (0, Moment::START, 0));
        draft.doors = vec![(0, 0, 100_001)];
        let refused = PlannedSchedule::of(&study(&draft), SCHEDULE_STEP, &JobContext::new());
        assert!(matches!(refused, Err(PlanScheduleError::TooLarge { persons: 100_001 })));
    }
}
