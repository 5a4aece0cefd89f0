//! The question about the coordinates of a file: asked, looked at in the background, answered; nothing half done.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::app::{App, waker};
use super::error_text::open_error;
use super::loading::{OpeningError, Request, Systems};
use crate::community::{Community, Mapping, Shape, Suspected};
use crate::document::Command;
use crate::exchange::community::PreviewWish;
use crate::exchange::open::{OpenError, coordinate_preview_of, reload_community};
use crate::geometry::{BoundingBox, CoordinateSystem, Line, LonLat};
use crate::ids::Revision;
use crate::jobs::{Cancelled, JobContext, JobSlot, JobState};
use crate::plan::{CommunityFile, PlanHeader, Settings};
use crate::ui::{
    CoordinateCommand, CoordinateLook, CoordinatePicture, CoordinatePurpose, CoordinateQuestion, Dialog, Wording,
};

/// Lines drawn of the file, each way.
const MOST_LINES: usize = 1_200;
/// Lines drawn of the other layers.
const MOST_OTHERS: usize = 6_000;
/// Corners nearer to the one before than this share of the extent are left out.
const FINENESS: f64 = 1.0 / 3_000.0;

/// The other layers, as the picture shows them.
#[derive(Clone, Debug, Default)]
struct Backdrop {
    lines: Arc<Vec<Line>>,
    extent: Option<BoundingBox>,
}

/// What the picture is of; another choice is another picture.
#[derive(Clone, Debug, PartialEq)]
struct Looked {
    layer: String,
    path: String,
    before: Option<CoordinateSystem>,
    after: Option<CoordinateSystem>,
}

/// A picture with the other layers it was drawn over.
type Look = Result<(CoordinatePicture, Backdrop), OpenError>;

/// The look at the file that is asked about.
pub(super) struct CoordinateLooker {
    slot: JobSlot<Look>,
    generation: u64,
    looked: Option<Looked>,
    ready: Option<Arc<CoordinatePicture>>,
    failed: Option<Wording>,
    backdrop: Option<Backdrop>,
}

impl CoordinateLooker {
    pub(super) const fn new() -> Self {
        Self {
            slot: JobSlot::new("look at coordinates"),
            generation: 0,
            looked: None,
            ready: None,
            failed: None,
            backdrop: None,
        }
    }

    /// How the picture stands.
    pub(super) const fn look(&self) -> CoordinateLook<'_> {
        match (&self.ready, &self.failed) {
            (Some(picture), _) => CoordinateLook::Ready(picture),
            (None, Some(why)) => CoordinateLook::Failed(why),
            (None, None) if self.looked.is_some() => CoordinateLook::Reading,
            (None, None) => CoordinateLook::Nothing,
        }
    }

    fn forget_picture(&mut self) {
        self.slot.reset();
        (self.looked, self.ready, self.failed) = (None, None, None);
    }

    /// Takes in a picture that has arrived.
    fn poll(&mut self) {
        if !self.slot.poll() {
            return;
        }
        match self.slot.take().map(|done| done.value) {
            Some(Ok((picture, backdrop))) => {
                self.ready = Some(Arc::new(picture));
                self.backdrop = Some(backdrop);
            }
            Some(Err(error)) => self.failed = Some(Wording::new(move |texts| open_error(texts, &error))),
            None => {
                if let JobState::Failed(why) = self.slot.state(Revision(self.generation)) {
                    self.failed = Some(Wording::from(why));
                }
            }
        }
    }
}

impl App {
    /// Puts the question on the screen.
    pub(super) fn ask_coordinates(&mut self, question: CoordinateQuestion) {
        self.looker.forget_picture();
        self.looker.backdrop = None;
        self.session.dialog = Some(Dialog::Coordinates(Box::new(question)));
    }

    /// Carries out what the question asks for.
    pub(super) fn dispatch_coordinates(&mut self, ctx: &egui::Context, command: CoordinateCommand) {
        match command {
            CoordinateCommand::Ask(layer) => self.ask_about_layer(layer),
            CoordinateCommand::Accept => self.accept_coordinates(ctx),
        }
    }

