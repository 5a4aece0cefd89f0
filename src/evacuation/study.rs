//! An evacuation made ready: the streets, the doors and the people of a plan in a scenario.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Moment;
use super::destinations::{PlacesLeft, Unplaced, give_places};
use super::people::{DoorPeople, KeptPlaces, PeopleRules};
use super::simulation::{Goal, Origin, Party, SimulationOptions, StrandedReason};
use super::streets::{Gate, GatePlace, StreetGround, StreetMap, StreetRules, StreetUse, Streets, is_for_cars};
use crate::analysis::{
    AllocationEngine, AllocationOptions, AllocationReport, Circumstances, CoverageEngine, CoverageReport,
    ExclusionReason, OriginPlace, PlannedRoads, StudyValues,
};
use crate::community::DemandPoint;
use crate::document::PlanSnapshot;
use crate::geometry::LonLat;
use crate::ids::{ClosureId, DemandId, EvacuationAreaId, ScenarioId, SiteId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{AccessPoint, RoadsFor};
use crate::plan::{DestinationRule, HazardEffect, Plan, Site, SiteKind, TimeOfDay, TravelMode, WayChoice};

/// Minutes between two moments at which people hear of queues, where they take account of them (project choice).
const NEWS_MIN: f64 = 2.0;
use crate::units::Millimetres;

/// Everything an evacuation runs on.
#[derive(Clone, Debug)]
pub struct EvacuationStudy {
    /// The streets and where places lie on them.
    pub streets: Arc<Streets>,
    /// The doors with people, by demand point.
    pub origins: Arc<[Origin]>,
    /// Everybody.
    pub parties: Arc<[Party]>,
    /// How it runs.
    pub options: SimulationOptions,
    /// The kinds of sites people go to.
    pub kinds: Vec<SiteKind>,
    /// How people travel.
    pub mode: TravelMode,
    /// Doors by evacuation area, for tables.
    pub areas: Vec<(EvacuationAreaId, String, Arc<[u32]>)>,
    /// Persons at doors, all of them.
    pub persons: u64,
    /// Share of the roads' length whose width is guessed, 0 to 1.
    pub guessed_width_share: f64,
    /// Persons whose number or place is spread or estimated.
    pub guessed_persons: u64,
    /// Closures that touch no road.
    pub idle_closures: Vec<ClosureId>,
}

/// What makes a study.
#[derive(Clone, Copy, Debug)]
pub struct StudyInput<'a> {
    /// Coverage as of this plan and scenario: doors, sites, roads.
    pub coverage: &'a CoverageEngine,
    /// Its report.
    pub report: &'a CoverageReport,
    /// The plan.
    pub snapshot: &'a PlanSnapshot,
    /// The scenario.
    pub scenario: ScenarioId,
    /// Where people go; `None` leaves it to the plan: on foot to safe harbors where it has any, else to shelters, and
    /// to exits; by car to exits and shelters.
    pub kind: Option<SiteKind>,
}

impl EvacuationStudy {
    /// Makes everything ready. O(n log n) for the roads, and the allocation.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled.
    pub fn new(input: &StudyInput<'_>, context: &JobContext) -> Result<Self, Cancelled> {
        let plan = &input.snapshot.plan;
        let settings = &plan.settings().evacuation;
        let values = StudyValues::from_settings(plan.settings());
        let circumstances = Circumstances::new(plan, input.scenario);
        let (mode, time_of_day) = (circumstances.scenario().mode, circumstances.scenario().time_of_day);
        let network = input.coverage.network();
        let planned = PlannedRoads::new(network, &circumstances);
        let has_cars = mode != TravelMode::Walking;
        let ground = StreetGround {
            community: input.coverage.community(),
            network,
            circumstances: &circumstances,
            planned: &planned,
            rules: StreetRules::of(&values, settings.crowding, has_cars),
            has_walkers: mode != TravelMode::Driving,
        };
        let rules = PeopleRules::of(&values, settings, plan.settings().seed, mode, time_of_day);
        let maker = StudyMaker { input, plan, values: &values, rules, ground: &ground, mode, time_of_day };
        let kinds = maker.kinds();
        let gates = maker.gates(&kinds);
        let map = StreetMap::build(&ground, &gates, context)?;
        let (origins, counts) = maker.origins(&map);
        let kept = maker.places(&map.streets, &origins, &counts, &kinds, context)?;
        let areas = maker.areas();
        let parties = maker.parties(&origins, &counts, &kept, &areas, &map.streets);
        let guessed = guessed_width_share(&ground);
        let demand = ground.community.demand().iter().filter(|point| point.source.is_guess());
        let guessed_persons = demand.map(|point| u64::from(maker.persons_at(point))).sum();
        Ok(Self {
            streets: Arc::new(map.streets),
            origins: origins.into(),
            persons: parties.iter().map(|party| u64::from(party.persons)).sum(),
            parties: parties.into(),
            options: SimulationOptions {
                crowding: settings.crowding,
                horizon: Moment::from_minutes(settings.horizon_min),
                news: match settings.ways {
                    WayChoice::Shortest => None,
                    WayChoice::AroundQueues => Some(Moment::from_minutes(NEWS_MIN)),
                },
                ..SimulationOptions::default()
            },
            kinds,
            mode,
            areas: areas.into_iter().map(|area| (area.0, area.1, area.2)).collect(),
            guessed_width_share: guessed,
            guessed_persons,
            idle_closures: map.idle_closures,
        })
    }
}

