//! What is asked about the coordinates of a file, and the picture that helps to answer: no drawing here.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::text::{Texts, Value};
use super::wording::Wording;
use crate::community::{CoordinateDoubt, Mapping, ReadPlaces, Suspected};
use crate::geometry::{BoundingBox, Converter, CoordinateSystem, CoordinateSystemError, EpsgCode, Line};
use crate::plan::CommunityFile;

/// The kinds of systems to choose among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoordinateChoice {
    /// As the file says.
    AsFile,
    /// WGS 84 degrees, longitude first.
    Wgs84,
    /// Degrees, latitude first.
    Swapped,
    /// A system of the EPSG register.
    Epsg,
    /// GCJ-02.
    Gcj02,
    /// BD-09.
    Bd09,
    /// CGCS2000 degrees.
    Cgcs2000,
}

impl CoordinateChoice {
    /// Every choice, in the order of the list.
    pub const ALL: [Self; 7] =
        [Self::AsFile, Self::Wgs84, Self::Swapped, Self::Epsg, Self::Gcj02, Self::Bd09, Self::Cgcs2000];

    /// The key of its name.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::AsFile => "coordinates-as-file",
            Self::Wgs84 => "coordinates-wgs84",
            Self::Swapped => "coordinates-swapped",
            Self::Epsg => "coordinates-epsg",
            Self::Gcj02 => "coordinates-gcj02",
            Self::Bd09 => "coordinates-bd09",
            Self::Cgcs2000 => "coordinates-cgcs2000",
        }
    }

    /// The kind a system is of.
    #[must_use]
    pub const fn of(system: Option<CoordinateSystem>) -> Self {
        match system {
            None => Self::AsFile,
            Some(CoordinateSystem::Wgs84) => Self::Wgs84,
            Some(CoordinateSystem::Cgcs2000) => Self::Cgcs2000,
            Some(CoordinateSystem::Gcj02) => Self::Gcj02,
            Some(CoordinateSystem::Bd09) => Self::Bd09,
            Some(CoordinateSystem::Swapped) => Self::Swapped,
            Some(CoordinateSystem::Epsg(_) | CoordinateSystem::EpsgSwapped(_)) => Self::Epsg,
        }
    }
}

/// What happens with the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoordinatePurpose {
    /// Files are opened in place of what is open.
    Open {
        /// Which.
        paths: Vec<PathBuf>,
        /// What was said of other layers before.
        systems: BTreeMap<String, CoordinateSystem>,
    },
    /// These files become the community of the open plan, in one step.
    Adopt,
    /// A layer that is loaded is read otherwise.
    Layer,
}

/// Why the typed code says no system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeFault {
    /// Nothing is typed yet.
    Missing,
    /// What is typed is no number.
    NoNumber,
    /// The system cannot be followed.
    System(CoordinateSystemError),
}

/// The question about one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoordinateQuestion {
    /// The layer, as mappings name it.
    pub layer: String,
    /// Its file, as the plan names it.
    pub path: String,
    /// The folder relative paths start from.
    pub base: Option<PathBuf>,
    /// What looks odd.
    pub why: Wording,
    /// What is suspected, where anything is.
    pub suspected: Option<Suspected>,
    /// How the file is read now; `None` as it says.
    pub current: Option<CoordinateSystem>,
    /// What is chosen.
    pub choice: CoordinateChoice,
    /// The code as typed.
    pub code: String,
    /// The numbers of the system stand north before east.
    pub is_north_first: bool,
    /// What happens with the answer.
    pub purpose: CoordinatePurpose,
    /// All files of the community in question.
    pub files: Vec<CommunityFile>,
    /// What is said of them.
    pub mapping: Mapping,
    /// How often the picture was brought nearer.
    pub closeness: u8,
}

