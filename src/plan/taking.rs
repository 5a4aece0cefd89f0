//! Features of a file taken into the plan: hazard areas with their times, evacuation areas with theirs, sites.
//!
//! A map of a fire by the hour, of a flood by its depth, or of the neighborhoods of a town comes as polygons with
//! columns. What a planner says of the columns makes them objects of the plan; the file stays as it is. Nothing is
//! left out unsaid.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::time_columns::usual_unit;
use super::{Capacity, EvacuationArea, Hazard, HazardArea, HazardEffect, PlanObject, Site, SiteGeometry, SiteKind};
use crate::community::{FileFeature, FileLayer, FileValue, Measure};
use crate::geometry::{LonLat, MultiPolygon, Shape};
use crate::ids::{EvacuationAreaId, HazardAreaId, SiteId};
use crate::units::Persons;

/// The unit of a column of times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    #[default]
    Minutes,
    /// Hours.
    Hours,
}

impl TimeUnit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Seconds, Self::Minutes, Self::Hours];

    /// The word in options.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
        }
    }

    /// The unit a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// So many minutes is one of it.
    #[must_use]
    pub const fn minutes(self) -> f64 {
        match self {
            Self::Seconds => 1.0 / 60.0,
            Self::Minutes => 1.0,
            Self::Hours => 60.0,
        }
    }
}

/// A column that says when, counted from the order to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeColumn {
    /// Its name.
    pub column: String,
    /// What its numbers count.
    pub unit: TimeUnit,
}

/// What the features become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// Hazard areas.
    HazardArea,
    /// Evacuation areas.
    EvacuationArea,
    /// Sites of a kind.
    Site(SiteKind),
}

/// How the features of a layer become objects of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Taking {
    /// What they become.
    pub becomes: Becomes,
    /// The column with their names; where there is none, hazard areas are called by what they begin with.
    pub name: Option<String>,
    /// When a hazard area begins to act, or the people of an evacuation area leave; from the start without a column.
    pub from: Option<TimeColumn>,
    /// When a hazard area ceases to act; never without a column.
    pub until: Option<TimeColumn>,
    /// What threatens; `None` takes the words of the file's column `hazard`, and "other" where they say nothing.
    pub hazard: Option<Hazard>,
    /// What hazard areas do.
    pub effect: HazardEffect,
}

/// Why a planner's word about the columns cannot be followed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TakingError {
    /// There is no such column.
    #[error("{file} has no column {column}; it has: {columns}")]
    NoColumn {
        /// The file.
        file: String,
        /// What was named.
        column: String,
        /// What there is.
        columns: String,
    },
}

/// What is to be said of one feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakingNote {
    /// Left out: it has no shape that can be used.
    NoShape,
    /// Left out: an area is needed.
    NotAnArea,
    /// Left out: a point or an area is needed.
    NotAPlace,
    /// Taken from the start on: its time, as written, is none (empty where there is nothing).
    NoStart(String),
    /// Taken without an end: its time, as written, is none (empty where there is nothing).
    NoEnd(String),
    /// Taken, but it ends no later than it begins.
    NeverActs,
    /// Taken as another hazard: the words of the file name none.
    UnknownHazard(String),
    /// Taken without a number of places: what is written is none.
    NoCapacity(String),
    /// An exit, taken without a flow: what is written is none.
    NoExitFlow(String),
    /// An exit, taken without what its column `capacity` says: places, or people a minute?
    DoubtfulCapacity(String),
}

impl TakingNote {
    /// Is the feature left out?
    #[must_use]
    pub const fn is_left_out(&self) -> bool {
        match self {
            Self::NoShape | Self::NotAnArea | Self::NotAPlace => true,
            Self::NoStart(_)
            | Self::NoEnd(_)
            | Self::NeverActs
            | Self::UnknownHazard(_)
            | Self::NoCapacity(_)
            | Self::NoExitFlow(_)
            | Self::DoubtfulCapacity(_) => false,
        }
    }
}

