//! Texts of the window in English and Simplified Chinese: one table per language, in `assets/text`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, static_loader};
use unic_langid::langid;

static_loader! {
    // Constant once built: the files are compiled in.
    static LOCALES = {
        locales: "./assets/text",
        fallback_language: "en",
        // Direction marks around numbers would show as boxes in some fonts; both languages run left to right.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const ENGLISH: LanguageIdentifier = langid!("en");
const CHINESE: LanguageIdentifier = langid!("zh-CN");

/// A language of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The tag in preferences.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language a tag such as `zh-Hans-CN` or `en_GB` asks for; English where it is neither.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") { Self::Chinese } else { Self::English }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }

    const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => ENGLISH,
            Self::Chinese => CHINESE,
        }
    }
}

/// The texts in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    language: Language,
}

impl Texts {
    /// Texts in a language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The text under a key. A key that is nowhere shows itself; a test holds that none is missing.
    #[must_use]
    pub fn get(self, key: &str) -> String {
        LOCALES.try_lookup(&self.language.identifier(), key).unwrap_or_else(|| key.to_owned())
    }

    /// The text under a key, with values put in.
    #[must_use]
    pub fn with(self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.iter().map(|(name, value)| (Cow::Borrowed(*name), value.fluent())).collect();
        LOCALES.try_lookup_with_args(&self.language.identifier(), key, &values).unwrap_or_else(|| key.to_owned())
    }

    /// Has this language a text of its own for the key?
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        LOCALES.lookup_single_language::<&str>(&self.language.identifier(), key, None).is_ok()
    }
}

/// A value put into a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Words, or a number that is already formatted.
    Text(&'a str),
    /// A count that decides between singular and plural; shown as it is.
    Count(u64),
}

impl<'a> Value<'a> {
    fn fluent(self) -> FluentValue<'a> {
        match self {
            Self::Text(text) => FluentValue::from(text),
            #[expect(clippy::cast_precision_loss, reason = "counts of people stay below 2^52")]
            Self::Count(count) => FluentValue::from(count as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        text.lines()
            .filter(|line| !line.starts_with([' ', '#', '}', '[', '*', '.']) && line.contains(" ="))
            .filter_map(|line| line.split(" =").next().map(str::to_owned))
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_keys_and_every_text_is_found() {
        let english = keys(include_str!("../../assets/text/en/window.ftl"));
        let chinese = keys(include_str!("../../assets/text/zh-CN/window.ftl"));
        assert_eq!(english, chinese, "the two language files list the same keys in the same order");
        let source = include_str!("../../assets/text/en/window.ftl");
        let names = source.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            names.map(|name| (Cow::Owned(name.to_owned()), FluentValue::from(7))).collect();
        for key in &english {
            for language in Language::ALL {
                let text = LOCALES.lookup_single_language(&language.identifier(), key, Some(&values));
                assert!(text.is_ok(), "{key} is broken in {}: {text:?}", language.tag());
            }
        }
    }

    #[test]
    fn values_stand_in_texts_without_marks() {
        let text = Texts::new(Language::English).with("hint-place", &[("kind", Value::Text("Shelter"))]);
        assert!(text.contains("Shelter") && !text.contains('\u{2068}'));
    }
}
