//! A plan file's text as a plan. One bad feature never loses the file, and nothing in it is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::error::{NotAPlanReason, PlanReadError, PlanWarning};
use super::oddity::{FeatureFault, PlanOddity};
use super::originals::{Original, Originals};
use super::properties::{Properties, shortened};
use super::read_geometry::read_shape;
use super::read_header::{ReadHeader, read_header};
use super::read_object::{Frame, read_object};
use super::words;
use super::write_object::own_id_text;
use crate::exchange::atomic::FileStamp;
use crate::exchange::json::{Member, elements, extra, last, members};
use crate::ids::SiteId;
use crate::plan::{
    EvacuationArea, Extras, ForeignFeature, ObjectId, ObjectKind, Plan, PlanHeader, PlanObject, Settings, Violation,
};

/// The largest number an object may bring along; above it there is room for new ones.
pub(super) const LARGEST_NUMBER: u32 = 4_000_000_000;

/// A plan as its file gives it.
#[derive(Clone, Debug, Default)]
pub struct ReadPlan {
    /// The plan.
    pub plan: Plan,
    /// What its features looked like in the file.
    pub originals: Originals,
    /// Everything odd, in file order, the file as a whole first.
    pub warnings: Vec<PlanWarning>,
    /// A newer Muster wrote the file: ask before saving over it.
    pub is_from_the_future: bool,
    /// The file as it was on disk; `None` where the text came from elsewhere.
    pub stamp: Option<FileStamp>,
}

/// Is this the text of a plan: a JSON object with a top-level member `muster`, or with features that say
/// `muster:kind`? Decides what an opened or dropped file is. O(length), fast for files without these words.
#[must_use]
pub fn is_plan_text(bytes: &[u8]) -> bool {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    if !has(b"\"muster") {
        return false;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(top) = members(text) else { return false };
    last(&top, words::MUSTER).is_some_and(|text| text.starts_with('{'))
        || (last(&top, "features").is_some() && has(b"\"muster:kind\""))
}

/// Reads a plan from its text; `name` is the file's name for messages.
///
/// A feature that says `muster:kind` and cannot be understood is kept as it is, with a warning; so are features
/// of other programs, without one. Objects without a number, or with one that is taken, get a fresh number.
///
/// # Errors
/// [`PlanReadError`] where the text is no plan at all.
pub fn plan_from_text(text: &str, name: &str) -> Result<ReadPlan, PlanReadError> {
    let mut warnings = Vec::new();
    let text = text.strip_prefix('\u{feff}').map_or(text, |text| {
        warnings.push(PlanWarning::of_file(None, PlanOddity::ByteOrderMark));
        text
    });
    let top = top_of(text, name)?;
    check_coordinate_system(&top, name)?;
    let features = features_of(&top, name)?;
    let has_muster = last(&top, words::MUSTER).is_some();
    let ReadHeader { mut header, settings, scenarios, named, is_from_the_future } =
        read_header(last(&top, words::MUSTER), &mut warnings);
    header.foreign_members = top
        .iter()
        .filter(|member| !words::TOP_MEMBERS.contains(&member.name.as_str()))
        .map(|member| extra(&member.name, member.text))
        .collect();

    let mut reader = Reader { warnings, foreign: BTreeMap::new(), found: Vec::new(), named };
    for (position, &text) in features.iter().enumerate() {
        reader.read_feature(position, text);
    }
    if !has_muster && reader.found.is_empty() {
        let reason = NotAPlanReason::NoPlanMember;
        return Err(PlanReadError::NotAPlan { name: name.to_owned(), reason });
    }
    reader.number_all();
    reader.drop_missing_destinations();
    let mut named = std::mem::take(&mut reader.named);
    let (objects, foreign, mut warnings) = reader.checked();

    let by_number: BTreeMap<u32, ObjectId> =
        objects.iter().map(|found| (found.original.object.id().number(), found.original.object.id())).collect();
    let scenarios: Vec<_> =
        scenarios.into_iter().map(|scenario| scenario.resolved(&by_number, &mut warnings)).collect();
    header.foreign_features = foreign.into_values().collect();
    let plan = Plan::from_parts(header, settings, scenarios, objects.iter().map(|found| found.original.object.clone()));
    named.retain(|number| !by_number.contains_key(number));
    let plan = plan.with_missing_up_to(named.last().copied().unwrap_or_default());
    let originals = Originals::new(objects.into_iter().map(|found| found.original));
    Ok(ReadPlan { plan, originals, warnings, is_from_the_future, stamp: None })
}

/// The top-level members; the reason where the text is no JSON object.
pub(in crate::exchange) fn top_of<'a>(text: &'a str, name: &str) -> Result<Vec<Member<'a>>, PlanReadError> {
    let name = name.to_owned();
    let start = text.trim_start();
    if start.is_empty() {
        return Err(PlanReadError::Empty { name });
    }
    if start.starts_with('<') {
        return Err(PlanReadError::NotAPlan { name, reason: NotAPlanReason::WebPage });
    }
    if !start.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Err(PlanReadError::NotAPlan { name, reason: NotAPlanReason::NotAnObject });
    }
    members(text).map_err(|error| {
        if error.is_eof() {
            return PlanReadError::Truncated { name, line: error.line() };
        }
        PlanReadError::Syntax { name, line: error.line(), column: error.column(), reason: reason_of(&error) }
    })
}