    fn ask_about_layer(&mut self, layer: String) {
        let plan = self.open.document.plan();
        let files = plan.header().community.clone();
        let Some(file) = file_of(&files, &layer).cloned() else { return };
        let mapping = plan.settings().mapping.clone();
        let current = mapping.of(&layer).and_then(|said| said.coordinates);
        let doubts = self.loaded.as_ref().map_or(&[][..], |loaded| loaded.community.coordinate_doubts());
        let suspected = doubts.iter().find(|doubt| doubt.file == layer).map(|doubt| doubt.suspected.clone());
        let why = Wording::key(match &suspected {
            Some(Suspected::SwappedAxes) => "coordinates-why-swapped",
            Some(Suspected::Projected { .. }) => "coordinates-why-projected",
            Some(Suspected::ElsewhereThanOthers) => "coordinates-why-elsewhere",
            None => "coordinates-why",
        });
        let mut question = CoordinateQuestion::new(layer, file, why, CoordinatePurpose::Layer);
        question.base = self.open.path.as_deref().and_then(Path::parent).map(PathBuf::from);
        (question.files, question.mapping, question.current) = (files, mapping, current);
        question.suspected = suspected;
        question.choose(current);
        self.ask_coordinates(question);
    }

    fn accept_coordinates(&mut self, ctx: &egui::Context) {
        let Some(Dialog::Coordinates(question)) = self.session.dialog.take() else { return };
        let Ok(system) = question.system() else {
            self.session.dialog = Some(Dialog::Coordinates(question));
            return;
        };
        let CoordinateQuestion { layer, purpose, files, mut mapping, .. } = *question;
        mapping.set_coordinates(&layer, system);
        match purpose {
            CoordinatePurpose::Open { paths, systems } => {
                let systems: Systems = systems.into_iter().chain(system.map(|system| (layer, system))).collect();
                self.start_opening(ctx, Request::Files { paths, systems });
            }
            CoordinatePurpose::Adopt => {
                let plan = self.plan();
                let header = PlanHeader { community: files, ..(**plan.header()).clone() };
                let settings = Settings { mapping, ..(**plan.settings()).clone() };
                self.edit(Command::SetFilesAndSettings { header: Box::new(header), settings: Box::new(settings) });
            }
            CoordinatePurpose::Layer => {
                let mut settings = (**self.plan().settings()).clone();
                settings.mapping.set_coordinates(&layer, system);
                self.edit(Command::SetSettings(settings));
            }
        }
    }

    /// Looks at the file in the background as it is chosen now; once a frame.
    pub(super) fn follow_coordinates(&mut self, ctx: &egui::Context) {
        let looker = &mut self.looker;
        looker.poll();
        let Some(Dialog::Coordinates(question)) = &self.session.dialog else {
            if looker.looked.is_some() || looker.backdrop.is_some() {
                looker.forget_picture();
                looker.backdrop = None;
            }
            return;
        };
        let Ok(after) = question.system() else {
            looker.forget_picture();
            return;
        };
        let wanted =
            Looked { layer: question.layer.clone(), path: question.path.clone(), before: before_of(question), after };
        if looker.looked.as_ref() == Some(&wanted) {
            return;
        }
        looker.forget_picture();
        looker.looked = Some(wanted.clone());
        looker.generation += 1;
        let base = question.base.clone();
        let backdrop = looker.backdrop.clone().map_or_else(
            || {
                let loaded = self.loaded.as_ref().filter(|_| !is_replacing(question));
                loaded.map_or_else(
                    || Around::Files(others_of(question), question.mapping.clone(), base.clone()),
                    |loaded| Around::Community(Arc::clone(&loaded.community), question.layer.clone()),
                )
            },
            Around::Known,
        );
        let spawner = self.dependencies.spawner.as_mut();
        looker.slot.start(spawner, Revision(looker.generation), waker(ctx), move |context| {
            match look(&wanted, base.as_deref(), backdrop, context) {
                Err(_) if context.check().is_err() => Err(Cancelled),
                look => Ok(look),
            }
        });
    }
}

