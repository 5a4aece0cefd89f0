//! The plan as a whole: its objects by id, its settings, scenarios, and the files it stands on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Closure, EvacuationArea, ForeignFeature, HazardArea, Note, ObjectId, PlanObject, RoadChange, Route, Scenario,
    Settings, Site,
};
use crate::ids::{ClosureId, EvacuationAreaId, HazardAreaId, NoteId, RoadChangeId, RouteId, ScenarioId, SiteId};

/// The scenario that is always there.
pub const BASE_SCENARIO: ScenarioId = ScenarioId(0);

/// A community file the plan stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunityFile {
    /// Path relative to the plan file, with forward slashes.
    pub path: String,
    /// SHA-256 when it was last read, lower-case hex; empty when never read.
    pub sha256: String,
}

/// Where the review stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewState {
    /// Being worked on.
    #[default]
    Draft,
    /// Sent back.
    Returned,
    /// Approved.
    Approved,
}

impl ReviewState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Returned, Self::Approved];

    /// The word in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Returned => "returned",
            Self::Approved => "approved",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What is said of the plan as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanHeader {
    /// Name.
    pub name: String,
    /// Community files, in opening order.
    pub community: Vec<CommunityFile>,
    /// Review.
    pub review: ReviewState,
    /// Unknown members of the `muster` member, name and JSON text.
    pub extras: Vec<(Arc<str>, Arc<str>)>,
    /// Unknown top-level members, name and JSON text.
    pub foreign_members: Vec<(Arc<str>, Arc<str>)>,
    /// Features that are no plan objects, in file order.
    pub foreign_features: Vec<ForeignFeature>,
}

/// A plan. Cheap to clone: maps of shared objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    header: Arc<PlanHeader>,
    settings: Arc<Settings>,
    scenarios: BTreeMap<ScenarioId, Arc<Scenario>>,
    evacuation_areas: BTreeMap<EvacuationAreaId, Arc<EvacuationArea>>,
    hazard_areas: BTreeMap<HazardAreaId, Arc<HazardArea>>,
    sites: BTreeMap<SiteId, Arc<Site>>,
    closures: BTreeMap<ClosureId, Arc<Closure>>,
    road_changes: BTreeMap<RoadChangeId, Arc<RoadChange>>,
    routes: BTreeMap<RouteId, Arc<Route>>,
    notes: BTreeMap<NoteId, Arc<Note>>,
    /// The largest number its file names for something that is not there.
    largest_missing: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            header: Arc::default(),
            settings: Arc::default(),
            scenarios: BTreeMap::from([(BASE_SCENARIO, Arc::new(Scenario::base()))]),
            evacuation_areas: BTreeMap::new(),
            hazard_areas: BTreeMap::new(),
            sites: BTreeMap::new(),
            closures: BTreeMap::new(),
            road_changes: BTreeMap::new(),
            routes: BTreeMap::new(),
            notes: BTreeMap::new(),
            largest_missing: 0,
        }
    }
}

fn set<K: Ord, V>(map: &mut BTreeMap<K, V>, id: K, value: Option<V>) -> Option<V> {
    match value {
        Some(value) => map.insert(id, value),
        None => map.remove(&id),
    }
}

macro_rules! set_object {
    ($self:ident, $id:ident, $value:ident, $( $variant:ident => $field:ident ),* $(,)?) => {
        match $id {
            $( ObjectId::$variant(id) => {
                let value = match $value {
                    Some(PlanObject::$variant(object)) => Some(object),
                    _ => None,
                };
                set(&mut $self.$field, id, value).map(PlanObject::$variant)
            } )*
        }
    };
}

impl Plan {
    /// What is said of the plan as a whole.
    #[must_use]
    pub fn header(&self) -> &Arc<PlanHeader> {
        &self.header
    }

    /// Settings of the analyses.
    #[must_use]
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// Scenarios by id; the base scenario is always there.
    #[must_use]
    pub fn scenarios(&self) -> &BTreeMap<ScenarioId, Arc<Scenario>> {
        &self.scenarios
    }

    /// Evacuation areas by id.
    #[must_use]
    pub fn evacuation_areas(&self) -> &BTreeMap<EvacuationAreaId, Arc<EvacuationArea>> {
        &self.evacuation_areas
    }

    /// Hazard areas by id.
    #[must_use]
    pub fn hazard_areas(&self) -> &BTreeMap<HazardAreaId, Arc<HazardArea>> {
        &self.hazard_areas
    }

    /// Sites by id.
    #[must_use]
    pub fn sites(&self) -> &BTreeMap<SiteId, Arc<Site>> {
        &self.sites
    }

    /// Closures by id.
    #[must_use]
    pub fn closures(&self) -> &BTreeMap<ClosureId, Arc<Closure>> {
        &self.closures
    }

    /// Road changes by id.
    #[must_use]
    pub fn road_changes(&self) -> &BTreeMap<RoadChangeId, Arc<RoadChange>> {
        &self.road_changes
    }

