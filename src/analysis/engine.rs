//! Coverage that follows the plan: after an edit only what the edit changed is computed again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::area_doors::{AreaIndex, DoorsByLongitude};
use super::doors::Doors;
use super::kind_state::{Ground, KindInput, KindState, Setting};
use super::participants::judged;
use super::tally::{AreaDoors, People, SiteFacts};
use super::{
    Circumstances, CoverageHeader, CoverageReport, ExcludedSite, KindCoverage, ServedSite, ServiceAreaError,
    ServiceAreas, StudyNote, StudyValues, service_areas,
};
use crate::community::Community;
use crate::document::PlanSnapshot;
use crate::geometry::{LonLat, MultiPolygon};
use crate::ids::{ScenarioId, SiteId};
use crate::jobs::{Cancelled, JobContext};
use crate::network::{AccessPoint, NetworkMask, NewLink, RoadNetwork};
use crate::plan::{Plan, Settings, ShelterClass, Site, SiteKind, TimeOfDay, WalkingProfile};
use crate::units::{Metres, Millimetres};

/// Coverage of one community, kept up to date with a plan.
///
/// It remembers what it computed last. A moved, new or removed site costs a search over the junctions whose nearest
/// site changes; a changed closure or hazard costs new searches. What it answers never depends on what it was asked
/// before: a fresh engine gives the same report.
#[derive(Debug)]
pub struct CoverageEngine {
    community: Arc<Community>,
    network: Arc<RoadNetwork>,
    by_longitude: DoorsByLongitude,
    state: State,
}

/// What was computed last. Every field stands alone, so that cancelled work leaves the others valid.
#[derive(Debug, Default)]
struct State {
    values: Option<(Arc<Settings>, Arc<StudyValues>)>,
    circumstances: Option<Circumstances>,
    /// The roads with the plan's new links; `None` while there are none.
    linked: Option<(Vec<NewLink>, Arc<RoadNetwork>)>,
    ground: Option<Ground>,
    generations: u64,
    people: Option<(People, u64)>,
    areas: AreaIndex,
    areas_generation: u64,
    accesses: BTreeMap<SiteId, (LonLat, Option<AccessPoint>)>,
    kinds: BTreeMap<SiteKind, KindState>,
    inputs: BTreeMap<SiteKind, KindInput>,
    /// The plan of the last update that was not cancelled.
    plan: Option<Arc<Plan>>,
}

/// The parts of the last state that explanations and service areas are made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Last<'a> {
    pub(super) plan: &'a Plan,
    pub(super) values: &'a StudyValues,
    pub(super) circumstances: &'a Circumstances,
    pub(super) ground: &'a Ground,
    pub(super) people: &'a People,
}

impl CoverageEngine {
    /// An engine that has computed nothing yet. The network must be the community's own. O(doors log doors).
    #[must_use]
    pub fn new(community: Arc<Community>, network: Arc<RoadNetwork>) -> Self {
        let by_longitude = DoorsByLongitude::new(&community);
        Self { community, network, by_longitude, state: State::default() }
    }

    /// The community.
    #[must_use]
    pub const fn community(&self) -> &Arc<Community> {
        &self.community
    }

    /// The community's own roads, without the plan's new links.
    #[must_use]
    pub const fn loaded_network(&self) -> &Arc<RoadNetwork> {
        &self.network
    }

    /// The roads as the last update had them: the community's own, or with the plan's new links joined to them.
    /// Masks, segments and access points of the last update belong to these.
    #[must_use]
    pub fn network(&self) -> &Arc<RoadNetwork> {
        self.state.linked.as_ref().map_or(&self.network, |(_, linked)| linked)
    }

    /// The roads as the last update closed and slowed them; `None` before the first.
    #[must_use]
    pub fn mask(&self) -> Option<&Arc<NetworkMask>> {
        self.state.ground.as_ref().map(|ground| &ground.mask)
    }

