//! JSON as text: objects taken apart without touching what is inside, and put together again.
//!
//! Names are decoded, values stay the text they were in the file, so numbers keep their digits and nested
//! things their order. Nothing here knows of plans.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// Unknown members as the plan keeps them: name and JSON text.
pub(super) type ExtraList = Vec<(Arc<str>, Arc<str>)>;

/// One member of an object: its decoded name and the text of its value.
#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    /// Name without quotes and escapes.
    pub(super) name: String,
    /// The value's text, without surrounding space.
    pub(super) text: &'a str,
}

struct Parts<'a>(Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PartsVisitor;
        impl<'de> Visitor<'de> for PartsVisitor {
            type Value = Parts<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut parts = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    parts.push(Member { name, text: value.get() });
                }
                Ok(Parts(parts))
            }
        }
        deserializer.deserialize_map(PartsVisitor)
    }
}

/// The members of the object a text holds, in file order, repeated names included. O(length).
///
/// # Errors
/// The position and kind of the fault where the text is no JSON object.
pub(super) fn members(text: &str) -> Result<Vec<Member<'_>>, serde_json::Error> {
    serde_json::from_str::<Parts<'_>>(text).map(|parts| parts.0)
}

/// The elements of the array a text holds, as text. O(length).
///
/// # Errors
/// The position and kind of the fault where the text is no JSON array.
pub(super) fn elements(text: &str) -> Result<Vec<&str>, serde_json::Error> {
    serde_json::from_str::<Vec<&RawValue>>(text).map(|list| list.into_iter().map(RawValue::get).collect())
}

/// The last member of a name: what JSON readers agree on where a name is repeated.
pub(super) fn last<'a>(members: &[Member<'a>], name: &str) -> Option<&'a str> {
    members.iter().rev().find(|member| member.name == name).map(|member| member.text)
}

/// A string as JSON.
pub(super) fn string_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A finite number as JSON: the shortest digits that read back as the same number, whole numbers without a point.
/// What is not finite becomes `null`; callers leave such values out.
pub(super) fn number_text(number: f64) -> String {
    if number.is_finite() { format!("{}", number + 0.0) } else { "null".to_owned() }
}

/// An object from names and JSON texts, on one line.
pub(super) fn object_text<N: AsRef<str>, T: AsRef<str>>(members: &[(N, T)]) -> String {
    let parts: Vec<String> =
        members.iter().map(|(name, text)| format!("{}: {}", string_text(name.as_ref()), text.as_ref())).collect();
    format!("{{{}}}", parts.join(", "))
}

/// An array from JSON texts, on one line.
pub(super) fn array_text<T: AsRef<str>>(texts: &[T]) -> String {
    let parts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    format!("[{}]", parts.join(", "))
}

/// Puts an object together from what Muster knows and what it keeps for others.
///
/// A kept member with a name Muster knows is a value it could not read: it stands as long as Muster has nothing
/// of its own to say there.
pub(super) struct ObjectWriter<'a> {
    written: Vec<(String, String)>,
    kept: &'a [(Arc<str>, Arc<str>)],
}

impl<'a> ObjectWriter<'a> {
    /// An empty object beside what is kept for others.
    pub(super) const fn new(kept: &'a [(Arc<str>, Arc<str>)]) -> Self {
        Self { written: Vec::new(), kept }
    }

    fn kept_text(&self, name: &str) -> Option<String> {
        self.kept.iter().rev().find(|(kept, _)| &**kept == name).map(|(_, text)| text.as_ref().to_owned())
    }

    /// A member that is always written.
    pub(super) fn put(&mut self, name: &str, text: String) {
        self.written.push((name.to_owned(), text));
    }

    /// A member that is left out where there is nothing to say.
    pub(super) fn put_some(&mut self, name: &str, text: Option<String>) {
        if let Some(text) = text.or_else(|| self.kept_text(name)) {
            self.put(name, text);
        }
    }

    /// A member that is written even at its default, unless an unread value is kept there.
    pub(super) fn put_default(&mut self, name: &str, text: String, is_default: bool) {
        let kept = if is_default { self.kept_text(name) } else { None };
        self.put(name, kept.unwrap_or(text));
    }

    /// A text, left out where empty.
    pub(super) fn put_string(&mut self, name: &str, text: &str) {
        self.put_some(name, (!text.is_empty()).then(|| string_text(text)));
    }