impl CoordinateQuestion {
    /// A question with the first offer of the doubt chosen, or what holds now.
    #[must_use]
    pub fn new(layer: String, file: CommunityFile, why: Wording, purpose: CoordinatePurpose) -> Self {
        Self {
            layer,
            path: file.path,
            base: None,
            why,
            suspected: None,
            current: None,
            choice: CoordinateChoice::AsFile,
            code: String::new(),
            is_north_first: false,
            purpose,
            files: Vec::new(),
            mapping: Mapping::default(),
            closeness: 0,
        }
    }

    /// Chooses a system.
    pub fn choose(&mut self, system: Option<CoordinateSystem>) {
        self.choice = CoordinateChoice::of(system);
        if let Some(CoordinateSystem::Epsg(code) | CoordinateSystem::EpsgSwapped(code)) = system {
            self.code = code.0.to_string();
            self.is_north_first = matches!(system, Some(CoordinateSystem::EpsgSwapped(_)));
        }
    }

    /// Takes over what is suspected; the likeliest system is chosen for the look, none is used unasked.
    pub fn suspect(&mut self, suspected: Suspected) {
        let doubt = CoordinateDoubt { file: self.layer.clone(), suspected };
        match doubt.offers().first() {
            Some(&system) => self.choose(Some(system)),
            // Nothing tells which projected system it is: the planner types its code.
            None => self.choice = CoordinateChoice::Epsg,
        }
        self.suspected = Some(doubt.suspected);
    }

    /// The systems that were offered for what is suspected.
    #[must_use]
    pub fn offers(&self) -> Vec<CoordinateSystem> {
        let doubt = |suspected: &Suspected| CoordinateDoubt { file: String::new(), suspected: suspected.clone() };
        self.suspected.as_ref().map_or_else(Vec::new, |suspected| doubt(suspected).offers())
    }

    /// Can the choice be taken for this file? What the file says was refused where it is doubted before it is open.
    #[must_use]
    pub const fn is_offered(&self, choice: CoordinateChoice) -> bool {
        !matches!(choice, CoordinateChoice::AsFile) || matches!(self.purpose, CoordinatePurpose::Layer)
    }

    /// The chosen system; `None` as the file says.
    ///
    /// # Errors
    /// [`CodeFault`] where the typed code names none.
    pub fn system(&self) -> Result<Option<CoordinateSystem>, CodeFault> {
        Ok(Some(match self.choice {
            CoordinateChoice::AsFile => return Ok(None),
            CoordinateChoice::Wgs84 => CoordinateSystem::Wgs84,
            CoordinateChoice::Swapped => CoordinateSystem::Swapped,
            CoordinateChoice::Gcj02 => CoordinateSystem::Gcj02,
            CoordinateChoice::Bd09 => CoordinateSystem::Bd09,
            CoordinateChoice::Cgcs2000 => CoordinateSystem::Cgcs2000,
            CoordinateChoice::Epsg => {
                let typed = self.code.trim();
                let typed = typed
                    .get(..5)
                    .filter(|start| start.eq_ignore_ascii_case("epsg:"))
                    .map_or(typed, |_| typed.get(5..).unwrap_or_default().trim());
                if typed.is_empty() {
                    return Err(CodeFault::Missing);
                }
                let code = EpsgCode(typed.parse().map_err(|_no_number| CodeFault::NoNumber)?);
                let system = if self.is_north_first {
                    CoordinateSystem::EpsgSwapped(code)
                } else {
                    CoordinateSystem::Epsg(code)
                };
                Converter::new(system).map_err(CodeFault::System)?;
                system
            }
        }))
    }
}

/// The picture of a file before and after, over the other layers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoordinatePicture {
    /// Lines and outlines of the other layers.
    pub others: Arc<Vec<Line>>,
    /// Their extent.
    pub extent: Option<BoundingBox>,
    /// The file as it is read now.
    pub before: ReadPlaces,
    /// The file as it would be read.
    pub after: ReadPlaces,
}

/// How the picture stands.
#[derive(Clone, Copy, Debug, Default)]
pub enum CoordinateLook<'a> {
    /// There is none: nothing is asked, or the typed code names no system.
    #[default]
    Nothing,
    /// The file is being read.
    Reading,
    /// The file cannot be read so.
    Failed(&'a Wording),
    /// Here it is.
    Ready(&'a Arc<CoordinatePicture>),
}

/// What the question about coordinates asks the application to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoordinateCommand {
    /// Ask about a loaded layer.
    Ask(String),
    /// Read the file as chosen.
    Accept,
}