impl fmt::Display for TakingNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
        match self {
            Self::NoShape => f.write_str("left out: it has no shape that can be used"),
            Self::NotAnArea => f.write_str("left out: it is no area"),
            Self::NotAPlace => f.write_str("left out: it is neither a point nor an area"),
            Self::NoStart(text) => write!(f, "acts from the start: {} is no time", quoted(text)),
            Self::NoEnd(text) => write!(f, "never ends: {} is no time", quoted(text)),
            Self::NeverActs => f.write_str("never acts: it ends no later than it begins"),
            Self::UnknownHazard(text) => write!(f, "taken as hazard other: {text} names no hazard"),
            Self::NoCapacity(text) => write!(f, "no number of places: {text} is none"),
            Self::NoExitFlow(text) => write!(f, "no flow: {text} is no number of persons per minute"),
            Self::DoubtfulCapacity(text) => {
                write!(f, "the capacity {text} is not taken: name the column exit_persons_per_min or capacity_persons")
            }
        }
    }
}

/// What came of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// The objects, in the order of the file; their numbers are given when they come into the plan.
    pub objects: Vec<PlanObject>,
    /// What is to be said: number of the feature from 0, and what.
    pub notes: Vec<(u32, TakingNote)>,
}

/// What would come of a layer, told without making it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// So many objects.
    pub n_objects: usize,
    /// Minutes from the order to the first and the last beginning; `None` where nothing has a time.
    pub starts_min: Option<(f64, f64)>,
    /// What is to be said: number of the feature from 0, and what.
    pub notes: Vec<(u32, TakingNote)>,
}

/// Columns that usually hold a name.
const NAME_COLUMNS: [&str; 8] = ["name", "title", "label", "名称", "名字", "区域名称", "设施名称", "name_en"];
/// Columns that usually say what threatens.
const HAZARD_COLUMNS: [&str; 6] = ["hazard", "hazard_type", "disaster", "灾种", "灾害", "灾害类型"];
/// Columns that hold a number of places.
const PLACES_COLUMNS: [&str; 3] = ["capacity_persons", "可容纳人数", "容纳人数"];
/// Columns that hold a number of places, but of an exit perhaps how many pass.
const CAPACITY_COLUMNS: [&str; 3] = ["capacity", "places", "容量"];
/// Columns that hold how many people an exit lets pass in a minute.
const FLOW_COLUMNS: [&str; 5] =
    ["exit_persons_per_min", "persons_per_min", "persons per minute", "people per minute", "每分钟人数"];

impl Taking {
    /// What can be told from the columns: the one with names, and one with times and their unit.
    #[must_use]
    pub fn suggested(layer: &FileLayer, becomes: Becomes) -> Self {
        let has_time = match becomes {
            Becomes::HazardArea | Becomes::EvacuationArea => true,
            Becomes::Site(_) => false,
        };
        let is_numeric = |column: usize| {
            let values = || layer.features.iter().filter_map(|feature| feature.value(column));
            values().next().is_some() && values().all(|value| value.number().is_some())
        };
        let times = layer.columns.iter().enumerate().filter(|(column, _)| has_time && is_numeric(*column));
        let mut times = times.filter_map(|(_, name)| {
            let unit = usual_unit(name)?;
            Some(TimeColumn { column: name.as_ref().to_owned(), unit })
        });
        Self {
            becomes,
            name: first_column(layer, &NAME_COLUMNS)
                .and_then(|column| layer.columns.get(column))
                .map(ToString::to_string),
            from: times.next(),
            until: None,
            hazard: None,
            effect: HazardEffect::ClosedToWalkers,
        }
    }
}

fn first_column(layer: &FileLayer, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| layer.column(name))
}

/// The hazard words of a file name, in English or Chinese; `None` where they name none.
#[must_use]
pub fn hazard_from_words(words: &str) -> Option<Hazard> {
    let lower = words.to_lowercase();
    let says = |signs: &[&str]| signs.iter().any(|sign| lower.contains(sign));
    let all: [(&[&str], Hazard); 8] = [
        (&["fire", "火"], Hazard::Fire),
        (&["tsunami", "海啸"], Hazard::Tsunami),
        (&["flood", "inundation", "洪", "涝"], Hazard::Flood),
        (&["quake", "地震"], Hazard::Earthquake),
        (&["chemical", "toxic", "gas", "化学", "危化", "泄漏"], Hazard::Chemical),
        (&["slide", "debris flow", "滑坡", "泥石流", "崩塌"], Hazard::Landslide),
        (&["epidemic", "pandemic", "疫"], Hazard::Epidemic),
        (&["other", "其他"], Hazard::Other),
    ];
    all.into_iter().find(|(signs, _)| says(signs)).map(|(_, hazard)| hazard)
}

