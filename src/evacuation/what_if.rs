//! What a change of a road would save: the evacuation again with the change in the plan, against the one without.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::report::{clear_of, curve_of, person_minutes};
use super::simulation::{Simulation, simulate_with};
use super::streets::{StreetUse, is_for_cars};
use super::{
    DirectionPlaces, EvacuationReport, EvacuationStudy, Moment, PartyProgress, RoadBook, RoadLoad, StudyInput,
};
use crate::analysis::CoverageEngine;
use crate::community::{OneWay, RoadClass};
use crate::document::PlanSnapshot;
use crate::geometry::editing::tidied;
use crate::geometry::{Line, Shape};
use crate::ids::{RoadChangeId, SegmentId};
use crate::jobs::{Cancelled, JobContext};
use crate::plan::{ObjectId, Plan, PlanObject, RoadChange, RoadChangeKind, Scenario, ScenarioSelection, TravelMode};

/// Width suggested for a footway that is narrower, in metres (project choice: two abreast in both directions).
const FOOTWAY_M: f64 = 3.0;
/// What a wider road is widened by, in metres: a lane (project choice, as for planned widths).
const LANE_M: f64 = 3.25;

/// A change of roads to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Along these lines.
    pub lines: Vec<Line>,
    /// What changes.
    pub kind: RoadChangeKind,
    /// The roads it is meant for, where it is no new link.
    pub segments: Vec<SegmentId>,
}

/// The figures a change is judged by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TrialFigures {
    /// When 50, 90, 95 and 100 % of all people were safe; `None`: never.
    pub clear: [Option<Moment>; 4],
    /// Persons who are safe in the end.
    pub safe: u64,
    /// Waiting of everybody, in person-minutes.
    pub waiting_person_min: f64,
}

/// An evacuation without a change and with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrialResult {
    /// Without.
    pub before: TrialFigures,
    /// With.
    pub after: TrialFigures,
}

impl Trial {
    /// The road change that makes it part of a plan, under a name; its number is given when it comes there.
    #[must_use]
    pub fn object(&self, name: String) -> PlanObject {
        let change = RoadChange::new(RoadChangeId(0), self.lines.clone(), self.kind);
        PlanObject::RoadChange(RoadChange { name, ..change }.into())
    }
}

impl TrialResult {
    /// Seconds by which a mark (a position in [`super::MARKS_PERCENT`]) is reached sooner; negative: later; `None` where
    /// it is never reached without or with the change.
    #[must_use]
    pub fn saved_s(&self, mark: usize) -> Option<f64> {
        let at = |figures: &TrialFigures| figures.clear.get(mark).copied().flatten();
        Some(at(&self.before)?.seconds().value() - at(&self.after)?.seconds().value())
    }

    /// Person-minutes of waiting saved; negative: more waiting.
    #[must_use]
    pub fn saved_waiting_person_min(&self) -> f64 {
        self.before.waiting_person_min - self.after.waiting_person_min
    }
}

impl TrialFigures {
    /// Those of a simulation. O(n log n).
    #[must_use]
    pub fn of(study: &EvacuationStudy, simulation: &Simulation) -> Self {
        let outcomes = study.parties.iter().zip(&simulation.parties);
        let curve = curve_of(outcomes.clone().map(|(party, result)| (result.outcome, u64::from(party.persons))));
        let waited = outcomes.map(|(party, result)| u128::from(result.waited.0) * u128::from(party.persons)).sum();
        Self {
            clear: clear_of(&curve, study.persons),
            safe: curve.last().map_or(0, |&(_, persons)| persons),
            waiting_person_min: person_minutes(waited),
        }
    }
}

