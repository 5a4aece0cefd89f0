//! Towns drawn at random: streets between few places, doors on them, sites with some places.

use std::sync::Arc;

use proptest::prelude::*;

use crate::evacuation::simulation::{Goal, Origin, Party, SimulationOptions, Start};
use crate::evacuation::streets::{Direction, Gate, Street, StreetUse, Streets, Window, WindowEffect};
use crate::evacuation::{EvacuationStudy, Moment};
use crate::ids::{ClosureId, DemandId, SegmentId, SiteId};
use crate::plan::{CrowdingModel, ObjectId, TravelMode};
use crate::units::Persons;

/// A street: from, to, metres, tenths of a person or car that pass in a second, how many fit, whether for cars, and
/// what happens when.
#[derive(Clone, Debug)]
pub(super) struct SketchedStreet {
    pub(super) ends: (u32, u32),
    pub(super) metres: u32,
    pub(super) tenths: u32,
    pub(super) storage: u32,
    pub(super) is_for_cars: bool,
    pub(super) windows: Vec<(u64, u64, WindowEffect)>,
}

/// People at a place on a street.
#[derive(Clone, Debug)]
pub(super) struct SketchedDoor {
    pub(super) street: usize,
    pub(super) percent: u32,
    pub(super) parties: u32,
    pub(super) persons: u32,
    pub(super) speed: u32,
    pub(super) overrun_s: Option<u64>,
}

/// A site at a place: its node, places and persons a minute.
pub(super) type SketchedGate = (u32, Option<u32>, Option<u32>);

#[derive(Clone, Debug)]
pub(super) struct Sketch {
    pub(super) streets: Vec<SketchedStreet>,
    pub(super) doors: Vec<SketchedDoor>,
    pub(super) gates: Vec<SketchedGate>,
}

fn windows() -> impl Strategy<Value = Vec<(u64, u64, WindowEffect)>> {
    let effect = prop_oneof![
        Just(WindowEffect::Closed),
        Just(WindowEffect::Overrun),
        (0.2..1.0).prop_map(WindowEffect::Slowed),
    ];
    let window = (0_u64..400, prop_oneof![1_u64..300, Just(1_u64 << 40)], effect);
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(window, 1..3)]
}

/// Towns in which everything happens.
pub(super) fn sketches() -> impl Strategy<Value = Sketch> {
    let street = ((0_u32..6, 0_u32..6), 5_u32..200, 3_u32..40, 1_u32..60, 0_u8..4, windows());
    let street = street.prop_map(|(ends, metres, tenths, storage, cars, windows)| SketchedStreet {
        ends,
        metres,
        tenths,
        storage,
        is_for_cars: cars == 0,
        windows,
    });
    let overrun = prop::option::weighted(0.15, 0_u64..400);
    let door = (any::<prop::sample::Index>(), 0_u32..100, 1_u32..30, 1_u32..5, 500_u32..1500, overrun);
    let gates = prop::collection::vec((0_u32..6, prop::option::of(0_u32..80), prop::option::of(6_u32..90)), 1..4);
    (prop::collection::vec(street, 1..10), prop::collection::vec(door, 1..9), gates).prop_map(
        |(streets, doors, gates)| {
            let door = |(street, percent, parties, persons, speed, overrun_s): (prop::sample::Index, _, _, _, _, _)| {
                let street = street.index(streets.len());
                SketchedDoor { street, percent, parties, persons, speed, overrun_s }
            };
            Sketch { doors: doors.into_iter().map(door).collect(), streets, gates }
        },
    )
}

/// Towns on foot in which nothing happens and there is room for everybody.
pub(super) fn calm_sketches() -> impl Strategy<Value = Sketch> {
    sketches().prop_map(|mut sketch| {
        for street in &mut sketch.streets {
            (street.storage, street.is_for_cars) = (100_000, false);
            street.windows.clear();
        }
        sketch.doors.iter_mut().for_each(|door| door.overrun_s = None);
        sketch
    })
}

