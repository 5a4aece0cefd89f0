//! What a scenario does to the roads and to people's choices: hazards, closures, and the mask they make.
//!
//! Coverage knows no clock. An object with a time window counts as acting throughout if it acts at any moment, so
//! coverage is the worst moment of each road on its own; the evacuation over time plays the windows one after
//! another. A hazard area that is passable slows people on the roads inside, one that is closed to walkers closes
//! them, one that is closed to cars changes nothing for walkers. New links of the plan join the roads; the other road
//! changes (width, speed, direction) act on vehicles and on the check of routes, not on how far people walk.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::StudyNote;
use crate::geometry::LonLat;
use crate::ids::{HazardAreaId, ScenarioId};
use crate::network::{NetworkMask, NewLink, RoadNetwork};
use crate::plan::{
    BASE_SCENARIO, Closure, ClosureShape, Hazard, HazardArea, HazardEffect, ObjectId, Plan, RoadChange, RoadChangeKind,
    Scenario, TravelMode,
};
use crate::units::Metres;

/// The circumstances people walk in: one scenario of one plan.
#[derive(Clone, Debug)]
pub struct Circumstances {
    scenario: Arc<Scenario>,
    hazard_areas: Vec<Arc<HazardArea>>,
    closures: Vec<Arc<Closure>>,
    road_changes: Vec<Arc<RoadChange>>,
    hazards: BTreeSet<Hazard>,
    notes: Vec<StudyNote>,
}

/// The width of a new link; `None` for other changes.
fn link_of(change: &RoadChange) -> Option<Metres> {
    match change.kind {
        RoadChangeKind::NewLink(width) => Some(Metres::new_clamped(width)),
        RoadChangeKind::Width(_) | RoadChangeKind::Contraflow | RoadChangeKind::OneWay | RoadChangeKind::Speed(_) => {
            None
        }
    }
}

/// Does an object with this window act at any moment? A window that ends before it begins never does.
fn ever_acts(from_min: f64, until_min: Option<f64>) -> bool {
    until_min.is_none_or(|until| until > from_min.max(0.0))
}

