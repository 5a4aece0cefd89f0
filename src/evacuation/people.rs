//! Who leaves: households at their doors, with their speed on foot, their car, and the moment they go.

use super::Moment;
use super::departure::{DepartureValues, car_draw, departure_ms, household_draw};
use super::simulation::{Goal, Party, StrandedReason};
use super::streets::StreetUse;
use crate::analysis::StudyValues;
use crate::ids::DemandId;
use crate::plan::{EvacuationSettings, TimeOfDay, TravelMode, WalkingProfile};
use crate::standards::ValueKey;

/// Added to the seed, so that when a household leaves and how fast its members walk are drawn apart.
const SPEED_DRAW: u64 = 0x5EED_1000;

/// How people walk, in metres per second, and how many walk so.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Group {
    share: f64,
    speed: f64,
}

/// What all households of a plan have in common.
#[derive(Clone, Debug)]
pub struct PeopleRules {
    settings: EvacuationSettings,
    departure: DepartureValues,
    seed: u64,
    mode: TravelMode,
    persons_per_car: f64,
    /// Between a door and the road by car, in millimetres per second.
    car_speed: u32,
    /// Slowest first; the last takes who is left.
    groups: Vec<Group>,
}

/// A place in a site kept for some persons of a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptPlaces {
    /// Position of the gate.
    pub gate: u32,
    /// For how many.
    pub persons: u32,
}

/// The people of a door.
#[derive(Clone, Debug)]
pub struct DoorPeople<'a> {
    /// Position among the origins.
    pub origin: u32,
    /// The demand point.
    pub demand: DemandId,
    /// How many.
    pub persons: u32,
    /// When its area is called, after the order.
    pub phase: Moment,
    /// Where those on foot go; persons beyond these follow `otherwise`.
    pub kept: &'a [KeptPlaces],
    /// Where those by car go, likewise.
    pub kept_by_car: &'a [KeptPlaces],
    /// Where the others go.
    pub otherwise: Goal,
    /// Can cars start here?
    pub has_car_road: bool,
    /// Can people on foot start here?
    pub has_walkway: bool,
}

impl PeopleRules {
    /// The rules of a plan in a scenario.
    #[must_use]
    pub fn of(
        values: &StudyValues,
        settings: &EvacuationSettings,
        seed: u64,
        mode: TravelMode,
        time_of_day: TimeOfDay,
    ) -> Self {
        let night = match time_of_day {
            TimeOfDay::Night => values.number(ValueKey::NightSpeedFactor),
            TimeOfDay::Day => 1.0,
        };
        let speed = |key: ValueKey| values.number(key) * night;
        let groups = match values.walking() {
            WalkingProfile::Slow => vec![Group { share: 1.0, speed: speed(ValueKey::WalkingSpeedSlow) }],
            WalkingProfile::Average => vec![
                Group {
                    share: values.number(ValueKey::DisabledPersonsShare),
                    speed: speed(ValueKey::WalkingSpeedSlow),
                },
                Group { share: values.number(ValueKey::OlderPersonsShare), speed: speed(ValueKey::WalkingSpeedOlder) },
                Group {
                    share: values.number(ValueKey::YoungChildrenShare),
                    speed: speed(ValueKey::WalkingSpeedChildGroup),
                },
                Group { share: 1.0, speed: speed(ValueKey::WalkingSpeedAdult) },
            ],
        };
        Self {
            settings: settings.clone(),
            departure: DepartureValues::of(values),
            seed,
            mode,
            persons_per_car: values.number(ValueKey::PersonsPerCar),
            car_speed: millimetres_per_second(values.number(ValueKey::EvacuatingCarSpeed)),
            groups,
        }
    }

    /// The parties of a door, household by household. O(persons).
    pub fn parties(&self, door: &DoorPeople<'_>, parties: &mut Vec<Party>) {
        let (mut kept, mut kept_by_car) = (door.kept.to_vec(), door.kept_by_car.to_vec());
        for (household, persons) in (0_u32..).zip(households(door.persons, self.settings.household_persons)) {
            let draw = household_draw(self.seed, door.demand, household);
            let leaves = departure_ms(&self.settings.departure, self.departure, draw);
            let leaves = leaves.map_or(Moment::NEVER, |ms| Moment(u64::from(ms).saturating_mul(1000)) + door.phase);
            let speed = self.speed_of(door.demand, household, persons);
            let party = |usage, persons, goal| {
                // Who drives does so from the door on: a long drive is no walk.
                let speed = if usage == StreetUse::Driving { self.car_speed } else { speed };
                Party { origin: door.origin, usage, persons, speed, leaves, goal }
            };
            if door.has_car_road && (!door.has_walkway || self.drives(door.demand, household)) {
                for persons in carloads(persons, self.persons_per_car) {
                    let goal = take(&mut kept_by_car, persons).unwrap_or(door.otherwise);
                    parties.push(party(StreetUse::Driving, persons, goal));
                }
            } else {
                for _ in 0..persons {
                    let goal = take(&mut kept, 1).unwrap_or(door.otherwise);
                    let goal = if door.has_walkway { goal } else { Goal::Nowhere(StrandedReason::NoRoadAccess) };
                    parties.push(party(StreetUse::Walking, 1, goal));
                }
            }
        }
    }

    /// How many persons of a door go on foot, and how many by car. O(households).
    #[must_use]
    pub fn on_foot_and_by_car(
        &self,
        demand: DemandId,
        persons: u32,
        has_walkway: bool,
        has_car_road: bool,
    ) -> [u32; 2] {
        let mut counts = [0, 0];
        for (household, persons) in (0_u32..).zip(households(persons, self.settings.household_persons)) {
            let is_by_car = has_car_road && (!has_walkway || self.drives(demand, household));
            counts[usize::from(is_by_car)] += persons;
        }
        counts
    }