/// An evacuation area: its id, name, doors and phase.
type AreaOfStudy = (EvacuationAreaId, String, Arc<[u32]>, Moment);

/// Places kept for the people of an origin, by how they go.
type Kept = BTreeMap<(u32, StreetUse), Vec<KeptPlaces>>;

struct StudyMaker<'a> {
    input: &'a StudyInput<'a>,
    plan: &'a Plan,
    values: &'a StudyValues,
    rules: PeopleRules,
    ground: &'a StreetGround<'a>,
    mode: TravelMode,
    time_of_day: TimeOfDay,
}

impl StudyMaker<'_> {
    /// Sites of a kind that take people: those coverage takes, and by car those that only walkers do not reach.
    fn sites_of(&self, kind: SiteKind) -> Vec<(&Site, Option<AccessPoint>)> {
        let served = self.input.coverage.served_sites(kind);
        let mut found: Vec<(&Site, Option<AccessPoint>)> = served
            .iter()
            .filter_map(|served| Some((&**self.plan.sites().get(&served.site)?, Some(served.access))))
            .collect();
        if self.mode != TravelMode::Walking {
            let only_for_cars = self.input.report.excluded_sites.iter().filter(|excluded| {
                excluded.kind == kind && excluded.reasons.iter().all(|reason| *reason == ExclusionReason::NoRoadAccess)
            });
            found.extend(only_for_cars.filter_map(|excluded| Some((&**self.plan.sites().get(&excluded.site)?, None))));
        }
        found.sort_by_key(|(site, _)| site.id);
        found
    }

    fn kinds(&self) -> Vec<SiteKind> {
        if let Some(kind) = self.input.kind {
            return vec![kind];
        }
        let has = |kind: &SiteKind| !self.sites_of(*kind).is_empty();
        let refuges = match self.mode {
            TravelMode::Walking => [SiteKind::SafeHarbor, SiteKind::Shelter],
            TravelMode::Driving | TravelMode::Mixed => [SiteKind::Shelter, SiteKind::SafeHarbor],
        };
        let mut kinds: Vec<SiteKind> = refuges.into_iter().find(has).into_iter().collect();
        kinds.extend([SiteKind::Exit].iter().filter(|kind| has(kind)));
        kinds
    }

    fn gates(&self, kinds: &[SiteKind]) -> Vec<GatePlace> {
        let mut gates = Vec::new();
        for kind in kinds {
            for (site, on_foot) in self.sites_of(*kind) {
                let by_car = if self.ground.rules.has_cars {
                    site.geometry.place().and_then(|place| self.car_access(place, on_foot.as_ref()))
                } else {
                    None
                };
                let per_min = site.exit_persons_per_min.filter(|&persons| persons > 0.0);
                let gate = Gate {
                    site: site.id,
                    on_foot: None,
                    by_car: None,
                    walk: on_foot.map_or(0, |access| access.walk.0),
                    walk_by_car: by_car.map_or(0, |access| access.walk.0),
                    capacity: self.values.capacity(site),
                    interval: per_min.map_or(Moment::START, |persons| Moment::from_minutes(1.0 / persons)),
                };
                gates.push(GatePlace { gate, on_foot, by_car });
            }
        }
        gates
    }

    /// Where a place meets the nearest road for cars within the access distance: the walkers' place where cars drive
    /// there too.
    fn car_access(&self, place: LonLat, on_foot: Option<&AccessPoint>) -> Option<AccessPoint> {
        let (network, community) = (self.ground.network, self.ground.community);
        let class_of = |road: crate::ids::RoadId| community.roads().get(road.index()).map(|road| road.class);
        let is_car_road = |road| class_of(road).is_none_or(is_for_cars);
        if let Some(access) = on_foot
            && network.segment(access.segment).is_some_and(|segment| is_car_road(segment.road))
        {
            return Some(*access);
        }
        let within = self.values.max_access().metres();
        let near = network.roads_within(place, within, RoadsFor::Everyone).into_iter().filter(|s| is_car_road(s.road));
        let nearest = near.min_by_key(|snap| (Millimetres::from_metres(snap.distance), snap.segment, snap.along))?;
        Some(AccessPoint {
            segment: nearest.segment,
            along: nearest.along,
            walk: Millimetres::from_metres(nearest.distance),
            place: nearest.place,
        })
    }

    fn persons_at(&self, demand: &DemandPoint) -> u32 {
        match self.time_of_day {
            TimeOfDay::Night => demand.persons.0,
            TimeOfDay::Day => demand.persons_by_day.0,
        }
    }

    /// Doors with people, and how many.
    fn origins(&self, map: &StreetMap) -> (Vec<Origin>, Vec<u32>) {
        let overrun = self.overrun_doors();
        let demand = self.ground.community.demand();
        let accesses = self.ground.network.demand_access();
        let max_access = self.values.max_access();
        let (mut origins, mut counts) = (Vec::new(), Vec::new());
        for (number, (point, access)) in demand.iter().zip(accesses).enumerate() {
            let persons = self.persons_at(point);
            if persons == 0 {
                continue;
            }
            let on_foot = access.as_ref().filter(|access| access.walk <= max_access);
            let by_car = if self.ground.rules.has_cars { self.car_access(point.place, on_foot) } else { None };
            let starts =
                |access: Option<&AccessPoint>, usage| access.map_or_else(Vec::new, |access| map.starts(access, usage));
            origins.push(Origin {
                demand: DemandId::from_index(number),
                walk: on_foot.map_or(0, |access| access.walk.0),
                walk_to_car: by_car.map_or(0, |access| access.walk.0),
                on_foot: starts(on_foot, StreetUse::Walking),
                by_car: starts(by_car.as_ref(), StreetUse::Driving),
                overrun: overrun.get(&number).copied().unwrap_or(Moment::NEVER),
            });
            counts.push(persons);
        }
        (origins, counts)
    }

    /// When hazards that close an area to walkers reach the doors inside.
    fn overrun_doors(&self) -> BTreeMap<usize, Moment> {
        let mut overrun = BTreeMap::new();
        for area in self.ground.circumstances.hazard_areas() {
            if area.effect != HazardEffect::ClosedToWalkers {
                continue;
            }
            let from = Moment::from_minutes(area.from_min);
            for &door in self.input.coverage.doors_inside(&area.outline).iter() {
                let entry = overrun.entry(door as usize).or_insert(from);
                *entry = from.min(*entry);
            }
        }
        overrun
    }

    fn places(
        &self,
        streets: &Streets,
        origins: &[Origin],
        counts: &[u32],
        kinds: &[SiteKind],
        context: &JobContext,
    ) -> Result<Kept, Cancelled> {
        if self.plan.settings().evacuation.destinations == DestinationRule::Nearest {
            return Ok(Kept::new());
        }
        let mut left: PlacesLeft =
            streets.gates().iter().map(|gate| gate.capacity.map(crate::units::Persons::count)).collect();
        let mut kept = match (self.mode, kinds.first()) {
            (TravelMode::Walking, Some(&kind)) => {
                let mut engine = AllocationEngine::new();
                let (coverage, report) = (self.input.coverage, self.input.report);
                let allocated = engine.allocate(coverage, report, kind, AllocationOptions::default(), context)?;
                allocated.map_or_else(Kept::new, |allocated| kept_by(&allocated, origins, streets))
            }
            (TravelMode::Walking | TravelMode::Driving | TravelMode::Mixed, _) => Kept::new(),
        };
        for places in kept.values().flatten() {
            if let Some(Some(left)) = left.get_mut(places.gate as usize) {
                *left = left.saturating_sub(u64::from(places.persons));
            }
        }
        let mut unplaced = Vec::new();
        for ((number, origin), &persons) in (0_u32..).zip(origins).zip(counts) {
            let (has_walkway, has_car_road) = (!origin.on_foot.is_empty(), !origin.by_car.is_empty());
            let by_use = self.rules.on_foot_and_by_car(origin.demand, persons, has_walkway, has_car_road);
            for (usage, persons) in StreetUse::ALL.into_iter().zip(by_use) {
                let has: u32 = kept.get(&(number, usage)).into_iter().flatten().map(|places| places.persons).sum();
                let persons = persons.saturating_sub(has);
                if persons > 0 && !origin.starts(usage).is_empty() {
                    unplaced.push(Unplaced { origin: number, usage, persons });
                }
            }
        }
        for (key, places) in give_places(streets, origins, &unplaced, &left, context)? {
            kept.entry(key).or_default().extend(places);
        }
        Ok(kept)
    }

    fn areas(&self) -> Vec<AreaOfStudy> {
        let areas = self.plan.evacuation_areas().values();
        let of = |area: &Arc<crate::plan::EvacuationArea>| {
            let doors = self.input.coverage.doors_inside(&area.outline);
            (area.id, area.name.clone(), doors, Moment::from_minutes(area.phase_min))
        };
        areas.map(of).collect()
    }

    fn parties(
        &self,
        origins: &[Origin],
        counts: &[u32],
        kept: &Kept,
        areas: &[AreaOfStudy],
        streets: &Streets,
    ) -> Vec<Party> {
        let settings = self.plan.settings();
        // A door in several areas leaves with the first of them that is called.
        let mut phases: BTreeMap<u32, Moment> = BTreeMap::new();
        for (_, _, doors, phase) in areas {
            for &door in doors.iter() {
                let entry = phases.entry(door).or_insert(*phase);
                *entry = (*entry).min(*phase);
            }
        }
        let mut parties = Vec::with_capacity(counts.iter().map(|&n| n as usize).sum());
        let without = match (settings.evacuation.destinations, streets.gates().is_empty()) {
            (DestinationRule::Nearest, false) => Goal::Nearest,
            (DestinationRule::Nearest, true) | (DestinationRule::Allocated, _) => {
                Goal::Nowhere(StrandedReason::NoPlace)
            }
        };
        for ((number, origin), &persons) in (0_u32..).zip(origins).zip(counts) {
            let usages = [StreetUse::Walking, StreetUse::Driving];
            let [on_foot, by_car] = usages.map(|usage| kept.get(&(number, usage)).map_or(&[][..], Vec::as_slice));
            let (has_walkway, has_car_road) = (!origin.on_foot.is_empty(), !origin.by_car.is_empty());
            let is_cut_off = without == Goal::Nowhere(StrandedReason::NoPlace)
                && !streets.gates().is_empty()
                && !usages.iter().any(|&usage| kept.contains_key(&(number, usage)));
            let without = if is_cut_off { Goal::Nowhere(StrandedReason::Unreachable) } else { without };
            let otherwise = match (has_walkway || has_car_road, self.mode) {
                (false, _) => Goal::Nowhere(StrandedReason::NoRoadAccess),
                // A carload for which no one site keeps enough places looks for itself.
                (true, TravelMode::Driving | TravelMode::Mixed) if !streets.gates().is_empty() => Goal::Nearest,
                (true, TravelMode::Walking | TravelMode::Driving | TravelMode::Mixed) => without,
            };
            let phase = phases.get(&origin.demand.0).copied().unwrap_or(Moment::START);
            let door = DoorPeople {
                origin: number,
                demand: origin.demand,
                persons,
                phase,
                kept: on_foot,
                kept_by_car: by_car,
                otherwise,
                has_car_road,
                has_walkway,
            };
            self.rules.parties(&door, &mut parties);
        }
        parties
    }
}