/// The question a failed opening leads to; `None` where coordinates are not why it failed.
pub(super) fn question_about(request: &Request, error: &OpeningError) -> Option<CoordinateQuestion> {
    let OpeningError::Doubtful(doubtful) = error else { return None };
    let layer = doubtful.doubt.file.clone();
    let file = file_of(&doubtful.files, &layer)?.clone();
    let (purpose, base) = match request {
        Request::Files { paths, systems } => {
            (CoordinatePurpose::Open { paths: paths.clone(), systems: systems.clone() }, None)
        }
        Request::Community { base, .. } => (CoordinatePurpose::Adopt, base.clone()),
        Request::Demonstration | Request::Restore(_) => return None,
    };
    let told = Arc::clone(doubtful);
    let why = Wording::new(move |texts| open_error(texts, &told.error));
    let mut question = CoordinateQuestion::new(layer, file, why, purpose);
    question.base = base;
    question.files.clone_from(&doubtful.files);
    question.mapping = doubtful.settings.mapping.clone();
    question.current = question.mapping.of(&question.layer).and_then(|said| said.coordinates);
    question.suspect(doubtful.doubt.suspected.clone());
    Some(question)
}

/// How the numbers are read before: as degrees where a file is not open yet, else as they are now.
fn before_of(question: &CoordinateQuestion) -> Option<CoordinateSystem> {
    match question.purpose {
        CoordinatePurpose::Layer => question.current,
        CoordinatePurpose::Open { .. } | CoordinatePurpose::Adopt => {
            Some(question.current.unwrap_or(CoordinateSystem::Wgs84))
        }
    }
}

/// Does the answer put another community in place of the loaded one?
const fn is_replacing(question: &CoordinateQuestion) -> bool {
    matches!(question.purpose, CoordinatePurpose::Open { .. })
}

fn others_of(question: &CoordinateQuestion) -> Vec<CommunityFile> {
    question.files.iter().filter(|file| file.path != question.path).cloned().collect()
}

/// The community file a layer comes from, by its name.
fn file_of<'a>(files: &'a [CommunityFile], layer: &str) -> Option<&'a CommunityFile> {
    let is_named = |file: &&CommunityFile, name: &str| {
        let before = file.path.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with(['/', '\\', '#']))
    };
    // The name of a file may hold the mark of layers too: the longest name that fits counts.
    let shorter = layer.rmatch_indices('#').filter_map(|(place, _)| layer.get(..place));
    std::iter::once(layer).chain(shorter).find_map(|name| files.iter().find(|file| is_named(file, name)))
}

/// Where the other layers come from.
enum Around {
    /// From the picture before.
    Known(Backdrop),
    /// From what is loaded, without one layer.
    Community(Arc<Community>, String),
    /// From files that are to be opened with it.
    Files(Vec<CommunityFile>, Mapping, Option<PathBuf>),
}

fn look(wanted: &Looked, base: Option<&Path>, around: Around, context: &JobContext) -> Look {
    let backdrop = match around {
        Around::Known(backdrop) => backdrop,
        Around::Community(community, layer) => backdrop_of(&community, &layer),
        Around::Files(files, mapping, base) => {
            let settings = Settings { mapping, ..Settings::default() };
            // The others may be doubted too; then the file is looked at by itself.
            let read = reload_community(&files, base.as_deref(), &settings, context);
            let community = read.ok().and_then(|(community, _, _)| community);
            community.map_or_else(Backdrop::default, |community| backdrop_of(&community, ""))
        }
    };
    let wish = PreviewWish {
        layer: &wanted.layer,
        before: wanted.before,
        after: wanted.after,
        extent: backdrop.extent,
        at_most: MOST_LINES,
    };
    let preview = coordinate_preview_of(&wanted.path, base, &wish, context)?;
    let picture = CoordinatePicture {
        others: Arc::clone(&backdrop.lines),
        extent: backdrop.extent,
        before: preview.before,
        after: preview.after,
    };
    Ok((picture, backdrop))
}

