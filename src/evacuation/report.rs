//! The figures of an evacuation: who is safe by when, who is not, at best how fast, and where it jams.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bottlenecks::{RoadLoad, road_loads};
use super::simulation::{Outcome, Simulation, StrandedReason, simulate};
use super::{EvacuationBound, EvacuationStudy, LatestDepartures, Moment};
use crate::ids::{DemandId, EvacuationAreaId, SiteId};
use crate::jobs::{Cancelled, JobContext};

/// The shares of all people whose moment of safety is told, in percent.
pub const MARKS_PERCENT: [u64; 4] = [50, 90, 95, 100];

/// What became of some people. Safe, exposed and stranded add up to all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvacuationLedger {
    /// Everybody.
    pub total: u64,
    /// In a site.
    pub safe: u64,
    /// Caught by a hazard, on the way.
    pub exposed_on_the_way: u64,
    /// Caught by a hazard at home.
    pub exposed_at_home: u64,
    /// Neither, by reason.
    pub stranded: BTreeMap<StrandedReason, u64>,
}

impl EvacuationLedger {
    /// Caught by a hazard.
    #[must_use]
    pub const fn exposed(&self) -> u64 {
        self.exposed_on_the_way + self.exposed_at_home
    }

    /// Neither safe nor caught.
    #[must_use]
    pub fn n_stranded(&self) -> u64 {
        self.stranded.values().sum()
    }

    /// Does everybody appear once?
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.safe + self.exposed() + self.n_stranded() == self.total
    }

    /// Counts persons under an outcome.
    pub fn count(&mut self, outcome: Outcome, persons: u64) {
        self.total += persons;
        match outcome {
            Outcome::Safe { .. } => self.safe += persons,
            Outcome::Exposed { direction: Some(_), .. } => self.exposed_on_the_way += persons,
            Outcome::Exposed { direction: None, .. } => self.exposed_at_home += persons,
            Outcome::Stranded(reason) => *self.stranded.entry(reason).or_default() += persons,
        }
    }
}

/// Who arrived at a site.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteArrivals {
    /// Which.
    pub site: SiteId,
    /// How many it takes.
    pub capacity: Option<u64>,
    /// How many are inside at the end.
    pub arrived: u64,
    /// When the first was inside, and the last.
    pub between: Option<(Moment, Moment)>,
    /// Waiting its gate causes, along the queue that reaches back from it, in person-minutes.
    pub gate_waiting_person_min: f64,
}

/// What became of the people of an evacuation area.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaClearance {
    /// Which.
    pub area: EvacuationAreaId,
    /// Name.
    pub name: String,
    /// Its people.
    pub persons: EvacuationLedger,
    /// When 50, 90, 95 and 100 % of them were safe; `None`: never.
    pub clear: [Option<Moment>; 4],
}

/// What a planner must know of the result before believing it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EvacuationFinding {
    /// The community has no people.
    NoPeople,
    /// No site of the kinds people go to takes part.
    NoSites,
    /// The community has no streets of the kind people move on.
    NoStreets,
    /// More people than places; so many without.
    TooFewPlaces {
        /// Persons without a place.
        persons: u64,
    },
    /// Everybody is caught at home: the hazard is there before they leave.
    AllInsideHazard,
    /// So many never leave: the departure curve ends below everybody.
    SomeNeverLeave {
        /// Persons who stay.
        persons: u64,
    },
    /// So many were still on the way at the end of the simulation.
    StoppedByHorizon {
        /// Persons on the way.
        persons: u64,
    },
    /// Full streets waited for each other in a ring; so many had to squeeze in.
    Squeezed {
        /// How often.
        times: u32,
    },
    /// So many closures touch no road.
    IdleClosures {
        /// How many.
        closures: u64,
    },
    /// A share of the roads' length whose width is a guess, above 0.
    GuessedWidths {
        /// From above 0 to 1.
        share: f64,
    },
    /// The number or the place of so many people is spread from totals or estimated.
    GuessedPersons {
        /// Persons, above 0.
        persons: u64,
    },
}

