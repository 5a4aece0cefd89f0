//! One value of a result, with its type: what is a number stays a number in every format.

use crate::exchange::json::{array_text, number_text, object_text, string_text};

/// A value of a result layer or table.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultValue {
    /// Nothing is known.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A count: persons, roads.
    Count(u64),
    /// A whole number that may be negative: a difference of counts.
    Integer(i64),
    /// A measured number; not finite is written as nothing.
    Number(f64),
    /// A text.
    Text(String),
    /// Several values.
    List(Vec<Self>),
    /// Named values.
    Record(Vec<(String, Self)>),
}

impl ResultValue {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number rounded to so many decimals (0 to 15), half away from zero.
    #[must_use]
    pub fn rounded(number: f64, decimals: u8) -> Self {
        let scale = 10_f64.powi(i32::from(decimals.min(15)));
        let rounded = (number * scale).round() / scale;
        Self::Number(if rounded.is_finite() { rounded } else { number })
    }

    /// The value as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => number_text(*number),
            Self::Text(text) => string_text(text),
            Self::List(values) => array_text(&values.iter().map(Self::to_json).collect::<Vec<_>>()),
            Self::Record(members) => {
                let members: Vec<(&str, String)> =
                    members.iter().map(|(name, value)| (name.as_str(), value.to_json())).collect();
                object_text(&members)
            }
        }
    }
}

impl From<Option<Self>> for ResultValue {
    fn from(value: Option<Self>) -> Self {
        value.unwrap_or(Self::Null)
    }
}

impl From<bool> for ResultValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u32> for ResultValue {
    fn from(count: u32) -> Self {
        Self::Count(u64::from(count))
    }
}

impl From<u64> for ResultValue {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<&str> for ResultValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