/// Runs the evacuation once with each change put into a copy of the plan as its last road change; `base` is the
/// evacuation of the input as it is. One simulation for each trial, and coverage anew for each new link. Progress is
/// told in parties that have come to their end.
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub fn try_changes(
    input: &StudyInput<'_>,
    base: &EvacuationReport,
    trials: &[Trial],
    context: &JobContext,
) -> Result<Vec<TrialResult>, Cancelled> {
    let before = TrialFigures::of(&base.study, &base.simulation);
    let mut results = Vec::with_capacity(trials.len());
    for (number, trial) in trials.iter().enumerate() {
        let n_parties = base.study.parties.len().max(1);
        let (n_done, n_all) = (number * n_parties, trials.len() * n_parties);
        context.progress(n_done, n_all)?;
        let mut watched = PartyProgress::new(context, n_done, n_all);
        let plan = Arc::new(with_change(&input.snapshot.plan, input, trial));
        let snapshot = PlanSnapshot { plan, revision: input.snapshot.revision };
        let study = match trial.kind {
            RoadChangeKind::NewLink(_) => {
                let network = Arc::clone(input.coverage.loaded_network());
                let mut coverage = CoverageEngine::new(Arc::clone(input.coverage.community()), network);
                let report = coverage.update(&snapshot, input.scenario, context)?;
                EvacuationStudy::new(
                    &StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, ..*input },
                    context,
                )?
            }
            // These change neither where roads are nor whether one can walk there.
            RoadChangeKind::Width(_)
            | RoadChangeKind::Contraflow
            | RoadChangeKind::OneWay
            | RoadChangeKind::Speed(_) => EvacuationStudy::new(&StudyInput { snapshot: &snapshot, ..*input }, context)?,
        };
        let EvacuationStudy { streets, origins, parties, options, .. } = &study;
        let ran = simulate_with(streets, origins, parties, options, context, &mut watched)?;
        results.push(TrialResult { before, after: TrialFigures::of(&study, &ran) });
    }
    Ok(results)
}

/// The plan with one road change more, which takes part in the scenario.
fn with_change(plan: &Plan, input: &StudyInput<'_>, trial: &Trial) -> Plan {
    let id = RoadChangeId(plan.first_free_number());
    let change = RoadChange::new(id, trial.lines.clone(), trial.kind);
    let takes_part = |scenario: &Scenario| {
        let mut scenario = scenario.clone();
        if scenario.id == input.scenario
            && let ScenarioSelection::Only(chosen) = &mut scenario.selection
        {
            chosen.insert(ObjectId::RoadChange(id));
        }
        scenario
    };
    let scenarios: Vec<Scenario> = plan.scenarios().values().map(|scenario| takes_part(scenario)).collect();
    let objects = plan.objects().chain([PlanObject::RoadChange(change.into())]);
    Plan::from_parts((**plan.header()).clone(), (**plan.settings()).clone(), scenarios, objects)
}

/// The changes worth trying first: the roads most waited on for their own width (not because the next one was full), at
/// most `n` of them, each widened along all of it that people used to the next width that makes sense: footways to 3 m,
/// wider ones by a lane; roads for cars by a lane each way, and where they run both ways also turned into one direction,
/// the one more people took.
#[must_use]
pub fn suggest_trials(report: &EvacuationReport, book: &RoadBook, n: usize) -> Vec<Trial> {
    let mut trials = Vec::new();
    let mut seen = BTreeSet::new();
    for road in by_own_waiting(report) {
        if seen.len() >= n {
            break;
        }
        let Some(owner) = book.network().segment(road.segment).map(|segment| segment.road) else { continue };
        if seen.contains(&(owner, road.usage)) {
            continue;
        }
        let used = report.roads.iter().filter(|other| other.usage == road.usage).map(|other| other.segment);
        let stretch: Vec<SegmentId> =
            used.filter(|&s| book.network().segment(s).is_some_and(|s| s.road == owner)).collect();
        let found = match road.usage {
            StreetUse::Walking => wider_on_foot(report, book, road.segment, stretch),
            StreetUse::Driving => more_for_cars(report, book, road.segment, stretch),
        };
        if !found.is_empty() {
            seen.insert((owner, road.usage));
            trials.extend(found);
        }
    }
    trials
}

/// The roads people waited on for the road's own width, the worst first.
fn by_own_waiting(report: &EvacuationReport) -> Vec<&RoadLoad> {
    let mut own: BTreeMap<(SegmentId, StreetUse), u128> = BTreeMap::new();
    for (number, record) in (0_u32..).zip(&report.simulation.directions) {
        if let Some(street) = report.study.streets.street_of(number) {
            let waited = record.waited.saturating_sub(record.waited_for_next);
            *own.entry((street.segment, street.usage)).or_default() += waited;
        }
    }
    let own_of = |road: &RoadLoad| own.get(&(road.segment, road.usage)).copied().unwrap_or(0);
    let mut roads: Vec<&RoadLoad> = report.roads.iter().filter(|road| own_of(road) > 0).collect();
    roads.sort_by_key(|road| (std::cmp::Reverse(own_of(road)), road.segment, road.usage));
    roads
}