/// The reader's words without the position, which the message names already.
fn reason_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// The features' texts.
pub(in crate::exchange) fn features_of<'a>(top: &[Member<'a>], name: &str) -> Result<Vec<&'a str>, PlanReadError> {
    let not_a_plan = |reason| PlanReadError::NotAPlan { name: name.to_owned(), reason };
    let kind = last(top, "type").and_then(|text| serde_json::from_str::<String>(text).ok());
    match kind.as_deref() {
        Some("FeatureCollection") => {}
        Some("Topology") => return Err(not_a_plan(NotAPlanReason::TopoJson)),
        Some(_) | None => return Err(not_a_plan(NotAPlanReason::OtherType)),
    }
    let features = last(top, "features").ok_or_else(|| not_a_plan(NotAPlanReason::NoFeatures))?;
    elements(features).map_err(|error| not_a_plan(NotAPlanReason::FeaturesNotAList(reason_of(&error))))
}

/// Refuses coordinates that are no WGS 84 longitude and latitude (CGCS2000 is within a metre and accepted).
fn check_coordinate_system(top: &[Member<'_>], name: &str) -> Result<(), PlanReadError> {
    let Some(text) = last(top, "crs").filter(|text| *text != "null") else { return Ok(()) };
    let crs: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let crs = crs.pointer("/properties/name").and_then(serde_json::Value::as_str).unwrap_or(text);
    let is_known = ["CRS84", ":4326", ":4490", ":4979"].iter().any(|ending| crs.ends_with(ending));
    if is_known {
        return Ok(());
    }
    Err(PlanReadError::OtherCoordinateSystem { name: name.to_owned(), crs: shortened(crs) })
}

/// An object on its way into the plan.
struct Found {
    position: usize,
    /// The number its feature names.
    wanted: Option<u32>,
    text: Arc<str>,
    original: Original,
}

struct Reader {
    warnings: Vec<PlanWarning>,
    foreign: BTreeMap<usize, ForeignFeature>,
    found: Vec<Found>,
    /// Every number that is named anywhere, whether something has it or not.
    named: BTreeSet<u32>,
}

impl Reader {
    /// A number is named: nothing new may get it.
    fn name_number(&mut self, number: Option<u32>) {
        self.named.extend(number.filter(|number| *number <= LARGEST_NUMBER));
    }

    fn read_feature(&mut self, position: usize, text: &str) {
        match self.understood(position, text) {
            Ok(Some(found)) => self.found.push(found),
            Ok(None) => self.keep(position, text),
            Err((property, fault)) => {
                self.warn(position, text, property, PlanOddity::FeatureNotUsed(fault));
                self.keep(position, text);
            }
        }
    }

    fn keep(&mut self, position: usize, text: &str) {
        self.foreign.insert(position, ForeignFeature { text: Arc::from(text) });
    }

    fn warn(&mut self, position: usize, text: &str, property: Option<&str>, oddity: PlanOddity) {
        let parts = members(text).unwrap_or_default();
        let id = last(&parts, "id").map(shortened);
        let place = last(&parts, "geometry").and_then(|geometry| read_shape(geometry).ok());
        let place = place.and_then(|read| read.shape.places().next());
        let property = property.map(str::to_owned);
        self.warnings.push(PlanWarning { feature: Some(position), id, property, oddity, place });
    }

    /// The object of a feature, `None` for features of other programs; property and fault where it fails.
    fn understood(
        &mut self,
        position: usize,
        text: &str,
    ) -> Result<Option<Found>, (Option<&'static str>, FeatureFault)> {
        let bare = |fault: FeatureFault| (None, fault);
        let parts = members(text).map_err(|error| bare(FeatureFault::NotAnObject(error.to_string())))?;
        let mut properties = Properties::read(last(&parts, "properties"))
            .map_err(|error| bare(FeatureFault::PropertiesNotAnObject(error.to_string())))?;
        let wanted = properties.count(words::ID).filter(|number| *number <= LARGEST_NUMBER);
        self.name_number(wanted);
        let Some(kind_text) = properties.peek(words::KIND) else { return Ok(None) };
        let Some(kind) = properties.word(words::KIND, ObjectKind::from_name) else {
            return Err((Some(words::KIND), FeatureFault::UnknownKind(shortened(kind_text))));
        };
        properties.take(words::ID);
        let geometry = last(&parts, "geometry").filter(|text| *text != "null");
        let geometry = geometry.ok_or_else(|| bare(FeatureFault::NoGeometry))?;
        let read = read_shape(geometry).map_err(|problem| (Some("geometry"), FeatureFault::Geometry(problem)))?;
        let own = wanted.map(|number| own_id_text(ObjectId::new(kind, number)));
        let source_id = last(&parts, "id").filter(|id| *id != "null" && own.as_deref() != Some(*id)).map(Arc::from);
        let unknown = parts.iter().filter(|member| !words::FEATURE_MEMBERS.contains(&member.name.as_str()));
        let extras = Extras {
            properties: Vec::new(),
            members: unknown.map(|member| extra(&member.name, member.text)).collect(),
        };
        let frame = Frame { number: wanted.unwrap_or(0), source_id, extras };
        let object = read_object(kind, frame, read.shape, &mut properties).map_err(bare)?;
        if let PlanObject::EvacuationArea(area) = &object {
            self.name_number(area.destination.map(|site| site.0));
        }
        for (property, oddity) in std::mem::take(&mut properties.problems) {
            self.warn(position, text, Some(&property), oddity);
        }
        if read.is_mended {
            self.warn(position, text, Some("geometry"), PlanOddity::UnclosedRing);
        }
        let text: Arc<str> = Arc::from(text);
        let original = Original { object, text: Some(Arc::clone(&text)), geometry: Arc::from(geometry) };
        Ok(Some(Found { position, wanted, text, original }))
    }

    /// Gives every object a number of its own: the first to name a number keeps it.
    fn number_all(&mut self) {
        let mut taken = BTreeSet::new();
        let mut without = Vec::new();
        for (place, found) in self.found.iter().enumerate() {
            if !found.wanted.is_some_and(|number| taken.insert(number)) {
                without.push(place);
            }
        }
        let mut next = self.named.last().map_or(1, |last| last + 1);
        for place in without {
            let Some(found) = self.found.get_mut(place) else { continue };
            let (position, wanted, text) = (found.position, found.wanted, Arc::clone(&found.text));
            found.original.object = found.original.object.renumbered(next);
            found.original.text = None;
            let oddity = match wanted {
                Some(number) => PlanOddity::NumberTaken(number, next),
                None => PlanOddity::NoNumber(next),
            };
            self.warn(position, &text, Some(words::ID), oddity);
            next += 1;
        }
    }

    /// A destination that is no site of the plan stays in the file and is not used.
    fn drop_missing_destinations(&mut self) {
        let sites: BTreeSet<SiteId> = self
            .found
            .iter()
            .filter_map(|found| match found.original.object.id() {
                ObjectId::Site(id) => Some(id),
                ObjectId::EvacuationArea(_)
                | ObjectId::HazardArea(_)
                | ObjectId::Closure(_)
                | ObjectId::RoadChange(_)
                | ObjectId::Route(_)
                | ObjectId::Note(_) => None,
            })
            .collect();
        let mut missing = Vec::new();
        for found in &mut self.found {
            if let PlanObject::EvacuationArea(area) = &found.original.object
                && let Some(site) = area.destination.filter(|site| !sites.contains(site))
            {
                let mut changed = EvacuationArea { destination: None, ..(**area).clone() };
                changed.extras.properties.push(extra("destination", &site.0.to_string()));
                found.original.object = PlanObject::EvacuationArea(Arc::new(changed));
                missing.push((found.position, Arc::clone(&found.text), site));
            }
        }
        for (position, text, site) in missing {
            self.warn(position, &text, Some("destination"), PlanOddity::NoSuchSite(site.0));
        }
    }

    /// Sets aside every object with a value no plan may hold, until none is left.
    fn checked(mut self) -> (Vec<Found>, BTreeMap<usize, ForeignFeature>, Vec<PlanWarning>) {
        loop {
            let objects = self.found.iter().map(|found| found.original.object.clone());
            let plan = Plan::from_parts(PlanHeader::default(), Settings::default(), [], objects);
            let violations = plan.validate_invariants(u32::MAX);
            let bad: BTreeMap<ObjectId, FeatureFault> = violations.iter().filter_map(described).collect();
            if bad.is_empty() {
                return (self.found, self.foreign, self.warnings);
            }
            let (aside, kept) = std::mem::take(&mut self.found)
                .into_iter()
                .partition(|found: &Found| bad.contains_key(&found.original.object.id()));
            self.found = kept;
            for found in aside {
                if let Some(fault) = bad.get(&found.original.object.id()) {
                    self.warn(found.position, &found.text, None, PlanOddity::FeatureNotUsed(fault.clone()));
                }
                self.keep(found.position, &found.text);
            }
            self.drop_missing_destinations();
        }
    }
}

/// The object a violation is about, and what it is; `None` for those reading rules out.
fn described(violation: &Violation) -> Option<(ObjectId, FeatureFault)> {
    match violation {
        Violation::BadRing(id) => Some((*id, FeatureFault::BadRing)),
        Violation::BadNumber(id, fact) => Some((*id, FeatureFault::BadNumber(*fact))),
        Violation::MissingReference(id, target) => Some((*id, FeatureFault::MissingReference(*target))),
        Violation::WrongId(id) => Some((*id, FeatureFault::WrongNumber)),
        Violation::SharedNumber(_) | Violation::NumberBeyondCounter(_) | Violation::NoBaseScenario => None,
    }
}
