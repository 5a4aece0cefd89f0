//! How a road becomes a street: width, flow and room for people on foot; lanes, speed and flow for cars.

use crate::analysis::{RoadFacts, StudyValues};
use crate::community::{OneWay, Road, RoadClass};
use crate::evacuation::Moment;
use crate::evacuation::crowding::jam_density;
use crate::plan::CrowdingModel;
use crate::standards::ValueKey;

use super::STANDING_CAR_M;

/// Share of the speed on the level that is left on stairs (0.4 of 0.8 m/s: Japan Fire and Disaster Management Agency,
/// tsunami evacuation manual; STANDARDS 4.1).
const STAIRS_EASE: f64 = 0.5;
/// Width of a lane in metres, where a planned width must become lanes (project choice, as for guessed widths).
const LANE_M: f64 = 3.25;

/// The values streets are made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetRules {
    /// Persons that pass a metre of width in a second.
    pub flow: f64,
    /// The same on stairs.
    pub stairs_flow: f64,
    /// Width of one footway beside a road that cars use, in metres.
    pub footway_m: f64,
    /// Persons that fit on a square metre.
    pub jam_density: f64,
    /// Do cars use the roads, so that people on foot keep to the footways?
    pub has_cars: bool,
}

/// What a street lets pass and holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    pub(super) interval: Moment,
    pub(super) storage: u32,
    pub(super) area: f64,
    pub(super) ease: f64,
    pub(super) car_speed: u32,
}

/// A street in one direction for cars, or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CarRoom {
    pub(super) forward: Option<Room>,
    pub(super) backward: Option<Room>,
}

impl StreetRules {
    /// The rules of a plan.
    #[must_use]
    pub fn of(values: &StudyValues, crowding: CrowdingModel, has_cars: bool) -> Self {
        Self {
            flow: values.number(ValueKey::LinkFlow),
            stairs_flow: values.number(ValueKey::StairsFlow),
            footway_m: values.number(ValueKey::FootwayWidth),
            jam_density: jam_density(crowding),
            has_cars,
        }
    }

    /// The width people on foot have, in metres: the whole road, or its footways where cars drive.
    #[must_use]
    pub fn walking_width(&self, facts: &RoadFacts, class: RoadClass) -> f64 {
        let width = facts.width.value().max(0.1);
        if self.has_cars && is_for_cars(class) { width.min(2.0 * self.footway_m) } else { width }
    }

    /// Persons that pass in a second.
    #[must_use]
    pub fn persons_per_second(&self, facts: &RoadFacts, class: RoadClass) -> f64 {
        let flow = if class == RoadClass::Steps { self.stairs_flow } else { self.flow };
        flow * self.walking_width(facts, class)
    }

    pub(super) fn on_foot(&self, facts: &RoadFacts, class: RoadClass, millimetres: u32) -> Room {
        let area = self.walking_width(facts, class) * f64::from(millimetres) / 1000.0;
        Room {
            interval: interval(self.persons_per_second(facts, class)),
            storage: whole(area * self.jam_density),
            area,
            ease: if class == RoadClass::Steps { STAIRS_EASE } else { 1.0 },
            car_speed: 0,
        }
    }
}

/// May cars drive here where nothing else is said? Not on footways, stairs and tracks, nor where nothing is built.
#[must_use]
pub const fn is_for_cars(class: RoadClass) -> bool {
    !matches!(class, RoadClass::Footway | RoadClass::Steps | RoadClass::Track | RoadClass::NotBuilt)
}

/// Speed taken where the data gives no limit, in km/h: a guess by class (project choice).
#[must_use]
pub const fn usual_speed_km_h(class: RoadClass) -> f64 {
    match class {
        RoadClass::Motorway => 100.0,
        RoadClass::Trunk => 80.0,
        RoadClass::Primary => 60.0,
        RoadClass::Secondary | RoadClass::Tertiary => 50.0,
        RoadClass::Residential | RoadClass::Unknown => 30.0,
        RoadClass::Service | RoadClass::Track => 20.0,
        RoadClass::LivingStreet | RoadClass::Footway | RoadClass::Steps | RoadClass::NotBuilt => 10.0,
    }
}