    fn drives(&self, demand: DemandId, household: u32) -> bool {
        match self.mode {
            TravelMode::Walking => false,
            TravelMode::Driving => true,
            TravelMode::Mixed => car_draw(self.seed, demand, household) < self.settings.car_share,
        }
    }

    /// A household walks as fast as its slowest member, in millimetres per second (STANDARDS 4.4: groups stay together).
    fn speed_of(&self, demand: DemandId, household: u32, persons: u32) -> u32 {
        let member = |n: u32| {
            let draw = household_draw(self.seed.wrapping_add(SPEED_DRAW + u64::from(n)), demand, household);
            let mut passed = 0.0;
            let found = self.groups.iter().find(|group| {
                passed += group.share;
                draw < passed
            });
            found.or(self.groups.last()).map_or(1.0, |group| group.speed)
        };
        millimetres_per_second((0..persons.max(1)).map(member).fold(f64::INFINITY, f64::min))
    }
}

fn millimetres_per_second(metres_per_second: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let speed = (metres_per_second * 1000.0).round().clamp(1.0, 50_000.0) as u32;
    speed
}

/// Takes places for so many from the first gate that has them.
fn take(kept: &mut [KeptPlaces], persons: u32) -> Option<Goal> {
    let found = kept.iter_mut().find(|places| places.persons >= persons)?;
    found.persons -= persons;
    Some(Goal::Kept(found.gate))
}

/// So many persons in households of about so many, as even as whole persons allow.
fn households(persons: u32, size: f64) -> impl Iterator<Item = u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the persons of one door")]
    let count = (f64::from(persons) / size.max(1.0)).ceil() as u32;
    (0..count).map(move |n| persons / count + u32::from(n < persons % count))
}

/// The persons of a household over cars of so many seats.
fn carloads(persons: u32, seats: f64) -> impl Iterator<Item = u32> {
    // A household of three takes one car at 2.5 persons a car, not two: the mean counts households that fill less.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seats are few")]
    let seats = seats.ceil().max(1.0) as u32;
    let cars = persons.div_ceil(seats);
    (0..cars).map(move |n| persons / cars + u32::from(n < persons % cars))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Settings;
    use proptest::prelude::*;

    fn rules(mode: TravelMode) -> PeopleRules {
        let values = StudyValues::from_settings(&Settings::default());
        PeopleRules::of(&values, &EvacuationSettings::default(), 1, mode, TimeOfDay::Day)
    }

    fn door(persons: u32, kept: &[KeptPlaces]) -> DoorPeople<'_> {
        DoorPeople {
            origin: 0,
            demand: DemandId(7),
            persons,
            phase: Moment::START,
            kept,
            kept_by_car: kept,
            otherwise: Goal::Nearest,
            has_car_road: true,
            has_walkway: true,
        }
    }

    proptest! {
        #[test]
        fn everybody_of_a_door_is_in_one_party(persons in 0_u32..200, mode in 0_usize..3, places in 0_u32..100) {
            let mode = TravelMode::ALL[mode];
            let kept = [KeptPlaces { gate: 3, persons: places }];
            let mut parties = Vec::new();
            rules(mode).parties(&door(persons, &kept), &mut parties);
            prop_assert_eq!(parties.iter().map(|party| party.persons).sum::<u32>(), persons);
            let mut by_use = [0, 0];
            for usage in [StreetUse::Walking, StreetUse::Driving] {
                let of_use = || parties.iter().filter(|party| party.usage == usage);
                let kept: u32 = of_use().filter(|p| p.goal == Goal::Kept(3)).map(|p| p.persons).sum();
                prop_assert!(kept <= places);
                by_use[usize::from(usage == StreetUse::Driving)] = of_use().map(|p| p.persons).sum();
            }
            prop_assert_eq!(rules(mode).on_foot_and_by_car(DemandId(7), persons, true, true), by_use);
            let kept: u32 = parties.iter().filter(|p| p.goal == Goal::Kept(3)).map(|p| p.persons).sum();
            if mode == TravelMode::Walking {
                prop_assert_eq!(kept, places.min(persons));
            }
            prop_assert!(parties.iter().all(|party| party.persons > 0 && party.speed > 0));
        }

        #[test]
        fn households_and_cars_are_as_even_as_they_can_be(persons in 0_u32..500, size in 1.0_f64..8.0) {
            for parts in [households(persons, size).collect::<Vec<_>>(), carloads(persons, size).collect()] {
                prop_assert_eq!(parts.iter().sum::<u32>(), persons);
                let (low, high) = (parts.iter().min(), parts.iter().max());
                prop_assert!(low.zip(high).is_none_or(|(low, high)| high - low <= 1));
            }
        }
    }

    #[test]
    fn who_drives_does_not_walk_from_the_door_to_the_road() {
        for (mode, speed) in [(TravelMode::Driving, 3_000..=3_000), (TravelMode::Walking, 500..=1_200)] {
            let mut parties = Vec::new();
            rules(mode).parties(&door(40, &[]), &mut parties);
            assert!(parties.iter().all(|party| speed.contains(&party.speed)), "{mode:?}");
        }
    }

    #[test]
    fn a_household_walks_as_its_slowest_member_and_big_ones_are_slower() {
        let rules = rules(TravelMode::Walking);
        let mean = |persons: u32| {
            let speeds = (0..2_000).map(|n| f64::from(rules.speed_of(DemandId(n), 0, persons)));
            speeds.sum::<f64>() / 2_000.0
        };
        assert!(mean(4) < mean(1), "{} {}", mean(4), mean(1));
        assert!(mean(1) <= 1_200.0 && mean(1) > 700.0, "{}", mean(1));
    }
}
