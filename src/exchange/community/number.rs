//! Numbers among the values of a feature, as people write them.

use super::feature_text::Value;
pub(super) use crate::community::Measure;
use crate::community::{NumberProblem, sensible_number, written_number};

/// Reads a value as a measure in the unit of `measure`; `Ok(None)` where the value says nothing
/// (null, blank, "unknown", "none").
///
/// # Errors
/// Words for the planner: why the value cannot be taken.
pub(super) fn number_from(value: &Value<'_>, measure: Measure) -> Result<Option<f64>, NumberProblem> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(value) => Err(NumberProblem::NotANumber(value.to_string())),
        Value::Nested => Err(NumberProblem::Nested),
        Value::Number(number) => sensible_number(*number, measure).map(Some),
        Value::Text(text) => written_number(text, measure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::borrow::Cow;

    fn read(text: &str, measure: Measure) -> Result<Option<f64>, NumberProblem> {
        number_from(&Value::Text(Cow::Borrowed(text)), measure)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, measure, expected) in [
            ("12 persons", Measure::Count, 12.0),
            ("1,200", Measure::Count, 1_200.0),
            ("1,200,300", Measure::Count, 1_200_300.0),
            ("1 200", Measure::Count, 1_200.0),
            ("1'200", Measure::Count, 1_200.0),
            ("１２人", Measure::Count, 12.0),
            ("1.2万", Measure::Count, 12_000.0),
            ("约300人", Measure::Count, 300.0),
            ("1e3", Measure::Count, 1_000.0),
            ("3;4", Measure::Levels, 3.0),
            ("6层", Measure::Levels, 6.0),
            ("2.5", Measure::Levels, 2.5),
            ("5 m", Measure::Width, 5.0),
            ("5m", Measure::Width, 5.0),
            ("1,5", Measure::Width, 1.5),
            ("3.5米", Measure::Width, 3.5),
            ("350 cm", Measure::Width, 3.5),
            ("10 ft", Measure::Height, 3.048),
            ("10'", Measure::Height, 3.048),
            ("12.13 m", Measure::Height, 12.13),
            ("50", Measure::Speed, 50.0),
            ("50 mph", Measure::Speed, 80.4672),
            ("1,800 veh/h", Measure::CarsPerHour, 1_800.0),
            ("900辆/小时", Measure::CarsPerHour, 900.0),
            ("0.5 veh/s", Measure::CarsPerHour, 1_800.0),
            ("1,200", Measure::Places, 1_200.0),
            ("300 persons", Measure::Places, 300.0),
            ("１２０人", Measure::Places, 120.0),
            ("90 persons/min", Measure::PersonsPerMinute, 90.0),
            ("1.5 ped/s", Measure::PersonsPerMinute, 90.0),
            ("600人/小时", Measure::PersonsPerMinute, 10.0),
        ] {
            let found = read(text, measure).unwrap().unwrap();
            assert!((found - expected).abs() < 1e-9, "{text}: {found}");
        }
    }

    #[test]
    fn nothing_said_is_no_number_and_no_fault() {
        for (text, measure) in [
            ("", Measure::Count),
            (" - ", Measure::Count),
            ("不详", Measure::Count),
            ("none", Measure::Speed),
            ("DE:urban", Measure::Speed),
        ] {
            assert_eq!(read(text, measure), Ok(None), "{text}");
        }
        assert_eq!(number_from(&Value::Null, Measure::Count), Ok(None));
    }

    #[test]
    fn senseless_numbers_are_refused_with_words() {
        for (text, measure) in [
            ("-5", Measure::Count),
            ("many", Measure::Count),
            ("3-5", Measure::Levels),
            ("1e12", Measure::Count),
            ("5 parsec", Measure::Width),
            ("wide", Measure::Width),
            ("1,2,3", Measure::Count),
            ("300 m²", Measure::Places),
            ("300 cars", Measure::PersonsPerMinute),
        ] {
            assert!(read(text, measure).is_err(), "{text}: {:?}", read(text, measure));
        }
        assert!(number_from(&Value::Number(-5.0), Measure::Count).is_err());
        assert!(number_from(&Value::Bool(true), Measure::Count).is_err());
    }

    proptest! {
        #[test]
        fn any_text_gives_a_usable_number_or_words(text in "\\PC{0,12}") {
            if let Ok(Some(number)) = read(&text, Measure::Count) {
                prop_assert!(number.is_finite() && number >= 0.0);
            }
        }

        #[test]
        fn plain_numbers_are_themselves(number in 0.0f64..1e9) {
            let found = read(&number.to_string(), Measure::Count).unwrap().unwrap();
            prop_assert_eq!(found, number);
        }
    }
}