/// The columns of a layer a taking needs, found.
struct Found {
    name: Option<usize>,
    from: Option<(usize, f64, Arc<str>)>,
    until: Option<(usize, f64, Arc<str>)>,
    hazard: Option<usize>,
    places: Option<usize>,
    capacity: Option<usize>,
    flow: Option<usize>,
}

impl Found {
    fn new(layer: &FileLayer, taking: &Taking) -> Result<Self, TakingError> {
        let find = |name: &str| {
            layer.column(name).ok_or_else(|| TakingError::NoColumn {
                file: layer.name.clone(),
                column: name.to_owned(),
                columns: layer.columns.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
            })
        };
        let time = |time: &Option<TimeColumn>| {
            let found = time.as_ref().map(|time| {
                let column = find(&time.column)?;
                Ok((column, time.unit.minutes(), Arc::from(time.column.as_str())))
            });
            found.transpose()
        };
        Ok(Self {
            name: taking.name.as_deref().map(find).transpose()?,
            from: time(&taking.from)?,
            until: time(&taking.until)?,
            hazard: first_column(layer, &HAZARD_COLUMNS),
            places: first_column(layer, &PLACES_COLUMNS),
            capacity: first_column(layer, &CAPACITY_COLUMNS),
            flow: first_column(layer, &FLOW_COLUMNS),
        })
    }
}

/// Makes the objects. O(size of the layer).
///
/// # Errors
/// [`TakingError`] where a column is not there.
pub fn taken(layer: &FileLayer, taking: &Taking) -> Result<Taken, TakingError> {
    let mut objects = Vec::new();
    let notes = each_of(layer, taking, |fit| objects.push(fit.object()))?;
    Ok(Taken { objects, notes })
}

/// Tells what would come of a layer, without a copy of its outlines: cheap enough for every choice. O(features).
///
/// # Errors
/// [`TakingError`] where a column is not there.
pub fn outlook(layer: &FileLayer, taking: &Taking) -> Result<Outlook, TakingError> {
    let mut outlook = Outlook::default();
    outlook.notes = each_of(layer, taking, |fit| {
        outlook.n_objects += 1;
        if let Some(at) = fit.start_min() {
            let (first, last) = outlook.starts_min.unwrap_or((at, at));
            outlook.starts_min = Some((first.min(at), last.max(at)));
        }
    })?;
    Ok(outlook)
}

/// Looks at each feature in turn; what is to be said comes back.
fn each_of<'l>(
    layer: &'l FileLayer,
    taking: &Taking,
    mut each: impl FnMut(Fit<'l>),
) -> Result<Vec<(u32, TakingNote)>, TakingError> {
    let found = Found::new(layer, taking)?;
    let mut notes = Vec::new();
    for feature in &layer.features {
        match fit_of(feature, taking, &found, &mut notes) {
            Ok(fit) => each(fit),
            Err(note) => notes.push((feature.number, note)),
        }
    }
    Ok(notes)
}

/// A feature that can be taken: its facts, and its shape where it lies.
struct Fit<'l> {
    feature: &'l FileFeature,
    name: String,
    what: FitKind<'l>,
}

/// What a feature becomes.
enum FitKind<'l> {
    HazardArea {
        outline: &'l MultiPolygon,
        hazard: Hazard,
        from_min: f64,
        until_min: Option<f64>,
        effect: HazardEffect,
    },
    EvacuationArea {
        outline: &'l MultiPolygon,
        phase_min: f64,
    },
    Site {
        kind: SiteKind,
        shape: SiteShape<'l>,
        place: LonLat,
        capacity: Capacity,
        exit_persons_per_min: Option<f64>,
    },
}

/// Where a site is.
enum SiteShape<'l> {
    Point(LonLat),
    Area(&'l MultiPolygon),
}

