//! Numbers and yes-or-no as people type them into a table.

/// A number as people write it: `1 200`, `1,200` and `1,200,000` are grouped, `2,5` and `2.5` have a decimal part;
/// full-width digits count. `None` where it is no finite number.
#[must_use]
pub fn number_from_text(text: &str) -> Option<f64> {
    let typed: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let is_numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | 'e' | 'E');
    if typed.is_empty() || !typed.chars().all(is_numeric) {
        return None;
    }
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = typed.split(',');
    let is_grouped = typed.contains(',')
        && groups.next().is_some_and(|first| first.len() <= 4 && !matches!(first, "" | "0" | "-" | "-0"))
        && groups.all(|group| is_group(group.split('.').next().unwrap_or(group)));
    let plain = if is_grouped { typed.replace(',', "") } else { typed.replace(',', ".") };
    plain.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number + 0.0)
}

/// Full-width digits and signs as their plain twins; minus signs as hyphens.
const fn narrow(c: char) -> char {
    match c {
        '０'..='９' => match char::from_u32(c as u32 - '０' as u32 + '0' as u32) {
            Some(digit) => digit,
            None => c,
        },
        '．' => '.',
        '，' => ',',
        '－' | '−' => '-',
        '＋' => '+',
        _ => c,
    }
}

/// Yes or no, in the words of spreadsheets and of both languages.
pub(super) fn flag_from_text(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "x" | "✓" | "是" | "有" | "真" | "ja" => Some(true),
        "false" | "0" | "no" | "n" | "–" | "-" | "否" | "无" | "假" | "nein" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, number) in [
            ("1200", 1200.0),
            ("1 200", 1200.0),
            ("1\u{202f}200", 1200.0),
            ("1,200", 1200.0),
            ("4,605.5", 4605.5),
            ("1,200,000", 1_200_000.0),
            ("0,125", 0.125),
            ("2,5", 2.5),
            ("-9,75", -9.75),
            ("−3", -3.0),
            ("３００", 300.0),
            ("1e3", 1000.0),
        ] {
            assert_eq!(number_from_text(typed), Some(number), "{typed}");
        }
        for typed in ["", "twelve", "1,2,3", "inf", "NaN", "12 m"] {
            assert_eq!(number_from_text(typed), None, "{typed}");
        }
    }
}