/// The line of a segment as a plan may hold it: no place twice in a row.
fn along(book: &RoadBook, segment: SegmentId) -> Line {
    let line = book.network().segment_line(segment).to_vec();
    match tidied(&Shape::Lines(vec![line])) {
        Shape::Lines(lines) => lines.into_iter().next().unwrap_or_default(),
        Shape::Point(_) | Shape::Area(_) => Line::default(),
    }
}

fn wider_on_foot(
    report: &EvacuationReport,
    book: &RoadBook,
    worst: SegmentId,
    mut stretch: Vec<SegmentId>,
) -> Vec<Trial> {
    // Beside cars people keep to the footways, however wide the road is.
    if report.study.mode != TravelMode::Walking && is_for_cars(book.class(worst)) {
        return Vec::new();
    }
    let width_of = |segment| book.facts(segment).map(|facts| facts.width.value());
    let Some(width) = width_of(worst) else { return Vec::new() };
    let wider = if width < FOOTWAY_M { FOOTWAY_M } else { width + LANE_M };
    stretch.retain(|&segment| width_of(segment).is_some_and(|width| width < wider));
    stretch.sort_unstable();
    stretch.retain(|&segment| along(book, segment).len() > 1);
    if stretch.is_empty() {
        return Vec::new();
    }
    let lines = stretch.iter().map(|&segment| along(book, segment)).collect();
    vec![Trial { lines, kind: RoadChangeKind::Width(wider), segments: stretch }]
}

fn more_for_cars(
    report: &EvacuationReport,
    book: &RoadBook,
    worst: SegmentId,
    mut stretch: Vec<SegmentId>,
) -> Vec<Trial> {
    let Some(facts) = book.facts(worst) else { return Vec::new() };
    let usual = if matches!(book.class(worst), RoadClass::Service | RoadClass::LivingStreet) { 1.0 } else { 2.0 };
    let lanes = if facts.is_width_planned {
        (facts.width.value() / LANE_M).floor().max(1.0)
    } else {
        book.lanes(worst).unwrap_or(usual)
    };
    let is_two_way = facts.one_way == OneWay::No;
    let wider = (lanes.max(if is_two_way { 2.0 } else { 1.0 }) + if is_two_way { 2.0 } else { 1.0 }) * LANE_M;
    stretch.sort_unstable();
    stretch.retain(|&segment| along(book, segment).len() > 1);
    if stretch.is_empty() {
        return Vec::new();
    }
    let lines = stretch.iter().map(|&segment| along(book, segment)).collect();
    let mut trials = vec![Trial { lines, kind: RoadChangeKind::Width(wider), segments: stretch.clone() }];
    if is_two_way {
        let forward = forward_surplus(report, book);
        let turned = |&segment: &SegmentId| {
            let mut line = along(book, segment);
            if forward.get(&segment).is_some_and(|&surplus| surplus < 0) {
                line.reverse();
            }
            line
        };
        let lines = stretch.iter().map(turned).collect();
        trials.push(Trial { lines, kind: RoadChangeKind::Contraflow, segments: stretch });
    }
    trials
}

