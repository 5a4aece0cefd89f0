//! The `muster` member: name, settings, scenarios, review and the community files.

use std::collections::{BTreeMap, BTreeSet};

use super::error::PlanWarning;
use super::evacuation::{EVACUATION, read_evacuation};
use super::mends::read_mends;
use super::oddity::{Expected, PlanOddity, number_list};
use super::properties::{Properties, read_number, read_string, shortened};
use super::read::LARGEST_NUMBER;
use super::words;
use crate::community::{CrossingRule, Fact, FeatureKind, LayerMapping};
use crate::exchange::json::{ExtraList, elements, extra, object_text};
use crate::geometry::CoordinateSystem;
use crate::ids::ScenarioId;
use crate::plan::{
    BASE_SCENARIO, CommunityFile, ObjectId, PlanHeader, PopulationSettings, ReviewState, Scenario, ScenarioSelection,
    Settings, TimeOfDay, TravelMode, WalkingProfile,
};
use crate::standards::ValueKey;
use crate::units::Persons;

/// What the `muster` member says.
#[derive(Default)]
pub(super) struct ReadHeader {
    pub(super) header: PlanHeader,
    pub(super) settings: Settings,
    pub(super) scenarios: Vec<ReadScenario>,
    /// The numbers of objects its scenarios name.
    pub(super) named: BTreeSet<u32>,
    /// The version the file names is newer than ours.
    pub(super) is_from_the_future: bool,
}

/// A scenario whose objects are still bare numbers.
pub(super) struct ReadScenario {
    scenario: Scenario,
    only: Option<BTreeSet<u32>>,
    except: Option<BTreeSet<u32>>,
}

