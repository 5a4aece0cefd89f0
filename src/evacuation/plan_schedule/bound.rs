//! A time no timetable in whole steps can beat.

use std::collections::BTreeMap;

use super::classes::Classes;
use super::clusters::clusters_of;
use super::periods::{Course, Period, periods, whole_steps};
use super::stepped::fit;
use crate::evacuation::flows::{
    FlowArc, FlowError, FlowNetwork, FlowNode, FlowSink, FlowSource, UNLIMITED, bounds_in_steps,
};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{EvacuationStudy, Moment};
use crate::jobs::JobContext;
use crate::units::Persons;

/// Steps no timetable can beat: for everybody as if all were as fast as the fastest, and for those of each class alone,
/// each direction passing what both share and every street open whenever it ever is. `None`: not everybody finds a
/// place, whatever the timetable.
pub(super) fn best_steps(
    study: &EvacuationStudy,
    classes: &Classes,
    step: Moment,
    places: &[Option<u64>],
    context: &JobContext,
) -> Result<Option<u64>, super::PlanScheduleError> {
    let fastest = classes.speeds.len().saturating_sub(1);
    let alone = (0..classes.speeds.len()).map(|class| (class, Some(class)));
    let mut best = Some(0);
    for (pace, only) in std::iter::once((fastest, None)).chain(alone.filter(|_| fastest > 0)) {
        let network = open_streets(study, classes, step, places, pace, only)?;
        let bound = bounds_in_steps(&network, context)?.strongest.time;
        best = best.zip(bound).map(|(before, bound)| before.max(bound));
    }
    Ok(best)
}

/// One layer of streets for those of a class, or for all, at the pace of one.
fn open_streets(
    study: &EvacuationStudy,
    classes: &Classes,
    step: Moment,
    places: &[Option<u64>],
    pace: usize,
    only: Option<usize>,
) -> Result<FlowNetwork, FlowError> {
    let streets = &*study.streets;
    let speed = classes.speeds.get(pace).copied().unwrap_or(1);
    let paced = Classes { speeds: vec![speed], ..classes.clone() };
    let mut n_nodes = u32::try_from(streets.n_nodes()).unwrap_or(u32::MAX);
    let mut node = || {
        n_nodes = n_nodes.saturating_add(1);
        n_nodes - 1
    };
    let mut arcs: Vec<FlowArc> = Vec::new();
    let mut push = |from, to, transit, capacity| {
        arcs.push(FlowArc { from: FlowNode(from), to: FlowNode(to), capacity, transit });
    };
    // Who starts on a street leaves it at its end with those who came along it.
    let mut ends: BTreeMap<u32, u32> = BTreeMap::new();
    for (number, direction) in (0_u32..).zip(streets.directions()) {
        let Some(street) = streets.street_of(number).filter(|street| street.usage == classes.usage) else { continue };
        let course = Course { rest: street.length, speed, lead: Moment::START, on_it_by: Moment::NEVER };
        let end = node();
        ends.insert(number, end);
        if let Some(transit) = periods(street, &course, step).iter().map(|period| period.transit).min() {
            push(direction.from, end, transit, UNLIMITED);
        }
        push(end, direction.to, 0, fit(step, street.interval));
    }
    let mut sources = Vec::new();
    for ((_, entries), members) in clusters_of(study, &paced, step) {
        let is_meant =
            |party: &&crate::evacuation::simulation::Party| only.is_none_or(|only| classes.of_party(party) == only);
        let parties = members.iter().filter_map(|&party| study.parties.get(party as usize)).filter(is_meant);
        let units: u32 = parties.map(crate::evacuation::simulation::Party::units).sum();
        if units == 0 {
            continue;
        }
        let source = node();
        for (direction, Period { transit, .. }) in entries {
            if let Some(&end) = ends.get(&direction) {
                push(source, end, transit, UNLIMITED);
            }
        }
        sources.push(FlowSource { node: FlowNode(source), persons: Persons(units) });
    }
    let mut sinks = Vec::new();
    for (gate, left) in streets.gates().iter().zip(places) {
        let Some(at) = gate.node(classes.usage) else { continue };
        let (per_unit, walk) = match classes.usage {
            StreetUse::Walking => (1, gate.walk),
            StreetUse::Driving => (classes.most, gate.walk_by_car),
        };
        let inside = node();
        let seconds = f64::from(walk) / f64::from(speed);
        let transit = if walk == 0 { 0 } else { whole_steps(seconds, step) };
        push(at, inside, transit, fit(step, gate.interval));
        let places = left.map(|left| Persons(u32::try_from(left / per_unit).unwrap_or(u32::MAX)));
        sinks.push(FlowSink { node: FlowNode(inside), places });
    }
    FlowNetwork::try_new(n_nodes, arcs, None, &sources, &sinks)
}
