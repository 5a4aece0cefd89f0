//! An evacuation made ready from the words of the command line; every subcommand about evacuation begins here.

use std::sync::Arc;

use super::{Failure, Study};
use crate::analysis::{CoverageEngine, CoverageReport};
use crate::document::{Command, Document, PlanSnapshot};
use crate::evacuation::{EvacuationStudy, RoadBook, StudyInput};
use crate::ids::ScenarioId;
use crate::jobs::JobContext;
use crate::plan::{Scenario, SiteKind, TravelMode};

/// Where people go and how they travel; what is not said, the plan says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EvacuationChoice {
    pub(super) kind: Option<SiteKind>,
    pub(super) mode: Option<TravelMode>,
}

impl EvacuationChoice {
    /// From the words of the options.
    pub(super) fn of(kind: Option<&str>, mode: Option<&str>) -> Result<Self, Failure> {
        let mode = mode.map(|name| {
            TravelMode::from_name(name).ok_or_else(|| Failure::BadOption {
                option: "--mode",
                value: name.to_owned(),
                remedy: format!("it is one of {}", TravelMode::ALL.map(TravelMode::name).join(", ")),
            })
        });
        Ok(Self { kind: kind.map(super::allocate::kind_of).transpose()?, mode: mode.transpose()? })
    }
}

/// Streets, doors and people of a plan, and what they were made of.
pub(super) struct Prepared {
    pub(super) snapshot: PlanSnapshot,
    pub(super) scenario: ScenarioId,
    pub(super) kind: Option<SiteKind>,
    pub(super) coverage: CoverageEngine,
    pub(super) report: Arc<CoverageReport>,
    pub(super) book: RoadBook,
    pub(super) study: Arc<EvacuationStudy>,
}

impl Prepared {
    /// Reads the plan as the choice wants it.
    pub(super) fn of(
        study: &Study,
        scenario: ScenarioId,
        choice: EvacuationChoice,
        context: &JobContext,
    ) -> Result<Self, Failure> {
        let mut document = Document::new(study.plan.clone());
        let mode = choice.mode.and_then(|mode| {
            let found = study.plan.scenarios().get(&scenario).filter(|found| found.mode != mode)?;
            Some(Scenario { mode, ..(**found).clone() })
        });
        if let Some(scenario) = mode {
            document.execute(Command::SetScenario(scenario)).map_err(|error| Failure::Fault(error.to_string()))?;
        }
        let snapshot = document.snapshot();
        let mut coverage = CoverageEngine::new(Arc::clone(&study.community), Arc::clone(&study.network));
        let report = coverage.update(&snapshot, scenario, context)?;
        let input =
            StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario, kind: choice.kind };
        let evacuation = Arc::new(EvacuationStudy::new(&input, context)?);
        let book = RoadBook::new(&coverage, &snapshot.plan, scenario);
        Ok(Self { snapshot, scenario, kind: choice.kind, coverage, report, book, study: evacuation })
    }

    /// What the study was made of.
    pub(super) fn input(&self) -> StudyInput<'_> {
        StudyInput {
            coverage: &self.coverage,
            report: &self.report,
            snapshot: &self.snapshot,
            scenario: self.scenario,
            kind: self.kind,
        }
    }
}