/// The study of a town in which nobody is slowed by others.
pub(super) fn study(sketch: &Sketch) -> EvacuationStudy {
    let (mut streets, mut directions, mut first) = (Vec::new(), Vec::new(), Vec::new());
    for (number, drawn) in (0_u32..).zip(&sketch.streets) {
        let usage = if drawn.is_for_cars { StreetUse::Driving } else { StreetUse::Walking };
        let window = |&(from, lasts, effect): &(u64, u64, WindowEffect)| Window {
            from: Moment(from * 1_000_000),
            until: if lasts > 1_000_000 { Moment::NEVER } else { Moment((from + lasts) * 1_000_000) },
            effect,
            cause: ObjectId::Closure(ClosureId(0)),
        };
        first.push(u32::try_from(directions.len()).unwrap());
        // People on foot share a street, cars have one for each direction.
        let ways = [drawn.ends, (drawn.ends.1, drawn.ends.0)];
        for (n, (from, to)) in ways.into_iter().enumerate() {
            if n == 0 || drawn.is_for_cars {
                streets.push(Street {
                    usage,
                    length: drawn.metres * 1000,
                    interval: Moment::from_seconds(10.0 / f64::from(drawn.tenths)),
                    storage: drawn.storage,
                    area: 1e9,
                    ease: 1.0,
                    car_speed: 8000,
                    windows: drawn.windows.iter().map(window).collect(),
                    segment: SegmentId(number),
                    span: (0, drawn.metres * 1000),
                });
            }
            directions.push(Direction { from, to, street: u32::try_from(streets.len() - 1).unwrap() });
        }
    }
    let gates = (0_u32..).zip(&sketch.gates).map(|(number, &(node, places, per_min))| Gate {
        site: SiteId(number),
        on_foot: Some(node),
        by_car: Some(node),
        walk: 3000,
        walk_by_car: 5000,
        capacity: places.map(Persons),
        interval: per_min.map_or(Moment::START, |persons| Moment::from_minutes(1.0 / f64::from(persons))),
    });
    let streets = Streets::new(6, streets, directions, gates.collect());
    let (mut origins, mut parties) = (Vec::new(), Vec::new());
    for (number, door) in (0_u32..).zip(&sketch.doors) {
        let drawn = &sketch.streets[door.street];
        let (direction, length) = (first[door.street], drawn.metres * 1000);
        let along = length / 100 * door.percent;
        let starts = vec![Start { direction, rest: length - along }, Start { direction: direction + 1, rest: along }];
        let (usage, on_foot, by_car) = if drawn.is_for_cars {
            (StreetUse::Driving, Vec::new(), starts)
        } else {
            (StreetUse::Walking, starts, Vec::new())
        };
        let overrun = door.overrun_s.map_or(Moment::NEVER, |seconds| Moment(seconds * 1_000_000));
        origins.push(Origin { demand: DemandId(number), walk: 2000, walk_to_car: 4000, on_foot, by_car, overrun });
        let persons = if drawn.is_for_cars { door.persons } else { 1 };
        let (speed, leaves) = (door.speed, Moment::START);
        let party = Party { origin: number, usage, persons, speed, leaves, goal: Goal::Nearest };
        parties.extend(std::iter::repeat_n(party, door.parties as usize));
    }
    let options = SimulationOptions { crowding: CrowdingModel::FreeSpeed, ..SimulationOptions::default() };
    EvacuationStudy {
        streets: Arc::new(streets),
        origins: origins.into(),
        persons: parties.iter().map(|party| u64::from(party.persons)).sum(),
        parties: parties.into(),
        options,
        kinds: Vec::new(),
        mode: TravelMode::Mixed,
        areas: Vec::new(),
        guessed_width_share: 0.0,
        guessed_persons: 0,
        idle_closures: Vec::new(),
    }
}
