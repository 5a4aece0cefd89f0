//! Finding one's way: names gathered in the background, flights to what was found, views kept with the preferences.

use std::path::Path;
use std::sync::Arc;

use super::app::App;
use super::files::absolute;
use crate::community::{Community, FeatureKind};
use crate::exchange::open::DEMONSTRATION_SCHEME;
use crate::exchange::preferences::SavedView;
use crate::geometry::{BoundingBox, LonLat};
use crate::ids::{DemandId, Revision};
use crate::jobs::{JobSlot, Spawner};
use crate::map::{Camera, FoundFeature, NameIndex, ZoomStep};
use crate::plan::{ClosureShape, ObjectId, PlanObject, SiteGeometry};
use crate::ui::{Bookmark, Dialog, FindingCommand, FoundCache, MAX_BOOKMARKS, Mark, Notice, Wording};

/// What is flown to fills at most this many points of the screen: the map of a small window.
const FLIGHT_POINTS: (f64, f64) = (520.0, 360.0);
/// Nothing is looked at closer than this: 1 point is so many metres.
const CLOSEST: f64 = 0.5;

/// The names of the open community, gathered when they are first wanted.
pub(super) struct Finder {
    slot: JobSlot<NameIndex>,
    /// The community that is being gathered or was.
    of: Option<Arc<Community>>,
    names: Option<Arc<NameIndex>>,
    generation: u64,
}

impl Finder {
    pub(super) const fn new() -> Self {
        Self { slot: JobSlot::new("names"), of: None, names: None, generation: 0 }
    }

    /// The names, once they are there.
    pub(super) const fn names(&self) -> Option<&Arc<NameIndex>> {
        self.names.as_ref()
    }

    /// Takes in what was gathered; starts where names are wanted that are not there; forgets another community's.
    /// True where there are other names now than before, or none.
    pub(super) fn follow(
        &mut self,
        community: Option<&Arc<Community>>,
        is_wanted: bool,
        spawner: &mut dyn Spawner,
        wake: impl FnOnce() + Send + 'static,
    ) -> bool {
        let mut has_changed = false;
        let is_same = match (&self.of, community) {
            (Some(of), Some(community)) => Arc::ptr_eq(of, community),
            (None, _) => true,
            (Some(_), None) => false,
        };
        if !is_same {
            self.slot.reset();
            (self.of, self.names) = (None, None);
            has_changed = true;
        }
        if self.slot.poll()
            && let Some(names) = self.slot.take()
        {
            self.names = Some(Arc::new(names.value));
            has_changed = true;
        }
        if let (None, Some(community), true) = (&self.of, community, is_wanted) {
            self.of = Some(Arc::clone(community));
            self.generation += 1;
            let community = Arc::clone(community);
            let work = move |context: &crate::jobs::JobContext| NameIndex::new(&community, context);
            self.slot.start(spawner, Revision(self.generation), wake, work);
        }
        has_changed
    }
}

impl App {
    /// Carries out one command of finding one's way.
    pub(super) fn dispatch_finding(&mut self, command: FindingCommand) {
        match command {
            FindingCommand::ShowObject(id) => self.show_object(id),
            FindingCommand::ShowFeature(feature) => self.show_feature(&feature),
            FindingCommand::ShowPlace(place, name) => {
                self.fly_to(BoundingBox { min: place, max: place });
                self.session.mark = Some(Mark { bounds: BoundingBox { min: place, max: place }, name });
            }
            FindingCommand::UseScenario(scenario) => {
                if self.plan().scenarios().contains_key(&scenario) {
                    self.session.scenario = scenario;
                }
            }
            FindingCommand::AddBookmark(name) => self.add_bookmark(name),
            FindingCommand::UseBookmark(place) => self.use_bookmark(place),
            FindingCommand::RemoveBookmark(place) => self.remove_bookmark(place),
        }
    }

    /// Lets the names be gathered while they are looked for.
    pub(super) fn follow_names(&mut self, ctx: &egui::Context) {
        let is_wanted = matches!(self.session.dialog, Some(Dialog::Find(_)));
        let community = self.loaded.as_ref().map(|loaded| &loaded.community);
        let spawner = self.dependencies.spawner.as_mut();
        if self.finder.follow(community, is_wanted, spawner, super::app::waker(ctx)) {
            self.session.found = FoundCache::default();
        }
    }

    fn show_object(&mut self, id: ObjectId) {
        let Some(bounds) = self.plan().object(id).and_then(|object| object_bounds(&object)) else { return };
        self.select(vec![id]);
        self.session.mark = None;
        self.fly_to(bounds);
    }

    fn show_feature(&mut self, feature: &FoundFeature) {
        if feature.kind == FeatureKind::Building {
            self.session.selection.clear();
            // The first places with people are the buildings, in their order.
            self.session.explained = Some(DemandId(feature.number));
        }
        self.fly_to(feature.bounds);
        self.session.mark = Some(Mark { bounds: feature.bounds, name: feature.text.to_string() });
    }

