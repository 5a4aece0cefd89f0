//! The coverage report: who reaches a site of each kind, who does not, and everything needed to redo it by hand.

use std::sync::Arc;

use super::{Outcome, StudyNote, Way};
use crate::community::PersonsSource;
use crate::ids::{ClosureId, DemandId, EvacuationAreaId, HazardAreaId, Revision, ScenarioId, SiteId};
use crate::plan::{Hazard, ShelterClass, SiteKind, TimeOfDay, WalkingProfile};
use crate::standards::ValueKey;
use crate::units::{Metres, MetresPerSecond, Persons, Seconds};

/// People by outcome. `reached + beyond_limit + unreachable + no_road_access = total`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonLedger {
    /// Everybody.
    pub total: u64,
    /// A fit site lies within its limit.
    pub reached: u64,
    /// The nearest fit site is too far.
    pub beyond_limit: u64,
    /// No way leads to a fit site.
    pub unreachable: u64,
    /// The door has no road access.
    pub no_road_access: u64,
}

impl PersonLedger {
    /// Do the parts make the whole?
    #[must_use]
    pub const fn adds_up(&self) -> bool {
        self.reached + self.beyond_limit + self.unreachable + self.no_road_access == self.total
    }

    /// Share reached, 0..=1; `None` where there is nobody.
    #[must_use]
    pub fn share_reached(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^52")]
        let share = self.reached as f64 / self.total as f64;
        (self.total > 0).then_some(share)
    }

    /// Counts people under an outcome.
    pub(super) const fn add(&mut self, outcome: &Outcome, persons: u32) {
        let persons = persons as u64;
        self.total += persons;
        match outcome {
            Outcome::Reached(_) => self.reached += persons,
            Outcome::BeyondLimit(_) => self.beyond_limit += persons,
            Outcome::Unreachable => self.unreachable += persons,
            Outcome::NoRoadAccess => self.no_road_access += persons,
        }
    }
}

/// The people of a report by where their number came from; the three add up to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceLedger {
    /// Given for the very place.
    pub given: u64,
    /// Spread from the total of a zone or cell.
    pub spread: u64,
    /// Estimated from floor area or dwellings.
    pub estimated: u64,
}

impl SourceLedger {
    /// People whose place or number is not given outright.
    #[must_use]
    pub const fn guessed(&self) -> u64 {
        self.spread + self.estimated
    }

    /// Counts people under a source.
    pub(super) const fn add(&mut self, source: PersonsSource, persons: u32) {
        let persons = persons as u64;
        match source {
            PersonsSource::Given => self.given += persons,
            PersonsSource::Spread => self.spread += persons,
            PersonsSource::Estimated => self.estimated += persons,
        }
    }
}

/// Middle, 95th percentile and longest of a measure, over the people who have a way.
///
/// People are lined up by the measure (nearest-rank rule): the median is that of person ⌈n/2⌉, the 95th percentile
/// that of person ⌈95 n/100⌉. Counted are the persons reached and those beyond the limit; doors without persons,
/// without a way or without road access do not count. `None` where nobody has a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread<T> {
    /// Of the middle person.
    pub median: Option<T>,
    /// Of the 95th of a hundred persons.
    pub p95: Option<T>,
    /// Of the person worst off.
    pub max: Option<T>,
}

impl<T> Default for Spread<T> {
    fn default() -> Self {
        Self { median: None, p95: None, max: None }
    }
}

/// What coverage says of one site that takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteCoverage {
    /// Which.
    pub site: SiteId,
    /// Its name; may be empty.
    pub name: String,
    /// Class (counts for shelters).
    pub class: ShelterClass,
    /// The walk limit it is held to.
    pub limit: Metres,
    /// Places: given, or floor of effective area by area per person; `None` where nobody has said.
    pub capacity: Option<Persons>,
    /// The places were reckoned from an area, not given.
    pub is_capacity_derived: bool,
    /// Persons for whom it is the nearest fit site, within its limit.
    pub persons_reached: u64,
    /// Persons for whom it is the nearest fit site, and too far.
    pub persons_beyond_limit: u64,
    /// max(0, reached − capacity): for information; people are only sent elsewhere by the allocation.
    pub over_capacity: Option<u64>,
}

/// The ledger of one evacuation area: the demand points inside its outline.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaCoverage {
    /// Which.
    pub area: EvacuationAreaId,
    /// Its name; may be empty.
    pub name: String,
    /// People inside.
    pub persons: PersonLedger,
    /// Vulnerable people inside.
    pub vulnerable: PersonLedger,
}

