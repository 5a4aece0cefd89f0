//! One question to the allocation, whichever way it is asked: to one kind of site, or in two stages.

use std::sync::Arc;

use super::{
    AllocationEngine, AllocationOptions, AllocationReport, OriginPart, OriginPlace, SiteAllocation, Wholeness,
};
use crate::analysis::{CoverageEngine, CoverageReport};
use crate::ids::{DemandId, SiteId};
use crate::jobs::{Cancelled, JobContext};
use crate::plan::SiteKind;

/// The kinds of site people are sent to in turn.
const STAGES: [SiteKind; 2] = [SiteKind::SafeHarbor, SiteKind::Shelter];

/// What is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllocationChoice {
    /// To which kind of site; `None` to safe harbors and then on to shelters, whichever the plan has.
    pub kind: Option<SiteKind>,
    /// What is kept together.
    pub wholeness: Wholeness,
}

/// The answer: one report for each stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllocationStudy {
    /// What was asked.
    pub choice: AllocationChoice,
    /// The stages in order; none where the plan has no site of the kinds asked for.
    pub stages: Vec<Arc<AllocationReport>>,
}

impl AllocationStudy {
    /// Allocates in one stage or in two; `coverage` as of its last update, which gave `report`.
    ///
    /// # Errors
    /// [`Cancelled`]; the next call starts anew.
    pub fn run(
        engine: &mut AllocationEngine,
        coverage: &CoverageEngine,
        report: &CoverageReport,
        choice: AllocationChoice,
        context: &JobContext,
    ) -> Result<Self, Cancelled> {
        let options = AllocationOptions { wholeness: choice.wholeness, ..AllocationOptions::default() };
        let kinds = choice.kind.map_or_else(|| STAGES.to_vec(), |kind| vec![kind]);
        let mut stages: Vec<Arc<AllocationReport>> = Vec::new();
        for (n, &kind) in kinds.iter().enumerate() {
            context.progress(n + 1, kinds.len() + 1)?;
            let next = match stages.last() {
                None => engine.allocate(coverage, report, kind, options, context)?,
                Some(first) => engine.allocate_onward(coverage, report, first, kind, options, context)?,
            };
            stages.extend(next);
        }
        Ok(Self { choice, stages })
    }

    /// The stage that leads to a kind of site.
    #[must_use]
    pub fn stage(&self, kind: SiteKind) -> Option<&Arc<AllocationReport>> {
        self.stages.iter().find(|stage| stage.kind == kind)
    }

    /// The stage of a kind of site, else the first.
    #[must_use]
    pub fn stage_or_first(&self, kind: SiteKind) -> Option<&Arc<AllocationReport>> {
        self.stage(kind).or_else(|| self.stages.first())
    }

    /// What is said of a site, in the stage that leads to its kind.
    #[must_use]
    pub fn site(&self, id: SiteId) -> Option<(&Arc<AllocationReport>, &SiteAllocation)> {
        self.stages.iter().find_map(|stage| Some((stage, stage.site(id)?)))
    }
}

impl AllocationReport {
    /// The number of the origin at a place, in [`Self::origins`]. O(log n).
    #[must_use]
    pub fn origin_at(&self, place: OriginPlace) -> Option<usize> {
        self.origins.binary_search_by_key(&place, |origin| origin.place).ok()
    }

    /// The people of a door by place, nearest first; none where nobody starts there.
    #[must_use]
    pub fn door_parts(&self, door: DemandId) -> &[OriginPart] {
        self.origin_at(OriginPlace::Door(door)).and_then(|n| self.parts.get(n)).map_or(&[], Vec::as_slice)
    }
}
