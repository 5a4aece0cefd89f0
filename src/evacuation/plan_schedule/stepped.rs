//! One use of the streets in whole steps: a layer of places for each class, the streets shared by all of them.

use std::collections::BTreeMap;

use super::classes::Classes;
use super::clusters::{Entry, clusters_of};
use super::periods::{Course, free_seconds, periods, whole_steps};
use crate::evacuation::flows::{
    Counted, FlowError, FlowNetwork, FlowNode, FlowPipe, FlowSink, FlowSource, Leg, PipedArc, Schedule, UNLIMITED,
};
use crate::evacuation::simulation::Party;
use crate::evacuation::streets::{Gate, Street, StreetUse};
use crate::evacuation::{EvacuationStudy, Moment};
use crate::units::Persons;

/// One use of the streets in whole steps.
#[derive(Debug)]
pub(super) struct SteppedStreets {
    pub(super) classes: Classes,
    n_nodes: u32,
    arcs: Vec<PipedArc>,
    pipes: Vec<FlowPipe>,
    /// The direction an arc stands for; none for gates.
    pub(super) directions: Vec<Option<u32>>,
    pub(super) sources: Vec<FlowSource>,
    sinks: Vec<FlowSink>,
    /// Parties of each source.
    pub(super) members: BTreeMap<FlowNode, Vec<u32>>,
    /// Gate of each sink.
    pub(super) gates: BTreeMap<FlowNode, u32>,
}

/// What gates pass in a step, shared with another use.
#[derive(Clone, Copy, Debug)]
pub(super) struct GateShare {
    /// Part of each gate that both uses come to, 0 to 1.
    pub(super) part: f64,
    /// The step of time.
    pub(super) step: Moment,
}

impl GateShare {
    /// How many persons, or cars of so many, a gate passes in a step.
    fn passes(self, gate: &Gate, per_unit: u64) -> u32 {
        let each = Moment(gate.interval.0.saturating_mul(per_unit));
        let is_shared = gate.on_foot.is_some() && gate.by_car.is_some();
        match (fit(self.step, each), is_shared && self.part < 1.0) {
            (UNLIMITED, _) => UNLIMITED,
            (all, false) => all,
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of what it was")]
            (all, true) => (f64::from(all) * self.part).floor() as u32,
        }
    }
}

impl SteppedStreets {
    /// Streets with everybody of some classes who goes; doors that get on the same streets within the same steps of time
    /// are one source. O(n log n) for each class.
    pub(super) fn of(study: &EvacuationStudy, classes: Classes, share: GateShare, left: &[Option<u64>]) -> Self {
        let streets = &*study.streets;
        let step = share.step;
        let layer = u32::try_from(streets.n_nodes()).unwrap_or(u32::MAX);
        let n_layers = u32::try_from(classes.speeds.len()).unwrap_or(u32::MAX);
        let mut steps = Self {
            n_nodes: layer.saturating_mul(n_layers),
            arcs: Vec::new(),
            pipes: streets.streets().iter().map(|street| pipe_of(street, &classes, step)).collect(),
            directions: Vec::new(),
            sources: Vec::new(),
            sinks: Vec::new(),
            members: BTreeMap::new(),
            gates: BTreeMap::new(),
            classes,
        };
        let clusters = clusters_of(study, &steps.classes, step);
        let speeds = steps.classes.speeds.clone();
        for (&speed, from) in speeds.iter().zip((0_u32..).map(|class| class.saturating_mul(layer))) {
            steps.add_streets(study, speed, from, step);
        }
        for ((class, entries), members) in clusters {
            let from = u32::try_from(class).unwrap_or(u32::MAX).saturating_mul(layer);
            steps.add_source(study, from, entries, members);
        }
        for (number, gate) in (0_u32..).zip(streets.gates()) {
            let places = left.get(number as usize).copied().flatten();
            steps.add_gate(number, gate, layer, share, places);
        }
        steps
    }

    /// The directions of a class.
    fn add_streets(&mut self, study: &EvacuationStudy, speed: u32, layer: u32, step: Moment) {
        for (number, direction) in (0_u32..).zip(study.streets.directions()) {
            let Some(street) = study.streets.street_of(number).filter(|street| street.usage == self.classes.usage)
            else {
                continue;
            };
            let course = Course { rest: street.length, speed, lead: Moment::START, on_it_by: Moment::NEVER };
            for period in periods(street, &course, step) {
                self.push((layer + direction.from, layer + direction.to), direction.street, (number, period));
            }
        }
    }

