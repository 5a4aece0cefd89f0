//! The laws on random towns: walkers and cars, closures, hazards, small sites, tight streets.

use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::prelude::*;
use std::sync::Arc;

use super::sketch::{Ran, Sketch};
use crate::evacuation::simulation::{Goal, Outcome, Party, SimulationOptions, Start};
use crate::evacuation::streets::{StreetUse, Window, WindowEffect};
use crate::evacuation::{EvacuationReport, EvacuationStudy, Moment};
use crate::ids::HazardAreaId;
use crate::jobs::JobContext;
use crate::plan::{CrowdingModel, ObjectId, TravelMode};

#[derive(Clone, Debug)]
struct RandomStreet {
    ends: (u32, u32),
    metres: u32,
    per_second: f64,
    storage: u32,
    is_lane: bool,
    window: Option<(u32, u32, u8)>,
}

fn street() -> impl Strategy<Value = RandomStreet> {
    let window = prop::option::weighted(0.25, (0_u32..300, 1_u32..300, 0_u8..3));
    ((0_u32..8, 0_u32..8), 5_u32..80, 0.2_f64..4.0, 1_u32..20, prop::bool::weighted(0.3), window).prop_map(
        |(ends, metres, per_second, storage, is_lane, window)| RandomStreet {
            ends,
            metres,
            per_second,
            storage,
            is_lane,
            window,
        },
    )
}

pub(super) fn town() -> impl Strategy<Value = Sketch> {
    let streets = prop::collection::vec(street(), 1..18);
    let gates = prop::collection::vec((0_u32..8, prop::option::of(1_u32..30), prop::option::of(0.1_f64..2.0)), 1..4);
    let doors = prop::collection::vec((any::<prop::sample::Index>(), 1_u32..80, prop::option::of(0_u32..400)), 1..8);
    let parties = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            1_u32..4,
            300_u32..1_800,
            0_u32..200,
            prop::option::of(any::<prop::sample::Index>()),
        ),
        0..60,
    );
    (streets, gates, doors, parties).prop_map(|(streets, gates, doors, parties)| {
        let mut sketch = Sketch { n_nodes: 8, ..Sketch::default() };
        for street in streets.iter().filter(|street| street.ends.0 != street.ends.1) {
            let (from, to) = street.ends;
            let made = if street.is_lane {
                sketch.lane(from, to, street.metres, street.per_second, street.storage)
            } else {
                sketch.walkway(from, to, street.metres, street.per_second, street.storage)
            };
            if let Some((from, length, kind)) = street.window {
                let at = |seconds: u32| Moment::from_seconds(f64::from(seconds));
                let (effect, until) = match kind {
                    0 => (WindowEffect::Closed, at(from + length)),
                    1 => (WindowEffect::Overrun, Moment::NEVER),
                    _ => (WindowEffect::Slowed(0.5), at(from + length)),
                };
                let cause = ObjectId::HazardArea(HazardAreaId(1));
                sketch.window(made, Window { from: at(from), until, effect, cause });
            }
        }
        for (node, capacity, per_second) in gates {
            let gate = sketch.gate(node, capacity, per_second);
            sketch.gates[gate as usize].walk = node * 1_500;
            sketch.gates[gate as usize].walk_by_car = node * 1_500;
        }
        people(&mut sketch, &doors, &parties);
        sketch
    })
}

type Door = (prop::sample::Index, u32, Option<u32>);
type Walker = (prop::sample::Index, u32, u32, u32, Option<prop::sample::Index>);

