//! Reads one profile file: TOML in, checked planning values out, or the first thing wrong
//! with its file and key.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{EvidenceStatus, PlanningValue, ProfileError, ValueKey};

/// A profile file as written, before its values are checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRecord {
    id: String,
    name: NameRecord,
    edition: String,
    values: Vec<toml::Value>,
}

/// The two names a profile is shown by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NameRecord {
    en: String,
    zh: String,
}

/// One value as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueRecord {
    key: String,
    value: f64,
    unit: String,
    source: String,
    clause: String,
    status: String,
}

/// A profile file whose values have been checked one by one; it may still leave some out.
#[derive(Debug, Clone)]
pub(super) struct ProfileFile {
    /// Short name for files and the command line.
    pub(super) id: String,
    /// Name in English.
    pub(super) name_en: String,
    /// Name in Simplified Chinese.
    pub(super) name_zh: String,
    /// Which documents and years it follows.
    pub(super) edition: String,
    /// The values it gives, each once.
    pub(super) values: BTreeMap<ValueKey, PlanningValue>,
}

/// Reads the text of a profile file; `file` is its name for messages.
pub(super) fn profile_file_from_toml(file: &str, text: &str) -> Result<ProfileFile, ProfileError> {
    let record: FileRecord = toml::from_str(text)
        .map_err(|error| ProfileError::Unreadable { file: file.to_owned(), reason: in_one_line(&error.to_string()) })?;
    let mut values = BTreeMap::new();
    for (idx, entry) in record.values.into_iter().enumerate() {
        let value = value_from_entry(file, idx, entry)?;
        let key = value.key();
        if values.insert(key, value).is_some() {
            return Err(ProfileError::GivenTwice { file: file.to_owned(), key: key.name() });
        }
    }
    Ok(ProfileFile { id: record.id, name_en: record.name.en, name_zh: record.name.zh, edition: record.edition, values })
}

/// One value from its table. The name is taken first, so that every message can say it.
fn value_from_entry(file: &str, idx: usize, entry: toml::Value) -> Result<PlanningValue, ProfileError> {
    let file = file.to_owned();
    let written_key = match entry.get("key").and_then(toml::Value::as_str) {
        Some(key) => key.to_owned(),
        None => format!("number {}", idx + 1),
    };
    let record: ValueRecord = match entry.try_into() {
        Ok(record) => record,
        Err(error) => {
            let reason = in_one_line(&error.to_string());
            return Err(ProfileError::UnreadableValue { file, key: written_key, reason });
        }
    };
    let Some(key) = ValueKey::from_name(&record.key) else {
        return Err(ProfileError::UnknownKey { file, key: record.key });
    };
    if record.unit != key.unit() {
        return Err(ProfileError::WrongUnit { file, key: key.name(), found: record.unit, expected: key.unit() });
    }
    let Some(status) = EvidenceStatus::from_name(&record.status) else {
        return Err(ProfileError::UnknownStatus { file, key: key.name(), status: record.status });
    };
    if record.source.trim().is_empty() {
        return Err(ProfileError::NoSource { file, key: key.name() });
    }
    PlanningValue::try_new(key, record.value, &record.source, &record.clause, status).ok_or_else(|| {
        let (low, high) = key.range();
        ProfileError::OutOfRange { file, key: key.name(), value: record.value, low, high }
    })
}

/// The reader's message without its picture of the line, so that it fits a sentence.
fn in_one_line(message: &str) -> String {
    let lines: Vec<&str> =
        message.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains('|')).collect();
    lines.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile with one value, of which one line is replaced.
    fn with_line(from: &str, to: &str) -> Result<ProfileFile, ProfileError> {
        let text = r#"
id = "test"
name = { en = "Test", zh = "测试" }
edition = "2026"
[[values]]
key = "stock_days"
value = 3
unit = "days"
source = "practice"
clause = ""
status = "project choice"
"#;
        assert!(text.contains(from), "the test replaces a line that exists");
        profile_file_from_toml("test.toml", &text.replace(from, to))
    }

    fn check(from: &str, to: &str, message: &str) {
        match with_line(from, to) {
            Ok(_) => panic!("{to} was accepted"),
            Err(error) => assert_eq!(error.to_string(), message),
        }
    }

    #[test]
    fn a_sound_file_is_read() -> Result<(), ProfileError> {
        let file = with_line("value = 3", "value = 3.5")?;
        assert_eq!(file.id, "test");
        assert_eq!(file.name_zh, "测试");
        let value = file.values.get(&ValueKey::StockDays).map(PlanningValue::value);
        assert_eq!(value, Some(3.5));
        Ok(())
    }

    #[test]
    fn an_unknown_key_is_named() {
        check("\"stock_days\"", "\"stock_weeks\"", "planning value \"stock_weeks\" is not known (file test.toml)");
    }

    #[test]
    fn a_wrong_unit_is_named() {
        check("\"days\"", "\"h\"", "planning value \"stock_days\" must be in days, not h (file test.toml)");
    }

    #[test]
    fn a_number_out_of_range_is_named() {
        for (text, shown) in [("-1", "-1"), ("1e9", "1000000000"), ("nan", "NaN")] {
            check(
                "value = 3",
                &format!("value = {text}"),
                &format!("planning value \"stock_days\" must be from 0 to 365, not {shown} (file test.toml)"),
            );
        }
    }

    #[test]
    fn an_unknown_status_is_named() {
        check(
            "\"project choice\"",
            "\"guess\"",
            "planning value \"stock_days\" has the unknown status \"guess\" (file test.toml)",
        );
    }

    #[test]
    fn a_value_without_source_is_refused() {
        check("\"practice\"", "\" \"", "planning value \"stock_days\" names no source (file test.toml)");
    }

    #[test]
    fn words_for_a_number_name_the_key() {
        let error = with_line("value = 3", "value = \"three\"").map(|_| ());
        let Err(ProfileError::UnreadableValue { file, key, reason }) = error else {
            panic!("not refused as a value: {error:?}");
        };
        assert_eq!((file.as_str(), key.as_str()), ("test.toml", "stock_days"));
        assert!(reason.contains("expected f64"), "{reason}");
        assert!(!reason.contains('\n'), "{reason}");
    }

    #[test]
    fn a_value_without_name_is_counted() {
        let error = with_line("key = \"stock_days\"", "").map(|_| ());
        let Err(ProfileError::UnreadableValue { key, .. }) = error else {
            panic!("not refused as a value: {error:?}");
        };
        assert_eq!(key, "number 1");
    }

    #[test]
    fn a_value_given_twice_is_named() {
        let again = "[[values]]\nkey = \"stock_days\"\nvalue = 4\nunit = \"days\"\n\
                     source = \"x\"\nclause = \"\"\nstatus = \"memory\"\n[[values]]";
        check("[[values]]", again, "planning value \"stock_days\" is given twice (file test.toml)");
    }

    #[test]
    fn broken_toml_says_where() {
        let error = with_line("unit = \"days\"", "unit = \"days").map(|_| ());
        let Err(ProfileError::Unreadable { file, reason }) = error else {
            panic!("not refused: {error:?}");
        };
        assert_eq!(file, "test.toml");
        assert!(reason.contains("line 8"), "{reason}");
    }
}
