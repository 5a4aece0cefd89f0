//! Numbers as people write them into tables: "12 persons", "1,200", "3;4", "5 m", "50 mph", "1.2万".

use super::NumberProblem;

/// What a number measures; decides which units make sense and what is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// People, dwellings.
    Count,
    /// Places for people; unlike a count it has no other unit: 300 m² are no 300 places.
    Places,
    /// People a minute.
    PersonsPerMinute,
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
            Self::Count | Self::Places => 1e9,
            Self::PersonsPerMinute => 1e6,
            Self::Levels => 250.0,
            Self::Lanes => 30.0,
            Self::Height => 1_000.0,
            Self::Width => 500.0,
            Self::Speed => 400.0,
            Self::CarsPerHour => 100_000.0,
        }
    }
}

/// Checks a number against what makes sense for the measure.
///
/// # Errors
/// [`NumberProblem`]: negative, not finite or beyond the measure's limit.
pub fn sensible_number(number: f64, measure: Measure) -> Result<f64, NumberProblem> {
    if number < 0.0 {
        return Err(NumberProblem::Negative(number));
    }
    if !number.is_finite() || number > measure.limit() {
        return Err(NumberProblem::TooLarge(number, measure.limit()));
    }
    Ok(number)
}

/// Reads a text as a measure in the unit of `measure`; `Ok(None)` where it says nothing (blank, "unknown", "none").
///
/// # Errors
/// [`NumberProblem`]: why the text cannot be taken.
pub fn written_number(text: &str, measure: Measure) -> Result<Option<f64>, NumberProblem> {
    number_from_text(text, measure)?.map(|number| sensible_number(number, measure)).transpose()
}

/// At most 60 characters of something from a file.
pub(crate) fn shortened(words: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = words.chars().take(60).map(clean).collect();
    if words.chars().nth(60).is_some() {
        short.push('…');
    }
    short
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
    let refuse = |problem: fn(String) -> NumberProblem| Err(problem(shortened(text.trim())));
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
        Measure::Places => match unit {
            "万" | "万人" => Some(10_000.0),
            "person" | "persons" | "people" | "pers" | "p" | "pax" | "seats" | "places" | "beds" | "人" | "名"
            | "个" | "座" | "位" | "床" | "张" => Some(1.0),
            _ => None,
        },
        Measure::PersonsPerMinute => match unit {
            "/min" | "p/min" | "ped/min" | "persons/min" | "people/min" | "persons per minute"
            | "people per minute" | "人/分钟" | "人/分" | "人/min" => Some(1.0),
            "/s" | "p/s" | "ped/s" | "persons/s" | "people/s" | "人/秒" | "人/s" => Some(60.0),
            "/h" | "p/h" | "ped/h" | "persons/h" | "people/h" | "人/小时" | "人/h" => Some(1.0 / 60.0),
            _ => None,
        },
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