    /// A number, left out where unknown (or not finite, which no valid plan holds).
    pub(super) fn put_number(&mut self, name: &str, number: Option<f64>) {
        self.put_some(name, number.filter(|number| number.is_finite()).map(number_text));
    }

    /// A count, left out where unknown.
    pub(super) fn put_count(&mut self, name: &str, count: Option<u32>) {
        self.put_some(name, count.map(|count| count.to_string()));
    }

    /// A yes-or-no, left out where it has its default.
    pub(super) fn put_flag(&mut self, name: &str, flag: bool, default: bool) {
        self.put_some(name, (flag != default).then(|| flag.to_string()));
    }

    /// An object within: members that are kept under the same name join it; left out where both are empty.
    pub(super) fn put_object(&mut self, name: &str, own: Vec<(String, String)>) {
        if own.is_empty() {
            self.put_some(name, None);
        } else {
            let text = joined(own, self.kept_text(name).as_deref());
            self.put(name, text);
        }
    }

    /// All members: what was put, then what is kept and not `reserved`.
    pub(super) fn finish(mut self, reserved: &[&str]) -> Vec<(String, String)> {
        let known: Vec<String> = self.written.iter().map(|(name, _)| name.clone()).collect();
        for (name, text) in self.kept {
            if !reserved.contains(&&**name) && !known.iter().any(|known| **known == **name) {
                self.written.push((name.as_ref().to_owned(), text.as_ref().to_owned()));
            }
        }
        self.written
    }
}

/// Our members, then those of the kept object that have other names; objects within are joined alike.
pub(super) fn joined(mut own: Vec<(String, String)>, kept: Option<&str>) -> String {
    let kept = kept.and_then(|text| members(text).ok()).unwrap_or_default();
    for member in kept {
        match own.iter_mut().find(|(name, _)| *name == member.name) {
            None => own.push((member.name, member.text.to_owned())),
            Some((_, text)) if text.starts_with('{') && member.text.starts_with('{') => {
                if let Ok(inner) = members(text) {
                    let inner = inner.into_iter().map(|m| (m.name, m.text.to_owned())).collect();
                    *text = joined(inner, Some(member.text));
                }
            }
            Some(_) => {}
        }
    }
    object_text(&own)
}

/// A kept member from a name and a text.
pub(super) fn extra(name: &str, text: &str) -> (Arc<str>, Arc<str>) {
    (Arc::from(name), Arc::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_text() {
        let found = members(r#" {"a": 1e2, "b\u0041": [ 1 ], "a": "\ud800"} "#).unwrap();
        let pairs: Vec<_> = found.iter().map(|m| (m.name.as_str(), m.text)).collect();
        assert_eq!(pairs, [("a", "1e2"), ("bA", "[ 1 ]"), ("a", r#""\ud800""#)]);
        assert_eq!(last(&found, "a"), Some(r#""\ud800""#));
    }

    #[test]
    fn numbers_are_short_and_exact() {
        for (number, text) in [(5.0, "5"), (-0.0, "0"), (0.1, "0.1"), (1e-7, "0.0000001"), (f64::NAN, "null")] {
            assert_eq!(number_text(number), text);
        }
        let far = number_text(f64::MAX);
        assert_eq!(serde_json::from_str::<f64>(&far).unwrap(), f64::MAX);
    }

    #[test]
    fn an_unread_value_stands_until_muster_has_one() {
        let kept = [extra("beds", "\"many\""), extra("color", "1")];
        for (own, expected) in [(None, r#"{"beds": "many", "color": 1}"#), (Some(3), r#"{"beds": 3, "color": 1}"#)] {
            let mut writer = ObjectWriter::new(&kept);
            writer.put_count("beds", own);
            assert_eq!(object_text(&writer.finish(&[])), expected);
        }
    }

    #[test]
    fn kept_members_join_at_every_depth() {
        let own = vec![("a".to_owned(), r#"{"b": {"c": 1}}"#.to_owned())];
        assert_eq!(
            joined(own, Some(r#"{"a":{"b":{"d":2,"c":9}},"e":3}"#)),
            r#"{"a": {"b": {"c": 1, "d": 2}}, "e": 3}"#
        );
    }
}