impl Fit<'_> {
    /// Minutes from the order to its beginning or leaving; `None` for what has no times.
    const fn start_min(&self) -> Option<f64> {
        match self.what {
            FitKind::HazardArea { from_min, .. } => Some(from_min),
            FitKind::EvacuationArea { phase_min, .. } => Some(phase_min),
            FitKind::Site { .. } => None,
        }
    }

    fn object(self) -> PlanObject {
        let (name, source_id) = (self.name, self.feature.source_id.clone());
        match self.what {
            FitKind::HazardArea { outline, hazard, from_min, until_min, effect } => {
                let area = HazardArea::new(HazardAreaId(0), hazard, outline.clone());
                PlanObject::HazardArea(Arc::new(HazardArea { source_id, name, from_min, until_min, effect, ..area }))
            }
            FitKind::EvacuationArea { outline, phase_min } => {
                let area = EvacuationArea::new(EvacuationAreaId(0), outline.clone());
                PlanObject::EvacuationArea(Arc::new(EvacuationArea { source_id, name, phase_min, ..area }))
            }
            FitKind::Site { kind, shape, place, capacity, exit_persons_per_min } => {
                let geometry = match shape {
                    SiteShape::Point(place) => SiteGeometry::Point(place),
                    SiteShape::Area(area) => SiteGeometry::Area(area.clone()),
                };
                let site = Site::new(SiteId(0), kind, place);
                PlanObject::Site(Arc::new(Site { source_id, name, geometry, capacity, exit_persons_per_min, ..site }))
            }
        }
    }
}

fn fit_of<'l>(
    feature: &'l FileFeature,
    taking: &Taking,
    found: &Found,
    notes: &mut Vec<(u32, TakingNote)>,
) -> Result<Fit<'l>, TakingNote> {
    let shape = feature.shape.as_ref().ok_or(TakingNote::NoShape)?;
    let name = found.name.and_then(|column| feature.value(column)).map(FileValue::words).unwrap_or_default();
    let mut facts = Facts { feature, notes };
    match taking.becomes {
        Becomes::HazardArea => {
            let outline = area_of(shape)?;
            let from_min = facts.minutes(found.from.as_ref(), TakingNote::NoStart).unwrap_or(0.0);
            let until_min = facts.minutes(found.until.as_ref(), TakingNote::NoEnd);
            if until_min.is_some_and(|until| until <= from_min) {
                facts.say(TakingNote::NeverActs);
            }
            let hazard = taking.hazard.unwrap_or_else(|| facts.hazard(found.hazard));
            let called = found
                .from
                .as_ref()
                .and_then(|(column, _, name)| feature.value(*column).map(|value| format!("{name} {}", value.words())));
            let name = if name.is_empty() { called.unwrap_or_default() } else { name };
            let what = FitKind::HazardArea { outline, hazard, from_min, until_min, effect: taking.effect };
            Ok(Fit { feature, name, what })
        }
        Becomes::EvacuationArea => {
            let outline = area_of(shape)?;
            let phase_min = facts.minutes(found.from.as_ref(), TakingNote::NoStart).unwrap_or(0.0);
            Ok(Fit { feature, name, what: FitKind::EvacuationArea { outline, phase_min } })
        }
        Becomes::Site(kind) => {
            let place = shape.center().ok_or(TakingNote::NoShape);
            let shape = match shape {
                Shape::Point(place) => SiteShape::Point(*place),
                Shape::Area(area) => SiteShape::Area(area),
                Shape::Lines(_) => return Err(TakingNote::NotAPlace),
            };
            let place = place?;
            let capacity = facts.capacity(kind, found);
            let flow = found.flow.filter(|_| kind == SiteKind::Exit);
            let exit_persons_per_min = facts.measured(flow, Measure::PersonsPerMinute, TakingNote::NoExitFlow);
            Ok(Fit { feature, name, what: FitKind::Site { kind, shape, place, capacity, exit_persons_per_min } })
        }
    }
}

/// The facts of a feature, with a note of each that cannot be taken as it is written.
struct Facts<'l, 'n> {
    feature: &'l FileFeature,
    notes: &'n mut Vec<(u32, TakingNote)>,
}