fn people(sketch: &mut Sketch, doors: &[Door], parties: &[Walker]) {
    if sketch.directions.is_empty() {
        return;
    }
    for (direction, metres, overrun) in doors {
        let direction = direction.index(sketch.directions.len());
        let length = sketch.streets[sketch.directions[direction].street as usize].length / 1000;
        let door = sketch.door(u32::try_from(direction).unwrap(), (*metres).min(length));
        let (found, rest) = (sketch.directions[direction], sketch.origins[door as usize].starts(StreetUse::Walking));
        let back = sketch.directions.iter().position(|d| d.street == found.street && d.from == found.to);
        if let (Some(back), Some(rest)) = (back, rest.first().map(|start| start.rest)) {
            let start = Start { direction: u32::try_from(back).unwrap(), rest: length * 1000 - rest };
            sketch.origins[door as usize].on_foot.push(start);
        }
        if let Some(seconds) = overrun {
            sketch.origins[door as usize].overrun = Moment::from_seconds(f64::from(*seconds));
        }
    }
    for (origin, persons, speed, leaves, goal) in parties {
        let origin = origin.index(sketch.origins.len());
        let usage = if sketch.origins[origin].on_foot.is_empty() { StreetUse::Driving } else { StreetUse::Walking };
        let persons = if usage == StreetUse::Walking { 1 } else { *persons };
        let goal = goal.map_or(Goal::Nearest, |gate| {
            let gate = u32::try_from(gate.index(sketch.gates.len())).unwrap();
            let kept: u32 = sketch.parties.iter().filter(|p| p.goal == Goal::Kept(gate)).map(|p| p.persons).sum();
            let capacity = sketch.gates[gate as usize].capacity;
            if capacity.is_none_or(|capacity| kept + persons <= capacity.0) { Goal::Kept(gate) } else { Goal::Nearest }
        });
        sketch.parties.push(Party {
            origin: u32::try_from(origin).unwrap(),
            usage,
            persons,
            speed: *speed,
            leaves: Moment::from_seconds(f64::from(*leaves)),
            goal,
        });
    }
}

fn options(crowding: CrowdingModel) -> SimulationOptions {
    SimulationOptions {
        crowding,
        horizon: Moment::from_minutes(120.0),
        patience: Moment::from_seconds(60.0),
        ..SimulationOptions::default()
    }
}

/// Free time of a party to the nearest gate by petgraph, every street open, in seconds.
fn free_time(sketch: &Sketch, party: &Party) -> Option<f64> {
    let mut graph: DiGraph<(), f64> = DiGraph::new();
    for _ in 0..sketch.n_nodes {
        graph.add_node(());
    }
    let seconds = |street: &crate::evacuation::streets::Street, millimetres: u32| match street.usage {
        StreetUse::Walking => f64::from(millimetres) / f64::from(party.speed),
        StreetUse::Driving => f64::from(millimetres) / f64::from(street.car_speed),
    };
    for direction in &sketch.directions {
        let street = &sketch.streets[direction.street as usize];
        if street.usage == party.usage {
            let ends = (NodeIndex::new(direction.from as usize), NodeIndex::new(direction.to as usize));
            graph.add_edge(ends.0, ends.1, seconds(street, street.length));
        }
    }
    let from = |start: &Start| {
        let direction = sketch.directions[start.direction as usize];
        let first = seconds(&sketch.streets[direction.street as usize], start.rest);
        let times = dijkstra(&graph, NodeIndex::new(direction.to as usize), None, |edge| *edge.weight());
        let reached = sketch.gates.iter().filter_map(|gate| {
            let walk = f64::from(gate.walk) / f64::from(party.speed);
            times.get(&NodeIndex::new(gate.on_foot? as usize)).map(|time| time + walk)
        });
        reached.min_by(f64::total_cmp).map(|time| time + first)
    };
    sketch.origins[party.origin as usize].starts(party.usage).iter().filter_map(from).min_by(f64::total_cmp)
}

fn safe_after(ran: &Ran, sketch: &Sketch, party: usize) -> Option<f64> {
    match ran.outcome(party) {
        Outcome::Safe { at, .. } => Some((at - sketch.parties[party].leaves).seconds().value()),
        Outcome::Exposed { .. } | Outcome::Stranded(_) => None,
    }
}