impl Circumstances {
    /// What takes part in a scenario. A scenario that is not in the plan becomes the base scenario, with a note.
    #[must_use]
    pub fn new(plan: &Plan, scenario: ScenarioId) -> Self {
        let mut notes = Vec::new();
        let found = plan.scenarios().get(&scenario).cloned().unwrap_or_else(|| {
            notes.push(StudyNote::UnknownScenario(scenario));
            plan.scenarios().get(&BASE_SCENARIO).cloned().unwrap_or_else(|| Arc::new(Scenario::base()))
        });
        match found.mode {
            TravelMode::Walking => {}
            TravelMode::Driving | TravelMode::Mixed => notes.push(StudyNote::DrivingReckonedOnFoot),
        }
        let road_changes = plan.road_changes().values();
        let road_changes = road_changes.filter(|change| found.selection.includes(ObjectId::RoadChange(change.id)));
        let road_changes: Vec<Arc<RoadChange>> = road_changes.cloned().collect();
        let count = road_changes.iter().filter(|change| link_of(change).is_none()).count();
        if count > 0 {
            notes.push(StudyNote::RoadChangesDoNotAct { count });
        }
        let hazard_areas = plan.hazard_areas().values().filter(|area| {
            found.selection.includes(ObjectId::HazardArea(area.id)) && ever_acts(area.from_min, area.until_min)
        });
        let closures = plan.closures().values().filter(|closure| {
            found.selection.includes(ObjectId::Closure(closure.id)) && ever_acts(closure.from_min, closure.until_min)
        });
        let hazard_areas: Vec<Arc<HazardArea>> = hazard_areas.cloned().collect();
        Self {
            hazards: hazard_areas.iter().map(|area| area.hazard).collect(),
            hazard_areas,
            closures: closures.cloned().collect(),
            road_changes,
            scenario: found,
            notes,
        }
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Hazard areas that take part, by id.
    #[must_use]
    pub fn hazard_areas(&self) -> &[Arc<HazardArea>] {
        &self.hazard_areas
    }

    /// Closures that take part, by id.
    #[must_use]
    pub fn closures(&self) -> &[Arc<Closure>] {
        &self.closures
    }

    /// Road changes that take part, by id.
    #[must_use]
    pub fn road_changes(&self) -> &[Arc<RoadChange>] {
        &self.road_changes
    }

    /// The new links among them, a link for each line, in order.
    #[must_use]
    pub fn new_links(&self) -> Vec<NewLink> {
        let links = self.road_changes.iter().filter_map(|change| Some((change, link_of(change)?)));
        links
            .flat_map(|(change, width)| change.lines.iter().map(move |line| NewLink { line: line.clone(), width }))
            .collect()
    }

    /// What the reader must know.
    #[must_use]
    pub fn notes(&self) -> &[StudyNote] {
        &self.notes
    }

    /// The hazards of all areas that take part, whatever their effect.
    #[must_use]
    pub const fn hazards(&self) -> &BTreeSet<Hazard> {
        &self.hazards
    }

    /// The first hazard area closed to walkers that holds the place.
    #[must_use]
    pub fn closed_hazard_at(&self, place: LonLat) -> Option<HazardAreaId> {
        let closes = |area: &&Arc<HazardArea>| match area.effect {
            HazardEffect::ClosedToWalkers => area.outline.contains(place),
            HazardEffect::Passable { .. } | HazardEffect::ClosedToCars => false,
        };
        self.hazard_areas.iter().find(closes).map(|area| area.id)
    }

    /// Would the roads be the same? Objects shared between two plans are recognised without looking into them.
    #[must_use]
    pub fn has_same_roads_as(&self, other: &Self) -> bool {
        fn same<T: PartialEq>(a: &[Arc<T>], b: &[Arc<T>]) -> bool {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
        }
        same(&self.hazard_areas, &other.hazard_areas) && same(&self.closures, &other.closures)
    }

    /// What closes roads to walkers: hazard areas, then closures, by id.
    #[must_use]
    pub fn closers(&self) -> Vec<ObjectId> {
        let closes = |area: &&Arc<HazardArea>| match area.effect {
            HazardEffect::ClosedToWalkers => true,
            HazardEffect::Passable { .. } | HazardEffect::ClosedToCars => false,
        };
        let areas = self.hazard_areas.iter().filter(closes).map(|area| ObjectId::HazardArea(area.id));
        areas.chain(self.closures.iter().map(|closure| ObjectId::Closure(closure.id))).collect()
    }

    /// Which roads are closed or slowed. O(objects × segments near them).
    #[must_use]
    pub fn mask(&self, network: &RoadNetwork) -> NetworkMask {
        let mut mask = NetworkMask::open(network);
        for area in &self.hazard_areas {
            apply_hazard(&mut mask, network, area);
        }
        for closure in &self.closures {
            apply_closure(&mut mask, network, closure);
        }
        mask
    }

    /// What one object alone closes or slows; everything is open for an id that does not act here.
    #[must_use]
    pub fn mask_of(&self, network: &RoadNetwork, id: ObjectId) -> NetworkMask {
        let mut mask = NetworkMask::open(network);
        for area in self.hazard_areas.iter().filter(|area| ObjectId::HazardArea(area.id) == id) {
            apply_hazard(&mut mask, network, area);
        }
        for closure in self.closures.iter().filter(|closure| ObjectId::Closure(closure.id) == id) {
            apply_closure(&mut mask, network, closure);
        }
        mask
    }
}

fn apply_hazard(mask: &mut NetworkMask, network: &RoadNetwork, area: &HazardArea) {
    match area.effect {
        HazardEffect::ClosedToWalkers => mask.close_area(network, &area.outline),
        HazardEffect::Passable { speed_factor } => {
            if speed_factor < 1.0 {
                mask.slow_area(network, &area.outline, speed_factor);
            }
        }
        HazardEffect::ClosedToCars => {}
    }
}

fn apply_closure(mask: &mut NetworkMask, network: &RoadNetwork, closure: &Closure) {
    match &closure.shape {
        ClosureShape::Point(place) => {
            mask.close_at(network, *place);
        }
        ClosureShape::Lines(lines) => mask.close_lines(network, lines),
        ClosureShape::Area(area) => mask.close_area(network, area),
    }
}
