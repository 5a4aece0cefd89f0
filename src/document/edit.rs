//! Edits: one reversible primitive per collection. Applying one returns its inverse.

use std::sync::Arc;

use crate::ids::ScenarioId;
use crate::plan::{ObjectId, Plan, PlanHeader, PlanObject, Scenario, Settings};

/// One reversible change. It cannot fail.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Edit {
    /// Puts, replaces or removes an object.
    SetObject { id: ObjectId, value: Option<PlanObject> },
    /// Puts, replaces or removes a scenario.
    SetScenario { id: ScenarioId, value: Option<Arc<Scenario>> },
    /// Replaces the settings.
    SetSettings(Arc<Settings>),
    /// Replaces the header.
    SetHeader(Arc<PlanHeader>),
    /// Several edits as one.
    Batch(Vec<Self>),
}

impl Edit {
    /// Applies the edit; the answer takes it back. The inverse of a batch is its inverses in reverse order.
    pub(super) fn apply(self, plan: &mut Plan) -> Self {
        match self {
            Self::SetObject { id, value } => Self::SetObject { id, value: plan.apply_object(id, value) },
            Self::SetScenario { id, value } => Self::SetScenario { id, value: plan.apply_scenario(id, value) },
            Self::SetSettings(settings) => Self::SetSettings(plan.apply_settings(settings)),
            Self::SetHeader(header) => Self::SetHeader(plan.apply_header(header)),
            Self::Batch(edits) => {
                let mut inverses: Vec<Self> = edits.into_iter().map(|edit| edit.apply(plan)).collect();
                inverses.reverse();
                Self::Batch(inverses)
            }
        }
    }

    /// The objects the edit touches.
    pub(super) fn touched(&self, into: &mut Vec<ObjectId>) {
        match self {
            Self::SetObject { id, .. } => into.push(*id),
            Self::SetScenario { .. } | Self::SetSettings(_) | Self::SetHeader(_) => {}
            Self::Batch(edits) => edits.iter().for_each(|edit| edit.touched(into)),
        }
    }
}