/// Cars a lane passes in an hour at a speed limit (China, CJJ 37-2012 design values; STANDARDS 4.5).
#[must_use]
pub fn cars_per_lane_hour(speed_km_h: f64) -> f64 {
    match speed_km_h {
        speed if speed >= 60.0 => 1400.0,
        speed if speed >= 50.0 => 1350.0,
        speed if speed >= 30.0 => 1300.0,
        _ => 1100.0,
    }
}

/// Rooms for cars in both directions of a piece of road.
pub(super) fn for_cars(road: Option<&Road>, facts: &RoadFacts, millimetres: u32) -> CarRoom {
    let class = road.map_or(RoadClass::Residential, |road| road.class);
    let is_two_way = facts.one_way == OneWay::No;
    let was_two_way = road.is_none_or(|road| road.one_way == OneWay::No);
    let usual_lanes = usual_lanes(road, class, was_two_way);
    let given = road.and_then(|road| road.lanes).map(f64::from).filter(|&lanes| lanes > 0.0);
    let all_lanes = if facts.is_width_planned {
        (facts.width.value() / LANE_M).floor().max(1.0)
    } else {
        given.unwrap_or(usual_lanes)
    };
    // Lanes are tagged for the whole road; a lane both ways is one each way, with passing places.
    let lanes =
        if is_two_way || (was_two_way && !facts.is_contraflow) { (all_lanes / 2.0).max(1.0) } else { all_lanes };
    let speed = facts.max_speed_km_h.filter(|&speed| speed > 0.0).unwrap_or_else(|| usual_speed_km_h(class));
    let stated = road.and_then(|road| road.capacity_cars_per_h).filter(|_| !facts.is_width_planned);
    // A stated number is one direction's; turned over, the other direction's lanes come on top.
    let turned = if facts.is_contraflow && was_two_way { 2.0 } else { 1.0 };
    let per_hour = stated.map_or_else(|| lanes * cars_per_lane_hour(speed), |cars| cars * turned);
    let interval = interval(per_hour / 3600.0);
    let free_seconds = f64::from(millimetres) / 1000.0 / (speed / 3.6);
    // However short, it holds as many as flow through it, or else it would let pass less than it is stated to.
    let flowing = (free_seconds / interval.seconds().value()).ceil() + 1.0;
    let room = Room {
        interval,
        storage: whole((lanes * f64::from(millimetres) / 1000.0 / STANDING_CAR_M).max(flowing)),
        area: 0.0,
        ease: 1.0,
        car_speed: whole(speed / 3.6 * 1000.0),
    };
    let (forward, backward) = match facts.one_way {
        OneWay::No => (true, true),
        OneWay::Forward => (true, false),
        OneWay::Backward => (false, true),
    };
    CarRoom { forward: forward.then_some(room), backward: backward.then_some(room) }
}

/// Lanes of a road, both directions together, where nobody has said (project choice): two; one on lanes and yards, and on
/// small one-way roads; no more than fit into a measured width.
fn usual_lanes(road: Option<&Road>, class: RoadClass, is_two_way: bool) -> f64 {
    let lanes = match class {
        RoadClass::Service | RoadClass::LivingStreet => 1.0,
        RoadClass::Motorway | RoadClass::Trunk | RoadClass::Primary => 2.0,
        RoadClass::Secondary
        | RoadClass::Tertiary
        | RoadClass::Residential
        | RoadClass::Unknown
        | RoadClass::Track
        | RoadClass::Footway
        | RoadClass::Steps
        | RoadClass::NotBuilt => {
            if is_two_way {
                2.0
            } else {
                1.0
            }
        }
    };
    let fit = road.and_then(|road| road.width).map(|width| (width.value() / LANE_M).floor().max(1.0));
    fit.map_or(lanes, |fit| fit.min(lanes))
}

fn interval(per_second: f64) -> Moment {
    // Rounded up: in no stretch of time do more pass than the capacity.
    Moment(Moment::from_seconds(1.0 / per_second.max(1e-6)).0.max(1) + 1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range just before")]
fn whole(value: f64) -> u32 {
    value.floor().clamp(1.0, f64::from(u32::MAX)) as u32
}