/// The result of an evacuation.
#[derive(Clone, Debug)]
pub struct EvacuationReport {
    /// What it ran on.
    pub study: Arc<EvacuationStudy>,
    /// All that happened.
    pub simulation: Arc<Simulation>,
    /// What became of everybody.
    pub persons: EvacuationLedger,
    /// The curve of the safe: moments at which somebody arrived, and how many persons were safe then.
    pub curve: Vec<(Moment, u64)>,
    /// When 50, 90, 95 and 100 % of all people were safe; `None`: never.
    pub clear: [Option<Moment>; 4],
    /// What no plan for these people can beat.
    pub bound: EvacuationBound,
    /// Latest safe departures.
    pub latest: LatestDepartures,
    /// By site, in the order of the gates.
    pub sites: Vec<SiteArrivals>,
    /// By evacuation area.
    pub areas: Vec<AreaClearance>,
    /// Streets people used, those that cost most waiting first.
    pub roads: Vec<RoadLoad>,
    /// What to know before believing it.
    pub findings: Vec<EvacuationFinding>,
}

impl EvacuationReport {
    /// Runs a study. The simulation, a few searches and largest flows.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn run(study: Arc<EvacuationStudy>, context: &JobContext) -> Result<Self, Cancelled> {
        let simulation = simulate(&study.streets, &study.origins, &study.parties, &study.options, context)?;
        Self::of(study, Arc::new(simulation), context)
    }

    /// The figures of a simulation that has run.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn of(
        study: Arc<EvacuationStudy>,
        simulation: Arc<Simulation>,
        context: &JobContext,
    ) -> Result<Self, Cancelled> {
        let outcomes = || study.parties.iter().zip(&simulation.parties).map(|(party, result)| (party, result.outcome));
        let mut persons = EvacuationLedger::default();
        for (party, outcome) in outcomes() {
            persons.count(outcome, u64::from(party.persons));
        }
        let arrivals = outcomes().map(|(party, outcome)| (outcome, u64::from(party.persons)));
        let curve = curve_of(arrivals);
        let clear = clear_of(&curve, persons.total);
        let bound = EvacuationBound::of(&study, context)?;
        let latest = LatestDepartures::of(&study);
        let sites = sites_of(&study, &simulation);
        let areas = areas_of(&study, &simulation);
        let roads = road_loads(&study, &simulation);
        let findings = findings_of(&study, &simulation, &persons);
        Ok(Self { study, simulation, persons, curve, clear, bound, latest, sites, areas, roads, findings })
    }

    /// How many are safe at a moment.
    #[must_use]
    pub fn safe_at(&self, at: Moment) -> u64 {
        let after = self.curve.partition_point(|&(moment, _)| moment <= at);
        after.checked_sub(1).and_then(|n| self.curve.get(n)).map_or(0, |&(_, persons)| persons)
    }
}

/// Moments of arrival, each once, with how many persons were safe by then.
pub(super) fn curve_of(outcomes: impl Iterator<Item = (Outcome, u64)>) -> Vec<(Moment, u64)> {
    let mut arrivals: Vec<(Moment, u64)> = outcomes
        .filter_map(|(outcome, persons)| match outcome {
            Outcome::Safe { at, .. } => Some((at, persons)),
            Outcome::Exposed { .. } | Outcome::Stranded(_) => None,
        })
        .collect();
    arrivals.sort_unstable();
    let mut curve: Vec<(Moment, u64)> = Vec::new();
    let mut safe = 0;
    for (at, persons) in arrivals {
        safe += persons;
        match curve.last_mut().filter(|last| last.0 == at) {
            Some(last) => last.1 = safe,
            None => curve.push((at, safe)),
        }
    }
    curve
}

/// When the marked shares of so many were safe; the order itself where there is nobody.
pub(super) fn clear_of(curve: &[(Moment, u64)], total: u64) -> [Option<Moment>; 4] {
    MARKS_PERCENT.map(|percent| {
        let wanted = (total * percent).div_ceil(100);
        if wanted == 0 {
            return Some(Moment::START);
        }
        curve.get(curve.partition_point(|&(_, safe)| safe < wanted)).map(|&(at, _)| at)
    })
}

