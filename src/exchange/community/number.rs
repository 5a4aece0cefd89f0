//! Numbers as people write them into tables: "12 persons", "1,200", "3;4", "5 m", "50 mph", "1.2万".

use super::feature_text::Value;
use crate::community::NumberProblem;

/// What a number measures; decides which units make sense and what is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// People, dwellings.
    Count,
    /// Storeys.
    Levels,
    /// Lanes.
    Lanes,
    /// Height in metres.
    Height,
    /// Width in metres.
    Width,
    /// Speed in km/h.
    Speed,
    /// Cars an hour.
    CarsPerHour,
}

impl Measure {
    /// The largest number that makes sense.
    const fn limit(self) -> f64 {
        match self {
            Self::Count => 1e9,
            Self::Levels => 250.0,
            Self::Lanes => 30.0,
            Self::Height => 1_000.0,
            Self::Width => 500.0,
            Self::Speed => 400.0,
            Self::CarsPerHour => 100_000.0,
        }
    }
}

/// Reads a value as a measure in the unit of `measure`; `Ok(None)` where the value says nothing
/// (null, blank, "unknown", "none").
///
/// # Errors
/// Words for the planner: why the value cannot be taken.
pub(super) fn number_from(value: &Value<'_>, measure: Measure) -> Result<Option<f64>, NumberProblem> {
    let number = match value {
        Value::Null => return Ok(None),
        Value::Bool(value) => return Err(NumberProblem::NotANumber(value.to_string())),
        Value::Nested => return Err(NumberProblem::Nested),
        Value::Number(number) => *number,
        Value::Text(text) => match number_from_text(text, measure)? {
            Some(number) => number,
            None => return Ok(None),
        },
    };
    if number < 0.0 {
        return Err(NumberProblem::Negative(number));
    }
    if !number.is_finite() || number > measure.limit() {
        return Err(NumberProblem::TooLarge(number, measure.limit()));
    }
    Ok(Some(number))
}

/// Words that say that nothing is known.
const NOTHING: [&str; 18] = [
    "-", "--", "/", "n/a", "na", "nan", "null", "none", "unknown", "?", "variable", "signals", "walk", "不详", "无",
    "未知", "暂无", "不明",
];

fn number_from_text(text: &str, measure: Measure) -> Result<Option<f64>, NumberProblem> {
    let plain: String = text.trim().chars().map(ascii_from_wide).collect();
    let lower = plain.to_lowercase();
    if lower.is_empty() || NOTHING.contains(&lower.as_str()) {
        return Ok(None);
    }
    // A legal class in place of a speed ("DE:urban", "RU:rural").
    if measure == Measure::Speed && lower.chars().all(|c| c.is_alphabetic() || c == ':' || c == '_' || c == '-') {
        return Ok(None);
    }
    let refuse = |problem: fn(String) -> NumberProblem| Err(problem(super::split::shortened(text.trim())));
    // Several values: the first one counts.
    let first = lower.split([';', '|']).next().unwrap_or_default().trim();
    let first = first.trim_start_matches(['~', '≈', '约', '>', '<', '+']).trim_start_matches("ca.").trim_start();
    let end =
        first.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '-'))).unwrap_or(first.len());
    let (digits, unit) = first.split_at(exponent_end(first, end));
    let digits = digits.trim_end_matches([' ', '\'']);
    let is_feet_mark = first.get(digits.len()..).is_some_and(|rest| rest.trim_start().starts_with('\''));
    if digits.is_empty() {
        return refuse(NumberProblem::NotANumber);
    }
    if digits.get(1..).is_some_and(|rest| rest.contains('-') && !rest.contains("e-")) {
        return refuse(NumberProblem::Range);
    }
    let Some(number) = parsed(digits) else { return refuse(NumberProblem::NotANumber) };
    let unit = if is_feet_mark { "ft" } else { unit.trim().trim_end_matches('.') };
    match factor(unit, measure) {
        Some(factor) => Ok(Some(number * factor)),
        None => refuse(NumberProblem::UnknownUnit),
    }
}

/// Extends the digits over an exponent ("1e3").
fn exponent_end(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let Some(power) = rest.strip_prefix('e') else { return end };
    let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
    let n = digits.bytes().take_while(u8::is_ascii_digit).count();
    if n == 0 { end } else { end + rest.len() - digits.len() + n }
}

/// Digits with thousands marks or a decimal comma.
fn parsed(digits: &str) -> Option<f64> {
    let compact: String = digits.chars().filter(|c| !matches!(c, ' ' | '\'')).collect();
    if !compact.contains(',') {
        return compact.parse().ok();
    }
    let (whole, _) = compact.split_once('.').unwrap_or((&compact, ""));
    let mut groups = whole.trim_start_matches('-').split(',');
    let is_grouped = groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3)
        && whole.contains(',');
    if is_grouped {
        return compact.replace(',', "").parse().ok();
    }
    (compact.matches(',').count() == 1 && !compact.contains('.'))
        .then(|| compact.replace(',', ".").parse().ok())
        .flatten()
}

/// What a unit multiplies with, to reach the measure's own unit.
fn factor(unit: &str, measure: Measure) -> Option<f64> {
    let unit = unit.trim();
    if unit.is_empty() {
        return Some(1.0);
    }
    match measure {
        Measure::Count => Some(if unit.starts_with('万') { 10_000.0 } else { 1.0 }),
        Measure::Levels | Measure::Lanes => Some(1.0),
        Measure::Height | Measure::Width => match unit {
            "m" | "metre" | "metres" | "meter" | "meters" | "米" | "公尺" => Some(1.0),
            "cm" | "厘米" => Some(0.01),
            "mm" => Some(0.001),
            "km" | "公里" => Some(1_000.0),
            "ft" | "feet" | "foot" => Some(0.3048),
            "in" | "\"" => Some(0.0254),
            _ => None,
        },
        Measure::CarsPerHour => match unit {
            "veh/h" | "vehicles/h" | "cars/h" | "pcu/h" | "pc/h" | "vph" | "辆/小时" | "辆/h" | "/h" => Some(1.0),
            "veh/s" | "cars/s" => Some(3_600.0),
            "veh/day" | "cars/day" | "辆/日" => Some(1.0 / 24.0),
            _ => None,
        },
        Measure::Speed => match unit {
            "km/h" | "kmh" | "kph" | "kmph" | "公里/小时" | "公里/时" | "千米/小时" => Some(1.0),
            "mph" => Some(1.609_344),
            "knots" => Some(1.852),
            "m/s" => Some(3.6),
            _ => None,
        },
    }
}

/// Full-width digits and marks, as Chinese and Japanese tables have them.
fn ascii_from_wide(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '－' => char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c),
        '；' | '、' => ';',
        '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        '’' => '\'',
        _ => c,
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