/// A system in the planner's words.
pub(super) fn system_words(texts: Texts, system: Option<CoordinateSystem>) -> String {
    match system {
        Some(CoordinateSystem::Epsg(code)) => epsg_words(code),
        Some(CoordinateSystem::EpsgSwapped(code)) => {
            texts.with("coordinates-epsg-north-first", &[("name", Value::Text(&epsg_words(code)))])
        }
        None
        | Some(
            CoordinateSystem::Wgs84
            | CoordinateSystem::Cgcs2000
            | CoordinateSystem::Gcj02
            | CoordinateSystem::Bd09
            | CoordinateSystem::Swapped,
        ) => texts.get(CoordinateChoice::of(system).text_key()),
    }
}

/// A code with the name of its system.
pub(super) fn epsg_words(code: EpsgCode) -> String {
    code.title().map_or_else(|| code.to_string(), |title| format!("{code} · {title}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> CoordinateQuestion {
        let file = CommunityFile { path: "/a/b.csv".to_owned(), sha256: String::new() };
        CoordinateQuestion::new("b.csv".to_owned(), file, Wording::key("coordinates-why"), CoordinatePurpose::Adopt)
    }

    #[test]
    fn the_likeliest_system_is_looked_at_first_and_a_code_is_asked_for_where_nothing_tells() {
        let mut asked = question();
        asked.suspect(Suspected::SwappedAxes);
        assert_eq!(asked.system(), Ok(Some(CoordinateSystem::Swapped)));
        asked.suspect(Suspected::Projected { likely: vec![EpsgCode(2056), EpsgCode(3857)] });
        assert_eq!(asked.system(), Ok(Some(CoordinateSystem::Epsg(EpsgCode(2056)))));
        let mut asked = question();
        asked.suspect(Suspected::Projected { likely: Vec::new() });
        assert_eq!(asked.system(), Err(CodeFault::Missing));
        asked.suspect(Suspected::ElsewhereThanOthers);
        assert_eq!(asked.system(), Ok(Some(CoordinateSystem::Gcj02)));
    }

    #[test]
    fn typed_codes_are_understood_or_refused_with_the_reason() {
        let mut asked = question();
        asked.choice = CoordinateChoice::Epsg;
        for (typed, expected) in [
            ("2056", Ok(Some(CoordinateSystem::Epsg(EpsgCode(2056))))),
            (" EPSG:4547 ", Ok(Some(CoordinateSystem::Epsg(EpsgCode(4547))))),
            ("", Err(CodeFault::Missing)),
            ("epsg:", Err(CodeFault::Missing)),
            ("utm 32", Err(CodeFault::NoNumber)),
            ("坐标系", Err(CodeFault::NoNumber)),
            ("1", Err(CodeFault::System(CoordinateSystemError::Unknown(EpsgCode(1))))),
            ("2343", Err(CodeFault::System(CoordinateSystemError::NoDatum(EpsgCode(2343))))),
        ] {
            asked.code = typed.to_owned();
            assert_eq!(asked.system(), expected, "{typed}");
        }
        asked.code = "4547".to_owned();
        asked.is_north_first = true;
        assert_eq!(asked.system(), Ok(Some(CoordinateSystem::EpsgSwapped(EpsgCode(4547)))));
    }

    #[test]
    fn choosing_a_system_and_reading_it_back_is_the_same_system() {
        let mut asked = question();
        for word in ["wgs84", "cgcs2000", "gcj02", "bd09", "swapped", "epsg:4547", "epsg:4547-swapped", "epsg:2056"] {
            let system = CoordinateSystem::from_name(word);
            asked.choose(system);
            assert_eq!(asked.system(), Ok(system));
        }
        asked.choose(None);
        assert_eq!(asked.system(), Ok(None));
    }
}
