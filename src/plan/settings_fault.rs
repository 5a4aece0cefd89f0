//! Numbers of the settings that cannot be reckoned with: which, and what they may be.

use thiserror::Error;

use super::{DepartureCurve, DepartureTableFault, EvacuationSettings, Settings, departure_table_fault};
use crate::standards::ValueKey;

/// A number of the settings that has a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsNumber {
    /// Persons of a household.
    HouseholdPersons,
    /// Share of the households that drive.
    CarShare,
    /// Minutes after which a simulation stops.
    Horizon,
    /// A planning value set in the plan.
    Value(ValueKey),
}

impl SettingsNumber {
    /// The word in files and messages of the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HouseholdPersons => "household_persons",
            Self::CarShare => "car_share",
            Self::Horizon => "horizon_min",
            Self::Value(key) => key.name(),
        }
    }

    /// The least and the most it may be.
    #[must_use]
    pub fn range(self) -> (f64, f64) {
        let range = match self {
            Self::HouseholdPersons => EvacuationSettings::HOUSEHOLD_PERSONS,
            Self::CarShare => EvacuationSettings::CAR_SHARE,
            Self::Horizon => EvacuationSettings::HORIZON_MIN,
            Self::Value(key) => return key.range(),
        };
        (*range.start(), *range.end())
    }
}

/// Why settings are refused.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum SettingsFault {
    /// A number is none, or outside its range.
    #[error("{} is {value}, give a number from {} to {}", .number.name(), .number.range().0, .number.range().1)]
    Number {
        /// Which.
        number: SettingsNumber,
        /// What it is.
        value: f64,
    },
    /// The departure table is no curve.
    #[error("{0}; give rows of minutes that grow and shares that do not fall")]
    DepartureTable(DepartureTableFault),
}

/// Everything wrong with new settings. Planning values that stand in the plan already are left as they are: a file may
/// hold some outside their range, which no analysis uses and the Review step names. O(overrides + rows of the table).
#[must_use]
pub fn settings_faults(before: &Settings, now: &Settings) -> Vec<SettingsFault> {
    let evacuation = &now.evacuation;
    let mut numbers = vec![
        (SettingsNumber::HouseholdPersons, evacuation.household_persons),
        (SettingsNumber::CarShare, evacuation.car_share),
        (SettingsNumber::Horizon, evacuation.horizon_min),
    ];
    let is_new =
        |key: &ValueKey, value: f64| before.overrides.get(key).is_none_or(|old| old.to_bits() != value.to_bits());
    let set = now.overrides.iter().filter(|(key, value)| is_new(key, **value));
    numbers.extend(set.map(|(key, value)| (SettingsNumber::Value(*key), *value)));
    let is_bad = |&(number, value): &(SettingsNumber, f64)| {
        let (low, high) = number.range();
        !(low..=high).contains(&value)
    };
    let mut faults: Vec<SettingsFault> =
        numbers.into_iter().filter(is_bad).map(|(number, value)| SettingsFault::Number { number, value }).collect();
    match &evacuation.departure {
        DepartureCurve::Table(rows) => faults.extend(departure_table_fault(rows).map(SettingsFault::DepartureTable)),
        DepartureCurve::Immediate | DepartureCurve::Fixed | DepartureCurve::Rayleigh => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_out_of_its_range_is_named_and_the_remedy_told() {
        let with = |change: &dyn Fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            let faults = settings_faults(&Settings::default(), &settings);
            faults.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(with(&|_| {}), Vec::<String>::new());
        let household = with(&|settings| settings.evacuation.household_persons = 0.0);
        assert_eq!(household, ["household_persons is 0, give a number from 1 to 10"]);
        let share = with(&|settings| settings.evacuation.car_share = f64::NAN);
        assert_eq!(share, ["car_share is NaN, give a number from 0 to 1"]);
        let horizon = with(&|settings| settings.evacuation.horizon_min = f64::INFINITY);
        assert_eq!(horizon, ["horizon_min is inf, give a number from 1 to 10080"]);
        let table =
            with(&|settings| settings.evacuation.departure = DepartureCurve::Table(vec![(5.0, 0.5), (4.0, 1.0)]));
        let said = "the minutes in row 2 of the departure table are not after those of the row before";
        assert_eq!(table, [format!("{said}; give rows of minutes that grow and shares that do not fall")]);
        let value = with(&|settings| {
            settings.overrides.insert(ValueKey::LinkFlow, -1.0);
        });
        let (low, high) = ValueKey::LinkFlow.range();
        assert_eq!(value, [format!("{} is -1, give a number from {low} to {high}", ValueKey::LinkFlow.name())]);
    }

    #[test]
    fn a_value_that_stands_in_the_plan_already_bars_no_other_change() {
        let before = Settings { overrides: [(ValueKey::LinkFlow, -1.0)].into(), ..Settings::default() };
        assert_eq!(settings_faults(&before, &Settings { seed: 7, ..before.clone() }), []);
        let worse = Settings { overrides: [(ValueKey::LinkFlow, -2.0)].into(), ..before.clone() };
        assert_eq!(settings_faults(&before, &worse).len(), 1);
    }
}