/// Persons in cars who went along a segment, less those who went against it.
fn forward_surplus(report: &EvacuationReport, book: &RoadBook) -> BTreeMap<SegmentId, i64> {
    let places = DirectionPlaces::of(&report.study.streets, book.network());
    let mut surplus: BTreeMap<SegmentId, i64> = BTreeMap::new();
    for (number, record) in (0_u32..).zip(&report.simulation.directions) {
        let is_driving =
            report.study.streets.street_of(number).is_some_and(|street| street.usage == StreetUse::Driving);
        if let Some(place) = places.get(number).filter(|_| is_driving) {
            let persons = i64::try_from(record.persons).unwrap_or(i64::MAX);
            let entry = surplus.entry(place.segment).or_default();
            *entry = entry.saturating_add(if place.is_forward { persons } else { -persons });
        }
    }
    surplus
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::{Building, Community, CommunityParts, PopulationRules, Road};
    use crate::geometry::{LocalPoint, LocalProjection, LonLat, MultiPolygon};
    use crate::ids::{Revision, SiteId};
    use crate::network::{NetworkSettings, RoadNetwork};
    use crate::plan::{BASE_SCENARIO, Capacity, CrowdingModel, PlanHeader, Settings, Site, SiteKind, WalkingProfile};
    use crate::standards::ValueKey;
    use crate::units::{Metres, Persons};

    const N: u32 = 200;

    fn at(x: f64, y: f64) -> LonLat {
        LocalProjection::new(LonLat::new_clamped(9.5, 47.0)).lon_lat_from_local(LocalPoint::new(x, y))
    }

    fn line(points: &[(f64, f64)]) -> Line {
        points.iter().map(|&(x, y)| at(x, y)).collect()
    }

    fn road(points: &[(f64, f64)], class: RoadClass, width: f64) -> Road {
        Road { width: Some(Metres::new_clamped(width)), ..Road::plain(line(points), class) }
    }

    /// A coverage, its report and its plan.
    struct Town {
        coverage: CoverageEngine,
        report: Arc<crate::analysis::CoverageReport>,
        snapshot: PlanSnapshot,
    }

    impl Town {
        /// 200 people at a wide street, a footway of 1.2 m (round a bend), another wide street with the site at its
        /// end, and a footway nobody needs.
        fn new(mode: TravelMode, middle: RoadClass, bend: f64) -> Self {
            let roads = vec![
                road(&[(0.0, 0.0), (100.0, 0.0)], RoadClass::Residential, 6.0),
                road(&[(100.0, 0.0), (250.0, bend), (400.0, 0.0)], middle, 1.2),
                road(&[(400.0, 0.0), (500.0, 0.0)], RoadClass::Residential, 6.0),
                road(&[(100.0, 0.0), (100.0, -300.0)], RoadClass::Footway, 1.2),
            ];
            let houses = vec![Building {
                persons: Some(Persons(N)),
                persons_by_day: Some(Persons(N)),
                ..Building::plain(MultiPolygon::default(), at(50.0, 5.0))
            }];
            let parts = CommunityParts { roads, buildings: houses, ..CommunityParts::default() };
            let community = Arc::new(Community::assemble(parts, &PopulationRules::default()).unwrap());
            let context = JobContext::new();
            let network = Arc::new(RoadNetwork::build(&community, &NetworkSettings::default(), &context).unwrap());
            let mut settings = Settings { walking: WalkingProfile::Slow, ..Settings::default() };
            settings.evacuation.crowding = CrowdingModel::FreeSpeed;
            let mut site = Site::new(SiteId(1), SiteKind::SafeHarbor, at(500.0, 5.0));
            site.capacity = Capacity::Persons(Persons(1000));
            let scenario = Scenario { mode, ..Scenario::base() };
            let objects = [PlanObject::Site(site.into())];
            let plan = Plan::from_parts(PlanHeader::default(), settings, [scenario], objects);
            let snapshot = PlanSnapshot { plan: Arc::new(plan), revision: Revision(1) };
            let mut coverage = CoverageEngine::new(community, network);
            let report = coverage.update(&snapshot, BASE_SCENARIO, &context).unwrap();
            Self { coverage, report, snapshot }
        }

        fn input(&self) -> StudyInput<'_> {
            let (coverage, report, snapshot) = (&self.coverage, &self.report, &self.snapshot);
            StudyInput { coverage, report, snapshot, scenario: BASE_SCENARIO, kind: None }
        }

        fn base(&self) -> EvacuationReport {
            let context = JobContext::new();
            let study = EvacuationStudy::new(&self.input(), &context).unwrap();
            EvacuationReport::run(Arc::new(study), &context).unwrap()
        }

        fn book(&self) -> RoadBook {
            RoadBook::new(&self.coverage, &self.snapshot.plan, BASE_SCENARIO)
        }

        fn tried(&self, lines: Vec<Line>, kind: RoadChangeKind) -> TrialResult {
            let trial = Trial { lines, kind, segments: Vec::new() };
            try_changes(&self.input(), &self.base(), &[trial], &JobContext::new()).unwrap()[0]
        }

        /// Seconds between two people who leave a footway so wide.
        fn interval(&self, width: f64) -> f64 {
            let values = crate::analysis::StudyValues::from_settings(self.snapshot.plan.settings());
            1.0 / (values.number(ValueKey::LinkFlow) * width)
        }
    }

    #[test]
    fn widening_the_narrow_footway_saves_the_time_the_queue_is_shorter() {
        let town = Town::new(TravelMode::Walking, RoadClass::Footway, 0.0);
        let trials = suggest_trials(&town.base(), &town.book(), 1);
        assert_eq!(trials.len(), 1);
        assert_eq!(trials[0].kind, RoadChangeKind::Width(FOOTWAY_M));
        let result = try_changes(&town.input(), &town.base(), &trials, &JobContext::new()).unwrap()[0];
        // The wide street brings people faster than either width lets them pass: the last of them waits for all others.
        let sooner = town.interval(1.2) - town.interval(3.0);
        for (mark, before_them) in [(0, N / 2 - 1), (1, N * 9 / 10 - 1), (3, N - 1)] {
            let saved = result.saved_s(mark).unwrap();
            // Intervals are whole microseconds, rounded.
            assert!((saved - f64::from(before_them) * sooner).abs() < 2e-6 * f64::from(N), "{mark}: {saved}");
        }
        assert!(result.saved_waiting_person_min() > 0.0);
        assert_eq!((result.before.safe, result.after.safe), (u64::from(N), u64::from(N)));
    }

    #[test]
    fn a_change_elsewhere_saves_nothing() {
        let town = Town::new(TravelMode::Walking, RoadClass::Footway, 0.0);
        for kind in [RoadChangeKind::Width(8.0), RoadChangeKind::Contraflow, RoadChangeKind::Speed(10.0)] {
            let result = town.tried(vec![line(&[(100.0, 0.0), (100.0, -300.0)])], kind);
            assert_eq!(result.before, result.after, "{kind:?}");
        }
    }

    #[test]
    fn a_new_link_past_the_footway_takes_everybody() {
        let town = Town::new(TravelMode::Walking, RoadClass::Footway, 100.0);
        let result = town.tried(vec![line(&[(100.0, 0.0), (400.0, 0.0)])], RoadChangeKind::NewLink(6.0));
        let queue = f64::from(N - 1) * (town.interval(1.2) - town.interval(6.0));
        assert!(result.saved_s(3).unwrap() > queue, "{result:?}");
    }

    #[test]
    fn turning_a_road_into_one_direction_lets_twice_as_many_cars_pass() {
        let town = Town::new(TravelMode::Driving, RoadClass::Residential, 0.0);
        let trials = suggest_trials(&town.base(), &town.book(), 3);
        let kinds: Vec<_> = trials.iter().map(|trial| trial.kind.name()).collect();
        assert!(kinds.contains(&"contraflow") && kinds.contains(&"width"), "{kinds:?}");
        let results = try_changes(&town.input(), &town.base(), &trials, &JobContext::new()).unwrap();
        assert!(results.iter().all(|result| result.saved_s(3).is_some_and(|saved| saved >= 0.0)), "{results:?}");
        let first = trials.iter().zip(&results).find(|(trial, _)| trial.kind == RoadChangeKind::Contraflow);
        assert!(first.is_some_and(|(trial, _)| trial.lines.iter().all(|line| line[0].lon() < line[1].lon())));
    }

    #[test]
    fn a_change_takes_part_in_a_scenario_that_chooses_its_objects() {
        let mut town = Town::new(TravelMode::Walking, RoadClass::Footway, 0.0);
        let narrow = || vec![line(&[(100.0, 0.0), (400.0, 0.0)])];
        let all = town.tried(narrow(), RoadChangeKind::Width(3.0));
        let chosen = [ObjectId::Site(SiteId(1))].into_iter().collect();
        let scenario = Scenario { selection: ScenarioSelection::Only(chosen), ..Scenario::base() };
        let plan = &town.snapshot.plan;
        let (header, settings) = ((**plan.header()).clone(), (**plan.settings()).clone());
        let plan = Plan::from_parts(header, settings, [scenario], plan.objects().collect::<Vec<_>>());
        town.snapshot.plan = Arc::new(plan);
        assert_eq!(town.tried(narrow(), RoadChangeKind::Width(3.0)), all);
    }
}
