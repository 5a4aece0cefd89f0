//! What is said and stays on screen: kept as what it is about, so that it follows the language of the window.

use std::fmt;
use std::sync::Arc;

use super::text::{Language, Texts, Value};

/// A sentence in whatever language the window has when it is shown.
#[derive(Clone)]
pub struct Wording(Arc<dyn Fn(Texts) -> String + Send + Sync>);

impl Wording {
    /// Words made anew for every language; the closure holds the facts.
    #[must_use]
    pub fn new(words: impl Fn(Texts) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(words))
    }

    /// The text under a key.
    #[must_use]
    pub fn key(key: &'static str) -> Self {
        Self::new(move |texts| texts.get(key))
    }

    /// The text under a key with words put in that are the same in every language: a path, a name, a number.
    #[must_use]
    pub fn with(key: &'static str, values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let values: Vec<(&'static str, String)> = values.into_iter().collect();
        Self::new(move |texts| {
            let values: Vec<_> = values.iter().map(|(name, word)| (*name, Value::Text(word))).collect();
            texts.with(key, &values)
        })
    }

    /// The words in a language.
    #[must_use]
    pub fn say(&self, texts: Texts) -> String {
        (self.0)(texts)
    }
}

/// Words that stand as they are, in every language.
impl From<String> for Wording {
    fn from(words: String) -> Self {
        Self::new(move |_| words.clone())
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wording({:?})", self.say(Texts::new(Language::English)))
    }
}

/// Two wordings are the same where they say the same in every language.
impl PartialEq for Wording {
    fn eq(&self, other: &Self) -> bool {
        Language::ALL.into_iter().map(Texts::new).all(|texts| self.say(texts) == other.say(texts))
    }
}

impl Eq for Wording {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_follows_the_language_and_keeps_its_facts() {
        let (english, chinese) = (Texts::new(Language::English), Texts::new(Language::Chinese));
        let saved = Wording::with("notice-saved", [("path", "plan.geojson".to_owned())]);
        assert!(saved.say(english).contains("plan.geojson") && saved.say(chinese).contains("plan.geojson"));
        assert_ne!(saved.say(english), saved.say(chinese));
        assert_eq!(saved, saved.clone());
        assert_ne!(saved, Wording::with("notice-saved", [("path", "other.geojson".to_owned())]));
        assert_eq!(Wording::from("as it is".to_owned()).say(chinese), "as it is");
    }
}
