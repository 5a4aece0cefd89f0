//! What the map keeps between frames: pictures of the community and of the results, and their cached tiles.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Rect, Ui};

use super::allocation_map::looks;
use super::analysis_section::Analysis;
use super::basemap_panel::BasemapView;
use super::community_layers::kind_of;
use super::evacuation_map::{door_looks, roads_scene, shown_run};
use super::evacuation_playback::hazards_not_acting;
use super::evacuation_run::EvacuationRun;
use super::session::Session;
use super::sketch_view::Drawing;
use super::view::View;
use crate::analysis::{AllocationStudy, CoverageReport, Outcome, PeopleIndex};
use crate::community::{Community, DemandOrigin};
use crate::geometry::LocalPoint;
use crate::ids::{DemandId, Revision, ScenarioId};
use crate::jobs::{JobSlot, Spawner};
use crate::map::{
    BaseDress, BaseLayer, Camera, Classed, Classing, CommunityHit, CommunityIndex, CoverageCanvas, CoverageClass,
    LabelIndex, LayerVisibility, MapTheme, Scene, StyleSheet, TileCache, classed, dressed_scene, plan_scene,
    service_area_scene,
};
use crate::plan::{ObjectId, SiteKind};

/// Share of its own brightness a basemap has in the dark theme: what is planned must stand out.
const DARK_BASEMAP: f32 = 0.36;

/// Pictures of the community, made in the background.
struct Pictures {
    community: Arc<Community>,
    visibility: LayerVisibility,
    base: Arc<Scene>,
    canvas: CoverageCanvas,
    index: CommunityIndex,
    people: PeopleIndex,
    classed: Vec<Classed>,
    names: LabelIndex,
}

/// What a picture of the plan's areas was made from.
#[derive(Clone, PartialEq, Eq)]
struct AreasKey {
    revision: Revision,
    service_areas: u64,
    hidden: BTreeSet<ObjectId>,
    scenario: ScenarioId,
}

/// What the picture of the places with people was made from.
enum PeopleKey {
    Coverage(Arc<CoverageReport>, SiteKind),
    Allocation(Arc<AllocationStudy>, SiteKind),
    Evacuation(Arc<EvacuationRun>),
}

impl PeopleKey {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Coverage(one, kind), Self::Coverage(other, of)) => Arc::ptr_eq(one, other) && kind == of,
            (Self::Allocation(one, kind), Self::Allocation(other, of)) => Arc::ptr_eq(one, other) && kind == of,
            (Self::Evacuation(one), Self::Evacuation(other)) => Arc::ptr_eq(one, other),
            (Self::Coverage(..) | Self::Allocation(..) | Self::Evacuation(_), _) => false,
        }
    }
}

/// Pictures and tiles of the map.
pub struct MapMemory {
    job: JobSlot<Pictures>,
    generation: u64,
    wanted: Option<(Arc<Community>, LayerVisibility, BTreeMap<BaseLayer, Classing>)>,
    pictures: Option<Pictures>,
    base_tiles: TileCache,
    overlay_tiles: TileCache,
    areas: Option<(AreasKey, [Arc<Scene>; 2])>,
    people_scene: Option<(PeopleKey, Arc<Scene>)>,
    roads_scene: Option<(Arc<EvacuationRun>, Arc<Scene>)>,
    sheets: Option<(MapTheme, BaseDress, [Arc<StyleSheet>; 2])>,
    /// When and where the wheel last turned.
    pub(super) last_zoom: Option<(f64, egui::Pos2)>,
    /// What is being drawn, with its measures.
    pub(super) drawing: Option<Drawing>,
}

impl Default for MapMemory {
    fn default() -> Self {
        Self::new()
    }
}