    /// Coverage of a plan in a scenario. A scenario that is not in the plan becomes the base scenario, with a note.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was cancelled; the next call recovers by computing what is missing.
    pub fn update(
        &mut self,
        snapshot: &PlanSnapshot,
        scenario: ScenarioId,
        context: &JobContext,
    ) -> Result<Arc<CoverageReport>, Cancelled> {
        context.check()?;
        let plan = &snapshot.plan;
        self.state.plan = None;
        let values = self.follow_values(plan);
        self.follow_roads(plan, scenario, &values, context)?;
        self.follow_people();
        if self.state.areas.follow(plan, &self.community, &self.by_longitude) {
            self.state.areas_generation += 1;
        }
        let (kinds, excluded_sites) = self.follow_kinds(plan, &values, context)?;
        let header = self.header(snapshot, &values);
        self.state.plan = Some(Arc::clone(plan));
        Ok(Arc::new(CoverageReport { header, kinds, excluded_sites }))
    }

    /// The sites of a kind that take part, with their limits and their way to the road, by id, as of the last
    /// update; nothing before the first and after a cancelled one.
    #[must_use]
    pub fn served_sites(&self, kind: SiteKind) -> Vec<ServedSite> {
        let input = self.state.plan.as_ref().and_then(|_| self.state.inputs.get(&kind));
        let sites = input.into_iter().flat_map(|input| &input.sites);
        sites.map(|(facts, access)| ServedSite { site: facts.site, access: *access, limit: facts.limit }).collect()
    }

    /// The doors inside an outline, ascending. O(log n + doors between its west and east end).
    #[must_use]
    pub fn doors_inside(&self, outline: &MultiPolygon) -> Arc<[u32]> {
        self.by_longitude.inside(&self.community, outline)
    }

    /// Service areas of all sites of a kind that take part, as of the last update: at their own limits, or all at
    /// one. See [`service_areas`].
    ///
    /// # Errors
    /// [`ServiceAreaError`] when cancelled or when an overlay fails its checks.
    pub fn service_areas(
        &self,
        kind: SiteKind,
        limit: Option<Metres>,
        offset: Metres,
        context: &JobContext,
    ) -> Result<ServiceAreas, ServiceAreaError> {
        let mut sites = self.served_sites(kind);
        if let Some(limit) = limit {
            for site in &mut sites {
                site.limit = Millimetres::from_metres(limit);
            }
        }
        let Some(mask) = self.mask() else { return Ok(ServiceAreas::default()) };
        service_areas(&self.community, self.network(), mask, &sites, offset, context)
    }

