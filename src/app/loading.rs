//! Opening in the background: files are read and the road network is built before anything on screen changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::error_text::{open_error, plan_error, say};
use super::recovery_error_text::recovery_error;
use crate::analysis::StudyValues;
use crate::community::{Community, CoordinateDoubt, CrossingRule, Mapping, Mend, PopulationRules};
use crate::exchange::community::ImportError;
use crate::exchange::open::{
    OpenError, community_files_of, demonstration, open_files_as, reload_community, rules_from,
};
use crate::exchange::plan::{PlanReadError, ReadPlan};
use crate::exchange::recovery::{RecoveredWork, RecoveryError, read_session};
use crate::geometry::CoordinateSystem;
use crate::ids::Revision;
use crate::jobs::{Cancelled, JobContext, JobSlot, JobState, Progress, Spawner};
use crate::network::{NetworkSettings, RoadNetwork};
use crate::plan::{CommunityFile, Settings};
use crate::ui::Texts;
use crate::units::Metres;

/// What is to be opened.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Request {
    /// The demonstration.
    Demonstration,
    /// These files, in place of what is open.
    Files {
        /// Which.
        paths: Vec<PathBuf>,
        /// What the planner said of the coordinates of layers, by name.
        systems: Systems,
    },
    /// What a crashed session left behind, by its folder.
    Restore(PathBuf),
    /// The community of the open plan again: its files or the settings that bear on it have changed.
    Community {
        /// The plan's files.
        files: Vec<CommunityFile>,
        /// The folder their paths start from.
        base: Option<PathBuf>,
        /// The plan's settings.
        settings: Box<Settings>,
        /// What was read and still holds: then only the roads are joined anew.
        kept: Option<KeptCommunity>,
    },
}

/// What the planner said of the coordinates of layers, by name.
pub(super) type Systems = BTreeMap<String, CoordinateSystem>;

impl Request {
    /// These files, as they stand.
    pub(super) const fn files(paths: Vec<PathBuf>) -> Self {
        Self::Files { paths, systems: Systems::new() }
    }
}

/// A community that was read and still holds; the same one is equal, others never are.
#[derive(Clone, Debug)]
pub(super) struct KeptCommunity(Arc<Community>);

impl PartialEq for KeptCommunity {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The inputs a loaded community and network depend on; when they change, both are made again.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LoadKey {
    paths: Vec<String>,
    mapping: Mapping,
    rules: PopulationRules,
    crossings: CrossingRule,
    max_access: Metres,
    mends: BTreeSet<Mend>,
}

impl LoadKey {
    pub(super) fn new(files: &[CommunityFile], settings: &Settings) -> Self {
        Self {
            paths: files.iter().map(|file| file.path.clone()).collect(),
            mapping: settings.mapping.clone(),
            rules: rules_from(settings),
            crossings: settings.crossings,
            max_access: StudyValues::from_settings(settings).max_access().metres(),
            mends: settings.mends.clone(),
        }
    }

    /// Does the same community come of both? Then only the roads are joined otherwise.
    fn has_same_community(&self, other: &Self) -> bool {
        (&self.paths, &self.mapping, &self.rules) == (&other.paths, &other.mapping, &other.rules)
    }

    fn network_settings(&self) -> NetworkSettings {
        NetworkSettings {
            crossings: self.crossings,
            max_access: self.max_access,
            mends: self.mends.clone(),
            ..NetworkSettings::default()
        }
    }
}

/// A community with its roads, ready to be shown.
pub(super) struct Loaded {
    pub(super) key: LoadKey,
    pub(super) community: Arc<Community>,
    pub(super) network: Arc<RoadNetwork>,
    files: Vec<CommunityFile>,
}

impl Loaded {
    /// The community, where it serves these inputs as it is, and its files as they were read.
    pub(super) fn kept_for(&self, key: &LoadKey) -> Option<(KeptCommunity, Vec<CommunityFile>)> {
        self.key.has_same_community(key).then(|| (KeptCommunity(Arc::clone(&self.community)), self.files.clone()))
    }

