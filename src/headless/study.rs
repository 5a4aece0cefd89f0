//! What a subcommand works on: a plan with its community and roads, opened as the window opens it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use super::arguments::Common;
use crate::analysis::{CoverageEngine, CoverageReport, StudyValues};
use crate::community::{Community, CrossingRule, Fact, FeatureKind, Mapping};
use crate::document::Document;
use crate::exchange::open::{
    DEMONSTRATION_SCHEME, OpenError, OpenedPlan, demonstration, open_files_as, reload_community,
};
use crate::exchange::paths::relative_community_path;
use crate::exchange::plan::Originals;
use crate::geometry::{Converter, CoordinateSystem};
use crate::ids::ScenarioId;
use crate::jobs::JobContext;
use crate::network::{NetworkSettings, RoadNetwork};
use crate::plan::{BASE_SCENARIO, CommunityFile, Plan, PlanHeader, PopulationSettings, Settings};
use crate::units::Persons;

/// A plan with its community and roads.
#[derive(Debug)]
pub struct Study {
    /// The plan, naming its files relative to itself; empty over plain community files.
    pub plan: Plan,
    /// Was a plan among the files?
    pub has_plan: bool,
    /// Where the plan is, as the caller named it.
    pub plan_path: Option<PathBuf>,
    /// SHA-256 of the plan's file, lower-case hex.
    pub plan_sha256: String,
    /// How its features looked.
    pub originals: Originals,
    /// What was loaded.
    pub community: Arc<Community>,
    /// The roads.
    pub network: Arc<RoadNetwork>,
    /// All files of the community by absolute path, those given beside the plan too.
    pub files: Vec<CommunityFile>,
    /// What is to be said about the opening, a sentence each: files that are missing or have changed, oddities of
    /// the plan.
    pub remarks: Vec<String>,
}

impl Study {
    /// Opens files by the options.
    ///
    /// # Errors
    /// [`Failure`] names the file or option and the remedy.
    pub fn open(files: &[PathBuf], common: &Common, context: &JobContext) -> Result<Self, Failure> {
        // Options count while the files are read: a wrong one is said before any work.
        apply_options(&Settings::default(), common)?;
        let settings_from =
            |settings: &Settings| apply_options(settings, common).unwrap_or_else(|_checked| settings.clone());
        let opened = open_files_as(files, &settings_from, context)?;
        let mut remarks: Vec<String> =
            opened.missing.iter().map(|path| format!("community file not found: {}", path.display())).collect();
        let changed = opened.changed.iter();
        remarks.extend(changed.map(|path| format!("{} has changed since the plan was saved", path.display())));
        let origin = if let Some(OpenedPlan { read, path, .. }) = opened.plan {
            remarks.extend(read.warnings.iter().map(ToString::to_string));
            let plan_sha256 = read.stamp.map(|stamp| stamp.sha256).unwrap_or_default();
            Origin {
                plan: as_saved(&read.plan, &path),
                originals: read.originals,
                plan_path: Some(path),
                plan_sha256,
                has_plan: true,
            }
        } else {
            let header = PlanHeader { community: opened.files.clone(), ..PlanHeader::default() };
            Origin { plan: Plan::from_parts(header, Settings::default(), [], []), ..Origin::nowhere() }
        };
        let settings = apply_options(origin.plan.settings(), common)?;
        Self::new(origin, settings, opened.community, opened.files, remarks, context)
    }

    /// The demonstration inside the program.
    ///
    /// # Errors
    /// As [`Study::open`].
    pub fn demonstration(context: &JobContext) -> Result<Self, Failure> {
        let read = demonstration().map_err(OpenError::from)?;
        let settings = (**read.plan.settings()).clone();
        let (community, files, _) = reload_community(&read.plan.header().community, None, &settings, context)?;
        let origin = Origin { plan: read.plan, originals: read.originals, has_plan: true, ..Origin::nowhere() };
        Self::new(origin, settings, community, files, Vec::new(), context)
    }

    fn new(
        origin: Origin,
        settings: Settings,
        community: Option<Community>,
        files: Vec<CommunityFile>,
        remarks: Vec<String>,
        context: &JobContext,
    ) -> Result<Self, Failure> {
        let community = community.ok_or(Failure::NoCommunity)?;
        let network_settings = NetworkSettings {
            crossings: settings.crossings,
            max_access: StudyValues::from_settings(&settings).max_access().metres(),
            mends: settings.mends.clone(),
            ..NetworkSettings::default()
        };
        let network = RoadNetwork::build(&community, &network_settings, context)?;
        let Origin { plan, originals, plan_path, plan_sha256, has_plan } = origin;
        // Options of the command line stand in the plan while it is worked on, so that results name them.
        let plan = if settings == **plan.settings() { plan } else { plan.with_settings(settings) };
        Ok(Self {
            plan,
            has_plan,
            plan_path,
            plan_sha256,
            originals,
            community: Arc::new(community),
            network: Arc::new(network),
            files,
            remarks,
        })
    }