    /// What the last update stands on; `None` before the first and after a cancelled one.
    pub(super) fn last(&self) -> Option<Last<'_>> {
        Some(Last {
            plan: self.state.plan.as_ref()?,
            values: &self.state.values.as_ref()?.1,
            circumstances: self.state.circumstances.as_ref()?,
            ground: self.state.ground.as_ref()?,
            people: &self.state.people.as_ref()?.0,
        })
    }

    /// The evacuation areas of the last update with the doors inside, by id.
    pub(super) fn areas(&self) -> Vec<AreaDoors> {
        self.state.areas.areas()
    }

    /// Does any way lead from a place to a site of a kind that takes part, however far? As of the last update.
    pub(super) fn has_way(&self, kind: SiteKind, from: &AccessPoint) -> bool {
        match (self.state.kinds.get(&kind), &self.state.ground) {
            (Some(state), Some(ground)) => state.has_way(self.network(), &ground.mask, from),
            (None, _) | (_, None) => false,
        }
    }

    fn follow_values(&mut self, plan: &Plan) -> Arc<StudyValues> {
        let settings = plan.settings();
        if let Some((known, values)) = &self.state.values
            && (Arc::ptr_eq(known, settings) || values.fits(known, settings))
        {
            return Arc::clone(values);
        }
        let values = Arc::new(StudyValues::from_settings(settings));
        self.state.values = Some((Arc::clone(settings), Arc::clone(&values)));
        values
    }

    fn follow_roads(
        &mut self,
        plan: &Plan,
        scenario: ScenarioId,
        values: &StudyValues,
        context: &JobContext,
    ) -> Result<(), Cancelled> {
        let circumstances = Circumstances::new(plan, scenario);
        let max_access = self.max_access(values);
        self.follow_links(&circumstances, context)?;
        let known = self.state.circumstances.as_ref().filter(|known| known.has_same_roads_as(&circumstances));
        let old_mask = self.state.ground.as_ref().map(|ground| &ground.mask);
        let mask = if let (Some(_), Some(mask)) = (known, old_mask) {
            Arc::clone(mask)
        } else {
            let mask = circumstances.mask(self.network());
            context.check()?;
            old_mask.filter(|old| ***old == mask).map_or_else(|| Arc::new(mask), Arc::clone)
        };
        let is_same = self
            .state
            .ground
            .as_ref()
            .is_some_and(|ground| Arc::ptr_eq(&ground.mask, &mask) && ground.max_access == max_access);
        if !is_same {
            self.state.generations += 1;
            let generation = self.state.generations;
            let doors = Doors::new(self.network(), &mask, max_access);
            self.state.ground = Some(Ground { mask, max_access, doors, generation });
            self.state.accesses.clear();
        }
        self.state.circumstances = Some(circumstances);
        context.check()
    }

    /// Joins the plan's new links to the roads where they changed; what was found on other roads is forgotten.
    fn follow_links(&mut self, circumstances: &Circumstances, context: &JobContext) -> Result<(), Cancelled> {
        let links = circumstances.new_links();
        if self.state.linked.as_ref().map_or(&[][..], |(known, _)| known) == links {
            return Ok(());
        }
        let linked = if links.is_empty() {
            None
        } else {
            let network = self.network.with_links(&self.community, &links, context)?;
            Some((links, Arc::new(network)))
        };
        self.state.linked = linked;
        self.state.ground = None;
        Ok(())
    }

    /// The planning value, held at what the network was built with.
    fn max_access(&self, values: &StudyValues) -> Millimetres {
        values.max_access().min(Millimetres::from_metres(self.network.settings().max_access))
    }

    fn time_of_day(&self) -> TimeOfDay {
        self.state.circumstances.as_ref().map_or_else(TimeOfDay::default, |known| known.scenario().time_of_day)
    }

    fn follow_people(&mut self) {
        let time_of_day = self.time_of_day();
        if self.state.people.as_ref().is_none_or(|(people, _)| people.time_of_day != time_of_day) {
            self.state.generations += 1;
            self.state.people = Some((People::new(&self.community, time_of_day), self.state.generations));
        }
    }

    /// Where a site meets the open roads; remembered until it moves or the roads change.
    fn site_access(&mut self, site: &Site) -> Option<AccessPoint> {
        let place = site.geometry.place()?;
        let ground = self.state.ground.as_ref()?;
        if let Some((known, access)) = self.state.accesses.get(&site.id)
            && *known == place
        {
            return *access;
        }
        let access = self.network().access(place, &ground.mask).filter(|access| access.walk <= ground.max_access);
        self.state.accesses.insert(site.id, (place, access));
        access
    }

    fn follow_kinds(
        &mut self,
        plan: &Plan,
        values: &StudyValues,
        context: &JobContext,
    ) -> Result<(Vec<Arc<KindCoverage>>, Vec<ExcludedSite>), Cancelled> {
        self.state.accesses.retain(|id, _| plan.sites().contains_key(id));
        let areas = self.state.areas.areas();
        let speeds = (values.walking_speed(WalkingProfile::Average), values.walking_speed(WalkingProfile::Slow));
        let mut excluded = Vec::new();
        let mut coverages = Vec::new();
        for (step, kind) in SiteKind::REACHED.into_iter().enumerate() {
            context.progress(step, SiteKind::REACHED.len())?;
            let Some(input) = self.kind_input(plan, values, kind, &mut excluded) else {
                self.state.kinds.remove(&kind);
                self.state.inputs.remove(&kind);
                continue;
            };
            let (Some(ground), Some((people, people_generation))) = (&self.state.ground, &self.state.people) else {
                continue;
            };
            let network = self.state.linked.as_ref().map_or(&self.network, |(_, linked)| linked);
            let setting = Setting {
                network,
                ground,
                people,
                people_generation: *people_generation,
                areas: &areas,
                areas_generation: self.state.areas_generation,
                speeds,
            };
            let coverage = self.state.kinds.entry(kind).or_default().update(&input, &setting, context)?;
            self.state.inputs.insert(kind, input);
            coverages.push(coverage);
        }
        excluded.sort_by_key(|site| site.site);
        Ok((coverages, excluded))
    }

    /// The sites of a kind that take part; the others go to `excluded`. `None` where the plan has no such site.
    fn kind_input(
        &mut self,
        plan: &Plan,
        values: &StudyValues,
        kind: SiteKind,
        excluded: &mut Vec<ExcludedSite>,
    ) -> Option<KindInput> {
        let mut limits: BTreeMap<ShelterClass, Millimetres> = BTreeMap::new();
        let mut sites = Vec::new();
        for site in plan.sites().values().filter(|site| site.kind == kind) {
            let limit = values.walk_limit(kind, site.class)?;
            limits.insert(site.class, limit);
            let access = self.site_access(site);
            let circumstances = self.state.circumstances.as_ref()?;
            match judged(site, circumstances, access) {
                Ok(access) => {
                    let facts = SiteFacts {
                        site: site.id,
                        name: site.name.clone(),
                        class: site.class,
                        limit,
                        capacity: values.capacity_figure(site),
                    };
                    sites.push((facts, access));
                }
                Err(site) => excluded.push(site),
            }
        }
        let limit = limits.values().copied().max()?;
        let limits_by_class = if kind == SiteKind::Shelter { limits.into_iter().collect() } else { Vec::new() };
        Some(KindInput { kind, limits_by_class, limit, sites })
    }

    fn header(&self, snapshot: &PlanSnapshot, values: &StudyValues) -> CoverageHeader {
        let circumstances = self.state.circumstances.as_ref();
        let scenario = circumstances.map(Circumstances::scenario);
        let mut notes = values.notes().to_vec();
        notes.extend(circumstances.into_iter().flat_map(Circumstances::notes).cloned());
        let (asked, taken) = (values.max_access(), self.max_access(values));
        if taken < asked {
            notes.push(StudyNote::MaxAccessHeldBack { asked: asked.metres(), taken: taken.metres() });
        }
        let hazard_areas = circumstances.map_or(&[][..], Circumstances::hazard_areas);
        let closures = circumstances.map_or(&[][..], Circumstances::closures);
        CoverageHeader {
            revision: snapshot.revision,
            profile: values.profile_id().to_owned(),
            edition: values.profile().map_or_else(String::new, |profile| profile.edition().to_owned()),
            overrides: values.overrides().to_vec(),
            walking: values.walking(),
            speed_average: values.walking_speed(WalkingProfile::Average),
            speed_slow: values.walking_speed(WalkingProfile::Slow),
            max_access: taken.metres(),
            scenario: scenario.map_or(crate::plan::BASE_SCENARIO, |scenario| scenario.id),
            scenario_name: scenario.map_or_else(String::new, |scenario| scenario.name.clone()),
            time_of_day: self.time_of_day(),
            hazards: circumstances.into_iter().flat_map(Circumstances::hazards).copied().collect(),
            hazard_areas: hazard_areas.iter().map(|area| area.id).collect(),
            closures: closures.iter().map(|closure| closure.id).collect(),
            notes,
        }
    }
}
