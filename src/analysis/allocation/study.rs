//! One question to the allocation, whichever way it is asked: to one kind of site, or in two stages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    AllocationEngine, AllocationOptions, AllocationReport, NoPlace, OriginPart, OriginPlace, SiteAllocation, Wholeness,
};
use crate::analysis::{CoverageEngine, CoverageHeader, CoverageReport};
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

/// What becomes of most people of a door in a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Nobody is there.
    #[default]
    Nobody,
    /// They have a place at this site.
    Goes(SiteId),
    /// They have no place.
    Left(NoPlace),
}

/// The answer: one report for each stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllocationStudy {
    /// What was asked.
    pub choice: AllocationChoice,
    /// Values and circumstances of the coverage it is made from; `None` where nothing was worked out.
    pub header: Option<CoverageHeader>,
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
        Ok(Self { choice, header: Some(report.header.clone()), stages })
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

    /// What becomes of most people of each of the `n_doors` doors in the stage of a kind, in the order of doors; of
    /// equal numbers, those without a place count. O(doors + parts).
    #[must_use]
    pub fn fates(&self, kind: SiteKind, n_doors: usize) -> Vec<Fate> {
        let Some(stage) = self.stage(kind) else { return vec![Fate::Nobody; n_doors] };
        let mut sums: Vec<BTreeMap<Fate, u64>> = vec![BTreeMap::new(); n_doors];
        let mut add = |door: DemandId, fate: Fate, persons: u32| {
            if let Some(sum) = sums.get_mut(door.index()) {
                *sum.entry(fate).or_default() += u64::from(persons);
            }
        };
        for (door, part) in stage.parts_of_doors() {
            add(door, part.fate(), part.persons);
        }
        for onward in stage.onward.iter() {
            add(onward.door, onward.part.fate(), onward.part.persons);
        }
        sums.iter().map(most).collect()
    }

    /// What is said of a site, in the stage that leads to its kind.
    #[must_use]
    pub fn site(&self, id: SiteId) -> Option<(&Arc<AllocationReport>, &SiteAllocation)> {
        self.stages.iter().find_map(|stage| Some((stage, stage.site(id)?)))
    }
}

/// The fate of most; of equal numbers the last one, which has no place.
fn most(sums: &BTreeMap<Fate, u64>) -> Fate {
    sums.iter().max_by_key(|(_, persons)| **persons).map(|(fate, _)| *fate).unwrap_or_default()
}

impl OriginPart {
    /// What becomes of them.
    fn fate(&self) -> Fate {
        let left = || Fate::Left(self.left.map_or(NoPlace::Unreachable, |left| left.reason));
        self.site.map_or_else(left, Fate::Goes)
    }
}

impl AllocationReport {
    /// People who start at doors: door, and where they go.
    fn parts_of_doors(&self) -> impl Iterator<Item = (DemandId, &OriginPart)> {
        let origins = self.origins.iter().zip(self.parts.iter());
        origins.flat_map(|(origin, parts)| {
            let door = match origin.place {
                OriginPlace::Door(door) => Some(door),
                OriginPlace::Site(_) => None,
            };
            door.into_iter().flat_map(move |door| parts.iter().map(move |part| (door, part)))
        })
    }

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