impl<'l> Facts<'l, '_> {
    fn say(&mut self, note: TakingNote) {
        self.notes.push((self.feature.number, note));
    }

    fn value(&self, column: Option<usize>) -> Option<&'l FileValue> {
        column.and_then(|column| self.feature.value(column))
    }

    fn minutes(&mut self, time: Option<&(usize, f64, Arc<str>)>, note: fn(String) -> TakingNote) -> Option<f64> {
        let (column, factor, _) = time?;
        let value = self.value(Some(*column));
        let minutes = value.and_then(FileValue::number).map(|number| number * factor);
        let minutes = minutes.filter(|minutes| minutes.is_finite() && *minutes >= 0.0);
        if minutes.is_none() {
            self.say(note(value.map(FileValue::words).unwrap_or_default()));
        }
        minutes
    }

    /// The hazard a column names; another one where it names none.
    fn hazard(&mut self, column: Option<usize>) -> Hazard {
        let Some(words) = self.value(column).map(FileValue::words) else { return Hazard::Other };
        hazard_from_words(&words).unwrap_or_else(|| {
            self.say(TakingNote::UnknownHazard(words));
            Hazard::Other
        })
    }

    fn measured(&mut self, column: Option<usize>, measure: Measure, note: fn(String) -> TakingNote) -> Option<f64> {
        let value = self.value(column)?;
        let number = value.measured(measure);
        if number.is_err() {
            self.say(note(value.words()));
        }
        number.ok().flatten()
    }

    /// The places of a site. What an exit's column says without saying of what is not taken.
    fn capacity(&mut self, kind: SiteKind, found: &Found) -> Capacity {
        let is_exit = kind == SiteKind::Exit;
        let column = found.places.or(found.capacity.filter(|_| !is_exit));
        if let Some(doubtful) = self.value(found.capacity).filter(|_| is_exit && column.is_none()) {
            self.say(TakingNote::DoubtfulCapacity(doubtful.words()));
        }
        let persons = self.measured(column, Measure::Places, TakingNote::NoCapacity);
        persons.map_or(Capacity::Unknown, |persons| Capacity::Persons(whole_persons(persons)))
    }
}