    /// Designated routes by id.
    #[must_use]
    pub fn routes(&self) -> &BTreeMap<RouteId, Arc<Route>> {
        &self.routes
    }

    /// Notes by id.
    #[must_use]
    pub fn notes(&self) -> &BTreeMap<NoteId, Arc<Note>> {
        &self.notes
    }

    /// All objects, by kind in the order of the file, then by id.
    pub fn objects(&self) -> impl Iterator<Item = PlanObject> + '_ {
        let areas = self.evacuation_areas.values().cloned().map(PlanObject::EvacuationArea);
        let hazards = self.hazard_areas.values().cloned().map(PlanObject::HazardArea);
        let sites = self.sites.values().cloned().map(PlanObject::Site);
        let closures = self.closures.values().cloned().map(PlanObject::Closure);
        let changes = self.road_changes.values().cloned().map(PlanObject::RoadChange);
        let routes = self.routes.values().cloned().map(PlanObject::Route);
        let notes = self.notes.values().cloned().map(PlanObject::Note);
        areas.chain(hazards).chain(sites).chain(closures).chain(changes).chain(routes).chain(notes)
    }

    /// One object.
    #[must_use]
    pub fn object(&self, id: ObjectId) -> Option<PlanObject> {
        match id {
            ObjectId::EvacuationArea(id) => self.evacuation_areas.get(&id).cloned().map(PlanObject::EvacuationArea),
            ObjectId::HazardArea(id) => self.hazard_areas.get(&id).cloned().map(PlanObject::HazardArea),
            ObjectId::Site(id) => self.sites.get(&id).cloned().map(PlanObject::Site),
            ObjectId::Closure(id) => self.closures.get(&id).cloned().map(PlanObject::Closure),
            ObjectId::RoadChange(id) => self.road_changes.get(&id).cloned().map(PlanObject::RoadChange),
            ObjectId::Route(id) => self.routes.get(&id).cloned().map(PlanObject::Route),
            ObjectId::Note(id) => self.notes.get(&id).cloned().map(PlanObject::Note),
        }
    }

    /// Puts, replaces (`Some`) or removes (`None`) an object; returns what was there. Called by `document` alone.
    pub(crate) fn apply_object(&mut self, id: ObjectId, value: Option<PlanObject>) -> Option<PlanObject> {
        set_object!(self, id, value,
            EvacuationArea => evacuation_areas,
            HazardArea => hazard_areas,
            Site => sites,
            Closure => closures,
            RoadChange => road_changes,
            Route => routes,
            Note => notes,
        )
    }

    /// Replaces the settings; returns the old ones. Called by `document` alone.
    pub(crate) fn apply_settings(&mut self, settings: Arc<Settings>) -> Arc<Settings> {
        std::mem::replace(&mut self.settings, settings)
    }

    /// Replaces the header; returns the old one. Called by `document` alone.
    pub(crate) fn apply_header(&mut self, header: Arc<PlanHeader>) -> Arc<PlanHeader> {
        std::mem::replace(&mut self.header, header)
    }

    /// Puts, replaces or removes a scenario; returns what was there. Called by `document` alone.
    pub(crate) fn apply_scenario(&mut self, id: ScenarioId, value: Option<Arc<Scenario>>) -> Option<Arc<Scenario>> {
        set(&mut self.scenarios, id, value)
    }

    /// A plan from its parts, as a file gives them. The base scenario is added where it is missing;
    /// of two objects with one id the later one stays (readers give every object its own number first).
    #[must_use]
    pub fn from_parts(
        header: PlanHeader,
        settings: Settings,
        scenarios: impl IntoIterator<Item = Scenario>,
        objects: impl IntoIterator<Item = PlanObject>,
    ) -> Self {
        let mut plan = Self { header: Arc::new(header), settings: Arc::new(settings), ..Self::default() };
        for scenario in scenarios {
            plan.scenarios.insert(scenario.id, Arc::new(scenario));
        }
        for object in objects {
            plan.apply_object(object.id(), Some(object));
        }
        plan
    }

    /// The same plan under another header. Objects stay the very same.
    #[must_use]
    pub fn with_header(&self, header: PlanHeader) -> Self {
        Self { header: Arc::new(header), ..self.clone() }
    }

    /// The same plan under other settings. Objects stay the very same.
    #[must_use]
    pub fn with_settings(&self, settings: Settings) -> Self {
        Self { settings: Arc::new(settings), ..self.clone() }
    }

    /// The same plan, whose file names numbers up to `largest` for what is not there (yet): no new object gets one of
    /// them, for it would be taken for the missing one when the file is read again.
    #[must_use]
    pub fn with_missing_up_to(self, largest: u32) -> Self {
        Self { largest_missing: largest, ..self }
    }

    /// The first number above those of all objects and scenarios, and above those its file names for missing ones.
    #[must_use]
    pub fn first_free_number(&self) -> u32 {
        let objects = self.objects().map(|object| object.id().number()).max();
        let scenarios = self.scenarios.keys().map(|id| id.0).max();
        objects.max(scenarios).unwrap_or_default().max(self.largest_missing).saturating_add(1)
    }
}