    /// The fingerprint a community file had when it was read; `None` for files that were not.
    pub(super) fn fingerprint(&self, path: &str) -> Option<&str> {
        let file = self.files.iter().find(|file| file.path == path)?;
        (!file.sha256.is_empty()).then_some(file.sha256.as_str())
    }
}

/// Why an opening came to nothing.
#[derive(Debug, Error)]
pub(super) enum OpeningError {
    /// The files cannot be opened.
    #[error(transparent)]
    Files(#[from] OpenError),
    /// The coordinates of a file are doubted: the planner may say how it is to be read.
    #[error("{}", .0.error)]
    Doubtful(Arc<Doubtful>),
    /// The demonstration cannot be read.
    #[error(transparent)]
    Demonstration(#[from] PlanReadError),
    /// The work of a crashed session cannot be read.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// There is nothing left of a crashed session.
    #[error("there is no unsaved work any more: {}", .0.display())]
    NothingToRestore(PathBuf),
    /// The work stopped unexpectedly, with these words.
    #[error("{0}")]
    Crashed(String),
}

impl OpeningError {
    /// The reason in the language of the window.
    pub(super) fn words(&self, texts: Texts) -> String {
        match self {
            Self::Doubtful(doubtful) => open_error(texts, &doubtful.error),
            Self::Files(error) => open_error(texts, error),
            Self::Demonstration(error) => plan_error(texts, error),
            Self::Recovery(error) => recovery_error(texts, error),
            Self::NothingToRestore(folder) => {
                say(texts, "error-recovery-nothing", &[("path", &folder.display().to_string())])
            }
            Self::Crashed(why) => say(texts, "error-open-crashed", &[("why", why)]),
        }
    }
}

/// An opening that came to nothing because the coordinates of a file are doubted.
#[derive(Debug)]
pub(super) struct Doubtful {
    /// The doubt.
    pub(super) doubt: CoordinateDoubt,
    /// Why nothing was opened.
    pub(super) error: OpenError,
    /// The community files that were to be opened.
    pub(super) files: Vec<CommunityFile>,
    /// The settings they were read by.
    pub(super) settings: Settings,
}

/// What an opening brings.
pub(super) struct Opening {
    pub(super) request: Request,
    pub(super) plan: Option<(ReadPlan, Option<PathBuf>)>,
    pub(super) loaded: Option<Loaded>,
    pub(super) files: Vec<CommunityFile>,
    pub(super) missing: Vec<PathBuf>,
    /// Community files that are no longer what they were when the plan was saved.
    pub(super) changed: Vec<PathBuf>,
    /// The work of a crashed session.
    pub(super) recovered: Option<RecoveredWork>,
}

/// One opening at a time; the newest wish wins.
pub(super) struct Loader {
    slot: JobSlot<Result<Opening, (Request, OpeningError)>>,
    asked: Option<Request>,
    generation: u64,
}

impl Loader {
    pub(super) const fn new() -> Self {
        Self { slot: JobSlot::new("opening"), asked: None, generation: 0 }
    }

    pub(super) const fn is_running(&self) -> bool {
        self.slot.is_running()
    }

    /// What is being opened, or was opened last.
    pub(super) const fn asked(&self) -> Option<&Request> {
        self.asked.as_ref()
    }

    /// What failed was taken back: asked for again, it is tried again.
    pub(super) fn forget_asked(&mut self) {
        self.asked = None;
    }

    pub(super) fn progress(&self) -> Option<Progress> {
        self.slot.state(Revision(self.generation)).progress()
    }

    pub(super) fn cancel(&mut self) {
        self.slot.cancel();
    }

    pub(super) fn start(&mut self, request: Request, spawner: &mut dyn Spawner, wake: impl FnOnce() + Send + 'static) {
        self.asked = Some(request.clone());
        self.generation += 1;
        self.slot.start(spawner, Revision(self.generation), wake, move |context| {
            match open(request.clone(), context) {
                Ok(opening) => Ok(Ok(opening)),
                Err(_) if context.check().is_err() => Err(Cancelled),
                Err(error) => {
                    let error = with_files(error, &request);
                    Ok(Err((request, error)))
                }
            }
        });
    }

    /// What has arrived, once: an opening, or what was asked for and why it failed.
    pub(super) fn poll(&mut self) -> Option<Result<Opening, (Request, OpeningError)>> {
        if !self.slot.poll() {
            return None;
        }
        match self.slot.take() {
            Some(done) => Some(done.value),
            None => match (self.slot.state(Revision(self.generation)), self.asked.clone()) {
                (JobState::Failed(message), Some(request)) => Some(Err((request, OpeningError::Crashed(message)))),
                _ => None,
            },
        }
    }
}

/// What was read, as it is shared.
fn shared<F, M>((community, files, missing): (Option<Community>, F, M)) -> (Option<Arc<Community>>, F, M) {
    (community.map(Arc::new), files, missing)
}

/// The settings with what was said of coordinates.
pub(super) fn settings_saying(settings: &Settings, systems: &Systems) -> Settings {
    let mut settings = settings.clone();
    for (layer, &system) in systems {
        settings.mapping.set_coordinates(layer, Some(system));
    }
    settings
}

/// Where coordinates are doubted, the error with the files in question, so that they can be looked at.
fn with_files(error: OpeningError, request: &Request) -> OpeningError {
    let OpeningError::Files(error) = error else { return error };
    let Some(doubt) = error.coordinate_doubt() else { return OpeningError::Files(error) };
    let found = match request {
        Request::Files { paths, systems } => {
            community_files_of(paths).ok().map(|(files, settings)| (files, settings_saying(&settings, systems)))
        }
        Request::Community { files, settings, .. } => Some((files.clone(), (**settings).clone())),
        // Their files are read as they were before.
        Request::Demonstration | Request::Restore(_) => None,
    };
    match found {
        Some((files, settings)) => OpeningError::Doubtful(Arc::new(Doubtful { doubt, error, files, settings })),
        None => OpeningError::Files(error),
    }
}

/// Does the work of a request; the reason where it could not.
fn open(request: Request, context: &JobContext) -> Result<Opening, OpeningError> {
    let (mut changed, mut recovered) = (Vec::new(), None);
    let (plan, community, files, missing, settings) = match &request {
        Request::Demonstration => {
            let read = demonstration()?;
            let settings = (**read.plan.settings()).clone();
            let files = read.plan.header().community.clone();
            let (community, files, missing) = shared(reload_community(&files, None, &settings, context)?);
            (Some((read, None)), community, files, missing, settings)
        }
        Request::Files { paths, systems } => {
            let opened = open_files_as(paths, &|settings| settings_saying(settings, systems), context)?;
            changed = opened.changed;
            let settings = opened.plan.as_ref().map(|plan| (**plan.read.plan.settings()).clone()).unwrap_or_default();
            let settings = settings_saying(&settings, systems);
            let plan = opened.plan.map(|plan| {
                // A package is taken apart: its plan has no file of its own until it is saved.
                let path = (!plan.is_package).then(|| plan.path.clone());
                (plan.read, path)
            });
            (plan, opened.community.map(Arc::new), opened.files, opened.missing, settings)
        }
        Request::Restore(folder) => {
            let work = read_session(folder)?;
            let work = work.ok_or_else(|| OpeningError::NothingToRestore(folder.clone()))?;
            let settings = (**work.read.plan.settings()).clone();
            let files = work.read.plan.header().community.clone();
            recovered = Some(work);
            // The work comes back even where its community does not: the planner is then told why.
            match reload_community(&files, None, &settings, context) {
                Ok((community, files, missing)) => (None, community.map(Arc::new), files, missing, settings),
                Err(_) => (None, None, files, Vec::new(), settings),
            }
        }
        Request::Community { files, base, settings, kept } => {
            let base = base.as_deref().map(Path::to_owned);
            let (community, files, missing) = match kept {
                Some(kept) => (Some(Arc::clone(&kept.0)), files.clone(), Vec::new()),
                None => shared(reload_community(files, base.as_deref(), settings, context)?),
            };
            (None, community, files, missing, (**settings).clone())
        }
    };
    let loaded = match community {
        Some(community) => {
            let key = LoadKey::new(&files, &settings);
            let network = RoadNetwork::build(&community, &key.network_settings(), context)
                .map_err(|Cancelled| OpenError::Community(ImportError::Cancelled))?;
            Some(Loaded { key, community, network: Arc::new(network), files: files.clone() })
        }
        None => None,
    };
    Ok(Opening { request, plan, loaded, files, missing, changed, recovered })
}
