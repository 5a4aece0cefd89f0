//! Commands on scenarios, and what scenarios do when objects come and go.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::CommandError;
use super::kinds::Prepared;
use crate::document::edit::Edit;
use crate::ids::ScenarioId;
use crate::plan::{BASE_SCENARIO, ObjectId, Plan, PlanObject, Scenario, ScenarioSelection};

fn known(plan: &Plan, id: ScenarioId) -> Result<&Arc<Scenario>, CommandError> {
    plan.scenarios().get(&id).ok_or(CommandError::NoSuchScenario(id))
}

fn put(scenario: Scenario) -> Edit {
    Edit::SetScenario { id: scenario.id, value: Some(Arc::new(scenario)) }
}

/// Puts or replaces a scenario.
pub(super) fn set(plan: &Plan, scenario: Scenario, next_number: u32) -> Result<Prepared, CommandError> {
    if plan.scenarios().get(&scenario.id).is_some_and(|old| **old == scenario) {
        return Err(CommandError::NothingToDo);
    }
    let after = scenario.id.0.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    Ok(Prepared { edit: put(scenario), next_number: next_number.max(after) })
}

/// A new scenario, a copy of another one.
pub(super) fn add(
    plan: &Plan,
    name: String,
    from: Option<ScenarioId>,
    next_number: u32,
) -> Result<Prepared, CommandError> {
    let like = known(plan, from.unwrap_or(BASE_SCENARIO))?;
    let after = next_number.checked_add(1).ok_or(CommandError::NoNumberLeft)?;
    let scenario = Scenario { id: ScenarioId(next_number), name, ..(**like).clone() };
    Ok(Prepared { edit: put(scenario), next_number: after })
}

/// Another name.
pub(super) fn rename(plan: &Plan, id: ScenarioId, name: String) -> Result<Edit, CommandError> {
    let scenario = known(plan, id)?;
    if id == BASE_SCENARIO {
        return Err(CommandError::BaseScenarioStays);
    }
    if scenario.name == name {
        return Err(CommandError::NothingToDo);
    }
    Ok(put(Scenario { name, ..(**scenario).clone() }))
}

/// Removes a scenario.
pub(super) fn delete(plan: &Plan, id: ScenarioId) -> Result<Edit, CommandError> {
    known(plan, id)?;
    if id == BASE_SCENARIO {
        return Err(CommandError::BaseScenarioStays);
    }
    Ok(Edit::SetScenario { id, value: None })
}

/// Objects take part. A scenario whose list comes to hold every object takes all, those drawn later too.
pub(super) fn include(plan: &Plan, id: ScenarioId, ids: &BTreeSet<ObjectId>) -> Result<Edit, CommandError> {
    let scenario = known(plan, id)?;
    check_there(plan, ids)?;
    match &scenario.selection {
        ScenarioSelection::All => Err(CommandError::NothingToDo),
        ScenarioSelection::Only(chosen) if ids.is_subset(chosen) => Err(CommandError::NothingToDo),
        ScenarioSelection::Only(chosen) => {
            let chosen: BTreeSet<ObjectId> = chosen.union(ids).copied().collect();
            let is_all = plan.objects().all(|object| chosen.contains(&object.id()));
            let selection = if is_all { ScenarioSelection::All } else { ScenarioSelection::Only(chosen) };
            Ok(put(Scenario { selection, ..(**scenario).clone() }))
        }
    }
}

/// Objects take no part.
pub(super) fn exclude(plan: &Plan, id: ScenarioId, ids: &BTreeSet<ObjectId>) -> Result<Edit, CommandError> {
    let scenario = known(plan, id)?;
    check_there(plan, ids)?;
    let chosen: BTreeSet<ObjectId> = match &scenario.selection {
        ScenarioSelection::All => plan.objects().map(|object: PlanObject| object.id()).collect(),
        ScenarioSelection::Only(chosen) => chosen.clone(),
    };
    if ids.is_disjoint(&chosen) {
        return Err(CommandError::NothingToDo);
    }
    let selection = ScenarioSelection::Only(chosen.difference(ids).copied().collect());
    Ok(put(Scenario { selection, ..(**scenario).clone() }))
}

fn check_there(plan: &Plan, ids: &BTreeSet<ObjectId>) -> Result<(), CommandError> {
    ids.iter().try_for_each(|&id| plan.object(id).map(|_| ()).ok_or(CommandError::NoSuchObject(id)))
}

/// New parts of an object take part wherever it does.
pub(super) fn joined_by(plan: &Plan, id: ObjectId, new_ids: &[ObjectId]) -> Vec<Edit> {
    changed(plan, |chosen| {
        if chosen.contains(&id) {
            chosen.extend(new_ids);
        }
    })
}

/// Objects that go are replaced in every list by another one, or taken out.
pub(super) fn replaced_in(plan: &Plan, gone: &BTreeSet<ObjectId>, by: Option<ObjectId>) -> Vec<Edit> {
    changed(plan, |chosen| {
        let n_before = chosen.len();
        chosen.retain(|id| !gone.contains(id));
        if chosen.len() < n_before {
            chosen.extend(by);
        }
    })
}

fn changed(plan: &Plan, change: impl Fn(&mut BTreeSet<ObjectId>)) -> Vec<Edit> {
    let mut edits = Vec::new();
    for scenario in plan.scenarios().values() {
        if let ScenarioSelection::Only(old) = &scenario.selection {
            let mut chosen = old.clone();
            change(&mut chosen);
            if chosen != *old {
                edits.push(put(Scenario { selection: ScenarioSelection::Only(chosen), ..(**scenario).clone() }));
            }
        }
    }
    edits
}
