//! Numbers as planners read them: thin spaces between thousands, metres or kilometres, minutes.

use super::text::{Texts, Value};
use crate::units::{Metres, Seconds, SquareMetres};

/// A thin space that does not break.
const THIN: char = '\u{202f}';

/// `12 345` with thin spaces between thousands.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

/// `+120`, `−45` or `±0`.
#[must_use]
pub fn signed(number: i64) -> String {
    let size = count(number.unsigned_abs());
    match number {
        0 => format!("±{size}"),
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

/// `480 m` below a kilometre, `1.25 km` above.
#[must_use]
pub fn distance(texts: Texts, length: Metres) -> String {
    let metres = length.value();
    if metres < 999.5 {
        texts.with("unit-m", &[("n", Value::Text(&format!("{metres:.0}")))])
    } else {
        let decimals = if metres < 9_995.0 { 2 } else { 1 };
        texts.with("unit-km", &[("n", Value::Text(&format!("{:.decimals$}", metres / 1000.0)))])
    }
}

/// `850 m²` below a hectare, `1.25 ha` above, `3.20 km²` beyond a square kilometre.
#[must_use]
pub fn area(texts: Texts, area: SquareMetres) -> String {
    let metres = area.value();
    let (key, number) = if metres < 9_999.5 {
        ("unit-m2", format!("{metres:.0}"))
    } else if metres < 999_950.0 {
        ("unit-ha", format!("{:.2}", metres / 1e4))
    } else {
        ("unit-km2", format!("{:.2}", metres / 1e6))
    };
    texts.with(key, &[("n", Value::Text(&number))])
}

/// `45 s` below a minute and a half, `7 min` above, `2 h 05 min` beyond two hours.
#[must_use]
pub fn duration(texts: Texts, time: Seconds) -> String {
    let seconds = time.value();
    if seconds < 89.5 {
        return texts.with("unit-s", &[("n", Value::Text(&format!("{seconds:.0}")))]);
    }
    let minutes = (seconds / 60.0).round();
    if minutes < 120.0 {
        return texts.with("unit-min", &[("n", Value::Text(&format!("{minutes:.0}")))]);
    }
    let hours = (minutes / 60.0).floor();
    let rest = format!("{:02.0}", minutes - hours * 60.0);
    texts.with("unit-h-min", &[("h", Value::Text(&format!("{hours:.0}"))), ("min", Value::Text(&rest))])
}

/// `1 person`, `1 234 persons`.
#[must_use]
pub fn persons(texts: Texts, number: u64) -> String {
    let text = count(number);
    texts.with("figure-persons", &[("n", Value::Count(number)), ("text", Value::Text(&text))])
}

/// The walking of many people together, in whole kilometres from 100 km on, with a decimal below; of less than a
/// kilometre in metres.
#[must_use]
pub fn walking(texts: Texts, person_millimetres: u128) -> String {
    #[expect(clippy::cast_precision_loss, reason = "kilometres for people to read")]
    let kilometres = person_millimetres as f64 / 1e6;
    if kilometres < 100.0 {
        return distance(texts, Metres::new_clamped(kilometres * 1e3));
    }
    let whole = u64::try_from((person_millimetres + 500_000) / 1_000_000).unwrap_or(u64::MAX);
    texts.with("unit-km", &[("n", Value::Text(&count(whole)))])
}

/// A share of a whole percent with a decimal: how far something is from the best there is.
#[must_use]
pub fn gap(share: f64) -> String {
    format!("{:.1}{THIN}%", share * 100.0)
}

/// A share as whole percent; 99.6 % of something is not everything, so it never rounds to 100 or 0 by itself.
#[must_use]
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of people stay below 2^52")]
    let share = part as f64 * 100.0 / whole as f64;
    let shown = if part > 0 && part < whole { share.round().clamp(1.0, 99.0) } else { share };
    format!("{shown:.0}{THIN}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn thousands_are_parted_by_thin_spaces() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(37_269), "37\u{202f}269");
        assert_eq!(count(1_000_000), "1\u{202f}000\u{202f}000");
        assert_eq!(signed(-40), "−40");
    }

    #[test]
    fn a_part_is_never_shown_as_all_or_nothing() {
        assert_eq!(percent(999, 1000), "99\u{202f}%");
        assert_eq!(percent(1, 1000), "1\u{202f}%");
        assert_eq!(percent(5, 5), "100\u{202f}%");
        assert_eq!(percent(0, 0), "–");
    }

    #[test]
    fn lengths_and_times_change_their_unit() {
        let texts = Texts::new(Language::English);
        assert_eq!(distance(texts, Metres::new_clamped(480.2)), "480\u{202f}m");
        assert_eq!(distance(texts, Metres::new_clamped(1250.0)), "1.25\u{202f}km");
        assert_eq!(duration(texts, Seconds::new_clamped(45.0)), "45\u{202f}s");
        assert_eq!(duration(texts, Seconds::new_clamped(429.0)), "7\u{202f}min");
        assert_eq!(duration(texts, Seconds::new_clamped(7500.0)), "2\u{202f}h\u{202f}05\u{202f}min");
    }
}
