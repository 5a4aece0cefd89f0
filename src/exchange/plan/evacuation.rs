//! The settings of an evacuation over time in the plan file: `evacuation` within `settings`.
//!
//! Only what differs from the defaults is written. A value that cannot be used is kept as it is, with a warning, and
//! stands until the plan has one of its own there.

use std::ops::RangeInclusive;

use super::error::PlanWarning;
use super::oddity::PlanOddity;
use super::properties::{Properties, read_number, read_string};
use super::read_header::{kept_part, kept_whole, report};
use crate::exchange::json::{ExtraList, array_text, elements, number_text, string_text};
use crate::plan::{
    CrowdingModel, DepartureCurve, DepartureTableFault, DestinationRule, EvacuationSettings, WayChoice,
    departure_table_fault,
};

/// The member within the settings.
pub(super) const EVACUATION: &str = "evacuation";
const DEPARTURE: &str = "departure";
const TABLE: &str = "departure_table_min_share";
const CROWDING: &str = "crowding";
const HOUSEHOLD: &str = "household_persons";
const CAR_SHARE: &str = "car_share";
const HORIZON: &str = "horizon_min";
const DESTINATIONS: &str = "destinations";
const WAYS: &str = "ways";

/// Reads the member; what cannot be used is kept.
pub(super) fn read_evacuation(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (EvacuationSettings, ExtraList) {
    let defaults = EvacuationSettings::default();
    let Ok(mut from) = Properties::read(text) else {
        return (defaults, kept_whole(EVACUATION, text.unwrap_or_default(), warnings));
    };
    let departure = read_departure(&mut from).unwrap_or(defaults.departure);
    let crowding = from.word(CROWDING, CrowdingModel::from_name).unwrap_or(defaults.crowding);
    let mut within = |name: &str, range: RangeInclusive<f64>| {
        let value = from.peek(name).and_then(read_number);
        if let Some(value) = value.filter(|value| !range.contains(value)) {
            from.problem(name, PlanOddity::OutsideBounds(value, *range.start(), *range.end()));
            return None;
        }
        from.number(name)
    };
    let household = within(HOUSEHOLD, EvacuationSettings::HOUSEHOLD_PERSONS);
    let car_share = within(CAR_SHARE, EvacuationSettings::CAR_SHARE);
    let horizon = within(HORIZON, EvacuationSettings::HORIZON_MIN);
    let destinations = from.word(DESTINATIONS, DestinationRule::from_name).unwrap_or(defaults.destinations);
    let ways = from.word(WAYS, WayChoice::from_name).unwrap_or(defaults.ways);
    report(&from, warnings);
    let read = EvacuationSettings {
        departure,
        crowding,
        household_persons: household.unwrap_or(defaults.household_persons),
        car_share: car_share.unwrap_or(defaults.car_share),
        horizon_min: horizon.unwrap_or(defaults.horizon_min),
        destinations,
        ways,
    };
    (read, kept_part(EVACUATION, &from.rest()))
}

/// The curve; `None` where there is none that can be used.
fn read_departure(from: &mut Properties<'_>) -> Option<DepartureCurve> {
    let named = from.peek(DEPARTURE).map(|text| read_string(text).unwrap_or_default());
    let table = from.peek(TABLE);
    if named.as_deref() == Some("table") {
        return match read_rows(table) {
            Ok(rows) => {
                from.take(DEPARTURE);
                from.take(TABLE);
                Some(DepartureCurve::Table(rows))
            }
            Err(fault) => {
                from.problem(TABLE, PlanOddity::NoDepartureTable(fault));
                None
            }
        };
    }
    if table.is_some() {
        from.problem(TABLE, PlanOddity::DepartureTableNotUsed);
    } else {
        from.take(TABLE);
    }
    from.word(DEPARTURE, |word| DepartureCurve::from_name(word, Vec::new()))
}

fn read_rows(text: Option<&str>) -> Result<Vec<(f64, f64)>, DepartureTableFault> {
    // What is no list has no rows.
    let list = text.and_then(|text| elements(text).ok()).unwrap_or_default();
    let row = |(row, text): (usize, &str)| match elements(text).as_deref() {
        Ok([minutes, share]) => read_number(minutes).zip(read_number(share)).ok_or(DepartureTableFault::NotAPair(row)),
        Ok(_) | Err(_) => Err(DepartureTableFault::NotAPair(row)),
    };
    let rows = (1..).zip(list).map(row).collect::<Result<Vec<_>, _>>()?;
    departure_table_fault(&rows).map_or(Ok(rows), Err)
}

/// What differs from the defaults, in a fixed order.
pub(super) fn evacuation_members(evacuation: &EvacuationSettings) -> Vec<(String, String)> {
    let defaults = EvacuationSettings::default();
    let mut out: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, text: String| out.push((name.to_owned(), text));
    if evacuation.departure != defaults.departure {
        put(DEPARTURE, string_text(evacuation.departure.name()));
    }
    if let DepartureCurve::Table(rows) = &evacuation.departure {
        let row = |(minutes, share): &(f64, f64)| array_text(&[number_text(*minutes), number_text(*share)]);
        put(TABLE, array_text(&rows.iter().map(row).collect::<Vec<_>>()));
    }
    if evacuation.crowding != defaults.crowding {
        put(CROWDING, string_text(evacuation.crowding.name()));
    }
    let numbers = [
        (HOUSEHOLD, evacuation.household_persons, defaults.household_persons),
        (CAR_SHARE, evacuation.car_share, defaults.car_share),
        (HORIZON, evacuation.horizon_min, defaults.horizon_min),
    ];
    for (name, value, default) in numbers {
        if value.is_finite() && value.to_bits() != default.to_bits() {
            put(name, number_text(value));
        }
    }
    if evacuation.destinations != defaults.destinations {
        put(DESTINATIONS, string_text(evacuation.destinations.name()));
    }
    if evacuation.ways != defaults.ways {
        put(WAYS, string_text(evacuation.ways.name()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::plan::{Expected, ReadPlan, plan_from_text, plan_to_text};
    use crate::plan::Settings;

    fn read(evacuation: &str) -> ReadPlan {
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"muster\":{{\"format_version\":1,\"settings\":{{\"evacuation\":{evacuation}}}}},\"features\":[]}}"
        );
        plan_from_text(&text, "plan.geojson").unwrap()
    }

    fn saved(read: &ReadPlan) -> String {
        plan_to_text(&read.plan, &read.originals)
    }

    #[test]
    fn everything_that_is_set_is_read_and_written_with_its_unit() {
        let all = r#"{"departure": "table", "departure_table_min_share": [[5, 0.25], [20.5, 0.9]], "crowding": "sfpe", "household_persons": 3.1, "car_share": 0, "horizon_min": 600, "destinations": "nearest", "ways": "around_queues"}"#;
        let read = read(all);
        assert_eq!(read.warnings, Vec::new());
        let expected = EvacuationSettings {
            departure: DepartureCurve::Table(vec![(5.0, 0.25), (20.5, 0.9)]),
            crowding: CrowdingModel::Sfpe,
            household_persons: 3.1,
            car_share: 0.0,
            horizon_min: 600.0,
            destinations: DestinationRule::Nearest,
            ways: WayChoice::AroundQueues,
        };
        assert_eq!(read.plan.settings().evacuation, expected);
        assert!(saved(&read).contains(&format!("\"evacuation\": {all}")), "{}", saved(&read));
    }

    #[test]
    fn defaults_leave_no_trace_in_the_file() {
        let read = read(r#"{"departure": "immediate", "crowding": "weidmann", "household_persons": 2.5}"#);
        assert_eq!(read.warnings, Vec::new());
        assert_eq!(read.plan.settings().evacuation, EvacuationSettings::default());
        assert!(!saved(&read).contains("evacuation"), "{}", saved(&read));
    }

    #[test]
    fn what_cannot_be_used_is_said_and_kept() {
        use DepartureTableFault as Fault;
        let table = |fault| PlanOddity::NoDepartureTable(fault);
        let cases = [
            (r#"{"household_persons": 0.5}"#, PlanOddity::OutsideBounds(0.5, 1.0, 10.0)),
            (r#"{"car_share": 1.5}"#, PlanOddity::OutsideBounds(1.5, 0.0, 1.0)),
            (r#"{"horizon_min": 0}"#, PlanOddity::OutsideBounds(0.0, 1.0, 10080.0)),
            (r#"{"horizon_min": 1e300}"#, PlanOddity::OutsideBounds(1e300, 1.0, 10080.0)),
            (r#"{"household_persons": -2.5}"#, PlanOddity::OutsideBounds(-2.5, 1.0, 10.0)),
            (r#"{"horizon_min": 1e999}"#, PlanOddity::NotExpected("1e999".to_owned(), Expected::Number)),
            (r#"{"car_share": "half"}"#, PlanOddity::NotExpected("\"half\"".to_owned(), Expected::Number)),
            (r#"{"crowding": "panic"}"#, PlanOddity::NotExpected("\"panic\"".to_owned(), Expected::Word)),
            (r#"{"departure": 5}"#, PlanOddity::NotExpected("5".to_owned(), Expected::Word)),
            (r#"{"departure": "table"}"#, table(Fault::Empty)),
            (r#"{"departure": "table", "departure_table_min_share": [[5]]}"#, table(Fault::NotAPair(1))),
            (r#"{"departure": "table", "departure_table_min_share": [[5, 0.5], [4, 1]]}"#, table(Fault::NotLater(2))),
            (r#"{"departure_table_min_share": [[5, 1]]}"#, PlanOddity::DepartureTableNotUsed),
            ("7", PlanOddity::NotUnderstood("7".to_owned())),
        ];
        for (text, oddity) in cases {
            let read = read(text);
            assert_eq!(read.warnings.iter().map(|warning| &warning.oddity).collect::<Vec<_>>(), [&oddity], "{text}");
            assert_eq!(read.plan.settings().evacuation, EvacuationSettings::default(), "{text}");
            assert!(saved(&read).contains(&format!("\"evacuation\": {text}")), "{text}: {}", saved(&read));
        }
    }

    #[test]
    fn members_of_others_stay_beside_ours_and_an_unusable_value_gives_way_to_ours() {
        let mut read = read(r#"{"car_share": 2, "x:mood": "calm"}"#);
        let evacuation = EvacuationSettings { car_share: 0.75, ..EvacuationSettings::default() };
        let settings = Settings { evacuation, ..(**read.plan.settings()).clone() };
        read.plan = read.plan.with_settings(settings);
        let text = saved(&read);
        assert!(text.contains(r#""evacuation": {"car_share": 0.75, "x:mood": "calm"}"#), "{text}");
    }
}
