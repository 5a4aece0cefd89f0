//! The planning values Muster knows: one key for each, with its unit and allowed range.

/// Writes the keys, their names, units and ranges from one table, so that none can lack one.
macro_rules! value_keys {
    ($( $(#[$doc:meta])* $variant:ident: $name:literal, $unit:literal, $low:literal, $high:literal; )+) => {
        /// Names a planning value. The name in files carries the unit; so does each text here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ValueKey {
            $( $(#[$doc])* $variant, )+
        }

        impl ValueKey {
            /// Every key, grouped by subject: the order of tables and exports.
            pub const ALL: [Self; [$(Self::$variant),+].len()] = [$(Self::$variant),+];

            /// The name in profile files, plans and exports, with its unit in it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The unit of the number: SI signs, or what is counted; `share` and `factor`
            /// are bare numbers.
            #[must_use]
            pub fn unit(self) -> &'static str {
                match self { $( Self::$variant => $unit, )+ }
            }

            /// Smallest and largest number that can make sense, in [`unit`](Self::unit).
            /// Wide on purpose: it catches slips of the keyboard, not unusual plans.
            #[must_use]
            pub fn range(self) -> (f64, f64) {
                match self { $( Self::$variant => ($low, $high), )+ }
            }
        }
    };
}

value_keys! {
    // How far people may walk to a site, along roads, from door to site.
    /// Longest walk to a safe harbor, where people gather first; unit m, 50 to 5,000.
    SafeHarborWalkLimit: "safe_harbor_walk_limit_m", "m", 50.0, 5000.0;
    /// Longest walk to an emergency shelter (about a day); unit m, 50 to 10,000.
    ShelterEmergencyWalkLimit: "shelter_emergency_walk_limit_m", "m", 50.0, 10000.0;
    /// Longest walk to a short-term shelter (about two weeks); unit m, 50 to 10,000.
    ShelterShortWalkLimit: "shelter_short_walk_limit_m", "m", 50.0, 10000.0;
    /// Longest walk to a medium-term shelter (about a month); unit m, 50 to 10,000.
    ShelterMediumWalkLimit: "shelter_medium_walk_limit_m", "m", 50.0, 10000.0;
    /// Longest walk to a long-term shelter (some months); unit m, 50 to 20,000.
    ShelterLongWalkLimit: "shelter_long_walk_limit_m", "m", 50.0, 20000.0;
    /// Longest walk to a central shelter for the people assigned to it; unit m, 50 to 20,000.
    ShelterCentralWalkLimit: "shelter_central_walk_limit_m", "m", 50.0, 20000.0;
    /// Longest walk to a supply point; unit m, 50 to 10,000.
    SupplyPointWalkLimit: "supply_point_walk_limit_m", "m", 50.0, 10000.0;
    /// Longest walk to a water point; unit m, 50 to 5,000.
    WaterPointWalkLimit: "water_point_walk_limit_m", "m", 50.0, 5000.0;
    /// Longest walk to a medical point; unit m, 50 to 20,000.
    MedicalPointWalkLimit: "medical_point_walk_limit_m", "m", 50.0, 20000.0;
    /// Longest walk to a service point; unit m, 50 to 20,000.
    ServicePointWalkLimit: "service_point_walk_limit_m", "m", 50.0, 20000.0;
    /// Longest walk to an exit of the study area; unit m, 50 to 50,000.
    ExitWalkLimit: "exit_walk_limit_m", "m", 50.0, 50000.0;
    /// How far a door or site may lie from the nearest road before it counts as without road
    /// access; unit m, 1 to 2,000.
    MaxAccessDistance: "max_access_distance_m", "m", 1.0, 2000.0;
    /// How much longer than the walk limit a second, separate route may be and still count;
    /// unit factor, 1 to 5.
    SecondRouteDetourFactor: "second_route_detour_factor", "factor", 1.0, 5.0;

    // How fast people move.
    /// Planning speed on foot for most people; unit m/s, 0.1 to 3.
    WalkingSpeedAverage: "walking_speed_average_m_per_s", "m/s", 0.1, 3.0;
    /// Planning speed of frail people and wheelchair users; unit m/s, 0.1 to 3.
    WalkingSpeedSlow: "walking_speed_slow_m_per_s", "m/s", 0.1, 3.0;
    /// Speed of adults who walk unhindered; unit m/s, 0.1 to 3.
    WalkingSpeedAdult: "walking_speed_adult_m_per_s", "m/s", 0.1, 3.0;
    /// Speed of a group with children; unit m/s, 0.1 to 3.
    WalkingSpeedChildGroup: "walking_speed_child_group_m_per_s", "m/s", 0.1, 3.0;
    /// Speed of older adults; unit m/s, 0.1 to 3.
    WalkingSpeedOlder: "walking_speed_older_m_per_s", "m/s", 0.1, 3.0;
    /// Speed of a crowd that nothing hinders, where the relation of speed and density starts;
    /// unit m/s, 0.5 to 3.
    FreeWalkingSpeed: "free_walking_speed_m_per_s", "m/s", 0.5, 3.0;
    /// Share of the daytime speed that is left at night; unit factor, 0.1 to 1.
    NightSpeedFactor: "night_speed_factor", "factor", 0.1, 1.0;
    /// Planning speed of cars in an evacuation; unit m/s, 0.5 to 30.
    EvacuatingCarSpeed: "evacuating_car_speed_m_per_s", "m/s", 0.5, 30.0;
    /// Persons in an evacuating car; unit persons, 1 to 9.
    PersonsPerCar: "persons_per_car", "persons", 1.0, 9.0;

    // When people leave, and how many pass a width.
    /// Time from the order until people leave, where one fixed delay is used; unit min, 0 to
    /// 240.
    DepartureDelay: "departure_delay_min", "min", 0.0, 240.0;
    /// Mean time until people leave, where departures are spread (Rayleigh curve); unit min, 0
    /// to 240.
    DepartureMean: "departure_mean_min", "min", 0.0, 240.0;
    /// Most persons that pass a metre of effective road width in a second; unit persons/(m s),
    /// 0.05 to 2.
    LinkFlow: "link_flow_persons_per_m_s", "persons/(m s)", 0.05, 2.0;
    /// Most persons that pass a metre of doorway in a second; unit persons/(m s), 0.05 to 2.
    DoorwayFlow: "doorway_flow_persons_per_m_s", "persons/(m s)", 0.05, 2.0;
    /// Most persons that pass a metre of stairs in a second; unit persons/(m s), 0.05 to 2.
    StairsFlow: "stairs_flow_persons_per_m_s", "persons/(m s)", 0.05, 2.0;
    /// Most persons that pass a metre of shelter gate in a second; unit persons/(m s), 0.05 to
    /// 2.
    GateFlow: "gate_flow_persons_per_m_s", "persons/(m s)", 0.05, 2.0;

    // Room for people.
    /// Effective area for each person in an emergency shelter; unit m²/person, 0.2 to 20.
    AreaPerPersonEmergency: "area_per_person_emergency_m2", "m2/person", 0.2, 20.0;
    /// Effective area for each person for about three days; unit m²/person, 0.2 to 20.
    AreaPerPersonTemporary: "area_per_person_temporary_m2", "m2/person", 0.2, 20.0;
    /// Effective area for each person in a short-term shelter; unit m²/person, 0.2 to 50.
    AreaPerPersonShort: "area_per_person_short_m2", "m2/person", 0.2, 50.0;
    /// Effective area for each person in a medium-term shelter; unit m²/person, 0.2 to 50.
    AreaPerPersonMedium: "area_per_person_medium_m2", "m2/person", 0.2, 50.0;
    /// Effective area for each person in a long-term shelter; unit m²/person, 0.2 to 50.
    AreaPerPersonLong: "area_per_person_long_m2", "m2/person", 0.2, 50.0;
    /// Effective area for each person in a central shelter; unit m²/person, 0.2 to 50.
    AreaPerPersonCentral: "area_per_person_central_m2", "m2/person", 0.2, 50.0;
    /// Floor area for each person who sleeps in a building; unit m²/person, 0.2 to 50.
    IndoorAreaPerPerson: "indoor_area_per_person_m2", "m2/person", 0.2, 50.0;
    /// Ground for each person in a camp with all services; unit m²/person, 1 to 200.
    CampAreaPerPerson: "camp_area_per_person_m2", "m2/person", 1.0, 200.0;
    /// Effective area for each person at a safe harbor; unit m²/person, 0.2 to 20.
    AreaPerPersonSafeHarbor: "area_per_person_safe_harbor_m2", "m2/person", 0.2, 20.0;
    /// Part of a site's whole area that people can use, where only the whole is known; unit
    /// share, 0.05 to 1.
    UsableShareOfGrossArea: "usable_share_of_gross_area", "share", 0.05, 1.0;
    /// Smallest effective area of a short-term shelter; 0 for no limit; unit m², 0 to
    /// 1,000,000.
    ShelterShortMinArea: "shelter_short_min_area_m2", "m2", 0.0, 1_000_000.0;
    /// Smallest effective area of a medium-term shelter; 0 for no limit; unit m², 0 to
    /// 1,000,000.
    ShelterMediumMinArea: "shelter_medium_min_area_m2", "m2", 0.0, 1_000_000.0;
    /// Smallest effective area of a long-term shelter; 0 for no limit; unit m², 0 to 1,000,000.
    ShelterLongMinArea: "shelter_long_min_area_m2", "m2", 0.0, 1_000_000.0;
    /// Smallest effective area of a central shelter; 0 for no limit; unit m², 0 to 5,000,000.
    ShelterCentralMinArea: "shelter_central_min_area_m2", "m2", 0.0, 5_000_000.0;
    /// Most persons one short-term shelter should hold; unit persons, 1 to 1,000,000.
    ShelterShortMaxPersons: "shelter_short_max_persons", "persons", 1.0, 1_000_000.0;
    /// Most persons one medium-term shelter should hold; unit persons, 1 to 1,000,000.
    ShelterMediumMaxPersons: "shelter_medium_max_persons", "persons", 1.0, 1_000_000.0;
    /// Most persons one long-term shelter should hold; unit persons, 1 to 1,000,000.
    ShelterLongMaxPersons: "shelter_long_max_persons", "persons", 1.0, 1_000_000.0;
    /// Part of the population for whom short, medium and long-term shelters need places; unit
    /// share, 0 to 1.
    FixedShelterCapacityShare: "fixed_shelter_capacity_share", "share", 0.0, 1.0;

    // Gates, roads and debris.
    /// Fewest gates of a shelter, in different directions; unit gates, 1 to 20.
    GatesMinCount: "gates_min_count", "gates", 1.0, 20.0;
    /// Fewest gates of a long-term or central shelter, in different directions; unit gates, 1
    /// to 20.
    GatesLargeMinCount: "gates_large_min_count", "gates", 1.0, 20.0;
    /// Smallest angle between the bearings of two gates that count as different directions;
    /// unit degrees, 10 to 180.
    GateDirectionDifference: "gate_direction_difference_degrees", "degrees", 10.0, 180.0;
    /// Clear width of all gates together for each 10,000 persons; unit m, 0 to 100.
    GateWidthPer10000Persons: "gate_width_m_per_10000_persons", "m", 0.0, 100.0;
    /// Clear width of a walking way; also assumed for a footway without a measured width; unit
    /// m, 0.5 to 10.
    FootwayWidth: "footway_width_m", "m", 0.5, 10.0;
    /// Effective width below which a road counts as blocked for people on foot; unit m, 0.3 to
    /// 10.
    PedestrianMinWidth: "pedestrian_min_width_m", "m", 0.3, 10.0;
    /// Smallest effective width of a road to a safe harbor or emergency shelter; unit m, 1 to
    /// 50.
    EvacuationRoadMinWidth: "evacuation_road_min_width_m", "m", 1.0, 50.0;
    /// Smallest effective width of a road to a fixed shelter; unit m, 1 to 50.
    MainEvacuationRoadMinWidth: "main_evacuation_road_min_width_m", "m", 1.0, 50.0;
    /// Smallest effective width of a rescue trunk road; unit m, 1 to 100.
    TrunkRoadMinWidth: "trunk_road_min_width_m", "m", 1.0, 100.0;
    /// Width of debris beside a building as a part of its height, on local roads; unit factor,
    /// 0 to 2.
    DebrisFactorLocal: "debris_factor_local", "factor", 0.0, 2.0;
    /// Width of debris beside a building as a part of its height, on rescue trunk roads; unit
    /// factor, 0 to 2.
    DebrisFactorTrunk: "debris_factor_trunk", "factor", 0.0, 2.0;

    // Estimates where a community's data are silent.
    /// Floor area behind one resident, to estimate persons from buildings; unit m²/person, 5 to
    /// 200.
    FloorAreaPerResident: "floor_area_per_resident_m2", "m2/person", 5.0, 200.0;
    /// Height of one storey, to estimate a building's height from its levels; unit m, 2 to 6.
    StoreyHeight: "storey_height_m", "m", 2.0, 6.0;
    /// Levels of a building that states none; unit storeys, 1 to 60.
    StoreysAssumedCount: "storeys_assumed_count", "storeys", 1.0, 60.0;
    /// Part of the people who are older, where the data has no ages (from 60 or 65 years); unit
    /// share, 0 to 1.
    OlderPersonsShare: "older_persons_share", "share", 0.0, 1.0;
    /// Part of the people below five years, where the data has no ages; unit share, 0 to 1.
    YoungChildrenShare: "young_children_share", "share", 0.0, 1.0;
    /// Part of the people who live with a disability, where the data is silent; unit share, 0
    /// to 1.
    DisabledPersonsShare: "disabled_persons_share", "share", 0.0, 1.0;

    // Supplies and sanitation.
    /// Days a stock must last for the people assigned; unit days, 0 to 365.
    StockDays: "stock_days", "days", 0.0, 365.0;
    /// Reserve on top of each computed need; unit share, 0 to 1.
    SupplyReserveShare: "supply_reserve_share", "share", 0.0, 1.0;
    /// Water for all uses; unit L/person/day, 0 to 200.
    WaterLitresPerPersonDay: "water_litres_per_person_day", "L/person/day", 0.0, 200.0;
    /// Drinking water, a part of the water for all uses; unit L/person/day, 0 to 20.
    DrinkingWaterLitresPerPersonDay: "drinking_water_litres_per_person_day", "L/person/day", 0.0, 20.0;
    /// Energy in food; unit kcal/person/day, 0 to 5,000.
    FoodKcalPerPersonDay: "food_kcal_per_person_day", "kcal/person/day", 0.0, 5000.0;
    /// Blankets for each person; unit per person, 0 to 10.
    BlanketsPerPerson: "blankets_per_person", "per person", 0.0, 10.0;
    /// Sleeping mats for each person; unit per person, 0 to 10.
    MatsPerPerson: "mats_per_person", "per person", 0.0, 10.0;
    /// Persons in a family tent; unit persons, 1 to 50.
    PersonsPerTent: "persons_per_tent", "persons", 1.0, 50.0;
    /// Soap for each person; unit g/person/month, 0 to 5,000.
    SoapGPerPersonMonth: "soap_g_per_person_month", "g/person/month", 0.0, 5000.0;
    /// Persons to a toilet in the first days; unit persons, 1 to 200.
    ToiletPersonsPerUnit: "toilet_persons_per_unit", "persons", 1.0, 200.0;
    /// Persons to a toilet after the first days; unit persons, 1 to 200.
    ToiletLaterPersonsPerUnit: "toilet_later_persons_per_unit", "persons", 1.0, 200.0;
    /// Persons to a water tap; unit persons, 10 to 2,000.
    TapPersonsPerUnit: "tap_persons_per_unit", "persons", 10.0, 2000.0;
    /// Persons to a wash basin; unit persons, 5 to 1,000.
    BasinPersonsPerUnit: "basin_persons_per_unit", "persons", 5.0, 1000.0;
    /// Respirators for a worker in one shift of eight hours; unit per worker and shift, 0 to
    /// 20.
    RespiratorsPerWorkerShift: "respirators_per_worker_shift", "per worker and shift", 0.0, 20.0;
    /// Protective coveralls for a worker in one shift of eight hours; unit per worker and
    /// shift, 0 to 20.
    CoverallsPerWorkerShift: "coveralls_per_worker_shift", "per worker and shift", 0.0, 20.0;
    /// Pairs of gloves for a worker in one shift of eight hours; unit per worker and shift, 0
    /// to 40.
    GlovePairsPerWorkerShift: "glove_pairs_per_worker_shift", "per worker and shift", 0.0, 40.0;
    /// Goggles or face shields for a worker, cleaned and used again; unit per worker, 0 to 20.
    GogglesPerWorker: "goggles_per_worker", "per worker", 0.0, 20.0;
    /// Days a stock of protective equipment must last; unit days, 0 to 365.
    ProtectiveStockDays: "protective_stock_days", "days", 0.0, 365.0;

    // Hazards.
    /// Flood depth that stops every walker; unit m, 0 to 2.
    FloodDepthLimitAdult: "flood_depth_limit_adult_m", "m", 0.0, 2.0;
    /// Flood depth that stops older and disabled people; unit m, 0 to 2.
    FloodDepthLimitOlder: "flood_depth_limit_older_m", "m", 0.0, 2.0;
    /// Flood depth that stops children; unit m, 0 to 2.
    FloodDepthLimitChild: "flood_depth_limit_child_m", "m", 0.0, 2.0;
    /// Flood depth that stops cars; unit m, 0 to 2.
    FloodDepthLimitCar: "flood_depth_limit_car_m", "m", 0.0, 2.0;
    /// Distance a shelter should keep from ordinary fire sources; unit m, 0 to 5,000.
    FireSourceSeparation: "fire_source_separation_m", "m", 0.0, 5000.0;
    /// Distance a shelter should keep from stores and works with explosives or gas; unit m, 0
    /// to 20,000.
    ExplosionSourceSeparation: "explosion_source_separation_m", "m", 0.0, 20000.0;

    // Warning.
    /// Sound level at the edge of a warning device's audible range; unit dB, 30 to 123.
    SirenEdge: "siren_edge_db", "dB", 30.0, 123.0;
    /// How far the edge must stand above the noise of the place, where that is known; unit dB,
    /// 0 to 40.
    SirenAboveAmbient: "siren_above_ambient_db", "dB", 0.0, 40.0;
    /// Loss of sound level for each doubling of the distance; unit dB, 3 to 20.
    SirenLossPerDoubling: "siren_loss_db_per_doubling", "dB", 3.0, 20.0;
    /// Distance at which a siren's rated level is measured; unit m, 1 to 100.
    SirenReferenceDistance: "siren_reference_distance_m", "m", 1.0, 100.0;
    /// Loss of sound level from the street into a room; unit dB, 0 to 60.
    SirenIndoorLoss: "siren_indoor_loss_db", "dB", 0.0, 60.0;
    /// Highest sound level where people can be; unit dB, 80 to 140.
    WarningMaxExposure: "warning_max_exposure_db", "dB", 80.0, 140.0;

    // The plan as a document.
    /// Fewest drills in a year; unit drills, 0 to 52.
    DrillsPerYearMinCount: "drills_per_year_min_count", "drills", 0.0, 52.0;
    /// Months after which a plan must be looked at again; unit months, 1 to 120.
    PlanReviewMonths: "plan_review_months", "months", 1.0, 120.0;
}

impl ValueKey {
    /// The key with this [`name`](Self::name), or nothing if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// Position in [`ALL`](Self::ALL).
    pub(super) fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_is_found_by_its_name_and_place() {
        for (idx, key) in ValueKey::ALL.into_iter().enumerate() {
            assert_eq!(ValueKey::from_name(key.name()), Some(key));
            assert_eq!(key.index(), idx);
        }
        assert_eq!(ValueKey::from_name("walk_limit"), None);
    }

    #[test]
    fn names_differ_and_are_plain() {
        let names: BTreeSet<&str> = ValueKey::ALL.into_iter().map(ValueKey::name).collect();
        assert_eq!(names.len(), ValueKey::ALL.len());
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        for name in names {
            assert!(name.chars().all(is_plain), "{name}");
        }
    }

    #[test]
    fn lengths_areas_and_speeds_say_so_in_their_names() {
        for key in ValueKey::ALL {
            let (name, unit) = (key.name(), key.unit());
            let ending = match unit {
                "m/s" => "_m_per_s",
                "m2" => "_m2",
                "min" => "_min",
                "dB" => "_db",
                "days" => "_days",
                _ => "",
            };
            assert!(name.contains(ending), "{name} is in {unit}");
        }
    }

    #[test]
    fn ranges_run_upward_from_zero_or_more() {
        for key in ValueKey::ALL {
            let (low, high) = key.range();
            assert!(0.0 <= low && low < high && high.is_finite(), "{}", key.name());
        }
    }
}