    /// People of a class with their ways onto the streets.
    fn add_source(&mut self, study: &EvacuationStudy, layer: u32, entries: Vec<Entry>, members: Vec<u32>) {
        let source = FlowNode(self.node());
        for entry in entries {
            if let Some(direction) = study.streets.directions().get(entry.0 as usize) {
                self.push((source.0, layer + direction.to), direction.street, entry);
            }
        }
        let units = members.iter().filter_map(|&party| study.parties.get(party as usize)).map(Party::units).sum();
        self.sources.push(FlowSource { node: source, persons: Persons(units) });
        self.members.insert(source, members);
    }

    /// A gate for all classes.
    fn add_gate(&mut self, number: u32, gate: &Gate, layer: u32, share: GateShare, places: Option<u64>) {
        let Some(node) = gate.node(self.classes.usage) else { return };
        // A car needs places for all in it: as many cars as surely find them.
        let per_unit = match self.classes.usage {
            StreetUse::Walking => 1,
            StreetUse::Driving => self.classes.most,
        };
        let capacity = share.passes(gate, per_unit);
        let free = |capacity| FlowPipe { capacity, storage: UNLIMITED, counted: Counted::Entering };
        let inside = FlowNode(self.node());
        let walk = gate.walk(self.classes.usage);
        if capacity != UNLIMITED {
            self.pipes.push(free(capacity));
        }
        let speeds = self.classes.speeds.clone();
        for (speed, from) in speeds.into_iter().zip((0_u32..).map(|class| class.saturating_mul(layer))) {
            if capacity == UNLIMITED {
                // A pipe of its own.
                self.pipes.push(free(UNLIMITED));
            }
            let seconds = f64::from(walk) / f64::from(speed);
            // Who passes one after the other does so within a step.
            let transit = if walk == 0 && capacity == UNLIMITED { 0 } else { whole_steps(seconds, share.step) };
            self.arcs.push(PipedArc {
                from: FlowNode(from + node),
                to: inside,
                transit,
                pipe: u32::try_from(self.pipes.len() - 1).unwrap_or(u32::MAX),
                opens: 0,
                closes: u32::MAX,
            });
            self.directions.push(None);
        }
        let places = places.map(|places| Persons(u32::try_from(places / per_unit).unwrap_or(u32::MAX)));
        self.sinks.push(FlowSink { node: inside, places });
        self.gates.insert(inside, number);
    }

    /// The step at which a leg's arc is left.
    pub(super) fn arrival(&self, leg: Leg) -> u32 {
        leg.departs.saturating_add(self.arcs.get(leg.arc.index()).map_or(0, |arc| arc.transit))
    }

    const fn node(&mut self) -> u32 {
        let node = self.n_nodes;
        self.n_nodes = self.n_nodes.saturating_add(1);
        node
    }

    fn push(&mut self, (from, to): (u32, u32), street: u32, (direction, period): Entry) {
        let (from, to) = (FlowNode(from), FlowNode(to));
        let super::periods::Period { opens, closes, transit } = period;
        self.arcs.push(PipedArc { from, to, transit, pipe: street, opens, closes });
        self.directions.push(Some(direction));
    }

    /// Does a site have no place left for one more?
    pub(super) fn is_a_site_full(&self, found: &Schedule) -> bool {
        let mut sent: BTreeMap<FlowNode, u64> = BTreeMap::new();
        for group in &found.groups {
            *sent.entry(group.sink).or_default() += group.persons.count();
        }
        let is_full = |sink: &FlowSink| {
            sink.places.is_some_and(|places| sent.get(&sink.node).copied().unwrap_or(0) >= places.count())
        };
        self.sinks.iter().any(is_full)
    }

    pub(super) fn network(&self) -> Result<FlowNetwork, FlowError> {
        FlowNetwork::try_piped(self.n_nodes, &self.arcs, self.pipes.clone(), &self.sources, &self.sinks)
    }
}

/// What a street lets through in a step, both directions and all classes together, and how many it holds at once.
fn pipe_of(street: &Street, classes: &Classes, step: Moment) -> FlowPipe {
    let slowest = classes.speeds.first().copied().unwrap_or(1);
    let slowing = street.windows.iter().map(|window| street.slowing_at(window.from)).fold(1.0, f64::min);
    let seconds = free_seconds(street, street.length, slowest) / slowing;
    let per_step = step.seconds().value() / seconds;
    // On a street shorter than a step one stands where another was: so many one after the other.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let storage = (f64::from(street.storage) * per_step.max(1.0)).floor().clamp(1.0, 4e9) as u32;
    FlowPipe { capacity: fit(step, street.interval), storage, counted: Counted::Leaving }
}

/// How many surely pass in a step.
pub(super) fn fit(step: Moment, interval: Moment) -> u32 {
    if interval == Moment::START { UNLIMITED } else { u32::try_from(step.0 / interval.0).unwrap_or(UNLIMITED - 1) }
}