/// Reads the member; what is not understood is kept in the extras, and said in a warning.
pub(super) fn read_header(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> ReadHeader {
    let mut from = match Properties::read(text) {
        Ok(from) => from,
        Err(error) => {
            warn(warnings, words::MUSTER, PlanOddity::HeaderNotAnObject(error.to_string()));
            let extras = vec![extra("muster_unread", text.unwrap_or_default())];
            return ReadHeader { header: PlanHeader { extras, ..PlanHeader::default() }, ..ReadHeader::default() };
        }
    };
    let is_from_the_future = read_version(&mut from, warnings);
    let name = from.string("name");
    let (settings, mut kept) = read_settings(from.peek("settings"), warnings);
    from.take("settings");
    let (scenarios, kept_scenarios) = read_scenarios(from.peek("scenarios"), warnings);
    kept.extend(kept_scenarios);
    from.take("scenarios");
    let review = from.word("review", ReviewState::from_name).unwrap_or_default();
    let (community, kept_files) = read_community(from.peek("community"), warnings);
    from.take("community");
    kept.extend(kept_files);
    report(&from, warnings);
    let mut extras = from.rest();
    extras.extend(kept);
    let header = PlanHeader { name, community, review, extras, ..PlanHeader::default() };
    let named = scenarios.iter().flat_map(ReadScenario::named).collect();
    ReadHeader { header, settings, scenarios, named, is_from_the_future }
}

/// Reads the version, and would bring older files up to ours, one version after the other.
fn read_version(from: &mut Properties<'_>, warnings: &mut Vec<PlanWarning>) -> bool {
    // There is only version 1 so far: the first upgrade (`upgrade_1_to_2`) belongs here.
    let version = from.peek("format_version").map(|text| serde_json::from_str::<u32>(text).ok());
    let is_newer = matches!(version, Some(Some(version)) if version > words::FORMAT_VERSION);
    if is_newer {
        let newer = version.flatten().unwrap_or_default();
        warn(warnings, "format_version", PlanOddity::NewerFormat(newer, words::FORMAT_VERSION));
        // Not taken: the number stays in the file, as what the newer program added does.
        return true;
    }
    if version.is_some_and(|version| version != Some(words::FORMAT_VERSION)) {
        warn(warnings, "format_version", PlanOddity::NotAVersion);
    }
    from.take("format_version");
    false
}

pub(super) fn warn(warnings: &mut Vec<PlanWarning>, property: &str, oddity: PlanOddity) {
    warnings.push(PlanWarning::of_file(Some(property), oddity));
}

pub(super) fn report(from: &Properties<'_>, warnings: &mut Vec<PlanWarning>) {
    for (name, oddity) in &from.problems {
        warn(warnings, name, oddity.clone());
    }
}

/// Keeps a whole member whose form was not understood.
pub(super) fn kept_whole(name: &str, text: &str, warnings: &mut Vec<PlanWarning>) -> ExtraList {
    warn(warnings, name, PlanOddity::NotUnderstood(shortened(text)));
    vec![extra(name, text)]
}

fn read_settings(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (Settings, ExtraList) {
    let Ok(mut from) = Properties::read(text) else {
        warn(warnings, "settings", PlanOddity::SettingsNotAnObject);
        return (Settings::default(), vec![extra("settings_unread", text.unwrap_or_default())]);
    };
    let defaults = Settings::default();
    let profile = from.value("profile", Expected::Text, read_string).unwrap_or(defaults.profile);
    let walking = from.word("walking", WalkingProfile::from_name).unwrap_or_default();
    let crossings = from.word("crossings", CrossingRule::from_name).unwrap_or_default();
    let seed = from.value("seed", Expected::Whole, |text| serde_json::from_str(text).ok()).unwrap_or(defaults.seed);
    let (overrides, mut kept) = read_overrides(from.peek("overrides"), warnings);
    let (population, kept_population) = read_population(from.peek("population"), warnings);
    let (layers, kept_layers) = read_mapping(from.peek("mapping"), warnings);
    let (mends, kept_mends) = read_mends(from.peek("mends"), warnings);
    let (evacuation, kept_evacuation) = read_evacuation(from.peek(EVACUATION), warnings);
    kept.extend(kept_population);
    kept.extend(kept_evacuation);
    kept.extend(kept_layers);
    kept.extend(kept_mends);
    for name in ["overrides", "population", EVACUATION, "mapping", "mends"] {
        from.take(name);
    }
    report(&from, warnings);
    let mut extras = from.rest();
    extras.extend(kept);
    let mapping = crate::community::Mapping { layers };
    let settings =
        Settings { profile, overrides, walking, crossings, mends, population, evacuation, mapping, seed, extras };
    (settings, Vec::new())
}

/// What an object within the settings holds beside what was understood.
pub(super) fn kept_part(name: &str, rest: &ExtraList) -> ExtraList {
    if rest.is_empty() { Vec::new() } else { vec![extra(name, &object_text(rest))] }
}

fn read_overrides(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (BTreeMap<ValueKey, f64>, ExtraList) {
    let Ok(mut from) = Properties::read(text) else {
        return (BTreeMap::new(), kept_whole("overrides", text.unwrap_or_default(), warnings));
    };
    let mut overrides = BTreeMap::new();
    for key in ValueKey::ALL {
        if let Some(value) = from.value(key.name(), Expected::Number, read_number) {
            let (low, high) = key.range();
            if !(low..=high).contains(&value) {
                warn(warnings, key.name(), PlanOddity::OutsideRange(key, value));
            }
            overrides.insert(key, value);
        }
    }
    report(&from, warnings);
    let unknown: Vec<String> = from.rest_names().map(str::to_owned).collect();
    for name in unknown.iter().filter(|name| ValueKey::from_name(name).is_none()) {
        warn(warnings, name, PlanOddity::NoSuchValue);
    }
    (overrides, kept_part("overrides", &from.rest()))
}

fn read_population(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (PopulationSettings, ExtraList) {
    let Ok(mut from) = Properties::read(text) else {
        return (PopulationSettings::default(), kept_whole("population", text.unwrap_or_default(), warnings));
    };
    let total = from.count("total_persons").map(Persons);
    report(&from, warnings);
    (PopulationSettings { total }, kept_part("population", &from.rest()))
}

type Layers = BTreeMap<String, LayerMapping>;

fn read_mapping(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (Layers, ExtraList) {
    let Ok(from) = Properties::read(text) else {
        return (Layers::new(), kept_whole("mapping", text.unwrap_or_default(), warnings));
    };
    let mut layers = Layers::new();
    let mut kept = ExtraList::new();
    for (layer, text) in from.rest() {
        match Properties::read(Some(&text)) {
            Ok(inner) if text.starts_with('{') => {
                let (mapping, rest) = read_layer(inner, warnings);
                layers.insert(layer.as_ref().to_owned(), mapping);
                if !rest.is_empty() {
                    kept.push(extra(&layer, &object_text(&rest)));
                }
            }
            Ok(_) | Err(_) => kept.extend(kept_whole(&layer, &text, warnings)),
        }
    }
    (layers, kept_part("mapping", &kept))
}

fn read_layer(mut from: Properties<'_>, warnings: &mut Vec<PlanWarning>) -> (LayerMapping, ExtraList) {
    let kind = from.word("kind", FeatureKind::from_name);
    let coordinates = from.word("coordinates", CoordinateSystem::from_name);
    let mut columns = BTreeMap::new();
    let mut kept = ExtraList::new();
    let text = from.peek("columns");
    match Properties::read(text) {
        Ok(mut inner) => {
            for fact in Fact::ALL {
                if let Some(column) = inner.value(fact.name(), Expected::Column, read_string) {
                    columns.insert(fact, column);
                }
            }
            report(&inner, warnings);
            kept = kept_part("columns", &inner.rest());
        }
        Err(_) => kept.extend(kept_whole("columns", text.unwrap_or_default(), warnings)),
    }
    from.take("columns");
    report(&from, warnings);
    let mut rest = from.rest();
    rest.extend(kept);
    (LayerMapping { kind, coordinates, columns }, rest)
}

fn read_scenarios(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (Vec<ReadScenario>, ExtraList) {
    let Some(text) = text else { return (Vec::new(), Vec::new()) };
    let Ok(list) = elements(text) else {
        warn(warnings, "scenarios", PlanOddity::NotAList);
        return (Vec::new(), vec![extra("scenarios_unread", text)]);
    };
    let mut found: Vec<ReadScenario> = Vec::new();
    let mut unread = Vec::new();
    for text in list {
        let read = read_scenario(text, warnings);
        match read {
            Some(read) if found.iter().all(|other| other.scenario.id != read.scenario.id) => found.push(read),
            Some(_) | None => {
                warn(warnings, "scenarios", PlanOddity::ScenarioNotUnderstood(shortened(text)));
                unread.push(text);
            }
        }
    }
    let kept = (!unread.is_empty()).then(|| extra("scenarios_unread", &crate::exchange::json::array_text(&unread)));
    (found, kept.into_iter().collect())
}

fn read_scenario(text: &str, warnings: &mut Vec<PlanWarning>) -> Option<ReadScenario> {
    let mut from = Properties::read(Some(text)).ok()?;
    let id = ScenarioId(from.count("id")?);
    let name = from.string("name");
    let mut only = from.value("only", Expected::Objects, read_numbers);
    // Numbers whose object was not understood last time are looked up again: it may be back.
    if let Some(missing) = from.value("only_missing", Expected::Objects, read_numbers) {
        only.get_or_insert_default().extend(missing);
    }
    let mut except = from.value("except", Expected::Objects, read_numbers);
    if let Some(missing) = from.value("except_missing", Expected::Objects, read_numbers) {
        except.get_or_insert_default().extend(missing);
    }
    let time_of_day = from.word("time_of_day", TimeOfDay::from_name).unwrap_or_default();
    let mode = from.word("mode", TravelMode::from_name).unwrap_or_default();
    report(&from, warnings);
    let scenario = Scenario { id, name, selection: ScenarioSelection::All, time_of_day, mode, extras: from.rest() };
    Some(ReadScenario { scenario, only, except })
}

fn read_numbers(text: &str) -> Option<BTreeSet<u32>> {
    serde_json::from_str(text).ok()
}

impl ReadScenario {
    /// The numbers of objects it names, among those an object may have.
    fn named(&self) -> impl Iterator<Item = u32> {
        self.only.iter().chain(&self.except).flatten().copied().filter(|number| *number <= LARGEST_NUMBER)
    }

    /// The scenario with its objects; numbers nothing has are kept apart and said.
    pub(super) fn resolved(self, objects: &BTreeMap<u32, ObjectId>, warnings: &mut Vec<PlanWarning>) -> Scenario {
        let mut scenario = self.scenario;
        let mut known = |member: &str, kept_as: &str, numbers: BTreeSet<u32>| -> BTreeSet<ObjectId> {
            let (found, missing): (Vec<u32>, Vec<u32>) =
                numbers.into_iter().partition(|number| objects.contains_key(number));
            if !missing.is_empty() {
                let which = (scenario.id != BASE_SCENARIO).then(|| scenario.name.clone());
                scenario.extras.push(extra(kept_as, &format!("[{}]", number_list(&missing))));
                warn(warnings, member, PlanOddity::MissingObjects(which, missing));
            }
            found.iter().filter_map(|n| objects.get(n)).copied().collect()
        };
        let only = self.only.map(|only| known("only", "only_missing", only));
        let except = self.except.map(|except| known("except", "except_missing", except));
        scenario.selection = match (only, except) {
            (None, None) => ScenarioSelection::All,
            (Some(only), None) => ScenarioSelection::Only(only),
            (None, Some(except)) => ScenarioSelection::Except(except),
            // Both at once mean those that are named and not left out.
            (Some(only), Some(except)) => ScenarioSelection::Only(only.difference(&except).copied().collect()),
        };
        scenario
    }
}

fn read_community(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (Vec<CommunityFile>, ExtraList) {
    let Some(text) = text else { return (Vec::new(), Vec::new()) };
    let Ok(list) = elements(text) else {
        warn(warnings, "community", PlanOddity::NotAList);
        return (Vec::new(), vec![extra("community_unread", text)]);
    };
    let (mut files, mut kept, mut unread) = (Vec::new(), ExtraList::new(), Vec::new());
    for text in list {
        let read = Properties::read(Some(text)).ok().and_then(|mut from| {
            let path = from.value("path", Expected::Path, read_string)?;
            let sha256 = from.string("sha256");
            Some((CommunityFile { path, sha256 }, from.rest()))
        });
        if let Some((file, rest)) = read {
            kept.extend(kept_part(&file.path, &rest));
            files.push(file);
        } else {
            warn(warnings, "community", PlanOddity::NoFileNamed(shortened(text)));
            unread.push(text);
        }
    }
    let mut extras = kept_part("community", &kept);
    if !unread.is_empty() {
        extras.push(extra("community_unread", &crate::exchange::json::array_text(&unread)));
    }
    (files, extras)
}