    /// Looks at a box so that all of it is in view; a place alone is looked at close up.
    fn fly_to(&mut self, bounds: BoundingBox) {
        let Some(loaded) = &self.loaded else { return };
        let plane = loaded.community.plane();
        let (a, b) = (plane.local_from_lon_lat(bounds.min), plane.local_from_lon_lat(bounds.max));
        let (width, height) = ((b.x - a.x).abs(), (b.y - a.y).abs());
        let needed = (width / FLIGHT_POINTS.0).max(height / FLIGHT_POINTS.1).max(CLOSEST);
        let center = plane.local_from_lon_lat(bounds.center());
        self.session.camera = Some(Camera::new(center, ZoomStep::at_least(needed).metres_per_px()));
    }

    /// Under which path the views of the open plan are kept; empty while it has none.
    fn views_key(&self) -> String {
        match &self.open.path {
            Some(path) => absolute(path).to_string_lossy().into_owned(),
            None if self.open.is_demonstration => DEMONSTRATION_SCHEME.to_owned(),
            None => String::new(),
        }
    }

    /// The kept views of the open plan.
    pub(super) fn bookmarks(&self) -> Vec<Bookmark> {
        let views = self.preferences.views.get(&self.views_key()).map_or(&[][..], Vec::as_slice);
        let bookmark = |view: &SavedView| Bookmark {
            name: view.name.clone(),
            center: LonLat::new_clamped(view.lon, view.lat),
            metres_per_point: view.metres_per_point,
        };
        views.iter().take(MAX_BOOKMARKS).map(bookmark).collect()
    }

    pub(super) fn ask_bookmark(&mut self) {
        self.session.dialog = Some(Dialog::Bookmark(String::new()));
    }

    fn add_bookmark(&mut self, name: String) {
        let (Some(loaded), Some(camera)) = (&self.loaded, self.session.camera) else { return };
        let center = loaded.community.plane().lon_lat_from_local(camera.center());
        let metres_per_point = camera.metres_per_point();
        let view = SavedView { name, lon: center.lon(), lat: center.lat(), metres_per_point };
        let views = self.preferences.views.entry(self.views_key()).or_default();
        if views.len() < MAX_BOOKMARKS {
            views.push(view);
            self.keep_preferences();
        }
    }

    fn use_bookmark(&mut self, place: usize) {
        let Some(loaded) = &self.loaded else { return };
        let Some(bookmark) = self.bookmarks().into_iter().nth(place) else {
            let text = Wording::with("notice-no-bookmark", [("n", (place + 1).to_string())]);
            // Pressed twice it is said once.
            self.session.notices.retain(|notice| notice.text != text);
            self.session.notices.push(Notice { text, is_problem: false });
            return;
        };
        let center = loaded.community.plane().local_from_lon_lat(bookmark.center);
        self.session.camera = Some(Camera::new(center, bookmark.metres_per_point));
    }

    fn remove_bookmark(&mut self, place: usize) {
        let key = self.views_key();
        if let Some(views) = self.preferences.views.get_mut(&key)
            && place < views.len()
        {
            views.remove(place);
            if views.is_empty() {
                self.preferences.views.remove(&key);
            }
            self.keep_preferences();
        }
    }

    /// The plan is now at this path, and so are its views.
    pub(super) fn take_bookmarks_along(&mut self, path: &Path) {
        let (old, new) = (self.views_key(), absolute(path).to_string_lossy().into_owned());
        if old == new {
            return;
        }
        let views = if old.is_empty() {
            self.preferences.views.remove(&old)
        } else {
            self.preferences.views.get(&old).cloned()
        };
        if let Some(views) = views {
            self.preferences.views.insert(new, views);
            self.keep_preferences();
        }
    }

    /// Views of a plan that was never saved go with it.
    pub(super) fn forget_loose_bookmarks(&mut self) {
        self.preferences.views.remove("");
    }
}

/// The box around an object.
fn object_bounds(object: &PlanObject) -> Option<BoundingBox> {
    match object {
        PlanObject::EvacuationArea(area) => BoundingBox::around(area.outline.places()),
        PlanObject::HazardArea(area) => BoundingBox::around(area.outline.places()),
        PlanObject::Site(site) => match &site.geometry {
            SiteGeometry::Point(place) => BoundingBox::around([*place]),
            SiteGeometry::Area(area) => BoundingBox::around(area.places()),
        },
        PlanObject::Closure(closure) => match &closure.shape {
            ClosureShape::Point(place) => BoundingBox::around([*place]),
            ClosureShape::Lines(lines) => BoundingBox::around(lines.iter().flatten().copied()),
            ClosureShape::Area(area) => BoundingBox::around(area.places()),
        },
        PlanObject::RoadChange(change) => BoundingBox::around(change.lines.iter().flatten().copied()),
        PlanObject::Route(route) => BoundingBox::around(route.lines.iter().flatten().copied()),
        PlanObject::Note(note) => BoundingBox::around([note.place]),
    }
}