impl MapMemory {
    /// Nothing drawn yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            job: JobSlot::new("map"),
            generation: 0,
            wanted: None,
            pictures: None,
            base_tiles: TileCache::new("base"),
            overlay_tiles: TileCache::new("overlay"),
            areas: None,
            people_scene: None,
            roads_scene: None,
            sheets: None,
            last_zoom: None,
            drawing: None,
        }
    }

    /// Another community was opened.
    pub fn reset(&mut self) {
        *self = Self::new();
    }

    /// Is everything that is in view painted as sharp as it gets?
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.pictures.is_some() && self.base_tiles.is_complete() && self.overlay_tiles.is_complete()
    }

    /// Starts or takes in pictures; draws the small ones at once.
    pub(super) fn prepare(
        &mut self,
        ctx: &egui::Context,
        view: &View<'_>,
        session: &Session,
        spawner: &mut dyn Spawner,
    ) {
        let Some(community) = view.community else { return };
        if self.job.poll()
            && let Some(pictures) = self.job.take()
        {
            self.pictures = Some(pictures.value);
            self.people_scene = None;
        }
        let visibility = visibility(session);
        let colorings = &session.dress.colorings;
        let is_wanted =
            |(wanted, shown, colored): &(Arc<Community>, LayerVisibility, BTreeMap<BaseLayer, Classing>)| {
                Arc::ptr_eq(wanted, community) && *shown == visibility && colored == colorings
            };
        if !self.wanted.as_ref().is_some_and(is_wanted) {
            self.wanted = Some((Arc::clone(community), visibility, colorings.clone()));
            let colorings: Vec<Classing> = colorings.values().copied().collect();
            self.generation += 1;
            let (community, ctx) = (Arc::clone(community), ctx.clone());
            let wake = move || ctx.request_repaint();
            self.job.start(spawner, Revision(self.generation), wake, move |context| {
                let classed: Vec<Classed> = colorings.into_iter().map(|c| classed(&community, c)).collect();
                let base = Arc::new(dressed_scene(&community, &visibility, &classed, context)?);
                let names = LabelIndex::new(&community, context)?;
                let canvas = CoverageCanvas::new(&community, context)?;
                let index = CommunityIndex::new(&community, context)?;
                let people = PeopleIndex::new(Arc::clone(&community));
                Ok(Pictures { community, visibility, base, canvas, index, people, classed, names })
            });
        }
        self.prepare_people(view, session);
        self.prepare_roads(view, session);
        self.prepare_areas(view, session, community);
    }

    /// The roads by what went along them, where the evacuation is on the map.
    fn prepare_roads(&mut self, view: &View<'_>, session: &Session) {
        let run = shown_run(view, session);
        let is_same = |(old, _): &(Arc<EvacuationRun>, Arc<Scene>)| run.is_some_and(|run| Arc::ptr_eq(old, run));
        if !self.roads_scene.as_ref().is_some_and(is_same) {
            self.roads_scene = run.map(|run| (Arc::clone(run), Arc::new(roads_scene(run))));
        }
    }

    /// The places with people, colored by the analysis that was chosen for the map.
    fn prepare_people(&mut self, view: &View<'_>, session: &Session) {
        let key = match session.shown_analysis {
            Analysis::Coverage => {
                view.coverage.map(|report| PeopleKey::Coverage(Arc::clone(report), session.shown_kind))
            }
            Analysis::Allocation => view.allocation.map(|study| {
                let kind = study.stage_or_first(session.shown_kind).map_or(session.shown_kind, |stage| stage.kind);
                PeopleKey::Allocation(Arc::clone(study), kind)
            }),
            Analysis::Evacuation | Analysis::Bottlenecks => {
                view.evacuation.map(|run| PeopleKey::Evacuation(Arc::clone(run)))
            }
        };
        let (Some(key), Some(pictures)) = (key, &self.pictures) else {
            self.people_scene = None;
            return;
        };
        if self.people_scene.as_ref().is_some_and(|(old, _)| old.is_same(&key)) {
            return;
        }
        let scene = match &key {
            PeopleKey::Coverage(report, kind) => {
                let demand = pictures.community.demand().iter();
                let outcomes = report.kind(*kind).into_iter().flat_map(|kind| kind.outcomes.iter());
                let classes: Vec<CoverageClass> =
                    demand.zip(outcomes).map(|(point, outcome)| class_of(point.persons.0, outcome)).collect();
                pictures.canvas.scene(&classes)
            }
            PeopleKey::Allocation(study, kind) => {
                pictures.canvas.styled(looks(study, *kind, pictures.community.demand().len()))
            }
            PeopleKey::Evacuation(run) => pictures.canvas.styled(door_looks(run, &pictures.community)),
        };
        self.people_scene = Some((key, Arc::new(scene)));
    }

    fn prepare_areas(&mut self, view: &View<'_>, session: &Session, community: &Community) {
        let plan = view.document.plan();
        let (revision, service_areas) = (view.document.revision(), view.service_areas_version);
        let mut hidden = session.hidden.clone();
        hidden.extend(hazards_not_acting(view, session));
        let key = AreasKey { revision, service_areas, hidden, scenario: view.scenario };
        if self.areas.as_ref().is_some_and(|(old, _)| *old == key) {
            return;
        }
        let plane = community.plane();
        let land = service_area_scene(view.service_areas.iter().map(|area| &area.land), plane);
        let objects =
            plan_scene(plan, plane, |object| !key.hidden.contains(&object.id()) && view.takes_part(object.id()));
        self.areas = Some((key, [Arc::new(land), Arc::new(objects)]));
    }

    /// Paints base map and results.
    pub(super) fn paint(
        &mut self,
        ui: &Ui,
        view: &View<'_>,
        dress: &BaseDress,
        rect: Rect,
        camera: &Camera,
        spawner: &mut dyn Spawner,
    ) {
        let is_dark = ui.visuals().dark_mode;
        let theme = if is_dark { MapTheme::Dark } else { MapTheme::Light };
        let painter = ui.painter_at(rect);
        let Some(pictures) = &self.pictures else {
            painter.rect_filled(rect, 0, theme.palette().land);
            return;
        };
        if self.sheets.as_ref().is_none_or(|(drawn, worn, _)| *drawn != theme || worn != dress) {
            let sheets = [StyleSheet::dressed(theme, dress), StyleSheet::overlay(theme)].map(Arc::new);
            self.sheets = Some((theme, dress.clone(), sheets));
        }
        let Some((_, _, [base_sheet, overlay_sheet])) = &self.sheets else { return };
        let ctx = ui.ctx().clone();
        let wake = move || ctx.request_repaint();
        let base = [Arc::clone(&pictures.base)];
        let brightness = if is_dark { DARK_BASEMAP } else { 1.0 };
        let ground = view.basemap.as_ref().and_then(BasemapView::shown);
        let plane = *pictures.community.plane();
        self.base_tiles.set_ground(ground.map(|(_, layer)| (layer.with_brightness(brightness), plane)));
        self.base_tiles.paint(&painter, rect, camera, &base, base_sheet, spawner, wake.clone());
        let areas = self.areas.iter().flat_map(|(_, scenes)| scenes);
        let people = self.people_scene.iter().map(|(_, scene)| scene);
        let roads = self.roads_scene.iter().map(|(_, scene)| scene);
        let overlay: Vec<Arc<Scene>> = areas.chain(people).chain(roads).map(Arc::clone).collect();
        self.overlay_tiles.paint(&painter, rect, camera, &overlay, overlay_sheet, spawner, wake);
    }

    /// The colored layers with their classes.
    pub(super) fn classed(&self) -> &[Classed] {
        self.pictures.as_ref().map_or(&[], |pictures| &pictures.classed)
    }

    /// The names on the map, once they are known.
    pub(super) fn names(&self) -> Option<&LabelIndex> {
        self.pictures.as_ref().map(|pictures| &pictures.names)
    }

    /// What lies where in the community, once it is known.
    pub(super) fn index(&self) -> Option<&CommunityIndex> {
        self.pictures.as_ref().map(|pictures| &pictures.index)
    }

    /// Who lives where, once it is known.
    pub(super) fn people(&self) -> Option<&PeopleIndex> {
        self.pictures.as_ref().map(|pictures| &pictures.people)
    }

    /// The place with people at a point of the map: the building it lies in, else the nearest place within reach.
    pub(super) fn demand_at(&self, community: &Community, point: LocalPoint, reach_m: f64) -> Option<DemandId> {
        let index = &self.pictures.as_ref()?.index;
        let of_zone = |zone: u32| {
            let place = community.demand().iter().position(|demand| demand.origin == DemandOrigin::Zone(zone))?;
            Some(DemandId::from_index(place))
        };
        let zone = match index.pick(community, point, reach_m) {
            Some(CommunityHit::Zone(zone)) => of_zone(zone),
            Some(CommunityHit::Building(_) | CommunityHit::Facility(_) | CommunityHit::Road(_)) | None => None,
        };
        zone.or_else(|| {
            let building = index.pick_building(community, point, reach_m)?;
            Some(DemandId::from_index(building.index()))
        })
    }

    /// The layers the base map was drawn with, for tests.
    #[must_use]
    pub fn drawn_layers(&self) -> Option<LayerVisibility> {
        self.pictures.as_ref().map(|pictures| pictures.visibility)
    }
}

/// How a place with people fares, as a color.
const fn class_of(persons: u32, outcome: &Outcome) -> CoverageClass {
    if persons == 0 {
        return CoverageClass::Empty;
    }
    match outcome {
        Outcome::Reached(_) => CoverageClass::Reached,
        Outcome::BeyondLimit(_) => CoverageClass::BeyondLimit,
        Outcome::Unreachable => CoverageClass::Unreachable,
        Outcome::NoRoadAccess => CoverageClass::NoRoadAccess,
    }
}

/// The layers of the base map by what the planner has hidden.
fn visibility(session: &Session) -> LayerVisibility {
    let mut visibility = LayerVisibility::default();
    for layer in BaseLayer::ALL {
        visibility.set(layer, !session.hidden_layers.contains(&kind_of(layer)));
    }
    visibility
}
