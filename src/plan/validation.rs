//! What must hold in every plan, checked by tests after every command and by readers before a plan is taken.

use std::collections::BTreeSet;

use super::{BASE_SCENARIO, Capacity, HazardEffect, ObjectId, Plan, PlanObject};
use crate::geometry::{MultiPolygon, Ring};

/// A number of an object that has a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFact {
    /// Area per person of a site, m².
    AreaPerPerson,
    /// Quantity of a stock line.
    StockQuantity,
    /// Persons an exit lets through per minute.
    ExitFlow,
    /// When an evacuation area leaves, minutes after the order.
    Phase,
    /// When a hazard or a closure begins and ends, minutes.
    Times,
    /// Share of walking speed left in a hazard area.
    SpeedFactor,
}

impl NumberFact {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::AreaPerPerson, Self::StockQuantity, Self::ExitFlow, Self::Phase, Self::Times, Self::SpeedFactor];

    /// The word in messages of the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AreaPerPerson => "area_per_person_m2",
            Self::StockQuantity => "stock quantity",
            Self::ExitFlow => "persons_per_min",
            Self::Phase => "phase_min",
            Self::Times => "from_min",
            Self::SpeedFactor => "speed_factor",
        }
    }
}

impl std::fmt::Display for NumberFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Something in a plan that must not be.
#[derive(Clone, Debug, PartialEq)]
pub enum Violation {
    /// An object stands under an id that is not its own.
    WrongId(ObjectId),
    /// Two objects share a number.
    SharedNumber(u32),
    /// A number at or above the counter for new ids.
    NumberBeyondCounter(u32),
    /// A ring that is too short, not closed, or not finite.
    BadRing(ObjectId),
    /// A number that is not finite or out of its range: which fact.
    BadNumber(ObjectId, NumberFact),
    /// A reference to an object that is not there.
    MissingReference(ObjectId, ObjectId),
    /// The base scenario is missing.
    NoBaseScenario,
}

impl Plan {
    /// Everything that is wrong, all of it; empty for every plan the program can reach.
    #[must_use]
    pub fn validate_invariants(&self, next_number: u32) -> Vec<Violation> {
        let mut found = Vec::new();
        let mut numbers = BTreeSet::new();
        for object in self.objects() {
            let id = object.id();
            if self.object(id).is_none() {
                found.push(Violation::WrongId(id));
            }
            if !numbers.insert(id.number()) {
                found.push(Violation::SharedNumber(id.number()));
            }
            if id.number() >= next_number {
                found.push(Violation::NumberBeyondCounter(id.number()));
            }
            check_object(self, &object, &mut found);
        }
        if !self.scenarios().contains_key(&BASE_SCENARIO) {
            found.push(Violation::NoBaseScenario);
        }
        for scenario in self.scenarios().values() {
            for &id in scenario.selection.named().into_iter().flatten() {
                if self.object(id).is_none() {
                    found.push(Violation::MissingReference(id, id));
                }
            }
        }
        found
    }
}

fn check_object(plan: &Plan, object: &PlanObject, found: &mut Vec<Violation>) {
    let id = object.id();
    let mut number = |ok: bool, fact: NumberFact| {
        if !ok {
            found.push(Violation::BadNumber(id, fact));
        }
    };
    let is_time = |from: f64, until: Option<f64>| from.is_finite() && until.is_none_or(f64::is_finite);
    match object {
        PlanObject::Site(site) => {
            if let Capacity::Area { area_per_person: Some(area), .. } = site.capacity {
                number(area.value() > 0.0, NumberFact::AreaPerPerson);
            }
            for line in &site.stock {
                number(line.quantity.is_finite() && line.quantity >= 0.0, NumberFact::StockQuantity);
            }
            number(site.exit_persons_per_min.is_none_or(|n| n.is_finite() && n >= 0.0), NumberFact::ExitFlow);
            if let super::SiteGeometry::Area(area) = &site.geometry {
                check_rings(id, area, found);
            }
        }
        PlanObject::EvacuationArea(area) => {
            number(area.phase_min.is_finite(), NumberFact::Phase);
            check_rings(id, &area.outline, found);
            if let Some(site) = area.destination
                && !plan.sites().contains_key(&site)
            {
                found.push(Violation::MissingReference(id, ObjectId::Site(site)));
            }
        }
        PlanObject::HazardArea(area) => {
            number(is_time(area.from_min, area.until_min), NumberFact::Times);
            if let HazardEffect::Passable { speed_factor } = area.effect {
                number(speed_factor > 0.0 && speed_factor <= 1.0, NumberFact::SpeedFactor);
            }
            check_rings(id, &area.outline, found);
        }
        PlanObject::Closure(closure) => {
            number(is_time(closure.from_min, closure.until_min), NumberFact::Times);
            if let super::ClosureShape::Area(area) = &closure.shape {
                check_rings(id, area, found);
            }
        }
        PlanObject::RoadChange(_) | PlanObject::Route(_) | PlanObject::Note(_) => {}
    }
}

fn check_rings(id: ObjectId, area: &MultiPolygon, found: &mut Vec<Violation>) {
    let is_ring = |ring: &Ring| ring.len() >= 4 && ring.first() == ring.last();
    let is_fine = !area.0.is_empty() && area.0.iter().all(|p| is_ring(&p.outer) && p.holes.iter().all(is_ring));
    if !is_fine {
        found.push(Violation::BadRing(id));
    }
}
