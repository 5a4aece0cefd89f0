//! What the panels may read: the document, what was loaded, the results, and how they stand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::analysis_section::Stale;
use super::basemap_panel::BasemapView;
use super::command::Environment;
use super::coordinates::CoordinateLook;
use super::evacuation_run::EvacuationRun;
use super::finding::Bookmark;
use super::road_trials::RoadTrials;
use super::safety::SafetyView;
use super::scenario_panel::scenario_name;
use super::session::ThemeChoice;
use super::text::Texts;
use crate::analysis::{
    AllocationStudy, CoverageReport, Explanation, KindCoverage, RoadStudy, ServiceArea, StudyValues,
};
use crate::community::Community;
use crate::document::Document;
use crate::ids::ScenarioId;
use crate::jobs::{JobState, Progress};
use crate::map::NameIndex;
use crate::network::{NetworkMask, RoadNetwork};
use crate::plan::{ObjectId, Plan, SiteKind};

/// The work that runs in the background, in the planner's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Files are being read and the road network built.
    Reading,
    /// Service areas are being drawn.
    ServiceAreas,
}

/// Everything the panels read in one frame; nothing here can be changed by them.
pub struct View<'a> {
    /// Texts in the chosen language.
    pub texts: Texts,
    /// Theme as chosen.
    pub theme: ThemeChoice,
    /// The plan and its history.
    pub document: &'a Document,
    /// Where the plan is on disk.
    pub path: Option<&'a PathBuf>,
    /// It is the demonstration.
    pub is_demonstration: bool,
    /// What was loaded.
    pub community: Option<&'a Arc<Community>>,
    /// The roads.
    pub network: Option<&'a Arc<RoadNetwork>>,
    /// The values in force.
    pub values: &'a StudyValues,
    /// The latest coverage, whatever state it belongs to.
    pub coverage: Option<&'a Arc<CoverageReport>>,
    /// How the coverage stands against the plan.
    pub coverage_state: &'a JobState,
    /// Coverage as it was when the plan was opened or last saved.
    pub baseline: Option<&'a CoverageReport>,
    /// Service areas of the shown kind.
    pub service_areas: &'a [ServiceArea],
    /// Changes with the service areas.
    pub service_areas_version: u64,
    /// Roads closed and slowed in the scenario, as the latest coverage saw them.
    pub mask: Option<&'a Arc<NetworkMask>>,
    /// The plan as it would be if the hand let go now.
    pub preview: Option<&'a Plan>,
    /// The roads with the plan's new links, as the latest coverage saw them; the mask belongs to these.
    pub planned_network: Option<&'a Arc<RoadNetwork>>,
    /// Routes and road changes against the roads they lie on, whatever state it belongs to.
    pub roads: Option<&'a Arc<RoadStudy>>,
    /// How that stands against the plan.
    pub roads_state: &'a JobState,
    /// The latest allocation, whatever state it belongs to.
    pub allocation: Option<&'a Arc<AllocationStudy>>,
    /// How the allocation stands against the plan.
    pub allocation_state: &'a JobState,
    /// What the allocation belongs to, where it was not made for what is in view.
    pub allocation_stale: Option<Stale>,
    /// Allocation of what the figures are compared with, asked for in the same way.
    pub allocation_baseline: Option<&'a AllocationStudy>,
    /// The latest evacuation of the scenario in view, whatever state it belongs to.
    pub evacuation: Option<&'a Arc<EvacuationRun>>,
    /// How it stands against the plan.
    pub evacuation_state: &'a JobState,
    /// Changes of roads that were tried in the latest run.
    pub trials: RoadTrials<'a>,
    /// The last evacuation of every scenario.
    pub evacuations: &'a BTreeMap<ScenarioId, Arc<EvacuationRun>>,
    /// What its figures are compared with.
    pub evacuation_baseline: Option<&'a EvacuationRun>,
    /// The explanation of the chosen place.
    pub explanation: Option<&'a Explanation>,
    /// The scenario in view.
    pub scenario: ScenarioId,
    /// Long work that runs, and how far it has come.
    pub work: Option<(Work, Progress)>,
    /// Recently opened files.
    pub recent: &'a [PathBuf],
    /// Mappings of columns made for earlier files.
    pub known_mappings: &'a [crate::community::KnownMapping],
    /// What can be used now.
    pub environment: Environment,
    /// How safe the work is.
    pub safety: SafetyView<'a>,
    /// The names of the community, once they were gathered.
    pub names: Option<&'a Arc<NameIndex>>,
    /// Kept views of this plan.
    pub bookmarks: &'a [Bookmark],
    /// The picture of the file whose coordinates are asked about.
    pub coordinates: CoordinateLook<'a>,
    /// What lies below the map.
    pub basemap: Option<BasemapView<'a>>,
}

impl View<'_> {
    /// The plan's name, or what stands for it.
    #[must_use]
    pub fn plan_title(&self) -> String {
        let name = self.plan_name();
        if self.safety.is_recovered {
            return self.texts.with("plan-recovered", &[("name", super::text::Value::Text(&name))]);
        }
        name
    }

    fn plan_name(&self) -> String {
        let name = &self.document.plan().header().name;
        if !name.is_empty() {
            return name.clone();
        }
        match self.path.and_then(|path| path.file_name()) {
            Some(file) => file.to_string_lossy().into_owned(),
            None => self.texts.get("plan-untitled"),
        }
    }

    /// The name of the scenario in view.
    #[must_use]
    pub fn scenario_name(&self) -> String {
        let scenario = self.document.plan().scenarios().get(&self.scenario);
        scenario.map_or_else(|| self.texts.get("scenario-base"), |scenario| scenario_name(self.texts, scenario))
    }

    /// Does an object take part in the scenario in view?
    #[must_use]
    pub fn takes_part(&self, id: ObjectId) -> bool {
        self.document.plan().scenarios().get(&self.scenario).is_none_or(|scenario| scenario.selection.includes(id))
    }

    /// The latest coverage by a kind.
    #[must_use]
    pub fn kind_coverage(&self, kind: SiteKind) -> Option<&KindCoverage> {
        self.coverage.and_then(|report| report.kind(kind))
    }
}