/// The places an allocation gives, by origin.
fn kept_by(allocated: &AllocationReport, origins: &[Origin], streets: &Streets) -> Kept {
    let gate_of: BTreeMap<SiteId, u32> = (0_u32..).zip(streets.gates()).map(|(n, gate)| (gate.site, n)).collect();
    let origin_of: BTreeMap<DemandId, u32> = (0_u32..).zip(origins).map(|(n, origin)| (origin.demand, n)).collect();
    let mut kept = Kept::new();
    for (origin, parts) in allocated.origins.iter().zip(allocated.parts.iter()) {
        let OriginPlace::Door(door) = origin.place else { continue };
        let Some(&number) = origin_of.get(&door) else { continue };
        for part in parts {
            if let Some(&gate) = part.site.as_ref().and_then(|site| gate_of.get(site)) {
                let places = KeptPlaces { gate, persons: part.persons };
                kept.entry((number, StreetUse::Walking)).or_default().push(places);
            }
        }
    }
    kept
}

/// Share of the length of all roads whose width is a guess.
fn guessed_width_share(ground: &StreetGround<'_>) -> f64 {
    let (mut guessed, mut all) = (0.0, 0.0);
    for (id, segment) in ground.network.segments() {
        let middle = Millimetres(segment.length.0 / 2);
        let metres = segment.length.metres().value();
        if let Some(facts) = ground.planned.facts(ground.community, ground.network, id, middle) {
            all += metres;
            if facts.is_width_guess {
                guessed += metres;
            }
        }
    }
    if all > 0.0 { guessed / all } else { 0.0 }
}
