//! What a subcommand works on: a plan with its community and roads, opened as the window opens it.

use std::path::PathBuf;
use std::sync::Arc;

use super::Failure;
use super::arguments::Common;
use crate::analysis::{CoverageEngine, CoverageReport, StudyValues};
use crate::community::{Community, CrossingRule, Fact, FeatureKind, Mapping};
use crate::document::Document;
use crate::exchange::open::{OpenError, demonstration, open_files, reload_community};
use crate::exchange::plan::Originals;
use crate::ids::ScenarioId;
use crate::jobs::JobContext;
use crate::network::{NetworkSettings, RoadNetwork};
use crate::plan::{BASE_SCENARIO, CommunityFile, Plan, PlanHeader, PopulationSettings, Settings};
use crate::units::Persons;

/// A plan with its community and roads.
#[derive(Debug)]
pub struct Study {
    /// The plan; empty over plain community files.
    pub plan: Plan,
    /// Was a plan among the files?
    pub has_plan: bool,
    /// Where the plan is.
    pub plan_path: Option<PathBuf>,
    /// How its features looked.
    pub originals: Originals,
    /// What was loaded.
    pub community: Arc<Community>,
    /// The roads.
    pub network: Arc<RoadNetwork>,
    /// Files of the plan that are not there.
    pub missing: Vec<PathBuf>,
}

impl Study {
    /// Opens files by the options.
    ///
    /// # Errors
    /// [`Failure`] names the file or option and the remedy.
    pub fn open(files: &[PathBuf], common: &Common, context: &JobContext) -> Result<Self, Failure> {
        let opened = open_files(files, context)?;
        let (plan, originals, plan_path) = if let Some(plan) = opened.plan {
            (plan.read.plan, plan.read.originals, Some(plan.path))
        } else {
            let header = PlanHeader { community: opened.files.clone(), ..PlanHeader::default() };
            (Plan::from_parts(header, Settings::default(), [], []), Originals::none(), None)
        };
        let settings = apply_options(plan.settings(), common)?;
        let (community, missing) = if settings == **plan.settings() {
            (opened.community, opened.missing)
        } else {
            let base = plan_path.as_deref().and_then(std::path::Path::parent);
            let (community, _, missing) = reload_community(&opened.files, base, &settings, context)?;
            (community, missing)
        };
        let has_plan = plan_path.is_some();
        Self::new(plan, settings, has_plan, (originals, plan_path), (community, missing), context)
    }

    /// The demonstration inside the program.
    ///
    /// # Errors
    /// As [`Study::open`].
    pub fn demonstration(context: &JobContext) -> Result<Self, Failure> {
        let read = demonstration().map_err(OpenError::from)?;
        let settings = (**read.plan.settings()).clone();
        let files: Vec<CommunityFile> = read.plan.header().community.clone();
        let (community, _, missing) = reload_community(&files, None, &settings, context)?;
        Self::new(read.plan, settings, true, (read.originals, None), (community, missing), context)
    }

    fn new(
        plan: Plan,
        settings: Settings,
        has_plan: bool,
        (originals, plan_path): (Originals, Option<PathBuf>),
        (community, missing): (Option<Community>, Vec<PathBuf>),
        context: &JobContext,
    ) -> Result<Self, Failure> {
        let community = community.ok_or(Failure::NoCommunity)?;
        let network_settings = NetworkSettings {
            crossings: settings.crossings,
            max_access: StudyValues::from_settings(&settings).max_access().metres(),
            ..NetworkSettings::default()
        };
        let network = RoadNetwork::build(&community, &network_settings, context)?;
        // Options of the command line stand in the plan while it is worked on, so that results name them.
        let plan = if settings == **plan.settings() { plan } else { plan.with_settings(settings) };
        Ok(Self {
            plan,
            has_plan,
            plan_path,
            originals,
            community: Arc::new(community),
            network: Arc::new(network),
            missing,
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