fn area_of(shape: &Shape) -> Result<&MultiPolygon, TakingNote> {
    match shape {
        Shape::Area(area) => Ok(area),
        Shape::Point(_) | Shape::Lines(_) => Err(TakingNote::NotAnArea),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 1e9, never negative")]
const fn whole_persons(persons: f64) -> Persons {
    Persons(persons.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::community::{ImportOptions, file_layers_of_bytes};
    use crate::jobs::JobContext;

    fn square(west: f64) -> String {
        let east = west + 0.01;
        format!("[[[{west},47.1],[{east},47.1],[{east},47.11],[{west},47.11],[{west},47.1]]]")
    }

    fn area(west: f64, properties: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":{}}}}}"#,
            square(west)
        )
    }

    fn layer(features: &[String]) -> FileLayer {
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
        let files = [("fire.geojson".to_owned(), text.into_bytes())];
        let layers = file_layers_of_bytes(&files, &ImportOptions::default(), &JobContext::new()).unwrap();
        layers.into_iter().next().unwrap()
    }

    fn hazards(taken: &Taken) -> Vec<Arc<HazardArea>> {
        let hazard = |object: &PlanObject| match object {
            PlanObject::HazardArea(area) => Some(Arc::clone(area)),
            PlanObject::EvacuationArea(_)
            | PlanObject::Site(_)
            | PlanObject::Closure(_)
            | PlanObject::RoadChange(_)
            | PlanObject::Route(_)
            | PlanObject::Note(_) => None,
        };
        taken.objects.iter().filter_map(hazard).collect()
    }

    #[test]
    fn a_fire_by_the_hour_becomes_hazard_areas_that_begin_one_after_the_other() {
        let layer = layer(&[
            area(9.50, r#"{"hazard":"bushfire","burnt_by_hour":0}"#),
            area(9.51, r#"{"hazard":"Bushfire","burnt_by_hour":"2"}"#),
            area(9.52, r#"{"hazard":"洪水","burnt_by_hour":1.5}"#),
        ]);
        let taking = Taking::suggested(&layer, Becomes::HazardArea);
        assert_eq!(taking.from, Some(TimeColumn { column: "burnt_by_hour".to_owned(), unit: TimeUnit::Hours }));
        let taken = taken(&layer, &taking).unwrap();
        assert_eq!(taken.notes, []);
        let found: Vec<_> = hazards(&taken).iter().map(|a| (a.hazard, a.from_min, a.until_min, a.effect)).collect();
        let closed = HazardEffect::ClosedToWalkers;
        assert_eq!(
            found,
            [
                (Hazard::Fire, 0.0, None, closed),
                (Hazard::Fire, 120.0, None, closed),
                (Hazard::Flood, 90.0, None, closed)
            ]
        );
        assert_eq!(hazards(&taken)[1].name, "burnt_by_hour 2");
    }

    #[test]
    fn what_cannot_be_taken_is_left_out_with_its_reason_and_what_is_not_said_is_noted() {
        let point = r#"{"type":"Feature","properties":{"h":1},"geometry":{"type":"Point","coordinates":[9.5,47.1]}}"#;
        let nowhere = r#"{"type":"Feature","properties":{"h":1},"geometry":null}"#;
        let layer = layer(&[
            point.to_owned(),
            nowhere.to_owned(),
            area(9.5, r#"{"h":"soon"}"#),
            area(9.51, r#"{"h":-1}"#),
            area(9.52, r#"{"x":"only"}"#),
            area(9.53, r#"{"h":3}"#),
        ]);
        let time = |column: &str| Some(TimeColumn { column: column.to_owned(), unit: TimeUnit::Seconds });
        let plain = Taking::suggested(&layer, Becomes::HazardArea);
        let taken = super::taken(&layer, &Taking { from: time("H"), until: time("h"), ..plain.clone() }).unwrap();
        assert_eq!(taken.objects.len(), 4);
        let left: Vec<_> = taken.notes.iter().filter(|(_, note)| note.is_left_out()).cloned().collect();
        assert_eq!(left, [(0, TakingNote::NotAnArea), (1, TakingNote::NoShape)]);
        let said: Vec<_> = taken.notes.iter().filter(|(_, note)| !note.is_left_out()).cloned().collect();
        let expected = [(2, "soon"), (3, "-1"), (4, "")]
            .map(|(n, text)| [(n, TakingNote::NoStart(text.to_owned())), (n, TakingNote::NoEnd(text.to_owned()))]);
        assert_eq!(said, [expected.concat(), vec![(5, TakingNote::NeverActs)]].concat());
        let missing = super::taken(&layer, &Taking { from: time("hour"), ..plain }).unwrap_err();
        assert_eq!(missing.to_string(), "fire.geojson has no column hour; it has: h, x");
    }

    #[test]
    fn points_and_areas_become_sites_with_names_and_places() {
        let point = r#"{"type":"Feature","id":7,"properties":{"name":"Hall","capacity":120},"geometry":{"type":"Point","coordinates":[9.5,47.1]}}"#;
        let line = r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[9.5,47.1],[9.6,47.1]]}}"#;
        let layer = layer(&[point.to_owned(), area(9.5, r#"{"name":"Park"}"#), line.to_owned()]);
        let taken = super::taken(&layer, &Taking::suggested(&layer, Becomes::Site(SiteKind::Shelter))).unwrap();
        assert_eq!(taken.notes, [(2, TakingNote::NotAPlace)]);
        let [PlanObject::Site(hall), PlanObject::Site(park)] = taken.objects.as_slice() else {
            panic!("two sites: {:?}", taken.objects)
        };
        assert_eq!((hall.name.as_str(), hall.capacity), ("Hall", Capacity::Persons(Persons(120))));
        assert_eq!((park.name.as_str(), park.capacity), ("Park", Capacity::Unknown));
        assert!(matches!(park.geometry, SiteGeometry::Area(_)));
    }

    #[test]
    fn the_outlook_says_what_taking_brings_without_making_it() {
        let line = r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[9.5,47.1],[9.6,47.1]]}}"#;
        let layer = layer(&[area(9.5, r#"{"start_h":2}"#), line.to_owned(), area(9.51, r#"{"start_h":0.5}"#)]);
        let from = Some(TimeColumn { column: "start_h".to_owned(), unit: TimeUnit::Hours });
        for becomes in [Becomes::HazardArea, Becomes::EvacuationArea, Becomes::Site(SiteKind::Shelter)] {
            let taking = Taking { from: from.clone(), ..Taking::suggested(&layer, becomes) };
            let (outlook, taken) = (outlook(&layer, &taking).unwrap(), super::taken(&layer, &taking).unwrap());
            assert_eq!((outlook.n_objects, &outlook.notes), (taken.objects.len(), &taken.notes));
            let has_times = !matches!(becomes, Becomes::Site(_));
            assert_eq!(outlook.starts_min, has_times.then_some((30.0, 120.0)), "{becomes:?}");
        }
    }

    fn sites(kind: SiteKind, properties: &[&str]) -> (Vec<(Capacity, Option<f64>)>, Vec<TakingNote>) {
        let point = |properties: &&str| {
            format!(
                r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Point","coordinates":[9.5,47.1]}}}}"#
            )
        };
        let layer = layer(&properties.iter().map(point).collect::<Vec<_>>());
        let taken = super::taken(&layer, &Taking::suggested(&layer, Becomes::Site(kind))).unwrap();
        let facts = |object: &PlanObject| match object {
            PlanObject::Site(site) => (site.capacity, site.exit_persons_per_min),
            other => panic!("{other:?}"),
        };
        (taken.objects.iter().map(facts).collect(), taken.notes.into_iter().map(|(_, note)| note).collect())
    }

    #[test]
    fn numbers_of_places_are_read_as_people_write_them_and_none_is_lost_unsaid() {
        let texts = ["1,200", "300 persons", "120人", "１２０", "-5", "300 m²", "100-200", "unknown"];
        let properties = texts.map(|text| format!(r#""capacity":"{text}""#));
        let (found, notes) = sites(SiteKind::Shelter, &properties.each_ref().map(String::as_str));
        let numbers: Vec<_> = found
            .iter()
            .map(|(capacity, _)| match capacity {
                Capacity::Persons(persons) => Some(persons.0),
                Capacity::Unknown | Capacity::Area { .. } => None,
            })
            .collect();
        assert_eq!(numbers, [Some(1_200), Some(300), Some(120), Some(120), None, None, None, None]);
        assert_eq!(notes, ["-5", "300 m²", "100-200"].map(|text| TakingNote::NoCapacity(text.to_owned())));
        let (found, notes) = sites(SiteKind::Shelter, &[r#""capacity":-5"#]);
        assert_eq!((found[0].0, notes), (Capacity::Unknown, vec![TakingNote::NoCapacity("-5".to_owned())]));
    }

    #[test]
    fn an_exit_takes_its_flow_and_no_capacity_that_may_be_one() {
        let (found, notes) = sites(
            SiteKind::Exit,
            &[r#""exit_persons_per_min":"90 persons/min","capacity":90"#, r#""exit_persons_per_min":"fast""#],
        );
        assert_eq!(found, [(Capacity::Unknown, Some(90.0)), (Capacity::Unknown, None)]);
        assert_eq!(notes, [TakingNote::DoubtfulCapacity("90".to_owned()), TakingNote::NoExitFlow("fast".to_owned())]);
        let (found, notes) = sites(SiteKind::Exit, &[r#""capacity_persons":40,"capacity":90"#]);
        assert_eq!((found, notes), (vec![(Capacity::Persons(Persons(40)), None)], vec![]));
        let (found, notes) = sites(SiteKind::Shelter, &[r#""exit_persons_per_min":90"#]);
        assert_eq!((found, notes), (vec![(Capacity::Unknown, None)], vec![]), "only exits have a flow");
    }

    #[test]
    fn words_that_name_no_hazard_are_said() {
        let layer = layer(&[area(9.5, r#"{"hazard":"volcano"}"#), area(9.51, r#"{"hazard":"其他"}"#)]);
        let plain = Taking::suggested(&layer, Becomes::HazardArea);
        let unsaid = super::taken(&layer, &plain).unwrap();
        assert_eq!(unsaid.notes, [(0, TakingNote::UnknownHazard("volcano".to_owned()))]);
        let said = Taking { hazard: Some(Hazard::Fire), ..plain };
        assert_eq!(super::taken(&layer, &said).unwrap().notes, []);
    }

    #[test]
    fn a_number_that_only_ends_like_a_time_is_not_taken_for_one() {
        let layer = layer(&[area(9.5, r#"{"depth_min":0.5,"cars_per_hour":300,"临时容量":80,"burntByHour":2}"#)]);
        let from = Taking::suggested(&layer, Becomes::HazardArea).from;
        assert_eq!(from, Some(TimeColumn { column: "burntByHour".to_owned(), unit: TimeUnit::Hours }));
    }

    #[test]
    fn evacuation_areas_take_their_phase() {
        let layer = layer(&[area(9.5, r#"{"名称":"北片","phase_min":15}"#)]);
        let taken = super::taken(&layer, &Taking::suggested(&layer, Becomes::EvacuationArea)).unwrap();
        let [PlanObject::EvacuationArea(area)] = taken.objects.as_slice() else { panic!("{:?}", taken.objects) };
        assert_eq!((area.name.as_str(), area.phase_min), ("北片", 15.0));
    }
}