/// Coverage by one kind of site.
#[derive(Clone, Debug, PartialEq)]
pub struct KindCoverage {
    /// The kind.
    pub kind: SiteKind,
    /// The walk limit; for shelters the largest of the classes present in the plan.
    pub limit: Metres,
    /// Shelters: the limit of each class present in the plan, shortest stay first. Empty for other kinds.
    pub limits_by_class: Vec<(ShelterClass, Metres)>,
    /// People by outcome.
    pub persons: PersonLedger,
    /// Vulnerable people by outcome.
    pub vulnerable: PersonLedger,
    /// Where the numbers of people came from.
    pub sources: SourceLedger,
    /// Length of the walk.
    pub walk: Spread<Metres>,
    /// Walking time at the profile's average speed.
    pub time_average: Spread<Seconds>,
    /// Walking time at the profile's slow speed.
    pub time_slow: Spread<Seconds>,
    /// One per demand point, by `DemandId`.
    pub outcomes: Arc<[Outcome]>,
    /// Sites that take part, by id.
    pub sites: Vec<SiteCoverage>,
    /// Evacuation areas, by id; areas may overlap and need not hold everybody.
    pub areas: Vec<AreaCoverage>,
}

impl KindCoverage {
    /// The outcome of one demand point.
    #[must_use]
    pub fn outcome(&self, demand: DemandId) -> Option<&Outcome> {
        self.outcomes.get(demand.index())
    }

    /// What is said of one site.
    #[must_use]
    pub fn site(&self, id: SiteId) -> Option<&SiteCoverage> {
        self.sites.binary_search_by_key(&id, |site| site.site).ok().and_then(|place| self.sites.get(place))
    }
}

/// Why a site takes nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExclusionReason {
    /// The scenario leaves it out.
    NotInScenario,
    /// It is only a candidate.
    Candidate,
    /// It is not open.
    Closed,
    /// It must not be used in an active hazard.
    UnfitFor(Hazard),
    /// It lies in a hazard area that is closed to walkers.
    InsideHazard(HazardAreaId),
    /// No open road is near enough.
    NoRoadAccess,
}

/// A site of a kind people walk to that takes nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcludedSite {
    /// Which.
    pub site: SiteId,
    /// Its kind.
    pub kind: SiteKind,
    /// All reasons, at least one.
    pub reasons: Vec<ExclusionReason>,
}

/// Under which values and circumstances a report was made.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageHeader {
    /// State of the plan.
    pub revision: Revision,
    /// Id of the standards profile in force.
    pub profile: String,
    /// Its documents, with their years.
    pub edition: String,
    /// Values set in the plan against the profile, in force.
    pub overrides: Vec<(ValueKey, f64)>,
    /// Whose speed the plan's figures show.
    pub walking: WalkingProfile,
    /// Average walking speed.
    pub speed_average: MetresPerSecond,
    /// Slow walking speed.
    pub speed_slow: MetresPerSecond,
    /// The longest way from a door or site to its road.
    pub max_access: Metres,
    /// The scenario.
    pub scenario: ScenarioId,
    /// Its name; empty for the base scenario.
    pub scenario_name: String,
    /// Which count of people.
    pub time_of_day: TimeOfDay,
    /// Hazards that are active.
    pub hazards: Vec<Hazard>,
    /// Hazard areas that take part, by id.
    pub hazard_areas: Vec<HazardAreaId>,
    /// Closures that take part, by id.
    pub closures: Vec<ClosureId>,
    /// What else the reader must know.
    pub notes: Vec<StudyNote>,
}

impl CoverageHeader {
    /// The speed of a walking profile.
    #[must_use]
    pub const fn speed(&self, walking: WalkingProfile) -> MetresPerSecond {
        match walking {
            WalkingProfile::Average => self.speed_average,
            WalkingProfile::Slow => self.speed_slow,
        }
    }
}

/// Coverage of a community by the sites of a plan, in one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageReport {
    /// Values and circumstances.
    pub header: CoverageHeader,
    /// One per kind people walk to that has a site in the plan, in the order of `SiteKind::REACHED`.
    pub kinds: Vec<Arc<KindCoverage>>,
    /// Sites that take nobody, by id.
    pub excluded_sites: Vec<ExcludedSite>,
}

impl CoverageReport {
    /// Coverage by one kind, where the plan has such a site.
    #[must_use]
    pub fn kind(&self, kind: SiteKind) -> Option<&KindCoverage> {
        self.kinds.iter().find(|coverage| coverage.kind == kind).map(Arc::as_ref)
    }

    /// Walking time of a way at the plan's walking profile; `None` at speed zero.
    #[must_use]
    pub fn walking_time(&self, way: &Way) -> Option<Seconds> {
        way.time(self.header.speed(self.header.walking))
    }
}