    /// The scenario of a name; the base scenario for none.
    ///
    /// # Errors
    /// [`Failure::NoScenario`] lists those there are.
    pub fn scenario(&self, name: Option<&str>) -> Result<ScenarioId, Failure> {
        let Some(name) = name else { return Ok(BASE_SCENARIO) };
        let scenarios = self.plan.scenarios();
        scenarios.values().find(|scenario| scenario.name == name).map(|scenario| scenario.id).ok_or_else(|| {
            let known: Vec<&str> =
                scenarios.values().map(|s| s.name.as_str()).filter(|name| !name.is_empty()).collect();
            let known = if known.is_empty() { "only the base scenario".to_owned() } else { known.join(", ") };
            Failure::NoScenario { name: name.to_owned(), known }
        })
    }

    /// Coverage of the plan in a scenario, and the engine that made it.
    ///
    /// # Errors
    /// [`Failure::Cancelled`] when the work is no longer wanted.
    pub fn coverage(
        &self,
        scenario: ScenarioId,
        context: &JobContext,
    ) -> Result<(CoverageEngine, Arc<CoverageReport>), Failure> {
        let mut engine = CoverageEngine::new(Arc::clone(&self.community), Arc::clone(&self.network));
        let snapshot = Document::new(self.plan.clone()).snapshot();
        let report = engine.update(&snapshot, scenario, context)?;
        Ok((engine, report))
    }
}

/// Where a plan comes from.
struct Origin {
    plan: Plan,
    originals: Originals,
    plan_path: Option<PathBuf>,
    plan_sha256: String,
    has_plan: bool,
}

impl Origin {
    /// No plan at all.
    fn nowhere() -> Self {
        Self {
            plan: Plan::from_parts(PlanHeader::default(), Settings::default(), [], []),
            originals: Originals::none(),
            plan_path: None,
            plan_sha256: String::new(),
            has_plan: false,
        }
    }
}

/// The plan with its files named relative to itself, as its file has them: so its fingerprint is the same wherever
/// the folder lies.
fn as_saved(plan: &Plan, path: &Path) -> Plan {
    let mut header = (**plan.header()).clone();
    for file in header.community.iter_mut().filter(|file| !file.path.starts_with(DEMONSTRATION_SCHEME)) {
        file.path = relative_community_path(path, Path::new(&file.path));
    }
    plan.with_header(header)
}

/// The settings of the plan with the options of the command line on top.
pub(super) fn apply_options(settings: &Settings, common: &Common) -> Result<Settings, Failure> {
    let mut settings = settings.clone();
    for option in &common.layers {
        let bad = |remedy: String| Failure::BadOption { option: "--layer", value: option.clone(), remedy };
        let (file, kind) = option.rsplit_once('=').ok_or_else(|| bad("write FILE=KIND".to_owned()))?;
        let kind = FeatureKind::from_name(kind)
            .ok_or_else(|| bad(format!("kinds are {}", FeatureKind::ALL.map(FeatureKind::name).join(", "))))?;
        layer_of(&mut settings.mapping, file).kind = Some(kind);
    }
    for option in &common.columns {
        let bad = |remedy: String| Failure::BadOption { option: "--column", value: option.clone(), remedy };
        let (source, fact) = option.rsplit_once('=').ok_or_else(|| bad("write FILE:COLUMN=FACT".to_owned()))?;
        let (file, column) = source.split_once(':').ok_or_else(|| bad("write FILE:COLUMN=FACT".to_owned()))?;
        let fact =
            Fact::from_name(fact).ok_or_else(|| bad(format!("facts are {}", Fact::ALL.map(Fact::name).join(", "))))?;
        layer_of(&mut settings.mapping, file).columns.insert(fact, column.to_owned());
    }
    for option in &common.coordinates {
        let bad = |remedy: String| Failure::BadOption { option: "--coordinates", value: option.clone(), remedy };
        let (file, system) = option.rsplit_once('=').ok_or_else(|| bad("write FILE=SYSTEM".to_owned()))?;
        let system = CoordinateSystem::from_name(system)
            .ok_or_else(|| bad(format!("systems are {}", CoordinateSystem::WORDS)))?;
        Converter::new(system).map_err(|error| bad(error.to_string()))?;
        layer_of(&mut settings.mapping, file).coordinates = Some(system);
    }
    if let Some(residents) = common.residents {
        settings.population = PopulationSettings { total: Some(Persons(residents)) };
    }
    if let Some(rule) = &common.crossings {
        settings.crossings = CrossingRule::from_name(rule).ok_or_else(|| Failure::BadOption {
            option: "--crossings",
            value: rule.clone(),
            remedy: format!("rules are {}", CrossingRule::ALL.map(CrossingRule::name).join(", ")),
        })?;
    }
    Ok(settings)
}

fn layer_of<'a>(mapping: &'a mut Mapping, file: &str) -> &'a mut crate::community::LayerMapping {
    let name =
        std::path::Path::new(file).file_name().map_or_else(|| file.to_owned(), |n| n.to_string_lossy().into_owned());
    mapping.layers.entry(name).or_default()
}
