//! The properties of one feature while they are read: what is understood is taken, the rest is kept.

use std::sync::Arc;

use super::oddity::{Expected, PlanOddity};
use crate::exchange::json::{ExtraList, Member, members};

/// Properties (or members of a smaller object) with a mark on those that were understood.
pub(super) struct Properties<'a> {
    list: Vec<Member<'a>>,
    is_taken: Vec<bool>,
    /// Name and oddity of every value that could not be understood.
    pub(super) problems: Vec<(String, PlanOddity)>,
}

impl<'a> Properties<'a> {
    /// Takes an object apart; `null` and a missing text are an object without members.
    ///
    /// # Errors
    /// The position and kind of the fault where the text is no JSON object.
    pub(super) fn read(text: Option<&'a str>) -> Result<Self, serde_json::Error> {
        let list = match text {
            None | Some("null") => Vec::new(),
            Some(text) => members(text)?,
        };
        Ok(Self { is_taken: vec![false; list.len()], list, problems: Vec::new() })
    }

    /// The text of a property, without taking it. `null` counts as absent.
    pub(super) fn peek(&self, name: &str) -> Option<&'a str> {
        let text = self.list.iter().rev().find(|member| member.name == name)?.text;
        (text != "null").then_some(text)
    }

    /// Marks all properties of a name as understood.
    pub(super) fn take(&mut self, name: &str) {
        for (member, is_taken) in self.list.iter().zip(&mut self.is_taken) {
            if member.name == name {
                *is_taken = true;
            }
        }
    }

    /// A value by a reader; one it cannot read is reported and kept.
    pub(super) fn value<T>(&mut self, name: &str, expected: Expected, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let Some(text) = self.peek(name) else {
            self.take(name);
            return None;
        };
        let value = read(text);
        if value.is_some() {
            self.take(name);
        } else {
            self.problem(name, PlanOddity::NotExpected(shortened(text), expected));
        }
        value
    }

    /// Notes a value that is kept and not used.
    pub(super) fn problem(&mut self, name: &str, oddity: PlanOddity) {
        self.problems.push((name.to_owned(), oddity));
    }

    /// A text; empty where absent.
    pub(super) fn string(&mut self, name: &str) -> String {
        self.value(name, Expected::Text, read_string).unwrap_or_default()
    }

    /// A number.
    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        self.value(name, Expected::Number, read_number)
    }

    /// A whole number of things.
    pub(super) fn count(&mut self, name: &str) -> Option<u32> {
        self.value(name, Expected::Count, read_count)
    }

    /// A yes-or-no.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        self.value(name, Expected::Flag, |text| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    /// One of the words of a list.
    pub(super) fn word<T>(&mut self, name: &str, from_name: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.value(name, Expected::Word, |text| from_name(&read_string(text)?))
    }

    /// Everything that was not understood, in file order.
    pub(super) fn rest(&self) -> ExtraList {
        let left = self.list.iter().zip(&self.is_taken).filter(|(_, is_taken)| !**is_taken);
        left.map(|(member, _)| (Arc::from(member.name.as_str()), Arc::from(member.text))).collect()
    }

    /// Names of what was not understood.
    pub(super) fn rest_names(&self) -> impl Iterator<Item = &str> {
        let left = self.list.iter().zip(&self.is_taken).filter(|(_, is_taken)| !**is_taken);
        left.map(|(member, _)| member.name.as_str())
    }
}

/// A JSON text, decoded.
pub(super) fn read_string(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

/// A finite JSON number.
pub(super) fn read_number(text: &str) -> Option<f64> {
    serde_json::from_str::<f64>(text).ok().filter(|number| number.is_finite()).map(|number| number + 0.0)
}

/// A whole number, also written as `300.0`, as some programs do.
pub(super) fn read_count(text: &str) -> Option<u32> {
    if let Ok(count) = serde_json::from_str::<u32>(text) {
        return Some(count);
    }
    let number = read_number(text)?;
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
    is_whole.then_some(number as u32)
}

/// A text cut to what fits a message.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}