/// Roads and outlines of a community without one of its layers, as fine as a small picture needs them.
fn backdrop_of(community: &Community, without: &str) -> Backdrop {
    let layer = community.layers().iter().position(|layer| layer.name == without);
    let layer = layer.and_then(|layer| u32::try_from(layer).ok());
    let is_other = |of: u32| Some(of) != layer;
    let mut lines: Vec<&[LonLat]> = Vec::new();
    lines.extend(community.roads().iter().filter(|f| is_other(f.source.layer)).map(|road| road.line.as_slice()));
    let buildings = community.buildings().iter().filter(|f| is_other(f.source.layer));
    lines.extend(buildings.flat_map(|building| &building.outline.0).map(|polygon| polygon.outer.as_slice()));
    let shapes = community.water().iter().map(|water| (water.source, &water.shape));
    let shapes = shapes.chain(community.boundaries().iter().map(|boundary| (boundary.source, &boundary.shape)));
    for (_, shape) in shapes.filter(|(source, _)| is_other(source.layer)) {
        match shape {
            Shape::Point(_) => {}
            Shape::Lines(own) => lines.extend(own.iter().map(Vec::as_slice)),
            Shape::Area(own) => lines.extend(own.0.iter().map(|polygon| polygon.outer.as_slice())),
        }
    }
    let points = community.facilities().iter().filter(|f| is_other(f.source.layer)).map(|facility| facility.place);
    let extent = BoundingBox::around(lines.iter().flat_map(|line| line.iter().copied()).chain(points));
    let fine = extent.map_or(0.0, |extent| (extent.max.lat() - extent.min.lat()) * FINENESS);
    let step = lines.len().div_ceil(MOST_OTHERS).max(1);
    let lines = lines.into_iter().step_by(step).map(|line| simplified(line, fine)).collect();
    Backdrop { lines: Arc::new(lines), extent }
}

/// The line without corners that are nearer to the last kept one than `fine` degrees; both ends stay.
fn simplified(line: &[LonLat], fine: f64) -> Line {
    let mut kept: Line = Vec::new();
    for (place, &corner) in line.iter().enumerate() {
        let is_end = place == 0 || place + 1 == line.len();
        let is_far = |last: &LonLat| (corner.lon() - last.lon()).abs().max((corner.lat() - last.lat()).abs()) >= fine;
        if is_end || kept.last().is_none_or(is_far) {
            kept.push(corner);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_found_in_the_file_it_comes_from() {
        let file = |path: &str| CommunityFile { path: path.to_owned(), sha256: String::new() };
        let files = [
            file("/a/other-roads.csv"),
            file("/a/roads.csv"),
            file("demo:balzers/water.geojson"),
            file("/p.geojson#x.gpkg"),
            file("C:\\b\\c.shp"),
        ];
        let found = |layer: &str| file_of(&files, layer).map(|file| file.path.as_str());
        assert_eq!(found("roads.csv"), Some("/a/roads.csv"));
        assert_eq!(found("water.geojson"), Some("demo:balzers/water.geojson"));
        assert_eq!(found("x.gpkg#houses"), Some("/p.geojson#x.gpkg"));
        assert_eq!(found("c.shp"), Some("C:\\b\\c.shp"));
        assert_eq!(found("none.csv"), None);
    }

    #[test]
    fn a_simplified_line_keeps_its_ends() {
        let line: Line = (0..100).map(|n| LonLat::new_clamped(f64::from(n) * 0.001, 0.0)).collect();
        let fine = simplified(&line, 0.01);
        assert!(fine.len() < 15 && fine.first() == line.first() && fine.last() == line.last());
        assert_eq!(simplified(&line, 0.0), line);
    }
}