#[expect(clippy::cast_precision_loss, reason = "person-minutes, far below 2^52")]
pub(super) fn person_minutes(person_micros: u128) -> f64 {
    person_micros as f64 / 6e7
}

fn sites_of(study: &EvacuationStudy, simulation: &Simulation) -> Vec<SiteArrivals> {
    let mut sites: Vec<SiteArrivals> = study
        .streets
        .gates()
        .iter()
        .zip(super::bottlenecks::blame_of(study, simulation).gates)
        .map(|(gate, waited)| SiteArrivals {
            site: gate.site,
            capacity: gate.capacity.map(crate::units::Persons::count),
            arrived: 0,
            between: None,
            gate_waiting_person_min: waited,
        })
        .collect();
    for (party, result) in study.parties.iter().zip(&simulation.parties) {
        if let Outcome::Safe { gate, at } = result.outcome
            && let Some(site) = sites.get_mut(gate as usize)
        {
            site.arrived += u64::from(party.persons);
            site.between = Some(site.between.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        }
    }
    sites
}

fn areas_of(study: &EvacuationStudy, simulation: &Simulation) -> Vec<AreaClearance> {
    let mut by_door: BTreeMap<DemandId, Vec<(Outcome, u64)>> = BTreeMap::new();
    if !study.areas.is_empty() {
        for (party, result) in study.parties.iter().zip(&simulation.parties) {
            if let Some(origin) = study.origins.get(party.origin as usize) {
                by_door.entry(origin.demand).or_default().push((result.outcome, u64::from(party.persons)));
            }
        }
    }
    let of = |(area, name, doors): &(EvacuationAreaId, String, Arc<[u32]>)| {
        let outcomes: Vec<(Outcome, u64)> =
            doors.iter().filter_map(|&door| by_door.get(&DemandId(door))).flatten().copied().collect();
        let mut persons = EvacuationLedger::default();
        for &(outcome, n) in &outcomes {
            persons.count(outcome, n);
        }
        let clear = clear_of(&curve_of(outcomes.into_iter()), persons.total);
        AreaClearance { area: *area, name: name.clone(), persons, clear }
    };
    study.areas.iter().map(of).collect()
}

fn findings_of(study: &EvacuationStudy, simulation: &Simulation, persons: &EvacuationLedger) -> Vec<EvacuationFinding> {
    let mut findings = Vec::new();
    let stranded = |reason| persons.stranded.get(&reason).copied().unwrap_or(0);
    if persons.total == 0 {
        findings.push(EvacuationFinding::NoPeople);
    }
    if study.streets.streets().is_empty() {
        findings.push(EvacuationFinding::NoStreets);
    }
    if study.streets.gates().is_empty() {
        findings.push(EvacuationFinding::NoSites);
    } else if stranded(StrandedReason::NoPlace) > 0 {
        findings.push(EvacuationFinding::TooFewPlaces { persons: stranded(StrandedReason::NoPlace) });
    }
    if persons.total > 0 && persons.exposed_at_home == persons.total {
        findings.push(EvacuationFinding::AllInsideHazard);
    }
    if stranded(StrandedReason::NeverLeaves) > 0 {
        findings.push(EvacuationFinding::SomeNeverLeave { persons: stranded(StrandedReason::NeverLeaves) });
    }
    if stranded(StrandedReason::OnTheWay) > 0 {
        findings.push(EvacuationFinding::StoppedByHorizon { persons: stranded(StrandedReason::OnTheWay) });
    }
    if simulation.squeezed > 0 {
        findings.push(EvacuationFinding::Squeezed { times: simulation.squeezed });
    }
    if !study.idle_closures.is_empty() {
        let closures = u64::try_from(study.idle_closures.len()).unwrap_or(u64::MAX);
        findings.push(EvacuationFinding::IdleClosures { closures });
    }
    if study.guessed_width_share > 0.0 {
        findings.push(EvacuationFinding::GuessedWidths { share: study.guessed_width_share });
    }
    if study.guessed_persons > 0 {
        findings.push(EvacuationFinding::GuessedPersons { persons: study.guessed_persons });
    }
    findings
}