fn study(sketch: &Sketch, options: SimulationOptions) -> Arc<EvacuationStudy> {
    Arc::new(EvacuationStudy {
        streets: Arc::new(sketch.built()),
        origins: sketch.origins.clone().into(),
        parties: sketch.parties.clone().into(),
        options,
        kinds: Vec::new(),
        mode: TravelMode::Mixed,
        areas: Vec::new(),
        persons: sketch.parties.iter().map(|party| u64::from(party.persons)).sum(),
        guessed_width_share: 0.0,
        guessed_persons: 0,
        idle_closures: Vec::new(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_referee_finds_no_fault_and_nobody_beats_the_free_way(
        sketch in town(),
        crowding in prop::sample::select(CrowdingModel::ALL.to_vec()),
        news in prop::option::of(1_u32..300),
    ) {
        let news = news.map(|seconds| Moment::from_seconds(f64::from(seconds)));
        let ran = sketch.run(&SimulationOptions { news, ..options(crowding) });
        for (number, party) in sketch.parties.iter().enumerate() {
            if let Some(took) = safe_after(&ran, &sketch, number) {
                let free = free_time(&sketch, party).expect("who arrived has a way");
                prop_assert!(took >= free - 1e-3, "{took} s against {free} s");
            }
        }
    }

    #[test]
    fn no_clearance_beats_its_bound_and_everybody_is_accounted_for(
        sketch in town(),
        news in prop::option::of(1_u32..300),
    ) {
        let news = news.map(|seconds| Moment::from_seconds(f64::from(seconds)));
        let study = study(&sketch, SimulationOptions { news, ..options(CrowdingModel::Weidmann) });
        let report = EvacuationReport::run(Arc::clone(&study), &JobContext::new()).unwrap();
        prop_assert!(report.persons.adds_up());
        prop_assert_eq!(report.persons.total, study.persons);
        let safe = |outcome: &Outcome| matches!(outcome, Outcome::Safe { .. });
        let all_are_safe = report.simulation.parties.iter().all(|party| safe(&party.outcome));
        if all_are_safe && let Some(last) = report.clear[3] {
            let bound = report.bound.time;
            prop_assert!(bound.is_some_and(|bound| bound <= last), "{:?} before {:?}", last, report.bound);
        }
        prop_assert!(report.curve.is_sorted());
        prop_assert!(report.curve.iter().map(|point| point.1).is_sorted());
        let parties = study.parties.iter().zip(&report.simulation.parties);
        let waits = parties.map(|(party, result)| result.waited.seconds().value() / 60.0 * f64::from(party.persons));
        let blamed = report.roads.iter().map(|road| road.waiting_person_min);
        let by_gates = report.sites.iter().map(|site| site.gate_waiting_person_min);
        let (waits, blamed) = (waits.sum::<f64>(), blamed.chain(by_gates).sum::<f64>());
        prop_assert!((waits - blamed).abs() < 1e-6 * (1.0 + waits), "{} waited, {} blamed", waits, blamed);
        prop_assert!(report.roads.iter().all(|road| road.load_ratio >= 0.0 && road.waiting_person_min >= 0.0));
    }

    #[test]
    fn the_same_input_gives_the_same_events(sketch in town(), hears in any::<bool>()) {
        let news = hears.then_some(Moment::from_seconds(30.0));
        let options = SimulationOptions { news, ..options(CrowdingModel::Weidmann) };
        let (first, second) = (sketch.run(&options), sketch.run(&options));
        prop_assert_eq!(first.log, second.log);
    }

    #[test]
    fn alone_everybody_takes_the_free_time(sketch in town(), speed in 300_u32..1_800) {
        let mut sketch = sketch;
        for street in &mut sketch.streets {
            street.windows.clear();
        }
        for origin in &mut sketch.origins {
            origin.overrun = Moment::NEVER;
        }
        sketch.parties.truncate(1);
        for party in &mut sketch.parties {
            party.speed = speed;
            party.goal = Goal::Nearest;
        }
        for gate in &mut sketch.gates {
            gate.capacity = None;
        }
        let ran = sketch.run(&options(CrowdingModel::FreeSpeed));
        for (number, party) in sketch.parties.iter().enumerate() {
            let free = free_time(&sketch, party);
            let took = safe_after(&ran, &sketch, number);
            prop_assert_eq!(free.is_some(), took.is_some());
            // Ways are compared at a millisecond for each street.
            prop_assert!(free.zip(took).is_none_or(|(free, took)| (took - free).abs() < 0.02), "{:?} {:?}", free, took);
        }
    }
}
